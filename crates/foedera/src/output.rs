//! Reading input, printing results, writing files whole or not at all.

use std::hash::{BuildHasher as _, RandomState};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source, printable};

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

/// The same for what is written piece by piece. A pipe or device is written, never replaced; a link stays and what it
/// points to is written; a file keeps its mode, and one that is read-only is refused.
pub(crate) fn write_with<T>(
    path: &Path,
    write: impl FnOnce(&mut std::fs::File) -> std::io::Result<T>,
) -> Result<T, Problems> {
    let problem = |error: std::io::Error| {
        let message = format!("cannot write `{}`: {error}", path.display());
        let remedy = "check that the folder exists, is writable and has room";
        Problems::from(Diagnostic::new(Code::CannotWrite, Place::File(path.display().to_string()), message, remedy))
    };
    let path = pointed_to(path).map_err(problem)?;
    let about = std::fs::metadata(&path).ok();
    match &about {
        Some(about) if about.is_dir() => return Err(problem(std::io::Error::other("it is a folder"))),
        Some(about) if !about.is_file() => {
            return std::fs::OpenOptions::new()
                .write(true)
                .open(&path)
                .and_then(|mut stream| write(&mut stream))
                .map_err(problem);
        }
        Some(about) if about.permissions().readonly() => {
            return Err(problem(std::io::Error::other("it is read-only")));
        }
        _ => {}
    }
    replace(&path, about.map(|about| about.permissions()), write).map_err(problem)
}

/// Write a temporary file beside `path` and rename it.
fn replace<T>(
    path: &Path,
    permissions: Option<std::fs::Permissions>,
    write: impl FnOnce(&mut std::fs::File) -> std::io::Result<T>,
) -> std::io::Result<T> {
    let name = path.file_name().ok_or_else(|| std::io::Error::other("it names no file"))?.to_string_lossy();
    sweep(path, &name);
    // The keys of a fresh `RandomState` are random: nobody can lay a link where the file will be.
    let random = RandomState::new().hash_one(&*name);
    let temporary = path.with_file_name(format!(".{name}.{}-{random:016x}.partial", std::process::id()));
    // Created under the lock and only if new, so that what an interrupt removes is always ours.
    let mut file = {
        let mut unfinished = unfinished();
        let file = std::fs::OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        *unfinished = Some(temporary.clone());
        file
    };
    let written = write(&mut file).and_then(|result| {
        if let Some(permissions) = permissions {
            file.set_permissions(permissions)?;
        }
        file.sync_all().map(|()| result)
    });
    let mut unfinished = unfinished();
    let written = written.and_then(|result| std::fs::rename(&temporary, path).map(|()| result));
    if written.is_err() {
        // The first error is the one to tell.
        let _removed = std::fs::remove_file(&temporary);
    }
    *unfinished = None;
    written
}

/// Where a path leads when links are followed, the last one also when nothing is there yet.
fn pointed_to(path: &Path) -> std::io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..40 {
        match std::fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(std::io::Error::other("its links lead in a circle"))
}

/// Remove the temporary files that killed runs left for this target. Only where the system says which processes live.
fn sweep(path: &Path, name: &str) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !Path::new("/proc/self").exists() {
        return;
    }
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let left = entry.file_name();
        let process = left.to_str().and_then(|left| {
            let rest = left.strip_prefix('.')?.strip_prefix(name)?.strip_prefix('.')?.strip_suffix(".partial")?;
            let (process, random) = rest.split_once('-')?;
            let ours = random.len() == 16 && random.bytes().all(|byte| byte.is_ascii_hexdigit());
            process.parse::<u32>().ok().filter(|_| ours)
        });
        if process.is_some_and(|process| !Path::new(&format!("/proc/{process}")).exists()) {
            let _removed = std::fs::remove_file(entry.path());
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

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};
    use std::path::{Path, PathBuf};

    use super::write_file;

    /// An empty folder of its own, removed at the end.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("foedera-output-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&path).expect("a scratch folder");
            Self(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _gone = std::fs::remove_dir_all(&self.0);
        }
    }

    fn read(path: &Path) -> String {
        std::fs::read_to_string(path).expect("readable")
    }

    #[test]
    fn a_link_stays_and_what_it_points_to_is_written() {
        let folder = Scratch::new("link");
        let (link, target) = (folder.0.join("link"), folder.0.join("target"));
        symlink("target", &link).expect("a link");
        for text in ["first", "second"] {
            write_file(&link, text).expect("written");
            assert_eq!(read(&target), text);
            assert!(link.is_symlink());
        }
    }

    #[test]
    fn a_pipe_is_written_and_stays_a_pipe() {
        let folder = Scratch::new("pipe");
        let pipe = folder.0.join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        if !made.is_ok_and(|status| status.success()) {
            eprintln!("skipped: no mkfifo");
            return;
        }
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || read(&pipe)
        });
        write_file(&pipe, "through").expect("written");
        assert_eq!(reader.join().expect("read"), "through");
        assert!(pipe.metadata().expect("there").file_type().is_fifo());
    }

    #[test]
    fn a_file_keeps_its_mode_and_a_read_only_one_is_refused() {
        let folder = Scratch::new("mode");
        let path = folder.0.join("file");
        write_file(&path, "old").expect("written");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("set");
        write_file(&path, "new").expect("written");
        assert_eq!(path.metadata().expect("there").permissions().mode() & 0o777, 0o640);
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o440)).expect("set");
        assert!(write_file(&path, "newer").expect_err("refused").to_string().contains("read-only"));
        assert_eq!(read(&path), "new");
    }

    #[test]
    fn what_a_killed_run_left_is_swept_and_what_is_not_ours_stays() {
        let folder = Scratch::new("swept");
        // No process has so high a number.
        let left = folder.0.join(".file.4294967295-0123456789abcdef.partial");
        let other = folder.0.join(".file.notes.partial");
        for path in [&left, &other] {
            std::fs::write(path, "x").expect("written");
        }
        write_file(&folder.0.join("file"), "whole").expect("written");
        assert_eq!(left.exists(), !Path::new("/proc/self").exists());
        assert!(other.exists());
    }
}
