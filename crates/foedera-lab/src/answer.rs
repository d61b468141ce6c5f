//! The answer of a forecast, as plain data: terminal, page and JSON all render this.

use foedera_world::{Day, Status};
use serde::Serialize;

/// A probability (0–1) or a rate (per year) with its uncertainty.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Estimate {
    /// Its mean.
    pub mean: f64,
    /// Lower bound of the central 90 % interval: what is not known about parameters and assumptions.
    pub low: f64,
    /// Upper bound of it.
    pub high: f64,
    /// Number of historical events behind it; 0 if it rests on a stated prior alone.
    pub events: u32,
    /// Standard error of the mean from a finite number of draws and futures: what the mean would spread over seeds. 0 if
    /// computed exactly; 0.5, the most that it can be, if there were too few draws to tell.
    pub monte_carlo_error: f64,
}

impl Estimate {
    /// Whether mean and interval are probabilities in order, and the error a number.
    pub fn is_probability(&self) -> bool {
        // Comparisons with NaN are false.
        0.0 <= self.low
            && self.low <= self.mean
            && self.mean <= self.high
            && self.high <= 1.0
            && (0.0..=0.5).contains(&self.monte_carlo_error)
    }
}

/// All a forecast says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// What was asked.
    pub scenario: ScenarioCard,
    /// How to make the same bytes again.
    pub provenance: RunProvenance,
    /// The dates at which questions are answered.
    pub horizons: Vec<Day>,
    /// The branches, in the order of the scenario; every per-branch list below follows it. The first is the reference.
    pub branches: Vec<BranchCard>,
    /// One entry for each member but the patron.
    pub members: Vec<MemberAnswer>,
    /// The treaty as a whole, one entry a branch.
    pub treaty: Vec<TreatyAnswer>,
    /// Base rates to hold beside every probability.
    pub reference_classes: Vec<ReferenceClass>,
    /// Number of participating members over time, one fan a branch.
    pub member_count: Vec<Vec<FanPoint>>,
    /// Usable force of those that take part over time, as a share of what was known of it on the date, one fan a branch; with the branch's
    /// shocks to it from the date on. Empty fans where no force is known.
    pub usable_force: Vec<Vec<FanPoint>>,
    /// Members whose usable force is not known: it is in none of these shares.
    pub usable_force_unknown: Vec<String>,
    /// Calls for help from the date to each horizon, one list a branch; empty lists where nothing happens around the treaty.
    pub calls: Vec<Vec<CallCount>>,
    /// The questions that the scenario names, answered.
    pub questions: Vec<AskedQuestion>,
    /// Who was in and how, up to the scenario's date (for a timeline figure), in order of first entry.
    pub timeline: Vec<TimelineRow>,
    /// Which assumption moves the headline answer most, largest first.
    pub sensitivity: Vec<Sensitivity>,
    /// The question that `sensitivity` is about, e.g. "at least one member leaves by 2026-11-25 (status quo)".
    pub sensitivity_question: String,
    /// What each process rests on.
    pub processes: Vec<ProcessCard>,
    /// Similar cases of the past.
    pub precedents: Vec<PrecedentCard>,
    /// What the forecast does not know, in sentences.
    pub unknowns: Vec<String>,
    /// The sources of the facts used.
    pub sources: Vec<SourceCard>,
}

impl Forecast {
    /// Every probability.
    pub fn estimates(&self) -> impl Iterator<Item = &Estimate> {
        let at = self.members.iter().flat_map(|member| &member.branches).flat_map(|branch| &branch.at);
        let members = at.flat_map(|at| [&at.stayed, &at.frozen, &at.left, &at.treaty_over]);
        let treaty = self.treaty.iter().flat_map(|treaty| {
            let lists = [
                &treaty.at_least_one_left,
                &treaty.ended,
                &treaty.replaced,
                &treaty.ended_or_replaced,
                &treaty.ended_or_few,
            ];
            lists.into_iter().flatten()
        });
        let classes =
            self.reference_classes.iter().flat_map(|class| class.one_member.iter().chain(&class.at_least_one));
        members.chain(treaty).chain(classes)
    }
}

