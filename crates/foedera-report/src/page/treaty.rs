//! A treaty as a page: its members, who signed which text, who was allied with whom, and where they lie.

use foedera_lab::argument::network::{Map, Network, Signatures, Signed, TreatyFigures};
use foedera_world::{Obligation, Status};
use maud::{Markup, html};

use super::downloads::{Download, links};
use super::head::{Answer, answers};
use super::sources::{self, citations};
use super::{document, figures, scroll, section};
use crate::TreatyHead;
use crate::chart::{Cell, matrix, tiles};
use crate::words;

/// The page of `foedera treaty`.
pub(crate) fn treaty(head: &TreatyHead, found: &TreatyFigures, json: &str) -> Markup {
    let title = match head.at {
        Some(day) => format!("{} on {day}", head.name),
        None => format!("{} as far as the atlas goes ({})", head.name, found.day),
    };
    let body = html! {
        header {
            p.kicker { "Foedera treaty · " (head.treaty) }
            h1 { (title) }
            dl.facts { div { dt { "Status" } dd { (head.status) } } }
        }
        main {
            (answers(&cards(head)))
            (section("members", "Members", &members(head)))
            (section("signatures", "Who signed which text", &signed(&found.signatures, found)))
            (section("network", "Who is allied with whom", &networks(&found.networks)))
            (section("map", "Where they lie", &map("Members", &found.map)))
            (section("sources", "Sources", &sources::list(&found.sources, Some(found.day))))
            (links(&[Download::json(&format!("{}-treaty", head.treaty), json)]))
        }
        footer { p.quiet { "Foedera " (head.version) ", atlas " code { (head.atlas_sha256) } } }
    };
    document(&title, head.version, &body)
}

fn cards(head: &TreatyHead) -> Vec<Answer> {
    let of = |status: Status| head.members.iter().filter(|(_, _, own, _)| *own == status).count();
    let range = format!("of {} members; {} frozen", head.members.len(), of(Status::Frozen));
    vec![Answer::plain(
        "Members that take part",
        words::count(of(Status::InForce) as u64),
        range,
        vec![head.status.clone()],
    )]
}

fn members(head: &TreatyHead) -> Markup {
    scroll(
        "Members",
        &html! {
            table {
                thead { tr { th scope="col" { "state" } th scope="col" { "name" } th scope="col" { "status" } th scope="col" { "since" } } }
                tbody { @for (state, name, status, since) in &head.members { tr {
                    th scope="row" { (state) } td { (name) } td { (status.words()) } td { (since) }
                } } }
            }
        },
    )
}

fn sign(vote: Signed) -> Cell {
    match vote {
        Signed::Signed => Cell::sign(0.3, "✓"),
        Signed::Refused => Cell::sign(1.0, "×"),
        Signed::NotRecorded => Cell::sign(0.0, "?"),
        Signed::Outside => Cell::none(),
    }
}

fn signed(found: &Signatures, figures: &TreatyFigures) -> Markup {
    let columns: Vec<String> = found.documents.iter().map(|own| own.date.chars().take(7).collect()).collect();
    let row = |(place, state): (usize, &String)| {
        (state.clone(), found.documents.iter().map(|own| sign(own.votes[place])).collect::<Vec<Cell>>())
    };
    let rows: Vec<(String, Vec<Cell>)> = found.states.iter().enumerate().map(row).collect();
    let refusals = found.documents.iter().flat_map(|own| &own.votes).filter(|vote| **vote == Signed::Refused).count();
    let title = format!("Who signed which text: {} texts, {refusals} refusals on record", found.documents.len());
    let description = "Rows are states in order of entry, columns texts by month. ✓ signed or acceded, × refused, ? a member of whom no vote is recorded, – no member then. The table below says what each text is.";
    let count = |own: &foedera_lab::argument::network::Document, vote: Signed| {
        let states = found.states.iter().zip(&own.votes).filter(|(_, own)| **own == vote);
        states.map(|(state, _)| state.as_str()).collect::<Vec<_>>().join(", ")
    };
    html! {
        (figures::figure(&title, &matrix("fig-signatures", &title, description, &columns, &rows), &html! {
            strong { (title) ". " } "✓ signed or acceded, × refused, ? a member of whom no vote is recorded, – no member then."
        }))
        (scroll("Texts", &html! {
            table.prose {
                thead { tr { th scope="col" { "date" } th scope="col" { "text" } th scope="col" { "signed" } th scope="col" { "refused" } } }
                tbody { @for own in &found.documents { tr {
                    th.day scope="row" { (own.date) }
                    td { (own.what) " " (citations(&own.sources, &figures.sources)) }
                    td { (count(own, Signed::Signed)) } td { (count(own, Signed::Refused)) }
                } } }
            }
        }))
    }
}

