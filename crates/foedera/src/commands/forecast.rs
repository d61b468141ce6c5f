//! `foedera forecast`.

use std::path::{Path, PathBuf};

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source, nearest};
use foedera_lab::{
    Answers, Models, Part, Scenario, Settings, default_scenario, embedded_scenario, embedded_scenarios, shell_word,
    with_settings,
};
use foedera_report::{html, terminal};
use foedera_world::Day;

use super::{Asked, merge};
use crate::args::{ForecastArgs, PrintArgs, SwitchArgs};
use crate::ground::Ground;
use crate::output;
use crate::target::{Kind, Page, Target};

pub(crate) fn run(args: &ForecastArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    if args.states.is_some() || super::world::is_world(&args.scenario) {
        return super::world::run(args, ground);
    }
    let atlas = ground.atlas()?;
    let source = with_settings(&find(&args.scenario, args.at, &atlas)?, &args.set)?;
    let inputs: Vec<&Path> =
        std::iter::once(Path::new(&args.scenario)).chain(ground.files().iter().map(PathBuf::as_path)).collect();
    let page = Page::new(&args.page, "forecast", &inputs)?;
    let (switches, until) = (args.switches.clone(), args.until.clone());
    let mut asked = Call {
        source,
        asked: Vec::new(),
        switches,
        until,
        as_of_today: is_treaty(&args.scenario) && args.at.is_none(),
    };
    let (scenario, atlas) = asked.open(&atlas)?;
    asked.asked = again(args, ground, scenario.date);
    let models = args.models.as_deref().map_or_else(Models::embedded, models_in)?;
    let target = match (args.part, &args.page.output) {
        (Some(shard), Some(path)) => Some((shard, Target::new(path, Kind::Answer, &inputs, args.page.force)?)),
        _ => None,
    };
    super::start_threads(args.threads)?;
    let settings = Settings { futures: args.futures, seed: args.seed };
    if let Some((shard, target)) = target {
        let part = Part::of(&scenario, &atlas, &models, settings, shard);
        return merge::write(&asked, part, &target);
    }
    tell(&asked, &Answers::of(&scenario, &atlas, &models, settings), &page, &args.print)
}

/// By what a forecast was called for.
#[derive(Debug, Clone)]
pub(super) struct Call {
    /// The scenario's file, settings of the command line put in.
    pub(super) source: Source,
    /// The arguments that make it again.
    pub(super) asked: Vec<String>,
    /// Which processes run, and what is assumed.
    pub(super) switches: SwitchArgs,
    /// The last horizon, where one was given.
    pub(super) until: Option<String>,
    /// Whether it is of today, since no day was given: a scenario has a day of its own.
    pub(super) as_of_today: bool,
}

impl Call {
    /// The scenario with what was switched, and the atlas with its facts.
    pub(super) fn open(&self, atlas: &Atlas) -> Result<(Scenario, Atlas), Problems> {
        let (mut scenario, atlas) = Scenario::open(&self.source, atlas)?;
        switch(&mut scenario, &self.switches, &atlas)?;
        if let Some(until) = &self.until {
            scenario
                .until(until)
                .map_err(|(message, remedy)| refused(format!("--until {until}: {message}"), remedy))?;
        }
        Ok((scenario, atlas))
    }

    /// Whether both call for the same, word for word.
    pub(super) fn is(&self, other: &Self) -> bool {
        let words = |call: &Self| (call.source.name().to_owned(), call.asked.clone(), call.as_of_today);
        self.source.text() == other.source.text() && words(self) == words(other)
    }
}

/// Print the answer of a run, and write its page.
pub(super) fn tell(call: &Call, answers: &Answers<'_>, page: &Page, print: &PrintArgs) -> Result<ExitCode, Problems> {
    let asked: Vec<&str> = call.asked.iter().map(String::as_str).collect();
    let answer = answers.forecast(call.source.text(), &asked)?;
    page.write(&answer, |json| html(&answer, call.source.text(), json))?;
    let answered = output::Answered { command: "forecast", table: "members.branches.horizons" };
    let today = Asked { day: answer.scenario.date, given: !call.as_of_today }.line();
    output::answer(print, answered, &answer, |style| today + &terminal(&answer, style))?;
    Ok(ExitCode::Success)
}

