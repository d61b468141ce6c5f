//! Scores of forecasters, as a page.

use foedera_lab::record::{Standing, Standings};
use maud::{Markup, html};

use super::downloads::{Download, links};
use super::head::{Answer, answers};
use super::{document, scroll, section};
use crate::standing::{number, pairs, skill};
use crate::words::{fixed, percent};

/// The page of `foedera score`.
pub(crate) fn standings(answer: &Standings, version: &str, json: &str) -> Markup {
    let title = "Forecasts, scored";
    let body = html! {
        header {
            p.kicker { "Foedera score" }
            h1 { (title) }
            p { (answer.questions) " questions, " (answer.yes) " of them yes; " (answer.not_scored) " open or unresolved are not scored. Against " (answer.reference) "." }
        }
        main {
            (answers(&head(answer)))
            (section("forecasters", "Forecasters", &scroll("Forecasters", &forecasters(answer))))
            @if !answer.pairs.is_empty() { (section("pairs", "Differences on the same questions and days", &scroll("Differences", &html! {
                table {
                    thead { tr { th scope="col" { "difference" } th scope="col" { "score" } th.number scope="col" { "n" } th.number scope="col" { "mean" } th.number scope="col" { "90 %" } th scope="col" { "better" } } }
                    tbody { @for row in pairs(answer) { tr {
                        th scope="row" { (row[0]) } td { (row[1]) } td.number { (row[2]) } td.number { (row[3]) } td.number { (row[4]) } td { (row[5]) }
                    } } }
                }
            }))) }
            @for own in answer.forecasters.iter().filter(|own| !own.calibration.is_empty()) {
                (section(&format!("calibration-{}", id(&own.forecaster)), &format!("Calibration of {}", own.forecaster), &scroll("Calibration", &calibration(own))))
            }
            (section("questions", "Questions, from the worst score on", &scroll("Questions", &questions(answer))))
            (section("notes", "How it was done", &html! { ul { @for note in &answer.notes { li { (note) } } } }))
            (links(&[Download::json("score", json)]))
        }
        footer { p.quiet { "Foedera " (version) } }
    };
    document(title, version, &body)
}

/// A name as part of the id of a section.
fn id(name: &str) -> String {
    name.chars().map(|letter| if letter.is_alphanumeric() { letter } else { '-' }).collect()
}

fn head(answer: &Standings) -> Vec<Answer> {
    let card = |own: &Standing| {
        let ground = vec![
            format!(
                "log score {}, Brier {}",
                number(own.log.map(|log| log.score)),
                number(own.brier.map(|brier| brier.score))
            ),
            format!("n = {} questions, {} yes", own.questions, own.yes),
        ];
        Answer::plain(&format!("{}: log skill", own.forecaster), skill(own.log.as_ref()), String::new(), ground)
    };
    answer.forecasters.iter().take(3).map(card).collect()
}

fn forecasters(answer: &Standings) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "forecaster" } th.number scope="col" { "log skill (90 %)" } th.number scope="col" { "log" } th.number scope="col" { "Brier skill (90 %)" } th.number scope="col" { "Brier" } th.number scope="col" { "AUC" } th.number scope="col" { "AUPR" } th.number scope="col" { "CRPS of numbers" } th.number scope="col" { "n" } } }
            tbody { @for own in &answer.forecasters { tr {
                th scope="row" { (own.forecaster) }
                td.number { (skill(own.log.as_ref())) }
                td.number { (number(own.log.map(|log| log.score))) }
                td.number { (skill(own.brier.as_ref())) }
                td.number { (number(own.brier.map(|brier| brier.score))) }
                td.number { (number(own.auc)) }
                td.number { (number(own.average_precision)) }
                td.number { (number(own.numbers.map(|of| of.score))) }
                td.number { (own.questions) }
            } } }
        }
    }
}

fn calibration(own: &Standing) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "forecast" } th.number scope="col" { "n" } th.number scope="col" { "said" } th.number scope="col" { "happened" } th.number scope="col" { "if reliable (90 %)" } } }
            tbody { @for row in &own.calibration { tr {
                th scope="row" { (percent(row.from)) " to " (percent(row.to)) }
                td.number { (row.forecasts) }
                td.number { (percent(row.forecast)) }
                td.number { (percent(row.happened)) }
                td.number { @match row.interval { Some((low, high)) => { (percent(low)) " to " (percent(high)) }, None => "–" } }
            } } }
        }
    }
}

fn questions(answer: &Standings) -> Markup {
    html! {
        table {
            thead { tr { th scope="col" { "question" } th scope="col" { "forecaster" } th.number scope="col" { "last said" } th scope="col" { "was" } th scope="col" { "on" } th.number scope="col" { "score" } } }
            tbody { @for line in &answer.by_question { tr {
                th scope="row" { (line.text.as_deref().unwrap_or(&line.question)) }
                td { (line.forecaster) }
                td.number { @match line.probability { Some(p) => (percent(p)), None => "–" } }
                td { (line.outcome) }
                td.day { @if let Some(date) = line.date { (date) } }
                td.number { (fixed(line.score, 3)) }
            } } }
        }
    }
}
