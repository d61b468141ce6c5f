//! `foedera state`.

use std::fmt::Write as _;

use foedera_atlas::Atlas;
use foedera_diagnostic::{ExitCode, Problems};
use foedera_panel::{Panel, PanelKind, Request, System, VARIABLES};
use foedera_sources::find_dataset;
use foedera_store::WorldFile;
use foedera_world::{Day, Roster, StateId, StateSpell};
use serde::Serialize;

use crate::args::{Format, StateArgs};
use crate::commands::{known, lookup};
use crate::output;

/// Version of the JSON layout.
const SCHEMA: u32 = 2;

#[derive(Serialize)]
struct Answer {
    schema: u32,
    version: &'static str,
    atlas_sha256: String,
    at: Day,
    id: String,
    name: String,
    also: Vec<String>,
    iso3: Option<String>,
    spells: Vec<StateSpell>,
    treaties: Vec<Membership>,
    figures: Vec<Figure>,
    leader: Option<Leader>,
}

#[derive(Serialize)]
struct Membership {
    treaty: String,
    name: String,
    status: &'static str,
    since: Day,
}

/// A value of a variable with where it comes from.
#[derive(Serialize)]
pub(crate) struct Figure {
    pub(crate) variable: &'static str,
    pub(crate) what: &'static str,
    pub(crate) unit: &'static str,
    /// `None` where it has none (a border, a capital).
    pub(crate) year: Option<i16>,
    /// `world file`, `atlas` or `almanac`.
    pub(crate) ground: &'static str,
    pub(crate) values: Vec<Option<f64>>,
    /// First and last year of a world file's table.
    pub(crate) covered: Option<(i16, i16)>,
    pub(crate) source: String,
    /// How it was made, where it does not stand as printed.
    pub(crate) note: &'static str,
}

#[derive(Serialize)]
struct Leader {
    leader: String,
    since: Day,
    source: String,
}

pub(crate) fn run(args: &StateArgs) -> Result<ExitCode, Problems> {
    let atlas = Atlas::embedded()?;
    let world = lookup::world(&args.world)?;
    let at = args.at.unwrap_or_else(|| last_day(world.as_ref()));
    let state = lookup::state(atlas.roster(), &args.state, at)?;
    let (mut figures, leader) = match &world {
        Some(world) => (figures(world, atlas.roster(), state, at)?, leader(world, state, at)?),
        None => (Vec::new(), None),
    };
    known::fill(&mut figures, &atlas, state, None, at);
    let known = atlas.roster().state(state);
    let answer = Answer {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        atlas_sha256: atlas.sha256.clone(),
        at,
        id: known.key.clone(),
        name: known.name.clone(),
        also: known.also.clone(),
        iso3: known.iso3.clone(),
        spells: known.spells.clone(),
        treaties: treaties(&atlas, state, at),
        figures,
        leader,
    };
    let text = match args.format {
        Format::Json => output::json(&answer),
        Format::Text => text(&answer, world.is_some()),
    };
    output::print(&text)?;
    Ok(ExitCode::Success)
}

/// Without a date: the last day for which the world has figures, else the last day of the atlas's year.
pub(crate) fn last_day(world: Option<&WorldFile>) -> Day {
    let year = world.and_then(|world| world.frames().iter().map(|frame| frame.span.1).max());
    Day::start_of_year(year.unwrap_or(2026) + 1).plus_days(-1)
}

fn treaties(atlas: &Atlas, state: StateId, at: Day) -> Vec<Membership> {
    let world = atlas.history.world_at(at).world;
    let member = |(id, treaty): (_, &foedera_world::Treaty)| {
        let membership = world.treaty(id).membership(state)?;
        Some(Membership {
            treaty: treaty.key.clone(),
            name: treaty.name.clone(),
            status: membership.status.words(),
            since: membership.since,
        })
    };
    atlas.roster().treaties().filter_map(member).collect()
}

/// The row of the state in the panel of that year, with every variable that the world has.
fn figures(world: &WorldFile, roster: &Roster, state: StateId, at: Day) -> Result<Vec<Figure>, Problems> {
    let codes = codes(roster, state, at);
    let names = VARIABLES.iter().filter(|v| v.fits(PanelKind::StateYear) && v.available(world));
    let with: Vec<String> = names.map(|variable| variable.name.to_owned()).collect();
    let year = at.year();
    let request = Request { kind: PanelKind::StateYear, system: System::Cow, years: (year, year), with };
    let mut panel = Panel::new(world, request)?;
    let mut row = None;
    let columns = panel.columns().len();
    let outcome: Result<(), std::convert::Infallible> = panel.each_year(|block| {
        row = block[0].iter().position(|code| codes.contains(code)).map(|at| block.iter().map(|c| c[at]).collect());
        Ok(())
    });
    outcome.unwrap_or_else(|never| match never {});
    let row: Vec<f64> = row.unwrap_or_else(|| vec![f64::NAN; columns]);
    let first = columns - panel.variables().len();
    let figure = |(index, used): (usize, &foedera_panel::Used)| Figure {
        variable: used.variable.name,
        what: used.variable.what,
        unit: used.variable.unit,
        year: Some(year),
        ground: WORLD,
        values: vec![Some(row[first + index]).filter(|value| !value.is_nan())],
        covered: Some(used.span),
        note: "",
        source: source(world, &used.variable.used_frames(world)),
    };
    Ok(panel.variables().iter().enumerate().map(figure).collect())
}

