//! The probabilities of a forecast as CSV, one row each.

use foedera_diagnostic::printable_line;
use foedera_lab::{Estimate, Forecast};
use foedera_world::Day;

use crate::question;

/// A text as a cell of CSV: quoted where it must be, and with an apostrophe before what a spreadsheet would run as a
/// formula. Cells that hold numbers are not written by this, so that −1 stays a number.
pub fn csv_text(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    let text = printable_line(text);
    if text.contains([',', '"']) {
        format!("\"{guard}{}\"", text.replace('"', "\"\""))
    } else {
        format!("{guard}{text}")
    }
}

fn row(out: &mut String, (about, question, source): (&str, &str, &str), day: Day, estimate: &Estimate) {
    let Estimate { mean, low, high, events, monte_carlo_error } = estimate;
    let texts = [about, question, source].map(csv_text).join(",");
    out.push_str(&format!("{texts},{day},{mean},{low},{high},{events},{monte_carlo_error}\n"));
}

/// The table: of the treaty and each member, by branch and day; then the base rates by class of cases.
pub(crate) fn forecast(forecast: &Forecast) -> String {
    let mut out =
        "about,question,branch_or_class,day,probability,low_90,high_90,n_events,monte_carlo_error\n".to_owned();
    let treaty = &forecast.scenario.treaty;
    for question in question::headline(forecast) {
        for (branch, answers) in forecast.branches.iter().zip(&question.answers) {
            for (day, answer) in forecast.horizons.iter().zip(answers) {
                row(&mut out, (treaty, &question.words, &branch.name), *day, answer);
            }
        }
    }
    for member in &forecast.members {
        for (branch, answer) in forecast.branches.iter().zip(&member.branches) {
            for at in &answer.at {
                let options = [
                    ("left", &at.left),
                    ("frozen", &at.frozen),
                    ("stayed", &at.stayed),
                    ("treaty over", &at.treaty_over),
                ];
                for (option, estimate) in options {
                    row(&mut out, (&member.state, option, &branch.name), at.day, estimate);
                }
            }
        }
    }
    for class in &forecast.reference_classes {
        for (question, answers) in [
            ("base rate: one given member left", &class.one_member),
            ("base rate: at least one left", &class.at_least_one),
        ] {
            for (day, answer) in forecast.horizons.iter().zip(answers) {
                row(&mut out, (treaty, question, &class.name), *day, answer);
            }
        }
    }
    out
}
