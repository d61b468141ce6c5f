//! `foedera panel`.

use std::path::Path;
use std::time::Instant;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_panel::{
    FileFormat, Level, Panel, PanelKind, Request, System, VARIABLES, bibliography, codebook, do_file, panel_frames,
    write_panel, write_stata,
};
use foedera_report::Style;
use foedera_store::{Frame, WorldFile};
use foedera_world::{Day, StateId};
use serde::Serialize;

use crate::args::{Format, PanelArgs, SystemName};
use crate::commands::lookup;
use crate::target::{Kind, Target};
use crate::{held, output};

pub(crate) fn run(args: &PanelArgs) -> Result<ExitCode, Problems> {
    let (Some(kind), false) = (args.kind, args.list) else {
        list(args)?;
        return Ok(ExitCode::Success);
    };
    if args.print.format != Format::Text || args.print.table.is_some() {
        let message = "--format and --table are of the list of variables; a panel is written as its name ends";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "leave them out").into());
    }
    let Some(path) = &args.output else { return hold(args, kind) };
    let format = format(path)?;
    let world = lookup::needed_world(&args.world)?;
    let (codebook_path, bibtex_path) = (path.with_extension("codebook.md"), path.with_extension("bib"));
    let do_path = (format == FileFormat::Stata).then(|| path.with_extension("do"));
    let target = |path: &Path, kind: Kind| Target::new(path, kind, &lookup::read_with(Some(&world), None), args.force);
    let table = target(path, Kind::Panel)?;
    let (book, citations) = (target(&codebook_path, Kind::Codebook)?, target(&bibtex_path, Kind::Bibliography)?);
    let script = do_path.as_ref().map(|path| target(path, Kind::DoFile)).transpose()?;
    let started = Instant::now();
    let mut panel = asked(args, kind, &world)?;
    let (rows, summaries) = table.write_with(|file| match format {
        FileFormat::Stata => write_stata(&mut panel, file),
        _ => write_panel(&mut panel, format, file).map(|rows| (rows, Vec::new())),
    })?;
    warn_of_nothing(&panel, rows);
    book.write(codebook(&panel, &world, rows))?;
    citations.write(bibliography(&panel, &world))?;
    if let Some(script) = script {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        script.write(do_file(&panel, &name, rows, &summaries))?;
    }
    let seconds = started.elapsed().as_secs_f64();
    output::say(&format!("{rows} rows of {} columns in {seconds:.1} s", panel.columns().len()));
    let written = [Some(path), Some(&codebook_path), Some(&bibtex_path), do_path.as_ref()];
    let line = |path: &std::path::PathBuf| format!("wrote {}\n", path.display());
    output::print(&written.into_iter().flatten().map(line).collect::<String>())?;
    Ok(ExitCode::Success)
}

/// The panel that is asked for.
fn asked(args: &PanelArgs, kind: PanelKind, world: &WorldFile) -> Result<Panel, Problems> {
    let system = match args.system {
        SystemName::Cow => System::Cow,
        SystemName::Gw => System::Gw,
    };
    let request = Request { kind, system, years: (args.from, args.to), with: args.with.clone() };
    let mut panel = Panel::new(world, request)?;
    if let Some(states) = chosen(args, kind)? {
        panel = panel.only(&states);
    }
    Ok(if args.names { panel.named(world.roster()) } else { panel })
}

/// The panel for another program's process, year by year, with its codebook as the text and its citations as a note.
fn hold(args: &PanelArgs, kind: PanelKind) -> Result<ExitCode, Problems> {
    needs_output(".csv, .dta or .parquet")?;
    let world = lookup::needed_world(&args.world)?;
    let mut panel = asked(args, kind, &world)?;
    let parts = panel_frames(&mut panel);
    let rows: usize = parts.iter().map(Frame::len).sum();
    warn_of_nothing(&panel, rows as u64);
    output::print(&codebook(&panel, &world, rows as u64))?;
    let citations = bibliography(&panel, &world);
    held::hold(|outcome| (outcome.parts, outcome.citations) = (parts, citations));
    Ok(ExitCode::Success)
}

/// The command line writes a table into a file.
pub(crate) fn needs_output(endings: &str) -> Result<(), Problems> {
    if held::is_on() {
        return Ok(());
    }
    let remedy = format!("name a file that ends in {endings}: --output FILE");
    Err(Diagnostic::new(Code::Usage, Place::CommandLine, "a table needs a file to be written to", remedy).into())
}

