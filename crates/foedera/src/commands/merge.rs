//! `foedera merge`: parts of a forecast, put together.

use std::path::{Path, PathBuf};

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source};
use foedera_lab::{Answers, Merge, Models, Part, Scenario};
use serde::{Deserialize, Serialize};

use super::forecast::{Call, models_in, tell};
use crate::args::MergeArgs;
use crate::ground::Ground;
use crate::output;
use crate::target::{Page, Target};

/// The command in the envelope of a part.
const COMMAND: &str = "forecast part";
/// The schema of a file of a part.
const SCHEMA: &str = "foedera/forecast-part/1";

/// A part of a forecast in a file, with what is needed to put the whole together.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PartFile {
    /// The scenario's file: name and text, settings of the command line put in.
    scenario_file: String,
    scenario_text: String,
    /// The arguments that make the forecast again.
    asked: Vec<String>,
    /// Whether it is of today, since no day was given.
    as_of_today: bool,
    part: Part,
}

/// The envelope around it; what else stands there is for people.
#[derive(Deserialize)]
struct Envelope {
    answer: PartFile,
}

#[derive(Deserialize)]
struct Head {
    schema: String,
}

/// Write a part to its file.
pub(super) fn write(call: &Call, part: Part, target: &Target) -> Result<ExitCode, Problems> {
    let (shard, futures) = (part.shard(), part.futures());
    let file = PartFile {
        scenario_file: call.source.name().to_owned(),
        scenario_text: call.source.text().to_owned(),
        asked: call.asked.clone(),
        as_of_today: call.as_of_today,
        part,
    };
    target.write(output::json(COMMAND, &file))?;
    output::say(&format!(
        "part {shard}: {futures} futures of each branch; put all parts together with `foedera merge`"
    ));
    Ok(ExitCode::Success)
}

pub(crate) fn run(args: &MergeArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let atlas = ground.atlas()?;
    let inputs: Vec<&Path> = args.parts.iter().chain(ground.files()).map(PathBuf::as_path).collect();
    let page = Page::new(&args.page, "forecast", &inputs)?;
    let (mut merge, mut first) = (Merge::default(), None);
    for path in &args.parts {
        let (call, part) = read(path)?;
        let name = path.display().to_string();
        merge.add(&name, part)?;
        let (known, known_name) = first.get_or_insert_with(|| (call.clone(), name.clone()));
        if !known.is(&call) {
            let message = format!("`{name}` was called for otherwise than `{known_name}`: {}", call.asked.join(" "));
            let remedy = format!("run it as the others were: {}", known.asked.join(" "));
            return Err(Diagnostic::new(Code::Inconsistent, Place::File(name), message, remedy).into());
        }
    }
    let (call, _) = first.expect("the command line asks for one part at least");
    let (scenario, atlas) = Scenario::open(&call.source, &atlas)?;
    let models = args.models.as_deref().map_or_else(Models::embedded, models_in)?;
    tell(&call, &Answers::of_parts(&scenario, &atlas, &models, merge)?, &page, &args.print)
}

/// The part in a file.
fn read(path: &Path) -> Result<(Call, Part), Problems> {
    let source = output::read_source(path)?;
    let refuse = |code: Code, message: String, remedy: &str| {
        Problems::from(Diagnostic::new(code, Place::File(source.name().to_owned()), message, remedy))
    };
    let schema = serde_json::from_str::<Head>(source.text()).map(|head| head.schema);
    if schema.as_ref().is_ok_and(|schema| schema != SCHEMA) || source.text().trim_start().get(..1) != Some("{") {
        let message = format!("`{}` is no part of a forecast", source.name());
        return Err(refuse(
            Code::Schema,
            message,
            "give files that `foedera forecast SCENARIO --part K/N -o FILE` wrote",
        ));
    }
    let Envelope { answer } = serde_json::from_str(source.text()).map_err(|error| {
        let message = format!("`{}` is not whole, or was changed: {error}", source.name());
        refuse(Code::Syntax, message, "run this part again")
    })?;
    let PartFile { scenario_file, scenario_text, asked, as_of_today, part } = answer;
    Ok((Call { source: Source::new(scenario_file, scenario_text), asked, as_of_today }, part))
}
