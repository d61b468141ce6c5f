//! Alliances of pairs by the day: which treaties of a history bind two states, and where it can be said that none does.

use std::collections::BTreeMap;

use foedera_world::{Day, History, Obligation, Obligations, StateId, TreatyId};

/// The obligations that make an alliance of a treaty by themselves.
const DUTIES: [Obligation; 2] = [Obligation::Defense, Obligation::Offense];
/// The further obligations that ATOP counts; a treaty with no others is an alliance where ATOP has it among its own.
const OTHERS: [Obligation; 3] = [Obligation::Neutrality, Obligation::Nonaggression, Obligation::Consultation];

/// A state under a treaty from a day, until another, with what was owed then.
#[derive(Debug, Clone, PartialEq)]
struct Spell {
    treaty: TreatyId,
    from: Day,
    until: Option<Day>,
    owed: Obligations,
}

impl Spell {
    fn holds(&self, at: Day) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    fn binds(&self) -> bool {
        DUTIES.iter().any(|duty| self.owed.contains(*duty))
    }
}

/// What is known of two states in a field on a day.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Bond<'a> {
    /// A treaty binds them.
    Allied {
        /// The sources of the treaty.
        sources: &'a [String],
    },
    /// Each is bound by a treaty of defence or offence, and none binds the two.
    Apart {
        /// The day on which the last treaty that bound both ceased to.
        ended: Option<Day>,
    },
}

/// Alliances (`alliance`, `defense`, `offense`) of pairs of states by the day, from the treaties of a history.
///
/// *Bound* are two members of one treaty that owes what the field names; `alliance` is any treaty with a duty of defence or offence, and
/// one with a duty of neutrality, nonaggression or consultation alone where ATOP has it among its own. *Not bound* is said of two states
/// only while each is a member of some treaty with a duty of defence or offence and no treaty binds both: the history has the alliances of
/// several members whole, those of two states in part. Of all other pairs nothing is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Alliances {
    spells: BTreeMap<StateId, Vec<Spell>>,
    /// The first sources of treaties, and whether ATOP has them.
    treaties: BTreeMap<TreatyId, (Vec<String>, bool)>,
}

impl Alliances {
    /// The alliances of a history.
    pub fn of(history: &History) -> Self {
        let mut found = Self::default();
        for (id, treaty) in history.roster().treaties() {
            // The first two: its text, and who counts it; `foedera treaty` has all.
            let sources = treaty.sources.iter().take(2).cloned().collect();
            found.treaties.insert(id, (sources, treaty.atop.is_some()));
            history.each_step(id, |day, world| {
                let now = world.treaty(id);
                let owed = now.obligations();
                let members: Vec<StateId> = if now.is_open() { now.member_states().collect() } else { Vec::new() };
                found.step(id, day, owed, &members);
            });
        }
        found
    }

    /// Begin and end spells so that these states, and no others, are under a treaty from a day.
    fn step(&mut self, treaty: TreatyId, day: Day, owed: Obligations, members: &[StateId]) {
        let open = |spell: &Spell| spell.treaty == treaty && spell.until.is_none();
        for (state, spells) in &mut self.spells {
            let own = spells.iter_mut().find(|spell| open(spell));
            if let Some(spell) = own.filter(|spell| spell.owed != owed || !members.contains(state)) {
                spell.until = Some(day);
            }
        }
        for state in members {
            let spells = self.spells.entry(*state).or_default();
            if !spells.iter().any(open) {
                spells.push(Spell { treaty, from: day, until: None, owed });
            }
        }
    }

    /// Whether a spell counts in a field.
    fn counts(&self, spell: &Spell, field: &str) -> bool {
        match field {
            "defense" => spell.owed.contains(Obligation::Defense),
            "offense" => spell.owed.contains(Obligation::Offense),
            "alliance" => {
                let by_atop = self.treaties[&spell.treaty].1;
                spell.binds() || (by_atop && OTHERS.iter().any(|other| spell.owed.contains(*other)))
            }
            _ => false,
        }
    }

