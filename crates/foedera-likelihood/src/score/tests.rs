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

/// Forecasts of a second forecaster on the golden table.
const OTHER: [f64; 10] = [0.7, 0.3, 0.4, 0.2, 0.5, 0.3, 0.1, 0.4, 0.1, 0.9];

// The golden values below are of a plain Python script that computes each score from its definition: average precision threshold by
// threshold, laws of counts by enumeration and by the gamma function, the score of a count as E|X − y| − ½E|X − X′|.

#[test]
fn average_precision_takes_equal_forecasts_together() {
    near(average_precision(&table(false)), 0.8125);
    near(average_precision(&table(true)), 0.928_654_970_760_234);
    let mut turned = table(false);
    turned.reverse();
    near(average_precision(&turned), 0.8125);
    let alike: Vec<Case> = (0..10).map(|k| Case::new(0.3, k < 4)).collect();
    near(average_precision(&alike), 0.4);
    assert_eq!(average_precision(&[Case::new(0.3, false)]), None);
}

#[test]
fn counts_intervals_and_quantiles_have_the_scores_of_their_definitions() {
    let law = [0.1, 0.25, 0.3, 0.2, 0.15];
    for (observed, golden) in [(0, 1.3775), (2, 0.2775), (7, 4.2775)] {
        near(crps_count(&law, observed), golden);
        // As shares of a hundred equal draws.
        let draws: Vec<f64> =
            law.iter().enumerate().flat_map(|(k, p)| vec![k as f64; (p * 100.0 + 0.5) as usize]).collect();
        near(crps_ensemble(&draws, f64::from(observed)), golden);
    }
    assert_eq!(crps_count(&[], 1), None);
    let quantiles = [(0.05, 1.0), (0.5, 3.0), (0.95, 8.0)];
    for (observed, of_quantiles, of_interval) in
        [(0.0, 1.9, 27.0), (3.0, 0.233_333_333_333_333_4, 7.0), (4.5, 0.733_333_333_333_333_4, 7.0), (11.0, 4.9, 67.0)]
    {
        near(quantile_score(&quantiles, observed), of_quantiles);
        assert!((interval_score((1.0, 8.0), 0.9, observed) - of_interval).abs() < 1e-12);
    }
    assert_eq!(quantile_score(&[], 1.0), None);
    let many: Vec<(f64, f64)> = (0..2000).map(|k| (f64::from(2 * k + 1) / 4000.0, f64::from(k % 2000))).collect();
    let values: Vec<f64> = many.iter().map(|(_, value)| *value).collect();
    let (a, b) = (quantile_score(&many, 700.3).expect("many"), crps_ensemble(&values, 700.3).expect("many"));
    assert!((a / b - 1.0).abs() < 1e-3, "{a} {b}");
}

#[test]
fn forecasts_of_nothing_win_the_mean_and_lose_where_something_happened() {
    let cases = |score: [f64; 4]| {
        score.into_iter().zip([0.0, 0.0, 0.0, 6.0]).map(|(score, observed)| NumberCase { score, observed })
    };
    let score = NumberScore::of(&cases([0.0, 0.0, 0.0, 6.0]).collect::<Vec<_>>()).expect("four");
    assert_eq!((score.cases, score.mean, score.non_zero, score.mean_non_zero), (4, 1.5, 1, Some(6.0)));
    let none = NumberScore::of(&cases([0.1; 4]).take(3).collect::<Vec<_>>()).expect("three");
    assert_eq!((none.non_zero, none.mean_non_zero), (0, None));
    assert!(NumberScore::of(&[]).is_none());
}

