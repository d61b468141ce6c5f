//! One issue as a line: positions by weight, what holds now, the text, what each model says, and the bridges to holdouts.

use foedera_summit::Summit;
use maud::{Markup, html};

use super::{Px, Scale, label, line, mark, pair, svg};
use crate::words;

const WIDTH: f64 = 960.0;
const LEFT: f64 = 150.0;
const RIGHT: f64 = 900.0;
const AXIS: f64 = 150.0;
const ROW: f64 = 20.0;

/// The figure of an issue.
pub(crate) fn issue_line(id: &str, answer: &Summit, place: usize) -> Markup {
    let issue = &answer.issues[place];
    let scale = Scale::linear(issue.scale, (LEFT, RIGHT));
    let most = issue.positions.iter().map(|(_, _, weight)| *weight).fold(1e-12, f64::max);
    let signs = |name: &str| {
        let actor = answer.actors.iter().find(|actor| actor.actor == name);
        actor.is_none_or(|actor| actor.sign.central >= 0.5)
    };
    // Names stand in rows above the line, so that near ones can be told apart.
    let mut order: Vec<usize> = (0..issue.positions.len()).collect();
    order.sort_by(|a, b| issue.positions[*a].1.total_cmp(&issue.positions[*b].1));
    let mut ends = [f64::NEG_INFINITY; 5];
    let mut rows = vec![0_usize; issue.positions.len()];
    for actor in &order {
        let x = scale.at(issue.positions[*actor].1);
        let row = (0..ends.len()).find(|row| ends[*row] + 34.0 < x).unwrap_or(0);
        ends[row] = x;
        rows[*actor] = row;
    }
    let bottom = AXIS + 34.0 + ROW * answer.models.len() as f64;
    let content = html! {
        (line("axis", (LEFT, AXIS), (RIGHT, AXIS)))
        @for (low, high) in &issue.zone {
            @let (from, to) = (scale.at(*low), scale.at(*high));
            rect class="band a2" x=(Px(from)) y=(Px(AXIS - 14.0)) width=(Px((to - from).max(2.0))) height="28" {}
        }
        @for end in [issue.scale.0, issue.scale.1] {
            (line("axis", (scale.at(end), AXIS - 5.0), (scale.at(end), AXIS + 5.0)))
            (label("tick", "middle", (scale.at(end), AXIS + 20.0), &end.to_string()))
        }
        @if let Some(reference) = issue.reversion {
            (line("now", (scale.at(reference), 30.0), (scale.at(reference), bottom)))
            (label("tick", "middle", (scale.at(reference), 12.0), "without agreement"))
        }
        @if let Some(draft) = issue.draft {
            (line("over", (scale.at(draft), 34.0), (scale.at(draft), bottom)))
            (label("strong", "middle", (scale.at(draft), 26.0), "text"))
        }
        @let height = |actor: usize| AXIS - 24.0 - 20.0 * rows[actor] as f64;
        @for (actor, (_, position, _)) in issue.positions.iter().enumerate() {
            @let x = scale.at(*position);
            (line("grid", (x, AXIS), (x, height(actor) + 4.0)))
        }
        @for (actor, (name, position, weight)) in issue.positions.iter().enumerate() {
            @let (x, y) = (scale.at(*position), height(actor));
            circle class=(if signs(name) { "mark a0" } else { "end-low" }) cx=(Px(x)) cy=(Px(AXIS)) r=(Px(3.0 + 9.0 * (weight / most).max(0.0).sqrt())) {}
            (label("over-lines", "middle", (x, y), name))
        }
        @for actor in &answer.actors {
            @if let Some(bridge) = actor.bridge.as_ref().and_then(|bridge| bridge.text.as_ref()) {
                @if let Some(draft) = issue.draft {
                    @let (from, to) = (scale.at(draft), scale.at(bridge[place]));
                    @if (from - to).abs() > 2.0 {
                        (line("whisker a1", (from, AXIS + 26.0), (to, AXIS + 26.0)))
                        @let back = if to > from { -6.0 } else { 6.0 };
                        polygon class="mark a1" points={ (pair(to, AXIS + 26.0)) " " (pair(to + back, AXIS + 22.0)) " " (pair(to + back, AXIS + 30.0)) } {}
                        (label("tick", if to > from { "start" } else { "end" }, (to - back, AXIS + 30.0), &format!("bridge to {}", actor.actor)))
                    }
                }
            }
        }
        @for (row, model) in answer.models.iter().enumerate() {
            @let y = AXIS + 48.0 + ROW * row as f64;
            @let text = &model.text[place];
            (label("label", "end", (LEFT - 14.0, y + 4.0), model.model))
            @if text.central.is_finite() {
                (line("whisker a2", (scale.at(text.low), y), (scale.at(text.high), y)))
                (mark(2, scale.at(text.central), y))
                (label("value", "start", (RIGHT + 10.0, y + 4.0), &words::shorten(&words::fixed(text.central, 1), 8)))
            }
        }
    };
    let description = "Actors stand on the line at what they want, the larger the more weight they bring; hollow ones would not sign. Below, what \
                       each model says is settled. The table below holds the numbers.";
    svg(id, (WIDTH, bottom + 16.0), &issue.name, description, &content)
}
