//! The layout of a world: its fields by unit and name, and its networks. It is data, so that one type of world holds two hundred
//! states or the users' own actors.

use std::sync::{Arc, LazyLock};

use crate::Obligation;

/// Of what a field is a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// The world as a whole: one row.
    World,
    /// A region.
    Region,
    /// A state.
    State,
    /// A first state towards a second.
    Pair,
    /// A treaty.
    Treaty,
    /// A spell of membership.
    Membership,
    /// A call for help.
    Call,
    /// A summit.
    Summit,
    /// A militarised dispute.
    Dispute,
    /// A process of a model.
    Process,
}

/// A field of a [`Layout`], by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Field(pub(crate) u16);

/// A network of a [`Layout`], by its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NetworkId(pub(crate) u16);

/// How a value comes to be in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldKind {
    /// Set by figures; carried forward for so many years, then missing. 255: until the next figure, which may be missing.
    Data {
        /// Years.
        carry_years: u8,
    },
    /// Set by the rules of events.
    Live,
    /// Follows from other fields and events by a rule that walks no past.
    Derived(Derive),
}

/// A rule of a derived field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Derive {
    /// The first known value of a state's field since the membership began. Of a membership.
    AtEntry(Field),
    /// The value so many years before. Of a state.
    Lag(Field, u8),
    /// How many events there were in so many years. Of whatever the pattern is of.
    Window(Pattern, u8),
    /// Events, each of which loses half of its weight in so many years.
    Decay(Pattern, u8),
    /// A member's part in the sum over the members. Of a membership.
    Share(Field, Fold),
    /// The number of the day on which two states were last on opposite sides of a dispute, today while they are. Of a pair.
    LastDispute,
    /// The number of the day on which an armed conflict within a state last went on, today while one does. Of a state.
    LastConflict,
    /// The place of the treaty's patron. Of a treaty.
    Patron,
    /// How many treaties two states share, or how many with this duty. Of a pair.
    Allied(Option<Obligation>),
    /// Positive ties that a state has in a network. Of a state.
    Degree(NetworkId),
}

/// How a sum treats values that are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// It is over those known.
    KnownOnly,
    /// It is missing if one is.
    AllKnown,
}

/// Events that windows and decays count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pattern {
    /// A member leaves. Of a treaty.
    Exit,
    /// A dispute begins, or is joined. Of a state.
    Dispute,
    /// Unrest begins. Of a state.
    Unrest,
    /// A pact is made. Of a state.
    Pact,
    /// It calls for help. Of a state.
    Called,
    /// Help is sought for it, and nobody is known to have sent troops once the call is over. Of a state.
    Declined,
    /// It refuses a text of a summit. Of a state.
    Refused,
    /// It begins a dispute. Of a state.
    Began,
    /// A dispute is begun against it. Of a state.
    Attacked,
    /// A first state begins a dispute with a second. Of a pair.
    BeganAgainst,
    /// A coup is attempted. Of a state.
    Coup,
    /// A coup succeeds. Of a state.
    Overthrow,
    /// An armed conflict within it begins. Of a state.
    Conflict,
    /// A state joins it after it was opened. Of a treaty.
    Entry,
    /// A pact is made with a second state. Of a pair.
    PactWith,
    /// An agreement on defence cooperation is signed. Of a state.
    Agreement,
    /// An agreement on defence cooperation is signed with a second state. Of a pair.
    AgreementWith,
}

impl Pattern {
    /// Of what the events are counted.
    pub fn unit(self) -> Unit {
        match self {
            Self::Exit | Self::Entry => Unit::Treaty,
            Self::BeganAgainst | Self::PactWith | Self::AgreementWith => Unit::Pair,
            _ => Unit::State,
        }
    }
}

/// What a layout says of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldEntry {
    /// Its name; for data the name that panels use.
    pub name: String,
    /// Of what it is a number.
    pub unit: Unit,
    /// How it comes to be in force.
    pub kind: FieldKind,
}

/// What a layout says of a network.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkEntry {
    /// Its name.
    pub name: String,
    /// Who sends its ties.
    pub rows: Unit,
    /// Whether a tie may differ from the one back; networks of other units with states are directed.
    pub directed: bool,
    /// Whether events set its ties; else rules do.
    pub open: bool,
}

