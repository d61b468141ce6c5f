//! Bargaining solutions over several issues jointly, by Newton's method and by an interior-point method.

use foedera_math::{Cholesky, exp, ln};

use super::NoAgreement;
use super::shares::Shares;
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
#[derive(Default)]
struct Slope {
    value: f64,
    gradient: Vec<f64>,
    curvature: Vec<f64>,
    /// The slopes of one logarithm, while it is added.
    own: Vec<f64>,
}

impl Slope {
    /// Begin with a function of `size` unknowns that is 0.
    fn clear(&mut self, size: usize) {
        self.value = 0.0;
        for (list, length) in [(&mut self.gradient, size), (&mut self.curvature, size * size)] {
            list.clear();
            list.resize(length, 0.0);
        }
    }

    /// Add `weight` ln g of the gain g of an actor at a text. −∞ outside of the domain, where nothing else is asked for.
    fn add_log(&mut self, weight: f64, gain: &Gain<'_>, text: &[f64]) {
        if self.value == f64::NEG_INFINITY {
            return;
        }
        let x = gain.at(text);
        if x.is_nan() || x <= 0.0 {
            self.value = f64::NEG_INFINITY;
            return;
        }
        self.value += weight * ln(x);
        let each = 1.0 / x;
        self.own.clear();
        self.own.extend(gain.slopes(text).map(|slope| slope * each));
        let rows = self.curvature.chunks_exact_mut(self.gradient.len()).zip(&mut self.gradient);
        for (a, (row, gradient)) in rows.enumerate() {
            let own = weight * self.own[a];
            *gradient += own;
            row[a] += weight * 2.0 * gain.cares[a] * each;
            row.iter_mut().zip(&self.own[..=a]).for_each(|(bend, slope)| *bend += own * slope);
        }
    }
}

/// The gain of an actor who wants x and cares s: Σ s y (2x − y) at a text y, all from the reference.
pub(super) struct Gain<'a> {
    pub(super) wants: &'a [f64],
    pub(super) cares: &'a [f64],
}

impl Gain<'_> {
    pub(super) fn at(&self, text: &[f64]) -> f64 {
        self.wants.iter().zip(self.cares).zip(text).map(|((x, s), y)| s * y * (2.0 * x - y)).sum()
    }

    /// The slope of the gain on each issue.
    pub(super) fn slopes(&self, text: &[f64]) -> impl Iterator<Item = f64> {
        self.wants.iter().zip(self.cares).zip(text).map(|((x, s), y)| 2.0 * s * (x - y))
    }
}

/// Newton steps, and halvings of one.
const STEPS: usize = 60;
const HALVINGS: usize = 40;
/// The promised rise of value at which a point is the best.
const BEST: f64 = 1e-13;

/// Room for ascents, kept from one to the next so that no step asks for any.
#[derive(Default)]
pub(super) struct Ascent {
    /// Where it stands: at first where it begins, then the point where the function is greatest.
    point: Vec<f64>,
    step: Vec<f64>,
    to: Vec<f64>,
    here: Slope,
    there: Slope,
    factor: Cholesky,
}

impl Ascent {
    fn start(&mut self, point: &[f64]) {
        self.point.clear();
        self.point.extend(point);
    }

    /// Go to the point where a concave function is greatest, from a point inside its domain. `enough` can end the search early.
    fn climb(&mut self, slope: impl Fn(&[f64], &mut Slope), enough: impl Fn(&[f64]) -> bool) {
        let size = self.point.len();
        self.here.clear(size);
        slope(&self.point, &mut self.here);
        for _ in 0..STEPS {
            if enough(&self.point) {
                break;
            }
            let most = (0..size).map(|a| self.here.curvature[a * size + a]).fold(0.0, f64::max);
            (0..size).for_each(|a| self.here.curvature[a * size + a] += most * 1e-13);
            if self.factor.factorise(size, &self.here.curvature).is_err() {
                break;
            }
            self.step.clear();
            self.step.extend(&self.here.gradient);
            self.factor.solve_in_place(&mut self.step);
            let promised: f64 = self.step.iter().zip(&self.here.gradient).map(|(s, g)| s * g).sum();
            if promised.is_nan() || promised <= BEST || !self.go(&slope, promised) {
                break;
            }
        }
    }

