//! What can be asked from a browser: commands, their words, and what a word may be.

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

const AT: Parameter = option("at", Kind::Day, "the day to look at");
const TREATY: Parameter = option("treaty", Kind::Name, "the treaty, by key or name");
const SEED: Parameter = option("seed", Kind::Count(0, u64::MAX), "the seed of the draws");
const FUTURES: Parameter = option("futures", Kind::Count(1, 100_000), "futures for each branch");
const DRAWS: Parameter = option("draws", Kind::Count(1, 10_000), "draws of the parameters");
const SET: Parameter = options("set", Kind::Setting, "a value in place of the scenario's: PATH=VALUE");
const SCENARIO: Parameter = place("scenario", "a scenario in the program, or a treaty");

impl Command {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self { name: "treaties", what: "the treaties of the atlas", words: &["treaty", "--list"], parameters: &[AT] },
        Self {
            name: "treaty",
            what: "who is in a treaty, and what happened",
            words: &["treaty"],
            parameters: &[place("treaty", "the treaty, by key or name"), AT],
        },
        Self {
            name: "state",
            what: "what is known of a state",
            words: &["state"],
            parameters: &[place("state", "the state: id, number or name"), AT],
        },
        Self {
            name: "invocations",
            what: "the register of calls for help",
            words: &["invocations"],
            parameters: &[
                TREATY,
                option("trigger", Kind::Name, "only calls for this reason"),
                option("since", Kind::Day, "only calls since this day"),
            ],
        },
        Self {
            name: "aid",
            what: "who comes if a member calls",
            words: &["aid"],
            parameters: &[
                place("state", "the member that calls: id, number or name"),
                TREATY,
                option("trigger", Kind::Name, "why it calls"),
                option("by", Kind::Name, "the attacking states, separated by commas"),
                AT,
                options("shock", Kind::Setting, "suppose a figure to be another: STATE FIELD xFACTOR"),
                DRAWS,
                SEED,
            ],
        },
        Self {
            name: "credibility",
            what: "what a patron's word is worth by year",
            words: &["credibility"],
            parameters: &[
                place("patron", "the patron"),
                TREATY,
                AT,
                options("shock", Kind::Setting, "suppose a figure to be another"),
            ],
        },
        Self { name: "scenarios", what: "the scenarios in the program", words: &["scenario", "list"], parameters: &[] },
        Self {
            name: "forecast",
            what: "what may become of a treaty and its members",
            words: &["forecast"],
            parameters: &[SCENARIO, AT, SET, FUTURES, SEED],
        },
        Self {
            name: "future",
            what: "single futures as dated stories",
            words: &["future"],
            parameters: &[
                SCENARIO,
                option("n", Kind::Count(0, 99_999), "the number of the future"),
                option("branch", Kind::Name, "the branch"),
                AT,
                SET,
                FUTURES,
                SEED,
            ],
        },
        Self {
            name: "claims",
            what: "the claims of a text, tested",
            words: &["claims"],
            parameters: &[
                place("claims", "claims in the program"),
                option("claim", Kind::Name, "only this claim"),
                FUTURES,
                SEED,
            ],
        },
        Self {
            name: "summits",
            what: "the negotiations in the program",
            words: &["summit", "--list"],
            parameters: &[],
        },
        Self {
            name: "summit",
            what: "the settlement of a negotiation",
            words: &["summit"],
            parameters: &[
                place("negotiation", "a negotiation in the program"),
                option("rule", Kind::Setting, "the decision rule"),
                options("amend", Kind::Setting, "an amendment: ISSUE=VALUE"),
                DRAWS,
                SEED,
            ],
        },
        Self {
            name: "ledger",
            what: "what membership brings and costs",
            words: &["ledger"],
            parameters: &[
                place("treaty", "the treaty"),
                option("member", Kind::Name, "only this member"),
                option("to", Kind::Day, "the last day"),
            ],
        },
        Self {
            name: "hedge",
            what: "where each member leans",
            words: &["hedge"],
            parameters: &[
                place("treaty", "the treaty"),
                option("member", Kind::Name, "only this member"),
                AT,
                FUTURES,
                SEED,
            ],
        },
    ];

    /// The command of a name.
    pub fn named(name: &str) -> Option<&'static Self> {
        const ALL: &[Command] = &Command::ALL;
        ALL.iter().find(|command| command.name == name)
    }
}

