//! The timeline: figures as dated changes from several grounds, and the one rule for what is known on a day.
//!
//! Grounds in order of precedence: what a scenario states, a world file, the figures of the atlas, the almanac. On a day the newest
//! year that is known answers, from whichever ground has it; of equal years the first ground in that order. A year's value is known
//! from the first day it was seen, else from 1 January of the next year. It is carried forward for at most as many years as its field
//! declares ([`carried_years`]); after that it is missing, not zero. What a scenario states stands before all. An alliance of two states is
//! told by the day: one that holds by a treaty is newer than any year, and that there is none is said where no figure says otherwise.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foedera_world::{Day, Roster, StateId, Subject};

use crate::alliances::{Alliances, Bond};
use crate::almanac::{Almanac, MovedCapital};

/// Whether a figure of one subject in a field is one of another: the same subject, or the same two the other way where the field is
/// the same both ways.
pub fn same_figure(field: &str, one: Subject, other: Subject) -> bool {
    one == other || (is_symmetric(field) && one == other.reversed())
}

/// On what a figure rests, in order of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ground {
    /// A scenario states it.
    Scenario,
    /// A world file has it.
    World,
    /// The atlas states it.
    Atlas,
    /// The almanac has it, or what it is computed from.
    Almanac,
}

impl Ground {
    /// All grounds, in order.
    pub const ALL: [Self; 4] = [Self::Scenario, Self::World, Self::Atlas, Self::Almanac];

    /// Its name in answers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Scenario => "scenario",
            Self::World => "world file",
            Self::Atlas => "atlas",
            Self::Almanac => "almanac",
        }
    }
}

/// A figure that is known on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Known<'a> {
    /// The value.
    pub value: f64,
    /// The year that it describes; `None` for what has none (a border, a capital).
    pub year: Option<i16>,
    /// On what it rests.
    pub ground: Ground,
    /// Its sources: keys of the atlas, or datasets of the world file.
    pub sources: Cow<'a, [String]>,
    /// What is to be said of how it was made; empty where it stands as printed.
    pub note: &'static str,
}

/// For how many years a field's value is carried forward after its own.
pub fn carried_years(field: &str) -> i16 {
    match field {
        // Borders and capitals stand until they change; their datasets end where their authors stopped.
        "contiguity" | "capital_distance" | "land_border" | "land_area" => 50,
        "igos" | "shared_igos" => 15,
        _ => 10,
    }
}

/// Factors that a shock to a figure may have.
pub const SHOCK_FACTORS: std::ops::RangeInclusive<f64> = 0.01..=100.0;

/// The values that a field may take: what a scenario or a shock states outside them is refused.
pub fn value_range(field: &str) -> std::ops::RangeInclusive<f64> {
    match field {
        "ideal_point" => -6.0..=6.0,
        "cinc" | "capability_index" | "polyarchy" | "alliance" => 0.0..=1.0,
        // COW: 1 a land border, 2 to 5 water of so many miles, 0 none.
        "contiguity" => 0.0..=5.0,
        _ => 0.0..=f64::INFINITY,
    }
}

/// Whether a field is the same both ways.
fn is_symmetric(field: &str) -> bool {
    matches!(
        field,
        "alliance"
            | "contiguity"
            | "shared_igos"
            | "capital_distance"
            | "rivalry_td"
            | "rivalry_tss"
            | "mid_hostility"
            | "ucdp_dyad_conflict"
    )
}

#[derive(Debug, Clone, PartialEq)]
struct Series {
    values: Vec<(i16, f64)>,
    sources: Vec<String>,
}

/// The figures of one ground: by field and subject, values by year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Layer {
    series: BTreeMap<String, BTreeMap<Subject, Series>>,
}

