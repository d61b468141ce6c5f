//! Strategic rivalries: 1 while the pair is listed, 0 while the list covers the year and does not name it.

use foedera_diagnostic::Problems;
use foedera_store::WorldFile;

use super::{Grid, Provider, YearView};
use crate::source::Facts;
use crate::units::Units;

struct Rivalries {
    /// Units, first and last year.
    pairs: Vec<(usize, usize, i32, i32)>,
    span: (i16, i16),
}

pub(super) fn load_td(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    load(world, units, "rivalry_td")
}

pub(super) fn load_tss(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    load(world, units, "rivalry_tss")
}

fn load(world: &WorldFile, units: &Units, name: &str) -> Result<Option<Box<dyn Provider>>, Problems> {
    let Some(facts) = Facts::load(world, name)? else { return Ok(None) };
    let frame = &facts.frame;
    let mut pairs = Vec::new();
    for row in 0..frame.len() {
        let Some(start) = frame.whole_at("start", row) else { continue };
        let end = frame.whole_at("end", row).unwrap_or(i32::from(frame.span.1));
        for a in facts.units(units, "state1", row) {
            for b in facts.units(units, "state2", row) {
                pairs.push((a, b, start, end));
            }
        }
    }
    Ok(Some(Box::new(Rivalries { pairs, span: frame.span })))
}

impl Provider for Rivalries {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        let covered = (self.span.0..=self.span.1).contains(&view.year);
        grids[0].reset(view.live, if covered { 0.0 } else { f64::NAN });
        let year = i32::from(view.year);
        for (a, b, start, end) in &self.pairs {
            if covered && *start <= year && year <= *end && view.together(*a, *b, view.from, view.until) {
                grids[0].set(*a, *b, 1.0);
                grids[0].set(*b, *a, 1.0);
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.span
    }
}
