//! The figures of the page with their captions and keys.

use foedera_lab::{Estimate, Forecast, MemberAnswer};
use maud::{Markup, html};

use super::{scroll, tables};
use crate::chart::{self, Group, Look, Panel, Row};
use crate::{
    question::{self, Question},
    words,
};

/// The mark of a branch, for keys.
pub(super) fn key(branch: usize) -> Markup {
    html! {
        svg.key viewBox="0 0 34 14" aria-hidden="true" {
            (chart::polyline(&format!("curve {}", chart::branch_class(branch)), chart::branch_dash(branch), &[(1.0, 7.0), (33.0, 7.0)]))
            (chart::mark(branch, 17.0, 7.0))
        }
    }
}

/// The key to all branches.
fn keys(forecast: &Forecast) -> Markup {
    html! {
        ul.keys {
            @for (index, branch) in forecast.branches.iter().enumerate() { li { (key(index)) " " (branch.name) } }
        }
    }
}

pub(super) fn figure(name: &str, drawing: &Markup, caption: &Markup) -> Markup {
    html! { figure { (scroll(name, drawing)) figcaption { (caption) } } }
}

fn branch_rows(forecast: &Forecast, answers: &[Vec<Estimate>], horizon: usize) -> Vec<Row> {
    let branches = forecast.branches.iter().zip(answers).enumerate();
    branches
        .filter_map(|(index, (branch, answers))| {
            let estimate = *answers.get(horizon)?;
            Some(Row { label: branch.name.clone(), estimate, look: Look::Branch(index) })
        })
        .collect()
}

/// "At least one leaves" beside the base rates.
pub(super) fn headline(forecast: &Forecast) -> Markup {
    let questions = question::headline(forecast);
    let Some(question) = questions.iter().find(|question| question.has_base_rate) else { return html! {} };
    let group = |(horizon, day): (usize, &foedera_world::Day)| {
        let mut rows = branch_rows(forecast, &question.answers, horizon);
        rows.extend(forecast.reference_classes.iter().filter_map(|class| {
            let estimate = *class.at_least_one.get(horizon)?;
            Some(Row { label: class.name.clone(), estimate, look: Look::Base })
        }));
        Group { title: format!("by {day}"), rows }
    };
    let groups: Vec<Group> = forecast.horizons.iter().enumerate().map(group).collect();
    let title = format!("{}: forecast by branch, and base rates of the reference classes", question.words);
    let description = "Dots are means, whiskers 90 % intervals. The table below holds the numbers.";
    let drawing = chart::whiskers("fig-headline", &title, description, &groups);
    figure(
        &title,
        &drawing,
        &html! {
            strong { (title) ". " }
            "Dots: means; whiskers: 90 % intervals; grey: what the past alone would say, by the class one compares with. "
            "An arrowhead at the left edge: the interval goes on below it."
        },
    )
}

/// The other questions about the treaty, at the last horizon.
pub(super) fn treaty(forecast: &Forecast) -> Markup {
    let Some((last, day)) = forecast.horizons.iter().enumerate().next_back() else { return html! {} };
    let questions = question::headline(forecast);
    let others = questions.iter().filter(|question| !question.has_base_rate);
    let group = |question: &Question| Group {
        title: question.words.clone(),
        rows: branch_rows(forecast, &question.answers, last),
    };
    let groups: Vec<Group> = others.map(group).collect();
    let title = format!("The treaty as a whole by {day}: forecast by branch");
    let description = "Dots are means, whiskers 90 % intervals. The table above holds the numbers.";
    let drawing = chart::whiskers("fig-treaty", &title, description, &groups);
    let caption = "Dots: means; whiskers: 90 % intervals. The table above has every horizon.";
    figure(&title, &drawing, &html! { strong { (title) ". " } (caption) })
}

/// Memberships and the fan of member count.
pub(super) fn timeline(forecast: &Forecast) -> Markup {
    let title = format!("Memberships of the {} and the number that take part", forecast.scenario.treaty_name);
    let drawing = chart::timeline("fig-timeline", &title, forecast);
    html! {
        (figure(&title, &drawing, &html! {
            strong { (title) ". " }
            "Bars: solid in force, hatched frozen, outlined signed only. After " (forecast.scenario.date)
            ": median of the reference branch with 50 % and 90 % bands; lines: medians of the other branches."
        }))
        (keys(forecast))
        (fans(forecast))
        (tables::member_count(forecast))
        (force(forecast))
        (tables::calls(forecast))
        (tables::timeline(forecast))
    }
}

/// The number of members that take part, one panel a branch.
pub(super) fn fans(forecast: &Forecast) -> Markup {
    let fans = forecast.branches.iter().zip(&forecast.member_count);
    let panels: Vec<Panel> = fans.map(|(branch, fan)| Panel::fan(branch.name.clone(), fan)).collect();
    let title = "How many members take part, by branch";
    let description = "One panel a branch, all on the same axes: the median with the central 50 % and 90 % of futures. The table below holds the numbers.";
    let drawing = chart::counts("fig-fans", title, description, &panels);
    figure(title, &drawing, &html! { strong { (title) ". " } "Line: median; bands: central 50 % and 90 % of futures." })
}

