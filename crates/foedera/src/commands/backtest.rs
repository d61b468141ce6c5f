//! `foedera backtest`.

use std::fmt::Write as _;
use std::path::Path;

use foedera_atlas::Atlas;
use foedera_backtest::{
    AnswersSubject, Decided, Difference, Estimate, EventSubject, HazardSubject, Horizon, Report, Schedule, Scores,
    Store, StoreError, Subject, freezes, held_out, keep_baselines, run as run_all, table,
};
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, fixed, nearest, signed};
use foedera_lab::{Models, OutOfTime, TimedCase, conflict, guarantee, joining};
use foedera_process::{Outcome, Process, ProcessKind};
use foedera_report::backtest_html;
use foedera_store::WorldFile;
use foedera_world::{Day, TreatyId, Variable, World};

use crate::args::BacktestArgs;
use crate::ground::Ground;
use crate::output::{self, Answered};
use crate::target::{Kind, Target};

/// The processes that can be judged.
const PROCESSES: [&str; 15] = [
    "leave",
    "ends",
    "replaced",
    "answers",
    "join-dispute",
    "dispute",
    "dispute-force",
    "coup",
    "conflict",
    "opens",
    "join",
    "pact",
    "cooperation",
    "freeze-own",
    "freeze-by-organisation",
];
/// The first day of the histories that fits read, and the last year of their data.
const FIRST_YEAR: i16 = 1946;
const LAST_YEAR: i16 = foedera_process::LAST_YEAR;
/// The last year of MID 5, and the last whole year of the atlas.
const LAST_DISPUTES: i16 = 2014;
const LAST_SUSPENSIONS: i16 = 2025;

pub(crate) fn run(args: &BacktestArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    super::start_threads(args.threads)?;
    if args.out_of_time {
        return out_of_time(args, ground);
    }
    let inputs = inputs(args);
    let csv = args.csv.as_ref().map(|path| Target::new(path, Kind::Backtest, &inputs, args.force)).transpose()?;
    let page = args.html.as_ref().map(|path| Target::new(path, Kind::Page, &inputs, args.force)).transpose()?;
    let subject = subject(args, ground)?;
    let schedule = schedule(args, subject.as_ref())?;
    let store = args.resume.as_deref().map(Store::new).transpose().map_err(kept)?;
    if let (Some(shard), Some(store)) = (args.part, &store) {
        let takes = |place: usize| place % shard.of() as usize == shard.number() as usize - 1;
        let origins = keep_baselines(subject.as_ref(), &schedule, store, takes).map_err(kept)?;
        output::say(&format!(
            "part {shard}: baselines of {} origins are kept; the run without --part goes on from there",
            origins.len()
        ));
        return Ok(ExitCode::Success);
    }
    let forecasts = run_all(subject.as_ref(), &schedule, store.as_ref()).map_err(kept)?;
    let cases = subject.cases();
    if forecasts.lines.is_empty() {
        let message =
            format!("no origin from {} to {} has five events of `{}` before it", args.from, schedule.to, args.process);
        return Err(Diagnostic::new(Code::Estimation, Place::CommandLine, message, "ask for later years").into());
    }
    let report = Report::new(cases, &forecasts, &held_out(subject.as_ref(), &forecasts));
    if let Some(csv) = csv {
        csv.write(table(cases, &forecasts))?;
    }
    if let Some(page) = page {
        page.write(backtest_html(&report, env!("CARGO_PKG_VERSION"), &output::json("backtest", &report)))?;
    }
    let answered = Answered { command: "backtest", table: "horizons.scores" };
    output::answer(&args.print, answered, &report, |style| output::clean(&text(&report), style))?;
    Ok(ExitCode::Success)
}

/// The models as they ship against the years since their data end.
fn out_of_time(args: &BacktestArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let Some(Outcome::Hazard(kind)) = args.process.parse::<Process>().ok().map(Process::outcome) else {
        let message = format!("--out-of-time is of leave, ends and replaced, not of `{}`", args.process);
        return Err(usage(message, "give one of these, or leave --out-of-time out"));
    };
    let years = (LAST_YEAR + 1, args.to.unwrap_or(LAST_SUSPENSIONS));
    if years.1 < years.0 || years.1 > LAST_SUSPENSIONS {
        let message = format!("--to {} is not from {} to {LAST_SUSPENSIONS}", years.1, years.0);
        return Err(usage(
            message,
            format!("the models are fitted to {LAST_YEAR}, and the atlas has whole years to {LAST_SUSPENSIONS}"),
        ));
    }
    let csv = args.csv.as_ref().map(|path| Target::new(path, Kind::Backtest, &[], args.force)).transpose()?;
    let atlas = ground.atlas()?;
    let found = foedera_lab::out_of_time(&atlas, &Models::embedded()?, kind, years)?;
    if let Some(csv) = csv {
        csv.write(timed_table(&found))?;
    }
    let answered = Answered { command: "backtest", table: "misses" };
    output::answer(&args.print, answered, &found, |style| output::clean(&timed_text(&found), style))?;
    Ok(ExitCode::Success)
}

