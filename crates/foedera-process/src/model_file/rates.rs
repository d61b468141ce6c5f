//! The file of rates that are counted, and of walks of figures.

use std::fmt::Write as _;

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};

use super::parts::{Head, count, list, positive, read_datasets, write_datasets, write_head};
use crate::levels::{Jump, Levels, Scale, Walk, WalkScore};
use crate::rates::{ByYear, Multiplier, Rate, RateScore, Rates, Share, Told};

/// The keys of the head.
const HEAD: [&str; 8] = ["schema", "process", "outcome", "version", "definition", "covariance", "fit", "dataset"];

fn head(root: &Table<'_>, more: &[&str]) -> Option<(String, String)> {
    root.schema(super::MODEL_SCHEMA, "the model")?;
    root.only(&HEAD.iter().chain(more).copied().collect::<Vec<_>>());
    let fit = root.table("fit")?;
    fit.only(&["from", "until"]);
    Some((fit.string("from")?.value, fit.string("until")?.value))
}

fn write_window(text: &mut String, (from, until): &(String, String)) -> std::fmt::Result {
    writeln!(text, "\n[fit]\nfrom = {from:?}\nuntil = {until:?}")
}

fn of(told: Told) -> String {
    format!("# {:.6}, 90 % interval {:.6} to {:.6}", told.value, told.interval.0, told.interval.1)
}

/// The text of the file of rates that are counted.
pub fn write_rates(rates: &Rates) -> String {
    let mut text = String::new();
    write_rates_into(&mut text, rates).expect("writing to a string does not fail");
    text
}

fn write_rates_into(text: &mut String, rates: &Rates) -> std::fmt::Result {
    let about = format!("# Counted rates of Foedera. Made by `foedera fit {}`; do not edit by hand.", rates.process);
    let head = Head { about: &about, process: &rates.process, outcome: "counted rates", definition: &rates.definition };
    write_head(text, head, &[], 0)?;
    if let Some(deviation) = rates.treaty_deviation {
        writeln!(text, "treaty_deviation = {deviation:?} # of the logit, between treaties")?;
    }
    write_window(text, &rates.window)?;
    write_datasets(text, &rates.datasets)?;
    for own in &rates.rates {
        let Rate { name, definition, shape, prior, events, years, by_year } = own;
        writeln!(text, "\n[[rate]] {}\nname = {name:?}\ndefinition = {definition:?}", of(own.told()))?;
        writeln!(text, "prior = {prior:?} # a year\nshape = {shape:?}\nevents = {events}\nyears = {years:?}")?;
        write_by_year(text, by_year.as_ref())?;
    }
    for own in &rates.shares {
        let Share { name, definition, prior, events, cases } = own;
        writeln!(text, "\n[[share]] {}\nname = {name:?}\ndefinition = {definition:?}", of(own.told()))?;
        writeln!(text, "prior = [{:?}, {:?}] # beta\nevents = {events}\ncases = {cases}", prior.0, prior.1)?;
    }
    for own in &rates.multipliers {
        let Multiplier { name, definition, prior, events, expected, years, by_year } = own;
        writeln!(text, "\n[[multiplier]] {}\nname = {name:?}\ndefinition = {definition:?}", of(own.told()))?;
        writeln!(text, "prior = [{:?}, {:?}] # 5 and 95 %\nevents = {events}", prior.0, prior.1)?;
        writeln!(text, "expected = {expected:?}\nyears = {years:?} # while it holds")?;
        write_by_year(text, by_year.as_ref())?;
    }
    for RateScore { name, cases, events, log_score, log_score_plain } in &rates.scores {
        writeln!(text, "\n[[score]]\nname = {name:?}\ncases = {cases}\nevents = {events}")?;
        writeln!(text, "log_score = {log_score:.6}\nlog_score_plain = {log_score_plain:.6}")?;
    }
    Ok(())
}

fn write_by_year(text: &mut String, by_year: Option<&ByYear>) -> std::fmt::Result {
    let Some(ByYear { from, events, exposure }) = by_year else { return Ok(()) };
    let (events, exposure) = (list(events), list(exposure));
    writeln!(text, "by_year = {{ from = {from}, events = [{events}], exposure = [{exposure}] }} # up to its end")
}

fn read_by_year(table: &Table<'_>) -> Option<Option<ByYear>> {
    let Some(own) = table.table_or_none("by_year") else { return Some(None) };
    own.only(&["from", "events", "exposure"]);
    let from = super::scores::year(&own, "from")?;
    let all = |key: &str| -> Option<Vec<f64>> {
        let values: Vec<f64> = own.numbers(key)?.into_iter().map(|number| number.value).collect();
        let falls = key == "events" && values.windows(2).any(|two| two[0] > two[1]);
        let right = !falls && values.iter().all(|value| *value >= 0.0);
        if !right {
            let message =
                format!("`{key}` is what was counted up to the end of each year: 0 or more, and events never fall");
            own.report(Code::Inconsistent, own.span(), message, "count the rates again");
        }
        right.then_some(values)
    };
    let (events, exposure) = (all("events")?, all("exposure")?);
    if events.len() != exposure.len() {
        let message = format!("{} years of `events` and {} of `exposure`", events.len(), exposure.len());
        own.report(Code::Inconsistent, own.span(), message, "count the rates again");
        return None;
    }
    let events = events.into_iter().map(|events| events as u32).collect();
    Some(Some(ByYear { from, events, exposure }))
}

