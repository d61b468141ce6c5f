//! Where the header of a table stands: on the first line, below a preamble, or nowhere.

use std::ops::Range;

use crate::table::{Layout, Records, bare, cell_end, spellings};

/// The most lines that may stand above a header, as the exports of SIPRI and the World Bank have them.
const MOST_LINES: usize = 40;

/// The longest header of a table, in bytes; the names of a thousand columns have a hundredth of it.
const LONGEST: usize = 1 << 20;

/// A line that may be the header: where it begins, where the rows begin, and its cells.
pub(crate) struct Header {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) separator: u8,
    pub(crate) names: Vec<String>,
}

impl Header {
    /// Whether it has all columns of a layout; each may have several spellings.
    pub(crate) fn has_all(&self, columns: &[&str]) -> bool {
        columns.iter().all(|column| self.has(column))
    }

    /// Whether it has a column under one of its spellings.
    pub(crate) fn has(&self, column: &str) -> bool {
        spellings(column).any(|spelling| self.names.iter().any(|name| name.eq_ignore_ascii_case(spelling)))
    }
}

/// The header of a table of this layout; the first line if none has its columns, so that it can be said what is missing.
pub(crate) fn find(text: &str, own_name: &str, layout: &Layout) -> Header {
    if let Some(header) = layout.headerless(text, own_name) {
        return header;
    }
    let most = if layout.preamble { MOST_LINES } else { 1 };
    let mut lines = candidates(text, most);
    let place = lines.iter().position(|line| line.has_all(layout.columns)).unwrap_or(0);
    if lines.is_empty() {
        return Header { start: 0, end: text.len(), separator: b',', names: Vec::new() };
    }
    lines.swap_remove(place)
}

/// The first lines that are not empty, each as if it were the header.
pub(crate) fn candidates(text: &str, most: usize) -> Vec<Header> {
    let (stated, mut at) = stated_separator(text).map_or((None, 0), |(separator, end)| (Some(separator), end));
    let mut found = Vec::new();
    while found.len() < most && at < text.len() {
        let end = text[at..].find('\n').map_or(text.len(), |offset| at + offset);
        let line = &text[at..end];
        if !line.is_empty() {
            if line.len() > LONGEST {
                break;
            }
            found.push(header_at(text, at..end, stated));
        }
        at = end + 1;
    }
    found
}

/// Whether the first line is longer than any header.
pub(crate) fn too_long(text: &str) -> bool {
    text.trim_start_matches('\n').lines().next().is_some_and(|line| line.len() > LONGEST)
}

fn header_at(text: &str, line: Range<usize>, stated: Option<u8>) -> Header {
    let separator = stated.unwrap_or_else(|| separator(&text[line.clone()]));
    let mut records = Records::new(text, separator, line.start, 1);
    let span = records.next().map_or(line, |record| record.span);
    let names = cells(text, span.clone(), separator);
    Header { start: span.start, end: (span.end + 1).min(text.len()), separator, names }
}

fn cells(text: &str, row: Range<usize>, separator: u8) -> Vec<String> {
    let mut names = Vec::new();
    let mut start = row.start;
    loop {
        let end = cell_end(text.as_bytes(), start, row.end, separator);
        names.push(bare(&text[start..end]).trim().to_owned());
        if end >= row.end {
            return names;
        }
        start = end + 1;
    }
}

/// The separator that a first line `sep=;` states, as spreadsheets write it, and where the next line begins.
fn stated_separator(text: &str) -> Option<(u8, usize)> {
    let start = text.len() - text.trim_start_matches('\n').len();
    let line = text[start..].lines().next()?;
    match line.trim_matches('"').as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] if separator.is_ascii() => {
            Some((*separator, (start + line.len() + 1).min(text.len())))
        }
        _ => None,
    }
}

/// The separator that a line holds most often outside quotes.
fn separator(line: &str) -> u8 {
    let count = |separator: u8| {
        let mut quoted = false;
        let outside = |byte: &u8| {
            quoted ^= *byte == b'"';
            !quoted && *byte == separator
        };
        line.bytes().filter(outside).count()
    };
    // On a tie the last candidate wins, so the comma stands last.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|candidate| count(*candidate)).unwrap_or(b',')
}

impl Layout {
    /// The header of a file without one, if this layout has such files and the first line is a row of theirs.
    fn headerless(&self, text: &str, own_name: &str) -> Option<Header> {
        let names = self.unheaded?;
        if !self.named.iter().any(|word| own_name.contains(word)) {
            return None;
        }
        let first = candidates(text, 1).pop()?;
        let is_row = first.names.len() == names.len() && first.names[0].bytes().all(|byte| byte.is_ascii_digit());
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        is_row.then_some(Header { end: first.start, names, ..first })
    }
}
