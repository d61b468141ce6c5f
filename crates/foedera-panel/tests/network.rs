//! A world file as data for models of events, held against the world that the same history makes.

use std::collections::BTreeMap;
use std::path::Path;

use foedera_atlas::Atlas;
use foedera_panel::{States, states};
use foedera_process::relational::Network;
use foedera_sources::{atop, read_file};
use foedera_store::{WorldFile, encode_world};
use foedera_world::{Day, Field, History};

/// What the file of a history says of states.
fn states_of(name: &str, history: &History) -> States {
    let path = std::env::temp_dir().join(format!("foedera-network-{}-{name}.foedera", std::process::id()));
    std::fs::write(&path, encode_world(history, &[], &[])).unwrap();
    let found = states(&WorldFile::open(&path).unwrap(), Day::start_of_year(1816), Day::start_of_year(2026)).unwrap();
    std::fs::remove_file(path).unwrap();
    found
}

/// The ties of a network at the end of a day by the names of the two states, both ways.
fn ties(network: &Network, labels: &[String], day: Day) -> BTreeMap<(String, String), f64> {
    let mut ties = BTreeMap::new();
    for change in network.changes.iter().filter(|change| change.time <= f64::from(day.number())) {
        for (a, b) in [(change.from, change.to), (change.to, change.from)] {
            let value = ties.entry((labels[a].clone(), labels[b].clone())).or_insert(0.0);
            *value = if change.replace { change.value } else { *value + change.value };
        }
    }
    ties.retain(|_, value| *value != 0.0);
    ties
}

/// How many pairs were compared.
fn agree(history: &History, found: &States) -> usize {
    let roster = history.roster();
    let labels = &found.data.senders.labels;
    let mut compared = 0;
    for year in [1870, 1914, 1937, 1949, 1955, 1975, 1991, 1992, 2004, 2018, 2025] {
        let day = Day::start_of_year(year);
        let world = history.world_at(day).world;
        for (name, field) in [("allied", Field::ALLIED), ("defense", Field::DEFENSE)] {
            let network = found.data.networks.iter().find(|network| network.name == name).unwrap();
            let told = ties(network, labels, day);
            let mut seen = BTreeMap::new();
            for (a, first) in roster.states().filter(|(_, state)| labels.contains(&state.key)) {
                for (b, second) in roster.states().filter(|(_, state)| labels.contains(&state.key)) {
                    if let Some(value) = world.get(field, world.pair_row(a, b)).filter(|value| *value != 0.0) {
                        seen.insert((first.key.clone(), second.key.clone()), value);
                    }
                }
            }
            compared += seen.len();
            assert_eq!(told, seen, "{name} in {year}");
        }
    }
    compared
}

#[test]
fn shared_treaties_are_those_of_the_world() {
    let atlas = Atlas::embedded().unwrap();
    let found = states_of("atlas", &atlas.history);
    assert!(agree(&atlas.history, &found) > 5_000);
}

#[test]
fn shared_treaties_of_atop_are_those_of_its_world() {
    let Some(folder) = std::env::var_os("FOEDERA_DATA") else { return println!("skipped: FOEDERA_DATA is not set") };
    let file = read_file(&Path::new(&folder).join("alliances/atop5_1m.csv")).unwrap();
    let roster = (**Atlas::embedded().unwrap().roster()).clone();
    let history = atop::read(&file, roster).unwrap().value.history;
    let found = states_of("atop", &history);
    assert!(agree(&history, &found) > 20_000);
    assert!(found.data.sets.len() > 400, "{}", found.data.sets.len());
}
