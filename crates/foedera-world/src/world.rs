//! The world at an instant; only [`World::apply`] changes it.

use std::sync::Arc;

use crate::{AnswerLevel, Attributes, Cause, Day, Event, EventKind, Obligation, Roster, StateId, TreatyId, Trigger};

/// Where a state stands in a treaty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Signed, not yet in force for it.
    Signed,
    /// A member.
    InForce,
    /// A member whose participation is suspended.
    Frozen,
    /// Left, or did not renew.
    Withdrawn,
    /// Put out by the others.
    Expelled,
    /// The treaty ended.
    EndedWithTreaty,
    /// The state ended.
    EndedWithState,
}

impl Status {
    /// Whether the membership goes on (signed, in force or frozen).
    pub fn is_open(self) -> bool {
        matches!(self, Self::Signed | Self::InForce | Self::Frozen)
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::InForce => "in force",
            Self::Frozen => "frozen",
            Self::Withdrawn => "withdrawn",
            Self::Expelled => "expelled",
            Self::EndedWithTreaty => "ended with treaty",
            Self::EndedWithState => "ended with state",
        }
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

/// Where a treaty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TreatyStatus {
    /// Not opened yet.
    #[default]
    Unborn,
    /// Signed, not in force.
    Signed,
    /// In force.
    InForce,
    /// Ended.
    Ended(Cause),
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

/// Why the world refuses an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Events must come in the order of their days.
    #[error("it is dated {event}, but the world already stands at {world}")]
    OutOfOrder {
        /// The event's day.
        event: Day,
        /// The world's day.
        world: Day,
    },
    /// The treaty is already open.
    #[error("{0} is already open")]
    AlreadyOpen(String),
    /// The treaty is not open.
    #[error("{0} is not open then")]
    NotOpen(String),
    /// The treaty is already in force.
    #[error("{0} is already in force")]
    AlreadyInForce(String),
    /// The treaty is not in force.
    #[error("{0} is not in force then")]
    NotInForce(String),
    /// The state is already a member or signatory.
    #[error("{state} is already in {treaty}")]
    AlreadyIn {
        /// The state's key.
        state: String,
        /// The treaty's key.
        treaty: String,
    },
    /// The state is not in the treaty.
    #[error("{state} is not in {treaty} then")]
    NotIn {
        /// The state's key.
        state: String,
        /// The treaty's key.
        treaty: String,
    },
    /// Only a member in force can freeze, only a frozen one can thaw.
    #[error("{state} is {status} in {treaty} then")]
    WrongStatus {
        /// The state's key.
        state: String,
        /// The treaty's key.
        treaty: String,
        /// Its status, in words.
        status: &'static str,
    },
    /// The state exists already, or no longer.
    #[error("{0} {1}")]
    Existence(String, &'static str),
    /// A call or summit with that key is known already.
    #[error("`{0}` happened already")]
    Twice(String),
    /// No such call or summit.
    #[error("there was no `{0}` before")]
    Unknown(String),
    /// A state that answered or voted already.
    #[error("{0} has already done so")]
    Again(String),
    /// An attribute that is not a finite number.
    #[error("the value is not a finite number")]
    NotFinite,
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

    /// Apply an event, or refuse it with the reason; a refused event changes nothing.
    ///
    /// # Errors
    /// The [`Refusal`].
    pub fn apply(&mut self, event: &Event) -> Result<(), Refusal> {
        let day = event.when.day();
        if let Some(world) = self.day.filter(|world| *world > day) {
            return Err(Refusal::OutOfOrder { event: day, world });
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
                self.open(*treaty)?.obligations.clone_from(obligations);
                Ok(())
            }
            EventKind::Milestone { .. } => Ok(()),
            EventKind::Signs { treaty, state } => self.enters(day, *treaty, *state, Status::Signed),
            EventKind::Joins { treaty, state } => self.enters(day, *treaty, *state, Status::InForce),
            EventKind::Freezes { treaty, state } => self.moves(day, *treaty, *state, Status::InForce, Status::Frozen),
            EventKind::Thaws { treaty, state } => self.moves(day, *treaty, *state, Status::Frozen, Status::InForce),
            EventKind::Leaves { treaty, state, cause } => self.leaves(day, *treaty, *state, *cause),
            EventKind::Attribute { state, variable, value } => {
                if value.is_some_and(|value| !value.is_finite()) {
                    return Err(Refusal::NotFinite);
                }
                Arc::make_mut(&mut self.attributes).set(*variable, *state, day, *value);
                Ok(())
            }
            EventKind::Call { call, treaty, requester, trigger } => self.call(day, call, *treaty, *requester, *trigger),
            EventKind::Answer { call, state, level } => self.answer(call, *state, *level),
            EventKind::Summit { summit, treaty } => self.summit(day, summit, *treaty),
            EventKind::TextSigned { summit, state } => self.vote(summit, *state, true),
            EventKind::TextRefused { summit, state } => self.vote(summit, *state, false),
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
            return Err(Refusal::NotOpen(self.treaty_key(treaty)));
        }
        Ok(self.treaty_mut(treaty))
    }

