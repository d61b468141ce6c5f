//! The almanac against datasets that cannot be shipped: correlations, and the worst ten disagreements by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use foedera_almanac::{Almanac, Subject};
use foedera_atlas::Atlas;
use foedera_math::{great_circle, ln};
use foedera_world::{Day, Roster, StateId};

use super::read::{cell, number, rows};

/// What two sources say of one thing.
struct Both {
    of: String,
    ours: f64,
    theirs: f64,
}

/// Days after everything that the almanac knows.
fn today() -> Day {
    Day::start_of_year(2100)
}

/// The tables of docs/almanac.md.
pub(crate) fn tables(data: &Path) -> Result<String, String> {
    let atlas = Atlas::embedded().map_err(|problems| problems.to_string())?;
    let roster = atlas.roster();
    let almanac = Almanac::embedded(roster);
    let nmc = yearly(roster, &data.join("states/cow_nmc_70.csv"), &["cinc", "milper"])?;
    let trade = yearly(roster, &data.join("economy/cow_trade_sy.csv"), &["imports", "exports"])?;
    let mut text = String::new();
    text.push_str("| year | states | rank correlation of the capability index with CINC | s.d. of the log ratio |\n|---|---|---|---|\n");
    for year in (1990..=2022).step_by(4) {
        let both = indices(roster, &almanac, &nmc, year);
        let (rank, spread) = (spearman(&both), spread(&both));
        writeln!(text, "| {year} | {} | {rank:.3} | {spread:.2} |", both.len()).expect("strings grow");
    }
    text.push_str("\n| figure | against | pairs | rank correlation | median ratio |\n|---|---|---|---|---|\n");
    let sipri = sipri(roster, &almanac, &data.join("economy/sipri_milex_1949_2022_long.csv"))?;
    let compared = [
        ("capability index", "CINC (NMC 7), 2022", indices(roster, &almanac, &nmc, 2022)),
        ("military expenditure, share of GDP", "SIPRI, 1990-2022", sipri),
        ("active personnel", "NMC 7 military personnel, 2020-2022", fields(roster, &almanac, &nmc, "milper", 2020)),
        ("imports", "COW trade 4, 1992-2014", fields(roster, &almanac, &trade, "imports", 1992)),
        ("exports", "COW trade 4, 1992-2014", fields(roster, &almanac, &trade, "exports", 1992)),
    ];
    for (ours, theirs, both) in &compared {
        let ratio = median(both.iter().map(|both| both.ours / both.theirs).collect());
        writeln!(text, "| {ours} | {theirs} | {} | {:.3} | {ratio:.2} |", both.len(), spearman(both))
            .expect("strings grow");
    }
    text.push_str("\nThe ten worst disagreements of each, the almanac's figure over the other's:\n\n");
    for (ours, theirs, both) in compared {
        writeln!(text, "- **{ours}** against {theirs}: {}", worst(both)).expect("strings grow");
    }
    writeln!(text, "- **{}", borders(roster, &almanac, &data.join("states/cow_contdir.csv"))?).expect("strings grow");
    writeln!(text, "- **{}", capitals(roster, &almanac, &data.join("states/cow_capitals.csv"))?).expect("strings grow");
    Ok(text)
}

type Yearly = BTreeMap<(StateId, i16), Vec<Option<f64>>>;

/// Columns of a file by COW number and year.
fn yearly(roster: &Roster, path: &Path, columns: &[&str]) -> Result<Yearly, String> {
    let mut found = Yearly::new();
    for row in rows(path)? {
        let year: i16 = cell(&row, "year")?.parse().map_err(|_| "no year".to_owned())?;
        let code = cell(&row, "ccode")?.parse().map_err(|_| "no COW number".to_owned())?;
        let Some(state) = roster.find_cow(code, Day::start_of_year(year).plus_days(181)) else { continue };
        let values = columns.iter().map(|column| Ok(number(cell(&row, column)?).filter(|value| *value > 0.0)));
        found.insert((state, year), values.collect::<Result<_, String>>()?);
    }
    Ok(found)
}

fn indices(roster: &Roster, almanac: &Almanac, nmc: &Yearly, year: i16) -> Vec<Both> {
    let own = nmc.iter().filter(|((_, own), _)| *own == year);
    own.filter_map(|((state, _), values)| {
        let ours = almanac.capability_index_in(*state, year, today())?.value;
        Some(Both { of: roster.state(*state).key.clone(), ours, theirs: values[0]? })
    })
    .collect()
}

/// A field that stands in the last column of a file but one (`milper`, `exports`) or the first (`imports`).
fn fields(roster: &Roster, almanac: &Almanac, theirs: &Yearly, field: &str, from: i16) -> Vec<Both> {
    let column = usize::from(field != "imports");
    let scale =
        if field == "milper" { ("active_personnel_low", "active_personnel_high", 2000.0) } else { ("", "", 1e6) };
    let ours = |state: StateId, year: i16| {
        let in_year = |variable: &str| Some(almanac.state_in(variable, state, year, today())?.value);
        let sum = match field {
            "milper" => in_year(scale.0)? + in_year(scale.1)?,
            "imports" => in_year("fb_imports")?,
            _ => in_year("fb_exports")?,
        };
        Some(sum / scale.2)
    };
    let own = theirs.iter().filter(|((_, year), _)| *year >= from);
    own.filter_map(|((state, year), values)| {
        let of = format!("{} {year}", roster.state(*state).key);
        Some(Both { of, ours: ours(*state, *year)?, theirs: values[column]? })
    })
    .collect()
}

