//! SPDX licence expressions: `OR`, `AND`, `WITH`, parentheses, and cargo's old `/` for `OR`.
//!
//! `AND` binds tighter than `OR` (SPDX 3.0, annex B). A licence and its `WITH` exception are one name.

/// A parsed expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// One licence, with its exception if it has one.
    Licence(String),
    /// Both hold.
    And(Box<Expression>, Box<Expression>),
    /// Either may be chosen.
    Or(Box<Expression>, Box<Expression>),
}

impl Expression {
    /// Reads an expression.
    pub fn parse(text: &str) -> Result<Self, String> {
        let spaced = text.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
        let mut words = Words { words: spaced.split_whitespace().collect(), next: 0 };
        let expression = words.either()?;
        match words.peek() {
            None => Ok(expression),
            Some(word) => Err(format!("`{word}` is not expected in `{text}`")),
        }
    }

    /// Whether licences that are `allowed` suffice.
    pub fn satisfied(&self, allowed: &dyn Fn(&str) -> bool) -> bool {
        match self {
            Self::Licence(name) => allowed(name),
            Self::And(left, right) => left.satisfied(allowed) && right.satisfied(allowed),
            Self::Or(left, right) => left.satisfied(allowed) || right.satisfied(allowed),
        }
    }
}

/// The words of an expression and how far they are read.
struct Words<'a> {
    words: Vec<&'a str>,
    next: usize,
}

impl<'a> Words<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.next).copied()
    }

    /// Reads on if the next word is this one.
    fn take(&mut self, word: &str) -> bool {
        let found = self.peek() == Some(word);
        self.next += usize::from(found);
        found
    }

    fn either(&mut self) -> Result<Expression, String> {
        let mut left = self.both()?;
        while self.take("OR") {
            left = Expression::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Expression, String> {
        let mut left = self.single()?;
        while self.take("AND") {
            left = Expression::And(Box::new(left), Box::new(self.single()?));
        }
        Ok(left)
    }

    fn single(&mut self) -> Result<Expression, String> {
        if self.take("(") {
            let inner = self.either()?;
            return if self.take(")") { Ok(inner) } else { Err("a `)` is missing".to_owned()) };
        }
        let licence = self.name()?;
        if self.take("WITH") {
            let exception = self.name()?;
            return Ok(Expression::Licence(format!("{licence} WITH {exception}")));
        }
        Ok(Expression::Licence(licence.to_owned()))
    }

    fn name(&mut self) -> Result<&'a str, String> {
        match self.peek() {
            None => Err("a licence is missing at the end".to_owned()),
            Some(word @ ("OR" | "AND" | "WITH" | "(" | ")")) => Err(format!("a licence is missing before `{word}`")),
            Some(word) => {
                self.next += 1;
                Ok(word)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Expression;

    /// Whether the text is satisfied where only these licences are allowed.
    fn satisfied(text: &str, allowed: &[&str]) -> bool {
        Expression::parse(text).expect("an expression").satisfied(&|name| allowed.contains(&name))
    }

    #[test]
    fn one_licence_must_be_allowed_itself() {
        assert!(satisfied("MIT", &["MIT"]));
        assert!(!satisfied("GPL-3.0-only", &["MIT"]));
    }

    #[test]
    fn or_needs_one_and_needs_both() {
        assert!(satisfied("MIT OR GPL-3.0-only", &["MIT"]));
        assert!(!satisfied("MIT AND GPL-3.0-only", &["MIT"]));
        assert!(satisfied("MIT AND ISC", &["MIT", "ISC"]));
        assert!(satisfied("GPL-3.0-only OR LGPL-2.1-or-later OR MIT", &["MIT"]));
    }

    #[test]
    fn and_binds_tighter_than_or() {
        assert!(satisfied("MIT OR ISC AND GPL-3.0-only", &["MIT"]));
        assert!(satisfied("GPL-3.0-only AND ISC OR MIT", &["MIT"]));
        assert!(!satisfied("(MIT OR ISC) AND GPL-3.0-only", &["MIT", "ISC"]));
    }

    #[test]
    fn parentheses_nest_and_need_no_spaces() {
        assert!(satisfied("(MIT OR Apache-2.0) AND Unicode-3.0", &["MIT", "Unicode-3.0"]));
        assert!(!satisfied("((MIT)OR(Apache-2.0))AND(Unicode-3.0)", &["MIT"]));
    }

    #[test]
    fn the_old_slash_means_or() {
        assert!(satisfied("MIT/Apache-2.0", &["Apache-2.0"]));
        assert!(satisfied("Unlicense / GPL-3.0", &["Unlicense"]));
    }

    #[test]
    fn an_exception_belongs_to_its_licence() {
        let text = "Apache-2.0 WITH LLVM-exception";
        assert!(satisfied(text, &[text]));
        assert!(!satisfied(text, &["Apache-2.0"]));
        assert!(satisfied("Apache-2.0 WITH LLVM-exception OR MIT", &["MIT"]));
    }

    #[test]
    fn a_broken_expression_is_refused_with_its_fault() {
        let fault = |text| Expression::parse(text).expect_err("a fault");
        assert_eq!(fault(""), "a licence is missing at the end");
        assert_eq!(fault("MIT OR"), "a licence is missing at the end");
        assert_eq!(fault("AND MIT"), "a licence is missing before `AND`");
        assert_eq!(fault("(MIT OR ISC"), "a `)` is missing");
        assert_eq!(fault("MIT ISC"), "`ISC` is not expected in `MIT ISC`");
        assert_eq!(fault("MIT)"), "`)` is not expected in `MIT)`");
    }
}
