//! What a patron's word is worth, as text.

use foedera_lab::guarantee::aid::ShockTold;
use foedera_lab::guarantee::credibility::{Credibility, FAMILIES, Moment};

use super::canvas::{Canvas, Table};
use crate::screen::Rest;
use crate::{Style, words};

/// The years of a first screen.
const LATEST: usize = 4;

/// The whole text.
pub(crate) fn credibility(answer: &Credibility, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    canvas.title(&format!("{}: what a call is worth", answer.treaty_name));
    canvas.brief("Chance that a call is answered with troops, mean over members; in brackets 90 %.");
    if canvas.is_full() {
        canvas.text(
            0,
            "Usable force is what is stated as active less what is stated as committed; capability (CINC, or where marked with a star the \
             almanac's index) stands beside it and is not used.",
        );
    }
    if !canvas.is_full() {
        canvas.dim(0, &super::short_ground(&answer.figures));
        history(&mut canvas, answer);
        shocks(&mut canvas, answer);
        let what = "all years, force, what moved it, member by member, records, what to keep in mind";
        return canvas.finish(Rest { what, page: true });
    }
    canvas.dim(0, &super::ground(&answer.figures));
    history(&mut canvas, answer);
    moved(&mut canvas, answer);
    members(&mut canvas, answer);
    records(&mut canvas, answer);
    shocks(&mut canvas, answer);
    canvas.heading("What to keep in mind");
    answer.cautions.iter().for_each(|caution| canvas.item(caution));
    canvas.heading("Rests on");
    super::figures(&mut canvas, &answer.figures, answer.world.as_deref());
    canvas.dim(
        2,
        &format!(
            "Foedera {}, seed {}, {} draws; atlas {}, model {}.",
            answer.version,
            answer.seed,
            answer.draws,
            &answer.atlas_sha256[..12],
            &answer.model_sha256[..12]
        ),
    );
    canvas.finish(Rest::default())
}

fn number(value: Option<f64>, digits: usize) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.digits$}"))
}

/// The patron's capability, with a star where it is the almanac's index.
pub(crate) fn capability(moment: &Moment) -> String {
    let star = if moment.capability.is_some() && moment.capability_measure != "cinc" { "*" } else { "" };
    format!("{}{star}", number(moment.capability, 4))
}

fn history(canvas: &mut Canvas, answer: &Credibility) {
    canvas.heading("Over time");
    let full = canvas.is_full();
    let told = if full { answer.moments.len() } else { LATEST };
    let moments = &answer.moments[answer.moments.len().saturating_sub(told)..];
    // On a first screen a patron that stays has no column.
    let one = moments.windows(2).all(|pair| pair[0].patron == pair[1].patron);
    let mut heads = Vec::new();
    if full {
        heads = ["patron", "usable, k", "capability", "record"].map(str::to_owned).to_vec();
    } else if one {
        let patron = moments.first().and_then(|moment| moment.patron.as_deref());
        canvas.dim(0, &format!("Patron {}.", super::aid::patron(patron)));
    } else {
        heads.push("patron".to_owned());
    }
    let reasons = answer.moments.first().map_or(&[][..], |moment| &moment.help);
    for help in reasons {
        heads.push(format!("{}: patron", words::plain(help.trigger)));
        heads.push("anyone".to_owned());
    }
    let mut table = Table::new("on", heads);
    for moment in moments {
        let mut cells = Vec::new();
        if full || !one {
            cells.push(moment.patron.clone().unwrap_or_else(|| "–".to_owned()));
        }
        if full {
            cells.extend([number(moment.usable_force, 0), capability(moment), number(moment.record, 2)]);
        }
        for help in &moment.help {
            cells.push(help.patron.as_ref().map_or("–".to_owned(), words::chance));
            cells.push(words::percent(help.anyone.mean));
        }
        table.row(&moment.at.to_string(), "", cells);
    }
    canvas.table(&table);
}

