//! `foedera data export`.

use std::path::Path;

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest};
use foedera_panel::{CODEBOOK_HEAD, FileFormat, named_states, write_table};
use foedera_sources::find_dataset;
use foedera_store::{Frame, WorldFile};

use crate::args::ExportArgs;
use crate::commands::{lookup, panel};
use crate::held;
use crate::target::{Kind, Target};

pub(crate) fn run(args: &ExportArgs) -> Result<ExitCode, Problems> {
    let Some(output) = &args.output else { return hold(args) };
    let format = match args.format.as_deref() {
        Some(name) => panel::format(Path::new(&format!("x.{name}")))?,
        None => panel::format(output)?,
    };
    let world = lookup::needed_world(&args.world)?;
    let frame = frame(&world, &args.key)?;
    let book_path = output.with_extension("codebook.md");
    let target = |path: &Path, kind: Kind| Target::new(path, kind, &lookup::read_with(Some(&world), None), args.force);
    let (table, book) = (target(output, Kind::Panel)?, target(&book_path, Kind::Codebook)?);
    let rows = table.write_with(|file| write_table(&frame, world.roster(), format, file))?;
    book.write(codebook(&frame, &world, format, rows))?;
    crate::output::say(&format!("{rows} rows of {} columns", frame.columns.len()));
    crate::output::print(&format!("wrote {}\nwrote {}\n", output.display(), book_path.display()))?;
    Ok(ExitCode::Success)
}

/// The table for another program's process, with its codebook as the text.
fn hold(args: &ExportArgs) -> Result<ExitCode, Problems> {
    panel::needs_output(".csv, .dta or .parquet")?;
    let world = lookup::needed_world(&args.world)?;
    let frame = frame(&world, &args.key)?;
    crate::output::print(&codebook(&frame, &world, FileFormat::Csv, frame.len() as u64))?;
    held::hold(|outcome| outcome.parts = vec![named_states(frame, world.roster())]);
    Ok(ExitCode::Success)
}

/// The table of a dataset, by its key.
fn frame(world: &WorldFile, key: &str) -> Result<Frame, Problems> {
    let here = || world.frames().iter().map(|info| info.dataset.as_str());
    if let Some(info) = world.frames().iter().find(|info| info.dataset == key)
        && let Some(frame) = world.frame(&info.name, &[])?
    {
        return Ok(frame);
    }
    let (message, remedy) = match find_dataset(key) {
        Some(dataset) => (
            format!("`{}` has no {}", world.name(), dataset.title),
            format!(
                "it has {}; put the file into the folder and import it again",
                here().collect::<Vec<_>>().join(", ")
            ),
        ),
        None => (
            format!("unknown dataset `{key}`"),
            nearest(key, here()).map_or("see `foedera data list`".to_owned(), |near| format!("did you mean `{near}`?")),
        ),
    };
    Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into())
}

/// What the columns are, and where the table came from.
fn codebook(frame: &Frame, world: &WorldFile, format: FileFormat, rows: u64) -> String {
    let title = find_dataset(&frame.dataset).map_or(frame.dataset.as_str(), |dataset| dataset.title);
    let missing = if format == FileFormat::Stata { "`.` or an empty text" } else { "an empty cell" };
    let mut text = format!(
        "{CODEBOOK_HEAD}{title}, {} to {}\n\n{rows} rows, in the order of the file. A missing value is {missing}. States \
         are the letters of the atlas; a column `…_code` has the number of the file. Of a date, `…_precision` is 0 for a \
         day, 1 for a month, 2 for a year.\n\n| column | holds | missing |\n|---|---|---:|\n",
        frame.span.0, frame.span.1
    );
    for (name, kind, column) in &frame.columns {
        text.push_str(&format!("| {name} | {} | {} |\n", format!("{kind:?}").to_lowercase(), column.missing()));
    }
    if let Some(dataset) = find_dataset(&frame.dataset) {
        text.push_str(&format!("\n{}. Terms: {}.\n", dataset.citation(), dataset.terms));
    }
    for file in world.provenance().iter().filter(|file| file.dataset.starts_with(title)) {
        let name = foedera_diagnostic::printable_line(&file.file);
        text.push_str(&format!("\n- `{name}`, {} rows, SHA-256 `{}`\n", file.rows, file.sha256));
    }
    text
}
