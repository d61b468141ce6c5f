//! The formula: `calls ~ 1 + inertia + tie(friends, weighted = TRUE) + same(actors$grade)`.

/// What a term says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Term {
    /// The name of the effect.
    pub name: String,
    /// What it is of, in order: networks and `set$attribute`.
    pub of: Vec<String>,
    /// Named arguments.
    pub options: Vec<(String, String)>,
}

/// A formula.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Formula {
    /// The name of the events that it explains.
    pub response: String,
    /// Whether it begins with an intercept.
    pub intercept: bool,
    /// The terms, in order.
    pub terms: Vec<Term>,
}

/// A text that is no formula.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not a formula: {why}")]
pub struct FormulaError {
    text: String,
    why: String,
}

impl std::str::FromStr for Formula {
    type Err = FormulaError;

    fn from_str(text: &str) -> Result<Self, FormulaError> {
        let wrong = |why: &str| FormulaError { text: text.to_owned(), why: why.to_owned() };
        let (response, right) = text.split_once('~').ok_or_else(|| wrong("write `events ~ effect + effect`"))?;
        let mut formula = Self { response: response.trim().to_owned(), ..Self::default() };
        for part in split(right, '+').ok_or_else(|| wrong("a parenthesis is not closed"))? {
            match part.trim() {
                "1" => formula.intercept = true,
                "" => return Err(wrong("a term is missing beside a `+`")),
                term => formula.terms.push(parse_term(term).ok_or_else(|| wrong("a term is no `name(arguments)`"))?),
            }
        }
        Ok(formula)
    }
}

/// Split at a separator outside of parentheses; `None` if they do not close.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut parts, mut depth, mut start) = (Vec::new(), 0_i32, 0);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if letter == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + separator.len_utf8();
            }
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    parts.push(&text[start..]);
    (depth == 0).then_some(parts)
}

fn parse_term(text: &str) -> Option<Term> {
    let Some((name, rest)) = text.split_once('(') else {
        return name_ok(text).then(|| Term { name: text.to_owned(), ..Term::default() });
    };
    let name = name.trim();
    let inside = rest.trim_end().strip_suffix(')')?;
    let mut term = Term { name: name.to_owned(), ..Term::default() };
    for argument in split(inside, ',')? {
        let argument = argument.trim();
        if let Some((key, value)) = argument.split_once('=').filter(|(key, _)| name_ok(key.trim())) {
            term.options.push((key.trim().to_owned(), value.trim().trim_matches('"').to_owned()));
        } else if let Some(list) = argument.strip_prefix("list(").and_then(|rest| rest.strip_suffix(')')) {
            term.of.extend(split(list, ',')?.into_iter().map(|name| name.trim().to_owned()));
        } else if !argument.is_empty() {
            term.of.push(argument.to_owned());
        }
    }
    name_ok(name).then_some(term)
}

fn name_ok(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '_' | '.'))
}

impl Term {
    /// A named argument.
    pub fn option(&self, key: &str) -> Option<&str> {
        self.options.iter().find(|(own, _)| own == key).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_taken_apart() {
        let text = "calls ~ 1 + indeg(net, type = \"ego\") + same(actors$floor) + mixed_trans(list(a, b)) + recip";
        let formula: Formula = text.parse().unwrap();
        assert!(formula.intercept);
        assert_eq!(formula.response, "calls");
        assert_eq!(
            formula.terms.iter().map(|term| &*term.name).collect::<Vec<_>>(),
            ["indeg", "same", "mixed_trans", "recip"]
        );
        assert_eq!(formula.terms[0].option("type"), Some("ego"));
        assert_eq!(formula.terms[1].of, ["actors$floor"]);
        assert_eq!(formula.terms[2].of, ["a", "b"]);
    }

    #[test]
    fn what_is_no_formula_is_said_to_be_none() {
        for text in ["calls", "calls ~ ", "calls ~ a + + b", "calls ~ a(b", "calls ~ a)b(", "calls ~ a b"] {
            assert!(text.parse::<Formula>().is_err(), "{text}");
        }
    }
}
