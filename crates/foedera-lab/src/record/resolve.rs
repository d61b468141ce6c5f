//! Resolution: what came of a question, by which event of the atlas, as far as it was known on a day.

use foedera_atlas::Atlas;
use foedera_world::{AnswerLevel, Day, Event, EventKind, StateId, Status, TreatyId, When};
use serde::Serialize;

use super::rule::{Act, Rule, Standing, Wanted};

/// What came of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Not decided yet.
    Open,
    /// It happened.
    Yes,
    /// It did not.
    No,
    /// Its last day is over, and no source shows what came of it: it is not scored.
    Unresolved,
}

impl Outcome {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Yes => "yes",
            Self::No => "no",
            Self::Unresolved => "unresolved",
        }
    }
}

/// What came of a question, and what shows it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Resolution {
    /// What came of it.
    pub outcome: Outcome,
    /// The day on which it was decided; of a no the last day of the question.
    pub date: Option<Day>,
    /// The event that decided it, in words.
    pub event: Option<String>,
    /// The sources of that event.
    pub source: Vec<String>,
    /// Why it stands so.
    pub because: String,
}

impl Resolution {
    fn plain(outcome: Outcome, date: Option<Day>, because: String) -> Self {
        Self { outcome, date, event: None, source: Vec::new(), because }
    }
}

/// Since when and until when the atlas is asked, and how far it speaks.
struct Window<'a> {
    atlas: &'a Atlas,
    opened: Day,
    last: Day,
    as_of: Day,
}

/// How far the atlas speaks of what did not happen, as known on a day: up to its last dated fact, and not beyond that day.
pub fn reach(atlas: &Atlas, as_of: Day) -> Option<Day> {
    atlas.history.events().iter().map(|event| event.when.earliest()).max().map(|last| last.min(as_of))
}

/// What came of a question that was opened on a day, as known on the day `as_of`.
///
/// An event counts if all days that it can mean lie after the opening, up to the last day. That nothing happened is shown by the atlas
/// only for memberships and treaties, which it holds whole, and only up to its last dated fact; registers of calls and summits hold
/// notable ones, so a call that is not there is `unresolved`.
pub fn resolve(rule: &Rule, opened: Day, atlas: &Atlas, as_of: Day) -> Resolution {
    let window = Window { atlas, opened, last: rule.last, as_of };
    if as_of <= opened {
        return window.none(false, None);
    }
    match rule.wanted {
        Wanted::Stands(treaty, state, standing) => window.stands(treaty, state, standing),
        Wanted::AnswersCall(call, state, level) => {
            let answers = |event: &Event| match event.kind {
                EventKind::Answer { call: of, state: own, level: given, .. } => {
                    of == call && state.is_none_or(|state| state == own) && gives(given, level)
                }
                _ => false,
            };
            window.of_call(call, level, answers)
        }
        Wanted::Act(treaty, state, act, count) => window.act(treaty, state, act, count),
        Wanted::Ends(treaty) => window.first(true, 1, |event| match event.kind {
            EventKind::TreatyEnds { treaty: of, .. } if of == treaty => Some(None),
            _ => None,
        }),
        Wanted::Meets(treaty) => window.first(false, 1, |event| match event.kind {
            EventKind::Summit { treaty: of, .. } if of == treaty => Some(None),
            _ => None,
        }),
        Wanted::Answers(treaty, state, level) => window.first(false, 1, |event| match event.kind {
            EventKind::Answer { call, state: own, level: given, .. } => {
                let under = atlas.calls().iter().any(|known| known.id == call && known.treaty == treaty);
                (under && state.is_none_or(|state| state == own) && gives(given, level)).then_some(Some(own))
            }
            _ => None,
        }),
        Wanted::NewTreaty(first, second) => window.new_treaty(first, second),
    }
}

/// Whether what was given is at least so much: levels stand from troops down to nothing.
pub(super) fn gives(given: AnswerLevel, least: AnswerLevel) -> bool {
    given as u8 <= least as u8
}

