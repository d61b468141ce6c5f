//! Who comes to a call, and what a patron's word is worth, as pages.

use foedera_almanac::Grounds;
use foedera_atlas::Atlas;
use foedera_lab::guarantee::LEVELS;
use foedera_lab::guarantee::aid::{Aid, BaseRate, PastCall, Probability};
use foedera_lab::guarantee::credibility::{Credibility, FAMILIES};
use foedera_lab::guarantee::threats::{INTENSITY, NEARNESS, Threats};
use foedera_lab::{SourceCard, source_cards};
use maud::{Markup, html};

use super::downloads::{Download, links};
use super::head::{Answer, answers};
use super::{document, figures, scroll, section, sources};
use crate::chart::{Cell, Group, LevelRow, Look, Panel, Row, levels, matrix, probabilities, whiskers};
use crate::terminal::{counted, patron, senders, shocked, unknown};
use crate::words;

/// The page of `foedera aid`.
pub(crate) fn aid(answer: &Aid, atlas: &Atlas, json: &str) -> Markup {
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
            }
            p.quiet { "Intervals hold 90 % of what is not known about the parameters; how one call turns out is averaged." }
        }
        main {
            (answers(&aid_head(answer)))
            (section("who", "Who comes with what", &who(answer)))
            @if !answer.order_notes.is_empty() { (section("order", "Where the order is not what one expects", &list(&answer.order_notes))) }
            (section("triggers", "The same call for another reason", &triggers(answer)))
            (section("base-rates", "What the past alone says", &base_rates(&answer.base_rates)))
            (section("why", "Why", &why(answer)))
            (section("register", &format!("Every call under {}, predicted by a fit without it", answer.treaty), &past(&answer.past)))
            (section("cautions", "What to keep in mind", &list(&answer.cautions)))
            (section("sources", "Sources", &sources::list(&aid_sources(answer, atlas), None)))
            (links(&[Download::json(&format!("{}-aid", answer.treaty), json)]))
        }
        (foot(answer.version, answer.seed, answer.draws, &answer.atlas_sha256, &answer.model_sha256, &answer.figures))
    };
    document(&title, answer.version, &body)
}

/// Keys of the sources of figures.
fn of_figures(figures: &Grounds) -> impl Iterator<Item = &String> {
    figures.fields.iter().flat_map(|field| &field.sources)
}

/// The sources of an answer about a call: of its figures, of the call, and of all calls shown beside it.
fn aid_sources(answer: &Aid, atlas: &Atlas) -> Vec<SourceCard> {
    let calls = answer.call.iter().chain(&answer.past).flat_map(|call| &call.sources);
    source_cards(atlas, of_figures(&answer.figures).chain(calls))
}

fn of_chance(chance: &Probability) -> (f64, f64, f64) {
    (chance.mean, chance.low, chance.high)
}

/// The answer first: troops from anyone, from the patron, and what the past says.
fn aid_head(answer: &Aid) -> Vec<Answer> {
    let rate = |rate: &BaseRate| {
        (rate.cases > 0)
            .then(|| format!("{}: {} ({} of {})", rate.name, words::chance(&rate.share), rate.happened, rate.cases))
    };
    let fitted = format!("fitted on n = {} answers of allies", answer.fitted_on[0]);
    let ground = answer.base_rates.iter().filter_map(rate).take(2).chain([fitted]).collect();
    let mut found = vec![Answer::chance("Troops from anyone", of_chance(&answer.anyone), ground)];
    let patron = answer.from_patron.as_ref().zip(answer.patron.as_deref());
    found.extend(patron.map(|(chance, name)| {
        Answer::chance(
            &format!("Troops from the patron ({name})"),
            of_chance(chance),
            vec![format!("{}: {}", answer.patron_ground, answer.patron_why)],
        )
    }));
    found
}

/// The answer first: the newest moment, a card a reason.
fn credibility_head(answer: &Credibility) -> Vec<Answer> {
    let Some(last) = answer.moments.last() else { return Vec::new() };
    let first = &answer.moments[0];
    let card = |(place, help): (usize, &foedera_lab::guarantee::credibility::Help)| {
        let reason = words::plain(help.trigger);
        let before = first.help.get(place).map(|help| format!("on {}: {}", first.at, words::chance(&help.anyone)));
        let patron = help.patron.as_ref().map(|chance| format!("from the patron: {}", words::chance(chance)));
        Answer::chance(
            &format!("Troops from anyone, called for {reason}, on {}", last.at),
            of_chance(&help.anyone),
            patron.into_iter().chain(before).collect(),
        )
    };
    last.help.iter().enumerate().map(card).collect()
}