/// The states that the panel is about, if not all.
fn chosen(args: &PanelArgs, kind: PanelKind) -> Result<Option<Vec<StateId>>, Problems> {
    if args.states.is_empty() && args.treaty.is_none() {
        return Ok(None);
    }
    if kind == PanelKind::AllianceYear {
        let message = "a panel of alliances has no rows of states to choose from".to_owned();
        let remedy = "make a member-year panel with --states or --treaty";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    }
    let atlas = Atlas::embedded()?;
    if let Some(name) = &args.treaty {
        let treaty = lookup::treaty(atlas.roster(), name)?;
        let end = atlas.history.replay().world;
        return Ok(Some(end.treaty(treaty).memberships().map(|membership| membership.state).collect()));
    }
    let day = Day::start_of_year(args.to + 1).plus_days(-1);
    args.states.iter().map(|name| lookup::state(atlas.roster(), name.trim(), day)).collect::<Result<_, _>>().map(Some)
}

/// Say that a panel, or a column of it, has nothing in it: asked for outside the years that its data cover.
fn warn_of_nothing(panel: &Panel, rows: u64) {
    let (from, to) = panel.request().years;
    if rows == 0 {
        output::say(&format!("warning: the panel has no row: no such unit exists from {from} to {to}"));
        return;
    }
    for used in panel.variables().iter().filter(|used| used.span.1 < from || to < used.span.0) {
        let (name, (first, last)) = (used.variable.name, used.span);
        output::say(&format!(
            "warning: `{name}` is missing in every row: its data cover {first}-{last}, not {from}-{to}"
        ));
    }
}

pub(crate) fn format(path: &Path) -> Result<FileFormat, Problems> {
    let wrong = |message: String, remedy: &str| {
        Err(Problems::from(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy)))
    };
    match FileFormat::of(&path.display().to_string()) {
        Some(FileFormat::Parquet) if cfg!(not(feature = "parquet")) => wrong(
            "this build of Foedera does not write Parquet".to_owned(),
            "build with `--features parquet`, or write .csv or .dta",
        ),
        Some(format) => Ok(format),
        None => wrong(
            format!("`{}` ends in no format that panels are written in", path.display()),
            "let the name end in .csv, .dta or .parquet",
        ),
    }
}

/// A variable of panels.
#[derive(Serialize)]
struct Listed {
    variable: &'static str,
    of: &'static str,
    unit: &'static str,
    what: String,
    /// The years that its data cover in the world file; null where the file lacks them, or none was given.
    span: Option<(i16, i16)>,
}

#[derive(Serialize)]
struct List {
    variables: Vec<Listed>,
}

fn list(args: &PanelArgs) -> Result<(), Problems> {
    let kind = args.kind;
    let covered = match (kind, &args.world.world) {
        (_, None) => None,
        (Some(kind), Some(_)) => Some(Panel::coverage(&lookup::needed_world(&args.world)?, kind)?),
        (None, Some(_)) => {
            let message = "which years a world file covers is told for one kind of panel";
            let remedy = "name it: foedera panel state-year --list --world FILE";
            return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
        }
    };
    let span = |name: &str| covered.as_ref()?.iter().find(|(own, _)| *own == name)?.1;
    let listed = |variable: &'static foedera_panel::Variable| Listed {
        variable: variable.name,
        of: match variable.level {
            Level::State => "state",
            Level::Pair => "pair",
            Level::DirectedPair => "directed pair",
            Level::Alliance => "alliance",
            Level::Member => "member",
        },
        unit: variable.unit,
        what: kind.map_or_else(|| variable.what.to_owned(), |kind| variable.meaning(kind)),
        span: span(variable.name),
    };
    let fitting = VARIABLES.iter().filter(|variable| kind.is_none_or(|kind| variable.fits(kind)));
    let list = List { variables: fitting.map(listed).collect() };
    let text = |style: Style| {
        let head: &[&str] =
            if covered.is_some() { &["variable", "of", "unit", "years"] } else { &["variable", "of", "unit"] };
        let mut rows = vec![head.iter().chain(&["what"]).map(|&name| name.to_owned()).collect::<Vec<_>>()];
        let years = |own: &Listed| own.span.map_or("none".to_owned(), |(from, to)| format!("{from}-{to}"));
        let row = |own: &Listed| {
            let mut cells = [own.variable, own.of, own.unit].map(str::to_owned).to_vec();
            cells.extend(covered.is_some().then(|| years(own)));
            cells.push(own.what.clone());
            cells
        };
        rows.extend(list.variables.iter().map(row));
        let twice = "\nA state's variable stands twice in a panel of pairs, as NAME1 and NAME2.\n";
        output::clean(&(output::aligned(&rows, style) + twice), style)
    };
    output::answer(&args.print, output::Answered { command: "panel list", table: "variables" }, &list, text)
}
