//! The sections of an ordered response: thresholds, deviations, groups with their intercepts, choices, what was held out.

use std::fmt::Write as _;

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};
use foedera_likelihood::score::{Bin, RiskGroup, ScoreCard};

use super::parts::{
    Older, ROOT, count, list, numbers, read_covariance, read_datasets, read_effect, write_datasets, write_effect,
    write_process,
};
use super::scores::{Scored, read_scores, write_scores};
use crate::response::{
    AnswerCard, AnswerModel, Candidate, Choice, Choices, DEVIATION_PRIOR, Group, HeldOut, HeldOutScores, LEVELS,
    Nested, WIDE_PRIOR, prior_of,
};
use crate::{Estimated, Process};

/// What is at the root of the file of an ordered response alone.
const KEYS: [&str; 3] = ["ordered", "choice", "held_out"];
/// The same in schema 1.
const OLD_KEYS: [&str; 9] =
    ["levels", "prior_deviation", "prior_trigger", "deviations", "mode", "treaty", "ally", "choice", "held_out"];

/// The text of the model file of answers.
pub fn write_answer_model(model: &AnswerModel) -> String {
    let mut text = String::new();
    write_into(&mut text, model).expect("writing to a string does not fail");
    text
}

fn write_into(text: &mut String, model: &AnswerModel) -> std::fmt::Result {
    let card = &model.card;
    write_process(text, Process::ANSWERS, &model.covariance, model.mode.len())?;
    writeln!(text, "\n[fit]\natlas_sha256 = {:?}\ncalls = {}", card.atlas_sha256, card.calls.0)?;
    writeln!(text, "calls_left_out = {}\nyears = [{}, {}]", card.calls.1, card.years.0, card.years.1)?;
    writeln!(text, "answers = [{}] # by level, and those known only to be less than troops", list(card.answers))?;
    writeln!(text, "log_likelihood = {:?}", card.log_likelihood)?;
    write_datasets(text, &card.datasets)?;
    for effect in &model.effects {
        write_effect(text, effect)?;
    }
    write_ordered(text, model)?;
    write_choices(text, &card.choices)?;
    write_scores(
        text,
        card.scores.iter().map(|(name, scores)| (name.as_str(), scores.card(), Some(scores.brier_by_trigger))),
    )?;
    for held in &card.held_out {
        let troops: Vec<String> = held.troops.iter().map(|p| format!("{p:.4}")).collect();
        writeln!(text, "\n[[held_out]]\ncall = {:?}\nallies = [{}]", held.call, list(&held.allies))?;
        writeln!(text, "troops = [{}]", troops.join(", "))?;
    }
    Ok(())
}

/// Parameters beside the effects, in the order of the covariance: intercepts of treaties and of allies, thresholds.
fn write_ordered(text: &mut String, model: &AnswerModel) -> std::fmt::Result {
    let (effects, groups) = (model.effects.len(), model.treaties.len() + model.allies.len());
    writeln!(text, "\n[ordered]\nlevels = [{}]", list(LEVELS))?;
    writeln!(text, "thresholds = [{}]", list(&model.mode[effects + groups..]))?;
    writeln!(text, "deviations = [{}] # of treaties, allies, calls and effects", list(model.deviations))?;
    writeln!(text, "prior_deviation = {DEVIATION_PRIOR:?}\nprior_trigger = {WIDE_PRIOR:?}")?;
    let kinds =
        model.treaties.iter().map(|group| ("treaty", group)).chain(model.allies.iter().map(|own| ("ally", own)));
    for ((kind, Group { key, answers, troops }), intercept) in kinds.zip(&model.mode[effects..]) {
        writeln!(text, "\n[[ordered.{kind}]]\nkey = {key:?}\nintercept = {intercept:?}")?;
        writeln!(text, "answers = {answers}\ntroops = {troops}")?;
    }
    Ok(())
}

impl HeldOutScores {
    /// The same as a card.
    fn card(&self) -> ScoreCard {
        let group = |bin: &Bin| RiskGroup { bin: *bin, happened: None };
        ScoreCard { groups: self.bins.iter().map(group).collect(), ..ScoreCard::from(self.overall) }
    }
}

