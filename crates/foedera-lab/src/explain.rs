//! What makes an answer: contributions on the log-rate scale, sensitivity shares, and the flip point.

use foedera_atlas::Atlas;
use foedera_futures::membership::Parameters;
use foedera_math::{Draw, Stream, exp, ln, mean, quantile};
use foedera_process::Model;
use foedera_world::{Day, EventKind, Ground, StateId, Subject, Variable, World};
use serde::Serialize;

use crate::ask::Answers;
use crate::distribution::Distribution;
use crate::plan::{Plan, Settings};
use crate::question::{Asked, Question};
use crate::watch::{OfMember, OfTreaty};
use crate::{Estimate, Models, Outside, Scenario, bounds};

/// What an effect adds to the logarithm of a yearly rate.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RatePart {
    /// The effect in words, or `intercept`, or `level of the years before`.
    pub effect: String,
    /// What it reads on the day; missing for what is no effect, and where it is not known (then it adds nothing).
    pub reads: Option<f64>,
    /// What it adds; the parts of a process sum to the logarithm of its rate.
    pub adds: f64,
}

/// The rate of one process, taken apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RateParts {
    /// The process: leave, freeze, ends, replaced.
    pub process: String,
    /// The member, by name; the treaty as a whole has none.
    pub member: Option<String>,
    /// The parts: intercept first, then the largest departure from 0 first.
    pub parts: Vec<RatePart>,
    /// The logarithm of the yearly rate: the sum of the parts.
    pub log_rate: f64,
    /// The yearly rate on the first day, at the mode of the coefficients and the middle of the branch's factors.
    pub rate: f64,
}

/// How much of the uncertainty of an answer comes from one assumption (first-order share of its variance over draws).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Share {
    /// The assumption or coefficient.
    pub assumption: String,
    /// The share, noise of simulation left out, from 0 to 1.
    pub share: f64,
    /// Lower bound of its 90 % interval (bootstrap of pairs of draws).
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// The mean answer in the fifth of draws in which it is lowest.
    pub answer_low: f64,
    /// In that in which it is highest.
    pub answer_high: f64,
}

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

/// An answer explained.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The question.
    pub question: Question,
    /// The branch, by key and name.
    pub branch: (String, String),
    /// The day.
    pub day: Day,
    /// The answer.
    pub estimate: Estimate,
    /// The rates that drive it.
    pub rates: Vec<RateParts>,
    /// Where its uncertainty comes from, the largest first.
    pub shares: Vec<Share>,
    /// The flip points, the nearest first.
    pub flips: Vec<Flip>,
    /// Where the branch leaves the data: "no case in the data".
    pub outside: Vec<Outside>,
}

/// Quantile bins of a first-order share.
const BINS: usize = 10;
/// Resamples of pairs of draws behind the interval of a share.
const RESAMPLES: u32 = 200;
/// Futures of each run in the search for a flip point, and its steps.
const FLIP_FUTURES: u32 = 800;
const FLIP_STEPS: u32 = 12;

