//! Who comes to a call, as text.

use foedera_lab::guarantee::aid::{Aid, AidAlly, BaseRate, PastCall};
use foedera_lab::guarantee::{Candidate, LEVELS};

use super::canvas::{Canvas, Table};
use crate::screen::Rest;
use crate::{Style, words};

/// Allies on the first screen, and where it says why.
const FIRST_ALLIES: usize = 7;
const FIRST_WHY: usize = 2;

/// The first screen, or with `style.full` the whole text; `explain` adds what makes each ally's log-odds.
pub(crate) fn aid(answer: &Aid, explain: bool, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    head(&mut canvas, answer, style.full);
    canvas.heading("Who comes with what");
    if style.full {
        levels(&mut canvas, answer, usize::MAX);
        rest(&mut canvas, answer, explain);
        return canvas.finish(Rest::default());
    }
    let most = if explain { FIRST_WHY } else { FIRST_ALLIES };
    levels(&mut canvas, answer, most);
    if explain {
        answer.allies.iter().take(1).for_each(|ally| parts(&mut canvas, ally));
    } else {
        brief(&mut canvas, answer);
    }
    let left = answer.allies.iter().skip(most).filter(|ally| !ally.patron).count();
    let allies = if left > 0 { format!("{left} more allies, ") } else { String::new() };
    let order = if answer.order_notes.is_empty() { "" } else { "what is odd in the order, " };
    let what = format!("{allies}{order}why (--explain), other reasons, past calls, cautions, sources");
    canvas.finish(Rest { what: &what, page: true })
}

/// Below the table of a first screen: what is known of the call, and the first caution.
fn brief(canvas: &mut Canvas, answer: &Aid) {
    if let Some(call) = &answer.call {
        let from = senders(call, ", ");
        let outcome = words::plain(&call.outcome);
        canvas.brief(&format!("In the register: {}, {outcome}; troops from {from}; {}", call.date, call.what));
    }
    if let Some(caution) = answer.cautions.first() {
        canvas.brief(&format!("Keep in mind: {caution}"));
    }
}

/// All sections below the table of allies.
fn rest(canvas: &mut Canvas, answer: &Aid, explain: bool) {
    if let Some(words) = counted(answer) {
        canvas.text(2, &words);
    }
    canvas.dim(2, "In brackets: 90 % intervals, of what is not known about the parameters; whether one call turns out well or badly is averaged.");
    if !answer.order_notes.is_empty() {
        canvas.heading("Where the order is not what one expects");
        answer.order_notes.iter().for_each(|note| canvas.item(note));
    }
    triggers(canvas, answer);
    if let Some(call) = &answer.call {
        happened(canvas, call);
    }
    canvas.heading("What the past alone says");
    base_rates(canvas, &answer.base_rates);
    if explain {
        for ally in &answer.allies {
            parts(canvas, ally);
        }
    } else {
        canvas.dim(2, "Why: --explain adds what each effect adds to each ally's log-odds.");
    }
    if !answer.past.is_empty() {
        canvas.heading(&format!("Every call under {}, predicted by a fit without it", answer.treaty));
        past(canvas, &answer.past);
    }
    canvas.heading("What to keep in mind");
    answer.cautions.iter().for_each(|caution| canvas.item(caution));
    foot(canvas, answer);
}

fn head(canvas: &mut Canvas, answer: &Aid, full: bool) {
    canvas.title(&title(answer));
    canvas.text(0, &in_short(answer));
    let covered = if answer.covered { "owes help for it" } else { "owes no help for it" };
    canvas.text(
        0,
        &format!(
            "{} · the text on that day {covered} · patron {} · {} allies can be asked",
            answer.treaty_name,
            patron(answer.patron.as_deref()),
            answer.allies.len()
        ),
    );
    if full {
        canvas.dim(0, &format!("Patron {}: {}.", answer.patron_ground, answer.patron_why));
    }
    shocked(answer).iter().for_each(|line| canvas.strong(0, line));
    canvas.text(0, &answer.own_record);
    canvas.dim(0, &if full { super::ground(&answer.figures) } else { super::short_ground(&answer.figures) });
}

/// What was shocked, and what that did to whom, in sentences; none without shocks.
pub(crate) fn shocked(answer: &Aid) -> Vec<String> {
    if answer.shocks.is_empty() {
        return Vec::new();
    }
    let figure = |value: Option<f64>| value.map_or("not known".to_owned(), words::plain_number);
    let one = |shock: &foedera_lab::guarantee::aid::ShockTold| {
        format!("{} ({} → {})", shock.words(), figure(shock.before), figure(shock.after))
    };
    let shocks: Vec<String> = answer.shocks.iter().map(one).collect();
    let mut moved: Vec<(&AidAlly, f64)> = answer
        .allies
        .iter()
        .filter_map(|ally| Some((ally, ally.without_shocks.as_ref()?.mean)))
        .filter(|(ally, before)| (ally.troops.mean - before).abs() >= 0.0005)
        .collect();
    moved.sort_by(|a, b| (b.0.troops.mean - b.1).abs().total_cmp(&(a.0.troops.mean - a.1).abs()));
    let largest: Vec<String> = moved
        .iter()
        .take(3)
        .map(|(ally, before)| {
            format!("{} {} → {}", ally.state, words::percent(*before), words::percent(ally.troops.mean))
        })
        .collect();
    let effect =
        if largest.is_empty() { "no ally's figure moves by a tenth of a point".to_owned() } else { largest.join(", ") };
    let mut lines = vec![format!("Supposed: {}. Troops without it → with it: {effect}.", shocks.join("; "))];
    if answer.patron != answer.patron_without_shocks {
        let (before, after) = (patron(answer.patron_without_shocks.as_deref()), patron(answer.patron.as_deref()));
        lines.push(format!("The patron without it: {before}; with it: {after}."));
    }
    lines
}

