//! Conditions and interventions: two questions that sound alike.
//!
//! A condition selects: of the futures in which something happened, how many hold the answer? What made it happen (an exit-prone treaty, a
//! weak patron) then weighs in. An intervention makes it happen in every future and changes nothing else (Pearl 2009, *Causality*, ch. 3).
//! Answers under a condition are counted; there is no compensator of what is selected by its end.

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, progress};
use foedera_futures::membership::{Happening, Membership, MembershipSystem};
use foedera_futures::{Course, Forced, Ringing, Stretch};
use foedera_math::share_interval;
use foedera_world::{Day, World};
use rayon::prelude::*;
use serde::Serialize;

use crate::ask::{prepared, questions};
use crate::models::Models;
use crate::plan::{Plan, Settings};
use crate::question::{Asked, Question};
use crate::run::Worker;
use crate::scenario::Scenario;
use crate::watch::{OfMember, OfTreaty, Reading, Standings};

/// A share of futures, counted.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Counted {
    /// The share.
    pub probability: f64,
    /// Its 90 % interval from the effective number of futures (Jeffreys): the error of counting alone.
    pub interval: (f64, f64),
    /// The futures counted.
    pub futures: u32,
    /// How many independent futures they are worth: (Σ n)² / Σ n² over draws of parameters, since those of one draw have them in common
    /// (Kish 1965).
    pub effective: f64,
}

/// A question given that something happens, by selection and by intervention, beside the same without either.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conditional {
    /// The question.
    pub question: Question,
    /// What is given.
    pub given: Question,
    /// By when it happens (a condition), or when it is made to happen (an intervention).
    pub by: Day,
    /// The day of the answer.
    pub date: Day,
    /// Of all futures.
    pub free: Counted,
    /// Of the futures in which the condition holds; `None` if there is none.
    pub selected: Option<Counted>,
    /// Of all futures, where it is made to happen; `None` of what no event of the system brings about by itself.
    pub forced: Option<Counted>,
}

/// The standing of a future at each time.
struct Path<'a> {
    of: &'a Membership<'a>,
    times: &'a [f64],
    reading: Reading<'a>,
    standings: &'a mut Standings,
    at: Vec<usize>,
    place: usize,
    reached: usize,
}

impl Path<'_> {
    fn holds(&self, time: usize, answer: usize) -> bool {
        self.standings.holds(self.at[time], answer)
    }
}

impl<'s> foedera_futures::Watch<MembershipSystem<'s>> for Path<'_> {
    fn quiet(&mut self, _: &World, _: &Course, until: f64) {
        self.place = 0;
        self.reached = self.times.partition_point(|time| *time <= until);
        self.at[..self.reached].fill(0);
    }

    fn stretch(&mut self, _: &World, stretch: &Stretch<'_>) {
        while self.reached < self.times.len() && self.times[self.reached] <= stretch.until {
            self.at[self.reached] = self.place;
            self.reached += 1;
        }
    }

    fn event(&mut self, _: &World, event: &Ringing<'_>) {
        self.place = self.standings.after(self.place, event.clock, self.of, self.reading);
    }
}

/// Futures counted in one draw: all, those of the answer, those of the condition, those of both.
type Counts = [u32; 4];

fn counted(draws: &[Counts], cases: usize, events: usize) -> Option<Counted> {
    let sum = |place: usize| draws.iter().map(|draw| u64::from(draw[place])).sum::<u64>();
    let (all, hits) = (sum(cases), sum(events));
    if all == 0 {
        return None;
    }
    let squares: f64 = draws.iter().map(|draw| f64::from(draw[cases]) * f64::from(draw[cases])).sum();
    let effective = all as f64 * all as f64 / squares;
    let probability = hits as f64 / all as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no more than the futures of a run")]
    let (cases, events) = (effective.round() as u32, (probability * effective).round() as u32);
    let (low, high) = share_interval(events, cases.max(1), 0.9);
    let interval = (low.min(probability), high.max(probability));
    let futures = u32::try_from(all).unwrap_or(u32::MAX);
    Some(Counted { probability, interval, futures, effective })
}

