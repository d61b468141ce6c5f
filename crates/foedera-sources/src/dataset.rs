//! What Foedera knows of a dataset, and the one reader that turns its rows into a frame.
//!
//! Each dataset is a [`Dataset`] in a file of its own (folder `datasets`): who publishes it, on what terms, how it is
//! recognised, and what each column holds. Left to those files: layouts that are no plain table.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::ops::Range;

use foedera_diagnostic::{Diagnostic, Problems};
use foedera_store::{Column, Frame, Kind, MISSING_WHOLE, Part, Words};
use foedera_world::{Day, Precision, Roster, StateId, When};

use crate::day_column::DayColumn;
use crate::row::{Cell, Row};
use crate::table::{Layout, Table};
use crate::{RawFile, Read, Trace, header, unique};

/// A dataset that Foedera reads.
pub struct Dataset {
    /// Its short key, e.g. `mid-b`.
    pub key: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The version that the reader was written against.
    pub version: &'static str,
    /// What one row is: `state-year`, `dispute participant`, …
    pub unit: &'static str,
    /// First and last year of that version.
    pub years: (i16, i16),
    /// Its columns that identify a row, with the system of codes.
    pub keys: &'static str,
    /// How to cite it, as a BibTeX entry.
    pub bibtex: &'static str,
    /// On what terms it is given, as far as known.
    pub terms: &'static str,
    /// Where its publisher gives it.
    pub home: &'static str,
    /// The address of the file itself, where one is known that needs no form.
    pub download: Option<&'static str>,
    /// The frame it becomes.
    pub frame: &'static str,
    pub(crate) layout: Layout,
    /// The columns of its frame, in groups that datasets can share.
    pub(crate) fields: &'static [&'static [Field]],
    /// A reader of its own, where rows are not plain.
    pub(crate) reader: Option<Reader>,
    /// The columns of its frame that identify a fact; of two facts that agree in them, one is too many.
    pub(crate) unique: &'static [&'static str],
    /// Its other layouts: editions and files in which its publisher gives the same facts.
    pub(crate) forms: &'static [Form],
    /// What its columns cannot tell: why a table with them is not this dataset.
    pub(crate) check: Option<Check>,
}

/// A layout of a dataset beside its main one.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) layout: Layout,
    pub(crate) fields: &'static [&'static [Field]],
    pub(crate) reader: Option<Reader>,
    /// How it counts its facts, where that is not the way of the main layout (`year by year`): facts counted in two
    /// ways are not put together.
    pub(crate) counted: &'static str,
    /// Whether a file of another dataset holds this one too.
    pub(crate) beside: bool,
}

impl Form {
    /// A layout with plain rows and no more to say.
    pub(crate) const PLAIN: Self =
        Self { layout: Layout::PLAIN, fields: &[], reader: None, counted: "", beside: false };
}

/// Reads a table that is not one row, one fact.
pub(crate) type Reader = fn(&Dataset, &Table, &Roster) -> Gathered;

/// Looks into a table whose columns are those of a dataset; the words say what it holds instead.
pub(crate) type Check = fn(&Table) -> Option<String>;

/// A column of a frame and where it comes from.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    name: &'static str,
    column: &'static str,
    kind: FieldKind,
    needed: bool,
    /// The column that has the value where this one is empty.
    fallback: Option<&'static str>,
    /// The column with the name of a polity that has no code in the system; rows without a code are left out under it.
    polity: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum System {
    Cow,
    Gw,
    Iso3,
    Name,
}

#[derive(Clone, Copy)]
enum FieldKind {
    State(System),
    /// A year, counted from this one.
    Year(i16),
    Date([&'static str; 3]),
    VagueDate([&'static str; 3]),
    IsoDate,
    Whole(i32, i32),
    /// A whole number where the dataset's codes for missing are values.
    Plain(i32, i32),
    Number(f64, f64),
    Text,
}

impl Field {
    const fn new(name: &'static str, column: &'static str, kind: FieldKind) -> Self {
        Self { name, column, kind, needed: false, fallback: None, polity: None }
    }

    /// A COW number; the frame gets the state and, as `<name>_code`, the number.
    pub(crate) const fn cow(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, FieldKind::State(System::Cow))
    }

    /// A Gleditsch-Ward number; the same.
    pub(crate) const fn gw(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, FieldKind::State(System::Gw))
    }

    /// An ISO 3166 alpha-3 code.
    pub(crate) const fn iso3(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, FieldKind::State(System::Iso3))
    }

    /// A name.
    pub(crate) const fn named(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, FieldKind::State(System::Name))
    }

