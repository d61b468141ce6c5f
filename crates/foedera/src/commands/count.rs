//! `foedera count`.

use std::fmt::Write as _;

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_lab::{Counting, Expected, Models, Scenario, Settings, counting, with_settings};
use foedera_report::Style;
use foedera_world::Day;
use serde::Serialize;

use super::forecast::{changed, find, named, switch};
use super::future::Provenance;
use crate::args::CountArgs;
use crate::ground::Ground;
use crate::output;

/// Counts of events in the futures of a branch.
#[derive(Serialize)]
struct Counts {
    title: String,
    date: Day,
    run: Provenance,
    /// States of which so many may be together in the treaty.
    among: Vec<String>,
    least: Option<usize>,
    #[serde(flatten)]
    counting: Counting,
}

pub(crate) fn run(args: &CountArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    let source = with_settings(&find(&args.scenario, args.at, &atlas)?, &args.set)?;
    let (mut scenario, atlas) = Scenario::open(&source, &atlas)?;
    switch(&mut scenario, &args.switches, &atlas)?;
    if let Some(until) = &args.until {
        scenario.until(until).map_err(|(message, remedy)| {
            let message = format!("--until {until}: {message}");
            Problems::from(Diagnostic::new(Code::InvalidValue, Place::CommandLine, message, remedy))
        })?;
    }
    let branch = args.branch.clone().unwrap_or_else(|| scenario.branches[0].id.clone());
    super::start_threads(args.run.threads)?;
    let settings = Settings { futures: args.run.futures, seed: args.run.seed };
    let found = counting(&scenario, &branch, &args.event, (&args.among, args.least), (&atlas, &models), settings)?;
    let mut command = format!("foedera count {}", named(&args.scenario, args.at.unwrap_or(scenario.date)).join(" "));
    args.event.iter().for_each(|event| {
        let _infallible = write!(command, " --event {event}");
    });
    if !args.among.is_empty() {
        let _infallible = write!(command, " --among {} --least {}", args.among.join(","), args.least);
    }
    let _infallible = write!(command, " --branch {branch}");
    args.until.iter().for_each(|until| {
        let _infallible = write!(command, " --until {until}");
    });
    command.push_str(&changed(&args.set, &args.switches));
    let _infallible = write!(command, " --futures {} --seed {}", settings.futures, settings.seed);
    let answer = Counts {
        title: scenario.title.clone(),
        date: scenario.date,
        run: Provenance::new(&args.scenario, (&atlas, &models), settings, command),
        least: (!args.among.is_empty()).then_some(args.least),
        among: args.among.clone(),
        counting: found,
    };
    let answered = output::Answered { command: "count", table: "events.at" };
    output::answer(&args.print, answered, &answer, |style| text(&answer, style))?;
    Ok(ExitCode::Success)
}

/// A probability in percent with its interval.
pub(super) fn percent(own: &Expected) -> String {
    let part = |share: f64| {
        let share = 100.0 * share.clamp(0.0, 1.0);
        if share < 10.0 { format!("{share:.1}") } else { format!("{share:.0}") }
    };
    format!("{} % ({}–{})", part(own.mean), part(own.interval.0), part(own.interval.1))
}

fn number(own: &Expected) -> String {
    format!("{:.2} ({:.2}–{:.2})", own.mean, own.interval.0, own.interval.1)
}

fn text(answer: &Counts, style: Style) -> String {
    let Counting { branch, futures, draws, events, gathering, others, leaders } = &answer.counting;
    let mut text = format!("{}, branch {branch}: events in {futures} futures ({draws} draws)\n", answer.title);
    let head = ["  By", "Expected", "5, 50, 95 % of futures", "At least one"].map(str::to_owned);
    for event in events {
        let _infallible = writeln!(text, "{}", event.words);
        let mut rows = vec![head.to_vec()];
        // The first screen has the last day of each; the page of all has every one.
        let skipped = if style.full { 0 } else { event.at.len().saturating_sub(1) };
        for at in event.at.iter().skip(skipped) {
            let [low, middle, high] = at.quantiles;
            let spread = format!("{low}, {middle}, {high}");
            rows.push(vec![format!("  {}", at.date), number(&at.count), spread, percent(&at.any)]);
        }
        text.push_str(&output::aligned(&rows, style));
        let first =
            event.first.by[1].map_or("none in half of futures".to_owned(), |day| format!("half of futures by {day}"));
        let _infallible = writeln!(text, "  the first: {first}; none at all in {:.0} %", 100.0 * event.first.none);
    }
    if let (Some(last), Some(least)) = (gathering.last(), answer.least) {
        let _infallible = writeln!(
            text,
            "At least {least} of {} take part together in the treaty on {}: {}",
            answer.among.join(", "),
            last.date,
            percent(&last.probability)
        );
        if !others.is_empty() {
            let _infallible = writeln!(
                text,
                "  other treaties of defence among as many, which no process here ends: {}",
                others.join(", ")
            );
        }
    }
    let shown = if style.full { leaders.len() } else { 3 };
    let mut rows = vec![["Leads by answered calls", "so far", "more", "leads"].map(str::to_owned).to_vec()];
    for leader in leaders.iter().take(shown) {
        let name = format!("  {}", leader.name);
        rows.push(vec![name, leader.answered.to_string(), number(&leader.more), percent(&leader.leads)]);
    }
    text.push_str(&output::aligned(&rows, style));
    let more = if style.full { "" } else { " Other days and members: --full." };
    let _infallible = writeln!(
        text,
        "In brackets 90 % over draws of parameters and assumptions; quantiles are what may happen.{more}"
    );
    output::clean(&text, style)
}
