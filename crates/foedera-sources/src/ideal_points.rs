//! Ideal points of states in the UN General Assembly (about −3 to 3; higher is closer to the liberal West).
//!
//! Bailey, Strezhnev and Voeten (2017), "Estimating Dynamic State Preferences from United Nations Voting Data",
//! Journal of Conflict Resolution 61. The file counts sessions; session *s* began in the year *s* + 1945.

use foedera_diagnostic::Problems;
use foedera_world::{Event, Roster, Variable};

use crate::datasets;
use crate::yearly::Yearly;
use crate::{RawFile, Read};

const IDEAL_POINTS: Yearly = Yearly {
    dataset: &datasets::ideal_points::IDEAL_POINTS,
    source: "unga_ideal_points",
    variable: Variable::IdealPoint,
    column: "IdealPointAll",
    // The scale has no bound; beyond ten standard deviations it is another column or a slip.
    range: (-10.0, 10.0),
    time: "session",
    times: 1..500,
    zero: 1945,
};

/// Read the ideal points of the states in `roster` as attribute events in the order of their days.
///
/// Dating, unknown states and refusals are as in [`crate::capabilities::read`].
///
/// # Errors
/// If the file as a whole is not this dataset.
pub fn read(file: &RawFile, roster: &Roster) -> Result<Read<Vec<Event>>, Problems> {
    IDEAL_POINTS.read(file, roster)
}
