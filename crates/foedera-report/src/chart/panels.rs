//! Small multiples through time: one panel a line, all on the same axes, since bands of several lines laid over each other cannot be
//! told apart.

use foedera_lab::guarantee::aid::Probability;
use foedera_lab::{FanPoint, IncidencePoint};
use foedera_world::Day;
use maud::{Markup, html};

use super::{Scale, block, label, line, lines, pair, polyline, step, svg};

/// Where things stand in a panel, and how many panels stand beside each other in a figure of 960 pixels.
#[derive(Clone, Copy)]
struct Plan {
    columns: usize,
    panel: f64,
    height: f64,
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    /// Years marked on the axis, at most.
    years: f64,
}

/// Few panels are wide; of many, four stand beside each other, so that the figure is no taller than a sheet.
const WIDE: Plan =
    Plan { columns: 2, panel: 480.0, height: 230.0, left: 62.0, right: 460.0, top: 34.0, bottom: 200.0, years: 6.0 };
const NARROW: Plan =
    Plan { columns: 4, panel: 240.0, height: 150.0, left: 48.0, right: 228.0, top: 30.0, bottom: 122.0, years: 3.0 };
const FEW: usize = 8;

impl Plan {
    fn of(panels: usize) -> Self {
        if panels > FEW { NARROW } else { WIDE }
    }
}

