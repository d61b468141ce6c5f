//! Reading a negotiation from CSV: a plain form, and that of KTAB.

use std::collections::BTreeSet;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, nearest};

use super::{Actor, Bounds, Capability, Issue, Problem, Quantity, Stance, Stated};

/// KTAB's scale of positions and saliences.
const KTAB_SCALE: Bounds = (0.0, 100.0);

impl Problem {
    /// Read a negotiation from CSV, in either of two forms:
    ///
    /// - plain: the header `name,capability,position,salience`, or `name,capability,position_1,salience_1,position_2,…`
    ///   for several issues; saliences run from 0 to 1. `scale` gives the ends of every issue's scale; without it a
    ///   scale runs from the lowest to the highest position.
    /// - KTAB's: a line with title, description, number of actors and number of dimensions; a header; then rows of
    ///   actor, description, capability, and a position and a salience for each dimension, all from 0 to 100.
    ///   Saliences are divided by 100; `scale` is not asked.
    ///
    /// Cells are separated by commas, or by semicolons or tabs where the first line has more of these; then a number may have a
    /// decimal comma, in all lines or in none.
    ///
    /// Lines of nothing but commas count as blank. Every number is exact and rests on nothing that the file says. Date, treaty, rule, reference and draft are not
    /// known.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its line and what to do.
    pub fn from_csv(source: &Source, scale: Option<Bounds>) -> Result<Self, Problems> {
        let lines = lines(source)?;
        let Some(first) = lines.first() else {
            let place = Place::File(source.name().to_owned());
            return Err(Diagnostic::new(Code::Missing, place, "the file is empty", PLAIN_REMEDY).into());
        };
        // KTAB's first line has numbers where its header, the second, has names.
        let number = |line: &Line<'_>, column: usize| line.cells.get(column).is_some_and(|cell| is_number(cell));
        if number(first, 2) && number(first, 3) && !lines.get(1).is_some_and(|second| number(second, 2)) {
            read_ktab(source, &lines)
        } else {
            read_plain(source, &lines, scale)
        }
    }
}

fn is_number(cell: &str) -> bool {
    cell.parse::<f64>().is_ok()
}

/// A number with a decimal comma, with a point instead.
fn pointed(cell: &str) -> Option<String> {
    let (whole, after) = cell.split_once(',')?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = whole.trim_start_matches(['-', '+']);
    (digits(unsigned) && digits(after)).then(|| format!("{whole}.{after}"))
}

/// What separates cells: of comma, semicolon and tab the most frequent in the first line that has any, outside quotes.
fn separator(text: &str) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0_usize), (b';', 0), (b'\t', 0)];
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted && counts.iter().any(|(_, count)| *count > 0) => break,
            _ if !quoted => counts.iter_mut().filter(|(mark, _)| *mark == byte).for_each(|(_, count)| *count += 1),
            _ => {}
        }
    }
    counts.into_iter().reduce(|best, next| if next.1 > best.1 { next } else { best }).map_or(b',', |(mark, _)| mark)
}

/// Decimal commas made points, where all numbers of the file have them.
fn point(lines: &mut [Line<'_>]) -> Result<(), Problems> {
    let mut pointed_before = None;
    let mut comma_before = None;
    for line in &*lines {
        // The first cell of a row is a name.
        for cell in line.cells.iter().skip(1) {
            if pointed(cell).is_some() {
                comma_before.get_or_insert((line.number, cell.clone()));
            } else if cell.contains('.') && is_number(cell) {
                pointed_before.get_or_insert((line.number, cell.clone()));
            }
        }
    }
    if let (Some((comma, with_comma)), Some((point, with_point))) = (&comma_before, &pointed_before) {
        let (first, later) = (comma.min(point), comma.max(point));
        let message =
            format!("`{with_comma}` has a decimal comma and `{with_point}` a point (lines {first} and {later})");
        let place = lines.iter().find(|line| line.number == *later);
        let told = place.map(|line| line.problem(Code::Inconsistent, message, "write all numbers of a file alike"));
        return told.map_or(Ok(()), |told| Err(told.into()));
    }
    for cell in lines.iter_mut().flat_map(|line| line.cells.iter_mut().skip(1)) {
        if let Some(number) = pointed(cell) {
            *cell = number;
        }
    }
    Ok(())
}

const PLAIN_REMEDY: &str = "begin with `name,capability,position,salience`, or with `name,capability,position_1,\
     salience_1,position_2,salience_2,…` for several issues";

/// A line with its cells, without those that trailing commas leave empty.
struct Line<'a> {
    source: &'a Source,
    number: usize,
    cells: Vec<String>,
}