    /// A calendar year.
    pub(crate) const fn year(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, FieldKind::Year(0))
    }

    /// A number that counts years after `zero`.
    pub(crate) const fn year_after(name: &'static str, column: &'static str, zero: i16) -> Self {
        Self::new(name, column, FieldKind::Year(zero))
    }

    /// A date in three columns: year, month, day; the frame gets the day and, as `<name>_precision`, 0 for a day, 1 for
    /// a month, 2 for a year.
    pub(crate) const fn date(name: &'static str, columns: [&'static str; 3]) -> Self {
        Self::new(name, columns[0], FieldKind::Date(columns))
    }

    /// The same, where a day above 31 says early, middle or late in the month.
    pub(crate) const fn vague_date(name: &'static str, columns: [&'static str; 3]) -> Self {
        Self::new(name, columns[0], FieldKind::VagueDate(columns))
    }

    /// A date as `YYYY-MM-DD` (or `YYYY-MM`, `YYYYMM`, `YYYY`).
    pub(crate) const fn iso_date(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, FieldKind::IsoDate)
    }

    /// A whole number from `low` to `high`.
    pub(crate) const fn whole(name: &'static str, column: &'static str, low: i32, high: i32) -> Self {
        Self::new(name, column, FieldKind::Whole(low, high))
    }

    /// A whole number that may take the values which elsewhere mean missing.
    pub(crate) const fn plain(name: &'static str, column: &'static str, low: i32, high: i32) -> Self {
        Self::new(name, column, FieldKind::Plain(low, high))
    }

    /// A number from `low` to `high`.
    pub(crate) const fn number(name: &'static str, column: &'static str, low: f64, high: f64) -> Self {
        Self::new(name, column, FieldKind::Number(low, high))
    }

    /// A text.
    pub(crate) const fn text(name: &'static str, column: &'static str) -> Self {
        Self::new(name, column, FieldKind::Text)
    }

    /// The same, but a row without it is refused (or, for a state that is in no system, left out and counted).
    pub(crate) const fn needed(self) -> Self {
        Self { needed: true, ..self }
    }

    /// The same, with another column that has the value where the first is empty.
    pub(crate) const fn or(self, column: &'static str) -> Self {
        Self { fallback: Some(column), ..self }
    }

    /// The same, where a row without a code is about a polity in no state system, whose name stands in this column.
    pub(crate) const fn or_polity(self, column: &'static str) -> Self {
        Self { polity: Some(column), ..self }
    }

    /// The column with the value of a row.
    fn column_in(&self, row: Row<'_>) -> &'static str {
        self.fallback.filter(|_| row.text(self.column).is_none()).unwrap_or(self.column)
    }
}

impl Dataset {
    /// A dataset of which nothing is said.
    pub(crate) const PLAIN: Self = Self {
        key: "",
        title: "",
        version: "",
        unit: "",
        years: (0, 0),
        keys: "",
        bibtex: "",
        terms: "",
        home: "",
        download: None,
        frame: "",
        layout: Layout::PLAIN,
        fields: &[],
        reader: None,
        unique: &[],
        forms: &[],
        check: None,
    };

    /// Its layouts, the main one first.
    pub(crate) fn all_forms(&self) -> impl Iterator<Item = Form> {
        let main = Form { layout: self.layout, fields: self.fields, reader: self.reader, ..Form::PLAIN };
        std::iter::once(main).chain(self.forms.iter().copied())
    }

    /// How to cite it in a line: authors, year, title, journal.
    pub fn citation(&self) -> String {
        let field = |name: &str| {
            let start = self.bibtex.find(&format!(" {name} = {{"))? + name.len() + 5;
            let mut depth = 1;
            let end = self.bibtex[start..].find(|letter| {
                depth += i32::from(letter == '{') - i32::from(letter == '}');
                depth == 0
            })?;
            Some(self.bibtex[start..start + end].replace(['{', '}'], "").replace("\\aa", "å").replace("\\&", "&"))
        };
        let family: Vec<String> = field("author")
            .unwrap_or_default()
            .split(" and ")
            .map(|name| name.split(',').next().unwrap_or(name).to_owned())
            .collect();
        let authors = match family.as_slice() {
            [one] => one.clone(),
            [most @ .., last] if family.len() <= 5 && last != "others" => format!("{} and {last}", most.join(", ")),
            [first, ..] => format!("{first} et al."),
            [] => String::new(),
        };
        let mut text =
            format!("{authors} ({}), {}", field("year").unwrap_or_default(), field("title").unwrap_or_default());
        for (before, name) in [(", ", "journal"), (" ", "volume"), (": ", "pages"), (", ", "publisher")] {
            if let Some(value) = field(name) {
                text.push_str(before);
                text.push_str(&value.replace("--", "-"));
            }
        }
        text
    }
}