/// Every case as a line of CSV.
fn timed_table(found: &OutOfTime) -> String {
    let mut text = "treaty,state,year,probability,fitted_rate,atlas_rate,suspended,happened,rank,of\n".to_owned();
    for of in &found.all {
        let TimedCase { treaty, state, year, probability, fitted_rate, atlas_rate, suspended, happened, rank } = of;
        let (state, happened) = (state.as_deref().unwrap_or_default(), u8::from(*happened));
        let said = format!(
            "{probability:e},{fitted_rate:e},{atlas_rate:e},{},{happened},{},{}",
            u8::from(*suspended),
            rank.0,
            rank.1
        );
        text.push_str(&format!("{treaty},{state},{year},{said}\n"));
    }
    text
}

fn timed_text(found: &OutOfTime) -> String {
    let mut text = format!(
        "{} in the atlas, {} to {}, by the model fitted to {LAST_YEAR}: {} events in {} cases ({} left out: patron by one count only)\n{} expected (what the count may be the chance of: {} to {}); log {}, AUC {}, within years {}\n\n",
        found.process,
        found.years.0,
        found.years.1,
        found.events,
        found.cases,
        found.left_out,
        fixed(found.expected, 1),
        fixed(found.events_interval.0, 1),
        fixed(found.events_interval.1, 1),
        fixed(found.log_score, 5),
        said(found.auc, 3),
        said(found.auc_within_year, 3),
    );
    for of in &found.beside {
        let interval = |of: Option<(f64, f64)>| {
            of.map_or(String::new(), |(low, high)| format!(" ({} to {})", signed(low, 3), signed(high, 3)))
        };
        let brier = of.brier_skill.map_or("–".to_owned(), |skill| signed(skill, 4));
        text.push_str(&format!(
            "beside {}: log {}, {} expected\n  log skill {}{}; Brier skill {brier}{}\n",
            of.reference,
            fixed(of.log_score, 5),
            fixed(of.expected, 1),
            signed(of.log_skill, 3),
            interval(of.log_skill_interval),
            interval(of.brier_skill_interval),
        ));
    }
    if found.suspended.0 > 0 {
        let (cases, events) = found.suspended;
        text.push_str(&format!(
            "suspended members: {events} events in {cases} cases (no effect of the model reads it)\n"
        ));
    }
    let line = |of: &TimedCase| {
        let who = of.state.as_ref().map_or(of.treaty.clone(), |state| format!("{state}, {}", of.treaty));
        let said = fixed(100.0 * of.probability, 2);
        format!("  {who} {}: {said} %, {} of {} in that year\n", of.year, of.rank.0, of.rank.1)
    };
    for (words, list) in
        [("what happened, the least expected first", &found.misses), ("the highest forecasts", &found.highest)]
    {
        text.push_str(&format!("\n{words}\n"));
        list.iter().for_each(|of| text.push_str(&line(of)));
    }
    text
}

fn usage(message: impl Into<String>, remedy: impl Into<String>) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
}

/// Every file that is read.
fn inputs(args: &BacktestArgs) -> Vec<&Path> {
    super::fit::files(&args.datasets)
        .into_iter()
        .flatten()
        .chain(args.history.as_deref())
        .chain(args.world.as_deref())
        .collect()
}

