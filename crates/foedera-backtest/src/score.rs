//! The scores of forecasters on the same cases, and how far they differ.

use std::collections::BTreeMap;

use foedera_likelihood::score::{
    self, Bin, Block, Blocked, CARD_LEVEL, ScoreDifference, auc, auc_within, average_precision, brier,
    calibration_in_the_large, count_block, count_blocks, log_score, poisson_binomial, risk_groups, skill,
};
use serde::Serialize;

use crate::rolling::{Chosen, Forecasts, Line};
use crate::{Cases, Group, HeldOut};

/// Groups of like forecasts in a reliability diagram.
const BINS: u32 = 10;
/// The years of which calibration is asked apart.
const LATE: (i16, i16) = (2007, 2018);

/// The scores of one forecaster.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scores {
    /// Its name.
    pub forecaster: String,
    /// Mean logarithmic score; 0 is best.
    pub log: f64,
    /// 1 − log / log of climatology.
    pub log_skill: Option<f64>,
    /// The same against the climatology of ten years.
    pub log_skill_ten_years: Option<f64>,
    /// Mean squared distance; 0 is best.
    pub brier: f64,
    /// 1 − Brier / Brier of climatology.
    pub brier_skill: Option<f64>,
    /// The same against the climatology of ten years.
    pub brier_skill_ten_years: Option<f64>,
    /// Share of pairs of an event and another case in which the event had the higher forecast.
    pub auc: Option<f64>,
    /// The same among pairs of one year.
    pub auc_within_year: Option<f64>,
    /// The mean over events of the share of events among the cases with forecasts no lower (AUPR); chance is the share of events.
    pub average_precision: Option<f64>,
    /// Events that were forecast, the sum of probabilities.
    pub expected: f64,
}

/// A difference of mean scores with its interval.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Estimate {
    /// The difference.
    pub difference: f64,
    /// The lower end of the 90 % interval.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// What was drawn whole: treaties (else wars or states) or years, of which the wider interval is kept.
    pub drawn: Option<&'static str>,
}

/// How far the first forecaster (our model, or climatology where we have none) and another differ on the same cases: its score minus the
/// other's, so below 0 the first is better.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Difference {
    /// The other forecaster.
    pub against: String,
    /// Of the logarithmic score.
    pub log: Estimate,
    /// Of the Brier score.
    pub brier: Estimate,
}

/// Events of some years beside those that were forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Period {
    /// The forecaster.
    pub forecaster: String,
    /// The first year.
    pub first: i16,
    /// The last year.
    pub last: i16,
    /// Events that were forecast.
    pub expected: f64,
    /// Events that happened.
    pub observed: u32,
    /// The lower end of the exact 90 % interval of a Poisson count for what happened, over what was forecast: calibrated as far as can
    /// be told if the interval holds 1. Cases of several years that overlap depend on each other: it is too narrow for them.
    pub ratio_low: f64,
    /// The upper end.
    pub ratio_high: f64,
}

/// The number of events of five years beside the law of independent events with the probabilities that were forecast.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Count {
    /// The forecaster.
    pub forecaster: String,
    /// The first year.
    pub first: i32,
    /// The last year.
    pub last: i32,
    /// Events that were forecast.
    pub expected: f64,
    /// Events that happened.
    pub observed: u32,
    /// The lower end of the 90 % band of the law.
    pub band_low: u32,
    /// The upper end.
    pub band_high: u32,
    /// −ln of the probability of the number that happened.
    pub log: f64,
}

/// A group of cases with like forecasts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reliability {
    /// The lowest forecast in it.
    pub from: f64,
    /// The highest.
    pub to: f64,
    /// The mean forecast.
    pub forecast: f64,
    /// The share that happened.
    pub happened: f64,
    /// The lower end of the 90 % band of the share if the forecasts are reliable and events independent.
    pub band_low: f64,
    /// The upper end.
    pub band_high: f64,
    /// Cases.
    pub cases: u32,
}