impl Layer {
    /// Values of years; of two for one year the first stands. Values that are no number are no figures.
    pub fn put(&mut self, field: &str, of: Subject, values: &[(i16, f64)], sources: &[String]) {
        let mut values = values.iter().filter(|(_, value)| !value.is_nan()).peekable();
        if values.peek().is_none() {
            return;
        }
        if !self.series.contains_key(field) {
            self.series.insert(field.to_owned(), BTreeMap::new());
        }
        let rows = self.series.get_mut(field).expect("put above");
        let own = rows.entry(of).or_insert_with(|| Series { values: Vec::new(), sources: sources.to_vec() });
        own.values.reserve_exact(values.size_hint().1.unwrap_or(0));
        for value in values {
            // Mostly years come in order.
            if own.values.last().is_none_or(|last| last.0 < value.0) {
                own.values.push(*value);
            } else if let Err(place) = own.values.binary_search_by_key(&value.0, |(year, _)| *year) {
                own.values.insert(place, *value);
            }
        }
        for source in sources {
            if !own.sources.contains(source) {
                own.sources.push(source.clone());
            }
        }
    }

    fn find(&self, field: &str, of: Subject) -> Option<&Series> {
        self.series.get(field)?.get(&of)
    }
}

/// What is said where no treaty of the atlas makes an alliance of two.
const APART: &str = "both are in pacts of the atlas, in none together";

/// Figures from several grounds.
#[derive(Clone, Default)]
pub struct Timeline {
    layers: BTreeMap<Ground, Arc<Layer>>,
    almanac: Option<Arc<Almanac>>,
    alliances: Option<Arc<Alliances>>,
}

/// A stated figure: of one state or of a first and a second, of which field, its values by year, its sources.
pub type Stated<'a> = (&'a [StateId], &'a str, &'a [(i16, f64)], &'a [String]);

/// What is told of a subject in a field, found once for all years.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    /// Of the grounds that state figures, in their order.
    series: [Option<&'a Series>; Ground::ALL.len()],
    almanac: Option<&'a Almanac>,
    field: &'a str,
    of: Subject,
}

impl Told<'_> {
    /// The value in a year, whenever it became known.
    pub fn in_year(&self, year: i16) -> Option<f64> {
        let stated = self.series.iter().flatten().find_map(|series| {
            let place = series.values.binary_search_by_key(&year, |(year, _)| *year).ok()?;
            Some(series.values[place].1)
        });
        stated.or_else(|| Some(self.almanac?.field_in(self.field, self.of, year)?.figure.value))
    }
}

