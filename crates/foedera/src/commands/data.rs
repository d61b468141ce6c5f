//! `foedera data`.

use std::path::Path;

use foedera_atlas::Atlas;
use foedera_diagnostic::{ExitCode, Problems};
use foedera_report::Style;
use foedera_sources::{DATASETS, Dataset, Found, Outcome, Read, read_folder};
use foedera_store::Frame;
use serde::Serialize;

use crate::args::{DataAction, DataArgs, Format, PrintArgs};
use crate::output;

/// The most problems of one file that are told one by one.
const MOST_TOLD: usize = 5;

#[derive(Serialize)]
struct List {
    datasets: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    key: &'static str,
    title: &'static str,
    version: &'static str,
    years: (i16, i16),
    unit: &'static str,
    keys: &'static str,
    citation: String,
    bibtex: &'static str,
    terms: &'static str,
    home: &'static str,
    download: Option<&'static str>,
    frame: &'static str,
    found: Option<String>,
}

#[derive(Serialize)]
struct Checked {
    files: Vec<File>,
}

/// One file of a folder and what came of it.
#[derive(Serialize)]
pub(crate) struct File {
    pub(crate) file: String,
    pub(crate) dataset: Option<&'static str>,
    pub(crate) title: String,
    pub(crate) rows: usize,
    pub(crate) kept: usize,
    pub(crate) refused: usize,
    pub(crate) left_out: usize,
    pub(crate) facts: usize,
    pub(crate) span: Option<(i16, i16)>,
    pub(crate) remark: String,
}

pub(crate) fn run(args: &DataArgs) -> Result<ExitCode, Problems> {
    match &args.action {
        DataAction::List { folder, print } => list(folder.as_deref(), print),
        DataAction::Fetch(args) => super::fetch::run(args),
        DataAction::Export(args) => super::export::run(args),
        DataAction::Check { folder, print } => check(folder, print),
    }
}

fn list(folder: Option<&Path>, print: &PrintArgs) -> Result<ExitCode, Problems> {
    let found = match folder {
        Some(folder) => read_folder(folder, Atlas::embedded()?.roster())?,
        None => Vec::new(),
    };
    let place = |key: &str| {
        found.iter().find_map(|found| match &found.outcome {
            Outcome::Read(dataset, _) | Outcome::Joined(dataset, ..) if dataset.key == key => {
                Some(shown(&found.name, folder))
            }
            _ => None,
        })
    };
    let listed = DATASETS.iter().map(|dataset| Listed {
        key: dataset.key,
        title: dataset.title,
        version: dataset.version,
        years: dataset.years,
        unit: dataset.unit,
        keys: dataset.keys,
        citation: dataset.citation(),
        bibtex: dataset.bibtex,
        terms: dataset.terms,
        home: dataset.home,
        download: dataset.download,
        frame: dataset.frame,
        found: place(dataset.key),
    });
    let listed: Vec<Listed> = listed.collect();
    let list = List { datasets: listed };
    if print.format == Format::Md && print.table.is_none() {
        output::print(&list_markdown(&list.datasets))?;
        return Ok(ExitCode::Success);
    }
    let answered = output::Answered { command: "data list", table: "datasets" };
    output::answer(print, answered, &list, |style: Style| {
        output::clean(&list_text(&list.datasets, folder.is_some(), style), style)
    })?;
    Ok(ExitCode::Success)
}

fn list_text(listed: &[Listed], looked: bool, style: Style) -> String {
    let mut rows = vec![["key", "years", "unit", "title", "where"].map(str::to_owned).to_vec()];
    for dataset in listed {
        let place = match (&dataset.found, looked) {
            (Some(file), _) => format!("found: {file}"),
            (None, true) => format!("not found; {}", dataset.home),
            (None, false) => dataset.home.to_owned(),
        };
        rows.push(vec![
            dataset.key.to_owned(),
            format!("{}-{}", dataset.years.0, dataset.years.1),
            dataset.unit.to_owned(),
            format!("{} {}", dataset.title, dataset.version),
            place,
        ]);
    }
    let mut text = output::aligned(&rows, style);
    text.push_str(
        "\nFoedera ships none of these: get them from their publishers, on their terms, and put the files as they are \
         into one folder.\nKeys, citations and terms: --format json. Next: foedera data check FOLDER\n",
    );
    text
}

fn list_markdown(listed: &[Listed]) -> String {
    let mut text =
        "| key | title and version | years | unit | keys | terms | publisher |\n|---|---|---|---|---|---|---|\n"
            .to_owned();
    for d in listed {
        let line = format!(
            "| `{}` | {} {} | {}-{} | {} | {} | {} | {} |\n",
            d.key, d.title, d.version, d.years.0, d.years.1, d.unit, d.keys, d.terms, d.home
        );
        text.push_str(&line);
    }
    text
}

/// A path below the folder that was given.
fn shown(name: &str, folder: Option<&Path>) -> String {
    let below = folder.and_then(|folder| name.strip_prefix(&format!("{}/", folder.display())));
    below.unwrap_or(name).to_owned()
}

fn check(folder: &Path, print: &PrintArgs) -> Result<ExitCode, Problems> {
    let found = read_folder(folder, Atlas::embedded()?.roster())?;
    let clean = tell_problems(&found);
    let files: Vec<File> = found.iter().map(|found| file(found, folder)).collect();
    if print.format == Format::Md && print.table.is_none() {
        output::print(&check_markdown(&files))?;
    } else {
        let checked = Checked { files };
        let answered = output::Answered { command: "data check", table: "files" };
        output::answer(print, answered, &checked, |style: Style| {
            output::clean(&check_text(&checked.files, style), style)
        })?;
    }
    Ok(if clean { ExitCode::Success } else { ExitCode::NegativeFinding })
}

