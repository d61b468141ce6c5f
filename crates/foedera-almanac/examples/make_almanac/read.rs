//! Reading the files that the almanac is made of.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use foedera_almanac::{NOBODY, Of, Row, SOURCES, VARIABLES, write};
use foedera_atlas::Atlas;
use foedera_world::{Day, Roster, StateId};

use super::misprints;

/// A figure as it was read.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Read {
    pub(crate) variable: String,
    pub(crate) state: String,
    pub(crate) partner: Option<String>,
    pub(crate) year: Option<i16>,
    /// Empty where there is none.
    pub(crate) first_seen: String,
    pub(crate) value: f64,
}

/// The data files by name, and the list of what was left out.
pub(crate) fn make(data: &Path, almanac: &Path) -> Result<Vec<(String, Vec<u8>)>, String> {
    let atlas = Atlas::embedded().map_err(|problems| problems.to_string())?;
    let roster = atlas.roster();
    let mut figures = factbook(&almanac.join("factbook_figures.csv"))?;
    let dropped = drop_misprints(roster, &mut figures);
    figures.extend(organisations(roster, &almanac.join("organisations_1990_2014.csv"))?);
    figures.extend(world_bank(roster, &data.join("states/wb_population.csv"), "wb_population")?);
    figures.extend(world_bank(roster, &data.join("states/wb_gdp.csv"), "wb_gdp")?);
    figures.extend(conflicts(roster, &data.join("disputes/ucdp_acd_251_peacesciencer.csv"))?);
    figures.extend(by_cow(roster, &data.join("voting/IdealpointestimatesAll_Jun2024.csv"), "ideal_point")?);
    figures.extend(by_cow(roster, &data.join("states/cw_democracy.csv"), "polyarchy")?);
    let mut files = vec![("dropped.csv".to_owned(), dropped.into_bytes())];
    for (place, source) in SOURCES.iter().enumerate() {
        files.push((source.file.to_owned(), encode(place, &figures)?));
    }
    Ok(files)
}

fn encode(source: usize, figures: &[Read]) -> Result<Vec<u8>, String> {
    let variables: Vec<_> = VARIABLES.iter().filter(|variable| variable.source == source).collect();
    let own = || figures.iter().filter(|read| variables.iter().any(|variable| variable.name == read.variable));
    let names: BTreeSet<&String> = own().flat_map(|read| std::iter::once(&read.state).chain(&read.partner)).collect();
    let names: Vec<String> = names.into_iter().cloned().collect();
    let place = |name: &String| names.binary_search(name).map_or(NOBODY, |place| place as u16);
    let mut columns = Vec::new();
    for variable in variables {
        let mut rows = Vec::new();
        for read in figures.iter().filter(|read| read.variable == variable.name) {
            let partner = read.partner.as_ref().map_or(NOBODY, place);
            if (variable.of == Of::State) != (partner == NOBODY) {
                return Err(format!("{}: a figure of {} with or without a partner", variable.name, read.state));
            }
            let first_seen = match read.first_seen.as_str() {
                "" => None,
                text => Some(text.parse::<Day>().map_err(|error| format!("{text}: {error}"))?),
            };
            rows.push(Row { state: place(&read.state), partner, year: read.year, first_seen, value: read.value });
        }
        columns.push((variable.name, rows));
    }
    Ok(write(&names, &columns))
}

/// The rows of a CSV file as maps of columns.
pub(crate) fn rows(path: &Path) -> Result<Vec<BTreeMap<String, String>>, String> {
    let wrong = |error: csv::Error| format!("{}: {error}", path.display());
    let mut reader = csv::Reader::from_path(path).map_err(wrong)?;
    reader.deserialize().collect::<Result<_, _>>().map_err(wrong)
}

pub(crate) fn cell<'a>(row: &'a BTreeMap<String, String>, column: &str) -> Result<&'a str, String> {
    row.get(column).map(|text| text.trim()).ok_or(format!("the column {column} is missing"))
}

pub(crate) fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|value: &f64| value.is_finite())
}

/// The Factbook's figures under the almanac's names.
fn factbook(path: &Path) -> Result<Vec<Read>, String> {
    let mut figures = Vec::new();
    for row in rows(path)? {
        let printed = cell(&row, "variable")?;
        let variable = match printed {
            "population" | "exports" | "imports" => format!("fb_{printed}"),
            _ => printed.to_owned(),
        };
        let known = VARIABLES.iter().find(|own| own.name == variable).ok_or(format!("unknown variable {printed}"))?;
        // Beside capitals stands the city's name, which is no partner.
        let partner = match (cell(&row, "partner")?, cell(&row, "partner_name")?) {
            _ if known.of == Of::State => None,
            ("", name) => Some(name.to_owned()),
            (key, _) => Some(key.to_owned()),
        };
        let (value, year) = (cell(&row, "value")?, cell(&row, "year")?);
        figures.push(Read {
            state: cell(&row, "state")?.to_owned(),
            partner,
            year: if year.is_empty() { None } else { Some(year.parse().map_err(|_| format!("no year: {year}"))?) },
            first_seen: cell(&row, "first_seen")?.to_owned(),
            value: number(value).ok_or(format!("no number: {value}"))?,
            variable,
        });
    }
    Ok(joined(figures))
}

