//! The coefficient plot: estimates with their intervals about zero.

use foedera_lab::CoefficientRow;
use maud::{Markup, html};

use super::{LINE, Scale, block, label, line, lines, mark, step, svg};
use crate::words;

const WIDTH: f64 = 960.0;
const LEFT: f64 = 320.0;
const RIGHT: f64 = 740.0;
const TOP: f64 = 10.0;

/// The figure, in the order of the rows.
pub(crate) fn coefficients(id: &str, title: &str, rows: &[CoefficientRow]) -> Markup {
    let most = rows.iter().map(|row| row.low.abs().max(row.high.abs())).fold(0.1, f64::max);
    let gap = step(most, 4.0);
    let top = (most / gap - 1e-9).ceil() * gap;
    let x = Scale::linear((-top, top), (LEFT, RIGHT));
    let height = |row: &CoefficientRow| 22.0_f64.max(LINE * lines(&row.effect, LEFT - 14.0).len() as f64 + 6.0);
    let bottom = TOP + rows.iter().map(height).sum::<f64>();
    #[expect(clippy::cast_possible_truncation, reason = "at most four steps each way")]
    let steps = (top / gap).round() as i32;
    let mut y = TOP;
    let content = html! {
        @for step in -steps..=steps {
            @let value = f64::from(step) * gap;
            (line(if step == 0 { "now" } else { "grid" }, (x.at(value), TOP), (x.at(value), bottom)))
            (label("tick", "middle", (x.at(value), bottom + 16.0), &words::plain_number(value)))
        }
        @for row in rows {
            @let middle = y + height(row) / 2.0;
            (block("label", "end", (LEFT - 14.0, middle), &lines(&row.effect, LEFT - 14.0)))
            (line("whisker a0", (x.at(row.low), middle), (x.at(row.high), middle)))
            (mark(0, x.at(row.estimate), middle))
            (label("value", "start", (RIGHT + 14.0, middle + 4.0), &format!(
                "{} ({} to {})", words::signed(row.estimate, 2), words::signed(row.low, 2), words::signed(row.high, 2)
            )))
            @let () = y += height(row);
        }
        (line("axis", (LEFT, bottom), (RIGHT, bottom)))
        (label("tick", "middle", (f64::midpoint(LEFT, RIGHT), bottom + 34.0), "added to the logarithm of the yearly rate, per standard deviation"))
    };
    let description = "Dots are posterior modes, whiskers 90 % intervals; to the right of zero an effect raises the rate. The table below holds the numbers.";
    svg(id, (WIDTH, bottom + 40.0), title, description, &content)
}