impl Answers<'_> {
    /// What makes the answer to `question` on a day in a branch; `None` if it was not asked for that day or has no such branch.
    pub fn explain(&self, question: &Question, day: Day, branch: usize) -> Option<Explanation> {
        let estimate = self.estimate(question, day, branch)?;
        let card = &self.plan.scenario.branches[branch];
        Some(Explanation {
            question: question.clone(),
            branch: (card.id.clone(), card.name.clone()),
            day,
            estimate,
            rates: self.rates(question, branch),
            shares: self.shares(question, day, branch),
            flips: self.flips(question, day, branch),
            outside: self.outside_of(question, branch),
        })
    }

    /// Where the processes behind a question leave the data, of its member alone if it is about one.
    fn outside_of(&self, question: &Question, branch: usize) -> Vec<Outside> {
        let processes: &[&str] = match question.asked {
            Asked::Member(_, OfMember::Left) | Asked::First(_) | Asked::Treaty(OfTreaty::AnyLeft) => &["leave"],
            Asked::Member(_, OfMember::Frozen) => &[],
            Asked::Member(_, OfMember::Over) | Asked::Treaty(OfTreaty::Closed) => &["ends", "replaced"],
            Asked::Treaty(OfTreaty::Ended) => &["ends"],
            Asked::Treaty(OfTreaty::Replaced) => &["replaced"],
            Asked::Member(_, OfMember::Stayed) | Asked::Treaty(OfTreaty::ClosedOrFew) => &["leave", "ends", "replaced"],
        };
        let about = |outside: &Outside| {
            let member = question.member.as_ref();
            processes.contains(&outside.process.as_str())
                && (outside.members.is_empty() || member.is_none_or(|member| outside.members.contains(member)))
        };
        self.results.outside(&self.plan, branch, self.atlas).into_iter().filter(about).collect()
    }

    fn rates(&self, question: &Question, branch: usize) -> Vec<RateParts> {
        let plan = &self.plan;
        let (world, factors) = shocked(plan, branch);
        let models = plan.models;
        let leave = |member: usize| parts_of(&models.leave, plan, &world, Some(plan.members[member]), self.atlas);
        let treaty = |model: &Model| parts_of(model, plan, &world, None, self.atlas);
        match question.asked {
            Asked::Member(member, OfMember::Left) | Asked::First(member) => vec![leave(member)],
            Asked::Member(member, OfMember::Frozen) => vec![freezing(plan, &factors, branch, member, self.atlas)],
            Asked::Member(member, OfMember::Stayed) => {
                vec![
                    leave(member),
                    freezing(plan, &factors, branch, member, self.atlas),
                    treaty(&models.ends),
                    treaty(&models.replaced),
                ]
            }
            Asked::Treaty(OfTreaty::AnyLeft) => (0..plan.members.len()).map(leave).collect(),
            Asked::Treaty(OfTreaty::Ended) => vec![treaty(&models.ends)],
            Asked::Treaty(OfTreaty::Replaced) => vec![treaty(&models.replaced)],
            Asked::Member(_, OfMember::Over) | Asked::Treaty(OfTreaty::Closed | OfTreaty::ClosedOrFew) => {
                vec![treaty(&models.ends), treaty(&models.replaced)]
            }
        }
    }

    fn shares(&self, question: &Question, day: Day, branch: usize) -> Vec<Share> {
        let plan = &self.plan;
        let Some(horizon) = self.days().iter().position(|known| *known == day) else { return Vec::new() };
        let width = crate::watch::answers(plan.members.len());
        let position = self.position(question);
        let answers = self.results.kept(branch, horizon, position, width);
        let signal = 1.0 - self.results.noise_share(plan, branch, horizon, position);
        // Whole pairs of mirrored draws only; with few draws there is nothing to tell.
        let draws = answers.len() / 2 * 2;
        if draws < 2 * BINS || signal <= 0.0 {
            return Vec::new();
        }
        let mut found = Vec::new();
        for (name, values) in self.inputs(branch) {
            let own = &values[..draws];
            let Some(share) = first_order(own, &answers[..draws], None) else { continue };
            let mut resampled: Vec<f64> = (0..RESAMPLES)
                .filter_map(|resample| first_order(own, &answers[..draws], Some(resample)))
                .map(|share| (share / signal).clamp(0.0, 1.0))
                .collect();
            resampled.sort_by(f64::total_cmp);
            let share = (share / signal).clamp(0.0, 1.0);
            let order = ordered(own);
            let of =
                |list: &[usize]| mean(&list.iter().map(|draw| answers[*draw]).collect::<Vec<f64>>()).clamp(0.0, 1.0);
            found.push(Share {
                assumption: name,
                share,
                low: quantile(&resampled, 0.05).min(share),
                high: quantile(&resampled, 0.95).max(share),
                answer_low: of(&order[..draws / 5]),
                answer_high: of(&order[draws - draws / 5..]),
            });
        }
        found.sort_by(|a, b| b.share.total_cmp(&a.share));
        found
    }

    /// What was drawn, by name, in every kept draw.
    fn inputs(&self, branch: usize) -> Vec<(String, Vec<f64>)> {
        let kept = &self.results.kept;
        let of =
            |value: &dyn Fn(&Parameters) -> f64| kept.iter().map(|draw| value(&draw.parameters)).collect::<Vec<f64>>();
        let mut inputs = vec![
            ("rate at which a member freezes".to_owned(), of(&|draw| draw.freeze_rate)),
            ("rate at which a frozen member thaws".to_owned(), of(&|draw| draw.thaw_rate)),
            ("response of freezing to the patron's force".to_owned(), of(&|draw| draw.freeze_elasticity)),
            ("exit of frozen members beside others".to_owned(), of(&|draw| draw.frozen_exit_ratio)),
        ];
        let models = self.plan.models;
        for (process, model) in [("leave", &models.leave), ("ends", &models.ends), ("replaced", &models.replaced)] {
            for (index, effect) in model.effects.iter().enumerate() {
                let values = of(&|draw: &Parameters| match process {
                    "leave" => draw.leave[index],
                    "ends" => draw.ends[index],
                    _ => draw.replaced[index],
                });
                inputs.push((effect.effect.bearing(model.kind), values));
            }
        }
        for (number, shock) in self.plan.scenario.branches[branch].shocks.iter().enumerate() {
            inputs
                .push((shock_words(shock, self.atlas), kept.iter().map(|draw| draw.factors[branch][number]).collect()));
        }
        // What does not vary cannot tell.
        inputs.retain(|(_, values)| values.windows(2).any(|pair| pair[0] != pair[1]));
        inputs
    }

    fn flips(&self, question: &Question, day: Day, branch: usize) -> Vec<Flip> {
        let plan = &self.plan;
        let mut own = plan.scenario.clone();
        own.branches = vec![plan.scenario.branches[branch].clone()];
        own.horizons = vec![day];
        let settings = Settings { futures: plan.settings.futures.min(FLIP_FUTURES), ..plan.settings };
        let search = Search { scenario: &own, atlas: self.atlas, models: plan.models, settings, question };
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
    settings: Settings,
    question: &'a Question,
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
                now: (shock.factor.0 * shock.factor.1).sqrt(),
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

    /// The answer with a lever at a value.
    fn answer(&self, lever: &Lever, value: f64) -> f64 {
        let mut scenario = self.scenario.clone();
        let mut moved = [0.0; 2];
        match lever.what {
            Moved::Assumption(place) => scenario.assumptions[place].distribution = Distribution::Uniform(value, value),
            Moved::Shock(place) => scenario.branches[0].shocks[place].factor = (value, value),
            Moved::Rates(place) => moved[place] = ln(value),
        }
        let mut plan = Plan::new(&scenario, self.atlas, self.models, self.settings);
        plan.moved = moved;
        let results = crate::results::Results::of(&plan);
        results.estimate(&plan, 0, 0, self.question.asked.position(plan.members.len()), 0).mean
    }

    /// Bisection on the logarithm; both ends are tried, the nearer crossing is told.
    fn flip(&self, lever: &Lever) -> Flip {
        let above = |value: f64| self.answer(lever, value) >= 0.5;
        let base = above(lever.now);
        let (mut best, mut nearest_bound): (Option<f64>, Option<(f64, f64)>) = (None, None);
        for bound in [lever.range.0, lever.range.1] {
            let answer = self.answer(lever, bound);
            if nearest_bound.is_none_or(|(_, other)| (answer - 0.5).abs() < (other - 0.5).abs()) {
                nearest_bound = Some((bound, answer));
            }
            if (answer >= 0.5) == base {
                continue;
            }
            let (mut same, mut other) = (ln(lever.now), ln(bound));
            for _ in 0..FLIP_STEPS {
                let middle = f64::midpoint(same, other);
                if above(exp(middle)) == base { same = middle } else { other = middle }
            }
            let at = exp(other);
            let nearer = |found: f64| ln(found / lever.now).abs() > ln(at / lever.now).abs();
            if best.is_none_or(nearer) {
                best = Some(at);
            }
        }
        let (bound, answer_at_bound) = nearest_bound.expect("both ends were tried");
        Flip { assumption: lever.name.clone(), now: lever.now, at: best, bound, answer_at_bound }
    }
}

