//! The forecast as one HTML file.

pub(crate) mod asked;
pub(crate) mod backtest;
mod brief;
pub(crate) mod claims;
mod downloads;
mod evidence;
mod figures;
pub(crate) mod guarantee;
mod head;
pub(crate) mod ledger;
pub(crate) mod links;
mod sources;
pub(crate) mod standing;
pub(crate) mod summit;
mod tables;
pub(crate) mod treaty;

use foedera_lab::Forecast;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use downloads::{Download, links};
use head::Answer;

use crate::{csv, question, words};

pub(crate) use brief::ON_THE_SHEET;
pub(crate) use sources::{is_web, parted};

/// Colours, which the workbench shares (`web/`), and how pages look.
pub(crate) const STYLE: &str = concat!(include_str!("palette.css"), include_str!("style.css"));

/// The page of `foedera brief`; `inputs` are files that it was made of.
pub(crate) fn brief(
    brief: &foedera_lab::argument::brief::Brief,
    inputs: &[(String, &'static str, String)],
    json: &str,
) -> Markup {
    let files = inputs.iter().map(|(name, words, text)| Download::file(name, words, text)).collect();
    brief::brief(brief, files, json)
}

/// The whole page.
pub(crate) fn render(forecast: &Forecast, scenario: &str, json: &str) -> Markup {
    let id = &forecast.scenario.id;
    let files = [
        Download::csv(id, csv::forecast(forecast)),
        Download::json(id, json),
        Download::file(&format!("{id}.toml"), "the scenario (TOML)", scenario),
    ];
    let body = html! {
                (header(forecast))
                main {
                    (section("headline", "Headline", &headline(forecast)))
                    (section("branches", "The branches", &branches(forecast)))
                    @if !forecast.questions.is_empty() { (section("questions", "The questions of the scenario", &tables::questions(forecast, &forecast.questions))) }
                    (section("timeline", "Members then and ahead", &figures::timeline(forecast)))
                    (section("incidence", "Member by member", &figures::incidence(forecast)))
                    (section("members", "Every member at every horizon", &tables::members(forecast)))
                    (section("base-rates", "Base rates", &evidence::reference_classes(forecast)))
                    (section("sensitivity", "What moves the answer most", &figures::sensitivity(forecast)))
                    (section("processes", "What each process rests on", &evidence::processes(forecast)))
                    (section("drivers", "What speaks for leaving or staying", &evidence::drivers(forecast)))
                    (section("precedents", "Precedents", &evidence::precedents(forecast)))
                    (section("unknowns", "What this does not know", &evidence::unknowns(forecast)))
                    (section("sources", "Sources", &sources::list(&forecast.sources, Some(forecast.scenario.date))))
                    (links(&files))
                }
                (footer_of(forecast, &forecast.provenance.command))
    };
    document(&forecast.scenario.title, &forecast.provenance.version, &body)
}

/// A page of its own: style inside, nothing fetched.
fn document(title: &str, version: &str, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="generator" content={ "Foedera " (version) };
                title { (title) " · Foedera" }
                style { (PreEscaped(STYLE)) }
            }
            body { (body) }
        }
    }
}

fn section(id: &str, title: &str, content: &Markup) -> Markup {
    html! { section id=(id) aria-labelledby={ (id) "-head" } { h2 id={ (id) "-head" } { (title) } (content) } }
}

/// A wide thing that scrolls by itself on a narrow screen.
fn scroll(name: &str, content: &Markup) -> Markup {
    html! { div.scroll role="region" aria-label=(name) tabindex="0" { (content) } }
}

/// A text in which what stands between backticks is code.
fn prose(text: &str) -> Markup {
    // Without its partner a backtick is a letter.
    if !text.matches('`').count().is_multiple_of(2) {
        return html! { (text) };
    }
    html! { @for (place, part) in text.split('`').enumerate() { @if place % 2 == 1 { code { (part) } } @else { (part) } } }
}

/// The scores of a process, one way of scoring a line.
fn scores(score: &str) -> Markup {
    html! { ul.quiet { @for one in score.split("; ") { li { (one) } } } }
}

