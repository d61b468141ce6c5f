//! `foedera serve`.

#[cfg(not(feature = "serve"))]
use foedera_diagnostic::{Code, Diagnostic, Place};
use foedera_diagnostic::{ExitCode, Problems};

use crate::args::ServeArgs;

#[cfg(not(feature = "serve"))]
pub(crate) fn run(args: &ServeArgs) -> Result<ExitCode, Problems> {
    let message = format!("this build of Foedera has no workbench to show on port {}", args.port);
    let open = if args.open { " --open" } else { "" };
    let folder = args.folder.as_ref().map_or(String::new(), |folder| format!(" --folder {}", folder.display()));
    let remedy = format!("build it in: cargo run --release --features serve -- serve{open}{folder}");
    Err(Diagnostic::new(Code::Unsupported, Place::CommandLine, message, remedy).into())
}

#[cfg(feature = "serve")]
pub(crate) use with_a_server::run;

#[cfg(feature = "serve")]
mod with_a_server {
    use std::ffi::OsString;
    use std::hash::{BuildHasher as _, RandomState};
    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use foedera_diagnostic::watch::Watch;
    use foedera_diagnostic::{Code, Diagnostic, Place};
    use foedera_lab::shell_word;
    use foedera_server::{Files, Options, Part, Ran, serve};
    use serde::Serialize;

    use super::{ExitCode, Problems, ServeArgs};
    use crate::{held, output};

    /// Questions that run at the same time: each takes all cores that it can use.
    const AT_ONCE: usize = 2;
    /// The rows of a panel that are shown before it is taken.
    const FIRST_ROWS: usize = 50;

    pub(crate) fn run(args: &ServeArgs) -> Result<ExitCode, Problems> {
        let problem = |code, message: String, remedy: &str| {
            Problems::from(Diagnostic::new(code, Place::CommandLine, message, remedy))
        };
        if held::is_on() {
            let message = "the workbench is served by a process of its own".to_owned();
            return Err(problem(Code::Unsupported, message, "start it in a terminal: foedera serve"));
        }
        let users = args.folder.as_deref().map(opened).transpose()?;
        let folder = Folder::new()
            .and_then(|folder| std::env::set_current_dir(folder.0.join("empty")).map(|()| folder))
            .map_err(|error| {
                let message = format!("no temporary folder: {error}");
                problem(Code::CannotWrite, message, "set TMPDIR to a folder that can be written")
            })?;
        let made = Made { root: folder.0.clone(), next: AtomicUsize::new(0) };
        let options = Options {
            port: args.port,
            at_once: AT_ONCE,
            files: Files::new(folder.0.join("own"), users),
            run: Arc::new(move |words: &[String], part: &Part, watch: &Arc<Watch>| made.ran(words, part, watch)),
        };
        let mut said = Ok(());
        serve(options, |address| {
            said = output::print(&format!("the workbench is at {address}\nCtrl-C stops it\n"));
            if args.open {
                open(address);
            }
        })?;
        drop(folder);
        said?;
        Ok(ExitCode::Success)
    }

    /// The folder that was named, with no link in its path.
    fn opened(folder: &Path) -> Result<PathBuf, Problems> {
        let problem = |message: String| {
            let place = Place::File(folder.display().to_string());
            Problems::from(Diagnostic::new(Code::CannotRead, place, message, "name a folder that you may read"))
        };
        let path = folder
            .canonicalize()
            .map_err(|error| problem(format!("the folder `{}` cannot be opened: {error}", folder.display())))?;
        if !path.is_dir() {
            return Err(problem(format!("`{}` is no folder", folder.display())));
        }
        Ok(path)
    }

    /// The first rows of a panel, and what it is.
    #[derive(Serialize)]
    struct Preview {
        command: String,
        columns: Vec<String>,
        rows: Vec<Vec<String>>,
        all_rows: usize,
        codebook: String,
        notes: Vec<String>,
    }

    /// Runs questions; what they write goes into the server's own folder.
    struct Made {
        root: PathBuf,
        next: AtomicUsize,
    }

    impl Made {
        /// One question, or all problems as the terminal shows them. Files that pages put here are called by their names alone.
        fn ran(&self, words: &[String], part: &Part, watch: &Arc<Watch>) -> Ran {
            let own = format!("{}/", self.root.join("own").display());
            let plain = |text: String| text.replace(&own, "");
            let is_panel =
                words.first().is_some_and(|word| word == "panel") && !words.iter().any(|word| word == "--list");
            let ran = match part {
                Part::File(ending) => self.panel(words, ending, watch),
                Part::Answer if is_panel => self.preview(words, watch),
                _ => of_outcome(held::run(&command_line(words), watch), part),
            };
            match ran {
                Ok(Got::Text(text)) => Ran::Answer(plain(text).into_bytes()),
                Ok(Got::Bytes(bytes)) => Ran::Answer(bytes),
                Err(why) => Ran::Refused(plain(why)),
            }
        }

        /// The panel as a file of an ending, or one that is written beside it.
        fn panel(&self, words: &[String], ending: &str, watch: &Arc<Watch>) -> Result<Got, String> {
            let table = match ending {
                "codebook.md" | "bib" => "csv",
                "do" => "dta",
                own => own,
            };
            self.with_panel(words, table, watch, |folder, _| {
                std::fs::read(folder.join(format!("panel.{ending}"))).map(Got::Bytes).map_err(|error| error.to_string())
            })
        }

