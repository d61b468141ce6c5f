//! The file that a command writes: checked before the work, written whole or not at all.
//!
//! A regular file is written to a temporary file beside it, which then takes its name: what was there before stays until
//! then, and its mode is kept. A device, a pipe or a socket is written to, never replaced; a link stays a link, and the
//! file that it names is written. What exists and is no earlier result of the same kind, and what the command itself
//! reads, is replaced with `--force` only.

use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::hash::{BuildHasher as _, Hasher as _};
use std::io::{Error, ErrorKind, Read as _, Seek as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest, progress};
use serde::Serialize;

use crate::args::PageArgs;

/// The kind of a result, which an earlier one is recognised by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A page in HTML.
    Page,
    /// A figure in SVG.
    Figure,
    /// A figure in PNG.
    Pixels,
    /// A brief in Markdown.
    Brief,
    /// A fitted model in TOML.
    Model,
    /// The scored forecasts of a fit as CSV.
    Forecasts,
    /// The cases of a backtest as CSV.
    Backtest,
    /// An answer in JSON.
    Answer,
    /// A world file.
    World,
    /// A scenario in TOML, never replaced unasked.
    Scenario,
    /// A scenario that a game was saved as.
    SavedGame,
    /// The log of a game.
    Game,
    /// A history in JSON lines.
    History,
    /// A panel; it is ours if its codebook lies beside it.
    Panel,
    /// The codebook of a panel.
    Codebook,
    /// The citations of a panel.
    Bibliography,
    /// The do-file of a panel.
    DoFile,
    /// A manual page in roff.
    Manual,
    /// A table of questions, or of forecasts of them, as CSV.
    Questions,
}

/// As much of a file as tells its kind.
const HEAD_BYTES: usize = 1024;

impl Kind {
    fn words(self) -> &'static str {
        match self {
            Self::Page => "a page of Foedera",
            Self::Figure | Self::Pixels => "a figure of Foedera",
            Self::Brief => "a brief of Foedera",
            Self::Model => "a fitted model of Foedera",
            Self::Forecasts => "a table of scored forecasts of Foedera",
            Self::Backtest => "a table of a backtest of Foedera",
            Self::Answer => "an answer of Foedera in JSON",
            Self::World => "a world file",
            Self::Scenario => "an empty file: a scenario may hold edits of yours",
            Self::SavedGame => "a saved game of Foedera",
            Self::Game => "the log of a game of Foedera",
            Self::History => "a history of Foedera",
            Self::Panel => "a panel of Foedera (no codebook of one lies beside it)",
            Self::Codebook => "a codebook of Foedera",
            Self::Bibliography => "citations of a panel of Foedera",
            Self::DoFile => "a do-file of Foedera",
            Self::Manual => "a manual page of Foedera",
            Self::Questions => "a table of questions or forecasts of Foedera",
        }
    }

    /// Whether a file that begins with `head` is an earlier result of this kind. An empty file is of any.
    fn holds(self, path: &Path, head: &[u8]) -> bool {
        let text = String::from_utf8_lossy(head);
        let beside = || std::fs::read(path.with_extension("codebook.md"));
        head.is_empty()
            || match self {
                Self::Page => text.contains("<meta name=\"generator\" content=\"Foedera "),
                Self::Figure => text.starts_with("<svg xmlns=") && text.contains("aria-labelledby=\"fig-"),
                Self::Pixels => head.starts_with(b"\x89PNG") && text.contains(foedera_report::PIXELS_MARK),
                Self::Brief => text.starts_with(foedera_report::BRIEF_HEAD),
                Self::Model => text.starts_with("# A fitted ") || text.starts_with("# The fitted "),
                Self::Forecasts => text.starts_with(foedera_process::FORECASTS_HEAD),
                Self::Backtest => text.starts_with(foedera_backtest::TABLE_HEAD),
                Self::Answer => text.trim_start().starts_with('{') && text.contains("\"schema\""),
                // A scenario is written to be edited.
                Self::Scenario => false,
                Self::SavedGame => text.starts_with(foedera_lab::play::SAVED_HEAD),
                Self::Game => text.starts_with(crate::commands::play::LOG_HEAD),
                Self::World => head.starts_with(foedera_store::WORLD_MARK),
                Self::History => text.starts_with("{\"foedera\":\"history\""),
                Self::Panel => beside().is_ok_and(|codebook| Self::Codebook.holds(path, &codebook)),
                Self::Codebook => text.starts_with(foedera_panel::CODEBOOK_HEAD),
                Self::Bibliography => text.starts_with(foedera_panel::BIBLIOGRAPHY_HEAD),
                Self::DoFile => text.starts_with(foedera_panel::DO_FILE_HEAD),
                Self::Manual => text.contains(".TH foedera"),
                Self::Questions => {
                    text.starts_with(&foedera_sources::tournament::QUESTION_COLUMNS.join(","))
                        || text.starts_with(&format!("{},#", crate::commands::questions::FORECASTS_HEAD))
                }
            }
    }
}

