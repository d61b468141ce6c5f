//! The ledger of a treaty: what membership brings and costs, by member and year, with sources.
//!
//! Transfers asked, pledged and delivered stand apart; private money is labelled; what nobody gives is missing, never 0. Nothing is
//! added up: figures of different kinds, years and sources have no common sum.

use std::collections::BTreeSet;

use crate::SourceCard;
use crate::guarantee::{Facts, sent_troops, was_asked};
use foedera_almanac::{Ground, Subject};
use foedera_atlas::{Atlas, LEDGER_KINDS, LedgerFigure, LedgerSide};
use foedera_math::share_interval;
use foedera_world::{Day, StateId, TreatyId, When};
use serde::Serialize;

/// A figure of the ledger, ready to be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Key of the state, or the region of a reference figure.
    pub of: String,
    /// Whether the state was a member at the beginning of the period; missing for a region.
    pub member: Option<bool>,
    /// The period: first date, and its last if it has two.
    pub period: String,
    /// The year in which it begins.
    pub year: i16,
    /// The side: benefit, private, market, price, cost, exposure.
    pub side: &'static str,
    /// The kind, and what it is.
    pub kind: &'static str,
    /// What the kind is.
    pub what_it_is: &'static str,
    /// Lowest and highest stated value.
    pub value: (f64, f64),
    /// The unit.
    pub unit: String,
    /// asked, pledged or delivered.
    pub given: Option<String>,
    /// A remark.
    pub remark: Option<String>,
    /// For a price: the reference price of the same quarter, with its region; missing where none is known.
    pub reference: Option<(String, f64)>,
    /// On what it rests: `ledger` for a sourced row of the ledger, `atlas` or `almanac` for a yearly series.
    pub ground: &'static str,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`; `computed` where the program computed it from figures of the atlas.
    pub certainty: String,
}

/// Calls of a member, and how many were answered: protection, shown as a frequency and never as money.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Protection {
    /// The member.
    pub state: String,
    /// Calls with a known answer.
    pub calls: u32,
    /// Of these, answered with troops by anyone.
    pub troops: u32,
    /// The 90 % interval of the share (Jeffreys); missing without calls.
    pub share: Option<(f64, f64)>,
    /// Calls of others that it answered with troops itself: a cost of membership.
    pub sent: u32,
    /// Calls to which it could be held.
    pub asked: u32,
}

/// A ledger.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ledger {
    /// Foedera's version.
    pub version: &'static str,
    /// Key of the treaty.
    pub treaty: String,
    /// Its name.
    pub treaty_name: String,
    /// Key of the patron on the last day, if it has one.
    pub patron: Option<String>,
    /// From this year on.
    pub from: i16,
    /// Up to this day.
    pub to: Day,
    /// The figures: by state, then side, then year.
    pub lines: Vec<Line>,
    /// Protection by member.
    pub protection: Vec<Protection>,
    /// Members of whom the ledger has no figure at all.
    pub without: Vec<String>,
    /// What to keep in mind.
    pub cautions: Vec<&'static str>,
    /// The sources.
    pub sources: Vec<SourceCard>,
    /// SHA-256 of the atlas.
    pub atlas_sha256: String,
}

/// What to keep in mind with any ledger.
const CAUTIONS: [&str; 8] = [
    "A figure that no source gives is missing and not zero; the ledger is as uneven as its sources, so two members' columns are not to be compared by their length.",
    "Pledged is not delivered: a pledge stays one until a source says that it was paid.",
    "Money sent home is private and follows labour markets: states outside the treaty have it too.",
    "A price below Europe's is a gift only if it is below the reference price of the same quarter; where none is known the line says so. In the middle of 2020 the price for the former Soviet Union was above Europe's.",
    "Estimates of subsidies are those of their sources and overlap with the other lines; nothing is added up.",
    "Protection has no price here: what is shown is how often calls were answered.",
    "Shares of trade marked computed are imports from the patron and the patron's imports from the member, over all its trade (COW, else the almanac); where that table has no flow at all, the share is taken as not known.",
    "Yearly series of the almanac (remittances, military expenditure, debt, and trade where COW's table ends) are the Factbook's, a compilation that names no agency behind a figure: of medium certainty. A year without a figure has no line.",
];

