//! The sections of a process in time that say how many events come in all: recalibration, blocks.

use std::fmt::Write as _;

use foedera_diagnostic::Code;
use foedera_diagnostic::document::Table;

use super::parts::{count, positive};
use super::scores::year;
use crate::{BLOCK_YEARS, BlockCount, Blocks, Memory, Recalibration};

pub(super) fn write_recalibration(text: &mut String, recalibration: &Recalibration) -> std::fmt::Result {
    if recalibration.memories.is_empty() {
        return Ok(());
    }
    let words = "ln of what rates are multiplied by: the sum of share × ln((events + weight) / (expected + weight)), what happened beside the \
                 process's own earlier forecasts, each origin counting half as much after the half-life in years";
    writeln!(text, "\n[recalibration]\ndefinition = {words:?}\nmemory = [")?;
    for Memory { half_life, weight, events, expected, share } in &recalibration.memories {
        let half_life = half_life.map_or(String::new(), |half_life| format!("half_life = {half_life:?}, "));
        let counted = format!("events = {events:?}, expected = {expected:?}, share = {share:?}");
        writeln!(text, "  {{ {half_life}weight = {weight:?}, {counted} }},")?;
    }
    writeln!(text, "]")
}

pub(super) fn write_blocks(text: &mut String, blocks: &Blocks) -> std::fmt::Result {
    let words = format!(
        "rates of each {BLOCK_YEARS} years are multiplied by a gamma factor with mean 1 and this variance, learnt from forecasts of blocks"
    );
    writeln!(text, "\n[blocks]\ndefinition = {words:?}\nvariance = {:?}", blocks.variance)?;
    if let Some(score) = blocks.score() {
        writeln!(text, "# {} of {} inside the 90 % band", score.inside, score.blocks)?;
        writeln!(
            text,
            "# mean log score {:.4}, of independent events {:.4}",
            score.log_score, score.log_score_poisson
        )?;
    }
    writeln!(text, "count = [")?;
    for BlockCount { from, expected, happened } in &blocks.counts {
        writeln!(text, "  {{ from = {from}, expected = {expected:?}, happened = {happened} }},")?;
    }
    writeln!(text, "]")
}

pub(super) fn read_recalibration(table: &Table<'_>) -> Option<Recalibration> {
    table.only(&["definition", "memory"]);
    let memory = |table: &Table<'_>| {
        table.only(&["half_life", "weight", "events", "expected", "share"]);
        let half_life = if table.has("half_life") { Some(positive(table, "half_life")?) } else { None };
        let share = table.number("share")?;
        if !(0.0..=1.0).contains(&share.value) {
            table.report(Code::InvalidValue, share.span, "`share` lies between 0 and 1", "fit the model again");
            return None;
        }
        Some(Memory {
            half_life,
            weight: positive(table, "weight")?,
            events: counted(table, "events")?,
            expected: counted(table, "expected")?,
            share: share.value,
        })
    };
    Some(Recalibration { memories: table.tables("memory").iter().map(memory).collect::<Option<_>>()? })
}

pub(super) fn read_blocks(table: &Table<'_>) -> Option<Blocks> {
    table.only(&["definition", "variance", "count"]);
    let block = |table: &Table<'_>| {
        table.only(&["from", "expected", "happened"]);
        Some(BlockCount {
            from: year(table, "from")?,
            expected: positive(table, "expected")?,
            happened: count(table, "happened")?,
        })
    };
    let counts = table.tables("count").iter().map(block).collect::<Option<_>>()?;
    Some(Blocks { variance: positive(table, "variance")?, counts })
}

/// Events by weight: not below 0.
pub(super) fn counted(table: &Table<'_>, key: &str) -> Option<f64> {
    let number = table.number(key)?;
    if number.value.is_nan() || number.value < 0.0 {
        let message = format!("`{key}` counts events, which are not below 0");
        table.report(Code::InvalidValue, number.span, message, "fit the model again");
        return None;
    }
    Some(number.value)
}
