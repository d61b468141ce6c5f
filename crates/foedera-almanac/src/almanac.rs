//! The almanac: data files, opened when a column of theirs is first asked for.

use std::sync::OnceLock;

use foedera_world::{Day, Roster, StateId};

use crate::catalogue::{Of, SOURCES, VARIABLES, Variable, place};
use crate::column::{Column, newest};
use crate::format::{Broken, Head, NOBODY, Row};
use crate::tables::Tables;

/// The bytes of the data files, in the order of [`SOURCES`].
static FILES: [&[u8]; SOURCES.len()] = [
    include_bytes!("../data/factbook.bin"),
    include_bytes!("../data/world-bank.bin"),
    include_bytes!("../data/ucdp.bin"),
    include_bytes!("../data/ideal-points.bin"),
    include_bytes!("../data/v-dem.bin"),
];

/// A figure with its date.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The value.
    pub value: f64,
    /// The year that it is about; `None` where it has none.
    pub year: Option<i16>,
    /// From when it is known.
    pub known_from: Option<Day>,
}

impl From<&Row> for Figure {
    fn from(row: &Row) -> Self {
        Self { value: row.value, year: row.year, known_from: row.known_from() }
    }
}

struct File {
    bytes: &'static [u8],
    head: Head,
    /// The place among the names of each state of the roster.
    places: Vec<Option<u16>>,
    /// The state of each name, where it is one.
    states: Vec<Option<StateId>>,
}

impl File {
    fn open(bytes: &'static [u8], roster: &Roster) -> Result<Self, Broken> {
        let head = Head::read(bytes)?;
        let mut places = vec![None; roster.states().len()];
        let states: Vec<Option<StateId>> = head.names.iter().map(|name| roster.find_state(name)).collect();
        for (place, state) in (0_u16..).zip(&states) {
            if let Some(state) = state {
                places[state.index()] = Some(place);
            }
        }
        Ok(Self { bytes, head, places, states })
    }
}

/// The move of a capital: the state, the day from which the second place is the capital, latitude and longitude before and since, in degrees.
pub type MovedCapital = (StateId, Day, (f64, f64), (f64, f64));

/// Figures of states since 1990.
///
/// States are those of a roster, found by their keys (ISO 3166 alpha-3 codes). A column is decoded when it is first asked for.
pub struct Almanac {
    files: Vec<File>,
    columns: Vec<OnceLock<Column>>,
    /// Tables that were made of figures.
    pub(crate) tables: Tables,
    pub(crate) last_index_year: OnceLock<i16>,
    moved_capitals: Vec<MovedCapital>,
    /// First and last edition with organisations.
    pub(crate) organisation_editions: OnceLock<Option<(i16, i16)>>,
}

impl Almanac {
    /// The almanac in the program, for the states of a roster.
    pub fn embedded(roster: &Roster) -> Self {
        let open = |bytes: &&'static [u8]| File::open(bytes, roster).expect("a test reads every file of the program");
        Self {
            files: FILES.iter().map(open).collect(),
            columns: VARIABLES.iter().map(|_| OnceLock::new()).collect(),
            moved_capitals: Vec::new(),
            tables: Tables::default(),
            last_index_year: OnceLock::new(),
            organisation_editions: OnceLock::new(),
        }
    }

    /// The same with capitals that moved; all others lie where the last edition known says.
    #[must_use]
    pub fn with_capitals(mut self, moved: impl IntoIterator<Item = MovedCapital>) -> Self {
        self.moved_capitals.extend(moved);
        self
    }

    /// Where the capital of a state lay on a day, if it moved.
    pub(crate) fn moved_capital(&self, state: StateId, at: Day) -> Option<(f64, f64)> {
        let (_, on, before, after) = self.moved_capitals.iter().find(|moved| moved.0 == state)?;
        Some(if at < *on { *before } else { *after })
    }

    /// Bytes of all data files.
    pub fn size() -> usize {
        FILES.iter().map(|bytes| bytes.len()).sum()
    }

    /// The column of a variable; `None` for a name that is none.
    pub fn column(&self, variable: &str) -> Option<&Column> {
        let place = place(variable)?;
        let file = &self.files[VARIABLES[place].source];
        let read = || {
            let rows = file.head.column(file.bytes, variable).expect("a test reads every column of the program");
            Column::new(rows)
        };
        Some(self.columns[place].get_or_init(read))
    }

