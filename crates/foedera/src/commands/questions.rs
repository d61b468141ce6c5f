//! `foedera questions` and `foedera resolve`.

use std::path::Path;

use foedera_atlas::Atlas;
use foedera_diagnostic::{ExitCode, Problems};
use foedera_lab::record::{Asked, Outcome, OwnForecast, Resolution, embedded_questions, forecasts, of_rows, selected};
use foedera_lab::{Models, Settings};
use foedera_report::{Style, csv_text};
use foedera_sources::read_file;
use foedera_sources::tournament::{QUESTION_COLUMNS, read_questions};
use foedera_world::Day;
use serde::Serialize;

use super::{Asked as AskedDay, start_threads};
use crate::args::{QuestionsArgs, QuestionsCommand, ResolveArgs, RunArgs, TableFileArgs};
use crate::ground::Ground;
use crate::output;
use crate::target::{Kind, Target};

/// A row of a table of questions, under the names of its columns.
#[derive(Serialize)]
struct Row {
    question: String,
    text: String,
    alliance: String,
    kind: String,
    opened: Day,
    closes: Day,
    rule: Option<String>,
    outcome: Option<Outcome>,
    date: Option<Day>,
    event: Option<String>,
    source: Vec<String>,
    because: Option<String>,
}

impl Row {
    fn new(asked: &Asked, found: Option<Resolution>) -> Self {
        let (outcome, date, event, source, because) = match found {
            Some(found) => (Some(found.outcome), found.date, found.event, found.source, Some(found.because)),
            None => (None, None, None, Vec::new(), None),
        };
        Self {
            question: asked.id.clone(),
            text: asked.text.clone(),
            alliance: asked.alliance.clone(),
            kind: asked.kind.clone(),
            opened: asked.opened,
            closes: asked.closes,
            rule: asked.rule().map(ToString::to_string),
            outcome,
            date,
            event,
            source,
            because,
        }
    }

    /// Its cells in the order of [`QUESTION_COLUMNS`].
    fn cells(&self) -> [String; 12] {
        let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
        [
            self.question.clone(),
            self.text.clone(),
            self.alliance.clone(),
            self.kind.clone(),
            self.opened.to_string(),
            self.closes.to_string(),
            text(&self.rule),
            self.outcome.map_or(String::new(), |outcome| outcome.word().to_owned()),
            self.date.map_or(String::new(), |date| date.to_string()),
            text(&self.event),
            self.source.join(";"),
            text(&self.because),
        ]
    }
}

/// Questions as CSV.
fn csv(rows: &[Row]) -> String {
    let line = |cells: Vec<String>| cells.join(",") + "\n";
    let head = line(QUESTION_COLUMNS.map(str::to_owned).to_vec());
    rows.iter().fold(head, |text, row| text + &line(row.cells().iter().map(|cell| csv_text(cell)).collect()))
}

/// Questions as they stand on a day.
#[derive(Serialize)]
struct Resolved {
    as_of: Day,
    yes: usize,
    no: usize,
    open: usize,
    unresolved: usize,
    questions: Vec<Row>,
}

impl Resolved {
    fn new(questions: &[Asked], atlas: &Atlas, as_of: Day) -> Self {
        let rows: Vec<Row> =
            questions.iter().map(|asked| Row::new(asked, Some(asked.resolution(atlas, as_of)))).collect();
        let count = |outcome: Outcome| rows.iter().filter(|row| row.outcome == Some(outcome)).count();
        Self {
            as_of,
            yes: count(Outcome::Yes),
            no: count(Outcome::No),
            open: count(Outcome::Open),
            unresolved: count(Outcome::Unresolved),
            questions: rows,
        }
    }

    fn text(&self, style: Style) -> String {
        let head = format!(
            "{} questions as of {}: {} yes, {} no, {} open, {} unresolved for want of a source\n\n",
            self.questions.len(),
            self.as_of,
            self.yes,
            self.no,
            self.open,
            self.unresolved
        );
        let mut rows = vec![["question", "closes", "outcome", "by what"].map(str::to_owned).to_vec()];
        for row in &self.questions {
            let by = row.event.clone().or_else(|| row.because.clone()).unwrap_or_default();
            let sources = if row.source.is_empty() { String::new() } else { format!(" [{}]", row.source.join(", ")) };
            let outcome = row.outcome.map_or(String::new(), |outcome| outcome.word().to_owned());
            rows.push(vec![row.question.clone(), row.closes.to_string(), outcome, by + &sources]);
        }
        head + &output::aligned(&rows, style)
    }
}

