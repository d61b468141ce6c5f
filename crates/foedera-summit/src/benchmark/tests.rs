//! Reading with located problems, and scores by hand.

use foedera_diagnostic::Source;

use super::*;

const ISSUES: &str = "issue,proposal,procedure,council_vote,year,reference_point,outcome\n\
                      i1,p1,COD,QMV,2001,0,60\n\
                      i2,p1,COD,QMV,2001,,\n";
const POSITIONS: &str = "issue,actor,position,salience,capability\n\
                         i1,a,0,50,1\ni1,b,100,50,1\ni1,c,100,,1\ni2,a,0,50,1\ni1,d,0,0,1\n";

fn source(name: &str, text: &str) -> Source {
    Source::new(name, text)
}

#[test]
fn a_good_table_is_read() {
    let benchmark = read(&source("issues.csv", ISSUES), &source("positions.csv", POSITIONS)).unwrap();
    assert_eq!(benchmark.cases.len(), 2);
    let case = &benchmark.cases[0];
    assert_eq!((case.actors.len(), case.outcome, case.kind), (4, Some(60.0), Kind::Dichotomous));
    assert_eq!(case.setting.saliences[0], 0.5);
    assert!(case.setting.saliences[2].is_nan() && benchmark.cases[1].outcome.is_none());
    let cases = benchmark.scored();
    assert_eq!(cases.len(), 1);
    let mean = forecasts(&benchmark, Model::Mean);
    assert_eq!(score(&cases, &mean, None).mean, 10.0);
    assert_eq!(score(&cases, &mean, Some(Kind::Scale)).count, 0);
    let compared = difference(&cases, &mean, &[60.0], 1);
    assert_eq!((compared.count, compared.mean, compared.standard_error), (1, 10.0, 0.0));
}

#[test]
fn every_bad_row_is_told_with_its_place() {
    let issues = ISSUES.replace("0,60", "0,160") + "i2,p1,COD,QMV,2001,,\n";
    let positions = format!("{POSITIONS}i9,a,0,50,1\ni2,a,0,50,1\ni2,b,x,50,1\ni2,c,0,50,-1\ni2,d\n");
    let problems = read(&source("issues.csv", &issues), &source("positions.csv", &positions)).unwrap_err();
    let lines: Vec<(Option<&str>, Option<usize>)> =
        problems.0.iter().map(|problem| (problem.place.file(), problem.place.line())).collect();
    let (i, p) = (Some("issues.csv"), Some("positions.csv"));
    // The first issue's row is bad; its actors are not told again.
    let bad = [7, 8, 9, 10, 11].map(|line| (p, Some(line)));
    let expected: Vec<_> = [(i, Some(2)), (i, Some(4))].into_iter().chain(bad).collect();
    assert_eq!(lines, expected);
    assert!(problems.0[0].message.contains("160") && problems.0[0].remedy.contains("from 0 to 100"));
}

#[test]
fn a_table_with_other_columns_is_none() {
    let problems = read(&source("issues.csv", "a,b\n"), &source("positions.csv", POSITIONS)).unwrap_err();
    assert!(problems.0[0].message.contains("issue,proposal"), "{problems:?}");
}

#[test]
fn a_ratio_is_the_weighted_median_of_what_it_would_have_to_be() {
    let benchmark = read(&source("issues.csv", ISSUES), &source("positions.csv", POSITIONS)).unwrap();
    let case = &benchmark.cases[0];
    let recipe = Recipe { base: Base::Mean, salience: 1.0, contrast: Contrast::Common };
    // An outcome at 60 needs a ratio of 0.5 from 70; many such cases outweigh the prior, and few do not.
    assert_eq!(recipe.fit(&[(case, 0.7); 3]), [1.0; 3]);
    for ratio in recipe.fit(&[(case, 0.7); 30]) {
        assert!((ratio - 0.5).abs() < 1e-9);
    }
}
