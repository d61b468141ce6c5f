//! Conditions and interventions: two questions that sound alike.
//!
//! A condition selects: of the futures in which something happened, how many hold the answer? What made it happen (an exit-prone treaty, a
//! weak patron) then weighs in. An intervention makes it happen in every future and changes nothing else (Pearl 2009, *Causality*, ch. 3).
//! A condition may be an event, a standing of the treaty, or a range of what is drawn; branches may be weighted. Answers under a condition
//! are counted; there is no compensator of what is selected by its end.

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, progress};
use foedera_futures::membership::{Decided, Decision, Happening, Membership};
use foedera_futures::{FORCED_COUNTS, Forced};
use foedera_math::{Stream, share_interval};
use foedera_world::Day;
use rayon::prelude::*;
use serde::Serialize;

use crate::ask::{prepared, questions};
use crate::models::Models;
use crate::occurrence::{Occurrence, Occurs};
use crate::path::Path;
use crate::plan::{Plan, Settings};
use crate::question::{Asked, Question};
use crate::run::{Intervention, Worker};
use crate::scenario::{Scenario, drawn_number};
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
    /// How many independent futures they are worth: (Σ w)² / Σ w² over draws of parameters, since those of one draw have them in common
    /// (Kish 1965); w is a draw's number of futures, each by the weight of its branch.
    pub effective: f64,
}

/// What holds or has happened by a day: a question, or an event of the moving world.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Proposition {
    /// Its name.
    pub id: String,
    /// As a statement.
    pub words: String,
    /// What exactly counts.
    pub resolution: String,
    /// The member that it is about, by key.
    pub member: Option<String>,
    #[serde(skip)]
    holds: Holds,
}

#[derive(Debug, Clone, PartialEq)]
enum Holds {
    Stands(Asked),
    Occurs(Occurrence),
}

impl Proposition {
    /// The question or event of a name; a question comes first.
    pub(crate) fn find(name: &str, known: &[Question], atlas: &Atlas) -> Result<Self, Problems> {
        let refuse = |(message, remedy): (String, String)| -> Problems {
            Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into()
        };
        let unknown = match crate::question::find(known, name) {
            Ok(found) => {
                let Question { id, words, resolution, member, asked } = found;
                return Ok(Self { id, words, resolution, member, holds: Holds::Stands(asked) });
            }
            Err(unknown) => unknown,
        };
        let roster = atlas.roster();
        let Ok(found) = Occurrence::find(name, roster) else {
            let (message, remedy) = unknown;
            return Err(refuse((message, remedy + "; or an event of the futures, such as any-call-declined")));
        };
        let member = found.state.map(|state| roster.state(state).key.clone());
        Ok(Self {
            id: found.name(roster),
            words: found.words(roster),
            resolution: "at least one such event after the scenario's date and up to that day".to_owned(),
            member,
            holds: Holds::Occurs(found),
        })
    }
}

/// A range of what is drawn.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Condition {
    /// What is drawn, by name.
    pub drawn: String,
    /// The least.
    pub low: f64,
    /// The most.
    pub high: f64,
}

impl std::str::FromStr for Condition {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no range of what is drawn; write freeze_rate=0.01..0.02");
        let (drawn, range) = text.split_once('=').ok_or_else(wrong)?;
        let (low, high) = range.split_once("..").ok_or_else(wrong)?;
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|value| value.is_finite()).ok_or_else(wrong);
        let (low, high) = (number(low)?, number(high)?);
        if low < high { Ok(Self { drawn: drawn.trim().to_owned(), low, high }) } else { Err(wrong()) }
    }
}

/// A question given that something happens, by selection and by intervention, beside the same without either.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Conditional {
    /// The question.
    pub question: Proposition,
    /// What is given, if an event or a standing is.
    pub given: Option<Proposition>,
    /// The ranges that are given.
    pub within: Vec<Condition>,
    /// By when it happens (a condition), or when it is made to happen (an intervention).
    pub by: Day,
    /// The day of the answer.
    pub date: Day,
    /// Of all futures, branches weighted.
    pub free: Counted,
    /// Of the futures in which the condition holds; `None` if there is none.
    pub selected: Option<Counted>,
    /// Of all futures, where it is made to happen; `None` of what no event of the system brings about by itself.
    pub forced: Option<Counted>,
    /// Of several branches the weight of each as given, and given the condition: id, weight, weight given it.
    pub branches: Vec<(String, f64, Option<f64>)>,
}

