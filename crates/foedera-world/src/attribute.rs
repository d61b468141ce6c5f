//! Attributes of states over time. Outside a dataset's coverage a value is missing, never zero.

use serde::{Deserialize, Serialize};

use crate::{Day, StateId};

/// A measured property of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variable {
    /// Share of the world's material capabilities (COW CINC, 0–1), or usable capability where a scenario says so.
    Capability,
    /// Electoral democracy index of V-Dem (`v2x_polyarchy`, 0–1).
    Polyarchy,
    /// Ideal point in the UN General Assembly (Bailey, Strezhnev and Voeten 2017; about −3 to 3).
    IdealPoint,
}

impl Variable {
    /// All of them, in a fixed order.
    pub const ALL: [Self; 3] = [Self::Capability, Self::Polyarchy, Self::IdealPoint];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Capability => "capability",
            Self::Polyarchy => "polyarchy",
            Self::IdealPoint => "ideal_point",
        }
    }
}

impl std::str::FromStr for Variable {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|variable| variable.name() == text)
            .ok_or_else(|| format!("`{text}` is not a variable; known: capability, polyarchy, ideal_point"))
    }
}

/// The values of one variable for one state, each from its day on.
type Values = Vec<(Day, Option<f64>)>;

/// The attributes of all states: for each variable and state the values in the order of their days.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attributes {
    series: [Vec<Values>; Variable::ALL.len()],
}

impl Attributes {
    /// Record that from `day` on the variable has this value (`None`: missing). Days must not run backwards.
    pub(crate) fn set(&mut self, variable: Variable, state: StateId, day: Day, value: Option<f64>) {
        let table = &mut self.series[variable as usize];
        if table.len() <= state.index() {
            table.resize_with(state.index() + 1, Vec::new);
        }
        let series = &mut table[state.index()];
        match series.last_mut() {
            Some(last) if last.0 == day => last.1 = value,
            _ => series.push((day, value)),
        }
    }

    fn series(&self, variable: Variable, state: StateId) -> &[(Day, Option<f64>)] {
        self.series[variable as usize].get(state.index()).map_or(&[], Vec::as_slice)
    }

    /// The value in force on `day`; `None` if missing.
    pub fn at(&self, variable: Variable, state: StateId, day: Day) -> Option<f64> {
        let series = self.series(variable, state);
        let after = series.partition_point(|(from, _)| *from <= day);
        series[..after].last().and_then(|(_, value)| *value)
    }

    /// The first day from `from` to `until` on which the variable is known of all of these states; `None` if there is none.
    pub fn first_known(&self, variable: Variable, states: &[StateId], from: Day, until: Day) -> Option<Day> {
        let later = |state: &StateId| {
            let series = self.series(variable, *state);
            let after = series.partition_point(|(day, _)| *day <= from);
            series[after..].iter().map(|(day, _)| *day)
        };
        let known = |day: &Day| states.iter().all(|state| self.at(variable, *state, *day).is_some());
        // Values become known on days of their own series only.
        let days = std::iter::once(from).chain(states.iter().flat_map(later));
        days.filter(|day| *day <= until).filter(known).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_hold_until_the_next_and_are_missing_outside() {
        let day = |year| Day::start_of_year(year);
        let state = StateId::from_index(4);
        let mut attributes = Attributes::default();
        attributes.set(Variable::Polyarchy, state, day(1992), Some(0.3));
        attributes.set(Variable::Polyarchy, state, day(1995), None);
        attributes.set(Variable::Polyarchy, state, day(1997), Some(0.5));
        let at = |year| attributes.at(Variable::Polyarchy, state, day(year));
        assert_eq!([at(1991), at(1994), at(1996), at(2030)], [None, Some(0.3), None, Some(0.5)]);
        let first = |from, until| attributes.first_known(Variable::Polyarchy, &[state], day(from), day(until));
        assert_eq!([first(1990, 1991), first(1990, 1993), first(1995, 2000)], [None, Some(day(1992)), Some(day(1997))]);
        let other = StateId::from_index(5);
        let both = |until| attributes.first_known(Variable::Polyarchy, &[other, state], day(1990), day(until));
        assert_eq!(both(2000), None, "nothing is known of the other");
        attributes.set(Variable::Polyarchy, other, day(1996), Some(0.1));
        let both = |until| attributes.first_known(Variable::Polyarchy, &[other, state], day(1990), day(until));
        assert_eq!([both(1996), both(2000)], [None, Some(day(1997))], "a day on which both are known");
        assert_eq!(attributes.at(Variable::Capability, state, day(1994)), None);
        assert_eq!(attributes.at(Variable::Polyarchy, StateId::from_index(99), day(1994)), None);
    }
}
