//! Reading a world: fields and figures, and treaties, calls, summits and disputes as they stand.

use crate::columns::Ground;
use crate::layout::{Field, FieldKind, NetworkId};
use crate::network::Ties;
use crate::roster::{CallId, DisputeId, SummitId};
use crate::status::{Membership, Status, TreatyStatus};
use crate::{AnswerLevel, Cause, Day, Obligation, Obligations, StateId, TreatyId, Trigger, World};

impl World {
    /// The value of a field in a row now; `None` if it is missing. Rows of states, treaties, calls, summits and disputes are their
    /// indices, of memberships [`Membership::row`], of pairs [`World::pair_row`].
    #[inline]
    pub fn get(&self, field: Field, row: usize) -> Option<f64> {
        match self.layout().field(field).kind {
            FieldKind::Data { .. } | FieldKind::Live => self.columns.get(field, row),
            FieldKind::Derived(derive) => self.derive(field, derive, row),
        }
    }

    /// Where a figure in force is from.
    pub fn ground(&self, field: Field, row: usize) -> Ground {
        let cell = self.columns.cell(field, row);
        let renewed = cell.since.map(|since| crate::rules::years_after(since, 1));
        let old = renewed.is_some_and(|renewed| self.day.is_some_and(|day| renewed <= day));
        if old && cell.ground != Ground::None && !cell.value.is_nan() { Ground::Carried } else { cell.ground }
    }

    /// Since when a figure is in force, and from where it was entered; `None` if it is missing.
    pub fn entered(&self, field: Field, row: usize) -> Option<(Day, Ground)> {
        let cell = self.columns.cell(field, row);
        cell.since.filter(|_| !cell.value.is_nan()).map(|since| (since, cell.ground))
    }

    /// The row of a first state towards a second.
    #[inline]
    pub fn pair_row(&self, first: StateId, second: StateId) -> usize {
        first.index() * self.roster().states().len() + second.index()
    }

    /// A figure of a state now.
    #[inline]
    pub fn figure(&self, field: impl Into<Field>, state: StateId) -> Option<f64> {
        self.columns.get(field.into(), state.index())
    }

    /// A figure of a state on a day: the past is kept, and what is in force now holds for later days.
    #[inline]
    pub fn figure_on(&self, field: impl Into<Field>, state: StateId, day: Day) -> Option<f64> {
        self.columns.on(field.into(), state.index(), day)
    }

    /// The first day from `from` to `until` on which a figure is known of all of these states; `None` if there is none.
    pub fn first_known(&self, field: impl Into<Field>, states: &[StateId], from: Day, until: Day) -> Option<Day> {
        let field = field.into();
        let known = |day: Day| states.iter().all(|state| self.figure_on(field, *state, day).is_some());
        // Values become known on days of their own series only, and mostly they are known on the first.
        let mut day = from;
        while day <= until {
            if known(day) {
                return Some(day);
            }
            let next = |state: &StateId| self.columns.days_after(field, state.index(), day).next();
            day = states.iter().filter_map(next).min()?;
        }
        None
    }

