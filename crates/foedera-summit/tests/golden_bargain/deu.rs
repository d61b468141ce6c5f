//! Forecasts on the issues of the European Union with visible outcomes: each one, and mean errors to 0.005.

use foedera_diagnostic::Source;
use foedera_summit::benchmark::{BAND, Benchmark, Case, Recipe, error_ratios, forecasts, read, score, validate};
use foedera_summit::settle::{Voices, election};
use foedera_summit::{Condorcet, Model, Setting};

use crate::case::{folder, json, number};

fn benchmark() -> Option<(Benchmark, serde_json::Value)> {
    let folder = folder("deu")?;
    let source = |name: &str| Source::new(name, std::fs::read_to_string(folder.join(name)).unwrap());
    let benchmark = read(&source("issues.csv"), &source("positions.csv")).unwrap();
    Some((benchmark, json(&folder.join("expected.json"))))
}

/// A setting with all capabilities, or all saliences too, set to 1.
fn level(case: &Case, saliences: bool) -> Setting {
    let mut setting = case.setting.clone();
    setting.capabilities.fill(1.0);
    if saliences {
        setting.saliences.fill(1.0);
    }
    setting
}

/// The reference's plain median lies half way between two middle positions: ours from below, and from above.
fn middle(setting: &Setting) -> f64 {
    let mut mirrored = setting.clone();
    mirrored.positions.iter_mut().for_each(|x| *x = 100.0 - *x);
    let median = |setting: &Setting| foedera_summit::settle(Model::Median, setting).text[0];
    (median(setting) + 100.0 - median(&mirrored)) / 2.0
}

#[test]
fn golden_forecasts_of_european_issues() {
    let Some((benchmark, expected)) = benchmark() else { return };
    let cases = benchmark.scored();
    let mean = |setting: &Setting| foedera_summit::settle(Model::Mean, setting).text[0];
    let ours: [(&str, Vec<f64>); 8] = [
        ("compromise_cap_sal", forecasts(&benchmark, Model::Mean)),
        ("mean_salience_only", cases.iter().map(|case| mean(&level(case, false))).collect()),
        ("mean_unweighted", cases.iter().map(|case| mean(&level(case, true))).collect()),
        ("weighted_median_cap_sal", forecasts(&benchmark, Model::Median)),
        ("median", cases.iter().map(|case| middle(&level(case, true))).collect()),
        ("pce_prop_markov_uniform_expected", forecasts(&benchmark, Model::PceUniform)),
        (
            "pce_prop_markov_uniform_mode",
            cases.iter().map(|case| election(&case.setting, 0, Condorcet::default()).mode().0).collect(),
        ),
        ("pce_prop_conditional_expected", forecasts(&benchmark, Model::PceConditional)),
    ];
    let mut checked = 0;
    for (name, found) in &ours {
        let reference = &expected["visible_subset_metrics"][name];
        let found_score = score(&cases, found, None);
        for (key, value) in
            [("MAE", found_score.mean), ("RMSE", found_score.root_mean_square), ("medianAE", found_score.median)]
        {
            let apart = (value - number(&reference[key])).abs();
            assert!(apart < 0.005, "{name} {key}: {value} for {}", reference[key]);
        }
        assert_eq!(found_score.count, reference["n"].as_u64().unwrap() as usize, "{name}");
        for (case, forecast) in cases.iter().zip(found) {
            let want = number(&expected["predictions_visible"][&case.issue][name]);
            assert!((forecast - want).abs() < 0.005, "{name} {}: {forecast} for {want}", case.issue);
            checked += 1;
        }
    }
    for case in &cases {
        let want = number(&expected["predictions_visible"][&case.issue]["weighted_sd"]);
        let found = 100.0 * Voices::new(&case.setting, 0).deviation();
        assert!((found - want).abs() < 1e-6, "{}: deviation {found} for {want}", case.issue);
    }
    println!("{checked} forecasts for {} issues agree", cases.len());
}

/// The constants of the chosen model and of its band are what the visible issues say, not what somebody once typed.
#[test]
fn golden_the_contrast_is_what_the_visible_issues_choose() {
    let Some((benchmark, _)) = benchmark() else { return };
    let validation = validate(&benchmark).unwrap();
    assert_eq!(validation.recipe, Recipe::CHOSEN);
    for (found, shipped) in validation.ratios.iter().zip(&Recipe::RATIOS) {
        assert!((found - shipped).abs() < 5e-4, "{found} for {shipped}");
    }
    let cases = benchmark.scored();
    let shipped = score(&cases, &forecasts(&benchmark, Model::PceContrast), None).mean;
    assert!((shipped - validation.in_sample).abs() < 5e-3, "{shipped} for {}", validation.in_sample);
    for (found, stated) in error_ratios(&cases, &validation.left_out).iter().zip(&BAND) {
        assert!((found.1 - stated.1).abs() < 5e-3, "{found:?} for {stated:?}");
    }
    println!(
        "in sample {:.3}, cross-validated {:.3}, nested {:.3}",
        validation.in_sample, validation.cross_validated, validation.nested
    );
}
