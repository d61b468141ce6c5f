//! Panels as frames in memory, for programs that go on with the columns.

use std::collections::BTreeMap;

use foedera_store::{Column, Frame, Kind, MISSING_WHOLE, Words};
use foedera_world::Roster;

use crate::sheet::Panel;

/// The rows of a panel as frames of one list of columns, one for each year that has rows; one without rows if none has.
pub fn panel_frames(panel: &mut Panel) -> Vec<Frame> {
    let (columns, name_columns, year) = (panel.columns(), panel.name_columns(), panel.year_column());
    let span = panel.request().years;
    let name = panel.request().kind.name();
    let frame = |cells: Vec<(String, Kind, Column)>| Frame {
        name: name.to_owned(),
        dataset: name.to_owned(),
        span,
        parts: Vec::new(),
        columns: cells,
    };
    let mut frames = Vec::new();
    let outcome: Result<(), std::convert::Infallible> = panel.each_table(|panel, table| {
        if table.block[0].is_empty() && !frames.is_empty() {
            return Ok(());
        }
        let mut cells: Vec<(String, Kind, Column)> = Vec::with_capacity(columns.len() + name_columns.len());
        for (column, values) in columns.iter().zip(&table.block) {
            let (kind, values) = if column.whole {
                let whole = |value: &f64| if value.is_nan() { MISSING_WHOLE } else { *value as i32 };
                (Kind::Whole, Column::Whole(values.iter().map(whole).collect()))
            } else {
                (Kind::Number, Column::Number(values.clone()))
            };
            cells.push((column.name.clone(), kind, values));
        }
        for (name, key) in &name_columns {
            let (mut words, mut seen) = (Words::default(), BTreeMap::new());
            for (code, year) in table.block[*key].iter().zip(&table.block[year]) {
                words.push(Some(panel.name_of(*code, *year)).filter(|name| !name.is_empty()), &mut seen);
            }
            cells.push((name.clone(), Kind::Text, Column::Text(words)));
        }
        frames.push(frame(cells));
        Ok(())
    });
    let Ok(()) = outcome;
    // A first year without rows stands only where no year has any.
    if frames.len() > 1 && frames[0].is_empty() {
        frames.remove(0);
    }
    frames
}

/// A table of a world file whose states are their letters in the atlas; days stay days.
pub fn named_states(mut frame: Frame, roster: &Roster) -> Frame {
    for (_, kind, column) in &mut frame.columns {
        let (Kind::State, Column::Whole(cells)) = (&*kind, &*column) else { continue };
        let (mut words, mut seen) = (Words::default(), BTreeMap::new());
        let keys: Vec<&str> = roster.states().map(|(_, state)| state.key.as_str()).collect();
        for cell in cells {
            words.push(usize::try_from(*cell).ok().and_then(|cell| keys.get(cell).copied()), &mut seen);
        }
        (*kind, *column) = (Kind::Text, Column::Text(words));
    }
    frame
}
