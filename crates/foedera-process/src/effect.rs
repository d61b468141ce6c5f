//! Effects: named numbers read off the world for one option, written once for fits and futures.
//!
//! The same names serve a member (process *leave*) and a treaty as a whole (*ends*, *replaced*); where the reading
//! differs, the variant says so. `None` is missing, and stays missing until the model centres it.

use foedera_math::ln;
use foedera_world::{Day, Field, Membership, Obligation, StateId, Term, TreatyId, TreatyStatus, Variable, World};

use crate::ProcessKind;

/// An effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// 1 for every option.
    Intercept,
    /// 1 if the treaty owes defense.
    DefensePact,
    /// 1 if the treaty has two members.
    Bilateral,
    /// 1 if the treaty was concluded by belligerents during a war (ATOP `wartime`).
    Wartime,
    /// ln(1 + years since the spell began); for a treaty since it opened.
    LogYearsIn,
    /// ln of the number of members.
    LogMembers,
    /// The member's share of the members' known capability (0–1); for a treaty the patron's share.
    OwnShare,
    /// ln of the member's capability over its capability at entry; for a treaty the mean over members.
    CapabilityChange,
    /// |polyarchy − polyarchy at entry| (Leeds and Savun 2007 use Polity); for a treaty the largest over members.
    RegimeChange,
    /// |ideal point − the patron's| (Bailey, Strezhnev and Voeten 2017); for a treaty the mean over members.
    PatronDistance,
    /// That distance minus the distance at entry; for a treaty the mean over members.
    PatronDistanceChange,
    /// |polyarchy − the patron's|; serves reference classes.
    PolyarchyDistance,
    /// ln(1 + members that left the same treaty in the last three years).
    RecentExits,
    /// ln of the patron's capability over its capability five years before.
    PatronCapabilityChange,
    /// 1 if members promise not to use force against each other.
    Nonaggression,
    /// The mean polyarchy of the members.
    MeanPolyarchy,
    /// The standard deviation of the members' ideal points; missing with fewer than two known.
    IdealPointSpread,
    /// |ideal point − mean of the other members| minus the mean of the same distance over those others.
    RelativeDistance,
    /// The distance to the patron minus that five years before; for a treaty the mean over members.
    PatronDistanceGrowth,
    /// |polyarchy − polyarchy three years before|; for a treaty the largest over members.
    RecentRegimeChange,
    /// |ln capability − ln capability three years before|; for a treaty the largest over members.
    RecentCapabilityChange,
    /// 1 if members may renounce the treaty before its term is over.
    Renunciation,
    /// 1 if the treaty was agreed for a term.
    LimitedTerm,
    /// ln(1 + years until the present term ends); 0 if none is running.
    TermLeft,
    /// 1 if a term ends within a year.
    TermDue,
    /// 1 if the first term ends within a year.
    FirstTermDue,
    /// 1 if the last term is over and the treaty goes on.
    TermOver,
    /// 1 if the capability, the polyarchy or the distance to the patron is missing: the part of it that missingness
    /// itself tells.
    Unknown(Variable),
}

/// Window of [`Effect::RecentExits`] ([`Field::RECENT_EXITS`]) in years.
pub const RECENT_EXITS_YEARS: i16 = 3;

/// One option as an effect sees it: a treaty, perhaps one member of it, on a day.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// The world, which has come to the day.
    pub world: &'a World,
    /// The day on which effects are read.
    pub day: Day,
    /// The treaty.
    pub treaty: TreatyId,
    /// The member, or `None` for the treaty as a whole.
    pub member: Option<Membership>,
    /// The patron on that day, if known.
    pub patron: Option<StateId>,
}

impl Effect {
    /// The few effects that the literature and the yardsticks name first for a process.
    pub fn few(kind: ProcessKind) -> Vec<Self> {
        use Effect as E;
        match kind {
            ProcessKind::Leave => vec![
                E::Intercept,
                E::LogYearsIn,
                E::LogMembers,
                E::DefensePact,
                E::PatronDistance,
                E::RelativeDistance,
                E::PatronDistanceGrowth,
                E::RecentRegimeChange,
            ],
            _ => vec![
                E::Intercept,
                E::LogYearsIn,
                E::LogMembers,
                E::Bilateral,
                E::DefensePact,
                E::LimitedTerm,
                E::RecentRegimeChange,
                E::RecentCapabilityChange,
                E::IdealPointSpread,
            ],
        }
    }

