//! Branches compared, and an answer explained, as pages.

use foedera_lab::argument::asked::{Comparison, Explained, Run};
use foedera_lab::{Heat, RateParts};
use foedera_world::Day;
use maud::{Markup, html};

use super::downloads::{Download, links};
use super::head::{Answer, answers};
use super::{document, figures, scroll, section, sources};
use crate::chart::{Cell, matrix};
use crate::terminal::{flip_words, part_factor, shapley_words};
use crate::{question, words};

fn footer(run: &Run) -> Markup {
    html! {
        footer {
            h2 { "The same bytes again" }
            pre { code { (run.command) } }
            p.quiet { "Foedera " (run.version) ", " (words::count(u64::from(run.futures))) " futures a branch, seed " (run.seed) ", atlas " code { (run.atlas_sha256) } }
        }
    }
}

/// The page of `foedera compare`.
pub(crate) fn comparison(answer: &Comparison, json: &str) -> Markup {
    let title = format!("{}: branches compared", answer.run.title);
    let mut days: Vec<_> = answer.rows.iter().map(|row| row.day).collect();
    days.sort_unstable();
    days.dedup();
    let body = html! {
        header {
            p.kicker { "Foedera compare · " (answer.run.scenario) }
            h1 { (title) }
            dl.branches { @for (place, (_, name, description)) in answer.branches.iter().enumerate() {
                dt { (name) @if place == 0 { span.quiet { " (reference)" } } } dd { (description) } } }
            @if !answer.outside.is_empty() { p { strong { (answer.outside.join(", ")) ": no case in the data" } " for what it assumes; its numbers are extrapolated." } }
            p.quiet { "Same draws and same random numbers in every branch. A difference is in percentage points, with its 90 % interval over draws of parameters and assumptions." }
        }
        main { (answers(&comparison_head(answer))) @for day in &days { (section(&format!("by-{day}"), &format!("By {day}"), &scroll("Comparison", &html! {
            table {
                thead { tr { th scope="col" { "question" } @for (_, name, _) in &answer.branches { th.number scope="col" { (name) } }
                    @for (_, name, _) in answer.branches.iter().skip(1) { th.number scope="col" { (name) " less the first" } } } }
                tbody { @for row in answer.rows.iter().filter(|row| row.day == *day) { tr {
                    th scope="row" title=(row.question.resolution) { (row.question.words) }
                    @for answer in &row.answers { td.number { (words::percent(answer.mean)) " " span.range { (words::interval(answer)) } } }
                    @for difference in &row.differences { td.number {
                        (words::points(difference.mean)) " " span.range { (words::spread_of_difference(difference)) } } }
                } } }
            }
        })))
        }
            (section("sources", "Sources", &sources::list(&answer.run.sources, Some(answer.run.date))))
            (links(&[Download::json(&format!("{}-compare", answer.run.scenario), json)]))
        }
        (footer(&answer.run))
    };
    document(&title, answer.run.version, &body)
}

/// The answer first: the largest difference between a branch and the first, on the last day.
fn comparison_head(answer: &Comparison) -> Vec<Answer> {
    let last = answer.rows.iter().map(|row| row.day).max();
    let rows = answer.rows.iter().filter(|row| Some(row.day) == last);
    let all = rows.flat_map(|row| {
        row.differences.iter().enumerate().map(move |(place, difference)| (row, place + 1, difference))
    });
    let largest = all.fold(
        None,
        |best: Option<(&foedera_lab::argument::asked::Compared, usize, &foedera_lab::Difference)>, next| {
            if best.is_none_or(|(_, _, most)| next.2.mean.abs() > most.mean.abs()) { Some(next) } else { best }
        },
    );
    let Some((row, place, difference)) = largest else { return Vec::new() };
    let card = |name: &str, estimate| {
        Answer::estimate(&format!("{} by {}: {name}", row.question.words, row.day), estimate, Vec::new())
    };
    let mut found = vec![Answer::plain(
        &format!("Largest difference: {} less {}", answer.branches[place].1, answer.branches[0].1),
        words::points(difference.mean),
        format!("90 %: {} to {}", words::points(difference.low), words::points(difference.high)),
        vec![format!("“{}” by {}", row.question.words, row.day)],
    )];
    found.extend([0, place].map(|place| card(&answer.branches[place].1, &row.answers[place])));
    found
}

