//! What an event does to a world, and when it is refused: first everything is checked, then everything is written.

use crate::columns::Ground;
use crate::event::Subject;
use crate::journal::{Born, End};
use crate::layout::{Field, FieldKind, NetworkId, Pattern, Unit};
use crate::reading::CallWorld;
use crate::roster::{CallId, DisputeId, SummitId};
use crate::status::{Refusal, Status, TreatyStatus};
use crate::watched::{Touched, Watched};
use crate::{AnswerLevel, Cause, Day, EventKind, Obligation, Obligations, StateId, TreatyId, World};

impl World {
    fn not_in(&self, treaty: TreatyId, state: StateId) -> Refusal {
        Refusal::NotIn { state: self.state_key(state), treaty: self.roster().treaty_key(treaty) }
    }

    fn state_key(&self, state: StateId) -> String {
        self.roster().state(state).key.clone()
    }

    fn check_open(&self, treaty: TreatyId) -> Result<TreatyStatus, Refusal> {
        let known = treaty.index() < self.rows.of_treaty.len();
        let status = if known { self.treaty(treaty).status() } else { TreatyStatus::Unborn };
        if status.is_open() { Ok(status) } else { Err(Refusal::NotOpen(self.roster().treaty_key(treaty))) }
    }

    fn check_exists(&self, state: StateId) -> Result<(), Refusal> {
        match self.columns.get(Field::STATE_ENDED, state.index()) {
            Some(_) => Err(Refusal::Existence(self.state_key(state), "no longer exists")),
            None => Ok(()),
        }
    }

    fn check_in(&self, treaty: TreatyId, state: StateId) -> Result<usize, Refusal> {
        let spell = (treaty.index() < self.rows.of_treaty.len()).then(|| self.open_spell(treaty, state)).flatten();
        spell.ok_or_else(|| self.not_in(treaty, state))
    }

    /// Whether an event is possible now.
    pub(crate) fn check(&self, kind: EventKind) -> Result<(), Refusal> {
        use EventKind as K;
        match kind {
            K::StateEnters { .. } | K::Milestone { .. } => Ok(()),
            K::StateEnds { state } => match self.columns.get(Field::STATE_ENDED, state.index()) {
                Some(_) => Err(Refusal::Existence(self.state_key(state), "has already ended")),
                None => Ok(()),
            },
            K::TreatyOpens { treaty } => self.check_closed(treaty),
            K::TreatyInForce { treaty } => match self.check_open(treaty)? {
                TreatyStatus::InForce => Err(Refusal::AlreadyInForce(self.roster().treaty_key(treaty))),
                _ => Ok(()),
            },
            K::Pact { treaty, first, second, .. } => self.check_pact(treaty, first, second),
            K::TreatyEnds { treaty, .. } | K::Amends { treaty, .. } => self.check_open(treaty).map(drop),
            K::Signs { treaty, state } => self.check_enters(treaty, state, Status::Signed),
            K::Joins { treaty, state } => self.check_enters(treaty, state, Status::InForce),
            K::Freezes { treaty, state } => self.check_moves(treaty, state, Status::InForce),
            K::Thaws { treaty, state } => self.check_moves(treaty, state, Status::Frozen),
            K::Leaves { treaty, state, .. } => {
                self.check_open(treaty)?;
                self.check_in(treaty, state).map(drop)
            }
            K::Figure { of, field, value, .. } => self.check_figure(of, field, value),
            K::Tie { network, from, to, value } => self.check_tie(network, from, to, value),
            K::Unrest { state } => self.check_unrest(state, false, "is in unrest already"),
            K::Calms { state } => self.check_unrest(state, true, "is not in unrest then"),
            K::Coup { state, .. } | K::ConflictBegins { state } => self.check_exists(state),
            K::ConflictEnds { state } => match self.columns.get(Field::CONFLICT, state.index()) {
                Some(_) => Ok(()),
                None => Err(Refusal::Existence(self.state_key(state), "is in no armed conflict then")),
            },
            K::Dispute { .. } | K::TakesSide { .. } | K::Settles { .. } => self.check_dispute(kind),
            _ => self.check_meeting(kind),
        }
    }

