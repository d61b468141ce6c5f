//! Where a member leans: steps toward its patron and away from it, by domain, beside measures of exposure, never one number.
//!
//! Hedging (Kuik 2021, Haacke and Ciorciari 2022, Korolev 2025) is insurance by contrary means, so directions are counted apart in
//! each domain and no balance is struck over domains.

use crate::guarantee::Facts;
use crate::{Answers, Estimate, SourceCard};
use foedera_atlas::{Atlas, HEDGE_DOMAINS, HedgeEvent};
use foedera_world::{Day, StateId, TreatyId};
use serde::Serialize;

/// Years before the day whose steps are counted in the portfolio.
pub const WINDOW_YEARS: i16 = 5;

/// Steps of a member in one domain.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DomainLean {
    /// The domain.
    pub domain: &'static str,
    /// Steps toward the patron in the window.
    pub toward: u32,
    /// Steps away.
    pub away: u32,
    /// Neither, e.g. an absence from a vote.
    pub neither: u32,
    /// The first step away that is known at all.
    pub since: Option<String>,
}

/// A step, ready to be shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// When.
    pub date: String,
    /// The domain.
    pub domain: String,
    /// toward, away or neither.
    pub direction: String,
    /// With whom.
    pub partner: Option<String>,
    /// What.
    pub what: String,
    /// Sources.
    pub sources: Vec<String>,
    /// `high`, `medium` or `low`.
    pub certainty: String,
}

/// A measure of exposure at a time.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measure {
    /// What is measured.
    pub name: &'static str,
    /// Of which time.
    pub period: String,
    /// Its value; shares in percent.
    pub value: f64,
    /// `high`, `medium`, `low` or `computed`.
    pub certainty: String,
    /// Sources.
    pub sources: Vec<String>,
}

/// What the forecast says of a member in a branch.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Ahead {
    /// The branch.
    pub branch: String,
    /// The day.
    pub day: Day,
    /// Probability to have left by then.
    pub left: Estimate,
    /// Probability to be frozen then.
    pub frozen: Estimate,
}

/// A member's portfolio.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Portfolio {
    /// The member, by key.
    pub state: String,
    /// Its name.
    pub name: String,
    /// By domain; domains without a step are in it, with zeros.
    pub domains: Vec<DomainLean>,
    /// The steps of the window, the latest first.
    pub steps: Vec<Step>,
    /// Exposure measures, the latest first.
    pub measures: Vec<Measure>,
    /// The forecast; empty without a scenario.
    pub ahead: Vec<Ahead>,
}

/// Where the members of a treaty lean.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hedge {
    /// Foedera's version.
    pub version: &'static str,
    /// Key of the treaty.
    pub treaty: String,
    /// Its name.
    pub treaty_name: String,
    /// The patron; missing if it has none.
    pub patron: Option<String>,
    /// The day: nothing later is counted.
    pub at: Day,
    /// First day of the window.
    pub from: Day,
    /// One portfolio a member other than the patron.
    pub members: Vec<Portfolio>,
    /// What to keep in mind.
    pub cautions: Vec<&'static str>,
    /// The sources.
    pub sources: Vec<SourceCard>,
    /// SHA-256 of the atlas.
    pub atlas_sha256: String,
}

const CAUTIONS: [&str; 6] = [
    "No single measure shows hedging: Kazakhstan takes nine tenths of its arms from Russia while it abstains, declines to recognise and complies with sanctions.",
    "Steps are counted, not weighed: a vote and a base each count one in their domain, and domains are not added up.",
    "A step is away if it is with or for others where the patron would be the usual partner; a state may take it for other reasons.",
    "What is dated by a year or month alone counts only if the whole of it lies before the day.",
    "The atlas has steps of Russia's allies; other treaties show measures and forecasts only. Few steps may mean few that were written down.",
    "Arms shares of five years move with single late deliveries; with little delivered they say little, and are marked low.",
];

/// The portfolio of every member of a treaty but its patron on a day. `answers` is a run of a scenario of this treaty.
pub fn hedge(
    atlas: &Atlas,
    facts: &Facts,
    treaty: TreatyId,
    member: Option<StateId>,
    at: Day,
    answers: Option<&Answers<'_>>,
) -> Hedge {
    let roster = atlas.roster();
    let world = atlas.history.world_at(at).world;
    let patron = atlas.patron(&world, treaty, at, |state| Some(facts.state(state, "cinc", at)?.value)).state;
    let from = at.plus_years(-WINDOW_YEARS);
    let members: Vec<StateId> = world
        .treaty(treaty)
        .members()
        .map(|spell| spell.state)
        .filter(|state| Some(*state) != patron && member.is_none_or(|member| member == *state))
        .collect();
    let portfolios: Vec<Portfolio> =
        members.iter().map(|state| portfolio(atlas, facts, (treaty, *state, patron), (from, at), answers)).collect();
    let of_steps = portfolios.iter().flat_map(|own| &own.steps).flat_map(|step| &step.sources);
    let of_measures = portfolios.iter().flat_map(|own| &own.measures).flat_map(|measure| &measure.sources);
    let sources = crate::source_cards(atlas, of_steps.chain(of_measures));
    Hedge {
        version: env!("CARGO_PKG_VERSION"),
        treaty: roster.treaty(treaty).key.clone(),
        treaty_name: roster.treaty(treaty).name.clone(),
        patron: patron.map(|patron| roster.state(patron).key.clone()),
        at,
        from,
        sources,
        members: portfolios,
        cautions: CAUTIONS.to_vec(),
        atlas_sha256: atlas.sha256.clone(),
    }
}