/// Read the file of rates that are counted.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read_rates(source: &Source) -> Result<Rates, Problems> {
    read(source, |root| {
        let window = head(root, &["treaty_deviation", "rate", "share", "multiplier", "score"])?;
        let deviation = if root.has("treaty_deviation") { Some(positive(root, "treaty_deviation")?) } else { None };
        Some(Rates {
            process: root.string("process")?.value,
            definition: root.string("definition")?.value,
            window,
            datasets: read_datasets(root)?,
            rates: root.tables("rate").iter().map(read_rate).collect::<Option<_>>()?,
            shares: root.tables("share").iter().map(read_share).collect::<Option<_>>()?,
            multipliers: root.tables("multiplier").iter().map(read_multiplier).collect::<Option<_>>()?,
            treaty_deviation: deviation,
            scores: root.tables("score").iter().map(read_rate_score).collect::<Option<_>>()?,
        })
    })
}

fn named(table: &Table<'_>) -> Option<(String, String)> {
    Some((table.string("name")?.value, table.string("definition")?.value))
}

fn read_rate(table: &Table<'_>) -> Option<Rate> {
    table.only(&["name", "definition", "prior", "shape", "events", "years", "by_year"]);
    let (name, definition) = named(table)?;
    let (shape, prior) = (positive(table, "shape")?, positive(table, "prior")?);
    let (events, years, by_year) = (count(table, "events")?, positive(table, "years")?, read_by_year(table)?);
    Some(Rate { name, definition, shape, prior, events, years, by_year })
}

fn read_share(table: &Table<'_>) -> Option<Share> {
    table.only(&["name", "definition", "prior", "events", "cases"]);
    let (name, definition) = named(table)?;
    let prior = super::parts::pair(table, "prior")?;
    Some(Share { name, definition, prior, events: count(table, "events")?, cases: count(table, "cases")? })
}

fn read_multiplier(table: &Table<'_>) -> Option<Multiplier> {
    table.only(&["name", "definition", "prior", "events", "expected", "years", "by_year"]);
    let (name, definition) = named(table)?;
    let prior = table.range("prior")?.value;
    Some(Multiplier {
        name,
        definition,
        prior: (prior[0], prior[1]),
        events: count(table, "events")?,
        expected: table.number("expected")?.value,
        years: table.number("years")?.value,
        by_year: read_by_year(table)?,
    })
}

fn read_rate_score(table: &Table<'_>) -> Option<RateScore> {
    table.only(&["name", "cases", "events", "log_score", "log_score_plain"]);
    Some(RateScore {
        name: table.string("name")?.value,
        cases: count(table, "cases")?,
        events: count(table, "events")?,
        log_score: table.number("log_score")?.value,
        log_score_plain: table.number("log_score_plain")?.value,
    })
}

/// The text of the file of walks.
pub fn write_levels(levels: &Levels) -> String {
    let mut text = String::new();
    write_levels_into(&mut text, levels).expect("writing to a string does not fail");
    text
}

fn write_levels_into(text: &mut String, levels: &Levels) -> std::fmt::Result {
    let about = "# Walks of figures of Foedera. Made by `foedera fit levels`; do not edit by hand.";
    let definition = "random walks of figures of states by year: changes as they were seen, with shocks common to all and to a region; \
                      no reversion";
    write_head(text, Head { about, process: "levels", outcome: "random walk", definition }, &[], 0)?;
    write_window(text, &levels.window)?;
    write_datasets(text, &levels.datasets)?;
    for walk in &levels.walks {
        let Walk { field, scale, changes, quantiles, median, drift, common, region, memory, scores } = walk;
        writeln!(text, "\n[[walk]]\nfield = {field:?}\nscale = {:?}\nchanges = {changes}", scale.name())?;
        writeln!(
            text,
            "median = {median:?}\ndrift = {drift} # whether the median is carried forward\ncommon = {common:?}\nregion = {region:?}"
        )?;
        writeln!(text, "memory = {memory:?} # of the year before, in shocks")?;
        writeln!(text, "quantiles = [{}]", list(quantiles))?;
        writeln!(text, "score = [ # continuous ranked probability score")?;
        for WalkScore { years, cases, spans, paths, steps, normal, still } in scores {
            write!(text, "  {{ years = {years}, cases = {cases}, spans = {spans:.5}, paths = {paths:.5}, ")?;
            writeln!(text, "steps = {steps:.5}, normal = {normal:.5}, still = {still:.5} }},")?;
        }
        writeln!(text, "]")?;
    }
    for Jump { field, after, changes, quantiles } in &levels.jumps {
        writeln!(text, "\n[[jump]] # from the year before to the year after\nfield = {field:?}\nafter = {after:?}")?;
        writeln!(text, "changes = {changes}\nquantiles = [{}]", list(quantiles))?;
    }
    Ok(())
}

