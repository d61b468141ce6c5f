//! Rules of resolution: a question in terms of events of the atlas, as a line that people and the program read alike.

use std::fmt;

use foedera_atlas::Atlas;
use foedera_diagnostic::nearest;
use foedera_world::{AnswerLevel, CallId, Day, StateId, TreatyId};

/// The forms of a rule, for those who write one.
pub const RULE_FORMS: &str = "`CSTO: ARM leaves by 2026-12-31` (also joins, signs, freezes, thaws, calls, accepts, refuses; `any` in place of a \
     state; `at least 2 leave`), `CSTO: ends by DATE`, `CSTO: meets by DATE`, `CSTO: ARM is frozen on DATE` (also taking-part, \
     member, out), `CSTO: any answers with troops by DATE`, `KAZ2022: RUS answers with troops by DATE` (a call of the register), \
     `FRA + ARM: new treaty by DATE`";

/// What may happen to a member, by the verb of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// The membership ends: withdrawal, non-renewal, expulsion.
    Leaves,
    /// The treaty enters into force for it.
    Joins,
    /// It signs the treaty.
    Signs,
    /// Its participation is suspended.
    Freezes,
    /// It takes part again.
    Thaws,
    /// It calls for help.
    Calls,
    /// It signs the text of a summit.
    Accepts,
    /// It refuses the text of a summit.
    Refuses,
}

/// Verbs of one and of several, and the kind of question.
const ACTS: [(Act, &str, &str, &str); 8] = [
    (Act::Leaves, "leaves", "leave", "exit"),
    (Act::Joins, "joins", "join", "join"),
    (Act::Signs, "signs", "sign", "signature"),
    (Act::Freezes, "freezes", "freeze", "freeze"),
    (Act::Thaws, "thaws", "thaw", "thaw"),
    (Act::Calls, "calls", "call", "call"),
    (Act::Accepts, "accepts", "accept", "signature"),
    (Act::Refuses, "refuses", "refuse", "summit"),
];

/// Where a state stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A member whose participation is frozen.
    Frozen,
    /// A member whose participation is not frozen.
    TakingPart,
    /// A member, frozen or not.
    Member,
    /// No member.
    Out,
}

const STANDINGS: [(Standing, &str); 4] = [
    (Standing::Frozen, "frozen"),
    (Standing::TakingPart, "taking-part"),
    (Standing::Member, "member"),
    (Standing::Out, "out"),
];

/// What a rule asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// A state, or any if none is named, does it; of several at least so many different ones.
    Act(TreatyId, Option<StateId>, Act, u32),
    /// A state stands so on the last day.
    Stands(TreatyId, StateId, Standing),
    /// The treaty ends for all.
    Ends(TreatyId),
    /// Members meet over a text.
    Meets(TreatyId),
    /// A member, or any, answers a call under the treaty with at least so much.
    Answers(TreatyId, Option<StateId>, AnswerLevel),
    /// The same of one call.
    AnswersCall(CallId, Option<StateId>, AnswerLevel),
    /// Two states become parties to a treaty that is opened in the window.
    NewTreaty(StateId, StateId),
}

/// A rule of resolution. It asks of the days after the one on which its question was opened, up to its last day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// What it asks.
    pub wanted: Wanted,
    /// The last day.
    pub last: Day,
    /// The line.
    text: String,
}

impl Rule {
    /// Read a line.
    ///
    /// # Errors
    /// What is wrong with it, and what is allowed.
    pub fn read(text: &str, atlas: &Atlas) -> Result<Self, (String, String)> {
        let forms = || format!("write one of {RULE_FORMS}");
        let Some((scope, rest)) = text.split_once(':') else {
            return Err((format!("`{text}` names nothing that it is about before a colon"), forms()));
        };
        let words: Vec<&str> = rest.split_whitespace().collect();
        let [said @ .., bound @ ("by" | "on"), date] = words.as_slice() else {
            return Err((format!("`{text}` does not end in `by` or `on` and a day"), forms()));
        };
        let last: Day = date.parse().map_err(|error: foedera_world::DateError| (error.to_string(), forms()))?;
        let wanted = wanted(scope.trim(), said, atlas)?
            .ok_or_else(|| (format!("`{}` is not what a rule may ask", said.join(" ")), forms()))?;
        let on = matches!(wanted, Wanted::Stands(..));
        if on != (*bound == "on") {
            let (right, what) = if on {
                ("on", "where a state stands is asked on a day")
            } else {
                ("by", "an event is asked by a day")
            };
            return Err((format!("`{bound} {date}`: {what}"), format!("write `{right} {date}`")));
        }
        let text = format!("{}: {}", scope.trim(), words.join(" "));
        Ok(Self { wanted, last, text })
    }

