//! The numbers read off the world for one ally that faces one call.

use foedera_almanac::Subject;
use foedera_atlas::{Atlas, PatronFinding, PatronGround};
use foedera_math::ln;
use foedera_world::{Day, Obligation, StateId, TreatyId, Trigger, World};

use crate::facts::{Capability, Facts};
use crate::record::{Record, allies};

macro_rules! effects {
    ($($variant:ident $name:literal $what:literal),+ $(,)?) => {
        /// An effect on what an ally gives.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Effect {
            $(#[doc = $what] $variant),+
        }

        impl Effect {
            /// All effects, in the order of model files.
            pub const ALL: [Self; [$($name),+].len()] = [$(Self::$variant),+];

            /// What it belongs to, when it is asked what moved an answer: `call`, `text`, `members`, `ties`, `force` or `record`.
            pub fn family(self) -> &'static str {
                match self {
                    Self::Unrest | Self::Spillover | Self::Disputed | Self::Member | Self::StateAttacker => "call",
                    Self::Covered => "text",
                    Self::Patron | Self::PatronCalls | Self::Members => "members",
                    Self::Force | Self::Balance | Self::AtWar => "force",
                    Self::AllyRecord => "record",
                    _ => "ties",
                }
            }

            /// How many effects, the first ones, say what kind of call it is; they are what a call is about, so they are not shrunk
            /// with the others.
            pub const TRIGGERS: usize = 5;

            /// The name in model files.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// Its definition.
            pub fn what(self) -> &'static str {
                match self { $(Self::$variant => $what),+ }
            }
        }
    };
}

effects! {
    Unrest "unrest" "the call is for unrest at home (against: attack by a state)",
    Spillover "spillover" "the call is for a war next door that comes over the border",
    Disputed "disputed_territory" "the fighting is over territory outside the treaty's undisputed area",
    Member "member_against_member" "the call is against another member",
    StateAttacker "state_attacker" "the call names a state as the attacker",
    Covered "covered" "the treaty's text on that day owes help for this trigger (atlas: obligations and articles)",
    Patron "patron" "the ally is the patron; not known where the treaty has none (docs/patron.md)",
    PatronCalls "patron_calls" "the member in need is the patron; not known where the treaty has none",
    Members "members" "logarithm of the number of allies who can be asked (Olson and Zeckhauser 1966)",
    TiedToAttacker "allied_with_attacker" "the ally and an attacker are in one alliance of any kind (ATOP)",
    TradeWithAttacker "trade_with_attacker" "root of the share of the ally's trade that is with the attackers (COW trade)",
    NearAttacker "distance_to_attacker" "distance of the ally's UN ideal point to the attackers' nearest (Bailey, Strezhnev and Voeten 2017)",
    SharedWithAttacker "organisations_with_attacker" "share of the ally's organisations that an attacker is in too (COW IGO)",
    NearNeed "distance_to_need" "distance of the ally's UN ideal point to that of the member in need",
    Kilometres "kilometres" "logarithm of the distance between the capitals of the ally and the member in need",
    Neighbour "neighbour" "the ally has a land border with the member in need (COW)",
    Force "usable_force" "logarithm of the ally's military personnel that are not committed, in thousands (NMC; atlas)",
    Balance "attacker_force" "logarithm of the attackers' military personnel over the ally's usable ones",
    AtWar "at_war" "the ally is a first party to an armed conflict in the year before (UCDP)",
    Regime "regime_distance" "distance of the ally's polyarchy to that of the member in need (V-Dem)",
    AllyRecord "ally_record" "share of the calls before that the ally answered with troops, half-life of ten years",
}

impl std::str::FromStr for Effect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|effect| effect.name() == text);
        found.ok_or_else(|| format!("`{text}` is no effect on answers"))
    }
}

/// Of whom an effect reads a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Of {
    Ally,
    AllyIfAttacked,
    Need,
    Attacker,
    AllyAndNeed,
    AllyAndAttacker,
    AttackerAndAlly,
}