/// The answer first: the most intense threat.
fn threats_head(answer: &Threats) -> Vec<Answer> {
    let known = answer.matrix.iter().filter_map(|row| Some((row, row.intensity.value?)));
    let most = known.fold(
        None,
        |best: Option<(&foedera_lab::guarantee::threats::Threat, f64)>, next| {
            if best.is_none_or(|(_, value)| next.1 > value) { Some(next) } else { best }
        },
    );
    let Some((row, value)) = most else { return Vec::new() };
    let near =
        answer.nearness.iter().find(|near| Some(&near.member) == answer.patron.as_ref() && near.threat == row.threat);
    let near =
        near.and_then(|near| near.nearness.value).map(|value| format!("nearness of the patron to it: {value:.2} of 1"));
    let ground = near
        .into_iter()
        .chain([format!(
            "{} members, {} threats, {} figures missing",
            answer.members.len(),
            answer.threats.len(),
            answer.figures.missing
        )])
        .collect();
    let equals = answer.matrix.iter().filter(|other| other.intensity.value == Some(value)).count();
    let others = if equals > 1 { format!(", and {} as intense", equals - 1) } else { String::new() };
    vec![Answer::plain(
        "The most intense threat to a member",
        format!("{} to {}{others}", row.threat, row.member),
        format!("{value:.2} of 1"),
        ground,
    )]
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
    let name = |ally: &foedera_lab::guarantee::aid::AidAlly| {
        format!("{}{}", ally.name, if ally.patron { " (patron)" } else { "" })
    };
    let rows: Vec<LevelRow> = answer
        .allies
        .iter()
        .map(|ally| LevelRow { label: name(ally), levels: ally.levels, troops: ally.troops })
        .collect();
    let known = answer.allies.iter().any(|ally| ally.happened.is_some());
    let supposed = !answer.shocks.is_empty();
    html! {
        (figures::figure("Who comes with what", &levels("fig-levels", "Who comes with what", &rows), &html! {
            "Each bar: the probabilities of troops, materiel, words and nothing; the line across: the 90 % interval of troops; an outline alone: nothing."
        }))
        (scroll("Allies", &html! {
            table {
                thead { tr {
                    th { "ally" }
                    @for level in LEVELS { th.number { (level) } }
                    th { "90 %" }
                    @if supposed { th { "without the shock" } }
                    @if known { th.number { "held out" } th { "what it gave" } }
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
                " [" (call.sources.join(", ")) "]. “Held out” is what a fit without this call says." }
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
                    .map(|(ally, chance)| row(&ally.name, *chance, answer.fitted_on[0], Look::Branch(0))),
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
                                        (words::signed(ally.parts[index].log_odds, 2))
                                        @if ally.missing.contains(&part.name) { span.quiet { " ?" } }
                                    }
                                }
                            }
                        }
                        tr.group { th scope="row" { "sum" } @for ally in &answer.allies { td.number { (words::signed(ally.log_odds, 2)) } } }
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
                thead { tr { th { "call" } th { "date" } th { "trigger" } th { "what" } th { "held out: troops from" } th { "sent troops" } th { "outcome" } } }
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
pub(crate) fn credibility(answer: &Credibility, atlas: &Atlas, json: &str) -> Markup {
    let title = format!("{}: what a call is worth", answer.treaty_name);
    let body = html! {
        header {
            p.kicker { "Foedera credibility · " (answer.treaty) }
            h1 { (title) }
            p { "The probability that a member's call is answered with troops, as the mean over members." }
            p.quiet { (crate::terminal::ground(&answer.figures)) }
        }
        main {
            (answers(&credibility_head(answer)))
            (section("course", "Over time", &course_figure(answer)))
            (section("trap", "Force and index", &trap(answer)))
            (section("moved", "What makes it", &families(answer)))
            @if !answer.shocks.is_empty() { (section("shocks", "After a shock", &shocks(answer))) }
            (section("cautions", "What to keep in mind", &list(&answer.cautions)))
            (section("sources", "Sources", &sources::list(&source_cards(atlas, of_figures(&answer.figures)), None)))
            (links(&[Download::json(&format!("{}-credibility", answer.treaty), json)]))
        }
        (foot(answer.version, answer.seed, answer.draws, &answer.atlas_sha256, &answer.model_sha256, &answer.figures))
    };
    document(&title, answer.version, &body)
}

fn course_figure(answer: &Credibility) -> Markup {
    let reasons = answer.moments.first().map_or(0, |moment| moment.help.len());
    let mut panels = Vec::new();
    for place in 0..reasons {
        let name = words::plain(answer.moments[0].help[place].trigger);
        let patron: Vec<_> = answer.moments.iter().filter_map(|m| Some((m.at, m.help[place].patron?))).collect();
        if !patron.is_empty() {
            panels.push(Panel::course(format!("{name}: patron"), &patron));
        }
        let anyone: Vec<_> = answer.moments.iter().map(|m| (m.at, m.help[place].anyone)).collect();
        panels.push(Panel::course(format!("{name}: anyone"), &anyone));
    }
    figures::figure(
        "Expected help over time",
        &probabilities(
            "fig-course",
            "Expected help over time",
            "One panel a reason and a helper, all on the same axes: lines are means, bands 90 % intervals. The table below holds the numbers.",
            &panels,
        ),
        &html! { "One panel a reason and a helper, all on the same axes. Lines: means over members; bands: 90 % intervals. The same model at every time; figures and record of the day." },
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
                            td.number { (moment.record.map_or("–".to_owned(), |record| words::fixed(record, 2))) }
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
                                th scope="row" { (shock.branch) @for told in &shock.shocks { " · " (told.words()) } }
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
                            @for help in &moment.help { @for part in &help.parts { td.number { (words::signed(*part, 2)) } } }
                        }
                    }
                }
            }
        }))
    }
}

