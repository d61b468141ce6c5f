//! The columns of a world: one list of numbers a field, a row for each of its unit, and the dated past of figures.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::layout::{Field, FieldEntry, Layout, Unit};

/// Where a figure in force is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ground {
    /// Nowhere: it is missing.
    #[default]
    None,
    /// A history: an imported dataset, or the log of a simulation.
    History,
    /// The scenario.
    Scenario,
    /// The world file.
    WorldFile,
    /// The figures that the program brings.
    Almanac,
    /// An older figure, carried forward.
    Carried,
}

/// What a cell holds. NaN, which stands for missing, is never seen outside of this file and of undo entries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cell {
    pub(crate) value: f64,
    pub(crate) ground: Ground,
    /// Since when a figure is in force.
    pub(crate) since: Option<Day>,
}

impl Cell {
    fn same(&self, other: &Self) -> bool {
        let value = self.value == other.value || self.value.is_nan() && other.value.is_nan();
        value && self.ground == other.ground && self.since == other.since
    }
}

/// One field. Rows that nothing was written to are not stored.
#[derive(Debug, Clone)]
enum Column {
    /// A row each of few: states, treaties, memberships, ….
    Rows {
        values: Vec<f64>,
        /// Of fields of data alone.
        figures: Vec<Figures>,
    },
    /// Pairs, of which few have a value.
    Pairs(BTreeMap<usize, (f64, Figures)>),
}

impl Column {
    #[inline]
    fn value(&self, row: usize) -> f64 {
        let stored = match self {
            Self::Rows { values, .. } => values.get(row).copied(),
            Self::Pairs(pairs) => pairs.get(&row).map(|pair| pair.0),
        };
        stored.unwrap_or(f64::NAN)
    }

    #[inline]
    fn figures(&self, row: usize) -> Option<&Figures> {
        match self {
            Self::Rows { figures, .. } => figures.get(row),
            Self::Pairs(pairs) => pairs.get(&row).map(|pair| &pair.1),
        }
    }

    #[inline]
    fn set(&mut self, row: usize, value: f64) -> f64 {
        match self {
            Self::Rows { values, .. } => {
                if values.len() <= row {
                    values.resize(row + 1, f64::NAN);
                }
                std::mem::replace(&mut values[row], value)
            }
            Self::Pairs(pairs) => {
                let pair = pairs.entry(row).or_insert_with(|| (f64::NAN, Figures::default()));
                std::mem::replace(&mut pair.0, value)
            }
        }
    }

    fn figures_mut(&mut self, row: usize) -> &mut Figures {
        match self {
            Self::Rows { figures, .. } => {
                if figures.len() <= row {
                    figures.resize_with(row + 1, Figures::default);
                }
                &mut figures[row]
            }
            Self::Pairs(pairs) => &mut pairs.entry(row).or_insert_with(|| (f64::NAN, Figures::default())).1,
        }
    }

    /// The rows that may hold something.
    fn rows(&self) -> Vec<usize> {
        match self {
            Self::Rows { values, figures } => (0..values.len().max(figures.len())).collect(),
            Self::Pairs(pairs) => pairs.keys().copied().collect(),
        }
    }

    fn bytes(&self) -> usize {
        let dated = |figures: &Figures| figures.dated.capacity() * size_of::<(Day, f64)>();
        match self {
            Self::Rows { values, figures } => {
                values.capacity() * size_of::<f64>()
                    + figures.capacity() * size_of::<Figures>()
                    + figures.iter().map(dated).sum::<usize>()
            }
            Self::Pairs(pairs) => {
                let pair = size_of::<(usize, (f64, Figures))>();
                pairs.len() * pair + pairs.values().map(|pair| dated(&pair.1)).sum::<usize>()
            }
        }
    }
}

/// The figures of one row: grounds and days of the one in force, and all that were, each from its day on.
#[derive(Debug, Clone, Default)]
struct Figures {
    ground: Ground,
    dated: Vec<(Day, f64)>,
}

/// All fields.
#[derive(Debug, Clone)]
pub(crate) struct Columns {
    columns: Vec<Column>,
}

#[inline]
fn known(value: f64) -> Option<f64> {
    (!value.is_nan()).then_some(value)
}

