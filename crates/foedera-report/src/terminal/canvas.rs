//! Lines and aligned tables within a width.

use std::fmt::Write;

use foedera_diagnostic::printable_line;

use crate::screen::{self, Rest};
use crate::{Style, words};

const BOLD: &str = "\u{1b}[1m";
const DIM: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";

/// Text under construction.
pub(super) struct Canvas {
    text: String,
    style: Style,
    width: usize,
    /// Columns of tables that a first screen leaves out.
    left: usize,
}

/// A table: a label, a note and values by column. Columns that do not fit go to a second table below the first; a first screen leaves
/// them out and says so.
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

    /// The room that a column needs; the last can be broken into lines.
    fn column_width(&self, column: usize) -> usize {
        let cells = self.rows.iter().filter_map(|row| row.cells.get(column)).map(String::as_str);
        let width = longest(cells.chain([self.heads[column].as_str()]));
        if column + 1 == self.heads.len() { width.min(TEXT) } else { width }
    }
}

impl Canvas {
    /// An empty one.
    pub(super) fn new(style: Style) -> Self {
        Self { text: String::new(), style, width: style.columns(), left: 0 }
    }

    /// Whether all sections are asked for.
    pub(super) fn is_full(&self) -> bool {
        self.style.full
    }

    /// A text in one line beside `taken` columns; cut where the width does not hold it.
    pub(super) fn short(&self, text: &str, taken: usize) -> String {
        words::shorten(text, self.width.saturating_sub(taken))
    }

    /// The lines that a first screen still has; no end of them where all is told.
    pub(super) fn room(&self) -> usize {
        screen::room(&self.text, self.style)
    }

    /// A secondary paragraph; on a first screen one line, cut where the width does not hold it.
    pub(super) fn brief(&mut self, text: &str) {
        let told = if self.style.is_screen() { self.short(text, 0) } else { text.to_owned() };
        self.dim(0, &told);
    }

    /// The text, or its first screen, which says that there is `rest`.
    pub(super) fn finish(self, rest: Rest<'_>) -> String {
        screen::first_screen(&self.text, self.left, rest, self.style)
    }

