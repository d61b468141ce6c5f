//! What can be asked from a browser: commands, their words, and what a word may be.

use crate::files::Files;

/// What a value may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A key or a name: no path, no option.
    Name,
    /// A setting or a change: `branch.weaker.shock.factor=0.5..0.8`, `USA usable_force x0.3`; no path.
    Setting,
    /// A day, `2022-11-25`.
    Day,
    /// A whole number of a range.
    Count(u64, u64),
    /// A file that is there: `own/NAME` or `folder/NAME`.
    File,
    /// A key or a name, or a file that is there.
    NameOrFile,
    /// A name and a file that is there, `NAME=own/FILE`.
    NamedFile,
    /// A folder that is there: `folder` or `folder/NAME`.
    Directory,
    /// A file that the question makes: `own/NAME`.
    Made,
    /// An option without a value: `true` or `false`.
    Flag,
}

/// A word of a command.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    /// The name of the option, or of the place of a word without one.
    pub name: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// Whether it has a place instead of an option.
    pub placed: bool,
    /// Whether it may be given several times.
    pub repeated: bool,
    /// What it says.
    pub what: &'static str,
}

/// A command that can be asked from a browser.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    /// Its name in the address.
    pub name: &'static str,
    /// What it answers.
    pub what: &'static str,
    /// The words of the command line that are always there.
    words: &'static [&'static str],
    /// What may be asked.
    pub parameters: &'static [Parameter],
    /// Whether it makes a table in a file instead of an answer.
    pub table: bool,
}

const fn option(name: &'static str, kind: Kind, what: &'static str) -> Parameter {
    Parameter { name, kind, placed: false, repeated: false, what }
}
const fn options(name: &'static str, kind: Kind, what: &'static str) -> Parameter {
    Parameter { name, kind, placed: false, repeated: true, what }
}
const fn place(name: &'static str, what: &'static str) -> Parameter {
    Parameter { name, kind: Kind::Name, placed: true, repeated: false, what }
}
const fn place_or_file(name: &'static str, what: &'static str) -> Parameter {
    Parameter { name, kind: Kind::NameOrFile, placed: true, repeated: false, what }
}
const fn command(
    name: &'static str,
    what: &'static str,
    words: &'static [&'static str],
    parameters: &'static [Parameter],
) -> Command {
    Command { name, what, words, parameters, table: false }
}

const AT: Parameter = option("at", Kind::Day, "the day to look at");
const TREATY: Parameter = option("treaty", Kind::Name, "the treaty, by key or name");
const SEED: Parameter = option("seed", Kind::Count(0, u64::MAX), "the seed of the draws");
const FUTURES: Parameter = option("futures", Kind::Count(1, 100_000), "futures for each branch");
const DRAWS: Parameter = option("draws", Kind::Count(1, 10_000), "draws of the parameters");
const SET: Parameter = options("set", Kind::Setting, "a value in place of the scenario's: PATH=VALUE");
const SCENARIO: Parameter = place_or_file("scenario", "a scenario in the program or in a file, or a treaty");
const WORLD: Parameter = option("world", Kind::File, "a world file");
const MEMBER: Parameter = option("member", Kind::Name, "only this member");
const SHOCK: Parameter = options("shock", Kind::Setting, "suppose a figure to be another: STATE FIELD xFACTOR");
const YEARS: Kind = Kind::Count(1500, 2499);

