//! Voting power: how often a vote decides.
//!
//! Banzhaf (1965) and Shapley and Shubik (1954) indices, exact for whole weights by generating functions (Brams and Affuso 1976), for a
//! quota of weight with a quota of heads beside it and with vetoes. Weights that are not whole, or too large, are refused here.

use foedera_math::{Draw, Stream};

/// A weighted voting game: a coalition wins if it carries the quota of weight, has the heads, and holds every veto.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Game {
    /// The weight of each vote.
    pub weights: Vec<u64>,
    /// The least weight that wins.
    pub quota: u64,
    /// The least number of heads that wins, 0 if heads do not count.
    pub heads: usize,
    /// Voters without whom nothing passes.
    pub vetoes: Vec<usize>,
}

/// The power of each voter.
#[derive(Debug, Clone, PartialEq)]
pub struct Power {
    /// Coalitions that a voter turns from losing to winning; NaN if sampled.
    pub swings: Vec<f64>,
    /// Swings over all coalitions of the others (Penrose 1946).
    pub banzhaf_absolute: Vec<f64>,
    /// Swings over all swings.
    pub banzhaf: Vec<f64>,
    /// The share of orders of voting in which a voter decides.
    pub shapley_shubik: Vec<f64>,
    /// The share of all coalitions that win (Coleman 1971).
    pub power_to_act: f64,
    /// Winning coalitions; NaN if sampled.
    pub winning: f64,
    /// Whether every coalition was counted, not a sample.
    pub exact: bool,
    /// The largest standard error of a sampled share; 0 if exact.
    pub error: f64,
}

/// Most voters for whom power is exact.
pub const EXACT_VOTERS: usize = 60;
/// Most voters whose coalitions are looked at one by one, whatever the weights.
pub const ENUMERATED_VOTERS: usize = 22;
/// Most cells of the generating function.
const CELLS: u128 = 8_000_000;

impl Game {
    /// Whether a coalition wins.
    pub fn wins(&self, inside: impl Fn(usize) -> bool) -> bool {
        let members = (0..self.weights.len()).filter(|voter| inside(*voter));
        let (weight, heads) = members.fold((0, 0), |(weight, heads), voter| (weight + self.weights[voter], heads + 1));
        weight >= self.quota && heads >= self.heads && self.vetoes.iter().all(|voter| inside(*voter))
    }

    /// The same game in the largest whole unit of weight.
    fn reduced(&self) -> Self {
        let divisor = |a: u64, b: u64| std::iter::successors(Some((a, b)), |(a, b)| (*b > 0).then(|| (*b, a % b)));
        let unit = self.weights.iter().fold(0, |unit, weight| divisor(unit, *weight).last().map_or(0, |last| last.0));
        let unit = unit.max(1);
        Self {
            weights: self.weights.iter().map(|weight| weight / unit).collect(),
            quota: self.quota.div_ceil(unit),
            ..self.clone()
        }
    }

    /// Exact power where the game is small enough, else from `orders` sampled orders and as many coalitions.
    pub fn power(&self, orders: u32, seed: u64) -> Power {
        let game = self.reduced();
        let total: u128 = game.weights.iter().map(|weight| u128::from(*weight)).sum();
        let n = game.weights.len();
        if n <= EXACT_VOTERS && (total + 1) * (n as u128 + 1) <= CELLS {
            game.exact()
        } else if n <= ENUMERATED_VOTERS {
            game.enumerated()
        } else {
            game.sampled(orders.max(1), seed)
        }
    }

    /// Coalitions of the voters that are not vetoes by weight and heads, as counts in a table of (weight, heads).
    fn counts(&self, width: usize, total: usize) -> Vec<u128> {
        let mut counts = vec![0_u128; (total + 1) * width];
        counts[0] = 1;
        for (voter, weight) in self.weights.iter().enumerate() {
            if !self.vetoes.contains(&voter) {
                let weight = *weight as usize;
                for at in (weight..=total).rev() {
                    for heads in (1..width).rev() {
                        counts[at * width + heads] += counts[(at - weight) * width + heads - 1];
                    }
                }
            }
        }
        counts
    }

    /// Exact power from the generating function.
    fn exact(&self) -> Power {
        let n = self.weights.len();
        let (width, total) = (n + 1, self.weights.iter().sum::<u64>() as usize);
        let counts = self.counts(width, total);
        let vetoes: u64 = self.vetoes.iter().map(|voter| self.weights[*voter]).sum();
        let held = self.vetoes.len();
        // Of voters beside the vetoes: all vetoes are inside a winning coalition.
        let wins = |weight: usize, heads: usize| weight as u64 + vetoes >= self.quota && heads + held >= self.heads;
        let cells = || (0..=total).flat_map(|weight| (0..width).map(move |heads| (weight, heads)));
        let winning: u128 =
            cells().filter(|(weight, heads)| wins(*weight, *heads)).map(|(w, h)| counts[w * width + h]).sum();
        let mut sizes = vec![vec![0_u128; n]; n];
        for (voter, pivotal) in sizes.iter_mut().enumerate() {
            let veto = self.vetoes.contains(&voter);
            let own = self.weights[voter] as usize;
            // Coalitions without the voter: taken out of the generating function again.
            let mut others = counts.clone();
            if !veto {
                for at in own..=total {
                    for heads in 1..width {
                        others[at * width + heads] -= others[(at - own) * width + heads - 1];
                    }
                }
            }
            for (weight, heads) in cells().filter(|(weight, heads)| others[weight * width + heads] > 0) {
                // A veto decides wherever all others suffice; any other where it lifts a coalition over what is needed.
                let decides =
                    if veto { wins(weight, heads) } else { !wins(weight, heads) && wins(weight + own, heads + 1) };
                if decides {
                    pivotal[heads + held - usize::from(veto)] += others[weight * width + heads];
                }
            }
        }
        indices(&sizes, winning)
    }