/// Futures counted in one draw: all, those of the answer, those of the condition, those of both.
type Counts = [f64; 4];

fn counted(draws: &[Counts], cases: usize, events: usize, futures: u64) -> Option<Counted> {
    let sum = |place: usize| draws.iter().map(|draw| draw[place]).sum::<f64>();
    let (all, hits) = (sum(cases), sum(events));
    if all <= 0.0 {
        return None;
    }
    let squares: f64 = draws.iter().map(|draw| draw[cases] * draw[cases]).sum();
    let effective = all * all / squares;
    let probability = (hits / all).clamp(0.0, 1.0);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "no more than the futures of a run")]
    let (cases, events) = (effective.round() as u32, (probability * effective).round() as u32);
    let (low, high) = share_interval(events, cases.max(1), 0.9);
    let interval = (low.min(probability), high.max(probability));
    Some(Counted { probability, interval, futures: u32::try_from(futures).unwrap_or(u32::MAX), effective })
}

/// The clock whose event brings about what is given, if it is one event, and whether a call that it brings is to be answered by nobody.
fn clock_of(of: &Membership<'_>, holds: &Holds) -> Option<(usize, bool)> {
    let wanted = match holds {
        Holds::Occurs(occurrence) => {
            let declined = occurrence.occurs == Occurs::CallDeclined;
            let clock = if declined { Occurrence { occurs: Occurs::Calls, ..*occurrence } } else { *occurrence };
            return Some((clock.clock(of)?, declined));
        }
        Holds::Stands(Asked::Member(member, OfMember::Left)) => Happening::Leaves(*member),
        Holds::Stands(Asked::Member(member, OfMember::Frozen)) => Happening::Freezes(*member),
        Holds::Stands(Asked::Treaty(OfTreaty::Ended)) => Happening::Ends,
        Holds::Stands(Asked::Treaty(OfTreaty::Replaced)) => Happening::Replaced,
        Holds::Stands(_) => return None,
    };
    (0..of.clocks()).find(|clock| of.happening(*clock) == wanted).map(|clock| (clock, false))
}

/// The decision that nobody answers the call which the first forced event of a clock brings.
fn unanswered(of: &Membership<'_>, clock: usize) -> Decision {
    let states = of.surroundings().into_iter().flat_map(|around| &around.states);
    let answers = states.map(|own| (own.state, None)).collect();
    Decision { clock, count: FORCED_COUNTS, decided: Decided { answers, ..Decided::default() } }
}

/// What is given of the futures of a scenario.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given<'a> {
    /// The name of a question or event, if one is given.
    pub event: Option<&'a str>,
    /// By when.
    pub by: Day,
    /// Ranges of what is drawn.
    pub within: &'a [Condition],
    /// Branches by id, each with its weight.
    pub branches: &'a [(String, f64)],
}

