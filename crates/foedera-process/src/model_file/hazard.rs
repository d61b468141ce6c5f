//! The sections of a hazard: what it was fitted on, recalibration, blocks, frailty, reference classes.

use std::fmt::Write as _;

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};

use super::era::{counted, read_blocks, read_recalibration, write_blocks, write_recalibration};
use super::parts::{
    ROOT, count, pair, positive, read_covariance, read_effect, write_datasets, write_effect, write_process,
};
use super::scores::{read_fit, read_record, write_record, write_scores};
use crate::{
    Blocks, Card, Effect, Estimated, Frailty, FrailtyGroup, Memory, Model, Outcome, Recalibration, ReferenceCount,
    TreatyCount,
};

/// What is at the root of a hazard's file alone.
const KEYS: [&str; 9] =
    ["frailty", "level", "correction", "recalibration", "blocks", "totals", "miss", "tried", "reference_class"];
/// What older files have in place of recalibration and blocks: rates × (events + weight) / (expected + weight), drawn from its gamma
/// posterior.
const OLDER: [&str; 2] = ["level", "correction"];
/// The weight of the prior of an older file's level, in events.
const LEVEL_WEIGHT: f64 = 5.0;

/// The text of the model file of a hazard.
pub fn write_model(model: &Model) -> String {
    let mut text = String::new();
    write_into(&mut text, model).expect("writing to a string does not fail");
    text
}

fn write_into(text: &mut String, model: &Model) -> std::fmt::Result {
    let card = &model.card;
    write_process(text, model.kind.process(), &model.covariance, model.mode().len())?;
    writeln!(text, "\n[fit]\nfrom = {:?}\nuntil = {:?}", card.window.0, card.window.1)?;
    writeln!(text, "events = {}\nintervals = {}\ntreaties = {}", card.events, card.intervals, card.treaties)?;
    writeln!(text, "exposure_years = {:?}\nlog_likelihood = {:?}", card.exposure_years, card.log_likelihood)?;
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
    if let Some(frailty) = &model.frailty {
        write_frailty(text, frailty)?;
    }
    write_scores(text, card.scores.iter().map(|(name, card)| (name.as_str(), card.clone(), None)))?;
    write_record(text, card)?;
    for class in &model.references {
        writeln!(
            text,
            "\n[[reference_class]]\nid = {:?}\nname = {:?}\ndefinition = {:?}",
            class.id, class.name, class.definition
        )?;
        writeln!(text, "events = {}\nmember_years = {:?}", class.events, class.years)?;
        if !class.treaties.is_empty() {
            writeln!(text, "treaty = [")?;
            for of in &class.treaties {
                let (key, events, decisions, years) = (&of.key, of.events, of.decisions, of.years);
                writeln!(
                    text,
                    "  {{ key = {key:?}, events = {events}, decisions = {decisions}, member_years = {years:?} }},"
                )?;
            }
            writeln!(text, "]")?;
        }
    }
    Ok(())
}

/// Level and correction of an older file as recalibration and blocks: the same factor, and the variances of their gamma posteriors as that
/// of blocks.
fn read_older(root: &Table<'_>) -> Option<(Recalibration, Option<Blocks>)> {
    let read = |name: &str| {
        let Some(table) = root.table_or_none(name) else { return Some(None) };
        table.only(&["definition", "memory", "half_life", "weight", "events", "expected"]);
        let weight = if name == "level" { LEVEL_WEIGHT } else { positive(&table, "weight")? };
        let half_life = if table.has("half_life") { Some(positive(&table, "half_life")?) } else { None };
        let (events, expected) = (counted(&table, "events")?, counted(&table, "expected")?);
        Some(Some(Memory { half_life, weight, events, expected, share: 1.0 }))
    };
    let memories: Vec<Memory> =
        OLDER.map(read).into_iter().collect::<Option<Vec<_>>>()?.into_iter().flatten().collect();
    let variance: f64 = memories.iter().map(|memory| 1.0 / (memory.events + memory.weight)).sum();
    let blocks = (variance > 0.0).then_some(Blocks { variance, counts: Vec::new() });
    Some((Recalibration { memories }, blocks))
}

fn write_frailty(text: &mut String, frailty: &Frailty) -> std::fmt::Result {
    writeln!(text, "\n[frailty]\ndistribution = \"gamma, mean 1, variance exp(log_variance), per treaty\"")?;
    writeln!(text, "log_variance = {:?}\nstandard_error = {:?}", frailty.log_variance, frailty.standard_error)?;
    writeln!(text, "prior = [{:?}, {:?}]", frailty.prior.0, frailty.prior.1)?;
    for group in &frailty.groups {
        writeln!(text, "\n[[frailty.treaty]]\nkey = {:?}", group.treaty)?;
        if let Some(atop) = group.atop {
            writeln!(text, "atop = {atop}")?;
        }
        let slope: Vec<String> = group.slope.iter().map(|value| format!("{value:.6}")).collect();
        writeln!(text, "events = {}\nexpected = {:?}\nslope = [{}]", group.events, group.expected, slope.join(", "))?;
    }
    Ok(())
}

