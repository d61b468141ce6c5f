//! A call in its world: who can be asked, what the text covers, and the figures that effects read, laid into the world once.

use std::collections::BTreeSet;

use foedera_almanac::Subject;
use foedera_atlas::{Atlas, PatronFinding, PatronGround};
use foedera_process::{Calling, Effect, View};
use foedera_world::layout::{Layout, Unit};
use foedera_world::{Day, EventKind, Field, Ground, Obligation, StateId, TreatyId, Trigger, World};

use crate::guarantee::facts::{Capability, Facts, PAIR_VARIABLES, STATE_VARIABLES};
use crate::guarantee::record::{Record, allies};

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

/// The world of a day with what is known on it of a treaty's members, and of others with whom calls have to do, laid in as figures: what
/// effects read.
pub struct KnownWorld<'a> {
    world: World,
    facts: &'a Facts,
    treaty: TreatyId,
    day: Day,
    patron: PatronFinding,
    known: BTreeSet<StateId>,
}

impl<'a> KnownWorld<'a> {
    /// Lay the figures known on a day of the treaty's members and of `others` into a world, which comes to that day.
    pub fn new(
        atlas: &Atlas,
        mut world: World,
        facts: &'a Facts,
        record: &Record,
        (treaty, day): (TreatyId, Day),
        others: impl IntoIterator<Item = StateId>,
    ) -> Self {
        world.advance(day);
        let members: Vec<StateId> = world.treaty(treaty).member_states().collect();
        let known: BTreeSet<StateId> = members.iter().copied().chain(others).collect();
        let (of_states, of_pairs) = fields_read();
        for state in &known {
            for (field, name) in &of_states {
                let value = match *field {
                    Field::USABLE_FORCE => facts.usable_force(*state, day),
                    Field::ALLY_RECORD => Some(record.of_ally(*state, day)),
                    _ => facts.state(*state, name, day).map(|known| known.value),
                };
                lay(&mut world, day, *field, Subject::State(*state), value);
            }
        }
        // Both ways, each once: of two members either is the first in turn.
        let ways = |member: StateId, other: StateId| {
            std::iter::once((member, other)).chain((!members.contains(&other)).then_some((other, member)))
        };
        let pairs = members.iter().flat_map(|member| known.iter().map(move |other| (*member, *other)));
        for (first, second) in pairs.filter(|(one, other)| one != other).flat_map(|(one, other)| ways(one, other)) {
            for (field, name) in &of_pairs {
                let value = facts.pair(first, second, name, day).map(|known| known.value);
                lay(&mut world, day, *field, Subject::Pair(first, second), value);
            }
        }
        let patron = patron(atlas, facts, &world, treaty, day);
        Self { world, facts, treaty, day, patron, known }
    }

    /// The patron of the treaty on that day, or that it has none.
    pub fn patron(&self) -> &PatronFinding {
        &self.patron
    }

    /// The world.
    pub fn world(&self) -> &World {
        &self.world
    }
}

/// A field with its name in the timeline.
type Named = (Field, &'static str);

/// The fields of states and of pairs that the effects on answers read.
fn fields_read() -> (Vec<Named>, Vec<Named>) {
    let mut fields: Vec<Field> = Effect::ANSWERS.iter().flat_map(|effect| effect.entry().number.reads()).collect();
    fields.sort_unstable();
    fields.dedup();
    let named = fields.into_iter().map(|field| (field, name_of(field)));
    named.partition(|(field, _)| Layout::standard().field(*field).unit != Unit::Pair)
}

/// The name of a field of the timeline.
fn name_of(field: Field) -> &'static str {
    let layout = Layout::standard();
    let name = &layout.field(field).name;
    let known = STATE_VARIABLES.into_iter().chain(PAIR_VARIABLES).chain(["usable_force", "ally_record"]);
    known.into_iter().find(|own| own == name).expect("effects read fields that facts have")
}

