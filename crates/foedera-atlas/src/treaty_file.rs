//! `treaties/*.toml`: a treaty, its articles, its members.

use std::ops::Range;

use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Place, Problems, Source, nearest};
use foedera_world::{Article, Cause, Event, EventKind, Obligation, StateId, Treaty, TreatyId, When};

use crate::ATLAS_SCHEMA;
use crate::load::{Loading, Stated};
use crate::sources::{certainty_of, sources_of};

pub(crate) const DATE_REMEDY: &str = "write \"YYYY-MM-DD\", \"YYYY-MM\" or \"YYYY\"";

/// What a treaty file says beyond events.
#[derive(Debug, Clone, PartialEq)]
pub struct TreatyFacts {
    /// The treaty.
    pub treaty: TreatyId,
    /// A remark.
    pub note: Option<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
    /// The memberships, as stated.
    pub memberships: Vec<MembershipFact>,
}

/// A membership as stated.
#[derive(Debug, Clone, PartialEq)]
pub struct MembershipFact {
    /// The state.
    pub state: StateId,
    /// founder, accession, rejoin or succession.
    pub how: String,
    /// Signature.
    pub signed: Option<When>,
    /// Entry into force.
    pub in_force: Option<When>,
    /// Notice of withdrawal.
    pub notice: Option<When>,
    /// End, and how.
    pub left: Option<(When, Cause)>,
    /// A remark.
    pub note: Option<String>,
    /// What other sources say: (`signed`, `in_force` or `left`, the date, the sources).
    pub other_dates: Vec<(String, When, Vec<String>)>,
    /// Sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
}

pub(crate) fn read_treaty(file: &Source, loading: &mut Loading) -> Result<(), Problems> {
    let (mut events, mut patrons) = (Vec::new(), Vec::new());
    let found = read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the treaty")?;
        root.only(&["schema", "treaty", "article", "membership", "freeze", "milestone", "patron"]);
        let table = root.table("treaty")?;
        let articles = root.tables("article").iter().filter_map(|table| read_article(table, loading)).collect();
        let treaty = read_head(&table, articles, loading)?;
        let id = TreatyId::from_index(loading.roster.treaties().len());
        let mut stated = Stating { table: &table, events: &mut events, sources: treaty.sources.clone() };
        open(&mut stated, id)?;
        let memberships = root.tables("membership");
        if memberships.is_empty() {
            root.report(Code::Missing, table.span(), "the treaty has no members", "add `[[membership]]` tables");
        }
        let memberships =
            memberships.iter().filter_map(|table| read_membership(table, id, loading, &mut events)).collect();
        for table in root.tables("freeze") {
            read_freeze(&table, id, loading, &mut events);
        }
        for table in root.tables("milestone") {
            read_milestone(&table, id, loading, &mut events);
        }
        patrons
            .extend(root.tables("patron").iter().filter_map(|table| crate::patrons::read_patron(table, id, loading)));
        let note = table.string_or_none("note").map(|note| note.value);
        let certainty = certainty_of(&table)?;
        Some((treaty, TreatyFacts { treaty: id, note, certainty, memberships }))
    });
    let (treaty, facts) = found?;
    if let Some(other) = loading.roster.find_treaty(&treaty.key) {
        let message = format!("treaty `{}` stands twice in the atlas", loading.roster.treaty(other).key);
        let place = Place::File(file.name().to_owned());
        return Err(foedera_diagnostic::Diagnostic::new(Code::Duplicate, place, message, "rename one").into());
    }
    loading.roster.add_treaty(treaty);
    loading.treaties.push(facts);
    loading.patrons.extend(patrons);
    loading.events.extend(events);
    Ok(())
}

/// Events being stated by one table.
pub(crate) struct Stating<'a, 'b> {
    pub(crate) table: &'a Table<'b>,
    pub(crate) events: &'a mut Vec<Stated>,
    pub(crate) sources: Vec<String>,
}

impl Stating<'_, '_> {
    pub(crate) fn push(&mut self, when: &Located<When>, kind: EventKind, note: Option<String>) {
        self.tell(when, kind, (None, note));
    }

    /// The same for an event that is told in words.
    fn tell(&mut self, when: &Located<When>, kind: EventKind, (text, note): (Option<String>, Option<String>)) {
        let event = Event { when: when.value, kind, text, sources: self.sources.clone(), note };
        let place = Place::Span(self.table.source().clone(), when.span.clone());
        self.events.push(Stated { event, place });
    }
}