impl Command {
    /// All of them.
    pub const ALL: [Self; 23] = [
        command("treaties", "the treaties of the atlas", &["treaty", "--list"], &[AT]),
        command(
            "treaty",
            "who is in a treaty, and what happened",
            &["treaty"],
            &[place("treaty", "the treaty, by key or name"), AT],
        ),
        command(
            "state",
            "what is known of a state",
            &["state"],
            &[place("state", "the state: id, number or name"), AT, WORLD],
        ),
        command(
            "invocations",
            "the register of calls for help",
            &["invocations"],
            &[
                TREATY,
                option("trigger", Kind::Name, "only calls for this reason"),
                option("since", Kind::Day, "only calls since this day"),
            ],
        ),
        command(
            "aid",
            "who comes if a member calls",
            &["aid"],
            &[
                place("state", "the member that calls: id, number or name"),
                TREATY,
                option("trigger", Kind::Name, "why it calls"),
                option("by", Kind::Name, "the attacking states, separated by commas"),
                AT,
                SHOCK,
                WORLD,
                DRAWS,
                SEED,
            ],
        ),
        command(
            "credibility",
            "what a patron's word is worth by year",
            &["credibility"],
            &[
                place("treaty", "the treaty, by key or name"),
                option("from", YEARS, "the first year"),
                option("to", YEARS, "the last year"),
                SHOCK,
                WORLD,
                DRAWS,
                SEED,
            ],
        ),
        command("scenarios", "the scenarios in the program", &["scenario", "list"], &[]),
        command(
            "scenario",
            "a scenario: its file, and the assumptions that can be moved with their ranges and bounds",
            &["scenario", "show"],
            &[SCENARIO, AT, SET],
        ),
        command(
            "forecast",
            "what may become of a treaty and its members",
            &["forecast"],
            &[SCENARIO, AT, SET, FUTURES, SEED],
        ),
        command(
            "explain",
            "what makes an answer of a forecast, and where it flips; without a question, the questions",
            &["explain"],
            &[
                SCENARIO,
                option("question", Kind::Name, "the question"),
                option("branch", Kind::Name, "the branch"),
                AT,
                SET,
                FUTURES,
                SEED,
            ],
        ),
        command(
            "future",
            "single futures as dated stories",
            &["future"],
            &[
                SCENARIO,
                option("n", Kind::Count(0, 99_999), "the number of the future"),
                option("branch", Kind::Name, "the branch"),
                AT,
                SET,
                FUTURES,
                SEED,
            ],
        ),
        command(
            "claims",
            "the claims of a text, tested",
            &["claims"],
            &[
                place_or_file("claims", "claims in the program or in a file"),
                option("claim", Kind::Name, "only this claim"),
                FUTURES,
                SEED,
            ],
        ),
        command("summits", "the negotiations in the program", &["summit", "--list"], &[]),
        command(
            "summit",
            "the settlement of a negotiation",
            &["summit"],
            &[
                place_or_file("negotiation", "a negotiation in the program or in a file"),
                option("rule", Kind::Setting, "the decision rule"),
                options("amend", Kind::Setting, "an amendment: ISSUE=VALUE"),
                DRAWS,
                SEED,
            ],
        ),
        command(
            "ledger",
            "what membership brings and costs",
            &["ledger"],
            &[
                place("treaty", "the treaty"),
                MEMBER,
                option("from", YEARS, "the first year"),
                option("to", Kind::Day, "the last day"),
                WORLD,
            ],
        ),
        command(
            "hedge",
            "where each member leans",
            &["hedge"],
            &[place("treaty", "the treaty"), MEMBER, AT, FUTURES, SEED],
        ),
        command(
            "record",
            "forecasts written once, and how they fare",
            &["record"],
            &[
                option("dir", Kind::Directory, "the folder of the record"),
                option("as-of", Kind::Day, "the day: files up to it, and what was known then"),
            ],
        ),
        command(
            "variables",
            "the variables of panels; with a world file, the years that its data cover",
            &["panel", "--list"],
            &[place("kind", "the kind of panel"), WORLD],
        ),
        Self { name: "panel", what: "a table by unit and year", words: &["panel"], parameters: &PANEL, table: true },
        command("effects", "the catalogue of effects", &["effects"], &[place("name", "one effect, or one process")]),
        command("fit", "a process, or a model of events of any dated network, fitted", &["fit"], &FIT),
        command(
            "diagnose",
            "whether to trust a fit",
            &["diagnose"],
            &[
                place_or_file("model", "a model that a fit made, or leave, ends, replaced, answers"),
                option("simulate", Kind::Count(0, 10_000), "histories to draw for the goodness of fit"),
                SEED,
            ],
        ),
        command("source", "a source by its key", &["source"], &[place("key", "its key")]),
    ];

    /// The command of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        const ALL: &[Command] = &Command::ALL;
        ALL.iter().find(|command| command.name == name)
    }
}

const PANEL: [Parameter; 9] = [
    place("kind", "state-year, dyad-year, directed-dyad-year, member-year or alliance-year"),
    option("from", YEARS, "the first year"),
    option("to", YEARS, "the last year"),
    option("with", Kind::Name, "the variables, separated by commas"),
    option("system", Kind::Name, "the state system: cow or gw"),
    option("states", Kind::Name, "only these states, separated by commas"),
    TREATY,
    option("names", Kind::Flag, "the names of the states, too"),
    WORLD,
];