fn write_choices(text: &mut String, choices: &Choices) -> std::fmt::Result {
    for (name, choice) in [("ally", &choices.ally), ("anyone", &choices.anyone)] {
        writeln!(text, "\n[[choice]] # nested selection: docs/guarantee.md")?;
        writeln!(text, "name = {name:?}\ngiven = {:?}\ncases = {}", choice.given.name(), choice.cases)?;
        writeln!(text, "candidates = [{}]", list(Candidate::ALL.map(Candidate::name)))?;
        for (way, nested) in [("by_call", &choice.by_call), ("by_time", &choice.by_time)] {
            let scores = nested.candidates.map(|score| format!("{score:.6}")).join(", ");
            writeln!(text, "{way} = {:.6}\n{way}_calls = {}", nested.brier, nested.calls)?;
            writeln!(text, "{way}_candidates = [{scores}]\n{way}_chosen = [{}]", list(nested.chosen))?;
            if let Some(auc) = nested.within_call_auc {
                writeln!(text, "{way}_within_call_auc = {auc:.6}")?;
            }
        }
    }
    Ok(())
}

fn read_choices(root: &Table<'_>) -> Option<Choices> {
    let tables = root.tables("choice");
    let of = |name: &str| {
        let found = tables.iter().find(|table| table.string("name").is_some_and(|own| own.value == name));
        if found.is_none() {
            let message = format!("no `[[choice]]` is named `{name}`");
            root.report(Code::Missing, root.span(), message, "fit the model again");
        }
        read_choice(found?)
    };
    Some(Choices { ally: of("ally")?, anyone: of("anyone")? })
}

fn read_choice(table: &Table<'_>) -> Option<Choice> {
    let keys =
        |way: &str| ["", "_calls", "_candidates", "_chosen", "_within_call_auc"].map(|end| format!("{way}{end}"));
    let own: Vec<String> = [keys("by_call"), keys("by_time")].concat();
    let known = ["name", "given", "cases", "candidates"].into_iter().chain(own.iter().map(String::as_str));
    table.only(&known.collect::<Vec<_>>());
    let nested = |way: &str| {
        let five = |key: &str| numbers(table, key, Some(5)).map(|list| [0, 1, 2, 3, 4].map(|place| list[place]));
        let [score, calls, candidates, chosen, auc] = keys(way);
        Some(Nested {
            brier: table.number(&score)?.value,
            calls: count(table, &calls)?,
            candidates: five(&candidates)?,
            chosen: five(&chosen)?.map(|times| times as u32),
            within_call_auc: table.number_or_none(&auc).map(|auc| auc.value),
        })
    };
    Some(Choice {
        given: table.parsed::<Candidate>("given", "fit the model again")?.value,
        cases: count(table, "cases")?,
        by_call: nested("by_call")?,
        by_time: nested("by_time")?,
    })
}

/// The part of a model file that holds the choices.
pub fn choices_text(choices: &Choices) -> String {
    let mut text = String::new();
    write_choices(&mut text, choices).expect("writing to a string does not fail");
    text
}

/// Read the model file of answers.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read_answer_model(source: &Source) -> Result<AnswerModel, Problems> {
    read(source, |root| {
        let (schema, _) = super::head(root, "ordered response")?;
        let own = if schema == 1 { &OLD_KEYS[..] } else { &KEYS[..] };
        root.only(&ROOT.into_iter().chain(own.iter().copied()).collect::<Vec<_>>());
        let ordered = if schema == 1 { None } else { Some(root.table("ordered")?) };
        let place = ordered.as_ref().unwrap_or(root);
        if ordered.is_some() {
            place.only(&["levels", "thresholds", "deviations", "prior_deviation", "prior_trigger", "treaty", "ally"]);
        }
        let levels = place.strings("levels");
        if !levels.iter().map(|own| own.value.as_str()).eq(LEVELS) {
            let span = levels.first().map_or(place.span(), |own| own.span.clone());
            let remedy = format!("the levels are {}", LEVELS.join(", "));
            place.report(Code::InvalidValue, span, "`levels` are not those of answers", remedy);
            return None;
        }
        let deviations = numbers(place, "deviations", Some(4))?;
        let deviations = [0, 1, 2, 3].map(|kind| deviations[kind]);
        let card = read_card(root, schema)?;
        let rows = card.answers.iter().sum();
        let older = |at: usize| (schema == 1).then(|| Older { prior: prior_of(at, deviations), rows });
        let tables = root.tables("effect");
        let effects: Option<Vec<Estimated>> =
            tables.iter().enumerate().map(|(at, table)| read_effect(table, older(at))).collect();
        let effects = effects?;
        let groups = [read_groups(place, "treaty", schema)?, read_groups(place, "ally", schema)?];
        let size = effects.len() + groups[0].len() + groups[1].len() + LEVELS.len() - 1;
        let mode = if schema == 1 {
            numbers(root, "mode", Some(size))?
        } else {
            let mut mode: Vec<f64> = effects.iter().map(|effect| effect.estimate).collect();
            mode.extend(groups.iter().flatten().map(|(_, intercept)| intercept));
            mode.extend(numbers(place, "thresholds", Some(LEVELS.len() - 1))?);
            mode
        };
        let covariance = read_covariance(root, size, false)?;
        let [treaties, allies] = groups.map(|groups| groups.into_iter().map(|(group, _)| group).collect());
        Some(AnswerModel { effects, treaties, allies, mode, covariance, deviations, card })
    })
}

