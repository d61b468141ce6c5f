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
    /// Further effects that it is multiplied with: `inertia:same(actors$grade)`.
    pub times: Vec<Term>,
}

/// A formula.
///
/// It is printed as it can be read again.
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
                term => {
                    let factors = split(term, ':').unwrap_or_default();
                    let factors: Option<Vec<Term>> =
                        factors.into_iter().map(|factor| parse_term(factor.trim())).collect();
                    let mut factors = factors.ok_or_else(|| wrong("a term is no `name(arguments)`"))?.into_iter();
                    if let Some(mut first) = factors.next() {
                        first.times = factors.collect();
                        formula.terms.push(first);
                    }
                }
            }
        }
        Ok(formula)
    }
}

/// Split at a separator outside of parentheses and quotes; `None` if they do not close.
fn split(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut parts, mut depth, mut start, mut quoted) = (Vec::new(), 0_i32, 0, false);
    for (at, letter) in text.char_indices() {
        quoted ^= letter == '"';
        match letter {
            _ if quoted => {}
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
    (depth == 0 && !quoted).then_some(parts)
}

fn parse_term(text: &str) -> Option<Term> {
    let Some((name, rest)) = text.split_once('(') else {
        return name_ok(text).then(|| Term { name: text.to_owned(), ..Term::default() });
    };
    let name = name.trim();
    let inside = rest.trim_end().strip_suffix(')')?;
    let mut term = Term { name: name.to_owned(), ..Term::default() };
    for argument in split(inside, ',')? {
        let mut argument = argument.trim();
        // What an effect is of may be named, as in goldfish.
        if let Some((key, value)) = argument.split_once('=')
            && matches!(key.trim(), "network" | "attribute")
        {
            argument = value.trim();
        }
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

impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let options = self.options.iter().map(|(key, value)| format!("{key} = {value}"));
        let networks = self.of.iter().all(|name| !name.contains('$'));
        let of =
            if self.of.len() > 1 && networks { vec![format!("list({})", self.of.join(", "))] } else { self.of.clone() };
        let arguments: Vec<String> = of.into_iter().chain(options).collect();
        f.write_str(&self.name)?;
        if !arguments.is_empty() {
            write!(f, "({})", arguments.join(", "))?;
        }
        self.times.iter().try_for_each(|factor| write!(f, ":{factor}"))
    }
}

impl std::fmt::Display for Formula {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let intercept = self.intercept.then(|| "1".to_owned());
        let terms: Vec<String> = intercept.into_iter().chain(self.terms.iter().map(Term::to_string)).collect();
        write!(f, "{} ~ {}", self.response, terms.join(" + "))
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
    fn a_product_of_effects_is_one_term_and_a_formula_is_read_as_it_is_printed() {
        let text = "calls ~ 1 + inertia(window = 3):same(actors$floor) + mixed_trans(list(a, b), weighted = TRUE) + \
                    tertius(a, actors$floor)";
        let formula: Formula = text.parse().unwrap();
        assert_eq!(formula.terms.len(), 3);
        assert_eq!(formula.terms[0].times[0].of, ["actors$floor"]);
        assert_eq!(formula.to_string(), text);
        assert_eq!(formula.to_string().parse::<Formula>().unwrap(), formula);
    }

    #[test]
    fn what_an_effect_is_of_may_be_named() {
        let read = |text: &str| text.parse::<Formula>().unwrap();
        let named =
            "calls ~ mixed_trans(network = list(a, b)) + tertius(network = a, attribute = actors$z, window = 3)";
        let plain = "calls ~ mixed_trans(list(a, b)) + tertius(a, actors$z, window = 3)";
        assert_eq!(read(named), read(plain));
    }

    #[test]
    fn what_is_no_formula_is_said_to_be_none() {
        for text in ["calls", "calls ~ ", "calls ~ a + + b", "calls ~ a(b", "calls ~ a)b(", "calls ~ a b"] {
            assert!(text.parse::<Formula>().is_err(), "{text}");
        }
    }
}
