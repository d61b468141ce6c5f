//! The catalogue of effects: names, definitions, formulas, papers, what they need, what they cost.
//!
//! What the formulas mean is computed in `effect`; how a term of a formula finds its data in `bind`.

use crate::relational::effect::{Kind, Shift};
use crate::relational::model_kind::ModelKind;

/// What an effect is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// One network.
    Network,
    /// Two networks, `list(a, b)`.
    TwoNetworks,
    /// An attribute of actors.
    Value,
    /// An attribute of the sender and one of the receiver; one name stands for both.
    TwoValues,
    /// A network and an attribute of those who send in it.
    NetworkAndValue,
    /// The last event, or the past ones.
    Events,
}

/// What a name presets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Preset {
    pub(crate) weighted: bool,
    pub(crate) smaller: bool,
    /// Of the sender, of the receiver, or as the model and `type` say.
    pub(crate) ego: Option<bool>,
}

/// An effect of the catalogue.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// The name in formulas.
    pub name: &'static str,
    /// What it says, in words.
    pub says: &'static str,
    /// The formula: x_ij is the value of a tie, b_ij = 1 where x_ij > 0, z a value of actors.
    pub formula: &'static str,
    /// Where it is from.
    pub paper: &'static str,
    /// What computing it anew costs when a tie changes, n actors of degree d.
    pub cost: &'static str,
    /// What it is of.
    pub needs: Needs,
    pub(crate) kind: Kind,
    pub(crate) preset: Preset,
}

impl Entry {
    /// Whether it has a meaning in a model by itself.
    pub fn serves(&self, law: ModelKind) -> bool {
        // `type` makes some of the sender.
        let of_sender = match self.preset.ego {
            Some(ego) => [ego, ego],
            None if has_type(self.kind) => [true, false],
            None => [self.kind == Kind::Ego; 2],
        };
        of_sender.into_iter().any(|of_sender| has_meaning(law, &[self.kind], of_sender))
    }

    /// Whether it is a participation shift: of the last event it says yes or no.
    pub fn is_last_event(&self) -> bool {
        matches!(self.kind, Kind::Shift(_))
    }

    /// The arguments that it takes.
    pub fn arguments(&self) -> Vec<&'static str> {
        let mut list = Vec::new();
        if matches!(self.kind, Kind::Repetition(_)) {
            return vec!["order"];
        }
        if matches!(self.needs, Needs::Network | Needs::TwoNetworks | Needs::NetworkAndValue) {
            list.extend(["window", "half_life"]);
        }
        if can_be_weighted(self.kind) {
            list.push("weighted");
        }
        if self.preset.ego.is_none() && has_type(self.kind) {
            list.push("type");
        }
        // As in goldfish, which knows no two modes of paths within one set of actors.
        if !matches!(self.kind, Kind::Trans | Kind::Cycle | Kind::NodeTrans | Kind::Shift(_))
            && self.needs != Needs::TwoNetworks
        {
            list.push("is_two_mode");
        }
        if matches!(self.kind, Kind::Trans | Kind::Cycle) && self.needs == Needs::Network && !self.preset.smaller {
            list.push("history");
        }
        list.extend(["transformer_fn", "ignore_repetitions"]);
        list
    }
}

/// Whether a number of one actor is meant, which `type` can make that of the sender.
pub(crate) fn has_type(kind: Kind) -> bool {
    matches!(kind, Kind::Indegree | Kind::Outdegree | Kind::TotalDegree | Kind::NodeTrans | Kind::Tertius)
}

/// Whether a product of effects differs between the options of a model; `of_sender`: it is a number of the sender alone.
pub(crate) fn has_meaning(law: ModelKind, kinds: &[Kind], of_sender: bool) -> bool {
    let is_any = |wanted: fn(&Kind) -> bool| kinds.iter().any(wanted);
    let fits = match law {
        ModelKind::Rate => of_sender,
        ModelKind::Choice => !of_sender,
        ModelKind::Rem | ModelKind::Response => true,
        // The last event is one from a sender to a receiver.
        ModelKind::Coordination | ModelKind::Sets => !of_sender && !is_any(|kind| matches!(kind, Kind::Shift(_))),
    };
    fits && (law == ModelKind::Sets || !is_any(|kind| matches!(kind, Kind::Repetition(_))))
}

pub(crate) fn can_be_weighted(kind: Kind) -> bool {
    matches!(kind, Kind::Tie | Kind::Recip | Kind::Indegree | Kind::Outdegree | Kind::TotalDegree)
}

const STADTFELD: &str = "Stadtfeld and Block 2017, Sociological Science 4";
const BUTTS: &str = "Butts 2008, Sociological Methodology 38";
const MIXED: &str = "Stadtfeld, Hollway and Block 2017, Sociological Methodology 47";
const GIBSON: &str = "Gibson 2003, Social Forces 81";
const REMSTATS: &str = "Meijerink-Bosman et al. 2022, remstats";

