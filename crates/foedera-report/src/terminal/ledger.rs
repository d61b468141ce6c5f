//! The ledger, the portfolio of hedging, burden sharing and the order of states, as text.

use foedera_lab::argument::burden::BurdenYear;
use foedera_lab::argument::hedge::{Ahead, Hedge, Portfolio};
use foedera_lab::argument::ledger::{Ledger, Line};
use foedera_lab::argument::order::Order;

use super::canvas::{Canvas, Table};
use crate::screen::Rest;
use crate::{Style, words};

/// Steps told of a member; the page tells all.
const STEPS: usize = 8;

/// The ledger.
pub(crate) fn ledger(answer: &Ledger, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    canvas
        .title(&format!("{}: what membership brings and costs, {} to {}", answer.treaty_name, answer.from, answer.to));
    canvas.text(
        0,
        &format!(
            "Patron {}. P pledged, D delivered, A asked; * not a member then; ? low, ~ medium certainty.",
            answer.patron.as_deref().unwrap_or("none")
        ),
    );
    protection(&mut canvas, answer);
    if !canvas.is_full() && answer.protection.len() > 1 {
        let what = brief(&mut canvas, answer);
        return canvas.finish(Rest { what: &what, page: true });
    }
    let mut of = "";
    for line in &answer.lines {
        if of != line.of {
            canvas.heading(&line.of);
            of = &line.of;
        }
        canvas.text(2, &line_words(line));
        if let Some(remark) = &line.remark {
            canvas.dim(6, remark);
        }
    }
    if !answer.without.is_empty() {
        canvas.heading("Without any figure");
        canvas.text(2, &format!("{}: missing, not zero", answer.without.join(", ")));
    }
    canvas.heading("What to keep in mind");
    answer.cautions.iter().for_each(|caution| canvas.item(caution));
    canvas.heading("Rests on");
    canvas.dim(
        2,
        &format!(
            "Foedera {}; atlas {}; sources by key on the page (--html).",
            answer.version,
            &answer.atlas_sha256[..12]
        ),
    );
    canvas.finish(Rest { what: "every figure with its source, what to keep in mind", page: true })
}

/// Members told on the first screen.
const FIRST: usize = 6;

/// How many figures there are of whom, by side; what else there is.
fn brief(canvas: &mut Canvas, answer: &Ledger) -> String {
    let (mut of, mut sides): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for line in &answer.lines {
        if !of.contains(&line.of.as_str()) {
            of.push(&line.of);
        }
        if !sides.contains(&line.side) {
            sides.push(line.side);
        }
    }
    canvas.heading("Figures by side");
    let mut table = Table::new("", sides.iter().map(|side| (*side).to_owned()).collect());
    // Members first, as above: of others there may be many.
    let is_member = |of: &&str| answer.protection.iter().any(|row| row.state == **of);
    of.sort_by_key(|of| !is_member(of));
    let told = of.iter().filter(|of| is_member(of)).count().clamp(1, FIRST);
    let more = of.len().saturating_sub(told);
    for of in of.into_iter().take(told) {
        let count = |side: &&str| answer.lines.iter().filter(|line| line.of == of && line.side == *side).count();
        let cells = sides.iter().map(count).map(|count| if count == 0 { "–".to_owned() } else { count.to_string() });
        table.row(of, "", cells.collect());
    }
    canvas.table(&table);
    if !answer.without.is_empty() {
        let told = canvas.short(&answer.without.join(", "), 40);
        canvas.text(2, &format!("Without any figure: {told}: missing, not zero"));
    }
    let members = answer.protection.len().saturating_sub(FIRST);
    let members = if members > 0 { format!("{members} more members, ") } else { String::new() };
    let others = if more > 0 { format!("figures of {more} others, ") } else { String::new() };
    format!("{members}{others}every figure with its source (also --member STATE, --format csv)")
}

