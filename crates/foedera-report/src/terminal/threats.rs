//! Whose threat is whose partner, as text.

use foedera_lab::guarantee::threats::{INTENSITY, Index, NEARNESS, Threats};

use super::canvas::{Canvas, Table};
use crate::screen::Rest;
use crate::{Style, words};

/// Members on the first screen.
const FIRST: usize = 5;
/// Threats for which the parts and the history are told; the page tells all.
const TOLD: usize = 6;

/// The whole text.
pub(crate) fn threats(answer: &Threats, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    canvas.title(&format!("{} on {}: whose threat is whose partner", answer.treaty_name, answer.at));
    let patron = super::aid::patron(answer.patron.as_deref());
    let told =
        format!("Both indices run from 0 to 1. Patron {patron} ({}: {}).", answer.patron_ground, answer.patron_why);
    let letters = "letters: the parts that a number rests on";
    if style.full {
        canvas.text(0, &told);
    } else {
        canvas.text(0, &canvas.short(&format!("Both indices run from 0 to 1; {letters}. Patron {patron}."), 0));
    }
    canvas.dim(0, &if style.full { super::ground(&answer.figures) } else { super::short_ground(&answer.figures) });
    canvas.heading("How intense each threat is to each member");
    let shown_threats = first_threats(answer, style);
    let mut table = Table::new("member", shown_threats.to_vec());
    let first = first_members(answer, canvas.is_full());
    for member in &first {
        let shown = |threat: &String| {
            let found = answer.matrix.iter().find(|row| row.member == **member && row.threat == *threat);
            found.map_or("–".to_owned(), |row| cell(&row.intensity))
        };
        table.row(member, "", shown_threats.iter().map(shown).collect());
    }
    canvas.table(&table);
    canvas.heading("How near the patron and the members are to each threat");
    let mut members: Vec<&String> = Vec::new();
    for row in &answer.nearness {
        if !members.contains(&&row.member) && (row.patron || first.contains(&&row.member)) {
            members.push(&row.member);
        }
    }
    let mut table = Table::new("member", shown_threats.to_vec());
    for member in members {
        let row_of =
            |threat: &String| answer.nearness.iter().find(|row| row.member == *member && row.threat == *threat);
        let shown = |threat: &String| row_of(threat).map_or("–".to_owned(), |row| cell(&row.nearness));
        let patron = answer.patron.as_ref() == Some(member);
        table.row(
            &format!("{member}{}", if patron { " (patron)" } else { "" }),
            "",
            shown_threats.iter().map(shown).collect(),
        );
        if patron {
            table.emphasise_last();
        }
    }
    canvas.table(&table);
    if !canvas.is_full() {
        let more = answer.members.len() - first.len();
        let mut others = if more > 0 { format!("{more} more members, ") } else { String::new() };
        if let more @ 1.. = answer.threats.len() - shown_threats.len() {
            others.push_str(&format!("{more} more threats, "));
        }
        let what = format!("{others}parts, weights, history, dated ties");
        return canvas.finish(Rest { what: &what, page: true });
    }
    canvas.dim(2, &format!("{}; no number rests on one part.", words::sentence(letters).trim_end_matches('.')));
    parts(&mut canvas, answer);
    history(&mut canvas, answer);
    if !answer.ties.is_empty() {
        canvas.heading("Dated ties");
        for tie in &answer.ties {
            canvas.item(&format!(
                "{} {}–{}, {}: {} [{}]",
                tie.date,
                tie.states[0],
                tie.states[1],
                tie.kind,
                tie.what,
                tie.sources.join(", ")
            ));
        }
    }
    canvas.heading("What the parts are");
    for (name, weight, what) in INTENSITY.iter().chain(&NEARNESS) {
        canvas.item(&format!("{name} (weight {weight}): {what}"));
    }
    canvas.heading("What to keep in mind");
    answer.cautions.iter().for_each(|caution| canvas.item(caution));
    canvas.heading("Rests on");
    super::figures(&mut canvas, &answer.figures, answer.world.as_deref());
    canvas.dim(2, &format!("Foedera {}; atlas {}.", answer.version, &answer.atlas_sha256[..12]));
    canvas.finish(Rest::default())
}

