//! What a treaty is, apart from its members.

use serde::{Deserialize, Serialize};

use crate::When;

/// What the parties owe each other (the classes of ATOP, and plain cooperation).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Obligation {
    /// To help a member that is attacked.
    Defense,
    /// To help a member that attacks.
    Offense,
    /// To stay out of a member's conflict.
    Neutrality,
    /// Not to use force against each other.
    Nonaggression,
    /// To consult in a crisis.
    Consultation,
    /// To cooperate in other ways.
    Cooperation,
}

impl Obligation {
    /// All of them, in a fixed order.
    pub const ALL: [Self; 6] =
        [Self::Defense, Self::Offense, Self::Neutrality, Self::Nonaggression, Self::Consultation, Self::Cooperation];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Defense => "defense",
            Self::Offense => "offense",
            Self::Neutrality => "neutrality",
            Self::Nonaggression => "nonaggression",
            Self::Consultation => "consultation",
            Self::Cooperation => "cooperation",
        }
    }
}

impl std::str::FromStr for Obligation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|obligation| obligation.name() == text);
        found.ok_or_else(|| format!("`{text}` is not an obligation; known: {}", Self::ALL.map(Self::name).join(", ")))
    }
}

/// A set of obligations, as classes; files list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Obligation>", into = "Vec<Obligation>")]
pub struct Obligations(u8);

impl Obligations {
    /// Whether a class is among them.
    pub fn contains(self, obligation: Obligation) -> bool {
        self.0 & (1 << obligation as u8) != 0
    }

    /// The classes, in the order of [`Obligation::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Obligation> {
        Obligation::ALL.into_iter().filter(move |obligation| self.contains(*obligation))
    }

    /// As a cell of a column holds them.
    pub(crate) fn cell(self) -> f64 {
        f64::from(self.0)
    }

    pub(crate) fn of_cell(cell: f64) -> Self {
        Self(cell as u8)
    }
}

impl FromIterator<Obligation> for Obligations {
    fn from_iter<I: IntoIterator<Item = Obligation>>(list: I) -> Self {
        Self(list.into_iter().fold(0, |bits, obligation| bits | 1 << obligation as u8))
    }
}

impl From<Vec<Obligation>> for Obligations {
    fn from(list: Vec<Obligation>) -> Self {
        list.into_iter().collect()
    }
}

impl From<Obligations> for Vec<Obligation> {
    fn from(set: Obligations) -> Self {
        set.iter().collect()
    }
}

/// One article: the obligation, what triggers it, in one sentence of ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The instrument it stands in, e.g. `CST 1992`.
    pub instrument: String,
    /// Its number, as text.
    pub number: String,
    /// What calls it, e.g. `external_attack`.
    pub trigger: String,
    /// What is then owed.
    pub obligation: String,
    /// What it says, in our words.
    pub summary: String,
    /// From when this wording holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<When>,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<When>,
    /// The sources.
    pub sources: Vec<String>,
    /// How well the sources support it: `high`, `medium` or `low`.
    pub certainty: String,
}

/// The term of a treaty and the right to leave it, as agreed at one date; a renegotiation begins another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// From when it holds.
    pub from: When,
    /// Whether members may renounce the treaty before its term is over (ATOP `renounce` above 0).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renunciation: Option<bool>,
    /// Length of the first term in months; 0 for a treaty without a term (ATOP `length`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub months: Option<u16>,
    /// Length of each further term in months; 0 if it is not renewed for a term (ATOP `proren`, `renewlgt`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renewal_months: Option<u16>,
}

/// A treaty's fixed description. Who is in it, and when, stands in the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Treaty {
    /// Short key, upper case, e.g. `CSTO` or `ATOP-4220`.
    pub key: String,
    /// Full name.
    pub name: String,
    /// Other names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Number in the ATOP dataset.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub atop: Option<u32>,
    /// What was owed at the start; amendments are events.
    pub obligations: Vec<Obligation>,
    /// Concluded during a war by its belligerents (ATOP `wartime`); `None` if not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wartime: Option<bool>,
    /// Its terms in the order of their dates; empty if not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub terms: Vec<Term>,
    /// How decisions are made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision_rule: Option<String>,
    /// The articles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub articles: Vec<Article>,
    /// The sources.
    pub sources: Vec<String>,
}
