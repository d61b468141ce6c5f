//! What is written is read back, and draws depend on nothing but their address.

use foedera_diagnostic::Source;
use foedera_summit::{
    Actor, Basis, Capability, Conduct, Drawn, Happened, Issue, Kind, Label, Outside, Problem, Quantity, Stance, Stated,
    cases,
};
use proptest::collection::vec;
use proptest::prelude::*;

fn read(file: &Source) -> Problem {
    Problem::read(file, Outside::UNCHECKED).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The bits of all numbers of a draw, so that unknown numbers compare as equal.
fn bits(drawn: &Drawn) -> Vec<u64> {
    let setting = &drawn.setting;
    let lists = [&setting.positions, &setting.saliences, &setting.capabilities, &setting.reference, &drawn.draft];
    let lists = lists.into_iter().chain([&drawn.signing_costs, &drawn.side_payments]);
    lists.flatten().map(|number| number.to_bits()).collect()
}

fn quantity(low: f64, high: f64) -> impl Strategy<Value = Quantity> {
    let number = move || (0.0..=1.0f64).prop_map(move |part| low + part * (high - low));
    let pair =
        move || (number(), number()).prop_filter("a width", |(a, b)| a != b).prop_map(|(a, b)| (a.min(b), a.max(b)));
    prop_oneof![
        number().prop_map(Quantity::Exact),
        pair().prop_map(|(low, high)| Quantity::Uniform { low, high }),
        (pair(), 0.0..=1.0f64).prop_map(|((low, high), part)| {
            let mode = (low + part * (high - low)).clamp(low, high);
            Quantity::Triangular { low, mode, high }
        }),
        (number(), 1e-6..1e6f64).prop_map(|(mean, sd)| Quantity::Normal { mean, sd }),
    ]
}

fn stated(low: f64, high: f64) -> impl Strategy<Value = Stated> {
    (quantity(low, high), "\\PC{0,20}[a-z\u{e9}]", any::<bool>()).prop_map(|(quantity, why, judgement)| {
        let judgement = judgement && quantity.uncertain();
        let sources = if judgement { Vec::new() } else { vec!["book \"1\"".to_owned(), "b".to_owned()] };
        Stated { quantity, basis: Some(Basis { why, sources, judgement }) }
    })
}

fn issue(place: usize) -> impl Strategy<Value = Issue> {
    let scale = (-1e3..1e3f64, 1.0..1e3f64).prop_map(|(low, width)| (low, low + width));
    (scale, "[ -~]{0,20}").prop_flat_map(move |((low, high), name)| {
        let option = || proptest::option::of(stated(low, high));
        (option(), option(), option()).prop_map(move |(reference, draft, outcome)| Issue {
            id: format!("i{place}"),
            name: name.clone(),
            scale: (low, high),
            labels: vec![Label { at: low, text: name.clone() }, Label { at: high, text: "\\ \"\n".to_owned() }],
            reference,
            draft,
            outcome,
        })
    })
}

fn actor(place: usize, issues: Vec<Issue>) -> impl Strategy<Value = Actor> {
    let stances: Vec<_> = issues
        .iter()
        .map(|issue| {
            (stated(issue.scale.0, issue.scale.1), stated(0.0, 1.0))
                .prop_map(|(position, salience)| Stance { position, salience })
        })
        .collect();
    let capability = prop_oneof![
        stated(0.0, 50.0).prop_map(Capability::Same),
        vec(stated(0.0, 50.0), issues.len()).prop_map(Capability::ByIssue),
    ];
    let paid = || proptest::option::of(stated(0.0, 2.0));
    (stances, capability, "[a-zà-ž ]{1,9}", paid(), paid()).prop_map(
        move |(stances, capability, name, signing_cost, side_payment)| {
            let state = (place == 0).then(|| name.clone());
            Actor { id: format!("a{place}"), name, state, stances, capability, signing_cost, side_payment }
        },
    )
}

fn problem() -> impl Strategy<Value = Problem> {
    let issues = prop_oneof![issue(0).prop_map(|one| vec![one]), (issue(0), issue(1)).prop_map(|(a, b)| vec![a, b])];
    let actors = issues.prop_flat_map(|issues| {
        let actors: Vec<_> = (0..3).map(|place| actor(place, issues.clone())).collect();
        (Just(issues), actors)
    });
    let rule = prop_oneof![
        Just("consensus-minus-1+veto:a2"),
        Just("double:0.55:0.65+weights:a0=1,a1=2.5,a2=0"),
        Just("unanimity"),
    ];
    let conduct = prop_oneof![
        Just(None),
        Just(Some(Conduct::Signed)),
        Just(Some(Conduct::Ready)),
        Just(Some(Conduct::Refused)),
        Just(Some(Conduct::Absent)),
    ];
    let happened = proptest::option::of((any::<Option<bool>>(), vec(conduct, 3)));
    (actors, rule, happened, "[ -~\n\t]{0,30}").prop_map(|((issues, actors), rule, happened, note)| Problem {
        id: "talks".to_owned(),
        title: "Talks \u{e9}".to_owned(),
        date: Some("2001-02-03".parse().unwrap()),
        treaty: None,
        note,
        issues,
        actors,
        rule: Some(rule.parse().unwrap()),
        happened: happened.map(|(adopted, conduct)| {
            let basis = Basis { why: "told".to_owned(), sources: vec!["b".to_owned()], judgement: false };
            Happened { adopted, conduct, basis }
        }),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_written_problem_is_read_back(problem in problem()) {
        let text = problem.to_toml();
        let back = Problem::read(&Source::new("t.toml", text.as_str()), Outside::UNCHECKED);
        prop_assert_eq!(back.unwrap_or_else(|problems| panic!("{problems}\n{text}")), problem);
    }

    #[test]
    fn draws_stay_within_their_bounds(problem in problem(), seed in any::<u64>(), index in any::<u32>()) {
        let drawn = problem.draw(seed, index);
        let setting = &drawn.setting;
        for actor in 0..setting.actors() {
            for issue in 0..setting.issues {
                let (at, (low, high)) = (setting.at(actor, issue), setting.scales[issue]);
                prop_assert!((low..=high).contains(&setting.positions[at]));
                prop_assert!((0.0..=1.0).contains(&setting.saliences[at]));
                prop_assert!(setting.capabilities[at] >= 0.0);
            }
            prop_assert_eq!(drawn.signing_costs[actor].is_nan(), problem.actors[actor].signing_cost.is_none());
        }
        for (issue, of) in problem.issues.iter().enumerate() {
            prop_assert_eq!(setting.reference[issue].is_nan(), of.reference.is_none());
            prop_assert_eq!(drawn.draft[issue].is_nan(), of.draft.is_none());
        }
    }

    #[test]
    fn a_plain_table_is_read_back(
        rows in vec((0.0..1e6f64, 0.0..=10.0f64, 0.0..=1.0f64, 0.0..=10.0f64, 0.0..=1.0f64), 2..9),
    ) {
        let mut text = "salience_2,name,capability,position_1,salience_1,position_2\n".to_owned();
        for (place, (capability, first, salience, second, other)) in rows.iter().enumerate() {
            text.push_str(&format!("{other:?},a{place},{capability:?},{first:?},{salience:?},{second:?}\n"));
        }
        let source = Source::new("t.csv", text);
        let problem = Problem::from_csv(&source, Some((0.0, 10.0))).unwrap_or_else(|problems| panic!("{problems}"));
        let setting = problem.central().setting;
        for (actor, (capability, first, salience, second, other)) in rows.iter().enumerate() {
            prop_assert_eq!(&setting.positions[2 * actor..2 * actor + 2], &[*first, *second]);
            prop_assert_eq!(&setting.saliences[2 * actor..2 * actor + 2], &[*salience, *other]);
            prop_assert_eq!(&setting.capabilities[2 * actor..2 * actor + 2], &[*capability; 2]);
        }
    }
}

#[test]
fn every_case_is_written_and_read_back() {
    for file in cases() {
        let problem = read(&file);
        assert_eq!(read(&Source::new(file.name(), problem.to_toml())), problem, "{}", file.name());
    }
}

#[test]
fn draws_are_the_same_on_one_thread_and_on_two() {
    let on = |threads: usize, problem: &Problem| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| problem.draws(11, 200)).iter().map(bits).collect::<Vec<_>>()
    };
    for file in cases() {
        let problem = read(&file);
        let one = on(1, &problem);
        assert_eq!(one, on(2, &problem), "{}", file.name());
        // Out of order and one by one, too.
        assert!((0..200).rev().all(|index| bits(&problem.draw(11, index)) == one[index as usize]));
        assert_ne!(one, problem.draws(12, 200).iter().map(bits).collect::<Vec<_>>());
        assert_ne!(one[0], one[1]);
    }
}

#[test]
fn draws_have_the_means_of_their_distributions() {
    let problem = read(&cases()[2]);
    let draws = problem.draws(1, 20_000);
    let issue = problem.issue("aid").unwrap();
    let at = draws[0].setting.at(problem.actor("ARM").unwrap(), issue);
    let mean = draws.iter().map(|drawn| drawn.setting.positions[at]).sum::<f64>() / draws.len() as f64;
    let Quantity::Triangular { low, mode, high } = problem.actors[0].stances[issue].position.quantity else {
        panic!("the position of Armenia on aid is triangular")
    };
    // Its standard deviation is below the width over four; four standard errors.
    let bound = 4.0 * (high - low) / 4.0 / (draws.len() as f64).sqrt();
    assert!((mean - (low + mode + high) / 3.0).abs() < bound, "{mean}");
    let other = |drawn: &Drawn| drawn.setting.saliences[at];
    let cross: f64 = draws.iter().map(|drawn| (drawn.setting.positions[at] - mean) * (other(drawn) - 0.8)).sum();
    assert!((cross / draws.len() as f64).abs() < 0.05, "positions and saliences are drawn apart: {cross}");
}

#[test]
fn a_swing_moves_one_number_to_its_quantiles() {
    for file in cases() {
        let problem = read(&file);
        let (central, swings) = (problem.central(), problem.swings());
        let uncertain = problem.quantities().into_iter().filter(|(_, quantity, _)| quantity.uncertain()).count();
        assert_eq!(swings.len(), uncertain);
        for swing in &swings {
            let name = problem.name_of(swing.address);
            assert!(swing.values.0 < swing.values.1, "{name}");
            let moved =
                |drawn: &Drawn| bits(drawn).iter().zip(bits(&central)).filter(|(left, right)| **left != *right).count();
            let spread = if (swing.address.kind, swing.address.issue) == (Kind::Capability, None) {
                problem.issues.len()
            } else {
                1
            };
            // A mode at an end of its range may lie at a quantile; it is then not moved on that side.
            assert!(moved(&swing.low) <= spread && moved(&swing.high) <= spread, "{name}");
            assert!(moved(&swing.low) + moved(&swing.high) >= 1, "{name}");
        }
    }
    let problem = read(&cases()[2]);
    let first = &problem.swings()[0];
    assert_eq!(problem.name_of(first.address), "assessment: reversion point");
    assert!((first.values.0 - 1.25).abs() < 1e-12 && (first.values.1 - 23.75).abs() < 1e-12);
}
