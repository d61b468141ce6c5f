//! Flip points: the change of one assumption at which an answer crosses one half.

use foedera_atlas::Atlas;
use foedera_math::{exp, ln};
use foedera_world::Day;
use serde::Serialize;

use crate::ask::Answers;
use crate::distribution::Distribution;
use crate::explain::shock_words;
use crate::plan::{Plan, Settings};
use crate::question::Question;
use crate::{Models, Scenario, bounds};

/// Futures of the runs that look whether a flip point may be there, of those that find it, and the most of these.
const SCREEN_FUTURES: u32 = 200;
const FLIP_FUTURES: u32 = 800;
const FLIP_STEPS: u32 = 8;
/// A flip point is found where the answer is so near to one half.
const FLIP_NEAR: f64 = 0.005;

/// The change of one assumption, all else as it is, at which the answer crosses one half.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Flip {
    /// The assumption.
    pub assumption: String,
    /// Its middle value now.
    pub now: f64,
    /// The value at which the answer is one half; missing if there is none within the bounds.
    pub at: Option<f64>,
    /// The end of the allowed range that was tried in vain, or nearest to it.
    pub bound: f64,
    /// The answer there.
    pub answer_at_bound: f64,
}

impl Flip {
    /// How far the change is: the absolute logarithm of the ratio.
    fn distance(&self) -> f64 {
        self.at.map_or(f64::INFINITY, |at| ln(at / self.now).abs())
    }
}

impl Answers<'_> {
    /// The flip points of a question, the nearest first; `now` is the answer of the run.
    pub(crate) fn flips(&self, question: &Question, day: Day, branch: usize, now: f64) -> Vec<Flip> {
        let plan = &self.plan;
        let mut own = plan.scenario.clone();
        own.branches = vec![plan.scenario.branches[branch].clone()];
        own.horizons = vec![day];
        let search =
            Search { scenario: &own, atlas: self.atlas, models: plan.models.given, plan: plan.settings, question, now };
        let mut flips: Vec<Flip> = search.assumptions().into_iter().map(|lever| search.flip(&lever)).collect();
        flips.sort_by(|a, b| a.distance().total_cmp(&b.distance()));
        flips
    }
}

/// One thing that can be moved, all else as it is.
struct Lever {
    name: String,
    now: f64,
    range: (f64, f64),
    what: Moved,
}

enum Moved {
    Assumption(usize),
    Shock(usize),
    /// The fitted rates of leaving (0) or of both endings (1), as a factor.
    Rates(usize),
}

struct Search<'a> {
    scenario: &'a Scenario,
    atlas: &'a Atlas,
    models: &'a Models,
    /// The settings of the run that is explained.
    plan: Settings,
    question: &'a Question,
    /// The answer of that run.
    now: f64,
}

impl Search<'_> {
    fn assumptions(&self) -> Vec<Lever> {
        let lever = |(place, assumption): (usize, &crate::Assumption)| {
            let (low, high) = match assumption.id.as_str() {
                "frozen_exit_ratio" => (0.01, 100.0),
                "freeze_elasticity" => (0.01, 5.0),
                _ => (1e-6, 12.0),
            };
            let now = crate::draw::value(assumption.distribution, 0.5);
            Lever { name: assumption.id.replace('_', " "), now, range: (low, high), what: Moved::Assumption(place) }
        };
        let mut levers: Vec<Lever> = self.scenario.assumptions.iter().enumerate().map(lever).collect();
        for (place, shock) in self.scenario.branches[0].shocks.iter().enumerate() {
            let series = self.scenario.series.iter().find(|s| s.state == shock.state && s.variable == shock.variable);
            let Some((_, last)) = series.and_then(|series| series.values.last()) else { continue };
            let most = if *last > 0.0 { bounds::values(shock.variable).end() / last } else { 1.0 };
            levers.push(Lever {
                name: shock_words(shock, self.atlas),
                now: shock.factor.median(),
                range: (0.01, most.min(100.0)),
                what: Moved::Shock(place),
            });
        }
        for (place, name) in
            ["fitted rate of leaving, as a multiple", "fitted rates of the treaty's end, as a multiple"]
                .into_iter()
                .enumerate()
        {
            levers.push(Lever { name: name.to_owned(), now: 1.0, range: (0.001, 1000.0), what: Moved::Rates(place) });
        }
        levers
    }

    /// The answer with a lever at a value, from so many futures at most.
    fn answer(&self, lever: &Lever, value: f64, futures: u32) -> f64 {
        let mut scenario = self.scenario.clone();
        let mut moved = [0.0; 2];
        match lever.what {
            Moved::Assumption(place) => scenario.assumptions[place].distribution = Distribution::Uniform(value, value),
            Moved::Shock(place) => scenario.branches[0].shocks[place].factor = Distribution::Uniform(value, value),
            Moved::Rates(place) => moved[place] = ln(value),
        }
        let settings = Settings { futures: self.plan.futures.min(futures), ..self.plan };
        let mut plan = Plan::new(&scenario, self.atlas, self.models, settings);
        plan.moved = moved;
        let results = crate::results::Results::of(&plan);
        results.estimate(&plan, 0, 0, self.question.asked.position(plan.members.len()), 0).mean
    }

    /// The nearest crossing of one half. Few futures tell at which end the answer may have crossed; more find the place.
    fn flip(&self, lever: &Lever) -> Flip {
        let ends = [lever.range.0, lever.range.1].map(|bound| (bound, self.answer(lever, bound, SCREEN_FUTURES)));
        let nearest = if (ends[0].1 - 0.5).abs() <= (ends[1].1 - 0.5).abs() { 0 } else { 1 };
        let exact = ends.map(|(bound, _)| bound)[nearest];
        let (bound, answer_at_bound) = (exact, self.answer(lever, exact, FLIP_FUTURES));
        let apart = |answer: f64| (answer >= 0.5) != (self.now >= 0.5);
        let crossed = ends
            .iter()
            .enumerate()
            .filter(|(place, (_, screened))| apart(if *place == nearest { answer_at_bound } else { *screened }));
        let found = crossed.map(|(place, (bound, screened))| {
            self.crossing(lever, (*bound, if place == nearest { answer_at_bound } else { *screened }))
        });
        let distance = |at: &f64| ln(at / lever.now).abs();
        let at = found.min_by(|a, b| distance(a).total_cmp(&distance(b)));
        Flip { assumption: lever.name.clone(), now: lever.now, at, bound, answer_at_bound }
    }

    /// Where the answer is one half, between now and an end at which it lies on the other side: false position with halved weights
    /// (the Illinois rule) on the lever's logarithm and the answer's log-odds.
    fn crossing(&self, lever: &Lever, (bound, answer): (f64, f64)) -> f64 {
        let odds = |answer: f64| {
            let inside = answer.clamp(1e-4, 1.0 - 1e-4);
            ln(inside / (1.0 - inside))
        };
        let (mut near, mut far) = ((ln(lever.now), odds(self.now)), (ln(bound), odds(answer)));
        let mut last = far.0;
        for _ in 0..FLIP_STEPS {
            let share = (near.1 / (near.1 - far.1)).clamp(0.02, 0.98);
            last = near.0 + share * (far.0 - near.0);
            let found = self.answer(lever, exp(last), FLIP_FUTURES);
            if (found - 0.5).abs() < FLIP_NEAR {
                break;
            }
            if (odds(found) > 0.0) == (far.1 > 0.0) {
                (far, near.1) = ((last, odds(found)), near.1 / 2.0);
            } else {
                (near, far.1) = ((last, odds(found)), far.1 / 2.0);
            }
        }
        exp(last)
    }
}
