//! Who leads what order: the alliances alive among a named set of states, their size, and their leader by two measures.
//!
//! By force: the member with the largest usable force (active less committed). By conduct: the member that answered most calls of
//! others with troops. The two need not agree, and neither is an order by itself.

use crate::guarantee::Facts;
use crate::{
    Answers, AskedQuestion, Estimate, Scenario, SourceCard, answered_with_troops, asked_questions, source_cards,
};
use foedera_atlas::Atlas;
use foedera_diagnostic::document::{Table, read};
use foedera_diagnostic::{Code, Problems, Source};
use foedera_world::{Day, StateId, TreatyId, TreatyStatus};
use serde::Serialize;

use crate::argument::names::Names;
use crate::argument::network::{self, Map, Network};

/// Version of the layout of order files.
pub const ORDER_FILE_SCHEMA: i64 = 1;
/// A named set of states on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderFile {
    /// Key.
    pub id: String,
    /// Title.
    pub title: String,
    /// The day.
    pub date: Day,
    /// The states.
    pub states: Vec<StateId>,
    /// The scenario whose futures are asked.
    pub scenario: Option<String>,
    /// Background.
    pub note: String,
}

impl OrderFile {
    /// Read and check it.
    ///
    /// # Errors
    /// Everything that is wrong with it, each with its place and what to do.
    pub fn read(source: &Source, atlas: &Atlas) -> Result<Self, Problems> {
        read(source, |root: &Table<'_>| {
            root.schema(ORDER_FILE_SCHEMA, "the order")?;
            root.only(&["schema", "id", "title", "date", "states", "scenario", "questions", "note"]);
            let names = Names { table: root, atlas };
            let states = names.states("states")?;
            let twice = states.iter().enumerate().find(|(place, state)| states[..*place].contains(state));
            if let Some((_, state)) = twice {
                let message = format!("{} is named twice", atlas.roster().state(*state).key);
                root.report(Code::Duplicate, 0..0, message, "name each state once");
            }
            if states.len() < 2 {
                root.report(Code::InvalidValue, 0..0, "an order needs two states", "name more `states`");
            }
            Some(Self {
                id: root.string("id")?.value,
                title: root.string("title")?.value,
                date: names.day("date")?,
                states,
                scenario: root.string_or_none("scenario").map(|name| name.value),
                note: root.string("note")?.value,
            })
        })
    }
}

/// The questions that an order's file names, by id, checked against its scenario.
///
/// # Errors
/// Questions without a scenario, and those that cannot be asked of it.
pub fn questions(source: &Source, scenario: Option<&Scenario>, atlas: &Atlas) -> Result<Vec<String>, Problems> {
    read(source, |root: &Table<'_>| {
        let Some(scenario) = scenario else {
            if root.has("questions") {
                let message = "questions are asked of a scenario, and none is named";
                root.report(Code::Missing, 0..0, message, "add `scenario`, or leave `questions` out");
            }
            return Some(Vec::new());
        };
        Some(asked_questions(root, scenario, atlas))
    })
}

/// A leader by a measure.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Leader {
    /// The state.
    pub state: String,
    /// What it has: a share of force, or answered calls.
    pub value: f64,
    /// Of how much: members with known force, or calls.
    pub of: u32,
}

/// An alliance among the states.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alliance {
    /// Its key.
    pub treaty: String,
    /// Its name.
    pub name: String,
    /// What it owes.
    pub obligations: Vec<&'static str>,
    /// Members of the set that take part.
    pub members: Vec<String>,
    /// All members.
    pub size: u32,
    /// Share of the set's known usable force that these members have.
    pub force: Option<f64>,
    /// Members of the set whose force is not known.
    pub unknown: Vec<String>,
    /// The member of the set with most force, with its share of theirs.
    pub by_force: Option<Leader>,
    /// The member that answered most calls with troops.
    pub by_answers: Option<Leader>,
}

/// What a branch makes of the scenario's treaty at a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OrderAhead {
    /// The treaty.
    pub treaty: String,
    /// The branch.
    pub branch: String,
    /// The day.
    pub day: Day,
    /// Probability that it is alive: neither ended nor replaced.
    pub alive: Estimate,
    /// Expected number of members that take part.
    pub participants: f64,
    /// Expected share of today's usable force of the set, forces as on the date.
    pub force: Option<f64>,
    /// Today's leader by force, and the probability that it leads then (the question `…-leads-by-force`, with the branch's shocks to force).
    pub leader: Option<(String, Estimate)>,
    /// The same of the leader by answered calls.
    pub leader_by_answers: Option<(String, Estimate)>,
}