/// The fields and networks of a world.
#[derive(Debug, Clone, PartialEq)]
pub struct Layout {
    fields: Vec<FieldEntry>,
    networks: Vec<NetworkEntry>,
    /// The networks in which shared treaties are counted.
    allied: Vec<(Option<Obligation>, NetworkId)>,
}

/// Why a field or network cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LayoutError {
    /// The name is taken within its unit.
    #[error("`{0}` stands twice in the layout")]
    Twice(String),
    /// A rule that reads a field of another unit, or writes one.
    #[error("`{0}` does not fit the unit that its rule is of")]
    Unit(String),
    /// The layout is full.
    #[error("a layout has at most 65 535 fields and networks")]
    Full,
}

macro_rules! fields {
    ($($name:ident $text:literal $unit:ident $kind:expr),+ $(,)?) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "the places of the constants below")]
        #[repr(u16)]
        enum Place { $($name),+ }

        impl Field {
            $(#[doc = concat!("`", $text, "`.")] pub const $name: Self = Self(Place::$name as u16);)+
        }

        fn standard_fields() -> Vec<FieldEntry> {
            vec![$(FieldEntry { name: $text.to_owned(), unit: Unit::$unit, kind: $kind }),+]
        }
    };
}

/// Until the next figure, which may say that it is missing.
pub(crate) const FOREVER: u8 = 255;
const DATA: FieldKind = FieldKind::Data { carry_years: FOREVER };
/// Figures of the guarantee, docs/guarantee.md.
const TEN: FieldKind = FieldKind::Data { carry_years: 10 };
const LIVE: FieldKind = FieldKind::Live;

