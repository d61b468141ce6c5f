//! The part of a model file that the harness makes: scores with their intervals, totals, misses, and what was tried.

use std::fmt::Write as _;

use foedera_diagnostic::Code;
use foedera_diagnostic::document::Table;
use foedera_likelihood::score::{Bin, Block, Blocked, InTheLarge, RiskGroup, Score, ScoreCard};

use super::parts::{count, read_datasets};
use crate::Card;
use crate::card::SCORES;

/// A score with its intervals; what is not defined is left out.
fn write_score(text: &mut String, name: &str, card: &ScoreCard, by_kind: Option<f64>) -> std::fmt::Result {
    let score = &card.score;
    writeln!(text, "\n[[score]]\nname = {name:?}\ncases = {}\nevents = {}", score.cases, score.events)?;
    writeln!(text, "log_score = {:.6}\nlog_score_climatology = {:.6}", score.log_score, score.log_score_climatology)?;
    writeln!(text, "brier = {:.8}\nbrier_climatology = {:.8}", score.brier, score.brier_climatology)?;
    if let Some(brier) = by_kind {
        writeln!(text, "brier_by_kind = {brier:.8}")?;
    }
    if let Some(skill) = score.brier_skill() {
        writeln!(text, "brier_skill = {skill:.5}")?;
    }
    if let Some(auc) = score.auc {
        writeln!(text, "auc = {auc:.4}")?;
    }
    write_interval(text, "brier_skill", card.brier_skill.as_ref())?;
    write_interval(text, "log_skill", card.log_skill.as_ref())?;
    if let Some(large) = &card.large {
        writeln!(text, "observed = {}\nexpected = {:.4}", large.observed, large.expected)?;
        write_interval(text, "observed_over_expected", large.ratio.as_ref())?;
    }
    if card.groups.is_empty() {
        return Ok(());
    }
    writeln!(text, "reliability = [ # cases from the lowest forecasts to the highest")?;
    for RiskGroup { bin, happened } in &card.groups {
        let Bin { ends: (low, high), forecast, happened: share, cases } = bin;
        write!(
            text,
            "  {{ from = {low:.6}, until = {high:.6}, cases = {cases}, forecast = {forecast:.6}, happened = {share:.6}"
        )?;
        if let Some(Blocked { interval: (low, high), blocks }) = happened {
            write!(text, ", interval = [{low:.6}, {high:.6}], blocks = {:?}", blocks.name())?;
        }
        writeln!(text, " }},")?;
    }
    writeln!(text, "]")
}

fn write_interval(text: &mut String, name: &str, of: Option<&Blocked>) -> std::fmt::Result {
    let Some(Blocked { interval: (low, high), blocks }) = of else { return Ok(()) };
    writeln!(text, "{name}_interval = [{low:.5}, {high:.5}]\n{name}_blocks = {:?}", blocks.name())
}

/// What the harness says beside scores: totals, misses, and what was tried.
pub(super) fn write_record(text: &mut String, card: &Card) -> std::fmt::Result {
    for (from, until, forecast, happened) in &card.totals {
        writeln!(
            text,
            "\n[[totals]]\nfrom = {from}\nuntil = {until}\nforecast = {forecast:.2}\nhappened = {happened}"
        )?;
    }
    for (name, year, forecast) in &card.misses {
        writeln!(text, "\n[[miss]]\nname = {name:?}\nyear = {year}\nforecast = {forecast:.6}")?;
    }
    for (name, log_score, brier, ships) in &card.tried {
        writeln!(
            text,
            "\n[[tried]]\nname = {name:?}\nlog_score = {log_score:.6}\nbrier = {brier:.8}\nships = {ships}"
        )?;
    }
    Ok(())
}

/// Scores, each with the Brier score of the rate by kind if it has one.
pub(super) fn write_scores<'a>(
    text: &mut String,
    scores: impl Iterator<Item = (&'a str, ScoreCard, Option<f64>)>,
) -> std::fmt::Result {
    for (name, card, by_kind) in scores {
        write_score(text, name, &card, by_kind)?;
    }
    Ok(())
}

/// A score by its name, with the Brier score of the rate by kind if it has one.
pub(super) type Scored = (String, ScoreCard, Option<f64>);

/// The scores of a file of schema 2, with the Brier score of the rate by kind or without.
pub(super) fn read_scores(root: &Table<'_>, by_kind: bool) -> Option<Vec<Scored>> {
    let read = |table: &Table<'_>| {
        let more = if by_kind { &["name", "brier_by_kind"][..] } else { &["name"] };
        let card = read_score(table, more)?;
        let brier = if by_kind { Some(table.number("brier_by_kind")?.value) } else { None };
        Some((table.string("name")?.value, card, brier))
    };
    root.tables("score").iter().map(read).collect()
}

/// The scores of a hazard, in the order of [`SCORES`].
fn read_named_scores(root: &Table<'_>, schema: i64) -> Option<Vec<(String, ScoreCard)>> {
    let known = SCORES.map(|(name, _)| name);
    if schema == 1 {
        let Some(scores) = root.table_or_none("score") else { return Some(Vec::new()) };
        scores.only(&known);
        let read = |name: &&str| Some(((*name).to_owned(), read_score(&scores.table_or_none(name)?, &[])?));
        return Some(known.iter().filter_map(read).collect());
    }
    let place = |name: &str| known.iter().position(|own| *own == name);
    for table in root.tables("score") {
        let name = table.string("name")?;
        if place(&name.value).is_none() {
            let message = format!("`{}` is no score of a hazard", name.value);
            table.report(Code::UnknownName, name.span, message, format!("known: {}", known.join(", ")));
            return None;
        }
    }
    let mut scores: Vec<_> = read_scores(root, false)?.into_iter().map(|(name, card, _)| (name, card)).collect();
    scores.sort_by_key(|(name, _)| place(name));
    Some(scores)
}

