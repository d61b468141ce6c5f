//! The processes around a treaty: disputes of its members, unrest in them, new pacts outside, and the links by which one moves another.

use foedera_math::Stream;
use foedera_process::{Link, Moves, Reads};
use foedera_world::{CallId, Day, DisputeId, Field, StateId, TreatyId, World};

use super::calls::{AnswerDraw, AnswerLaw, Memory, Nature};
use super::{JoinLaw, UnrestDraw, UnrestLaw};

/// A process of a state around a treaty. Each state has one clock of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Around {
    /// Another state begins a militarised dispute against it.
    DisputeAgainst,
    /// It begins a militarised dispute against a state outside of the treaty.
    DisputeBy,
    /// A coup is attempted in it.
    Coup,
    /// An armed conflict begins in it.
    Conflict,
    /// It calls for help against unrest that is neither a coup nor an armed conflict.
    Protest,
    /// It makes a bilateral pact with a state outside of the treaty.
    Pact,
    /// The armed conflict that goes on in it at the start ends. One that begins in a future has its end drawn with it.
    Peace,
}

impl Around {
    /// All of them, in the order of their clocks.
    pub const ALL: [Self; 7] =
        [Self::DisputeAgainst, Self::DisputeBy, Self::Coup, Self::Conflict, Self::Protest, Self::Pact, Self::Peace];

    /// The process, in the words of commands.
    pub fn process(self) -> &'static str {
        match self {
            Self::DisputeAgainst | Self::DisputeBy => "dispute",
            Self::Coup => "coup",
            Self::Conflict | Self::Peace => "conflict",
            Self::Protest => "protest",
            Self::Pact => "pact",
        }
    }

    /// The stream of its clocks.
    pub(super) fn stream(self) -> Stream {
        match self {
            Self::DisputeAgainst => Stream::DisputesAgainst,
            Self::DisputeBy => Stream::DisputesBy,
            Self::Coup => Stream::Coups,
            Self::Conflict => Stream::Conflicts,
            Self::Protest => Stream::Protests,
            Self::Pact => Stream::Pacts,
            Self::Peace => Stream::ConflictEnds,
        }
    }

    /// Which of the processes of unrest it is, if it is one: coups 0, armed conflicts 1.
    fn unrest(self) -> Option<usize> {
        match self {
            Self::Coup => Some(0),
            Self::Conflict => Some(1),
            _ => None,
        }
    }

    /// What links move it.
    pub(super) fn moved_by(self) -> Option<Moves> {
        match self {
            Self::DisputeAgainst => Some(Moves::DisputeAgainst),
            Self::DisputeBy => Some(Moves::DisputeBy),
            Self::Coup => Some(Moves::Coup),
            Self::Conflict => Some(Moves::Conflict),
            Self::Pact => Some(Moves::Pact),
            Self::Protest | Self::Peace => None,
        }
    }
}

/// A state around a treaty: a member at risk, or the patron.
#[derive(Debug, Clone, PartialEq)]
pub struct Surrounded {
    /// Which.
    pub state: StateId,
    /// With whom it may have a dispute.
    pub opponents: Vec<StateId>,
    /// The places of those around the treaty that it has a land border with.
    pub neighbours: Vec<usize>,
    /// Its usable force at the start; `None` if not known.
    pub force: Option<f64>,
    /// Its record of answers at the start.
    pub record: Memory,
}

/// What one draw says of the processes around a treaty.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SurroundingParameters {
    /// The rate of each process of each state, per year, while no link holds; of the end of an armed conflict what its hazard by age is
    /// multiplied by.
    pub rates: Vec<[f64; Around::ALL.len()]>,
    /// Rates of coups and of armed conflicts, which move with the world; [`SurroundingParameters::rates`] has those at the start.
    pub unrest: UnrestDraw,
    /// How the rates of disputes are made up, opponent by opponent: of those that it begins, and of those that the state begins.
    pub opponents: Vec<Vec<[f64; 2]>>,
    /// The ratio of rates of each link that is on.
    pub links: Vec<f64>,
    /// The probability that an occasion brings a call.
    pub call: f64,
    /// Parameters of answers; `None`: nobody answers.
    pub answers: Option<AnswerDraw>,
    /// Coefficients of the model of who joins a side of a dispute without being called.
    pub joins: Vec<f64>,
    /// The mean of what links multiply freezes by, of those by the organisation and of those by own decision: it is in the rate already.
    pub freeze_means: [f64; 2],
    /// The share of its usable force that a war binds.
    pub committed: f64,
    /// What the usable force of each state is multiplied by; 1 beyond the list.
    pub forces: Vec<f64>,
}

