//! Spells of membership: the phases of one member in one treaty, joined.

use std::collections::{BTreeMap, BTreeSet};

use foedera_world::{Obligation, When};

use super::record::Record;
use super::{AtopSummary, EndCodes};

/// An unbroken membership of a state in a treaty, as ATOP has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spell {
    /// The treaty's ATOP number.
    pub atop: u32,
    /// The member's COW number.
    pub cow: u16,
    /// When it began (mostly the signature).
    pub entry: When,
    /// When it ended; `None`: still a member when the data end.
    pub exit: Option<When>,
    /// Whether the treaty had two parties; `None` if the file does not say.
    pub bilateral: Option<bool>,
    /// What the member owed at its entry.
    pub obligations: Vec<Obligation>,
    /// Why it ended.
    pub codes: EndCodes,
    /// How many rows of the file it joins.
    pub rows: usize,
}

/// Join the rows: a row whose entry is the exit of a spell of the same treaty and member goes on with that spell.
/// The result is in the order of treaty, entry and member.
pub(super) fn join(records: &[Record]) -> Vec<Spell> {
    let mut by_member: BTreeMap<(u32, u16), Vec<&Record>> = BTreeMap::new();
    for record in records {
        by_member.entry((record.atop, record.cow)).or_default().push(record);
    }
    let mut spells = Vec::new();
    for mut records in by_member.into_values() {
        records.sort_by_key(|record| (record.entry.day(), record.phase));
        let mut own: Vec<Spell> = Vec::new();
        for record in records {
            match own.iter_mut().rev().find(|spell| spell.exit == Some(record.entry)) {
                Some(spell) => {
                    (spell.exit, spell.codes) = (record.exit, record.codes);
                    spell.rows += 1;
                }
                None => own.push(Spell {
                    atop: record.atop,
                    cow: record.cow,
                    entry: record.entry,
                    exit: record.exit,
                    bilateral: record.bilateral,
                    obligations: record.obligations.clone(),
                    codes: record.codes,
                    rows: 1,
                }),
            }
        }
        spells.extend(own);
    }
    spells.sort_by_key(|spell| (spell.atop, spell.entry.day(), spell.cow));
    spells
}

/// Count what can be read off the spells alone.
pub(super) fn count(spells: &[Spell]) -> AtopSummary {
    let members: BTreeSet<_> = spells.iter().map(|spell| (spell.atop, spell.cow)).collect();
    let signings: BTreeSet<_> =
        spells.iter().map(|spell| (spell.atop, spell.entry.day(), spell.entry.precision())).collect();
    AtopSummary {
        spells: spells.len(),
        reentries: spells.len() - members.len(),
        signings: signings.len(),
        zero_length: spells.iter().filter(|spell| spell.exit == Some(spell.entry)).count(),
        ..AtopSummary::default()
    }
}
