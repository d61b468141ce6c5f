//! Running claims: every test, then the rules.

use std::collections::BTreeMap;

use crate::guarantee::{Facts, Record};
use crate::{Answers, Models, Scenario, Settings, SourceCard, prepared};
use foedera_atlas::Atlas;
use foedera_diagnostic::Problems;
use foedera_world::Day;
use serde::Serialize;

use super::{Claim, ClaimKind, Claims, Passage, Remark, Source, Verdict};
use crate::argument::finding::Finding;
use crate::argument::query::{Bench, known_on};

/// A test that has been run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ran {
    /// Its key within the claim.
    pub id: String,
    /// What it found.
    pub finding: Finding,
}

/// A rule, and whether it holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RuleAnswer {
    /// The verdict that it gives.
    pub verdict: Verdict,
    /// Its condition, as it stands in the file.
    pub condition: String,
    /// Whether it holds; missing if what it reads is not known.
    pub holds: Option<bool>,
}

/// Something that happened after the text, with what is counted for it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SinceAnswer {
    /// What happened.
    pub what: String,
    /// Sources.
    pub sources: Vec<String>,
    /// What was counted.
    pub finding: Option<Finding>,
}

/// A claim with its verdict.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimAnswer {
    /// Its key.
    pub id: String,
    /// Its kind.
    pub kind: ClaimKind,
    /// What it says.
    pub says: String,
    /// Its tests.
    pub tests: Vec<Ran>,
    /// Its rules.
    pub rules: Vec<RuleAnswer>,
    /// The verdict.
    pub verdict: Verdict,
    /// Why this one, where no rule holds.
    pub why: Option<String>,
    /// What to keep in mind.
    pub caution: Option<String>,
    /// What happened since; no rule reads it.
    pub since: Vec<SinceAnswer>,
    /// The command that runs this claim alone.
    pub command: String,
}

/// All claims of a file, run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimsAnswer {
    /// Foedera's version.
    pub version: &'static str,
    /// Key of the file.
    pub id: String,
    /// Title.
    pub title: String,
    /// The day of the text.
    pub date: Day,
    /// Who claims; missing: attributed to nobody.
    pub attributed_to: Option<String>,
    /// Background.
    pub note: String,
    /// Where the text stands.
    pub text: Option<Source>,
    /// The claims.
    pub claims: Vec<ClaimAnswer>,
    /// How many have each verdict, in the order of [`Verdict::ALL`].
    pub counts: Vec<(Verdict, u32)>,
    /// The text in its order.
    pub passages: Vec<Passage>,
    /// Where the text compresses or leaves out.
    pub remarks: Vec<Remark>,
    /// The sources that are named anywhere.
    pub sources: Vec<SourceCard>,
    /// The scale of words for probabilities.
    pub scale: String,
    /// The scenario that questions were asked of.
    pub scenario: Option<String>,
    /// Futures a branch, and seed.
    pub futures: u32,
    /// The seed.
    pub seed: u64,
    /// SHA-256 of the atlas.
    pub atlas_sha256: String,
    /// The command that makes it again.
    pub command: String,
}

impl ClaimsAnswer {
    /// "The commentary claims", or nothing where nobody does.
    pub fn claims_that(&self) -> String {
        self.attributed_to.as_ref().map_or(String::new(), |who| format!("{who} claims that "))
    }
}

/// Run the claims. `name` is what the file is called on the command line; `only` names one claim.
///
/// # Errors
/// A scenario that cannot be asked what the claims ask.
pub fn run(
    claims: &Claims,
    name: &str,
    atlas: &Atlas,
    models: &Models,
    scenario: Option<&Scenario>,
    settings: Settings,
    only: Option<&str>,
) -> Result<ClaimsAnswer, Problems> {
    let past = known_on(atlas, claims.date);
    let wanted: Vec<&Claim> =
        claims.claims.iter().filter(|claim| only.is_none_or(|only| claim.id.eq_ignore_ascii_case(only))).collect();
    let days: Vec<Day> = asked_days(&wanted);
    let own = match scenario.filter(|_| !days.is_empty()) {
        Some(scenario) => Some(prepared(scenario, &days, &[])?),
        None => None,
    };
    let answers = own.as_ref().map(|own| Answers::of(own, &past, models, settings));
    let scenario = claims.scenario.as_deref().unwrap_or("");
    let (facts, record) = (Facts::of_atlas(&past), Record::of_atlas(&past));
    let then = Bench { atlas: &past, facts: &facts, record: &record, models, answers: answers.as_ref(), scenario };
    let (facts, record) = (Facts::of_atlas(atlas), Record::of_atlas(atlas));
    let now = Bench { atlas, facts: &facts, record: &record, models, answers: None, scenario };
    let found: Vec<ClaimAnswer> = wanted.into_iter().map(|claim| judged(claim, name, &then, &now)).collect();
    Ok(gathered(claims, name, atlas, settings, only, found))
}

