//! What stands behind the numbers: classes, processes, drivers, precedents, unknowns, sources.

use foedera_lab::{Forecast, MemberAnswer, ProcessCard};
use maud::{Markup, html};

use super::sources::citations;
use super::{figures, scroll, tables};
use crate::chart::{coefficients, reliability};
use crate::words;

/// The reference classes with their rates.
pub(super) fn reference_classes(forecast: &Forecast) -> Markup {
    html! {
        p {
            "Much depends on the class of cases one compares with, so several are shown. Several exits from one treaty on one "
            "day are one decision: one given member is held to the rate of exits, “at least one” to that of decisions."
        }
        (scroll("Base rates", &html! {
            table {
                caption { "Withdrawals per member-year with 90 % intervals" }
                thead { tr {
                    th scope="col" { "Class" } th.number scope="col" { "exits" }
                    th.number scope="col" { "decisions" } th.number scope="col" { "treaties" }
                    th.number scope="col" { "member-years" } th.number scope="col" { "rate a year" }
                } }
                tbody {
                    @for class in &forecast.reference_classes {
                        tr {
                            th scope="row" {
                                (class.name)
                                p.quiet { (class.definition) "; interval: " (class.interval) " " (citations(&class.sources, &forecast.sources)) }
                            }
                            td.number { (words::count(u64::from(class.events))) }
                            td.number { (words::count(u64::from(class.decisions))) }
                            td.number { @if class.treaties > 0 { (words::count(u64::from(class.treaties))) } @else { "–" } }
                            td.number { (words::years(class.member_years)) }
                            td.number { (words::rate(&class.rate)) }
                        }
                    }
                }
            }
        }))
        (scroll("What the base rates imply", &implied(forecast)))
    }
}

fn implied(forecast: &Forecast) -> Markup {
    html! {
        table {
            caption { "What each class would imply: probability to have left" }
            thead { tr {
                th scope="col" { "Class" } th scope="col" { "n" }
                @for day in &forecast.horizons { th.number scope="col" { "by " (day) } }
            } }
            @for class in &forecast.reference_classes {
                tbody {
                    tr.group { th scope="rowgroup" colspan=(forecast.horizons.len() + 2) { (class.name) } }
                    @for (who, answers) in [("one given member", &class.one_member), ("at least one", &class.at_least_one)] {
                        tr {
                            th scope="row" { (who) }
                            td { (words::sample(answers)) }
                            @for answer in answers { (tables::estimate(answer)) }
                        }
                    }
                }
            }
        }
    }
}

/// What each process rests on.
pub(super) fn processes(forecast: &Forecast) -> Markup {
    html! {
        dl.processes {
            @for process in &forecast.processes {
                dt { (words::plain(&process.process)) ": " (words::basis(process)) }
                dd {
                    p { (process.data) }
                    p { strong { "Score." } } (super::scores(&process.score))
                    p { strong { "Prior. " } (process.prior) }
                    (effects(process))
                    (record(process))
                }
            }
        }
    }
}

/// How the forecasts of a fitted process did: by risk, by decade, and the worst misses.
fn record(process: &ProcessCard) -> Markup {
    html! {
        @if !process.reliability.is_empty() {
            details {
                summary { "Forecasts for one year held against what happened" }
                @let title = format!("{}: forecasts for one year against what happened", words::plain(&process.process));
                (figures::figure(&title, &reliability(&format!("fig-reliability-{}", process.process), &title, &process.reliability), &html! {
                    strong { (title) ". " } "A point is a fifth of the cases; on the dotted line a forecast came true as often as it said; whiskers: 90 % intervals."
                }))
                p { "From rolling origins, each fitted on the years before. Fifths of the cases, from the lowest forecasts to the "
                    "highest; intervals (90 %) draw whole treaties or whole years, whichever is wider." }
                table {
                    thead { tr { th { "cases" } th.number { "forecast" } th.number { "happened" } th.number { "90 %" } } }
                    tbody { @for row in &process.reliability { tr {
                        td { (row.cases) }
                        td.number { (words::fine_percent(row.forecast)) }
                        td.number { (words::fine_percent(row.happened)) }
                        td.number { (row.interval.map_or("–".to_owned(), |(low, high)| format!("{}–{}", words::fine_percent(low), words::fine_percent(high)))) }
                    } } }
                }
                table {
                    thead { tr { th { "years" } th.number { "events forecast" } th.number { "happened" } } }
                    tbody { @for row in &process.totals { tr {
                        td { (row.from) "–" (row.until) }
                        td.number { (format!("{:.1}", row.forecast)) }
                        td.number { (row.happened) }
                    } } }
                }
                p { "The events that were forecast with the lowest probability:" }
                ul { @for row in &process.misses {
                    li { (row.name) ", " (row.year) ": " (words::fine_percent(row.forecast)) }
                } }
            }
        }
    }
}