impl Window<'_> {
    fn is_over(&self) -> bool {
        self.as_of >= self.last
    }

    /// Known by now, and certainly in the window.
    fn holds(&self, when: When) -> bool {
        when.earliest() > self.opened && when.latest() <= self.last.min(self.as_of)
    }

    /// Known by now, and perhaps in the window.
    fn touches(&self, when: When) -> bool {
        when.latest() > self.opened && when.earliest() <= self.last && when.latest() <= self.as_of
    }

    fn yes(&self, event: &Event) -> Resolution {
        Resolution {
            outcome: Outcome::Yes,
            date: Some(event.when.latest()),
            event: Some(words(event, self.atlas)),
            source: event.sources.clone(),
            because: "this event of the atlas".to_owned(),
        }
    }

    /// What is said where no event decides.
    fn none(&self, whole: bool, vague: Option<&Event>) -> Resolution {
        if !self.is_over() {
            return Resolution::plain(Outcome::Open, None, format!("no event yet; its last day is {}", self.last));
        }
        if let Some(event) = vague {
            let because =
                format!("no source: the day of \"{}\" is known as {} only", words(event, self.atlas), event.when);
            return Resolution::plain(Outcome::Unresolved, None, because);
        }
        let reach = reach(self.atlas, self.as_of);
        match reach.filter(|reach| *reach >= self.last) {
            Some(reach) if whole => {
                let because = format!("the atlas, which speaks up to {reach}, has no such event up to {}", self.last);
                Resolution::plain(Outcome::No, Some(self.last), because)
            }
            Some(_) => {
                let because = "no source: the register holds notable cases, so that it has none proves nothing";
                Resolution::plain(Outcome::Unresolved, None, because.to_owned())
            }
            None => {
                let until = reach.map_or("no day".to_owned(), |reach| reach.to_string());
                let because =
                    format!("no source: the last dated fact of the atlas is of {until}, before {}", self.last);
                Resolution::plain(Outcome::Unresolved, None, because)
            }
        }
    }

    /// By the first event that `matches`, or the one by which `count` different states have done it. `whole`: whether the atlas holds
    /// all such events.
    fn first(&self, whole: bool, count: u32, matches: impl Fn(&Event) -> Option<Option<StateId>>) -> Resolution {
        let (mut seen, mut vague) = (Vec::new(), None);
        for event in self.atlas.history.events() {
            let Some(state) = matches(event) else { continue };
            if self.holds(event.when) && !seen.contains(&state) {
                seen.push(state);
                if seen.len() >= count as usize {
                    return self.yes(event);
                }
            } else if self.touches(event.when) && !self.holds(event.when) {
                vague = vague.or(Some(event));
            }
        }
        self.none(whole, vague)
    }

    fn act(&self, treaty: TreatyId, state: Option<StateId>, act: Act, count: u32) -> Resolution {
        let is = |own: StateId| state.is_none_or(|state| state == own).then_some(Some(own));
        let summit_of = |summit| {
            self.atlas.history.events().iter().any(|event| {
                matches!(event.kind, EventKind::Summit { summit: of, treaty: under } if of == summit && under == treaty)
            })
        };
        let whole = !matches!(act, Act::Calls | Act::Accepts | Act::Refuses);
        self.first(whole, count, |event| match (act, event.kind) {
            (Act::Leaves, EventKind::Leaves { treaty: of, state, .. })
            | (Act::Joins, EventKind::Joins { treaty: of, state })
            | (Act::Signs, EventKind::Signs { treaty: of, state })
            | (Act::Freezes, EventKind::Freezes { treaty: of, state })
            | (Act::Thaws, EventKind::Thaws { treaty: of, state })
                if of == treaty =>
            {
                is(state)
            }
            (Act::Calls, EventKind::Call { treaty: of, requester: Some(state), asked: true, .. }) if of == treaty => {
                is(state)
            }
            (Act::Accepts, EventKind::TextSigned { summit, state })
            | (Act::Refuses, EventKind::TextRefused { summit, state })
                if is(state).is_some() && summit_of(summit) =>
            {
                is(state)
            }
            _ => None,
        })
    }

    /// Where a state stands on the last day.
    fn stands(&self, treaty: TreatyId, state: StateId, standing: Standing) -> Resolution {
        if !self.is_over() {
            let because = format!("it asks where the state stands on {}", self.last);
            return Resolution::plain(Outcome::Open, None, because);
        }
        let changes = |event: &&Event| match event.kind {
            EventKind::Leaves { treaty: of, state: own, .. }
            | EventKind::Joins { treaty: of, state: own }
            | EventKind::Signs { treaty: of, state: own }
            | EventKind::Freezes { treaty: of, state: own }
            | EventKind::Thaws { treaty: of, state: own } => of == treaty && own == state,
            EventKind::TreatyEnds { treaty: of, .. } => of == treaty,
            EventKind::StateEnds { state: own } => own == state,
            _ => false,
        };
        let events = || self.atlas.history.events().iter().filter(changes);
        let open = |event: &&Event| event.when.earliest() <= self.last && event.when.latest() > self.last;
        if let Some(vague) = events().find(|event| open(event) && event.when.latest() <= self.as_of) {
            return self.none(true, Some(vague));
        }
        let silent = self.none(true, None);
        if silent.outcome != Outcome::No {
            return silent;
        }
        let world = self.atlas.history.treaty_at(treaty, Some(self.last));
        let open = world.treaty(treaty).membership(state).map(|own| own.status).filter(|status| status.is_open());
        let is = match standing {
            Standing::Out => open.is_none(),
            Standing::Member => open.is_some(),
            Standing::Frozen => open == Some(Status::Frozen),
            Standing::TakingPart => open.is_some_and(|status| status != Status::Frozen),
        };
        let last = events().filter(|event| event.when.latest() <= self.last).last();
        let outcome = if is { Outcome::Yes } else { Outcome::No };
        Resolution {
            outcome,
            date: Some(self.last),
            event: last.map(|event| words(event, self.atlas)),
            source: last.map_or(Vec::new(), |event| event.sources.clone()),
            because: format!("{} on {}", open.map_or("no member", Status::words), self.last),
        }
    }

    /// Of the answers to one call, which may have been given before the question was opened.
    fn of_call(&self, call: foedera_world::CallId, level: AnswerLevel, answers: impl Fn(&Event) -> bool) -> Resolution {
        let known = |event: &&Event| answers(event) && event.when.latest() <= self.last.min(self.as_of);
        if let Some(event) = self.atlas.history.events().iter().find(known) {
            return self.yes(event);
        }
        let complete = self.atlas.calls().iter().find(|own| own.id == call).and_then(|own| own.complete);
        let whole = complete.is_some_and(|complete| gives(level, complete));
        self.none(whole, None)
    }

    /// A treaty that is opened in the window, of which both are parties by its last day.
    fn new_treaty(&self, first: StateId, second: StateId) -> Resolution {
        let parties = |treaty: TreatyId, state: StateId| {
            self.atlas.history.events().iter().any(|event| {
                let own = match event.kind {
                    EventKind::Signs { treaty, state } | EventKind::Joins { treaty, state } => Some((treaty, state)),
                    _ => None,
                };
                own == Some((treaty, state)) && self.holds(event.when)
            })
        };
        let opens = |event: &Event| match event.kind {
            EventKind::TreatyOpens { treaty } => (parties(treaty, first) && parties(treaty, second)).then_some(None),
            EventKind::Pact { first: a, second: b, .. } => {
                ([a, b] == [first, second] || [b, a] == [first, second]).then_some(None)
            }
            _ => None,
        };
        // The atlas holds some treaties of two, not all.
        self.first(false, 1, opens)
    }
}

