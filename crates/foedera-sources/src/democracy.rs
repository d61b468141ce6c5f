//! V-Dem's electoral democracy index (`v2x_polyarchy`, 0 to 1) by COW state and year.
//!
//! Coppedge et al., V-Dem; in the layout of `cw_democracy.csv` of the R package isard. Other indices in the file
//! (`polity2`, `euds`) are not read and may be absent.

use foedera_diagnostic::Problems;
use foedera_world::{Event, Roster, Variable};

use crate::datasets;
use crate::yearly::Yearly;
use crate::{RawFile, Read};

const POLYARCHY: Yearly = Yearly {
    dataset: &datasets::democracy::DEMOCRACY,
    source: "vdem",
    variable: Variable::Polyarchy,
    column: "v2x_polyarchy",
    range: (0.0, 1.0),
    time: "year",
    times: 1500..2500,
    zero: 0,
};

/// Read the index of the states in `roster` as attribute events in the order of their days.
///
/// Dating, unknown states and refusals are as in [`crate::capabilities::read`].
///
/// # Errors
/// If the file as a whole is not this dataset.
pub fn read(file: &RawFile, roster: &Roster) -> Result<Read<Vec<Event>>, Problems> {
    POLYARCHY.read(file, roster)
}
