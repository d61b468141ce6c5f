//! Who moves whom, as a figure of two columns: what moves on the left, what is moved on the right, and a line for each link.

use foedera_lab::LinkRow;
use maud::{Markup, html};

use super::{branch_class, label, polyline, svg};
use crate::words;

const WIDTH: f64 = 960.0;
const LEFT: f64 = 330.0;
const RIGHT: f64 = 640.0;
const ROW: f64 = 26.0;
const TOP: f64 = 34.0;

/// Looks by evidence: known, looked for and not found, assumed.
const LOOKS: [(&str, usize, &str); 3] = [("known", 0, ""), ("null", 1, "1 5"), ("assumed", 2, "7 5")];

/// The figure.
pub(crate) fn arrows(id: &str, title: &str, description: &str, links: &[LinkRow]) -> Markup {
    let from = distinct(links.iter().map(|link| link.from.as_str()));
    let to = distinct(links.iter().map(|link| link.to.as_str()));
    let height = TOP + ROW * from.len().max(to.len()) as f64;
    // The shorter column is spread over the height of the longer.
    let at = |list: &[&str], name: &str| {
        let place = list.iter().position(|own| *own == name).unwrap_or(0) as f64;
        TOP + (place + 0.5) * (height - TOP) / list.len().max(1) as f64
    };
    let content = html! {
        @for (place, (name, look, dash)) in LOOKS.iter().enumerate() {
            @let x = LEFT + 105.0 * place as f64;
            (polyline(&branch_class(*look), dash, &[(x, 12.0), (x + 34.0, 12.0)]))
            (label("tick", "start", (x + 40.0, 16.0), name))
        }
        @for link in links {
            @let (_, look, dash) = LOOKS.iter().find(|look| look.0 == link.evidence).unwrap_or(&LOOKS[0]);
            (polyline(&branch_class(*look), dash, &[(LEFT, at(&from, &link.from)), (RIGHT, at(&to, &link.to))]))
        }
        @for name in &from { (label("tick", "end", (LEFT - 8.0, at(&from, name) + 4.0), &words::shorten(name, 46))) }
        @for name in &to { (label("tick", "start", (RIGHT + 8.0, at(&to, name) + 4.0), &words::shorten(name, 46))) }
    };
    svg(id, (WIDTH, height + 12.0), title, description, &content)
}

/// Names in the order in which they first stand.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for name in names {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    found
}
