//! The settlement of a negotiation, as a page.

use foedera_atlas::Atlas;
use foedera_lab::source_cards;
use foedera_summit::{Capability, Problem, Stated, Summit};
use maud::{Markup, html};

use super::downloads::{Download, links};
use super::head::{Answer, answers};
use super::{document, figures, scroll, section, sources};
use crate::chart::issue_line;
use crate::terminal::chance;
use crate::words;

/// The page of `foedera summit`.
pub(crate) fn summit(answer: &Summit, problem: &Problem, atlas: &Atlas, json: &str) -> Markup {
    let cards = source_cards(atlas, of_numbers(problem));
    let body = html! {
        header {
            p.kicker { "Foedera summit · " (answer.id) }
            h1 { (answer.title) }
            dl.facts {
                @if let Some(date) = &answer.date { div { dt { "Date" } dd { (date) } } }
                div { dt { "Rule" } dd { (answer.rule) } }
            }
            p.quiet { (answer.note) }
        }
        main {
            (answers(&head(answer)))
            (section("issues", "The issues", &html! { @for (place, issue) in answer.issues.iter().enumerate() {
                (figures::figure(&issue.name, &issue_line(&format!("fig-issue-{place}"), answer, place), &html! {
                    strong { (issue.name) ". " }
                    @for (at, text) in &issue.labels { (at) ": " (text) ". " }
                    "Discs: actors, by weight; hollow ones would not sign. Shaded: the zone of agreement, all else as in the text (none: no value passes). Marks below: what each model says, with 90 % of draws. Arrows: the text \
                     that would bring a holdout in." }))
            } }))
            (section("signatures", "Who signs the text on the table", &signatures(answer)))
            (section("models", "What each model says is settled", &models(answer)))
            (section("cautions", "What to keep in mind", &html! { ul { @for caution in &answer.cautions { li { (super::prose(caution)) } } } }))
        }
        (section("sources", "Sources", &sources::list(&cards, problem.date)))
        (links(&[Download::json(&answer.id, json)]))
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
                    td { (words::gain(&actor.gain)) }
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
                    td.wraps { (model.flags.iter().map(|(flag, share)| format!("{flag} {}", words::percent(*share))).collect::<Vec<_>>().join(", ")) }
                } } }
            }
        },
    )
}

/// Keys of the sources of every number of a negotiation but of what came of it.
fn of_numbers(problem: &Problem) -> Vec<&String> {
    let of_issues = problem.issues.iter().flat_map(|issue| issue.reference.iter().chain(&issue.draft));
    let of_actors = problem.actors.iter().flat_map(|actor| {
        let capability: &[Stated] = match &actor.capability {
            Capability::Same(stated) => std::slice::from_ref(stated),
            Capability::ByIssue(list) => list,
        };
        let stances = actor.stances.iter().flat_map(|stance| [&stance.position, &stance.salience]);
        stances.chain(capability).chain(&actor.signing_cost).chain(&actor.side_payment)
    });
    of_issues.chain(of_actors).filter_map(|stated| stated.basis.as_ref()).flat_map(|basis| &basis.sources).collect()
}

/// The answer first: whether the text passes, and who is least likely to sign it.
fn head(answer: &Summit) -> Vec<Answer> {
    let of = |spread: &foedera_summit::Spread| (spread.central, spread.low, spread.high);
    let rule = vec![format!("rule: {}", answer.rule)];
    let mut found: Vec<Answer> = answer
        .passes
        .iter()
        .map(|passes| Answer::chance("The text on the table passes", of(passes), rule.clone()))
        .collect();
    let known = answer.actors.iter().filter(|actor| actor.sign.central.is_finite());
    if let Some(least) = known.min_by(|a, b| a.sign.central.total_cmp(&b.sign.central)) {
        let happened = least.happened.iter().map(|what| format!("what it did: {what}")).collect();
        found.push(Answer::chance(&format!("{} signs: the least likely to", least.name), of(&least.sign), happened));
    }
    found
}
