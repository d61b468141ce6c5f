//! `foedera fit --panel`: a stochastic actor-oriented model of waves of a network.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source, fixed, nearest, signed};
use foedera_process::actor_oriented::{
    Covariate, Effect, Error, Estimate, Model, Network, Options, Panel, Rule, estimate,
};
use foedera_process::{NetworkEffect, NetworkFile, NetworkFit, NetworkModel, read_wave_model, write_network_model};
use foedera_report::Style;
use serde::Serialize;

use crate::args::FitArgs;
use crate::output;
use crate::target::{Kind, Target};

/// A table of numbers, perhaps with the labels of its rows.
struct Matrix {
    source: Source,
    labels: Option<Vec<String>>,
    /// Rows of cells, each with its line and column, counted from 1.
    rows: Vec<Vec<(String, usize, usize)>>,
}

#[derive(Serialize)]
struct Answer {
    rule: String,
    actors: usize,
    waves: usize,
    effects: Vec<Line>,
    rates: Vec<RateLine>,
    /// The largest convergence ratio of any combination of statistics; below 0.1 the estimate is converged.
    maximum_ratio: f64,
    converged: bool,
    rounds: usize,
    simulations: usize,
    seed: u64,
}

#[derive(Serialize)]
struct Line {
    effect: String,
    estimate: f64,
    standard_error: f64,
    /// Simulated less observed, in standard deviations.
    convergence_ratio: f64,
}

#[derive(Serialize)]
struct RateLine {
    period: usize,
    rate: f64,
    standard_error: f64,
}

pub(crate) fn fit(args: &FitArgs) -> Result<ExitCode, Problems> {
    super::start_threads(args.threads)?;
    let seed = args.network.seed.unwrap_or(1);
    let inputs: Vec<&Path> = args.panel.iter().map(PathBuf::as_path).collect();
    let target = match &args.output {
        None => None,
        Some(path) => {
            let json = path.extension().is_some_and(|ending| ending == "json");
            let kind = if json { Kind::Answer } else { Kind::Model };
            Some((Target::new(path, kind, &inputs, args.force)?, json))
        }
    };
    let model = model(args)?;
    let found = estimate(&model, &Options { seed, ..Options::default() }).map_err(|error| wrong(&error))?;
    let answer = answer(&model, &found, seed);
    if let Some((target, json)) = target {
        target.write(if json { output::json("fit-panel", &answer) } else { answer.toml(&found, args)? })?;
    }
    tell(&args.print, &answer)
}

/// `foedera diagnose` of the model file of a panel: what it holds.
pub(super) fn diagnose(source: &Source, print: &crate::args::PrintArgs) -> Result<ExitCode, Problems> {
    tell(print, &Answer::of_model(&read_wave_model(source)?))
}

fn tell(print: &crate::args::PrintArgs, answer: &Answer) -> Result<ExitCode, Problems> {
    let answered = output::Answered { command: "fit-panel", table: "effects" };
    output::answer(print, answered, answer, |style: Style| {
        let more = (1 + answer.rates.len() + answer.effects.len()).saturating_sub(FIRST);
        let more = if more > 0 { format!("{more} more rows") } else { String::new() };
        output::clean_beside(&text(answer, style), &more, style)
    })?;
    Ok(if answer.converged { ExitCode::Success } else { ExitCode::NegativeFinding })
}

fn usage(message: String, remedy: &str) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
}

fn wrong(error: &Error) -> Problems {
    let code = match error {
        Error::Singular { .. } | Error::Endless { .. } | Error::Overflow { .. } => Code::Estimation,
        _ => Code::Inconsistent,
    };
    Diagnostic::new(code, Place::CommandLine, error.to_string(), "docs/actor-oriented.md says what a panel needs")
        .into()
}

/// The waves, covariates, rule and effects that were asked for.
fn model(args: &FitArgs) -> Result<Model, Problems> {
    let waves: Vec<Matrix> = args.panel.iter().map(|path| matrix(path)).collect::<Result<_, _>>()?;
    let labels = waves[0].labels.clone();
    let networks = waves.iter().map(|wave| network(wave, labels.as_deref())).collect::<Result<Vec<_>, _>>()?;
    let covariates =
        args.covariates.iter().map(|given| covariate(given, labels.as_deref())).collect::<Result<Vec<_>, _>>()?;
    let names: Vec<String> = covariates.iter().map(|own| own.name().to_owned()).collect();
    let rule = Rule::ALL.into_iter().find(|rule| rule.name().eq_ignore_ascii_case(&args.rule)).ok_or_else(|| {
        let known: Vec<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
        usage(format!("`{}` is no rule", args.rule), &format!("give one of {}", known.join(", ")))
    })?;
    let Some(effects) = &args.effects else {
        let remedy =
            "give --effects \"outdegree, reciprocity, transitive triplets\"; docs/actor-oriented.md lists them";
        return Err(usage("a panel needs --effects".to_owned(), remedy));
    };
    let panel = Panel::new(networks, covariates).map_err(|error| wrong(&error))?;
    let effects = effects.split(',').map(|text| effect(text.trim(), &panel, &names)).collect::<Result<Vec<_>, _>>()?;
    Model::new(panel, rule, &effects).map_err(|error| wrong(&error))
}

