//! `foedera import`.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_sources::{Found, Outcome, RawFile, atop, open_tables, read_folder, recognise};
use foedera_store::{Frame, WorldFile, write_world};
use foedera_world::{History, Provenance, Roster, write_history};

use crate::args::ImportArgs;
use crate::commands::data::{file, tell_problems};
use crate::output;
use crate::target::{Kind, Target};

pub(crate) fn run(args: &ImportArgs) -> Result<ExitCode, Problems> {
    match &args.file {
        Some(file) if args.from.as_os_str() == "atop" => import_atop(file, args),
        Some(_) => {
            let message = format!("`{}` is no dataset that can be imported alone", args.from.display());
            let remedy =
                "write `foedera import atop FILE -o history.jsonl`, or `foedera import FOLDER -o world.foedera`";
            Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into())
        }
        None => import_folder(&args.from, args),
    }
}

/// The states of the atlas, without its treaties: those of a dataset stand for themselves.
fn states_only() -> Result<Roster, Problems> {
    let atlas = Atlas::embedded()?;
    let mut roster = Roster::default();
    for (_, state) in Arc::clone(atlas.roster()).states() {
        roster.add_state(state.clone());
    }
    Ok(roster)
}

fn import_folder(folder: &Path, args: &ImportArgs) -> Result<ExitCode, Problems> {
    if !folder.is_dir() {
        let message = format!("`{}` is not a folder", folder.display());
        let remedy = "give the folder with your datasets; for ATOP alone, `foedera import atop FILE -o history.jsonl`";
        return Err(
            Diagnostic::new(Code::CannotRead, Place::File(folder.display().to_string()), message, remedy).into()
        );
    }
    let output = &args.output;
    let target = Target::new(output, Kind::World, &[], args.force)?;
    let roster = states_only()?;
    let found = read_folder(folder, &roster)?;
    let clean = tell_problems(&found);
    if args.strict && !clean {
        let message = "nothing was written: not every file and row could be read (told above)".to_owned();
        let remedy = "mend them or move them out of the folder, or import without --strict";
        return Err(
            Diagnostic::new(Code::InvalidValue, Place::File(folder.display().to_string()), message, remedy).into()
        );
    }
    let (history, mut provenance) = history(&found, roster)?;
    let mut frames: Vec<Frame> = Vec::new();
    let (mut refused, mut rows, mut files) = (0, 0, 0);
    let mut lines = String::new();
    for found in found {
        let summary = file(&found, folder);
        match found.outcome {
            Outcome::Read(_, read) => {
                (rows, refused) = (rows + read.rows, refused + read.refused_rows);
                provenance.push(read.provenance);
                frames.push(read.value);
                files += 1;
            }
            Outcome::Joined(_, read, _, _) => {
                (rows, refused) = (rows + read.rows, refused + read.refused_rows);
                provenance.push(read.provenance);
                files += 1;
            }
            _ => writeln!(lines, "skipped {}: {}", summary.file, summary.remark).expect("strings grow"),
        }
    }
    if frames.is_empty() {
        let message = format!("`{}` holds no dataset that Foedera reads", folder.display());
        let remedy = "`foedera data list` says which are read and where to get them";
        return Err(Diagnostic::new(Code::Missing, Place::File(folder.display().to_string()), message, remedy).into());
    }
    if !lines.is_empty() {
        output::say(lines.trim_end());
    }
    if let Some(replaced) = replaced(output, &frames) {
        output::say(&replaced);
    }
    target.write_with(|file| {
        let mut out = std::io::BufWriter::with_capacity(1 << 20, file);
        write_world(&mut out, &history, &provenance, &frames)?;
        out.flush()
    })?;
    let facts: usize = frames.iter().map(Frame::len).sum();
    output::print(&format!(
        "{rows:>9}  rows read from {files} files\n{refused:>9}  rows refused (told above)\n{facts:>9}  facts in {} tables\n\
         {:>9}  events in the history\nwrote {}\nnext: foedera panel directed-dyad-year --with defense,contiguity,mid_onset \
         --world {} -o panel.csv\n",
        frames.len(),
        history.events().len(),
        output.display(),
        output.display(),
    ))?;
    Ok(ExitCode::Success)
}

