//! Queries to fitted models: answers to calls, the forecast's questions, coefficients.

use crate::guarantee::Request;
use crate::guarantee::aid::{Means, Probability, aid as answer, needs_attacker};
use crate::guarantee::answers::{Predictor, embedded_answers};
use foedera_math::normal_quantile;
use foedera_process::Model;
use foedera_world::{Day, Trigger};

use super::{AidCall, Bench, trigger_flag};
use crate::argument::finding::{Finding, Unit};

/// Draws of the model of answers, and their seed.
const DRAWS: (usize, u64) = (1000, 1);

fn probability(call: &AidCall, trigger: Trigger, bench: &Bench<'_>) -> Option<(Probability, u32)> {
    let (model, sha256) = embedded_answers().ok()?;
    let predictor = Predictor::new(&model, DRAWS.0, DRAWS.1)?;
    let means = Means {
        atlas: bench.atlas,
        facts: bench.facts,
        record: bench.record,
        model: &model,
        model_sha256: &sha256,
        predictor: &predictor,
        draws: DRAWS,
    };
    let attackers = if trigger == Trigger::InternalUnrest { Vec::new() } else { call.by.clone() };
    let unknown_attacker = needs_attacker(trigger) && attackers.is_empty();
    let request =
        Request { treaty: call.treaty, day: call.at, in_need: vec![call.state], attackers, unknown_attacker, trigger };
    let told = answer(means, &request);
    let calls: u32 = model.card.calls.0;
    match call.ally {
        None => Some((told.anyone, calls)),
        Some(ally) => {
            let key = bench.key(ally);
            told.allies.iter().find(|ally| ally.state == key).map(|ally| (ally.troops, calls))
        }
    }
}

fn command(call: &AidCall, trigger: Trigger, bench: &Bench<'_>) -> String {
    let by = if call.by.is_empty() || trigger == Trigger::InternalUnrest {
        String::new()
    } else {
        format!(" --by {}", bench.keys(&call.by).replace(", ", ","))
    };
    format!(
        "foedera aid {} --treaty {} --trigger {}{by} --at {}",
        bench.key(call.state),
        bench.treaty(call.treaty),
        trigger_flag(trigger),
        call.at
    )
}

fn what(call: &AidCall, trigger: Trigger, bench: &Bench<'_>) -> String {
    let who = call.ally.map_or("anyone", |ally| bench.key(ally));
    let on = crate::guarantee::aid::words(trigger);
    format!("probability that {who} sends troops if {} calls ({on}) on {}", bench.key(call.state), call.at)
}

pub(super) fn aid(call: &AidCall, bench: &Bench<'_>) -> Finding {
    let words = what(call, call.trigger, bench);
    let command = command(call, call.trigger, bench);
    match probability(call, call.trigger, bench) {
        None => {
            Finding { command, ..Finding::missing(Unit::Probability, format!("{words}: no such ally on that day")) }
        }
        Some((found, calls)) => Finding { command, ..Finding::exact(found.mean, Unit::Probability, words) }
            .of(calls)
            .within(found.low, found.high),
    }
}

/// The difference of two probabilities of aid. Their errors are taken as independent, so the interval is if anything too wide.
pub(super) fn aid_difference(call: &AidCall, than: Trigger, bench: &Bench<'_>) -> Finding {
    let words =
        format!("{}; less the same for {}", what(call, call.trigger, bench), crate::guarantee::aid::words(than));
    let command = command(call, call.trigger, bench);
    let found = probability(call, call.trigger, bench).zip(probability(call, than, bench));
    let Some(((own, calls), (other, _))) = found else {
        return Finding { command, ..Finding::missing(Unit::Points, format!("{words}: no such ally on that day")) };
    };
    let mean = own.mean - other.mean;
    let apart = |own: f64, other: f64| (own * own + other * other).sqrt();
    let low = mean - apart(own.mean - own.low, other.high - other.mean);
    let high = mean + apart(own.high - own.mean, other.mean - other.low);
    Finding { command, ..Finding::exact(mean, Unit::Points, words) }.of(calls).within(low.max(-1.0), high.min(1.0))
}