/// The letter of what two states owe each other, the strongest duty first, and how strong it is drawn.
const LETTERS: [(Obligation, &str, f64); 6] = [
    (Obligation::Defense, "D", 1.0),
    (Obligation::Offense, "O", 0.8),
    (Obligation::Neutrality, "N", 0.55),
    (Obligation::Nonaggression, "A", 0.4),
    (Obligation::Consultation, "C", 0.25),
    (Obligation::Cooperation, "P", 0.12),
];

/// What two states owe each other, as a matrix a day: the newest first, earlier ones folded in.
pub(crate) fn networks(all: &[Network]) -> Markup {
    html! {
        p { "D: help if attacked, O: help in an attack, N: neutrality, A: no force against each other, C: consultation, P: cooperation; the first of these that holds. Empty: nothing by a treaty of the atlas." }
        @for (place, network) in all.iter().enumerate() {
            @if place == 0 { (one(network, "fig-network")) } @else {
                details {
                    summary { (network.day) }
                    (one(network, &format!("fig-network-{}", network.day.year())))
                }
            }
        }
    }
}

fn one(network: &Network, id: &str) -> Markup {
    let tie = |a: &String, b: &String| {
        network.ties.iter().find(|tie| (&tie.first, &tie.second) == (a, b) || (&tie.first, &tie.second) == (b, a))
    };
    let cell = |a: &String, b: &String| {
        if a == b {
            return Cell::none();
        }
        let owed = tie(a, b).and_then(|tie| LETTERS.iter().find(|(kind, ..)| tie.obligations.contains(&kind.name())));
        owed.map_or(Cell::sign(0.0, ""), |(_, letter, strength)| Cell::sign(*strength, letter))
    };
    let row = |a: &String| (a.clone(), network.states.iter().map(|b| cell(a, b)).collect::<Vec<Cell>>());
    let rows: Vec<(String, Vec<Cell>)> = network.states.iter().map(row).collect();
    let defense = network.ties.iter().filter(|tie| tie.obligations.contains(&"defense")).count();
    let pairs = network.states.len() * network.states.len().saturating_sub(1) / 2;
    let title = format!("{}: {defense} of {pairs} pairs owe each other help if attacked", network.day);
    let description = "Rows and columns are states; the letter is the strongest duty between two by any treaty of the atlas in which both take part. The table below names the treaties.";
    html! {
        (figures::figure(&title, &matrix(id, &title, description, &network.states, &rows), &html! { strong { (title) "." } }))
        details {
            summary { "Each pair with its treaties" }
            (scroll("Pairs", &html! {
                table.prose.short {
                    thead { tr { th scope="col" { "pair" } th scope="col" { "owe each other" } th scope="col" { "by" } } }
                    tbody { @for tie in &network.ties { tr {
                        th scope="row" { (tie.first) "–" (tie.second) } td { (tie.obligations.join(", ")) } td { (tie.treaties.join(", ")) }
                    } } }
                }
            }))
        }
    }
}

/// Where the states lie, a panel a day.
pub(crate) fn map(whom: &str, map: &Map) -> Markup {
    if map.spots.iter().all(|spot| spot.place.is_none()) {
        return html! { p { "No place of theirs is known." } };
    }
    let years: Vec<String> = map.days.iter().map(|day| day.year().to_string()).collect();
    let title = format!("{whom} on a map of tiles, {}", years.join(", "));
    let description = "One tile a state, by its capital beside the others'; a circle has fewer than a million people. The number in a tile is its class; outlined: none of them. The table below holds the classes.";
    let missing: Vec<&str> =
        map.spots.iter().filter(|spot| spot.place.is_none()).map(|spot| spot.state.as_str()).collect();
    let class = |class: Option<usize>| class.map_or("–", |class| map.classes[class].as_str());
    html! {
        (figures::figure(&title, &tiles("fig-map", &title, description, map), &html! {
            strong { (title) ". " } "An index, not the message: distances and sizes are not true. Circles: fewer than a million people. Outlined: none of the classes."
            @if !missing.is_empty() { " Not drawn, since no capital is known: " (missing.join(", ")) "." }
        }))
        details {
            summary { "The map as a table" }
            (scroll("Map", &html! {
                table {
                    thead { tr { th scope="col" { "state" } @for day in &map.days { th scope="col" { (day) } } } }
                    tbody { @for spot in &map.spots { tr { th scope="row" { (spot.state) } @for own in &spot.class { td { (class(*own)) } } } } }
                }
            }))
        }
    }
}
