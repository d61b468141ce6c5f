//! The labels of actors, as the rows of other files name them.

use std::collections::BTreeMap;

use foedera_process::relational::Actors;

use crate::row::{Cell, Row};

/// Accents that are letters of their own.
const ACCENTS: std::ops::RangeInclusive<char> = '\u{300}'..='\u{36f}';

/// The places of labels.
pub(super) struct Labels<'a>(BTreeMap<&'a str, usize>);

impl<'a> Labels<'a> {
    pub(super) fn of(actors: &'a Actors) -> Self {
        Self(actors.labels.iter().enumerate().map(|(place, label)| (label.as_str(), place)).collect())
    }

    /// The place of the actor that a cell names.
    pub(super) fn find(&self, row: Row<'_>, column: &str) -> Cell<usize> {
        let label = row.raw(column).ok_or_else(|| row.refuse(column, "the label of an actor"))?;
        self.0.get(label).copied().ok_or_else(|| {
            let known = || self.0.keys().copied();
            let why = match known().find(|own| differ_in_accents(own, label)) {
                Some(own) => format!(
                    "; it may be `{own}`: one of the files writes accents as letters of their own (Unicode NFD), the other not"
                ),
                None => foedera_diagnostic::nearest(label, known())
                    .map_or(String::new(), |near| format!("; is `{near}` meant?")),
            };
            row.refuse_because(column, format!("`{label}` is not in the list of actors{why}"))
        })
    }
}

/// Whether two labels look like one written in two ways: an accented letter whole (Unicode NFC) in the one, as a letter and its
/// accents (NFD) in the other. Which whole letter belongs to which accents is not looked up.
pub(super) fn differ_in_accents(one: &str, other: &str) -> bool {
    if one.is_ascii() || other.is_ascii() || one == other || !(has_accents(one) || has_accents(other)) {
        return false;
    }
    let (one, other) = (letters(one), letters(other));
    let whole = |own: &(char, String)| own.1.is_empty() && !own.0.is_ascii();
    let same = |(a, b): (&(char, String), &(char, String))| {
        a == b || (whole(a) && !b.1.is_empty()) || (whole(b) && !a.1.is_empty())
    };
    one.len() == other.len() && one.iter().zip(&other).all(same)
}

/// Whether a label has accents that are letters of their own.
pub(super) fn has_accents(text: &str) -> bool {
    text.chars().any(|letter| ACCENTS.contains(&letter))
}

/// Letters with the accents that follow them.
fn letters(text: &str) -> Vec<(char, String)> {
    let mut letters = Vec::<(char, String)>::new();
    for letter in text.chars() {
        match letters.last_mut() {
            Some(last) if ACCENTS.contains(&letter) => last.1.push(letter),
            _ => letters.push((letter, String::new())),
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::differ_in_accents;

    #[test]
    fn a_label_written_in_two_ways_is_seen_and_others_are_not() {
        assert!(differ_in_accents("C\u{f4}te", "Co\u{302}te"));
        assert!(differ_in_accents("Co\u{302}te", "C\u{f4}te"));
        for (one, other) in [("Cote", "Co\u{302}te"), ("C\u{f4}te", "C\u{f3}te"), ("\u{f4}", "o\u{302}a"), ("é", "é")]
        {
            assert!(!differ_in_accents(one, other), "{one} {other}");
        }
    }
}