/// The COW numbers of a state in a year: the one on that day first.
pub(crate) fn codes(roster: &Roster, state: StateId, at: Day) -> Vec<f64> {
    let spells = &roster.state(state).spells;
    let on = |spell: &&StateSpell| {
        spell.cow_days.is_some_and(|(from, until)| from <= at && until.is_none_or(|until| at <= until))
    };
    let day: Vec<f64> = spells.iter().filter(on).filter_map(|spell| spell.cow).map(f64::from).collect();
    if day.is_empty() { spells.iter().filter_map(|spell| spell.cow).map(f64::from).collect() } else { day }
}

/// The titles of the datasets that the tables were read from.
pub(crate) fn source(world: &WorldFile, frames: &[&str]) -> String {
    let here = world.frames().iter().filter(|info| frames.contains(&info.name.as_str()));
    let title = |key: &str| find_dataset(key).map_or(key.to_owned(), |dataset| dataset.title.to_owned());
    here.map(|info| title(&info.dataset)).collect::<Vec<_>>().join("; ")
}

fn leader(world: &WorldFile, state: StateId, at: Day) -> Result<Option<Leader>, Problems> {
    for frame in ["leader", "reign_leader"] {
        let Some(leaders) = world.frame(frame, &["state", "leader", "start", "end"])? else { continue };
        for row in 0..leaders.len() {
            let (Some(start), Some(end)) = (leaders.day_at("start", row), leaders.day_at("end", row)) else { continue };
            if leaders.state_at("state", row) == Some(state) && start <= at && at <= end {
                let name = leaders.text_at("leader", row).unwrap_or("name not given").to_owned();
                return Ok(Some(Leader { leader: name, since: start, source: source(world, &[frame]) }));
            }
        }
    }
    Ok(None)
}

/// A value as people read it.
pub(crate) fn shown(value: Option<f64>) -> String {
    match value {
        None => "missing".to_owned(),
        Some(value) if value.fract() == 0.0 || value.abs() >= 1000.0 => format!("{value:.0}"),
        Some(value) => format!("{value:.4}"),
    }
}

fn text(answer: &Answer, world: bool) -> String {
    let mut text = format!("{} ({}) on {}\n", answer.name, answer.id, answer.at);
    text.push_str(&known::grounds(&answer.figures));
    let mut rows = Vec::new();
    for spell in &answer.spells {
        for (system, code, days) in [("COW", spell.cow, spell.cow_days), ("Gleditsch-Ward", spell.gw, spell.gw_days)] {
            if let (Some(code), Some((from, until))) = (code, days) {
                let until = until.map_or("today".to_owned(), |day| day.to_string());
                rows.push(vec![String::new(), system.to_owned(), code.to_string(), format!("{from} to {until}")]);
            }
        }
    }
    text.push_str(&output::aligned(&rows));
    if !answer.also.is_empty() {
        writeln!(text, "  also called {}", answer.also.join("; ")).expect("strings grow");
    }
    text.push_str("\nTreaties of the atlas (sources: foedera treaty NAME)\n");
    let rows: Vec<Vec<String>> = answer
        .treaties
        .iter()
        .map(|m| vec![format!("  {}", m.treaty), format!("{} since {}", m.status, m.since), m.name.clone()])
        .collect();
    text.push_str(&if rows.is_empty() { "  none\n".to_owned() } else { output::aligned(&rows) });
    if let Some(leader) = &answer.leader {
        let line = format!("\nLeader: {} since {} ({})\n", leader.leader, leader.since, leader.source);
        text.push_str(&line);
    }
    writeln!(text, "\nFigures of {}, or the last known on the day", answer.at.year()).expect("strings grow");
    text.push_str(&figure_lines(&answer.figures, &[], answer.at));
    if !world {
        text.push_str(known::MORE);
    }
    text
}

/// The ground of a figure that a world file has.
pub(crate) const WORLD: &str = foedera_almanac::Ground::World.name();

/// Figures as aligned lines; `head` names the columns of values.
pub(crate) fn figure_lines(figures: &[Figure], head: &[String], at: Day) -> String {
    let mut rows = Vec::new();
    if !head.is_empty() {
        let mut line = vec![String::new()];
        line.extend(head.iter().cloned());
        line.push(String::new());
        rows.push(line);
    }
    for figure in figures {
        let outside = figure.covered.filter(|(from, to)| figure.year.is_some_and(|year| year < *from || year > *to));
        let covered = outside.map_or(String::new(), |(from, to)| format!("; covers {from}-{to}"));
        let year = figure.year.filter(|year| *year != at.year()).map_or(String::new(), |year| format!("{year}; "));
        let note = if figure.note.is_empty() { String::new() } else { format!(" ({})", figure.note) };
        let mut line = vec![format!("  {}", figure.variable)];
        line.extend(figure.values.iter().map(|value| shown(*value)));
        line.push(format!("{year}{}; {}{covered}{note}", figure.unit, figure.source));
        rows.push(line);
    }
    output::aligned(&rows)
}
