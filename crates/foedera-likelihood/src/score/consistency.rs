//! Consistency bands: how far from the diagonal of a reliability diagram chance alone takes forecasts that are reliable.

use foedera_math::{Draw, Stream, quantile};

use super::{Bin, CARD_LEVEL, Case, reliability_bins};

/// Draws behind a consistency band.
pub const CONSISTENCY_DRAWS: u32 = 1000;

/// A bin of a reliability diagram with its consistency band.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BandedBin {
    /// The forecasts, and what happened.
    pub bin: Bin,
    /// The interval ([`CARD_LEVEL`]) of the share that happens in the bin if forecasts are reliable. `None` if the bin was empty in more
    /// than half of the draws.
    pub band: Option<(f64, f64)>,
}

/// The reliability diagram in `count` bins of equal width with consistency bands (Bröcker and Smith 2007, Weather and Forecasting 22):
/// in each of `draws` draws forecasts are drawn with replacement, each outcome is drawn with the probability that was forecast, and the
/// shares of all bins are counted. A share outside its band is one that a reliable forecaster shows in a tenth of the cases.
/// Weights are not read by the bands.
pub fn reliability_diagram(cases: &[Case], count: u32, draws: u32, seed: u64) -> Vec<BandedBin> {
    let bins = reliability_bins(cases, count);
    let place = |p: f64| bins.iter().rposition(|bin| p >= bin.ends.0);
    let places: Vec<Option<usize>> = cases.iter().map(|case| place(case.probability)).collect();
    let mut shares: Vec<Vec<f64>> = vec![Vec::new(); bins.len()];
    for future in 0..draws {
        let mut seen = vec![(0_u32, 0_u32); bins.len()];
        for option in 0..u32::try_from(cases.len()).unwrap_or(u32::MAX) {
            let draw = Draw { seed, future, stream: Stream::ConsistencyBands, option };
            let drawn = ((draw.uniform(0) * cases.len() as f64) as usize).min(cases.len() - 1);
            let Some(bin) = places[drawn] else { continue };
            seen[bin].0 += u32::from(draw.uniform(1) < cases[drawn].probability);
            seen[bin].1 += 1;
        }
        let drawn = shares.iter_mut().zip(seen).filter(|(_, (_, n))| *n > 0);
        drawn.for_each(|(shares, (events, n))| shares.push(f64::from(events) / f64::from(n)));
    }
    let tail = (1.0 - CARD_LEVEL) / 2.0;
    let band = |mut shares: Vec<f64>| {
        shares.sort_by(f64::total_cmp);
        (2 * shares.len() > draws as usize).then(|| (quantile(&shares, tail), quantile(&shares, 1.0 - tail)))
    };
    bins.iter().zip(shares).map(|(bin, shares)| BandedBin { bin: *bin, band: band(shares) }).collect()
}
