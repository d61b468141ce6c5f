//! What state-year datasets have in common: a number per state and year that becomes attribute events.

use std::collections::BTreeMap;
use std::ops::Range;

use foedera_almanac::{Holds, changes};
use foedera_diagnostic::{Diagnostic, Problems};
use foedera_world::{Day, Event, EventKind, Roster, StateId, Variable, When};

use crate::dataset::Dataset;
use crate::row::{Cell, Row};
use crate::table::Table;
use crate::{RawFile, Read, Trace};

/// A column of a state-year dataset that becomes attribute events.
pub(crate) struct Yearly {
    pub(crate) dataset: &'static Dataset,
    /// The key of the source in the events.
    pub(crate) source: &'static str,
    pub(crate) variable: Variable,
    /// The column with the number, and the range it must lie in.
    pub(crate) column: &'static str,
    pub(crate) range: (f64, f64),
    /// The column that dates the row: the year, or the session of the UN.
    pub(crate) time: &'static str,
    /// What it may hold; with `zero` added this must stay a year of four digits.
    pub(crate) times: Range<i64>,
    /// The year of its zero (0 for years, 1945 for sessions).
    pub(crate) zero: i16,
}

/// A row's number with where it came from.
#[derive(Clone, Copy)]
struct Value<'a> {
    cow: u16,
    number: Option<f64>,
    /// Whether the state had this COW number on 1 July.
    at_home: bool,
    row: Row<'a>,
}

type Series<'a> = BTreeMap<(StateId, i16), Value<'a>>;

impl Yearly {
    /// Read the file and date its values: what is measured over a year holds through the next one.
    pub(crate) fn read(&self, file: &RawFile, roster: &Roster) -> Result<Read<Vec<Event>>, Problems> {
        let table = Table::parse(file, &self.dataset.layout)?;
        let mut series = Series::new();
        let (mut refused, mut notes) = (Vec::new(), Vec::new());
        let mut unknown: BTreeMap<String, usize> = BTreeMap::new();
        for row in table.rows() {
            match row.and_then(|row| self.value(row, roster)) {
                Ok((_, None, value)) => *unknown.entry(value.cow.to_string()).or_default() += 1,
                Ok((year, Some(state), value)) => match insert(&mut series, (state, year), value) {
                    Some(Second::Note(note)) => notes.push(note),
                    Some(Second::Refused(diagnostic)) => refused.push(*diagnostic),
                    None => {}
                },
                Err(diagnostic) => refused.push(*diagnostic),
            }
        }
        Ok(Read {
            value: self.events(&series),
            rows: table.len(),
            refused_rows: refused.len(),
            refused,
            notes,
            repeated: 0,
            trace: Trace::default(),
            unknown,
            provenance: file.provenance(self.dataset.title.to_owned(), table.len(), &self.dataset.citation()),
        })
    }

    fn value<'a>(&self, row: Row<'a>, roster: &Roster) -> Cell<(i16, Option<StateId>, Value<'a>)> {
        let cow: u16 = row.required("ccode", 1..i64::from(u16::MAX))?;
        let year = row.required::<i16>(self.time, self.times.clone())? + self.zero;
        let number = row.number_in(self.column, self.range.0, self.range.1)?;
        let midyear = Day::new(year, 7, 1).unwrap_or(Day::start_of_year(year));
        let state = roster.find_cow(cow, midyear);
        let at_home = state.is_some_and(|state| had_number(roster, state, cow, midyear));
        Ok((year, state, Value { cow, number, at_home, row }))
    }

    /// The value of year `y` holds from the first day of `y + 1`, because nobody knows it before the year is over;
    /// after a year it goes missing unless the next value takes its place.
    fn events(&self, series: &Series<'_>) -> Vec<Event> {
        let mut events = Vec::new();
        let mut states: BTreeMap<StateId, Vec<(i16, f64)>> = BTreeMap::new();
        for ((state, year), value) in series {
            let own = states.entry(*state).or_default();
            own.extend(value.number.map(|number| (*year, number)));
        }
        for (state, values) in states {
            for (day, value) in changes(&values, Holds { years: 1, last: Some(1) }) {
                let kind = EventKind::figure(state, self.variable, value);
                events.push(Event { sources: vec![self.source.to_owned()], ..Event::new(When::on(day), kind) });
            }
        }
        events.sort_by_key(|event| event.when.day());
        events
    }
}

fn had_number(roster: &Roster, state: StateId, cow: u16, day: Day) -> bool {
    roster.state(state).spells.iter().any(|spell| {
        let inside = |(from, until): (Day, Option<Day>)| from <= day && until.is_none_or(|until| day <= until);
        spell.cow == Some(cow) && spell.cow_days.is_some_and(inside)
    })
}

/// What becomes of a second row for one state and year.
enum Second {
    /// It has the state's other number, and is correct.
    Note(String),
    /// It says a second thing of one number.
    Refused(Box<Diagnostic>),
}

/// Enter a value; of two for one state and year the first stays, unless only the second has the state's number of
/// that year (1990 has a row for the Federal Republic, 260, and one for Germany, 255).
fn insert<'a>(series: &mut Series<'a>, key: (StateId, i16), value: Value<'a>) -> Option<Second> {
    let Some(first) = series.get(&key).copied() else {
        series.insert(key, value);
        return None;
    };
    let (kept, left) = if value.at_home && !first.at_home { (value, first) } else { (first, value) };
    series.insert(key, kept);
    let line = kept.row.line();
    let message =
        format!("COW {} has a second row for {}; the one in line {line} (COW {}) counts", left.cow, key.1, kept.cow);
    // Two numbers of one state in the year in which it changed them are both correct; two rows of one number are not.
    if left.cow != kept.cow {
        return Some(Second::Note(message));
    }
    Some(Second::Refused(left.row.refuse_because("ccode", message)))
}