    /// How many states the roster has.
    pub(crate) fn states(&self) -> usize {
        self.files[0].places.len()
    }

    /// The last day on or before a day on which an edition of the Factbook was seen, from which on the same is known; the day itself
    /// before the first.
    pub(crate) fn edition_before(&self, at: Day) -> Day {
        self.files[0].head.days().iter().rev().copied().find(|day| *day <= at).unwrap_or(at)
    }

    /// The name of a state or partner in a row of a variable.
    pub fn name(&self, variable: &Variable, place: u16) -> &str {
        self.files[variable.source].head.names.get(usize::from(place)).map_or("", String::as_str)
    }

    pub(crate) fn place_of(&self, variable: &str, state: StateId) -> Option<u16> {
        let source = VARIABLES[place(variable)?].source;
        self.files[source].places.get(state.index()).copied().flatten()
    }

    /// The rows of a state, of a variable of states in the order of years and first sight; of one of pairs by partner.
    pub fn rows(&self, variable: &str, state: StateId) -> &[Row] {
        match (self.column(variable), self.place_of(variable, state)) {
            (Some(column), Some(place)) => column.of_state(place),
            _ => &[],
        }
    }

    /// The rows of a first state towards a second.
    pub fn pair_rows(&self, variable: &str, first: StateId, second: StateId) -> &[Row] {
        let places = self.place_of(variable, first).zip(self.place_of(variable, second));
        match (self.column(variable), places) {
            (Some(column), Some((first, second))) => column.of(first, second),
            _ => &[],
        }
    }

    /// The states that stand as partners of a state in a variable of pairs, in order.
    pub fn partners(&self, variable: &str, state: StateId) -> Vec<StateId> {
        let Some(place) = place(variable) else { return Vec::new() };
        let states = &self.files[VARIABLES[place].source].states;
        let rows = self.rows(variable, state).iter();
        let mut found: Vec<StateId> = rows.filter_map(|row| *states.get(usize::from(row.partner))?).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The last year's figure of a state that is known on a day, in its last revision known then.
    pub fn state(&self, variable: &str, state: StateId, at: Day) -> Option<Figure> {
        let own = self.rows(variable, state);
        newest(own, at, None).filter(|row| row.partner == NOBODY).map(Figure::from)
    }

    /// The figure of a state for a year, in its last revision known on a day.
    pub fn state_in(&self, variable: &str, state: StateId, year: i16, at: Day) -> Option<Figure> {
        let found = newest(self.rows(variable, state), at, Some(year))?;
        (found.year == Some(year)).then(|| found.into())
    }

    /// The last year's figure of a first state towards a second that is known on a day.
    pub fn pair(&self, variable: &str, first: StateId, second: StateId, at: Day) -> Option<Figure> {
        newest(self.pair_rows(variable, first, second), at, None).map(Figure::from)
    }

    /// The figure of a first state towards a second for a year, in its last revision known on a day.
    pub fn pair_in(&self, variable: &str, first: StateId, second: StateId, year: i16, at: Day) -> Option<Figure> {
        let found = newest(self.pair_rows(variable, first, second), at, Some(year))?;
        (found.year == Some(year)).then(|| found.into())
    }
}

/// How far a variable reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Its figures, revisions included.
    pub figures: usize,
    /// States with one.
    pub states: usize,
    /// First and last year; `None` where figures have no year.
    pub years: Option<(i16, i16)>,
    /// The day from which the last of them is known.
    pub known_to: Option<Day>,
}

impl Almanac {
    /// How far a variable reaches in what is known on a day (all of it without one).
    pub fn coverage(&self, variable: &Variable, at: Option<Day>) -> Coverage {
        let rows = self.column(variable.name).map_or(&[][..], Column::rows);
        let known = || rows.iter().filter(|row| at.is_none_or(|at| row.is_known(at)));
        let years = || known().filter_map(|row| row.year);
        let mut states: Vec<u16> = known().map(|row| row.state).collect();
        states.dedup();
        let last =
            if variable.of == Of::Organisation { known().map(|row| row.value as i16).max() } else { years().max() };
        Coverage {
            figures: known().count(),
            states: states.len(),
            years: years().min().zip(last),
            known_to: known().filter_map(Row::known_from).max(),
        }
    }
}
