//! Figures that come with the program, for members of whom a scenario states none.

use foedera_atlas::Atlas;
use foedera_world::{Day, StateId, Variable};

use crate::scenario::{Scenario, Series};

/// What a forecast reads of each member.
pub(crate) const VARIABLES: [Variable; 3] = [Variable::Capability, Variable::Polyarchy, Variable::IdealPoint];

/// The name of a variable in panels and in the atlas's figures.
fn panel_name(variable: Variable) -> &'static str {
    match variable {
        Variable::Capability => "cinc",
        Variable::Polyarchy => "polyarchy",
        Variable::IdealPoint => "ideal_point",
    }
}

/// The yearly values that the program has of a state's variable and that were known on `date`, with their sources. A value of a
/// year is known from the next 1 January.
pub(crate) fn embedded(atlas: &Atlas, state: StateId, variable: Variable, date: Day) -> Option<Series> {
    let of =
        |figure: &&foedera_atlas::YearlyFigure| figure.states == [state] && figure.variable == panel_name(variable);
    let figure = atlas.figures.iter().find(of)?;
    let values: Vec<(i16, f64)> = figure.values.iter().copied().filter(|(year, _)| *year < date.year()).collect();
    let sources = figure.sources.clone();
    (!values.is_empty()).then_some(Series { state, variable, values, sources, stated: false })
}

/// Give a scenario the figures of its members that its file does not state. What the file states of a state and variable stands
/// alone: years are never mixed.
pub(crate) fn fill(scenario: &mut Scenario, members: &[StateId], atlas: &Atlas) {
    for state in members {
        for variable in VARIABLES {
            if scenario.series.iter().any(|series| (series.state, series.variable) == (*state, variable)) {
                continue;
            }
            scenario.series.extend(embedded(atlas, *state, variable, scenario.date));
        }
    }
}
