//! Decision rules as users write them, with actors by name.

use std::fmt;
use std::str::FromStr;

use foedera_diagnostic::nearest;

use crate::{Quota, Rule};

/// What a rule may look like, for remedies.
pub const RULE_FORMS: &str = "use unanimity, consensus, consensus-minus-1, majority, qualified:0.7, double, \
     double:0.55:0.65 or weighted:0.7; then, if need be, +weights:A=3,B=1 and +veto:A,B";

/// The names of the forms.
const FORMS: [&str; 7] = ["unanimity", "consensus", "consensus-minus-1", "majority", "qualified", "weighted", "double"];

/// A decision rule by names: `consensus`, `qualified:2/3+veto:USA,CHN`, `weighted:0.7+weights:DEU=29,MLT=3`.
///
/// - `unanimity`: all sign; an absence defeats the text. `consensus`: nobody objects. `consensus-minus-1`: at most one
///   objects.
/// - `majority`: more than half of all actors sign. `qualified:S`: at least the share S of them.
/// - `weighted`: more than half of all weight signs; `weighted:S`: at least the share S of it.
/// - `double`: more than half of all actors, and of all weight; `double:H:W`: at least the shares H and W of them.
/// - `+weights:A=3,B=1` weighs every actor; without it weights are capabilities. `+veto:A,B` names those without
///   whose signature nothing passes.
#[derive(Debug, Clone, PartialEq)]
pub struct DecisionRule {
    /// What must be reached.
    pub form: Form,
    /// The weight of each actor's vote by its key; empty where capabilities are the weights.
    pub weights: Vec<(String, f64)>,
    /// Keys of those without whose signature nothing passes.
    pub vetoes: Vec<String>,
}

/// What must be reached. A share is above 0 and at most 1, and must be reached; `None` means more than half.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Form {
    /// All sign.
    Unanimity,
    /// At most so many object; 0 is consensus.
    Consensus(usize),
    /// More than half of all actors sign.
    Majority,
    /// This share of all actors signs.
    Qualified(f64),
    /// This share of all weight signs.
    Weighted(Option<f64>),
    /// Two shares: of all actors and of all weight.
    Double(Option<(f64, f64)>),
}

/// What is wrong with a decision rule, as a sentence without a full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError(String);

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RuleError {}

fn share(text: &str) -> Result<f64, RuleError> {
    let number = match text.split_once('/') {
        Some((above, below)) => above.parse::<f64>().and_then(|above| Ok(above / below.parse::<f64>()?)),
        None => text.parse(),
    };
    let inside = number.ok().filter(|share| *share > 0.0 && *share <= 1.0);
    inside.ok_or_else(|| RuleError(format!("`{text}` is not a share above 0 and up to 1")))
}

impl FromStr for Form {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let mut parts = text.split(':').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let shares = parts.map(share).collect::<Result<Vec<f64>, RuleError>>()?;
        let objections = name.strip_prefix("consensus-minus-").map(str::parse::<usize>);
        match (name, shares.as_slice(), objections) {
            ("unanimity", [], _) => Ok(Self::Unanimity),
            ("consensus", [], _) => Ok(Self::Consensus(0)),
            (_, [], Some(Ok(most))) => Ok(Self::Consensus(most)),
            ("majority", [], _) => Ok(Self::Majority),
            ("qualified", [share], _) => Ok(Self::Qualified(*share)),
            ("weighted", [], _) => Ok(Self::Weighted(None)),
            ("weighted", [share], _) => Ok(Self::Weighted(Some(*share))),
            ("double", [], _) => Ok(Self::Double(None)),
            ("double", [heads, weight], _) => Ok(Self::Double(Some((*heads, *weight)))),
            ("qualified", [], _) => Err(RuleError("`qualified` does not say which share".to_owned())),
            ("unanimity" | "consensus" | "majority" | "qualified" | "weighted" | "double", ..) => {
                Err(RuleError(format!("`{name}` does not take {} shares", shares.len())))
            }
            _ => {
                let near = nearest(name, FORMS).map_or(String::new(), |near| format!("; did you mean `{near}`?"));
                Err(RuleError(format!("`{name}` is not a decision rule{near}")))
            }
        }
    }
}

