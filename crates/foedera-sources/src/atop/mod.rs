//! ATOP, member level: who was in which alliance from when to when, and what it owed.
//!
//! Leeds, Ritter, Mitchell and Long (2002), "Alliance Treaty Obligations and Provisions, 1815-1944", International
//! Interactions 28. Read are `atop5_1m.csv` (5.1, to 2018) and `atop4_01m.csv` (4.01, to 2016).
//!
//! ATOP dates members by *signature*, not by entry into force: Greece and Turkey stand in NATO from 1951-10-22, four
//! months before the protocol was in force. So every `Joins` event here is dated by signature.
//!
//! A treaty whose terms changed has one row per member and *phase*; the rows of a member are joined into one spell
//! where the next entry is the previous exit, and a change of obligations becomes an `Amends` event.

mod events;
mod record;
mod spell;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_world::{History, Roster, State, StateId, StateSpell, Treaty, TreatyId};

use crate::table::{Layout, Table};
use crate::{RawFile, Read, Trace};
use record::Record;

pub use record::EndCodes;
pub use spell::Spell;

const CITATION: &str = "Leeds, Ritter, Mitchell and Long (2002), Alliance Treaty Obligations and Provisions, 1815-1944, \
                        International Interactions 28: 237-260";

const DATASET: Layout = Layout {
    what: "the ATOP member-level file",
    columns: &[
        "atopid", "member", "yrent", "moent", "dayent", "yrexit", "moexit", "dayexit", "bilat", "phase", "wartime",
        "term", "termmode", "termcaus", "defense", "offense", "neutral", "nonagg", "consul",
    ],
    missing: &["-9"],
    named: &[],
    ..Layout::PLAIN
};

/// The alliances of an ATOP file.
#[derive(Debug, Clone)]
pub struct Alliances {
    /// Treaties, entries, amendments and exits as events; its replay refuses none of them.
    pub history: History,
    /// What was counted on the way.
    pub summary: AtopSummary,
    /// The spells of membership, phases joined, in the order of treaty, entry and member.
    pub spells: Vec<Spell>,
}

/// Counts by which a reading of ATOP can be compared with others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AtopSummary {
    /// Rows of the file that could be read.
    pub rows: usize,
    /// Spells of membership: rows after phases were joined.
    pub spells: usize,
    /// Spells of a member that was in the same treaty before, overlapping ones included.
    pub reentries: usize,
    /// Distinct pairs of treaty and date on which somebody entered: signings with one or many parties.
    pub signings: usize,
    /// States that the roster did not know and that were added as `COW-<number>`.
    pub unknown_states: usize,
    /// Rows that were joined to an earlier phase of the same membership (`rows - spells`).
    pub merged: usize,
    /// Spells that begin while the same state is still in the treaty. ATOP 5.1 has nine: pacts with Czechoslovakia
    /// live on with both its successors, and the partner has a row for each. The history has one membership for
    /// such spells and a `Milestone` for each row that runs beside another.
    pub overlapping: usize,
    /// Spells that begin and end on one day; they are kept, and the `Joins` event has a note.
    pub zero_length: usize,
}

/// Read an ATOP member-level file against the states of `roster`.
///
/// Members are found by COW number and day of entry ([`Roster::find_cow`]); others become states `COW-<number>`.
/// Treaties get the key `ATOP-<atopid>`. An exit year of 0 means: still a member when the data end. Exits of all
/// remaining members on one day are one `TreatyEnds` (cause by the most frequent `termmode`, on a tie the smaller
/// code), other exits are `Leaves`; the raw codes stand in the event's note.
///
/// # Errors
/// If the file is not an ATOP member-level file, or `roster` already has a treaty `ATOP-<atopid>`.
pub fn read(file: &RawFile, roster: Roster) -> Result<Read<Alliances>, Problems> {
    let table = Table::parse(file, &DATASET)?;
    let mut records = Vec::new();
    let mut refused = Vec::new();
    let mut version = None;
    for row in table.rows() {
        let record = row.and_then(|row| {
            version = version.or_else(|| row.text("version"));
            Record::read(row)
        });
        match record {
            Ok(record) => records.push(record),
            Err(diagnostic) => refused.push(*diagnostic),
        }
    }
    let rows = records.len();
    let source = format!("atop{}", version.unwrap_or_default().replace('.', ""));
    let dataset = format!("ATOP {} member level", version.unwrap_or("(version not given)"));
    let mut building = Building { roster, created: BTreeMap::new(), unknown: BTreeMap::new() };
    building.check_capacity(file, &records)?;
    let spells = spell::join(&records);
    let treaties = building.add_treaties(file, &records, &source)?;
    let states: Vec<StateId> = spells.iter().map(|spell| building.state(spell)).collect();
    let mut summary = AtopSummary { rows, unknown_states: building.created.len(), ..spell::count(&spells) };
    summary.merged = rows - spells.len();
    let events = events::of_treaties(&treaties, &records, &spells, &states, &source, &mut summary);
    let history = History::new(Arc::new(building.roster), events);
    Ok(Read {
        value: Alliances { history, summary, spells },
        rows: table.len(),
        refused_rows: refused.len(),
        refused,
        notes: Vec::new(),
        repeated: 0,
        trace: Trace::default(),
        unknown: building.unknown,
        provenance: file.provenance(dataset, table.len(), CITATION),
    })
}

