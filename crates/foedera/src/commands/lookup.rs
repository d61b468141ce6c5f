//! What several commands look up: a state by any of its names, and the world file.

use std::path::{Path, PathBuf};

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, nearest};
use foedera_store::WorldFile;
use foedera_world::{Day, Roster, StateId, TreatyId};

use super::state_names::{Meant, meant};
use crate::args::WorldArgs;

/// The name under which a world file is looked for.
const WORLD: &str = "world.foedera";

/// The state of an id, ISO code, COW or Gleditsch-Ward number or name, in whatever order its words stand; numbers by the day.
///
/// # Errors
/// If there is none, with the nearest names; if several states of the day share a bare name ("Korea"), with these.
pub(crate) fn state(roster: &Roster, text: &str, day: Day) -> Result<StateId, Problems> {
    let upper = text.to_ascii_uppercase();
    let number = text.parse::<u16>().ok();
    let sharing = roster.sharing(text, day);
    if sharing.len() > 1 {
        return Err(ambiguous(roster, text, day, &sharing));
    }
    let found = roster
        .find_state(&upper)
        .or_else(|| sharing.first().copied())
        .or_else(|| roster.find_iso3(&upper, day))
        .or_else(|| roster.find_cow(number?, day))
        .or_else(|| roster.find_gw(number?, day))
        .or_else(|| roster.find_name(text, day));
    if let Some(found) = found {
        return Ok(found);
    }
    match meant(roster, text, day) {
        Meant::One(state) => Ok(state),
        Meant::Several(states) => Err(ambiguous(roster, text, day, &states)),
        Meant::Nobody(near) => Err(unknown_state(text, &near)),
    }
}

fn ambiguous(roster: &Roster, text: &str, day: Day, sharing: &[StateId]) -> Problems {
    let called = |state: &StateId| format!("`{}` ({})", roster.state(*state).key, roster.state(*state).name);
    let message = format!("several states may be meant by `{text}` on {day}");
    let remedy = format!("say which: {}", sharing.iter().map(called).collect::<Vec<_>>().join(", "));
    Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into()
}

fn unknown_state(text: &str, near: &[String]) -> Problems {
    let remedy = if near.is_empty() {
        "give an id of three letters, a COW or Gleditsch-Ward number, or an English name".to_owned()
    } else {
        format!("did you mean {}?", near.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "))
    };
    Diagnostic::new(Code::UnknownName, Place::CommandLine, format!("unknown state `{text}`"), remedy).into()
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

/// The world file that was given, or the one in the working folder; never one of a folder above, which nobody named.
///
/// # Errors
/// If one was given and cannot be opened, or one was found and is broken.
pub(crate) fn world(args: &WorldArgs) -> Result<Option<WorldFile>, Problems> {
    let path = args.world.clone().or_else(world_here);
    path.map(|path| WorldFile::open(&path)).transpose()
}

/// The same, where there must be one.
///
/// # Errors
/// If there is none.
pub(crate) fn needed_world(args: &WorldArgs) -> Result<WorldFile, Problems> {
    world(args)?.ok_or_else(|| {
        let message = format!("there is no `{WORLD}` in this folder");
        let remedy = "make one with `foedera import DIR -o world.foedera`, or give its path with --world";
        Diagnostic::new(Code::CannotRead, Place::CommandLine, message, remedy).into()
    })
}

fn world_here() -> Option<PathBuf> {
    let path = PathBuf::from(WORLD);
    path.is_file().then_some(path)
}

#[cfg(test)]
mod tests {
    use foedera_atlas::Atlas;

    use super::*;

    fn key(text: &str, day: &str) -> Result<String, String> {
        let atlas = Atlas::embedded().expect("the atlas is read");
        let found = state(atlas.roster(), text, day.parse().expect("a day"));
        found.map(|id| atlas.roster().state(id).key.clone()).map_err(|problems| format!("{problems:?}"))
    }

    #[test]
    fn names_in_common_use_are_known_in_any_case_and_with_accents() {
        let names = [
            ("UK", "GBR"),
            ("ukg", "GBR"),
            ("Great Britain", "GBR"),
            ("us", "USA"),
            ("U.S.A.", "USA"),
            ("DPRK", "PRK"),
            ("ROK", "KOR"),
            ("FRN", "FRA"),
            ("GFR", "DEU"),
            ("West Germany", "DEU"),
            ("Republic of Moldova", "MDA"),
            ("PERSIA", "IRN"),
            ("Burma", "MMR"),
            ("Côte d'Ivoire", "CIV"),
            ("Ivory Coast", "CIV"),
            ("Czechia", "CZE"),
            ("Czech Republic", "CZE"),
            ("Türkiye", "TUR"),
            ("türkiye", "TUR"),
            ("Soviet Union", "RUS"),
        ];
        for (name, wanted) in names {
            assert_eq!(key(name, "2022-01-01").as_deref(), Ok(wanted), "{name}");
        }
    }

    #[test]
    fn a_bare_name_means_the_one_state_of_the_day_or_is_refused_with_all() {
        assert_eq!(key("Germany", "2022-01-01").as_deref(), Ok("DEU"));
        assert_eq!(key("Germany", "1930-01-01").as_deref(), Ok("DEU"));
        assert_eq!(key("Korea", "1900-01-01").as_deref(), Ok("KOREA"));
        assert_eq!(key("Yemen", "2022-01-01").as_deref(), Ok("YEM"));
        for (name, day, several) in [
            ("Korea", "2022-01-01", ["PRK", "KOR"]),
            ("congo", "2022-01-01", ["COG", "COD"]),
            ("Germany", "1970-01-01", ["DEU", "DDR"]),
            ("Yemen", "1980-01-01", ["YEM", "YMD"]),
            ("Vietnam", "1960-01-01", ["VNM", "VDR"]),
        ] {
            let refused = key(name, day).expect_err(name);
            assert!(several.iter().all(|one| refused.contains(one)), "{name}: {refused}");
        }
    }

    #[test]
    fn short_unknown_names_suggest_nobody() {
        for name in ["UX", "QQ", "ZZZ", "Q1"] {
            assert!(!key(name, "2022-01-01").expect_err(name).contains("did you mean"), "{name}");
        }
        assert!(key("Belaruss", "2022-01-01").expect_err("a slip").contains("Belarus"));
    }

    #[test]
    fn no_name_means_two_states_at_one_date() {
        let atlas = Atlas::embedded().expect("the atlas is read");
        let roster = atlas.roster();
        for (id, own) in roster.states() {
            for name in std::iter::once(&own.name).chain(&own.also) {
                for year in [1830, 1900, 1930, 1960, 1985, 2000, 2022] {
                    let day: Day = format!("{year}-01-01").parse().expect("a day");
                    let found = roster.find_name(name, day);
                    if roster.exists(id, day) {
                        assert_eq!(found, Some(id), "{name} in {year}");
                    }
                }
                let as_key = roster.find_state(&name.to_ascii_uppercase());
                assert!(as_key.is_none_or(|other| other == id), "{name} is the id of another state");
            }
        }
    }
}