impl Columns {
    /// Empty columns of the fields of a layout.
    pub(crate) fn new(layout: &Layout) -> Self {
        let column = |(_, entry): (Field, &FieldEntry)| match entry.unit {
            Unit::Pair => Column::Pairs(BTreeMap::new()),
            _ => Column::Rows { values: Vec::new(), figures: Vec::new() },
        };
        Self { columns: layout.fields().map(column).collect() }
    }

    /// The value of a cell; `None` if missing.
    #[inline]
    pub(crate) fn get(&self, field: Field, row: usize) -> Option<f64> {
        known(self.columns[usize::from(field.0)].value(row))
    }

    /// The cell as it stands, with its ground if it is a figure.
    #[inline]
    pub(crate) fn cell(&self, field: Field, row: usize) -> Cell {
        let column = &self.columns[usize::from(field.0)];
        let figures = column.figures(row);
        let since = figures.and_then(|figures| figures.dated.last()).map(|dated| dated.0);
        Cell { value: column.value(row), ground: figures.map_or(Ground::None, |figures| figures.ground), since }
    }

    /// Write a value; gives what the cell held.
    #[inline]
    pub(crate) fn set(&mut self, field: Field, row: usize, value: f64) -> f64 {
        self.columns[usize::from(field.0)].set(row, value)
    }

    /// Enter a figure from a day on; a later one of the same day takes the place of the earlier.
    pub(crate) fn enter(&mut self, field: Field, row: usize, (value, ground, since): (f64, Ground, Day)) {
        self.set(field, row, value);
        let own = self.columns[usize::from(field.0)].figures_mut(row);
        own.ground = ground;
        match own.dated.last_mut() {
            Some(last) if last.0 == since => last.1 = value,
            _ => own.dated.push((since, value)),
        }
    }

    /// Undo [`Columns::enter`]: the cell holds again what it held.
    pub(crate) fn withdraw(&mut self, field: Field, row: usize, before: Cell) {
        self.set(field, row, before.value);
        let own = self.columns[usize::from(field.0)].figures_mut(row);
        own.ground = before.ground;
        match own.dated.last_mut() {
            Some(last) if Some(last.0) == before.since => last.1 = before.value,
            _ => _ = own.dated.pop(),
        }
    }

    /// The figures of a row, each from its day on; NaN for missing.
    #[inline]
    fn dated(&self, field: Field, row: usize) -> &[(Day, f64)] {
        self.columns[usize::from(field.0)].figures(row).map_or(&[], |figures| figures.dated.as_slice())
    }

    /// The figure in force on a day.
    #[inline]
    pub(crate) fn on(&self, field: Field, row: usize, day: Day) -> Option<f64> {
        let dated = self.dated(field, row);
        // Mostly the last one is asked for.
        if dated.last().is_none_or(|last| last.0 <= day) {
            return dated.last().and_then(|last| known(last.1));
        }
        let after = dated.partition_point(|(from, _)| *from <= day);
        dated[..after].last().and_then(|(_, value)| known(*value))
    }

    /// The days after `from` on which a figure of the row changes.
    pub(crate) fn days_after(&self, field: Field, row: usize, from: Day) -> impl Iterator<Item = Day> {
        let dated = self.dated(field, row);
        let after = dated.partition_point(|(day, _)| *day <= from);
        dated[after..].iter().map(|(day, _)| *day)
    }

    /// Bytes in use by values and figures.
    pub(crate) fn bytes(&self) -> usize {
        self.columns.iter().map(Column::bytes).sum()
    }
}

impl PartialEq for Columns {
    fn eq(&self, other: &Self) -> bool {
        let same_values = |(a, b): &(f64, f64)| a == b || a.is_nan() && b.is_nan();
        let same_row = |field: Field, row: usize| {
            let (own, its) = (self.dated(field, row), other.dated(field, row));
            let pairs = own.iter().zip(its);
            self.cell(field, row).same(&other.cell(field, row))
                && own.len() == its.len()
                && pairs.clone().all(|(a, b)| a.0 == b.0)
                && pairs.map(|(a, b)| (a.1, b.1)).all(|pair| same_values(&pair))
        };
        self.columns.len() == other.columns.len()
            && self.columns.iter().zip(&other.columns).enumerate().all(|(place, (a, b))| {
                let field = Field(place as u16);
                a.rows().into_iter().chain(b.rows()).all(|row| same_row(field, row))
            })
    }
}