/// Where the bytes go.
#[derive(Debug)]
enum Goal {
    /// A regular file that is there or will be; the mode that it has.
    Regular(PathBuf, Option<std::fs::Permissions>),
    /// A device, a pipe or a socket.
    Special(PathBuf),
}

/// A file that may be written.
#[derive(Debug)]
pub(crate) struct Target {
    /// As the user named it.
    path: PathBuf,
    goal: Goal,
}

fn cannot(path: &Path, message: String, remedy: &str) -> Problems {
    Diagnostic::new(Code::CannotWrite, Place::File(path.display().to_string()), message, remedy).into()
}

fn broken(path: &Path, error: &Error) -> Problems {
    let message = format!("cannot write `{}`: {error}", path.display());
    cannot(path, message, "check that the folder exists, is writable and has room")
}

impl Target {
    /// The file at `path`, which shall hold a result of this kind; `inputs` are the files that the command reads.
    ///
    /// # Errors
    /// [`Code::CannotWrite`] for a folder and a read-only file; [`Code::Usage`] for an input and, without `force`, for
    /// what is no earlier result of this kind.
    pub(crate) fn new(path: &Path, kind: Kind, inputs: &[&Path], force: bool) -> Result<Self, Problems> {
        let goal = linked(path).map_err(|error| broken(path, &error))?;
        let target = |goal: Goal| Ok(Self { path: path.to_path_buf(), goal });
        let metadata = match std::fs::metadata(&goal) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                if path.file_name().is_none() || path.as_os_str().to_string_lossy().ends_with('/') {
                    return Err(broken(path, &Error::other("it names no file")));
                }
                return target(Goal::Regular(goal, None));
            }
            Err(error) => return Err(broken(path, &error)),
        };
        if metadata.is_dir() {
            let message = format!("`{}` is a folder", path.display());
            return Err(cannot(path, message, "name a file in it"));
        }
        if !metadata.is_file() {
            return target(Goal::Special(goal));
        }
        if metadata.permissions().readonly() {
            let message = format!("`{}` is read-only", path.display());
            return Err(cannot(path, message, "make it writable, or write to another file"));
        }
        if !force {
            may_be_replaced(path, &goal, &metadata, kind, inputs)?;
        }
        target(Goal::Regular(goal, Some(metadata.permissions())))
    }

    /// Write it whole, or leave what was there.
    pub(crate) fn write(&self, content: impl AsRef<[u8]>) -> Result<(), Problems> {
        self.write_with(|file| file.write_all(content.as_ref()))
    }

    /// The same for what is written piece by piece.
    pub(crate) fn write_with<T>(&self, write: impl FnOnce(&mut File) -> std::io::Result<T>) -> Result<T, Problems> {
        let written = match &self.goal {
            Goal::Regular(goal, permissions) => replace(goal, permissions.as_ref(), write),
            Goal::Special(goal) => pass_on(goal, write),
        };
        written.map_err(|error| broken(&self.path, &error))
    }
}