impl Effect {
    /// The figures that it reads, and of whom.
    fn reads(self) -> &'static [(&'static str, Of)] {
        match self {
            Self::TiedToAttacker => &[("alliance", Of::AllyAndAttacker)],
            Self::TradeWithAttacker => &[
                ("imports", Of::AllyIfAttacked),
                ("exports", Of::AllyIfAttacked),
                ("imports_from", Of::AllyAndAttacker),
                ("imports_from", Of::AttackerAndAlly),
            ],
            Self::NearAttacker => &[("ideal_point", Of::AllyIfAttacked), ("ideal_point", Of::Attacker)],
            Self::SharedWithAttacker => &[("igos", Of::AllyIfAttacked), ("shared_igos", Of::AllyAndAttacker)],
            Self::NearNeed => &[("ideal_point", Of::Ally), ("ideal_point", Of::Need)],
            Self::Kilometres => &[("capital_distance", Of::AllyAndNeed)],
            Self::Neighbour => &[("contiguity", Of::AllyAndNeed)],
            Self::Force => &[("usable_force", Of::Ally), ("milper", Of::Ally)],
            Self::Balance => {
                &[("usable_force", Of::AllyIfAttacked), ("milper", Of::AllyIfAttacked), ("milper", Of::Attacker)]
            }
            Self::AtWar => &[("ucdp_interstate", Of::Ally), ("ucdp_internal", Of::Ally)],
            Self::Regime => &[("polyarchy", Of::Ally), ("polyarchy", Of::Need)],
            _ => &[],
        }
    }
}

/// A call that is, or might be, made on a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// The treaty.
    pub treaty: TreatyId,
    /// The day.
    pub day: Day,
    /// For whom help is sought; not empty.
    pub in_need: Vec<StateId>,
    /// The attackers; empty for unrest and armed groups, and where they are not known.
    pub attackers: Vec<StateId>,
    /// Whether a state attacks of which no more is known: then ties to it, and its force, are missing.
    pub unknown_attacker: bool,
    /// What gives rise to it.
    pub trigger: Trigger,
}

/// A request in its world.
pub struct Situation<'a> {
    /// The request.
    pub request: &'a Request,
    /// Who can be asked.
    pub allies: Vec<StateId>,
    /// The patron of the treaty on that day, or that it has none.
    pub patron: PatronFinding,
    /// Whether the text covers the trigger.
    pub covered: bool,
    facts: &'a Facts,
    record: &'a Record,
}

/// Whether what the treaty says on a day owes help for a trigger, by the obligations and articles in the atlas. Duties to consult
/// are no help; an attack by another member, and land outside the treaty's area, are covered by no text read so far.
pub fn covers(atlas: &Atlas, world: &World, treaty: TreatyId, day: Day, trigger: Trigger) -> bool {
    let articles = &atlas.roster().treaty(treaty).articles;
    let holds = |words: &[&str]| {
        articles.iter().any(|article| {
            words.contains(&article.trigger.as_str())
                && !article.obligation.contains("consultation")
                && article.from.is_none_or(|from| from.earliest() <= day)
                && article.until.is_none_or(|until| day < until.earliest())
        })
    };
    match trigger {
        Trigger::ExternalAttack => world.treaty(treaty).owes(Obligation::Defense) || holds(&["external_attack"]),
        Trigger::InternalUnrest => holds(&[
            "internal_unrest",
            "armed_attack_threatening_stability",
            "grave_circumstances",
            "request",
            "breach",
        ]),
        Trigger::BorderSpillover => holds(&["armed_attack_threatening_stability"]),
        Trigger::MemberVsMember | Trigger::DisputedTerritory | Trigger::PatronOffensiveWar => false,
    }
}

