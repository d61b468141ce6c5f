//! `foedera compare` and `foedera explain`.

use std::path::Path;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_lab::argument::asked::{Run, compare as compared, explained};
use foedera_lab::{
    Answers, Models, Question, Scenario, Settings, find_question, prepared, questions, scenario_sources, shell_word,
    with_settings,
};
use foedera_report::{Style, comparison_html, comparison_terminal, explained_html, explained_terminal};
use foedera_world::Day;
use serde::Serialize;

use super::forecast;
use crate::args::{CompareArgs, ExplainArgs, RunArgs};
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

/// The question of a name, before anything is run.
fn question(scenario: &Scenario, atlas: &Atlas, name: &str) -> Result<Question, Problems> {
    find_question(&questions(scenario, atlas), name)
        .map_err(|(message, remedy)| Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into())
}

fn run_of(name: &str, scenario: &Scenario, atlas: &Atlas, args: &RunArgs, command: String) -> Run {
    let RunArgs { futures, seed, .. } = *args;
    Run {
        version: env!("CARGO_PKG_VERSION"),
        scenario: name.to_owned(),
        title: scenario.title.clone(),
        date: scenario.date,
        futures,
        seed,
        atlas_sha256: atlas.sha256.clone(),
        command: format!("{command} --futures {futures} --seed {seed}"),
        sources: scenario_sources(atlas, scenario),
    }
}

pub(crate) fn compare(args: &CompareArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    let source = forecast::find(&args.scenario, None, &atlas)?;
    let page = Page::new(&args.page, "compare", &[Path::new(&args.scenario)])?;
    let (scenario, atlas) = Scenario::open(&source, &atlas)?;
    let only = args.question.as_deref().map(|name| question(&scenario, &atlas, name)).transpose()?;
    let branches: Vec<&str> = args.branches.iter().map(String::as_str).collect();
    let own = prepared(&scenario, &args.at, &branches)?;
    if own.branches.len() < 2 {
        let message = "a comparison needs two branches";
        let ids = scenario.branches.iter().map(|branch| branch.id.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Diagnostic::new(
            Code::Usage,
            Place::CommandLine,
            message,
            format!("name two of {ids} with --branches"),
        )
        .into());
    }
    super::start_threads(args.run.threads)?;
    let answers = Answers::of(&own, &atlas, &models, Settings { futures: args.run.futures, seed: args.run.seed });
    let ids: Vec<&str> = own.branches.iter().map(|branch| branch.id.as_str()).collect();
    let mut command = format!("foedera compare {} --branches {}", args.scenario, ids.join(","));
    if let Some(question) = &only {
        command.push_str(&format!(" --question {}", question.id));
    }
    if !args.at.is_empty() {
        command.push_str(&format!(" --at {}", args.at.iter().map(Day::to_string).collect::<Vec<_>>().join(",")));
    }
    let answer = compared(&answers, &own, only.as_ref(), run_of(&args.scenario, &own, &atlas, &args.run, command));
    page.write(&answer, |json| comparison_html(&answer, json))?;
    let answered = output::Answered { command: "compare", table: "rows.differences" };
    output::answer(&args.print, answered, &answer, |style| comparison_terminal(&answer, style))?;
    Ok(ExitCode::Success)
}

pub(crate) fn explain(args: &ExplainArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    let source = with_settings(&forecast::find(&args.scenario, None, &atlas)?, &args.set)?;
    let page = Page::new(&args.page, "explain", &[Path::new(&args.scenario)])?;
    let (scenario, atlas) = Scenario::open(&source, &atlas)?;
    let Some(name) = &args.question else {
        return list(&questions(&scenario, &atlas), args);
    };
    let asked = question(&scenario, &atlas, name)?;
    let day = args.at.unwrap_or(scenario.horizons[scenario.horizons.len().min(3) - 1]);
    let branch = args.branch.clone().unwrap_or_else(|| scenario.branches[0].id.clone());
    let own = prepared(&scenario, &[day], &[branch.as_str()])?;
    super::start_threads(args.run.threads)?;
    let answers = Answers::of(&own, &atlas, &models, Settings { futures: args.run.futures, seed: args.run.seed });
    let set: String = args.set.iter().map(|setting| format!(" --set {}", shell_word(setting))).collect();
    let command =
        format!("foedera explain {}{set} --question {} --at {day} --branch {branch}", args.scenario, asked.id);
    let run = run_of(&args.scenario, &own, &atlas, &args.run, command);
    let answer = explained(&answers, &asked, day, 0, run).expect("the day and the branch are those that were prepared");
    page.write(&answer, |json| explained_html(&answer, json))?;
    let answered = output::Answered { command: "explain", table: "explanation.rates.parts" };
    output::answer(&args.print, answered, &answer, |style| explained_terminal(&answer, style))?;
    Ok(ExitCode::Success)
}

#[derive(Serialize)]
struct Questions<'a> {
    questions: &'a [Question],
}

/// The questions of a scenario with their rules of resolution.
fn list(questions: &[Question], args: &ExplainArgs) -> Result<ExitCode, Problems> {
    if args.page.html.is_some() || args.page.figure.is_some() {
        let message = "a page needs a question";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "name one with --question").into());
    }
    let rows: Vec<Vec<String>> =
        questions.iter().map(|question| vec![question.id.clone(), question.resolution.clone()]).collect();
    let answered = output::Answered { command: "explain questions", table: "questions" };
    output::answer(&args.print, answered, &Questions { questions }, |style: Style| {
        output::clean(&output::aligned(&rows, style), style)
    })?;
    Ok(ExitCode::Success)
}
