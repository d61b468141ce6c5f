//! `atop-differences.csv`: where the atlas and ATOP disagree on a membership, and why.

use foedera_diagnostic::{Code, Problems, Source};

use crate::loading::Loading;
use crate::states::each_row;

const HEADER: [&str; 6] = ["treaty", "state", "what", "atlas", "atop", "reason"];

/// A disagreement with ATOP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The treaty's key.
    pub treaty: String,
    /// The state's key.
    pub state: String,
    /// `member`, `entry` or `exit`.
    pub what: String,
    /// What the atlas has: a date, or nothing.
    pub atlas: String,
    /// What ATOP has.
    pub atop: String,
    /// Why.
    pub reason: String,
}

pub(crate) fn read_differences(file: &Source, loading: &Loading) -> Result<Vec<Difference>, Problems> {
    let mut differences = Vec::new();
    each_row(file, &HEADER, "a list of disagreements with ATOP", |row| {
        let [treaty, state, what, atlas, atop, reason] = [0, 1, 2, 3, 4, 5].map(|column| row.fields[column].to_owned());
        let unknown = |column: usize, message: String| {
            Err(row.problem(Code::UnknownName, column, message, "use a key of the atlas"))
        };
        if loading.roster.find_treaty(&treaty).is_none() {
            return unknown(0, format!("unknown treaty `{treaty}`"));
        }
        if loading.roster.find_state(&state).is_none() {
            return unknown(1, format!("unknown state `{state}`"));
        }
        if !["member", "entry", "exit"].contains(&what.as_str()) {
            return Err(row.problem(Code::InvalidValue, 2, format!("`{what}`"), "write member, entry or exit"));
        }
        if reason.is_empty() {
            return Err(row.problem(Code::Missing, 5, "no reason is given".to_owned(), "say why the two differ"));
        }
        differences.push(Difference { treaty, state, what, atlas, atop, reason });
        Ok(())
    })?;
    Ok(differences)
}
