//! Who is at risk of joining which side of a dispute, and who joined.

use std::collections::{BTreeMap, BTreeSet};

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_store::{Frame, WorldFile};
use foedera_world::{Day, Roster, StateId};

/// When a pact of defence must bind an ally to a side, and whom it obliges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pact {
    /// On the day on which the dispute began, and the ally owes defence.
    OnTheDay,
    /// On some day of the year before, and either owes the other defence: what can be known before the dispute.
    YearBefore,
}

/// An ally at risk of joining a side of a dispute.
#[derive(Debug, Clone, PartialEq)]
pub struct AtRisk {
    /// The dispute (MID).
    pub dispute: i32,
    /// The first day of the dispute: that of its first originator.
    pub day: Day,
    /// The highest hostility of the dispute, 1 to 5; not known when it begins, so it is no effect.
    pub hostility: i32,
    /// Whether it is side A, which began the dispute.
    pub side_a: bool,
    /// The ally, among the states of the world file.
    pub ally: StateId,
    /// Its COW number.
    pub code: i32,
    /// The originators of its side.
    pub originators: Vec<StateId>,
    /// The originators of the other side.
    pub opponents: Vec<StateId>,
    /// The alliances that bind it, by their ATOP numbers.
    pub treaties: Vec<i32>,
    /// Whether it owes an originator of its side defence.
    pub owes: bool,
    /// Whether an originator of its side owes it defence.
    pub owed: bool,
    /// Whether it joined.
    pub joined: bool,
}

/// A participant in a dispute as the frame has it.
pub(super) struct Participant {
    pub(super) state: StateId,
    pub(super) code: i32,
    pub(super) side_a: bool,
    pub(super) originator: bool,
    hostility: i32,
    day: Day,
}

/// A dispute with its participants.
pub(super) struct Dispute {
    pub(super) number: i32,
    pub(super) day: Day,
    pub(super) parties: Vec<Participant>,
}

/// A member of an alliance: COW number, from, until, whether it owes defence.
type Spell = (i32, Day, Option<Day>, bool);

/// A table that joining is read from.
fn frame(world: &WorldFile, name: &str, dataset: &str) -> Result<Frame, Problems> {
    world.frame(name, &[])?.ok_or_else(|| {
        let message = format!("the world file has no table `{name}`, from which joining a dispute is read");
        let remedy = format!("import {dataset} with the others: `foedera import DIR -o world.foedera`");
        Diagnostic::new(Code::Missing, Place::File(world.name().to_owned()), message, remedy).into()
    })
}

/// The disputes of a world file in the order of their first days. Those without a known day of an originator are left out, and rows of
/// no state.
pub(super) fn disputes(world: &WorldFile) -> Result<Vec<Dispute>, Problems> {
    let frame = frame(world, "mid_participant", "the participants of MID (MIDB)")?;
    let mut by_number: BTreeMap<i32, Vec<Participant>> = BTreeMap::new();
    for row in 0..frame.len() {
        let cells = (|| {
            Some((
                frame.whole_at("dispnum", row)?,
                Participant {
                    state: frame.state_at("state", row)?,
                    code: frame.whole_at("state_code", row)?,
                    side_a: frame.whole_at("sidea", row)? == 1,
                    originator: frame.whole_at("orig", row)? == 1,
                    hostility: frame.whole_at("hostlev", row).unwrap_or(0),
                    day: frame.day_at("start", row)?,
                },
            ))
        })();
        if let Some((dispute, participant)) = cells {
            by_number.entry(dispute).or_default().push(participant);
        }
    }
    let dated = by_number.into_iter().filter_map(|(number, parties)| {
        let day = parties.iter().filter(|party| party.originator).map(|party| party.day).min()?;
        Some(Dispute { number, day, parties })
    });
    let mut all: Vec<Dispute> = dated.collect();
    all.sort_by_key(|dispute| (dispute.day, dispute.number));
    Ok(all)
}

/// All allies at risk, in the order in which disputes began.
///
/// # Errors
/// A world file that cannot be read, or has no participants of disputes or members of alliances.
pub fn at_risk(world: &WorldFile, pact: Pact) -> Result<Vec<AtRisk>, Problems> {
    of_disputes(world, &disputes(world)?, pact)
}

pub(super) fn of_disputes(world: &WorldFile, disputes: &[Dispute], pact: Pact) -> Result<Vec<AtRisk>, Problems> {
    let alliances = spells(&frame(world, "atop_member", "the members of ATOP")?);
    let mut found = Vec::new();
    for dispute in disputes {
        for side_a in [true, false] {
            side_at_risk(world, &alliances, (dispute, side_a), pact, &mut found);
        }
    }
    Ok(found)
}