/// The order.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Order {
    /// Foedera's version.
    pub version: &'static str,
    /// Key of the set.
    pub id: String,
    /// Title.
    pub title: String,
    /// The day.
    pub date: Day,
    /// The states.
    pub states: Vec<String>,
    /// Background.
    pub note: String,
    /// The alliances: those that owe help first, then by force.
    pub alliances: Vec<Alliance>,
    /// The membership matrix: one row a state, one cell an alliance of `alliances`.
    pub matrix: Vec<(String, Vec<bool>)>,
    /// What pairs of the states owe each other: on the day, and ten, twenty and thirty years before it.
    pub networks: Vec<Network>,
    /// The states on a map, by the smallest treaty of defence in which they take part, through the same days.
    pub map: Map,
    /// The questions that the file names, answered.
    pub questions: Vec<AskedQuestion>,
    /// The futures of the scenario's treaty.
    pub ahead: Vec<OrderAhead>,
    /// What to keep in mind.
    pub cautions: Vec<&'static str>,
    /// The sources of the memberships.
    pub sources: Vec<SourceCard>,
    /// SHA-256 of the atlas.
    pub atlas_sha256: String,
}

/// Treaties of defence that a map can tell apart, and the first year of the networks.
const COLORS: usize = 6;
const FIRST_YEAR: i16 = 1946;

const CAUTIONS: [&str; 4] = [
    "Treaties are those of the atlas with at least two of the states taking part on the day; those that owe help are alliances in the strict sense and stand first.",
    "Force is what is stated as active less what is stated as committed; it says nothing of its use.",
    "Answered calls are counted under each treaty in the register up to the day; few treaties of the set have any.",
    "Futures are those of one treaty, the scenario's; the others are not simulated, no state joins, and shares of force are those of the date; who leads by force reads the branch's shocks to usable force, and answered calls are those up to the date.",
];

/// The order of a named set of states; `answers` is a run of its scenario, `treaty` that scenario's treaty.
pub fn order(
    file: &OrderFile,
    atlas: &Atlas,
    facts: &Facts,
    ahead: Option<(&Answers<'_>, TreatyId)>,
    questions: &[String],
) -> Order {
    let world = atlas.history.world_at(file.date).world;
    let key = |state: &StateId| atlas.roster().state(*state).key.clone();
    let mut alliances: Vec<(TreatyId, Alliance)> = Vec::new();
    for (id, _) in atlas.roster().treaties() {
        let on = world.treaty(id);
        let own: Vec<StateId> =
            on.participants().map(|spell| spell.state).filter(|state| file.states.contains(state)).collect();
        if on.status() == TreatyStatus::InForce && own.len() >= 2 {
            alliances.push((id, alliance(file, atlas, facts, id, &own)));
        }
    }
    // Those that owe help first; then by force.
    let owes = |own: &Alliance| own.obligations.contains(&"defense");
    let force = |own: &Alliance| own.force.unwrap_or(0.0);
    alliances.sort_by(|(_, a), (_, b)| {
        owes(b).cmp(&owes(a)).then(force(b).total_cmp(&force(a))).then(a.treaty.cmp(&b.treaty))
    });
    let row =
        |state: &StateId| (key(state), alliances.iter().map(|(_, own)| own.members.contains(&key(state))).collect());
    let stands = |treaty: TreatyId| alliances.iter().any(|(id, _)| *id == treaty);
    let of_treaties = atlas.treaties.iter().filter(|facts| stands(facts.treaty)).flat_map(|facts| &facts.memberships);
    let of_states = of_treaties.filter(|fact| file.states.contains(&fact.state));
    let sources = source_cards(atlas, of_states.flat_map(|fact| &fact.sources));
    // The closest tie is told: that of the smallest treaty.
    let mut owing: Vec<(u32, TreatyId)> =
        alliances.iter().filter(|(_, own)| owes(own)).map(|(id, own)| (own.size, *id)).collect();
    owing.sort_unstable();
    let owing: Vec<TreatyId> = owing.into_iter().map(|(_, id)| id).take(COLORS).collect();
    let days = network::days(Some(Day::start_of_year(FIRST_YEAR)), file.date);
    Order {
        networks: days.iter().map(|day| network::network(atlas, &file.states, *day)).collect(),
        map: network::treaties_map(atlas, facts, &file.states, &owing, &days),
        questions: questions.iter().filter_map(|name| ahead?.0.asked(name)).collect(),
        sources,
        version: env!("CARGO_PKG_VERSION"),
        id: file.id.clone(),
        title: file.title.clone(),
        date: file.date,
        states: file.states.iter().map(key).collect(),
        note: file.note.clone(),
        matrix: file.states.iter().map(row).collect(),
        ahead: ahead.map_or(Vec::new(), |(answers, treaty)| futures(file, atlas, facts, answers, treaty)),
        alliances: alliances.into_iter().map(|(_, own)| own).collect(),
        cautions: CAUTIONS.to_vec(),
        atlas_sha256: atlas.sha256.clone(),
    }
}

fn alliance(file: &OrderFile, atlas: &Atlas, facts: &Facts, id: TreatyId, own: &[StateId]) -> Alliance {
    let key = |state: StateId| atlas.roster().state(state).key.clone();
    let force = |state: &StateId| facts.usable_force(*state, file.date);
    let total: f64 = file.states.iter().filter_map(force).sum();
    let known: Vec<(StateId, f64)> = own.iter().filter_map(|state| Some((*state, force(state)?))).collect();
    let theirs: f64 = known.iter().map(|(_, force)| force).sum();
    let by_force = known
        .iter()
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|_| theirs > 0.0)
        .map(|(state, force)| Leader { state: key(*state), value: force / theirs, of: known.len() as u32 });
    let treaty = atlas.roster().treaty(id);
    let world = atlas.history.world_at(file.date).world;
    let on = world.treaty(id);
    let owed = foedera_world::Obligation::ALL.into_iter().filter(|owed| on.owes(*owed));
    Alliance {
        treaty: treaty.key.clone(),
        name: treaty.name.clone(),
        obligations: owed.map(foedera_world::Obligation::name).collect(),
        members: own.iter().map(|state| key(*state)).collect(),
        size: on.members().count() as u32,
        force: (total > 0.0 && !known.is_empty()).then(|| theirs / total),
        unknown: own.iter().filter(|state| force(state).is_none()).map(|state| key(*state)).collect(),
        by_force,
        by_answers: by_answers(file, atlas, facts, id, own),
    }
}

