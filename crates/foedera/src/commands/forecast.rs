//! `foedera forecast`.

use std::path::Path;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source, nearest};
use foedera_lab::{Models, Scenario, Settings, embedded_scenario, embedded_scenarios, forecast};
use foedera_report::{Style, html, json, terminal};

use crate::args::{ForecastArgs, Format};
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &ForecastArgs) -> Result<ExitCode, Problems> {
    let source = find(&args.scenario)?;
    let page = Page::new(&args.page, &[Path::new(&args.scenario)])?;
    let atlas = Atlas::embedded()?;
    let scenario = Scenario::read(&source, &atlas)?;
    let models = Models::embedded()?;
    super::start_threads(args.threads)?;
    let settings = Settings { futures: args.futures, seed: args.seed };
    let answer = forecast(&scenario, source.text(), &atlas, &models, settings);
    page.write(|| html(&answer))?;
    let text = match args.format {
        Format::Json => json(&answer),
        Format::Text => terminal(&answer, Style { color: output::wants_color(), width: output::width() }),
    };
    output::print_styled(&text)?;
    Ok(ExitCode::Success)
}

/// The scenario in the program, or the file.
pub(super) fn find(name: &str) -> Result<Source, Problems> {
    if let Some(source) = embedded_scenario(name) {
        return Ok(source);
    }
    let path = Path::new(name);
    if path.exists() {
        return output::read_source(path);
    }
    let known: Vec<&str> = embedded_scenarios().collect();
    let remedy = match nearest(name, known.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("give a scenario file, or one of: {}", known.join(", ")),
    };
    let message = format!("there is no scenario and no file `{name}`");
    Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into())
}
