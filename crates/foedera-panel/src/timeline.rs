//! A world file as a ground of the timeline: its figures by state, or by pair, under the names of panels.

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
    let (mut found, mut codes) = (Found::new(roster, with.len()), Codes::default());
    let outcome: Result<(), std::convert::Infallible> = panel.each_year(|block| {
        let Some(year) = block[keys - 1].first().map(|year| *year as i16) else { return Ok(()) };
        let cell = |column: usize, row: usize| block[column][row];
        codes.forget();
        let middle = Day::start_of_year(year).plus_days(181);
        let covered: Vec<usize> =
            (0..with.len()).filter(|index| (spans[*index].0..=spans[*index].1).contains(&year)).collect();
        for row in 0..block[0].len() {
            let mut state = |column: usize| codes.state(cell(column, row) as u16, |code| roster.find_cow(code, middle));
            let of = match (keys, state(0)) {
                (3, Some(first)) => match state(1).filter(|second| wanted(first, *second)) {
                    Some(second) => Subject::Pair(first, second),
                    None => continue,
                },
                (_, Some(first)) => Subject::State(first),
                _ => continue,
            };
            for index in &covered {
                let value = cell(keys + index, row);
                if !value.is_nan() {
                    found.push(of, *index, (year, value));
                }
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|never| match never {});
    for (of, series) in &found.series {
        for ((name, values), sources) in with.iter().zip(series).zip(&sources) {
            // Of two codes of one state in a year, the first stands.
            layer.put(name, *of, values, sources);
        }
    }
    Ok(())
}

/// The states of the codes of a year, each looked up once.
#[derive(Default)]
struct Codes(Vec<Option<Option<StateId>>>);

impl Codes {
    fn forget(&mut self) {
        self.0.fill(None);
    }

    fn state(&mut self, code: u16, find: impl FnOnce(u16) -> Option<StateId>) -> Option<StateId> {
        let place = usize::from(code);
        if self.0.len() <= place {
            self.0.resize(place + 1, None);
        }
        *self.0[place].get_or_insert_with(|| find(code))
    }
}

/// Values by year.
type Values = Vec<(i16, f64)>;

/// Values by subject and variable, in the order in which subjects are found.
struct Found {
    states: usize,
    variables: usize,
    /// One more than the place of a state, or of a first state towards a second, in `series`; 0: it has none yet.
    places: Vec<u32>,
    series: Vec<(Subject, Vec<Values>)>,
}

impl Found {
    fn new(roster: &Roster, variables: usize) -> Self {
        let states = roster.states().len();
        Self { states, variables, places: vec![0; states * (states + 1)], series: Vec::new() }
    }

    fn push(&mut self, of: Subject, variable: usize, value: (i16, f64)) {
        let place = match of {
            Subject::State(state) => state.index(),
            Subject::Pair(first, second) => (first.index() + 1) * self.states + second.index(),
        };
        if self.places[place] == 0 {
            self.series.push((of, vec![Vec::new(); self.variables]));
            self.places[place] = self.series.len() as u32;
        }
        self.series[self.places[place] as usize - 1].1[variable].push(value);
    }
}

fn dataset(world: &WorldFile, frame: &str) -> String {
    world.frames().iter().find(|info| info.name == frame).map_or(frame.to_owned(), |info| info.dataset.clone())
}
