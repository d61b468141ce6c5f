//! Expressions: how an effect is made of fields of the world, written as data.
//!
//! One tree serves three ends: [`Number::value`] computes it for an option, [`Number::figures`] tells which figures it reads there (what a
//! shock can move, and what must be computed anew after a change), and its text is the formula that the catalogue prints.

use std::fmt;

use foedera_math::ln;
use foedera_world::layout::{Derive, FieldKind};
use foedera_world::{Field, Layout, Membership, Obligation, StateId, Subject, Trigger};

use super::view::View;

/// Of whom a figure is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    /// The member (the ally) in question; of a treaty as a whole each of its members in turn.
    Own,
    /// Each of a group in turn.
    Each,
    /// The treaty's patron.
    Patron,
    /// The member in question; of a treaty as a whole its patron.
    OwnOrPatron,
    /// The second state of a pair.
    Other,
}

/// Over whom values are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The member in question alone; of a treaty as a whole its members of whom the value is known.
    Own,
    /// The members of whom the value is known.
    Members,
    /// The same without the member in question.
    Others,
    /// The states that are contiguous to the one in question, of which the value is known; 0 of none.
    Neighbours,
    /// The states in need of whom the value is known.
    InNeed,
    /// All attackers; the value is missing if one's is, and 0 without a state that attacks.
    Attackers,
}

/// How values of a group become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// Their sum.
    Sum,
    /// Their mean.
    Mean,
    /// The smallest.
    Least,
    /// The largest.
    Most,
    /// Their standard deviation, over n; missing with fewer than two.
    Deviation,
}

/// What the text of the treaty, or the call, says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// 1 if the treaty holds this obligation.
    Owes(Obligation),
    /// 1 if it was concluded by belligerents during a war.
    Wartime,
    /// 1 if members may renounce it before its term is over.
    Renunciation,
    /// 1 if it was agreed for a term.
    LimitedTerm,
    /// Years until the running term ends; 0 if none is running.
    TermLeft,
    /// 1 if a term ends within a year.
    TermDue,
    /// 1 if the first term ends within a year.
    FirstTermDue,
    /// 1 if the last term is over and the treaty goes on.
    TermOver,
    /// Years since the membership began; for a treaty since it opened.
    YearsIn,
    /// Years since the treaty opened.
    TreatyAge,
    /// 1 if the state in question was a member before.
    WasMember,
    /// 1 if the call is for this reason.
    Trigger(Trigger),
    /// 1 if the text owes help for the reason of the call.
    Covered,
    /// 1 if a state attacks, named or not.
    StateAttacks,
    /// 1 if the member in question is the patron.
    IsPatron,
    /// 1 if the patron is in need.
    PatronInNeed,
    /// The number of members.
    Members,
    /// The number of allies who can be asked.
    Allies,
    /// 1 if those in need are the target of the dispute, 0 if they began it.
    Targeted,
    /// The number of states in need.
    InNeed,
    /// The number of states that attack.
    Attackers,
}