impl Line<'_> {
    fn problem(&self, code: Code, message: String, remedy: &str) -> Diagnostic {
        let place = Place::Span(self.source.clone(), self.source.span_of_line(self.number));
        Diagnostic::new(code, place, message, remedy)
    }

    /// The number in a cell that lies between `bounds`.
    fn number(&self, column: usize, name: &str, bounds: Bounds, remedy: &str) -> Result<f64, Diagnostic> {
        let cell = self.cells.get(column).map_or("", String::as_str);
        if cell.is_empty() {
            let remedy = "give a number, or leave the actor out; missing is not zero";
            return Err(self.problem(Code::Missing, format!("`{name}` is empty"), remedy));
        }
        let Some(value) = cell.parse::<f64>().ok().filter(|value| value.is_finite()) else {
            return Err(self.problem(Code::InvalidValue, format!("`{name}`: `{cell}` is not a number"), "write 12.5"));
        };
        match Quantity::Exact(value).fault(bounds) {
            Some(fault) => Err(self.problem(Code::InvalidValue, format!("`{name}`: {fault}"), remedy)),
            None => Ok(value),
        }
    }
}

fn lines(source: &Source) -> Result<Vec<Line<'_>>, Problems> {
    let text = source.text().strip_prefix('\u{feff}').unwrap_or(source.text());
    let mark = separator(text);
    let mut builder = csv::ReaderBuilder::new();
    builder.delimiter(mark).has_headers(false).flexible(true).trim(csv::Trim::All);
    let mut reader = builder.from_reader(text.as_bytes());
    let mut lines = Vec::new();
    let mut problems = Problems::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                // The reader's own line is that of blank lines before the record.
                let start = record.position().map_or(0, |position| position.byte() as usize);
                let blank = text[start..].len() - text[start..].trim_start_matches(['\r', '\n']).len();
                let number = source.line_of(source.text().len() - text.len() + start + blank);
                let mut cells: Vec<String> = record.iter().map(str::to_owned).collect();
                while cells.last().is_some_and(String::is_empty) {
                    cells.pop();
                }
                if !cells.is_empty() {
                    lines.push(Line { source, number, cells });
                }
            }
            Err(error) => {
                let line = error.position().map_or(1, |position| position.line() as usize);
                let place = Place::Span(source.clone(), source.span_of_line(line));
                let message = format!("this line cannot be read: {error}");
                problems.push(Diagnostic::new(Code::BadRow, place, message, "write the file as CSV in UTF-8"));
            }
        }
    }
    let mut lines = problems.or_ok(lines)?;
    if mark != b',' {
        point(&mut lines)?;
    }
    Ok(lines)
}

/// The columns of one issue.
struct Columns {
    position: usize,
    salience: usize,
    id: String,
    name: String,
}

/// Where a form keeps what.
struct Layout<'a> {
    header: &'a [String],
    description: Option<usize>,
    capability: usize,
    issues: Vec<Columns>,
    scale: Option<Bounds>,
    /// What a salience of 1 is in the file.
    full_salience: f64,
}

