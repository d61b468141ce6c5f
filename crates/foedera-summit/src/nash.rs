//! Agreements that improve on what holds without one: the Nash and the Kalai-Smorodinsky bargaining solution.
//!
//! Both start from the reference outcome q, the disagreement point. With the gain g_i(y) = u_i(y) − u_i(q) of actor i,
//! Nash's solution (1950, Econometrica 18; with powers, Harsanyi and Selten 1972) maximises Σ_i w_i ln g_i(y), and
//! that of Kalai and Smorodinsky (1975, Econometrica 43) the least g_i(y) / m_i, m_i the most that i could gain if
//! nobody else lost. Neither exists if no text is better for everyone: see [`NoAgreement`].
//!
//! On one issue u_i falls with distance or with its square ([`Loss`]). On several, losses are squares of distances as
//! shares of each scale, weighted by salience; an actor's power w_i is the sum of its c s. All lists of several issues
//! are bargained jointly; an issue on which nobody takes part is left out, and its text is NaN.

mod joint;
mod shares;

use crate::Setting;
use crate::settle::{Voices, scale};

/// How an actor's utility falls with the distance of a text from its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Loss {
    /// With the distance.
    Linear,
    /// With the square of the distance.
    #[default]
    Quadratic,
}

/// Why there is no agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoAgreement {
    /// What holds without one is not known.
    ReferenceUnknown,
    /// Nobody with a known position and weight takes part.
    Nobody,
    /// No text is better than the reference for everyone.
    NoImprovement,
}

/// Which of the two solutions.
#[derive(Clone, Copy)]
enum Solution {
    Nash,
    KalaiSmorodinsky,
}

/// Halvings of an interval; its width falls by 1e-15.
const HALVINGS: usize = 50;

/// One issue with positions, weights and reference, as shares of its scale.
struct Line<'a> {
    voices: &'a Voices,
    reference: f64,
    loss: Loss,
    /// The end of the texts that improve on the reference for everyone; the reference is the other one.
    end: f64,
}

impl<'a> Line<'a> {
    fn new(voices: &'a Voices, reference: f64, loss: Loss) -> Result<Self, NoAgreement> {
        if voices.positions.is_empty() {
            return Err(NoAgreement::Nobody);
        }
        if !reference.is_finite() {
            return Err(NoAgreement::ReferenceUnknown);
        }
        let low = voices.positions.iter().copied().fold(f64::INFINITY, f64::min);
        let high = voices.positions.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // Everyone must be on one side, and no one is worse off up to the mirror image of the nearest.
        let end = if low > reference {
            2.0 * low - reference
        } else if high < reference {
            2.0 * high - reference
        } else {
            return Err(NoAgreement::NoImprovement);
        };
        Ok(Self { voices, reference, loss, end })
    }

    fn gain(&self, position: f64, text: f64) -> f64 {
        match self.loss {
            Loss::Linear => (position - self.reference).abs() - (position - text).abs(),
            Loss::Quadratic => (text - self.reference) * (2.0 * position - self.reference - text),
        }
    }

    /// The slope of a gain in the direction away from the reference, per unit of text.
    fn slope(&self, position: f64, text: f64) -> f64 {
        match self.loss {
            Loss::Linear => (position - text).signum(),
            Loss::Quadratic => 2.0 * (position - text),
        }
    }

    /// Where a sum or a least of concave gains is greatest: its slope changes sign there.
    fn summit(&self, mut slope: impl FnMut(f64) -> f64) -> f64 {
        let (mut near, mut far) = (self.reference, self.end);
        let away = (self.end - self.reference).signum();
        for _ in 0..HALVINGS {
            let middle = near + (far - near) / 2.0;
            if slope(middle) * away > 0.0 {
                near = middle;
            } else {
                far = middle;
            }
        }
        near + (far - near) / 2.0
    }

    fn nash(&self) -> f64 {
        let sides = || self.voices.positions.iter().zip(&self.voices.weights);
        self.summit(|text| sides().map(|(x, w)| w * self.slope(*x, text) / self.gain(*x, text)).sum())
    }

    fn kalai_smorodinsky(&self) -> f64 {
        // In the zone of agreement, the best text for an actor is its own position or the zone's end.
        let best = |x: f64| self.gain(x, if (x - self.end) * (self.end - self.reference) > 0.0 { self.end } else { x });
        let most: Vec<f64> = self.voices.positions.iter().map(|x| best(*x)).collect();
        self.summit(|text| {
            let share = |(x, most): (&f64, &f64)| (self.gain(*x, text) / most, self.slope(*x, text));
            let shares = self.voices.positions.iter().zip(&most).map(share);
            shares.fold((f64::INFINITY, 0.0), |least, next| if next.0 < least.0 { next } else { least }).1
        })
    }
}

/// The Nash bargaining solution on one issue of a setting, with weights c s.
///
/// # Errors
/// If there is none.
pub fn nash_on(setting: &Setting, issue: usize, loss: Loss) -> Result<f64, NoAgreement> {
    on(setting, issue, loss, Solution::Nash)
}

/// The Kalai-Smorodinsky solution on one issue of a setting. It takes no weights.
///
/// # Errors
/// If there is none.
pub fn kalai_smorodinsky_on(setting: &Setting, issue: usize, loss: Loss) -> Result<f64, NoAgreement> {
    on(setting, issue, loss, Solution::KalaiSmorodinsky)
}

