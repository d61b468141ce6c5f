//! `foedera fit PROCESS --missing draws=N`: how much estimates rest on what is not known.

use std::fmt::Write as _;

use foedera_diagnostic::{Code, Diagnostic, Place, Problems, signed};
use foedera_process::PooledEffect;
use serde::{Serialize, Serializer};

use crate::args::FitArgs;

/// The estimates over draws of what is missing.
pub(super) struct Missing {
    draws: u32,
    seed: u64,
    effects: Vec<PooledEffect>,
}

#[derive(Serialize)]
struct MissingAnswer {
    draws: u32,
    seed: u64,
    effects: Vec<Drawn>,
}

/// An effect with what is missing at the centre, and drawn.
#[derive(Serialize)]
struct Drawn {
    effect: &'static str,
    missing: f64,
    centre: f64,
    centre_error: f64,
    drawn: f64,
    drawn_error: f64,
    share_of_variance: f64,
}

impl Serialize for Missing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let effects = self.effects.iter().map(|PooledEffect { effect, missing, centre, pooled }| Drawn {
            effect: effect.name(),
            missing: *missing,
            centre: centre.0,
            centre_error: centre.1,
            drawn: pooled.estimate,
            drawn_error: pooled.standard_error,
            share_of_variance: pooled.share,
        });
        MissingAnswer { draws: self.draws, seed: self.seed, effects: effects.collect() }.serialize(serializer)
    }
}

/// The options that draw the same again.
pub(super) fn again(args: &FitArgs) -> String {
    let seed = args.network.seed.map_or(String::new(), |seed| format!(" --seed {seed}"));
    args.missing.map_or(String::new(), |draws| format!(" --missing draws={draws}{seed}"))
}

impl Missing {
    /// Fit so many completed samples.
    pub(super) fn of(
        draws: u32,
        args: &FitArgs,
        fit: impl FnOnce(u32, u64) -> Option<Vec<PooledEffect>>,
    ) -> Result<Self, Problems> {
        let seed = args.network.seed.unwrap_or(1);
        let effects = fit(draws, seed).ok_or_else(|| {
            let message = "a sample with what is missing drawn has no mode";
            let remedy = "leave out --missing, or fit a candidate with a stronger prior (--candidate)";
            Problems::from(Diagnostic::new(Code::Estimation, Place::CommandLine, message, remedy))
        })?;
        Ok(Self { draws, seed, effects })
    }

    /// The table beside the estimates with the centre.
    pub(super) fn text(&self) -> String {
        let Self { draws, seed, .. } = self;
        let mut text = format!(
            "\nwhat is missing drawn {draws} times (seed {seed}), from others of the year and what is nearest known (docs/models.md):\n\
             {:<28}{:>9}{:>9}{:>9}{:>9}{:>11}{:>19}\n",
            "effect", "centre", "s.e.", "drawn", "s.e.", "missing", "share of variance"
        );
        for own in &self.effects {
            let (centre, error) = own.centre;
            let missing = format!("{:.1} %", 100.0 * own.missing);
            let share = format!("{:.1} %", 100.0 * own.pooled.share);
            writeln!(
                text,
                "{:<28}{:>9}{error:>9.3}{:>9}{:>9.3}{missing:>11}{share:>19}",
                own.effect.name(),
                signed(centre, 3),
                signed(own.pooled.estimate, 3),
                own.pooled.standard_error,
            )
            .expect("strings grow");
        }
        text
    }

    /// The same as a table of CSV.
    pub(super) fn csv(&self) -> String {
        let mut text = "effect,missing,centre,centre_error,drawn,drawn_error,share_of_variance\n".to_owned();
        for PooledEffect { effect, missing, centre, pooled } in &self.effects {
            let (name, (estimate, error)) = (effect.name(), centre);
            let (drawn, drawn_error, share) = (pooled.estimate, pooled.standard_error, pooled.share);
            writeln!(text, "{name},{missing:e},{estimate:e},{error:e},{drawn:e},{drawn_error:e},{share:e}")
                .expect("strings grow");
        }
        text
    }
}
