//! `foedera diagnose`: whether to trust a fitted model, of whichever process, and what its coefficients mean.

use std::path::Path;

use foedera_diagnostic::document;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source, fixed, nearest, signed};
use foedera_lab::guarantee::answers::embedded_answers;
use foedera_lab::{Models, embedded_events};
use foedera_process::event::EventModel;
use foedera_process::response::AnswerModel;
use foedera_process::score::Score;
use foedera_process::{
    Card, Estimated, FirstDifference, Fitted, Model, NetworkOutcome, Outcome, Process, ProcessKind, factor,
    read_fitted, score_words,
};
use foedera_report::Style;
use serde::Serialize;

use crate::args::DiagnoseArgs;
use crate::output;

/// Draws of the parameters behind first differences.
const DRAWS: u32 = 4000;
/// Histories drawn of a relational model unless told otherwise.
const HISTORIES: u32 = 100;
/// Above this the other effects stand in for one nearly as well.
const INFLATED: f64 = 10.0;
/// Standard errors on either side of an estimate that hold 90 %.
const NINETY: f64 = 1.644_853_626_951_472_6;

/// What is told of a fitted model: by `diagnose`, and by `fit` of the model that it has just made.
#[derive(Serialize)]
pub(super) struct Diagnosis {
    process: String,
    definition: String,
    /// The file, or the model in the program.
    pub(super) model: String,
    fitted_on: String,
    converged: bool,
    log_likelihood: f64,
    /// That of a constant rate; absent where the file has none.
    log_likelihood_constant: Option<f64>,
    effects: Vec<Effect>,
    scores: Vec<Scored>,
    totals: Vec<Total>,
    misses: Vec<Miss>,
    draws: u32,
    seed: u64,
}

impl Diagnosis {
    /// How a command ends that tells it.
    pub(super) fn exit_code(&self) -> ExitCode {
        if self.converged { ExitCode::Success } else { ExitCode::NegativeFinding }
    }
}

#[derive(Serialize)]
struct Effect {
    effect: &'static str,
    definition: &'static str,
    estimate: f64,
    standard_error: f64,
    /// The same if what is of one treaty depends on each other; absent where the file has none.
    robust_error: Option<f64>,
    /// What one standard deviation multiplies the rate, or the odds, by.
    factor: f64,
    factor_interval: (f64, f64),
    /// Absent for the base rate.
    difference: Option<Difference>,
    /// How many times the other effects blow up its variance; absent if the file's covariance is none.
    inflation: Option<f64>,
    /// In which share of the data it is missing, and counts as its centre.
    missing: f64,
}

#[derive(Serialize)]
struct Difference {
    from: f64,
    to: f64,
    probability_from: f64,
    probability_to: f64,
    difference: f64,
    interval: (f64, f64),
}

impl From<FirstDifference> for Difference {
    fn from(of: FirstDifference) -> Self {
        Self {
            from: of.from,
            to: of.to,
            probability_from: of.probabilities.0,
            probability_to: of.probabilities.1,
            difference: of.difference,
            interval: of.interval,
        }
    }
}

#[derive(Serialize)]
struct Scored {
    score: String,
    of: String,
    n: u32,
    events: u32,
    log_score: f64,
    log_score_reference: f64,
    brier: f64,
    brier_reference: f64,
    auc: Option<f64>,
}

#[derive(Serialize)]
struct Total {
    from: i16,
    to: i16,
    forecast: f64,
    happened: u32,
}

#[derive(Serialize)]
struct Miss {
    case: String,
    year: i16,
    probability: f64,
}

/// Which model is asked about.
enum Asked {
    Process(Fitted, String),
    /// One that `foedera fit` wrote from a formula: it is fitted again.
    Formula(Source),
    /// One of waves of a network.
    Waves(Source),
}

