//! Figures of a state, or of two, from the timeline: what `state` and `dyad` give beside a world file's own.

use foedera_almanac::{COMPUTED, Known, Of, Subject, VARIABLES, find_variable};
use foedera_atlas::Atlas;
use foedera_lab::guarantee::threats::THREAT_VARIABLES;
use foedera_lab::guarantee::{Facts, PAIR_VARIABLES, STATE_VARIABLES};
use foedera_world::{Day, StateId};

use crate::commands::state::Figure;

/// What is said where there is no world file.
pub(crate) const MORE: &str = "More figures: foedera import DIR -o world.foedera (see foedera data list)\n";

/// The fields of a state, or of two, that the atlas or the almanac may know, each once.
fn fields(pair: bool) -> Vec<&'static str> {
    let of = if pair { Of::Pair } else { Of::State };
    let mut fields: Vec<&str> = if pair {
        PAIR_VARIABLES.iter().chain(&["defense"]).chain(&THREAT_VARIABLES).copied().collect()
    } else {
        STATE_VARIABLES.to_vec()
    };
    fields.extend(VARIABLES.iter().filter(|variable| variable.of == of).map(|variable| variable.name));
    let computed_pair =
        |name: &str| foedera_panel::find_variable(name).is_some_and(|v| v.level != foedera_panel::Level::State);
    fields.extend(COMPUTED.into_iter().filter(|name| computed_pair(name) == pair));
    let mut seen = std::collections::BTreeSet::new();
    fields.retain(|field| seen.insert(*field));
    fields
}

/// Fill up the figures of a world file (none without one) with what the atlas and the almanac know on a day: fields that it does not
/// have, and those of which it has no value. `pair` names a second state.
pub(crate) fn fill(figures: &mut Vec<Figure>, atlas: &Atlas, first: StateId, pair: Option<StateId>, at: Day) {
    let facts = Facts::of_atlas(atlas);
    let subjects: Vec<Subject> = match pair {
        None => vec![Subject::State(first)],
        Some(second) => vec![Subject::Pair(first, second), Subject::Pair(second, first)],
    };
    for field in fields(pair.is_some()) {
        let known: Vec<Option<Known<'_>>> = subjects.iter().map(|of| facts.timeline().get(field, *of, at)).collect();
        let here = figures.iter().position(|figure| figure.variable == field);
        let lacking = here.is_none_or(|place| figures[place].values.iter().all(Option::is_none));
        let Some(some) = known.iter().flatten().next().filter(|_| lacking) else { continue };
        let panel = foedera_panel::find_variable(field);
        let own = find_variable(field);
        let words = own.map(|own| (own.what, own.unit)).or_else(|| panel.map(|panel| (panel.what, panel.unit)));
        let (what, unit) =
            words.unwrap_or(("mean of world shares of population, GDP and military spending", "share, 0 to 1"));
        let figure = Figure {
            variable: field,
            what,
            unit,
            year: some.year,
            ground: some.ground.name(),
            values: known.iter().map(|known| known.as_ref().map(|known| known.value)).collect(),
            covered: None,
            source: some.sources.join(", "),
            note: some.note,
        };
        match here {
            Some(place) => figures[place] = figure,
            None => figures.push(figure),
        }
    }
}

/// The grounds of figures in a line: `Figures: world file 41, almanac 20; 3 of 64 missing`.
pub(crate) fn grounds(figures: &[Figure]) -> String {
    let mut counts = std::collections::BTreeMap::<&str, usize>::new();
    let known = || figures.iter().filter(|figure| figure.values.iter().any(Option::is_some));
    known().for_each(|figure| *counts.entry(figure.ground).or_default() += 1);
    let list: Vec<String> = counts.iter().map(|(ground, count)| format!("{ground} {count}")).collect();
    let list = if list.is_empty() { "none".to_owned() } else { list.join(", ") };
    format!("Figures: {list}; {} of {} missing\n", figures.len() - known().count(), figures.len())
}