/// An effect by its name in tables, as RSiena has it, case aside.
fn effect(text: &str, panel: &Panel, covariates: &[String]) -> Result<Effect, Problems> {
    let all: Vec<Effect> = (0..covariates.len().max(1))
        .flat_map(Effect::all)
        .filter(|effect| effect.covariate().is_none_or(|place| place < covariates.len()))
        .collect();
    let plain = |name: &str| name.replace(" (density)", "").to_lowercase();
    let names: BTreeMap<String, Effect> = all.iter().map(|own| (plain(&own.name(panel)), *own)).collect();
    names.get(&plain(text)).copied().ok_or_else(|| {
        let near = nearest(&plain(text), names.keys().map(String::as_str));
        let near = near.map_or(String::new(), |near| format!("is `{near}` meant? "));
        let known: Vec<&str> = names.keys().map(String::as_str).collect();
        let remedy = format!("{near}there are {}", known.join(", "));
        Diagnostic::new(Code::UnknownName, Place::CommandLine, format!("unknown effect `{text}`"), remedy).into()
    })
}

/// Read a table of numbers: cells parted by commas, semicolons, tabs or blanks, with or without labels of rows and columns.
fn matrix(path: &Path) -> Result<Matrix, Problems> {
    let source = output::read_source(path)?;
    let text = source.text().trim_start_matches('\u{feff}').to_owned();
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let mark = [',', ';', '\t'].into_iter().find(|mark| first.contains(*mark));
    let clean = |cell: &str| cell.trim().trim_matches('"').trim().to_owned();
    let cells = |line: &str| -> Vec<String> {
        match mark {
            Some(mark) => line.split(mark).map(clean).collect(),
            None => line.split_whitespace().map(clean).collect(),
        }
    };
    let numbered = |(line, text): (usize, &str)| -> Vec<(String, usize, usize)> {
        cells(text).into_iter().enumerate().map(|(column, cell)| (cell, line + 1, column + 1)).collect()
    };
    let mut rows: Vec<_> = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()).map(numbered).collect();
    let is_number = |cell: &(String, usize, usize)| cell.0.parse::<f64>().is_ok();
    let headed = rows.first().is_some_and(|row| row.iter().any(|cell| !is_number(cell) && !is_missing(&cell.0)));
    let header = headed.then(|| rows.remove(0));
    let labelled = rows.iter().any(|row| row.first().is_some_and(|cell| !is_number(cell) && !is_missing(&cell.0)))
        || header.as_ref().is_some_and(|header| header[0].0.is_empty() || header[0].0.eq_ignore_ascii_case("label"));
    let labels = labelled.then(|| rows.iter_mut().map(|row| row.remove(0).0).collect::<Vec<_>>());
    let made = Matrix { source, labels, rows };
    made.check(header.as_deref())?;
    Ok(made)
}

fn is_missing(cell: &str) -> bool {
    matches!(cell, "" | "NA" | "NaN" | "na" | "." | "n/a")
}

impl Matrix {
    fn at(&self, (_, line, column): &(String, usize, usize)) -> Place {
        Place::File(format!("{}, line {line}, column {column}", self.source.name()))
    }

    /// Labels stand once; a header names the rows in their order, if it names them.
    fn check(&self, header: Option<&[(String, usize, usize)]>) -> Result<(), Problems> {
        let place = || Place::File(self.source.name().to_owned());
        let refuse =
            |message: String, remedy: &str| Err(Diagnostic::new(Code::Schema, place(), message, remedy).into());
        if self.rows.is_empty() {
            return refuse("there is no row of numbers".to_owned(), "give a row for each actor");
        }
        let Some(labels) = &self.labels else { return Ok(()) };
        if let Some(twice) = labels.iter().enumerate().find(|(place, label)| labels[..*place].contains(label)) {
            return refuse(format!("`{}` labels two rows", twice.1), "give each actor one row");
        }
        let columns: Vec<&str> = header.unwrap_or_default().iter().skip(1).map(|cell| cell.0.as_str()).collect();
        let square = columns.len() == labels.len();
        if square && columns.iter().any(|name| labels.iter().any(|label| label == name)) && columns != *labels {
            return refuse("the columns are not the rows in their order".to_owned(), "order the columns as the rows");
        }
        Ok(())
    }

