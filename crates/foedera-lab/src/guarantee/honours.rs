//! Whether treaties were honoured in wars, as experts code it: one row is a war and an alliance, or a commitment in a war.
//!
//! The published counts and the published model are found again from the original files, and a model of ours is scored beside it. None of
//! this is an ally's answer to a call ([`crate::guarantee::answers`]); the two are shown side by side and never mixed.

use foedera_diagnostic::{Code, Diagnostic, Place, Problems};
use foedera_likelihood::{Ascent, Estimate, Response, maximise};
use foedera_math::{logistic, mean};
use foedera_process::event::{self as process, Candidate, Case, Cases, EventFit, EventForecast, EventModel, NoFit};
use foedera_process::response::{NODES, Pooled, Rows};
use foedera_process::{Effect, Process, Scaling, Score};
use foedera_store::{Frame, WorldFile};
use rayon::prelude::*;

/// Published counts of commitments honoured in wars of 1945 to 2003: what was counted, how often, of how many (Berkemeier and Fuhrmann
/// 2018, Research & Politics 5(2); recounted from their file by a test).
pub const PUBLISHED_SINCE_1945: [(&str, u32, u32); 2] = [
    ("commitments honoured in wars since 1945, any obligation", 12, 54),
    ("commitments honoured in wars since 1945, defence pacts", 6, 43),
];

/// One opportunity to honour an alliance in a war (Berkemeier and Fuhrmann 2018, coded as by Leeds, Long and Mitchell 2000).
#[derive(Debug, Clone, PartialEq)]
pub struct Opportunity {
    /// The war.
    pub war: i32,
    /// The alliance.
    pub atopid: i32,
    /// Whether the war is of the sample before 1945.
    pub before_1945: bool,
    /// Obligations: defence, offence, neutrality, nonaggression, consultation.
    pub obligations: [bool; 5],
    /// Whether more than two states are in it.
    pub multilateral: bool,
    /// Whether it was honoured; else it was violated.
    pub honoured: bool,
}

/// The opportunities of the file: rows that are coded as honoured or as violated.
pub fn opportunities(frame: &Frame) -> Vec<Opportunity> {
    let flag = |column: &str, row: usize| frame.whole_at(column, row) == Some(1);
    (0..frame.len())
        .filter(|row| flag("honor_llm", *row) != flag("violate_llm", *row))
        .filter_map(|row| {
            Some(Opportunity {
                war: frame.whole_at("war", row)?,
                atopid: frame.whole_at("atopid", row)?,
                before_1945: flag("before_1945", row),
                obligations: ["defense", "offense", "neutrality", "nonaggression", "consultation"]
                    .map(|name| flag(name, row)),
                multilateral: flag("multilateral", row),
                honoured: flag("honor_llm", row),
            })
        })
        .collect()
}

/// A commitment of a state in a war (Leeds and Anac 2005, International Interactions 31: 183-202).
#[derive(Debug, Clone, PartialEq)]
pub struct Commitment {
    /// The war.
    pub war: i32,
    /// The alliance.
    pub atopid: i32,
    /// The state, by its COW number; `None` where the row is of a whole alliance.
    pub state: Option<i32>,
    /// Whether it is of the time before 1945.
    pub before_1945: bool,
    /// The columns: those of [`COLUMNS`], or of an opportunity those of [`OPPORTUNITY_COLUMNS`].
    pub values: Vec<f64>,
    /// Whether it was honoured.
    pub honoured: bool,
}

/// The columns of a commitment; the first five are those of the published model.
pub const COLUMNS: [&str; 11] = [
    "military_institution",
    "formal",
    "capability_change",
    "institutions_change",
    "original_target",
    "all_capability_change",
    "capability_change_20",
    "regime_change",
    "wartime",
    "active",
    "bilateral",
];
/// How many of [`COLUMNS`] the published model has.
pub const PUBLISHED: usize = 5;

/// The commitments of the file; a row with a missing column is left out.
pub fn commitments(frame: &Frame) -> Vec<Commitment> {
    (0..frame.len())
        .filter_map(|row| {
            let values: Option<Vec<f64>> =
                COLUMNS.iter().map(|name| frame.whole_at(name, row).map(f64::from)).collect();
            Some(Commitment {
                war: frame.whole_at("war", row)?,
                atopid: frame.whole_at("atopid", row)?,
                state: Some(frame.whole_at("state_code", row)?),
                before_1945: true,
                values: values?,
                honoured: frame.whole_at("honored", row)? == 1,
            })
        })
        .collect()
}