/// A number made of fields of the world; missing where what it reads is, unless it says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    /// The same everywhere.
    Constant(f64),
    /// A field of a state.
    State(Field, At),
    /// A field of the membership in question.
    Membership(Field),
    /// A field of the treaty.
    Treaty(Field),
    /// A field of a first state towards a second.
    Pair(Field, At, At),
    /// What a text or a call says.
    Fact(Fact),
    /// What experts coded of the case under this name: it stands in the case's row, and no world has it.
    Coded(&'static str),
    /// |field of the member − field of the patron| on the first day of the membership on which both were known.
    DistanceAtEntry(Field),
    /// The natural logarithm; missing of what is not positive.
    Ln(Box<Number>),
    /// ln(1 + x), x no less than 0.
    LnOnePlus(Box<Number>),
    /// The natural logarithm of a ratio, 0 where it is 0.
    LnOrZero(Box<Number>),
    /// |x|.
    Abs(Box<Number>),
    /// The square root of x drawn into 0 to 1.
    RootOfShare(Box<Number>),
    /// x + y.
    Plus(Box<Number>, Box<Number>),
    /// x + y, one alone where the other is missing.
    KnownOf(Box<Number>, Box<Number>),
    /// x − y.
    Minus(Box<Number>, Box<Number>),
    /// x · y.
    Times(Box<Number>, Box<Number>),
    /// x / y; missing where y is not positive.
    Over(Box<Number>, Box<Number>),
    /// x, no less than a constant.
    AtLeast(Box<Number>, f64),
    /// 1 where x is this number.
    Is(Box<Number>, f64),
    /// 1 where x is positive.
    Positive(Box<Number>),
    /// 1 where x is below a constant.
    Below(Box<Number>, f64),
    /// The smaller of two, one alone where the other is missing.
    Least(Box<Number>, Box<Number>),
    /// x is a day: the calendar years from it to the last turn of the year, 1 of the year before, at most a constant; that where x is missing.
    YearsSince(Box<Number>, f64),
    /// The calendar years since a state came into the system.
    Age(At),
    /// 1 where two states are of one region; missing where one's is not known.
    SameRegion(At, At),
    /// The number of states towards which the field of both the state in question and the second state of a pair is positive.
    Shared(Field),
    /// 1 where x is missing.
    Missing(Box<Number>),
    /// The distance of the member's field to the mean of the other members, less the mean of their distances to it.
    RelativeDistance(Field),
    /// Values of a group put together.
    OverGroup(Fold, Group, Box<Number>),
}

/// Whom the places of an expression mean.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bound<'a> {
    pub(super) own: Option<&'a Membership>,
    pub(super) each: Option<StateId>,
}

fn flag(on: bool) -> f64 {
    f64::from(u8::from(on))
}

impl Number {
    /// Its value for one option; `None` if missing.
    pub fn value(&self, view: &View<'_>) -> Option<f64> {
        self.at(view, &Bound { own: view.member.as_ref(), each: None })
    }

    fn at(&self, view: &View<'_>, bound: &Bound<'_>) -> Option<f64> {
        let world = view.world;
        match self {
            Self::Constant(value) => Some(*value),
            Self::State(field, at) => view.known(*field, view.place(*at, bound)?),
            Self::Membership(field) => world.get(*field, bound.own?.row),
            Self::Treaty(field) => world.get(*field, view.treaty.index()),
            Self::Pair(field, first, second) => {
                let (first, second) = (view.place(*first, bound)?, view.place(*second, bound)?);
                world.get(*field, world.pair_row(first, second))
            }
            Self::Fact(fact) => view.fact(*fact, bound),
            Self::Coded(_) => None,
            Self::RelativeDistance(field) => view.relative_distance(*field, bound.own?),
            Self::DistanceAtEntry(field) => view.distance_at_entry(*field, bound.own?),
            Self::Ln(x) => x.at(view, bound).filter(|x| *x > 0.0).map(ln),
            Self::LnOnePlus(x) => Some(ln(1.0 + x.at(view, bound)?.max(0.0))),
            Self::LnOrZero(x) => x.at(view, bound).map(|x| if x > 0.0 { ln(x) } else { 0.0 }),
            Self::Abs(x) => Some(x.at(view, bound)?.abs()),
            Self::RootOfShare(x) => Some(x.at(view, bound)?.clamp(0.0, 1.0).sqrt()),
            Self::Plus(x, y) => Some(x.at(view, bound)? + y.at(view, bound)?),
            Self::KnownOf(x, y) => {
                [x, y].into_iter().filter_map(|part| part.at(view, bound)).reduce(|sum, part| sum + part)
            }
            Self::Minus(x, y) => Some(x.at(view, bound)? - y.at(view, bound)?),
            Self::Times(x, y) => Some(x.at(view, bound)? * y.at(view, bound)?),
            Self::Over(x, y) => Some(x.at(view, bound)? / y.at(view, bound).filter(|y| *y > 0.0)?),
            Self::AtLeast(x, least) => Some(x.at(view, bound)?.max(*least)),
            Self::Is(x, wanted) => Some(flag(x.at(view, bound)? == *wanted)),
            Self::Positive(x) => Some(flag(x.at(view, bound)? > 0.0)),
            Self::Below(x, limit) => Some(flag(x.at(view, bound)? < *limit)),
            Self::Least(x, y) => [x, y].into_iter().filter_map(|part| part.at(view, bound)).reduce(f64::min),
            Self::YearsSince(x, most) => Some(view.years_since(x.at(view, bound), *most)),
            Self::Age(at) => view.age(view.place(*at, bound)?),
            Self::SameRegion(first, second) => {
                let region = |at: &At| world.roster().state(view.place(*at, bound)?).region();
                Some(flag(region(first)? == region(second)?))
            }
            Self::Shared(field) => {
                let pair = (view.place(At::Own, bound)?, view.place(At::Other, bound)?);
                Some(view.shared(*field, pair))
            }
            Self::Missing(x) => Some(flag(x.at(view, bound).is_none())),
            Self::OverGroup(fold, group, each) => fold_over(*fold, *group, each, (view, bound)),
        }
    }

