//! Which processes are tried with which effects.

use super::catalogue::Effect;
use crate::{Outcome, Process, ProcessKind, What};

impl Effect {
    /// The effects on an ally's answer to a call, in the order of model files: first the [`Effect::TRIGGERS`] that say what it is about.
    pub const ANSWERS: [Self; 21] = [
        Self::UNREST,
        Self::SPILLOVER,
        Self::DISPUTED_TERRITORY,
        Self::MEMBER_AGAINST_MEMBER,
        Self::STATE_ATTACKER,
        Self::COVERED,
        Self::PATRON,
        Self::PATRON_CALLS,
        Self::MEMBERS,
        Self::ALLIED_WITH_ATTACKER,
        Self::TRADE_WITH_ATTACKER,
        Self::DISTANCE_TO_ATTACKER,
        Self::ORGANISATIONS_WITH_ATTACKER,
        Self::DISTANCE_TO_NEED,
        Self::KILOMETRES,
        Self::NEIGHBOUR,
        Self::USABLE_FORCE,
        Self::ATTACKER_FORCE,
        Self::AT_WAR,
        Self::REGIME_DISTANCE,
        Self::ALLY_RECORD,
    ];

    /// The effects on an ally's joining a side of a dispute that say who it is, where, and what it did before, in the order of model files.
    pub const JOINS: [Self; 26] = [
        Self::TARGETED,
        Self::ALLIED_WITH_ATTACKER,
        Self::BORDERS_ATTACKER,
        Self::NEIGHBOUR,
        Self::ATTACKER_KILOMETRES,
        Self::KILOMETRES,
        Self::MAJOR_POWER,
        Self::CAPABILITY,
        Self::ATTACKER_CAPABILITY,
        Self::SIDE_CAPABILITY,
        Self::SIDE_MAJOR,
        Self::ATTACKER_MAJOR,
        Self::DISTANCE_TO_NEED,
        Self::ATTACKER_DISSIMILARITY,
        Self::POLYARCHY,
        Self::MEMBERS,
        Self::DISPUTES_WITH_ATTACKER,
        Self::JOINED_THE_SIDE,
        Self::JOINED,
        Self::DISPUTES,
        Self::ATTACKER_DISPUTES,
        Self::ORIGINATORS,
        Self::OPPONENTS,
        Self::ATTACKER_POLYARCHY,
        Self::REGIME_LEAD,
        Self::REGIME_DISTANCE,
    ];

    /// How many of [`Effect::JOINS`], the first ones, a plain model of joining has.
    pub const JOINS_PLAIN: usize = 16;

    /// Distance × power and what follows from it, tried beside [`Effect::JOINS`].
    pub const JOINS_TOGETHER: [Self; 12] = [
        Self::REACH,
        Self::MAJOR_REACH,
        Self::BORDER_CAPABILITY,
        Self::NEAR_ATTACKER,
        Self::NEAR_CAPABILITY,
        Self::SHARE_OF_TWO,
        Self::CONTRIBUTION,
        Self::SIDE_SHARE,
        Self::SHARE_AT_DISTANCE,
        Self::MAJOR_AGAINST_MAJOR,
        Self::MAJOR_DISSIMILARITY,
        Self::TARGET_DISTANCE,
    ];

    /// The effects on whether a commitment is honoured, in the order of the columns that experts coded; the first five are those of the
    /// published model.
    pub const HONOURS: [Self; 11] = [
        Self::CODED_MILITARY_INSTITUTION,
        Self::CODED_FORMAL,
        Self::CODED_CAPABILITY_CHANGE,
        Self::CODED_INSTITUTIONS_CHANGE,
        Self::CODED_ORIGINAL_TARGET,
        Self::CODED_ALL_CAPABILITY_CHANGE,
        Self::CODED_CAPABILITY_CHANGE_20,
        Self::CODED_REGIME_CHANGE,
        Self::CODED_WARTIME,
        Self::CODED_ACTIVE,
        Self::CODED_BILATERAL,
    ];

