//! How alike two states' alliances are: Signorino and Ritter's S, Cohen's κ and Scott's π.
//!
//! A state's portfolio is the vector of its commitments to every state of the system: 3 defence or offence, 2
//! neutrality or nonaggression, 1 consultation only, 0 none; to itself 3. Definitions in [`crate::similarity`].

use foedera_diagnostic::Problems;
use foedera_store::WorldFile;

use super::obligations::{Obligations, read};
use super::{Grid, Provider, YearView};
use crate::similarity::Moments;
use crate::units::Units;

struct Portfolios {
    obligations: Obligations,
    owed: Vec<Grid>,
}

pub(super) fn load(world: &WorldFile, units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    let Some(obligations) = read(world, units)? else { return Ok(None) };
    let owed = vec![Grid::new(units.len(), f64::NAN); 6];
    Ok(Some(Box::new(Portfolios { obligations, owed })))
}

impl Provider for Portfolios {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        // Of whomever is asked, the commitments to all.
        self.obligations.fill(&YearView { pairs: None, ..*view }, &mut self.owed);
        for grid in &mut *grids {
            grid.reset(view.live, f64::NAN);
        }
        if !(self.span().0..=self.span().1).contains(&view.year) {
            return;
        }
        let rows: Vec<Vec<f64>> =
            view.live.iter().map(|a| view.live.iter().map(|b| self.commitment(*a, *b)).collect()).collect();
        for (i, a) in view.live.iter().enumerate() {
            for (j, b) in view.live.iter().enumerate().skip(i + 1) {
                let mut moments = Moments::default();
                for (x, y) in rows[i].iter().zip(&rows[j]) {
                    moments.add(*x, *y);
                }
                for (grid, value) in grids.iter_mut().zip([moments.s(3.0), moments.kappa(), moments.pi()]) {
                    grid.set(*a, *b, value);
                    grid.set(*b, *a, value);
                }
            }
        }
    }

    /// A portfolio is of commitments to all.
    fn needs_all(&self) -> bool {
        true
    }

    fn span(&self) -> (i16, i16) {
        self.obligations.span()
    }
}

impl Portfolios {
    fn commitment(&self, a: usize, b: usize) -> f64 {
        if a == b {
            return 3.0;
        }
        let owes = |obligation: usize| self.owed[obligation].get(a, b) > 0.0;
        match () {
            () if owes(0) || owes(1) => 3.0,
            () if owes(2) || owes(3) => 2.0,
            () if owes(5) => 1.0,
            () => 0.0,
        }
    }
}
