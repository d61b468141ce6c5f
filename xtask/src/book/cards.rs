//! Model cards: the files of `models/` as pages, every section that they have.

use std::path::Path;

use toml::{Table, Value};

/// Rows of a table that a page shows; the file has all.
const MOST_ROWS: usize = 40;
/// What is for programs only.
const LEFT_OUT: [&str; 2] = ["schema", "covariance"];
/// What a reader looks for first, in this order; the rest follows.
const FIRST: [&str; 8] = ["fit", "score", "totals", "effect", "reference_class", "dataset", "miss", "tried"];

/// Pages by their places in the book.
pub(super) fn pages(root: &Path) -> Result<Vec<(String, String)>, String> {
    let folder = root.join("models");
    let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
    names.sort();
    let mut pages = vec![("reference/models.md".to_owned(), String::new())];
    let mut rows = String::from("| model | outcome | what |\n|---|---|---|\n");
    for name in names {
        let path = folder.join(&name);
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        let model: Table = text.parse().map_err(|error| format!("{}: {error}", path.display()))?;
        let stem = name.trim_end_matches(".toml");
        let word = |key: &str| model.get(key).map(cell).unwrap_or_default();
        rows.push_str(&format!("| [{stem}](models/{stem}.md) | {} | {} |\n", word("outcome"), word("definition")));
        pages.push((format!("reference/models/{stem}.md"), card(stem, &model)));
    }
    pages[0].1 = format!(
        "# Model cards\n\nMade from the files of `models/`, which are compiled into the program. What the scores mean, and which of \
         them are of forecasts made in advance: [models](../docs/models.md), [backtest](../docs/backtest.md).\n\n{rows}"
    );
    Ok(pages)
}

fn card(name: &str, model: &Table) -> String {
    let mut page = format!("# {name}\n\n");
    let single = |value: &&Value| !matches!(value, Value::Table(_)) && rows(value).is_none();
    for (key, value) in model.iter().filter(|(key, value)| single(value) && !LEFT_OUT.contains(&key.as_str())) {
        page.push_str(&format!("- **{}**: {}\n", words(key), cell(value)));
    }
    sections(model, "", &mut page);
    page.push_str(&format!("\nThe covariance of the estimates stands in `models/{name}.toml`.\n"));
    page
}

/// The tables inside a table, each as a section.
fn sections(table: &Table, outer: &str, page: &mut String) {
    let place = |key: &str| FIRST.iter().position(|first| *first == key).unwrap_or(FIRST.len());
    let mut ordered: Vec<(&String, &Value)> = table.iter().collect();
    ordered.sort_by_key(|(key, _)| place(key));
    for (key, value) in ordered {
        let name = if outer.is_empty() { words(key) } else { format!("{outer}: {}", words(key)) };
        if let Value::Table(inner) = value {
            let single: Vec<_> = inner.iter().filter(|(_, value)| !value.is_table() && rows(value).is_none()).collect();
            if !single.is_empty() {
                page.push_str(&format!("\n## {}\n\n| what | value |\n|---|---|\n", capital(&name)));
                page.extend(single.into_iter().map(|(key, value)| format!("| {} | {} |\n", words(key), cell(value))));
            }
            sections(inner, &name, page);
        } else if let Some(rows) = rows(value) {
            page.push_str(&format!("\n## {}\n\n", capital(&name)));
            page.push_str(&as_table(&rows));
        }
    }
}

/// The rows of a list of tables; none of anything else.
fn rows(value: &Value) -> Option<Vec<&Table>> {
    let list = value.as_array().filter(|list| !list.is_empty())?;
    list.iter().map(Value::as_table).collect()
}

fn as_table(rows: &[&Table]) -> String {
    let mut columns: Vec<&String> = Vec::new();
    for key in rows.iter().flat_map(|row| row.iter()).filter(|(_, value)| !value.is_table()).map(|(key, _)| key) {
        if !columns.contains(&key) {
            columns.push(key);
        }
    }
    // The reader of TOML sorts keys; what a row is called comes first.
    columns.sort_by_key(|column| !["name", "process", "state", "treaty", "from"].contains(&column.as_str()));
    let short = |column: &str, text: String| if column == "sha256" { text.chars().take(12).collect() } else { text };
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(columns.iter().map(|column| words(column)).collect());
    text.push_str(&line(vec!["---".to_owned(); columns.len()]));
    for row in rows.iter().take(MOST_ROWS) {
        let shown = |column: &&String| short(column, row.get(*column).map(cell).unwrap_or_default());
        text.push_str(&line(columns.iter().map(shown).collect()));
    }
    if rows.len() > MOST_ROWS {
        text.push_str(&format!("\n{} more rows stand in the file.\n", rows.len() - MOST_ROWS));
    }
    text
}

/// A value as a cell of a table; numbers with four significant digits.
fn cell(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Float(number) => four_digits(*number),
        Value::Array(list) => list.iter().map(cell).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    };
    text.replace('|', "\\|").replace('<', "&lt;").replace('\n', " ")
}

fn four_digits(number: f64) -> String {
    if number == 0.0 || !number.is_finite() {
        return number.to_string();
    }
    let size = format!("{number:e}").rsplit('e').next().and_then(|size| size.parse::<i32>().ok()).unwrap_or(0);
    let digits = usize::try_from(3 - size).unwrap_or(0).min(8);
    format!("{number:.digits$}")
}

fn words(key: &str) -> String {
    key.replace('_', " ")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::{card, four_digits};

    #[test]
    fn a_card_has_every_section_of_its_file() {
        let model = "schema = 2\nprocess = \"leave\"\ncovariance = [1.0]\n[fit]\nevents = 28\n[[effect]]\nname = \"a | b\"\n\
                     estimate = 0.123456\n[ordered]\n[[ordered.ally]]\nstate = \"USA\"\n";
        let page = card("leave", &model.parse().expect("a model"));
        for line in ["- **process**: leave", "| events | 28 |", "| a \\| b | 0.1235 |", "## Ordered: ally", "| USA |"] {
            assert!(page.contains(line), "{line} in:\n{page}");
        }
        assert!(!page.contains("schema") && !page.contains("1.0"), "{page}");
    }

    #[test]
    fn numbers_keep_four_digits() {
        assert_eq!([1234.56, 0.000_123_44, -0.5, 0.0].map(four_digits), ["1235", "0.0001234", "-0.5000", "0"]);
    }
}
