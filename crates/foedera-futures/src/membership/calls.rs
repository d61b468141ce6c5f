//! Calls for help in a future: what gives rise to one, who answers it with what, and what that leaves.

use foedera_math::{Cholesky, ln, pow};
use foedera_process::response::AnswerModel;
use foedera_process::{Calling, View};
use foedera_world::{
    AnswerLevel, Day, DisputeId, EventKind, Field, Ground, NetworkId, StateId, Subject, Touched, Trigger, World,
};

use super::decided::Decided;
use super::surroundings::{Around, Surroundings};
use super::{DriftPath, Membership, SurroundingParameters};
use crate::Firing;

/// Answers that an ally has given: how many, and how many with troops, each weighing half as much with every half-life.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Memory {
    /// With troops.
    pub sent: f64,
    /// All.
    pub all: f64,
}

/// How a record is read: half-life in years, and the share of troops taken for somebody without any, with the weight of one answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RecordRule {
    /// Half-life in years.
    pub half_life: f64,
    /// The share without a record.
    pub without: f64,
}

/// How allies answer calls of a treaty.
#[derive(Debug, Clone)]
pub struct AnswerLaw<'a> {
    model: &'a AnswerModel,
    /// The places in the model's mode: effects, then the treaty and each ally that has an intercept, then the thresholds.
    kept: Vec<usize>,
    factor: Option<Cholesky>,
    has_treaty: bool,
    /// By place of the ally.
    allies: Vec<bool>,
    /// Whether the treaty's text owes help, by [`Trigger`].
    covered: [bool; Trigger::ALL.len()],
    /// Pairs of which the second is not asked for the first.
    excluded: Vec<(StateId, StateId)>,
    record: RecordRule,
}

/// Parameters of answers in one draw.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AnswerDraw {
    effects: Vec<f64>,
    /// The treaty's intercept with each ally's.
    allies: Vec<f64>,
    thresholds: [f64; 3],
    deviation: f64,
}

impl<'a> AnswerLaw<'a> {
    /// The model for a treaty and allies, by their keys.
    pub fn new(
        model: &'a AnswerModel,
        (treaty, allies): (&str, &[String]),
        covered: [bool; Trigger::ALL.len()],
        excluded: Vec<(StateId, StateId)>,
        record: RecordRule,
    ) -> Self {
        let (effects, treaties, size) = (model.effects.len(), model.treaties.len(), model.mode.len());
        let of_treaty = model.treaties.iter().position(|group| group.key == treaty).map(|place| effects + place);
        let of_ally = |key: &String| model.allies.iter().position(|group| group.key == *key);
        let places: Vec<Option<usize>> =
            allies.iter().map(|key| of_ally(key).map(|place| effects + treaties + place)).collect();
        let kept: Vec<usize> =
            (0..effects).chain(of_treaty).chain(places.iter().copied().flatten()).chain(size - 3..size).collect();
        let covariance: Vec<f64> =
            kept.iter().flat_map(|row| kept.iter().map(move |column| model.covariance[row * size + column])).collect();
        let factor = Cholesky::new(kept.len(), &covariance).ok();
        let allies = places.iter().map(Option::is_some).collect();
        Self { model, kept, factor, has_treaty: of_treaty.is_some(), allies, covered, excluded, record }
    }

    /// A draw, from standard normal numbers by a stable number: parameters from 0 on, intercepts of a treaty and of allies that the model
    /// has none of from 1,000 on.
    pub fn draw(&self, normal: impl Fn(u32) -> f64) -> AnswerDraw {
        let normals: Vec<f64> = (0..self.kept.len() as u32).map(&normal).collect();
        let steps = self.factor.as_ref().map_or(vec![0.0; normals.len()], |factor| factor.times(&normals));
        let mut drawn = self.kept.iter().zip(steps).map(|(place, step)| self.model.mode[*place] + step);
        let [of_treaties, of_allies, of_calls, _] = self.model.deviations;
        let effects = drawn.by_ref().take(self.model.effects.len()).collect();
        let shared = if self.has_treaty { drawn.next().unwrap_or(0.0) } else { of_treaties * normal(1_000) };
        let own = |(place, known): (usize, &bool)| {
            let fresh = || of_allies * normal(1_001 + place as u32);
            shared + if *known { drawn.next().unwrap_or(0.0) } else { fresh() }
        };
        let allies = self.allies.iter().enumerate().map(own).collect();
        let mut thresholds = [0.0; 3];
        thresholds.iter_mut().for_each(|threshold| *threshold = drawn.next().unwrap_or(0.0));
        AnswerDraw { effects, allies, thresholds, deviation: of_calls }
    }
}