/// All that is said of one horizon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Horizon {
    /// Within how many years.
    pub horizon_years: i16,
    /// Cases.
    pub cases: usize,
    /// Events among them.
    pub happened: usize,
    /// The first and the last origin.
    pub origins: Vec<i16>,
    /// Each forecaster's, our own first.
    pub scores: Vec<Scores>,
    /// Ours minus each other's.
    pub differences: Vec<Difference>,
    /// By decade, and of 2007 to 2018.
    pub calibration: Vec<Period>,
    /// Counts by five years; empty where cases of several years overlap.
    pub counts: Vec<Count>,
    /// Our model's reliability: tenths of the cases from the lowest forecasts to the highest.
    pub reliability: Vec<Reliability>,
}

/// The scores of what is said of groups that were never seen.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeldOutScores {
    /// What was held out: treaty, state or war.
    pub held_out: &'static str,
    /// In how many folds.
    pub folds: usize,
    /// Within how many years.
    pub horizon_years: i16,
    /// Cases.
    pub cases: usize,
    /// Events among them.
    pub happened: usize,
    /// Each forecaster's, our own first; there is no climatology of ten years.
    pub scores: Vec<Scores>,
    /// Ours minus each other's.
    pub differences: Vec<Difference>,
}

/// A forecaster and what it does.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Described {
    /// Its name.
    pub forecaster: String,
    /// What it does.
    pub what: String,
}

/// A backtest of a process: what was forecast, by whom, and how well.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The process.
    pub process: String,
    /// What a case is.
    pub unit: String,
    /// Who is at risk, and what counts as the event.
    pub definition: String,
    /// The fingerprint (SHA-256) of the cases with all that is known of them.
    pub cases_sha256: String,
    /// How reference classes are made.
    pub reference_classes: String,
    /// To whom a case is related, for persistence.
    pub relations: String,
    /// Years from one fit to the next.
    pub refit_years: i16,
    /// What each forecaster does.
    pub forecasters: Vec<Described>,
    /// Horizon by horizon.
    pub horizons: Vec<Horizon>,
    /// Groups held out, kind by kind.
    pub held_out: Vec<HeldOutScores>,
    /// How often each variant of a baseline was chosen.
    pub chosen: Vec<Chosen>,
}

impl Report {
    /// Score forecasts; a horizon without a case is left out.
    pub fn new(cases: &Cases, forecasts: &Forecasts, held_out: &[HeldOut]) -> Self {
        let drawn = drawn(cases);
        let groups = numbered(cases, drawn);
        let years = forecasts.schedule.horizons.first().copied().unwrap_or_default();
        let head = &cases.head;
        let horizon = |years: &i16| {
            let lines: Vec<&Line> = forecasts.lines.iter().filter(|line| line.years == *years).collect();
            (!lines.is_empty())
                .then(|| Scored { cases, forecasts, lines, groups: (drawn, &groups), years: *years }.horizon())
        };
        Self {
            process: head.process.clone(),
            unit: head.unit.clone(),
            definition: head.definition.clone(),
            cases_sha256: cases.fingerprint(),
            reference_classes: head.classes.clone(),
            relations: head.relations.clone(),
            refit_years: forecasts.schedule.refit,
            forecasters: forecasts
                .forecasters
                .iter()
                .map(|named| Described { forecaster: named.name.clone(), what: named.words.clone() })
                .collect(),
            horizons: forecasts.schedule.horizons.iter().filter_map(horizon).collect(),
            held_out: held_out.iter().filter_map(|of| of_groups(cases, of, years)).collect(),
            chosen: forecasts.chosen.clone(),
        }
    }
}

/// What is drawn whole beside years: treaties, or else wars or states, as far as all cases have them.
fn drawn(cases: &Cases) -> Group {
    let all = |group: &Group| cases.all().iter().all(|case| case.group(*group).is_some());
    [Group::Treaty, Group::War, Group::State].into_iter().find(all).unwrap_or(Group::Treaty)
}

/// The number of each case's group of a kind.
fn numbered(cases: &Cases, group: Group) -> Vec<u32> {
    let words: std::collections::BTreeSet<Option<&str>> = cases.all().iter().map(|case| case.group(group)).collect();
    let numbers: BTreeMap<Option<&str>, u32> = words.into_iter().zip(0..).collect();
    cases.all().iter().map(|case| numbers[&case.group(group)]).collect()
}

