//! Probabilities as dots with their intervals, on a logarithmic axis: reference classes differ by orders of magnitude.

use foedera_lab::Estimate;
use maud::{Markup, html};

use super::{LINE, Px, Scale, block, label, line, lines, mark, svg};
use crate::words;

const WIDTH: f64 = 960.0;
const LEFT: f64 = 300.0;
const RIGHT: f64 = 730.0;
const ROW: f64 = 20.0;
const TITLE: f64 = 28.0;
const TOP: f64 = 8.0;
const HEAD: f64 = 24.0;
const FOOT: f64 = 40.0;
/// A figure taller than this has its ticks at both ends.
const TALL: f64 = 320.0;

/// How a row is drawn.
#[derive(Clone, Copy)]
pub(crate) enum Look {
    /// In the colour and mark of a branch.
    Branch(usize),
    /// As a base rate: grey.
    Base,
}

/// An estimate with its name.
pub(crate) struct Row {
    /// Its name.
    pub label: String,
    /// Itself.
    pub estimate: Estimate,
    /// How to draw it.
    pub look: Look,
}

/// Rows under a title.
pub(crate) struct Group {
    /// The title.
    pub title: String,
    /// The rows.
    pub rows: Vec<Row>,
}

/// The figure.
pub(crate) fn whiskers(id: &str, title: &str, description: &str, groups: &[Group]) -> Markup {
    let height: f64 = groups.iter().map(|group| TITLE + group.rows.iter().map(height_of).sum::<f64>()).sum();
    let top = if height > TALL { HEAD } else { TOP };
    let bottom = top + height;
    let floor = floor(groups);
    let scale = Scale::log((floor, 1.0), (LEFT, RIGHT));
    let mut y = top;
    let content = html! {
        (axis(&scale, floor, top, bottom))
        @for group in groups {
            (label("strong", "start", (0.0, y + 19.0), &group.title))
            @let () = y += TITLE;
            @for row in &group.rows {
                (whisker(row, &scale, floor, y + height_of(row) / 2.0))
                @let () = y += height_of(row);
            }
        }
    };
    svg(id, (WIDTH, bottom + FOOT), title, description, &content)
}

/// The lines of a row's name.
fn name(row: &Row) -> Vec<String> {
    lines(&row.label, LEFT - 14.0)
}

/// The height of a row, by the lines of its name.
fn height_of(row: &Row) -> f64 {
    ROW.max(LINE * name(row).len() as f64 + 6.0)
}

/// A decade clearly below the smallest mean shown, between 0.01 % and 1 %.
fn floor(groups: &[Group]) -> f64 {
    let means = groups.iter().flat_map(|group| &group.rows).map(|row| row.estimate.mean);
    let least = means.filter(|mean| *mean > 0.0).fold(1.0, f64::min);
    [0.01, 0.001].into_iter().find(|decade| decade * 1.5 < least).unwrap_or(0.0001)
}

fn axis(scale: &Scale, floor: f64, top: f64, bottom: f64) -> Markup {
    let ticks = [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0];
    html! {
        @for tick in ticks.into_iter().filter(|tick| *tick >= floor) {
            @let x = scale.at(tick);
            (line("grid", (x, top), (x, bottom)))
            @if top > TOP { (label("tick", "middle", (x, top - 8.0), &tick_words(tick))) }
            (label("tick", "middle", (x, bottom + 16.0), &tick_words(tick)))
        }
        (line("axis", (LEFT, bottom), (RIGHT, bottom)))
        (label("tick", "middle", (f64::midpoint(LEFT, RIGHT), bottom + 34.0), "probability, logarithmic axis"))
    }
}

fn tick_words(tick: f64) -> String {
    format!("{} %", (tick * 1e6).round() / 1e4)
}

fn whisker(row: &Row, scale: &Scale, floor: f64, y: f64) -> Markup {
    let estimate = &row.estimate;
    let (low, high, mean) = (scale.at(estimate.low), scale.at(estimate.high), scale.at(estimate.mean));
    let class = match row.look {
        Look::Branch(branch) => format!("whisker {}", super::branch_class(branch)),
        Look::Base => "whisker base".to_owned(),
    };
    let value = format!("{}, {}", words::estimate(estimate), words::sample([estimate]));
    html! {
        (block("label", "end", (LEFT - 14.0, y), &name(row)))
        (line(&class, (low, y), (high, y)))
        @if estimate.low < floor {
            polyline class=(class) fill="none" points={
                (super::pair(LEFT + 5.0, y - 4.0)) " " (super::pair(LEFT, y)) " " (super::pair(LEFT + 5.0, y + 4.0))
            } {}
        } @else {
            (line(&class, (low, y - 3.5), (low, y + 3.5)))
        }
        (line(&class, (high, y - 3.5), (high, y + 3.5)))
        @match row.look {
            Look::Branch(branch) => (mark(branch, mean, y)),
            Look::Base => circle class="mark base" cx=(Px(mean)) cy=(Px(y)) r="3.5" {},
        }
        (label("value", "start", (RIGHT + 14.0, y + 4.0), &value))
    }
}
