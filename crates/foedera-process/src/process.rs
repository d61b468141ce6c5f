//! Processes: when something can happen, to whom, and what it is. One list, as data, for fits, futures and questions.

use foedera_math::Stream;
use foedera_world::{Cause, EventKind, Field, StateId, Status, TreatyId, TreatyStatus};

use crate::{Effect, ProcessKind, View};

/// When a process can have an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At any time, by a hazard; the clock of each subject draws from this stream.
    Hazard(Stream),
    /// When a member calls for help: all that are asked answer.
    OnCall,
    /// When a militarised dispute begins, or a war calls a commitment: once for each case.
    OnDispute,
}

/// Who is at risk: the unit, and the rule of the risk set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Each member but the patron, taking part or frozen, of a treaty in force with three members: an exit from a treaty of two is its end.
    Members,
    /// Each member but the patron that takes part, of a treaty in force with two members.
    TakingPart,
    /// Each frozen member, of such a treaty.
    Frozen,
    /// Each treaty in force with two members.
    Treaties,
    /// Each ally that a call can ask.
    Allies,
    /// Each state bound by a pact of defence to a side of a dispute, for that side.
    AlliesOfSides,
    /// Each commitment that a war calls, as experts code it.
    Commitments,
    /// Each first state towards each second, both in the system, that are contiguous (by land or up to 400 miles of water) or of which one
    /// is a major power: politically relevant directed dyads.
    Pairs,
    /// Each state in the system.
    States,
    /// Each treaty in force with three members.
    Alliances,
    /// Each state in the system towards each treaty in force with three members in which it is not, if it is contiguous to a member (by
    /// land or up to 400 miles of water), half of the members are of its region, or it shares a pact of defence with a member.
    Candidates,
    /// Each two states in the system, whichever way round.
    Couples,
}

/// What an event of a process is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The member leaves.
    Leave,
    /// The member freezes its participation.
    Freeze,
    /// The member takes part again.
    Thaw,
    /// The treaty ends without a successor.
    End,
    /// The treaty is replaced by another.
    Replace,
    /// The ally answers with a level of help.
    Answer,
    /// The ally becomes a participant in the dispute.
    Join,
    /// The commitment is honoured.
    Honour,
    /// The first state begins a militarised dispute with the second.
    Dispute,
    /// A coup is attempted in the state.
    Coup,
    /// An armed conflict begins within the state.
    Conflict,
    /// The treaty takes in others.
    Open,
    /// The state joins the treaty.
    Enter,
    /// The two states make a bilateral pact.
    Pact,
    /// The two states agree on defence cooperation.
    Agree,
}

/// What a fitted process has for an outcome, and so which model it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// An event in time, with a hazard.
    Hazard(ProcessKind),
    /// One of several ordered levels.
    Ordered,
    /// Yes or no for each case, with a probability; of a process in time for each year, and its hazard is −ln(1 − p) a year.
    Event,
    /// None: a scenario states its rate.
    Stated,
}

impl Outcome {
    /// The name in model files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hazard(_) => "hazard",
            Self::Ordered => "ordered response",
            Self::Event => "event",
            Self::Stated => "stated rate",
        }
    }
}

/// A process: When × Who × What, with its name, and its model if one is fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Process {
    name: &'static str,
    definition: &'static str,
    unit: &'static str,
    /// When it can happen.
    pub when: When,
    /// To whom.
    pub who: Who,
    /// What it is.
    pub what: What,
    /// What its model is of.
    outcome: Outcome,
    /// From which stream the parameters of its model are drawn.
    parameters: Stream,
}

