//! Bargaining solutions over several issues jointly, by Newton's method and by an interior-point path.

use foedera_math::{Cholesky, exp, ln};

use super::NoAgreement;
use crate::Setting;
use crate::settle::scale;

/// Actors with quadratic losses on issues whose scales run from 0 to 1, measured from the reference.
pub(super) struct Joint<'a> {
    setting: &'a Setting,
    /// The issues that somebody takes part in.
    issues: Vec<usize>,
    /// For each actor its position less the reference, and its salience, by rows of these issues.
    wants: Vec<f64>,
    cares: Vec<f64>,
    powers: Vec<f64>,
}

/// Value, gradient and negative Hessian (its lower triangle) of a concave function.
struct Slope {
    value: f64,
    /// What the logarithm of is still to be added to the value.
    product: f64,
    gradient: Vec<f64>,
    curvature: Vec<f64>,
}

impl Slope {
    fn new(size: usize) -> Self {
        Self { value: 0.0, product: 1.0, gradient: vec![0.0; size], curvature: vec![0.0; size * size] }
    }

    /// One logarithm of a product is cheaper than many.
    fn take_product(&mut self) {
        self.value += ln(std::mem::replace(&mut self.product, 1.0));
    }

    /// Add `weight` ln(g / unit − least) of the gain g of an actor at a text, whose unknowns come first; where there is
    /// one more unknown, it is `least`. −∞ outside of the domain.
    fn add_log(&mut self, weight: f64, gain: &Gain<'_>, text: &[f64], unit: f64, least: f64) {
        let x = gain.at(text) / unit - least;
        if x.is_nan() || x <= 0.0 {
            self.value = f64::NEG_INFINITY;
            return;
        }
        if weight == 1.0 {
            self.product *= x;
            if !(1e-100..1e100).contains(&self.product) {
                self.take_product();
            }
        } else {
            self.value += weight * ln(x);
        }
        let (size, issues) = (self.gradient.len(), text.len());
        let (one, each) = (1.0 / x, 1.0 / (unit * x));
        let slope = |a: usize| if a < issues { gain.slope(a, text) * each } else { -one };
        for (a, row) in self.curvature.chunks_exact_mut(size).enumerate() {
            let own = weight * slope(a);
            self.gradient[a] += own;
            row[a] += if a < issues { weight * 2.0 * gain.cares[a] * each } else { 0.0 };
            row[..=a].iter_mut().enumerate().for_each(|(b, bend)| *bend += own * slope(b));
        }
    }

    /// Add a multiple of a gain.
    fn add(&mut self, times: f64, gain: &Gain<'_>, text: &[f64]) {
        self.value += times * gain.at(text);
        for a in 0..text.len() {
            self.gradient[a] += times * gain.slope(a, text);
            self.curvature[a * self.gradient.len() + a] += times * 2.0 * gain.cares[a];
        }
    }
}

/// The gain of an actor who wants x and cares s: Σ s y (2x − y) at a text y, all from the reference.
struct Gain<'a> {
    wants: &'a [f64],
    cares: &'a [f64],
}

impl Gain<'_> {
    fn at(&self, text: &[f64]) -> f64 {
        self.wants.iter().zip(self.cares).zip(text).map(|((x, s), y)| s * y * (2.0 * x - y)).sum()
    }

    fn slope(&self, issue: usize, text: &[f64]) -> f64 {
        2.0 * self.cares[issue] * (self.wants[issue] - text[issue])
    }
}

/// Newton steps, and halvings of one.
const STEPS: usize = 60;
const HALVINGS: usize = 40;
/// The promised rise of value at which a point is the best, and at which it is near enough to go on along a path.
const BEST: f64 = 1e-13;
const NEAR: f64 = 1e-2;
/// The pushes of a path, each per actor and unit of its goal: the goal is found to the inverse of the last one.
const PUSHES: [f64; 4] = [10.0, 300.0, 1e4, 1e6];

