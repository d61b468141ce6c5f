//! The forecast: draws × branches × futures, and the answers.

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, Place, Problems};

use crate::ask::Answers;
use crate::distribution::Distribution;
use crate::models::{Models, sha256};
use crate::plan::{Plan, Settings};
use crate::results::Results;
use crate::scenario::{Branch, Scenario};
use crate::{answer, cards, cautions, reference};

/// Run `scenario`. The same scenario, atlas, models and settings give the same answer on any number of threads.
///
/// `scenario_text` is the scenario file's text, for its fingerprint; `asked` are the arguments by which the user called for it, for
/// the command that makes the answer again.
///
/// # Errors
/// An answer that is not a number; the bounds of scenarios are there to make that impossible.
pub fn forecast(
    scenario: &Scenario,
    scenario_text: &str,
    asked: &[&str],
    atlas: &Atlas,
    models: &Models,
    settings: Settings,
) -> Result<answer::Forecast, Problems> {
    Answers::of(scenario, atlas, models, settings).forecast(scenario_text, asked)
}

impl Answers<'_> {
    /// The whole forecast of a run; `scenario_text` and `asked` as for [`forecast`].
    ///
    /// # Errors
    /// As [`forecast`].
    pub fn forecast(&self, scenario_text: &str, asked: &[&str]) -> Result<answer::Forecast, Problems> {
        let (plan, results, atlas) = (&self.plan, &self.results, self.atlas);
        let (scenario, models) = (plan.scenario, plan.models);
        let own = reference::own_record(atlas, scenario.treaty, plan.patron, scenario.date);
        let (start, horizons) = (scenario.start(), &scenario.horizons);
        let reference_classes = reference::classes(models.leave, own, plan.members.len(), start, horizons);
        let question_at = horizons.len().min(3) - 1;
        let used: Vec<String> = reference_classes.iter().flat_map(|class| class.sources.clone()).collect();
        let branch =
            |(index, branch): (usize, &Branch)| branch_card(branch, results.outside(plan, index, atlas), atlas);
        let branches: Vec<answer::BranchCard> = scenario.branches.iter().enumerate().map(branch).collect();
        let reference_branch = branches[0].name.clone();
        let mut found = answer::Forecast {
            scenario: scenario_card(plan, atlas),
            provenance: provenance(plan, scenario_text, asked, atlas),
            horizons: horizons.clone(),
            branches,
            members: results.member_answers(plan, atlas),
            treaty: (0..scenario.branches.len()).map(|branch| results.treaty_answer(plan, branch)).collect(),
            reference_classes,
            member_count: (0..scenario.branches.len()).map(|branch| results.fan(plan, branch)).collect(),
            usable_force: (0..scenario.branches.len()).map(|branch| results.force_fan(plan, branch)).collect(),
            usable_force_unknown: unknown_force(plan, atlas),
            calls: (0..scenario.branches.len()).map(|branch| results.calls(plan, branch)).collect(),
            questions: scenario.questions.iter().filter_map(|name| self.asked(name)).collect(),
            timeline: cards::timeline(&atlas.history, scenario),
            sensitivity: results.sensitivity(plan, question_at),
            sensitivity_question: format!(
                "at least one member leaves by {} ({reference_branch})",
                horizons[question_at]
            ),
            processes: cards::processes(&models, scenario, atlas),
            precedents: cards::precedents(atlas, scenario),
            unknowns: cards::unknowns(&models, scenario, atlas),
            sources: cards::sources(atlas, scenario, &used),
        };
        found.scenario.cautions.extend(models.given.cautions.iter().cloned());
        found.scenario.cautions.extend(stopped(plan, results));
        found.scenario.cautions.extend(apart(plan, atlas));
        let Some(wrong) = found.estimates().find(|estimate| !estimate.is_probability()) else { return Ok(found) };
        let answer::Estimate { mean, low, high, monte_carlo_error, .. } = *wrong;
        let message = format!(
            "an answer of this forecast is no probability: {mean} ({low} to {high}, error {monte_carlo_error})"
        );
        let remedy = "narrow the ranges of the scenario's assumptions and factors, and report this";
        Err(Diagnostic::new(Code::Estimation, Place::CommandLine, message, remedy).into())
    }
}

/// In what the run differs from the reference: processes that are switched, links that are assumed, calls that are left out.
fn apart(plan: &Plan<'_>, atlas: &Atlas) -> Vec<String> {
    let switches = &plan.scenario.switches;
    let words = switches.words().into_iter().map(|words| format!("Not the reference: {words}."));
    let calls = switches.without_calls.iter().filter_map(|id| atlas.calls().iter().find(|call| call.id == *id));
    words
        .chain(calls.map(|call| format!("Not the reference: the call {} is left out of the history.", call.key)))
        .collect()
}

/// Futures that were stopped before their end: what is said of them after that is not known.
fn stopped(plan: &Plan<'_>, results: &Results) -> Vec<String> {
    let branches = plan.scenario.branches.iter().zip(results.stopped()).filter(|(_, stopped)| *stopped > 0);
    let told = |(branch, stopped): (&Branch, u64)| {
        format!(
            "{stopped} of {} futures of {} were stopped at {} events, and count up to there only.",
            plan.settings.futures, branch.name, plan.most_events
        )
    };
    branches.map(told).collect()
}