/// What was asked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScenarioCard {
    /// Key, e.g. `csto-2022`.
    pub id: String,
    /// Title.
    pub title: String,
    /// The day from which futures run; nothing later is known to the forecast.
    pub date: Day,
    /// Key of the treaty, e.g. `CSTO`.
    pub treaty: String,
    /// Its name.
    pub treaty_name: String,
    /// Key of the patron; null if the treaty has none: then every member is at risk, and effects of a patron are missing.
    pub patron: Option<String>,
    /// Name of the patron, or `none`.
    pub patron_name: String,
    /// Whether the patron is that of the `scenario`, `stated` by the atlas, `computed` from capabilities, or `none`.
    pub patron_ground: String,
    /// Why it is this one, or none.
    pub patron_why: String,
    /// Keys of the members at the date, patron included.
    pub members: Vec<String>,
    /// A paragraph of background.
    pub note: String,
    /// On what the figures of the members rest, and which are missing.
    pub figures: foedera_almanac::Grounds,
    /// What to know before the numbers: figures that are missing, old or begin late; a date after the atlas's last event.
    pub cautions: Vec<String>,
}

/// How to make the same bytes again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunProvenance {
    /// Foedera's version.
    pub version: String,
    /// The seed.
    pub seed: u64,
    /// Futures run for each branch.
    pub futures: u32,
    /// Draws of parameters and assumptions; each serves about `futures / draws` futures.
    pub draws: u32,
    /// SHA-256 of the scenario file.
    pub scenario_sha256: String,
    /// SHA-256 over the atlas.
    pub atlas_sha256: String,
    /// SHA-256 of each model file, by process name.
    pub models: Vec<(String, String)>,
    /// The command that makes it again.
    pub command: String,
}

/// A process's score by one way of holding cases out.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScoreRow {
    /// The way, by its name in model files, e.g. `rolling_origin`.
    pub way: String,
    /// The same in words.
    pub what: String,
    /// Events among the cases.
    pub events: u32,
    /// Cases forecast.
    pub cases: u32,
    /// Area under the ROC curve; `None` without events or non-events.
    pub auc: Option<f64>,
    /// Brier skill against the rate that it is held against, and its bootstrap interval.
    pub brier_skill: Option<f64>,
    /// The ends of that interval.
    pub brier_skill_interval: Option<Ends>,
    /// Mean logarithmic score, nats a case.
    pub log_score: f64,
    /// That of the rate.
    pub log_score_climatology: f64,
    /// Observed events over expected ones, and its bootstrap interval.
    pub observed_over_expected: Option<f64>,
    /// The ends of that interval.
    pub observed_over_expected_interval: Option<Ends>,
}

/// The ends of a range, and what was drawn to find them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ends {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// What was drawn: years, treaties.
    pub drawn: &'static str,
}

/// One branch of the scenario.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BranchCard {
    /// Key, e.g. `status-quo`.
    pub id: String,
    /// Name, e.g. "Russia fails".
    pub name: String,
    /// What it assumes.
    pub description: String,
    /// Its shocks.
    pub shocks: Vec<ShockCard>,
    /// Effects that read here what no event of the fit had: there is no case in the data, and the answer is extrapolated.
    /// Branches other than the first list those that read otherwise than there.
    pub outside: Vec<Outside>,
}

/// A shock of a branch, as data and in words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ShockCard {
    /// Key of the state.
    pub state: String,
    /// The variable that is multiplied, by its name in panels.
    pub field: &'static str,
    /// The ends of the factor's range.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// From this day on.
    #[serde(rename = "date")]
    pub from: Day,
    /// After the first such event on that day or later; missing if on the day itself.
    pub after: Option<String>,
    /// Why this range.
    pub why: String,
    /// Whether a process of a forecast reads the variable.
    pub read: bool,
    /// All of it in words, e.g. "capability of RUS × 0.3–0.7 from 2022-11-25: …".
    pub what: String,
}

/// An effect that reads, on the scenario's date, what no event of the fit had. Values are on the effect's own scale.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outside {
    /// The process: leave, ends, replaced.
    pub process: String,
    /// The effect in words.
    pub effect: String,
    /// Keys of the members of whom it is so; empty for the treaty as a whole.
    pub members: Vec<String>,
    /// Least and greatest value over draws and members.
    pub reads: (f64, f64),
    /// Least and greatest value at the events of the fit.
    pub seen_at_events: (f64, f64),
    /// Least and greatest value in the whole sample of the fit.
    pub seen: (f64, f64),
    /// Values beyond these count as if they stood there: three standard deviations from the centre. Beyond them a stronger
    /// shock moves the answer no further by this effect.
    pub held_beyond: (f64, f64),
    /// How far the readings go beyond `seen_at_events`, in standard deviations of the effect.
    pub deviations_outside: f64,
    /// Share of draws that read beyond `seen_at_events`.
    pub draws_beyond_events: f64,
    /// Share of draws that read beyond `seen`.
    pub draws_beyond_sample: f64,
    /// Share of draws in which the effect is held.
    pub draws_held: f64,
}

