//! `foedera scenario`.

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest};
use foedera_lab::{Scenario, default_scenario, embedded_scenario, embedded_scenarios};
use foedera_report::Style;

use foedera_world::Day;
use serde::Serialize;

use super::{lookup, today};
use crate::args::{PrintArgs, ScenarioArgs, ScenarioCommand};
use crate::ground::Ground;
use crate::output;
use crate::target::{Kind, Target};

pub(crate) fn run(args: &ScenarioArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    match &args.command {
        ScenarioCommand::List { print } => list(ground, print)?,
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

/// A scenario in the program.
#[derive(Serialize)]
struct Listed {
    id: &'static str,
    date: Day,
    treaty: String,
    title: String,
}

#[derive(Serialize)]
struct List {
    scenarios: Vec<Listed>,
}

fn list(ground: &Ground, print: &PrintArgs) -> Result<(), Problems> {
    ground.unused("scenario list")?;
    let atlas = ground.atlas()?;
    let listed = |id: &'static str| -> Result<Listed, Problems> {
        let source = embedded_scenario(id).expect("it is listed");
        let (scenario, atlas) = Scenario::open(&source, &atlas)?;
        let treaty = atlas.roster().treaty(scenario.treaty).key.clone();
        Ok(Listed { id, date: scenario.date, treaty, title: scenario.title })
    };
    let list = List { scenarios: embedded_scenarios().map(listed).collect::<Result<_, _>>()? };
    let text = |style: Style| {
        let row = |own: &Listed| vec![own.id.to_owned(), own.date.to_string(), own.title.clone()];
        let rows: Vec<Vec<String>> = list.scenarios.iter().map(row).collect();
        let any = "\nAny treaty has a default scenario: foedera scenario new NATO -o nato.toml\n";
        output::clean(&(output::aligned(&rows, style) + any), style)
    };
    output::answer(print, output::Answered { command: "scenario list", table: "scenarios" }, &list, text)
}
