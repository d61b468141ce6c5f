//! Lines and aligned tables within a width.

use std::fmt::Write;

use foedera_diagnostic::printable_line;

use crate::{Style, words};

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";

/// Text under construction.
pub(super) struct Canvas {
    text: String,
    color: bool,
    width: usize,
}

/// A table: a label, a note and values by column. Columns that do not fit go to a second table below the first.
pub(super) struct Table {
    corner: String,
    heads: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    label: String,
    note: String,
    cells: Vec<String>,
    strong: bool,
}

/// Characters of a text; all our text is of single-width characters.
fn length(text: &str) -> usize {
    text.chars().count()
}

fn longest<'a>(texts: impl Iterator<Item = &'a str>) -> usize {
    texts.map(length).max().unwrap_or(0)
}

impl Table {
    /// A table without rows.
    pub(super) fn new(corner: &str, heads: Vec<String>) -> Self {
        Self { corner: corner.to_owned(), heads, rows: Vec::new() }
    }

    /// Add a row.
    pub(super) fn row(&mut self, label: &str, note: &str, cells: Vec<String>) {
        self.rows.push(Row { label: label.to_owned(), note: note.to_owned(), cells, strong: false });
    }

    /// Set the last row in bold.
    pub(super) fn emphasise_last(&mut self) {
        if let Some(row) = self.rows.last_mut() {
            row.strong = true;
        }
    }

    fn column_width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.cells.get(column)).map(String::as_str);
        longest(cells.chain([self.heads[column].as_str()]))
    }
}

impl Canvas {
    /// An empty one; the width is drawn into 80–110.
    pub(super) fn new(style: Style) -> Self {
        Self { text: String::new(), color: style.color, width: style.width.clamp(80, 110) }
    }

    /// Columns to fill.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The text.
    pub(super) fn finish(self) -> String {
        self.text
    }

    /// A line as it is; `escape` is an ANSI style or empty.
    fn line(&mut self, escape: &str, line: &str) {
        let line = line.trim_end();
        if self.color && !escape.is_empty() && !line.is_empty() {
            let _ = writeln!(self.text, "{escape}{line}{RESET}");
        } else {
            let _ = writeln!(self.text, "{line}");
        }
    }

    fn wrapped(&mut self, escape: &str, indent: usize, text: &str) {
        for line in words::wrap(&printable_line(text), self.width - indent) {
            self.line(escape, &format!("{:indent$}{line}", ""));
        }
    }

    /// The title, underlined.
    pub(super) fn title(&mut self, text: &str) {
        self.wrapped(BOLD, 0, text);
        self.line(DIM, &"─".repeat(self.width));
    }

    /// A heading after an empty line.
    pub(super) fn heading(&mut self, text: &str) {
        self.line("", "");
        self.line(BOLD, &printable_line(&text.to_uppercase()));
    }

    /// A paragraph.
    pub(super) fn text(&mut self, indent: usize, text: &str) {
        self.wrapped("", indent, text);
    }

    /// A secondary paragraph.
    pub(super) fn dim(&mut self, indent: usize, text: &str) {
        self.wrapped(DIM, indent, text);
    }

    /// A paragraph in bold.
    pub(super) fn strong(&mut self, indent: usize, text: &str) {
        self.wrapped(BOLD, indent, text);
    }

    /// An item of a list.
    pub(super) fn item(&mut self, text: &str) {
        for (index, line) in words::wrap(&printable_line(text), self.width - 4).iter().enumerate() {
            self.line("", &format!("  {} {line}", if index == 0 { "·" } else { " " }));
        }
    }

    /// A row already laid out; cut if it is too wide.
    pub(super) fn laid_out(&mut self, line: &str, dim: bool) {
        let line = words::shorten(&printable_line(line), self.width);
        self.line(if dim { DIM } else { "" }, &line);
    }

    /// A table, in as many parts as its columns need.
    pub(super) fn table(&mut self, table: &Table) {
        let notes = longest(table.rows.iter().map(|row| row.note.as_str()));
        let labels = longest(table.rows.iter().map(|row| row.label.as_str()).chain([table.corner.as_str()]));
        let widest = (0..table.heads.len()).map(|column| table.column_width(column)).max().unwrap_or(0);
        let labels = labels.min(self.width.saturating_sub(notes + widest + 8));
        let start = 2 + labels + if notes > 0 { 2 + notes } else { 0 };
        let mut columns = 0;
        while columns < table.heads.len() {
            let first = columns;
            let mut used = start;
            while columns < table.heads.len() {
                let needed = 2 + table.column_width(columns);
                if columns > first && used + needed > self.width {
                    break;
                }
                used += needed;
                columns += 1;
            }
            self.table_part(table, first..columns, labels, notes);
        }
    }

    fn table_part(&mut self, table: &Table, columns: std::ops::Range<usize>, labels: usize, notes: usize) {
        let compose = |label: &str, note: &str, cells: &[String]| {
            let mut line = format!("  {:labels$}", words::shorten(label, labels));
            if notes > 0 {
                let _ = write!(line, "  {note:notes$}");
            }
            for column in columns.clone() {
                let width = table.column_width(column);
                let _ = write!(line, "  {:<width$}", cells.get(column).map_or("", String::as_str));
            }
            printable_line(&line).into_owned()
        };
        self.line(DIM, &compose(&table.corner, "", &table.heads));
        for row in &table.rows {
            let escape = if row.strong { BOLD } else { "" };
            let line = words::shorten(&compose(&row.label, &row.note, &row.cells), self.width);
            self.line(escape, &line);
        }
    }
}
