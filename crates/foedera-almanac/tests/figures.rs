//! What the almanac says, held against what is known of a few states, and against itself.

use foedera_almanac::{Alliances, Almanac, Ground, Layer, Of, Subject, Timeline, VARIABLES};
use foedera_atlas::Atlas;
use foedera_world::{Day, Roster, StateId};
use std::sync::Arc;

fn atlas() -> Atlas {
    Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn state(roster: &Roster, key: &str) -> StateId {
    roster.find_state(key).unwrap()
}

#[test]
fn every_column_is_read_and_every_figure_has_a_day() {
    let atlas = atlas();
    let almanac = Almanac::embedded(atlas.roster());
    for variable in &VARIABLES {
        let column = almanac.column(variable.name).unwrap();
        assert!(column.rows().len() > 180, "{}: {}", variable.name, column.rows().len());
        for row in column.rows() {
            assert!(row.known_from().is_some() && row.value.is_finite(), "{}: {row:?}", variable.name);
            assert!(atlas.roster().find_state(almanac.name(variable, row.state)).is_some(), "{}", variable.name);
            assert_eq!(variable.of == Of::State, row.partner == foedera_almanac::NOBODY, "{}", variable.name);
        }
        let sorted = column.rows().is_sorted_by_key(|row| (row.state, row.partner, row.year, row.first_seen));
        assert!(sorted, "{}", variable.name);
    }
    assert!(almanac.column("no_such_variable").is_none());
}

#[test]
fn the_almanac_is_below_a_megabyte_and_a_half() {
    assert!((700_000..1_500_000).contains(&Almanac::size()), "{}", Almanac::size());
}

#[test]
fn a_revision_is_not_known_before_its_edition() {
    let atlas = atlas();
    let almanac = Almanac::embedded(atlas.roster());
    for variable in ["gdp_ppp", "military_expenditure", "fb_exports"] {
        let mut revised = 0;
        for (id, _) in atlas.roster().states() {
            let rows = almanac.rows(variable, id);
            for pair in rows.windows(2).filter(|pair| pair[0].year == pair[1].year && pair[0].year.is_some()) {
                let (before, after) = (pair[0].first_seen.unwrap(), pair[1].first_seen.unwrap());
                let year = pair[0].year.unwrap();
                let on = |day| almanac.state_in(variable, id, year, day).map(|own| own.value);
                assert_eq!(
                    on(before.plus_days(-1)),
                    rows.iter().rev().find(|r| r.year == Some(year) && r.first_seen.unwrap() < before).map(|r| r.value)
                );
                assert_eq!(on(before), Some(pair[0].value), "{variable}");
                assert_eq!(on(after), Some(pair[1].value), "{variable}");
                revised += 1;
            }
        }
        assert!(revised > 100, "{variable}: {revised}");
    }
}

#[test]
fn the_figures_of_the_atlas_that_have_the_same_source_are_the_same() {
    let atlas = atlas();
    let almanac = Almanac::embedded(atlas.roster());
    let mut compared = 0;
    for figure in &atlas.figures.yearly {
        let name = figure.variable.as_str();
        if !["polyarchy", "ideal_point", "ucdp_interstate", "ucdp_internal", "ucdp_dyad_conflict"].contains(&name) {
            continue;
        }
        let of = match figure.states[..] {
            [state] => Subject::State(state),
            [first, second] => Subject::Pair(first, second),
            _ => unreachable!("one state or two"),
        };
        for (year, value) in &figure.values {
            let found = almanac.field_in(name, of, *year);
            if *year < 1990 {
                continue;
            }
            let found = found.unwrap_or_else(|| panic!("{name} of {:?} in {year} is missing", figure.states));
            assert!(
                (found.figure.value - value).abs() < 1e-5 * value.abs().max(1.0),
                "{name} {of:?} {year}: {found:?} for {value}"
            );
            compared += 1;
        }
    }
    assert!(compared > 1000, "{compared}");
}

#[test]
fn the_capability_index_is_a_share_of_the_world() {
    let atlas = atlas();
    let roster = atlas.roster();
    let almanac = Almanac::embedded(roster);
    for year in 1990..=2025 {
        let at = Day::start_of_year(year + 2);
        let of = |id| almanac.capability_index_in(id, year, at).map(|own| own.value);
        let sum: f64 = roster.states().filter_map(|(id, _)| of(id)).sum();
        // A part that is missing of a state is missing of the sum; before 1992 GDP is missing of all.
        let least = if year < 1992 { 0.8 } else { 0.9 };
        assert!((least..1.1).contains(&sum), "{year}: {sum}");
        let largest = roster.states().max_by(|a, b| of(a.0).partial_cmp(&of(b.0)).unwrap());
        assert!(["USA", "CHN"].contains(&largest.unwrap().1.key.as_str()), "{year}");
    }
    let usa = state(roster, "USA");
    assert_eq!(almanac.capability_index_in(usa, 2010, day("2010-12-31")), None, "not before the year is over");
    assert_eq!(almanac.capability_index(usa, day("2026-11-01")).unwrap().year, Some(2025));
    let early = almanac.capability_index_in(usa, 2010, day("2011-02-01")).unwrap();
    let late = almanac.capability_index_in(usa, 2010, day("2026-11-01")).unwrap();
    assert!(early.value != late.value && (early.value / late.value - 1.0).abs() < 0.2, "{early:?} {late:?}");
}

#[test]
fn borders_stand_from_when_they_were_seen_until_they_ceased() {
    let atlas = atlas();
    let roster = atlas.roster();
    let almanac = Almanac::embedded(roster);
    let border = |a: &str, b: &str, on: &str| {
        let of = Subject::Pair(state(roster, a), state(roster, b));
        almanac.field("contiguity", of, day(on)).map(|found| found.figure.value)
    };
    assert_eq!(border("RUS", "TUR", "1991-06-01"), Some(1.0), "the Soviet Union's");
    assert_eq!(border("RUS", "TUR", "2022-01-01"), Some(0.0));
    assert_eq!(border("SDN", "KEN", "2010-01-01"), Some(1.0));
    assert_eq!(border("KEN", "SDN", "2012-01-01"), Some(0.0));
    assert_eq!([border("KAZ", "CHN", "2022-01-01"), border("CHN", "KAZ", "2022-01-01")], [Some(1.0); 2]);
    assert_eq!(border("JPN", "ISL", "2022-01-01"), Some(0.0), "islands have none");
    assert_eq!(border("KAZ", "CHN", "1985-01-01"), None);
}

#[test]
fn what_partners_trade_is_near_what_both_say() {
    let atlas = atlas();
    let roster = atlas.roster();
    let almanac = Almanac::embedded(roster);
    let at = day("2022-11-25");
    let imports = |a: &str, b: &str| {
        let found = almanac.field("imports_from", Subject::Pair(state(roster, a), state(roster, b)), at);
        found.map(|found| found.figure.value)
    };
    let armenia = imports("ARM", "RUS").expect("a main partner");
    assert!((1000.0..4000.0).contains(&armenia), "{armenia} million");
    // What main partners leave is nobody's: India and Pakistan trade next to nothing.
    assert_eq!([imports("EST", "TCD"), imports("IND", "PAK"), imports("PAK", "IND")], [None; 3]);
    assert!(imports("RUS", "ARM").is_some(), "named by the seller");
}

#[test]
fn a_capital_that_moved_lies_where_it_lay_on_the_day() {
    let atlas = atlas();
    let roster = atlas.roster();
    let almanac = Almanac::embedded(roster).with_capitals(atlas.moved_capitals());
    let kilometres = |a: &str, b: &str, at: &str| {
        let of = Subject::Pair(state(roster, a), state(roster, b));
        almanac.field("capital_distance", of, day(at)).unwrap().figure.value
    };
    for (moved, near, before, after) in [
        ("MMR", "THA", "2000-01-01", "2020-01-01"),
        ("TZA", "KEN", "1992-01-01", "2020-01-01"),
        ("NGA", "BEN", "1991-01-01", "2000-01-01"),
        ("KAZ", "KGZ", "1995-01-01", "2020-01-01"),
    ] {
        let (then, now) = (kilometres(moved, near, before), kilometres(moved, near, after));
        assert!((then - now).abs() > 80.0, "{moved}: {then} {now}");
    }
    assert!((kilometres("TZA", "KEN", "2020-01-01") - 550.0).abs() < 30.0, "Dodoma and not Dar es Salaam");
}

/// Every capital against COW's list; what is farther apart is named here with its reason.
#[test]
fn capitals_of_today_agree_with_an_independent_list() {
    let Ok(data) = std::env::var("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return;
    };
    let text = std::fs::read_to_string(format!("{data}/states/cow_capitals.csv")).expect("COW's capitals");
    let (atlas, at) = (atlas(), day("2024-06-01"));
    let (roster, almanac) = (atlas.roster(), Almanac::embedded(atlas.roster()).with_capitals(atlas.moved_capitals()));
    let mut far = Vec::new();
    // Nauru's neighbour does not matter: a place is told by the distances to two others.
    let place = |code: &str| roster.find_cow(code.parse().expect("a number"), at);
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.rsplitn(5, ',').collect()).collect();
    let mut seen = 0;
    for row in rows.iter().filter(|row| row.len() == 5 && row[2].starts_with("2024")) {
        let (lng, lat): (f64, f64) = (row[0].parse().expect("a number"), row[1].parse().expect("a number"));
        let Some(own) = place(row[4].split(',').next().expect("a code")) else { continue };
        let other = if roster.state(own).key == "GBR" { "FRA" } else { "GBR" };
        let here = almanac.field("capital_distance", Subject::Pair(own, state(roster, other)), at);
        let Some(here) = here else { continue };
        // London, and Paris for London itself.
        let from: (f64, f64) = if other == "GBR" { (51.5, -0.083) } else { (48.867, 2.333) };
        let radians = |(a, b): (f64, f64)| (a.to_radians(), b.to_radians());
        let theirs = foedera_math::great_circle(radians((lat, lng)), radians(from));
        seen += 1;
        if (here.figure.value - theirs).abs() > 60.0 {
            far.push(roster.state(own).key.clone());
        }
    }
    far.sort_unstable();
    println!("{seen} capitals, apart: {far:?}");
    assert!(seen > 180, "{seen}");
    // COW's copy has the middle of the country for Brazil, Saudi Arabia and Tunisia; of Bolivia it has Sucre, the Factbook La Paz.
    let known = ["BOL", "BRA", "PLW", "SAU", "TUN"];
    assert!(far.iter().all(|state| known.contains(&state.as_str())), "{far:?}");
}