#[test]
fn laws_of_counts_are_exact() {
    for (own, golden) in poisson_binomial(&[0.1, 0.5, 0.3, 0.7]).into_iter().zip([0.0945, 0.366, 0.395, 0.134, 0.0105])
    {
        near(Some(own), golden);
    }
    let golden =
        [(0.067_907_591_090_092_3, 0.014_995_576_820_477_7), (0.145_876_487_639_954_7, 0.185_165_382_579_258_7)];
    for (k, (negative, poisson)) in [0, 3].into_iter().zip(golden) {
        near(Some(negative_binomial(4.2, 0.31)[k]), negative);
        near(Some(negative_binomial(4.2, 0.0)[k]), poisson);
    }
    // Many small chances are nearly Poisson's law, and a large mean does not run out of numbers.
    let (many, poisson) = (poisson_binomial(&[0.001; 4200]), negative_binomial(4.2, 0.0));
    assert!(many.iter().zip(&poisson).all(|(a, b)| (a - b).abs() < 1e-3));
    for law in [many, negative_binomial(1500.0, 0.3), negative_binomial(0.0, 0.3), poisson_binomial(&[])] {
        assert!((law.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn a_block_of_years_says_whether_its_count_was_given_room() {
    let block = count_block((1990, 1994), &negative_binomial(4.2, 0.31), 9);
    assert_eq!((block.band, block.is_inside()), ((0, 10), true));
    near(Some(block.log_score), 3.475_550_976_835_665_4);
    let poisson = count_block((1990, 1994), &negative_binomial(4.2, 0.0), 9);
    assert_eq!((poisson.band, poisson.is_inside()), ((1, 8), false));
    assert!((poisson.expected - 4.2).abs() < 1e-9);
    let far = count_block((1990, 1994), &[1.0], 3);
    near(Some(far.log_score), 13.815_510_557_964_274);
    // Years fall into blocks from the first on, those before it too; none without cases is made up.
    let case = |year: i32, happened: bool| Case { year, ..Case::new(0.5, happened) };
    let cases = [case(1964, true), case(1965, true), case(1969, false), case(1975, true)];
    let blocks = count_blocks(&cases, 1965, 5, 0.0);
    let told: Vec<_> = blocks.iter().map(|block| (block.years, block.observed, block.band)).collect();
    assert_eq!(told, [((1960, 1964), 1, (0, 1)), ((1965, 1969), 1, (0, 2)), ((1975, 1979), 1, (0, 1))]);
    let loose = count_blocks(&cases, 1965, 5, 0.3);
    assert!(loose.iter().zip(&blocks).all(|(loose, tight)| (loose.expected - tight.expected).abs() < 1e-6));
}

#[test]
fn bands_hold_the_shares_of_a_reliable_forecaster_and_not_those_of_a_bold_one() {
    // Outcomes at exactly the rate that was forecast, in two bins of a hundred.
    let of = |p: f64, events: usize| (0..100).map(move |k| Case::new(p, k < events));
    let reliable: Vec<Case> = of(0.15, 15).chain(of(0.65, 65)).collect();
    let bold: Vec<Case> = of(0.05, 15).chain(of(0.95, 65)).collect();
    let diagram = |cases: &[Case]| reliability_diagram(cases, 10, CONSISTENCY_DRAWS, 1);
    let inside =
        |banded: &BandedBin| banded.band.is_some_and(|(low, high)| (low..=high).contains(&banded.bin.happened));
    assert!(diagram(&reliable).iter().all(inside));
    assert!(!diagram(&bold).iter().any(inside));
    assert_eq!(diagram(&reliable), diagram(&reliable), "by the seed");
    // The binomial interval of 100 draws at 0.65 is 0.57 to 0.73; the size of the bin is drawn, too.
    let (low, high) = diagram(&reliable)[1].band.expect("a band");
    assert!((low - 0.57).abs() < 0.02 && (high - 0.73).abs() < 0.02, "{low} {high}");
    assert!(reliability_diagram(&[], 10, 10, 1).is_empty());
}

#[test]
fn the_paired_difference_is_of_the_same_cases_with_the_wider_interval() {
    let pairs = |weighted: bool| -> Vec<(Case, f64)> { table(weighted).into_iter().zip(OTHER).collect() };
    for (weighted, log, square) in
        [(false, 0.072_275_738_245_954_2, 0.034), (true, 0.004_571_471_603_089_513, -0.001_556_603_773_584_902_9)]
    {
        let found = ScoreDifference::of_log_scores(&pairs(weighted)).expect("ten cases");
        near(Some(found.difference), log);
        let (low, high) = found.interval.expect("an interval").interval;
        assert!(low < log && log < high);
        let brier_of = ScoreDifference::of_brier_scores(&pairs(weighted)).expect("ten cases");
        near(Some(brier_of.difference), square);
        near(brier(&table(weighted)), brier_of.first);
        near(brier_of.skill, 1.0 - brier_of.first / brier_of.second);
        let (low, high) = brier_of.skill_interval.expect("an interval").interval;
        assert!(brier_of.skill.is_some_and(|skill| low < skill && skill < high));
    }
    let same: Vec<(Case, f64)> = table(false).into_iter().map(|case| (case, case.probability)).collect();
    let none = ScoreDifference::of_log_scores(&same).expect("ten cases");
    assert_eq!((none.difference, none.interval.map(|blocked| blocked.interval)), (0.0, Some((0.0, 0.0))));
    assert!(ScoreDifference::of(&[]).is_none());
    let one = ScoreDifference::of_brier_scores(&[(Case::new(0.5, true), 0.25)]).expect("one case");
    assert_eq!(one.interval, None);
    // A forecaster who is better in one half of the groups only is not surely better.
    let torn: Vec<(Case, f64)> =
        (0..40).map(|k| (Case { group: k / 4, ..Case::new(if k < 20 { 0.8 } else { 0.4 }, true) }, 0.6)).collect();
    let found = ScoreDifference::of_log_scores(&torn).and_then(|found| found.interval).expect("an interval");
    assert!(found.interval.0 < 0.0 && found.interval.1 > 0.0 && found.blocks == Block::Treaties);
}
