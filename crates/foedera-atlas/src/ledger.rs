//! `ledger-*.toml`: what membership of a treaty brought and cost, figure by figure.

use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};
use foedera_world::{StateId, TreatyId, When};

use crate::ATLAS_SCHEMA;
use crate::loading::Loading;
use crate::names::{DATE_REMEDY, state_of, treaty_of};
use crate::sources::{certainty_of, sources_of};

/// The side of a ledger on which a figure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LedgerSide {
    /// Transfers to the member by governments: loans, relief, arms, discounts, rent.
    Benefit,
    /// Transfers by private persons and firms, which follow labour markets: remittances.
    Private,
    /// Shares of trade with the patron and its market.
    Market,
    /// A price, to be read beside the reference price of the same quarter.
    Price,
    /// What the member pays or gives up: contributions, rents foregone.
    Cost,
    /// Debts and dependence: neither gain nor cost by themselves.
    Exposure,
}

/// Kinds of figures: name, side, whether `given` must be said, and what it is.
pub const LEDGER_KINDS: [(&str, LedgerSide, bool, &str); 31] = [
    ("loan", LedgerSide::Benefit, true, "loan by the patron or its fund"),
    ("arms_credit", LedgerSide::Benefit, true, "loan tied to arms of the patron"),
    ("arms_aid", LedgerSide::Benefit, true, "arms and equipment given"),
    ("arms_discount", LedgerSide::Benefit, true, "discount on arms against the export price"),
    ("fuel_discount", LedgerSide::Benefit, true, "discount on fuel"),
    ("debt_relief", LedgerSide::Benefit, true, "debt written off by the patron"),
    ("subsidy", LedgerSide::Benefit, false, "all subsidies of the patron, as estimated by the source"),
    ("gas_subsidy", LedgerSide::Benefit, false, "gas below the price elsewhere, as estimated by the source"),
    ("oil_subsidy", LedgerSide::Benefit, false, "oil below the price elsewhere, as estimated by the source"),
    ("base_rent", LedgerSide::Benefit, true, "rent paid by the patron for a base or range"),
    ("remittances", LedgerSide::Private, false, "money sent home by private persons, all origins"),
    ("remittances_gdp", LedgerSide::Private, false, "the same as a share of GDP"),
    ("remittances_from_patron", LedgerSide::Private, false, "money sent home from the patron by private persons"),
    ("trade_share", LedgerSide::Market, false, "the patron's share of the member's trade"),
    (
        "exports_to_patron",
        LedgerSide::Market,
        false,
        "share of exports that goes to the patron, where it is a main partner",
    ),
    (
        "imports_from_patron",
        LedgerSide::Market,
        false,
        "share of imports that comes from the patron, where it is a main partner",
    ),
    ("exports_share", LedgerSide::Market, false, "share of exports that goes to the common market"),
    ("imports_share", LedgerSide::Market, false, "share of imports from the common market"),
    ("trade_with_patron", LedgerSide::Market, false, "trade with the patron"),
    ("gas_price", LedgerSide::Price, false, "price of the patron's gas for this member"),
    ("gas_price_reference", LedgerSide::Price, false, "price of the patron's gas for a region"),
    ("budget_share", LedgerSide::Cost, false, "share of the organisation's budget"),
    ("budget_assessed", LedgerSide::Cost, false, "contribution that the organisation asked"),
    ("budget_paid", LedgerSide::Cost, false, "contribution that was paid"),
    ("rent_given_up", LedgerSide::Cost, false, "rent of another power given up"),
    (
        "military_expenditure",
        LedgerSide::Cost,
        false,
        "what the state spends on its armed forces, in the treaty or not",
    ),
    ("debt", LedgerSide::Exposure, false, "debt to the patron"),
    ("external_debt", LedgerSide::Exposure, false, "debt to all creditors abroad"),
    ("public_debt", LedgerSide::Exposure, false, "debt of the government to all creditors"),
    (
        "arms_import_share",
        LedgerSide::Exposure,
        false,
        "the patron's share of arms delivered (SIPRI trend-indicator value)",
    ),
    ("arms_supplier_hhi", LedgerSide::Exposure, false, "concentration of arms suppliers (Herfindahl-Hirschman index)"),
];

/// Whether a transfer was asked for, promised or made.
const GIVEN: [&str; 3] = ["asked", "pledged", "delivered"];

/// A figure of the ledger.
#[derive(Debug, Clone, PartialEq)]
pub struct LedgerFigure {
    /// The treaty of which the state is or was a member.
    pub treaty: TreatyId,
    /// Whose figure it is; `None` for that of a region.
    pub state: Option<StateId>,
    /// The region of a reference figure, in words.
    pub region: Option<String>,
    /// First date of the period, and its last if it has two.
    pub when: (When, Option<When>),
    /// Its place in [`LEDGER_KINDS`].
    pub kind: usize,
    /// Lowest and highest stated value.
    pub value: (f64, f64),
    /// The unit, in words.
    pub unit: String,
    /// asked, pledged or delivered, where the kind is a transfer.
    pub given: Option<String>,
    /// A remark.
    pub what: Option<String>,
    /// Sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
}