fn portfolio(
    atlas: &Atlas,
    facts: &Facts,
    (treaty, state, patron): (TreatyId, StateId, Option<StateId>),
    (from, at): (Day, Day),
    answers: Option<&Answers<'_>>,
) -> Portfolio {
    let own = |step: &&HedgeEvent| step.state == state && Some(step.patron) == patron && step.when.latest() <= at;
    let ever: Vec<&HedgeEvent> = atlas.hedges.iter().filter(own).collect();
    let window: Vec<&HedgeEvent> = ever.iter().copied().filter(|step| step.when.earliest() >= from).collect();
    let lean = |domain: &'static str| {
        let count = |direction: &str| {
            window.iter().filter(|step| step.domain == domain && step.direction == direction).count() as u32
        };
        let away = ever.iter().filter(|step| step.domain == domain && step.direction == "away");
        DomainLean {
            domain,
            toward: count("toward"),
            away: count("away"),
            neither: count("neither"),
            since: away.min_by_key(|step| step.when.earliest()).map(|step| step.when.to_string()),
        }
    };
    let mut steps = window.clone();
    steps.sort_by_key(|step| std::cmp::Reverse(step.when.earliest()));
    let shown = |step: &&HedgeEvent| Step {
        date: step.when.to_string(),
        domain: step.domain.clone(),
        direction: step.direction.clone(),
        partner: step.partner.clone(),
        what: step.what.clone(),
        sources: step.sources.clone(),
        certainty: step.certainty.clone(),
    };
    let name = &atlas.roster().state(state).name;
    Portfolio {
        state: atlas.roster().state(state).key.clone(),
        name: name.clone(),
        domains: HEDGE_DOMAINS.into_iter().map(lean).collect(),
        steps: steps.iter().map(shown).collect(),
        measures: measures(atlas, facts, (treaty, state, patron), at),
        ahead: answers.map_or(Vec::new(), |answers| ahead(answers, &atlas.roster().state(state).key)),
    }
}

/// Arms shares and their concentration, distance of votes, share of trade, each at its last two times before the day.
fn measures(
    atlas: &Atlas,
    facts: &Facts,
    (treaty, state, patron): (TreatyId, StateId, Option<StateId>),
    at: Day,
) -> Vec<Measure> {
    let mut found = of_arms(atlas, treaty, state, at);
    let Some(patron) = patron else { return found };
    let value = |state: StateId, variable: &str, year: i16| facts.state_in(state, variable, year);
    let distance = |year: i16| Some((value(state, "ideal_point", year)? - value(patron, "ideal_point", year)?).abs());
    let share = |year: i16| crate::argument::ledger::trade_share(facts, state, patron, year);
    for (name, variables, values) in [
        ("distance to the patron's votes (UN ideal points)", &["ideal_point"][..], last_two(at, &distance)),
        ("patron's share of trade, %", &crate::argument::ledger::TRADE[..], last_two(at, &share)),
    ] {
        let sources = crate::argument::ledger::sources_of(atlas, state, variables);
        found.extend(values.into_iter().map(|(year, value)| Measure {
            name,
            period: year.to_string(),
            value,
            certainty: "computed".to_owned(),
            sources: sources.clone(),
        }));
    }
    found
}

/// Arms measures of the ledger, the last two periods.
fn of_arms(atlas: &Atlas, treaty: TreatyId, state: StateId, at: Day) -> Vec<Measure> {
    let kinds = [
        ("arms_import_share", "patron's share of arms delivered, %"),
        ("arms_supplier_hhi", "concentration of arms suppliers (HHI)"),
    ];
    let mut found = Vec::new();
    for (kind, name) in kinds {
        let mut own: Vec<_> = atlas
            .ledger
            .iter()
            .filter(|figure| figure.treaty == treaty && figure.state == Some(state) && figure.kind_name() == kind)
            .filter(|figure| figure.when.1.unwrap_or(figure.when.0).latest() <= at)
            .collect();
        own.sort_by_key(|figure| std::cmp::Reverse(figure.when.0.earliest()));
        found.extend(own.into_iter().take(2).map(|figure| Measure {
            name,
            period: figure.when.1.map_or(figure.when.0.to_string(), |last| format!("{} to {last}", figure.when.0)),
            value: 0.5 * (figure.value.0 + figure.value.1),
            certainty: figure.certainty.clone(),
            sources: figure.sources.clone(),
        }));
    }
    found
}

/// The last year before a day with a value, and the last one five years or more before that.
fn last_two(at: Day, of: &dyn Fn(i16) -> Option<f64>) -> Vec<(i16, f64)> {
    let mut years: Vec<(i16, f64)> =
        (at.year() - 15..at.year()).rev().filter_map(|year| Some((year, of(year)?))).collect();
    let earlier = years.iter().position(|(year, _)| years[0].0 - year >= 5);
    let second = earlier.map(|place| years[place]);
    years.truncate(1);
    years.extend(second);
    years
}

fn ahead(answers: &Answers<'_>, key: &str) -> Vec<Ahead> {
    let of = |ending: &str| answers.question(&format!("{key}-{ending}")).ok();
    let (Some(leaves), Some(freezes)) = (of("leaves"), of("freezes")) else { return Vec::new() };
    let mut found = Vec::new();
    for (place, branch) in answers.branches().iter().enumerate() {
        for day in answers.days() {
            if let (Some(left), Some(frozen)) =
                (answers.estimate(&leaves, *day, place), answers.estimate(&freezes, *day, place))
            {
                found.push(Ahead { branch: branch.1.clone(), day: *day, left, frozen });
            }
        }
    }
    found
}
