//! The file of claims.

use crate::{Models, Scenario, questions};
use foedera_atlas::Atlas;
use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Problems, Source as Text, nearest};
use foedera_world::Day;

use super::{ClaimKind, KINDS, Verdict};
use crate::argument::condition::Condition;
use crate::argument::query::{Context, Query, read_query};

/// Version of the layout of claims files.
pub const CLAIMS_SCHEMA: i64 = 1;

/// Claims of a text, or of nobody.
#[derive(Debug, Clone, PartialEq)]
pub struct Claims {
    /// Key.
    pub id: String,
    /// Title.
    pub title: String,
    /// The day of the text: nothing later is known to a test.
    pub date: Day,
    /// Who claims, e.g. "the commentary"; `None`: the statements are attributed to nobody.
    pub attributed_to: Option<String>,
    /// Background.
    pub note: String,
    /// Where the text stands.
    pub text: Option<Source>,
    /// The scenario that questions are asked of.
    pub scenario: Option<String>,
    /// The claims.
    pub claims: Vec<Claim>,
    /// The text in its order, in other words.
    pub passages: Vec<Passage>,
    /// Where the text compresses or leaves out.
    pub remarks: Vec<Remark>,
}

/// Where a text stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Source {
    /// Author, title, publisher, date.
    pub title: String,
    /// Its address.
    pub url: Option<String>,
}

/// A claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Key, e.g. `C4`.
    pub id: String,
    /// What kind of statement it is.
    pub kind: ClaimKind,
    /// What it says, in our words.
    pub says: String,
    /// Its tests.
    pub tests: Vec<Test>,
    /// Its rules, in order.
    pub rules: Vec<Rule>,
    /// Why nothing observable would decide it.
    pub untestable: Option<String>,
    /// What to keep in mind.
    pub caution: Option<String>,
    /// What happened after the text.
    pub since: Vec<Since>,
}

/// A test of a claim.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// Key within the claim.
    pub id: String,
    pub(crate) query: Query,
}

/// A rule: a verdict, and the condition for it. The first that holds decides.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The verdict.
    pub verdict: Verdict,
    /// Its condition.
    pub condition: Condition,
}

/// Something that happened after the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Since {
    /// What happened.
    pub what: String,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// What is counted for it, with later days than a test may read.
    pub(crate) query: Option<Query>,
}

/// A stretch of the text, in other words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Passage {
    /// Where it stands.
    pub place: String,
    /// What it says, in our words.
    pub says: String,
    /// The claims in it.
    pub claims: Vec<String>,
    /// Why it holds no claim.
    pub aside: Option<String>,
}

/// A place where the text compresses or leaves out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Remark {
    /// What.
    pub what: String,
    /// The claims that it touches.
    pub claims: Vec<String>,
    /// Sources.
    pub sources: Vec<String>,
}

impl Claims {
    /// The keys of sources that it names, once for each thing that happened since and each remark.
    pub fn sources(&self) -> impl Iterator<Item = &[String]> {
        let since = self.claims.iter().flat_map(|claim| &claim.since).map(|since| since.sources.as_slice());
        since.chain(self.remarks.iter().map(|remark| remark.sources.as_slice()))
    }
}

const DAY: &str = "write \"YYYY-MM-DD\"";

