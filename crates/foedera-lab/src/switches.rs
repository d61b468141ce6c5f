//! Which processes run and which assumptions hold: switched off, held constant, assumed within a range.

use std::path::Path;

use foedera_diagnostic::nearest;
use foedera_process::{Evidence, Link, Rates};
use foedera_world::{CallId, Day};

use crate::own_model::{Content, OwnModel, WITH_FILES};

/// The processes that can be switched, each with what it is.
pub const PROCESSES: [(&str, &str); 13] = [
    ("leave", "a member leaves"),
    ("freeze", "a member's participation is suspended"),
    ("thaw", "a frozen member takes part again"),
    ("ends", "the treaty ends without a successor"),
    ("replaced", "the treaty is replaced"),
    ("dispute", "a militarised dispute of a member begins"),
    ("coup", "a coup is attempted in a member"),
    ("conflict", "an armed conflict begins in a member"),
    ("protest", "a member calls for help against unrest that is neither"),
    ("call", "a member calls for help when one of these happens"),
    ("answer", "allies answer a call"),
    ("pact", "a member makes a bilateral pact outside"),
    ("levels", "capability, regime and ideal point of each state move from year to year"),
];

/// Several processes under one name.
const UNREST: (&str, [&str; 3]) = ("unrest", ["coup", "conflict", "protest"]);

/// What a fitted file calls its process, where it is not the name of the switch.
const OF_FILES: [(&str, &str); 2] = [("calls", "call"), ("answers", "answer")];

/// How a process runs.
#[derive(Debug, Clone, PartialEq)]
pub enum Switch {
    /// Not at all.
    Off,
    /// At this rate a year for each that is at risk; of calls the probability of one.
    Constant(f64),
    /// By a fitted file of the user's.
    Model(OwnModel),
}

