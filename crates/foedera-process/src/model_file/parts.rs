//! What all model files have: head, covariance, datasets, effects.

use std::fmt::{Result, Write as _};

use foedera_diagnostic::Code;
use foedera_diagnostic::document::Table;
use foedera_world::Provenance;

use super::MODEL_SCHEMA;
use crate::{Effect, Estimated, Process, Scaling, Support};

/// The keys at the root that all model files have.
pub(super) const ROOT: [&str; 10] =
    ["schema", "process", "outcome", "version", "definition", "covariance", "fit", "dataset", "effect", "score"];

/// Numbers, words or names, parted by commas.
pub(super) fn list<T: std::fmt::Debug>(values: impl IntoIterator<Item = T>) -> String {
    values.into_iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(", ")
}

/// What the first lines of a file say.
pub(super) struct Head<'a> {
    /// The comment of the first line.
    pub(super) about: &'a str,
    /// The process.
    pub(super) process: &'a str,
    /// Its outcome.
    pub(super) outcome: &'a str,
    /// Its definition.
    pub(super) definition: &'a str,
}

/// The head of a process of the list.
pub(super) fn write_process(text: &mut String, process: Process, covariance: &[f64], size: usize) -> Result {
    let about =
        format!("# A fitted process of Foedera. Made by `foedera fit {}`; do not edit by hand.", process.name());
    let (outcome, definition) = (process.outcome().name(), process.definition());
    write_head(text, Head { about: &about, process: process.name(), outcome, definition }, covariance, size)
}

/// The first lines: what the file is, then the covariance of `size` parameters.
pub(super) fn write_head(text: &mut String, head: Head<'_>, covariance: &[f64], size: usize) -> Result {
    let Head { about, process, outcome, definition } = head;
    writeln!(text, "{about}\nschema = {MODEL_SCHEMA}\nprocess = {process:?}\noutcome = {outcome:?}")?;
    writeln!(text, "version = {:?}\ndefinition = {definition:?}", env!("CARGO_PKG_VERSION"))?;
    writeln!(text, "covariance = [ # the lower triangle, row by row")?;
    for row in 0..size {
        writeln!(text, "  {},", list(&covariance[row * size..=row * size + row]))?;
    }
    writeln!(text, "]")
}

/// The covariance of `size` parameters: its lower triangle, in schema 1 perhaps all of it; of the upper one nothing is read.
pub(super) fn read_covariance(root: &Table<'_>, size: usize, whole: bool) -> Option<Vec<f64>> {
    let given = root.numbers("covariance")?;
    let wanted = if whole { size * size } else { size * (size + 1) / 2 };
    if given.len() != wanted {
        let message = format!("covariance has {} numbers; {size} parameters need {wanted}", given.len());
        let span = given.first().map_or(0..0, |number| number.span.clone());
        root.report(Code::Inconsistent, span, message, "fit the model again");
        return None;
    }
    let at = |row: usize, column: usize| {
        let (row, column) = (row.max(column), row.min(column));
        given[if whole { row * size + column } else { row * (row + 1) / 2 + column }].value
    };
    Some((0..size * size).map(|cell| at(cell / size, cell % size)).collect())
}

pub(super) fn write_datasets(text: &mut String, datasets: &[Provenance]) -> Result {
    for Provenance { dataset, file, sha256, rows, citation } in datasets {
        writeln!(text, "\n[[dataset]]\nname = {dataset:?}\nfile = {file:?}")?;
        writeln!(text, "sha256 = {sha256:?}\nrows = {rows}\ncitation = {citation:?}")?;
    }
    Ok(())
}

pub(super) fn read_datasets(root: &Table<'_>) -> Option<Vec<Provenance>> {
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
    root.tables("dataset").iter().map(dataset).collect()
}

pub(super) fn write_effect(text: &mut String, effect: &Estimated) -> Result {
    let (low, high) =
        (effect.estimate - 1.645 * effect.standard_error, effect.estimate + 1.645 * effect.standard_error);
    let Scaling { centre, deviation, missing, missing_rows } = effect.scaling;
    writeln!(text, "\n[[effect]]\nname = {:?}\nestimate = {:?}", effect.effect.name(), effect.estimate)?;
    writeln!(text, "standard_error = {:?}\ninterval = [{low:.4}, {high:.4}]", effect.standard_error)?;
    if let Some(robust) = effect.robust_error {
        writeln!(text, "robust_error = {robust:?} # rows of a treaty depend on each other")?;
    }
    writeln!(text, "prior = [{:?}, {:?}]\ncentre = {centre:?}", effect.prior.0, effect.prior.1)?;
    writeln!(text, "scale = {deviation:?}\nmissing = {missing:?}")?;
    if let Some(rows) = missing_rows {
        writeln!(text, "missing_rows = {rows}")?;
    }
    if let Some(Support { sample: (low, high), events: (least, most) }) = effect.support {
        writeln!(text, "seen = [{low:?}, {high:?}]\nseen_at_events = [{least:?}, {most:?}]")?;
    }
    Ok(())
}

