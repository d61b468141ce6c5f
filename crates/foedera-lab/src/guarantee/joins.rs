//! Whether allies became parties to disputes: one row is an ally and a side of a militarised dispute.
//!
//! At risk: each state with a defence obligation in ATOP, on the day a dispute begins, in an alliance of which an originator of a side
//! is a member, and that is no originator itself. Joined: it is a participant on that side in MID 5. This is derived from two datasets,
//! and says nothing of whether anybody asked; whether commitments were honoured is coded by experts ([`crate::guarantee::honours`]) and answers to
//! calls stand in the register. The rates differ by a factor of ten or more and are never mixed.

use std::collections::{BTreeMap, BTreeSet};

use foedera_atlas::Atlas;
use foedera_diagnostic::Problems;
use foedera_likelihood::{Ascent, Estimate, Prior, Response, maximise};
use foedera_math::{ln, logistic, mean};
use foedera_process::{Scaling, Score};
use foedera_store::{Frame, WorldFile};
use foedera_world::{Day, StateId};

use crate::guarantee::Facts;

/// The effects, in their order.
pub const EFFECTS: [(&str, &str); 6] = [
    ("target", "the side is that of the target (side B)"),
    ("both_sides", "the ally has a defence obligation to an originator of the other side, too"),
    ("neighbour", "the ally has a land border with an originator of its side (COW)"),
    ("capability", "logarithm of the ally's CINC"),
    ("allies", "logarithm of the number of allies at risk on the side"),
    ("since_1945", "the dispute began in 1945 or later"),
];
/// The prior deviation of a coefficient, per standard deviation of its effect.
const PRIOR: f64 = 1.0;
/// Folds of whole disputes that scores are made on.
const FOLDS: i32 = 10;

/// An ally at risk of joining a side of a dispute.
#[derive(Debug, Clone, PartialEq)]
pub struct AtRisk {
    /// The dispute (MID).
    pub dispute: i32,
    /// The first day of the dispute.
    pub day: Day,
    /// The highest hostility of the dispute, 1 to 5; not known when it begins, so it is no effect.
    pub hostility: i32,
    /// Whether it is side A.
    pub side_a: bool,
    /// The ally.
    pub ally: StateId,
    /// The originators of its side to whom it is bound.
    pub bound_to: Vec<StateId>,
    /// Whether it is bound to an originator of the other side, too.
    pub both_sides: bool,
    /// Whether it joined.
    pub joined: bool,
}

/// A participant as the frame has it.
struct Participant {
    state: StateId,
    side_a: bool,
    originator: bool,
    hostility: i32,
    day: Day,
}

/// All allies at risk, dispute by dispute. Disputes without a known day, and rows of no state, are left out.
///
/// # Errors
/// A world file that cannot be read.
pub fn at_risk(world: &WorldFile, atlas: &Atlas) -> Result<Vec<AtRisk>, Problems> {
    let (Some(participants), Some(members)) = (world.frame("mid_participant", &[])?, world.frame("atop_member", &[])?)
    else {
        return Ok(Vec::new());
    };
    // The states of a world file are those of its own roster; keys join them to the atlas's.
    let own = |state: StateId| atlas.roster().find_state(&world.roster().state(state).key);
    let spells = spells(&members, &own);
    let mut disputes: BTreeMap<i32, Vec<Participant>> = BTreeMap::new();
    for row in 0..participants.len() {
        let cells = (|| {
            Some((
                participants.whole_at("dispnum", row)?,
                Participant {
                    state: own(participants.state_at("state", row)?)?,
                    side_a: participants.whole_at("sidea", row)? == 1,
                    originator: participants.whole_at("orig", row)? == 1,
                    hostility: participants.whole_at("hostlev", row).unwrap_or(0),
                    day: participants.day_at("start", row)?,
                },
            ))
        })();
        if let Some((dispute, participant)) = cells {
            disputes.entry(dispute).or_default().push(participant);
        }
    }
    let mut found = Vec::new();
    for (dispute, parties) in disputes {
        let Some(day) = parties.iter().filter(|party| party.originator).map(|party| party.day).min() else { continue };
        let hostility = parties.iter().map(|party| party.hostility).max().unwrap_or(0);
        let originators = |side_a: bool| -> Vec<StateId> {
            parties.iter().filter(|p| p.originator && p.side_a == side_a).map(|p| p.state).collect()
        };
        let sides = [true, false].map(|side_a| bound(&spells, &originators(side_a), day));
        for (place, side_a) in [true, false].into_iter().enumerate() {
            for (ally, bound_to) in &sides[place] {
                if parties.iter().any(|party| party.originator && party.state == *ally) {
                    continue;
                }
                found.push(AtRisk {
                    dispute,
                    day,
                    hostility,
                    side_a,
                    ally: *ally,
                    bound_to: bound_to.iter().copied().collect(),
                    both_sides: sides[1 - place].contains_key(ally),
                    joined: parties.iter().any(|party| party.state == *ally && party.side_a == side_a),
                });
            }
        }
    }
    Ok(found)
}

