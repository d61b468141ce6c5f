//! Facts that a user states: states, treaties, events, corrections, calls and figures, laid on the atlas.
//!
//! A facts file (`--facts`) holds the tables of the atlas's own files side by side, and two more: `[[event]]` adds what happened
//! to a member or a treaty, `[[correction]]` moves or removes an event that the atlas states. A scenario may hold the same tables.
//! A row needs no source: it then rests on its file.

use std::collections::BTreeMap;
use std::sync::Arc;

use foedera_diagnostic::document::{Located, Table, read};
use foedera_diagnostic::{Code, Place, Problems, Source};
use foedera_world::{Cause, Day, EventKind, State, StateId, StateSpell, TreatyId, When};

use crate::load::{Parts, finished};
use crate::loading::{Loading, Stated};
use crate::names::{DATE_REMEDY, state_of, treaty_of};
use crate::sources::read_source;
use crate::treaty_file::Stating;
use crate::{ATLAS_SCHEMA, Atlas, SourceEntry, StatedFigures, calls, figures, ties, treaty_file};

/// The tables of facts.
pub const FACT_TABLES: [&str; 10] =
    ["source", "state", "treaty", "event", "correction", "invocation", "summit", "figure", "force", "tie"];

impl Atlas {
    /// This atlas with the facts of these files, each laid on what came before it.
    ///
    /// # Errors
    /// Every problem of a file with its place; an event that contradicts the others is refused at its row.
    pub fn with_facts(&self, files: &[Source]) -> Result<Self, Problems> {
        files.iter().try_fold(self.clone(), |atlas, file| {
            atlas.extended(file, |root| {
                root.schema(ATLAS_SCHEMA, "the facts")?;
                root.only(&[["schema"].as_slice(), &FACT_TABLES].concat());
                if FACT_TABLES.iter().all(|key| !root.has(key)) {
                    let remedy = format!("add tables of {}", FACT_TABLES.join(", "));
                    root.report(Code::Missing, 0..0, "the file states no fact", remedy);
                    return None;
                }
                Some(())
            })
        })
    }

    /// This atlas with the facts that a scenario holds beside its own keys; the atlas as it is if there are none.
    ///
    /// # Errors
    /// As [`Atlas::with_facts`].
    pub fn with_scenario(&self, scenario: &Source) -> Result<Self, Problems> {
        let states_facts = read(scenario, |root| Some(FACT_TABLES.iter().any(|key| has_facts(root, key))))?;
        if states_facts { self.extended(scenario, |_| Some(())) } else { Ok(self.clone()) }
    }

