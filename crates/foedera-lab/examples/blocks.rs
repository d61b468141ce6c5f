//! Counts of five years of eight processes, forecast one after the other: `cargo run -p foedera-lab --example blocks`. For each block from
//! 1965 to 2010 the count that the model of the program expected at its first day, the variance of its gamma factor learnt from the blocks
//! before, and what happened: how many lie inside the 90 % band, and the mean negative logarithm of the probability of the count.

use foedera_lab::{Models, embedded_events};
use foedera_process::{Blocks, Process};

/// First years of the blocks that the yardstick has, too.
const FROM: std::ops::RangeInclusive<i16> = 1965..=2010;

fn main() {
    let models = Models::embedded().expect("they ship");
    let event = |process: Process| (process.name(), embedded_events(process).expect("it ships").blocks);
    let of = [
        event(Process::PACT),
        event(Process::DISPUTE),
        event(Process::JOIN),
        event(Process::CONFLICT),
        ("replaced", models.replaced.blocks.clone()),
        event(Process::COUP),
        ("ends", models.ends.blocks.clone()),
        ("leave", models.leave.blocks.clone()),
    ];
    println!(
        "{:<10}{:>7}{:>8}{:>8}{:>9}{:>10}{:>10}",
        "process", "blocks", "inside", "log", "Poisson", "expected", "happened"
    );
    let (mut all, mut inside, mut log, mut poisson) = (0, 0, 0.0, 0.0);
    for (name, blocks) in of {
        let counts = blocks.map_or_else(Vec::new, |blocks| blocks.counts);
        let counts: Vec<_> = counts.into_iter().filter(|of| FROM.contains(&of.from)).collect();
        let expected: f64 = counts.iter().map(|of| of.expected).sum();
        let happened: u32 = counts.iter().map(|of| of.happened).sum();
        let Some(score) = Blocks::of(counts).score() else {
            println!("{name:<10}{:>7}", 0);
            continue;
        };
        let (number, mean, plain) = (score.blocks, score.log_score, score.log_score_poisson);
        println!("{name:<10}{number:>7}{:>8}{mean:>8.2}{plain:>9.2}{expected:>10.0}{happened:>10}", score.inside);
        let weight = f64::from(number);
        (all, inside) = (all + number, inside + score.inside);
        (log, poisson) = (log + weight * mean, poisson + weight * plain);
    }
    let weight = f64::from(all.max(1));
    println!("{:<10}{all:>7}{inside:>8}{:>8.2}{:>9.2}", "all", log / weight, poisson / weight);
}
