//! The workbench: the program's answers in a browser on the same machine.
//!
//! A page (`web/`, built into the program) asks; each question is one run of a command ([`Run`], which the program gives), so an answer is that of
//! `--format json` to the byte. Runs are watched: the page hears how far they are, and a question that is given up stops where it next asks.
//!
//! **What is let in.** Connections from this machine only; requests that name this machine as their host, come from this page, and carry the token that
//! stands in the address that was printed at the start. A question names a command and its words; both are looked up in one table ([`Command::ALL`]),
//! and no word of it is a path: questions are answered in an empty folder, words that could lead out of it are refused, and files are named
//! as `own/NAME` (what a page put here) or `folder/NAME` (of the folder named at the start), see [`Files`].
//!
//! ```
//! use foedera_server::{Command, Files, arguments};
//!
//! let asked = [("state", "ARM"), ("treaty", "CSTO"), ("trigger", "unrest")].map(|(name, value)| (name.to_owned(), value.to_owned()));
//! let words = arguments(Command::named("aid").unwrap(), &asked, &Files::new("own".into(), None)).unwrap();
//! assert_eq!(words, ["aid", "--treaty=CSTO", "--trigger=unrest", "--", "ARM"]);
//! assert!(Command::named("data").is_none(), "what reads and writes files is not asked for from a browser");
//! ```

mod assets;
mod command;
mod description;
mod files;
mod guard;
mod listen;
mod run;

use std::sync::Arc;

use foedera_diagnostic::watch::Watch;

pub use command::{Command, Kind, Parameter, Refused, arguments};
pub use description::description;
pub use files::Files;
pub use listen::{Options, serve};
pub use run::{Part, Ran};

/// Runs a command with the words that stand behind `foedera` on a command line, watched, and gives a part of what comes of it.
pub type Run = dyn Fn(&[String], &Part, &Arc<Watch>) -> Ran + Send + Sync;