struct Scored<'a> {
    cases: &'a Cases,
    forecasts: &'a Forecasts,
    lines: Vec<&'a Line>,
    groups: (Group, &'a [u32]),
    years: i16,
}

impl Scored<'_> {
    /// The forecasts of one forecaster as cases with outcomes.
    fn of(&self, forecaster: usize) -> Vec<score::Case> {
        let case = |line: &&Line| score::Case {
            group: self.groups.1[line.case],
            year: self.cases.all()[line.case].year.into(),
            ..score::Case::new(line.probabilities[forecaster], self.cases.outcome(line.case, self.years) == Some(true))
        };
        self.lines.iter().map(case).collect()
    }

    fn horizon(&self) -> Horizon {
        let all: Vec<Vec<score::Case>> = (0..self.forecasts.forecasters.len()).map(|place| self.of(place)).collect();
        let names: Vec<&str> = self.forecasts.forecasters.iter().map(|named| named.name.as_str()).collect();
        let find = |name: &str| names.iter().position(|own| *own == name).expect("a baseline of every run");
        let references = (&all[find("climatology")], Some(&all[find("climatology_ten_years")]));
        let (scores, others) = beside(&names, &all, references, self.groups.0);
        let years = |cases: &[score::Case], (first, last): (i16, i16)| -> Vec<score::Case> {
            cases.iter().filter(|case| (first.into()..=last.into()).contains(&case.year)).copied().collect()
        };
        let periods = |spans: &[(i16, i16)]| -> Vec<Period> {
            let of = |(name, cases): (&&str, &Vec<score::Case>)| {
                let one = |span: &(i16, i16)| period(name, *span, &years(cases, *span));
                spans.iter().filter_map(one).collect::<Vec<_>>()
            };
            names.iter().zip(&all).flat_map(of).collect()
        };
        let origins = || self.lines.iter().map(|line| line.origin);
        let (first, last) = (origins().min().unwrap_or_default(), origins().max().unwrap_or_default());
        Horizon {
            horizon_years: self.years,
            cases: self.lines.len(),
            happened: all[0].iter().filter(|case| case.happened).count(),
            origins: vec![first, last],
            scores,
            differences: others,
            calibration: periods(&decades().chain([LATE]).collect::<Vec<_>>()),
            counts: if self.years == 1 { counts(&names, &all) } else { Vec::new() },
            reliability: reliability(&all[0]),
        }
    }
}

/// The decades that a case can lie in.
fn decades() -> impl Iterator<Item = (i16, i16)> {
    (1900..2100).step_by(10).map(|first| (first, first + 9))
}

/// Counts by five years of every forecaster.
fn counts(names: &[&str], all: &[Vec<score::Case>]) -> Vec<Count> {
    let of = |(name, cases): (&&str, &Vec<score::Case>)| -> Vec<Count> {
        let blocks = count_blocks(cases, 1900, 5, 0.0).into_iter();
        blocks
            .map(|block| Count {
                forecaster: (*name).to_owned(),
                first: block.years.0,
                last: block.years.1,
                expected: block.expected,
                observed: block.observed,
                band_low: block.band.0,
                band_high: block.band.1,
                log: block.log_score,
            })
            .collect()
    };
    names.iter().zip(all).flat_map(of).collect()
}

/// Tenths of the cases from the lowest forecasts to the highest, with the band of the share if forecasts are reliable.
fn reliability(cases: &[score::Case]) -> Vec<Reliability> {
    let mut sorted: Vec<f64> = cases.iter().map(|case| case.probability).collect();
    sorted.sort_by(f64::total_cmp);
    let mut rest = sorted.as_slice();
    let mut of = |bin: Bin| {
        let (own, others) = rest.split_at(bin.cases as usize);
        rest = others;
        let band = count_block((0, 0), &poisson_binomial(own), 0).band;
        let share = |count: u32| f64::from(count) / f64::from(bin.cases.max(1));
        Reliability {
            from: bin.ends.0,
            to: bin.ends.1,
            forecast: bin.forecast,
            happened: bin.happened,
            band_low: share(band.0),
            band_high: share(band.1),
            cases: bin.cases,
        }
    };
    risk_groups(cases, BINS).into_iter().map(&mut of).collect()
}