/// Print what could not be read to stderr; whether everything could.
pub(crate) fn tell_problems(found: &[Found]) -> bool {
    let mut clean = true;
    for found in found {
        let (problems, all) = match &found.outcome {
            Outcome::Read(_, read) | Outcome::Joined(_, read, ..) => (&read.refused, read.refused_rows),
            Outcome::Broken(problems) => (&problems.0, problems.0.len()),
            _ => continue,
        };
        clean &= all == 0;
        for problem in problems.iter().take(MOST_TOLD) {
            output::tell(problem);
        }
        if all > MOST_TOLD {
            output::say(&format!("{}: {} more like these\n", found.name, all - MOST_TOLD));
        }
    }
    clean
}

/// What came of a file.
pub(crate) fn file(found: &Found, folder: &Path) -> File {
    let mut file = File {
        file: shown(&found.name, Some(folder)),
        dataset: None,
        title: String::new(),
        rows: 0,
        kept: 0,
        refused: 0,
        left_out: 0,
        facts: 0,
        span: None,
        remark: String::new(),
    };
    match &found.outcome {
        Outcome::Read(dataset, read) => account(&mut file, dataset, read, read.value.len()),
        Outcome::Joined(dataset, read, facts, whole) => {
            account(&mut file, dataset, read, *facts);
            let and = if file.remark.is_empty() { "" } else { "; " };
            file.remark = format!("{}{and}put together with `{}`", file.remark, shown(whole, Some(folder)));
        }
        Outcome::Superseded(dataset, winner, why) => {
            file.dataset = Some(dataset.key);
            file.remark = format!("not used: `{}` is {why}", shown(winner, Some(folder)));
        }
        Outcome::Unknown(near) => {
            let near = near.as_ref().map_or(String::new(), |near| format!("; {near}"));
            file.remark = format!("not a dataset that Foedera reads{near}");
        }
        Outcome::Broken(problems) => {
            file.remark = problems.0.first().map_or(String::new(), |problem| problem.message.clone());
        }
    }
    file
}

/// Enter what became of the rows of a file.
fn account(file: &mut File, dataset: &Dataset, read: &Read<Frame>, facts: usize) {
    file.dataset = Some(dataset.key);
    file.title = read.provenance.dataset.clone();
    file.rows = read.rows;
    file.refused = read.refused_rows;
    file.left_out = read.unknown.values().sum();
    file.kept = file.rows.saturating_sub(file.refused + file.left_out);
    file.facts = facts;
    file.span = Some(read.value.span);
    file.remark = remark(read);
}

/// Why rows were refused or left out, in a few words.
fn remark(read: &Read<Frame>) -> String {
    let mut parts = Vec::new();
    if let Some(first) = read.refused.first() {
        let line = first.place.line().map_or(String::new(), |line| format!("line {line}: "));
        let more = if read.refused_rows > 1 { ", …" } else { "" };
        parts.push(format!("refused: {line}{}{more}", first.message));
    }
    if !read.unknown.is_empty() {
        let mut most: Vec<(&String, &usize)> = read.unknown.iter().collect();
        most.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let names: Vec<String> = most.iter().take(4).map(|(name, rows)| format!("{name} ({rows})")).collect();
        let more = if most.len() > 4 { format!(" and {} more", most.len() - 4) } else { String::new() };
        parts.push(format!("left out, in no state system: {}{more}", names.join(", ")));
    }
    if read.repeated > 0 {
        parts.push(format!("said twice, kept once: {}", read.repeated));
    }
    let few = read.value.parts.iter().flat_map(|part| &part.only).map(|(column, states)| (column, states.len()));
    parts.extend(few.map(|(column, count)| format!("a part: {count} {column}(s) only")));
    parts.join("; ")
}

fn span(file: &File) -> String {
    file.span.map_or(String::new(), |(from, to)| format!("{from}-{to}"))
}

fn check_text(files: &[File], style: Style) -> String {
    let head = ["dataset", "rows", "kept", "refused", "left out", "years", "file", "remark"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    for file in files {
        let counts = match file.span {
            Some(_) => [file.rows, file.kept, file.refused, file.left_out].map(|count| count.to_string()),
            None => [const { String::new() }; 4],
        };
        let mut row = vec![file.dataset.unwrap_or("-").to_owned()];
        row.extend(counts);
        row.extend([span(file), file.file.clone(), file.remark.clone()]);
        rows.push(row);
    }
    output::aligned(&rows, style)
}

fn check_markdown(files: &[File]) -> String {
    let mut text = "| dataset | file | rows | kept | refused | left out | facts | years | remark |\n\
                    |---|---|---:|---:|---:|---:|---:|---|---|\n"
        .to_owned();
    for file in files.iter().filter(|file| file.span.is_some()) {
        let line = format!(
            "| `{}` | `{}` | {} | {} | {} | {} | {} | {} | {} |\n",
            file.dataset.unwrap_or_default(),
            file.file,
            file.rows,
            file.kept,
            file.refused,
            file.left_out,
            file.facts,
            span(file),
            file.remark.replace('|', "\\|")
        );
        text.push_str(&line);
    }
    text.push_str("\nFiles that are not read:\n\n");
    for file in files.iter().filter(|file| file.span.is_none()) {
        let line = format!("- `{}`: {}\n", file.file, file.remark);
        text.push_str(&line);
    }
    text
}
