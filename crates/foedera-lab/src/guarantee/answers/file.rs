//! The model file of answers: TOML, readable as a card, complete as a model.

use std::fmt::Write as _;

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};
use foedera_process::{Effect, Scaling, Score};
use foedera_world::Provenance;

use super::{AnswerCard, AnswerModel, Bin, FittedEffect, Group, HeldOut, HeldOutScores};
use crate::guarantee::pooling::{DEVIATION_PRIOR, WIDE_PRIOR};
use crate::guarantee::{Candidate, Choice, Choices, LEVELS, Nested};

/// Version of the layout of model files of answers.
pub const ANSWERS_SCHEMA: i64 = 1;

const DEFINITION: &str = "one ally's answer to one call of the register: nothing, words, materiel or troops; proportional odds with \
    normal intercepts of treaties, allies and calls";

/// The text of a model file.
pub fn write_answer_model(model: &AnswerModel) -> String {
    let mut text = String::new();
    write_into(&mut text, model).expect("writing to a string does not fail");
    text
}

fn list<T: std::fmt::Debug>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(", ")
}

fn write_into(text: &mut String, model: &AnswerModel) -> std::fmt::Result {
    let card = &model.card;
    writeln!(text, "# The fitted answers to calls. Made by `foedera fit answers`; do not edit by hand.")?;
    writeln!(text, "schema = {ANSWERS_SCHEMA}\nprocess = \"answers\"\nversion = {:?}", env!("CARGO_PKG_VERSION"))?;
    writeln!(text, "definition = {DEFINITION:?}\nlevels = [{}]", list(LEVELS))?;
    writeln!(text, "prior_deviation = {DEVIATION_PRIOR:?}\nprior_trigger = {WIDE_PRIOR:?}")?;
    writeln!(text, "deviations = [{}]\nmode = [{}]", list(model.deviations), list(&model.mode))?;
    writeln!(text, "covariance = [ # the lower triangle, row by row")?;
    let p = model.mode.len();
    for row in 0..p {
        let numbers: Vec<String> =
            (0..=row).map(|column| format!("{:.5e}", model.covariance[row * p + column])).collect();
        writeln!(text, "  {},", numbers.join(", "))?;
    }
    writeln!(text, "]\n\n[fit]\natlas_sha256 = {:?}\ncalls = {}", card.atlas_sha256, card.calls.0)?;
    writeln!(text, "calls_left_out = {}\nyears = [{}, {}]", card.calls.1, card.years.0, card.years.1)?;
    writeln!(text, "answers = [{}] # by level, and those known only to be less than troops", list(card.answers))?;
    writeln!(text, "log_likelihood = {:?}", card.log_likelihood)?;
    for effect in &model.effects {
        writeln!(text, "\n[[effect]]\nname = {:?}\nestimate = {:?}", effect.effect.name(), effect.estimate)?;
        writeln!(text, "standard_error = {:?}\ncentre = {:?}", effect.standard_error, effect.scaling.centre)?;
        writeln!(text, "scale = {:?}\nmissing = {}", effect.scaling.deviation, effect.scaling.missing_rows.unwrap_or(0))?;
    }
    for (name, groups) in [("treaty", &model.treaties), ("ally", &model.allies)] {
        for group in groups {
            writeln!(
                text,
                "\n[[{name}]]\nkey = {:?}\nanswers = {}\ntroops = {}",
                group.key, group.answers, group.troops
            )?;
        }
    }
    write_choices(text, &card.choices)?;
    for (name, scores) in &card.scores {
        write_scores(text, name, scores)?;
    }
    for held in &card.held_out {
        let troops: Vec<String> = held.troops.iter().map(|p| format!("{p:.4}")).collect();
        writeln!(text, "\n[[held_out]]\ncall = {:?}\nallies = [{}]", held.call, list(&held.allies))?;
        writeln!(text, "troops = [{}]", troops.join(", "))?;
    }
    for dataset in &card.datasets {
        writeln!(text, "\n[[dataset]]\nname = {:?}\nfile = {:?}", dataset.dataset, dataset.file)?;
        writeln!(text, "sha256 = {:?}\nrows = {}\ncitation = {:?}", dataset.sha256, dataset.rows, dataset.citation)?;
    }
    Ok(())
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

fn write_scores(text: &mut String, name: &str, scores: &HeldOutScores) -> std::fmt::Result {
    let Score { cases, events, log_score, log_score_climatology, brier, brier_climatology, auc } = scores.overall;
    writeln!(text, "\n[[score]]\nname = {name:?}\ncases = {cases}\nevents = {events}")?;
    writeln!(text, "log_score = {log_score:.6}\nlog_score_climatology = {log_score_climatology:.6}")?;
    writeln!(text, "brier = {brier:.6}\nbrier_climatology = {brier_climatology:.6}")?;
    writeln!(text, "brier_by_trigger = {:.6}", scores.brier_by_trigger)?;
    if let Some(auc) = auc {
        writeln!(text, "auc = {auc:.4}")?;
    }
    let column =
        |of: fn(&Bin) -> f64| scores.bins.iter().map(|bin| format!("{:.4}", of(bin))).collect::<Vec<_>>().join(", ");
    writeln!(text, "bin_starts = [{}]\nbin_forecasts = [{}]", column(|bin| bin.ends.0), column(|bin| bin.forecast))?;
    writeln!(text, "bin_happened = [{}]", column(|bin| bin.happened))?;
    writeln!(text, "bin_cases = [{}]", list(scores.bins.iter().map(|bin| bin.cases)))
}

/// The part of a model file that holds the choices.
#[cfg(test)]
pub(crate) fn choices_text(choices: &Choices) -> String {
    let mut text = String::new();
    write_choices(&mut text, choices).expect("writing to a string does not fail");
    text
}

/// Read a model file of answers.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read_answer_model(source: &Source) -> Result<AnswerModel, Problems> {
    read(source, |root| {
        root.schema(ANSWERS_SCHEMA, "the model of answers")?;
        root.only(&[
            "schema",
            "process",
            "version",
            "definition",
            "levels",
            "prior_deviation",
            "prior_trigger",
            "deviations",
            "mode",
            "covariance",
            "fit",
            "effect",
            "treaty",
            "ally",
            "choice",
            "score",
            "held_out",
            "dataset",
        ]);
        let process = root.string("process")?;
        if process.value != "answers" {
            let message = format!("`{}` is not the process of a model of answers", process.value);
            root.report(Code::InvalidValue, process.span, message, "give the file that `foedera fit answers` wrote");
            return None;
        }
        let card = read_card(root)?;
        let all = card.answers.iter().sum();
        let effects: Option<Vec<FittedEffect>> =
            root.tables("effect").iter().map(|table| read_effect(table, all)).collect();
        let effects = effects?;
        let (treaties, allies) = (read_groups(root, "treaty")?, read_groups(root, "ally")?);
        let mode = numbers(root, "mode", Some(effects.len() + treaties.len() + allies.len() + LEVELS.len() - 1))?;
        let p = mode.len();
        let triangle = numbers(root, "covariance", Some(p * (p + 1) / 2))?;
        let mut covariance = vec![0.0; p * p];
        let mut next = triangle.into_iter();
        for row in 0..p {
            for column in 0..=row {
                let value = next.next().unwrap_or(0.0);
                covariance[row * p + column] = value;
                covariance[column * p + row] = value;
            }
        }
        let deviations = numbers(root, "deviations", Some(4))?;
        Some(AnswerModel {
            effects,
            treaties,
            allies,
            mode,
            covariance,
            deviations: [deviations[0], deviations[1], deviations[2], deviations[3]],
            card,
        })
    })
}