/// Why a question is not put: what was wrong and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused(pub String);

/// The most values of a question, and the longest value in bytes.
const MOST: usize = 64;
const LONGEST: usize = 300;

/// The words of the command line for a question: names and values as they stand in its address.
///
/// # Errors
/// A name that the command does not know or that stands twice, a value that its kind refuses, a question with too many values.
pub fn arguments(command: &Command, asked: &[(String, String)]) -> Result<Vec<String>, Refused> {
    if asked.len() > MOST {
        return Err(Refused(format!("a question has at most {MOST} values; this has {}", asked.len())));
    }
    for (name, value) in asked {
        let parameter = parameter(command, name)?;
        if !parameter.repeated && asked.iter().filter(|(other, _)| other == name).count() > 1 {
            return Err(Refused(format!("`{name}` stands twice; give it once")));
        }
        check(parameter, value)?;
    }
    let given = |parameter: &'static Parameter| {
        asked.iter().filter(move |(name, _)| name == parameter.name).map(|(_, value)| value.as_str())
    };
    let mut words: Vec<String> = command.words.iter().map(|&word| word.to_owned()).collect();
    for parameter in command.parameters.iter().filter(|parameter| !parameter.placed) {
        words.extend(given(parameter).map(|value| format!("--{}={value}", parameter.name)));
    }
    let placed: Vec<&str> = command.parameters.iter().filter(|parameter| parameter.placed).flat_map(given).collect();
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

fn check(parameter: &Parameter, value: &str) -> Result<(), Refused> {
    let refuse = |why: &str| Err(Refused(format!("`{}` is `{}`: {why}", parameter.name, value.escape_debug())));
    if value.is_empty() || value.len() > LONGEST {
        return refuse(&format!("a value has 1 to {LONGEST} bytes"));
    }
    match parameter.kind {
        Kind::Count(low, high) => match value.parse::<u64>() {
            Ok(count) if (low..=high).contains(&count) && !value.starts_with('+') => Ok(()),
            _ => refuse(&format!("give a whole number from {low} to {high}")),
        },
        Kind::Day if value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') => Ok(()),
        Kind::Day => refuse("give a day, e.g. 2022-11-25"),
        Kind::Name | Kind::Setting if value.chars().any(|letter| letter.is_control() || "/\\".contains(letter)) => {
            refuse("files are not read from a browser; give a name")
        }
        // In an empty folder, what has no slash names no file but the folder itself and the one above.
        Kind::Name if value.starts_with('.') => refuse("files are not read from a browser; give a name"),
        Kind::Name | Kind::Setting => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn refused(command: &str, pairs: &[(&str, &str)]) -> String {
        arguments(Command::named(command).expect("a command"), &asked(pairs)).expect_err("it is refused").0
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
    }

    #[test]
    fn what_looks_like_an_option_stays_a_value() {
        let words = arguments(Command::named("treaty").expect("a command"), &asked(&[("treaty", "--list")]));
        assert_eq!(words.expect("a question"), ["treaty", "--", "--list"]);
    }

    proptest! {
        #[test]
        fn no_value_adds_a_word_or_an_option_of_its_own(value in ".{0,40}") {
            let command = Command::named("forecast").expect("a command");
            if let Ok(words) = arguments(command, &asked(&[("scenario", &value), ("set", &value)])) {
                prop_assert_eq!(words.len(), 4);
                prop_assert_eq!(&words[1], &format!("--set={value}"));
                prop_assert_eq!(&words[2], "--");
            }
        }
    }
}