/// The patron of a treaty on a day by [`Atlas::patron`], by the measure of capability that is known of its members alike.
pub fn patron(atlas: &Atlas, facts: &Facts, world: &World, treaty: TreatyId, day: Day) -> PatronFinding {
    let members: Vec<StateId> = world.treaty(treaty).member_states().collect();
    let measure = facts.capability(&members, day);
    let mut found = atlas.patron(world, treaty, day, |state| Some(facts.state(state, measure.field(), day)?.value));
    if found.ground == PatronGround::Computed {
        found.why.push_str(&format!(", by {}", measure.words()));
    }
    found
}

impl<'a> Situation<'a> {
    /// A request in the world of its day.
    pub fn new(atlas: &Atlas, world: &World, facts: &'a Facts, record: &'a Record, request: &'a Request) -> Self {
        let Request { treaty, day, in_need, attackers, trigger, .. } = request;
        Self {
            allies: allies(atlas, world, *treaty, *day, in_need, attackers),
            patron: patron(atlas, facts, world, *treaty, *day),
            covered: covers(atlas, world, *treaty, *day, *trigger),
            request,
            facts,
            record,
        }
    }

    /// The figures that effects read of the allies, those in need and the attackers: field and subject.
    pub fn figures(&self) -> Vec<(&'static str, Subject)> {
        let mut asked = self.reads(Effect::ALL);
        // Usable force is no figure of the timeline: it is made of personnel, or stated.
        let patrons = [Capability::Cinc.field(), Capability::Index.field()];
        asked.retain(|(field, _)| *field != "usable_force" && !patrons.contains(field));
        asked
    }

    /// What these effects read, field and subject, and the capabilities that say who the patron is: what a shock can move.
    pub fn reads(&self, effects: impl IntoIterator<Item = Effect>) -> Vec<(&'static str, Subject)> {
        let Request { in_need, attackers, .. } = self.request;
        let mut asked = Vec::new();
        for (field, of) in effects.into_iter().flat_map(|effect| effect.reads().iter().copied()) {
            let mut put = |of: Subject| asked.push((field, of));
            // Where armed forces are stated, nobody looks personnel up.
            let stated = |ally: StateId| field == "milper" && self.facts.force(ally, self.request.day).is_some();
            let allies = || self.allies.iter().copied();
            let pairs = |others: &'a [StateId]| allies().flat_map(move |a| others.iter().map(move |other| (a, *other)));
            match of {
                Of::AllyIfAttacked if attackers.is_empty() => {}
                Of::Ally | Of::AllyIfAttacked => {
                    allies().filter(|ally| !stated(*ally)).for_each(|ally| put(Subject::State(ally)));
                }
                Of::Need => in_need.iter().for_each(|state| put(Subject::State(*state))),
                Of::Attacker => attackers.iter().for_each(|state| put(Subject::State(*state))),
                Of::AllyAndNeed => pairs(in_need).for_each(|(a, b)| put(Subject::Pair(a, b))),
                Of::AllyAndAttacker => pairs(attackers).for_each(|(a, b)| put(Subject::Pair(a, b))),
                Of::AttackerAndAlly => pairs(attackers).for_each(|(a, b)| put(Subject::Pair(b, a))),
            }
        }
        if self.patron.ground != PatronGround::Stated {
            let members: Vec<StateId> = self.allies.iter().chain(in_need).copied().collect();
            let field = self.facts.capability(&members, self.request.day).field();
            asked.extend(members.into_iter().map(|member| (field, Subject::State(member))));
        }
        asked.sort_unstable();
        asked.dedup();
        asked
    }

