//! Published counts and coefficients of honoured commitments, from the original files below `FOEDERA_DATA`.

use foedera_atlas::Atlas;
use foedera_lab::guarantee::honours::{
    Commitment, Held, Opportunity, PUBLISHED, PUBLISHED_SINCE_1945, commitments, cross_validate, logit, opportunities,
    plain_probability, pooled_forecast, published_forecast,
};
use foedera_math::share_interval;
use foedera_process::Score;
use foedera_sources::{open_tables, read, recognise};
use foedera_store::Frame;

fn frame(file: &str) -> Option<Frame> {
    let path = foedera_golden::dataset(file)?;
    let atlas = Atlas::embedded().unwrap();
    let tables = open_tables(&path).unwrap_or_else(|problems| panic!("{problems}"));
    let dataset = recognise(&tables[0]).unwrap().expect("a known dataset");
    Some(read(dataset, &tables[0], atlas.roster()).unwrap().value)
}

#[test]
fn golden_counts_of_berkemeier_and_fuhrmann() {
    let Some(frame) = frame("reliability/BerkemeierFuhrmannRAP2018_0303.csv") else { return };
    assert_eq!(frame.len(), 576);
    let all = opportunities(&frame);
    let count = |keep: &dyn Fn(&Opportunity) -> bool| {
        let own: Vec<&Opportunity> = all.iter().filter(|opportunity| keep(opportunity)).collect();
        (own.iter().filter(|opportunity| opportunity.honoured).count() as u32, own.len() as u32)
    };
    assert_eq!(count(&|_| true), (73, 146));
    assert_eq!(count(&|o| o.before_1945), (61, 92));
    assert_eq!(count(&|o| !o.before_1945), (PUBLISHED_SINCE_1945[0].1, PUBLISHED_SINCE_1945[0].2));
    assert_eq!(count(&|o| o.obligations[0]), (42, 102));
    assert_eq!(count(&|o| o.obligations[0] && o.before_1945), (36, 59));
    assert_eq!(count(&|o| o.obligations[0] && !o.before_1945), (PUBLISHED_SINCE_1945[1].1, PUBLISHED_SINCE_1945[1].2));
    for (obligation, expected) in [(1, (31, 42)), (2, (35, 45)), (3, (18, 49))] {
        assert_eq!(count(&|o| o.obligations[obligation]), expected, "{obligation}");
    }
    // Jeffreys intervals, 95 %, as published in whole percent.
    for ((events, cases), (low, high)) in [((61, 92), (56, 75)), ((12, 54), (13, 35)), ((6, 43), (6, 27))] {
        let (from, to) = share_interval(events, cases, 0.95);
        assert_eq!(((from * 100.0).round() as i32, (to * 100.0).round() as i32), (low, high));
    }
}

#[test]
fn golden_coefficients_of_leeds_and_anac() {
    let Some(frame) = frame("reliability/LeedsAnacIIrep.csv") else { return };
    let cases = commitments(&frame);
    assert_eq!(cases.len(), 137);
    let (all, columns): (Vec<&Commitment>, Vec<usize>) = (cases.iter().collect(), (0..PUBLISHED).collect());
    let estimate = logit(&all, &columns);
    let errors = estimate.standard_errors();
    let published = [(-0.709, 0.298), (-0.929, 0.359), (-1.547, 0.516), (-1.460, 0.604), (-1.359, 0.480)];
    for (place, (coefficient, error)) in published.into_iter().enumerate() {
        assert!((estimate.parameters[place] - coefficient).abs() < 5.1e-4, "{place}: {}", estimate.parameters[place]);
        assert!((errors[place] - error).abs() < 5.1e-4, "{place}: {}", errors[place]);
    }
    assert!((-estimate.parameters[PUBLISHED] - 3.691).abs() < 5e-4);
    let inside: Vec<(f64, f64, bool)> =
        cases.iter().map(|case| (plain_probability(&estimate, &columns, case), 93.0 / 137.0, case.honoured)).collect();
    let score = Score::of(&inside).expect("137 cases");
    assert!(score.auc.is_some_and(|auc| (auc - 0.856).abs() < 5e-4) && (score.brier - 0.132).abs() < 5e-4, "{score:?}");
    assert!((score.brier_climatology - 0.218).abs() < 5e-4);
    let right = inside.iter().filter(|(p, _, honoured)| (*p > 0.5) == *honoured).count();
    assert_eq!(right, 112, "81.8 % of 137");
}

#[test]
fn golden_published_law_left_one_out_is_beaten_by_pooling_found_inside_each_fold() {
    let Some(frame) = frame("reliability/LeedsAnacIIrep.csv") else { return };
    let cases = commitments(&frame);
    let all = |_: &Commitment| true;
    let published = cross_validate(&cases, Held::Case, all, published_forecast).expect("cases");
    assert!(
        published.auc.is_some_and(|auc| (auc - 0.812).abs() < 5e-4) && (published.brier - 0.149).abs() < 5e-4,
        "{published:?}"
    );
    let columns: Vec<usize> = (0..PUBLISHED).collect();
    let ours = cross_validate(&cases, Held::Case, all, |seen, case| pooled_forecast(&columns, seen, case));
    let ours = ours.expect("cases");
    assert!(ours.brier < published.brier - 0.01 && ours.log_score < published.log_score, "{ours:?}");
}