/// The coefficients of a fitted process.
fn effects(process: &ProcessCard) -> Markup {
    let title = format!("{}: what raises its rate and what lowers it", words::plain(&process.process));
    html! {
        @if !process.coefficients.is_empty() {
            details {
                summary { "Coefficients" }
                (figures::figure(&title, &coefficients(&format!("fig-coefficients-{}", process.process), &title, &process.coefficients), &html! {
                    strong { (title) ". " } "Posterior modes with 90 % intervals, per standard deviation of the effect (of a flag: its presence). No published estimate is on this scale and sample, so none stands beside."
                }))
                table {
                    thead { tr { th { "effect" } th.number { "coefficient" } th.number { "90 %" } } }
                    tbody { @for row in &process.coefficients { tr {
                        td { (row.effect) } td.number { (words::signed(row.estimate, 3)) }
                        td.number { (words::signed(row.low, 3)) " to " (words::signed(row.high, 3)) }
                    } } }
                }
            }
        }
    }
}

/// What moves each member's rate of leaving.
pub(super) fn drivers(forecast: &Forecast) -> Markup {
    html! {
        p { "Factors on the yearly rate of leaving, beside the average membership in the fit: above 1 for leaving, "
            "below 1 for staying. They describe the fit; they are not shown to be causes." }
        div.drivers { @for member in &forecast.members { (member_drivers(member)) } }
    }
}

fn member_drivers(member: &MemberAnswer) -> Markup {
    let side = |title: &str, keep: fn(f64) -> bool| {
        let kept: Vec<_> = member.drivers.iter().filter(|(_, factor)| keep(*factor)).collect();
        html! {
            h4 { (title) }
            @if kept.is_empty() { p.quiet { "nothing in the fit" } }
            ul { @for (effect, factor) in kept { li { strong { (words::factor(*factor)) } " " (effect) } } }
        }
    };
    html! {
        div.panel {
            h3 { (member.name) }
            (side("For leaving", |factor| factor >= 1.0))
            (side("For staying", |factor| factor < 1.0))
        }
    }
}

/// All precedents.
pub(super) fn precedents(forecast: &Forecast) -> Markup {
    if forecast.precedents.is_empty() {
        return html! { p { "None on record." } };
    }
    scroll(
        "Precedents",
        &html! {
            table.prose {
                caption { "Similar cases of the past" }
                thead { tr {
                    th scope="col" { "Case" } th scope="col" { "When" } th scope="col" { "What set it off" }
                    th scope="col" { "What came of it" } th.number scope="col" { "Years" }
                } }
                tbody {
                    @for case in &forecast.precedents {
                        tr {
                            th scope="row" {
                                (case.name) p.quiet { (words::plain(&case.kind)) " " (citations(&case.sources, &forecast.sources)) }
                            }
                            td { (case.event) } td { (case.trigger) } td { (words::outcome(case)) }
                            td.number { @match case.lag_years { Some(years) => (format!("{years:.1}")), None => "–" } }
                        }
                    }
                }
            }
        },
    )
}

/// What is not known.
pub(super) fn unknowns(forecast: &Forecast) -> Markup {
    html! { ul { @for unknown in &forecast.unknowns { li { (unknown) } } } }
}
