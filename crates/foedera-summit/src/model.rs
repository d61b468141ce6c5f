//! All models of a settlement under one name each.

use crate::Setting;
use crate::condorcet::{Condorcet, Election};
use crate::eum::{End, Variant, medians};
use crate::settle::{Voices, election, mean, median};
use crate::smp::{Computation, Parameters, Parties, play};

/// A model of what is settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Model {
    /// The mean weighted by capability times salience.
    Mean,
    /// The weighted median.
    Median,
    /// The probabilistic Condorcet election, given that some text beats all others.
    PceConditional,
    /// The same as a Markov chain with uniform challenges.
    PceUniform,
    /// The same with challenges where they pay.
    PceIncentive,
    /// The spatial model of politics as KTAB computes it.
    Smp,
    /// The same, corrected.
    SmpCorrected,
    /// Bueno de Mesquita's expected utility model as Scholz's program computes it.
    EumA,
    /// The same by the printed equations.
    EumB,
}

/// What to know of a settlement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// Several texts tie.
    Tie,
    /// Positions come back for ever.
    Cycle,
    /// Rounds did not end by themselves.
    Unsettled,
}

/// What a model says is settled.
#[derive(Debug, Clone, PartialEq)]
pub struct Settlement {
    /// One number for each issue; NaN where nobody takes part.
    pub text: Vec<f64>,
    /// What to know, sorted.
    pub flags: Vec<Flag>,
}

/// Most rounds of the expected utility model.
const ROUNDS: usize = 50;

impl Model {
    /// All models, the plain ones first.
    pub const ALL: [Self; 9] = [
        Self::Mean,
        Self::Median,
        Self::PceConditional,
        Self::PceUniform,
        Self::PceIncentive,
        Self::Smp,
        Self::SmpCorrected,
        Self::EumA,
        Self::EumB,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Median => "median",
            Self::PceConditional => "pce-conditional",
            Self::PceUniform => "pce-uniform",
            Self::PceIncentive => "pce-incentive",
            Self::Smp => "smp",
            Self::SmpCorrected => "smp-corrected",
            Self::EumA => "eum-a",
            Self::EumB => "eum-b",
        }
    }

    /// What it says is settled.
    pub fn settle(self, setting: &Setting) -> Settlement {
        let mut flags = Vec::new();
        let each = |of: &mut dyn FnMut(usize) -> f64| (0..setting.issues).map(of).collect::<Vec<f64>>();
        let pce = |kind: Election| Condorcet { election: kind, ..Condorcet::default() };
        let text = match self {
            Self::Mean => each(&mut |issue| mean(setting, issue)),
            Self::Median => each(&mut |issue| {
                let (text, tie) = median(setting, issue);
                flags.extend(tie.then_some(Flag::Tie));
                text
            }),
            Self::PceConditional => {
                each(&mut |issue| election(setting, issue, pce(Election::Conditional)).expectation())
            }
            Self::PceUniform => each(&mut |issue| election(setting, issue, pce(Election::Uniform)).expectation()),
            Self::PceIncentive => each(&mut |issue| election(setting, issue, pce(Election::Incentive)).expectation()),
            Self::Smp => smp(setting, Computation::Ktab, &mut flags),
            Self::SmpCorrected => smp(setting, Computation::Corrected, &mut flags),
            Self::EumA => each(&mut |issue| eum(setting, issue, Variant::Code, &mut flags)),
            Self::EumB => each(&mut |issue| eum(setting, issue, Variant::Equations, &mut flags)),
        };
        flags.sort_unstable();
        flags.dedup();
        Settlement { text, flags }
    }
}

impl std::str::FromStr for Model {
    type Err = String;

    /// A name, or `pce` and `eum` for the variants that are best known.
    fn from_str(text: &str) -> Result<Self, String> {
        let name = match text {
            "pce" => "pce-uniform",
            "eum" => "eum-a",
            other => other,
        };
        let found = Self::ALL.into_iter().find(|model| model.name() == name);
        found.ok_or_else(|| format!("`{text}` is no model; known: {}", Self::ALL.map(Self::name).join(", ")))
    }
}

