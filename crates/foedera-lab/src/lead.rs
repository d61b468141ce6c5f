//! Who leads a treaty, by two measures: usable force, and calls of others answered with troops.
//!
//! The leader by force is the member that takes part with most usable force (active less committed); by answers, the member that takes
//! part and answered most calls with troops up to the scenario's date, since futures make no calls. Of equals by answers the one with
//! more force leads, then the first of the roster.

use std::collections::BTreeMap;

use foedera_atlas::Atlas;
use foedera_math::share_interval;
use foedera_world::{AnswerLevel, Day, StateId, TreatyId, TreatyStatus};

use crate::ask::BesideRate;
use crate::figures::Figures;
use crate::watch::Standing;
use crate::{Branch, Estimate, Scenario};

/// By what a member leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measure {
    Force,
    Answers,
}

pub(crate) const MEASURES: [Measure; 2] = [Measure::Force, Measure::Answers];
/// So many members are asked about by each measure: the first ones on the date.
pub(crate) const CANDIDATES: usize = 5;
/// The first year of which forces of most states are known.
const FIRST_YEAR: i16 = 1990;

/// What leadership is read from. Places are those of the members at risk, and last that of the patron.
#[derive(Debug, Clone)]
pub(crate) struct Strength {
    /// Usable force in thousands by place, where it is known.
    pub(crate) force: Vec<Option<f64>>,
    /// Calls answered with troops by place.
    answered: Vec<u32>,
    /// By each measure the places of those who are asked about, on the date.
    pub(crate) candidates: [Vec<usize>; 2],
    /// The places by each measure, the first leader first; who has none is not among them.
    ranks: [Vec<usize>; 2],
    /// The known force of those who take part on the date.
    pub(crate) total: f64,
}

impl Strength {
    /// On the scenario's date; a treaty without a patron has nobody at the last place.
    pub(crate) fn new(atlas: &Atlas, scenario: &Scenario, places: &[Option<StateId>], part: &[bool]) -> Self {
        let known: Vec<StateId> = places.iter().flatten().copied().collect();
        let figures = Figures::new(atlas, &known, scenario.date);
        let force: Vec<Option<f64>> =
            places.iter().map(|state| figures.usable_force((*state)?, scenario.date)).collect();
        let (_, by_state) = answered_with_troops(atlas, scenario.treaty, scenario.date);
        let count = |state: &Option<StateId>| state.and_then(|state| by_state.get(&state).copied()).unwrap_or(0);
        let answered: Vec<u32> = places.iter().map(count).collect();
        let total = force.iter().zip(part).filter(|(_, part)| **part).filter_map(|(force, _)| *force).sum();
        let ranks = ranks(&force, &answered);
        let first = |measure: Measure| ranks[measure as usize].iter().take(CANDIDATES).copied().collect();
        Self { candidates: MEASURES.map(first), force, answered, ranks, total }
    }

    /// For tests: forces and answers by place, all taking part.
    #[cfg(test)]
    pub(crate) fn stated(force: &[Option<f64>], answered: &[u32]) -> Self {
        let ranks = ranks(force, answered);
        let total = force.iter().flatten().sum();
        Self { candidates: ranks.clone(), force: force.to_vec(), answered: answered.to_vec(), ranks, total }
    }

    /// Without what rests on force: a shock to it that comes later is read by answers to calls alone.
    pub(crate) fn without_force(mut self) -> Self {
        self.candidates[Measure::Force as usize].clear();
        self.ranks[Measure::Force as usize].clear();
        Self { total: 0.0, ..self }
    }

    /// With forces multiplied, place by place.
    pub(crate) fn shocked(&self, branch: &Branch, factors: &[f64], place: impl Fn(StateId) -> Option<usize>) -> Self {
        let mut own = self.clone();
        for (shock, factor) in branch.force_shocks.iter().zip(factors) {
            if let Some(force) = place(shock.state).and_then(|place| own.force[place].as_mut()) {
                *force *= factor;
            }
        }
        own.ranks = ranks(&own.force, &own.answered);
        own
    }

    /// The place of the leader; `None` if the treaty is over or nobody who takes part has any.
    pub(crate) fn leader(&self, measure: Measure, standing: &Standing) -> Option<usize> {
        self.ranks[measure as usize].iter().copied().find(|place| standing.takes_part(*place))
    }

    /// The known force of those who take part, as a share of what it is on the date without shocks; `None` if nothing is known.
    pub(crate) fn share(&self, standing: &Standing) -> Option<f64> {
        let held = self.force.iter().enumerate().filter(|(place, _)| standing.takes_part(*place));
        (self.total > 0.0).then(|| held.filter_map(|(_, force)| *force).sum::<f64>() / self.total)
    }
}

/// Places by force, and by answers.
fn ranks(force: &[Option<f64>], answered: &[u32]) -> [Vec<usize>; 2] {
    let stronger = |a: usize, b: usize| force[b].unwrap_or(0.0).total_cmp(&force[a].unwrap_or(0.0));
    let all = |known: &dyn Fn(usize) -> bool| (0..force.len()).filter(|place| known(*place)).collect::<Vec<usize>>();
    let mut by_force = all(&|place| force[place].is_some_and(|force| force > 0.0));
    by_force.sort_by(|a, b| stronger(*a, *b));
    let mut by_answers = all(&|place| answered[place] > 0);
    by_answers.sort_by(|a, b| answered[*b].cmp(&answered[*a]).then(stronger(*a, *b)));
    [by_force, by_answers]
}