/// The factor of a shock, by name.
fn shock_words(shock: &crate::Shock, atlas: &Atlas) -> String {
    let name = &atlas.roster().state(shock.state).name;
    format!("factor on the {} of {name}", shock.variable.name().replace('_', " "))
}

/// The places of values in ascending order.
fn ordered(values: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    order
}

/// The share of the variance of `answers` between decile bins of `values`, corrected for the number of bins (ε²); of a resample
/// of pairs of draws, or of all. `None` if nothing varies.
fn first_order(values: &[f64], answers: &[f64], resample: Option<u32>) -> Option<f64> {
    let pairs = values.len() / 2;
    let draws: Vec<usize> = match resample {
        None => (0..2 * pairs).collect(),
        Some(resample) => {
            let draw = Draw { seed: 0x5ea5, future: resample, stream: Stream::VarianceShares, option: 0 };
            let place = |index: usize| ((draw.uniform(index as u32) * pairs as f64) as usize).min(pairs - 1);
            (0..pairs)
                .flat_map(|index| {
                    let pair = place(index);
                    [2 * pair, 2 * pair + 1]
                })
                .collect()
        }
    };
    let own: Vec<f64> = draws.iter().map(|draw| values[*draw]).collect();
    let order = ordered(&own);
    let all = mean(&draws.iter().map(|draw| answers[*draw]).collect::<Vec<f64>>());
    let (mut within, mut total) = (0.0, 0.0);
    for bin in 0..BINS {
        let (from, until) = (bin * order.len() / BINS, (bin + 1) * order.len() / BINS);
        let of: Vec<f64> = order[from..until].iter().map(|place| answers[draws[*place]]).collect();
        let middle = mean(&of);
        within += of.iter().map(|answer| (answer - middle) * (answer - middle)).sum::<f64>();
        total += of.iter().map(|answer| (answer - all) * (answer - all)).sum::<f64>();
    }
    let count = order.len() as f64;
    (total > 0.0).then(|| 1.0 - within / (count - BINS as f64) / (total / (count - 1.0)))
}

