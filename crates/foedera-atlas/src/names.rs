//! What rows name: dates, states, treaties, numbers of ATOP.

use foedera_diagnostic::document::{Located, Table};
use foedera_diagnostic::{Code, nearest};
use foedera_world::{StateId, TreatyId};

use crate::loading::Loading;

/// How a date is written.
pub(crate) const DATE_REMEDY: &str = "write \"YYYY-MM-DD\", \"YYYY-MM\" or \"YYYY\"";

/// The treaty's number in ATOP, if one is given.
pub(crate) fn atop_of(table: &Table<'_>) -> Option<u32> {
    let atop = table.integer_or_none("atop")?;
    let number = u32::try_from(atop.value).ok();
    if number.is_none() {
        let message = format!("`atop` is {}, and no number of ATOP is", atop.value);
        table.report(Code::InvalidValue, atop.span, message, "give the treaty's number in ATOP, or leave it out");
    }
    number
}

/// The state under `key`; an unknown one is reported with the nearest known.
pub(crate) fn state_of(table: &Table<'_>, name: &Located<String>, loading: &Loading) -> Option<StateId> {
    let found = loading.roster.find_state(&name.value);
    if found.is_none() {
        let keys = loading.roster.states().map(|(_, state)| state.key.as_str());
        let remedy = match nearest(&name.value, keys) {
            Some(candidate) => format!("did you mean `{candidate}`?"),
            None => "use an id of atlas/states.csv".to_owned(),
        };
        table.report(Code::UnknownName, name.span.clone(), format!("unknown state `{}`", name.value), remedy);
    }
    found
}

/// The treaty of the row; an unknown one is reported with the nearest known.
pub(crate) fn treaty_of(table: &Table<'_>, loading: &Loading) -> Option<TreatyId> {
    let name = table.string("treaty")?;
    let found = loading.roster.find_treaty(&name.value);
    if found.is_none() {
        let keys = loading.roster.treaties().map(|(_, treaty)| treaty.key.as_str());
        let remedy = nearest(&name.value, keys)
            .map_or("see `foedera treaty --list`".to_owned(), |key| format!("did you mean `{key}`?"));
        table.report(Code::UnknownName, name.span, format!("unknown treaty `{}`", name.value), remedy);
    }
    found
}