fn sipri(roster: &Roster, almanac: &Almanac, path: &Path) -> Result<Vec<Both>, String> {
    let mut both = Vec::new();
    for row in rows(path)? {
        let year: i16 = cell(&row, "Year")?.parse().map_err(|_| "no year".to_owned())?;
        let share = number(cell(&row, "share_gdp")?).filter(|share| *share > 0.0);
        let state = roster.find_name(cell(&row, "Country")?, Day::start_of_year(year).plus_days(181));
        let ours = state.and_then(|state| almanac.state_in("military_expenditure", state, year, today()));
        if let (Some(theirs), Some(state), Some(ours)) = (share, state, ours.filter(|ours| ours.value > 0.0)) {
            let of = format!("{} {year}", roster.state(state).key);
            both.push(Both { of, ours: ours.value / 100.0, theirs });
        }
    }
    Ok(both)
}

/// Land borders of 2016, both ways.
fn borders(roster: &Roster, almanac: &Almanac, path: &Path) -> Result<String, String> {
    let midyear = Day::start_of_year(2016).plus_days(181);
    let (mut theirs, mut states) = (BTreeSet::new(), BTreeSet::new());
    for row in rows(path)? {
        let here = cell(&row, "enddate")?.starts_with("2016");
        let code = |column| cell(&row, column)?.parse::<u16>().map_err(|_| "no COW number".to_owned());
        let pair = (roster.find_cow(code("ccode1")?, midyear), roster.find_cow(code("ccode2")?, midyear));
        if let (true, (Some(a), Some(b))) = (here, pair) {
            states.extend([a, b]);
            if cell(&row, "conttype")? == "1" && a < b {
                theirs.insert((a, b));
            }
        }
    }
    let states: Vec<StateId> = states.into_iter().collect();
    let (mut ours, day) = (BTreeSet::new(), Day::start_of_year(2017));
    for a in &states {
        for b in states.iter().filter(|b| a < b) {
            let found = almanac.field("contiguity", Subject::Pair(*a, *b), day);
            if found.is_some_and(|found| found.figure.value == 1.0) {
                ours.insert((*a, *b));
            }
        }
    }
    let names = |pairs: BTreeSet<&(StateId, StateId)>| {
        let name = |state: StateId| roster.state(state).key.as_str();
        pairs.iter().map(|(a, b)| format!("{}-{}", name(*a), name(*b))).collect::<Vec<_>>().join(", ")
    };
    Ok(format!(
        "land borders** against COW contiguity of 2016: {} in both; only in COW: {}; only in the almanac: {}",
        ours.intersection(&theirs).count(),
        names(theirs.difference(&ours).collect()),
        names(ours.difference(&theirs).collect())
    ))
}

/// Places of capitals of 2024.
fn capitals(roster: &Roster, almanac: &Almanac, path: &Path) -> Result<String, String> {
    let mut apart = Vec::new();
    for row in rows(path)? {
        let code: u16 = cell(&row, "ccode")?.parse().map_err(|_| "no COW number".to_owned())?;
        let (last, name) = (cell(&row, "enddate")?.starts_with("2024"), cell(&row, "capital")?);
        let state = roster.find_cow(code, Day::start_of_year(2024));
        let place = |variable| Some(almanac.state(variable, state?, today())?.value);
        let (ours, theirs) = (
            place("capital_latitude").zip(place("capital_longitude")),
            number(cell(&row, "lat")?).zip(number(cell(&row, "lng")?)),
        );
        if let (true, Some(ours), Some(theirs), Some(state)) = (last, ours, theirs, state) {
            let radians = |(a, b): (f64, f64)| (a.to_radians(), b.to_radians());
            apart.push((great_circle(radians(ours), radians(theirs)), format!("{} ({name})", roster.state(state).key)));
        }
    }
    apart.sort_by(|a, b| b.0.total_cmp(&a.0));
    let near = apart.iter().filter(|own| own.0 < 25.0).count();
    let list: Vec<String> = apart.iter().take(10).map(|(km, of)| format!("{of} {km:.0} km")).collect();
    Ok(format!(
        "capitals** against COW's of 2024: {near} of {} within 25 km; farthest: {}",
        apart.len(),
        list.join(", ")
    ))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let below = |value: &f64| values.iter().filter(|other| *other < value).count() as f64;
    let same = |value: &f64| values.iter().filter(|other| *other == value).count() as f64;
    values.iter().map(|value| below(value) + 0.5 * same(value)).collect()
}

pub(crate) fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let sum = |of: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(a, b)| of(a - mean_a, b - mean_b)).sum::<f64>();
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}

fn spearman(both: &[Both]) -> f64 {
    let of = |value: fn(&Both) -> f64| ranks(&both.iter().map(value).collect::<Vec<_>>());
    correlation(&of(|both| both.ours), &of(|both| both.theirs))
}

fn spread(both: &[Both]) -> f64 {
    let ratios: Vec<f64> = both.iter().map(|both| ln(both.ours / both.theirs)).collect();
    let mean = ratios.iter().sum::<f64>() / ratios.len() as f64;
    (ratios.iter().map(|ratio| (ratio - mean) * (ratio - mean)).sum::<f64>() / ratios.len() as f64).sqrt()
}

fn worst(mut both: Vec<Both>) -> String {
    let off = |both: &Both| ln(both.ours / both.theirs).abs();
    both.sort_by(|a, b| off(b).total_cmp(&off(a)));
    let shown = |value: f64| if value >= 10.0 { format!("{value:.0}") } else { format!("{value:.2e}") };
    let line = |both: &Both| format!("{} {} / {}", both.of, shown(both.ours), shown(both.theirs));
    both.iter().take(10).map(line).collect::<Vec<_>>().join(", ")
}