/// Calls for help under a treaty up to a day, and how many of them each state answered with troops.
pub fn answered_with_troops(atlas: &Atlas, treaty: TreatyId, until: Day) -> (u32, BTreeMap<StateId, u32>) {
    let calls = atlas.calls().iter().filter(|call| call.treaty == treaty && call.was_asked());
    let (mut count, mut by_state) = (0, BTreeMap::new());
    for call in calls.filter(|call| call.when.latest() <= until) {
        count += 1;
        let mut came: Vec<StateId> = call
            .answers
            .iter()
            .filter(|answer| answer.level == AnswerLevel::Troops)
            .map(|answer| answer.state)
            .collect();
        came.sort_unstable();
        came.dedup();
        came.into_iter().for_each(|state| *by_state.entry(state).or_insert(0) += 1);
    }
    (count, by_state)
}

/// How often those at a place in the order of a measure (0: the leader) led the same treaty so many years later: windows of treaties of
/// three or more members since 1990, of which the measure is known, before the date.
pub(crate) fn base_rate(atlas: &Atlas, measure: Measure, rank: usize, years: f64, date: Day) -> Option<BesideRate> {
    #[expect(clippy::cast_possible_truncation, reason = "at most fifty years")]
    let length = (years.round() as i16).max(1);
    let starts = (FIRST_YEAR..).step_by(length as usize).map(Day::start_of_year);
    let (mut led, mut windows, mut treaties) = (0_u32, 0_u32, std::collections::BTreeSet::new());
    let mut before: Option<(Day, BTreeMap<TreatyId, Vec<StateId>>)> = None;
    for day in starts.take_while(|day| *day <= date) {
        let now = orders(atlas, measure, day);
        for (treaty, order) in before.iter().flat_map(|(_, orders)| orders) {
            let Some(state) = order.get(rank) else { continue };
            windows += 1;
            treaties.insert(*treaty);
            led += u32::from(now.get(treaty).and_then(|order| order.first()) == Some(state));
        }
        before = Some((day, now));
    }
    if windows == 0 {
        return None;
    }
    let (low, high) = share_interval(led, windows, 0.9);
    let mean = f64::from(led) / f64::from(windows);
    let of = match measure {
        Measure::Force => "by usable force",
        Measure::Answers => "by calls answered with troops",
    };
    let who = if rank == 0 { "The leader".to_owned() } else { format!("Number {}", rank + 1) };
    Some(BesideRate {
        name: format!("{who} {of} led the treaty {length} years later, since {FIRST_YEAR}"),
        estimate: Estimate { mean, low: low.min(mean), high: high.max(mean), events: led, monte_carlo_error: 0.0 },
        counted: format!(
            "{led} of {windows} spans of {length} years in {} treaties of three or more, taken as independent",
            treaties.len()
        ),
    })
}

/// Of each treaty in force with three or more members on a day, who takes part in the order of a measure.
fn orders(atlas: &Atlas, measure: Measure, day: Day) -> BTreeMap<TreatyId, Vec<StateId>> {
    let world = atlas.history.world_at(day).world;
    let figures = Figures::new(atlas, &[], day);
    let mut found = BTreeMap::new();
    for (id, _) in atlas.roster().treaties() {
        let on = world.treaty(id);
        let states: Vec<StateId> = on.participants().map(|spell| spell.state).collect();
        if on.status() != TreatyStatus::InForce || states.len() < 3 {
            continue;
        }
        let force: Vec<Option<f64>> = states.iter().map(|state| figures.usable_force(*state, day)).collect();
        let (_, by_state) = answered_with_troops(atlas, id, day);
        let answered: Vec<u32> = states.iter().map(|state| by_state.get(state).copied().unwrap_or(0)).collect();
        // An order by force among few known ones is none of the treaty.
        let known = force.iter().flatten().count() as f64 >= foedera_atlas::PATRON_KNOWN * states.len() as f64;
        if measure == Measure::Force && !known {
            continue;
        }
        let order = ranks(&force, &answered)[measure as usize].iter().map(|place| states[*place]).collect();
        found.insert(id, order);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn most_force_leads_and_of_equals_by_answers_the_stronger_does() {
        let force = [Some(5.0), None, Some(9.0), Some(0.0), Some(7.0)];
        assert_eq!(ranks(&force, &[2, 3, 0, 0, 2]), [vec![2, 4, 0], vec![1, 4, 0]]);
        assert!(ranks(&[], &[]).iter().all(Vec::is_empty));
    }

    #[test]
    fn a_leader_mostly_leads_on_and_the_second_seldom_comes_to_lead() {
        let atlas = Atlas::embedded().expect("the atlas");
        let date: Day = "2022-11-25".parse().expect("a day");
        let rate = |rank: usize, years: f64| base_rate(&atlas, Measure::Force, rank, years, date).expect("windows");
        let (first, second) = (rate(0, 4.0), rate(1, 4.0));
        assert!(first.estimate.mean > 0.5 && second.estimate.mean < 0.3, "{first:?} {second:?}");
        assert!(first.estimate.low < first.estimate.mean && first.estimate.mean < first.estimate.high);
        assert!(base_rate(&atlas, Measure::Force, 0, 40.0, date).is_none(), "no span of forty years has passed");
    }
}
