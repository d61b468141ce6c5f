//! The figures of states that processes read.

use serde::{Deserialize, Serialize};

use crate::layout::Field;

/// A measured property of a state, under the name that panels use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Variable {
    /// Share of the world's material capabilities (COW CINC, 0–1). Files called it `capability` once.
    #[serde(alias = "capability")]
    Cinc,
    /// Military personnel that are not bound elsewhere, in thousands.
    UsableForce,
    /// Electoral democracy index of V-Dem (`v2x_polyarchy`, 0–1).
    Polyarchy,
    /// Ideal point in the UN General Assembly (Bailey, Strezhnev and Voeten 2017; about −3 to 3).
    IdealPoint,
}

impl Variable {
    /// All of them, in a fixed order.
    pub const ALL: [Self; 4] = [Self::Cinc, Self::UsableForce, Self::Polyarchy, Self::IdealPoint];

    /// The name used in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cinc => "cinc",
            Self::UsableForce => "usable_force",
            Self::Polyarchy => "polyarchy",
            Self::IdealPoint => "ideal_point",
        }
    }

    /// The word for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Cinc => "capability",
            Self::UsableForce => "usable force",
            Self::Polyarchy => "polyarchy",
            Self::IdealPoint => "ideal_point",
        }
    }

    /// Its field in a world.
    pub fn field(self) -> Field {
        match self {
            Self::Cinc => Field::CINC,
            Self::UsableForce => Field::USABLE_FORCE,
            Self::Polyarchy => Field::POLYARCHY,
            Self::IdealPoint => Field::IDEAL_POINT,
        }
    }
}

impl From<Variable> for Field {
    fn from(variable: Variable) -> Self {
        variable.field()
    }
}

impl std::str::FromStr for Variable {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let name = if text == "capability" { "cinc" } else { text };
        let found = Self::ALL.into_iter().find(|variable| variable.name() == name);
        found.ok_or_else(|| format!("`{text}` is not a variable; known: {}", Self::ALL.map(Self::name).join(", ")))
    }
}
