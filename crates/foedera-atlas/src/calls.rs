//! `invocations.toml` and `summits.toml`: calls with their answers, texts with their signatures.

use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Problems, Source, nearest};
use foedera_world::{AnswerLevel, EventKind, StateId, TreatyId, Trigger, When};

use crate::ATLAS_SCHEMA;
use crate::load::{Loading, Stated};
use crate::sources::{certainty_of, sources_of};
use crate::treaty_file::{DATE_REMEDY, Stating, state_of};

/// A call for help under a treaty, as the register has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its key, e.g. `KAZ2022`.
    pub id: String,
    /// The treaty.
    pub treaty: TreatyId,
    /// When the call was made, or what gave rise to it happened.
    pub when: When,
    /// Who called; `None` where nobody did, or it is not clear who.
    pub requester: Option<StateId>,
    /// For whom help was sought: `in_need` of the file, else the requester. Empty if no state was.
    pub in_need: Vec<StateId>,
    /// What gave rise to it.
    pub trigger: Trigger,
    /// Against whom, in words.
    pub against: Option<String>,
    /// The states against which help was sought, as the caller saw it; empty for unrest and armed groups.
    pub attackers: Vec<StateId>,
    /// What was asked for, as far as a source says; empty where none does.
    pub asked: Vec<Asked>,
    /// What happened.
    pub what: String,
    /// The articles or decisions named.
    pub legal_basis: Option<String>,
    /// What the members decided together: `full_assistance`, `partial_assistance`, `mission_only`, `declined` or `not_requested`.
    pub outcome: String,
    /// A remark.
    pub detail: Option<String>,
    /// Who gave what.
    pub answers: Vec<CallAnswer>,
    /// For what the list of answers is complete: `troops` if whoever is not listed sent none, `all` if it gave nothing at all;
    /// `None` if the list may lack some.
    pub complete: Option<AnswerLevel>,
    /// Sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
}

/// What the members were asked for (`asked` of the register).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    /// Armed forces, air strikes and batteries with their crews among them.
    Troops,
    /// Equipment, supplies or money.
    Materiel,
    /// A meeting, an inquiry or mediation.
    Consultation,
    /// Condemnation of a state, or measures against it short of arms.
    Condemnation,
}

impl Asked {
    const ALL: [Self; 4] = [Self::Troops, Self::Materiel, Self::Consultation, Self::Condemnation];

    /// Its word in the files: `troops`, `materiel`, `consultation` or `condemnation`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Troops => "troops",
            Self::Materiel => "materiel",
            Self::Consultation => "consultation",
            Self::Condemnation => "condemnation",
        }
    }
}

/// What a state gave in answer to a call.
#[derive(Debug, Clone, PartialEq)]
pub struct CallAnswer {
    /// The state.
    pub state: StateId,
    /// The most that it gave.
    pub level: AnswerLevel,
    /// How many soldiers, where known.
    pub troops: Option<i64>,
    /// A remark.
    pub detail: Option<String>,
    /// Sources.
    pub sources: Vec<String>,
}

pub(crate) fn treaty_of(table: &Table<'_>, loading: &Loading) -> Option<TreatyId> {
    let name = table.string("treaty")?;
    let found = loading.roster.find_treaty(&name.value);
    if found.is_none() {
        let keys = loading.roster.treaties().map(|(_, treaty)| treaty.key.as_str());
        let remedy = nearest(&name.value, keys)
            .map_or("see `foedera treaty --list`".to_owned(), |key| format!("did you mean `{key}`?"));
        table.report(Code::UnknownName, name.span, format!("unknown treaty `{}`", name.value), remedy);
    }
    found
}

pub(crate) fn read_invocations(file: &Source, loading: &mut Loading) -> Result<(), Problems> {
    let (mut events, mut calls) = (Vec::new(), Vec::new());
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the list of invocations")?;
        root.only(&["schema", "invocation"]);
        for table in root.tables("invocation") {
            calls.extend(read_invocation(&table, loading, &mut events));
        }
        Some(())
    })?;
    loading.events.extend(events);
    loading.calls.extend(calls);
    Ok(())
}