/// What an import takes the place of, and which of its tables the new world file lacks.
fn replaced(output: &Path, frames: &[Frame]) -> Option<String> {
    let name = output.display();
    if !output.is_file() || std::fs::metadata(output).is_ok_and(|metadata| metadata.len() == 0) {
        return None;
    }
    let Ok(earlier) = WorldFile::open(output) else {
        return Some(format!("replaces {name}, which cannot be read as a world file"));
    };
    let facts: usize = earlier.frames().iter().map(|frame| frame.rows).sum();
    let lost: Vec<&str> = earlier
        .frames()
        .iter()
        .map(|frame| frame.name.as_str())
        .filter(|name| frames.iter().all(|frame| frame.name != *name))
        .collect();
    let lost = if lost.is_empty() { String::new() } else { format!("; no longer in it: {}", lost.join(", ")) };
    let (version, tables) = (earlier.version(), earlier.frames().len());
    Some(format!("replaces {name}: {facts} facts in {tables} tables, made by Foedera {version}{lost}"))
}

/// The history of ATOP if it is there, else that of the atlas; its states begin with those of the frames.
fn history(found: &[Found], roster: Roster) -> Result<(History, Vec<Provenance>), Problems> {
    let member_level = found.iter().find_map(|found| match &found.outcome {
        Outcome::Read(dataset, _) if dataset.key == "atop-member" => Some(&found.name),
        _ => None,
    });
    let Some(name) = member_level else {
        let atlas = Atlas::embedded()?;
        return Ok((atlas.history, Vec::new()));
    };
    // A member of an archive is found again in its archive.
    let path = Path::new(name);
    let on_disk = path.ancestors().find(|path| path.is_file()).unwrap_or(path);
    let tables = open_tables(on_disk)?;
    let table = tables.iter().find(|table| table.name() == name).ok_or_else(|| {
        let message = format!("`{name}` is gone");
        Diagnostic::new(Code::CannotRead, Place::File(name.clone()), message, "import again")
    })?;
    let read = atop::read(table, roster)?;
    if !read.refused.is_empty() {
        return Err(Problems(read.refused));
    }
    Ok((read.value.history, Vec::new()))
}

/// The table of ATOP's members in a file, an archive or a workbook; the only table, if it is none, so that it is said why.
fn member_level(path: &Path) -> Result<RawFile, Problems> {
    let mut tables = open_tables(path)?;
    let is_atop = |table: &RawFile| matches!(recognise(table), Ok(Some(dataset)) if dataset.key == "atop-member");
    let place = tables.iter().position(is_atop).unwrap_or(0);
    if place < tables.len() {
        return Ok(tables.swap_remove(place));
    }
    let message = format!("`{}` holds no table", path.display());
    let remedy = "give ATOP's member-level file (atop5_1m.csv or .dta)";
    Err(Diagnostic::new(Code::Missing, Place::File(path.display().to_string()), message, remedy).into())
}

fn import_atop(file: &Path, args: &ImportArgs) -> Result<ExitCode, Problems> {
    let output = &args.output;
    let target = Target::new(output, Kind::History, &[file], args.force)?;
    let read = atop::read(&member_level(file)?, states_only()?)?;
    if !read.refused.is_empty() {
        // A history with holes would be taken for the whole; nothing is written until every row can be read.
        return Err(Problems(read.refused));
    }
    let summary = &read.value.summary;
    target.write(write_history(&read.value.history, std::slice::from_ref(&read.provenance)))?;
    let mut text = String::new();
    let mut line = |name: &str, value: usize| {
        writeln!(text, "{value:>7}  {name}").expect("strings grow");
    };
    line("rows read", read.rows);
    line("rows refused", read.refused.len());
    line("rows joined to an earlier phase", summary.merged);
    line("spells of membership", summary.spells);
    line("of them re-entries", summary.reentries);
    line("signings (alliance and date)", summary.signings);
    line("events in the history", read.value.history.events().len());
    line("states unknown to the atlas, kept as COW-…", read.unknown.len());
    output::print(&format!(
        "{text}wrote {}\nnext: foedera fit leave --history {} -o leave.toml\n",
        output.display(),
        output.display()
    ))?;
    Ok(ExitCode::Success)
}
