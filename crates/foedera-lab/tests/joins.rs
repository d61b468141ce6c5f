//! Allies at risk of joining a side of a dispute, from the real files below `FOEDERA_DATA`.

use foedera_atlas::Atlas;
use foedera_golden::dataset;
use foedera_lab::guarantee::joins::{JoinCase, Pact, at_risk, by_hostility, join_dispute_cases, join_effects};
use foedera_process::Effect;
use foedera_sources::{open_tables, read, recognise};
use foedera_store::{Frame, WorldFile, encode_world};
use foedera_world::Day;

const FILES: [&str; 8] = [
    "disputes/MIDB 5.0.csv",
    "alliances/atop5_1m.csv",
    "states/cow_nmc_70.csv",
    "states/cw_democracy.csv",
    "voting/IdealpointestimatesAll_Jun2024.csv",
    "states/cow_contdir.csv",
    "states/cow_capitals.csv",
    "states/cow_majors.csv",
];

/// A world made of the first files of the list; `None`, with a word on the terminal, without data.
fn world(name: &str, files: usize) -> Option<WorldFile> {
    let atlas = Atlas::embedded().unwrap();
    let frame = |file: &&str| -> Option<Frame> {
        let tables = open_tables(&dataset(file)?).unwrap_or_else(|problems| panic!("{problems}"));
        let known = recognise(&tables[0]).unwrap().expect("a known dataset");
        Some(read(known, &tables[0], atlas.roster()).unwrap().value)
    };
    let frames: Vec<Frame> = FILES[..files].iter().map(frame).collect::<Option<_>>()?;
    let path = std::env::temp_dir().join(format!("foedera-joins-{}-{name}.foedera", std::process::id()));
    std::fs::write(&path, encode_world(&atlas.history, &[], &frames)).unwrap();
    let world = WorldFile::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    Some(world)
}

fn years(from: i16, until: i16) -> (Day, Day) {
    (Day::start_of_year(from), Day::start_of_year(until + 1).plus_days(-1))
}

/// How many cases, and how many joined.
fn counted<'a>(cases: impl Iterator<Item = &'a JoinCase>) -> (usize, usize) {
    cases.fold((0, 0), |(all, joined), case| (all + 1, joined + usize::from(case.at_risk.joined)))
}

#[test]
fn those_to_whom_the_side_owes_defence_are_the_cases_that_plain_methods_were_scored_on() {
    let Some(world) = world("cases", FILES.len()) else { return };
    let cases = join_dispute_cases(&world, years(1946, 2014)).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(counted(cases.iter().filter(|case| case.at_risk.owed)), (36_163, 194));
    let since_1965 = cases.iter().filter(|case| case.at_risk.owed && case.year() >= 1965);
    assert_eq!(counted(since_1965), (30_330, 147));
    // The others owe what is not owed to them.
    assert!(cases.iter().all(|case| case.at_risk.owed || case.at_risk.owes));
    assert_eq!(counted(cases.iter()), (36_305, 197));
    // Keys are unique, and cases come in the order of the days.
    let key = |case: &JoinCase| (case.at_risk.dispute, case.at_risk.side_a, case.at_risk.code);
    let mut keys: Vec<_> = cases.iter().map(key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), cases.len());
    assert!(cases.is_sorted_by_key(|case| case.at_risk.day));
    // What is missing is told, and no value is NaN.
    assert!(cases.iter().flat_map(|case| &case.values).flatten().all(|value| value.is_finite()));
    let known = |effect: Effect| {
        let place = join_effects().iter().position(|own| *own == effect).expect("an effect of joining");
        cases.iter().filter(|case| case.values[place].is_some()).count()
    };
    assert_eq!(known(Effect::TARGETED), cases.len());
    assert!(known(Effect::CAPABILITY) > cases.len() * 99 / 100 && known(Effect::POLYARCHY) < cases.len());
}

#[test]
fn by_the_day_and_the_duty_of_the_ally_the_published_shares_are_found_again() {
    let Some(world) = world("day", 2) else { return };
    let table = by_hostility(&at_risk(&world, Pact::OnTheDay).unwrap_or_else(|problems| panic!("{problems}")));
    assert_eq!(table[2..], [(2, 0, 749), (3, 34, 11_329), (4, 153, 24_892), (5, 73, 602), (-1, 260, 37_572)]);
}

#[test]
fn a_world_without_disputes_is_refused() {
    let atlas = Atlas::embedded().unwrap();
    let path = std::env::temp_dir().join(format!("foedera-joins-{}-none.foedera", std::process::id()));
    std::fs::write(&path, encode_world(&atlas.history, &[], &[])).unwrap();
    let world = WorldFile::open(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let problems = join_dispute_cases(&world, years(1946, 2014)).expect_err("there are no disputes");
    assert!(problems.to_string().contains("has no table `mid_participant`"), "{problems}");
}
