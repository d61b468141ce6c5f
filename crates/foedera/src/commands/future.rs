//! `foedera future` and `foedera given`.

use std::fmt::Write as _;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_lab::{
    Condition, Conditional, Counted, Models, Proposition, Scenario, Settings, Story, conditional, stories,
    with_settings,
};
use foedera_report::Style;
use foedera_world::Day;
use serde::Serialize;

use super::forecast::{changed, find, named, switch};
use crate::args::{FutureArgs, GivenArgs, Weight};
use crate::ground::Ground;
use crate::output;

/// Single futures of a scenario.
#[derive(Serialize)]
struct Futures {
    title: String,
    date: Day,
    /// The last day asked about.
    until: Day,
    branch: String,
    run: Provenance,
    stories: Vec<Story>,
}

/// What makes the answer again.
#[derive(Serialize)]
pub(super) struct Provenance {
    version: &'static str,
    scenario: String,
    atlas_sha256: String,
    models: Vec<(String, String)>,
    seed: u64,
    futures: u32,
    pub(super) command: String,
}

impl Provenance {
    pub(super) fn new(scenario: &str, (atlas, models): (&Atlas, &Models), settings: Settings, command: String) -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION"),
            scenario: scenario.to_owned(),
            atlas_sha256: atlas.sha256.clone(),
            models: models.sha256.clone(),
            seed: settings.seed,
            futures: settings.futures,
            command,
        }
    }
}

/// So many lines of futures are on the first screen.
const FIRST_LINES: usize = 16;

pub(crate) fn run(args: &FutureArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    let source = with_settings(&find(&args.scenario, args.at, &atlas)?, &args.set)?;
    let (mut scenario, atlas) = Scenario::open(&source, &atlas)?;
    switch(&mut scenario, &args.switches, &atlas)?;
    let branch = args.branch.clone().unwrap_or_else(|| scenario.branches[0].id.clone());
    super::start_threads(args.run.threads)?;
    let settings = Settings { futures: args.run.futures, seed: args.run.seed };
    let numbers = args.n.0.clone();
    let mut command = format!("foedera future {}", named(&args.scenario, args.at.unwrap_or(scenario.date)).join(" "));
    let asked = if numbers.start() == numbers.end() {
        numbers.start().to_string()
    } else {
        format!("{}..{}", numbers.start(), numbers.end())
    };
    let _infallible = write!(command, " --n {asked} --branch {branch}");
    command.push_str(&changed(&args.set, &args.switches));
    let _infallible = write!(command, " --futures {} --seed {}", settings.futures, settings.seed);
    let told = stories(&scenario, &branch, (&atlas, &models), settings, numbers)?;
    let answer = Futures {
        title: scenario.title.clone(),
        date: scenario.date,
        until: *scenario.horizons.last().expect("checked when read"),
        branch,
        run: Provenance::new(&args.scenario, (&atlas, &models), settings, command),
        stories: told,
    };
    let answered = output::Answered { command: "future", table: "stories.events" };
    output::answer(&args.print, answered, &answer, |style| text(&answer, style))?;
    Ok(ExitCode::Success)
}

fn text(answer: &Futures, style: Style) -> String {
    let many = answer.stories.len() > 1;
    let what = if many { format!("{} futures", answer.stories.len()) } else { "one future".to_owned() };
    let mut text =
        format!("{}: {what} of the branch {}, {} to {}\n", answer.title, answer.branch, answer.date, answer.until);
    let (quiet, busy): (Vec<&Story>, Vec<&Story>) = answer.stories.iter().partition(|story| story.events.is_empty());
    let (mut lines, mut told) = (0, 0);
    for story in &busy {
        if !style.full && many && lines + story.events.len() > FIRST_LINES {
            break;
        }
        text.push_str(&told_one(story, style));
        lines += story.events.len() + 3;
        told += 1;
    }
    match quiet[..] {
        [] => {}
        [story] if !many => {
            let _infallible = writeln!(
                text,
                "Nothing happens in future {}. With the parameters of its draw ({}) that had a probability of {:.0} %.",
                story.future,
                story.draw,
                100.0 * story.quiet_probability
            );
        }
        _ => {
            let expected = quiet.iter().chain(&busy).map(|story| story.quiet_probability).sum::<f64>();
            let _infallible = writeln!(
                text,
                "Nothing happens in {} of them; {expected:.0} were to be expected by their parameters.",
                quiet.len()
            );
        }
    }
    if !busy.is_empty() {
        text.push_str("Rate: per year, just before. Odds: that it was this event, given that one happened then.\n");
    }
    if told < busy.len() {
        let _infallible = writeln!(text, "{} more with events: --full, or --format csv", busy.len() - told);
    }
    output::clean(&text, style)
}

