//! Events of the moving world by name: what may be a condition, an intervention, a count, or what a shock waits for.

use foedera_diagnostic::nearest;
use foedera_futures::membership::{Around, Happening, Membership};
use foedera_world::{AnswerLevel, CallId, CallWorld, Roster, StateId, World};
use serde::Serialize;

use crate::question::slug;

/// A kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Occurs {
    /// A member leaves.
    Leaves,
    /// A member's participation is frozen or suspended.
    Freezes,
    /// A frozen member takes part again.
    Thaws,
    /// A dispute against it or by it begins.
    Dispute,
    /// A coup is attempted in it.
    Coup,
    /// An armed conflict begins in it.
    Conflict,
    /// Unrest that is neither, over which it calls.
    Protest,
    /// It makes a bilateral pact outside.
    Pact,
    /// Its call for help is answered with troops by at least one ally.
    CallAnswered,
    /// Its call for help brings no troops.
    CallDeclined,
    /// It calls for help.
    Calls,
    /// It answers a call with troops.
    Answers,
    /// The treaty ends without a successor.
    TreatyEnds,
    /// The treaty is replaced.
    TreatyReplaced,
    /// The treaty ends or is replaced.
    TreatyOver,
}

/// Kinds of a state: ending of the name, and the event in words after the name of the state.
const OF_A_STATE: [(Occurs, &str, &str); 12] = [
    (Occurs::Leaves, "leaves", "leaves"),
    (Occurs::Freezes, "freezes", "freezes its participation"),
    (Occurs::Thaws, "thaws", "takes part again"),
    (Occurs::Dispute, "dispute", "is in a new militarised dispute"),
    (Occurs::Coup, "coup", "has a coup attempt"),
    (Occurs::Conflict, "conflict", "has a new armed conflict"),
    (Occurs::Protest, "protest", "calls over unrest that is neither coup nor armed conflict"),
    (Occurs::Pact, "pact", "makes a bilateral pact outside"),
    (Occurs::CallAnswered, "call-answered", "calls for help and gets troops"),
    (Occurs::CallDeclined, "call-declined", "calls for help and gets no troops"),
    (Occurs::Calls, "calls", "calls for help"),
    (Occurs::Answers, "answers", "answers a call with troops"),
];

/// Kinds of the treaty, as above.
const OF_THE_TREATY: [(Occurs, &str, &str); 3] = [
    (Occurs::TreatyEnds, "treaty-ends", "The treaty ends without a successor"),
    (Occurs::TreatyReplaced, "treaty-replaced", "The treaty is replaced"),
    (Occurs::TreatyOver, "treaty-over", "The treaty ends or is replaced"),
];

/// An event by name: of one state, of any, or of the treaty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occurrence {
    /// The kind.
    pub occurs: Occurs,
    /// Of which state; `None`: of any, or of the treaty.
    pub state: Option<StateId>,
}

impl Occurrence {
    /// The event of a name, such as `armenia-leaves`, `arm-call-declined` or `any-coup`.
    ///
    /// # Errors
    /// What is wrong, and what there is instead.
    pub fn find(name: &str, roster: &Roster) -> Result<Self, (String, String)> {
        let wanted = slug(name);
        if let Some((occurs, ..)) = OF_THE_TREATY.into_iter().find(|own| own.1 == wanted) {
            return Ok(Self { occurs, state: None });
        }
        let kinds = || OF_A_STATE.iter().map(|own| own.1);
        let split =
            |own: &(Occurs, &str, &str)| Some((own.0, wanted.strip_suffix(own.1)?.strip_suffix('-')?.to_owned()));
        let Some((occurs, who)) = OF_A_STATE.iter().find_map(split) else {
            let ending = wanted.split_once('-').map_or(wanted.as_str(), |(_, ending)| ending);
            let near = nearest(ending, kinds()).map_or(String::new(), |near| format!("did you mean …-{near}? "));
            let kinds: Vec<&str> = kinds().collect();
            let remedy = format!(
                "{near}write a state or `any` and one of {}, as in any-calls; or treaty-ends, treaty-replaced, treaty-over",
                kinds.join(", ")
            );
            return Err((format!("there is no event `{name}`"), remedy));
        };
        if who == "any" {
            return Ok(Self { occurs, state: None });
        }
        let is = |state: &foedera_world::State| state.key.to_lowercase() == who || slug(&state.name) == who;
        let found = roster.states().find(|(_, state)| is(state));
        found.map(|(state, _)| Self { occurs, state: Some(state) }).ok_or_else(|| {
            let names: Vec<String> = roster.states().map(|(_, state)| slug(&state.name)).collect();
            let near = nearest(&who, names.iter().map(String::as_str)).unwrap_or("any");
            (format!("there is no state `{who}` in `{name}`"), format!("did you mean `{near}`?"))
        })
    }

    /// The names of all events of these states, and of any.
    pub fn names(states: &[String]) -> Vec<String> {
        let of = |who: String| OF_A_STATE.iter().map(move |own| format!("{who}-{}", own.1));
        let states = states.iter().map(|name| slug(name)).chain(["any".to_owned()]);
        states.flat_map(of).chain(OF_THE_TREATY.iter().map(|own| own.1.to_owned())).collect()
    }

