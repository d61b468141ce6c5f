//! `foedera almanac`.

use std::fmt::Write as _;

use foedera_almanac::{
    Almanac, COMPUTED, Coverage, FIRST_INDEX_YEAR, Found, NOBODY, Of, Row, SOURCES, Subject, VARIABLES, Variable,
};
use foedera_almanac::{carried_years, find_variable};
use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest};
use foedera_report::Style;
use foedera_world::{Day, StateId};
use serde::Serialize;

use crate::args::AlmanacArgs;
use crate::commands::lookup;
use crate::output;

#[derive(Serialize)]
struct Answer {
    at: Option<Day>,
    variables: Vec<Listed>,
    figures: Vec<Line>,
}

/// A variable with its coverage.
#[derive(Serialize)]
struct Listed {
    variable: &'static str,
    what: &'static str,
    unit: &'static str,
    figures: usize,
    states: usize,
    years: Option<(i16, i16)>,
    known_to: Option<Day>,
    known_from: &'static str,
    source: &'static str,
    title: &'static str,
    licence: &'static str,
    carried_years: i16,
}

/// A figure.
#[derive(Serialize)]
struct Line {
    state: String,
    variable: String,
    partner: Option<String>,
    year: Option<i16>,
    value: f64,
    unit: &'static str,
    known_from: Option<Day>,
    sources: Vec<&'static str>,
    note: &'static str,
}

pub(crate) fn run(args: &AlmanacArgs) -> Result<ExitCode, Problems> {
    let atlas = Atlas::embedded()?;
    let almanac = Almanac::embedded(atlas.roster());
    let day = args.at.unwrap_or(Day::start_of_year(2100));
    let state = args.state.as_deref().map(|name| lookup::state(atlas.roster(), name, args.at.unwrap_or_else(today)));
    let state = state.transpose()?;
    let reader = Reader { atlas: &atlas, almanac: &almanac, at: args.at, day };
    let (variables, figures) = match (args.variable.as_deref(), state) {
        (None, None) => (VARIABLES.iter().collect(), Vec::new()),
        (None, Some(state)) => (Vec::new(), reader.all_of(state)),
        (Some(name), _) => match find_variable(name) {
            Some(variable) => (vec![variable], reader.printed(variable, state)),
            None if COMPUTED.contains(&name) => (Vec::new(), reader.computed(name, state)?),
            None => return Err(unknown(name)),
        },
    };
    let answer = Answer {
        at: args.at,
        variables: variables.into_iter().map(|variable| listed(&almanac, variable, args.at)).collect(),
        figures,
    };
    let table = if answer.figures.is_empty() && !answer.variables.is_empty() { "variables" } else { "figures" };
    let answered = output::Answered { command: "almanac", table };
    output::answer(&args.print, answered, &answer, |style: Style| {
        output::clean_beside(&text(&answer, args, style), &beside(&answer, args), style)
    })?;
    Ok(ExitCode::Success)
}

/// A day on which every state of today is found by its name.
fn today() -> Day {
    Day::start_of_year(2026)
}

fn unknown(name: &str) -> Problems {
    let names = VARIABLES.iter().map(|variable| variable.name).chain(COMPUTED);
    let elsewhere = foedera_panel::find_variable(name).is_some();
    let message = format!("the almanac has no variable `{name}`");
    let remedy = match nearest(name, names) {
        _ if elsewhere => {
            "it is a variable of panels: import its dataset (`foedera data list`), then `foedera panel`".to_owned()
        }
        Some(near) => format!("did you mean `{near}`? `foedera almanac` lists all"),
        None => "`foedera almanac` lists all".to_owned(),
    };
    Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into()
}

fn listed(almanac: &Almanac, variable: &'static Variable, at: Option<Day>) -> Listed {
    let Coverage { figures, states, years, known_to } = almanac.coverage(variable, at);
    let source = variable.source();
    Listed {
        variable: variable.name,
        what: variable.what,
        unit: variable.unit,
        figures,
        states,
        years,
        known_to,
        known_from: source.known_from,
        source: source.key,
        title: source.title,
        licence: source.licence,
        carried_years: carried_years(variable.name),
    }
}

