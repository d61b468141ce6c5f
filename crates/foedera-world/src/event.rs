//! Dated, typed events: all that can happen in a history. An [`EventKind`] is plain numbers and is copied; prose, sources and the
//! precision of the date stand in the [`Event`], the entry of the log.

use serde::{Deserialize, Serialize};

use crate::columns::Ground;
use crate::layout::{Field, NetworkId};
use crate::roster::{CallId, DisputeId, StateId, SummitId, TreatyId};
use crate::treaty::Obligations;
use crate::{Day, When};

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
            /// All of them, in a fixed order.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            /// As a cell of a column holds it.
            pub(crate) fn cell(self) -> f64 {
                f64::from(self as u8)
            }

            pub(crate) fn of_cell(cell: f64) -> Self {
                Self::ALL[cell as usize]
            }

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

/// How an event names what it is about: by index in memory ([`Ids`]), by key in files ([`Keys`]).
pub trait Names {
    type State;
    type Treaty;
    type Call;
    type Summit;
    type Dispute;
    type Field;
    type Network;
}

/// Names by index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ids;

impl Names for Ids {
    type State = StateId;
    type Treaty = TreatyId;
    type Call = CallId;
    type Summit = SummitId;
    type Dispute = DisputeId;
    type Field = Field;
    type Network = NetworkId;
}

/// Names by key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Keys;

impl Names for Keys {
    type State = String;
    type Treaty = String;
    type Call = String;
    type Summit = String;
    type Dispute = String;
    type Field = String;
    type Network = String;
}

/// Whose figure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject<S = StateId> {
    /// A state's.
    State(S),
    /// A first state's towards a second.
    Pair(S, S),
}

