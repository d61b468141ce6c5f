//! Events of cases by a logit of their own: an ally joins a dispute, a state begins one, a coup is attempted, an armed conflict begins.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use foedera_lab::conflict::{self, YearCase};
use foedera_lab::guarantee::joins::{JoinCase, join_candidates, join_effects, join_rows};
use foedera_lab::joining::{self, Key, Sample};
use foedera_process::Process;
use foedera_process::event::{Candidate, Cases as Rows, EventFit, EventModel, Held};
use foedera_world::Roster;

use crate::alliance::alliance_table;
use crate::{Case, Cases, Group, Head, OwnModel, Schedule, Subject};

/// Origins before the first that is scored, on which the candidate is chosen.
const EARLIER: i16 = 2;
/// The hostility from which force is used (MID).
const FORCE: u8 = 4;

/// A model of its own: what is fitted, with what.
struct Own {
    named: OwnModel,
    rows: Rows,
    candidates: Vec<Candidate>,
    /// One in how many cases without an event fits see.
    every: u32,
    /// Whether rates are recalibrated only where that helped at earlier origins.
    weighs_level: bool,
    /// Of accession in two steps the cases of both.
    steps: Option<Steps>,
    /// Whether it is a process in time, recalibrated by its earlier forecasts.
    in_time: bool,
    /// What was said of each case that was forecast, and the place of the candidate that ships.
    rolled: OnceLock<(BTreeMap<usize, f64>, usize)>,
}

impl Own {
    /// A model of one step, fitted to all cases and recalibrated as they say.
    fn of_all(named: OwnModel, rows: Rows, candidates: Vec<Candidate>, in_time: bool) -> Self {
        let rolled = OnceLock::new();
        Self { named, rows, candidates, every: 1, weighs_level: false, steps: None, in_time, rolled }
    }
}

/// The cases of *join*, and those of *opens* with what is fitted to them.
struct Steps {
    join: Vec<Key>,
    opens: Sample,
}

impl Steps {
    /// What is said of the cases of *join* where *join* alone says this, and *opens* is fitted at the same origins.
    fn said(&self, join: &BTreeMap<usize, f64>, held: Held) -> BTreeMap<usize, f64> {
        let candidates = &joining::candidates(Process::OPENS);
        let fit = EventFit {
            candidates,
            held,
            candidate: None,
            in_time: true,
            every: 1,
            weighs_level: true,
            name: &|_| String::new(),
        };
        let of = |row: usize| (self.opens.keys[row].treaty.expect("a treaty"), self.opens.keys[row].year);
        let opens = fit.held_out(&self.opens.rows).0.into_iter().map(|said| (of(said.row), said.probability)).collect();
        let keys: Vec<Key> = join.keys().map(|row| self.join[*row]).collect();
        let said: Vec<f64> = join.values().copied().collect();
        join.keys().copied().zip(joining::two_steps(&keys, &said, &opens)).collect()
    }
}

/// A process of events with its models.
pub struct EventSubject {
    cases: Cases,
    models: Vec<Own>,
}

impl EventSubject {
    /// The process *joins*: the cases of allies at risk, of which those count to whom an originator of the side owes defence; `last` is the
    /// last year of the disputes.
    pub fn joins(cases: &[JoinCase], last: i16) -> Self {
        let owed: Vec<JoinCase> = cases.iter().filter(|of| of.at_risk.owed).cloned().collect();
        let named =
            OwnModel { name: "our_model", words: "the model of the process, its candidate chosen on earlier origins" };
        let (rows, candidates) = (join_rows(&owed), join_candidates());
        let own = Own::of_all(named, rows, candidates, false);
        Self { cases: joins_table(&owed, last), models: vec![own] }
    }

    /// The processes *dispute*, *coup* and *conflict*: the cases of their years; `last` is the last year of the events.
    pub fn conflict(process: Process, cases: &[YearCase], roster: &Roster, last: i16) -> Self {
        let named = OwnModel {
            name: "our_model",
            words: "the model of the process, its candidate chosen on earlier origins, recalibrated by its earlier forecasts",
        };
        let (rows, candidates) = (conflict::rows(process, cases), conflict::candidates(process));
        let own = Own::of_all(named, rows, candidates, true);
        Self { cases: conflict_table(process, cases, roster, last), models: vec![own] }
    }

