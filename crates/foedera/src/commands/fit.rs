//! `foedera fit`.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, fixed, nearest, signed};
use foedera_lab::guarantee::answers;
use foedera_process::score::{Case, auc_within, calibration_in_the_large};
use foedera_process::{
    BlockScore, Card, Effect, Forecast, HazardFit, Model, NotFitted, Outcome, Process, ProcessKind, Sample,
    forecast_table, of_years, score_words, write_model,
};
use foedera_sources::{RawFile, Read, capabilities, democracy, ideal_points, read_file};
use foedera_store::WorldFile;
use foedera_world::{Day, Event, History, Provenance, Roster, TreatyId, Variable, World, read_history};

use super::diagnose;
use super::fit_answer::{DIAGNOSED_WITH, FitAnswer};
use super::fit_missing::Missing;
use crate::args::{DatasetArgs, FitArgs};
use crate::ground::Ground;
use crate::output;
use crate::replication::Replication;
use crate::target::{Kind, Target};

type Reader = fn(&RawFile, &Roster) -> Result<Read<Vec<Event>>, Problems>;

pub(crate) fn run(args: &FitArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    if !args.panel.is_empty() {
        ground.unused("fit")?;
        return super::panel_network::fit(args);
    }
    if args.formula.is_none() && args.network.seed.is_some() && args.missing.is_none() {
        let message =
            "--seed is of --formula, --panel and --missing; a SPEC.toml has its own, and processes draw nothing else"
                .to_owned();
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "leave it out").into());
    }
    if let Some(formula) = &args.formula {
        ground.unused("fit")?;
        unused_candidates(args)?;
        return super::relational::fit(args, super::relational::Spec::of_arguments(args, formula)?);
    }
    let process = args.process.as_deref().unwrap_or_default();
    if Path::new(process).extension().is_some_and(|ending| ending == "toml") {
        ground.unused("fit")?;
        unused_candidates(args)?;
        let mut spec =
            super::relational::Spec::read(&output::read_source(Path::new(process))?, args.history.as_deref())?;
        spec.limit(args.from.as_deref(), args.until.as_deref())?;
        return super::relational::fit(args, spec);
    }
    if super::fit_counted::COUNTED.contains(&process) {
        unused_candidates(args)?;
        return super::fit_counted::fit(args, process, ground);
    }
    let process = process.parse::<Process>().map_err(|_| {
        let message = format!("`{process}` is no process");
        let names: Vec<&str> = Process::ALL.map(Process::name).into_iter().chain(super::fit_counted::COUNTED).collect();
        let near = nearest(process, names.iter().copied()).map_or(String::new(), |near| format!("is `{near}` meant? "));
        let remedy =
            format!("{near}give one of {}, a SPEC.toml, or --formula with --events and --actors", names.join(", "));
        Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy)
    })?;
    let kind = match process.outcome() {
        Outcome::Hazard(kind) => kind,
        Outcome::Event => {
            ground.unused("fit")?;
            return super::fit_events::fit(args, process);
        }
        _ => {
            unused_candidates(args)?;
            return fit_answers(args, ground);
        }
    };
    ground.unused("fit")?;
    let (Some(history), Some(output)) = (&args.history, &args.output) else {
        let message = "a process needs --history and --output".to_owned();
        let remedy = "see `foedera fit --help`";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    };
    fit_process(args, kind, history, output)
}

/// The files of figures are of the fits of a history: a world file has its own.
pub(super) fn unused_figures(args: &FitArgs, process: &str) -> Result<(), Problems> {
    let given = [
        (args.datasets.nmc.is_some(), "--nmc"),
        (args.datasets.democracy.is_some(), "--democracy"),
        (args.datasets.ideal_points.is_some(), "--ideal-points"),
    ];
    let Some((_, option)) = given.into_iter().find(|(given, _)| *given) else { return Ok(()) };
    let message =
        format!("{option} is of fits of leave, ends and replaced; {process} read the tables of the world file");
    let remedy = "leave it out, and import the file into the world file";
    Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into())
}