/// The answer in two sentences: troops from anyone, and from the likeliest allies, the patron named among them.
pub(crate) fn in_short(answer: &Aid) -> String {
    const ALLIES: usize = 3;
    let one = |ally: &AidAlly| {
        format!("{}{} {}", ally.name, if ally.patron { " (patron)" } else { "" }, words::chance(&ally.troops))
    };
    let mut named: Vec<&AidAlly> = answer.allies.iter().take(ALLIES).collect();
    named.extend(answer.allies.iter().skip(ALLIES).filter(|ally| ally.patron));
    let allies: Vec<String> = named.into_iter().map(one).collect();
    let more = if allies.is_empty() { String::new() } else { format!(" By ally: {}.", allies.join(", ")) };
    format!("Troops from anyone: {}.{more}", words::chance(&answer.anyone))
}

/// What an ally's figure is counted on, where it is a rate, and of how many calls the senders are not known.
pub(crate) fn counted(answer: &Aid) -> Option<String> {
    let unknown = answer.base_rates.first().map_or(0, |rate| rate.unknown);
    let more = if unknown == 0 {
        String::new()
    } else {
        format!(" Of {unknown} more calls under {} it is not known whether anyone sent troops.", answer.treaty)
    };
    let given = answer.ally_forecast.parse::<Candidate>().ok().filter(|given| *given != Candidate::Model)?;
    let what = given.what();
    Some(format!("An ally's figure is {what}, counted over calls whose list of senders is complete.{more}"))
}

/// The patron in a word.
pub(crate) fn patron(patron: Option<&str>) -> &str {
    patron.unwrap_or("none")
}

/// Who sent troops to a call; what is not known is not nobody.
pub(crate) fn senders(call: &PastCall, between: &str) -> String {
    match (call.sent, call.troops.is_empty()) {
        (_, false) => call.troops.join(between),
        (Some(_), true) => "nobody".to_owned(),
        (None, true) => "not known".to_owned(),
    }
}

/// Cases left out of a rate because their outcome is not known.
pub(crate) fn unknown(rate: &BaseRate) -> String {
    if rate.unknown == 0 { String::new() } else { format!("; {} more not known", rate.unknown) }
}

/// The question in words.
pub(crate) fn title(answer: &Aid) -> String {
    let by = if answer.attackers.is_empty() { String::new() } else { format!(" by {}", answer.attackers.join(", ")) };
    format!(
        "{} calls under {} on {}: {}{by}",
        answer.in_need.join(", "),
        answer.treaty,
        answer.at,
        words::plain(answer.trigger)
    )
}

/// The table of the likeliest allies, the patron always among them.
fn levels(canvas: &mut Canvas, answer: &Aid, most: usize) {
    let known = answer.allies.iter().any(|ally| ally.happened.is_some());
    // Troops first: where the width does not hold all columns, the first stand.
    let mut heads = vec!["troops (90 %)".to_owned()];
    let supposed = !answer.shocks.is_empty();
    if supposed {
        heads.push("without the shock".to_owned());
    }
    if known {
        heads.push("what it gave".to_owned());
    }
    heads.extend(LEVELS[..3].iter().map(|level| (*level).to_owned()));
    heads.push("by the model".to_owned());
    if known {
        heads.push("model, left out".to_owned());
    }
    let mut table = Table::new("ally", heads);
    let told = |(place, ally): &(usize, &AidAlly)| *place < most || ally.patron;
    for (_, ally) in answer.allies.iter().enumerate().filter(told) {
        let mut cells = vec![words::chance(&ally.troops)];
        if supposed {
            cells.push(ally.without_shocks.as_ref().map_or("–".to_owned(), words::chance));
        }
        if known {
            cells.push(ally.happened.clone().unwrap_or_else(|| "not known".to_owned()));
        }
        cells.extend(ally.levels[..3].iter().map(|level| words::percent(*level)));
        cells.push(words::percent(ally.model_troops.mean));
        if known {
            cells.push(ally.held_out.map_or("–".to_owned(), words::percent));
        }
        let patron = if ally.patron { " (patron)" } else { "" };
        table.row(&format!("{} {}{patron}", ally.state, ally.name), "", cells);
    }
    canvas.table(&table);
}

