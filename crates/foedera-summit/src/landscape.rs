//! Alignments of least frustration: the landscape theory of aggregation (Axelrod and Bennett 1993, BJPS 23: 211-233).
//!
//! States of some size stand in one of two camps; the energy is the sum over ordered pairs in different camps of size × size ×
//! propensity to work together, so friends apart raise it and foes apart lower it. A local minimum is an alignment that no single state
//! would lower by changing sides.

use foedera_math::{Draw, Stream};
use rayon::prelude::*;

/// Sizes and propensities.
#[derive(Debug, Clone, PartialEq)]
pub struct Landscape {
    /// Names of the states.
    pub names: Vec<String>,
    /// What two states weigh together, both orders added: size × size × (propensity one way + the other way), by rows.
    pairs: Vec<f64>,
}

/// An alignment: which states are in the second camp; the first state is always in the first.
#[derive(Debug, Clone, PartialEq)]
pub struct Alignment {
    /// Whether each state is in the second camp.
    pub second: Vec<bool>,
    /// Its energy.
    pub energy: f64,
}

/// All local minima found.
#[derive(Debug, Clone, PartialEq)]
pub struct Minima {
    /// The minima, the lowest first; ties by the states of the second camp.
    pub minima: Vec<Alignment>,
    /// Whether every alignment was looked at.
    pub exact: bool,
    /// How many alignments were looked at.
    pub looked_at: u64,
}

/// Most states whose alignments are all looked at.
pub const EXACT_STATES: usize = 30;
/// Starts of the search beyond.
const STARTS: u32 = 2000;
/// Alignments of one block: energies are computed anew at its start, so that rounding does not add up.
const BLOCK_BITS: usize = 12;
/// Room for rounding where a change of energy is held against 0, as a share of the largest pair.
const ROUNDING: f64 = 1e-9;

impl Landscape {
    /// Sizes, and propensities by rows (that of one state towards another).
    ///
    /// # Panics
    /// If the lists do not belong together.
    pub fn new(names: Vec<String>, sizes: &[f64], propensities: &[f64]) -> Self {
        let n = names.len();
        assert_eq!((sizes.len(), propensities.len()), (n, n * n), "a size and a row for each state");
        let mut pairs = vec![0.0; n * n];
        for a in 0..n {
            for b in (0..n).filter(|b| *b != a) {
                pairs[a * n + b] = sizes[a] * sizes[b] * (propensities[a * n + b] + propensities[b * n + a]);
            }
        }
        Self { names, pairs }
    }

    /// The number of states.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// The energy of an alignment.
    pub fn energy(&self, second: &[bool]) -> f64 {
        let n = self.len();
        let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
        pairs.filter(|(a, b)| second[*a] != second[*b]).map(|(a, b)| self.pairs[a * n + b]).sum()
    }

    /// By how much the energy would change if each state changed sides.
    fn changes(&self, second: &[bool]) -> Vec<f64> {
        let n = self.len();
        let change = |a: usize| -> f64 {
            let sign = |b: usize| if second[a] == second[b] { 1.0 } else { -1.0 };
            (0..n).filter(|b| *b != a).map(|b| sign(b) * self.pairs[a * n + b]).sum()
        };
        (0..n).map(change).collect()
    }

    /// All local minima: of up to [`EXACT_STATES`] states by looking at every alignment, beyond by going downhill from drawn starts.
    pub fn minima(&self, seed: u64) -> Minima {
        let n = self.len();
        if n < 2 {
            let minima = vec![Alignment { second: vec![false; n], energy: 0.0 }];
            return Minima { minima, exact: true, looked_at: 1 };
        }
        let mut found = if n <= EXACT_STATES { self.every() } else { self.downhill(seed) };
        found.minima.sort_by(|a, b| a.energy.total_cmp(&b.energy).then(a.second.cmp(&b.second)));
        found.minima.dedup();
        found
    }

    fn tolerance(&self) -> f64 {
        ROUNDING * self.pairs.iter().fold(0.0, |most: f64, pair| most.max(pair.abs()))
    }

    fn every(&self) -> Minima {
        let n = self.len();
        let bits = n - 1;
        let block = BLOCK_BITS.min(bits);
        let tolerance = self.tolerance();
        let minima: Vec<Alignment> = (0..1_u64 << (bits - block))
            .into_par_iter()
            .flat_map_iter(|index| self.block(index, block, tolerance))
            .collect();
        Minima { minima, exact: true, looked_at: 1 << bits }
    }

