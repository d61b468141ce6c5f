//! Branches compared, and an answer explained, as text.

use foedera_lab::argument::asked::{Compared, Comparison, Explained, Run};
use foedera_lab::{Explanation, Flip, RatePart, RateParts};

use super::canvas::{Canvas, Table};
use crate::screen::Rest;
use crate::{Style, question, words};

/// Shares and flip points told with all sections, and on the first screen; the page tells all.
const TOLD: [usize; 2] = [6, 2];
/// Base rates on the first screen.
const FIRST_RATES: usize = 4;

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
        let told = format!("{name} ({id}{role}): {description}");
        canvas.text(2, &if style.full { told } else { canvas.short(&told, 2) });
    }
    canvas.brief("Same draws and same random numbers in every branch. Differences are of percentage points, with their 90 % interval over draws, and the error of their mean from finite futures.");
    if !answer.outside.is_empty() {
        canvas.strong(
            0,
            &format!("{}: no case in the data for what it assumes: extrapolated.", answer.outside.join(", ")),
        );
    }
    if style.full {
        differences(&mut canvas, answer);
        again(&mut canvas, &answer.run);
        return canvas.finish(Rest::default());
    }
    first_differences(&mut canvas, answer);
    canvas.finish(Rest { what: "all members, days and errors, the command again", page: true })
}

/// The first screen: a line a branch of the questions of the whole treaty by the third horizon, as in `forecast`; of one question by all days.
fn first_differences(canvas: &mut Canvas, answer: &Comparison) {
    let mut rows: Vec<_> = answer.rows.iter().collect();
    rows.sort_by_key(|row| row.day);
    let mut days: Vec<_> = rows.iter().map(|row| row.day).collect();
    days.dedup();
    let main = days.get(2).or(days.last()).copied();
    let one = rows.iter().all(|row| row.question.id == rows[0].question.id);
    let first = |row: &&Compared| Some(row.day) == main && row.question.member.is_none();
    if !one && rows.iter().any(first) {
        rows.retain(first);
    }
    let head = match (rows.first(), main) {
        (Some(row), _) if one => row.question.words.clone(),
        (_, Some(day)) => format!("By {day}"),
        _ => String::new(),
    };
    let heads = ["chance", "less the first (points)"].map(str::to_owned).to_vec();
    let mut table = Table::new(&head, heads);
    for row in rows {
        for (place, (_, name, _)) in answer.branches.iter().enumerate() {
            let of = if one { format!("by {}", row.day) } else { row.question.words.clone() };
            let of = if place == 0 { of } else { String::new() };
            let chance = row.answers.get(place).map_or("–".to_owned(), |answer| words::percent(answer.mean));
            let less = place.checked_sub(1).and_then(|place| row.differences.get(place));
            table.row(&of, name, vec![chance, less.map_or(String::new(), words::short_difference)]);
        }
    }
    canvas.table(&table);
}

/// A table by day of the answers in each branch, and of what sets them apart from the first.
fn differences(canvas: &mut Canvas, answer: &Comparison) {
    let mut day = None;
    let mut table: Option<Table> = None;
    let mut heads: Vec<String> = answer.branches.iter().map(|(_, name, _)| name.clone()).collect();
    heads.extend(answer.branches.iter().skip(1).map(|(_, name, _)| format!("{name} less the first")));
    let mut rows: Vec<_> = answer.rows.iter().collect();
    rows.sort_by_key(|row| row.day);
    for row in rows {
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
    let told = format!("Branch: {}. Resolved yes if {}.", explanation.branch.1, of.resolution);
    canvas.text(0, &if style.full { told } else { canvas.short(&told, 0) });
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
        explanation.rates.iter().for_each(|rates| rate(&mut canvas, rates, "What makes the rate"));
        let averaged = "Averaged over futures up to the day, by the time at risk";
        explanation.averaged.iter().for_each(|rates| rate(&mut canvas, rates, averaged));
    }
    doubts(&mut canvas, explanation, style.full);
    if style.full {
        canvas.dim(0, &format!("Words: {}.", answer.scale));
        again(&mut canvas, &answer.run);
    }
    canvas.finish(Rest { what: "what makes the rate, more of each list, the scale of words", page: true })
}