impl FromStr for DecisionRule {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        let mut parts = text.split('+').map(str::trim);
        let form: Form = parts.next().unwrap_or_default().parse()?;
        let mut rule = Self { form, weights: Vec::new(), vetoes: Vec::new() };
        for part in parts {
            match part.split_once(':') {
                Some(("weights", list)) if rule.weights.is_empty() => rule.weights = weights(list)?,
                Some(("veto", list)) if rule.vetoes.is_empty() => {
                    rule.vetoes = list.split(',').map(|name| name.trim().to_owned()).collect();
                }
                _ => return Err(RuleError(format!("`{part}` is not part of a decision rule, or stands twice"))),
            }
        }
        if !rule.weights.is_empty() && !matches!(form, Form::Weighted(_) | Form::Double(_)) {
            return Err(RuleError(format!("`{form}` counts heads, and weights are given")));
        }
        Ok(rule)
    }
}

fn weights(list: &str) -> Result<Vec<(String, f64)>, RuleError> {
    let mut found: Vec<(String, f64)> = Vec::new();
    for part in list.split(',') {
        let weight = part.split_once('=').and_then(|(name, weight)| Some((name.trim(), weight.trim().parse().ok()?)));
        let Some((name, weight)) = weight.filter(|(_, weight): &(&str, f64)| weight.is_finite() && *weight >= 0.0)
        else {
            return Err(RuleError(format!("`{}` is not a weight of the form `NAME=3`", part.trim())));
        };
        if found.iter().any(|(other, _)| other == name) {
            return Err(RuleError(format!("`{name}` is weighed twice")));
        }
        found.push((name.to_owned(), weight));
    }
    if found.iter().all(|(_, weight)| *weight == 0.0) {
        return Err(RuleError("all weights are 0".to_owned()));
    }
    Ok(found)
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unanimity => f.write_str("unanimity"),
            Self::Consensus(0) => f.write_str("consensus"),
            Self::Consensus(most) => write!(f, "consensus-minus-{most}"),
            Self::Majority => f.write_str("majority"),
            Self::Qualified(share) => write!(f, "qualified:{share}"),
            Self::Weighted(None) => f.write_str("weighted"),
            Self::Weighted(Some(share)) => write!(f, "weighted:{share}"),
            Self::Double(None) => f.write_str("double"),
            Self::Double(Some((heads, weight))) => write!(f, "double:{heads}:{weight}"),
        }
    }
}

impl fmt::Display for DecisionRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.form)?;
        for (index, (name, weight)) in self.weights.iter().enumerate() {
            write!(f, "{}{name}={weight}", if index == 0 { "+weights:" } else { "," })?;
        }
        if !self.vetoes.is_empty() {
            write!(f, "+veto:{}", self.vetoes.join(","))?;
        }
        Ok(())
    }
}

impl DecisionRule {
    /// The rule for these actors, in their order; `capabilities` are the weights where the rule gives none.
    ///
    /// # Errors
    /// If it names an actor that is not here, or weighs some actors and not others, or all weights are 0.
    pub fn for_actors(&self, actors: &[&str], capabilities: &[f64]) -> Result<Rule, RuleError> {
        let place = |name: &str| {
            actors.iter().position(|actor| *actor == name).ok_or_else(|| {
                let hint = nearest(name, actors.iter().copied());
                let hint = hint.map_or_else(|| actors.join(", "), |near| format!("did you mean `{near}`?"));
                RuleError(format!("the rule names `{name}`, which is no actor ({hint})"))
            })
        };
        let vetoes = self.vetoes.iter().map(|name| place(name)).collect::<Result<Vec<usize>, _>>()?;
        let mut rule = Rule { vetoes, ..Rule::default() };
        let heads = || vec![1.0; actors.len()];
        let quota = |weights: Vec<f64>, share: Option<f64>| Quota {
            weights,
            share: share.unwrap_or(0.5),
            exceeded: share.is_none(),
        };
        match self.form {
            Form::Unanimity => rule.unanimous = true,
            Form::Consensus(most) => rule.objections = Some(most),
            Form::Majority => rule.quotas.push(quota(heads(), None)),
            Form::Qualified(share) => rule.quotas.push(quota(heads(), Some(share))),
            Form::Weighted(share) => rule.quotas.push(quota(self.votes(actors, capabilities, place)?, share)),
            Form::Double(shares) => {
                rule.quotas.push(quota(heads(), shares.map(|(heads, _)| heads)));
                let votes = self.votes(actors, capabilities, place)?;
                rule.quotas.push(quota(votes, shares.map(|(_, weight)| weight)));
            }
        }
        Ok(rule)
    }

