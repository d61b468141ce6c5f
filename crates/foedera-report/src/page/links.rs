//! Who moves whom, as a page.

use foedera_lab::{LinkRow, Links};
use maud::{Markup, html};

use super::downloads::{Download, links as saved};
use super::head::{Answer, answers};
use super::sources;
use super::{document, scroll, section};
use crate::chart::arrows;
use crate::terminal::link_estimate;
use crate::words;

/// The page of `foedera links`.
pub(crate) fn links(answer: &Links, json: &str) -> Markup {
    let title = "Who moves whom: links between processes";
    let of = |evidence: &str| answer.links.iter().filter(|row| row.evidence == evidence).collect::<Vec<_>>();
    let description =
        "What moves on the left, what is moved on the right, one line a link; the tables below hold the numbers.";
    let body = html! {
        header {
            p.kicker { "Foedera links" @if let Some(scenario) = &answer.scenario { " · " (scenario) } }
            h1 { (title) }
            p { "A known link is estimated and futures have it. One that was looked for and not found, and one that data do not identify, are off unless a user assumes them within a range (" code { "--assume NAME=1..3" } ")." }
            dl.facts { div { dt { "On" } dd { (answer.at) } } div { dt { "Links" } dd { (answer.links.len()) } } }
        }
        main {
            (answers(&head(answer)))
            (section("figure", "Who moves whom", &super::figures::figure(title, &arrows("fig-links", title, description, &answer.links), &html! { strong { (title) ". " } (description) })))
            (section("known", "Known", &table(&of("known"))))
            (section("null", "Looked for, and no effect found", &table(&of("null"))))
            (section("assumed", "Assumed: named, with a range, off in the reference", &table(&of("assumed"))))
            @if !answer.without.is_empty() { (section("without", "Without one process at a time", &without(answer))) }
            (section("sources", "Sources", &sources::list(&answer.sources, Some(answer.at))))
            (saved(&[Download::json("links", json)]))
        }
        footer { p.quiet { "Foedera " (answer.version) ", atlas " code { (answer.atlas_sha256) } } }
    };
    document(title, answer.version, &body)
}

/// How many links there are of each kind, and how many of them futures have.
fn head(answer: &Links) -> [Answer; 3] {
    let count = |evidence: &str| answer.links.iter().filter(|row| row.evidence == evidence).count().to_string();
    let on = answer.links.iter().filter(|row| row.on).count();
    let assumed = answer.links.iter().filter(|row| row.assumed.is_some()).count();
    [
        Answer::plain("known: estimated", count("known"), String::new(), vec![format!("{on} links are on in futures")]),
        Answer::plain("looked for, and no effect found", count("null"), String::new(), vec!["off".to_owned()]),
        Answer::plain(
            "not identified by data: assumptions",
            count("assumed"),
            String::new(),
            vec![format!("{assumed} assumed here")],
        ),
    ]
}

fn table(rows: &[&LinkRow]) -> Markup {
    scroll(
        "Links",
        &html! {
            table.prose {
                thead { tr { th scope="col" { "link" } th scope="col" { "from" } th scope="col" { "moves" } th.number scope="col" { "estimate, 90 % interval" } th scope="col" { "unit" } th scope="col" { "counted" } th scope="col" { "literature, as recalled" } th scope="col" { "source, claim" } } }
                tbody { @for row in rows { tr {
                    th scope="row" { (row.name) @if row.assumed.is_some() { span.n { "assumed here" } } }
                    td { (row.from) }
                    td { (row.to) }
                    td.number { (link_estimate(row)) }
                    td { (row.unit) }
                    td { (row.counted) }
                    td { (row.literature) }
                    td { (row.source) @if let Some(until) = &row.data_until { "; data to " (until) } @if let Some(claim) = row.claim { "; claim " (claim) } }
                } } }
            }
        },
    )
}

fn without(answer: &Links) -> Markup {
    html! {
        p { "The answer without a process less that with all, in percentage points; runs share their random numbers." }
        (scroll("Without", &html! {
            table {
                thead { tr { th scope="col" { "off" } @for (question, mean) in answer.questions.iter().zip(&answer.answers) { th.number scope="col" { (question) ": " (words::percent(*mean)) } } } }
                tbody { @for own in &answer.without { tr {
                    th scope="row" { (own.process) span.n { (own.what) } }
                    @for difference in &own.differences { td.number { (format!("{:+.2}", 100.0 * difference)) } }
                } } }
            }
        }))
    }
}
