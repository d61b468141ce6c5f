//! `foedera fit`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_guarantee::answers;
use foedera_process::{
    Effect, Model, ProcessKind, ReferenceCount, Sample, TreatyCount, default_effects, leave_one_out,
    rolling_membership, rolling_origin, write_model,
};
use foedera_sources::{RawFile, Read, capabilities, democracy, ideal_points, read_file};
use foedera_store::WorldFile;
use foedera_world::{Day, Event, History, Provenance, Roster, read_history};

use crate::args::FitArgs;
use crate::output;
use crate::target::{Kind, Target};

type Reader = fn(&RawFile, &Roster) -> Result<Read<Vec<Event>>, Problems>;

pub(crate) fn run(args: &FitArgs) -> Result<ExitCode, Problems> {
    if let Some(formula) = &args.formula {
        return super::relational::fit(args, super::relational::Spec::of_arguments(args, formula)?);
    }
    let process = args.process.as_deref().unwrap_or_default();
    if Path::new(process).extension().is_some_and(|ending| ending == "toml") {
        let mut spec =
            super::relational::Spec::read(&output::read_source(Path::new(process))?, args.history.as_deref())?;
        spec.limit(args.from.as_deref(), args.until.as_deref())?;
        return super::relational::fit(args, spec);
    }
    if process == "answers" {
        return fit_answers(args);
    }
    let kind = process.parse::<ProcessKind>().map_err(|_| {
        let message = format!("`{process}` is no process");
        let remedy = "give leave, ends, replaced or answers, a SPEC.toml, or --formula with --events and --actors";
        Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy)
    })?;
    let (Some(history), Some(output)) = (&args.history, &args.output) else {
        let message = "a process needs --history and --output".to_owned();
        let remedy = "see `foedera fit --help`";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    };
    fit_process(args, kind, history, output)
}

/// Fit the answers to calls: the register of the atlas with the figures of a world file.
fn fit_answers(args: &FitArgs) -> Result<ExitCode, Problems> {
    let (Some(history), Some(output)) = (&args.history, &args.output) else {
        let message = "answers are fitted with --history world.foedera and --output".to_owned();
        let remedy = "make the world file with `foedera import DIR -o world.foedera`";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    };
    let target = Target::new(output, Kind::Model, &[history], args.force)?;
    let atlas = Atlas::embedded()?;
    let world = WorldFile::open(history)?;
    let model = answers::fit(&atlas, &world).map_err(|error| match error {
        answers::FitError::World(problems) => problems,
        answers::FitError::NoMode => {
            let message = "the ascent found no mode for the answers".to_owned();
            Diagnostic::new(Code::Estimation, Place::CommandLine, message, "check the register and the world file")
                .into()
        }
    })?;
    target.write(answers::write_answer_model(&model))?;
    let card = &model.card;
    let mut text = format!(
        "answers: {} to {} calls ({} left out), log-likelihood {:.1}\n",
        card.answers.iter().sum::<u32>(),
        card.calls.0,
        card.calls.1,
        card.log_likelihood
    );
    for effect in &model.effects {
        let name = effect.effect.name();
        text.push_str(&format!("  {name:28} {:+.3} ({:.3})\n", effect.estimate, effect.standard_error));
    }
    for (name, scores) in &card.scores {
        let score = scores.overall;
        text.push_str(&format!(
            "  {name}: Brier {:.4}, climatology {:.4}, by kind of call {:.4}, AUC {:.3}, n = {}\n",
            score.brier, score.brier_climatology, scores.brier_by_trigger, score.auc, score.cases
        ));
    }
    text.push_str(&format!("wrote {}\n", output.display()));
    output::print(&text)?;
    Ok(ExitCode::Success)
}

/// The window of a process unless given.
fn window(args: &FitArgs) -> Result<(Day, Day), Problems> {
    let (first, last) = (Day::start_of_year(1946), Day::start_of_year(2019).plus_days(-1));
    let end = |given: &Option<String>, otherwise: Day| given.as_deref().map_or(Ok(otherwise), window_day);
    Ok((end(&args.from, first)?, end(&args.until, last)?))
}

/// A day of --from or --until.
pub(super) fn window_day(text: &str) -> Result<Day, Problems> {
    text.parse::<Day>().map_err(|error| {
        let message = format!("`{text}` is no day of a window: {error}");
        Diagnostic::new(Code::Usage, Place::CommandLine, message, "write YYYY-MM-DD after --from and --until").into()
    })
}

