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
    use std::hash::{BuildHasher as _, RandomState};
    use std::path::{Path, PathBuf};

    use foedera_diagnostic::{Code, Diagnostic, Place};
    use foedera_server::{Options, serve};

    use super::{ExitCode, Problems, ServeArgs};
    use crate::output;

    /// Questions that run at the same time: each takes all cores that it can use.
    const AT_ONCE: usize = 2;

    pub(crate) fn run(args: &ServeArgs) -> Result<ExitCode, Problems> {
        let problem = |message: String, remedy: &str| Problems::from(Diagnostic::new(Code::CannotWrite, Place::CommandLine, message, remedy));
        let program = std::env::current_exe()
            .map_err(|error| problem(format!("where this program lies is not known: {error}"), "start it by its whole path"))?;
        let folder = Folder::new().map_err(|error| problem(format!("no temporary folder: {error}"), "set TMPDIR to a folder that can be written"))?;
        let options = Options { port: args.port, program, folder: folder.0.clone(), at_once: AT_ONCE };
        let mut said = Ok(());
        serve(options, |address| {
            said = output::print(&format!("the workbench is at {address}\nCtrl-C stops it\n"));
            if args.open {
                open(address);
            }
        })?;
        said?;
        Ok(ExitCode::Success)
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
            Err(error) => output::say(&format!("no browser could be opened ({program}: {error}); open the address yourself")),
        }
    }

    /// An empty folder of our own, gone when this is.
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