    /// What it knows of a treaty. The id must be of its roster, or born in it.
    #[inline]
    pub fn treaty(&self, treaty: TreatyId) -> TreatyWorld<'_> {
        TreatyWorld { world: self, treaty }
    }

    /// Whose membership a row of memberships is: the treaty and the state.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn membership_of(&self, row: usize) -> (TreatyId, StateId) {
        self.rows.memberships[row]
    }

    /// All treaties, those born in it last.
    pub fn treaties(&self) -> impl ExactSizeIterator<Item = TreatyId> {
        (0..self.rows.of_treaty.len()).map(TreatyId::from_index)
    }

    /// The id of the next treaty to be born.
    pub fn next_treaty(&self) -> TreatyId {
        TreatyId::from_index(self.rows.of_treaty.len())
    }

    /// The id of the next call to be born.
    pub fn next_call(&self) -> CallId {
        CallId::from_index(self.rows.calls)
    }

    /// The id of the next summit to be born.
    pub fn next_summit(&self) -> SummitId {
        SummitId::from_index(self.rows.summits)
    }

    /// The id of the next dispute to be born.
    pub fn next_dispute(&self) -> DisputeId {
        DisputeId::from_index(self.rows.disputes)
    }

    /// The calls for help so far, in the order of their ids.
    pub fn calls(&self) -> impl Iterator<Item = CallWorld<'_>> {
        self.calls_from(CallId::from_index(0))
    }

    /// The calls so far from this id on, in the order of their ids.
    pub fn calls_from(&self, first: CallId) -> impl Iterator<Item = CallWorld<'_>> {
        let made = |row: &usize| self.columns.get(Field::CALL_TREATY, *row).is_some();
        (first.index()..self.rows.calls).filter(made).map(|row| CallWorld { world: self, row })
    }

    /// The summits so far, in the order of their ids.
    pub fn summits(&self) -> impl Iterator<Item = SummitWorld<'_>> {
        let held = |row: &usize| self.columns.get(Field::SUMMIT_TREATY, *row).is_some();
        (0..self.rows.summits).filter(held).map(|row| SummitWorld { world: self, row })
    }

    /// The patron of a treaty on `day`: the member with the largest capability. `None` unless the capability of at
    /// least two members is known. Ties go to the earlier member.
    pub fn patron(&self, treaty: TreatyId, day: Day) -> Option<StateId> {
        let mut known = 0;
        let mut best: Option<(f64, StateId)> = None;
        for member in self.treaty(treaty).members() {
            let Some(capability) = self.figure_on(Field::CINC, member.state, day) else { continue };
            known += 1;
            if best.is_none_or(|(most, _)| capability > most) {
                best = Some((capability, member.state));
            }
        }
        best.filter(|_| known >= 2).map(|(_, state)| state)
    }

    pub(crate) fn obligations(&self, treaty: TreatyId) -> Obligations {
        self.columns.get(Field::OBLIGATIONS, treaty.index()).map_or_else(Obligations::default, Obligations::of_cell)
    }

    /// The row of the open spell of a state in a treaty.
    #[inline]
    pub(crate) fn open_spell(&self, treaty: TreatyId, state: StateId) -> Option<usize> {
        let rows = self.rows.of_treaty[treaty.index()].iter().rev().map(|row| *row as usize);
        rows.into_iter()
            .find(|row| self.rows.memberships[*row].1 == state && self.first_status(*row).is_some_and(Status::is_open))
    }

    #[inline]
    fn day_in(&self, field: Field, row: usize) -> Option<Day> {
        self.columns.get(field, row).map(Day::of_number)
    }

    #[inline]
    fn spell(&self, row: usize, status: Status) -> Membership {
        Membership {
            state: self.rows.memberships[row].1,
            status,
            since: self.day_in(Field::SINCE, row).expect("a spell has a first day"),
            in_force: self.day_in(Field::IN_FORCE, row),
            changed: self.day_in(Field::CHANGED, row).expect("a status has a first day"),
            cause: self.columns.get(Field::CAUSE, row).map(Cause::of_cell),
            row,
        }
    }
}

/// A treaty in its world.
#[derive(Debug, Clone, Copy)]
pub struct TreatyWorld<'a> {
    world: &'a World,
    treaty: TreatyId,
}

impl<'a> TreatyWorld<'a> {
    /// Where it stands.
    pub fn status(self) -> TreatyStatus {
        TreatyStatus::of_cell(self.world.columns.get(Field::TREATY_STATUS, self.treaty.index()))
    }

    /// When it was opened (the last time, if it was revived).
    pub fn opened(self) -> Option<Day> {
        self.world.day_in(Field::TREATY_OPENED, self.treaty.index())
    }

    /// When it entered into force.
    pub fn in_force(self) -> Option<Day> {
        self.world.day_in(Field::TREATY_IN_FORCE, self.treaty.index())
    }

    /// When it ended, if it has.
    pub fn ended(self) -> Option<Day> {
        self.world.day_in(Field::TREATY_ENDED, self.treaty.index())
    }

    /// What the parties owe each other now.
    pub fn obligations(self) -> Obligations {
        self.world.obligations(self.treaty)
    }