/// The member that answered most calls of others with troops; of equals the one with more usable force, then the first.
fn by_answers(file: &OrderFile, atlas: &Atlas, facts: &Facts, id: TreatyId, own: &[StateId]) -> Option<Leader> {
    let (calls, by_state) = answered_with_troops(atlas, id, file.date);
    let rank = |state: &StateId| (by_state.get(state).copied().unwrap_or(0), facts.usable_force(*state, file.date));
    let ahead = |a: &StateId, b: &StateId| {
        let (a, b) = (rank(a), rank(b));
        a.0.cmp(&b.0).then(a.1.unwrap_or(0.0).total_cmp(&b.1.unwrap_or(0.0))).is_gt()
    };
    let best = own.iter().fold(None, |best: Option<&StateId>, next| match best {
        Some(best) if !ahead(next, best) => Some(best),
        _ => Some(next),
    })?;
    let (count, _) = rank(best);
    let key = || atlas.roster().state(*best).key.clone();
    (count > 0).then(|| Leader { state: key(), value: f64::from(count), of: calls })
}

fn futures(file: &OrderFile, atlas: &Atlas, facts: &Facts, answers: &Answers<'_>, treaty: TreatyId) -> Vec<OrderAhead> {
    let roster = atlas.roster();
    let world = atlas.history.world_at(file.date).world;
    let members: Vec<StateId> = world.treaty(treaty).participants().map(|spell| spell.state).collect();
    let force = |state: &StateId| facts.usable_force(*state, file.date);
    let total: f64 = file.states.iter().filter_map(force).sum();
    let known: Option<Vec<f64>> = members.iter().map(force).collect();
    let Ok(over) = answers.question("treaty-over") else { return Vec::new() };
    let mut found = Vec::new();
    for (place, (_, branch)) in answers.branches().into_iter().enumerate() {
        for day in answers.days() {
            let Some(closed) = answers.estimate(&over, *day, place) else { continue };
            let alive = Estimate { mean: 1.0 - closed.mean, low: 1.0 - closed.high, high: 1.0 - closed.low, ..closed };
            // A member at risk takes part with a probability of its own; the patron while the treaty lives.
            let part = |state: &StateId| {
                let question = answers.question(&format!("{}-stays", roster.state(*state).key)).ok();
                question.and_then(|question| answers.estimate(&question, *day, place)).unwrap_or(alive)
            };
            let parts: Vec<Estimate> = members.iter().map(part).collect();
            let held = known
                .as_ref()
                .filter(|_| total > 0.0)
                .map(|forces| forces.iter().zip(&parts).map(|(force, part)| force * part.mean).sum::<f64>() / total);
            // The first of the candidates of each measure leads on the date.
            let leader = |ending: &str| {
                let question = answers.questions().iter().find(|question| question.id.ends_with(ending))?;
                Some((question.member.clone()?, answers.estimate(question, *day, place)?))
            };
            found.push(OrderAhead {
                treaty: roster.treaty(treaty).key.clone(),
                branch: branch.clone(),
                day: *day,
                alive,
                participants: parts.iter().map(|part| part.mean).sum(),
                force: held,
                leader: leader("-leads-by-force"),
                leader_by_answers: leader("-leads-by-answers"),
            });
        }
    }
    found
}
