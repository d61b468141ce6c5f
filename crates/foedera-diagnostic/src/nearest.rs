//! "Did you mean": the candidate closest to a misspelt name.

/// The longest name, in characters, in which a slip is looked for.
const LONGEST: usize = 64;

/// The most candidates that are compared.
const MOST_CANDIDATES: usize = 10_000;

/// The candidate with the smallest edit distance to `name` (case ignored), if it is close enough to be a likely
/// slip: at most a third of the name's length, and at least one edit is always allowed. Ties go to the first. No slip is
/// looked for in a name longer than 64 characters, nor beyond the first 10,000 candidates.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.chars().nth(LONGEST).is_some() {
        return None;
    }
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        .take(MOST_CANDIDATES)
        // As many edits as the lengths differ are needed at least; lower case has as many letters, or nearly so.
        .filter(|candidate| candidate.chars().take(length + limit + 2).count().abs_diff(length) <= limit + 1)
        .map(|candidate| (edit_distance(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edit distance with insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
pub fn edit_distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let width = right.len() + 1;
    let mut table = vec![0; (left.len() + 1) * width];
    for (column, cell) in table[..width].iter_mut().enumerate() {
        *cell = column;
    }
    for row in 1..=left.len() {
        table[row * width] = row;
        for column in 1..width {
            let substituted = usize::from(left[row - 1] != right[column - 1]);
            let mut best = (table[(row - 1) * width + column] + 1)
                .min(table[row * width + column - 1] + 1)
                .min(table[(row - 1) * width + column - 1] + substituted);
            let swapped =
                row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
            if swapped {
                best = best.min(table[(row - 2) * width + column - 2] + 1);
            }
            table[row * width + column] = best;
        }
    }
    table[left.len() * width + right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_recognised_and_a_stranger_is_not() {
        assert_eq!(nearest("CTSO", ["NATO", "CSTO", "CIS"]), Some("CSTO"));
        assert_eq!(nearest("asumption", ["assumption", "arm"]), Some("assumption"));
        assert_eq!(nearest("horizon", ["treaty", "arm"]), None);
        assert_eq!(nearest("x", []), None);
    }

    #[test]
    fn long_names_and_long_lists_are_not_searched() {
        let long = "x".repeat(65);
        assert_eq!(nearest(&long, [long.as_str()]), None);
        assert_eq!(nearest(&long[..64], [&long[..63]]), Some(&long[..63]));
        let many = || std::iter::repeat_n("zzzz", MOST_CANDIDATES);
        assert_eq!(nearest("CTSO", many().chain(["CSTO"])), None);
        assert_eq!(nearest("CTSO", many().skip(1).chain(["CSTO"])), Some("CSTO"));
    }

    #[test]
    fn distances_by_hand() {
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("kitten", "sitting"), 3);
        assert_eq!(edit_distance("ab", "ba"), 1);
    }
}
