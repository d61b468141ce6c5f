//! Fitting a hazard as it ships: every candidate at every origin, the one that is chosen, its scores and reference classes.

use std::collections::{BTreeMap, BTreeSet};

use foedera_likelihood::score::{Case, ScoreCard, brier, log_score};
use foedera_world::{Day, EventKind, History, Roster, StateId, TreatyId};

use crate::blocks::B5;
use crate::{
    Blocks, Card, Effect, Forecast, LAST_YEAR, Model, Patron, ProcessKind, Recalibration, ReferenceCount, Rolling,
    Sample, Specification, TreatyCount, against_both, leave_one_out, membership_forecasts, over_forecasts,
};

/// How a hazard is fitted.
pub struct HazardFit<'a> {
    /// Which process.
    pub kind: ProcessKind,
    /// First and last day of the window.
    pub window: (Day, Day),
    /// Who a treaty's patron is.
    pub patron: &'a Patron<'a>,
    /// The candidate that is fitted, by its words; `None`: the one that is chosen.
    pub candidate: Option<&'a str>,
    /// The ATOP numbers of which a frailty is kept even without events.
    pub named: &'a [u32],
    /// The name of a case, for the worst misses.
    pub name: &'a dyn Fn(&Forecast) -> String,
}

/// Why a hazard was not fitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotFitted {
    /// There is no event in the window.
    NoEvent,
    /// No candidate has the words that were asked for.
    Candidate {
        /// The words of all.
        known: Vec<String>,
    },
}

/// The forecasts by which a model was scored, by their question.
pub type ScoredForecasts = Vec<(&'static str, Vec<Forecast>)>;

impl HazardFit<'_> {
    /// Fit the process to a history and score it; the datasets of the card are the caller's.
    ///
    /// # Errors
    /// [`NotFitted`].
    pub fn run(&self, history: &History) -> Result<(Model, ScoredForecasts), NotFitted> {
        let Self { kind, window: (from, until), patron, .. } = *self;
        let tried = Tried::run(history, kind, (from, until), patron);
        if tried.sample.events() == 0 {
            return Err(NotFitted::NoEvent);
        }
        let (shipped, recalibration) = tried.shipped(self.candidate)?;
        let mut model = Model::estimate(&tried.sample, shipped, history.roster(), self.named);
        model.recalibration = recalibration;
        model.blocks = Some(Blocks::of(Rolling::over(&tried.sample, &B5, LAST_YEAR).blocks()));
        model.card.window = (from.to_string(), until.to_string());
        model.card.take([("leave_one_alliance_out", leave_one_out(&tried.sample, shipped))]);
        tried.score(&mut model.card, self.name);
        let mut scored =
            vec![("one_year", tried.rolling.forecasts(None, 1)), ("five_years", tried.rolling.forecasts(None, 5))];
        scored.push(tried.together(&mut model.card, history, (from, until), patron));
        if kind == ProcessKind::Leave {
            model.references = references(history, (from, until), patron);
        }
        Ok((model, scored))
    }
}

/// A process's sample with the forecasts of all candidates at all origins.
struct Tried {
    sample: Sample,
    rolling: Rolling,
}

impl Tried {
    fn run(history: &History, kind: ProcessKind, window: (Day, Day), patron: &Patron<'_>) -> Self {
        let sample = Sample::build(history, kind, &Effect::many(kind), window, patron);
        let rolling = Rolling::run(&sample);
        Self { sample, rolling }
    }

    /// What is fitted, and its recalibration by earlier forecasts: the candidate chosen on all origins, or (as it is) the one asked for.
    fn shipped(&self, asked: Option<&str>) -> Result<(&Specification, Recalibration), NotFitted> {
        let rolling = &self.rolling;
        let Some(asked) = asked else {
            return Ok((rolling.shipped(), rolling.recalibrations.last().cloned().unwrap_or_default()));
        };
        let found = rolling.candidates.iter().find(|candidate| candidate.words() == asked);
        let known = || rolling.candidates.iter().map(Specification::words).collect();
        found.map(|found| (found, Recalibration::default())).ok_or_else(|| NotFitted::Candidate { known: known() })
    }

