//! How far each assumption moves the answer: a tornado of dumbbells, largest first.

use foedera_lab::Sensitivity;
use maud::{Markup, html};

use super::{LINE, Px, Scale, block, label, line, lines, step, svg};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 400.0;
const RIGHT: f64 = 900.0;
const ROW: f64 = 40.0;
const TOP: f64 = 10.0;

/// The figure.
pub(crate) fn tornado(id: &str, title: &str, rows: &[Sensitivity]) -> Markup {
    let answers = rows.iter().flat_map(|row| [row.answer_low, row.answer_high]);
    let most = answers.fold(0.0, f64::max).clamp(0.01, 1.0);
    let step = step(most, 6.0);
    let top = (most / step).ceil() * step;
    let scale = Scale::linear((0.0, top), (LEFT, RIGHT));
    let bottom = TOP + rows.iter().map(height).sum::<f64>();
    let mut y = TOP;
    let content = html! {
        (axis(&scale, step, top, bottom))
        @for row in rows {
            (dumbbell(row, &scale, y + height(row) / 2.0))
            @let () = y += height(row);
        }
    };
    let description = "One row an assumption: the answer when the assumption is low (hollow) and high (filled). \
                       The table below holds the numbers.";
    svg(id, (WIDTH, bottom + 40.0), title, description, &content)
}

/// What stands beside a row: the assumption, and below it its low and high value.
fn names(row: &Sensitivity) -> [Vec<String>; 2] {
    let range = format!("{} – {}", row.low_value, row.high_value);
    [lines(&row.assumption, LEFT - 16.0), lines(&range, LEFT - 16.0)]
}

fn height(row: &Sensitivity) -> f64 {
    let [name, range] = names(row);
    ROW.max(LINE * (name.len() + range.len()) as f64 + 10.0)
}

fn axis(scale: &Scale, step: f64, top: f64, bottom: f64) -> Markup {
    #[expect(clippy::cast_possible_truncation, reason = "at most six steps")]
    let ticks = (0..=(top / step).round() as i32).map(|index| f64::from(index) * step);
    html! {
        @for tick in ticks {
            @let x = scale.at(tick);
            (line("grid", (x, TOP), (x, bottom)))
            (label("tick", "middle", (x, bottom + 16.0), &format!("{} %", (tick * 1e4).round() / 1e2)))
        }
        (line("axis", (LEFT, bottom), (RIGHT, bottom)))
        (label("tick", "middle", (f64::midpoint(LEFT, RIGHT), bottom + 34.0), "answer (probability)"))
    }
}

fn dumbbell(row: &Sensitivity, scale: &Scale, y: f64) -> Markup {
    let (low, high) = (scale.at(row.answer_low), scale.at(row.answer_high));
    let (first, last) = (low.min(high), low.max(high));
    let [name, range] = names(row);
    let (half, of_name) = (LINE * (name.len() + range.len()) as f64 / 2.0, LINE * name.len() as f64);
    html! {
        (block("label", "end", (LEFT - 16.0, y - half + of_name / 2.0), &name))
        (block("tick", "end", (LEFT - 16.0, y + of_name / 2.0), &range))
        rect class="swing" x=(Px(first)) y=(Px(y - 6.0)) width=(Px(last - first)) height="12" {}
        circle class="end-low" cx=(Px(low)) cy=(Px(y)) r="5" {}
        circle class="end-high" cx=(Px(high)) cy=(Px(y)) r="5" {}
    }
}