/// The point where a concave function is greatest, from a point inside its domain. `enough` can end the search early.
fn ascend(start: Vec<f64>, slope: impl Fn(&[f64]) -> Slope, enough: impl Fn(&[f64]) -> bool, best: f64) -> Vec<f64> {
    let mut point = start;
    let mut here = slope(&point);
    for _ in 0..STEPS {
        if enough(&point) {
            break;
        }
        let size = point.len();
        let most = (0..size).map(|a| here.curvature[a * size + a]).fold(0.0, f64::max);
        (0..size).for_each(|a| here.curvature[a * size + a] += most * 1e-13);
        let Ok(factor) = Cholesky::new(size, &here.curvature) else { break };
        let step = factor.solve(&here.gradient);
        let promised: f64 = step.iter().zip(&here.gradient).map(|(s, g)| s * g).sum();
        if promised.is_nan() || promised <= best {
            break;
        }
        let mut length = 1.0;
        let mut moved = None;
        for _ in 0..HALVINGS {
            let to: Vec<f64> = point.iter().zip(&step).map(|(x, s)| x + length * s).collect();
            let there = slope(&to);
            if there.value > here.value + 1e-4 * length * promised {
                moved = Some((to, there));
                break;
            }
            length /= 2.0;
        }
        let Some((to, there)) = moved else { break };
        (point, here) = (to, there);
    }
    point
}

impl<'a> Joint<'a> {
    pub(super) fn new(setting: &'a Setting) -> Result<Self, NoAgreement> {
        let weight = |actor: usize, issue: usize| {
            let (position, weight) = (setting.positions[setting.at(actor, issue)], setting.weight(actor, issue));
            if position.is_finite() && weight.is_finite() && weight > 0.0 { weight } else { 0.0 }
        };
        let actors = || 0..setting.actors();
        let live = |issue: &usize| actors().any(|actor| weight(actor, *issue) > 0.0);
        let issues: Vec<usize> = (0..setting.issues).filter(live).collect();
        if issues.is_empty() {
            return Err(NoAgreement::Nobody);
        }
        if issues.iter().any(|issue| !setting.reference[*issue].is_finite()) {
            return Err(NoAgreement::ReferenceUnknown);
        }
        let mut joint = Self { setting, issues, wants: Vec::new(), cares: Vec::new(), powers: Vec::new() };
        for actor in actors() {
            let power: f64 = joint.issues.iter().map(|issue| weight(actor, *issue)).sum();
            if power <= 0.0 {
                continue;
            }
            joint.powers.push(power);
            for issue in &joint.issues {
                let (at, here) = (setting.at(actor, *issue), weight(actor, *issue) > 0.0);
                let apart = (setting.positions[at] - setting.reference[*issue]) / scale(setting, *issue).1;
                joint.wants.push(if here { apart } else { 0.0 });
                joint.cares.push(if here { setting.saliences[at] } else { 0.0 });
            }
        }
        let all: f64 = joint.powers.iter().sum();
        joint.powers.iter_mut().for_each(|power| *power /= all);
        Ok(joint)
    }