/// One figure a series, year and edition: parts of one border (China east and west of Mongolia) are added; of two capitals the first
/// stands.
fn joined(figures: Vec<Read>) -> Vec<Read> {
    let mut places = BTreeMap::new();
    let mut kept: Vec<Read> = Vec::new();
    for read in figures {
        let key = (read.variable.clone(), read.state.clone(), read.partner.clone(), read.year, read.first_seen.clone());
        match places.get(&key) {
            None => {
                places.insert(key, kept.len());
                kept.push(read);
            }
            Some(place) if read.variable == "land_border" => {
                let own: &mut Read = &mut kept[*place];
                own.value += read.value;
            }
            Some(_) => {}
        }
    }
    let ended = misprints::ENDED_BORDERS.iter().flat_map(|(a, b, day)| [(*a, *b, *day), (*b, *a, *day)]);
    for (state, partner, day) in ended {
        let of = |read: &Read| {
            (read.variable.as_str(), read.state.as_str(), read.partner.as_deref())
                == ("land_border", state, Some(partner))
        };
        if kept.iter().any(of) {
            kept.retain(|read| !of(read) || read.first_seen.as_str() < day);
            let none = yearly("land_border", state, 0, 0.0);
            let (partner, first_seen) = (Some(partner.to_owned()), day.to_owned());
            kept.push(Read { partner, year: None, first_seen, ..none });
        }
    }
    kept
}

/// Takes misprints out; tells them as a table.
fn drop_misprints(roster: &Roster, figures: &mut Vec<Read>) -> String {
    let mut series: BTreeMap<(String, String), Vec<(i16, f64)>> = BTreeMap::new();
    for read in figures.iter() {
        if let Some(year) = read.year {
            series.entry((read.state.clone(), read.variable.clone())).or_default().push((year, read.value));
        }
    }
    let mut told = String::from("state,variable,partner,year,value,first_seen,reason\n");
    figures.retain(|read| {
        let own = series.get(&(read.state.clone(), read.variable.clone())).map_or(&[][..], Vec::as_slice);
        let near = own.iter().filter(|(year, value)| {
            read.year.is_some_and(|own| (own - year).abs() <= 3 && (own, read.value) != (*year, *value))
        });
        let near: Vec<f64> = near.map(|(_, value)| *value).collect();
        let outside = roster.find_state(&read.state).is_none().then_some("no state of the atlas");
        let Some(why) = outside.or_else(|| misprints::reason(read, &near)) else { return true };
        let (partner, year) =
            (read.partner.as_deref().unwrap_or(""), read.year.map_or(String::new(), |y| y.to_string()));
        told.push_str(&format!(
            "{},{},{partner},{year},{},{},\"{why}\"\n",
            read.state, read.variable, read.value, read.first_seen
        ));
        false
    });
    told
}

/// Full memberships of organisations.
fn organisations(roster: &Roster, path: &Path) -> Result<Vec<Read>, String> {
    let mut figures = Vec::new();
    for row in rows(path)? {
        let (first, last) = (cell(&row, "first_edition")?, cell(&row, "last_edition")?);
        let (state, organisation) = (cell(&row, "state")?, cell(&row, "organisation")?);
        // A misprint of the edition of 2004.
        let misprint = (state, organisation, last) == ("AFG", "NATO", "2004");
        if cell(&row, "status")? != "member" || misprint || roster.find_state(state).is_none() {
            continue;
        }
        figures.push(Read {
            variable: "organisation".to_owned(),
            state: state.to_owned(),
            partner: Some(organisation.to_owned()),
            year: Some(first.parse().map_err(|_| format!("no year: {first}"))?),
            first_seen: format!("{first}-12-31"),
            value: number(last).ok_or(format!("no year: {last}"))?,
        });
    }
    Ok(figures)
}

fn world_bank(roster: &Roster, path: &Path, variable: &str) -> Result<Vec<Read>, String> {
    let mut figures = Vec::new();
    for row in rows(path)? {
        let (code, year, value) = (cell(&row, "Country Code")?, cell(&row, "Year")?, cell(&row, "Value")?);
        let year: i16 = year.parse().map_err(|_| format!("no year: {year}"))?;
        let Some(value) = number(value).filter(|_| year >= FIRST && roster.find_state(code).is_some()) else {
            continue;
        };
        let six = format!("{value:.5e}").parse().map_err(|_| format!("no number: {value}"))?;
        figures.push(yearly(variable, code, year, six));
    }
    Ok(figures)
}