fn smp(setting: &Setting, computation: Computation, flags: &mut Vec<Flag>) -> Vec<f64> {
    let issues: Vec<usize> = (0..setting.issues).collect();
    let (parties, _) = Parties::new(setting, &issues);
    if parties.actors() == 0 {
        return vec![f64::NAN; setting.issues];
    }
    let (state, _, settled) = play(&parties, &Parameters::new(computation), |_| ());
    if !settled {
        flags.push(Flag::Unsettled);
    }
    let text = state.expectation(setting.issues);
    text.into_iter().zip(&setting.scales).map(|(share, (low, high))| low + share * (high - low)).collect()
}

fn eum(setting: &Setting, issue: usize, variant: Variant, flags: &mut Vec<Flag>) -> f64 {
    let voices = Voices::new(setting, issue);
    if voices.positions.is_empty() {
        return f64::NAN;
    }
    let saliences: Vec<f64> = voices.actors.iter().map(|actor| setting.saliences[setting.at(*actor, issue)]).collect();
    let (forecasts, end) = medians(&voices, &saliences, variant, ROUNDS);
    match end {
        End::Settled => {}
        End::Cycle(_) => flags.push(Flag::Cycle),
        End::Unsettled => flags.push(Flag::Unsettled),
    }
    let (low, high) = setting.scales[issue];
    low + forecasts.last().copied().unwrap_or(f64::NAN) * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use foedera_math::Draw;

    fn drawn(actors: usize, issues: usize, seed: u64) -> Setting {
        let at = |process: u32, option: usize| Draw { seed, future: 0, process, option: option as u32 }.uniform(0);
        Setting {
            issues,
            positions: (0..actors * issues).map(|k| at(1, k) * 100.0).collect(),
            saliences: (0..actors * issues).map(|k| at(2, k) * 0.9 / issues as f64 + 0.01).collect(),
            capabilities: (0..actors).flat_map(|a| vec![at(3, a) + 0.1; issues]).collect(),
            reference: vec![f64::NAN; issues],
            scales: vec![(0.0, 100.0); issues],
        }
    }

    fn close(a: &[f64], b: &[f64], tolerance: f64) -> bool {
        a.iter().zip(b).all(|(a, b)| (a - b).abs() < tolerance)
    }

    #[test]
    fn names_are_read_as_they_are_written() {
        for model in Model::ALL {
            assert_eq!(model.name().parse(), Ok(model));
        }
        assert_eq!(("pce".parse(), "eum".parse()), (Ok(Model::PceUniform), Ok(Model::EumA)));
        assert!("best".parse::<Model>().unwrap_err().contains("mean"));
    }

    #[test]
    fn an_actor_without_capability_moves_no_settlement() {
        for seed in 0..8 {
            let setting = drawn(5, 2, seed);
            let mut more = setting.clone();
            more.positions.extend([99.0, 1.0]);
            more.saliences.extend([0.4, 0.4]);
            more.capabilities.extend([0.0, 0.0]);
            for model in Model::ALL {
                let (a, b) = (model.settle(&setting).text, model.settle(&more).text);
                assert!(close(&a, &b, 1e-9), "{} {seed}: {a:?} {b:?}", model.name());
            }
        }
    }

    #[test]
    fn a_rescaled_issue_rescales_the_answer_and_actors_in_another_order_give_the_same() {
        for seed in 0..8 {
            let setting = drawn(5, 2, seed);
            let mut wide = setting.clone();
            wide.positions.iter_mut().step_by(2).for_each(|x| *x = 3.0 * *x - 50.0);
            wide.scales[0] = (-50.0, 250.0);
            let mut turned = setting.clone();
            for list in [&mut turned.positions, &mut turned.saliences, &mut turned.capabilities] {
                *list = list.chunks(2).rev().flatten().copied().collect();
            }
            for model in Model::ALL {
                let plain = model.settle(&setting).text;
                let scaled = model.settle(&wide).text;
                assert!(
                    close(&[3.0 * plain[0] - 50.0, plain[1]], &scaled, 1e-3),
                    "{} {seed}: {plain:?} {scaled:?}",
                    model.name()
                );
                // The order of actors breaks ties between bargains in SMP: KTAB's rounding magnifies it, the corrected model still
                // moves by some thousandths of 100.
                if !matches!(model, Model::Smp) {
                    let other = model.settle(&turned).text;
                    let tolerance = if model == Model::SmpCorrected { 0.01 } else { 1e-6 };
                    assert!(close(&plain, &other, tolerance), "{} {seed}: {plain:?} {other:?}", model.name());
                }
            }
        }
    }
}
