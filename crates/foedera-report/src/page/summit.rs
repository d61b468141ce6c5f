//! The settlement of a negotiation, as a page.

use foedera_summit::Summit;
use maud::{Markup, html};

use super::{document, figures, scroll, section};
use crate::chart::issue_line;
use crate::terminal::chance;
use crate::words;

/// The page of `foedera summit`.
pub(crate) fn summit(answer: &Summit) -> Markup {
    let body = html! {
        header {
            p.kicker { "Foedera summit · " (answer.id) }
            h1 { (answer.title) }
            dl.facts {
                @if let Some(date) = &answer.date { div { dt { "Date" } dd { (date) } } }
                div { dt { "Rule" } dd { (answer.rule) } }
                @if let Some(passes) = &answer.passes { div { dt { "The text passes" } dd { (chance(passes)) } } }
            }
            p.quiet { (answer.note) }
        }
        main {
            (section("issues", "The issues", &html! { @for (place, issue) in answer.issues.iter().enumerate() {
                (figures::figure(&issue.name, &issue_line(&format!("fig-issue-{place}"), answer, place), &html! {
                    strong { (issue.name) ". " }
                    @for (at, text) in &issue.labels { (at) ": " (text) ". " }
                    "Discs: actors, by weight; hollow ones would not sign. Shaded: the zone of agreement, all else as in the text (none: no value passes). Marks below: what each model says, with 90 % of draws. Arrows: the text \
                     that would bring a holdout in." }))
            } }))
            (section("signatures", "Who signs the text on the table", &signatures(answer)))
            (section("models", "What each model says is settled", &models(answer)))
            (section("cautions", "What to keep in mind", &html! { ul { @for caution in &answer.cautions { li { (caution) } } } }))
        }
        footer { p.quiet { "Foedera " (answer.version) ", " (answer.draws) " draws, seed " (answer.seed) } }
    };
    document(&answer.title, answer.version, &body)
}

fn signatures(answer: &Summit) -> Markup {
    if answer.actors.is_empty() {
        return html! { p { "No text is on the table, or it is not known what holds without it." } };
    }
    scroll(
        "Signatures",
        &html! {
            table {
                thead { tr { th { "actor" } th { "worth over reversion" } th { "signs (90 %)" } th { "pivotal" } th { "what it did" } th { "payment that suffices" } th { "shift that suffices" } th { "who then leaves" } } }
                tbody { @for actor in &answer.actors { tr {
                    th scope="row" { (actor.name) }
                    td { (format!("{:+.2} ({:+.2} to {:+.2})", actor.gain.mean, actor.gain.low, actor.gain.high)) }
                    td { (chance(&actor.sign)) }
                    td { @if actor.pivotal { "yes" } @else { "no" } }
                    td { (actor.happened.as_deref().unwrap_or("not known")) }
                    @match &actor.bridge {
                        Some(bridge) => {
                            td { (format!("{:.2}", bridge.payment.max(0.0))) }
                            td { (bridge.shift.map_or("none".to_owned(), |shift| format!("{shift:.3}"))) }
                            td { (if bridge.loses.is_empty() { "nobody".to_owned() } else { bridge.loses.join(", ") }) }
                        },
                        None => { td { "–" } td { "–" } td { "–" } },
                    }
                } } }
            }
        },
    )
}

fn models(answer: &Summit) -> Markup {
    scroll(
        "Models",
        &html! {
            table {
                thead { tr { th { "model" } @for issue in &answer.issues { th { (issue.id) } } th { "flags" } } }
                tbody { @for model in &answer.models { tr {
                    th scope="row" { (model.model) }
                    @for text in &model.text { td { (words::settlement(text)) } }
                    td { (model.flags.iter().map(|(flag, share)| format!("{flag} {}", words::percent(*share))).collect::<Vec<_>>().join(", ")) }
                } } }
            }
        },
    )
}
