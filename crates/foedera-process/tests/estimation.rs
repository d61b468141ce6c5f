//! The likelihood of a sample and its mode against closed forms; a story cut into intervals by hand; model files.

use std::sync::Arc;

use foedera_diagnostic::Source;
use foedera_likelihood::{Ascent, Estimate, Likelihood, Prior, Rates, maximise};
use foedera_math::{Draw, Stream, exp, ln};
use foedera_process::score::Case;
use foedera_process::{
    BlockCount, Blocks, Design, Effect, Memory, Model, ProcessKind, Recalibration, Rolling, Row, Sample, Scaling,
    ScoreCard, Specification, read_model, write_model,
};
use foedera_world::{
    Cause, Day, Event, EventKind, History, Obligation, Roster, State, StateId, Treaty, TreatyId, Variable, When, World,
};
use proptest::prelude::*;

/// A sample of `groups` treaties with five rows each, two effects beside the intercept, and chance events.
fn sample(seed: u64, groups: u32) -> Sample {
    let effects = vec![Effect::INTERCEPT, Effect::LOG_YEARS_IN, Effect::PATRON_DISTANCE];
    let (mut rows, mut values) = (Vec::new(), Vec::new());
    for group in 0..groups {
        for row in 0..5 {
            let draw = Draw { seed, future: group, stream: Stream::Test(9), option: row };
            let start = Day::start_of_year(1950 + row as i16);
            let event = draw.uniform(0) < 0.3;
            let treaty = TreatyId::from_index(group as usize);
            let end = start.plus_days(30 + (300.0 * draw.uniform(1)) as i32);
            rows.push(Row { treaty, member: Some(StateId::from_index(row as usize)), start, end, event });
            values.extend([1.0, draw.normal(2), draw.normal(3)]);
        }
    }
    Sample { kind: ProcessKind::Leave, effects, rows, values, endings: Vec::new() }
}

fn scaling((centre, deviation): (f64, f64)) -> Scaling {
    Scaling { centre, deviation, ..Scaling::IDENTITY }
}

/// The likelihood of such a sample of twelve treaties, scaled somehow, and priors of its parameters.
fn rates(seed: u64, frailty: bool) -> (Rates, Vec<Prior>) {
    let sample = sample(seed, 12);
    let design = Design::new(&sample, &[(0.0, 1.0), (0.1, 1.2), (-0.2, 0.9)].map(scaling));
    let priors =
        [(-4.0, 2.0), (0.0, 0.5), (0.0, 0.5), (0.0, 1.0)].map(|(mean, deviation)| Prior::Normal(mean, deviation));
    let rates = design.rates(&sample, frailty);
    let priors = priors[..rates.parameters()].to_vec();
    (rates, priors)
}