fn fit_process(args: &FitArgs, process: ProcessKind, history: &Path, output: &Path) -> Result<ExitCode, Problems> {
    let (from, until) = window(args)?;
    if until <= from {
        let message = format!("the window ends on {until}, not after it begins on {from}");
        let remedy = "give --from a day before --until";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    }
    let others = [&args.nmc, &args.democracy, &args.ideal_points].into_iter().flatten().map(PathBuf::as_path);
    let inputs: Vec<&Path> = others.chain([history]).collect();
    let target = Target::new(output, Kind::Model, &inputs, args.force)?;
    let (history, datasets) = load(args, history)?;
    let atops: Vec<u32> = Atlas::embedded()?.roster().treaties().filter_map(|(_, treaty)| treaty.atop).collect();
    let estimate = |kind: ProcessKind| {
        let sample = Sample::build(&history, kind, &default_effects(kind), from, until);
        Model::estimate(&sample, history.roster(), &atops)
    };
    let (mut model, sample) = estimate(process);
    if model.card.events == 0 {
        let message = format!("there is no event of `{}` in the window", process.name());
        let remedy = "widen --from and --until, or state a prior in the scenario";
        return Err(Diagnostic::new(Code::Estimation, Place::CommandLine, message, remedy).into());
    }
    model.card.datasets = datasets;
    model.card.window = (from.to_string(), until.to_string());
    model.card.leave_one_alliance_out = Some(leave_one_out(&sample, &model));
    model.card.rolling_origin = Some(rolling_origin(&sample, &model));
    if process == ProcessKind::Leave {
        let (ends, replaced) = (estimate(ProcessKind::Ends), estimate(ProcessKind::Replaced));
        let members = Sample::build(&history, ProcessKind::AnyEnd, &[Effect::Intercept], from, until);
        let endings = [(&ends.1, &ends.0), (&replaced.1, &replaced.0)];
        model.card.rolling_membership = Some(rolling_membership((&sample, &model), &endings, &members));
        model.references = references(&history, (from, until));
    }
    target.write(write_model(&model))?;
    output::print(&summary(&model, output))?;
    Ok(if model.card.converged { ExitCode::Success } else { ExitCode::NegativeFinding })
}

/// The history with the attributes of the files that were given.
fn load(args: &FitArgs, history: &Path) -> Result<(History, Vec<Provenance>), Problems> {
    let (history, mut datasets) = read_history(&output::read_source(history)?)?;
    let mut events = history.events().to_vec();
    let files: [(&Option<_>, Reader); 3] =
        [(&args.nmc, capabilities::read), (&args.democracy, democracy::read), (&args.ideal_points, ideal_points::read)];
    for (path, reader) in files {
        let Some(path) = path else { continue };
        let read = reader(&read_file(path)?, history.roster())?;
        // Yearly values stand alone, so a refused row makes one value missing; it is told, and the fit goes on.
        for refused in &read.refused {
            output::tell(refused);
        }
        if !read.refused.is_empty() || !read.unknown.is_empty() {
            let unknown: Vec<String> = read.unknown.iter().map(|(code, rows)| format!("{code} ({rows})")).collect();
            output::say(&format!(
                "{}: {} rows read, {} refused; COW numbers unknown to the history (rows): {}",
                read.provenance.dataset,
                read.rows,
                read.refused.len(),
                if unknown.is_empty() { "none".to_owned() } else { unknown.join(", ") }
            ));
        }
        events.extend(read.value);
        datasets.push(read.provenance);
    }
    Ok((History::new(Arc::clone(history.roster()), events), datasets))
}

/// Exits and member-years of the reference classes that the same data give.
fn references(history: &History, (from, until): (Day, Day)) -> Vec<ReferenceCount> {
    let effects = [Effect::Intercept, Effect::DefensePact, Effect::PolyarchyDistance, Effect::LogMembers];
    let sample = Sample::build(history, ProcessKind::Leave, &effects, from, until);
    let opened = |index: usize| history.roster().treaty(sample.rows[index].treaty).key.clone();
    let first_entry: std::collections::BTreeMap<String, Day> = openings(history);
    let young = |index: usize| first_entry.get(&opened(index)).is_some_and(|day| day.year() >= 1945);
    let count = |id: &str, name: &str, definition: &str, keep: &dyn Fn(usize, &[f64]) -> bool| {
        let rows: Vec<usize> = (0..sample.rows.len()).filter(|row| young(*row) && keep(*row, sample.x(*row))).collect();
        ReferenceCount {
            id: id.to_owned(),
            name: name.to_owned(),
            definition: format!("{definition}; individual exits of members other than the patron, ATOP 5.1"),
            events: rows.iter().filter(|row| sample.rows[**row].event).count() as u32,
            years: rows.iter().map(|row| sample.rows[*row].years()).sum(),
            treaties: by_treaty(history, &sample, &rows),
        }
    };
    let in_defense = |x: &[f64]| x[1] == 1.0;
    vec![
        count(
            "all-defense-pacts",
            "all multilateral defence pacts since 1945",
            "members of defence pacts of three or more members concluded from 1945 on",
            &|_, x| in_defense(x),
        ),
        count(
            "all-alliances",
            "all multilateral alliances since 1945",
            "members of alliances of any class with three or more members concluded from 1945 on",
            &|_, _| true,
        ),
        count(
            "near-regime",
            "members whose regime is near the patron's",
            "members of such alliances whose polyarchy differs from the patron's by less than 0.2",
            &|_, x| x[2] < 0.2,
        ),
        count(
            "far-regime",
            "members whose regime is far from the patron's",
            "members of such alliances whose polyarchy differs from the patron's by 0.2 or more",
            &|_, x| x[2] >= 0.2,
        ),
        count(
            "small-pacts",
            "multilateral defence pacts of at most twelve members",
            "members of defence pacts of three to twelve members concluded from 1945 on",
            &|_, x| in_defense(x) && x[3] <= 2.49,
        ),
    ]
}