fn protection(canvas: &mut Canvas, answer: &Ledger) {
    canvas.heading("Calls answered: protection as a frequency");
    let mut table = Table::new(
        "member",
        vec!["its calls with troops".to_owned(), "share, 90 %".to_owned(), "troops it sent to others".to_owned()],
    );
    let told = if canvas.is_full() { answer.protection.len() } else { FIRST };
    for row in answer.protection.iter().take(told) {
        let share = row
            .share
            .map_or("no call".to_owned(), |(low, high)| format!("{} to {}", words::percent(low), words::percent(high)));
        table.row(
            &row.state,
            "",
            vec![format!("{} of {}", row.troops, row.calls), share, format!("{} of {}", row.sent, row.asked)],
        );
    }
    canvas.table(&table);
}

fn line_words(line: &Line) -> String {
    let given = line.given.as_deref().map_or("", |given| match given {
        "pledged" => " P",
        "delivered" => " D",
        _ => " A",
    });
    let marks = format!(
        "{given}{}{}",
        if line.member == Some(false) { " *" } else { "" },
        match line.certainty.as_str() {
            "low" => " ?",
            "medium" => " ~",
            _ => "",
        }
    );
    let reference = match (&line.reference, line.kind) {
        (Some((region, price)), _) => format!("; {region} in the same quarter {}", words::plain_number(*price)),
        (None, "gas_price") => "; no reference price of the same quarter known".to_owned(),
        _ => String::new(),
    };
    format!(
        "{} [{}] {}: {} {}{reference}{marks} [{}]",
        line.period,
        line.side,
        words::plain(line.kind),
        value_words(line.value),
        line.unit,
        line.sources.join(", ")
    )
}

/// A value, or the range of it.
pub(crate) fn value_words((low, high): (f64, f64)) -> String {
    if low == high {
        words::plain_number(low)
    } else {
        format!("{} to {}", words::plain_number(low), words::plain_number(high))
    }
}

/// The portfolio of every member.
pub(crate) fn hedge(answer: &Hedge, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    canvas.title(&format!("{} on {}: where members lean", answer.treaty_name, answer.at));
    canvas.text(
        0,
        &format!(
            "Patron {}. Steps toward / away from {} on, by domain; never added up.",
            answer.patron.as_deref().unwrap_or("none"),
            answer.from
        ),
    );
    let domains: Vec<String> = answer
        .members
        .first()
        .map_or(Vec::new(), |own| own.domains.iter().map(|lean| lean.domain.to_owned()).collect());
    let mut table = Table::new("member", domains);
    for own in &answer.members {
        let cell = |lean: &foedera_lab::argument::hedge::DomainLean| {
            if lean.toward + lean.away + lean.neither == 0 {
                "–".to_owned()
            } else {
                format!("{} / {}", lean.toward, lean.away)
            }
        };
        table.row(&own.name, "", own.domains.iter().map(cell).collect());
    }
    canvas.table(&table);
    if !canvas.is_full() && answer.members.len() > 1 {
        let what = "steps, measures and what may follow, member by member (also --member STATE)";
        return canvas.finish(Rest { what, page: true });
    }
    answer.members.iter().for_each(|own| portfolio(&mut canvas, own));
    if canvas.is_full() {
        canvas.heading("What to keep in mind");
        answer.cautions.iter().for_each(|caution| canvas.item(caution));
        canvas.dim(2, &format!("Foedera {}; atlas {}.", answer.version, &answer.atlas_sha256[..12]));
    }
    canvas.finish(Rest { what: "steps with their sources, what to keep in mind", page: true })
}