    /// The processes *opens*, *join*, *pact* and *cooperation*: the cases of their years; `last` is the last year of the events. Of *join*
    /// `opens` are the cases of the first step, and accession in two steps is judged beside the logit of all cases.
    pub fn alliance(process: Process, sample: Sample, opens: Option<Sample>, roster: &Roster, last: i16) -> Self {
        let named = OwnModel {
            name: "our_model",
            words: "the model of the process, its candidate chosen on earlier origins, recalibrated by its earlier forecasts where that helped before",
        };
        let cases = alliance_table(process, &sample, roster, last);
        let (candidates, every) = (joining::candidates(process), joining::thinned(process));
        let of = |named: OwnModel, rows: Rows, steps: Option<Steps>| {
            let (candidates, rolled) = (candidates.clone(), OnceLock::new());
            Own { named, rows, candidates, every, weighs_level: true, steps, in_time: true, rolled }
        };
        let mut models = Vec::new();
        if let Some(opens) = opens {
            let named = OwnModel {
                name: "two_steps",
                words: "the treaty takes in others (`opens`) × who is among them, by the odds of `join`",
            };
            models.push(of(named, sample.rows.clone(), Some(Steps { join: sample.keys, opens })));
        }
        models.insert(0, of(named, sample.rows, None));
        Self { cases, models }
    }

    /// Disputes with the use of force (hostility 4 or 5), among the cases of *dispute*: a model of these events alone, and the model of
    /// *dispute* with the share of its disputes before an origin in which force was used.
    pub fn force(cases: &[YearCase], roster: &Roster, last: i16) -> Self {
        let used = |case: &YearCase| YearCase { happened: case.hostility >= FORCE, ..case.clone() };
        let of_force: Vec<YearCase> = cases.iter().map(used).collect();
        let mut subject = Self::conflict(Process::DISPUTE, cases, roster, last);
        let mut own = Self::conflict(Process::DISPUTE, &of_force, roster, last);
        subject.models[0].named = OwnModel {
            name: "our_model",
            words: "the model of disputes × the share of earlier disputes in which force was used: what futures draw",
        };
        own.models[0].named =
            OwnModel { name: "own_fit", words: "the same effects fitted to disputes with the use of force alone" };
        own.cases.head.process = "dispute-force".to_owned();
        own.cases.head.definition = format!("{}, with hostility 4 or 5", own.cases.head.definition);
        own.models.insert(0, subject.models.remove(0));
        own
    }

    fn rolled(&self, model: usize, schedule: &Schedule) -> &(BTreeMap<usize, f64>, usize) {
        let own = &self.models[model];
        own.rolled.get_or_init(|| {
            // As in the fit that ships, origins before the first serve the choice alone.
            let first = schedule.from - EARLIER * schedule.refit;
            let held = Held::Origins { first, scored: schedule.from, step: schedule.refit };
            let (candidates, in_time) = (&own.candidates, own.in_time);
            let every = own.every;
            let fit = EventFit {
                candidates,
                held,
                candidate: None,
                in_time,
                every,
                weighs_level: own.weighs_level,
                name: &|_| String::new(),
            };
            let (forecasts, shipped) = fit.held_out(&own.rows);
            let said: BTreeMap<usize, f64> = forecasts.into_iter().map(|of| (of.row, of.probability)).collect();
            match &own.steps {
                Some(steps) => (steps.said(&said, held), shipped),
                None => (said, shipped),
            }
        })
    }

    /// The share of the events of a model, in years before an origin, that are events of the cases: 1 where both are the same.
    fn share(&self, model: usize, origin: i16) -> f64 {
        let rows = &self.models[model].rows.rows;
        let all = self.cases.all();
        let before = all.iter().filter(|case| case.year < origin && rows[case.source].happened);
        let (mut events, mut own) = (0.0, 0.0);
        for case in before {
            events += 1.0;
            own += f64::from(u8::from(case.event == Some(case.year)));
        }
        if events == own { 1.0 } else { (own + 0.5) / (events + 1.0) }
    }
}

impl Subject for EventSubject {
    fn cases(&self) -> &Cases {
        &self.cases
    }

    fn models(&self) -> Vec<OwnModel> {
        self.models.iter().map(|own| own.named).collect()
    }

    fn own(&self, model: usize, schedule: &Schedule, origins: &[i16]) -> Vec<Vec<Vec<f64>>> {
        let said = &self.rolled(model, schedule).0;
        let at = |origin: i16, years: i16| -> Vec<f64> {
            let share = self.share(model, origin);
            let ahead = schedule.ahead(&self.cases, origin, years);
            ahead.iter().map(|case| share * said[&self.cases.all()[*case].source]).collect()
        };
        origins.iter().map(|origin| schedule.horizons.iter().map(|years| at(*origin, *years)).collect()).collect()
    }

