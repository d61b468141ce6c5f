//! What panels there are, and what a variable is; the variables themselves stand in [`crate::variables`].

use foedera_store::WorldFile;

use crate::alliance::{ALLIANCE, MEMBER};
use crate::dyadic::provider_of;
use crate::monadic::Rule;
use crate::source::furthest;

/// What the rows of a panel are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PanelKind {
    /// A state in a year.
    StateYear,
    /// A pair of states in a year, once.
    DyadYear,
    /// A pair of states in a year, in both orders.
    DirectedDyadYear,
    /// A member of an alliance in a year.
    MemberYear,
    /// An alliance in a year.
    AllianceYear,
}

impl PanelKind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::StateYear, Self::DyadYear, Self::DirectedDyadYear, Self::MemberYear, Self::AllianceYear];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::StateYear => "state-year",
            Self::DyadYear => "dyad-year",
            Self::DirectedDyadYear => "directed-dyad-year",
            Self::MemberYear => "member-year",
            Self::AllianceYear => "alliance-year",
        }
    }
}

impl std::str::FromStr for PanelKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let known = Self::ALL.map(Self::name).join(", ");
        Self::ALL.into_iter().find(|kind| kind.name() == text).ok_or_else(|| format!("use one of {known}"))
    }
}

/// What a variable belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// A state: in panels of pairs it becomes two columns, `…1` and `…2`.
    State,
    /// A pair, the same both ways.
    Pair,
    /// A pair, from the first to the second: in panels of undirected pairs two columns, `…_12` and `…_21`.
    DirectedPair,
    /// An alliance.
    Alliance,
    /// A member of an alliance.
    Member,
}

/// A variable.
pub struct Variable {
    /// Its name: the column.
    pub name: &'static str,
    /// What it is, with its definition and paper where it is derived.
    pub what: &'static str,
    /// Its unit or values.
    pub unit: &'static str,
    /// The tables of the world file that it is made of.
    pub frames: &'static [&'static str],
    /// What it belongs to.
    pub level: Level,
    /// Whether it takes whole numbers only.
    pub whole: bool,
    pub(crate) rule: Option<Rule>,
}

impl Variable {
    /// What it is in a panel of this kind: an obligation of a pair is one of some member in panels of alliances.
    pub fn meaning(&self, kind: PanelKind) -> String {
        let alliances = matches!(kind, PanelKind::MemberYear | PanelKind::AllianceYear);
        if alliances && self.level == Level::DirectedPair {
            return format!("some member owes the others {} (ATOP)", self.name);
        }
        self.what.to_owned()
    }

    /// Whether it is given by any one of its tables, instead of made of all.
    fn is_one_of(&self) -> bool {
        matches!(self.rule, Some(Rule::Column(_) | Rule::LeaderChanges))
    }

    /// Whether a world has the data for it: one of the tables of a value that several give, else all.
    pub fn available(&self, world: &WorldFile) -> bool {
        if self.is_one_of() {
            !self.used_frames(world).is_empty()
        } else {
            self.used_frames(world).len() == self.frames.len()
        }
    }

    /// The tables of a world that it is made of: of several that give one value, the one that reaches furthest.
    pub fn used_frames(&self, world: &WorldFile) -> Vec<&'static str> {
        if self.is_one_of() {
            return furthest(world, self.frames.iter().copied()).into_iter().collect();
        }
        let has = |frame: &&str| world.frames().iter().any(|info| info.name == **frame);
        self.frames.iter().copied().filter(has).collect()
    }

    /// Whether a panel of this kind can have it.
    pub fn fits(&self, kind: PanelKind) -> bool {
        match kind {
            PanelKind::StateYear => self.level == Level::State,
            PanelKind::DyadYear | PanelKind::DirectedDyadYear => {
                self.level == Level::State || provider_of(self.name).is_some()
            }
            PanelKind::MemberYear => {
                self.level == Level::State || ALLIANCE.contains(&self.name) || MEMBER.contains(&self.name)
            }
            PanelKind::AllianceYear => ALLIANCE.contains(&self.name),
        }
    }
}