/// The page of an answer, and a figure of it, if they were asked for.
pub(crate) struct Page {
    command: &'static str,
    page: Option<Target>,
    /// The name of the figure, and where it goes; a list goes nowhere.
    figure: Option<(String, Option<(Target, Kind)>)>,
}

impl Page {
    /// Where they go and the name of the figure, checked before the work; `inputs` are the files that the command reads.
    pub(crate) fn new(args: &PageArgs, command: &'static str, inputs: &[&Path]) -> Result<Self, Problems> {
        let target = |path: &PathBuf, kind: Kind| Target::new(path, kind, inputs, args.force);
        if args.force && args.html.is_none() && args.output.is_none() {
            return Err(usage("--force is for a file, and none is named", "name one with --html or --output"));
        }
        let figure = match (&args.figure, &args.output) {
            (None, _) => None,
            (Some(name), None) if name == "list" => Some((name.clone(), None)),
            (Some(name), Some(_)) if name == "list" => {
                return Err(usage("a list of figures goes to no file", "leave --output out, or name a figure"));
            }
            (Some(_), None) => {
                return Err(usage("a figure needs a file", "name one that ends in .svg or .png with --output"));
            }
            (Some(name), _) if !foedera_report::may_have_figure(command, name) => {
                return Err(no_figure(name, &foedera_report::figures_of(command)));
            }
            (Some(name), Some(path)) => {
                let kind = figure_kind(path)?;
                Some((name.clone(), Some((target(path, kind)?, kind))))
            }
        };
        Ok(Self { command, page: args.html.as_ref().map(|path| target(path, Kind::Page)).transpose()?, figure })
    }

    /// Write them, and say so; the page holds the answer as the command prints it with `--format json`.
    pub(crate) fn write(&self, answer: &impl Serialize, html: impl FnOnce(&str) -> String) -> Result<(), Problems> {
        let held = crate::held::is_on();
        if self.page.is_none() && self.figure.is_none() && !held {
            return Ok(());
        }
        let html = html(&crate::output::json(self.command, answer));
        if held {
            crate::held::hold(|outcome| outcome.page = Some(html.clone()));
        }
        if let Some((name, target)) = &self.figure {
            write_figure(&html, name, target.as_ref())?;
        }
        let Some(target) = &self.page else { return Ok(()) };
        target.write(html)?;
        crate::output::say(&format!("wrote {}", target.path.display()));
        Ok(())
    }
}

fn usage(message: &str, remedy: &str) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into()
}

/// Whether a figure goes into a file as SVG or as PNG, by the file's ending.
fn figure_kind(path: &Path) -> Result<Kind, Problems> {
    let ends = |wanted: &str| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(wanted));
    if ends("svg") {
        return Ok(Kind::Figure);
    }
    if !ends("png") {
        let message =
            format!("`{}` ends neither in .svg nor in .png; figures are written as these only", path.display());
        return Err(usage(&message, "end it in .svg or .png"));
    }
    foedera_report::pixels_ready().map_err(|why| usage(&why.to_string(), why.remedy()))?;
    Ok(Kind::Pixels)
}

/// There is no such figure among those that there are.
fn no_figure(name: &str, names: &[String]) -> Problems {
    let near = nearest(name, names.iter().map(String::as_str));
    let near = near.map_or(String::new(), |near| format!("did you mean `{near}`? "));
    let remedy =
        if names.is_empty() { "it has none".to_owned() } else { format!("{near}its figures are {}", names.join(", ")) };
    usage(&format!("there is no figure `{name}` in this answer"), &remedy)
}

/// Write a figure of a page, or name its figures.
fn write_figure(html: &str, name: &str, target: Option<&(Target, Kind)>) -> Result<(), Problems> {
    let figures = foedera_report::figures(html);
    let Some((target, kind)) = target else {
        for (name, title) in &figures {
            crate::output::say(&format!("{name}: {title}"));
        }
        if figures.is_empty() {
            crate::output::say("this answer has no figures");
        }
        return Ok(());
    };
    let Some(figure) = foedera_report::figure_svg(html, name) else {
        return Err(no_figure(name, &figures.into_iter().map(|(name, _)| name).collect::<Vec<_>>()));
    };
    if *kind == Kind::Pixels {
        target.write(foedera_report::figure_png(&figure).map_err(|why| usage(&why.to_string(), why.remedy()))?)?;
    } else {
        target.write(figure)?;
    }
    crate::output::say(&format!("wrote {}", target.path.display()));
    Ok(())
}

