//! The ledger, the portfolio of hedging and the order of states, as pages.

use foedera_lab::SourceCard;
use foedera_lab::argument::hedge::{DomainLean, Hedge, Portfolio};
use foedera_lab::argument::ledger::{Ledger, Line};
use foedera_lab::argument::order::Order;
use maud::{Markup, html};

use super::downloads::{Download, links};
use super::head::{Answer, answers};
use super::sources::{self, citations};
use super::treaty::{map, networks};
use super::{document, scroll, section, tables};
use crate::terminal::value_words;
use crate::words;

fn cautions(list: &[&str]) -> Markup {
    html! { ul { @for caution in list { li { (super::prose(caution)) } } } }
}

fn foot(version: &str, atlas: &str) -> Markup {
    html! { footer { p.quiet { "Foedera " (version) ", atlas " code { (atlas) } } } }
}

/// The page of `foedera ledger`.
pub(crate) fn ledger(answer: &Ledger, json: &str) -> Markup {
    let title = format!("{}: what membership brings and costs", answer.treaty_name);
    let mut states: Vec<&str> = answer.lines.iter().map(|line| line.of.as_str()).collect();
    states.dedup();
    let body = html! {
        header {
            p.kicker { "Foedera ledger · " (answer.treaty) }
            h1 { (title) }
            dl.facts {
                div { dt { "Years" } dd { (answer.from) " to " (answer.to) } }
                div { dt { "Patron" } dd { (answer.patron.as_deref().unwrap_or("none")) } }
                div { dt { "Figures" } dd { (answer.lines.len()) } }
            }
            p.quiet { "Nothing is added up. A figure that no source gives is missing and not zero." }
        }
        main {
            (answers(&ledger_head(answer)))
            (section("protection", "Calls answered: protection as a frequency", &scroll("Calls", &html! {
                table {
                    thead { tr { th scope="col" { "member" } th.number scope="col" { "its calls answered with troops" } th.number scope="col" { "share, 90 % interval" } th.number scope="col" { "calls of others it sent troops to" } } }
                    tbody { @for row in &answer.protection { tr {
                        th scope="row" { (row.state) }
                        td.number { (row.troops) " of " (row.calls) }
                        td.number { @match row.share { Some((low, high)) => { (words::percent(low)) " to " (words::percent(high)) }, None => "no call" } }
                        td.number { (row.sent) " of " (row.asked) }
                    } } }
                }
            })))
            @for state in &states { (section(&format!("of-{}", state.replace(' ', "-")), state, &figures_of(answer, state))) }
            @if !answer.without.is_empty() { (section("without", "Without any figure", &html! { p { (answer.without.join(", ")) ": missing, not zero" } })) }
            (section("cautions", "What to keep in mind", &cautions(&answer.cautions)))
            (section("sources", "Sources", &sources::list(&answer.sources, Some(answer.to))))
            (links(&[Download::json(&format!("{}-ledger", answer.treaty), json)]))
        }
        (foot(answer.version, &answer.atlas_sha256))
    };
    document(&title, answer.version, &body)
}

/// The sourced rows of a state, and folded in its yearly series.
fn figures_of(answer: &Ledger, state: &str) -> Markup {
    let own = |yearly: bool| -> Vec<&Line> {
        answer.lines.iter().filter(|line| line.of == state && (line.ground != "ledger") == yearly).collect()
    };
    let (rows, series) = (own(false), own(true));
    html! {
        @if rows.is_empty() { p { "No row of the ledger: missing, not zero." } } @else { (lines(answer, &rows)) }
        @if !series.is_empty() { details { summary { "Yearly series: " (series.len()) " figures" } (lines(answer, &series)) } }
    }
}

fn lines(answer: &Ledger, own: &[&Line]) -> Markup {
    scroll(
        "Figures",
        &html! {
            table.prose {
                thead { tr { th scope="col" { "period" } th scope="col" { "side" } th scope="col" { "kind" } th.number scope="col" { "figure" } th scope="col" { "unit" } th scope="col" { "given" } th scope="col" { "remark, source, certainty, ground" } } }
                tbody { @for line in own { tr {
                    th.day scope="row" { (line.period) @if line.member == Some(false) { span.n { "no member then" } } }
                    td { (line.side) }
                    td title=(line.what_it_is) { (words::plain(line.kind)) }
                    td.number { (value_words(line.value)) }
                    td { (line.unit) @if let Some((region, price)) = &line.reference { span.n { (region) " in the same quarter: " (words::plain_number(*price)) } }
                        @else if line.kind == "gas_price" { span.n { "no reference price of that quarter known" } } }
                    td { (line.given.as_deref().unwrap_or("–")) }
                    td { @if let Some(remark) = &line.remark { (remark) "; " } (line.certainty) " " (citations(&line.sources, &answer.sources)) @if line.ground != "ledger" { " (" (line.ground) ")" } }
                } } }
            }
        },
    )
}

