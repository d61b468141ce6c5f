//! The patron of a treaty: stated by the atlas, else computed from capabilities, else none.

use foedera_diagnostic::document::Table;
use foedera_world::{Day, Roster, StateId, TreatyId, When, World};

use crate::Atlas;
use crate::loading::Loading;
use crate::names::{DATE_REMEDY, state_of};
use crate::sources::{certainty_of, sources_of};

/// How many times the second capability the largest must be, to make a patron.
pub const PATRON_RATIO: f64 = 2.0;
/// The share of members whose capability must be known before a patron is computed.
pub const PATRON_KNOWN: f64 = 0.9;

/// A statement of a treaty's patron for a time (`[[patron]]` of a treaty file).
#[derive(Debug, Clone, PartialEq)]
pub struct StatedPatron {
    /// The treaty.
    pub treaty: TreatyId,
    /// The patron; `None`: the treaty has none.
    pub state: Option<StateId>,
    /// First date for which it holds; `None`: from the signature on.
    pub from: Option<When>,
    /// The date on which it ceases to hold; `None`: it still holds.
    pub until: Option<When>,
    /// Why.
    pub why: String,
    /// Sources.
    pub sources: Vec<String>,
}

/// How a patron was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PatronGround {
    /// The atlas says so.
    Stated,
    /// From the members' capabilities.
    Computed,
    /// Capabilities do not make one, or are not known.
    None,
}

impl PatronGround {
    /// `stated`, `computed` or `none`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Computed => "computed",
            Self::None => "none",
        }
    }
}

/// The patron of a treaty on a day, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct PatronFinding {
    /// The patron; `None`: there is none.
    pub state: Option<StateId>,
    /// How it was found.
    pub ground: PatronGround,
    /// Why it is this one, or none.
    pub why: String,
}

impl Atlas {
    /// The patron of a treaty of the atlas on a day (`Patrons::of`).
    pub fn patron(
        &self,
        world: &World,
        treaty: TreatyId,
        day: Day,
        capability: impl Fn(StateId) -> Option<f64>,
    ) -> PatronFinding {
        find(&self.patrons, world, treaty, day, capability)
    }

    /// The same rule for the treaties of another roster: what the atlas states holds for those with the ATOP number of one of its
    /// own, and states are found by their keys.
    pub fn patrons_in(&self, roster: &Roster) -> Patrons {
        let mut rows = Vec::new();
        for row in &self.patrons {
            let atop = self.roster().treaty(row.treaty).atop;
            let same = roster.treaties().filter(|(_, treaty)| atop.is_some() && treaty.atop == atop);
            for (treaty, _) in same {
                let state = row.state.map(|state| roster.find_state(&self.roster().state(state).key));
                // A patron whom the roster does not know is no member there, so the row does not hold.
                if state != Some(None) {
                    rows.push(StatedPatron { treaty, state: state.flatten(), ..row.clone() });
                }
            }
        }
        Patrons { rows }
    }
}

/// Who is a treaty's patron: what is stated of the treaties of a roster, and the rule for all others.
#[derive(Debug, Clone, PartialEq)]
pub struct Patrons {
    rows: Vec<StatedPatron>,
}

impl Patrons {
    /// The patron of a treaty on a day: whom the atlas states, else the member with the largest capability if that is at least
    /// [`PATRON_RATIO`] times the second and known of [`PATRON_KNOWN`] of the members (by count, which stands for their share of
    /// the population: the world holds none), else none.
    pub fn of(
        &self,
        world: &World,
        treaty: TreatyId,
        day: Day,
        capability: impl Fn(StateId) -> Option<f64>,
    ) -> PatronFinding {
        find(&self.rows, world, treaty, day, capability)
    }
}

fn find(
    rows: &[StatedPatron],
    world: &World,
    treaty: TreatyId,
    day: Day,
    capability: impl Fn(StateId) -> Option<f64>,
) -> PatronFinding {
    let members: Vec<StateId> = world.treaty(treaty).members().map(|membership| membership.state).collect();
    let none = |why: &str| PatronFinding { state: None, ground: PatronGround::None, why: why.to_owned() };
    if members.is_empty() {
        return none("the treaty has no members on that day");
    }
    let holds = |row: &&StatedPatron| {
        row.treaty == treaty
            && row.from.is_none_or(|from| from.day() <= day)
            && row.until.is_none_or(|until| day < until.day())
            && row.state.is_none_or(|state| members.contains(&state))
    };
    if let Some(row) = rows.iter().find(holds) {
        return PatronFinding { state: row.state, ground: PatronGround::Stated, why: row.why.clone() };
    }
    let mut known: Vec<(f64, StateId)> =
        members.iter().filter_map(|state| Some((capability(*state).filter(|c| c.is_finite())?, *state))).collect();
    let told = format!("capability is known of {} of {} members", known.len(), members.len());
    if known.len() < 2 || (known.len() as f64) < PATRON_KNOWN * members.len() as f64 {
        return none(&told);
    }
    known.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let key = |state: StateId| &world.roster().state(state).key;
    let ((first, patron), (second, other)) = (known[0], known[1]);
    let ratio = if second > 0.0 { first / second } else { f64::INFINITY };
    if first <= 0.0 || ratio < PATRON_RATIO {
        return none(&format!("no member has twice the capability of every other ({}, {})", key(patron), key(other)));
    }
    let why = format!("the largest capability of the members, {ratio:.1} times that of {}", key(other));
    PatronFinding { state: Some(patron), ground: PatronGround::Computed, why }
}

/// A `[[patron]]` table; `state = "none"` where the treaty has none.
pub(crate) fn read_patron(table: &Table<'_>, treaty: TreatyId, loading: &Loading) -> Option<StatedPatron> {
    table.only(&["state", "from", "until", "why", "sources", "certainty"]);
    let name = table.string("state")?;
    let state = if name.value == "none" { None } else { Some(state_of(table, &name, loading)?) };
    certainty_of(table, loading)?;
    Some(StatedPatron {
        treaty,
        state,
        from: table.parsed_or_none::<When>("from", DATE_REMEDY).map(|date| date.value),
        until: table.parsed_or_none::<When>("until", DATE_REMEDY).map(|date| date.value),
        why: table.string("why")?.value,
        sources: sources_of(table, loading)?,
    })
}
