//! Who joins a side of a dispute without being called: a fitted logit over the allies of its originator.

use std::sync::{Arc, OnceLock};

use foedera_math::logistic;
use foedera_process::event::EventModel;
use foedera_process::{Calling, View};
use foedera_world::{Day, StateId, TreatyId, Trigger, World};

use super::Surrounded;

/// The model of joining for the allies of a treaty. It reads the world of the start: what it reads of an ally beside an originator is put
/// together when it is first asked for, and is the same for all futures.
#[derive(Debug, Clone)]
pub struct JoinLaw<'a> {
    model: &'a EventModel,
    world: Arc<World>,
    treaty: TreatyId,
    day: Day,
    patron: Option<StateId>,
    states: usize,
    /// Where the rows of the disputes of each state begin.
    offsets: Vec<usize>,
    /// Standardised effects of each ally in each dispute, by the side on which the originator is.
    rows: Arc<Vec<OnceLock<Box<[f64]>>>>,
}

impl<'a> JoinLaw<'a> {
    /// The model for the allies of a treaty in a world, which is that of the start.
    pub fn new(
        model: &'a EventModel,
        world: &World,
        (treaty, day, patron): (TreatyId, Day, Option<StateId>),
        states: &[Surrounded],
    ) -> Self {
        let mut next = 0;
        let begins = |own: &Surrounded| {
            let begin = next;
            next += 2 * own.opponents.len() * states.len();
            begin
        };
        let offsets = states.iter().map(begins).collect();
        let rows = Arc::new((0..next).map(|_| OnceLock::new()).collect());
        let world = Arc::new(world.clone());
        Self { model, world, treaty, day, patron, states: states.len(), offsets, rows }
    }

    /// The probability that an ally joins the state at a place against the opponent of this number.
    pub(super) fn probability(
        &self,
        theta: &[f64],
        (place, number): (usize, usize),
        begins: bool,
        (ally, states): (usize, &[Surrounded]),
    ) -> f64 {
        let row = self.offsets[place] + (2 * number + usize::from(begins)) * self.states + ally;
        let own = self.rows[row].get_or_init(|| {
            let (beside, against) = (states[place].state, states[place].opponents[number]);
            let members = self.world.treaty(self.treaty).member_states();
            let call = Calling {
                in_need: &[beside],
                attackers: Some(&[against]),
                trigger: Trigger::ExternalAttack,
                covered: true,
                allies: members.filter(|state| *state != beside && *state != against).count(),
                targeted: !begins,
            };
            let member = self.world.treaty(self.treaty).membership(states[ally].state);
            let (world, day, treaty, patron) = (&*self.world, self.day, self.treaty, self.patron);
            let view = View { world, day, treaty, member, patron, other: None, call: Some(call) };
            self.model.effects.iter().map(|own| own.standardised(&view)).collect()
        });
        logistic(own.iter().zip(theta).map(|(value, theta)| theta * value).sum())
    }
}
