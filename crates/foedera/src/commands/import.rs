//! `foedera import`.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use foedera_atlas::Atlas;
use foedera_diagnostic::{ExitCode, Problems};
use foedera_sources::{atop, read_file};
use foedera_world::{Roster, write_history};

use crate::args::{Dataset, ImportArgs};
use crate::output;

pub(crate) fn run(args: &ImportArgs) -> Result<ExitCode, Problems> {
    match &args.dataset {
        Dataset::Atop { file, output } => import_atop(file, output),
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

fn import_atop(file: &Path, output: &Path) -> Result<ExitCode, Problems> {
    let read = atop::read(&read_file(file)?, states_only()?)?;
    if !read.refused.is_empty() {
        // A history with holes would be taken for the whole; nothing is written until every row can be read.
        return Err(Problems(read.refused));
    }
    let summary = &read.value.summary;
    output::write_file(output, &write_history(&read.value.history, std::slice::from_ref(&read.provenance)))?;
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
        "{text}wrote {}\nnext: foedera fit leave --history {}\n",
        output.display(),
        output.display()
    ))?;
    Ok(ExitCode::Success)
}
