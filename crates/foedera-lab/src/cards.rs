//! The parts of an answer that are told rather than computed: timeline, processes, precedents, unknowns, sources.

use std::collections::BTreeSet;

use foedera_atlas::{Atlas, Precedent};
use foedera_diagnostic::{fixed, signed};
use foedera_process::score::{Blocked, RiskGroup, ScoreCard};
use foedera_process::{Card, Effect, Model, score_words};
use foedera_world::{Day, EventKind, Field, History, Status};

use crate::dated::day_in_text;
use crate::models::Used;
use crate::scenario::{Assumption, Scenario};
use crate::{
    CoefficientRow, Ends, MissRow, PrecedentCard, ProcessCard, ReliabilityRow, ScoreRow, SourceCard, TimelineRow,
    TimelineSpell, TotalRow,
};

/// The memberships up to the scenario's date, as stretches of one status.
pub(crate) fn timeline(history: &History, scenario: &Scenario) -> Vec<TimelineRow> {
    let mut rows: Vec<TimelineRow> = Vec::new();
    let roster = history.roster();
    for event in history.events().iter().filter(|event| event.when.day() <= scenario.date) {
        let (state, status) = match &event.kind {
            EventKind::Signs { treaty, state } if *treaty == scenario.treaty => (*state, Some(Status::Signed)),
            EventKind::Joins { treaty, state } | EventKind::Thaws { treaty, state } if *treaty == scenario.treaty => {
                (*state, Some(Status::InForce))
            }
            EventKind::Freezes { treaty, state } if *treaty == scenario.treaty => (*state, Some(Status::Frozen)),
            EventKind::Leaves { treaty, state, .. } if *treaty == scenario.treaty => (*state, None),
            _ => continue,
        };
        let key = &roster.state(state).key;
        let position = rows.iter().position(|row| row.state == *key).unwrap_or_else(|| {
            let name = roster.state(state).name.clone();
            rows.push(TimelineRow { state: key.clone(), name, spells: Vec::new() });
            rows.len() - 1
        });
        let row = &mut rows[position];
        if let Some(last) = row.spells.last_mut().filter(|spell| spell.until.is_none()) {
            last.until = Some(event.when.day());
            if let EventKind::Leaves { cause, .. } = &event.kind {
                last.ended = Some(cause.name().replace('_', " "));
            }
        }
        if let Some(status) = status {
            row.spells.push(TimelineSpell { from: event.when.day(), until: None, status, ended: None });
        }
    }
    rows
}

fn scored(model: &Model) -> String {
    let parts: Vec<String> = model.card.scores.iter().map(|(name, card)| said(score_words(name), card)).collect();
    if parts.is_empty() { "not scored".to_owned() } else { parts.join("; ") }
}

/// The scores of a model as data.
fn score_rows(model: &Model) -> Vec<ScoreRow> {
    let ends = |of: &Blocked| Ends { low: of.interval.0, high: of.interval.1, drawn: of.blocks.name() };
    let row = |(name, card): &(String, ScoreCard)| ScoreRow {
        way: name.clone(),
        what: score_words(name).to_owned(),
        events: card.score.events,
        cases: card.score.cases,
        auc: card.score.auc,
        brier_skill: card.score.brier_skill(),
        brier_skill_interval: card.brier_skill.as_ref().map(ends),
        log_score: card.score.log_score,
        log_score_climatology: card.score.log_score_climatology,
        observed_over_expected: card.large.as_ref().map(|large| large.observed / large.expected),
        observed_over_expected_interval: card.large.as_ref().and_then(|large| large.ratio.as_ref()).map(ends),
    };
    model.card.scores.iter().map(row).collect()
}

