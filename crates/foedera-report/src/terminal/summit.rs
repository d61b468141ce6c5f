//! The settlement of a negotiation, as text.

use foedera_summit::{Problem, Spread, Stated, Summit};

use super::canvas::{Canvas, Table};
use crate::screen::Rest;
use crate::{Style, words};

/// Models on the first screen: the plainest, the default forecaster, and one of bargaining.
const FIRST_MODELS: [&str; 3] = ["mean", "pce-uniform", "nash"];

/// The first screen, or with `style.full` the whole text; with the problem, positions and what they rest on.
pub(crate) fn summit(answer: &Summit, explain: Option<&Problem>, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    canvas.title(&answer.title);
    let date = answer.date.as_ref().map_or(String::new(), |date| format!("{date} · "));
    canvas.text(0, &format!("{date}rule: {} · {} draws, seed {}", answer.rule, answer.draws, answer.seed));
    if style.full && !answer.note.is_empty() {
        canvas.dim(0, &answer.note);
    }
    if style.full {
        issues(&mut canvas, answer);
    }
    signatures(&mut canvas, answer, style.full);
    settlements(&mut canvas, answer, style.full);
    if style.full {
        swings(&mut canvas, answer);
    }
    if let Some(problem) = explain {
        positions(&mut canvas, problem);
    }
    if style.full {
        canvas.heading("What to keep in mind");
        answer.cautions.iter().for_each(|caution| canvas.item(caution));
        canvas.heading("Rests on");
        canvas.dim(2, &format!("Foedera {}, {} draws, seed {}.", answer.version, answer.draws, answer.seed));
    } else if let Some(caution) = answer.cautions.first() {
        canvas.brief(&format!("Keep in mind: {caution}"));
    }
    canvas.finish(Rest { what: "issues, bridges to holdouts, all models, what moves the answer, cautions", page: true })
}

/// The inputs that move the chance of passing most.
fn swings(canvas: &mut Canvas, answer: &Summit) {
    if answer.swings.is_empty() {
        return;
    }
    canvas.heading("Which input moves the chance of passing most");
    let mut table = Table::new("input", ["from", "to", "passes at low", "passes at high"].map(str::to_owned).to_vec());
    for swing in &answer.swings {
        let cells = vec![
            words::fixed(swing.values.0, 3),
            words::fixed(swing.values.1, 3),
            words::percent(swing.passes.0),
            words::percent(swing.passes.1),
        ];
        table.row(&swing.input, "", cells);
    }
    canvas.table(&table);
}

fn issues(canvas: &mut Canvas, answer: &Summit) {
    canvas.heading("Issues");
    let heads = ["scale", "without agreement", "text on the table"].map(str::to_owned);
    let mut table = Table::new("issue", heads.to_vec());
    let number = |value: Option<f64>| value.map_or("not known".to_owned(), |value| words::fixed(value, 1));
    for issue in &answer.issues {
        let scale = format!("{} to {}", issue.scale.0, issue.scale.1);
        table.row(
            &format!("{}: {}", issue.id, issue.name),
            "",
            vec![scale, number(issue.reversion), number(issue.draft)],
        );
    }
    canvas.table(&table);
}

/// A probability with its interval over draws.
pub(crate) fn chance(spread: &Spread) -> String {
    format!("{} ({} to {})", words::percent(spread.mean), words::percent(spread.low), words::percent(spread.high))
}

/// Who signs, whether the text passes, and with all sections what would change that.
fn signatures(canvas: &mut Canvas, answer: &Summit, full: bool) {
    let Some(passes) = &answer.passes else { return };
    canvas.heading("Who signs the text on the table");
    let known = answer.actors.iter().any(|actor| actor.happened.is_some());
    // Signatures first: where the width does not hold all columns, the first stand.
    let mut heads = vec!["signs (90 %)".to_owned()];
    if known {
        heads.push("what it did".to_owned());
    }
    heads.extend(["pivotal", "worth over reversion"].map(str::to_owned));
    if !full {
        canvas.text(2, &format!("The text passes: {}.", chance(passes)));
    }
    let mut table = Table::new("actor", heads);
    // Below it: the settlement of three models, and a caution.
    const BELOW: usize = 8;
    let most = if full { usize::MAX } else { canvas.room().saturating_sub(BELOW).max(3) };
    for actor in answer.actors.iter().take(most) {
        let gain = words::gain(&actor.gain);
        let mut cells = vec![chance(&actor.sign)];
        if known {
            cells.push(actor.happened.clone().unwrap_or_else(|| "not known".to_owned()));
        }
        cells.extend([if actor.pivotal { "yes" } else { "no" }.to_owned(), gain]);
        table.row(&format!("{} {}", actor.actor, actor.name), "", cells);
    }
    canvas.table(&table);
    if full {
        canvas.text(2, &format!("The text passes: {}.", chance(passes)));
        bridges(canvas, answer);
    }
}

