//! Claims with their verdicts, as a page.

use foedera_lab::argument::claims::{ClaimAnswer, ClaimsAnswer, SinceAnswer, Verdict};
use maud::{Markup, html};

use super::downloads::{Download, links};
use super::head::{Answer, answers};
use super::{document, scroll, section, sources};
use crate::words;

/// The page of `foedera claims`.
pub(crate) fn claims(answer: &ClaimsAnswer, json: &str) -> Markup {
    let who = answer.attributed_to.as_deref();
    let body = html! {
        header {
            p.kicker { "Foedera claims · " (answer.id) }
            h1 { (answer.title) }
            dl.facts {
                div { dt { "Date of the text" } dd { (answer.date) } }
                div { dt { "Claimed by" } dd { (who.unwrap_or("nobody: statements put together by us")) } }
                @if let Some(text) = &answer.text { div { dt { "Text" } dd {
                    @if let Some(url) = &text.url { a href=(url) { (text.title) } } @else { (text.title) } } } }
                @if let Some(scenario) = &answer.scenario { div { dt { "Questions are asked of" } dd { "scenario " (scenario) } } }
            }
            p { (answer.note) }
            p.quiet {
                "What is tested is what was claimed, in our words. The rules stand in the file and were written before the first run; where one "
                "was changed after it the claim says so. Numbers and verdicts are made by the program each time. A test reads nothing after " (answer.date) "; what happened since is told apart."
            }
        }
        main {
            (answers(&[head(answer)]))
            (section("verdicts", "Verdicts", &verdicts(answer)))
            @if !answer.passages.is_empty() { (section("text", "The text, passage by passage", &passages(answer))) }
            (section("claims", "Claim by claim", &html! { @for claim in &answer.claims { (one(answer, claim)) } }))
            @if !answer.remarks.is_empty() { (section("remarks", "What the text compresses or leaves out", &remarks(answer))) }
            (section("words", "How to read this", &html! {
                p { "Verdicts: borne out (a fact that the record shows), supported, undecided, not supported, contradicted, untestable. "
                    "Probabilities have 90 % intervals; n is the number of cases or events behind a number. Where a probability is put in words: "
                    (answer.scale) "." }
            }))
            (section("sources", "Sources", &sources::list(&answer.sources, None)))
        }
        (links(&[Download::json(&format!("{}-claims", answer.id), json)]))
        footer {
            h2 { "The same bytes again" }
            pre { code { (answer.command) } }
            p.quiet { "Foedera " (answer.version) ", " (answer.futures) " futures a branch, seed " (answer.seed) ", atlas " code { (answer.atlas_sha256) } }
        }
    };
    document(&answer.title, answer.version, &body)
}

/// The answer first: how many claims have which verdict.
fn head(answer: &ClaimsAnswer) -> Answer {
    let counts = answer.counts.iter().filter(|(_, count)| *count > 0);
    let told: Vec<String> = counts.map(|(verdict, count)| format!("{count} {}", verdict.words())).collect();
    let ground = format!(
        "{} claims, {} of them with tests",
        answer.claims.len(),
        answer.claims.iter().filter(|claim| !claim.tests.is_empty()).count()
    );
    Answer::plain("Do the claims stand?", told.join(", "), String::new(), vec![ground])
}

/// The mark of a verdict: a word in a frame, so that no judgement hangs on colour.
fn mark(verdict: Verdict) -> Markup {
    html! { span class={ "verdict v-" (verdict.name()) } { (verdict.words()) } }
}

fn anchor(claim: &str) -> Markup {
    html! { a href={ "#" (claim) } { (claim) } }
}

fn verdicts(answer: &ClaimsAnswer) -> Markup {
    scroll(
        "Verdicts",
        &html! {
            table.prose {
                thead { tr { th scope="col" { "verdict" } th.number scope="col" { "claims" } th scope="col" { "which" } } }
                tbody {
                    @for (verdict, count) in &answer.counts {
                        tr {
                            th scope="row" { (mark(*verdict)) }
                            td.number { (count) }
                            td { @for claim in answer.claims.iter().filter(|claim| claim.verdict == *verdict) { (anchor(&claim.id)) " " } }
                        }
                    }
                }
            }
        },
    )
}

fn passages(answer: &ClaimsAnswer) -> Markup {
    let verdict = |id: &str| answer.claims.iter().find(|claim| claim.id == id).map(|claim| claim.verdict);
    scroll(
        "The text in other words",
        &html! {
            table.prose {
                thead { tr { th scope="col" { "where" } th scope="col" { "what it says, in our words" } th scope="col" { "claims" } } }
                tbody {
                    @for passage in &answer.passages {
                        tr {
                            th scope="row" { (passage.place) }
                            td { (passage.says) }
                            td {
                                @for id in &passage.claims {
                                    (anchor(id)) @if let Some(verdict) = verdict(id) { " " (mark(verdict)) } br;
                                }
                                @if let Some(aside) = &passage.aside { span.quiet { (aside) } }
                            }
                        }
                    }
                }
            }
        },
    )
}

fn one(answer: &ClaimsAnswer, claim: &ClaimAnswer) -> Markup {
    html! {
        article.claim id=(claim.id) {
            h3 { (claim.id) " " (mark(claim.verdict)) " " span.quiet { (claim.kind.words()) } }
            p { (words::sentence(&format!("{}{}", answer.claims_that(), claim.says))) }
            @if !claim.tests.is_empty() { (tests(answer, claim)) }
            @if !claim.rules.is_empty() {
                ul { @for rule in &claim.rules {
                    li { (rule.verdict.words()) " if " code { (rule.condition) } ": " strong { (words::truth(rule.holds)) } }
                } }
            }
            @if let Some(why) = &claim.why { p { (claim.verdict.words()) ": " (why) } }
            @if let Some(caution) = &claim.caution { p.quiet { strong { "Mind: " } (super::prose(caution)) } }
            @if !claim.since.is_empty() {
                details {
                    summary { "What happened since (read by no rule)" }
                    ul { @for since in &claim.since { (later(answer, since)) } }
                }
            }
        }
    }
}

fn tests(answer: &ClaimsAnswer, claim: &ClaimAnswer) -> Markup {
    scroll(
        "Tests",
        &html! {
            table.prose {
                thead { tr { th scope="col" { "test" } th.number scope="col" { "found" } th scope="col" { "what, and the command that shows it" } } }
                tbody {
                    @for test in &claim.tests {
                        tr {
                            th scope="row" { code { (test.id) } }
                            td.number { (words::finding(&test.finding)) }
                            td { (test.finding.words) " " (sources::citations(&test.finding.sources, &answer.sources)) br; code { (test.finding.command) } }
                        }
                    }
                }
            }
        },
    )
}

fn later(answer: &ClaimsAnswer, since: &SinceAnswer) -> Markup {
    html! {
        li {
            (since.what) (sources::citations(&since.sources, &answer.sources))
            @if let Some(finding) = &since.finding {
                ": " strong { (words::finding(finding)) } " – " (finding.words) " " (sources::citations(&finding.sources, &answer.sources)) br; code { (finding.command) }
            }
        }
    }
}

fn remarks(answer: &ClaimsAnswer) -> Markup {
    html! { ol { @for remark in &answer.remarks { li {
        (remark.what) " " @for id in &remark.claims { (anchor(id)) " " } (sources::citations(&remark.sources, &answer.sources))
    } } } }
}
