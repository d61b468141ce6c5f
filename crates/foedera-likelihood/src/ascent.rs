//! Damped Newton ascent to the posterior mode, and what can be said there.

use foedera_math::Cholesky;

use crate::{Likelihood, Prior, Value};

/// Most Newton steps before the ascent gives up.
const STEPS: u32 = 100;
/// A pivot of the information, scaled to a unit diagonal, below which a parameter is said by others.
const PIVOT: f64 = 1e-9;
/// The information of a parameter against that at the start, below which its events are separated from the rest.
const SEPARATED: f64 = 1e-5;

/// What is to be climbed.
#[derive(Clone, Copy)]
pub struct Ascent<'a> {
    /// What the data say.
    pub likelihood: &'a dyn Likelihood,
    /// Priors of the parameters; parameters beyond the list have none.
    pub priors: &'a [Prior],
    /// Parameters that keep a value; parameters beyond the list are free.
    pub fixed: &'a [Option<f64>],
}

/// A parameter that the others say, or that says nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependence {
    /// The parameter.
    pub parameter: usize,
    /// The others of which it is made, each with its factor; empty if it does not vary at all.
    pub others: Vec<(usize, f64)>,
}

/// A posterior mode (without priors: the maximum of the likelihood).
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// The parameters.
    pub parameters: Vec<f64>,
    /// The inverse of the information with that of the priors, by rows; 0 for fixed parameters, empty if it is singular.
    pub covariance: Vec<f64>,
    /// The likelihood there.
    pub value: Value,
    /// Log-likelihood and log-priors.
    pub log_posterior: f64,
    /// Newton steps.
    pub steps: u32,
    /// Whether it is a maximum: nothing left to climb, and the information positive definite.
    pub converged: bool,
    /// Why the information is singular, if it is.
    pub dependence: Option<Dependence>,
    /// Parameters whose events are separated from all other options: the likelihood rises for ever along them.
    pub separated: Vec<usize>,
}

impl Estimate {
    /// Standard errors: roots of the diagonal of the covariance; 0 for fixed parameters, NaN if it is singular.
    pub fn standard_errors(&self) -> Vec<f64> {
        let p = self.parameters.len();
        (0..p).map(|a| self.covariance.get(a * p + a).map_or(f64::NAN, |variance| variance.sqrt())).collect()
    }
}

/// A place on the way: the posterior with its slope and negative curvature.
struct Place {
    value: Value,
    height: f64,
    slope: Vec<f64>,
    curvature: Vec<f64>,
}

impl Ascent<'_> {
    fn held(&self, parameter: usize) -> Option<f64> {
        self.fixed.get(parameter).copied().flatten()
    }

    pub(crate) fn free(&self) -> Vec<usize> {
        (0..self.likelihood.parameters()).filter(|a| self.held(*a).is_none()).collect()
    }

    /// The log-posterior at `theta`, up to a constant, with its slope.
    #[cfg(feature = "nuts")]
    pub(crate) fn height(&self, theta: &[f64]) -> (f64, Vec<f64>) {
        let place = self.place(theta);
        (place.height, place.slope)
    }

    fn place(&self, theta: &[f64]) -> Place {
        self.with_priors(theta, self.likelihood.value(theta))
    }

    /// The place if it is at least so high; otherwise perhaps only about its height.
    fn place_from(&self, theta: &[f64], least: f64) -> Result<Place, f64> {
        let prior: f64 = self.priors_at(theta).map(|(_, (density, ..))| density).sum();
        match self.likelihood.value_from(theta, least - prior) {
            Ok(value) => Ok(self.with_priors(theta, value)),
            Err(below) => Err(below + prior),
        }
    }

    /// Each free parameter with the density, slope and bend of its prior.
    fn priors_at(&self, theta: &[f64]) -> impl Iterator<Item = (usize, (f64, f64, f64))> {
        let free = (0..theta.len()).filter(|a| self.held(*a).is_none());
        free.map(|a| (a, self.priors.get(a).copied().unwrap_or_default().log_density(theta[a])))
    }

    fn with_priors(&self, theta: &[f64], value: Value) -> Place {
        let p = theta.len();
        let mut place = Place {
            height: value.log_likelihood,
            slope: value.score.clone(),
            curvature: value.information.clone(),
            value,
        };
        for (a, (density, slope, bend)) in self.priors_at(theta) {
            place.height += density;
            place.slope[a] += slope;
            place.curvature[a * p + a] -= bend;
        }
        place
    }
}

