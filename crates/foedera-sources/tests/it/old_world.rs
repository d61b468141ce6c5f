//! The world as it was before columns, kept as an oracle while the columns were put in its place.

use std::sync::Arc;

use foedera_world::{
    AnswerLevel, Cause, Day, Event, EventKind, Obligation, Roster, StateId, Status, Subject, TreatyId, TreatyStatus, Trigger,
    Variable,
};

/// Refused.
#[derive(Debug)]
pub enum Refusal {
    OutOfOrder, AlreadyOpen, AlreadyInForce, NotOpen, NotInForce, AlreadyIn, NotIn, WrongStatus, Existence, Twice, Unknown, Again, NotFinite,
}

/// The values of one variable for one state, each from its day on.
type Values = Vec<(Day, Option<f64>)>;

/// The attributes of all states: for each variable and state the values in the order of their days.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attributes {
    series: [Vec<Values>; 4],
}

impl Attributes {
    /// Record that from `day` on the variable has this value (`None`: missing). Days must not run backwards.
    pub fn set(&mut self, variable: Variable, state: StateId, day: Day, value: Option<f64>) {
        let table = &mut self.series[variable as usize];
        if table.len() <= state.index() {
            table.resize_with(state.index() + 1, Vec::new);
        }
        let series = &mut table[state.index()];
        match series.last_mut() {
            Some(last) if last.0 == day => last.1 = value,
            _ => series.push((day, value)),
        }
    }

    fn series(&self, variable: Variable, state: StateId) -> &[(Day, Option<f64>)] {
        self.series[variable as usize].get(state.index()).map_or(&[], Vec::as_slice)
    }

    /// The value in force on `day`; `None` if missing.
    pub fn at(&self, variable: Variable, state: StateId, day: Day) -> Option<f64> {
        let series = self.series(variable, state);
        let after = series.partition_point(|(from, _)| *from <= day);
        series[..after].last().and_then(|(_, value)| *value)
    }

    /// The first day from `from` to `until` on which the variable is known of all of these states; `None` if there is none.
    pub fn first_known(&self, variable: Variable, states: &[StateId], from: Day, until: Day) -> Option<Day> {
        let later = |state: &StateId| {
            let series = self.series(variable, *state);
            let after = series.partition_point(|(day, _)| *day <= from);
            series[after..].iter().map(|(day, _)| *day)
        };
        let known = |day: &Day| states.iter().all(|state| self.at(variable, *state, *day).is_some());
        // Values become known on days of their own series only.
        let days = std::iter::once(from).chain(states.iter().flat_map(later));
        days.filter(|day| *day <= until).filter(known).min()
    }
}

/// A spell of membership.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Membership {
    /// The member.
    pub state: StateId,
    /// Where it stands.
    pub status: Status,
    /// First day of the spell: signature, or entry into force if no signature is recorded.
    pub since: Day,
    /// Entry into force for the member.
    pub in_force: Option<Day>,
    /// Since when it has the present status.
    pub changed: Day,
    /// Why it ended, if it did.
    pub cause: Option<Cause>,
}

/// What the world knows of a treaty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TreatyWorld {
    /// Where it stands.
    pub status: TreatyStatus,
    /// When it was opened (the last time, if it was revived).
    pub opened: Option<Day>,
    /// When it entered into force.
    pub in_force: Option<Day>,
    /// When it ended, if it has.
    pub ended: Option<Day>,
    /// What the parties owe each other now.
    pub obligations: Vec<Obligation>,
    /// All spells of membership in the order in which they began, ended ones included.
    pub memberships: Vec<Membership>,
    /// The days on which a member left (one entry a member).
    pub exits: Vec<Day>,
}

impl TreatyWorld {
    /// The open spell of a state, if it has one.
    pub fn membership(&self, state: StateId) -> Option<&Membership> {
        self.memberships.iter().rev().find(|spell| spell.state == state && spell.status.is_open())
    }

    /// The members: those in force or frozen; while the treaty itself is not in force, its signatories.
    pub fn members(&self) -> impl Iterator<Item = &Membership> {
        let signed_count = self.status == TreatyStatus::Signed;
        self.memberships.iter().filter(move |spell| match spell.status {
            Status::InForce | Status::Frozen => true,
            Status::Signed => signed_count,
            _ => false,
        })
    }

    /// The members that take part: those in force and not frozen.
    pub fn participants(&self) -> impl Iterator<Item = &Membership> {
        self.memberships.iter().filter(|spell| spell.status == Status::InForce)
    }

    /// Whether the treaty is open (signed or in force).
    pub fn is_open(&self) -> bool {
        matches!(self.status, TreatyStatus::Signed | TreatyStatus::InForce)
    }

