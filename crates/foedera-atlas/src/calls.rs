//! `invocations.toml` and `summits.toml`: calls with their answers, texts with their signatures.

use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Problems, Source};
use foedera_world::{AnswerLevel, Asked, CallId, CallText, EventKind, StateId, Trigger, When};

use crate::ATLAS_SCHEMA;
use crate::loading::{Loading, Stated};
use crate::names::{DATE_REMEDY, state_of, treaty_of};
use crate::sources::{certainty_of, sources_of};
use crate::treaty_file::Stating;

pub(crate) fn read_invocations(file: &Source, loading: &mut Loading) -> Result<(), Problems> {
    let mut events = Vec::new();
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the list of invocations")?;
        root.only(&["schema", "invocation"]);
        for table in root.tables("invocation") {
            read_invocation(&table, loading, &mut events);
        }
        Some(())
    })?;
    loading.events.extend(events);
    Ok(())
}

pub(crate) fn read_invocation(table: &Table<'_>, loading: &mut Loading, events: &mut Vec<Stated>) -> Option<()> {
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
    let id = table.string("id")?;
    let treaty = treaty_of(table, loading)?;
    let date = table.parsed::<When>("date", DATE_REMEDY)?;
    let trigger = table.parsed::<Trigger>("trigger", "use one of the listed words")?.value;
    let requester = match table.string_or_none("requester") {
        Some(name) => Some(state_of(table, &name, loading)?),
        None => None,
    };
    let sources = sources_of(table, loading)?;
    let (in_need, attackers) = (states_of(table, "in_need", loading), states_of(table, "attackers", loading));
    let complete = complete_of(table);
    let told = text_of(table, &id.value, loading)?;
    let (asked, note) = (told.outcome != "not_requested", Some(note_of(&told)));
    let Some(call) = loading.roster_mut().add_call(told) else {
        let message = format!("the call `{}` stands twice", id.value);
        table.report(Code::Duplicate, id.span, message, "give each call an id of its own");
        return None;
    };
    let mut stated = Stating { table, events, sources };
    stated.push(&date, EventKind::Call { call, treaty, requester, trigger, asked, complete }, note);
    for (span, state) in in_need {
        stated.push(&Located { value: date.value, span }, EventKind::InNeed { call, state }, None);
    }
    for (span, state) in attackers {
        stated.push(&Located { value: date.value, span }, EventKind::Attacks { call, state }, None);
    }
    for answer in table.tables("answer") {
        read_answer(&answer, loading, (call, &date), events);
    }
    Some(())
}

/// The states of a list, each with its place.
fn states_of(table: &Table<'_>, key: &str, loading: &Loading) -> Vec<(std::ops::Range<usize>, StateId)> {
    let names = table.strings(key);
    names.iter().filter_map(|name| Some((name.span.clone(), state_of(table, name, loading)?))).collect()
}

/// For what the list of answers is complete.
fn complete_of(table: &Table<'_>) -> Option<AnswerLevel> {
    let text = table.string_or_none("complete")?;
    match text.value.as_str() {
        "troops" => Some(AnswerLevel::Troops),
        "all" => Some(AnswerLevel::None),
        other => {
            let message = format!("`{other}` is not what a list of answers can be complete for");
            let remedy =
                "write \"troops\" (whoever is not listed sent none) or \"all\" (gave nothing), or leave the key out";
            table.report(Code::InvalidValue, text.span, message, remedy);
            None
        }
    }
}

/// What is told of a call in words.
fn text_of(table: &Table<'_>, key: &str, loading: &Loading) -> Option<CallText> {
    let certainty = certainty_of(table, loading)?;
    let (what, outcome) = (table.string("what")?.value, table.string("outcome")?.value);
    let outcomes = ["full_assistance", "partial_assistance", "mission_only", "declined", "not_requested"];
    if !outcomes.contains(&outcome.as_str()) {
        let message = format!("`{outcome}` is not an outcome");
        table.report(Code::InvalidValue, table.span(), message, format!("use one of {}", outcomes.join(", ")));
    }
    let text = |key: &str| table.string_or_none(key).map(|text| text.value);
    let (against, legal_basis, detail) = (text("against"), text("legal_basis"), text("detail"));
    let asked_for = asked_of(table);
    Some(CallText { key: key.to_owned(), what, outcome, asked_for, against, legal_basis, detail, certainty })
}

/// The remark of a call's entry in the log.
fn note_of(told: &CallText) -> String {
    format!("{}; outcome: {}", told.what, told.outcome.replace('_', " "))
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
    (call, date): (CallId, &Located<When>),
    events: &mut Vec<Stated>,
) -> Option<()> {
    answer.only(&["state", "level", "detail", "troops", "sources"]);
    let name = answer.string("state")?;
    let (state, sources) = (state_of(answer, &name, loading)?, sources_of(answer, loading)?);
    let level = answer.parsed::<AnswerLevel>("level", "use one of the listed words")?.value;
    let detail = answer.string_or_none("detail").map(|detail| detail.value);
    let troops = answer.integer_or_none("troops").map(|troops| troops.value);
    let when = Located { value: date.value, span: name.span };
    let kind = EventKind::Answer { call, state, level, troops };
    Stating { table: answer, events, sources }.push(&when, kind, detail);
    Some(())
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

pub(crate) fn read_summit(table: &Table<'_>, loading: &mut Loading, events: &mut Vec<Stated>) -> Option<()> {
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
    let key = table.string("id")?.value;
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
    let (signed, refused) = (states("signed"), states("refused"));
    let summit = loading.roster_mut().add_summit(&key);
    let text = format!("{}: {}", table.string("place")?.value, table.string("document")?.value);
    let mut stated = Stating { table, events, sources };
    stated.push(&date, EventKind::Summit { summit, treaty }, Some(text));
    for (when, state) in signed {
        stated.push(&when, EventKind::TextSigned { summit, state }, None);
    }
    for (when, state) in refused {
        stated.push(&when, EventKind::TextRefused { summit, state }, None);
    }
    Some(())
}
