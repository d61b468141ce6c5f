//! S, κ and π against the reference results below `FOEDERA_GOLDEN`/summit/similarity. Every case of every file of the form is run.

use foedera_panel::{Distance, similarity};
use serde_json::Value;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

#[test]
fn golden_similarity() {
    let Some(folder) = foedera_golden::folder("summit/similarity") else { return };
    let mut run = 0;
    for (_, path) in foedera_golden::files(&folder, ".json") {
        let file: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for case in file["cases"].as_array().unwrap() {
            let (a, b) = (numbers(&case["a"]), numbers(&case["b"]));
            let weights = case["weights"].as_array().map(|_| numbers(&case["weights"]));
            let most = case["categories"].as_f64().unwrap() - 1.0;
            for (key, distance) in [("abs", Distance::Absolute), ("sq", Distance::Squared)] {
                let ours = similarity(&a, &b, weights.as_deref(), most, distance);
                let found = [("D_o", ours.apart), ("S", ours.s), ("kappa", ours.kappa), ("pi", ours.pi)];
                for (name, value) in found {
                    let expected = &case["expected"][key][name];
                    match expected.as_f64() {
                        Some(expected) => {
                            assert!((value - expected).abs() < 1e-12, "{} {key} {name}: {value}", case["name"]);
                        }
                        None => assert!(value.is_nan(), "{} {key} {name}: {value} for {expected}", case["name"]),
                    }
                }
            }
            run += 1;
        }
    }
    assert!(run > 0, "no case was found");
}
