//! Where an answer ranks allies otherwise than a reader expects, and which terms of the model make it so.
//!
//! A reader expects the patron, the largest forces and the neighbours of whoever is in need near the top, and the attacker's partners
//! not. Nothing here changes a figure: what is told are differences between the parts of two allies' log-odds.

use foedera_process::Effect;

use crate::guarantee::aid::AidAlly;
use foedera_diagnostic::signed;

/// A share of an ally's trade that makes the attacker a partner.
const PARTNER_SHARE: f64 = 0.1;
/// Most allies of whom is told.
const TOLD: usize = 6;
/// How many of the largest forces are expected near the top.
const LARGEST: usize = 2;
/// Most terms of a difference that are named.
const TERMS: usize = 3;

/// The sentences; empty where the order is as expected, or of fewer than three allies.
pub(crate) fn notes(allies: &[AidAlly]) -> Vec<String> {
    if allies.len() < 3 {
        return Vec::new();
    }
    let near_top = (allies.len() / 4).max(2);
    let mut by_force: Vec<usize> = (0..allies.len()).filter(|place| force(&allies[*place]).is_some()).collect();
    by_force.sort_by(|a, b| force(&allies[*b]).partial_cmp(&force(&allies[*a])).expect("no NaN among known values"));
    let largest = &by_force[..by_force.len().min(LARGEST)];
    // What most share sets nobody apart.
    let tied = allies.iter().filter(|ally| value(ally, Effect::ALLIED_WITH_ATTACKER) == Some(1.0)).count();
    let partner = |ally: &AidAlly| partner(ally, 2 * tied <= allies.len());
    let mut notes = Vec::new();
    for (place, ally) in allies.iter().enumerate() {
        let reason = if ally.patron {
            "the patron"
        } else if largest.contains(&place) {
            "with one of the largest forces"
        } else if value(ally, Effect::NEIGHBOUR) == Some(1.0) {
            "a neighbour of the one in need"
        } else {
            ""
        };
        if let (Some(partner), true) = (partner(ally), place < near_top) {
            let middle = &allies[allies.len() / 2];
            let why = terms(ally, middle, 1.0);
            notes.push(format!(
                "{} stands {} though it is {partner}; against {}: {why}",
                ally.state,
                of(place, allies),
                middle.state
            ));
        } else if !reason.is_empty() && place >= near_top && partner(ally).is_none() {
            let (first, why) = (&allies[0], terms(ally, &allies[0], -1.0));
            notes.push(format!("{}, {reason}, stands {}, below {}: {why}", ally.state, of(place, allies), first.state));
        }
    }
    notes.truncate(TOLD);
    if !notes.is_empty() {
        notes.push(
            "distances are between capitals: overseas territory and troops stationed abroad are in no term of the model, nor is rivalry \
             between an ally and the one in need"
                .to_owned(),
        );
    }
    notes
}

fn of(place: usize, allies: &[AidAlly]) -> String {
    format!("{} of {}", place + 1, allies.len())
}

fn value(ally: &AidAlly, effect: Effect) -> Option<f64> {
    ally.parts.iter().find(|part| part.name == effect.name())?.value
}

fn force(ally: &AidAlly) -> Option<f64> {
    value(ally, Effect::USABLE_FORCE)
}

/// How an ally is the attacker's partner; an alliance with it counts where few have one.
fn partner(ally: &AidAlly, few_tied: bool) -> Option<String> {
    if few_tied && value(ally, Effect::ALLIED_WITH_ATTACKER) == Some(1.0) {
        return Some("in an alliance with the attacker".to_owned());
    }
    // The effect is the root of the share.
    let share = value(ally, Effect::TRADE_WITH_ATTACKER).map(|root| root * root)?;
    (share >= PARTNER_SHARE).then(|| format!("a trade partner of the attacker ({:.0} % of its trade)", 100.0 * share))
}

/// The terms that set one ally apart from another in a direction, the largest first, and the largest that goes the other way.
fn terms(ally: &AidAlly, other: &AidAlly, direction: f64) -> String {
    let mut apart: Vec<(&str, f64)> = ally
        .parts
        .iter()
        .zip(&other.parts)
        .map(|(own, theirs)| (own.name, own.log_odds - theirs.log_odds))
        .filter(|(_, apart)| apart.abs() >= 0.05)
        .collect();
    apart.sort_by(|a, b| (direction * b.1).total_cmp(&(direction * a.1)));
    let word = |(name, apart): &(&str, f64)| format!("{} {}", name.replace('_', " "), signed(*apart, 2));
    let with: Vec<String> = apart.iter().filter(|term| term.1 * direction > 0.0).take(TERMS).map(word).collect();
    let against = apart.last().filter(|term| term.1 * direction < 0.0).map(word);
    let with = if with.is_empty() { "no term of a twentieth".to_owned() } else { with.join(", ") };
    let against = against.map_or(String::new(), |against| format!("; the other way {against}"));
    format!("{with}{against} (log-odds of troops)")
}