/// The columns of the plain form, in its own order, and where each stands in the file.
fn plain_columns(first: &Line<'_>) -> Result<(Vec<String>, Vec<usize>), Problems> {
    let header: Vec<String> = first.cells.iter().map(|cell| cell.to_lowercase()).collect();
    let fault = |code, message: String, remedy: &str| Err(Problems::from(first.problem(code, message, remedy)));
    if header.iter().any(|cell| is_number(cell)) {
        return fault(Code::Missing, "the file begins without a header".to_owned(), PLAIN_REMEDY);
    }
    let number = |name: &String| -> Option<usize> {
        name.strip_prefix("position_").or_else(|| name.strip_prefix("salience_"))?.parse().ok()
    };
    let mut known = vec!["name".to_owned(), "capability".to_owned()];
    match header.iter().filter_map(number).max() {
        None => known.extend(["position", "salience"].map(str::to_owned)),
        // A number beyond the columns there are leaves so many missing as to be told.
        Some(last) => known.extend(
            (1..=last.min(header.len())).flat_map(|issue| [format!("position_{issue}"), format!("salience_{issue}")]),
        ),
    }
    let mut problems = Problems::new();
    let mut meant = Vec::new();
    for name in header.iter().filter(|name| !known.contains(name) && *name != "actor") {
        let near = nearest(name, known.iter().map(String::as_str));
        let remedy = near.map_or_else(|| PLAIN_REMEDY.to_owned(), |near| format!("did you mean `{near}`?"));
        problems.push(first.problem(Code::UnknownKey, format!("unknown column `{name}`"), &remedy));
        meant.extend(near);
    }
    let mut places = Vec::new();
    for wanted in &known {
        let is_it = |name: &String| name == wanted || (wanted == "name" && name == "actor");
        let found: Vec<usize> = (0..header.len()).filter(|place| is_it(&header[*place])).collect();
        match found.as_slice() {
            [place] => places.push(*place),
            // Its misspelling has been told.
            [] if meant.contains(&wanted.as_str()) => {}
            [] => problems.push(first.problem(Code::Missing, format!("there is no column `{wanted}`"), PLAIN_REMEDY)),
            _ => problems.push(first.problem(
                Code::Duplicate,
                format!("the column `{wanted}` stands twice"),
                "remove one",
            )),
        }
    }
    problems.or_ok((known, places))
}