/// A member of an alliance: from, until, whether it owes defence.
type Spell = (StateId, Day, Option<Day>, bool);

fn spells(members: &Frame, own: &dyn Fn(StateId) -> Option<StateId>) -> BTreeMap<i32, Vec<Spell>> {
    let mut spells: BTreeMap<i32, Vec<Spell>> = BTreeMap::new();
    for row in 0..members.len() {
        let cells = (|| {
            let owes = members.whole_at("defense", row) == Some(1);
            let state = own(members.state_at("state", row)?)?;
            Some((
                members.whole_at("atopid", row)?,
                (state, members.day_at("entry", row)?, members.day_at("exit", row), owes),
            ))
        })();
        if let Some((atopid, spell)) = cells {
            spells.entry(atopid).or_default().push(spell);
        }
    }
    spells
}

/// Who owes defence to some of these states on a day, and to whom.
fn bound(
    spells: &BTreeMap<i32, Vec<Spell>>,
    originators: &[StateId],
    day: Day,
) -> BTreeMap<StateId, BTreeSet<StateId>> {
    let mut bound: BTreeMap<StateId, BTreeSet<StateId>> = BTreeMap::new();
    for members in spells.values() {
        let on = |spell: &&Spell| spell.1 <= day && spell.2.is_none_or(|until| day <= until);
        let here: Vec<StateId> =
            members.iter().filter(on).map(|spell| spell.0).filter(|state| originators.contains(state)).collect();
        if here.is_empty() {
            continue;
        }
        for (state, ..) in members.iter().filter(on).filter(|spell| spell.3) {
            let others = here.iter().copied().filter(|other| other != state);
            let list: Vec<StateId> = others.collect();
            if !list.is_empty() {
                bound.entry(*state).or_default().extend(list);
            }
        }
    }
    bound
}

/// How many joined of those at risk, by the highest hostility of the dispute (0: not coded), the last row over all.
pub fn by_hostility(rows: &[AtRisk]) -> Vec<(i32, u32, u32)> {
    let count = |keep: &dyn Fn(&AtRisk) -> bool| {
        let own: Vec<&AtRisk> = rows.iter().filter(|row| keep(row)).collect();
        (own.iter().filter(|row| row.joined).count() as u32, own.len() as u32)
    };
    let mut table: Vec<(i32, u32, u32)> = (0..=5)
        .map(|level| {
            let (joined, all) = count(&|row| row.hostility == level);
            (level, joined, all)
        })
        .collect();
    let (joined, all) = count(&|_| true);
    table.push((-1, joined, all));
    table
}

/// The coefficient of an effect on joining, per standard deviation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct JoinEffect {
    /// The mode, in log-odds.
    pub estimate: f64,
    /// Its posterior standard deviation.
    pub standard_error: f64,
    /// The same if allies in one dispute depend on each other (Lin and Wei 1989); `None` with fewer disputes than two.
    pub robust_error: Option<f64>,
    /// Its centre and scale.
    pub scaling: Scaling,
}

/// A fitted model of joining.
#[derive(Debug, Clone, PartialEq)]
pub struct Joins {
    /// Rows, those that joined, disputes.
    pub rows: [u32; 3],
    /// For each of [`EFFECTS`] what was found.
    pub effects: Vec<JoinEffect>,
    /// The log-odds of joining of an average ally.
    pub constant: f64,
    /// Scores of whole disputes held out, in ten folds; `None` if no row was at risk.
    pub held_out: Option<Score>,
}