    fn not_in(&self, treaty: TreatyId, state: StateId) -> Refusal {
        Refusal::NotIn { state: self.state_key(state), treaty: self.treaty_key(treaty) }
    }

    fn state_enters(&mut self, state: StateId) -> Result<(), Refusal> {
        // A state is taken to exist from the start unless an event says that it ended.
        Arc::make_mut(&mut self.ended_states)[state.index()] = false;
        Ok(())
    }

    fn state_ends(&mut self, day: Day, state: StateId) -> Result<(), Refusal> {
        if self.ended_states[state.index()] {
            return Err(Refusal::Existence(self.state_key(state), "has already ended"));
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
            return Err(Refusal::AlreadyOpen(self.treaty_key(treaty)));
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
            return Err(Refusal::AlreadyInForce(key));
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
            return Err(Refusal::Existence(self.state_key(state), "no longer exists"));
        }
        let keys = (self.state_key(state), self.treaty_key(treaty));
        let world = self.open(treaty)?;
        let joins = status == Status::InForce;
        if joins && world.status != TreatyStatus::InForce {
            return Err(Refusal::NotInForce(keys.1));
        }
        match world.membership_mut(state) {
            Some(spell) if joins && spell.status == Status::Signed => {
                (spell.status, spell.in_force, spell.changed) = (status, Some(day), day);
                Ok(())
            }
            Some(_) => Err(Refusal::AlreadyIn { state: keys.0, treaty: keys.1 }),
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
            return Err(Refusal::WrongStatus { state, treaty, status: found.words() });
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
            return Err(Refusal::Twice(key.to_owned()));
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
        let position = position.ok_or_else(|| Refusal::Unknown(key.to_owned()))?;
        let call = &self.calls[position];
        if self.treaty(call.treaty).membership(state).is_none() {
            return Err(self.not_in(call.treaty, state));
        }
        if call.answers.iter().any(|(answered, _)| *answered == state) {
            return Err(Refusal::Again(self.state_key(state)));
        }
        Arc::make_mut(&mut self.calls)[position].answers.push((state, level));
        Ok(())
    }

    fn summit(&mut self, day: Day, key: &str, treaty: TreatyId) -> Result<(), Refusal> {
        if self.summits.iter().any(|summit| summit.key == key) {
            return Err(Refusal::Twice(key.to_owned()));
        }
        self.open(treaty)?;
        let summit = Summit { key: key.to_owned(), treaty, day, signed: Vec::new(), refused: Vec::new() };
        Arc::make_mut(&mut self.summits).push(summit);
        Ok(())
    }

    fn vote(&mut self, key: &str, state: StateId, signed: bool) -> Result<(), Refusal> {
        let position = self.summits.iter().position(|summit| summit.key == key);
        let position = position.ok_or_else(|| Refusal::Unknown(key.to_owned()))?;
        let summit = &self.summits[position];
        if self.treaty(summit.treaty).membership(state).is_none() {
            return Err(self.not_in(summit.treaty, state));
        }
        if summit.signed.contains(&state) || summit.refused.contains(&state) {
            return Err(Refusal::Again(self.state_key(state)));
        }
        let summit = &mut Arc::make_mut(&mut self.summits)[position];
        let list = if signed { &mut summit.signed } else { &mut summit.refused };
        list.push(state);
        Ok(())
    }
}
