//! The laws: what each event adds to log-likelihood, score and information.

/// A law for the next event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Law {
    /// Given who acts, towards whom: softmax over receivers (Stadtfeld and Block 2017).
    Choice,
    /// Who acts: rates of senders.
    Rate,
    /// Who acts towards whom: rates of pairs (Butts 2008).
    Rem,
    /// Which pair makes a tie that both want: P_ij = p_ij p_ji / Σ p_gh p_hg (Stadtfeld, Hollway and Block 2017).
    Coordination,
}

/// Log-likelihood with its first and second derivatives at some parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The log-likelihood.
    pub log_likelihood: f64,
    /// Its gradient.
    pub score: Vec<f64>,
    /// The information, row by row: observed for timed laws, expected given the state otherwise.
    pub information: Vec<f64>,
}

impl Value {
    pub(crate) fn new(parameters: usize) -> Self {
        Self { log_likelihood: 0.0, score: vec![0.0; parameters], information: vec![0.0; parameters * parameters] }
    }
}

/// The statistics of options, option by option.
pub(crate) struct Options<'a> {
    pub(crate) statistics: &'a [f64],
    pub(crate) parameters: usize,
}

impl Options<'_> {
    pub(crate) fn len(&self) -> usize {
        self.statistics.len() / self.parameters
    }

    pub(crate) fn of(&self, option: usize) -> &[f64] {
        &self.statistics[option * self.parameters..(option + 1) * self.parameters]
    }

    fn linear(&self, option: usize, theta: &[f64]) -> f64 {
        self.of(option).iter().zip(theta).map(|(s, t)| s * t).sum()
    }
}

/// One of several options was taken: log softmax, its score, the covariance of the statistics.
pub(crate) fn choose(options: &Options<'_>, taken: usize, theta: &[f64], value: &mut Value) {
    let p = options.parameters;
    let linear: Vec<f64> = (0..options.len()).map(|option| options.linear(option, theta)).collect();
    let most = linear.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = linear.iter().map(|l| foedera_math::exp(l - most)).collect();
    let total: f64 = weights.iter().sum();
    let (mut mean, mut second) = (vec![0.0; p], vec![0.0; p * p]);
    for (option, weight) in weights.iter().enumerate() {
        accumulate(options.of(option), weight / total, &mut mean, &mut second);
    }
    value.log_likelihood += linear[taken] - most - foedera_math::ln(total);
    for a in 0..p {
        value.score[a] += options.of(taken)[a] - mean[a];
        for b in 0..p {
            value.information[a * p + b] += second[a * p + b] - mean[a] * mean[b];
        }
    }
}

/// Sums over all options at risk, kept up as statistics change: Σ λ, Σ λ s, Σ λ s s' with λ = exp(θ's).
///
/// An event changes few options, so that keeping the sums costs far less than taking them anew. Rounding errors pile up
/// slowly; [`Sums::rebuild`] clears them.
pub(crate) struct Sums {
    theta: Vec<f64>,
    /// The statistics and rate of each option as they are in the sums.
    held: Vec<f64>,
    rate: Vec<f64>,
    included: Vec<bool>,
    total: f64,
    first: Vec<f64>,
    second: Vec<f64>,
}

impl Sums {
    /// Nothing at risk yet, among this many options.
    pub(crate) fn new(theta: &[f64], options: usize) -> Self {
        let p = theta.len();
        Self {
            theta: theta.to_vec(),
            held: vec![0.0; options * p],
            rate: vec![0.0; options],
            included: vec![false; options],
            total: 0.0,
            first: vec![0.0; p],
            second: vec![0.0; p * p],
        }
    }

    /// Take the sums anew over these options.
    pub(crate) fn rebuild(&mut self, statistics: &[f64], options: &[usize]) {
        let p = self.theta.len();
        self.included.fill(false);
        (self.total, self.first, self.second) = (0.0, vec![0.0; p], vec![0.0; p * p]);
        for option in options {
            self.included[*option] = true;
            self.add(*option, &statistics[option * p..(option + 1) * p]);
        }
    }

    /// The statistics of an option have changed.
    pub(crate) fn renew(&mut self, option: usize, statistics: &[f64]) {
        if self.included[option] {
            let p = self.theta.len();
            let row = option * p..(option + 1) * p;
            self.total -= self.rate[option];
            accumulate(&self.held[row], -self.rate[option], &mut self.first, &mut self.second);
            self.add(option, statistics);
        }
    }

    fn add(&mut self, option: usize, statistics: &[f64]) {
        let p = self.theta.len();
        let linear: f64 = statistics.iter().zip(&self.theta).map(|(s, t)| s * t).sum();
        let rate = foedera_math::exp(linear);
        self.rate[option] = rate;
        self.held[option * p..(option + 1) * p].copy_from_slice(statistics);
        self.total += rate;
        accumulate(statistics, rate, &mut self.first, &mut self.second);
    }

