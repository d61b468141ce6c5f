//! Reading a TOML document field by field, gathering every problem on the way.
//!
//! A reader takes what it needs from a [`Table`] and goes on after a problem, so that one run of `foedera check`
//! names all of them. Each value comes [`Located`], so that later checks can point at it.

mod tree;

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt::Display;
use std::ops::Range;
use std::str::FromStr;

use toml::de::DeTable;

pub use tree::compile;
use tree::{Entries, Tree, Value, records};

use crate::{Code, Diagnostic, Place, Problems, Source, nearest};

/// A value and the byte range where it stands in its source.
#[derive(Debug, Clone, PartialEq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Its byte range.
    pub span: Range<usize>,
}

/// A table of the document being read.
pub struct Table<'a> {
    source: &'a Source,
    table: Entries<'a>,
    span: Range<usize>,
    name: Name<'a>,
    problems: &'a RefCell<Problems>,
}

/// What a table is called where something is wrong with it.
#[derive(Clone, Copy)]
enum Name<'a> {
    File,
    /// The table `[key]`.
    Single(&'a str),
    /// One of the tables `[[key]]`.
    OneOf(&'a str),
}

impl Display for Name<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::File => formatter.write_str("the file"),
            Self::Single(key) => write!(formatter, "[{key}]"),
            Self::OneOf(key) => write!(formatter, "[[{key}]]"),
        }
    }
}

/// What is expected of a count, and of a text.
const WHOLE: &str = "a whole number";
const A_TEXT: &str = "a text in quotes";

/// Lines with wrong syntax that are told one by one.
const SYNTAX_ERRORS: usize = 20;

/// Read `source` as TOML; `reader` takes the root table apart. The result stands only if nobody found a problem.
///
/// # Errors
/// Every syntax error, or else every problem that `reader` reported.
pub fn read<T>(source: &Source, reader: impl FnOnce(&Table<'_>) -> Option<T>) -> Result<T, Problems> {
    let records = match source.records() {
        Some(made) => Cow::Borrowed(made),
        None => Cow::Owned(parse(source)?),
    };
    let tree = Tree::new(source.text(), &records);
    let problems = RefCell::new(Problems::new());
    let table = Table { source, table: tree.root(), span: 0..0, name: Name::File, problems: &problems };
    let value = reader(&table);
    let problems = problems.into_inner();
    match value {
        Some(value) => problems.or_ok(value),
        None if problems.is_empty() => {
            let place = Place::Span(source.clone(), 0..0);
            let message = "the file is incomplete in a way that its reader did not name";
            Err(Diagnostic::new(Code::Missing, place, message, "compare it with a file that works, and report this")
                .into())
        }
        None => Err(problems),
    }
}

/// The keys of the root of a text compiled into the program; `None` of any other text.
pub fn compiled_keys(source: &Source) -> Option<Vec<String>> {
    let tree = Tree::new(source.text(), source.records()?);
    Some(tree.root().keys().map(|(key, _)| key.to_owned()).collect())
}

/// The records of a text, or every syntax error.
fn parse(source: &Source) -> Result<Vec<u8>, Problems> {
    let (root, errors) = DeTable::parse_recoverable(source.text());
    let mut problems = Problems::new();
    let mut last_line = 0;
    let (mut told, mut untold) = (0, 0);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        // The parser recovers within a line; what it then says of the same line is an echo.
        let line = source.line_of(span.start);
        if line == last_line {
            continue;
        }
        last_line = line;
        // A file that is no TOML at all is wrong on every line.
        if told == SYNTAX_ERRORS {
            untold += 1;
            continue;
        }
        told += 1;
        problems.push(Diagnostic::new(
            Code::Syntax,
            Place::Span(source.clone(), span),
            format!("not valid TOML: {}", error.message().lines().collect::<Vec<_>>().join("; ")),
            "mend the syntax at this place (see https://toml.io)",
        ));
    }
    if untold > 0 {
        problems.push(Diagnostic::new(
            Code::Syntax,
            Place::File(source.name().to_owned()),
            format!("{untold} more lines are not valid TOML"),
            "is this the file that you meant?",
        ));
    }
    problems.or_ok(())?;
    Ok(records(source.text(), root.get_ref()))
}