/// The name of a side.
pub fn side_name(side: LedgerSide) -> &'static str {
    match side {
        LedgerSide::Benefit => "benefit",
        LedgerSide::Private => "private",
        LedgerSide::Market => "market",
        LedgerSide::Price => "price",
        LedgerSide::Cost => "cost",
        LedgerSide::Exposure => "exposure",
    }
}

/// The ledger of a treaty, of all its members past and present or of one, from a year to a day.
pub fn ledger(atlas: &Atlas, facts: &Facts, treaty: TreatyId, member: Option<StateId>, from: i16, to: Day) -> Ledger {
    let roster = atlas.roster();
    let world = atlas.history.world_at(to).world;
    let patron = atlas.patron(&world, treaty, to, |state| Some(facts.state(state, "cinc", to)?.value)).state;
    let within = |(first, last): &(When, Option<When>)| {
        let end = last.unwrap_or(*first).latest();
        end.year() >= from && end <= to
    };
    let own = atlas.ledger.iter().filter(|figure| figure.treaty == treaty && within(&figure.when));
    let wanted =
        own.filter(|figure| figure.state.is_none() || member.is_none_or(|member| figure.state == Some(member)));
    let mut lines: Vec<Line> = wanted.map(|figure| line(atlas, figure)).collect();
    let ever: BTreeSet<StateId> = world.treaty(treaty).memberships().map(|spell| spell.state).collect();
    for state in ever.into_iter().filter(|state| member.is_none_or(|member| member == *state)) {
        lines.extend(yearly(atlas, facts, treaty, (state, patron.filter(|patron| *patron != state)), (from, to)));
    }
    lines.sort_by(|a, b| {
        let side = |line: &Line| LEDGER_KINDS.iter().position(|(name, ..)| *name == line.kind);
        (&a.of, side(a), a.year, &a.period).cmp(&(&b.of, side(b), b.year, &b.period))
    });
    let members: Vec<StateId> = world.treaty(treaty).members().map(|spell| spell.state).collect();
    let key = |state: StateId| roster.state(state).key.clone();
    let missing =
        members.iter().filter(|state| Some(**state) != patron && member.is_none_or(|member| member == **state));
    let without = missing.map(|state| key(*state)).filter(|key| !lines.iter().any(|line| line.of == *key)).collect();
    let protection = members
        .iter()
        .filter(|state| member.is_none_or(|member| member == **state))
        .map(|state| protection(atlas, treaty, *state, to))
        .collect();
    Ledger {
        version: env!("CARGO_PKG_VERSION"),
        treaty: roster.treaty(treaty).key.clone(),
        treaty_name: roster.treaty(treaty).name.clone(),
        patron: patron.map(key),
        from,
        to,
        sources: crate::source_cards(atlas, lines.iter().flat_map(|line| &line.sources)),
        lines,
        protection,
        without,
        cautions: CAUTIONS.to_vec(),
        atlas_sha256: atlas.sha256.clone(),
    }
}

fn line(atlas: &Atlas, figure: &LedgerFigure) -> Line {
    let roster = atlas.roster();
    let (first, last) = figure.when;
    let day = first.earliest();
    let (kind, side, _, what_it_is) = LEDGER_KINDS[figure.kind];
    let world = atlas.history.treaty_at(figure.treaty, Some(day));
    let member = figure.state.map(|state| world.treaty(figure.treaty).membership(state).is_some());
    Line {
        of: figure
            .state
            .map_or_else(|| figure.region.clone().unwrap_or_default(), |state| roster.state(state).key.clone()),
        member,
        period: last.map_or(first.to_string(), |last| format!("{first} to {last}")),
        year: day.year(),
        side: side_name(side),
        kind,
        what_it_is,
        value: figure.value,
        unit: figure.unit.clone(),
        given: figure.given.clone(),
        remark: figure.what.clone(),
        reference: (kind == "gas_price").then(|| reference(atlas, figure)).flatten(),
        ground: "ledger",
        sources: figure.sources.clone(),
        certainty: figure.certainty.clone(),
    }
}

