//! `foedera effects`.

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest};
use foedera_relational::Law;
use foedera_relational::catalogue::{EFFECTS, Entry, Needs, find};
use foedera_report::Style;
use serde::Serialize;

use crate::args::EffectsArgs;
use crate::output;

const LAWS: [(Law, &str); 6] = [
    (Law::Choice, "choice"),
    (Law::Rate, "rate"),
    (Law::Rem, "rem"),
    (Law::Coordination, "coordination"),
    (Law::Response, "response"),
    (Law::Sets, "sets"),
];

#[derive(Serialize)]
struct Effect {
    name: &'static str,
    says: &'static str,
    formula: &'static str,
    paper: &'static str,
    of: &'static str,
    arguments: Vec<&'static str>,
    models: Vec<&'static str>,
    cost: &'static str,
}

fn effect(entry: &Entry) -> Effect {
    Effect {
        name: entry.name,
        says: entry.says,
        formula: entry.formula,
        paper: entry.paper,
        of: match entry.needs {
            Needs::Network => "a network; without a name, that of the events",
            Needs::TwoNetworks => "two networks, list(a, b)",
            Needs::Value => "an attribute, actors$name",
            Needs::TwoValues => "an attribute, actors$name, or one of each side",
            Needs::NetworkAndValue => "a network and an attribute of its senders",
            Needs::Events => "the past events",
        },
        arguments: entry.arguments(),
        models: LAWS.iter().filter(|(law, _)| entry.serves(*law)).map(|(_, name)| *name).collect(),
        cost: entry.cost,
    }
}

#[derive(Serialize)]
struct Catalogue {
    effects: Vec<Effect>,
}

pub(crate) fn run(args: &EffectsArgs) -> Result<ExitCode, Problems> {
    let effects = match &args.name {
        Some(name) => vec![effect(find(name).ok_or_else(|| unknown(name))?)],
        None => EFFECTS.iter().map(effect).collect(),
    };
    let catalogue = Catalogue { effects };
    let text = |style: Style| match &catalogue.effects[..] {
        [one] => output::clean(&card(one), style),
        all => output::clean(&list(all, style), style),
    };
    let answered = output::Answered { command: "effects", table: "effects" };
    output::answer(&args.print, answered, &catalogue, text)?;
    Ok(ExitCode::Success)
}

fn list(all: &[Effect], style: Style) -> String {
    let row = |effect: &Effect| vec![effect.name.to_owned(), effect.formula.to_owned(), effect.models.join(" ")];
    let mut rows = vec![["effect", "number of an option", "models"].map(str::to_owned).to_vec()];
    rows.extend(all.iter().map(row));
    format!(
        "{}\nx_ij: value of a tie; b_ij = 1 where x_ij > 0; z: value of an actor. Effects multiply with a colon: inertia:recip.\nMore of one: foedera effects NAME\n",
        output::aligned(&rows, style)
    )
}

fn card(effect: &Effect) -> String {
    format!(
        "{}: {}\n\n  number     {}\n  of         {}\n  arguments  {}\n  models     {}\n  cost       {} numbers made anew when a tie or value changes (n actors, degree d)\n  source     {}\n",
        effect.name,
        effect.says,
        effect.formula,
        effect.of,
        effect.arguments.join(", "),
        effect.models.join(", "),
        effect.cost,
        effect.paper
    )
}

fn unknown(name: &str) -> Problems {
    let near = nearest(name, EFFECTS.iter().map(|entry| entry.name));
    let remedy = near.map_or("`foedera effects` lists them".to_owned(), |near| format!("is `{near}` meant?"));
    Diagnostic::new(Code::UnknownName, Place::CommandLine, format!("unknown effect `{name}`"), remedy).into()
}