/// A band: class, and low and high by day.
type Band = (&'static str, Vec<(Day, f64, f64)>);

/// A panel.
pub(crate) struct Panel {
    name: String,
    bands: Vec<Band>,
    line: Vec<(Day, f64)>,
}

impl Panel {
    /// A probability through time with its interval.
    pub(crate) fn course(name: String, points: &[(Day, Probability)]) -> Self {
        let band = points.iter().map(|(day, p)| (*day, p.low, p.high)).collect();
        Self { name, bands: vec![("band a0", band)], line: points.iter().map(|(day, p)| (*day, p.mean)).collect() }
    }

    /// A fan: the median with the central 50 and 90 % of futures.
    pub(crate) fn fan(name: String, points: &[FanPoint]) -> Self {
        let band =
            |low: usize, high: usize| points.iter().map(|at| (at.day, at.quantiles[low], at.quantiles[high])).collect();
        let line = points.iter().map(|at| (at.day, at.quantiles[2])).collect();
        Self { name, bands: vec![("band-90", band(0, 4)), ("band-50", band(1, 3))], line }
    }

    /// What has become of a member, stacked: left, frozen, treaty over.
    pub(crate) fn stacked(name: String, points: &[IncidencePoint]) -> Self {
        let band = |low: fn(&IncidencePoint) -> f64, of: fn(&IncidencePoint) -> f64| -> Vec<(Day, f64, f64)> {
            points.iter().map(|at| (at.day, low(at), low(at) + of(at))).collect()
        };
        let bands = vec![
            ("level l0", band(|_| 0.0, |at| at.left)),
            ("level l1", band(|at| at.left, |at| at.frozen)),
            ("level l2", band(|at| at.left + at.frozen, |at| at.treaty_over)),
        ];
        Self { name, bands, line: Vec::new() }
    }

    fn values(&self) -> impl Iterator<Item = (Day, f64)> {
        let bands = self.bands.iter().flat_map(|(_, points)| points).map(|(day, _, high)| (*day, *high));
        bands.chain(self.line.iter().copied())
    }
}

/// The axes of all panels.
struct Axes {
    first: Day,
    last: Day,
    gap: f64,
    top: f64,
    unit: fn(f64) -> String,
    plan: Plan,
}

impl Axes {
    fn of(panels: &[Panel], least: f64, unit: fn(f64) -> String) -> Option<Self> {
        let all = || panels.iter().flat_map(Panel::values);
        let most = all().map(|(_, value)| value).fold(least, f64::max);
        let plan = Plan::of(panels.len());
        let gap = step(most, if plan.columns > 2 { 3.0 } else { 5.0 });
        let days = || all().map(|(day, _)| day);
        Some(Self { first: days().min()?, last: days().max()?, gap, top: (most / gap - 1e-9).ceil() * gap, unit, plan })
    }

    fn scales(&self, corner: (f64, f64)) -> (Scale, Scale) {
        let (first, last) = (f64::from(self.first.number()), f64::from(self.last.number()));
        let x = Scale::linear((first, last.max(first + 1.0)), (corner.0 + self.plan.left, corner.0 + self.plan.right));
        (x, Scale::linear((0.0, self.top), (corner.1 + self.plan.bottom, corner.1 + self.plan.top)))
    }
}

/// A tick of an axis of probabilities.
fn percent(value: f64) -> String {
    format!("{} %", (value * 1e4).round() / 1e2)
}

/// A tick of an axis of counts.
fn count(value: f64) -> String {
    format!("{}", (value * 1e2).round() / 1e2)
}

/// Panels of probabilities.
pub(crate) fn probabilities(id: &str, title: &str, description: &str, panels: &[Panel]) -> Markup {
    figure((id, title, description), panels, Axes::of(panels, 0.01, percent))
}

/// Panels of counts.
pub(crate) fn counts(id: &str, title: &str, description: &str, panels: &[Panel]) -> Markup {
    figure((id, title, description), panels, Axes::of(panels, 1.0, count))
}

/// Panels of shares that may exceed the whole.
pub(crate) fn shares(id: &str, title: &str, description: &str, panels: &[Panel]) -> Markup {
    figure((id, title, description), panels, Axes::of(panels, 1.0, percent))
}

fn figure((id, title, description): (&str, &str, &str), panels: &[Panel], axes: Option<Axes>) -> Markup {
    let Some(axes) = axes else { return html! {} };
    let plan = axes.plan;
    let corner =
        |place: usize| (plan.panel * (place % plan.columns) as f64, plan.height * (place / plan.columns) as f64);
    let content = html! { @for (place, panel) in panels.iter().enumerate() { (drawn(panel, &axes, corner(place))) } };
    let height = plan.height * panels.len().div_ceil(plan.columns) as f64;
    svg(id, (plan.panel * plan.columns as f64, height), title, description, &content)
}

fn drawn(panel: &Panel, axes: &Axes, corner: (f64, f64)) -> Markup {
    let (x, y) = axes.scales(corner);
    let at = |day: Day, value: f64| (x.at(f64::from(day.number())), y.at(value));
    let outline = |points: &[(Day, f64, f64)]| -> String {
        let low = points.iter().map(|(day, low, _)| at(*day, *low));
        let high = points.iter().rev().map(|(day, _, high)| at(*day, *high));
        low.chain(high).map(|(x, y)| pair(x, y)).collect::<Vec<_>>().join(" ")
    };
    let middle: Vec<(f64, f64)> = panel.line.iter().map(|(day, value)| at(*day, *value)).collect();
    html! {
        (block("strong", "start", (corner.0 + axes.plan.left, corner.1 + 14.0), &lines(&panel.name, axes.plan.right - axes.plan.left)))
        (grid(axes, corner))
        @for (class, points) in &panel.bands { polygon class=(class) points=(outline(points)) {} }
        @if !middle.is_empty() { (polyline("curve a0", "none", &middle)) }
    }
}

fn grid(axes: &Axes, corner: (f64, f64)) -> Markup {
    let (x, y) = axes.scales(corner);
    let plan = axes.plan;
    let (left, right, bottom) = (corner.0 + plan.left, corner.0 + plan.right, corner.1 + plan.bottom);
    #[expect(clippy::cast_possible_truncation, reason = "a few steps and years")]
    let (ticks, years) =
        ((axes.top / axes.gap).round() as i32, step(axes.last.years_since(axes.first), plan.years).max(1.0) as i16);
    let begin = (axes.first.year() / years) * years;
    let shown = |year: &i16| (axes.first..=axes.last).contains(&Day::start_of_year(*year));
    html! {
        @for tick in 0..=ticks {
            @let value = f64::from(tick) * axes.gap;
            (line("grid", (left, y.at(value)), (right, y.at(value))))
            (label("tick", "end", (left - 8.0, y.at(value) + 4.0), &(axes.unit)(value)))
        }
        @for year in (0..40).map(|k| begin + k * years).filter(shown) {
            (label("tick", "middle", (x.at(f64::from(Day::start_of_year(year).number())), bottom + 18.0), &year.to_string()))
        }
        (line("axis", (left, bottom), (right, bottom)))
    }
}
