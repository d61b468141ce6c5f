//! A fitted process with its card, and the rate that it gives an option of a world.

use foedera_likelihood::{Ascent, Estimate, Rates};
use foedera_math::{Draw, exp, ln};
use foedera_world::Roster;

use crate::choice::{Fit, Specification, fit};
use crate::design::{REACH, treaty_of};
use crate::prior::{FRAILTY_PRIOR, prior_of};
use crate::{Blocks, Card, Effect, ProcessKind, Recalibration, ReferenceCount, Sample, Scaling, View};

/// An effect with its estimate.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimated {
    /// The effect.
    pub effect: Effect,
    /// Posterior mode of its coefficient, on the scale (value − centre) / scale.
    pub estimate: f64,
    /// Standard error from the Laplace approximation.
    pub standard_error: f64,
    /// The same if rows of one treaty depend on each other ([`foedera_likelihood::Estimate::robust`], Lin and Wei 1989, clusters are
    /// treaties); `None` in files older than this.
    pub robust_error: Option<f64>,
    /// Mean and standard deviation of its normal prior.
    pub prior: (f64, f64),
    /// Its centre and scale in the estimation sample, and how much of it is missing there (it counts as the centre).
    pub scaling: Scaling,
    /// The least and greatest known value in the sample, and at its events; `None` in files older than this.
    pub support: Option<Support>,
}

/// Where the known values of an effect lie: (least, greatest), on the effect's own scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Support {
    /// In the whole sample.
    pub sample: (f64, f64),
    /// In the rows that end with the event.
    pub events: (f64, f64),
}

impl Estimated {
    /// The values beyond which the effect counts as if it stood there: three standard deviations from the centre.
    pub fn reach(&self) -> (f64, f64) {
        let Scaling { centre, deviation, .. } = self.scaling;
        (centre - REACH * deviation, centre + REACH * deviation)
    }

    /// Its value for an option, centred and scaled; 0, that of the centre, where it is missing.
    pub fn standardised(&self, view: &View<'_>) -> f64 {
        self.standard(self.effect.value(view))
    }

    /// A value of its effect, centred and scaled; 0 for a missing one.
    pub fn standard(&self, value: Option<f64>) -> f64 {
        value.map_or(0.0, |value| self.effect.drawn_in(value, &self.scaling))
    }
}

/// The gamma frailty of treaties: mean 1, variance v.
#[derive(Debug, Clone, PartialEq)]
pub struct Frailty {
    /// Posterior mode of ln v.
    pub log_variance: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Mean and standard deviation of the normal prior of ln v.
    pub prior: (f64, f64),
    /// What the data say of single treaties: those with events, and those of our atlas.
    pub groups: Vec<FrailtyGroup>,
}

/// What the data say of one treaty's frailty.
#[derive(Debug, Clone, PartialEq)]
pub struct FrailtyGroup {
    /// The treaty's key in the history.
    pub treaty: String,
    /// Its ATOP number.
    pub atop: Option<u32>,
    /// Events.
    pub events: f64,
    /// Events expected at frailty 1, at the mode.
    pub expected: f64,
    /// d ln(expected)/dθ at the mode: expected(θ) ≈ expected·exp(slope·(θ − mode)).
    pub slope: Vec<f64>,
}

/// A fitted process.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// Which process.
    pub kind: ProcessKind,
    /// The effects; the intercept comes first.
    pub effects: Vec<Estimated>,
    /// What rates are multiplied by, learnt from the process's own earlier forecasts.
    pub recalibration: Recalibration,
    /// How far counts of five years spread beyond chance; `None`: as chance has it.
    pub blocks: Option<Blocks>,
    /// The frailty, if it has one.
    pub frailty: Option<Frailty>,
    /// Covariance of the coefficients and, last, ln v; by rows.
    pub covariance: Vec<f64>,
    /// The card.
    pub card: Card,
    /// Reference classes counted on the same data.
    pub references: Vec<ReferenceCount>,
}

