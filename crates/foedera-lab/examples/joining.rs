//! Accession scored in one step and in two: `cargo run -p foedera-lab --example joining WORLD [DIR]`. The logit of each eligible state and
//! treaty, beside the treaty that takes in others × who is among them; origins every three years from 1965. With a folder both models are written.

use std::collections::BTreeMap;

use foedera_lab::joining;
use foedera_process::score::{Case, auc, brier, log_score};
use foedera_process::{Process, write_event_model};
use foedera_store::WorldFile;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let path = arguments.first().expect("a world file");
    let world = WorldFile::open(std::path::Path::new(path)).unwrap_or_else(|problems| panic!("{problems}"));
    let fit = |process: Process| joining::fit(&world, process, (None, None), None).expect("it can be fitted");
    let told = |words: &str, cases: &[Case]| {
        let number = |of: Option<f64>| of.map_or("none".to_owned(), |of| format!("{of:.5}"));
        let (log, area, score) = (number(log_score(cases)), number(auc(cases)), number(brier(cases)));
        println!("{words}: {} cases, log {log}, AUC {area}, Brier score {score}", cases.len());
    };
    let [opens, join] = [Process::OPENS, Process::JOIN].map(fit);
    let mut of_treaties = BTreeMap::new();
    for of in &opens.2 {
        let key = opens.1.keys[of.row];
        of_treaties
            .insert((key.treaty.expect("a treaty"), key.year), (of.probability, opens.1.rows.rows[of.row].happened));
    }
    let said: Vec<f64> = join.2.iter().map(|of| of.probability).collect();
    let keys: Vec<joining::Key> = join.2.iter().map(|of| join.1.keys[of.row]).collect();
    let probabilities = of_treaties.iter().map(|(key, of)| (*key, of.0)).collect();
    let both = joining::two_steps(&keys, &said, &probabilities);
    let happened = |of: &foedera_process::event::EventForecast| join.1.rows.rows[of.row].happened;
    let of_states =
        |p: &[f64]| -> Vec<Case> { join.2.iter().zip(p).map(|(of, p)| Case::new(*p, happened(of))).collect() };
    let plain: Vec<f64> = join.2.iter().map(|of| of.climatology).collect();
    told("join, one step", &of_states(&said));
    told("join, two steps", &of_states(&both));
    told("join, the rate of all years", &of_states(&plain));
    let mut none: BTreeMap<_, f64> = BTreeMap::new();
    for (key, p) in keys.iter().zip(&said) {
        *none.entry((key.treaty.expect("a treaty"), key.year)).or_insert(0.0) += foedera_math::ln_1p(-p);
    }
    let of_years: Vec<Case> = of_treaties.values().map(|of| Case::new(of.0, of.1)).collect();
    told("opens", &of_years);
    let summed =
        of_treaties.iter().filter_map(|(key, of)| Some(Case::new(-foedera_math::exp_m1(*none.get(key)?), of.1)));
    told("opens, by the states that may join", &summed.collect::<Vec<_>>());
    if let Some(folder) = arguments.get(1) {
        for (model, _, _) in [&opens, &join] {
            let file = std::path::Path::new(folder).join(format!("{}.toml", model.process.name()));
            std::fs::write(file, write_event_model(model)).expect("a folder that can be written");
        }
    }
}