/// What fits of tried candidates read, those of memberships and of events, is refused by the others.
fn unused_candidates(args: &FitArgs) -> Result<(), Problems> {
    let given = [
        (args.candidate.is_some(), "--candidate"),
        (args.forecasts.is_some(), "--forecasts"),
        (args.missing.is_some(), "--missing"),
    ];
    let Some((_, option)) = given.into_iter().find(|(given, _)| *given) else { return Ok(()) };
    let message = format!(
        "{option} is of fits of leave, ends and replaced, and of events (joins to cooperation); here it would change nothing"
    );
    Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "leave it out").into())
}

/// Fit the answers to calls: the register of the atlas with the figures of a world file.
fn fit_answers(args: &FitArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (Some(history), Some(output)) = (&args.history, &args.output) else {
        let message = "answers are fitted with --history world.foedera and --output".to_owned();
        let remedy = "make the world file with `foedera import DIR -o world.foedera`";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    };
    unused_figures(args, "answers")?;
    if args.from.is_some() || args.until.is_some() {
        let message = "--from and --until bound a history; answers are fitted on the whole register";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "leave them out").into());
    }
    if args.replication.is_some() {
        let message =
            "--replication is of other fits: answers are fitted on the register in the program, which is in no file";
        let remedy =
            "leave it out; `foedera fit answers --history WORLD -o FILE` of the same version makes the same model";
        return Err(Diagnostic::new(Code::Unsupported, Place::CommandLine, message, remedy).into());
    }
    let target = Target::new(output, Kind::Model, &[history], args.force)?;
    let atlas = ground.atlas()?;
    let world = WorldFile::open(history)?;
    let model = answers::fit(&atlas, &world).map_err(|error| match error {
        answers::FitError::World(problems) => problems,
        answers::FitError::NoMode => {
            let message = "the ascent found no mode for the answers".to_owned();
            Diagnostic::new(Code::Estimation, Place::CommandLine, message, "check the register and the world file")
                .into()
        }
    })?;
    target.write(foedera_process::write_answer_model(&model))?;
    let card = &model.card;
    let mut text = format!(
        "answers: {} to {} calls ({} left out), log-likelihood {}\n",
        card.answers.iter().sum::<u32>(),
        card.calls.0,
        card.calls.1,
        fixed(card.log_likelihood, 1)
    );
    for effect in &model.effects {
        let name = effect.effect.name();
        text.push_str(&format!("  {name:28} {} ({:.3})\n", signed(effect.estimate, 3), effect.standard_error));
    }
    for (name, scores) in &card.scores {
        let score = scores.overall;
        let auc = said(score.auc, |auc| format!("{auc:.3}"));
        text.push_str(&format!(
            "  {name}: Brier {:.4}, climatology {:.4}, by kind of call {:.4}, AUC {auc}, n = {}\n",
            score.brier, score.brier_climatology, scores.brier_by_trigger, score.cases
        ));
    }
    for line in card.choices.words() {
        text.push_str(&format!("{line}\n"));
    }
    let diagnosis = diagnose::of_answers(&model, output.display().to_string(), DIAGNOSED_WITH);
    FitAnswer { diagnosis, missing: None }.print(args, &text)
}

/// A number in words, or that it is not defined.
fn said(value: Option<f64>, words: impl Fn(f64) -> String) -> String {
    value.map_or("not defined".to_owned(), words)
}

/// The window of a process unless given.
fn window(args: &FitArgs) -> Result<(Day, Day), Problems> {
    let (first, last) = (Day::start_of_year(1946), Day::start_of_year(2019).plus_days(-1));
    let end = |given: &Option<String>, otherwise: Day| given.as_deref().map_or(Ok(otherwise), window_day);
    Ok((end(&args.from, first)?, end(&args.until, last)?))
}

/// A day of --from or --until.
pub(super) fn window_day(text: &str) -> Result<Day, Problems> {
    text.parse::<Day>().map_err(|error| {
        let message = format!("`{text}` is no day of a window: {error}");
        Diagnostic::new(Code::Usage, Place::CommandLine, message, "write YYYY-MM-DD after --from and --until").into()
    })
}

