//! Results of RSiena, below `FOEDERA_GOLDEN`/process.
//!
//! A case is any folder with a `case.json` whose peer is RSiena, with waves `<base>1.csv`, … and `<base>_sym_1.csv`, … and the
//! covariate alc in `<base>a.csv`. Both estimates are stochastic: they must agree to 0.15 standard errors, standard errors to 10 %
//! of theirs. [`EXCEPTIONS`] names what does not.

use std::path::{Path, PathBuf};

use foedera_math::Cholesky;
use foedera_process::actor_oriented::{
    Covariate, Effect, Error, Estimate, Model, Network, Options, Panel, Rule, Simulation, Stop, estimate,
};
use rayon::prelude::*;
use serde_json::Value as Json;

fn numbers(value: &Json) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn rows(path: &Path) -> Vec<Vec<f64>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(|cell| cell.parse().unwrap()).collect()).collect()
}

/// Waves `<prefix>1.csv` and on.
fn waves(folder: &Path, prefix: &str) -> Vec<Network> {
    let paths = (1..).map(|wave| folder.join(format!("{prefix}{wave}.csv"))).take_while(|path| path.exists());
    let network = |path: PathBuf| {
        let rows = rows(&path);
        Network::new(rows.len(), rows.iter().flatten().map(|cell| *cell == 1.0).collect()).unwrap()
    };
    paths.map(network).collect()
}

fn alcohol(folder: &Path, base: &str) -> Covariate {
    let rows = rows(&folder.join(format!("{base}a.csv")));
    let of = |wave: usize| rows.iter().map(|row| row[wave]).collect();
    Covariate::changing("alc", (0..rows[0].len()).map(of).collect())
}

fn effects(panel: &Panel, names: &Json) -> Vec<Effect> {
    let of =
        |name: &Json| Effect::all(0).into_iter().find(|effect| effect.name(panel) == name.as_str().unwrap()).unwrap();
    names.as_array().unwrap().iter().map(of).collect()
}

/// Standard errors that are farther off than 10 %: the case, the effect, and how far they may be.
///
/// That of 3-cycles is 0.2607 there and 0.2905 ± 0.0007 here (300 000 simulations; 0.288 with a derivative by differences): 11.4 %
/// more. It is noise of theirs as far as can be told: from 1000 simulations at their parameters, with Σ as they have it,
/// [`golden_scatter_of_standard_errors`] gives 0.2873 ± 0.0141, and 4 of 200 runs below theirs.
const EXCEPTIONS: [(&str, &str, f64); 1] = [("v30-rsiena-s50 directed", "3-cycles", 0.12)];

/// What is wrong with an estimate, and how far it is off at most.
fn compare(name: &str, ours: &Estimate, theirs: &Json) -> Vec<String> {
    let mut wrong = Vec::new();
    if !ours.is_converged || ours.ratios.iter().any(|ratio| ratio.abs() >= 0.1) {
        wrong.push(format!("{name}: not converged: {} {:?}", ours.maximum_ratio, ours.ratios));
    }
    let mut hold = |what: &str, own: &[f64], expected: &[f64], scale: &[f64], most: &dyn Fn(usize) -> f64| {
        assert_eq!(own.len(), expected.len(), "{name}: {what}");
        for (k, (own, expected)) in own.iter().zip(expected).enumerate() {
            let off = (own - expected) / scale[k];
            let line = format!("{name}: {what} {}: {own:.4} for {expected:.4}, off by {off:.3}", k + 1);
            println!("{line}");
            if off.is_nan() || off.abs() > most(k) {
                wrong.push(line);
            }
        }
    };
    let errors = numbers(&theirs["standard_errors"]);
    hold("parameter", &ours.parameters, &numbers(&theirs["parameters"]), &errors, &|_| 0.15);
    let exception =
        |k: usize| EXCEPTIONS.iter().find(|(case, effect, _)| *case == name && theirs["effects"][k] == *effect);
    let most = |k: usize| exception(k).map_or(0.1, |(.., most)| *most);
    hold("standard error", &ours.standard_errors, &errors, &errors, &most);
    // Where they give no standard errors of rates, ours must do.
    let known = theirs["rate_se"].is_array();
    let rate_errors = if known { numbers(&theirs["rate_se"]) } else { ours.rate_errors.clone() };
    hold("rate", &ours.rates, &numbers(&theirs["rates"]), &rate_errors, &|_| 0.15);
    if known {
        hold("rate error", &ours.rate_errors, &rate_errors, &rate_errors, &|_| 0.1);
    }
    wrong
}

