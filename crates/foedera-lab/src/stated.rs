//! Stated ranges: the assumptions and shocks of a scenario that can be set, each with its path, its range and its bounds.

use std::collections::BTreeMap;

use foedera_almanac::SHOCK_FACTORS;
use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Problems, Source};
use foedera_world::Variable;
use serde::Serialize;

use crate::bounds;

/// A stated prior or the factor of a shock.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatedRange {
    /// What `--set` calls it; none of a count, which has no range.
    pub path: Option<String>,
    /// The assumption, or the field that a shock multiplies.
    pub id: String,
    /// The branch of a shock.
    pub branch: Option<String>,
    /// The state of a shock.
    pub state: Option<String>,
    /// `uniform`, `log_uniform` (equally likely on a log scale; shocks are) or `count`.
    pub distribution: String,
    /// Where the range begins.
    pub low: Option<f64>,
    /// Where it ends.
    pub high: Option<f64>,
    /// The least that may be stated.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// Why this range.
    pub why: String,
}

/// The stated ranges of a scenario that [`crate::Scenario::open`] reads, in the order of its file.
///
/// # Errors
/// A file that is no scenario.
pub fn stated_ranges(source: &Source) -> Result<Vec<StatedRange>, Problems> {
    read(source, |root| {
        let mut found: Vec<StatedRange> =
            root.tables("assumption").iter().map(assumption).collect::<Option<Vec<_>>>()?;
        // Files of the first layout say `arm`.
        let key = if root.has("branch") { "branch" } else { "arm" };
        for branch in root.tables(key) {
            found.extend(shocks(key, &branch)?);
        }
        Some(found)
    })
}

fn assumption(table: &Table<'_>) -> Option<StatedRange> {
    let (id, why, distribution) = (table.string("id")?, table.string("why")?, table.string("distribution")?);
    let range = if distribution.value == "count" { None } else { Some(table.range("range")?.value) };
    let (least, most) = bounds::assumption(&id.value, distribution.value == "log_uniform");
    Some(StatedRange {
        path: range.map(|_| format!("assumption.{}.range", id.value)),
        id: id.value,
        branch: None,
        state: None,
        distribution: distribution.value,
        low: range.map(|[low, _]| low),
        high: range.map(|[_, high]| high),
        least,
        most,
        why: why.value,
    })
}

fn shocks(key: &str, branch: &Table<'_>) -> Option<Vec<StatedRange>> {
    let (id, tables) = (branch.string("id")?.value, branch.tables("shock"));
    let states: Vec<String> =
        tables.iter().map(|table| table.string("state").map(|own| own.value)).collect::<Option<_>>()?;
    let mut of_state: BTreeMap<&str, usize> = BTreeMap::new();
    states.iter().for_each(|state| *of_state.entry(state).or_default() += 1);
    let shock = |(table, state): (&Table<'_>, &String)| {
        let (variable, [low, high]) = (table.string("variable")?, table.range("factor")?.value);
        // Several shocks of a state are told apart by their variable, as the file writes it.
        let more = if of_state[state.as_str()] > 1 { format!(".{}", variable.value) } else { String::new() };
        Some(StatedRange {
            path: Some(format!("{key}.{id}.shock.{state}{more}.factor")),
            id: variable.value.parse::<Variable>().ok()?.name().to_owned(),
            branch: Some(id.clone()),
            state: Some(state.clone()),
            distribution: "log_uniform".to_owned(),
            low: Some(low),
            high: Some(high),
            least: *SHOCK_FACTORS.start(),
            most: *SHOCK_FACTORS.end(),
            why: table.string("why")?.value,
        })
    };
    tables.iter().zip(&states).map(shock).collect()
}

#[cfg(test)]
mod tests {
    use foedera_atlas::Atlas;

    use super::*;
    use crate::{Scenario, default_scenario, embedded_scenario, embedded_scenarios, with_settings};

    #[test]
    fn every_path_sets_what_it_names_and_nothing_else() {
        let atlas = Atlas::embedded().expect("the atlas");
        let treaties = ["NATO", "ANZUS"].map(|key| atlas.roster().find_treaty(key).expect("a treaty"));
        let day = "2026-11-01".parse().expect("a day");
        let defaults = treaties.iter().map(|treaty| default_scenario(&atlas, *treaty, day).expect("a scenario"));
        let shipped = embedded_scenarios().map(|id| embedded_scenario(id).expect("it ships"));
        for source in shipped.chain(defaults) {
            let before = stated_ranges(&source).expect("ranges");
            assert!(!before.is_empty(), "{}", source.name());
            for (place, own) in before.iter().enumerate() {
                let (Some(path), Some(low)) = (&own.path, own.low) else { continue };
                assert!(own.least <= low && own.high.is_some_and(|high| high <= own.most), "{own:?}");
                let changed = with_settings(&source, &[format!("{path}={low}..{low}")]).expect("it can be set");
                let after = stated_ranges(&changed).expect("ranges");
                let expected = StatedRange { high: Some(low), ..own.clone() };
                for (other, now) in after.iter().enumerate() {
                    assert_eq!(
                        now,
                        if other == place { &expected } else { &before[other] },
                        "{} {path}",
                        source.name()
                    );
                }
                Scenario::open(&changed, &atlas).expect("it is a scenario still");
            }
        }
    }
}
