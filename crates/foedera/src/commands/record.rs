//! `foedera record`.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source};
use foedera_lab::record::{
    Asked, Kept, Link, Made, OWN, Outcome, RecordAnswer, RecordFile, UpdateLog, chain, embedded_questions, forecasts,
    kept_probability, selected, shown, updates,
};
use foedera_lab::{Models, Settings};
use foedera_report::{Style, chance_text, standings_text};
use foedera_sources::read_file;
use foedera_sources::tournament::{Said, read_forecasts};
use foedera_world::Day;
use serde::Serialize;

use super::{Asked as AskedDay, start_threads};
use crate::args::{RecordArgs, RecordCommand, RunArgs};
use crate::ground::Ground;
use crate::output;

pub(crate) fn run(args: &RecordArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    match &args.command {
        None => show(args, ground),
        Some(RecordCommand::Write { name, at, folder, run }) => {
            let (day, atlas) = (AskedDay::new(*at)?.day, ground.atlas()?);
            write(&folder.dir, name, day, run, &atlas)
        }
        Some(RecordCommand::Add { forecasts, forecaster, at, folder }) => {
            let (day, atlas) = (AskedDay::new(*at)?.day, ground.atlas()?);
            add(&folder.dir, (forecasts, forecaster), day, &atlas)
        }
        Some(RecordCommand::Check { folder, print }) => {
            ground.unused("record check")?;
            check(&folder.dir, print)
        }
        Some(RecordCommand::Log { from, until, folder, print }) => {
            let (atlas, links) = (ground.atlas()?, opened(&folder.dir)?);
            let log = updates(&links, &folder.dir.display().to_string(), &atlas, (*from, *until));
            let answered = output::Answered { command: "record log", table: "updates" };
            output::answer(print, answered, &log, |style| output::clean(&log_text(&log, style), style))?;
            Ok(ExitCode::Success)
        }
    }
}

fn cannot(code: Code, path: &Path, message: String, remedy: &str) -> Problems {
    Diagnostic::new(code, Place::File(path.display().to_string()), message, remedy).into()
}

/// The TOML files of a folder and of the folders in it, in the order of their names.
fn files(folder: &Path, depth: u8, found: &mut Vec<PathBuf>) -> Result<(), Problems> {
    let broken = |error: std::io::Error| {
        let message = format!("cannot read the folder `{}`: {error}", folder.display());
        cannot(Code::CannotRead, folder, message, "check the path, and that you may read it")
    };
    let entries = std::fs::read_dir(folder).map_err(broken)?.collect::<Result<Vec<_>, _>>().map_err(broken)?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() && depth > 0 {
            files(&path, depth - 1, found)?;
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            found.push(path);
        }
    }
    Ok(())
}

/// The record in a folder, its chain checked; empty where there is no folder.
fn links(folder: &Path) -> Result<Vec<Link>, Problems> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    files(folder, 1, &mut found)?;
    let sources: Vec<Source> = found.iter().map(|path| output::read_source(path)).collect::<Result<_, _>>()?;
    chain(&sources, &folder.display().to_string())
}

/// The record in a folder that must hold one.
fn opened(folder: &Path) -> Result<Vec<Link>, Problems> {
    let links = links(folder)?;
    if links.is_empty() {
        let message = format!("there is no record in `{}`", folder.display());
        let remedy = "begin one with `foedera record write`, or name another folder with --dir";
        return Err(cannot(Code::CannotRead, folder, message, remedy));
    }
    Ok(links)
}

fn show(args: &RecordArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (atlas, asked) = (ground.atlas()?, AskedDay::new(args.as_of)?);
    let links = opened(&args.folder.dir)?;
    let answer = shown(&links, &args.folder.dir.display().to_string(), &atlas, asked.day)?;
    let text = |style: Style| output::clean(&(asked.line_with("--as-of") + &record_text(&answer, style)), style);
    output::answer(&args.print, output::Answered { command: "record", table: "forecasts" }, &answer, text)?;
    Ok(ExitCode::Success)
}