impl<'a> Table<'a> {
    /// The byte range of the table (its header).
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The text being read.
    pub fn source(&self) -> &'a Source {
        self.source
    }

    /// Report a problem at a byte range of this document.
    pub fn report(&self, code: Code, span: Range<usize>, message: impl Into<String>, remedy: impl Into<String>) {
        let place = Place::Span(self.source.clone(), span);
        self.problems.borrow_mut().push(Diagnostic::new(code, place, message, remedy));
    }

    /// Report every key that is not in `known`, with the nearest known one.
    pub fn only(&self, known: &[&str]) {
        for (name, span) in self.table.keys() {
            if known.contains(&name) {
                continue;
            }
            let remedy = match nearest(name, known.iter().copied()) {
                Some(candidate) => format!("did you mean `{candidate}`?"),
                None => format!("remove it; known here: {}", known.join(", ")),
            };
            self.report(Code::UnknownKey, span, format!("unknown key `{name}` in {}", self.name), remedy);
        }
    }

    /// Check `schema = N` against the version this reader knows.
    pub fn schema(&self, expected: i64, what: &str) -> Option<()> {
        let found = self.integer("schema")?;
        if found.value == expected {
            return Some(());
        }
        self.report(
            Code::Schema,
            found.span,
            format!("{what} has schema version {}; this Foedera reads version {expected}", found.value),
            if found.value > expected { "use a newer Foedera" } else { "write the file anew with this version" },
        );
        None
    }

    /// Check `schema = N` against the versions that this reader knows, oldest and newest.
    pub fn schema_within(&self, known: [i64; 2], what: &str) -> Option<()> {
        let found = self.integer("schema")?;
        if (known[0]..=known[1]).contains(&found.value) {
            return Some(());
        }
        let [oldest, newest] = known;
        let message =
            format!("{what} has schema version {}; this Foedera reads versions {oldest} to {newest}", found.value);
        let remedy = if found.value > newest { "use a newer Foedera" } else { "write the file anew with this version" };
        self.report(Code::Schema, found.span, message, remedy);
        None
    }

    /// The names of its keys.
    pub fn keys(&self) -> Vec<String> {
        self.table.keys().map(|(key, _)| key.to_owned()).collect()
    }

    /// The byte range of a key's value.
    pub fn span_of(&self, key: &str) -> Option<Range<usize>> {
        self.value(key).map(Value::span)
    }

    /// Whether the key holds a list of tables, `[[key]]`.
    pub fn is_tables(&self, key: &str) -> bool {
        let items = self.value(key).and_then(Value::as_list);
        items.is_some_and(|mut items| items.len() > 0 && items.all(|item| item.as_table().is_some()))
    }

    /// Whether the key is there.
    pub fn has(&self, key: &str) -> bool {
        self.value(key).is_some()
    }

    /// Whether the key holds a table, `[key]`.
    pub fn is_table(&self, key: &str) -> bool {
        self.value(key).is_some_and(|value| value.as_table().is_some())
    }

    /// Whether the key holds a text.
    pub fn is_text(&self, key: &str) -> bool {
        self.value(key).is_some_and(|value| value.as_text().is_some())
    }

    fn value(&self, key: &str) -> Option<Value<'a>> {
        self.table.get(key)
    }

    fn required<T>(&self, key: &str, found: Option<T>) -> Option<T> {
        if found.is_none() && !self.has(key) {
            let message = format!("`{key}` is missing in {}", self.name);
            self.report(Code::Missing, self.span.clone(), message, format!("add `{key} = …`"));
        }
        found
    }

    fn wrong_type(&self, key: &str, value: Value<'_>, expected: &str) {
        let found = value.type_name();
        if value.is_integer() && expected == WHOLE {
            let message = format!("`{key}` is beyond the whole numbers that fit into 64 bits");
            self.report(Code::InvalidValue, value.span(), message, "give a smaller whole number");
            return;
        }
        let message = format!("`{key}` is {found} here, not {expected}");
        self.report(Code::WrongType, value.span(), message, format!("give {expected}"));
    }

    fn typed<T>(&self, key: &str, expected: &str, convert: impl Fn(Value<'a>) -> Option<T>) -> Option<Located<T>> {
        let value = self.value(key)?;
        match convert(value) {
            Some(converted) => Some(Located { value: converted, span: value.span() }),
            None => {
                self.wrong_type(key, value, expected);
                None
            }
        }
    }

    /// An optional text.
    pub fn string_or_none(&self, key: &str) -> Option<Located<String>> {
        self.typed(key, A_TEXT, |value| value.as_text().map(str::to_owned))
    }

    /// An optional moment, a text in quotes or a number or date without, as text.
    pub fn moment_or_none(&self, key: &str) -> Option<Located<String>> {
        self.typed(key, "a date or a number", |value| {
            let text = value.as_text().or_else(|| value.as_date()).map(str::to_owned);
            text.or_else(|| value.as_number().map(|number| number.to_string()))
        })
    }

    /// A required text; its absence is reported.
    pub fn string(&self, key: &str) -> Option<Located<String>> {
        self.required(key, self.string_or_none(key))
    }

    /// An optional text that must parse as `T`; `remedy` says what is accepted.
    pub fn parsed_or_none<T: FromStr<Err: Display>>(&self, key: &str, remedy: &str) -> Option<Located<T>> {
        let text = self.typed(key, A_TEXT, Value::as_text)?;
        match text.value.parse() {
            Ok(value) => Some(Located { value, span: text.span }),
            Err(error) => {
                self.report(Code::InvalidValue, text.span, format!("`{key}`: {error}"), remedy);
                None
            }
        }
    }

    /// A required text that must parse as `T`.
    pub fn parsed<T: FromStr<Err: Display>>(&self, key: &str, remedy: &str) -> Option<Located<T>> {
        self.required(key, self.parsed_or_none(key, remedy))
    }

    /// An optional whole number.
    pub fn integer_or_none(&self, key: &str) -> Option<Located<i64>> {
        self.typed(key, WHOLE, Value::as_integer)
    }

    /// A required whole number.
    pub fn integer(&self, key: &str) -> Option<Located<i64>> {
        self.required(key, self.integer_or_none(key))
    }

    /// An optional finite number (whole numbers count).
    pub fn number_or_none(&self, key: &str) -> Option<Located<f64>> {
        self.typed(key, "a finite number", Value::as_number)
    }

    /// A required finite number.
    pub fn number(&self, key: &str) -> Option<Located<f64>> {
        self.required(key, self.number_or_none(key))
    }

    /// An optional truth value.
    pub fn boolean_or_none(&self, key: &str) -> Option<Located<bool>> {
        self.typed(key, "true or false", Value::as_boolean)
    }

    /// A required truth value.
    pub fn boolean(&self, key: &str) -> Option<Located<bool>> {
        self.required(key, self.boolean_or_none(key))
    }

    fn list<T>(&self, key: &str, expected: &str, convert: impl Fn(Value<'a>) -> Option<T>) -> Option<Vec<Located<T>>> {
        let value = self.value(key)?;
        let Some(items) = value.as_list() else {
            self.wrong_type(key, value, expected);
            return None;
        };
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            match convert(item) {
                Some(converted) => list.push(Located { value: converted, span: item.span() }),
                None => {
                    self.wrong_type(key, item, expected);
                    return None;
                }
            }
        }
        Some(list)
    }

    /// A list of texts; an absent key is an empty list.
    pub fn strings(&self, key: &str) -> Vec<Located<String>> {
        self.list(key, "a list of texts", |value| value.as_text().map(str::to_owned)).unwrap_or_default()
    }

    /// A required list of at least one text.
    pub fn some_strings(&self, key: &str) -> Option<Vec<Located<String>>> {
        let list = self.required(key, self.list(key, "a list of texts", |value| value.as_text().map(str::to_owned)))?;
        if list.is_empty() {
            let span = self.value(key).map_or(0..0, Value::span);
            self.report(Code::Missing, span, format!("`{key}` names nothing"), "name at least one");
            return None;
        }
        Some(list)
    }

    /// A required list of finite numbers.
    pub fn numbers(&self, key: &str) -> Option<Vec<Located<f64>>> {
        self.required(key, self.list(key, "a list of finite numbers", Value::as_number))
    }

    /// A required range `[low, high]` of finite numbers with low ≤ high.
    pub fn range(&self, key: &str) -> Option<Located<[f64; 2]>> {
        let list = self.numbers(key)?;
        let span = self.value(key).map_or(0..0, Value::span);
        match list.as_slice() {
            [low, high] if low.value <= high.value => Some(Located { value: [low.value, high.value], span }),
            [_, _] => {
                self.report(Code::InvalidValue, span, format!("`{key}` runs backwards"), "write [low, high]");
                None
            }
            _ => {
                let message = format!("`{key}` has {} numbers, not two", list.len());
                self.report(Code::InvalidValue, span, message, "write [low, high]");
                None
            }
        }
    }

    /// The tables of `[[key]]`; an absent key gives none.
    pub fn tables(&self, key: &str) -> Vec<Table<'a>> {
        let Some(own) = self.table.own_key(key) else { return Vec::new() };
        let items = self.list(key, "a list of tables", Value::as_table).unwrap_or_default();
        items.into_iter().map(|item| self.child(item.value, item.span, Name::OneOf(own))).collect()
    }

    /// The table `[key]`, if there is one.
    pub fn table_or_none(&self, key: &str) -> Option<Table<'a>> {
        let own = self.table.own_key(key)?;
        let found = self.typed(key, "a table", Value::as_table)?;
        Some(self.child(found.value, found.span, Name::Single(own)))
    }

    /// The required table `[key]`.
    pub fn table(&self, key: &str) -> Option<Table<'a>> {
        self.required(key, self.table_or_none(key))
    }

    fn child(&self, table: Entries<'a>, span: Range<usize>, name: Name<'a>) -> Table<'a> {
        Table { source: self.source, table, span, name, problems: self.problems }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str, reader: impl FnOnce(&Table<'_>) -> Option<()>) -> Vec<(Code, Option<usize>, String)> {
        let source = Source::new("t.toml", text);
        let found = read(&source, reader).err().unwrap_or_default();
        found.0.into_iter().map(|d| (d.code, d.place.line(), format!("{} / {}", d.message, d.remedy))).collect()
    }

    #[test]
    fn every_problem_is_reported_with_its_line() {
        let found = problems("nmae = \"x\"\ndate = 3\nshare = [2, 1]\n", |table| {
            table.only(&["name", "date", "share"]);
            table.string("name");
            table.string("date");
            table.range("share");
            Some(())
        });
        let codes: Vec<_> = found.iter().map(|(code, line, _)| (*code, *line)).collect();
        assert_eq!(
            codes,
            [
                (Code::UnknownKey, Some(1)),
                (Code::Missing, Some(1)),
                (Code::WrongType, Some(2)),
                (Code::InvalidValue, Some(3)),
            ]
        );
        assert!(found[0].2.contains("did you mean `name`?"), "{}", found[0].2);
    }

    #[test]
    fn broken_syntax_is_located() {
        let found = problems("a = 1\nb = [1,\n", |_| Some(()));
        assert!(!found.is_empty());
        assert_eq!(found[0].0, Code::Syntax);
    }

    #[test]
    fn numbers_must_be_finite() {
        let found = problems("x = nan\ny = inf\nz = 1e3\nw = 7\n", |table| {
            table.number("x");
            table.number("y");
            assert_eq!(table.number("z").map(|z| z.value), Some(1000.0));
            assert_eq!(table.number("w").map(|w| w.value), Some(7.0));
            Some(())
        });
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn a_whole_number_beyond_64_bits_is_said_to_be_too_large() {
        let found = problems("x = 99999999999999999999\n", |table| table.integer("x").map(|_| ()));
        assert_eq!((found[0].0, found.len()), (Code::InvalidValue, 1));
        assert!(found[0].2.contains("beyond the whole numbers that fit into 64 bits"), "{}", found[0].2);
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let found = problems("schema = 2", |table| table.schema(1, "the scenario"));
        assert!(found[0].2.contains("use a newer Foedera"), "{}", found[0].2);
    }

    #[test]
    fn a_text_compiled_before_reads_as_the_text_itself() {
        const TEXT: &str = "a = \"plain\"\nb = \"with \\\"marks\\\" and \\u00e9\"\n\"a key\" = 'literal'\nc = \"\"\"\nlines\n\"\"\"\n\
            n = [1_000, 0x1f, -2.5, 1e3]\nday = 2022-11-23\nyes = true\nnone = []\nempty = \"\"\nfour = '''x'''\n\
            [[t]]\nx.y = 1\n[[t]]\nx = { y = 2 }\n";
        let records: &'static [u8] = Box::leak(compile(TEXT).unwrap().into_boxed_slice());
        let told = |source: &Source| {
            let found = read(source, |root| {
                let texts = ["a", "b", "a key", "c", "empty", "four"].map(|key| root.string(key));
                let hex = root.numbers("n");
                let inner: Vec<_> =
                    root.tables("t").iter().map(|t| t.table("x").and_then(|x| x.integer("y"))).collect();
                root.only(&["a", "b"]);
                root.report(Code::Missing, 0..0, format!("{texts:?} {hex:?} {inner:?}"), "");
                root.report(Code::Missing, 0..0, format!("{:?}", root.moment_or_none("day")), "");
                root.report(Code::Missing, 0..0, format!("{:?} {:?}", root.boolean("yes"), root.strings("none")), "");
                root.integer("day");
                Some(())
            });
            found.unwrap_err().0
        };
        let (parsed, compiled) = (told(&Source::new("t", TEXT)), told(&Source::compiled("t", TEXT, Some(records))));
        let text = |list: &[Diagnostic]| list.iter().map(|d| d.render(false)).collect::<Vec<_>>();
        assert_eq!(text(&parsed), text(&compiled));
        let all = parsed.iter().map(|d| d.message.clone()).collect::<Vec<_>>().join("\n");
        for wanted in [
            "with \\\"marks\\\" and é",
            "literal",
            "lines\\n",
            "2022-11-23",
            "value: 2,",
            "not a list of finite numbers",
        ] {
            assert!(all.contains(wanted), "{wanted}: {all}");
        }
        assert_eq!(compile("a = "), None);
    }
}
