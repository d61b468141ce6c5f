//! `foedera summit`.

use std::path::Path;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source, fixed, nearest, signed};
use foedera_report::{Style, summit_html, summit_terminal};
use foedera_summit::benchmark::{Kind, difference, forecasts, read as read_benchmark, score, validate};
use foedera_summit::{Basis, DecisionRule, Model, Outside, Problem, Quantity, Question, Stated, case, cases, summit};

use foedera_world::Day;
use serde::Serialize;

use crate::args::{PrintArgs, SummitArgs};
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &SummitArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    if args.list {
        return list(&atlas, &args.print);
    }
    if let (Some(word), Some(form), Some(folder)) = (&args.negotiation, &args.form, &args.dir) {
        if word != "benchmark" || form != "deu" {
            let message = format!("`{word} {form}` is no benchmark");
            return Err(usage(&message, "write `foedera summit benchmark deu --dir FOLDER`"));
        }
        super::start_threads(args.threads)?;
        return benchmark(folder, &args.print);
    }
    let inputs = args.negotiation.as_deref().map(Path::new).or(args.actors.as_deref());
    let page = Page::new(&args.page, "summit", inputs.as_slice())?;
    let mut problem = match (&args.negotiation, &args.actors) {
        (Some(name), _) => read(&atlas, &find(name)?)?,
        (None, Some(path)) => Problem::from_csv(&output::read_source(path)?, None)?,
        (None, None) => return Err(usage("no negotiation is named", "name a case or a file, or give --actors FILE")),
    };
    silence(&problem)?;
    for (issue, value) in settings(&problem, &args.reversion)? {
        let basis = Some(Basis { why: "given on the command line".to_owned(), sources: Vec::new(), judgement: true });
        problem.issues[issue].reference = Some(Stated { quantity: Quantity::Exact(value), basis });
    }
    let amendments = settings(&problem, &args.amend)?;
    within(args)?;
    let rule = rule(&problem, args.rule.as_deref())?;
    let models = models(&args.model)?;
    super::start_threads(args.threads)?;
    let question = Question {
        problem: &problem,
        rule,
        models,
        amendments,
        draws: (args.draws, args.seed),
        signing: (args.noise, args.reservation, args.absence),
    };
    let answer = summit(&question);
    page.write(&answer, |json| summit_html(&answer, &problem, &atlas, json))?;
    let text = |style| summit_terminal(&answer, args.explain.then_some(&problem), style);
    output::answer(&args.print, output::Answered { command: "summit", table: "actors" }, &answer, text)?;
    Ok(ExitCode::Success)
}

/// Refuse a noise, an absence or a number of draws out of range.
fn within(args: &SummitArgs) -> Result<(), Problems> {
    for (name, value) in
        [("--noise", args.noise - 1e-12), ("--absence", args.absence), ("--absence", 1.0 - args.absence)]
    {
        if value.is_nan() || value < 0.0 {
            return Err(usage(
                &format!("`{name}` is out of range"),
                "give a noise above 0, and an absence from 0 to 1",
            ));
        }
    }
    if args.draws == 0 {
        return Err(usage("`--draws` is 0: an interval needs draws", "give at least 1"));
    }
    Ok(())
}

/// Refuse issues on which nobody has weight, with the reason.
fn silence(problem: &Problem) -> Result<(), Problems> {
    let setting = problem.central().setting;
    for (place, issue) in problem.issues.iter().enumerate() {
        let actors = || (0..setting.actors()).map(|actor| setting.at(actor, place));
        if (0..setting.actors()).any(|actor| setting.weight(actor, place) > 0.0) {
            continue;
        }
        let why = if actors().all(|at| setting.capabilities[at] == 0.0) {
            "all capabilities are 0"
        } else if actors().all(|at| setting.saliences[at] == 0.0) {
            "all saliences are 0"
        } else {
            "no actor has both a capability and a salience above 0"
        };
        return Err(usage(
            &format!("nobody bargains over `{}`: {why}", issue.name),
            "give at least one actor a capability and a salience above 0",
        ));
    }
    Ok(())
}

/// The mean absolute error on issues of each kind; NaN, which goes out as null, where there is none.
#[derive(Serialize)]
struct ByKind {
    dichotomous: f64,
    rank: f64,
    scale: f64,
}

/// Every model on issues with known outcomes.
#[derive(Serialize)]
struct Scored {
    model: String,
    count: usize,
    mean_absolute_error: f64,
    by_kind: ByKind,
    difference_to_pce_uniform: f64,
    standard_error: f64,
    interval: [f64; 2],
}

