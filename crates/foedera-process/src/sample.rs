//! Cutting a history into intervals with constant effects: the risk set of a process.

use std::collections::{BTreeMap, BTreeSet};

use foedera_world::layout::{Derive, FieldKind};
use foedera_world::{Cause, Day, Event, EventKind, Field, History, Layout, StateId, TreatyId, World};

use crate::{Effect, View, Who};

/// Which process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProcessKind {
    /// A member other than the patron, where there is one, leaves a treaty of three or more members that goes on without it.
    Leave,
    /// A treaty ends for all, or for more than half of its members on one day, without a successor.
    Ends,
    /// A treaty is replaced by a new one.
    Replaced,
    /// A membership ends otherwise than with its state; only counted, never fitted.
    AnyEnd,
}

impl ProcessKind {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leave => "leave",
            Self::Ends => "ends",
            Self::Replaced => "replaced",
            Self::AnyEnd => "any_end",
        }
    }

    /// Who is at risk.
    pub fn who(self) -> Who {
        match self {
            Self::Leave => Who::Members,
            _ => Who::Treaties,
        }
    }

    /// Who is at risk and what counts as the event, for the card.
    pub fn definition(self) -> &'static str {
        match self {
            Self::AnyEnd => {
                "at risk: each member of a treaty with two or more; event: its membership ends before its state does"
            }
            _ => self.process().definition(),
        }
    }
}

impl std::str::FromStr for ProcessKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Leave, Self::Ends, Self::Replaced]
            .into_iter()
            .find(|kind| kind.name() == text)
            .ok_or_else(|| format!("`{text}` is not a process; known: leave, ends, replaced"))
    }
}

/// One interval of one option.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// The treaty: the group of the frailty.
    pub treaty: TreatyId,
    /// The member, for *leave*.
    pub member: Option<StateId>,
    /// First day.
    pub start: Day,
    /// Day after which the interval no longer holds.
    pub end: Day,
    /// Whether the event happened on its last day.
    pub event: bool,
}

impl Row {
    /// Its length in years.
    pub fn years(&self) -> f64 {
        self.end.years_since(self.start)
    }
}

/// The end of a membership, whatever the cause.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Termination {
    /// When.
    pub day: Day,
    /// Of which treaty.
    pub treaty: TreatyId,
    /// Whose.
    pub member: StateId,
}

/// The risk set of a process: rows, and the raw values of the effects in each (NaN where missing).
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The process.
    pub kind: ProcessKind,
    /// The effects, in the order of the columns.
    pub effects: Vec<Effect>,
    /// The rows, in the order of their ends.
    pub rows: Vec<Row>,
    /// Row-major values, `rows × effects`; NaN is missing.
    pub values: Vec<f64>,
    /// Every end of a membership in the window.
    pub endings: Vec<Termination>,
}

struct Open {
    member: Option<StateId>,
    start: Day,
    values: Vec<f64>,
}

struct Builder<'a> {
    sample: Sample,
    world: World,
    open: Vec<Vec<Open>>,
    from: Day,
    until: Day,
    ticks: BTreeMap<Day, BTreeSet<TreatyId>>,
    history: &'a History,
    patron: &'a Patron<'a>,
}

/// The patron of a treaty of a world on a day, who is not at risk of leaving; `None`: there is none, and effects of a patron are
/// missing.
pub type Patron<'a> = dyn Fn(&World, TreatyId, Day) -> Option<StateId> + Sync + 'a;

impl Sample {
    /// The risk set of `kind` in `history` between two days. Intervals end with every event of their treaty, every
    /// 1 January (when attributes change), and when an exit drops out of the window of recent exits; effects are read
    /// at the start of an interval, after the events of that day.
    pub fn build(
        history: &History,
        kind: ProcessKind,
        effects: &[Effect],
        (from, until): (Day, Day),
        patron: &Patron<'_>,
    ) -> Self {
        let treaties = history.roster().treaties().len();
        let empty = Self { kind, effects: effects.to_vec(), rows: Vec::new(), values: Vec::new(), endings: Vec::new() };
        let mut builder = Builder {
            sample: empty,
            world: World::new(std::sync::Arc::clone(history.roster())),
            open: (0..treaties).map(|_| Vec::new()).collect(),
            from,
            until,
            ticks: BTreeMap::new(),
            history,
            patron,
        };
        builder.run();
        builder.sample
    }