struct Reader<'a> {
    atlas: &'a Atlas,
    almanac: &'a Almanac,
    at: Option<Day>,
    day: Day,
}

impl Reader<'_> {
    fn key(&self, state: StateId) -> String {
        self.atlas.roster().state(state).key.clone()
    }

    /// Figures of a variable as they stand: of a state all years and revisions known; else of every state the last (of pairs all).
    fn printed(&self, variable: &'static Variable, state: Option<StateId>) -> Vec<Line> {
        let known = |rows: &[Row]| -> Vec<Line> {
            let known = rows.iter().filter(|row| self.at.is_none_or(|at| row.is_known(at)));
            known.map(|row| self.line(variable, row)).collect()
        };
        match state {
            Some(state) => known(self.almanac.rows(variable.name, state)),
            None if variable.of != Of::State => known(self.almanac.column(variable.name).map_or(&[], |c| c.rows())),
            None => {
                let states = self.atlas.roster().states();
                states.filter_map(|(id, _)| self.last(variable.name, Subject::State(id))).collect()
            }
        }
    }

    fn line(&self, variable: &'static Variable, row: &Row) -> Line {
        let name = |place| self.almanac.name(variable, place).to_owned();
        Line {
            state: name(row.state),
            variable: variable.name.to_owned(),
            partner: (row.partner != NOBODY).then(|| name(row.partner)),
            year: row.year,
            value: row.value,
            unit: variable.unit,
            known_from: row.known_from(),
            sources: vec![variable.source().key],
            note: "",
        }
    }

    /// The last figure of a field that is known on the day.
    fn last(&self, field: &str, of: Subject) -> Option<Line> {
        Some(self.found(field, of, self.almanac.field(field, of, self.day)?))
    }

    fn found(&self, field: &str, of: Subject, found: Found) -> Line {
        let (state, partner) = match of {
            Subject::State(state) => (state, None),
            Subject::Pair(first, second) => (first, Some(self.key(second))),
        };
        let unit = find_variable(field).map(|variable| variable.unit);
        let unit = unit.or_else(|| foedera_panel::find_variable(field).map(|variable| variable.unit));
        Line {
            state: self.key(state),
            variable: field.to_owned(),
            partner,
            year: found.figure.year,
            value: found.figure.value,
            unit: unit.unwrap_or("share of the world, 0 to 1"),
            known_from: found.figure.known_from,
            sources: found.sources.to_vec(),
            note: found.note,
        }
    }

    /// Every field of a state: the last figure of each.
    fn all_of(&self, state: StateId) -> Vec<Line> {
        let names = VARIABLES.iter().filter(|variable| variable.of == Of::State).map(|variable| variable.name);
        names.chain(COMPUTED).filter_map(|name| self.last(name, Subject::State(state))).collect()
    }

    /// A computed field: of every state the last, of a state towards every other, or the index of a state by year.
    fn computed(&self, name: &str, state: Option<StateId>) -> Result<Vec<Line>, Problems> {
        let all = || self.atlas.roster().states().map(|(id, _)| id);
        let pairs = ["shared_igos", "imports_from", "contiguity", "capital_distance"].contains(&name);
        match (state, pairs) {
            (Some(state), true) => {
                let others = all().filter(|other| *other != state);
                Ok(others.filter_map(|other| self.last(name, Subject::Pair(state, other))).collect())
            }
            (None, true) => {
                let message = format!("`{name}` is of two states");
                Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "give the first with --state").into())
            }
            (Some(state), false) if name == "capability_index" => {
                let (of, last) = (Subject::State(state), self.almanac.index_year(self.day).unwrap_or(FIRST_INDEX_YEAR));
                let year = |year| Some(self.found(name, of, self.almanac.field_in(name, of, year)?));
                Ok((FIRST_INDEX_YEAR..=last).filter_map(year).collect())
            }
            (Some(state), false) => Ok(self.last(name, Subject::State(state)).into_iter().collect()),
            (None, false) => Ok(all().filter_map(|state| self.last(name, Subject::State(state))).collect()),
        }
    }
}