/// The page of `foedera threats`.
pub(crate) fn threats(answer: &Threats, atlas: &Atlas, json: &str) -> Markup {
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
        let row =
            |name: &String| (name.clone(), answer.threats.iter().map(|threat| Cell::index(of(name, threat))).collect());
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
            (answers(&threats_head(answer)))
            (section("matrix", "How intense each threat is", &figures::figure("Threats",
                &matrix("fig-threats", "Members by threats", "Rows are members, columns threats; each cell holds its value. A dash is not known.", &answer.threats, &rows(&intensity, &answer.members)),
                &html! { "The stronger the colour, the more intense. Members are rows, threats columns, the most intense first." })))
            (section("nearness", "How near the patron and the members are to each", &figures::figure("Nearness",
                &matrix("fig-nearness", "Members by threats: nearness", "Rows are members, columns threats; each cell holds its value. A dash is not known.", &answer.threats, &rows(&nearness, &near)),
                &html! { "The stronger the colour, the nearer: votes, trade, alliances, shared organisations." })))
            (section("ties", "Dated ties", &html! { ul { @for tie in &answer.ties {
                li { (tie.date) " " (tie.states[0]) "–" (tie.states[1]) ", " (tie.kind) ": " (tie.what) " [" (tie.sources.join(", ")) "]" } } } }))
            (section("parts", "What the parts are", &html! { ul { @for (name, weight, what) in INTENSITY.iter().chain(&NEARNESS) {
                li { strong { (name) } " (weight " (weight) "): " (what) } } } }))
            (section("cautions", "What to keep in mind", &list(&answer.cautions)))
            (section("sources", "Sources", &sources::list(
                &source_cards(atlas, of_figures(&answer.figures).chain(answer.ties.iter().flat_map(|tie| &tie.sources))), Some(answer.at))))
        }
        (links(&[Download::json(&format!("{}-threats", answer.treaty), json)]))
        footer { ul { @for detail in answer.figures.details() { li { (detail) } } } p.quiet { "Foedera " (answer.version) ", " (answer.figures.line()) ", atlas " code { (answer.atlas_sha256) } } }
    };
    document(&title, answer.version, &body)
}
