//! *freeze*: a member's participation is suspended, by its own decision or by that of others. Few events, and no model of ours.

use std::collections::{BTreeMap, BTreeSet};

use foedera_atlas::Atlas;
use foedera_lab::conflict::members_at_risk;
use foedera_process::{Effect, Process, View};
use foedera_world::{Day, StateId, TreatyId};

use crate::hazard::{class, index};
use crate::{Case, Cases, Head, PlainSubject};

/// Who decided a suspension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decided {
    /// The member itself.
    Itself,
    /// The organisation, the other members or the patron.
    Others,
}

/// What is known of a member of a treaty of the atlas without figures of states, which it has since 1990 only.
const COLUMNS: [Effect; 4] = [Effect::LOG_YEARS_IN, Effect::LOG_MEMBERS, Effect::DEFENSE_PACT, Effect::RECENT_EXITS];
/// The first year of cases.
const FIRST_YEAR: i16 = 1950;

/// The members of treaties of the atlas that take part on 1 January, to the end of a last year.
pub fn freezes(atlas: &Atlas, decided: Decided, last: i16) -> PlainSubject {
    let mut cases = Vec::new();
    let events = events(atlas, decided);
    let mut replay = atlas.history.start();
    for year in FIRST_YEAR..=last {
        let day = Day::start_of_year(year);
        replay.run_to(&atlas.history, day);
        for (treaty, _) in atlas.roster().treaties() {
            for (view, state) in &members_at_risk(atlas, &replay.world, treaty, day) {
                cases.push(case(atlas, view, (treaty, *state, year), &events, cases.len()));
            }
        }
    }
    PlainSubject::new(Cases::new(head(decided, last), cases))
}

/// The years in which a member was suspended.
fn events(atlas: &Atlas, decided: Decided) -> BTreeMap<(TreatyId, StateId), BTreeSet<i16>> {
    let mut events: BTreeMap<(TreatyId, StateId), BTreeSet<i16>> = BTreeMap::new();
    for facts in &atlas.treaties {
        let own = facts.freezes.iter().filter(|freeze| freeze.is_own_decision() == (decided == Decided::Itself));
        for freeze in own {
            // What happens on 1 January belongs to the year before, which the case of the day sees.
            let year = freeze.from.day().plus_days(-1).year();
            events.entry((facts.treaty, freeze.state)).or_default().insert(year);
        }
    }
    events
}

fn case(
    atlas: &Atlas,
    view: &View<'_>,
    (treaty, state, year): (TreatyId, StateId, i16),
    events: &BTreeMap<(TreatyId, StateId), BTreeSet<i16>>,
    source: usize,
) -> Case {
    let (treaty_key, state_key) = (atlas.roster().treaty(treaty).key.clone(), atlas.roster().state(state).key.clone());
    let values: Vec<Option<f64>> = COLUMNS.iter().map(|effect| effect.value(view)).collect();
    Case {
        key: vec![treaty_key.clone(), state_key.clone()],
        year,
        groups: [Some(treaty_key), Some(state_key), None],
        class: class(values[2] == Some(1.0), values[1].unwrap_or_default()),
        related: vec![2 * index(treaty.index()), 2 * index(state.index()) + 1],
        event: events.get(&(treaty, state)).and_then(|own| own.range(year..).next().copied()),
        values,
        source,
    }
}

fn head(decided: Decided, last: i16) -> Head {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let (process, who) = match decided {
        Decided::Itself => ("freeze-own", "by its own decision"),
        Decided::Others => ("freeze-by-organisation", "by the organisation, the other members or the patron"),
    };
    Head {
        process: process.to_owned(),
        unit: Process::FREEZE.unit().to_owned(),
        definition: format!("{} {who}, as the atlas has it", Process::FREEZE.definition()),
        words: words(&["treaty", "state"]),
        columns: COLUMNS.iter().map(|effect| effect.name().to_owned()).collect(),
        horizons: vec![1, 3, 5],
        classes: "a duty of defence or none, two members, three to twelve, or more".to_owned(),
        relations: "members of the same treaty, and the same state in other treaties".to_owned(),
        last,
    }
}