#[derive(Serialize)]
struct Benchmarked {
    issues: usize,
    scored: usize,
    kinds: [&'static str; 3],
    models: Vec<Scored>,
    chosen: &'static str,
    cross_validated: Option<f64>,
    nested: Option<f64>,
    in_sample: Option<f64>,
}

fn benchmark(folder: &Path, print: &PrintArgs) -> Result<ExitCode, Problems> {
    let source = |name: &str| output::read_source(&folder.join(name));
    let benchmark = read_benchmark(&source("issues.csv")?, &source("positions.csv")?)?;
    let cases = benchmark.scored();
    let reference = forecasts(&benchmark, Model::PceUniform);
    let scored = |name: &str, found: &[f64]| {
        let by = |kind| score(&cases, found, kind);
        let against = difference(&cases, found, &reference, 1);
        Scored {
            model: name.to_owned(),
            count: by(None).count,
            mean_absolute_error: by(None).mean,
            by_kind: {
                let [dichotomous, rank, scale] = Kind::ALL.map(|kind| by(Some(kind)).mean);
                ByKind { dichotomous, rank, scale }
            },
            difference_to_pce_uniform: against.mean,
            standard_error: against.standard_error,
            interval: against.interval,
        }
    };
    let mut models: Vec<Scored> =
        Model::ALL.into_iter().map(|model| scored(model.name(), &forecasts(&benchmark, model))).collect();
    let validation = validate(&benchmark);
    if let Some(validation) = &validation {
        models.push(scored("chosen, each proposal left out", &validation.left_out));
        models.push(scored("choice and fit, each proposal left out", &validation.nested_forecasts));
    }
    let mean = |found: &[f64]| score(&cases, found, None).mean;
    let answer = Benchmarked {
        issues: benchmark.cases.len(),
        scored: cases.len(),
        kinds: ["dichotomous", "rank", "scale"],
        models,
        chosen: Model::BEST.name(),
        cross_validated: validation.as_ref().map(|validation| mean(&validation.left_out)),
        nested: validation.as_ref().map(|validation| mean(&validation.nested_forecasts)),
        in_sample: validation.as_ref().map(|validation| validation.in_sample),
    };
    let answered = output::Answered { command: "summit benchmark", table: "models" };
    output::answer(print, answered, &answer, |style: Style| output::clean(&benchmark_text(&answer, style), style))?;
    Ok(ExitCode::Success)
}

fn benchmark_text(answer: &Benchmarked, style: Style) -> String {
    let mut text = format!(
        "{} issues, {} of them with a known outcome and three or more positions; errors in points of 100\n\n",
        answer.issues, answer.scored
    );
    let heads =
        ["model", "n", "mean error", "dichotomous", "rank", "scale", "against pce-uniform (standard error)", "95 %"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for scored in &answer.models {
        let [dichotomous, rank, scale] = [scored.by_kind.dichotomous, scored.by_kind.rank, scored.by_kind.scale]
            .map(|error| if error.is_nan() { "–".to_owned() } else { fixed(error, 2) });
        rows.push(vec![
            scored.model.clone(),
            scored.count.to_string(),
            fixed(scored.mean_absolute_error, 3),
            dichotomous,
            rank,
            scale,
            format!("{} ({:.3})", signed(scored.difference_to_pce_uniform, 3), scored.standard_error),
            format!("{} to {}", signed(scored.interval[0], 2), signed(scored.interval[1], 2)),
        ]);
    }
    text.push_str(&output::aligned(&rows, style));
    text.push_str(&format!(
        "\nThe default forecaster: {}. pce-contrast was chosen on these issues, and its lead here is not a certain one; an audit\n\
         found it behind on issues that it was not chosen on. Proposals, not issues, are left out and resampled.\n",
        answer.chosen
    ));
    text
}

fn usage(message: &str, remedy: &str) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message.to_owned(), remedy.to_owned()).into()
}

/// Read a negotiation, its names held against the atlas.
pub(super) fn read(atlas: &Atlas, source: &Source) -> Result<Problem, Problems> {
    let near = |name: &str, known: Vec<&str>, what: &str| {
        nearest(name, known).map_or(format!("see the atlas for its {what}"), |near| format!("did you mean `{near}`?"))
    };
    let has_source = |key: &str| match atlas.sources.contains_key(key) {
        true => Ok(()),
        false => Err(near(key, atlas.sources.keys().map(String::as_str).collect(), "sources")),
    };
    let has_state = |key: &str| match atlas.roster().find_state(key) {
        Some(_) => Ok(()),
        None => Err(near(key, atlas.roster().states().map(|(_, state)| state.key.as_str()).collect(), "states")),
    };
    let has_treaty = |key: &str| match atlas.roster().find_treaty(key) {
        Some(_) => Ok(()),
        None => Err(near(key, atlas.roster().treaties().map(|(_, treaty)| treaty.key.as_str()).collect(), "treaties")),
    };
    Problem::read(source, Outside { source: &has_source, state: &has_state, treaty: &has_treaty })
}