    /// A line as it is; `escape` is an ANSI style or empty.
    fn line(&mut self, escape: &str, line: &str) {
        let line = line.trim_end();
        if self.style.color && !escape.is_empty() && !line.is_empty() {
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
        self.line(DIM, &"─".repeat(self.width.min(length(text))));
    }

    /// A heading after an empty line.
    pub(super) fn heading(&mut self, text: &str) {
        self.line("", "");
        self.wrapped(BOLD, 0, &text.to_uppercase());
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

    /// A table, in as many parts as its columns need.
    pub(super) fn table(&mut self, table: &Table) {
        let notes = longest(table.rows.iter().map(|row| row.note.as_str()));
        let labels = longest(table.rows.iter().map(|row| row.label.as_str()).chain([table.corner.as_str()]));
        let widest = (0..table.heads.len()).map(|column| table.column_width(column)).max().unwrap_or(0);
        let labels = labels.min(self.width.saturating_sub(notes + widest + 8));
        let all: usize = (0..table.heads.len()).map(|column| 2 + table.column_width(column)).sum();
        // A first screen cuts labels before it leaves out columns.
        let room = self.width.saturating_sub(4 + notes + all).max(LABEL);
        let labels = if self.style.is_screen() { labels.min(room) } else { labels };
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
            if self.style.is_screen() {
                self.left += table.heads.len() - columns;
                return;
            }
        }
    }

    fn table_part(&mut self, table: &Table, columns: std::ops::Range<usize>, labels: usize, notes: usize) {
        let compose = |label: &str, note: &str, cells: &[String]| {
            let mut row = vec![format!("  {}", words::shorten(label, labels))];
            if notes > 0 {
                row.push(note.to_owned());
            }
            row.extend(columns.clone().map(|column| cells.get(column).cloned().unwrap_or_default()));
            row
        };
        let mut rows = vec![compose(&table.corner, "", &table.heads)];
        rows.extend(table.rows.iter().map(|row| compose(&row.label, &row.note, &row.cells)));
        let escapes = table.rows.iter().map(|row| if row.strong { BOLD } else { "" });
        let headed = !table.corner.is_empty() || table.heads.iter().any(|head| !head.is_empty());
        let lines = layout(&rows, self.width).into_iter().zip([DIM].into_iter().chain(escapes));
        for (lines, escape) in lines.skip(usize::from(!headed)) {
            lines.iter().for_each(|line| self.line(escape, line));
        }
    }
}

/// What a label is cut to at most, so that columns fit.
const LABEL: usize = 24;
/// The room that a last column of long texts is given.
const TEXT: usize = 32;

/// The narrowest that a last column is broken to, and another cut to.
const LAST: usize = 16;
const CUT: usize = 6;

/// The lines of each row: columns two spaces apart; where that is wider than `width`, the last column is broken into lines below itself
/// and then the widest others are cut.
pub(crate) fn layout(rows: &[Vec<String>], width: usize) -> Vec<Vec<String>> {
    let clean = |row: &Vec<String>| row.iter().map(|cell| printable_line(cell).into_owned()).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(clean).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let Some(last) = columns.checked_sub(1) else { return vec![Vec::new(); rows.len()] };
    let cells = |column: usize| rows.iter().filter_map(move |row| row.get(column)).map(String::as_str);
    let mut widths: Vec<usize> = (0..columns).map(|column| longest(cells(column))).collect();
    let excess = |widths: &[usize]| (widths.iter().sum::<usize>() + 2 * last).saturating_sub(width);
    widths[last] = widths[last].saturating_sub(excess(&widths)).max(LAST.min(widths[last]));
    while excess(&widths) > 0 {
        let Some(widest) = (0..last).filter(|column| widths[*column] > CUT).max_by_key(|column| widths[*column]) else {
            break;
        };
        widths[widest] -= 1;
    }
    rows.iter().map(|row| row_lines(row, &widths)).collect()
}

/// A row as lines.
fn row_lines(row: &[String], widths: &[usize]) -> Vec<String> {
    let last = widths.len() - 1;
    let mut line = String::new();
    for (cell, width) in row.iter().take(last).zip(widths) {
        let _ = write!(line, "{:<width$}  ", words::shorten(cell, *width));
    }
    let start = length(&line);
    let broken = row.get(last).map_or(Vec::new(), |cell| {
        if length(cell) <= widths[last] { vec![cell.clone()] } else { words::wrap(cell, widths[last]) }
    });
    let mut lines: Vec<String> = broken.iter().map(|part| format!("{:start$}{part}", "")).collect();
    match lines.first_mut() {
        Some(first) => first.replace_range(..start, &line),
        None => lines.push(line),
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_never_touch_and_never_exceed_the_width() {
        let rows = [
            ["a name that is quite long", "2022-11-25", "a text of many words that goes on and on beyond any width"],
            ["b", "1", "c"],
        ];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec());
        for width in [40, 60, 80, 200, usize::MAX] {
            let lines = layout(&rows, width);
            assert!(lines.iter().flatten().all(|line| length(line) <= width), "{width}: {lines:?}");
            let (first, second) = (&lines[0][0], &lines[1][0]);
            let start = first.find("2022-11-25").expect("the second column");
            assert!(first[..start].ends_with("  ") && first[start..].starts_with("2022-11-25  "), "{first}");
            assert_eq!(second.find('1').map(|at| second[..at].chars().count()), Some(first[..start].chars().count()));
            // The first row takes 98 columns.
            assert_eq!(width < 98, first.contains('…') || lines[0].len() > 1);
        }
        assert_eq!(layout(&rows, usize::MAX)[0].len(), 1, "one row a line");
    }
}