/// Read the model file of a hazard.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read_model(source: &Source) -> Result<Model, Problems> {
    read(source, |root| {
        let (schema, process) = super::head(root, "hazard")?;
        let Outcome::Hazard(kind) = process.outcome() else { return None };
        let own = KEYS.into_iter().chain(if schema == 1 { &["note"][..] } else { &[] }.iter().copied());
        root.only(&ROOT.into_iter().chain(own).collect::<Vec<_>>());
        let effects: Vec<Option<Estimated>> =
            root.tables("effect").iter().map(|table| read_effect(table, None)).collect();
        // What follows would only complain about the effects that are missing.
        let effects: Vec<Estimated> = effects.into_iter().collect::<Option<_>>()?;
        let frailty = root.table_or_none("frailty").and_then(|table| read_frailty(&table, effects.len()));
        if effects.first().is_none_or(|effect| effect.effect != Effect::INTERCEPT) {
            let span = root.string("process")?.span;
            root.report(Code::Missing, span, "the first effect is not `intercept`", "fit the model again");
            return None;
        }
        let covariance = read_covariance(root, effects.len() + usize::from(frailty.is_some()), schema == 1)?;
        let (mut recalibration, mut blocks) = read_older(root)?;
        if let Some(table) = root.table_or_none("recalibration") {
            recalibration = read_recalibration(&table)?;
        }
        if let Some(table) = root.table_or_none("blocks") {
            blocks = Some(read_blocks(&table)?);
        }
        let mut card = read_card(root, schema)?;
        read_record(root, &mut card);
        let references = root.tables("reference_class").iter().filter_map(read_reference).collect();
        Some(Model { kind, effects, recalibration, blocks, frailty, covariance, card, references })
    })
}

fn read_frailty(table: &Table<'_>, effects: usize) -> Option<Frailty> {
    table.only(&["distribution", "log_variance", "standard_error", "prior", "treaty"]);
    let group = |table: &Table<'_>| {
        table.only(&["key", "atop", "events", "expected", "slope"]);
        let slope: Vec<f64> = table.numbers("slope")?.into_iter().map(|number| number.value).collect();
        if slope.len() != effects {
            let message = format!("slope has {} numbers for {effects} effects", slope.len());
            table.report(Code::Inconsistent, table.span(), message, "fit the model again");
            return None;
        }
        Some(FrailtyGroup {
            treaty: table.string("key")?.value,
            atop: table.integer_or_none("atop").and_then(|atop| u32::try_from(atop.value).ok()),
            events: table.number("events")?.value,
            expected: positive(table, "expected")?,
            slope,
        })
    };
    Some(Frailty {
        log_variance: table.number("log_variance")?.value,
        standard_error: positive(table, "standard_error")?,
        prior: pair(table, "prior")?,
        groups: table.tables("treaty").iter().filter_map(group).collect(),
    })
}

fn read_card(root: &Table<'_>, schema: i64) -> Option<Card> {
    let fit = root.table("fit")?;
    fit.only(&[
        "from",
        "until",
        "events",
        "intervals",
        "treaties",
        "exposure_years",
        "log_likelihood",
        "log_likelihood_constant",
        "iterations",
        "converged",
    ]);
    Some(Card {
        events: count(&fit, "events")?,
        intervals: count(&fit, "intervals")?,
        treaties: count(&fit, "treaties")?,
        exposure_years: positive(&fit, "exposure_years")?,
        ..read_fit(root, &fit, schema)?
    })
}

fn read_reference(table: &Table<'_>) -> Option<ReferenceCount> {
    table.only(&["id", "name", "definition", "events", "member_years", "treaty"]);
    let of_treaty = |table: &Table<'_>| {
        table.only(&["key", "events", "decisions", "member_years"]);
        Some(TreatyCount {
            key: table.string("key")?.value,
            events: count(table, "events")?,
            decisions: count(table, "decisions")?,
            years: positive(table, "member_years")?,
        })
    };
    Some(ReferenceCount {
        id: table.string("id")?.value,
        name: table.string("name")?.value,
        definition: table.string("definition")?.value,
        events: count(table, "events")?,
        years: positive(table, "member_years")?,
        treaties: table.tables("treaty").iter().filter_map(of_treaty).collect(),
    })
}
