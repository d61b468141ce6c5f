//! Who comes to a call, and what a patron's word is worth, as pages.

use foedera_almanac::Grounds;
use foedera_guarantee::LEVELS;
use foedera_guarantee::aid::{Aid, BaseRate, PastCall, Probability};
use foedera_guarantee::credibility::{Credibility, FAMILIES};
use foedera_guarantee::threats::{INTENSITY, NEARNESS, Threats};
use maud::{Markup, html};

use super::{document, figures, scroll, section};
use crate::chart::{Cell, Group, LevelRow, Line, Look, Row, course, levels, matrix, whiskers};
use crate::terminal::{counted, patron, senders, shocked, unknown};
use crate::words;

/// The page of `foedera aid`.
pub(crate) fn aid(answer: &Aid) -> Markup {
    let title = crate::terminal::aid_title(answer);
    let body = html! {
        header {
            p.kicker { "Foedera aid · " (answer.treaty_name) }
            h1 { (title) }
            dl.facts {
                div { dt { "Text" } dd { @if answer.covered { "owes help for it" } @else { "owes no help for it" } } }
                div { dt { "Patron" } dd { (patron(answer.patron.as_deref())) " (" (answer.patron_ground) ": " (answer.patron_why) ")" } }
                div { dt { "Figures" } dd { (answer.figures.line()) } }
                div { dt { "Record" } dd { (answer.own_record) } }
                @for line in shocked(answer) { div { dt { "Supposed" } dd { (line) } } }
                div { dt { "Troops from anyone" } dd { (words::chance(&answer.anyone)) } }
                @if let Some(patron) = &answer.from_patron { div { dt { "From the patron" } dd { (words::chance(patron)) } } }
            }
            p.quiet { "Intervals hold 90 % of what is not known about the law; how one call falls out is averaged." }
        }
        main {
            (section("who", "Who comes with what", &who(answer)))
            @if !answer.order_notes.is_empty() { (section("order", "Where the order is not what one expects", &list(&answer.order_notes))) }
            (section("triggers", "The same call for another reason", &triggers(answer)))
            (section("base-rates", "What the past alone says", &base_rates(&answer.base_rates)))
            (section("why", "Why", &why(answer)))
            (section("register", &format!("Every call under {}, foretold by a fit without it", answer.treaty), &past(&answer.past)))
            (section("cautions", "What to keep in mind", &list(&answer.cautions)))
        }
        (foot(answer.version, answer.seed, answer.draws, &answer.atlas_sha256, &answer.model_sha256, &answer.figures))
    };
    document(&title, answer.version, &body)
}

fn list(items: &[String]) -> Markup {
    html! { ul { @for item in items { li { (item) } } } }
}

fn foot(version: &str, seed: u64, draws: usize, atlas: &str, model: &str, figures: &Grounds) -> Markup {
    html! {
        footer {
            dl.facts {
                div { dt { "Foedera" } dd { (version) } }
                div { dt { "Seed" } dd { (seed) } }
                div { dt { "Draws" } dd { (draws) } }
                div { dt { "Figures" } dd { (figures.line()) } }
            }
            ul { @for detail in figures.details() { li { (detail) } } }
            p.quiet { "SHA-256: atlas " code { (atlas) } ", model of answers " code { (model) } }
        }
    }
}