    /// Time passed with these rates.
    pub(crate) fn wait(&self, time: f64, value: &mut Value) {
        value.log_likelihood -= time * self.total;
        for (score, sum) in value.score.iter_mut().zip(&self.first) {
            *score -= time * sum;
        }
        for (information, sum) in value.information.iter_mut().zip(&self.second) {
            *information += time * sum;
        }
    }

    /// An option fired, in time.
    pub(crate) fn fire(&self, option: usize, value: &mut Value) {
        let p = self.theta.len();
        for ((score, statistic), theta) in value.score.iter_mut().zip(&self.held[option * p..]).zip(&self.theta) {
            *score += statistic;
            value.log_likelihood += statistic * theta;
        }
    }

    /// An option was the one of all that fired.
    pub(crate) fn choose(&self, option: usize, value: &mut Value) {
        let p = self.theta.len();
        self.fire(option, value);
        value.log_likelihood -= foedera_math::ln(self.total);
        for a in 0..p {
            let mean = self.first[a] / self.total;
            value.score[a] -= mean;
            for b in 0..p {
                let index = a * p + b;
                value.information[index] += self.second[index] / self.total - mean * self.first[b] / self.total;
            }
        }
    }
}

fn accumulate(statistics: &[f64], weight: f64, mean: &mut [f64], second: &mut [f64]) {
    let p = statistics.len();
    for a in 0..p {
        let weighted = weight * statistics[a];
        mean[a] += weighted;
        for b in 0..p {
            second[a * p + b] += weighted * statistics[b];
        }
    }
}

/// Two of `actors` made a tie that both chose. `statistics(g, h)` are those of g towards h.
pub(crate) fn coordinate<'a>(
    actors: usize,
    (i, j): (usize, usize),
    theta: &[f64],
    statistics: impl Fn(usize, usize) -> &'a [f64],
    value: &mut Value,
) {
    let p = theta.len();
    // p_gh and s_gh − E_g s for every ordered pair.
    let mut chosen = vec![0.0; actors * actors];
    let mut apart = vec![0.0; actors * actors * p];
    let mut taken = 0.0;
    let mut mean = vec![0.0; p];
    for g in 0..actors {
        let row = &mut chosen[g * actors..(g + 1) * actors];
        let mut most = f64::NEG_INFINITY;
        for (h, cell) in row.iter_mut().enumerate().filter(|(h, _)| *h != g) {
            *cell = statistics(g, h).iter().zip(theta).map(|(s, t)| s * t).sum::<f64>();
            most = most.max(*cell);
        }
        let own = if g == i { Some(j) } else { (g == j).then_some(i) };
        taken += own.map_or(0.0, |other| row[other] - most);
        let mut total = 0.0;
        for (_, cell) in row.iter_mut().enumerate().filter(|(h, _)| *h != g) {
            *cell = foedera_math::exp(*cell - most);
            total += *cell;
        }
        if own.is_some() {
            taken -= foedera_math::ln(total);
        }
        mean.fill(0.0);
        for (h, cell) in row.iter_mut().enumerate().filter(|(h, _)| *h != g) {
            *cell /= total;
            for (mean, statistic) in mean.iter_mut().zip(statistics(g, h)) {
                *mean += *cell * statistic;
            }
        }
        for h in (0..actors).filter(|h| *h != g) {
            let cell = &mut apart[(g * actors + h) * p..(g * actors + h + 1) * p];
            for ((cell, statistic), mean) in cell.iter_mut().zip(statistics(g, h)).zip(&mean) {
                *cell = statistic - mean;
            }
        }
    }
    mean.fill(0.0);
    let (mut total, mut second, mut joint) = (0.0, vec![0.0; p * p], vec![0.0; p]);
    for g in 0..actors {
        for h in g + 1..actors {
            let weight = chosen[g * actors + h] * chosen[h * actors + g];
            let (one, other) = ((g * actors + h) * p, (h * actors + g) * p);
            for (a, cell) in joint.iter_mut().enumerate() {
                *cell = apart[one + a] + apart[other + a];
            }
            total += weight;
            accumulate(&joint, weight, &mut mean, &mut second);
        }
    }
    value.log_likelihood += taken - foedera_math::ln(total);
    let (one, other) = ((i * actors + j) * p, (j * actors + i) * p);
    for a in 0..p {
        value.score[a] += apart[one + a] + apart[other + a] - mean[a] / total;
        for b in 0..p {
            value.information[a * p + b] += second[a * p + b] / total - mean[a] / total * (mean[b] / total);
        }
    }
}
