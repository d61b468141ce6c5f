//! COW National Material Capabilities: each state's share of the world's capabilities (CINC, 0 to 1).
//!
//! Singer, Bremer and Stuckey (1972); Singer (1987), "Reconstructing the Correlates of War Dataset on Material
//! Capabilities of States, 1816-1985", International Interactions 14. Read are the original file
//! (`NMC-…-abridged.csv`, with `stateabb`, `version` and `-9`) and the copy of R packages (empty cells).

use foedera_diagnostic::Problems;
use foedera_world::{Event, Roster, Variable};

use crate::datasets;
use crate::yearly::Yearly;
use crate::{RawFile, Read};

const NMC: Yearly = Yearly {
    dataset: &datasets::nmc::NMC,
    source: "cow_nmc",
    variable: Variable::Cinc,
    column: "cinc",
    range: (0.0, 1.0),
    time: "year",
    times: 1500..2500,
    zero: 0,
};

/// Read the CINC scores of the states in `roster` as attribute events in the order of their days.
///
/// The score measured over year *y* holds from 1 January *y*+1 and goes missing on 1 January *y*+2 unless the next
/// year's score takes its place. States are found by COW number on 1 July of the year; rows of other states are
/// counted in [`Read::unknown`]. Refused are rows with a cell that is no number or lies outside 0 to 1, and second
/// rows for one state and year.
///
/// # Errors
/// If the file as a whole is not this dataset.
pub fn read(file: &RawFile, roster: &Roster) -> Result<Read<Vec<Event>>, Problems> {
    NMC.read(file, roster)
}
