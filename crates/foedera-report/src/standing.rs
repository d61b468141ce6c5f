//! Scores of forecasters, as text.

use foedera_lab::record::{Skilled, Standings};

use crate::words::{fixed, percent, signed};
use crate::{Style, aligned};

/// A probability with its interval: `3.1 % (1.2 % to 6.0 %)`.
pub fn chance_text(probability: f64, interval: Option<(f64, f64)>) -> String {
    match interval {
        Some((low, high)) => format!("{} ({} to {})", percent(probability), percent(low), percent(high)),
        None => percent(probability),
    }
}

/// A skill with its interval, in percent: `+12.3 % (-4.0 to +25.1)`.
pub(crate) fn skill(of: Option<&Skilled>) -> String {
    let Some(of) = of else { return "–".to_owned() };
    let points = |value: f64| signed(100.0 * value, 1);
    match (of.skill, of.interval) {
        (Some(skill), Some((low, high))) => format!("{} % ({} to {})", points(skill), points(low), points(high)),
        (Some(skill), None) => format!("{} %", points(skill)),
        (None, _) => "–".to_owned(),
    }
}

pub(crate) fn number(of: Option<f64>) -> String {
    of.map_or("–".to_owned(), |value| fixed(value, 3))
}

/// The best forecaster's calibration, and each pair's difference, as rows of a table below its head.
pub(crate) fn pairs(answer: &Standings) -> Vec<Vec<String>> {
    let row = |pair: &foedera_lab::record::Pair| {
        let points = |value: f64| signed(value, 3);
        let interval =
            pair.interval.map_or("–".to_owned(), |(low, high)| format!("{} to {}", points(low), points(high)));
        vec![
            format!("{} less {}", pair.first, pair.second),
            pair.score.to_owned(),
            pair.questions.to_string(),
            points(pair.difference),
            interval,
            match (&pair.better, pair.interval) {
                (Some(name), _) => name.clone(),
                (None, Some(_)) => "neither surely".to_owned(),
                (None, None) => "no interval".to_owned(),
            },
        ]
    };
    answer.pairs.iter().map(row).collect()
}

fn table(head: &[&str], rows: Vec<Vec<String>>, style: Style) -> String {
    let mut all = vec![head.iter().map(|cell| (*cell).to_owned()).collect::<Vec<String>>()];
    all.extend(rows);
    aligned(&all, style)
}

/// Scores of forecasters, as text.
pub fn standings_text(answer: &Standings, style: Style) -> String {
    let mut text = format!(
        "{} questions, {} of them yes; {} open or unresolved are not scored\nagainst {}\n\n",
        answer.questions, answer.yes, answer.not_scored, answer.reference
    );
    let rows = answer.forecasters.iter().map(|own| {
        vec![
            own.forecaster.clone(),
            skill(own.log.as_ref()),
            number(own.log.map(|log| log.score)),
            skill(own.brier.as_ref()),
            number(own.brier.map(|brier| brier.score)),
            number(own.auc),
            number(own.average_precision),
            own.questions.to_string(),
            own.beside_reference.to_string(),
        ]
    });
    let head = [
        "forecaster",
        "log skill (90 %)",
        "log",
        "Brier skill (90 %)",
        "Brier",
        "AUC",
        "AUPR",
        "n",
        "n with reference",
    ];
    text += &table(&head, rows.collect(), style);
    let numbers = answer.forecasters.iter().filter_map(|own| Some((own, own.numbers?)));
    let rows: Vec<Vec<String>> = numbers
        .map(|(own, of)| {
            vec![
                own.forecaster.clone(),
                of.questions.to_string(),
                number(Some(of.score)),
                of.non_zero.to_string(),
                number(of.score_non_zero),
            ]
        })
        .collect();
    if !rows.is_empty() {
        text.push('\n');
        text += &table(&["numbers", "n", "CRPS", "n not 0", "CRPS of these"], rows, style);
    }
    if !answer.pairs.is_empty() {
        text.push('\n');
        text += &table(&["difference", "score", "n", "mean", "90 %", "better"], pairs(answer), style);
    }
    text += &calibration(answer, style);
    let worst = answer.by_question.iter().take(10).map(|line| {
        vec![
            line.question.clone(),
            line.forecaster.clone(),
            line.probability.map_or("–".to_owned(), percent),
            line.outcome.clone(),
            fixed(line.score, 3),
        ]
    });
    text.push('\n');
    text += &table(&["worst scores", "forecaster", "last said", "was", "score"], worst.collect(), style);
    text.push('\n');
    answer.notes.iter().for_each(|note| text += &format!("{note}\n"));
    text
}

/// The calibration of each forecaster.
fn calibration(answer: &Standings, style: Style) -> String {
    let mut text = String::new();
    for own in answer.forecasters.iter().filter(|own| !own.calibration.is_empty()) {
        let rows = own.calibration.iter().map(|row| {
            let band =
                row.interval.map_or("–".to_owned(), |(low, high)| format!("{} to {}", percent(low), percent(high)));
            vec![
                format!("{} to {}", percent(row.from), percent(row.to)),
                row.forecasts.to_string(),
                percent(row.forecast),
                percent(row.happened),
                band,
            ]
        });
        text.push('\n');
        let first = format!("calibration of {}", own.forecaster);
        text += &table(&[&first, "n", "said", "happened", "if reliable (90 %)"], rows.collect(), style);
    }
    text
}