/// Lay a figure known on the day to which a world has come into it; one that is missing takes the place of one that was known.
pub(crate) fn lay(world: &mut World, day: Day, field: Field, of: Subject, value: Option<f64>) {
    let row = match of {
        Subject::State(state) => state.index(),
        Subject::Pair(first, second) => world.pair_row(first, second),
    };
    // A figure that was known without a shock may be missing now.
    if value.is_some() || world.get(field, row).is_some() {
        let figure = EventKind::Figure { of, field, value, ground: Ground::Scenario };
        world.apply_on(day, figure).expect("a figure of a known state on the day to which the world has come");
    }
}

/// A request in its world.
pub struct Situation<'a> {
    /// The request.
    pub request: &'a Request,
    /// Who can be asked.
    pub allies: Vec<StateId>,
    /// Whether the text covers the trigger.
    pub covered: bool,
    known: &'a KnownWorld<'a>,
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
    ///
    /// # Panics
    /// If the world is of another treaty or day, or nothing was laid into it of a state in need or an attacker.
    pub fn new(atlas: &Atlas, known: &'a KnownWorld<'a>, request: &'a Request) -> Self {
        let Request { treaty, day, in_need, attackers, trigger, .. } = request;
        assert_eq!((*treaty, *day), (known.treaty, known.day), "the world is of another treaty or day");
        assert!(in_need.iter().chain(attackers).all(|state| known.known.contains(state)), "a state was not laid in");
        Self {
            allies: allies(atlas, &known.world, *treaty, *day, in_need, attackers),
            covered: covers(atlas, &known.world, *treaty, *day, *trigger),
            request,
            known,
        }
    }

    /// The patron of the treaty on that day, or that it has none.
    pub fn patron(&self) -> &'a PatronFinding {
        &self.known.patron
    }

    /// The figures that effects read of the allies, those in need and the attackers: field and subject.
    pub fn figures(&self) -> Vec<(&'static str, Subject)> {
        let mut asked = self.reads(Effect::ANSWERS);
        // Usable force is no figure of the timeline: it is made of personnel, or stated.
        let patrons = [Capability::Cinc.field(), Capability::Index.field()];
        asked.retain(|(field, _)| *field != "usable_force" && !patrons.contains(field));
        asked
    }

    /// What these effects read, field and subject, and the capabilities that say who the patron is: what a shock can move.
    pub fn reads(&self, effects: impl IntoIterator<Item = Effect>) -> Vec<(&'static str, Subject)> {
        let Request { day, in_need, .. } = self.request;
        let facts = self.known.facts;
        let views: Vec<View<'_>> = self.allies.iter().map(|ally| self.view(*ally)).collect();
        let mut asked = Vec::new();
        for effect in effects {
            for (field, of) in views.iter().flat_map(|view| effect.entry().number.figures(view)) {
                if field == Field::ALLY_RECORD {
                    continue;
                }
                asked.push((name_of(field), of));
                // Where armed forces are stated, nobody looks personnel up.
                if let (Field::USABLE_FORCE, Subject::State(state)) = (field, of)
                    && facts.force(state, *day).is_none()
                {
                    asked.push(("milper", of));
                }
            }
        }
        if self.known.patron.ground != PatronGround::Stated {
            let members: Vec<StateId> = self.allies.iter().chain(in_need).copied().collect();
            let field = facts.capability(&members, *day).field();
            asked.extend(members.into_iter().map(|member| (field, Subject::State(member))));
        }
        asked.sort_unstable();
        asked.dedup();
        asked
    }

    /// An ally as effects see it.
    pub fn view(&self, ally: StateId) -> View<'_> {
        let Request { treaty, day, in_need, attackers, unknown_attacker, trigger } = self.request;
        let call = Calling {
            in_need,
            attackers: (!unknown_attacker).then_some(attackers.as_slice()),
            trigger: *trigger,
            covered: self.covered,
            allies: self.allies.len(),
            targeted: *trigger != Trigger::PatronOffensiveWar,
        };
        View {
            world: &self.known.world,
            day: *day,
            treaty: *treaty,
            member: self.known.world.treaty(*treaty).membership(ally),
            patron: self.known.patron.state,
            other: None,
            call: Some(call),
        }
    }
}