/// The quarter of a date, if it is known by the month.
fn quarter(when: When) -> Option<(i16, i32)> {
    let (first, last) = (when.earliest(), when.latest());
    // Months of a quarter share a third of a year; a date known by the year alone has no quarter.
    let of = |day: Day| {
        (0..4).rev().find(|quarter| month_start(day.year(), 3 * quarter + 1).is_some_and(|start| start <= day))
    };
    (first.year() == last.year() && of(first) == of(last))
        .then(|| of(first).map(|quarter| (first.year(), quarter)))
        .flatten()
}

fn month_start(year: i16, month: i32) -> Option<Day> {
    Day::new(year, i8::try_from(month).ok()?, 1).ok()
}

/// The reference price of Europe in the same quarter.
fn reference(atlas: &Atlas, figure: &LedgerFigure) -> Option<(String, f64)> {
    let own = quarter(figure.when.0)?;
    let same = |other: &&LedgerFigure| {
        other.kind_name() == "gas_price_reference" && other.unit == figure.unit && quarter(other.when.0) == Some(own)
    };
    let found = atlas.ledger.iter().find(|other| same(other) && other.region.as_deref() == Some("Europe"))?;
    Some((found.region.clone()?, 0.5 * (found.value.0 + found.value.1)))
}

/// The variables of a share of trade.
pub(crate) const TRADE: [&str; 3] = ["imports", "exports", "imports_from"];

/// Imports from the patron and the patron's imports from the state over all its trade, in percent.
pub(crate) fn trade_share(facts: &Facts, state: StateId, patron: StateId, year: i16) -> Option<f64> {
    let own = |variable: &str| facts.state_in(state, variable, year);
    let all = own("imports")? + own("exports")?;
    let with =
        facts.pair_in(state, patron, "imports_from", year)? + facts.pair_in(patron, state, "imports_from", year)?;
    // COW's table has 0 where no side reported a flow: what is not known is not zero.
    Some(100.0 * with / all).filter(|share| share.is_finite() && with > 0.0)
}

/// The sources of figures of a state.
pub(crate) fn sources_of(atlas: &Atlas, state: StateId, variables: &[&str]) -> Vec<String> {
    let own = |figure: &&foedera_atlas::YearlyFigure| {
        variables.contains(&figure.variable.as_str()) && figure.states.contains(&state)
    };
    let keys: BTreeSet<&String> = atlas.figures.yearly.iter().filter(own).flat_map(|figure| &figure.sources).collect();
    keys.into_iter().cloned().collect()
}

/// Series that join the ledger as they stand: kind, field of the timeline, unit.
const SERIES: [(&str, &str, &str); 4] = [
    ("remittances_gdp", "remittances", "percent of GDP"),
    ("military_expenditure", "military_expenditure", "percent of GDP"),
    ("external_debt", "external_debt", "US$"),
    ("public_debt", "public_debt", "percent of GDP"),
];

/// Series towards the patron: kind, field of the timeline, unit.
const WITH_PATRON: [(&str, &str, &str); 2] = [
    ("exports_to_patron", "export_share", "percent of exports"),
    ("imports_from_patron", "import_share", "percent of imports"),
];

/// What a yearly line has beside its value.
struct Yearly {
    kind: &'static str,
    unit: &'static str,
    remark: Option<&'static str>,
    certainty: &'static str,
}