    /// The figures that its value for this option rests on: those of states and of pairs, each once. What a derived field is derived
    /// from is told, not the derived field.
    pub fn figures(&self, view: &View<'_>) -> Vec<(Field, Subject)> {
        let mut found = Vec::new();
        self.collect(view, &Bound { own: view.member.as_ref(), each: None }, &mut found);
        found.sort_unstable_by_key(|(field, subject)| match subject {
            Subject::State(state) => (*field, *state, None),
            Subject::Pair(first, second) => (*field, *first, Some(*second)),
        });
        found.dedup();
        found
    }

    fn collect(&self, view: &View<'_>, bound: &Bound<'_>, found: &mut Vec<(Field, Subject)>) {
        match self {
            Self::Constant(_) | Self::Fact(_) | Self::Treaty(_) | Self::Age(_) | Self::SameRegion(..) => {}
            Self::Shared(field) => {
                let pair = view.place(At::Own, bound).zip(view.place(At::Other, bound));
                found.extend(pair.map(|(first, second)| (*field, Subject::Pair(first, second))));
            }
            Self::State(field, at) => found.extend(view.place(*at, bound).map(|of| (base(*field), Subject::State(of)))),
            Self::Membership(field) => {
                found.extend(bound.own.map(|own| (base(*field), Subject::State(own.state))));
            }
            Self::Pair(field, first, second) => {
                let pair = view.place(*first, bound).zip(view.place(*second, bound));
                found.extend(pair.map(|(first, second)| (*field, Subject::Pair(first, second))));
            }
            Self::RelativeDistance(field) => {
                let all = view.world.treaty(view.treaty).member_states();
                found.extend(all.map(|of| (*field, Subject::State(of))));
            }
            Self::DistanceAtEntry(field) => {
                let both = [bound.own.map(|own| own.state), view.patron];
                found.extend(both.into_iter().flatten().map(|of| (*field, Subject::State(of))));
            }
            Self::OverGroup(_, group, each) => {
                view.each_of(*group, bound, |own| {
                    each.collect(view, own, found);
                    true
                });
            }
            _ => self.parts().for_each(|part| part.collect(view, bound, found)),
        }
    }

    /// The expressions that it is made of.
    fn parts(&self) -> impl Iterator<Item = &Self> {
        let parts = match self {
            Self::Constant(_)
            | Self::Fact(_)
            | Self::Coded(_)
            | Self::State(..)
            | Self::Membership(_)
            | Self::Treaty(_)
            | Self::Pair(..)
            | Self::Age(_)
            | Self::SameRegion(..)
            | Self::Shared(_)
            | Self::RelativeDistance(_)
            | Self::DistanceAtEntry(_) => [None, None],
            Self::Ln(x)
            | Self::LnOnePlus(x)
            | Self::LnOrZero(x)
            | Self::Abs(x)
            | Self::RootOfShare(x)
            | Self::AtLeast(x, _)
            | Self::Is(x, _)
            | Self::Positive(x)
            | Self::Below(x, _)
            | Self::YearsSince(x, _)
            | Self::Missing(x)
            | Self::OverGroup(_, _, x) => [Some(&**x), None],
            Self::Least(x, y)
            | Self::Plus(x, y)
            | Self::KnownOf(x, y)
            | Self::Minus(x, y)
            | Self::Times(x, y)
            | Self::Over(x, y) => [Some(&**x), Some(&**y)],
        };
        parts.into_iter().flatten()
    }

