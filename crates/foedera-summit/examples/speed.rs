//! What the models cost, in seconds of one thread: `cargo run --release -p foedera-summit --example speed`.

use std::time::Instant;

use foedera_math::{Draw, Stream};
use foedera_summit::{Model, Outside, Problem, Setting, case, settle, settle_each};

/// A setting with everything drawn at random; the reference lies outside of all positions, so that agreements exist.
fn setting(future: u32, actors: usize, issues: usize) -> Setting {
    let draw = |option: u32, count: usize, low: f64, high: f64| -> Vec<f64> {
        let address = Draw { seed: 1, future, stream: Stream::Test(0), option };
        (0..count as u32).map(|index| low + (high - low) * address.uniform(index)).collect()
    };
    let count = actors * issues;
    Setting {
        issues,
        positions: draw(0, count, 0.0, 100.0),
        saliences: draw(1, count, 0.1, 1.0),
        capabilities: draw(2, count, 1.0, 100.0),
        reference: draw(3, issues, -20.0, 120.0),
        scales: vec![(0.0, 100.0); issues],
    }
}

fn main() {
    for actors in [34, 80] {
        for model in [Model::Smp, Model::SmpCorrected] {
            let setting = setting(0, actors, 1);
            let start = Instant::now();
            let settlement = settle(model, &setting);
            let seconds = start.elapsed().as_secs_f64();
            let turns = settlement.rounds.len() - 1;
            println!("{model:14} {actors} actors, 1 issue, {turns} turns: {seconds:.4} s {:?}", settlement.flags);
        }
    }
    let settings: Vec<Setting> = (0..10_000).map(|future| setting(future, 6, 3)).collect();
    compare("10,000 settings of 6 actors, 3 issues", &settings);
    let source = case("yerevan-2022").expect("compiled in");
    let problem = Problem::read(&source, Outside::UNCHECKED).unwrap_or_else(|problems| panic!("{problems}"));
    let settings: Vec<Setting> = (0..10_000).map(|draw| problem.draw(1, draw).setting).collect();
    compare("10,000 draws of Yerevan", &settings);
}

/// What each model costs alone, what all of them cost together, and the sums of their texts.
fn compare(name: &str, settings: &[Setting]) {
    for model in Model::ALL {
        let start = Instant::now();
        let texts: Vec<f64> = settings.iter().flat_map(|setting| settle(model, setting).text).collect();
        let seconds = start.elapsed().as_secs_f64();
        let found = texts.iter().filter(|text| text.is_finite());
        println!("{model:18} {name}: {seconds:.3} s, {} texts, sum {:.9}", found.clone().count(), found.sum::<f64>());
    }
    let start = Instant::now();
    let all = settings.iter().map(|setting| settle_each(&Model::ALL, setting).len()).sum::<usize>();
    println!("{all} settlements, models together: {:.3} s", start.elapsed().as_secs_f64());
}