/// Exits, decisions and member-years of some rows, treaty by treaty.
fn by_treaty(history: &History, sample: &Sample, rows: &[usize]) -> Vec<TreatyCount> {
    let mut groups: std::collections::BTreeMap<foedera_world::TreatyId, Vec<usize>> = std::collections::BTreeMap::new();
    for row in rows {
        groups.entry(sample.rows[*row].treaty).or_default().push(*row);
    }
    let count = |(treaty, rows): (foedera_world::TreatyId, Vec<usize>)| {
        let exits = || rows.iter().map(|row| &sample.rows[*row]).filter(|row| row.event);
        let days: std::collections::BTreeSet<Day> = exits().map(|row| row.end).collect();
        TreatyCount {
            key: history.roster().treaty(treaty).key.clone(),
            events: exits().count() as u32,
            decisions: days.len() as u32,
            years: rows.iter().map(|row| sample.rows[*row].years()).sum(),
        }
    };
    groups.into_iter().map(count).filter(|count| count.years > 0.0).collect()
}

fn openings(history: &History) -> std::collections::BTreeMap<String, Day> {
    let mut first = std::collections::BTreeMap::new();
    for event in history.events() {
        if let foedera_world::EventKind::TreatyOpens { treaty } = event.kind {
            first.entry(history.roster().treaty(treaty).key.clone()).or_insert(event.when.day());
        }
    }
    first
}

fn summary(model: &Model, path: &Path) -> String {
    use std::fmt::Write as _;
    let card = &model.card;
    let mut text = format!(
        "{}: {} events, {:.0} years at risk, {} treaties, {} intervals\nlog-likelihood {:.3} (constant rate {:.3}); {} after {} steps\n\n{:<28}{:>9}{:>9}{:>9}{:>11}\n",
        model.kind.name(),
        card.events,
        card.exposure_years,
        card.treaties,
        card.intervals,
        card.log_likelihood,
        card.log_likelihood_constant,
        if card.converged { "converged" } else { "NOT CONVERGED" },
        card.iterations,
        "effect",
        "estimate",
        "s.e.",
        "factor",
        "missing",
    );
    let mut row = |name: &str, estimate: f64, error: f64, missing: String| {
        writeln!(text, "{name:<28}{estimate:>9.3}{error:>9.3}{:>9.2}{missing:>11}", foedera_process::factor(estimate))
            .expect("strings grow");
    };
    for effect in &model.effects {
        row(effect.effect.name(), effect.estimate, effect.standard_error, format!("{:.1} %", 100.0 * effect.missing));
    }
    if let Some(frailty) = &model.frailty {
        row("frailty ln variance", frailty.log_variance, frailty.standard_error, String::new());
    }
    let scores = [
        ("one alliance held out", &card.leave_one_alliance_out),
        ("rolling origin from 1965", &card.rolling_origin),
        ("all ended memberships", &card.rolling_membership),
    ];
    for (name, score) in scores.into_iter().filter_map(|(name, score)| Some((name, score.as_ref()?))) {
        writeln!(
            text,
            "{name}: AUC {:.3}, Brier skill {:+.4}, log score {:.5} against {:.5} of climatology ({} events, {} cases)",
            score.auc,
            score.brier_skill(),
            score.log_score,
            score.log_score_climatology,
            score.events,
            score.cases
        )
        .expect("strings grow");
    }
    for class in &model.references {
        writeln!(text, "{}: {} exits in {:.0} member-years", class.name, class.events, class.years)
            .expect("strings grow");
    }
    writeln!(text, "wrote {}", path.display()).expect("strings grow");
    text
}