/// The years that a dataset can speak of. A number outside is no year: a serial of a spreadsheet, a code, a slip.
pub(crate) const YEARS: Range<i16> = 1400..2101;

/// The most refusals that are told one by one; the rest are counted.
const MOST_TOLD: usize = 1000;

/// What a reader gathers row by row.
#[derive(Default)]
pub(crate) struct Gathered {
    pub(crate) columns: Vec<(String, Kind, Column)>,
    /// The line of each fact.
    pub(crate) lines: Vec<u32>,
    /// What part of the dataset it is, if it is not the whole.
    pub(crate) parts: Vec<Part>,
    /// The rows that were joined to an earlier one.
    pub(crate) joined: usize,
    pub(crate) refused: Vec<Diagnostic>,
    pub(crate) refused_rows: usize,
    pub(crate) unknown: BTreeMap<String, usize>,
    pub(crate) span: Option<(i16, i16)>,
}

impl Gathered {
    /// Keep a refusal.
    pub(crate) fn refuse(&mut self, diagnostic: Diagnostic) {
        self.refused_rows += 1;
        if self.refused.len() < MOST_TOLD {
            self.refused.push(diagnostic);
        }
    }

    /// Count a row whose state is in no system.
    pub(crate) fn leave_out(&mut self, code: &str) {
        *self.unknown.entry(code.to_owned()).or_default() += 1;
    }

    /// Widen the years covered.
    pub(crate) fn cover(&mut self, year: i16) {
        let (from, to) = self.span.unwrap_or((year, year));
        self.span = Some((from.min(year), to.max(year)));
    }
}

/// A cell as it goes into a frame.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    Whole(Option<i32>),
    Number(Option<f64>),
    Text(Option<&'a str>),
}

/// Columns that grow row by row.
pub(crate) struct Builder {
    names: Vec<(String, Kind)>,
    columns: Vec<Column>,
    lines: Vec<u32>,
    seen: Vec<BTreeMap<String, i32>>,
}

impl Builder {
    /// Empty columns of these names and kinds.
    pub(crate) fn new(names: impl IntoIterator<Item = (String, Kind)>) -> Self {
        Self::with_room(names, 0)
    }

    /// The same, with room for so many facts: a large table is then in memory once.
    fn with_room(names: impl IntoIterator<Item = (String, Kind)>, rows: usize) -> Self {
        let names: Vec<_> = names.into_iter().collect();
        let column = |kind: Kind| match kind {
            Kind::Number => Column::Number(Vec::with_capacity(rows)),
            Kind::Text => Column::Text(Words { codes: Vec::with_capacity(rows), values: Vec::new() }),
            _ => Column::Whole(Vec::with_capacity(rows)),
        };
        let columns = names.iter().map(|(_, kind)| column(*kind)).collect();
        Self { seen: vec![BTreeMap::new(); names.len()], names, columns, lines: Vec::with_capacity(rows) }
    }

    /// The facts of a table in which each row is one of a year: `read` gives the year and a value for each column, or the code of a
    /// row that is left out.
    pub(crate) fn yearly<'a, V: AsRef<[Value<'a>]>>(
        mut self,
        table: &'a Table,
        read: impl Fn(Row<'a>) -> Cell<Result<(i16, V), &'a str>>,
    ) -> Gathered {
        let mut gathered = Gathered::default();
        for row in table.rows() {
            foedera_diagnostic::watch::check();
            match row.and_then(|row| Ok((row, read(row)?))) {
                Ok((row, Ok((year, values)))) => {
                    gathered.cover(year);
                    self.push(row, values.as_ref());
                }
                Ok((_, Err(stranger))) => gathered.leave_out(stranger),
                Err(diagnostic) => gathered.refuse(*diagnostic),
            }
        }
        self.finish(&mut gathered);
        gathered
    }

    /// Append a fact from a row: one value for each column, of its kind.
    pub(crate) fn push(&mut self, row: Row<'_>, values: &[Value<'_>]) {
        self.lines.push(u32::try_from(row.line()).unwrap_or(u32::MAX));
        for ((column, value), seen) in self.columns.iter_mut().zip(values).zip(&mut self.seen) {
            match (column, *value) {
                (Column::Whole(cells), Value::Whole(value)) => cells.push(value.unwrap_or(MISSING_WHOLE)),
                (Column::Number(cells), Value::Number(value)) => cells.push(value.unwrap_or(f64::NAN)),
                (Column::Text(words), Value::Text(value)) => words.push(value, seen),
                _ => unreachable!("values come in the order and kind of the columns"),
            }
        }
    }

    /// Hand over the columns and the lines of their facts.
    pub(crate) fn finish(self, gathered: &mut Gathered) {
        let names = self.names.into_iter().zip(self.columns);
        gathered.columns = names.map(|((name, kind), column)| (name, kind, column)).collect();
        gathered.lines = self.lines;
    }
}