/// Refuse to replace an input, or what is no earlier result of the kind.
fn may_be_replaced(path: &Path, goal: &Path, found: &Metadata, kind: Kind, inputs: &[&Path]) -> Result<(), Problems> {
    let refuse = |message: String, remedy: &str| {
        Err(Diagnostic::new(Code::Usage, Place::File(path.display().to_string()), message, remedy).into())
    };
    if inputs.iter().any(|input| is_same(goal, found, input)) {
        let message = format!("`{}` is one of the files that are read; it would be replaced", path.display());
        return refuse(message, "write to another file, or give --force to replace it");
    }
    let mut head = Vec::new();
    let read = File::open(goal).and_then(|file| file.take(HEAD_BYTES as u64).read_to_end(&mut head));
    read.map_err(|error| broken(path, &error))?;
    if kind.holds(goal, &head) {
        return Ok(());
    }
    let message = format!("`{}` exists and is not {}; it would be lost", path.display(), kind.words());
    refuse(message, "write to another file, or give --force to replace it")
}

/// Whether two paths lead to one file: by links of either sort, too.
fn is_same(goal: &Path, found: &Metadata, input: &Path) -> bool {
    let canonical = |path: &Path| path.canonicalize().ok();
    let same_place = canonical(goal).is_some_and(|goal| canonical(input) == Some(goal));
    #[cfg(unix)]
    let same_place = same_place || {
        use std::os::unix::fs::MetadataExt as _;
        let number = |metadata: &Metadata| (metadata.dev(), metadata.ino());
        std::fs::metadata(input).is_ok_and(|input| number(&input) == number(found))
    };
    #[cfg(not(unix))]
    let _unused = found;
    same_place
}

/// What a path leads to through links, though nothing may be there yet.
fn linked(path: &Path) -> std::io::Result<PathBuf> {
    /// As many links as Linux follows.
    const MOST_LINKS: usize = 40;
    let mut place = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        match std::fs::symlink_metadata(&place) {
            Ok(metadata) if metadata.file_type().is_symlink() => {
                let next = std::fs::read_link(&place)?;
                place = place.parent().unwrap_or(Path::new("")).join(next);
            }
            _ => return Ok(place),
        }
    }
    Err(Error::other("its links lead in a circle"))
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
        progress::hide();
        std::process::exit(i32::from(ExitCode::Interrupted as u8));
    };
    // Without a handler an interrupted run still ends; it leaves its temporary file to the next run.
    let _set = ctrlc::set_handler(handler);
}

const PREFIX: &str = ".foedera-";
const SUFFIX: &str = ".partial";

/// A new temporary file in a folder, locked as long as it is open.
fn temporary(folder: &Path) -> std::io::Result<(PathBuf, File)> {
    loop {
        let number = std::collections::hash_map::RandomState::new().build_hasher().finish();
        let path = folder.join(format!("{PREFIX}{number:016x}{SUFFIX}"));
        match OpenOptions::new().read(true).write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(file) => match file.try_lock() {
                // A run that cleans up was faster, and takes it away.
                Err(TryLockError::WouldBlock) => {}
                Ok(()) if !path.exists() => {}
                // Some network file systems know no locks.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok((path, file)),
            },
        }
    }
}

/// Take away what runs that were killed have left in a folder: temporary files that nobody holds.
fn clear_leftovers(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(number) = name.to_str().and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)) else {
            continue;
        };
        let is_ours = number.len() == 16 && number.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !is_ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let free = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if free {
            // Another run may have been faster.
            let _removed = std::fs::remove_file(entry.path());
        }
    }
}