/// The page of `foedera hedge`.
pub(crate) fn hedge(answer: &Hedge, json: &str) -> Markup {
    let title = format!("{} on {}: where members lean", answer.treaty_name, answer.at);
    let body = html! {
        header {
            p.kicker { "Foedera hedge · " (answer.treaty) }
            h1 { (title) }
            p { "Steps toward the patron (" (answer.patron.as_deref().unwrap_or("none")) ") and away from it since " (answer.from) ", by domain. No balance is struck over domains." }
        }
        main {
            (answers(&hedge_head(answer)))
            (section("portfolio", "By domain: toward / away", &scroll("Portfolio", &html! {
                table {
                    thead { tr { th scope="col" { "member" } @if let Some(own) = answer.members.first() { @for lean in &own.domains { th.number scope="col" { (lean.domain) } } } } }
                    tbody { @for own in &answer.members { tr { th scope="row" { (own.name) } @for lean in &own.domains { (lean_cell(lean)) } } } }
                }
            })))
            @for own in &answer.members { (section(&own.state, &own.name, &member(own, &answer.sources))) }
            (section("cautions", "What to keep in mind", &cautions(&answer.cautions)))
            (section("sources", "Sources", &sources::list(&answer.sources, Some(answer.at))))
            (links(&[Download::json(&format!("{}-hedge", answer.treaty), json)]))
        }
        (foot(answer.version, &answer.atlas_sha256))
    };
    document(&title, answer.version, &body)
}

fn lean_cell(lean: &DomainLean) -> Markup {
    html! { td.number { @if lean.toward + lean.away + lean.neither == 0 { "–" } @else { (lean.toward) " / " (lean.away) @if lean.neither > 0 { span.n { (lean.neither) " neither" } } } } }
}

fn member(own: &Portfolio, known: &[SourceCard]) -> Markup {
    html! {
        @if !own.ahead.is_empty() { (scroll("Ahead", &html! {
            table {
                caption { "Ahead: probability to have left, and to be frozen" }
                thead { tr { th scope="col" { "branch" } th scope="col" { "by" } th.number scope="col" { "left" } th.number scope="col" { "frozen" } } }
                tbody { @for ahead in &own.ahead { tr { th scope="row" { (ahead.branch) } td { (ahead.day) } td.number { (words::estimate(&ahead.left)) } td.number { (words::estimate(&ahead.frozen)) } } } }
            }
        })) }
        @if !own.measures.is_empty() { (scroll("Measures", &html! {
            table {
                caption { "Exposure, none of it hedging by itself" }
                thead { tr { th scope="col" { "measure" } th scope="col" { "of" } th.number scope="col" { "value" } th scope="col" { "certainty" } } }
                tbody { @for measure in &own.measures { tr { th scope="row" { (measure.name) } td { (measure.period) } td.number { (words::plain_number(measure.value)) } td { (measure.certainty) " " (citations(&measure.sources, known)) } } } }
            }
        })) }
        @if own.steps.is_empty() { p { "No step in the atlas in this window." } } @else { (scroll("Steps", &html! {
            table.prose {
                caption { "Steps, the latest first" }
                thead { tr { th scope="col" { "date" } th scope="col" { "direction" } th scope="col" { "domain" } th scope="col" { "what" } th scope="col" { "with" } th scope="col" { "source, certainty" } } }
                tbody { @for step in &own.steps { tr {
                    th.day scope="row" { (step.date) } td { (step.direction) } td { (step.domain) } td { (step.what) } td { (step.partner.as_deref().unwrap_or("–")) } td { (step.certainty) " " (citations(&step.sources, known)) }
                } } }
            }
        })) }
    }
}

