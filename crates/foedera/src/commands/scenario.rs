//! `foedera scenario`.

use foedera_diagnostic::{ExitCode, Problems, printable};
use foedera_lab::{
    Question, Scenario, StatedRange, default_scenario, embedded_scenario, embedded_scenarios, questions, shell_word,
    stated_ranges, with_settings,
};
use foedera_report::Style;

use foedera_world::Day;
use serde::Serialize;

use super::{forecast, lookup, today};
use crate::args::{PrintArgs, ScenarioArgs, ScenarioCommand};
use crate::ground::Ground;
use crate::output;
use crate::target::{Kind, Target};

pub(crate) fn run(args: &ScenarioArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    match &args.command {
        ScenarioCommand::List { print } => list(ground, print)?,
        ScenarioCommand::Show { name, at, set, print } => show(name, *at, set, print, ground)?,
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

/// A scenario with what is set in it.
#[derive(Serialize)]
struct Shown<'a> {
    command: String,
    id: String,
    title: String,
    date: Day,
    treaty: String,
    note: String,
    horizons: Vec<Day>,
    threshold: u32,
    branches: Vec<ShownBranch>,
    ranges: Vec<StatedRange>,
    questions: Vec<Question>,
    /// The file.
    text: &'a str,
}

#[derive(Serialize)]
struct ShownBranch {
    id: String,
    name: String,
    description: String,
}

fn show(name: &str, at: Option<Day>, set: &[String], print: &PrintArgs, ground: &Ground) -> Result<(), Problems> {
    let atlas = ground.atlas()?;
    let source = with_settings(&forecast::find(name, at, &atlas)?, set)?;
    let (scenario, atlas) = Scenario::open(&source, &atlas)?;
    let questions = questions(&scenario, &atlas);
    let mut words = forecast::named(name, scenario.date);
    words.extend(set.iter().flat_map(|setting| ["--set".to_owned(), setting.clone()]));
    words.extend(ground.files().iter().flat_map(|path| ["--facts".to_owned(), path.display().to_string()]));
    let words: Vec<String> = words.iter().map(|word| shell_word(word)).collect();
    let shown = Shown {
        command: format!("foedera scenario show {}", words.join(" ")),
        treaty: atlas.roster().treaty(scenario.treaty).key.clone(),
        ranges: stated_ranges(&source)?,
        branches: scenario
            .branches
            .iter()
            .map(|branch| ShownBranch {
                id: branch.id.clone(),
                name: branch.name.clone(),
                description: branch.description.clone(),
            })
            .collect(),
        questions,
        id: scenario.id,
        title: scenario.title,
        date: scenario.date,
        note: scenario.note,
        horizons: scenario.horizons,
        threshold: scenario.threshold,
        text: source.text(),
    };
    // The file whole, to be written to one: neither cut to a screen nor broken.
    let text = |_: Style| printable(source.text()).into_owned();
    output::answer(print, output::Answered { command: "scenario show", table: "ranges" }, &shown, text)
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
