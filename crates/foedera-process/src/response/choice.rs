//! Which forecast of an answer is given, chosen by nested selection, as a model file holds it.
//!
//! Left to others: making the choice, which counts rates in a register of calls (`foedera-lab`).

/// A forecast among which is chosen; of equal scores the first is taken, the simplest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Candidate {
    /// The rate of all calls.
    Overall,
    /// The rate of calls of the same kind: unrest at home, or not.
    Kind,
    /// The rate of the ally (of troops from anyone: of the treaty and trigger), shrunk.
    Own,
    /// The model of answers (of troops from anyone: its likeliest ally).
    Model,
    /// The mean of the model and the shrunk rate.
    Mean,
}

impl Candidate {
    /// All of them, the simplest first.
    pub const ALL: [Self; 5] = [Self::Overall, Self::Kind, Self::Own, Self::Model, Self::Mean];

    /// The name in model files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Overall => "overall_rate",
            Self::Kind => "rate_by_kind",
            Self::Own => "shrunk_rate",
            Self::Model => "model",
            Self::Mean => "mean_of_model_and_shrunk_rate",
        }
    }

    /// What it is, in words.
    pub fn what(self) -> &'static str {
        match self {
            Self::Overall => "the rate of all calls",
            Self::Kind => "the rate of calls of the same kind (unrest at home, or not)",
            Self::Own => "the shrunk rate",
            Self::Model => "the model",
            Self::Mean => "the mean of the model and the shrunk rate",
        }
    }
}

impl std::str::FromStr for Candidate {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|candidate| candidate.name() == text);
        found.ok_or_else(|| format!("`{text}` is no forecast among which is chosen"))
    }
}

/// The scores of one way to leave calls out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nested {
    /// Brier score of what the rule forecast, its choice made on the other calls.
    pub brier: f64,
    /// Brier scores of [`Candidate::ALL`] on the same calls.
    pub candidates: [f64; 5],
    /// How often the rule chose each.
    pub chosen: [u32; 5],
    /// Share of pairs of an event and another case of one call in which the event had the higher forecast; missing where the
    /// unit is the call.
    pub within_call_auc: Option<f64>,
    /// Calls that were forecast.
    pub calls: u32,
}

/// The choice for one question, and how the rule by which it was made scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// What the rule chooses when it sees all calls: the forecast that is given.
    pub given: Candidate,
    /// Cases.
    pub cases: u32,
    /// Each call left out in turn.
    pub by_call: Nested,
    /// Each call forecast from earlier ones; forecasts of the model still know all calls but the one.
    pub by_time: Nested,
}

/// The choices for the two questions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choices {
    /// Troops from an ally that could be asked, over calls of which it is known of every ally whether it sent troops.
    pub ally: Choice,
    /// Troops from anyone.
    pub anyone: Choice,
}

impl Choices {
    /// The scores of what is given, in sentences.
    pub fn words(&self) -> Vec<String> {
        let line = |what: &str, choice: &Choice, more: String| {
            let (by_call, by_time) = (&choice.by_call, &choice.by_time);
            let [overall, kind, own, model, _] = by_call.candidates;
            format!(
                "{what}: given is {}. Brier with the choice made on the other calls {:.3}, against {overall:.3} for the rate of \
                 all other calls, {kind:.3} for that of calls of the same kind, {own:.3} for the shrunk rate and {model:.3} for the \
                 model (n = {} in {} calls); from earlier calls only {:.3}, against {:.3} for the rate by kind ({} calls){more}",
                choice.given.what(),
                by_call.brier,
                choice.cases,
                by_call.calls,
                by_time.brier,
                by_time.candidates[1],
                by_time.calls
            )
        };
        let auc = self.ally.by_call.within_call_auc.map_or(String::new(), |auc| {
            format!("; of a sender and a non-sender of one call the sender is the likelier in {:.0} %", 100.0 * auc)
        });
        vec![
            line(
                "troops from an ally, all allies of the calls whose list of senders is complete, each call with the same weight",
                &self.ally,
                auc,
            ),
            line("troops from anyone", &self.anyone, String::new()),
        ]
    }
}