pub(crate) fn run(args: &DiagnoseArgs) -> Result<ExitCode, Problems> {
    let diagnosis = match asked(&args.model)? {
        Asked::Formula(source) => {
            return super::relational::diagnose::run(args, &source, args.simulate.unwrap_or(HISTORIES));
        }
        // A formula can be fitted again and histories drawn of it; of the others there is what the file holds.
        _ if args.simulate.is_some() => {
            let message = "--simulate draws histories of a model of a formula; here it would change nothing";
            return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "leave it out").into());
        }
        Asked::Waves(source) => return super::panel_network::diagnose(&source, &args.print),
        Asked::Process(Fitted::Hazard(model), name) => of_hazard(&model, name, args.seed),
        Asked::Process(Fitted::Ordered(model), name) => of_answers(&model, name, args.seed),
        Asked::Process(Fitted::Event(model), name) => of_events(&model, name, args.seed),
    };
    let answered = output::Answered { command: "diagnose-process", table: "effects" };
    output::answer(&args.print, answered, &diagnosis, |style: Style| {
        let more = "all columns and scores, what they mean, totals";
        output::clean_beside(&text(&diagnosis, style), more, style)
    })?;
    Ok(diagnosis.exit_code())
}

/// The model of a file, else one that comes with the program.
fn asked(model: &Path) -> Result<Asked, Problems> {
    let named = model.to_str().and_then(|name| name.parse::<Process>().ok());
    if let Some(process) = named.filter(|_| !model.exists()) {
        let name = format!("models/{}.toml, in the program", process.name());
        return Ok(Asked::Process(shipped(process)?, name));
    }
    if model.extension().is_none() && !model.exists() {
        let name = model.display().to_string();
        let shipped = Process::ALL.map(Process::name);
        let near = nearest(&name, shipped).map_or(String::new(), |near| format!("is `{near}` meant? "));
        let message = format!("`{name}` is neither a file nor a model that comes with the program");
        let remedy = format!("{near}give a file that `foedera fit` wrote, or one of {}", shipped.join(", "));
        return Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into());
    }
    let source = output::read_source(model)?;
    let is = |root: &document::Table<'_>| (root.has("formula"), of_waves(root));
    match document::read(&source, |root| Some(is(root)))? {
        (true, _) => return Ok(Asked::Formula(source)),
        (_, true) => return Ok(Asked::Waves(source)),
        _ => {}
    }
    Ok(Asked::Process(read_fitted(&source)?, model.display().to_string()))
}

/// Whether a file is a model of waves of a network.
pub(super) fn of_waves(root: &document::Table<'_>) -> bool {
    root.string_or_none("process").is_some_and(|process| process.value == NetworkOutcome::Waves.process())
}

/// The model of a process in the program.
fn shipped(process: Process) -> Result<Fitted, Problems> {
    let models = || Models::embedded();
    Ok(match process.outcome() {
        Outcome::Ordered => Fitted::Ordered(Box::new(embedded_answers()?.0)),
        Outcome::Hazard(ProcessKind::Leave | ProcessKind::AnyEnd) => Fitted::Hazard(Box::new(models()?.leave)),
        Outcome::Hazard(ProcessKind::Ends) => Fitted::Hazard(Box::new(models()?.ends)),
        Outcome::Hazard(ProcessKind::Replaced) => Fitted::Hazard(Box::new(models()?.replaced)),
        Outcome::Event => Fitted::Event(Box::new(embedded_events(process)?)),
        Outcome::Stated => unreachable!("a process of the list is fitted"),
    })
}

pub(super) fn of_hazard(model: &Model, name: String, seed: u64) -> Diagnosis {
    let (card, process) = (&model.card, model.kind.process());
    let fitted_on = format!(
        "{} events in {:.0} {}s of {} treaties, {} to {}",
        card.events,
        card.exposure_years,
        process.unit(),
        card.treaties,
        card.window.0,
        card.window.1
    );
    let effects = told_effects(&model.effects, model.inflation(), model.first_differences(DRAWS, seed));
    of_card(card, (process, name, fitted_on), effects, seed)
}

pub(super) fn of_events(model: &EventModel, name: String, seed: u64) -> Diagnosis {
    let (card, process) = (&model.card, model.process);
    let fitted_on = format!(
        "{} events in {} cases ({}), in {} groups that depend on each other within; {} to {}",
        card.events,
        card.intervals,
        process.unit(),
        card.treaties,
        card.window.0,
        card.window.1
    );
    let effects = told_effects(&model.effects, model.inflation(), model.first_differences(DRAWS, seed));
    of_card(card, (process, name, fitted_on), effects, seed)
}