/// Years of one series on the first screen.
const LATEST: usize = 14;

/// The figures before the last years of one series, which a first screen leaves out.
fn earlier(answer: &Answer, args: &AlmanacArgs) -> usize {
    let series = answer.variables.len() == 1 && args.state.is_some() && args.at.is_none();
    if series { answer.figures.len().saturating_sub(LATEST) } else { 0 }
}

fn beside(answer: &Answer, args: &AlmanacArgs) -> String {
    match earlier(answer, args) {
        0 => String::new(),
        earlier => format!("{earlier} earlier figures"),
    }
}

fn text(answer: &Answer, args: &AlmanacArgs, style: Style) -> String {
    let mut text = match answer.at {
        Some(at) => format!("The almanac as it was known on {at}\n\n"),
        None => String::new(),
    };
    match &answer.variables[..] {
        [] => {}
        [own] => {
            let Listed { variable, what, unit, title, licence, known_from, carried_years, .. } = own;
            writeln!(text, "{variable}: {what}, {unit}").expect("strings grow");
            writeln!(text, "  {}; {} figures of {} states", span(own), own.figures, own.states).expect("strings grow");
            writeln!(text, "  {title} ({licence})").expect("strings grow");
            writeln!(text, "  known from {known_from}; carried forward for at most {carried_years} years\n")
                .expect("strings grow");
        }
        all => text.push_str(&list(all, style)),
    }
    let of_pairs = args.state.is_none() && answer.figures.iter().any(|line| line.partner.is_some());
    if of_pairs {
        text.push_str("Figures are of two: give a state with --state, or take all with --format csv\n");
        return text;
    }
    let earlier = if style.full { 0 } else { earlier(answer, args) };
    let rows: Vec<Vec<String>> = answer
        .figures
        .iter()
        .skip(earlier)
        .map(|line| {
            let of = line.partner.as_ref().map_or(line.state.clone(), |partner| format!("{} {partner}", line.state));
            vec![
                format!("  {of}"),
                line.variable.clone(),
                line.year.map_or("–".to_owned(), |year| year.to_string()),
                super::state::shown(Some(line.value)),
                line.unit.to_owned(),
                line.known_from.map_or(String::new(), |day| format!("known from {day}")),
                if line.note.is_empty() {
                    line.sources.join(", ")
                } else {
                    format!("{} ({})", line.sources.join(", "), line.note)
                },
            ]
        })
        .collect();
    text.push_str(&output::aligned(&rows, style));
    if answer.figures.is_empty() && answer.variables.len() < 2 {
        text.push_str("No figure is known.\n");
    }
    text
}

fn span(own: &Listed) -> String {
    own.years.map_or("no year".to_owned(), |(first, last)| format!("{first}-{last}"))
}

fn list(all: &[Listed], style: Style) -> String {
    let mut rows = vec![["variable", "years", "states", "figures", "source", "unit", ""].map(str::to_owned).to_vec()];
    rows.extend(all.iter().map(|own| {
        let (figures, states) = (own.figures.to_string(), own.states.to_string());
        let (source, unit) = (own.source.to_owned(), own.unit.to_owned());
        vec![own.variable.to_owned(), span(own), states, figures, source, unit, own.what.to_owned()]
    }));
    let mut text = output::aligned(&rows, style);
    text.push_str("\nSources\n");
    let sources = SOURCES.iter().map(|source| {
        let known = format!("known from {}", source.known_from);
        vec![format!("  {}", source.key), source.licence.to_owned(), known, source.title.to_owned()]
    });
    text.push_str(&output::aligned(&sources.collect::<Vec<_>>(), style));
    writeln!(text, "\nComputed from these: {}", COMPUTED.join(", ")).expect("strings grow");
    let kilobytes = Almanac::size() / 1000;
    writeln!(text, "{kilobytes} kB in the program. One of them: foedera almanac VARIABLE [--state ARM] [--at DATE]")
        .expect("strings grow");
    text
}
