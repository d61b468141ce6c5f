//! What is known of states and pairs on a day: from the atlas's figures, or from a world file.
//!
//! A value of a year is known from the first day of the next one, so nothing that a call brought about explains its answer. Values
//! are carried forward for at most [`CARRIED_YEARS`] years; after that they are missing, not zero.

use std::collections::{BTreeMap, BTreeSet};

use foedera_atlas::{Atlas, Force};
use foedera_diagnostic::Problems;
use foedera_panel::{Panel, PanelKind, Request, System, find_variable};
use foedera_store::WorldFile;
use foedera_world::{Day, Roster, StateId};

/// For how many years a value is carried forward after its own.
pub const CARRIED_YEARS: i16 = 10;

/// The variables of a state, as panels name them.
pub const STATE_VARIABLES: [&str; 9] =
    ["milper", "cinc", "polyarchy", "ideal_point", "ucdp_interstate", "ucdp_internal", "imports", "exports", "igos"];
/// The variables of a first state towards a second.
pub const PAIR_VARIABLES: [&str; 5] = ["alliance", "contiguity", "imports_from", "shared_igos", "capital_distance"];
/// Variables that are the same both ways.
const SYMMETRIC: [&str; 4] = ["alliance", "contiguity", "shared_igos", "capital_distance"];

/// A value, its year, and where it is from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Known<'a> {
    /// The value.
    pub value: f64,
    /// The year that it describes.
    pub year: i16,
    /// Its sources: keys of the atlas, or datasets of the world file.
    pub sources: &'a [String],
}

/// A series of one variable.
#[derive(Debug, Clone, PartialEq)]
struct Series {
    values: Vec<(i16, f64)>,
    sources: Vec<String>,
}

/// Figures by state or pair and variable.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Facts {
    series: BTreeMap<(StateId, Option<StateId>, String), Series>,
    forces: Vec<Force>,
    shocks: Vec<Shock>,
    /// Of a world file: its name and the datasets in it.
    world: Option<String>,
}

impl Facts {
    /// The figures in the atlas.
    pub fn of_atlas(atlas: &Atlas) -> Self {
        let mut facts = Self { forces: atlas.forces.clone(), ..Self::default() };
        for figure in &atlas.figures {
            let key = (figure.states[0], figure.states.get(1).copied(), figure.variable.clone());
            facts.series.insert(key, Series { values: figure.values.clone(), sources: figure.sources.clone() });
        }
        facts
    }