#[test]
fn of_equal_years_the_first_ground_stands_and_a_newer_year_wins() {
    let atlas = atlas();
    let roster = atlas.roster();
    let (armenia, azerbaijan) = (state(roster, "ARM"), state(roster, "AZE"));
    let one = |value: f64, year: i16| {
        let mut layer = Layer::default();
        layer.put("polyarchy", Subject::State(armenia), &[(year, value)], &["a".to_owned()]);
        layer
    };
    let almanac = Arc::new(Almanac::embedded(roster));
    let timeline =
        |ground: Ground, year: i16| Timeline::default().with_almanac(Arc::clone(&almanac)).with(ground, one(2.0, year));
    let at = day("2015-06-01");
    let get = |timeline: &Timeline, of: StateId| {
        let found = timeline.get("polyarchy", Subject::State(of), at)?;
        Some((found.ground, found.year))
    };
    let alone = Timeline::default().with_almanac(Arc::clone(&almanac));
    assert_eq!(get(&alone, armenia), Some((Ground::Almanac, Some(2014))));
    assert_eq!(get(&timeline(Ground::World, 2014), armenia), Some((Ground::World, Some(2014))));
    assert_eq!(get(&timeline(Ground::World, 2013), armenia), Some((Ground::Almanac, Some(2014))));
    assert_eq!(get(&timeline(Ground::World, 2015), armenia), Some((Ground::Almanac, Some(2014))), "not yet known");
    assert_eq!(get(&timeline(Ground::Scenario, 2010), armenia), Some((Ground::Scenario, Some(2010))));
    assert_eq!(get(&timeline(Ground::World, 2014), azerbaijan), Some((Ground::Almanac, Some(2014))), "never lost");
    let both = timeline(Ground::World, 2014).with(Ground::Atlas, one(3.0, 2014));
    assert_eq!(get(&both, armenia), Some((Ground::World, Some(2014))));
    let old = Timeline::default().with(Ground::World, one(2.0, 2004));
    assert_eq!(get(&old, armenia), None, "eleven years are too old");
}

