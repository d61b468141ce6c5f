//! The sentences of a brief, the same on the page and in Markdown.

use foedera_lab::argument::brief::{Brief, Headline};

use foedera_lab::PrecedentCard;

use crate::terminal::flip_words;
use crate::words;

/// Lines, and what is left out of them.
pub(crate) struct Told {
    /// The lines.
    pub lines: Vec<String>,
    /// What is not among them.
    pub more: Option<String>,
}

/// The base rates beside an answer, in a line: their range, and that of the treaty itself where there is one.
pub(crate) fn beside(headline: &Headline) -> String {
    let rates = &headline.base_rates;
    let means = || rates.iter().map(|rate| rate.estimate.mean);
    match rates.as_slice() {
        [] => "Base rate: none for this question.".to_owned(),
        [only] => format!("Base rate: {} ({}; {}).", words::estimate(&only.estimate), only.name, only.counted),
        _ => {
            let (low, high) = (means().fold(f64::INFINITY, f64::min), means().fold(0.0, f64::max));
            let last = &rates[rates.len() - 1];
            format!(
                "Base rates of {} reference classes ({}): {} to {}. {}: {}, {}.",
                rates.len(),
                words::sample(rates.iter().map(|rate| &rate.estimate)),
                words::percent(low),
                words::percent(high),
                last.name,
                words::estimate(&last.estimate),
                words::events(last.estimate.events)
            )
        }
    }
}

/// The other branches, in a line.
pub(crate) fn other_branches(headline: &Headline) -> Option<String> {
    let told: Vec<String> =
        headline.branches.iter().map(|own| format!("{}: {}", own.branch, words::estimate(&own.estimate))).collect();
    (!told.is_empty()).then(|| format!("{}.", told.join("; ")))
}

/// What would change the first answer most.
pub(crate) fn changes(brief: &Brief) -> Told {
    let Some(changes) = &brief.changes else {
        return Told { lines: Vec::new(), more: Some("Not computed.".to_owned()) };
    };
    let share = |share: &foedera_lab::Share| {
        format!(
            "{}: {} of the uncertainty ({} to {}); {} where it is lowest, {} where it is highest",
            words::plain(&share.assumption),
            words::percent(share.share),
            words::percent(share.low),
            words::percent(share.high),
            words::percent(share.answer_low),
            words::percent(share.answer_high)
        )
    };
    let none = if changes.shares.is_empty() {
        format!(
            "With {} futures no assumption moves it beyond the noise of the draws. ",
            words::count(u64::from(changes.futures))
        )
    } else {
        String::new()
    };
    let flip = match &changes.flip {
        Some(flip) => format!("One assumption alone would bring the answer across one half: {}.", flip_words(flip)),
        None => "No single assumption within its bounds brings the answer across one half.".to_owned(),
    };
    Told {
        lines: changes.shares.iter().map(share).collect(),
        more: Some(format!("Of “{}”. {none}{flip}", changes.question)),
    }
}

/// A line whose long runs of states are told by their first three and how many more there are.
fn abridged(line: &str) -> String {
    const TOLD: usize = 3;
    let is_state = |word: &str| {
        let key = word.trim_end_matches([',', ';', '.', ')']);
        key.len() == 3 && key.bytes().all(|letter| letter.is_ascii_uppercase())
    };
    let mut out: Vec<String> = Vec::new();
    let words: Vec<&str> = line.split(' ').collect();
    let mut at = 0;
    while at < words.len() {
        let ends = |word: &&str| !is_state(word) || word.len() > 3;
        let until = words[at..].iter().position(ends).map_or(words.len(), |found| at + found);
        // The last of a run may carry the mark that follows it.
        let until = until + usize::from(words.get(until).is_some_and(|word| is_state(word)));
        if until - at > TOLD + 1 {
            let last = words[until - 1];
            let more = format!("and {} more{}", until - at - TOLD, &last[3..]);
            out.extend(words[at..at + TOLD].iter().map(|word| (*word).to_owned()).chain([more]));
        } else {
            out.extend(words[at..until.max(at + 1)].iter().map(|word| (*word).to_owned()));
        }
        at = until.max(at + 1);
    }
    out.join(" ")
}

/// The first things that the forecast does not know: of this case, then of all.
pub(crate) fn unknowns(brief: &Brief, most: usize) -> Told {
    let forecast = &brief.forecast;
    let all: Vec<&String> = forecast.scenario.cautions.iter().chain(&forecast.unknowns).collect();
    Told { lines: all.iter().take(most).map(|line| abridged(line)).collect(), more: rest(all.len(), most) }
}

/// The nearest precedents.
pub(crate) fn precedents(brief: &Brief, most: usize) -> Told {
    let all = &brief.forecast.precedents;
    let line = |case: &PrecedentCard| {
        let lag = case.lag_years.map_or(String::new(), |years| format!(" ({years:.1} years)"));
        format!("{} ({}): {} → {}{lag}", case.name, case.event, case.trigger, words::outcome(case))
    };
    let rule = "Likeness: the same treaty, then the kind of event (a suspension or exit before an ending), then the same patron, then the latest.";
    let more = rest(all.len(), most).map_or(rule.to_owned(), |more| format!("{rule} {more}"));
    Told { lines: all.iter().take(most).map(line).collect(), more: Some(more) }
}

/// How the processes behind the answers did on what they had not seen: the first score of each.
pub(crate) fn record(brief: &Brief) -> Told {
    let line = |(process, score): &(String, String)| {
        format!("{}: {}", words::plain(process), score.split("; ").next().unwrap_or(score))
    };
    Told { lines: brief.record.iter().map(line).collect(), more: None }
}

fn rest(all: usize, most: usize) -> Option<String> {
    all.checked_sub(most).filter(|left| *left > 0).map(|left| format!("{left} more in the details."))
}

#[cfg(test)]
mod tests {
    use super::abridged;

    #[test]
    fn long_runs_of_states_are_told_by_their_first_and_short_ones_whole() {
        for (line, expected) in [
            (
                "capability of USA CAN GBR NLD BEL; polyarchy of ARM",
                "capability of USA CAN GBR and 2 more; polyarchy of ARM",
            ),
            (
                "from 1991 (CAN GBR NLD BEL LUX FRA, who entered before)",
                "from 1991 (CAN GBR NLD BEL and 2 more, who entered before)",
            ),
            ("of USA CAN GBR NLD. The NATO of it", "of USA CAN GBR NLD. The NATO of it"),
            ("ARM BLR KAZ KGZ TJK RUS", "ARM BLR KAZ and 3 more"),
            ("", ""),
        ] {
            assert_eq!(abridged(line), expected);
        }
    }
}
