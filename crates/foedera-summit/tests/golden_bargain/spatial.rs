//! Nash bargaining on a line against a fine grid: to 1e-3 of the range of positions and reference.

use foedera_summit::Setting;
use foedera_summit::nash::{Loss, NoAgreement, nash_on};

use crate::case::{files, folder, json, list, number, numbers};

#[test]
fn golden_nash_bargaining_on_a_line() {
    let Some(folder) = folder("spatial") else { return };
    for (name, path) in files(&folder, ".json") {
        for case in list(&json(&path), "cases") {
            let (positions, weights) = (numbers(&case["x"]), numbers(&case["w"]));
            let reference = number(&case["status_quo"]);
            let all = || positions.iter().copied().chain([reference]);
            let scale = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
            let saliences = vec![1.0; positions.len()];
            let setting = Setting {
                issues: 1,
                positions,
                saliences,
                capabilities: weights,
                reference: vec![reference],
                scales: vec![scale],
            };
            for (loss, key) in [(Loss::Linear, "nbs_linear_loss"), (Loss::Quadratic, "nbs_quadratic_loss")] {
                let (found, expected) = (nash_on(&setting, 0, loss), &case["expected"][key]);
                let what = format!("{name}, {}, {key}: {found:?} for {expected}", case["name"]);
                match found {
                    Ok(text) => assert!((text - number(expected)).abs() < 1e-3 * (scale.1 - scale.0), "{what}"),
                    Err(reason) => assert!(expected.is_null() && reason == NoAgreement::NoImprovement, "{what}"),
                }
            }
            println!("{}: agrees", case["name"]);
        }
    }
}
