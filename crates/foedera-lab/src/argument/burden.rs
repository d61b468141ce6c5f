//! Burden sharing as its literature computes it: rank correlations of size and burden, partial ones, and concordance with benefits.
//!
//! Olson and Zeckhauser (1966), Sandler and Forbes (1980), Sandler and Murdoch (2000), Sandler and Shimizu (2014).

use foedera_atlas::Atlas;
use foedera_world::{Day, StateId, TreatyId};
use serde::Serialize;

/// A figure of a member in a year that burden sharing reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Gross domestic product, in any currency and prices: only its rank is read.
    Product,
    /// Military expenditure over product: the burden.
    Burden,
    /// Military expenditure, in one currency.
    Spending,
    /// Product per head.
    PerHead,
    /// Population.
    Population,
}

/// Burden sharing of a treaty's members in a year.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BurdenYear {
    /// The year; members are those of its last day.
    pub year: i16,
    /// Members of the treaty.
    pub of: u32,
    /// Rank correlation of product and burden: positive where the large carry more (exploitation of the great by the small).
    pub simple: Option<RankCorrelation>,
    /// The same with product per head taken out.
    pub given_wealth: Option<RankCorrelation>,
    /// Whether shares of spending and of benefits (the mean of the shares of product and population) are distributed alike.
    pub concordance: Option<Concordance>,
}

/// Burden sharing year by year; members without a figure are left out of what needs it, and counted by `of` against `members`.
pub fn by_year(
    atlas: &Atlas,
    treaty: TreatyId,
    years: (i16, i16),
    figure: &dyn Fn(StateId, i16, Figure) -> Option<f64>,
) -> Vec<BurdenYear> {
    let of_year = |year: i16| {
        let world = atlas.history.treaty_at(treaty, Some(Day::start_of_year(year + 1).plus_days(-1)));
        let members: Vec<StateId> = world.treaty(treaty).members().map(|spell| spell.state).collect();
        let columns = |wanted: &[Figure]| -> Vec<Vec<f64>> {
            let row =
                |state: &StateId| wanted.iter().map(|own| figure(*state, year, *own)).collect::<Option<Vec<f64>>>();
            let rows: Vec<Vec<f64>> = members.iter().filter_map(row).collect();
            (0..wanted.len()).map(|column| rows.iter().map(|row| row[column]).collect()).collect()
        };
        let own = columns(&[Figure::Product, Figure::Burden]);
        let wealth = columns(&[Figure::Product, Figure::Burden, Figure::PerHead]);
        let all = columns(&[Figure::Spending, Figure::Product, Figure::Population]);
        let share = |column: &Vec<f64>| shares(&column.iter().map(|value| Some(*value)).collect::<Vec<_>>());
        let benefits = share(&all[1]).zip(share(&all[2]));
        let benefits = benefits
            .map(|(product, people)| product.iter().zip(people).map(|(a, b)| 0.5 * (a + b)).collect::<Vec<f64>>());
        BurdenYear {
            year,
            of: members.len() as u32,
            simple: spearman(&own[0], &own[1]),
            given_wealth: partial_spearman(&wealth[0], &wealth[1], &[&wealth[2]]),
            concordance: share(&all[0]).zip(benefits).and_then(|(burden, benefits)| concordance(&burden, &benefits)),
        }
    };
    (years.0..=years.1).map(of_year).filter(|year| year.of > 0 && year.simple.is_some()).collect()
}

/// A rank correlation.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct RankCorrelation {
    /// Members with both figures.
    pub members: u32,
    /// Spearman's ρ.
    pub rho: f64,
    /// Its t statistic, with `members − 2 − controls` degrees of freedom; missing where |ρ| is 1.
    pub t: Option<f64>,
}

/// The fewest members of whom a correlation is told.
const FEWEST: usize = 4;

/// Ranks from 1, the mean rank for equal values.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut start = 0;
    while start < order.len() {
        let same = order[start..].iter().take_while(|place| values[**place] == values[order[start]]).count();
        let rank = start as f64 + 0.5 * (same as f64 + 1.0);
        order[start..start + same].iter().for_each(|place| ranks[*place] = rank);
        start += same;
    }
    ranks
}