impl Process {
    /// A member leaves.
    pub const LEAVE: Self = Self {
        name: "leave",
        definition: "at risk: each member but the patron, where there is one, of a treaty with three or more members in \
                     force; event: it leaves, does not renew, is expelled or suspended, and at most half of the members \
                     leave on that day",
        unit: "member-year",
        when: When::Hazard(Stream::Leaves),
        who: Who::Members,
        what: What::Leave,
        outcome: Outcome::Hazard(ProcessKind::Leave),
        parameters: Stream::LeaveCoefficients,
    };
    /// A treaty ends without a successor.
    pub const ENDS: Self = Self {
        name: "ends",
        definition: "at risk: each treaty with two or more members; event: it ends for all, or for more than half of its \
                     members on one day, other than by replacement or the end of a state",
        unit: "treaty-year",
        when: When::Hazard(Stream::Ends),
        who: Who::Treaties,
        what: What::End,
        outcome: Outcome::Hazard(ProcessKind::Ends),
        parameters: Stream::EndsCoefficients,
    };
    /// A treaty is replaced.
    pub const REPLACED: Self = Self {
        name: "replaced",
        definition: "at risk: each treaty with two or more members; event: all its members replace it by another treaty",
        unit: "treaty-year",
        when: When::Hazard(Stream::Replaced),
        who: Who::Treaties,
        what: What::Replace,
        outcome: Outcome::Hazard(ProcessKind::Replaced),
        parameters: Stream::ReplacedCoefficients,
    };
    /// An ally answers a call.
    pub const ANSWERS: Self = Self {
        name: "answers",
        definition: "one ally's answer to one call of the register: nothing, words, materiel or troops; proportional odds \
                     with normal intercepts of treaties, allies and calls",
        unit: "answer",
        when: When::OnCall,
        who: Who::Allies,
        what: What::Answer,
        outcome: Outcome::Ordered,
        parameters: Stream::AnswerParameters,
    };
    /// An ally joins a side of a dispute.
    pub const JOINS: Self = Self {
        name: "joins",
        definition: "at risk: each state bound by a pact of defence to an originator of a side of a militarised dispute on some day of \
                     the year before, for that side, that is no originator; event: it is a participant on that side (MID 5)",
        unit: "ally and side of a dispute",
        when: When::OnDispute,
        who: Who::AlliesOfSides,
        what: What::Join,
        outcome: Outcome::Event,
        parameters: Stream::JoinParameters,
    };
    /// A commitment is honoured in a war.
    pub const HONOURS: Self = Self {
        name: "honours",
        definition: "at risk: each commitment of a state under an alliance that a war called, 1816 to 1944 (Leeds and Anac 2005); event: \
                     it was honoured, as experts code it",
        unit: "commitment in a war",
        when: When::OnDispute,
        who: Who::Commitments,
        what: What::Honour,
        outcome: Outcome::Event,
        parameters: Stream::HonourParameters,
    };
    /// A state begins a militarised dispute with another.
    pub const DISPUTE: Self = Self {
        name: "dispute",
        definition: "at risk: each first state towards each second on 1 January, both in the system, that are contiguous or of which one is \
                     a major power; event: within the year it begins a militarised dispute with it, both originators (MID 5)",
        unit: "directed dyad-year",
        when: When::Hazard(Stream::Disputes),
        who: Who::Pairs,
        what: What::Dispute,
        outcome: Outcome::Event,
        parameters: Stream::DisputeParameters,
    };
    /// A coup is attempted.
    pub const COUP: Self = Self {
        name: "coup",
        definition: "at risk: each state in the system on 1 January; event: within the year a coup is attempted, with success or without \
                     (Powell and Thyne 2011)",
        unit: "state-year",
        when: When::Hazard(Stream::Coups),
        who: Who::States,
        what: What::Coup,
        outcome: Outcome::Event,
        parameters: Stream::CoupParameters,
    };
    /// An armed conflict begins within a state.
    pub const CONFLICT: Self = Self {
        name: "conflict",
        definition: "at risk: each state in the system on 1 January; event: within the year an armed conflict within it of at least 25 deaths \
                     begins that was quiet for two years (UCDP/PRIO)",
        unit: "state-year",
        when: When::Hazard(Stream::Conflicts),
        who: Who::States,
        what: What::Conflict,
        outcome: Outcome::Event,
        parameters: Stream::ConflictParameters,
    };
    /// A treaty takes in others: the first step of accession.
    pub const OPENS: Self = Self {
        name: "opens",
        definition: "at risk: each treaty with three or more members in force on 1 January that a state is eligible to join; event: within \
                     the year an eligible state joins it (ATOP)",
        unit: "treaty-year",
        when: When::Hazard(Stream::Openings),
        who: Who::Alliances,
        what: What::Open,
        outcome: Outcome::Event,
        parameters: Stream::OpeningParameters,
    };
    /// A state joins a treaty: the second step of accession, who.
    pub const JOIN: Self = Self {
        name: "join",
        definition: "at risk: each state in the system on 1 January towards each treaty with three or more members in which it is not, if it \
                     is contiguous to a member, half of the members are of its region, or it shares a pact of defence with one; event: \
                     within the year it joins (ATOP)",
        unit: "state, treaty and year",
        when: When::Hazard(Stream::Entrants),
        who: Who::Candidates,
        what: What::Enter,
        outcome: Outcome::Event,
        parameters: Stream::EntryParameters,
    };
    /// Two states make a bilateral pact.
    pub const PACT: Self = Self {
        name: "pact",
        definition: "at risk: each two states in the system on 1 January; event: within the year they make a treaty of alliance of two (ATOP)",
        unit: "dyad-year",
        when: When::Hazard(Stream::PairPacts),
        who: Who::Couples,
        what: What::Pact,
        outcome: Outcome::Event,
        parameters: Stream::PactParameters,
    };
    /// Two states agree on defence cooperation.
    pub const COOPERATION: Self = Self {
        name: "cooperation",
        definition: "at risk: each two states in the system on 1 January; event: within the year they sign an agreement on defence \
                     cooperation (DCAD)",
        unit: "dyad-year",
        when: When::Hazard(Stream::Agreements),
        who: Who::Couples,
        what: What::Agree,
        outcome: Outcome::Event,
        parameters: Stream::AgreementParameters,
    };
    /// A member freezes its participation.
    pub const FREEZE: Self = Self {
        name: "freeze",
        definition: "at risk: each member but the patron that takes part; event: it suspends its participation",
        unit: "member-year",
        when: When::Hazard(Stream::Freezes),
        who: Who::TakingPart,
        what: What::Freeze,
        outcome: Outcome::Stated,
        parameters: Stream::Assumptions,
    };
    /// A frozen member takes part again.
    pub const THAW: Self = Self {
        name: "thaw",
        definition: "at risk: each frozen member; event: it takes part again",
        unit: "frozen member-year",
        when: When::Hazard(Stream::Thaws),
        who: Who::Frozen,
        what: What::Thaw,
        outcome: Outcome::Stated,
        parameters: Stream::Assumptions,
    };