/// The effects of a model with their inflation and first differences.
fn told_effects(
    estimated: &[Estimated],
    inflation: Option<Vec<f64>>,
    differences: impl IntoIterator<Item = Option<FirstDifference>>,
) -> Vec<Effect> {
    let told = |(place, (own, difference)): (usize, (&Estimated, Option<FirstDifference>))| Effect {
        difference: difference.map(Difference::from),
        inflation: inflation.as_ref().map(|factors| factors[place]),
        ..effect(own)
    };
    estimated.iter().zip(differences).enumerate().map(told).collect()
}

/// What the card of a hazard, or of a process of events, says of it.
fn of_card(
    card: &Card,
    (process, model, fitted_on): (Process, String, String),
    effects: Vec<Effect>,
    seed: u64,
) -> Diagnosis {
    Diagnosis {
        process: process.name().to_owned(),
        definition: process.definition().to_owned(),
        model,
        fitted_on,
        converged: card.converged,
        log_likelihood: card.log_likelihood,
        log_likelihood_constant: Some(card.log_likelihood_constant),
        effects,
        scores: card.scores.iter().map(|(name, own)| scored(name, score_words(name), &own.score)).collect(),
        totals: card.totals.iter().map(|of| Total { from: of.0, to: of.1, forecast: of.2, happened: of.3 }).collect(),
        misses: card.misses.iter().map(|of| Miss { case: of.0.clone(), year: of.1, probability: of.2 }).collect(),
        draws: DRAWS,
        seed,
    }
}

pub(super) fn of_answers(model: &AnswerModel, name: String, seed: u64) -> Diagnosis {
    let card = &model.card;
    let all: u32 = card.answers.iter().sum();
    let (inflation, differences) = (model.inflation(), model.first_differences(DRAWS, seed));
    let effects = model.effects.iter().enumerate().map(|(place, own)| Effect {
        difference: differences.as_ref().map(|all| all[place].into()),
        inflation: inflation.as_ref().map(|factors| factors[place]),
        ..effect(own)
    });
    Diagnosis {
        process: "answers".to_owned(),
        definition:
            "one ally's answer to one call: nothing, words, materiel or troops; first differences are of troops"
                .to_owned(),
        model: name,
        fitted_on: format!(
            "{all} answers to {} calls, {} to {}; {} of them troops",
            card.calls.0, card.years.0, card.years.1, card.answers[3]
        ),
        // A fit that finds no mode writes no file.
        converged: true,
        log_likelihood: card.log_likelihood,
        log_likelihood_constant: None,
        effects: effects.collect(),
        scores: card.scores.iter().map(|(name, own)| scored(name, name, &own.overall)).collect(),
        totals: Vec::new(),
        misses: Vec::new(),
        draws: DRAWS,
        seed,
    }
}

/// An effect without what is made of draws.
fn effect(own: &Estimated) -> Effect {
    let end = |side: f64| factor(own.estimate + side * NINETY * own.standard_error);
    Effect {
        effect: own.effect.name(),
        definition: own.effect.entry().definition,
        estimate: own.estimate,
        standard_error: own.standard_error,
        robust_error: own.robust_error,
        factor: factor(own.estimate),
        factor_interval: (end(-1.0), end(1.0)),
        difference: None,
        inflation: None,
        missing: own.scaling.missing,
    }
}

fn scored(name: &str, of: &str, score: &Score) -> Scored {
    Scored {
        score: name.to_owned(),
        of: of.to_owned(),
        n: score.cases,
        events: score.events,
        log_score: score.log_score,
        log_score_reference: score.log_score_climatology,
        brier: score.brier,
        brier_reference: score.brier_climatology,
        auc: score.auc,
    }
}