/// The members whose usable force is not known, by name.
fn unknown_force(plan: &Plan<'_>, atlas: &Atlas) -> Vec<String> {
    let places = plan.strength.force.iter().enumerate().filter(|(_, force)| force.is_none());
    let states = places.filter_map(|(place, _)| plan.at_place(place));
    states.map(|state| atlas.roster().state(state).name.clone()).collect()
}

fn branch_card(branch: &Branch, outside: Vec<answer::Outside>, atlas: &Atlas) -> answer::BranchCard {
    let card = |(shock, read): (&crate::Shock, bool)| {
        let state = atlas.roster().state(shock.state).key.clone();
        let ((low, high), from, why) = (shock.factor.span(), shock.from, shock.why.clone());
        let unread = if read {
            ""
        } else {
            " (answers to calls read it, and who leads by force; no other process of a forecast does)"
        };
        let factor = match shock.factor {
            Distribution::LogUniform(..) => format!("{low}–{high}"),
            other => other.words(""),
        };
        let after = shock.after.map(|occurrence| occurrence.name(atlas.roster()));
        let when = after.as_ref().map_or(format!("from {from}"), |event| format!("after {event}, from {from} on"));
        let what = format!("{} of {state} × {factor} {when}: {why}{unread}", shock.variable.words());
        answer::ShockCard { state, field: shock.variable.name(), low, high, from, after, why, read, what }
    };
    let of_force = branch.force_shocks.iter().map(|shock| (shock, false));
    let shocks = branch.shocks.iter().map(|shock| (shock, true)).chain(of_force).map(card).collect();
    answer::BranchCard {
        id: branch.id.clone(),
        name: branch.name.clone(),
        description: branch.description.clone(),
        shocks,
        outside,
    }
}

/// The scenario as it was read.
fn scenario_card(plan: &Plan<'_>, atlas: &Atlas) -> answer::ScenarioCard {
    let roster = atlas.roster();
    let (scenario, treaty) = (plan.scenario, roster.treaty(plan.scenario.treaty));
    let members = plan.world.treaty(scenario.treaty).members();
    answer::ScenarioCard {
        id: scenario.id.clone(),
        title: scenario.title.clone(),
        date: scenario.start(),
        treaty: treaty.key.clone(),
        treaty_name: treaty.name.clone(),
        patron: plan.patron.map(|patron| roster.state(patron).key.clone()),
        patron_name: plan.patron.map_or("none".to_owned(), |patron| roster.state(patron).name.clone()),
        patron_ground: plan.patron_ground.0.to_owned(),
        patron_why: plan.patron_ground.1.clone(),
        members: members.map(|member| roster.state(member.state).key.clone()).collect(),
        note: scenario.note.clone(),
        figures: crate::figures::grounds(
            scenario,
            &plan.world.treaty(scenario.treaty).member_states().collect::<Vec<_>>(),
            atlas,
        ),
        cautions: cautions::of(plan, atlas),
    }
}

/// What makes the answer again.
fn provenance(plan: &Plan<'_>, scenario_text: &str, asked: &[&str], atlas: &Atlas) -> answer::RunProvenance {
    let Settings { futures, seed } = plan.settings;
    let asked = asked.iter().map(|text| shell_word(text)).collect::<Vec<_>>().join(" ");
    let mut command = format!("foedera forecast {asked} --futures {futures} --seed {seed}");
    if let Some(folder) = &plan.models.given.folder {
        command.push_str(&format!(" --models {}", shell_word(folder)));
    }
    answer::RunProvenance {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        seed,
        futures,
        draws: plan.settings.draws(),
        scenario_sha256: sha256(scenario_text),
        atlas_sha256: atlas.sha256.clone(),
        models: plan.models.sha256(&plan.scenario.switches),
        command,
    }
}

/// A word as a shell takes it, in quotes where it needs them.
pub fn shell_word(name: &str) -> String {
    if name.chars().all(|c| c.is_alphanumeric() || "-_./=".contains(c)) {
        name.to_owned()
    } else {
        format!("'{}'", name.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::embedded_scenario;

    #[test]
    fn futures_that_are_stopped_are_told() {
        let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
        let source = embedded_scenario("csto-2022").expect("it ships");
        let (scenario, atlas) = Scenario::open(&source, &atlas).expect("a scenario");
        let cautions = |most_events: u32| {
            let plan = Plan::new(&scenario, &atlas, &models, Settings { futures: 200, seed: 1 });
            let plan = Plan { most_events, ..plan };
            let told = Answers::of_plan(plan, &atlas).forecast(source.text(), &["csto-2022"]).expect("an answer");
            told.scenario.cautions.into_iter().filter(|caution| caution.contains("were stopped")).count()
        };
        assert_eq!([cautions(1), cautions(10_000)], [3, 0], "one caution a branch");
    }
}
