//! Where each member may stand, one block a branch.

use foedera_lab::{Forecast, MemberAnswer, MemberAt};

use super::canvas::Canvas;
use crate::{question, words};

const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
/// Cells of the widest bar.
const BAR: usize = 10;
/// The narrowest text with bars.
const BAR_FROM: usize = 96;

/// Write the tables.
pub(super) fn write(canvas: &mut Canvas, forecast: &Forecast) {
    canvas.heading("Members");
    canvas.dim(0, "Left on its own (90 % interval), frozen, stayed, treaty over; the bar is left, 0–100 %.");
    let basis = question::member_samples(forecast).map(|(option, sample)| format!("{option} {sample}"));
    canvas.dim(0, &format!("Events behind them: {}.", basis.join(" · ")));
    let room = canvas.width() - if canvas.width() < BAR_FROM { 58 } else { 58 + 2 + BAR };
    let names = forecast.members.iter().map(|member| member.name.chars().count()).max().unwrap_or(0).clamp(6, room);
    for (index, branch) in forecast.branches.iter().enumerate() {
        canvas.strong(0, &branch.name);
        let head = line(&[("member", names), ("by", 10), ("left", 20)], ["frozen", "stayed", "over"], "");
        canvas.laid_out(&head, true);
        for member in &forecast.members {
            rows(canvas, member, index, names);
        }
    }
}

fn rows(canvas: &mut Canvas, member: &MemberAnswer, branch: usize, names: usize) {
    let Some(answer) = member.branches.get(branch) else { return };
    for (index, at) in answer.at.iter().enumerate() {
        let name = if index == 0 { words::shorten(&member.name, names) } else { String::new() };
        let row = row(&name, at, names, canvas.width() >= BAR_FROM);
        canvas.laid_out(&row, false);
    }
}

fn row(name: &str, at: &MemberAt, names: usize, with_bar: bool) -> String {
    let (day, left) = (at.day.to_string(), words::estimate(&at.left));
    let others = [at.frozen, at.stayed, at.treaty_over].map(|estimate| words::percent(estimate.mean));
    let bar = if with_bar { bar(at.left.mean) } else { String::new() };
    let labels = [(name, names), (day.as_str(), 10), (left.as_str(), 20)];
    line(&labels, others.each_ref().map(String::as_str), &bar)
}

/// Left-aligned labels, right-aligned values, a bar.
fn line(labels: &[(&str, usize)], values: [&str; 3], bar: &str) -> String {
    let mut line = String::from(" ");
    for (label, width) in labels {
        line.push_str(&format!(" {label:width$}"));
    }
    for value in values {
        line.push_str(&format!(" {value:>7}"));
    }
    format!("{line}  {bar}")
}

/// A bar of eighths of cells; what is not zero has at least one eighth.
pub(crate) fn bar(share: f64) -> String {
    if !share.is_finite() || share <= 0.0 {
        return String::new();
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "within 1 and 8 × BAR")]
    let eighths = ((share.min(1.0) * 8.0 * BAR as f64).round() as usize).max(1);
    let mut bar: String = std::iter::repeat_n('█', eighths / 8).collect();
    if !eighths.is_multiple_of(8) {
        bar.push(EIGHTHS[eighths % 8 - 1]);
    }
    bar
}