/// A state as a value.
pub(crate) fn state_value(state: Option<StateId>) -> Value<'static> {
    Value::Whole(state.and_then(|state| i32::try_from(state.index()).ok()))
}

/// A date as two values: its day and its precision.
pub(crate) fn date_values(when: Option<When>) -> [Value<'static>; 2] {
    let precision = when.map(|when| match when.precision() {
        Precision::Day => 0,
        Precision::Month => 1,
        Precision::Year => 2,
    });
    [Value::Whole(when.map(|when| when.day().number())), Value::Whole(precision)]
}

/// Read a file as this dataset.
///
/// Each row is kept, refused with its reason ([`Read::refused`]), or left out because its state is in neither system
/// ([`Read::unknown`]): the three add up to [`Read::rows`].
///
/// # Errors
/// If the file as a whole is not this dataset.
pub fn read(dataset: &Dataset, file: &RawFile, roster: &Roster) -> Result<Read<Frame>, Problems> {
    let (place, form) = form_of(dataset, file)?;
    let table = Table::parse(file, &form.layout)?;
    let mut gathered = match form.reader {
        Some(reader) => reader(dataset, &table, roster),
        None => plain(form.fields, &table, roster),
    };
    let version = table.rows().next().and_then(Result::ok).and_then(|row| row.text("version")).unwrap_or_default();
    let title = if version.is_empty() { dataset.title.to_owned() } else { format!("{} {version}", dataset.title) };
    let span = gathered.span.unwrap_or(dataset.years);
    let mut frame = Frame {
        name: dataset.frame.to_owned(),
        dataset: dataset.key.to_owned(),
        span,
        parts: std::mem::take(&mut gathered.parts),
        columns: std::mem::take(&mut gathered.columns),
    };
    let mut lines = std::mem::take(&mut gathered.lines);
    let mut settled = unique::settle(dataset.unique, &mut frame, &mut lines, roster);
    let conflicts = settled.conflicts.iter().take(MOST_TOLD);
    gathered.refused.extend(conflicts.map(|conflict| unique::refusal(dataset, &table, conflict)));
    settled.refused.sort_unstable();
    settled.refused.dedup();
    gathered.refused_rows += settled.refused.len();
    let edition = Some(version.to_owned()).filter(|version| !version.is_empty());
    Ok(Read {
        value: frame,
        rows: table.len(),
        notes: Vec::new(),
        repeated: settled.repeated + gathered.joined,
        trace: Trace { lines, form: place, counted: prices(file).unwrap_or_else(|| form.counted.to_owned()), edition },
        refused: gathered.refused,
        refused_rows: gathered.refused_rows,
        unknown: gathered.unknown,
        provenance: file.provenance(title, table.len(), &dataset.citation()),
    })
}

/// The year of whose prices a sheet is, by its name: `Constant (2022) US$`.
fn prices(file: &RawFile) -> Option<String> {
    let name = file.own_name();
    let year = name.strip_prefix("constant (")?.split(')').next()?;
    Some(format!("in prices of {year}"))
}

/// The layout of a dataset that a file has, and its place among them: of all whose columns are there, the one that asks for most.
fn form_of(dataset: &Dataset, file: &RawFile) -> Result<(usize, Form), Problems> {
    let source = file.decode()?;
    let own_name = file.own_name();
    let fits = |(place, form): &(usize, Form)| {
        if *place > 0 && !form.layout.is_hinted(&own_name) {
            return false;
        }
        let header = header::find(source.text(), &own_name, &form.layout);
        header.has_all(form.layout.columns) && !form.layout.without.iter().any(|column| header.has(column))
    };
    let forms = || dataset.all_forms().enumerate();
    let best =
        forms().filter(fits).max_by_key(|(place, form)| (form.layout.columns.len(), !form.beside, Reverse(*place)));
    // Of none, the main one says what is missing.
    Ok(best.or_else(|| forms().next()).unwrap_or((0, Form::PLAIN)))
}