/// What every card has that is fitted to events: window, log-likelihood, ascent, datasets and scores. What was counted is the caller's.
pub(super) fn read_fit(root: &Table<'_>, fit: &Table<'_>, schema: i64) -> Option<Card> {
    Some(Card {
        datasets: read_datasets(root)?,
        window: (fit.string("from")?.value, fit.string("until")?.value),
        log_likelihood: fit.number("log_likelihood")?.value,
        log_likelihood_constant: fit.number("log_likelihood_constant")?.value,
        iterations: count(fit, "iterations")?,
        converged: fit.boolean("converged")?.value,
        scores: read_named_scores(root, schema)?,
        ..Card::default()
    })
}

/// A score; `more` are keys that stand beside it.
fn read_score(table: &Table<'_>, more: &[&str]) -> Option<ScoreCard> {
    let own = [
        "cases",
        "events",
        "log_score",
        "log_score_climatology",
        "brier",
        "brier_climatology",
        "brier_skill",
        "auc",
        "brier_skill_interval",
        "brier_skill_blocks",
        "log_skill_interval",
        "log_skill_blocks",
        "observed",
        "expected",
        "observed_over_expected_interval",
        "observed_over_expected_blocks",
        "reliability",
    ];
    table.only(&own.iter().chain(more).copied().collect::<Vec<_>>());
    let score = read_numbers(table)?;
    let large = if table.has("observed") || table.has("expected") {
        let (observed, expected) = (table.number("observed")?.value, table.number("expected")?.value);
        Some(InTheLarge { observed, expected, ratio: read_interval(table, "observed_over_expected_")? })
    } else {
        None
    };
    Some(ScoreCard {
        score,
        brier_skill: read_interval(table, "brier_skill_")?,
        log_skill: read_interval(table, "log_skill_")?,
        large,
        groups: table.tables("reliability").iter().map(read_group).collect::<Option<_>>()?,
    })
}

fn read_group(table: &Table<'_>) -> Option<RiskGroup> {
    table.only(&["from", "until", "cases", "forecast", "happened", "interval", "blocks"]);
    let bin = Bin {
        ends: (table.number("from")?.value, table.number("until")?.value),
        forecast: table.number("forecast")?.value,
        happened: table.number("happened")?.value,
        cases: count(table, "cases")?,
    };
    Some(RiskGroup { bin, happened: read_interval(table, "")? })
}

/// An interval and what was drawn for it, both there or both absent; the outer `None` is a file that is wrong.
fn read_interval(table: &Table<'_>, name: &str) -> Option<Option<Blocked>> {
    let (interval, blocks) = (format!("{name}interval"), format!("{name}blocks"));
    if !table.has(&interval) && !table.has(&blocks) {
        return Some(None);
    }
    let range = table.range(&interval)?.value;
    let blocks = table.parsed::<Block>(&blocks, "fit the model again")?.value;
    Some(Some(Blocked { interval: (range[0], range[1]), blocks }))
}

pub(super) fn year(table: &Table<'_>, key: &str) -> Option<i16> {
    let number = table.integer(key)?;
    i16::try_from(number.value).ok().or_else(|| {
        table.report(Code::InvalidValue, number.span, format!("`{key}` is not a year"), "write a year, as 1990");
        None
    })
}

pub(super) fn read_record(root: &Table<'_>, card: &mut Card) {
    let total = |table: &Table<'_>| {
        table.only(&["from", "until", "forecast", "happened"]);
        let (from, until) = (year(table, "from"), year(table, "until"));
        Some((from?, until?, table.number("forecast")?.value, count(table, "happened")?))
    };
    let miss = |table: &Table<'_>| {
        table.only(&["name", "year", "forecast"]);
        Some((table.string("name")?.value, year(table, "year")?, table.number("forecast")?.value))
    };
    let tried = |table: &Table<'_>| {
        table.only(&["name", "log_score", "brier", "ships"]);
        let scores = (table.number("log_score"), table.number("brier"));
        Some((table.string("name")?.value, scores.0?.value, scores.1?.value, table.boolean("ships")?.value))
    };
    card.totals = root.tables("totals").iter().filter_map(total).collect();
    card.misses = root.tables("miss").iter().filter_map(miss).collect();
    card.tried = root.tables("tried").iter().filter_map(tried).collect();
}

/// The numbers that every score has.
pub(super) fn read_numbers(table: &Table<'_>) -> Option<Score> {
    Some(Score {
        cases: count(table, "cases")?,
        events: count(table, "events")?,
        log_score: table.number("log_score")?.value,
        log_score_climatology: table.number("log_score_climatology")?.value,
        brier: table.number("brier")?.value,
        brier_climatology: table.number("brier_climatology")?.value,
        auc: table.number_or_none("auc").map(|auc| auc.value),
    })
}