/// The threats of the first screen, in the order of the answer, the most intense first: those whose columns fit beside each other.
fn first_threats(answer: &Threats, style: Style) -> &[String] {
    /// Columns of letters of a member, and of an index with the letters of its parts.
    const WIDTHS: (usize, usize) = (16, 11);
    let fit = style.width.saturating_sub(WIDTHS.0) / WIDTHS.1;
    if style.full { &answer.threats } else { &answer.threats[..answer.threats.len().min(fit.max(1))] }
}

/// The members of the first screen: those who face the most intense threats, in the order of the answer.
fn first_members(answer: &Threats, full: bool) -> Vec<&String> {
    let most = |member: &String| {
        let own = answer.matrix.iter().filter(|row| row.member == *member);
        own.filter_map(|row| row.intensity.value).fold(0.0, f64::max)
    };
    let mut places: Vec<usize> = (0..answer.members.len()).collect();
    if !full {
        places.sort_by(|a, b| most(&answer.members[*b]).total_cmp(&most(&answer.members[*a])).then(a.cmp(b)));
        places.truncate(FIRST);
        places.sort_unstable();
    }
    places.into_iter().map(|place| &answer.members[place]).collect()
}

fn number(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| words::fixed(value, 2))
}

/// An index with the first letters of the parts that it rests on; a dash with those of the single part that is known.
fn cell(index: &Index) -> String {
    let known = index.parts.iter().filter(|part| part.value.is_some());
    let letters: String = known.filter_map(|part| part.name.chars().next()).collect();
    if letters.is_empty() { "–".to_owned() } else { format!("{} {letters}", number(index.value)) }
}

fn cells(index: &Index) -> Vec<String> {
    let part = |part: &foedera_lab::guarantee::threats::Part| match (part.value, part.year) {
        (Some(value), Some(year)) => format!("{value:.2} ({year})"),
        (value, _) => number(value),
    };
    index.parts.iter().map(part).collect()
}

fn parts(canvas: &mut Canvas, answer: &Threats) {
    canvas.heading("Parts of the most intense, with their last year");
    let mut table = Table::new("member, threat", INTENSITY.iter().map(|part| part.0.to_owned()).collect());
    let mut rows: Vec<_> =
        answer.matrix.iter().filter(|row| row.intensity.value.is_some_and(|value| value >= 0.02)).collect();
    rows.sort_by(|a, b| b.intensity.value.unwrap_or(0.0).total_cmp(&a.intensity.value.unwrap_or(0.0)));
    for row in rows.into_iter().take(2 * TOLD) {
        table.row(&format!("{} from {}", row.member, row.threat), "", cells(&row.intensity));
    }
    canvas.table(&table);
    let mut table = Table::new("patron, threat", NEARNESS.iter().map(|part| part.0.to_owned()).collect());
    for row in answer.nearness.iter().filter(|row| row.patron).take(TOLD) {
        table.row(&format!("{} to {}", row.member, row.threat), "", cells(&row.nearness));
    }
    canvas.table(&table);
}

fn history(canvas: &mut Canvas, answer: &Threats) {
    let told: Vec<&String> = answer.threats.iter().take(TOLD).collect();
    if told.is_empty() {
        return;
    }
    canvas.heading("By year: the highest intensity to a member / the patron's nearness");
    let mut table = Table::new("on", told.iter().map(|threat| (*threat).clone()).collect());
    let mut days: Vec<_> = answer.history.iter().map(|year| year.at).collect();
    days.sort_unstable();
    days.dedup();
    let every = if days.len() > 15 { 3 } else { 1 };
    for (place, day) in days.iter().enumerate() {
        if (days.len() - 1 - place) % every != 0 {
            continue;
        }
        let cell = |threat: &&String| {
            let found = answer.history.iter().find(|year| year.at == *day && year.threat == **threat);
            found.map_or("–".to_owned(), |year| {
                format!("{} / {}", number(year.intensity), number(year.patron_nearness))
            })
        };
        table.row(&day.to_string(), "", told.iter().map(cell).collect());
    }
    canvas.table(&table);
}
