//! `foedera completions` and `foedera man`: made from the command line itself, so they say what it takes.

use std::path::{Path, PathBuf};

use clap_mangen::Man;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};

use crate::args::{CompletionsArgs, ManArgs, command};
use crate::output;
use crate::target::{Kind, Target};

pub(crate) fn completions(args: &CompletionsArgs) -> Result<ExitCode, Problems> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "foedera", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(ExitCode::Success)
}

pub(crate) fn man(args: &ManArgs) -> Result<ExitCode, Problems> {
    let mut root = command();
    root.build();
    let Some(folder) = &args.output else {
        output::print(&String::from_utf8_lossy(&page(root)?.1))?;
        return Ok(ExitCode::Success);
    };
    let mut pages = Vec::new();
    collect(&root, &mut pages)?;
    std::fs::create_dir_all(folder).map_err(|error| broken(folder, &error))?;
    let file = |name: &str| folder.join(format!("{name}.1"));
    let target = |path: PathBuf| Target::new(&path, Kind::Manual, &[], args.force);
    let targets = pages.iter().map(|(name, _)| target(file(name))).collect::<Result<Vec<_>, _>>()?;
    for (target, (_, text)) in targets.iter().zip(&pages) {
        target.write(text)?;
    }
    output::print(&format!("wrote {} pages to {}\n", pages.len(), folder.display()))?;
    Ok(ExitCode::Success)
}

/// The pages of a command and of those below it, by name.
fn collect(command: &clap::Command, pages: &mut Vec<(String, Vec<u8>)>) -> Result<(), Problems> {
    pages.push(page(command.clone())?);
    let mut below = command.get_subcommands().filter(|own| own.get_name() != "help");
    below.try_for_each(|own| collect(own, pages))
}

/// One page: its name, as `foedera-scenario-new`, and its text.
fn page(command: clap::Command) -> Result<(String, Vec<u8>), Problems> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let mut text = Vec::new();
    Man::new(command).render(&mut text).map_err(|error| broken(Path::new(&name), &error))?;
    Ok((name, text))
}

fn broken(path: &Path, error: &std::io::Error) -> Problems {
    let message = format!("cannot write `{}`: {error}", path.display());
    let remedy = "name a folder that is writable and has room";
    Diagnostic::new(Code::CannotWrite, Place::File(path.display().to_string()), message, remedy).into()
}
