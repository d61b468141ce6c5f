//! `foedera check`.

use foedera_atlas::{Atlas, Kind};
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source};
use foedera_lab::Scenario;
use foedera_process::read_model;
use foedera_world::read_history;

use crate::args::CheckArgs;
use crate::output;

pub(crate) fn run(args: &CheckArgs) -> Result<ExitCode, Problems> {
    let source = output::read_source(&args.file)?;
    let what = check(&source)?;
    output::print(&format!("{}: {what}\n", source.name()))?;
    Ok(ExitCode::Success)
}

/// What the file is and holds, if nothing is wrong with it.
fn check(source: &Source) -> Result<String, Problems> {
    if source.text().starts_with('{') || source.name().ends_with(".jsonl") {
        let (history, _) = read_history(source)?;
        let refused = history.replay().refused.len();
        let events = history.events().len();
        return Ok(format!("a history of {events} events, of which the world refuses {refused}"));
    }
    if Kind::of(source).is_some() {
        let atlas = Atlas::check(source)?;
        return Ok(format!("a file of the atlas; with the others it tells {} events", atlas.history.events().len()));
    }
    let starts = |key: &str| source.text().lines().any(|line| line.trim_start().starts_with(key));
    if starts("[[issue]]") || starts("[[actor]]") {
        let problem = super::summit::read(&Atlas::embedded()?, source)?;
        return Ok(format!("a negotiation of {} actors over {} issues", problem.actors.len(), problem.issues.len()));
    }
    if starts("formula ") || starts("formula=") {
        let spec = super::relational::Spec::read(source, None)?;
        return Ok(format!("a specification of a fit: {}", spec.text()));
    }
    if source.text().lines().any(|line| line.trim() == "process = \"answers\"") {
        let model = foedera_guarantee::answers::read_answer_model(source)?;
        return Ok(format!("a model of `answers` with {} effects", model.effects.len()));
    }
    if starts("process ") || starts("process=") || starts("[[effect]]") {
        let model = read_model(source)?;
        return Ok(format!("a model of `{}` with {} effects", model.kind.name(), model.effects.len()));
    }
    if starts("[[arm]]") || starts("horizons") || starts("treaty ") || starts("treaty=") || starts("[[assumption]]") {
        let scenario = Scenario::read(source, &Atlas::embedded()?)?;
        return Ok(format!("a scenario with {} arms and {} horizons", scenario.arms.len(), scenario.horizons.len()));
    }
    let message = "this is neither a scenario, an atlas file, a model nor a history";
    let remedy = "see docs/files.md for the files that Foedera reads";
    let span = source.span_of_line(1);
    Err(Diagnostic::new(Code::Schema, Place::Span(source.clone(), span), message, remedy).into())
}
