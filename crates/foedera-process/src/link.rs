//! Links between processes: what has happened to a state or its treaty multiplies the rate of another process of it.
//!
//! A link is data: the field of the world that it reads, the process whose rate it moves, and the ratio of rates with what it rests on.
//! [`Evidence`] keeps apart what is estimated, what was looked for and not found, and what is only assumed: futures have the first, and the
//! other two only where a user names them with a range.

use foedera_world::{Day, Field};

use crate::event::EventModel;
use crate::{Effect, Multiplier, Process, Rates};

/// Whose past a link reads: the link holds while the field is positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reads {
    /// A field of the state in question.
    Own(Field),
    /// A field of any other state around the treaty with a land border to it.
    Neighbours(Field),
    /// A field of the treaty.
    Treaty(Field),
}

/// Which rate a link multiplies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moves {
    /// That of freezes by an organisation's decision.
    Suspension,
    /// That of freezes by a member's own decision.
    Freeze,
    /// That of leaving.
    Leave,
    /// That of disputes that others begin against the state.
    DisputeAgainst,
    /// That of disputes that the state begins.
    DisputeBy,
    /// That of coup attempts.
    Coup,
    /// That of armed conflicts over government or territory within the state.
    Conflict,
    /// That of new bilateral pacts with states outside of the treaty.
    Pact,
}

impl Moves {
    /// The process, in the words of commands.
    pub fn process(self) -> &'static str {
        match self {
            Self::Suspension | Self::Freeze => "freeze",
            Self::Leave => "leave",
            Self::DisputeAgainst | Self::DisputeBy => "dispute",
            Self::Coup => "coup",
            Self::Conflict => "conflict",
            Self::Pact => "pact",
        }
    }

    /// The same with what is meant of it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Suspension => "freeze, by the organisation",
            Self::Freeze => "freeze, by own decision",
            Self::Leave => "leave",
            Self::DisputeAgainst => "dispute against it",
            Self::DisputeBy => "dispute that it begins",
            Self::Coup => "coup attempt",
            Self::Conflict => "armed conflict",
            Self::Pact => "new bilateral pact",
        }
    }
}

/// What a link rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Evidence {
    /// Estimated: futures have it.
    Known,
    /// Looked for, and no effect found: futures have it only on demand.
    Null,
    /// Not identified by data: an assumption with a range, on only on demand.
    Assumed,
}

impl Evidence {
    /// The word in files and commands.
    pub fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Null => "null",
            Self::Assumed => "assumed",
        }
    }
}

/// A link from one process to the rate of another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Link {
    /// Its name in commands and files.
    pub name: &'static str,
    /// What has happened, in words.
    pub from: &'static str,
    /// Where that is read.
    pub reads: Reads,
    /// What it moves.
    pub moves: Moves,
    /// What it rests on.
    pub evidence: Evidence,
    /// The last day of the data that its estimate needs: a forecast of an earlier day does not know it.
    pub until: &'static str,
    /// The ratio of rates: median, 5 % and 95 %. Of an assumption the range that is offered, its middle first.
    pub ratio: (f64, f64, f64),
    /// What was counted.
    pub counted: &'static str,
    /// The sign that the literature gives it, with the work, as recalled and not read here (docs/moving.md); empty if none is known to us.
    pub literature: &'static str,
    /// Where the estimate is from.
    pub source: &'static str,
    /// The claim of the commentary that is this link, if one is.
    pub claim: Option<&'static str>,
    /// The multiplier of the counted rates of suspension that it is, by its name there: that is the estimate, as known on a day, and
    /// [`Link::ratio`] its prior.
    pub multiplier: Option<&'static str>,
    /// The fitted model that it stands in as an effect, whose coefficient then is the link and [`Link::ratio`] what a plain logit found.
    pub effect: Option<(Process, Effect)>,
}

const SUSPENSIONS: &str = "models/freeze.toml: the atlas's freezes beside UCDP/PRIO, Powell and Thyne, the register";
const PRIOR: &str = "the prior; what was counted on top of it is told beside";
const CALLS: &str = "the register's declined calls and MID 5, calls 1946 to 2011";
const LOGIT: &str = "yearly logit, shrunk; interval from the information of its events";

