//! One option of a process as effects see it: a member or a treaty in its world, and the call, if the process follows one.

use foedera_world::{Day, Field, Membership, NetworkId, StateId, Status, Term, TreatyId, Trigger, World};

use super::number::{At, Bound, Fact, Group};

/// One option as an effect sees it: a treaty, perhaps one member of it, on a day.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The world, which has come to the day.
    pub world: &'a World,
    /// The day on which effects are read.
    pub day: Day,
    /// The treaty.
    pub treaty: TreatyId,
    /// The member, or `None` for the treaty as a whole.
    pub member: Option<Membership>,
    /// The patron on that day, if known.
    pub patron: Option<StateId>,
    /// The second state, where the option is a pair of states; the first is the member.
    pub other: Option<StateId>,
    /// The call that the member may answer; `None` where the process follows none.
    pub call: Option<Calling<'a>>,
}

/// A call for help as effects see it.
#[derive(Debug, Clone, Copy)]
pub struct Calling<'a> {
    /// For whom help is sought.
    pub in_need: &'a [StateId],
    /// The states that attack, none for unrest and armed groups; `None`: a state attacks of which no more is known.
    pub attackers: Option<&'a [StateId]>,
    /// What gives rise to it.
    pub trigger: Trigger,
    /// Whether the treaty's text owes help for that.
    pub covered: bool,
    /// How many allies can be asked.
    pub allies: usize,
    /// Whether those in need are the target; of a side of a dispute, whether the other side began it.
    pub targeted: bool,
}

/// When the running term of a treaty ends.
struct TermEnd {
    /// Years until then.
    left: f64,
    /// Whether it is the first term.
    first: bool,
}

/// No treaty: that of an option which is a state or a pair, of which no effect reads one.
const NO_TREATY: usize = u16::MAX as usize;

impl<'a> View<'a> {
    /// A state as an option: of coups, of armed conflicts.
    pub fn of_state(world: &'a World, day: Day, state: StateId) -> Self {
        let member = Membership {
            state,
            status: Status::InForce,
            since: day,
            in_force: None,
            changed: day,
            cause: None,
            row: 0,
        };
        let treaty = TreatyId::from_index(NO_TREATY);
        Self { world, day, treaty, member: Some(member), patron: None, other: None, call: None }
    }

    /// A treaty as an option: of opening to others. Its patron is not asked for.
    pub fn of_treaty(world: &'a World, day: Day, treaty: TreatyId) -> Self {
        Self { world, day, treaty, member: None, patron: None, other: None, call: None }
    }

    /// A state that may join a treaty as an option.
    pub fn of_candidate(world: &'a World, day: Day, treaty: TreatyId, state: StateId) -> Self {
        Self { treaty, ..Self::of_state(world, day, state) }
    }

    /// A first state towards a second as an option: of disputes, which the first begins.
    pub fn of_pair(world: &'a World, day: Day, first: StateId, second: StateId) -> Self {
        Self { other: Some(second), ..Self::of_state(world, day, first) }
    }
}

