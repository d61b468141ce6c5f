//! `foedera treaty`.

use std::fmt::Write as _;

use foedera_atlas::{Atlas, Basis, Bound};
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_lab::argument::network::TreatyFigures;
use foedera_lab::guarantee::Facts;
use foedera_report::{Style, TreatyHead, treaty_html};
use foedera_world::{Article, CallId, Day, Event, EventKind, Status, SummitId, TreatyId, TreatyStatus, World};
use serde::Serialize;

use crate::args::TreatyArgs;
use crate::commands::lookup;
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

#[derive(Serialize)]
struct Answer {
    atlas_sha256: String,
    treaty: String,
    name: String,
    at: Option<Day>,
    status: Standing,
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

/// An event of the treaty, as data and in words.
#[derive(Serialize)]
struct Line {
    date: String,
    kind: Happened,
    /// Whom it is about.
    state: Option<String>,
    /// The call that is made or answered.
    call: Option<String>,
    /// What an answer to a call gave.
    level: Option<&'static str>,
    /// The summit that meets, or whose text is signed or refused.
    summit: Option<String>,
    /// Why a member is out.
    cause: Option<&'static str>,
    note: Option<String>,
    what: String,
    sources: Vec<String>,
}

/// What kind of event it is.
#[derive(Serialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Happened {
    Opened,
    InForce,
    Ended,
    Amended,
    Signed,
    Joined,
    Frozen,
    Thawed,
    Left,
    Milestone,
    Called,
    Answered,
    Summit,
    TextSigned,
    TextRefused,
}

pub(crate) fn run(args: &TreatyArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let Some(name) = args.name.as_deref().filter(|_| !args.list) else {
        if args.page.html.is_some() || args.page.figure.is_some() {
            let message = "the list of treaties has no page";
            return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "name a treaty").into());
        }
        list(&atlas, args)?;
        return Ok(ExitCode::Success);
    };
    let treaty = lookup::treaty(atlas.roster(), name)?;
    let page = Page::new(&args.page, "treaty", &[])?;
    let answer = answer(&atlas, treaty, args.at);
    page.write(&answer, |json| {
        let figures = TreatyFigures::of(&atlas, &Facts::of_atlas(&atlas), treaty, args.at);
        treaty_html(&head(&answer), &figures, json)
    })?;
    output::answer(&args.print, output::Answered { command: "treaty", table: "members" }, &answer, |style: Style| {
        output::clean_beside(&text(&answer, style), &beside(&answer), style)
    })?;
    Ok(ExitCode::Success)
}

/// What the page begins with.
fn head(answer: &Answer) -> TreatyHead {
    let row = |member: &Member| (member.state.clone(), member.name.clone(), member.status, member.since);
    TreatyHead {
        version: env!("CARGO_PKG_VERSION"),
        at: answer.at,
        treaty: answer.treaty.clone(),
        name: answer.name.clone(),
        status: answer.status.what.clone(),
        members: answer.members.iter().map(row).collect(),
        atlas_sha256: answer.atlas_sha256.clone(),
    }
}

#[derive(Serialize)]
struct List {
    atlas_sha256: String,
    at: Option<Day>,
    treaties: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    treaty: String,
    name: String,
    members: usize,
    status: Standing,
}

/// How a treaty stands, as data and in words.
#[derive(Serialize)]
struct Standing {
    /// `unborn`, `signed`, `in_force` or `ended`.
    kind: &'static str,
    /// Since when; of a treaty that is not signed yet, and where no source says, no day.
    since: Option<Day>,
    what: String,
}

fn list(atlas: &Atlas, args: &TreatyArgs) -> Result<(), Problems> {
    let world = world(atlas, args.at);
    let listed = |(id, treaty): (TreatyId, &foedera_world::Treaty)| Listed {
        treaty: treaty.key.clone(),
        name: treaty.name.clone(),
        members: world.treaty(id).members().count(),
        status: status(atlas, &world, id),
    };
    let rows: Vec<Listed> = atlas.roster().treaties().map(listed).collect();
    let list = List { atlas_sha256: atlas.sha256.clone(), at: args.at, treaties: rows };
    let answered = output::Answered { command: "treaty list", table: "treaties" };
    output::answer(&args.print, answered, &list, |style: Style| output::clean(&list_text(&list.treaties, style), style))
}

