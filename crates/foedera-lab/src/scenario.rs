//! A scenario: what it assumes and asks. A file says it (`scenario_file`).

use std::sync::Arc;

use foedera_atlas::Atlas;
use foedera_math::Stream;
use foedera_process::Link;
use foedera_world::{Day, StateId, TreatyId, Variable};

use crate::copula::{Copula, Ranks};
use crate::distribution::Distribution;
use crate::models::suspensions;
use crate::occurrence::Occurrence;
use crate::play::Played;
use crate::scenario_file::ASSUMPTIONS;
use crate::switches::Switches;

/// A scenario: a date, a treaty, what is assumed, what is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Key.
    pub id: String,
    /// Title.
    pub title: String,
    /// The day on which the past ends; futures run from it, unless a game was played ([`Scenario::start`]).
    pub date: Day,
    /// The treaty.
    pub treaty: TreatyId,
    /// The patron, if the scenario names one; else the rule of `Atlas::patron` (docs/patron.md).
    pub patron: Option<StateId>,
    /// Background.
    pub note: String,
    /// The dates of the questions, in order.
    pub horizons: Vec<Day>,
    /// "Fewer than this many participating members".
    pub threshold: u32,
    /// Figures known at the date: those of the file, then what the atlas and the figures in the program have of other members
    /// and variables.
    pub series: Vec<Series>,
    /// Stated priors.
    pub assumptions: Vec<Assumption>,
    /// Which of them go together.
    pub correlations: Vec<Correlation>,
    /// The branches; the first is the reference.
    pub branches: Vec<Branch>,
    /// Ids of the questions that a forecast answers beside its own.
    pub questions: Vec<String>,
    /// How processes run, where not as their models say, and what is assumed beside what is known.
    pub switches: Switches,
    /// A game that the scenario goes on from.
    pub played: Option<Arc<Played>>,
}

impl Scenario {
    /// The day from which futures run: the date, or the day to which a game has been played.
    pub fn start(&self) -> Day {
        self.played.as_ref().map_or(self.date, |played| played.day)
    }

    /// Ask until a day, or the same day of a year: later horizons are dropped.
    ///
    /// # Errors
    /// What is wrong with it, and what to do.
    pub fn until(&mut self, text: &str) -> Result<(), (String, String)> {
        let year = text.parse::<i16>().ok().map(|year| self.date.plus_years(year - self.date.year()));
        let day = year.or_else(|| text.parse::<Day>().ok());
        let last = self.date.plus_years(crate::bounds::HORIZON_YEARS);
        let day = day.filter(|day| *day > self.start() && *day <= last).ok_or_else(|| {
            let message = format!("it is no year or day after {} and up to {last}", self.start());
            (message, "write a year, 2032, or a day, 2032-11-25".to_owned())
        })?;
        self.horizons.retain(|horizon| *horizon < day);
        self.horizons.push(day);
        Ok(())
    }

    /// Leave a call of the register out of the history.
    ///
    /// # Errors
    /// A call that the history up to the date does not have, with those of the treaty.
    pub fn without_call(&mut self, key: &str, atlas: &Atlas) -> Result<(), (String, String)> {
        if self.played.is_some() {
            let message = "a game has been played with the history as it was".to_owned();
            return Err((message, "begin a game without the call: foedera play --without-call".to_owned()));
        }
        let own = |call: &&foedera_world::Call| call.treaty == self.treaty && call.when.day() <= self.date;
        let found = atlas.calls().iter().filter(own).find(|call| call.key == key).map(|call| call.id);
        let call = found.ok_or_else(|| {
            let keys: Vec<&str> = atlas.calls().iter().filter(own).map(|call| call.key.as_str()).collect();
            let remedy = if keys.is_empty() {
                "the register has no call under this treaty".to_owned()
            } else {
                format!("use one of {}", keys.join(", "))
            };
            (format!("the history before {} has no call `{key}` under this treaty", self.date), remedy)
        })?;
        self.switches.without_calls.push(call);
        Ok(())
    }

    /// The copula of its correlations; refused when read unless it is one.
    pub(crate) fn copula(&self) -> Copula {
        let pair = |own: &Correlation| (own.numbers, own.rank);
        Ranks(self.correlations.iter().map(pair).collect()).copula().unwrap_or_default()
    }

    /// The assumption with this id; [`Scenario::read`] has made sure that it is there.
    pub(crate) fn assumption(&self, id: &str) -> &Assumption {
        self.assumptions.iter().find(|assumption| assumption.id == id).expect("checked when read")
    }
}

/// Yearly values of a variable; the value of a year is known from the next 1 January.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Of which state.
    pub state: StateId,
    /// Of which variable.
    pub variable: Variable,
    /// Years and values, in order.
    pub values: Vec<(i16, f64)>,
    /// The sources.
    pub sources: Vec<String>,
    /// Whether the file states it; else it is of the figures in the program.
    pub stated: bool,
}