/// One member's portfolio.
fn portfolio(canvas: &mut Canvas, own: &Portfolio) {
    canvas.heading(&own.name);
    let since: Vec<String> =
        own.domains.iter().filter_map(|lean| Some(format!("{} {}", lean.domain, lean.since.as_ref()?))).collect();
    if !since.is_empty() {
        canvas.text(2, &format!("Away for the first time known: {}", since.join(", ")));
    }
    if !canvas.is_full() {
        own.ahead.iter().for_each(|ahead| canvas.text(2, &ahead_words(ahead)));
    }
    for measure in &own.measures {
        let mark = if measure.certainty == "low" { " ?" } else { "" };
        canvas.text(2, &format!("{}, {}: {}{mark}", measure.name, measure.period, words::plain_number(measure.value)));
    }
    for step in own.steps.iter().take(STEPS) {
        let with = step.partner.as_ref().map_or(String::new(), |partner| format!(" ({partner})"));
        let told = format!("{} {} {}: {}{with}", step.date, step.direction, step.domain, step.what);
        if canvas.is_full() {
            canvas.dim(2, &format!("{told} [{}]", step.sources.join(", ")));
        } else {
            canvas.dim(2, &canvas.short(&told, 2));
        }
    }
    let more = own.steps.len().saturating_sub(STEPS);
    if more > 0 && canvas.is_full() {
        canvas.dim(2, &format!("{more} more on the page (--html)"));
    }
    if canvas.is_full() {
        own.ahead.iter().for_each(|ahead| canvas.text(2, &ahead_words(ahead)));
    }
}

/// What may follow, in a branch by a day.
fn ahead_words(ahead: &Ahead) -> String {
    let (left, frozen) = (words::estimate(&ahead.left), words::estimate(&ahead.frozen));
    format!("{}, by {}: left {left}, frozen {frozen}", ahead.branch, ahead.day)
}

/// Burden sharing by year.
pub(crate) fn burden(treaty: &str, years: &[BurdenYear], style: Style) -> String {
    let mut canvas = Canvas::new(style);
    canvas.title(&format!("{treaty}: burden sharing by year"));
    canvas.text(0, "Spearman's rank correlation of product and military expenditure over product: positive where the large carry more. The same given product per head. Wilcoxon's test of shares of spending and of benefits (mean of the shares of product and population). Exposed borders are in no dataset here and are not taken out.");
    let mut table =
        Table::new("year", ["members", "rho", "t", "rho given wealth", "concordance p"].map(str::to_owned).to_vec());
    for year in years {
        let number = |value: Option<f64>| value.map_or("–".to_owned(), |value| words::fixed(value, 3));
        let simple = year.simple;
        table.row(
            &year.year.to_string(),
            "",
            vec![
                format!("{} of {}", simple.map_or(0, |simple| simple.members), year.of),
                number(simple.map(|simple| simple.rho)),
                simple.and_then(|simple| simple.t).map_or("–".to_owned(), |t| words::fixed(t, 2)),
                number(year.given_wealth.map(|given| given.rho)),
                match year.concordance {
                    Some(concordance) if concordance.p < 0.001 => "<0.001".to_owned(),
                    concordance => number(concordance.map(|concordance| concordance.p)),
                },
            ],
        );
    }
    canvas.table(&table);
    canvas.finish(Rest::default())
}

