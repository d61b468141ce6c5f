//! Figures that come with the program, for members of whom a scenario states none.

use std::collections::BTreeMap;

use foedera_almanac::{FieldGround, Ground, Grounds, Subject, Timeline};
use foedera_atlas::{Atlas, Force, PATRON_KNOWN, force_on};
use foedera_world::{Day, StateId, Variable};

use crate::scenario::{Scenario, Series};

/// What a forecast reads of each member.
pub(crate) const VARIABLES: [Variable; 3] = [Variable::Cinc, Variable::Polyarchy, Variable::IdealPoint];
/// A measure of capability is of today if its newest year is at most so many years before the date.
const FRESH_YEARS: i16 = 3;

/// The figures in the program as they are known on a day, with one measure of capability for all members of an alliance.
pub(crate) struct Figures {
    timeline: Timeline,
    forces: Vec<Force>,
    date: Day,
    capability: &'static str,
}

impl Figures {
    /// The figures for these members on a day. Capability is CINC where it is known, and not old, of nine tenths of them; else the
    /// almanac's index, which is made of open figures and reaches further; a mixture would read as change.
    pub(crate) fn new(atlas: &Atlas, members: &[StateId], date: Day) -> Self {
        let timeline = Timeline::embedded(atlas.roster(), atlas.figures.stated(), atlas.moved_capitals());
        let known = |field: &str| {
            let fresh = |state: &&StateId| {
                let known = timeline.get(field, Subject::State(**state), date);
                known.and_then(|known| known.year).is_some_and(|year| year >= date.year() - FRESH_YEARS)
            };
            members.iter().filter(fresh).count()
        };
        let (cinc, index) = (known("cinc"), known("capability_index"));
        let enough = cinc as f64 >= PATRON_KNOWN * members.len() as f64;
        let capability = if enough || cinc >= index { "cinc" } else { "capability_index" };
        Self { timeline, forces: atlas.figures.forces.clone(), date, capability }
    }

    /// The field of a variable.
    fn field(&self, variable: Variable) -> &'static str {
        match variable {
            Variable::Cinc => self.capability,
            Variable::Polyarchy => "polyarchy",
            Variable::IdealPoint => "ideal_point",
            Variable::UsableForce => "usable_force",
        }
    }

    /// The military personnel that a state could use elsewhere on a day, in thousands: what is stated as active less what is stated as
    /// committed, else the last known `milper`.
    pub(crate) fn usable_force(&self, state: StateId, at: Day) -> Option<f64> {
        let stated = force_on(&self.forces, state, at).map(Force::usable);
        stated.or_else(|| Some(self.timeline.get("milper", Subject::State(state), at)?.value))
    }

    /// What capability is measured by, in words.
    pub(crate) fn measure(&self) -> &'static str {
        if self.capability == "cinc" {
            "the Composite Index of National Capability (CINC)"
        } else {
            "the almanac's capability index (mean of world shares of population, GDP and military spending), not the CINC on which the \
             processes were fitted"
        }
    }

    /// The yearly values of a state's variable that are known, with their sources.
    pub(crate) fn series(&self, state: StateId, variable: Variable) -> Option<Series> {
        let (field, of) = (self.field(variable), Subject::State(state));
        let values: Vec<(i16, f64)> =
            self.timeline.series(field, of, self.date).into_iter().map(|(year, value, _)| (year, value)).collect();
        let last = Day::start_of_year(values.last()?.0 + 1);
        let sources = self.timeline.get(field, of, last.min(self.date))?.sources.into_owned();
        Some(Series { state, variable, values, sources, stated: false })
    }
}

/// On what the figures of a forecast rest: what the scenario states, but for what it states as the program has it (a default scenario's),
/// which is of the ground that the program has it from.
pub(crate) fn grounds(scenario: &Scenario, members: &[StateId], atlas: &Atlas) -> Grounds {
    let figures = Figures::new(atlas, members, scenario.date);
    let mut found = Grounds::default();
    let mut grounds: BTreeMap<Ground, (usize, Option<i16>)> = BTreeMap::new();
    for variable in VARIABLES {
        let mut own: BTreeMap<Ground, usize> = BTreeMap::new();
        let mut field = FieldGround { field: variable.name().to_owned(), ..FieldGround::default() };
        for member in members {
            field.asked += 1;
            let of = |series: &&Series| (series.state, series.variable) == (*member, variable);
            let Some(series) = scenario.series.iter().find(of) else { continue };
            let Some((year, _)) = series.values.last().copied() else { continue };
            let program =
                figures.series(*member, variable).filter(|program| program.values.last() == series.values.last());
            let last = Day::start_of_year(year + 1).min(scenario.date);
            let known = || figures.timeline.get(figures.field(variable), Subject::State(*member), last);
            let ground = program.and_then(|_| known()).map_or(Ground::Scenario, |known| known.ground);
            *own.entry(ground).or_default() += 1;
            let all = grounds.entry(ground).or_default();
            *all = (all.0 + 1, all.1.max(Some(year)));
            field.years = Some(field.years.map_or((year, year), |(low, high)| (low.min(year), high.max(year))));
            let fresh = series.sources.iter().filter(|source| !field.sources.contains(source)).cloned();
            let fresh: Vec<String> = fresh.collect();
            field.sources.extend(fresh);
        }
        field.missing = field.asked - own.values().sum::<usize>();
        field.by_ground = own.into_iter().map(|(ground, number)| (ground.name(), number)).collect();
        found.asked += field.asked;
        found.missing += field.missing;
        found.fields.push(field);
    }
    found.by_ground = grounds.into_iter().map(|(ground, (number, year))| (ground.name(), number, year)).collect();
    found
}

/// Give a scenario the figures of its members that its file does not state. What the file states of a state and variable stands
/// alone: years are never mixed, nor are measures of capability.
pub(crate) fn fill(scenario: &mut Scenario, members: &[StateId], atlas: &Atlas) {
    let stated = |scenario: &Scenario, state: StateId, variable: Variable| {
        scenario.series.iter().any(|series| (series.state, series.variable) == (state, variable))
    };
    if members.iter().all(|state| VARIABLES.iter().all(|variable| stated(scenario, *state, *variable))) {
        return;
    }
    let figures = Figures::new(atlas, members, scenario.date);
    let any_capability = scenario.series.iter().any(|series| series.variable == Variable::Cinc);
    for state in members {
        for variable in VARIABLES {
            // The file's capabilities may be of another measure than those of the program.
            let mixed = variable == Variable::Cinc && any_capability && figures.capability != "cinc";
            if !stated(scenario, *state, variable) && !mixed {
                scenario.series.extend(figures.series(*state, variable));
            }
        }
    }
}
