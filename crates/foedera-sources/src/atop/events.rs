//! From spells to events: treaties open, states join, obligations change, states leave, treaties end.

use std::collections::{BTreeMap, BTreeSet};

use foedera_world::{Day, Event, EventKind, Obligation, StateId, Term, TreatyId, When};

use super::record::Record;
use super::{AtopSummary, EndCodes, Spell};

/// A membership as the history has it: one open spell per state and treaty at a time.
struct Membership {
    state: StateId,
    cow: u16,
    entry: When,
    exit: Option<When>,
    codes: EndCodes,
}

/// The events of one treaty as they are gathered.
struct Gathering<'a> {
    treaty: TreatyId,
    source: &'a str,
    events: Vec<Event>,
}

/// The events of all treaties; `states` gives the member of each spell. Counts the overlapping spells.
pub(super) fn of_treaties(
    treaties: &BTreeMap<u32, TreatyId>,
    records: &[Record],
    spells: &[Spell],
    states: &[StateId],
    source: &str,
    summary: &mut AtopSummary,
) -> Vec<Event> {
    let mut rows: BTreeMap<u32, Vec<&Record>> = BTreeMap::new();
    for record in records {
        rows.entry(record.atop).or_default().push(record);
    }
    let mut parties: BTreeMap<u32, Vec<(&Spell, StateId)>> = BTreeMap::new();
    for (spell, state) in spells.iter().zip(states) {
        parties.entry(spell.atop).or_default().push((spell, *state));
    }
    let mut events = Vec::new();
    for (atop, treaty) in treaties {
        let mut gathering = Gathering { treaty: *treaty, source, events: Vec::new() };
        let spells = parties.remove(atop).unwrap_or_default();
        let memberships = gathering.memberships(&spells, summary);
        gathering.changes(&memberships);
        gathering.amendments(&rows.remove(atop).unwrap_or_default());
        events.append(&mut gathering.events);
    }
    events
}

/// The obligations by the day on which a phase begins; phases that begin on one day count as one. What the members
/// of a phase owe is united: ATOP has 59 phases in which they owe different things.
pub(super) fn phases(records: &[&Record]) -> Vec<(When, Vec<Obligation>)> {
    let mut starts: BTreeMap<u16, When> = BTreeMap::new();
    for record in records {
        let start = starts.entry(record.phase).or_insert(record.entry);
        if record.entry.day() < start.day() {
            *start = record.entry;
        }
    }
    let mut owed: BTreeMap<Day, (When, BTreeSet<Obligation>)> = BTreeMap::new();
    for record in records {
        let start = starts[&record.phase];
        owed.entry(start.day()).or_insert((start, BTreeSet::new())).1.extend(&record.obligations);
    }
    owed.into_values().map(|(start, owed)| (start, owed.into_iter().collect())).collect()
}

/// The terms by the day on which a phase begins, as its first row states them.
pub(super) fn terms(records: &[&Record]) -> Vec<Term> {
    let mut starts: BTreeMap<u16, Term> = BTreeMap::new();
    for record in records {
        let Record { entry, renunciation, months, renewal_months, .. } = **record;
        let term = starts.entry(record.phase).or_insert(Term { from: entry, renunciation, months, renewal_months });
        if entry.day() < term.from.day() {
            term.from = entry;
        }
    }
    let known = |term: &Term| term.renunciation.is_some() || term.months.is_some();
    let mut terms: Vec<Term> = starts.into_values().filter(known).collect();
    terms.sort_by_key(|term| term.from.day());
    terms
}