/// Numbers of the draws that follow an event; those of another state are its index beyond one of the last four.
mod following {
    pub(super) const HOSTILITY: u32 = 0;
    pub(super) const CALL: u32 = 2;
    pub(super) const LENGTH: u32 = 3;
    pub(super) const ANSWERS: u32 = 4;
    pub(super) const SUCCESS: u32 = 5;
    pub(super) const REGIME: u32 = 6;
    pub(super) const OTHER: u32 = 1_000;
    pub(super) const ANSWER: u32 = 11_000;
    pub(super) const JOIN: u32 = 21_000;
}

/// How long something lasts: the hazard of its end from each age on, in the unit of the ages.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lasting {
    /// From which age, and the hazard there; the first from 0.
    pub hazards: Vec<(f64, f64)>,
}

impl Lasting {
    /// The hazard at an age.
    pub(super) fn hazard(&self, age: f64) -> f64 {
        let past = self.hazards.partition_point(|(from, _)| *from <= age.max(0.0));
        past.checked_sub(1).map_or(0.0, |place| self.hazards[place].1)
    }

    /// The age at the end of which the survival is `u`; infinity of what does not end.
    fn age(&self, u: f64) -> f64 {
        let mut left = -ln(u);
        for (place, (from, hazard)) in self.hazards.iter().enumerate() {
            let until = self.hazards.get(place + 1).map_or(f64::INFINITY, |next| next.0);
            if *hazard > 0.0 && left < hazard * (until - from) {
                return from + left / hazard;
            }
            left -= if *hazard > 0.0 { hazard * (until - from) } else { 0.0 };
        }
        f64::INFINITY
    }
}

/// What disputes and armed conflicts are like.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Nature {
    /// The share of disputes at each level of hostility, 2 to 5.
    pub hostility: Vec<(u8, f64)>,
    /// How long a dispute of a level lasts, in days.
    pub days: [Lasting; 6],
    /// How long an armed conflict lasts, in years.
    pub years: Lasting,
    /// The share of coups attempted that succeed.
    pub success: f64,
}

/// An event around the treaty that is about to happen: in which world, by which parameters, with which numbers.
pub(super) struct Scene<'s, 'a, T> {
    pub(super) of: &'s Membership<'a>,
    pub(super) around: &'s Surroundings<'a>,
    pub(super) parameters: &'s SurroundingParameters,
    pub(super) firing: &'s Firing,
    /// What of it is decided, and not drawn.
    pub(super) decided: &'s Decided,
    pub(super) world: &'s mut World,
    pub(super) drift: Option<&'s DriftPath<'s>>,
    pub(super) listener: T,
}

impl<T: Touched> Scene<'_, '_, T> {
    fn day(&self) -> Day {
        self.of.day(self.firing.time)
    }

    fn apply(&mut self, kind: EventKind) {
        let day = self.day();
        let applied = self.world.watched(&mut self.listener).apply_on(day, kind);
        applied.expect("a clock with a positive rate stands for what is possible");
    }

    /// Let the event of a process happen to the state at a place, with what follows from it.
    pub(super) fn happen(&mut self, around: Around, place: usize) {
        let state = self.around.states[place].state;
        match around {
            Around::DisputeAgainst | Around::DisputeBy => self.dispute(around, place),
            Around::Coup => {
                let succeeds = self.firing.uniform(following::SUCCESS) < self.around.nature.success;
                if succeeds {
                    self.change_regime(state);
                }
                self.apply(EventKind::Coup { state, succeeds });
                self.may_call(place, Trigger::InternalUnrest, None);
            }
            Around::Conflict => {
                self.apply(EventKind::ConflictBegins { state });
                let years = self.around.nature.years.age(self.firing.uniform(following::LENGTH));
                let end = self.day().plus_days(days(years * foedera_world::DAYS_PER_YEAR));
                self.world.watched(&mut self.listener).conflict_ends_on(end, state);
                self.may_call(place, Trigger::InternalUnrest, None);
            }
            Around::Protest => self.call(place, Trigger::InternalUnrest, None),
            Around::Pact => self.pact(place),
            Around::Peace => self.apply(EventKind::ConflictEnds { state }),
        }
    }