/// The process with its cases.
fn subject(args: &BacktestArgs, ground: &Ground) -> Result<Box<dyn Subject>, Problems> {
    match args.process.as_str() {
        "join-dispute" | "joins" => return join_dispute(args, ground),
        "dispute" | "dispute-force" => return of_conflict(args, Process::DISPUTE, ground),
        "coup" => return of_conflict(args, Process::COUP, ground),
        "conflict" => return of_conflict(args, Process::CONFLICT, ground),
        "opens" => return of_alliances(args, Process::OPENS, ground),
        "join" => return of_alliances(args, Process::JOIN, ground),
        "pact" => return of_alliances(args, Process::PACT, ground),
        "cooperation" => return of_alliances(args, Process::COOPERATION, ground),
        "freeze-own" => return freeze(args, Decided::Itself, ground),
        "freeze-by-organisation" => return freeze(args, Decided::Others, ground),
        _ => {}
    }
    match args.process.parse::<Process>().ok().map(Process::outcome) {
        Some(Outcome::Hazard(kind)) => hazard(args, kind, ground),
        Some(Outcome::Ordered) => answers(args, ground),
        Some(Outcome::Event | Outcome::Stated) | None => {
            let near = nearest(&args.process, PROCESSES).map_or(String::new(), |near| format!("is `{near}` meant? "));
            let message = format!("`{}` is no process that can be judged", args.process);
            Err(usage(message, format!("{near}give one of {}", PROCESSES.join(", "))))
        }
    }
}

/// A process of memberships, from a history.
fn hazard(args: &BacktestArgs, kind: ProcessKind, ground: &Ground) -> Result<Box<dyn Subject>, Problems> {
    ground.unused("backtest")?;
    unused(args, args.world.is_some(), "--world", "its figures are those of --nmc, --democracy and --ideal-points")?;
    let Some(history) = &args.history else {
        let message = format!("a backtest of `{}` needs the history of alliances", args.process);
        let remedy = "download ATOP 5.1 (`foedera data list` has the address), write `foedera import atop atop5_1m.csv -o \
                      history.jsonl`, and give --history history.jsonl, with --nmc, --democracy and --ideal-points as in \
                      docs/backtest.md";
        return Err(usage(message, remedy));
    };
    let (history, _) = super::fit::load(&args.datasets, history)?;
    let atlas = Atlas::embedded()?;
    let patrons = atlas.patrons_in(history.roster());
    let patron = |world: &World, treaty: TreatyId, day: Day| {
        patrons.of(world, treaty, day, |state| world.figure_on(Variable::Cinc, state, day)).state
    };
    let window = (Day::start_of_year(FIRST_YEAR), Day::start_of_year(LAST_YEAR + 1).plus_days(-1));
    Ok(Box::new(HazardSubject::new(history, kind, window, &patron)))
}

/// Answers to calls, from the register of the atlas and the figures of a world file.
fn answers(args: &BacktestArgs, ground: &Ground) -> Result<Box<dyn Subject>, Problems> {
    no_history(args, "its calls are in the program, its figures those of --world")?;
    let (responses, years) = guarantee::answers::sample(&*ground.atlas()?, &world(args)?)?;
    Ok(Box::new(AnswersSubject::new(responses, years)))
}

/// The world file, which some processes are read from.
fn world(args: &BacktestArgs) -> Result<WorldFile, Problems> {
    let Some(world) = &args.world else {
        let message = format!("a backtest of `{}` needs a world file", args.process);
        let remedy = "download the datasets (`foedera data list` has the addresses) into a folder, write `foedera import \
                      FOLDER -o world.foedera`, and give --world world.foedera";
        return Err(usage(message, remedy));
    };
    WorldFile::open(world)
}

/// Refuse a history and its datasets.
fn no_history(args: &BacktestArgs, why: &str) -> Result<(), Problems> {
    let given = super::fit::files(&args.datasets).iter().any(Option::is_some);
    unused(args, args.history.is_some(), "--history", why)?;
    unused(args, given, "a dataset", why)
}

/// Allies that may join a dispute, from a world file.
fn join_dispute(args: &BacktestArgs, ground: &Ground) -> Result<Box<dyn Subject>, Problems> {
    ground.unused("backtest")?;
    no_history(args, "its disputes and pacts are those of --world")?;
    let window = (Day::start_of_year(FIRST_YEAR), Day::start_of_year(LAST_DISPUTES + 1).plus_days(-1));
    let cases = guarantee::joins::join_dispute_cases(&world(args)?, window)?;
    Ok(Box::new(EventSubject::joins(&cases, LAST_DISPUTES)))
}