/// A score in words, with its intervals.
fn said(name: &str, card: &ScoreCard) -> String {
    let score = &card.score;
    let range = |of: &Option<Blocked>, digits: usize| {
        let words = |of: &Blocked| {
            let (low, high) = of.interval;
            format!(" ({} to {}, {} drawn)", fixed(low, digits), fixed(high, digits), of.blocks.name())
        };
        of.as_ref().map_or(String::new(), words)
    };
    let mut parts = Vec::new();
    parts.extend(score.auc.map(|auc| format!("AUC {auc:.2}")));
    let skill = |skill| format!("Brier skill {}{}", signed(skill, 3), range(&card.brier_skill, 3));
    parts.extend(score.brier_skill().map(skill));
    parts.push(format!("log score {:.4} against {:.4}", score.log_score, score.log_score_climatology));
    if let Some(large) = &card.large {
        let ratio = large.observed / large.expected;
        parts.push(format!("observed over expected {ratio:.2}{}", range(&large.ratio, 2)));
    }
    format!("{name}: {} ({} events in {} cases)", parts.join(", "), score.events, score.cases)
}

/// The reliability of forecasts for one year from rolling origins.
fn reliability(card: &Card) -> Vec<ReliabilityRow> {
    let groups = card.score("rolling_origin").into_iter().flat_map(|card| &card.groups);
    let row = |group: &RiskGroup| ReliabilityRow {
        cases: group.bin.cases,
        forecast: group.bin.forecast,
        happened: group.bin.happened,
        interval: group.happened.map(|of| of.interval),
    };
    groups.map(row).collect()
}

fn coefficients(model: &Model) -> Vec<CoefficientRow> {
    let z = foedera_math::normal_quantile(0.95);
    let row = |own: &foedera_process::Estimated| CoefficientRow {
        effect: own.effect.words().to_owned(),
        estimate: own.estimate,
        low: own.estimate - z * own.standard_error,
        high: own.estimate + z * own.standard_error,
    };
    model.effects.iter().skip(1).map(row).collect()
}

fn fitted(model: &Model) -> ProcessCard {
    let card = &model.card;
    let names: Vec<&str> = card.datasets.iter().map(|dataset| dataset.dataset.as_str()).collect();
    let (from, until) = &card.window;
    // The priors that differ, each once; the intercept has its own.
    let mut priors: Vec<(f64, f64)> = Vec::new();
    for effect in model.effects.iter().skip(1) {
        if !priors.contains(&effect.prior) {
            priors.push(effect.prior);
        }
    }
    let priors: Vec<String> = priors.iter().map(|(mean, deviation)| format!("normal({mean}, {deviation})")).collect();
    let mut prior = format!("{} on each standardised effect", priors.join(" or "));
    if let Some(frailty) = &model.frailty {
        let (mean, deviation) = frailty.prior;
        prior.push_str(&format!("; gamma frailty per treaty, ln variance ~ normal({mean}, {deviation})"));
    }
    ProcessCard {
        process: model.kind.name().to_owned(),
        fitted: true,
        events: card.events,
        exposure_years: card.exposure_years,
        data: format!("{}, {from} to {until}", names.join(", ")),
        score: if card.converged { scored(model) } else { format!("the fit did not converge; {}", scored(model)) },
        scores: score_rows(model),
        prior,
        coefficients: coefficients(model),
        reliability: reliability(card),
        totals: card
            .totals
            .iter()
            .map(|(from, until, forecast, happened)| TotalRow {
                from: *from,
                until: *until,
                forecast: *forecast,
                happened: *happened,
            })
            .collect(),
        misses: card
            .misses
            .iter()
            .map(|(name, year, forecast)| MissRow { name: name.clone(), year: *year, forecast: *forecast })
            .collect(),
    }
}

/// Freezes in the atlas before the date, and the member-years in which they could have happened.
pub(crate) fn freezes_counted(atlas: &Atlas, date: Day) -> (u32, f64) {
    let world = atlas.history.world_at(date).world;
    let events = atlas.history.events().iter().filter(|event| event.when.day() < date);
    let freezes = events.filter(|event| matches!(event.kind, EventKind::Freezes { .. })).count() as u32;
    let spells = atlas.roster().treaties().flat_map(|(id, _)| world.treaty(id).memberships());
    let until = |spell: &foedera_world::Membership| if spell.status.is_open() { date } else { spell.changed };
    (freezes, spells.map(|spell| until(&spell).years_since(spell.since).max(0.0)).sum())
}