/// The order of a named set of states.
pub(crate) fn order(answer: &Order, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    canvas.title(&format!("{}: who leads what", answer.title));
    let states = answer.states.join(", ");
    if style.full {
        canvas.text(0, &format!("{states} on {}. {}", answer.date, answer.note));
    } else {
        canvas.text(0, &canvas.short(&format!("{states} on {}.", answer.date), 0));
    }
    canvas.heading("Alliances alive");
    // The leaders first: where the width does not hold all columns, the first stand.
    let heads = ["owes help", "leader by force", "by answered calls", "members here", "of all", "share of force"];
    let heads = heads.map(str::to_owned).to_vec();
    let mut table = Table::new("treaty", heads);
    // Those that owe help come first; a first screen leaves room for what may become of the scenario's treaty.
    const AHEAD: usize = 8;
    let told = if style.full { usize::MAX } else { canvas.room().saturating_sub(AHEAD) };
    for own in answer.alliances.iter().take(told) {
        let leader = own
            .by_force
            .as_ref()
            .map_or("–".to_owned(), |leader| format!("{} {}", leader.state, words::percent(leader.value)));
        let answers = own
            .by_answers
            .as_ref()
            .map_or("–".to_owned(), |leader| format!("{} {:.0} of {}", leader.state, leader.value, leader.of));
        table.row(
            &own.treaty,
            "",
            vec![
                if own.obligations.contains(&"defense") { "yes" } else { "no" }.to_owned(),
                leader,
                answers,
                own.members.len().to_string(),
                own.size.to_string(),
                own.force.map_or("–".to_owned(), words::percent),
            ],
        );
    }
    canvas.table(&table);
    if style.full {
        canvas.heading("Who is in what");
        let mut table = Table::new("state", answer.alliances.iter().map(|own| own.treaty.clone()).collect());
        for (state, cells) in &answer.matrix {
            table.row(state, "", cells.iter().map(|is| if *is { "x" } else { "" }.to_owned()).collect());
        }
        canvas.table(&table);
    }
    let (branches, days) = crate::question::branches_and_days(answer);
    if style.full {
        ahead(&mut canvas, answer);
        super::asked(&mut canvas, &branches, (&days, None), &answer.questions);
        canvas.heading("What to keep in mind");
        answer.cautions.iter().for_each(|caution| canvas.item(caution));
        canvas.dim(2, &format!("Foedera {}; atlas {}.", answer.version, &answer.atlas_sha256[..12]));
        return canvas.finish(Rest::default());
    }
    if let Some(main) = days.len().min(3).checked_sub(1) {
        if answer.questions.is_empty() {
            first_ahead(&mut canvas, answer);
        } else {
            super::asked(&mut canvas, &branches, (&days, Some(main)), &answer.questions);
        }
    }
    let more = answer.alliances.len().saturating_sub(told);
    let more = if more > 0 { format!("{more} more alliances, ") } else { String::new() };
    let what = format!("{more}who is in what, who leads ahead by branch and day, what to keep in mind");
    canvas.finish(Rest { what: &what, page: true })
}

/// What becomes of the scenario's treaty by the third day, as in `forecast`: a line a branch.
fn first_ahead(canvas: &mut Canvas, answer: &Order) {
    let mut days: Vec<_> = answer.ahead.iter().map(|ahead| ahead.day).collect();
    days.sort();
    days.dedup();
    let main = days.get(2).or(days.last()).copied();
    for ahead in answer.ahead.iter().filter(|ahead| Some(ahead.day) == main) {
        let told = format!("{}, {} by {}", ahead.treaty, ahead.branch, ahead.day);
        canvas.brief(&format!("{told}: alive {}, {:.1} take part", words::estimate(&ahead.alive), ahead.participants));
    }
}

/// What becomes of the scenario's treaty.
fn ahead(canvas: &mut Canvas, answer: &Order) {
    if !answer.ahead.is_empty() {
        canvas.heading("Ahead");
        for ahead in &answer.ahead {
            let led = |leader: &Option<(String, foedera_lab::Estimate)>, measure: &str| {
                leader.as_ref().map_or(String::new(), |(state, chance)| {
                    format!("; {state} leads by {measure} {}", words::estimate(chance))
                })
            };
            let leader = led(&ahead.leader, "force") + &led(&ahead.leader_by_answers, "answered calls");
            let force =
                ahead.force.map_or(String::new(), |force| format!(", share of force {}", words::percent(force)));
            canvas.text(
                2,
                &format!(
                    "{}, {} by {}: alive {}, {:.1} take part{force}{leader}",
                    ahead.treaty,
                    ahead.branch,
                    ahead.day,
                    words::estimate(&ahead.alive),
                    ahead.participants
                ),
            );
        }
    }
}