fn header(forecast: &Forecast) -> Markup {
    let scenario = &forecast.scenario;
    html! {
        header {
            p.kicker { "Foedera forecast · " (scenario.id) }
            h1 { (scenario.title) }
            dl.facts {
                div { dt { "From" } dd { (scenario.date) } }
                div { dt { "Treaty" } dd { (scenario.treaty_name) " (" (scenario.treaty) ")" } }
                div { dt { "Patron" } dd { (scenario.patron_name) " (" (scenario.patron_ground) ": " (scenario.patron_why) ")" } }
                div { dt { "Members" } dd { (scenario.members.join(", ")) } }
                div { dt { "Figures" } dd { (scenario.figures.line()) } }
            }
            @if !scenario.cautions.is_empty() { ul { @for caution in &scenario.cautions { li { strong { (prose(caution)) } } } } }
            p { (scenario.note) }
            p.quiet {
                "A commentary claims; Foedera computes, shows why, and names what it does not know. "
                "Nothing after " (scenario.date) " is known to this forecast."
            }
        }
    }
}

fn headline(forecast: &Forecast) -> Markup {
    html! {
        (cards(forecast))
        (figures::headline(forecast))
        (tables::headline(forecast))
        (figures::treaty(forecast))
        p.quiet {
            "Intervals hold 90 % of what is not known about parameters and stated assumptions; n is the number of "
            "historical events behind a number. The error of these means from a finite number of draws and futures (what "
            "they spread over seeds) is at most "
            (format!("{:.2}", question::simulation_error(forecast) * 100.0)) " percentage points."
        }
        @let outside = question::branches_outside(forecast);
        @if !outside.is_empty() {
            p {
                strong { (outside.join(", ")) ": no case in the data" }
                " for what it assumes; its numbers are extrapolated (see " a href="#branches" { "The branches" } ")."
            }
        }
    }
}

/// The headline answers of the reference branch at the last horizon.
fn cards(forecast: &Forecast) -> Markup {
    let Some(last) = forecast.horizons.len().checked_sub(1) else { return html! {} };
    let reference = forecast.branches.first().map_or("", |branch| branch.name.as_str());
    let answer = |question: question::Question| {
        let estimate = *question.answers.first()?.get(last)?;
        let rates = question::base_range(&forecast.reference_classes, last).filter(|_| question.has_base_rate);
        let rates = rates.map(|(low, high)| format!("base rates: {} to {}", words::percent(low), words::percent(high)));
        let ground = rates.into_iter().chain([question.resolution.to_owned()]).collect();
        Some(Answer::estimate(&question.words, &estimate, ground))
    };
    html! {
        p { "By " strong { (forecast.horizons[last]) } ", in the reference branch (" (reference) "):" }
        (head::answers(&question::headline(forecast).into_iter().filter_map(answer).collect::<Vec<_>>()))
        p.quiet { "Words: " (foedera_lab::argument::odds::scale()) "." }
    }
}

fn branches(forecast: &Forecast) -> Markup {
    html! {
        p { "Every branch runs the same futures with the same random numbers; only what is listed here differs." }
        dl.branches {
            @for (index, branch) in forecast.branches.iter().enumerate() {
                dt { (figures::key(index)) " " (branch.name) @if index == 0 { span.quiet { " (reference)" } } }
                dd {
                    p { (branch.description) }
                    @if !branch.shocks.is_empty() { ul { @for shock in &branch.shocks { li { (prose(&shock.what)) } } } }
                    @if !branch.outside.is_empty() {
                        ul { @for outside in &branch.outside { li { (question::outside(outside)) } } }
                    }
                }
            }
        }
    }
}

/// How to make the page again.
fn footer_of(forecast: &Forecast, command: &str) -> Markup {
    let run = &forecast.provenance;
    html! {
        footer {
            h2 { "The same bytes again" }
            pre { code { (command) } }
            dl.facts {
                div { dt { "Foedera" } dd { (run.version) } }
                div { dt { "Seed" } dd { (run.seed) } }
                div { dt { "Futures a branch" } dd { (words::count(u64::from(run.futures))) } }
                div { dt { "Draws" } dd { (words::count(u64::from(run.draws))) } }
            }
            p.quiet { "SHA-256 of what went in:" }
            (scroll("Fingerprints", &html! {
                table.prints {
                    tbody {
                        tr { th scope="row" { "scenario" } td { code { (run.scenario_sha256) } } }
                        tr { th scope="row" { "atlas" } td { code { (run.atlas_sha256) } } }
                        @for (process, print) in &run.models {
                            tr { th scope="row" { "model: " (words::plain(process)) } td { code { (print) } } }
                        }
                    }
                }
            }))
        }
    }
}
