//! `foedera state`.

use std::fmt::Write as _;

use foedera_atlas::Atlas;
use foedera_diagnostic::{ExitCode, Problems, fixed};
use foedera_panel::{Panel, PanelKind, Request, System, VARIABLES};
use foedera_report::Style;
use foedera_sources::find_dataset;
use foedera_store::WorldFile;
use foedera_world::{Day, Roster, StateId, StateSpell};
use serde::Serialize;

use crate::args::StateArgs;
use crate::commands::{Asked, known, lookup};
use crate::ground::Ground;
use crate::output;

#[derive(Serialize)]
struct Answer {
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
    /// Of a state its value; of a pair that of the first towards the second, then the other way.
    #[serde(flatten, serialize_with = "directions")]
    pub(crate) values: Vec<Option<f64>>,
    /// First and last year of a world file's table.
    pub(crate) covered: Option<Covered>,
    pub(crate) source: String,
    /// How it was made, where it does not stand as printed.
    pub(crate) note: &'static str,
}

/// First and last year.
#[derive(Serialize, Clone, Copy)]
pub(crate) struct Covered {
    pub(crate) from: i16,
    pub(crate) to: i16,
}

impl Covered {
    pub(crate) fn of((from, to): (i16, i16)) -> Self {
        Self { from, to }
    }
}

