//! What must hold for every model, on settings drawn at random: nothing depends on the order of actors, the powerless
//! move nothing, and a text goes with its scale. Where a model does not have a property, it says so here and why.

use foedera_summit::benchmark::band;
use foedera_summit::{Flag, Model, Setting, Settlement, settle};
use proptest::prelude::*;

/// Settings of 2 to 6 actors on 1 to 3 issues. Positions are drawn from few values, so that some are shared.
fn settings() -> impl Strategy<Value = Setting> {
    (1..=3_usize, 2..=6_usize).prop_flat_map(|(issues, actors)| {
        let count = issues * actors;
        let positions = prop::collection::vec((0..=10_u8).prop_map(|x| f64::from(x) * 10.0), count);
        let saliences = prop::collection::vec(0.05..1.0, count);
        let capabilities = prop::collection::vec(0.1..10.0, count);
        let reference = prop::collection::vec(-40.0..140.0, issues);
        (positions, saliences, capabilities, reference).prop_map(
            move |(positions, saliences, capabilities, reference)| Setting {
                issues,
                positions,
                saliences,
                capabilities,
                reference,
                scales: vec![(0.0, 100.0); issues],
            },
        )
    })
}

/// The setting with its actors in another order.
fn reordered(setting: &Setting, order: &[usize]) -> Setting {
    let rows = |list: &[f64]| {
        order.iter().flat_map(|actor| list[actor * setting.issues..][..setting.issues].to_vec()).collect()
    };
    Setting {
        positions: rows(&setting.positions),
        saliences: rows(&setting.saliences),
        capabilities: rows(&setting.capabilities),
        ..setting.clone()
    }
}

/// How far two settlements are apart, in points of 100.
fn apart(one: &Settlement, other: &Settlement) -> f64 {
    let difference = |(a, b): (&f64, &f64)| if a.is_nan() && b.is_nan() { 0.0 } else { (a - b).abs() };
    let far = one.text.iter().zip(&other.text).map(difference);
    far.fold(0.0, |most, next| if next <= most { most } else { next })
}

/// Whether rounding or a tie can lead the rounds of a model elsewhere: sums over actors differ in their last bits with
/// the order, and where an actor is indifferent that decides, as does the order itself.
fn is_chaotic(model: Model) -> bool {
    matches!(model, Model::Smp | Model::SmpCorrected | Model::EumA | Model::EumB | Model::Exchange)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn the_order_of_actors_does_not_matter(setting in settings(), turn in 1..5_usize) {
        let actors = setting.actors();
        let order: Vec<usize> = (0..actors).map(|actor| (actor + turn) % actors).collect();
        let other = reordered(&setting, &order);
        for model in Model::ALL.into_iter().filter(|model| !is_chaotic(*model)) {
            let far = apart(&settle(model, &setting), &settle(model, &other));
            prop_assert!(far < 1e-3, "{model} moves by {far}");
        }
    }

    /// Its answer is to the last bit the same: it is not seen at all.
    #[test]
    fn the_powerless_move_nothing(setting in settings(), row in prop::collection::vec(0.0..100.0, 3)) {
        let mut more = setting.clone();
        more.positions.extend(&row[..setting.issues]);
        more.saliences.extend(vec![0.9; setting.issues]);
        more.capabilities.extend(vec![0.0; setting.issues]);
        for model in Model::ALL {
            let (one, other) = (settle(model, &setting), settle(model, &more));
            prop_assert_eq!(&one.flags, &other.flags, "{}", model);
            prop_assert_eq!(apart(&one, &other), 0.0, "{}", model);
        }
    }

    /// Doubling is exact in binary, so that even chaotic models must follow: Exchange and KTAB's version too, since
    /// both compute on shares of the scale.
    #[test]
    fn a_text_goes_with_its_scale(setting in settings()) {
        let mut wide = setting.clone();
        for list in [&mut wide.positions, &mut wide.reference] {
            list.iter_mut().for_each(|x| *x = *x * 4.0 + 256.0);
        }
        wide.scales.iter_mut().for_each(|scale| *scale = (scale.0 * 4.0 + 256.0, scale.1 * 4.0 + 256.0));
        for model in Model::ALL {
            let (mut one, other) = (settle(model, &setting), settle(model, &wide));
            one.text.iter_mut().for_each(|text| *text = *text * 4.0 + 256.0);
            let far = apart(&one, &other);
            // The joint solutions stop when a step promises less than 1e-13, which rounding moves.
            let room = if matches!(model, Model::Nash | Model::KalaiSmorodinsky) { 1e-2 } else { 1e-6 };
            prop_assert!(far < room || (is_chaotic(model) && one.flags != other.flags), "{model} moves by {far}");
        }
    }

    /// Settlements lie between positions; only the contrast of `pce-contrast` goes beyond, and it stays on the scale.
    #[test]
    fn texts_lie_between_positions(setting in settings()) {
        for model in Model::ALL {
            let settlement = settle(model, &setting);
            for (issue, text) in settlement.text.iter().enumerate().filter(|(_, text)| text.is_finite()) {
                let held = || (0..setting.actors()).map(|actor| setting.positions[setting.at(actor, issue)]);
                let (low, high) = match model {
                    Model::PceContrast => setting.scales[issue],
                    _ => (held().fold(f64::INFINITY, f64::min), held().fold(f64::NEG_INFINITY, f64::max)),
                };
                prop_assert!((low - 0.01..=high + 0.01).contains(text), "{model}: {text} not in {low} to {high}");
                let bands = band(&setting, issue, *text);
                prop_assert!(bands.iter().all(|band| band.low <= *text && *text <= band.high));
                prop_assert!(bands.windows(2).all(|two| two[1].low <= two[0].low && two[0].high <= two[1].high));
            }
        }
    }

    /// Everyone gains by an agreement, and neither solution leaves all of them something more to gain in one direction.
    #[test]
    fn agreements_are_better_for_everyone(setting in settings()) {
        let loss = |actor: usize, text: &[f64]| -> f64 {
            let one = |issue: usize| {
                let at = setting.at(actor, issue);
                setting.saliences[at] * (setting.positions[at] - text[issue]).powi(2)
            };
            (0..setting.issues).map(one).sum()
        };
        for model in [Model::Nash, Model::KalaiSmorodinsky] {
            let settlement = settle(model, &setting);
            if settlement.flags.iter().any(|flag| matches!(flag, Flag::NoAgreement(_))) {
                continue;
            }
            for actor in 0..setting.actors() {
                let (now, before) = (loss(actor, &settlement.text), loss(actor, &setting.reference));
                prop_assert!(now < before + 1e-6, "{model}: actor {actor} loses {now} for {before}");
            }
        }
    }
}

/// Models that play rounds are not in the first property: where an actor is exactly indifferent, they take the first
/// actor or deal. Where nobody is, the order does not matter to them either.
#[test]
fn chaotic_models_agree_on_order_where_nobody_is_indifferent() {
    let setting = Setting {
        issues: 1,
        positions: vec![3.0, 41.0, 62.0, 97.0],
        saliences: vec![0.8, 0.3, 0.55, 0.9],
        capabilities: vec![2.0, 1.0, 3.5, 1.7],
        reference: vec![f64::NAN],
        scales: vec![(0.0, 100.0)],
    };
    let other = reordered(&setting, &[2, 0, 3, 1]);
    for model in Model::ALL.into_iter().filter(|model| is_chaotic(*model)) {
        let far = apart(&settle(model, &setting), &settle(model, &other));
        assert!(far < 1e-6, "{model} moves by {far}");
    }
}
