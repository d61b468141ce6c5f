//! `states.csv`: all states of the two systems since 1816 with their ids; `state-names.csv`: other names (abbreviations,
//! former and formal names, the spellings of datasets), and with several ids the bare names that several states share.

use std::collections::BTreeMap;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source};
use foedera_world::{Day, State, StateId, StateSpell};

use crate::loading::Loading;

const HEADER: [&str; 11] =
    ["id", "iso3", "cow", "gw", "name", "cow_start", "cow_end", "gw_start", "gw_end", "sources", "note"];

type Days = Option<(Day, Option<Day>)>;

const NAMES_HEADER: [&str; 3] = ["name", "id", "sources"];

/// A row of a table of the atlas.
pub(crate) struct Line<'a> {
    file: &'a Source,
    line: usize,
    header: &'static [&'static str],
    pub(crate) fields: Vec<&'a str>,
}

impl Line<'_> {
    pub(crate) fn problem(&self, code: Code, column: usize, message: String, remedy: &str) -> Diagnostic {
        let place = Place::Span(self.file.clone(), self.file.span_of_line(self.line));
        Diagnostic::new(code, place, format!("`{}`: {message}", self.header[column]), remedy)
    }

    pub(crate) fn sources(&self, column: usize, loading: &Loading) -> Result<(), Diagnostic> {
        let unknown = self.fields[column].split(';').find(|source| !loading.has_source(source.trim()));
        unknown.map_or(Ok(()), |unknown| {
            let message = format!("unknown source `{unknown}`");
            Err(self.problem(Code::UnknownName, column, message, "declare it in atlas/sources.toml"))
        })
    }

    fn code(&self, column: usize) -> Result<Option<u16>, Diagnostic> {
        let text = self.fields[column];
        if text.is_empty() {
            return Ok(None);
        }
        let message = || format!("`{text}` is not a state number");
        text.parse()
            .map(Some)
            .map_err(|_| self.problem(Code::InvalidValue, column, message(), "write a whole number, or nothing"))
    }

    fn day(&self, column: usize) -> Result<Option<Day>, Diagnostic> {
        let text = self.fields[column];
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
    let mut states: Vec<State> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    each_row(file, &HEADER, "a table of states", |row| {
        let spell = read_spell(row, loading)?;
        add(row, spell, &mut states, &mut index);
        Ok(())
    })?;
    for mut state in states {
        state.also = loading.spellings.remove(&state.key).unwrap_or_default();
        loading.roster_mut().add_state(state);
    }
    let mut strangers: Vec<String> = loading.spellings.keys().cloned().collect();
    for (name, keys) in std::mem::take(&mut loading.shared_names) {
        let found: Vec<StateId> = keys.iter().filter_map(|key| loading.roster.find_state(key)).collect();
        strangers.extend(keys.into_iter().filter(|key| loading.roster.find_state(key).is_none()));
        loading.roster_mut().add_shared_name(&name, found);
    }
    let Some(key) = strangers.first() else { return Ok(()) };
    let message = format!("state-names.csv gives a name to `{key}`, which is no state of this table");
    let place = Place::File(file.name().to_owned());
    Err(Diagnostic::new(Code::UnknownName, place, message, "use an id of atlas/states.csv").into())
}

/// Read the spellings; they wait for the states, which are read next.
pub(crate) fn read_names(file: &Source, loading: &mut Loading) -> Result<(), Problems> {
    let mut spellings: BTreeMap<String, Vec<String>> = BTreeMap::new();
    each_row(file, &NAMES_HEADER, "a table of state names", |row| {
        row.sources(2, loading)?;
        if row.fields[1].contains(';') {
            let keys = row.fields[1].split(';').map(|key| key.trim().to_owned()).collect();
            loading.shared_names.push((row.fields[0].to_owned(), keys));
            return Ok(());
        }
        spellings.entry(row.fields[1].to_owned()).or_default().push(row.fields[0].to_owned());
        Ok(())
    })?;
    loading.spellings = spellings;
    Ok(())
}

/// Read a table with this header row by row; every row that fails is told.
pub(crate) fn each_row(
    file: &Source,
    header: &'static [&'static str],
    what: &str,
    mut read: impl FnMut(&Line<'_>) -> Result<(), Diagnostic>,
) -> Result<(), Problems> {
    let mut problems = Problems::new();
    let mut reader = csv::ReaderBuilder::new().from_reader(file.text().as_bytes());
    let found: Vec<String> = reader.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
    if found != header {
        let place = Place::Span(file.clone(), file.span_of_line(1));
        let remedy = format!("the first line must be {}", header.join(","));
        return Err(Diagnostic::new(Code::Missing, place, format!("this is not {what}"), remedy).into());
    }
    let mut record = csv::StringRecord::new();
    loop {
        match reader.read_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(0, |position| position.line() as usize);
                let fields = record.iter().map(str::trim).collect();
                if let Err(problem) = read(&Line { file, line, header, fields }) {
                    problems.push(problem);
                }
            }
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                let place = Place::Span(file.clone(), file.span_of_line(line));
                let remedy = format!("give the {} columns {}", header.len(), header.join(","));
                let message = format!("this row cannot be read: {error}");
                problems.push(Diagnostic::new(Code::BadRow, place, message, remedy));
            }
        }
    }
    problems.or_ok(())
}

fn read_spell(row: &Line<'_>, loading: &Loading) -> Result<StateSpell, Diagnostic> {
    for column in [0, 4, 9] {
        if row.fields[column].is_empty() {
            return Err(row.problem(Code::Missing, column, "nothing is given".to_owned(), "give it"));
        }
    }
    row.sources(9, loading)?;
    let (cow, gw) = (row.code(2)?, row.code(3)?);
    Ok(StateSpell { cow, cow_days: row.days(cow, 5)?, gw, gw_days: row.days(gw, 7)? })
}

fn add(row: &Line<'_>, spell: StateSpell, states: &mut Vec<State>, index: &mut BTreeMap<String, usize>) {
    let key = row.fields[0];
    match index.get(key) {
        Some(position) => states[*position].spells.push(spell),
        None => {
            index.insert(key.to_owned(), states.len());
            let iso3 = Some(row.fields[1].to_owned()).filter(|text| !text.is_empty());
            states.push(State {
                key: key.to_owned(),
                iso3,
                name: row.fields[4].to_owned(),
                also: Vec::new(),
                spells: vec![spell],
            });
        }
    }
}
