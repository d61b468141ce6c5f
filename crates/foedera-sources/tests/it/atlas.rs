//! The atlas against ATOP: every disagreement on a membership is listed in `atlas/atop-differences.csv` with its reason.

use std::collections::BTreeMap;

use foedera_atlas::Atlas;
use foedera_sources::atop;
use foedera_world::{Cause, Roster, StateId};

use crate::fixtures::real;

/// First entry and last exit of a state in a treaty; no exit: still in at the end of 2018.
type Memberships = BTreeMap<StateId, (String, String)>;

fn of_atop(read: &atop::Alliances, number: u32) -> Memberships {
    let roster = read.history.roster();
    let mut found = Memberships::new();
    for spell in read.spells.iter().filter(|spell| spell.atop == number) {
        let Some(state) = roster.find_cow(spell.cow, spell.entry.day()) else { continue };
        let exit = spell.exit.map_or(String::new(), |exit| exit.to_string());
        found.entry(state).and_modify(|both| both.1.clone_from(&exit)).or_insert((spell.entry.to_string(), exit));
    }
    found
}

fn of_atlas(atlas: &Atlas, treaty: foedera_world::TreatyId) -> Memberships {
    let facts = atlas.treaties.iter().find(|facts| facts.treaty == treaty).expect("facts of every treaty");
    let mut found = Memberships::new();
    for membership in &facts.memberships {
        let Some(first) = membership.in_force.or(membership.signed) else { continue };
        if first.day().year() > 2018 {
            continue;
        }
        let left = membership.left.filter(|(when, _)| when.day().year() <= 2018);
        let exit = left.map_or(String::new(), |(when, _)| when.to_string());
        found.entry(membership.state).and_modify(|both| both.1.clone_from(&exit)).or_insert((first.to_string(), exit));
    }
    ended(atlas, treaty, &mut found);
    found
}

/// Members at the end of a treaty leave with it.
fn ended(atlas: &Atlas, treaty: foedera_world::TreatyId, found: &mut Memberships) {
    let ends = atlas.history.events().iter().find_map(|event| match event.kind {
        foedera_world::EventKind::TreatyEnds { treaty: of, cause: Cause::TreatyEnded } if of == treaty => {
            Some(event.when)
        }
        _ => None,
    });
    for both in found.values_mut() {
        if let (Some(when), true) = (ends.filter(|when| when.day().year() <= 2018), both.1.is_empty()) {
            both.1 = when.to_string();
        }
    }
}

/// Each disagreement as `treaty,state,what,atlas,atop`.
fn differences(atlas: &Atlas, read: &atop::Alliances) -> Vec<String> {
    let mut lines = Vec::new();
    let key = |roster: &Roster, state: StateId| roster.state(state).key.clone();
    for (id, treaty) in atlas.roster().treaties() {
        let Some(number) = treaty.atop else { continue };
        // The states of the atlas come first in the roster of the reading, in the same order.
        let (ours, theirs) = (of_atlas(atlas, id), of_atop(read, number));
        assert!(!theirs.is_empty(), "{} has no rows in ATOP {number}", treaty.key);
        for state in ours.keys().chain(theirs.keys().filter(|state| !ours.contains_key(state))) {
            let name = if state.index() < atlas.roster().states().len() {
                key(atlas.roster(), *state)
            } else {
                key(read.history.roster(), *state)
            };
            let mut differs = |what: &str, ours: &str, theirs: &str| {
                if ours != theirs {
                    lines.push(format!("{},{name},{what},{ours},{theirs}", treaty.key));
                }
            };
            match (ours.get(state), theirs.get(state)) {
                (Some(ours), Some(theirs)) => {
                    differs("entry", &ours.0, &theirs.0);
                    differs("exit", &ours.1, &theirs.1);
                }
                (Some(ours), None) => differs("member", &ours.0, ""),
                (None, Some(theirs)) => differs("member", "", &theirs.0),
                (None, None) => {}
            }
        }
    }
    lines
}

#[test]
fn every_disagreement_with_atop_is_listed_with_its_reason() {
    let Some(file) = real("alliances/atop5_1m.csv") else { return };
    let atlas = Atlas::embedded().unwrap();
    let mut roster = Roster::default();
    for (_, state) in atlas.roster().states() {
        roster.add_state(state.clone());
    }
    let read = atop::read(&file, roster).unwrap();
    let found = differences(&atlas, &read.value);
    let listed: BTreeMap<String, &str> = atlas
        .differences
        .iter()
        .map(|d| ([&*d.treaty, &*d.state, &*d.what, &*d.atlas, &*d.atop].join(","), d.reason.as_str()))
        .collect();
    let unlisted: Vec<&String> = found.iter().filter(|line| !listed.contains_key(*line)).collect();
    assert!(unlisted.is_empty(), "not in atlas/atop-differences.csv:\n{unlisted:#?}");
    let gone: Vec<&String> = listed.keys().filter(|line| !found.contains(line)).collect();
    assert!(gone.is_empty(), "listed, but no longer so:\n{gone:#?}");
    assert!(listed.values().all(|reason| reason.len() > 10), "each has a reason");
}

/// Where a membership of the atlas ends in the year in which ATOP ends it, the two give the same kind of end.
#[test]
fn the_ends_of_memberships_agree_with_the_end_codes_of_atop() {
    let Some(file) = real("alliances/atop5_1m.csv") else { return };
    let atlas = Atlas::embedded().unwrap();
    let mut roster = Roster::default();
    for (_, state) in atlas.roster().states() {
        roster.add_state(state.clone());
    }
    let read = atop::read(&file, roster).unwrap().value;
    let (mut compared, mut differ) = (0, Vec::new());
    for (id, treaty) in atlas.roster().treaties() {
        let facts = atlas.treaties.iter().find(|facts| facts.treaty == id).expect("facts of every treaty");
        for membership in &facts.memberships {
            let Some((left, ours)) = membership.left else { continue };
            let same = |spell: &&atop::Spell| {
                treaty.atop == Some(spell.atop)
                    && read.history.roster().find_cow(spell.cow, spell.entry.day()) == Some(membership.state)
                    && spell.exit.is_some_and(|exit| exit.day().year() == left.day().year())
            };
            let Some(spell) = read.spells.iter().find(same) else { continue };
            compared += 1;
            let theirs = spell.codes.cause();
            // ATOP's 3 holds whatever ends a membership before its time, our words tell which.
            let early = [Cause::Withdrawal, Cause::Expulsion, Cause::Suspension];
            if ours != theirs && !(theirs == Cause::Withdrawal && early.contains(&ours)) {
                let state = &atlas.roster().state(membership.state).key;
                differ.push(format!("{} {state} {left}: {} here, {}", treaty.key, ours.name(), spell.codes));
            }
        }
    }
    assert!(compared >= 20, "{compared}");
    // The republic withdrew nine days before it ceased to exist.
    let explained = ["WARSAW-PACT DDR 1990-09-24"];
    let unexplained: Vec<&String> =
        differ.iter().filter(|line| !explained.iter().any(|start| line.starts_with(start))).collect();
    assert!(unexplained.is_empty(), "of {compared}:\n{unexplained:#?}");
}
