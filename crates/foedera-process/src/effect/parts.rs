//! The parts that expressions of effects are written with.

use foedera_world::Field;

use super::number::{At, Fold, Group, Number};

pub(super) fn own(field: Field) -> Number {
    Number::State(field, At::Own)
}
pub(super) fn each(field: Field) -> Number {
    Number::State(field, At::Each)
}
pub(super) fn patron(field: Field) -> Number {
    Number::State(field, At::Patron)
}
pub(super) fn entry(field: Field) -> Number {
    Number::Membership(field)
}
pub(super) fn towards_each(field: Field) -> Number {
    Number::Pair(field, At::Own, At::Each)
}
pub(super) fn other(field: Field) -> Number {
    Number::State(field, At::Other)
}
pub(super) fn towards_other(field: Field) -> Number {
    Number::Pair(field, At::Own, At::Other)
}
/// The larger of two; missing where one is.
pub(super) fn larger(x: Number, y: Number) -> Number {
    minus(plus(x.clone(), y.clone()), Number::Least(Box::new(x), Box::new(y)))
}
/// The mean over the members of what is positive from the state in question towards them.
pub(super) fn share_of_members(field: Field) -> Number {
    fold(Fold::Mean, Group::Members, Number::Positive(Box::new(towards_each(field))))
}
/// Whether a state has been in the system for at most five years.
pub(super) fn is_new(at: At) -> Number {
    Number::Below(Box::new(Number::Age(at)), 6.0)
}
pub(super) fn years_since(day: Number, most: f64) -> Number {
    Number::YearsSince(Box::new(day), most)
}
pub(super) fn ln(x: Number) -> Number {
    Number::Ln(Box::new(x))
}
pub(super) fn ln_one_plus(x: Number) -> Number {
    Number::LnOnePlus(Box::new(x))
}
pub(super) fn abs(x: Number) -> Number {
    Number::Abs(Box::new(x))
}
pub(super) fn minus(x: Number, y: Number) -> Number {
    Number::Minus(Box::new(x), Box::new(y))
}
pub(super) fn plus(x: Number, y: Number) -> Number {
    Number::Plus(Box::new(x), Box::new(y))
}
pub(super) fn over(x: Number, y: Number) -> Number {
    Number::Over(Box::new(x), Box::new(y))
}
pub(super) fn times(x: Number, y: Number) -> Number {
    Number::Times(Box::new(x), Box::new(y))
}
pub(super) fn at_least(x: Number, least: f64) -> Number {
    Number::AtLeast(Box::new(x), least)
}
pub(super) fn is(x: Number, wanted: f64) -> Number {
    Number::Is(Box::new(x), wanted)
}
pub(super) fn missing(x: Number) -> Number {
    Number::Missing(Box::new(x))
}
pub(super) fn fold(fold: Fold, group: Group, x: Number) -> Number {
    Number::OverGroup(fold, group, Box::new(x))
}
/// The member's; of a treaty as a whole the mean over its members.
pub(super) fn mean(x: Number) -> Number {
    fold(Fold::Mean, Group::Own, x)
}
/// The member's; of a treaty as a whole the largest over its members.
pub(super) fn most(x: Number) -> Number {
    fold(Fold::Most, Group::Own, x)
}
pub(super) fn distance(x: Number, y: Number) -> Number {
    abs(minus(x, y))
}
pub(super) fn own_share() -> Number {
    over(Number::State(Field::CINC, At::OwnOrPatron), fold(Fold::Sum, Group::Members, each(Field::CINC)))
}
pub(super) fn regime_change() -> Number {
    most(distance(own(Field::POLYARCHY), entry(Field::POLYARCHY_AT_ENTRY)))
}
pub(super) fn patron_distance(field: Field) -> Number {
    distance(own(field), patron(field))
}
pub(super) fn usable() -> Number {
    at_least(own(Field::USABLE_FORCE), 0.5)
}
/// The smallest share of the system's capability that counts: what the smallest states have.
pub(super) const LEAST_CINC: f64 = 1e-5;
/// The sum over a group.
pub(super) fn sum(group: Group, x: Number) -> Number {
    fold(Fold::Sum, group, x)
}
pub(super) fn attackers_cinc() -> Number {
    sum(Group::Attackers, each(Field::CINC))
}
pub(super) fn side_cinc() -> Number {
    sum(Group::InNeed, each(Field::CINC))
}
pub(super) fn capability() -> Number {
    ln(at_least(own(Field::CINC), LEAST_CINC))
}
/// Between the capitals of the ally and the nearest attacker; a neighbour's is no nearer than 50 km.
pub(super) fn attacker_kilometres() -> Number {
    fold(Fold::Least, Group::Attackers, ln(at_least(towards_each(Field::CAPITAL_DISTANCE), 50.0)))
}
/// The same from 3,000 km (e^8): the logarithm of a product is about its usual values.
pub(super) fn far() -> Number {
    minus(attacker_kilometres(), Number::Constant(8.0))
}
pub(super) fn capable() -> Number {
    plus(capability(), Number::Constant(6.0))
}
pub(super) fn borders_attacker() -> Number {
    fold(Fold::Most, Group::Attackers, Number::Positive(Box::new(towards_each(Field::CONTIGUITY))))
}
pub(super) fn attackers_major() -> Number {
    fold(Fold::Most, Group::Attackers, each(Field::MAJOR_POWER))
}
pub(super) fn attacker_dissimilarity() -> Number {
    fold(Fold::Most, Group::Attackers, distance(own(Field::IDEAL_POINT), each(Field::IDEAL_POINT)))
}
/// By how much the nearest attacker's capital is nearer than 1,500 km, in logarithms: a hinge.
pub(super) fn near() -> Number {
    at_least(minus(Number::Constant(7.3), attacker_kilometres()), 0.0)
}
pub(super) fn attackers_polyarchy() -> Number {
    fold(Fold::Mean, Group::Attackers, each(Field::POLYARCHY))
}