    /// The effects on whether a first state begins a dispute with a second, in the order of model files.
    pub const OF_DISPUTES: [Self; 26] = [
        Self::LAND_BORDER,
        Self::ACROSS_WATER,
        Self::KILOMETRES_BETWEEN,
        Self::MAJOR_POWER,
        Self::TARGET_MAJOR,
        Self::CAPABILITY,
        Self::TARGET_CAPABILITY,
        Self::POLYARCHY,
        Self::TARGET_POLYARCHY,
        Self::LEAST_POLYARCHY,
        Self::BOUND_TO_DEFEND,
        Self::LOG_PEACE_YEARS,
        Self::IMBALANCE,
        Self::POLYARCHY_BETWEEN,
        Self::IDEAL_POINTS_BETWEEN,
        Self::DISPUTE_THE_YEAR_BEFORE,
        Self::BEGUN_AGAINST,
        Self::BEGUN_BY_TARGET,
        Self::DISPUTES_BEGUN,
        Self::TARGET_SUFFERED,
        Self::TARGET_BEGUN,
        Self::CONFLICT_AT_HOME,
        Self::TARGET_CONFLICT,
        Self::NEW_STATE,
        Self::TARGET_NEW,
        Self::COUP_THE_YEAR_BEFORE,
    ];

    /// How many of [`Effect::OF_DISPUTES`], the first ones, a plain model has.
    pub const DISPUTES_PLAIN: usize = 12;

    /// The effects on whether a coup is attempted in a state, in the order of model files.
    pub const OF_COUPS: [Self; 12] = [
        Self::LOG_GDP_PER_HEAD,
        Self::POLYARCHY,
        Self::POLYARCHY_SQUARED,
        Self::LOG_YEARS_SINCE_COUP,
        Self::COUPS_TEN_YEARS,
        Self::CONFLICT_AT_HOME,
        Self::LOG_POPULATION,
        Self::NEIGHBOUR_COUP,
        Self::NEIGHBOUR_CONFLICT,
        Self::SOLDIERS_PER_HEAD,
        Self::LOG_AGE,
        Self::NEW_STATE,
    ];

    /// The effects on whether an armed conflict begins within a state, in the order of model files.
    pub const OF_CONFLICTS: [Self; 12] = [
        Self::LOG_GDP_PER_HEAD,
        Self::LOG_POPULATION,
        Self::POLYARCHY,
        Self::POLYARCHY_SQUARED,
        Self::CONFLICT_AT_HOME,
        Self::LOG_YEARS_SINCE_ONSET,
        Self::ONSETS_TEN_YEARS,
        Self::NEIGHBOUR_CONFLICT,
        Self::LOG_YEARS_SINCE_COUP,
        Self::SOLDIERS_PER_HEAD,
        Self::LOG_AGE,
        Self::NEW_STATE,
    ];

    /// How many of [`Effect::OF_COUPS`] and of [`Effect::OF_CONFLICTS`], the first ones, a plain model has.
    pub const UNREST_PLAIN: usize = 6;

    /// The effects on whether a treaty takes in others, in the order of model files; the first ones make a plain model.
    pub const OF_OPENINGS: [Self; 12] = [
        Self::LOG_MEMBERS,
        Self::OPEN_TO_NEW_MEMBERS,
        Self::LOG_TREATY_AGE,
        Self::ENTRIES_FIVE_YEARS,
        Self::DEFENSE_PACT,
        Self::NONAGGRESSION,
        Self::CONSULTATION,
        Self::LOG_CANDIDATES,
        Self::NEW_CANDIDATES,
        Self::ENTRIES_LAST_YEAR,
        Self::POLYARCHY_MEAN,
        Self::IDEAL_POINT_SPREAD,
    ];