/// Read plain rows by the fields of a layout.
pub(crate) fn plain(fields: &'static [&'static [Field]], table: &Table, roster: &Roster) -> Gathered {
    let mut gathered = Gathered::default();
    let with_days = |field: &Field| (*field, day_column(field, table));
    let fields: Vec<(Field, DayColumn)> = fields.iter().copied().flatten().map(with_days).collect();
    let mut builder = Builder::with_room(fields.iter().flat_map(|(field, _)| names_of(field)), table.len());
    let mut values = Vec::new();
    for row in table.rows() {
        foedera_diagnostic::watch::check();
        values.clear();
        let reading = row.and_then(|row| Ok((row, read_row(&fields, row, roster, &mut values)?)));
        match reading {
            Ok((row, Reading::Row(years))) => {
                builder.push(row, &values);
                for year in years.into_iter().flatten() {
                    gathered.cover(year);
                }
            }
            Ok((_, Reading::Stranger(code))) => gathered.leave_out(code),
            Err(diagnostic) => gathered.refuse(*diagnostic),
        }
    }
    builder.finish(&mut gathered);
    gathered
}

/// How the column of a field writes its dates.
fn day_column(field: &Field, table: &Table) -> DayColumn {
    let cells = || table.rows().filter_map(|row| row.ok()?.text(field.column));
    if matches!(field.kind, FieldKind::IsoDate) { DayColumn::of(cells(), table.day_zero) } else { DayColumn::Iso }
}

fn names_of(field: &Field) -> Vec<(String, Kind)> {
    let name = field.name.to_owned();
    match field.kind {
        FieldKind::State(System::Cow | System::Gw) => {
            vec![(name, Kind::State), (format!("{}_code", field.name), Kind::Whole)]
        }
        FieldKind::State(_) => vec![(name, Kind::State)],
        FieldKind::Year(_) => vec![(name, Kind::Year)],
        FieldKind::Date(_) | FieldKind::VagueDate(_) | FieldKind::IsoDate => {
            vec![(name, Kind::Day), (format!("{}_precision", field.name), Kind::Whole)]
        }
        FieldKind::Whole(..) | FieldKind::Plain(..) => vec![(name, Kind::Whole)],
        FieldKind::Number(..) => vec![(name, Kind::Number)],
        FieldKind::Text => vec![(name, Kind::Text)],
    }
}

/// What became of a row.
enum Reading<'a> {
    /// Its values, and the first and last year it speaks of.
    Row([Option<i16>; 2]),
    /// Its state is in no system.
    Stranger(&'a str),
}

fn read_row<'a>(
    fields: &[(Field, DayColumn)],
    row: Row<'a>,
    roster: &Roster,
    values: &mut Vec<Value<'a>>,
) -> Cell<Reading<'a>> {
    let mut years = [None, None];
    let mut day = None;
    for (field, days) in fields {
        let Some(when) = time(field, *days, row)? else { continue };
        day = day.or(Some(midpoint(when)));
        let year = when.day().year();
        years = [Some(years[0].map_or(year, |first: i16| first.min(year))), years[1].max(Some(year))];
    }
    for (field, days) in fields {
        match field.kind {
            FieldKind::State(system) => match state(field, system, row, roster, day)? {
                Ok((state, code)) => {
                    values.push(state_value(state));
                    if matches!(system, System::Cow | System::Gw) {
                        values.push(Value::Whole(code));
                    }
                }
                Err(stranger) => return Ok(Reading::Stranger(stranger)),
            },
            _ => push_value(field, *days, row, values)?,
        }
    }
    Ok(Reading::Row(years))
}

/// The day that stands for a date when a state is looked up: the middle of a year, in which nearly every state that
/// has a row for the year exists.
fn midpoint(when: When) -> Day {
    when.day()
}