/// Whether a name is that of a treaty, not of a scenario in the program or a file.
fn is_treaty(name: &str) -> bool {
    embedded_scenario(name).is_none() && !Path::new(name).exists()
}

/// The models of a folder: its TOML files, each of the process that it names.
pub(super) fn models_in(folder: &Path) -> Result<Models, Problems> {
    let cannot = |error: std::io::Error| {
        let message = format!("cannot read the folder `{}`: {error}", folder.display());
        let remedy = "give --models a folder with models of leave, ends and replaced";
        Problems::from(Diagnostic::new(Code::CannotRead, Place::CommandLine, message, remedy))
    };
    let entries = std::fs::read_dir(folder).map_err(cannot)?;
    let mut files: Vec<PathBuf> = entries.map(|entry| Ok(entry?.path())).collect::<Result<_, _>>().map_err(cannot)?;
    files.retain(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")));
    files.sort();
    let sources: Vec<Source> = files.iter().map(|path| output::read_source(path)).collect::<Result<_, _>>()?;
    Models::of_folder(&folder.display().to_string(), &sources)
}

fn refused(message: String, remedy: String) -> Problems {
    Diagnostic::new(Code::InvalidValue, Place::CommandLine, message, remedy).into()
}

/// Switch processes, assume links and leave calls out, as asked for.
pub(super) fn switch(scenario: &mut Scenario, args: &SwitchArgs, atlas: &Atlas) -> Result<(), Problems> {
    let split = |flag: &str, text: &str, example: &str| -> Result<(String, String), Problems> {
        let found = text.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        found.ok_or_else(|| refused(format!("{flag} {text}: there is no `=`"), format!("write {flag} {example}")))
    };
    for text in &args.process {
        let (name, how) = split("--process", text, "unrest=off")?;
        let done = scenario.switches.process(&name, &how);
        done.map_err(|(message, remedy)| refused(format!("--process {text}: {message}"), remedy))?;
    }
    for text in &args.assume {
        let (name, range) = split("--assume", text, "unanswered-call-hedges=1..3")?;
        let done = scenario.switches.assume(&name, &range);
        done.map_err(|(message, remedy)| refused(format!("--assume {text}: {message}"), remedy))?;
    }
    for key in &args.without_call {
        let done = scenario.without_call(key, atlas);
        done.map_err(|(message, remedy)| refused(format!("--without-call {key}: {message}"), remedy))?;
    }
    Ok(())
}

/// The same arguments again.
pub(super) fn switched(args: &SwitchArgs) -> Vec<String> {
    let lists = [("--process", &args.process), ("--assume", &args.assume), ("--without-call", &args.without_call)];
    let again = |(flag, list): (&'static str, &Vec<String>)| {
        list.iter().flat_map(move |value| [flag.to_owned(), value.clone()]).collect::<Vec<_>>()
    };
    lists.into_iter().flat_map(again).collect()
}

/// The arguments that change a scenario again, as a shell takes them, each after a blank.
pub(super) fn changed(set: &[String], switches: &SwitchArgs) -> String {
    let set = set.iter().flat_map(|setting| ["--set".to_owned(), setting.clone()]);
    set.chain(switched(switches)).map(|word| format!(" {}", shell_word(&word))).collect()
}

/// The arguments that make the scenario again.
fn again(args: &ForecastArgs, ground: &Ground, date: Day) -> Vec<String> {
    let mut asked = named(&args.scenario, args.at.unwrap_or(date));
    asked.extend(args.set.iter().flat_map(|setting| ["--set".to_owned(), setting.clone()]));
    asked.extend(switched(&args.switches));
    asked.extend(args.until.iter().flat_map(|until| ["--until".to_owned(), until.clone()]));
    asked.extend(ground.files().iter().flat_map(|path| ["--facts".to_owned(), path.display().to_string()]));
    asked
}

/// The arguments that name a scenario again; a default scenario of today is one of its day.
pub(super) fn named(name: &str, day: Day) -> Vec<String> {
    let mut asked = vec![name.to_owned()];
    if is_treaty(name) {
        asked.extend(["--at".to_owned(), day.to_string()]);
    }
    asked
}

/// The scenario in the program, the file, or the default scenario of a treaty on a day (today unless given).
pub(super) fn find(name: &str, at: Option<Day>, atlas: &Atlas) -> Result<Source, Problems> {
    let refuse = |message: String, remedy: String| -> Problems {
        Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into()
    };
    let path = Path::new(name);
    let own =
        embedded_scenario(name).map_or_else(|| path.exists().then(|| output::read_source(path)), |own| Some(Ok(own)));
    if let Some(own) = own {
        if at.is_some() {
            let message = format!("`{name}` has a date of its own, so --at would change nothing");
            return Err(refuse(message, "give another date with --set date=YYYY-MM-DD".to_owned()));
        }
        return own;
    }
    if let Some(treaty) = atlas.roster().find_treaty(name) {
        return default_scenario(atlas, treaty, at.map_or_else(super::today, Ok)?);
    }
    let mut known: Vec<&str> = embedded_scenarios().collect();
    known.extend(atlas.roster().treaties().map(|(_, treaty)| treaty.key.as_str()));
    let remedy = match nearest(name, known.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => {
            "give a scenario file, one of `foedera scenario list`, or a treaty of `foedera treaty --list`".to_owned()
        }
    };
    Err(refuse(format!("there is no scenario, no file and no treaty `{name}`"), remedy))
}

#[cfg(test)]
mod tests {
    use super::*;

    use foedera_sources::{capabilities, democracy, ideal_points, read_file};
    use foedera_world::{Event, EventKind, History, Variable, When, World};

    /// Effects count changes since entry, so the scenario must hold at entry and on the date what the files of the fit hold.
    #[test]
    fn the_shipped_scenario_holds_at_entry_and_on_the_date_what_the_fit_reads() {
        let Ok(data) = std::env::var("FOEDERA_DATA") else {
            println!("skipped: FOEDERA_DATA is not set");
            return;
        };
        let atlas = Atlas::embedded().expect("the atlas");
        let scenario = Scenario::read(&find("csto-2022", None, &atlas).expect("it ships"), &atlas).expect("a scenario");
        let roster = atlas.roster();
        let file = |name: &str| read_file(Path::new(&format!("{data}/{name}"))).expect("a file of the data");
        let read = [
            capabilities::read(&file("states/cow_nmc_70.csv"), roster),
            democracy::read(&file("states/cw_democracy.csv"), roster),
            ideal_points::read(&file("voting/IdealpointestimatesAll_Jun2024.csv"), roster),
        ];
        let of_fit: Vec<Event> = read.into_iter().flat_map(|read| read.expect("a dataset").value).collect();
        let of_scenario = scenario.series.iter().flat_map(|series| {
            let (state, variable) = (series.state, series.variable);
            let event = move |(year, value): &(i16, f64)| {
                let kind = EventKind::figure(state, variable, Some(*value));
                Event::new(When::on(Day::start_of_year(year + 1)), kind)
            };
            series.values.iter().map(event)
        });
        let known = |mut events: Vec<Event>| {
            events.retain(|event| event.when.day() <= scenario.date);
            History::new(std::sync::Arc::clone(roster), events).replay().world
        };
        let (of_fit, of_scenario) = (known(of_fit), known(of_scenario.collect()));
        let world = atlas.history.world_at(scenario.date).world;
        for member in world.treaty(scenario.treaty).members() {
            for variable in scenario.series.iter().map(|series| series.variable) {
                for day in [member.since, scenario.date] {
                    let value = |of: &World| {
                        let first = of.first_known(variable, &[member.state], day, scenario.date)?;
                        of.figure_on(variable, member.state, first)
                    };
                    let (fit, own) = (value(&of_fit).expect("known"), value(&of_scenario).expect("known"));
                    let key = &roster.state(member.state).key;
                    let rounding = if variable == Variable::Cinc { 5.01e-7 } else { 5.01e-4 };
                    assert!((fit - own).abs() < rounding, "{} of {key} on {day}: {fit}, {own}", variable.name());
                }
            }
        }
    }
}