fn list_text(rows: &[Listed], style: Style) -> String {
    let row = |row: &Listed| {
        vec![row.treaty.clone(), format!("{:>3} members", row.members), row.status.what.clone(), row.name.clone()]
    };
    output::aligned(&rows.iter().map(row).collect::<Vec<_>>(), style)
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

fn status(atlas: &Atlas, world: &World, treaty: TreatyId) -> Standing {
    let signature = treaty_bound(atlas, treaty).is_some_and(|bound| bound.basis == Basis::Signature);
    let counted = if signature { ", counted from the signature" } else { "" };
    let treaty = world.treaty(treaty);
    let on = |day: Option<Day>| day.map_or(String::new(), |day| format!(" {day}"));
    let (kind, since, what) = match treaty.status() {
        TreatyStatus::Unborn => ("unborn", None, "not signed yet".to_owned()),
        TreatyStatus::Signed => ("signed", treaty.opened(), format!("signed{}", on(treaty.opened()))),
        TreatyStatus::InForce => {
            ("in_force", treaty.in_force(), format!("in force since{}{counted}", on(treaty.in_force())))
        }
        TreatyStatus::Ended(_) => ("ended", treaty.ended(), format!("ended{}", on(treaty.ended()))),
    };
    Standing { kind, since, what }
}

fn answer(atlas: &Atlas, treaty: TreatyId, at: Option<Day>) -> Answer {
    let world = atlas.history.treaty_at(treaty, at);
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
    // Most events are about others, and nothing is put together for them.
    match event.kind {
        EventKind::Call { call, treaty, .. } if treaty == wanted => calls.push(call),
        EventKind::Summit { summit, treaty } if treaty == wanted => summits.push(summit),
        EventKind::Answer { call, .. } if calls.contains(&call) => {}
        EventKind::TextSigned { summit, .. } | EventKind::TextRefused { summit, .. } if summits.contains(&summit) => {}
        _ => _ = course(wanted, event)?,
    }
    let mut line = Line {
        date: event.when.to_string(),
        kind: Happened::Milestone,
        state: None,
        call: None,
        level: None,
        summit: None,
        cause: None,
        note: event.note.clone(),
        what: String::new(),
        sources: event.sources.clone(),
    };
    if let Some((kind, who)) = course(wanted, event) {
        line.kind = kind;
        line.state = who.map(|who| atlas.roster().state(who).key.clone());
        match &event.kind {
            EventKind::Leaves { cause, .. } => line.cause = Some(cause.name()),
            EventKind::Milestone { .. } => line.note = event.text.clone(),
            _ => {}
        }
    } else {
        meeting(atlas, event, &mut line);
    }
    line.what = words(&line);
    Some(line)
}

/// What an event says of the course of a treaty and its memberships, and of whom.
fn course(wanted: TreatyId, event: &Event) -> Option<(Happened, Option<foedera_world::StateId>)> {
    let (treaty, kind, who) = match &event.kind {
        EventKind::TreatyOpens { treaty } => (treaty, Happened::Opened, None),
        EventKind::TreatyInForce { treaty } => (treaty, Happened::InForce, None),
        EventKind::TreatyEnds { treaty, .. } => (treaty, Happened::Ended, None),
        EventKind::Amends { treaty, .. } => (treaty, Happened::Amended, None),
        EventKind::Milestone { treaty } => (treaty, Happened::Milestone, None),
        EventKind::Signs { treaty, state } => (treaty, Happened::Signed, Some(*state)),
        EventKind::Joins { treaty, state } => (treaty, Happened::Joined, Some(*state)),
        EventKind::Freezes { treaty, state } => (treaty, Happened::Frozen, Some(*state)),
        EventKind::Thaws { treaty, state } => (treaty, Happened::Thawed, Some(*state)),
        EventKind::Leaves { treaty, state, .. } => (treaty, Happened::Left, Some(*state)),
        _ => return None,
    };
    (*treaty == wanted).then_some((kind, who))
}

/// Enter a call, an answer, a summit or a vote on its text into a line.
fn meeting(atlas: &Atlas, event: &Event, line: &mut Line) {
    let roster = atlas.roster();
    let key = |id: foedera_world::StateId| roster.state(id).key.clone();
    match &event.kind {
        EventKind::Call { call, requester, .. } => {
            (line.kind, line.state) = (Happened::Called, requester.map(key));
            line.call = Some(roster.call_key(*call).to_owned());
        }
        EventKind::Answer { call, state, level, .. } => {
            (line.kind, line.state, line.level) = (Happened::Answered, Some(key(*state)), Some(level.name()));
            line.call = Some(roster.call_key(*call).to_owned());
        }
        EventKind::Summit { summit, .. } => {
            (line.kind, line.summit) = (Happened::Summit, Some(roster.summit_key(*summit).to_owned()));
        }
        EventKind::TextSigned { summit, state } | EventKind::TextRefused { summit, state } => {
            let signed = matches!(event.kind, EventKind::TextSigned { .. });
            line.kind = if signed { Happened::TextSigned } else { Happened::TextRefused };
            (line.state, line.summit) = (Some(key(*state)), Some(roster.summit_key(*summit).to_owned()));
        }
        _ => {}
    }
}

/// An event in words.
fn words(line: &Line) -> String {
    let note = line.note.as_deref().map_or(String::new(), |note| format!(": {note}"));
    let who = line.state.as_deref().unwrap_or("nobody named");
    let call = line.call.as_deref().unwrap_or_default();
    match line.kind {
        Happened::Opened => "opened for signature".to_owned(),
        Happened::InForce => "enters into force".to_owned(),
        Happened::Ended => "ends for all".to_owned(),
        Happened::Amended => "obligations amended".to_owned(),
        Happened::Signed => format!("{who} signs{note}"),
        Happened::Joined => format!("in force for {who}{note}"),
        Happened::Frozen => format!("{who} frozen{note}"),
        Happened::Thawed => format!("{who} takes part again"),
        Happened::Left => format!("{who} out ({}){note}", line.cause.unwrap_or_default().replace('_', " ")),
        Happened::Milestone => line.note.clone().unwrap_or_default(),
        Happened::Called => format!("call {call} by {who}{note}"),
        Happened::Answered => format!("  {who} answers {call} with {}{note}", line.level.unwrap_or_default()),
        Happened::Summit => format!("summit {}{note}", line.summit.as_deref().unwrap_or_default()),
        Happened::TextSigned => format!("  {who} signs"),
        Happened::TextRefused => format!("  {who} refuses"),
    }
}

/// Members, former members and events told on the first screen.
const FIRST: usize = 8;
const FORMER: usize = 4;
const LATEST: usize = 4;

/// What the first screen does not tell.
fn beside(answer: &Answer) -> String {
    let more = |all: usize, told: usize, what: &str| match all.saturating_sub(told) {
        0 => String::new(),
        more => format!("{more} more {what}, "),
    };
    let members = more(answer.members.len(), FIRST, "members") + &more(answer.former.len(), FORMER, "former members");
    let (articles, events) = (answer.articles.len(), answer.timeline.len());
    format!("{members}{articles} articles, all {events} events with sources")
}

fn text(answer: &Answer, style: Style) -> String {
    let mut text = String::new();
    write_text(&mut text, answer, style).expect("strings grow");
    text
}

fn write_text(text: &mut String, answer: &Answer, style: Style) -> std::fmt::Result {
    let at = answer.at.map_or("as far as the atlas goes".to_owned(), |at| format!("on {at}"));
    writeln!(text, "{} — {}, {at}: {}\n", answer.treaty, answer.name, answer.status.what)?;
    let days = if style.full { "" } else { ", since they signed or joined" };
    writeln!(text, "{} members{days}", answer.members.len())?;
    let first = |most: usize| if style.full { usize::MAX } else { most };
    let row = |member| member_row(member, style.full);
    let rows: Vec<Vec<String>> = answer.members.iter().take(first(FIRST)).map(row).collect();
    text.push_str(&output::aligned(&rows, style));
    if !answer.former.is_empty() {
        writeln!(text, "\nFormer members")?;
    }
    let rows: Vec<Vec<String>> = answer.former.iter().take(first(FORMER)).map(former_row).collect();
    text.push_str(&output::aligned(&rows, style));
    if style.full && !answer.articles.is_empty() {
        writeln!(text, "\nArticles")?;
        let rows: Vec<Vec<String>> = answer.articles.iter().map(article_row).collect();
        text.push_str(&output::aligned(&rows, style));
    }
    writeln!(text, "\n{}", if style.full { "Timeline" } else { "Latest" })?;
    let told = answer.timeline.iter().skip(answer.timeline.len().saturating_sub(first(LATEST)));
    let row = |line: &Line| match style.full {
        true => vec![format!("  {}", line.date), format!("{} [{}]", line.what, line.sources.join(", "))],
        // A last column that is empty: what happened stands on one line, cut where the width does not hold it.
        false => vec![format!("  {}", line.date), line.what.clone(), String::new()],
    };
    text.push_str(&output::aligned(&told.map(row).collect::<Vec<_>>(), style));
    Ok(())
}

fn member_row(member: &Member, full: bool) -> Vec<String> {
    let counted = if member.in_force_basis == Some("signature") { " (its own day is not sourced)" } else { "" };
    let force = member.in_force.map_or(String::new(), |day| format!(", in force {day}{counted}"));
    let since = format!("{}{}{force}", if full { "signed or joined " } else { "" }, member.since);
    vec![format!("  {}", member.state), member.name.clone(), member.status.words().to_owned(), since]
}

fn former_row(member: &Member) -> Vec<String> {
    let until = member.until.map_or(String::new(), |day| day.to_string());
    let cause = member.cause.map_or(String::new(), |cause| cause.replace('_', " "));
    vec![format!("  {}", member.state), member.name.clone(), format!("{} to {until}, {cause}", member.since)]
}

fn article_row(article: &Article) -> Vec<String> {
    let trigger = article.trigger.replace('_', " ");
    let until = article.until.map_or(String::new(), |until| format!(", until {until}"));
    let Article { instrument, number, summary, sources, .. } = article;
    vec![format!("  {instrument} {number} ({trigger}{until}): {summary} [{}]", sources.join(", "))]
}
