//! The card of a fitted process: what it was fitted on, how it did, and what was counted on the same data.

use foedera_likelihood::score::ScoreCard;
use foedera_world::Provenance;

/// A dataset behind a model.
pub type DatasetCard = Provenance;

/// A count of events and exposure of a named reference class.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceCount {
    /// Key.
    pub id: String,
    /// Name.
    pub name: String,
    /// What counts.
    pub definition: String,
    /// Events.
    pub events: u32,
    /// Member-years.
    pub years: f64,
    /// The same counts treaty by treaty, for intervals that do not take exits from one treaty as independent; empty in files
    /// older than this.
    pub treaties: Vec<TreatyCount>,
}

/// Exits from one treaty.
#[derive(Debug, Clone, PartialEq)]
pub struct TreatyCount {
    /// The treaty's key.
    pub key: String,
    /// Exits.
    pub events: u32,
    /// Days on which at least one member left: several exits on one day are one decision.
    pub decisions: u32,
    /// Member-years.
    pub years: f64,
}

/// What a model was fitted on and how it did.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Card {
    /// Datasets.
    pub datasets: Vec<DatasetCard>,
    /// First and last day of the window, as text.
    pub window: (String, String),
    /// Events.
    pub events: u32,
    /// Intervals.
    pub intervals: u32,
    /// Exposure in years of options at risk.
    pub exposure_years: f64,
    /// Treaties at risk.
    pub treaties: u32,
    /// Log-likelihood at the mode.
    pub log_likelihood: f64,
    /// Log-likelihood of a constant rate.
    pub log_likelihood_constant: f64,
    /// Newton steps.
    pub iterations: u32,
    /// Whether the fit converged.
    pub converged: bool,
    /// Scores by name ([`SCORES`]), in that order.
    pub scores: Vec<(String, ScoreCard)>,
    /// First and last year, events forecast and happened, of the rolling forecasts for one year.
    pub totals: Vec<(i16, i16, f64, u32)>,
    /// The events that the rolling forecasts missed by most: name, year, forecast.
    pub misses: Vec<(String, i16, f64)>,
    /// What was tried: the candidate, its log score and Brier score over all origins, whether it ships.
    pub tried: Vec<(String, f64, f64, bool)>,
}

impl Card {
    /// The score of a name; `None` if it was not made.
    pub fn score(&self, name: &str) -> Option<&ScoreCard> {
        self.scores.iter().find(|(own, _)| own == name).map(|(_, card)| card)
    }

    /// Take up scores by name, in the order of [`SCORES`].
    pub fn take(&mut self, scores: impl IntoIterator<Item = (&'static str, Option<ScoreCard>)>) {
        self.scores.extend(scores.into_iter().filter_map(|(name, card)| Some((name.to_owned(), card?))));
        self.scores.sort_by_key(|(name, _)| SCORES.iter().position(|(own, _)| own == name));
    }
}

/// The names of scores in model files, with what each is of.
pub const SCORES: [(&str, &str); 14] = [
    ("leave_one_alliance_out", "treaties held out in turn, beside the rate of the others"),
    ("rolling_origin", "refitted every three years from 1965, beside the rate of all past years"),
    ("rolling_membership", "all ended memberships, with ends and replaced"),
    ("rolling_origin_recent", "refitted every three years from 1965, beside the rate of the last ten years"),
    ("five_years", "within five years, beside the rate of all past years"),
    ("five_years_recent", "within five years, beside the rate of the last ten"),
    ("rolling_membership_recent", "all ended memberships beside the rate of the last ten years"),
    ("over_or_replaced", "over or replaced, ends and replaced together"),
    ("over_or_replaced_recent", "over or replaced beside the rate of the last ten years"),
    ("late_origins", "refitted every three years from 1990, beside the rate of all past years"),
    ("late_origins_recent", "refitted every three years from 1990, beside the rate of the last ten years"),
    ("five_year_origins", "refitted every five years from 1965, beside the rate of all past years"),
    ("five_year_origins_recent", "refitted every five years from 1965, beside the rate of the last ten years"),
    ("groups_held_out", "wars held out in turn, beside the rate of the others"),
];

/// What a score is of, in words.
pub fn score_words(name: &str) -> &'static str {
    SCORES.iter().find(|(own, _)| *own == name).map_or("another score", |(_, words)| words)
}
