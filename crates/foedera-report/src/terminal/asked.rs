//! Branches compared, and an answer explained, as text.

use foedera_lab::argument::asked::{Compared, Comparison, Explained, Run};
use foedera_lab::{Explanation, Flip, RatePart, RateParts};

use super::canvas::{Canvas, Table};
use crate::{Style, question, words};

/// Shares and flip points told with all sections, and on the first screen; the page tells all.
const TOLD: [usize; 2] = [6, 3];

fn again(canvas: &mut Canvas, run: &Run) {
    canvas.heading("Again");
    canvas.text(2, &format!("$ {}", run.command));
    canvas.dim(
        2,
        &format!(
            "Foedera {}; {} futures a branch, seed {}; atlas {}.",
            run.version,
            words::count(u64::from(run.futures)),
            run.seed,
            &run.atlas_sha256[..12]
        ),
    );
}

/// The comparison.
pub(crate) fn comparison(answer: &Comparison, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    canvas.title(&format!("{}: branches compared", answer.run.title));
    for (place, (id, name, description)) in answer.branches.iter().enumerate() {
        let role = if place == 0 { ", the reference" } else { "" };
        canvas.text(2, &format!("{name} ({id}{role}): {description}"));
    }
    canvas.dim(0, "Same draws and same random numbers in every branch. Differences are of percentage points, with their 90 % interval over draws, and the error of their mean from finite futures.");
    if !answer.outside.is_empty() {
        canvas.strong(
            0,
            &format!(
                "{}: no case in the data for what it assumes; its numbers are extrapolated.",
                answer.outside.join(", ")
            ),
        );
    }
    differences(&mut canvas, answer, style.full);
    if style.full {
        again(&mut canvas, &answer.run);
    } else {
        canvas.dim(0, "Members, other days, the command again: --full, or --html compare.html");
    }
    canvas.finish()
}

/// A table by day of the answers in each branch, and of what sets them apart from the first.
fn differences(canvas: &mut Canvas, answer: &Comparison, full: bool) {
    let mut day = None;
    let mut table: Option<Table> = None;
    let mut heads: Vec<String> = answer.branches.iter().map(|(_, name, _)| name.clone()).collect();
    heads.extend(answer.branches.iter().skip(1).map(|(_, name, _)| format!("{name} less the first")));
    let mut rows: Vec<_> = answer.rows.iter().collect();
    rows.sort_by_key(|row| row.day);
    let mut days: Vec<_> = rows.iter().map(|row| row.day).collect();
    days.dedup();
    // The first screen: questions of the whole treaty, by the third horizon, as in `forecast`.
    let main = days.get(2).or(days.last()).copied();
    let first = |row: &&Compared| Some(row.day) == main && row.question.member.is_none();
    let one = rows.iter().all(|row| row.question.id == rows[0].question.id);
    let all = full || one || !rows.iter().any(first);
    for row in rows.into_iter().filter(|row| all || first(row)) {
        if day != Some(row.day) {
            if let Some(table) = table.take() {
                canvas.table(&table);
            }
            canvas.heading(&format!("By {}", row.day));
            table = Some(Table::new("", heads.clone()));
            day = Some(row.day);
        }
        let mut cells: Vec<String> = row.answers.iter().map(|answer| words::percent(answer.mean)).collect();
        cells.extend(row.differences.iter().map(words::difference));
        if let Some(table) = &mut table {
            table.row(&row.question.words, "", cells);
        }
    }
    if let Some(table) = table {
        canvas.table(&table);
    }
}

/// The explanation.
pub(crate) fn explained(answer: &Explained, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    let explanation = &answer.explanation;
    let of = &explanation.question;
    canvas.title(&format!("{} by {}", of.words, explanation.day));
    canvas.text(0, &format!("Branch: {}. Resolved yes if {}.", explanation.branch.1, of.resolution));
    canvas.strong(
        0,
        &format!(
            "{}: {}, {}",
            answer.odds,
            words::estimate(&explanation.estimate),
            words::sample([&explanation.estimate])
        ),
    );
    beside(&mut canvas, answer, style.full);
    if style.full {
        explanation.rates.iter().for_each(|rates| rate(&mut canvas, rates));
    }
    doubts(&mut canvas, explanation, TOLD[usize::from(!style.full)]);
    if style.full {
        canvas.dim(0, &format!("Words: {}.", answer.scale));
        again(&mut canvas, &answer.run);
    } else {
        canvas.dim(0, "What makes the rate, more of each list, the scale of words, the command again: --full");
    }
    canvas.finish()
}

