//! Words of estimative probability: one stated scale, the same on every page.

/// The scale: words, and the probability from which they hold. It is that of the Uncertainty Yardstick of the UK's
/// Professional Head of Intelligence Assessment (PHIA), its gaps closed at their middles.
pub const SCALE: [(f64, &str); 7] = [
    (0.0, "remote chance"),
    (0.075, "highly unlikely"),
    (0.225, "unlikely"),
    (0.375, "realistic possibility"),
    (0.525, "likely"),
    (0.775, "highly likely"),
    (0.925, "almost certain"),
];

/// The scale in one sentence, for a page.
pub fn scale() -> String {
    let part = |(place, (from, words)): (usize, &(f64, &str))| {
        let until = SCALE.get(place + 1).map_or(1.0, |(next, _)| *next);
        format!("{words} {:.1}–{:.1} %", from * 100.0, until * 100.0)
    };
    let parts: Vec<String> = SCALE.iter().enumerate().map(part).collect();
    format!("{} (the PHIA yardstick, its gaps closed at their middles)", parts.join(", "))
}

/// The words for a probability.
pub fn words(probability: f64) -> &'static str {
    SCALE.iter().rev().find(|(from, _)| probability >= *from).map_or(SCALE[0].1, |(_, words)| words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_probability_has_words_and_they_rise_with_it() {
        assert_eq!(words(0.0), "remote chance");
        assert_eq!(words(0.02), "remote chance");
        assert_eq!(words(0.45), "realistic possibility");
        assert_eq!(words(0.5251), "likely");
        assert_eq!(words(1.0), "almost certain");
        assert!(SCALE.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
