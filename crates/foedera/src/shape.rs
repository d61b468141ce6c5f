//! What the commands are and what they take, as data: other languages make their functions of it.

use clap::{Arg, ArgAction, Command};
use serde::Serialize;

/// A command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shape {
    /// Its words: `["scenario", "new"]`.
    pub path: Vec<String>,
    /// What it is for, in a sentence.
    pub about: String,
    /// Its examples, as the command line has them.
    pub examples: String,
    /// What it takes: what stands by itself first, in its order, then options.
    pub arguments: Vec<Argument>,
}

/// An argument of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Argument {
    /// Its name in other languages: that of the option, with `_` for `-`; of what stands by itself, its own.
    pub name: String,
    /// The option, as `--seed`; none for what stands by itself.
    pub option: Option<String>,
    /// What it is, in a sentence.
    pub help: String,
    /// Whether it is there or not, and takes no value.
    pub flag: bool,
    /// Whether it may be given several times, or takes several values.
    pub several: bool,
    /// Whether a value is split at commas.
    pub commas: bool,
    /// Whether the command line asks for it always.
    pub required: bool,
    /// What it takes: `text`, `whole`, `number`, `day` or `path`.
    pub takes: &'static str,
    /// The only values that it takes, if they are listed.
    pub values: Vec<String>,
    /// Its value unless given.
    pub default: Option<String>,
}

/// Every command that does something (not those that only hold others), in the order of the help.
pub fn commands() -> Vec<Shape> {
    let mut root = crate::args::command();
    root.build();
    let mut found = Vec::new();
    for own in below(&root) {
        collect(own, &[], &mut found);
    }
    found
}

fn below(command: &Command) -> impl Iterator<Item = &Command> {
    command.get_subcommands().filter(|own| own.get_name() != "help")
}

fn collect(command: &Command, above: &[String], found: &mut Vec<Shape>) {
    let path = [above, &[command.get_name().to_owned()]].concat();
    if !command.is_subcommand_required_set() {
        let printed = command.get_arguments().any(|own| own.get_id() == "full");
        let given = command.get_arguments().filter(|own| !is_of_printing(own, printed));
        let (alone, options): (Vec<&Arg>, Vec<&Arg>) = given.partition(|own| own.is_positional());
        let words = |text: Option<&clap::builder::StyledStr>| text.map(ToString::to_string).unwrap_or_default();
        found.push(Shape {
            path: path.clone(),
            about: words(command.get_about()),
            examples: words(command.get_after_help()),
            arguments: alone.into_iter().chain(options).map(argument).collect(),
        });
    }
    for own in below(command) {
        collect(own, &path, found);
    }
}

/// Options that say how an answer is printed (`printed`: the command has those of [`crate::args::PrintArgs`]); a caller in another
/// language gets everything. The format of a file is another thing.
fn is_of_printing(argument: &Arg, printed: bool) -> bool {
    match argument.get_id().as_str() {
        "help" | "version" | "color" | "quiet" | "full" | "wide" => true,
        "format" | "table" => printed,
        _ => false,
    }
}

fn argument(own: &Arg) -> Argument {
    let (action, flag) = (own.get_action(), !own.get_action().takes_values());
    let default = own.get_default_values().first().filter(|_| !flag);
    Argument {
        name: own.get_long().unwrap_or(own.get_id().as_str()).replace('-', "_"),
        option: own.get_long().map(|long| format!("--{long}")),
        help: own.get_help().map(ToString::to_string).unwrap_or_default(),
        flag,
        several: matches!(action, ArgAction::Append) || own.get_num_args().is_some_and(|count| count.max_values() > 1),
        commas: own.get_value_delimiter() == Some(','),
        required: own.is_required_set(),
        takes: takes(own),
        values: if flag { Vec::new() } else { values(own) },
        default: default.map(|value| value.to_string_lossy().into_owned()),
    }
}

fn values(own: &Arg) -> Vec<String> {
    own.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect()
}

/// The kind of a value, by the type that it is parsed to.
fn takes(own: &Arg) -> &'static str {
    use std::any::TypeId;
    let parsed = own.get_value_parser().type_id();
    let is = |wanted: TypeId| parsed == wanted;
    match () {
        () if is(TypeId::of::<std::path::PathBuf>()) => "path",
        () if is(TypeId::of::<foedera_world::Day>()) => "day",
        () if is(TypeId::of::<f64>()) => "number",
        () if [
            TypeId::of::<u16>(),
            TypeId::of::<u32>(),
            TypeId::of::<u64>(),
            TypeId::of::<usize>(),
            TypeId::of::<i16>(),
        ]
        .into_iter()
        .any(is) =>
        {
            "whole"
        }
        () => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_told_with_all_that_it_takes() {
        let all = commands();
        let forecast = all.iter().find(|own| own.path == ["forecast"]).expect("a command");
        let names: Vec<&str> = forecast.arguments.iter().map(|own| own.name.as_str()).collect();
        assert_eq!(names[..3], ["scenario", "at", "set"]);
        assert!(["futures", "seed", "process", "until"].iter().all(|name| names.contains(name)), "{names:?}");
        let of = |name: &str| forecast.arguments.iter().find(|own| own.name == name).expect("an argument");
        assert_eq!((of("futures").takes, of("futures").default.as_deref()), ("whole", Some("10000")));
        assert!(of("set").several && of("force").flag && of("scenario").required);
        assert_eq!((of("at").takes, of("models").takes, of("facts").takes), ("day", "path", "path"));
        assert!(names.iter().all(|name| !["format", "table", "color"].contains(name)), "they are of printing");
        let aid = all.iter().find(|own| own.path == ["aid"]).expect("a command");
        let trigger = aid.arguments.iter().find(|own| own.name == "trigger").expect("an argument");
        assert_eq!(trigger.values[..2], ["attack", "unrest"]);
    }

    #[test]
    fn commands_that_only_hold_others_are_none_and_those_that_also_answer_are() {
        let paths: Vec<String> = commands().iter().map(|own| own.path.join(" ")).collect();
        assert!(!paths.contains(&"scenario".to_owned()) && paths.contains(&"scenario new".to_owned()));
        assert!(paths.contains(&"record".to_owned()) && paths.contains(&"record write".to_owned()));
    }
}