/// Thaws in the atlas before the date, and the frozen member-years in which they could have happened.
pub(crate) fn thaws_counted(atlas: &Atlas, date: Day) -> (u32, f64) {
    let mut open: Vec<(foedera_world::TreatyId, foedera_world::StateId, Day)> = Vec::new();
    let (mut thaws, mut years) = (0, 0.0);
    for event in atlas.history.events().iter().filter(|event| event.when.day() < date) {
        let day = event.when.day();
        let mut close = |of: &dyn Fn(&foedera_world::TreatyId, &foedera_world::StateId) -> bool| {
            let before = open.len();
            open.retain(|(treaty, state, from)| {
                let ends = of(treaty, state);
                years += if ends { day.years_since(*from) } else { 0.0 };
                !ends
            });
            (before - open.len()) as u32
        };
        match event.kind {
            EventKind::Thaws { treaty, state } => thaws += close(&|t, s| (*t, *s) == (treaty, state)),
            EventKind::Leaves { treaty, state, .. } => _ = close(&|t, s| (*t, *s) == (treaty, state)),
            EventKind::TreatyEnds { treaty, .. } => _ = close(&|t, _| *t == treaty),
            EventKind::Freezes { treaty, state } => open.push((treaty, state, day)),
            _ => {}
        }
    }
    (thaws, years + open.iter().map(|(_, _, from)| date.years_since(*from)).sum::<f64>())
}

/// What each process rests on.
pub(crate) fn processes(models: &Used<'_>, scenario: &Scenario, atlas: &Atlas) -> Vec<ProcessCard> {
    let mut cards: Vec<ProcessCard> = [models.leave, models.ends, models.replaced].into_iter().map(fitted).collect();
    let stated = [
        ("freeze", ["freeze_rate", "freeze_elasticity"], freezes_counted(atlas, scenario.date)),
        ("thaw", ["thaw_rate", "frozen_exit_ratio"], thaws_counted(atlas, scenario.date)),
    ];
    for (process, ids, (events, exposure_years)) in stated {
        let assumptions = ids.map(|id| scenario.assumption(id));
        cards.push(ProcessCard {
            process: process.to_owned(),
            fitted: false,
            events,
            exposure_years,
            data: assumptions.map(|assumption| format!("{}: {}", plain(&assumption.id), assumption.why)).join(" "),
            score: "not scored: too few events to fit".to_owned(),
            scores: Vec::new(),
            prior: format!("stated in the scenario: {}", assumptions.map(stated_prior).join("; ")),
            coefficients: Vec::new(),
            reliability: Vec::new(),
            totals: Vec::new(),
            misses: Vec::new(),
        });
    }
    cards
}

fn plain(id: &str) -> String {
    id.replace('_', " ")
}

fn stated_prior(assumption: &Assumption) -> String {
    let unit = if assumption.id.ends_with("_rate") { " a year" } else { "" };
    format!("{} {}", plain(&assumption.id), assumption.distribution.words(unit))
}

/// Kinds of precedents by likeness: first members leaving or freezing in a patron's trouble, then endings.
const LIKENESS: [&str; 6] =
    ["member_suspended", "member_left", "patron_retrenchment", "dissolved", "non_renewal", "partial_exit"];
/// Precedents of one kind from other treaties.
const OF_A_KIND: u8 = 3;

