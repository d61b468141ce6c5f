//! Yearly values of pairs that stand in a table: trade flows and shared memberships. A pair or year that the table does
//! not have is missing.

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_store::WorldFile;

use super::{Grid, Provider, YearView, by_year};
use crate::source::Facts;
use crate::units::Units;

struct Table {
    facts: Facts,
    rows: BTreeMap<i16, Vec<usize>>,
    /// The column for the pair as it stands, and for the pair turned round.
    columns: [&'static str; 2],
}

pub(super) fn load_trade(world: &WorldFile, _units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    load(world, "trade_dyad", ["flow1", "flow2"])
}

pub(super) fn load_igos(world: &WorldFile, _units: &Units) -> Result<Option<Box<dyn Provider>>, Problems> {
    load(world, "igo_dyad", ["igos", "igos"])
}

fn load(world: &WorldFile, name: &str, columns: [&'static str; 2]) -> Result<Option<Box<dyn Provider>>, Problems> {
    let Some(facts) = Facts::load(world, name)? else { return Ok(None) };
    let rows = by_year((0..facts.frame.len()).map(|row| facts.frame.whole_at("year", row)));
    Ok(Some(Box::new(Table { facts, rows, columns })))
}

impl Provider for Table {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        grids[0].reset(view.live, f64::NAN);
        let frame = &self.facts.frame;
        for row in self.rows.get(&view.year).into_iter().flatten() {
            let unit = |column: &str| self.facts.unit_in(view.units, column, *row, view.year);
            let (Some(a), Some(b)) = (unit("state1"), unit("state2")) else { continue };
            for ((a, b), column) in [(a, b), (b, a)].into_iter().zip(self.columns) {
                if let Some(value) = frame.column(column).and_then(|column| column.number(*row)) {
                    grids[0].set(a, b, value);
                }
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.facts.frame.span
    }
}
