//! What is known of states and pairs on a day: the timeline of a world file, the atlas and the almanac, and armed forces as stated.

use std::collections::BTreeSet;

use foedera_almanac::{Alliances, Ground, Known, Layer, Subject, Timeline};
use foedera_atlas::{Atlas, Force, PATRON_KNOWN, force_on};
use foedera_diagnostic::Problems;
use foedera_panel::{PanelKind, put_world};
use foedera_store::WorldFile;
use foedera_world::{Day, StateId};

use crate::guarantee::shock::Shock;

/// The variables of a state, as panels name them.
pub const STATE_VARIABLES: [&str; 9] =
    ["milper", "cinc", "polyarchy", "ideal_point", "ucdp_interstate", "ucdp_internal", "imports", "exports", "igos"];
/// The variables of a first state towards a second.
pub const PAIR_VARIABLES: [&str; 5] = ["alliance", "contiguity", "imports_from", "shared_igos", "capital_distance"];
/// For how many years before a day figures of a world file are read: as long as most fields are carried.
pub const CARRIED_YEARS: i16 = 10;

/// The measure of capability that is known of some states alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capability {
    /// The Composite Index of National Capability.
    Cinc,
    /// The almanac's index of open figures.
    Index,
}

impl Capability {
    /// The field.
    pub fn field(self) -> &'static str {
        match self {
            Self::Cinc => "cinc",
            Self::Index => "capability_index",
        }
    }

    /// Its name in sentences.
    pub fn words(self) -> &'static str {
        match self {
            Self::Cinc => "CINC",
            Self::Index => "the almanac's capability index",
        }
    }
}

/// Figures by state or pair and variable, and armed forces as stated.
#[derive(Clone, Default)]
pub struct Facts {
    timeline: Timeline,
    forces: Vec<Force>,
    shocks: Vec<Shock>,
    /// The name of the world file.
    world: Option<String>,
}

impl Facts {
    /// The figures of the atlas over those of the almanac.
    pub fn of_atlas(atlas: &Atlas) -> Self {
        let timeline = Timeline::embedded(atlas.roster(), atlas.figures.stated(), atlas.moved_capitals())
            .with_alliances(Alliances::of(&atlas.history));
        Self { timeline, forces: atlas.figures.forces.clone(), ..Self::default() }
    }

    /// The same beneath the figures of a world file for the years given, of all states, and of the pairs asked for (both ways).
    ///
    /// # Errors
    /// A world file that cannot be read.
    pub fn of_world(
        atlas: &Atlas,
        world: &WorldFile,
        pairs: &BTreeSet<(StateId, StateId)>,
        years: (i16, i16),
    ) -> Result<Self, Problems> {
        let alone = Self::of_world_alone(atlas, world, pairs, years)?;
        Ok(alone.over(Self::of_atlas(atlas)))
    }

    /// The figures of a world file alone, armed forces as the atlas states them: what models are fitted on, so that a fit names one
    /// measure of each thing.
    ///
    /// # Errors
    /// A world file that cannot be read.
    pub fn of_world_alone(
        atlas: &Atlas,
        world: &WorldFile,
        pairs: &BTreeSet<(StateId, StateId)>,
        years: (i16, i16),
    ) -> Result<Self, Problems> {
        let both: BTreeSet<(StateId, StateId)> = pairs.iter().flat_map(|(a, b)| [(*a, *b), (*b, *a)]).collect();
        Self::of_world_where(atlas, world, &PAIR_VARIABLES, years, |a, b| both.contains(&(a, b)))
    }

    /// What threats are read from, of members with all states: of a world file, over the atlas and the almanac.
    ///
    /// # Errors
    /// A world file that cannot be read.
    pub fn of_world_around(
        atlas: &Atlas,
        world: &WorldFile,
        members: &[StateId],
        years: (i16, i16),
    ) -> Result<Self, Problems> {
        let variables: Vec<&str> =
            [&PAIR_VARIABLES[..], &crate::guarantee::threats::THREAT_VARIABLES, &crate::guarantee::threats::DUTIES]
                .concat();
        let wanted = |a, b| members.contains(&a) || members.contains(&b);
        Ok(Self::of_world_where(atlas, world, &variables, years, wanted)?.over(Self::of_atlas(atlas)))
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
        let mut layer = Layer::default();
        let from = (&**atlas.roster(), world);
        put_world(&mut layer, from, (PanelKind::StateYear, variables), years, |_, _| true)?;
        let timeline = Timeline::default().with(Ground::World, layer);
        let world = Some(world.name().to_owned());
        Ok(Self { timeline, forces: atlas.figures.forces.clone(), world, ..Self::default() })
    }