fn read_head(table: &Table<'_>, articles: Vec<Article>, loading: &Loading) -> Option<Treaty> {
    table.only(&[
        "id",
        "name",
        "also",
        "atop",
        "signed",
        "in_force",
        "ended",
        "obligations",
        "decision_rule",
        "wartime",
        "note",
        "sources",
        "certainty",
    ]);
    let obligation = |text: Located<String>| match text.value.parse::<Obligation>() {
        Ok(obligation) => Some(obligation),
        Err(error) => {
            table.report(Code::InvalidValue, text.span, error, "use one of the listed words");
            None
        }
    };
    let obligations = table.some_strings("obligations")?.into_iter().map(obligation).collect::<Option<_>>()?;
    let atop = table.integer_or_none("atop").and_then(|atop| u32::try_from(atop.value).ok());
    Some(Treaty {
        key: table.string("id")?.value,
        name: table.string("name")?.value,
        also: table.strings("also").into_iter().map(|also| also.value).collect(),
        atop,
        obligations,
        // Concluded in peace unless the file says otherwise.
        wartime: Some(table.boolean_or_none("wartime").is_some_and(|wartime| wartime.value)),
        terms: Vec::new(),
        decision_rule: table.string_or_none("decision_rule").map(|rule| rule.value),
        articles,
        sources: sources_of(table, loading)?,
    })
}

fn open(stated: &mut Stating<'_, '_>, treaty: TreatyId) -> Option<()> {
    let signed = stated.table.parsed::<When>("signed", DATE_REMEDY)?;
    let in_force = stated.table.parsed_or_none::<When>("in_force", DATE_REMEDY);
    stated.push(&signed, EventKind::TreatyOpens { treaty }, None);
    stated.push(in_force.as_ref().unwrap_or(&signed), EventKind::TreatyInForce { treaty }, None);
    if let Some(ended) = stated.table.parsed_or_none::<When>("ended", DATE_REMEDY) {
        stated.push(&ended, EventKind::TreatyEnds { treaty, cause: Cause::TreatyEnded }, None);
    }
    Some(())
}

fn read_article(table: &Table<'_>, loading: &Loading) -> Option<Article> {
    table.only(&["instrument", "number", "trigger", "obligation", "summary", "from", "until", "sources", "certainty"]);
    Some(Article {
        instrument: table.string("instrument")?.value,
        number: table.string("number")?.value,
        trigger: table.string("trigger")?.value,
        obligation: table.string("obligation")?.value,
        summary: table.string("summary")?.value,
        from: table.parsed_or_none::<When>("from", DATE_REMEDY).map(|date| date.value),
        until: table.parsed_or_none::<When>("until", DATE_REMEDY).map(|date| date.value),
        sources: sources_of(table, loading)?,
        certainty: certainty_of(table)?,
    })
}

/// The state under `key`; an unknown one is reported with the nearest known.
pub(crate) fn state_of(table: &Table<'_>, name: &Located<String>, loading: &Loading) -> Option<StateId> {
    let found = loading.roster.find_state(&name.value);
    if found.is_none() {
        let keys = loading.roster.states().map(|(_, state)| state.key.as_str());
        let remedy = match nearest(&name.value, keys) {
            Some(candidate) => format!("did you mean `{candidate}`?"),
            None => "use an id of atlas/states.csv".to_owned(),
        };
        table.report(Code::UnknownName, name.span.clone(), format!("unknown state `{}`", name.value), remedy);
    }
    found
}

/// Report a state that does not exist on that day in either system.
pub(crate) fn check_exists(table: &Table<'_>, state: StateId, when: When, span: Range<usize>, loading: &Loading) {
    let state = loading.roster.state(state);
    let covers = |days: &Option<(foedera_world::Day, Option<foedera_world::Day>)>| {
        days.is_some_and(|(from, until)| from <= when.latest() && until.is_none_or(|until| when.earliest() <= until))
    };
    if !state.spells.iter().any(|spell| covers(&spell.cow_days) || covers(&spell.gw_days)) {
        let message = format!("{} does not exist on {when} in either state system", state.key);
        table.report(Code::Inconsistent, span, message, "mend the date, or the state's days in atlas/states.csv");
    }
}

