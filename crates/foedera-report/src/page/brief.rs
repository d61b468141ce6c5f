//! The brief as a page: a first screen that prints on one sheet, then the details.

use foedera_lab::argument::brief::{Brief, Headline};
use maud::{Markup, html};

use super::downloads::{Download, links};
use super::head::{Answer, answers};
use super::{branches, document, evidence, figures, footer_of, scroll, section, sources, tables};
use crate::brief_words::{Told, beside, changes, other_branches, precedents, record, unknowns};
use crate::chart::{Group, Look, Row, whiskers};
use crate::{csv, words};

/// Cases, unknowns and sources on the first sheet; the details have all.
pub(crate) const ON_THE_SHEET: usize = 3;
/// Sources on the first sheet.
const SOURCES: usize = 5;

/// The page of `foedera brief`; `files` are what it was made of.
pub(crate) fn brief(brief: &Brief, files: Vec<Download>, json: &str) -> Markup {
    let forecast = &brief.forecast;
    let mut all = vec![
        Download::csv(&forecast.scenario.id, csv::forecast(forecast)),
        Download::json(&forecast.scenario.id, json),
    ];
    all.extend(files);
    let body = html! {
        (head(brief))
        main {
            (answers(&brief.headlines.iter().map(card).collect::<Vec<_>>()))
            (drawn(brief))
            (sheet(brief))
            (links(&all))
            (details(brief))
        }
        div.screen { (footer_of(forecast, &brief.command)) }
    };
    document(&brief.question, &forecast.provenance.version, &body)
}

fn head(brief: &Brief) -> Markup {
    let scenario = &brief.forecast.scenario;
    html! {
        header {
            p.kicker { "Foedera brief · " (scenario.title) }
            h1 { (brief.question) }
            dl.facts {
                div { dt { "Branch" } dd { (brief.branch) } }
                div { dt { "Patron" } dd { (scenario.patron_name) } }
                div { dt { "Members" } dd { (words::count(scenario.members.len() as u64)) } }
                div { dt { "Known until" } dd { (scenario.date) } }
            }
        }
    }
}

fn card(headline: &Headline) -> Answer {
    let mut ground = vec![beside(headline)];
    ground.extend(other_branches(headline));
    ground.push(format!("Yes if {}.", headline.question.resolution));
    Answer::estimate(&headline.question.words, &headline.estimate, ground)
}

fn list(told: &Told) -> Markup {
    html! { ul { @for line in &told.lines { li { (line) } } } @if let Some(more) = &told.more { p.quiet { (more) } } }
}

/// The first answer by branch, small, since the sheet is one page.
fn drawn(brief: &Brief) -> Markup {
    let Some(headline) = brief.headlines.first() else { return html! {} };
    let reference = std::iter::once((&brief.branch, &headline.estimate));
    let others = headline.branches.iter().map(|own| (&own.branch, &own.estimate));
    let row = |(place, (name, estimate)): (usize, (&String, &foedera_lab::Estimate))| Row {
        label: name.clone(),
        estimate: *estimate,
        look: Look::Branch(place),
    };
    let rows = reference.chain(others).enumerate().map(row).collect();
    let title = format!("{} by {}, by branch", headline.question.words, brief.day);
    let description =
        "Dots are means, whiskers 90 % intervals, on a logarithmic axis. The first answer above holds the numbers.";
    let drawing = whiskers("fig-sheet", &title, description, &[Group { title: title.clone(), rows }]);
    html! { div.small { (figures::figure(&title, &drawing, &html! { "Dots: means; whiskers: 90 % intervals." })) } }
}

/// What stands beside the answers, two columns on a wide screen and on paper.
fn sheet(brief: &Brief) -> Markup {
    let forecast = &brief.forecast;
    let (listed, _) = sources::parted(&forecast.sources, Some(forecast.scenario.date));
    html! {
        div.sheet {
            section { h2 { "What would change our mind" } (list(&changes(brief))) }
            section { h2 { "What this does not know" } (list(&unknowns(brief, ON_THE_SHEET))) }
            section { h2 { "Precedents, the likest first" } (list(&precedents(brief, ON_THE_SHEET))) }
            section { h2 { "The record of such forecasts" } (list(&record(brief))) }
        }
        section {
            h2 { "Sources" }
            p.quiet {
                @for (place, source) in listed.iter().take(SOURCES).enumerate() { @if place > 0 { "; " } (sources::title(source)) }
                @if listed.len() > SOURCES { "; and " (listed.len() - SOURCES) " more in the list below" }
                ". None is dated after " (forecast.scenario.date) "."
            }
        }
        p.quiet { "Words: " (brief.scale) ". Intervals hold 90 % of what is not known about parameters and stated assumptions; n is the number of historical events behind a number. Made by Foedera " (forecast.provenance.version) ": " code { (brief.command) } }
    }
}

fn details(brief: &Brief) -> Markup {
    let forecast = &brief.forecast;
    let until = Some(forecast.scenario.date);
    html! {
        div.screen {
            (section("question", "The question and its background", &html! {
                @if !forecast.scenario.cautions.is_empty() { ul { @for caution in &forecast.scenario.cautions { li { (super::prose(caution)) } } } }
                p { (forecast.scenario.note) }
            }))
            (section("headline", "Every day and branch", &html! { (figures::headline(forecast)) (tables::headline(forecast)) }))
            (section("branches", "The branches", &branches(forecast)))
            @if !forecast.questions.is_empty() { (section("questions", "The questions of the scenario", &tables::questions(forecast, &forecast.questions))) }
            (section("timeline", "Members then and ahead", &figures::timeline(forecast)))
            (section("incidence", "Member by member", &figures::incidence(forecast)))
            (section("base-rates", "Base rates", &evidence::reference_classes(forecast)))
            @if let Some(claims) = &brief.claims { (section("claims", &format!("Claims of “{}”", claims.title), &verdicts(claims))) }
            (section("processes", "What each process rests on", &evidence::processes(forecast)))
            (section("precedents", "Precedents", &evidence::precedents(forecast)))
            (section("unknowns", "What this does not know", &evidence::unknowns(forecast)))
            (section("sources", "All sources", &sources::list(&forecast.sources, until)))
        }
    }
}

fn verdicts(answer: &foedera_lab::argument::claims::ClaimsAnswer) -> Markup {
    html! {
        p { (answer.counts.iter().filter(|(_, count)| *count > 0).map(|(verdict, count)| format!("{} {count}", verdict.words())).collect::<Vec<_>>().join(", "))
            ". " code { (answer.command) } " shows every test." }
        (scroll("Claims", &html! {
            table.prose.short {
                thead { tr { th scope="col" { "claim" } th scope="col" { "verdict" } th scope="col" { "what it says" } } }
                tbody { @for claim in &answer.claims { tr {
                    th scope="row" { (claim.id) } td { (claim.verdict.words()) } td { (words::sentence(&claim.says)) }
                } } }
            }
        }))
    }
}
