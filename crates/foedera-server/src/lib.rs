//! The workbench: the program's answers in a browser on the same machine.
//!
//! A page (`web/`, built into the program) asks; each question is one run of this same program with `--format json`, in a process of its own. So an
//! answer is that of the command line to the byte, a run that is given up is gone at once with its memory, and a fault in one takes nothing else along.
//!
//! **What is let in.** Connections from this machine only; requests that name this machine as their host, come from this page, and carry the token that
//! stands in the address that was printed at the start. A question names a command and its words; both are looked up in one table ([`Command::ALL`]),
//! and no word of it is the path of a file: the processes run in an empty folder, and words that could lead out of it are refused.
//!
//! ```
//! use foedera_server::{Command, arguments};
//!
//! let asked = [("state", "ARM"), ("treaty", "CSTO"), ("trigger", "unrest")].map(|(name, value)| (name.to_owned(), value.to_owned()));
//! let words = arguments(Command::named("aid").unwrap(), &asked).unwrap();
//! assert_eq!(words, ["aid", "--treaty=CSTO", "--trigger=unrest", "--format=json", "--quiet", "--", "ARM"]);
//! assert!(Command::named("data").is_none(), "what reads and writes files is not asked for from a browser");
//! ```

mod assets;
mod command;
mod description;
mod guard;
mod listen;
mod run;

use std::path::PathBuf;

pub use command::{Command, Kind, Parameter, Refused, arguments};
pub use description::description;
pub use listen::{Options, serve};

/// The program that answers, and how much of it at once.
#[derive(Debug, Clone)]
struct Answering {
    program: PathBuf,
    /// The empty folder in which it runs.
    folder: PathBuf,
    running: std::sync::Arc<tokio::sync::Semaphore>,
    waiting: std::sync::Arc<tokio::sync::Semaphore>,
}