impl Model {
    /// Fit a process to its sample as a specification says. `named` tells for which ATOP numbers a frailty is kept even without events.
    pub fn estimate(sample: &Sample, specification: &Specification, roster: &Roster, named: &[u32]) -> Self {
        let sample = sample.select(&specification.effects).varying();
        let Fit { scaling, rates, found } = fit(&sample, specification);
        let errors = found.standard_errors();
        let robust = found.robust(Ascent { likelihood: &rates, priors: &[], fixed: &[] });
        let size = errors.len();
        let effects = sample.effects.iter().zip(&scaling).enumerate();
        let effects = effects.map(|(index, (effect, scaling))| Estimated {
            effect: *effect,
            estimate: found.parameters[index],
            standard_error: errors[index],
            robust_error: robust.as_ref().map(|robust| robust[index * size + index].sqrt()),
            prior: prior_of(*effect, specification.deviation),
            scaling: *scaling,
            support: sample.support(index),
        });
        let frailty = specification.frailty.then(|| Frailty {
            log_variance: found.parameters[sample.effects.len()],
            standard_error: errors[sample.effects.len()],
            prior: FRAILTY_PRIOR,
            groups: frailty_groups(&rates, &found.parameters, roster, named),
        });
        let card = card_of(&sample, &rates, &found);
        let covariance = mirrored(&found.covariance, size);
        Self {
            kind: sample.kind,
            effects: effects.collect(),
            recalibration: Recalibration::default(),
            blocks: None,
            frailty,
            covariance,
            card,
            references: Vec::new(),
        }
    }

    /// The coefficients at the mode, ln of the recalibration added to the intercept, and ln v last if there is a frailty.
    pub fn mode(&self) -> Vec<f64> {
        let frailty = self.frailty.iter().map(|frailty| frailty.log_variance);
        let mut mode: Vec<f64> = self.effects.iter().map(|effect| effect.estimate).chain(frailty).collect();
        mode[0] += self.recalibration.ln_factor();
        mode
    }

    /// Contributions θ_j·(x_j − centre_j)/scale_j of each effect for an option; a missing value contributes nothing.
    pub fn contributions<'a>(&'a self, theta: &'a [f64], view: &'a View<'a>) -> impl Iterator<Item = f64> + 'a {
        self.effects.iter().zip(theta).map(move |(effect, theta)| theta * effect.standardised(view))
    }

    /// The rate of the process for an option at frailty 1, per year.
    pub fn rate(&self, theta: &[f64], view: &View<'_>) -> f64 {
        exp(self.contributions(theta, view).sum())
    }

    /// The posterior of a treaty's frailty given coefficients: shape and rate of a gamma distribution. `known` is what
    /// the data say of the treaty; `later` is further exposure Λ at frailty 1 without events after the data's end.
    pub fn frailty_posterior(&self, theta: &[f64], known: Option<&FrailtyGroup>, later: f64) -> Option<(f64, f64)> {
        let size = self.effects.len();
        self.frailty.as_ref()?;
        let inverse = exp(-theta[size]);
        let (events, expected) = known.map_or((0.0, 0.0), |group| {
            let mode = self.mode();
            let moved: f64 = (0..size).map(|j| group.slope[j] * (theta[j] - mode[j])).sum();
            (group.events, group.expected * exp(moved))
        });
        Some((inverse + events, inverse + expected + later))
    }

    /// The normal approximation of the posterior, ready to draw from.
    pub fn posterior(&self) -> Posterior {
        let mode = self.mode();
        Posterior {
            factor: foedera_math::Cholesky::new(mode.len(), &self.covariance).ok(),
            frailty: self.frailty.is_some(),
            mode,
        }
    }

    /// Draw coefficients (and ln v) from the posterior once ([`Posterior::draw`]).
    pub fn draw(&self, address: Draw) -> Vec<f64> {
        self.posterior().draw(address)
    }
}

/// The normal approximation of the posterior of a model's parameters.
#[derive(Debug, Clone)]
pub struct Posterior {
    mode: Vec<f64>,
    /// `None` if the covariance is none: then every draw is the mode.
    factor: Option<foedera_math::Cholesky>,
    frailty: bool,
}

impl Posterior {
    /// That of coefficients alone, with their covariance by rows; empty if it is none.
    pub(crate) fn new(mode: Vec<f64>, covariance: &[f64]) -> Self {
        Self { factor: foedera_math::Cholesky::new(mode.len(), covariance).ok(), frailty: false, mode }
    }

    /// The mode, as [`Model::mode`].
    pub fn mode(&self) -> &[f64] {
        &self.mode
    }