        fn preview(&self, words: &[String], watch: &Arc<Watch>) -> Result<Got, String> {
            self.with_panel(words, "csv", watch, |folder, notes| {
                let broken = |error: &dyn std::fmt::Display| format!("the panel cannot be read back: {error}");
                let mut reader = csv::Reader::from_path(folder.join("panel.csv")).map_err(|error| broken(&error))?;
                let columns = reader.headers().map_err(|error| broken(&error))?.iter().map(str::to_owned).collect();
                let (mut rows, mut row, mut all_rows) = (Vec::new(), csv::StringRecord::new(), 0);
                while reader.read_record(&mut row).map_err(|error| broken(&error))? {
                    if all_rows < FIRST_ROWS {
                        rows.push(row.iter().map(str::to_owned).collect());
                    }
                    all_rows += 1;
                }
                let codebook =
                    std::fs::read_to_string(folder.join("panel.codebook.md")).map_err(|error| broken(&error))?;
                let asked: Vec<String> = words.iter().map(|word| shell_word(word)).collect();
                let command = format!("foedera {} --output panel.csv", asked.join(" ").replace(" -- ", " "));
                let preview = Preview { command, columns, rows, all_rows, codebook, notes };
                Ok(Got::Text(output::json("panel preview", &preview)))
            })
        }

        /// Write a panel into a folder of its own, and give what is made of it.
        fn with_panel(
            &self,
            words: &[String],
            ending: &str,
            watch: &Arc<Watch>,
            take: impl FnOnce(&Path, Vec<String>) -> Result<Got, String>,
        ) -> Result<Got, String> {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            let folder = self.root.join(format!("made-{number}"));
            std::fs::create_dir(&folder).map_err(|error| format!("no temporary folder: {error}"))?;
            let mut line = command_line(words);
            let output = format!("--output={}", folder.join(format!("panel.{ending}")).display());
            line.insert(1, output.into());
            let outcome = held::run(&line, watch);
            let taken = match outcome.code {
                Some(ExitCode::Success) => take(&folder, outcome.notes),
                _ => Err(problems(&outcome)),
            };
            let _gone = std::fs::remove_dir_all(&folder);
            taken
        }
    }

    /// What comes of a question.
    enum Got {
        Text(String),
        Bytes(Vec<u8>),
    }

    fn command_line(words: &[String]) -> Vec<OsString> {
        words.iter().map(OsString::from).collect()
    }

    fn problems(outcome: &held::Outcome) -> String {
        let all = outcome.failures.iter().chain(&outcome.problems).map(|problem| problem.render(false));
        all.collect::<Vec<_>>().join("\n")
    }

    fn of_outcome(outcome: held::Outcome, part: &Part) -> Result<Got, String> {
        // An answer that tells findings (a fit that is not to be trusted) has an exit code of its own, and is an answer.
        let answered = matches!(outcome.code, Some(ExitCode::Success | ExitCode::NegativeFinding));
        let Some(answer) = outcome.answers.first().filter(|_| answered) else {
            return Err(problems(&outcome));
        };
        match part {
            Part::Table(name) => {
                output::table_of(answer, name.as_deref()).map(Got::Text).map_err(|problems| problems.to_string())
            }
            Part::Page => {
                outcome.page.map(Got::Text).ok_or_else(|| "this answer has no page; take its tables\n".to_owned())
            }
            Part::Text => Ok(Got::Text(outcome.text)),
            Part::Answer | Part::File(_) => Ok(Got::Text(answer.json.clone())),
        }
    }

    /// Ask the desktop to open the address. Where there is none, the address was printed.
    fn open(address: &str) {
        let (program, words): (&str, &[&str]) = if cfg!(target_os = "macos") {
            ("open", &[])
        } else if cfg!(windows) {
            ("rundll32", &["url.dll,FileProtocolHandler"])
        } else {
            ("xdg-open", &[])
        };
        let started = std::process::Command::new(program)
            .args(words)
            .arg(address)
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn();
        match started {
            // Some openers stay until the browser is closed.
            Ok(mut opener) => drop(std::thread::spawn(move || opener.wait())),
            Err(error) => {
                output::say(&format!("no browser could be opened ({program}: {error}); open the address yourself"));
            }
        }
    }

    /// A folder of our own, which only we may enter; gone when this is. Questions are answered in the empty folder in it, so that no word of
    /// one names a file; `own` has what pages put here.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> std::io::Result<Self> {
            let number = RandomState::new().hash_one(std::process::id());
            let path = std::env::temp_dir().canonicalize()?.join(format!("foedera-serve-{number:016x}"));
            let mut builder = std::fs::DirBuilder::new();
            #[cfg(unix)]
            std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
            builder.create(&path)?;
            let folder = Self(path);
            for inner in ["empty", "own"] {
                std::fs::create_dir(folder.0.join(inner))?;
            }
            Ok(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let path: &Path = &self.0;
            let _gone = std::fs::remove_dir_all(path);
        }
    }
}
