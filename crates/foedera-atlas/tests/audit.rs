//! What an auditor of facts asks of every row.

use foedera_atlas::Atlas;
use foedera_world::EventKind;

fn atlas() -> Atlas {
    Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"))
}

/// A row that is dated after the last year of which any of its sources can speak was not read off a source.
#[test]
fn no_row_is_younger_than_its_newest_source() {
    let atlas = atlas();
    let reach = |key: &String| atlas.sources[key].last_year(key);
    let mut stale = Vec::new();
    for event in atlas.history.events() {
        let Some(newest) = event.sources.iter().filter_map(reach).max() else { continue };
        if event.when.earliest().year() > newest {
            stale.push(format!("{} {:?} {:?}", event.when, event.kind, event.sources));
        }
    }
    assert!(stale.is_empty(), "{} rows:\n{}", stale.len(), stale.join("\n"));
}

#[test]
fn the_check_finds_a_row_that_is_younger_than_its_source() {
    let atlas = atlas();
    assert_eq!(atlas.sources["atop51"].last_year("atop51"), Some(2018));
    assert_eq!(atlas.sources["au_bissau_2025"].last_year("au_bissau_2025"), Some(2025));
    assert_eq!(atlas.sources["au_defence_pact"].last_year("au_defence_pact"), Some(2005));
}

#[test]
fn every_source_has_an_address_or_says_where_it_is() {
    let atlas = atlas();
    let bare = |(_, source): &(&String, &foedera_atlas::SourceEntry)| source.url.is_none() && source.note.is_none();
    let found: Vec<&String> = atlas.sources.iter().filter(bare).map(|(key, _)| key).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_freeze_says_who_froze_and_counts_at_least_fifty() {
    let atlas = atlas();
    let freezes = atlas.history.events().iter().filter(|event| matches!(event.kind, EventKind::Freezes { .. })).count();
    assert!(freezes >= 50, "{freezes}");
}

#[test]
fn a_hundred_calls_and_half_of_them_say_what_was_asked_for() {
    let atlas = atlas();
    let asked = atlas.calls().iter().filter(|call| !call.asked_for.is_empty()).count();
    assert!(atlas.calls().len() >= 100 && asked * 2 >= atlas.calls().len(), "{asked} of {}", atlas.calls().len());
}

fn page(name: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn texts_count_as_the_atlas_does() {
    let atlas = atlas();
    let (calls, treaties) = (atlas.calls().len(), atlas.roster().treaties().len());
    let of: std::collections::BTreeSet<_> = atlas.calls().iter().map(|call| call.treaty).collect();
    let asked = atlas.calls().iter().filter(|call| !call.asked_for.is_empty()).count();
    let (spells, met) = (atlas.unrest.len(), atlas.unrest.iter().filter(|row| !row.calls.is_empty()).count());
    let freezes = atlas.history.events().iter().filter(|event| matches!(event.kind, EventKind::Freezes { .. })).count();
    let rows = || atlas.treaties.iter().flat_map(|facts| &facts.memberships);
    let (memberships, sourced) = (rows().count(), rows().filter(|row| row.in_force.is_some()).count());
    let signed_only = rows().filter(|row| row.bound.is_none()).count();
    let said = [
        ("README.md", format!("the register of {calls} calls")),
        ("README.md", format!("{treaties} treaties with their members")),
        ("docs/guarantee.md", format!("{calls} calls since 1948 under {} treaties", of.len())),
        ("docs/guarantee.md", format!("coded for {asked} calls")),
        ("docs/guarantee.md", format!("{spells} spells of unrest since 1990")),
        ("docs/guarantee.md", format!("{met} gave rise to a call")),
        (
            "CHANGELOG.md",
            format!("{treaties} treaties with their members and articles at any date; {calls} calls for help"),
        ),
        ("docs/atlas-audit.md", format!("of {memberships} say `basis = \"signature\"`, {sourced} have a sourced day")),
        ("docs/atlas-audit.md", format!("{signed_only} never came into force")),
        ("CHANGELOG.md", format!("{freezes} freezes and suspensions")),
    ];
    for (name, text) in said {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(&page(name)).contains(&text), "{name} does not say `{text}`");
    }
}

/// A scenario is read long after it was written: it points to what is counted beside it and gives no count of its own.
#[test]
fn scenarios_give_no_count_of_what_the_atlas_counts() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
    for entry in std::fs::read_dir(folder).expect("scenarios are part of the checkout") {
        let path = entry.expect("a readable folder").path();
        let text = std::fs::read_to_string(&path).expect("a text");
        let words: Vec<&str> = text.split_whitespace().collect();
        let numbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        for pair in words.windows(2) {
            let counted = pair[0].parse::<u32>().is_ok() || numbers.contains(&pair[0]);
            let of = ["freezes", "thaws", "exits", "calls", "suspensions"].iter().any(|word| pair[1].starts_with(word));
            assert!(!(counted && of), "{}: `{} {}`", path.display(), pair[0], pair[1]);
        }
    }
}