/// Disputes, coups and armed conflicts, from a world file.
fn of_conflict(args: &BacktestArgs, process: Process, ground: &Ground) -> Result<Box<dyn Subject>, Problems> {
    ground.unused("backtest")?;
    no_history(args, "its events and figures are those of --world")?;
    let world = world(args)?;
    let past = conflict::Past::of(&world)?;
    let years = conflict::years(process, &past, (None, None));
    let sample = conflict::cases(&world, &past, process, years)?;
    let make = |cases: &[conflict::YearCase]| match args.process.as_str() {
        "dispute-force" => EventSubject::force(cases, world.roster(), years.1),
        _ => EventSubject::conflict(process, cases, world.roster(), years.1),
    };
    Ok(Box::new(make(&sample.cases)))
}

/// Accessions, pacts and agreements, from a world file.
fn of_alliances(args: &BacktestArgs, process: Process, ground: &Ground) -> Result<Box<dyn Subject>, Problems> {
    ground.unused("backtest")?;
    no_history(args, "its history and figures are those of --world")?;
    let world = world(args)?;
    let (conflicts, past) = (conflict::Past::of(&world)?, joining::Past::of(&world, &world.history()?)?);
    let years = joining::years(process, &past, (None, None));
    let cases = |process: Process| joining::cases(&world, (&conflicts, &past), process, years);
    let opens = (process == Process::JOIN).then(|| cases(Process::OPENS)).transpose()?;
    Ok(Box::new(EventSubject::alliance(process, cases(process)?, opens, world.roster(), years.1)))
}

/// Suspensions, from the atlas.
fn freeze(args: &BacktestArgs, decided: Decided, ground: &Ground) -> Result<Box<dyn Subject>, Problems> {
    no_history(args, "its suspensions are in the program")?;
    unused(args, args.world.is_some(), "--world", "its suspensions are in the program")?;
    Ok(Box::new(freezes(&*ground.atlas()?, decided, LAST_SUSPENSIONS)))
}

/// Refuse what a process does not read.
fn unused(args: &BacktestArgs, given: bool, what: &str, why: &str) -> Result<(), Problems> {
    if !given {
        return Ok(());
    }
    Err(usage(format!("a backtest of `{}` does not read {what}: {why}", args.process), "leave it out"))
}

/// When forecasts are made.
fn schedule(args: &BacktestArgs, subject: &dyn Subject) -> Result<Schedule, Problems> {
    let known = &subject.cases().head.horizons;
    if let Some(years) = args.horizon.iter().find(|years| !known.contains(years)) {
        let known: Vec<String> = known.iter().map(|years| format!("{years}y")).collect();
        let message = format!("`{}` is not forecast within {years} years", args.process);
        return Err(usage(message, format!("give some of {}", known.join(","))));
    }
    let last = subject.cases().head.last;
    let to = args.to.unwrap_or(LAST_YEAR.min(last));
    if to > last {
        let message = format!("what happened is known until {last}, so {to} cannot be scored");
        return Err(usage(message, format!("give --to {last} or an earlier year")));
    }
    if args.from > to {
        let message = format!("--from {} comes after --to {to}", args.from);
        return Err(usage(message, "give a first origin that is not after the last year"));
    }
    let mut horizons = if args.horizon.is_empty() { known.clone() } else { args.horizon.clone() };
    horizons.sort_unstable();
    horizons.dedup();
    Ok(Schedule { from: args.from, to, refit: args.refit, horizons })
}

/// Why what is kept cannot be used.
fn kept(error: StoreError) -> Problems {
    let problem = |path: &Path, message: String, remedy: &str| {
        Diagnostic::new(Code::CannotRead, Place::File(path.display().to_string()), message, remedy).into()
    };
    match error {
        StoreError::Other(path) => problem(
            &path,
            "it was made from other data, with other settings or by another version".to_owned(),
            "give --resume another folder, or remove the files of this process there to make them anew",
        ),
        StoreError::Damaged(path) => {
            let message = "it is not what a backtest writes".to_owned();
            problem(&path, message, "remove the file; what it held is made anew")
        }
        StoreError::Broken(path, error) => problem(
            &path,
            format!("it cannot be read or written: {error}"),
            "check that the folder is writable and has room",
        ),
    }
}

fn text(report: &Report) -> String {
    let mut text = String::new();
    write_text(&mut text, report).expect("strings grow");
    text
}