/// One future that has events.
fn told_one(story: &Story, style: Style) -> String {
    let mut text = format!("Future {}, parameters of draw {}\n", story.future, story.draw);
    let rows: Vec<Vec<String>> = std::iter::once(heading()).chain(story.events.iter().map(row)).collect();
    text.push_str(&output::aligned(&rows, style));
    let end = if story.over {
        "the treaty is over".to_owned()
    } else {
        format!("{} take part at the end", story.participants)
    };
    let stopped = if story.stopped { "; stopped: it had more events than a future may have" } else { "" };
    let _infallible = writeln!(text, "  {end}{stopped}");
    text
}

fn heading() -> Vec<String> {
    ["  Date", "Rate", "Odds", "Take part after", "What happens"].map(str::to_owned).to_vec()
}

fn row(event: &foedera_lab::StoryEvent) -> Vec<String> {
    // Rates of a treaty's end are small: two figures that say something.
    let percent = |share: f64| {
        let digits = if share < 0.01 { 2 } else { 1 };
        format!("{:.digits$} %", 100.0 * share)
    };
    vec![
        format!("  {}", event.date),
        percent(event.rate),
        percent(event.share),
        event.participants.to_string(),
        event.what.clone(),
    ]
}

/// An answer given that something happens.
#[derive(Serialize)]
struct Given {
    title: String,
    branch: String,
    run: Provenance,
    question: Proposition,
    /// What is given, if an event or a standing is.
    event: Option<Proposition>,
    /// Ranges of what is drawn that are given.
    within: Vec<Condition>,
    /// By when it happens, or when it is made to happen.
    by: Option<Day>,
    date: Day,
    /// Of several branches their weights.
    branches: Vec<WeightedBranch>,
    /// Of all futures, of those in which it happens, of those in which it is made to happen; the last two where there are any.
    answers: Vec<GivenAnswer>,
}

/// The weight of a branch, as given and given the condition.
#[derive(Serialize)]
struct WeightedBranch {
    branch: String,
    weight: f64,
    /// Missing if the condition holds in no future.
    given: Option<f64>,
}

#[derive(Serialize)]
struct GivenAnswer {
    /// `all`, `selected` or `forced`.
    futures: &'static str,
    probability: f64,
    interval: (f64, f64),
    n: u32,
    /// How many independent futures they are worth.
    effective: f64,
}

impl GivenAnswer {
    fn new(futures: &'static str, counted: Counted) -> Self {
        let Counted { probability, interval, futures: n, effective } = counted;
        Self { futures, probability, interval, n, effective }
    }
}

pub(crate) fn given(args: &GivenArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    let source = with_settings(&find(&args.scenario, None, &atlas)?, &args.set)?;
    let (mut scenario, atlas) = Scenario::open(&source, &atlas)?;
    switch(&mut scenario, &args.switches, &atlas)?;
    let own = || vec![(args.branch.clone().unwrap_or_else(|| scenario.branches[0].id.clone()), 1.0)];
    let branches = if args.weights.is_empty() { own() } else { weights(&args.weights)? };
    let date = args.at.unwrap_or(*scenario.horizons.last().expect("checked when read"));
    super::start_threads(args.run.threads)?;
    let settings = Settings { futures: args.run.futures, seed: args.run.seed };
    let by = args.by.unwrap_or(date);
    let asked = foedera_lab::Given { event: args.event.as_deref(), by, within: &args.within, branches: &branches };
    let given = conditional(&scenario, (&args.question, date), asked, (&atlas, &models), settings)?;
    let run = Provenance::new(&args.scenario, (&atlas, &models), settings, again(args, &scenario, (date, &branches)));
    let Conditional { question, given: event, within, by, date, free, selected, forced, branches: of_branches } = given;
    let all = std::iter::once(GivenAnswer::new("all", free));
    let selected = selected.map(|counted| GivenAnswer::new("selected", counted));
    let forced = forced.map(|counted| GivenAnswer::new("forced", counted));
    let answers = all.chain(selected).chain(forced).collect();
    let branch = branches.iter().map(|own| own.0.as_str()).collect::<Vec<_>>().join(", ");
    let weighted = |(branch, weight, given)| WeightedBranch { branch, weight, given };
    let branches = of_branches.into_iter().map(weighted).collect();
    let (title, by) = (scenario.title.clone(), args.by.map(|_| by));
    let answer = Given { title, branch, run, question, event, within, by, date, branches, answers };
    let answered = output::Answered { command: "given", table: "answers" };
    output::answer(&args.print, answered, &answer, |style| given_text(&answer, style))?;
    Ok(ExitCode::Success)
}

