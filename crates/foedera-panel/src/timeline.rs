//! A world file as a ground of the timeline: its figures by state, or by pair, under the names of panels.

use std::collections::BTreeMap;

use foedera_almanac::{Layer, Subject};
use foedera_diagnostic::Problems;
use foedera_store::WorldFile;
use foedera_world::{Day, Roster, StateId};

use crate::catalogue::PanelKind;
use crate::sheet::{Panel, Request};
use crate::units::System;
use crate::variables::find_variable;

/// Put the figures of a world file into a layer for the years given: variables of states, or (of directed dyads) of the pairs that are
/// wanted. A variable whose dataset the world does not have stays missing, as does what lies outside a dataset's years.
///
/// # Errors
/// A world file that cannot be read.
pub fn put_world(
    layer: &mut Layer,
    (roster, world): (&Roster, &WorldFile),
    (kind, variables): (PanelKind, &[&str]),
    years: (i16, i16),
    wanted: impl Fn(StateId, StateId) -> bool,
) -> Result<(), Problems> {
    let available = |name: &&&str| find_variable(name).is_some_and(|variable| variable.available(world));
    let with: Vec<String> = variables.iter().filter(available).map(|name| (*name).to_owned()).collect();
    let mut panel = Panel::new(world, Request { kind, system: System::Cow, years, with: with.clone() })?;
    if kind == PanelKind::DirectedDyadYear {
        panel.keep_pairs(&wanted);
    }
    let keys = panel.columns().len() - panel.variables().len();
    let spans: Vec<(i16, i16)> = panel.variables().iter().map(|used| used.span).collect();
    let sources: Vec<Vec<String>> = panel
        .variables()
        .iter()
        .map(|used| used.variable.used_frames(world).iter().map(|frame| dataset(world, frame)).collect())
        .collect();
    let mut found: BTreeMap<Subject, Vec<Vec<(i16, f64)>>> = BTreeMap::new();
    let outcome: Result<(), std::convert::Infallible> = panel.each_year(|block| {
        let cell = |column: usize, row: usize| block[column][row];
        let Some(year) = block[keys - 1].first().map(|year| *year as i16) else { return Ok(()) };
        let middle = Day::start_of_year(year).plus_days(181);
        let mut states: BTreeMap<u16, Option<StateId>> = BTreeMap::new();
        for row in 0..block[0].len() {
            let mut state = |column: usize| {
                let code = cell(column, row) as u16;
                *states.entry(code).or_insert_with(|| roster.find_cow(code, middle))
            };
            let of = match (keys, state(0)) {
                (3, Some(first)) => match state(1).filter(|second| wanted(first, *second)) {
                    Some(second) => Subject::Pair(first, second),
                    None => continue,
                },
                (_, Some(first)) => Subject::State(first),
                _ => continue,
            };
            let series = found.entry(of).or_insert_with(|| vec![Vec::new(); with.len()]);
            for (index, values) in series.iter_mut().enumerate() {
                if (spans[index].0..=spans[index].1).contains(&year) {
                    values.push((year, cell(keys + index, row)));
                }
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|never| match never {});
    for (of, series) in &found {
        for ((name, values), sources) in with.iter().zip(series).zip(&sources) {
            // Of two codes of one state in a year, the first stands.
            layer.put(name, *of, values, sources);
        }
    }
    Ok(())
}

fn dataset(world: &WorldFile, frame: &str) -> String {
    world.frames().iter().find(|info| info.name == frame).map_or(frame.to_owned(), |info| info.dataset.clone())
}
