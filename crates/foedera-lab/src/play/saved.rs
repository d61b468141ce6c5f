//! A saved game: a scenario with the commands that lead to where it stands.

use std::fmt::Write as _;

use foedera_atlas::Atlas;
use foedera_diagnostic::Code;
use foedera_diagnostic::document::Table;
use foedera_world::{Day, EventKind, Ground, Subject, World};

use super::{Entry, Game, Rules, Sides, Turn};
use crate::default_scenario::quoted;
use crate::models::Models;
use crate::plan::Settings;
use crate::scenario::Scenario;

/// A game that a scenario goes on from.
#[derive(Debug, Clone)]
pub struct Played {
    /// How it is played.
    pub rules: Rules,
    /// What switched the scenario.
    pub switched: Switched,
    /// Its commands.
    pub commands: Vec<String>,
    /// The scenario that it began with.
    pub began: Scenario,
    /// Its steps.
    pub log: Vec<Entry>,
    /// The day to which it has come.
    pub day: Day,
    pub(crate) world: World,
}

impl PartialEq for Played {
    /// The world follows from the rest.
    fn eq(&self, other: &Self) -> bool {
        (&self.rules, &self.switched, &self.commands, &self.began)
            == (&other.rules, &other.switched, &other.commands, &other.began)
    }
}

/// Keys of the table.
const KEYS: [&str; 12] = [
    "branch",
    "seed",
    "future",
    "futures",
    "turn",
    "sides",
    "last",
    "process",
    "assume",
    "without_calls",
    "commands",
    "events",
];
/// The line with which the table begins.
const HEADER: &str = "[game]";

/// The first line of a saved game.
pub const SAVED_HEAD: &str = "# A saved game of Foedera";

/// What switched the scenario of a game beside its file: `--until`, `--process`, `--assume`, `--without-call`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Switched {
    /// The last day or year.
    pub until: Option<String>,
    /// Processes and how they run.
    pub process: Vec<String>,
    /// Links and ranges.
    pub assume: Vec<String>,
    /// Calls left out.
    pub without_calls: Vec<String>,
}

/// The events of a game, a line each, by which a game that is played again is known.
fn lines(log: &[Entry]) -> Vec<String> {
    let events = log.iter().flat_map(|entry| &entry.events);
    events.map(|event| format!("{} {}", event.date, event.what)).collect()
}