/// For how many years a value stands for the years after it that have none of their own, within a series.
pub(crate) const CARRIED_YEARS: i16 = 2;

impl Series {
    /// The value that stands for a year: its own, or that of at most [`CARRIED_YEARS`] years before.
    pub(crate) fn of_year(&self, year: i16) -> Option<f64> {
        let (own, value) = self.values.iter().rev().find(|(own, _)| *own <= year)?;
        (year - own <= CARRIED_YEARS).then_some(*value)
    }
}

/// A stated prior.
#[derive(Debug, Clone, PartialEq)]
pub struct Assumption {
    /// Which.
    pub id: String,
    /// What is assumed, and why.
    pub why: String,
    /// How uncertain it is.
    pub distribution: Distribution,
}

/// A rank correlation of two things that are drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlation {
    /// Their names.
    pub of: [String; 2],
    /// The numbers of a draw behind them.
    pub(crate) numbers: [(Stream, u32); 2],
    /// Spearman's rank correlation.
    pub rank: f64,
    /// Why.
    pub why: String,
}

/// A branch.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// Key.
    pub id: String,
    /// Name.
    pub name: String,
    /// What it assumes.
    pub description: String,
    /// Its shocks to what processes read.
    pub shocks: Vec<Shock>,
    /// Its shocks to usable force, which answers to calls read, who leads by force, and the fan of force; and `credibility`.
    pub force_shocks: Vec<Shock>,
}

impl Branch {
    /// All its shocks.
    pub fn all_shocks(&self) -> impl Iterator<Item = &Shock> {
        self.shocks.iter().chain(&self.force_shocks)
    }
}

/// A multiplication of an attribute by an uncertain factor from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct Shock {
    /// Of which state.
    pub state: StateId,
    /// Of which variable.
    pub variable: Variable,
    /// How the factor is distributed.
    pub factor: Distribution,
    /// From this day on (not before the scenario's date).
    pub from: Day,
    /// After the first such event on that day or later, if not on the day itself.
    pub after: Option<Occurrence>,
    /// Why this range.
    pub why: String,
}

impl Shock {
    /// Whether it comes in the futures, not on the scenario's date.
    pub fn is_later(&self, date: Day) -> bool {
        self.after.is_some() || self.from > date
    }
}

/// The number of a draw by the name of what is drawn with it: an assumption (`freeze_rate`), a link that is on
/// (`exit-contagion`), or a shock by state and variable (`RUS.capability`), which all branches that have it share.
///
/// # Errors
/// What is wrong, and what there is instead.
pub(crate) fn drawn_number(name: &str, scenario: &Scenario, atlas: &Atlas) -> Result<(Stream, u32), (String, String)> {
    if let Some(place) = ASSUMPTIONS.iter().position(|known| *known == name) {
        return Ok((Stream::Assumptions, place as u32));
    }
    if let Some(place) = Link::ALL.iter().position(|link| link.name == name) {
        let suspensions = suspensions(&scenario.switches).known_on(scenario.date);
        if scenario.switches.links(scenario.date, &suspensions).iter().any(|link| link.name == name) {
            return Ok((Stream::LinkRatios, place as u32));
        }
        let remedy = format!("assume it: `[assume]` {name} = \"1..3\"");
        return Err((format!("the link `{name}` is off, so nothing would read it"), remedy));
    }
    let key = |shock: &Shock| format!("{}.{}", atlas.roster().state(shock.state).key, shock.variable.name());
    let lists = || scenario.branches.iter().flat_map(|branch| [&branch.shocks, &branch.force_shocks]);
    let variable = |text: &str| {
        let (state, variable) = text.split_once('.')?;
        Some(format!("{state}.{}", variable.parse::<Variable>().ok()?.name()))
    };
    let wanted = variable(name).unwrap_or_else(|| name.to_owned());
    let mut places: Vec<usize> =
        lists().filter_map(|list| list.iter().position(|shock| key(shock) == wanted)).collect();
    places.sort_unstable();
    places.dedup();
    match places[..] {
        [place] => Ok((Stream::Shocks, place as u32)),
        [] => {
            let mut known: Vec<String> = lists().flatten().map(key).collect();
            known.sort_unstable();
            known.dedup();
            let names = ASSUMPTIONS.iter().map(|own| (*own).to_owned()).chain(known);
            let remedy =
                format!("name {}, or a link of `foedera links` that is on", names.collect::<Vec<_>>().join(", "));
            Err((format!("nothing is drawn by the name `{name}`"), remedy))
        }
        _ => Err((
            format!("the shock `{name}` does not stand at the same place in all branches, so it has several numbers"),
            "let it be the first, second, … of its kind in every branch that has it".to_owned(),
        )),
    }
}