    /// All effects that a process is tried with.
    pub fn many(kind: ProcessKind) -> Vec<Self> {
        use Effect as E;
        let own = [E::RelativeDistance, E::PatronDistanceGrowth];
        let whole = [E::Bilateral, E::Wartime, E::MeanPolyarchy, E::IdealPointSpread, E::LimitedTerm, E::TermLeft];
        let due = [E::TermDue, E::FirstTermDue, E::TermOver, E::Nonaggression, E::Renunciation];
        let leave = kind == ProcessKind::Leave;
        let keep = |effect: &E| {
            *effect != E::PolyarchyDistance
                && if leave { !whole.contains(effect) && !due.contains(effect) } else { !own.contains(effect) }
        };
        E::ALL.into_iter().filter(keep).collect()
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Intercept => "intercept",
            Self::DefensePact => "defense_pact",
            Self::Bilateral => "bilateral",
            Self::Wartime => "wartime",
            Self::LogYearsIn => "log_years_in",
            Self::LogMembers => "log_members",
            Self::OwnShare => "own_share",
            Self::CapabilityChange => "capability_change",
            Self::RegimeChange => "regime_change",
            Self::PatronDistance => "patron_distance",
            Self::PatronDistanceChange => "patron_distance_change",
            Self::PolyarchyDistance => "polyarchy_distance",
            Self::RecentExits => "recent_exits",
            Self::PatronCapabilityChange => "patron_capability_change",
            Self::Nonaggression => "nonaggression",
            Self::MeanPolyarchy => "polyarchy_mean",
            Self::IdealPointSpread => "ideal_point_spread",
            Self::RelativeDistance => "relative_distance",
            Self::PatronDistanceGrowth => "patron_distance_growth",
            Self::RecentRegimeChange => "recent_regime_change",
            Self::RecentCapabilityChange => "recent_capability_change",
            Self::Renunciation => "renunciation",
            Self::LimitedTerm => "limited_term",
            Self::TermLeft => "term_left",
            Self::TermDue => "term_due",
            Self::FirstTermDue => "first_term_due",
            Self::TermOver => "term_over",
            Self::Unknown(Variable::Cinc) => "capability_unknown",
            Self::Unknown(Variable::UsableForce) => "usable_force_unknown",
            Self::Unknown(Variable::Polyarchy) => "polyarchy_unknown",
            Self::Unknown(Variable::IdealPoint) => "ideal_point_unknown",
        }
    }

    /// All effects.
    pub const ALL: [Self; 30] = [
        Self::Intercept,
        Self::DefensePact,
        Self::Bilateral,
        Self::Wartime,
        Self::LogYearsIn,
        Self::LogMembers,
        Self::OwnShare,
        Self::CapabilityChange,
        Self::RegimeChange,
        Self::PatronDistance,
        Self::PatronDistanceChange,
        Self::PolyarchyDistance,
        Self::RecentExits,
        Self::PatronCapabilityChange,
        Self::Nonaggression,
        Self::MeanPolyarchy,
        Self::IdealPointSpread,
        Self::RelativeDistance,
        Self::PatronDistanceGrowth,
        Self::RecentRegimeChange,
        Self::RecentCapabilityChange,
        Self::Renunciation,
        Self::LimitedTerm,
        Self::TermLeft,
        Self::TermDue,
        Self::FirstTermDue,
        Self::TermOver,
        Self::Unknown(Variable::Cinc),
        Self::Unknown(Variable::Polyarchy),
        Self::Unknown(Variable::IdealPoint),
    ];

    /// Whether its values are few and small (0 or 1, or the logarithm of a count that is nearly always zero), so that
    /// none is far from what a fit has seen, however many standard deviations it lies from the mean.
    pub fn is_flag(self) -> bool {
        matches!(
            self,
            Self::DefensePact
                | Self::Bilateral
                | Self::Wartime
                | Self::RecentExits
                | Self::Nonaggression
                | Self::Renunciation
                | Self::LimitedTerm
                | Self::TermDue
                | Self::FirstTermDue
                | Self::TermOver
                | Self::Unknown(_)
        )
    }

    /// What it means, in a few words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Intercept => "base rate",
            Self::DefensePact => "a duty of defense",
            Self::Bilateral => "a treaty of two",
            Self::Wartime => "a treaty of wartime",
            Self::LogYearsIn => "years in force",
            Self::LogMembers => "number of members",
            Self::OwnShare => "own share of capability",
            Self::CapabilityChange => "own capability since entry",
            Self::RegimeChange => "regime change since entry",
            Self::PatronDistance => "distance to the patron in UN votes",
            Self::PatronDistanceChange => "drift from the patron since entry",
            Self::PolyarchyDistance => "regime distance to the patron",
            Self::RecentExits => "recent exits of others",
            Self::PatronCapabilityChange => "patron's capability over five years",
            Self::Nonaggression => "a promise of non-aggression",
            Self::MeanPolyarchy => "members' mean regime score",
            Self::IdealPointSpread => "members' spread in UN votes",
            Self::RelativeDistance => "distance to the others in UN votes, beside theirs",
            Self::PatronDistanceGrowth => "drift from the patron over five years",
            Self::RecentRegimeChange => "regime change over three years",
            Self::RecentCapabilityChange => "change of capability over three years",
            Self::Renunciation => "a right of renunciation",
            Self::LimitedTerm => "an agreed term",
            Self::TermLeft => "years left of the term",
            Self::TermDue => "a term that ends within a year",
            Self::FirstTermDue => "a first term that ends within a year",
            Self::TermOver => "a last term that is over",
            Self::Unknown(Variable::Cinc) => "capability missing",
            Self::Unknown(Variable::UsableForce) => "usable force missing",
            Self::Unknown(Variable::Polyarchy) => "regime score missing",
            Self::Unknown(Variable::IdealPoint) => "UN votes missing",
        }
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
            Self::Intercept => format!("rate of {what} in the average case"),
            other => format!("how strongly {} bears on {what}", other.words()),
        }
    }

    /// The value for one option; `None` if missing.
    pub fn value(self, view: &View<'_>) -> Option<f64> {
        let treaty = view.world.treaty(view.treaty);
        let flag = |is: bool| Some(f64::from(u8::from(is)));
        match self {
            Self::Intercept => Some(1.0),
            Self::DefensePact => flag(treaty.owes(Obligation::Defense)),
            Self::Bilateral => flag(treaty.member_states().count() == 2),
            Self::Wartime => view.world.roster().treaty(view.treaty).wartime.and_then(flag),
            Self::LogYearsIn => {
                let since = view.member.map(|member| member.since).or(treaty.opened())?;
                Some(ln(1.0 + view.day.years_since(since).max(0.0)))
            }
            Self::LogMembers => Some(ln(treaty.member_states().count().max(1) as f64)),
            Self::OwnShare => view.share(view.member.map_or(view.patron?, |member| member.state)),
            Self::CapabilityChange => view.mean_over_members(View::capability_change),
            Self::RegimeChange => view.over_members(View::regime_change, f64::max),
            Self::PatronDistance => view.mean_over_members(|view, member| view.distance(member, Field::IDEAL_POINT)),
            Self::PatronDistanceChange => view.mean_over_members(View::drift),
            Self::PolyarchyDistance => view.mean_over_members(View::regime_distance),
            Self::RecentExits => {
                let recent = view.world.get(Field::RECENT_EXITS, view.treaty.index())?;
                Some(ln(1.0 + recent))
            }
            Self::PatronCapabilityChange => {
                let now = view.known(Field::CINC, view.patron?)?;
                let then = view.known(Field::CINC_5_YEARS_BEFORE, view.patron?)?;
                (now > 0.0 && then > 0.0).then(|| ln(now / then))
            }
            Self::Nonaggression => flag(treaty.owes(Obligation::Nonaggression)),
            Self::MeanPolyarchy => {
                let known = view.over_states(Field::POLYARCHY, None);
                (!known.is_empty()).then(|| foedera_math::mean(&known))
            }
            Self::IdealPointSpread => {
                let known = view.over_states(Field::IDEAL_POINT, None);
                let centre = foedera_math::mean(&known);
                let squares: Vec<f64> = known.iter().map(|point| (point - centre) * (point - centre)).collect();
                (known.len() > 1).then(|| foedera_math::mean(&squares).sqrt())
            }
            Self::RelativeDistance => view.mean_over_members(View::relative_distance),
            Self::PatronDistanceGrowth => view.mean_over_members(|view, member| {
                let then = view.distance(member, Field::IDEAL_POINT_5_YEARS_BEFORE)?;
                Some(view.distance(member, Field::IDEAL_POINT)? - then)
            }),
            Self::RecentRegimeChange => view.over_members(View::recent_regime_change, f64::max),
            Self::RecentCapabilityChange => view.over_members(View::recent_capability_change, f64::max),
            Self::Renunciation => view.term()?.renunciation.and_then(flag),
            Self::LimitedTerm => flag(view.term()?.months? > 0),
            Self::TermLeft => Some(ln(1.0 + view.term_end()?.map_or(0.0, |end| end.left))),
            Self::TermDue => flag(view.term_end()?.is_some_and(|end| end.left < 1.0)),
            Self::FirstTermDue => flag(view.term_end()?.is_some_and(|end| end.first && end.left < 1.0)),
            Self::TermOver => flag(view.term()?.months? > 0 && view.term_end()?.is_none()),
            Self::Unknown(variable) => {
                let effect = match variable {
                    // No effect reads usable force yet, so none is missing for want of it.
                    Variable::UsableForce => return flag(false),
                    Variable::Cinc => Self::OwnShare,
                    Variable::Polyarchy => Self::RegimeChange,
                    Variable::IdealPoint => Self::PatronDistance,
                };
                flag(effect.value(view).is_none())
            }
        }
    }
}

