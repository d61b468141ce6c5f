//! `foedera check`.

use foedera_atlas::{Atlas, Kind};
use foedera_diagnostic::document;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source};
use foedera_lab::Scenario;
use foedera_process::{read_fitted, read_levels, read_rates, read_wave_model};
use foedera_report::Style;
use foedera_world::read_history;
use serde::Serialize;

use crate::args::CheckArgs;
use crate::ground::Ground;
use crate::output;

/// A file in which nothing is wrong.
#[derive(Serialize)]
struct Checked {
    file: String,
    /// What it is and holds.
    what: String,
}

pub(crate) fn run(args: &CheckArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let source = output::read_source(&args.file)?;
    let checked = Checked { file: source.name().to_owned(), what: check(&source, ground)? };
    let text = |style: Style| output::clean(&format!("{}: {}\n", checked.file, checked.what), style);
    output::answer(&args.print, output::Answered { command: "check", table: "" }, &checked, text)?;
    Ok(ExitCode::Success)
}

/// Keys that tell what a TOML file is.
const KEYS: [&str; 14] = [
    "states",
    "claim",
    "issue",
    "actor",
    "formula",
    "process",
    "effect",
    "arm",
    "branch",
    "horizons",
    "treaty",
    "assumption",
    "series",
    "threshold",
];

/// Whether a file holds tables that only facts have (docs/facts.md), and no scenario's.
fn is_facts(source: &Source) -> bool {
    let found = document::read(source, |root| {
        let own = ["event", "correction", "state"].iter().any(|key| root.is_tables(key)) || root.is_tables("treaty");
        Some(own && !root.has("horizons") && !root.has("process"))
    });
    is_toml(source) && found.unwrap_or(false)
}

fn is_toml(source: &Source) -> bool {
    std::path::Path::new(source.name()).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}

/// What a model is of, if nothing is wrong with it.
fn check_model(source: &Source) -> Result<String, Problems> {
    if document::read(source, |root| Some(super::diagnose::of_waves(root)))? {
        let model = read_wave_model(source)?;
        return Ok(format!("a model of waves of a network with {} effects", model.effects.len()));
    }
    let named = document::read(source, |root| Some(root.string_or_none("process")))?;
    match named.as_ref().map(|own| own.value.as_str()) {
        Some("levels") => return Ok(format!("walks of {} figures", read_levels(source)?.walks.len())),
        Some(name @ ("freeze" | "calls" | "treaty")) => {
            let rates = read_rates(source)?;
            let count = rates.rates.len() + rates.shares.len() + rates.multipliers.len();
            return Ok(format!("{count} counted rates of `{name}`"));
        }
        _ => {}
    }
    let model = read_fitted(source)?;
    Ok(format!("a model of `{}` with {} effects", model.process().name(), model.effects()))
}

/// What the file is and holds, if nothing is wrong with it.
fn check(source: &Source, ground: &Ground) -> Result<String, Problems> {
    if source.text().starts_with('{') || source.name().ends_with(".jsonl") {
        let (history, _) = read_history(source)?;
        let refused = history.replay().refused.len();
        let events = history.events().len();
        return Ok(format!("a history of {events} events, of which the world refuses {refused}"));
    }
    if is_facts(source) {
        let atlas = ground.atlas()?.with_facts(std::slice::from_ref(source))?;
        return Ok(format!("facts; with the atlas they tell {} events", atlas.history.events().len()));
    }
    // A scenario may hold a treaty of its own, as a file of the atlas does.
    let is_scenario = is_toml(source) && document::read(source, |root| Some(root.has("horizons"))).unwrap_or(false);
    if Kind::of(source).is_some() && !is_scenario {
        let atlas = Atlas::check(source)?;
        return Ok(format!("a file of the atlas; with the others it tells {} events", atlas.history.events().len()));
    }
    // The keys of the root say what it is; a line of a note may begin like any of them.
    let keys = document::read(source, |root| Some(KEYS.map(|key| root.has(key))));
    let keys = match keys {
        Err(problems) if is_toml(source) => return Err(problems),
        keys => keys.unwrap_or_default(),
    };
    let has = |key: &str| KEYS.iter().zip(keys).any(|(known, has)| *known == key && has);
    if has("issue") || has("actor") {
        let problem = super::summit::read(&*ground.atlas()?, source)?;
        return Ok(format!("a negotiation of {} actors over {} issues", problem.actors.len(), problem.issues.len()));
    }
    if has("claim") {
        let claims = super::claims::read(source, &*ground.atlas()?, &foedera_lab::Models::embedded()?)?;
        return Ok(format!("{} claims with {} passages of their text", claims.claims.len(), claims.passages.len()));
    }
    if has("states") && !has("horizons") {
        let (file, _, asked) = super::hedge::opened_order(source, &*ground.atlas()?)?;
        return Ok(format!("a set of {} states, {} questions", file.states.len(), asked.len()));
    }
    if has("formula") {
        let spec = super::relational::Spec::read(source, None)?;
        return Ok(format!("a specification of a fit: {}", spec.text()));
    }
    if has("process") || has("effect") {
        return check_model(source);
    }
    if ["arm", "branch", "horizons", "treaty", "assumption", "series", "threshold"].into_iter().any(has) {
        let (scenario, _) = Scenario::open(source, &*ground.atlas()?)?;
        return Ok(format!(
            "a scenario with {} branches and {} horizons",
            scenario.branches.len(),
            scenario.horizons.len()
        ));
    }
    let message = "this is neither a scenario, claims, a set of states, an atlas file, a model nor a history";
    let remedy = "see docs/files.md for the files that Foedera reads";
    let span = source.span_of_line(1);
    Err(Diagnostic::new(Code::Schema, Place::Span(source.clone(), span), message, remedy).into())
}