/// An event in words.
pub(super) fn words(event: &Event, atlas: &Atlas) -> String {
    let roster = atlas.roster();
    let (s, t) = (|state: StateId| roster.state(state).key.as_str(), |treaty: TreatyId| roster.treaty_key(treaty));
    let when = event.when;
    match event.kind {
        EventKind::Leaves { treaty, state, cause } => {
            format!("{when} {} leaves {} ({})", s(state), t(treaty), cause.name().replace('_', " "))
        }
        EventKind::Joins { treaty, state } => format!("{when} {} in force for {}", t(treaty), s(state)),
        EventKind::Signs { treaty, state } => format!("{when} {} signs {}", s(state), t(treaty)),
        EventKind::Freezes { treaty, state } => format!("{when} {} frozen in {}", s(state), t(treaty)),
        EventKind::Thaws { treaty, state } => format!("{when} {} takes part in {} again", s(state), t(treaty)),
        EventKind::TreatyEnds { treaty, .. } => format!("{when} {} ends", t(treaty)),
        EventKind::TreatyOpens { treaty } | EventKind::Pact { treaty, .. } => format!("{when} {} opened", t(treaty)),
        EventKind::Call { call, .. } => format!("{when} call {}", roster.call_key(call)),
        EventKind::Answer { call, state, level, .. } => {
            format!("{when} {} answers {} with {}", s(state), roster.call_key(call), level.name())
        }
        EventKind::Summit { summit, .. } => format!("{when} summit {}", roster.summit_key(summit)),
        EventKind::TextSigned { summit, state } => {
            format!("{when} {} signs at {}", s(state), roster.summit_key(summit))
        }
        EventKind::TextRefused { summit, state } => {
            format!("{when} {} refuses at {}", s(state), roster.summit_key(summit))
        }
        EventKind::Milestone { .. } => format!("{when} {}", event.text.as_deref().unwrap_or_default()),
        EventKind::StateEnds { state } => format!("{when} {} ceases to exist", s(state)),
        _ => when.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(rule: &str, opened: &str, as_of: &str) -> (Outcome, Option<String>, Resolution) {
        let atlas = Atlas::embedded().expect("the atlas");
        let rule = Rule::read(rule, &atlas).expect("a rule");
        let found = resolve(&rule, opened.parse().expect("a day"), &atlas, as_of.parse().expect("a day"));
        (found.outcome, found.date.map(|day| day.to_string()), found)
    }

    fn outcome(rule: &str, opened: &str, as_of: &str) -> Outcome {
        told(rule, opened, as_of).0
    }

    #[test]
    fn an_event_decides_from_its_day_on_and_not_before() {
        let rule = "NATO: FIN joins by 2023-12-31";
        assert_eq!(outcome(rule, "2022-07-05", "2023-04-03"), Outcome::Open);
        let (outcome_then, date, found) = told(rule, "2022-07-05", "2023-04-04");
        assert_eq!((outcome_then, date.as_deref()), (Outcome::Yes, Some("2023-04-04")));
        assert_eq!(
            (found.event.as_deref(), found.source),
            (Some("2023-04-04 NATO in force for FIN"), vec!["nato_members".to_owned()])
        );
        // What was before the question was opened does not count.
        assert_eq!(outcome(rule, "2023-04-04", "2024-06-01"), Outcome::No);
    }

    #[test]
    fn nothing_by_the_last_day_is_a_no_only_as_far_as_the_atlas_speaks() {
        let rule = "NATO: SWE joins by 2023-12-31";
        let (no, date, found) = told(rule, "2022-07-05", "2024-06-01");
        assert_eq!((no, date.as_deref()), (Outcome::No, Some("2023-12-31")));
        assert!(found.because.contains("has no such event"), "{}", found.because);
        let (silent, _, found) = told("CSTO: KAZ leaves by 2026-11-25", "2022-11-25", "2026-11-26");
        assert_eq!(silent, Outcome::Unresolved);
        assert!(found.because.starts_with("no source: the last dated fact"), "{}", found.because);
        // The register of calls is not whole.
        assert_eq!(outcome("CSTO: KAZ calls by 2024-11-25", "2022-11-25", "2026-01-01"), Outcome::Unresolved);
        assert_eq!(outcome("CSTO: KAZ calls by 2022-12-31", "2021-12-31", "2026-01-01"), Outcome::Yes);
    }

    #[test]
    fn a_date_known_to_the_month_decides_only_if_the_whole_month_lies_in_the_window() {
        let rule = |day: &str| format!("ECOWAS-COMMUNITY: MLI freezes by {day}");
        assert_eq!(outcome(&rule("2020-09-30"), "2020-01-01", "2024-01-01"), Outcome::Yes);
        let (vague, _, found) = told(&rule("2020-08-20"), "2020-01-01", "2024-01-01");
        assert_eq!(vague, Outcome::Unresolved);
        assert!(found.because.contains("known as 2020-08 only"), "{}", found.because);
    }

    #[test]
    fn where_a_state_stands_is_read_on_the_day() {
        let frozen = |day: &str| outcome(&format!("CSTO: ARM is frozen on {day}"), "2022-11-25", "2026-06-07");
        assert_eq!(
            [frozen("2023-11-25"), frozen("2024-11-25"), frozen("2026-11-25")],
            [Outcome::No, Outcome::Yes, Outcome::Open]
        );
        assert_eq!(outcome("EU: GBR is out on 2020-12-31", "2016-06-24", "2026-01-01"), Outcome::Yes);
        assert_eq!(outcome("EU: GBR is member on 2019-12-31", "2016-06-24", "2026-01-01"), Outcome::Yes);
        assert_eq!(outcome("CSTO: KGZ is taking-part on 2025-01-01", "2022-11-25", "2026-01-01"), Outcome::Yes);
    }

    #[test]
    fn several_states_are_counted_once_each() {
        let least = |count: u32| {
            outcome(&format!("ECOWAS-COMMUNITY: at least {count} leave by 2025-12-31"), "2024-01-28", "2026-01-01")
        };
        assert_eq!([least(1), least(3), least(4)], [Outcome::Yes, Outcome::Yes, Outcome::No]);
        assert_eq!(outcome("AU: any freezes by 2025-12-31", "2025-11-01", "2026-01-01"), Outcome::Yes);
    }

    #[test]
    fn answers_summits_ends_and_new_treaties() {
        assert_eq!(outcome("KAZ2022: ARM answers with troops by 2022-02-01", "2022-01-05", "2022-06-01"), Outcome::Yes);
        assert_eq!(
            outcome("ARM2022: RUS answers with mission by 2022-12-31", "2022-09-13", "2023-06-01"),
            Outcome::Yes
        );
        assert_eq!(outcome("CSTO: any answers with troops by 2022-12-31", "2021-12-31", "2023-06-01"), Outcome::Yes);
        assert_eq!(outcome("CSTO: ARM refuses by 2022-12-31", "2022-01-31", "2023-06-01"), Outcome::Yes);
        assert_eq!(outcome("CSTO: BLR accepts by 2025-12-31", "2025-01-31", "2026-06-01"), Outcome::Yes);
        assert_eq!(outcome("CSTO: meets by 2025-12-31", "2025-01-31", "2026-06-01"), Outcome::Yes);
        assert_eq!(outcome("G5-SAHEL: ends by 2024-12-31", "2023-01-01", "2026-01-01"), Outcome::Yes);
        assert_eq!(outcome("RUS + PRK: new treaty by 2024-12-31", "2024-01-01", "2026-01-01"), Outcome::Yes);
        assert_eq!(outcome("FRA + ARM: new treaty by 2024-12-31", "2024-01-01", "2026-01-01"), Outcome::Unresolved);
    }
}