    /// A coup is about to succeed: with drift of figures the regime moves as it has moved after others.
    fn change_regime(&mut self, state: StateId) {
        let Some(drift) = self.drift else { return };
        drift.catch_up(self.world);
        let u = self.firing.uniform(following::REGIME);
        let value = drift.after_coup(self.world.figure(Field::POLYARCHY, state), u);
        if value.is_some() {
            let of = Subject::State(state);
            self.apply(EventKind::Figure { of, field: Field::POLYARCHY, value, ground: Ground::History });
        }
    }

    fn members(&self) -> Vec<StateId> {
        self.world.treaty(self.of.treaty).member_states().collect()
    }

    /// One of the others, by their weights and numbers of their own (Gumbel 1954), so that one more among them moves no other.
    fn other(&self, place: usize, weight: impl Fn(usize, StateId) -> f64) -> Option<StateId> {
        if self.decided.other.is_some() {
            return self.decided.other;
        }
        let mut best = (f64::NEG_INFINITY, None);
        for (number, other) in self.around.states[place].opponents.iter().enumerate() {
            let weight = weight(number, *other);
            if weight > 0.0 {
                let u = self.firing.uniform(following::OTHER + other.index() as u32);
                let score = ln(weight) - ln(-ln(u));
                best = if score > best.0 { (score, Some(*other)) } else { best };
            }
        }
        best.1
    }

    fn dispute(&mut self, around: Around, place: usize) {
        let side = usize::from(around == Around::DisputeBy);
        let state = self.around.states[place].state;
        let weights = &self.parameters.opponents[place];
        let Some(other) = self.other(place, |number, _| weights[number][side]) else { return };
        let mut left = self.firing.uniform(following::HOSTILITY);
        let surroundings = self.around;
        let nature = &surroundings.nature;
        let level = nature.hostility.iter().find(|(_, share)| {
            left -= share;
            left < 0.0
        });
        let hostility = self.decided.hostility.unwrap_or_else(|| level.map_or(5, |level| level.0));
        let dispute = self.world.next_dispute();
        let [first, second] = if around == Around::DisputeBy { [state, other] } else { [other, state] };
        self.apply(EventKind::Dispute { dispute, first, second, hostility });
        let length = nature.days[usize::from(hostility)].age(self.firing.uniform(following::LENGTH));
        let end = self.day().plus_days(days(length));
        self.world.watched(&mut self.listener).settles_on(end, dispute);
        self.join(dispute, (place, other), around == Around::DisputeBy);
        if around == Around::DisputeAgainst && hostility >= 4 {
            let of_member = self.members().contains(&other);
            let trigger = if of_member { Trigger::MemberVsMember } else { Trigger::ExternalAttack };
            self.may_call(place, trigger, Some((dispute, other)));
        }
    }

    /// Whether a state is on a side of a dispute.
    fn takes_part(&self, dispute: DisputeId, state: StateId) -> bool {
        self.world.network(NetworkId::SIDES).stored(dispute.index(), state.index()) != 0.0
    }

    /// Allies that join the side of the state at a place without being called: as the dispute begins each decides by itself.
    fn join(&mut self, dispute: DisputeId, (place, other): (usize, StateId), begins: bool) {
        let (around, parameters) = (self.around, self.parameters);
        let number = around.states[place].opponents.iter().position(|own| *own == other).expect("it is one of them");
        for state in self.members() {
            let Some(ally) = around.place(state).filter(|ally| *ally != place && state != other) else { continue };
            let p = around.joins.probability(&parameters.joins, (place, number), begins, (ally, &around.states));
            let joins = self.firing.uniform(following::JOIN + state.index() as u32) < p;
            if joins && !self.takes_part(dispute, state) {
                self.apply(EventKind::TakesSide { dispute, state, with_first: begins });
            }
        }
    }

    fn pact(&mut self, place: usize) {
        let members = self.members();
        let outside = |_: usize, other: StateId| f64::from(u8::from(!members.contains(&other)));
        let Some(second) = self.other(place, outside) else {
            return;
        };
        let (treaty, first) = (self.world.next_treaty(), self.around.states[place].state);
        self.apply(EventKind::Pact { treaty, first, second, obligations: Default::default() });
    }