/// The world of the date with a branch's shocks at the middle of their ranges, and the factors.
fn shocked(plan: &Plan<'_>, branch: usize) -> (World, Vec<f64>) {
    let mut world = plan.world.clone();
    let mut factors = Vec::new();
    for shock in &plan.scenario.branches[branch].shocks {
        let factor = (shock.factor.0 * shock.factor.1).sqrt();
        factors.push(factor);
        let value = world.figure_on(shock.variable, shock.state, shock.from).map(|value| value * factor);
        let (of, field) = (Subject::State(shock.state), shock.variable.field());
        let kind = EventKind::Figure { of, field, value, ground: Ground::Scenario };
        world.apply_on(shock.from, kind).expect("a shock on the date of the world");
    }
    (world, factors)
}

/// A fitted rate, taken apart at the mode.
fn parts_of(model: &Model, plan: &Plan<'_>, world: &World, state: Option<StateId>, atlas: &Atlas) -> RateParts {
    let view = plan.view_of(world, state);
    let level = model.level.map_or(0.0, |level| ln(level.factor()));
    let mode = model.mode();
    let mut parts: Vec<RatePart> = model
        .effects
        .iter()
        .zip(model.contributions(&mode, &view))
        .skip(1)
        .map(|(effect, adds)| RatePart {
            effect: effect.effect.words().to_owned(),
            reads: effect.effect.value(&view),
            adds,
        })
        .collect();
    parts.sort_by(|a, b| b.adds.abs().total_cmp(&a.adds.abs()));
    let mut all = vec![RatePart {
        effect: "intercept: the average case of the fit".to_owned(),
        reads: None,
        adds: mode[0] - level,
    }];
    if model.level.is_some() {
        all.push(RatePart { effect: "level of the years before".to_owned(), reads: None, adds: level });
    }
    all.extend(parts);
    let member = state.map(|state| atlas.roster().state(state).name.clone());
    let log_rate = all.iter().map(|part| part.adds).sum();
    RateParts { process: model.kind.name().to_owned(), member, parts: all, log_rate, rate: exp(log_rate) }
}