/// The answer of claims that have been judged.
fn gathered(
    claims: &Claims,
    name: &str,
    atlas: &Atlas,
    settings: Settings,
    only: Option<&str>,
    found: Vec<ClaimAnswer>,
) -> ClaimsAnswer {
    let run_of = only.map_or(String::new(), |only| format!(" --claim {only}"));
    let Settings { futures, seed } = settings;
    let counts =
        Verdict::ALL.map(|verdict| (verdict, found.iter().filter(|claim| claim.verdict == verdict).count() as u32));
    ClaimsAnswer {
        version: env!("CARGO_PKG_VERSION"),
        id: claims.id.clone(),
        title: claims.title.clone(),
        date: claims.date,
        attributed_to: claims.attributed_to.clone(),
        note: claims.note.clone(),
        text: claims.text.clone(),
        counts: counts.to_vec(),
        passages: if only.is_some() { Vec::new() } else { claims.passages.clone() },
        remarks: remarks_of(claims, only),
        sources: sources_of(atlas, &found, claims),
        claims: found,
        scale: crate::argument::odds::scale(),
        scenario: claims.scenario.clone(),
        futures,
        seed,
        atlas_sha256: atlas.sha256.clone(),
        command: format!("foedera claims {name}{run_of} --futures {futures} --seed {seed}"),
    }
}

fn asked_days(claims: &[&Claim]) -> Vec<Day> {
    let tests = claims.iter().flat_map(|claim| &claim.tests);
    let mut days: Vec<Day> = tests.filter_map(|test| Some(test.query.asks()?.1)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn remarks_of(claims: &Claims, only: Option<&str>) -> Vec<Remark> {
    let touches =
        |remark: &&Remark| only.is_none_or(|only| remark.claims.iter().any(|claim| claim.eq_ignore_ascii_case(only)));
    claims.remarks.iter().filter(touches).cloned().collect()
}

fn judged(claim: &Claim, name: &str, then: &Bench<'_>, now: &Bench<'_>) -> ClaimAnswer {
    let command = format!("foedera claims {name} --claim {}", claim.id);
    // Where no other command shows the same, that of the claim does.
    let told = |mut finding: Finding| {
        if finding.command.is_empty() {
            finding.command.clone_from(&command);
        }
        finding
    };
    let tests: Vec<Ran> =
        claim.tests.iter().map(|test| Ran { id: test.id.clone(), finding: told(test.query.run(then)) }).collect();
    let findings: BTreeMap<String, Finding> =
        tests.iter().map(|test| (test.id.clone(), test.finding.clone())).collect();
    let rule = |rule: &super::Rule| RuleAnswer {
        verdict: rule.verdict,
        condition: rule.condition.text().to_owned(),
        holds: rule.condition.holds(&findings),
    };
    let rules: Vec<RuleAnswer> = claim.rules.iter().map(rule).collect();
    let (verdict, why) = verdict_of(claim, &rules);
    let since = |since: &super::Since| SinceAnswer {
        what: since.what.clone(),
        sources: since.sources.clone(),
        finding: since.query.as_ref().map(|query| told(query.run(now))),
    };
    ClaimAnswer {
        id: claim.id.clone(),
        kind: claim.kind,
        says: claim.says.clone(),
        tests,
        rules,
        verdict,
        why,
        caution: claim.caution.clone(),
        since: claim.since.iter().map(since).collect(),
        command,
    }
}

/// The verdict of the first rule that holds. A rule before it that reads what is not known leaves the claim undecided.
fn verdict_of(claim: &Claim, rules: &[RuleAnswer]) -> (Verdict, Option<String>) {
    if let Some(reason) = &claim.untestable {
        return (Verdict::Untestable, Some(reason.clone()));
    }
    for rule in rules {
        match rule.holds {
            Some(true) => return (rule.verdict, None),
            None => return (Verdict::Undecided, Some(format!("not known: what `{}` reads", rule.condition))),
            Some(false) => {}
        }
    }
    (Verdict::Undecided, Some("no rule holds".to_owned()))
}

fn sources_of(atlas: &Atlas, found: &[ClaimAnswer], claims: &Claims) -> Vec<SourceCard> {
    let of_tests = found.iter().flat_map(|claim| &claim.tests).flat_map(|test| &test.finding.sources);
    let since = found.iter().flat_map(|claim| &claim.since);
    let counted = since.clone().filter_map(|since| since.finding.as_ref()).flat_map(|finding| &finding.sources);
    let of_remarks = claims.remarks.iter().flat_map(|remark| &remark.sources);
    let since = since.flat_map(|since| &since.sources);
    crate::source_cards(atlas, of_tests.chain(since).chain(counted).chain(of_remarks))
}
