//! Who was in, and how many may take part: memberships up to the scenario's date, a fan after it, on one time axis.

use foedera_lab::{FanPoint, Forecast, TimelineRow};
use foedera_world::{Day, Status};
use maud::{Markup, html};

use super::{LINE, Px, Scale, block, branch_class, branch_dash, label, line, lines, pair, polyline, step, svg};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 150.0;
const RIGHT: f64 = 940.0;
const TOP: f64 = 44.0;
const ROW: f64 = 22.0;
const GAP: f64 = 36.0;
const COUNT: f64 = 150.0;
/// A figure taller than this has its years at both ends.
const TALL: f64 = 400.0;

/// The figure.
pub(crate) fn timeline(id: &str, title: &str, forecast: &Forecast) -> Markup {
    let Some((first, last)) = span(forecast) else { return html! {} };
    let x = Scale::linear((f64::from(first.number()), f64::from(last.number())), (LEFT, RIGHT));
    let mut rows_end = TOP;
    let mut rows = Vec::new();
    for row in &forecast.timeline {
        rows.push((row, rows_end));
        rows_end += ROW.max(LINE * name(row).len() as f64 + 4.0);
    }
    let (top, bottom) = (rows_end + GAP, rows_end + GAP + COUNT);
    let now = x.at(f64::from(forecast.scenario.date.number()));
    let most = most(forecast);
    let y = Scale::linear((0.0, most), (bottom, top));
    let content = html! {
        (patterns(id))
        (years(&x, first, last, (TOP, bottom)))
        @for (row, y) in &rows { (spells(id, row, &x, *y, now)) }
        (count_axis(&y, most, top))
        (past(forecast, &x, &y))
        (future(forecast, &x, &y))
        (line("now", (now, TOP - 8.0), (now, bottom)))
        (label("label", "middle", (now, TOP - 12.0), &forecast.scenario.date.to_string()))
    };
    let description = "Above: one row a state, solid while the treaty was in force for it, hatched while frozen, \
                       outlined while only signed. Below: the number of participating members, as it was, and after \
                       the scenario's date its median with 50 % and 90 % bands in the reference branch and the medians \
                       of the other branches. The table below holds the numbers.";
    svg(id, (WIDTH, bottom + 30.0), title, description, &content)
}

/// The lines of a state's name.
fn name(row: &TimelineRow) -> Vec<String> {
    lines(&row.name, LEFT - 10.0)
}

/// From the first entry to the last point of the fans.
fn span(forecast: &Forecast) -> Option<(Day, Day)> {
    let starts = forecast.timeline.iter().flat_map(|row| &row.spells).map(|spell| spell.from);
    let points = forecast.member_count.iter().flatten().map(|point| point.day);
    let ends = points.chain(forecast.horizons.iter().copied());
    let date = forecast.scenario.date;
    let (first, last) = (starts.chain([date]).min()?, ends.chain([date]).max()?);
    (first < last).then_some((first, last))
}

/// The top of the axis of counts.
fn most(forecast: &Forecast) -> f64 {
    let fans = forecast.member_count.iter().flatten().map(|point| point.quantiles[4]);
    let past = changes(forecast).into_iter().map(|(_, count)| count);
    fans.chain(past).fold(4.0, f64::max) + 1.0
}

fn patterns(id: &str) -> Markup {
    html! {
        defs {
            pattern id={ (id) "-hatch" } width="6" height="6" patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)" { line class="hatch" x1="0" y1="0" x2="0" y2="6" {} }
        }
    }
}

