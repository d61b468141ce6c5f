//! The random streams of the workspace, each with a number of its own.

/// A random stream: the purpose for which numbers are drawn. Draws of two streams are independent of each other, whatever their
/// seed, future and option.
///
/// The numbers are part of what a seed means, so they stay as they are; a new purpose gets a new number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stream {
    /// Treaties drawn with replacement: the interval of a base rate.
    BaseRates,
    /// The clock after which a member leaves its treaty.
    Leaves,
    /// The clock after which a member freezes its participation.
    Freezes,
    /// The clock after which a frozen member takes part again.
    Thaws,
    /// The clock after which a treaty ends for all.
    Ends,
    /// The clock after which a treaty is replaced.
    Replaced,
    /// The clock after which others begin a dispute against a state.
    DisputesAgainst,
    /// The clock after which a state begins a dispute.
    DisputesBy,
    /// The clock after which a state calls for help against unrest that is neither.
    Protests,
    /// The clock after which a state makes a bilateral pact.
    Pacts,
    /// Options at risk drawn beside an event of a relational process.
    RiskSets,
    /// Histories of a relational process.
    RelationalHistories,
    /// Sets of actors drawn beside one that acted together.
    ActorSets,
    /// Coefficients of *leave*.
    LeaveCoefficients,
    /// Coefficients of *ends*.
    EndsCoefficients,
    /// Coefficients of *replaced*.
    ReplacedCoefficients,
    /// The frailty of the treaty of a scenario.
    TreatyFrailty,
    /// Assumptions stated in a scenario.
    Assumptions,
    /// The size of a scenario's shock.
    Shocks,
    /// Who signs a text, where all outcomes are too many.
    Signatures,
    /// Positions of actors in a negotiation.
    Positions,
    /// Saliences of issues for actors.
    Saliences,
    /// Capabilities of actors.
    Capabilities,
    /// What holds on an issue without an agreement.
    References,
    /// The text on the table.
    Drafts,
    /// What signing costs an actor at home.
    SigningCosts,
    /// What an actor is given for signing.
    SidePayments,
    /// Which voters stand together, for the Banzhaf index.
    Coalitions,
    /// The order in which voters join, for the Shapley index.
    VoterOrders,
    /// Alignments from which a landscape is descended.
    Alignments,
    /// Parameters of the model of answers to calls.
    AnswerParameters,
    /// The intercept of a treaty that the model of answers has not seen.
    NewTreaties,
    /// The intercept of an ally that the model of answers has not seen.
    NewAllies,
    /// Panels simulated by an actor-oriented model.
    Panels,
    /// Proposals drawn with replacement: the interval of a difference between models of negotiation.
    ProposalBlocks,
    /// Blocks of cases drawn with replacement: the interval of a score.
    ScoreBlocks,
    /// Pairs of draws drawn with replacement: the interval of a share of variance.
    VarianceShares,
    /// Outcomes drawn as if forecasts were reliable: the consistency bands of a reliability diagram.
    ConsistencyBands,
    /// Parameters of the model of commitments honoured.
    HonourParameters,
    /// Parameters of the model of joining disputes.
    JoinParameters,
    /// Figures drawn in place of missing ones.
    MissingFigures,
    /// Ratios of rates of links between processes.
    LinkRatios,
    /// Rates of the processes around a treaty, of calls, and the force that a war binds.
    SurroundingRates,
    /// Parameters of the model of disputes.
    DisputeParameters,
    /// Parameters of the model of coups.
    CoupParameters,
    /// Parameters of the model of armed conflicts.
    ConflictParameters,
    /// The clock after which a first state begins a dispute with a second.
    Disputes,
    /// The clock after which a coup is attempted in a state.
    Coups,
    /// The clock after which an armed conflict begins in a state.
    Conflicts,
    /// Yearly changes of figures of states.
    Levels,
    /// The clock after which a treaty takes in others.
    Openings,
    /// Who joins a treaty that takes in others.
    Entrants,
    /// The clock after which two states make a bilateral pact.
    PairPacts,
    /// The clock after which two states agree on defence cooperation.
    Agreements,
    /// Parameters of the model of treaties that take in others.
    OpeningParameters,
    /// Parameters of the model of states that join a treaty.
    EntryParameters,
    /// Parameters of the model of bilateral pacts.
    PactParameters,
    /// Parameters of the model of agreements on defence cooperation.
    AgreementParameters,
    /// Cases without an event that a fit of rare events leaves out.
    ThinnedCases,
    /// The clock after which an armed conflict that goes on at the start ends.
    ConflictEnds,
    /// Made-up data of a test, an example or a benchmark. Its number is the one given and may be that of another stream: no run
    /// draws from it.
    Test(u32),
}