/// Climb from `start` to the mode.
///
/// Where the curvature is not negative definite a ridge is added; where a step does not climb it is shortened. Always returns;
/// [`Estimate::converged`], [`Estimate::dependence`] and [`Estimate::separated`] say whether to trust it.
pub fn maximise(ascent: Ascent<'_>, start: &[f64]) -> Estimate {
    let free = ascent.free();
    let mut theta: Vec<f64> = start.iter().enumerate().map(|(a, start)| ascent.held(a).unwrap_or(*start)).collect();
    let mut here = ascent.place(&theta);
    let at_start: Vec<f64> = diagonal(&here.curvature, theta.len());
    let (mut steps, mut converged) = (0, false);
    // What the curvature has more than the expected information.
    let mut excess = vec![0.0; theta.len() * theta.len()];
    while steps < STEPS {
        foedera_diagnostic::watch::check();
        let (step, ridge) = newton(&here, &excess, &free, theta.len());
        let decrement: f64 = free.iter().zip(&step).map(|(a, step)| step * here.slope[*a]).sum();
        // A thousandth of a millionth of a standard error, or as near as rounding lets it come.
        if decrement < 1e-17 && ridge == 0.0 {
            converged = true;
            break;
        }
        let Some((next, there)) = climb(&ascent, &theta, &here, &free, &step, decrement) else {
            converged = decrement < 1e-6;
            break;
        };
        if ascent.likelihood.is_expected() {
            learn(&mut excess, (&theta, &here), (&next, &there), &free);
        }
        (theta, here) = (next, there);
        steps += 1;
        if decrement < 1e-12 && ridge == 0.0 {
            // The step was exact to second order, so what is left is its square.
            converged = true;
            break;
        }
    }
    finish(&ascent, theta, here, &free, &at_start, (steps, converged))
}

/// Correct the excess so that the curvature explains how the slope changed along the last step: the symmetric update of smallest
/// norm in the metric of the secant (Dennis, Gay and Welsch 1981, ACM Transactions on Mathematical Software 7, section 3).
fn learn(excess: &mut [f64], (from, before): (&[f64], &Place), (to, after): (&[f64], &Place), free: &[usize]) {
    let n = from.len();
    let step: Vec<f64> = to.iter().zip(from).map(|(to, from)| to - from).collect();
    // How much the slope fell: what curvature times step should be.
    let fall: Vec<f64> = before.slope.iter().zip(&after.slope).map(|(before, after)| before - after).collect();
    let inner = |x: &[f64], y: &[f64]| free.iter().map(|a| x[*a] * y[*a]).sum::<f64>();
    let along = inner(&fall, &step);
    if along <= 0.0 {
        excess.fill(0.0);
        return;
    }
    let times = |matrix: &[f64], a: usize| free.iter().map(|b| matrix[a * n + b] * step[*b]).sum::<f64>();
    let wanted: Vec<f64> = (0..n).map(|a| fall[a] - times(&after.curvature, a)).collect();
    // An excess that explains too much is made smaller first.
    let own: Vec<f64> = (0..n).map(|a| times(excess, a)).collect();
    let size = inner(&step, &own).abs();
    let scale = if size > 0.0 { (inner(&step, &wanted).abs() / size).min(1.0) } else { 1.0 };
    let rest: Vec<f64> = wanted.iter().zip(&own).map(|(wanted, own)| wanted - scale * own).collect();
    let rest_along = inner(&rest, &step);
    for a in free {
        for b in free {
            let cell = &mut excess[a * n + b];
            *cell = scale * *cell + (rest[*a] * fall[*b] + fall[*a] * rest[*b]) / along
                - rest_along * fall[*a] * fall[*b] / (along * along);
        }
    }
}

fn climb(
    ascent: &Ascent<'_>,
    theta: &[f64],
    here: &Place,
    free: &[usize],
    step: &[f64],
    decrement: f64,
) -> Option<(Vec<f64>, Place)> {
    let noise = 1e-13 * here.height.abs();
    let mut length = 1.0;
    while length > 1e-12 {
        let mut next = theta.to_vec();
        for (a, step) in free.iter().zip(step) {
            next[*a] += length * step;
        }
        let least = here.height + 1e-4 * length * decrement - noise;
        let height = match ascent.place_from(&next, least) {
            Ok(there) if there.height.is_finite() && there.height >= least => return Some((next, there)),
            Ok(there) => there.height,
            Err(height) => height,
        };
        // Where a parabola through both heights has its top, at least a tenth and at most half as far (Dennis and Schnabel 1996, A6.3.1);
        // with the exact curvature steps are rarely far too long, and half of one is found with less.
        let bend = decrement - (height - here.height) / length;
        let top = if bend.is_finite() && bend > 0.0 { (0.5 * decrement / bend).clamp(0.1, 0.5) } else { 0.5 };
        length *= if ascent.likelihood.is_expected() { top } else { 0.5 };
    }
    None
}