    fn check_closed(&self, treaty: TreatyId) -> Result<(), Refusal> {
        match self.check_open(treaty) {
            Ok(_) => Err(Refusal::AlreadyOpen(self.roster().treaty_key(treaty))),
            Err(_) => self.check_born(treaty.index(), self.rows.of_treaty.len(), "treaty"),
        }
    }

    /// A row that is not there yet must be the next one.
    fn check_born(&self, row: usize, below: usize, what: &str) -> Result<(), Refusal> {
        if row < below { Ok(()) } else { Err(Refusal::Layout(format!("there is no {what} number {row}"))) }
    }

    fn check_pact(&self, treaty: TreatyId, first: StateId, second: StateId) -> Result<(), Refusal> {
        if treaty.index() == self.rows.of_treaty.len() {
            u16::try_from(treaty.index()).map_err(|_| Refusal::Layout("there are too many treaties".to_owned()))?;
        } else {
            self.check_closed(treaty)?;
        }
        if first == second {
            return Err(Refusal::Itself(self.state_key(first)));
        }
        self.check_exists(first)?;
        self.check_exists(second)
    }

    fn check_enters(&self, treaty: TreatyId, state: StateId, status: Status) -> Result<(), Refusal> {
        self.check_exists(state)?;
        let open = self.check_open(treaty)?;
        let joins = status == Status::InForce;
        if joins && open != TreatyStatus::InForce {
            return Err(Refusal::NotInForce(self.roster().treaty_key(treaty)));
        }
        match self.open_spell(treaty, state) {
            Some(row) if !(joins && self.status(row) == Status::Signed) => {
                Err(Refusal::AlreadyIn { state: self.state_key(state), treaty: self.roster().treaty_key(treaty) })
            }
            _ => Ok(()),
        }
    }

    fn check_moves(&self, treaty: TreatyId, state: StateId, from: Status) -> Result<(), Refusal> {
        self.check_open(treaty)?;
        let found = self.status(self.check_in(treaty, state)?);
        if found == from {
            return Ok(());
        }
        let (state, treaty) = (self.state_key(state), self.roster().treaty_key(treaty));
        Err(Refusal::WrongStatus { state, treaty, status: found.words() })
    }

    fn check_figure(&self, of: Subject, field: Field, value: Option<f64>) -> Result<(), Refusal> {
        if value.is_some_and(|value| !value.is_finite()) {
            return Err(Refusal::NotFinite);
        }
        let unit = match of {
            Subject::State(_) => Unit::State,
            Subject::Pair(..) => Unit::Pair,
        };
        let entry = self.layout().has(field).then(|| self.layout().field(field));
        let entry = entry.ok_or_else(|| Refusal::Layout("the layout has no such field".to_owned()))?;
        if entry.unit != unit || !matches!(entry.kind, FieldKind::Data { .. }) {
            let of = if unit == Unit::State { "a state" } else { "two states" };
            return Err(Refusal::Layout(format!("`{}` is no figure of {of}", entry.name)));
        }
        Ok(())
    }

    fn check_tie(&self, network: NetworkId, from: StateId, to: StateId, value: f64) -> Result<(), Refusal> {
        if !value.is_finite() {
            return Err(Refusal::NotFinite);
        }
        if from == to {
            return Err(Refusal::Itself(self.state_key(from)));
        }
        match self.layout().networks().find(|(id, _)| *id == network) {
            Some((_, entry)) if entry.open => Ok(()),
            Some((_, entry)) => {
                Err(Refusal::Layout(format!("ties of `{}` follow from other events and are not set", entry.name)))
            }
            None => Err(Refusal::Layout("the layout has no such network".to_owned())),
        }
    }

    fn check_unrest(&self, state: StateId, wanted: bool, otherwise: &'static str) -> Result<(), Refusal> {
        let now = self.columns.get(Field::UNREST, state.index()) == Some(1.0);
        if now == wanted { Ok(()) } else { Err(Refusal::Existence(self.state_key(state), otherwise)) }
    }