/// Groups of a kind; in schema 1 their intercepts stand in the mode.
fn read_groups(place: &Table<'_>, name: &str, schema: i64) -> Option<Vec<(Group, f64)>> {
    let group = |table: &Table<'_>| {
        let keys = ["key", "answers", "troops", "intercept"];
        table.only(&keys[..if schema == 1 { 3 } else { 4 }]);
        let group = Group {
            key: table.string("key")?.value,
            answers: count(table, "answers")?,
            troops: count(table, "troops")?,
        };
        Some((group, if schema == 1 { 0.0 } else { table.number("intercept")?.value }))
    };
    place.tables(name).iter().map(group).collect()
}

fn read_card(root: &Table<'_>, schema: i64) -> Option<AnswerCard> {
    let fit = root.table("fit")?;
    fit.only(&["atlas_sha256", "calls", "calls_left_out", "years", "answers", "log_likelihood"]);
    let years = fit.range("years")?;
    let answers = numbers(&fit, "answers", Some(5))?;
    let held = |table: &Table<'_>| {
        table.only(&["call", "allies", "troops"]);
        let allies: Vec<String> = table.strings("allies").into_iter().map(|ally| ally.value).collect();
        Some(HeldOut {
            call: table.string("call")?.value,
            troops: numbers(table, "troops", Some(allies.len()))?,
            allies,
        })
    };
    Some(AnswerCard {
        atlas_sha256: fit.string("atlas_sha256")?.value,
        datasets: read_datasets(root)?,
        calls: (count(&fit, "calls")?, count(&fit, "calls_left_out")?),
        years: (years.value[0] as i16, years.value[1] as i16),
        answers: [0, 1, 2, 3, 4].map(|level| answers[level] as u32),
        log_likelihood: fit.number("log_likelihood")?.value,
        choices: read_choices(root)?,
        held_out: root.tables("held_out").iter().map(held).collect::<Option<_>>()?,
        scores: if schema == 1 {
            root.tables("score").iter().map(read_old_score).collect::<Option<_>>()?
        } else {
            read_scores(root, true)?.into_iter().map(of_card).collect::<Option<_>>()?
        },
    })
}

fn of_card((name, card, by_kind): Scored) -> Option<(String, HeldOutScores)> {
    let bins = card.groups.into_iter().map(|group| group.bin).collect();
    Some((name, HeldOutScores { overall: card.score, brier_by_trigger: by_kind?, bins }))
}

/// A score as schema 1 has it.
fn read_old_score(table: &Table<'_>) -> Option<(String, HeldOutScores)> {
    table.only(&[
        "name",
        "cases",
        "events",
        "log_score",
        "log_score_climatology",
        "brier",
        "brier_climatology",
        "brier_by_trigger",
        "auc",
        "bin_starts",
        "bin_forecasts",
        "bin_happened",
        "bin_cases",
    ]);
    let starts = numbers(table, "bin_starts", None)?;
    let column = |key: &str| numbers(table, key, Some(starts.len()));
    let (forecasts, happened, cases) = (column("bin_forecasts")?, column("bin_happened")?, column("bin_cases")?);
    let bin = |k: usize| Bin {
        ends: (starts[k], (10.0 * starts[k] + 1.0).round() / 10.0),
        forecast: forecasts[k],
        happened: happened[k],
        cases: cases[k] as u32,
    };
    let scores = HeldOutScores {
        overall: super::scores::read_numbers(table)?,
        brier_by_trigger: table.number("brier_by_trigger")?.value,
        bins: (0..starts.len()).map(bin).collect(),
    };
    Some((table.string("name")?.value, scores))
}
