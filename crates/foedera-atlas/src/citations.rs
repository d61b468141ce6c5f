//! What rests on a source: rows of the atlas by kind.

use crate::Atlas;

/// The tables whose rows are checked at loading and not kept with their sources: the file, what a row is, its column of sources.
const TABLES: [(&str, &str, &str); 2] =
    [("atlas/states.csv", "states", "sources"), ("atlas/state-names.csv", "spellings of states", "sources")];

impl Atlas {
    /// Rows of the atlas that name a source, by kind, none of 0. A dated event stands once, in the history, be it an entry, a call,
    /// an answer, a summit or a milestone.
    pub fn resting_on(&self, key: &str) -> Vec<(&'static str, usize)> {
        let has = |sources: &Vec<String>| sources.iter().any(|source| source == key);
        let count = |lists: &mut dyn Iterator<Item = &Vec<String>>| lists.filter(|sources| has(sources)).count();
        let treaties = || self.roster().treaties().map(|(_, treaty)| treaty);
        let rows = || self.treaties.iter().flat_map(|facts| &facts.memberships);
        let mut found = vec![
            ("dated events", count(&mut self.history.events().iter().map(|event| &event.sources))),
            ("treaties", count(&mut treaties().map(|treaty| &treaty.sources))),
            ("articles", count(&mut treaties().flat_map(|treaty| &treaty.articles).map(|article| &article.sources))),
            ("memberships", count(&mut rows().map(|row| &row.sources))),
            ("other dates of memberships", count(&mut rows().flat_map(|row| &row.other_dates).map(|(_, _, own)| own))),
            ("statements of patrons", count(&mut self.patrons.iter().map(|row| &row.sources))),
            ("remarks on pairs", count(&mut self.pairs.iter().map(|row| &row.sources))),
            ("precedents", count(&mut self.precedents.iter().map(|row| &row.sources))),
            ("spells of unrest", count(&mut self.unrest.iter().map(|row| &row.sources))),
            ("moves of capitals", count(&mut self.capitals.iter().map(|row| &row.sources))),
            ("figures", count(&mut self.figures.yearly.iter().map(|row| &row.sources))),
            ("armed forces", count(&mut self.figures.forces.iter().map(|row| &row.sources))),
            ("ties", count(&mut self.ties.iter().map(|row| &row.sources))),
            ("ledger figures", count(&mut self.ledger.iter().map(|row| &row.sources))),
            ("hedging steps", count(&mut self.hedges.iter().map(|row| &row.sources))),
        ];
        found.extend(TABLES.iter().map(|(file, kind, column)| (*kind, in_table(file, column, key))));
        found.retain(|(_, rows)| *rows > 0);
        found
    }
}

/// Rows of an embedded table that name a source; its cells of sources hold neither commas nor quotes, so they stand from the end.
fn in_table(file: &str, column: &str, key: &str) -> usize {
    let Some((_, text, _)) = crate::FILES.iter().find(|(name, ..)| *name == file) else { return 0 };
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    let Some(place) = heads.iter().position(|head| *head == column) else { return 0 };
    lines.filter(|line| cells(line).nth(place).is_some_and(|own| own.split(';').any(|one| one.trim() == key))).count()
}

/// The cells of a line of CSV, where a comma in quotes parts nothing.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    line.split(move |letter: char| {
        quoted ^= letter == '"';
        letter == ',' && !quoted
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_tables_and_of_files_are_counted() {
        let atlas = Atlas::embedded().expect("the atlas is read");
        let of = |key: &str| atlas.resting_on(key);
        assert!(of("iso3166").iter().any(|(kind, rows)| *kind == "states" && *rows > 150), "{:?}", of("iso3166"));
        assert!(of("no_such_source").is_empty());
        let resting: usize = atlas.sources.keys().filter(|key| !of(key).is_empty()).count();
        assert!(resting * 10 > atlas.sources.len() * 9, "{resting} of {}", atlas.sources.len());
    }
}