/// How the processes of a scenario run, where not as their models say, and what is assumed beside what is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Switches {
    /// By the name of the process.
    pub processes: Vec<(&'static str, Switch)>,
    /// Links that are assumed, each with a range of the ratio of rates.
    pub assumed: Vec<(&'static Link, (f64, f64))>,
    /// Calls of the register that are left out of the history, for a comparison.
    pub without_calls: Vec<CallId>,
}

/// What is wrong, and what to do.
type Wrong = (String, String);

/// The first of the problems of a file, with its place.
fn first(problems: &foedera_diagnostic::Problems) -> Wrong {
    let Some(first) = problems.0.first() else { return Wrong::default() };
    let line = first.place.line().map_or(String::new(), |line| format!(":{line}"));
    let place = first.place.file().map_or(String::new(), |file| format!("{file}{line}: "));
    (format!("{place}{}", first.message), first.remedy.clone())
}

fn number(text: &str) -> Option<f64> {
    text.trim().parse::<f64>().ok().filter(|value| value.is_finite())
}

impl Switches {
    /// How a process runs, if not as its model says.
    pub fn of(&self, process: &str) -> Option<&Switch> {
        self.processes.iter().rev().find(|(name, _)| *name == process).map(|(_, switch)| switch)
    }

    /// What the file says that is named for a process, if one is.
    pub(crate) fn file(&self, process: &str) -> Option<&Content> {
        match self.of(process) {
            Some(Switch::Model(own)) => Some(own.content()),
            _ => None,
        }
    }

    /// The fingerprint of each fitted file that is named, by process.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&'static str, &OwnModel)> {
        let last = |name: &'static str| match self.of(name) {
            Some(Switch::Model(own)) => Some((name, own)),
            _ => None,
        };
        PROCESSES.iter().filter_map(move |own| last(own.0))
    }

    /// Whether a process is off.
    pub fn is_off(&self, process: &str) -> bool {
        matches!(self.of(process), Some(Switch::Off))
    }

    /// Switch a process: `off`, `constant:` and a rate a year, or `model:` and a fitted file.
    ///
    /// # Errors
    /// What is wrong, and what there is instead.
    pub fn process(&mut self, name: &str, how: &str) -> Result<(), Wrong> {
        self.process_in(name, how, Path::new(""))
    }

    /// The same; the path of a fitted file starts at `folder`.
    ///
    /// # Errors
    /// What is wrong, and what there is instead.
    pub(crate) fn process_in(&mut self, name: &str, how: &str, folder: &Path) -> Result<(), Wrong> {
        let name = OF_FILES.iter().find(|own| own.0 == name).map_or(name, |own| own.1);
        let switch = match how.trim().split_once(':') {
            None if how.trim() == "off" => Switch::Off,
            Some(("constant", rate)) => {
                let most = if name == "call" { 1.0 } else { 100.0 };
                let rate = number(rate).filter(|rate| (0.0..=most).contains(rate)).ok_or_else(|| {
                    let what = if name == "call" { "a probability" } else { "a rate a year from 0 to 100" };
                    (format!("`{rate}` is not {what}"), format!("write {name}=constant:0.02"))
                })?;
                Switch::Constant(rate)
            }
            Some(("model", file)) => {
                Switch::Model(OwnModel::of_file(name, file.trim(), folder).map_err(|problems| first(&problems))?)
            }
            _ => {
                let file = WITH_FILES.iter().any(|own| own.0 == name);
                let file = if file { format!(", or {name}=model:FILE for a fitted file") } else { String::new() };
                let remedy = format!("write {name}=off, or {name}=constant:0.02 for a rate a year{file}");
                return Err((format!("`{how}` is no way to run a process"), remedy));
            }
        };
        if name == UNREST.0 {
            if switch != Switch::Off {
                let remedy = format!("name one of {}", UNREST.1.join(", "));
                return Err(("unrest is three processes, each with a rate of its own".to_owned(), remedy));
            }
            UNREST.1.iter().for_each(|name| self.processes.push((name, Switch::Off)));
            return Ok(());
        }
        let known = PROCESSES.iter().find(|known| known.0 == name).ok_or_else(|| {
            let names = || PROCESSES.iter().map(|known| known.0).chain([UNREST.0]);
            let near = nearest(name, names()).map_or(String::new(), |near| format!("did you mean `{near}`? "));
            let remedy = format!("{near}there are {}", names().collect::<Vec<_>>().join(", "));
            (format!("there is no process `{name}`"), remedy)
        })?;
        if let ("answer" | "levels", Switch::Constant(_)) = (known.0, &switch) {
            let name = known.0;
            let remedy = format!("write {name}=off, {name}=model:FILE, or nothing");
            return Err((format!("`{name}` has no rate"), remedy));
        }
        self.processes.push((known.0, switch));
        Ok(())
    }

    /// Assume a link: a ratio of rates, or a range of it.
    ///
    /// # Errors
    /// What is wrong, and what there is instead.
    pub fn assume(&mut self, name: &str, range: &str) -> Result<(), Wrong> {
        let link = Link::find(name)?;
        let (low, high) = range.split_once("..").unwrap_or((range, range));
        let ends = number(low).zip(number(high));
        let (low, high) =
            ends.filter(|(low, high)| *low > 0.0 && low <= high && *high <= 1_000.0).ok_or_else(|| {
                let (_, low, high) = link.ratio;
                let message = format!("`{range}` is no range of a ratio of rates");
                (message, format!("write {name}={low}..{high}, ratios above 0 and up to 1,000; 1 is no effect"))
            })?;
        self.assumed.retain(|(own, _)| own.name != link.name);
        self.assumed.push((link, (low, high)));
        Ok(())
    }

    /// The links that are on, on a day: those that are known then, by the counted rates of suspension as known then, and those that are
    /// assumed.
    pub fn links(&self, day: Day, suspensions: &Rates) -> Vec<&'static Link> {
        const ALL: &[Link] = &Link::ALL;
        let assumed = |link: &Link| self.assumed.iter().any(|(own, _)| own.name == link.name);
        let on = |link: &&Link| link.is_known_on(day, suspensions) || assumed(link);
        ALL.iter().filter(on).collect()
    }

    /// The range of a link that is assumed.
    pub fn assumed(&self, link: &Link) -> Option<(f64, f64)> {
        self.assumed.iter().find(|(own, _)| own.name == link.name).map(|(_, range)| *range)
    }

    /// Whether nothing runs around the treaty.
    pub(crate) fn are_still(&self) -> bool {
        ["dispute", "coup", "conflict", "protest", "pact"].iter().all(|process| self.is_off(process))
    }

    /// What differs from the models and the reference, in words, one a line; empty if nothing does.
    pub fn words(&self) -> Vec<String> {
        let process = |(name, switch): &(&'static str, Switch)| match switch {
            Switch::Off => format!("{name} is off"),
            Switch::Constant(rate) if *name == "call" => format!("a call is made with probability {rate}"),
            Switch::Constant(rate) => format!("{name} is held at {rate} a year"),
            Switch::Model(own) => {
                let short: String = own.sha256.chars().take(12).collect();
                format!("{name} is the model of `{}` (SHA-256 {short})", own.file)
            }
        };
        let assumed = |(link, (low, high)): &(&'static Link, (f64, f64))| {
            let what = if link.evidence == Evidence::Known { "" } else { ", not known" };
            format!("{} × {low} to {high} ({} → {}{what})", link.name, link.from, link.moves.words())
        };
        self.processes.iter().map(process).chain(self.assumed.iter().map(assumed)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_switched_and_an_unknown_one_refused_with_the_list() {
        let mut own = Switches::default();
        own.process("unrest", "off").unwrap();
        own.process("dispute", "constant:0.02").unwrap();
        assert!(own.is_off("coup") && own.is_off("protest"));
        assert_eq!(own.of("dispute"), Some(&Switch::Constant(0.02)));
        let (message, remedy) = own.process("disputes", "off").unwrap_err();
        assert!(
            message.contains("`disputes`") && remedy.contains("did you mean `dispute`?") && remedy.contains("pact")
        );
        for (name, how) in [
            ("dispute", "on"),
            ("dispute", "constant:-1"),
            ("call", "constant:2"),
            ("unrest", "constant:1"),
            ("answer", "constant:1"),
            ("levels", "constant:1"),
            ("pact", "model:models/leave.toml"),
        ] {
            assert!(own.process(name, how).is_err(), "{name}={how}");
        }
    }

    #[test]
    fn an_assumption_has_a_range_and_replaces_what_was_assumed_before() {
        let mut own = Switches::default();
        own.assume("unanswered-call-hedges", "1..3").unwrap();
        own.assume("unanswered-call-hedges", "2").unwrap();
        assert_eq!(own.assumed.len(), 1);
        assert_eq!(own.assumed(Link::find("unanswered-call-hedges").unwrap()), Some((2.0, 2.0)));
        for range in ["0..1", "3..1", "x", "1..", "-1"] {
            assert!(own.assume("exit-contagion", range).is_err(), "{range}");
        }
        assert!(own.assume("exit-contagio", "1..2").unwrap_err().1.contains("exit-contagion"));
    }
}