    /// Draw coefficients (and ln v) from the normal approximation. ln v is kept between −6 and 6.
    pub fn draw(&self, address: Draw) -> Vec<f64> {
        let Some(factor) = &self.factor else { return self.mode.clone() };
        let normals: Vec<f64> = (0..self.mode.len()).map(|index| address.normal(index as u32)).collect();
        let mut theta: Vec<f64> =
            self.mode.iter().zip(factor.times(&normals)).map(|(mode, step)| mode + step).collect();
        if self.frailty {
            let last = theta.len() - 1;
            theta[last] = theta[last].clamp(-6.0, 6.0);
        }
        theta
    }
}

/// A covariance whose upper triangle is its lower one, which a file holds.
pub(crate) fn mirrored(covariance: &[f64], size: usize) -> Vec<f64> {
    let cells = if covariance.is_empty() { 0 } else { size * size };
    let lower = |cell: usize| (cell / size).max(cell % size) * size + (cell / size).min(cell % size);
    (0..cells).map(|cell| covariance[lower(cell)]).collect()
}

fn frailty_groups(rates: &Rates, mode: &[f64], roster: &Roster, named: &[u32]) -> Vec<FrailtyGroup> {
    let groups = rates.groups(mode).into_iter().map(|group| {
        let treaty = roster.treaty(treaty_of(group.label));
        let (events, expected, slope) = (group.events, group.expected, group.slope);
        FrailtyGroup { treaty: treaty.key.clone(), atop: treaty.atop, events, expected, slope }
    });
    groups.filter(|group| group.events > 0.0 || group.atop.is_some_and(|atop| named.contains(&atop))).collect()
}

fn card_of(sample: &Sample, rates: &Rates, found: &Estimate) -> Card {
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let events = sample.events();
    let constant = events as f64 * (ln(events.max(1) as f64 / sample.years()) - 1.0);
    Card {
        events: count(events),
        intervals: count(sample.rows.len()),
        exposure_years: sample.years(),
        treaties: count(rates.groups(&found.parameters).len()),
        log_likelihood: found.value.log_likelihood,
        log_likelihood_constant: constant,
        iterations: found.steps,
        converged: found.converged,
        ..Card::default()
    }
}

/// The least and greatest known number (NaN is missing); `None` of none.
pub(crate) fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    let known = values.filter(|x| !x.is_nan());
    known.fold(None, |range, x| Some(range.map_or((x, x), |(low, high): (f64, f64)| (low.min(x), high.max(x)))))
}

impl Sample {
    /// The scaling of each effect, rows weighed by their exposure; the intercept stays as it is.
    pub fn scalings(&self) -> Vec<Scaling> {
        let of = |(column, effect): (usize, &Effect)| match *effect {
            Effect::INTERCEPT => Scaling::IDENTITY,
            _ => Scaling::of(self.rows.iter().enumerate().map(|(row, own)| (self.x(row)[column], own.years()))),
        };
        self.effects.iter().enumerate().map(of).collect()
    }

    /// Where the known values of a column lie; `None` if there are none at events.
    fn support(&self, column: usize) -> Option<Support> {
        let of = |events: bool| {
            let rows = (0..self.rows.len()).filter(|row| self.rows[*row].event || !events);
            range(rows.map(|row| self.x(row)[column]))
        };
        Some(Support { sample: of(false)?, events: of(true)? })
    }

    /// The same sample without the effects that are constant in it (they cannot be told from the base rate).
    #[must_use]
    pub fn varying(&self) -> Self {
        let varies = |column: usize| {
            let mut known = (0..self.rows.len()).map(|row| self.x(row)[column]).filter(|x| !x.is_nan());
            let first = known.next();
            known.any(|x| Some(x) != first)
        };
        let kept: Vec<usize> = (0..self.effects.len()).filter(|column| *column == 0 || varies(*column)).collect();
        Self {
            effects: kept.iter().map(|column| self.effects[*column]).collect(),
            values: (0..self.rows.len())
                .flat_map(|row| kept.iter().map(move |c| (row, *c)))
                .map(|(r, c)| self.x(r)[c])
                .collect(),
            ..self.clone()
        }
    }
}

/// The factor on a rate that a coefficient stands for: its exponential.
pub fn factor(coefficient: f64) -> f64 {
    exp(coefficient)
}