fn record_text(answer: &RecordAnswer, style: Style) -> String {
    let mut text = format!(
        "{}: {} questions as of {}: {} open, {} yes, {} no, {} unresolved for want of a source; files: {}\n\n",
        answer.folder,
        answer.questions,
        answer.as_of,
        answer.open,
        answer.yes,
        answer.no,
        answer.unresolved,
        answer.files.len()
    );
    if let Some(scores) = &answer.scores {
        text += &standings_text(scores, style);
        text.push('\n');
    }
    let mut rows =
        vec![["question", "closes", "forecaster", "made", "probability", "outcome"].map(str::to_owned).to_vec()];
    let mut entries: Vec<_> = answer.forecasts.iter().collect();
    // What is decided first, then what is decided soonest.
    entries.sort_by_key(|own| (own.outcome == Outcome::Open, own.closes, own.question.clone()));
    for own in entries {
        rows.push(vec![
            own.question.clone(),
            own.closes.to_string(),
            own.forecaster.clone(),
            own.made.to_string(),
            chance_text(own.probability, own.interval),
            own.outcome.word().to_owned(),
        ]);
    }
    text += &output::aligned(&rows, style);
    text.push('\n');
    for file in &answer.files {
        text += &format!("{}  {} forecasts  sha256 {}\n", file.path, file.forecasts, file.sha256);
    }
    text
}

fn log_text(log: &UpdateLog, style: Style) -> String {
    let head = format!(
        "{}: {} files compared with the one before, {} changes\n\n",
        log.folder,
        log.compared,
        log.updates.len()
    );
    let mut rows =
        vec![["date", "forecaster", "question", "before", "after", "events between"].map(str::to_owned).to_vec()];
    let said = |p: Option<f64>| p.map_or("–".to_owned(), |p| chance_text(p, None));
    for own in &log.updates {
        let mut events = own.events.join("; ");
        if !own.besides.is_empty() {
            events = format!("{events}{}other {}", if events.is_empty() { "" } else { "; " }, own.besides.join(", "));
        }
        rows.push(vec![
            own.date.to_string(),
            own.forecaster.clone(),
            own.question.clone(),
            said(own.before),
            said(own.after),
            events,
        ]);
    }
    if log.updates.is_empty() { head } else { head + &output::aligned(&rows, style) }
}

/// A record that holds.
#[derive(Serialize)]
struct Checked {
    folder: String,
    files: usize,
    last: String,
    last_sha256: String,
}

fn check(folder: &Path, print: &crate::args::PrintArgs) -> Result<ExitCode, Problems> {
    let links = opened(folder)?;
    let last = links.last().expect("a record has a file");
    let answer = Checked {
        folder: folder.display().to_string(),
        files: links.len(),
        last: last.path.clone(),
        last_sha256: last.sha256.clone(),
    };
    let text = |style: Style| {
        let told = format!(
            "{}: the chain of {} files holds\nlast file {}\nsha256    {}\nWhoever keeps this fingerprint can tell whether any file was changed since.\n",
            answer.folder, answer.files, answer.last, answer.last_sha256
        );
        output::clean(&told, style)
    };
    output::answer(print, output::Answered { command: "record check", table: "files" }, &answer, text)?;
    Ok(ExitCode::Success)
}

/// The file that comes next in a record.
fn next(folder: &Path, forecaster: &str, day: Day) -> Result<RecordFile, Problems> {
    let links = links(folder)?;
    let month = |day: Day| day.to_string()[..7].to_owned();
    if let Some(before) =
        links.iter().find(|link| link.file.forecaster == forecaster && month(link.file.date) == month(day))
    {
        let message = format!("{forecaster} has forecasts of {} in the record: {}", month(day), before.path);
        let remedy = "what is in a record stays as it is: write again next month, or into another folder with --dir";
        return Err(cannot(Code::Duplicate, folder, message, remedy));
    }
    if let Some(last) = links.last().filter(|last| last.file.date > day) {
        let message = format!("the last file of the record is of {}, after {day}", last.file.date);
        return Err(cannot(Code::Inconsistent, folder, message, "give that day or a later one with --at"));
    }
    let last = links.last();
    Ok(RecordFile {
        number: last.map_or(1, |last| last.file.number + 1),
        date: day,
        forecaster: forecaster.to_owned(),
        previous: last.map(|last| last.sha256.clone()),
        made: None,
        forecasts: Vec::new(),
    })
}

/// Write a new file of a record; nothing is ever replaced.
fn put(folder: &Path, file: &RecordFile) -> Result<ExitCode, Problems> {
    let path = folder.join(file.path());
    let broken = |error: std::io::Error| {
        let (code, remedy) = match error.kind() {
            ErrorKind::AlreadyExists => (Code::Duplicate, "what is in a record is never replaced"),
            _ => (Code::CannotWrite, "check that the folder is writable and has room"),
        };
        cannot(code, &path, format!("cannot write `{}`: {error}", path.display()), remedy)
    };
    std::fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(broken)?;
    let mut out = OpenOptions::new().write(true).create_new(true).open(&path).map_err(broken)?;
    if let Err(error) = out.write_all(file.text().as_bytes()).and_then(|()| out.sync_all()) {
        // Half a file would break the chain.
        let _removed = std::fs::remove_file(&path);
        return Err(broken(error));
    }
    output::print(&format!("wrote {} forecasts to {}\n", file.forecasts.len(), path.display()))?;
    Ok(ExitCode::Success)
}