pub(crate) fn read_invocation(table: &Table<'_>, loading: &Loading, events: &mut Vec<Stated>) -> Option<Call> {
    table.only(&[
        "id",
        "treaty",
        "date",
        "requester",
        "in_need",
        "trigger",
        "asked",
        "against",
        "attackers",
        "complete",
        "what",
        "legal_basis",
        "outcome",
        "detail",
        "sources",
        "certainty",
        "answer",
    ]);
    let call = table.string("id")?.value;
    let treaty = treaty_of(table, loading)?;
    let date = table.parsed::<When>("date", DATE_REMEDY)?;
    let trigger = table.parsed::<Trigger>("trigger", "use one of the listed words")?.value;
    let requester = match table.string_or_none("requester") {
        Some(name) => Some(state_of(table, &name, loading)?),
        None => None,
    };
    let sources = sources_of(table, loading)?;
    let certainty = certainty_of(table, loading)?;
    let (what, outcome) = (table.string("what")?.value, table.string("outcome")?.value);
    let outcomes = ["full_assistance", "partial_assistance", "mission_only", "declined", "not_requested"];
    if !outcomes.contains(&outcome.as_str()) {
        let message = format!("`{outcome}` is not an outcome");
        table.report(Code::InvalidValue, table.span(), message, format!("use one of {}", outcomes.join(", ")));
    }
    let states = |key: &str| -> Vec<StateId> {
        table.strings(key).iter().filter_map(|name| state_of(table, name, loading)).collect()
    };
    let mut in_need = states("in_need");
    if in_need.is_empty() {
        in_need.extend(requester);
    }
    let complete = table.string_or_none("complete").and_then(|text| match text.value.as_str() {
        "troops" => Some(AnswerLevel::Troops),
        "all" => Some(AnswerLevel::None),
        other => {
            let message = format!("`{other}` is not what a list of answers can be complete for");
            let remedy =
                "write \"troops\" (whoever is not listed sent none) or \"all\" (gave nothing), or leave the key out";
            table.report(Code::InvalidValue, text.span, message, remedy);
            None
        }
    });
    let text = |key: &str| table.string_or_none(key).map(|text| text.value);
    let note = Some(format!("{what}; outcome: {}", outcome.replace('_', " ")));
    let kind = EventKind::Call { call: call.clone(), treaty, requester, trigger };
    Stating { table, events, sources: sources.clone() }.push(&date, kind, note);
    let answers = table.tables("answer");
    let answers = answers.iter().filter_map(|answer| read_answer(answer, loading, (&call, &date), events)).collect();
    let (attackers, against, legal_basis, detail) =
        (states("attackers"), text("against"), text("legal_basis"), text("detail"));
    let when = date.value;
    Some(Call {
        id: call,
        treaty,
        when,
        requester,
        in_need,
        trigger,
        asked: asked_of(table),
        against,
        attackers,
        what,
        legal_basis,
        outcome,
        detail,
        answers,
        complete,
        sources,
        certainty,
    })
}

fn asked_of(table: &Table<'_>) -> Vec<Asked> {
    let read = |word: Located<String>| {
        let found = Asked::ALL.into_iter().find(|asked| asked.name() == word.value);
        if found.is_none() {
            let message = format!("`{}` is not what a call can ask for", word.value);
            let remedy = format!("use {}", Asked::ALL.map(Asked::name).join(", "));
            table.report(Code::InvalidValue, word.span, message, remedy);
        }
        found
    };
    table.strings("asked").into_iter().filter_map(read).collect()
}

fn read_answer(
    answer: &Table<'_>,
    loading: &Loading,
    (call, date): (&str, &Located<When>),
    events: &mut Vec<Stated>,
) -> Option<CallAnswer> {
    answer.only(&["state", "level", "detail", "troops", "sources"]);
    let name = answer.string("state")?;
    let (state, sources) = (state_of(answer, &name, loading)?, sources_of(answer, loading)?);
    let level = answer.parsed::<AnswerLevel>("level", "use one of the listed words")?.value;
    let detail = answer.string_or_none("detail").map(|detail| detail.value);
    let troops = answer.integer_or_none("troops").map(|troops| troops.value);
    let when = Located { value: date.value, span: name.span };
    let kind = EventKind::Answer { call: call.to_owned(), state, level };
    Stating { table: answer, events, sources: sources.clone() }.push(&when, kind, detail.clone());
    Some(CallAnswer { state, level, troops, detail, sources })
}

pub(crate) fn read_summits(file: &Source, loading: &mut Loading) -> Result<(), Problems> {
    let mut events = Vec::new();
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the list of summits")?;
        root.only(&["schema", "summit"]);
        for table in root.tables("summit") {
            read_summit(&table, loading, &mut events);
        }
        Some(())
    })?;
    loading.events.extend(events);
    Ok(())
}

pub(crate) fn read_summit(table: &Table<'_>, loading: &Loading, events: &mut Vec<Stated>) -> Option<()> {
    table.only(&[
        "id",
        "treaty",
        "date",
        "place",
        "document",
        "members",
        "signed",
        "refused",
        "absent",
        "outcome",
        "note",
        "sources",
        "certainty",
    ]);
    let summit = table.string("id")?.value;
    let treaty = treaty_of(table, loading)?;
    let date = table.parsed::<When>("date", DATE_REMEDY)?;
    let sources = sources_of(table, loading)?;
    certainty_of(table, loading)?;
    let states = |key: &str| -> Vec<(Located<When>, StateId)> {
        let names = table.strings(key).into_iter();
        names
            .filter_map(|name| {
                let state = state_of(table, &name, loading)?;
                Some((Located { value: date.value, span: name.span }, state))
            })
            .collect()
    };
    states("members");
    states("absent");
    let text = format!("{}: {}", table.string("place")?.value, table.string("document")?.value);
    let mut stated = Stating { table, events, sources };
    stated.push(&date, EventKind::Summit { summit: summit.clone(), treaty }, Some(text));
    for (when, state) in states("signed") {
        stated.push(&when, EventKind::TextSigned { summit: summit.clone(), state }, None);
    }
    for (when, state) in states("refused") {
        stated.push(&when, EventKind::TextRefused { summit: summit.clone(), state }, None);
    }
    Some(())
}
