//! A backtest as a page.

use foedera_backtest::{Difference, Horizon, Report, Scores};
use foedera_diagnostic::{fixed, signed};
use foedera_lab::ReliabilityRow;
use foedera_math::share_interval;
use maud::{Markup, html};

use super::downloads::{Download, links};
use super::head::{Answer, answers};
use super::{document, scroll, section};
use crate::{chart, words};

/// The page of `foedera backtest`, of a version of the program.
pub(crate) fn backtest(report: &Report, version: &str, json: &str) -> Markup {
    let title = format!("{}: a backtest", report.process);
    let body = html! {
        header {
            p.kicker { "Foedera backtest · " (report.unit) }
            h1 { (title) }
            p { (report.definition) "." }
            p.quiet { "Forecasts as they would have been made on 1 January of each year with what was known then, on the same cases for every forecaster." }
        }
        main {
            (answers(&head(report)))
            @for horizon in &report.horizons { (of_horizon(horizon)) }
            @for of in &report.held_out {
                (section(&format!("held-out-{}", of.held_out), &format!("One {} held out", of.held_out), &html! {
                    p { (of.happened) " events in " (words::count(of.cases as u64)) " cases, " (of.folds) " folds, within " (within(of.horizon_years)) "." }
                    (scores(&of.scores)) (differences(&of.scores, &of.differences))
                }))
            }
            (section("forecasters", "Who forecasts how", &html! { dl { @for of in &report.forecasters {
                dt { code { (of.forecaster) } } dd { (of.what) } } } }))
            (links(&[Download::json(&format!("{}-backtest", report.process), json)]))
        }
        footer { p.quiet { "Foedera " (version) ", cases " code { (report.cases_sha256) } } }
    };
    document(&title, version, &body)
}

fn within(years: i16) -> String {
    if years == 1 { "one year".to_owned() } else { format!("{years} years") }
}

fn percent(skill: Option<f64>) -> String {
    skill.map_or("not defined".to_owned(), |skill| format!("{} %", signed(100.0 * skill, 1)))
}

/// The answer first: what the first forecaster saves of each climatology's score.
fn head(report: &Report) -> Vec<Answer> {
    let of = |horizon: &Horizon| {
        let first = horizon.scores.first()?;
        let ground = vec![
            format!("{} against the last ten years", percent(first.log_skill_ten_years)),
            format!("Brier skill {}", percent(first.brier_skill)),
            format!("{} events in {} cases", horizon.happened, words::count(horizon.cases as u64)),
        ];
        let question = format!("Log skill of {} within {}", first.forecaster, within(horizon.horizon_years));
        Some(Answer::plain(&question, percent(first.log_skill), String::new(), ground))
    };
    report.horizons.iter().filter_map(of).collect()
}

fn of_horizon(horizon: &Horizon) -> Markup {
    let years = within(horizon.horizon_years);
    let first = horizon.scores.first().map_or("", |of| of.forecaster.as_str());
    section(
        &format!("within-{}", horizon.horizon_years),
        &format!("Within {years}"),
        &html! {
            p { (horizon.happened) " events in " (words::count(horizon.cases as u64)) " cases." }
            (scores(&horizon.scores))
            (differences(&horizon.scores, &horizon.differences))
            @if horizon.horizon_years == 1 { (diagram(first, horizon)) }
            (counts(first, horizon))
        },
    )
}

fn scores(scores: &[Scores]) -> Markup {
    let said = |value: Option<f64>| value.map_or("–".to_owned(), |value| fixed(value, 3));
    scroll(
        "Scores",
        &html! { table {
            thead { tr { th scope="col" { "forecaster" } th.number scope="col" { "log" } th.number scope="col" { "skill" }
                th.number scope="col" { "skill, ten years" } th.number scope="col" { "Brier skill" } th.number scope="col" { "AUC" }
                th.number scope="col" { "AUC within years" } th.number scope="col" { "events forecast" } } }
            tbody { @for of in scores { tr {
                th scope="row" { code { (of.forecaster) } }
                td.number { (fixed(of.log, 5)) } td.number { (percent(of.log_skill)) }
                td.number { (of.log_skill_ten_years.map_or("–".to_owned(), |skill| percent(Some(skill)))) }
                td.number { (percent(of.brier_skill)) } td.number { (said(of.auc)) } td.number { (said(of.auc_within_year)) }
                td.number { (fixed(of.expected, 1)) }
            } } }
        } },
    )
}

fn differences(scores: &[Scores], differences: &[Difference]) -> Markup {
    let first = scores.first().map_or("", |of| of.forecaster.as_str());
    let cell = |of: &foedera_backtest::Estimate, decimals: usize| {
        let interval = of.low.zip(of.high).map_or(String::new(), |(low, high)| {
            format!("({} to {}, {})", signed(low, decimals), signed(high, decimals), of.drawn.unwrap_or_default())
        });
        html! { (signed(of.difference, decimals)) " " span.range { (interval) } }
    };
    scroll(
        "Differences",
        &html! { table {
            thead { tr { th scope="col" { (first) " minus" } th.number scope="col" { "log score, 90 %" } th.number scope="col" { "Brier score, 90 %" } } }
            tbody { @for of in differences { tr {
                th scope="row" { code { (of.against) } } td.number { (cell(&of.log, 5)) } td.number { (cell(&of.brier, 6)) }
            } } }
        } },
    )
}

/// The reliability diagram with the exact 90 % intervals of shares, and its counts.
fn diagram(first: &str, horizon: &Horizon) -> Markup {
    let row = |of: &foedera_backtest::Reliability| {
        let events = (of.happened * f64::from(of.cases)).round() as u32;
        ReliabilityRow {
            cases: of.cases,
            forecast: of.forecast,
            happened: of.happened,
            interval: Some(share_interval(events, of.cases, 0.9)),
        }
    };
    let rows: Vec<ReliabilityRow> = horizon.reliability.iter().map(row).collect();
    let title = format!("Reliability of {first}, tenths of the cases");
    html! { figure { (chart::reliability("fig-reliability-backtest", &title, &rows)) figcaption { (title) } } }
}

fn counts(first: &str, horizon: &Horizon) -> Markup {
    html! { @if !horizon.counts.is_empty() { (scroll("Counts", &html! { table {
        thead { tr { th scope="col" { "years" } th.number scope="col" { "forecast by " (first) } th.number scope="col" { "90 % band" } th.number scope="col" { "happened" } } }
        tbody { @for of in horizon.counts.iter().filter(|of| of.forecaster == first) { tr {
            th scope="row" { (of.first) " to " (of.last) } td.number { (fixed(of.expected, 1)) }
            td.number { (of.band_low) " to " (of.band_high) } td.number { (of.observed) }
        } } }
    } })) } }
}