impl Claims {
    /// Read and check a file of claims. `scenario_of` finds the scenario of a name.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and what to do; and what is wrong with its scenario.
    pub fn read(
        source: &Text,
        atlas: &Atlas,
        models: &Models,
        scenario_of: &dyn Fn(&str) -> Result<Scenario, Problems>,
    ) -> Result<Self, Problems> {
        let mut of_scenario = Problems::new();
        let found = read(source, |root| {
            root.schema(CLAIMS_SCHEMA, "the file of claims")?;
            root.only(&KEYS);
            let name = root.string_or_none("scenario");
            let date = root.parsed::<Day>("date", DAY)?.value;
            let scenario = named_scenario(root, name.as_ref(), date, scenario_of, &mut of_scenario);
            let asked = scenario.as_ref().map_or(Vec::new(), |scenario| questions(scenario, atlas));
            let context = Context { atlas, models, scenario: scenario.as_ref(), questions: &asked, until: date };
            let reader = Reader { root, context: &context };
            let claims = reader.claims();
            let ids: Vec<&str> = claims.iter().flatten().map(|claim| claim.id.as_str()).collect();
            let (passages, remarks) = (reader.passages(&ids), reader.remarks(&ids));
            let (id, title, note) = (root.string("id"), root.string("title"), root.string("note"));
            Some(Self {
                id: id?.value,
                title: title?.value,
                date,
                attributed_to: root.string_or_none("attributed_to").map(|name| name.value),
                note: note?.value,
                text: reader.text()?,
                scenario: name.map(|name| name.value),
                claims: claims?,
                passages: passages?,
                remarks: remarks?,
            })
        });
        match found {
            Err(mut problems) => {
                problems.extend(of_scenario);
                Err(problems)
            }
            ok => ok,
        }
    }
}

/// The keys of the root.
const KEYS: [&str; 11] =
    ["schema", "id", "title", "date", "attributed_to", "note", "text", "scenario", "claim", "passage", "remark"];

/// The scenario of the claims; what is wrong with it goes to `problems`, and it may know nothing later than the text.
fn named_scenario(
    root: &Table<'_>,
    name: Option<&Located<String>>,
    date: Day,
    scenario_of: &dyn Fn(&str) -> Result<Scenario, Problems>,
    problems: &mut Problems,
) -> Option<Scenario> {
    let name = name?;
    let refuse = |message: String, remedy: &str| root.report(Code::Inconsistent, name.span.clone(), message, remedy);
    match scenario_of(&name.value) {
        Err(found) => {
            refuse(format!("the scenario `{}` cannot be read", name.value), "see the problems of the scenario");
            *problems = found;
            None
        }
        Ok(scenario) if scenario.date > date => {
            let message = format!("the scenario stands on {}, after the text of {date}", scenario.date);
            refuse(message, "name a scenario that knows nothing later than the text");
            None
        }
        Ok(scenario) => Some(scenario),
    }
}

struct Reader<'a, 'b, 'c> {
    root: &'a Table<'b>,
    context: &'a Context<'c>,
}