pub(crate) fn run(args: &QuestionsArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let sets = embedded_questions(&atlas)?;
    match &args.command {
        QuestionsCommand::List { name, as_of, print } => {
            let asked = AskedDay::new(*as_of)?;
            let answer = Resolved::new(&selected(&sets, name)?, &atlas, asked.day);
            let text = |style: Style| output::clean(&(asked.line_with("--as-of") + &answer.text(style)), style);
            let answered = output::Answered { command: "questions list", table: "questions" };
            output::answer(print, answered, &answer, text)?;
        }
        QuestionsCommand::Export { name, file } => {
            let rows: Vec<Row> = selected(&sets, name)?.iter().map(|asked| Row::new(asked, None)).collect();
            match target(file, &[])? {
                Some(target) => {
                    target.write(csv(&rows))?;
                    output::say(&format!("wrote {} questions", rows.len()));
                }
                None => output::print(&csv(&rows))?,
            }
        }
        QuestionsCommand::Forecast { name, at, file, run, print } => {
            let (asked, target) = (AskedDay::new(*at)?, target(file, &[])?);
            let answer = forecast(&selected(&sets, name)?, asked, &atlas, run)?;
            if let Some(target) = target {
                target.write(answer.csv())?;
            }
            let text = |style: Style| output::clean(&(asked.line() + &answer.text(style)), style);
            output::answer(
                print,
                output::Answered { command: "questions forecast", table: "forecasts" },
                &answer,
                text,
            )?;
        }
    }
    Ok(ExitCode::Success)
}

fn target(file: &TableFileArgs, inputs: &[&Path]) -> Result<Option<Target>, Problems> {
    file.output.as_ref().map(|path| Target::new(path, Kind::Questions, inputs, file.force)).transpose()
}

pub(crate) fn resolve(args: &ResolveArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let target = target(&args.file, &[&args.questions])?;
    let (atlas, asked) = (ground.atlas()?, AskedDay::new(args.as_of)?);
    let questions = of_rows(&read_questions(&read_file(&args.questions)?)?, &atlas)?;
    let answer = Resolved::new(&questions, &atlas, asked.day);
    if let Some(target) = target {
        target.write(csv(&answer.questions))?;
    }
    let text = |style: Style| output::clean(&(asked.line_with("--as-of") + &answer.text(style)), style);
    output::answer(&args.print, output::Answered { command: "resolve", table: "questions" }, &answer, text)?;
    Ok(ExitCode::Success)
}

/// The columns of forecasts that are written.
pub(crate) const FORECASTS_HEAD: &str = "question,date,forecaster,probability";

/// A question that is not forecast.
#[derive(Serialize)]
struct Without {
    question: String,
    why: String,
}

/// The program's forecasts on a day.
#[derive(Serialize)]
struct Forecasts<'a> {
    at: Day,
    seed: u64,
    futures: u32,
    atlas_sha256: &'a str,
    forecasts: Vec<OwnForecast>,
    without: Vec<Without>,
}

fn forecast<'a>(
    questions: &[Asked],
    asked: AskedDay,
    atlas: &'a Atlas,
    run: &RunArgs,
) -> Result<Forecasts<'a>, Problems> {
    start_threads(run.threads)?;
    let settings = Settings { futures: run.futures, seed: run.seed };
    let found = forecasts(questions, asked.day, atlas, &Models::embedded()?, settings)?;
    let without = found.without.into_iter().map(|(question, why)| Without { question, why });
    Ok(Forecasts {
        at: asked.day,
        seed: run.seed,
        futures: run.futures,
        atlas_sha256: &atlas.sha256,
        forecasts: found.forecasts,
        without: without.collect(),
    })
}

impl Forecasts<'_> {
    /// A table that `foedera score` reads; what it does not is a note.
    fn csv(&self) -> String {
        let mut text = format!("{FORECASTS_HEAD},#low,#high,#ground\n");
        for own in &self.forecasts {
            let (low, high) =
                own.interval.map_or((String::new(), String::new()), |(low, high)| (low.to_string(), high.to_string()));
            let (question, ground) = (csv_text(&own.question), csv_text(&own.ground));
            text += &format!("{question},{},{},{},{low},{high},{ground}\n", own.date, own.forecaster, own.probability);
        }
        text
    }

    fn text(&self, style: Style) -> String {
        let mut rows = vec![["question", "forecaster", "probability", "what it rests on"].map(str::to_owned).to_vec()];
        for own in &self.forecasts {
            let probability = foedera_report::chance_text(own.probability, own.interval);
            rows.push(vec![own.question.clone(), own.forecaster.to_owned(), probability, own.ground.clone()]);
        }
        let head = format!(
            "{} forecasts on {}; {} questions without one\n\n",
            self.forecasts.len(),
            self.at,
            self.without.len()
        );
        let left: String =
            self.without.iter().map(|own| format!("no forecast of {}: {}\n", own.question, own.why)).collect();
        head + &output::aligned(&rows, style) + "\n" + &left
    }
}
