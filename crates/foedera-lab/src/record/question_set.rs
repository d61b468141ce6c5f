//! Questions with their rules: those in the program, and those of a user's table.

use foedera_atlas::Atlas;
use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Diagnostic, Place, Problems, Source, nearest};
use foedera_sources::tournament::QuestionRow;
use foedera_world::{Day, Status, TreatyStatus};

use super::resolve::{Outcome, Resolution, resolve};
use super::rule::{Act, Rule, Wanted};

/// Version of the layout of question files.
const SCHEMA: i64 = 1;

const FILES: [(&str, &str); 3] = [
    ("csto-2022", include_str!("../../../../questions/csto-2022.toml")),
    ("past", include_str!("../../../../questions/past.toml")),
    ("open-2026", include_str!("../../../../questions/open-2026.toml")),
];

/// Kinds of questions that are resolved by hand may be these.
const KINDS: [&str; 10] =
    ["exit", "join", "freeze", "thaw", "call", "answer", "summit", "signature", "end", "new treaty"];

/// A question of the record.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its name.
    pub id: String,
    /// What is asked, in words.
    pub text: String,
    /// The alliance that it is about.
    pub alliance: String,
    /// What kind of event it is about.
    pub kind: String,
    /// The day on which it was asked.
    pub opened: Day,
    /// The last day of which it asks.
    pub closes: Day,
    /// By what it is resolved.
    pub by: By,
}

/// By what a question is resolved.
#[derive(Debug, Clone)]
pub enum By {
    /// By a rule in terms of events of the atlas.
    Rule(Rule),
    /// By hand: what came of it, if that is known.
    Hand(Option<Decided>),
}

/// An outcome that somebody states.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Whether it happened.
    pub happened: bool,
    /// The day on which it was decided.
    pub date: Day,
    /// Its sources.
    pub source: Vec<String>,
}

/// A set of questions.
#[derive(Debug, Clone)]
pub struct QuestionSet {
    /// Its key.
    pub id: String,
    /// What it is.
    pub title: String,
    /// How its questions were chosen.
    pub note: String,
    /// Its questions.
    pub questions: Vec<Asked>,
}

/// The sets in the program, checked.
///
/// # Errors
/// None in a released program: a test reads them.
pub fn embedded_questions(atlas: &Atlas) -> Result<Vec<QuestionSet>, Problems> {
    let source = |(name, text): &(&str, &str)| Source::new(format!("questions/{name}.toml"), *text);
    FILES.iter().map(|file| QuestionSet::read(&source(file), atlas)).collect()
}

impl QuestionSet {
    /// Read a file of questions.
    ///
    /// # Errors
    /// Everything that is wrong with it, with its place.
    pub fn read(file: &Source, atlas: &Atlas) -> Result<Self, Problems> {
        read(file, |root| {
            root.schema(SCHEMA, "the questions")?;
            root.only(&["schema", "id", "title", "note", "opened", "question"]);
            let opened = root.parsed_or_none::<Day>("opened", "write \"YYYY-MM-DD\"").map(|day| day.value);
            let tables = root.tables("question");
            let mut questions: Vec<Asked> = Vec::new();
            for table in &tables {
                let Some(asked) = of_table(table, opened, atlas) else { continue };
                if questions.iter().any(|other| other.id == asked.id) {
                    let message = format!("the question `{}` stands twice", asked.id);
                    table.report(Code::Duplicate, table.span(), message, "give each its own id");
                }
                questions.push(asked);
            }
            Some(Self {
                id: root.string("id")?.value,
                title: root.string("title")?.value,
                note: root.string("note")?.value,
                questions,
            })
        })
    }
}

fn of_table(table: &Table<'_>, opened: Option<Day>, atlas: &Atlas) -> Option<Asked> {
    table.only(&["id", "text", "rule", "alliance", "kind", "opened", "closes", "outcome", "date", "source"]);
    let day = |key: &str| table.parsed_or_none::<Day>(key, "write \"YYYY-MM-DD\"").map(|day| day.value);
    let (id, text) = (table.string("id")?.value, table.string("text")?.value);
    let Some(opened) = day("opened").or(opened) else {
        table.report(Code::Missing, table.span(), format!("`{id}` does not say when it was opened"), "add `opened`");
        return None;
    };
    let text_of = |key: &str| table.string_or_none(key).map(|text| text.value);
    let Some(line) = table.string_or_none("rule") else {
        let (alliance, kind) = (table.string("alliance")?.value, table.string("kind")?);
        if !KINDS.contains(&kind.value.as_str()) {
            let message = format!("`{}` is no kind of question", kind.value);
            table.report(Code::InvalidValue, kind.span, message, format!("use one of {}", KINDS.join(", ")));
            return None;
        }
        let closes = table.parsed::<Day>("closes", "write \"YYYY-MM-DD\"")?.value;
        let by = By::Hand(decided(table, atlas)?);
        return Some(Asked { id, text, alliance, kind: kind.value, opened, closes, by });
    };
    for key in ["kind", "closes", "outcome", "date", "source"].into_iter().filter(|key| table.has(key)) {
        let span = table.span_of(key).unwrap_or_else(|| table.span());
        table.report(Code::Inconsistent, span, format!("`{key}` follows from the rule"), "leave it out");
    }
    let rule = match checked(&line.value, opened, atlas) {
        Ok(rule) => rule,
        Err((message, remedy)) => {
            table.report(Code::InvalidValue, line.span, message, remedy);
            return None;
        }
    };
    Some(by_rule(id, text, text_of("alliance"), opened, rule, atlas))
}

