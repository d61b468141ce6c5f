//! `foedera treaty`.

use std::fmt::Write as _;

use foedera_atlas::{Atlas, Basis, Bound};
use foedera_diagnostic::{ExitCode, Problems};
use foedera_world::{Article, CallId, Day, Event, EventKind, Status, SummitId, TreatyId, TreatyStatus, World};
use serde::Serialize;

use crate::args::{Format, TreatyArgs};
use crate::commands::lookup;
use crate::ground::Ground;
use crate::output;

/// Version of the JSON layout.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Answer {
    schema: u32,
    version: &'static str,
    atlas_sha256: String,
    treaty: String,
    name: String,
    at: Option<Day>,
    status: String,
    in_force_basis: Option<&'static str>,
    members: Vec<Member>,
    former: Vec<Member>,
    articles: Vec<Article>,
    timeline: Vec<Line>,
}

#[derive(Serialize)]
struct Member {
    state: String,
    name: String,
    status: Status,
    since: Day,
    in_force: Option<Day>,
    /// `stated` where a source gives the entry into force, `signature` where it is counted from the signature (or from the treaty's
    /// own entry into force, if that is later); missing where it is not in force.
    in_force_basis: Option<&'static str>,
    until: Option<Day>,
    cause: Option<&'static str>,
}

#[derive(Serialize)]
struct Line {
    date: String,
    what: String,
    sources: Vec<String>,
}

pub(crate) fn run(args: &TreatyArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let Some(name) = args.name.as_deref().filter(|_| !args.list) else {
        output::print(&list(&atlas, args))?;
        return Ok(ExitCode::Success);
    };
    let treaty = lookup::treaty(atlas.roster(), name)?;
    let answer = answer(&atlas, treaty, args.at);
    let text = match args.format {
        Format::Json => output::json(&answer),
        Format::Text => text(&answer),
    };
    output::print(&text)?;
    Ok(ExitCode::Success)
}

#[derive(Serialize)]
struct List {
    schema: u32,
    version: &'static str,
    atlas_sha256: String,
    at: Option<Day>,
    treaties: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    treaty: String,
    name: String,
    members: usize,
    status: String,
}

fn list(atlas: &Atlas, args: &TreatyArgs) -> String {
    let world = world(atlas, args.at);
    let listed = |(id, treaty): (TreatyId, &foedera_world::Treaty)| Listed {
        treaty: treaty.key.clone(),
        name: treaty.name.clone(),
        members: world.treaty(id).members().count(),
        status: status(atlas, &world, id),
    };
    let rows: Vec<Listed> = atlas.roster().treaties().map(listed).collect();
    if args.format == Format::Json {
        let atlas_sha256 = atlas.sha256.clone();
        let version = env!("CARGO_PKG_VERSION");
        return output::json(&List { schema: SCHEMA, version, atlas_sha256, at: args.at, treaties: rows });
    }
    let mut text = String::new();
    for row in rows {
        writeln!(text, "{:<14}{:>3} members  {:<34}{}", row.treaty, row.members, row.status, row.name)
            .expect("strings grow");
    }
    text
}

fn world(atlas: &Atlas, at: Option<Day>) -> World {
    match at {
        Some(day) => atlas.history.world_at(day).world,
        None => atlas.history.replay().world,
    }
}

fn treaty_bound(atlas: &Atlas, treaty: TreatyId) -> Option<Bound> {
    atlas.treaties.iter().find(|facts| facts.treaty == treaty)?.bound
}

fn basis(bound: Option<Bound>) -> Option<&'static str> {
    bound.map(|bound| bound.basis.name())
}

fn status(atlas: &Atlas, world: &World, treaty: TreatyId) -> String {
    let signature = treaty_bound(atlas, treaty).is_some_and(|bound| bound.basis == Basis::Signature);
    let counted = if signature { ", counted from the signature" } else { "" };
    let treaty = world.treaty(treaty);
    let on = |day: Option<Day>| day.map_or(String::new(), |day| format!(" {day}"));
    match treaty.status() {
        TreatyStatus::Unborn => "not signed yet".to_owned(),
        TreatyStatus::Signed => format!("signed{}", on(treaty.opened())),
        TreatyStatus::InForce => format!("in force since{}{counted}", on(treaty.in_force())),
        TreatyStatus::Ended(_) => format!("ended{}", on(treaty.ended())),
    }
}

fn answer(atlas: &Atlas, treaty: TreatyId, at: Option<Day>) -> Answer {
    let world = world(atlas, at);
    let (roster, found) = (atlas.roster(), world.treaty(treaty));
    let member = |spell: foedera_world::Membership| Member {
        state: roster.state(spell.state).key.clone(),
        name: roster.state(spell.state).name.clone(),
        status: spell.status,
        since: spell.since,
        in_force: spell.in_force,
        in_force_basis: spell.in_force.and_then(|_| basis(atlas.bound(treaty, spell.state, spell.since))),
        until: (!spell.status.is_open()).then_some(spell.changed),
        cause: spell.cause.map(foedera_world::Cause::name),
    };
    let within = |day: Option<Day>| at.is_none_or(|at| day.is_none_or(|day| day <= at));
    let replaced = |article: &&Article| at.is_some_and(|at| article.until.is_some_and(|until| until.day() <= at));
    let articles = roster.treaty(treaty).articles.iter();
    let articles = articles.filter(|article| within(article.from.map(foedera_world::When::day)) && !replaced(article));
    let events = atlas.history.events().iter().filter(|event| within(Some(event.when.day())));
    let mut meetings = Meetings::default();
    Answer {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        atlas_sha256: atlas.sha256.clone(),
        treaty: roster.treaty(treaty).key.clone(),
        name: roster.treaty(treaty).name.clone(),
        at,
        status: status(atlas, &world, treaty),
        in_force_basis: found.in_force().and_then(|_| basis(treaty_bound(atlas, treaty))),
        members: found.members().map(member).collect(),
        former: found.memberships().filter(|spell| !spell.status.is_open()).map(member).collect(),
        articles: articles.cloned().collect(),
        timeline: events.filter_map(|event| line(atlas, treaty, event, &mut meetings)).collect(),
    }
}