/// Weights that sum to 1, each branch once.
fn weights(given: &[Weight]) -> Result<Vec<(String, f64)>, Problems> {
    let all: f64 = given.iter().map(|own| own.1).sum();
    let mut found: Vec<(String, f64)> = Vec::new();
    for Weight(id, weight) in given {
        if found.iter().any(|own| own.0 == *id) {
            let message = format!("the branch `{id}` has two weights");
            let remedy = "name each branch once in --weights".to_owned();
            return Err(Diagnostic::new(Code::Duplicate, Place::CommandLine, message, remedy).into());
        }
        found.push((id.clone(), weight / all));
    }
    Ok(found)
}

/// The command that makes the answer again.
fn again(args: &GivenArgs, scenario: &Scenario, (date, branches): (Day, &[(String, f64)])) -> String {
    let mut command =
        format!("foedera given {} --question {}", named(&args.scenario, scenario.date).join(" "), args.question);
    if let (Some(event), Some(by)) = (&args.event, args.by) {
        let _infallible = write!(command, " --event {event} --by {by}");
    }
    for Condition { drawn, low, high } in &args.within {
        let _infallible = write!(command, " --where {drawn}={low}..{high}");
    }
    if args.weights.is_empty() {
        let _infallible = write!(command, " --at {date} --branch {}", branches[0].0);
    } else {
        let weights: Vec<String> = args.weights.iter().map(|own| format!("{}={}", own.0, own.1)).collect();
        let _infallible = write!(command, " --at {date} --weights {}", weights.join(","));
    }
    command.push_str(&changed(&args.set, &args.switches));
    let _infallible = write!(command, " --futures {} --seed {}", args.run.futures, args.run.seed);
    command
}

/// What is given, in words.
fn what_is_given(answer: &Given) -> String {
    let event = answer.event.iter().zip(answer.by).map(|(event, by)| format!("{} by {by}", event.words));
    let within = answer.within.iter().map(|own| format!("{} from {} to {}", own.drawn, own.low, own.high));
    event.chain(within).collect::<Vec<_>>().join(", and ")
}

fn given_text(answer: &Given, style: Style) -> String {
    let Given { question, date, answers, .. } = answer;
    let mut text = format!("{}, branch {}\n", answer.title, answer.branch);
    let given = what_is_given(answer);
    let _infallible = if given.is_empty() {
        writeln!(text, "{} by {date}, branches by their weights", question.words)
    } else {
        writeln!(text, "{} by {date}, given: {given}", question.words)
    };
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let row = |key: &str, name: &str, none: &str| match answers.iter().find(|answer| answer.futures == key) {
        Some(GivenAnswer { probability, interval: (low, high), n, effective, .. }) => vec![
            format!("  {name}"),
            percent(*probability),
            format!("({}–{})", percent(*low), percent(*high)),
            format!("{n} {}, worth {effective:.0}", if *n == 1 { "future" } else { "futures" }),
        ],
        None => vec![format!("  {name}"), "none".to_owned(), String::new(), none.to_owned()],
    };
    let mut rows = vec![row("all", "All futures", "")];
    if !given.is_empty() {
        let none = "it holds in no future of this run: more --futures, or a wider range";
        rows.push(row("selected", "Selected: the condition holds", none));
    }
    if answer.event.is_some() {
        rows.push(row("forced", "Forced: it is made to happen then", "no single event brings it about"));
    }
    text.push_str(&output::aligned(&rows, style));
    if !answer.branches.is_empty() {
        let mut rows = vec![["  Branch", "weight", "given the condition"].map(str::to_owned).to_vec()];
        for own in &answer.branches {
            let given = own.given.map_or("none".to_owned(), percent);
            rows.push(vec![format!("  {}", own.branch), percent(own.weight), given]);
        }
        text.push_str(&output::aligned(&rows, style));
    }
    text.push_str(
        "Selected futures differ in what made it happen, too; forced ones in the event and what follows from it alone. \
         Intervals: of counting, from the futures that the count is worth.\n",
    );
    output::clean(&text, style)
}
