//! Who joins disputes: `cargo run --release -p foedera-lab --example joins -- world.foedera`.

use std::path::Path;

use foedera_atlas::Atlas;
use foedera_lab::guarantee::joins::{EFFECTS, at_risk, by_hostility, fit};
use foedera_store::WorldFile;

fn main() {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("name a world file");
        return;
    };
    let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let world = WorldFile::open(Path::new(&path)).unwrap_or_else(|problems| panic!("{problems}"));
    let rows = at_risk(&world, &atlas).unwrap_or_else(|problems| panic!("{problems}"));
    println!("| hostility | joined | at risk | share |\n|---|---|---|---|");
    for (level, joined, all) in by_hostility(&rows) {
        let name = match level {
            -1 => "all".to_owned(),
            0 => "not coded".to_owned(),
            level => level.to_string(),
        };
        println!("| {name} | {joined} | {all} | {:.2} % |", 100.0 * f64::from(joined) / f64::from(all.max(1)));
    }
    let law = fit(&world, &atlas, &rows).unwrap_or_else(|problems| panic!("{problems}"));
    println!("\n{:?} rows, joined, disputes; constant {:.3}; {:?}", law.rows, law.constant, law.held_out);
    for ((name, _), own) in EFFECTS.iter().zip(&law.effects) {
        let robust = own.robust_error.map_or(String::new(), |error| format!("{error:.3}"));
        println!("| {name} | {:+.3} | {:.3} | {robust} |", own.estimate, own.standard_error);
    }
}
