//! Reading input and printing results.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, printable};

/// Read a text file.
pub(crate) fn read_source(path: &Path) -> Result<Source, Problems> {
    let name = path.display().to_string();
    let problem = |message: String, remedy: &str| {
        Problems::from(Diagnostic::new(Code::CannotRead, Place::File(name.clone()), message, remedy))
    };
    let bytes = std::fs::read(path).map_err(|error| {
        problem(format!("cannot read `{name}`: {error}"), "check the path, and that it is a file you may read")
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| problem(format!("`{name}` is not UTF-8 text"), "give a text file in UTF-8"))?;
    Ok(Source::new(name, text))
}

/// Print a result to stdout. A reader that has gone away (`| head`) ends the run quietly.
pub(crate) fn print(text: &str) -> Result<(), Problems> {
    let text = printable(text, wants_color());
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => {
            let message = format!("cannot write to the output: {error}");
            Err(Diagnostic::new(Code::CannotWrite, Place::CommandLine, message, "check where the output goes").into())
        }
    }
}

/// Tell a line on stderr. A stderr that is closed or full stops nothing.
pub(crate) fn tell(line: &str) {
    let line = format!("{}\n", printable(line, true));
    let _told = anstream::stderr().lock().write_all(line.as_bytes());
}

/// A value as JSON, for people who read programs.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain data");
    text.push('\n');
    text
}

/// Lines of aligned columns; the last column is not padded.
pub(crate) fn aligned(rows: &[Vec<String>]) -> String {
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let mut text = String::new();
    for row in rows {
        for (index, cell) in row.iter().enumerate() {
            let pad = if index + 1 == row.len() { 0 } else { width(index).unwrap_or(0) + 2 - cell.chars().count() };
            text.push_str(cell);
            text.push_str(&" ".repeat(pad));
        }
        text.truncate(text.trim_end_matches(' ').len());
        text.push('\n');
    }
    text
}

/// Whether stdout is a terminal that wants colours (NO_COLOR and CLICOLOR are honoured).
pub(crate) fn wants_color() -> bool {
    anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
}

/// Columns of the terminal as told by COLUMNS, else 100.
pub(crate) fn width() -> usize {
    std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).unwrap_or(100)
}
