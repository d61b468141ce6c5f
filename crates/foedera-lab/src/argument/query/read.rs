//! Reading a query from a table of a claims file.

use crate::{Models, Question, Scenario, find_question};
use foedera_atlas::{Atlas, HEDGE_DOMAINS, LEDGER_KINDS};
use foedera_diagnostic::{Code, document::Table, nearest};
use foedera_world::{Day, Obligation, Trigger};

use super::{AidCall, Calls, Query, models};
use crate::argument::names::Names;

/// What a reader of queries knows.
pub(crate) struct Context<'a> {
    pub(crate) atlas: &'a Atlas,
    pub(crate) models: &'a Models,
    pub(crate) scenario: Option<&'a Scenario>,
    pub(crate) questions: &'a [Question],
    /// The last day that may be read.
    pub(crate) until: Day,
}

/// The queries with their keys beside `id` and `query`.
pub(crate) const QUERIES: [(&str, &[&str]); 24] = [
    ("members", &["treaty", "at"]),
    ("signed", &["treaty"]),
    ("refusals", &["summit"]),
    ("covered", &["treaty", "trigger", "at"]),
    ("events", &["treaty", "kind", "state", "from", "to"]),
    ("alliances", &["states", "at_least", "obligation", "at"]),
    ("ties", &["states", "kinds", "from", "to"]),
    ("precedents", &["kinds"]),
    ("answered", &["treaty", "triggers", "state", "from", "to"]),
    ("answered_difference", &["treaty", "triggers", "than", "from", "to"]),
    ("requests", &["treaty", "state", "from", "to"]),
    ("senders", &["call"]),
    ("figure", &["state", "variable", "year"]),
    ("change", &["state", "variable", "from_year", "to_year"]),
    ("share", &["treaty", "state", "variable", "year"]),
    ("below", &["states", "variable", "year", "below"]),
    ("pairs", &["states", "with", "variable", "year", "at_least"]),
    ("apart", &["states", "from_state", "variable", "from_year", "to_year"]),
    ("force", &["state", "from", "to"]),
    ("steps", &["states", "domains", "direction", "from", "to", "count"]),
    ("received", &["treaty", "kinds", "from", "to"]),
    ("aid", &["treaty", "state", "trigger", "by", "at", "ally", "than"]),
    ("question", &["question", "by", "branch", "than"]),
    ("coefficient", &["process", "effect"]),
];

const TIE_KINDS: [&str; 8] =
    ["treaty", "declaration", "arms", "trade", "talks", "visit", "recognition", "proscription"];

/// Read the query of a table; `beside` are keys that belong to the table itself.
pub(crate) fn read_query(table: &Table<'_>, beside: &[&str], context: &Context<'_>) -> Option<Query> {
    let kind = table.string("query")?;
    let Some((name, keys)) = QUERIES.iter().find(|(name, _)| *name == kind.value) else {
        let names: Vec<&str> = QUERIES.iter().map(|(name, _)| *name).collect();
        let remedy = match nearest(&kind.value, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("use one of {}", names.join(", ")),
        };
        table.report(Code::UnknownName, kind.span, format!("unknown query `{}`", kind.value), remedy);
        return None;
    };
    let known: Vec<&str> = beside.iter().chain(["query"].iter()).chain(keys.iter()).copied().collect();
    table.only(&known);
    let reader = Reader { names: Names { table, atlas: context.atlas }, context };
    let query = reader.of_kind(name)?;
    if let Some(day) = query.last_day().filter(|day| *day > context.until) {
        let message = format!("the query reads up to {day}, and nothing after {} is known to it", context.until);
        table.report(
            Code::Inconsistent,
            table.span(),
            message,
            "ask for an earlier day, or move it to [[claim.since]]",
        );
        return None;
    }
    Some(query)
}

struct Reader<'a, 'b, 'c> {
    names: Names<'a, 'b>,
    context: &'a Context<'c>,
}

/// The first day of the register.
fn beginning() -> Day {
    Day::start_of_year(1816)
}

