//! The order of rows bears on no model.

use foedera_summit::{Flag, Model, Setting, settle};
use proptest::prelude::*;

/// A setting of one issue from rows of capability, position and salience.
fn setting(rows: &[(f64, f64, f64)]) -> Setting {
    Setting {
        issues: 1,
        positions: rows.iter().map(|row| row.1).collect(),
        saliences: rows.iter().map(|row| row.2).collect(),
        capabilities: rows.iter().map(|row| row.0).collect(),
        reference: vec![0.0],
        scales: vec![(0.0, 100.0)],
    }
}

#[test]
fn the_mirror_symmetric_three_settle_in_the_middle_in_any_order() {
    for order in [
        [0.0, 50.0, 100.0],
        [100.0, 50.0, 0.0],
        [50.0, 0.0, 100.0],
        [50.0, 100.0, 0.0],
        [0.0, 100.0, 50.0],
        [100.0, 0.0, 50.0],
    ] {
        let setting = setting(&order.map(|position| (100.0, position, 1.0)));
        for model in [Model::SmpCorrected, Model::Smp, Model::EumA, Model::EumB] {
            assert!((settle(model, &setting).text[0] - 50.0).abs() < 1e-6, "{model} {order:?}");
        }
        assert!(settle(Model::SmpCorrected, &setting).flags.contains(&Flag::Tie));
    }
}

proptest! {
    #[test]
    fn shuffled_rows_settle_alike_to_the_last_bit(
        (rows, shuffled) in proptest::collection::vec((1_u8..10, 0_u8..11, 1_u8..11), 3..6)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        let scaled = |rows: &[(u8, u8, u8)]| -> Vec<(f64, f64, f64)> {
            rows.iter().map(|row| (f64::from(row.0), 10.0 * f64::from(row.1), f64::from(row.2) / 10.0)).collect()
        };
        let (one, other) = (setting(&scaled(&rows)), setting(&scaled(&shuffled)));
        for model in Model::ALL {
            let (a, b) = (settle(model, &one), settle(model, &other));
            prop_assert_eq!(a.text[0].to_bits(), b.text[0].to_bits(), "{}", model);
            prop_assert_eq!(a.flags, b.flags);
        }
    }
}
