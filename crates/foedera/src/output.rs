//! Reading input, printing results, writing files whole or not at all.

use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source};

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

/// Write a file whole: to a temporary file beside it, then rename. What was there before stays until then.
pub(crate) fn write_file(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Problems> {
    write_with(path, |file| file.write_all(content.as_ref()))
}

/// The temporary file being written, for the one who interrupts.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// On Ctrl-C take the temporary file away and leave with [`ExitCode::Interrupted`].
pub(crate) fn clean_up_when_interrupted() {
    let handler = || {
        // The lock is kept to the end, so that no file is begun or renamed meanwhile.
        let unfinished = unfinished();
        if let Some(path) = unfinished.as_ref() {
            let _removed = std::fs::remove_file(path);
        }
        std::process::exit(i32::from(ExitCode::Interrupted as u8));
    };
    // Without a handler an interrupted run still ends; it leaves its temporary file.
    let _set = ctrlc::set_handler(handler);
}

/// The same for what is written piece by piece.
pub(crate) fn write_with<T>(
    path: &Path,
    write: impl FnOnce(&mut std::fs::File) -> std::io::Result<T>,
) -> Result<T, Problems> {
    let problem = |error: std::io::Error| {
        let message = format!("cannot write `{}`: {error}", path.display());
        let remedy = "check that the folder exists, is writable and has room";
        Problems::from(Diagnostic::new(Code::CannotWrite, Place::File(path.display().to_string()), message, remedy))
    };
    let name = path.file_name().ok_or_else(|| problem(std::io::Error::other("it names no file")))?;
    let temporary = path.with_file_name(format!(".{}.{}.partial", name.to_string_lossy(), std::process::id()));
    *unfinished() = Some(temporary.clone());
    let written = std::fs::File::create(&temporary).and_then(|mut file| {
        let result = write(&mut file)?;
        file.sync_all()?;
        Ok(result)
    });
    let mut unfinished = unfinished();
    let written = written.and_then(|result| std::fs::rename(&temporary, path).map(|()| result)).map_err(|error| {
        // The temporary file may not exist; the first error is the one to tell.
        let _removed = std::fs::remove_file(&temporary);
        problem(error)
    });
    *unfinished = None;
    written
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
