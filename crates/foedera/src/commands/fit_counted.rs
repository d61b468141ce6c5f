//! `foedera fit freeze`, `calls`, `treaty` and `levels`: what is counted under stated priors, and walks of figures.

use std::fmt::Write as _;

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, fixed};
use foedera_lab::{conflict, joining, levels};
use foedera_process::{Levels, RateScore, Rates, Told, Walk, write_levels, write_rates};
use foedera_report::Style;
use foedera_store::WorldFile;
use serde::Serialize;

use super::fit::unused_figures;
use crate::args::FitArgs;
use crate::ground::Ground;
use crate::output;
use crate::target::{Kind, Target};

/// What is counted and not fitted.
pub(super) const COUNTED: [&str; 4] = ["freeze", "calls", "levels", "treaty"];

/// Count it and write its file.
pub(super) fn fit(args: &FitArgs, name: &str, ground: &Ground) -> Result<ExitCode, Problems> {
    let (Some(history), Some(output)) = (&args.history, &args.output) else {
        let message = format!("{name} are counted with --history world.foedera and --output");
        let remedy = "make the world file with `foedera import DIR -o world.foedera`";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    };
    unused_figures(args, name)?;
    if args.from.is_some() || args.until.is_some() || args.replication.is_some() {
        let message = format!("--from, --until and --replication are of other fits: {name} are counted over all years");
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "leave them out").into());
    }
    let target = Target::new(output, Kind::Model, &[history], args.force)?;
    let world = WorldFile::open(history)?;
    let mut text = String::new();
    let counted = if name == "levels" {
        ground.unused("fit")?;
        let found = levels(&world)?;
        target.write(write_levels(&found))?;
        write_walks(&mut text, &found).expect("strings grow");
        Counted::of_levels(&found)
    } else if name == "treaty" {
        ground.unused("fit")?;
        let rates = joining::treaty_rates(&world)?;
        target.write(write_rates(&rates))?;
        write_counted(&mut text, &rates).expect("strings grow");
        Counted::of_rates(&rates)
    } else {
        let atlas = ground.atlas()?;
        let past = conflict::Past::of(&world)?;
        let key = |state| world.roster().state(state).key.clone();
        let mut rates = match name {
            "freeze" => conflict::freeze_rates(&atlas, &past, key),
            _ => conflict::call_rates(&atlas, &past, key),
        };
        rates.datasets = conflict::files_read(&world, &["mid_participant", "coup", "ucdp_party"]);
        target.write(write_rates(&rates))?;
        write_counted(&mut text, &rates).expect("strings grow");
        Counted::of_rates(&rates)
    };
    let answered =
        output::Answered { command: "fit-counted", table: if name == "levels" { "walks" } else { "effects" } };
    output::answer(&args.print, answered, &counted, |style: Style| output::clean(&text, style))?;
    output::say(&format!("wrote {}", output.display()));
    Ok(ExitCode::Success)
}

/// What was counted, or the walks of figures with their scores.
#[derive(Serialize)]
struct Counted {
    process: String,
    from: String,
    to: String,
    /// Rates a year, probabilities and multipliers, with their posterior.
    effects: Vec<CountedEffect>,
    scores: Vec<CountedScore>,
    walks: Vec<ScoredWalk>,
}

#[derive(Serialize)]
struct CountedEffect {
    effect: String,
    definition: String,
    /// `rate` (a year), `share` or `multiplier`.
    kind: &'static str,
    /// The posterior mean; of a multiplier the median.
    estimate: f64,
    /// The 5 and 95 % quantiles.
    interval: (f64, f64),
    events: u32,
    /// Years at risk of a rate, cases of a share, events expected without it of a multiplier.
    of: f64,
}

#[derive(Serialize)]
struct CountedScore {
    score: String,
    cases: u32,
    events: u32,
    log_score: f64,
    log_score_plain: f64,
}

/// The CRPS of a walk so many years ahead.
#[derive(Serialize)]
struct ScoredWalk {
    field: String,
    years: i16,
    cases: u32,
    spans: f64,
    steps: f64,
    normal: f64,
    still: f64,
}