impl Stream {
    /// Every stream of a run.
    pub const ALL: [Self; 60] = [
        Self::BaseRates,
        Self::Leaves,
        Self::Freezes,
        Self::Thaws,
        Self::Ends,
        Self::Replaced,
        Self::DisputesAgainst,
        Self::DisputesBy,
        Self::Protests,
        Self::Pacts,
        Self::RiskSets,
        Self::RelationalHistories,
        Self::ActorSets,
        Self::LeaveCoefficients,
        Self::EndsCoefficients,
        Self::ReplacedCoefficients,
        Self::TreatyFrailty,
        Self::Assumptions,
        Self::Shocks,
        Self::Signatures,
        Self::Positions,
        Self::Saliences,
        Self::Capabilities,
        Self::References,
        Self::Drafts,
        Self::SigningCosts,
        Self::SidePayments,
        Self::Coalitions,
        Self::VoterOrders,
        Self::Alignments,
        Self::AnswerParameters,
        Self::NewTreaties,
        Self::NewAllies,
        Self::Panels,
        Self::ProposalBlocks,
        Self::ScoreBlocks,
        Self::VarianceShares,
        Self::ConsistencyBands,
        Self::HonourParameters,
        Self::JoinParameters,
        Self::MissingFigures,
        Self::LinkRatios,
        Self::SurroundingRates,
        Self::DisputeParameters,
        Self::CoupParameters,
        Self::ConflictParameters,
        Self::Disputes,
        Self::Coups,
        Self::Conflicts,
        Self::Levels,
        Self::Openings,
        Self::Entrants,
        Self::PairPacts,
        Self::Agreements,
        Self::OpeningParameters,
        Self::EntryParameters,
        Self::PactParameters,
        Self::AgreementParameters,
        Self::ThinnedCases,
        Self::ConflictEnds,
    ];

    /// The number by which its draws are keyed.
    pub const fn number(self) -> u32 {
        match self {
            Self::BaseRates => 0,
            Self::Leaves => 1,
            Self::Freezes => 2,
            Self::Thaws => 3,
            Self::Ends => 4,
            Self::Replaced => 5,
            Self::DisputesAgainst => 13,
            Self::DisputesBy => 10,
            Self::Protests => 11,
            Self::Pacts => 12,
            Self::RiskSets => 40,
            Self::RelationalHistories => 41,
            Self::ActorSets => 42,
            Self::LeaveCoefficients => 101,
            Self::EndsCoefficients => 102,
            Self::ReplacedCoefficients => 103,
            Self::TreatyFrailty => 104,
            Self::Assumptions => 105,
            Self::Shocks => 106,
            Self::Signatures => 0x5157,
            Self::Positions => 0x5300,
            Self::Saliences => 0x5301,
            Self::Capabilities => 0x5302,
            Self::References => 0x5303,
            Self::Drafts => 0x5304,
            Self::SigningCosts => 0x5305,
            Self::SidePayments => 0x5306,
            Self::Coalitions => 0x5307,
            Self::VoterOrders => 0x5308,
            Self::Alignments => 0x5309,
            Self::AnswerParameters => 0x0a1d_0001,
            Self::NewTreaties => 0x0a1d_0002,
            Self::NewAllies => 0x0a1d_0003,
            Self::Panels => 0x5a0a_0000,
            Self::ProposalBlocks => 0x6465_7531,
            Self::ScoreBlocks => 0x626f_6f74,
            Self::VarianceShares => 0x5ea5,
            Self::ConsistencyBands => 0x6261_6e64,
            Self::HonourParameters => 107,
            Self::JoinParameters => 108,
            Self::MissingFigures => 109,
            Self::LinkRatios => 120,
            Self::SurroundingRates => 121,
            Self::DisputeParameters => 110,
            Self::CoupParameters => 111,
            Self::ConflictParameters => 112,
            Self::Disputes => 6,
            Self::Coups => 7,
            Self::Conflicts => 8,
            Self::Levels => 9,
            Self::Openings => 50,
            Self::Entrants => 51,
            Self::PairPacts => 52,
            Self::Agreements => 53,
            Self::OpeningParameters => 140,
            Self::EntryParameters => 141,
            Self::PactParameters => 142,
            Self::AgreementParameters => 143,
            Self::ThinnedCases => 144,
            Self::ConflictEnds => 19,
            Self::Test(number) => number,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stream_has_a_number_of_its_own() {
        let mut numbers = Stream::ALL.map(Stream::number).to_vec();
        numbers.sort_unstable();
        assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "two streams share a number: {numbers:?}");
        // The compiler asks for a number of each variant, so the list is whole if it has as many as there are numbers.
        let given = include_str!("stream.rs")
            .lines()
            .filter(|line| line.trim_start().starts_with("Self::") && line.contains(" => "));
        assert_eq!(given.count(), Stream::ALL.len() + 1, "a stream is missing in `ALL`");
    }
}
