//! The patron of every treaty of the atlas, and the page that lists them.

use std::fmt::Write as _;

use foedera_atlas::Atlas;
use foedera_lab::guarantee::{Facts, patron};
use foedera_world::Day;

const YEARS: [i16; 5] = [1950, 1975, 2000, 2022, 2026];
/// The line after which the page is made by this test.
const MARK: &str = "<!-- made by `FOEDERA_WRITE=1 cargo test -p foedera-lab --test patrons` -->\n";

fn table(atlas: &Atlas) -> String {
    let facts = Facts::of_atlas(atlas);
    let mut text =
        String::from("\n| treaty | 1950 | 1975 | 2000 | 2022 | 2026 | why, on the last of these days with members |\n");
    text.push_str("|---|---|---|---|---|---|---|\n");
    let worlds = YEARS.map(|year| atlas.history.world_at(Day::start_of_year(year)).world);
    for (id, treaty) in atlas.roster().treaties() {
        write!(text, "| {} |", treaty.key).unwrap();
        let mut why = "no members on these days".to_owned();
        for (year, world) in YEARS.into_iter().zip(&worlds) {
            if world.treaty(id).members().count() == 0 {
                text.push_str(" – |");
                continue;
            }
            let found = patron(atlas, &facts, world, id, Day::start_of_year(year));
            why = format!("{}: {}", found.ground.name(), found.why);
            write!(text, " {} |", found.state.map_or("none", |state| atlas.roster().state(state).key.as_str()))
                .unwrap();
        }
        writeln!(text, " {why} |").unwrap();
    }
    text
}

#[test]
fn the_page_lists_the_patron_of_every_treaty() {
    let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/patron.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (head, stands) = page.split_once(MARK).expect("the page has the mark");
    let made = table(&atlas);
    if std::env::var_os("FOEDERA_WRITE").is_some() {
        std::fs::write(&path, format!("{head}{MARK}{made}")).unwrap();
        return;
    }
    assert_eq!(stands, made, "write the page again with FOEDERA_WRITE=1");
}

#[test]
fn a_stated_patron_comes_before_any_figure_and_none_may_be_stated() {
    let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let of = |treaty: &str, year: i16| {
        let (id, day) = (atlas.roster().find_treaty(treaty).unwrap(), Day::start_of_year(year));
        // Figures in which Turkey, and nobody else, is a giant.
        let turkey = atlas.roster().find_state("TUR");
        let found = atlas.patron(&atlas.history.world_at(day).world, id, day, |state| {
            Some(if Some(state) == turkey { 1.0 } else { 0.01 })
        });
        found.state.map(|state| atlas.roster().state(state).key.clone())
    };
    for (treaty, year, key) in [
        ("NATO", 1985, "USA"),
        ("OAS", 1975, "USA"),
        ("RIO", 1975, "USA"),
        ("ANZUS", 1975, "USA"),
        ("WARSAW-PACT", 1975, "RUS"),
        ("CSTO", 2022, "RUS"),
        ("ECOWAS", 2022, "NGA"),
        ("GCC", 2022, "SAU"),
        ("SCO", 2022, "CHN"),
    ] {
        assert_eq!(of(treaty, year).as_deref(), Some(key), "{treaty}");
    }
    for (treaty, year) in [("EU", 2022), ("AU", 2022), ("ASEAN", 2022)] {
        assert_eq!(of(treaty, year), None, "{treaty}");
    }
    // Not stated: computed.
    assert_eq!(of("BALKAN-PACT", 1960).as_deref(), Some("TUR"));
}

#[test]
fn a_patron_is_computed_only_from_nearly_all_members_and_a_clear_lead() {
    let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let (id, day) = (atlas.roster().find_treaty("BALKAN-PACT").unwrap(), Day::start_of_year(1960));
    let world = atlas.history.world_at(day).world;
    let turkey = atlas.roster().find_state("TUR");
    let found = |other: Option<f64>| {
        atlas.patron(&world, id, day, |state| if Some(state) == turkey { Some(1.0) } else { other }).state
    };
    assert_eq!((found(Some(0.5)), found(Some(0.51)), found(None), found(Some(f64::NAN))), (turkey, None, None, None));
}
