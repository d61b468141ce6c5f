//! A map of tiles: one a state, where its capital lies beside the others', small states as circles. It is an index, not the message:
//! distances and sizes are not true, and no border is drawn.

use foedera_lab::argument::network::{Map, Spot};
use maud::{Markup, html};

use super::{Px, branch_class, label, svg};

/// Panels in a line, and the width of each.
const LINE: usize = 2;
const PANEL: f64 = 480.0;
const TOP: f64 = 30.0;
/// The largest tile, and the most columns.
const LARGEST: f64 = 44.0;
const COLUMNS: usize = 12;
const KEY: f64 = 22.0;

/// A state's place on the grid.
type Place = (usize, usize);

/// The figure: one panel a day.
pub(crate) fn tiles(id: &str, title: &str, description: &str, map: &Map) -> Markup {
    let drawn: Vec<&Spot> = map.spots.iter().filter(|spot| spot.place.is_some()).collect();
    let places = places(&drawn.iter().filter_map(|spot| spot.place).collect::<Vec<_>>());
    let columns = places.iter().map(|place| place.0 + 1).max().unwrap_or(1);
    let rows = places.iter().map(|place| place.1 + 1).max().unwrap_or(1);
    let size = ((PANEL - 20.0) / columns as f64).min(LARGEST);
    let height = TOP + size * rows as f64 + 14.0;
    let lines = map.days.len().div_ceil(LINE);
    let foot = KEY * map.classes.len().div_ceil(3) as f64;
    let content = html! {
        @for (panel, day) in map.days.iter().enumerate() {
            @let corner = (PANEL * (panel % LINE) as f64, height * (panel / LINE) as f64);
            (label("strong", "start", (corner.0 + 4.0, corner.1 + 18.0), &day.to_string()))
            @for (spot, place) in drawn.iter().zip(&places) {
                (tile(spot, spot.class[panel], (corner.0 + size * place.0 as f64, corner.1 + TOP + size * place.1 as f64), size))
            }
        }
        @for (class, name) in map.classes.iter().enumerate() {
            @let at = (PANEL * 2.0 / 3.0 * (class % 3) as f64, height * lines as f64 + KEY * (class / 3) as f64);
            rect class={ "tile " (branch_class(class)) } x=(Px(at.0 + 4.0)) y=(Px(at.1)) width="14" height="14" {}
            (label("tick", "start", (at.0 + 24.0, at.1 + 11.0), &format!("{}: {name}", class + 1)))
        }
    };
    svg(id, (PANEL * LINE as f64, height * lines as f64 + foot), title, description, &content)
}

fn tile(spot: &Spot, class: Option<usize>, at: (f64, f64), size: f64) -> Markup {
    let (middle, inner) = ((at.0 + size / 2.0, at.1 + size / 2.0), size - 3.0);
    let look = class.map_or("tile outside".to_owned(), |class| format!("tile {}", branch_class(class)));
    let text = if class.is_some() { "tick on" } else { "tick" };
    html! {
        @if spot.small {
            circle class=(look) cx=(Px(middle.0)) cy=(Px(middle.1)) r=(Px(inner / 2.0)) {}
        } @else {
            rect class=(look) x=(Px(at.0 + 1.5)) y=(Px(at.1 + 1.5)) width=(Px(inner)) height=(Px(inner)) {}
        }
        @match class {
            Some(class) => {
                (label(text, "middle", (middle.0, middle.1 + 1.0), &spot.state))
                (label(text, "middle", (middle.0, middle.1 + 13.0), &(class + 1).to_string()))
            },
            None => (label(text, "middle", (middle.0, middle.1 + 4.0), &spot.state)),
        }
    }
}

/// Cells for places by latitude and longitude, each its own, as near to its place as those before it leave room; empty rows and columns
/// are taken out, so that far states stand near.
fn places(degrees: &[(f64, f64)]) -> Vec<Place> {
    let flat = flat(degrees);
    let mut unit = spacing(&flat);
    loop {
        let cells = compact(&settled(&flat, unit));
        if cells.iter().all(|cell| cell.0 < COLUMNS) {
            return cells;
        }
        unit *= 1.15;
    }
}

/// Degrees east and south of a middle, the world cut where most of it is empty.
fn flat(degrees: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut east: Vec<f64> = degrees.iter().map(|place| place.1).collect();
    east.sort_by(f64::total_cmp);
    let gap = |place: usize| {
        let next = east.get(place + 1).map_or(east[0] + 360.0, |next| *next);
        next - east[place]
    };
    let cut = (0..east.len()).max_by(|a, b| gap(*a).total_cmp(&gap(*b))).map_or(0.0, |place| east[place]);
    let middle = degrees.iter().map(|place| place.0).sum::<f64>() / degrees.len().max(1) as f64;
    let narrow = libm::cos(middle.to_radians()).max(0.3);
    let turned = |east: f64| if east <= cut { east + 360.0 } else { east };
    degrees.iter().map(|(north, east)| (turned(*east) * narrow, -north)).collect()
}