    /// The number of each cell, rows in the order of `labels`.
    fn numbers(&self, labels: Option<&[String]>) -> Result<Vec<Vec<f64>>, Problems> {
        let order: Vec<usize> = match (labels, &self.labels) {
            (Some(labels), Some(own)) => {
                let place = |label: &String| {
                    own.iter().position(|own| own == label).ok_or_else(|| {
                        let message = format!("there is no row of `{label}`, which the first wave has");
                        let place = Place::File(self.source.name().to_owned());
                        Diagnostic::new(Code::Schema, place, message, "give all files the same actors").into()
                    })
                };
                labels.iter().map(place).collect::<Result<_, Problems>>()?
            }
            _ => (0..self.rows.len()).collect(),
        };
        if order.len() != self.rows.len() {
            let message = format!("{} rows, but the first wave has {} actors", self.rows.len(), order.len());
            let place = Place::File(self.source.name().to_owned());
            return Err(Diagnostic::new(Code::Schema, place, message, "give all files the same actors").into());
        }
        let number = |cell: &(String, usize, usize)| {
            cell.0.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(|| {
                let (what, remedy) = if is_missing(&cell.0) {
                    (
                        "is missing",
                        "models of panels know no missing values: impute it, or leave the actor out of all files",
                    )
                } else {
                    ("is no number", "write a number")
                };
                Problems::from(Diagnostic::new(
                    Code::InvalidValue,
                    self.at(cell),
                    format!("`{}` {what}", cell.0),
                    remedy,
                ))
            })
        };
        order.iter().map(|row| self.rows[*row].iter().map(number).collect()).collect()
    }
}

/// A wave: ties of 0 and 1, the columns in the order of the rows.
fn network(wave: &Matrix, labels: Option<&[String]>) -> Result<Network, Problems> {
    let odd = wave.rows.iter().flatten().find(|cell| !is_missing(&cell.0) && !matches!(cell.0.parse(), Ok(0.0 | 1.0)));
    if let Some(cell) = odd {
        let message = format!("`{}` is neither 0 nor 1", cell.0);
        return Err(Diagnostic::new(Code::InvalidValue, wave.at(cell), message, "a tie is there (1) or not (0)").into());
    }
    let rows = wave.numbers(labels)?;
    // Columns follow the rows of their own file.
    let columns: Vec<usize> = match (labels, &wave.labels) {
        (Some(labels), Some(own)) => {
            labels.iter().map(|label| own.iter().position(|own| own == label).expect("checked above")).collect()
        }
        _ => (0..rows.len()).collect(),
    };
    let square = rows.iter().all(|row| row.len() == rows.len());
    let ties = |row: &Vec<f64>| columns.iter().map(|column| row[*column] == 1.0).collect::<Vec<bool>>();
    let cells: Vec<bool> = if square {
        rows.iter().flat_map(ties).collect()
    } else {
        rows.iter().flatten().map(|cell| *cell == 1.0).collect()
    };
    Network::new(rows.len(), cells).map_err(|error| {
        let place = Place::File(wave.source.name().to_owned());
        Diagnostic::new(Code::Schema, place, error.to_string(), "give a square of 0 and 1, with 0 on its diagonal")
            .into()
    })
}

/// NAME=FILE: a column of values, or one for each wave.
fn covariate(given: &str, labels: Option<&[String]>) -> Result<Covariate, Problems> {
    let Some((name, file)) = given.split_once('=') else {
        return Err(usage(format!("`{given}` is no NAME=FILE"), "write --covariate NAME=FILE"));
    };
    let table = matrix(Path::new(file))?;
    let rows = table.numbers(labels)?;
    let width = rows[0].len();
    if width == 0 || rows.iter().any(|row| row.len() != width) {
        let place = Place::File(table.source.name().to_owned());
        let message = "rows differ in the number of their values, or have none".to_owned();
        return Err(
            Diagnostic::new(Code::Schema, place, message, "give one value an actor, or one for each wave").into()
        );
    }
    let wave = |column: usize| rows.iter().map(|row| row[column]).collect::<Vec<f64>>();
    Ok(match width {
        1 => Covariate::constant(name, wave(0)),
        _ => Covariate::changing(name, (0..width).map(wave).collect()),
    })
}

