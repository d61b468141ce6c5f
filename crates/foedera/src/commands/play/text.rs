//! A game in words.

use std::fmt::Write as _;

use foedera_lab::Scenario;
use foedera_lab::play::{COMMANDS, Entry, Explained, Game, GameEvent, Odds};
use foedera_report::Style;

use super::Provenance;
use crate::output;

/// The first words of a log.
pub(crate) const LOG_HEAD: &str = "A game of Foedera: ";
/// So many odds are shown unless all are asked for.
const SHOWN: usize = 6;

fn percent(share: f64) -> String {
    let digits = match share {
        0.0 => 0,
        share if share < 0.000_95 => 3,
        share if share < 0.01 => 2,
        _ => 1,
    };
    format!("{:.digits$} %", 100.0 * share)
}

/// Columns without a width of their own: the whole text is broken at the width later.
fn columns(rows: &[Vec<String>]) -> String {
    output::aligned(rows, Style { color: false, width: usize::MAX, full: true })
}

/// What is played.
pub(super) fn title(game: &Game<'_>, began: &Scenario, run: &Provenance) -> String {
    let rules = game.rules();
    let mut text = format!(
        "{LOG_HEAD}{}, branch {}\nFuture {} of {} with seed {} (parameters of draw {}), from {} to {}, turns of {}\n{}\n",
        began.title,
        rules.branch,
        rules.future,
        rules.settings.futures,
        rules.settings.seed,
        game.draw(),
        began.date,
        game.last(),
        rules.turn,
        run.command,
    );
    if rules.sides.count() > 0 {
        text.push_str(&sides(game));
    }
    text
}

/// The world in a few lines.
pub(super) fn scene(game: &Game<'_>) -> String {
    let scene = game.scene();
    let mut text = format!("{}, turn {} (to {})", scene.date, scene.turn, scene.turn_ends);
    if let Some(side) = game.mover() {
        let _infallible = write!(text, ", the move of {side}");
    } else if game.rules().sides.count() > 0 {
        text.push_str(", all sides have acted");
    }
    text.push('\n');
    if let Some(over) = &scene.over {
        let _infallible = writeln!(text, "The treaty is over: {over}.");
    }
    let mut lists = vec![("take part", &scene.takes_part), ("frozen", &scene.frozen), ("left", &scene.left)];
    lists.retain(|(_, list)| !list.is_empty());
    let lists: Vec<String> = lists.into_iter().map(|(word, list)| format!("{word}: {}", list.join(" "))).collect();
    if !lists.is_empty() {
        let _infallible = writeln!(text, "Members that {}.", lists.join(" · "));
    }
    for (word, list) in [
        ("Fighting", &scene.fighting),
        ("Armed conflict in", &scene.conflicts),
        ("Calls of the last year", &scene.calls),
        ("Got no troops within three years", &scene.declined),
    ] {
        if !list.is_empty() {
            let _infallible = writeln!(text, "{word}: {}.", list.join("; "));
        }
    }
    text
}

/// What could happen next.
pub(super) fn odds(game: &Game<'_>, all: bool) -> String {
    let odds = game.odds();
    if game.is_at_end() {
        return "The last day is reached.\n".to_owned();
    }
    if odds.is_empty() {
        return "Nothing can happen any more.\n".to_owned();
    }
    let mut text =
        format!("To {} nothing happens with {}; else comes first:\n", game.scene().turn_ends, percent(game.quiet()));
    let shown = if all { odds.len() } else { odds.len().min(SHOWN) };
    let rows: Vec<Vec<String>> = odds[..shown]
        .iter()
        .map(|own| {
            vec![
                format!("  {}", own.number),
                percent(own.first),
                format!("rate {}", percent(own.rate)),
                own.what.clone(),
            ]
        })
        .collect();
    text.push_str(&columns(&rows));
    if shown < odds.len() {
        let rest: f64 = odds[shown..].iter().map(|own| own.first).sum();
        let _infallible = writeln!(text, "  and {} others, together {}: odds all", odds.len() - shown, percent(rest));
        let _infallible = writeln!(text, "By process: {}.", by_process(odds));
    }
    text
}

