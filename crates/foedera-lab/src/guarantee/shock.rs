//! A shock: one field of a state, or of a first state towards a second, changed from a day on; one meaning for calls, credibility and the
//! branches of scenarios.

use std::borrow::Cow;

use foedera_almanac::{Ground, Known, SHOCK_FACTORS, Subject, same_figure, value_range};
use foedera_world::Day;

/// How a shock changes a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// It multiplies what is known; what is not known stays so.
    Factor,
    /// It takes the place of what is known.
    Value,
}

/// A change of one field of one subject from a day on. What reads another field is not touched: a shock to `cinc` moves no
/// `usable_force`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shock {
    /// Of whom.
    pub of: Subject,
    /// The field, as panels name it, or `usable_force`.
    pub field: &'static str,
    /// Whether the range is of factors or of values.
    pub by: By,
    /// The lowest and highest factor or value; both the same for one.
    pub range: (f64, f64),
    /// From when.
    pub from: Day,
}

impl Shock {
    /// The shock at one number of its range.
    #[must_use]
    pub fn at(self, number: f64) -> Self {
        Self { range: (number, number), ..self }
    }

    /// The middle of its range: geometric of factors, arithmetic of values.
    pub fn middle(self) -> f64 {
        let (low, high) = self.range;
        match self.by {
            _ if low == high => low,
            By::Factor => (low * high).sqrt(),
            By::Value => 0.5 * (low + high),
        }
    }

    /// Whether it changes a field of a subject on a day.
    pub fn hits(&self, field: &str, of: Subject, at: Day) -> bool {
        self.field == field && same_figure(field, self.of, of) && self.from <= at
    }

    /// A number after the shock, at the middle of its range.
    pub fn number(self, known: Option<f64>) -> Option<f64> {
        match self.by {
            By::Factor => known.map(|value| value * self.middle()),
            By::Value => Some(self.middle()),
        }
    }

    /// A figure after the shock.
    pub(crate) fn figure(self, known: Option<Known<'_>>) -> Option<Known<'_>> {
        let value = self.number(known.as_ref().map(|known| known.value))?;
        let stated =
            || Known { value, year: None, ground: Ground::Scenario, sources: Cow::Borrowed(&[]), note: "shocked" };
        Some(known.map_or_else(stated, |known| Known { value, ..known }))
    }

    /// What is wrong with its numbers where a figure is known to be this: a sentence and what to do.
    pub fn wrong(self, known: Option<f64>) -> Option<(String, String)> {
        let (low, high) = self.range;
        let field = self.field;
        if self.by == By::Factor {
            if !(SHOCK_FACTORS.contains(&low) && SHOCK_FACTORS.contains(&high)) {
                let remedy = format!("a factor lies between {} and {}", SHOCK_FACTORS.start(), SHOCK_FACTORS.end());
                return Some((format!("the factor runs from {low} to {high}"), remedy));
            }
            match known {
                None => {
                    return Some((
                        format!("`{field}` is not known, so no factor changes it"),
                        "state what it shall be: =VALUE instead of xFACTOR".to_owned(),
                    ));
                }
                Some(0.0) => {
                    return Some((
                        format!("`{field}` is 0, and any multiple of it too"),
                        "state what it shall be: =VALUE instead of xFACTOR".to_owned(),
                    ));
                }
                Some(_) => {}
            }
        }
        let allowed = value_range(field);
        let ends = [low, high].map(|end| self.at(end).number(known));
        let out = ends.into_iter().flatten().find(|value| !allowed.contains(value))?;
        let remedy = if allowed.end().is_finite() {
            format!("{field} lies between {} and {}", allowed.start(), allowed.end())
        } else {
            format!("{field} is {} or more", allowed.start())
        };
        Some((format!("`{field}` would be {out}"), remedy))
    }
}

/// The words of a shock on a command line: `USA usable_force x0.3`, `RUS usable_force x0.3..0.7`, `TUR-RUS imports_from =0`.
#[derive(Debug, Clone, PartialEq)]
pub struct ShockWords {
    /// The state, or the two states with a hyphen between them.
    pub of: String,
    /// The field.
    pub field: String,
    /// How.
    pub by: By,
    /// The range.
    pub range: (f64, f64),
}

impl std::str::FromStr for ShockWords {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let wrong = || format!("`{text}` is no shock: write \"STATE FIELD xFACTOR\", e.g. \"USA usable_force x0.3\"");
        // A state may be named by several words; the field and the change are the last two.
        let [of @ .., field, change] = words.as_slice() else { return Err(wrong()) };
        if of.is_empty() {
            return Err(wrong());
        }
        let (by, numbers) = if let Some(value) = change.strip_prefix('=') {
            (By::Value, value)
        } else {
            (By::Factor, change.strip_prefix(['x', 'X', '×', '*']).ok_or_else(wrong)?)
        };
        let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(wrong);
        let (low, high) = numbers.split_once("..").unwrap_or((numbers, numbers));
        let range = (number(low)?, number(high)?);
        if range.0 > range.1 {
            return Err(format!("`{text}` runs from {} down to {}: write the lower number first", range.0, range.1));
        }
        Ok(Self { of: of.join(" "), field: (*field).to_owned(), by, range })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shock_is_a_state_a_field_and_a_factor_or_a_value() {
        let read = |text: &str| text.parse::<ShockWords>().map(|words| (words.of, words.field, words.by, words.range));
        let words = |of: &str, field: &str, by, range| Ok((of.to_owned(), field.to_owned(), by, range));
        assert_eq!(read("USA usable_force x0.3"), words("USA", "usable_force", By::Factor, (0.3, 0.3)));
        assert_eq!(read("United States milper ×2"), words("United States", "milper", By::Factor, (2.0, 2.0)));
        assert_eq!(read("RUS usable_force x0.3..0.7"), words("RUS", "usable_force", By::Factor, (0.3, 0.7)));
        assert_eq!(read("TUR-RUS imports_from =0"), words("TUR-RUS", "imports_from", By::Value, (0.0, 0.0)));
        for wrong in ["", "USA", "usable_force x0.3", "USA usable_force 0.3", "USA usable_force xNaN", "A b x2..1"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_factor_needs_a_figure_and_no_shock_leaves_the_range_of_its_field() {
        let shock = |field, by, number| {
            let of = Subject::State(foedera_world::StateId::from_index(0));
            Shock { of, field, by, range: (number, number), from: Day::start_of_year(2000) }
        };
        assert_eq!(shock("polyarchy", By::Factor, 0.5).wrong(Some(0.8)), None);
        assert!(shock("polyarchy", By::Factor, 2.0).wrong(Some(0.8)).is_some());
        assert!(shock("polyarchy", By::Factor, 0.5).wrong(None).is_some());
        assert_eq!(shock("polyarchy", By::Value, 0.5).wrong(None), None);
        assert!(shock("milper", By::Value, -1.0).wrong(Some(3.0)).is_some());
        assert!(shock("milper", By::Factor, 0.0).wrong(Some(3.0)).is_some());
    }
}
