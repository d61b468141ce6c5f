//! Whole fits of the golden cases: preparing the statistics and climbing to the maximum, against the CPU seconds that the cases
//! record for goldfish's compiled engine. `FOEDERA_GOLDEN=… cargo bench -p foedera-process --bench golden [-- PART OF A NAME]`.

#[path = "../tests/case/mod.rs"]
mod case;

use std::time::Instant;

use foedera_process::relational::{Formula, Model};

/// Fits of one case are repeated until they take this long, in seconds.
const LONG_ENOUGH: f64 = 0.3;

fn main() {
    let Some(folder) = foedera_golden::folder("process") else { return };
    println!("{:36} {:>11} {:>11} {:>6} {:>9} {:>8}", "case", "prepare ms", "fit ms", "steps", "goldfish s", "ratio");
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let is_wanted =
        |case: &case::Case| wanted.is_empty() || wanted.iter().any(|word| case.name().contains(word.as_str()));
    for case in case::all(&folder).filter(is_wanted) {
        let formula: Formula = case.json["formula"].as_str().unwrap().parse().unwrap();
        let fixed: Vec<Option<f64>> = case.json["fixed_parameters"]
            .as_array()
            .map_or(Vec::new(), |list| list.iter().map(serde_json::Value::as_f64).collect());
        let (mut prepare, mut whole, mut runs, mut steps) = (0.0, 0.0, 0, 0);
        while whole < LONG_ENOUGH {
            let began = Instant::now();
            let model = Model::new(&case.data, case.law, &formula).unwrap();
            prepare += began.elapsed().as_secs_f64();
            steps = model.fit(&fixed).unwrap().steps;
            whole += began.elapsed().as_secs_f64();
            runs += 1;
        }
        let (prepare, whole) = (prepare / f64::from(runs), whole / f64::from(runs));
        let runs = &case.json["default_runs"];
        let seconds = ["default_c", "gather_compute", "default"]
            .iter()
            .filter_map(|engine| runs[engine]["cpu_seconds"].as_f64())
            .fold(f64::INFINITY, f64::min);
        let name = case.name();
        println!(
            "{name:36} {:11.3} {:11.3} {steps:6} {seconds:9.1} {:8.0}",
            1e3 * prepare,
            1e3 * whole,
            seconds / whole
        );
    }
}
