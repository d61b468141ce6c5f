//! Reading a negotiation from TOML.

use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Problems, Source, nearest};
use foedera_world::Day;

use super::{Actor, Basis, Bounds, Capability, Conduct, Happened, Issue, Label, Problem, Quantity, Stance, Stated};
use crate::DecisionRule;
use crate::decision::RULE_FORMS;

/// Version of the layout of a negotiation's file.
pub const PROBLEM_SCHEMA: i64 = 1;

/// Asks the caller whether names that live outside of the file exist; each answers with a remedy if one does not.
#[derive(Clone, Copy)]
pub struct Outside<'a> {
    /// Keys of sources.
    pub source: &'a dyn Fn(&str) -> Result<(), String>,
    /// Keys of states.
    pub state: &'a dyn Fn(&str) -> Result<(), String>,
    /// Keys of treaties.
    pub treaty: &'a dyn Fn(&str) -> Result<(), String>,
}

impl Outside<'_> {
    /// Every name is taken as it stands.
    pub const UNCHECKED: Outside<'static> = Outside { source: &|_| Ok(()), state: &|_| Ok(()), treaty: &|_| Ok(()) };
}

const SALIENCE: Bounds = (0.0, 1.0);
const NOT_NEGATIVE: Bounds = (0.0, f64::INFINITY);
const FORMS: [&str; 4] = ["value", "uniform", "triangular", "normal"];
const FORMS_REMEDY: &str =
    "give one of value = x, uniform = [low, high], triangular = [low, mode, high], normal = { mean = m, sd = s }";

impl Problem {
    /// Read and check a negotiation written in TOML.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and what to do.
    pub fn read(source: &Source, outside: Outside<'_>) -> Result<Self, Problems> {
        read(source, |root| {
            root.schema(PROBLEM_SCHEMA, "the negotiation")?;
            root.only(&["schema", "id", "title", "date", "treaty", "note", "rule", "issue", "actor", "happened"]);
            let reader = Reader { outside };
            let (id, title, note) = (root.string("id"), root.string("title"), root.string("note"));
            let date = root.parsed::<Day>("date", "write \"YYYY-MM-DD\"");
            let treaty = reader.known(root, "treaty", outside.treaty);
            let issues = reader.issues(root);
            let actors = reader.actors(root, issues.as_deref());
            let rule = root.parsed::<DecisionRule>("rule", RULE_FORMS);
            let ids: Option<Vec<&str>> =
                actors.as_ref().map(|actors| actors.iter().map(|actor| actor.id.as_str()).collect());
            let happened = ids.and_then(|ids| reader.happened(root, &ids));
            let problem = Self {
                id: id?.value,
                title: title?.value,
                date: Some(date?.value),
                treaty,
                note: note?.value,
                issues: issues?,
                actors: actors?,
                rule: Some(rule.clone()?.value),
                happened,
            };
            if let Some(Err(error)) = rule.as_ref().map(|rule| problem.rule_for(&rule.value)) {
                root.report(Code::UnknownName, rule?.span, error.to_string(), RULE_FORMS);
            }
            Some(problem)
        })
    }
}

/// Report names that stand twice.
fn once<'a>(table: &Table<'_>, what: &str, names: &mut Vec<&'a str>, name: &'a str, span: std::ops::Range<usize>) {
    if names.contains(&name) {
        table.report(Code::Duplicate, span, format!("{what} `{name}` stands twice"), "rename one, or remove it");
    }
    names.push(name);
}

struct Reader<'a> {
    outside: Outside<'a>,
}

