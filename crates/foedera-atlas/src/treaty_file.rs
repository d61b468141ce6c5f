//! `treaties/*.toml`: a treaty, its articles, its members.

use std::ops::Range;

use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Place, Problems, Source};
use foedera_world::{Article, Cause, Event, EventKind, Obligation, StateId, Treaty, TreatyId, When};

use crate::ATLAS_SCHEMA;
use crate::loading::{Checked, Loading, Stated};
use crate::names::{DATE_REMEDY, atop_of, state_of};
use crate::sources::{certainty_of, sources_of};

/// What a treaty file says beyond events.
#[derive(Debug, Clone, PartialEq)]
pub struct TreatyFacts {
    /// The treaty.
    pub treaty: TreatyId,
    /// A remark.
    pub note: Option<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
    /// Entry into force of the treaty itself, and whether a source states it or its signature stands for it; `None`: signed, and not
    /// in force.
    pub bound: Option<Bound>,
    /// The memberships, as stated.
    pub memberships: Vec<MembershipFact>,
    /// The suspensions of members, as stated.
    pub freezes: Vec<FreezeFact>,
}

/// From when the atlas counts a state as bound by a treaty, and on what ground.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// The date.
    pub from: When,
    /// How it is known.
    pub basis: Basis,
}

/// The ground of a date of entry into force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A source states the entry into force (`in_force`).
    Stated,
    /// No source states it (`basis = "signature"`): counted from the signature, or from the treaty's own entry into force if that
    /// is later.
    Signature,
}

impl Basis {
    /// `stated` or `signature`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Signature => "signature",
        }
    }
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
    /// Entry into force for the state, where a source states it.
    pub in_force: Option<When>,
    /// From when the atlas counts the state as bound, and on what ground; `None`: signed, and not in force for it.
    pub bound: Option<Bound>,
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

/// A suspension of a member's participation as stated.
#[derive(Debug, Clone, PartialEq)]
pub struct FreezeFact {
    /// The state.
    pub state: StateId,
    /// Since when.
    pub from: When,
    /// Who decided: `own_decision`, or else others (`by_organisation`, `by_members`, `by_patron`, `organisation_decision`).
    pub how: String,
}

impl FreezeFact {
    /// Whether the state itself decided.
    pub fn is_own_decision(&self) -> bool {
        self.how == "own_decision"
    }
}

/// The keys of a treaty's head.
const HEAD: [&str; 14] = [
    "id",
    "name",
    "also",
    "atop",
    "signed",
    "in_force",
    "basis",
    "ended",
    "obligations",
    "decision_rule",
    "wartime",
    "note",
    "sources",
    "certainty",
];

/// The tables beside a treaty's head; in a user's own facts they, and a list of `members`, stand under it.
const ROWS: [&str; 5] = ["article", "membership", "freeze", "milestone", "patron"];

pub(crate) fn read_treaty(file: &Source, loading: &Loading) -> Result<Told, Problems> {
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the treaty")?;
        root.only(&[["schema", "treaty"].as_slice(), &ROWS].concat());
        treaty_of_tables(&root.table("treaty")?, root, loading)
    })
}

/// What the tables of one treaty say.
pub(crate) struct Told {
    treaty: Treaty,
    facts: TreatyFacts,
    events: Vec<Stated>,
    patrons: Vec<crate::StatedPatron>,
}

/// Let others name a treaty that was read; gives what else is told of it.
pub(crate) fn add(told: Told, loading: &mut Loading) -> (TreatyFacts, Vec<crate::StatedPatron>) {
    loading.roster_mut().add_treaty(told.treaty);
    loading.events.extend(told.events);
    (told.facts, told.patrons)
}