/// Calls and summits of one treaty.
type Meetings = (Vec<CallId>, Vec<SummitId>);

/// A line of the timeline, if the event is about this treaty; its calls and summits are remembered.
fn line(atlas: &Atlas, wanted: TreatyId, event: &Event, (calls, summits): &mut Meetings) -> Option<Line> {
    let roster = atlas.roster();
    let state = |id: &foedera_world::StateId| atlas.roster().state(*id).key.as_str();
    let note = event.note.as_deref().map_or(String::new(), |note| format!(": {note}"));
    let what = match &event.kind {
        EventKind::TreatyOpens { treaty } if *treaty == wanted => "opened for signature".to_owned(),
        EventKind::TreatyInForce { treaty } if *treaty == wanted => "enters into force".to_owned(),
        EventKind::TreatyEnds { treaty, .. } if *treaty == wanted => "ends for all".to_owned(),
        EventKind::Amends { treaty, .. } if *treaty == wanted => "obligations amended".to_owned(),
        EventKind::Signs { treaty, state: who } if *treaty == wanted => format!("{} signs{note}", state(who)),
        EventKind::Joins { treaty, state: who } if *treaty == wanted => format!("in force for {}{note}", state(who)),
        EventKind::Freezes { treaty, state: who } if *treaty == wanted => format!("{} frozen{note}", state(who)),
        EventKind::Thaws { treaty, state: who } if *treaty == wanted => format!("{} takes part again", state(who)),
        EventKind::Leaves { treaty, state: who, cause } if *treaty == wanted => {
            format!("{} out ({}){note}", state(who), cause.name().replace('_', " "))
        }
        EventKind::Milestone { treaty } if *treaty == wanted => event.text.clone().unwrap_or_default(),
        EventKind::Call { call, treaty, requester, .. } if *treaty == wanted => {
            calls.push(*call);
            format!("call {} by {}{note}", roster.call_key(*call), requester.as_ref().map_or("nobody named", state))
        }
        EventKind::Answer { call, state: who, level, .. } if calls.contains(call) => {
            format!("  {} answers {} with {}{note}", state(who), roster.call_key(*call), level.name())
        }
        EventKind::Summit { summit, treaty } if *treaty == wanted => {
            summits.push(*summit);
            format!("summit {}{note}", roster.summit_key(*summit))
        }
        EventKind::TextSigned { summit, state: who } if summits.contains(summit) => format!("  {} signs", state(who)),
        EventKind::TextRefused { summit, state: who } if summits.contains(summit) => {
            format!("  {} refuses", state(who))
        }
        _ => return None,
    };
    Some(Line { date: event.when.to_string(), what, sources: event.sources.clone() })
}

fn text(answer: &Answer) -> String {
    let mut text = String::new();
    write_text(&mut text, answer).expect("strings grow");
    text
}

fn write_text(text: &mut String, answer: &Answer) -> std::fmt::Result {
    let at = answer.at.map_or("as far as the atlas goes".to_owned(), |at| format!("on {at}"));
    writeln!(text, "{} — {}, {at}: {}\n", answer.treaty, answer.name, answer.status)?;
    writeln!(text, "{} members", answer.members.len())?;
    for member in &answer.members {
        let counted = if member.in_force_basis == Some("signature") { " (its own day is not sourced)" } else { "" };
        let force = member.in_force.map_or(String::new(), |day| format!(", in force {day}{counted}"));
        writeln!(
            text,
            "  {:<5}{:<24}{:<10} signed or joined {}{force}",
            member.state,
            member.name,
            member.status.words(),
            member.since
        )?;
    }
    if !answer.former.is_empty() {
        writeln!(text, "\nFormer members")?;
    }
    for member in &answer.former {
        let until = member.until.map_or(String::new(), |day| day.to_string());
        let cause = member.cause.map_or(String::new(), |cause| cause.replace('_', " "));
        writeln!(text, "  {:<5}{:<24}{} to {until}, {cause}", member.state, member.name, member.since)?;
    }
    if !answer.articles.is_empty() {
        writeln!(text, "\nArticles")?;
    }
    for article in &answer.articles {
        let trigger = article.trigger.replace('_', " ");
        let until = article.until.map_or(String::new(), |until| format!(", until {until}"));
        writeln!(
            text,
            "  {} {} ({trigger}{until}): {} [{}]",
            article.instrument,
            article.number,
            article.summary,
            article.sources.join(", ")
        )?;
    }
    writeln!(text, "\nTimeline")?;
    for line in &answer.timeline {
        writeln!(text, "  {:<11}{} [{}]", line.date, line.what, line.sources.join(", "))?;
    }
    Ok(())
}