    fn check_dispute(&self, kind: EventKind) -> Result<(), Refusal> {
        let started = |dispute: DisputeId| self.columns.get(Field::DISPUTE_START, dispute.index()).is_some();
        let going_on = |dispute: DisputeId| {
            let key = || self.roster().dispute_key(dispute);
            if !started(dispute) {
                return Err(Refusal::Unknown(key()));
            }
            let ended = self.columns.get(Field::DISPUTE_END, dispute.index()).is_some();
            if ended { Err(Refusal::Over(key())) } else { Ok(()) }
        };
        match kind {
            EventKind::Dispute { dispute, first, second, hostility } => {
                if started(dispute) {
                    return Err(Refusal::Twice(self.roster().dispute_key(dispute)));
                }
                self.check_born(dispute.index(), self.rows.disputes + 1, "dispute")?;
                if first == second {
                    return Err(Refusal::Itself(self.state_key(first)));
                }
                let within = (1..=5).contains(&hostility);
                if within { Ok(()) } else { Err(Refusal::Layout(format!("hostility is 1 to 5, not {hostility}"))) }
            }
            EventKind::TakesSide { dispute, state, .. } => {
                going_on(dispute)?;
                let side = self.network(NetworkId::SIDES).stored(dispute.index(), state.index());
                if side == 0.0 { Ok(()) } else { Err(Refusal::Again(self.state_key(state))) }
            }
            EventKind::Settles { dispute } => going_on(dispute),
            _ => Ok(()),
        }
    }

    /// The treaty of a call that was made.
    fn check_call(&self, call: CallId) -> Result<TreatyId, Refusal> {
        let treaty = self.columns.get(Field::CALL_TREATY, call.index());
        treaty
            .map(|treaty| TreatyId::from_index(treaty as usize))
            .ok_or_else(|| Refusal::Unknown(self.roster().call_key(call)))
    }

    fn check_first(&self, network: NetworkId, row: usize, state: StateId) -> Result<(), Refusal> {
        let before = self.network(network).stored(row, state.index());
        if before == 0.0 { Ok(()) } else { Err(Refusal::Again(self.state_key(state))) }
    }

    /// Calls and summits.
    fn check_meeting(&self, kind: EventKind) -> Result<(), Refusal> {
        match kind {
            EventKind::Call { call, treaty, requester, .. } => {
                if self.columns.get(Field::CALL_TREATY, call.index()).is_some() {
                    return Err(Refusal::Twice(self.roster().call_key(call)));
                }
                self.check_born(call.index(), self.rows.calls + 1, "call")?;
                requester.map_or(Ok(()), |state| self.check_in(treaty, state).map(drop))
            }
            EventKind::InNeed { call, state } => {
                self.check_call(call)?;
                self.check_first(NetworkId::IN_NEED, call.index(), state)
            }
            EventKind::Attacks { call, state } => {
                self.check_call(call)?;
                self.check_first(NetworkId::ATTACKERS, call.index(), state)
            }
            EventKind::Answer { call, state, .. } => {
                self.check_in(self.check_call(call)?, state)?;
                self.check_first(NetworkId::ANSWERS, call.index(), state)
            }
            EventKind::Summit { summit, treaty } => {
                if self.columns.get(Field::SUMMIT_TREATY, summit.index()).is_some() {
                    return Err(Refusal::Twice(self.roster().summit_key(summit)));
                }
                self.check_born(summit.index(), self.rows.summits + 1, "summit")?;
                self.check_open(treaty).map(drop)
            }
            EventKind::TextSigned { summit, state } | EventKind::TextRefused { summit, state } => {
                let treaty = self.columns.get(Field::SUMMIT_TREATY, summit.index());
                let treaty = treaty.ok_or_else(|| Refusal::Unknown(self.roster().summit_key(summit)))?;
                self.check_in(TreatyId::from_index(treaty as usize), state)?;
                self.check_first(NetworkId::VOTES, summit.index(), state)
            }
            _ => Ok(()),
        }
    }
}