/// The date of a field, if it is one.
fn time(field: &Field, days: DayColumn, row: Row<'_>) -> Cell<Option<When>> {
    match field.kind {
        FieldKind::Year(zero) => {
            let years = i64::from(YEARS.start - zero).max(1)..i64::from(YEARS.end - zero);
            let year: Option<i16> = row.whole(field.column, years)?;
            if field.needed && year.is_none() {
                return Err(row.refuse(field.column, "a year"));
            }
            Ok(year.and_then(|year| When::in_year(year + zero).ok()))
        }
        FieldKind::Date(columns) | FieldKind::VagueDate(columns) => {
            let vague = matches!(field.kind, FieldKind::VagueDate(_));
            let when = if vague { row.vague_date(columns)? } else { row.date(columns)? };
            if field.needed && when.is_none() {
                return Err(row.refuse(columns[0], "a year"));
            }
            Ok(when)
        }
        FieldKind::IsoDate => match row.text(field.column).map(|text| days.parse(text)).transpose() {
            Ok(None) if field.needed => Err(row.refuse(field.column, "a date")),
            Ok(Some(when)) if !YEARS.contains(&when.day().year()) => {
                Err(row.refuse(field.column, &format!("a date from {} to {}", YEARS.start, YEARS.end - 1)))
            }
            Ok(when) => Ok(when),
            Err(expected) => Err(row.refuse(field.column, expected)),
        },
        _ => Ok(None),
    }
}

type Found<'a> = Result<(Option<StateId>, Option<i32>), &'a str>;

/// The state of a cell with its number; the inner error is a code or name that no system knows.
fn state<'a>(field: &Field, system: System, row: Row<'a>, roster: &Roster, day: Option<Day>) -> Cell<Found<'a>> {
    let Some(text) = row.text(field.column) else {
        if let Some(name) = field.polity.and_then(|column| row.text(column)) {
            return Ok(Err(name));
        }
        let expected = if matches!(system, System::Name) { "the name of a state" } else { "the code of a state" };
        return if field.needed { Err(row.refuse(field.column, expected)) } else { Ok(Ok((None, None))) };
    };
    let code: Option<i32> = match system {
        System::Cow | System::Gw if field.needed => Some(row.required(field.column, 1..i64::from(u16::MAX))?),
        System::Cow | System::Gw => row.whole(field.column, -99..100_000)?,
        _ => None,
    };
    let state = find(system, text, code, roster, day);
    Ok(if state.is_none() && field.needed { Err(text) } else { Ok((state, code)) })
}

/// The state of a code or name on a day. A state that is not in its system at the middle of the year is looked for at
/// the year's other ends.
pub(crate) fn find(
    system: System,
    text: &str,
    code: Option<i32>,
    roster: &Roster,
    day: Option<Day>,
) -> Option<StateId> {
    let number = code.and_then(|code| u16::try_from(code).ok());
    let on = |day: Day| match system {
        System::Cow => roster.find_cow(number?, day),
        System::Gw => roster.find_gw(number?, day),
        System::Iso3 => roster.find_iso3(text, day),
        System::Name => roster.find_name(text, day),
    };
    let Some(day) = day else { return on(Day::start_of_year(1990)) };
    let year = day.year();
    on(day).or_else(|| on(Day::start_of_year(year + 1).plus_days(-1))).or_else(|| on(Day::start_of_year(year)))
}

fn push_value<'a>(field: &Field, days: DayColumn, row: Row<'a>, values: &mut Vec<Value<'a>>) -> Cell<()> {
    let column = field.column_in(row);
    let range = |low: i32, high: i32| i64::from(low)..i64::from(high) + 1;
    let value = match field.kind {
        FieldKind::Year(_) => Value::Whole(time(field, days, row)?.map(|when| i32::from(when.day().year()))),
        FieldKind::Date(_) | FieldKind::VagueDate(_) | FieldKind::IsoDate => {
            values.extend(date_values(time(field, days, row)?));
            return Ok(());
        }
        FieldKind::Whole(low, high) => Value::Whole(row.whole(column, range(low, high))?),
        FieldKind::Plain(low, high) => {
            Value::Whole(row.plain(column).map(|text| row.parse_whole(column, text, range(low, high))).transpose()?)
        }
        FieldKind::Number(low, high) => Value::Number(row.number_in(column, low, high)?),
        FieldKind::Text => Value::Text(row.text(column)),
        FieldKind::State(_) => unreachable!("states are read before"),
    };
    let missing = matches!(value, Value::Whole(None) | Value::Number(None) | Value::Text(None));
    if field.needed && missing {
        return Err(row.refuse(column, "a value"));
    }
    values.push(value);
    Ok(())
}
