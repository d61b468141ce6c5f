//! The rules of derived fields, sorted by what sets them off.

use crate::layout::{Derive, Field, FieldKind, Layout, NetworkId, Pattern};
use crate::{Day, Obligation};

/// A value at entry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct AtEntry {
    pub(crate) field: Field,
    /// The field of the day on which it was taken.
    pub(crate) day: Field,
    /// The state's field of which it is the value.
    pub(crate) of: Field,
}

/// The rules of a layout, sorted by what sets them off.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Rules {
    pub(crate) at_entry: Vec<AtEntry>,
    pub(crate) windows: Vec<(Pattern, Field, u8)>,
    pub(crate) decays: Vec<(Pattern, Field, u8)>,
    /// How many years lags look back, each number once.
    pub(crate) lags: Vec<u8>,
    /// Networks of shared treaties: all, or those with a duty.
    pub(crate) allied: Vec<(Option<Obligation>, NetworkId)>,
}

impl Rules {
    pub(crate) fn of(layout: &Layout) -> Self {
        let mut rules = Self { allied: layout.allied().to_vec(), ..Self::default() };
        for (field, entry) in layout.fields() {
            match entry.kind {
                FieldKind::Derived(Derive::AtEntry(of)) => {
                    rules.at_entry.push(AtEntry { field, day: layout.day_of(field), of });
                }
                FieldKind::Derived(Derive::Window(pattern, years)) => rules.windows.push((pattern, field, years)),
                FieldKind::Derived(Derive::Decay(pattern, years)) => rules.decays.push((pattern, field, years)),
                FieldKind::Derived(Derive::Lag(_, years)) if !rules.lags.contains(&years) => rules.lags.push(years),
                _ => {}
            }
        }
        rules
    }
}

/// The first day on which a date lies at least so many calendar years back.
pub(crate) fn years_after(day: Day, years: u8) -> Day {
    let later = day.plus_years(years.into());
    // 29 February has no namesake in most years; the day after is the first that lies far enough.
    if later.plus_years(-i16::from(years)) < day { later.plus_days(1) } else { later }
}
