//! Probability distributions that a scenario states for a number that is not known.

use foedera_math::{beta_quantile, exp, gamma_quantile, ln, logistic, normal_p, normal_quantile};

/// How an assumption is distributed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Distribution {
    /// Anything between two numbers, equally likely.
    Uniform(f64, f64),
    /// Anything between two positive numbers, equally likely on a log scale.
    LogUniform(f64, f64),
    /// A yearly rate of which so many events were seen in so many years (Jeffreys prior).
    Count(u32, f64),
    /// The 5, 50 and 95 % quantiles, on the support: a two-piece normal on the logit of the place within it.
    Quantiles([f64; 3], Support),
    /// Likeliest at the second number, with a density that falls in a straight line to 0 at the first and the third.
    Triangular(f64, f64, f64),
    /// A beta distribution of these two shapes, stretched from the third number to the fourth.
    Beta(f64, f64, f64, f64),
    /// A normal distribution with this centre and standard deviation, of the logarithm (then the centre is the median) or of the number,
    /// truncated to the support.
    Normal {
        /// The mean, or the median of a lognormal.
        centre: f64,
        /// The standard deviation, of the logarithm for a lognormal.
        deviation: f64,
        /// Whether it is lognormal.
        log: bool,
        /// Where it is truncated.
        support: Support,
    },
}

/// The numbers that an assumption may be, and whether its place among them is read on a log scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Support {
    /// The least.
    pub least: f64,
    /// The most.
    pub most: f64,
    /// Whether it is a factor, as likely to halve as to double.
    pub log: bool,
}

impl Support {
    /// The logit of the place of a number strictly inside.
    fn logit(self, value: f64) -> f64 {
        let Self { least, most, log } = self;
        let place = if log { ln(value / least) / ln(most / least) } else { (value - least) / (most - least) };
        ln(place / (1.0 - place))
    }

    /// The number whose place has this logit.
    fn at(self, logit: f64) -> f64 {
        let Self { least, most, log } = self;
        let place = logistic(logit);
        if log { least * exp(place * ln(most / least)) } else { least + place * (most - least) }
    }
}

/// The quantile `u` of a distribution.
pub(crate) fn value(distribution: Distribution, u: f64) -> f64 {
    match distribution {
        Distribution::Uniform(low, high) => low + u * (high - low),
        Distribution::LogUniform(low, high) => low * exp(u * ln(high / low)),
        Distribution::Count(events, years) => gamma_quantile(f64::from(events) + 0.5, u) / years,
        Distribution::Quantiles(stated, support) => {
            let [low, middle, high] = stated.map(|value| support.logit(value));
            let z = normal_quantile(u) / normal_quantile(0.95);
            let side = if z < 0.0 { middle - low } else { high - middle };
            support.at(middle + z * side)
        }
        Distribution::Triangular(low, mode, high) => {
            let (width, below) = (high - low, mode - low);
            if u * width < below {
                low + (u * width * below).sqrt()
            } else {
                high - ((1.0 - u) * width * (high - mode)).sqrt()
            }
        }
        Distribution::Beta(first, second, low, high) => low + beta_quantile(first, second, u) * (high - low),
        Distribution::Normal { centre, deviation, log, support } => {
            let place = |value: f64| {
                let away = if log { ln(value / centre) } else { value - centre };
                normal_p(away / deviation)
            };
            let below = if log && support.least <= 0.0 { 0.0 } else { place(support.least) };
            let z = normal_quantile((below + u * (place(support.most) - below)).clamp(1e-300, 1.0 - 1e-16));
            let value = if log { centre * exp(z * deviation) } else { centre + z * deviation };
            value.clamp(support.least, support.most)
        }
    }
}

impl Distribution {
    /// The middle: the median.
    pub fn median(&self) -> f64 {
        value(*self, 0.5)
    }

    /// From where to where it is told: the ends that it states, or its 5 and 95 % quantiles.
    pub fn span(&self) -> (f64, f64) {
        match *self {
            Self::Uniform(low, high)
            | Self::LogUniform(low, high)
            | Self::Triangular(low, _, high)
            | Self::Beta(_, _, low, high) => (low, high),
            Self::Quantiles([low, _, high], _) => (low, high),
            Self::Count(..) | Self::Normal { .. } => (value(*self, 0.05), value(*self, 0.95)),
        }
    }

