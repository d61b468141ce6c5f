//! Who joins disputes: `cargo run --release -p foedera-lab --example joins -- world.foedera [cases.csv]`.

use std::path::Path;

use foedera_lab::guarantee::joins::{Pact, at_risk, by_hostility, join_dispute_cases, join_effects};
use foedera_process::Effect;
use foedera_store::WorldFile;
use foedera_world::Day;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let Some(path) = arguments.next() else {
        eprintln!("name a world file");
        return;
    };
    let world = WorldFile::open(Path::new(&path)).unwrap_or_else(|problems| panic!("{problems}"));
    let rows = at_risk(&world, Pact::OnTheDay).unwrap_or_else(|problems| panic!("{problems}"));
    println!("| hostility | joined | at risk | share |\n|---|---|---|---|");
    for (level, joined, all) in by_hostility(&rows) {
        let name = match level {
            -1 => "all".to_owned(),
            0 => "not coded".to_owned(),
            level => level.to_string(),
        };
        println!("| {name} | {joined} | {all} | {:.2} % |", 100.0 * f64::from(joined) / f64::from(all.max(1)));
    }
    let Some(table) = arguments.next() else { return };
    let window = (Day::start_of_year(1946), Day::start_of_year(2015).plus_days(-1));
    let cases = join_dispute_cases(&world, window).unwrap_or_else(|problems| panic!("{problems}"));
    let names: Vec<&str> = join_effects().into_iter().map(Effect::name).collect();
    let mut text = format!("dispute,target,ally,year,hostility,owes,owed,happened,{}\n", names.join(","));
    for case in &cases {
        let own = &case.at_risk;
        let flag = |on: bool| u8::from(on);
        let (target, owes, owed, joined) = (flag(!own.side_a), flag(own.owes), flag(own.owed), flag(own.joined));
        let head = format!("{},{target},{},{}", own.dispute, own.code, case.year());
        text.push_str(&format!("{head},{},{owes},{owed},{joined}", own.hostility));
        for value in &case.values {
            text.push_str(&value.map_or(",".to_owned(), |value| format!(",{value}")));
        }
        text.push('\n');
    }
    std::fs::write(table, text).expect("the table can be written");
}
