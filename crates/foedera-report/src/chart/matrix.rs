//! A matrix of values from 0 to 1: the darker, the higher; each cell carries its number.

use maud::{Markup, html};

use super::{CHARACTER, Px, label, svg};

/// The least room for the names of rows.
const LEFT: f64 = 90.0;
const TOP: f64 = 34.0;
const HEIGHT: f64 = 34.0;
const WIDTH: f64 = 960.0;

/// A value from 0 to 1 with what is written in its cell; none is drawn as a dash.
#[derive(Clone)]
pub(crate) struct Cell(Option<(f64, String)>);

impl Cell {
    /// An index, written with two digits.
    pub(crate) fn index(value: Option<f64>) -> Self {
        Self(value.map(|value| (value, format!("{value:.2}"))))
    }

    /// A sign on a ground so strong.
    pub(crate) fn sign(strength: f64, sign: &str) -> Self {
        Self(Some((strength, sign.to_owned())))
    }

    /// What is not asked.
    pub(crate) fn none() -> Self {
        Self(None)
    }
}

/// The figure: names of columns, rows with their names.
pub(crate) fn matrix(
    id: &str,
    title: &str,
    description: &str,
    columns: &[String],
    rows: &[(String, Vec<Cell>)],
) -> Markup {
    let longest =
        |names: &mut dyn Iterator<Item = &String>| names.map(|name| name.chars().count()).max().unwrap_or(0) as f64;
    let left = LEFT.max(longest(&mut rows.iter().map(|(name, _)| name)) * CHARACTER + 14.0);
    let least = longest(&mut columns.iter()) * (CHARACTER + 1.5) + 6.0;
    let width = ((WIDTH - left) / columns.len().max(1) as f64).min(90.0).max(least);
    // Of a tall matrix the names of columns stand at both ends.
    let (tall, bottom) = (rows.len() > 12, TOP + HEIGHT * rows.len() as f64);
    let content = html! {
        @for (index, column) in columns.iter().enumerate() {
            (label("strong", "middle", (left + width * (index as f64 + 0.5), 20.0), column))
            @if tall { (label("strong", "middle", (left + width * (index as f64 + 0.5), bottom + 18.0), column)) }
        }
        @for (row, (name, cells)) in rows.iter().enumerate() {
            @let y = TOP + HEIGHT * row as f64;
            (label("label", "end", (left - 10.0, y + 21.0), name))
            @for (column, cell) in cells.iter().enumerate() {
                @let x = left + width * column as f64;
                @match &cell.0 {
                    Some((value, text)) => {
                        rect class="heat" x=(Px(x + 1.0)) y=(Px(y + 1.0)) width=(Px(width - 2.0)) height=(Px(HEIGHT - 2.0))
                            fill-opacity=(format!("{:.2}", 0.04 + 0.96 * value.clamp(0.0, 1.0))) {}
                        (label("value", "middle", (x + width / 2.0, y + 21.0), text))
                    },
                    None => (label("tick", "middle", (x + width / 2.0, y + 21.0), "–")),
                }
            }
        }
    };
    svg(
        id,
        (WIDTH.max(left + width * columns.len() as f64), bottom + if tall { 30.0 } else { 8.0 }),
        title,
        description,
        &content,
    )
}
