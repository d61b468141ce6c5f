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
    /// The years of each of them.
    spans: [(i16, i16); 4],
}

/// The inputs: table and column.
const INPUTS: [(&str, &str); 4] =
    [("capability", "cinc"), ("democracy", "polity2"), ("democracy", "polyarchy"), ("ideal_point", "ideal_point")];

/// The years of an input that the world has not.
const NEVER: (i16, i16) = (0, -1);

pub(super) fn load(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let read = |(frame, column): (&str, &str)| -> Result<(Yearly, (i16, i16)), Problems> {
        Ok(match Facts::load(world, frame)? {
            Some(facts) => (facts.yearly(units, "state", "year", column), facts.span_of("year", column)),
            None => (Yearly::new(units, NEVER, f64::NAN), NEVER),
        })
    };
    let [cinc, polity, polyarchy, ideal] = [read(INPUTS[0])?, read(INPUTS[1])?, read(INPUTS[2])?, read(INPUTS[3])?];
    let spans = [cinc.1, polity.1, polyarchy.1, ideal.1];
    if spans.iter().all(|span| *span == NEVER) {
        return Ok(None);
    }
    Ok(Some(Box::new(Pairs { cinc: cinc.0, polity: polity.0, polyarchy: polyarchy.0, ideal: ideal.0, spans })))
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
        let known = self.spans.iter().filter(|span| **span != NEVER);
        known.copied().reduce(|all, span| (all.0.min(span.0), all.1.max(span.1))).unwrap_or(NEVER)
    }

    fn span_of(&self, grid: usize) -> (i16, i16) {
        // Two variables are made of cinc.
        self.spans[grid.saturating_sub(1)]
    }
}