impl View<'_> {
    /// A field of a state on the day.
    #[inline]
    pub(super) fn known(&self, field: Field, state: StateId) -> Option<f64> {
        debug_assert!(self.world.day().is_none_or(|world| world == self.day), "the world has come to the day");
        self.world.get(field, state.index())
    }

    /// Whom a place means.
    #[inline]
    pub(super) fn place(&self, at: At, bound: &Bound<'_>) -> Option<StateId> {
        let own = bound.own.map(|own| own.state);
        match at {
            At::Own => own,
            At::Each => bound.each,
            At::Patron => self.patron,
            At::OwnOrPatron => own.or(self.patron),
            At::Other => self.other,
        }
    }

    /// Go through the members of a group, as the places of an expression then mean them, while `work` says to go on.
    pub(super) fn each_of(&self, group: Group, bound: &Bound<'_>, mut work: impl FnMut(&Bound<'_>) -> bool) {
        let treaty = self.world.treaty(self.treaty);
        let own = bound.own;
        let mut each = |state: StateId| work(&Bound { own, each: Some(state) });
        match group {
            Group::Own if own.is_some() => _ = work(bound),
            Group::Own => _ = treaty.members().all(|member| work(&Bound { own: Some(&member), each: None })),
            Group::Members => _ = treaty.member_states().all(&mut each),
            Group::Others => {
                let mut others = treaty.member_states().filter(|state| own.is_none_or(|own| own.state != *state));
                _ = others.all(&mut each);
            }
            Group::Neighbours => {
                let ties = own.map(|own| self.world.network(NetworkId::CONTIGUOUS).sent[own.state.index()].as_slice());
                _ = ties.into_iter().flatten().map(|(state, _)| StateId::from_index(*state as usize)).all(&mut each);
            }
            Group::InNeed => _ = self.call.iter().flat_map(|call| call.in_need).copied().all(&mut each),
            Group::Attackers => {
                _ = self.call.iter().filter_map(|call| call.attackers).flatten().copied().all(&mut each);
            }
        }
    }

    /// The distance of a member's field to the mean of the other members, less the mean of their distances to it.
    pub(super) fn relative_distance(&self, field: Field, member: &Membership) -> Option<f64> {
        let own = self.known(field, member.state)?;
        let others = self.world.treaty(self.treaty).member_states().filter(|state| *state != member.state);
        let others: Vec<f64> = others.filter_map(|state| self.known(field, state)).collect();
        let centre = foedera_math::mean(&others);
        let sum: f64 = others.iter().map(|value| (value - centre).abs()).sum();
        (!others.is_empty()).then(|| (own - centre).abs() - sum / others.len() as f64)
    }

    /// What the text or the call says; `None` where it is not known, or there is no call.
    pub(super) fn fact(&self, fact: Fact, bound: &Bound<'_>) -> Option<f64> {
        let treaty = self.world.treaty(self.treaty);
        let flag = |is: bool| Some(f64::from(u8::from(is)));
        match fact {
            Fact::Owes(obligation) => flag(treaty.owes(obligation)),
            Fact::Wartime => self.world.roster().treaty(self.treaty).wartime.and_then(flag),
            Fact::Renunciation => self.term()?.renunciation.and_then(flag),
            Fact::LimitedTerm => flag(self.term()?.months? > 0),
            Fact::TermLeft => Some(self.term_end()?.map_or(0.0, |end| end.left)),
            Fact::TermDue => flag(self.term_end()?.is_some_and(|end| end.left < 1.0)),
            Fact::FirstTermDue => flag(self.term_end()?.is_some_and(|end| end.first && end.left < 1.0)),
            Fact::TermOver => flag(self.term()?.months? > 0 && self.term_end()?.is_none()),
            Fact::YearsIn => {
                let since = bound.own.map(|member| member.since).or(treaty.opened())?;
                Some(self.turn().years_since(since).max(0.0))
            }
            Fact::TreatyAge => Some(self.turn().years_since(treaty.opened()?).max(0.0)),
            Fact::WasMember => {
                let own = bound.own?.state;
                flag(treaty.statuses().any(|(state, status)| state == own && !status.is_open()))
            }
            Fact::Trigger(trigger) => flag(self.call?.trigger == trigger),
            Fact::Covered => flag(self.call?.covered),
            Fact::StateAttacks => flag(self.call?.attackers.is_none_or(|attackers| !attackers.is_empty())),
            Fact::IsPatron => flag(self.patron? == bound.own?.state),
            Fact::PatronInNeed => flag(self.call?.in_need.contains(&self.patron?)),
            Fact::Members => Some(treaty.member_states().count() as f64),
            Fact::Allies => Some(self.call?.allies as f64),
            Fact::Targeted => flag(self.call?.targeted),
            Fact::InNeed => Some(self.call?.in_need.len() as f64),
            Fact::Attackers => Some(self.call?.attackers?.len() as f64),
        }
    }

    /// The distance of a member to the patron in a field on the first day of the membership on which both were known. Who the patron is
    /// changes, so that day is looked up in the past.
    pub(super) fn distance_at_entry(&self, field: Field, member: &Membership) -> Option<f64> {
        let (own, patron) = (member.state, self.patron?);
        let entry = self.world.first_known(field, &[own, patron], member.since, self.day)?;
        let then = |state: StateId| self.world.figure_on(field, state, entry);
        Some((then(own)? - then(patron)?).abs())
    }

    /// The day up to which what ages has come: in a hazard the last turn of the year, so that its rate is a step on the calendar in fits and
    /// futures alike and moves with no event of the year; where a call is answered, that day.
    fn turn(&self) -> Day {
        if self.call.is_some() { self.day } else { Day::start_of_year(self.day.year()) }
    }

    /// The calendar years from that of a day to that of the last turn of the year: 1 of the year before, at least 1, at most so many; of no
    /// day that many.
    pub(super) fn years_since(&self, day: Option<f64>, most: f64) -> f64 {
        let years = |day: f64| f64::from(self.day.year() - Day::of_number(day).year());
        day.map_or(most, |day| years(day).clamp(1.0, most))
    }

    /// The calendar years since a state came into the system, the last time; `None` where its spells are not known.
    pub fn age(&self, state: StateId) -> Option<f64> {
        let spells = &self.world.roster().state(state).spells;
        let began = spells.iter().filter_map(|spell| Some(spell.cow_days.or(spell.gw_days)?.0));
        let last = began.filter(|began| *began <= self.day).max()?;
        Some(f64::from(self.day.year() - last.year()))
    }

    /// How many states a field is positive towards from both of a pair. Shared treaties are read off their network.
    pub(super) fn shared(&self, field: Field, (first, second): (StateId, StateId)) -> f64 {
        let world = self.world;
        let network = match field {
            Field::ALLIED => Some(NetworkId::ALLIED),
            Field::DEFENSE => Some(NetworkId::DEFENSE),
            _ => None,
        };
        let count = match network {
            Some(network) => {
                let sent = &world.network(network).sent;
                let (a, b) = (sent[first.index()].as_slice(), sent[second.index()].as_slice());
                let (mut i, mut j, mut shared) = (0, 0, 0_usize);
                while let (Some(one), Some(other)) = (a.get(i), b.get(j)) {
                    shared += usize::from(one.0 == other.0);
                    i += usize::from(one.0 <= other.0);
                    j += usize::from(other.0 <= one.0);
                }
                shared
            }
            None => {
                let tied = |from: StateId, to: StateId| {
                    world.get(field, world.pair_row(from, to)).is_some_and(|value| value > 0.0)
                };
                let states = (0..world.roster().states().len()).map(StateId::from_index);
                states.filter(|state| tied(first, *state) && tied(second, *state)).count()
            }
        };
        count as f64
    }

    /// The term as last agreed.
    fn term(&self) -> Option<&Term> {
        let terms = &self.world.roster().treaty(self.treaty).terms;
        terms.iter().rev().find(|term| term.from.day() <= self.day)
    }

    /// The end of the running term: `None` if it is not known, `Some(None)` if no term is running.
    fn term_end(&self) -> Option<Option<TermEnd>> {
        let term = self.term()?;
        let months = f64::from(term.months?);
        if months <= 0.0 {
            return Some(None);
        }
        let passed = self.turn().years_since(term.from.day()).max(0.0);
        let first = months / 12.0;
        if passed < first {
            return Some(Some(TermEnd { left: first - passed, first: true }));
        }
        let further = f64::from(term.renewal_months?) / 12.0;
        if further <= 0.0 {
            return Some(None);
        }
        let whole = ((passed - first) / further).floor() + 1.0;
        Some(Some(TermEnd { left: first + whole * further - passed, first: false }))
    }
}
