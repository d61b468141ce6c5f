//! Dated, typed events: all that can happen in a history.

use serde::{Deserialize, Serialize};

use crate::{Obligation, Variable, When};

/// Why a membership or a treaty ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A member left, or the treaty was denounced or violated (ATOP `termmode` 3).
    Withdrawal,
    /// Its term ran out and was not renewed (ATOP 1).
    NonRenewal,
    /// The others put the member out.
    Expulsion,
    /// Participation was suspended, and the membership ended with it.
    Suspension,
    /// A new treaty took its place (ATOP 2).
    Replaced,
    /// The state ceased to exist (ATOP 4).
    StateEnded,
    /// Its purpose was fulfilled (ATOP 5).
    Fulfilled,
    /// Defeat in war (ATOP 6).
    Defeat,
    /// The parties ended the treaty for all.
    TreatyEnded,
    /// Not known.
    Unknown,
}

/// What made a member call for help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Attack by another state.
    ExternalAttack,
    /// Unrest at home.
    InternalUnrest,
    /// Fighting between two members.
    MemberVsMember,
    /// A war next door comes over the border.
    BorderSpillover,
    /// Fighting over territory outside the treaty's undisputed area.
    DisputedTerritory,
    /// A war that the patron started.
    PatronOffensiveWar,
}

/// What an ally gave in answer to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerLevel {
    /// Armed forces.
    Troops,
    /// Equipment, supplies or money.
    Materiel,
    /// A mission of observers or officials.
    Mission,
    /// Mediation between the sides.
    Mediation,
    /// Words.
    Statement,
    /// Nothing.
    None,
}

macro_rules! snake_case_text {
    ($type:ty, $what:literal, [$($variant:ident = $name:literal),+ $(,)?]) => {
        impl $type {
            /// The name used in files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        impl std::str::FromStr for $type {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($name => Ok(Self::$variant),)+
                    _ => Err(format!(concat!("`{}` is not ", $what, "; known: {}"), text, [$($name),+].join(", "))),
                }
            }
        }
    };
}

snake_case_text!(
    Cause,
    "a way to end",
    [
        Withdrawal = "withdrawal",
        NonRenewal = "non_renewal",
        Expulsion = "expulsion",
        Suspension = "suspension",
        Replaced = "replaced",
        StateEnded = "state_ended",
        Fulfilled = "fulfilled",
        Defeat = "defeat",
        TreatyEnded = "treaty_ended",
        Unknown = "unknown",
    ]
);

snake_case_text!(
    Trigger,
    "a trigger",
    [
        ExternalAttack = "external_attack",
        InternalUnrest = "internal_unrest",
        MemberVsMember = "member_vs_member",
        BorderSpillover = "border_spillover",
        DisputedTerritory = "disputed_territory",
        PatronOffensiveWar = "patron_offensive_war",
    ]
);

snake_case_text!(
    AnswerLevel,
    "a level of help",
    [
        Troops = "troops",
        Materiel = "materiel",
        Mission = "mission",
        Mediation = "mediation",
        Statement = "statement",
        None = "none",
    ]
);

/// What happened. `S` and `T` name states and treaties: by index in memory, by key in files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields' names say all: which treaty, which state, which call")]
pub enum EventKind<S = crate::StateId, T = crate::TreatyId> {
    /// A state comes into being.
    StateEnters { state: S },
    /// A treaty is opened for signature.
    TreatyOpens { treaty: T },
    /// A state signs a treaty that is not in force for it yet.
    Signs { treaty: T, state: S },
    /// A treaty enters into force.
    TreatyInForce { treaty: T },
    /// What the parties owe each other changes.
    Amends { treaty: T, obligations: Vec<Obligation> },
    /// A treaty enters into force for a state.
    Joins { treaty: T, state: S },
    /// A frozen member takes part again.
    Thaws { treaty: T, state: S },
    /// A member's participation is suspended; it stays a member.
    Freezes { treaty: T, state: S },
    /// A property of a state changes (`None`: becomes missing).
    Attribute { state: S, variable: Variable, value: Option<f64> },
    /// A member calls for help; the caller may be unknown.
    Call { call: String, treaty: T, requester: Option<S>, trigger: Trigger },
    /// A member answers a call.
    Answer { call: String, state: S, level: AnswerLevel },
    /// The members meet over a text.
    Summit { summit: String, treaty: T },
    /// A member signs the text of a summit.
    TextSigned { summit: String, state: S },
    /// A member refuses the text of a summit.
    TextRefused { summit: String, state: S },
    /// Anything else worth a line in the timeline.
    Milestone { treaty: T, text: String },
    /// A member's membership ends.
    Leaves { treaty: T, state: S, cause: Cause },
    /// A treaty ends for all its members.
    TreatyEnds { treaty: T, cause: Cause },
    /// A state ceases to exist; its memberships end with it.
    StateEnds { state: S },
}