/// The clock whose event brings about what a question asks, if it is one event.
fn clock_of(of: &Membership<'_>, asked: &Asked) -> Option<usize> {
    let wanted = match *asked {
        Asked::Member(member, OfMember::Left) => Happening::Leaves(member),
        Asked::Member(member, OfMember::Frozen) => Happening::Freezes(member),
        Asked::Treaty(OfTreaty::Ended) => Happening::Ends,
        Asked::Treaty(OfTreaty::Replaced) => Happening::Replaced,
        _ => return None,
    };
    (0..of.clocks()).find(|clock| of.happening(*clock) == wanted)
}

/// A question on a day, given that another holds on a day before or on it: by selection, and by intervention on that day.
///
/// # Errors
/// A branch, question or day that the scenario does not have.
pub fn conditional(
    scenario: &Scenario,
    branch: &str,
    (question, date): (&str, Day),
    (given, by): (&str, Day),
    (atlas, models): (&Atlas, &Models),
    settings: Settings,
) -> Result<Conditional, Problems> {
    if by > date {
        let message = format!("what is given by {by} comes after the day of the answer, {date}");
        return Err(Diagnostic::new(Code::InvalidValue, Place::CommandLine, message, "give an earlier --by").into());
    }
    let own = prepared(scenario, &[by, date], &[branch])?;
    let known = questions(&own, atlas);
    let find = |name: &str| {
        crate::question::find(&known, name).map_err(|(message, remedy)| {
            Problems::from(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy))
        })
    };
    let (question, given) = (find(question)?, find(given)?);
    let plan = Plan::new(&own, atlas, models, settings);
    let membership = plan.membership();
    // On that day, yet before answers of the day are read.
    let time = by.years_since(own.start()) - 1e-9;
    let forced = clock_of(&membership, &given.asked).map(|clock| Forced { time, clock });
    let run = |forced: &[Forced]| counts(&plan, &membership, [&question, &given], [date, by], forced);
    let free = run(&[]);
    Ok(Conditional {
        free: counted(&free, 0, 1).expect("a run has futures"),
        selected: counted(&free, 2, 3),
        forced: forced.and_then(|forced| counted(&run(&[forced]), 0, 1)),
        question,
        given,
        by,
        date,
    })
}

fn counts(
    plan: &Plan<'_>,
    membership: &Membership<'_>,
    questions: [&Question; 2],
    days: [Day; 2],
    forced: &[Forced],
) -> Vec<Counts> {
    let worker = Worker::new(plan, membership);
    let times = days.map(|day| plan.days.binary_search(&day).expect("both are among the days"));
    let answers = questions.map(|question| question.asked.position(plan.members.len()));
    let work = progress::work("draws of futures", plan.settings.draws() as usize);
    (0..plan.settings.draws())
        .into_par_iter()
        .with_min_len(16)
        .map_init(
            || (worker.clone(), Standings::default()),
            |(worker, standings), draw| {
                let strength = plan.strength_of(draw, 0);
                let reading = Reading {
                    threshold: plan.scenario.threshold,
                    strength: strength.as_ref().unwrap_or(&plan.strength),
                };
                let mut own = Standings::default();
                let standings = if strength.is_some() { &mut own } else { standings };
                standings.start(&plan.world, membership, reading);
                let at = vec![0; plan.times.len()];
                let mut path =
                    Path { of: membership, times: &plan.times, reading, standings, at, place: 0, reached: 0 };
                let mut counts = [0; 4];
                plan.each_future(worker, draw, forced, &mut path, |path| {
                    let [answer, given] = [0, 1].map(|place| path.holds(times[place], answers[place]));
                    let holds = [true, answer, given, answer && given];
                    counts.iter_mut().zip(holds).for_each(|(count, holds)| *count += u32::from(holds));
                });
                counts
            },
        )
        .inspect(|_| work.done())
        .collect()
}