fn kept(asked: &Asked, probability: f64, interval: Option<(f64, f64)>, ground: String) -> Kept {
    let ends = |(low, high)| (kept_probability(low), kept_probability(high));
    Kept {
        question: asked.id.clone(),
        text: asked.text.clone(),
        alliance: asked.alliance.clone(),
        kind: asked.kind.clone(),
        opened: asked.opened,
        closes: asked.closes,
        rule: asked.rule().map(ToString::to_string),
        probability: kept_probability(probability),
        interval: interval.map(ends),
        ground,
    }
}

/// The questions that were open on a day and had been asked by then.
fn open_on(questions: Vec<Asked>, day: Day, atlas: &Atlas) -> Vec<Asked> {
    let open = |asked: &Asked| asked.opened <= day && asked.resolution(atlas, day).outcome == Outcome::Open;
    questions.into_iter().filter(|asked| asked.closes > day && open(asked)).collect()
}

fn write(folder: &Path, name: &str, day: Day, run: &RunArgs, atlas: &Atlas) -> Result<ExitCode, Problems> {
    let mut file = next(folder, OWN, day)?;
    let questions = open_on(selected(&embedded_questions(atlas)?, name)?, day, atlas);
    if questions.is_empty() {
        let message = format!("no question of `{name}` is open on {day}");
        return Err(cannot(Code::Missing, folder, message, "see `foedera questions list`"));
    }
    start_threads(run.threads)?;
    let models = Models::embedded()?;
    let found = forecasts(&questions, day, atlas, &models, Settings { futures: run.futures, seed: run.seed })?;
    file.made = Some(Made {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        atlas_sha256: atlas.sha256.clone(),
        models: models.sha256.clone(),
        futures: run.futures,
        seed: run.seed,
    });
    for own in found.forecasts.iter().filter(|own| own.forecaster == OWN) {
        let Some(asked) = questions.iter().find(|asked| asked.id == own.question) else { continue };
        file.forecasts.push(kept(asked, own.probability, own.interval, own.ground.clone()));
    }
    for (question, why) in &found.without {
        output::say(&format!("no forecast of {question}: {why}"));
    }
    put(folder, &file)
}

/// A forecaster's name as part of a file's.
fn named(forecaster: &str) -> Result<(), Problems> {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if forecaster.is_empty() || !forecaster.chars().all(plain) || forecaster == OWN {
        let message = format!("`{forecaster}` cannot be the name of a forecaster");
        let remedy = format!("take small letters, digits and hyphens, and another name than {OWN}");
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    }
    Ok(())
}

fn add(folder: &Path, (path, forecaster): (&Path, &str), day: Day, atlas: &Atlas) -> Result<ExitCode, Problems> {
    named(forecaster)?;
    let mut file = next(folder, forecaster, day)?;
    let (rows, mut problems) = (read_forecasts(&read_file(path)?)?, Problems::new());
    let questions = open_on(selected(&embedded_questions(atlas)?, "all")?, day, atlas);
    for row in &rows {
        let refuse = |code, message: String, remedy: &str| Diagnostic::new(code, row.place.clone(), message, remedy);
        let other = row.forecaster.as_deref().is_some_and(|name| name != forecaster);
        let told = match (questions.iter().find(|asked| asked.id == row.question), row.says) {
            _ if other => {
                refuse(Code::Inconsistent, format!("this row is not of {forecaster}"), "add each forecaster alone")
            }
            _ if row.date.is_some_and(|date| date != day) => refuse(
                Code::Inconsistent,
                format!("this row is not of {day}"),
                "give the day with --at, and its rows only",
            ),
            (None, _) => {
                let message = format!("`{}` is no question that is open on {day}", row.question);
                refuse(Code::UnknownName, message, "see `foedera questions list open-2026`")
            }
            (Some(_), _) if file.forecasts.iter().any(|own| own.question == row.question) => {
                refuse(Code::Duplicate, format!("`{}` stands twice", row.question), "keep one row a question")
            }
            (Some(asked), Said::Probability(p)) => {
                file.forecasts.push(kept(asked, p, None, "as given".to_owned()));
                continue;
            }
            (Some(_), _) => {
                refuse(Code::InvalidValue, "the record keeps probabilities".to_owned(), "fill the column `probability`")
            }
        };
        problems.push(told);
    }
    problems.or_ok(())?;
    put(folder, &file)
}
