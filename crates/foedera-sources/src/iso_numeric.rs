//! Numbers of countries in ISO 3166-1 (`051` is Armenia), with the three letters that the atlas knows them by.
//!
//! `iso_numeric.csv` has a row a number with its source: ISO 3166-1, or the dataset that uses a number which ISO does not (or no longer)
//! give. Territories that are no states stand in it, too, so that a number that nobody gives is told apart from one of no state.

/// The table.
const TABLE: &str = include_str!("iso_numeric.csv");

/// The three letters of a number; `None` for a number that nobody gives.
pub(crate) fn letters(number: u16) -> Option<&'static str> {
    rows().find(|(own, _)| *own == number).map(|(_, letters)| letters)
}

fn rows() -> impl Iterator<Item = (u16, &'static str)> {
    TABLE.lines().skip(1).filter_map(|line| {
        let mut cells = line.split(',');
        Some((cells.next()?.parse().ok()?, cells.next()?))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use foedera_atlas::Atlas;

    use super::*;

    #[test]
    fn every_row_is_read_and_no_number_or_country_stands_twice() {
        let numbers: BTreeSet<u16> = rows().map(|row| row.0).collect();
        let countries: BTreeSet<&str> = rows().map(|row| row.1).collect();
        let lines = TABLE.lines().count() - 1;
        assert_eq!((numbers.len(), countries.len()), (lines, lines));
        assert!(countries.iter().all(|country| country.len() == 3));
        assert!(TABLE.lines().skip(1).all(|line| line.ends_with(",iso3166") || line.ends_with(",desta")));
    }

    #[test]
    fn every_state_of_today_has_a_number() {
        let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
        let day = foedera_world::Day::start_of_year(2020);
        let found: BTreeSet<_> = rows().filter_map(|(_, country)| atlas.roster().find_iso3(country, day)).collect();
        let former = ["CSK", "DDR", "VDR", "YMD", "YUG"];
        for (id, state) in atlas.roster().states().filter(|(_, state)| state.iso3.is_some()) {
            assert!(found.contains(&id) || former.contains(&state.key.as_str()), "{}", state.key);
        }
        assert_eq!((letters(51), letters(999)), (Some("ARM"), None));
    }
}