/// The middle distance from a place to the nearest other.
fn spacing(flat: &[(f64, f64)]) -> f64 {
    let nearest = |one: usize| {
        let others = (0..flat.len()).filter(|other| *other != one);
        others.map(|other| distance(flat[one], flat[other])).fold(f64::INFINITY, f64::min)
    };
    let mut all: Vec<f64> = (0..flat.len()).map(nearest).filter(|found| found.is_finite()).collect();
    all.sort_by(f64::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(1.0).max(0.5)
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    libm::hypot(a.0 - b.0, a.1 - b.1)
}

/// A cell for each place, those nearest to the middle of all first.
fn settled(flat: &[(f64, f64)], unit: f64) -> Vec<(i64, i64)> {
    let count = flat.len().max(1) as f64;
    let middle = (flat.iter().map(|at| at.0).sum::<f64>() / count, flat.iter().map(|at| at.1).sum::<f64>() / count);
    let mut order: Vec<usize> = (0..flat.len()).collect();
    order.sort_by(|a, b| distance(flat[*a], middle).total_cmp(&distance(flat[*b], middle)).then(a.cmp(b)));
    let mut cells = vec![(0, 0); flat.len()];
    let mut taken: Vec<(i64, i64)> = Vec::new();
    for place in order {
        let at = (flat[place].0 / unit, flat[place].1 / unit);
        #[expect(clippy::cast_possible_truncation, reason = "a few hundred cells")]
        let (x, y) = (at.0.round() as i64, at.1.round() as i64);
        // Among so many cells as there are states one is free.
        let reach = (libm::sqrt(count).ceil() as i64) + 1;
        let near = (-reach..=reach).flat_map(|dy| (-reach..=reach).map(move |dx| (x + dx, y + dy)));
        let free = near.filter(|cell| !taken.contains(cell));
        let far = |cell: &(i64, i64)| distance((cell.0 as f64, cell.1 as f64), at);
        let cell = free.min_by(|a, b| far(a).total_cmp(&far(b))).unwrap_or((x, y));
        taken.push(cell);
        cells[place] = cell;
    }
    cells
}

/// Without empty rows and columns, from the upper left.
fn compact(cells: &[(i64, i64)]) -> Vec<Place> {
    let used = |of: fn(&(i64, i64)) -> i64| cells.iter().map(of).collect::<std::collections::BTreeSet<i64>>();
    let (across, down) = (used(|cell| cell.0), used(|cell| cell.1));
    let rank = |set: &std::collections::BTreeSet<i64>, value: i64| set.range(..value).count();
    cells.iter().map(|cell| (rank(&across, cell.0), rank(&down, cell.1))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_states_share_a_tile_and_west_is_left() {
        // Washington, Ottawa, London, Paris, Brussels, Luxembourg, Berlin, Ankara.
        let capitals = [
            (38.9, -77.0),
            (45.4, -75.7),
            (51.5, -0.1),
            (48.9, 2.3),
            (50.8, 4.4),
            (49.6, 6.1),
            (52.5, 13.4),
            (39.9, 32.9),
        ];
        let found = places(&capitals);
        for (place, cell) in found.iter().enumerate() {
            assert!(!found[..place].contains(cell), "{found:?}");
        }
        assert!(found[0].0 < found[2].0 && found[2].0 < found[6].0 && found[6].0 < found[7].0, "{found:?}");
        assert!(found[1].1 <= found[0].1 && found[7].1 > found[6].1, "north is up: {found:?}");
        assert!(found.iter().all(|cell| cell.0 < COLUMNS), "{found:?}");
        assert_eq!(places(&[]), vec![]);
    }

    #[test]
    fn the_world_is_cut_in_the_widest_gap() {
        // Tokyo, Wellington, Washington: the gap is between Washington and Tokyo over Europe.
        let found = places(&[(35.7, 139.7), (-41.3, 174.8), (38.9, -77.0)]);
        assert!(found[0].0 <= found[1].0 && found[1].0 < found[2].0, "{found:?}");
    }

    #[test]
    fn a_hundred_capitals_of_one_place_get_a_tile_each() {
        let found = places(&[(50.0, 10.0); 100]);
        let different: std::collections::BTreeSet<&Place> = found.iter().collect();
        assert_eq!(different.len(), 100);
    }
}