    /// Whether its value for an option depends on who else is a member, or on what the treaty as a whole has seen: it can move when a member
    /// leaves. `whole` asks for the treaty as a whole, of which `own` stands for every member.
    pub fn sees_members(&self, whole: bool) -> bool {
        let itself = match self {
            Self::Fact(fact) => matches!(fact, Fact::Members | Fact::Allies),
            Self::Treaty(_) | Self::RelativeDistance(_) => true,
            Self::OverGroup(_, group, _) => match group {
                Group::Own => whole,
                Group::Members | Group::Others => true,
                Group::InNeed | Group::Attackers | Group::Neighbours => false,
            },
            _ => false,
        };
        itself || self.parts().any(|part| part.sees_members(whole))
    }

    /// The fields that it reads, derived ones as such, each once, in the order in which they stand.
    pub fn reads(&self) -> Vec<Field> {
        let mut fields = Vec::new();
        self.each_field(&mut |field| {
            if !fields.contains(&field) {
                fields.push(field);
            }
        });
        fields
    }

    fn each_field(&self, tell: &mut impl FnMut(Field)) {
        match self {
            Self::State(field, _)
            | Self::Membership(field)
            | Self::Treaty(field)
            | Self::Pair(field, ..)
            | Self::Shared(field)
            | Self::RelativeDistance(field)
            | Self::DistanceAtEntry(field) => tell(*field),
            _ => self.parts().for_each(|part| part.each_field(tell)),
        }
    }
}

/// The figure of a state from which a derived field follows; any other field is itself.
fn base(field: Field) -> Field {
    match Layout::standard().field(field).kind {
        FieldKind::Derived(Derive::AtEntry(of) | Derive::Lag(of, _) | Derive::Share(of, _)) => of,
        _ => field,
    }
}

fn fold_over(fold: Fold, group: Group, each: &Number, (view, bound): (&View<'_>, &Bound<'_>)) -> Option<f64> {
    if group == Group::Own && bound.own.is_some() {
        return each.at(view, bound);
    }
    let all_must_be_known = group == Group::Attackers;
    if all_must_be_known && view.call.is_none_or(|call| call.attackers.is_none()) {
        return None;
    }
    let (mut folded, mut missing) = (Folded::new(fold), false);
    view.each_of(group, bound, |own| {
        match each.at(view, own) {
            Some(value) => folded.add(value),
            None => missing = true,
        }
        !(missing && all_must_be_known)
    });
    if all_must_be_known && (missing || folded.count == 0) {
        return (!missing).then_some(0.0);
    }
    if group == Group::Neighbours && folded.count == 0 && !missing {
        return Some(0.0);
    }
    folded.value()
}

/// Values on their way to one; kept only where the fold needs them twice.
struct Folded {
    fold: Fold,
    count: usize,
    so_far: f64,
    kept: Vec<f64>,
}

impl Folded {
    fn new(fold: Fold) -> Self {
        Self { fold, count: 0, so_far: -0.0, kept: Vec::new() }
    }

    fn add(&mut self, value: f64) {
        self.so_far = match self.fold {
            Fold::Sum | Fold::Mean => self.so_far + value,
            Fold::Least if self.count > 0 => self.so_far.min(value),
            Fold::Most if self.count > 0 => self.so_far.max(value),
            Fold::Least | Fold::Most => value,
            Fold::Deviation => {
                self.kept.push(value);
                value
            }
        };
        self.count += 1;
    }

    /// `None` of no values.
    fn value(&self) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        match self.fold {
            Fold::Sum | Fold::Least | Fold::Most => Some(self.so_far),
            Fold::Mean => Some(self.so_far / self.count as f64),
            Fold::Deviation => {
                let centre = foedera_math::mean(&self.kept);
                let squares: Vec<f64> = self.kept.iter().map(|value| (value - centre) * (value - centre)).collect();
                (self.count > 1).then(|| foedera_math::mean(&squares).sqrt())
            }
        }
    }
}

impl Fold {
    fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Least => "least",
            Self::Most => "most",
            Self::Deviation => "sd",
        }
    }
}