    /// Exact power from every coalition.
    fn enumerated(&self) -> Power {
        let n = self.weights.len();
        let vetoes = self.vetoes.iter().fold(0_usize, |mask, voter| mask | 1 << voter);
        let wins = |mask: usize, weight: u128| {
            weight >= u128::from(self.quota) && mask.count_ones() as usize >= self.heads && mask & vetoes == vetoes
        };
        let mut sizes = vec![vec![0_u128; n]; n];
        let mut winning = 0_u128;
        for mask in 0..1_usize << n {
            let inside = |voter: &usize| mask >> voter & 1 == 1;
            let weight: u128 = (0..n).filter(inside).map(|voter| u128::from(self.weights[voter])).sum();
            if !wins(mask, weight) {
                continue;
            }
            winning += 1;
            for voter in (0..n).filter(inside) {
                if !wins(mask & !(1 << voter), weight - u128::from(self.weights[voter])) {
                    sizes[voter][mask.count_ones() as usize - 1] += 1;
                }
            }
        }
        indices(&sizes, winning)
    }

    /// How often each voter decides in drawn coalitions, how often in drawn orders, and how many of the coalitions win.
    fn drawn(&self, orders: u32, seed: u64) -> (Vec<f64>, Vec<f64>, f64) {
        let n = self.weights.len();
        let mut veto = vec![false; n];
        self.vetoes.iter().for_each(|voter| veto[*voter] = true);
        let vetoes = veto.iter().filter(|veto| **veto).count();
        let wins = |(weight, heads, held): (u128, usize, usize)| {
            weight >= u128::from(self.quota) && heads >= self.heads && held == vetoes
        };
        let one = |voter: usize| (u128::from(self.weights[voter]), 1, usize::from(veto[voter]));
        let with = |sum: (u128, usize, usize), own: (u128, usize, usize)| (sum.0 + own.0, sum.1 + own.1, sum.2 + own.2);
        let (mut banzhaf, mut shapley, mut acts) = (vec![0.0; n], vec![0.0; n], 0.0);
        for future in 0..orders {
            let at = |stream, voter: usize| Draw { seed, future, stream, option: voter as u32 }.uniform(0);
            let inside: Vec<bool> = (0..n).map(|voter| at(Stream::Coalitions, voter) < 0.5).collect();
            let sum = (0..n).filter(|voter| inside[*voter]).map(one).fold((0, 0, 0), with);
            acts += f64::from(u8::from(wins(sum)));
            for (voter, count) in banzhaf.iter_mut().enumerate() {
                let own = one(voter);
                let without = if inside[voter] { (sum.0 - own.0, sum.1 - 1, sum.2 - own.2) } else { sum };
                *count += f64::from(u8::from(!wins(without) && wins(with(without, own))));
            }
            let mut order: Vec<(f64, usize)> = (0..n).map(|voter| (at(Stream::VoterOrders, voter), voter)).collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut joined = (0, 0, 0);
            for (_, voter) in order {
                joined = with(joined, one(voter));
                if wins(joined) {
                    shapley[voter] += 1.0;
                    break;
                }
            }
        }
        (banzhaf, shapley, acts)
    }

    fn sampled(&self, orders: u32, seed: u64) -> Power {
        let (banzhaf, shapley, acts) = self.drawn(orders, seed);
        let runs = f64::from(orders);
        // What was never or always seen in the draws is not certain: one more of either is added.
        let error = |count: &f64| {
            let p = (count + 1.0) / (runs + 2.0);
            (p * (1.0 - p) / runs).sqrt()
        };
        let error = banzhaf.iter().chain(&shapley).map(error).fold(0.0, f64::max);
        let share = |sums: Vec<f64>| -> Vec<f64> { sums.into_iter().map(|sum| sum / runs).collect() };
        let (absolute, shapley) = (share(banzhaf), share(shapley));
        let all: f64 = absolute.iter().sum();
        Power {
            swings: vec![f64::NAN; self.weights.len()],
            banzhaf: absolute.iter().map(|p| if all > 0.0 { p / all } else { 0.0 }).collect(),
            banzhaf_absolute: absolute,
            shapley_shubik: shapley,
            power_to_act: acts / runs,
            winning: f64::NAN,
            exact: false,
            error,
        }
    }
}

