//! Who must agree for a text to pass.

/// What an actor does with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ballot {
    /// Signs.
    Signs,
    /// Neither signs nor stands in the way: abstains, or is absent.
    Abstains,
    /// Objects.
    Objects,
}

/// A share of weight that must sign.
#[derive(Debug, Clone, PartialEq)]
pub struct Quota {
    /// The weight of each actor's vote; 1 each where heads are counted.
    pub weights: Vec<f64>,
    /// The share of all weight that is needed, from 0 to 1.
    pub share: f64,
    /// Whether the share must be exceeded, as in a simple majority, or only reached.
    pub exceeded: bool,
}

/// A decision rule: every condition must hold.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rule {
    /// How many may object. `Some(0)` is consensus, `Some(1)` consensus minus one; `None` sets no bound.
    pub objections: Option<usize>,
    /// Whether all must sign (unanimity); an abstention then defeats the text.
    pub unanimous: bool,
    /// Shares that must sign: one for a simple or qualified majority, two for a double one.
    pub quotas: Vec<Quota>,
    /// Actors without whose signature nothing passes.
    pub vetoes: Vec<usize>,
}

/// Room for rounding when weights are added up.
const ROUNDING: f64 = 1e-9;

impl Quota {
    /// Whether those who sign carry enough weight.
    pub fn met(&self, stands: &[Ballot]) -> bool {
        let all: f64 = self.weights.iter().sum();
        let signed: f64 = self.weights.iter().zip(stands).filter(|(_, s)| **s == Ballot::Signs).map(|(w, _)| w).sum();
        let need = self.share * all;
        if self.exceeded { signed > need + ROUNDING * all } else { signed >= need - ROUNDING * all }
    }
}

impl Rule {
    /// The same rule with the actors in another order: at each place, which actor stands there.
    pub(crate) fn in_order(&self, order: &[usize]) -> Self {
        let votes = |quota: &Quota| Quota {
            weights: order.iter().map(|actor| quota.weights[*actor]).collect(),
            ..quota.clone()
        };
        Self {
            quotas: self.quotas.iter().map(votes).collect(),
            vetoes: (0..order.len()).filter(|place| self.vetoes.contains(&order[*place])).collect(),
            ..self.clone()
        }
    }

    /// Whether a text passes with these stands, one for each actor.
    pub fn passes(&self, stands: &[Ballot]) -> bool {
        let objections = stands.iter().filter(|stand| **stand == Ballot::Objects).count();
        self.objections.is_none_or(|most| objections <= most)
            && (!self.unanimous || stands.iter().all(|stand| *stand == Ballot::Signs))
            && self.quotas.iter().all(|quota| quota.met(stands))
            && self.vetoes.iter().all(|actor| stands[*actor] == Ballot::Signs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Ballot::{Abstains, Objects, Signs};

    #[test]
    fn consensus_bears_absence_and_unanimity_does_not() {
        let consensus = Rule { objections: Some(0), ..Rule::default() };
        let unanimity = Rule { unanimous: true, ..Rule::default() };
        assert!(consensus.passes(&[Signs, Abstains, Signs]) && !unanimity.passes(&[Signs, Abstains, Signs]));
        assert!(!consensus.passes(&[Signs, Objects, Signs]) && unanimity.passes(&[Signs, Signs]));
        let minus_one = Rule { objections: Some(1), ..Rule::default() };
        assert!(minus_one.passes(&[Signs, Objects, Signs]) && !minus_one.passes(&[Objects, Objects, Signs]));
    }

    #[test]
    fn a_simple_majority_is_exceeded_a_qualified_one_reached() {
        let quota = |share, exceeded| Quota { weights: vec![1.0; 4], share, exceeded };
        let rule = |quotas| Rule { quotas, ..Rule::default() };
        let half = [Signs, Signs, Objects, Abstains];
        assert!(!rule(vec![quota(0.5, true)]).passes(&half) && rule(vec![quota(0.5, false)]).passes(&half));
        let double =
            rule(vec![quota(0.5, false), Quota { weights: vec![1.0, 1.0, 5.0, 5.0], share: 0.5, exceeded: true }]);
        assert!(!double.passes(&half) && double.passes(&[Objects, Objects, Signs, Signs]));
        let veto = Rule { vetoes: vec![2], ..Rule::default() };
        assert!(!veto.passes(&half) && veto.passes(&[Objects, Objects, Signs, Objects]));
    }
}
