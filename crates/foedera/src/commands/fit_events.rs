//! `foedera fit joins`, `honours`, and `dispute` to `cooperation`: an event of each case or year, on the tables of a world file.

use std::fmt::Write as _;
use std::path::Path;

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, fixed, nearest, signed};
use foedera_lab::guarantee::{honours, joins};
use foedera_lab::{conflict, joining};
use foedera_process::event::{EventForecast, EventModel, NoFit};
use foedera_process::{FORECASTS_HEAD, Process, What, write_event_model};
use foedera_store::WorldFile;
use foedera_world::Day;

use super::diagnose;
use super::fit::{unused_figures, window_day, write_card};
use super::fit_answer::{DIAGNOSED_WITH, FitAnswer};
use super::fit_missing::Missing;
use crate::args::FitArgs;
use crate::replication::Replication;
use crate::target::{Kind, Target};

/// The last day of MID 5.
const LAST_DISPUTE: (i16, i16) = (1946, 2014);

/// Fit a process of events and write its model file.
pub(super) fn fit(args: &FitArgs, process: Process) -> Result<ExitCode, Problems> {
    let name = process.name();
    let (Some(history), Some(output)) = (&args.history, &args.output) else {
        let message = format!("{name} are fitted with --history world.foedera and --output");
        let remedy = "make the world file with `foedera import DIR -o world.foedera`";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    };
    unused_figures(args, name)?;
    let target = Target::new(output, Kind::Model, &[history], args.force)?;
    let table = args.forecasts.as_ref().map(|path| Target::new(path, Kind::Forecasts, &[history], args.force));
    let table = table.transpose()?;
    let window = window(args, process)?;
    let replication = args.replication.as_deref().map(Replication::new).transpose()?;
    let world = WorldFile::open(history)?;
    let candidate = args.candidate.as_deref();
    let (model, rows, lines) = if conflict::is_of(process) {
        let fitted = conflict::fit(&world, process, years(args)?, candidate).map_err(|error| match error {
            conflict::ConflictError::World(problems) => problems,
            conflict::ConflictError::NoFit(why) => not_fitted(name, candidate, &why),
        })?;
        let (model, cases, forecasts) = fitted;
        let lines = of_years(&world, &cases, &forecasts);
        (model, conflict::rows(process, &cases), lines)
    } else if joining::is_of(process) {
        let fitted = joining::fit(&world, process, years(args)?, candidate).map_err(|error| match error {
            conflict::ConflictError::World(problems) => problems,
            conflict::ConflictError::NoFit(why) => not_fitted(name, candidate, &why),
        })?;
        let (model, sample, forecasts) = fitted;
        let lines = of_treaties(&world, &sample, &forecasts);
        (model, sample.rows, lines)
    } else if process.what == What::Join {
        let (model, cases, forecasts) = joins::fit(&world, window, candidate).map_err(|error| match error {
            joins::JoinsError::World(problems) => problems,
            joins::JoinsError::NoFit(why) => not_fitted(name, candidate, &why),
        })?;
        (model, joins::join_rows(&cases), of_joins(&cases, &forecasts))
    } else {
        let (model, cases, forecasts) =
            honours::fit(&world, candidate)?.map_err(|why| not_fitted(name, candidate, &why))?;
        (model, honours::honour_rows(&cases), of_honours(&cases, &forecasts))
    };
    if let Some(table) = table {
        table.write(format!("{FORECASTS_HEAD}{lines}"))?;
    }
    let missing = args.missing.map(|draws| Missing::of(draws, args, |n, seed| model.over_missing(&rows, n, seed)));
    let missing = missing.transpose()?;
    let text = write_event_model(&model);
    if let Some(folder) = replication {
        replicated(folder, args, (process, history), (&text, missing.as_ref()))?;
    }
    target.write(text)?;
    let diagnosis = diagnose::of_events(&model, output.display().to_string(), DIAGNOSED_WITH);
    FitAnswer { diagnosis, missing }.print(args, &summary(&model))
}

/// The first and last year of --from and --until, where they are given: cases are years.
fn years(args: &FitArgs) -> Result<(Option<i16>, Option<i16>), Problems> {
    let year = |given: &Option<String>| given.as_deref().map(window_day).transpose().map(|day| day.map(Day::year));
    Ok((year(&args.from)?, year(&args.until)?))
}

/// The forecasts of years as lines of CSV: whom, no treaty, the COW number of the first state.
fn of_years(world: &WorldFile, cases: &[conflict::YearCase], forecasts: &[EventForecast]) -> String {
    let mut text = String::new();
    for EventForecast { row, probability, climatology, recent } in forecasts {
        let case = &cases[*row];
        let key = |state: foedera_world::StateId| world.roster().state(state).key.as_str();
        let second = case.second.map_or(String::new(), |second| format!(" against {}", key(second.0)));
        let (first, year, outcome) = (key(case.first.0), case.year, u8::from(case.happened));
        writeln!(text, "{first}{second},,{},{year},{probability:e},{climatology:e},{recent:e},{outcome}", case.first.1)
            .expect("strings grow");
    }
    text
}

/// The forecasts of accessions, pacts and agreements as lines of CSV: whom, the ATOP number of a treaty, the COW number of the first state.
fn of_treaties(world: &WorldFile, sample: &joining::Sample, forecasts: &[EventForecast]) -> String {
    let mut text = String::new();
    let key = |state: foedera_world::StateId| world.roster().state(state).key.clone();
    for EventForecast { row, probability, climatology, recent } in forecasts {
        let joining::Key { year, treaty, first, .. } = sample.keys[*row];
        let atop = treaty.and_then(|treaty| sample.treaties[&treaty].strip_prefix("ATOP-")).unwrap_or_default();
        let (whom, cow) = (sample.words(*row, key), first.map_or(String::new(), |first| first.1.to_string()));
        let outcome = u8::from(sample.rows.rows[*row].happened);
        writeln!(text, "{whom},{atop},{cow},{year},{probability:e},{climatology:e},{recent:e},{outcome}")
            .expect("strings grow");
    }
    text
}