impl<S> Subject<S> {
    /// The second state's towards the first; a state is itself.
    #[must_use]
    pub fn reversed(self) -> Self {
        match self {
            Self::State(state) => Self::State(state),
            Self::Pair(first, second) => Self::Pair(second, first),
        }
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[serde(bound(
    serialize = "N::State: Serialize, N::Treaty: Serialize, N::Call: Serialize, N::Summit: Serialize, N::Dispute: Serialize, \
                 N::Field: Serialize, N::Network: Serialize",
    deserialize = "N::State: Deserialize<'de>, N::Treaty: Deserialize<'de>, N::Call: Deserialize<'de>, \
                   N::Summit: Deserialize<'de>, N::Dispute: Deserialize<'de>, N::Field: Deserialize<'de>, \
                   N::Network: Deserialize<'de>"
))]
#[expect(missing_docs, reason = "the fields' names say all: which treaty, which state, which call")]
pub enum EventKind<N: Names = Ids> {
    /// A state comes into being.
    StateEnters { state: N::State },
    /// A treaty is opened for signature.
    TreatyOpens { treaty: N::Treaty },
    /// A state signs a treaty that is not in force for it yet.
    Signs { treaty: N::Treaty, state: N::State },
    /// A treaty enters into force.
    TreatyInForce { treaty: N::Treaty },
    /// A new treaty is opened and enters into force for two states on one day; in a simulation it is born by it.
    Pact { treaty: N::Treaty, first: N::State, second: N::State, obligations: Obligations },
    /// What the parties owe each other changes.
    Amends { treaty: N::Treaty, obligations: Obligations },
    /// A treaty enters into force for a state.
    Joins { treaty: N::Treaty, state: N::State },
    /// A frozen member takes part again.
    Thaws { treaty: N::Treaty, state: N::State },
    /// A member's participation is suspended; it stays a member.
    Freezes { treaty: N::Treaty, state: N::State },
    /// A figure of a state or a pair changes (`None`: becomes missing).
    Figure { of: Subject<N::State>, field: N::Field, value: Option<f64>, ground: Ground },
    /// The tie of a first state to a second in a network changes; 0 is no tie.
    Tie { network: N::Network, from: N::State, to: N::State, value: f64 },
    /// Unrest begins in a state.
    Unrest { state: N::State },
    /// Unrest ends.
    Calms { state: N::State },
    /// A coup is attempted in a state, with success or without.
    Coup { state: N::State, succeeds: bool },
    /// An armed conflict within a state begins, perhaps beside another.
    ConflictBegins { state: N::State },
    /// The armed conflicts within a state are over.
    ConflictEnds { state: N::State },
    /// A militarised dispute between two states begins, by the first; hostility as in MID, 1 (none) to 5 (war).
    Dispute { dispute: N::Dispute, first: N::State, second: N::State, hostility: u8 },
    /// A further state takes a side.
    TakesSide { dispute: N::Dispute, state: N::State, with_first: bool },
    /// A dispute ends.
    Settles { dispute: N::Dispute },
    /// Help is called for; the caller may be unknown. `asked`: whether the call was made at all; `complete`: for what the answers that
    /// follow are all there are (`troops`: whoever is not among them sent none; `none`: gave nothing), if for anything.
    Call {
        call: N::Call,
        treaty: N::Treaty,
        requester: Option<N::State>,
        trigger: Trigger,
        asked: bool,
        complete: Option<AnswerLevel>,
    },
    /// A state for which a call seeks help; without any it is the caller.
    InNeed { call: N::Call, state: N::State },
    /// A state against which a call seeks help, as the caller saw it.
    Attacks { call: N::Call, state: N::State },
    /// A member answers a call, with so many soldiers if that is known.
    Answer {
        call: N::Call,
        state: N::State,
        level: AnswerLevel,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        troops: Option<i64>,
    },
    /// The members meet over a text.
    Summit { summit: N::Summit, treaty: N::Treaty },
    /// A member signs the text of a summit.
    TextSigned { summit: N::Summit, state: N::State },
    /// A member refuses the text of a summit.
    TextRefused { summit: N::Summit, state: N::State },
    /// Anything else worth a line in the timeline, in the words of the entry.
    Milestone { treaty: N::Treaty },
    /// A member's membership ends.
    Leaves { treaty: N::Treaty, state: N::State, cause: Cause },
    /// A treaty ends for all its members.
    TreatyEnds { treaty: N::Treaty, cause: Cause },
    /// A state ceases to exist; its memberships end with it.
    StateEnds { state: N::State },
}

impl EventKind {
    /// The call that it is of, if it is a call, names who is in need or attacks, or answers one.
    pub fn call(&self) -> Option<CallId> {
        match *self {
            Self::Call { call, .. }
            | Self::InNeed { call, .. }
            | Self::Attacks { call, .. }
            | Self::Answer { call, .. } => Some(call),
            _ => None,
        }
    }

    /// Whether it changes a treaty's status, memberships or obligations, or the existence of states, which may be its members.
    pub(crate) fn makes(&self, wanted: TreatyId) -> bool {
        match *self {
            Self::StateEnters { .. } | Self::StateEnds { .. } => true,
            Self::TreatyOpens { treaty }
            | Self::TreatyInForce { treaty }
            | Self::TreatyEnds { treaty, .. }
            | Self::Pact { treaty, .. }
            | Self::Amends { treaty, .. }
            | Self::Signs { treaty, .. }
            | Self::Joins { treaty, .. }
            | Self::Thaws { treaty, .. }
            | Self::Freezes { treaty, .. }
            | Self::Leaves { treaty, .. } => treaty == wanted,
            _ => false,
        }
    }

    /// A figure of a state, from a history.
    pub fn figure(state: StateId, field: impl Into<Field>, value: Option<f64>) -> Self {
        Self::Figure { of: Subject::State(state), field: field.into(), value, ground: Ground::History }
    }
}

impl<N: Names> EventKind<N> {
    /// The order of kinds within one day: beginnings, changes, endings.
    pub(crate) fn rank(&self) -> u8 {
        match self {
            Self::StateEnters { .. } => 0,
            Self::TreatyOpens { .. } => 1,
            Self::Signs { .. } => 2,
            Self::TreatyInForce { .. } | Self::Pact { .. } => 3,
            Self::Amends { .. } => 4,
            Self::Joins { .. } => 5,
            Self::Thaws { .. } => 6,
            Self::Freezes { .. } => 7,
            Self::Figure { .. } | Self::Tie { .. } => 8,
            Self::Unrest { .. } | Self::Dispute { .. } | Self::Coup { .. } | Self::ConflictBegins { .. } => 9,
            Self::TakesSide { .. } => 10,
            Self::Call { .. } => 11,
            Self::InNeed { .. } | Self::Attacks { .. } => 12,
            Self::Answer { .. } => 13,
            Self::Summit { .. } => 14,
            Self::TextSigned { .. } | Self::TextRefused { .. } => 15,
            Self::Milestone { .. } => 16,
            Self::Settles { .. } | Self::Calms { .. } | Self::ConflictEnds { .. } => 17,
            Self::Leaves { .. } => 18,
            Self::TreatyEnds { .. } => 19,
            Self::StateEnds { .. } => 20,
        }
    }

    /// The same event with everything named otherwise; `None` as soon as a name is not known.
    pub(crate) fn rename<M: Names>(&self, names: &impl Renaming<N, M>) -> Option<EventKind<M>> {
        use EventKind as K;
        let s = |state: &N::State| names.state(state);
        let t = |treaty: &N::Treaty| names.treaty(treaty);
        Some(match self {
            K::StateEnters { state } => K::StateEnters { state: s(state)? },
            K::StateEnds { state } => K::StateEnds { state: s(state)? },
            K::Unrest { state } => K::Unrest { state: s(state)? },
            K::Calms { state } => K::Calms { state: s(state)? },
            K::Coup { state, succeeds } => K::Coup { state: s(state)?, succeeds: *succeeds },
            K::ConflictBegins { state } => K::ConflictBegins { state: s(state)? },
            K::ConflictEnds { state } => K::ConflictEnds { state: s(state)? },
            K::TreatyOpens { treaty } => K::TreatyOpens { treaty: t(treaty)? },
            K::TreatyInForce { treaty } => K::TreatyInForce { treaty: t(treaty)? },
            K::Pact { treaty, first, second, obligations } => {
                K::Pact { treaty: t(treaty)?, first: s(first)?, second: s(second)?, obligations: *obligations }
            }
            K::Amends { treaty, obligations } => K::Amends { treaty: t(treaty)?, obligations: *obligations },
            K::Signs { treaty, state } => K::Signs { treaty: t(treaty)?, state: s(state)? },
            K::Joins { treaty, state } => K::Joins { treaty: t(treaty)?, state: s(state)? },
            K::Thaws { treaty, state } => K::Thaws { treaty: t(treaty)?, state: s(state)? },
            K::Freezes { treaty, state } => K::Freezes { treaty: t(treaty)?, state: s(state)? },
            K::Milestone { treaty } => K::Milestone { treaty: t(treaty)? },
            K::Leaves { treaty, state, cause } => K::Leaves { treaty: t(treaty)?, state: s(state)?, cause: *cause },
            K::TreatyEnds { treaty, cause } => K::TreatyEnds { treaty: t(treaty)?, cause: *cause },
            _ => return self.rename_further(names),
        })
    }

    /// The kinds that name a figure, a tie, a dispute, a call or a summit.
    fn rename_further<M: Names>(&self, names: &impl Renaming<N, M>) -> Option<EventKind<M>> {
        use EventKind as K;
        let s = |state: &N::State| names.state(state);
        let maybe = |state: &Option<N::State>| state.as_ref().map_or(Some(None), |state| s(state).map(Some));
        Some(match self {
            K::Figure { of, field, value, ground } => {
                let of = match of {
                    Subject::State(state) => Subject::State(s(state)?),
                    Subject::Pair(first, second) => Subject::Pair(s(first)?, s(second)?),
                };
                let field = names.field(matches!(of, Subject::Pair(..)), field)?;
                K::Figure { of, field, value: *value, ground: *ground }
            }
            K::Tie { network, from, to, value } => {
                K::Tie { network: names.network(network)?, from: s(from)?, to: s(to)?, value: *value }
            }
            K::Dispute { dispute, first, second, hostility } => K::Dispute {
                dispute: names.dispute(dispute)?,
                first: s(first)?,
                second: s(second)?,
                hostility: *hostility,
            },
            K::TakesSide { dispute, state, with_first } => {
                K::TakesSide { dispute: names.dispute(dispute)?, state: s(state)?, with_first: *with_first }
            }
            K::Settles { dispute } => K::Settles { dispute: names.dispute(dispute)? },
            K::Call { call, treaty, requester, trigger, asked, complete } => K::Call {
                call: names.call(call)?,
                treaty: names.treaty(treaty)?,
                requester: maybe(requester)?,
                trigger: *trigger,
                asked: *asked,
                complete: *complete,
            },
            K::InNeed { call, state } => K::InNeed { call: names.call(call)?, state: s(state)? },
            K::Attacks { call, state } => K::Attacks { call: names.call(call)?, state: s(state)? },
            K::Answer { call, state, level, troops } => {
                K::Answer { call: names.call(call)?, state: s(state)?, level: *level, troops: *troops }
            }
            K::Summit { summit, treaty } => K::Summit { summit: names.summit(summit)?, treaty: names.treaty(treaty)? },
            K::TextSigned { summit, state } => K::TextSigned { summit: names.summit(summit)?, state: s(state)? },
            K::TextRefused { summit, state } => K::TextRefused { summit: names.summit(summit)?, state: s(state)? },
            _ => return None,
        })
    }
}

/// From one way of naming to another; `None` for a name that is not known.
pub(crate) trait Renaming<N: Names, M: Names> {
    fn state(&self, state: &N::State) -> Option<M::State>;
    fn treaty(&self, treaty: &N::Treaty) -> Option<M::Treaty>;
    fn call(&self, call: &N::Call) -> Option<M::Call>;
    fn summit(&self, summit: &N::Summit) -> Option<M::Summit>;
    fn dispute(&self, dispute: &N::Dispute) -> Option<M::Dispute>;
    fn field(&self, of_pair: bool, field: &N::Field) -> Option<M::Field>;
    fn network(&self, network: &N::Network) -> Option<M::Network>;
}

/// An entry of the log: what happened, when, in which words, by which sources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event<K = EventKind> {
    /// When it happened, with precision.
    pub when: When,
    /// What happened.
    pub kind: K,
    /// What happened, in words: a milestone's text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The keys of its sources.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// A remark: raw codes of a dataset, a doubt, a detail.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Event {
    /// An event without text, sources or note.
    pub fn new(when: When, kind: EventKind) -> Self {
        Self { when, kind, text: None, sources: Vec::new(), note: None }
    }

    /// An event on a day, as simulations make them.
    pub fn on(day: Day, kind: EventKind) -> Self {
        Self::new(When::on(day), kind)
    }
}
