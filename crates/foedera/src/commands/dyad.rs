//! `foedera dyad`.

use std::fmt::Write as _;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_panel::{Level, Panel, PanelKind, Request, System, VARIABLES};
use foedera_report::Style;
use foedera_store::{Frame, WorldFile};
use foedera_world::{Day, Roster, StateId};
use serde::Serialize;

use crate::args::DyadArgs;
use crate::commands::state::{Covered, Figure, WORLD, codes, figure_lines, source};
use crate::commands::{Asked, known, lookup};
use crate::ground::Ground;
use crate::output;

#[derive(Serialize)]
struct Answer {
    atlas_sha256: String,
    at: Day,
    first: String,
    second: String,
    treaties: Vec<Shared>,
    remarks: Vec<Remark>,
    alliances: Vec<Alliance>,
    figures: Vec<Figure>,
}

/// A treaty of the atlas of which both are members.
#[derive(Serialize)]
struct Shared {
    treaty: String,
    name: String,
    since: Day,
    status: [&'static str; 2],
}

/// A remark of the atlas on the pair.
#[derive(Serialize)]
struct Remark {
    treaty: String,
    what: String,
    excluded_from: Vec<String>,
    sources: Vec<String>,
}

/// An alliance of ATOP in which both are on that day.
#[derive(Serialize)]
struct Alliance {
    atopid: i32,
    since: Day,
    first_owes: Vec<&'static str>,
    second_owes: Vec<&'static str>,
    source: String,
}

pub(crate) fn run(args: &DyadArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let world = lookup::world(&args.world)?;
    let asked = Asked::new(args.at)?;
    let at = asked.day;
    let states = [&args.first, &args.second].map(|name| lookup::state(atlas.roster(), name, at));
    let [first, second] = states;
    let (first, second) = (first?, second?);
    if first == second {
        let message = format!("`{}` and `{}` are one state", args.first, args.second);
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "name two states").into());
    }
    let key = |state: StateId| atlas.roster().state(state).key.clone();
    let (alliances, mut figures) = match &world {
        Some(world) => (alliances(world, first, second, at)?, figures(world, atlas.roster(), (first, second), at)?),
        None => (Vec::new(), Vec::new()),
    };
    known::fill(&mut figures, &atlas, first, Some(second), at);
    let answer = Answer {
        atlas_sha256: atlas.sha256.clone(),
        at,
        first: key(first),
        second: key(second),
        treaties: shared(&atlas, first, second, at),
        remarks: remarks(&atlas, first, second, at),
        alliances,
        figures,
    };
    let text = |style: Style| {
        let notes = match answer.remarks[..] {
            _ if !style.is_screen() => "",
            [] => "names of treaties, units",
            _ => "notes on treaties, units",
        };
        output::clean_beside(&(asked.line() + &text(&answer, world.is_some(), style)), notes, style)
    };
    output::answer(&args.print, output::Answered { command: "dyad", table: "figures" }, &answer, text)?;
    Ok(ExitCode::Success)
}

fn shared(atlas: &Atlas, first: StateId, second: StateId, at: Day) -> Vec<Shared> {
    let world = atlas.history.world_at(at).world;
    let both = |(id, treaty): (_, &foedera_world::Treaty)| {
        let treaty_world = world.treaty(id);
        let (a, b) = (treaty_world.membership(first)?, treaty_world.membership(second)?);
        let open = a.status.is_open() && b.status.is_open();
        open.then(|| Shared {
            treaty: treaty.key.clone(),
            name: treaty.name.clone(),
            since: a.since.max(b.since),
            status: [a.status.words(), b.status.words()],
        })
    };
    atlas.roster().treaties().filter_map(both).collect()
}

fn remarks(atlas: &Atlas, first: StateId, second: StateId, at: Day) -> Vec<Remark> {
    let about = |note: &&foedera_atlas::PairNote| {
        note.states.contains(&first)
            && note.states.contains(&second)
            && note.from.earliest() <= at
            && note.until.is_none_or(|until| at <= until.latest())
    };
    let remark = |note: &foedera_atlas::PairNote| Remark {
        treaty: atlas.roster().treaty(note.treaty).key.clone(),
        what: note.what.clone(),
        excluded_from: note.exclude.clone(),
        sources: note.sources.clone(),
    };
    atlas.pairs.iter().filter(about).map(remark).collect()
}

const OBLIGATIONS: [(&str, &str); 5] = [
    ("defense", "defence"),
    ("offense", "offence"),
    ("neutral", "neutrality"),
    ("nonagg", "nonaggression"),
    ("consul", "consultation"),
];

fn alliances(world: &WorldFile, first: StateId, second: StateId, at: Day) -> Result<Vec<Alliance>, Problems> {
    let Some(members) = world.frame("atop_member", &[])? else { return Ok(Vec::new()) };
    if at.year() > members.span.1 {
        return Ok(Vec::new());
    }
    let here = |row: &usize, state: StateId| {
        members.state_at("state", *row) == Some(state)
            && members.day_at("entry", *row).is_some_and(|entry| entry <= at)
            && members.day_at("exit", *row).is_none_or(|exit| at <= exit)
    };
    let rows = |state: StateId| (0..members.len()).filter(move |row| here(row, state));
    let mut found: Vec<Alliance> = Vec::new();
    for a in rows(first) {
        for b in rows(second) {
            let id = members.whole_at("atopid", a);
            let (Some(atopid), true) = (id, id == members.whole_at("atopid", b)) else { continue };
            if found.iter().any(|alliance| alliance.atopid == atopid) {
                continue;
            }
            let since = members.day_at("entry", a).max(members.day_at("entry", b)).unwrap_or(at);
            found.push(Alliance {
                atopid,
                since,
                first_owes: owes(&members, a),
                second_owes: owes(&members, b),
                source: source(world, &["atop_member"]),
            });
        }
    }
    Ok(found)
}

