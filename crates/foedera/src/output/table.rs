//! The tables of an answer, for spreadsheets and data frames: every list of objects is one, under its path in the JSON.

use std::collections::BTreeMap;

use foedera_diagnostic::printable_line;
use foedera_report::csv_text;
use foedera_store::{Column, Frame, Kind, MISSING_WHOLE, Words};

use super::node::Node;

/// A table: what is said of a thing in one row.
pub(super) struct Table {
    /// Its path in the answer, e.g. `members.branches.horizons`.
    pub(super) name: String,
    /// The paths of its columns inside a row.
    columns: Vec<String>,
    rows: Vec<BTreeMap<usize, Node>>,
}

/// Fields that say which thing a row is about; a row of a list inside another row carries those of the outer one.
const IDENTIFIERS: [&str; 18] = [
    "id",
    "key",
    "state",
    "member",
    "treaty",
    "variable",
    "process",
    "actor",
    "model",
    "branch",
    "branch.id",
    "date",
    "trigger",
    "question.id",
    "threat",
    "effect",
    "horizon_years",
    "held_out",
];

/// The tables of an answer, outer before inner.
pub(super) fn tables(answer: &Node) -> Vec<Table> {
    let mut found = Vec::new();
    if let Node::Object(fields) = answer {
        fields.iter().for_each(|(key, value)| look(key, value, &[], &mut found));
    }
    found
}

/// Enter the tables that stand in a value; `outer` are the identifiers of the rows around it.
fn look(path: &str, value: &Node, outer: &[(String, Node)], found: &mut Vec<Table>) {
    match value {
        Node::Object(fields) => {
            fields.iter().for_each(|(key, value)| look(&format!("{path}.{key}"), value, outer, found));
        }
        Node::List(items) if items.iter().all(|item| matches!(item, Node::Object(_))) => {
            for item in items {
                enter(path, item, outer, found);
            }
            if items.is_empty() {
                table(path, found);
            }
        }
        // Lists of lists of objects: one table, with the number of the outer list.
        Node::List(items) if items.iter().all(|item| matches!(item, Node::List(_))) => {
            for (place, item) in items.iter().enumerate() {
                let mut around = outer.to_vec();
                around.push((format!("{path}.place"), Node::Number((place + 1).into())));
                look(path, item, &around, found);
            }
        }
        _ => {}
    }
}

fn table<'a>(name: &str, found: &'a mut Vec<Table>) -> &'a mut Table {
    let place = found.iter().position(|table| table.name == name).unwrap_or_else(|| {
        found.push(Table::empty(name));
        found.len() - 1
    });
    &mut found[place]
}

/// Enter one row, and the tables inside it.
fn enter(path: &str, row: &Node, outer: &[(String, Node)], found: &mut Vec<Table>) {
    let (mut cells, mut inner) = (Vec::new(), Vec::new());
    flatten("", row, &mut cells, &mut inner);
    let own = table(path, found);
    let mut entered = BTreeMap::new();
    for (name, value) in outer.iter().chain(&cells) {
        let column = own.columns.iter().position(|column| column == name).unwrap_or_else(|| {
            own.columns.push(name.clone());
            own.columns.len() - 1
        });
        entered.insert(column, value.clone());
    }
    own.rows.push(entered);
    let mut around = outer.to_vec();
    let identifies = |(name, _): &&(String, Node)| IDENTIFIERS.contains(&name.as_str());
    around.extend(cells.iter().filter(identifies).map(|(name, value)| (format!("{path}.{name}"), value.clone())));
    for (name, value) in inner {
        look(&format!("{path}.{name}"), &value, &around, found);
    }
}