impl Timeline {
    /// The figures that come with the program: the atlas's over the almanac's, with the capitals that moved.
    pub fn embedded<'a>(
        roster: &Roster,
        stated: impl IntoIterator<Item = Stated<'a>>,
        moved_capitals: impl IntoIterator<Item = MovedCapital>,
    ) -> Self {
        let mut layer = Layer::default();
        for (states, field, values, sources) in stated {
            let of = match states {
                [first, second] => Subject::Pair(*first, *second),
                [state] => Subject::State(*state),
                _ => continue,
            };
            layer.put(field, of, values, sources);
        }
        Self::default()
            .with(Ground::Atlas, layer)
            .with_almanac(Arc::new(Almanac::embedded(roster).with_capitals(moved_capitals)))
    }

    /// The figures of a ground, in place of what it had.
    #[must_use]
    pub fn with(mut self, ground: Ground, layer: Layer) -> Self {
        self.layers.insert(ground, Arc::new(layer));
        self
    }

    /// The almanac beneath all.
    #[must_use]
    pub fn with_almanac(mut self, almanac: Arc<Almanac>) -> Self {
        self.almanac = Some(almanac);
        self
    }

    /// Alliances by the day among the figures of the atlas.
    #[must_use]
    pub fn with_alliances(mut self, alliances: Alliances) -> Self {
        self.alliances = Some(Arc::new(alliances));
        self
    }

    /// The grounds of another timeline in place of its own; the almanac and the alliances stay where the other has none.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.layers.extend(other.layers);
        self.almanac = other.almanac.or(self.almanac);
        self.alliances = other.alliances.or(self.alliances);
        self
    }

    /// The almanac, if it is beneath.
    pub fn almanac(&self) -> Option<&Almanac> {
        self.almanac.as_deref()
    }

    /// The figure of a field that is known on a day, with its ground and year.
    pub fn get(&self, field: &str, of: Subject, at: Day) -> Option<Known<'_>> {
        let yearly = self.yearly(field, of, at);
        let (Some(alliances), Subject::Pair(first, second)) = (&self.alliances, of) else { return yearly };
        if yearly.as_ref().is_some_and(|known| known.ground == Ground::Scenario) {
            return yearly;
        }
        let by_treaty = |value, sources, note| Known { value, year: None, ground: Ground::Atlas, sources, note };
        match alliances.bond(field, (first, second), at) {
            Some(Bond::Allied { sources }) => Some(by_treaty(1.0, Cow::Borrowed(sources), "")),
            Some(Bond::Apart { ended }) => {
                let since = |known: &Known<'_>| ended.is_none_or(|ended| known.year >= Some(ended.year()));
                let owed = || self.owed(field, (first, second), at);
                yearly.filter(since).or_else(owed).or_else(|| Some(by_treaty(0.0, Cow::Borrowed(&[]), APART)))
            }
            None => yearly,
        }
    }

    /// A figure of defence or offence that one of two owes the other: an alliance, whatever else is known of one.
    fn owed(&self, field: &str, (first, second): (StateId, StateId), at: Day) -> Option<Known<'_>> {
        let pairs = [(first, second), (second, first)].map(|(a, b)| Subject::Pair(a, b));
        let figures = ["defense", "offense"].into_iter().flat_map(|duty| pairs.map(|of| self.yearly(duty, of, at)));
        figures.flatten().find(|known| field == "alliance" && known.value > 0.0)
    }

    fn yearly(&self, field: &str, of: Subject, at: Day) -> Option<Known<'_>> {
        let oldest = at.year().saturating_sub(carried_years(field));
        let mut best: Option<Known<'_>> = None;
        for (ground, layer) in &self.layers {
            let Some((series, year, value)) = last_before(layer, field, of, at) else { continue };
            if year < oldest || best.as_ref().is_some_and(|best| best.year >= Some(year)) {
                continue;
            }
            let sources = Cow::Borrowed(&series.sources[..]);
            best = Some(Known { value, year: Some(year), ground: *ground, sources, note: "" });
            if *ground == Ground::Scenario {
                return best;
            }
        }
        // Nothing can be newer than the year before the day.
        let newest = best.as_ref().is_some_and(|best| best.year >= Some(at.year() - 1));
        let under = if newest { None } else { self.of_almanac(field, of, at) };
        match (best, under) {
            (Some(best), Some(under)) if under.year.is_none_or(|year| Some(year) <= best.year) => Some(best),
            (best, None) => best,
            (_, under) => under.filter(|under| under.year.is_none_or(|year| year >= oldest)),
        }
    }

    fn of_almanac(&self, field: &str, of: Subject, at: Day) -> Option<Known<'_>> {
        let found = self.almanac.as_ref()?.field(field, of, at)?;
        let sources = Cow::Owned(found.sources.iter().map(|source| (*source).to_owned()).collect());
        let (value, year) = (found.figure.value, found.figure.year);
        Some(Known { value, year, ground: Ground::Almanac, sources, note: found.note })
    }

    /// The values of a field by year, in order, as they are known on a day, with the ground of each: what a series of a scenario is
    /// filled with. Of one year the first ground that has it stands.
    pub fn series(&self, field: &str, of: Subject, at: Day) -> Vec<(i16, f64, Ground)> {
        let mut found: BTreeMap<i16, (f64, Ground)> = BTreeMap::new();
        for (ground, layer) in &self.layers {
            for (year, value) in series_of(layer, field, of).map_or(&[][..], |series| &series.values) {
                if *year < at.year() {
                    found.entry(*year).or_insert((*value, *ground));
                }
            }
        }
        for year in crate::FIRST_INDEX_YEAR..at.year() {
            let under = || self.almanac.as_ref()?.field_in_as_known(field, of, year, at);
            if !found.contains_key(&year)
                && let Some(under) = under()
            {
                found.insert(year, (under.figure.value, Ground::Almanac));
            }
        }
        found.into_iter().map(|(year, (value, ground))| (year, value, ground)).collect()
    }

    /// The value of a field in a year, whenever it became known.
    pub fn get_in(&self, field: &str, of: Subject, year: i16) -> Option<f64> {
        self.told(field, of).in_year(year)
    }

    /// All that is told of a subject in a field, to be asked for several years.
    pub fn told<'a>(&'a self, field: &'a str, of: Subject) -> Told<'a> {
        let mut layers = self.layers.values();
        let series = std::array::from_fn(|_| layers.next().and_then(|layer| series_of(layer, field, of)));
        Told { series, almanac: self.almanac(), field, of }
    }

    /// The states of which a figure of these fields is told together with one of some states, a land border or a conflict of the
    /// almanac included.
    pub fn partners(&self, of: &[StateId], told: impl Fn(&str) -> bool) -> BTreeSet<StateId> {
        let mut found = BTreeSet::new();
        for (variable, state) in
            ["land_border", "ucdp_dyad_conflict"].into_iter().flat_map(|v| of.iter().map(move |s| (v, *s)))
        {
            found.extend(self.almanac().into_iter().flat_map(|almanac| almanac.partners(variable, state)));
        }
        for (_, rows) in self.layers.values().flat_map(|layer| layer.series.iter()).filter(|(field, _)| told(field)) {
            for subject in rows.keys() {
                if let Subject::Pair(first, second) = *subject {
                    found.extend(
                        [(first, second), (second, first)]
                            .into_iter()
                            .filter(|own| of.contains(&own.0))
                            .map(|own| own.1),
                    );
                }
            }
        }
        found
    }
}