    /// Go as much of the step as raises the function; whether any of it does.
    fn go(&mut self, slope: impl Fn(&[f64], &mut Slope), promised: f64) -> bool {
        let mut length = 1.0;
        for _ in 0..HALVINGS {
            self.to.clear();
            self.to.extend(self.point.iter().zip(&self.step).map(|(x, s)| x + length * s));
            self.there.clear(self.to.len());
            slope(&self.to, &mut self.there);
            if self.there.value > self.here.value + 1e-4 * length * promised {
                std::mem::swap(&mut self.point, &mut self.to);
                std::mem::swap(&mut self.here, &mut self.there);
                return true;
            }
            length /= 2.0;
        }
        false
    }
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

    pub(super) fn rows(&self) -> impl Iterator<Item = Gain<'_>> {
        let size = self.issues.len();
        let rows = self.wants.chunks_exact(size).zip(self.cares.chunks_exact(size));
        rows.map(|(wants, cares)| Gain { wants, cares })
    }

    /// A text that is better for everyone.
    ///
    /// There is one if and only if some direction d raises all gains, v_i·d > 0: then the maximum of
    /// −ln Σ exp(−v_i·d) lies at infinity, and else at a d where the v_i cancel.
    fn inside(&self, ascent: &mut Ascent) -> Result<Vec<f64>, NoAgreement> {
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
        let slope = |d: &[f64], slope: &mut Slope| {
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
        };
        let raises = |d: &[f64]| directions.chunks_exact(size).all(|row| along(row, d) > 0.0);
        ascent.start(&vec![0.0; size]);
        ascent.climb(slope, raises);
        let mut length = 1.0;
        for _ in 0..2 * HALVINGS {
            let scaled: Vec<f64> = ascent.point.iter().map(|y| y * length).collect();
            if self.rows().all(|gain| gain.at(&scaled) > 0.0) {
                return Ok(scaled);
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

    /// The text with the greatest product of gains, from the reference.
    pub(super) fn solution(&self, ascent: &mut Ascent) -> Result<Vec<f64>, NoAgreement> {
        let slope = |text: &[f64], slope: &mut Slope| {
            self.rows().zip(&self.powers).for_each(|(gain, power)| slope.add_log(*power, &gain, text));
        };
        let start = self.inside(ascent)?;
        ascent.start(&start);
        ascent.climb(slope, |_| false);
        Ok(ascent.point.clone())
    }

    pub(super) fn nash(&self) -> Result<Vec<f64>, NoAgreement> {
        Ok(self.text(&self.solution(&mut Ascent::default())?))
    }

    /// The most that each actor could gain while nobody else loses, from a text that is better for everyone.
    pub(super) fn utopia(&self, start: &[f64], shares: &mut Shares) -> Vec<f64> {
        let most = |(who, gain): (usize, Gain<'_>)| {
            // What an actor wants itself is the most that there is, if nobody loses by it.
            if self.rows().all(|other| other.at(gain.wants) >= 0.0) {
                return gain.at(gain.wants);
            }
            shares.due.clear();
            shares.due.extend((0..self.powers.len()).map(|actor| if actor == who { 1.0 } else { 0.0 }));
            shares.climb(self, start);
            gain.at(&shares.point[..start.len()])
        };
        self.rows().enumerate().map(most).collect()
    }

    /// Both solutions; the second begins at the first.
    pub(super) fn both(&self) -> Result<[Vec<f64>; 2], NoAgreement> {
        let start = self.solution(&mut Ascent::default())?;
        let mut shares = Shares::default();
        shares.due = self.utopia(&start, &mut shares);
        shares.climb(self, &start);
        Ok([self.text(&start), self.text(&shares.point[..start.len()])])
    }
}
