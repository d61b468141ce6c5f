//! *leave*, *ends* and *replaced*: members and treaties on 1 January, with the effects that their models read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use foedera_likelihood::score::Split;
use foedera_process::{
    Design, Effect, Group as Whom, HORIZONS, Key, Model, Number, Patron, ProcessKind, Rolling, Row, Sample, Scaling,
    Specification,
};
use foedera_world::{Day, History, StateId, TreatyId};

use crate::{Case, Cases, Group, Head, OwnModel, Schedule, Subject};

/// A process of memberships with a hazard.
pub struct HazardSubject {
    history: History,
    cases: Cases,
    /// The sample as it is, and with what reads other members taken out.
    samples: [Sample; 2],
    keys: Vec<Key>,
    rolled: [OnceLock<Rolling>; 2],
}

const MODELS: [OwnModel; 2] = [
    OwnModel { name: "our_model", words: "the model of the process, its candidate chosen on earlier origins" },
    OwnModel {
        name: "our_model_without_networks",
        words: "the same without effects that read other members, the patron or pairs of states",
    },
];

impl HazardSubject {
    /// The cases of a process in a history, in a window that ends with a year.
    pub fn new(history: History, kind: ProcessKind, window: (Day, Day), patron: &Patron<'_>) -> Self {
        let sample = Sample::build(&history, kind, &Effect::many(kind), window, patron);
        let keys: Vec<Key> = sample.rows.iter().map(key).collect();
        let cases = Cases::new(head(&sample, window.1.year()), cases(&history, &sample));
        let alone = without_networks(&sample);
        Self { history, cases, samples: [sample, alone], keys, rolled: [OnceLock::new(), OnceLock::new()] }
    }

    fn rolled(&self, model: usize, schedule: &Schedule) -> &Rolling {
        self.rolled[model].get_or_init(|| {
            let (first, step) = (schedule.from.into(), schedule.refit.into());
            let split = Split { name: "backtest", first, step, horizon: 1, least_events: 5 };
            Rolling::over(&self.samples[model], &split, self.cases.head.last)
        })
    }
}

impl Subject for HazardSubject {
    fn cases(&self) -> &Cases {
        &self.cases
    }

    fn models(&self) -> Vec<OwnModel> {
        MODELS.to_vec()
    }

    fn own(&self, model: usize, schedule: &Schedule, origins: &[i16]) -> Vec<Vec<Vec<f64>>> {
        let rolling = self.rolled(model, schedule);
        let within = |years: &i16| -> BTreeMap<Key, f64> {
            rolling.forecasts(None, *years).into_iter().map(|of| (of.key, of.probability)).collect()
        };
        let said: Vec<BTreeMap<Key, f64>> = schedule.horizons.iter().map(within).collect();
        let at = |origin: &i16| {
            let of = |(years, said): (&i16, &BTreeMap<Key, f64>)| {
                let ahead = schedule.ahead(&self.cases, *origin, *years);
                ahead.iter().map(|case| said[&self.keys[self.cases.all()[*case].source]]).collect()
            };
            schedule.horizons.iter().zip(&said).map(of).collect()
        };
        origins.iter().map(at).collect()
    }

    fn held_out(&self, model: usize, schedule: &Schedule, group: Group, test: &[usize]) -> Option<Vec<f64>> {
        let shipped = self.rolled(model, schedule).shipped();
        let specification = Specification { frailty: false, ..shipped.clone() };
        let sample = self.samples[model].select(&specification.effects);
        let roster = self.history.roster();
        let names: BTreeSet<&str> = test.iter().filter_map(|case| self.cases.all()[*case].group(group)).collect();
        let held = |row: &Row| {
            let name = match group {
                Group::Treaty => Some(&roster.treaty(row.treaty).key),
                Group::State => row.member.map(|state| &roster.state(state).key),
                Group::War => None,
            };
            name.is_some_and(|name| names.contains(name.as_str()))
        };
        let (rest, own) = (sample.filter(|row| !held(row)), sample.filter(held));
        let found = Model::estimate(&rest, &specification, roster, &[]);
        // Columns that do not vary are not in the model.
        let own = own.select(&found.effects.iter().map(|of| of.effect).collect::<Vec<_>>());
        let scalings: Vec<Scaling> = found.effects.iter().map(|of| of.scaling).collect();
        let (design, theta) = (Design::new(&own, &scalings), found.mode());
        let rows = own.rows.iter().enumerate().filter(|(_, row)| on_turn(row));
        let rates: BTreeMap<Key, f64> = rows.map(|(place, row)| (key(row), design.rate(place, &theta))).collect();
        let years = f64::from(*schedule.horizons.first()?);
        let within = |case: &usize| -foedera_math::exp_m1(-rates[&self.keys[self.cases.all()[*case].source]] * years);
        Some(test.iter().map(within).collect())
    }
}

/// The treaty, member and year of a row.
fn key(row: &Row) -> Key {
    (row.treaty, row.member, row.start.year())
}

/// Whether a row begins with a year, and so is a case.
fn on_turn(row: &Row) -> bool {
    row.start == Day::start_of_year(row.start.year())
}

