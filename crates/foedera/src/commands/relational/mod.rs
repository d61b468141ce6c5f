//! `foedera fit --formula`, `foedera fit SPEC.toml`, `foedera diagnose`: laws of events in any dated network.

mod data;
pub(crate) mod diagnose;
mod report;
mod spec;

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_relational::{Draws, Estimate, Model, ModelError, Prior};

use crate::args::{FitArgs, Format};
use crate::output;
use data::Loaded;

pub(crate) use spec::Spec;

/// Fit what a specification says.
pub(super) fn fit(args: &FitArgs, mut spec: Spec) -> Result<ExitCode, Problems> {
    super::start_threads(args.threads)?;
    let Loaded { data, formula, files, notes } = data::load(&spec)?;
    spec.formula = formula;
    let model = Model::with(&data, spec.law, &spec.formula, spec.options()).map_err(|error| wrong_model(&error))?;
    let (priors, fixed) = held(&spec, &model)?;
    let estimate = model.fit_with(&priors, &fixed).map_err(|error| wrong_model(&error))?;
    let draws = match spec.sample {
        Some(_) => Some(posterior(&model, &estimate, (&priors, &fixed), spec.seed)?),
        None => None,
    };
    let answer = report::answer(&spec, &data, &model, &estimate, model.ascent(&priors, &fixed), draws, (files, notes));
    if let Some(path) = &args.output {
        let json = path.extension().is_some_and(|ending| ending == "json");
        output::write_file(
            path,
            if json {
                output::json(&answer)
            } else {
                report::toml(&spec, &answer, path.parent().unwrap_or(std::path::Path::new("")))
            },
        )?;
    }
    let shown = match args.format {
        Format::Json => output::json(&answer),
        Format::Text => report::table(&answer),
    };
    output::print(&shown)?;
    let sound = estimate.converged && estimate.separated.is_empty();
    Ok(if sound { ExitCode::Success } else { ExitCode::NegativeFinding })
}

/// Draws from the posterior.
#[cfg(feature = "nuts")]
fn posterior(
    model: &Model<'_>,
    estimate: &Estimate,
    (priors, fixed): (&[Prior], &[Option<f64>]),
    seed: u64,
) -> Result<Draws, Problems> {
    foedera_relational::draw_posterior(model.ascent(priors, fixed), estimate, seed).map_err(|why| {
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
        fixed[place] = Some(*value);
    }
    Ok((priors, fixed))
}

fn wrong_model(error: &ModelError) -> Problems {
    let (code, remedy) = match error {
        ModelError::Category { remedy, .. } => (Code::Usage, remedy.as_str()),
        ModelError::Singular(_) => (Code::Estimation, "leave one of them out, or look whether it ever varies"),
        ModelError::UnknownEffect(_) => (Code::UnknownName, "`foedera effects` lists the effects"),
        ModelError::UnknownName { .. } => {
            (Code::UnknownName, "name a network of --network, or a column of the actors as actors$COLUMN")
        }
        ModelError::Argument { .. } => (Code::Usage, "`foedera effects NAME` lists the arguments of an effect"),
        ModelError::Wants { .. } | ModelError::Sides { .. } => {
            (Code::Usage, "`foedera effects NAME` says what an effect is of")
        }
        ModelError::Data(_) => (Code::Inconsistent, "give what it asks for, or choose another law"),
        ModelError::NoOption(_) => (Code::Inconsistent, "mend the event, or the presence of its actors"),
        ModelError::NotInLaw(_) => (Code::Usage, "choose an effect that differs between the options of the law"),
    };
    Diagnostic::new(code, Place::CommandLine, error.to_string(), remedy).into()
}