fn answer(model: &Model, found: &Estimate, seed: u64) -> Answer {
    let line = |(place, effect): (usize, &Effect)| Line {
        effect: effect.name(model.panel()),
        estimate: found.parameters[place],
        standard_error: found.standard_errors[place],
        convergence_ratio: found.ratios[place],
    };
    let rate = |(period, rate): (usize, &f64)| RateLine {
        period: period + 1,
        rate: *rate,
        standard_error: found.rate_errors[period],
    };
    Answer {
        rule: model.rule().name().to_owned(),
        actors: model.panel().actors(),
        waves: model.panel().waves().len(),
        effects: model.effects().iter().enumerate().map(line).collect(),
        rates: found.rates.iter().enumerate().map(rate).collect(),
        maximum_ratio: found.maximum_ratio,
        converged: found.is_converged,
        rounds: found.rounds,
        simulations: found.simulations,
        seed,
    }
}

impl Answer {
    /// The model file.
    fn toml(&self, found: &Estimate, args: &FitArgs) -> Result<String, Problems> {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let covariates = args.covariates.iter().filter_map(|given| given.split_once('='));
        let waves = args.panel.iter().enumerate().map(|(place, path)| (format!("wave {}", place + 1), path.clone()));
        let named = covariates.map(|(name, file)| (format!("covariate {name}"), PathBuf::from(file)));
        let file = |(what, path): (String, PathBuf)| {
            let sha256 = foedera_sources::read_file(&path)?.sha256();
            Ok(NetworkFile { what, file: path.display().to_string(), sha256 })
        };
        let model = NetworkModel {
            definition: self.rule.clone(),
            actors: count(self.actors),
            fit: NetworkFit::Waves {
                waves: count(self.waves),
                maximum_ratio: self.maximum_ratio,
                rounds: count(self.rounds),
                simulations: count(self.simulations),
                seed: self.seed,
                rates: self.rates.iter().map(|own| (own.rate, own.standard_error)).collect(),
            },
            converged: self.converged,
            effects: self.effects.iter().map(Line::effect).collect(),
            covariance: found.covariance.clone(),
            files: waves.chain(named).map(file).collect::<Result<_, Problems>>()?,
        };
        Ok(write_network_model(&model, ""))
    }

    /// What a model file says.
    fn of_model(model: &NetworkModel) -> Self {
        let NetworkFit::Waves { waves, maximum_ratio, rounds, simulations, seed, rates } = &model.fit else {
            unreachable!("a model of waves was read");
        };
        let line = |own: &NetworkEffect| Line {
            effect: own.name.clone(),
            estimate: own.estimate,
            standard_error: own.standard_error,
            convergence_ratio: own.convergence_ratio.unwrap_or(f64::NAN),
        };
        let rate =
            |(place, own): (usize, &(f64, f64))| RateLine { period: place + 1, rate: own.0, standard_error: own.1 };
        Self {
            rule: model.definition.clone(),
            actors: model.actors as usize,
            waves: *waves as usize,
            effects: model.effects.iter().map(line).collect(),
            rates: rates.iter().enumerate().map(rate).collect(),
            maximum_ratio: *maximum_ratio,
            converged: model.converged,
            rounds: *rounds as usize,
            simulations: *simulations as usize,
            seed: *seed,
        }
    }
}

impl Line {
    fn effect(&self) -> NetworkEffect {
        NetworkEffect {
            name: self.effect.clone(),
            estimate: self.estimate,
            standard_error: self.standard_error,
            convergence_ratio: Some(self.convergence_ratio),
            ..NetworkEffect::default()
        }
    }
}

/// Rows of the table on the first screen.
const FIRST: usize = 15;

fn text(answer: &Answer, style: Style) -> String {
    let mut rows = vec![["effect", "estimate", "s.e.", "convergence"].map(str::to_owned).to_vec()];
    let cells = |name: String, estimate: f64, error: f64, ratio: Option<f64>| {
        vec![
            name,
            format!("{:>9}", fixed(estimate, 4)),
            format!("{error:>8.4}"),
            ratio.map_or(String::new(), |ratio| signed(ratio, 3)),
        ]
    };
    rows.extend(
        answer
            .rates
            .iter()
            .map(|own| cells(format!("rate of period {}", own.period), own.rate, own.standard_error, None)),
    );
    rows.extend(
        answer
            .effects
            .iter()
            .map(|own| cells(own.effect.clone(), own.estimate, own.standard_error, Some(own.convergence_ratio))),
    );
    // Whether it converged stands below them, and on every first screen.
    if style.is_screen() {
        rows.truncate(FIRST);
    }
    let state =
        if answer.converged { "converged" } else { "NOT CONVERGED: start again with another seed, or drop an effect" };
    format!(
        "stochastic actor-oriented model, rule {}: {} waves of {} actors\n\n{}\nlargest convergence ratio {:.3} (below 0.1 is converged): {state}; \
         {} simulations in {} rounds, seed {}\n",
        answer.rule,
        answer.waves,
        answer.actors,
        output::aligned(&rows, style),
        answer.maximum_ratio,
        answer.simulations,
        answer.rounds,
        answer.seed
    )
}