/// The numbers of a list, as many as there must be.
fn numbers(table: &Table<'_>, key: &str, count: Option<usize>) -> Option<Vec<f64>> {
    let list = table.numbers(key)?;
    if let Some(count) = count.filter(|count| *count != list.len()) {
        let span = list.first().map_or(table.span(), |number| number.span.clone());
        let message = format!("`{key}` has {} numbers and needs {count}", list.len());
        table.report(Code::Inconsistent, span, message, "fit the model again");
        return None;
    }
    Some(list.into_iter().map(|number| number.value).collect())
}

fn count(table: &Table<'_>, key: &str) -> Option<u32> {
    let number = table.integer(key)?;
    u32::try_from(number.value).ok().or_else(|| {
        let message = format!("`{key}` is not a count");
        table.report(Code::InvalidValue, number.span, message, "give a whole number from 0 on");
        None
    })
}

fn read_effect(table: &Table<'_>, all: u32) -> Option<FittedEffect> {
    table.only(&["name", "estimate", "standard_error", "centre", "scale", "missing"]);
    let missing = count(table, "missing")?;
    Some(FittedEffect {
        effect: table.parsed::<Effect>("name", "see docs/guarantee.md for the effects")?.value,
        estimate: table.number("estimate")?.value,
        standard_error: table.number("standard_error")?.value,
        scaling: Scaling {
            centre: table.number("centre")?.value,
            deviation: table.number("scale")?.value,
            missing: f64::from(missing) / f64::from(all.max(1)),
            missing_rows: Some(missing),
        },
    })
}

