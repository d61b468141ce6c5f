//! *join-dispute*: an ally becomes a party to a militarised dispute on the side of a state that owes it defence.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use foedera_lab::guarantee::joins::{JoinCase, join_candidates, join_effects, join_rows};
use foedera_process::event::{Cases as Rows, EventFit, EventModel, Held};

use crate::{Case, Cases, Group, Head, OwnModel, Schedule, Subject};

const MODELS: [OwnModel; 1] =
    [OwnModel { name: "our_model", words: "the model of the process, its candidate chosen on earlier origins" }];

/// Origins before the first that is scored, on which the candidate is chosen.
const EARLIER: i16 = 2;

/// The process *joins* with its model.
pub struct JoinsSubject {
    cases: Cases,
    rows: Rows,
    /// What was said of each case that was forecast, and the place of the candidate that ships.
    rolled: OnceLock<(BTreeMap<usize, f64>, usize)>,
}

impl JoinsSubject {
    /// The cases of allies at risk, of which those count to whom an originator of the side owes defence; `last` is the last year of the
    /// disputes.
    pub fn new(cases: &[JoinCase], last: i16) -> Self {
        let owed: Vec<JoinCase> = cases.iter().filter(|of| of.at_risk.owed).cloned().collect();
        Self { cases: table(&owed, last), rows: join_rows(&owed), rolled: OnceLock::new() }
    }

    fn rolled(&self, schedule: &Schedule) -> &(BTreeMap<usize, f64>, usize) {
        self.rolled.get_or_init(|| {
            // As in the fit that ships, two origins before the first serve the choice alone.
            let first = schedule.from - EARLIER * schedule.refit;
            let held = Held::Origins { first, scored: schedule.from, step: schedule.refit };
            let candidates = join_candidates();
            let fit = EventFit { candidates: &candidates, held, candidate: None, name: &|_| String::new() };
            let (forecasts, shipped) = fit.held_out(&self.rows);
            (forecasts.into_iter().map(|of| (of.row, of.probability)).collect(), shipped)
        })
    }
}

impl Subject for JoinsSubject {
    fn cases(&self) -> &Cases {
        &self.cases
    }

    fn models(&self) -> Vec<OwnModel> {
        MODELS.to_vec()
    }

    fn own(&self, _: usize, schedule: &Schedule, origins: &[i16]) -> Vec<Vec<Vec<f64>>> {
        let said = &self.rolled(schedule).0;
        let at = |origin: i16, years: i16| -> Vec<f64> {
            let ahead = schedule.ahead(&self.cases, origin, years);
            ahead.iter().map(|case| said[&self.cases.all()[*case].source]).collect()
        };
        origins.iter().map(|origin| schedule.horizons.iter().map(|years| at(*origin, *years)).collect()).collect()
    }

    fn held_out(&self, _: usize, schedule: &Schedule, group: Group, test: &[usize]) -> Option<Vec<f64>> {
        let all = self.cases.all();
        let names: BTreeSet<&str> = test.iter().filter_map(|case| all[*case].group(group)).collect();
        let seen: Vec<usize> =
            (0..all.len()).filter(|case| !all[*case].group(group).is_some_and(|name| names.contains(name))).collect();
        let candidate = &join_candidates()[self.rolled(schedule).1];
        let source = |case: &usize| all[*case].source;
        let rest = Rows {
            rows: seen.iter().map(|case| self.rows.rows[source(case)]).collect(),
            values: seen.iter().flat_map(|case| self.rows.x(source(case)).iter().copied()).collect(),
            ..self.rows.filter(|_| false)
        };
        let model = EventModel::estimate(&rest, candidate);
        let own = self.rows.select(&model.effects.iter().map(|of| of.effect).collect::<Vec<_>>());
        let said = |case: &usize| {
            let values = own.x(source(case)).iter().map(|value| Some(*value).filter(|value| !value.is_nan()));
            model.probability(&values.collect::<Vec<_>>())
        };
        Some(test.iter().map(said).collect())
    }
}

fn table(cases: &[JoinCase], last: i16) -> Cases {
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