impl LedgerFigure {
    /// The name of its kind.
    pub fn kind_name(&self) -> &'static str {
        LEDGER_KINDS[self.kind].0
    }

    /// The side on which it stands.
    pub fn side(&self) -> LedgerSide {
        LEDGER_KINDS[self.kind].1
    }
}

pub(crate) fn read_ledger(file: &Source, loading: &Loading) -> Result<Vec<LedgerFigure>, Problems> {
    let mut figures = Vec::new();
    read(file, |root| {
        root.schema(ATLAS_SCHEMA, "the ledger")?;
        root.only(&["schema", "entry"]);
        figures.extend(root.tables("entry").iter().filter_map(|table| read_entry(table, loading)));
        Some(())
    })?;
    Ok(figures)
}

const KEYS: [&str; 13] = [
    "treaty",
    "state",
    "region",
    "date",
    "until",
    "kind",
    "value",
    "range",
    "unit",
    "given",
    "what",
    "sources",
    "certainty",
];

fn read_entry(table: &Table<'_>, loading: &Loading) -> Option<LedgerFigure> {
    table.only(&KEYS);
    let treaty = treaty_of(table, loading)?;
    let (state, region) = whose(table, loading)?;
    let kind = kind_of(table)?;
    Some(LedgerFigure {
        treaty,
        state,
        region,
        when: period_of(table)?,
        kind,
        value: value_of(table)?,
        unit: table.string("unit")?.value,
        given: given_of(table, kind)?,
        what: table.string_or_none("what").map(|what| what.value),
        sources: sources_of(table, loading)?,
        certainty: certainty_of(table, loading)?,
    })
}

/// A state, or a region in words.
fn whose(table: &Table<'_>, loading: &Loading) -> Option<(Option<StateId>, Option<String>)> {
    let state = match table.string_or_none("state") {
        Some(name) => Some(state_of(table, &name, loading)?),
        None => None,
    };
    let region = table.string_or_none("region").map(|region| region.value);
    if state.is_some() == region.is_some() {
        let remedy = "give `state`, or for a reference figure `region`";
        table.report(Code::Inconsistent, table.span(), "a figure is of one state or of one region", remedy);
        return None;
    }
    Some((state, region))
}

/// One value, or a range.
fn value_of(table: &Table<'_>) -> Option<(f64, f64)> {
    match (table.has("value"), table.has("range")) {
        (true, false) => table.number("value").map(|value| (value.value, value.value)),
        (false, true) => table.range("range").map(|range| (range.value[0], range.value[1])),
        _ => {
            let message = "a figure has one `value` or one `range`";
            table.report(Code::Inconsistent, table.span(), message, "give one of them");
            None
        }
    }
}

fn period_of(table: &Table<'_>) -> Option<(When, Option<When>)> {
    let from = table.parsed::<When>("date", DATE_REMEDY)?.value;
    if !table.has("until") {
        return Some((from, None));
    }
    let until = table.parsed::<When>("until", DATE_REMEDY)?;
    if until.value.latest() < from.earliest() {
        table.report(Code::Inconsistent, until.span, "the period ends before it begins", "mend `date` or `until`");
        return None;
    }
    Some((from, Some(until.value)))
}

fn kind_of(table: &Table<'_>) -> Option<usize> {
    let kind = table.string("kind")?;
    let found = LEDGER_KINDS.iter().position(|(name, ..)| *name == kind.value);
    if found.is_none() {
        let known: Vec<&str> = LEDGER_KINDS.iter().map(|(name, ..)| *name).collect();
        let message = format!("`{}` is not a kind of figure", kind.value);
        table.report(Code::InvalidValue, kind.span, message, format!("use one of {}", known.join(", ")));
    }
    found
}

/// `given`, which transfers need and nothing else has.
fn given_of(table: &Table<'_>, kind: usize) -> Option<Option<String>> {
    let (name, _, needed, _) = LEDGER_KINDS[kind];
    let found = table.string_or_none("given");
    match (&found, needed) {
        (None, false) => Some(None),
        (Some(given), true) if GIVEN.contains(&given.value.as_str()) => Some(found.map(|given| given.value)),
        (Some(given), true) => {
            let message = format!("`{}` does not say whether it was given", given.value);
            table.report(Code::InvalidValue, given.span.clone(), message, format!("write one of {}", GIVEN.join(", ")));
            None
        }
        (None, true) => {
            let message = format!("a `{name}` was asked, pledged or delivered, and this one does not say which");
            table.report(Code::Missing, table.span(), message, "add `given = …`");
            None
        }
        (Some(given), false) => {
            let message = format!("a `{name}` is no transfer");
            table.report(Code::Inconsistent, given.span.clone(), message, "take `given` away");
            None
        }
    }
}