/// What comes first by process, the likeliest first: what members do is rarer than what is done around them.
fn by_process(odds: &[Odds]) -> String {
    let mut sums: Vec<(&str, f64)> = Vec::new();
    for own in odds {
        match sums.iter_mut().find(|(process, _)| *process == own.process) {
            Some((_, sum)) => *sum += own.first,
            None => sums.push((own.process, own.first)),
        }
    }
    sums.sort_by(|a, b| b.1.total_cmp(&a.1));
    sums.iter().map(|(process, sum)| format!("{process} {}", percent(*sum))).collect::<Vec<_>>().join(", ")
}

pub(super) fn event(event: &GameEvent) -> String {
    let how = if event.how == "made" { "made to happen; its rate was" } else { "drawn; rate" };
    format!("  {} {} ({how} {}, odds {})\n", event.date, event.what, percent(event.rate), percent(event.share))
}

fn events(entry: &Entry) -> String {
    if entry.events.is_empty() {
        format!("  to {}: nothing happens\n", entry.date)
    } else {
        entry.events.iter().map(event).collect()
    }
}

/// What the last step brought.
pub(super) fn moved(game: &Game<'_>) -> String {
    game.log().last().map_or(String::new(), events)
}

pub(super) fn undone(steps: usize) -> String {
    if steps == 1 { "The last step is taken back.\n".to_owned() } else { format!("{steps} steps are taken back.\n") }
}

/// What a rate is made of.
pub(super) fn explained(own: &Explained) -> String {
    if own.parts.is_empty() {
        return format!("{}: {} cannot be today; it can later in the turn.\n", own.number, own.what);
    }
    let mut text =
        format!("{}: {}, a rate of {} a year; its logarithm is the sum of\n", own.number, own.what, percent(own.rate));
    let reads = |value: f64| format!("{value:.4}").trim_end_matches('0').trim_end_matches('.').to_owned();
    let rows: Vec<Vec<String>> = own
        .parts
        .iter()
        .map(|part| vec![format!("  {:+.2}", part.adds), part.reads.map_or("–".to_owned(), reads), part.effect.clone()])
        .collect();
    text.push_str(&columns(&rows));
    let with: Vec<String> =
        own.with.iter().take(6).map(|(name, share)| format!("{name} {}", percent(*share))).collect();
    if !with.is_empty() {
        let more = own.with.len().saturating_sub(6);
        let more = if more == 0 { String::new() } else { format!(", and {more} others") };
        let _infallible = writeln!(text, "With whom: {}{more}.", with.join(", "));
    }
    text.push_str("Middle column: what an effect reads, or the factor. With the parameters of this future's draw.\n");
    text
}

/// The log.
pub(super) fn log(game: &Game<'_>) -> String {
    let mut text = String::new();
    for (number, entry) in game.log().iter().enumerate() {
        let side = entry.side.as_ref().map_or(String::new(), |side| format!(" {side}:"));
        let _infallible = writeln!(text, "{} (turn {}){side} {}", number + 1, entry.turn, entry.command);
        // A move that is passed and answers that are decided let no time pass.
        let still = ["pass", "answer"].iter().any(|word| entry.command.starts_with(word));
        if !still || !entry.events.is_empty() {
            text.push_str(&events(entry));
        }
    }
    if text.is_empty() { "Nothing has been done yet.\n".to_owned() } else { text }
}

/// Who plays whom.
pub(super) fn sides(game: &Game<'_>) -> String {
    let sides = game.sides();
    if sides.is_empty() {
        return "There are no sides: name them at the start with --sides \"alliance=RUS,BLR;rivals=AZE\".\n".to_owned();
    }
    let side = |(name, states): &(&str, Vec<&str>)| {
        let mover = if game.mover() == Some(*name) { " (its move)" } else { "" };
        format!("{name} {}{mover}", states.join(" "))
    };
    format!("Sides: {}.\n", sides.iter().map(side).collect::<Vec<_>>().join(" · "))
}

/// The commands.
pub(super) fn help() -> String {
    let rows: Vec<Vec<String>> =
        COMMANDS.iter().map(|(command, what)| vec![format!("  {command}"), (*what).to_owned()]).collect();
    columns(&rows)
}
