//! The brief as Markdown.

use std::fmt::Write as _;

use foedera_lab::argument::brief::Brief;

use crate::brief_words::{Told, beside, changes, other_branches, precedents, record, unknowns};
use crate::page::{ON_THE_SHEET, is_web, parted};
use crate::words;

/// The first line of a brief in Markdown, by which an earlier one is recognised.
pub const BRIEF_HEAD: &str = "<!-- A brief of Foedera ";

/// A text in which nothing is markup: what could be read as such is escaped.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        if "\\`*_[]<>#|&!".contains(letter) {
            out.push('\\');
        }
        out.push(if letter.is_control() { ' ' } else { letter });
    }
    out
}

fn section(out: &mut String, title: &str, told: &Told) {
    let _ = write!(out, "\n## {title}\n\n");
    for line in &told.lines {
        let _ = writeln!(out, "- {}", plain(line));
    }
    if let Some(more) = &told.more {
        let _ = write!(out, "\n{}\n", plain(more));
    }
}

/// The whole text.
pub(crate) fn brief(brief: &Brief) -> String {
    let forecast = &brief.forecast;
    let scenario = &forecast.scenario;
    let mut out = format!("{BRIEF_HEAD}{} -->\n# {}\n\n", forecast.provenance.version, plain(&brief.question));
    let _ = writeln!(
        out,
        "{}. Branch: {}. Patron: {}. Members: {}.\n",
        plain(&scenario.title),
        plain(&brief.branch),
        plain(&scenario.patron_name),
        plain(&scenario.members.join(", "))
    );
    out.push_str("| question | in words | probability | 90 % | n |\n|---|---|---:|---:|---:|\n");
    for headline in &brief.headlines {
        let estimate = &headline.estimate;
        let _ = writeln!(
            out,
            "| {} | {} | {} | {} | {} |",
            plain(&headline.question.words),
            headline.odds,
            plain(&words::percent(estimate.mean)),
            plain(&words::interval(estimate)),
            estimate.events
        );
    }
    out.push_str("\nn: the events on which a rate rests, in the sample of the fit.\n");
    out.push('\n');
    for headline in &brief.headlines {
        let others = other_branches(headline).map_or(String::new(), |line| format!(" {line}"));
        let _ = writeln!(
            out,
            "- **{}**: {}{} Yes if {}.",
            plain(&headline.question.words),
            plain(&beside(headline)),
            plain(&others),
            plain(&headline.question.resolution)
        );
    }
    section(&mut out, "What would change our mind", &changes(brief));
    section(&mut out, "What this does not know", &unknowns(brief, usize::MAX));
    section(&mut out, "Precedents, the likest first", &precedents(brief, 2 * ON_THE_SHEET));
    section(&mut out, "The record of such forecasts", &record(brief));
    let _ = write!(out, "\n## Sources\n\n");
    for source in parted(&forecast.sources, Some(scenario.date)).0 {
        match source.url.as_deref().filter(|url| is_web(url) && !url.contains([')', '(', ' '])) {
            Some(url) => _ = writeln!(out, "- [{}]({url})", plain(&source.title)),
            None => _ = writeln!(out, "- {}", plain(&source.title)),
        }
    }
    let _ = write!(
        out,
        "\nNone is dated after {}.\n\nWords: {}.\n\n```\n{}\n```\n",
        scenario.date,
        plain(&brief.scale),
        brief.command
    );
    out
}