/// A treaty from its head and the tables of its rows (the root of a treaty file, or the head itself).
pub(crate) fn treaty_of_tables(head: &Table<'_>, rows: &Table<'_>, loading: &Loading) -> Option<Told> {
    let (mut events, mut patrons) = (Vec::new(), Vec::new());
    let articles = rows.tables("article").iter().filter_map(|table| read_article(table, loading)).collect();
    let treaty = read_head(head, articles, loading)?;
    let taken = |key: &str| (loading.checked == Checked::Now).then(|| loading.roster.find_treaty(key)).flatten();
    if let Some(other) = taken(&treaty.key) {
        let message = format!("treaty `{}` stands twice in the atlas", loading.roster.treaty(other).key);
        let remedy = "give another `id`; facts about a treaty of the atlas are `[[event]]` and `[[correction]]` rows";
        head.report(Code::Duplicate, head.string("id")?.span, message, remedy);
        return None;
    }
    let id = TreatyId::from_index(loading.roster.treaties().len());
    let mut stated = Stating { table: head, events: &mut events, sources: treaty.sources.clone() };
    let opening = opening(head, loading)?;
    open(&mut stated, id, &opening);
    let tables = rows.tables("membership");
    let mut memberships: Vec<MembershipFact> =
        tables.iter().filter_map(|t| read_membership(t, (id, opening.bound), loading, &mut events)).collect();
    if head.has("members") {
        memberships.extend(founders(head, (id, &opening), loading, &mut events)?);
    }
    if tables.is_empty() && memberships.is_empty() {
        head.report(Code::Missing, head.span(), "the treaty has no members", "add `[[membership]]` tables");
    }
    let freezes =
        rows.tables("freeze").iter().filter_map(|table| read_freeze(table, id, loading, &mut events)).collect();
    for table in rows.tables("milestone") {
        read_milestone(&table, id, loading, &mut events);
    }
    patrons.extend(rows.tables("patron").iter().filter_map(|table| crate::patrons::read_patron(table, id, loading)));
    let note = head.string_or_none("note").map(|note| note.value);
    let certainty = certainty_of(head, loading)?;
    Some(Told {
        treaty,
        facts: TreatyFacts { treaty: id, note, certainty, bound: opening.bound, memberships, freezes },
        events,
        patrons,
    })
}

/// The members of `members = […]`: in it from the treaty's own dates on.
fn founders(
    head: &Table<'_>,
    (treaty, opening): (TreatyId, &Opening),
    loading: &Loading,
    events: &mut Vec<Stated>,
) -> Option<Vec<MembershipFact>> {
    let names = head.some_strings("members")?;
    let (signed, in_force) = (&opening.signed, opening.in_force.as_ref());
    let (sources, certainty) = (sources_of(head, loading)?, certainty_of(head, loading)?);
    let mut facts: Vec<MembershipFact> = Vec::new();
    for name in names {
        let state = state_of(head, &name, loading)?;
        if facts.iter().any(|fact| fact.state == state) {
            let message = format!("{} is named twice", name.value);
            head.report(Code::Duplicate, name.span, message, "name each member once");
            continue;
        }
        let first = in_force.unwrap_or(signed);
        check_exists(head, state, first.value, name.span.clone(), loading);
        let mut stated = Stating { table: head, events, sources: sources.clone() };
        stated.enter(treaty, state, Some(signed), Some(first), None);
        facts.push(MembershipFact {
            state,
            how: "founder".to_owned(),
            signed: Some(signed.value),
            in_force: in_force.map(|date| date.value),
            bound: opening.bound,
            notice: None,
            left: None,
            note: None,
            other_dates: Vec::new(),
            sources: sources.clone(),
            certainty: certainty.clone(),
        });
    }
    Some(facts)
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

    /// A state's signature and the treaty's entry into force for it, as far as they are given.
    fn enter(
        &mut self,
        treaty: TreatyId,
        state: StateId,
        signed: Option<&Located<When>>,
        in_force: Option<&Located<When>>,
        note: Option<String>,
    ) {
        match (signed, in_force) {
            (Some(signed), Some(force)) if signed.value.day() < force.value.day() => {
                self.push(signed, EventKind::Signs { treaty, state }, None);
                self.push(force, EventKind::Joins { treaty, state }, note);
            }
            (_, Some(force)) => self.push(force, EventKind::Joins { treaty, state }, note),
            (Some(signed), None) => self.push(signed, EventKind::Signs { treaty, state }, note),
            (None, None) => {}
        }
    }
}