    /// Its name.
    pub fn name(self, roster: &Roster) -> String {
        if let Some(own) = OF_THE_TREATY.iter().find(|own| own.0 == self.occurs) {
            return own.1.to_owned();
        }
        let own = OF_A_STATE.iter().find(|own| own.0 == self.occurs).expect("every kind is in one list");
        let who = self.state.map_or("any".to_owned(), |state| slug(&roster.state(state).name));
        format!("{who}-{}", own.1)
    }

    /// It in words.
    pub fn words(self, roster: &Roster) -> String {
        if let Some(own) = OF_THE_TREATY.iter().find(|own| own.0 == self.occurs) {
            return own.2.to_owned();
        }
        let own = OF_A_STATE.iter().find(|own| own.0 == self.occurs).expect("every kind is in one list");
        let who = self.state.map_or("Any member".to_owned(), |state| roster.state(state).name.clone());
        format!("{who} {}", own.2)
    }

    /// How many such events have just happened: the clock rang, and `calls` is the first call that was not yet made before.
    pub(crate) fn count(self, of: &Membership<'_>, world: &World, clock: usize, calls: CallId) -> u32 {
        let is = |state: StateId| self.state.is_none_or(|own| own == state);
        let at = |place: usize| of.members.get(place).copied().or(of.patron).is_some_and(is);
        let around = |wanted: &[Around]| match of.happening(clock) {
            Happening::Around(around, place) => wanted.contains(&around) && at(place),
            _ => false,
        };
        let of_calls = |holds: &dyn Fn(CallWorld<'_>) -> bool| {
            world.calls_from(calls).filter(|call| call.requester().is_some_and(is) && holds(*call)).count() as u32
        };
        let troops = |call: CallWorld<'_>| call.answers().any(|(_, level)| level == AnswerLevel::Troops);
        let happening = of.happening(clock);
        u32::from(match self.occurs {
            Occurs::Leaves => matches!(happening, Happening::Leaves(place) if at(place)),
            Occurs::Freezes => matches!(happening, Happening::Freezes(place) if at(place)),
            Occurs::Thaws => matches!(happening, Happening::Thaws(place) if at(place)),
            Occurs::Dispute => around(&[Around::DisputeAgainst, Around::DisputeBy]),
            Occurs::Coup => around(&[Around::Coup]),
            Occurs::Conflict => around(&[Around::Conflict]),
            Occurs::Protest => around(&[Around::Protest]),
            Occurs::Pact => around(&[Around::Pact]),
            Occurs::TreatyEnds => happening == Happening::Ends,
            Occurs::TreatyReplaced => happening == Happening::Replaced,
            Occurs::TreatyOver => matches!(happening, Happening::Ends | Happening::Replaced),
            Occurs::Answers => {
                let sends = |(state, level): (StateId, AnswerLevel)| level == AnswerLevel::Troops && is(state);
                return world
                    .calls_from(calls)
                    .map(|call| call.answers().filter(|own| sends(*own)).count() as u32)
                    .sum();
            }
            Occurs::Calls => return of_calls(&|_| true),
            Occurs::CallAnswered => return of_calls(&troops),
            Occurs::CallDeclined => return of_calls(&|call| !troops(call)),
        })
    }

    /// The clocks whose event brings it about: of a call those that may bring one, which then is not certain.
    pub(crate) fn clock(self, of: &Membership<'_>) -> Option<usize> {
        (0..of.clocks()).find(|clock| {
            let at = |place: usize| of.members.get(place).copied().or(of.patron) == self.state;
            match (self.occurs, of.happening(*clock)) {
                (Occurs::Leaves, Happening::Leaves(place))
                | (Occurs::Freezes, Happening::Freezes(place))
                | (Occurs::Thaws, Happening::Thaws(place))
                | (Occurs::Dispute, Happening::Around(Around::DisputeAgainst, place))
                | (Occurs::Coup, Happening::Around(Around::Coup, place))
                | (Occurs::Conflict, Happening::Around(Around::Conflict, place))
                // Unrest without a coup or an armed conflict is in the data only where a state calls over it.
                | (Occurs::Protest | Occurs::Calls, Happening::Around(Around::Protest, place))
                | (Occurs::Pact, Happening::Around(Around::Pact, place)) => at(place),
                (Occurs::TreatyEnds, Happening::Ends) | (Occurs::TreatyReplaced, Happening::Replaced) => true,
                _ => false,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use foedera_atlas::Atlas;

    #[test]
    fn an_event_is_found_by_name_or_key_and_another_is_refused_with_the_nearest() {
        let atlas = Atlas::embedded().expect("the atlas");
        let roster = atlas.roster();
        let armenia = roster.find_state("ARM");
        let found = |name: &str| Occurrence::find(name, roster);
        assert_eq!(found("armenia-leaves"), Ok(Occurrence { occurs: Occurs::Leaves, state: armenia }));
        assert_eq!(found("ARM-call-declined"), Ok(Occurrence { occurs: Occurs::CallDeclined, state: armenia }));
        assert_eq!(found("any-coup"), Ok(Occurrence { occurs: Occurs::Coup, state: None }));
        assert_eq!(found("treaty-over"), Ok(Occurrence { occurs: Occurs::TreatyOver, state: None }));
        assert!(found("armenia-coups").unwrap_err().1.contains("did you mean …-coup?"));
        assert!(found("armenio-coup").unwrap_err().1.contains("armenia"));
        for name in Occurrence::names(&["Armenia".to_owned()]) {
            assert_eq!(found(&name).expect("every name is found").name(roster), name);
        }
    }
}
