//! The estimation sample of the process *joins*: allies at risk with the effects of the catalogue.

use std::collections::BTreeSet;
use std::sync::Arc;

use foedera_diagnostic::Problems;
use foedera_process::{Calling, Effect, View};
use foedera_store::WorldFile;
use foedera_world::{Day, Membership, Obligation, Roster, StateId, Status, Subject, Treaty, TreatyId, Trigger, World};

use super::figures::Before;
use super::risk::{AtRisk, Pact, disputes, of_disputes};
use crate::guarantee::situation::lay;

/// The effects of the cases: [`Effect::JOINS`], then [`Effect::JOINS_TOGETHER`].
pub fn join_effects() -> Vec<Effect> {
    Effect::JOINS.into_iter().chain(Effect::JOINS_TOGETHER).collect()
}

/// An ally at risk of joining a side of a dispute, with what was known before.
#[derive(Debug, Clone, PartialEq)]
pub struct JoinCase {
    /// Who is at risk, of which side, and whether it joined. The key of a case is the dispute, the side, the ally's COW number and the
    /// year in which the dispute began; its groups are the dispute, the ally and the treaties.
    pub at_risk: AtRisk,
    /// The values of [`join_effects`], in their order; `None` where missing.
    pub values: Vec<Option<f64>>,
}

impl JoinCase {
    /// The effects by name, with their values.
    pub fn features(&self) -> impl Iterator<Item = (&'static str, Option<f64>)> {
        join_effects().into_iter().map(Effect::name).zip(self.values.iter().copied())
    }

    /// The year in which the dispute began.
    pub fn year(&self) -> i16 {
        self.at_risk.day.year()
    }
}

/// The allies at risk of joining a side of a dispute that began between two days, with the effects of the catalogue as they were known
/// before it: figures of the years before, disputes that began in the years before.
///
/// At risk by [`Pact::YearBefore`]. Those with [`AtRisk::owed`] are the cases that the project's plain methods were scored on (36,163 with
/// 194 events since 1946, of which 30,330 with 147 from 1965 on): an originator owes them defence. The few others (the United States
/// beside Japan) owe defence that is not owed to them.
///
/// # Errors
/// A world file that cannot be read, or lacks the participants of disputes or the members of alliances.
pub fn join_dispute_cases(world: &WorldFile, (from, until): (Day, Day)) -> Result<Vec<JoinCase>, Problems> {
    let disputes = disputes(world)?;
    let mut rows = of_disputes(world, &disputes, Pact::YearBefore)?;
    rows.retain(|row| (from..=until).contains(&row.day));
    let before = Before::new(world, &disputes, &rows)?;
    let (roster, treaty) = with_treaty(world.roster());
    let (mut fold, mut cases) = (World::new(roster), Vec::with_capacity(rows.len()));
    let effects = join_effects();
    let mut start = 0;
    while start < rows.len() {
        let same = |row: &&AtRisk| row.dispute == rows[start].dispute && row.side_a == rows[start].side_a;
        let side = &rows[start..start + rows[start..].iter().take_while(same).count()];
        lay_side(&mut fold, &before, side);
        let allies = side.len();
        for row in side {
            let view = view(&fold, treaty, row, allies);
            let values = effects.iter().map(|effect| effect.value(&view)).collect();
            cases.push(JoinCase { at_risk: row.clone(), values });
        }
        start += allies;
    }
    Ok(cases)
}

/// The states with one treaty, which stands for the pacts: effects of joining read states and pairs, and nothing of a treaty.
fn with_treaty(roster: &Roster) -> (Arc<Roster>, TreatyId) {
    let mut roster = roster.clone();
    let treaty = roster.add_treaty(Treaty {
        key: "pacts of defence".to_owned(),
        name: "pacts of defence".to_owned(),
        also: Vec::new(),
        atop: None,
        obligations: vec![Obligation::Defense],
        wartime: None,
        terms: Vec::new(),
        decision_rule: None,
        articles: Vec::new(),
        sources: Vec::new(),
    });
    let treaty = treaty.expect("no treaty of a file has this name");
    (Arc::new(roster), treaty)
}

/// Lay what is known of the allies of one side, of the side and of the other into the world, which comes to the day of the dispute.
fn lay_side(world: &mut World, before: &Before, side: &[AtRisk]) {
    let day = side[0].day;
    world.advance(day);
    let parties: BTreeSet<StateId> = side[0].originators.iter().chain(&side[0].opponents).copied().collect();
    let states: BTreeSet<StateId> = side.iter().map(|row| row.ally).chain(parties.iter().copied()).collect();
    for state in &states {
        for (field, value) in before.of_state(*state, day) {
            lay(world, day, field, Subject::State(*state), value);
        }
    }
    for (ally, other) in side.iter().flat_map(|row| parties.iter().map(move |other| (row.ally, *other))) {
        if ally != other {
            for (field, value) in before.of_pair(ally, other, day) {
                lay(world, day, field, Subject::Pair(ally, other), value);
            }
        }
    }
}

/// An ally as effects see it: the originators of its side are in need, those of the other attack.
fn view<'a>(world: &'a World, treaty: TreatyId, row: &'a AtRisk, allies: usize) -> View<'a> {
    let member = Membership {
        state: row.ally,
        status: Status::InForce,
        since: row.day,
        in_force: None,
        changed: row.day,
        cause: None,
        row: 0,
    };
    let call = Calling {
        in_need: &row.originators,
        attackers: Some(&row.opponents),
        trigger: Trigger::ExternalAttack,
        covered: true,
        allies,
        targeted: !row.side_a,
    };
    View { world, day: row.day, treaty, member: Some(member), patron: None, other: None, call: Some(call) }
}