/// Where a member may stand at a horizon. The means of the four sum to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MemberAt {
    /// The horizon.
    pub day: Day,
    /// Still a participating member.
    pub stayed: Estimate,
    /// A member with frozen participation.
    pub frozen: Estimate,
    /// Left on its own.
    pub left: Estimate,
    /// No longer a member because the treaty ended or was replaced for all.
    pub treaty_over: Estimate,
}

/// A point of a cumulative incidence curve (means).
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct IncidencePoint {
    /// The day.
    pub day: Day,
    /// Probability to have left by then.
    pub left: f64,
    /// Probability to be frozen then.
    pub frozen: f64,
    /// Probability that the treaty is over by then while it was a member.
    pub treaty_over: f64,
}

/// A member in one branch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemberInBranch {
    /// At each horizon.
    pub at: Vec<MemberAt>,
    /// Through time, yearly, the first at the scenario's date.
    pub incidence: Vec<IncidencePoint>,
}

/// A member's answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MemberAnswer {
    /// Key of the state.
    pub state: String,
    /// Its name.
    pub name: String,
    /// One entry a branch.
    pub branches: Vec<MemberInBranch>,
    /// What speaks for leaving (above 1) or staying (below 1) beside the average membership in the fit: effect in
    /// words and its factor on the yearly rate of leaving; largest departure from 1 first.
    pub drivers: Vec<(String, f64)>,
}

/// The treaty in one branch, each list by horizon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TreatyAnswer {
    /// At least one member (not the patron) has left on its own by then.
    pub at_least_one_left: Vec<Estimate>,
    /// The treaty has ended for all without a successor by then.
    pub ended: Vec<Estimate>,
    /// The treaty has been replaced by a new one by then.
    pub replaced: Vec<Estimate>,
    /// The treaty is over by then: it has ended or been replaced.
    pub ended_or_replaced: Vec<Estimate>,
    /// At that date the treaty is over or fewer than `threshold` members take part.
    pub ended_or_few: Vec<Estimate>,
    /// The threshold (4 unless the scenario says otherwise).
    pub threshold: u32,
}

/// A base rate of one named reference class.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReferenceClass {
    /// Key.
    pub id: String,
    /// Name.
    pub name: String,
    /// What counts as member-year and as event.
    pub definition: String,
    /// Exits in it.
    pub events: u32,
    /// Decisions in it: days on which at least one member left a treaty. Several exits on one day are one decision.
    pub decisions: u32,
    /// Treaties in it; 0 if the counts by treaty are not known.
    pub treaties: u32,
    /// Member-years in it.
    pub member_years: f64,
    /// How the intervals were made, e.g. "bootstrap of 61 treaties, 9 of them with exits".
    pub interval: String,
    /// Exits per member-year with the 90 % interval.
    pub rate: Estimate,
    /// Probability that one given member has left, by horizon, at the rate of exits.
    pub one_member: Vec<Estimate>,
    /// Probability that at least one of the members but the patron has left, by horizon, at the rate of decisions.
    pub at_least_one: Vec<Estimate>,
    /// Sources.
    pub sources: Vec<String>,
}

/// A question that a scenario or an order names, with what to hold beside its answers.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AskedQuestion {
    /// The question with its rule of resolution.
    pub question: crate::Question,
    /// The answers by branch and horizon.
    pub answers: Vec<Vec<Estimate>>,
    /// Base rates by the last horizon.
    pub base_rates: Vec<crate::BesideRate>,
    /// How well the processes behind it predicted what they had not seen: process and score.
    pub scores: Vec<(String, String)>,
}

/// Distribution of a quantity at a day: of the number of participating members, or of their share of force.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct FanPoint {
    /// The day.
    pub day: Day,
    /// Mean.
    pub mean: f64,
    /// 5, 25, 50, 75 and 95 % quantiles.
    pub quantiles: [f64; 5],
}

/// Calls for help of the members up to a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CallCount {
    /// The day.
    pub day: Day,
    /// How many are made.
    pub made: Count,
    /// How many of them at least one ally answers with troops.
    pub answered: Count,
}

