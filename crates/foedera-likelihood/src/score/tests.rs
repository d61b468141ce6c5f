//! Scores against scikit-learn 1.9.1 and scoringrules 0.10.0.

use super::*;

/// Forecasts, outcomes, weights and years of the golden table.
fn table(weighted: bool) -> Vec<Case> {
    let probability = [0.9, 0.2, 0.2, 0.1, 0.65, 0.35, 0.2, 0.65, 0.05, 0.8];
    let happened = [true, false, true, false, true, false, false, false, false, true];
    let weight = [1.0, 2.0, 0.5, 1.0, 1.5, 1.0, 3.0, 0.25, 1.0, 2.0];
    let year = [1990, 1990, 1990, 1990, 1991, 1991, 1991, 1992, 1992, 1992];
    let case = |k: usize| Case {
        weight: if weighted { weight[k] } else { 1.0 },
        year: year[k],
        group: k as u32 / 2,
        ..Case::new(probability[k], happened[k])
    };
    (0..10).map(case).collect()
}

fn near(own: Option<f64>, golden: f64) {
    assert!(own.is_some_and(|own| (own - golden).abs() < 1e-12), "{own:?} is not {golden}");
}

#[test]
fn yes_no_scores_equal_scikit_learn() {
    near(brier(&table(false)), 0.145);
    near(brier(&table(true)), 0.078_066_037_735_849_04);
    near(log_score(&table(false)), 0.445_227_084_876_351_76);
    near(log_score(&table(true)), 0.299_483_091_507_586_9);
    near(auc(&table(false)), 0.854_166_666_666_666_6);
    near(auc(&table(true)), 0.95);
    near(auc_within(&table(false), |case| case.year), 0.9375);
}

#[test]
fn scores_do_not_depend_on_the_order_of_cases_and_nothing_has_none() {
    let mut cases = table(true);
    cases.reverse();
    near(brier(&cases), brier(&table(true)).unwrap_or(f64::NAN));
    near(auc(&cases), auc(&table(true)).unwrap_or(f64::NAN));
    assert_eq!((brier(&[]), log_score(&[]), auc(&[]), decomposition(&[])), (None, None, None, None));
    assert_eq!(auc(&[Case::new(0.3, true)]), None);
    assert_eq!(auc_within(&[Case::new(0.3, true)], |case| case.year), None);
    assert_eq!((skill(0.1, 0.4), skill(0.1, 0.0)), (Some(0.75), None));
}

#[test]
fn a_certain_forecast_that_fails_costs_a_finite_score() {
    near(log_score(&[Case::new(1.0, false)]), 13.815_510_557_964_274);
    near(log_score(&[Case::new(1.0, true)]), 1.000_000_500_000_333_3e-6);
}

#[test]
fn the_parts_of_the_brier_score_give_it() {
    for weighted in [false, true] {
        let parts = decomposition(&table(weighted)).expect("parts of ten cases");
        near(brier(&table(weighted)), parts.reliability - parts.resolution + parts.uncertainty);
    }
    // By hand: 0.2 and 0.65 are forecast three times and twice.
    let parts = decomposition(&table(false)).expect("parts of ten cases");
    near(Some(parts.uncertainty), 0.24);
    let thirds = 1.0 / 3.0;
    let reliability = 0.01 + 3.0 * (0.2 - thirds) * (0.2 - thirds) + 0.01 + 2.0 * 0.0225 + 0.1225 + 0.0025 + 0.04;
    near(Some(parts.reliability), reliability / 10.0);
}

#[test]
fn bins_hold_every_case_once_with_both_ends() {
    let cases = [Case::new(0.0, false), Case::new(0.1, true), Case::new(0.15, false), Case::new(1.0, true)];
    let bins = reliability_bins(&cases, 10);
    assert_eq!(bins.iter().map(|bin| bin.cases).collect::<Vec<_>>(), [1, 2, 1]);
    assert_eq!((bins[1].ends, bins[1].forecast, bins[1].happened), ((0.1, 0.2), 0.125, 0.5));
    assert_eq!(bins[2].ends, (0.9, 1.0));
}