    /// The rows of all spells with their status; a spell is read from its columns only where more of it is asked for.
    #[inline]
    fn rows(self) -> impl DoubleEndedIterator<Item = (usize, Status)> + 'a {
        let rows = self.world.rows.of_treaty[self.treaty.index()].iter();
        rows.filter_map(move |row| Some((*row as usize, self.world.first_status(*row as usize)?)))
    }

    #[inline]
    fn spells(self, keep: impl Fn(Status) -> bool + 'a) -> impl DoubleEndedIterator<Item = Membership> + 'a {
        self.rows().filter(move |(_, status)| keep(*status)).map(move |(row, status)| self.world.spell(row, status))
    }

    /// The state and the status of every spell, in the order in which they began.
    #[inline]
    pub fn statuses(self) -> impl DoubleEndedIterator<Item = (StateId, Status)> + 'a {
        self.rows().map(move |(row, status)| (self.world.rows.memberships[row].1, status))
    }

    /// All spells of membership in the order in which they began, ended ones included.
    pub fn memberships(self) -> impl DoubleEndedIterator<Item = Membership> + 'a {
        self.spells(|_| true)
    }

    /// The open spell of a state, if it has one.
    #[inline]
    pub fn membership(self, state: StateId) -> Option<Membership> {
        self.world.open_spell(self.treaty, state).map(|row| self.world.spell(row, self.world.status(row)))
    }

    /// The members: those in force or frozen; while the treaty itself is not in force, its signatories.
    #[inline]
    pub fn members(self) -> impl DoubleEndedIterator<Item = Membership> + 'a {
        self.spells(self.is_member())
    }

    /// The states of [`TreatyWorld::members`].
    #[inline]
    pub fn member_states(self) -> impl DoubleEndedIterator<Item = StateId> + 'a {
        let is_member = self.is_member();
        self.statuses().filter(move |(_, status)| is_member(*status)).map(|(state, _)| state)
    }

    #[inline]
    fn is_member(self) -> impl Fn(Status) -> bool {
        let signed_count = self.status() == TreatyStatus::Signed;
        move |status| match status {
            Status::InForce | Status::Frozen => true,
            Status::Signed => signed_count,
            _ => false,
        }
    }

    /// The members that take part: those in force and not frozen.
    pub fn participants(self) -> impl DoubleEndedIterator<Item = Membership> + 'a {
        self.spells(|status| status == Status::InForce)
    }

    /// The states that can be asked for help, in the order of the roster: the members that are not frozen; while the treaty
    /// itself is not in force, its signatories.
    pub fn taking_part(self) -> Vec<StateId> {
        let is_member = self.is_member();
        let here = self.statuses().filter(move |(_, status)| is_member(*status) && *status != Status::Frozen);
        let mut states: Vec<StateId> = here.map(|(state, _)| state).collect();
        states.sort_unstable();
        states
    }

    /// The days on which a member left (one entry a member).
    pub fn exits(self) -> &'a [Day] {
        &self.world.rows.exits[self.treaty.index()]
    }

    /// Whether the treaty is open (signed or in force).
    pub fn is_open(self) -> bool {
        self.status().is_open()
    }

    /// Whether a class of obligation is owed now.
    pub fn owes(self, obligation: Obligation) -> bool {
        self.obligations().contains(obligation)
    }
}

fn states(ties: &Ties) -> impl Iterator<Item = StateId> {
    ties.iter().map(|(state, _)| StateId::from_index(*state as usize))
}

/// A call for help in its world.
#[derive(Debug, Clone, Copy)]
pub struct CallWorld<'a> {
    world: &'a World,
    row: usize,
}

impl<'a> CallWorld<'a> {
    pub(crate) fn new(world: &'a World, row: usize) -> Self {
        Self { world, row }
    }

    fn cell(self, field: Field) -> Option<f64> {
        self.world.columns.get(field, self.row)
    }