fn fit(rates: &Rates, priors: &[Prior]) -> Estimate {
    maximise(Ascent { likelihood: rates, priors, fixed: &[] }, &rates.start(0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_fit_ends_where_the_gradient_vanishes(seed in 0_u64..1000, frailty: bool) {
        let (rates, priors) = rates(seed, frailty);
        let found = fit(&rates, &priors);
        prop_assert!(found.converged);
        // Evaluated anew, so that the estimate is not its own witness.
        let value = rates.value(&found.parameters);
        for ((score, prior), at) in value.score.iter().zip(&priors).zip(&found.parameters) {
            let slope = score + prior.log_density(*at).1;
            prop_assert!(slope.abs() < 1e-6, "{slope}");
        }
    }
}

#[test]
fn values_are_centred_scaled_drawn_in_and_missing_ones_are_the_centre() {
    let mut sample = sample(1, 1).filter(|row| row.member == Some(StateId::from_index(0)));
    sample.values = vec![1.0, f64::NAN, 50.0];
    let design = Design::new(&sample, &[(0.0, 1.0), (7.0, 2.0), (4.0, 5.0)].map(scaling));
    assert_eq!(design.row(0), [1.0, 0.0, 3.0], "a missing value at its centre, a far one at the reach");
    sample.values = vec![1.0, 4.0, 2.0];
    let design = Design::new(&sample, &[(0.0, 1.0), (7.0, 2.0), (4.0, 5.0)].map(scaling));
    assert_eq!(design.row(0), [1.0, -1.5, -0.4]);
    // ln v behind the effects is not part of a rate at frailty 1.
    assert!((design.rate(0, &[-2.0, 0.4, 0.5, 9.0]) - exp(-2.8)).abs() < 1e-15);
}

#[test]
fn treaties_are_the_groups() {
    let sample = sample(2, 7).filter(|row| row.treaty.index() != 3);
    let rates = Design::new(&sample, &[Scaling::IDENTITY; 3]).rates(&sample, true);
    let groups = rates.groups(&[0.0; 4]);
    assert_eq!(groups.iter().map(|group| group.label).collect::<Vec<_>>(), [0, 1, 2, 4, 5, 6]);
    for group in groups {
        let own = sample.filter(|row| row.treaty.index() == group.label as usize);
        assert_eq!(group.events, own.events() as f64);
        assert!((group.expected - own.years()).abs() < 1e-12, "at θ = 0 one event a year is expected");
    }
}

#[test]
fn a_constant_rate_is_events_over_years() {
    let sample = sample(3, 40);
    let rate = Sample { effects: vec![Effect::INTERCEPT], values: vec![1.0; sample.rows.len()], ..sample.clone() };
    // A prior so wide that it does not matter.
    let found = fit(&Design::new(&rate, &[Scaling::IDENTITY]).rates(&rate, false), &[Prior::Normal(0.0, 1e6)]);
    assert!(found.converged);
    assert!((exp(found.parameters[0]) - sample.events() as f64 / sample.years()).abs() < 1e-8);
    let events = sample.events() as f64;
    assert!((found.value.log_likelihood - events * (ln(events / sample.years()) - 1.0)).abs() < 1e-8);
}

#[test]
fn the_frailty_likelihood_is_the_integral_over_the_frailty() {
    let (with, _) = rates(5, true);
    let (without, _) = rates(5, false);
    let at = [0.3, 0.2, -0.4, -0.7];
    let v = exp(at[3]);
    let groups = with.groups(&at);
    let events: f64 = groups.iter().map(|group| group.events).sum();
    assert!(events > 3.0);
    // ∫ w^D e^{−wΛ} Gamma(w; 1/v, 1/v) dw by the midpoint rule, group by group; Σ θ·x of events cancels against
    // the likelihood without frailty, Σ θ·x − Λ.
    let mut total = without.value(&at[..3]).log_likelihood;
    for group in groups {
        let (d, lambda) = (group.events, group.expected);
        let (shape, n) = (1.0 / v, 400_000);
        let norm = libm_lgamma(shape) + shape * ln(v);
        let density = |w: f64| exp((shape + d - 1.0) * ln(w) - w * (lambda + shape) - norm);
        let width = 40.0 / f64::from(n);
        let integral: f64 = (0..n).map(|i| density((f64::from(i) + 0.5) * width) * width).sum();
        total += ln(integral) + lambda;
    }
    let found = with.value(&at).log_likelihood;
    assert!((found - total).abs() < 1e-4 * found.abs(), "{found} is not {total}");
}

/// ln Γ by Stirling's series after shifting the argument up.
fn libm_lgamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 12.0 {
        shift -= ln(x);
        x += 1.0;
    }
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x * x * x) + 1.0 / (1260.0 * x * x * x * x * x);
    shift + (x - 0.5) * ln(x) - x + 0.5 * ln(2.0 * core::f64::consts::PI) + series
}

fn story() -> History {
    let mut roster = Roster::default();
    for key in ["PAT", "AAA", "BBB", "CCC"] {
        roster.add_state(State { key: key.into(), iso3: None, name: key.into(), also: Vec::new(), spells: Vec::new() });
    }
    let treaty = Treaty {
        key: "T".into(),
        name: "T".into(),
        also: Vec::new(),
        atop: Some(1),
        obligations: vec![Obligation::Defense],
        wartime: Some(false),
        terms: Vec::new(),
        decision_rule: None,
        articles: Vec::new(),
        sources: Vec::new(),
    };
    roster.add_treaty(treaty);
    let on = |day: &str| When::on(day.parse().expect("a day"));
    let (treaty, state) = (TreatyId::from_index(0), StateId::from_index);
    let mut events = vec![
        Event::new(on("1950-01-01"), EventKind::TreatyOpens { treaty }),
        Event::new(on("1950-01-01"), EventKind::TreatyInForce { treaty }),
        Event::new(on("1952-07-01"), EventKind::Leaves { treaty, state: state(1), cause: Cause::Withdrawal }),
        Event::new(on("1955-01-01"), EventKind::TreatyEnds { treaty, cause: Cause::NonRenewal }),
    ];
    for (index, capability) in [0.5, 0.2, 0.2, 0.1].into_iter().enumerate() {
        let state = state(index);
        events.push(Event::new(on("1950-01-01"), EventKind::Joins { treaty, state }));
        let value = Some(capability);
        events.push(Event::new(on("1950-01-01"), EventKind::figure(state, Variable::Cinc, value)));
    }
    History::new(Arc::new(roster), events)
}

/// The member with the largest known capability.
fn largest(world: &World, treaty: TreatyId, day: Day) -> Option<StateId> {
    let capability = |state: StateId| world.figure_on(Variable::Cinc, state, day);
    let members = world.treaty(treaty).members().filter_map(|member| Some((capability(member.state)?, member.state)));
    members.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, state)| state)
}