impl<S, T> EventKind<S, T> {
    /// The order of kinds within one day: beginnings, changes, endings.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Self::StateEnters { .. } => 0,
            Self::TreatyOpens { .. } => 1,
            Self::Signs { .. } => 2,
            Self::TreatyInForce { .. } => 3,
            Self::Amends { .. } => 4,
            Self::Joins { .. } => 5,
            Self::Thaws { .. } => 6,
            Self::Freezes { .. } => 7,
            Self::Attribute { .. } => 8,
            Self::Call { .. } => 9,
            Self::Answer { .. } => 10,
            Self::Summit { .. } => 11,
            Self::TextSigned { .. } | Self::TextRefused { .. } => 12,
            Self::Milestone { .. } => 13,
            Self::Leaves { .. } => 14,
            Self::TreatyEnds { .. } => 15,
            Self::StateEnds { .. } => 16,
        }
    }

    /// The same event with states and treaties named otherwise; `None` as soon as a name is not known.
    pub fn rename<S2, T2>(
        &self,
        state_of: impl Fn(&S) -> Option<S2>,
        treaty_of: impl Fn(&T) -> Option<T2>,
    ) -> Option<EventKind<S2, T2>> {
        use EventKind as K;
        Some(match self {
            K::StateEnters { state } => K::StateEnters { state: state_of(state)? },
            K::StateEnds { state } => K::StateEnds { state: state_of(state)? },
            K::TreatyOpens { treaty } => K::TreatyOpens { treaty: treaty_of(treaty)? },
            K::TreatyInForce { treaty } => K::TreatyInForce { treaty: treaty_of(treaty)? },
            K::Amends { treaty, obligations } => {
                K::Amends { treaty: treaty_of(treaty)?, obligations: obligations.clone() }
            }
            K::Signs { treaty, state } => K::Signs { treaty: treaty_of(treaty)?, state: state_of(state)? },
            K::Joins { treaty, state } => K::Joins { treaty: treaty_of(treaty)?, state: state_of(state)? },
            K::Thaws { treaty, state } => K::Thaws { treaty: treaty_of(treaty)?, state: state_of(state)? },
            K::Freezes { treaty, state } => K::Freezes { treaty: treaty_of(treaty)?, state: state_of(state)? },
            K::Attribute { state, variable, value } => {
                K::Attribute { state: state_of(state)?, variable: *variable, value: *value }
            }
            K::Call { call, treaty, requester, trigger } => {
                let requester = match requester {
                    Some(state) => Some(state_of(state)?),
                    None => None,
                };
                K::Call { call: call.clone(), treaty: treaty_of(treaty)?, requester, trigger: *trigger }
            }
            K::Answer { call, state, level } => {
                K::Answer { call: call.clone(), state: state_of(state)?, level: *level }
            }
            K::Summit { summit, treaty } => K::Summit { summit: summit.clone(), treaty: treaty_of(treaty)? },
            K::TextSigned { summit, state } => K::TextSigned { summit: summit.clone(), state: state_of(state)? },
            K::TextRefused { summit, state } => K::TextRefused { summit: summit.clone(), state: state_of(state)? },
            K::Milestone { treaty, text } => K::Milestone { treaty: treaty_of(treaty)?, text: text.clone() },
            K::Leaves { treaty, state, cause } => {
                K::Leaves { treaty: treaty_of(treaty)?, state: state_of(state)?, cause: *cause }
            }
            K::TreatyEnds { treaty, cause } => K::TreatyEnds { treaty: treaty_of(treaty)?, cause: *cause },
        })
    }
}

/// An event: what, when, by which sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event<K = EventKind> {
    /// When it happened, with precision.
    pub when: When,
    /// What happened.
    pub kind: K,
    /// The keys of its sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// A remark: raw codes of a dataset, a doubt, a detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Event {
    /// An event without sources or note.
    pub fn new(when: When, kind: EventKind) -> Self {
        Self { when, kind, sources: Vec::new(), note: None }
    }
}
