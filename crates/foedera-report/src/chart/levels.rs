//! Who comes with what: one bar a row, parted by level, with the interval of the last part.

use foedera_lab::guarantee::LEVELS;
use foedera_lab::guarantee::aid::Probability;
use maud::{Markup, html};

use super::{Px, Scale, block, label, line, lines, svg};
use crate::words;

const WIDTH: f64 = 960.0;
const LEFT: f64 = 210.0;
const RIGHT: f64 = 760.0;
const ROW: f64 = 34.0;
const TOP: f64 = 34.0;

/// A row: its name, the probabilities of the levels, and the interval of troops.
pub(crate) struct LevelRow {
    /// The name.
    pub label: String,
    /// Nothing, words, materiel, troops.
    pub levels: [f64; 4],
    /// Troops with their interval.
    pub troops: Probability,
}

/// The figure. Troops stand at the left, so that their ends can be compared.
pub(crate) fn levels(id: &str, title: &str, rows: &[LevelRow]) -> Markup {
    let scale = Scale::linear((0.0, 1.0), (LEFT, RIGHT));
    let bottom = TOP + ROW * rows.len() as f64;
    let content = html! {
        @for (place, level) in LEVELS.iter().rev().enumerate() {
            @let x = LEFT + 120.0 * place as f64;
            rect class={ "level l" (place) } x=(Px(x)) y="6" width="14" height="14" {}
            (label("tick", "start", (x + 20.0, 17.0), level))
        }
        @for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            (line("grid", (scale.at(tick), TOP), (scale.at(tick), bottom)))
            (label("tick", "middle", (scale.at(tick), bottom + 16.0), &format!("{} %", tick * 100.0)))
        }
        @for (index, row) in rows.iter().enumerate() { (bar(row, &scale, TOP + ROW * (index as f64 + 0.5))) }
        (line("axis", (LEFT, bottom), (RIGHT, bottom)))
    };
    let description = "One bar an ally, parted into the probabilities of troops, materiel, words and nothing from left to right. The line \
                       over the first part is the 90 % interval of troops. The table below holds the numbers.";
    svg(id, (WIDTH, bottom + 26.0), title, description, &content)
}

fn bar(row: &LevelRow, scale: &Scale, y: f64) -> Markup {
    let mut from = 0.0;
    let parts: Vec<(usize, f64, f64)> = (0..4)
        .map(|place| {
            let start = from;
            from += row.levels[3 - place];
            (place, start, from)
        })
        .collect();
    let (low, high) = (scale.at(row.troops.low), scale.at(row.troops.high));
    html! {
        (block("label", "end", (LEFT - 12.0, y), &lines(&row.label, LEFT - 12.0)))
        @for (place, start, end) in parts {
            rect class={ "level l" (place) } x=(Px(scale.at(start))) y=(Px(y - 10.0))
                width=(Px(scale.at(end) - scale.at(start))) height="20" {}
        }
        (line("over", (low, y), (high, y)))
        (line("over", (low, y - 5.0), (low, y + 5.0)))
        (line("over", (high, y - 5.0), (high, y + 5.0)))
        (label("value", "start", (RIGHT + 12.0, y + 4.0), &words::chance(&row.troops)))
    }
}