const FIT: [Parameter; 20] = [
    place("process", "a process, e.g. leave"),
    option("history", Kind::File, "a history, or the world file"),
    option("formula", Kind::Setting, "a model of events: choice(calls ~ inertia + recip)"),
    option("events", Kind::File, "the events of the formula: time, sender, receiver"),
    option("actors", Kind::File, "the actors of the formula: label, then attributes"),
    option("receivers", Kind::File, "the second mode, if receivers are others than senders"),
    option("presence", Kind::File, "comings and goings of actors: time, label, present"),
    options("network", Kind::NamedFile, "a further network, NAME=FILE"),
    options("attribute", Kind::NamedFile, "changes of an attribute of the actors, NAME=FILE"),
    options("undirected", Kind::Name, "a network whose ties hold both ways"),
    option("prior", Kind::Setting, "a prior of all effects"),
    options("fix", Kind::Setting, "an effect that keeps a value, EFFECT=VALUE"),
    option("controls", Kind::Count(1, 1_000_000), "compare each event with so many options drawn at random"),
    option("cluster", Kind::Name, "whose events depend on each other: sender, receiver or event"),
    option("profile", Kind::Flag, "also the profile interval of each effect"),
    option("marginal", Kind::Flag, "also the average marginal effect of each effect"),
    option("from", Kind::Name, "the first day of the window"),
    option("until", Kind::Name, "the last day of the window"),
    SEED,
    option("output", Kind::Made, "where the model is kept: own/NAME.toml"),
];

/// Why a question is not put: what was wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);

/// The most values of a question, and the longest value in bytes.
const MOST: usize = 64;
const LONGEST: usize = 300;

/// The words of the command line for a question: names and values as they stand in its address, files by their paths.
///
/// # Errors
/// A name that the command does not know or that stands twice, a value that its kind refuses, a question with too many values.
pub fn arguments(command: &Command, asked: &[(String, String)], files: &Files) -> Result<Vec<String>, Refused> {
    if asked.len() > MOST {
        return Err(Refused(format!("a question has at most {MOST} values; this has {}", asked.len())));
    }
    let mut given = Vec::new();
    for (name, value) in asked {
        let parameter = parameter(command, name)?;
        if !parameter.repeated && asked.iter().filter(|(other, _)| other == name).count() > 1 {
            return Err(Refused(format!("`{name}` stands twice; give it once")));
        }
        given.push((parameter, checked(parameter, value, files)?));
    }
    let of = |parameter: &'static Parameter| {
        given.iter().filter(move |(own, _)| own.name == parameter.name).map(|(_, value)| value.as_str())
    };
    let mut words: Vec<String> = command.words.iter().map(|&word| word.to_owned()).collect();
    for parameter in command.parameters.iter().filter(|parameter| !parameter.placed) {
        words.extend(of(parameter).filter_map(|value| match (parameter.kind, value) {
            (Kind::Flag, "true") => Some(format!("--{}", parameter.name)),
            (Kind::Flag, _) => None,
            _ => Some(format!("--{}={value}", parameter.name)),
        }));
        // A model that was made here before is made anew.
        if parameter.kind == Kind::Made && of(parameter).next().is_some() {
            words.push("--force".to_owned());
        }
    }
    let placed: Vec<&str> = command.parameters.iter().filter(|parameter| parameter.placed).flat_map(of).collect();
    if !placed.is_empty() {
        words.push("--".to_owned());
        words.extend(placed.into_iter().map(str::to_owned));
    }
    Ok(words)
}

fn parameter(command: &Command, name: &str) -> Result<&'static Parameter, Refused> {
    command.parameters.iter().find(|parameter| parameter.name == name).ok_or_else(|| {
        let known: Vec<&str> = command.parameters.iter().map(|parameter| parameter.name).collect();
        let remedy =
            if known.is_empty() { "it is asked nothing".to_owned() } else { format!("it knows {}", known.join(", ")) };
        Refused(format!("`{}` does not know `{}`: {remedy}", command.name, name.escape_debug()))
    })
}