fn years(x: &Scale, first: Day, last: Day, (top, bottom): (f64, f64)) -> Markup {
    let gap = step(last.years_since(first), 10.0).max(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a few years")]
    let gap = gap as i16;
    let start = (first.year() / gap + 1) * gap;
    html! {
        @for year in (0..).map(|index| start + gap * index).take_while(|year| *year <= last.year()) {
            @let at = x.at(f64::from(Day::start_of_year(year).number()));
            (line("grid", (at, top), (at, bottom)))
            (label("tick", "middle", (at, bottom + 18.0), &year.to_string()))
            @if bottom - top > TALL { (label("tick", "middle", (at, top - 26.0), &year.to_string())) }
        }
        (line("axis", (LEFT, bottom), (RIGHT, bottom)))
    }
}

fn spells(id: &str, row: &TimelineRow, x: &Scale, y: f64, now: f64) -> Markup {
    html! {
        (block("label", "end", (LEFT - 10.0, y + 11.0 + LINE * (name(row).len().max(1) - 1) as f64 / 2.0), &name(row)))
        @for spell in &row.spells {
            @let from = x.at(f64::from(spell.from.number()));
            @let until = spell.until.map_or(now, |day| x.at(f64::from(day.number())));
            @let fill = if spell.status == Status::Frozen { format!("fill: url(#{id}-hatch)") } else { String::new() };
            rect class={ "spell " (class(spell.status)) } style=[(!fill.is_empty()).then_some(fill)]
                x=(Px(from)) y=(Px(y + 4.0)) width=(Px((until - from).max(1.0))) height=(Px(ROW - 8.0)) {
                title {
                    (row.name) ": " (spell.status.words()) ", " (spell.from) " – "
                    @if let Some(until) = spell.until { (until) }
                    @if let Some(ended) = &spell.ended { " (" (ended) ")" }
                }
            }
        }
    }
}

fn class(status: Status) -> &'static str {
    match status {
        Status::Signed => "signed",
        Status::Frozen => "frozen",
        _ => "in-force",
    }
}

/// Days at which the number of participating members changed, with the number from then on.
fn changes(forecast: &Forecast) -> Vec<(Day, f64)> {
    let spells = forecast.timeline.iter().flat_map(|row| &row.spells);
    let mut steps: Vec<(Day, f64)> = spells
        .filter(|spell| spell.status == Status::InForce)
        .flat_map(|spell| [Some((spell.from, 1.0)), spell.until.map(|day| (day.plus_days(1), -1.0))])
        .flatten()
        .collect();
    steps.sort_by_key(|(day, _)| *day);
    let mut count = 0.0;
    let mut changes: Vec<(Day, f64)> = Vec::new();
    for (day, change) in steps {
        count += change;
        match changes.last_mut() {
            Some(last) if last.0 == day => last.1 = count,
            _ => changes.push((day, count)),
        }
    }
    changes
}

fn count_axis(y: &Scale, most: f64, top: f64) -> Markup {
    let gap = step(most, 5.0).max(1.0);
    #[expect(clippy::cast_possible_truncation, reason = "a few members")]
    let ticks = (0..=(most / gap) as i32).map(|index| f64::from(index) * gap);
    html! {
        (label("label", "start", (0.0, top - 14.0), "members taking part"))
        @for tick in ticks {
            (line("grid", (LEFT, y.at(tick)), (RIGHT, y.at(tick))))
            (label("tick", "end", (LEFT - 10.0, y.at(tick) + 4.0), &format!("{tick}")))
        }
    }
}

fn past(forecast: &Forecast, x: &Scale, y: &Scale) -> Markup {
    let mut points = Vec::new();
    let mut count = 0.0;
    for (day, next) in changes(forecast) {
        let at = x.at(f64::from(day.number()));
        points.extend([(at, y.at(count)), (at, y.at(next))]);
        count = next;
    }
    points.push((x.at(f64::from(forecast.scenario.date.number())), y.at(count)));
    polyline("past", "none", &points)
}

fn future(forecast: &Forecast, x: &Scale, y: &Scale) -> Markup {
    let through = |fan: &[FanPoint], quantile: usize| -> Vec<(f64, f64)> {
        fan.iter().map(|point| (x.at(f64::from(point.day.number())), y.at(point.quantiles[quantile]))).collect()
    };
    html! {
        @if let Some(fan) = forecast.member_count.first() {
            (band("band-90", &through(fan, 0), &through(fan, 4)))
            (band("band-50", &through(fan, 1), &through(fan, 3)))
        }
        @for (branch, fan) in forecast.member_count.iter().enumerate() {
            @let weight = if branch == 0 { "reference" } else { "thin" };
            (polyline(&format!("curve {weight} {}", branch_class(branch)), branch_dash(branch), &through(fan, 2)))
        }
    }
}

fn band(class: &str, low: &[(f64, f64)], high: &[(f64, f64)]) -> Markup {
    let outline: Vec<String> = low.iter().chain(high.iter().rev()).map(|(x, y)| pair(*x, *y)).collect();
    html! { polygon class=(class) points=(outline.join(" ")) {} }
}
