//! What the models cost, in seconds of one thread: `cargo run --release -p foedera-summit --example speed`.

use std::time::Instant;

use foedera_math::{Draw, Stream};
use foedera_summit::{Model, Setting, settle};

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
    let mut all = 0.0;
    for model in Model::ALL {
        let start = Instant::now();
        let settled = settings.iter().filter(|setting| settle(model, setting).text[0].is_finite()).count();
        let seconds = start.elapsed().as_secs_f64();
        all += seconds;
        println!("{model:18} 10,000 settings of 6 actors, 3 issues: {seconds:.3} s, {settled} with a text");
    }
    println!("all models: {all:.3} s, {:.1} µs a setting", all * 1e2);
}