impl Reader<'_, '_, '_> {
    fn of_kind(&self, kind: &str) -> Option<Query> {
        match kind {
            "members" | "signed" | "refusals" | "covered" | "events" | "alliances" | "ties" | "precedents" => {
                self.history(kind)
            }
            "answered" | "answered_difference" | "requests" | "senders" => self.calls(kind),
            "figure" | "change" | "share" | "below" | "pairs" | "apart" | "force" => self.figures(kind),
            "steps" => self.steps(),
            "received" => self.received(),
            "aid" => self.aid(),
            "question" => self.question(),
            _ => self.coefficient(),
        }
    }

    fn period(&self) -> Option<(Day, Day)> {
        let (from, to) = (self.names.day_or("from", beginning()), self.names.day_or("to", self.context.until));
        let (from, to) = (from?, to?);
        if from > to {
            let table = self.names.table;
            table.report(
                Code::Inconsistent,
                table.span(),
                format!("the period from {from} to {to} runs backwards"),
                "swap its days",
            );
            return None;
        }
        Some((from, to))
    }

    fn trigger(&self, key: &str) -> Option<Trigger> {
        self.names.table.parsed::<Trigger>(key, "use one of the listed words").map(|trigger| trigger.value)
    }

    fn triggers(&self, key: &str) -> Option<Vec<Trigger>> {
        let table = self.names.table;
        if !table.has(key) {
            return Some(Vec::new());
        }
        let trigger = |word: foedera_diagnostic::document::Located<String>| match word.value.parse::<Trigger>() {
            Ok(trigger) => Some(trigger),
            Err(error) => {
                table.report(Code::InvalidValue, word.span, error, "use some of the listed words");
                None
            }
        };
        table.some_strings(key)?.into_iter().map(trigger).collect()
    }

    fn obligation(&self) -> Option<Option<Obligation>> {
        if !self.names.table.has("obligation") {
            return Some(None);
        }
        let word = self.names.word("obligation", &Obligation::ALL.map(Obligation::name))?;
        Some(Obligation::ALL.into_iter().find(|known| known.name() == word))
    }

    fn history(&self, kind: &str) -> Option<Query> {
        let names = &self.names;
        Some(match kind {
            "members" => Query::Members { treaty: names.treaty("treaty")?, at: names.day("at")? },
            "signed" => Query::Signed { treaty: names.treaty("treaty")? },
            "covered" => Query::Covered {
                treaty: names.treaty("treaty")?,
                trigger: self.trigger("trigger")?,
                at: names.day("at")?,
            },
            "events" => {
                let (from, to) = self.period()?;
                let kind = names.word("kind", &["leaves", "freezes", "joins", "ends"])?;
                Query::Events {
                    treaty: names.treaty("treaty")?,
                    kind,
                    state: names.state_or_none("state").ok()?,
                    from,
                    to,
                }
            }
            "alliances" => {
                let (states, at, obligation) = (names.states("states")?, names.day("at")?, self.obligation()?);
                Query::Alliances { states, at_least: names.count("at_least")?, obligation, at }
            }
            "ties" => {
                let (from, to) = self.period()?;
                let kinds = names.words("kinds", &TIE_KINDS)?;
                let Ok(states) = <[_; 2]>::try_from(names.states("states")?) else {
                    let table = names.table;
                    table.report(Code::InvalidValue, table.span(), "ties are of two states", "name two");
                    return None;
                };
                Query::Ties { states, kinds, from, to }
            }
            "precedents" => Query::Precedents {
                kinds: self.known("kinds", "kind of precedent", |atlas| {
                    atlas.precedents.iter().map(|case| case.kind.clone()).collect()
                })?,
            },
            _ => Query::Refusals {
                summit: self.one("summit", |atlas| {
                    let world = atlas.history.replay().world;
                    world.summits().map(|summit| atlas.roster().summit_key(summit.id())).collect()
                })?,
            },
        })
    }

    /// Texts that must be among those that the atlas has.
    fn known(&self, key: &str, what: &str, known: impl Fn(&Atlas) -> Vec<String>) -> Option<Vec<String>> {
        let table = self.names.table;
        let all = known(self.context.atlas);
        let found = table.some_strings(key)?;
        for name in &found {
            if !all.contains(&name.value) {
                let remedy = nearest(&name.value, all.iter().map(String::as_str))
                    .map_or("see the atlas".to_owned(), |near| format!("did you mean `{near}`?"));
                table.report(Code::UnknownName, name.span.clone(), format!("unknown {what} `{}`", name.value), remedy);
                return None;
            }
        }
        Some(found.into_iter().map(|name| name.value).collect())
    }

    fn one(&self, key: &str, known: impl Fn(&Atlas) -> Vec<String>) -> Option<String> {
        let table = self.names.table;
        let name = table.string(key)?;
        let all = known(self.context.atlas);
        if !all.contains(&name.value) {
            let remedy = nearest(&name.value, all.iter().map(String::as_str))
                .map_or("see the atlas".to_owned(), |near| format!("did you mean `{near}`?"));
            table.report(Code::UnknownName, name.span, format!("unknown {key} `{}`", name.value), remedy);
            return None;
        }
        Some(name.value)
    }

    fn calls(&self, kind: &str) -> Option<Query> {
        if kind == "senders" {
            return Some(Query::Senders {
                call: self.one("call", |atlas| atlas.calls().iter().map(|call| call.key.clone()).collect())?,
            });
        }
        let (from, to) = self.period()?;
        let treaty = self.names.treaty("treaty")?;
        if kind == "requests" {
            return Some(Query::Requests { treaty, state: self.names.state("state")?, from, to });
        }
        let state = self.names.state_or_none("state").ok()?;
        let own = Calls { treaty, triggers: self.triggers("triggers")?, state, from, to };
        if kind == "answered" {
            return Some(Query::Answered(own));
        }
        let than = self.triggers("than")?;
        if than.is_empty() || own.triggers.is_empty() {
            let table = self.names.table;
            table.report(
                Code::Missing,
                table.span(),
                "a difference needs `triggers` and `than`",
                "name triggers for both",
            );
            return None;
        }
        Some(Query::AnsweredDifference { than: Calls { triggers: than, ..own.clone() }, own })
    }

    fn variable(&self) -> Option<String> {
        self.one("variable", |atlas| {
            let all: std::collections::BTreeSet<String> =
                atlas.figures.yearly.iter().map(|figure| figure.variable.clone()).collect();
            all.into_iter().collect()
        })
    }

    fn figures(&self, kind: &str) -> Option<Query> {
        let names = &self.names;
        if kind == "force" {
            return Some(Query::Force { state: names.state("state")?, from: names.day("from")?, to: names.day("to")? });
        }
        let variable = self.variable()?;
        Some(match kind {
            "figure" => Query::Figure { state: names.state("state")?, variable, year: names.year("year")? },
            "change" => Query::Change {
                state: names.state("state")?,
                variable,
                from: names.year("from_year")?,
                to: names.year("to_year")?,
            },
            "share" => Query::Share {
                treaty: names.treaty("treaty")?,
                state: names.state("state")?,
                variable,
                year: names.year("year")?,
            },
            "below" => Query::Below {
                states: names.states("states")?,
                variable,
                year: names.year("year")?,
                below: names.table.number("below")?.value,
            },
            "pairs" => Query::Pairs {
                states: names.states("states")?,
                with: names.state("with")?,
                variable,
                year: names.year("year")?,
                at_least: names.table.number("at_least")?.value,
            },
            _ => Query::Apart {
                states: names.states("states")?,
                from_state: names.state("from_state")?,
                variable,
                from: names.year("from_year")?,
                to: names.year("to_year")?,
            },
        })
    }

    fn steps(&self) -> Option<Query> {
        let (from, to) = self.period()?;
        let by_state = match self.names.table.has("count") {
            true => self.names.word("count", &["states", "steps"])? == "states",
            false => false,
        };
        Some(Query::Steps {
            states: self.names.states("states")?,
            domains: self.names.words("domains", &HEDGE_DOMAINS)?,
            direction: self.names.word("direction", &foedera_atlas::HEDGE_DIRECTIONS)?,
            from,
            to,
            by_state,
        })
    }

    fn received(&self) -> Option<Query> {
        let (from, to) = self.period()?;
        let known = LEDGER_KINDS.map(|(name, ..)| name);
        let kinds = self.names.words("kinds", &known)?;
        if kinds.is_empty() {
            let table = self.names.table;
            table.report(Code::Missing, table.span(), "no kind of figure is named", "add `kinds = [\"loan\", …]`");
            return None;
        }
        Some(Query::Received { treaty: self.names.treaty("treaty")?, kinds, from, to })
    }

    fn aid(&self) -> Option<Query> {
        let names = &self.names;
        let by = if names.table.has("by") { names.states("by")? } else { Vec::new() };
        let own = AidCall {
            treaty: names.treaty("treaty")?,
            state: names.state("state")?,
            trigger: self.trigger("trigger")?,
            by,
            at: names.day("at")?,
            ally: names.state_or_none("ally").ok()?,
        };
        if names.table.has("than") {
            return Some(Query::AidDifference { own, than: self.trigger("than")? });
        }
        Some(Query::Aid(own))
    }

    fn question(&self) -> Option<Query> {
        let table = self.names.table;
        let question = table.string("question")?;
        let Some(scenario) = self.context.scenario else {
            let remedy = "name the scenario at the top: `scenario = \"csto-2022\"`";
            table.report(Code::Missing, question.span, "a question needs a scenario to be asked of", remedy);
            return None;
        };
        let by = self.names.day("by")?;
        if by <= scenario.date || by > scenario.date.plus_years(50) {
            table.report(
                Code::InvalidValue,
                table.span(),
                format!("{by} is not ahead of the scenario's {}", scenario.date),
                "ask for a later day, up to 50 years ahead",
            );
            return None;
        }
        let id = match find_question(self.context.questions, &question.value) {
            Ok(found) => found.id,
            Err((message, remedy)) => {
                table.report(Code::UnknownName, question.span, message, remedy);
                return None;
            }
        };
        let branch = self.branch(scenario, "branch")?;
        let than = self.branch(scenario, "than")?;
        match (branch, than) {
            (branch, None) => Some(Query::Question { question: id, by, branch }),
            (Some(branch), Some(than)) if scenario.branches[0].id == than => {
                Some(Query::QuestionDifference { question: id, by, branch, than })
            }
            _ => {
                let message = "a difference is of a `branch` to the first branch of the scenario";
                table.report(
                    Code::Inconsistent,
                    table.span(),
                    message,
                    format!("write `branch = …` and `than = \"{}\"`", scenario.branches[0].id),
                );
                None
            }
        }
    }

    fn branch(&self, scenario: &Scenario, key: &str) -> Option<Option<String>> {
        let table = self.names.table;
        let Some(name) = table.string_or_none(key) else { return Some(None) };
        let ids = scenario.branches.iter().map(|branch| branch.id.as_str());
        if ids.clone().any(|id| id == name.value) {
            return Some(Some(name.value));
        }
        let remedy = nearest(&name.value, ids.clone())
            .map_or(format!("the scenario has {}", ids.collect::<Vec<_>>().join(", ")), |near| {
                format!("did you mean `{near}`?")
            });
        table.report(Code::UnknownName, name.span, format!("unknown branch `{}`", name.value), remedy);
        None
    }

    fn coefficient(&self) -> Option<Query> {
        let process = self.names.word("process", &models::PROCESSES)?;
        let effect = self.names.table.string("effect")?;
        let known = models::effects(process, self.context.models);
        if !known.contains(&effect.value) {
            let remedy = match nearest(&effect.value, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the fitted effects are {}", known.join(", ")),
            };
            self.names.table.report(
                Code::UnknownName,
                effect.span,
                format!("{process} has no effect `{}`", effect.value),
                remedy,
            );
            return None;
        }
        Some(Query::Coefficient { process, effect: effect.value })
    }
}
