//! Numbers as text: the one place where they are rounded for people.

/// A number with so many decimals; what rounds to zero is `0.00`, without a sign.
pub fn fixed(value: f64, decimals: usize) -> String {
    unsigned_zero(format!("{value:.decimals$}"))
}

/// A number with its sign and so many decimals; what rounds to zero is `0.00`, without a sign.
pub fn signed(value: f64, decimals: usize) -> String {
    unsigned_zero(format!("{value:+.decimals$}"))
}

fn unsigned_zero(text: String) -> String {
    let digits = text.trim_start_matches(['+', '-']);
    if digits.chars().all(|letter| letter == '0' || letter == '.') { digits.to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rounds_to_zero_has_no_sign() {
        assert_eq!([fixed(-0.004, 2), fixed(-0.0, 0), fixed(-0.006, 2)], ["0.00", "0", "-0.01"]);
        assert_eq!([signed(0.004, 2), signed(-0.004, 2), signed(0.006, 2)], ["0.00", "0.00", "+0.01"]);
        assert_eq!([fixed(f64::NAN, 2), signed(f64::NEG_INFINITY, 1)], ["NaN", "-inf"]);
    }
}