fn who(answer: &Aid) -> Markup {
    let name =
        |ally: &foedera_guarantee::aid::AidAlly| format!("{}{}", ally.name, if ally.patron { " (patron)" } else { "" });
    let rows: Vec<LevelRow> = answer
        .allies
        .iter()
        .map(|ally| LevelRow { label: name(ally), levels: ally.levels, troops: ally.troops })
        .collect();
    let known = answer.allies.iter().any(|ally| ally.happened.is_some());
    let supposed = !answer.shocks.is_empty();
    html! {
        (figures::figure("Who comes with what", &levels("fig-levels", "Who comes with what", &rows), &html! {
            "Each bar: the probabilities of troops, materiel, words and nothing; the black line: the 90 % interval of troops."
        }))
        (scroll("Allies", &html! {
            table {
                thead { tr {
                    th { "ally" }
                    @for level in LEVELS { th.number { (level) } }
                    th { "90 %" }
                    @if supposed { th { "without the shock" } }
                    @if known { th.number { "left out" } th { "what it gave" } }
                } }
                tbody {
                    @for ally in &answer.allies {
                        tr {
                            th scope="row" { (name(ally)) }
                            @for level in ally.levels { td.number { (words::percent(level)) } }
                            td { (words::chance(&ally.troops)) }
                            @if supposed { td { (ally.without_shocks.as_ref().map_or("–".to_owned(), words::chance)) } }
                            @if known {
                                td.number { (ally.held_out.map_or("–".to_owned(), words::percent)) }
                                td { (ally.happened.as_deref().unwrap_or("not known")) }
                            }
                        }
                    }
                }
            }
        }))
        @if let Some(words) = counted(answer) { p { (words) } }
        @if let Some(call) = &answer.call {
            p { strong { (call.id) } ": " (call.what) "; outcome: " (words::plain(&call.outcome)) "; troops from "
                (senders(call, ", "))
                " [" (call.sources.join(", ")) "]. “Left out” is what a fit without this call says." }
        }
    }
}

fn row(label: &str, chance: Probability, events: u32, look: Look) -> Row {
    let Probability { mean, low, high } = chance;
    Row {
        label: label.to_owned(),
        estimate: foedera_lab::Estimate { mean, low, high, events, monte_carlo_error: 0.0 },
        look,
    }
}

fn triggers(answer: &Aid) -> Markup {
    let groups: Vec<Group> = answer
        .by_trigger
        .iter()
        .map(|other| {
            let mut rows = vec![row("anyone", other.anyone, answer.fitted_on[0], Look::Base)];
            rows.extend(
                answer
                    .allies
                    .iter()
                    .zip(&other.allies)
                    .map(|(ally, chance)| row(&ally.name, *chance, answer.fitted_on[0], Look::Arm(0))),
            );
            let here = if other.trigger == answer.trigger { " (asked)" } else { "" };
            Group { title: format!("{}{here}", words::plain(other.trigger)), rows }
        })
        .collect();
    figures::figure(
        "Troops by trigger",
        &whiskers("fig-triggers", "Troops by trigger", "Dots are means, whiskers 90 % intervals.", &groups),
        &html! { "Troops from anyone (grey) and from each ally, by what gives rise to the call. Dots: means; whiskers: 90 % intervals." },
    )
}

fn base_rates(rates: &[BaseRate]) -> Markup {
    scroll(
        "Base rates",
        &html! {
            table.prose {
                thead { tr { th { "class" } th { "share (90 %)" } th.number { "cases" } th { "from" } } }
                tbody {
                    @for rate in rates {
                        tr {
                            th scope="row" { (rate.name) }
                            td { @if rate.cases == 0 { "no case" } @else { (words::chance(&rate.share)) } }
                            td.number { (rate.happened) " of " (rate.cases) (unknown(rate)) }
                            td { (rate.source) }
                        }
                    }
                }
            }
        },
    )
}

fn why(answer: &Aid) -> Markup {
    html! {
        p { "What each effect adds to the log-odds of troops at the mode; the parts add up to the sum in the last row." }
        (scroll("Contributions", &html! {
            table {
                thead { tr { th { "effect" } @for ally in &answer.allies { th.number { (ally.state) } } } }
                tbody {
                    @if let Some(first) = answer.allies.first() {
                        @for (index, part) in first.parts.iter().enumerate() {
                            tr {
                                th scope="row" title=(part.what) { (words::plain(part.name)) }
                                @for ally in &answer.allies {
                                    td.number {
                                        (format!("{:+.2}", ally.parts[index].log_odds))
                                        @if ally.missing.contains(&part.name) { span.quiet { " ?" } }
                                    }
                                }
                            }
                        }
                        tr.group { th scope="row" { "sum" } @for ally in &answer.allies { td.number { (format!("{:+.2}", ally.log_odds)) } } }
                    }
                }
            }
        }))
        p.quiet { "A question mark: not known, taken as the mean of the calls fitted on." }
    }
}

