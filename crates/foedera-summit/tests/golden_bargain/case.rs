//! Finding and reading cases.

use std::path::{Path, PathBuf};

use serde_json::Value;

pub use foedera_golden::files;

/// The folder of a group of cases; `None`, with a word, when there is none.
pub fn folder(group: &str) -> Option<PathBuf> {
    foedera_golden::folder(&format!("summit/{group}"))
}

/// A JSON file.
pub fn json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// The rows of a CSV file, below as many lines of heading.
pub fn rows(path: &Path, heading: usize) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_path(path).unwrap();
    reader.records().skip(heading).map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

/// A number.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// Numbers, of a list or of nested lists.
pub fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        one => vec![number(one)],
    }
}

/// The list at a key.
pub fn list<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("no list `{key}`"))
}

/// The greatest difference between two lists of the same length.
pub fn apart(found: &[f64], expected: &[f64]) -> f64 {
    assert_eq!(found.len(), expected.len(), "lists of one length");
    found.iter().zip(expected).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}