#[test]
fn without_a_patron_every_member_is_at_risk_and_effects_of_one_are_missing() {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let effects = [Effect::INTERCEPT, Effect::PATRON_DISTANCE];
    let window = (day("1950-01-01"), day("1956-01-01"));
    let with = Sample::build(&story(), ProcessKind::Leave, &effects, window, &largest);
    let without = Sample::build(&story(), ProcessKind::Leave, &effects, window, &|_, _, _| None);
    assert!(without.years() > with.years() + 4.0);
    assert!(without.rows.iter().any(|row| row.member == Some(StateId::from_index(0))));
    assert!((0..without.rows.len()).all(|row| without.x(row)[1].is_nan()));
}

#[test]
fn a_story_is_cut_as_by_hand() {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let effects =
        [Effect::INTERCEPT, Effect::LOG_MEMBERS, Effect::OWN_SHARE, Effect::RECENT_EXITS, Effect::REGIME_CHANGE];
    let sample =
        Sample::build(&story(), ProcessKind::Leave, &effects, (day("1950-01-01"), day("1956-01-01")), &largest);
    // Three members beside the patron until mid-1952, two after; the patron is never at risk.
    assert_eq!(sample.events(), 1);
    let expected = 3.0 * 2.4997 + 2.0 * 2.5;
    assert!((sample.years() - expected).abs() < 0.02, "{} is not {expected}", sample.years());
    assert!(sample.rows.iter().all(|row| row.member != Some(StateId::from_index(0))));
    let event = sample.rows.iter().position(|row| row.event).expect("one event");
    let x = sample.x(event);
    assert_eq!((x[0], x[1], x[3]), (1.0, ln(4.0), 0.0));
    assert!((x[2] - 0.2).abs() < 1e-12);
    assert!(x[4].is_nan(), "an unknown regime is missing, not zero");
    let after = (0..sample.rows.len()).find(|row| sample.rows[*row].start == day("1952-07-01")).expect("a cut");
    assert_eq!((sample.x(after)[1], sample.x(after)[3]), (ln(3.0), ln(2.0)));
    let ends = Sample::build(&story(), ProcessKind::Ends, &effects, (day("1950-01-01"), day("1956-01-01")), &largest);
    assert_eq!((ends.events(), ends.years().round()), (1, 5.0));
}

#[test]
fn a_model_file_is_read_back_as_written() {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let effects = [Effect::INTERCEPT, Effect::LOG_YEARS_IN, Effect::OWN_SHARE];
    let history = story();
    let sample =
        Sample::build(&history, ProcessKind::Leave, &effects, (day("1950-01-01"), day("1956-01-01")), &largest);
    let specification = Specification { effects: effects.to_vec(), deviation: 0.3, frailty: true };
    let mut model = Model::estimate(&sample, &specification, history.roster(), &[1]);
    let memory = Memory { half_life: Some(8.0), weight: 2.0, events: 1.5, expected: 3.25, share: 0.75 };
    model.recalibration = Recalibration { memories: vec![memory, Memory { half_life: None, ..memory }] };
    let counted = BlockCount { from: 1950, expected: 1.25, happened: 1 };
    model.blocks = Some(Blocks::of(vec![counted, BlockCount { from: 1955, ..counted }]));
    // Ten treaty-years with an event, and a score of nothing but events, which has no AUC.
    let case = |k: u32| (Case { group: k % 3, year: k as i32, ..Case::new(0.1 + 0.01 * f64::from(k), k == 9) }, 0.1);
    let scores = [("rolling_origin", 10, 0), ("five_years", 10, 9)];
    model
        .card
        .take(scores.map(|(name, end, start)| (name, ScoreCard::of(&(start..end).map(case).collect::<Vec<_>>()))));
    model.card.totals = vec![(1950, 1959, 1.25, 1)];
    model.card.misses = vec![("T".to_owned(), 1952, 0.125)];
    model.card.tried = vec![(specification.words(), 0.5, 0.25, true)];
    let text = write_model(&model);
    let back = read_model(&Source::new("m.toml", text.clone())).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(back.mode(), model.mode());
    assert_eq!(back.covariance, model.covariance);
    assert_eq!((&back.recalibration, &back.blocks), (&model.recalibration, &model.blocks));
    assert_eq!(write_model(&back), text, "what is read is written again");
    assert_eq!(back.card.score("five_years").expect("a score").score.auc, None);
    let groups = |model: &Model| model.card.score("rolling_origin").expect("a score").groups.len();
    assert!((groups(&back), groups(&model)) == (5, 5));
    assert_eq!(back.card.totals, model.card.totals);
    assert_eq!((back.card.misses, back.card.tried), (model.card.misses.clone(), model.card.tried.clone()));
    assert_eq!(back.frailty.expect("a frailty").groups.len(), 1);
    assert!(write_model(&read_model(&Source::new("m.toml", text.clone())).expect("read twice")).len() > 100);
    assert!(read_model(&Source::new("m.toml", text.replacen("schema = 2", "schema = 9", 1))).is_err());
}