fn by_rule(id: String, text: String, alliance: Option<String>, opened: Day, rule: Rule, atlas: &Atlas) -> Asked {
    let own = || rule.treaty(atlas).map_or("none".to_owned(), |treaty| atlas.roster().treaty(treaty).key.clone());
    Asked {
        id,
        text,
        alliance: alliance.unwrap_or_else(own),
        kind: rule.kind().to_owned(),
        opened,
        closes: rule.last,
        by: By::Rule(rule),
    }
}

/// The outcome that a table states, if it states one: with day and source, all or none.
fn decided(table: &Table<'_>, atlas: &Atlas) -> Option<Option<Decided>> {
    if !["outcome", "date", "source"].iter().any(|key| table.has(key)) {
        return Some(None);
    }
    let happened = table.boolean("outcome")?.value;
    let date = table.parsed::<Day>("date", "write \"YYYY-MM-DD\"")?.value;
    let source = table.some_strings("source")?;
    for key in source.iter().filter(|key| !atlas.sources.contains_key(&key.value)) {
        let message = format!("`{}` is no source of the atlas", key.value);
        table.report(Code::UnknownName, key.span.clone(), message, "see `foedera source`");
    }
    Some(Some(Decided { happened, date, source: source.into_iter().map(|key| key.value).collect() }))
}

/// A rule that can be asked on the day on which the question was opened.
fn checked(line: &str, opened: Day, atlas: &Atlas) -> Result<Rule, (String, String)> {
    let rule = Rule::read(line, atlas)?;
    if rule.last <= opened {
        let message = format!("the rule's last day is {}, and the question was opened on {opened}", rule.last);
        return Err((message, "ask of a day after the opening".to_owned()));
    }
    match moot(&rule, opened, atlas) {
        None => Ok(rule),
        Some(why) => Err((format!("on {opened}, when it was opened, {why}"), "ask what can still happen".to_owned())),
    }
}

/// Why there was nothing to ask on the day of the opening.
fn moot(rule: &Rule, opened: Day, atlas: &Atlas) -> Option<String> {
    let treaty = rule.treaty(atlas)?;
    let (roster, world) = (atlas.roster(), atlas.history.treaty_at(treaty, Some(opened)));
    let (view, key) = (world.treaty(treaty), &roster.treaty(treaty).key);
    match view.status() {
        TreatyStatus::Unborn => return Some(format!("{key} was not opened yet")),
        TreatyStatus::Ended(_) => return Some(format!("{key} was over")),
        _ => {}
    }
    let Wanted::Act(_, Some(state), act, _) = rule.wanted else { return None };
    let name = &roster.state(state).key;
    let open = view.membership(state).map(|own| own.status).filter(|status| status.is_open());
    match (act, open) {
        (Act::Joins, Some(Status::InForce | Status::Frozen)) => Some(format!("{name} was a member of {key}")),
        (Act::Signs, Some(_)) => Some(format!("{name} had signed {key}")),
        (Act::Joins | Act::Signs, _) => None,
        (_, None) => Some(format!("{name} was no member of {key}")),
        (Act::Freezes, Some(Status::Frozen)) => Some(format!("{name} was frozen already")),
        (Act::Thaws, Some(Status::InForce | Status::Signed)) => Some(format!("{name} was not frozen")),
        _ => None,
    }
}

/// Questions of a user's table, their rules read.
///
/// # Errors
/// Every rule that cannot be read with its place and what is allowed; names that stand twice; cells that contradict the rule.
pub fn of_rows(rows: &[QuestionRow], atlas: &Atlas) -> Result<Vec<Asked>, Problems> {
    let (mut found, mut problems): (Vec<Asked>, _) = (Vec::new(), Problems::new());
    for row in rows {
        match of_row(row, atlas) {
            Ok(asked) if found.iter().any(|other| other.id == asked.id) => {
                let message = format!("the question `{}` stands twice", asked.id);
                problems.push(Diagnostic::new(Code::Duplicate, row.place.clone(), message, "give each its own name"));
            }
            Ok(asked) => found.push(asked),
            Err(problem) => problems.push(*problem),
        }
    }
    problems.or_ok(found)
}

