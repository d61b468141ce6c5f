//! Any bytes: no reader panics, hangs, or loses a row.
//!
//! Seeds are the fixtures of every dataset and format; each round mutates one and reads it. `FOEDERA_FUZZ_SECONDS` says
//! for how long (default 2); an input that fails is written to the folder for temporary files and named.

use std::time::{Duration, Instant};

use foedera_atlas::Atlas;
use foedera_sources::{DATASETS, RawFile, atop, capabilities, democracy, ideal_points, read, recognise, tables};
use foedera_world::Roster;

use crate::datasets::{dataset_file, keys};
use crate::formats;
use crate::mutation::{Dice, mutated};

/// Read the bytes as whatever they are, and as every dataset that has its own way in.
fn swallow(name: &str, bytes: &[u8], roster: &Roster, own: Option<&str>) {
    let Ok(tables) = tables(RawFile::new(name, bytes.to_vec())) else { return };
    for table in &tables {
        let recognised = recognise(table).ok().flatten();
        let meant = DATASETS.iter().copied().find(|dataset| Some(dataset.key) == own);
        for dataset in recognised.into_iter().chain(meant) {
            let Ok(read) = read(dataset, table, roster) else { continue };
            let left_out: usize = read.unknown.values().sum();
            assert!(read.refused_rows + left_out <= read.rows, "more rows than there are");
            // One row, one fact, but for those that take rows apart.
            let apart = ["ucdp-acd", "sipri-arms", "gsdb", "bilateral-remittances", "bilateral-migrants", "desta"];
            let is_wide = ["sipri-milex-", "world-bank-"].iter().any(|start| dataset.key.starts_with(start));
            if !apart.contains(&dataset.key) && !is_wide {
                let facts = read.value.len() + read.repeated;
                assert_eq!(facts + read.refused_rows + left_out, read.rows, "a row is lost");
            }
            assert!(read.refused.len() <= read.refused_rows, "more refusals told than counted");
            for (column, _, cells) in &read.value.columns {
                assert_eq!(cells.len(), read.value.len(), "{column} is of another length");
            }
        }
        match own {
            Some("atop-member") => {
                if let Ok(read) = atop::read(table, roster.clone()) {
                    assert_eq!(read.rows, read.value.summary.rows + read.refused.len());
                    assert!(read.value.history.replay().refused.is_empty());
                }
            }
            Some("nmc") => drop(capabilities::read(table, roster)),
            Some("democracy") => drop(democracy::read(table, roster)),
            Some("ideal-points") => drop(ideal_points::read(table, roster)),
            _ => {}
        }
    }
}

fn seeds() -> Vec<(String, Vec<u8>, Option<&'static str>)> {
    let mut seeds: Vec<(String, Vec<u8>, Option<&'static str>)> =
        keys().map(|key| (format!("{key}.csv"), std::fs::read(dataset_file(key).name()).unwrap(), Some(key))).collect();
    seeds.push(("nmc.dta".to_owned(), formats::stata(), Some("nmc")));
    seeds.push(("sipri.xlsx".to_owned(), formats::milex(), Some("sipri-milex-constant")));
    seeds.push(("nmc.rds".to_owned(), formats::rds(), Some("nmc")));
    seeds.push(("nmc.csv.gz".to_owned(), formats::gzip(formats::CSV), Some("nmc")));
    seeds.push(("x.zip".to_owned(), formats::archive(&[("nmc.csv", &seeds[0].1.clone())]), None));
    #[cfg(feature = "parquet")]
    seeds.push(("nmc.parquet".to_owned(), formats::parquet(), Some("nmc")));
    seeds
}

#[test]
fn no_bytes_make_a_reader_panic_hang_or_lose_a_row() {
    let seconds = std::env::var("FOEDERA_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(2.0);
    let start = std::env::var("FOEDERA_FUZZ_START").ok().and_then(|text| text.parse().ok()).unwrap_or(0_u64);
    let atlas = Atlas::embedded().unwrap();
    let seeds = seeds();
    let deadline = Instant::now() + Duration::from_secs_f64(seconds);
    let mut round = start;
    while Instant::now() < deadline {
        let mut dice = Dice(round);
        let (name, seed, own) = &seeds[usize::try_from(round).unwrap_or(0) % seeds.len()];
        let other = &seeds[dice.below(seeds.len())].1;
        let bytes = mutated(seed, other, &mut dice);
        let began = Instant::now();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            swallow(name, &bytes, atlas.roster(), *own);
        }));
        if outcome.is_err() || began.elapsed() > Duration::from_secs(10) {
            let path = std::env::temp_dir().join(format!("foedera-fuzz-{round}-{name}"));
            std::fs::write(&path, &bytes).unwrap();
            panic!("round {round} ({name}) fails or takes too long; the bytes are in {}", path.display());
        }
        round += 1;
    }
    println!("fuzz: {} rounds in {seconds} s over {} seeds", round - start, seeds.len());
}