    fn held_out(&self, model: usize, schedule: &Schedule, group: Group, test: &[usize]) -> Option<Vec<f64>> {
        let all = self.cases.all();
        let names: BTreeSet<&str> = test.iter().filter_map(|case| all[*case].group(group)).collect();
        let seen: Vec<usize> =
            (0..all.len()).filter(|case| !all[*case].group(group).is_some_and(|name| names.contains(name))).collect();
        let shipped = self.rolled(model, schedule).1;
        let own = &self.models[model];
        if own.steps.is_some() {
            return None;
        }
        let source = |case: &usize| all[*case].source;
        let rest = Rows {
            rows: seen.iter().map(|case| own.rows.rows[source(case)]).collect(),
            values: seen.iter().flat_map(|case| own.rows.x(source(case)).iter().copied()).collect(),
            ..own.rows.filter(|_| false)
        };
        let rest = if own.every > 1 { rest.thinned(own.every) } else { rest };
        let fitted = EventModel::estimate(&rest, &own.candidates[shipped]);
        let read = own.rows.select(&fitted.effects.iter().map(|of| of.effect).collect::<Vec<_>>());
        let said = |case: &usize| {
            let values = read.x(source(case)).iter().map(|value| Some(*value).filter(|value| !value.is_nan()));
            fitted.probability(&values.collect::<Vec<_>>())
        };
        Some(test.iter().map(said).collect())
    }
}

/// The cases of a process of years: of one state, or of a first towards a second.
fn conflict_table(process: Process, cases: &[YearCase], roster: &Roster, last: i16) -> Cases {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    let pairs = process == Process::DISPUTE;
    let effects = conflict::effects(process);
    let place = |name: &str| effects.iter().position(|effect| effect.name() == name);
    let (land, water) = (place("land_border"), place("across_water"));
    let head = Head {
        process: process.name().to_owned(),
        unit: process.unit().to_owned(),
        definition: process.definition().to_owned(),
        words: if pairs { words(&["first", "second"]) } else { words(&["state"]) },
        columns: effects.iter().map(|effect| effect.name().to_owned()).collect(),
        horizons: vec![1],
        classes: if pairs {
            "a land border, contiguity across water, or neither".to_owned()
        } else {
            "the hundred of the COW number: a region".to_owned()
        },
        relations: if pairs { "the same pair, the same way round" } else { "the same state" }.to_owned(),
        last,
    };
    let case = |(source, of): (usize, &YearCase)| {
        let key = |(state, code): (foedera_world::StateId, u16)| format!("{}-{code}", roster.state(state).key);
        let on = |place: Option<usize>| place.is_some_and(|place| of.values[place] == Some(1.0));
        let class = match (pairs, on(land), on(water)) {
            (false, ..) => format!("{}00", of.first.1 / 100),
            (_, true, _) => "land border".to_owned(),
            (_, _, true) => "across water".to_owned(),
            _ => "not contiguous".to_owned(),
        };
        let second = of.second.map_or(0, |second| u32::from(second.1));
        Case {
            key: std::iter::once(of.first).chain(of.second).map(key).collect(),
            year: of.year,
            // Of pairs there are too many to hold them out with every baseline.
            groups: [None, (!pairs).then(|| key(of.first)), None],
            class,
            related: vec![u32::from(of.first.1) * 1000 + second],
            event: of.happened.then_some(of.year),
            values: of.values.clone(),
            source,
        }
    };
    Cases::new(head, cases.iter().enumerate().map(case).collect())
}

/// The cases of allies.
fn joins_table(cases: &[JoinCase], last: i16) -> Cases {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let head = Head {
        process: "join-dispute".to_owned(),
        unit: "ally and side of a dispute".to_owned(),
        definition: "at risk: each state bound to an originator of a side by a pact of defence in the year before, which owes it \
                     defence; event: it is a participant on that side in MID 5"
            .to_owned(),
        words: words(&["dispute", "side", "ally"]),
        columns: join_effects().into_iter().map(|effect| effect.name().to_owned()).collect(),
        horizons: vec![1],
        classes: "the side that began the dispute, or its target".to_owned(),
        relations: "the same ally".to_owned(),
        last,
    };
    let case = |(source, of): (usize, &JoinCase)| {
        let own = &of.at_risk;
        let dispute = format!("MID-{}", own.dispute);
        let ally = format!("COW-{}", own.code);
        Case {
            key: vec![dispute.clone(), if own.side_a { "A" } else { "B" }.to_owned(), ally.clone()],
            year: of.year(),
            groups: [None, Some(ally), Some(dispute)],
            class: if own.side_a { "began it" } else { "target" }.to_owned(),
            related: vec![own.code.unsigned_abs()],
            event: own.joined.then(|| of.year()),
            values: of.values.clone(),
            source,
        }
    };
    Cases::new(head, cases.iter().enumerate().map(case).collect())
}