/// The least and the greatest base rate, which stand below one by one; nothing where there is none.
fn base_range(answer: &Explained) -> Vec<String> {
    let rates = || answer.base_rates.iter().map(|rate| rate.estimate.mean);
    let ends = rates().reduce(f64::min).zip(rates().reduce(f64::max));
    ends.map(|(low, high)| format!("base rates: {} to {}", words::percent(low), words::percent(high)))
        .into_iter()
        .collect()
}

/// The page of `foedera explain`.
pub(crate) fn explained(answer: &Explained, json: &str) -> Markup {
    let explanation = &answer.explanation;
    let title = format!("{} by {}", explanation.question.words, explanation.day);
    let body = html! {
        header {
            p.kicker { "Foedera explain · " (answer.run.scenario) " · " (explanation.question.id) }
            h1 { (title) }
            dl.facts {
                div { dt { "Branch" } dd { (explanation.branch.1) } }
                div { dt { "Asked on" } dd { (answer.run.date) } }
                div { dt { "Resolved yes if" } dd { (explanation.question.resolution) } }
            }
            (answers(&[Answer::estimate(&explanation.question.words, &explanation.estimate,
                base_range(answer))]))
        }
        main {
            (section("base", "Base rates and record", &html! {
                ul { @for rate in &answer.base_rates { li { strong { (words::estimate(&rate.estimate)) } " – " (rate.name) " (" (rate.counted) ")" } }
                    @if answer.base_rates.is_empty() { li { "none for this question" } } }
                @for (process, score) in &answer.scores { p.quiet { (process) ": " } (super::scores(score)) }
            }))
            (section("when", "When", &html! { ul { @for (share, day) in &answer.time_until { li {
                "at least " (words::percent(*share)) ": " @match day { Some(day) => { "by " (day) }, None => "not by the last day asked" } } } } }))
            (section("rates", "What makes it", &html! { @for rates in &explanation.rates { (parts(rates)) } }))
            @if !explanation.averaged.is_empty() { (section("averaged", "What makes it, averaged over futures", &html! {
                p { "The same up to the day, averaged over draws and futures by the time at risk: what happens in them and what is drawn is in it. The parts sum to the mean logarithm of the rate." }
                @for rates in &explanation.averaged { (parts(rates)) }
            })) }
            @if let Some(shapley) = &explanation.shapley { (section("shapley", "Whose uncertainty it is", &shapley_table(shapley))) }
            (section("shares", "Where the uncertainty comes from", &shares(answer)))
            @if let Some(heat) = &explanation.heat { (section("heat", "By two assumptions at once", &heat_map(&explanation.question.words, explanation.day, heat))) }
            (section("flips", "What would change the answer", &html! {
                p { "The change of one assumption, all else as it is, at which the answer crosses one half; the nearest first." }
                ul { @for flip in &explanation.flips { li { (flip_words(flip)) } } }
            }))
            @if !explanation.outside.is_empty() { (section("outside", "No case in the data", &html! { ul { @for outside in &explanation.outside { li { (question::outside(outside)) } } } })) }
        }
        (section("sources", "Sources", &sources::list(&answer.run.sources, Some(answer.run.date))))
        (links(&[Download::json(&format!("{}-explain", answer.run.scenario), json)]))
        p.quiet { "Words: " (answer.scale) "." }
        (footer(&answer.run))
    };
    document(&title, answer.run.version, &body)
}

fn parts(rates: &RateParts) -> Markup {
    let whose = rates.member.as_deref().unwrap_or("the treaty");
    scroll(
        "Rate",
        &html! {
            table {
                caption { (rates.process) ", " (whose) ": parts of the logarithm of the yearly rate, which sum to it" }
                thead { tr { th scope="col" { "part" } th.number scope="col" { "reads" } th.number scope="col" { "adds" } th.number scope="col" { "factor" } } }
                tbody {
                    @for part in &rates.parts { tr {
                        th scope="row" { (part.effect) }
                        td.number { (part.reads.map_or("–".to_owned(), words::plain_number)) }
                        td.number { (words::signed(part.adds, 3)) }
                        td.number { (part_factor(part)) }
                    } }
                    tr.group { th scope="row" { "sum" } td {} td.number { (words::signed(rates.log_rate, 3)) } td.number { (words::percent(rates.rate)) " a year" } }
                }
            }
        },
    )
}

