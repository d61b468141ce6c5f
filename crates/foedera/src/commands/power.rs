//! `foedera power`.

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_report::Style;
use foedera_summit::{DecisionRule, Form, Game, Power, RULE_FORMS};
use serde::Serialize;

use crate::args::PowerArgs;
use crate::commands::{Asked, lookup};
use crate::ground::Ground;
use crate::output;

/// Most voters.
const VOTERS: usize = 1000;
/// Most places after the point of a weight.
const PLACES: usize = 15;

/// Weights in whole units of 10 to the power of minus `places`.
struct Votes {
    units: Vec<u64>,
    places: usize,
}

impl Votes {
    /// Decimals as whole numbers of their smallest unit.
    fn new(texts: &[String]) -> Result<Self, Problems> {
        let after =
            |text: &String| text.trim().split_once('.').map_or(0, |(_, after)| after.trim_end_matches('0').len());
        let places = texts.iter().map(after).max().unwrap_or(0);
        let units = texts.iter().map(|text| Self::units(text, places)).collect::<Result<Vec<u64>, Problems>>()?;
        Ok(Self { units, places })
    }

    /// A decimal number in units of 10 to the power of minus `places`.
    fn units(text: &str, places: usize) -> Result<u64, Problems> {
        let text = text.trim();
        if text.starts_with('-') {
            return Err(usage(format!("`{text}` is negative"), "a vote weighs 0 or more: give weights from 0 on"));
        }
        let (whole, after) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && after.is_empty() || !digits(whole) || !digits(after) {
            return Err(usage(
                format!("`{text}` is no weight"),
                "write digits, with a point for decimals, and commas between weights: 12.5,7.25,3",
            ));
        }
        let after = after.trim_end_matches('0');
        let scaled = format!("{whole}{after:0<places$}");
        let number = scaled.parse::<u64>().ok().filter(|_| places <= PLACES && after.len() <= places);
        number.ok_or_else(|| {
            let remedy = "give smaller numbers, or fewer places: together they must be less than 2^64 smallest units";
            usage(format!("`{text}` is too large or too fine"), remedy)
        })
    }

    /// The weights in units with more places.
    fn finer(self, places: usize) -> Result<Self, Problems> {
        if places <= self.places {
            return Ok(self);
        }
        let texts: Vec<String> = self.units.iter().map(|units| number(*units, self.places)).collect();
        let units = texts.iter().map(|text| Self::units(text, places)).collect::<Result<Vec<u64>, Problems>>()?;
        Ok(Self { units, places })
    }
}

/// Units of 10 to the power of minus `places` as a decimal number.
fn number(units: u64, places: usize) -> String {
    if places == 0 {
        return units.to_string();
    }
    let digits = format!("{units:0>width$}", width = places + 1);
    let (whole, after) = digits.split_at(digits.len() - places);
    let text = format!("{whole}.{after}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A number of votes, whole where it is.
#[derive(Serialize)]
#[serde(untagged)]
enum Amount {
    Whole(u64),
    Decimal(f64),
}

impl Amount {
    fn new(units: u64, places: usize) -> Self {
        let text = number(units, places);
        text.parse().map_or_else(|_| Self::Decimal(text.parse().unwrap_or(f64::INFINITY)), Self::Whole)
    }
}

impl std::fmt::Display for Amount {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(number) => write!(f, "{number}"),
            Self::Decimal(number) => write!(f, "{number}"),
        }
    }
}

#[derive(Serialize)]
struct Answer {
    treaty: Option<String>,
    rule: String,
    /// The weight that passes; of heads where heads are counted.
    quota: Amount,
    /// The heads that pass beside a quota of weight, 0 where they do not count.
    heads: usize,
    votes: Amount,
    exact: bool,
    standard_error: f64,
    power_to_act: f64,
    voters: Vec<Voter>,
}

#[derive(Serialize)]
struct Voter {
    name: String,
    weight: Amount,
    banzhaf: f64,
    banzhaf_absolute: f64,
    shapley_shubik: f64,
}

fn usage(message: String, remedy: &str) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy.to_owned()).into()
}

pub(crate) fn run(args: &PowerArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (atlas, asked) = (ground.atlas()?, Asked::new(args.at)?);
    let (treaty, names, votes) = match &args.treaty {
        Some(name) => {
            let treaty = lookup::treaty(atlas.roster(), name)?;
            let world = atlas.history.treaty_at(treaty, Some(asked.day));
            let members = world.treaty(treaty).members().map(|m| atlas.roster().state(m.state).key.clone());
            let members: Vec<String> = members.collect();
            let votes = Votes { units: vec![1; members.len()], places: 0 };
            (Some(atlas.roster().treaty(treaty).key.clone()), members, votes)
        }
        None => {
            if args.at.is_some() {
                return Err(usage("`--at` needs a treaty".to_owned(), "leave it out: weights have no day"));
            }
            (None, (1..=args.weights.len()).map(|k| k.to_string()).collect(), Votes::new(&args.weights)?)
        }
    };
    if names.len() < 2 || names.len() > VOTERS {
        return Err(usage(
            format!("{} voters are too {} for a vote", names.len(), if names.len() < 2 { "few" } else { "many" }),
            "name a treaty with members on that day (--at), or give 2 to 1000 weights",
        ));
    }
    if args.orders == 0 {
        return Err(usage("`--orders` is 0".to_owned(), "give a number of orders from 1 on"));
    }
    let weighed = args.treaty.is_none();
    let (game, places) = match &args.quota {
        Some(quota) => by_quota(votes, quota)?,
        None => by_rule(&names, votes, &args.rule, weighed)?,
    };
    let power = game.power(args.orders, 1);
    let treaty_asked = treaty.is_some();
    let answer = answer(args, treaty, &names, (&game, places), &power);
    let text = |style: Style| {
        let head = if treaty_asked { asked.line() } else { String::new() };
        output::clean(&(head + &text(&answer, style)), style)
    };
    output::answer(&args.print, output::Answered { command: "power", table: "voters" }, &answer, text)?;
    Ok(ExitCode::Success)
}