/// A number of events over futures.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Count {
    /// The mean.
    pub mean: f64,
    /// The 5 and 95 % quantiles over futures: what may happen, not how well the mean is known.
    pub interval: (u32, u32),
}

/// A state's memberships in the past.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimelineRow {
    /// Key of the state.
    pub state: String,
    /// Its name.
    pub name: String,
    /// Spells of one status: from, until (`None`: goes on at the scenario's date), status (signed, in force, frozen).
    pub spells: Vec<TimelineSpell>,
}

/// A stretch of time with one status.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimelineSpell {
    /// First day.
    pub from: Day,
    /// Last day; `None` if it goes on.
    pub until: Option<Day>,
    /// The status during it.
    pub status: Status,
    /// How it ended, in words, if it did (e.g. "non renewal").
    pub ended: Option<String>,
}

/// How one assumption moves the headline answer, all else drawn as before.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sensitivity {
    /// The assumption or parameter, in words.
    pub assumption: String,
    /// Its low value, in words (its 10 % quantile over draws).
    pub low_value: String,
    /// Its high value.
    pub high_value: String,
    /// The answer when it is low.
    pub answer_low: f64,
    /// The answer when it is high.
    pub answer_high: f64,
}

/// What a process rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ProcessCard {
    /// Its name: leave, ends, replaced, freeze, thaw.
    pub process: String,
    /// `true` if fitted to events, `false` if it rests on a stated prior.
    pub fitted: bool,
    /// Events it was fitted on (or counted in the prior).
    pub events: u32,
    /// Exposure in member-years (treaty-years for endings).
    pub exposure_years: f64,
    /// The data in words, e.g. "ATOP 5.1, 1946–2018".
    pub data: String,
    /// How well it predicted held-out alliances or later years, or why that is not known.
    pub score: String,
    /// The same as data: one row a way of scoring; none of a process that is not scored.
    pub scores: Vec<ScoreRow>,
    /// The declared priors in words.
    pub prior: String,
    /// The coefficients of a fitted process, as stated; the intercept is not among them.
    pub coefficients: Vec<CoefficientRow>,
    /// Reliability of forecasts for one year, from rolling origins: fifths of the cases, lowest forecasts first.
    pub reliability: Vec<ReliabilityRow>,
    /// Events forecast and happened by decade, from the same forecasts.
    pub totals: Vec<TotalRow>,
    /// The events that those forecasts missed by most.
    pub misses: Vec<MissRow>,
}

/// A coefficient of a fitted process.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CoefficientRow {
    /// The effect in words.
    pub effect: String,
    /// What one standard deviation more of it (of a flag: its presence) adds to the logarithm of the yearly rate: posterior mode.
    pub estimate: f64,
    /// Lower bound of its 90 % interval.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// Cases with like forecasts, and what happened in them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReliabilityRow {
    /// Cases.
    pub cases: u32,
    /// The mean forecast, a probability within one year.
    pub forecast: f64,
    /// The share that happened.
    pub happened: f64,
    /// The 90 % interval of that share, whole treaties or whole years drawn with replacement, whichever is wider.
    pub interval: Option<(f64, f64)>,
}

/// Events forecast beside those that happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TotalRow {
    /// First year.
    pub from: i16,
    /// Last year.
    pub until: i16,
    /// Events forecast, the sum of probabilities.
    pub forecast: f64,
    /// Events that happened.
    pub happened: u32,
}

/// An event that was forecast with a low probability.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MissRow {
    /// The treaty, and the member if it is about one.
    pub name: String,
    /// The year.
    pub year: i16,
    /// The probability that was given.
    pub forecast: f64,
}

/// A similar case of the past.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PrecedentCard {
    /// Its name.
    pub name: String,
    /// Its type, e.g. `member_left`.
    pub kind: String,
    /// When it happened.
    pub event: String,
    /// What set it off.
    pub trigger: String,
    /// What came of it; missing where that is of a day after the scenario's, which the forecast does not know.
    pub outcome: Option<String>,
    /// Years from trigger to end, if known on the scenario's date.
    pub lag_years: Option<f64>,
    /// Sources.
    pub sources: Vec<String>,
}

/// A source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceCard {
    /// Its key.
    pub id: String,
    /// Title.
    pub title: String,
    /// Address, if it has one.
    pub url: Option<String>,
}
