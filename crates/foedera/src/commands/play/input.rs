//! Where the commands of a game come from: a script, a pipe, or somebody at a terminal.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::Path;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, progress};

use crate::{held, output};

/// A line of commands.
pub(super) struct Line {
    /// Its number, from 1.
    pub(super) number: usize,
    pub(super) text: String,
    /// Whether it shall be shown: a terminal shows what is typed by itself.
    pub(super) echo: bool,
}

/// Where commands come from.
pub(super) enum Input {
    Script { source: Source, at: usize },
    Standard { number: usize, terminal: bool },
}

impl Input {
    /// The script, or standard input.
    pub(super) fn open(script: Option<&Path>) -> Result<Self, Problems> {
        match script {
            Some(path) => Ok(Self::Script { source: output::read_source(path)?, at: 0 }),
            None if held::is_on() => {
                let message = "a game within another program has nobody at a terminal";
                let remedy = "give the commands in a file: script";
                Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into())
            }
            None => Ok(Self::Standard { number: 0, terminal: std::io::stdin().is_terminal() }),
        }
    }

    pub(super) fn is_terminal(&self) -> bool {
        matches!(self, Self::Standard { terminal: true, .. })
    }

    /// The next line; `None` at the end. Somebody at a terminal is prompted, if the game is shown there.
    pub(super) fn next(&mut self, prompt: &str, live: bool) -> Result<Option<Line>, Problems> {
        match self {
            Self::Script { source, at } => {
                let line = source.text().lines().nth(*at);
                *at += 1;
                Ok(line.map(|text| Line { number: *at, text: text.to_owned(), echo: true }))
            }
            Self::Standard { number, terminal } => {
                *number += 1;
                if *terminal && live {
                    progress::hide();
                    let mut stdout = std::io::stdout().lock();
                    let _shown = write!(stdout, "{prompt}").and_then(|()| stdout.flush());
                }
                let mut text = String::new();
                let read = std::io::stdin().lock().read_line(&mut text);
                match read {
                    Ok(0) => {
                        if *terminal && live {
                            output::print("\n")?;
                        }
                        Ok(None)
                    }
                    Ok(_) => Ok(Some(Line { number: *number, text: text.trim_end().to_owned(), echo: !*terminal })),
                    Err(error) => {
                        let message = format!("cannot read line {number} of the commands: {error}");
                        let place = Place::File("standard input".to_owned());
                        Err(Diagnostic::new(Code::CannotRead, place, message, "give text in UTF-8").into())
                    }
                }
            }
        }
    }

    /// Where a line stands.
    pub(super) fn place(&self, number: usize) -> Place {
        match self {
            Self::Standard { .. } => Place::File(format!("standard input, line {number}")),
            Self::Script { source, .. } => {
                let before: usize = source.text().split_inclusive('\n').take(number - 1).map(str::len).sum();
                let length = source.text()[before..].lines().next().map_or(0, str::len);
                Place::Span(source.clone(), before..before + length)
            }
        }
    }
}
