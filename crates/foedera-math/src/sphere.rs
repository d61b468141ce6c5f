//! Distances on the sphere.

use crate::{asin, cos, sin};

/// Mean radius of the Earth (IUGG), in kilometres.
const RADIUS: f64 = 6371.0088;

/// Great-circle distance of two points, latitude and longitude in radians, in kilometres to a tenth (haversine formula on a sphere).
pub fn great_circle(first: (f64, f64), second: (f64, f64)) -> f64 {
    let half = |difference: f64| sin(difference / 2.0) * sin(difference / 2.0);
    let chord = half(second.0 - first.0) + cos(first.0) * cos(second.0) * half(second.1 - first.1);
    (2.0 * RADIUS * asin(chord.sqrt().min(1.0)) * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moscow_is_1800_km_from_yerevan() {
        let radians = |latitude: f64, longitude: f64| (latitude.to_radians(), longitude.to_radians());
        let distance = great_circle(radians(55.7558, 37.6173), radians(40.1872, 44.5152));
        assert!((1795.0..1815.0).contains(&distance), "{distance}");
        assert_eq!(great_circle(radians(10.0, 20.0), radians(10.0, 20.0)), 0.0);
        // Half way round the sphere.
        assert!((great_circle(radians(0.0, 0.0), radians(0.0, 180.0)) - 20015.1).abs() < 0.1);
    }
}