/// The stated rate of freezing, taken apart at the middles of the assumptions.
fn freezing(plan: &Plan<'_>, factors: &[f64], branch: usize, member: usize, atlas: &Atlas) -> RateParts {
    let middle = |id: &str| crate::draw::value(plan.scenario.assumption(id).distribution, 0.5);
    let shocks = plan.scenario.branches[branch].shocks.iter().zip(factors);
    let of_patron = shocks.filter(|(shock, _)| Some(shock.state) == plan.patron && shock.variable == Variable::Cinc);
    let factor: f64 = of_patron.map(|(_, factor)| factor).product();
    let parts = vec![
        RatePart {
            effect: "stated rate of freezing".to_owned(),
            reads: Some(middle("freeze_rate")),
            adds: ln(middle("freeze_rate")),
        },
        RatePart {
            effect: "response to the patron's usable capability".to_owned(),
            reads: Some(factor),
            adds: -middle("freeze_elasticity") * ln(factor),
        },
    ];
    let log_rate = parts.iter().map(|part| part.adds).sum();
    let member = Some(atlas.roster().state(plan.members[member]).name.clone());
    RateParts { process: "freeze".to_owned(), member, parts, log_rate, rate: exp(log_rate) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::embedded_scenario;

    #[test]
    fn parts_sum_to_the_rate_that_the_futures_use() {
        let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
        let source = embedded_scenario("csto-2022").expect("it ships");
        let (scenario, atlas) = Scenario::open(&source, &atlas).expect("a scenario");
        let plan = Plan::new(&scenario, &atlas, &models, Settings { futures: 1, seed: 1 });
        for branch in 0..scenario.branches.len() {
            let (world, _) = shocked(&plan, branch);
            for model in [&models.leave, &models.ends, &models.replaced] {
                let state = (model.kind.name() == "leave").then(|| plan.members[0]);
                let parts = parts_of(model, &plan, &world, state, &atlas);
                let rate = model.rate(&model.mode(), &plan.view_of(&world, state));
                assert!((parts.rate / rate - 1.0).abs() < 1e-12, "{}: {} {rate}", parts.process, parts.rate);
            }
        }
    }

    #[test]
    fn a_share_is_one_for_what_decides_all_and_none_for_what_decides_nothing() {
        let draw = Draw { seed: 4, future: 0, stream: Stream::Test(0), option: 0 };
        let cause: Vec<f64> = (0..2000).map(|index| draw.uniform(index)).collect();
        let idle: Vec<f64> = (0..2000).map(|index| draw.uniform(5000 + index)).collect();
        let answers: Vec<f64> = cause.iter().map(|cause| cause * 3.0).collect();
        assert!(first_order(&cause, &answers, None).expect("it varies") > 0.98);
        assert!(first_order(&idle, &answers, None).expect("it varies").abs() < 0.02);
        assert_eq!(first_order(&idle, &[1.0; 2000], None), None);
    }
}