fields! {
    CINC "cinc" State DATA,
    USABLE_FORCE "usable_force" State TEN,
    POLYARCHY "polyarchy" State DATA,
    IDEAL_POINT "ideal_point" State DATA,
    MILPER "milper" State TEN,
    IMPORTS "imports" State TEN,
    EXPORTS "exports" State TEN,
    IGOS "igos" State TEN,
    UCDP_INTERSTATE "ucdp_interstate" State TEN,
    UCDP_INTERNAL "ucdp_internal" State TEN,
    ALLY_RECORD "ally_record" State DATA,
    ALLIANCE "alliance" Pair TEN,
    CONTIGUITY "contiguity" Pair TEN,
    IMPORTS_FROM "imports_from" Pair TEN,
    SHARED_IGOS "shared_igos" Pair TEN,
    CAPITAL_DISTANCE "capital_distance" Pair TEN,
    STATE_ENDED "ended" State LIVE,
    UNREST "unrest" State LIVE,
    TREATY_STATUS "status" Treaty LIVE,
    TREATY_OPENED "opened" Treaty LIVE,
    TREATY_IN_FORCE "in_force" Treaty LIVE,
    TREATY_ENDED "ended" Treaty LIVE,
    OBLIGATIONS "obligations" Treaty LIVE,
    STATUS "status" Membership LIVE,
    SINCE "since" Membership LIVE,
    IN_FORCE "in_force" Membership LIVE,
    CHANGED "changed" Membership LIVE,
    CAUSE "cause" Membership LIVE,
    CALL_TREATY "treaty" Call LIVE,
    REQUESTER "requester" Call LIVE,
    TRIGGER "trigger" Call LIVE,
    CALL_DAY "day" Call LIVE,
    CALL_LATEST "latest" Call LIVE,
    CALL_ASKED "asked" Call LIVE,
    CALL_COMPLETE "complete" Call LIVE,
    CALL_CLOSED "closed" Call LIVE,
    SUMMIT_TREATY "treaty" Summit LIVE,
    SUMMIT_DAY "day" Summit LIVE,
    HOSTILITY "hostility" Dispute LIVE,
    DISPUTE_START "start" Dispute LIVE,
    DISPUTE_END "end" Dispute LIVE,
    CINC_AT_ENTRY "cinc_at_entry" Membership FieldKind::Derived(Derive::AtEntry(Field::CINC)),
    POLYARCHY_AT_ENTRY "polyarchy_at_entry" Membership FieldKind::Derived(Derive::AtEntry(Field::POLYARCHY)),
    CINC_ENTRY_DAY "cinc_at_entry day" Membership LIVE,
    POLYARCHY_ENTRY_DAY "polyarchy_at_entry day" Membership LIVE,
    CINC_3_YEARS_BEFORE "cinc_3_years_before" State FieldKind::Derived(Derive::Lag(Field::CINC, 3)),
    CINC_5_YEARS_BEFORE "cinc_5_years_before" State FieldKind::Derived(Derive::Lag(Field::CINC, 5)),
    POLYARCHY_3_YEARS_BEFORE "polyarchy_3_years_before" State FieldKind::Derived(Derive::Lag(Field::POLYARCHY, 3)),
    IDEAL_POINT_5_YEARS_BEFORE "ideal_point_5_years_before" State FieldKind::Derived(Derive::Lag(Field::IDEAL_POINT, 5)),
    RECENT_EXITS "recent_exits" Treaty FieldKind::Derived(Derive::Window(Pattern::Exit, 3)),
    RECENT_DISPUTES "recent_disputes" State FieldKind::Derived(Derive::Window(Pattern::Dispute, 3)),
    RECENT_UNREST "recent_unrest" State FieldKind::Derived(Derive::Window(Pattern::Unrest, 3)),
    RECENT_PACTS "recent_pacts" State FieldKind::Derived(Derive::Window(Pattern::Pact, 3)),
    CALLS_MADE "calls_made" State FieldKind::Derived(Derive::Decay(Pattern::Called, 10)),
    CINC_SHARE "cinc_share" Membership FieldKind::Derived(Derive::Share(Field::CINC, Fold::KnownOnly)),
    PATRON "patron" Treaty FieldKind::Derived(Derive::Patron),
    ALLIED "allied" Pair FieldKind::Derived(Derive::Allied(None)),
    DEFENSE "defense" Pair FieldKind::Derived(Derive::Allied(Some(Obligation::Defense))),
    OPPONENTS "opponents" State FieldKind::Derived(Derive::Degree(NetworkId::DISPUTES)),
    MAJOR_POWER "major_power" State DATA,
    DISPUTES_5_YEARS "disputes_5_years" State DATA,
    JOINED_10_YEARS "joined_10_years" State DATA,
    DISPUTES_10_YEARS "disputes_10_years" Pair DATA,
    JOINED_WITH_10_YEARS "joined_with_10_years" Pair DATA,
    RECENT_DECLINED "recent_declined" State FieldKind::Derived(Derive::Window(Pattern::Declined, 3)),
    RECENT_REFUSED "recent_refused" State FieldKind::Derived(Derive::Window(Pattern::Refused, 3)),
    CONFLICT_2_YEARS "conflict_2_years" State FieldKind::Derived(Derive::Window(Pattern::Conflict, 2)),
    GDP_PER_HEAD "gdp_per_head" State DATA,
    POPULATION "population" State DATA,
    DISPUTES_BEGUN "disputes_begun" State FieldKind::Derived(Derive::Window(Pattern::Began, 5)),
    DISPUTES_SUFFERED "disputes_suffered" State FieldKind::Derived(Derive::Window(Pattern::Attacked, 5)),
    BEGUN_AGAINST "begun_against" Pair FieldKind::Derived(Derive::Window(Pattern::BeganAgainst, 10)),
    LAST_DISPUTE "last_dispute" Pair FieldKind::Derived(Derive::LastDispute),
    COUPS "coups" State FieldKind::Derived(Derive::Window(Pattern::Coup, 10)),
    LAST_COUP "last_coup" State LIVE,
    CONFLICT "conflict" State LIVE,
    CONFLICT_ONSETS "conflict_onsets" State FieldKind::Derived(Derive::Window(Pattern::Conflict, 10)),
    CONFLICT_BEGAN "conflict_began" State LIVE,
    LAST_CONFLICT "last_conflict" State FieldKind::Derived(Derive::LastConflict),
    OPEN_TO_NEW "open_to_new_members" Treaty LIVE,
    CANDIDATES "candidates" Treaty LIVE,
    NEW_CANDIDATES "new_candidates" Treaty LIVE,
    ENTRIES_1_YEAR "entries_1_year" Treaty FieldKind::Derived(Derive::Window(Pattern::Entry, 1)),
    ENTRIES_5_YEARS "entries_5_years" Treaty FieldKind::Derived(Derive::Window(Pattern::Entry, 5)),
    PACTS_10_YEARS "pacts_10_years" State FieldKind::Derived(Derive::Window(Pattern::Pact, 10)),
    PACTS_WITH "pacts_with" Pair FieldKind::Derived(Derive::Window(Pattern::PactWith, 10)),
    AGREEMENTS_3_YEARS "agreements_3_years" State FieldKind::Derived(Derive::Window(Pattern::Agreement, 3)),
    AGREEMENTS_10_YEARS "agreements_10_years" State FieldKind::Derived(Derive::Window(Pattern::Agreement, 10)),
    AGREEMENTS_WITH "agreements_with" Pair FieldKind::Derived(Derive::Window(Pattern::AgreementWith, 10)),
    LAST_OVERTHROW "last_overthrow" State LIVE,
    OVERTHROWN_2_YEARS "overthrown_2_years" State FieldKind::Derived(Derive::Window(Pattern::Overthrow, 2)),
}

