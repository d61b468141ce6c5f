//! `invocations.toml` and `summits.toml`: calls with their answers, texts with their signatures.

use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Problems, Source, nearest};
use foedera_world::{AnswerLevel, EventKind, StateId, TreatyId, Trigger, When};

use crate::ATLAS_SCHEMA;
use crate::load::{Loading, Stated};
use crate::sources::{certainty_of, sources_of};
use crate::treaty_file::{DATE_REMEDY, Stating, state_of};

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

fn read_invocation(table: &Table<'_>, loading: &Loading, events: &mut Vec<Stated>) -> Option<()> {
    table.only(&[
        "id",
        "treaty",
        "date",
        "requester",
        "trigger",
        "against",
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
    certainty_of(table)?;
    let (what, outcome) = (table.string("what")?.value, table.string("outcome")?.value);
    let outcomes = ["full_assistance", "partial_assistance", "mission_only", "declined", "not_requested"];
    if !outcomes.contains(&outcome.as_str()) {
        let message = format!("`{outcome}` is not an outcome");
        table.report(Code::InvalidValue, table.span(), message, format!("use one of {}", outcomes.join(", ")));
    }
    let note = Some(format!("{what}; outcome: {}", outcome.replace('_', " ")));
    let kind = EventKind::Call { call: call.clone(), treaty, requester, trigger };
    Stating { table, events, sources }.push(&date, kind, note);
    for answer in table.tables("answer") {
        answer.only(&["state", "level", "detail", "troops", "sources"]);
        let Some(name) = answer.string("state") else { continue };
        let (Some(state), Some(sources)) = (state_of(&answer, &name, loading), sources_of(&answer, loading)) else {
            continue;
        };
        let Some(level) = answer.parsed::<AnswerLevel>("level", "use one of the listed words") else { continue };
        let when = Located { value: date.value, span: name.span };
        let note = answer.string_or_none("detail").map(|detail| detail.value);
        let kind = EventKind::Answer { call: call.clone(), state, level: level.value };
        Stating { table: &answer, events, sources }.push(&when, kind, note);
    }
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

fn read_summit(table: &Table<'_>, loading: &Loading, events: &mut Vec<Stated>) -> Option<()> {
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
    certainty_of(table)?;
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
