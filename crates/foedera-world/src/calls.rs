//! The calls of a log, each with its answers and what is told of it in words.

use serde::{Deserialize, Serialize};

use crate::roster::{CallId, Roster};
use crate::{AnswerLevel, Event, EventKind, StateId, TreatyId, Trigger, When};

/// What the members were asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Armed forces, air strikes and batteries with their crews among them.
    Troops,
    /// Equipment, supplies or money.
    Materiel,
    /// A meeting, an inquiry or mediation.
    Consultation,
    /// Condemnation of a state, or measures against it short of arms.
    Condemnation,
}

impl Asked {
    /// All of them, in a fixed order.
    pub const ALL: [Self; 4] = [Self::Troops, Self::Materiel, Self::Consultation, Self::Condemnation];

    /// Its word in files: `troops`, `materiel`, `consultation` or `condemnation`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Troops => "troops",
            Self::Materiel => "materiel",
            Self::Consultation => "consultation",
            Self::Condemnation => "condemnation",
        }
    }
}

/// A call for help under a treaty, as a log tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its id.
    pub id: CallId,
    /// Its key, e.g. `KAZ2022`.
    pub key: String,
    /// The treaty.
    pub treaty: TreatyId,
    /// When the call was made, or what gave rise to it happened.
    pub when: When,
    /// Who called; `None` where nobody did, or it is not clear who.
    pub requester: Option<StateId>,
    /// For whom help was sought: the states named, else the requester. Empty if no state was.
    pub in_need: Vec<StateId>,
    /// What gave rise to it.
    pub trigger: Trigger,
    /// The states against which help was sought, as the caller saw it; empty for unrest and armed groups.
    pub attackers: Vec<StateId>,
    /// Whether help was asked for.
    pub asked: bool,
    /// What was asked for, as far as a source says; empty where none does.
    pub asked_for: Vec<Asked>,
    /// For what the list of answers is complete: `troops` if whoever is not listed sent none, `none` if it gave nothing at all;
    /// `None` if the list may lack some.
    pub complete: Option<AnswerLevel>,
    /// Who gave what.
    pub answers: Vec<CallAnswer>,
    /// What happened.
    pub what: String,
    /// What the members decided together: `full_assistance`, `partial_assistance`, `mission_only`, `declined` or `not_requested`.
    pub outcome: String,
    /// Sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
}

impl Call {
    /// Whether help was asked for, for a state, under this treaty.
    pub fn was_asked(&self) -> bool {
        self.asked && !self.in_need.is_empty()
    }
}

/// What a state gave in answer to a call.
#[derive(Debug, Clone, PartialEq)]
pub struct CallAnswer {
    /// The state.
    pub state: StateId,
    /// The most that it gave.
    pub level: AnswerLevel,
    /// How many soldiers, where known.
    pub troops: Option<i64>,
    /// Sources.
    pub sources: Vec<String>,
}

/// Read the calls of a log, in the order of their ids.
pub(crate) fn calls_of(roster: &Roster, events: &[Event]) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for event in events {
        let EventKind::Call { call, treaty, requester, trigger, asked, complete } = event.kind else { continue };
        let told = roster.calls().nth(call.index()).map(|(_, told)| told.clone()).unwrap_or_default();
        calls.push(Call {
            id: call,
            key: roster.call_key(call),
            treaty,
            when: event.when,
            requester,
            in_need: Vec::new(),
            trigger,
            attackers: Vec::new(),
            asked,
            asked_for: told.asked_for,
            complete,
            answers: Vec::new(),
            what: told.what,
            outcome: told.outcome,
            sources: event.sources.clone(),
            certainty: told.certainty,
        });
    }
    calls.sort_by_key(|call| call.id);
    calls.dedup_by_key(|call| call.id);
    for event in events {
        let (EventKind::InNeed { call, .. } | EventKind::Attacks { call, .. } | EventKind::Answer { call, .. }) =
            event.kind
        else {
            continue;
        };
        let Ok(place) = calls.binary_search_by_key(&call, |own| own.id) else { continue };
        let own = &mut calls[place];
        match event.kind {
            EventKind::InNeed { state, .. } => own.in_need.push(state),
            EventKind::Attacks { state, .. } => own.attackers.push(state),
            EventKind::Answer { state, level, troops, .. } => {
                own.answers.push(CallAnswer { state, level, troops, sources: event.sources.clone() });
            }
            _ => {}
        }
    }
    for call in calls.iter_mut().filter(|call| call.in_need.is_empty()) {
        call.in_need.extend(call.requester);
    }
    calls
}
