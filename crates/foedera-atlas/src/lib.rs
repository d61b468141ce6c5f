//! The atlas: facts written down by us, each with a source.
//!
//! [`Atlas::embedded`] is compiled into the program, so that the first forecast needs no data folder;
//! [`Atlas::load`] checks any set of files: ids, dates, overlaps, and that every source exists. A fact that
//! contradicts another is refused by the world and reported at its place.
//!
//! Left to others: published datasets (`foedera-sources`).
//!
//! ```
//! use foedera_atlas::Atlas;
//!
//! let atlas = Atlas::embedded().expect("it ships");
//! let csto = atlas.roster().find_treaty("CSTO").expect("in the atlas");
//! let world = atlas.history.world_at("1996-01-01".parse().expect("a day")).world;
//! assert_eq!(world.treaty(csto).member_states().count(), 9);
//! ```

mod calls;
mod capitals;
mod citations;
mod differences;
mod facts;
mod figures;
mod hedges;
mod later;
mod ledger;
mod load;
mod loading;
mod names;
mod pairs;
mod patrons;
mod precedents;
mod sources;
mod states;
mod ties;
mod treaty_file;
mod unrest;

use std::collections::BTreeMap;
use std::sync::Arc;

use foedera_diagnostic::{Problems, Source};
use foedera_world::{Call, Day, EventKind, History, Roster, StateId, TreatyId};
use sha2::{Digest, Sha256};

pub use capitals::MovedCapital;
pub use differences::Difference;
pub use facts::FACT_TABLES;
pub use figures::{FigureParts, Force, StatedFigures, YearlyFigure, force_on};
pub use hedges::{HEDGE_DIRECTIONS, HEDGE_DOMAINS, HedgeEvent};
pub use later::Later;
pub use ledger::{LEDGER_KINDS, LedgerFigure, LedgerSide};
pub use load::Kind;
pub use pairs::PairNote;
pub use patrons::{PATRON_KNOWN, PATRON_RATIO, PatronFinding, PatronGround, StatedPatron};
pub use precedents::Precedent;
pub use sources::SourceEntry;
pub use ties::Tie;
pub use treaty_file::{Basis, Bound, FreezeFact, MembershipFact, TreatyFacts};
pub use unrest::{UNREST_KINDS, Unrest};

include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// SHA-256 over names and texts of the files of the atlas in the program, in hexadecimal.
pub const ATLAS_SHA256: &str = SHA256;

/// Version of the layout of atlas files.
pub const ATLAS_SCHEMA: i64 = 1;

/// The facts, checked.
#[derive(Debug, Clone)]
pub struct Atlas {
    /// All dated facts as a history that the world applies without a refusal.
    pub history: History,
    /// What the treaty files say beyond events: notes, dates in other sources, certainty.
    pub treaties: Vec<TreatyFacts>,
    /// Unrest since 1990 in members of treaties under which the register has a call for unrest.
    pub unrest: Later<Vec<Unrest>>,
    /// Capitals that moved since 1990.
    pub capitals: Later<Vec<MovedCapital>>,
    /// Cases of the past.
    pub precedents: Later<Vec<Precedent>>,
    /// Whom treaty files state as patron, or that there is none.
    pub patrons: Vec<StatedPatron>,
    /// Pairs of members that a count of allies would misread.
    pub pairs: Later<Vec<PairNote>>,
    /// Where it disagrees with ATOP, and why.
    pub differences: Later<Vec<Difference>>,
    /// A few numbers of states and pairs, and of armed forces.
    pub figures: Later<StatedFigures>,
    /// Dated ties of members with those who threaten other members.
    pub ties: Later<Vec<Tie>>,
    /// What membership brought and cost.
    pub ledger: Later<Vec<LedgerFigure>>,
    /// Steps of members toward their patron or away from it.
    pub hedges: Later<Vec<HedgeEvent>>,
    /// The sources by key.
    pub sources: Later<BTreeMap<String, SourceEntry>>,
    /// SHA-256 over names and texts of its files, in hexadecimal.
    pub sha256: String,
}

impl Atlas {
    /// The atlas in the program. That its facts do not contradict each other is checked by a test, not at every start, and what is no
    /// state, treaty or dated event is read when it is first asked for.
    ///
    /// # Errors
    /// None in a released program: a test loads it.
    pub fn embedded() -> Result<Self, Problems> {
        load::load_checked(&files(), SHA256.to_owned())
    }