    /// What the harness says on a card: scores, totals by decade and of 2007 to 2018, the ten worst misses, what was tried.
    fn score(&self, card: &mut Card, name: &dyn Fn(&Forecast) -> String) {
        let forecasts = self.rolling.forecasts(None, 1);
        card.take(both(["rolling_origin", "rolling_origin_recent"], &forecasts));
        card.take(both(["five_years", "five_years_recent"], &self.rolling.forecasts(None, 5)));
        let spans = [(1965, 1970), (1970, 1980), (1980, 1990), (1990, 2000), (2000, 2010), (2010, 2019), (2007, 2019)];
        let scored = |span: &(i16, i16)| forecasts.iter().any(|of| (span.0..span.1).contains(&of.key.2));
        let total = |(from, until)| {
            let cases = of_years(&forecasts, (from, until));
            let happened = cases.iter().filter(|case| case.happened).count() as u32;
            (from, until - 1, cases.iter().map(|case| case.probability).sum(), happened)
        };
        card.totals = spans.into_iter().filter(scored).map(total).collect();
        let mut missed: Vec<_> = forecasts.iter().filter(|forecast| forecast.happened).collect();
        missed.sort_by(|a, b| a.probability.total_cmp(&b.probability));
        let miss = |of: &&Forecast| (name(of), of.key.2, of.probability);
        card.misses = missed.iter().take(10).map(miss).collect();
        let shipped = self.rolling.chosen(self.rolling.origins.len());
        let tried = |(index, candidate): (usize, &Specification)| {
            let cases: Vec<Case> = self.rolling.forecasts(Some(index), 1).iter().map(Forecast::case).collect();
            Some((candidate.words(), log_score(&cases)?, brier(&cases)?, index == shipped))
        };
        card.tried = self.rolling.candidates.iter().enumerate().filter_map(tried).collect();
    }

    /// The question that this process answers together with others, scored: of *leave* all ended memberships, else *over or
    /// replaced*.
    fn together(
        &self,
        card: &mut Card,
        history: &History,
        window: (Day, Day),
        patron: &Patron<'_>,
    ) -> (&'static str, Vec<Forecast>) {
        let run = |kind: ProcessKind| Self::run(history, kind, window, patron);
        let (ends, replaced) = (run(ProcessKind::Ends), run(ProcessKind::Replaced));
        if self.sample.kind == ProcessKind::Leave {
            let members = Sample::build(history, ProcessKind::AnyEnd, &[Effect::INTERCEPT], window, patron);
            let all = membership_forecasts(&[&self.rolling, &ends.rolling, &replaced.rolling], &members);
            card.take(both(["rolling_membership", "rolling_membership_recent"], &all));
            return ("membership", all);
        }
        let all = over_forecasts(&ends.rolling, &replaced.rolling, [&ends.sample, &replaced.sample]);
        card.take(both(["over_or_replaced", "over_or_replaced_recent"], &all));
        ("over_or_replaced", all)
    }
}

/// The score cards of forecasts against both climatologies, under their names.
fn both(names: [&'static str; 2], forecasts: &[Forecast]) -> [(&'static str, Option<ScoreCard>); 2] {
    let [past, recent] = against_both(forecasts).map_or([None, None], |cards| cards.map(Some));
    [(names[0], past), (names[1], recent)]
}

/// The cases of the years of `from..until`.
pub fn of_years(forecasts: &[Forecast], (from, until): (i16, i16)) -> Vec<Case> {
    let inside = forecasts.iter().filter(|forecast| (from..until).contains(&forecast.key.2));
    inside.map(Forecast::case).collect()
}

/// The first line of a table of scored forecasts.
pub const FORECASTS_HEAD: &str = "question,atop,cow,year,forecast,climatology,climatology_ten_years,outcome\n";

/// Every scored case as a line of CSV, so that it can be joined with other forecasts of the same cases.
pub fn forecast_table(history: &History, scored: &[(&str, Vec<Forecast>)]) -> String {
    let mut text = FORECASTS_HEAD.to_owned();
    for (question, of) in scored.iter().flat_map(|(question, all)| all.iter().map(move |of| (question, of))) {
        let (treaty, member, year) = of.key;
        let atop = history.roster().treaty(treaty).atop.map_or(String::new(), |atop| atop.to_string());
        let cow = member.and_then(|state| cow_number(history.roster(), state, Day::start_of_year(year)));
        let cow = cow.map_or(String::new(), |cow| cow.to_string());
        let Forecast { probability, climatology, recent, happened, .. } = of;
        let outcome = u8::from(*happened);
        text.push_str(&format!(
            "{question},{atop},{cow},{year},{probability:e},{climatology:e},{recent:e},{outcome}\n"
        ));
    }
    text
}