/// Base rates, scores, and when.
fn beside(canvas: &mut Canvas, answer: &Explained, full: bool) {
    canvas.heading("Base rates");
    if answer.base_rates.is_empty() {
        canvas.dim(2, "none for this question");
    }
    for rate in &answer.base_rates {
        canvas.text(2, &format!("{} – {} ({})", words::estimate(&rate.estimate), rate.name, rate.counted));
    }
    for (process, score) in &answer.scores {
        let told = format!("{process}: {score}");
        canvas.dim(2, &if full { told } else { canvas.short(&told, 2) });
    }
    canvas.heading("When");
    for (share, day) in &answer.time_until {
        let day = day.map_or("not by the last day asked".to_owned(), |day| format!("by {day}"));
        canvas.text(2, &format!("at least {}: {day}", words::percent(*share)));
    }
}

/// Where the uncertainty comes from, and what would change the answer.
fn doubts(canvas: &mut Canvas, explanation: &Explanation, most: usize) {
    canvas.heading("Where the uncertainty comes from");
    canvas.dim(0, "First-order shares of the variance over draws (coefficients are drawn together, so shares may overlap); the mean answer where the assumption is in its lowest and highest fifth.");
    for share in explanation.shares.iter().take(most) {
        canvas.text(
            2,
            &format!(
                "{} ({} to {}): {}; {} to {}{}",
                words::percent(share.share),
                words::percent(share.low),
                words::percent(share.high),
                share.assumption,
                words::percent(share.answer_low),
                words::percent(share.answer_high),
                if share.is_told_apart() { "" } else { " (not told from noise)" }
            ),
        );
    }
    canvas.heading("What would change the answer: flip points");
    canvas.dim(
        0,
        "The change of one assumption, all else as it is, at which the answer crosses one half; the nearest first.",
    );
    for flip in explanation.flips.iter().take(most) {
        canvas.text(2, &flip_words(flip));
    }
    if !explanation.outside.is_empty() {
        canvas.heading("No case in the data");
        for outside in &explanation.outside {
            canvas.item(&question::outside(outside));
        }
    }
}

fn rate(canvas: &mut Canvas, rates: &RateParts) {
    let whose = rates.member.as_ref().map_or("the treaty".to_owned(), Clone::clone);
    canvas.heading(&format!("What makes the rate: {} ({whose})", rates.process));
    let mut table = Table::new("part", vec!["reads".to_owned(), "adds to ln rate".to_owned(), "factor".to_owned()]);
    for part in &rates.parts {
        let reads = part.reads.map_or("–".to_owned(), words::plain_number);
        table.row(&part.effect, "", vec![reads, words::signed(part.adds, 3), part_factor(part)]);
    }
    table.row(
        "sum",
        "",
        vec![String::new(), words::signed(rates.log_rate, 3), format!("{} a year", words::percent(rates.rate))],
    );
    table.emphasise_last();
    canvas.table(&table);
}

/// What a part multiplies the rate by; the intercept is no factor but the rate of the average case.
pub(crate) fn part_factor(part: &RatePart) -> String {
    let factor = libm::exp(part.adds);
    if part.effect.starts_with("intercept") || part.effect.starts_with("stated rate") {
        format!("{} a year", words::percent(factor))
    } else {
        words::factor(factor)
    }
}

/// A flip point in a sentence.
pub(crate) fn flip_words(flip: &Flip) -> String {
    let now = words::plain_number(flip.now);
    match flip.at {
        Some(at) => {
            format!("{}: from {now} to {} ({})", flip.assumption, words::plain_number(at), words::factor(at / flip.now))
        }
        None => format!(
            "{}: no value flips it; at {} (now {now}) the answer is {}",
            flip.assumption,
            words::plain_number(flip.bound),
            words::percent(flip.answer_at_bound)
        ),
    }
}