    /// The atlas of these files; names end as in `atlas/` (`states.csv`, `sources*.toml`, `treaties/*.toml`, …).
    ///
    /// # Errors
    /// Every problem found, with its place.
    pub fn load(files: &[Source]) -> Result<Self, Problems> {
        load::load(files, fingerprint(files))
    }

    /// Check one file in the company of the embedded ones (in place of the embedded file of the same name).
    ///
    /// # Errors
    /// Every problem found, with its place.
    pub fn check(file: &Source) -> Result<Self, Problems> {
        let base = |name: &str| name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned();
        // The list of unrest names calls of the embedded register: it is no part of what is said of another register.
        let register = Kind::of(file) == Some(Kind::Invocations);
        let mut files = files();
        files.retain(|own| base(own.name()) != base(file.name()) && !(register && base(own.name()) == "unrest.csv"));
        files.push(file.clone());
        Self::load(&files)
    }

    /// Capitals that moved, as the almanac takes them: state, day, latitude and longitude before and since.
    pub fn moved_capitals(&self) -> impl Iterator<Item = (StateId, Day, (f64, f64), (f64, f64))> {
        self.capitals.iter().map(|moved| (moved.state, moved.on, moved.before, moved.after))
    }

    /// From when a treaty is in force for a state in the spell that began on `since`, and whether a source states that; `None`:
    /// signed and not in force for it. Every command that tells the date asks here.
    pub fn bound(&self, treaty: TreatyId, state: StateId, since: Day) -> Option<Bound> {
        let facts = self.treaties.iter().find(|facts| facts.treaty == treaty)?;
        let began = |row: &&MembershipFact| {
            row.state == state && row.signed.or(row.in_force).is_some_and(|first| first.day() == since)
        };
        facts.memberships.iter().find(began)?.bound
    }

    /// The treaties of which a state had signed and not left on a day, by the stated dates.
    pub fn memberships_on(&self, state: StateId, day: Day) -> Vec<TreatyId> {
        let ended = |treaty: TreatyId| {
            self.history.events().iter().any(|event| match event.kind {
                EventKind::TreatyEnds { treaty: of, .. } => of == treaty && event.when.day() <= day,
                _ => false,
            })
        };
        let holds = |row: &MembershipFact| {
            row.state == state
                && row.signed.or(row.in_force).is_some_and(|first| first.day() <= day)
                && row.left.is_none_or(|(left, _)| day < left.day())
        };
        let of = self.treaties.iter().filter(|facts| facts.memberships.iter().any(holds));
        of.map(|facts| facts.treaty).filter(|treaty| !ended(*treaty)).collect()
    }

    /// The register of invocations: calls for help and the answers to them, in the order of the files.
    pub fn calls(&self) -> &[Call] {
        self.history.calls()
    }

    /// The states and treaties.
    pub fn roster(&self) -> &Arc<Roster> {
        self.history.roster()
    }
}

/// The files in the program.
fn files() -> Vec<Source> {
    FILES.iter().map(|(name, text, records)| Source::compiled(name, text, *records)).collect()
}

