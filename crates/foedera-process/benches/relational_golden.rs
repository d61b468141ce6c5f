//! Whole fits of the golden cases: preparing the statistics and climbing to the maximum, against the CPU seconds that the cases
//! record for goldfish's compiled engine. `FOEDERA_GOLDEN=… cargo bench -p foedera-process --bench golden [-- PART OF A NAME]`.

#[path = "../tests/case/mod.rs"]
mod case;

use foedera_process::relational::{Formula, Model};

/// How many series of fits there are of each case, and how long each takes at least, in seconds.
const SERIES: u32 = 8;
const LONG_ENOUGH: f64 = 0.1;

/// CPU seconds of a piece of work, from a series that is long against what the clock does not see.
fn series(mut work: impl FnMut()) -> f64 {
    let (began, mut runs) = (cpu_seconds(), 0);
    loop {
        work();
        runs += 1;
        let spent = cpu_seconds() - began;
        if spent > LONG_ENOUGH {
            return spent / f64::from(runs);
        }
    }
}

/// Seconds that the threads of this process have had a processor, as of the last tick of the clock.
fn cpu_seconds() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").expect("Linux tells of threads");
    let of = |thread: std::io::Result<std::fs::DirEntry>| -> Option<f64> {
        let told = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        told.split_whitespace().next()?.parse().ok()
    };
    1e-9 * threads.filter_map(of).sum::<f64>()
}

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
        // The least of some series: what others do on the machine makes some slower.
        let (mut prepare, mut whole, mut steps) = (f64::INFINITY, f64::INFINITY, 0);
        for _ in 0..SERIES {
            let prepared = series(|| drop(Model::new(&case.data, case.law, &formula).unwrap()));
            let fitted = series(|| {
                let model = Model::new(&case.data, case.law, &formula).unwrap();
                steps = model.fit(&fixed).unwrap().steps;
            });
            (prepare, whole) = (prepare.min(prepared), whole.min(fitted));
        }
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
