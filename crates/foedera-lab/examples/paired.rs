//! What common random numbers are worth: the variance of the difference between two branches, paired and independent, beside the most that
//! pairing can do for two events: `cargo run --release -p foedera-lab --example paired`.
//!
//! Two indicators with probabilities p and q whose difference has mean d have a variance of the difference of at least |d| − d², whatever
//! links them; independent ones have p(1 − p) + q(1 − q). Counts are those of the same futures in both branches.

use foedera_atlas::Atlas;
use foedera_lab::{Models, Scenario, Settings, Story, embedded_scenario, stories};

/// What is asked of a future.
type Holds = fn(&Story) -> bool;

fn main() {
    let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
    let source = embedded_scenario("csto-2022").expect("it ships");
    let (scenario, atlas) = Scenario::open(&source, &atlas).expect("a scenario");
    let futures = 200_000;
    let told = |branch: &str| {
        stories(&scenario, branch, (&atlas, &models), Settings { futures, seed: 1 }, 0..=futures - 1).expect("stories")
    };
    let (first, second) = (told("status-quo"), told("russia-fails"));
    let questions: [(&str, Holds); 4] = [
        ("at least one has left", |story| story.events.iter().any(|event| event.process == "leave")),
        ("the treaty is over", |story| story.over),
        ("a member has frozen", |story| story.events.iter().any(|event| event.process == "freeze")),
        ("fewer than six take part", |story| story.participants < 6),
    ];
    println!("by the last day, status-quo and russia-fails, {futures} futures each");
    println!("{:<26}{:>8}{:>8}{:>12}{:>12}{:>8}{:>8}", "", "p", "q", "s.e. paired", "independent", "ratio", "bound");
    for (name, holds) in questions {
        let n = f64::from(futures);
        let indicator = |story: &Story| f64::from(u8::from(holds(story)));
        let p = first.iter().map(indicator).sum::<f64>() / n;
        let q = second.iter().map(indicator).sum::<f64>() / n;
        let squares = first.iter().zip(&second).map(|(a, b)| (indicator(b) - indicator(a)).powi(2)).sum::<f64>() / n;
        let d = q - p;
        let (paired, independent) = (squares - d * d, p * (1.0 - p) + q * (1.0 - q));
        let least = d.abs() - d * d;
        println!(
            "{name:<26}{p:>8.4}{q:>8.4}{:>12.6}{:>12.6}{:>8.1}{:>8.1}",
            (paired / n).sqrt(),
            (independent / n).sqrt(),
            independent / paired,
            independent / least
        );
    }
}