/// The columns of an opportunity as a case to be predicted.
pub const OPPORTUNITY_COLUMNS: [&str; 7] =
    ["defense", "offense", "neutrality", "nonaggression", "consultation", "multilateral", "since_1945"];

impl From<&Opportunity> for Commitment {
    fn from(opportunity: &Opportunity) -> Self {
        let flag = |on: bool| f64::from(u8::from(on));
        let mut values: Vec<f64> = opportunity.obligations.iter().map(|on| flag(*on)).collect();
        values.extend([flag(opportunity.multilateral), flag(!opportunity.before_1945)]);
        let Opportunity { war, atopid, before_1945, honoured, .. } = *opportunity;
        Self { war, atopid, state: None, before_1945, values, honoured }
    }
}

/// Commitments as rows of the process *honours*, with the war as the group.
pub fn honour_rows(cases: &[Commitment]) -> Cases {
    let row = |case: &Commitment| Case { year: None, group: case.war.unsigned_abs(), happened: case.honoured };
    Cases {
        process: Process::HONOURS,
        effects: std::iter::once(Effect::INTERCEPT).chain(Effect::HONOURS).collect(),
        rows: cases.iter().map(row).collect(),
        values: cases.iter().flat_map(|case| std::iter::once(1.0).chain(case.values.iter().copied())).collect(),
        share: 1.0,
    }
}

/// The candidates for *honours*: the five columns of the published model, or all, with priors from strong to nearly none.
pub fn honour_candidates() -> Vec<Candidate> {
    Candidate::all(&[&Effect::HONOURS[..PUBLISHED], &Effect::HONOURS], &[0.15, 0.3, 0.5, 1.0, 3.0])
}

/// A fitted model with the cases and what was forecast of those held out.
pub type FittedHonours = (EventModel, Vec<Commitment>, Vec<EventForecast>);

/// Fit the process *honours* to the commitments of a world file, and score it with wars held out in turn.
///
/// # Errors
/// A world file that cannot be read or has no commitments; [`NoFit`].
pub fn fit(world: &WorldFile, candidate: Option<&str>) -> Result<Result<FittedHonours, NoFit>, Problems> {
    const TABLE: &str = "reliability_la";
    let frame = world.frame(TABLE, &[])?.ok_or_else(|| {
        let message = format!("the world file has no table `{TABLE}`, the commitments of Leeds and Anac");
        let remedy = "import their file with the others: `foedera import DIR -o world.foedera`";
        Problems::from(Diagnostic::new(Code::Missing, Place::File(world.name().to_owned()), message, remedy))
    })?;
    let cases = commitments(&frame);
    let name = |row: usize| {
        let Commitment { war, atopid, state, .. } = &cases[row];
        let state = state.map_or(String::new(), |state| format!(" of {state}"));
        format!("war {war}, commitment{state} under ATOP-{atopid}")
    };
    let fit = EventFit {
        candidates: &honour_candidates(),
        held: process::Held::Groups,
        candidate,
        in_time: false,
        every: 1,
        weighs_level: false,
        name: &name,
    };
    Ok(fit.run(&honour_rows(&cases)).map(|(mut model, forecasts)| {
        model.card.window = ("1816-01-01".to_owned(), "1944-12-31".to_owned());
        let own = world.provenance().iter().filter(|own| own.dataset == frame.dataset);
        model.card.datasets = own.cloned().collect();
        (model, cases.clone(), forecasts)
    }))
}

/// A plain logistic regression on the first `columns` of [`COLUMNS`]; parameters are the coefficients, then minus the constant.
pub fn logit(cases: &[&Commitment], columns: &[usize]) -> Estimate {
    let rows = cases.iter().flat_map(|case| columns.iter().map(|column| case.values[*column])).collect();
    let answers = cases.iter().map(|case| usize::from(case.honoured)).collect();
    let clusters = cases.iter().map(|case| case.war as u32).collect();
    let response = Response::new(columns.len(), 2, rows, answers, clusters);
    maximise(Ascent { likelihood: &response, priors: &[], fixed: &[] }, &response.start())
}

/// The probability that a commitment is honoured, by a plain model.
pub fn plain_probability(estimate: &Estimate, columns: &[usize], case: &Commitment) -> f64 {
    let eta: f64 = columns.iter().zip(&estimate.parameters).map(|(column, b)| case.values[*column] * b).sum();
    logistic(eta - estimate.parameters[columns.len()])
}

/// The relative change of deviations at which a pooled model is taken as settled: many are fitted.
const SETTLED: f64 = 0.02;

/// What is held out together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// One case.
    Case,
    /// All cases of one war.
    War,
    /// All cases of one treaty.
    Treaty,
}

