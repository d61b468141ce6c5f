//! `figures*.toml`: numbers of states and pairs, copied out of datasets a few at a time, and armies with what they have committed.
//!
//! They let the first answers be given without any dataset. Where a world file is at hand, its numbers are taken instead.

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};
use foedera_world::{Day, StateId, When};

use crate::ATLAS_SCHEMA;
use crate::loading::Loading;
use crate::names::{DATE_REMEDY, state_of};
use crate::sources::{certainty_of, sources_of};

/// A variable of a state, or of a first state towards a second, year by year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearlyFigure {
    /// One state, or two.
    pub states: Vec<StateId>,
    /// The name of the variable in panels (`foedera panel --list`), with its unit.
    pub variable: String,
    /// Values by year, years rising.
    pub values: Vec<(i16, f64)>,
    /// Sources.
    pub sources: Vec<String>,
}

/// A state's armed forces from a date on, as stated by somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Force {
    /// The state.
    pub state: StateId,
    /// From when.
    pub from: When,
    /// Active personnel.
    pub personnel: f64,
    /// Personnel bound in a war, lowest and highest stated number.
    pub committed: (f64, f64),
    /// To what they are bound, and who says so.
    pub what: String,
    /// Sources.
    pub sources: Vec<String>,
}

impl Force {
    /// What it could use elsewhere, in thousands: active less committed (the middle of the range).
    pub fn usable(&self) -> f64 {
        (self.personnel - 0.5 * (self.committed.0 + self.committed.1)) / 1000.0
    }
}

/// A state's armed forces as stated for a day: the last statement before it.
pub fn force_on(forces: &[Force], state: StateId, at: Day) -> Option<&Force> {
    let before = forces.iter().filter(|force| force.state == state && force.from.earliest() <= at);
    before.max_by_key(|force| force.from.earliest())
}

/// What `figures*.toml` state; one part, since one reading finds both.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StatedFigures {
    /// Numbers of states and pairs by year.
    pub yearly: Vec<YearlyFigure>,
    /// Armed forces, and what they have committed, by state and date.
    pub forces: Vec<Force>,
}

/// A yearly figure as a timeline takes it: its one or two states, variable, values by year, sources.
pub type FigureParts<'a> = (&'a [StateId], &'a str, &'a [(i16, f64)], &'a [String]);

impl StatedFigures {
    /// Those of another file, too.
    pub(crate) fn extend(&mut self, other: Self) {
        self.yearly.extend(other.yearly);
        self.forces.extend(other.forces);
    }

    /// The yearly figures as a timeline takes them.
    pub fn stated(&self) -> impl Iterator<Item = FigureParts<'_>> {
        self.yearly.iter().map(|own| (&own.states[..], &*own.variable, &own.values[..], &own.sources[..]))
    }
}

pub(crate) fn read_figures(file: &Source, loading: &Loading) -> Result<StatedFigures, Problems> {
    let (mut figures, mut forces) = (Vec::new(), Vec::new());
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the figures")?;
        root.only(&["schema", "figure", "force"]);
        figures.extend(root.tables("figure").iter().filter_map(|table| read_figure(table, loading)));
        forces.extend(root.tables("force").iter().filter_map(|table| read_force(table, loading)));
        Some(())
    })?;
    Ok(StatedFigures { yearly: figures, forces })
}

pub(crate) fn read_figure(table: &Table<'_>, loading: &Loading) -> Option<YearlyFigure> {
    table.only(&["states", "variable", "years", "values", "sources"]);
    let names = table.some_strings("states")?;
    let states: Vec<StateId> = names.iter().filter_map(|name| state_of(table, name, loading)).collect();
    if states.len() != names.len() || states.len() > 2 {
        if states.len() > 2 {
            let remedy = "name one state, or a first and a second";
            table.report(Code::InvalidValue, table.span(), "a figure is of one state or of two", remedy);
        }
        return None;
    }
    let (years, values) = (table.numbers("years")?, table.numbers("values")?);
    let whole: Option<Vec<i16>> = years
        .iter()
        .map(|year| (year.value.fract() == 0.0 && (1816.0..=2100.0).contains(&year.value)).then_some(year.value as i16))
        .collect();
    let rising = whole.filter(|years| years.windows(2).all(|pair| pair[0] < pair[1]));
    let Some(rising) = rising.filter(|years| years.len() == values.len()) else {
        let message = format!("{} years for {} values, or years that do not rise", years.len(), values.len());
        table.report(Code::Inconsistent, table.span(), message, "give a value for each year, years in order");
        return None;
    };
    Some(YearlyFigure {
        states,
        variable: table.string("variable")?.value,
        values: rising.into_iter().zip(values.iter().map(|value| value.value)).collect(),
        sources: sources_of(table, loading)?,
    })
}

pub(crate) fn read_force(table: &Table<'_>, loading: &Loading) -> Option<Force> {
    table.only(&["state", "from", "personnel", "committed", "what", "sources", "certainty"]);
    let name = table.string("state")?;
    let state = state_of(table, &name, loading)?;
    let personnel = table.number("personnel")?;
    let committed = table.numbers("committed")?;
    let range = match committed.as_slice() {
        [low, high] if 0.0 <= low.value && low.value <= high.value && high.value <= personnel.value => {
            (low.value, high.value)
        }
        _ => {
            let remedy = "write [lowest, highest], between 0 and `personnel`";
            table.report(Code::InvalidValue, table.span(), "`committed` is no range of personnel", remedy);
            return None;
        }
    };
    certainty_of(table, loading)?;
    Some(Force {
        state,
        from: table.parsed::<When>("from", DATE_REMEDY)?.value,
        personnel: personnel.value,
        committed: range,
        what: table.string("what")?.value,
        sources: sources_of(table, loading)?,
    })
}