fn pearson(a: &[f64], b: &[f64]) -> Option<f64> {
    let (mean_a, mean_b) = (foedera_math::mean(a), foedera_math::mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        ab += (x - mean_a) * (y - mean_b);
        aa += (x - mean_a) * (x - mean_a);
        bb += (y - mean_b) * (y - mean_b);
    }
    (aa > 0.0 && bb > 0.0).then(|| ab / (aa * bb).sqrt())
}

fn correlation(rho: f64, members: usize, controls: usize) -> RankCorrelation {
    let freedom = members.saturating_sub(2 + controls) as f64;
    let rest = 1.0 - rho * rho;
    RankCorrelation {
        members: members as u32,
        rho,
        t: (rest > 1e-12 && freedom > 0.0).then(|| rho * (freedom / rest).sqrt()),
    }
}

/// Spearman's rank correlation of size and burden; `None` with fewer than four members or where one of them does not vary.
pub fn spearman(size: &[f64], burden: &[f64]) -> Option<RankCorrelation> {
    let (size, burden) = (ranks(size), ranks(burden));
    if size.len() != burden.len() || size.len() < FEWEST {
        return None;
    }
    Some(correlation(pearson(&size, &burden)?, size.len(), 0))
}

/// The partial rank correlation of size and burden, given others (GDP per head, exposed borders): each control is taken out in turn.
pub fn partial_spearman(size: &[f64], burden: &[f64], controls: &[&[f64]]) -> Option<RankCorrelation> {
    let mut ranked = vec![ranks(size), ranks(burden)];
    ranked.extend(controls.iter().map(|control| ranks(control)));
    let members = size.len();
    if ranked.iter().any(|list| list.len() != members) || members < FEWEST + controls.len() {
        return None;
    }
    Some(correlation(partial(&ranked, 0, 1, ranked.len())?, members, controls.len()))
}

/// The correlation of lists `a` and `b` with those from 2 up to `until` taken out.
fn partial(lists: &[Vec<f64>], a: usize, b: usize, until: usize) -> Option<f64> {
    if until == 2 {
        return pearson(&lists[a], &lists[b]);
    }
    let last = until - 1;
    let [ab, ac, bc] = [(a, b), (a, last), (b, last)].map(|(first, second)| partial(lists, first, second, last));
    let (ab, ac, bc) = (ab?, ac?, bc?);
    let rest = (1.0 - ac * ac) * (1.0 - bc * bc);
    (rest > 1e-12).then(|| (ab - ac * bc) / rest.sqrt())
}

/// Shares of a total; `None` if it is not positive or a part is negative or not known.
pub fn shares(values: &[Option<f64>]) -> Option<Vec<f64>> {
    let known: Vec<f64> = values.iter().copied().collect::<Option<_>>()?;
    let total: f64 = known.iter().sum();
    (total > 0.0 && known.iter().all(|value| *value >= 0.0)).then(|| known.iter().map(|value| value / total).collect())
}

/// Concordance of burdens and benefits: the Wilcoxon signed-rank test of the members' differences.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Concordance {
    /// Members whose shares differ.
    pub members: u32,
    /// The sum of ranks of members that carry more than they receive.
    pub positive: f64,
    /// The two-sided p value: exact up to 20 members without ties, else normal with the correction for ties.
    pub p: f64,
}

/// The most members for which the exact distribution is counted.
const EXACT_UP_TO: usize = 20;

/// Whether burdens and benefits are distributed alike; `None` if no member's shares differ.
pub fn concordance(burden: &[f64], benefit: &[f64]) -> Option<Concordance> {
    let differences: Vec<f64> = burden
        .iter()
        .zip(benefit)
        .map(|(burden, benefit)| burden - benefit)
        .filter(|difference| *difference != 0.0)
        .collect();
    let count = differences.len();
    if burden.len() != benefit.len() || count == 0 {
        return None;
    }
    let ranks = ranks(&differences.iter().map(|difference| difference.abs()).collect::<Vec<f64>>());
    let positive: f64 =
        ranks.iter().zip(&differences).filter(|(_, difference)| **difference > 0.0).map(|(rank, _)| rank).sum();
    let ties = ranks.iter().any(|rank| rank.fract() != 0.0);
    let p = if count <= EXACT_UP_TO && !ties { exact(count, positive) } else { normal(&ranks, positive) };
    Some(Concordance { members: count as u32, positive, p })
}