impl Gathering<'_> {
    fn push(&mut self, when: When, kind: EventKind, note: Option<String>) {
        self.events.push(Event { when, kind, text: None, sources: vec![self.source.to_owned()], note });
    }

    /// Spells that run beside or into one another for the same state become one membership. What the absorbed
    /// spell says is kept as a milestone.
    fn memberships(&mut self, spells: &[(&Spell, StateId)], summary: &mut AtopSummary) -> Vec<Membership> {
        let mut memberships: Vec<Membership> = Vec::new();
        for (spell, state) in spells {
            let goes_on = |membership: &&mut Membership| {
                let open_then = membership.exit.is_none_or(|exit| exit.day() >= spell.entry.day());
                membership.state == *state && open_then
            };
            let Some(membership) = memberships.iter_mut().find(goes_on) else {
                let Spell { cow, entry, exit, codes, .. } = **spell;
                memberships.push(Membership { state: *state, cow, entry, exit, codes });
                continue;
            };
            summary.overlapping += 1;
            // The shorter of the two is told in the milestone, the longer one is the membership.
            let last = |exit: Option<When>| exit.map_or(i32::MAX, |exit| exit.day().number());
            let mut shorter = (spell.cow, spell.exit, spell.codes);
            if last(spell.exit) > last(membership.exit) {
                let longer = std::mem::replace(&mut shorter, (membership.cow, membership.exit, membership.codes));
                (membership.cow, membership.exit, membership.codes) = longer;
            }
            let until = shorter.1.map_or("the end of the data".to_owned(), |exit| exit.to_string());
            let text = format!("COW {} has a second entry here, until {until}", shorter.0);
            self.push(spell.entry, EventKind::Milestone { treaty: self.treaty }, Some(shorter.2.to_string()));
            self.events.last_mut().expect("just told").text = Some(text);
        }
        memberships
    }

    /// Sweep over the days: on each, entries come before exits.
    fn changes(&mut self, memberships: &[Membership]) {
        let mut days: BTreeMap<Day, (Vec<&Membership>, Vec<&Membership>)> = BTreeMap::new();
        for membership in memberships {
            days.entry(membership.entry.day()).or_default().0.push(membership);
            if let Some(exit) = membership.exit {
                days.entry(exit.day()).or_default().1.push(membership);
            }
        }
        let mut open = 0;
        for (entries, exits) in days.into_values() {
            if let (0, Some(first)) = (open, entries.first()) {
                self.push(first.entry, EventKind::TreatyOpens { treaty: self.treaty }, None);
                self.push(first.entry, EventKind::TreatyInForce { treaty: self.treaty }, None);
            }
            for entry in &entries {
                let note = (entry.exit == Some(entry.entry)).then(|| "entry and exit on the same date".to_owned());
                self.push(entry.entry, EventKind::Joins { treaty: self.treaty, state: entry.state }, note);
            }
            open += entries.len();
            open -= exits.len();
            if open == 0 {
                self.end(&exits);
            } else {
                self.exits(&exits);
            }
        }
    }

    fn exits(&mut self, exits: &[&Membership]) {
        for membership in exits {
            let Membership { state, codes, .. } = **membership;
            let when = membership.exit.unwrap_or(membership.entry);
            let kind = EventKind::Leaves { treaty: self.treaty, state, cause: codes.cause() };
            self.push(when, kind, Some(codes.to_string()));
        }
    }

    /// All remaining members left on one day: the treaty ended.
    fn end(&mut self, exits: &[&Membership]) {
        let Some(first) = exits.first() else { return };
        let mut counts: BTreeMap<Option<u16>, usize> = BTreeMap::new();
        for membership in exits {
            *counts.entry(membership.codes.termmode).or_default() += 1;
        }
        let most = counts.values().copied().max().unwrap_or_default();
        let termmode = counts.into_iter().find(|(_, count)| *count == most).and_then(|(code, _)| code);
        let cause = EndCodes { termmode, ..EndCodes::default() }.cause();
        let alike = exits.iter().all(|membership| membership.codes == first.codes);
        let note = if alike {
            first.codes.to_string()
        } else {
            let each = exits.iter().map(|membership| format!("COW {}: {}", membership.cow, membership.codes));
            each.collect::<Vec<_>>().join("; ")
        };
        let when = first.exit.unwrap_or(first.entry);
        self.push(when, EventKind::TreatyEnds { treaty: self.treaty, cause }, Some(note));
    }

    fn amendments(&mut self, records: &[&Record]) {
        let phases = phases(records);
        for pair in phases.windows(2) {
            let [(_, before), (start, obligations)] = pair else { continue };
            if before != obligations {
                let kind = EventKind::Amends { treaty: self.treaty, obligations: obligations.clone().into() };
                self.push(*start, kind, None);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use foedera_world::Cause;

    use super::*;

    #[test]
    fn a_termmode_has_its_cause() {
        let cause = |termmode| EndCodes { termmode, ..EndCodes::default() }.cause();
        let causes = [1, 2, 3, 4, 5, 6].map(|code| cause(Some(code)));
        use Cause as C;
        let expected = [C::NonRenewal, C::Replaced, C::Withdrawal, C::StateEnded, C::Fulfilled, C::Defeat];
        assert_eq!(causes, expected);
        assert_eq!([cause(Some(0)), cause(Some(9)), cause(None)], [C::Unknown; 3]);
    }
}