    /// The treaty that it is about, if it is about one.
    pub fn treaty(&self, atlas: &Atlas) -> Option<TreatyId> {
        match self.wanted {
            Wanted::Act(treaty, ..)
            | Wanted::Stands(treaty, ..)
            | Wanted::Ends(treaty)
            | Wanted::Meets(treaty)
            | Wanted::Answers(treaty, ..) => Some(treaty),
            Wanted::AnswersCall(call, ..) => atlas.calls().iter().find(|own| own.id == call).map(|own| own.treaty),
            Wanted::NewTreaty(..) => None,
        }
    }

    /// The kind of question.
    pub fn kind(&self) -> &'static str {
        match self.wanted {
            Wanted::Act(_, _, act, _) => ACTS.iter().find(|(own, ..)| *own == act).map_or("", |(.., kind)| kind),
            Wanted::Stands(_, _, Standing::Frozen) => "freeze",
            Wanted::Stands(_, _, Standing::TakingPart) => "thaw",
            Wanted::Stands(..) => "exit",
            Wanted::Ends(_) => "end",
            Wanted::Meets(_) => "summit",
            Wanted::Answers(..) | Wanted::AnswersCall(..) => "answer",
            Wanted::NewTreaty(..) => "new treaty",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

type Refused = (String, String);

fn treaty_of(scope: &str, atlas: &Atlas) -> Result<TreatyId, Refused> {
    atlas.roster().find_treaty(scope).ok_or_else(|| {
        let keys = || atlas.roster().treaties().map(|(_, treaty)| treaty.key.as_str());
        let near = nearest(scope, keys()).map_or(String::new(), |near| format!("did you mean `{near}`? "));
        (format!("`{scope}` is no treaty of the atlas"), format!("{near}see `foedera treaty --list`"))
    })
}

fn state_of(word: &str, atlas: &Atlas) -> Result<StateId, Refused> {
    atlas.roster().find_state(word).ok_or_else(|| {
        let keys = atlas.roster().states().map(|(_, state)| state.key.as_str());
        let near = nearest(word, keys).map_or(String::new(), |near| format!("did you mean `{near}`? "));
        (format!("`{word}` is no state of the atlas"), format!("{near}write its three letters as in ISO, or `any`"))
    })
}

/// One state, or any.
fn subject(word: &str, atlas: &Atlas) -> Result<Option<StateId>, Refused> {
    if word == "any" { Ok(None) } else { state_of(word, atlas).map(Some) }
}

/// What the words of a rule ask; `None` if they are no form of a rule.
fn wanted(scope: &str, said: &[&str], atlas: &Atlas) -> Result<Option<Wanted>, Refused> {
    let one = |word: &str| ACTS.iter().find(|(_, one, ..)| *one == word).map(|(act, ..)| *act);
    let several = |word: &str| ACTS.iter().find(|(_, _, several, _)| *several == word).map(|(act, ..)| *act);
    Ok(match said {
        ["ends"] => Some(Wanted::Ends(treaty_of(scope, atlas)?)),
        ["meets"] => Some(Wanted::Meets(treaty_of(scope, atlas)?)),
        ["new", "treaty"] => {
            let states: Vec<&str> = scope.split('+').map(str::trim).collect();
            let [first, second] = states[..] else {
                return Err((
                    format!("`{scope}` is not two states"),
                    "write `FRA + ARM: new treaty by DATE`".to_owned(),
                ));
            };
            let (first, second) = (state_of(first, atlas)?, state_of(second, atlas)?);
            if first == second {
                return Err((format!("`{scope}` is one state twice"), "name two states".to_owned()));
            }
            Some(Wanted::NewTreaty(first, second))
        }
        [who, "answers", "with", level] => {
            let level = level.parse::<AnswerLevel>().map_err(|error| (error, "name a level of help".to_owned()))?;
            if level == AnswerLevel::None {
                let remedy = "ask for the least help that counts: statement, mediation, mission, materiel, troops";
                return Err(("`none` is no help".to_owned(), remedy.to_owned()));
            }
            match atlas.roster().find_call(scope) {
                Some(call) => Some(Wanted::AnswersCall(call, subject(who, atlas)?, level)),
                None => Some(Wanted::Answers(treaty_of(scope, atlas)?, subject(who, atlas)?, level)),
            }
        }
        [who, "is", standing] => {
            let Some((standing, _)) = STANDINGS.iter().find(|(_, word)| word == standing) else { return Ok(None) };
            Some(Wanted::Stands(treaty_of(scope, atlas)?, state_of(who, atlas)?, *standing))
        }
        ["at", "least", count, verb] => {
            let (Ok(count), Some(act)) = (count.parse::<u32>(), several(verb)) else { return Ok(None) };
            if count == 0 {
                return Err(("at least 0 is always so".to_owned(), "ask for at least 1".to_owned()));
            }
            Some(Wanted::Act(treaty_of(scope, atlas)?, None, act, count))
        }
        [who, verb] => {
            let Some(act) = one(verb) else { return Ok(None) };
            Some(Wanted::Act(treaty_of(scope, atlas)?, subject(who, atlas)?, act, 1))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, String> {
        let atlas = Atlas::embedded().expect("the atlas");
        Rule::read(text, &atlas)
            .map(|rule| format!("{rule} / {}", rule.kind()))
            .map_err(|(message, remedy)| message + " / " + &remedy)
    }

    #[test]
    fn rules_are_read_and_written_back_with_their_kind() {
        for (text, kind) in [
            ("CSTO: ARM leaves by 2026-12-31", "exit"),
            ("NATO: any joins by 2030-12-31", "join"),
            ("CSTO: at least 2 leave by 2030-12-31", "exit"),
            ("CSTO: ends by 2030-12-31", "end"),
            ("CSTO: meets by 2027-12-31", "summit"),
            ("CSTO: ARM is frozen on 2026-11-25", "freeze"),
            ("AU: any thaws by 2030-01-01", "thaw"),
            ("CSTO: any answers with troops by 2030-01-01", "answer"),
            ("KAZ2022: RUS answers with troops by 2022-02-01", "answer"),
            ("FRA + ARM: new treaty by 2030-01-01", "new treaty"),
        ] {
            assert_eq!(read(text), Ok(format!("{text} / {kind}")));
        }
        assert_eq!(
            read("  CSTO:  ARM   leaves by 2026-12-31 "),
            Ok("CSTO: ARM leaves by 2026-12-31 / exit".to_owned())
        );
    }

    #[test]
    fn what_is_no_rule_is_refused_with_what_is_allowed() {
        for (text, told) in [
            ("ARM leaves by 2026-12-31", "before a colon"),
            ("CSTO: ARM leaves", "does not end in `by` or `on` and a day"),
            ("CSTO: ARM leaves by 2026", "the day is missing"),
            ("CSTO: ARM leaves by 2026-02-30", "no such day"),
            ("CTSO: ARM leaves by 2026-12-31", "did you mean `CSTO`?"),
            ("CSTO: ARX leaves by 2026-12-31", "no state of the atlas"),
            ("CSTO: ARM departs by 2026-12-31", "`ARM departs` is not what a rule may ask / write one of"),
            ("CSTO: ARM is frozen by 2026-12-31", "write `on 2026-12-31`"),
            ("CSTO: ARM leaves on 2026-12-31", "write `by 2026-12-31`"),
            ("CSTO: any answers with none by 2026-12-31", "`none` is no help"),
            ("CSTO: at least 0 leave by 2026-12-31", "always so"),
            ("FRA: new treaty by 2026-12-31", "not two states"),
            ("FRA + FRA: new treaty by 2026-12-31", "one state twice"),
        ] {
            let said = read(text).expect_err(text);
            assert!(said.contains(told), "{text}: {said}");
        }
    }
}
