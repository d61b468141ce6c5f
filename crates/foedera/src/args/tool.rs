//! The arguments of what serves the command line itself: completions, manual pages, sources, colours.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};

use super::PrintArgs;

/// When to colour.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// Where the terminal shows them and the environment does not forbid it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// The same, as the streams understand it.
    pub(crate) fn choice(self) -> anstream::ColorChoice {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
    }
}

#[derive(ClapArgs)]
pub(crate) struct SourceArgs {
    /// The key as any answer prints it, e.g. treaty-2002-charter; without it, all keys
    pub(crate) key: Option<String>,
    #[command(flatten)]
    pub(crate) print: PrintArgs,
}

#[derive(ClapArgs)]
pub(crate) struct ServeArgs {
    /// The port on this machine; 0 takes any that is free
    #[arg(long, default_value_t = 7777)]
    pub(crate) port: u16,
    /// Open the page in the browser
    #[arg(long)]
    pub(crate) open: bool,
    /// A folder whose files may be asked for: world files, histories, tables, scenarios, a record; nothing outside it is read
    #[arg(long, value_name = "DIR")]
    pub(crate) folder: Option<PathBuf>,
}

#[derive(ClapArgs)]
pub(crate) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(ClapArgs)]
pub(crate) struct ManArgs {
    /// The folder for foedera.1, foedera-forecast.1, …; without it, foedera.1 is printed
    #[arg(long, short, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,
    /// Replace files there that are no earlier pages
    #[arg(long, requires = "output")]
    pub(crate) force: bool,
}
