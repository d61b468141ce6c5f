//! `foedera effects`: the catalogue of all processes, of memberships and answers as of networks.

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest};
use foedera_process::catalogue::{self, Listed};
use foedera_report::Style;
use serde::Serialize;

use crate::args::EffectsArgs;
use crate::output;

/// An effect as it is told, of whichever process.
#[derive(Serialize)]
struct Told {
    name: &'static str,
    definition: &'static str,
    formula: String,
    unit: &'static str,
    source: &'static str,
    of: &'static str,
    processes: Vec<&'static str>,
    reads: Vec<String>,
    arguments: Vec<&'static str>,
    cost: Option<&'static str>,
}

impl From<Listed> for Told {
    fn from(own: Listed) -> Self {
        let Listed { name, definition, formula, unit, source, of, processes, reads, arguments, cost } = own;
        Self { name, definition, formula, unit, source, of, processes, reads, arguments, cost }
    }
}

#[derive(Serialize)]
struct Catalogue {
    effects: Vec<Told>,
}

pub(crate) fn run(args: &EffectsArgs) -> Result<ExitCode, Problems> {
    let mut effects: Vec<Told> = catalogue::all().into_iter().map(Told::from).collect();
    if let Some(name) = &args.name {
        let asked = |told: &Told| told.name == name || told.processes.contains(&name.as_str());
        let known: Vec<&str> =
            effects.iter().flat_map(|told| told.processes.iter().copied().chain([told.name])).collect();
        if !known.contains(&name.as_str()) {
            return Err(unknown(name, &known));
        }
        effects.retain(asked);
    }
    let catalogue = Catalogue { effects };
    let text = |style: Style| match &catalogue.effects[..] {
        [one] => output::clean(&card(one), style),
        all => output::clean(&list(all, style), style),
    };
    let answered = output::Answered { command: "effects", table: "effects" };
    output::answer(&args.print, answered, &catalogue, text)?;
    Ok(ExitCode::Success)
}

/// What the places of formulas mean.
const KEY: &str = "own: the member or ally in question, of a treaty as a whole each of its members; each: each of the group in brackets;\n\
    x_ij: value of a tie from i to j; b_ij = 1 where x_ij > 0; z: value of an actor. In a formula of `fit`, effects multiply with a colon: inertia:recip.\n\
    More of one: foedera effects NAME; of one process: foedera effects leave, or answers, or choice\n";

fn list(all: &[Told], style: Style) -> String {
    let row = |told: &Told| vec![told.name.to_owned(), told.formula.clone(), told.processes.join(" ")];
    let mut rows = vec![["effect", "number of an option", "processes"].map(str::to_owned).to_vec()];
    rows.extend(all.iter().map(row));
    format!("{}\n{KEY}", output::aligned(&rows, style))
}

fn card(told: &Told) -> String {
    let mut lines = vec![("number", told.formula.clone())];
    lines.extend([("unit", told.unit.to_owned()), ("of", told.of.to_owned())]);
    let lists = [("reads", told.reads.join(", ")), ("arguments", told.arguments.join(", "))];
    lines.extend(lists.into_iter().filter(|(_, list)| !list.is_empty()));
    lines.push(("processes", told.processes.join(", ")));
    let made_anew = |cost| format!("{cost} numbers made anew when a tie or value changes (n actors, degree d)");
    lines.extend(told.cost.map(|cost| ("cost", made_anew(cost))));
    lines.push(("source", told.source.to_owned()));
    let lines: Vec<String> = lines.iter().map(|(label, text)| format!("  {label:<10} {text}\n")).collect();
    format!("{}: {}\n\n{}", told.name, told.definition, lines.concat())
}

fn unknown(name: &str, known: &[&str]) -> Problems {
    let near = nearest(name, known.iter().copied());
    let remedy = near.map_or("`foedera effects` lists them".to_owned(), |near| format!("is `{near}` meant?"));
    let message = format!("`{name}` is neither an effect nor a process");
    Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into()
}
