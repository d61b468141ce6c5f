//! Typed questions about a treaty, with rules of resolution: checked by name, answered by the forecast.

use foedera_diagnostic::nearest;
use serde::Serialize;

use crate::lead::Measure;
use crate::watch::{OfMember, OfTreaty, first_answer, lead_answer, member_answer, treaty_answer};

/// What a question asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Where a member stands on the day.
    Member(usize, OfMember),
    /// Whether a member is the first to leave.
    First(usize),
    /// What has become of the treaty.
    Treaty(OfTreaty),
    /// Whether a candidate leads: by which measure, the how-manieth candidate, and its place.
    Leads(Measure, usize, usize),
}

/// A question: name, words and rule of resolution. The answer is a probability at a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    /// Its name, e.g. `armenia-leaves`.
    pub id: String,
    /// The question as a statement, e.g. "Armenia has left".
    pub words: String,
    /// What exactly counts, on which day, by which record.
    pub resolution: String,
    /// The member that it is about, by key.
    pub member: Option<String>,
    #[serde(skip)]
    pub(crate) asked: Asked,
}

/// Kinds of questions about a member: ending of the name, what is asked, words, resolution.
const OF_A_MEMBER: [(&str, OfMember, &str, &str); 4] = [
    (
        "leaves",
        OfMember::Left,
        "has left",
        "has withdrawn, not renewed or been expelled by that day, by a dated act of its own or of the members",
    ),
    (
        "freezes",
        OfMember::Frozen,
        "has frozen its participation",
        "is a member on that day whose participation is frozen or suspended by its own announcement",
    ),
    ("stays", OfMember::Stayed, "takes part", "is a member on that day whose participation is not frozen"),
    (
        "over",
        OfMember::Over,
        "is out because the treaty is over",
        "was a member when the treaty ended or was replaced for all by that day",
    ),
];

/// Kinds of questions about the treaty.
const OF_THE_TREATY: [(&str, OfTreaty, &str, &str); 4] = [
    (
        "any-leaves",
        OfTreaty::AnyLeft,
        "At least one member has left",
        "a member other than the patron has withdrawn, not renewed or been expelled by that day",
    ),
    (
        "treaty-ends",
        OfTreaty::Ended,
        "The treaty has ended",
        "it has ended for all members by that day without a successor",
    ),
    (
        "treaty-replaced",
        OfTreaty::Replaced,
        "The treaty has been replaced",
        "a new treaty of the same members has taken its place by that day",
    ),
    (
        "treaty-over",
        OfTreaty::Closed,
        "The treaty is over",
        "it has ended or been replaced for all members by that day",
    ),
];

/// Kinds of questions about who leads: ending of the name, measure, words, what counts.
const OF_A_LEADER: [(&str, Measure, &str, &str); 2] = [
    (
        "leads-by-force",
        Measure::Force,
        "leads by usable force",
        "no other that takes part has more usable force (active less committed, as on the scenario's date, times the branch's shocks to it)",
    ),
    (
        "leads-by-answers",
        Measure::Answers,
        "leads by answered calls",
        "no other that takes part has answered more calls of others with troops up to the scenario's date (of equals the one with more usable force)",
    ),
];

/// The questions of who leads. `leaders` are by measure the candidates' places with their keys and names.
pub(crate) fn of_leaders(leaders: &[Vec<(usize, String, String)>; 2]) -> Vec<Question> {
    let mut found = Vec::new();
    for (ending, measure, words, counts) in OF_A_LEADER {
        for (candidate, (place, key, name)) in leaders[measure as usize].iter().enumerate() {
            found.push(Question {
                id: format!("{}-{ending}", slug(name)),
                words: format!("{name} {words}"),
                resolution: format!("on that day the treaty is in force, {name} takes part in it, and {counts}"),
                member: Some(key.clone()),
                asked: Asked::Leads(measure, candidate, *place),
            });
        }
    }
    found
}