    /// Whether a class of obligation is owed now.
    pub fn owes(&self, obligation: Obligation) -> bool {
        self.obligations.contains(&obligation)
    }

    fn membership_mut(&mut self, state: StateId) -> Option<&mut Membership> {
        self.memberships.iter_mut().rev().find(|spell| spell.state == state && spell.status.is_open())
    }
}

/// A call for help and the answers to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its key.
    pub key: String,
    /// Under which treaty.
    pub treaty: TreatyId,
    /// Who called, if known.
    pub requester: Option<StateId>,
    /// Why.
    pub trigger: Trigger,
    /// When.
    pub day: Day,
    /// Who answered with what.
    pub answers: Vec<(StateId, AnswerLevel)>,
}

/// A summit and who signed or refused its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Summit {
    /// Its key.
    pub key: String,
    /// Of which treaty.
    pub treaty: TreatyId,
    /// When.
    pub day: Day,
    /// Members that signed.
    pub signed: Vec<StateId>,
    /// Members that refused.
    pub refused: Vec<StateId>,
}

/// The state of all treaties, memberships, calls, summits and attributes at an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    roster: Arc<Roster>,
    day: Option<Day>,
    /// Shared until changed: a future clones the world and changes one treaty, if any.
    treaties: Arc<Vec<Arc<TreatyWorld>>>,
    ended_states: Arc<Vec<bool>>,
    attributes: Arc<Attributes>,
    calls: Arc<Vec<Call>>,
    summits: Arc<Vec<Summit>>,
}

impl World {
    /// The world before any event.
    pub fn new(roster: Arc<Roster>) -> Self {
        let treaties = roster
            .treaties()
            .map(|(_, treaty)| {
                Arc::new(TreatyWorld { obligations: treaty.obligations.clone(), ..TreatyWorld::default() })
            })
            .collect();
        let ended_states = Arc::new(vec![false; roster.states().len()]);
        Self {
            roster,
            day: None,
            treaties: Arc::new(treaties),
            ended_states,
            attributes: Arc::default(),
            calls: Arc::default(),
            summits: Arc::default(),
        }
    }

    /// The states and treaties it speaks of.
    pub fn roster(&self) -> &Roster {
        &self.roster
    }

    /// The day of the last event; `None` before any.
    pub fn day(&self) -> Option<Day> {
        self.day
    }

    /// What it knows of a treaty. The id must be of its roster.
    pub fn treaty(&self, treaty: TreatyId) -> &TreatyWorld {
        &self.treaties[treaty.index()]
    }

    /// The attributes of all states.
    pub fn attributes(&self) -> &Attributes {
        &self.attributes
    }

    /// The calls for help so far.
    pub fn calls(&self) -> &[Call] {
        &self.calls
    }

    /// The summits so far.
    pub fn summits(&self) -> &[Summit] {
        &self.summits
    }

    /// The patron of a treaty on `day`: the member with the largest capability. `None` unless the capability of at
    /// least two members is known. Ties go to the earlier member.
    pub fn patron(&self, treaty: TreatyId, day: Day) -> Option<StateId> {
        let mut known = 0;
        let mut best: Option<(f64, StateId)> = None;
        for member in self.treaty(treaty).members() {
            let Some(capability) = self.attributes.at(Variable::Cinc, member.state, day) else { continue };
            known += 1;
            if best.is_none_or(|(most, _)| capability > most) {
                best = Some((capability, member.state));
            }
        }
        best.filter(|_| known >= 2).map(|(_, state)| state)
    }