/// Read the file of walks.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read_levels(source: &Source) -> Result<Levels, Problems> {
    read(source, |root| {
        let window = head(root, &["walk", "jump"])?;
        let walks = root.tables("walk").iter().map(read_walk).collect::<Option<_>>()?;
        let jumps = root.tables("jump").iter().map(read_jump).collect::<Option<_>>()?;
        Some(Levels { window, datasets: read_datasets(root)?, walks, jumps })
    })
}

/// Quantiles in their order.
fn read_quantiles(table: &Table<'_>) -> Option<Vec<f64>> {
    let quantiles: Vec<f64> = table.numbers("quantiles")?.into_iter().map(|number| number.value).collect();
    if quantiles.is_empty() || quantiles.windows(2).any(|pair| pair[0] > pair[1]) {
        let message = "`quantiles` are in ascending order";
        table.report(Code::Inconsistent, table.span(), message, "fit the levels again");
        return None;
    }
    Some(quantiles)
}

fn read_jump(table: &Table<'_>) -> Option<Jump> {
    table.only(&["field", "after", "changes", "quantiles"]);
    let (field, after) = (table.string("field")?.value, table.string("after")?.value);
    Some(Jump { field, after, changes: count(table, "changes")?, quantiles: read_quantiles(table)? })
}

fn read_walk(table: &Table<'_>) -> Option<Walk> {
    table.only(&["field", "scale", "changes", "median", "drift", "common", "region", "memory", "quantiles", "score"]);
    let score = |table: &Table<'_>| {
        table.only(&["years", "cases", "spans", "paths", "steps", "normal", "still"]);
        Some(WalkScore {
            years: super::scores::year(table, "years")?,
            cases: count(table, "cases")?,
            spans: table.number("spans")?.value,
            paths: table.number("paths")?.value,
            steps: table.number("steps")?.value,
            normal: table.number("normal")?.value,
            still: table.number("still")?.value,
        })
    };
    let quantiles = read_quantiles(table)?;
    let memory = table.number("memory")?;
    if memory.value.abs() >= 1.0 {
        table.report(Code::InvalidValue, memory.span, "`memory` lies between -1 and 1", "fit the levels again");
        return None;
    }
    Some(Walk {
        field: table.string("field")?.value,
        scale: table.parsed::<Scale>("scale", "fit the levels again")?.value,
        changes: count(table, "changes")?,
        quantiles,
        median: table.number("median")?.value,
        drift: table.boolean("drift")?.value,
        common: table.number("common")?.value,
        region: table.number("region")?.value,
        memory: memory.value,
        scores: table.tables("score").iter().map(score).collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_and_levels_are_read_as_they_were_written() {
        let share = Share { name: "fatal".into(), definition: "a".into(), prior: (0.5, 0.5), events: 4, cases: 51 };
        let rate = Rate {
            name: "own".into(),
            definition: "b".into(),
            shape: 2.0,
            prior: 4e-5,
            events: 1,
            years: 9e3,
            by_year: None,
        };
        let by_year = Some(ByYear { from: 1990, events: vec![0, 5], exposure: vec![0.2, 0.5] });
        let (name, definition) = ("x".to_owned(), "c".to_owned());
        let many = Multiplier { name, definition, prior: (3.0, 30.0), events: 5, expected: 0.5, years: 70.0, by_year };
        let rates = Rates {
            process: "freeze".into(),
            definition: "d".into(),
            window: ("1950-01-01".into(), "2025-12-31".into()),
            datasets: Vec::new(),
            rates: vec![rate],
            shares: vec![share],
            multipliers: vec![many],
            treaty_deviation: Some(1.0),
            scores: vec![RateScore { name: "e".into(), cases: 9, events: 1, log_score: 0.3, log_score_plain: 0.4 }],
        };
        let text = write_rates(&rates);
        let again =
            read_rates(&Source::new("rates.toml", &*text)).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
        assert_eq!(again, rates);
        let score = WalkScore { years: 1, cases: 5, spans: 0.1, paths: 0.15, steps: 0.2, normal: 0.3, still: 0.4 };
        let walk = Walk {
            field: "cinc".into(),
            scale: Scale::Log,
            changes: 3,
            quantiles: vec![-1.0, 0.0, 2.5],
            median: 0.01,
            drift: true,
            common: 0.05,
            region: 0.06,
            memory: -0.2,
            scores: vec![score],
        };
        let (field, after) = ("polyarchy".to_owned(), "coup".to_owned());
        let jumps = vec![Jump { field, after, changes: 2, quantiles: vec![-0.2, 0.1] }];
        let levels = Levels { window: rates.window, datasets: Vec::new(), walks: vec![walk], jumps };
        let text = write_levels(&levels);
        let again = read_levels(&Source::new("levels.toml", &*text)).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(again, levels);
        let wrong = text.replace("scale = \"log\"", "scale = \"logs\"");
        let told = read_levels(&Source::new("levels.toml", wrong)).expect_err("no such scale").to_string();
        assert!(told.contains("levels.toml:") && told.contains("known: plain, share, log"), "{told}");
    }
}