/// What would bring holdouts in, and the text that the most reluctant likes best.
fn bridges(canvas: &mut Canvas, answer: &Summit) {
    let holdouts: Vec<_> = answer.actors.iter().filter(|actor| actor.bridge.is_some()).collect();
    if !holdouts.is_empty() {
        canvas.heading("What would bring a holdout in, at central values");
        for actor in holdouts {
            let Some(bridge) = &actor.bridge else { continue };
            let text = match (&bridge.text, bridge.shift) {
                (Some(text), Some(shift)) => {
                    let parts: Vec<String> = answer
                        .issues
                        .iter()
                        .zip(text)
                        .map(|(issue, value)| format!("{} {}", issue.id, words::fixed(*value, 1)))
                        .collect();
                    let loses = if bridge.loses.is_empty() {
                        "nobody leaves".to_owned()
                    } else {
                        format!("{} would leave", bridge.loses.join(", "))
                    };
                    let passes = if bridge.passes { "it passes" } else { "it does not pass" };
                    format!("a text of {} (a shift of {shift:.3} of the scales): {loses}, {passes}", parts.join(", "))
                }
                _ => "no text on the way to its own position suffices".to_owned(),
            };
            canvas.item(&format!("{}: a payment of {:.2}; or {text}.", actor.actor, bridge.payment.max(0.0)));
        }
    }
    if let Some((text, gain)) = &answer.consensus {
        let parts: Vec<String> = answer
            .issues
            .iter()
            .zip(text)
            .map(|(issue, value)| format!("{} {}", issue.id, words::fixed(*value, 1)))
            .collect();
        let all = if *gain >= 0.0 { "all gain by it" } else { "not all gain by it" };
        canvas.text(
            2,
            &format!(
                "The text that the most reluctant actor likes best: {} ({all}: {}).",
                parts.join(", "),
                words::signed(*gain, 2)
            ),
        );
    }
}

/// What models say; where only the first screen is asked for, those of [`FIRST_MODELS`] that ran, or else all.
fn settlements(canvas: &mut Canvas, answer: &Summit, full: bool) {
    canvas.heading("What each model says is settled");
    let mut table =
        Table::new("model", answer.issues.iter().map(|issue| issue.id.clone()).chain(["flags".to_owned()]).collect());
    let first = |name: &str| FIRST_MODELS.contains(&name);
    let all = full || !answer.models.iter().any(|model| first(model.model));
    for model in answer.models.iter().filter(|model| all || first(model.model)) {
        let mut cells: Vec<String> = model.text.iter().map(words::settlement).collect();
        let flags: Vec<String> =
            model.flags.iter().map(|(flag, share)| format!("{flag} {}", words::percent(*share))).collect();
        cells.push(flags.join(", "));
        table.row(model.model, "", cells);
    }
    canvas.table(&table);
    if full {
        canvas.dim(2, "At central values; in brackets 90 % of draws. The models differ: none is believed alone.");
    }
}

fn stated(stated: &Stated) -> String {
    let basis = stated.basis.as_ref().map_or(String::new(), |basis| {
        let from = if basis.judgement { "judgement".to_owned() } else { String::new() };
        let sources = basis.sources.join(", ");
        let both: Vec<String> = [from, sources].into_iter().filter(|part| !part.is_empty()).collect();
        format!(": {} [{}]", basis.why, both.join("; "))
    });
    format!("{:.2}{basis}", stated.quantity.central())
}

fn positions(canvas: &mut Canvas, problem: &Problem) {
    canvas.heading("What the numbers rest on");
    for actor in &problem.actors {
        for (issue, stance) in problem.issues.iter().zip(&actor.stances) {
            canvas.item(&format!("{}, {}: wants {}", actor.id, issue.id, stated(&stance.position)));
            canvas.item(&format!("{}, {}: cares {}", actor.id, issue.id, stated(&stance.salience)));
        }
    }
}
