//! `foedera brief`.

use std::path::{Path, PathBuf};

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source};
use foedera_lab::argument::brief::brief;
use foedera_lab::argument::claims::{Claims, ClaimsAnswer, run as run_claims};
use foedera_lab::argument::{embedded_claims, embedded_claims_file};
use foedera_lab::{Answers, Models, Scenario, Settings};
use foedera_report::{brief_html, brief_markdown};

use super::{claims, forecast};
use crate::args::{BriefArgs, BriefFormat};
use crate::ground::Ground;
use crate::output;
use crate::target::{Kind, Target};

pub(crate) fn run(args: &BriefArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let format = format(args)?;
    let inputs: Vec<&Path> =
        std::iter::once(Path::new(&args.scenario)).chain(ground.files().iter().map(PathBuf::as_path)).collect();
    let kind = match format {
        BriefFormat::Html => Kind::Page,
        BriefFormat::Md => Kind::Brief,
        BriefFormat::Json => Kind::Answer,
    };
    let target = args.output.as_ref().map(|path| Target::new(path, kind, &inputs, args.force)).transpose()?;
    let (own, models) = (ground.atlas()?, Models::embedded()?);
    let source = forecast::find(&args.scenario, args.at, &own)?;
    let (scenario, atlas) = Scenario::open(&source, &own)?;
    super::start_threads(args.run.threads)?;
    let settings = Settings { futures: args.run.futures, seed: args.run.seed };
    let mut asked = forecast::named(&args.scenario, scenario.date);
    asked.extend(ground.files().iter().flat_map(|path| ["--facts".to_owned(), path.display().to_string()]));
    let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
    let answers = Answers::of(&scenario, &atlas, &models, settings);
    let forecast = answers.forecast(source.text(), &asked)?;
    let command = forecast.provenance.command.replacen("foedera forecast", "foedera brief", 1);
    let tested = tested(&scenario, &atlas, &models, settings)?;
    let mut files = vec![(format!("{}.toml", scenario.id), "the scenario (TOML)", source.text().to_owned())];
    files.extend(tested.iter().map(|(file, _)| {
        (format!("{}.claims.toml", scenario.id), "the claims that were tested (TOML)", file.text().to_owned())
    }));
    let found = brief(&answers, forecast, tested.map(|(_, answer)| answer), command).expect("a scenario has a horizon");
    if crate::held::is_on() {
        let json = output::json("brief", &found);
        let page = brief_html(&found, &files, &json);
        output::print(&brief_markdown(&found))?;
        crate::held::hold(|outcome| {
            outcome.page = Some(page);
            outcome.answers.push(crate::held::Answer { command: "brief", table: "", json });
        });
        if target.is_none() {
            return Ok(ExitCode::Success);
        }
    }
    let text = match format {
        BriefFormat::Html => brief_html(&found, &files, &output::json("brief", &found)),
        BriefFormat::Md => brief_markdown(&found),
        BriefFormat::Json => output::json("brief", &found),
    };
    match (&target, &args.output) {
        (Some(target), Some(path)) => {
            target.write(text)?;
            output::say(&format!("wrote {}", path.display()));
        }
        _ => output::print(&text)?,
    }
    Ok(ExitCode::Success)
}

/// The format that is named, or that of the file's ending.
fn format(args: &BriefArgs) -> Result<BriefFormat, Problems> {
    let ending = args
        .output
        .as_ref()
        .map(|path| path.extension().map_or(String::new(), |ending| ending.to_string_lossy().to_ascii_lowercase()));
    let by_name = match ending.as_deref() {
        None | Some("md" | "markdown") => Some(BriefFormat::Md),
        Some("html" | "htm") => Some(BriefFormat::Html),
        Some("json") => Some(BriefFormat::Json),
        Some(_) => None,
    };
    args.format.or(by_name).ok_or_else(|| {
        let name = args.output.as_ref().map_or(String::new(), |path| path.display().to_string());
        let message = format!("the ending of `{name}` names no format of a brief");
        Diagnostic::new(Code::Usage, Place::CommandLine, message, "end it in .html, .md or .json, or give --format")
            .into()
    })
}

/// The claims in the program that are tested with this scenario: their file and their verdicts.
fn tested(
    scenario: &Scenario,
    atlas: &Atlas,
    models: &Models,
    settings: Settings,
) -> Result<Option<(Source, ClaimsAnswer)>, Problems> {
    for name in embedded_claims() {
        let source = embedded_claims_file(name).expect("it is in the list");
        let file: Claims = claims::read(&source, atlas, models)?;
        // A scenario of the same name in a file of the user's may be another one.
        let same = file.scenario.as_deref() == Some(&scenario.id)
            && Scenario::open(&forecast::find(&scenario.id, None, atlas)?, atlas)?.0 == *scenario;
        if same {
            let answer = run_claims(&file, name, atlas, models, Some(scenario), settings, None)?;
            return Ok(Some((source, answer)));
        }
    }
    Ok(None)
}
