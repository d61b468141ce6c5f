//! The reliability diagram: what was forecast, against what happened, with the number of cases at each point.

use foedera_lab::ReliabilityRow;
use maud::{Markup, html};

use super::{Scale, label, line, mark, step, svg};
use crate::words;

const SIZE: (f64, f64) = (960.0, 330.0);
const LEFT: f64 = 80.0;
const RIGHT: f64 = 560.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 280.0;

/// The figure of a process.
pub(crate) fn reliability(id: &str, title: &str, rows: &[ReliabilityRow]) -> Markup {
    let highs = rows.iter().map(|row| row.forecast.max(row.interval.map_or(row.happened, |(_, high)| high)));
    let most = highs.fold(1e-4, f64::max);
    let gap = step(most, 5.0);
    let top = (most / gap - 1e-9).ceil() * gap;
    let (x, y) = (Scale::linear((0.0, top), (LEFT, RIGHT)), Scale::linear((0.0, top), (BOTTOM, TOP)));
    #[expect(clippy::cast_possible_truncation, reason = "at most five steps")]
    let ticks: Vec<f64> = (0..=(top / gap).round() as i32).map(|index| f64::from(index) * gap).collect();
    let content = html! {
        @for tick in &ticks {
            (line("grid", (LEFT, y.at(*tick)), (RIGHT, y.at(*tick))))
            (label("tick", "end", (LEFT - 8.0, y.at(*tick) + 4.0), &words::fine_percent(*tick)))
            (label("tick", "middle", (x.at(*tick), BOTTOM + 18.0), &words::fine_percent(*tick)))
        }
        (line("axis", (LEFT, BOTTOM), (RIGHT, BOTTOM)))
        (line("now", (LEFT, BOTTOM), (RIGHT, TOP)))
        @for row in rows {
            @let at = x.at(row.forecast);
            @if let Some((low, high)) = row.interval { (line("whisker a0", (at, y.at(low)), (at, y.at(high)))) }
            (mark(0, at, y.at(row.happened)))
        }
        @for (place, row) in rows.iter().enumerate() {
            (label("value", "start", (RIGHT + 30.0, TOP + 20.0 + 20.0 * place as f64),
                &format!("{} cases: {} said, {} was", words::count(u64::from(row.cases)), words::fine_percent(row.forecast), words::fine_percent(row.happened))))
        }
        (label("tick", "middle", (f64::midpoint(LEFT, RIGHT), BOTTOM + 38.0), "forecast for one year (across), share that happened (up)"))
    };
    let description =
        "Points on the dotted line are forecasts that came true as often as they said; whiskers are 90 % intervals.";
    svg(id, SIZE, title, description, &content)
}
