//! Rates that few events tell: gamma rates, beta shares and multipliers, each under a stated prior with what was counted.

use foedera_math::{beta_quantile, exp, gamma_quantile, ln, normal_quantile};
use foedera_world::{Day, Provenance};

/// What an interval leaves out at each end.
const TAIL: f64 = 0.05;
/// Steps of the grid on which a multiplier is weighed, and how far it reaches, in deviations of its prior.
const STEPS: i32 = 400;
const REACH: f64 = 5.0;

/// The posterior of a rate, share or multiplier: its mean (of a multiplier its median) and 90 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Told {
    /// Mean; of a multiplier the median.
    pub value: f64,
    /// The 5 and 95 % quantiles.
    pub interval: (f64, f64),
}

/// A rate a year under a gamma prior.
#[derive(Debug, Clone, PartialEq)]
pub struct Rate {
    /// The name in files.
    pub name: String,
    /// What is counted, in which years at risk.
    pub definition: String,
    /// Shape of the prior: as many events as it is worth.
    pub shape: f64,
    /// Mean of the prior, a year.
    pub prior: f64,
    /// Events.
    pub events: u32,
    /// Years at risk.
    pub years: f64,
    /// How they came to be, year by year; `None` where it is not told.
    pub by_year: Option<ByYear>,
}

/// What had been counted by the end of each year, so that a forecast of an earlier day reads what was known then.
#[derive(Debug, Clone, PartialEq)]
pub struct ByYear {
    /// The first year.
    pub from: i16,
    /// Events up to the end of each year.
    pub events: Vec<u32>,
    /// Years at risk up to then; of a multiplier the events expected.
    pub exposure: Vec<f64>,
}

impl ByYear {
    /// Events and exposure of the whole years before a day.
    fn before(&self, day: Day) -> (u32, f64) {
        let years = usize::try_from(day.year() - self.from).unwrap_or(0).min(self.events.len());
        let last = years.checked_sub(1);
        last.map_or((0, 0.0), |last| (self.events[last], self.exposure[last]))
    }
}

/// A probability under a beta prior.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The name in files.
    pub name: String,
    /// What is counted, of what.
    pub definition: String,
    /// The prior beta distribution.
    pub prior: (f64, f64),
    /// Events.
    pub events: u32,
    /// Cases.
    pub cases: u32,
}

/// What a rate is multiplied by while something holds, under a log-normal prior.
#[derive(Debug, Clone, PartialEq)]
pub struct Multiplier {
    /// The name in files.
    pub name: String,
    /// While what holds, and of which rate.
    pub definition: String,
    /// The 5 and 95 % quantiles of the prior; its median is their geometric mean.
    pub prior: (f64, f64),
    /// Events while it holds.
    pub events: u32,
    /// Events expected then without it.
    pub expected: f64,
    /// Years at risk while it holds.
    pub years: f64,
    /// How events and those expected came to be, year by year; `None` where it is not told.
    pub by_year: Option<ByYear>,
}

/// A score of rates or shares on what was held out, beside the plain rate.
#[derive(Debug, Clone, PartialEq)]
pub struct RateScore {
    /// What was scored.
    pub name: String,
    /// Cases.
    pub cases: u32,
    /// Events.
    pub events: u32,
    /// Mean negative log likelihood.
    pub log_score: f64,
    /// That of one rate of all past cases.
    pub log_score_plain: f64,
}

/// The rates of a process that is counted, not fitted.
#[derive(Debug, Clone, PartialEq)]
pub struct Rates {
    /// The process: `freeze` or `calls`.
    pub process: String,
    /// What it is.
    pub definition: String,
    /// First and last day of what was counted.
    pub window: (String, String),
    /// The datasets beside the atlas.
    pub datasets: Vec<Provenance>,
    /// Rates a year.
    pub rates: Vec<Rate>,
    /// Probabilities.
    pub shares: Vec<Share>,
    /// Multipliers.
    pub multipliers: Vec<Multiplier>,
    /// Deviation, on the logit, of treaties about the shares; `None` where treaties are not told apart.
    pub treaty_deviation: Option<f64>,
    /// How they did on what was held out.
    pub scores: Vec<RateScore>,
}

impl Rate {
    /// Shape and rate (in years) of the gamma posterior.
    pub fn posterior(&self) -> (f64, f64) {
        (self.shape + f64::from(self.events), self.shape / self.prior + self.years)
    }

    /// The posterior mean and 90 % interval, a year.
    pub fn told(&self) -> Told {
        let (shape, years) = self.posterior();
        let at = |p: f64| gamma_quantile(shape, p) / years;
        Told { value: shape / years, interval: (at(TAIL), at(1.0 - TAIL)) }
    }
}

impl Share {
    /// The beta posterior.
    pub fn posterior(&self) -> (f64, f64) {
        let (events, cases) = (f64::from(self.events), f64::from(self.cases));
        (self.prior.0 + events, self.prior.1 + cases - events)
    }

    /// The posterior mean and 90 % interval.
    pub fn told(&self) -> Told {
        let (a, b) = self.posterior();
        Told { value: a / (a + b), interval: (beta_quantile(a, b, TAIL), beta_quantile(a, b, 1.0 - TAIL)) }
    }
}

impl Multiplier {
    /// Mean and deviation of the logarithm under the prior.
    fn logs(&self) -> (f64, f64) {
        let (low, high) = (ln(self.prior.0), ln(self.prior.1));
        ((low + high) / 2.0, (high - low) / (2.0 * normal_quantile(1.0 - TAIL)))
    }

