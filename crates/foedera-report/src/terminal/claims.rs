//! Claims with their verdicts, as text.

use foedera_lab::argument::claims::{ClaimAnswer, ClaimsAnswer};

use super::canvas::{Canvas, Table};
use crate::screen::Rest;
use crate::{Style, words};

/// The whole text.
pub(crate) fn claims(answer: &ClaimsAnswer, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    canvas.title(&answer.title);
    let who =
        answer.attributed_to.as_deref().map_or("attributed to nobody".to_owned(), |who| format!("what {who} claims"));
    canvas.text(0, &format!("{who}; {}; nothing after that day is known to a test.", answer.date));
    if let Some(text) = &answer.text {
        canvas.dim(0, &text.title);
    }
    if canvas.is_full() {
        canvas.dim(0, &answer.note);
    }
    canvas.heading("Verdicts");
    for (verdict, count) in answer.counts.iter().filter(|(_, count)| *count > 0) {
        let ids: Vec<&str> =
            answer.claims.iter().filter(|claim| claim.verdict == *verdict).map(|claim| claim.id.as_str()).collect();
        canvas.text(2, &format!("{count:>2} {}: {}", verdict.words(), ids.join(", ")));
    }
    if !canvas.is_full() && answer.claims.len() > 1 {
        let what = brief(&mut canvas, answer);
        return canvas.finish(Rest { what: &what, page: true });
    }
    for claim in &answer.claims {
        one(&mut canvas, answer, claim);
    }
    if !answer.remarks.is_empty() {
        canvas.heading("What the text compresses or leaves out");
        for remark in &answer.remarks {
            canvas.item(&format!("{} [{}]", remark.what, remark.claims.join(", ")));
        }
    }
    canvas.heading("Again");
    canvas.text(2, &format!("$ {}", answer.command));
    canvas.dim(2, &format!("Foedera {}; atlas {}.", answer.version, &answer.atlas_sha256[..12]));
    canvas.dim(2, "The text passage by passage, with sources: --html claims.html");
    canvas.finish(Rest::default())
}

/// Claims of the first screen: some of every verdict, each in a line.
const FIRST_CLAIMS: usize = 10;

/// The first claims of every verdict in turn, as many as the first screen holds, in the order of the text; what else there is.
fn brief(canvas: &mut Canvas, answer: &ClaimsAnswer) -> String {
    let claims = &answer.claims;
    // How many claims of its verdict stand before it.
    let before = |place: usize| claims[..place].iter().filter(|claim| claim.verdict == claims[place].verdict).count();
    let mut told: Vec<usize> = (0..claims.len()).collect();
    told.sort_by_key(|place| (before(*place), *place));
    told.truncate(FIRST_CLAIMS.min(canvas.room().saturating_sub(1)).max(3));
    told.sort_unstable();
    let mut table = Table::new("claim", vec!["verdict".to_owned(), "what it says".to_owned()]);
    for place in &told {
        let claim = &claims[*place];
        table.row(&claim.id, "", vec![claim.verdict.words().to_owned(), canvas.short(&claim.says, 27)]);
    }
    canvas.table(&table);
    let more = claims.len() - told.len();
    let others = if more > 0 { format!("{more} more claims, tests") } else { "tests".to_owned() };
    format!("{others}, rules, what happened since, what is left out; one claim with --claim ID")
}

fn one(canvas: &mut Canvas, answer: &ClaimsAnswer, claim: &ClaimAnswer) {
    canvas.heading(&format!("{} ({}): {}", claim.id, claim.kind.words(), claim.verdict.words()));
    canvas.text(2, &words::sentence(&format!("{}{}", answer.claims_that(), claim.says)));
    for test in &claim.tests {
        canvas.strong(4, &format!("{} = {}", test.id, words::finding(&test.finding)));
        canvas.dim(6, &test.finding.words);
        canvas.dim(6, &format!("$ {}", test.finding.command));
    }
    for rule in &claim.rules {
        let holds = words::truth(rule.holds);
        canvas.text(4, &format!("{} if {}: {holds}", rule.verdict.words(), rule.condition));
    }
    if let Some(why) = &claim.why {
        canvas.text(4, &format!("{}: {why}", claim.verdict.words()));
    }
    if let Some(caution) = &claim.caution {
        canvas.dim(4, &format!("Mind: {caution}"));
    }
    for since in &claim.since {
        let counted = since
            .finding
            .as_ref()
            .map_or(String::new(), |finding| format!(": {} ({})", words::finding(finding), finding.words));
        canvas.dim(4, &format!("Since then, read by no rule: {}{counted}", since.what));
    }
}
