//! `foedera invocations`.

use foedera_atlas::Atlas;
use foedera_diagnostic::{ExitCode, Problems};
use foedera_guarantee::aid::{PastCall, register};
use foedera_guarantee::answers::embedded_answers;
use foedera_report::{Style, calls_terminal};
use foedera_world::Call;
use foedera_world::StateId;
use serde::Serialize;

use crate::args::{InvocationsArgs, SheetFormat};
use crate::commands::{lookup, unrest};
use crate::ground::Ground;
use crate::output;

/// Version of the JSON layout.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Answer {
    schema: u32,
    version: &'static str,
    atlas_sha256: String,
    calls: Vec<PastCall>,
}

pub(crate) fn run(args: &InvocationsArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let treaty = args.treaty.as_deref().map(|name| lookup::treaty(atlas.roster(), name)).transpose()?;
    if args.unrest {
        output::print(&unrest::text(&atlas, treaty, args.since, args.format))?;
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
    let text = match args.format {
        SheetFormat::Csv => csv(&atlas, &places),
        SheetFormat::Text | SheetFormat::Json => {
            let (model, _) = embedded_answers()?;
            let calls: Vec<PastCall> = places.iter().map(|place| register(&atlas, &model, *place)).collect();
            if args.format == SheetFormat::Text {
                calls_terminal(&calls, Style { color: output::wants_color(), width: output::width() })
            } else {
                let (version, atlas_sha256) = (env!("CARGO_PKG_VERSION"), atlas.sha256.clone());
                output::json(&Answer { schema: SCHEMA, version, atlas_sha256, calls })
            }
        }
    };
    output::print_styled(&text)?;
    Ok(ExitCode::Success)
}

/// One row for each answer; a call without a known answer has one row with empty cells at its end, and `troops_from_anyone` says
/// whether nobody sent troops (`no`) or that is not known (`unknown`).
fn csv(atlas: &Atlas, places: &[usize]) -> String {
    let mut text = String::from(
        "call,treaty,date,requester,in_need,trigger,asked,attackers,outcome,complete,troops_from_anyone,certainty,sources,ally,level,troops\n",
    );
    let keys = |states: &[StateId]| {
        states.iter().map(|state| atlas.roster().state(*state).key.clone()).collect::<Vec<_>>().join(";")
    };
    let head = |call: &Call| {
        [
            call.key.clone(),
            atlas.roster().treaty(call.treaty).key.clone(),
            call.when.to_string(),
            call.requester.map_or(String::new(), |state| keys(&[state])),
            keys(&call.in_need),
            call.trigger.name().to_owned(),
            call.asked_for.iter().map(|asked| asked.name()).collect::<Vec<_>>().join(";"),
            keys(&call.attackers),
            call.outcome.clone(),
            call.complete
                .map_or("", |level| if level == foedera_world::AnswerLevel::Troops { "troops" } else { "all" })
                .to_owned(),
            match foedera_guarantee::sent_troops(call) {
                Some(true) => "yes",
                Some(false) => "no",
                None => "unknown",
            }
            .to_owned(),
            call.certainty.clone(),
            call.sources.join(";"),
        ]
        .map(|value| output::csv_text(&value))
        .join(",")
    };
    for call in places.iter().map(|place| &atlas.calls()[*place]) {
        let head = head(call);
        if call.answers.is_empty() {
            text.push_str(&format!("{head},,,\n"));
        }
        for answer in &call.answers {
            let troops = answer.troops.map_or(String::new(), |troops| troops.to_string());
            text.push_str(&format!("{head},{},{},{troops}\n", keys(&[answer.state]), answer.level.name()));
        }
    }
    text
}