impl std::str::FromStr for Effect {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|effect| effect.name() == text).ok_or_else(|| {
            let known = Self::ALL.map(Self::name);
            match foedera_diagnostic::nearest(text, known) {
                Some(name) => format!("`{text}` is not an effect; did you mean `{name}`?"),
                None => format!("`{text}` is not an effect; known: {}", known.join(", ")),
            }
        })
    }
}

/// When the running term of a treaty ends.
struct TermEnd {
    /// Years until then.
    left: f64,
    /// Whether it is the first term.
    first: bool,
}

impl View<'_> {
    /// The term as last agreed.
    fn term(&self) -> Option<&Term> {
        let terms = &self.world.roster().treaty(self.treaty).terms;
        terms.iter().rev().find(|term| term.from.day() <= self.day)
    }

    /// The end of the running term: `None` if it is not known, `Some(None)` if no term is running.
    fn term_end(&self) -> Option<Option<TermEnd>> {
        let term = self.term()?;
        let months = f64::from(term.months?);
        if months <= 0.0 {
            return Some(None);
        }
        let passed = self.day.years_since(term.from.day());
        let first = months / 12.0;
        if passed < first {
            return Some(Some(TermEnd { left: first - passed, first: true }));
        }
        let further = f64::from(term.renewal_months?) / 12.0;
        if further <= 0.0 {
            return Some(None);
        }
        let whole = ((passed - first) / further).floor() + 1.0;
        Some(Some(TermEnd { left: first + whole * further - passed, first: false }))
    }

    /// The known values of a field over the members, one of them perhaps left out.
    fn over_states(&self, field: Field, without: Option<StateId>) -> Vec<f64> {
        let members = self.world.treaty(self.treaty).member_states();
        let others = members.filter(|state| Some(*state) != without);
        others.filter_map(|state| self.known(field, state)).collect()
    }

    fn relative_distance(&self, member: &Membership) -> Option<f64> {
        let own = self.known(Field::IDEAL_POINT, member.state)?;
        let others = self.over_states(Field::IDEAL_POINT, Some(member.state));
        let centre = foedera_math::mean(&others);
        let theirs: Vec<f64> = others.iter().map(|point| (point - centre).abs()).collect();
        (!others.is_empty()).then(|| (own - centre).abs() - foedera_math::mean(&theirs))
    }

    fn recent_regime_change(&self, member: &Membership) -> Option<f64> {
        let now = self.known(Field::POLYARCHY, member.state)?;
        Some((now - self.known(Field::POLYARCHY_3_YEARS_BEFORE, member.state)?).abs())
    }

    fn recent_capability_change(&self, member: &Membership) -> Option<f64> {
        let now = self.known(Field::CINC, member.state)?;
        let then = self.known(Field::CINC_3_YEARS_BEFORE, member.state)?;
        (now > 0.0 && then > 0.0).then(|| ln(now / then).abs())
    }

    /// A field of a state on the day.
    fn known(&self, field: Field, state: StateId) -> Option<f64> {
        debug_assert!(self.world.day().is_none_or(|world| world == self.day), "the world has come to the day");
        self.world.get(field, state.index())
    }

    fn share(&self, state: StateId) -> Option<f64> {
        let own = self.known(Field::CINC, state)?;
        let members = self.world.treaty(self.treaty).member_states();
        let total: f64 = members.filter_map(|state| self.known(Field::CINC, state)).sum();
        (total > 0.0).then(|| own / total)
    }

    fn capability_change(&self, member: &Membership) -> Option<f64> {
        let now = self.known(Field::CINC, member.state)?;
        let then = self.world.get(Field::CINC_AT_ENTRY, member.row)?;
        (now > 0.0 && then > 0.0).then(|| ln(now / then))
    }

    fn regime_change(&self, member: &Membership) -> Option<f64> {
        let now = self.known(Field::POLYARCHY, member.state)?;
        Some((now - self.world.get(Field::POLYARCHY_AT_ENTRY, member.row)?).abs())
    }

    fn distance(&self, member: &Membership, ideal_point: Field) -> Option<f64> {
        let own = self.known(ideal_point, member.state)?;
        Some((own - self.known(ideal_point, self.patron?)?).abs())
    }

    /// Who the patron is changes, so the day on which both were first known is looked up in the past.
    fn drift(&self, member: &Membership) -> Option<f64> {
        let (own, patron) = (member.state, self.patron?);
        let entry = self.world.first_known(Field::IDEAL_POINT, &[own, patron], member.since, self.day)?;
        let then = |state: StateId| self.world.figure_on(Field::IDEAL_POINT, state, entry);
        Some(self.distance(member, Field::IDEAL_POINT)? - (then(own)? - then(patron)?).abs())
    }

    fn regime_distance(&self, member: &Membership) -> Option<f64> {
        let own = self.known(Field::POLYARCHY, member.state)?;
        Some((own - self.known(Field::POLYARCHY, self.patron?)?).abs())
    }

    fn over_members(
        &self,
        read: impl Fn(&Self, &Membership) -> Option<f64>,
        join: impl Fn(f64, f64) -> f64,
    ) -> Option<f64> {
        match &self.member {
            Some(member) => read(self, member),
            None => self.world.treaty(self.treaty).members().filter_map(|member| read(self, &member)).reduce(join),
        }
    }

    fn mean_over_members(&self, read: impl Fn(&Self, &Membership) -> Option<f64>) -> Option<f64> {
        if let Some(member) = &self.member {
            return read(self, member);
        }
        let members = self.world.treaty(self.treaty).members();
        let values: Vec<f64> = members.filter_map(|member| read(self, &member)).collect();
        (!values.is_empty()).then(|| foedera_math::mean(&values))
    }

    /// Whether the treaty is open and has members at all.
    pub fn at_risk(&self) -> bool {
        let treaty = self.world.treaty(self.treaty);
        treaty.status() == TreatyStatus::InForce && treaty.member_states().count() >= 2
    }
}