fn past(calls: &[PastCall]) -> Markup {
    scroll(
        "Calls",
        &html! {
            table.prose {
                thead { tr { th { "call" } th { "date" } th { "trigger" } th { "what" } th { "left out: troops from" } th { "sent troops" } th { "outcome" } } }
                tbody {
                    @for call in calls {
                        tr {
                            th scope="row" { (call.id) }
                            td { (call.date) }
                            td { (words::plain(call.trigger)) }
                            td { (call.what) }
                            td { @if call.held_out.is_empty() { "–" } @else {
                                (call.held_out.iter().map(|(ally, p)| format!("{ally} {}", words::percent(*p))).collect::<Vec<_>>().join(", ")) } }
                            td { (senders(call, ", ")) }
                            td { (words::plain(&call.outcome)) }
                        }
                    }
                }
            }
        },
    )
}

/// The page of `foedera credibility`.
pub(crate) fn credibility(answer: &Credibility) -> Markup {
    let title = format!("{}: what a call is worth", answer.treaty_name);
    let body = html! {
        header {
            p.kicker { "Foedera credibility · " (answer.treaty) }
            h1 { (title) }
            p { "The probability that a member's call is answered with troops, as the mean over members." }
            p.quiet { (crate::terminal::ground(&answer.figures)) }
        }
        main {
            (section("course", "Over time", &course_figure(answer)))
            (section("trap", "Force and index", &trap(answer)))
            (section("moved", "What makes it", &families(answer)))
            @if !answer.shocks.is_empty() { (section("shocks", "After a shock", &shocks(answer))) }
            (section("cautions", "What to keep in mind", &list(&answer.cautions)))
        }
        (foot(answer.version, answer.seed, answer.draws, &answer.atlas_sha256, &answer.model_sha256, &answer.figures))
    };
    document(&title, answer.version, &body)
}

fn course_figure(answer: &Credibility) -> Markup {
    let reasons = answer.moments.first().map_or(0, |moment| moment.help.len());
    let mut lines = Vec::new();
    for place in 0..reasons {
        let name = words::plain(answer.moments[0].help[place].trigger);
        let patron = answer.moments.iter().filter_map(|m| Some((m.at, m.help[place].patron?))).collect();
        lines.push(Line { name: format!("{name}: patron"), points: patron });
        let anyone = answer.moments.iter().map(|m| (m.at, m.help[place].anyone)).collect();
        lines.push(Line { name: format!("{name}: anyone"), points: anyone });
    }
    figures::figure(
        "Expected help over time",
        &course("fig-course", "Expected help over time", &lines),
        &html! { "Lines: means over members; bands: 90 % intervals. The same law at every time; figures and record of the day." },
    )
}

fn trap(answer: &Credibility) -> Markup {
    html! {
        p { "The capability index rises when a state mobilises, whatever binds what it mobilises; the usable force is what is stated as \
             active less what is stated as committed. Only the second is used." }
        (scroll("Force and index", &html! {
            table {
                thead { tr { th { "on" } th { "patron" } th.number { "usable force, thousands" } th.number { "capability (* the almanac's index)" } th.number { "record" }
                    @if let Some(moment) = answer.moments.first() { @for help in &moment.help { th { (words::plain(help.trigger)) ": patron" } th { "anyone" } } } } }
                tbody {
                    @for moment in &answer.moments {
                        tr {
                            th.day scope="row" { (moment.at) }
                            td { (moment.patron.as_deref().unwrap_or("–")) }
                            td.number { (moment.usable_force.map_or("–".to_owned(), |force| format!("{force:.0}"))) }
                            td.number { (crate::terminal::capability(moment)) }
                            td.number { (moment.record.map_or("–".to_owned(), |record| format!("{record:.2}"))) }
                            @for help in &moment.help {
                                td { (help.patron.as_ref().map_or("–".to_owned(), words::chance)) }
                                td { (words::chance(&help.anyone)) }
                            }
                        }
                    }
                }
            }
        }))
    }
}