    /// The effects on whether a state joins a treaty, in the order of model files; the first ones make a plain model.
    pub const OF_ENTRIES: [Self; 23] = [
        Self::LOG_MEMBERS,
        Self::BORDERS_MEMBER,
        Self::REGION_SHARE,
        Self::IDEAL_POINT_FROM_MEMBERS,
        Self::OPEN_TO_NEW_MEMBERS,
        Self::DEFENSE_PACT,
        Self::LOG_AGE,
        Self::WAS_MEMBER,
        Self::ENTRIES_LAST_YEAR,
        Self::NONAGGRESSION,
        Self::CONSULTATION,
        Self::LOG_TREATY_AGE,
        Self::BORDER_SHARE,
        Self::ALLIED_SHARE,
        Self::DEFENDED_SHARE,
        Self::MEMBER_KILOMETRES,
        Self::POLYARCHY_ABOVE_MEMBERS,
        Self::POLYARCHY,
        Self::CAPABILITY,
        Self::NEW_STATE,
        Self::ENTRIES_FIVE_YEARS,
        Self::LOG_CANDIDATES,
        Self::NEW_CANDIDATES,
    ];

    /// The effects on whether two states make a bilateral pact, in the order of model files; the first ones make a plain model.
    pub const OF_PACTS: [Self; 21] = [
        Self::LAND_BORDER,
        Self::KILOMETRES_BETWEEN,
        Self::SAME_REGION,
        Self::EITHER_MAJOR,
        Self::LARGER_CAPABILITY,
        Self::LEAST_POLYARCHY,
        Self::POLYARCHY_BETWEEN,
        Self::IDEAL_POINTS_BETWEEN,
        Self::ALREADY_ALLIED,
        Self::ACROSS_WATER,
        Self::SMALLER_CAPABILITY,
        Self::LARGER_POLYARCHY,
        Self::BOUND_TO_DEFEND,
        Self::SHARED_ALLIES,
        Self::SHARED_DEFENDERS,
        Self::DISPUTE_FIVE_YEARS,
        Self::NEW_STATES,
        Self::PACTS_BETWEEN,
        Self::PACT_ACTIVITY,
        Self::RECENT_PACT_ACTIVITY,
        Self::SHARED_PARTNERS,
    ];

    /// The effects on whether two states agree on defence cooperation, in the order of model files; the first ones make a plain model.
    pub const OF_AGREEMENTS: [Self; 21] = [
        Self::LAND_BORDER,
        Self::KILOMETRES_BETWEEN,
        Self::SAME_REGION,
        Self::EITHER_MAJOR,
        Self::LARGER_CAPABILITY,
        Self::LEAST_POLYARCHY,
        Self::POLYARCHY_BETWEEN,
        Self::IDEAL_POINTS_BETWEEN,
        Self::ALREADY_ALLIED,
        Self::ACROSS_WATER,
        Self::SMALLER_CAPABILITY,
        Self::LARGER_POLYARCHY,
        Self::BOUND_TO_DEFEND,
        Self::SHARED_ALLIES,
        Self::SHARED_DEFENDERS,
        Self::DISPUTE_FIVE_YEARS,
        Self::NEW_STATES,
        Self::AGREEMENTS_BETWEEN,
        Self::AGREEMENT_ACTIVITY,
        Self::RECENT_AGREEMENT_ACTIVITY,
        Self::SHARED_COOPERATION,
    ];

    /// How many of these four, the first ones, a plain model has.
    pub const OPENINGS_PLAIN: usize = 4;
    /// See [`Effect::OPENINGS_PLAIN`].
    pub const ENTRIES_PLAIN: usize = 9;
    /// See [`Effect::OPENINGS_PLAIN`].
    pub const PACTS_PLAIN: usize = 9;

    /// Whether it is one of a process of memberships; the others are of calls and disputes.
    fn is_of_memberships(self) -> bool {
        self < Self::UNREST && self != Self::POLYARCHY_DISTANCE
    }

    /// How many of [`Effect::ANSWERS`], the first ones, say what kind of call it is; they are what a call is about, so they are not
    /// shrunk with the others.
    pub const TRIGGERS: usize = 5;

    /// The few effects that the literature and the yardsticks name first for a process of memberships.
    pub fn few(kind: ProcessKind) -> Vec<Self> {
        match kind {
            ProcessKind::Leave => vec![
                Self::INTERCEPT,
                Self::LOG_YEARS_IN,
                Self::LOG_MEMBERS,
                Self::DEFENSE_PACT,
                Self::PATRON_DISTANCE,
                Self::RELATIVE_DISTANCE,
                Self::PATRON_DISTANCE_GROWTH,
                Self::RECENT_REGIME_CHANGE,
            ],
            _ => vec![
                Self::INTERCEPT,
                Self::LOG_YEARS_IN,
                Self::LOG_MEMBERS,
                Self::BILATERAL,
                Self::DEFENSE_PACT,
                Self::LIMITED_TERM,
                Self::RECENT_REGIME_CHANGE,
                Self::RECENT_CAPABILITY_CHANGE,
                Self::IDEAL_POINT_SPREAD,
            ],
        }
    }