    /// What is known of two states in a field on a day.
    pub(crate) fn bond(&self, field: &str, (first, second): (StateId, StateId), at: Day) -> Option<Bond<'_>> {
        let (one, two) = (self.spells.get(&first)?, self.spells.get(&second)?);
        let (mut ended, mut lesser): (Option<Day>, Option<Bond<'_>>) = (None, None);
        for spell in one.iter().filter(|spell| spell.from <= at && self.counts(spell, field)) {
            for other in two.iter().filter(|other| other.treaty == spell.treaty && other.from <= at) {
                if spell.holds(at) && other.holds(at) {
                    let found = Bond::Allied { sources: &self.treaties[&spell.treaty].0 };
                    if spell.binds() {
                        return Some(found);
                    }
                    lesser.get_or_insert(found);
                }
                let last = [spell.until, other.until].into_iter().flatten().min();
                let began = spell.from.max(other.from);
                ended = ended.max(last.filter(|last| began < *last && *last <= at));
            }
        }
        if lesser.is_some() {
            return lesser;
        }
        let bound = |spells: &[Spell]| spells.iter().any(|spell| spell.holds(at) && spell.binds());
        let told = matches!(field, "alliance" | "defense" | "offense");
        (told && bound(one) && bound(two)).then_some(Bond::Apart { ended })
    }
}

#[cfg(test)]
mod tests {
    use foedera_atlas::Atlas;

    use super::*;

    fn asked(field: &str, pair: [&str; 2], at: &str) -> Option<f64> {
        let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let alliances = Alliances::of(&atlas.history);
        let [first, second] = pair.map(|key| atlas.roster().find_state(key).expect("a state"));
        let at = at.parse().expect("a day");
        let told = alliances.bond(field, (first, second), at);
        assert_eq!(told, alliances.bond(field, (second, first), at), "the same both ways");
        told.map(|bond| f64::from(u8::from(matches!(bond, Bond::Allied { .. }))))
    }

    #[test]
    fn an_alliance_holds_from_the_day_to_the_day() {
        assert_eq!(
            asked("defense", ["FIN", "USA"], "2023-04-03"),
            Some(0.0),
            "Finland is bound by the EU's treaty alone"
        );
        assert_eq!(asked("defense", ["FIN", "USA"], "2023-04-04"), Some(1.0));
        assert_eq!(asked("defense", ["GEO", "RUS"], "1998-01-01"), Some(1.0));
        assert_eq!(asked("defense", ["HUN", "RUS"], "1980-01-01"), Some(1.0));
        assert_eq!(asked("defense", ["HUN", "RUS"], "2026-01-01"), Some(0.0));
    }

    #[test]
    fn a_pact_of_fifty_states_is_an_alliance_of_some_kind_and_owes_no_defence() {
        assert_eq!(asked("alliance", ["USA", "RUS"], "2020-01-01"), Some(1.0));
        assert_eq!(asked("defense", ["USA", "RUS"], "2020-01-01"), Some(0.0));
    }

    #[test]
    fn of_states_whose_alliances_are_of_two_nothing_is_known() {
        assert_eq!(asked("defense", ["USA", "JPN"], "2020-01-01"), None);
        assert_eq!(asked("cinc", ["USA", "CAN"], "2020-01-01"), None);
    }

    #[test]
    fn who_left_is_apart_since() {
        let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let alliances = Alliances::of(&atlas.history);
        let [first, second] = ["HUN", "RUS"].map(|key| atlas.roster().find_state(key).expect("a state"));
        let Some(Bond::Apart { ended: Some(ended) }) =
            alliances.bond("defense", (first, second), Day::start_of_year(2020))
        else {
            panic!("apart since a day")
        };
        assert_eq!(ended.year(), 1991);
    }
}