/// Values as `value`, and `value_back` for the other way.
fn directions<S: serde::Serializer>(values: &[Option<f64>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(["value", "value_back"].into_iter().zip(values))
}

#[derive(Serialize)]
struct Leader {
    leader: String,
    since: Day,
    /// The last day on which the source says so, if that is before the day asked for.
    last_known: Option<Day>,
    source: String,
}

/// How many years back a value is still shown, with its year.
const YEARS_BACK: i16 = 30;

pub(crate) fn run(args: &StateArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let world = lookup::world(&args.world)?;
    let asked = Asked::new(args.at)?;
    let at = asked.day;
    let state = lookup::state(atlas.roster(), &args.state, at)?;
    let (mut figures, leader) = match &world {
        Some(world) => (figures(world, atlas.roster(), state, at)?, leader(world, state, at)?),
        None => (Vec::new(), None),
    };
    known::fill(&mut figures, &atlas, state, None, at);
    let known = atlas.roster().state(state);
    let answer = Answer {
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
    let text = |style: Style| output::clean(&(asked.line() + &text(&answer, world.is_some(), style)), style);
    output::answer(&args.print, output::Answered { command: "state", table: "figures" }, &answer, text)?;
    Ok(ExitCode::Success)
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
    let years = (at.year().saturating_sub(YEARS_BACK), at.year());
    let request = Request { kind: PanelKind::StateYear, system: System::Cow, years, with };
    let mut panel = Panel::new(world, request)?;
    let first = panel.columns().len() - panel.variables().len();
    // The last value of each variable, with its year.
    let mut last: Vec<Option<(i16, f64)>> = vec![None; panel.variables().len()];
    let outcome: Result<(), std::convert::Infallible> = panel.each_year(|block| {
        let Some(row) = block[0].iter().position(|code| codes.contains(code)) else { return Ok(()) };
        for (last, column) in last.iter_mut().zip(&block[first..]).filter(|(_, column)| !column[row].is_nan()) {
            *last = Some((block[first - 1][row] as i16, column[row]));
        }
        Ok(())
    });
    outcome.unwrap_or_else(|never| match never {});
    let figure = |(used, last): (&foedera_panel::Used, &Option<(i16, f64)>)| Figure {
        variable: used.variable.name,
        what: used.variable.what,
        unit: used.variable.unit,
        year: last.map(|(year, _)| year),
        ground: WORLD,
        values: vec![last.map(|(_, value)| value)],
        covered: Some(Covered::of(used.span)),
        note: "",
        source: source(world, &used.variable.used_frames(world)),
    };
    Ok(panel.variables().iter().zip(&last).map(figure).collect())
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

/// Who leads the state on a day, by the source that reaches furthest. After its end: who was in office on its last day.
fn leader(world: &WorldFile, state: StateId, at: Day) -> Result<Option<Leader>, Problems> {
    let mut known = Vec::new();
    for name in ["leader", "reign_leader"] {
        let Some(leaders) = world.frame(name, &["state", "leader", "start", "end", "end_precision"])? else { continue };
        let end = |row: usize| leaders.latest_at("end", row);
        let last = (0..leaders.len()).filter_map(end).max().unwrap_or(Day::start_of_year(leaders.span.1 + 1));
        known.push((last, name, leaders));
    }
    known.sort_by_key(|(last, ..)| std::cmp::Reverse(*last));
    for (last, name, leaders) in &known {
        let on = at.min(*last);
        // Without an end a leader was in office when the source was made.
        let rules = |row: &usize| {
            let (start, end) = (leaders.earliest_at("start", *row), leaders.latest_at("end", *row));
            let own = leaders.state_at("state", *row) == Some(state);
            own && start.is_some_and(|start| start <= on) && end.is_none_or(|end| on <= end)
        };
        let Some(row) = (0..leaders.len()).filter(rules).max_by_key(|row| leaders.day_at("start", *row)) else {
            continue;
        };
        let Some(since) = leaders.day_at("start", row) else { continue };
        let leader = leaders.text_at("leader", row).unwrap_or("name not given").to_owned();
        let last_known = (*last < at).then_some(*last);
        return Ok(Some(Leader { leader, since, last_known, source: source(world, &[*name]) }));
    }
    Ok(None)
}

/// A value as people read it.
pub(crate) fn shown(value: Option<f64>) -> String {
    match value {
        None => "missing".to_owned(),
        Some(value) if value.fract() == 0.0 || value.abs() >= 1000.0 => fixed(value, 0),
        Some(value) => fixed(value, 4),
    }
}

/// Lines of the first screen but that of the day that was not asked for; its treaties, and the least number of its figures.
const SCREEN: usize = 23;
const TREATIES: usize = 4;
const FIGURES: usize = 6;

fn text(answer: &Answer, world: bool, style: Style) -> String {
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
    text.push_str(&output::aligned(&rows, style));
    if !answer.also.is_empty() {
        writeln!(text, "  also called {}", answer.also.join("; ")).expect("strings grow");
    }
    text.push_str("\nTreaties of the atlas (sources: foedera treaty NAME)\n");
    let told = if style.full { answer.treaties.len() } else { TREATIES };
    let rows: Vec<Vec<String>> = answer
        .treaties
        .iter()
        .take(told)
        .map(|m| vec![format!("  {}", m.treaty), format!("{} since {}", m.status, m.since), m.name.clone()])
        .collect();
    text.push_str(&if rows.is_empty() { "  none\n".to_owned() } else { output::aligned(&rows, style) });
    if let Some(leader) = &answer.leader {
        let known =
            leader.last_known.map_or(String::new(), |day| format!("; in office on {day}, where the source ends"));
        let line = format!("\nLeader: {} since {} ({}{known})\n", leader.leader, leader.since, leader.source);
        text.push_str(&line);
    }
    writeln!(text, "\nFigures of {}, or the last known on the day", answer.at.year()).expect("strings grow");
    let room = SCREEN.saturating_sub(text.lines().count() + 2).max(FIGURES);
    let told = if style.full { answer.figures.len() } else { room.min(answer.figures.len()) };
    text.push_str(&figure_lines(&answer.figures[..told], &[], answer.at, style));
    let more = [(answer.treaties.len().saturating_sub(TREATIES), "treaties"), (answer.figures.len() - told, "figures")];
    let more: Vec<String> =
        more.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if !style.full && !more.is_empty() {
        writeln!(text, "{} more: --full", more.join(" and ")).expect("strings grow");
    }
    if !world {
        text.push_str(known::MORE);
    }
    text
}

/// The ground of a figure that a world file has.
pub(crate) const WORLD: &str = foedera_almanac::Ground::World.name();

/// Figures as aligned lines; `head` names the columns of values.
pub(crate) fn figure_lines(figures: &[Figure], head: &[String], at: Day, style: Style) -> String {
    let mut rows = Vec::new();
    if !head.is_empty() {
        let mut line = vec![String::new()];
        line.extend(head.iter().cloned());
        line.push(String::new());
        rows.push(line);
    }
    for figure in figures {
        let outside = figure.covered.filter(|of| figure.year.is_some_and(|year| year < of.from || year > of.to));
        let covered = outside.map_or(String::new(), |of| format!("; covers {}-{}", of.from, of.to));
        let year = figure.year.filter(|year| *year != at.year()).map_or(String::new(), |year| format!("{year}; "));
        let note = if figure.note.is_empty() { String::new() } else { format!(" ({})", figure.note) };
        let mut line = vec![format!("  {}", figure.variable)];
        line.extend(figure.values.iter().map(|value| shown(*value)));
        let source = if figure.source.is_empty() { String::new() } else { format!("; {}", figure.source) };
        line.push(format!("{year}{}{source}{covered}{note}", figure.unit));
        // A last column that is empty: on a first screen the one before it is cut and not broken into lines.
        if !style.full {
            line.push(String::new());
        }
        rows.push(line);
    }
    output::aligned(&rows, style)
}