fn text(of: &Diagnosis, style: Style) -> String {
    let state = if of.converged { "converged" } else { "DID NOT CONVERGE" };
    let constant = of.log_likelihood_constant.map_or(String::new(), |own| format!(" (constant rate {own:.1})"));
    let mut lines = vec![
        format!("{} ({})", of.process, of.model),
        of.definition.clone(),
        format!("fitted on {}; {state}; log-likelihood {:.1}{constant}", of.fitted_on, of.log_likelihood),
        String::new(),
        output::aligned(&effects(of, style.full), style).trim_end().to_owned(),
    ];
    if style.full {
        lines.push(format!(
            "estimate and factor (on the rate, or the odds) for one standard deviation; difference: of the probability {} when the effect goes \
             from `from` to `to` and the others stay at their centre, mean and 90 % of {} draws (seed {}); inflation of 1: no other effect \
             stands in for it; robust: the error where rows of one treaty depend on each other; missing: share of the data in which it counts as its centre",
            match of.process.parse::<Process>().map(Process::outcome) {
                Ok(Outcome::Ordered) => "of troops",
                Ok(Outcome::Event) => "of the event",
                _ => "of the event within a year",
            },
            of.draws,
            of.seed
        ));
    }
    for own in of.effects.iter().filter(|own| own.inflation.is_some_and(|factor| factor > INFLATED)) {
        let factor = own.inflation.unwrap_or_default();
        lines
            .push(format!("COLLINEAR: {}: the other effects make its variance {factor:.0} times as large", own.effect));
    }
    lines.push(format!(
        "\nscores on what was held out, beside the plain rate\n{}",
        output::aligned(&scores(of, style.full), style)
    ));
    if style.full && !of.totals.is_empty() {
        let total = |own: &Total| format!("{}–{}: {:.1} and {}", own.from, own.to, own.forecast, own.happened);
        let totals: Vec<String> = of.totals.iter().map(total).collect();
        lines.push(format!("forecast and happened, refitted every three years: {}", totals.join("; ")));
    }
    if let Some(worst) = of.misses.first().filter(|_| style.full) {
        lines.push(format!(
            "least expected: {} in {} ({:.2} %); more in --format json",
            worst.case,
            worst.year,
            100.0 * worst.probability
        ));
    }
    lines.join("\n") + "\n"
}

/// Columns of the table of effects on a first screen.
const FIRST: [usize; 7] = [0, 1, 2, 3, 4, 5, 11];

/// The table of effects; on a first screen estimates with their errors, factors and what is missing.
fn effects(of: &Diagnosis, full: bool) -> Vec<Vec<String>> {
    let head = [
        "effect",
        "estimate",
        "s.e.",
        "robust",
        "factor",
        "(90 %)",
        "from",
        "to",
        "difference",
        "(90 %)",
        "inflation",
        "missing",
    ];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let times = |factor: f64| if factor < 0.1 { format!("{factor:.4}") } else { format!("{factor:.2}") };
    let points = |share: f64| format!("{} pts", signed(100.0 * share, 2));
    for own in &of.effects {
        let moved = own.difference.as_ref();
        let moves = |words: &dyn Fn(&Difference) -> String| moved.map_or(String::new(), words);
        rows.push(vec![
            own.effect.to_owned(),
            signed(own.estimate, 3),
            format!("{:.3}", own.standard_error),
            own.robust_error.map_or(String::new(), |error| format!("{error:.3}")),
            times(own.factor),
            format!("{} to {}", times(own.factor_interval.0), times(own.factor_interval.1)),
            moves(&|moved| fixed(moved.from, 2)),
            moves(&|moved| fixed(moved.to, 2)),
            moves(&|moved| points(moved.difference)),
            moves(&|moved| {
                format!("{} to {}", signed(100.0 * moved.interval.0, 2), signed(100.0 * moved.interval.1, 2))
            }),
            own.inflation.map_or(String::new(), |factor| format!("{factor:.1}")),
            format!("{:.0} %", 100.0 * own.missing),
        ]);
    }
    let robust = of.effects.iter().any(|own| own.robust_error.is_some());
    let told = |column: &usize| (full || FIRST.contains(column)) && (robust || *column != 3);
    for row in &mut rows {
        let mut column = 0..;
        row.retain(|_| column.next().is_some_and(|column| told(&column)));
    }
    rows
}

/// Scores; on a first screen the first of them.
fn scores(of: &Diagnosis, full: bool) -> Vec<Vec<String>> {
    const FIRST: usize = 3;
    let mut rows =
        vec![["scored on", "n", "events", "log", "plain", "Brier", "plain", "AUC"].map(str::to_owned).to_vec()];
    rows.extend(of.scores.iter().take(if full { usize::MAX } else { FIRST }).map(|own| {
        vec![
            own.of.clone(),
            own.n.to_string(),
            own.events.to_string(),
            format!("{:.4}", own.log_score),
            format!("{:.4}", own.log_score_reference),
            format!("{:.5}", own.brier),
            format!("{:.5}", own.brier_reference),
            own.auc.map_or("not defined".to_owned(), |auc| format!("{auc:.3}")),
        ]
    }));
    rows
}