impl Group {
    fn name(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Members => "members",
            Self::Others => "others",
            Self::Neighbours => "neighbours",
            Self::InNeed => "in need",
            Self::Attackers => "attackers",
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Own => "own",
            Self::Each => "each",
            Self::Patron => "patron",
            Self::OwnOrPatron => "own or patron",
            Self::Other => "other",
        })
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owes(obligation) => write!(f, "owes {}", obligation.name()),
            Self::Trigger(trigger) => write!(f, "trigger is {}", trigger.name()),
            other => f.write_str(match other {
                Self::Wartime => "concluded in war",
                Self::Renunciation => "may be renounced",
                Self::LimitedTerm => "has a term",
                Self::TermLeft => "years of term left",
                Self::TermDue => "term ends within a year",
                Self::FirstTermDue => "first term ends within a year",
                Self::TermOver => "last term is over",
                Self::YearsIn => "years in",
                Self::TreatyAge => "years since it opened",
                Self::WasMember => "own was a member",
                Self::Covered => "text covers the trigger",
                Self::StateAttacks => "a state attacks",
                Self::IsPatron => "own is the patron",
                Self::PatronInNeed => "patron is in need",
                Self::Members => "number of members",
                Self::Targeted => "is the target",
                Self::InNeed => "number in need",
                Self::Attackers => "number of attackers",
                _ => "number of allies",
            }),
        }
    }
}

/// The formula, as the catalogue prints it.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |field: &Field| Layout::standard().field(*field).name.clone();
        match self {
            Self::Constant(value) => write!(f, "{value}"),
            Self::State(field, at) => write!(f, "{}@{at}", name(field)),
            Self::Membership(field) => write!(f, "{}@own", name(field)),
            Self::Treaty(field) => write!(f, "{}@treaty", name(field)),
            Self::Pair(field, first, second) => write!(f, "{}@{first}→{second}", name(field)),
            Self::Fact(fact) => write!(f, "[{fact}]"),
            Self::Coded(name) => write!(f, "[{name} as coded]"),
            Self::RelativeDistance(field) => {
                let name = name(field);
                write!(f, "|{name}@own − mean[others]({name}@each)| − mean absolute deviation[others]({name}@each)")
            }
            Self::DistanceAtEntry(field) => write!(f, "|{0}@own − {0}@patron| at entry", name(field)),
            Self::Ln(x) => write!(f, "ln({x})"),
            Self::LnOnePlus(x) => write!(f, "ln(1 + {x})"),
            Self::LnOrZero(x) => write!(f, "ln({x}), 0 of 0"),
            Self::Abs(x) => write!(f, "|{x}|"),
            Self::RootOfShare(x) => write!(f, "√({x})"),
            Self::Plus(x, y) => write!(f, "{x} + {y}"),
            Self::KnownOf(x, y) => write!(f, "({x} + {y}, those known)"),
            Self::Minus(x, y) => write!(f, "{x} − {y}"),
            Self::Times(x, y) => write!(f, "{} · {}", Part(x), Part(y)),
            Self::Over(x, y) => write!(f, "{} / {}", Part(x), Part(y)),
            Self::AtLeast(x, least) => write!(f, "max({x}, {least})"),
            Self::Is(x, wanted) => write!(f, "[{x} = {wanted}]"),
            Self::Positive(x) => write!(f, "[{x} > 0]"),
            Self::Missing(x) => write!(f, "[{x} is missing]"),
            Self::Below(x, limit) => write!(f, "[{x} < {limit}]"),
            Self::Least(x, y) => write!(f, "min({x}, {y})"),
            Self::YearsSince(x, most) => write!(f, "min(years since {x}, {most})"),
            Self::Age(at) => write!(f, "age@{at}"),
            Self::SameRegion(first, second) => write!(f, "[region@{first} = region@{second}]"),
            Self::Shared(field) => write!(f, "states with {0}@own > 0 and {0}@other > 0", name(field)),
            Self::OverGroup(fold, group, each) => write!(f, "{}[{}]({each})", fold.name(), group.name()),
        }
    }
}

/// A part of a ratio or product, in brackets where it is a sum.
struct Part<'a>(&'a Number);

impl fmt::Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Number::Plus(..) | Number::Minus(..) | Number::Over(..) => write!(f, "({})", self.0),
            other => write!(f, "{other}"),
        }
    }
}