    /// The quantile of the posterior: events are Poisson with the expected number times the multiplier.
    pub fn quantile(&self, p: f64) -> f64 {
        self.quantiles(&[p])[0]
    }

    /// The quantiles at ascending probabilities.
    pub fn quantiles(&self, probabilities: &[f64]) -> Vec<f64> {
        let (mean, deviation) = self.logs();
        let logs: Vec<f64> =
            (-STEPS..=STEPS).map(|step| mean + REACH * deviation * f64::from(step) / f64::from(STEPS)).collect();
        let weight = |log: &f64| {
            let away = (log - mean) / deviation;
            f64::from(self.events) * log - self.expected * exp(*log) - 0.5 * away * away
        };
        let weights: Vec<f64> = logs.iter().map(weight).collect();
        let most = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = weights.iter().map(|weight| exp(weight - most)).collect();
        let all = weights.iter().sum::<f64>();
        let sums: Vec<f64> = weights
            .iter()
            .scan(0.0, |sum, weight| {
                *sum += weight;
                Some(*sum)
            })
            .collect();
        let place = |p: &f64| sums.partition_point(|sum| *sum < p * all).min(logs.len() - 1);
        probabilities.iter().map(|p| exp(logs[place(p)])).collect()
    }

    /// The posterior median and 90 % interval.
    pub fn told(&self) -> Told {
        Told { value: self.quantile(0.5), interval: (self.quantile(TAIL), self.quantile(1.0 - TAIL)) }
    }
}

impl Rates {
    /// The same with what had been counted in the whole years before a day, where the file tells it year by year.
    #[must_use]
    pub fn known_on(&self, day: Day) -> Self {
        let mut known = self.clone();
        for own in &mut known.rates {
            if let Some((events, years)) = own.by_year.as_ref().map(|by_year| by_year.before(day)) {
                (own.events, own.years) = (events, years);
            }
        }
        for own in &mut known.multipliers {
            if let Some((events, expected)) = own.by_year.as_ref().map(|by_year| by_year.before(day)) {
                (own.events, own.expected) = (events, expected);
            }
        }
        known
    }

    /// A rate by its name.
    pub fn rate(&self, name: &str) -> Option<&Rate> {
        self.rates.iter().find(|own| own.name == name)
    }

    /// A share by its name.
    pub fn share(&self, name: &str) -> Option<&Share> {
        self.shares.iter().find(|own| own.name == name)
    }

    /// A multiplier by its name.
    pub fn multiplier(&self, name: &str) -> Option<&Multiplier> {
        self.multipliers.iter().find(|own| own.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posteriors_by_hand() {
        let rate = Rate {
            name: "a".into(),
            definition: "b".into(),
            shape: 2.0,
            prior: 0.0004,
            events: 12,
            years: 20_000.0,
            by_year: None,
        };
        assert_eq!(rate.posterior(), (14.0, 25_000.0));
        let told = rate.told();
        assert!((told.value - 14.0 / 25_000.0).abs() < 1e-15);
        assert!(told.interval.0 < told.value && told.value < told.interval.1);
        let share = Share { name: "a".into(), definition: "b".into(), prior: (0.5, 0.5), events: 4, cases: 51 };
        assert_eq!(share.posterior(), (4.5, 47.5));
    }

    #[test]
    fn a_multiplier_without_data_keeps_its_prior_and_data_move_it_towards_what_was_counted() {
        let of = |events: u32, expected: f64| Multiplier {
            name: "a".into(),
            definition: "b".into(),
            prior: (3.0, 30.0),
            events,
            expected,
            years: 0.0,
            by_year: None,
        };
        let none = of(0, 0.0).told();
        assert!((none.value - 90f64.sqrt()).abs() < 0.2, "{none:?}");
        assert!((none.interval.0 - 3.0).abs() < 0.1 && (none.interval.1 - 30.0).abs() < 1.0, "{none:?}");
        let many = of(200, 100.0).told();
        assert!((many.value - 2.0).abs() < 0.1, "{many:?}");
        assert!(of(0, 1.0).told().value < none.value && of(50, 1.0).told().value > none.value);
    }

    #[test]
    fn a_forecast_of_an_earlier_day_reads_the_whole_years_before_it() {
        let by_year = Some(ByYear { from: 2000, events: vec![0, 3, 3], exposure: vec![10.0, 20.0, 30.0] });
        let rate =
            Rate { name: "a".into(), definition: "b".into(), shape: 2.0, prior: 0.1, events: 3, years: 30.0, by_year };
        let rates = Rates {
            process: "freeze".into(),
            definition: "c".into(),
            window: ("2000-01-01".into(), "2002-12-31".into()),
            datasets: Vec::new(),
            rates: vec![rate],
            shares: Vec::new(),
            multipliers: Vec::new(),
            treaty_deviation: None,
            scores: Vec::new(),
        };
        let on = |day: &str| {
            let known = rates.known_on(day.parse().expect("a day"));
            (known.rates[0].events, known.rates[0].years)
        };
        assert_eq!([on("1995-06-01"), on("2000-12-31"), on("2001-01-01")], [(0, 0.0), (0, 0.0), (0, 10.0)]);
        assert_eq!([on("2002-01-01"), on("2026-01-01")], [(3, 20.0), (3, 30.0)]);
    }
}