fn head(sample: &Sample, last: i16) -> Head {
    let process = sample.kind.process();
    let leave = sample.kind == ProcessKind::Leave;
    let words: &[&str] = if leave { &["treaty", "state"] } else { &["treaty"] };
    let effects = sample.effects.iter().filter(|effect| **effect != Effect::INTERCEPT);
    Head {
        process: process.name().to_owned(),
        unit: process.unit().to_owned(),
        definition: process.definition().to_owned(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        columns: effects.map(|effect| effect.name().to_owned()).collect(),
        horizons: HORIZONS.to_vec(),
        classes: "a duty of defence or none, two members, three to twelve, or more".to_owned(),
        relations: if leave {
            "members of the same treaty, and the same state in other treaties"
        } else {
            "treaties with one of the same members"
        }
        .to_owned(),
        last,
    }
}

fn cases(history: &History, sample: &Sample) -> Vec<Case> {
    let roster = history.roster();
    let members = members_by_year(history, sample);
    let mut events: BTreeMap<(TreatyId, Option<StateId>), BTreeSet<i16>> = BTreeMap::new();
    for row in sample.rows.iter().filter(|row| row.event) {
        // An event on 1 January belongs to the interval, and so the year, before.
        events.entry((row.treaty, row.member)).or_default().insert(row.end.plus_days(-1).year());
    }
    let column = |effect| sample.effects.iter().position(|own| *own == effect).expect("all are tried with it");
    let (defence, size) = (column(Effect::DEFENSE_PACT), column(Effect::LOG_MEMBERS));
    let case = |(place, row): (usize, &Row)| {
        let (year, x) = (row.start.year(), sample.x(place));
        let treaty = roster.treaty(row.treaty).key.clone();
        let state = row.member.map(|state| roster.state(state).key.clone());
        let treaty_word = 2 * index(row.treaty.index());
        let state_word = |state: &StateId| 2 * index(state.index()) + 1;
        let related = match row.member {
            Some(state) => vec![treaty_word, state_word(&state)],
            None => members.get(&(row.treaty, year)).into_iter().flatten().map(state_word).collect(),
        };
        let known = sample.effects.iter().zip(x).filter(|(effect, _)| **effect != Effect::INTERCEPT);
        Case {
            key: std::iter::once(treaty.clone()).chain(state.clone()).collect(),
            year,
            groups: [Some(treaty), state, None],
            class: class(x[defence] == 1.0, x[size]),
            related,
            event: events.get(&(row.treaty, row.member)).and_then(|own| own.range(year..).next().copied()),
            values: known.map(|(_, value)| Some(*value).filter(|value| !value.is_nan())).collect(),
            source: place,
        }
    };
    sample.rows.iter().enumerate().filter(|(_, row)| on_turn(row)).map(case).collect()
}

pub(crate) fn index(place: usize) -> u32 {
    u32::try_from(place).expect("a roster has fewer than u32 counts")
}

/// The reference class: what the treaty owes, and how large it is.
pub(crate) fn class(defence: bool, log_members: f64) -> String {
    // The logarithms of two and of twelve members, with room for rounding.
    let size = if log_members < 0.7 {
        "of two"
    } else if log_members < 2.49 {
        "of three to twelve"
    } else {
        "of more than twelve"
    };
    format!("{} {size}", if defence { "defence pact" } else { "other treaty" })
}

/// The members of every treaty on each 1 January of the sample.
fn members_by_year(history: &History, sample: &Sample) -> BTreeMap<(TreatyId, i16), Vec<StateId>> {
    let mut wanted: BTreeMap<i16, BTreeSet<TreatyId>> = BTreeMap::new();
    for row in sample.rows.iter().filter(|row| on_turn(row)) {
        wanted.entry(row.start.year()).or_default().insert(row.treaty);
    }
    let mut members = BTreeMap::new();
    let mut replay = history.start();
    for (year, treaties) in wanted {
        replay.run_to(history, Day::start_of_year(year));
        for treaty in treaties {
            members.insert((treaty, year), replay.world.treaty(treaty).member_states().collect());
        }
    }
    members
}

/// The sample with the values of effects that read other members, the patron or pairs of states taken out: missing values lie at the
/// centre, so a model has no use of them.
fn without_networks(sample: &Sample) -> Sample {
    let out: Vec<bool> = sample.effects.iter().map(|effect| reads_others(&effect.entry().number)).collect();
    let mut alone = sample.clone();
    for (place, value) in alone.values.iter_mut().enumerate() {
        if out[place % out.len()] {
            *value = f64::NAN;
        }
    }
    alone
}

/// Whether a number reads of anyone but the member itself and the text of its treaty.
fn reads_others(number: &Number) -> bool {
    use foedera_process::At;
    let other = |at: &At| matches!(at, At::Each | At::Patron | At::OwnOrPatron | At::Other);
    match number {
        Number::Constant(_) | Number::Membership(_) | Number::Fact(_) | Number::Coded(_) => false,
        Number::State(_, at) | Number::Age(at) => other(at),
        Number::SameRegion(..) | Number::Shared(_) => true,
        Number::Treaty(_) | Number::Pair(..) | Number::DistanceAtEntry(_) | Number::RelativeDistance(_) => true,
        Number::OverGroup(_, group, each) => *group != Whom::Own || reads_others(each),
        Number::Ln(x)
        | Number::LnOnePlus(x)
        | Number::LnOrZero(x)
        | Number::Abs(x)
        | Number::RootOfShare(x)
        | Number::AtLeast(x, _)
        | Number::Is(x, _)
        | Number::Positive(x)
        | Number::Below(x, _)
        | Number::YearsSince(x, _)
        | Number::Missing(x) => reads_others(x),
        Number::Least(x, y)
        | Number::Plus(x, y)
        | Number::KnownOf(x, y)
        | Number::Minus(x, y)
        | Number::Times(x, y)
        | Number::Over(x, y) => reads_others(x) || reads_others(y),
    }
}
