//! `foedera fit --formula`, `foedera fit SPEC.toml`, `foedera diagnose`: models of events in any dated network.

mod data;
pub(crate) mod diagnose;
mod report;
mod spec;

use std::path::Path;

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, nearest};
use foedera_process::relational::{Attribute, Draws, Estimate, EventData, Model, ModelError, ModelKind, Prior};
use foedera_report::Style;

use crate::args::FitArgs;
use crate::output;
use crate::replication::Replication;
use crate::target::{Kind, Target};
use data::Loaded;

pub(crate) use spec::Spec;

/// Fit what a specification says.
pub(super) fn fit(args: &FitArgs, mut spec: Spec) -> Result<ExitCode, Problems> {
    super::start_threads(args.threads)?;
    marginal_is_defined(&spec)?;
    let target = model_target(args, &spec)?;
    let replication = args.replication.as_deref().map(Replication::new).transpose()?;
    let Loaded { data, formula, files, notes } = data::load(&spec)?;
    spec.formula = formula;
    let model =
        Model::with(&data, spec.law, &spec.formula, spec.options()).map_err(|error| wrong_model(&error, &data))?;
    let (priors, fixed) = held(&spec, &model)?;
    let estimate = model.fit_with(&priors, &fixed).map_err(|error| wrong_model(&error, &data))?;
    let draws = match spec.sample {
        Some(_) => Some(posterior(&model, &estimate, (&priors, &fixed), spec.seed)?),
        None => None,
    };
    let answer = report::answer(&spec, &data, &model, &estimate, model.ascent(&priors, &fixed), draws, (files, notes));
    if let (Some((target, kind)), Some(path)) = (&target, &args.output) {
        let folder = path.parent().unwrap_or(Path::new(""));
        let json = *kind == Kind::Answer;
        target.write(if json {
            output::json("fit", &answer)
        } else {
            report::toml(&spec, &answer, folder, &|file| spec::seen_from(folder, file))
        })?;
    }
    if let Some(replication) = replication {
        replicate(replication, &spec, &answer)?;
    }
    output::answer(&args.print, output::Answered { command: "fit", table: "effects" }, &answer, |style: Style| {
        output::clean_beside(&report::table(&answer, style), &report::beside(&answer), style)
    })?;
    let sound = estimate.converged && estimate.separated.is_empty();
    Ok(if sound { ExitCode::Success } else { ExitCode::NegativeFinding })
}

/// Average marginal effects are over all that could have been, and of models whose predictions have one slope.
fn marginal_is_defined(spec: &Spec) -> Result<(), Problems> {
    let why = match () {
        () if !spec.marginal => return Ok(()),
        () if spec.controls.is_some() => "they are averages over all options, and --controls draws some",
        () if spec.law == ModelKind::Coordination => "they are not made yet for pairs that agree",
        () if spec.frailty.is_some() => "they are not made yet with a frailty",
        () => return Ok(()),
    };
    let message = format!("there are no average marginal effects here: {why}");
    Err(Diagnostic::new(Code::Unsupported, Place::CommandLine, message, "leave --marginal out").into())
}

/// Write data, specification, model and script into a folder of its own.
fn replicate(mut replication: Replication, spec: &Spec, answer: &report::Answer) -> Result<(), Problems> {
    let moved = spec.moved(|file| replication.copy(file))?;
    let here = replication.made_in();
    replication.write("spec.toml", &format!("schema = {}\n{}", spec::SCHEMA, moved.write(here)))?;
    let place =
        |file: &Path| replication.place(file).map_or(file.display().to_string(), |own| own.display().to_string());
    replication.write("model.toml", &report::toml(&moved, answer, here, &place))?;
    let commands = ["foedera fit spec.toml -o again.toml --force", "foedera diagnose again.toml"].map(str::to_owned);
    replication.finish(&format!("`{}`, in `spec.toml`; what was found is `model.toml`.", spec.text), &commands)
}

/// Where the model goes, if it is to be written: JSON for a name that ends in `.json`, else TOML.
fn model_target(args: &FitArgs, spec: &Spec) -> Result<Option<(Target, Kind)>, Problems> {
    let Some(path) = &args.output else { return Ok(None) };
    let kind = if path.extension().is_some_and(|ending| ending == "json") { Kind::Answer } else { Kind::Model };
    let mut inputs = spec.files();
    inputs.extend(args.process.as_deref().map(Path::new));
    Ok(Some((Target::new(path, kind, &inputs, args.force)?, kind)))
}

/// Draws from the posterior.
#[cfg(feature = "nuts")]
fn posterior(
    model: &Model<'_>,
    estimate: &Estimate,
    (priors, fixed): (&[Prior], &[Option<f64>]),
    seed: u64,
) -> Result<Draws, Problems> {
    foedera_process::relational::draw_posterior(model.ascent(priors, fixed), estimate, seed).map_err(|why| {
        let remedy = "look at `foedera diagnose`; a prior may make it proper";
        Diagnostic::new(
            Code::Estimation,
            Place::CommandLine,
            format!("the posterior cannot be drawn from: {why}"),
            remedy,
        )
        .into()
    })
}

/// This build has no sampler.
#[cfg(not(feature = "nuts"))]
fn posterior(
    _model: &Model<'_>,
    _estimate: &Estimate,
    _held: (&[Prior], &[Option<f64>]),
    _seed: u64,
) -> Result<Draws, Problems> {
    let message = "this build of Foedera does not draw from posteriors".to_owned();
    let remedy = "build it with `cargo build --release --features nuts`, or leave --sample out";
    Err(Diagnostic::new(Code::Unsupported, Place::CommandLine, message, remedy).into())
}