/// The indices from the swings of each voter by the size of the coalition that it turns, and from the winning coalitions.
fn indices(sizes: &[Vec<u128>], winning: u128) -> Power {
    let n = sizes.len();
    let half = foedera_math::pow(2.0, n as f64 - 1.0);
    let swings: Vec<f64> = sizes.iter().map(|row| row.iter().sum::<u128>() as f64).collect();
    let all: f64 = swings.iter().sum();
    // The chance of one coalition of each size to stand before a voter is 1 / (n (n - 1 over size)).
    let mut choices = vec![1.0; n];
    (1..n).for_each(|size| choices[size] = choices[size - 1] * (n - size) as f64 / size as f64);
    let order = |row: &Vec<u128>| row.iter().zip(&choices).map(|(k, ways)| *k as f64 / (n as f64 * ways)).sum();
    Power {
        banzhaf_absolute: swings.iter().map(|swings| swings / half).collect(),
        banzhaf: swings.iter().map(|swings| if all > 0.0 { swings / all } else { 0.0 }).collect(),
        shapley_shubik: sizes.iter().map(order).collect(),
        power_to_act: winning as f64 / (2.0 * half),
        winning: winning as f64,
        swings,
        exact: true,
        error: 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_veto_is_a_weight_that_no_quota_does_without() {
        // The Security Council: five vetoes among fifteen, nine heads; as weights 7 and 1 with a quota of 39.
        let council = Game { weights: vec![1; 15], quota: 9, heads: 0, vetoes: (0..5).collect() };
        let weighted = Game { weights: [vec![7; 5], vec![1; 10]].concat(), quota: 39, heads: 0, vetoes: Vec::new() };
        let (a, b) = (council.power(0, 1), weighted.power(0, 1));
        for (a, b) in a.shapley_shubik.iter().zip(&b.shapley_shubik).chain(a.banzhaf.iter().zip(&b.banzhaf)) {
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
        assert_eq!(a.winning, 848.0);
    }

    #[test]
    fn seven_large_weights_are_exact() {
        let weights = vec![831_550, 676_567, 592_362, 473_987, 378_400, 192_017, 174_754];
        let power = Game { weights, quota: 2_000_000, heads: 0, vetoes: Vec::new() }.power(0, 1);
        assert_eq!(power.error, 0.0);
        assert!((power.banzhaf[0] - 0.26126).abs() < 5e-6, "{:?}", power.banzhaf);
        assert!((power.shapley_shubik.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn thirty_large_weights_with_a_common_unit_are_exact_and_without_one_their_error_is_told() {
        let weights: Vec<u64> = (1..=30).map(|k| k * 1_000_000).collect();
        let game = Game { quota: 232_500_001, weights, heads: 0, vetoes: Vec::new() };
        let small = Game { quota: 233, weights: (1..=30).collect(), heads: 0, vetoes: Vec::new() };
        assert_eq!((game.power(0, 1), game.power(0, 1).exact), (small.power(0, 1), true));
        let dictator = Game { weights: [vec![1 << 40], vec![3; 29]].concat(), ..game };
        let power = Game { quota: 1 << 40, ..dictator }.power(50, 1);
        assert!(!power.exact && power.error > 0.0 && power.shapley_shubik[0] == 1.0);
    }

    #[test]
    fn every_coalition_and_the_generating_function_agree() {
        let game = Game { weights: vec![5, 4, 3, 2, 2, 1], quota: 9, heads: 3, vetoes: vec![1] };
        let (a, b) = (game.exact(), game.enumerated());
        assert_eq!((&a.swings, a.winning), (&b.swings, b.winning));
        assert!(a.shapley_shubik.iter().zip(&b.shapley_shubik).all(|(a, b)| (a - b).abs() < 1e-12));
    }

    #[test]
    fn exact_power_is_that_of_every_coalition() {
        let game = Game { weights: vec![5, 4, 3, 2, 2, 1], quota: 9, heads: 3, vetoes: vec![1] };
        let exact = game.power(0, 1);
        let mut swings = [0.0; 6];
        let mut winning = 0.0;
        for mask in 0_u32..64 {
            let wins = |mask: u32| game.wins(|voter| mask >> voter & 1 == 1);
            winning += f64::from(u8::from(wins(mask)));
            for (voter, sum) in swings.iter_mut().enumerate() {
                *sum += f64::from(u8::from(wins(mask | 1 << voter) && !wins(mask & !(1 << voter)))) * 0.5;
            }
        }
        assert_eq!((exact.swings.as_slice(), exact.winning), (swings.as_slice(), winning));
        assert!((exact.shapley_shubik.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        let sampled = game.sampled(4000, 3);
        for (a, b) in exact.shapley_shubik.iter().zip(&sampled.shapley_shubik) {
            assert!((a - b).abs() < 5.0 * sampled.error, "{a} {b} {}", sampled.error);
        }
    }
}
