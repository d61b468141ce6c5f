//! Tables of numbers: every probability with its interval and its n.

use foedera_lab::{AskedQuestion, Estimate, FanPoint, Forecast, MemberAt};
use foedera_world::Day;
use maud::{Markup, html};

use super::{figures, scroll};
use crate::{question, words};

/// A probability and its interval.
pub(super) fn estimate(estimate: &Estimate) -> Markup {
    html! { td.number { (words::percent(estimate.mean)) " " span.range { (words::interval(estimate)) } } }
}

/// Column heads for the horizons.
fn horizons(forecast: &Forecast) -> Markup {
    html! { @for day in &forecast.horizons { th.number scope="col" { "by " (day) } } }
}

/// The headline questions by branch and horizon, with the base rates of the first.
pub(super) fn headline(forecast: &Forecast) -> Markup {
    scroll(
        "Headline in numbers",
        &html! {
            table {
                caption { "Probabilities with 90 % intervals" }
                thead { tr { th scope="col" { "Question and branch" } th scope="col" { "n" } (horizons(forecast)) } }
                @for question in question::headline(forecast) {
                    tbody {
                        tr.group { th scope="rowgroup" colspan=(forecast.horizons.len() + 2) { (question.words) } }
                        @for (index, (branch, answers)) in forecast.branches.iter().zip(&question.answers).enumerate() {
                            tr {
                                th scope="row" { (figures::key(index)) " " (branch.name) }
                                (answer_cells(answers))
                            }
                        }
                        @if question.has_base_rate {
                            @for class in &forecast.reference_classes {
                                tr.base { th scope="row" { "base rate: " (class.name) } (answer_cells(&class.at_least_one)) }
                            }
                        }
                    }
                }
            }
        },
    )
}

/// The n of a row and its estimates.
fn answer_cells(answers: &[Estimate]) -> Markup {
    html! { td { (words::sample(answers)) } @for answer in answers { (estimate(answer)) } }
}

/// Members up to which a print has every horizon of them.
const FEW: usize = 12;

/// Every member at every horizon in every branch, and the base rates for one member. Of many members paper has the third horizon
/// only, at which questions are compared.
pub(super) fn members(forecast: &Forecast) -> Markup {
    let many = forecast.members.len() > FEW && forecast.horizons.len() > 1;
    let main = forecast.horizons.len().min(3).saturating_sub(1);
    html! {
        @if many { p.quiet.paper { "In print by " (forecast.horizons[main]) " only; the other days stand on the page and in its data." } }
        @for (index, day) in forecast.horizons.iter().enumerate() {
            div.screen[many && index != main] { (members_by(forecast, index, *day)) }
        }
    }
}

fn members_by(forecast: &Forecast, index: usize, day: Day) -> Markup {
    scroll(
        &format!("Members by {day}"),
        &html! {
            table {
                caption { "By " (day) }
                (member_heads(forecast))
                @for member in &forecast.members {
                    tbody {
                        @for (branch, answer) in member.branches.iter().enumerate() {
                            @if let Some(at) = answer.at.get(index) {
                                @let name = (branch == 0).then_some((member.name.as_str(), member.branches.len()));
                                (member_row(forecast, name, branch, at))
                            }
                        }
                    }
                }
                (one_member(forecast, index))
            }
        },
    )
}

fn member_heads(forecast: &Forecast) -> Markup {
    html! {
        thead { tr {
            th scope="col" { "Member" } th scope="col" { "Branch" }
            @for (option, sample) in question::member_samples(forecast) {
                th.number scope="col" { (option) " " span.n { (sample) } }
            }
        } }
    }
}

fn member_row(forecast: &Forecast, name: Option<(&str, usize)>, branch: usize, at: &MemberAt) -> Markup {
    html! {
        tr {
            @if let Some((name, rows)) = name { th scope="rowgroup" rowspan=(rows) { (name) } }
            td { (figures::key(branch)) " " (forecast.branches.get(branch).map_or("", |branch| branch.name.as_str())) }
            @for answer in [&at.left, &at.frozen, &at.stayed, &at.treaty_over] { (estimate(answer)) }
        }
    }
}

fn one_member(forecast: &Forecast, horizon: usize) -> Markup {
    html! {
        tbody {
            tr.group { th scope="rowgroup" colspan="6" { "Base rates for one given member" } }
            @for class in &forecast.reference_classes {
                @if let Some(rate) = class.one_member.get(horizon) {
                    tr.base {
                        th scope="row" colspan="2" { (class.name) ", " (words::sample([rate])) } (estimate(rate)) td colspan="3" {}
                    }
                }
            }
        }
    }
}

