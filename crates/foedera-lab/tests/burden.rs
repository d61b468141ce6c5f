//! Burden sharing against rank correlations that another program computed from the same data (SIPRI, release of 2023), and against
//! those that Sandler and Murdoch (2000) published for NATO in 1994.
//!
//! The fixtures hold results, not data: year, members, Spearman's ρ. The data are read from FOEDERA_DATA.

use std::collections::BTreeMap;
use std::path::Path;

use foedera_atlas::Atlas;
use foedera_lab::argument::burden::{BurdenYear, Figure, by_year, spearman};
use foedera_world::{Day, StateId};

/// Product (implied by spending and its share) and burden by state and year.
type Figures = BTreeMap<(StateId, i16), (f64, f64)>;

fn figures(atlas: &Atlas) -> Option<Figures> {
    let Ok(data) = std::env::var("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return None;
    };
    let file = Path::new(&data).join("economy/sipri_milex_1949_2022_long.csv");
    let mut rows = csv::Reader::from_path(file).expect("a file of the data");
    let mut found = Figures::new();
    for row in rows.records() {
        let row = row.expect("a row");
        let year: i16 = row[1].parse().expect("a year");
        let (Ok(current), Ok(share)) = (row[3].parse::<f64>(), row[4].parse::<f64>()) else { continue };
        // Names of regions and of states before their time are no states of the day.
        let Some(state) = atlas.roster().find_name(&row[0], Day::start_of_year(year + 1).plus_days(-1)) else {
            continue;
        };
        if current > 0.0 && share > 0.0 {
            found.insert((state, year), (current / share, share));
        }
    }
    Some(found)
}

fn correlations(atlas: &Atlas, figures: &Figures, treaty: &str) -> Vec<BurdenYear> {
    let of = |state: StateId, year: i16, figure: Figure| {
        let (product, burden) = figures.get(&(state, year))?;
        match figure {
            Figure::Product => Some(*product),
            Figure::Burden => Some(*burden),
            _ => None,
        }
    };
    by_year(atlas, atlas.roster().find_treaty(treaty).expect("a treaty"), (1950, 2022), &of)
}

fn held_against(own: &[BurdenYear], year: i16, members: u32, rho: f64) {
    let found = own
        .iter()
        .find(|own| own.year == year)
        .and_then(|own| own.simple)
        .unwrap_or_else(|| panic!("no figure for {year}"));
    assert_eq!(found.members, members, "{year}");
    assert!((found.rho - rho).abs() < 5.01e-4, "{year}: {} {rho}", found.rho);
}

#[test]
fn the_rank_correlations_of_nato_are_reproduced_to_the_digits() {
    let atlas = Atlas::embedded().expect("the atlas");
    let Some(figures) = figures(&atlas) else { return };
    let own = correlations(&atlas, &figures, "NATO");
    let mut rows = csv::Reader::from_reader(&include_bytes!("fixtures/nato_rank_correlations.csv")[..]);
    let mut count = 0;
    for row in rows.records() {
        let row = row.expect("a row");
        held_against(
            &own,
            row[0].parse().expect("a year"),
            row[1].parse().expect("a count"),
            row[2].parse().expect("a number"),
        );
        let t =
            own.iter().find(|own| own.year.to_string() == row[0]).and_then(|own| own.simple?.t).expect("a statistic");
        // Small shares are rounded differently by the two programs' inputs, never the ranks; t is told to two digits or one.
        assert!((t - row[3].parse::<f64>().expect("a number")).abs() < 0.0501, "{}: {t} {}", &row[0], &row[3]);
        count += 1;
    }
    assert_eq!(count, 73);
}

#[test]
fn nato_1994_is_as_published_and_the_break_after_1966_is_there() {
    let atlas = Atlas::embedded().expect("the atlas");
    let Some(figures) = figures(&atlas) else { return };
    let own = correlations(&atlas, &figures, "NATO");
    let of = |year: i16| own.iter().find(|own| own.year == year).and_then(|own| own.simple).expect("a figure");
    assert_eq!(format!("{:.2}", of(1994).rho), "0.19", "Sandler and Murdoch 2000, table 9");
    assert!((1950..=1966).all(|year| of(year).rho > 0.5), "flexible response came after 1966");
    assert!((1967..=1975).all(|year| of(year).rho < 0.4));
    // One-sided 5 % with 25 degrees of freedom is 1.708: none from 1999 to 2009, first signs after 2010.
    assert!((1999..=2009).all(|year| of(year).t.expect("a statistic") < 1.708));
    assert!(of(2011).t.expect("a statistic") > 1.708);
}

/// The table holds members constant, and its ECOWAS is the organisation of fifteen: Cape Verde and Mali did not sign the protocol of
/// 1981 on defence, which is the atlas's treaty, and Uzbekistan is not in its CSTO.
const CONSTANT: [(&str, &[&str]); 3] = [
    ("CSTO", &["ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK"]),
    (
        "ECOWAS",
        &["BEN", "BFA", "CPV", "CIV", "GMB", "GHA", "GIN", "GNB", "LBR", "MLI", "NER", "NGA", "SEN", "SLE", "TGO"],
    ),
    ("GCC", &["BHR", "KWT", "OMN", "QAT", "SAU", "ARE"]),
];

#[test]
fn other_alliances_are_reproduced_to_the_digits() {
    let atlas = Atlas::embedded().expect("the atlas");
    let Some(figures) = figures(&atlas) else { return };
    let mut rows = csv::Reader::from_reader(&include_bytes!("fixtures/other_rank_correlations.csv")[..]);
    let mut count = 0;
    for row in rows.records() {
        let row = row.expect("a row");
        let year: i16 = row[1].parse().expect("a year");
        let (_, keys) = CONSTANT.iter().find(|(treaty, _)| *treaty == &row[0]).expect("a treaty of the table");
        let of = |key: &&str| figures.get(&(atlas.roster().find_state(key).expect("a state"), year)).copied();
        let (product, burden): (Vec<f64>, Vec<f64>) = keys.iter().filter_map(of).unzip();
        let found = spearman(&product, &burden).expect("it varies");
        assert_eq!(found.members.to_string(), &row[2], "{} {year}", &row[0]);
        let rho: f64 = row[3].parse().expect("a number");
        assert!((found.rho - rho).abs() < 5.01e-4, "{} {year}: {} {rho}", &row[0], found.rho);
        count += 1;
    }
    assert_eq!(count, 76);
}