    /// The least and the most that it can be, but for one draw in ten thousand at either side where it has no ends of its own.
    pub fn ends(&self) -> (f64, f64) {
        match *self {
            Self::Count(..) | Self::Quantiles(..) | Self::Normal { .. } => {
                (value(*self, 1e-4), value(*self, 1.0 - 1e-4))
            }
            _ => self.span(),
        }
    }

    /// The distribution in words, with a unit.
    pub fn words(&self, unit: &str) -> String {
        match *self {
            Self::Uniform(low, high) => format!("{low}–{high}{unit}, uniform"),
            Self::LogUniform(low, high) => format!("{low}–{high}{unit}, log-uniform"),
            Self::Count(events, years) => format!("{events} events in {years} years (Jeffreys)"),
            Self::Quantiles([low, middle, high], _) => {
                format!("{middle}{unit} (5 and 95 % quantiles {low} and {high}; two-piece normal)")
            }
            Self::Triangular(low, mode, high) => format!("{low}–{high}{unit}, triangular with mode {mode}"),
            Self::Beta(first, second, low, high) => format!("{low}–{high}{unit}, beta({first}, {second})"),
            Self::Normal { centre, deviation, log: true, .. } => {
                format!("lognormal, median {centre}{unit}, standard deviation of the logarithm {deviation}")
            }
            Self::Normal { centre, deviation, .. } => {
                format!("normal, mean {centre}{unit}, standard deviation {deviation}, truncated")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const RATE: Support = Support { least: 0.0, most: 12.0, log: false };
    const FACTOR: Support = Support { least: 0.01, most: 100.0, log: true };

    proptest! {
        #[test]
        fn stated_quantiles_are_met_exactly_and_none_leaves_the_support(
            shares in proptest::array::uniform3(0.001..0.999_f64), u in 0.000_001..0.999_999_f64, of_factor: bool
        ) {
            let support = if of_factor { FACTOR } else { RATE };
            let mut stated = shares.map(|share| support.least + share * (support.most - support.least));
            stated.sort_by(f64::total_cmp);
            prop_assume!(stated[1] - stated[0] > 1e-6 && stated[2] - stated[1] > 1e-6);
            let own = Distribution::Quantiles(stated, support);
            for (p, wanted) in [0.05, 0.5, 0.95].into_iter().zip(stated) {
                prop_assert!((value(own, p) / wanted - 1.0).abs() < 1e-9, "{p}: {} {wanted}", value(own, p));
            }
            let drawn = value(own, u);
            prop_assert!(drawn >= support.least && drawn <= support.most);
        }

        #[test]
        fn quantiles_rise(u in 0.001..0.998_f64) {
            for own in [
                Distribution::Triangular(1.0, 2.0, 5.0),
                Distribution::Triangular(1.0, 1.0, 5.0),
                Distribution::Beta(2.0, 5.0, 0.0, 4.0),
                Distribution::Normal { centre: 0.2, deviation: 1.0, log: true, support: RATE },
                Distribution::Normal { centre: 0.2, deviation: 1.0, log: false, support: RATE },
                Distribution::Quantiles([0.3, 0.5, 0.9], FACTOR),
            ] {
                prop_assert!(value(own, u) < value(own, u + 0.001), "{own:?}");
                let (low, high) = own.ends();
                prop_assert!(low <= value(own, u) && value(own, u) <= high);
            }
        }
    }

    #[test]
    fn named_distributions_have_the_quantiles_of_their_formulas() {
        // A triangle from 0 over 1 to 2 has half below 1 and an eighth below 0.5.
        assert!((value(Distribution::Triangular(0.0, 1.0, 2.0), 0.125) - 0.5).abs() < 1e-12);
        assert!((value(Distribution::Beta(1.0, 1.0, 2.0, 4.0), 0.25) - 2.5).abs() < 1e-9);
        let wide = Support { least: 0.0, most: 1e12, log: false };
        let lognormal = Distribution::Normal { centre: 2.0, deviation: 0.5, log: true, support: wide };
        assert!((lognormal.median() - 2.0).abs() < 1e-9);
        assert!((value(lognormal, 0.95) - 2.0 * exp(0.5 * normal_quantile(0.95))).abs() < 1e-9);
    }
}
