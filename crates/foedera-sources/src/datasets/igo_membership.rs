//! COW IGO memberships in the publisher's own layout: one column for each organisation.

use foedera_store::Kind;
use foedera_world::{Day, Roster};

use crate::dataset::{Builder, Dataset, Gathered, System, Value, YEARS, find, state_value};
use crate::row::{Cell, Row};
use crate::table::Table;

/// The columns that are no organisation.
const OTHERS: [&str; 10] =
    ["", "ccode", "ccode1", "ccode2", "state", "country1", "country2", "year", "dyadid", "version"];

/// `state_year_formatv3`: 1 is full membership, 2 associate, 3 observer.
pub(super) fn read_states(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    read(
        table,
        roster,
        &[("state", "ccode")],
        &[("igo_full", &[1]), ("igo_associate", &[2]), ("igo_observer", &[3]), ("igo_any", &[1, 2, 3])],
    )
}

/// `dyadic_formatv3`: 1 is full membership of both.
pub(super) fn read_dyads(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    read(table, roster, &[("state1", "ccode1"), ("state2", "ccode2")], &[("igos", &[1])])
}

/// Count the organisations by kind of membership.
fn read(table: &Table, roster: &Roster, states: &[(&str, &str)], kinds: &[(&str, &[i32])]) -> Gathered {
    let state_names =
        states.iter().flat_map(|(name, _)| [((*name).to_owned(), Kind::State), (format!("{name}_code"), Kind::Whole)]);
    let year = ("year".to_owned(), Kind::Year);
    let counts = kinds.iter().map(|(name, _)| ((*name).to_owned(), Kind::Whole));
    let builder = Builder::new(state_names.chain([year]).chain(counts));
    let mut organisations = vec![true; table.width()];
    for (name, index) in table.names() {
        organisations[index] = !OTHERS.contains(&name);
    }
    builder.yearly(table, |row| read_row(row, roster, states, kinds, &organisations))
}

type Counts<'a> = Result<(i16, Vec<Value<'a>>), &'a str>;

fn read_row<'a>(
    row: Row<'a>,
    roster: &Roster,
    states: &[(&str, &str)],
    kinds: &[(&str, &[i32])],
    organisations: &[bool],
) -> Cell<Counts<'a>> {
    let year: i16 = row.required("year", i64::from(YEARS.start)..i64::from(YEARS.end))?;
    let mut values = Vec::new();
    for (_, column) in states {
        let code: i32 = row.required(column, 1..1000)?;
        let Some(state) = find(System::Cow, "", Some(code), roster, Day::new(year, 7, 1).ok()) else {
            return Ok(Err(row.text(column).unwrap_or_default()));
        };
        values.extend([state_value(Some(state)), Value::Whole(Some(code))]);
    }
    values.push(Value::Whole(Some(i32::from(year))));
    let mut counts = vec![0; kinds.len()];
    for (cell, _) in row.all().zip(organisations).filter(|(_, counted)| **counted) {
        let Some(text) = cell else { continue };
        let membership = text
            .parse::<f64>()
            .map_err(|_| row.refuse_because("year", format!("a membership is `{text}`, not a number")))?;
        for ((_, codes), count) in kinds.iter().zip(&mut counts) {
            *count += i32::from(codes.iter().any(|code| f64::from(*code) == membership));
        }
    }
    values.extend(counts.into_iter().map(|count| Value::Whole(Some(count))));
    Ok(Ok((year, values)))
}
