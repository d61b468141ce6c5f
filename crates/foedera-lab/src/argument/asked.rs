//! A scenario asked: branches held against each other, and one answer explained, with what a reader needs beside it.

use crate::{Answers, BesideRate, Difference, Estimate, Explanation, Question, Scenario};
use foedera_world::Day;
use serde::Serialize;

use crate::argument::odds;

/// How to make the same bytes again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Run {
    /// Foedera's version.
    pub version: &'static str,
    /// What the scenario was called.
    pub scenario: String,
    /// Its title.
    pub title: String,
    /// Its day: nothing later is known.
    pub date: Day,
    /// Futures a branch.
    pub futures: u32,
    /// The seed.
    pub seed: u64,
    /// SHA-256 of the atlas.
    pub atlas_sha256: String,
    /// The command.
    pub command: String,
    /// The sources of the scenario's figures and memberships.
    pub sources: Vec<crate::SourceCard>,
}

/// A question in several branches.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// The question.
    pub question: Question,
    /// The day.
    pub day: Day,
    /// The answer in each branch, the first being the reference.
    pub answers: Vec<Estimate>,
    /// Each further branch less the first, draw by draw.
    pub differences: Vec<Difference>,
}

/// Branches of a scenario, held against the first of them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comparison {
    /// The run.
    pub run: Run,
    /// Key, name and description of each branch.
    pub branches: Vec<(String, String, String)>,
    /// The questions by day.
    pub rows: Vec<Compared>,
    /// Branches that leave the data: names.
    pub outside: Vec<String>,
    /// The scale of words.
    pub scale: String,
}

/// Compare all branches of a run with its first, on all questions or one.
pub fn compare(answers: &Answers<'_>, scenario: &Scenario, only: Option<&Question>, run: Run) -> Comparison {
    let count = scenario.branches.len();
    let wanted: Vec<&Question> = match only {
        Some(question) => vec![question],
        None => answers
            .questions()
            .iter()
            .filter(|question| !question.id.ends_with("-over") || question.member.is_none())
            .collect(),
    };
    let mut rows = Vec::new();
    for question in wanted {
        for day in answers.days() {
            let own: Option<Vec<Estimate>> =
                (0..count).map(|branch| answers.estimate(question, *day, branch)).collect();
            let differences: Option<Vec<Difference>> =
                (1..count).map(|branch| answers.difference(question, *day, branch)).collect();
            if let (Some(own), Some(differences)) = (own, differences) {
                rows.push(Compared { question: question.clone(), day: *day, answers: own, differences });
            }
        }
    }
    let name = |branch: &crate::Branch| (branch.id.clone(), branch.name.clone(), branch.description.clone());
    let leaves = |branch: &usize| answers.outside(*branch).iter().any(|outside| outside.draws_beyond_events > 0.0);
    Comparison {
        run,
        branches: scenario.branches.iter().map(name).collect(),
        rows,
        outside: (0..count).filter(leaves).map(|branch| scenario.branches[branch].name.clone()).collect(),
        scale: odds::scale(),
    }
}

/// An answer with what makes it and what to hold beside it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explained {
    /// The run.
    pub run: Run,
    /// The explanation.
    pub explanation: Explanation,
    /// The answer in words of the scale.
    pub odds: &'static str,
    /// Base rates.
    pub base_rates: Vec<BesideRate>,
    /// How well each process behind it predicted what it had not seen.
    pub scores: Vec<(String, String)>,
    /// The answer through time.
    pub course: Vec<(Day, f64)>,
    /// First day of the course on which the probability is at least 10, 25, 50 %; missing if it is not by the last.
    pub time_until: Vec<(f64, Option<Day>)>,
    /// The scale of words.
    pub scale: String,
}

/// Explain an answer; `None` if the day was not asked for, or there is no such branch.
pub fn explained(answers: &Answers<'_>, question: &Question, day: Day, branch: usize, run: Run) -> Option<Explained> {
    let explanation = answers.explain(question, day, branch)?;
    Some(Explained {
        run,
        odds: odds::words(explanation.estimate.mean),
        base_rates: answers.base_rates(question, day),
        scores: answers.scores(question),
        course: answers.course(question, branch),
        time_until: [0.1, 0.25, 0.5].map(|share| (share, answers.time_until(question, branch, share))).to_vec(),
        explanation,
        scale: odds::scale(),
    })
}
