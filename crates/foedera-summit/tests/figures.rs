//! The figures that case files quote from datasets, against the datasets (`FOEDERA_DATA`).

use std::collections::BTreeMap;
use std::path::PathBuf;

use foedera_diagnostic::Source;
use foedera_summit::{Outside, Problem, cases};

const STATES: [(&str, u16); 9] = [
    ("RUS", 365),
    ("BLR", 370),
    ("ARM", 371),
    ("GEO", 372),
    ("AZE", 373),
    ("TJK", 702),
    ("KGZ", 703),
    ("UZB", 704),
    ("KAZ", 705),
];

fn data(file: &str) -> Option<csv::Reader<std::fs::File>> {
    let Some(root) = std::env::var_os("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return None;
    };
    Some(csv::Reader::from_path(PathBuf::from(root).join(file)).unwrap())
}

/// A column by state and by year or session.
fn column(mut reader: csv::Reader<std::fs::File>, when: &str, what: &str) -> BTreeMap<(u16, i32), f64> {
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|found| found == name).unwrap();
    let (state, when, what) = (place("ccode"), place(when), place(what));
    let rows = reader.records().map(Result::unwrap);
    rows.filter_map(|row| Some(((row[state].parse().ok()?, row[when].parse().ok()?), row[what].parse().ok()?)))
        .collect()
}

fn read(file: &Source) -> Problem {
    Problem::read(file, Outside::UNCHECKED).unwrap_or_else(|problems| panic!("{problems}"))
}

fn code(state: &str) -> u16 {
    STATES.iter().find(|(key, _)| *key == state).unwrap().1
}

#[test]
fn capabilities_are_those_of_the_year_they_name() {
    let Some(reader) = data("states/cow_nmc_70.csv") else { return };
    let cinc = column(reader, "year", "cinc");
    for problem in cases().iter().map(read) {
        for (place, actor) in problem.actors.iter().enumerate() {
            let stated = problem.capability(place, 0);
            let why = &stated.basis.as_ref().unwrap().why;
            let year: i32 = why.split(", ").nth(1).unwrap()[..4].parse().unwrap();
            let published = cinc[&(code(&actor.id), year)];
            let quoted = stated.quantity.central();
            assert!((quoted - published).abs() <= 0.5e-6, "{} {}: {quoted} {published}", problem.id, actor.id);
        }
    }
}

#[test]
fn distances_of_ideal_points_to_azerbaijan_are_those_quoted() {
    let Some(reader) = data("voting/IdealpointestimatesAll_Jun2024.csv") else { return };
    let points = column(reader, "session", "IdealPointAll");
    let yerevan = cases().iter().map(read).find(|problem| problem.id == "yerevan-2022").unwrap();
    let issue = yerevan.issue("assessment").unwrap();
    for actor in &yerevan.actors {
        let why = &actor.stances[issue].position.basis.as_ref().unwrap().why;
        let (_, quoted) = why.split_once("distance of UN ideal points ").expect("every member's distance is quoted");
        let quoted: f64 = quoted[..4].parse().unwrap();
        let distance = (points[&(code(&actor.id), 76)] - points[&(code("AZE"), 76)]).abs();
        assert!((quoted - distance).abs() <= 0.005 + 1e-9, "{}: {quoted} {distance}", actor.id);
    }
}