/// All votes together, if they make a game.
fn together(votes: &Votes) -> Result<u64, Problems> {
    let total: u128 = votes.units.iter().map(|weight| u128::from(*weight)).sum();
    u64::try_from(total).ok().filter(|total| *total > 0).ok_or_else(|| {
        let message = format!("the votes together are {total} of their smallest unit");
        usage(message, "give weights that add up to more than 0 and to less than 2^64 smallest units")
    })
}

/// The game of a quota of weight.
fn by_quota(votes: Votes, quota: &str) -> Result<(Game, usize), Problems> {
    let told = Votes::new(&[quota.to_owned()])?;
    let votes = votes.finer(told.places)?;
    let needed = told.finer(votes.places)?.units[0];
    let total = together(&votes)?;
    if needed == 0 {
        return Err(usage("a quota of 0 passes without a vote".to_owned(), "give a quota above 0"));
    }
    if needed > total {
        return Err(usage(
            format!("a quota of {quota} is more than all votes together, which are {}", number(total, votes.places)),
            "give a smaller quota",
        ));
    }
    Ok((Game { weights: votes.units, quota: needed, heads: 0, vetoes: Vec::new() }, votes.places))
}

/// The form that counts the weights given; the votes of a treaty's members have none but those that the rule gives.
fn weighing(parsed: &DecisionRule, weighed: bool) -> Result<Form, Problems> {
    match parsed.form {
        Form::Majority if weighed => Ok(Form::Weighted(None)),
        Form::Qualified(share) if weighed => Ok(Form::Weighted(Some(share))),
        form @ Form::Consensus(1..) if weighed => Err(usage(
            format!("`{form}` counts heads, and weights are given"),
            "write majority, qualified:0.7 or --quota, or leave out --weights",
        )),
        form @ (Form::Weighted(_) | Form::Double(_)) if !weighed && parsed.weights.is_empty() => Err(usage(
            format!("`{form}` needs a weight or a population for each member"),
            "add them: double+weights:A=3,B=1",
        )),
        _ if weighed && !parsed.weights.is_empty() => Err(usage(
            "the rule weighs the votes, and --weights does so too".to_owned(),
            "leave out either `+weights` or --weights",
        )),
        form => Ok(form),
    }
}

/// The least whole number of votes that is this share of all, or exceeds it. The share is the simplest fraction that
/// the number given stands for, so that 0.7 of 10 is 7 and 5/6 of 6 is 5.
fn least(share: f64, exceeded: bool, all: u64) -> u64 {
    let (mut above, mut below) = ((1_u128, 0_u128), (0_u128, 1_u128));
    let mut left = share;
    loop {
        let whole = left.floor();
        (above, below) = ((whole as u128 * above.0 + above.1, above.0), (whole as u128 * below.0 + below.1, below.0));
        let found = above.0 as f64 / below.0 as f64 == share || below.0 > 1 << 53 || left == whole;
        if found {
            break;
        }
        left = 1.0 / (left - whole);
    }
    let product = above.0 * u128::from(all);
    let least = if exceeded { product / below.0 + 1 } else { product.div_ceil(below.0) };
    u64::try_from(least).unwrap_or(u64::MAX)
}

/// The game of a rule over these votes. An objection is a vote that is missing.
fn by_rule(names: &[String], votes: Votes, text: &str, weighed: bool) -> Result<(Game, usize), Problems> {
    let mut parsed = text.parse::<DecisionRule>().map_err(|error| usage(error.to_string(), RULE_FORMS))?;
    parsed.form = weighing(&parsed, weighed)?;
    let keys: Vec<&str> = names.iter().map(String::as_str).collect();
    together(&votes)?;
    let capabilities: Vec<f64> = votes.units.iter().map(|weight| *weight as f64).collect();
    let rule = parsed.for_actors(&keys, &capabilities).map_err(|error| usage(error.to_string(), RULE_FORMS))?;
    let votes = match rule.quotas.last() {
        Some(stated) if !parsed.weights.is_empty() => {
            Votes::new(&stated.weights.iter().map(f64::to_string).collect::<Vec<String>>())?
        }
        _ => votes,
    };
    let (total, n) = (together(&votes)?, names.len() as u64);
    let of = |share: Option<f64>, all: u64| least(share.unwrap_or(0.5), share.is_none(), all);
    let (quota, heads) = match parsed.form {
        Form::Unanimity => (0, n),
        Form::Consensus(most) => (0, n.saturating_sub(most as u64)),
        Form::Majority => (0, of(None, n)),
        Form::Qualified(share) => (0, of(Some(share), n)),
        Form::Weighted(share) => (of(share, total), 0),
        Form::Double(shares) => (of(shares.map(|s| s.1), total), of(shares.map(|s| s.0), n)),
    };
    if quota == 0 && heads == 0 && rule.vetoes.is_empty() {
        return Err(usage(format!("`{text}` passes without a vote of {n}"), "let fewer object"));
    }
    Ok((Game { weights: votes.units, quota, heads: heads as usize, vetoes: rule.vetoes }, votes.places))
}

