//! Reading cases with known outcomes from two tables in the form of the DEU data ("Decision-making in the European
//! Union", Arregui and Perarnaud 2022, doi:10.34810/data53).

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, nearest};

use super::{Benchmark, Case, Kind};
use crate::Setting;

const ISSUES: [&str; 7] = ["issue", "proposal", "procedure", "council_vote", "year", "reference_point", "outcome"];
const POSITIONS: [&str; 5] = ["issue", "actor", "position", "salience", "capability"];

/// The positions and saliences of the data.
const SCALE: RangeInclusive<f64> = 0.0..=100.0;

/// A row with its place.
struct Row<'a> {
    source: &'a Source,
    line: usize,
    header: &'static [&'static str],
    fields: Vec<String>,
}

impl Row<'_> {
    fn problem(&self, code: Code, column: usize, message: &str, remedy: impl Into<String>) -> Diagnostic {
        let span = self.source.span_of_line(self.line);
        let field = &self.fields[column];
        let inside = self.source.text()[span.clone()].find(field.as_str()).filter(|_| !field.is_empty());
        let span = inside.map_or(span.clone(), |at| span.start + at..span.start + at + field.len());
        let message = format!("`{}`: {message}", self.header[column]);
        Diagnostic::new(code, Place::Span(self.source.clone(), span), message, remedy)
    }

    /// A number in a range; NaN of an empty field.
    fn number(&self, column: usize, range: RangeInclusive<f64>) -> Result<f64, Diagnostic> {
        let text = self.fields[column].as_str();
        if text.is_empty() {
            return Ok(f64::NAN);
        }
        let remedy = format!("give a number from {} to {}, or nothing if it is not known", range.start(), range.end());
        match text.parse::<f64>() {
            Ok(number) if range.contains(&number) => Ok(number),
            Ok(_) => Err(self.problem(Code::InvalidValue, column, &format!("{text} is outside the range"), remedy)),
            Err(_) => Err(self.problem(Code::WrongType, column, &format!("`{text}` is no number"), remedy)),
        }
    }

    fn name(&self, column: usize) -> Result<String, Diagnostic> {
        if self.fields[column].is_empty() {
            return Err(self.problem(Code::Missing, column, "nothing is given", "give a name"));
        }
        Ok(self.fields[column].clone())
    }
}

/// Read a table row by row; every row that fails is told.
fn each_row(
    source: &Source,
    header: &'static [&'static str],
    mut read: impl FnMut(&Row<'_>) -> Result<(), Diagnostic>,
) -> Result<(), Problems> {
    let mut problems = Problems::new();
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(source.text().as_bytes());
    let found: Vec<String> = reader.headers().map(|row| row.iter().map(str::to_owned).collect()).unwrap_or_default();
    if found != header {
        let place = Place::Span(source.clone(), source.span_of_line(1));
        let message = format!("the columns are not {}", header.join(","));
        return Err(Diagnostic::new(Code::Missing, place, message, "name the columns so in the first line").into());
    }
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |position| position.line() as usize);
                let fields = record.iter().map(str::to_owned).collect();
                if let Err(problem) = read(&Row { source, line, header, fields }) {
                    problems.push(problem);
                }
            }
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                let place = Place::Span(source.clone(), source.span_of_line(line));
                let remedy = format!("give the {} columns {}", header.len(), header.join(","));
                problems.push(Diagnostic::new(Code::BadRow, place, format!("not a row: {error}"), remedy));
            }
        }
    }
    problems.or_ok(())
}

/// Read cases: a row for each issue, and a row for each actor on an issue. Positions, saliences, reference points and
/// outcomes run from 0 to 100. An empty number is one that is not known: an issue without an outcome is kept, but not
/// scored, and an actor without position or salience takes no part.
///
/// # Errors
/// Every row that cannot be read, names an issue that is not there, or says the same thing twice.
pub fn read(issues: &Source, positions: &Source) -> Result<Benchmark, Problems> {
    let mut cases: Vec<Case> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    let mut problems = Problems::new();
    let mut broken = BTreeSet::new();
    let read_issues = each_row(issues, &ISSUES, |row| {
        let name = row.name(0)?;
        if index.contains_key(&name) || !broken.insert(name.clone()) {
            return Err(row.problem(Code::Duplicate, 0, "this issue has a row already", "keep one of the rows"));
        }
        let case = read_issue(row)?;
        broken.remove(&name);
        index.insert(name, cases.len());
        cases.push(case);
        Ok(())
    });
    problems.extend(read_issues.err().unwrap_or_default());
    let mut seen = BTreeSet::new();
    let read_positions = each_row(positions, &POSITIONS, |row| {
        let (issue, actor) = (row.name(0)?, row.name(1)?);
        if broken.contains(&issue) {
            // Its own row has been told.
            return Ok(());
        }
        let Some(case) = index.get(&issue).map(|at| &mut cases[*at]) else {
            let remedy = match nearest(&issue, index.keys().map(String::as_str)) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "add a row to the table of issues".to_owned(),
            };
            return Err(row.problem(Code::UnknownName, 0, &format!("no issue `{issue}` in {}", issues.name()), remedy));
        };
        if !seen.insert((issue, actor.clone())) {
            return Err(row.problem(Code::Duplicate, 1, "this actor has a row on the issue already", "keep one row"));
        }
        let numbers = [row.number(2, SCALE)?, row.number(3, SCALE)?, row.number(4, 0.0..=f64::MAX)?];
        case.actors.push(actor);
        case.setting.positions.push(numbers[0]);
        case.setting.saliences.push(numbers[1] / 100.0);
        case.setting.capabilities.push(numbers[2]);
        Ok(())
    });
    problems.extend(read_positions.err().unwrap_or_default());
    for case in &mut cases {
        case.kind = Kind::of(case.setting.positions.iter().copied());
    }
    problems.or_ok(Benchmark { cases })
}

fn read_issue(row: &Row<'_>) -> Result<Case, Diagnostic> {
    let outcome = row.number(6, SCALE)?;
    let setting = Setting {
        issues: 1,
        positions: Vec::new(),
        saliences: Vec::new(),
        capabilities: Vec::new(),
        reference: vec![row.number(5, SCALE)?],
        scales: vec![(0.0, 100.0)],
    };
    Ok(Case {
        issue: row.name(0)?,
        proposal: row.name(1)?,
        procedure: row.name(2)?,
        council_vote: row.name(3)?,
        kind: Kind::Dichotomous,
        actors: Vec::new(),
        setting,
        outcome: outcome.is_finite().then_some(outcome),
    })
}
