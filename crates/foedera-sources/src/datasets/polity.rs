//! Polity5: regime scores by state and year, whose numbers for states are not all those of COW.

use foedera_store::Kind;
use foedera_world::{Day, Roster, StateId};

use crate::dataset::{Builder, Dataset, Gathered, System, Value, YEARS, find, state_value};
use crate::row::{Cell, Row};
use crate::table::Table;

/// Polity's numbers that COW gives otherwise, from the codebook of Polity5 (appendix B) and its own file.
const OTHERWISE: [(i32, i32); 10] = [
    (364, 365), // USSR
    (342, 345), // Serbia
    (347, 345), // Serbia and Montenegro
    (341, 347), // Kosovo
    (348, 341), // Montenegro
    (818, 816), // Vietnam
    (769, 770), // Pakistan with Bangladesh
    (529, 530), // Ethiopia since 1993
    (626, 625), // Sudan since 2011
    (525, 626), // South Sudan
];

/// Read the file. Interruptions and transitions (-66, -77, -88) are no scores; `polity2` has numbers in their place.
pub(super) fn read_rows(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    let names = [("state", Kind::State), ("state_code", Kind::Whole), ("year", Kind::Year), ("polity2", Kind::Whole)];
    let builder = Builder::new(names.map(|(name, kind)| (name.to_owned(), kind)));
    builder.yearly(table, |row| read_row(row, roster))
}

type Score<'a> = Result<(i16, [Value<'a>; 4]), &'a str>;

fn read_row<'a>(row: Row<'a>, roster: &Roster) -> Cell<Score<'a>> {
    let year: i16 = row.required("year", i64::from(YEARS.start)..i64::from(YEARS.end))?;
    let midyear = Day::new(year, 7, 1).ok();
    let own: Option<i32> = row.whole("ccode", 1..1000)?;
    let code = own.map(|own| OTHERWISE.iter().find(|(polity, _)| *polity == own).map_or(own, |(_, cow)| *cow));
    let name = row.text("country").ok_or_else(|| row.refuse("country", "the name of a country"))?;
    // Extracts without numbers have names and letters only.
    let state = match code {
        Some(_) => find(System::Cow, "", code, roster, midyear),
        None => find(System::Name, name, None, roster, midyear),
    };
    let Some(state) = state else { return Ok(Err(name)) };
    let code = code.or_else(|| number_in(roster, state, midyear?));
    let known = row.plain("polity2").filter(|text| !["-66", "-77", "-88"].contains(text));
    let score = known.map(|text| row.parse_whole("polity2", text, -10..11)).transpose()?;
    let year_value = Value::Whole(Some(i32::from(year)));
    Ok(Ok((year, [state_value(Some(state)), Value::Whole(code), year_value, Value::Whole(score)])))
}

/// The COW number of a state on a day.
fn number_in(roster: &Roster, state: StateId, day: Day) -> Option<i32> {
    let on = |(from, until): (Day, Option<Day>)| from <= day && until.is_none_or(|until| day <= until);
    let spells = &roster.state(state).spells;
    spells.iter().find(|spell| spell.cow_days.is_some_and(on)).and_then(|spell| spell.cow).map(i32::from)
}