/// The value as it stands on the command line.
fn checked(parameter: &Parameter, value: &str, files: &Files) -> Result<String, Refused> {
    let refuse = |why: &str| Err(Refused(format!("`{}` is `{}`: {why}", parameter.name, value.escape_debug())));
    let told = |path: Result<std::path::PathBuf, Refused>| path.map(|path| path.display().to_string());
    if value.is_empty() || value.len() > LONGEST {
        return refuse(&format!("a value has 1 to {LONGEST} bytes"));
    }
    match parameter.kind {
        Kind::Count(low, high) => match value.parse::<u64>() {
            Ok(count) if (low..=high).contains(&count) && !value.starts_with('+') => Ok(value.to_owned()),
            _ => refuse(&format!("give a whole number from {low} to {high}")),
        },
        Kind::Flag if ["true", "false"].contains(&value) => Ok(value.to_owned()),
        Kind::Flag => refuse("give true or false"),
        Kind::Day if value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => Ok(value.to_owned()),
        Kind::Day => refuse("give a day, e.g. 2022-11-25"),
        Kind::File => told(files.existing(value)),
        Kind::NameOrFile if ["own/", "folder/"].iter().any(|place| value.starts_with(place)) => {
            told(files.existing(value))
        }
        Kind::Directory => told(files.directory(value)),
        Kind::Made => told(files.made(value)),
        Kind::NamedFile => match value.split_once('=') {
            Some((name, file))
                if !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_') =>
            {
                Ok(format!("{name}={}", told(files.existing(file))?))
            }
            _ => refuse("give a name of letters and digits and a file: NAME=own/FILE"),
        },
        Kind::Name | Kind::NameOrFile | Kind::Setting
            if value.chars().any(|letter| letter.is_control() || "/\\".contains(letter)) =>
        {
            refuse("a path is not read from a browser; give a name")
        }
        // In an empty folder, what has no slash names no file but the folder itself and the one above.
        Kind::Name | Kind::NameOrFile if value.starts_with('.') => {
            refuse("a path is not read from a browser; give a name")
        }
        Kind::Name | Kind::NameOrFile | Kind::Setting => Ok(value.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn files() -> Files {
        Files::new("/nowhere/own".into(), None)
    }

    fn refused(command: &str, pairs: &[(&str, &str)]) -> String {
        arguments(Command::named(command).expect("a command"), &asked(pairs), &files()).expect_err("it is refused").0
    }

    #[test]
    fn a_path_an_option_and_an_unknown_word_are_refused() {
        for path in ["/etc/passwd", "../secret.toml", "..", ".", "a/b", "a\\b", "a\nb", ""] {
            refused("forecast", &[("scenario", path)]);
        }
        assert!(refused("forecast", &[("html", "x.html")]).contains("it knows scenario, at, set, futures, seed"));
        assert!(refused("forecast", &[("seed", "1"), ("seed", "2")]).contains("twice"));
        assert!(refused("forecast", &[("futures", "100001")]).contains("1 to 100000"));
        assert!(refused("treaty", &[("at", "yesterday")]).contains("2022-11-25"));
        assert!(refused("scenarios", &[("id", "x")]).contains("asked nothing"));
        assert!(refused("forecast", &[("scenario", "folder/x.toml")]).contains("--folder DIR"));
        assert!(refused("fit", &[("events", "events.csv")]).contains("own/NAME"));
        assert!(refused("fit", &[("network", "pacts=/etc/passwd")]).contains("own/NAME"));
        assert!(refused("fit", &[("output", "../x.toml")]).contains("own/NAME"));
        assert!(refused("panel", &[("names", "yes")]).contains("true or false"));
    }

    #[test]
    fn what_looks_like_an_option_stays_a_value() {
        let words = arguments(Command::named("treaty").expect("a command"), &asked(&[("treaty", "--list")]), &files());
        assert_eq!(words.expect("a question"), ["treaty", "--", "--list"]);
    }

    proptest! {
        #[test]
        fn no_value_adds_a_word_or_an_option_of_its_own(value in ".{0,40}") {
            let command = Command::named("forecast").expect("a command");
            if let Ok(words) = arguments(command, &asked(&[("scenario", &value), ("set", &value)]), &files()) {
                prop_assert_eq!(words.len(), 4);
                prop_assert_eq!(&words[1], &format!("--set={value}"));
                prop_assert_eq!(&words[2], "--");
            }
        }
    }
}