fn shapley_table(shapley: &foedera_lab::Shapley) -> Markup {
    html! {
        p { (shapley_words(shapley)) }
        (scroll("Shapley shares", &html! {
            table {
                thead { tr { th scope="col" { "group" } th.number scope="col" { "share" } th.number scope="col" { "90 %" } } }
                tbody { @for own in &shapley.shares { tr {
                    th scope="row" { (own.group) }
                    td.number { (words::signed_percent(own.share)) }
                    td.number { (words::signed_percent(own.interval.0)) " to " (words::signed_percent(own.interval.1)) }
                } } }
            }
        }))
    }
}

fn shares(answer: &Explained) -> Markup {
    html! {
        p { "First-order shares of the variance over draws, noise of simulation left out (coefficients are drawn together, so shares may overlap); and the mean answer where the assumption lies in its lowest and in its highest fifth. The difference of the two is given where its interval, which holds for all assumptions at once, excludes zero." }
        (scroll("Shares", &html! {
            table {
                thead { tr { th scope="col" { "assumption or coefficient" } th.number scope="col" { "share" } th.number scope="col" { "90 %" } th.number scope="col" { "when low" } th.number scope="col" { "when high" } th.number scope="col" { "difference, beyond noise" } } }
                tbody { @for share in &answer.explanation.shares { tr {
                    th scope="row" { (share.assumption) }
                    td.number { (words::percent(share.share)) }
                    td.number { (words::percent(share.low)) " to " (words::percent(share.high)) }
                    td.number { (words::percent(share.answer_low)) }
                    td.number { (words::percent(share.answer_high)) }
                    td.number { @if share.is_told_apart() { (words::difference(&share.difference)) } @else { "not told from noise" } }
                } } }
            }
        }))
    }
}

/// The answer by two assumptions.
fn heat_map(question: &str, day: Day, heat: &Heat) -> Markup {
    let title = format!("“{question}” by {day}, across by {}, up by {}", heat.across.0, heat.up.0);
    let description = format!(
        "Columns are fifths of the draws by {}, rows by {}, each named by its median; a cell holds the mean answer of its draws. The table below has their number.",
        heat.across.0, heat.up.0
    );
    // The darkest cell is the likeliest; probabilities of a few per cent would all look alike.
    let most = heat.cells.iter().flatten().filter_map(|cell| cell.answer).fold(1e-9, f64::max);
    let named = |values: &[f64]| values.iter().map(|value| words::plain_number(*value)).collect::<Vec<String>>();
    let (columns, names) = (named(&heat.across.1), named(&heat.up.1));
    let cells = |row: &Vec<foedera_lab::HeatCell>| {
        row.iter()
            .map(|cell| cell.answer.map_or(Cell::none(), |answer| Cell::sign(answer / most, &words::percent(answer))))
            .collect()
    };
    let rows: Vec<(String, Vec<Cell>)> = names.iter().cloned().zip(heat.cells.iter().map(cells)).rev().collect();
    html! {
        (figures::figure(&title, &matrix("fig-heat", &title, &description, &columns, &rows), &html! {
            strong { (title) ". " } "By fifths of the draws, each named by its median; the darker, the likelier beside the likeliest cell. All else as drawn."
        }))
        (scroll("Draws in each cell", &html! {
            table {
                caption { "Mean answer (draws); rows: " (heat.up.0) }
                thead { tr { th scope="col" { "median" } @for name in &columns { th.number scope="col" { (name) } } } }
                tbody { @for (name, row) in names.iter().zip(&heat.cells).rev() { tr {
                    th scope="row" { (name) }
                    @for cell in row { td.number { (cell.answer.map_or("–".to_owned(), words::percent)) " (" (cell.draws) ")" } }
                } } }
            }
        }))
    }
}