    fn of_world_where(
        atlas: &Atlas,
        world: &WorldFile,
        variables: &[&str],
        years: (i16, i16),
        wanted: impl Fn(StateId, StateId) -> bool,
    ) -> Result<Self, Problems> {
        let (mut layer, from) = (Layer::default(), (&**atlas.roster(), world));
        put_world(&mut layer, from, (PanelKind::StateYear, &STATE_VARIABLES), years, |_, _| true)?;
        put_world(&mut layer, from, (PanelKind::DirectedDyadYear, variables), years, wanted)?;
        let timeline = Timeline::default().with(Ground::World, layer);
        let world = Some(world.name().to_owned());
        Ok(Self { timeline, forces: atlas.figures.forces.clone(), world, ..Self::default() })
    }

    /// The figures of a world file over others.
    fn over(self, under: Self) -> Self {
        Self { timeline: under.timeline.and(self.timeline), ..self }
    }

    /// The figures.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The name of the world file; `None` without one.
    pub fn world(&self) -> Option<&str> {
        self.world.as_deref()
    }

    /// The last value of a state known on a day.
    pub fn state(&self, state: StateId, variable: &str, at: Day) -> Option<Known<'_>> {
        self.known(variable, Subject::State(state), at)
    }

    /// The last value of a first state towards a second known on a day.
    pub fn pair(&self, first: StateId, second: StateId, variable: &str, at: Day) -> Option<Known<'_>> {
        self.known(variable, Subject::Pair(first, second), at)
    }

    /// What the timeline knows, and what shocks make of it.
    fn known(&self, field: &str, of: Subject, at: Day) -> Option<Known<'_>> {
        let hits = self.shocks.iter().filter(|shock| shock.hits(field, of, at));
        hits.fold(self.timeline.get(field, of, at), |known, shock| shock.figure(known))
    }

    /// The value of a state in a year.
    pub fn state_in(&self, state: StateId, variable: &str, year: i16) -> Option<f64> {
        self.timeline.get_in(variable, Subject::State(state), year)
    }

    /// The value of a first state towards a second in a year.
    pub fn pair_in(&self, first: StateId, second: StateId, variable: &str, year: i16) -> Option<f64> {
        self.timeline.get_in(variable, Subject::Pair(first, second), year)
    }

    /// The states of which something threatening is told together with one of these: rivalry, dispute, conflict, or a common border.
    pub fn second_states(&self, members: &[StateId]) -> BTreeSet<StateId> {
        let told = |variable: &str| {
            variable == "contiguity" || crate::guarantee::threats::THREAT_VARIABLES.contains(&variable)
        };
        self.timeline.partners(members, told)
    }

    /// The measure of capability by which some states can be compared on a day: CINC if it is known of nine tenths of them, else the
    /// almanac's index. The two differ by a factor of nearly two for one state in three, so they are not mixed.
    pub fn capability(&self, states: &[StateId], at: Day) -> Capability {
        let known = states.iter().filter(|state| self.state(**state, "cinc", at).is_some()).count();
        if known as f64 >= PATRON_KNOWN * states.len() as f64 { Capability::Cinc } else { Capability::Index }
    }

    /// A state's armed forces as stated for a day: the last statement before it.
    pub fn force(&self, state: StateId, at: Day) -> Option<&Force> {
        force_on(&self.forces, state, at)
    }

    /// The military personnel that a state could use elsewhere on a day, in thousands: what is stated as active less what is
    /// stated as committed (the middle of the range), else the last known `milper`. Shocks to `usable_force` change it.
    ///
    /// A capability index is not used: it rises when a state mobilises for a war that binds what it mobilises.
    pub fn usable_force(&self, state: StateId, at: Day) -> Option<f64> {
        let stated = self.force(state, at).map(Force::usable);
        let usable = stated.or_else(|| Some(self.state(state, "milper", at)?.value));
        let hits = self.shocks.iter().filter(|shock| shock.hits("usable_force", Subject::State(state), at));
        hits.fold(usable, |usable, shock| shock.number(usable))
    }

    /// The number of a field that a shock would change, `usable_force` too.
    pub fn number(&self, field: &str, of: Subject, at: Day) -> Option<f64> {
        match of {
            Subject::State(state) if field == "usable_force" => self.usable_force(state, at),
            of => Some(self.known(field, of, at)?.value),
        }
    }

    /// The shocks laid on the figures, in order.
    pub fn shocks(&self) -> &[Shock] {
        &self.shocks
    }

    /// The same facts without shocks.
    #[must_use]
    pub fn unshocked(&self) -> Self {
        Self { shocks: Vec::new(), ..self.clone() }
    }

    /// The same facts after shocks, each at the middle of its range.
    #[must_use]
    pub fn shocked(&self, shocks: impl IntoIterator<Item = Shock>) -> Self {
        let mut facts = self.clone();
        facts.shocks.extend(shocks);
        facts
    }
}
