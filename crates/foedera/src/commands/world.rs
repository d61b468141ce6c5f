//! `foedera forecast world-2026 --states all`: the whole system.

use std::fmt::Write as _;

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_lab::{Models, Settings, WholeWorld, whole_world};
use foedera_report::Style;
use foedera_world::Day;
use serde::Serialize;

use super::count::percent;
use super::future::Provenance;
use crate::args::ForecastArgs;
use crate::ground::Ground;
use crate::output;

/// Years that are forecast unless --until says otherwise, and the most.
const YEARS: i16 = 10;
const MOST_YEARS: i16 = 30;
/// So many treaties and members are on the first screen.
const FIRST: usize = 4;

/// The whole system from a day on.
#[derive(Serialize)]
struct World {
    run: Provenance,
    #[serde(flatten)]
    found: WholeWorld,
}

/// The year of `world-2026`.
fn year(name: &str) -> Option<i16> {
    name.strip_prefix("world-")?.parse().ok()
}

/// Whether a name is that of the whole system in a year, and of no file.
pub(super) fn is_world(name: &str) -> bool {
    year(name).is_some() && !std::path::Path::new(name).exists()
}

fn usage(message: String, remedy: &str) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy.to_owned()).into()
}

/// The day from which it runs, and for how many years.
fn span(args: &ForecastArgs) -> Result<(Day, i16), Problems> {
    let Some(of) = year(&args.scenario).filter(|_| args.states.is_some()) else {
        let message = format!("`{}` and --states do not go together", args.scenario);
        return Err(usage(message, "write foedera forecast world-2026 --states all"));
    };
    let date = args.at.unwrap_or_else(|| Day::start_of_year(of));
    if date.year() != of {
        let message = format!("{date} is not in {of}");
        return Err(usage(message, "give --at a day of the year that the name says"));
    }
    let Some(until) = &args.until else { return Ok((date, YEARS)) };
    let years = until.parse::<i16>().ok().map(|year| year - of).filter(|years| (1..=MOST_YEARS).contains(years));
    let remedy = "give --until a year after that of the name, at most thirty years later";
    years.map(|years| (date, years)).ok_or_else(|| usage(format!("--until {until} is no year to forecast to"), remedy))
}

pub(super) fn run(args: &ForecastArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (date, years) = span(args)?;
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    super::start_threads(args.threads)?;
    let settings = Settings { futures: args.futures, seed: args.seed };
    let found = whole_world(&atlas, &models, (date, years), settings)?;
    let command = format!(
        "foedera forecast {} --states all --at {date} --until {} --futures {} --seed {}",
        args.scenario,
        date.year() + years,
        settings.futures,
        settings.seed
    );
    let answer = World { run: Provenance::new(&args.scenario, (&atlas, &models), settings, command), found };
    let answered = output::Answered { command: "forecast world", table: "totals" };
    output::answer(&args.print, answered, &answer, |style| text(&answer, style))?;
    Ok(ExitCode::Success)
}

fn text(answer: &World, style: Style) -> String {
    let WholeWorld { date, until, futures, draws, states, totals, treaties, members, left_out } = &answer.found;
    let mut text = format!(
        "The whole system, {date} to {until}: {} treaties, {states} states; {futures} futures ({draws} draws)\n",
        treaties.len()
    );
    let mut rows = vec![["Events", "expected", "5, 50, 95 %", "earlier rate"].map(str::to_owned).to_vec()];
    for total in totals {
        let own = &total.count;
        let [low, middle, high] = total.quantiles;
        let earlier =
            total.observed.as_ref().map_or("not known".to_owned(), |own| format!("{:.1}", own.in_as_many_years));
        rows.push(vec![
            format!("  {}", total.what),
            format!("{:.1} ({:.1}–{:.1})", own.mean, own.interval.0, own.interval.1),
            format!("{low}, {middle}, {high}"),
            earlier,
        ]);
    }
    text.push_str(&output::aligned(&rows, style));
    if style.full {
        for (total, own) in totals.iter().filter_map(|total| Some((total, total.observed.as_ref()?))) {
            let _infallible = writeln!(text, "Earlier {}: {:.2} a year, {}", total.what, own.per_year, own.counted);
        }
        text.push_str(&by_year(answer, style));
    }
    let shown = |all: usize| if style.full { all } else { FIRST.min(all) };
    let mut rows = vec![["Treaty", "over", "a member leaves", "a member calls"].map(str::to_owned).to_vec()];
    for own in &treaties[..shown(treaties.len())] {
        let name = format!("  {} ({} members)", own.treaty, own.members);
        rows.push(vec![name, percent(&own.over), percent(&own.any_leaves), percent(&own.any_calls)]);
    }
    text.push_str(&output::aligned(&rows, style));
    let mut rows = vec![["Member", "has left"].map(str::to_owned).to_vec()];
    for own in &members[..shown(members.len())] {
        rows.push(vec![format!("  {} in {}", own.state, own.treaty), percent(&own.left)]);
    }
    text.push_str(&output::aligned(&rows, style));
    if style.full {
        for (treaty, why) in left_out {
            let _infallible = writeln!(text, "Left out: {treaty} ({why})");
        }
    } else if !left_out.is_empty() {
        let keys: Vec<&str> = left_out.iter().map(|own| own.0.as_str()).collect();
        let _infallible = writeln!(text, "{} treaties are left out: {}", keys.len(), keys.join(", "));
    }
    let _infallible = writeln!(
        text,
        "Counted: a share has an error of up to {:.1} points. In brackets 90 % over draws of parameters.{}",
        50.0 / f64::from(*futures).sqrt(),
        if style.full { "" } else { " By year, all treaties and members: --full." }
    );
    output::clean(&text, style)
}

/// Totals year by year.
fn by_year(answer: &World, style: Style) -> String {
    let totals = &answer.found.totals;
    let mut rows =
        vec![std::iter::once("Mean by year, to".to_owned()).chain(totals.iter().map(|own| own.what.clone())).collect()];
    for year in 0..totals.first().map_or(0, |own| own.by_year.len()) {
        let mut row = vec![format!("  {}", totals[0].by_year[year].until)];
        for total in totals {
            let own = total.by_year[year];
            row.push(format!("{:.1} ({}–{})", own.mean, own.quantiles[0], own.quantiles[1]));
        }
        rows.push(row);
    }
    output::aligned(&rows, style)
}