/// A question on a day, given that something happens by another, that what is drawn is in ranges, or both: by selection, and by
/// intervention on that day.
///
/// # Errors
/// A branch, question, event or day that the scenario does not have, or a range of nothing that is drawn.
pub fn conditional(
    scenario: &Scenario,
    (question, date): (&str, Day),
    given: Given<'_>,
    (atlas, models): (&Atlas, &Models),
    settings: Settings,
) -> Result<Conditional, Problems> {
    let refuse = |code: Code, message: String, remedy: String| {
        Problems::from(Diagnostic::new(code, Place::CommandLine, message, remedy))
    };
    let by = given.by;
    if by > date {
        let message = format!("what is given by {by} comes after the day of the answer, {date}");
        return Err(refuse(Code::InvalidValue, message, "give an earlier --by".to_owned()));
    }
    let known = questions(scenario, atlas);
    let question = Proposition::find(question, &known, atlas)?;
    let event = given.event.map(|name| Proposition::find(name, &known, atlas)).transpose()?;
    let numbers = given.within.iter().map(|own| drawn_number(&own.drawn, scenario, atlas));
    let numbers: Vec<(Stream, u32)> =
        numbers.collect::<Result<_, _>>().map_err(|(message, remedy)| refuse(Code::UnknownName, message, remedy))?;
    let (mut free, mut forced, mut whole) = (Vec::new(), Vec::new(), Vec::new());
    for (branch, weight) in given.branches {
        let own = prepared(scenario, &[by, date], &[branch])?;
        let plan = Plan::new(&own, atlas, models, settings);
        for occurrence in [Some(&question), event.as_ref()].into_iter().flatten() {
            known_member(occurrence, &plan, atlas)?;
        }
        let membership = plan.membership();
        let asked =
            Inquiry { question: &question, event: event.as_ref(), by, date, within: given.within, numbers: &numbers };
        let counts = asked.counts(&plan, &membership, &Intervention::default());
        let clock = event.as_ref().and_then(|event| clock_of(&membership, &event.holds));
        if let Some((clock, declined)) = clock {
            // On that day, yet before answers of the day are read.
            let time = by.years_since(own.start()) - 1e-9;
            let decisions = if declined { vec![unanswered(&membership, clock)] } else { Vec::new() };
            let intervention = Intervention { forced: vec![Forced { time, clock }], decisions };
            // The futures within the ranges, in which it is made to happen.
            let made = asked.counts(&plan, &membership, &intervention);
            forced.push(weighted(&made, *weight));
        }
        whole.push((branch.clone(), *weight, counts.iter().map(|draw| draw[2] * weight).sum::<f64>()));
        free.push((weighted(&counts, *weight), counts));
    }
    let all: f64 = whole.iter().map(|own| own.2).sum();
    let futures = |place: usize| free.iter().flat_map(|own| &own.1).map(|draw| draw[place] as u64).sum::<u64>();
    let mixed = added(free.iter().map(|own| own.0.as_slice()));
    let made = added(forced.iter().map(Vec::as_slice));
    let is_forced = forced.len() == given.branches.len() && !forced.is_empty();
    let several = given.branches.len() > 1;
    let posterior = |(id, weight, own): (String, f64, f64)| (id, weight, (all > 0.0).then(|| own / all));
    Ok(Conditional {
        free: counted(&mixed, 0, 1, futures(0)).expect("a run has futures"),
        selected: counted(&mixed, 2, 3, futures(2)),
        // Of an intervention everything within the ranges counts, whether it happened or was impossible.
        forced: is_forced.then(|| counted(&made, 0, 1, futures(0))).flatten(),
        branches: if several { whole.into_iter().map(posterior).collect() } else { Vec::new() },
        question,
        given: event,
        within: given.within.to_vec(),
        by,
        date,
    })
}

/// An event of a state that is no member cannot happen.
fn known_member(own: &Proposition, plan: &Plan<'_>, atlas: &Atlas) -> Result<(), Problems> {
    let Holds::Occurs(Occurrence { state: Some(state), .. }) = own.holds else { return Ok(()) };
    if plan.members.contains(&state) || plan.patron == Some(state) {
        return Ok(());
    }
    let name = &atlas.roster().state(state).name;
    let message = format!("{name} is no member of the treaty, so nothing of it happens in the futures");
    Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, "name a member, or `any`").into())
}

/// Counts by the weight of their branch.
fn weighted(counts: &[Counts], weight: f64) -> Vec<Counts> {
    counts.iter().map(|draw| draw.map(|count| count * weight)).collect()
}

/// Counts of branches, draw by draw: they share parameters.
fn added<'a>(branches: impl Iterator<Item = &'a [Counts]>) -> Vec<Counts> {
    let mut sums: Vec<Counts> = Vec::new();
    for counts in branches {
        sums.resize(counts.len(), [0.0; 4]);
        for (sum, own) in sums.iter_mut().zip(counts) {
            sum.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
        }
    }
    sums
}

