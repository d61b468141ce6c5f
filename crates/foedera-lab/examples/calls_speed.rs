//! Time and memory of many predicted calls: `cargo run --release -p foedera-lab --example calls_speed -- [CALLS]`.

use std::time::Instant;

use foedera_atlas::Atlas;
use foedera_lab::guarantee::answers::{Predictor, embedded_answers};
use foedera_lab::guarantee::{Facts, KnownWorld, Record, Request, Situation};
use foedera_world::{Day, Trigger};
use rayon::prelude::*;

fn main() {
    let calls: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(100_000);
    let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let (facts, record) = (Facts::of_atlas(&atlas), Record::of_atlas(&atlas));
    let (model, _) = embedded_answers().unwrap_or_else(|problems| panic!("{problems}"));
    let treaty = atlas.roster().find_treaty("CSTO").expect("in the atlas");
    let days: Vec<Day> = (1993..2025).map(Day::start_of_year).collect();
    let known =
        |day: &Day| KnownWorld::new(&atlas, atlas.history.world_at(*day).world, &facts, &record, (treaty, *day), []);
    let worlds: Vec<_> = days.iter().map(known).collect();
    let start = Instant::now();
    let predictor = Predictor::new(&model, 1000, 1).expect("a covariance");
    let sum: f64 = (0..calls)
        .into_par_iter()
        .map(|call| {
            let place = call % days.len();
            let members: Vec<_> = worlds[place].world().treaty(treaty).member_states().collect();
            let trigger = if call % 2 == 0 { Trigger::InternalUnrest } else { Trigger::ExternalAttack };
            let request = Request {
                treaty,
                day: days[place],
                in_need: vec![members[call % members.len()]],
                attackers: Vec::new(),
                unknown_attacker: call % 2 == 1,
                trigger,
            };
            let situation = Situation::new(&atlas, &worlds[place], &request);
            predictor.predict(atlas.roster(), &situation).allies.iter().map(|ally| ally.troops.mean).sum::<f64>()
        })
        .sum();
    let memory = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = memory.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("VmHWM: not known");
    println!("{calls} calls of 1,000 draws: {:.1?}, {peak}; mean {:.4}", start.elapsed(), sum / calls as f64);
}