fn read_membership(
    table: &Table<'_>,
    treaty: TreatyId,
    loading: &Loading,
    events: &mut Vec<Stated>,
) -> Option<MembershipFact> {
    table.only(&[
        "state",
        "how",
        "signed",
        "in_force",
        "notice",
        "left",
        "left_how",
        "note",
        "sources",
        "certainty",
        "other_date",
    ]);
    let state = state_of(table, &table.string("state")?, loading)?;
    let date = |key: &str| table.parsed_or_none::<When>(key, DATE_REMEDY);
    let (signed, in_force, left) = (date("signed"), date("in_force"), date("left"));
    let sources = sources_of(table, loading)?;
    let cause =
        if left.is_some() { Some(table.parsed::<Cause>("left_how", "use one of the listed words")?) } else { None };
    let Some(first) = signed.as_ref().or(in_force.as_ref()) else {
        table.report(Code::Missing, table.span(), "neither `signed` nor `in_force` is given", "give at least one");
        return None;
    };
    check_exists(table, state, first.value, first.span.clone(), loading);
    check_order(table, [&signed, &in_force, &left]);
    let mut stated = Stating { table, events, sources: sources.clone() };
    let note = table.string_or_none("note").map(|note| note.value);
    match (&signed, &in_force) {
        (Some(signed), Some(force)) if signed.value.day() < force.value.day() => {
            stated.push(signed, EventKind::Signs { treaty, state }, None);
            stated.push(force, EventKind::Joins { treaty, state }, note.clone());
        }
        (_, Some(force)) => stated.push(force, EventKind::Joins { treaty, state }, note.clone()),
        (Some(signed), None) => stated.push(signed, EventKind::Signs { treaty, state }, note.clone()),
        (None, None) => {}
    }
    if let (Some(left), Some(cause)) = (&left, &cause) {
        stated.push(left, EventKind::Leaves { treaty, state, cause: cause.value }, note.clone());
    }
    Some(MembershipFact {
        state,
        how: table.string("how")?.value,
        signed: signed.map(|date| date.value),
        in_force: in_force.map(|date| date.value),
        notice: date("notice").map(|date| date.value),
        left: left.zip(cause).map(|(date, cause)| (date.value, cause.value)),
        note,
        other_dates: table.tables("other_date").iter().filter_map(|table| other_date(table, loading)).collect(),
        sources,
        certainty: certainty_of(table)?,
    })
}

fn other_date(table: &Table<'_>, loading: &Loading) -> Option<(String, When, Vec<String>)> {
    table.only(&["what", "date", "sources"]);
    let date = table.parsed::<When>("date", DATE_REMEDY)?;
    Some((table.string("what")?.value, date.value, sources_of(table, loading)?))
}

fn check_order(table: &Table<'_>, dates: [&Option<Located<When>>; 3]) {
    let known: Vec<&Located<When>> = dates.into_iter().flatten().collect();
    for pair in known.windows(2) {
        if pair[1].value.latest() < pair[0].value.earliest() {
            let message = format!("{} comes before {}", pair[1].value, pair[0].value);
            let remedy = "signature comes first, then entry into force, then the end";
            table.report(Code::Inconsistent, pair[1].span.clone(), message, remedy);
        }
    }
}

fn read_freeze(table: &Table<'_>, treaty: TreatyId, loading: &Loading, events: &mut Vec<Stated>) -> Option<()> {
    table.only(&["state", "from", "until", "how", "note", "sources", "certainty"]);
    let state = state_of(table, &table.string("state")?, loading)?;
    let from = table.parsed::<When>("from", DATE_REMEDY)?;
    let sources = sources_of(table, loading)?;
    let how = table.string("how")?.value;
    certainty_of(table)?;
    let note = table.string_or_none("note").map_or(how, |note| note.value);
    let mut stated = Stating { table, events, sources };
    stated.push(&from, EventKind::Freezes { treaty, state }, Some(note));
    if let Some(until) = table.parsed_or_none::<When>("until", DATE_REMEDY) {
        check_order(table, [&Some(from), &Some(until.clone()), &None]);
        stated.push(&until, EventKind::Thaws { treaty, state }, None);
    }
    Some(())
}

fn read_milestone(table: &Table<'_>, treaty: TreatyId, loading: &Loading, events: &mut Vec<Stated>) -> Option<()> {
    table.only(&["date", "what", "sources", "certainty"]);
    let date = table.parsed::<When>("date", DATE_REMEDY)?;
    let text = table.string("what")?.value;
    let sources = sources_of(table, loading)?;
    certainty_of(table)?;
    Stating { table, events, sources }.tell(&date, EventKind::Milestone { treaty }, (Some(text), None));
    Some(())
}