/// What is counted in a branch.
struct Inquiry<'a> {
    question: &'a Proposition,
    event: Option<&'a Proposition>,
    by: Day,
    date: Day,
    within: &'a [Condition],
    numbers: &'a [(Stream, u32)],
}

impl Inquiry<'_> {
    fn counts(&self, plan: &Plan<'_>, membership: &Membership<'_>, intervention: &Intervention) -> Vec<Counts> {
        let worker = Worker::new(plan, membership);
        let place = |day: Day| plan.days.binary_search(&day).expect("both are among the days");
        let asked: Vec<(&Proposition, usize)> = std::iter::once((self.question, place(self.date)))
            .chain(self.event.map(|event| (event, place(self.by))))
            .collect();
        let occurrences: Vec<Occurrence> = asked
            .iter()
            .filter_map(|(own, _)| match own.holds {
                Holds::Occurs(occurrence) => Some(occurrence),
                Holds::Stands(_) => None,
            })
            .collect();
        let holds = |path: &Path<'_>, (own, time): (&Proposition, usize)| match &own.holds {
            Holds::Stands(asked) => path.holds(time, asked.position(plan.members.len())),
            Holds::Occurs(occurrence) => {
                let place = occurrences.iter().position(|own| own == occurrence).expect("it is tracked");
                path.count(time, place) > 0
            }
        };
        let forced = !intervention.forced.is_empty();
        let work = progress::work("draws of futures", plan.settings.draws() as usize);
        let of_draw = |worker: &mut Worker<'_>, standings: &mut Standings, draw: u32| {
            let within = self.numbers.iter().zip(self.within).all(|(number, range)| {
                let drawn = plan.drawn(draw, *number, &range.drawn);
                drawn >= range.low && drawn <= range.high
            });
            if forced && !within {
                return [0.0; 4];
            }
            let strength = plan.strength_of(draw, 0);
            let strength_read = strength.as_ref().unwrap_or(&plan.strength);
            let reading = Reading { threshold: plan.scenario.threshold, strength: strength_read };
            let mut own = Standings::default();
            let standings = if strength.is_some() { &mut own } else { standings };
            standings.start(&plan.world, membership, reading);
            let mut path = Path::new(membership, &plan.times, reading, standings, &occurrences);
            let mut counts = [0.0; 4];
            plan.each_future(worker, draw, intervention, &mut path, |path, _| {
                let answer = holds(path, asked[0]);
                let given = within && asked.get(1).is_none_or(|event| holds(path, *event));
                let all = [true, answer, given, answer && given];
                counts.iter_mut().zip(all).for_each(|(count, holds)| *count += f64::from(u8::from(holds)));
            });
            counts
        };
        plan.over_draws(&worker, of_draw).inspect(|_| work.done()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_branches_mix_their_counts_and_tell_what_they_are_worth() {
        let (first, second) = ([[8.0, 2.0, 4.0, 2.0]; 10], [[8.0, 4.0, 8.0, 4.0]; 10]);
        let mixed = added([weighted(&first, 0.25).as_slice(), weighted(&second, 0.75).as_slice()].into_iter());
        let free = counted(&mixed, 0, 1, 160).expect("there are futures");
        assert!((free.probability - (0.25 * 0.25 + 0.75 * 0.5)).abs() < 1e-12);
        assert!((free.effective - 10.0).abs() < 1e-9, "draws of equal weight are worth their number");
        let selected = counted(&mixed, 2, 3, 120).expect("there are futures");
        assert!((selected.probability - (0.25 * 2.0 + 0.75 * 4.0) / (0.25 * 4.0 + 0.75 * 8.0)).abs() < 1e-12);
        assert_eq!(counted(&[[8.0, 1.0, 0.0, 0.0]], 2, 3, 0), None);
    }

    #[test]
    fn a_range_of_what_is_drawn_is_read_or_refused() {
        let found: Condition = "freeze_rate=0.01..0.02".parse().expect("a range");
        assert_eq!((found.low, found.high), (0.01, 0.02));
        for text in ["freeze_rate", "freeze_rate=1", "freeze_rate=2..1", "x=NaN..1", "x=1..inf"] {
            assert!(text.parse::<Condition>().is_err(), "{text}");
        }
    }
}