/// The window: of disputes by their first day. Commitments are not dated, so their fit has none.
fn window(args: &FitArgs, process: Process) -> Result<(Day, Day), Problems> {
    if process.what == What::Honour && (args.from.is_some() || args.until.is_some()) {
        let message = "--from and --until bound what is dated; commitments honoured are coded by war";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "leave them out").into());
    }
    let (first, last) = (Day::start_of_year(LAST_DISPUTE.0), Day::start_of_year(LAST_DISPUTE.1 + 1).plus_days(-1));
    let end = |given: &Option<String>, otherwise: Day| given.as_deref().map_or(Ok(otherwise), window_day);
    let (from, until) = (end(&args.from, first)?, end(&args.until, last)?);
    if until <= from {
        let message = format!("the window ends on {until}, not after it begins on {from}");
        return Err(
            Diagnostic::new(Code::Usage, Place::CommandLine, message, "give --from a day before --until").into()
        );
    }
    Ok((from, until))
}

fn not_fitted(process: &str, asked: Option<&str>, why: &NoFit) -> Problems {
    let (code, message, remedy) = match why {
        NoFit::NoEvent => (
            Code::Estimation,
            format!("no case of `{process}` has the event, or all have it"),
            "widen --from and --until, or import the whole tables".to_owned(),
        ),
        NoFit::Candidate { known } => {
            let asked = asked.unwrap_or_default();
            let remedy = match nearest(asked, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("give one of: {}", known.join("; ")),
            };
            (Code::UnknownName, format!("`{asked}` is no candidate for `{process}`"), remedy)
        }
    };
    Diagnostic::new(code, Place::CommandLine, message, remedy).into()
}

/// The forecasts of joining as lines of CSV.
fn of_joins(cases: &[joins::JoinCase], forecasts: &[EventForecast]) -> String {
    let mut text = String::new();
    for EventForecast { row, probability, climatology, recent } in forecasts {
        let case = &cases[*row];
        let at_risk = &case.at_risk;
        let (side, atop) = (if at_risk.side_a { "A" } else { "B" }, at_risk.treaties.first());
        let atop = atop.map_or(String::new(), ToString::to_string);
        let (dispute, cow, year, outcome) = (at_risk.dispute, at_risk.code, case.year(), u8::from(at_risk.joined));
        writeln!(
            text,
            "dispute {dispute} side {side},{atop},{cow},{year},{probability:e},{climatology:e},{recent:e},{outcome}"
        )
        .expect("strings grow");
    }
    text
}

/// The forecasts of commitments honoured; they are not dated.
fn of_honours(cases: &[honours::Commitment], forecasts: &[EventForecast]) -> String {
    let mut text = String::new();
    for EventForecast { row, probability, climatology, recent } in forecasts {
        let honours::Commitment { war, atopid, state, honoured, .. } = &cases[*row];
        let (cow, outcome) = (state.map_or(String::new(), |state| state.to_string()), u8::from(*honoured));
        writeln!(text, "war {war},{atopid},{cow},,{probability:e},{climatology:e},{recent:e},{outcome}")
            .expect("strings grow");
    }
    text
}

/// Write the folder from which the fit can be made again.
fn replicated(
    mut folder: Replication,
    args: &FitArgs,
    (process, history): (Process, &Path),
    (model, missing): (&str, Option<&Missing>),
) -> Result<(), Problems> {
    folder.copy(history)?;
    let data = folder.place(history).expect("it was copied");
    let mut command = format!("foedera fit {} --history '{}'", process.name(), data.display());
    let texts = [("--from", &args.from), ("--until", &args.until), ("--candidate", &args.candidate)];
    for (option, text) in texts.into_iter().filter_map(|(option, text)| Some((option, text.as_ref()?))) {
        write!(command, " {option} '{text}'").expect("strings grow");
    }
    command.push_str(&super::fit_missing::again(args));
    command.push_str(" -o again.toml --force");
    folder.write("model.toml", model)?;
    if let Some(missing) = missing {
        folder.write("missing.csv", &missing.csv())?;
    }
    folder.finish(&format!("The process *{}*; what was found is `model.toml`.", process.name()), &[command])
}

fn summary(model: &EventModel) -> String {
    let card = &model.card;
    let mut text = format!(
        "{}: {} events in {} cases of {} groups\nlog-likelihood {} (constant {}); {} after {} steps\n\n{:<28}{:>9}{:>9}{:>9}{:>11}\n",
        model.process.name(),
        card.events,
        card.intervals,
        card.treaties,
        fixed(card.log_likelihood, 3),
        fixed(card.log_likelihood_constant, 3),
        if card.converged { "converged" } else { "NOT CONVERGED" },
        card.iterations,
        "effect",
        "estimate",
        "s.e.",
        "robust",
        "missing",
    );
    for own in &model.effects {
        let robust = own.robust_error.map_or(String::new(), |error| format!("{error:.3}"));
        let missing = format!("{:.1} %", 100.0 * own.scaling.missing);
        let (name, estimate, error) = (own.effect.name(), signed(own.estimate, 3), own.standard_error);
        writeln!(text, "{name:<28}{estimate:>9}{error:>9.3}{robust:>9}{missing:>11}").expect("strings grow");
    }
    write_card(&mut text, card).expect("strings grow");
    text
}
