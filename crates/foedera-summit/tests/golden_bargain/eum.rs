//! The expected utility model: every round of both variants, and Scholz's published table.

use foedera_summit::eum::{Expectation, Kind, Variant};
use serde_json::Value;

use crate::case::{apart, files, folder, json, list, number, numbers, rows};

/// A median and a mean weighted by c s, as the reference takes them.
fn forecast(positions: &[f64], weights: &[f64]) -> (f64, f64) {
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by(|a, b| positions[*a].total_cmp(&positions[*b]));
    let all: f64 = weights.iter().sum();
    let mut reached = 0.0;
    let middle = order.iter().find(|i| {
        reached += weights[**i];
        reached >= all / 2.0
    });
    let mean = positions.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>() / all;
    (positions[*middle.unwrap()], mean)
}

fn kind(name: &Value) -> Kind {
    match name.as_str().unwrap() {
        "confrontation" => Kind::Confrontation,
        "compromise" => Kind::Compromise,
        "capitulation" => Kind::Capitulation,
        other => panic!("unknown move {other}"),
    }
}

#[test]
fn golden_expected_utility_rounds() {
    let Some(folder) = folder("eum") else { return };
    for (name, path) in files(&folder, "_expected.json") {
        let expected = json(&path);
        let rows = rows(&folder.join(format!("{name}.csv")), 1);
        let column = |index: usize| -> Vec<f64> { rows.iter().map(|row| row[index].parse().unwrap()).collect() };
        let (capabilities, positions, saliences) = (column(1), column(2), column(3));
        let weights: Vec<f64> = capabilities.iter().zip(&saliences).map(|(c, s)| c * s).collect();
        for (variant, reference) in expected["variants"].as_object().unwrap() {
            let reading = if variant.starts_with('A') { Variant::Code } else { Variant::Equations };
            let mut model = Expectation::new(&positions, &weights, &saliences, reading);
            let mut now = positions.clone();
            for state in reference.as_array().unwrap() {
                let round = state["round"].as_u64().unwrap();
                if round > 0 {
                    let next = model.round(&now);
                    assert!(
                        apart(&next.risks, &numbers(&state["risk_exponent_r"])) < 1e-9,
                        "{name} {variant} {round}: r"
                    );
                    let moves = list(state, "moves");
                    assert_eq!(next.moves.len(), moves.len(), "{name} {variant} {round}: who moves");
                    for (found, want) in next.moves.iter().zip(moves) {
                        assert_eq!(rows[found.actor][0], want[0].as_str().unwrap(), "{name} {variant} {round}");
                        assert_eq!(found.kind, kind(&want[1]), "{name} {variant} {round}: {want}");
                        let detail = [found.expected[0], found.expected[1], found.to];
                        let want: Vec<f64> = (3..6).map(|i| number(&want[i])).collect();
                        assert!(apart(&detail, &want) < 1e-9, "{name} {variant} {round}: {found:?} {want:?}");
                    }
                    now = next.positions;
                }
                assert!(apart(&now, &numbers(&state["positions"])) < 1e-9, "{name} {variant} {round}: positions");
                let (median, mean) = forecast(&now, &weights);
                assert!((median - number(&state["median"])).abs() < 1e-9, "{name} {variant} {round}: median");
                assert!((mean - number(&state["mean"])).abs() < 1e-9, "{name} {variant} {round}: mean");
            }
            println!("{name} {variant}: {} rounds agree", reference.as_array().unwrap().len());
        }
        if expected["published"].is_object() {
            published(&expected["published"], &positions, &weights, &saliences);
        }
    }
}

/// Scholz et al. 2011, Table 2: to 0.1, but for the median of round 2, where the paper prints 9.9 and its program 9.6.
fn published(published: &Value, positions: &[f64], weights: &[f64], saliences: &[f64]) {
    let medians = numbers(&published["scholz_2011_table2_median_rounds_1_to_8"]);
    let means = numbers(&published["scholz_2011_table2_mean_rounds_1_to_8"]);
    let mut model = Expectation::new(positions, weights, saliences, Variant::Code);
    let mut now = positions.to_vec();
    for (round, (median, mean)) in medians.iter().zip(&means).enumerate() {
        now = model.round(&now).positions;
        let found = forecast(&now, weights);
        assert!(round == 1 || (found.0 - median).abs() <= 0.1, "round {}: median {} {median}", round + 1, found.0);
        assert!((found.1 - mean).abs() <= 0.1, "round {}: mean {} {mean}", round + 1, found.1);
    }
}