pub(super) fn question(name: &str, by: Day, branch: Option<&str>, bench: &Bench<'_>) -> Finding {
    let command = format!(
        "foedera explain {} --question {name} --at {by}{}",
        bench.scenario,
        branch.map_or(String::new(), |branch| format!(" --branch {branch}"))
    );
    let found = bench.answers.and_then(|answers| {
        let question = answers.question(name).ok()?;
        let place = branch.map_or(Some(0), |branch| answers.branch(branch))?;
        Some((answers.estimate(&question, by, place)?, question.words))
    });
    let in_branch = branch.map_or(String::new(), |branch| format!(", branch {branch}"));
    match found {
        None => Finding {
            command,
            ..Finding::missing(Unit::Probability, format!("{name} by {by}{in_branch}: the scenario does not answer it"))
        },
        Some((estimate, words)) => {
            let words = format!("probability by {by}{in_branch}: {words}");
            Finding { command, ..Finding::exact(estimate.mean, Unit::Probability, words) }
                .of(estimate.events)
                .within(estimate.low, estimate.high)
        }
    }
}

pub(super) fn question_difference(name: &str, by: Day, (branch, than): (&str, &str), bench: &Bench<'_>) -> Finding {
    let command = format!("foedera compare {} --branches {than},{branch} --at {by}", bench.scenario);
    let found = bench.answers.and_then(|answers| {
        let question = answers.question(name).ok()?;
        // Differences are to the first branch.
        (answers.branch(than)? == 0).then_some(())?;
        let difference = answers.difference(&question, by, answers.branch(branch)?)?;
        Some((difference, answers.estimate(&question, by, 0)?.events, question.words))
    });
    match found {
        None => Finding {
            command,
            ..Finding::missing(Unit::Points, format!("{name} by {by}: the scenario does not answer it"))
        },
        Some((difference, events, words)) => {
            let words = format!("{words} by {by}: probability in {branch} less that in {than}, draw by draw");
            Finding { command, ..Finding::exact(difference.mean, Unit::Points, words) }
                .of(events)
                .within(difference.low, difference.high)
        }
    }
}

/// The fitted models by name, for coefficients.
pub(crate) const PROCESSES: [&str; 4] = ["leave", "ends", "replaced", "answers"];

/// The names of the effects of a process.
pub(crate) fn effects(process: &str, models: &crate::Models) -> Vec<String> {
    let of = |model: &Model| model.effects.iter().skip(1).map(|effect| effect.effect.name().to_owned()).collect();
    match process {
        "leave" => of(&models.leave),
        "ends" => of(&models.ends),
        "replaced" => of(&models.replaced),
        _ => embedded_answers().map_or(Vec::new(), |(model, _)| {
            model.effects.iter().map(|effect| effect.effect.name().to_owned()).collect()
        }),
    }
}

pub(super) fn coefficient(process: &str, effect: &str, bench: &Bench<'_>) -> Finding {
    let models = bench.models;
    let of = |model: &Model| {
        let found = model.effects.iter().find(|own| own.effect.name() == effect)?;
        Some((found.estimate, found.standard_error, model.card.events, found.effect.words().to_owned()))
    };
    let found = match process {
        "leave" => of(&models.leave),
        "ends" => of(&models.ends),
        "replaced" => of(&models.replaced),
        _ => embedded_answers().ok().and_then(|(model, _)| {
            let found = model.effects.iter().find(|own| own.effect.name() == effect)?;
            Some((found.estimate, found.standard_error, model.card.calls.0, found.effect.entry().definition.to_owned()))
        }),
    };
    let (command, scale) = match process {
        "answers" => {
            ("foedera fit answers --history world.foedera -o models/answers.toml".to_owned(), "log-odds of more help")
        }
        _ => (
            format!("foedera fit {process} --history history.jsonl -o models/{process}.toml"),
            "logarithm of the yearly rate",
        ),
    };
    match found {
        None => Finding { command, ..Finding::missing(Unit::Plain, format!("{process} has no effect `{effect}`")) },
        Some((estimate, error, events, words)) => {
            let reach = normal_quantile(0.95) * error;
            let words = format!("{process}: {words}, per standard deviation on the {scale}");
            Finding { command, ..Finding::exact(estimate, Unit::Plain, words) }
                .of(events)
                .within(estimate - reach, estimate + reach)
        }
    }
}