fn answer(
    args: &PowerArgs,
    treaty: Option<String>,
    names: &[String],
    (game, places): (&Game, usize),
    power: &Power,
) -> Answer {
    let voter = |place: usize| Voter {
        name: names[place].clone(),
        weight: Amount::new(game.weights[place], places),
        banzhaf: power.banzhaf[place],
        banzhaf_absolute: power.banzhaf_absolute[place],
        shapley_shubik: power.shapley_shubik[place],
    };
    let heads_alone = game.quota == 0;
    Answer {
        treaty,
        rule: args.quota.as_ref().map_or_else(|| args.rule.clone(), |quota| format!("quota {quota}")),
        quota: if heads_alone { Amount::Whole(game.heads as u64) } else { Amount::new(game.quota, places) },
        heads: game.heads,
        votes: if heads_alone {
            Amount::Whole(names.len() as u64)
        } else {
            Amount::new(game.weights.iter().sum(), places)
        },
        exact: power.exact,
        standard_error: power.error,
        power_to_act: power.power_to_act,
        voters: (0..names.len()).map(voter).collect(),
    }
}

fn text(answer: &Answer, style: Style) -> String {
    let head = format!(
        "{}{}, {} votes, {} needed{}; the power to act is {:.4} (Coleman 1971){}\n\n",
        answer.treaty.as_ref().map_or(String::new(), |treaty| format!("{treaty}, ")),
        answer.rule,
        answer.votes,
        answer.quota,
        match (&answer.quota, answer.heads) {
            (_, 0) => String::new(),
            (Amount::Whole(quota), heads) if *quota == heads as u64 => String::new(),
            (_, heads) => format!(" of {heads} voters or more"),
        },
        answer.power_to_act,
        if answer.exact { String::new() } else { format!("; sampled, standard error {:.4}", answer.standard_error) }
    );
    let first = &answer.voters[0];
    let alike = |voter: &Voter| {
        (voter.banzhaf_absolute - first.banzhaf_absolute).abs() < 1e-12
            && (voter.shapley_shubik - first.shapley_shubik).abs() < 1e-12
    };
    if answer.exact && answer.voters.iter().all(alike) {
        let n = answer.voters.len();
        let names: Vec<&str> = answer.voters.iter().map(|voter| voter.name.as_str()).collect();
        return head
            + &format!(
                "each of the {n} voters has 1/{n} = {:.5} of the power (Banzhaf and Shapley-Shubik alike; absolute Banzhaf {:.5}): {}\n",
                first.shapley_shubik,
                first.banzhaf_absolute,
                names.join(", ")
            );
    }
    let mut rows = vec![["voter", "weight", "Banzhaf", "absolute", "Shapley-Shubik"].map(str::to_owned).to_vec()];
    for voter in &answer.voters {
        rows.push(vec![
            voter.name.clone(),
            voter.weight.to_string(),
            format!("{:.5}", voter.banzhaf),
            format!("{:.5}", voter.banzhaf_absolute),
            format!("{:.5}", voter.shapley_shubik),
        ]);
    }
    head + &output::aligned(&rows, style)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_the_fraction_that_it_stands_for() {
        let cases = [
            (0.7, 10, 7),
            (0.7, 1_000_000_000_000_000_000, 700_000_000_000_000_000),
            (2.0 / 3.0, 9, 6),
            (5.0 / 6.0, 6, 5),
            (0.55, 20, 11),
            (0.123_456_789, 1_000_000_000, 123_456_789),
            (1.0, 7, 7),
            (1e-9, 5, 1),
        ];
        for (share, all, needed) in cases {
            assert_eq!(least(share, false, all), needed, "{share} of {all}");
        }
        assert_eq!((least(0.5, true, 10), least(0.5, true, 11)), (6, 6));
    }

    #[test]
    fn decimals_are_scaled_exactly_and_written_back() {
        let votes = Votes::new(&["12.5".to_owned(), "7.25".to_owned(), "3".to_owned(), ".50".to_owned()]).unwrap();
        assert_eq!((votes.units, votes.places), (vec![1250, 725, 300, 50], 2));
        assert_eq!([1250, 725, 300, 50].map(|units| number(units, 2)), ["12.5", "7.25", "3", "0.5"]);
    }
}