/// The climatology of all past years, and that of the last ten.
type References<'a> = (&'a Vec<score::Case>, Option<&'a Vec<score::Case>>);

/// The scores of all forecasters, and how far the first differs from each other.
fn beside(
    names: &[&str],
    all: &[Vec<score::Case>],
    references: References<'_>,
    drawn: Group,
) -> (Vec<Scores>, Vec<Difference>) {
    let scores = names.iter().zip(all).filter_map(|(name, cases)| scores(name, cases, references)).collect();
    let others = (1..all.len()).filter_map(|place| difference(names[place], (&all[0], &all[place]), drawn)).collect();
    (scores, others)
}

/// The scores of what is said of groups that were held out, which are the blocks of the bootstrap.
fn of_groups(cases: &Cases, of: &HeldOut, years: i16) -> Option<HeldOutScores> {
    let numbers = numbered(cases, of.group);
    let said = |forecaster: usize| -> Vec<score::Case> {
        let case = |(case, said): &(usize, Vec<f64>)| score::Case {
            group: numbers[*case],
            year: cases.all()[*case].year.into(),
            ..score::Case::new(said[forecaster], cases.outcome(*case, years) == Some(true))
        };
        of.lines.iter().map(case).collect()
    };
    let all: Vec<Vec<score::Case>> = (0..of.forecasters.len()).map(said).collect();
    let names: Vec<&str> = of.forecasters.iter().map(String::as_str).collect();
    let climatology = names.iter().position(|name| *name == "climatology")?;
    let (scores, differences) = beside(&names, &all, (&all[climatology], None), of.group);
    Some(HeldOutScores {
        held_out: of.group.name(),
        folds: of.folds,
        horizon_years: years,
        cases: of.lines.len(),
        happened: all[0].iter().filter(|case| case.happened).count(),
        scores,
        differences,
    })
}

fn scores(name: &str, cases: &[score::Case], (past, recent): References<'_>) -> Option<Scores> {
    let (log, of_brier) = (log_score(cases)?, brier(cases)?);
    let ten_years = |score: fn(&[score::Case]) -> Option<f64>, own: f64| skill(own, score(recent?)?);
    Some(Scores {
        forecaster: name.to_owned(),
        log,
        log_skill: skill(log, log_score(past)?),
        log_skill_ten_years: ten_years(log_score, log),
        brier: of_brier,
        brier_skill: skill(of_brier, brier(past)?),
        brier_skill_ten_years: ten_years(brier, of_brier),
        auc: auc(cases),
        auc_within_year: auc_within(cases, |case| case.year),
        average_precision: average_precision(cases),
        expected: cases.iter().map(|case| case.probability).sum(),
    })
}

/// What happened beside what was forecast; `None` without a case.
fn period(name: &str, (first, last): (i16, i16), cases: &[score::Case]) -> Option<Period> {
    let large = calibration_in_the_large(cases, CARD_LEVEL)?;
    Some(Period {
        forecaster: name.to_owned(),
        first,
        last,
        expected: large.expected,
        observed: cases.iter().filter(|case| case.happened).count() as u32,
        ratio_low: large.interval.0,
        ratio_high: large.interval.1,
    })
}

/// Ours minus another's; `None` of no cases. Groups of a kind and years are what is drawn whole.
fn difference(name: &str, (own, other): (&[score::Case], &[score::Case]), group: Group) -> Option<Difference> {
    let pairs: Vec<(score::Case, f64)> = own.iter().zip(other).map(|(own, other)| (*own, other.probability)).collect();
    let (log, brier) = (ScoreDifference::of_log_scores(&pairs)?, ScoreDifference::of_brier_scores(&pairs)?);
    let estimate = |difference: f64, interval: Option<Blocked>| Estimate {
        difference,
        low: interval.map(|of| of.interval.0),
        high: interval.map(|of| of.interval.1),
        drawn: interval.map(|of| if of.blocks == Block::Years { "years" } else { group.several() }),
    };
    Some(Difference {
        against: name.to_owned(),
        log: estimate(log.difference, log.interval),
        brier: estimate(brier.difference, brier.interval),
    })
}