/// The cells of a row by their path, and the lists of objects in it.
fn flatten(path: &str, value: &Node, cells: &mut Vec<(String, Node)>, inner: &mut Vec<(String, Node)>) {
    match value {
        Node::Object(fields) => {
            for (key, value) in fields {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                flatten(&path, value, cells, inner);
            }
        }
        // Of words or of rows: nothing tells.
        Node::List(items) if items.is_empty() => {}
        Node::List(items) if items.iter().all(Node::is_scalar) => {
            let texts: Vec<String> = items.iter().map(plain).collect();
            cells.push((path.to_owned(), Node::Text(texts.join(";"))));
        }
        Node::List(_) => inner.push((path.to_owned(), value.clone())),
        scalar => cells.push((path.to_owned(), scalar.clone())),
    }
}

/// A scalar as text; nothing for null.
fn plain(value: &Node) -> String {
    match value {
        Node::Bool(value) => value.to_string(),
        Node::Number(number) => number.to_string(),
        Node::Text(text) => text.clone(),
        Node::Null | Node::List(_) | Node::Object(_) => String::new(),
    }
}

impl Table {
    /// One without rows.
    pub(super) fn empty(name: &str) -> Self {
        Self { name: name.to_owned(), columns: Vec::new(), rows: Vec::new() }
    }

    /// Whether it has no rows.
    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// As RFC 4180 has it, with line feeds; missing cells are empty.
    pub(super) fn csv(&self) -> String {
        if self.columns.is_empty() {
            return String::new();
        }
        let mut text = self.columns.join(",");
        text.push('\n');
        for row in &self.rows {
            let cells = (0..self.columns.len()).map(|column| match row.get(&column) {
                Some(Node::Text(text)) => csv_text(text),
                Some(other) => plain(other),
                None => String::new(),
            });
            let line = cells.collect::<Vec<_>>().join(",");
            // Readers skip an empty line, so a missing cell that stands alone is quoted.
            text.push_str(if line.is_empty() { "\"\"" } else { &line });
            text.push('\n');
        }
        text
    }

    /// As a table of Markdown.
    pub(super) fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let mut text = line(self.columns.clone()) + &line(vec!["---".to_owned(); self.columns.len()]);
        for row in &self.rows {
            let cell = |column: usize| row.get(&column).map_or(String::new(), plain);
            // Neither an end of the cell nor a link: `sum[members](cinc@each)` is a formula.
            let literal = |text: &str| printable_line(text).replace('|', "\\|").replace("](", "\\](");
            let cells = (0..self.columns.len()).map(|column| literal(&cell(column)));
            text.push_str(&line(cells.collect()));
        }
        text
    }

    /// Of each column, whether it holds truth values only (in a frame they are the texts `true` and `false`).
    pub(super) fn truths(&self) -> Vec<bool> {
        let of = |place: usize| {
            let mut cells =
                self.rows.iter().filter_map(|row| row.get(&place)).filter(|cell| **cell != Node::Null).peekable();
            cells.peek().is_some() && cells.all(|cell| matches!(cell, Node::Bool(_)))
        };
        (0..self.columns.len()).map(of).collect()
    }

    /// As a frame of columns: whole numbers, numbers or texts.
    pub(super) fn frame(&self) -> Frame {
        let column = |(place, name): (usize, &String)| {
            let cells: Vec<&Node> = self.rows.iter().map(|row| row.get(&place).unwrap_or(&Node::Null)).collect();
            let (kind, column) = column(&cells);
            (name.clone(), kind, column)
        };
        Frame {
            name: self.name.clone(),
            dataset: self.name.clone(),
            span: (0, 0),
            parts: Vec::new(),
            columns: self.columns.iter().enumerate().map(column).collect(),
        }
    }
}

