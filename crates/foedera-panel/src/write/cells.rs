//! What the columns of a table hold when they go out.

use foedera_store::{Column, Frame, Kind};
use foedera_world::Roster;

/// What a column holds when it goes out.
pub(super) enum Cells<'a> {
    Whole(&'a [i32]),
    Number(&'a [f64]),
    Text(Vec<Option<String>>),
}

/// The columns of a frame by name.
pub(super) fn columns<'a>(frame: &'a Frame, roster: &Roster) -> Vec<(&'a str, Cells<'a>)> {
    let texts = |of: &dyn Fn(usize) -> Option<String>| Cells::Text((0..frame.len()).map(of).collect());
    let cells = |(name, kind, column): &'a (String, Kind, Column)| {
        let cells = match (kind, column) {
            (Kind::State, _) => texts(&|row| frame.state_at(name, row).map(|state| roster.state(state).key.clone())),
            (Kind::Day, _) => texts(&|row| frame.day_at(name, row).map(|day| day.to_string())),
            (_, Column::Whole(cells)) => Cells::Whole(cells),
            (_, Column::Number(cells)) => Cells::Number(cells),
            (_, Column::Text(_)) => texts(&|row| frame.text_at(name, row).map(str::to_owned)),
        };
        (name.as_str(), cells)
    };
    frame.columns.iter().map(cells).collect()
}