/// A scenario file without its game.
fn without_game(text: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for line in text.lines() {
        if line.trim_end() == SAVED_HEAD {
            continue;
        }
        if line.trim_end() == HEADER {
            inside = true;
        } else if line.starts_with('[') {
            inside = false;
        }
        if !inside {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

/// The scenario file of a game as it stands: `source`, with the game in a table of its own.
pub fn save(game: &Game<'_>, source: &str, switched: &Switched) -> String {
    let mut text = format!("{SAVED_HEAD}\n{}", without_game(source));
    let rules = game.rules();
    let list = |key: &str, items: &[String]| {
        let items: Vec<String> = items.iter().map(|item| format!("    {},\n", quoted(item))).collect();
        if items.is_empty() { String::new() } else { format!("{key} = [\n{}]\n", items.concat()) }
    };
    let _infallible = write!(
        text,
        "{HEADER}\n# Saved by `foedera play` on {} of the game. `foedera play` of this file goes on with it; other commands go on from where it \
         stands.\nbranch = {}\nseed = {}\nfuture = {}\nfutures = {}\nturn = {}\n",
        game.today(),
        quoted(&rules.branch),
        rules.settings.seed,
        rules.future,
        rules.settings.futures,
        quoted(&rules.turn.to_string()),
    );
    if rules.sides.count() > 0 {
        let _infallible = writeln!(text, "sides = {}", quoted(rules.sides.text()));
    }
    if let Some(until) = &switched.until {
        let _infallible = writeln!(text, "last = {}", quoted(until));
    }
    text.push_str(&list("process", &switched.process));
    text.push_str(&list("assume", &switched.assume));
    text.push_str(&list("without_calls", &switched.without_calls));
    let commands: Vec<String> = game.log().iter().map(|entry| entry.command.clone()).collect();
    text.push_str(&list("commands", &commands));
    text.push_str("# What happened: a game that comes to something else is refused.\n");
    text.push_str(&list("events", &lines(game.log())));
    text
}

/// Read the game of a scenario and play it again.
pub(crate) fn read(root: &Table<'_>, scenario: &mut Scenario, atlas: &Atlas) -> Option<()> {
    if !root.has("game") {
        return Some(());
    }
    let table = root.table("game")?;
    table.only(&KEYS);
    let rules = rules(&table, scenario, atlas)?;
    let switched = switch(&table, scenario, atlas)?;
    let commands = if table.has("commands") { table.some_strings("commands")? } else { Vec::new() };
    let events: Vec<String> = table.strings("events").into_iter().map(|event| event.value).collect();
    let models = match Models::embedded() {
        Ok(models) => models,
        Err(problems) => {
            let message = problems.to_string();
            table.report(Code::Inconsistent, table.span(), message, "this is a defect of the program");
            return None;
        }
    };
    let began = scenario.clone();
    let again = super::play(&began, rules.clone(), (atlas, &models), |game| {
        for command in &commands {
            if let Err((message, remedy)) = game.obey(&command.value) {
                let message = format!("the game cannot be played again: {message}");
                table.report(Code::Inconsistent, command.span.clone(), message, remedy);
                return None;
            }
        }
        Some((game.log().to_vec(), game.today(), game.world(), game.is_over()))
    });
    let (log, day, world, over) = match again {
        Ok(found) => found?,
        Err(problems) => {
            for problem in &problems.0 {
                table.report(problem.code, table.span(), problem.message.clone(), problem.remedy.clone());
            }
            return None;
        }
    };
    let now = lines(&log);
    if let Some(place) = (0..now.len().max(events.len())).find(|place| now.get(*place) != events.get(*place)) {
        let told = |events: &[String]| events.get(place).cloned().unwrap_or_else(|| "nothing".to_owned());
        let message = format!("played again, the game comes to something else: {}, not {}", told(&now), told(&events));
        let remedy =
            "the program, its atlas or the scenario has changed since; play it anew, or save it with this program";
        table.report(Code::Inconsistent, table.span(), message, remedy);
        return None;
    }
    scenario.horizons.retain(|horizon| *horizon > day);
    if over || scenario.horizons.is_empty() {
        let message = "the game is over: there is nothing to go on from";
        table.report(Code::Inconsistent, table.span(), message, "take back the last commands in the file");
        return None;
    }
    let commands = commands.into_iter().map(|command| command.value).collect();
    scenario.played = Some(std::sync::Arc::new(Played { rules, switched, commands, began, log, day, world }));
    Some(())
}

fn rules(table: &Table<'_>, scenario: &Scenario, atlas: &Atlas) -> Option<Rules> {
    let whole = |key: &str, most: i64| {
        let found = table.integer(key)?;
        if (0..=most).contains(&found.value) {
            return Some(found.value);
        }
        table.report(
            Code::InvalidValue,
            found.span,
            format!("{} is out of range", found.value),
            format!("give 0 to {most}"),
        );
        None
    };
    let turn = table.parsed::<Turn>("turn", "write \"6m\"")?.value;
    let sides = match table.string_or_none("sides") {
        None => Sides::default(),
        Some(text) => match Sides::read(&text.value, atlas, scenario.date) {
            Ok(sides) => sides,
            Err((message, remedy)) => {
                table.report(Code::InvalidValue, text.span, message, remedy);
                return None;
            }
        },
    };
    Some(Rules {
        branch: table.string("branch")?.value,
        future: u32::try_from(whole("future", i64::from(u32::MAX))?).ok()?,
        settings: Settings {
            futures: u32::try_from(whole("futures", 10_000_000)?).ok()?,
            seed: u64::try_from(whole("seed", i64::MAX)?).ok()?,
        },
        turn,
        sides,
    })
}

/// What switched the scenario beside its own tables.
fn switch(table: &Table<'_>, scenario: &mut Scenario, atlas: &Atlas) -> Option<Switched> {
    let mut fine = true;
    let mut each = |key: &str, apply: &mut dyn FnMut(&str) -> Result<(), super::Wrong>| -> Vec<String> {
        let texts = table.strings(key);
        for text in &texts {
            if let Err((message, remedy)) = apply(&text.value) {
                table.report(Code::InvalidValue, text.span.clone(), message, remedy);
                fine = false;
            }
        }
        texts.into_iter().map(|text| text.value).collect()
    };
    let split = |text: &str| {
        let found = text.split_once('=').map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        found.ok_or_else(|| (format!("`{text}` has no `=`"), "write NAME=VALUE".to_owned()))
    };
    let process =
        each("process", &mut |text| split(text).and_then(|(name, how)| scenario.switches.process(&name, &how)));
    let assume =
        each("assume", &mut |text| split(text).and_then(|(name, range)| scenario.switches.assume(&name, &range)));
    let without_calls = each("without_calls", &mut |text| scenario.without_call(text, atlas));
    let last = table.string_or_none("last");
    if let Some(last) = &last
        && let Err((message, remedy)) = scenario.until(&last.value)
    {
        table.report(Code::InvalidValue, last.span.clone(), message, remedy);
        return None;
    }
    let until = last.map(|last| last.value);
    fine.then_some(Switched { until, process, assume, without_calls })
}

impl Game<'_> {
    /// The world as it stands, before the shocks of the branch: a forecast from here lays its own on.
    pub(super) fn world(&mut self) -> World {
        let (state, time) = (self.state.clone(), self.state.time);
        let (plan, day) = (self.plan, self.today());
        self.at(&state, time, |_, _, _, world| {
            for shock in &plan.scenario.branches[0].shocks {
                let (of, field) = (Subject::State(shock.state), shock.variable.field());
                let value = plan.world.figure(field, shock.state);
                let kind = EventKind::Figure { of, field, value, ground: Ground::Scenario };
                world.apply_on(day, kind).expect("a figure on the day of the world");
            }
            world.clone()
        })
    }
}
