//! The sections of a process of events: the cases that it was fitted on.

use std::fmt::Write as _;

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};

use super::era::{read_blocks, read_recalibration, write_blocks, write_recalibration};
use super::parts::{ROOT, count, positive, read_covariance, read_effect, write_datasets, write_effect, write_process};
use super::scores::{read_fit, read_record, write_record, write_scores};
use crate::event::{Counted, Counts, EventModel};
use crate::{Card, Effect, Estimated, Recalibration};

/// What is at the root of the file of a process of events alone.
const KEYS: [&str; 6] = ["recalibration", "blocks", "counts", "totals", "miss", "tried"];

/// The text of the model file of a process of events.
pub fn write_event_model(model: &EventModel) -> String {
    let mut text = String::new();
    write_into(&mut text, model).expect("writing to a string does not fail");
    text
}

fn write_into(text: &mut String, model: &EventModel) -> std::fmt::Result {
    let card = &model.card;
    write_process(text, model.process, &model.covariance, model.effects.len())?;
    writeln!(text, "\n[fit]\nfrom = {:?}\nuntil = {:?}", card.window.0, card.window.1)?;
    writeln!(text, "cases = {}\nevents = {}\ngroups = {}", card.intervals, card.events, card.treaties)?;
    writeln!(text, "log_likelihood = {:?}", card.log_likelihood)?;
    writeln!(text, "log_likelihood_constant = {:?}", card.log_likelihood_constant)?;
    writeln!(text, "iterations = {}\nconverged = {}", card.iterations, card.converged)?;
    write_datasets(text, &card.datasets)?;
    for effect in &model.effects {
        write_effect(text, effect)?;
    }
    write_recalibration(text, &model.recalibration)?;
    if let Some(blocks) = &model.blocks {
        write_blocks(text, blocks)?;
    }
    for counts in &model.counts {
        write_counts(text, counts)?;
    }
    write_scores(text, card.scores.iter().map(|(name, own)| (name.as_str(), own.clone(), None)))?;
    write_record(text, card)
}

/// Read the model file of a process of events.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read_event_model(source: &Source) -> Result<EventModel, Problems> {
    read(source, |root| {
        let (_, process) = super::head(root, "event")?;
        root.only(&ROOT.into_iter().chain(KEYS).collect::<Vec<_>>());
        let effects: Vec<Option<Estimated>> =
            root.tables("effect").iter().map(|table| read_effect(table, None)).collect();
        let effects: Vec<Estimated> = effects.into_iter().collect::<Option<_>>()?;
        if effects.first().is_none_or(|effect| effect.effect != Effect::INTERCEPT) {
            let span = root.string("process")?.span;
            root.report(Code::Missing, span, "the first effect is not `intercept`", "fit the model again");
            return None;
        }
        let covariance = read_covariance(root, effects.len(), false)?;
        let mut card = read_card(root)?;
        read_record(root, &mut card);
        let recalibration = match root.table_or_none("recalibration") {
            Some(table) => read_recalibration(&table)?,
            None => Recalibration::default(),
        };
        let blocks = match root.table_or_none("blocks") {
            Some(table) => Some(read_blocks(&table)?),
            None => None,
        };
        let counts = root.tables("counts").iter().map(read_counts).collect::<Option<_>>()?;
        Some(EventModel { process, effects, covariance, recalibration, blocks, counts, card })
    })
}

fn write_counts(text: &mut String, counts: &Counts) -> std::fmt::Result {
    let Counts { name, definition, source, rows } = counts;
    writeln!(text, "\n[[counts]]\nname = {name:?}\ndefinition = {definition:?}\nsource = {source:?}\nrow = [")?;
    for Counted { key, events, of } in rows {
        writeln!(text, "  {{ key = {key:?}, events = {events}, of = {of:?} }}, # {:.5}", f64::from(*events) / of)?;
    }
    writeln!(text, "]")
}

fn read_counts(table: &Table<'_>) -> Option<Counts> {
    table.only(&["name", "definition", "source", "row"]);
    let row = |table: &Table<'_>| {
        table.only(&["key", "events", "of"]);
        Some(Counted { key: table.string("key")?.value, events: count(table, "events")?, of: positive(table, "of")? })
    };
    Some(Counts {
        name: table.string("name")?.value,
        definition: table.string("definition")?.value,
        source: table.string("source")?.value,
        rows: table.tables("row").iter().map(row).collect::<Option<_>>()?,
    })
}

fn read_card(root: &Table<'_>) -> Option<Card> {
    let fit = root.table("fit")?;
    fit.only(&[
        "from",
        "until",
        "cases",
        "events",
        "groups",
        "log_likelihood",
        "log_likelihood_constant",
        "iterations",
        "converged",
    ]);
    Some(Card {
        intervals: count(&fit, "cases")?,
        events: count(&fit, "events")?,
        treaties: count(&fit, "groups")?,
        ..read_fit(root, &fit, 2)?
    })
}