fn shocks(answer: &Credibility) -> Markup {
    let chance = |p: Option<Probability>| p.as_ref().map_or("–".to_owned(), words::chance);
    html! {
        p { "The patron's troops on the last day, with each shock at its low end, in its middle and at its high end." }
        (scroll("Shocks", &html! {
            table {
                thead { tr { th { "branch" } th { "call" } th { "low" } th { "middle" } th { "high" } } }
                tbody {
                    @for shock in &answer.shocks {
                        @for (reason, ends) in &shock.patron {
                            tr {
                                th scope="row" { (shock.arm) @for told in &shock.shocks { " · " (told.words()) } }
                                td { (words::plain(reason)) }
                                @for end in ends { td { (chance(*end)) } }
                            }
                        }
                    }
                }
            }
        }))
    }
}

fn families(answer: &Credibility) -> Markup {
    html! {
        p { "What families of effects add to the log-odds of the patron's troops, as means over members." }
        (scroll("Families", &html! {
            table {
                thead { tr { th { "on" } @for reason in answer.moments.first().map_or(&[][..], |m| &m.help) { @for family in FAMILIES {
                    th.number { (words::plain(reason.trigger)) ": " (family) } } } } }
                tbody {
                    @for moment in &answer.moments {
                        tr {
                            th.day scope="row" { (moment.at) }
                            @for help in &moment.help { @for part in &help.parts { td.number { (format!("{part:+.2}")) } } }
                        }
                    }
                }
            }
        }))
    }
}

/// The page of `foedera threats`.
pub(crate) fn threats(answer: &Threats) -> Markup {
    let title = format!("{} on {}: whose threat is whose partner", answer.treaty_name, answer.at);
    let nearness = |member: &str, threat: &str| {
        let found = answer.nearness.iter().find(|row| row.member == member && row.threat == threat);
        found.and_then(|row| row.nearness.value)
    };
    let intensity = |member: &str, threat: &str| {
        let found = answer.matrix.iter().find(|row| row.member == member && row.threat == threat);
        found.and_then(|row| row.intensity.value)
    };
    let rows = |of: &dyn Fn(&str, &str) -> Option<f64>, names: &[String]| -> Vec<(String, Vec<Cell>)> {
        let row = |name: &String| (name.clone(), answer.threats.iter().map(|threat| Cell(of(name, threat))).collect());
        names.iter().map(row).collect()
    };
    let mut near: Vec<String> = Vec::new();
    for row in &answer.nearness {
        if !near.contains(&row.member) {
            near.push(row.member.clone());
        }
    }
    let body = html! {
        header {
            p.kicker { "Foedera threats · " (answer.treaty) }
            h1 { (title) }
            p { "Patron: " (patron(answer.patron.as_deref())) " (" (answer.patron_ground) ": " (answer.patron_why) "). Both indices run from 0 to 1; a dash is not known." }
        }
        main {
            (section("matrix", "How intense each threat is", &figures::figure("Threats",
                &matrix("fig-threats", "Members by threats", &answer.threats, &rows(&intensity, &answer.members)),
                &html! { "The darker, the more intense. Members are rows, threats columns, the most intense first." })))
            (section("nearness", "How near the patron and the members are to each", &figures::figure("Nearness",
                &matrix("fig-nearness", "Members by threats: nearness", &answer.threats, &rows(&nearness, &near)),
                &html! { "The darker, the nearer: votes, trade, alliances, shared organisations." })))
            (section("ties", "Dated ties", &html! { ul { @for tie in &answer.ties {
                li { (tie.date) " " (tie.states[0]) "–" (tie.states[1]) ", " (tie.kind) ": " (tie.what) " [" (tie.sources.join(", ")) "]" } } } }))
            (section("parts", "What the parts are", &html! { ul { @for (name, weight, what) in INTENSITY.iter().chain(&NEARNESS) {
                li { strong { (name) } " (weight " (weight) "): " (what) } } } }))
            (section("cautions", "What to keep in mind", &list(&answer.cautions)))
        }
        footer { ul { @for detail in answer.figures.details() { li { (detail) } } } p.quiet { "Foedera " (answer.version) ", " (answer.figures.line()) ", atlas " code { (answer.atlas_sha256) } } }
    };
    document(&title, answer.version, &body)
}
