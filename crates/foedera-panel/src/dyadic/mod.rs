//! Variables of pairs of states, year by year.
//!
//! A provider fills a grid for one year at a time, so that memory holds one year of pairs and never the whole panel.

mod agreements;
pub(crate) mod contiguity;
mod disputes;
mod geography;
mod obligations;
mod portfolio;
mod rivalry;
mod states;
mod trade;
mod votes;

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_store::WorldFile;
use foedera_world::Day;

pub(crate) use obligations::{Member, members};

use crate::units::{Units, year_days};

/// A number for each ordered pair of units; NaN is missing.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    size: usize,
    cells: Vec<f64>,
}

impl Grid {
    pub(crate) fn new(size: usize, value: f64) -> Self {
        Self { size, cells: vec![value; size * size] }
    }

    pub(crate) fn get(&self, a: usize, b: usize) -> f64 {
        self.cells[a * self.size + b]
    }

    pub(crate) fn set(&mut self, a: usize, b: usize, value: f64) {
        self.cells[a * self.size + b] = value;
    }

    /// Raise a cell to `value` if it is lower or missing.
    pub(crate) fn raise(&mut self, a: usize, b: usize, value: f64) {
        let cell = &mut self.cells[a * self.size + b];
        if cell.is_nan() || *cell < value {
            *cell = value;
        }
    }

    /// Set every pair of `live` units to `value`. No other pair is read before it is live and set.
    pub(crate) fn reset(&mut self, live: &[usize], value: f64) {
        for a in live {
            let row = &mut self.cells[a * self.size..][..self.size];
            for b in live {
                row[*b] = value;
            }
        }
    }
}

/// The year at hand.
pub(crate) struct YearView<'a> {
    pub(crate) year: i16,
    pub(crate) from: Day,
    pub(crate) until: Day,
    /// The units that exist in it.
    pub(crate) live: &'a [usize],
    pub(crate) units: &'a Units,
    /// Of a panel that keeps to some pairs, by first and second unit whether it has the pair.
    pub(crate) pairs: Option<&'a [bool]>,
}

impl<'a> YearView<'a> {
    pub(crate) fn new(units: &'a Units, year: i16, live: &'a [usize], pairs: Option<&'a [bool]>) -> Self {
        let (from, until) = year_days(year);
        Self { year, from, until, live, units, pairs }
    }

    /// Whether anybody will read what the first unit is to the second.
    pub(crate) fn asks(&self, a: usize, b: usize) -> bool {
        self.pairs.is_none_or(|pairs| pairs[a * self.units.len() + b])
    }

    /// Whether two units exist on one day from `from` to `until` of this year.
    pub(crate) fn together(&self, a: usize, b: usize, from: Day, until: Day) -> bool {
        let (from, until) = (from.max(self.from), until.min(self.until));
        from <= until && a != b && self.units.all[a].meets(&self.units.all[b], from, until)
    }
}

/// Fills the grids of its variables for one year after another.
pub(crate) trait Provider {
    /// Fill one grid for each variable of the provider, in the order of its names. Called for every year from
    /// [`Provider::first_year`] on, without a gap.
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]);

    /// The year with which it must begin, if what it gives depends on the years before.
    fn first_year(&self) -> Option<i16> {
        None
    }

    /// Be told which of its variables are asked for, so that it can leave the work for others.
    fn keep(&mut self, _asked: &[bool]) {}

    /// Whether what two units are to each other depends on units beside them, so that all must be in view.
    fn needs_all(&self) -> bool {
        false
    }

    /// First and last year for which it has data, for each variable.
    fn span(&self) -> (i16, i16);

    /// The same for one variable, where its inputs have years of their own.
    fn span_of(&self, _grid: usize) -> (i16, i16) {
        self.span()
    }
}

type Loader = fn(&WorldFile, &Units) -> Result<Option<Box<dyn Provider>>, Problems>;

/// The providers: names of their variables and how they are loaded.
pub(crate) const PROVIDERS: &[(&[&str], Loader)] = &[
    (&["defense", "offense", "neutrality", "nonaggression", "consultation", "alliance"], obligations::load),
    (&["alliance_s", "alliance_kappa", "alliance_pi"], portfolio::load),
    (
        &[
            "mid_onset",
            "mid_ongoing",
            "mid_peace_years",
            "mid_peace_years2",
            "mid_peace_years3",
            "mid_spell",
            "mid_hostility",
        ],
        disputes::load_mid,
    ),
    (
        &["gml_onset", "gml_ongoing", "gml_peace_years", "gml_peace_years2", "gml_peace_years3", "gml_spell"],
        disputes::load_gml,
    ),
    (&["war_onset", "war_ongoing"], disputes::load_war),
    (&["ucdp_dyad_conflict"], disputes::load_ucdp),
    (&["contiguity"], contiguity::load),
    (&["politically_relevant"], contiguity::load_relevant),
    (&["rivalry_td"], rivalry::load_td),
    (&["rivalry_tss"], rivalry::load_tss),
    (&["imports_from"], trade::load_trade),
    (&["shared_igos"], trade::load_igos),
    (&["capital_distance"], geography::load),
    (&["defense_cooperation"], agreements::load_cooperation),
    (&["trade_agreement"], agreements::load_trade_agreements),
    (&["arms_tiv"], agreements::load_arms),
    (&["sanctions"], agreements::load_sanctions),
    (&["vote_s", "vote_kappa", "vote_pi", "vote_agreement", "vote_count"], votes::load),
    (
        &["capability_share", "capability_ratio", "joint_democracy", "polyarchy_min", "ideal_point_distance"],
        states::load,
    ),
];

/// The provider of a variable: its place among the providers and the variable's place in it.
pub(crate) fn provider_of(name: &str) -> Option<(usize, usize)> {
    PROVIDERS
        .iter()
        .enumerate()
        .find_map(|(index, (names, _))| names.iter().position(|own| *own == name).map(|place| (index, place)))
}

/// Rows by year.
pub(crate) fn by_year(years: impl Iterator<Item = Option<i32>>) -> BTreeMap<i16, Vec<usize>> {
    let mut rows: BTreeMap<i16, Vec<usize>> = BTreeMap::new();
    for (row, year) in years.enumerate() {
        if let Some(year) = year.and_then(|year| i16::try_from(year).ok()) {
            rows.entry(year).or_default().push(row);
        }
    }
    rows
}