    fn extended(&self, file: &Source, check: impl Fn(&Table<'_>) -> Option<()>) -> Result<Self, Problems> {
        let (mut loading, mut parts) = laid_out(self, file);
        read(file, |root| {
            check(root)?;
            read_all(root, &mut loading, &mut parts)
        })?;
        let before = Source::new("the atlas", self.sha256.as_str());
        finished(loading, parts, crate::fingerprint(&[before, file.clone()]))
    }
}

/// Whether a key of a scenario states facts: `treaty = "CSTO"` is a name, `[treaty]` a fact.
fn has_facts(root: &Table<'_>, key: &str) -> bool {
    root.has(key) && (key != "treaty" || root.is_table(key))
}

/// What an atlas holds, to be read on with the facts of `file`.
fn laid_out(atlas: &Atlas, file: &Source) -> (Loading, Parts) {
    let place = Place::File(format!("the atlas, with the facts of {}", file.name()));
    let stated = |event: &foedera_world::Event| Stated { event: event.clone(), place: place.clone() };
    let own = file.name().to_owned();
    let mut sources = BTreeMap::clone(&atlas.sources);
    sources.insert(
        own.clone(),
        SourceEntry { title: format!("stated by the user in {own}"), url: None, note: None, reaches: None },
    );
    let loading = Loading {
        roster: Arc::clone(atlas.roster()),
        sources: sources.keys().cloned().collect(),
        events: atlas.history.events().iter().map(stated).collect(),
        own_source: Some(own),
        ..Loading::default()
    };
    let parts = Parts {
        sources,
        treaties: atlas.treaties.clone(),
        precedents: Vec::clone(&atlas.precedents),
        patrons: atlas.patrons.clone(),
        pairs: Vec::clone(&atlas.pairs),
        differences: Vec::clone(&atlas.differences),
        figures: StatedFigures::clone(&atlas.figures),
        ties: Vec::clone(&atlas.ties),
        unrest: Vec::clone(&atlas.unrest),
        capitals: Vec::clone(&atlas.capitals),
        ledger: Vec::clone(&atlas.ledger),
        hedges: Vec::clone(&atlas.hedges),
    };
    (loading, parts)
}

/// Read all facts of a document, those that others name first.
fn read_all(root: &Table<'_>, loading: &mut Loading, parts: &mut Parts) -> Option<()> {
    parts.sources.extend(root.tables("source").iter().filter_map(|table| read_source(table, loading)));
    for table in root.tables("state") {
        read_state(&table, loading);
    }
    let treaties = if root.is_table("treaty") {
        root.table_or_none("treaty").into_iter().collect()
    } else if root.is_text("treaty") {
        Vec::new()
    } else {
        root.tables("treaty")
    };
    for table in &treaties {
        if let Some(told) = treaty_file::treaty_of_tables(table, table, loading) {
            parts.add(told, loading);
        }
    }
    for table in root.tables("correction") {
        read_correction(&table, loading);
    }
    for table in root.tables("event") {
        read_event(&table, loading);
    }
    for table in root.tables("invocation") {
        let mut events = Vec::new();
        calls::read_invocation(&table, loading, &mut events);
        loading.events.extend(events);
    }
    for table in root.tables("summit") {
        let mut events = Vec::new();
        calls::read_summit(&table, loading, &mut events);
        loading.events.extend(events);
    }
    for table in root.tables("figure") {
        if let Some(figure) = figures::read_figure(&table, loading) {
            // Theirs stands before the atlas's: the first figure of a state and variable is the one that is read.
            parts.figures.yearly.retain(|other| (&other.states, &other.variable) != (&figure.states, &figure.variable));
            parts.figures.yearly.push(figure);
        }
    }
    let forces: Vec<_> = root.tables("force").iter().filter_map(|table| figures::read_force(table, loading)).collect();
    parts.figures.forces.extend(forces);
    let stated: Vec<_> = root.tables("tie").iter().filter_map(|table| ties::read_tie(table, loading)).collect();
    parts.ties.extend(stated);
    Some(())
}

/// A state of the user's own, e.g. a fictional one.
fn read_state(table: &Table<'_>, loading: &mut Loading) -> Option<()> {
    table.only(&["id", "name", "also", "from", "until", "sources"]);
    let (id, name) = (table.string("id")?, table.string("name")?);
    let day = |key: &str| table.parsed_or_none::<Day>(key, "write \"YYYY-MM-DD\"");
    let from = day("from").map_or(Day::start_of_year(1816), |day| day.value);
    let spell = StateSpell { cow_days: Some((from, day("until").map(|day| day.value))), ..StateSpell::default() };
    let also = table.strings("also").into_iter().map(|also| also.value).collect();
    let state = State { key: id.value.clone(), iso3: None, name: name.value, also, spells: vec![spell] };
    if loading.roster_mut().add_state(state).is_none() {
        let message = format!("`{}` is already a state", id.value);
        table.report(Code::Duplicate, id.span, message, "give another id");
    }
    Some(())
}

/// What may be stated of a member or a treaty.
const HAPPENINGS: [&str; 8] = ["signs", "joins", "freezes", "thaws", "leaves", "opens", "in_force", "ends"];

/// The kind of an event, from what happened, to whom, and why.
fn kind_of(table: &Table<'_>, loading: &Loading) -> Option<EventKind> {
    let treaty = treaty_of(table, loading)?;
    let what = table.string("what")?;
    let of_treaty = matches!(what.value.as_str(), "opens" | "in_force" | "ends");
    if !HAPPENINGS.contains(&what.value.as_str()) {
        let message = format!("`{}` is not what may happen to a member or a treaty", what.value);
        table.report(Code::InvalidValue, what.span, message, format!("use one of {}", HAPPENINGS.join(", ")));
        return None;
    }
    if of_treaty && table.has("state") {
        let message = format!("`{}` is of the treaty, not of a state", what.value);
        table.report(Code::Inconsistent, what.span, message, "remove `state`");
        return None;
    }
    let causes = matches!(what.value.as_str(), "leaves" | "ends");
    if !causes && table.has("cause") {
        let message = format!("`{}` has no cause of an end", what.value);
        table.report(Code::Inconsistent, table.string("cause")?.span, message, "remove `cause`, or say it in `note`");
        return None;
    }
    let cause = |usual| {
        let stated = table.parsed_or_none::<Cause>("cause", "use one of the listed words");
        if stated.is_none() && table.has("cause") { None } else { Some(stated.map_or(usual, |cause| cause.value)) }
    };
    Some(match what.value.as_str() {
        "opens" => EventKind::TreatyOpens { treaty },
        "in_force" => EventKind::TreatyInForce { treaty },
        "ends" => EventKind::TreatyEnds { treaty, cause: cause(Cause::TreatyEnded)? },
        member => {
            let state = state_of(table, &table.string("state")?, loading)?;
            match member {
                "signs" => EventKind::Signs { treaty, state },
                "joins" => EventKind::Joins { treaty, state },
                "freezes" => EventKind::Freezes { treaty, state },
                "thaws" => EventKind::Thaws { treaty, state },
                _ => EventKind::Leaves { treaty, state, cause: cause(Cause::Withdrawal)? },
            }
        }
    })
}

fn read_event(table: &Table<'_>, loading: &mut Loading) -> Option<()> {
    table.only(&["date", "treaty", "state", "what", "cause", "note", "sources", "certainty"]);
    let when = table.parsed::<When>("date", DATE_REMEDY)?;
    let (kind, note) = (kind_of(table, loading)?, table.string_or_none("note").map(|note| note.value));
    let sources = crate::sources::sources_of(table, loading)?;
    crate::sources::certainty_of(table, loading)?;
    let mut events = Vec::new();
    Stating { table, events: &mut events, sources }.push(&when, kind, note);
    loading.events.extend(events);
    Some(())
}

/// Whether two events are the same happening, whatever their dates and causes.
fn same_happening(a: &EventKind, b: &EventKind) -> bool {
    let parties = |kind: &EventKind| -> Option<(u8, TreatyId, Option<StateId>)> {
        Some(match kind {
            EventKind::TreatyOpens { treaty } => (0, *treaty, None),
            EventKind::TreatyInForce { treaty } => (1, *treaty, None),
            EventKind::TreatyEnds { treaty, .. } => (2, *treaty, None),
            EventKind::Signs { treaty, state } => (3, *treaty, Some(*state)),
            EventKind::Joins { treaty, state } => (4, *treaty, Some(*state)),
            EventKind::Freezes { treaty, state } => (5, *treaty, Some(*state)),
            EventKind::Thaws { treaty, state } => (6, *treaty, Some(*state)),
            EventKind::Leaves { treaty, state, .. } => (7, *treaty, Some(*state)),
            _ => return None,
        })
    };
    parties(a).is_some() && parties(a) == parties(b)
}

/// A `[[correction]]`: the event of the atlas that it names gets another date, or goes.
fn read_correction(table: &Table<'_>, loading: &mut Loading) -> Option<()> {
    table.only(&["treaty", "state", "what", "cause", "was", "date", "remove", "note", "sources", "certainty"]);
    let kind = kind_of(table, loading)?;
    let was = table.parsed_or_none::<When>("was", DATE_REMEDY);
    let date = table.parsed_or_none::<When>("date", DATE_REMEDY);
    let remove = table.boolean_or_none("remove").is_some_and(|remove| remove.value);
    if date.is_some() == remove {
        let remedy = "give `date`, the right day, or `remove = true`";
        table.report(Code::Inconsistent, table.span(), "a correction moves an event or removes it", remedy);
        return None;
    }
    let place = find_stated(table, loading, &kind, was.as_ref())?;
    let sources = crate::sources::sources_of(table, loading)?;
    crate::sources::certainty_of(table, loading)?;
    let Some(date) = date else {
        loading.events.remove(place);
        return Some(());
    };
    let stated = &mut loading.events[place];
    (stated.event.when, stated.event.sources) = (date.value, sources);
    if table.has("cause") {
        stated.event.kind = kind;
    }
    stated.event.note = table.string_or_none("note").map(|note| note.value).or(stated.event.note.take());
    stated.place = Place::Span(table.source().clone(), date.span);
    Some(())
}

/// The one event of the atlas that a correction means.
fn find_stated(table: &Table<'_>, loading: &Loading, kind: &EventKind, was: Option<&Located<When>>) -> Option<usize> {
    let all: Vec<usize> =
        (0..loading.events.len()).filter(|place| same_happening(&loading.events[*place].event.kind, kind)).collect();
    let dated = |place: &&usize| was.is_none_or(|was| loading.events[**place].event.when == was.value);
    let found: Vec<usize> = all.iter().filter(dated).copied().collect();
    if let [only] = found.as_slice() {
        return Some(*only);
    }
    let dates: Vec<String> = all.iter().map(|place| loading.events[*place].event.when.to_string()).collect();
    let (message, remedy) = match (all.len(), found.len()) {
        (0, _) => ("the atlas states no such event".to_owned(), "state it as an `[[event]]`".to_owned()),
        (_, 0) => ("the atlas dates it otherwise".to_owned(), format!("write `was` as one of {}", dates.join(", "))),
        _ => (
            format!("the atlas states it {} times", found.len()),
            format!("say which with `was`: {}", dates.join(", ")),
        ),
    };
    table.report(Code::Inconsistent, table.span(), message, remedy);
    None
}

#[cfg(test)]
mod tests {
    use foedera_world::{Status, World};

