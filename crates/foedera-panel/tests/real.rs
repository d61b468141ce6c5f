//! Panels from the real files below `FOEDERA_DATA`, held against tables that others made of the same files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use foedera_atlas::Atlas;
use foedera_panel::{Panel, PanelKind, Request, System};
use foedera_sources::{find_dataset, open_tables, read, recognise};
use foedera_store::{Frame, WorldFile, encode_world};

/// A world made of these files of the data folder; `None`, with a word on the terminal, if there is none.
fn world(name: &str, files: &[&str]) -> Option<(WorldFile, PathBuf)> {
    let Some(folder) = std::env::var_os("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return None;
    };
    let atlas = Atlas::embedded().unwrap();
    let frame = |file: &&str| -> Frame {
        let tables = open_tables(&Path::new(&folder).join(file)).unwrap_or_else(|problems| panic!("{problems}"));
        let dataset = recognise(&tables[0]).unwrap().expect("a known dataset");
        read(dataset, &tables[0], atlas.roster()).unwrap().value
    };
    let frames: Vec<Frame> = files.iter().map(frame).collect();
    let path = std::env::temp_dir().join(format!("foedera-panel-{}-{name}.foedera", std::process::id()));
    std::fs::write(&path, encode_world(&atlas.history, &[], &frames)).unwrap();
    Some((WorldFile::open(&path).unwrap(), path))
}

type Rows = BTreeMap<(i32, i32, i32), Vec<f64>>;

/// The rows of a panel of directed dyads by its keys.
fn panel(world: &WorldFile, years: (i16, i16), with: &[&str]) -> Rows {
    let with = with.iter().map(|name| (*name).to_owned()).collect();
    let request = Request { kind: PanelKind::DirectedDyadYear, system: System::Cow, years, with };
    let mut panel = Panel::new(world, request).unwrap_or_else(|problems| panic!("{problems}"));
    let mut rows = Rows::new();
    let done: Result<(), ()> = panel.each_year(|block| {
        for row in 0..block[0].len() {
            let key = |column: usize| block[column][row] as i32;
            rows.insert((key(0), key(1), key(2)), block[3..].iter().map(|column| column[row]).collect());
        }
        Ok(())
    });
    done.unwrap();
    rows
}

/// The rows of a published table of directed dyad-years by its keys.
fn published(world: &WorldFile, name: &str, columns: &[&str]) -> Rows {
    let frame = world.frame(name, &[]).unwrap().unwrap();
    let mut rows = Rows::new();
    for row in 0..frame.len() {
        let key = |column: &str| frame.whole_at(column, row).unwrap();
        let values = columns.iter().map(|column| frame.column(column).unwrap().number(row).unwrap_or(f64::NAN));
        let values: Vec<f64> = values.collect();
        let entry = rows.entry((key("state1_code"), key("state2_code"), key("year"))).or_insert_with(|| values.clone());
        for (kept, value) in entry.iter_mut().zip(values) {
            *kept = kept.max(value);
        }
    }
    rows
}

#[test]
#[cfg(feature = "parquet")]
fn obligations_agree_with_the_published_directed_dyad_years_of_atop() {
    let files = ["alliances/atop5_1m.csv", "alliances/atop5_1ddyr_peacesciencer.parquet"];
    let Some((world, path)) = world("atop", &files) else { return };
    let with = ["alliance", "defense", "offense", "neutrality", "nonaggression", "consultation"];
    let ours = panel(&world, (1815, 2018), &with);
    let columns = ["defense", "offense", "neutral", "nonagg", "consul"];
    let theirs = published(&world, "atop_directed_dyad_year", &columns);
    std::fs::remove_file(path).unwrap();
    assert_eq!(theirs.len(), 273_296);
    // A dyad-year of theirs is outside our panel where one of the two is not in the COW system that year.
    let outside = theirs.keys().filter(|key| !ours.contains_key(key)).count();
    assert_eq!(outside, 5_894, "occupied, not yet or no longer in the system");
    let allied = |key: &(i32, i32, i32)| ours.get(key).is_some_and(|values| values[0] == 1.0);
    let lacking: Vec<_> = theirs.keys().filter(|key| ours.contains_key(key) && !allied(key)).collect();
    // Syria was part of the United Arab Republic when Morocco and Tunisia joined the Arab League in October 1958.
    assert_eq!(lacking, [&(600, 652, 1958), &(616, 652, 1958), &(652, 600, 1958), &(652, 616, 1958)]);
    assert_eq!(ours.iter().filter(|(key, values)| values[0] == 1.0 && !theirs.contains_key(key)).count(), 0);
    assert_eq!(ours.values().filter(|values| values[0] == 1.0).count(), 267_398);
    // ATOP codes some dyads of a treaty by themselves where members owe each other different things; the member-level
    // file has one row for each member, so that it gives at least as much.
    let differ = |place: usize| {
        let unlike = |(key, values): (&(i32, i32, i32), &Vec<f64>)| {
            ours.get(key).is_some_and(|own| own[0] == 1.0 && own[place + 1] != values[place])
        };
        theirs.iter().filter(|row| unlike(*row)).count()
    };
    assert_eq!([0, 1, 2, 3, 4].map(differ), [213, 34, 104, 74, 0]);
}

