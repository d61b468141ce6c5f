//! Reading input and printing results.

mod envelope;
mod node;
mod table;

use std::io::{Cursor, ErrorKind, IsTerminal as _, Write as _};
use std::path::Path;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, nearest, printable, printable_json, progress};
use foedera_panel::{FileFormat, write_table};
pub(crate) use foedera_report::aligned;
use foedera_report::{Rest, Style, first_screen, fitted};
use foedera_store::Frame;
use foedera_world::Roster;
use serde::Serialize;

use crate::args::{Format, PrintArgs};
use crate::held;
use table::Table;

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
    write_out(printable(text).as_bytes())
}

/// The command that answers, and which of its tables is printed unless another is named.
#[derive(Clone, Copy)]
pub(crate) struct Answered {
    pub(crate) command: &'static str,
    pub(crate) table: &'static str,
}

/// Print an answer as it was asked for. A text is clean: a page of `foedera-report`, or [`clean`].
///
/// # Errors
/// A table that the answer does not have; an option that the format does not read; an output that cannot be written.
pub(crate) fn answer(
    print: &PrintArgs,
    answered: Answered,
    answer: &impl Serialize,
    text: impl FnOnce(Style) -> String,
) -> Result<(), Problems> {
    if held::is_on() {
        let plain = Style { color: false, width: usize::MAX, full: true };
        let own =
            held::Answer { command: answered.command, table: answered.table, json: json(answered.command, answer) };
        let text = text(plain);
        held::hold(|outcome| {
            outcome.text.push_str(&text);
            outcome.answers.push(own);
        });
        return Ok(());
    }
    check(print)?;
    let enveloped = || envelope::envelope(answered.command, answer);
    match print.format {
        Format::Text => write_out(text(style(print)).as_bytes()),
        Format::Json => write_out(json(answered.command, answer).as_bytes()),
        Format::Csv => write_out(chosen(print.table.as_deref(), answered, &enveloped().answer)?.csv().as_bytes()),
        Format::Md => write_out(chosen(print.table.as_deref(), answered, &enveloped().answer)?.markdown().as_bytes()),
        Format::Parquet => write_out(&parquet(&chosen(print.table.as_deref(), answered, &enveloped().answer)?)?),
    }
}

/// An answer as JSON, in its envelope.
pub(crate) fn json(command: &'static str, answer: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(&envelope::envelope(command, answer)).expect("plain data");
    text.push('\n');
    printable_json(text)
}

/// The tables of an answer of [`crate::Outcome`], by their paths in it, outer before inner: columns of whole numbers, numbers or texts,
/// with the word which columns hold truth values, written as texts. `own`, the command's own table, is there even where it has no rows.
///
/// # Errors
/// A text that is no envelope.
pub fn tables(json: &str, own: &str) -> serde_json::Result<Vec<(Frame, Vec<bool>)>> {
    let node: node::Node = serde_json::from_str(json)?;
    let mut found = table::tables(node.field("answer").unwrap_or(&node::Node::Null));
    if !own.is_empty() && found.iter().all(|table| table.name != own) {
        found.push(Table::empty(own));
    }
    Ok(found.iter().map(|table| (table.frame(), table.truths())).collect())
}

/// A table of a held answer as `--format csv` prints it: the command's own unless one is named.
///
/// # Errors
/// A table that the answer does not have.
#[cfg(feature = "serve")]
pub(crate) fn table_of(held: &held::Answer, name: Option<&str>) -> Result<String, Problems> {
    let node: node::Node = serde_json::from_str(&held.json).expect("an answer is JSON");
    let answered = Answered { command: held.command, table: held.table };
    Ok(chosen(name, answered, node.field("answer").unwrap_or(&node::Node::Null))?.csv())
}

/// A text with nothing hidden in it, its long lines broken at the width; its first screen unless all is asked for.
pub(crate) fn clean(text: &str, style: Style) -> String {
    clean_beside(text, "", style)
}

/// The same of a text beside which there is more, in words, with all sections.
pub(crate) fn clean_beside(text: &str, more: &str, style: Style) -> String {
    first_screen(&fitted(&printable(text), style), 0, Rest { what: more, page: false }, style)
}

fn usage(message: impl Into<String>, remedy: impl Into<String>) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
}