#[test]
fn calibration_in_the_large_has_garwoods_interval() {
    // scipy: gamma.ppf(.05, 4) and gamma.ppf(.95, 5).
    let large = calibration_in_the_large(&table(false), 0.9).expect("ten cases");
    assert_eq!(large.observed, 4.0);
    near(Some(large.expected), 4.1);
    near(Some(large.ratio), 4.0 / 4.1);
    assert!((large.interval.0 * 4.1 - 1.366_318_396_749_831).abs() < 1e-10);
    assert!((large.interval.1 * 4.1 - 9.153_519_026_637_573).abs() < 1e-10);
    let none = calibration_in_the_large(&[Case::new(0.5, false)], 0.9).expect("one case");
    assert!(none.interval.0 == 0.0 && (none.interval.1 * 0.5 - 2.995_732_273_553_989_5).abs() < 1e-10);
    assert_eq!(calibration_in_the_large(&[Case::new(0.0, false)], 0.9), None);
}

#[test]
fn scores_of_numbers_equal_scoringrules() {
    let values = [1.3, -0.4, 2.2, 0.7, 0.7, 3.1];
    let golden = [
        (0.9, 0.305_555_555_555_555_8, 0.18, 0.434_656_694_845_907_3),
        (-2.0, 2.638_888_888_888_889_3, 2.513_333_333_333_333, 1.647_394_811_996_955),
        (4.5, 2.605_555_555_555_556, 2.48, 3.051_526_381_404_726_4),
    ];
    for (observed, all, fair, normal) in golden {
        near(crps_ensemble(&values, observed), all);
        near(crps_ensemble_fair(&values, observed), fair);
        near(Some(crps_normal(0.5, 1.7, observed)), normal);
    }
    for (observed, score) in
        [(0.3, 0.879_244_052_425_505_7), (2.0, 0.418_441_344_847_211_6), (9.0, 5.897_184_606_592_138_5)]
    {
        near(Some(crps_log_normal(0.4, 0.9, observed)), score);
    }
    assert_eq!((crps_ensemble(&[], 1.0), crps_ensemble_fair(&[1.0], 1.0)), (None, None));
    near(crps_ensemble(&[1.0], 3.0), 2.0);
}

#[test]
fn blocks_are_drawn_whole_and_by_the_seed() {
    let share = |cases: &[Case]| mean(cases, Case::outcome);
    // Two blocks, one all events, one none: a replicate is 0, ½ or 1.
    let cases: Vec<Case> = (0..20).map(|k| Case { group: k / 10, ..Case::new(0.5, k < 10) }).collect();
    assert_eq!(block_bootstrap(&cases, |case| case.group, share, (400, 1, 0.9)), Some((0.0, 1.0)));
    assert_eq!(block_bootstrap(&cases, |_| 0, share, (400, 1, 0.9)), None);
    let single = |seed| block_bootstrap(&cases, |case| (case.group, case.happened), share, (50, seed, 0.5));
    assert_eq!(single(3), single(3));
    // Twenty blocks of one case: the standard error of a half is √(¼/20) = 0.112, so 90 % lies within ±0.184.
    let mut alone = cases;
    alone.iter_mut().zip(0..).for_each(|(case, k)| case.group = k);
    let (low, high) = block_bootstrap(&alone, |case| case.group, share, (4000, 5, 0.9)).expect("an interval");
    assert!((low - 0.3).abs() < 0.051 && (high - 0.7).abs() < 0.051, "{low} {high}");
    assert_eq!(block_bootstrap(&alone, |case| case.group, |_| None, (10, 1, 0.9)), None);
}