/// Precedents by likeness: all of the same treaty first, then up to three of each kind from others; of one kind those under the same
/// patron, then the latest.
pub(crate) fn precedents(atlas: &Atlas, scenario: &Scenario) -> Vec<PrecedentCard> {
    let patron = scenario.patron.map(|state| atlas.roster().state(state).key.clone());
    let number = atlas.roster().treaty(scenario.treaty).atop;
    let own = |case: &Precedent| case.atop.is_some() && case.atop == number;
    let place = |case: &Precedent| LIKENESS.iter().position(|kind| *kind == case.kind);
    let mut cases: Vec<(usize, &Precedent)> = atlas
        .precedents
        .iter()
        .filter(|case| case.event.latest() < scenario.date)
        .filter_map(|case| Some((place(case).or_else(|| own(case).then_some(LIKENESS.len()))?, case)))
        .collect();
    let foreign = |case: &Precedent| {
        !patron.as_ref().is_some_and(|patron| case.patron.as_ref().is_some_and(|name| name.contains(patron.as_str())))
    };
    cases.sort_by_key(|(kind, case)| (!own(case), *kind, foreign(case), -case.event.day().number()));
    let mut taken = [0_u8; LIKENESS.len()];
    cases.retain(|(kind, case)| {
        own(case) || {
            taken[*kind] += 1;
            taken[*kind] <= OF_A_KIND
        }
    });
    cases.into_iter().map(|(_, case)| precedent(case, scenario.date)).collect()
}

/// A precedent as known on a day: what came of it is left out where it was over later, or its text names a later day.
fn precedent(case: &Precedent, date: Day) -> PrecedentCard {
    let known = case.ended.is_none_or(|ended| ended.latest() <= date)
        && day_in_text(&case.outcome).is_none_or(|day| day <= date);
    PrecedentCard {
        name: case.name.clone(),
        kind: case.kind.clone(),
        event: case.event.to_string(),
        trigger: case.trigger.clone(),
        outcome: known.then(|| case.outcome.clone()),
        lag_years: case.lag_years.filter(|_| known),
        sources: case.sources.clone(),
    }
}

/// What the forecast does not know.
pub(crate) fn unknowns(models: &Used<'_>, scenario: &Scenario, atlas: &Atlas) -> Vec<String> {
    let leave = &models.leave.card;
    let (freezes, years) = freezes_counted(atlas, scenario.date);
    vec![
        format!(
            "Exit is fitted on {} events among {} treaties; single treaties weigh heavily, and exits of one day are not independent.",
            leave.events, leave.treaties
        ),
        "ATOP codes some suspensions by an organisation as exits, and the fit follows it: Cuba 1962, New Zealand 1986 and Syria 2011 are events of it. Egypt 1979 is none: as the largest capability Egypt is the patron, who is never at risk.".to_owned(),
        format!(
            "Freezing and thawing rest on priors stated in the scenario; the atlas counts {freezes} freezes in {years:.0} member-years before the date, in treaties of the atlas, which are chosen and not a sample.",
        ),
        "Covariates stay at their last known values; regimes, votes and capabilities of the future are not simulated.".to_owned(),
        "The processes are fitted on CINC as capability, which rises when a state mobilises for a war; the branches therefore multiply usable capability by a stated range, and the response to it is the fitted response to past changes in CINC.".to_owned(),
        reading_the_patron(models),
        "No accessions are simulated, and the patron does not leave.".to_owned(),
        format!(
            "The question whether fewer than {} members take part counts the patron among them and no frozen member.",
            scenario.threshold
        ),
    ]
}

/// Which fitted processes a shock to the patron's capability can move, and how far.
fn reading_the_patron(models: &Used<'_>) -> String {
    let all = [models.leave, models.ends, models.replaced];
    let reading = |model: &Model| -> Vec<&'static str> {
        let effects = model.effects.iter().map(|own| own.effect);
        effects.filter(|effect| effect.entry().number.reads().contains(&Field::CINC)).map(Effect::words).collect()
    };
    let readers =
        all.iter().map(|model| (model.kind.name(), reading(model))).filter(|(_, effects)| !effects.is_empty());
    let readers: Vec<String> = readers.map(|(name, effects)| format!("{name} ({})", effects.join(", "))).collect();
    if readers.is_empty() {
        return "No fitted process reads the patron's capability: a shock to it moves only what stated priors say."
            .to_owned();
    }
    let others = all.iter().filter(|model| reading(model).is_empty()).map(|model| model.kind.name());
    let others = others.collect::<Vec<_>>().join(" and ");
    let rest = if others.is_empty() { String::new() } else { format!(" A shock does not move {others}.") };
    format!(
        "Of the fitted processes these read capabilities, and so a shock to the patron's: {}. What compares with three or five years before takes it as the new normal after them.{rest} Beyond the range of the fit an effect goes on with the same coefficient up to three standard deviations and is held there; each branch says where that is so.",
        readers.join(" and ")
    )
}

