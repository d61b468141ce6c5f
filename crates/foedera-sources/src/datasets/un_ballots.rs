//! UN votes with one row per state and roll call, as Erik Voeten and the UN Digital Library give them.

use foedera_store::Kind;
use foedera_world::{Day, Roster, StateId};

use crate::dataset::{Builder, Dataset, Gathered, System, Value, find, state_value};
use crate::row::{Cell, Row};
use crate::table::Table;

type Ballot<'a> = Result<(i32, Option<StateId>, &'static str), &'a str>;
type Reader = for<'a> fn(Row<'a>, &Roster) -> Cell<Option<Ballot<'a>>>;

/// Voeten's file: votes are 1 yes, 2 abstention, 3 no, 8 absent, 9 not a member.
pub(super) fn read_voeten(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    gather(table, roster, |row, roster| {
        let call = row.required("rcid", 1..100_000_000)?;
        let vote = match row.required::<i32>("vote", 1..10)? {
            1 => "yes",
            2 => "abstain",
            3 => "no",
            _ => return Ok(None),
        };
        let code: i32 = row.required("ccode", 1..10_000)?;
        let state = find(System::Cow, "", Some(code), roster, year(row));
        Ok(Some(state.map(|state| (call, Some(state), vote)).ok_or(row.text("ccode").unwrap_or_default())))
    })
}

/// The file of the UN Digital Library: states by their ISO codes, votes Y, A, N; X did not vote.
pub(super) fn read_library(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    gather(table, roster, |row, roster| {
        let call = row.required("undl_id", 1..100_000_000)?;
        let vote = match row.text("ms_vote") {
            Some("Y") => "yes",
            Some("A") => "abstain",
            Some("N") => "no",
            Some("X") | None => return Ok(None),
            Some(_) => return Err(row.refuse("ms_vote", "Y, A, N or X")),
        };
        let code = row.text("ms_code").ok_or_else(|| row.refuse("ms_code", "the ISO code of a state"))?;
        let state = find(System::Iso3, code, None, roster, year(row));
        let state = state.or_else(|| find(System::Name, row.text("ms_name")?, None, roster, year(row)));
        Ok(Some(state.map(|state| (call, Some(state), vote)).ok_or(code)))
    })
}

/// The middle of the year of a roll call.
fn year(row: Row<'_>) -> Option<Day> {
    let year: i16 = row.text("date")?.get(..4)?.parse().ok()?;
    Day::new(year, 7, 1).ok()
}

/// The votes that were cast; who was absent or no member cast none, and is counted as left out.
fn gather(table: &Table, roster: &Roster, read: Reader) -> Gathered {
    let columns = [("rcid", Kind::Whole), ("state", Kind::State), ("vote", Kind::Text)];
    let mut builder = Builder::new(columns.map(|(name, kind)| (name.to_owned(), kind)));
    let mut gathered = Gathered::default();
    for row in table.rows() {
        match row.and_then(|row| Ok((row, read(row, roster)?))) {
            Ok((row, Some(Ok((call, state, vote))))) => {
                if let Some(day) = year(row) {
                    gathered.cover(day.year());
                }
                builder.push(row, &[Value::Whole(Some(call)), state_value(state), Value::Text(Some(vote))]);
            }
            Ok((_, Some(Err(stranger)))) => gathered.leave_out(stranger),
            Ok((_, None)) => gathered.leave_out("did not vote"),
            Err(diagnostic) => gathered.refuse(*diagnostic),
        }
    }
    builder.finish(&mut gathered);
    gathered
}