const fn known(name: &'static str, from: &'static str, reads: Reads, moves: Moves, ratio: (f64, f64, f64)) -> Link {
    Link {
        name,
        from,
        reads,
        moves,
        evidence: Evidence::Known,
        until: "2018-12-31",
        ratio,
        counted: "",
        literature: "",
        source: LOGIT,
        claim: None,
        multiplier: None,
        effect: None,
    }
}

const fn assumed(name: &'static str, from: &'static str, reads: Reads, moves: Moves, ratio: (f64, f64, f64)) -> Link {
    Link { evidence: Evidence::Assumed, source: "not identified by data", ..known(name, from, reads, moves, ratio) }
}

const DECLINED: Reads = Reads::Own(Field::RECENT_DECLINED);
const A_DECLINED_CALL: &str = "a call for it declined within 3 years";

impl Link {
    /// All of them: known, looked for and not found, assumed.
    pub const ALL: [Self; 17] = [
        Self {
            counted: PRIOR,
            literature: "+ (Hellquist and Palestini 2021)",
            source: SUSPENSIONS,
            multiplier: Some("armed_conflict_by_organisation"),
            ..known(
                "conflict-suspends",
                "armed conflict begun within 2 years",
                Reads::Own(Field::CONFLICT_2_YEARS),
                Moves::Suspension,
                (9.5, 3.0, 30.0),
            )
        },
        Self {
            counted: "1 of 54 member-years, Armenia's; held out the plain rate is no worse",
            literature: "+ (Narang and LeVeck 2019, of partners that hedge)",
            source: SUSPENSIONS,
            claim: Some("C2"),
            multiplier: Some("declined_call_own_decision"),
            ..assumed("declined-call-freezes", A_DECLINED_CALL, DECLINED, Moves::Freeze, (10.0, 2.0, 50.0))
        },
        Self {
            until: "2014-12-31",
            counted: "20 observed, 13.5 expected",
            literature: "+ (Clare and Danilovic 2010, of reputation)",
            source: CALLS,
            ..known(
                "declined-call-invites-attack",
                A_DECLINED_CALL,
                DECLINED,
                Moves::DisputeAgainst,
                (1.48, 0.98, 2.15),
            )
        },
        Self {
            effect: Some((Process::DISPUTE, Effect::CONFLICT_AT_HOME)),
            counted: "844 onsets at hostility 4 or 5",
            literature: "+ (Gleditsch, Salehyan and Schultz 2008)",
            ..known(
                "conflict-brings-disputes",
                "armed conflict in it",
                Reads::Own(Field::CONFLICT),
                Moves::DisputeBy,
                (1.32, 1.14, 1.54),
            )
        },
        Self {
            effect: Some((Process::DISPUTE, Effect::TARGET_CONFLICT)),
            counted: "844 onsets at hostility 4 or 5",
            literature: "+ (Gleditsch, Salehyan and Schultz 2008)",
            ..known(
                "conflict-invites-disputes",
                "armed conflict in it",
                Reads::Own(Field::CONFLICT),
                Moves::DisputeAgainst,
                (1.38, 1.18, 1.60),
            )
        },
        Self {
            effect: Some((Process::COUP, Effect::CONFLICT_AT_HOME)),
            counted: "325 attempts",
            literature: "+ (Bell and Sudduth 2017)",
            ..known(
                "conflict-brings-coups",
                "armed conflict in it",
                Reads::Own(Field::CONFLICT),
                Moves::Coup,
                (1.32, 1.02, 1.71),
            )
        },
        Self {
            effect: Some((Process::CONFLICT, Effect::NEIGHBOUR_CONFLICT)),
            counted: "321 onsets",
            literature: "+ (Buhaug and Gleditsch 2008)",
            ..known(
                "conflict-spreads",
                "armed conflict in a neighbour",
                Reads::Neighbours(Field::CONFLICT),
                Moves::Conflict,
                (1.63, 1.35, 1.97),
            )
        },
        Self {
            evidence: Evidence::Null,
            counted: "130 observed, 137 expected",
            literature: "− (Piplani and Talmadge 2016)",
            source: "Powell and Thyne, MID 5",
            ..known(
                "dispute-brings-coups",
                "a dispute of it within 3 years",
                Reads::Own(Field::RECENT_DISPUTES),
                Moves::Coup,
                (0.95, 0.82, 1.10),
            )
        },
        Self {
            evidence: Evidence::Null,
            counted: "158 observed, 151 expected",
            literature: "",
            source: "UCDP/PRIO, MID 5",
            ..known(
                "dispute-brings-conflict",
                "a dispute of it within 3 years",
                Reads::Own(Field::RECENT_DISPUTES),
                Moves::Conflict,
                (1.05, 0.91, 1.20),
            )
        },
        Self {
            evidence: Evidence::Null,
            counted: "of targets in another dispute: 1,134 observed, 1,126 expected",
            literature: "+ (opportunity: Hensel 2001)",
            source: "MID 5",
            ..known(
                "dispute-invites-another",
                "a dispute of it within 3 years",
                Reads::Own(Field::RECENT_DISPUTES),
                Moves::DisputeAgainst,
                (1.01, 0.96, 1.06),
            )
        },
        Self {
            evidence: Evidence::Null,
            counted: "of pacts with a rival of the other side: 130 observed, 117 expected",
            literature: "+ (spiral: Kenwick and Vasquez 2017; − deterrence: Johnson and Leeds 2011)",
            source: "ATOP 5.1, MID 5",
            ..known(
                "pact-brings-disputes",
                "a new bilateral pact of it within 3 years",
                Reads::Own(Field::RECENT_PACTS),
                Moves::DisputeAgainst,
                (1.11, 0.96, 1.29),
            )
        },
        Self {
            counted: "15 observed, 11.1 expected; after calls that were fully answered 9, 3.8 expected",
            literature: "+ (Narang and LeVeck 2019)",
            claim: Some("C23"),
            ..assumed("unanswered-call-hedges", A_DECLINED_CALL, DECLINED, Moves::Pact, (1.7, 1.0, 3.0))
        },
        Self {
            counted: "1 observed, .30 expected: 3.4 (.2 to 16)",
            literature: "+ (Narang and LeVeck 2019, of partners that hedge)",
            claim: Some("C22"),
            ..assumed("unanswered-call-leaves", A_DECLINED_CALL, DECLINED, Moves::Leave, (2.2, 1.0, 5.0))
        },
        Self {
            counted: "3 observed, .98 expected: 3.1 (.8 to 7.9)",
            literature: "+ (von Borzyskowski and Vabulas 2019)",
            claim: Some("C26"),
            ..assumed(
                "exit-contagion",
                "an exit of another member within 3 years",
                Reads::Treaty(Field::RECENT_EXITS),
                Moves::Leave,
                (2.5, 0.8, 7.9),
            )
        },
        Self {
            counted: "no series of refused texts beside exits",
            claim: Some("C1"),
            ..assumed(
                "refused-text-freezes",
                "a text of the members refused within 3 years",
                Reads::Own(Field::RECENT_REFUSED),
                Moves::Freeze,
                (3.2, 1.0, 10.0),
            )
        },
        Self {
            counted: "not counted",
            literature: "+ (Narang and LeVeck 2019)",
            claim: Some("C23"),
            ..assumed(
                "hedging-leaves",
                "a new bilateral pact of it within 3 years",
                Reads::Own(Field::RECENT_PACTS),
                Moves::Leave,
                (1.4, 1.0, 2.0),
            )
        },
        Self {
            counted: PRIOR,
            literature: "+ (Hellquist and Palestini 2021)",
            source: SUSPENSIONS,
            multiplier: Some("coup_by_organisation"),
            ..known(
                "coup-suspends",
                "coup that succeeded within 2 years",
                Reads::Own(Field::OVERTHROWN_2_YEARS),
                Moves::Suspension,
                (5.5, 1.0, 30.0),
            )
        },
    ];