    fn ties(self, network: NetworkId) -> &'a Ties {
        &self.world.network(network).sent[self.row]
    }

    /// Its id.
    pub fn id(self) -> CallId {
        CallId::from_index(self.row)
    }

    /// Under which treaty.
    #[inline]
    pub fn treaty(self) -> TreatyId {
        TreatyId::from_index(self.cell(Field::CALL_TREATY).expect("a call is under a treaty") as usize)
    }

    /// Who called; `None` where nobody did, or it is not clear who.
    pub fn requester(self) -> Option<StateId> {
        self.cell(Field::REQUESTER).map(|state| StateId::from_index(state as usize))
    }

    /// Why.
    pub fn trigger(self) -> Trigger {
        Trigger::of_cell(self.cell(Field::TRIGGER).expect("a call has a trigger"))
    }

    /// When; the middle of a month or year of which no more is known.
    pub fn day(self) -> Day {
        self.world.day_in(Field::CALL_DAY, self.row).expect("a call has a day")
    }

    /// The day by which it was made, if its date is not known to the day.
    pub fn latest(self) -> Day {
        self.world.day_in(Field::CALL_LATEST, self.row).expect("a call has a day")
    }

    /// Whether it was made at all.
    pub fn was_asked(self) -> bool {
        self.cell(Field::CALL_ASKED) == Some(1.0)
    }

    /// For what the answers are all there are: `troops` if whoever is not among them sent none, `none` if it gave nothing.
    pub fn complete(self) -> Option<AnswerLevel> {
        self.cell(Field::CALL_COMPLETE).map(AnswerLevel::of_cell)
    }

    /// For whom help was sought: the caller, if no state is named.
    pub fn in_need(self) -> Vec<StateId> {
        let named: Vec<StateId> = states(self.ties(NetworkId::IN_NEED)).collect();
        if named.is_empty() { self.requester().into_iter().collect() } else { named }
    }

    /// Against whom.
    pub fn attackers(self) -> Vec<StateId> {
        states(self.ties(NetworkId::ATTACKERS)).collect()
    }

    /// The members who could be asked, in the order of the roster: taking part at the end of the last day on which the call can
    /// have been made (now, if it is not over), neither in need nor attackers.
    pub fn asked(self) -> Vec<StateId> {
        let (needed, against) = (self.in_need(), self.attackers());
        let out = |state: &StateId| needed.contains(state) || against.contains(state);
        if self.cell(Field::CALL_CLOSED).is_some() {
            return states(self.ties(NetworkId::ASKED)).filter(|state| !out(state)).collect();
        }
        self.world.treaty(self.treaty()).taking_part().into_iter().filter(|state| !out(state)).collect()
    }

    /// Who gave what.
    pub fn answers(self) -> impl Iterator<Item = (StateId, AnswerLevel)> + 'a {
        let answer =
            |(state, level): &(u32, f64)| (StateId::from_index(*state as usize), AnswerLevel::of_cell(*level - 1.0));
        self.ties(NetworkId::ANSWERS).iter().map(answer)
    }

    /// What a state answered, if it is told.
    pub fn answer(self, state: StateId) -> Option<AnswerLevel> {
        self.answers().find(|(own, _)| *own == state).map(|(_, level)| level)
    }
}

/// A summit in its world.
#[derive(Debug, Clone, Copy)]
pub struct SummitWorld<'a> {
    world: &'a World,
    row: usize,
}

impl<'a> SummitWorld<'a> {
    /// Its id.
    pub fn id(self) -> SummitId {
        SummitId::from_index(self.row)
    }

    /// Under which treaty.
    #[inline]
    pub fn treaty(self) -> TreatyId {
        let treaty = self.world.columns.get(Field::SUMMIT_TREATY, self.row);
        TreatyId::from_index(treaty.expect("a summit is under a treaty") as usize)
    }

    /// When.
    pub fn day(self) -> Day {
        self.world.day_in(Field::SUMMIT_DAY, self.row).expect("a summit has a day")
    }

    /// Who signed its text.
    pub fn signed(self) -> impl Iterator<Item = StateId> + 'a {
        self.voted(1.0)
    }

    /// Who refused.
    pub fn refused(self) -> impl Iterator<Item = StateId> + 'a {
        self.voted(-1.0)
    }

    fn voted(self, vote: f64) -> impl Iterator<Item = StateId> + 'a {
        let votes = self.world.network(NetworkId::VOTES).sent[self.row].iter();
        votes.filter(move |tie| tie.1 == vote).map(|(state, _)| StateId::from_index(*state as usize))
    }
}