#[test]
#[cfg(feature = "parquet")]
fn onsets_of_disputes_agree_with_the_dyadic_disputes_of_peacesciencer() {
    let files = ["disputes/MIDB 5.0.csv", "disputes/cow_mid_dirdisps.parquet"];
    let Some((world, path)) = world("mid", &files) else { return };
    let ours = panel(&world, (1816, 2014), &["mid_onset", "mid_ongoing"]);
    let theirs = published(&world, "mid_directed_dyad_year", &["onset", "ongoing"]);
    std::fs::remove_file(path).unwrap();
    let begun = |values: &Vec<f64>| values[0] == 1.0;
    let mine = ours.iter().filter(|(_, values)| begun(values)).map(|(key, _)| *key);
    let mine: std::collections::BTreeSet<_> = mine.collect();
    let other: std::collections::BTreeSet<_> =
        theirs.iter().filter(|(_, values)| begun(values)).map(|(key, _)| *key).collect();
    // Finland comes back into a dispute with Russia in 2014; it is no onset there, though other returns are.
    let beyond: Vec<_> = mine.difference(&other).copied().collect();
    assert_eq!(beyond, [(365, 375, 2014), (375, 365, 2014)]);
    let lacking: Vec<_> = other.difference(&mine).filter(|(a, b, _)| a < b).copied().collect();
    // One of the two is outside the COW system on the days of the dispute: Canada to 1920, Austria to September 1919,
    // Syria in 1958, Taiwan to December 1949.
    assert_eq!(lacking, [(20, 365, 1918), (200, 713, 1949), (305, 345, 1919), (640, 652, 1958), (652, 663, 1958)]);
    assert_eq!(mine.intersection(&other).count(), 6_914);
}

/// S, κ and π by their definitions, from two vectors.
fn similarities(x: &[f64], y: &[f64]) -> [f64; 3] {
    let count = x.len() as f64;
    let mean = |v: &[f64]| v.iter().sum::<f64>() / count;
    let around = |v: &[f64], centre: f64| v.iter().map(|value| (value - centre).powi(2)).sum::<f64>();
    let apart: f64 = x.iter().zip(y).map(|(x, y)| (x - y).abs()).sum();
    let squared: f64 = x.iter().zip(y).map(|(x, y)| (x - y).powi(2)).sum();
    let (a, b) = (mean(x), mean(y));
    let common = f64::midpoint(a, b);
    let kappa = 1.0 - squared / (around(x, a) + around(y, b) + count * (a - b).powi(2));
    [1.0 - 2.0 * apart / (3.0 * count), kappa, 1.0 - squared / (around(x, common) + around(y, common))]
}

#[test]
#[cfg(feature = "parquet")]
fn portfolios_are_as_similar_as_the_published_dyad_years_make_them() {
    let files = ["alliances/atop5_1m.csv", "alliances/atop5_1ddyr_peacesciencer.parquet"];
    let Some((world, path)) = world("portfolio", &files) else { return };
    let ours = panel(&world, (1975, 1975), &["alliance_s", "alliance_kappa", "alliance_pi"]);
    let theirs = published(&world, "atop_directed_dyad_year", &["defense", "offense", "neutral", "nonagg"]);
    std::fs::remove_file(path).unwrap();
    let states: std::collections::BTreeSet<i32> = ours.keys().map(|(first, _, _)| *first).collect();
    let owed = |a: i32, b: i32| match theirs.get(&(a, b, 1975)) {
        _ if a == b => 3.0,
        Some(owed) if owed[0] > 0.0 || owed[1] > 0.0 => 3.0,
        Some(owed) if owed[2] > 0.0 || owed[3] > 0.0 => 2.0,
        Some(_) => 1.0,
        None => 0.0,
    };
    let portfolio = |a: i32| states.iter().map(|b| owed(a, *b)).collect::<Vec<f64>>();
    let portfolios: BTreeMap<i32, Vec<f64>> = states.iter().map(|state| (*state, portfolio(*state))).collect();
    for ((a, b, _), values) in &ours {
        for (own, expected) in values.iter().zip(similarities(&portfolios[a], &portfolios[b])) {
            assert!((own - expected).abs() < 1e-9, "{a} and {b}: {own}, not {expected}");
        }
    }
    assert_eq!(ours.len(), 150 * 149);
}

#[test]
fn armenia_and_azerbaijan_are_a_defence_pact_pair_for_atop() {
    let Some((world, path)) = world("arm-aze", &["alliances/atop5_1m.csv"]) else { return };
    let rows = panel(&world, (1992, 2019), &["defense"]);
    std::fs::remove_file(path).unwrap();
    let owes = |year| rows[&(371, 373, year)][0];
    assert_eq!([owes(1992), owes(1993), owes(1999)], [0.0, 1.0, 1.0]);
    // The CIS goes on in ATOP, and so does the pair; after the data end nothing is known.
    assert_eq!(owes(2018), 1.0);
    assert!(owes(2019).is_nan());
}