/// Fit the model of joining with the figures of a world file.
///
/// # Errors
/// A world file that cannot be read.
pub fn fit(world: &WorldFile, atlas: &Atlas, rows: &[AtRisk]) -> Result<Joins, Problems> {
    let pairs: BTreeSet<(StateId, StateId)> =
        rows.iter().flat_map(|row| row.bound_to.iter().map(|other| (row.ally, *other))).collect();
    let years = rows.iter().map(|row| row.day.year());
    let years = (years.clone().min().unwrap_or(1816) - 1, years.max().unwrap_or(2014));
    let facts = Facts::of_world_alone(atlas, world, &pairs, years)?;
    let mut allies: BTreeMap<(i32, bool), u32> = BTreeMap::new();
    for row in rows {
        *allies.entry((row.dispute, row.side_a)).or_default() += 1;
    }
    let raw: Vec<[f64; 6]> = rows
        .iter()
        .map(|row| {
            let flag = |on: bool| f64::from(u8::from(on));
            let borders: Vec<f64> = row
                .bound_to
                .iter()
                .filter_map(|other| facts.pair(row.ally, *other, "contiguity", row.day))
                .map(|known| flag(known.value == 1.0))
                .collect();
            let capability = facts.state(row.ally, "cinc", row.day).map_or(f64::NAN, |known| ln(known.value.max(1e-6)));
            [
                flag(!row.side_a),
                flag(row.both_sides),
                borders.into_iter().reduce(f64::max).unwrap_or(f64::NAN),
                capability,
                ln(f64::from(allies[&(row.dispute, row.side_a)])),
                flag(row.day.year() >= 1945),
            ]
        })
        .collect();
    let scaling = |effect: usize| Scaling::of_rows(raw.iter().map(|row| row[effect]));
    let scalings: Vec<Scaling> = (0..EFFECTS.len()).map(scaling).collect();
    let standard =
        |row: &[f64; 6]| -> Vec<f64> { row.iter().zip(&scalings).map(|(value, own)| own.standard(*value)).collect() };
    let values: Vec<Vec<f64>> = raw.iter().map(standard).collect();
    let response = |keep: &dyn Fn(&AtRisk) -> bool| {
        let kept: Vec<usize> = (0..rows.len()).filter(|place| keep(&rows[*place])).collect();
        Response::new(
            EFFECTS.len(),
            2,
            kept.iter().flat_map(|place| values[*place].iter().copied()).collect(),
            kept.iter().map(|place| usize::from(rows[*place].joined)).collect(),
            kept.iter().map(|place| rows[*place].dispute as u32).collect(),
        )
    };
    let estimate = |response: &Response| -> Estimate {
        let priors = [Prior::Normal(0.0, PRIOR); EFFECTS.len()];
        maximise(Ascent { likelihood: response, priors: &priors, fixed: &[] }, &response.start())
    };
    let all = response(&|_| true);
    let whole = estimate(&all);
    let (errors, size) = (whole.standard_errors(), whole.parameters.len());
    let robust = whole.robust(Ascent { likelihood: &all, priors: &[], fixed: &[] });
    let mut cases = Vec::new();
    for fold in 0..FOLDS {
        let seen = |row: &AtRisk| row.dispute % FOLDS != fold;
        let fitted = estimate(&response(&seen));
        let outcomes: Vec<f64> =
            rows.iter().filter(|row| seen(row)).map(|row| f64::from(u8::from(row.joined))).collect();
        let rate = mean(&outcomes);
        for (row, values) in rows.iter().zip(&values).filter(|(row, _)| !seen(row)) {
            let eta: f64 = values.iter().zip(&fitted.parameters).map(|(x, b)| x * b).sum();
            cases.push((logistic(eta - fitted.parameters[EFFECTS.len()]), rate, row.joined));
        }
    }
    let disputes: BTreeSet<i32> = rows.iter().map(|row| row.dispute).collect();
    Ok(Joins {
        rows: [rows.len() as u32, rows.iter().filter(|row| row.joined).count() as u32, disputes.len() as u32],
        effects: (0..EFFECTS.len())
            .map(|place| JoinEffect {
                estimate: whole.parameters[place],
                standard_error: errors[place],
                robust_error: robust.as_ref().map(|robust| robust[place * size + place].sqrt()),
                scaling: scalings[place],
            })
            .collect(),
        constant: -whole.parameters[EFFECTS.len()],
        held_out: Score::of(&cases),
    })
}