    /// The lists of effects that a process of memberships is tried with, from the shortest to all.
    pub fn lists(kind: ProcessKind) -> Vec<Vec<Self>> {
        let mut lists = vec![Self::few(kind), Self::many(kind)];
        if kind != ProcessKind::Leave {
            // All but what compares with the day of entry, the patron, and what missingness tells.
            let left_out = [
                Self::CAPABILITY_CHANGE,
                Self::REGIME_CHANGE,
                Self::PATRON_DISTANCE,
                Self::PATRON_DISTANCE_CHANGE,
                Self::PATRON_CAPABILITY_CHANGE,
                Self::CAPABILITY_UNKNOWN,
                Self::POLYARCHY_UNKNOWN,
                Self::IDEAL_POINT_UNKNOWN,
            ];
            let keep = |effect: &Self| !left_out.contains(effect);
            lists.insert(1, Self::many(kind).into_iter().filter(keep).collect());
        }
        lists
    }

    /// All effects that a process of memberships is tried with.
    pub fn many(kind: ProcessKind) -> Vec<Self> {
        let own = [Self::RELATIVE_DISTANCE, Self::PATRON_DISTANCE_GROWTH];
        let whole = [
            Self::BILATERAL,
            Self::WARTIME,
            Self::POLYARCHY_MEAN,
            Self::IDEAL_POINT_SPREAD,
            Self::LIMITED_TERM,
            Self::TERM_LEFT,
            Self::TERM_DUE,
            Self::FIRST_TERM_DUE,
            Self::TERM_OVER,
            Self::NONAGGRESSION,
            Self::RENUNCIATION,
        ];
        let left_out = if kind == ProcessKind::Leave { &whole[..] } else { &own[..] };
        let keep = |effect: &Self| effect.is_of_memberships() && !left_out.contains(effect);
        Self::ALL.into_iter().filter(keep).collect()
    }

    /// The processes that ship with it among the effects they are tried with.
    pub fn processes(self) -> Vec<&'static str> {
        let serves = |process: &Process| match process.outcome() {
            Outcome::Hazard(kind) => Self::many(kind).contains(&self),
            Outcome::Ordered => Self::ANSWERS.contains(&self),
            Outcome::Event if self == Self::INTERCEPT => true,
            Outcome::Event if process.what == What::Join => {
                Self::JOINS.contains(&self) || Self::JOINS_TOGETHER.contains(&self)
            }
            Outcome::Event => match process.what {
                What::Dispute => Self::OF_DISPUTES.contains(&self),
                What::Coup => Self::OF_COUPS.contains(&self),
                What::Conflict => Self::OF_CONFLICTS.contains(&self),
                What::Open => Self::OF_OPENINGS.contains(&self),
                What::Enter => Self::OF_ENTRIES.contains(&self),
                What::Pact => Self::OF_PACTS.contains(&self),
                What::Agree => Self::OF_AGREEMENTS.contains(&self),
                _ => Self::HONOURS.contains(&self),
            },
            Outcome::Stated => false,
        };
        Process::ALL.into_iter().filter(serves).map(Process::name).collect()
    }

    /// What its coefficient in a process says, for people who have not seen the model.
    pub fn bearing(self, kind: ProcessKind) -> String {
        let what = match kind {
            ProcessKind::Leave => "leaving",
            ProcessKind::Ends => "the treaty's end without a successor",
            ProcessKind::Replaced => "the treaty's replacement",
            ProcessKind::AnyEnd => "any end of a membership",
        };
        match self {
            Self::INTERCEPT => format!("rate of {what} in the average case"),
            other => format!("how strongly {} bears on {what}", other.words()),
        }
    }
}