impl Reader<'_> {
    fn known(&self, table: &Table<'_>, key: &str, ask: &dyn Fn(&str) -> Result<(), String>) -> Option<String> {
        let name = table.string_or_none(key)?;
        if let Err(remedy) = ask(&name.value) {
            table.report(Code::UnknownName, name.span, format!("unknown {key} `{}`", name.value), remedy);
        }
        Some(name.value)
    }

    fn sources(&self, table: &Table<'_>) -> Vec<String> {
        let sources = table.strings("sources");
        for source in &sources {
            if let Err(remedy) = (self.outside.source)(&source.value) {
                let message = format!("unknown source `{}`", source.value);
                table.report(Code::UnknownName, source.span.clone(), message, remedy);
            }
        }
        sources.into_iter().map(|source| source.value).collect()
    }

    fn basis(&self, table: &Table<'_>, what: &str) -> Option<Basis> {
        let (why, sources) = (table.string("why"), self.sources(table));
        if let Some(empty) = why.as_ref().filter(|why| why.value.trim().is_empty()) {
            let remedy = "say in a sentence why it is this number";
            table.report(Code::Missing, empty.span.clone(), format!("the reason for {what} is empty"), remedy);
        }
        let judgement = table.boolean_or_none("judgement").is_some_and(|judgement| judgement.value);
        if sources.is_empty() && !judgement {
            let remedy = "name `sources = […]`, or say `judgement = true` and give a range";
            table.report(Code::Missing, table.span(), format!("nothing is said of what {what} rests on"), remedy);
        }
        Some(Basis { why: why?.value, sources, judgement })
    }

    /// The numbers of a quantity, whichever of the forms it has.
    fn quantity(&self, table: &Table<'_>, what: &str) -> Option<Located<Quantity>> {
        let given: Vec<&str> = FORMS.into_iter().filter(|form| table.has(form)).collect();
        let [form] = given.as_slice() else {
            let (code, message) = if given.is_empty() {
                (Code::Missing, format!("{what} has no number"))
            } else {
                (Code::Inconsistent, format!("{what} is given as {} at once", given.join(" and ")))
            };
            table.report(code, table.span(), message, FORMS_REMEDY);
            return None;
        };
        match *form {
            "value" => {
                table.number("value").map(|value| Located { value: Quantity::Exact(value.value), span: value.span })
            }
            "normal" => {
                let normal = table.table("normal")?;
                normal.only(&["mean", "sd"]);
                let (mean, sd) = (normal.number("mean"), normal.number("sd"));
                let value = Quantity::Normal { mean: mean?.value, sd: sd?.value };
                Some(Located { value, span: normal.span() })
            }
            _ => {
                let list = table.numbers(form)?;
                let span = match (list.first(), list.last()) {
                    (Some(first), Some(last)) => first.span.start..last.span.end,
                    _ => table.span(),
                };
                let numbers: Vec<f64> = list.iter().map(|number| number.value).collect();
                let value = match (*form, numbers.as_slice()) {
                    ("uniform", [low, high]) => Quantity::Uniform { low: *low, high: *high },
                    ("triangular", [low, mode, high]) => Quantity::Triangular { low: *low, mode: *mode, high: *high },
                    _ => {
                        let message = format!("`{form}` of {what} has {} numbers", numbers.len());
                        table.report(Code::InvalidValue, span, message, FORMS_REMEDY);
                        return None;
                    }
                };
                Some(Located { value, span })
            }
        }
    }

    fn stated_or_none(&self, parent: &Table<'_>, key: &str, of: &str, bounds: Bounds) -> Option<Stated> {
        let table = parent.table_or_none(key)?;
        table.only(&["value", "uniform", "triangular", "normal", "why", "sources", "judgement"]);
        let what = format!("the {} of {of}", key.replace('_', " "));
        let (quantity, basis) = (self.quantity(&table, &what), self.basis(&table, &what));
        let (quantity, basis) = (quantity?, basis?);
        if let Some(fault) = quantity.value.fault(bounds) {
            let remedy = if bounds.1.is_finite() {
                format!("give numbers from {} to {}, in rising order", bounds.0, bounds.1)
            } else {
                format!("give numbers from {} on, in rising order", bounds.0)
            };
            table.report(Code::InvalidValue, quantity.span.clone(), format!("{what}: {fault}"), remedy);
        }
        if basis.judgement && !quantity.value.uncertain() {
            let remedy = "say how far it may be off: uniform = [low, high], triangular = [low, mode, high] or normal";
            let message = format!("{what} is a judgement without a range");
            table.report(Code::Inconsistent, quantity.span, message, remedy);
        }
        Some(Stated { quantity: quantity.value, basis: Some(basis) })
    }

    fn stated(&self, parent: &Table<'_>, key: &str, of: &str, bounds: Bounds) -> Option<Stated> {
        if !parent.has(key) {
            let message = format!("the {key} of {of} is missing");
            let remedy = format!(
                "add `{key} = {{ uniform = [low, high], why = \"…\", judgement = true }}`; missing is not zero"
            );
            parent.report(Code::Missing, parent.span(), message, remedy);
        }
        self.stated_or_none(parent, key, of, bounds)
    }

    fn issues(&self, root: &Table<'_>) -> Option<Vec<Issue>> {
        let tables = root.tables("issue");
        if tables.is_empty() && !root.has("issue") {
            root.report(
                Code::Missing,
                root.span(),
                "the negotiation has no issue",
                "add `[[issue]]` with id, name, scale",
            );
        }
        let issues: Vec<Option<Issue>> = tables.iter().map(|table| self.issue(table)).collect();
        let mut names = Vec::new();
        for (issue, table) in issues.iter().zip(&tables) {
            issue.iter().for_each(|issue| once(table, "the issue", &mut names, &issue.id, table.span()));
        }
        issues.into_iter().collect::<Option<Vec<Issue>>>().filter(|issues| !issues.is_empty())
    }

    fn issue(&self, table: &Table<'_>) -> Option<Issue> {
        table.only(&["id", "name", "scale", "labels", "reversion", "reference", "draft", "outcome"]);
        let (id, name, scale) = (table.string("id"), table.string("name"), table.range("scale"));
        let (id, scale) = (id?.value, scale?);
        let [low, high] = scale.value;
        if low == high {
            let message = format!("the scale of `{id}` has no width");
            table.report(Code::InvalidValue, scale.span, message, "write [low, high] with low below high");
            return None;
        }
        let bounds = (low, high);
        let labels = self.labels(table, &id, bounds);
        let stated = |key: &str| self.stated_or_none(table, key, &format!("`{id}`"), bounds);
        // Older files call the reversion point the reference.
        if table.has("reversion") && table.has("reference") {
            let message = format!("`{id}` has both `reversion` and `reference`");
            table.report(
                Code::Duplicate,
                table.span(),
                message,
                "write `reversion` only: what holds without agreement",
            );
        }
        let reversion = if table.has("reference") { "reference" } else { "reversion" };
        let (reference, draft, outcome) = (stated(reversion), stated("draft"), stated("outcome"));
        Some(Issue { id, name: name?.value, scale: bounds, labels, reference, draft, outcome })
    }

    fn labels(&self, table: &Table<'_>, issue: &str, scale: Bounds) -> Vec<Label> {
        let mut labels: Vec<Label> = Vec::new();
        for label in table.tables("labels") {
            label.only(&["at", "text"]);
            let (Some(at), Some(text)) = (label.number("at"), label.string("text")) else { continue };
            if !(scale.0..=scale.1).contains(&at.value) {
                let message = format!("the label at {} lies outside the scale of `{issue}`", at.value);
                let remedy = format!("the scale runs from {} to {}", scale.0, scale.1);
                label.report(Code::InvalidValue, at.span, message, remedy);
            } else if labels.last().is_some_and(|last| last.at >= at.value) {
                let message = format!("the label at {} does not come after the one before it", at.value);
                label.report(Code::InvalidValue, at.span, message, "list labels in rising order, one for each value");
            }
            labels.push(Label { at: at.value, text: text.value });
        }
        for end in [scale.0, scale.1] {
            if !labels.iter().any(|label| label.at == end) {
                let message = format!("nothing says what {end} means on the scale of `{issue}`");
                let remedy = format!("add {{ at = {end}, text = \"…\" }} to `labels`");
                table.report(Code::Missing, table.span(), message, remedy);
            }
        }
        labels
    }

    fn actors(&self, root: &Table<'_>, issues: Option<&[Issue]>) -> Option<Vec<Actor>> {
        let tables = root.tables("actor");
        if tables.len() < 2 {
            let message = format!("the negotiation has {} actors", tables.len());
            root.report(Code::Missing, root.span(), message, "add `[[actor]]` until there are at least two");
        }
        // Without issues nothing can be said of stances; their own problems are told first.
        let issues = issues?;
        let actors: Vec<Option<Actor>> = tables.iter().map(|table| self.actor(table, issues)).collect();
        let mut names = Vec::new();
        for (actor, table) in actors.iter().zip(&tables) {
            actor.iter().for_each(|actor| once(table, "the actor", &mut names, &actor.id, table.span()));
        }
        actors.into_iter().collect()
    }

    fn actor(&self, table: &Table<'_>, issues: &[Issue]) -> Option<Actor> {
        table.only(&["id", "name", "state", "capability", "signing_cost", "side_payment", "stance"]);
        let id = table.string("id")?.value;
        let of = format!("`{id}`");
        let name = table.string("name");
        let state = self.known(table, "state", self.outside.state);
        let stances = table.tables("stance");
        let mut found: Vec<Option<(Stance, Option<Stated>)>> = vec![None; issues.len()];
        for stance in &stances {
            stance.only(&["issue", "position", "salience", "capability"]);
            let Some(issue) = stance.string("issue") else { continue };
            let Some(place) = issues.iter().position(|known| known.id == issue.value) else {
                let keys = issues.iter().map(|issue| issue.id.as_str());
                let remedy = nearest(&issue.value, keys.clone()).map_or_else(
                    || format!("use one of {}", keys.collect::<Vec<_>>().join(", ")),
                    |near| format!("did you mean `{near}`?"),
                );
                stance.report(Code::UnknownName, issue.span, format!("unknown issue `{}`", issue.value), remedy);
                continue;
            };
            if found[place].is_some() {
                let message = format!("{of} has two stances on `{}`", issue.value);
                stance.report(Code::Duplicate, issue.span, message, "keep one");
            }
            let of = format!("{of} on `{}`", issue.value);
            let position = self.stated(stance, "position", &of, issues[place].scale);
            let salience = self.stated(stance, "salience", &of, SALIENCE);
            let capability = self.stated_or_none(stance, "capability", &of, NOT_NEGATIVE);
            found[place] =
                position.zip(salience).map(|(position, salience)| (Stance { position, salience }, capability));
        }
        self.absent_stances(table, &of, &stances, issues);
        let capability = self.capability(table, &of, &stances, &found);
        let signing_cost = self.stated_or_none(table, "signing_cost", &of, NOT_NEGATIVE);
        let side_payment = self.stated_or_none(table, "side_payment", &of, NOT_NEGATIVE);
        let stances =
            found.into_iter().map(|found| found.map(|(stance, _)| stance)).collect::<Option<Vec<Stance>>>()?;
        Some(Actor { id, name: name?.value, state, stances, capability: capability?, signing_cost, side_payment })
    }

    fn absent_stances(&self, table: &Table<'_>, of: &str, stances: &[Table<'_>], issues: &[Issue]) {
        let told: Vec<String> =
            stances.iter().filter_map(|stance| Some(stance.string_or_none("issue")?.value)).collect();
        // A stance on a misspelt issue has been told; that the right one lacks it is an echo.
        if told.iter().any(|told| issues.iter().all(|issue| issue.id != *told)) {
            return;
        }
        for issue in issues.iter().filter(|issue| !told.contains(&issue.id)) {
            let message = format!("{of} has no stance on `{}`", issue.id);
            let remedy =
                format!("add `[[actor.stance]] issue = \"{}\"`; give a wide range if little is known", issue.id);
            table.report(Code::Missing, table.span(), message, remedy);
        }
    }

    fn capability(
        &self,
        table: &Table<'_>,
        of: &str,
        stances: &[Table<'_>],
        found: &[Option<(Stance, Option<Stated>)>],
    ) -> Option<Capability> {
        let own = stances.iter().filter(|stance| stance.has("capability")).count();
        match (table.has("capability"), own) {
            (true, 0) => self.stated_or_none(table, "capability", of, NOT_NEGATIVE).map(Capability::Same),
            (true, _) => {
                let message = format!("{of} has a capability of its own and one in a stance");
                table.report(Code::Inconsistent, table.span(), message, "give one, or one in each stance");
                None
            }
            (false, own) if own > 0 && own == stances.len() => {
                let list: Option<Vec<Stated>> = found.iter().map(|found| found.as_ref()?.1.clone()).collect();
                list.map(Capability::ByIssue)
            }
            (false, _) => {
                let message = format!("the capability of {of} is missing");
                let remedy = "give one in [[actor]], or one in each [[actor.stance]]; missing is not zero";
                table.report(Code::Missing, table.span(), message, remedy);
                None
            }
        }
    }

    fn happened(&self, root: &Table<'_>, actors: &[&str]) -> Option<Happened> {
        let table = root.table_or_none("happened")?;
        table.only(&["adopted", "signed", "ready", "refused", "absent", "why", "sources"]);
        let mut conduct = vec![None; actors.len()];
        let kinds = [
            ("signed", Conduct::Signed),
            ("ready", Conduct::Ready),
            ("refused", Conduct::Refused),
            ("absent", Conduct::Absent),
        ];
        for (key, kind) in kinds {
            for name in table.strings(key) {
                let Some(place) = actors.iter().position(|actor| *actor == name.value) else {
                    let remedy = nearest(&name.value, actors.iter().copied()).map_or_else(
                        || format!("use one of {}", actors.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    table.report(Code::UnknownName, name.span, format!("`{}` is no actor here", name.value), remedy);
                    continue;
                };
                if conduct[place].replace(kind).is_some() {
                    let message = format!("`{}` stands twice in what happened", name.value);
                    table.report(Code::Duplicate, name.span, message, "keep it in one list");
                }
            }
        }
        let adopted = table.boolean_or_none("adopted").map(|adopted| adopted.value);
        let basis = self.basis(&table, "what happened")?;
        Some(Happened { adopted, conduct, basis })
    }
}