/// What moved it between a first and a last moment, and in the years of the largest changes.
fn moved(canvas: &mut Canvas, answer: &Credibility) {
    let (Some(first), Some(last)) = (answer.moments.first(), answer.moments.last()) else { return };
    canvas.heading("What moved it (log-odds of the patron's troops)");
    let mut table = Table::new("", FAMILIES.iter().map(|family| (*family).to_owned()).collect());
    let total = |pair: &(&Moment, &Moment)| -> f64 {
        pair.0
            .help
            .iter()
            .zip(&pair.1.help)
            .flat_map(|(a, b)| a.parts.iter().zip(&b.parts))
            .map(|(a, b)| (b - a).abs())
            .sum()
    };
    let mut steps: Vec<(&Moment, &Moment)> = answer.moments.iter().zip(answer.moments.iter().skip(1)).collect();
    steps.sort_by(|a, b| total(b).total_cmp(&total(a)));
    steps.truncate(4);
    steps.sort_by_key(|pair| pair.0.at);
    steps.insert(0, (first, last));
    for (from, to) in steps {
        for (before, after) in from.help.iter().zip(&to.help) {
            let parts: Vec<String> =
                before.parts.iter().zip(&after.parts).map(|(a, b)| words::signed(b - a, 2)).collect();
            if !parts.is_empty() {
                table.row(&format!("{} to {}, {}", from.at, to.at, words::plain(after.trigger)), "", parts);
            }
        }
    }
    canvas.table(&table);
    canvas.dim(2, "First the whole time, then the four years of the largest changes.");
}

fn members(canvas: &mut Canvas, answer: &Credibility) {
    let Some(last) = answer.moments.last() else { return };
    canvas.heading(&format!("Member by member on {}", last.at));
    let reasons = last.members.first().map_or(&[][..], |member| &member.help);
    let heads = reasons
        .iter()
        .flat_map(|(reason, ..)| [format!("{}: patron", words::plain(reason)), "anyone".to_owned()])
        .collect();
    let mut table = Table::new("member", heads);
    for member in &last.members {
        let by = if member.attackers.is_empty() {
            "attacker unknown".to_owned()
        } else {
            format!("by {}", member.attackers.join(", "))
        };
        let cells = member.help.iter().flat_map(|(_, patron, anyone)| {
            [patron.as_ref().map_or("–".to_owned(), words::chance), words::chance(anyone)]
        });
        table.row(&member.state, &by, cells.collect());
    }
    canvas.table(&table);
}

fn records(canvas: &mut Canvas, answer: &Credibility) {
    if answer.records.is_empty() {
        return;
    }
    canvas.heading("The record under the treaty: calls answered with troops");
    let mut table = Table::new("ally", vec!["share (90 %)".to_owned(), "calls".to_owned()]);
    for record in &answer.records {
        let share = if record.share.cases == 0 { "–".to_owned() } else { words::chance(&record.share.share) };
        table.row(&record.state, "", vec![share, format!("{} of {}", record.share.happened, record.share.cases)]);
    }
    canvas.table(&table);
}

fn shocks(canvas: &mut Canvas, answer: &Credibility) {
    let Some(last) = answer.moments.last().filter(|_| !answer.shocks.is_empty()) else { return };
    canvas.heading(&format!("After a shock, on {}: the patron's troops", last.at));
    let full = canvas.is_full();
    let heads = if full {
        ["as it is", "low factor", "middle", "high factor"]
    } else {
        ["as it is", "middle factor", "low", "high"]
    };
    let mut table = Table::new("branch", heads.map(str::to_owned).to_vec());
    let mut factors_told = Vec::new();
    // A branch without a shock is as it is: that stands in the first column of the others.
    let any = answer.shocks.iter().any(|shock| !shock.shocks.is_empty());
    let all = full || !any;
    for shock in answer.shocks.iter().filter(|shock| all || !shock.shocks.is_empty()) {
        let factors: Vec<String> = shock.shocks.iter().map(ShockTold::words).collect();
        let factors = if factors.is_empty() { "no shock".to_owned() } else { factors.join(", ") };
        for (place, (reason, ends)) in shock.patron.iter().enumerate() {
            let now = last.help.get(place).and_then(|help| help.patron);
            let order = if full { [now, ends[0], ends[1], ends[2]] } else { [now, ends[1], ends[0], ends[2]] };
            let cells = order.into_iter().map(|p| p.as_ref().map_or("–".to_owned(), words::chance));
            let label = if full { format!("{} ({factors})", shock.branch) } else { shock.branch.clone() };
            table.row(&format!("{label}, {}", words::plain(reason)), "", cells.collect());
        }
        factors_told.push(format!("{}: {factors}", shock.branch));
    }
    canvas.table(&table);
    if !full {
        canvas.brief(&format!("Factors. {}.", factors_told.join("; ")));
        return;
    }
    canvas.dim(2, "A shock changes the field that it names and no other; the effect of force on answers is small in the register, and so is that of a shock to it.");
}