    /// The link of this name.
    ///
    /// # Errors
    /// What is wrong, and the names that there are.
    pub fn find(name: &str) -> Result<&'static Self, (String, String)> {
        const ALL: &[Link] = &Link::ALL;
        let names = ALL.iter().map(|link| link.name);
        ALL.iter().find(|link| link.name == name).ok_or_else(|| {
            let list = names.clone().collect::<Vec<_>>().join(", ");
            let near = foedera_diagnostic::nearest(name, names);
            let remedy =
                near.map_or(format!("use one of {list}"), |near| format!("did you mean `{near}`? There are {list}"));
            (format!("there is no assumption `{name}`"), remedy)
        })
    }

    /// Whether a forecast of a day can know it: it is estimated, on data that end before; of a multiplier of suspensions, there was one
    /// by then while it held. `suspensions` are the counted rates as known on the day.
    pub fn is_known_on(&self, day: Day, suspensions: &Rates) -> bool {
        self.evidence == Evidence::Known
            && match self.multiplier {
                Some(_) => self.multiplier_in(suspensions).is_some_and(|own| own.events > 0),
                None => self.until.parse::<Day>().is_ok_and(|until| until < day),
            }
    }

    /// The multiplier of the counted rates of suspension that it is; `None` if it is none.
    pub fn multiplier_in<'r>(&self, suspensions: &'r Rates) -> Option<&'r Multiplier> {
        suspensions.multiplier(self.multiplier?)
    }

    /// The ratio of rates that a coefficient of the model which it stands in says; `None` if it stands in none, or the model lacks the effect.
    pub fn ratio_in(&self, model: &EventModel, theta: &[f64]) -> Option<f64> {
        let (process, effect) = self.effect?;
        let place = model.effects.iter().position(|own| own.effect == effect && model.process == process)?;
        let scaling = &model.effects[place].scaling;
        Some(foedera_math::exp(theta[place] * (scaling.standard(1.0) - scaling.standard(0.0))))
    }

    /// The ratio at a standard normal number: log-normal with the median and the 5 and 95 % of the estimate, each side by its own.
    pub fn ratio_at(&self, z: f64) -> f64 {
        /// The 95 % quantile of a standard normal number.
        const TAIL: f64 = 1.644_853_626_951_472;
        let (median, low, high) = self.ratio;
        let end = if z < 0.0 { low } else { high };
        median * foedera_math::exp(foedera_math::ln(end / median).abs() * z / TAIL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_has_a_name_of_its_own_a_ratio_in_its_interval_and_a_day() {
        for (place, link) in Link::ALL.iter().enumerate() {
            let (median, low, high) = link.ratio;
            assert!(0.0 < low && low <= median && median <= high, "{}", link.name);
            assert!(link.until.parse::<Day>().is_ok() && !link.counted.is_empty(), "{}", link.name);
            assert!(Link::ALL[..place].iter().all(|other| other.name != link.name), "{}", link.name);
            assert_eq!(Link::find(link.name), Ok(&Link::ALL[place]));
            for (z, wanted) in [(-1.644_853_626_951_472, low), (0.0, median), (1.644_853_626_951_472, high)] {
                assert!((link.ratio_at(z) / wanted - 1.0).abs() < 1e-12, "{}", link.name);
            }
        }
    }

    #[test]
    fn a_forecast_does_not_know_a_link_that_rests_on_what_came_after_it() {
        let day = |text: &str| text.parse::<Day>().expect("a day");
        let by_year = crate::ByYear { from: 2000, events: vec![0, 2], exposure: vec![0.1, 0.2] };
        let rates = Rates {
            process: "freeze".into(),
            definition: "a".into(),
            window: ("2000-01-01".into(), "2001-12-31".into()),
            datasets: Vec::new(),
            rates: Vec::new(),
            shares: Vec::new(),
            multipliers: vec![Multiplier {
                name: "coup_by_organisation".into(),
                definition: "b".into(),
                prior: (1.0, 30.0),
                events: 2,
                expected: 0.2,
                years: 9.0,
                by_year: Some(by_year),
            }],
            treaty_deviation: None,
            scores: Vec::new(),
        };
        let is_known = |name: &str, on: &str| {
            let link = Link::find(name).expect("it is there");
            link.is_known_on(day(on), &rates.known_on(day(on)))
        };
        assert!(!is_known("coup-suspends", "2001-11-25") && is_known("coup-suspends", "2002-01-01"));
        assert!(!is_known("dispute-brings-coups", "2026-01-01"), "looked for and not found");
        assert!(!is_known("conflict-spreads", "2018-01-01") && is_known("conflict-spreads", "2019-01-01"));
        assert!(!is_known("unanswered-call-hedges", "2026-01-01"));
    }

    #[test]
    fn an_unknown_link_is_refused_with_the_list() {
        let (message, remedy) = Link::find("unanswered-call-hedge").unwrap_err();
        assert!(message.contains("unanswered-call-hedge") && remedy.contains("did you mean `unanswered-call-hedges`?"));
        assert!(remedy.contains("exit-contagion"));
    }
}