impl Reader<'_, '_, '_> {
    fn text(&self) -> Option<Option<Source>> {
        let Some(table) = self.root.table_or_none("text") else { return Some(None) };
        table.only(&["title", "url"]);
        let url = table.string_or_none("url").map(|url| url.value);
        Some(Some(Source { title: table.string("title")?.value, url }))
    }

    fn claims(&self) -> Option<Vec<Claim>> {
        let tables = self.root.tables("claim");
        if tables.is_empty() {
            self.root.report(Code::Missing, 0..0, "the file has no claims", "add `[[claim]]` tables");
            return None;
        }
        let mut seen: Vec<String> = Vec::new();
        let mut found = Vec::new();
        for table in &tables {
            let claim = self.claim(table);
            if let Some(claim) = &claim {
                if seen.contains(&claim.id) {
                    table.report(
                        Code::Duplicate,
                        table.span(),
                        format!("claim `{}` stands twice", claim.id),
                        "rename one",
                    );
                }
                seen.push(claim.id.clone());
            }
            found.push(claim);
        }
        found.into_iter().collect()
    }

    fn claim(&self, table: &Table<'_>) -> Option<Claim> {
        table.only(&["id", "kind", "says", "test", "verdict", "untestable", "caution", "since"]);
        let (id, says) = (table.string("id"), table.string("says"));
        let kind = self.kind(table);
        let tests = self.tests(table);
        let untestable = table.string_or_none("untestable");
        // Rules are read even where a test is wrong, so that one run tells all.
        let ids: Vec<String> =
            table.tables("test").iter().filter_map(|test| Some(test.string_or_none("id")?.value)).collect();
        let rules = rules(table, &ids);
        let since: Option<Vec<Since>> = table.tables("since").iter().map(|since| self.since(since)).collect();
        if untestable.is_none() && table.tables("test").is_empty() {
            let remedy = "add `[[claim.test]]` and `[[claim.verdict]]`, or say why with `untestable = …`";
            table.report(
                Code::Missing,
                table.span(),
                "the claim has neither a test nor a reason why there is none",
                remedy,
            );
        }
        if let Some(reason) = untestable.as_ref().filter(|_| rules.as_ref().is_some_and(|rules| !rules.is_empty())) {
            let message = "a claim that is untestable has no rules for a verdict";
            table.report(
                Code::Inconsistent,
                reason.span.clone(),
                message,
                "take the rules away, or `untestable`; tests may stay as context",
            );
        }
        Some(Claim {
            id: id?.value,
            kind: kind?,
            says: says?.value,
            tests: tests?,
            rules: rules?,
            untestable: untestable.map(|reason| reason.value),
            caution: table.string_or_none("caution").map(|caution| caution.value),
            since: since?,
        })
    }

    fn kind(&self, table: &Table<'_>) -> Option<ClaimKind> {
        let word = table.string("kind")?;
        let found = KINDS.iter().find(|(name, _)| *name == word.value).map(|(_, kind)| *kind);
        if found.is_none() {
            let names = KINDS.map(|(name, _)| name).join(", ");
            table.report(
                Code::InvalidValue,
                word.span,
                format!("`{}` is no kind of claim", word.value),
                format!("use one of {names}"),
            );
        }
        found
    }

    fn tests(&self, table: &Table<'_>) -> Option<Vec<Test>> {
        let mut tests: Vec<Test> = Vec::new();
        let mut whole = true;
        for own in table.tables("test") {
            let id = own.string("id");
            let query = read_query(&own, &["id"], self.context);
            let (Some(id), Some(query)) = (id, query) else {
                whole = false;
                continue;
            };
            if tests.iter().any(|test| test.id == id.value) {
                own.report(Code::Duplicate, id.span, format!("test `{}` stands twice", id.value), "rename one");
                whole = false;
                continue;
            }
            tests.push(Test { id: id.value, query });
        }
        whole.then_some(tests)
    }

    fn since(&self, table: &Table<'_>) -> Option<Since> {
        let beside = ["what", "sources"];
        // Later days than a test may read, up to anything that the atlas has.
        let later = Context { until: Day::start_of_year(2100), ..*self.context };
        let query = if table.has("query") {
            Some(read_query(table, &beside, &later)?)
        } else {
            table.only(&beside);
            None
        };
        let sources = self.sources(table, query.is_none())?;
        Some(Since { what: table.string("what")?.value, sources, query })
    }

    fn sources(&self, table: &Table<'_>, needed: bool) -> Option<Vec<String>> {
        let list = if needed { table.some_strings("sources")? } else { table.strings("sources") };
        let known = &self.context.atlas.sources;
        for source in &list {
            if !known.contains_key(&source.value) {
                let remedy = nearest(&source.value, known.keys().map(String::as_str))
                    .map_or("declare it in atlas/sources.toml".to_owned(), |near| format!("did you mean `{near}`?"));
                table.report(
                    Code::UnknownName,
                    source.span.clone(),
                    format!("unknown source `{}`", source.value),
                    remedy,
                );
            }
        }
        Some(list.into_iter().map(|source| source.value).collect())
    }

    /// Claims named elsewhere must be there.
    fn named(&self, table: &Table<'_>, ids: &[&str]) -> Vec<String> {
        let list = table.strings("claims");
        for name in &list {
            if !ids.contains(&name.value.as_str()) {
                let remedy = nearest(&name.value, ids.iter().copied())
                    .map_or("name a claim of this file".to_owned(), |near| format!("did you mean `{near}`?"));
                table.report(Code::UnknownName, name.span.clone(), format!("unknown claim `{}`", name.value), remedy);
            }
        }
        list.into_iter().map(|name| name.value).collect()
    }

    fn passages(&self, ids: &[&str]) -> Option<Vec<Passage>> {
        let tables = self.root.tables("passage");
        let passage = |table: &Table<'_>| {
            table.only(&["place", "says", "claims", "aside"]);
            let claims = self.named(table, ids);
            let aside = table.string_or_none("aside").map(|aside| aside.value);
            if claims.is_empty() == aside.is_none() {
                let remedy = "name its `claims`, or say with `aside` why it holds none";
                table.report(Code::Inconsistent, table.span(), "a passage holds claims or is an aside", remedy);
            }
            Some(Passage { place: table.string("place")?.value, says: table.string("says")?.value, claims, aside })
        };
        let found: Vec<Passage> = tables.iter().map(passage).collect::<Option<_>>()?;
        let lost = ids.iter().find(|id| {
            !found.is_empty() && !found.iter().any(|passage| passage.claims.iter().any(|claim| claim == *id))
        });
        if let Some(lost) = lost {
            let message = format!("no passage holds the claim `{lost}`");
            self.root.report(Code::Inconsistent, 0..0, message, "add it to the passage in which it is made");
        }
        Some(found)
    }

    fn remarks(&self, ids: &[&str]) -> Option<Vec<Remark>> {
        let remark = |table: &Table<'_>| {
            table.only(&["what", "claims", "sources"]);
            let claims = self.named(table, ids);
            Some(Remark { what: table.string("what")?.value, claims, sources: self.sources(table, false)? })
        };
        self.root.tables("remark").iter().map(remark).collect()
    }
}

