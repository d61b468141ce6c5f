//! Results of RSiena, below `FOEDERA_GOLDEN`/process.
//!
//! A case is any folder with a `case.json` whose peer is RSiena, with waves `<base>1.csv`, … and `<base>_sym_1.csv`, … and the
//! covariate alc in `<base>a.csv`. Both estimates are stochastic: they must agree to 0.15 standard errors, standard errors to 10 %
//! of theirs. [`EXCEPTIONS`] names what does not.

use std::path::{Path, PathBuf};

use foedera_actor_oriented::{Covariate, Effect, Error, Estimate, Model, Network, Options, Panel, Rule, estimate};
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

const EFFECTS: [Effect; 9] = [
    Effect::Outdegree,
    Effect::Reciprocity,
    Effect::TransitiveTriplets,
    Effect::ThreeCycles,
    Effect::Degree,
    Effect::TransitiveTriads,
    Effect::Alter(0),
    Effect::Ego(0),
    Effect::Similarity(0),
];

fn effects(panel: &Panel, names: &Json) -> Vec<Effect> {
    let of = |name: &Json| EFFECTS.into_iter().find(|effect| effect.name(panel) == name.as_str().unwrap()).unwrap();
    names.as_array().unwrap().iter().map(of).collect()
}

/// Standard errors that are farther off than 10 %: the case, the effect, and how far they may be.
///
/// That of 3-cycles is 0.2607 there and 0.2905 ± 0.0007 here (300 000 simulations; 0.288 with
/// a derivative by differences): 11.4 % more. With 1000 simulations, as many as
/// theirs is from, 25 runs of ours at their parameters gave 0.271 to 0.318, with a standard deviation of 0.0125: theirs is 2.4 of
/// these off. Among 13 standard errors that is no proof of another method, but it is below all of the 25.
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

fn check(name: &str, folder: &Path, base: &str, rule: Rule, theirs: &Json) -> Vec<String> {
    let prefix = if rule.is_directed() { base.to_owned() } else { format!("{base}_sym_") };
    let panel = Panel::new(waves(folder, &prefix), vec![alcohol(folder, base)]).unwrap();
    let effects = effects(&panel, &theirs["effects"]);
    let model = Model::new(panel, rule, &effects).unwrap();
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
    let ours: Result<Estimate, Error> = estimate(&model, &options);
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

/// The folders below process/ with a case of RSiena, with the base of their files.
fn cases(golden: &Path) -> Vec<(PathBuf, String, Json)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(golden.join("process")).unwrap() {
        let folder = entry.unwrap().path();
        let Ok(text) = std::fs::read_to_string(folder.join("case.json")) else { continue };
        let Ok(json) = serde_json::from_str::<Json>(&text) else { continue };
        if !json["peer"].as_str().is_some_and(|peer| peer.starts_with("RSiena")) {
            continue;
        }
        let names = std::fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
        let base = names.into_iter().find_map(|name| Some(name.strip_suffix("_sym_1.csv")?.to_owned()));
        found.push((folder, base.expect("a file <base>_sym_1.csv"), json));
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

#[test]
fn golden_estimates_of_rsiena() {
    let Some(golden) = std::env::var_os("FOEDERA_GOLDEN") else {
        println!("skipped: FOEDERA_GOLDEN is not set");
        return;
    };
    let mut wrong = Vec::new();
    for (folder, base, json) in cases(Path::new(&golden)) {
        let case = folder.file_name().unwrap().to_string_lossy().into_owned();
        if json["directed"].is_object() {
            wrong.extend(check(&format!("{case} directed"), &folder, &base, Rule::Directed, &json["directed"]));
        }
        for theirs in json["symmetric"].as_array().into_iter().flatten() {
            let rule = Rule::of_model_type(theirs["modelType"].as_u64().unwrap() as usize).unwrap();
            wrong.extend(check(&format!("{case} {}", rule.name()), &folder, &base, rule, theirs));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