/// Yearly figures from the timeline, as they were known on a day, each with its ground and source: remittances, military expenditure and
/// debt of a state, and where there is a patron its share of the state's trade. A year of which nothing is known has no line.
fn yearly(
    atlas: &Atlas,
    facts: &Facts,
    treaty: TreatyId,
    (state, patron): (StateId, Option<StateId>),
    (from, to): (i16, Day),
) -> Vec<Line> {
    let of = Subject::State(state);
    let mut found = Vec::new();
    for (kind, field, unit) in SERIES {
        let remark =
            (field == "external_debt").then_some("to all creditors; how much of it to the patron no source gives");
        let yearly = Yearly { kind, unit, remark, certainty: MEDIUM };
        for (year, value, ground) in facts.timeline().series(field, of, to) {
            let sources = sources_on(atlas, facts, ground, (field, of), to);
            found.extend((year >= from).then(|| yearly.line(atlas, treaty, state, (year, value), (ground, sources))));
        }
    }
    let Some(patron) = patron else { return found };
    let pair = Subject::Pair(state, patron);
    for (kind, field, unit) in WITH_PATRON {
        let yearly = Yearly { kind, unit, remark: None, certainty: MEDIUM };
        for (year, value, ground) in facts.timeline().series(field, pair, to) {
            let sources = sources_on(atlas, facts, ground, (field, pair), to);
            found.extend((year >= from).then(|| yearly.line(atlas, treaty, state, (year, value), (ground, sources))));
        }
    }
    for (year, _, ground) in facts.timeline().series("imports_from", pair, to) {
        let Some(share) = trade_share(facts, state, patron, year).filter(|_| year >= from) else { continue };
        let of_almanac = ground == Ground::Almanac;
        let sources = if of_almanac {
            sources_on(atlas, facts, ground, ("imports_from", pair), to)
        } else {
            sources_of(atlas, state, &TRADE)
        };
        let remark = of_almanac.then_some("computed from the shares of main partners; of medium certainty");
        let yearly = Yearly { kind: "trade_share", unit: "percent", remark, certainty: "computed" };
        found.push(yearly.line(atlas, treaty, state, (year, share), (ground, sources)));
    }
    found
}

/// Figures of a compilation that names no agency behind each.
const MEDIUM: &str = "medium";

/// The sources of a field on a ground.
fn sources_on(atlas: &Atlas, facts: &Facts, ground: Ground, (field, of): (&str, Subject), to: Day) -> Vec<String> {
    let timeline = facts.timeline();
    let of_almanac = || timeline.almanac()?.field(field, of, to).map(|found| found.sources);
    match (ground, of) {
        (Ground::Almanac, _) => of_almanac().into_iter().flatten().map(|source| (*source).to_owned()).collect(),
        (_, Subject::State(state) | Subject::Pair(state, _)) => sources_of(atlas, state, &[field]),
    }
}

impl Yearly {
    fn line(
        &self,
        atlas: &Atlas,
        treaty: TreatyId,
        state: StateId,
        (year, value): (i16, f64),
        (ground, sources): (Ground, Vec<String>),
    ) -> Line {
        let (_, side, _, what_it_is) =
            LEDGER_KINDS.iter().find(|(name, ..)| *name == self.kind).expect("a kind of the ledger");
        let on = atlas.history.treaty_at(treaty, Some(Day::start_of_year(year)));
        Line {
            of: atlas.roster().state(state).key.clone(),
            member: Some(on.treaty(treaty).membership(state).is_some()),
            period: year.to_string(),
            year,
            side: side_name(*side),
            kind: self.kind,
            what_it_is,
            value: (value, value),
            unit: self.unit.to_owned(),
            given: None,
            remark: self.remark.map(str::to_owned),
            reference: None,
            ground: ground.name(),
            sources,
            certainty: self.certainty.to_owned(),
        }
    }
}

fn protection(atlas: &Atlas, treaty: TreatyId, state: StateId, to: Day) -> Protection {
    let calls =
        atlas.calls().iter().filter(|call| call.treaty == treaty && was_asked(call) && call.when.earliest() <= to);
    let own = calls.clone().filter(|call| call.in_need.contains(&state));
    let known: Vec<bool> = own.filter_map(sent_troops).collect();
    let (cases, troops) = (known.len() as u32, known.iter().filter(|sent| **sent).count() as u32);
    let others: Vec<_> = calls
        .filter(|call| !call.in_need.contains(&state))
        .filter(|call| {
            let on = atlas.history.treaty_at(treaty, Some(call.when.day()));
            on.treaty(treaty).membership(state).is_some()
        })
        .collect();
    let sent = |call: &&&foedera_world::Call| {
        call.answers.iter().any(|answer| answer.state == state && answer.level == foedera_world::AnswerLevel::Troops)
    };
    Protection {
        state: atlas.roster().state(state).key.clone(),
        calls: cases,
        troops,
        share: (cases > 0).then(|| share_interval(troops, cases, 0.9)),
        sent: others.iter().filter(sent).count() as u32,
        asked: others.len() as u32,
    }
}
