//! Conditions on findings, as claims files write them: `calls.high < 0.5 and calls.n >= 2`.
//!
//! Comparisons of a finding's value, low, high or n with a number or with another finding, joined by `and` and `or` (`and` binds
//! more tightly). What is not known stays not known (Kleene): `unknown and false` is false, `unknown and true` is unknown.

use std::collections::BTreeMap;

use crate::argument::finding::Finding;

/// Which number of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Value,
    Low,
    High,
    Count,
}

#[derive(Debug, Clone, PartialEq)]
enum Operand {
    Number(f64),
    Of(String, Part),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    Less,
    AtMost,
    Equal,
    Unequal,
    AtLeast,
    More,
}

/// Longest first, so that `<=` is not read as `<`.
const RELATIONS: [(&str, Relation); 6] = [
    ("<=", Relation::AtMost),
    (">=", Relation::AtLeast),
    ("!=", Relation::Unequal),
    ("<", Relation::Less),
    (">", Relation::More),
    ("=", Relation::Equal),
];

#[derive(Debug, Clone, PartialEq)]
struct Comparison {
    left: Operand,
    relation: Relation,
    right: Operand,
}

/// A condition: any of some lists of comparisons of which all hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    text: String,
    any: Vec<Vec<Comparison>>,
}

impl Condition {
    /// Read a condition.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(text: &str) -> Result<Self, String> {
        let any =
            split(text, "or").into_iter().map(|all| split(&all, "and").iter().map(|one| comparison(one)).collect());
        Ok(Self { text: text.split_whitespace().collect::<Vec<_>>().join(" "), any: any.collect::<Result<_, _>>()? })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The findings that it reads.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let operands = self.any.iter().flatten().flat_map(|one| [&one.left, &one.right]);
        operands.filter_map(|operand| match operand {
            Operand::Of(name, _) => Some(name.as_str()),
            Operand::Number(_) => None,
        })
    }

    /// Whether it holds; `None` if what it reads is not known.
    pub fn holds(&self, findings: &BTreeMap<String, Finding>) -> Option<bool> {
        let all = |list: &Vec<Comparison>| fold(list.iter().map(|one| one.holds(findings)), false);
        fold(self.any.iter().map(all), true)
    }
}

/// `decisive` if any is, `None` if any is unknown, else the opposite.
fn fold(parts: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut known = true;
    for part in parts {
        if part == Some(decisive) {
            return part;
        }
        known &= part.is_some();
    }
    known.then_some(!decisive)
}

/// The parts between words `word` that stand alone.
fn split(text: &str, word: &str) -> Vec<String> {
    let mut parts = vec![Vec::new()];
    for token in text.split_whitespace() {
        if token == word {
            parts.push(Vec::new());
        } else {
            parts.last_mut().expect("never empty").push(token);
        }
    }
    parts.into_iter().map(|part| part.join(" ")).collect()
}

fn comparison(text: &str) -> Result<Comparison, String> {
    let found = RELATIONS.iter().filter_map(|(sign, relation)| Some((text.find(sign)?, *sign, *relation)));
    let Some((place, sign, relation)) = found.min_by_key(|(place, sign, _)| (*place, usize::MAX - sign.len())) else {
        return Err(format!("`{text}` compares nothing"));
    };
    let (left, right) = (operand(&text[..place])?, operand(&text[place + sign.len()..])?);
    if matches!((&left, &right), (Operand::Number(_), Operand::Number(_))) {
        return Err(format!("`{text}` reads no test"));
    }
    Ok(Comparison { left, relation, right })
}

fn operand(text: &str) -> Result<Operand, String> {
    let text = text.trim();
    if let Ok(number) = text.parse::<f64>() {
        return if number.is_finite() {
            Ok(Operand::Number(number))
        } else {
            Err(format!("`{text}` is no finite number"))
        };
    }
    let (name, part) = text.split_once('.').unwrap_or((text, "value"));
    let part = match part {
        "value" => Part::Value,
        "low" => Part::Low,
        "high" => Part::High,
        "n" => Part::Count,
        other => return Err(format!("a test has value, low, high and n, not `{other}`")),
    };
    let plain = |letter: char| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_';
    if name.is_empty() || !name.chars().all(plain) || name.chars().all(|letter| !letter.is_ascii_alphabetic()) {
        return Err(format!("`{text}` is neither a number nor the id of a test"));
    }
    Ok(Operand::Of(name.to_owned(), part))
}

impl Comparison {
    fn holds(&self, findings: &BTreeMap<String, Finding>) -> Option<bool> {
        let number = |operand: &Operand| match operand {
            Operand::Number(number) => Some(*number),
            Operand::Of(name, part) => {
                let finding = findings.get(name)?;
                match part {
                    Part::Value => finding.value,
                    Part::Low => finding.low.or(finding.value),
                    Part::High => finding.high.or(finding.value),
                    Part::Count => finding.cases.map(f64::from),
                }
            }
        };
        let (left, right) = (number(&self.left)?, number(&self.right)?);
        Some(match self.relation {
            Relation::Less => left < right,
            Relation::AtMost => left <= right,
            Relation::Equal => left == right,
            Relation::Unequal => left != right,
            Relation::AtLeast => left >= right,
            Relation::More => left > right,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(list: &[(&str, Option<f64>)]) -> BTreeMap<String, Finding> {
        list.iter().map(|(name, value)| ((*name).to_owned(), Finding { value: *value, ..Finding::default() })).collect()
    }

    #[test]
    fn and_binds_more_tightly_than_or() {
        let known = findings(&[("a", Some(1.0)), ("b", Some(2.0))]);
        let holds = |text: &str| Condition::read(text).expect("a condition").holds(&known);
        assert_eq!(holds("a = 1 or a = 5 and b = 5"), Some(true));
        assert_eq!(holds("a = 5 or a = 1 and b = 5"), Some(false));
        assert_eq!(holds("a.value<=b and b != a"), Some(true));
        assert_eq!(holds("3 > b"), Some(true));
    }

    #[test]
    fn what_is_not_known_decides_nothing_and_hides_nothing() {
        let known = findings(&[("a", Some(1.0)), ("gone", None)]);
        let holds = |text: &str| Condition::read(text).expect("a condition").holds(&known);
        assert_eq!(holds("gone > 0"), None);
        assert_eq!(holds("gone > 0 and a = 2"), Some(false));
        assert_eq!(holds("gone > 0 or a = 1"), Some(true));
        assert_eq!(holds("gone > 0 and a = 1"), None);
        assert_eq!(holds("a.n > 0"), None, "no count was given");
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for text in ["", "a", "a >", "> 3", "1 < 2", "a.mean > 0", "a > nan", "a > 1 and", "a b > 1", "12 = x y"] {
            assert!(Condition::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn bounds_of_what_is_known_exactly_are_its_value() {
        let known = findings(&[("a", Some(9.0))]);
        assert_eq!(Condition::read("a.low >= 9 and a.high <= 9").expect("a condition").holds(&known), Some(true));
    }
}
