//! `foedera invocations`.

use foedera_atlas::Atlas;
use foedera_diagnostic::{ExitCode, Problems};
use foedera_lab::guarantee::aid::{PastCall, register};
use foedera_lab::guarantee::answers::embedded_answers;
use foedera_report::calls_terminal;
use foedera_world::{Call, CallAnswer, StateId};
use serde::Serialize;

use crate::args::InvocationsArgs;
use crate::commands::{lookup, unrest};
use crate::ground::Ground;
use crate::output;

#[derive(Serialize)]
struct Answer {
    atlas_sha256: String,
    calls: Vec<PastCall>,
    answers: Vec<Row>,
}

/// An answer to a call. `troops_from_anyone` says whether nobody sent troops (`no`) or that is not known (`unknown`).
#[derive(Serialize)]
struct Row {
    call: String,
    treaty: String,
    date: String,
    requester: Option<String>,
    in_need: Vec<String>,
    trigger: &'static str,
    asked: Vec<&'static str>,
    attackers: Vec<String>,
    outcome: String,
    complete: Option<&'static str>,
    troops_from_anyone: &'static str,
    certainty: String,
    sources: Vec<String>,
    ally: Option<String>,
    level: Option<&'static str>,
    troops: Option<i64>,
}

pub(crate) fn run(args: &InvocationsArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let treaty = args.treaty.as_deref().map(|name| lookup::treaty(atlas.roster(), name)).transpose()?;
    if args.unrest {
        unrest::run(&atlas, treaty, args.since, &args.print)?;
        return Ok(ExitCode::Success);
    }
    let trigger = args.trigger.map(crate::args::Reason::trigger);
    let mut places: Vec<usize> = (0..atlas.calls().len())
        .filter(|place| {
            let call = &atlas.calls()[*place];
            treaty.is_none_or(|treaty| call.treaty == treaty)
                && trigger.is_none_or(|trigger| call.trigger == trigger)
                && args.since.is_none_or(|since| call.when.latest() >= since)
        })
        .collect();
    places.sort_by_key(|place| atlas.calls()[*place].when.earliest());
    let (model, _) = embedded_answers()?;
    let calls: Vec<PastCall> = places.iter().map(|place| register(&atlas, &model, *place)).collect();
    let answers = places.iter().flat_map(|place| rows(&atlas, &atlas.calls()[*place])).collect();
    let answer = Answer { atlas_sha256: atlas.sha256.clone(), calls, answers };
    let answered = output::Answered { command: "invocations", table: "answers" };
    output::answer(&args.print, answered, &answer, |style| calls_terminal(&answer.calls, style))?;
    Ok(ExitCode::Success)
}

/// One row for each answer of a call, or one row without for a call of which no answer is known.
fn rows(atlas: &Atlas, call: &Call) -> Vec<Row> {
    let keys = |states: &[StateId]| states.iter().map(|state| atlas.roster().state(*state).key.clone()).collect();
    let key = |state: StateId| atlas.roster().state(state).key.clone();
    let row = |answer: Option<&CallAnswer>| Row {
        call: call.key.clone(),
        treaty: atlas.roster().treaty(call.treaty).key.clone(),
        date: call.when.to_string(),
        requester: call.requester.map(key),
        in_need: keys(&call.in_need),
        trigger: call.trigger.name(),
        asked: call.asked_for.iter().map(|asked| asked.name()).collect(),
        attackers: keys(&call.attackers),
        outcome: call.outcome.clone(),
        complete: call.complete.map(|level| if level == foedera_world::AnswerLevel::Troops { "troops" } else { "all" }),
        troops_from_anyone: match foedera_lab::guarantee::sent_troops(call) {
            Some(true) => "yes",
            Some(false) => "no",
            None => "unknown",
        },
        certainty: call.certainty.clone(),
        sources: call.sources.clone(),
        ally: answer.map(|answer| key(answer.state)),
        level: answer.map(|answer| answer.level.name()),
        troops: answer.and_then(|answer| answer.troops),
    };
    if call.answers.is_empty() {
        return vec![row(None)];
    }
    call.answers.iter().map(|answer| row(Some(answer))).collect()
}