    fn votes(
        &self,
        actors: &[&str],
        capabilities: &[f64],
        place: impl Fn(&str) -> Result<usize, RuleError>,
    ) -> Result<Vec<f64>, RuleError> {
        if self.weights.is_empty() {
            let positive = capabilities.iter().any(|capability| *capability > 0.0);
            return if positive {
                Ok(capabilities.to_vec())
            } else {
                Err(RuleError("the rule weighs by capability, and all capabilities are 0".to_owned()))
            };
        }
        let mut votes = vec![None; actors.len()];
        for (name, weight) in &self.weights {
            votes[place(name)?] = Some(*weight);
        }
        let unweighed = votes.iter().position(Option::is_none);
        match unweighed {
            Some(actor) => Err(RuleError(format!("the rule gives `{}` no weight", actors[actor]))),
            None => Ok(votes.into_iter().flatten().collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACTORS: [&str; 3] = ["ARM", "RUS", "KAZ"];

    fn rule(text: &str) -> Result<Rule, RuleError> {
        text.parse::<DecisionRule>()?.for_actors(&ACTORS, &[1.0, 7.0, 2.0])
    }

    #[test]
    fn every_form_is_read_and_written_back() {
        let forms = [
            "unanimity",
            "consensus",
            "consensus-minus-1",
            "majority",
            "qualified:0.7",
            "weighted",
            "weighted:0.6",
            "double",
            "double:0.55:0.65",
            "majority+veto:RUS,KAZ",
            "weighted:0.7+weights:ARM=1,RUS=5,KAZ=2.5+veto:RUS",
        ];
        for text in forms {
            let parsed: DecisionRule = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(parsed.to_string(), text);
        }
    }

    #[test]
    fn a_rule_becomes_conditions_on_the_actors() {
        assert_eq!(rule("consensus-minus-1").unwrap().objections, Some(1));
        assert!(rule("unanimity").unwrap().unanimous);
        let double = rule("double+veto:KAZ").unwrap();
        assert_eq!(double.quotas[0], Quota { weights: vec![1.0; 3], share: 0.5, exceeded: true });
        assert_eq!(double.quotas[1], Quota { weights: vec![1.0, 7.0, 2.0], share: 0.5, exceeded: true });
        assert_eq!(double.vetoes, [2]);
        let weighted = rule("weighted:2/3+weights:KAZ=3,ARM=1,RUS=2").unwrap();
        assert_eq!(weighted.quotas, [Quota { weights: vec![1.0, 2.0, 3.0], share: 2.0 / 3.0, exceeded: false }]);
    }

    #[test]
    fn faults_are_told() {
        let cases = [
            ("consent", "`consent` is not a decision rule"),
            ("qualified", "which share"),
            ("qualified:1.5", "not a share"),
            ("majority:0.5", "does not take 1 shares"),
            ("double:0.5", "does not take 1 shares"),
            ("consensus-minus-one", "not a decision rule"),
            ("majority+weights:ARM=1", "counts heads"),
            ("weighted+weights:ARM=x", "`ARM=x` is not a weight"),
            ("weighted+weights:ARM=1,ARM=2", "weighed twice"),
            ("weighted+weights:ARM=1,RUS=2", "gives `KAZ` no weight"),
            ("consensus+veto:RSU", "did you mean `RUS`?"),
            ("consensus+vetoes:RUS", "not part of a decision rule"),
        ];
        for (text, part) in cases {
            let error = rule(text).expect_err(text).to_string();
            assert!(error.contains(part), "{text}: {error}");
        }
    }
}
