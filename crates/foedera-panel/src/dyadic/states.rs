//! Pairs made of two states' own values: capability ratio, joint democracy, distance in ideal points.

use foedera_diagnostic::Problems;
use foedera_store::WorldFile;

use super::{Grid, Provider, YearView};
use crate::source::{Facts, Yearly};
use crate::units::Units;

/// polity2 from which a state counts as democratic (Jaggers and Gurr 1995, Journal of Peace Research 32).
const DEMOCRATIC: f64 = 6.0;

struct Pairs {
    cinc: Yearly,
    polity: Yearly,
    polyarchy: Yearly,
    ideal: Yearly,
    span: (i16, i16),
}

pub(super) fn load(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let mut span: Option<(i16, i16)> = None;
    let mut read = |frame: &str, column: &str| -> Result<Yearly, Problems> {
        let Some(facts) = Facts::load(world, frame)? else { return Ok(Yearly::new(units, (0, -1), f64::NAN)) };
        let (from, to) = span.unwrap_or(facts.frame.span);
        span = Some((from.min(facts.frame.span.0), to.max(facts.frame.span.1)));
        Ok(facts.yearly(units, "state", "year", column))
    };
    let pairs = Pairs {
        cinc: read("capability", "cinc")?,
        polity: read("democracy", "polity2")?,
        polyarchy: read("democracy", "polyarchy")?,
        ideal: read("ideal_point", "ideal_point")?,
        span: (0, 0),
    };
    Ok(span.map(|span| Box::new(Pairs { span, ..pairs }) as Box<dyn Provider>))
}

impl Provider for Pairs {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        for grid in &mut *grids {
            grid.reset(view.live, f64::NAN);
        }
        for a in view.live {
            for b in view.live {
                let both = |values: &Yearly| (values.get(*a, view.year), values.get(*b, view.year));
                let (first, second) = both(&self.cinc);
                let (low, high) = (first.min(second), first.max(second));
                let known = |value: f64| if first.is_nan() || second.is_nan() { f64::NAN } else { value };
                grids[0].set(*a, *b, known(first / (first + second)));
                grids[1].set(*a, *b, known(low / high));
                let (first, second) = both(&self.polity);
                let joint = f64::from(u8::from(first >= DEMOCRATIC && second >= DEMOCRATIC));
                // One state known not to be democratic is not enough: the other's score may be missing, the pair's is too.
                grids[2].set(*a, *b, if first.is_nan() || second.is_nan() { f64::NAN } else { joint });
                let (first, second) = both(&self.polyarchy);
                grids[3].set(*a, *b, if first.is_nan() || second.is_nan() { f64::NAN } else { first.min(second) });
                let (first, second) = both(&self.ideal);
                grids[4].set(*a, *b, (first - second).abs());
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.span
    }
}
