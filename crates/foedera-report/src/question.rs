//! The headline questions about a treaty, in the order every rendering shows them.

use foedera_lab::{Estimate, Forecast, MemberAt, Outside, ReferenceClass, TreatyAnswer};

use crate::words;

/// A question with its answers.
pub(crate) struct Question {
    /// The question as a statement, e.g. "At least one member leaves".
    pub words: String,
    /// What exactly counts, in a clause.
    pub resolution: &'static str,
    /// Answers by branch, then by horizon.
    pub answers: Vec<Vec<Estimate>>,
    /// Whether [`ReferenceClass::at_least_one`] is its base rate.
    pub has_base_rate: bool,
}

/// The headline questions of a forecast.
pub(crate) fn headline(forecast: &Forecast) -> Vec<Question> {
    let threshold = forecast.treaty.first().map_or(0, |treaty| treaty.threshold);
    let question = |words: String, resolution, pick: fn(&TreatyAnswer) -> &Vec<Estimate>, has_base_rate| Question {
        words,
        resolution,
        answers: forecast.treaty.iter().map(|treaty| pick(treaty).clone()).collect(),
        has_base_rate,
    };
    vec![
        question(
            "At least one member leaves".to_owned(),
            "a member other than the patron leaves on its own",
            |treaty| &treaty.at_least_one_left,
            true,
        ),
        question("The treaty ends".to_owned(), "it ends for all without a successor", |treaty| &treaty.ended, false),
        question(
            "The treaty is replaced".to_owned(),
            "a new treaty takes its place for all",
            |treaty| &treaty.replaced,
            false,
        ),
        question(
            "Over: ended or replaced".to_owned(),
            "it ends for all, or a new treaty takes its place",
            |treaty| &treaty.ended_or_replaced,
            false,
        ),
        question(
            format!("Over, or fewer than {threshold} take part"),
            "on that day the treaty is over, or too few members take part (frozen members do not)",
            |treaty| &treaty.ended_or_few,
            false,
        ),
    ]
}

/// The least and greatest base rate for "at least one leaves" at a horizon, over all classes.
pub(crate) fn base_range(classes: &[ReferenceClass], horizon: usize) -> Option<(f64, f64)> {
    let rates = classes.iter().filter_map(|class| class.at_least_one.get(horizon)).map(|rate| rate.mean);
    rates.fold(None, |range, rate| Some(range.map_or((rate, rate), |(low, high)| (rate.min(low), rate.max(high)))))
}

/// The largest simulation error among the headline answers.
pub(crate) fn simulation_error(forecast: &Forecast) -> f64 {
    let questions = headline(forecast);
    let estimates = questions.iter().flat_map(|question| question.answers.iter().flatten());
    estimates.map(|estimate| estimate.monte_carlo_error).fold(0.0, f64::max)
}

/// Picks one option of a member.
type Pick = fn(&MemberAt) -> &Estimate;

/// The options of a member with what their probabilities rest on, over all members, branches and horizons.
pub(crate) fn member_samples(forecast: &Forecast) -> [(&'static str, String); 4] {
    let options: [(_, Pick); 4] = [
        ("left", |at| &at.left),
        ("frozen", |at| &at.frozen),
        ("stayed", |at| &at.stayed),
        ("treaty over", |at| &at.treaty_over),
    ];
    options.map(|(option, pick)| {
        let answers = forecast.members.iter().flat_map(|member| &member.branches).flat_map(|branch| &branch.at);
        (option, words::sample(answers.map(pick)))
    })
}

/// What an effect outside the data means for a branch, in sentences.
pub(crate) fn outside(outside: &Outside) -> String {
    let Outside { process, effect, members, reads, seen_at_events, held_beyond, .. } = outside;
    let range = |(low, high): (f64, f64)| {
        if (high - low).abs() < 0.005 {
            words::fixed(low, 2)
        } else {
            format!("{} to {}", words::fixed(low, 2), words::fixed(high, 2))
        }
    };
    let who = if members.is_empty() { String::new() } else { format!(" ({})", members.join(" ")) };
    let mut text = String::new();
    // Less than half a tenth of a deviation would be told as none.
    if outside.draws_beyond_events > 0.0 && outside.deviations_outside >= 0.05 {
        text = format!(
            "No case in the data: {process}, {effect}{who}, reads {} here; at events it was {}. Up to {:.1} standard \
             deviations outside, in {} of draws.",
            range(*reads),
            range(*seen_at_events),
            outside.deviations_outside,
            words::percent(outside.draws_beyond_events),
        );
        if outside.draws_beyond_sample > 0.0 {
            let share = words::percent(outside.draws_beyond_sample);
            text.push_str(&format!(
                " Not even without an event was it so in {share} of draws ({}).",
                range(outside.seen)
            ));
        }
    }
    if outside.draws_held > 0.0 {
        let edge = if reads.0 < held_beyond.0 { held_beyond.0 } else { held_beyond.1 };
        let start = if text.is_empty() { format!("{process}, {effect}{who}, is held") } else { " Held".to_owned() };
        text.push_str(&format!(
            "{start} at {edge:.2} (three standard deviations) in {} of draws: a stronger shock moves the rate no further by \
             this effect.",
            words::percent(outside.draws_held),
        ));
    }
    text
}

/// Names of the branches, the first left out, in which an effect leaves the data.
pub(crate) fn branches_outside(forecast: &Forecast) -> Vec<&str> {
    let shocked =
        forecast.branches.iter().skip(1).filter(|branch| branch.outside.iter().any(|of| of.draws_beyond_events > 0.0));
    shocked.map(|branch| branch.name.as_str()).collect()
}

/// The branches of an order's scenario, and its days.
pub(crate) fn branches_and_days(
    answer: &foedera_lab::argument::order::Order,
) -> (Vec<String>, Vec<foedera_world::Day>) {
    let mut days: Vec<_> = answer.ahead.iter().map(|ahead| ahead.day).collect();
    days.sort_unstable();
    days.dedup();
    let mut branches: Vec<String> = Vec::new();
    for ahead in &answer.ahead {
        if !branches.contains(&ahead.branch) {
            branches.push(ahead.branch.clone());
        }
    }
    (branches, days)
}