/// Base rates, scores, and when.
fn beside(canvas: &mut Canvas, answer: &Explained, full: bool) {
    canvas.heading("Base rates");
    if answer.base_rates.is_empty() {
        canvas.dim(2, "none for this question");
    }
    for rate in answer.base_rates.iter().take(if full { usize::MAX } else { FIRST_RATES }) {
        let counted = if full { format!(" ({})", rate.counted) } else { String::new() };
        let told = format!("{} – {}{counted}", words::estimate(&rate.estimate), rate.name);
        canvas.text(2, &if full { told } else { canvas.short(&told, 2) });
    }
    for (process, score) in &answer.scores {
        if full {
            canvas.dim(2, &format!("{process}: {score}"));
        } else {
            let score =
                words::score_first(score.split("; ").next().unwrap_or_default().split(" (").next().unwrap_or_default());
            canvas.dim(2, &canvas.short(&format!("{process}: {score}"), 2));
        }
    }
    let when = |day: &Option<foedera_world::Day>| {
        day.map_or("not by the last day asked".to_owned(), |day| format!("by {day}"))
    };
    if !full {
        let each: Vec<String> = answer
            .time_until
            .chunk_by(|a, b| a.1 == b.1)
            .map(|same| {
                let shares: Vec<String> = same.iter().map(|(share, _)| words::percent(*share)).collect();
                format!("{}: {}", shares.join(", "), when(&same[0].1))
            })
            .collect();
        canvas.brief(&format!("At least {}", each.join("; ")));
        return;
    }
    canvas.heading("When");
    for (share, day) in &answer.time_until {
        canvas.text(2, &format!("at least {}: {}", words::percent(*share), when(day)));
    }
}

/// Where the uncertainty comes from, and what would change the answer.
fn doubts(canvas: &mut Canvas, explanation: &Explanation, full: bool) {
    let most = TOLD[usize::from(!full)];
    if let Some(shapley) = explanation.shapley.as_ref().filter(|_| full) {
        canvas.heading("Whose uncertainty it is: Shapley shares");
        canvas.dim(0, &shapley_words(shapley));
        for own in &shapley.shares {
            let [share, low, high] = [own.share, own.interval.0, own.interval.1].map(words::signed_percent);
            canvas.text(2, &format!("{share} ({low} to {high}): {}", own.group));
        }
    }
    if !explanation.shares.is_empty() {
        canvas.heading("Where the uncertainty comes from");
    }
    if full && !explanation.shares.is_empty() {
        canvas.dim(0, "First-order shares of the variance over draws (coefficients are drawn together, so shares may overlap); the mean answer where the assumption is in its lowest and highest fifth.");
    }
    for share in explanation.shares.iter().take(most) {
        let told = format!(
            "{} ({} to {}): {}; {} to {}{}",
            words::percent(share.share),
            words::percent(share.low),
            words::percent(share.high),
            share.assumption,
            words::percent(share.answer_low),
            words::percent(share.answer_high),
            if share.is_told_apart() { "" } else { " (not told from noise)" }
        );
        canvas.text(2, &if full { told } else { canvas.short(&told, 2) });
    }
    canvas.heading("What would change the answer: flip points");
    if full {
        canvas.dim(
            0,
            "The change of one assumption, all else as it is, at which the answer crosses one half; the nearest first.",
        );
    }
    for flip in explanation.flips.iter().take(most) {
        let told = flip_words(flip);
        canvas.text(2, &if full { told } else { canvas.short(&told, 2) });
    }
    if !explanation.outside.is_empty() {
        canvas.heading("No case in the data");
        for outside in &explanation.outside {
            canvas.item(&question::outside(outside));
        }
    }
}

fn rate(canvas: &mut Canvas, rates: &RateParts, heading: &str) {
    let whose = rates.member.as_ref().map_or("the treaty".to_owned(), Clone::clone);
    canvas.heading(&format!("{heading}: {} ({whose})", rates.process));
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

/// What Shapley shares are and what they cost, in a sentence.
pub(crate) fn shapley_words(shapley: &foedera_lab::Shapley) -> String {
    format!(
        "Shares of the variance of the answer over draws (standard deviation {:.2} points), which sum to 1, with 90 % intervals; a share whose interval has 0 in it is not told from noise. From {} pairs of draws, {} futures.",
        100.0 * shapley.deviation,
        shapley.pairs,
        shapley.futures
    )
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