/// An effect; in schema 1 a model of answers has less of it, and `older` says what stands for its prior and share.
pub(super) fn read_effect(table: &Table<'_>, older: Option<Older>) -> Option<Estimated> {
    table.only(&[
        "name",
        "estimate",
        "standard_error",
        "robust_error",
        "interval",
        "prior",
        "centre",
        "scale",
        "missing",
        "missing_rows",
        "seen",
        "seen_at_events",
    ]);
    let effect = table.parsed::<Effect>("name", "see the effects in docs/effects.md");
    let (estimate, standard_error) = (table.number("estimate"), positive(table, "standard_error"));
    let robust_error = if table.has("robust_error") { Some(positive(table, "robust_error")?) } else { None };
    let prior = older.map_or_else(|| pair(table, "prior"), |older| Some(older.prior));
    let (centre, deviation) = (table.number("centre"), positive(table, "scale"));
    let (missing, missing_rows) = match older {
        Some(Older { rows, .. }) => {
            count(table, "missing").map(|missing| (f64::from(missing) / f64::from(rows.max(1)), Some(missing)))?
        }
        None => {
            let rows = if table.has("missing_rows") { Some(count(table, "missing_rows")?) } else { None };
            (table.number("missing")?.value, rows)
        }
    };
    let support = if table.has("seen") || table.has("seen_at_events") {
        let range = |key: &str| table.range(key).map(|range| (range.value[0], range.value[1]));
        Some(Support { sample: range("seen")?, events: range("seen_at_events")? })
    } else {
        None
    };
    Some(Estimated {
        effect: effect?.value,
        estimate: estimate?.value,
        standard_error: standard_error?,
        robust_error,
        prior: prior?,
        scaling: Scaling { centre: centre?.value, deviation: deviation?, missing, missing_rows },
        support,
    })
}

/// What a model of answers of schema 1 says elsewhere of an effect.
#[derive(Clone, Copy)]
pub(super) struct Older {
    /// Mean and deviation of its prior.
    pub(super) prior: (f64, f64),
    /// Rows of the sample.
    pub(super) rows: u32,
}

pub(super) fn positive(table: &Table<'_>, key: &str) -> Option<f64> {
    let number = table.number(key)?;
    if number.value > 0.0 {
        return Some(number.value);
    }
    table.report(Code::InvalidValue, number.span, format!("`{key}` must be above 0"), "fit the model again");
    None
}

pub(super) fn pair(table: &Table<'_>, key: &str) -> Option<(f64, f64)> {
    let list = table.numbers(key)?;
    match list.as_slice() {
        [mean, sd] if sd.value > 0.0 => Some((mean.value, sd.value)),
        _ => {
            let span = list.first().map_or(table.span(), |number| number.span.clone());
            table.report(Code::InvalidValue, span, format!("`{key}` is not [mean, deviation > 0]"), "write [mean, sd]");
            None
        }
    }
}

/// The numbers of a list, as many as there must be.
pub(super) fn numbers(table: &Table<'_>, key: &str, count: Option<usize>) -> Option<Vec<f64>> {
    let list = table.numbers(key)?;
    if let Some(count) = count.filter(|count| *count != list.len()) {
        let span = list.first().map_or(table.span(), |number| number.span.clone());
        let message = format!("`{key}` has {} numbers and needs {count}", list.len());
        table.report(Code::Inconsistent, span, message, "fit the model again");
        return None;
    }
    Some(list.into_iter().map(|number| number.value).collect())
}

/// A whole number from 0 on.
pub(super) fn count(table: &Table<'_>, key: &str) -> Option<u32> {
    let number = table.integer(key)?;
    u32::try_from(number.value).ok().or_else(|| {
        table.report(
            Code::InvalidValue,
            number.span,
            format!("`{key}` is not a count"),
            "give a whole number from 0 on",
        );
        None
    })
}