fn owes(members: &Frame, row: usize) -> Vec<&'static str> {
    OBLIGATIONS.iter().filter(|(column, _)| members.whole_at(column, row) == Some(1)).map(|(_, word)| *word).collect()
}

/// The two rows of the pair in the panel of directed dyads of that year.
fn figures(
    world: &WorldFile,
    roster: &Roster,
    (first, second): (StateId, StateId),
    at: Day,
) -> Result<Vec<Figure>, Problems> {
    let pairs = VARIABLES.iter().filter(|variable| {
        variable.fits(PanelKind::DirectedDyadYear) && variable.level != Level::State && variable.available(world)
    });
    let with: Vec<String> = pairs.map(|variable| variable.name.to_owned()).collect();
    let year = at.year();
    let request = Request { kind: PanelKind::DirectedDyadYear, system: System::Cow, years: (year, year), with };
    let mut panel = Panel::new(world, request)?;
    let (a, b) = (codes(roster, first, at), codes(roster, second, at));
    let mut rows: [Option<Vec<f64>>; 2] = [None, None];
    let outcome: Result<(), std::convert::Infallible> = panel.each_year(|block| {
        for row in 0..block[0].len() {
            let (one, two) = (block[0][row], block[1][row]);
            let side = match () {
                () if a.contains(&one) && b.contains(&two) => 0,
                () if b.contains(&one) && a.contains(&two) => 1,
                () => continue,
            };
            rows[side].get_or_insert_with(|| block.iter().map(|column| column[row]).collect());
        }
        Ok(())
    });
    outcome.unwrap_or_else(|never| match never {});
    let keys = panel.columns().len() - panel.variables().len();
    let value =
        |side: usize, index: usize| rows[side].as_ref().map(|row| row[keys + index]).filter(|value| !value.is_nan());
    let figure = |(index, used): (usize, &foedera_panel::Used)| Figure {
        variable: used.variable.name,
        what: used.variable.what,
        unit: used.variable.unit,
        year: Some(year),
        ground: WORLD,
        values: vec![value(0, index), value(1, index)],
        covered: Some(Covered::of(used.span)),
        note: "",
        source: source(world, &used.variable.used_frames(world)),
    };
    Ok(panel.variables().iter().enumerate().map(figure).collect())
}

fn text(answer: &Answer, world: bool, style: Style) -> String {
    let (first, second) = (&answer.first, &answer.second);
    let mut text = format!("{first} and {second} on {}\n{}", answer.at, known::grounds(&answer.figures));
    text.push_str("\nTreaties of the atlas with both\n");
    let line = |shared: &Shared| {
        let status = format!("{first} {}, {second} {}, since {}", shared.status[0], shared.status[1], shared.since);
        let name = if !style.is_screen() { shared.name.clone() } else { String::new() };
        vec![format!("  {}", shared.treaty), status, name]
    };
    let rows: Vec<Vec<String>> = answer.treaties.iter().map(line).collect();
    text.push_str(&if rows.is_empty() { "  none\n".to_owned() } else { output::aligned(&rows, style) });
    for remark in answer.remarks.iter().filter(|_| !style.is_screen()) {
        let Remark { treaty, what, excluded_from, sources } = remark;
        let excluded = if excluded_from.is_empty() {
            String::new()
        } else {
            format!(" Left out of: {}.", excluded_from.join(", "))
        };
        writeln!(text, "  note on {treaty}: {what}{excluded} [{}]", sources.join(", ")).expect("strings grow");
    }
    if world {
        text.push_str(&alliance_lines(answer, style));
    }
    writeln!(text, "\nFigures of {}, or the last known on the day", answer.at.year()).expect("strings grow");
    let head = [format!("{first} to {second}"), format!("{second} to {first}")];
    text.push_str(&figure_lines(&answer.figures, &head, answer.at, style));
    if !world {
        text.push_str(known::MORE);
    }
    text
}

fn alliance_lines(answer: &Answer, style: Style) -> String {
    let (first, second) = (&answer.first, &answer.second);
    let mut text = "\nAlliances of ATOP with both on that day (members by signature)\n".to_owned();
    let owed = |words: &[&str]| if words.is_empty() { "nothing".to_owned() } else { words.join(", ") };
    let line = |alliance: &Alliance| {
        vec![
            format!("  {}", alliance.atopid),
            format!("since {}", alliance.since),
            format!("{first} owes {}", owed(&alliance.first_owes)),
            format!("{second} owes {}", owed(&alliance.second_owes)),
        ]
    };
    let rows: Vec<Vec<String>> = answer.alliances.iter().map(line).collect();
    text.push_str(&if rows.is_empty() {
        "  none, or outside its years\n".to_owned()
    } else {
        output::aligned(&rows, style)
    });
    text
}