/// The rules of a claim: each reads tests that are there, and each test is read.
fn rules(table: &Table<'_>, tests: &[String]) -> Option<Vec<Rule>> {
    let mut rules = Vec::new();
    let mut whole = true;
    for own in table.tables("verdict") {
        own.only(&["is", "if"]);
        let (verdict, condition) = (verdict(&own), condition(&own, tests));
        match (verdict, condition) {
            (Some(verdict), Some(condition)) => rules.push(Rule { verdict, condition }),
            _ => whole = false,
        }
    }
    if !whole {
        return None;
    }
    if table.has("untestable") {
        return Some(rules);
    }
    if rules.is_empty() && !tests.is_empty() {
        table.report(
            Code::Missing,
            table.span(),
            "the claim has tests and no rule",
            "add `[[claim.verdict]]` with `is` and `if`",
        );
        return None;
    }
    for test in tests {
        if !rules.iter().any(|rule| rule.condition.names().any(|name| name == test)) {
            let message = format!("no rule reads the test `{test}`");
            table.report(Code::Inconsistent, table.span(), message, "let a rule read it, or take it away");
            whole = false;
        }
    }
    whole.then_some(rules)
}

fn verdict(table: &Table<'_>) -> Option<Verdict> {
    let word = table.string("is")?;
    let found =
        Verdict::ALL.into_iter().find(|verdict| *verdict != Verdict::Untestable && verdict.name() == word.value);
    if found.is_none() {
        let names: Vec<&str> = Verdict::ALL.iter().take(5).map(|verdict| verdict.name()).collect();
        table.report(
            Code::InvalidValue,
            word.span,
            format!("`{}` is no verdict of a rule", word.value),
            format!("use one of {}", names.join(", ")),
        );
    }
    found
}

fn condition(table: &Table<'_>, tests: &[String]) -> Option<Condition> {
    let Located { value, span } = table.string("if")?;
    let condition = match Condition::read(&value) {
        Ok(condition) => condition,
        Err(message) => {
            let remedy = "compare a test with a number: `calls.high < 0.5 and calls.n >= 2`";
            table.report(Code::Syntax, span, message, remedy);
            return None;
        }
    };
    let unknown = condition.names().find(|name| !tests.iter().any(|test| test == name)).map(str::to_owned);
    if let Some(name) = unknown {
        let remedy = match nearest(&name, tests.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                format!("the tests are {}", tests.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
            }
        };
        table.report(Code::UnknownName, span, format!("the rule reads a test `{name}` that is not there"), remedy);
        return None;
    }
    Some(condition)
}
