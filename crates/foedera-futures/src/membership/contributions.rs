//! What a rate is made of: additive contributions on the log-rate scale.

use foedera_math::ln;
use foedera_process::{Moves, View};
use foedera_world::{Status, World};

use super::{Around, Happening, Membership, MembershipSystem, member_view};

/// What something adds to the logarithm of a yearly rate.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// What.
    pub what: String,
    /// What it reads, where it is an effect and known; of a factor the factor.
    pub reads: Option<f64>,
    /// What it adds.
    pub adds: f64,
}

/// A factor of a rate, if it is not 1.
fn factor(what: impl Into<String>, factor: f64) -> Option<Contribution> {
    (factor != 1.0).then(|| Contribution { what: what.into(), reads: Some(factor), adds: ln(factor) })
}

impl MembershipSystem<'_> {
    /// The contributions to the rate of a clock in a state of the world: they sum to its logarithm. Empty where the rate is 0.
    pub fn contributions(&self, world: &World, time: f64, clock: usize) -> Vec<Contribution> {
        let mut rate = [0.0];
        crate::System::rates(self, world, time, &[clock as u32], &mut rate);
        if rate[0] <= 0.0 {
            return Vec::new();
        }
        let (of, parameters) = (self.of, self.parameters);
        let whole = of.whole(world, of.day(time));
        match of.happening(clock) {
            Happening::Leaves(place) => {
                let mut found = self.fitted(0, &member_view(of, &whole, Some(place)), time);
                found.extend(self.linked(world, place, 0));
                let frozen = world.treaty(of.treaty).membership(of.members[place]);
                let frozen = frozen.is_some_and(|own| own.status == Status::Frozen);
                found.extend(factor(
                    "frozen members leave more often",
                    if frozen { parameters.frozen_exit_ratio } else { 1.0 },
                ));
                found
            }
            Happening::Freezes(place) => {
                let mut found = vec![stated("stated rate of freezing", parameters.freeze_rate)];
                let moved = parameters.freezing(of.strength(world)) / parameters.freeze_rate;
                found.extend(factor("response to the patron's usable capability", moved));
                found.extend(self.linked(world, place, 1));
                found
            }
            Happening::Thaws(_) => vec![stated("stated rate of thawing", parameters.thaw_rate)],
            Happening::Ends => self.fitted(1, &whole, time),
            Happening::Replaced => self.fitted(2, &whole, time),
            Happening::Around(around, place) => self.of_around(world, around, place),
        }
    }

    fn fitted(&self, process: u8, view: &View<'_>, time: f64) -> Vec<Contribution> {
        let (of, parameters) = (self.of, self.parameters);
        let model = of.model(process);
        let adds = model.contributions(parameters.coefficients(process), view);
        let mut found: Vec<Contribution> = model
            .effects
            .iter()
            .zip(adds)
            .enumerate()
            .map(|(place, (effect, adds))| Contribution {
                what: if place == 0 {
                    "the average case, in this draw".to_owned()
                } else {
                    effect.effect.words().to_owned()
                },
                reads: if place == 0 { None } else { effect.effect.value(view) },
                adds,
            })
            .collect();
        found[1..].sort_by(|a, b| b.adds.abs().total_cmp(&a.adds.abs()));
        found.extend(factor(
            "how prone the treaty is, and the era, in this draw",
            parameters.multiplier(process, of.block(time)),
        ));
        found
    }

    /// What links make of the rate at which a member leaves (0) or freezes (1).
    fn linked(&self, world: &World, place: usize, which: usize) -> Option<Contribution> {
        let around = self.of.around.as_ref()?;
        let mask = around.mask(world, self.of.treaty, place);
        let moves = |own: Moves| match which {
            0 => own == Moves::Leave,
            _ => matches!(own, Moves::Suspension | Moves::Freeze),
        };
        let holding = around.holding(mask, moves);
        let words = if holding.is_empty() {
            "no link between processes holds".to_owned()
        } else {
            format!("links between processes that hold: {}", holding.join(", "))
        };
        factor(words, self.of.linked(self.parameters, mask)[which])
    }

    fn of_around(&self, world: &World, around: Around, place: usize) -> Vec<Contribution> {
        let Some(own) = &self.of.around else { return Vec::new() };
        let mask = own.mask(world, self.of.treaty, place);
        let linked = around.moved_by().map_or(1.0, |moves| own.factor(&self.parameters.around, mask, moves));
        let rate = self.around_rate(world, (around, place));
        let mut found = vec![stated("rate without links, in this draw", rate / linked)];
        let holding = own.holding(mask, |moves| Some(moves) == around.moved_by());
        found.extend(factor(format!("links between processes that hold: {}", holding.join(", ")), linked));
        found
    }
}

fn stated(what: &str, rate: f64) -> Contribution {
    Contribution { what: what.to_owned(), reads: Some(rate), adds: ln(rate) }
}

impl Membership<'_> {
    /// The shares of the states with which a dispute of the state at a place may be, begun against it or by it, the largest first.
    pub fn opponents(
        &self,
        parameters: &super::Parameters,
        (around, place): (Around, usize),
    ) -> Vec<(foedera_world::StateId, f64)> {
        let Some(own) = &self.around else { return Vec::new() };
        let side = match around {
            Around::DisputeAgainst => 0,
            Around::DisputeBy => 1,
            _ => return Vec::new(),
        };
        let weights = parameters.around.opponents[place].iter().map(|both| both[side]);
        let total: f64 = weights.clone().sum();
        let shares = own.states[place].opponents.iter().copied().zip(weights.map(|weight| weight / total));
        let mut found: Vec<_> = shares.filter(|(_, share)| *share > 0.0).collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1));
        found
    }
}