    /// The minima among the alignments of one block, in the order of a Gray code.
    fn block(&self, index: u64, block: usize, tolerance: f64) -> Vec<Alignment> {
        let n = self.len();
        let gray = |number: u64| number ^ (number >> 1);
        let code = gray(index << block);
        let mut sides: Vec<f64> = (0..n).map(|a| if a > 0 && code >> (a - 1) & 1 == 1 { -1.0 } else { 1.0 }).collect();
        let second = |sides: &[f64]| sides.iter().map(|side| *side < 0.0).collect::<Vec<bool>>();
        let mut changes = self.changes(&second(&sides));
        let mut found = Vec::new();
        for step in 0..1_u64 << block {
            if step > 0 {
                let state = step.trailing_zeros() as usize + 1;
                let (row, side) = (&self.pairs[state * n..(state + 1) * n], sides[state]);
                let own = changes[state];
                for (change, (pair, other)) in changes.iter_mut().zip(row.iter().zip(&sides)) {
                    *change -= 2.0 * pair * other * side;
                }
                changes[state] = -own;
                sides[state] = -side;
            }
            if changes.iter().all(|change| *change >= -tolerance) {
                let second = second(&sides);
                found.push(Alignment { energy: self.energy(&second), second });
            }
        }
        found
    }

    fn downhill(&self, seed: u64) -> Minima {
        let n = self.len();
        let tolerance = self.tolerance();
        let minima: Vec<Alignment> = (0..STARTS)
            .into_par_iter()
            .map(|start| {
                let drawn = |a: usize| {
                    Draw { seed, future: start, stream: Stream::Alignments, option: a as u32 }.uniform(0) < 0.5
                };
                let mut second: Vec<bool> = (0..n).map(|a| a > 0 && drawn(a)).collect();
                loop {
                    let changes = self.changes(&second);
                    let best =
                        (0..n).min_by(|a, b| changes[*a].total_cmp(&changes[*b])).filter(|a| changes[*a] < -tolerance);
                    let Some(best) = best else { break };
                    second[best] = !second[best];
                }
                if second[0] {
                    second.iter_mut().for_each(|side| *side = !*side);
                }
                Alignment { energy: self.energy(&second), second }
            })
            .collect();
        Minima { minima, exact: false, looked_at: u64::from(STARTS) }
    }
}

/// The states on another side than they were, when two alignments are laid on each other as well as they can be.
pub fn misplaced(predicted: &[bool], actual: &[bool]) -> Vec<usize> {
    let differ =
        |turn: bool| (0..predicted.len()).filter(|a| (predicted[*a] != turn) != actual[*a]).collect::<Vec<usize>>();
    let (straight, turned) = (differ(false), differ(true));
    if straight.len() <= turned.len() { straight } else { turned }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(n: usize, seed: u64) -> Landscape {
        let at = |option: usize| Draw { seed, future: 0, stream: Stream::Test(9), option: option as u32 }.normal(0);
        let names = (0..n).map(|a| a.to_string()).collect();
        let sizes: Vec<f64> = (0..n).map(|a| at(a).abs() + 0.1).collect();
        Landscape::new(names, &sizes, &(0..n * n).map(|k| at(1000 + k)).collect::<Vec<_>>())
    }

    #[test]
    fn every_minimum_is_one_and_none_is_missed() {
        let landscape = drawn(14, 3);
        let found = landscape.minima(1);
        assert!(found.exact && found.looked_at == 1 << 13);
        let mut count = 0;
        for mask in 0_u32..1 << 13 {
            let second: Vec<bool> = (0..14).map(|a| a > 0 && mask >> (a - 1) & 1 == 1).collect();
            let energy = landscape.energy(&second);
            let lower = (0..14).any(|a| {
                let mut flipped = second.clone();
                flipped[a] = !flipped[a];
                landscape.energy(&flipped) < energy - 1e-9
            });
            count += u32::from(!lower);
        }
        assert_eq!(found.minima.len(), count as usize);
        assert!(found.minima.windows(2).all(|pair| pair[0].energy <= pair[1].energy));
        // Going downhill finds the lowest, too.
        assert_eq!(
            landscape.downhill(1).minima.iter().map(|a| a.energy).fold(f64::INFINITY, f64::min),
            found.minima[0].energy
        );
    }

    proptest! {
        #[test]
        fn a_change_of_side_changes_the_energy_by_what_is_kept(seed in 0_u64..500, n in 2_usize..9, mask in 0_u32..256, flip in 0_usize..9) {
            let landscape = drawn(n, seed);
            let mut second: Vec<bool> = (0..n).map(|a| mask >> a & 1 == 1).collect();
            let (before, change) = (landscape.energy(&second), landscape.changes(&second)[flip % n]);
            second[flip % n] = !second[flip % n];
            prop_assert!((landscape.energy(&second) - before - change).abs() < 1e-9);
        }
    }
}