/// Refuse options that the format does not read.
pub(crate) fn check(print: &PrintArgs) -> Result<(), Problems> {
    let table = matches!(print.format, Format::Csv | Format::Parquet | Format::Md);
    if print.table.is_some() && !table {
        return Err(usage("--table is of csv, parquet and md; here it would change nothing", "add --format csv"));
    }
    if print.format != Format::Text && (print.full || print.wide) {
        let option = if print.full { "--full" } else { "--wide" };
        let message = format!("{option} is of text; other formats hold everything");
        return Err(usage(message, "leave it out"));
    }
    if print.format == Format::Parquet && std::io::stdout().is_terminal() {
        return Err(usage("Parquet is not for a terminal", "write it to a file: `--format parquet > table.parquet`"));
    }
    Ok(())
}

/// The table that was named, or the command's own.
fn chosen(named: Option<&str>, answered: Answered, answer: &node::Node) -> Result<Table, Problems> {
    let mut tables = table::tables(answer);
    let name = named.unwrap_or(answered.table);
    let found = tables.iter().position(|table| table.name == name).map(|place| tables.swap_remove(place));
    // The command's own table may stand inside rows that have none of its rows.
    let own = || (name == answered.table && !name.is_empty()).then(|| Table::empty(name));
    if let Some(table) = found.or_else(own) {
        if table.is_empty() {
            say(&format!("the table `{name}` has no rows"));
        }
        return Ok(table);
    }
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    let message = format!("this answer of `foedera {}` has no table `{name}`", answered.command);
    let near = nearest(name, names.iter().copied()).map_or(String::new(), |near| format!("did you mean `{near}`? "));
    let remedy = match names[..] {
        [] => "it has no tables; take --format json".to_owned(),
        _ => format!("{near}its tables are {}", names.join(", ")),
    };
    Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into())
}

/// A table as a file of Parquet.
fn parquet(table: &Table) -> Result<Vec<u8>, Problems> {
    if cfg!(not(feature = "parquet")) {
        let message = "this build of Foedera does not write Parquet";
        return Err(usage(message, "build with `--features parquet`, or take --format csv"));
    }
    let mut bytes = Vec::new();
    let roster = Roster::default();
    write_table(&table.frame(), &roster, FileFormat::Parquet, Cursor::new(&mut bytes)).map_err(|error| {
        let message = format!("cannot write the table as Parquet: {error}");
        Problems::from(Diagnostic::new(Code::CannotWrite, Place::CommandLine, message, "take --format csv"))
    })?;
    Ok(bytes)
}

fn write_out(bytes: &[u8]) -> Result<(), Problems> {
    if held::hold(|outcome| outcome.text.push_str(&String::from_utf8_lossy(bytes))) {
        return Ok(());
    }
    progress::hide();
    let mut stdout = std::io::stdout().lock();
    match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
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
    if held::hold(|outcome| outcome.notes.push(printable(line).into_owned())) {
        return;
    }
    progress::hide();
    let mut stderr = std::io::stderr().lock();
    let _heard = writeln!(stderr, "{}", printable(line)).and_then(|()| stderr.flush());
}

/// Say a problem on stderr, coloured where stderr wants it.
pub(crate) fn tell(problem: &Diagnostic) {
    if held::hold(|outcome| outcome.problems.push(problem.clone())) {
        return;
    }
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

/// How text is laid out.
pub(crate) fn style(print: &PrintArgs) -> Style {
    Style { color: wants_color(), width: if print.wide { usize::MAX } else { width() }, full: print.full }
}

/// Whether stdout is a terminal that wants colours (NO_COLOR and CLICOLOR are honoured).
fn wants_color() -> bool {
    anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
}

/// Columns as told by COLUMNS, else those of the terminal; a pipe has no width.
fn width() -> usize {
    let told = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok()).filter(|columns| *columns > 0);
    let terminal = || terminal_size::terminal_size_of(std::io::stdout()).map(|(columns, _)| usize::from(columns.0));
    told.or_else(terminal).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_cannot_begin_a_line_of_its_own() {
        let rows = [vec!["a\nforged\u{1b}[2J".to_owned(), "b".to_owned()]];
        assert_eq!(aligned(&rows, Style::default()), "a forged\u{fffd}[2J  b\n");
    }
}