fn find(name: &str) -> Result<Source, Problems> {
    if let Some(source) = case(name) {
        return Ok(source);
    }
    let path = Path::new(name);
    if path.exists() {
        return output::read_source(path);
    }
    let known: Vec<String> = cases().iter().map(id_of).collect();
    let remedy = match nearest(name, known.iter().map(String::as_str)) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("give a file, or one of: {}", known.join(", ")),
    };
    let message = format!("there is no case and no file `{name}`");
    Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into())
}

fn id_of(source: &Source) -> String {
    let file = source.name().rsplit('/').next().unwrap_or_default();
    file.trim_end_matches(".toml").to_owned()
}

/// A case in the program.
#[derive(Serialize)]
struct Case {
    id: String,
    title: String,
    date: Option<Day>,
    actors: usize,
    issues: usize,
}

#[derive(Serialize)]
struct Cases {
    cases: Vec<Case>,
}

fn list(atlas: &Atlas, print: &PrintArgs) -> Result<ExitCode, Problems> {
    let case = |source: Source| -> Result<Case, Problems> {
        let Problem { id, title, date, actors, issues, .. } = read(atlas, &source)?;
        Ok(Case { id, title, date, actors: actors.len(), issues: issues.len() })
    };
    let cases = Cases { cases: cases().into_iter().map(case).collect::<Result<_, _>>()? };
    let row = |case: &Case| {
        let date = case.date.map_or(String::new(), |day| day.to_string());
        let size = format!("{} actors, {} issues", case.actors, case.issues);
        vec![case.id.clone(), date, size, case.title.clone()]
    };
    let text =
        |style: Style| output::clean(&output::aligned(&cases.cases.iter().map(row).collect::<Vec<_>>(), style), style);
    output::answer(print, output::Answered { command: "summit list", table: "cases" }, &cases, text)?;
    Ok(ExitCode::Success)
}

/// ISSUE=VALUE, held against the issues and their scales.
fn settings(problem: &Problem, texts: &[String]) -> Result<Vec<(usize, f64)>, Problems> {
    let ids: Vec<&str> = problem.issues.iter().map(|issue| issue.id.as_str()).collect();
    let one = |text: &String| {
        let (name, value) = text
            .split_once('=')
            .and_then(|(name, value)| Some((name.trim(), value.trim().parse::<f64>().ok()?)))
            .ok_or_else(|| usage(&format!("`{text}` is not ISSUE=VALUE"), "write for example assessment=60"))?;
        let issue = problem.issue(name).ok_or_else(|| {
            let near =
                nearest(name, ids.iter().copied()).map_or(String::new(), |near| format!("did you mean `{near}`? "));
            usage(&format!("there is no issue `{name}`"), &format!("{near}the issues are {}", ids.join(", ")))
        })?;
        let (low, high) = problem.issues[issue].scale;
        if !(low..=high).contains(&value) {
            return Err(usage(
                &format!("{value} lies outside the scale of `{name}`"),
                &format!("give a value from {low} to {high}"),
            ));
        }
        Ok((issue, value))
    };
    texts.iter().map(one).collect()
}

fn rule(problem: &Problem, given: Option<&str>) -> Result<(foedera_summit::Rule, String), Problems> {
    let parsed = match given {
        Some(text) => {
            text.parse::<DecisionRule>().map_err(|error| usage(&error.to_string(), foedera_summit::RULE_FORMS))?
        }
        None => match &problem.rule {
            Some(rule) => rule.clone(),
            None => return Err(usage("the file names no decision rule", foedera_summit::RULE_FORMS)),
        },
    };
    let rule = problem.rule_for(&parsed).map_err(|error| usage(&error.to_string(), foedera_summit::RULE_FORMS))?;
    Ok((rule, parsed.to_string()))
}

fn models(names: &[String]) -> Result<Vec<Model>, Problems> {
    if names.iter().any(|name| name == "all") {
        return Ok(Model::ALL.to_vec());
    }
    let one = |name: &String| {
        name.parse::<Model>().map_err(|error| usage(&error.to_string(), "see `foedera summit --help`, or write `all`"))
    };
    names.iter().map(one).collect()
}