/// The processes around a treaty.
#[derive(Debug, Clone)]
pub struct Surroundings<'a> {
    /// The members at risk in their order, then the patron.
    pub states: Vec<Surrounded>,
    /// The links that are on.
    pub links: Vec<&'static Link>,
    /// How allies answer.
    pub answers: AnswerLaw<'a>,
    /// Who joins a side of a dispute without being called.
    pub joins: JoinLaw<'a>,
    /// Coups and armed conflicts.
    pub unrest: UnrestLaw<'a>,
    /// What disputes and armed conflicts are like.
    pub nature: Nature,
    /// Of freezes without any link, the share by the organisation's decision.
    pub suspensions: f64,
    /// The stable number of each state.
    subjects: Vec<u32>,
    /// The first dispute after the records of the start, the first call, and the day of these records; `None`: the world had none.
    pub(super) first_dispute: DisputeId,
    pub(super) first_call: CallId,
    pub(super) since: Option<Day>,
    /// In which states an armed conflict goes on at the start, and since which day.
    enduring: Vec<Option<Day>>,
}

/// In a mask: an armed conflict goes on.
const IN_CONFLICT: u32 = 1 << 31;
/// In a mask: it has gone on since before the start.
const ENDURING: u32 = 1 << 30;

impl<'a> Surroundings<'a> {
    /// The processes around a treaty in a world.
    ///
    /// # Panics
    /// If more than 30 links are on.
    pub fn new(
        world: &World,
        states: Vec<Surrounded>,
        links: Vec<&'static Link>,
        (answers, joins, unrest): (AnswerLaw<'a>, JoinLaw<'a>, UnrestLaw<'a>),
        (nature, suspensions): (Nature, f64),
    ) -> Self {
        assert!(links.len() <= 30, "a mask has room for 30 links");
        let key = |own: &Surrounded| super::stable(&world.roster().state(own.state).key);
        let subjects = states.iter().map(key).collect();
        let enduring = |own: &Surrounded| {
            let row = own.state.index();
            let began = world.get(Field::CONFLICT_BEGAN, row)?;
            world.get(Field::CONFLICT, row).map(|_| Day::of_number(began))
        };
        let enduring = states.iter().map(enduring).collect();
        Self {
            enduring,
            subjects,
            states,
            links,
            answers,
            joins,
            unrest,
            nature,
            suspensions,
            first_dispute: world.next_dispute(),
            first_call: world.next_call(),
            since: world.day(),
        }
    }

    pub(super) fn clocks(&self) -> usize {
        Around::ALL.len() * self.states.len()
    }

    /// What the clock of this number among those around stands for.
    pub(super) fn happening(&self, clock: usize) -> (Around, usize) {
        (Around::ALL[clock / self.states.len()], clock % self.states.len())
    }

    /// The number of a clock among those around.
    pub(super) fn clock(&self, around: Around, place: usize) -> usize {
        around as usize * self.states.len() + place
    }

    pub(super) fn subject(&self, place: usize) -> u32 {
        self.subjects[place]
    }

    pub(super) fn place(&self, state: StateId) -> Option<usize> {
        self.states.iter().position(|own| own.state == state)
    }

    /// Which links hold of the state at a place, and whether an armed conflict goes on in it.
    pub(super) fn mask(&self, world: &World, treaty: TreatyId, place: usize) -> u32 {
        let own = &self.states[place];
        let positive = |field: Field, row: usize| world.get(field, row).is_some_and(|value| value > 0.0);
        let holds = |link: &&Link| match link.reads {
            Reads::Own(field) => positive(field, own.state.index()),
            Reads::Treaty(field) => positive(field, treaty.index()),
            Reads::Neighbours(field) => {
                own.neighbours.iter().any(|place| positive(field, self.states[*place].state.index()))
            }
        };
        let bits = self.links.iter().enumerate().filter(|(_, link)| holds(link));
        let conflict = match self.enduring[place].map(|began| f64::from(began.number())) {
            _ if !positive(Field::CONFLICT, own.state.index()) => 0,
            Some(began) if world.get(Field::CONFLICT_BEGAN, own.state.index()) == Some(began) => IN_CONFLICT | ENDURING,
            _ => IN_CONFLICT,
        };
        bits.fold(conflict, |mask, (bit, _)| mask | 1 << bit)
    }

    /// The names of the links of a kind that hold.
    pub(super) fn holding(&self, mask: u32, moves: impl Fn(Moves) -> bool) -> Vec<&'static str> {
        let links = self.links.iter().enumerate();
        links.filter(|(bit, link)| mask & 1 << bit != 0 && moves(link.moves)).map(|(_, link)| link.name).collect()
    }