fn fit_process(args: &FitArgs, process: ProcessKind, history: &Path, output: &Path) -> Result<ExitCode, Problems> {
    let (from, until) = window(args)?;
    if until <= from {
        let message = format!("the window ends on {until}, not after it begins on {from}");
        let remedy = "give --from a day before --until";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    }
    let others = files(&args.datasets).into_iter().flatten();
    let inputs: Vec<&Path> = others.chain([history]).collect();
    let target = Target::new(output, Kind::Model, &inputs, args.force)?;
    let table = args.forecasts.as_ref().map(|path| Target::new(path, Kind::Forecasts, &inputs, args.force));
    let table = table.transpose()?;
    let replication = args.replication.as_deref().map(Replication::new).transpose()?;
    let replication = replication.map(|folder| copied(folder, args, process, history)).transpose()?;
    let (history, datasets) = load(&args.datasets, history)?;
    let atlas = Atlas::embedded()?;
    let patrons = atlas.patrons_in(history.roster());
    let patron = |world: &World, treaty: TreatyId, day: Day| {
        patrons.of(world, treaty, day, |state| world.figure_on(Variable::Cinc, state, day)).state
    };
    let named: Vec<u32> = atlas.roster().treaties().filter_map(|(_, treaty)| treaty.atop).collect();
    let fit = HazardFit {
        kind: process,
        window: (from, until),
        patron: &patron,
        candidate: args.candidate.as_deref(),
        named: &named,
        name: &|forecast| named_case(forecast, &history, &atlas),
    };
    let (mut model, scored) = fit.run(&history).map_err(|why| not_fitted(process, args, &why))?;
    model.card.datasets = datasets;
    if let Some(table) = table {
        table.write(forecast_table(&history, &scored))?;
    }
    let over_missing = args.missing.map(|draws| {
        let effects: Vec<Effect> = model.effects.iter().map(|own| own.effect).collect();
        let sample = Sample::build(&history, process, &effects, (from, until), &patron);
        Missing::of(draws, args, |draws, seed| model.over_missing(&sample, draws, seed))
    });
    let over_missing = over_missing.transpose()?;
    let text = write_model(&model);
    if let Some((folder, command)) = replication {
        folder.write("model.toml", &text)?;
        if let Some(missing) = &over_missing {
            folder.write("missing.csv", &missing.csv())?;
        }
        folder.finish(&format!("The process *{}*; what was found is `model.toml`.", process.name()), &[command])?;
    }
    target.write(text)?;
    let diagnosis = diagnose::of_hazard(&model, output.display().to_string(), DIAGNOSED_WITH);
    FitAnswer { diagnosis, missing: over_missing }.print(args, &summary(&model, &scored))
}

/// Why a process could not be fitted, and what to do.
fn not_fitted(process: ProcessKind, args: &FitArgs, why: &NotFitted) -> Problems {
    let (code, message, remedy) = match why {
        NotFitted::NoEvent => (
            Code::Estimation,
            format!("there is no event of `{}` in the window", process.name()),
            "widen --from and --until, or state a prior in the scenario".to_owned(),
        ),
        NotFitted::Candidate { known } => {
            let asked = args.candidate.as_deref().unwrap_or_default();
            let remedy = match nearest(asked, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("give one of: {}", known.join("; ")),
            };
            (Code::UnknownName, format!("`{asked}` is no candidate for `{}`", process.name()), remedy)
        }
    };
    Diagnostic::new(code, Place::CommandLine, message, remedy).into()
}

/// The inputs of a fit in a replication folder, and the command that makes the model of them again.
fn copied(
    mut folder: Replication,
    args: &FitArgs,
    process: ProcessKind,
    history: &Path,
) -> Result<(Replication, String), Problems> {
    let mut command = format!("foedera fit {}", process.name());
    let files = [
        ("--history", Some(history)),
        ("--nmc", args.datasets.nmc.as_deref()),
        ("--democracy", args.datasets.democracy.as_deref()),
        ("--ideal-points", args.datasets.ideal_points.as_deref()),
    ];
    for (option, file) in files.into_iter().filter_map(|(option, file)| Some((option, file?))) {
        folder.copy(file)?;
        let name = folder.place(file).expect("it was copied");
        write!(command, " {option} '{}'", name.display()).expect("strings grow");
    }
    let texts = [("--from", &args.from), ("--until", &args.until), ("--candidate", &args.candidate)];
    for (option, text) in texts.into_iter().filter_map(|(option, text)| Some((option, text.as_ref()?))) {
        write!(command, " {option} '{text}'").expect("strings grow");
    }
    command.push_str(&super::fit_missing::again(args));
    command.push_str(" -o again.toml --force");
    Ok((folder, command))
}

