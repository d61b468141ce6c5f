//! A negotiation as data: issues with scales, actors with what they want and how much they care, and what each number
//! rests on.
//!
//! A [`Problem`] is read from TOML ([`Problem::read`]), where every number says why it is what it is, or from CSV
//! ([`Problem::from_csv`]), where none does. A judgement is always a range, never one number. [`Problem::draw`] makes
//! it a [`Setting`](crate::Setting) that everything else computes with.
//!
//! Left to others: which sources, states and treaties there are ([`Outside`] asks the caller), what is computed.

mod quantity;
mod read;
mod table;
mod write;

use foedera_world::Day;

pub use quantity::{Bounds, Quantity};
pub use read::{Outside, PROBLEM_SCHEMA};

use crate::{Ballot, DecisionRule, Rule, RuleError};

/// A negotiation.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Key.
    pub id: String,
    /// Title.
    pub title: String,
    /// The day on which the text was on the table; nothing later may inform a position. A CSV file has none.
    pub date: Option<Day>,
    /// The treaty's key in the atlas, if it is a treaty's.
    pub treaty: Option<String>,
    /// Background.
    pub note: String,
    /// What is negotiated; at least one issue.
    pub issues: Vec<Issue>,
    /// Who negotiates; at least two.
    pub actors: Vec<Actor>,
    /// Who must agree, if the file says so; its names are those of actors.
    pub rule: Option<DecisionRule>,
    /// What came of it, for scoring only.
    pub happened: Option<Happened>,
}

/// One question of the negotiation, as a scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Issue {
    /// Key.
    pub id: String,
    /// What the scale measures.
    pub name: String,
    /// Its ends, low then high.
    pub scale: Bounds,
    /// What values mean, in the order of values; a TOML file labels both ends.
    pub labels: Vec<Label>,
    /// What holds without an agreement; `None` where it is not known.
    pub reference: Option<Stated>,
    /// The text on the table; `None` where it is not known.
    pub draft: Option<Stated>,
    /// What was agreed, for scoring only; `None` where nothing was, or where it is not known.
    pub outcome: Option<Stated>,
}

/// What a value of a scale means.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// The value.
    pub at: f64,
    /// Its meaning.
    pub text: String,
}

/// Who negotiates.
#[derive(Debug, Clone, PartialEq)]
pub struct Actor {
    /// Key.
    pub id: String,
    /// Name.
    pub name: String,
    /// The state's key in the atlas, if it is a state.
    pub state: Option<String>,
    /// What it wants and how much it cares, one for each issue in their order.
    pub stances: Vec<Stance>,
    /// What it can bring to bear.
    pub capability: Capability,
    /// What signing costs it at home, whatever the text says; not negative. The unit is the utility in which an issue
    /// of salience 1 is worth 1 from one end of its scale to the other. `None` where nothing is stated.
    pub signing_cost: Option<Stated>,
    /// What it is given for signing, in the same unit; not negative. `None` where nothing is stated.
    pub side_payment: Option<Stated>,
}

/// An actor's stand on an issue.
#[derive(Debug, Clone, PartialEq)]
pub struct Stance {
    /// The outcome it wants most, on the issue's scale.
    pub position: Stated,
    /// How much it cares, from 0 to 1.
    pub salience: Stated,
}

/// What an actor can bring to bear: not negative, on any scale that is the same for all actors.
#[derive(Debug, Clone, PartialEq)]
pub enum Capability {
    /// The same on every issue; drawn once.
    Same(Stated),
    /// One for each issue, in their order.
    ByIssue(Vec<Stated>),
}

/// A number and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Stated {
    /// The number as it is known.
    pub quantity: Quantity,
    /// What it rests on; a CSV file does not say.
    pub basis: Option<Basis>,
}

/// What a number rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// Why it is this number, in a sentence.
    pub why: String,
    /// Keys of the sources; never empty unless it is a judgement.
    pub sources: Vec<String>,
    /// Whether a person chose the number, be it after reading the sources. A judgement is a range.
    pub judgement: bool,
}

/// What an actor did with the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conduct {
    /// Signed.
    Signed,
    /// Was ready to sign, or is reported to have been, while the text was not put to signature.
    Ready,
    /// Refused.
    Refused,
    /// Was absent.
    Absent,
}

/// What came of the negotiation.
#[derive(Debug, Clone, PartialEq)]
pub struct Happened {
    /// Whether the text passed; `None` where it is not known.
    pub adopted: Option<bool>,
    /// What each actor did, in their order; `None` where it is not known.
    pub conduct: Vec<Option<Conduct>>,
    /// What this rests on.
    pub basis: Basis,
}

impl Conduct {
    /// Its place under a decision rule: readiness counts as a signature, absence as an abstention.
    pub fn stand(self) -> Ballot {
        match self {
            Self::Signed | Self::Ready => Ballot::Signs,
            Self::Refused => Ballot::Objects,
            Self::Absent => Ballot::Abstains,
        }
    }
}

impl Problem {
    /// The same problem with its actors in another order: at each place, which actor stands there.
    pub(crate) fn in_order(&self, order: &[usize]) -> Self {
        let happened = self.happened.as_ref().map(|happened| Happened {
            conduct: order.iter().map(|actor| happened.conduct[*actor]).collect(),
            ..happened.clone()
        });
        Self { actors: order.iter().map(|actor| self.actors[*actor].clone()).collect(), happened, ..self.clone() }
    }

    /// The place of the actor with this key.
    pub fn actor(&self, id: &str) -> Option<usize> {
        self.actors.iter().position(|actor| actor.id == id)
    }

    /// The place of the issue with this key.
    pub fn issue(&self, id: &str) -> Option<usize> {
        self.issues.iter().position(|issue| issue.id == id)
    }

    /// What an actor can bring to bear on an issue.
    pub fn capability(&self, actor: usize, issue: usize) -> &Stated {
        match &self.actors[actor].capability {
            Capability::Same(stated) => stated,
            Capability::ByIssue(list) => &list[issue],
        }
    }

    /// Every number that is stated, an actor's capability once for each issue.
    pub fn stated(&self) -> impl Iterator<Item = &Stated> {
        let of_issues = self.issues.iter().flat_map(|issue| [&issue.reference, &issue.draft, &issue.outcome]);
        let of_actors = self.actors.iter().flat_map(|actor| [&actor.signing_cost, &actor.side_payment]);
        let of_stances = self.actors.iter().enumerate().flat_map(move |(place, actor)| {
            let stances = actor.stances.iter().enumerate();
            stances.flat_map(move |(issue, own)| [&own.position, &own.salience, self.capability(place, issue)])
        });
        of_issues.chain(of_actors).flatten().chain(of_stances)
    }

    /// A rule in terms of this problem's actors. Where weights are needed and not given, an actor's weight is its
    /// central capability, averaged over the issues.
    ///
    /// # Errors
    /// If the rule names an actor that is not here, or weighs some actors and not others.
    pub fn rule_for(&self, rule: &DecisionRule) -> Result<Rule, RuleError> {
        let actors: Vec<&str> = self.actors.iter().map(|actor| actor.id.as_str()).collect();
        let mean = |actor: usize| {
            let all: f64 = (0..self.issues.len()).map(|issue| self.capability(actor, issue).quantity.central()).sum();
            all / self.issues.len() as f64
        };
        let capabilities: Vec<f64> = (0..actors.len()).map(mean).collect();
        rule.for_actors(&actors, &capabilities)
    }
}
