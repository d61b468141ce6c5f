//! `foedera source`: a key as answers print it, and what rests on it.

use std::fmt::Write as _;

use foedera_almanac::{Almanac, SOURCES};
use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest};
use foedera_lab::argument::{embedded_claims, embedded_claims_file};
use foedera_lab::{Models, Scenario, embedded_scenario, embedded_scenarios};
use foedera_panel::VARIABLES;
use foedera_report::Style;
use foedera_sources::{DATASETS, Dataset, find_dataset};
use foedera_summit::{Stated, cases};
use serde::Serialize;

use super::{claims, summit};
use crate::args::SourceArgs;
use crate::ground::Ground;
use crate::output;

#[derive(Debug, Serialize)]
struct Answer {
    #[serde(flatten)]
    source: Card,
    /// Rows by kind.
    rests_on_it: Vec<Rests>,
}

/// A source as far as it is known; what is not known is missing.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Card {
    key: String,
    /// `atlas`: facts and figures in the program; `dataset`: read from a user's own copy; or both.
    of: &'static str,
    title: String,
    /// Authors, year, title, journal, publisher, as one cites it.
    citation: Option<String>,
    /// The site that publishes it.
    publisher: Option<String>,
    /// The last year of which it can speak.
    reaches: Option<i16>,
    address: Option<String>,
    licence: Option<String>,
    note: Option<String>,
}

#[derive(Debug, PartialEq, Serialize)]
struct Rests {
    kind: String,
    rows: usize,
}

#[derive(Serialize)]
struct List {
    sources: Vec<Card>,
}

pub(crate) fn run(args: &SourceArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let Some(key) = &args.key else {
        let all = List { sources: cards(&atlas).collect() };
        let answered = output::Answered { command: "source", table: "sources" };
        output::answer(&args.print, answered, &all, |style: Style| output::clean(&list(&all.sources, style), style))?;
        return Ok(ExitCode::Success);
    };
    let answer = Answer { source: find(&atlas, key)?, rests_on_it: rests(&atlas, key)? };
    let answered = output::Answered { command: "source", table: "rests_on_it" };
    output::answer(&args.print, answered, &answer, |style: Style| output::clean(&card(&answer, style), style))?;
    Ok(ExitCode::Success)
}

/// Every source with a key: of the atlas and almanac, then the datasets.
fn cards(atlas: &Atlas) -> impl Iterator<Item = Card> {
    let of_atlas = atlas.sources.iter().map(|(key, entry)| Card {
        key: key.clone(),
        // Some datasets that are read are cited by the atlas, too.
        of: if find_dataset(key).is_some() { "atlas and dataset" } else { "atlas" },
        title: entry.title.clone(),
        citation: find_dataset(key).map(Dataset::citation),
        publisher: entry.url.as_deref().and_then(site),
        reaches: entry.last_year(key),
        address: entry.url.clone().or_else(|| find_dataset(key).map(|dataset| dataset.home.to_owned())),
        licence: SOURCES
            .iter()
            .find(|source| source.key == key)
            .map(|source| source.licence)
            .or_else(|| find_dataset(key).map(|dataset| dataset.terms))
            .map(str::to_owned),
        note: entry.note.clone(),
    });
    let own = DATASETS.iter().filter(|dataset| !atlas.sources.contains_key(dataset.key));
    let of_dataset = own.map(|dataset| Card {
        key: dataset.key.to_owned(),
        of: "dataset",
        title: format!("{}, {}", dataset.title, dataset.version),
        citation: Some(dataset.citation()),
        publisher: site(dataset.home),
        reaches: Some(dataset.years.1),
        address: Some(dataset.home.to_owned()),
        licence: Some(dataset.terms.to_owned()),
        note: None,
    });
    of_atlas.chain(of_dataset)
}

/// The host of an address.
fn site(address: &str) -> Option<String> {
    let host = address.split_once("://")?.1.split('/').next()?;
    Some(host.trim_start_matches("www.").to_owned())
}

/// The source of a key.
///
/// # Errors
/// If there is none, with the nearest key.
fn find(atlas: &Atlas, key: &str) -> Result<Card, Problems> {
    cards(atlas).find(|card| card.key == key).ok_or_else(|| {
        let keys: Vec<String> = cards(atlas).map(|card| card.key).collect();
        let remedy = match nearest(key, keys.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "see all keys with `foedera source`".to_owned(),
        };
        Diagnostic::new(Code::UnknownName, Place::CommandLine, format!("unknown source `{key}`"), remedy).into()
    })
}