fn on(setting: &Setting, issue: usize, loss: Loss, solution: Solution) -> Result<f64, NoAgreement> {
    let (low, width) = scale(setting, issue);
    let voices = Voices::new(setting, issue);
    let line = Line::new(&voices, (setting.reference[issue] - low) / width, loss)?;
    let share = match solution {
        Solution::Nash => line.nash(),
        Solution::KalaiSmorodinsky => line.kalai_smorodinsky(),
    };
    Ok(low + width * share)
}

/// The Nash bargaining solution over all issues jointly, with quadratic losses.
///
/// # Errors
/// If there is none.
pub fn nash(setting: &Setting) -> Result<Vec<f64>, NoAgreement> {
    if setting.issues == 1 {
        return nash_on(setting, 0, Loss::Quadratic).map(|text| vec![text]);
    }
    joint::Joint::new(setting)?.nash()
}

/// The Kalai-Smorodinsky solution over all issues jointly, with quadratic losses.
///
/// # Errors
/// If there is none.
pub fn kalai_smorodinsky(setting: &Setting) -> Result<Vec<f64>, NoAgreement> {
    if setting.issues == 1 {
        return kalai_smorodinsky_on(setting, 0, Loss::Quadratic).map(|text| vec![text]);
    }
    joint::Joint::new(setting)?.both().map(|[_, second]| second)
}

/// Nash's solution and that of Kalai and Smorodinsky over all issues jointly: the second begins where the first ends.
pub(crate) fn both(setting: &Setting) -> [Result<Vec<f64>, NoAgreement>; 2] {
    if setting.issues == 1 {
        return [nash(setting), kalai_smorodinsky(setting)];
    }
    match joint::Joint::new(setting).and_then(|joint| joint.both()) {
        Ok(texts) => texts.map(Ok),
        Err(reason) => [Err(reason), Err(reason)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(positions: &[f64], reference: f64) -> Setting {
        let n = positions.len();
        Setting {
            issues: 1,
            positions: positions.to_vec(),
            saliences: vec![1.0; n],
            capabilities: vec![1.0; n],
            reference: vec![reference],
            scales: vec![(0.0, 100.0)],
        }
    }

    /// The same issue twice: what is best on each is best on both.
    fn twice(setting: &Setting) -> Setting {
        let pairs = |list: &[f64]| list.iter().flat_map(|x| [*x, *x]).collect();
        Setting {
            issues: 2,
            positions: pairs(&setting.positions),
            saliences: pairs(&setting.saliences),
            capabilities: pairs(&setting.capabilities),
            reference: pairs(&setting.reference),
            scales: vec![setting.scales[0]; 2],
        }
    }

    #[test]
    fn two_of_equal_power() {
        // Gains y(2·40 − y) and y(2·60 − y): the derivative of their product vanishes at y² − 150 y + 4800 = 0.
        let setting = one(&[40.0, 60.0], 0.0);
        let expected = 75.0 - (75.0_f64 * 75.0 - 4800.0).sqrt();
        assert!((nash_on(&setting, 0, Loss::Quadratic).unwrap() - expected).abs() < 1e-9);
        for text in nash(&twice(&setting)).unwrap() {
            assert!((text - expected).abs() < 1e-6, "{text} {expected}");
        }
        // Equal shares of 40² and 60²: y(80 − y)/1600 = y(120 − y)/3600.
        let equal = kalai_smorodinsky_on(&setting, 0, Loss::Quadratic).unwrap();
        assert!((equal - 48.0).abs() < 1e-9, "{equal}");
        for text in kalai_smorodinsky(&twice(&setting)).unwrap() {
            assert!((text - 48.0).abs() < 1e-6, "{text}");
        }
    }

    #[test]
    fn no_agreement_has_a_reason() {
        assert_eq!(nash(&one(&[40.0, 60.0], 50.0)), Err(NoAgreement::NoImprovement));
        assert_eq!(nash(&twice(&one(&[40.0, 60.0], 50.0))), Err(NoAgreement::NoImprovement));
        assert_eq!(nash(&one(&[40.0, 60.0], f64::NAN)), Err(NoAgreement::ReferenceUnknown));
        assert_eq!(nash(&twice(&one(&[40.0, 60.0], f64::NAN))), Err(NoAgreement::ReferenceUnknown));
        let mut nobody = one(&[40.0], 0.0);
        nobody.capabilities = vec![0.0];
        assert_eq!(kalai_smorodinsky(&nobody), Err(NoAgreement::Nobody));
        assert_eq!(kalai_smorodinsky(&twice(&nobody)), Err(NoAgreement::Nobody));
    }

    #[test]
    fn issues_are_traded() {
        // On each issue one of the two likes the reference and cares little; jointly both can gain.
        let setting = Setting {
            issues: 2,
            positions: vec![100.0, 0.0, 0.0, 100.0],
            saliences: vec![1.0, 0.1, 0.1, 1.0],
            capabilities: vec![1.0; 4],
            reference: vec![0.0; 2],
            scales: vec![(0.0, 100.0); 2],
        };
        assert_eq!(nash_on(&setting, 0, Loss::Quadratic), Err(NoAgreement::NoImprovement));
        // By symmetry both texts are alike, and Pareto-optimal: (1·100 + 0.1·0) / 1.1.
        for text in nash(&setting).unwrap().into_iter().chain(kalai_smorodinsky(&setting).unwrap()) {
            assert!((text - 100.0 / 1.1).abs() < 1e-6, "{text}");
        }
    }
}
