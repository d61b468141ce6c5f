//! The model file: TOML, readable as a card, complete as a model.

use std::fmt::Write as _;

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};
use foedera_world::Provenance;

use crate::card_file::{count, read_record, read_scores, write_record, write_score};
use crate::{
    Card, Correction, Effect, Estimated, Frailty, FrailtyGroup, Level, Memory, Model, ProcessKind, ReferenceCount,
    Scaling, Support, TreatyCount,
};

/// Version of the model file's layout.
pub const MODEL_SCHEMA: i64 = 1;

const KEYS: [&str; 17] = [
    "schema",
    "process",
    "definition",
    "version",
    "fit",
    "dataset",
    "effect",
    "frailty",
    "level",
    "correction",
    "totals",
    "miss",
    "tried",
    "covariance",
    "score",
    "reference_class",
    "note",
];

/// The text of a model file.
pub fn write_model(model: &Model) -> String {
    let mut text = String::new();
    write_into(&mut text, model).expect("writing to a string does not fail");
    text
}

fn write_into(text: &mut String, model: &Model) -> std::fmt::Result {
    let card = &model.card;
    writeln!(text, "# A fitted process of Foedera. Made by `foedera fit {}`; do not edit by hand.", model.kind.name())?;
    writeln!(
        text,
        "schema = {MODEL_SCHEMA}\nprocess = {:?}\nversion = {:?}",
        model.kind.name(),
        env!("CARGO_PKG_VERSION")
    )?;
    writeln!(text, "definition = {:?}", model.kind.definition())?;
    writeln!(text, "covariance = [")?;
    let size = model.mode().len();
    for row in model.covariance.chunks(size.max(1)) {
        let numbers: Vec<String> = row.iter().map(|value| format!("{value:?}")).collect();
        writeln!(text, "  {},", numbers.join(", "))?;
    }
    writeln!(text, "]\n\n[fit]\nfrom = {:?}\nuntil = {:?}", card.window.0, card.window.1)?;
    writeln!(text, "events = {}\nintervals = {}\ntreaties = {}", card.events, card.intervals, card.treaties)?;
    writeln!(text, "exposure_years = {:?}\nlog_likelihood = {:?}", card.exposure_years, card.log_likelihood)?;
    writeln!(text, "log_likelihood_constant = {:?}", card.log_likelihood_constant)?;
    writeln!(text, "iterations = {}\nconverged = {}", card.iterations, card.converged)?;
    for dataset in &card.datasets {
        writeln!(text, "\n[[dataset]]\nname = {:?}\nfile = {:?}", dataset.dataset, dataset.file)?;
        writeln!(text, "sha256 = {:?}\nrows = {}\ncitation = {:?}", dataset.sha256, dataset.rows, dataset.citation)?;
    }
    for effect in &model.effects {
        write_effect(text, effect)?;
    }
    if let Some(Level { memory, events, expected }) = model.level {
        let words = "rates are multiplied by (events + 5) / (expected + 5), those of the years before by weight";
        writeln!(text, "\n[level]\ndefinition = {words:?}\nmemory = {:?}", memory.words())?;
        writeln!(text, "events = {events:?}\nexpected = {expected:?}")?;
    }
    if let Some(Correction { half_life, weight, events, expected }) = model.correction {
        let words = "rates are multiplied by (events + weight) / (expected + weight): what happened beside the process's own \
                     earlier forecasts, each origin counting half as much after the half-life in years";
        writeln!(text, "\n[correction]\ndefinition = {words:?}\nhalf_life = {half_life:?}\nweight = {weight:?}")?;
        writeln!(text, "events = {events:?}\nexpected = {expected:?}")?;
    }
    if let Some(frailty) = &model.frailty {
        write_frailty(text, frailty)?;
    }
    for (name, card) in &card.scores {
        write_score(text, name, card)?;
    }
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

fn read_level(table: &Table<'_>) -> Option<Level> {
    table.only(&["definition", "memory", "events", "expected"]);
    let memory = table.parsed::<Memory>("memory", "fit the model again");
    let (events, expected) = (counted(table, "events"), counted(table, "expected"));
    Some(Level { memory: memory?.value, events: events?, expected: expected? })
}

fn read_correction(table: &Table<'_>) -> Option<Correction> {
    table.only(&["definition", "half_life", "weight", "events", "expected"]);
    let (half_life, weight) = (positive(table, "half_life"), positive(table, "weight"));
    let (events, expected) = (counted(table, "events"), counted(table, "expected"));
    Some(Correction { half_life: half_life?, weight: weight?, events: events?, expected: expected? })
}

/// Events by weight: not below 0.
fn counted(table: &Table<'_>, key: &str) -> Option<f64> {
    let number = table.number(key)?;
    if number.value.is_nan() || number.value < 0.0 {
        let message = format!("`{key}` counts events, which are not below 0");
        table.report(Code::InvalidValue, number.span, message, "fit the model again");
        return None;
    }
    Some(number.value)
}

fn write_effect(text: &mut String, effect: &Estimated) -> std::fmt::Result {
    let (low, high) =
        (effect.estimate - 1.645 * effect.standard_error, effect.estimate + 1.645 * effect.standard_error);
    writeln!(text, "\n[[effect]]\nname = {:?}\nestimate = {:?}", effect.effect.name(), effect.estimate)?;
    writeln!(text, "standard_error = {:?}\ninterval = [{low:.4}, {high:.4}]", effect.standard_error)?;
    if let Some(robust) = effect.robust_error {
        writeln!(text, "robust_error = {robust:?} # rows of a treaty depend on each other")?;
    }
    writeln!(text, "prior = [{:?}, {:?}]\ncentre = {:?}", effect.prior.0, effect.prior.1, effect.scaling.centre)?;
    writeln!(text, "scale = {:?}\nmissing = {:?}", effect.scaling.deviation, effect.scaling.missing)?;
    if let Some(support) = &effect.support {
        let ((low, high), (least, most)) = (support.sample, support.events);
        writeln!(text, "seen = [{low:?}, {high:?}]\nseen_at_events = [{least:?}, {most:?}]")?;
    }
    Ok(())
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

/// Read a model file.
///
/// # Errors
/// Everything that is wrong with it, each with its place.
pub fn read_model(source: &Source) -> Result<Model, Problems> {
    read(source, |root| {
        root.schema(MODEL_SCHEMA, "the model")?;
        root.only(&KEYS);
        let kind = root.parsed::<ProcessKind>("process", "name the process")?;
        let effects: Vec<Option<Estimated>> = root.tables("effect").iter().map(read_effect).collect();
        // What follows would only complain about the effects that are missing.
        let effects: Vec<Estimated> = effects.into_iter().collect::<Option<_>>()?;
        let frailty = root.table_or_none("frailty").and_then(|table| read_frailty(&table, effects.len()));
        let covariance = root.numbers("covariance")?;
        let size = effects.len() + usize::from(frailty.is_some());
        if effects.first().is_none_or(|effect| effect.effect != Effect::INTERCEPT) {
            root.report(Code::Missing, kind.span.clone(), "the first effect is not `intercept`", "fit the model again");
            return None;
        }
        if covariance.len() != size * size {
            let message =
                format!("covariance has {} numbers; {size} parameters need {}", covariance.len(), size * size);
            let span = covariance.first().map_or(0..0, |number| number.span.clone());
            root.report(Code::Inconsistent, span, message, "fit the model again");
            return None;
        }
        let level = root.table_or_none("level").and_then(|table| read_level(&table));
        let correction = root.table_or_none("correction").and_then(|table| read_correction(&table));
        let mut card = read_card(root)?;
        read_record(root, &mut card);
        let references = root.tables("reference_class").iter().filter_map(read_reference).collect();
        let covariance = covariance.into_iter().map(|number| number.value).collect();
        Some(Model { kind: kind.value, effects, level, correction, frailty, covariance, card, references })
    })
}

fn positive(table: &Table<'_>, key: &str) -> Option<f64> {
    let number = table.number(key)?;
    if number.value > 0.0 {
        return Some(number.value);
    }
    table.report(Code::InvalidValue, number.span, format!("`{key}` must be above 0"), "fit the model again");
    None
}

fn pair(table: &Table<'_>, key: &str) -> Option<(f64, f64)> {
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

fn read_effect(table: &Table<'_>) -> Option<Estimated> {
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
        "seen",
        "seen_at_events",
    ]);
    let effect = table.parsed::<Effect>("name", "see the effects in docs/effects.md");
    let estimate = table.number("estimate");
    let standard_error = positive(table, "standard_error");
    let robust_error = if table.has("robust_error") { Some(positive(table, "robust_error")?) } else { None };
    let prior = pair(table, "prior");
    let scaling = read_scaling(table);
    Some(Estimated {
        effect: effect?.value,
        estimate: estimate?.value,
        standard_error: standard_error?,
        robust_error,
        prior: prior?,
        scaling: scaling?,
        support: if table.has("seen") || table.has("seen_at_events") {
            let range = |key: &str| table.range(key).map(|range| (range.value[0], range.value[1]));
            Some(Support { sample: range("seen")?, events: range("seen_at_events")? })
        } else {
            None
        },
    })
}

fn read_scaling(table: &Table<'_>) -> Option<Scaling> {
    let (centre, deviation, missing) = (table.number("centre"), positive(table, "scale"), table.number("missing"));
    Some(Scaling { centre: centre?.value, deviation: deviation?, missing: missing?.value, missing_rows: None })
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

fn read_card(root: &Table<'_>) -> Option<Card> {
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
    Some(Card {
        datasets: root.tables("dataset").iter().filter_map(dataset).collect(),
        window: (fit.string("from")?.value, fit.string("until")?.value),
        events: count(&fit, "events")?,
        intervals: count(&fit, "intervals")?,
        treaties: count(&fit, "treaties")?,
        exposure_years: positive(&fit, "exposure_years")?,
        log_likelihood: fit.number("log_likelihood")?.value,
        log_likelihood_constant: fit.number("log_likelihood_constant")?.value,
        iterations: count(&fit, "iterations")?,
        converged: fit.boolean("converged")?.value,
        scores: read_scores(root),
        ..Card::default()
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