fn read_plain(source: &Source, lines: &[Line<'_>], scale: Option<Bounds>) -> Result<Problem, Problems> {
    let (known, places) = plain_columns(&lines[0])?;
    let columns = places[2..].chunks(2).enumerate().map(|(issue, pair)| Columns {
        position: pair[0],
        salience: pair[1],
        id: format!("issue-{}", issue + 1),
        name: known[2 + 2 * issue].clone(),
    });
    let layout = Layout {
        header: &lines[0].cells,
        description: None,
        capability: places[1],
        issues: columns.collect(),
        scale,
        full_salience: 1.0,
    };
    let actors = read_rows(&lines[1..], &layout, places[0]);
    finish(source, actors, &layout, &stem(source), String::new())
}

fn read_ktab(source: &Source, lines: &[Line<'_>]) -> Result<Problem, Problems> {
    let first = &lines[0];
    let count = |column: usize, what: &str| {
        first.cells[column].parse::<usize>().ok().filter(|count| *count > 0).ok_or_else(|| {
            let message = format!("the number of {what} is `{}`", first.cells[column]);
            Problems::from(first.problem(Code::InvalidValue, message, "write title, description, actors, dimensions"))
        })
    };
    let (actors, dimensions) = (count(2, "actors")?, count(3, "dimensions")?);
    let Some(header) = lines.get(1) else {
        let remedy = "go on with `Actor,Description,Influence,Position,Salience`";
        return Err(first.problem(Code::Missing, "there is no header under the first line".to_owned(), remedy).into());
    };
    let wanted = 3 + 2 * dimensions;
    if header.cells.len() != wanted {
        let message = format!("{dimensions} dimensions make {wanted} columns, and there are {}", header.cells.len());
        let remedy = "give actor, description, capability, then a position and a salience for each dimension";
        return Err(header.problem(Code::Inconsistent, message, remedy).into());
    }
    let columns = (0..dimensions).map(|issue| Columns {
        position: 3 + 2 * issue,
        salience: 4 + 2 * issue,
        id: format!("issue-{}", issue + 1),
        name: header.cells[3 + 2 * issue].clone(),
    });
    let layout = Layout {
        header: &header.cells,
        description: Some(1),
        capability: 2,
        issues: columns.collect(),
        scale: Some(KTAB_SCALE),
        full_salience: 100.0,
    };
    let rows = &lines[2..];
    let mut found = read_rows(rows, &layout, 0);
    if rows.len() != actors {
        let message = format!("the first line tells of {actors} actors, and {} follow", rows.len());
        let told = first.problem(Code::Inconsistent, message, "mend the number, or the rows");
        match &mut found {
            Ok(_) => found = Err(told.into()),
            Err(problems) => problems.push(told),
        }
    }
    finish(source, found, &layout, &first.cells[0], first.cells[1].clone())
}

fn read_rows(lines: &[Line<'_>], layout: &Layout<'_>, name: usize) -> Result<Vec<Actor>, Problems> {
    let mut problems = Problems::new();
    let mut names = BTreeSet::new();
    let mut actors = Vec::new();
    for line in lines {
        if line.cells.len() > layout.header.len() {
            let message = format!("{} cells under {} columns", line.cells.len(), layout.header.len());
            let remedy = "put a cell that holds a comma in quotes, and write 12.5 with a point";
            problems.push(line.problem(Code::BadRow, message, remedy));
            continue;
        }
        let id = line.cells.get(name).cloned().unwrap_or_default();
        if id.is_empty() {
            problems.push(line.problem(Code::Missing, "this row names no actor".to_owned(), "name it"));
        } else if !names.insert(id.clone()) {
            let message = format!("the actor `{id}` stands twice");
            problems.push(line.problem(Code::Duplicate, message, "rename one, or remove it"));
        }
        match read_row(line, layout, id) {
            Ok(actor) => actors.push(actor),
            Err(found) => problems.extend(found),
        }
    }
    problems.or_ok(actors)
}

fn read_row(line: &Line<'_>, layout: &Layout<'_>, id: String) -> Result<Actor, Problems> {
    let mut problems = Problems::new();
    let mut number = |column: usize, bounds: Bounds, remedy: &str| {
        let found = line.number(column, &layout.header[column], bounds, remedy);
        found.unwrap_or_else(|problem| {
            problems.push(problem);
            f64::NAN
        })
    };
    let capability = number(layout.capability, (0.0, f64::INFINITY), "give a number from 0 on");
    let salience_remedy = format!("give a number from 0 to {}", layout.full_salience);
    let stances = layout.issues.iter().map(|issue| {
        let scale = layout.scale.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
        let remedy = format!("the scale runs from {} to {}", scale.0, scale.1);
        let position = number(issue.position, scale, &remedy);
        let salience = number(issue.salience, (0.0, layout.full_salience), &salience_remedy) / layout.full_salience;
        Stance { position: exact(position), salience: exact(salience) }
    });
    let stances = stances.collect();
    let description = layout.description.and_then(|column| line.cells.get(column)).filter(|text| !text.is_empty());
    let name = description.cloned().unwrap_or_else(|| id.clone());
    let capability = Capability::Same(exact(capability));
    problems.or_ok(Actor { id, name, state: None, stances, capability, signing_cost: None, side_payment: None })
}

fn exact(value: f64) -> Stated {
    Stated { quantity: Quantity::Exact(value), basis: None }
}

/// The file's name without folder and extension.
fn stem(source: &Source) -> String {
    let base = source.name().rsplit(['/', '\\']).next().unwrap_or_default();
    base.rsplit_once('.').map_or(base, |(stem, _)| stem).to_owned()
}

fn finish(
    source: &Source,
    actors: Result<Vec<Actor>, Problems>,
    layout: &Layout<'_>,
    title: &str,
    note: String,
) -> Result<Problem, Problems> {
    let actors = actors?;
    let whole = |code, message: String, remedy: &str| {
        Problems::from(Diagnostic::new(code, Place::File(source.name().to_owned()), message, remedy))
    };
    if actors.len() < 2 {
        let message =
            if actors.is_empty() { "nobody negotiates" } else { "one actor alone has nobody to negotiate with" };
        return Err(whole(Code::Missing, message.to_owned(), "add rows until there are at least two"));
    }
    let mut issues = Vec::new();
    for (place, columns) in layout.issues.iter().enumerate() {
        let positions = actors.iter().map(|actor| actor.stances[place].position.quantity.central());
        let spread =
            || (positions.clone().fold(f64::INFINITY, f64::min), positions.clone().fold(f64::NEG_INFINITY, f64::max));
        let scale = layout.scale.unwrap_or_else(spread);
        if scale.0 >= scale.1 {
            let message = format!("all positions in `{}` are {}", columns.name, scale.0);
            let remedy = "nothing is in dispute there: leave the issue out, or write the negotiation as TOML, where \
                          `scale = [0, 100]` gives the ends";
            return Err(whole(Code::Inconsistent, message, remedy));
        }
        issues.push(Issue {
            id: columns.id.clone(),
            name: columns.name.clone(),
            scale,
            labels: Vec::new(),
            reference: None,
            draft: None,
            outcome: None,
        });
    }
    let (id, title) = (stem(source), title.to_owned());
    Ok(Problem { id, title, date: None, treaty: None, note, issues, actors, rule: None, happened: None })
}