/// The first year of yearly figures.
const FIRST: i16 = 1990;

fn yearly(variable: &str, state: &str, year: i16, value: f64) -> Read {
    Read {
        variable: variable.to_owned(),
        state: state.to_owned(),
        partner: None,
        year: Some(year),
        first_seen: String::new(),
        value,
    }
}

/// A variable by COW number and year; of two numbers of one state in a year the one in force at mid-year stands.
fn by_cow(roster: &Roster, path: &Path, variable: &str) -> Result<Vec<Read>, String> {
    let mut figures = BTreeMap::new();
    for row in rows(path)? {
        let code: u16 = cell(&row, "ccode")?.parse().map_err(|_| "no COW number".to_owned())?;
        let (year, value) = if variable == "ideal_point" {
            let session: i16 = cell(&row, "session")?.parse().map_err(|_| "no session".to_owned())?;
            (session + 1945, number(cell(&row, "IdealPointAll")?))
        } else {
            (cell(&row, "year")?.parse().map_err(|_| "no year".to_owned())?, number(cell(&row, "v2x_polyarchy")?))
        };
        let midyear = Day::start_of_year(year).plus_days(181);
        let state = roster.find_cow(code, midyear);
        if let (Some(value), Some(state)) = (value.filter(|_| year >= FIRST), state) {
            figures.entry((state, year)).or_insert(value);
        }
    }
    let read = |((state, year), value): ((StateId, i16), f64)| yearly(variable, &roster.state(state).key, year, value);
    Ok(figures.into_iter().map(read).collect())
}

/// Conflict-years: counts of every state in every year that is covered, and pairs on opposite sides.
fn conflicts(roster: &Roster, path: &Path) -> Result<Vec<Read>, String> {
    // Conflict and year: type, first parties of both sides, all parties of both sides.
    type Sides = [BTreeSet<StateId>; 2];
    let mut all: BTreeMap<(i32, i16), (String, Sides, Sides)> = BTreeMap::new();
    for row in rows(path)? {
        let id = cell(&row, "conflict_id")?.parse().map_err(|_| "no conflict".to_owned())?;
        let year: i16 = cell(&row, "year")?.parse().map_err(|_| "no year".to_owned())?;
        if year < FIRST {
            continue;
        }
        let kind = cell(&row, "type_of_conflict")?.to_owned();
        let own = all.entry((id, year)).or_insert_with(|| (kind, Sides::default(), Sides::default()));
        let midyear = Day::start_of_year(year).plus_days(181);
        for (column, side, first) in
            [("gwno_a", 0, true), ("gwno_a_2nd", 0, false), ("gwno_b", 1, true), ("gwno_b_2nd", 1, false)]
        {
            for code in cell(&row, column)?.split([',', ';']).map(str::trim).filter(|code| !code.is_empty()) {
                let code = code.parse().map_err(|_| format!("no number: {code}"))?;
                let Some(state) = roster.find_gw(code, midyear) else { continue };
                if first {
                    own.1[side].insert(state);
                }
                own.2[side].insert(state);
            }
        }
    }
    let last = all.keys().map(|(_, year)| *year).max().ok_or("no conflicts")?;
    let mut counts: BTreeMap<(&str, StateId, i16), f64> = BTreeMap::new();
    let mut pairs = BTreeSet::new();
    for ((_, year), (kind, first, sides)) in &all {
        let (variable, states): (_, Vec<StateId>) = match kind.as_str() {
            "interstate" => ("ucdp_interstate", first[0].union(&first[1]).copied().collect()),
            "intrastate" | "II" => ("ucdp_internal", first[0].iter().copied().collect()),
            _ => ("", Vec::new()),
        };
        states.into_iter().for_each(|state| *counts.entry((variable, state, *year)).or_default() += 1.0);
        pairs.extend(sides[0].iter().flat_map(|a| sides[1].iter().map(move |b| (*a, *b, *year))));
        pairs.extend(sides[1].iter().flat_map(|a| sides[0].iter().map(move |b| (*a, *b, *year))));
    }
    let mut figures = Vec::new();
    for year in FIRST..=last {
        let midyear = Day::start_of_year(year).plus_days(181);
        for (id, state) in roster.states().filter(|(id, _)| roster.exists(*id, midyear)) {
            for variable in ["ucdp_interstate", "ucdp_internal"] {
                let value = counts.get(&(variable, id, year)).copied().unwrap_or(0.0);
                figures.push(yearly(variable, &state.key, year, value));
            }
        }
    }
    let key = |state: StateId| roster.state(state).key.clone();
    figures.extend(
        pairs
            .into_iter()
            .filter(|(a, b, _)| a != b)
            .map(|(a, b, year)| Read { partner: Some(key(b)), ..yearly("ucdp_dyad_conflict", &key(a), year, 1.0) }),
    );
    Ok(figures)
}
