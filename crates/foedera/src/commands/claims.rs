//! `foedera claims`.

use std::path::{Path, PathBuf};

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, Source, nearest};
use foedera_lab::argument::claims::{Claims, run as run_claims};
use foedera_lab::argument::{embedded_claims, embedded_claims_file};
use foedera_lab::{Models, Scenario, Settings};
use foedera_report::{claims_html, claims_terminal};

use super::forecast;
use crate::args::ClaimsArgs;
use crate::ground::Ground;
use crate::output;
use crate::target::Page;

pub(crate) fn run(args: &ClaimsArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let source = find(&args.claims)?;
    let page = Page::new(&args.page, "claims", &[Path::new(&args.claims)])?;
    let (atlas, models) = (ground.atlas()?, Models::embedded()?);
    let claims = read(&source, &atlas, &models)?;
    if let Some(wanted) =
        args.claim.as_deref().filter(|id| !claims.claims.iter().any(|claim| claim.id.eq_ignore_ascii_case(id)))
    {
        let ids = claims.claims.iter().map(|claim| claim.id.as_str());
        let remedy = nearest(wanted, ids.clone())
            .map_or(format!("the claims are {}", ids.collect::<Vec<_>>().join(", ")), |near| {
                format!("did you mean `{near}`?")
            });
        let message = format!("there is no claim `{wanted}` in {}", source.name());
        return Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into());
    }
    let scenario = match &claims.scenario {
        Some(name) => Some(scenario(&source, name, &atlas)?),
        None => None,
    };
    super::start_threads(args.run.threads)?;
    let settings = Settings { futures: args.run.futures, seed: args.run.seed };
    let answer =
        run_claims(&claims, &args.claims, &atlas, &models, scenario.as_ref(), settings, args.claim.as_deref())?;
    page.write(&answer, |json| claims_html(&answer, json))?;
    output::answer(&args.print, output::Answered { command: "claims", table: "claims" }, &answer, |style| {
        claims_terminal(&answer, style)
    })?;
    Ok(ExitCode::Success)
}

/// A file of claims, checked with its scenario.
pub(super) fn read(source: &Source, atlas: &Atlas, models: &Models) -> Result<Claims, Problems> {
    Claims::read(source, atlas, models, &|name| scenario(source, name, atlas))
}

/// The scenario in the program, or the file beside the claims.
fn scenario(claims: &Source, name: &str, atlas: &Atlas) -> Result<Scenario, Problems> {
    let beside: Option<PathBuf> = Path::new(claims.name()).parent().map(|folder| folder.join(name));
    let source = match beside.filter(|path| path.is_file()) {
        Some(path) => output::read_source(&path)?,
        None => forecast::find(name, None, atlas)?,
    };
    Scenario::open(&source, atlas).map(|(scenario, _)| scenario)
}

/// The claims in the program, or the file.
fn find(name: &str) -> Result<Source, Problems> {
    if let Some(source) = embedded_claims_file(name) {
        return Ok(source);
    }
    let path = Path::new(name);
    if path.exists() {
        return output::read_source(path);
    }
    let known: Vec<&str> = embedded_claims().collect();
    let remedy = match nearest(name, known.iter().copied()) {
        Some(candidate) => format!("did you mean `{candidate}`?"),
        None => format!("give a file of claims, or one of: {}", known.join(", ")),
    };
    let message = format!("there are no claims and no file `{name}`");
    Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into())
}