/// The allies of one side of a dispute.
fn side_at_risk(
    world: &WorldFile,
    alliances: &BTreeMap<i32, Vec<Spell>>,
    (dispute, side_a): (&Dispute, bool),
    pact: Pact,
    found: &mut Vec<AtRisk>,
) {
    let Dispute { number, day, parties } = dispute;
    let originators = |side: bool| -> Vec<&Participant> {
        parties.iter().filter(|party| party.originator && party.side_a == side).collect()
    };
    let (own, other) = (originators(side_a), originators(!side_a));
    let window = match pact {
        Pact::OnTheDay => (*day, *day),
        Pact::YearBefore => (Day::start_of_year(day.year() - 1), Day::start_of_year(day.year()).plus_days(-1)),
    };
    let codes: Vec<i32> = own.iter().map(|party| party.code).collect();
    for (code, bond) in bonds(alliances, &codes, window) {
        if parties.iter().any(|party| party.originator && party.code == code) {
            continue;
        }
        let Some(ally) = u16::try_from(code).ok().and_then(|number| world.roster().find_cow(number, *day)) else {
            continue;
        };
        let at_risk = match pact {
            Pact::OnTheDay => bond.owes,
            // Of dispute 4344 no state of side B is coded as an originator: against whom it began is not known.
            Pact::YearBefore => {
                !other.is_empty() && in_system(world.roster(), (ally, code), Day::start_of_year(day.year()))
            }
        };
        if !at_risk {
            continue;
        }
        found.push(AtRisk {
            dispute: *number,
            day: *day,
            hostility: parties.iter().map(|party| party.hostility).max().unwrap_or(0),
            side_a,
            ally,
            code,
            originators: own.iter().map(|party| party.state).collect(),
            opponents: other.iter().map(|party| party.state).collect(),
            treaties: bond.treaties.into_iter().collect(),
            owes: bond.owes,
            owed: bond.owed,
            joined: parties.iter().any(|party| party.code == code && party.side_a == side_a),
        });
    }
}

/// Whether a state is in the COW system under this number on a day.
fn in_system(roster: &Roster, (state, code): (StateId, i32), day: Day) -> bool {
    let holds = |(from, until): (Day, Option<Day>)| from <= day && until.is_none_or(|until| day <= until);
    let own = |number: Option<u16>| number.map(i32::from) == Some(code);
    roster.state(state).spells.iter().any(|spell| own(spell.cow) && spell.cow_days.is_some_and(holds))
}

fn spells(members: &Frame) -> BTreeMap<i32, Vec<Spell>> {
    let mut spells: BTreeMap<i32, Vec<Spell>> = BTreeMap::new();
    for row in 0..members.len() {
        let cells = (|| {
            let owes = members.whole_at("defense", row) == Some(1);
            let code = members.whole_at("state_code", row)?;
            Some((
                members.whole_at("atopid", row)?,
                (code, members.day_at("entry", row)?, members.day_at("exit", row), owes),
            ))
        })();
        if let Some((atopid, spell)) = cells {
            spells.entry(atopid).or_default().push(spell);
        }
    }
    spells
}

/// How a state is bound to a side.
#[derive(Default)]
struct Bond {
    owes: bool,
    owed: bool,
    treaties: BTreeSet<i32>,
}

/// Who is bound by a duty of defence to one of these states, in the same alliance on a day of the window.
fn bonds(alliances: &BTreeMap<i32, Vec<Spell>>, originators: &[i32], window: (Day, Day)) -> BTreeMap<i32, Bond> {
    let mut bonds: BTreeMap<i32, Bond> = BTreeMap::new();
    for (atopid, members) in alliances {
        for of_side in members.iter().filter(|spell| originators.contains(&spell.0)) {
            for spell in members.iter().filter(|spell| spell.0 != of_side.0 && (spell.3 || of_side.3)) {
                let from = window.0.max(spell.1).max(of_side.1);
                let ends = [spell.2, of_side.2, Some(window.1)];
                if ends.into_iter().flatten().all(|end| from <= end) {
                    let bond = bonds.entry(spell.0).or_default();
                    bond.owes |= spell.3;
                    bond.owed |= of_side.3;
                    bond.treaties.insert(*atopid);
                }
            }
        }
    }
    bonds
}

/// How many joined of those at risk, by the highest hostility of the dispute (0: not coded), the last row over all.
pub fn by_hostility(rows: &[AtRisk]) -> Vec<(i32, u32, u32)> {
    let count = |keep: &dyn Fn(&AtRisk) -> bool| {
        let own: Vec<&AtRisk> = rows.iter().filter(|row| keep(row)).collect();
        (own.iter().filter(|row| row.joined).count() as u32, own.len() as u32)
    };
    let mut table: Vec<(i32, u32, u32)> = (0..=5)
        .map(|level| {
            let (joined, all) = count(&|row| row.hostility == level);
            (level, joined, all)
        })
        .collect();
    let (joined, all) = count(&|_| true);
    table.push((-1, joined, all));
    table
}