#[test]
fn yearly_values_as_dated_changes_hold_until_the_next_or_until_they_are_too_old() {
    let start = Day::start_of_year;
    let values = [(2000, 1.0), (2001, 2.0), (2004, 3.0)];
    let gaps = foedera_almanac::changes(&values, foedera_almanac::Holds { years: 1, last: None });
    let missing = (start(2003), None);
    assert_eq!(gaps, [(start(2001), Some(1.0)), (start(2002), Some(2.0)), missing, (start(2005), Some(3.0))]);
    let carried = foedera_almanac::changes(&values, foedera_almanac::Holds { years: 10, last: Some(10) });
    assert_eq!(carried.last(), Some(&(start(2015), None)));
    assert_eq!(carried.iter().filter(|change| change.1.is_none()).count(), 1);
}

#[test]
fn a_series_is_filled_year_by_year_from_the_first_ground_that_has_it() {
    let atlas = atlas();
    let roster = atlas.roster();
    let armenia = Subject::State(state(roster, "ARM"));
    let mut layer = Layer::default();
    layer.put("polyarchy", armenia, &[(2010, 0.5)], &[]);
    let timeline = Timeline::default().with_almanac(Arc::new(Almanac::embedded(roster))).with(Ground::Scenario, layer);
    let series = timeline.series("polyarchy", armenia, day("2015-06-01"));
    assert_eq!(series.last().map(|own| own.0), Some(2014));
    assert_eq!(series.iter().find(|own| own.0 == 2010), Some(&(2010, 0.5, Ground::Scenario)));
    assert!(series.iter().filter(|own| own.2 == Ground::Almanac).count() > 20);
    let index = timeline.series("capability_index", armenia, day("2015-06-01"));
    assert_eq!((index.first().map(|own| own.0), index.last().map(|own| own.0)), (Some(1993), Some(2014)));
}

