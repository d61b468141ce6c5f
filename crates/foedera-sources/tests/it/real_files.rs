//! Real files as their publishers and others hand them out, for those who have them: `FOEDERA_DATA` and the folders
//! beside it, `../cases/readers` and `../data-more`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use foedera_atlas::Atlas;
use foedera_sources::{Found, Outcome, read_folder};
use foedera_world::StateId;

/// What stands in a folder beside `FOEDERA_DATA`; `None`, with a word on the terminal, if it is not there.
fn beside(name: &str) -> Option<Vec<Found>> {
    let Some(data) = std::env::var_os("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return None;
    };
    let folder = PathBuf::from(data).join(name);
    if !folder.is_dir() {
        println!("skipped: there is no {}", folder.display());
        return None;
    }
    Some(read_folder(&folder, Atlas::embedded().unwrap().roster()).unwrap())
}

/// The files read, with the key of their dataset, their rows and those refused.
fn read(found: &[Found]) -> Vec<(&str, &'static str, usize, usize)> {
    let account = |found: &Found| match &found.outcome {
        Outcome::Read(dataset, read) | Outcome::Joined(dataset, read, ..) => {
            Some((dataset.key, read.rows, read.refused_rows))
        }
        _ => None,
    };
    found
        .iter()
        .filter_map(|one| account(one).map(|(key, rows, refused)| (one.name.as_str(), key, rows, refused)))
        .collect()
}

#[test]
fn forty_real_files_of_twenty_five_datasets_are_read_or_refused_with_a_reason() {
    let folders = [".", "../cases/readers", "../data-more"];
    let (mut files, mut datasets) = (0, BTreeSet::new());
    for folder in folders {
        let Some(found) = beside(folder) else { return };
        for (name, key, rows, refused) in read(&found) {
            // A cut sample of leaders without numbers of states, and one of states made to differ, have more.
            assert!(
                refused * 20 <= rows || name.contains("Archigos_4.1_stata14"),
                "{name}: {refused} of {rows} refused"
            );
            files += 1;
            datasets.insert(key);
        }
        for other in &found {
            match &other.outcome {
                Outcome::Broken(problems) => assert!(problems.0.iter().all(|problem| !problem.remedy.is_empty())),
                Outcome::Superseded(_, _, why) => assert!(!why.is_empty(), "{}", other.name),
                _ => {}
            }
        }
    }
    println!("{files} files of {} datasets", datasets.len());
    assert!(files >= 40 && datasets.len() >= 25, "{files} files of {} datasets", datasets.len());
}

/// The facts of a dataset among files that were put together.
fn facts<'a>(found: &'a [Found], key: &str) -> &'a foedera_store::Frame {
    let frame = found.iter().find_map(|found| match &found.outcome {
        Outcome::Read(dataset, read) if dataset.key == key => Some(&read.value),
        _ => None,
    });
    frame.unwrap_or_else(|| panic!("{key} was not read"))
}

#[test]
fn the_samples_of_publishers_are_right() {
    let Some(found) = beside("../cases/readers") else { return };
    let atlas = Atlas::embedded().unwrap();
    let state = |key: &str| atlas.roster().find_state(key).unwrap();
    // COW's archive of contiguity, its copies and two samples of others say the same.
    let contiguity = facts(&found, "contiguity");
    assert_eq!((contiguity.len(), contiguity.span), (1874, (1816, 2016)));
    let leaders = facts(&found, "archigos");
    assert!(leaders.len() < 3600, "{} times in office: not one a year", leaders.len());
    let arms = facts(&found, "sipri-arms");
    let suppliers: BTreeSet<Option<StateId>> = (0..arms.len()).map(|row| arms.state_at("supplier", row)).collect();
    assert_eq!(suppliers, [Some(state("DEU")), Some(state("FRA"))].into(), "both registers are kept");
    let gdp = facts(&found, "world-bank-gdp");
    let value = |year: i32| {
        (0..gdp.len())
            .find(|row| gdp.state_at("state", *row) == Some(state("ARM")) && gdp.whole_at("year", *row) == Some(year))
    };
    assert!(value(1960).is_some_and(|row| (gdp.numbers("gdp")[row] - 1_000_001_960.0).abs() < 0.5));
}

#[test]
fn the_further_datasets_are_right() {
    let Some(found) = beside("../data-more") else { return };
    let atlas = Atlas::embedded().unwrap();
    let state = |key: &str| atlas.roster().find_state(key);
    let remittances = facts(&found, "bilateral-remittances");
    let from_russia = |to: &str| {
        let here = |row: &usize| {
            remittances.state_at("sender", *row) == state("RUS") && remittances.state_at("receiver", *row) == state(to)
        };
        (0..remittances.len()).find(here).map(|row| remittances.numbers("million_usd")[row].round())
    };
    // Stated with the copy: Armenia 979, Kyrgyzstan 1904, Tajikistan 1687, Uzbekistan 2839.
    let told = ["ARM", "KGZ", "TJK", "UZB"].map(from_russia);
    assert_eq!(told, [979.0, 1904.0, 1687.0, 2839.0].map(Some));
    let protests = facts(&found, "mass-mobilization");
    let of = |key: &str| {
        let counted = |row: &usize| {
            protests.state_at("state", *row) == state(key) && protests.whole_at("protest", *row) == Some(1)
        };
        (0..protests.len()).filter(counted).count()
    };
    assert_eq!(["ARM", "KAZ", "KGZ"].map(of), [105, 88, 164]);
}
