//! `foedera power`.

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_summit::{DecisionRule, Form, Game, Power, RULE_FORMS, Rule};
use serde::Serialize;

use crate::args::{Format, PowerArgs};
use crate::commands::lookup;
use crate::output;

/// Version of the JSON layout.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Answer {
    schema: u32,
    version: &'static str,
    treaty: Option<String>,
    rule: String,
    quota: u64,
    exact: bool,
    standard_error: f64,
    power_to_act: f64,
    voters: Vec<Voter>,
}

#[derive(Serialize)]
struct Voter {
    name: String,
    weight: u64,
    banzhaf: f64,
    banzhaf_absolute: f64,
    shapley_shubik: f64,
}

fn usage(message: String, remedy: &str) -> Problems {
    Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy.to_owned()).into()
}

pub(crate) fn run(args: &PowerArgs) -> Result<ExitCode, Problems> {
    let atlas = Atlas::embedded()?;
    let (treaty, names, weights) = match &args.treaty {
        Some(name) => {
            let treaty = lookup::treaty(atlas.roster(), name)?;
            let replay = args.at.map_or_else(|| atlas.history.replay(), |day| atlas.history.world_at(day));
            let members = replay.world.treaty(treaty).members().map(|m| atlas.roster().state(m.state).key.clone());
            let members: Vec<String> = members.collect();
            let weights = vec![1; members.len()];
            (Some(atlas.roster().treaty(treaty).key.clone()), members, weights)
        }
        None => (None, (1..=args.weights.len()).map(|k| k.to_string()).collect(), args.weights.clone()),
    };
    if names.len() < 2 {
        return Err(usage(
            format!("{} voters are too few for a vote", names.len()),
            "name a treaty with members on that day (--at), or more weights",
        ));
    }
    let game = match args.quota {
        Some(quota) => Game { weights, quota, heads: 0, vetoes: Vec::new() },
        None => game(&names, weights, &args.rule, args.treaty.is_none())?,
    };
    if args.quota == Some(0) {
        return Err(usage("a quota of 0 passes without a vote".to_owned(), "give a quota of at least 1"));
    }
    let total: u128 = game.weights.iter().map(|weight| u128::from(*weight)).sum();
    if total == 0 || total > u128::from(u64::MAX) {
        return Err(usage(
            format!("the votes together are {total}"),
            "give weights that add up to at least 1 and to less than 2^64",
        ));
    }
    if u128::from(game.quota) > total {
        return Err(usage(
            format!("a quota of {} is more than all votes together", game.quota),
            "give a smaller quota",
        ));
    }
    let power = game.power(args.orders, 1);
    let answer = answer(args, treaty, &names, &game, &power);
    let text = match args.format {
        Format::Json => output::json(&answer),
        Format::Text => text(&answer),
    };
    output::print(&text)?;
    Ok(ExitCode::Success)
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
        form => Ok(form),
    }
}

/// The game of a rule over these votes. An objection is a vote that is missing.
fn game(names: &[String], weights: Vec<u64>, text: &str, weighed: bool) -> Result<Game, Problems> {
    if weights.iter().map(|weight| u128::from(*weight)).sum::<u128>() > 1 << 53 {
        let remedy = "give smaller weights, or --quota";
        return Err(usage("a share of more than 2^53 votes is not exact".to_owned(), remedy));
    }
    let mut parsed = text.parse::<DecisionRule>().map_err(|error| usage(error.to_string(), RULE_FORMS))?;
    parsed.form = weighing(&parsed, weighed)?;
    let keys: Vec<&str> = names.iter().map(String::as_str).collect();
    let capabilities: Vec<f64> = weights.iter().map(|weight| *weight as f64).collect();
    let rule: Rule = parsed.for_actors(&keys, &capabilities).map_err(|error| usage(error.to_string(), RULE_FORMS))?;
    let n = weights.len();
    let mut heads = rule.objections.map_or(0, |most| n.saturating_sub(most));
    if rule.unanimous {
        heads = n;
    }
    let mut quota = 0;
    let mut own = weights;
    let need = |share: f64, exceeded: bool, all: u64| -> u64 {
        let exact = share * all as f64;
        let least = (exact - 1e-9).ceil().max(0.0) as u64;
        if exceeded && (least as f64) < exact + 1e-9 { least + 1 } else { least }
    };
    for part in &rule.quotas {
        if part.weights.iter().all(|weight| *weight == 1.0) {
            heads = heads.max(need(part.share, part.exceeded, n as u64) as usize);
        } else if part.weights.iter().all(|weight| weight.fract() == 0.0 && *weight >= 0.0) {
            own = part.weights.iter().map(|weight| *weight as u64).collect();
            quota = need(part.share, part.exceeded, own.iter().sum());
        } else {
            return Err(usage(
                "the weights of the votes are not whole numbers".to_owned(),
                "give whole weights with +weights:A=3,B=1",
            ));
        }
    }
    Ok(Game { weights: own, quota, heads, vetoes: rule.vetoes })
}

fn answer(args: &PowerArgs, treaty: Option<String>, names: &[String], game: &Game, power: &Power) -> Answer {
    let voter = |place: usize| Voter {
        name: names[place].clone(),
        weight: game.weights[place],
        banzhaf: power.banzhaf[place],
        banzhaf_absolute: power.banzhaf_absolute[place],
        shapley_shubik: power.shapley_shubik[place],
    };
    Answer {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION"),
        treaty,
        rule: args.quota.map_or_else(|| args.rule.clone(), |quota| format!("quota {quota}")),
        quota: game.quota.max(game.heads as u64),
        exact: power.error == 0.0,
        standard_error: power.error,
        power_to_act: power.power_to_act,
        voters: (0..names.len()).map(voter).collect(),
    }
}

fn text(answer: &Answer) -> String {
    let head = format!(
        "{}{}, {} votes, {} needed; the power to act is {:.4} (Coleman 1971){}\n\n",
        answer.treaty.as_ref().map_or(String::new(), |treaty| format!("{treaty}, ")),
        answer.rule,
        answer.voters.iter().map(|voter| voter.weight).sum::<u64>(),
        answer.quota,
        answer.power_to_act,
        if answer.exact { String::new() } else { format!("; sampled, standard error {:.4}", answer.standard_error) }
    );
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
    head + &output::aligned(&rows)
}