#[test]
fn after_the_data_end_nothing_is_zero() {
    let files =
        ["states/cow_contdir.csv", "alliances/atop5_1m.csv", "disputes/MIDB 5.0.csv", "states/cw_democracy.csv"];
    let Some((world, path)) = world("ends", &files) else { return };
    let rows = panel(&world, (2014, 2020), &["contiguity", "defense", "mid_onset", "polity2"]);
    std::fs::remove_file(path).unwrap();
    let missing = |year: i32, place: usize| {
        rows.iter().filter(|((_, _, at), values)| *at == year && values[place].is_nan()).count()
    };
    let all = |year: i32| rows.keys().filter(|(_, _, at)| *at == year).count();
    // Contiguity was filled with 0 after 2016, and ATOP with zeros for 2019 and 2020, in packages that are in use.
    assert_eq!([missing(2016, 0), missing(2017, 0)], [0, all(2017)]);
    assert_eq!([missing(2018, 1), missing(2019, 1), missing(2020, 1)], [0, all(2019), all(2020)]);
    assert_eq!([missing(2014, 2), missing(2015, 2)], [0, all(2015)]);
    // Rows are kept where Polity has no value; of 2019 it has that of the United States alone.
    let known: Vec<i32> =
        rows.iter().filter(|((_, _, at), v)| *at == 2019 && !v[3].is_nan()).map(|(k, _)| k.0).collect();
    assert!(!known.is_empty() && known.iter().all(|first| *first == 2), "{known:?}");
    assert!(missing(2016, 3) > 0 && missing(2016, 3) < all(2016));
}

#[test]
fn a_conflict_counts_for_both_sides_and_for_those_who_second() {
    let Some((world, path)) = world("ucdp", &["disputes/ucdp_acd_251_peacesciencer.csv"]) else { return };
    let rows = panel(&world, (2020, 2024), &["ucdp_dyad_conflict"]);
    std::fs::remove_file(path).unwrap();
    let fights = |a, b, year| rows[&(a, b, year)][0];
    // The war of 2020: Azerbaijan against Armenia, with Turkey as a second party.
    assert_eq!([fights(373, 371, 2020), fights(371, 373, 2020)], [1.0; 2]);
    assert_eq!([fights(365, 369, 2022), fights(369, 365, 2022)], [1.0; 2]);
    // North Korea beside Russia in 2024.
    assert_eq!([fights(731, 369, 2023), fights(731, 369, 2024), fights(365, 731, 2024)], [0.0, 1.0, 0.0]);
}

#[test]
fn the_datasets_named_here_are_still_known() {
    for key in ["atop-member", "mid-b", "mid-dyad-year", "atop-directed-dyad-year", "contiguity", "ucdp-acd"] {
        assert!(find_dataset(key).is_some(), "{key}");
    }
}

/// Everything that a panel leaves out where only some pairs are asked for, and only some variables of a provider.
#[test]
fn a_panel_kept_to_some_pairs_holds_what_the_whole_one_holds() {
    let files = ["alliances/atop5_1m.csv", "disputes/MIDB 5.0.csv", "states/cow_capitals.csv", "states/cow_nmc_70.csv"];
    let Some((world, path)) = world("some-pairs", &files) else { return };
    let with =
        ["alliance_s", "alliance", "mid_peace_years", "mid_onset", "capital_distance", "capability_share", "cinc"];
    let germany = Atlas::embedded().unwrap().roster().find_state("DEU").unwrap();
    for chosen in [&with[..], &with[3..4]] {
        let with = chosen.iter().map(|name| (*name).to_owned()).collect();
        let request = Request { kind: PanelKind::DirectedDyadYear, system: System::Cow, years: (1985, 1995), with };
        let whole = panel(&world, request.years, chosen);
        let mut some = Panel::new(&world, request).unwrap_or_else(|problems| panic!("{problems}"));
        some.keep_pairs(|first, second| first == germany && second != germany);
        let mut rows = 0;
        let done: Result<(), ()> = some.each_year(|block| {
            for row in 0..block[0].len() {
                let key = [0, 1, 2].map(|column: usize| block[column][row] as i32);
                let bits = |value: &f64| value.to_bits();
                let own: Vec<u64> = block[3..].iter().map(|column| bits(&column[row])).collect();
                let all: Vec<u64> = whole[&(key[0], key[1], key[2])].iter().map(bits).collect();
                assert!(own == all && [255, 260].contains(&key[0]), "{key:?}");
                rows += 1;
            }
            Ok(())
        });
        done.unwrap();
        // In 1990 Germany is both codes, and the rows of the two are of Germany with itself, which is not asked for.
        let german = |code: &i32| [255, 260].contains(code);
        let expected = whole.keys().filter(|(first, second, _)| german(first) && !german(second)).count();
        assert_eq!((rows, rows > 1000), (expected, true));
    }
    std::fs::remove_file(path).unwrap();
}
