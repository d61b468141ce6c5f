//! `foedera effects`: the catalogue of all processes, of memberships and answers as of networks.

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest};
use foedera_process::Effect;
use foedera_process::relational::ModelKind;
use foedera_process::relational::catalogue::{EFFECTS, Entry, Needs};
use foedera_report::Style;
use foedera_world::Layout;
use serde::Serialize;

use crate::args::EffectsArgs;
use crate::output;

const MODEL_KINDS: [(ModelKind, &str); 6] = [
    (ModelKind::Choice, "choice"),
    (ModelKind::Rate, "rate"),
    (ModelKind::Rem, "rem"),
    (ModelKind::Coordination, "coordination"),
    (ModelKind::Response, "response"),
    (ModelKind::Sets, "sets"),
];

/// An effect as it is told, of whichever process.
#[derive(Serialize)]
struct Told {
    name: &'static str,
    definition: &'static str,
    formula: String,
    unit: Option<&'static str>,
    source: &'static str,
    of: &'static str,
    processes: Vec<&'static str>,
    reads: Vec<String>,
    arguments: Vec<&'static str>,
    cost: Option<&'static str>,
}

fn of_networks(entry: &Entry) -> Told {
    Told {
        name: entry.name,
        definition: entry.says,
        formula: entry.formula.to_owned(),
        unit: None,
        source: entry.paper,
        of: match entry.needs {
            Needs::Network => "a network; without a name, that of the events",
            Needs::TwoNetworks => "two networks, list(a, b)",
            Needs::Value => "an attribute, actors$name",
            Needs::TwoValues => "an attribute, actors$name, or one of each side",
            Needs::NetworkAndValue => "a network and an attribute of its senders",
            Needs::Events => "the past events",
        },
        processes: MODEL_KINDS.iter().filter(|(law, _)| entry.serves(*law)).map(|(_, name)| *name).collect(),
        reads: Vec::new(),
        arguments: entry.arguments(),
        cost: Some(entry.cost),
    }
}

fn of_alliances(effect: Effect) -> Told {
    let entry = effect.entry();
    let layout = Layout::standard();
    let processes = effect.processes();
    Told {
        name: entry.name,
        definition: entry.definition,
        formula: entry.number.to_string(),
        unit: Some(entry.unit),
        source: if entry.source.is_empty() { "none" } else { entry.source },
        of: match ["answers", "joins", "honours", "leave"].map(|name| processes.contains(&name)) {
            [true, true, ..] => "an ally that a call asks, or of a side of a dispute",
            [true, ..] => "an ally that a call asks",
            [_, true, ..] => "an ally of a side of a dispute",
            [_, _, true, _] => "a commitment in a war",
            [.., true] => "a member; in ends and replaced a treaty as a whole",
            _ => "a treaty as a whole",
        },
        processes,
        reads: entry.number.reads().into_iter().map(|field| layout.field(field).name.clone()).collect(),
        arguments: Vec::new(),
        cost: None,
    }
}

fn of_waves(effect: foedera_process::actor_oriented::Effect) -> Told {
    Told {
        name: effect.general_name(),
        definition: effect.words(),
        formula: effect.formula().to_owned(),
        unit: None,
        source: "Snijders 2001, Sociological Methodology 31",
        of: match (effect.covariate(), effect.is_directed()) {
            (Some(_), _) => "a covariate of actors, --covariate NAME=FILE",
            (None, Some(false)) => "waves of a network without direction",
            (None, _) => "waves of a directed network",
        },
        processes: vec!["panel"],
        reads: Vec::new(),
        arguments: Vec::new(),
        cost: None,
    }
}

/// All effects: those of alliances, of networks of events, and of waves of a network.
fn all() -> Vec<Told> {
    let of_panels = foedera_process::actor_oriented::Effect::all(0).into_iter().map(of_waves);
    Effect::ALL.into_iter().map(of_alliances).chain(EFFECTS.iter().map(of_networks)).chain(of_panels).collect()
}

#[derive(Serialize)]
struct Catalogue {
    effects: Vec<Told>,
}

pub(crate) fn run(args: &EffectsArgs) -> Result<ExitCode, Problems> {
    let mut effects = all();
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
    lines.extend(told.unit.map(|unit| ("unit", unit.to_owned())));
    lines.push(("of", told.of.to_owned()));
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
