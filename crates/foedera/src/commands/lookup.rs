//! What several commands look up: a state by any of its names, and the world file.

use std::path::{Path, PathBuf};

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, nearest};
use foedera_store::WorldFile;
use foedera_world::{Day, Roster, StateId, TreatyId};

use crate::args::WorldArgs;

/// The name under which a world file is looked for.
const WORLD: &str = "world.foedera";

/// The state of an id, ISO code, COW or Gleditsch-Ward number or name; numbers by the day.
///
/// # Errors
/// If there is none, with the nearest names.
pub(crate) fn state(roster: &Roster, text: &str, day: Day) -> Result<StateId, Problems> {
    let upper = text.to_ascii_uppercase();
    let number = text.parse::<u16>().ok();
    let found = roster
        .find_state(&upper)
        .or_else(|| roster.find_iso3(&upper, day))
        .or_else(|| roster.find_cow(number?, day))
        .or_else(|| roster.find_gw(number?, day))
        .or_else(|| roster.find_name(text, day));
    found.ok_or_else(|| {
        let keys = roster.states().map(|(_, state)| state.key.as_str());
        let names: Vec<&str> = roster.names().chain(keys).collect();
        let mut near = Vec::new();
        for _ in 0..3 {
            let rest = names.iter().copied().filter(|name| !near.contains(name));
            near.extend(nearest(text, rest));
        }
        let remedy = if near.is_empty() {
            "give an id of three letters, a COW or Gleditsch-Ward number, or an English name".to_owned()
        } else {
            format!("did you mean {}?", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
        };
        Diagnostic::new(Code::UnknownName, Place::CommandLine, format!("unknown state `{text}`"), remedy).into()
    })
}

/// The treaty of a key or name.
///
/// # Errors
/// If there is none, with the nearest.
pub(crate) fn treaty(roster: &Roster, name: &str) -> Result<TreatyId, Problems> {
    roster.find_treaty(name).ok_or_else(|| {
        let names: Vec<&str> = roster.treaties().flat_map(|(_, t)| [t.key.as_str(), t.name.as_str()]).collect();
        let remedy = match nearest(name, names) {
            Some(candidate) => format!("did you mean `{candidate}`?"),
            None => "see `foedera treaty --list`".to_owned(),
        };
        Diagnostic::new(Code::UnknownName, Place::CommandLine, format!("unknown treaty `{name}`"), remedy).into()
    })
}

/// The files that a command reads: its world file, and another.
pub(crate) fn read_with<'a>(world: Option<&'a WorldFile>, other: Option<&'a Path>) -> Vec<&'a Path> {
    world.map(|world| Path::new(world.name())).into_iter().chain(other).collect()
}

/// The world file that was given, or the one here or in a folder above.
///
/// # Errors
/// If one was given and cannot be opened, or one was found and is broken.
pub(crate) fn world(args: &WorldArgs) -> Result<Option<WorldFile>, Problems> {
    let path = args.world.clone().or_else(nearest_world);
    path.map(|path| WorldFile::open(&path)).transpose()
}

/// The same, where there must be one.
///
/// # Errors
/// If there is none.
pub(crate) fn needed_world(args: &WorldArgs) -> Result<WorldFile, Problems> {
    world(args)?.ok_or_else(|| {
        let message = format!("there is no `{WORLD}` here or in a folder above");
        let remedy = "make one with `foedera import DIR -o world.foedera`, or give its path with --world";
        Diagnostic::new(Code::CannotRead, Place::CommandLine, message, remedy).into()
    })
}

fn nearest_world() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().map(|folder: &Path| folder.join(WORLD)).find(|path| path.is_file())
}