fn write_text(text: &mut String, report: &Report) -> std::fmt::Result {
    for (place, horizon) in report.horizons.iter().enumerate() {
        if place > 0 {
            writeln!(text)?;
        }
        let years = within(horizon.horizon_years);
        writeln!(
            text,
            "{} within {years}: {} events in {} cases ({}), origins {} to {}",
            report.process, horizon.happened, horizon.cases, report.unit, horizon.origins[0], horizon.origins[1]
        )?;
        write_scores(text, &horizon.scores)?;
    }
    for of in &report.held_out {
        let (group, folds) = (of.held_out, of.folds);
        writeln!(
            text,
            "\none {group} held out ({folds} folds), within {}: {} events in {} cases",
            within(of.horizon_years),
            of.happened,
            of.cases
        )?;
        write_scores(text, &of.scores)?;
        write_differences(text, &of.differences)?;
    }
    for horizon in &report.horizons {
        write_more(text, horizon)?;
    }
    Ok(())
}

/// A horizon in words.
fn within(years: i16) -> String {
    if years == 1 { "one year".to_owned() } else { format!("{years} years") }
}

/// A number that may not be defined.
fn said(value: Option<f64>, decimals: usize) -> String {
    value.map_or("–".to_owned(), |value| fixed(value, decimals))
}

fn percent(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{} %", signed(100.0 * value, 1)))
}

fn write_scores(text: &mut String, scores: &[Scores]) -> std::fmt::Result {
    writeln!(
        text,
        "{:<26}{:>8}{:>9}{:>9}{:>9}{:>6}{:>7}{:>6}",
        "forecaster", "log", "skill", "ten y.", "Brier s.", "AUC", "within", "exp."
    )?;
    for of in scores {
        let Scores {
            forecaster, log, log_skill, log_skill_ten_years, brier_skill, auc, auc_within_year, expected, ..
        } = of;
        let (skill, ten, brier) = (percent(*log_skill), percent(*log_skill_ten_years), percent(*brier_skill));
        writeln!(
            text,
            "{forecaster:<26}{:>8}{skill:>9}{ten:>9}{brier:>9}{:>6}{:>7}{:>6}",
            fixed(*log, 5),
            said(*auc, 3),
            said(*auc_within_year, 3),
            fixed(*expected, 1)
        )?;
    }
    Ok(())
}

/// The first one's scores minus each other's.
fn write_differences(text: &mut String, differences: &[Difference]) -> std::fmt::Result {
    for of in differences {
        let told = |estimate: &Estimate, decimals: usize| {
            let interval = estimate.low.zip(estimate.high).map_or(String::new(), |(low, high)| {
                let drawn = estimate.drawn.unwrap_or_default();
                format!(" ({} to {}, {drawn})", signed(low, decimals), signed(high, decimals))
            });
            format!("{}{interval}", signed(estimate.difference, decimals))
        };
        writeln!(text, "{:<27} log {}; Brier {}", of.against, told(&of.log, 5), told(&of.brier, 6))?;
    }
    Ok(())
}

/// Differences, calibration, counts and reliability.
fn write_more(text: &mut String, horizon: &Horizon) -> std::fmt::Result {
    writeln!(
        text,
        "\n{} minus each, within {} (below 0 it is better; 90 % block bootstrap)",
        horizon.scores[0].forecaster,
        within(horizon.horizon_years)
    )?;
    write_differences(text, &horizon.differences)?;
    writeln!(text, "\nevents forecast and happened, within {}", within(horizon.horizon_years))?;
    for of in horizon.calibration.iter().filter(|of| of.forecaster == horizon.scores[0].forecaster) {
        writeln!(
            text,
            "{} to {}: {} forecast, {} happened (exact interval {} to {})",
            of.first,
            of.last,
            fixed(of.expected, 1),
            of.observed,
            fixed(of.ratio_low * of.expected, 1),
            fixed(of.ratio_high * of.expected, 1)
        )?;
    }
    for of in horizon.counts.iter().filter(|of| of.forecaster == horizon.scores[0].forecaster) {
        writeln!(
            text,
            "{} to {}: {} forecast (band {} to {}), {} happened",
            of.first,
            of.last,
            fixed(of.expected, 1),
            of.band_low,
            of.band_high,
            of.observed
        )?;
    }
    writeln!(
        text,
        "\nreliability of {}, tenths of the cases, within {}",
        horizon.scores[0].forecaster,
        within(horizon.horizon_years)
    )?;
    for of in &horizon.reliability {
        writeln!(
            text,
            "forecast {} (n = {}): {} happened (band {} to {})",
            fixed(of.forecast, 4),
            of.cases,
            fixed(of.happened, 4),
            fixed(of.band_low, 4),
            fixed(of.band_high, 4)
        )?;
    }
    Ok(())
}