const PLAIN: Preset = Preset { weighted: false, smaller: false, ego: None };
const WEIGHTED: Preset = Preset { weighted: true, ..PLAIN };
const SMALLER: Preset = Preset { smaller: true, ..PLAIN };
const fn of(ego: bool, weighted: bool) -> Preset {
    Preset { weighted, ego: Some(ego), ..PLAIN }
}

macro_rules! entries {
    ($($name:literal, $kind:expr, $preset:expr, $needs:ident, $cost:literal, $paper:expr, $formula:literal, $says:literal;)*) => {
        &[$(Entry { name: $name, says: $says, formula: $formula, paper: $paper, cost: $cost, needs: Needs::$needs, kind: $kind, preset: $preset }),*]
    };
}

/// All effects, in the order of the documentation.
pub const EFFECTS: &[Entry] = entries![
    "inertia", Kind::Tie, PLAIN, Network, "1", STADTFELD, "b_ij (weighted: x_ij)", "the sender has done so before";
    "tie", Kind::Tie, PLAIN, Network, "1", STADTFELD, "b_ij (weighted: x_ij)", "there is a tie in another network, or a covariate of the pair";
    "recip", Kind::Recip, PLAIN, Network, "1", STADTFELD, "b_ji (weighted: x_ji)", "the receiver has done so towards the sender";
    "indeg", Kind::Indegree, PLAIN, Network, "n", STADTFELD, "Σ_k b_kj; of i with type = \"ego\"", "how many send to the actor";
    "outdeg", Kind::Outdegree, PLAIN, Network, "n", STADTFELD, "Σ_k b_jk; of i with type = \"ego\"", "to how many the actor sends";
    "trans", Kind::Trans, PLAIN, Network, "2 d", STADTFELD, "Σ_k b_ik b_kj", "a partner of partners";
    "cycle", Kind::Cycle, PLAIN, Network, "2 d", STADTFELD, "Σ_k b_jk b_ki", "who sends to those who send to the sender";
    "common_sender", Kind::CommonSender, PLAIN, Network, "2 d", STADTFELD, "Σ_k b_ki b_kj", "both receive from the same";
    "common_receiver", Kind::CommonReceiver, PLAIN, Network, "2 d", STADTFELD, "Σ_k b_ik b_jk", "both send to the same";
    "four", Kind::Four, PLAIN, Network, "3 d²", STADTFELD, "paths i → k ← h → j with h ≠ i, k ≠ j", "who sends to the same as the sender sends there, too";
    "node_trans", Kind::NodeTrans, PLAIN, Network, "n + d²", STADTFELD, "Σ_kl b_vk b_kl b_vl of one actor v", "how closed the surroundings of the actor are";
    "mixed_trans", Kind::Trans, PLAIN, TwoNetworks, "2 d", MIXED, "Σ_k a_ik b_kj", "a partner in the second network of a partner in the first: the friend's enemy";
    "mixed_cycle", Kind::Cycle, PLAIN, TwoNetworks, "2 d", MIXED, "Σ_k a_jk b_ki", "the receiver's partner in the first network sends to the sender in the second";
    "mixed_common_sender", Kind::CommonSender, PLAIN, TwoNetworks, "4 d", MIXED, "Σ_k (a_ki b_kj + b_ki a_kj)", "a third sends to both, to one in each network";
    "mixed_common_receiver", Kind::CommonReceiver, PLAIN, TwoNetworks, "4 d", MIXED, "Σ_k (a_ik b_jk + b_ik a_jk)", "both send to a third, one in each network";
    "ego", Kind::Ego, PLAIN, Value, "n", STADTFELD, "z_i", "the value of the sender";
    "alter", Kind::Alter, PLAIN, Value, "n", STADTFELD, "z_j", "the value of the receiver";
    "same", Kind::Same, PLAIN, TwoValues, "2 n", STADTFELD, "1 where z_i = z_j", "both have the same value";
    "diff", Kind::Diff, PLAIN, TwoValues, "2 n", STADTFELD, "|z_i − z_j|", "how far apart their values are";
    "sim", Kind::Sim, PLAIN, TwoValues, "2 n", STADTFELD, "−|z_i − z_j|", "how near their values are";
    "ego_alter", Kind::EgoAlter, PLAIN, TwoValues, "2 n", STADTFELD, "z_i y_j", "the product of their values";
    "ego_alter_interaction", Kind::EgoAlter, PLAIN, TwoValues, "2 n", STADTFELD, "z_i y_j", "the product of their values; list(actors$z, actors$y)";
    "tertius", Kind::Tertius, PLAIN, NetworkAndValue, "n", STADTFELD, "A_j = Σ_k b_kj z_k / Σ_k b_kj; the mean of the others' where nobody sends", "the mean value of those who send to the actor";
    "tertius_diff", Kind::TertiusDiff, PLAIN, NetworkAndValue, "n", STADTFELD, "|z_i − A_j|; the mean over all pairs that have one where nobody sends", "how far the sender is from those who send to the receiver";
    "reciprocity", Kind::Recip, WEIGHTED, Network, "1", BUTTS, "x_ji", "how often the receiver has done so towards the sender";
    "indegreeSender", Kind::Indegree, of(true, true), Network, "n", BUTTS, "Σ_k x_ki", "how often others have sent to the sender";
    "indegreeReceiver", Kind::Indegree, of(false, true), Network, "n", BUTTS, "Σ_k x_kj", "how often others have sent to the receiver";
    "outdegreeSender", Kind::Outdegree, of(true, true), Network, "n", BUTTS, "Σ_k x_ik", "how often the sender has sent";
    "outdegreeReceiver", Kind::Outdegree, of(false, true), Network, "n", BUTTS, "Σ_k x_jk", "how often the receiver has sent";
    "totaldegreeSender", Kind::TotalDegree, of(true, true), Network, "2 n", BUTTS, "Σ_k (x_ki + x_ik)", "how often the sender has taken part";
    "totaldegreeReceiver", Kind::TotalDegree, of(false, true), Network, "2 n", BUTTS, "Σ_k (x_kj + x_jk)", "how often the receiver has taken part";
    "otp", Kind::Trans, SMALLER, Network, "2 d", REMSTATS, "Σ_k min(x_ik, x_kj)", "outgoing two-paths";
    "itp", Kind::Cycle, SMALLER, Network, "2 d", REMSTATS, "Σ_k min(x_jk, x_ki)", "incoming two-paths";
    "osp", Kind::CommonReceiver, SMALLER, Network, "2 d", REMSTATS, "Σ_k min(x_ik, x_jk)", "outgoing shared partners";
    "isp", Kind::CommonSender, SMALLER, Network, "2 d", REMSTATS, "Σ_k min(x_ki, x_kj)", "incoming shared partners";
    "send", Kind::Ego, of(true, false), Value, "n", BUTTS, "z_i", "the value of the sender";
    "receive", Kind::Alter, of(false, false), Value, "n", BUTTS, "z_j", "the value of the receiver";
    "difference", Kind::Diff, PLAIN, TwoValues, "2 n", REMSTATS, "|z_i − z_j|", "how far apart their values are";
    "average", Kind::Average, PLAIN, TwoValues, "2 n", REMSTATS, "(z_i + z_j) / 2", "the mean of their values";
    "minimum", Kind::Minimum, PLAIN, TwoValues, "2 n", REMSTATS, "min(z_i, z_j)", "the smaller of their values: the weaker link";
    "maximum", Kind::Maximum, PLAIN, TwoValues, "2 n", REMSTATS, "max(z_i, z_j)", "the larger of their values";
    "psABBA", Kind::Shift(Shift::AbBa), PLAIN, Events, "2", GIBSON, "1 where (i, j) = (B, A), the last event A → B", "the answer at once";
    "psABBY", Kind::Shift(Shift::AbBy), PLAIN, Events, "2 n", GIBSON, "1 where i = B, j ∉ {A, B}", "it is passed on";
    "psABAB", Kind::Shift(Shift::AbAb), PLAIN, Events, "2", GIBSON, "1 where (i, j) = (A, B)", "the same again";
    "psABAY", Kind::Shift(Shift::AbAy), PLAIN, Events, "2 n", GIBSON, "1 where i = A, j ∉ {A, B}", "the sender goes on, to another";
    "psABXA", Kind::Shift(Shift::AbXa), PLAIN, Events, "2 n", GIBSON, "1 where j = A, i ∉ {A, B}", "a third turns to the last sender";
    "psABXB", Kind::Shift(Shift::AbXb), PLAIN, Events, "2 n", GIBSON, "1 where j = B, i ∉ {A, B}", "a third turns to the last receiver, too";
    "psABXY", Kind::Shift(Shift::AbXy), PLAIN, Events, "n²", GIBSON, "1 where neither i nor j is A or B", "others among themselves";
    "repetition", Kind::Repetition(1), PLAIN, Events, "d", "Lerner and Lomi 2022, Journal of Complex Networks 10", "Σ_past h' C(|h ∩ h'|, p) / C(|h|, p), p the order", "how often parts of p members have met before, in an event of the same sender if there are senders";
];

/// The entry of a name.
pub fn find(name: &str) -> Option<&'static Entry> {
    EFFECTS.iter().find(|entry| entry.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_said_once_and_every_effect_serves_a_law() {
        for (place, entry) in EFFECTS.iter().enumerate() {
            assert!(EFFECTS[..place].iter().all(|other| other.name != entry.name), "{}", entry.name);
            let laws = [ModelKind::Choice, ModelKind::Rate, ModelKind::Rem, ModelKind::Sets];
            assert!(laws.iter().any(|law| entry.serves(*law)), "{}", entry.name);
        }
        assert!(!find("recip").unwrap().serves(ModelKind::Rate) && !find("ego").unwrap().serves(ModelKind::Choice));
        assert!(find("outdeg").unwrap().serves(ModelKind::Rate) && find("inertja").is_none());
        assert!(
            !find("psABBA").unwrap().serves(ModelKind::Sets) && !find("repetition").unwrap().serves(ModelKind::Rem)
        );
    }
}
