//! `foedera scenario`.

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest};
use foedera_lab::{Scenario, default_scenario, embedded_scenario, embedded_scenarios};

use super::{lookup, today};
use crate::args::{ScenarioArgs, ScenarioCommand};
use crate::ground::Ground;
use crate::output;
use crate::target::{Kind, Target};

pub(crate) fn run(args: &ScenarioArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    match &args.command {
        ScenarioCommand::List => list(ground)?,
        ScenarioCommand::Show { name } => {
            ground.unused("scenario show")?;
            output::print(shown(name)?.text())?;
        }
        ScenarioCommand::New { treaty, at, output, force } => {
            let atlas = ground.atlas()?;
            let treaty = lookup::treaty(atlas.roster(), treaty)?;
            let source = default_scenario(&atlas, treaty, at.map_or_else(today, Ok)?)?;
            let Some(path) = output else {
                output::print(source.text())?;
                return Ok(ExitCode::Success);
            };
            let inputs: Vec<&std::path::Path> = ground.files().iter().map(std::path::PathBuf::as_path).collect();
            Target::new(path, Kind::Scenario, &inputs, *force)?.write(source.text())?;
            output::print(&format!("wrote {0}; run it with `foedera forecast {0}`\n", path.display()))?;
        }
    }
    Ok(ExitCode::Success)
}

fn shown(name: &str) -> Result<foedera_diagnostic::Source, Problems> {
    embedded_scenario(name).ok_or_else(|| {
        let known: Vec<&str> = embedded_scenarios().collect();
        let remedy = nearest(name, known.iter().copied())
            .map_or_else(|| format!("there are {}", known.join(", ")), |key| format!("did you mean `{key}`?"));
        let message = format!("there is no scenario `{name}` in the program");
        Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into()
    })
}

fn list(ground: &Ground) -> Result<(), Problems> {
    ground.unused("scenario list")?;
    let atlas = ground.atlas()?;
    let mut text = String::new();
    for name in embedded_scenarios() {
        let source = embedded_scenario(name).expect("it is listed");
        let (scenario, _) = Scenario::open(&source, &atlas)?;
        text.push_str(&format!("{name:16}  {}  {}\n", scenario.date, scenario.title));
    }
    text.push_str("\nAny treaty has a default scenario: foedera scenario new NATO -o nato.toml\n");
    output::print(&text)
}
