//! Who moves whom, as text.

use foedera_lab::{LinkRow, Links};

use super::canvas::{Canvas, Table};
use crate::screen::Rest;
use crate::{Style, words};

const PARTS: [(&str, &str); 3] = [
    ("known", "Known: estimated, and futures have them"),
    ("null", "Looked for, no effect found: off unless assumed"),
    ("assumed", "Assumed: not known from data of before, off unless assumed"),
];

/// Rows of each part on a first screen.
const FIRST: usize = 4;

fn number(value: f64) -> String {
    if value.abs() < 0.1 { format!("{value:.3}") } else { format!("{value:.2}") }
}

/// An estimate with its interval.
pub(crate) fn estimate(row: &LinkRow) -> String {
    match (row.estimate, row.interval) {
        (Some(mean), Some((low, high))) => format!("{} ({} to {})", number(mean), number(low), number(high)),
        _ => "case by case".to_owned(),
    }
}

/// The links, and what each process brings.
pub(crate) fn links(answer: &Links, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    let of = answer.scenario.as_deref().map_or(String::new(), |scenario| format!(", {scenario}"));
    canvas.title(&format!("Who moves whom: links between processes on {}{of}", answer.at));
    let first = !canvas.is_full();
    for (evidence, title) in PARTS {
        let rows: Vec<&LinkRow> = answer.links.iter().filter(|row| row.evidence == evidence).collect();
        let heads = if first { vec!["moves".to_owned(), "estimate (90 %)".to_owned()] } else { heads() };
        let mut table = Table::new(title, heads);
        for row in rows.iter().take(if first { FIRST } else { rows.len() }) {
            let claim = row.claim.map_or(String::new(), |claim| format!(" [{claim}]"));
            let on = row.assumed.map_or("", |_| " (assumed here)");
            let mut cells = vec![row.to.clone(), format!("{}{on}", estimate(row))];
            if !first {
                cells.extend([row.unit.to_owned(), row.counted.clone(), row.literature.clone(), row.source.clone()]);
            }
            table.row(&words::shorten(&format!("{}{claim}", row.name), 44), "", cells);
        }
        canvas.table(&table);
        if !first {
            rows.iter().for_each(|row| canvas.dim(2, &format!("{}: {} → {}", row.name, row.from, row.to)));
        }
    }
    if !answer.without.is_empty() && !first {
        canvas.heading("Without one process at a time: the answer less that with all, in percentage points");
        answer.questions.iter().zip(&answer.answers).for_each(|(question, mean)| {
            canvas.text(2, &format!("{question}: {}", words::percent(*mean)));
        });
        let heads = (1..=answer.questions.len()).map(|number| format!("question {number}")).collect();
        let mut table = Table::new("off", heads);
        for without in &answer.without {
            let cells = without.differences.iter().map(|own| format!("{:+.2}", 100.0 * own)).collect();
            table.row(&without.process, "", cells);
        }
        canvas.table(&table);
    }
    canvas.dim(
        0,
        &format!(
            "Assume one: --assume NAME=1..3. Claims in brackets: foedera claims csto-2022. Foedera {}",
            answer.version
        ),
    );
    let what = "all links with counts, literature, sources; with a scenario what each process brings";
    canvas.finish(Rest { what, page: true })
}

fn heads() -> Vec<String> {
    ["moves", "estimate (90 %)", "unit", "counted", "literature, as recalled", "source"].map(str::to_owned).to_vec()
}