    /// Those that are fitted.
    pub const ALL: [Self; 13] = [
        Self::LEAVE,
        Self::ENDS,
        Self::REPLACED,
        Self::ANSWERS,
        Self::JOINS,
        Self::HONOURS,
        Self::DISPUTE,
        Self::COUP,
        Self::CONFLICT,
        Self::OPENS,
        Self::JOIN,
        Self::PACT,
        Self::COOPERATION,
    ];

    /// The name in commands and files.
    pub fn name(self) -> &'static str {
        self.name
    }

    /// Who is at risk and what the event is, or who is asked what.
    pub fn definition(self) -> &'static str {
        self.definition
    }

    /// The unit of a row of its estimation sample.
    pub fn unit(self) -> &'static str {
        self.unit
    }

    /// What its model is of.
    pub fn outcome(self) -> Outcome {
        self.outcome
    }

    /// The stream of its parameters.
    pub fn parameters(self) -> Stream {
        self.parameters
    }
}

impl Who {
    /// Whether a treaty is open to processes with this risk set: in force, and with the members that it needs.
    pub fn is_open(self, view: &View<'_>) -> bool {
        let treaty = view.world.treaty(view.treaty);
        let needed = if matches!(self, Self::Members | Self::Alliances | Self::Candidates) { 3 } else { 2 };
        treaty.status() == TreatyStatus::InForce && treaty.member_states().nth(needed - 1).is_some()
    }

    /// Whether a member, or the treaty as a whole where the view has none, is in the risk set of an open treaty. Allies are those that
    /// the call of the view asks.
    pub fn holds(self, view: &View<'_>) -> bool {
        let status = view.member.map(|member| member.status);
        let member = view.member.is_some_and(|member| Some(member.state) != view.patron);
        match self {
            Self::Members => member && matches!(status, Some(Status::InForce | Status::Frozen)),
            Self::TakingPart => member && status == Some(Status::InForce),
            Self::Frozen => member && status == Some(Status::Frozen),
            Self::Treaties | Self::Alliances => view.member.is_none(),
            Self::Candidates => view.member.is_some_and(|own| is_eligible(view, own.state)),
            Self::Couples => view.member.is_some_and(|first| view.other.is_some_and(|second| second != first.state)),
            Self::Allies | Self::AlliesOfSides => view.call.is_some() && view.member.is_some(),
            Self::Commitments => false,
            Self::Pairs => view.member.is_some_and(|first| {
                let second = view.other.filter(|second| *second != first.state);
                second.is_some_and(|second| {
                    let positive = |value: Option<f64>| value.is_some_and(|value| value > 0.0);
                    let major = |state: StateId| view.world.get(Field::MAJOR_POWER, state.index());
                    let touch = view.world.get(Field::CONTIGUITY, view.world.pair_row(first.state, second));
                    [touch, major(first.state), major(second)].into_iter().any(positive)
                })
            }),
            Self::States => view.member.is_some(),
        }
    }
}

