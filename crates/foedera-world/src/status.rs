//! Where a state stands in a treaty and a treaty in time, why an event is refused: the small types of the world's rules.

use crate::{Cause, Day, StateId};

/// The status of a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Signed, not yet in force for it.
    Signed,
    /// A member.
    InForce,
    /// A member whose participation is suspended.
    Frozen,
    /// Left, or did not renew.
    Withdrawn,
    /// Put out by the others.
    Expelled,
    /// The treaty ended.
    EndedWithTreaty,
    /// The state ended.
    EndedWithState,
}

impl Status {
    const ALL: [Self; 7] = [
        Self::Signed,
        Self::InForce,
        Self::Frozen,
        Self::Withdrawn,
        Self::Expelled,
        Self::EndedWithTreaty,
        Self::EndedWithState,
    ];

    /// Whether the membership goes on (signed, in force or frozen).
    pub fn is_open(self) -> bool {
        matches!(self, Self::Signed | Self::InForce | Self::Frozen)
    }

    /// Whether the treaty is in force for the member, taking part or frozen.
    pub fn is_member(self) -> bool {
        matches!(self, Self::InForce | Self::Frozen)
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Signed => "signed",
            Self::InForce => "in force",
            Self::Frozen => "frozen",
            Self::Withdrawn => "withdrawn",
            Self::Expelled => "expelled",
            Self::EndedWithTreaty => "ended with treaty",
            Self::EndedWithState => "ended with state",
        }
    }

    /// As a cell of a column holds it.
    pub(crate) fn cell(self) -> f64 {
        f64::from(self as u8)
    }

    /// The status that stands in a cell of [`Field::STATUS`](crate::Field::STATUS); `None` if there is no membership.
    pub fn read(cell: Option<f64>) -> Option<Self> {
        cell.map(Self::of_cell)
    }

    #[inline]
    pub(crate) fn of_cell(cell: f64) -> Self {
        Self::ALL[cell as usize]
    }
}

/// A spell of membership.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Membership {
    /// The member.
    pub state: StateId,
    /// Where it stands.
    pub status: Status,
    /// First day of the spell: signature, or entry into force if no signature is recorded.
    pub since: Day,
    /// Entry into force for the member.
    pub in_force: Option<Day>,
    /// Since when it has the present status.
    pub changed: Day,
    /// Why it ended, if it did.
    pub cause: Option<Cause>,
    /// Its row among the world's memberships, in the order in which they began.
    pub row: usize,
}

/// Where a treaty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TreatyStatus {
    /// Not opened yet.
    #[default]
    Unborn,
    /// Signed, not in force.
    Signed,
    /// In force.
    InForce,
    /// Ended.
    Ended(Cause),
}

impl TreatyStatus {
    /// Whether the treaty is open (signed or in force).
    pub fn is_open(self) -> bool {
        matches!(self, Self::Signed | Self::InForce)
    }

    /// As a cell of a column holds it; a treaty that was never opened has none.
    pub(crate) fn cell(self) -> f64 {
        match self {
            Self::Unborn => f64::NAN,
            Self::Signed => 0.0,
            Self::InForce => 1.0,
            Self::Ended(cause) => 2.0 + cause.cell(),
        }
    }

    #[inline]
    pub(crate) fn of_cell(cell: Option<f64>) -> Self {
        match cell {
            None => Self::Unborn,
            Some(0.0) => Self::Signed,
            Some(1.0) => Self::InForce,
            Some(ended) => Self::Ended(Cause::of_cell(ended - 2.0)),
        }
    }
}

/// Why a world refuses an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Events come in the order of their days.
    #[error("the event on {event} comes before the world's day {world}")]
    OutOfOrder {
        /// The event's day.
        event: Day,
        /// The world's day.
        world: Day,
    },
    /// The treaty was opened before and has not ended.
    #[error("{0} is already open")]
    AlreadyOpen(String),
    /// The treaty is in force already.
    #[error("{0} is already in force")]
    AlreadyInForce(String),
    /// The treaty is not open: not signed yet, or ended.
    #[error("{0} is not open then")]
    NotOpen(String),
    /// The treaty is not in force.
    #[error("{0} is not in force then")]
    NotInForce(String),
    /// The state is already a member or signatory.
    #[error("{state} is already in {treaty}")]
    AlreadyIn {
        /// The state's key.
        state: String,
        /// The treaty's key.
        treaty: String,
    },
    /// The state is not in the treaty.
    #[error("{state} is not in {treaty} then")]
    NotIn {
        /// The state's key.
        state: String,
        /// The treaty's key.
        treaty: String,
    },
    /// Only a member in force can freeze, only a frozen one can thaw.
    #[error("{state} is {status} in {treaty} then")]
    WrongStatus {
        /// The state's key.
        state: String,
        /// The treaty's key.
        treaty: String,
        /// Its status, in words.
        status: &'static str,
    },
    /// The state exists already, or no longer; or it is already in unrest, or no longer.
    #[error("{0} {1}")]
    Existence(String, &'static str),
    /// A call, summit or dispute with that key is known already.
    #[error("`{0}` happened already")]
    Twice(String),
    /// No such call, summit or dispute.
    #[error("there was no `{0}` before")]
    Unknown(String),
    /// A state that answered, voted or took a side already.
    #[error("{0} has already done so")]
    Again(String),
    /// A dispute that is over.
    #[error("`{0}` is over then")]
    Over(String),
    /// A tie, pact or dispute of a state with itself.
    #[error("{0} stands on both sides")]
    Itself(String),
    /// A figure or tie that is not a finite number.
    #[error("the value is not a finite number")]
    NotFinite,
    /// A field, network or row that the world's layout does not have, or whose values are not set by events.
    #[error("{0}")]
    Layout(String),
}