fn triggers(canvas: &mut Canvas, answer: &Aid) {
    canvas.heading("The same call for another reason: troops");
    let heads = ["anyone".to_owned()].into_iter().chain(answer.allies.iter().map(|ally| ally.state.clone())).collect();
    let mut table = Table::new("trigger", heads);
    for other in &answer.by_trigger {
        let cells = [&other.anyone].into_iter().chain(&other.allies).map(words::chance).collect();
        table.row(&words::plain(other.trigger), "", cells);
        if other.trigger == answer.trigger {
            table.emphasise_last();
        }
    }
    canvas.table(&table);
}

fn happened(canvas: &mut Canvas, call: &PastCall) {
    canvas.heading(&format!("What happened: {} in the register", call.id));
    let from = senders(call, ", ");
    canvas.text(
        2,
        &format!("{}: {}; outcome: {}; troops from {from}.", call.date, call.what, words::plain(&call.outcome)),
    );
    canvas.dim(2, &format!("Sources: {}.", call.sources.join(", ")));
}

fn base_rates(canvas: &mut Canvas, rates: &[BaseRate]) {
    let mut table = Table::new("", vec!["cases: share (90 %)".to_owned()]);
    for rate in rates {
        let share = if rate.cases == 0 { String::new() } else { format!(": {}", words::chance(&rate.share)) };
        table.row(&rate.name, "", vec![format!("{} of {}{share}{}", rate.happened, rate.cases, unknown(rate))]);
    }
    canvas.table(&table);
}

fn parts(canvas: &mut Canvas, ally: &AidAlly) {
    canvas.heading(&format!(
        "Why: {} {}, log-odds of troops {}",
        ally.state,
        ally.name,
        words::signed(ally.log_odds, 2)
    ));
    let mut parts: Vec<_> = ally.parts.iter().filter(|part| part.log_odds.abs() >= 0.005).collect();
    parts.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()));
    let mut table = Table::new("effect", vec!["value".to_owned(), "adds".to_owned(), "what it is".to_owned()]);
    for part in parts {
        let value = part.value.map_or("–".to_owned(), |value| words::fixed(value, 2));
        let cells = vec![value, words::signed(part.log_odds, 2), canvas.short(part.what, 44)];
        table.row(&words::plain(part.name), "", cells);
    }
    canvas.table(&table);
    let small: f64 = ally.parts.iter().filter(|part| part.log_odds.abs() < 0.005).map(|part| part.log_odds).sum();
    canvas.dim(
        2,
        &format!(
            "All others together {}. The sum is the log-odds at the mode, for a call like the average one.",
            words::signed(small, 3)
        ),
    );
}

/// Calls with what was said of them.
fn past(canvas: &mut Canvas, calls: &[PastCall]) {
    let heads = ["date", "trigger", "likeliest (left out)", "troops from"].map(str::to_owned);
    let mut table = Table::new("call", heads.to_vec());
    for call in calls {
        let mut held = call.held_out.clone();
        held.sort_by(|a, b| b.1.total_cmp(&a.1));
        let likeliest: Vec<String> =
            held.iter().take(2).map(|(ally, p)| format!("{ally} {}", words::percent(*p))).collect();
        let likeliest = match (call.outcome.as_str(), likeliest.is_empty()) {
            ("not_requested", _) => "not asked".to_owned(),
            (_, true) => "answers not known".to_owned(),
            _ => likeliest.join(", "),
        };
        table.row(&call.id, "", vec![call.date.clone(), words::plain(call.trigger), likeliest, senders(call, " ")]);
    }
    canvas.table(&table);
}

fn foot(canvas: &mut Canvas, answer: &Aid) {
    let [answers, troops, calls, treaties] = answer.fitted_on;
    canvas.heading("Rests on");
    super::figures(canvas, &answer.figures, answer.world.as_deref());
    canvas.dim(
        2,
        &format!(
            "{answers} answers ({troops} of them troops) to {calls} calls under {treaties} treaties; Foedera {}, seed {}, {} draws; \
             atlas {}, model {}.",
            answer.version,
            answer.seed,
            answer.draws,
            &answer.atlas_sha256[..12],
            &answer.model_sha256[..12]
        ),
    );
}

/// The register, one line a call.
pub(crate) fn calls(calls: &[PastCall], style: Style) -> String {
    let mut canvas = Canvas::new(style);
    canvas.title(&format!("{} calls in the register of invocations", calls.len()));
    let heads = ["date", "from", "trigger", "asked", "outcome", "troops from"].map(str::to_owned);
    let mut table = Table::new("call", heads.to_vec());
    // On a first screen the latest.
    let earlier = calls.len().saturating_sub(canvas.room());
    for call in &calls[earlier..] {
        let from = senders(call, " ");
        let requester = call.requester.clone().unwrap_or_else(|| "–".to_owned());
        let outcome = words::plain(&call.outcome);
        let asked = if call.asked.is_empty() { "–".to_owned() } else { call.asked.join(" ") };
        table.row(&call.id, "", vec![call.date.clone(), requester, words::plain(call.trigger), asked, outcome, from]);
    }
    canvas.table(&table);
    let what = if earlier > 0 { format!("{earlier} earlier calls") } else { String::new() };
    canvas.finish(Rest { what: &what, page: false })
}
