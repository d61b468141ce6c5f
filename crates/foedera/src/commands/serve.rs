//! `foedera serve`.

#[cfg(not(feature = "serve"))]
use foedera_diagnostic::{Code, Diagnostic, Place};
use foedera_diagnostic::{ExitCode, Problems};

use crate::args::ServeArgs;

#[cfg(not(feature = "serve"))]
pub(crate) fn run(args: &ServeArgs) -> Result<ExitCode, Problems> {
    let message = format!("this build of Foedera has no workbench to show on port {}", args.port);
    let open = if args.open { " --open" } else { "" };
    let remedy = format!("build it in: cargo run --release --features serve -- serve{open}");
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

    use foedera_diagnostic::watch::Watch;
    use foedera_diagnostic::{Code, Diagnostic, Place};
    use foedera_server::{Options, Ran, serve};

    use super::{ExitCode, Problems, ServeArgs};
    use crate::{held, output};

    /// Questions that run at the same time: each takes all cores that it can use.
    const AT_ONCE: usize = 2;

    pub(crate) fn run(args: &ServeArgs) -> Result<ExitCode, Problems> {
        let problem = |code, message: String, remedy: &str| {
            Problems::from(Diagnostic::new(code, Place::CommandLine, message, remedy))
        };
        if held::is_on() {
            let message = "the workbench is served by a process of its own".to_owned();
            return Err(problem(Code::Unsupported, message, "start it in a terminal: foedera serve"));
        }
        let folder = Folder::new().and_then(|folder| std::env::set_current_dir(&folder.0).map(|()| folder)).map_err(
            |error| {
                problem(
                    Code::CannotWrite,
                    format!("no temporary folder: {error}"),
                    "set TMPDIR to a folder that can be written",
                )
            },
        )?;
        let options = Options { port: args.port, at_once: AT_ONCE, run: Arc::new(ran) };
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

    /// One question: the answer in its envelope as `--format json` prints it, or all problems as the terminal shows them.
    fn ran(words: &[String], watch: &Arc<Watch>) -> Ran {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        let outcome = held::run(&words, watch);
        match outcome.answers.into_iter().next() {
            Some(answer) if outcome.code == Some(ExitCode::Success) => Ran::Answer(answer.json),
            _ => {
                let problems = outcome.failures.iter().chain(&outcome.problems).map(|problem| problem.render(false));
                Ran::Refused(problems.collect::<Vec<_>>().join("\n"))
            }
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

    /// An empty folder of our own, in which questions are answered, so that no word of one names a file; gone when this is.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> std::io::Result<Self> {
            let number = RandomState::new().hash_one(std::process::id());
            let path = std::env::temp_dir().join(format!("foedera-serve-{number:016x}"));
            std::fs::create_dir(&path)?;
            Ok(Self(path))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let path: &Path = &self.0;
            let _gone = std::fs::remove_dir(path);
        }
    }
}
