//! The exponential of many numbers at once, without branches, so that a processor takes several lanes at a time.

/// ln 2 in two parts: the first has zeros at its end, so that its product with a whole number is exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// Adding this rounds to a whole number, which then stands in the last bits.
const ROUND: f64 = 6_755_399_441_055_744.0;

/// Replace each x by e^x: to within two units in the last place for |x| ≤ 708; 0 below, infinity above; NaN stays.
///
/// x = n ln 2 + r with |r| ≤ ln 2 / 2; e^r by its series to the thirteenth power, whose rest is below 5e-18.
pub fn exp_in_place(values: &mut [f64]) {
    for value in values {
        *value = exponential(*value);
    }
}

#[inline(always)]
fn exponential(x: f64) -> f64 {
    let inside = if x > 709.0 { 709.0 } else { x };
    let inside = if inside < -708.0 { -708.0 } else { inside };
    let shifted = inside * std::f64::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = (inside - n * LN_2_HIGH) - n * LN_2_LOW;
    const FACTORS: [f64; 12] = [
        1.0 / 479_001_600.0,
        1.0 / 39_916_800.0,
        1.0 / 3_628_800.0,
        1.0 / 362_880.0,
        1.0 / 40_320.0,
        1.0 / 5_040.0,
        1.0 / 720.0,
        1.0 / 120.0,
        1.0 / 24.0,
        1.0 / 6.0,
        0.5,
        1.0,
    ];
    let mut sum = 1.0 / 6_227_020_800.0;
    for factor in FACTORS {
        sum = sum * r + factor;
    }
    let sum = sum * r + 1.0;
    let power = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    let result = sum * power;
    let result = if x < -708.0 { 0.0 } else { result };
    if x > 709.0 { f64::INFINITY } else { result }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_agrees_with_the_exponential_of_one_number() {
        let mut worst = 0.0_f64;
        for k in 0..200_000 {
            let x = -700.0 + f64::from(k) * 0.007;
            let mut own = [x];
            exp_in_place(&mut own);
            worst = worst.max((own[0] / crate::exp(x) - 1.0).abs());
        }
        assert!(worst <= 4.0 * f64::EPSILON, "{worst}");
        let mut ends = [0.0, f64::NEG_INFINITY, f64::INFINITY, -709.0, 710.0, f64::NAN];
        exp_in_place(&mut ends);
        assert_eq!(ends[..5], [1.0, 0.0, f64::INFINITY, 0.0, f64::INFINITY]);
        assert!(ends[5].is_nan());
    }

    #[test]
    fn it_reaches_to_both_ends_of_its_range() {
        for x in [-708.0, -707.9, -700.5, -1e-12, 0.0, 0.5, 703.0, 708.5, 709.0] {
            let mut own = [x];
            exp_in_place(&mut own);
            assert!((own[0] / crate::exp(x) - 1.0).abs() <= 4.0 * f64::EPSILON, "{x}: {}", own[0]);
        }
    }
}