fn diagonal(matrix: &[f64], size: usize) -> Vec<f64> {
    (0..size).map(|a| matrix[a * size + a]).collect()
}

/// The rows and columns of free parameters.
fn of_free(matrix: &[f64], size: usize, free: &[usize]) -> Vec<f64> {
    free.iter().flat_map(|a| free.iter().map(move |b| matrix[a * size + b])).collect()
}

/// The Newton step of the free parameters, and the ridge that made the curvature positive definite.
fn newton(here: &Place, excess: &[f64], free: &[usize], size: usize) -> (Vec<f64>, f64) {
    let slope: Vec<f64> = free.iter().map(|a| here.slope[*a]).collect();
    let (matrix, n) = (of_free(&here.curvature, size, free), free.len());
    let corrected: Vec<f64> = matrix.iter().zip(of_free(excess, size, free)).map(|(own, more)| own + more).collect();
    if let Ok(factor) = Cholesky::new(n, &corrected) {
        return (factor.solve(&slope), 0.0);
    }
    // With a correction that is not positive definite, the information alone.
    let largest = diagonal(&matrix, n).into_iter().fold(1e-12, f64::max);
    let mut ridge = 0.0;
    loop {
        let mut ridged = matrix.clone();
        for a in 0..n {
            ridged[a * n + a] += ridge;
        }
        match Cholesky::new(n, &ridged) {
            Ok(factor) => return (factor.solve(&slope), ridge),
            Err(_) if ridge < 1e12 * largest => ridge = (ridge * 10.0).max(1e-6 * largest),
            // Derivatives that are no numbers: no step, and the caller sees that nothing climbs.
            Err(_) => return (vec![0.0; n], ridge),
        }
    }
}

fn finish(
    ascent: &Ascent<'_>,
    theta: Vec<f64>,
    here: Place,
    free: &[usize],
    at_start: &[f64],
    (steps, converged): (u32, bool),
) -> Estimate {
    let p = theta.len();
    let matrix = of_free(&here.curvature, p, free);
    let dependence = dependence(&matrix, free);
    let mut covariance = Vec::new();
    if let (None, Ok(factor)) = (&dependence, Cholesky::new(free.len(), &matrix)) {
        covariance = vec![0.0; p * p];
        let inverse = factor.inverse();
        for (row, a) in free.iter().enumerate() {
            for (column, b) in free.iter().enumerate() {
                covariance[a * p + b] = inverse[row * free.len() + column];
            }
        }
    }
    let flat = |a: &usize| here.curvature[a * p + a] < SEPARATED * at_start[*a];
    let far = |a: &usize| theta[*a].abs() * (at_start[*a] / here.value.score.len() as f64).sqrt() > 1.0;
    let separated = free.iter().copied().filter(|a| flat(a) && far(a) && ascent.priors.get(*a).is_none()).collect();
    Estimate {
        parameters: theta,
        converged: converged && !covariance.is_empty(),
        covariance,
        log_posterior: here.height,
        value: here.value,
        steps,
        dependence,
        separated,
    }
}

/// The first parameter that those before it say, with the parameters of which it is made.
fn dependence(matrix: &[f64], free: &[usize]) -> Option<Dependence> {
    let n = free.len();
    let scale: Vec<f64> = diagonal(matrix, n).into_iter().map(f64::sqrt).collect();
    if let Some(empty) = scale.iter().position(|scale| !(*scale > 1e-150 && scale.is_finite())) {
        return Some(Dependence { parameter: free[empty], others: Vec::new() });
    }
    let unit = |a: usize, b: usize| matrix[a * n + b] / (scale[a] * scale[b]);
    for size in 2..=n {
        let before = size - 1;
        let leading: Vec<f64> = (0..before).flat_map(|a| (0..before).map(move |b| unit(a, b))).collect();
        let Ok(factor) = Cholesky::new(before, &leading) else { continue };
        let column: Vec<f64> = (0..before).map(|a| unit(a, before)).collect();
        let factors = factor.solve(&column);
        let explained: f64 = factors.iter().zip(&column).map(|(f, c)| f * c).sum();
        if 1.0 - explained < PIVOT {
            let others = factors.iter().enumerate().filter(|(_, factor)| factor.abs() > 1e-4);
            let others = others.map(|(a, factor)| (free[a], factor * scale[before] / scale[a])).collect();
            return Some(Dependence { parameter: free[before], others });
        }
    }
    None
}