/// The usable force of those that take part, one panel a branch.
pub(super) fn force(forecast: &Forecast) -> Markup {
    if forecast.usable_force.iter().all(Vec::is_empty) {
        return html! { p { "Usable force of its members: not known." } };
    }
    let fans = forecast.branches.iter().zip(&forecast.usable_force);
    let panels: Vec<Panel> = fans.map(|(branch, fan)| Panel::fan(branch.name.clone(), fan)).collect();
    let title =
        format!("Usable force of those that take part, by branch, as a share of that of {}", forecast.scenario.date);
    let description = "One panel a branch, all on the same axes: the median with the central 50 % and 90 % of futures. The table below holds the numbers.";
    let drawing = chart::shares("fig-force", &title, description, &panels);
    let unknown = &forecast.usable_force_unknown;
    html! {
        (figure(&title, &drawing, &html! {
            strong { (title) ". " } "Line: median; bands: central 50 % and 90 % of futures. Active less committed personnel as known on the date, times the branch's shocks to it; who leaves or freezes takes its own along."
            @if !unknown.is_empty() { " Not known, and in no share: " (unknown.join(", ")) "." }
        }))
        (tables::force(forecast))
    }
}

/// What has become of each member in the reference branch, stacked.
pub(super) fn stacked(forecast: &Forecast) -> Markup {
    let Some(branch) = forecast.branches.first() else { return html! {} };
    let own = forecast.members.iter().filter_map(|member| Some((member, member.branches.first()?)));
    let panels: Vec<Panel> =
        own.map(|(member, branch)| Panel::stacked(member.name.clone(), &branch.incidence)).collect();
    let title = format!("What becomes of each member ({}), competing risks stacked", branch.name);
    let description = "One panel a member, all on the same axes: from below, the probability to have left, to be frozen, and that the treaty is over. \
                       What is above them is the probability to take part.";
    let drawing = chart::probabilities("fig-stacked", &title, description, &panels);
    figure(
        &title,
        &drawing,
        &html! { strong { (title) ". " } "From below: left, frozen, treaty over; the rest takes part. Means." },
    )
}

/// Cumulative incidence by member.
pub(super) fn incidence(forecast: &Forecast) -> Markup {
    let top = chart::incidence_top(&forecast.members);
    html! {
        figure {
            div.panels {
                @for (index, member) in forecast.members.iter().enumerate() {
                    div.panel {
                        h3 { (member.name) }
                        (chart::incidence_panel(&format!("fig-incidence-{index}"), member, top))
                        (ends(forecast, member))
                    }
                }
            }
            figcaption {
                strong { "Probability to have left on its own (solid, marked), and to be frozen (dashed). " }
                "Means; all panels share one axis. Leaving, and the end or replacement of the treaty, compete. "
                "Below each panel: left and frozen at the last horizon with 90 % intervals; "
                "the next table has n and every horizon."
            }
        }
        ul.keys {
            @for (index, branch) in forecast.branches.iter().enumerate() { li { (curve_key(index)) " " (branch.name) } }
        }
        (stacked(forecast))
    }
}

/// Left and frozen at the last horizon, by branch.
fn ends(forecast: &Forecast, member: &MemberAnswer) -> Markup {
    html! {
        table {
            thead { tr { td {} th scope="col" { "left" } th scope="col" { "frozen" } } }
            tbody {
                @for (index, (branch, answer)) in forecast.branches.iter().zip(&member.branches).enumerate() {
                    @if let Some(at) = answer.at.last() {
                        tr {
                            th scope="row" aria-label=(branch.name) title=(branch.name) { (curve_key(index)) }
                            td { (words::estimate(&at.left)) } td { (words::estimate(&at.frozen)) }
                        }
                    }
                }
            }
        }
    }
}

/// The mark at the end of a solid line.
fn curve_key(branch: usize) -> Markup {
    html! {
        svg.key viewBox="0 0 34 14" aria-hidden="true" {
            (chart::polyline(&format!("curve {}", chart::branch_class(branch)), "none", &[(1.0, 7.0), (27.0, 7.0)]))
            (chart::mark(branch, 27.0, 7.0))
        }
    }
}

/// The tornado with its table.
pub(super) fn sensitivity(forecast: &Forecast) -> Markup {
    if forecast.sensitivity.is_empty() {
        return html! { p { "Not computed in this run." } };
    }
    let title = format!("How one assumption moves the answer: {}", forecast.sensitivity_question);
    let drawing = chart::tornado("fig-sensitivity", &title, &forecast.sensitivity);
    html! {
        (figure(&title, &drawing, &html! {
            strong { (title) ". " } "Hollow: the assumption at its low value; filled: at its high value; all else drawn as before."
        }))
        (scroll("Sensitivity in numbers", &html! {
            table {
                caption { "The numbers of the figure" }
                thead { tr {
                    th scope="col" { "Assumption" } th scope="col" { "Low" } th.number scope="col" { "Answer" }
                    th scope="col" { "High" } th.number scope="col" { "Answer" }
                } }
                tbody {
                    @for row in &forecast.sensitivity {
                        tr {
                            th scope="row" { (row.assumption) }
                            td { (row.low_value) } td.number { (words::percent(row.answer_low)) }
                            td { (row.high_value) } td.number { (words::percent(row.answer_high)) }
                        }
                    }
                }
            }
        }))
    }
}
