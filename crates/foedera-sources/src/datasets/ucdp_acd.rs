//! UCDP/PRIO Armed Conflict Dataset (25.1): who was on which side, first and second parties, by conflict and year.
//!
//! In the original, `gwno_a`, `gwno_a_2nd`, `gwno_b`, `gwno_b_2nd` are lists ("2, 200"); peacesciencer unnests them into
//! all combinations. Both become one row per conflict, year, side and state, so that a conflict counts for side B and
//! for seconding parties as much as for side A. Type and incompatibility come as numbers or words.

use std::collections::BTreeSet;

use foedera_store::Kind;
use foedera_world::{Day, Roster, When};

use crate::dataset::{Builder, Dataset, Gathered, System, Value, date_values, find, state_value};
use crate::datasets::citations;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table};

/// The dataset.
pub static UCDP_ACD: Dataset = Dataset {
    key: "ucdp-acd",
    title: "UCDP/PRIO Armed Conflict Dataset",
    version: "25.1",
    unit: "conflict-year and party",
    years: (1946, 2024),
    keys: "conflict_id, year, gwno (Gleditsch-Ward)",
    bibtex: citations::UCDP,
    terms: "UCDP: CC BY 4.0 (as recalled, not checked)",
    home: "https://ucdp.uu.se/downloads/",
    download: Some("https://ucdp.uu.se/downloads/ucdpprio/ucdp-prio-acd-251-csv.zip"),
    frame: "ucdp_party",
    layout: Layout {
        what: "the UCDP/PRIO armed conflict file",
        columns: &[
            "conflict_id",
            "year",
            "gwno_a",
            "gwno_a_2nd",
            "gwno_b",
            "gwno_b_2nd",
            "intensity_level",
            "type_of_conflict",
        ],
        missing: &[],
        named: &[],
        ..Layout::PLAIN
    },
    fields: &[],
    reader: Some(read_rows),
    unique: &["conflict", "year", "state_code", "side", "second"],
    ..Dataset::PLAIN
};

/// The columns with parties: side (1 A, 2 B) and whether the party seconds.
const PARTIES: [(&str, i32, i32); 4] = [("gwno_a", 1, 0), ("gwno_a_2nd", 1, 1), ("gwno_b", 2, 0), ("gwno_b_2nd", 2, 1)];

fn read_rows(_dataset: &Dataset, table: &Table, roster: &Roster) -> Gathered {
    let names = ["conflict", "year", "state", "state_code", "side", "second", "type", "incompatibility", "intensity"];
    let kinds = |name: &str| match name {
        "year" => Kind::Year,
        "state" => Kind::State,
        _ => Kind::Whole,
    };
    let dates =
        [("start", Kind::Day), ("start_precision", Kind::Whole), ("end", Kind::Day), ("end_precision", Kind::Whole)];
    let columns = names.iter().map(|name| ((*name).to_owned(), kinds(name)));
    let mut builder = Builder::new(columns.chain(dates.map(|(name, kind)| (name.to_owned(), kind))));
    let (mut gathered, mut seen) = (Gathered::default(), BTreeSet::new());
    for row in table.rows() {
        match row.and_then(|row| Ok((row, read_conflict(row)?))) {
            Ok((row, conflict)) => {
                gathered.cover(conflict.year);
                let midyear = Day::new(conflict.year, 7, 1).ok();
                for (code, side, second) in &conflict.parties {
                    if !seen.insert((conflict.id, conflict.year, *code, *side, *second)) {
                        continue;
                    }
                    let state = find(System::Gw, "", Some(*code), roster, midyear);
                    let whole = |value| Value::Whole(Some(value));
                    let mut values = vec![whole(conflict.id), whole(i32::from(conflict.year)), state_value(state)];
                    values.extend([whole(*code), whole(*side), whole(*second)]);
                    values.extend([
                        Value::Whole(conflict.kind),
                        Value::Whole(conflict.about),
                        Value::Whole(conflict.intensity),
                    ]);
                    values.extend(date_values(conflict.start));
                    values.extend(date_values(conflict.end));
                    builder.push(row, &values);
                }
            }
            Err(diagnostic) => gathered.refuse(*diagnostic),
        }
    }
    builder.finish(&mut gathered);
    gathered
}

struct Conflict {
    id: i32,
    year: i16,
    parties: Vec<(i32, i32, i32)>,
    /// 1 extrasystemic, 2 interstate, 3 intrastate, 4 internationalized intrastate.
    kind: Option<i32>,
    /// 1 territory, 2 government, 3 both.
    about: Option<i32>,
    /// 1 minor (25 deaths), 2 war (1000).
    intensity: Option<i32>,
    start: Option<When>,
    end: Option<When>,
}

fn read_conflict(row: Row<'_>) -> Cell<Conflict> {
    let mut parties = Vec::new();
    for (column, side, second) in PARTIES {
        for part in
            row.text(column).unwrap_or_default().split([',', ';']).map(str::trim).filter(|part| !part.is_empty())
        {
            parties.push((row.parse_whole(column, part, 1..10_000)?, side, second));
        }
    }
    let kinds = ["extrasystemic", "interstate", "intrastate", "II"];
    Ok(Conflict {
        id: row.required("conflict_id", 1..1_000_000)?,
        year: row.required("year", 1900..2500)?,
        parties,
        kind: coded(row, "type_of_conflict", &kinds)?,
        about: coded(row, "incompatibility", &["territory", "government", "both"])?,
        intensity: row.whole("intensity_level", 0..3)?,
        start: date(row, "start_date")?,
        end: date(row, "ep_end_date")?,
    })
}

/// A code that comes as a number from 1 or as one of these words.
fn coded(row: Row<'_>, column: &str, words: &[&str]) -> Cell<Option<i32>> {
    let Some(text) = row.text(column) else { return Ok(None) };
    let place = words.iter().position(|word| word.eq_ignore_ascii_case(text));
    if let Some(place) = place.and_then(|place| i32::try_from(place + 1).ok()) {
        return Ok(Some(place));
    }
    let most = i64::try_from(words.len()).unwrap_or(0) + 1;
    row.parse_whole(column, text, 1..most)
        .map(Some)
        .map_err(|_| row.refuse(column, &format!("a number from 1 to {} or one of {}", words.len(), words.join(", "))))
}

fn date(row: Row<'_>, column: &str) -> Cell<Option<When>> {
    let text = row.text(column).map(|text| text.get(..10).unwrap_or(text));
    text.map(str::parse).transpose().map_err(|_| row.refuse(column, "a date (YYYY-MM-DD)"))
}