/// All other questions that a forecast answers. `members` are keys and names of those at risk, in its order.
pub(crate) fn all(members: &[(String, String)], threshold: u32) -> Vec<Question> {
    let mut found = Vec::new();
    for (index, (key, name)) in members.iter().enumerate() {
        let slug = slug(name);
        for (ending, of, words, resolution) in OF_A_MEMBER {
            found.push(Question {
                id: format!("{slug}-{ending}"),
                words: format!("{name} {words}"),
                resolution: format!("{name} {resolution}"),
                member: Some(key.clone()),
                asked: Asked::Member(index, of),
            });
        }
        found.push(Question {
            id: format!("{slug}-leaves-first"),
            words: format!("{name} is the first to leave"),
            resolution: format!("{name} has left by that day, and no other member but the patron left before it"),
            member: Some(key.clone()),
            asked: Asked::First(index),
        });
    }
    let of_treaty = |id: &str, of: OfTreaty, words: String, resolution: String| Question {
        id: id.to_owned(),
        words,
        resolution,
        member: None,
        asked: Asked::Treaty(of),
    };
    found.extend(
        OF_THE_TREATY.map(|(id, of, words, resolution)| of_treaty(id, of, words.to_owned(), resolution.to_owned())),
    );
    found.push(of_treaty(
        "few-participants",
        OfTreaty::ClosedOrFew,
        format!("The treaty is over, or fewer than {threshold} take part"),
        format!("on that day the treaty is over, or fewer than {threshold} members, the patron counted and frozen ones not, take part"),
    ));
    found
}

/// A name in lower case with hyphens.
pub(crate) fn slug(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join("-")
}

/// The question of a name; members may be named by their key (`ARM-leaves`).
///
/// # Errors
/// What is wrong, and the nearest names.
pub(crate) fn find(questions: &[Question], name: &str) -> Result<Question, (String, String)> {
    let wanted = slug(name);
    let by_key = |question: &Question| {
        question.member.as_ref().is_some_and(|key| {
            let ending = wanted.strip_prefix(&key.to_lowercase()).and_then(|rest| rest.strip_prefix('-'));
            let own =
                ["-leaves-first", "-leads-by-force", "-leads-by-answers", "-leaves", "-freezes", "-stays", "-over"]
                    .into_iter()
                    .find(|end| question.id.ends_with(end));
            ending.is_some_and(|ending| own.is_some_and(|own| own[1..] == *ending))
        })
    };
    if let Some(found) = questions.iter().find(|question| question.id == wanted || by_key(question)) {
        return Ok(found.clone());
    }
    let ids = questions.iter().map(|question| question.id.as_str());
    let remedy = match nearest(&wanted, ids.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("ask one of: {}", ids.collect::<Vec<_>>().join(", ")),
    };
    Err((format!("there is no question `{name}`"), remedy))
}

impl Asked {
    /// Its place among the answers.
    pub(crate) fn position(self, members: usize) -> usize {
        match self {
            Self::Member(member, of) => member_answer(member, of),
            Self::First(member) => first_answer(members, member),
            Self::Treaty(of) => treaty_answer(members, of),
            Self::Leads(measure, candidate, _) => lead_answer(members, measure, candidate),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_found_by_the_name_or_the_key_of_a_member() {
        let members = [("ARM".to_owned(), "Armenia".to_owned()), ("KGZ".to_owned(), "Kyrgyz Republic".to_owned())];
        let questions = all(&members, 4);
        let id = |name: &str| {
            find(&questions, name).map(|question| question.id).map_err(|(message, remedy)| message + " / " + &remedy)
        };
        assert_eq!(id("armenia-leaves").as_deref(), Ok("armenia-leaves"));
        assert_eq!(id("ARM-leaves").as_deref(), Ok("armenia-leaves"));
        assert_eq!(id("kgz-leaves-first").as_deref(), Ok("kyrgyz-republic-leaves-first"));
        assert_eq!(id("Treaty over").as_deref(), Ok("treaty-over"));
        assert_eq!(
            id("armenia-leave").unwrap_err(),
            "there is no question `armenia-leave` / did you mean `armenia-leaves`?"
        );
    }

    #[test]
    fn no_two_questions_share_a_name_or_a_place() {
        let members: Vec<_> = ["A", "B", "C"].map(|key| (key.to_owned(), format!("State {key}"))).to_vec();
        let mut questions = all(&members, 2);
        let leader = |place: usize| (place, format!("K{place}"), format!("State K{place}"));
        let five: Vec<_> = (0..5).map(leader).collect();
        questions.extend(of_leaders(&[five.clone(), five]));
        for (place, question) in questions.iter().enumerate() {
            let twin =
                |other: &Question| other.id == question.id || other.asked.position(3) == question.asked.position(3);
            assert!(!questions[..place].iter().any(twin), "{}", question.id);
        }
        assert_eq!(questions.len(), crate::watch::answers(3));
    }
}