    /// The value of an effect for an ally; `None` where it is not known.
    pub fn value(&self, effect: Effect, ally: StateId) -> Option<f64> {
        let (facts, day) = (self.facts, self.request.day);
        let flag = |on: bool| Some(f64::from(u8::from(on)));
        let state = |state: StateId, variable: &str| facts.state(state, variable, day).map(|known| known.value);
        let pair = |a: StateId, b: StateId, variable: &str| facts.pair(a, b, variable, day).map(|known| known.value);
        let trigger = |own: Trigger| flag(self.request.trigger == own);
        let attackers = &self.request.attackers;
        // Without a state that attacks, what ties to it would be is nothing.
        let towards = |of: &dyn Fn(StateId) -> Option<f64>, fold: fn(f64, f64) -> f64| -> Option<f64> {
            if self.request.unknown_attacker {
                return None;
            }
            let values: Option<Vec<f64>> = attackers.iter().map(|attacker| of(*attacker)).collect();
            Some(values?.into_iter().reduce(fold).unwrap_or(0.0))
        };
        let need = |of: &dyn Fn(StateId) -> Option<f64>| {
            let values: Vec<f64> = self.request.in_need.iter().filter_map(|state| of(*state)).collect();
            values.into_iter().reduce(f64::min)
        };
        match effect {
            Effect::Unrest => trigger(Trigger::InternalUnrest),
            Effect::Spillover => trigger(Trigger::BorderSpillover),
            Effect::Disputed => trigger(Trigger::DisputedTerritory),
            Effect::Member => trigger(Trigger::MemberVsMember),
            Effect::Covered => flag(self.covered),
            Effect::Patron => flag(self.patron.state? == ally),
            Effect::PatronCalls => self.patron.state.and_then(|patron| flag(self.request.in_need.contains(&patron))),
            Effect::Members => Some(ln(self.allies.len().max(1) as f64)),
            Effect::StateAttacker => flag(!attackers.is_empty() || self.request.unknown_attacker),
            Effect::TiedToAttacker => towards(&|attacker| pair(ally, attacker, "alliance"), f64::max),
            Effect::TradeWithAttacker => {
                let all = || Some(state(ally, "imports")? + state(ally, "exports")?);
                // A way that nobody names is smaller than those that are; the share is then at least what is known.
                let with = |attacker| {
                    let ways = [pair(ally, attacker, "imports_from"), pair(attacker, ally, "imports_from")];
                    ways.into_iter().flatten().reduce(|a, b| a + b)
                };
                let share = towards(&|attacker| Some(with(attacker)? / all().filter(|all| *all > 0.0)?), |a, b| a + b);
                share.map(|share| share.clamp(0.0, 1.0).sqrt())
            }
            Effect::NearAttacker => {
                let own = || state(ally, "ideal_point");
                towards(&|attacker| Some((own()? - state(attacker, "ideal_point")?).abs()), f64::min)
            }
            Effect::SharedWithAttacker => {
                let all = || state(ally, "igos").filter(|all| *all > 0.0);
                towards(&|attacker| Some(pair(ally, attacker, "shared_igos")? / all()?), f64::max)
            }
            Effect::NearNeed => {
                let own = state(ally, "ideal_point")?;
                need(&|other| Some((own - state(other, "ideal_point")?).abs()))
            }
            Effect::Kilometres => need(&|other| Some(ln(pair(ally, other, "capital_distance")?.max(1.0)))),
            Effect::Neighbour => {
                let land = need(&|other| Some(f64::from(u8::from(pair(ally, other, "contiguity")? != 1.0))))?;
                Some(1.0 - land)
            }
            Effect::Force => Some(ln(facts.usable_force(ally, day)?.max(0.5))),
            Effect::Balance => {
                let own = || facts.usable_force(ally, day).map(|own| own.max(0.5));
                let sum = towards(&|attacker| Some(state(attacker, "milper")?.max(0.5) / own()?), |a, b| a + b);
                sum.map(|ratio| if ratio > 0.0 { ln(ratio) } else { 0.0 })
            }
            Effect::AtWar => {
                let wars = state(ally, "ucdp_interstate")? + state(ally, "ucdp_internal")?;
                flag(wars > 0.0)
            }
            Effect::Regime => {
                let own = state(ally, "polyarchy")?;
                need(&|other| Some((own - state(other, "polyarchy")?).abs()))
            }
            Effect::AllyRecord => Some(self.record.of_ally(ally, day)),
        }
    }
}
