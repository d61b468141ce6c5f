//! What could happen next: competing risks to the end of the turn, and what a rate is made of.

use foedera_futures::Course;
use foedera_futures::membership::{Around, Contribution, Happening, MembershipSystem};
use foedera_math::{exp, exp_m1};
use foedera_world::{Day, World};
use serde::Serialize;

use super::Game;
use super::follow::Parts;
use crate::RatePart;
use crate::story::Teller;

/// What could happen, with its odds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Odds {
    /// Its number in this list.
    pub number: usize,
    /// The process.
    pub process: &'static str,
    /// The state's key; `None` of an event of the treaty.
    pub state: Option<String>,
    /// What happens, in words.
    pub what: String,
    /// Its rate per year now.
    pub rate: f64,
    /// The probability that it happens by the end of the turn if nothing else does before.
    pub by_end: f64,
    /// The probability that it comes first, and by the end of the turn. With the probability of nothing these sum to 1.
    pub first: f64,
    #[serde(skip)]
    pub(super) clock: usize,
}

/// A rate, explained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// The number in the list of odds.
    pub number: usize,
    /// What would happen.
    pub what: String,
    /// The day.
    pub date: Day,
    /// Its rate per year now.
    pub rate: f64,
    /// What adds to the logarithm of the rate.
    pub parts: Vec<RatePart>,
    /// Of a dispute, with whom it would be: names and shares.
    pub with: Vec<(String, f64)>,
}

impl Parts<'_> {
    /// What could happen to the end of the turn, the likeliest first, and the probability that nothing does.
    pub(super) fn odds(
        &self,
        teller: &Teller<'_>,
        system: &MembershipSystem<'_>,
        world: &mut World,
        time: f64,
    ) -> (Vec<Odds>, f64) {
        let start = self.plan.scenario.start();
        let (_, _, until) = self.turn.of(start, self.of.day(time));
        let end = until.years_since(start).min(self.plan.end());
        if time >= end {
            return (Vec::new(), 1.0);
        }
        let course = Course::between(system, world, (time, end));
        let first = course.first_to_ring();
        let mut found: Vec<Odds> = (0..course.clocks())
            .filter(|clock| course.hazard(*clock, end) > 0.0)
            .map(|clock| {
                let happening = self.of.happening(clock);
                let place = match happening {
                    Happening::Around(_, place) => Some(place),
                    other => other.member(),
                };
                Odds {
                    number: 0,
                    process: happening.name(),
                    state: place.map(|place| self.names[place].0.clone()),
                    what: teller.words(happening),
                    rate: course.rate(clock, time),
                    by_end: -exp_m1(-course.hazard(clock, end)),
                    first: first[clock],
                    clock,
                }
            })
            .collect();
        // Of the same odds the first clock comes first, so numbers are the same in every run.
        found.sort_by(|a, b| b.first.total_cmp(&a.first).then(a.clock.cmp(&b.clock)));
        found.iter_mut().zip(1..).for_each(|(odds, number)| odds.number = number);
        let hazard: f64 = (0..course.clocks()).map(|clock| course.hazard(clock, end)).sum();
        (found, exp(-hazard))
    }
}

impl Game<'_> {
    /// What the rate of what could happen is made of.
    pub(super) fn explained(&mut self, odds: &Odds) -> Explained {
        let (state, time) = (self.state.clone(), self.state.time);
        let (parts, with) = self.at(&state, time, |game, _, system, world| {
            let with = match game.of.happening(odds.clock) {
                Happening::Around(around @ (Around::DisputeAgainst | Around::DisputeBy), place) => {
                    game.of.opponents(system.parameters, (around, place))
                }
                _ => Vec::new(),
            };
            (system.contributions(world, time, odds.clock), with)
        });
        let part = |Contribution { what, reads, adds }| RatePart { effect: what, reads, adds };
        let name = |state| self.atlas.roster().state(state).name.clone();
        Explained {
            number: odds.number,
            what: odds.what.clone(),
            date: self.today(),
            rate: odds.rate,
            parts: parts.into_iter().map(part).collect(),
            with: with.into_iter().map(|(state, share)| (name(state), share)).collect(),
        }
    }
}