    use super::*;

    fn with(text: &str) -> Result<Atlas, Problems> {
        Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}")).with_facts(&[Source::new("my.toml", text)])
    }

    fn status(atlas: &Atlas, treaty: &str, state: &str, day: &str) -> Option<Status> {
        let world: World = atlas.history.world_at(day.parse().unwrap()).world;
        let (treaty, state) = (atlas.roster().find_treaty(treaty)?, atlas.roster().find_state(state)?);
        world.treaty(treaty).membership(state).map(|membership| membership.status)
    }

    #[test]
    fn a_member_leaves_because_the_user_says_so() {
        let text =
            "schema = 1\n[[event]]\ndate = \"2027-01-01\"\ntreaty = \"CSTO\"\nstate = \"KGZ\"\nwhat = \"leaves\"\n";
        let atlas = with(text).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(status(&atlas, "CSTO", "KGZ", "2026-12-31"), Some(Status::InForce));
        assert_eq!(status(&atlas, "CSTO", "KGZ", "2027-01-01"), None);
        assert!(atlas.sources["my.toml"].title.contains("stated by the user"));
        assert_ne!(atlas.sha256, Atlas::embedded().unwrap().sha256, "another atlas, another fingerprint");
    }

    #[test]
    fn a_correction_moves_or_removes_what_the_atlas_states() {
        let head = "schema = 1\n[[correction]]\ntreaty = \"CSTO\"\nstate = \"ARM\"\nwhat = \"freezes\"\n";
        let gone = with(&format!("{head}remove = true\n")).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(status(&gone, "CSTO", "ARM", "2025-01-01"), Some(Status::InForce));
        let moved = with(&format!("{head}date = \"2025-06-01\"\n")).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(status(&moved, "CSTO", "ARM", "2025-05-31"), Some(Status::InForce));
        assert_eq!(status(&moved, "CSTO", "ARM", "2025-06-01"), Some(Status::Frozen));
        let neither = with(head).unwrap_err().to_string();
        assert!(neither.contains("remove = true"), "{neither}");
        let other = with(&format!("{head}was = \"2001-01-01\"\nremove = true\n")).unwrap_err().to_string();
        assert!(other.contains("the atlas dates it otherwise") && other.contains("write `was` as one of"), "{other}");
    }