/// The model of a case, and what RSiena says of it.
struct Case {
    name: String,
    model: Model,
    theirs: Json,
}

impl Case {
    fn new(folder: &Path, base: &str, rule: Rule, theirs: &Json) -> Self {
        let prefix = if rule.is_directed() { base.to_owned() } else { format!("{base}_sym_") };
        let panel = Panel::new(waves(folder, &prefix), vec![alcohol(folder, base)]).unwrap();
        let effects = effects(&panel, &theirs["effects"]);
        let model = Model::new(panel, rule, &effects).unwrap();
        let name = format!("{} {}", folder.file_name().unwrap().to_string_lossy(), rule.name());
        Self { name, model, theirs: theirs.clone() }
    }
}

fn check(Case { name, model, theirs }: &Case) -> Vec<String> {
    let effects = model.effects();
    let mut wrong = Vec::new();
    if theirs["targets"].is_array() {
        let mut expected = numbers(&theirs["targets"]);
        // RSiena counts a cycle once, not once from each of its three actors. No estimate depends on it.
        let cycles = effects.iter().position(|effect| *effect == Effect::ThreeCycles);
        cycles.into_iter().for_each(|place| expected[place] *= 3.0);
        let pairs = model.targets().iter().zip(&expected);
        if pairs.clone().any(|(own, expected)| (own - expected).abs() > 1e-5) {
            wrong.push(format!("{name}: targets {:?} for {expected:?}", model.targets()));
        }
    }
    let begin = std::time::Instant::now();
    let options = Options { phase_three: 20_000, batch: 16, ..Options::default() };
    let ours: Result<Estimate, Error> = estimate(model, &options);
    let ours = match ours {
        Ok(ours) => ours,
        Err(error) => return vec![format!("{name}: {error}")],
    };
    println!(
        "{name}: {} simulations in {} rounds, {:.1} s, overall maximum convergence ratio {:.3} (theirs {})",
        ours.simulations,
        ours.rounds,
        begin.elapsed().as_secs_f64(),
        ours.maximum_ratio,
        theirs["tconv_max"]
    );
    wrong.extend(compare(name, &ours, theirs));
    wrong
}

/// The models of RSiena below process/, in order of folders; none if the folder is not there.
fn cases() -> Vec<Case> {
    let Some(process) = foedera_golden::folder("process") else { return Vec::new() };
    let entries = std::fs::read_dir(&process).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut found = Vec::new();
    for folder in folders {
        let Ok(text) = std::fs::read_to_string(folder.join("case.json")) else { continue };
        let Ok(json) = serde_json::from_str::<Json>(&text) else { continue };
        if !json["peer"].as_str().is_some_and(|peer| peer.starts_with("RSiena")) {
            continue;
        }
        let names = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let base = names.into_iter().find_map(|name| Some(name.strip_suffix("_sym_1.csv")?.to_owned()));
        let base = base.expect("a file <base>_sym_1.csv");
        if json["directed"].is_object() {
            found.push(Case::new(&folder, &base, Rule::Directed, &json["directed"]));
        }
        for theirs in json["symmetric"].as_array().into_iter().flatten() {
            let rule = Rule::of_model_type(theirs["modelType"].as_u64().unwrap() as usize).unwrap();
            found.push(Case::new(&folder, &base, rule, theirs));
        }
    }
    assert!(!found.is_empty(), "no case of RSiena in {}", process.display());
    found
}