macro_rules! networks {
    ($($name:ident $text:literal $unit:ident $directed:literal $open:literal),+ $(,)?) => {
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "the places of the constants below")]
        #[repr(u16)]
        enum NetworkPlace { $($name),+ }

        impl NetworkId {
            $(#[doc = concat!("`", $text, "`.")] pub const $name: Self = Self(NetworkPlace::$name as u16);)+
        }

        fn standard_networks() -> Vec<NetworkEntry> {
            vec![$(NetworkEntry { name: $text.to_owned(), rows: Unit::$unit, directed: $directed, open: $open }),+]
        }
    };
}

networks! {
    ALLIED "allied" State false false,
    DEFENSE "defense" State false false,
    DISPUTES "disputes" State false false,
    CONTIGUOUS "contiguous" State false true,
    RIVALS "rivals" State false true,
    SIDES "sides" Dispute true false,
    IN_NEED "in_need" Call true false,
    ATTACKERS "attackers" Call true false,
    ASKED "asked" Call true false,
    ANSWERS "answers" Call true false,
    TROOPS "troops" Call true false,
    VOTES "votes" Summit true false,
}

static STANDARD: LazyLock<Arc<Layout>> = LazyLock::new(|| {
    let allied = vec![(None, NetworkId::ALLIED), (Some(Obligation::Defense), NetworkId::DEFENSE)];
    Arc::new(Layout { fields: standard_fields(), networks: standard_networks(), allied })
});

impl Layout {
    /// The layout that every world has at least.
    pub fn standard() -> Arc<Self> {
        Arc::clone(&STANDARD)
    }