    /// Apply an event, or refuse it with the reason; a refused event changes nothing.
    ///
    /// # Errors
    /// The [`Refusal`].
    pub fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        let day = event.when.day();
        if let Some(world) = self.day.filter(|world| *world > day) {
            return Err(Refusal::OutOfOrder);
        }
        self.change(day, &event.kind)?;
        self.day = Some(day);
        Ok(())
    }

    fn treaty_mut(&mut self, treaty: TreatyId) -> &mut TreatyWorld {
        Arc::make_mut(&mut Arc::make_mut(&mut self.treaties)[treaty.index()])
    }

    fn change(&mut self, day: Day, kind: &EventKind) -> Result<(), Refusal> {
        match kind {
            EventKind::StateEnters { state } => self.state_enters(*state),
            EventKind::StateEnds { state } => self.state_ends(day, *state),
            EventKind::TreatyOpens { treaty } => self.treaty_opens(day, *treaty),
            EventKind::TreatyInForce { treaty } => self.treaty_in_force(day, *treaty),
            EventKind::TreatyEnds { treaty, cause } => self.treaty_ends(day, *treaty, *cause),
            EventKind::Amends { treaty, obligations } => {
                self.open(*treaty)?.obligations = obligations.iter().collect();
                Ok(())
            }
            EventKind::Milestone { .. } => Ok(()),
            EventKind::Signs { treaty, state } => self.enters(day, *treaty, *state, Status::Signed),
            EventKind::Joins { treaty, state } => self.enters(day, *treaty, *state, Status::InForce),
            EventKind::Freezes { treaty, state } => self.moves(day, *treaty, *state, Status::InForce, Status::Frozen),
            EventKind::Thaws { treaty, state } => self.moves(day, *treaty, *state, Status::Frozen, Status::InForce),
            EventKind::Leaves { treaty, state, cause } => self.leaves(day, *treaty, *state, *cause),
            EventKind::Figure { of: Subject::State(state), field, value, .. } => {
                let variable = Variable::ALL.iter().find(|variable| variable.field() == *field).expect("a variable");
                if value.is_some_and(|value| !value.is_finite()) {
                    return Err(Refusal::NotFinite);
                }
                Arc::make_mut(&mut self.attributes).set(*variable, *state, day, *value);
                Ok(())
            }
            EventKind::Call { call, treaty, requester, trigger, .. } => {
                self.call(day, &format!("{call:?}"), *treaty, *requester, *trigger)
            }
            EventKind::Answer { call, state, level, .. } => self.answer(&format!("{call:?}"), *state, *level),
            EventKind::Summit { summit, treaty } => self.summit(day, &format!("{summit:?}"), *treaty),
            EventKind::TextSigned { summit, state } => self.vote(&format!("{summit:?}"), *state, true),
            EventKind::TextRefused { summit, state } => self.vote(&format!("{summit:?}"), *state, false),
            _ => Ok(()),
        }
    }

    fn treaty_key(&self, treaty: TreatyId) -> String {
        self.roster.treaty(treaty).key.clone()
    }

    fn state_key(&self, state: StateId) -> String {
        self.roster.state(state).key.clone()
    }

    fn open(&mut self, treaty: TreatyId) -> Result<&mut TreatyWorld, Refusal> {
        if !self.treaties[treaty.index()].is_open() {
            return Err(Refusal::NotOpen);
        }
        Ok(self.treaty_mut(treaty))
    }

    fn not_in(&self, treaty: TreatyId, state: StateId) -> Refusal {
        Refusal::NotIn
    }

    fn state_enters(&mut self, state: StateId) -> Result<(), Refusal> {
        // A state is taken to exist from the start unless an event says that it ended.
        Arc::make_mut(&mut self.ended_states)[state.index()] = false;
        Ok(())
    }

    fn state_ends(&mut self, day: Day, state: StateId) -> Result<(), Refusal> {
        if self.ended_states[state.index()] {
            return Err(Refusal::Existence);
        }
        Arc::make_mut(&mut self.ended_states)[state.index()] = true;
        for treaty in Arc::make_mut(&mut self.treaties).iter_mut().map(Arc::make_mut) {
            if let Some(spell) = treaty.membership_mut(state) {
                (spell.status, spell.changed, spell.cause) = (Status::EndedWithState, day, Some(Cause::StateEnded));
            }
        }
        Ok(())
    }

    fn treaty_opens(&mut self, day: Day, treaty: TreatyId) -> Result<(), Refusal> {
        if self.treaties[treaty.index()].is_open() {
            return Err(Refusal::AlreadyOpen);
        }
        let world = self.treaty_mut(treaty);
        world.status = TreatyStatus::Signed;
        world.opened = Some(day);
        world.in_force = None;
        world.ended = None;
        Ok(())
    }

    fn treaty_in_force(&mut self, day: Day, treaty: TreatyId) -> Result<(), Refusal> {
        let key = self.treaty_key(treaty);
        let world = self.open(treaty)?;
        if world.status == TreatyStatus::InForce {
            return Err(Refusal::AlreadyInForce);
        }
        world.status = TreatyStatus::InForce;
        world.in_force = Some(day);
        Ok(())
    }

    fn treaty_ends(&mut self, day: Day, treaty: TreatyId, cause: Cause) -> Result<(), Refusal> {
        let world = self.open(treaty)?;
        world.status = TreatyStatus::Ended(cause);
        world.ended = Some(day);
        for spell in world.memberships.iter_mut().filter(|spell| spell.status.is_open()) {
            (spell.status, spell.changed, spell.cause) = (Status::EndedWithTreaty, day, Some(cause));
        }
        Ok(())
    }

    fn enters(&mut self, day: Day, treaty: TreatyId, state: StateId, status: Status) -> Result<(), Refusal> {
        if self.ended_states[state.index()] {
            return Err(Refusal::Existence);
        }
        let keys = (self.state_key(state), self.treaty_key(treaty));
        let world = self.open(treaty)?;
        let joins = status == Status::InForce;
        if joins && world.status != TreatyStatus::InForce {
            return Err(Refusal::NotInForce);
        }
        match world.membership_mut(state) {
            Some(spell) if joins && spell.status == Status::Signed => {
                (spell.status, spell.in_force, spell.changed) = (status, Some(day), day);
                Ok(())
            }
            Some(_) => Err(Refusal::AlreadyIn),
            None => {
                let in_force = joins.then_some(day);
                world.memberships.push(Membership { state, status, since: day, in_force, changed: day, cause: None });
                Ok(())
            }
        }
    }

    fn moves(&mut self, day: Day, treaty: TreatyId, state: StateId, from: Status, to: Status) -> Result<(), Refusal> {
        let refusal = self.not_in(treaty, state);
        let spell = self.open(treaty)?.membership_mut(state).ok_or(refusal)?;
        let found = spell.status;
        if found != from {
            let (state, treaty) = (self.state_key(state), self.treaty_key(treaty));
            return Err(Refusal::WrongStatus);
        }
        (spell.status, spell.changed) = (to, day);
        Ok(())
    }

    fn leaves(&mut self, day: Day, treaty: TreatyId, state: StateId, cause: Cause) -> Result<(), Refusal> {
        let refusal = self.not_in(treaty, state);
        let world = self.open(treaty)?;
        let spell = world.membership_mut(state).ok_or(refusal)?;
        spell.status = match cause {
            Cause::Expulsion => Status::Expelled,
            Cause::StateEnded => Status::EndedWithState,
            Cause::TreatyEnded => Status::EndedWithTreaty,
            _ => Status::Withdrawn,
        };
        (spell.changed, spell.cause) = (day, Some(cause));
        if spell.status != Status::EndedWithState {
            world.exits.push(day);
        }
        Ok(())
    }

    fn call(
        &mut self,
        day: Day,
        key: &str,
        treaty: TreatyId,
        requester: Option<StateId>,
        trigger: Trigger,
    ) -> Result<(), Refusal> {
        if self.calls.iter().any(|call| call.key == key) {
            return Err(Refusal::Twice);
        }
        if let Some(state) = requester.filter(|state| self.treaty(treaty).membership(*state).is_none()) {
            return Err(self.not_in(treaty, state));
        }
        let call = Call { key: key.to_owned(), treaty, requester, trigger, day, answers: Vec::new() };
        Arc::make_mut(&mut self.calls).push(call);
        Ok(())
    }

    fn answer(&mut self, key: &str, state: StateId, level: AnswerLevel) -> Result<(), Refusal> {
        let position = self.calls.iter().position(|call| call.key == key);
        let position = position.ok_or_else(|| Refusal::Unknown)?;
        let call = &self.calls[position];
        if self.treaty(call.treaty).membership(state).is_none() {
            return Err(self.not_in(call.treaty, state));
        }
        if call.answers.iter().any(|(answered, _)| *answered == state) {
            return Err(Refusal::Again);
        }
        Arc::make_mut(&mut self.calls)[position].answers.push((state, level));
        Ok(())
    }

    fn summit(&mut self, day: Day, key: &str, treaty: TreatyId) -> Result<(), Refusal> {
        if self.summits.iter().any(|summit| summit.key == key) {
            return Err(Refusal::Twice);
        }
        self.open(treaty)?;
        let summit = Summit { key: key.to_owned(), treaty, day, signed: Vec::new(), refused: Vec::new() };
        Arc::make_mut(&mut self.summits).push(summit);
        Ok(())
    }

    fn vote(&mut self, key: &str, state: StateId, signed: bool) -> Result<(), Refusal> {
        let position = self.summits.iter().position(|summit| summit.key == key);
        let position = position.ok_or_else(|| Refusal::Unknown)?;
        let summit = &self.summits[position];
        if self.treaty(summit.treaty).membership(state).is_none() {
            return Err(self.not_in(summit.treaty, state));
        }
        if summit.signed.contains(&state) || summit.refused.contains(&state) {
            return Err(Refusal::Again);
        }
        let summit = &mut Arc::make_mut(&mut self.summits)[position];
        let list = if signed { &mut summit.signed } else { &mut summit.refused };
        list.push(state);
        Ok(())
    }
}
