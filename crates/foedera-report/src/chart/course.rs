//! Probabilities over time: lines with bands on an axis of days.

use foedera_guarantee::aid::Probability;
use foedera_world::Day;
use maud::{Markup, html};

use super::{Scale, branch_class, branch_dash, label, line, pair, polyline, step, svg};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 780.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 296.0;

/// A line: its name and points.
pub(crate) struct Line {
    /// The name, written at its end.
    pub name: String,
    /// The points, in order.
    pub points: Vec<(Day, Probability)>,
}

/// The figure.
pub(crate) fn course(id: &str, title: &str, lines: &[Line]) -> Markup {
    let days = || lines.iter().flat_map(|line| line.points.iter().map(|(day, _)| *day));
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return html! {} };
    let x = Scale::linear(
        (f64::from(first.number()), f64::from(last.number()).max(f64::from(first.number()) + 1.0)),
        (LEFT, RIGHT),
    );
    let most = lines.iter().flat_map(|line| &line.points).map(|(_, p)| p.high).fold(0.1, f64::max);
    let gap = step(most, 6.0);
    let top = (most / gap).ceil() * gap;
    let y = Scale::linear((0.0, top), (BOTTOM, TOP));
    #[expect(clippy::cast_possible_truncation, reason = "a few steps and years")]
    let (ticks, years) = ((top / gap).round() as i32, step(last.years_since(first), 10.0).max(1.0) as i16);
    let begin = (first.year() / years) * years;
    let mut ends: Vec<(usize, f64)> =
        lines.iter().enumerate().filter_map(|(k, line)| Some((k, y.at(line.points.last()?.1.mean)))).collect();
    // Names keep a line's height apart.
    ends.sort_by(|a, b| a.1.total_cmp(&b.1));
    for index in 1..ends.len() {
        ends[index].1 = ends[index].1.max(ends[index - 1].1 + 15.0);
    }
    let content = html! {
        @for tick in 0..=ticks {
            @let value = f64::from(tick) * gap;
            (line("grid", (LEFT, y.at(value)), (RIGHT, y.at(value))))
            (label("tick", "end", (LEFT - 8.0, y.at(value) + 4.0), &format!("{} %", (value * 1e4).round() / 1e2)))
        }
        @for year in (0..40).map(|k| begin + k * years).filter(|year| (first.year()..=last.year()).contains(year)) {
            @let at = x.at(f64::from(Day::start_of_year(year).number()));
            (label("tick", "middle", (at, BOTTOM + 18.0), &year.to_string()))
        }
        (line("axis", (LEFT, BOTTOM), (RIGHT, BOTTOM)))
        @for (k, line) in lines.iter().enumerate() {
            @let at = |(day, value): (Day, f64)| (x.at(f64::from(day.number())), y.at(value));
            @let low: Vec<(f64, f64)> = line.points.iter().map(|(day, p)| at((*day, p.low))).collect();
            @let high: Vec<(f64, f64)> = line.points.iter().rev().map(|(day, p)| at((*day, p.high))).collect();
            @let outline: Vec<String> = low.iter().chain(&high).map(|(x, y)| pair(*x, *y)).collect();
            polygon class={ "band " (branch_class(k)) } points=(outline.join(" ")) {}
        }
        @for (k, line) in lines.iter().enumerate() {
            @let points: Vec<(f64, f64)> =
                line.points.iter().map(|(day, p)| (x.at(f64::from(day.number())), y.at(p.mean))).collect();
            (polyline(&format!("curve {}", branch_class(k)), branch_dash(k), &points))
        }
        @for (k, height) in &ends {
            (label("label", "start", (RIGHT + 10.0, height + 4.0), &lines[*k].name))
        }
    };
    let description = "Lines are means, bands 90 % intervals. The table below holds the numbers.";
    svg(id, (WIDTH, BOTTOM + 30.0), title, description, &content)
}
