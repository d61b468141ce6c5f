//! The beta distribution, and the interval of a share.

use crate::{exp, ln};

/// The regularised incomplete beta function I_x(a, b), a, b > 0: Lentz's continued fraction (Abramowitz and Stegun 1964, 26.5.8), by
/// the symmetry I_x(a, b) = 1 − I_{1−x}(b, a) where that converges faster.
pub fn beta_p(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_p(b, a, 1.0 - x);
    }
    let front =
        exp(crate::ln_gamma(a + b) - crate::ln_gamma(a) - crate::ln_gamma(b) + a * ln(x) + b * libm::log1p(-x)) / a;
    let tiny = 1e-300;
    let guard = |value: f64| if value.abs() < tiny { tiny } else { value };
    let (mut c, mut d) = (1.0, 1.0 / guard(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..500 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let mut change = 1.0;
        for term in [even, odd] {
            d = 1.0 / guard(1.0 + term * d);
            c = guard(1.0 + term / c);
            change = c * d;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    front * fraction
}

/// The `p` quantile of the beta distribution, by bisection to the last digits.
pub fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if beta_p(a, b, middle) < p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The interval that holds a share with probability `level`, after `events` of `cases`, from Jeffreys's prior (Brown, Cai and DasGupta
/// 2001, Statistical Science 16): it begins at 0 without any event, and ends at 1 without any other.
pub fn share_interval(events: u32, cases: u32, level: f64) -> (f64, f64) {
    let (a, b) = (f64::from(events) + 0.5, f64::from(cases.saturating_sub(events)) + 0.5);
    let tail = 0.5 * (1.0 - level);
    let low = if events == 0 { 0.0 } else { beta_quantile(a, b, tail) };
    let high = if events >= cases { 1.0 } else { beta_quantile(a, b, 1.0 - tail) };
    (low, high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closed_forms_hold() {
        for x in [0.01, 0.3, 0.5, 0.77, 0.999] {
            assert!((beta_p(1.0, 1.0, x) - x).abs() < 1e-14);
            assert!((beta_p(2.0, 1.0, x) - x * x).abs() < 1e-14);
            assert!((beta_p(1.0, 3.0, x) - (1.0 - (1.0 - x) * (1.0 - x) * (1.0 - x))).abs() < 1e-14);
            // The arcsine model.
            let arcsine = 2.0 / core::f64::consts::PI * crate::asin(x.sqrt());
            assert!((beta_p(0.5, 0.5, x) - arcsine).abs() < 1e-13, "{x}");
        }
        for (a, b) in [(0.5, 12.5), (61.5, 31.5), (200.0, 3.0)] {
            for p in [0.025, 0.5, 0.9] {
                assert!((beta_p(a, b, beta_quantile(a, b, p)) - p).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_published_interval_of_12_of_54() {
        let (low, high) = share_interval(12, 54, 0.95);
        assert!((low - 0.13).abs() < 0.005 && (high - 0.35).abs() < 0.005, "{low} {high}");
        assert_eq!(share_interval(0, 7, 0.9).0, 0.0);
        assert_eq!(share_interval(7, 7, 0.9).1, 1.0);
    }

    #[test]
    fn the_beta_law_equals_scipy_on_both_sides_of_its_mean() {
        let golden = [
            (2.5, 7.25, 0.2, 0.384_442_725_199_764_63),
            (7.25, 2.5, 0.8, 0.615_557_274_800_235_6),
            (40.0, 60.0, 0.35, 0.153_458_122_499_173_95),
            (0.3, 4.0, 0.0001, 0.103_753_752_256_412_51),
            (200.0, 3.0, 0.99, 0.671_238_171_038_388_9),
            (12.5, 42.5, 0.3, 0.896_327_045_904_882_5),
        ];
        for (a, b, x, wanted) in golden {
            assert!((beta_p(a, b, x) / wanted - 1.0).abs() < 1e-12, "{a} {b} {x}: {}", beta_p(a, b, x));
        }
        for x in [-0.5, 0.0] {
            assert_eq!((beta_p(2.0, 3.0, x), beta_p(2.0, 3.0, 1.0 - x)), (0.0, 1.0));
        }
    }

    #[test]
    fn the_interval_of_a_share_equals_scipys_beta_quantiles() {
        let (low, high) = share_interval(12, 54, 0.95);
        assert!((low - 0.127_612_431_663_476_77).abs() < 1e-12, "{low}");
        assert!((high - 0.345_689_517_682_963_85).abs() < 1e-12, "{high}");
        assert!((share_interval(0, 7, 0.9).1 - 0.232_464_781_612_855_72).abs() < 1e-12);
        assert!((share_interval(7, 7, 0.9).0 - (1.0 - 0.232_464_781_612_855_72)).abs() < 1e-12);
        assert!((beta_quantile(3.0, 2.0, 0.5) - 0.614_272_431_867_610_5).abs() < 1e-12);
    }
}
