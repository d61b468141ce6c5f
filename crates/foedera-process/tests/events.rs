//! Processes of events: a known law is found again, nothing is chosen by what is scored, order does not matter.

use foedera_math::{Draw, Stream, logistic};
use foedera_process::event::{Candidate, Case, Cases, EventFit, EventModel, Held};
use foedera_process::{Effect, Process};

const EFFECTS: [Effect; 2] = [Effect::CAPABILITY, Effect::TARGETED];

/// Cases whose log-odds are −2 + 1.0·x on the scale of x, and 0 of a flag; a tenth of x is missing.
fn drawn(count: usize, seed: u64) -> Cases {
    let mut cases = Cases {
        process: Process::JOINS,
        effects: vec![Effect::INTERCEPT, EFFECTS[0], EFFECTS[1]],
        rows: Vec::new(),
        values: Vec::new(),
        share: 1.0,
    };
    for row in 0..count {
        let draw = Draw { seed, future: row as u32, stream: Stream::Test(7), option: 0 };
        let (x, flag) = (draw.normal(0), f64::from(u8::from(draw.uniform(1) < 0.5)));
        let happened = draw.uniform(2) < logistic(-2.0 + x);
        let shown = if draw.uniform(3) < 0.1 { f64::NAN } else { x };
        cases.rows.push(Case { year: Some(1950 + (row % 60) as i16), group: (row / 4) as u32, happened });
        cases.values.extend([1.0, shown, flag]);
    }
    cases
}

fn fit(cases: &Cases, held: Held) -> EventModel {
    let candidates = Candidate::all(&[&EFFECTS[..1], &EFFECTS], &[0.1, 1.0]);
    EventFit {
        candidates: &candidates,
        held,
        candidate: None,
        in_time: false,
        every: 1,
        weighs_level: false,
        name: &|row| format!("case {row}"),
    }
    .run(cases)
    .unwrap()
    .0
}

#[test]
fn a_known_law_is_found_again() {
    let cases = drawn(6000, 1);
    let all: Vec<Effect> = std::iter::once(Effect::INTERCEPT).chain(EFFECTS).collect();
    let model = EventModel::estimate(&cases, &Candidate { effects: all, deviation: 3.0 });
    let of = |place: usize| (model.effects[place].estimate, model.effects[place].standard_error);
    let ((intercept, error), (slope, slope_error), (flag, flag_error)) = (of(0), of(1), of(2));
    assert!((intercept + 1.95).abs() < 4.0 * error, "{intercept} {error}");
    // A missing tenth counts as the centre, which draws a slope in somewhat.
    assert!((slope - 1.0).abs() < 4.0 * slope_error && slope_error < 0.1, "{slope} {slope_error}");
    assert!(flag.abs() < 4.0 * flag_error, "{flag} {flag_error}");
    assert!((model.effects[1].scaling.missing - 0.1).abs() < 0.02);
    assert!(model.card.converged && model.effects.iter().all(|own| own.robust_error.is_some()));
    let at = |x: f64| model.probability(&[None, Some(x), None]);
    assert!(at(2.0) > at(0.0) && (model.probability(&[None, None, None]) - logistic(intercept)).abs() < 1e-12);
}

#[test]
fn forecasts_of_an_origin_do_not_see_what_comes_after() {
    let cases = drawn(3000, 2);
    let held = Held::Origins { first: 1970, scored: 1980, step: 10 };
    let candidates = Candidate::all(&[&EFFECTS[..1]], &[0.1, 1.0]);
    let run = |cases: &Cases| {
        let fit = EventFit {
            candidates: &candidates,
            held,
            candidate: None,
            in_time: false,
            every: 1,
            weighs_level: false,
            name: &|row| format!("case {row}"),
        };
        fit.run(cases).unwrap().1
    };
    let mut poisoned = cases.clone();
    for row in poisoned.rows.iter_mut().filter(|row| row.year >= Some(1990)) {
        row.happened = !row.happened;
    }
    let before = |of: &Cases| -> Vec<(usize, f64)> {
        let own = run(of).into_iter().filter(|own| of.rows[own.row].year < Some(1990));
        own.map(|own| (own.row, own.probability)).collect()
    };
    let (own, other) = (before(&cases), before(&poisoned));
    assert!(!own.is_empty() && own == other);
    let scored = run(&cases).iter().map(|own| cases.rows[own.row].year).min();
    assert_eq!(scored, Some(Some(1980)));
}

#[test]
fn what_has_nothing_to_say_is_not_chosen() {
    let mut cases = drawn(2000, 3);
    for row in 0..cases.rows.len() {
        cases.rows[row].happened =
            Draw { seed: 4, future: row as u32, stream: Stream::Test(7), option: 0 }.uniform(0) < 0.1;
    }
    let model = fit(&cases, Held::Origins { first: 1960, scored: 1970, step: 5 });
    let strongest = model.effects[1..].iter().map(|own| own.estimate.abs()).fold(0.0, f64::max);
    assert!(strongest < 0.15, "{strongest}");
}

#[test]
fn groups_are_held_out_whole() {
    let cases = drawn(400, 5);
    let model = fit(&cases, Held::Groups);
    let score = &model.card.score("groups_held_out").expect("it is made").score;
    assert_eq!((score.cases, score.events as usize), (400, cases.events()));
    assert!(score.log_score < score.log_score_climatology);
}