#[test]
fn golden_estimates_of_rsiena() {
    let wrong: Vec<String> = cases().iter().flat_map(check).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Add the covariance of the first (rows) with the second (columns).
fn add_covariance(pairs: &[(Vec<f64>, Vec<f64>)], into: &mut [f64]) {
    let size = pairs[0].0.len();
    let count = pairs.len() as f64;
    for row in 0..size {
        let own = pairs.iter().map(|(first, _)| first[row]).sum::<f64>() / count;
        for column in 0..size {
            let products = pairs.iter().map(|(first, second)| (first[row] - own) * second[column]);
            into[row * size + column] += products.sum::<f64>() / (count - 1.0);
        }
    }
}

/// Standard errors of the effects from this many simulations, as RSiena has them: Σ is the covariance of sums over periods (ours
/// sums covariances of periods, with less noise), D that of statistics with scores within periods.
fn standard_errors(simulation: &Simulation<'_>, model: &Model, run: u32, count: u32) -> Vec<f64> {
    let (size, periods) = (model.effects().len(), model.panel().periods());
    let mut room = simulation.room();
    let mut one = |number: u32, period: usize| {
        let ending = simulation.run(&mut room, 4711, run * count + number, period, Stop::Distance, true).unwrap();
        (ending.statistics, ending.score)
    };
    let runs: Vec<Vec<_>> = (0..count).map(|number| (0..periods).map(|period| one(number, period)).collect()).collect();
    let (mut sigma, mut derivative) = (vec![0.0; size * size], vec![0.0; size * size]);
    (0..periods).for_each(|period| {
        let pairs: Vec<_> = runs.iter().map(|run| run[period].clone()).collect();
        add_covariance(&pairs, &mut derivative);
    });
    let total = |run: &Vec<(Vec<f64>, Vec<f64>)>| -> Vec<f64> {
        (0..size).map(|k| run.iter().map(|(statistics, _)| statistics[k]).sum()).collect()
    };
    add_covariance(&runs.iter().map(|run| (total(run), total(run))).collect::<Vec<_>>(), &mut sigma);
    // D⁻¹ = (Dᵀ D)⁻¹ Dᵀ.
    let cell = |row: usize, column: usize| derivative[row * size + column];
    let square = (0..size * size)
        .map(|at| (0..size).map(|inner| cell(inner, at / size) * cell(inner, at % size)).sum())
        .collect::<Vec<f64>>();
    let factor = Cholesky::new(size, &square).unwrap();
    let columns: Vec<Vec<f64>> =
        (0..size).map(|column| factor.solve(&(0..size).map(|row| cell(column, row)).collect::<Vec<_>>())).collect();
    let variance =
        |k: usize| (0..size * size).map(|at| columns[at / size][k] * sigma[at] * columns[at % size][k]).sum::<f64>();
    (0..size).map(|k| variance(k).sqrt()).collect()
}

/// How far standard errors from 1000 simulations scatter, and where those of RSiena lie. It claims nothing;
/// docs/actor-oriented.md has what it prints.
#[test]
#[ignore = "it measures, for about three minutes of processor time, what docs/actor-oriented.md says of noise"]
fn golden_scatter_of_standard_errors() {
    const RUNS: u32 = 200;
    for Case { name, model, theirs } in cases() {
        let simulation = Simulation::new(&model, &numbers(&theirs["parameters"])).unwrap();
        let count = theirs["n3"].as_u64().unwrap_or(1000) as u32;
        let all: Vec<Vec<f64>> =
            (0..RUNS).into_par_iter().map(|run| standard_errors(&simulation, &model, run, count)).collect();
        for (k, theirs) in numbers(&theirs["standard_errors"]).iter().enumerate() {
            let mut own: Vec<f64> = all.iter().map(|errors| errors[k]).collect();
            own.sort_by(f64::total_cmp);
            let mean = foedera_math::mean(&own);
            let deviation =
                (own.iter().map(|error| (error - mean) * (error - mean)).sum::<f64>() / f64::from(RUNS - 1)).sqrt();
            println!(
                "{name}: {}: {mean:.4} ± {deviation:.4} ({:.4} to {:.4}); theirs {theirs:.4}, {:.2} deviations off, {} of {RUNS} below it",
                model.effects()[k].name(model.panel()),
                own[0],
                own[own.len() - 1],
                (theirs - mean) / deviation,
                own.iter().filter(|error| *error < theirs).count()
            );
        }
    }
}