/// The cells of a column as one type.
fn column(cells: &[&Node]) -> (Kind, Column) {
    let whole = |cell: &Node| match cell {
        Node::Null => Some(MISSING_WHOLE),
        Node::Number(number) => i32::try_from(number.as_i64()?).ok().filter(|whole| *whole != MISSING_WHOLE),
        _ => None,
    };
    let number = |cell: &Node| match cell {
        Node::Null => Some(f64::NAN),
        Node::Number(number) => number.as_f64(),
        _ => None,
    };
    let known = cells.iter().any(|cell| **cell != Node::Null);
    if let Some(cells) = cells.iter().map(|cell| whole(cell)).collect::<Option<Vec<_>>>().filter(|_| known) {
        return (Kind::Whole, Column::Whole(cells));
    }
    if let Some(cells) = cells.iter().map(|cell| number(cell)).collect::<Option<Vec<_>>>().filter(|_| known) {
        return (Kind::Number, Column::Number(cells));
    }
    let (mut words, mut seen) = (Words::default(), BTreeMap::new());
    for cell in cells {
        let text = plain(cell);
        words.push((**cell != Node::Null).then_some(text.as_str()), &mut seen);
    }
    (Kind::Text, Column::Text(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn a_text_is_no_formula_in_a_spreadsheet() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            assert_eq!(csv_text(formula), format!("'{formula}"));
        }
        assert_eq!(csv_text("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
        assert_eq!((csv_text("\t=1").as_str(), csv_text("\r=1").as_str()), ("' =1", "' =1"));
        assert_eq!((csv_text("USA;UKG").as_str(), csv_text("a-b").as_str()), ("USA;UKG", "a-b"));
    }

    /// What a reader of CSV should find in a cell: the value, without control characters and guarded as [`csv_text`] says.
    fn expected(value: &serde_json::Value) -> String {
        match value {
            serde_json::Value::Null => String::new(),
            serde_json::Value::String(text) => {
                let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
                format!("{guard}{}", printable_line(text))
            }
            other => other.to_string(),
        }
    }

    fn scalar() -> impl Strategy<Value = serde_json::Value> {
        let text = "[ -~\n\r\té“”\u{202e};',\"=+@-]{0,12}";
        prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(serde_json::Value::from),
            any::<i64>().prop_map(serde_json::Value::from),
            (-1e9..1e9).prop_map(|value: f64| serde_json::json!(value)),
            text.prop_map(serde_json::Value::from),
        ]
    }

    proptest! {
        #[test]
        fn csv_that_is_read_back_is_the_table_of_the_json(
            rows in (1_usize..5).prop_flat_map(|width| vec(vec(scalar(), width), 1..8))
        ) {
            let named = |row: &Vec<serde_json::Value>| -> serde_json::Value {
                row.iter().enumerate().map(|(place, value)| (format!("c{place}"), value.clone())).collect::<serde_json::Map<_, _>>().into()
            };
            let answer = serde_json::json!({ "rows": rows.iter().map(named).collect::<Vec<_>>() });
            let text = tables(&Node::of(&answer))[0].csv();
            prop_assert!(!text.contains('\r') && text.ends_with('\n'), "line feeds only: {text:?}");
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            let head: Vec<String> = reader.headers().expect("a head").iter().map(str::to_owned).collect();
            let read: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().expect("RFC 4180");
            prop_assert_eq!(read.len(), rows.len(), "{:?}", text);
            for (row, record) in rows.iter().zip(&read) {
                for (name, cell) in head.iter().zip(record) {
                    let place: usize = name[1..].parse().expect("a place");
                    prop_assert_eq!(cell, expected(&row[place]));
                }
            }
        }
    }

    #[test]
    fn a_list_inside_a_row_is_a_table_that_names_the_row() {
        let answer = Node::of(&serde_json::json!({
            "members": [
                {"state": "ARM", "at": {"low": 0.5, "n": null}, "ties": [{"to": "RUS", "ids": [1, 2]}]},
                {"state": "BLR", "note": "a, b", "ties": []},
            ],
        }));
        let found = tables(&answer);
        let names: Vec<&str> = found.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["members", "members.ties"]);
        assert_eq!(found[0].csv().lines().last().unwrap().matches(',').count(), 4, "one of them is quoted");
        assert_eq!(found[1].csv(), "members.state,ids,to\nARM,1;2,RUS\n");
        let frame = found[0].frame();
        assert_eq!((frame.len(), frame.numbers("at.low")[0]), (2, 0.5));
    }
}