/// What rests on a source: rows of the atlas, figures of the almanac, panel variables, and what the shipped scenarios, claims and
/// negotiations name.
fn rests(atlas: &Atlas, key: &str) -> Result<Vec<Rests>, Problems> {
    let mut found: Vec<(String, usize)> =
        atlas.resting_on(key).into_iter().map(|(kind, rows)| (format!("{kind} of the atlas"), rows)).collect();
    let almanac = Almanac::embedded(atlas.roster());
    for variable in foedera_almanac::VARIABLES.iter().filter(|variable| variable.source().key == key) {
        found
            .push((format!("figures of `{}` in the almanac", variable.name), almanac.coverage(variable, None).figures));
    }
    if let Some(dataset) = find_dataset(key) {
        let read = VARIABLES.iter().filter(|variable| variable.frames.contains(&dataset.frame)).count();
        found.push(("variables of panels".to_owned(), read));
    }
    let names = |sources: &[String]| sources.iter().any(|source| source == key);
    for name in embedded_scenarios() {
        let scenario = Scenario::open(&embedded_scenario(name).expect("it is listed"), atlas)?.0;
        let rows = scenario.series.iter().filter(|series| series.stated && names(&series.sources)).count();
        found.push((format!("series of the scenario {name}"), rows));
    }
    let models = Models::embedded()?;
    for name in embedded_claims() {
        let own = claims::read(&embedded_claims_file(name).expect("it is listed"), atlas, &models)?;
        found.push((format!("remarks of the claims {name}"), own.sources().filter(|sources| names(sources)).count()));
    }
    for file in cases() {
        let problem = summit::read(atlas, &file)?;
        let of = |stated: &&Stated| stated.basis.as_ref().is_some_and(|basis| names(&basis.sources));
        let rows = problem.stated().filter(of).count();
        let name = file.name().trim_start_matches("summits/").trim_end_matches(".toml").to_owned();
        found.push((format!("numbers of the negotiation {name}"), rows));
    }
    found.retain(|(_, rows)| *rows > 0);
    Ok(found.into_iter().map(|(kind, rows)| Rests { kind, rows }).collect())
}

fn list(sources: &[Card], style: Style) -> String {
    let mut rows = vec![["key", "of", "title"].map(str::to_owned).to_vec()];
    rows.extend(sources.iter().map(|card| vec![card.key.clone(), card.of.to_owned(), card.title.clone()]));
    output::aligned(&rows, style)
}

fn card(answer: &Answer, style: Style) -> String {
    let own = &answer.source;
    let mut text = format!("{}: {}\n\n", own.key, own.title);
    let reaches = own.reaches.map(|year| year.to_string());
    for (name, value) in [
        ("cite as", &own.citation),
        ("site", &own.publisher),
        ("reaches", &reaches),
        ("address", &own.address),
        ("licence", &own.licence),
        ("note", &own.note),
    ] {
        if let Some(value) = value {
            writeln!(text, "  {name:9}{value}").expect("strings grow");
        }
    }
    text.push_str(if answer.rests_on_it.is_empty() { "\nNothing rests on it.\n" } else { "\nRests on it:\n" });
    let rows: Vec<Vec<String>> =
        answer.rests_on_it.iter().map(|row| vec![format!("  {}", row.rows), row.kind.clone()]).collect();
    text + &output::aligned(&rows, style)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder of the checkout").flatten() {
            let path = entry.path();
            if path.is_dir() { files_below(&path, found) } else { found.push(path) }
        }
    }

    /// The strings in brackets after `sources =`, on one line or several, but those that a scenario declares for itself.
    fn in_toml(text: &str, found: &mut BTreeSet<String>) {
        for piece in text.split("sources = [").skip(1) {
            let list = piece.split(']').next().unwrap_or_default();
            let own = |key: &&str| text.contains(&format!("[[source]]\nid = \"{key}\""));
            found.extend(list.split('"').skip(1).step_by(2).filter(|key| !own(key)).map(str::to_owned));
        }
    }

    #[test]
    fn every_key_of_the_files_in_the_program_is_a_source() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut files = Vec::new();
        ["atlas", "scenarios", "summits"].iter().for_each(|folder| files_below(&root.join(folder), &mut files));
        let mut keys = BTreeSet::new();
        for path in files.iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
            in_toml(&std::fs::read_to_string(path).expect("a text"), &mut keys);
        }
        let atlas = Atlas::embedded().expect("the atlas is read");
        keys.extend(atlas.unrest.iter().flat_map(|row| row.sources.clone()));
        keys.extend(atlas.capitals.iter().flat_map(|row| row.sources.clone()));
        keys.extend(SOURCES.iter().map(|source| source.key.to_owned()));
        assert!(keys.len() > 600, "{} keys", keys.len());
        let known: BTreeSet<String> = cards(&atlas).map(|card| card.key).collect();
        let unknown: Vec<&String> = keys.difference(&known).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }

    #[test]
    fn no_key_means_two_sources() {
        let atlas = Atlas::embedded().expect("the atlas is read");
        let mut seen = BTreeSet::new();
        for card in cards(&atlas) {
            assert!(seen.insert(card.key.clone()), "`{}` stands for two", card.key);
            assert!(!card.title.is_empty(), "{}", card.key);
        }
    }

    #[test]
    fn what_rests_on_a_source_is_counted_by_kind_and_a_slip_is_put_right() {
        let atlas = Atlas::embedded().expect("the atlas is read");
        let of = |key: &str| rests(&atlas, key).expect("everything in the program is read");
        assert!(of("vdem_isard").iter().any(|row| row.kind.contains("almanac") && row.rows > 1000));
        assert!(of("nmc7").iter().any(|row| row.kind.contains("scenario csto-2022")));
        assert!(of("rferl_2023_11").iter().any(|row| row.kind.contains("claims csto-2022")));
        let refused = format!("{:?}", find(&atlas, "vdem_isart").expect_err("a slip"));
        assert!(refused.contains("vdem_isard"), "{refused}");
    }
}