fn of_row(row: &QuestionRow, atlas: &Atlas) -> Result<Asked, Box<Diagnostic>> {
    let refuse = |place: &Place, message: String, remedy: &str| {
        Box::new(Diagnostic::new(Code::InvalidValue, place.clone(), message, remedy))
    };
    let (Some(opened), Some(closes)) = (row.opened, row.closes) else {
        return Err(refuse(&row.place, "it has no days".to_owned(), "fill `opened` and `closes`"));
    };
    let (id, text) = (row.question.clone(), row.text.clone().unwrap_or_else(|| row.question.clone()));
    if let Some((line, place)) = &row.rule {
        let rule = checked(line, opened, atlas).map_err(|(message, remedy)| refuse(place, message, &remedy))?;
        if rule.last != closes {
            let message = format!("the rule's last day is {}, and `closes` says {closes}", rule.last);
            return Err(refuse(place, message, "give both the same day"));
        }
        if let Some(kind) = row.kind.as_deref().filter(|kind| *kind != rule.kind()) {
            let message = format!("the rule is of kind `{}`, and `kind` says `{kind}`", rule.kind());
            return Err(refuse(place, message, "leave `kind` empty where there is a rule"));
        }
        return Ok(by_rule(id, text, row.alliance.clone(), opened, rule, atlas));
    }
    let hand = match &row.outcome {
        None => None,
        Some((word, _)) if ["open", "unresolved"].contains(&word.as_str()) => None,
        Some((word, place)) => Some((
            yes_or_no(word).map_err(|message| refuse(place, message, "write yes, no, open or unresolved"))?,
            place,
        )),
    };
    let hand = match hand {
        None => None,
        Some((happened, place)) => {
            let (Some(date), Some(source)) = (row.date, &row.source) else {
                let message = "an outcome by hand needs its day and its source".to_owned();
                return Err(refuse(place, message, "fill `date` and `source`, or write a rule"));
            };
            let source = source.split(';').map(|part| part.trim().to_owned()).collect();
            Some(Decided { happened, date, source })
        }
    };
    let alliance = row.alliance.clone().unwrap_or_else(|| "none".to_owned());
    let kind = row.kind.clone().unwrap_or_else(|| "none".to_owned());
    Ok(Asked { id, text, alliance, kind, opened, closes, by: By::Hand(hand) })
}

/// The words for a yes and a no.
pub(super) fn yes_or_no(word: &str) -> Result<bool, String> {
    match word.to_ascii_lowercase().as_str() {
        "yes" | "true" | "1" => Ok(true),
        "no" | "false" | "0" => Ok(false),
        _ => Err(format!("`{word}` is no outcome")),
    }
}

impl Asked {
    /// What came of it, as known on a day.
    pub fn resolution(&self, atlas: &Atlas, as_of: Day) -> Resolution {
        let plain = |outcome, date, source: &[String], because: &str| Resolution {
            outcome,
            date,
            event: None,
            source: source.to_vec(),
            because: because.to_owned(),
        };
        match &self.by {
            By::Rule(rule) => resolve(rule, self.opened, atlas, as_of),
            By::Hand(Some(decided)) if decided.date <= as_of => {
                let outcome = if decided.happened { Outcome::Yes } else { Outcome::No };
                plain(outcome, Some(decided.date), &decided.source, "by hand, by this source")
            }
            By::Hand(_) if self.closes <= as_of => {
                plain(Outcome::Unresolved, None, &[], "no source: it is resolved by hand, and nobody has done so")
            }
            By::Hand(_) => plain(Outcome::Open, None, &[], "it is resolved by hand"),
        }
    }

    /// Its rule, if it has one.
    pub fn rule(&self) -> Option<&Rule> {
        match &self.by {
            By::Rule(rule) => Some(rule),
            By::Hand(_) => None,
        }
    }
}

/// The questions of a set, of an alliance, or all.
///
/// # Errors
/// If there is no such set or alliance among them.
pub fn selected(sets: &[QuestionSet], name: &str) -> Result<Vec<Asked>, Problems> {
    let all = || sets.iter().flat_map(|set| &set.questions);
    if name == "all" {
        return Ok(all().cloned().collect());
    }
    if let Some(set) = sets.iter().find(|set| set.id == name) {
        return Ok(set.questions.clone());
    }
    let found: Vec<Asked> = all().filter(|asked| asked.alliance.eq_ignore_ascii_case(name)).cloned().collect();
    if !found.is_empty() {
        return Ok(found);
    }
    let mut known: Vec<&str> = all().map(|asked| asked.alliance.as_str()).collect();
    known.sort_unstable();
    known.dedup();
    let names: Vec<&str> = ["all"].into_iter().chain(sets.iter().map(|set| set.id.as_str())).chain(known).collect();
    let near = nearest(name, names.iter().copied()).map_or(String::new(), |near| format!("did you mean `{near}`? "));
    let message = format!("there are no questions `{name}`");
    let remedy = format!("{near}there are {}", names.join(", "));
    Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into())
}