fn read_head(table: &Table<'_>, articles: Vec<Article>, loading: &Loading) -> Option<Treaty> {
    let own: &[&str] = if loading.own_source.is_some() { &["members"] } else { &[] };
    let rows: &[&str] = if loading.own_source.is_some() { &ROWS } else { &[] };
    table.only(&[&HEAD, own, rows].concat());
    let obligation = |text: Located<String>| match text.value.parse::<Obligation>() {
        Ok(obligation) => Some(obligation),
        Err(error) => {
            table.report(Code::InvalidValue, text.span, error, "use one of the listed words");
            None
        }
    };
    let obligations = table.some_strings("obligations")?.into_iter().map(obligation).collect::<Option<_>>()?;
    Some(Treaty {
        key: table.string("id")?.value,
        name: table.string("name")?.value,
        also: table.strings("also").into_iter().map(|also| also.value).collect(),
        atop: atop_of(table),
        obligations,
        // Concluded in peace unless the file says otherwise.
        wartime: Some(table.boolean_or_none("wartime").is_some_and(|wartime| wartime.value)),
        terms: Vec::new(),
        decision_rule: table.string_or_none("decision_rule").map(|rule| rule.value),
        articles,
        sources: sources_of(table, loading)?,
    })
}

/// The beginning of a treaty as its head states it.
struct Opening {
    signed: Located<When>,
    in_force: Option<Located<When>>,
    bound: Option<Bound>,
}

fn opening(table: &Table<'_>, loading: &Loading) -> Option<Opening> {
    let signed = table.parsed::<When>("signed", DATE_REMEDY)?;
    let in_force = table.parsed_or_none::<When>("in_force", DATE_REMEDY);
    let bound = bound(table, (Some(&signed), in_force.as_ref()), None, loading).map(|bound| bound.value);
    Some(Opening { signed, in_force, bound })
}

fn open(stated: &mut Stating<'_, '_>, treaty: TreatyId, opening: &Opening) {
    stated.push(&opening.signed, EventKind::TreatyOpens { treaty }, None);
    if opening.bound.is_some() {
        let in_force = opening.in_force.as_ref().unwrap_or(&opening.signed);
        stated.push(in_force, EventKind::TreatyInForce { treaty }, None);
    }
    if let Some(ended) = stated.table.parsed_or_none::<When>("ended", DATE_REMEDY) {
        stated.push(&ended, EventKind::TreatyEnds { treaty, cause: Cause::TreatyEnded }, None);
    }
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
        certainty: certainty_of(table, loading)?,
    })
}

