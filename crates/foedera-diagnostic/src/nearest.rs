//! "Did you mean": the candidate closest to a misspelt name.

/// The longest name that is compared: longer ones are no slips of a name, and comparing them takes long.
const LONGEST: usize = 64;

/// The candidate with the smallest edit distance to `name` (case ignored), if it is close enough to be a likely
/// slip: at most a third of the name's length, and at least one edit is always allowed. Ties go to the first.
/// Names of more than 64 characters are compared with none.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().take(LONGEST + 1).count();
    if length > LONGEST {
        return None;
    }
    let wanted = name.to_lowercase();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        // The distance is at least the difference of lengths.
        .filter(|candidate| candidate.chars().take(LONGEST + limit + 1).count().abs_diff(length) <= limit)
        .map(|candidate| (distance(&wanted, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// Edit distance with insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
fn distance(left: &str, right: &str) -> usize {
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
    fn a_name_of_more_than_64_characters_is_compared_with_none() {
        let (long, longer) = ("a".repeat(64), "a".repeat(65));
        assert_eq!(nearest(&long, [longer.as_str()]), Some(longer.as_str()));
        assert_eq!(nearest(&longer, [longer.as_str(), long.as_str()]), None);
    }

    #[test]
    fn distances_by_hand() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("ab", "ba"), 1);
    }
}