fn fingerprint(files: &[Source]) -> String {
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.name().as_bytes());
        hash.update([0]);
        hash.update(file.text().as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(treaty: &str, day: &str) -> usize {
        let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let world = atlas.history.world_at(day.parse().unwrap()).world;
        let id = atlas.roster().find_treaty(treaty).unwrap();
        world.treaty(id).members().count()
    }

    /// Each file read as a stranger's would be, parsed and hashed now.
    #[test]
    fn what_was_compiled_is_what_the_files_say() {
        let plain: Vec<Source> = FILES.iter().map(|(name, text, _)| Source::new(*name, *text)).collect();
        assert!(FILES.iter().all(|(name, _, records)| records.is_some() == name.ends_with(".toml")));
        let (read, compiled) = (Atlas::load(&plain).unwrap(), Atlas::embedded().unwrap());
        assert_eq!(read.sha256, compiled.sha256);
        assert_eq!(read.history, compiled.history);
        assert_eq!(format!("{read:?}"), format!("{compiled:?}"));
    }

    #[test]
    fn the_collective_security_treaty_had_its_members_when_it_had_them() {
        let expected = [("1992-12-31", 6), ("1996-01-01", 9), ("2000-01-01", 6), ("2008-01-01", 7), ("2022-11-25", 6)];
        for (day, count) in expected {
            assert_eq!(members("CSTO", day), count, "{day}");
        }
    }

    #[test]
    fn a_treaty_replayed_alone_is_the_treaty_of_a_whole_replay() {
        let atlas = Atlas::embedded().unwrap();
        let spells = |world: &foedera_world::World, treaty| {
            let view = world.treaty(treaty);
            let parts = |own: foedera_world::Membership| {
                (own.state, own.status, own.since, own.in_force, own.changed, own.cause)
            };
            let spells: Vec<_> = view.memberships().map(parts).collect();
            format!(
                "{:?} {:?} {:?} {:?} {:?} {spells:?}",
                view.obligations(),
                view.status(),
                view.opened(),
                view.in_force(),
                view.ended()
            )
        };
        let days = ["1955-06-01", "1992-01-01", "2022-11-25"].map(|day| Some(day.parse::<Day>().unwrap()));
        for until in days.into_iter().chain([None]) {
            let whole = until.map_or_else(|| atlas.history.replay(), |day| atlas.history.world_at(day)).world;
            for (treaty, told) in atlas.roster().treaties() {
                let alone = atlas.history.treaty_at(treaty, until);
                assert_eq!(spells(&alone, treaty), spells(&whole, treaty), "{} {until:?}", told.key);
            }
        }
    }

    #[test]
    fn armenia_is_frozen_from_2024_and_no_earlier() {
        let atlas = Atlas::embedded().unwrap();
        let (treaty, armenia) = (atlas.roster().find_treaty("cst").unwrap(), atlas.roster().find_state("ARM").unwrap());
        let status = |day: &str| {
            let world = atlas.history.world_at(day.parse().unwrap()).world;
            world.treaty(treaty).membership(armenia).map(|membership| membership.status)
        };
        assert_eq!(status("2023-12-31"), Some(foedera_world::Status::InForce));
        assert_eq!(status("2024-12-31"), Some(foedera_world::Status::Frozen));
    }

    #[test]
    fn the_atlas_has_what_it_says_to_have() {
        let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let world = atlas.history.replay().world;
        assert!(atlas.roster().treaties().len() >= 40, "{}", atlas.roster().treaties().len());
        assert!(world.calls().count() >= 60, "{}", world.calls().count());
        assert!(world.summits().count() >= 20, "{}", world.summits().count());
        let key = |state: StateId| atlas.roster().state(state).key.as_str();
        assert!(atlas.pairs.iter().any(|note| note.states.map(key) == ["ARM", "AZE"] && note.exclude == ["aid"]));
    }

    #[test]
    fn the_first_treaties_are_told_with_their_members() {
        let atlas = Atlas::embedded().unwrap();
        for key in
            ["CSTO", "NATO", "WARSAW-PACT", "RIO", "ARAB-LEAGUE", "SEATO", "CENTO", "ANZUS", "ECOWAS", "CIS", "SCO"]
        {
            assert!(atlas.roster().find_treaty(key).is_some(), "{key}");
        }
        assert_eq!([members("NATO", "1950-01-01"), members("NATO", "2024-12-31")], [12, 32]);
        assert_eq!([members("WARSAW-PACT", "1960-01-01"), members("WARSAW-PACT", "1992-01-01")], [8, 0]);
        assert_eq!([members("SCO", "2010-01-01"), members("SCO", "2018-01-01")], [6, 8]);
    }

    #[test]
    fn every_state_converts_between_the_three_systems() {
        let atlas = Atlas::embedded().unwrap();
        let roster = atlas.roster();
        let day = "2015-06-01".parse().unwrap();
        let germany = roster.find_state("DEU").unwrap();
        assert_eq!((roster.find_cow(255, day), roster.find_gw(260, day)), (Some(germany), Some(germany)));
        assert_eq!(roster.find_cow(260, "1970-01-01".parse().unwrap()), Some(germany));
        let armenia = roster.find_state("ARM").unwrap();
        assert_eq!((roster.find_cow(371, day), roster.find_gw(371, day)), (Some(armenia), Some(armenia)));
        assert_eq!(roster.find_cow(9999, day), None);
        assert!(roster.states().len() > 190, "{}", roster.states().len());
    }
}