#[test]
fn a_recalibration_moves_every_rate_by_its_factor() {
    let history = story();
    let window = ["1950-01-01", "1956-01-01"].map(|text| text.parse::<Day>().expect("a day"));
    let sample = Sample::build(&history, ProcessKind::Leave, &[Effect::INTERCEPT], (window[0], window[1]), &largest);
    let specification = Specification { effects: vec![Effect::INTERCEPT], deviation: 0.3, frailty: false };
    let without = Model::estimate(&sample, &specification, history.roster(), &[]);
    let mut with = without.clone();
    // Three events of eleven expected, with a prior of five events: half, and its square root at half the share.
    let memory = Memory { half_life: None, weight: 5.0, events: 3.0, expected: 11.0, share: 0.5 };
    with.recalibration = Recalibration { memories: vec![memory] };
    assert!((with.recalibration.factor() - 0.5_f64.sqrt()).abs() < 1e-15);
    assert_eq!(with.recalibration.share(), 0.5);
    assert!((with.mode()[0] - without.mode()[0] - 0.5 * ln(0.5)).abs() < 1e-15);
    let draw = |model: &Model| model.draw(Draw { seed: 1, future: 7, stream: Stream::Test(1), option: 0 })[0];
    assert!((draw(&with) - draw(&without) - 0.5 * ln(0.5)).abs() < 1e-12, "draws move with the mode");
}

#[test]
fn the_choice_at_an_origin_does_not_see_what_happens_from_it_on() {
    // Forty treaties of three; one member leaves each year, and in the second history twenty leave from 1995 on.
    let sample = |late: bool| {
        let (mut rows, mut values) = (Vec::new(), Vec::new());
        let effects = Effect::many(ProcessKind::Leave);
        for year in 1946..2019_i16 {
            for treaty in 0..40_usize {
                let event = treaty == usize::try_from(year - 1946).expect("after 1946") % 40
                    || (late && year >= 1995 && treaty % 2 == 0);
                let (start, end) = (Day::start_of_year(year), Day::start_of_year(year + 1));
                let treaty_id = TreatyId::from_index(treaty);
                rows.push(Row { treaty: treaty_id, member: Some(StateId::from_index(0)), start, end, event });
                let draw = Draw { seed: 3, future: treaty as u32, stream: Stream::Test(2), option: year as u32 };
                values.push(1.0);
                values.extend((1..effects.len()).map(|effect| draw.normal(effect as u32)));
            }
        }
        Rolling::run(&Sample { kind: ProcessKind::Leave, effects, rows, values, endings: Vec::new() })
    };
    let (quiet, late) = (sample(false), sample(true));
    let index = quiet.origins.iter().position(|origin| origin.year == 1995).expect("an origin");
    assert_eq!(quiet.chosen(index), late.chosen(index));
    assert_eq!(quiet.origins[index].rates, late.origins[index].rates);
    assert_eq!(quiet.origins[index].climatology, late.origins[index].climatology);
    assert!(quiet.origins[index + 1].rates != late.origins[index + 1].rates, "the next origin does see it");
    assert_eq!(quiet.chosen(0), 0, "before any forecast the plain rate ships");
}

#[test]
fn drift_is_counted_from_the_first_day_on_which_both_are_known() {
    let day = |text: &str| text.parse::<Day>().expect("a day");
    let story = story();
    let mut events = story.events().to_vec();
    // The patron moves from 5 to 1 before the member is known; only 1 to 2 is drift between the two.
    for (year, state, value) in [(1950, 0, 5.0), (1952, 0, 1.0), (1952, 2, 0.0), (1954, 0, 2.0)] {
        let (state, variable) = (StateId::from_index(state), Variable::IdealPoint);
        let kind = EventKind::figure(state, variable, Some(value));
        events.push(Event::new(When::on(Day::start_of_year(year)), kind));
    }
    let history = History::new(Arc::clone(story.roster()), events);
    let effects = [Effect::INTERCEPT, Effect::PATRON_DISTANCE_CHANGE];
    let sample =
        Sample::build(&history, ProcessKind::Leave, &effects, (day("1950-01-01"), day("1956-01-01")), &largest);
    let of = |year: i16| {
        let own = |row: &Row| row.member == Some(StateId::from_index(2)) && row.start == Day::start_of_year(year);
        sample.x(sample.rows.iter().position(own).expect("a row"))[1]
    };
    assert!(of(1951).is_nan(), "no common day yet");
    assert_eq!([of(1952), of(1953), of(1954)], [0.0, 0.0, 1.0]);
}