    /// The same rows with these effects alone, which must be among its own.
    #[must_use]
    pub fn select(&self, effects: &[Effect]) -> Self {
        let find =
            |effect: &Effect| self.effects.iter().position(|own| own == effect).expect("an effect of the sample");
        let columns: Vec<usize> = effects.iter().map(find).collect();
        let values = (0..self.rows.len()).flat_map(|row| columns.iter().map(move |column| self.x(row)[*column]));
        Self {
            kind: self.kind,
            effects: effects.to_vec(),
            rows: self.rows.clone(),
            values: values.collect(),
            endings: self.endings.clone(),
        }
    }

    /// The values of one row.
    pub fn x(&self, row: usize) -> &[f64] {
        let width = self.effects.len();
        &self.values[row * width..(row + 1) * width]
    }

    /// Number of events.
    pub fn events(&self) -> usize {
        self.rows.iter().filter(|row| row.event).count()
    }

    /// Total exposure in years.
    pub fn years(&self) -> f64 {
        self.rows.iter().map(Row::years).sum()
    }

    /// The rows of which `keep` holds.
    #[must_use]
    pub fn filter(&self, keep: impl Fn(&Row) -> bool) -> Self {
        let kept: Vec<usize> = (0..self.rows.len()).filter(|index| keep(&self.rows[*index])).collect();
        Self {
            kind: self.kind,
            effects: self.effects.clone(),
            rows: kept.iter().map(|index| self.rows[*index]).collect(),
            values: kept.iter().flat_map(|index| self.x(*index).iter().copied()).collect(),
            endings: self.endings.clone(),
        }
    }
}

/// The window of [`Field::RECENT_EXITS`] in years.
fn recent_exits_years() -> i16 {
    match Layout::standard().field(Field::RECENT_EXITS).kind {
        FieldKind::Derived(Derive::Window(_, years)) => i16::from(years),
        other => unreachable!("recent exits are counted in a window, not {other:?}"),
    }
}

fn treaty_of(kind: &EventKind) -> Option<TreatyId> {
    match kind {
        EventKind::TreatyOpens { treaty }
        | EventKind::TreatyInForce { treaty }
        | EventKind::TreatyEnds { treaty, .. }
        | EventKind::Amends { treaty, .. }
        | EventKind::Signs { treaty, .. }
        | EventKind::Joins { treaty, .. }
        | EventKind::Thaws { treaty, .. }
        | EventKind::Freezes { treaty, .. }
        | EventKind::Leaves { treaty, .. } => Some(*treaty),
        _ => None,
    }
}

/// What a day does to one treaty.
#[derive(Default)]
struct DayOutcome {
    leaves: Vec<(StateId, Cause)>,
    ends: Option<Cause>,
}

