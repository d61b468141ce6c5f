//! Cumulative incidence, one panel a member: one line a branch for leaving, a dashed one for being frozen.

use foedera_lab::{IncidencePoint, MemberAnswer};
use foedera_world::Day;
use maud::{Markup, html};

use super::{Scale, branch_class, label, line, mark, polyline, step, svg};

const WIDTH: f64 = 320.0;
const HEIGHT: f64 = 210.0;
const LEFT: f64 = 46.0;
const RIGHT: f64 = 304.0;
const TOP: f64 = 10.0;
const BOTTOM: f64 = 178.0;

/// The top of the probability axis for all panels, so that they can be compared.
pub(crate) fn top(members: &[MemberAnswer]) -> f64 {
    let points = members.iter().flat_map(|member| &member.branches).flat_map(|branch| &branch.incidence);
    let most = points.map(|point| point.left.max(point.frozen)).fold(0.0, f64::max).clamp(0.005, 1.0);
    let step = step(most, 5.0);
    ((most / step).ceil() * step).min(1.0)
}

/// The panel of a member.
pub(crate) fn panel(id: &str, member: &MemberAnswer, top: f64) -> Markup {
    let days = member.branches.iter().flat_map(|branch| &branch.incidence).map(|point| point.day);
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return html! {} };
    let x = Scale::linear((f64::from(first.number()), f64::from(last.number())), (LEFT, RIGHT));
    let y = Scale::linear((0.0, top), (BOTTOM, TOP));
    let content = html! {
        (axes(&x, &y, first, last, top))
        @for (branch, answer) in member.branches.iter().enumerate() {
            (curves(branch, &answer.incidence, &x, &y))
        }
    };
    let title = format!("{}: probability to have left, or to be frozen, by day", member.name);
    let description = "Solid with a mark: left. Dashed: frozen. One colour and mark a branch. \
                       The member table holds the numbers at the horizons.";
    svg(id, (WIDTH, HEIGHT), &title, description, &content)
}

fn curves(branch: usize, points: &[IncidencePoint], x: &Scale, y: &Scale) -> Markup {
    let through = |pick: fn(&IncidencePoint) -> f64| -> Vec<(f64, f64)> {
        points.iter().map(|point| (x.at(f64::from(point.day.number())), y.at(pick(point)))).collect()
    };
    let (left, frozen) = (through(|point| point.left), through(|point| point.frozen));
    html! {
        (polyline(&format!("curve frozen {}", branch_class(branch)), "4 3", &frozen))
        (polyline(&format!("curve {}", branch_class(branch)), "none", &left))
        @if let Some((x, y)) = left.last() { (mark(branch, *x, *y)) }
    }
}

fn axes(x: &Scale, y: &Scale, first: Day, last: Day, top: f64) -> Markup {
    let step_y = step(top, 5.0);
    #[expect(clippy::cast_possible_truncation, reason = "at most five steps")]
    let ticks = (0..=(top / step_y).round() as i32).map(|index| f64::from(index) * step_y);
    let gap = step(f64::from(last.year() - first.year()), 5.0).max(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a few years")]
    let gap = gap as usize;
    html! {
        @for tick in ticks {
            (line("grid", (LEFT, y.at(tick)), (RIGHT, y.at(tick))))
            (label("tick", "end", (LEFT - 6.0, y.at(tick) + 4.0), &format!("{} %", (tick * 1e4).round() / 1e2)))
        }
        @for year in (first.year() + 1..=last.year()).step_by(gap) {
            @let at = x.at(f64::from(Day::start_of_year(year).number()));
            (line("axis", (at, BOTTOM), (at, BOTTOM + 4.0)))
            (label("tick", "middle", (at, BOTTOM + 18.0), &year.to_string()))
        }
        (line("axis", (LEFT, BOTTOM), (RIGHT, BOTTOM)))
    }
}