impl Held {
    /// Whether a case is held out with another.
    fn together(self, a: (usize, i32, i32), b: (usize, i32, i32)) -> bool {
        match self {
            Self::Case => a.0 == b.0,
            Self::War => a.1 == b.1,
            Self::Treaty => a.2 == b.2,
        }
    }
}

/// Scores of held-out forecasts of the cases for which `of` holds: for each, `forecast` gets all cases that may be seen and says its
/// probability. Climatology is the rate of the cases seen of the same era (before 1945, or since). `None` if no case is forecast.
pub fn cross_validate(
    cases: &[Commitment],
    held: Held,
    of: impl Fn(&Commitment) -> bool + Sync,
    forecast: impl Fn(&[&Commitment], &Commitment) -> f64 + Sync,
) -> Option<Score> {
    let key = |place: usize| (place, cases[place].war, cases[place].atopid);
    let three: Vec<(f64, f64, bool)> = (0..cases.len())
        .into_par_iter()
        .filter(|place| of(&cases[*place]))
        .map(|place| {
            let seen: Vec<&Commitment> = (0..cases.len())
                .filter(|other| !held.together(key(place), key(*other)))
                .map(|other| &cases[other])
                .collect();
            let era = seen.iter().filter(|case| case.before_1945 == cases[place].before_1945);
            let rate = mean(&era.map(|case| f64::from(u8::from(case.honoured))).collect::<Vec<_>>());
            (forecast(&seen, &cases[place]), rate, cases[place].honoured)
        })
        .collect();
    Score::of(&three)
}

/// The forecast of the published model, fitted on the cases seen.
pub fn published_forecast(seen: &[&Commitment], case: &Commitment) -> f64 {
    let columns: Vec<usize> = (0..PUBLISHED).collect();
    plain_probability(&logit(seen, &columns), &columns, case)
}

/// The forecast of a pooled model on some columns, fitted on the cases seen: standardised effects shrunk together, normal intercepts of
/// treaties, states and wars; how far each is shrunk is found from the cases seen.
pub fn pooled_forecast(columns: &[usize], seen: &[&Commitment], case: &Commitment) -> f64 {
    let mut all: Vec<&Commitment> = seen.to_vec();
    all.push(case);
    let (rows, fitted) = pooled(columns, &all, seen.len());
    let last = seen.len();
    let own: f64 = rows.row(last).iter().zip(&fitted.mode).map(|(x, b)| x * b).sum();
    let threshold = fitted.mode[fitted.mode.len() - 1];
    let (mut eta, mut variance) = (own - threshold, 0.0);
    for kind in 0..3 {
        let Some(place) = rows.groups[last][kind] else { continue };
        let known = rows.groups[..last].iter().any(|groups| groups[kind] == Some(place));
        if known {
            eta += fitted.mode[rows.offset(kind) + place];
        } else {
            variance += fitted.deviations[kind] * fitted.deviations[kind];
        }
    }
    NODES.iter().map(|(node, weight)| weight * logistic(eta + variance.sqrt() * node)).sum()
}

/// Rows of all cases, and the model fitted on the first `seen` of them.
fn pooled(columns: &[usize], cases: &[&Commitment], seen: usize) -> (Rows, Pooled) {
    let scaling = |column: &usize| Scaling::of_rows(cases[..seen].iter().map(|case| case.values[*column]));
    let scalings: Vec<Scaling> = columns.iter().map(scaling).collect();
    let mut keys: [Vec<i32>; 3] = Default::default();
    let mut place = |kind: usize, key: i32| {
        keys[kind].iter().position(|own| *own == key).unwrap_or_else(|| {
            keys[kind].push(key);
            keys[kind].len() - 1
        })
    };
    let groups: Vec<[Option<usize>; 3]> = cases
        .iter()
        .map(|case| [Some(place(0, case.atopid)), case.state.map(|state| place(1, state)), Some(place(2, case.war))])
        .collect();
    let values = |case: &&Commitment| -> Vec<f64> {
        columns.iter().zip(&scalings).map(|(column, scaling)| scaling.standard(case.values[*column])).collect()
    };
    let rows = Rows {
        effects: columns.len(),
        wide: 0,
        levels: 2,
        values: cases.iter().flat_map(values).collect(),
        groups,
        answers: cases.iter().map(|case| (usize::from(case.honoured), usize::from(case.honoured))).collect(),
        sizes: [0, 1, 2].map(|kind| keys[kind].len()),
    };
    let fitted = rows.only(|row| row < seen).fit_until(None, SETTLED);
    (rows, fitted)
}
