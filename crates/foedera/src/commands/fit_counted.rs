//! `foedera fit freeze`, `calls`, `treaty` and `levels`: what is counted under stated priors, and walks of figures.

use std::fmt::Write as _;

use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, fixed};
use foedera_lab::{conflict, joining, levels};
use foedera_process::{Levels, Rates, Told, write_levels, write_rates};
use foedera_store::WorldFile;

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
    if name == "levels" {
        ground.unused("fit")?;
        let found = levels(&world)?;
        target.write(write_levels(&found))?;
        write_walks(&mut text, &found).expect("strings grow");
    } else if name == "treaty" {
        ground.unused("fit")?;
        let rates = joining::treaty_rates(&world)?;
        target.write(write_rates(&rates))?;
        write_counted(&mut text, &rates).expect("strings grow");
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
    }
    writeln!(text, "wrote {}", output.display()).expect("strings grow");
    output::print(&text)?;
    Ok(ExitCode::Success)
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
        "{:<14}{:>6}{:>9}{:>9}{:>9}{:>9}{:>8}",
        "walk", "years", "spans", "steps", "normal", "still", "cases"
    )?;
    for walk in &levels.walks {
        for score in &walk.scores {
            let numbers = [score.spans, score.steps, score.normal, score.still].map(|x| format!("{:>9}", fixed(x, 4)));
            writeln!(text, "{:<14}{:>6}{}{:>8}", walk.field, score.years, numbers.concat(), score.cases)?;
        }
    }
    Ok(())
}