/// The two-sided p value of a rank sum by counting subsets of 1..=count.
fn exact(count: usize, positive: f64) -> f64 {
    let most = count * (count + 1) / 2;
    let mut ways = vec![0.0_f64; most + 1];
    ways[0] = 1.0;
    for rank in 1..=count {
        for sum in (rank..=most).rev() {
            ways[sum] += ways[sum - rank];
        }
    }
    let all: f64 = ways.iter().sum();
    let low = positive.min(most as f64 - positive) as usize;
    (2.0 * ways[..=low].iter().sum::<f64>() / all).min(1.0)
}

fn normal(ranks: &[f64], positive: f64) -> f64 {
    let (sum, squares) = (ranks.iter().sum::<f64>(), ranks.iter().map(|rank| rank * rank).sum::<f64>());
    let z = (positive - 0.5 * sum) / (0.25 * squares).sqrt();
    2.0 * foedera_math::normal_p(-z.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_mean_rank() {
        assert_eq!(ranks(&[10.0, 20.0, 10.0, 5.0]), [2.5, 4.0, 2.5, 1.0]);
    }

    #[test]
    fn a_control_that_makes_both_leaves_nothing() {
        let control: Vec<f64> = (0..12).map(f64::from).collect();
        let (a, b): (Vec<f64>, Vec<f64>) = (0..12)
            .map(|i| (f64::from(i) + [0.0, 1.6][i as usize % 2], f64::from(i) + [0.0, 1.6, 0.2][i as usize % 3]))
            .unzip();
        let whole = spearman(&a, &b).expect("it varies");
        let part = partial_spearman(&a, &b, &[&control]).expect("it varies");
        assert!(whole.rho > 0.8 && part.rho.abs() < 0.5, "{whole:?} {part:?}");
        let swapped = partial_spearman(&b, &a, &[&control]).expect("it varies");
        assert!((part.rho - swapped.rho).abs() < 1e-12);
    }

    #[test]
    fn two_controls_may_be_taken_out_in_either_order() {
        let noise = |seed: u32| -> Vec<f64> { (0..15).map(|i| f64::from((i * 7919 + seed * 104_729) % 101)).collect() };
        let (a, b, c, d) = (noise(1), noise(2), noise(3), noise(5));
        let first = partial_spearman(&a, &b, &[&c, &d]).expect("it varies");
        let second = partial_spearman(&a, &b, &[&d, &c]).expect("it varies");
        assert!((first.rho - second.rho).abs() < 1e-12);
    }

    #[test]
    fn the_signed_rank_test_agrees_with_published_tables() {
        // With 8 differences the rank sum 3 has two-sided p = 10/256, with 5 the sum 0 has 2/32.
        let burden = |signs: &[f64]| -> Vec<f64> {
            signs.iter().enumerate().map(|(place, sign)| 1.0 + sign * (place + 1) as f64 / 100.0).collect()
        };
        let p = |signs: &[f64]| concordance(&burden(signs), &vec![1.0; signs.len()]).expect("they differ").p;
        assert!((p(&[1.0, 1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0]) - 10.0 / 256.0).abs() < 1e-12);
        assert!((p(&[-1.0; 5]) - 2.0 / 32.0).abs() < 1e-12);
        assert_eq!(concordance(&[1.0, 2.0], &[1.0, 2.0]), None);
    }

    #[test]
    fn few_members_or_no_variation_give_no_correlation() {
        assert_eq!(spearman(&[1.0, 2.0, 3.0], &[1.0, 2.0, 3.0]), None);
        assert_eq!(spearman(&[1.0; 5], &[1.0, 2.0, 3.0, 4.0, 5.0]), None);
        assert_eq!(spearman(&[1.0, 2.0, 3.0, 4.0], &[1.0, 2.0, 3.0, 4.0]).expect("it varies").t, None);
        assert_eq!(shares(&[Some(1.0), None]), None, "what is not known is no 0");
    }
}