/// The sources of the facts used.
pub(crate) fn sources(atlas: &Atlas, scenario: &Scenario, more: &[String]) -> Vec<SourceCard> {
    let mut keys: BTreeSet<&str> = more.iter().map(String::as_str).collect();
    keys.extend(scenario.series.iter().flat_map(|series| series.sources.iter().map(String::as_str)));
    for facts in atlas.treaties.iter().filter(|facts| facts.treaty == scenario.treaty) {
        keys.extend(facts.memberships.iter().flat_map(|fact| fact.sources.iter().map(String::as_str)));
    }
    cards_of(atlas, keys)
}

/// The cards of sources, each once, by key. A key that the atlas does not have, such as a user's file, has no card.
pub fn source_cards<'a>(atlas: &Atlas, keys: impl IntoIterator<Item = &'a String>) -> Vec<SourceCard> {
    cards_of(atlas, keys.into_iter().map(String::as_str).collect())
}

/// The sources of a scenario's figures and memberships.
pub fn scenario_sources(atlas: &Atlas, scenario: &Scenario) -> Vec<SourceCard> {
    sources(atlas, scenario, &[])
}

fn cards_of(atlas: &Atlas, keys: BTreeSet<&str>) -> Vec<SourceCard> {
    let card = |key: &str| {
        let entry = atlas.sources.get(key)?;
        Some(SourceCard { id: key.to_owned(), title: entry.title.clone(), url: entry.url.clone() })
    };
    keys.into_iter().filter_map(card).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{default_scenario, embedded_scenario};
    use foedera_diagnostic::Source;

    fn cases(source: &Source, atlas: &Atlas) -> Vec<PrecedentCard> {
        precedents(atlas, &Scenario::open(source, atlas).expect("a scenario").0)
    }

    #[test]
    fn precedents_of_the_same_treaty_come_first_whatever_their_kind() {
        let atlas = Atlas::embedded().expect("the atlas");
        let csto = cases(&embedded_scenario("csto-2022").expect("it ships"), &atlas);
        assert!(csto[0].name.starts_with("Uzbekistan suspends CSTO") && csto[1].name.contains("do not renew the CST"));
        let of = |key: &str, day: &str| {
            let treaty = atlas.roster().find_treaty(key).expect("a treaty");
            cases(&default_scenario(&atlas, treaty, day.parse().expect("a day")).expect("a scenario"), &atlas)
        };
        assert_eq!(of("NATO", "2024-01-01")[0].name, "France leaves NATO integrated command");
        let later = of("CSTO", "2024-12-01");
        let armenia = later.iter().find(|case| case.name.starts_with("Armenia freezes")).expect("before others");
        assert_eq!(armenia.outcome, None, "its outcome tells of 2026");
    }

    #[test]
    fn what_came_of_a_precedent_is_left_out_before_it_was_over_and_before_the_last_day_it_names() {
        let atlas = Atlas::embedded().expect("the atlas");
        let on = |id: &str, day: &str| {
            let case = atlas.precedents.iter().find(|case| case.id == id).expect("a precedent");
            precedent(case, day.parse().expect("a day"))
        };
        let (before, after) = (on("ecowas_aes", "2024-12-01"), on("ecowas_aes", "2025-02-01"));
        assert_eq!((before.outcome, before.lag_years), (None, None), "it left on 29 January 2025");
        assert!(after.outcome.is_some() && after.lag_years == Some(1.0));
        assert!(on("arab_syria", "2022-11-25").outcome.is_none() && on("arab_syria", "2023-05-07").outcome.is_some());
        assert!(on("wto_albania", "2022-11-25").outcome.is_some(), "a text without a day is told");
    }
}
