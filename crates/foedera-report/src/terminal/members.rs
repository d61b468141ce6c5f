//! Where each member may stand, one block a branch.

use foedera_lab::{Forecast, MemberAnswer};

use super::canvas::{Canvas, Table};
use crate::{question, words};

const EIGHTHS: [char; 8] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];
/// Cells of the widest bar.
const BAR: usize = 10;

/// Write the tables.
pub(super) fn write(canvas: &mut Canvas, forecast: &Forecast) {
    canvas.heading("Members");
    canvas.dim(0, "Left on its own (90 % interval), frozen, stayed, treaty over; the bar is left, 0–100 %.");
    let basis = question::member_samples(forecast).map(|(option, sample)| format!("{option} {sample}"));
    canvas.dim(0, &format!("Events behind them: {}.", basis.join(" · ")));
    for (index, branch) in forecast.branches.iter().enumerate() {
        canvas.strong(0, &branch.name);
        let heads = ["by", "left", "frozen", "stayed", "over", ""].map(str::to_owned).to_vec();
        let mut table = Table::new("member", heads);
        for member in &forecast.members {
            rows(&mut table, member, index);
        }
        canvas.table(&table);
    }
}

fn rows(table: &mut Table, member: &MemberAnswer, branch: usize) {
    let Some(answer) = member.branches.get(branch) else { return };
    for (index, at) in answer.at.iter().enumerate() {
        let name = if index == 0 { member.name.as_str() } else { "" };
        let mut cells = vec![at.day.to_string(), words::estimate(&at.left)];
        cells.extend([at.frozen, at.stayed, at.treaty_over].map(|estimate| words::percent(estimate.mean)));
        cells.push(bar(at.left.mean));
        table.row(name, "", cells);
    }
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