/// Report a state that does not exist on that day in either system.
pub(crate) fn check_exists(table: &Table<'_>, state: StateId, when: When, span: Range<usize>, loading: &Loading) {
    if loading.checked == Checked::Before {
        return;
    }
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
    (treaty, opened): (TreatyId, Option<Bound>),
    loading: &Loading,
    events: &mut Vec<Stated>,
) -> Option<MembershipFact> {
    table.only(&[
        "state",
        "how",
        "signed",
        "in_force",
        "basis",
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
    // Who left before the treaty was in force was never bound.
    let bound = bound(table, (signed.as_ref(), in_force.as_ref()), opened, loading)
        .filter(|bound| left.as_ref().is_none_or(|left| bound.value.from.day() < left.value.day()));
    let mut stated = Stating { table, events, sources: sources.clone() };
    let note = table.string_or_none("note").map(|note| note.value);
    stated.enter(treaty, state, signed.as_ref(), bound.as_ref().map(from).as_ref(), note.clone());
    if let (Some(left), Some(cause)) = (&left, &cause) {
        stated.push(left, EventKind::Leaves { treaty, state, cause: cause.value }, note.clone());
    }
    Some(MembershipFact {
        state,
        how: how(table, loading, "accession")?,
        signed: signed.map(|date| date.value),
        in_force: in_force.map(|date| date.value),
        bound: bound.map(|bound| bound.value),
        notice: date("notice").map(|date| date.value),
        left: left.zip(cause).map(|(date, cause)| (date.value, cause.value)),
        note,
        other_dates: table.tables("other_date").iter().filter_map(|table| other_date(table, loading)).collect(),
        sources,
        certainty: certainty_of(table, loading)?,
    })
}

/// How it came about; in a user's own facts it may be left out.
fn how(table: &Table<'_>, loading: &Loading, usual: &str) -> Option<String> {
    if loading.own_source.is_some() && !table.has("how") {
        return Some(usual.to_owned());
    }
    table.string("how").map(|how| how.value)
}

/// When and on what ground a treaty, or a treaty for a state, is taken to be in force, at the key that says so; `opened` is the
/// treaty's own entry into force, before which no state is bound. In a user's own facts a signature binds unless they say more.
fn bound(
    table: &Table<'_>,
    (signed, in_force): (Option<&Located<When>>, Option<&Located<When>>),
    opened: Option<Bound>,
    loading: &Loading,
) -> Option<Located<Bound>> {
    let basis = table.string_or_none("basis");
    if let Some(basis) = &basis {
        let refuse = |code, message: &str, remedy: &str| table.report(code, basis.span.clone(), message, remedy);
        if basis.value != "signature" {
            refuse(Code::InvalidValue, &format!("`{}` is not a basis", basis.value), "write \"signature\"");
        } else if in_force.is_some() {
            refuse(Code::Inconsistent, "`basis` stands beside `in_force`", "keep `in_force` if a source states it");
        } else if signed.is_none() {
            refuse(Code::Missing, "`basis = \"signature\"` without `signed`", "add `signed`");
        }
    }
    let by_signature = basis.is_some() || loading.own_source.is_some();
    match (in_force, signed) {
        (Some(date), _) => {
            Some(Located { value: Bound { from: date.value, basis: Basis::Stated }, span: date.span.clone() })
        }
        (None, Some(signed)) if by_signature => {
            let later = opened.map(|opened| opened.from).filter(|opened| signed.value.day() < opened.day());
            let from = later.unwrap_or(signed.value);
            Some(Located { value: Bound { from, basis: Basis::Signature }, span: signed.span.clone() })
        }
        _ => None,
    }
}

fn from(bound: &Located<Bound>) -> Located<When> {
    Located { value: bound.value.from, span: bound.span.clone() }
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

fn read_freeze(table: &Table<'_>, treaty: TreatyId, loading: &Loading, events: &mut Vec<Stated>) -> Option<FreezeFact> {
    table.only(&["state", "from", "until", "how", "note", "sources", "certainty"]);
    let state = state_of(table, &table.string("state")?, loading)?;
    let from = table.parsed::<When>("from", DATE_REMEDY)?;
    let sources = sources_of(table, loading)?;
    let how = how(table, loading, "stated")?;
    certainty_of(table, loading)?;
    let note = table.string_or_none("note").map_or_else(|| how.clone(), |note| note.value);
    let fact = FreezeFact { state, from: from.value, how };
    let mut stated = Stating { table, events, sources };
    stated.push(&from, EventKind::Freezes { treaty, state }, Some(note));
    if let Some(until) = table.parsed_or_none::<When>("until", DATE_REMEDY) {
        check_order(table, [&Some(from), &Some(until.clone()), &None]);
        stated.push(&until, EventKind::Thaws { treaty, state }, None);
    }
    Some(fact)
}

fn read_milestone(table: &Table<'_>, treaty: TreatyId, loading: &Loading, events: &mut Vec<Stated>) -> Option<()> {
    table.only(&["date", "what", "sources", "certainty"]);
    let date = table.parsed::<When>("date", DATE_REMEDY)?;
    let text = table.string("what")?.value;
    let sources = sources_of(table, loading)?;
    certainty_of(table, loading)?;
    Stating { table, events, sources }.tell(&date, EventKind::Milestone { treaty }, (Some(text), None));
    Some(())
}
