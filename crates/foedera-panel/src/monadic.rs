//! Variables of one state and year.

use foedera_diagnostic::Problems;
use foedera_store::{Frame, WorldFile};
use foedera_world::{Day, StateId};

use crate::source::{Facts, Yearly, furthest};
use crate::units::{Units, year_days};

/// How a state's variable is made.
#[derive(Clone, Copy)]
pub(crate) enum Rule {
    /// A column of a table by state and year; of several tables, the one that reaches furthest.
    Column(&'static [(&'static str, &'static str)]),
    /// 1 while a spell (columns of start and end) touches the year, else 0.
    Spell(&'static str),
    /// The number of dated events of a table in the year, of those that pass the filter.
    Count(&'static str, &'static str, &'static str, Keep),
    /// Leaders who entered office in the year (the first of the data, and founders, included).
    LeaderChanges,
    /// Disputes of the year: begun (true) or going on (false), by table.
    Disputes(&'static str, bool),
    /// Armed conflicts of the year in which the state is a party of this kind.
    Conflicts(Party),
    /// Sums of a table by state and year, 0 where the table covers the year and has no row.
    Sum(&'static str, &'static str, &'static str),
    /// Alliances with an obligation (a column of ATOP; none: any) in which the state is on some day of the year.
    Alliances(Option<&'static str>),
}

/// The tables of leaders.
pub(crate) const LEADERS: [&str; 2] = ["leader", "reign_leader"];

/// Which rows count: a column that must hold this code.
pub(crate) type Keep = Option<(&'static str, i32)>;

/// The part of a state in a conflict of UCDP.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Party {
    /// Between states, as a first party of either side.
    Interstate,
    /// Within the state: first party of side A of an intrastate conflict.
    Internal,
    /// On somebody's side: a second party.
    Second,
}

/// Values, and the years that they cover.
pub(crate) type Covered = (Yearly, (i16, i16));

/// The values of a variable with the years covered; `None` if the world has not the data.
pub(crate) fn load(world: &WorldFile, units: &Units, rule: Rule) -> Result<Option<Covered>, Problems> {
    Ok(match rule {
        Rule::Column(sources) => {
            let Some(best) = furthest(world, sources.iter().map(|(frame, _)| *frame)) else { return Ok(None) };
            let column = sources.iter().find(|(frame, _)| *frame == best).map_or("", |(_, column)| *column);
            let Some(facts) = Facts::load(world, best)? else { return Ok(None) };
            Some((facts.yearly(units, "state", "year", column), facts.span_of("year", column)))
        }
        Rule::Spell(frame) => with(world, frame, |facts| spells(facts, units))?,
        Rule::Count(frame, state, date, keep) => with(world, frame, |facts| {
            let mut counts = zeros(facts, units);
            for row in 0..facts.frame.len() {
                let kept = keep.is_none_or(|(column, code)| facts.frame.whole_at(column, row) == Some(code));
                if let (true, Some(day)) = (kept, facts.frame.day_at(date, row)) {
                    count(facts, units, &mut counts, state, row, day.year());
                }
            }
            counts
        })?,
        Rule::LeaderChanges => with(world, furthest(world, LEADERS.into_iter()).unwrap_or(LEADERS[0]), |facts| {
            let mut counts = zeros(facts, units);
            for row in 0..facts.frame.len() {
                if let Some(day) = facts.frame.day_at("start", row) {
                    count(facts, units, &mut counts, "state", row, day.year());
                }
            }
            counts
        })?,
        Rule::Disputes(frame, begun) => with(world, frame, |facts| disputes(facts, units, begun))?,
        Rule::Conflicts(party) => with(world, "ucdp_party", |facts| conflicts(facts, units, party))?,
        Rule::Sum(frame, state, column) => with(world, frame, |facts| {
            let mut sums = covered_zeros(facts, units, state);
            let cells = facts.frame.column(column);
            for (row, unit, year) in facts.yearly_rows(units, state, "year") {
                if let Some(value) = cells.and_then(|cells| cells.number(row)) {
                    sums.add(unit, year, value);
                }
            }
            sums
        })?,
        Rule::Alliances(obligation) => with(world, "atop_member", |facts| alliances(facts, units, obligation))?,
    })
}

fn with(world: &WorldFile, frame: &str, make: impl FnOnce(&Facts) -> Yearly) -> Result<Option<Covered>, Problems> {
    Ok(Facts::load(world, frame)?.map(|facts| {
        let mut values = make(&facts);
        let whole = facts.frame.parts.iter().all(|part| part.only.is_empty());
        if whole && !facts.frame.parts.is_empty() {
            values.cut(|year| facts.frame.covers(year));
        }
        (values, facts.frame.span)
    }))
}

/// Zero for every unit in the years covered.
fn zeros(facts: &Facts, units: &Units) -> Yearly {
    Yearly::new(units, facts.frame.span, 0.0)
}

/// The same, where the sums of a state need every row about it: of a part of a dataset, those that name it in this
/// column and leave the other open.
fn covered_zeros(facts: &Facts, units: &Units, column: &str) -> Yearly {
    let parts = &facts.frame.parts;
    if parts.is_empty() {
        return zeros(facts, units);
    }
    let mut values = Yearly::new(units, facts.frame.span, f64::NAN);
    for part in parts {
        let open = part.only.iter().all(|(own, _)| own == column);
        let named: Vec<usize> = match part.only.iter().find(|(own, _)| own == column) {
            Some((_, states)) => {
                let state = |index: &i32| usize::try_from(*index).ok().map(StateId::from_index);
                states.iter().filter_map(state).flat_map(|state| units.of_state(state).iter().copied()).collect()
            }
            None => (0..units.len()).collect(),
        };
        for unit in if open { named } else { Vec::new() } {
            for year in part.span.0..=part.span.1 {
                values.set(unit, year, 0.0);
            }
        }
    }
    values
}

fn count(facts: &Facts, units: &Units, counts: &mut Yearly, state: &str, row: usize, year: i16) {
    if let Some(unit) = facts.unit_in(units, state, row, year) {
        counts.add(unit, year, 1.0);
    }
}

/// The years that a row's spell touches; without an end, to the end of the data.
fn years(frame: &Frame, row: usize) -> Option<(i16, i16)> {
    let from = frame.day_at("start", row).or_else(|| frame.day_at("entry", row))?.year();
    let until = frame.day_at("end", row).or_else(|| frame.day_at("exit", row)).map_or(frame.span.1, Day::year);
    Some((from, until.max(from)))
}

fn spells(facts: &Facts, units: &Units) -> Yearly {
    let mut values = zeros(facts, units);
    for row in 0..facts.frame.len() {
        let Some((from, until)) = years(&facts.frame, row) else { continue };
        for unit in facts.units(units, "state", row) {
            for year in from..=until {
                values.set(unit, year, 1.0);
            }
        }
    }
    values
}

fn disputes(facts: &Facts, units: &Units, begun: bool) -> Yearly {
    let mut counts = zeros(facts, units);
    let mut seen = std::collections::BTreeSet::new();
    let group = if facts.frame.column("dispnum").is_some() { "dispnum" } else { "war" };
    for row in 0..facts.frame.len() {
        let Some((from, until)) = years(&facts.frame, row) else { continue };
        let dispute = facts.frame.column(group).and_then(|column| column.number(row)).map(f64::to_bits);
        for year in from..=if begun { from } else { until } {
            if let Some(unit) = facts.unit_in(units, "state", row, year)
                && seen.insert((dispute, unit, year))
            {
                counts.add(unit, year, 1.0);
            }
        }
    }
    counts
}

fn conflicts(facts: &Facts, units: &Units, party: Party) -> Yearly {
    let mut counts = zeros(facts, units);
    let mut seen = std::collections::BTreeSet::new();
    let frame = &facts.frame;
    for (row, unit, year) in facts.yearly_rows(units, "state", "year") {
        let (kind, second) = (frame.whole_at("type", row), frame.whole_at("second", row) == Some(1));
        let counted = match party {
            Party::Interstate => kind == Some(2) && !second,
            Party::Internal => matches!(kind, Some(3 | 4)) && !second && frame.whole_at("side", row) == Some(1),
            Party::Second => second,
        };
        if counted && seen.insert((frame.whole_at("conflict", row), unit, year)) {
            counts.add(unit, year, 1.0);
        }
    }
    counts
}

fn alliances(facts: &Facts, units: &Units, obligation: Option<&str>) -> Yearly {
    let mut counts = zeros(facts, units);
    let mut seen = std::collections::BTreeSet::new();
    let frame = &facts.frame;
    for row in 0..frame.len() {
        if obligation.is_some_and(|column| frame.whole_at(column, row) != Some(1)) {
            continue;
        }
        let Some((from, until)) = years(frame, row) else { continue };
        let end = frame.day_at("exit", row);
        for unit in facts.units(units, "state", row) {
            for year in from..=until.min(frame.span.1) {
                let (first, last) = year_days(year);
                let first = frame.day_at("entry", row).map_or(first, |day| day.max(first));
                let last = end.map_or(last, |day| day.min(last));
                if units.all[unit].exists(first, last) && seen.insert((frame.whole_at("atopid", row), unit, year)) {
                    counts.add(unit, year, 1.0);
                }
            }
        }
    }
    counts
}