/// Whether a state that is not in the treaty of a view may join it: contiguous to a member, half of the members of its region, or a pact of
/// defence with a member.
fn is_eligible(view: &View<'_>, state: StateId) -> bool {
    let outside = view.world.treaty(view.treaty).member_states().all(|member| member != state);
    let at_least = |effect: Effect, least: f64| effect.value(view).is_some_and(|value| value >= least);
    outside
        && (at_least(Effect::BORDERS_MEMBER, 1.0)
            || at_least(Effect::REGION_SHARE, 0.5)
            || at_least(Effect::DEFENDED_SHARE, f64::MIN_POSITIVE))
}

impl What {
    /// The event of the world; `None` of an answer and a dispute, which say more than who and what, and of what no future has yet.
    ///
    /// # Panics
    /// If a process of members is asked without a state.
    pub fn event(self, treaty: TreatyId, state: Option<StateId>) -> Option<EventKind> {
        let member = || state.expect("a process of members has a member");
        Some(match self {
            Self::Leave => EventKind::Leaves { treaty, state: member(), cause: Cause::Withdrawal },
            Self::Freeze => EventKind::Freezes { treaty, state: member() },
            Self::Thaw => EventKind::Thaws { treaty, state: member() },
            Self::End => EventKind::TreatyEnds { treaty, cause: Cause::TreatyEnded },
            Self::Replace => EventKind::TreatyEnds { treaty, cause: Cause::Replaced },
            Self::Coup => EventKind::Coup { state: member(), succeeds: false },
            Self::Conflict => EventKind::ConflictBegins { state: member() },
            Self::Enter => EventKind::Joins { treaty, state: member() },
            Self::Answer | Self::Join | Self::Honour | Self::Dispute | Self::Open | Self::Pact | Self::Agree => {
                return None;
            }
        })
    }

    /// Whether the event can happen at all to the member, or treaty, of a view, whatever its rate.
    pub fn is_possible(self, view: &View<'_>) -> bool {
        let status = view.member.map(|member| member.status);
        if matches!(self, Self::Dispute | Self::Coup | Self::Conflict | Self::Pact | Self::Agree) {
            return view.member.is_some();
        }
        view.world.treaty(view.treaty).is_open()
            && match self {
                Self::Leave => status.is_some_and(Status::is_open),
                Self::Freeze => status == Some(Status::InForce),
                Self::Thaw => status == Some(Status::Frozen),
                Self::End | Self::Replace | Self::Open => true,
                Self::Enter => view.member.is_some_and(|own| {
                    view.world.treaty(view.treaty).member_states().all(|member| member != own.state)
                }),
                Self::Answer | Self::Join => view.call.is_some(),
                Self::Honour | Self::Dispute | Self::Coup | Self::Conflict | Self::Pact | Self::Agree => false,
            }
    }
}

impl ProcessKind {
    /// The process with this hazard; *any end* is counted by the rows of *leave*.
    pub fn process(self) -> Process {
        match self {
            Self::Leave | Self::AnyEnd => Process::LEAVE,
            Self::Ends => Process::ENDS,
            Self::Replaced => Process::REPLACED,
        }
    }
}

impl std::str::FromStr for Process {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = Self::ALL.map(Self::name);
        Self::ALL.into_iter().find(|own| own.name() == text).ok_or_else(|| {
            let near =
                foedera_diagnostic::nearest(text, names).map_or(String::new(), |near| format!("; is `{near}` meant?"));
            format!("`{text}` is not a process; known: {}{near}", names.join(", "))
        })
    }
}
