//! Fits of disputes, coups and armed conflicts, with the number of cases: `cargo run --example conflict WORLD PROCESS [OUT]`.

use foedera_lab::conflict;
use foedera_process::{Process, write_event_model};
use foedera_store::WorldFile;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let world = WorldFile::open(std::path::Path::new(&arguments[1])).unwrap_or_else(|problems| panic!("{problems}"));
    let past = conflict::Past::of(&world).unwrap_or_else(|problems| panic!("{problems}"));
    let key = |state| world.roster().state(state).key.clone();
    let atlas = foedera_atlas::Atlas::embedded().expect("it ships");
    let counted = match arguments[2].as_str() {
        "levels" => Some(foedera_process::write_levels(&foedera_lab::levels(&world).expect("figures"))),
        "freeze" => Some(foedera_process::write_rates(&conflict::freeze_rates(&atlas, &past, key))),
        "calls" => Some(foedera_process::write_rates(&conflict::call_rates(&atlas, &past, key))),
        _ => None,
    };
    if let Some(text) = counted {
        std::fs::write(&arguments[3], text).expect("it is written");
        return;
    }
    let process: Process = arguments[2].parse().unwrap_or_else(|problem| panic!("{problem}"));
    eprintln!("{} onsets, last {:?}", past.onsets.len(), past.last);
    let (model, cases, _) = conflict::fit(&world, process, (None, None), None).expect("it is fitted");
    eprintln!(
        "{} cases, {} events, {} hostility 4+",
        cases.len(),
        cases.iter().filter(|c| c.happened).count(),
        cases.iter().filter(|c| c.hostility >= 4).count()
    );
    for (name, card) in &model.card.scores {
        eprintln!("{name} {:?}", card.score);
    }
    for tried in &model.card.tried {
        eprintln!("{tried:?}");
    }
    if let Some(path) = arguments.get(3) {
        std::fs::write(path, write_event_model(&model)).expect("it is written");
    }
}