/// The number of participating members by branch and horizon.
pub(super) fn member_count(forecast: &Forecast) -> Markup {
    let text = |value: f64| format!("{}", (value * 10.0).round() / 10.0);
    fans(forecast, "Number of participating members", &forecast.member_count, &text)
}

/// Usable force of those that take part by branch and horizon.
pub(super) fn force(forecast: &Forecast) -> Markup {
    let text = |value: f64| format!("{:.1} %", value * 100.0);
    fans(
        forecast,
        "Usable force of those that take part, as a share of that of the date",
        &forecast.usable_force,
        &text,
    )
}

/// Calls made and answered, by branch and horizon.
pub(super) fn calls(forecast: &Forecast) -> Markup {
    if forecast.calls.iter().all(Vec::is_empty) {
        return html! {};
    }
    let rows = forecast.branches.iter().zip(&forecast.calls);
    scroll(
        "Calls for help",
        &html! {
            table {
                caption { "Calls for help from the date on, made and answered with troops by anyone: mean and central 90 % of futures" }
                thead { tr { th scope="col" { "Branch" } th scope="col" { "calls" } (horizons(forecast)) } }
                tbody { @for (branch, counts) in rows { @for (what, made) in [("made", true), ("answered", false)] { tr {
                    th scope="row" { (branch.name) }
                    td { (what) }
                    @for own in counts { td.number { (words::of_futures(if made { own.made } else { own.answered })) } }
                } } } }
            }
        },
    )
}

/// Fans as a table: the last point at or before each horizon.
fn fans(forecast: &Forecast, name: &str, fans: &[Vec<FanPoint>], text: &dyn Fn(f64) -> String) -> Markup {
    scroll(
        name,
        &html! {
            table {
                caption { (name) ": mean, median and central 90 % of futures" }
                thead { tr { th scope="col" { "Branch" } (horizons(forecast)) } }
                tbody {
                    @for (index, (branch, fan)) in forecast.branches.iter().zip(fans).enumerate() {
                        tr {
                            th scope="row" { (figures::key(index)) " " (branch.name) }
                            @for day in &forecast.horizons {
                                @match fan.iter().rev().find(|point| point.day <= *day) {
                                    Some(point) => td.number {
                                        (text(point.mean)) " "
                                        span.range {
                                            (text(point.quantiles[2])) " (" (text(point.quantiles[0])) "–" (text(point.quantiles[4])) ")"
                                        }
                                    },
                                    None => td {},
                                }
                            }
                        }
                    }
                }
            }
        },
    )
}

/// The spells of membership, folded away.
pub(super) fn timeline(forecast: &Forecast) -> Markup {
    html! {
        details {
            summary { "Spells of membership as a table" }
            (scroll("Spells of membership", &html! {
                table {
                    thead { tr {
                        th scope="col" { "State" } th scope="col" { "From" } th scope="col" { "Until" }
                        th scope="col" { "Status" } th scope="col" { "Ended by" }
                    } }
                    tbody {
                        @for row in &forecast.timeline {
                            @for spell in &row.spells {
                                tr {
                                    th scope="row" { (row.name) }
                                    td { (spell.from) }
                                    td { @match spell.until { Some(day) => (day), None => "goes on" } }
                                    td { (spell.status.words()) }
                                    td { (spell.ended.as_deref().unwrap_or("")) }
                                }
                            }
                        }
                    }
                }
            }))
        }
    }
}

/// The questions that a scenario names, with their rules, base rates and scores.
pub(super) fn questions(forecast: &Forecast, questions: &[AskedQuestion]) -> Markup {
    let branches: Vec<String> = forecast.branches.iter().map(|branch| branch.name.clone()).collect();
    asked(&branches, &forecast.horizons, questions)
}

/// Questions answered by branch and day.
pub(super) fn asked(branches: &[String], days: &[Day], questions: &[AskedQuestion]) -> Markup {
    html! {
        @for own in questions {
            h3 { (own.question.words) }
            p.quiet { "Yes if " (own.question.resolution) "." }
            (scroll(&own.question.words, &html! {
                table {
                    thead { tr { th scope="col" { "Branch" } th scope="col" { "n" } @for day in days { th.number scope="col" { "By " (day) } } } }
                    tbody { @for (name, answers) in branches.iter().zip(&own.answers) { tr {
                        th scope="row" { (name) } td { (words::sample(answers)) } @for answer in answers { (estimate(answer)) }
                    } } }
                }
            }))
            @for rate in &own.base_rates { p { "Base rate, by the last day: " (words::estimate(&rate.estimate)) " – " (rate.name) " (" (rate.counted) ")." } }
            @if own.base_rates.is_empty() { p { "Base rate: none for this question." } }
            @for (process, score) in &own.scores { p.quiet { (words::plain(process)) ": " (score.split("; ").next().unwrap_or(score)) } }
        }
    }
}
