//! The brief: one page about a treaty that can be handed on.
//!
//! Three probabilities with words, intervals, n and base rates; what would change them most; the record of the processes behind
//! them; the rest of the forecast and, where a text about the scenario was tested, its verdicts.

use crate::{Answers, BesideRate, Estimate, Flip, Forecast, Question, Share};
use foedera_world::Day;
use serde::Serialize;

use crate::argument::claims::ClaimsAnswer;
use crate::argument::odds;

/// Assumptions that are named as those that would change the answer most.
const CHANGES: usize = 2;

/// The answer in another branch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InBranch {
    /// Its name.
    pub branch: String,
    /// The probability there.
    pub estimate: Estimate,
}

/// One of the three probabilities.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Headline {
    /// What is asked, with its rule of resolution.
    pub question: Question,
    /// The answer in words of the scale.
    pub odds: &'static str,
    /// The answer in the reference branch.
    pub estimate: Estimate,
    /// The answers in the other branches.
    pub branches: Vec<InBranch>,
    /// What the past alone says, by class of cases.
    pub base_rates: Vec<BesideRate>,
}

/// What moves the first headline most.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Changes {
    /// The question.
    pub question: String,
    /// The assumptions or coefficients from which most of its uncertainty comes, as far as the answer differs between low and high values
    /// beyond the noise of the draws; empty if it does with none.
    pub shares: Vec<Share>,
    /// The nearest change of one assumption at which the answer crosses one half; missing if none does.
    pub flip: Option<Flip>,
    /// The futures that were looked at.
    pub futures: u32,
}

/// The brief.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Brief {
    /// The question that the page answers.
    pub question: String,
    /// The day by which it is answered.
    pub day: Day,
    /// The reference branch.
    pub branch: String,
    /// The three probabilities.
    pub headlines: Vec<Headline>,
    /// What would change the first of them.
    pub changes: Option<Changes>,
    /// The record of the processes behind the three: process and score.
    pub record: Vec<(String, String)>,
    /// The whole forecast.
    pub forecast: Forecast,
    /// The claims of a text that were tested with this scenario.
    pub claims: Option<ClaimsAnswer>,
    /// The scale of words.
    pub scale: String,
    /// The command that makes it again.
    pub command: String,
}

/// The day of a brief: the third horizon, or the last of fewer.
fn day_of(days: &[Day]) -> Option<Day> {
    days.get(days.len().min(3).checked_sub(1)?).copied()
}

/// The three questions: of a treaty of two, how it may end, since no member leaves one by itself; of a larger one, whether a member
/// leaves, which is likeliest to, and whether the treaty is over.
fn chosen(answers: &Answers<'_>, day: Day, members: usize) -> Vec<Question> {
    let named = |name: &str| answers.question(name).ok();
    if members <= 2 {
        return ["treaty-over", "treaty-ends", "treaty-replaced"].into_iter().filter_map(named).collect();
    }
    let leaves =
        answers.questions().iter().filter(|question| question.member.is_some() && question.id.ends_with("-leaves"));
    let chance = |question: &&Question| answers.estimate(question, day, 0).map_or(0.0, |estimate| estimate.mean);
    // The first of equals, in the order of the forecast.
    let likeliest =
        leaves.fold(
            None,
            |best: Option<&Question>, next| {
                if best.is_none_or(|best| chance(&next) > chance(&best)) { Some(next) } else { best }
            },
        );
    let all = [named("any-leaves"), likeliest.cloned(), named("treaty-over")];
    all.into_iter().flatten().collect()
}

fn headline(answers: &Answers<'_>, question: Question, day: Day) -> Option<Headline> {
    let estimate = answers.estimate(&question, day, 0)?;
    let others = answers.branches().into_iter().enumerate().skip(1);
    Some(Headline {
        odds: odds::words(estimate.mean),
        estimate,
        branches: others
            .filter_map(|(place, (_, branch))| {
                Some(InBranch { branch, estimate: answers.estimate(&question, day, place)? })
            })
            .collect(),
        base_rates: answers.base_rates(&question, day),
        question,
    })
}

/// The brief of a run; `forecast` is of the same scenario and settings. `None` if the scenario has no day to answer for.
pub fn brief(
    answers: &Answers<'_>,
    forecast: Forecast,
    claims: Option<ClaimsAnswer>,
    command: String,
) -> Option<Brief> {
    let day = day_of(answers.days())?;
    let questions = chosen(answers, day, forecast.scenario.members.len());
    let headlines: Vec<Headline> =
        questions.into_iter().filter_map(|question| headline(answers, question, day)).collect();
    let explained = headlines.first().and_then(|first| answers.explain(&first.question, day, 0));
    let changes = explained.map(|explained| Changes {
        question: explained.question.words,
        shares: explained.shares.into_iter().filter(Share::is_told_apart).take(CHANGES).collect(),
        futures: forecast.provenance.futures,
        flip: explained.flips.into_iter().find(|flip| flip.at.is_some()),
    });
    let mut record: Vec<(String, String)> = Vec::new();
    for (process, score) in headlines.iter().flat_map(|headline| answers.scores(&headline.question)) {
        if !record.iter().any(|(known, _)| *known == process) {
            record.push((process, score));
        }
    }
    let (scenario, branch) = (&forecast.scenario, answers.branches().first()?.1.clone());
    Some(Brief {
        question: format!("What may become of the {} by {day}, as known on {}?", scenario.treaty_name, scenario.date),
        day,
        branch,
        headlines,
        changes,
        record,
        claims,
        scale: odds::scale(),
        command,
        forecast,
    })
}