/// For how long yearly values hold, in dated changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holds {
    /// For how many years a value holds where the next year has none.
    pub years: i16,
    /// For how many years the last of all holds; `None`: for ever.
    pub last: Option<i16>,
}

/// Yearly values, in order, as dated changes: the value of a year holds from 1 January of the next, because nobody knows it before the
/// year is over, until the next value or until it is too old; then it is missing.
pub fn changes(values: &[(i16, f64)], holds: Holds) -> Vec<(Day, Option<f64>)> {
    let mut changes = Vec::with_capacity(values.len() + 1);
    for (place, (year, value)) in values.iter().enumerate() {
        changes.push((Day::start_of_year(year + 1), Some(*value)));
        let next = values.get(place + 1).map(|(next, _)| *next);
        let years = if next.is_some() { Some(holds.years) } else { holds.last };
        if let Some(end) = years.map(|years| year + years).filter(|end| next.is_none_or(|next| *end < next)) {
            changes.push((Day::start_of_year(end + 1), None));
        }
    }
    changes
}

/// The series of a subject, read from the other side where the field is the same both ways.
fn series_of<'a>(layer: &'a Layer, field: &str, of: Subject) -> Option<&'a Series> {
    let other = || is_symmetric(field).then(|| layer.find(field, of.reversed())).flatten();
    layer.find(field, of).or_else(other)
}

/// The last value of a year before that of a day: a value of a year is known from 1 January of the next.
fn last_before<'a>(layer: &'a Layer, field: &str, of: Subject, at: Day) -> Option<(&'a Series, i16, f64)> {
    let series = series_of(layer, field, of)?;
    let place = series.values.partition_point(|(year, _)| *year < at.year());
    let (year, value) = *series.values.get(place.checked_sub(1)?)?;
    Some((series, year, value))
}
