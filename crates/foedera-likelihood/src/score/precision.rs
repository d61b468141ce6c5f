//! Precision and recall: how much of what was warned of happened, where events are rare.

use super::Case;

/// The area under the precision-recall curve as average precision, Σ (R_k − R_{k−1}) P_k over the distinct forecasts from the highest to
/// the lowest, by weight (Davis and Goadrich 2006; without interpolation between points, which would flatter). Equal forecasts come in
/// together. A forecaster who knows nothing has the share of events; 1 is perfect. `None` without an event.
pub fn average_precision(cases: &[Case]) -> Option<f64> {
    let mut sorted: Vec<&Case> = cases.iter().collect();
    sorted.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let events: f64 = sorted.iter().map(|case| case.weight * case.outcome()).sum();
    let (mut hits, mut warned, mut area) = (0.0, 0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.probability == b.probability) {
        let own: f64 = tied.iter().map(|case| case.weight * case.outcome()).sum();
        hits += own;
        warned += tied.iter().map(|case| case.weight).sum::<f64>();
        if own > 0.0 {
            area += own * (hits / warned);
        }
    }
    (events > 0.0).then(|| area / events)
}
