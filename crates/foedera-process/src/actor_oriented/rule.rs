//! Who may change a tie, and who must agree.

use foedera_math::ln;

/// How a tie comes to change. The non-directed rules are those of Snijders and Pickup (2017), Oxford Handbook of Political
/// Networks, chapter 10; p is the share of yes in a logit, f the objective.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Directed: an actor toggles one of its ties or none, by a multinomial logit of its objective (RSiena model type 1).
    Directed,
    /// D.1: as the directed rule, but the tie is of both; the other must put up with it (model type 2).
    Forcing,
    /// M.1: as D.1, but a new tie needs the consent of the other, p = logit(its gain); an end needs none (model type 3).
    Confirmation,
    /// D.2: two actors meet, one of them, either with the same chance, says whether there is a tie (model type 4).
    PairForcing,
    /// M.2: two actors meet, and there is a tie afterwards if both say yes (model type 5).
    PairConfirmation,
    /// C.2: two actors meet, and there is a tie afterwards by the logit of the sum of their gains (model type 6).
    PairJoint,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 6] =
        [Self::Directed, Self::Forcing, Self::Confirmation, Self::PairForcing, Self::PairConfirmation, Self::PairJoint];

    /// Its name in the literature: `directed`, `D.1`, `M.1`, `D.2`, `M.2`, `C.2`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Directed => "directed",
            Self::Forcing => "D.1",
            Self::Confirmation => "M.1",
            Self::PairForcing => "D.2",
            Self::PairConfirmation => "M.2",
            Self::PairJoint => "C.2",
        }
    }

    /// The rule of a model type of RSiena, 1 to 6.
    pub fn of_model_type(model_type: usize) -> Option<Self> {
        Self::ALL.get(model_type.checked_sub(1)?).copied()
    }

    /// Whether ties have a direction.
    pub fn is_directed(self) -> bool {
        self == Self::Directed
    }

    /// Whether two actors meet, instead of one choosing among all.
    pub fn is_of_pairs(self) -> bool {
        matches!(self, Self::PairForcing | Self::PairConfirmation | Self::PairJoint)
    }

    /// The parameter of ties that a network of this density (between 0 and 1) would have if there were no other effects, or near
    /// it: where to start.
    pub(crate) fn start(self, density: f64) -> f64 {
        let logit = |p: f64| ln(p / (1.0 - p));
        match self {
            Self::Directed | Self::Forcing | Self::PairForcing => logit(density),
            Self::Confirmation | Self::PairConfirmation => logit(density.sqrt()),
            Self::PairJoint => logit(density) / 2.0,
        }
    }
}