impl<T: Touched> Watched<'_, T> {
    /// Make an event that was checked; its date may mean any day up to `latest`.
    pub(crate) fn make(&mut self, day: Day, latest: Day, kind: EventKind) {
        use EventKind as K;
        match kind {
            // A state is taken to exist from the start unless an event says that it ended.
            K::StateEnters { state } => self.write(Field::STATE_ENDED, state.index(), f64::NAN),
            K::StateEnds { state } => self.state_ends(day, state),
            K::TreatyOpens { treaty } => self.treaty_opens(day, treaty),
            K::TreatyInForce { treaty } => self.treaty_in_force(day, treaty),
            K::Pact { treaty, first, second, obligations } => self.pact(day, treaty, [first, second], obligations),
            K::TreatyEnds { treaty, cause } => self.treaty_ends(day, treaty, cause),
            K::Amends { treaty, obligations } => self.amends(treaty, obligations),
            K::Milestone { .. } => {}
            K::Signs { treaty, state } => self.enters(day, treaty, state, Status::Signed),
            K::Joins { treaty, state } => self.enters(day, treaty, state, Status::InForce),
            K::Freezes { treaty, state } => self.moves(day, treaty, state, Status::Frozen),
            K::Thaws { treaty, state } => self.moves(day, treaty, state, Status::InForce),
            K::Leaves { treaty, state, cause } => self.leaves(day, treaty, state, cause),
            K::Figure { of, field, value, ground } => {
                let row = match of {
                    Subject::State(state) => state.index(),
                    Subject::Pair(first, second) => self.pair_row(first, second),
                };
                let ground = if value.is_some() { ground } else { Ground::None };
                self.enter(field, row, (value.unwrap_or(f64::NAN), ground, day));
            }
            K::Tie { network, from, to, value } => self.tie(network, from.index(), to.index(), value),
            K::Unrest { state } => {
                self.write(Field::UNREST, state.index(), 1.0);
                self.count(Pattern::Unrest, state.index(), day);
            }
            K::Calms { state } => self.write(Field::UNREST, state.index(), f64::NAN),
            K::Coup { .. } | K::ConflictBegins { .. } | K::ConflictEnds { .. } => self.make_strife(day, kind),
            K::Dispute { .. } | K::TakesSide { .. } | K::Settles { .. } => self.make_dispute(day, kind),
            _ => self.make_meeting(day, latest, kind),
        }
    }

    fn state_ends(&mut self, day: Day, state: StateId) {
        self.write(Field::STATE_ENDED, state.index(), 1.0);
        for place in 0..self.rows.of_state[state.index()].len() {
            let row = self.rows.of_state[state.index()][place] as usize;
            if self.status(row).is_open() {
                self.close(row, Status::EndedWithState, day, Cause::StateEnded);
            }
        }
    }

    fn treaty_opens(&mut self, day: Day, treaty: TreatyId) {
        let row = treaty.index();
        self.write(Field::TREATY_STATUS, row, TreatyStatus::Signed.cell());
        self.write_day(Field::TREATY_OPENED, row, Some(day));
        self.write_day(Field::TREATY_IN_FORCE, row, None);
        self.write_day(Field::TREATY_ENDED, row, None);
    }

    fn treaty_in_force(&mut self, day: Day, treaty: TreatyId) {
        self.write(Field::TREATY_STATUS, treaty.index(), TreatyStatus::InForce.cell());
        self.write_day(Field::TREATY_IN_FORCE, treaty.index(), Some(day));
    }

    fn pact(&mut self, day: Day, treaty: TreatyId, states: [StateId; 2], obligations: Obligations) {
        if treaty.index() == self.rows.of_treaty.len() {
            self.bear(Born::Treaty);
        }
        self.write(Field::OBLIGATIONS, treaty.index(), obligations.cell());
        self.treaty_opens(day, treaty);
        self.treaty_in_force(day, treaty);
        for state in states {
            self.enters(day, treaty, state, Status::InForce);
            self.count(Pattern::Pact, state.index(), day);
        }
        for [first, second] in [states, [states[1], states[0]]] {
            let pair = self.pair_row(first, second);
            self.count(Pattern::PactWith, pair, day);
        }
    }

    fn treaty_ends(&mut self, day: Day, treaty: TreatyId, cause: Cause) {
        self.write(Field::TREATY_STATUS, treaty.index(), TreatyStatus::Ended(cause).cell());
        self.write_day(Field::TREATY_ENDED, treaty.index(), Some(day));
        for place in 0..self.rows.of_treaty[treaty.index()].len() {
            let row = self.rows.of_treaty[treaty.index()][place] as usize;
            if self.status(row).is_open() {
                self.close(row, Status::EndedWithTreaty, day, cause);
            }
        }
    }

    fn amends(&mut self, treaty: TreatyId, obligations: Obligations) {
        let members: Vec<StateId> = self.bound(treaty).collect();
        let rules = std::sync::Arc::clone(&self.rules);
        for (obligation, network) in &rules.allied {
            let owed = |set: Obligations| obligation.is_none_or(|obligation| set.contains(obligation));
            let by = f64::from(u8::from(owed(obligations))) - f64::from(u8::from(owed(self.obligations(treaty))));
            for (place, a) in members.iter().enumerate().filter(|_| by != 0.0) {
                members[place + 1..].iter().for_each(|b| self.tie_more(*network, a.index(), b.index(), by));
            }
        }
        self.write(Field::OBLIGATIONS, treaty.index(), obligations.cell());
    }

    fn enters(&mut self, day: Day, treaty: TreatyId, state: StateId, status: Status) {
        let joins = status == Status::InForce;
        if joins {
            self.ally(treaty, state, 1.0);
        }
        let row = match self.open_spell(treaty, state) {
            Some(row) => row,
            None => {
                let row = self.bear_membership(treaty, state);
                self.write_day(Field::SINCE, row, Some(day));
                self.take_entry(row, state, day);
                if joins && self.treaty(treaty).opened().is_some_and(|opened| opened < day) {
                    self.count(Pattern::Entry, treaty.index(), day);
                }
                row
            }
        };
        if joins {
            self.write_day(Field::IN_FORCE, row, Some(day));
        }
        self.write_day(Field::CHANGED, row, Some(day));
        self.write(Field::STATUS, row, status.cell());
    }

    fn moves(&mut self, day: Day, treaty: TreatyId, state: StateId, to: Status) {
        let row = self.open_spell(treaty, state).expect("checked before");
        self.write(Field::STATUS, row, to.cell());
        self.write_day(Field::CHANGED, row, Some(day));
    }

    fn leaves(&mut self, day: Day, treaty: TreatyId, state: StateId, cause: Cause) {
        let row = self.open_spell(treaty, state).expect("checked before");
        let status = match cause {
            Cause::Expulsion => Status::Expelled,
            Cause::StateEnded => Status::EndedWithState,
            Cause::TreatyEnded => Status::EndedWithTreaty,
            _ => Status::Withdrawn,
        };
        self.close(row, status, day, cause);
        if status != Status::EndedWithState {
            self.bear_exit(treaty, day);
            self.count(Pattern::Exit, treaty.index(), day);
        }
    }

    fn close(&mut self, row: usize, status: Status, day: Day, cause: Cause) {
        let was = self.status(row);
        self.write(Field::STATUS, row, status.cell());
        self.write_day(Field::CHANGED, row, Some(day));
        self.write(Field::CAUSE, row, cause.cell());
        if was != Status::Signed {
            let (treaty, state) = self.rows.memberships[row];
            self.ally(treaty, state, -1.0);
        }
    }

    /// The states for which a treaty is in force, taking part or not.
    fn bound(&self, treaty: TreatyId) -> impl Iterator<Item = StateId> {
        let spells = self.treaty(treaty).memberships();
        spells.filter(|spell| matches!(spell.status, Status::InForce | Status::Frozen)).map(|spell| spell.state)
    }

    /// A treaty comes into force for a state, or ceases to be; the state itself is not among those bound then.
    fn ally(&mut self, treaty: TreatyId, state: StateId, by: f64) {
        let others: Vec<StateId> = self.bound(treaty).collect();
        let owed = self.obligations(treaty);
        let rules = std::sync::Arc::clone(&self.rules);
        let holds = |obligation: &Option<Obligation>| obligation.is_none_or(|obligation| owed.contains(obligation));
        for (_, network) in rules.allied.iter().filter(|rule| holds(&rule.0)) {
            others.iter().for_each(|other| self.tie_more(*network, state.index(), other.index(), by));
        }
    }

    /// Coups and armed conflicts within a state.
    fn make_strife(&mut self, day: Day, kind: EventKind) {
        match kind {
            EventKind::Coup { state, succeeds } => {
                self.write_day(Field::LAST_COUP, state.index(), Some(day));
                self.count(Pattern::Coup, state.index(), day);
                if succeeds {
                    self.write_day(Field::LAST_OVERTHROW, state.index(), Some(day));
                    self.count(Pattern::Overthrow, state.index(), day);
                }
            }
            EventKind::ConflictBegins { state } => {
                self.write(Field::CONFLICT, state.index(), 1.0);
                self.write_day(Field::CONFLICT_BEGAN, state.index(), Some(day));
                self.count(Pattern::Conflict, state.index(), day);
            }
            EventKind::ConflictEnds { state } => self.conflict_ends(state.index(), day),
            _ => {}
        }
    }

    /// The armed conflicts within a state end, if they have not ended before.
    pub(crate) fn conflict_ends(&mut self, state: usize, day: Day) {
        if self.columns.get(Field::CONFLICT, state).is_some() {
            self.write(Field::CONFLICT, state, f64::NAN);
            self.write_day(Field::LAST_CONFLICT, state, Some(day));
        }
    }

    fn make_dispute(&mut self, day: Day, kind: EventKind) {
        match kind {
            EventKind::Dispute { dispute, first, second, hostility } => {
                if dispute.index() == self.rows.disputes {
                    self.bear(Born::Dispute);
                }
                self.write(Field::HOSTILITY, dispute.index(), hostility.into());
                self.write_day(Field::DISPUTE_START, dispute.index(), Some(day));
                self.takes_side(day, dispute, first, 1.0);
                self.takes_side(day, dispute, second, -1.0);
                self.count(Pattern::Began, first.index(), day);
                self.count(Pattern::Attacked, second.index(), day);
                let pair = self.pair_row(first, second);
                self.count(Pattern::BeganAgainst, pair, day);
            }
            EventKind::TakesSide { dispute, state, with_first } => {
                self.takes_side(day, dispute, state, if with_first { 1.0 } else { -1.0 });
            }
            EventKind::Settles { dispute } => self.settle(dispute.index(), day),
            _ => {}
        }
    }

    /// A dispute ends, if it has not ended before.
    pub(crate) fn settle(&mut self, dispute: usize, day: Day) {
        if self.columns.get(Field::DISPUTE_END, dispute).is_some() {
            return;
        }
        self.write_day(Field::DISPUTE_END, dispute, Some(day));
        let sides = self.network(NetworkId::SIDES).sent[dispute].clone();
        for (place, (state, side)) in sides.iter().enumerate() {
            for (other, _) in sides[place + 1..].iter().filter(|other| other.1 != *side) {
                self.tie_more(NetworkId::DISPUTES, *state as usize, *other as usize, -1.0);
                let (a, b) = (StateId::from_index(*state as usize), StateId::from_index(*other as usize));
                for pair in [self.pair_row(a, b), self.pair_row(b, a)] {
                    self.write_day(Field::LAST_DISPUTE, pair, Some(day));
                }
            }
        }
    }

    /// Let a dispute end by itself on a later day: how long it lasts was drawn when it began.
    pub fn settles_on(&mut self, day: Day, dispute: DisputeId) {
        self.due(day, End::Dispute { dispute: dispute.index() });
    }

    /// Let the armed conflicts within a state end by themselves on a later day.
    pub fn conflict_ends_on(&mut self, day: Day, state: StateId) {
        self.due(day, End::Conflict { state: state.index() });
    }

    fn takes_side(&mut self, day: Day, dispute: DisputeId, state: StateId, side: f64) {
        let sides = self.network(NetworkId::SIDES).sent[dispute.index()].clone();
        for (other, _) in sides.iter().filter(|other| other.1 != side) {
            self.tie_more(NetworkId::DISPUTES, state.index(), *other as usize, 1.0);
        }
        self.tie(NetworkId::SIDES, dispute.index(), state.index(), side);
        self.count(Pattern::Dispute, state.index(), day);
    }

    fn make_meeting(&mut self, day: Day, latest: Day, kind: EventKind) {
        match kind {
            EventKind::Call { .. } => self.make_call(day, latest, kind),
            EventKind::InNeed { call, state } => {
                self.tie(NetworkId::IN_NEED, call.index(), state.index(), 1.0);
            }
            EventKind::Attacks { call, state } => {
                self.tie(NetworkId::ATTACKERS, call.index(), state.index(), 1.0);
            }
            EventKind::Answer { call, state, level, troops } => {
                self.tie(NetworkId::ANSWERS, call.index(), state.index(), 1.0 + level.cell());
                if let Some(troops) = troops {
                    self.tie(NetworkId::TROOPS, call.index(), state.index(), troops as f64);
                }
            }
            EventKind::Summit { summit, treaty } => {
                if summit.index() == self.rows.summits {
                    self.bear(Born::Summit);
                }
                self.write(Field::SUMMIT_TREATY, summit.index(), treaty.index() as f64);
                self.write_day(Field::SUMMIT_DAY, summit.index(), Some(day));
            }
            EventKind::TextSigned { summit, state } => self.vote(summit, state, 1.0),
            EventKind::TextRefused { summit, state } => {
                self.vote(summit, state, -1.0);
                self.count(Pattern::Refused, state.index(), day);
            }
            _ => {}
        }
    }

    fn vote(&mut self, summit: SummitId, state: StateId, vote: f64) {
        self.tie(NetworkId::VOTES, summit.index(), state.index(), vote);
    }

    fn make_call(&mut self, day: Day, latest: Day, kind: EventKind) {
        let EventKind::Call { call, treaty, requester, trigger, asked, complete } = kind else { return };
        let row = call.index();
        if row == self.rows.calls {
            self.bear(Born::Call);
        }
        self.write(Field::CALL_TREATY, row, treaty.index() as f64);
        self.write(Field::TRIGGER, row, trigger.cell());
        self.write_day(Field::CALL_DAY, row, Some(day));
        self.write_day(Field::CALL_LATEST, row, Some(latest));
        self.write(Field::CALL_ASKED, row, f64::from(u8::from(asked)));
        if let Some(complete) = complete {
            self.write(Field::CALL_COMPLETE, row, complete.cell());
        }
        if let Some(requester) = requester {
            self.write(Field::REQUESTER, row, requester.index() as f64);
            self.count(Pattern::Called, requester.index(), day);
        }
        self.due(latest.plus_days(1), End::Asking { call: row });
    }

    /// The last day of a call is over: those who took part on it are the ones that were asked, and if all answers are known and none was
    /// troops, it was declined.
    pub(crate) fn close_call(&mut self, row: usize, day: Day) {
        let call = CallWorld::new(self, row);
        let (asked, needed) = (call.asked(), call.in_need());
        let troops = call.answers().any(|(_, level)| level == AnswerLevel::Troops);
        let declined = call.was_asked() && call.complete().is_some() && !troops;
        for state in asked {
            self.tie(NetworkId::ASKED, row, state.index(), 1.0);
        }
        self.write(Field::CALL_CLOSED, row, 1.0);
        for state in needed.into_iter().filter(|_| declined) {
            self.count(Pattern::Declined, state.index(), day);
        }
    }
}
