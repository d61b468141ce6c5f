//! A broken file or row gives one clear message: what, where (line and column), and what to do.

use foedera_diagnostic::{Code, Diagnostic, Problems};
use foedera_sources::{RawFile, Read, atop, capabilities, democracy, ideal_points};

use crate::fixtures::{fixture, roster};

enum Reader {
    Atop,
    Capabilities,
    Democracy,
    IdealPoints,
}

fn only<T>(result: Result<Read<T>, Problems>) -> Diagnostic {
    let mut found = match result {
        Ok(read) => read.refused,
        Err(problems) => problems.0,
    };
    assert_eq!(found.len(), 1, "{}", Problems(found));
    found.remove(0)
}

fn diagnostic(reader: &Reader, file: &RawFile) -> Diagnostic {
    match reader {
        Reader::Atop => only(atop::read(file, roster())),
        Reader::Capabilities => only(capabilities::read(file, &roster())),
        Reader::Democracy => only(democracy::read(file, &roster())),
        Reader::IdealPoints => only(ideal_points::read(file, &roster())),
    }
}

fn check(reader: Reader, cases: &[(&str, Code, Option<usize>, &str)]) {
    for (name, code, line, words) in cases {
        let found = diagnostic(&reader, &fixture(&format!("broken/{name}.csv")));
        assert_eq!((found.code, found.place.line()), (*code, *line), "{name}: {}", found.message);
        assert!(found.message.contains(words), "{name}: {}", found.message);
        assert!(found.place.file().is_some_and(|file| file.ends_with(&format!("{name}.csv"))), "{name}");
        assert!(!found.remedy.is_empty(), "{name}");
    }
}

#[test]
fn a_broken_file_is_refused_as_a_whole() {
    check(
        Reader::Atop,
        &[
            ("empty", Code::Missing, None, "is empty"),
            ("header_only", Code::Missing, Some(1), "has a header and no row"),
            ("binary", Code::Schema, None, "is not a text file"),
            ("wrong_dataset", Code::Schema, Some(1), "is not the ATOP member-level file"),
            ("column_misspelt", Code::Missing, Some(1), "lacks the column `member`"),
            ("columns_missing", Code::Missing, Some(1), "`yrexit`, `moexit`, `dayexit`"),
        ],
    );
    check(
        Reader::Capabilities,
        &[
            ("column_twice", Code::Duplicate, Some(1), "has the column `cinc` 2 times"),
            ("open_quote", Code::Syntax, Some(3), "a quote opens"),
        ],
    );
}

#[test]
fn a_broken_row_of_atop_is_refused_with_its_line() {
    check(
        Reader::Atop,
        &[
            ("month_13", Code::BadRow, Some(3), "column `moent` holds `13`, not a whole number from 0 to 12"),
            ("february_30", Code::BadRow, Some(3), "`1949-02-30` is not a date"),
            ("exit_before_entry", Code::BadRow, Some(3), "the exit on 1941-06-19 comes before the entry on 1949-04-04"),
            ("row_too_short", Code::BadRow, Some(3), "the row has 22 cells and the header 25"),
            ("member_by_name", Code::BadRow, Some(3), "column `member` holds `UKG`"),
            ("obligation_of_7", Code::BadRow, Some(3), "column `defense` holds `7`"),
            ("exit_empty", Code::BadRow, Some(3), "column `yrexit` is empty"),
        ],
    );
}

#[test]
fn a_broken_yearly_row_is_refused_with_its_line() {
    check(
        Reader::Capabilities,
        &[
            ("cinc_text", Code::BadRow, Some(3), "column `cinc` holds `high`, not a number"),
            ("cinc_above_one", Code::BadRow, Some(3), "column `cinc` holds `1.7`, not a number from 0 to 1"),
            ("state_year_twice", Code::BadRow, Some(3), "the one in line 2 (COW 2) counts"),
            ("year_empty", Code::BadRow, Some(3), "column `year` is empty"),
        ],
    );
    let found = ("session_of_year", Code::BadRow, Some(3), "column `session` holds `1947`");
    check(Reader::IdealPoints, &[found]);
    let found = ("polyarchy_infinite", Code::BadRow, Some(3), "column `v2x_polyarchy` holds `inf`");
    check(Reader::Democracy, &[found]);
}

#[test]
fn a_misspelt_column_is_named_with_the_nearest_one() {
    let found = diagnostic(&Reader::Atop, &fixture("broken/column_misspelt.csv"));
    assert_eq!(found.remedy, "is `membre` meant to be `member`?");
}

#[test]
fn a_refused_row_points_at_the_cell_and_the_others_are_read() {
    let read = atop::read(&fixture("broken/month_13.csv"), roster()).unwrap();
    assert_eq!((read.rows, read.value.summary.rows, read.refused.len()), (3, 2, 1));
    let text = read.refused[0].render(false);
    assert!(text.contains("month_13.csv:3:19"), "{text}");
}

#[test]
fn no_truncated_file_panics() {
    let bytes = std::fs::read(fixture("atop.csv").name()).unwrap();
    for end in 0..bytes.len() {
        let file = RawFile::new("cut.csv", bytes[..end].to_vec());
        if let Ok(read) = atop::read(&file, roster()) {
            assert_eq!(read.rows, read.value.summary.rows + read.refused.len());
            assert!(read.value.history.replay().refused.is_empty());
        }
    }
}