#[test]
fn a_case_of_five_years_trains_only_when_they_are_over() {
    assert_eq!(S1.origins(1975).collect::<Vec<_>>(), [1965, 1968, 1971, 1974]);
    assert!(S1.trains(1965, 1964) && !S1.trains(1965, 1965));
    assert!(S5.trains(1965, 1960) && !S5.trains(1965, 1961));
    assert!(S1.scores(1965, 1965) && S1.scores(1965, 1967) && !S1.scores(1965, 1968) && !S1.scores(1965, 1964));
    let past: Vec<(i32, bool)> = (1945..1965).map(|year| (year, year % 5 == 0)).collect();
    assert!(!S1.opens(1965, &past));
    let more: Vec<(i32, bool)> = (1940..1966).map(|year| (year, year % 5 == 0)).collect();
    assert!(S1.opens(1965, &more) && S1.opens(1970, &more) && !S5.opens(1964, &more[6..]));
}

#[test]
fn climatology_is_of_all_past_years_or_of_the_last_ten() {
    let past: Vec<(i32, bool)> = (1900..2000).map(|year| (year, year < 1950)).collect();
    near(Some(climatology(&S1, 1960, &past, None)), 50.5 / 61.0);
    near(Some(climatology(&S1, 1960, &past, Some(10))), 0.5 / 11.0);
    near(Some(climatology(&S1, 1955, &past, Some(10))), 5.5 / 11.0);
    // Ten years of cases that are over: 1946 to 1955 at the origin 1960.
    near(Some(climatology(&S5, 1960, &past, Some(10))), 4.5 / 11.0);
}

#[test]
fn risk_groups_have_equal_size_and_keep_equal_forecasts_together() {
    let cases: Vec<Case> = (0..10).map(|k| Case::new(f64::from(k) / 100.0, k >= 8)).collect();
    let groups = risk_groups(&cases, 5);
    assert_eq!(groups.iter().map(|bin| bin.cases).collect::<Vec<_>>(), [2; 5]);
    assert_eq!((groups[4].ends, groups[4].happened, groups[0].happened), ((0.08, 0.09), 1.0, 0.0));
    let tied = risk_groups(&[cases[0], cases[1], cases[1], cases[1], cases[9]], 5);
    assert_eq!(tied.iter().map(|bin| bin.cases).collect::<Vec<_>>(), [1, 3, 1]);
    assert!(risk_groups(&[], 5).is_empty());
}

#[test]
fn a_card_has_the_wider_interval_of_treaties_and_years() {
    // Years are all alike; half of the treaties have every event and half have none.
    let cases: Vec<(Case, f64)> = (0..200_u32)
        .map(|k| {
            let (group, year) = (k % 20, (k / 20) as i32);
            (Case { group, year, ..Case::new(0.4 + 0.001 * f64::from(group), group < 10) }, 0.5)
        })
        .collect();
    let card = ScoreCard::of(&cases).expect("200 cases");
    let large = card.large.expect("events were expected");
    let ratio = large.ratio.expect("an interval");
    assert_eq!((large.observed, ratio.blocks), (100.0, Block::Treaties));
    let own: Vec<Case> = cases.iter().map(|(case, _)| *case).collect();
    let share = |cases: &[Case]| Some(mean(cases, Case::outcome)? / mean(cases, |case| case.probability)?);
    assert_eq!(
        block_bootstrap(&own, |case| case.year, share, (200, 1, 0.9)).map(|(low, high)| high - low < 1e-12),
        Some(true)
    );
    let direct = block_bootstrap(&own, |case| case.group, share, (2000, 1, 0.9)).expect("an interval");
    assert!((direct.0 - ratio.interval.0).abs() < 1e-12 && (direct.1 - ratio.interval.1).abs() < 1e-12);
    let skill_of = card.score.brier_skill().expect("a skill");
    let of = card.brier_skill.expect("an interval");
    assert!(of.interval.0 < skill_of && skill_of < of.interval.1);
    assert_eq!(card.groups.len(), 5);
    assert_eq!(card.groups.iter().map(|group| group.bin.cases).sum::<u32>(), 200);
    assert!(ScoreCard::of(&[]).is_none());
    let one = ScoreCard::of(&[(Case::new(0.5, true), 0.5)]).expect("one case");
    assert_eq!((one.score.auc, one.brier_skill, one.score.brier_skill()), (None, None, Some(0.0)));
    assert_eq!(ScoreCard::of(&[(Case::new(0.5, true), 1.0)]).and_then(|card| card.score.brier_skill()), None);
}
