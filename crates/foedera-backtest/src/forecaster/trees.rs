//! Gradient-boosted trees, by the library `forust-ml`: what interactions are worth.

use foedera_math::logistic;
use forust_ml::objective::ObjectiveType;
use forust_ml::{GradientBooster, Matrix};

use super::{Fold, Forecaster};

/// Trees and leaves of each, among which is chosen.
const SIZES: [(usize, usize); 3] = [(40, 3), (100, 4), (150, 8)];
/// The step of each tree.
const RATE: f32 = 0.05;
/// The penalty of the weights of leaves.
const PENALTY: f32 = 10.0;
/// The least sum of p (1 − p) in a leaf.
const LEAST_WEIGHT: f32 = 0.5;

/// Boosted trees on all columns; on one thread, so that sums are made in one order.
pub(crate) struct Trees;

impl Forecaster for Trees {
    fn name(&self) -> &'static str {
        "trees"
    }

    fn words(&self) -> String {
        format!(
            "gradient-boosted trees on all columns (forust-ml), (trees, leaves) one of {SIZES:?}, step {RATE}, penalty {PENALTY}, \
             least weight of a leaf {LEAST_WEIGHT}; what is missing goes to the better side"
        )
    }

    fn variants(&self) -> Vec<String> {
        SIZES.iter().map(|(trees, leaves)| format!("{trees} trees of {leaves} leaves")).collect()
    }

    fn forecast(&self, fold: &Fold<'_>) -> Vec<Vec<f64>> {
        if !fold.can_be_fitted() {
            return fold.plain(SIZES.len());
        }
        let columns = |cases: &[usize]| -> Vec<f64> {
            let value = |column: usize, case: &usize| fold.cases.all()[*case].values[column].unwrap_or(f64::NAN);
            (0..fold.width()).flat_map(|column| cases.iter().map(move |case| value(column, case))).collect()
        };
        let (train, test) = (columns(&fold.train), columns(&fold.test));
        let train = Matrix::new(&train, fold.train.len(), fold.width());
        let test = Matrix::new(&test, fold.test.len(), fold.width());
        let happened: Vec<f64> = fold.train.iter().map(|case| f64::from(u8::from(fold.happened(*case)))).collect();
        let of = |(trees, leaves): (usize, usize)| {
            let mut booster = GradientBooster::default()
                .set_objective_type(ObjectiveType::LogLoss)
                .set_iterations(trees)
                .set_max_leaves(leaves)
                .set_max_depth(leaves)
                .set_learning_rate(RATE)
                .set_l2(PENALTY)
                .set_min_leaf_weight(LEAST_WEIGHT)
                .set_parallel(false);
            booster.fit_unweighted(&train, &happened, None).expect("settings and columns that the library takes");
            booster.predict(&test, false).into_iter().map(logistic).collect()
        };
        SIZES.into_iter().map(of).collect()
    }
}