impl Counted {
    fn of_rates(rates: &Rates) -> Self {
        let effect = |name: &str, definition: &str, kind, told: Told, events, of| CountedEffect {
            effect: name.to_owned(),
            definition: definition.to_owned(),
            kind,
            estimate: told.value,
            interval: told.interval,
            events,
            of,
        };
        let of_rates =
            rates.rates.iter().map(|own| effect(&own.name, &own.definition, "rate", own.told(), own.events, own.years));
        let of_shares = rates
            .shares
            .iter()
            .map(|own| effect(&own.name, &own.definition, "share", own.told(), own.events, f64::from(own.cases)));
        let of_multipliers = rates
            .multipliers
            .iter()
            .map(|own| effect(&own.name, &own.definition, "multiplier", own.told(), own.events, own.expected));
        let score = |own: &RateScore| CountedScore {
            score: own.name.clone(),
            cases: own.cases,
            events: own.events,
            log_score: own.log_score,
            log_score_plain: own.log_score_plain,
        };
        Self {
            process: rates.process.clone(),
            from: rates.window.0.clone(),
            to: rates.window.1.clone(),
            effects: of_rates.chain(of_shares).chain(of_multipliers).collect(),
            scores: rates.scores.iter().map(score).collect(),
            walks: Vec::new(),
        }
    }

    fn of_levels(levels: &Levels) -> Self {
        let scored = |walk: &Walk| {
            let field = walk.field.clone();
            walk.scores
                .iter()
                .map(move |own| ScoredWalk {
                    field: field.clone(),
                    years: own.years,
                    cases: own.cases,
                    spans: own.spans,
                    steps: own.steps,
                    normal: own.normal,
                    still: own.still,
                })
                .collect::<Vec<_>>()
        };
        Self {
            process: "levels".to_owned(),
            from: levels.window.0.clone(),
            to: levels.window.1.clone(),
            effects: Vec::new(),
            scores: Vec::new(),
            walks: levels.walks.iter().flat_map(scored).collect(),
        }
    }
}

fn write_counted(text: &mut String, rates: &Rates) -> std::fmt::Result {
    writeln!(text, "{}: {} to {}\n", rates.process, rates.window.0, rates.window.1)?;
    let told = |of: Told| {
        let digits = |x: f64| if x < 1.0 { fixed(x, 5) } else { fixed(x, 1) };
        format!("{:>9}  {} to {}", digits(of.value), digits(of.interval.0), digits(of.interval.1))
    };
    for own in &rates.rates {
        writeln!(text, "{:<32}{}  ({} in {:.0} years)", own.name, told(own.told()), own.events, own.years)?;
    }
    for own in &rates.shares {
        writeln!(text, "{:<32}{}  ({} of {})", own.name, told(own.told()), own.events, own.cases)?;
    }
    for own in &rates.multipliers {
        let expected = fixed(own.expected, 2);
        writeln!(text, "{:<32}{}  ({} where {expected} were expected)", own.name, told(own.told()), own.events)?;
    }
    for own in &rates.scores {
        let (log, plain) = (fixed(own.log_score, 5), fixed(own.log_score_plain, 5));
        writeln!(text, "{}: log {log}, plain rate {plain} ({} events, {} cases)", own.name, own.events, own.cases)?;
    }
    Ok(())
}

fn write_walks(text: &mut String, levels: &Levels) -> std::fmt::Result {
    writeln!(
        text,
        "{:<14}{:>6}{:>9}{:>9}{:>9}{:>9}{:>9}{:>8}",
        "walk", "years", "spans", "paths", "steps", "normal", "still", "cases"
    )?;
    for walk in &levels.walks {
        for score in &walk.scores {
            let numbers = [score.spans, score.paths, score.steps, score.normal, score.still];
            let numbers = numbers.map(|x| format!("{:>9}", fixed(x, 4)));
            writeln!(text, "{:<14}{:>6}{}{:>8}", walk.field, score.years, numbers.concat(), score.cases)?;
        }
    }
    Ok(())
}
