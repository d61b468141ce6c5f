//! The case files of `summits/`: they read, they name sources that exist, and they judge in ranges only.

use std::collections::BTreeSet;
use std::path::Path;

use foedera_diagnostic::Source;
use foedera_diagnostic::document::read;
use foedera_summit::{Ballot, Conduct, Outside, Problem, Stated, case, cases};
use foedera_world::Day;

fn folder(name: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

fn files(path: &Path, accept: impl Fn(&str) -> bool) -> Vec<Source> {
    let entries = std::fs::read_dir(path).expect("the folder is part of the checkout");
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| accept(name));
    names.sort();
    let source = |name: &String| Source::new(name.as_str(), std::fs::read_to_string(path.join(name)).unwrap());
    names.iter().map(source).collect()
}

/// The ids of the tables called `key` in these files.
fn ids(files: &[Source], key: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for file in files {
        let list = read(file, |root| Some(root.tables(key).iter().filter_map(|table| table.string("id")).collect()));
        let list: Vec<foedera_diagnostic::document::Located<String>> =
            list.unwrap_or_else(|problems| panic!("{problems}"));
        found.extend(list.into_iter().map(|id| id.value));
    }
    found
}

fn read_all() -> Vec<Problem> {
    let atlas = folder("atlas");
    let sources = ids(&files(&atlas, |name| name.starts_with("sources") && name.ends_with(".toml")), "source");
    let csv = std::fs::read_to_string(atlas.join("states.csv")).unwrap();
    let states: BTreeSet<&str> = csv.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let known = |found: bool| if found { Ok(()) } else { Err("declare it in the atlas".to_owned()) };
    let outside = Outside {
        source: &|name| known(sources.contains(name)),
        state: &|name| known(states.contains(name)),
        treaty: &|name| known(name == "CSTO"),
    };
    cases().iter().map(|file| Problem::read(file, outside).unwrap_or_else(|problems| panic!("{problems}"))).collect()
}

#[test]
fn every_file_of_the_folder_is_embedded_and_named_after_its_id() {
    let on_disk: Vec<String> =
        files(&folder("summits"), |name| name.ends_with(".toml")).iter().map(|file| file.name().to_owned()).collect();
    let mut embedded: Vec<String> =
        cases().iter().map(|file| file.name().trim_start_matches("summits/").to_owned()).collect();
    embedded.sort();
    assert_eq!(embedded, on_disk);
    for problem in read_all() {
        assert!(case(&problem.id).is_some(), "{}", problem.id);
    }
    assert!(case("yerevan-2021").is_none());
}

#[test]
fn every_case_reads_with_sources_that_exist_and_judges_in_ranges() {
    for problem in read_all() {
        let numbers: Vec<&Stated> = problem.stated().collect();
        assert!(numbers.len() > 20, "{}", problem.id);
        for stated in numbers {
            let basis = stated.basis.as_ref().expect("TOML states a basis");
            assert!(!basis.judgement || stated.quantity.uncertain(), "{}: {}", problem.id, basis.why);
            assert!(basis.judgement || !basis.sources.is_empty(), "{}: {}", problem.id, basis.why);
        }
        for actor in &problem.actors {
            // A stance on a scale of ours is read off statements by a person, whatever the source.
            let judged = actor.stances.iter().flat_map(|stance| [&stance.position, &stance.salience]);
            assert!(judged.clone().all(|stated| stated.basis.as_ref().is_some_and(|basis| basis.judgement)));
        }
    }
}

#[test]
fn dates_and_signatures_agree_with_the_atlas() {
    let summits = files(&folder("atlas"), |name| name == "summits.toml");
    let recorded = read(&summits[0], |root| {
        let row = |table: &foedera_diagnostic::document::Table<'_>| {
            let names =
                |key: &str| -> BTreeSet<String> { table.strings(key).into_iter().map(|name| name.value).collect() };
            Some((
                table.string("id")?.value,
                table.string("date")?.value,
                [names("signed"), names("refused"), names("absent")],
            ))
        };
        root.tables("summit").iter().map(row).collect::<Option<Vec<_>>>()
    })
    .unwrap_or_else(|problems| panic!("{problems}"));
    for problem in read_all() {
        let id = format!("csto-{}", problem.id);
        let (_, date, [signed, refused, absent]) =
            recorded.iter().find(|(summit, ..)| *summit == id).expect("the atlas has the summit");
        assert_eq!(problem.date, Some(date.parse::<Day>().unwrap()));
        let happened = problem.happened.as_ref().expect("every case tells what happened");
        let who = |wanted: Conduct| -> BTreeSet<String> {
            let all = problem.actors.iter().zip(&happened.conduct);
            all.filter(|(_, conduct)| **conduct == Some(wanted)).map(|(actor, _)| actor.id.clone()).collect()
        };
        assert_eq!((&who(Conduct::Refused), &who(Conduct::Absent)), (refused, absent), "{id}");
        // The atlas leaves out signatures that its sources do not list.
        assert!(signed.is_subset(&who(Conduct::Signed)), "{id}");
    }
}

#[test]
fn the_rule_and_the_conduct_give_the_outcome_except_in_2009() {
    for problem in read_all() {
        let rule = problem.rule_for(problem.rule.as_ref().unwrap()).unwrap();
        let happened = problem.happened.as_ref().unwrap();
        let stands: Vec<Ballot> = happened.conduct.iter().map(|conduct| conduct.unwrap().stand()).collect();
        let passes = rule.passes(&stands);
        // Five of seven signed against the charter's rule, and the case says so.
        assert_eq!(
            Some(passes),
            if problem.id == "moscow-2009" { Some(false) } else { happened.adopted },
            "{}",
            problem.id
        );
    }
}

#[test]
fn the_package_of_yerevan_lies_further_from_armenia_than_from_the_others() {
    let yerevan = read_all().into_iter().find(|problem| problem.id == "yerevan-2022").unwrap();
    let (issue, central) = (yerevan.issue("assessment").unwrap(), yerevan.central());
    let distance = |actor: &str| {
        let place = central.setting.at(yerevan.actor(actor).unwrap(), issue);
        (central.setting.positions[place] - central.draft[issue]).abs()
    };
    assert!(["RUS", "BLR", "KAZ", "KGZ", "TJK"].iter().all(|other| distance(other) < distance("ARM")));
    assert!(central.side_payments.iter().all(|payment| payment.is_nan()), "nothing is stated, and that is not zero");
}