/// The page of `foedera order`.
pub(crate) fn order(answer: &Order, json: &str) -> Markup {
    let title = format!("{}: who leads what", answer.title);
    let body = html! {
        header {
            p.kicker { "Foedera order · " (answer.id) }
            h1 { (title) }
            dl.facts { div { dt { "On" } dd { (answer.date) } } div { dt { "States" } dd { (answer.states.join(", ")) } } }
            p { (answer.note) }
        }
        main {
            (answers(&order_head(answer)))
            (section("alive", "Alliances alive", &scroll("Alliances", &html! {
                table {
                    thead { tr { th scope="col" { "treaty" } th.number scope="col" { "members here" } th.number scope="col" { "of all" } th.number scope="col" { "share of force" } th scope="col" { "leader by force" } th scope="col" { "leader by answered calls" } th scope="col" { "owes" } } }
                    tbody { @for own in &answer.alliances { tr {
                        th scope="row" title=(own.name) { (own.treaty) }
                        td.number { (own.members.len()) } td.number { (own.size) }
                        td.number { (own.force.map_or("–".to_owned(), words::percent)) }
                        td { @match &own.by_force { Some(leader) => { (leader.state) " " (words::percent(leader.value)) }, None => "–" } }
                        td { @match &own.by_answers { Some(leader) => { (leader.state) " " (leader.value) " of " (leader.of) }, None => "–" } }
                        td { (own.obligations.join(", ")) }
                    } } }
                }
            })))
            (section("matrix", "Who is in what", &scroll("Matrix", &html! {
                table {
                    thead { tr { th scope="col" { "state" } @for own in &answer.alliances { th scope="col" { (own.treaty) } } } }
                    tbody { @for (state, cells) in &answer.matrix { tr { th scope="row" { (state) } @for is in cells { td { @if *is { "●" } } } } } }
                }
            })))
            (section("network", "Who is allied with whom", &networks(&answer.networks)))
            (section("map", "Where they lie", &map("States by their smallest treaty of defence", &answer.map)))
            @if !answer.questions.is_empty() { (section("questions", "The questions of this order", &questions(answer))) }
            @if !answer.ahead.is_empty() { (section("ahead", "Ahead", &scroll("Ahead", &html! {
                table {
                    thead { tr { th scope="col" { "treaty, branch" } th scope="col" { "by" } th.number scope="col" { "alive" } th.number scope="col" { "take part" } th.number scope="col" { "share of force" } th.number scope="col" { "today's leader by force leads then" } th.number scope="col" { "by answered calls" } } }
                    tbody { @for ahead in &answer.ahead { tr {
                        th scope="row" { (ahead.treaty) ", " (ahead.branch) } td { (ahead.day) }
                        td.number { (words::estimate(&ahead.alive)) } td.number { (format!("{:.1}", ahead.participants)) }
                        td.number { (ahead.force.map_or("–".to_owned(), words::percent)) }
                        @for leader in [&ahead.leader, &ahead.leader_by_answers] {
                            td.number { @match leader { Some((state, chance)) => { (state) " " (words::estimate(chance)) }, None => "–" } }
                        }
                    } } }
                }
            }))) }
            (section("cautions", "What to keep in mind", &cautions(&answer.cautions)))
            (section("sources", "Sources", &sources::list(&answer.sources, Some(answer.date))))
            (links(&[Download::json(&format!("{}-order", answer.id), json)]))
        }
        (foot(answer.version, &answer.atlas_sha256))
    };
    document(&title, answer.version, &body)
}

/// The answer first: of the calls for help, how many were answered.
fn ledger_head(answer: &Ledger) -> Vec<Answer> {
    let sum =
        |pick: fn(&foedera_lab::argument::ledger::Protection) -> u32| answer.protection.iter().map(pick).sum::<u32>();
    let (troops, calls) = (sum(|row| row.troops), sum(|row| row.calls));
    let ground = vec!["Money and other figures are not added up: see each member.".to_owned()];
    vec![
        Answer::plain("Calls of members answered with troops", format!("{troops} of {calls}"), String::new(), ground),
        Answer::plain(
            "Figures with a source",
            words::count(answer.lines.len() as u64),
            format!("{} to {}", answer.from, answer.to),
            Vec::new(),
        ),
    ]
}

/// The answer first: who took most steps away, and who toward.
fn hedge_head(answer: &Hedge) -> Vec<Answer> {
    let most = |question: &str, pick: fn(&DomainLean) -> u32| {
        let count = |own: &Portfolio| own.domains.iter().map(pick).sum::<u32>();
        let best = answer.members.iter().map(count).max().unwrap_or(0);
        let names: Vec<&str> =
            answer.members.iter().filter(|own| best > 0 && count(own) == best).map(|own| own.name.as_str()).collect();
        let value = if names.is_empty() { "nobody on record".to_owned() } else { names.join(", ") };
        Answer::plain(
            question,
            value,
            format!("{best} steps in the atlas from {} to {}", answer.from, answer.at),
            vec!["A count of recorded steps, not a balance.".to_owned()],
        )
    };
    vec![
        most("Most steps away from the patron", |lean| lean.away),
        most("Most steps toward the patron", |lean| lean.toward),
    ]
}

/// The answer first: who leads the alliance with most force, by two measures.
fn order_head(answer: &Order) -> Vec<Answer> {
    let count = answer.alliances.iter().filter(|own| own.obligations.contains(&"defense")).count();
    let largest = answer
        .alliances
        .iter()
        .filter(|own| own.obligations.contains(&"defense"))
        .max_by(|a, b| a.force.unwrap_or(0.0).total_cmp(&b.force.unwrap_or(0.0)).then(b.treaty.cmp(&a.treaty)));
    let mut found = vec![Answer::plain(
        "Treaties of defence alive",
        count.to_string(),
        format!("of {} treaties among these states", answer.alliances.len()),
        Vec::new(),
    )];
    if let Some(own) = largest {
        let by_answers = own.by_answers.as_ref().map_or("no answered call on record".to_owned(), |leader| {
            format!("by answered calls: {} ({} of {})", leader.state, leader.value, leader.of)
        });
        let range = own
            .by_force
            .as_ref()
            .map_or(String::new(), |leader| format!("{} of its members' known force", words::percent(leader.value)));
        found.push(Answer::plain(
            &format!("Who leads {}, the largest of them", own.treaty),
            own.by_force.as_ref().map_or("not known".to_owned(), |leader| leader.state.clone()),
            range,
            vec![by_answers],
        ));
    }
    found
}

/// The questions of an order, by branch and day of its scenario.
fn questions(answer: &Order) -> Markup {
    let (branches, days) = crate::question::branches_and_days(answer);
    tables::asked(&branches, &days, &answer.questions)
}