/// The COW number that a state has on a day, or else the last that it had.
fn cow_number(roster: &Roster, state: StateId, day: Day) -> Option<u16> {
    let spells = &roster.state(state).spells;
    let now = |days: &(Day, Option<Day>)| days.0 <= day && days.1.is_none_or(|until| day <= until);
    let own = spells.iter().find(|spell| spell.cow.is_some() && spell.cow_days.as_ref().is_some_and(now));
    own.or_else(|| spells.iter().rev().find(|spell| spell.cow.is_some())).and_then(|spell| spell.cow)
}

/// Exits and member-years of the reference classes that the same data give; a class in which nobody was at risk has no rate and is left out.
fn references(history: &History, window: (Day, Day), patron: &Patron<'_>) -> Vec<ReferenceCount> {
    let effects = [Effect::INTERCEPT, Effect::DEFENSE_PACT, Effect::POLYARCHY_DISTANCE, Effect::LOG_MEMBERS];
    let sample = Sample::build(history, ProcessKind::Leave, &effects, window, patron);
    let opened = |index: usize| history.roster().treaty(sample.rows[index].treaty).key.clone();
    let first_entry: BTreeMap<String, Day> = openings(history);
    let young = |index: usize| first_entry.get(&opened(index)).is_some_and(|day| day.year() >= 1945);
    let count = |id: &str, name: &str, definition: &str, keep: &dyn Fn(usize, &[f64]) -> bool| {
        let rows: Vec<usize> = (0..sample.rows.len()).filter(|row| young(*row) && keep(*row, sample.x(*row))).collect();
        ReferenceCount {
            id: id.to_owned(),
            name: name.to_owned(),
            definition: format!("{definition}; individual exits of members other than the patron, ATOP 5.1"),
            events: rows.iter().filter(|row| sample.rows[**row].event).count() as u32,
            years: rows.iter().map(|row| sample.rows[*row].years()).sum(),
            treaties: by_treaty(history, &sample, &rows),
        }
    };
    let in_defense = |x: &[f64]| x[1] == 1.0;
    let all = [
        count(
            "all-defense-pacts",
            "all multilateral defence pacts since 1945",
            "members of defence pacts of three or more members concluded from 1945 on",
            &|_, x| in_defense(x),
        ),
        count(
            "all-alliances",
            "all multilateral alliances since 1945",
            "members of alliances of any class with three or more members concluded from 1945 on",
            &|_, _| true,
        ),
        count(
            "near-regime",
            "members whose regime is near the patron's",
            "members of such alliances whose polyarchy differs from the patron's by less than 0.2",
            &|_, x| x[2] < 0.2,
        ),
        count(
            "far-regime",
            "members whose regime is far from the patron's",
            "members of such alliances whose polyarchy differs from the patron's by 0.2 or more",
            &|_, x| x[2] >= 0.2,
        ),
        count(
            "small-pacts",
            "multilateral defence pacts of at most twelve members",
            "members of defence pacts of three to twelve members concluded from 1945 on",
            &|_, x| in_defense(x) && x[3] <= 2.49,
        ),
    ];
    all.into_iter().filter(|class| class.years > 0.0).collect()
}

/// Exits, decisions and member-years of some rows, treaty by treaty.
fn by_treaty(history: &History, sample: &Sample, rows: &[usize]) -> Vec<TreatyCount> {
    let mut groups: BTreeMap<TreatyId, Vec<usize>> = BTreeMap::new();
    for row in rows {
        groups.entry(sample.rows[*row].treaty).or_default().push(*row);
    }
    let count = |(treaty, rows): (TreatyId, Vec<usize>)| {
        let exits = || rows.iter().map(|row| &sample.rows[*row]).filter(|row| row.event);
        let days: BTreeSet<Day> = exits().map(|row| row.end).collect();
        TreatyCount {
            key: history.roster().treaty(treaty).key.clone(),
            events: exits().count() as u32,
            decisions: days.len() as u32,
            years: rows.iter().map(|row| sample.rows[*row].years()).sum(),
        }
    };
    groups.into_iter().map(count).filter(|count| count.years > 0.0).collect()
}

fn openings(history: &History) -> BTreeMap<String, Day> {
    let mut first = BTreeMap::new();
    for event in history.events() {
        if let EventKind::TreatyOpens { treaty } = event.kind {
            first.entry(history.roster().treaty(treaty).key.clone()).or_insert(event.when.day());
        }
    }
    first
}
