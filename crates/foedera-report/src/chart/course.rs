//! Probabilities over time, one panel a line, all on the same axes: bands of several lines laid over each other cannot be told apart.

use foedera_guarantee::aid::Probability;
use foedera_world::Day;
use maud::{Markup, html};

use super::{Scale, label, line, pair, polyline, step, svg};

const WIDTH: f64 = 960.0;
const COLUMNS: usize = 2;
const PANEL: f64 = 480.0;
const HEIGHT: f64 = 230.0;
const LEFT: f64 = 62.0;
const RIGHT: f64 = 460.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = 200.0;

/// A line: its name and points.
pub(crate) struct Line {
    /// The name, written over its panel.
    pub name: String,
    /// The points, in order.
    pub points: Vec<(Day, Probability)>,
}

/// The axes of all panels.
struct Axes {
    first: Day,
    last: Day,
    gap: f64,
    top: f64,
}

impl Axes {
    fn of(lines: &[Line]) -> Option<Self> {
        let days = || lines.iter().flat_map(|line| line.points.iter().map(|(day, _)| *day));
        let most = lines.iter().flat_map(|line| &line.points).map(|(_, p)| p.high).fold(0.1, f64::max);
        let gap = step(most, 5.0);
        Some(Self { first: days().min()?, last: days().max()?, gap, top: (most / gap).ceil() * gap })
    }

    fn scales(&self, corner: (f64, f64)) -> (Scale, Scale) {
        let (first, last) = (f64::from(self.first.number()), f64::from(self.last.number()));
        let x = Scale::linear((first, last.max(first + 1.0)), (corner.0 + LEFT, corner.0 + RIGHT));
        (x, Scale::linear((0.0, self.top), (corner.1 + BOTTOM, corner.1 + TOP)))
    }
}

/// The figure.
pub(crate) fn course(id: &str, title: &str, lines: &[Line]) -> Markup {
    let Some(axes) = Axes::of(lines) else { return html! {} };
    let corner = |place: usize| (PANEL * (place % COLUMNS) as f64, HEIGHT * (place / COLUMNS) as f64);
    let content = html! { @for (place, line) in lines.iter().enumerate() { (panel(line, &axes, corner(place))) } };
    let description = "One panel a line, all on the same axes: the line is the mean, the band the 90 % interval. The table below holds the numbers.";
    svg(id, (WIDTH, HEIGHT * lines.len().div_ceil(COLUMNS) as f64), title, description, &content)
}

fn panel(of: &Line, axes: &Axes, corner: (f64, f64)) -> Markup {
    let (x, y) = axes.scales(corner);
    let at = |(day, value): (Day, f64)| (x.at(f64::from(day.number())), y.at(value));
    let through = |pick: fn(&Probability) -> f64| -> Vec<(f64, f64)> {
        of.points.iter().map(|(day, p)| at((*day, pick(p)))).collect()
    };
    let (low, high) = (through(|p| p.low), through(|p| p.high));
    let outline: Vec<String> = low.iter().chain(high.iter().rev()).map(|(x, y)| pair(*x, *y)).collect();
    html! {
        (label("strong", "start", (corner.0 + LEFT, corner.1 + 18.0), &of.name))
        (grid(axes, corner))
        polygon class="band a0" points=(outline.join(" ")) {}
        (polyline("curve a0", "none", &through(|p| p.mean)))
    }
}

fn grid(axes: &Axes, corner: (f64, f64)) -> Markup {
    let (x, y) = axes.scales(corner);
    let (left, right, bottom) = (corner.0 + LEFT, corner.0 + RIGHT, corner.1 + BOTTOM);
    #[expect(clippy::cast_possible_truncation, reason = "a few steps and years")]
    let (ticks, years) =
        ((axes.top / axes.gap).round() as i32, step(axes.last.years_since(axes.first), 6.0).max(1.0) as i16);
    let begin = (axes.first.year() / years) * years;
    html! {
        @for tick in 0..=ticks {
            @let value = f64::from(tick) * axes.gap;
            (line("grid", (left, y.at(value)), (right, y.at(value))))
            (label("tick", "end", (left - 8.0, y.at(value) + 4.0), &format!("{} %", (value * 1e4).round() / 1e2)))
        }
        @for year in (0..40).map(|k| begin + k * years).filter(|year| (axes.first.year()..=axes.last.year()).contains(year)) {
            (label("tick", "middle", (x.at(f64::from(Day::start_of_year(year).number())), bottom + 18.0), &year.to_string()))
        }
        (line("axis", (left, bottom), (right, bottom)))
    }
}