    #[test]
    fn a_treaty_of_fictional_states_is_stated_in_a_few_lines() {
        let text = "schema = 1\n[[state]]\nid = \"NORTHLAND\"\nname = \"Northland\"\n[[state]]\nid = \"SOUTHLAND\"\n\
                    name = \"Southland\"\n[[treaty]]\nid = \"PACT\"\nname = \"The pact\"\nsigned = \"2030-01-01\"\n\
                    obligations = [\"defense\"]\nmembers = [\"NORTHLAND\", \"SOUTHLAND\"]\n[[treaty.patron]]\n\
                    state = \"NORTHLAND\"\nwhy = \"it has the army\"\n";
        let atlas = with(text).unwrap_or_else(|problems| panic!("{problems}"));
        assert_eq!(status(&atlas, "PACT", "SOUTHLAND", "2031-01-01"), Some(Status::InForce));
        let (world, treaty) = (atlas.history.replay().world, atlas.roster().find_treaty("the pact").unwrap());
        let patron = atlas.patron(&world, treaty, "2031-01-01".parse().unwrap(), |_| None);
        assert_eq!(patron.state, atlas.roster().find_state("NORTHLAND"));
    }

    #[test]
    fn facts_that_contradict_the_atlas_are_refused_where_they_stand() {
        let event =
            |line: &str| with(&format!("schema = 1\n[[event]]\ndate = \"2020-01-01\"\ntreaty = \"CSTO\"\n{line}\n"));
        let joins = event("state = \"RUS\"\nwhat = \"joins\"").unwrap_err().to_string();
        assert!(joins.contains("RUS is already in CSTO") && joins.contains("my.toml"), "{joins}");
        // Armenia's freeze of 2024 cannot be if it left in 2020.
        let leaves = event("state = \"ARM\"\nwhat = \"leaves\"").unwrap_err().to_string();
        assert!(leaves.contains("ARM is not in CSTO") && leaves.contains("remove = true"), "{leaves}");
        for (line, part) in [
            ("state = \"ARM\"\nwhat = \"sleeps\"", "use one of"),
            ("state = \"ARM\"\nwhat = \"ends\"", "is of the treaty"),
            ("state = \"ARM\"\nwhat = \"freezes\"\ncause = \"withdrawal\"", "has no cause"),
            ("what = \"leaves\"", "`state` is missing"),
            ("state = \"ARM\"\nwhat = \"freezes\"\nwhy = \"x\"", "unknown key `why`"),
        ] {
            let found = event(line).unwrap_err().to_string();
            assert!(found.contains(part), "{part}: {found}");
        }
        let empty = with("schema = 1\n").unwrap_err().to_string();
        assert!(empty.contains("states no fact"), "{empty}");
    }
}