    /// All fields, in the order of their places.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (Field, &FieldEntry)> {
        self.fields.iter().enumerate().map(|(place, entry)| (Field(place as u16), entry))
    }

    /// All networks, in the order of their places.
    pub fn networks(&self) -> impl ExactSizeIterator<Item = (NetworkId, &NetworkEntry)> {
        self.networks.iter().enumerate().map(|(place, entry)| (NetworkId(place as u16), entry))
    }

    /// A field. It must be of this layout.
    #[inline]
    pub fn field(&self, field: Field) -> &FieldEntry {
        &self.fields[field.0 as usize]
    }

    /// A network. It must be of this layout.
    #[inline]
    pub fn network(&self, network: NetworkId) -> &NetworkEntry {
        &self.networks[network.0 as usize]
    }

    /// The networks in which shared treaties are counted: all, or those with a duty.
    pub(crate) fn allied(&self) -> &[(Option<Obligation>, NetworkId)] {
        &self.allied
    }

    /// Whether a field is of this layout.
    pub fn has(&self, field: Field) -> bool {
        usize::from(field.0) < self.fields.len()
    }

    /// The field of a unit with this name; `capability`, as older files call it, is `cinc`.
    pub fn find(&self, unit: Unit, name: &str) -> Option<Field> {
        let name = if unit == Unit::State && name == "capability" { "cinc" } else { name };
        self.fields().find(|(_, entry)| entry.unit == unit && entry.name == name).map(|(field, _)| field)
    }

    /// The network with this name.
    pub fn find_network(&self, name: &str) -> Option<NetworkId> {
        self.networks().find(|(_, entry)| entry.name == name).map(|(network, _)| network)
    }

    /// Add a field of data or a derived one.
    ///
    /// # Errors
    /// The [`LayoutError`]; nothing is added then.
    pub fn add_field(&mut self, unit: Unit, name: &str, kind: FieldKind) -> Result<Field, LayoutError> {
        if self.find(unit, name).is_some() {
            return Err(LayoutError::Twice(name.to_owned()));
        }
        let of = |field: Field| self.fields.get(usize::from(field.0)).map(|entry| entry.unit);
        let data = |field: Field| {
            self.fields.get(usize::from(field.0)).is_some_and(|entry| matches!(entry.kind, FieldKind::Data { .. }))
        };
        let fits = match kind {
            FieldKind::Data { .. } => matches!(unit, Unit::State | Unit::Pair),
            FieldKind::Live => true,
            FieldKind::Derived(derive) => match derive {
                Derive::AtEntry(field) | Derive::Share(field, _) => {
                    unit == Unit::Membership && of(field) == Some(Unit::State) && data(field)
                }
                Derive::Lag(field, _) => unit == Unit::State && of(field) == Some(Unit::State) && data(field),
                Derive::Window(pattern, _) | Derive::Decay(pattern, _) => unit == pattern.unit(),
                Derive::LastConflict => unit == Unit::State,
                Derive::LastDispute => unit == Unit::Pair,
                Derive::Patron => unit == Unit::Treaty,
                Derive::Allied(_) => unit == Unit::Pair,
                Derive::Degree(network) => {
                    unit == Unit::State
                        && self.networks.get(usize::from(network.0)).is_some_and(|entry| entry.rows == Unit::State)
                }
            },
        };
        if !fits {
            return Err(LayoutError::Unit(name.to_owned()));
        }
        let place = u16::try_from(self.fields.len()).map_err(|_| LayoutError::Full)?;
        if let FieldKind::Derived(Derive::Allied(obligation)) = kind {
            self.count_allies(obligation)?;
        }
        self.fields.push(FieldEntry { name: name.to_owned(), unit, kind });
        if let FieldKind::Derived(Derive::AtEntry(_)) = kind {
            self.fields.push(FieldEntry { name: Self::entry_day(name), unit, kind: FieldKind::Live });
        }
        Ok(Field(place))
    }

    /// The name of the field that holds the day of a value at entry.
    fn entry_day(name: &str) -> String {
        format!("{name} day")
    }

    /// The day of a value at entry.
    pub(crate) fn day_of(&self, at_entry: Field) -> Field {
        let entry = self.field(at_entry);
        self.find(entry.unit, &Self::entry_day(&entry.name)).expect("added with the value at entry")
    }

    /// A network in which treaties with a duty are counted, if there is none yet.
    fn count_allies(&mut self, obligation: Option<Obligation>) -> Result<(), LayoutError> {
        if self.allied.iter().all(|counted| counted.0 != obligation) {
            let name = format!("allied by {}", obligation.map_or("any duty", Obligation::name));
            let network = self.add_network(&name, false)?;
            self.networks[usize::from(network.0)].open = false;
            self.allied.push((obligation, network));
        }
        Ok(())
    }

    /// Add a network of states whose ties events set.
    ///
    /// # Errors
    /// The [`LayoutError`]; nothing is added then.
    pub fn add_network(&mut self, name: &str, directed: bool) -> Result<NetworkId, LayoutError> {
        if self.find_network(name).is_some() {
            return Err(LayoutError::Twice(name.to_owned()));
        }
        let place = u16::try_from(self.networks.len()).map_err(|_| LayoutError::Full)?;
        self.networks.push(NetworkEntry { name: name.to_owned(), rows: Unit::State, directed, open: true });
        Ok(NetworkId(place))
    }
}