/// Organisations of the World Factbook and the treaties that they stand on.
const ORGANISATIONS: [(&str, &str); 20] = [
    ("NATO", "NATO"),
    ("CIS", "CIS"),
    ("ECOWAS", "ECOWAS-COMMUNITY"),
    ("OAS", "OAS"),
    ("AL", "ARAB-PACT"),
    ("AU", "AU"),
    ("GCC", "GCC"),
    ("ASEAN", "ASEAN"),
    ("SCO", "SCO"),
    ("OSCE", "OSCE"),
    ("SAARC", "SAARC"),
    ("UNASUR", "UNASUR"),
    ("EU", "EU"),
    ("OIC", "OIC"),
    ("PIF", "PIF"),
    ("AMU", "UMA"),
    ("WEU", "WEU"),
    ("ANZUS", "ANZUS"),
    ("OECS", "OECS"),
    ("SADC", "SADC"),
];

/// Where the two lists differ, and why: organisation, state, reason.
const EXPLAINED: [(&str, &str, &str); 8] = [
    ("CIS", "TKM", "never ratified the Charter, which is the treaty here"),
    ("CIS", "UKR", "never ratified the Charter, which is the treaty here"),
    ("OAS", "CUB", "a member whose government was excluded: a freeze here, left out there"),
    ("OSCE", "YUG", "the state of Serbia and Montenegro stands under another code there"),
    ("OSCE", "SRB", "the state of Serbia and Montenegro stands under another code there"),
    ("OIC", "CAF", "an observer, listed as a member by mistake"),
    ("SADC", "MDG", "joined the Community, not the protocol of 2001"),
    ("SADC", "SYC", "left before the protocol was in force and came back to the Community alone"),
];

/// Memberships on two days against a list that does not come from ATOP: the editions of the World Factbook.
#[test]
fn members_on_a_day_are_those_of_the_world_factbook() {
    let Some(folder) = std::env::var_os("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return;
    };
    let path = std::path::Path::new(&folder).join("../almanac/organisations_1990_2014.csv");
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return;
    }
    let atlas = atlas();
    let rows: Vec<csv::StringRecord> = csv::Reader::from_path(&path).unwrap().records().map(Result::unwrap).collect();
    let (mut compared, mut differ) = (0, Vec::new());
    for (organisation, key) in ORGANISATIONS {
        let treaty = atlas.roster().find_treaty(key).unwrap();
        for year in [2005_i16, 2014] {
            let held = |row: &&csv::StringRecord| {
                let edition = |column: usize| row[column].parse::<i16>().unwrap();
                row[1] == *organisation
                    && ["member", "suspended"].contains(&&row[2])
                    && (edition(3)..=edition(4)).contains(&year)
            };
            let theirs: std::collections::BTreeSet<&str> = rows.iter().filter(held).map(|row| &row[0]).collect();
            let day = foedera_world::Day::new(year, 12, 31).unwrap();
            let ours: std::collections::BTreeSet<&str> = atlas
                .roster()
                .states()
                .filter(|(state, _)| atlas.memberships_on(*state, day).contains(&treaty))
                .map(|(_, state)| state.key.as_str())
                .collect();
            // The organisation stood on an older treaty in that year, or is not in the edition.
            if ours.is_empty() || theirs.is_empty() {
                continue;
            }
            compared += ours.len();
            for state in ours.symmetric_difference(&theirs).filter(|state| atlas.roster().find_state(state).is_some()) {
                if !EXPLAINED.iter().any(|(of, who, _)| (of, who) == (&organisation, state)) {
                    differ.push(format!("{organisation} {state} {year}"));
                }
            }
        }
    }
    assert!(compared > 500, "{compared}");
    assert!(differ.is_empty(), "{differ:#?}");
}
