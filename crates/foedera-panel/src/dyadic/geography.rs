//! Great-circle distance between capitals, in kilometres, on the last day of the year.

use foedera_diagnostic::Problems;
use foedera_math::great_circle;
use foedera_store::WorldFile;
use foedera_world::Day;

use super::{Grid, Provider, YearView};
use crate::source::Facts;
use crate::units::Units;

struct Capitals {
    /// Unit, first and last day, latitude and longitude in radians.
    spells: Vec<(usize, Day, Day, f64, f64)>,
    span: (i16, i16),
}

pub(super) fn load(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let Some(facts) = Facts::load(world, "capital")? else { return Ok(None) };
    let frame = &facts.frame;
    let (latitudes, longitudes) = (frame.numbers("latitude"), frame.numbers("longitude"));
    let mut spells = Vec::new();
    for row in 0..frame.len() {
        let (Some(from), Some(until)) = (frame.day_at("start", row), frame.day_at("end", row)) else { continue };
        for unit in facts.units(units, "state", row) {
            spells.push((unit, from, until, latitudes[row].to_radians(), longitudes[row].to_radians()));
        }
    }
    Ok(Some(Box::new(Capitals { spells, span: frame.span })))
}

impl Provider for Capitals {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        grids[0].reset(view.live, f64::NAN);
        let place = |unit: usize| {
            let mut best = None;
            for (own, from, until, latitude, longitude) in &self.spells {
                // The latest spell that touches the year: the capital at its end.
                if *own == unit && *from <= view.until && view.from <= *until {
                    best = Some((*latitude, *longitude));
                }
            }
            best
        };
        let places: Vec<Option<(f64, f64)>> = view.live.iter().map(|unit| place(*unit)).collect();
        for (i, a) in view.live.iter().enumerate() {
            let asked = |(_, b): &(usize, &usize)| view.asks(*a, **b) || view.asks(**b, *a);
            for (j, b) in view.live.iter().enumerate().skip(i + 1).filter(asked) {
                if let (Some(first), Some(second)) = (places[i], places[j]) {
                    let distance = great_circle(first, second);
                    grids[0].set(*a, *b, distance);
                    grids[0].set(*b, *a, distance);
                }
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.span
    }
}