/// Priors and fixed values of all parameters.
fn held(spec: &Spec, model: &Model<'_>) -> Result<(Vec<Prior>, Vec<Option<f64>>), Problems> {
    // The intercept, thresholds and variances stand in parentheses; a prior of effects is not theirs.
    let prior = |name: &String| if name.starts_with('(') { Prior::Flat } else { spec.prior };
    let priors = if spec.prior == Prior::Flat { Vec::new() } else { model.names().iter().map(prior).collect() };
    let mut fixed = vec![None; model.parameters()];
    for (effect, value) in &spec.fixed {
        let plain = |name: &str| name.split_whitespace().collect::<String>();
        let Some(place) = model.names().iter().position(|own| plain(own) == plain(effect)) else {
            let names: Vec<String> = model.names().iter().map(|name| format!("`{name}`")).collect();
            let message = format!("`{effect}` is no effect of the formula");
            let remedy = format!("the effects are {}", names.join(", "));
            return Err(Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into());
        };
        if !value.is_finite() {
            let message = format!("`{effect}` cannot be fixed at {value}, which is no number that it could have");
            let remedy = "give a finite number, for instance 0";
            return Err(Diagnostic::new(Code::InvalidValue, Place::CommandLine, message, remedy).into());
        }
        if let Some(before) = fixed[place].filter(|before| before != value) {
            let message = format!("`{effect}` is fixed twice, at {before} and at {value}");
            return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "fix each effect once").into());
        }
        fixed[place] = Some(*value);
    }
    Ok((priors, fixed))
}

/// At most so many names are listed in a remedy.
const LISTED: usize = 12;

/// The names that could have been meant in place of another.
fn names_known(error: &ModelError, data: &EventData) -> Vec<String> {
    let name = |own: &Attribute| format!("{}${}", own.of, own.name);
    match error {
        ModelError::UnknownEffect(_) => {
            foedera_process::relational::catalogue::EFFECTS.iter().map(|entry| entry.name.to_owned()).collect()
        }
        ModelError::UnknownName { .. } => {
            let networks = data.networks.iter().map(|own| own.name.clone());
            // What is made of an attribute for a term is no name that a user gave.
            networks.chain(data.attributes.iter().filter(|own| !own.name.contains(' ')).map(name)).collect()
        }
        ModelError::NoLevel { levels, .. } => levels.iter().map(|own| own.trim_matches('"').to_owned()).collect(),
        _ => Vec::new(),
    }
}

/// What to do about a name that is not known: the nearest that is, and the first of all.
fn instead(error: &ModelError, data: &EventData, otherwise: &str) -> String {
    let known = names_known(error, data);
    let (ModelError::UnknownEffect(wanted)
    | ModelError::UnknownName { name: wanted, .. }
    | ModelError::NoLevel { wanted, .. }) = error
    else {
        return otherwise.to_owned();
    };
    let near = nearest(wanted, known.iter().map(String::as_str));
    let near = near.map_or(String::new(), |near| format!("is `{near}` meant? "));
    if matches!(error, ModelError::UnknownEffect(_)) {
        return format!("{near}{otherwise}");
    }
    let listed: Vec<String> = known.iter().take(LISTED).map(|own| format!("`{own}`")).collect();
    let more = if known.len() > LISTED { ", …" } else { "" };
    format!("{near}{otherwise}; there are {}{more}", listed.join(", "))
}

fn wrong_model(error: &ModelError, data: &EventData) -> Problems {
    let (code, remedy) = match error {
        ModelError::Category { remedy, .. } => (Code::Usage, remedy.as_str()),
        ModelError::NoLevel { .. } => (Code::UnknownName, "write a level as it is in the file"),
        ModelError::Singular(_) => (Code::Estimation, "leave one of them out, or look whether it ever varies"),
        ModelError::UnknownEffect(_) => (Code::UnknownName, "`foedera effects` lists the effects"),
        ModelError::UnknownName { .. } => {
            (Code::UnknownName, "name a network of --network, or a column of the actors as actors$COLUMN")
        }
        ModelError::Argument { .. } => (Code::Usage, "`foedera effects NAME` lists the arguments of an effect"),
        ModelError::Wants { .. } | ModelError::Sides { .. } => {
            (Code::Usage, "`foedera effects NAME` says what an effect is of")
        }
        ModelError::NoNumber(_) => (
            Code::Estimation,
            "give values of usual size (a population in millions), a transform that fits them, or fix another value",
        ),
        ModelError::NoTime { .. } => (
            Code::Estimation,
            "leave `1` out of the formula, to ask in what order and not how fast, or give events at more than one time",
        ),
        ModelError::NoValue(_) => (
            Code::Inconsistent,
            "give values of the actors from the start, begin when somebody has one, or leave the effect out",
        ),
        ModelError::TooManySets { .. } => {
            (Code::Estimation, "say how many to draw at random for each event, as --controls 50")
        }
        ModelError::Data(_) => (Code::Inconsistent, "give what it asks for, or choose another model"),
        ModelError::NoOption(_) => (Code::Inconsistent, "mend the event, or the presence of its actors"),
        ModelError::Unordered(_) => (
            Code::Usage,
            "take the mean of both ends (`alter`, `type = \"alter\"`, indegreeReceiver …), or leave --undirected out",
        ),
        ModelError::NotInLaw(_) => (Code::Usage, "choose an effect that differs between the options of the model"),
    };
    Diagnostic::new(code, Place::CommandLine, error.to_string(), instead(error, data, remedy)).into()
}