fn read_groups(root: &Table<'_>, name: &str) -> Option<Vec<Group>> {
    let group = |table: &Table<'_>| {
        table.only(&["key", "answers", "troops"]);
        Some(Group {
            key: table.string("key")?.value,
            answers: count(table, "answers")?,
            troops: count(table, "troops")?,
        })
    };
    root.tables(name).iter().map(group).collect()
}

fn read_card(root: &Table<'_>) -> Option<AnswerCard> {
    let fit = root.table("fit")?;
    fit.only(&["atlas_sha256", "calls", "calls_left_out", "years", "answers", "log_likelihood"]);
    let years = fit.range("years")?;
    let answers = numbers(&fit, "answers", Some(5))?;
    let dataset = |table: &Table<'_>| {
        table.only(&["name", "file", "sha256", "rows", "citation"]);
        Some(Provenance {
            dataset: table.string("name")?.value,
            file: table.string("file")?.value,
            sha256: table.string("sha256")?.value,
            rows: count(table, "rows")? as usize,
            citation: table.string("citation")?.value,
        })
    };
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
        datasets: root.tables("dataset").iter().map(dataset).collect::<Option<_>>()?,
        calls: (count(&fit, "calls")?, count(&fit, "calls_left_out")?),
        years: (years.value[0] as i16, years.value[1] as i16),
        answers: [0, 1, 2, 3, 4].map(|level| answers[level] as u32),
        log_likelihood: fit.number("log_likelihood")?.value,
        choices: read_choices(root)?,
        held_out: root.tables("held_out").iter().map(held).collect::<Option<_>>()?,
        scores: root.tables("score").iter().map(read_scores).collect::<Option<_>>()?,
    })
}

fn read_scores(table: &Table<'_>) -> Option<(String, HeldOutScores)> {
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
        ends: (starts[k], starts[k] + 0.1),
        forecast: forecasts[k],
        happened: happened[k],
        cases: cases[k] as u32,
    };
    let scores = HeldOutScores {
        overall: Score {
            cases: count(table, "cases")?,
            events: count(table, "events")?,
            log_score: table.number("log_score")?.value,
            log_score_climatology: table.number("log_score_climatology")?.value,
            brier: table.number("brier")?.value,
            brier_climatology: table.number("brier_climatology")?.value,
            auc: table.number_or_none("auc").map(|auc| auc.value),
        },
        brier_by_trigger: table.number("brier_by_trigger")?.value,
        bins: (0..starts.len()).map(bin).collect(),
    };
    Some((table.string("name")?.value, scores))
}