    fn rows(&self) -> impl Iterator<Item = Gain<'_>> {
        let size = self.issues.len();
        let rows = self.wants.chunks_exact(size).zip(self.cares.chunks_exact(size));
        rows.map(|(wants, cares)| Gain { wants, cares })
    }

    fn gains(&self, text: &[f64]) -> Vec<f64> {
        self.rows().map(|gain| gain.at(text)).collect()
    }

    /// A text that is better for everyone.
    ///
    /// There is one if and only if some direction d raises all gains, v_i·d > 0: then the maximum of
    /// −ln Σ exp(−v_i·d) lies at infinity, and else at a d where the v_i cancel.
    fn inside(&self) -> Result<Vec<f64>, NoAgreement> {
        let size = self.issues.len();
        let mut directions = Vec::with_capacity(self.wants.len());
        for gain in self.rows() {
            let row: Vec<f64> = gain.wants.iter().zip(gain.cares).map(|(x, s)| s * x).collect();
            let length = row.iter().map(|v| v * v).sum::<f64>().sqrt();
            if length <= 0.0 {
                return Err(NoAgreement::NoImprovement);
            }
            directions.extend(row.iter().map(|v| v / length));
        }
        let along = |row: &[f64], d: &[f64]| row.iter().zip(d).map(|(v, d)| v * d).sum::<f64>();
        let slope = |d: &[f64]| {
            let mut slope = Slope::new(size);
            let least = directions.chunks_exact(size).map(|row| along(row, d)).fold(f64::INFINITY, f64::min);
            let weights: Vec<f64> = directions.chunks_exact(size).map(|row| exp(least - along(row, d))).collect();
            let all: f64 = weights.iter().sum();
            slope.value = least - ln(all);
            for (row, weight) in directions.chunks_exact(size).zip(&weights) {
                for (a, v) in row.iter().enumerate() {
                    slope.gradient[a] += weight / all * v;
                    row.iter().enumerate().for_each(|(b, u)| slope.curvature[a * size + b] += weight / all * v * u);
                }
            }
            for a in 0..size {
                (0..size).for_each(|b| slope.curvature[a * size + b] -= slope.gradient[a] * slope.gradient[b]);
                slope.curvature[a * size + a] += 1e-9;
            }
            slope
        };
        let raises = |d: &[f64]| directions.chunks_exact(size).all(|row| along(row, d) > 0.0);
        let direction = ascend(vec![0.0; size], slope, raises, BEST);
        let mut text = direction;
        let mut length = 1.0;
        for _ in 0..2 * HALVINGS {
            let scaled: Vec<f64> = text.iter().map(|y| y * length).collect();
            if self.gains(&scaled).iter().all(|gain| *gain > 0.0) {
                text = scaled;
                return Ok(text);
            }
            length /= 2.0;
        }
        Err(NoAgreement::NoImprovement)
    }

    /// Put a text from the reference back on the scales; issues that nobody takes part in have none.
    fn text(&self, from_reference: &[f64]) -> Vec<f64> {
        let mut text = vec![f64::NAN; self.setting.issues];
        for (issue, y) in self.issues.iter().zip(from_reference) {
            text[*issue] = self.setting.reference[*issue] + y * scale(self.setting, *issue).1;
        }
        text
    }

    fn solution(&self) -> Result<Vec<f64>, NoAgreement> {
        let slope = |text: &[f64]| {
            let mut slope = Slope::new(text.len());
            self.rows().zip(&self.powers).for_each(|(gain, power)| slope.add_log(*power, &gain, text, 1.0, 0.0));
            slope.take_product();
            slope
        };
        Ok(ascend(self.inside()?, slope, |_| false, BEST))
    }

    pub(super) fn nash(&self) -> Result<Vec<f64>, NoAgreement> {
        Ok(self.text(&self.solution()?))
    }

    /// The most that each actor could gain while nobody else loses, from a text that is better for everyone.
    fn utopia(&self, start: &[f64]) -> Vec<f64> {
        let count = self.powers.len();
        let goal = |who: usize| {
            let best = self.path(
                start.to_vec(),
                |text, slope, push| {
                    for (actor, gain) in self.rows().enumerate() {
                        slope.add_log(1.0, &gain, text, 1.0, 0.0);
                        if actor == who {
                            slope.add(push, &gain, text);
                        }
                    }
                },
                self.gains(start)[who],
            );
            self.gains(&best)[who]
        };
        (0..count).map(goal).collect()
    }

    /// Follow the path of maxima of `push` × goal + logarithms as the push grows. `unit` is the size of the goal.
    fn path(&self, start: Vec<f64>, add: impl Fn(&[f64], &mut Slope, f64), unit: f64) -> Vec<f64> {
        let mut point = start;
        for (stage, push) in PUSHES.iter().enumerate() {
            let push = push * self.powers.len() as f64 / unit;
            let slope = |at: &[f64]| {
                let mut slope = Slope::new(at.len());
                add(at, &mut slope, push);
                slope.take_product();
                slope
            };
            point = ascend(point, slope, |_| false, if stage + 1 < PUSHES.len() { NEAR } else { 1e-6 });
        }
        point
    }

    pub(super) fn kalai_smorodinsky(&self) -> Result<Vec<f64>, NoAgreement> {
        let start = self.solution()?;
        let most = self.utopia(&start);
        let shares = self.gains(&start).into_iter().zip(&most).map(|(gain, most)| gain / most);
        let share = shares.fold(f64::INFINITY, f64::min);
        // The least share t is one more unknown; each g_i / m_i stays above it.
        let mut point = start;
        point.push(share / 2.0);
        let found = self.path(
            point,
            |at, slope, push| {
                let (text, least) = at.split_at(at.len() - 1);
                slope.value += push * least[0];
                slope.gradient[at.len() - 1] += push;
                self.rows().zip(&most).for_each(|(gain, most)| slope.add_log(1.0, &gain, text, *most, least[0]));
            },
            share,
        );
        Ok(self.text(&found[..found.len() - 1]))
    }
}
