//! On one issue: which texts beat what holds now, which cannot be beaten, and what an agenda setter would propose.
//!
//! Voters have single-peaked, symmetric preferences on a line. A text beats the status quo if the weight of those who strictly prefer it
//! reaches the quota and every veto player strictly prefers it (Romer and Rosenthal 1978; Tsebelis 2002).

/// Voters on a line with a quota of weight.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What each voter wants.
    pub ideals: Vec<f64>,
    /// The weight of each vote, not negative.
    pub weights: Vec<f64>,
    /// The weight that passes a text.
    pub quota: f64,
    /// Voters without whom nothing passes.
    pub vetoes: Vec<usize>,
}

/// Room for rounding when weights are added up.
const ROUNDING: f64 = 1e-9;

impl Line {
    fn weight_where(&self, keep: impl Fn(f64) -> bool) -> f64 {
        self.ideals.iter().zip(&self.weights).filter(|(ideal, _)| keep(**ideal)).map(|(_, weight)| weight).sum()
    }

    fn reaches(&self, weight: f64) -> bool {
        weight >= self.quota - ROUNDING * self.quota.abs().max(1.0)
    }

    /// The ideal at which weight added up from one end (the right for `sign` 1, the left for −1) reaches the quota; none if it never does.
    fn pivot(&self, sign: f64) -> Option<f64> {
        let mut order: Vec<usize> = (0..self.ideals.len()).collect();
        order.sort_by(|a, b| (sign * self.ideals[*b]).total_cmp(&(sign * self.ideals[*a])));
        let mut weight = 0.0;
        order.into_iter().find_map(|voter| {
            weight += self.weights[voter];
            self.reaches(weight).then_some(self.ideals[voter])
        })
    }

    /// The open intervals of texts that beat the status quo, without regard to vetoes.
    pub fn winset_without_vetoes(&self, status_quo: f64) -> Vec<(f64, f64)> {
        let right =
            self.pivot(1.0).filter(|pivot| *pivot > status_quo).map(|pivot| (status_quo, 2.0 * pivot - status_quo));
        let left =
            self.pivot(-1.0).filter(|pivot| *pivot < status_quo).map(|pivot| (2.0 * pivot - status_quo, status_quo));
        left.into_iter().chain(right).collect()
    }

    /// The open intervals of texts that beat the status quo and that every veto player prefers to it.
    pub fn winset(&self, status_quo: f64) -> Vec<(f64, f64)> {
        let mut intervals = self.winset_without_vetoes(status_quo);
        for veto in &self.vetoes {
            let other = 2.0 * self.ideals[*veto] - status_quo;
            let (low, high) = (status_quo.min(other), status_quo.max(other));
            let cut = |(from, to): (f64, f64)| (from.max(low), to.min(high));
            intervals = intervals.into_iter().map(cut).filter(|(from, to)| from < to).collect();
        }
        intervals
    }

    /// The texts that no text beats: the closed interval, or none.
    pub fn core(&self) -> Option<(f64, f64)> {
        let low = self.ideals.iter().copied().filter(|q| !self.reaches(self.weight_where(|x| x > *q)));
        let high = self.ideals.iter().copied().filter(|q| !self.reaches(self.weight_where(|x| x < *q)));
        let (low, high) = (low.reduce(f64::min)?, high.reduce(f64::max)?);
        (low <= high).then_some((low, high))
    }

    /// What an agenda setter gets: the point of the winset nearest to its ideal (in the limit, at an end), or the status quo.
    pub fn setter(&self, setter: usize, status_quo: f64) -> f64 {
        let ideal = self.ideals[setter];
        let nearest = self.winset(status_quo).into_iter().map(|(low, high)| ideal.clamp(low, high));
        nearest.chain([status_quo]).min_by(|a, b| (a - ideal).abs().total_cmp(&(b - ideal).abs())).unwrap_or(status_quo)
    }
}