    /// What the links that hold multiply a rate by. Of those on suspensions the largest does: they were counted one by one, a coup and an
    /// armed conflict within one state not apart.
    pub(super) fn factor(&self, parameters: &SurroundingParameters, mask: u32, moves: Moves) -> f64 {
        let holds = |bit: &usize| mask & 1 << bit != 0 && self.links[*bit].moves == moves;
        let held = (0..self.links.len()).filter(holds).map(|bit| parameters.links[bit]);
        match moves {
            Moves::Suspension => held.reduce(f64::max).unwrap_or(1.0),
            _ => held.product(),
        }
    }

    /// What the links multiply the rate of freezes by: a link moves a rate away from the mean that is stated, and leaves the mean.
    pub(super) fn freezing(&self, parameters: &SurroundingParameters, mask: u32) -> f64 {
        let linked = |link: &&Link| matches!(link.moves, Moves::Suspension | Moves::Freeze);
        if !self.links.iter().any(linked) {
            return 1.0;
        }
        let [organisation, own] = parameters.freeze_means;
        self.suspensions * self.factor(parameters, mask, Moves::Suspension) / organisation
            + (1.0 - self.suspensions) * self.factor(parameters, mask, Moves::Freeze) / own
    }

    /// What links multiply the rates by at which the state at a place leaves and freezes, in a world.
    pub fn of_member(
        &self,
        world: &World,
        treaty: TreatyId,
        parameters: &SurroundingParameters,
        place: usize,
    ) -> [f64; 2] {
        let mask = self.mask(world, treaty, place);
        [self.factor(parameters, mask, Moves::Leave), self.freezing(parameters, mask)]
    }

    /// The rate of a process around the treaty for a member on a day.
    pub(super) fn rate(
        &self,
        parameters: &SurroundingParameters,
        (around, place): (Around, usize),
        (mask, day): (u32, Day),
    ) -> f64 {
        let base = match around.unrest() {
            Some(which) => self.unrest.along(&parameters.unrest, which, place, day),
            None => parameters.rates[place][around as usize],
        };
        self.linked(parameters, (around, place), (mask, day), base)
    }

    /// The same in a world, where what has happened in the state counts.
    pub(super) fn rate_in(
        &self,
        parameters: &SurroundingParameters,
        (around, place): (Around, usize),
        (mask, day): (u32, Day),
        world: &World,
    ) -> f64 {
        let state = self.states[place].state;
        let anew = around.unrest().and_then(|which| self.unrest.anew(&parameters.unrest, which, world, state));
        match anew {
            Some(base) => self.linked(parameters, (around, place), (mask, day), base),
            None => self.rate(parameters, (around, place), (mask, day)),
        }
    }

    /// What links, and an armed conflict that goes on, make of a rate.
    fn linked(
        &self,
        parameters: &SurroundingParameters,
        (around, place): (Around, usize),
        (mask, day): (u32, Day),
        base: f64,
    ) -> f64 {
        if around == Around::Peace {
            let began = self.enduring[place].filter(|_| mask & ENDURING != 0);
            return began.map_or(0.0, |began| base * self.nature.years.hazard(day.years_since(began)));
        }
        if around == Around::Conflict && mask & IN_CONFLICT != 0 {
            return 0.0;
        }
        let moved = around.moved_by().map_or(1.0, |moves| self.factor(parameters, mask, moves));
        base * moved
    }

    /// The places whose links read a field of a row, with what they move.
    pub(super) fn readers(
        &self,
        treaty: TreatyId,
        field: Field,
        row: usize,
        mut work: impl FnMut(usize, Option<Moves>),
    ) {
        for link in &self.links {
            match link.reads {
                Reads::Own(own) if own == field => {
                    self.at_row(row).into_iter().for_each(|place| work(place, Some(link.moves)));
                }
                Reads::Treaty(own) if own == field && row == treaty.index() => {
                    (0..self.states.len()).for_each(|place| work(place, Some(link.moves)));
                }
                Reads::Neighbours(own) if own == field => {
                    let Some(changed) = self.at_row(row) else { continue };
                    let near = (0..self.states.len()).filter(|place| self.states[*place].neighbours.contains(&changed));
                    near.for_each(|place| work(place, Some(link.moves)));
                }
                _ => {}
            }
        }
        // What begins or ends moves the rate of beginning, and of ending, and that of coups.
        if matches!(field, Field::CONFLICT | Field::CONFLICT_BEGAN | Field::LAST_COUP) {
            self.at_row(row).into_iter().for_each(|place| work(place, None));
        }
    }

    fn at_row(&self, row: usize) -> Option<usize> {
        self.states.iter().position(|own| own.state.index() == row)
    }
}