    /// The state at a place calls for help, or does not.
    fn may_call(&mut self, place: usize, trigger: Trigger, attack: Option<(DisputeId, StateId)>) {
        let drawn = || self.firing.uniform(following::CALL) < self.parameters.call;
        if self.decided.calls.unwrap_or_else(drawn) {
            self.call(place, trigger, attack);
        }
    }

    /// The state at a place calls, and each ally that can be asked answers.
    fn call(&mut self, place: usize, trigger: Trigger, attack: Option<(DisputeId, StateId)>) {
        let (treaty, state, call) = (self.of.treaty, self.around.states[place].state, self.world.next_call());
        let complete = Some(AnswerLevel::Troops);
        self.apply(EventKind::Call { call, treaty, requester: Some(state), trigger, asked: true, complete });
        self.apply(EventKind::InNeed { call, state });
        if let Some((_, other)) = attack {
            self.apply(EventKind::Attacks { call, state: other });
        }
        self.drift.iter().for_each(|drift| drift.catch_up(self.world));
        let allies = self.asked(state, attack.map(|attack| attack.1));
        if self.parameters.answers.is_some() {
            allies.iter().for_each(|ally| self.bring_up(*ally));
        }
        let levels: Vec<Option<AnswerLevel>> =
            allies.iter().map(|ally| self.answer(*ally, allies.len(), state, (trigger, attack))).collect();
        for (ally, level) in allies.iter().zip(levels) {
            let Some(level) = level else { continue };
            let state = self.around.states[*ally].state;
            self.apply(EventKind::Answer { call, state, level, troops: None });
            if let Some((dispute, _)) = attack
                && level == AnswerLevel::Troops
                && !self.takes_part(dispute, state)
            {
                self.apply(EventKind::TakesSide { dispute, state, with_first: false });
            }
        }
    }

    /// The places of the members that can be asked.
    fn asked(&self, needed: StateId, attacker: Option<StateId>) -> Vec<usize> {
        let taking_part = self.world.treaty(self.of.treaty).taking_part().into_iter();
        let excluded = &self.around.answers.excluded;
        taking_part
            .filter(|state| *state != needed && Some(*state) != attacker && !excluded.contains(&(needed, *state)))
            .filter_map(|state| self.around.place(state))
            .collect()
    }

    /// Bring what is read of an ally up to the moment: its record, its force that no war binds, and whether it is at war.
    fn bring_up(&mut self, place: usize) {
        let own = &self.around.states[place];
        let record = self.around.record(self.of, self.world, place, self.day());
        let at_war = self.around.at_war(self.world, own.state);
        let shocked = self.parameters.forces.get(place).copied().unwrap_or(1.0);
        let shocked = shocked * self.drift.map_or(1.0, |drift| drift.force(own.state, self.day()));
        let force = own.force.map(|force| force * shocked);
        let force = force.map(|force| if at_war { force * (1.0 - self.parameters.committed) } else { force });
        let conflict = self.world.get(Field::CONFLICT, own.state.index()).map(|_| 1.0);
        let war = at_war.then_some(1.0);
        for (field, value) in [
            (Field::ALLY_RECORD, Some(record)),
            (Field::USABLE_FORCE, force),
            (Field::UCDP_INTERNAL, conflict),
            (Field::UCDP_INTERSTATE, war),
        ] {
            let Some(value) = value else { continue };
            if self.world.get(field, own.state.index()) != Some(value) {
                let of = Subject::State(own.state);
                self.apply(EventKind::Figure { of, field, value: Some(value), ground: Ground::None });
            }
        }
    }

    /// What the ally at a place answers: as decided, else as drawn; `None` is nothing.
    fn answer(
        &self,
        place: usize,
        allies: usize,
        needed: StateId,
        cause: (Trigger, Option<(DisputeId, StateId)>),
    ) -> Option<AnswerLevel> {
        if let Some(decided) = self.decided.answer(self.around.states[place].state) {
            return decided;
        }
        match self.level(self.parameters.answers.as_ref()?, (place, allies), needed, cause) {
            0 => None,
            1 => Some(AnswerLevel::Statement),
            2 => Some(AnswerLevel::Materiel),
            _ => Some(AnswerLevel::Troops),
        }
    }