/// Write to a temporary file in `folder` and hand it to `then`; it is taken away when that fails.
fn in_temporary<T>(
    folder: &Path,
    write: impl FnOnce(&mut File) -> std::io::Result<T>,
    then: impl FnOnce(&Path, &mut File) -> std::io::Result<()>,
) -> std::io::Result<T> {
    let (path, mut file) = {
        let mut unfinished = unfinished();
        let (path, file) = temporary(folder)?;
        *unfinished = Some(path.clone());
        (path, file)
    };
    // A run that is told to stop, or has a defect, unwinds through here.
    let written = catch_unwind(AssertUnwindSafe(|| write(&mut file))).unwrap_or_else(|why| {
        let _removed = std::fs::remove_file(&path);
        *unfinished() = None;
        resume_unwind(why)
    });
    let mut unfinished = unfinished();
    let done = written.and_then(|result| then(&path, &mut file).map(|()| result));
    if done.is_err() {
        // The first error is the one to tell.
        let _removed = std::fs::remove_file(&path);
    }
    *unfinished = None;
    done
}

/// Put a new file in the place of `goal`.
fn replace<T>(
    goal: &Path,
    permissions: Option<&std::fs::Permissions>,
    write: impl FnOnce(&mut File) -> std::io::Result<T>,
) -> std::io::Result<T> {
    let folder = goal.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    clear_leftovers(folder);
    in_temporary(folder, write, |path, file| {
        if let Some(permissions) = permissions {
            file.set_permissions(permissions.clone())?;
        }
        file.sync_all()?;
        std::fs::rename(path, goal)
    })
}