impl Builder<'_> {
    fn run(&mut self) {
        let history = self.history;
        for year in self.from.year()..=self.until.year() {
            self.ticks.entry(Day::start_of_year(year)).or_default();
        }
        self.ticks.entry(self.from).or_default();
        self.ticks.entry(self.until).or_default();
        let mut events = history.events();
        loop {
            let next_event = events.first().map(|event| event.when.day());
            let next_tick = self.ticks.keys().next().copied();
            let day = match (next_event, next_tick) {
                (Some(event), Some(tick)) => event.min(tick),
                (Some(day), None) | (None, Some(day)) => day,
                (None, None) => break,
            };
            if day > self.until {
                break;
            }
            let count = events.partition_point(|event| event.when.day() <= day);
            let (today, rest) = events.split_at(count);
            events = rest;
            self.step(day, today);
        }
    }

    fn step(&mut self, day: Day, today: &[Event]) {
        foedera_diagnostic::watch::check();
        let ticked = self.ticks.remove(&day);
        let turn = day == Day::start_of_year(day.year()) || day == self.from || day == self.until;
        let mut touched: BTreeSet<TreatyId> = today.iter().filter_map(|event| treaty_of(&event.kind)).collect();
        if turn {
            touched = self.history.roster().treaties().map(|(id, _)| id).collect();
        }
        touched.extend(ticked.unwrap_or_default());
        let mut outcomes: BTreeMap<TreatyId, DayOutcome> = BTreeMap::new();
        for event in today {
            match event.kind {
                EventKind::Leaves { treaty, state, cause } => {
                    outcomes.entry(treaty).or_default().leaves.push((state, cause));
                }
                EventKind::TreatyEnds { treaty, cause } => outcomes.entry(treaty).or_default().ends = Some(cause),
                _ => {}
            }
        }
        for treaty in &touched {
            self.close(*treaty, day, outcomes.get(treaty));
        }
        for event in today {
            // A refused event does not happen; the importer has reported it.
            let _refused = self.world.apply(event).is_err();
        }
        self.world.advance(day);
        for treaty in touched {
            if outcomes.get(&treaty).is_some_and(|outcome| !outcome.leaves.is_empty()) {
                self.ticks.entry(day.plus_years(recent_exits_years())).or_default().insert(treaty);
            }
            if day >= self.from && day < self.until {
                self.reopen(treaty, day);
            }
        }
    }

    fn close(&mut self, treaty: TreatyId, day: Day, outcome: Option<&DayOutcome>) {
        let members: Vec<StateId> = self.world.treaty(treaty).member_states().collect();
        if let Some(outcome) = outcome.filter(|_| day >= self.from) {
            let gone = |state: &StateId| outcome.ends.is_some() || outcome.leaves.iter().any(|(left, _)| left == state);
            let endings = members.iter().filter(|state| gone(state));
            self.sample.endings.extend(endings.map(|member| Termination { day, treaty, member: *member }));
        }
        for open in std::mem::take(&mut self.open[treaty.index()]) {
            let event = outcome.is_some_and(|outcome| happens(self.sample.kind, outcome, open.member, members.len()));
            if day > open.start || event {
                let row = Row { treaty, member: open.member, start: open.start, end: day, event };
                self.sample.rows.push(row);
                self.sample.values.extend(open.values);
            }
        }
    }

    fn reopen(&mut self, treaty: TreatyId, day: Day) {
        let whole = View { world: &self.world, day, treaty, member: None, patron: None, other: None, call: None };
        if !self.sample.kind.who().is_open(&whole) {
            return;
        }
        let members: Vec<_> = self.world.treaty(treaty).members().collect();
        let patron = (self.patron)(&self.world, treaty, day);
        let read = |member: Option<foedera_world::Membership>| {
            let view = View { member, patron, ..whole };
            self.sample.effects.iter().map(|effect| effect.value(&view).unwrap_or(f64::NAN)).collect()
        };
        let each = |m: &foedera_world::Membership| Open { member: Some(m.state), start: day, values: read(Some(*m)) };
        let open = match self.sample.kind {
            ProcessKind::Leave => {
                let at_risk = |m: &&foedera_world::Membership| {
                    self.sample.kind.who().holds(&View { member: Some(**m), patron, ..whole })
                };
                members.iter().filter(at_risk).map(each).collect()
            }
            ProcessKind::AnyEnd => members.iter().map(each).collect(),
            ProcessKind::Ends | ProcessKind::Replaced => vec![Open { member: None, start: day, values: read(None) }],
        };
        self.open[treaty.index()] = open;
    }
}

/// Whether the process fires for this option on a day on which `outcome` hits a treaty of `members` members.
fn happens(kind: ProcessKind, outcome: &DayOutcome, member: Option<StateId>, members: usize) -> bool {
    let voluntary =
        |cause: Cause| matches!(cause, Cause::Withdrawal | Cause::NonRenewal | Cause::Expulsion | Cause::Suspension);
    let leaving: Vec<_> = outcome.leaves.iter().filter(|(_, cause)| voluntary(*cause)).collect();
    let majority = 2 * leaving.len() > members;
    match kind {
        ProcessKind::Leave => !majority && leaving.iter().any(|(state, _)| Some(*state) == member),
        ProcessKind::Ends => {
            majority || outcome.ends.is_some_and(|cause| !matches!(cause, Cause::Replaced | Cause::StateEnded))
        }
        ProcessKind::Replaced => outcome.ends == Some(Cause::Replaced),
        ProcessKind::AnyEnd => {
            let own = |cause: Cause| cause != Cause::StateEnded;
            outcome.ends.is_some_and(own)
                || outcome.leaves.iter().any(|(state, cause)| Some(*state) == member && own(*cause))
        }
    }
}
