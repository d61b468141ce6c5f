//! Capitals that moved since 1990, or of which the Factbook prints the place of another city than the one it names.

use foedera_world::Day;

/// A move: the state, the day from which the second place is the capital, latitude and longitude before and after, in degrees.
struct Moved {
    state: &'static str,
    on: &'static str,
    before: (f64, f64),
    after: (f64, f64),
}

const fn moved(state: &'static str, on: &'static str, before: (f64, f64), after: (f64, f64)) -> Moved {
    Moved { state, on, before, after }
}

/// Days as in COW's list of capitals, but for Palau and Tanzania, of which that list has one capital for all years.
const MOVES: [Moved; 6] = [
    // Bujumbura to Gitega.
    moved("BDI", "2018-12-24", (-3.383, 29.367), (-3.428, 29.925)),
    // Almaty to Astana.
    moved("KAZ", "1998-05-06", (43.238, 76.946), (51.167, 71.417)),
    // Rangoon to Naypyidaw; the Factbook prints Rangoon's place to the last.
    moved("MMR", "2005-11-06", (16.8, 96.15), (19.775, 96.103)),
    // Lagos to Abuja.
    moved("NGA", "1991-12-12", (6.453, 3.396), (9.083, 7.533)),
    // Koror to Ngerulmud.
    moved("PLW", "2006-10-07", (7.342, 134.479), (7.5, 134.624)),
    // Dar es Salaam to Dodoma, where parliament sits since; the Factbook names Dodoma and prints the place of Dar es Salaam.
    moved("TZA", "1996-02-01", (-6.817, 39.283), (-6.173, 35.742)),
];

/// The place of a capital that moved, on a day; `None` for all others.
pub(crate) fn place(state: &str, at: Day) -> Option<(f64, f64)> {
    let found = MOVES.iter().find(|moved| moved.state == state)?;
    let on: Day = found.on.parse().expect("a test reads every day");
    Some(if at < on { found.before } else { found.after })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_move_is_of_one_state_and_has_a_day() {
        for moved in &MOVES {
            let on: Day = moved.on.parse().expect("a day");
            assert_eq!(MOVES.iter().filter(|other| other.state == moved.state).count(), 1, "{}", moved.state);
            assert_eq!(place(moved.state, on), Some(moved.after));
            assert_eq!(place(moved.state, on.plus_days(-1)), Some(moved.before));
        }
    }
}