/// Write to a device, pipe or socket what has first been written whole elsewhere.
fn pass_on<T>(goal: &Path, write: impl FnOnce(&mut File) -> std::io::Result<T>) -> std::io::Result<T> {
    in_temporary(&std::env::temp_dir(), write, |path, file| {
        file.rewind()?;
        let mut goal = OpenOptions::new().write(true).open(goal)?;
        std::io::copy(file, &mut goal)?;
        goal.flush()?;
        std::fs::remove_file(path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("foedera-target-{}-{name}", std::process::id()));
            std::fs::create_dir_all(&path).expect("a folder");
            Self(path)
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.join(name)
        }

        fn files(&self) -> Vec<String> {
            let entries = std::fs::read_dir(&self.0).expect("a folder");
            let mut names: Vec<String> =
                entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _removed = std::fs::remove_dir_all(&self.0);
        }
    }

    const PAGE: &str = "<!DOCTYPE html><meta name=\"generator\" content=\"Foedera 0.1.0\">";

    fn target(path: &Path, inputs: &[&Path]) -> Result<Target, Problems> {
        Target::new(path, Kind::Page, inputs, false)
    }

    fn code(result: Result<Target, Problems>) -> Code {
        result.map(|_| ()).expect_err("it is refused").0[0].code
    }

    #[test]
    fn a_file_of_another_kind_is_kept_unless_forced() {
        let folder = Folder::new("kind");
        let path = folder.path("thesis.html");
        std::fs::write(&path, "<html>my thesis</html>").expect("written");
        assert_eq!(code(target(&path, &[])), Code::Usage);
        Target::new(&path, Kind::Page, &[], true).expect("forced").write(PAGE).expect("written");
        target(&path, &[]).expect("an earlier page").write(PAGE).expect("written again");
        assert_eq!(std::fs::read_to_string(&path).expect("read"), PAGE);
        assert_eq!(folder.files(), ["thesis.html"]);
    }

    #[test]
    fn an_input_is_not_an_output_under_any_of_its_names() {
        let folder = Folder::new("input");
        let (input, hard) = (folder.path("page.html"), folder.path("hard.html"));
        std::fs::write(&input, PAGE).expect("written");
        std::fs::hard_link(&input, &hard).expect("linked");
        let roundabout = folder.path(".").join("page.html");
        for output in [&input, &hard, &roundabout] {
            assert_eq!(code(target(output, &[&input])), Code::Usage, "{}", output.display());
        }
    }

    #[test]
    fn folders_and_read_only_files_are_refused() {
        let folder = Folder::new("refused");
        assert_eq!(code(target(&folder.0, &[])), Code::CannotWrite);
        let path = folder.path("page.html");
        std::fs::write(&path, PAGE).expect("written");
        let mut permissions = std::fs::metadata(&path).expect("there").permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(&path, permissions).expect("set");
        assert_eq!(code(target(&path, &[])), Code::CannotWrite);
        assert_eq!(code(Target::new(&path, Kind::Page, &[], true)), Code::CannotWrite, "forced or not");
    }

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let folder = Folder::new("failed");
        let path = folder.path("page.html");
        std::fs::write(&path, PAGE).expect("written");
        let failed = target(&path, &[]).expect("may be").write_with(|file| {
            file.write_all(b"half")?;
            Err::<(), _>(Error::other("no room"))
        });
        assert_eq!(failed.expect_err("it fails").0[0].code, Code::CannotWrite);
        assert_eq!((std::fs::read_to_string(&path).expect("read").as_str(), folder.files().len()), (PAGE, 1));
    }

    #[test]
    fn leftovers_of_killed_runs_go_and_what_a_running_one_holds_stays() {
        let folder = Folder::new("leftovers");
        std::fs::write(folder.path(".foedera-00112233445566aa.partial"), "left").expect("written");
        std::fs::write(folder.path(".foedera-mine.partial"), "a user's").expect("written");
        let (held, _file) = temporary(&folder.0).expect("a running one");
        target(&folder.path("page.html"), &[]).expect("may be").write(PAGE).expect("written");
        let mut left = vec![".foedera-mine.partial".to_owned(), "page.html".to_owned()];
        left.push(held.file_name().expect("named").to_string_lossy().into_owned());
        left.sort();
        assert_eq!(folder.files(), left);
    }

    #[cfg(unix)]
    mod unix {
        use std::os::unix::fs::{FileTypeExt as _, PermissionsExt as _, symlink};

        use super::*;

        #[test]
        fn a_pipe_is_written_to_and_stays_a_pipe() {
            let folder = Folder::new("pipe");
            let path = folder.path("pipe.html");
            let made = std::process::Command::new("mkfifo").arg(&path).status();
            if !made.is_ok_and(|status| status.success()) {
                eprintln!("skipped: no mkfifo here");
                return;
            }
            let reader = {
                let path = path.clone();
                std::thread::spawn(move || std::fs::read_to_string(path).expect("read"))
            };
            target(&path, &[]).expect("may be").write(PAGE).expect("written");
            assert_eq!(reader.join().expect("the reader ends"), PAGE);
            assert!(std::fs::symlink_metadata(&path).expect("there").file_type().is_fifo());
        }

        #[test]
        fn a_link_stays_a_link_and_its_file_is_written() {
            let folder = Folder::new("link");
            std::fs::create_dir(folder.path("far")).expect("a folder");
            let (link, file) = (folder.path("page.html"), folder.path("far/page.html"));
            symlink("far/page.html", &link).expect("linked");
            for _ in 0..2 {
                target(&link, &[]).expect("may be").write(PAGE).expect("written");
                assert_eq!(std::fs::read_to_string(&file).expect("read"), PAGE);
                assert!(std::fs::symlink_metadata(&link).expect("there").is_symlink());
            }
            symlink("circle.html", folder.path("circle.html")).expect("linked");
            assert_eq!(code(target(&folder.path("circle.html"), &[])), Code::CannotWrite);
        }

        #[test]
        fn the_mode_of_the_file_is_kept() {
            let folder = Folder::new("mode");
            let path = folder.path("page.html");
            std::fs::write(&path, PAGE).expect("written");
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("set");
            target(&path, &[]).expect("may be").write(PAGE).expect("written");
            assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
        }

        #[test]
        fn a_device_is_told_from_a_file_without_touching_it() {
            // Nothing is written: only the decision is asked for.
            let target = target(Path::new("/dev/null"), &[]).expect("may be written to");
            assert!(matches!(target.goal, Goal::Special(_)));
        }
    }
}