/// The treaty of a case by its name in the atlas or its number with its members, and the member that it is about.
fn named_case(forecast: &Forecast, history: &History, atlas: &Atlas) -> String {
    let (treaty, member, year) = forecast.key;
    let own = history.roster().treaty(treaty);
    let same = |other: &foedera_world::Treaty| other.atop.is_some() && other.atop == own.atop;
    let known = atlas.roster().treaties().find(|(_, other)| same(other));
    let name = known.map_or_else(
        || {
            let world = history.world_at(Day::start_of_year(year)).world;
            let members = world.treaty(treaty).members().map(|spell| history.roster().state(spell.state).key.clone());
            let members: Vec<String> = members.collect();
            let more = if members.len() > 4 { format!(" and {} more", members.len() - 4) } else { String::new() };
            format!("{} ({}{more})", own.name, members[..members.len().min(4)].join(", "))
        },
        |(_, other)| other.name.clone(),
    );
    member.map_or(name.clone(), |state| format!("{}: {name}", history.roster().state(state).name))
}

/// The files of datasets that were given.
pub(super) fn files(args: &DatasetArgs) -> [Option<&Path>; 3] {
    [&args.nmc, &args.democracy, &args.ideal_points].map(|file| file.as_deref())
}

/// The history with the attributes of the files that were given.
pub(super) fn load(args: &DatasetArgs, history: &Path) -> Result<(History, Vec<Provenance>), Problems> {
    let (history, mut datasets) = read_history(&output::read_source(history)?)?;
    let mut events = history.events().to_vec();
    let readers: [Reader; 3] = [capabilities::read, democracy::read, ideal_points::read];
    for (path, reader) in files(args).into_iter().zip(readers) {
        let Some(path) = path else { continue };
        let read = reader(&read_file(path)?, history.roster())?;
        // Yearly values stand alone, so a refused row makes one value missing; it is told, and the fit goes on.
        for refused in &read.refused {
            output::tell(refused);
        }
        for note in &read.notes {
            output::say(&format!("note: {}: {note}", path.display()));
        }
        if !read.refused.is_empty() || !read.unknown.is_empty() {
            let unknown: Vec<String> = read.unknown.iter().map(|(code, rows)| format!("{code} ({rows})")).collect();
            output::say(&format!(
                "{}: {} rows read, {} refused; COW numbers unknown to the history (rows): {}",
                read.provenance.dataset,
                read.rows,
                read.refused.len(),
                if unknown.is_empty() { "none".to_owned() } else { unknown.join(", ") }
            ));
        }
        events.extend(read.value);
        datasets.push(read.provenance);
    }
    Ok((History::new(Arc::clone(history.roster()), events), datasets))
}

fn summary(model: &Model, scored: &[(&str, Vec<Forecast>)]) -> String {
    let mut text = String::new();
    write_estimates(&mut text, model).expect("strings grow");
    write_scores(&mut text, model, scored).expect("strings grow");
    text
}