    /// The figures of a world file for the years given, of all states, and of the pairs asked for (both ways); armed forces as the
    /// atlas states them. A variable whose dataset the world does not have stays missing.
    ///
    /// # Errors
    /// A world file that cannot be read.
    pub fn of_world(
        atlas: &Atlas,
        world: &WorldFile,
        pairs: &BTreeSet<(StateId, StateId)>,
        years: (i16, i16),
    ) -> Result<Self, Problems> {
        let both: BTreeSet<(StateId, StateId)> = pairs.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]).collect();
        Self::of_world_where(atlas, world, &PAIR_VARIABLES, years, |a, b| both.contains(&(a, b)))
    }

    /// The same, with what threats are read from, of members with all states.
    ///
    /// # Errors
    /// A world file that cannot be read.
    pub fn of_world_around(
        atlas: &Atlas,
        world: &WorldFile,
        members: &[StateId],
        years: (i16, i16),
    ) -> Result<Self, Problems> {
        let variables: Vec<&str> = PAIR_VARIABLES.iter().chain(&crate::threats::THREAT_VARIABLES).copied().collect();
        Self::of_world_where(atlas, world, &variables, years, |a, b| members.contains(&a) || members.contains(&b))
    }

    /// Variables of states from a world file, by their panel names, for the years given; no pairs.
    ///
    /// # Errors
    /// A world file that cannot be read.
    pub fn of_states(
        atlas: &Atlas,
        world: &WorldFile,
        variables: &[&str],
        years: (i16, i16),
    ) -> Result<Self, Problems> {
        let mut facts = Self { forces: atlas.forces.clone(), world: Some(world.name().to_owned()), ..Self::default() };
        facts.read(atlas.roster(), world, (PanelKind::StateYear, variables), years, |_, _| true)?;
        Ok(facts)
    }

    fn of_world_where(
        atlas: &Atlas,
        world: &WorldFile,
        variables: &[&str],
        years: (i16, i16),
        wanted: impl Fn(StateId, StateId) -> bool,
    ) -> Result<Self, Problems> {
        let mut facts = Self { forces: atlas.forces.clone(), world: Some(world.name().to_owned()), ..Self::default() };
        facts.read(atlas.roster(), world, (PanelKind::StateYear, &STATE_VARIABLES), years, |_, _| true)?;
        facts.read(atlas.roster(), world, (PanelKind::DirectedDyadYear, variables), years, wanted)?;
        Ok(facts)
    }

    fn read(
        &mut self,
        roster: &Roster,
        world: &WorldFile,
        (kind, variables): (PanelKind, &[&str]),
        years: (i16, i16),
        wanted: impl Fn(StateId, StateId) -> bool,
    ) -> Result<(), Problems> {
        let available = |name: &&&str| find_variable(name).is_some_and(|variable| variable.available(world));
        let with: Vec<String> = variables.iter().filter(available).map(|name| (*name).to_owned()).collect();
        let mut panel = Panel::new(world, Request { kind, system: System::Cow, years, with: with.clone() })?;
        let keys = panel.columns().len() - panel.variables().len();
        let spans: Vec<(i16, i16)> = panel.variables().iter().map(|used| used.span).collect();
        let sources: Vec<Vec<String>> = panel
            .variables()
            .iter()
            .map(|used| used.variable.used_frames(world).iter().map(|frame| dataset(world, frame)).collect())
            .collect();
        let series = &mut self.series;
        let outcome: Result<(), std::convert::Infallible> = panel.each_year(|block| {
            let cell = |column: usize, row: usize| block[column][row];
            for row in 0..block[0].len() {
                let year = cell(keys - 1, row) as i16;
                let middle = Day::start_of_year(year).plus_days(181);
                let state = |column: usize| roster.find_cow(cell(column, row) as u16, middle);
                let Some(first) = state(0) else { continue };
                let second = if keys == 3 { state(1) } else { None };
                if second.is_some_and(|second| !wanted(first, second)) || (keys == 3 && second.is_none()) {
                    continue;
                }
                for (index, name) in with.iter().enumerate() {
                    let value = cell(keys + index, row);
                    if value.is_nan() || !(spans[index].0..=spans[index].1).contains(&year) {
                        continue;
                    }
                    let key = (first, second, name.clone());
                    let own = series
                        .entry(key)
                        .or_insert_with(|| Series { values: Vec::new(), sources: sources[index].clone() });
                    // Of two codes of one state in a year, the first stands.
                    if own.values.last().is_none_or(|(last, _)| *last < year) {
                        own.values.push((year, value));
                    }
                }
            }
            Ok(())
        });
        outcome.unwrap_or_else(|never| match never {});
        Ok(())
    }

    /// The name of the world file that the figures are from; `None` for the atlas's own.
    pub fn world(&self) -> Option<&str> {
        self.world.as_deref()
    }

    /// The last value of a state known on a day.
    pub fn state(&self, state: StateId, variable: &str, at: Day) -> Option<Known<'_>> {
        self.known(&(state, None, variable.to_owned()), at)
    }

    /// The last value of a first state towards a second known on a day.
    pub fn pair(&self, first: StateId, second: StateId, variable: &str, at: Day) -> Option<Known<'_>> {
        let found = self.known(&(first, Some(second), variable.to_owned()), at);
        if found.is_none() && SYMMETRIC.contains(&variable) {
            return self.known(&(second, Some(first), variable.to_owned()), at);
        }
        found
    }

    /// The value of a state in a year.
    pub fn state_in(&self, state: StateId, variable: &str, year: i16) -> Option<f64> {
        self.in_year(&(state, None, variable.to_owned()), year)
    }

    /// The value of a first state towards a second in a year.
    pub fn pair_in(&self, first: StateId, second: StateId, variable: &str, year: i16) -> Option<f64> {
        self.in_year(&(first, Some(second), variable.to_owned()), year)
    }

    fn in_year(&self, key: &(StateId, Option<StateId>, String), year: i16) -> Option<f64> {
        let values = &self.series.get(key)?.values;
        values.binary_search_by_key(&year, |(year, _)| *year).ok().map(|place| values[place].1)
    }

    /// The states of which something threatening is told together with one of these: rivalry, dispute, conflict, or a common border.
    pub fn second_states(&self, members: &[StateId]) -> BTreeSet<StateId> {
        let told = |variable: &str| variable == "contiguity" || crate::threats::THREAT_VARIABLES.contains(&variable);
        let pairs = self.series.keys().filter_map(|(first, second, variable)| Some((*first, (*second)?, variable)));
        pairs
            .filter(|(_, _, variable)| told(variable))
            .flat_map(|(first, second, _)| [(first, second), (second, first)])
            .filter(|(member, _)| members.contains(member))
            .map(|(_, other)| other)
            .collect()
    }

    fn known(&self, key: &(StateId, Option<StateId>, String), at: Day) -> Option<Known<'_>> {
        let series = self.series.get(key)?;
        let place = series.values.partition_point(|(year, _)| *year < at.year());
        let (year, value) = *series.values.get(place.checked_sub(1)?)?;
        (at.year() - year <= CARRIED_YEARS).then_some(Known { value, year, sources: &series.sources })
    }

    /// A state's armed forces as stated for a day: the last statement before it.
    pub fn force(&self, state: StateId, at: Day) -> Option<&Force> {
        let before = self.forces.iter().filter(|force| force.state == state && force.from.earliest() <= at);
        before.max_by_key(|force| force.from.earliest())
    }

    /// The military personnel that a state could use elsewhere on a day, in thousands: what is stated as active less what is
    /// stated as committed (the middle of the range), else the last known `milper`. Shocks multiply it.
    ///
    /// A capability index is not used: it rises when a state mobilises for a war that binds what it mobilises.
    pub fn usable_force(&self, state: StateId, at: Day) -> Option<f64> {
        let stated = self.force(state, at).map(|force| {
            let committed = 0.5 * (force.committed.0 + force.committed.1);
            (force.personnel - committed) / 1000.0
        });
        let usable = stated.or_else(|| Some(self.state(state, "milper", at)?.value))?;
        let hits = self.shocks.iter().filter(|shock| shock.state == state && shock.from <= at);
        Some(hits.fold(usable, |usable, shock| usable * shock.factor))
    }

    /// The same facts after a shock.
    pub fn shocked(&self, shock: Shock) -> Self {
        let mut facts = self.clone();
        facts.shocks.push(shock);
        facts
    }
}

/// A change of a state's usable force from a day on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shock {
    /// The state.
    pub state: StateId,
    /// What its usable force is multiplied by, above 0.
    pub factor: f64,
    /// From when.
    pub from: Day,
}

fn dataset(world: &WorldFile, frame: &str) -> String {
    world.frames().iter().find(|info| info.name == frame).map_or(frame.to_owned(), |info| info.dataset.clone())
}