    /// The level of help that an ally gives.
    fn level(
        &self,
        draw: &AnswerDraw,
        (place, allies): (usize, usize),
        needed: StateId,
        (trigger, attack): (Trigger, Option<(DisputeId, StateId)>),
    ) -> usize {
        let law = &self.around.answers;
        let ally = self.around.states[place].state;
        let attackers: Vec<StateId> = attack.map(|attack| attack.1).into_iter().collect();
        let call = Calling {
            in_need: &[needed],
            attackers: Some(&attackers),
            trigger,
            covered: law.covered[trigger as usize],
            allies,
            targeted: true,
        };
        let (treaty, world, day) = (self.of.treaty, &*self.world, self.day());
        let member = world.treaty(treaty).membership(ally);
        let view = View { world, day, treaty, member, patron: self.of.patron, other: None, call: Some(call) };
        let read = |(fitted, theta): (&foedera_process::Estimated, &f64)| {
            fitted.effect.value(&view).map_or(0.0, |value| fitted.scaling.standard(value)) * theta
        };
        let effects: f64 = law.model.effects.iter().zip(&draw.effects).map(read).sum();
        let shared = draw.deviation * self.firing.normal(following::ANSWERS);
        let u = self.firing.uniform(following::ANSWER + ally.index() as u32);
        crate::ordered(effects + draw.allies[place] + shared, &draw.thresholds, u)
    }
}

impl Surroundings<'_> {
    /// Whether a state is in a war of this future.
    fn at_war(&self, world: &World, state: StateId) -> bool {
        let sides = &world.network(NetworkId::SIDES).sent;
        let mut fought = (self.first_dispute.index()..world.next_dispute().index()).filter(|dispute| {
            world.get(Field::DISPUTE_END, *dispute).is_none() && world.get(Field::HOSTILITY, *dispute) == Some(5.0)
        });
        fought.any(|dispute| sides[dispute].iter().any(|(own, _)| *own as usize == state.index()))
    }

    /// The record of the state at a place on a day: that of the start and what the calls of this future add.
    pub(super) fn record(&self, of: &Membership<'_>, world: &World, place: usize, day: Day) -> f64 {
        let RecordRule { half_life, without } = self.answers.record;
        let weight = |since: Day| pow(0.5, day.years_since(since) / half_life);
        let (own, fresh) = (&self.states[place], weight(self.since.unwrap_or(of.start)));
        let (mut sent, mut all) = (without + own.record.sent * fresh, 1.0 + own.record.all * fresh);
        for call in world.calls_from(self.first_call) {
            if call.day() < day && call.asked().contains(&own.state) {
                let weight = weight(call.day());
                all += weight;
                sent += if call.answer(own.state) == Some(AnswerLevel::Troops) { weight } else { 0.0 };
            }
        }
        sent / all
    }
}

/// The calls of a future: how many were made, and how many of them were answered with troops.
pub fn calls_made(of: &Membership<'_>, world: &World) -> (u32, u32) {
    let answered = |call: foedera_world::CallWorld<'_>| call.answers().any(|(_, level)| level == AnswerLevel::Troops);
    world.calls_from(of.first_call).fold((0, 0), |(made, sent), call| (made + 1, sent + u32::from(answered(call))))
}

/// Whole days of a time in days, at least one and at most a century.
fn days(days: f64) -> i32 {
    days.ceil().clamp(1.0, 36_525.0) as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use foedera_math::exp;

    #[test]
    fn what_lasts_ends_by_its_hazards() {
        let lasting = Lasting { hazards: vec![(0.0, 0.36), (1.0, 0.16), (2.0, 0.07)] };
        assert!((lasting.age(exp(-0.18)) - 0.5).abs() < 1e-12);
        assert!((lasting.age(exp(-0.36 - 0.08)) - 1.5).abs() < 1e-12);
        assert!((lasting.age(exp(-0.52 - 0.7)) - 12.0).abs() < 1e-9);
        assert_eq!(Lasting::default().age(0.5), f64::INFINITY);
        assert_eq!([0.0, 0.9, 1.0, 30.0].map(|age| lasting.hazard(age)), [0.36, 0.36, 0.16, 0.07]);
        assert_eq!((days(0.0), days(f64::INFINITY), days(1.2)), (1, 36_525, 2));
    }
}
