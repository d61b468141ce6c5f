//! Reading input and printing results.

use std::io::{ErrorKind, Write as _};
use std::path::Path;

use foedera_diagnostic::{
    Code, Diagnostic, Place, Problems, Source, printable, printable_json, printable_line, progress,
};

/// Read a text file.
pub(crate) fn read_source(path: &Path) -> Result<Source, Problems> {
    let name = path.display().to_string();
    let problem = |message: String, remedy: &str| {
        Problems::from(Diagnostic::new(Code::CannotRead, Place::File(name.clone()), message, remedy))
    };
    let bytes = foedera_sources::read_bounded(path).map_err(|error| {
        problem(format!("cannot read `{name}`: {error}"), "check the path, and that it is a file you may read")
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| problem(format!("`{name}` is not UTF-8 text"), "give a text file in UTF-8"))?;
    Ok(Source::new(name, text))
}

/// The most problems of one run that are told one by one.
const MOST_TOLD: usize = 50;

/// Print a result to stdout, with nothing hidden in it. A reader that has gone away (`| head`) ends the run quietly.
pub(crate) fn print(text: &str) -> Result<(), Problems> {
    write_out(&printable(text))
}

/// Print a page of `foedera-report`, whose styles are its own and whose texts are clean.
pub(crate) fn print_styled(page: &str) -> Result<(), Problems> {
    write_out(page)
}

fn write_out(text: &str) -> Result<(), Problems> {
    progress::hide();
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

/// Say a line on stderr, with nothing hidden in it. Where nobody listens there is nobody to tell, and the work goes on.
pub(crate) fn say(line: &str) {
    progress::hide();
    let mut stderr = std::io::stderr().lock();
    let _heard = writeln!(stderr, "{}", printable(line)).and_then(|()| stderr.flush());
}

/// Say a problem on stderr, coloured where stderr wants it.
pub(crate) fn tell(problem: &Diagnostic) {
    let styled = anstream::AutoStream::choice(&std::io::stderr()) != anstream::ColorChoice::Never;
    progress::hide();
    let mut stderr = std::io::stderr().lock();
    let _heard = write!(stderr, "{}\n\n", problem.render(styled)).and_then(|()| stderr.flush());
}

/// Say problems on stderr; of very many the first, and how many more there are.
pub(crate) fn tell_all(problems: &Problems) {
    for problem in problems.0.iter().take(MOST_TOLD) {
        tell(problem);
    }
    if let Some(more) = problems.0.len().checked_sub(MOST_TOLD).filter(|more| *more > 0) {
        say(&format!("{more} more problems like these are not told"));
    }
}

/// A value as JSON, for people who read programs.
pub(crate) fn json(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).expect("plain data");
    text.push('\n');
    printable_json(text)
}

/// A text as a cell of CSV: quoted where it must be, and with an apostrophe before what a spreadsheet would run as a
/// formula. Cells that hold numbers are not written by this, so that −1 stays a number.
pub(crate) fn csv_text(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    let text = printable_line(text);
    if text.contains([',', '"']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

/// Lines of aligned columns; the last column is not padded.
pub(crate) fn aligned(rows: &[Vec<String>]) -> String {
    let clean = |row: &Vec<String>| row.iter().map(|cell| printable_line(cell).into_owned()).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(clean).collect();
    let width = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max();
    let mut text = String::new();
    for row in &rows {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_no_formula_in_a_spreadsheet() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            assert_eq!(csv_text(formula), format!("'{formula}"));
        }
        assert_eq!(csv_text("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
        assert_eq!((csv_text("\t=1").as_str(), csv_text("\r=1").as_str()), ("' =1", "' =1"));
        assert_eq!((csv_text("USA;UKG").as_str(), csv_text("a-b").as_str()), ("USA;UKG", "a-b"));
    }

    #[test]
    fn a_cell_cannot_begin_a_line_of_its_own() {
        let rows = [vec!["a\nforged\u{1b}[2J".to_owned(), "b".to_owned()]];
        assert_eq!(aligned(&rows), "a forged\u{fffd}[2J  b\n");
    }
}