/// Of which pairs the atlas says that no treaty binds both, and for how many of them ATOP has a duty of defence or offence at the end of 2018
/// (docs/threats.md).
#[test]
fn that_two_states_are_in_no_pact_together_is_hardly_ever_said_against_atop() {
    let Ok(data) = std::env::var("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return;
    };
    let (atlas, at) = (atlas(), day("2018-12-31"));
    let roster = atlas.roster();
    let mut reader = csv::Reader::from_path(format!("{data}/alliances/atop5_1m.csv")).expect("ATOP's members");
    let heads = reader.headers().expect("a header").clone();
    let column = |name: &str| heads.iter().position(|head| head == name).expect("a column of ATOP");
    let [id, member, entry, exit] = ["atopid", "member", "yrent", "yrexit"].map(column);
    let duties = ["defense", "offense"].map(column);
    let mut members: std::collections::BTreeMap<String, Vec<(StateId, bool)>> = std::collections::BTreeMap::new();
    for row in reader.records().map(|row| row.expect("a row")) {
        let year = |place: usize| row[place].parse::<i32>().expect("a year");
        let Some(state) = roster.find_cow(row[member].parse().unwrap_or_default(), at) else { continue };
        if year(entry) <= 2018 && (year(exit) == 0 || year(exit) > 2018) {
            members.entry(row[id].to_owned()).or_default().push((state, duties.iter().any(|duty| &row[*duty] == "1")));
        }
    }
    let owed = |first: StateId, second: StateId| {
        members.values().any(|own| {
            let of = |state: StateId| own.iter().find(|(one, _)| *one == state).map(|(_, owes)| *owes);
            of(first).zip(of(second)).is_some_and(|(a, b)| a || b)
        })
    };
    let timeline = Timeline::default().with_alliances(Alliances::of(&atlas.history));
    let states: Vec<StateId> = roster.states().map(|(id, _)| id).collect();
    let (mut apart, mut wrong) = (0, Vec::new());
    for (place, first) in states.iter().enumerate() {
        for second in &states[place + 1..] {
            let told = timeline.get("defense", Subject::Pair(*first, *second), at);
            if told.is_some_and(|told| told.value == 0.0) {
                apart += 1;
                if owed(*first, *second) {
                    wrong.push([first, second].map(|state| roster.state(*state).key.clone()));
                }
            }
        }
    }
    println!("{apart} pairs in no pact together, ATOP otherwise: {wrong:?}");
    assert!(apart > 7000 && wrong.len() * 500 <= apart, "{apart} pairs, {wrong:?}");
}

#[test]
fn a_duty_of_defence_that_a_figure_states_is_an_alliance() {
    let atlas = atlas();
    let roster = atlas.roster();
    let of = Subject::Pair(state(roster, "FRA"), state(roster, "SEN"));
    let alone = Timeline::default().with_alliances(Alliances::of(&atlas.history));
    let at = day("2020-01-01");
    assert_eq!(alone.get("alliance", of, at).map(|known| known.value), Some(0.0));
    let mut layer = Layer::default();
    layer.put("defense", of, &[(2018, 1.0)], &["atop51".to_owned()]);
    let with = alone.with(Ground::Atlas, layer);
    assert_eq!(with.get("alliance", of, at).map(|known| known.value), Some(1.0));
    assert_eq!(with.get("defense", of, at).map(|known| known.value), Some(1.0));
}