/// What was fitted: counts and coefficients.
fn write_estimates(text: &mut String, model: &Model) -> std::fmt::Result {
    let card = &model.card;
    writeln!(
        text,
        "{}: {} events, {:.0} years at risk, {} treaties, {} intervals\nlog-likelihood {} (constant rate {}); {} after {} steps\n\n{:<28}{:>9}{:>9}{:>9}{:>11}",
        model.kind.name(),
        card.events,
        card.exposure_years,
        card.treaties,
        card.intervals,
        fixed(card.log_likelihood, 3),
        fixed(card.log_likelihood_constant, 3),
        if card.converged { "converged" } else { "NOT CONVERGED" },
        card.iterations,
        "effect",
        "estimate",
        "s.e.",
        "factor",
        "missing",
    )?;
    let mut row = |name: &str, estimate: f64, error: f64, missing: String| {
        let (told, factor) = (fixed(estimate, 3), foedera_process::factor(estimate));
        writeln!(text, "{name:<28}{told:>9}{error:>9.3}{factor:>9.2}{missing:>11}")
    };
    for effect in &model.effects {
        row(
            effect.effect.name(),
            effect.estimate,
            effect.standard_error,
            format!("{:.1} %", 100.0 * effect.scaling.missing),
        )?;
    }
    if let Some(frailty) = &model.frailty {
        row("frailty ln variance", frailty.log_variance, frailty.standard_error, String::new())?;
    }
    let recalibration = &model.recalibration;
    if !recalibration.memories.is_empty() {
        let (factor, share) = (recalibration.factor(), recalibration.share());
        writeln!(
            text,
            "recalibrated by earlier forecasts: rates × {factor:.2} (weight {share:.2} of what they expected)"
        )?;
    }
    if let Some(blocks) = &model.blocks {
        let deviation = blocks.variance.sqrt();
        write!(
            text,
            "block uncertainty: rates of five years × a gamma factor with mean 1 and deviation {deviation:.2}"
        )?;
        if let Some(score) = blocks.score() {
            let BlockScore { blocks, inside, log_score, log_score_poisson } = score;
            write!(
                text,
                "; {inside} of {blocks} counts inside the 90 % band, log score {log_score:.2} (independent events {log_score_poisson:.2})"
            )?;
        }
        text.push('\n');
    }
    Ok(())
}

/// How it did out of sample, beside both references, and what was tried.
fn write_scores(text: &mut String, model: &Model, scored: &[(&str, Vec<Forecast>)]) -> std::fmt::Result {
    write_scored(text, &model.card)?;
    for (question, forecasts) in scored {
        let cases: Vec<Case> = forecasts.iter().map(Forecast::case).collect();
        let auc = said(auc_within(&cases, |case| case.year), |auc| format!("{auc:.3}"));
        write!(text, "{question}: AUC within the year {auc}")?;
        if let Some(of) = calibration_in_the_large(&of_years(forecasts, (2007, 2019)), 0.9) {
            let (low, high) = (of.interval.0 * of.expected, of.interval.1 * of.expected);
            write!(text, "; 2007-2018 {:.1} forecast, {} happened", of.expected, of.observed)?;
            write!(text, " (90 % interval {low:.1} to {high:.1})")?;
        }
        writeln!(text)?;
    }
    write_tried(text, &model.card)?;
    for class in &model.references {
        writeln!(text, "{}: {} exits in {} member-years", class.name, class.events, fixed(class.years, 0))?;
    }
    Ok(())
}

/// What a card says of the model on what it had not seen, and what was tried.
pub(super) fn write_card(text: &mut String, card: &Card) -> std::fmt::Result {
    write_scored(text, card)?;
    write_tried(text, card)
}

fn write_scored(text: &mut String, card: &Card) -> std::fmt::Result {
    for (name, card) in &card.scores {
        let score = &card.score;
        writeln!(
            text,
            "{}: AUC {}, Brier skill {}{}, log score {:.5} against {:.5} of climatology ({} events, {} cases)",
            score_words(name),
            said(score.auc, |auc| format!("{auc:.3}")),
            said(score.brier_skill(), |skill| signed(skill, 4)),
            card.brier_skill.map_or(String::new(), |of| format!(
                " ({} to {}, {} drawn)",
                signed(of.interval.0, 4),
                signed(of.interval.1, 4),
                of.blocks.name()
            )),
            score.log_score,
            score.log_score_climatology,
            score.events,
            score.cases
        )?;
    }
    Ok(())
}

fn write_tried(text: &mut String, card: &Card) -> std::fmt::Result {
    for (name, log_score, brier, ships) in &card.tried {
        let mark = if *ships { "ships" } else { "" };
        writeln!(text, "tried: {name:<67} log {log_score:.5}  Brier {brier:.6}  {mark}")?;
    }
    Ok(())
}
