//! Yearly values of pairs that stand in a table: trade flows and shared memberships. A pair or year that the table does
//! not have is missing.

use std::collections::BTreeMap;

use foedera_diagnostic::Problems;
use foedera_store::{MISSING_WHOLE, WorldFile};

use super::{Grid, Provider, YearView, by_year};
use crate::source::Facts;
use crate::units::{Units, year_days};

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
    let years = facts.frame.whole("year").iter();
    let rows = by_year(years.map(|year| Some(*year).filter(|year| *year != MISSING_WHOLE)));
    Ok(Some(Box::new(Table { facts, rows, columns })))
}

impl Provider for Table {
    fn fill(&mut self, view: &YearView<'_>, grids: &mut [Grid]) {
        grids[0].reset(view.live, f64::NAN);
        let days = year_days(view.year);
        let finders = ["state1", "state2"].map(|column| self.facts.finder(view.units, column));
        let cells = self.columns.map(|column| self.facts.frame.column(column));
        for row in self.rows.get(&view.year).into_iter().flatten() {
            let [Some(a), Some(b)] = finders.each_ref().map(|finder| finder.in_year(*row, days)) else { continue };
            for ((a, b), column) in [(a, b), (b, a)].into_iter().zip(cells) {
                if let Some(value) = column.and_then(|column| column.number(*row)) {
                    grids[0].set(a, b, value);
                }
            }
        }
    }

    fn span(&self) -> (i16, i16) {
        self.facts.frame.span
    }
}
