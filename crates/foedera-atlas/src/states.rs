//! `states.csv`: all states since 1945 with their ids in three systems.

use std::collections::BTreeMap;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_world::{Day, State, StateSpell};

use crate::load::Loading;

const HEADER: [&str; 11] =
    ["id", "iso3", "cow", "gw", "name", "cow_start", "cow_end", "gw_start", "gw_end", "sources", "note"];

type Days = Option<(Day, Option<Day>)>;

struct Line<'a> {
    file: &'a Source,
    line: usize,
    fields: Vec<String>,
}

impl Line<'_> {
    fn problem(&self, code: Code, column: usize, message: String, remedy: &str) -> Diagnostic {
        let place = Place::Span(self.file.clone(), self.file.span_of_line(self.line));
        Diagnostic::new(code, place, format!("`{}`: {message}", HEADER[column]), remedy)
    }

    fn code(&self, column: usize) -> Result<Option<u16>, Diagnostic> {
        let text = &self.fields[column];
        if text.is_empty() {
            return Ok(None);
        }
        let message = || format!("`{text}` is not a state number");
        text.parse()
            .map(Some)
            .map_err(|_| self.problem(Code::InvalidValue, column, message(), "write a whole number, or nothing"))
    }

    fn day(&self, column: usize) -> Result<Option<Day>, Diagnostic> {
        let text = &self.fields[column];
        if text.is_empty() {
            return Ok(None);
        }
        text.parse().map(Some).map_err(|error: foedera_world::DateError| {
            self.problem(Code::InvalidValue, column, error.to_string(), "write YYYY-MM-DD, or nothing")
        })
    }

    fn days(&self, code: Option<u16>, start: usize) -> Result<Days, Diagnostic> {
        let (from, until) = (self.day(start)?, self.day(start + 1)?);
        match (code, from) {
            (None, None) => Ok(None),
            (Some(_), Some(from)) if until.is_none_or(|until| from <= until) => Ok(Some((from, until))),
            (Some(_), Some(_)) => Err(self.problem(
                Code::Inconsistent,
                start,
                "the end comes before the start".to_owned(),
                "mend the days",
            )),
            _ => Err(self.problem(
                Code::Inconsistent,
                start,
                "a number needs a start, and a start a number".to_owned(),
                "give both or neither",
            )),
        }
    }
}

pub(crate) fn read_states(file: &Source, loading: &mut Loading) -> Result<(), Problems> {
    let mut problems = Problems::new();
    let mut states: Vec<State> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    let mut reader = csv::ReaderBuilder::new().from_reader(file.text().as_bytes());
    let header: Vec<String> = reader.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
    if header != HEADER {
        let place = Place::Span(file.clone(), file.span_of_line(1));
        let remedy = format!("the first line must be {}", HEADER.join(","));
        return Err(Diagnostic::new(Code::Missing, place, "this is not a table of states", remedy).into());
    }
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |position| position.line() as usize);
                let fields = record.iter().map(|field| field.trim().to_owned()).collect();
                let row = Line { file, line, fields };
                match read_spell(&row, loading) {
                    Ok(spell) => add(&row, spell, &mut states, &mut index),
                    Err(problem) => problems.push(problem),
                }
            }
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                let place = Place::Span(file.clone(), file.span_of_line(line));
                let remedy = format!("give the {} columns {}", HEADER.len(), HEADER.join(","));
                problems.push(Diagnostic::new(
                    Code::BadRow,
                    place,
                    format!("this row cannot be read: {error}"),
                    remedy,
                ));
            }
        }
    }
    problems.or_ok(())?;
    for state in states {
        loading.roster.add_state(state);
    }
    Ok(())
}

fn read_spell(row: &Line<'_>, loading: &Loading) -> Result<StateSpell, Diagnostic> {
    for column in [0, 4, 9] {
        if row.fields[column].is_empty() {
            return Err(row.problem(Code::Missing, column, "nothing is given".to_owned(), "give it"));
        }
    }
    if let Some(unknown) = row.fields[9].split(';').find(|source| !loading.sources.contains_key(source.trim())) {
        let message = format!("unknown source `{unknown}`");
        return Err(row.problem(Code::UnknownName, 9, message, "declare it in atlas/sources.toml"));
    }
    let (cow, gw) = (row.code(2)?, row.code(3)?);
    Ok(StateSpell { cow, cow_days: row.days(cow, 5)?, gw, gw_days: row.days(gw, 7)? })
}

fn add(row: &Line<'_>, spell: StateSpell, states: &mut Vec<State>, index: &mut BTreeMap<String, usize>) {
    let key = row.fields[0].clone();
    match index.get(&key) {
        Some(position) => states[*position].spells.push(spell),
        None => {
            index.insert(key.clone(), states.len());
            let iso3 = Some(row.fields[1].clone()).filter(|text| !text.is_empty());
            states.push(State { key, iso3, name: row.fields[4].clone(), spells: vec![spell] });
        }
    }
}
