//! What goes with a panel: its codebook and the citations of what it was made of.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use foedera_sources::{DATASETS, Dataset};
use foedera_store::WorldFile;

use crate::catalogue::{Level, PanelKind};
use crate::sheet::Panel;
use crate::units::System;

/// The datasets of a panel's variables that the world has, in the order of the list of datasets.
fn datasets(panel: &Panel, world: &WorldFile) -> Vec<&'static Dataset> {
    let alliances = matches!(panel.request().kind, PanelKind::MemberYear | PanelKind::AllianceYear);
    let rows = if alliances { Some("atop_member") } else { None };
    let used = panel.variables().iter().flat_map(|used| used.variable.used_frames(world));
    let frames: BTreeSet<&str> = used.chain(rows).collect();
    DATASETS.iter().copied().filter(|dataset| frames.contains(dataset.frame)).collect()
}

/// How every codebook begins.
pub const CODEBOOK_HEAD: &str = "# Codebook: ";
/// How every list of citations begins: a remark in BibTeX, which has no entry in it.
pub const BIBLIOGRAPHY_HEAD: &str = "% The datasets behind a panel made by Foedera.";

/// The codebook of a panel in Markdown: variable, unit, source, coverage.
pub fn codebook(panel: &Panel, world: &WorldFile, rows: u64) -> String {
    let request = panel.request();
    let mut text = String::new();
    let mut line = |words: String| {
        text.push_str(&words);
        text.push('\n');
    };
    line(format!("{CODEBOOK_HEAD}{} panel, {} to {}\n", request.kind.name(), request.years.0, request.years.1));
    let keys: Vec<String> = panel.columns().into_iter().map(|column| column.name).collect();
    let count = keys.len() - panel.variables().iter().map(|used| used.columns.len()).sum::<usize>();
    line(format!(
        "{rows} rows, in the order of year, then {}. Units are the members of the {} state system on some day of the \
         year.\n",
        keys[..count - 1].join(", then "),
        system_name(request.system)
    ));
    line(
        "A value outside the years covered, or that the source does not give, is missing; it is never 0.\n".to_owned(),
    );
    line("| variable | columns | what | unit | covered | made of |".to_owned());
    line("|---|---|---|---|---|---|".to_owned());
    for used in panel.variables() {
        let variable = used.variable;
        line(format!(
            "| {} | {} | {} | {} | {}-{} | {} |",
            variable.name,
            used.columns.join(", "),
            variable.meaning(request.kind),
            variable.unit,
            used.span.0,
            used.span.1,
            variable.used_frames(world).join(", ")
        ));
    }
    if panel.variables().iter().any(|used| used.variable.level == Level::DirectedPair) {
        line("\nOf a directed variable, `_12` is from the first state to the second, `_21` from the second to the first.".to_owned());
    }
    line("\n## Sources\n".to_owned());
    for dataset in datasets(panel, world) {
        let frame = dataset.frame;
        line(format!("- `{frame}`: {}. {}. Terms: {}.", dataset.title, dataset.citation(), dataset.terms));
    }
    line("\n## Files\n".to_owned());
    let titles: Vec<&str> = datasets(panel, world).into_iter().map(|dataset| dataset.title).collect();
    for file in world.provenance().iter().filter(|file| titles.iter().any(|title| file.dataset.starts_with(title))) {
        line(format!("- {}: `{}`, {} rows, SHA-256 `{}`", file.dataset, file.file, file.rows, file.sha256));
    }
    let version = env!("CARGO_PKG_VERSION");
    line(format!("\nMade by Foedera {version} from a world file of Foedera {}.", world.version()));
    text
}

fn system_name(system: System) -> &'static str {
    match system {
        System::Cow => "Correlates of War",
        System::Gw => "Gleditsch-Ward",
    }
}

/// The BibTeX entries of what a panel was made of.
pub fn bibliography(panel: &Panel, world: &WorldFile) -> String {
    let entries: BTreeSet<&str> = datasets(panel, world).into_iter().map(|dataset| dataset.bibtex).collect();
    let mut text = format!("{BIBLIOGRAPHY_HEAD}\n\n");
    for entry in entries {
        writeln!(text, "{entry}\n").expect("strings grow");
    }
    text
}