/// The roster while treaties and unknown states are added to it.
struct Building {
    roster: Roster,
    created: BTreeMap<u16, StateId>,
    unknown: BTreeMap<String, usize>,
}

impl Building {
    /// Ids are 16 bits wide; a file that asks for more is refused before anything is added.
    fn check_capacity(&self, file: &RawFile, records: &[Record]) -> Result<(), Problems> {
        let most = usize::from(u16::MAX);
        let treaties = records.iter().map(|record| record.atop).collect::<BTreeSet<_>>().len();
        let members = records.iter().map(|record| record.cow).collect::<BTreeSet<_>>().len();
        if self.roster.treaties().len() + treaties <= most && self.roster.states().len() + members <= most {
            return Ok(());
        }
        let message = format!("`{}` has {treaties} treaties and {members} members; {most} is the most", file.name());
        let place = Place::File(file.name().to_owned());
        Err(Diagnostic::new(Code::InvalidValue, place, message, "give the file as published").into())
    }

    fn add_treaties(
        &mut self,
        file: &RawFile,
        records: &[Record],
        source: &str,
    ) -> Result<BTreeMap<u32, TreatyId>, Problems> {
        let mut by_treaty: BTreeMap<u32, Vec<&Record>> = BTreeMap::new();
        for record in records {
            by_treaty.entry(record.atop).or_default().push(record);
        }
        let mut treaties = BTreeMap::new();
        let mut problems = Problems::new();
        for (atop, records) in by_treaty {
            let key = format!("ATOP-{atop}");
            let known = records.iter().filter_map(|record| record.wartime);
            let treaty = Treaty {
                key: key.clone(),
                name: format!("ATOP {atop}"),
                also: Vec::new(),
                atop: Some(atop),
                obligations: events::phases(&records).into_iter().next().map(|(_, owed)| owed).unwrap_or_default(),
                wartime: known.reduce(|one, other| one | other),
                terms: events::terms(&records),
                decision_rule: None,
                articles: Vec::new(),
                sources: vec![source.to_owned()],
            };
            match self.roster.add_treaty(treaty) {
                Some(id) => {
                    treaties.insert(atop, id);
                }
                None => problems.push(Diagnostic::new(
                    Code::Duplicate,
                    Place::File(file.name().to_owned()),
                    format!("the treaty `{key}` is in the roster already"),
                    "read the file into a roster without ATOP treaties",
                )),
            }
        }
        problems.or_ok(treaties)
    }

    /// The state of a spell's member; one that the roster does not know is added.
    fn state(&mut self, spell: &Spell) -> StateId {
        if !self.created.contains_key(&spell.cow)
            && let Some(id) = self.roster.find_cow(spell.cow, spell.entry.day())
        {
            return id;
        }
        *self.unknown.entry(spell.cow.to_string()).or_default() += spell.rows;
        let roster = &mut self.roster;
        *self.created.entry(spell.cow).or_insert_with(|| {
            let key = format!("COW-{}", spell.cow);
            let state = State {
                key: key.clone(),
                iso3: None,
                name: format!("COW {}", spell.cow),
                also: Vec::new(),
                spells: vec![StateSpell { cow: Some(spell.cow), ..StateSpell::default() }],
            };
            roster.find_state(&key).or_else(|| roster.add_state(state)).expect("a key that is not found can be added")
        })
    }
}
