//! Figures as inline SVG. They depend on the answer alone, so the same forecast draws the same bytes.
//!
//! Colours come from the page's style sheet (classes `a0`…`a5` for the branches), so that figures follow the reader's
//! light or dark scheme; branches differ by mark and by dash as well as by colour.

mod arrows;
mod coefficients;
mod incidence;
mod issue_line;
mod levels;
mod matrix;
mod panels;
mod reliability;
mod sensitivity;
mod tiles;
mod timeline;
mod whisker;

pub(crate) use arrows::arrows;
pub(crate) use coefficients::coefficients;
pub(crate) use incidence::panel as incidence_panel;
pub(crate) use incidence::top as incidence_top;
pub(crate) use issue_line::issue_line;
pub(crate) use levels::{LevelRow, levels};
pub(crate) use matrix::{Cell, matrix};
pub(crate) use panels::{Panel, counts, probabilities, shares};
pub(crate) use reliability::reliability;
pub(crate) use sensitivity::tornado;
pub(crate) use tiles::tiles;
pub(crate) use timeline::timeline;
pub(crate) use whisker::{Group, Look, Row, whiskers};

use maud::{Markup, Render, html};

/// Branches with a colour, a mark and a dash of their own; more branches repeat them.
pub(crate) const BRANCH_LOOKS: usize = 6;

/// A coordinate, to a tenth of a pixel.
#[derive(Clone, Copy)]
pub(crate) struct Px(pub f64);

impl Render for Px {
    fn render_to(&self, buffer: &mut String) {
        let text = format!("{:.1}", self.0);
        let text = text.strip_suffix(".0").unwrap_or(&text);
        buffer.push_str(if text == "-0" { "0" } else { text });
    }
}

/// Maps values to pixels, linearly or by their logarithm.
#[derive(Clone, Copy)]
pub(crate) struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
    log: bool,
}

impl Scale {
    /// `domain` onto `range`.
    pub(crate) fn linear(domain: (f64, f64), range: (f64, f64)) -> Self {
        Self { from: domain.0, to: domain.1, start: range.0, end: range.1, log: false }
    }

    /// The logarithms of `domain` (above zero) onto `range`.
    pub(crate) fn log(domain: (f64, f64), range: (f64, f64)) -> Self {
        Self { log: true, ..Self::linear((libm::log10(domain.0), libm::log10(domain.1)), range) }
    }

    /// The pixel of a value; values outside the domain are drawn at its ends.
    pub(crate) fn at(&self, value: f64) -> f64 {
        let value = if !self.log {
            value
        } else if value > 0.0 {
            libm::log10(value)
        } else {
            self.from
        };
        let width = self.to - self.from;
        let share = if width == 0.0 { 0.0 } else { ((value - self.from) / width).clamp(0.0, 1.0) };
        self.start + share * (self.end - self.start)
    }
}

/// The least of 1, 2, 5 × 10^k that makes at most `most` steps of `span`.
pub(crate) fn step(span: f64, most: f64) -> f64 {
    let mut decade = 1e-6;
    while decade < 1e9 {
        for factor in [1.0, 2.0, 5.0] {
            if span / (decade * factor) <= most {
                return decade * factor;
            }
        }
        decade *= 10.0;
    }
    decade
}

/// Class of a branch's colour.
pub(crate) fn branch_class(branch: usize) -> String {
    format!("a{}", branch % BRANCH_LOOKS)
}

/// The dash pattern of a branch's line.
pub(crate) fn branch_dash(branch: usize) -> &'static str {
    ["none", "7 4", "2 3", "10 3 2 3", "12 5", "4 2 1 2"][branch % BRANCH_LOOKS]
}

/// The mark of a branch, centred: circle, square, triangle, diamond, inverted triangle, bar.
pub(crate) fn mark(branch: usize, x: f64, y: f64) -> Markup {
    let class = format!("mark {}", branch_class(branch));
    let path = |points: &[(f64, f64)]| {
        let points: Vec<String> = points.iter().map(|(dx, dy)| pair(x + dx, y + dy)).collect();
        html! { polygon class=(class) points=(points.join(" ")) {} }
    };
    match branch % BRANCH_LOOKS {
        0 => html! { circle class=(class) cx=(Px(x)) cy=(Px(y)) r="4.5" {} },
        1 => path(&[(-4.0, -4.0), (4.0, -4.0), (4.0, 4.0), (-4.0, 4.0)]),
        2 => path(&[(0.0, -5.2), (5.0, 4.0), (-5.0, 4.0)]),
        3 => path(&[(0.0, -5.6), (5.6, 0.0), (0.0, 5.6), (-5.6, 0.0)]),
        4 => path(&[(0.0, 5.2), (5.0, -4.0), (-5.0, -4.0)]),
        _ => path(&[(-2.0, -5.0), (2.0, -5.0), (2.0, 5.0), (-2.0, 5.0)]),
    }
}

/// `x,y` as in `points`.
pub(crate) fn pair(x: f64, y: f64) -> String {
    format!("{},{}", Px(x).render().into_string(), Px(y).render().into_string())
}

/// A line through points.
pub(crate) fn polyline(class: &str, dash: &str, points: &[(f64, f64)]) -> Markup {
    let points: Vec<String> = points.iter().map(|(x, y)| pair(*x, *y)).collect();
    html! { polyline class=(class) stroke-dasharray=(dash) points=(points.join(" ")) {} }
}

/// A straight line.
pub(crate) fn line(class: &str, from: (f64, f64), to: (f64, f64)) -> Markup {
    html! { line class=(class) x1=(Px(from.0)) y1=(Px(from.1)) x2=(Px(to.0)) y2=(Px(to.1)) {} }
}

/// A label; `anchor` is `start`, `middle` or `end`.
pub(crate) fn label(class: &str, anchor: &str, at: (f64, f64), text: &str) -> Markup {
    html! { text class=(class) text-anchor=(anchor) x=(Px(at.0)) y=(Px(at.1)) { (text) } }
}

/// The most that a character of a label may take of its line, in pixels at the size of labels: fonts of readers differ.
pub(crate) const CHARACTER: f64 = 7.3;
/// The height of a line of a label that goes over several.
pub(crate) const LINE: f64 = 14.0;

/// The lines of a label that has so much room: nothing of it is cut.
pub(crate) fn lines(text: &str, room: f64) -> Vec<String> {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some dozens of characters")]
    let most = (room / CHARACTER).max(8.0) as usize;
    crate::words::wrap(text, most)
}

/// A label of several lines, its middle at the height given.
pub(crate) fn block(class: &str, anchor: &str, at: (f64, f64), lines: &[String]) -> Markup {
    let first = at.1 + 4.0 - LINE * (lines.len().max(1) - 1) as f64 / 2.0;
    html! { @for (place, text) in lines.iter().enumerate() { (label(class, anchor, (at.0, first + LINE * place as f64), text)) } }
}

/// A figure with its name and description for those who do not see it.
pub(crate) fn svg(id: &str, size: (f64, f64), title: &str, description: &str, content: &Markup) -> Markup {
    let (title_id, description_id) = (format!("{id}-title"), format!("{id}-desc"));
    let view = format!("0 0 {} {}", Px(size.0).render().into_string(), Px(size.1).render().into_string());
    html! {
        svg role="img" aria-labelledby={ (title_id) " " (description_id) } viewBox=(view) {
            title id=(title_id) { (title) }
            desc id=(description_id) { (description) }
            (content)
        }
    }
}
