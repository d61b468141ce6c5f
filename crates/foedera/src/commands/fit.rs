//! `foedera fit`.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems, fixed, nearest, signed};
use foedera_lab::guarantee::answers;
use foedera_process::score::{Case, auc_within, brier, calibration_in_the_large, log_score};
use foedera_process::{
    Card, Correction, Effect, Forecast, Model, Patron, ProcessKind, ReferenceCount, Rolling, Sample, ScoreCard,
    Specification, TreatyCount, against_both, leave_one_out, membership_forecasts, over_forecasts, score_words,
    write_model,
};
use foedera_sources::{RawFile, Read, capabilities, democracy, ideal_points, read_file};
use foedera_store::WorldFile;
use foedera_world::{Day, Event, History, Provenance, Roster, TreatyId, Variable, World, read_history};

use crate::args::FitArgs;
use crate::ground::Ground;
use crate::output;
use crate::replication::Replication;
use crate::target::{Kind, Target};

type Reader = fn(&RawFile, &Roster) -> Result<Read<Vec<Event>>, Problems>;

pub(crate) fn run(args: &FitArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    if !args.panel.is_empty() {
        ground.unused("fit")?;
        return super::panel_network::fit(args);
    }
    if args.formula.is_none() && args.network.seed.is_some() {
        let message =
            "--seed is of --formula and --panel; a SPEC.toml has its own, and processes draw nothing".to_owned();
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "leave it out").into());
    }
    if let Some(formula) = &args.formula {
        ground.unused("fit")?;
        unused_candidates(args)?;
        return super::relational::fit(args, super::relational::Spec::of_arguments(args, formula)?);
    }
    let process = args.process.as_deref().unwrap_or_default();
    if Path::new(process).extension().is_some_and(|ending| ending == "toml") {
        ground.unused("fit")?;
        unused_candidates(args)?;
        let mut spec =
            super::relational::Spec::read(&output::read_source(Path::new(process))?, args.history.as_deref())?;
        spec.limit(args.from.as_deref(), args.until.as_deref())?;
        return super::relational::fit(args, spec);
    }
    if process == "answers" {
        unused_candidates(args)?;
        return fit_answers(args, ground);
    }
    ground.unused("fit")?;
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

/// What only the fits of *leave*, *ends* and *replaced* read is refused by the others.
fn unused_candidates(args: &FitArgs) -> Result<(), Problems> {
    let given = [(args.candidate.is_some(), "--candidate"), (args.forecasts.is_some(), "--forecasts")];
    let Some((_, option)) = given.into_iter().find(|(given, _)| *given) else { return Ok(()) };
    let message = format!("{option} is of fits of leave, ends and replaced; here it would change nothing");
    Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, "leave it out").into())
}

/// Fit the answers to calls: the register of the atlas with the figures of a world file.
fn fit_answers(args: &FitArgs, ground: &Ground) -> Result<ExitCode, Problems> {
    let (Some(history), Some(output)) = (&args.history, &args.output) else {
        let message = "answers are fitted with --history world.foedera and --output".to_owned();
        let remedy = "make the world file with `foedera import DIR -o world.foedera`";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    };
    if args.replication.is_some() {
        let message =
            "--replication is of other fits: answers are fitted on the register in the program, which is in no file";
        let remedy =
            "leave it out; `foedera fit answers --history WORLD -o FILE` of the same version makes the same model";
        return Err(Diagnostic::new(Code::Unsupported, Place::CommandLine, message, remedy).into());
    }
    let target = Target::new(output, Kind::Model, &[history], args.force)?;
    let atlas = ground.atlas()?;
    let world = WorldFile::open(history)?;
    let model = answers::fit(&atlas, &world).map_err(|error| match error {
        answers::FitError::World(problems) => problems,
        answers::FitError::NoMode => {
            let message = "the ascent found no mode for the answers".to_owned();
            Diagnostic::new(Code::Estimation, Place::CommandLine, message, "check the register and the world file")
                .into()
        }
    })?;
    target.write(foedera_process::write_answer_model(&model))?;
    let card = &model.card;
    let mut text = format!(
        "answers: {} to {} calls ({} left out), log-likelihood {}\n",
        card.answers.iter().sum::<u32>(),
        card.calls.0,
        card.calls.1,
        fixed(card.log_likelihood, 1)
    );
    for effect in &model.effects {
        let name = effect.effect.name();
        text.push_str(&format!("  {name:28} {} ({:.3})\n", signed(effect.estimate, 3), effect.standard_error));
    }
    for (name, scores) in &card.scores {
        let score = scores.overall;
        let auc = said(score.auc, |auc| format!("{auc:.3}"));
        text.push_str(&format!(
            "  {name}: Brier {:.4}, climatology {:.4}, by kind of call {:.4}, AUC {auc}, n = {}\n",
            score.brier, score.brier_climatology, scores.brier_by_trigger, score.cases
        ));
    }
    for line in card.choices.words() {
        text.push_str(&format!("{line}\n"));
    }
    text.push_str(&format!("wrote {}\n", output.display()));
    output::print(&text)?;
    Ok(ExitCode::Success)
}

/// A number in words, or that it is not defined.
fn said(value: Option<f64>, words: impl Fn(f64) -> String) -> String {
    value.map_or("not defined".to_owned(), words)
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
    let table = args.forecasts.as_ref().map(|path| Target::new(path, Kind::Forecasts, &inputs, args.force));
    let table = table.transpose()?;
    let replication = args.replication.as_deref().map(Replication::new).transpose()?;
    let replication = replication.map(|folder| copied(folder, args, process, history)).transpose()?;
    let (history, datasets) = load(args, history)?;
    let atlas = Atlas::embedded()?;
    let patrons = atlas.patrons_in(history.roster());
    let patron = |world: &World, treaty: TreatyId, day: Day| {
        patrons.of(world, treaty, day, |state| world.figure_on(Variable::Cinc, state, day)).state
    };
    let tried = Tried::run(&history, process, (from, until), &patron);
    if tried.sample.events() == 0 {
        let message = format!("there is no event of `{}` in the window", process.name());
        let remedy = "widen --from and --until, or state a prior in the scenario";
        return Err(Diagnostic::new(Code::Estimation, Place::CommandLine, message, remedy).into());
    }
    let named: Vec<u32> = atlas.roster().treaties().filter_map(|(_, treaty)| treaty.atop).collect();
    let (shipped, correction) = tried.law(args.candidate.as_deref())?;
    // The level that ships is that before the first day after the window.
    let origin = until.plus_days(1).year();
    let mut model = Model::estimate(&tried.sample, shipped, origin, history.roster(), &named);
    model.correction = correction;
    model.card.datasets = datasets;
    model.card.window = (from.to_string(), until.to_string());
    model.card.take([("leave_one_alliance_out", leave_one_out(&tried.sample, shipped))]);
    tried.score(&mut model.card, &history, &atlas);
    let mut scored =
        vec![("one_year", tried.rolling.forecasts(None, 1)), ("five_years", tried.rolling.forecasts(None, 5))];
    scored.push(tried.together(&mut model.card, &history, (from, until), &patron));
    if process == ProcessKind::Leave {
        model.references = references(&history, (from, until), &patron);
    }
    if let Some(table) = table {
        table.write(forecast_table(&history, &scored))?;
    }
    let text = write_model(&model);
    if let Some((folder, command)) = replication {
        folder.write("model.toml", &text)?;
        folder.finish(&format!("The process *{}*; what was found is `model.toml`.", process.name()), &[command])?;
    }
    target.write(text)?;
    output::print(&summary(&model, &scored, output))?;
    Ok(if model.card.converged { ExitCode::Success } else { ExitCode::NegativeFinding })
}

/// The inputs of a fit in a replication folder, and the command that makes the model of them again.
fn copied(
    mut folder: Replication,
    args: &FitArgs,
    process: ProcessKind,
    history: &Path,
) -> Result<(Replication, String), Problems> {
    let mut command = format!("foedera fit {}", process.name());
    let files = [
        ("--history", Some(history)),
        ("--nmc", args.nmc.as_deref()),
        ("--democracy", args.democracy.as_deref()),
        ("--ideal-points", args.ideal_points.as_deref()),
    ];
    for (option, file) in files.into_iter().filter_map(|(option, file)| Some((option, file?))) {
        folder.copy(file)?;
        let name = folder.place(file).expect("it was copied");
        write!(command, " {option} '{}'", name.display()).expect("strings grow");
    }
    let texts = [("--from", &args.from), ("--until", &args.until), ("--candidate", &args.candidate)];
    for (option, text) in texts.into_iter().filter_map(|(option, text)| Some((option, text.as_ref()?))) {
        write!(command, " {option} '{text}'").expect("strings grow");
    }
    command.push_str(" -o again.toml --force");
    Ok((folder, command))
}

/// A process's sample with the forecasts of all candidates at all origins.
struct Tried {
    sample: Sample,
    rolling: Rolling,
}

impl Tried {
    fn run(history: &History, kind: ProcessKind, window: (Day, Day), patron: &Patron<'_>) -> Self {
        let sample = Sample::build(history, kind, &Effect::many(kind), window, patron);
        let rolling = Rolling::run(&sample);
        Self { sample, rolling }
    }

    /// What is fitted, and its correction by earlier forecasts: the candidate chosen on all origins, or (uncorrected) the one asked for.
    fn law(&self, asked: Option<&str>) -> Result<(&Specification, Option<Correction>), Problems> {
        let rolling = &self.rolling;
        let Some(asked) = asked else {
            return Ok((rolling.shipped(), rolling.corrections.last().copied().flatten()));
        };
        let found = rolling.candidates.iter().find(|candidate| candidate.words() == asked);
        let known: Vec<String> = rolling.candidates.iter().map(Specification::words).collect();
        found.map(|found| (found, None)).ok_or_else(|| {
            let message = format!("`{asked}` is no candidate for `{}`", self.sample.kind.name());
            let remedy = match nearest(asked, known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("give one of: {}", known.join("; ")),
            };
            Diagnostic::new(Code::UnknownName, Place::CommandLine, message, remedy).into()
        })
    }

    /// What the harness says on a card: scores, totals by decade and of 2007 to 2018, the ten worst misses, what was tried.
    fn score(&self, card: &mut Card, history: &History, atlas: &Atlas) {
        let forecasts = self.rolling.forecasts(None, 1);
        card.take(both(["rolling_origin", "rolling_origin_recent"], &forecasts));
        card.take(both(["five_years", "five_years_recent"], &self.rolling.forecasts(None, 5)));
        let spans = [(1965, 1970), (1970, 1980), (1980, 1990), (1990, 2000), (2000, 2010), (2010, 2019), (2007, 2019)];
        let scored = |span: &(i16, i16)| forecasts.iter().any(|of| (span.0..span.1).contains(&of.key.2));
        let total = |(from, until)| {
            let cases = inside(&forecasts, (from, until));
            let happened = cases.iter().filter(|case| case.happened).count() as u32;
            (from, until - 1, cases.iter().map(|case| case.probability).sum(), happened)
        };
        card.totals = spans.into_iter().filter(scored).map(total).collect();
        let mut missed: Vec<_> = forecasts.iter().filter(|forecast| forecast.happened).collect();
        missed.sort_by(|a, b| a.probability.total_cmp(&b.probability));
        let miss = |of: &&Forecast| (named_case(of, history, atlas), of.key.2, of.probability);
        card.misses = missed.iter().take(10).map(miss).collect();
        let shipped = self.rolling.chosen(self.rolling.origins.len());
        let tried = |(index, candidate): (usize, &Specification)| {
            let cases: Vec<Case> = self.rolling.forecasts(Some(index), 1).iter().map(Forecast::case).collect();
            Some((candidate.words(), log_score(&cases)?, brier(&cases)?, index == shipped))
        };
        card.tried = self.rolling.candidates.iter().enumerate().filter_map(tried).collect();
    }

    /// The question that this process answers together with others, scored: of *leave* all ended memberships, else *over or
    /// replaced*.
    fn together(
        &self,
        card: &mut Card,
        history: &History,
        window: (Day, Day),
        patron: &Patron<'_>,
    ) -> (&'static str, Vec<Forecast>) {
        let run = |kind: ProcessKind| Self::run(history, kind, window, patron);
        let (ends, replaced) = (run(ProcessKind::Ends), run(ProcessKind::Replaced));
        if self.sample.kind == ProcessKind::Leave {
            let members = Sample::build(history, ProcessKind::AnyEnd, &[Effect::INTERCEPT], window, patron);
            let all = membership_forecasts(&[&self.rolling, &ends.rolling, &replaced.rolling], &members);
            card.take(both(["rolling_membership", "rolling_membership_recent"], &all));
            return ("membership", all);
        }
        let all = over_forecasts(&ends.rolling, &replaced.rolling, [&ends.sample, &replaced.sample]);
        card.take(both(["over_or_replaced", "over_or_replaced_recent"], &all));
        ("over_or_replaced", all)
    }
}

/// The score cards of forecasts against both climatologies, under their names.
fn both(names: [&'static str; 2], forecasts: &[Forecast]) -> [(&'static str, Option<ScoreCard>); 2] {
    let [past, recent] = against_both(forecasts).map_or([None, None], |cards| cards.map(Some));
    [(names[0], past), (names[1], recent)]
}

/// The cases of the years of `from..until`.
fn inside(forecasts: &[Forecast], (from, until): (i16, i16)) -> Vec<Case> {
    let inside = forecasts.iter().filter(|forecast| (from..until).contains(&forecast.key.2));
    inside.map(Forecast::case).collect()
}

/// The treaty of a case by its name in the atlas or its number with its members, and the member that it is about.
fn named_case(forecast: &Forecast, history: &History, atlas: &Atlas) -> String {
    let (treaty, member, year) = forecast.key;
    let own = history.roster().treaty(treaty);
    let same = |other: &foedera_world::Treaty| other.atop.is_some() && other.atop == own.atop;
    let known = atlas.roster().treaties().find(|(_, other)| same(other));
    let name = known.map_or_else(
        || {
            let world = history.world_at(Day::start_of_year(year)).world;
            let members = world.treaty(treaty).members().map(|spell| history.roster().state(spell.state).key.clone());
            let members: Vec<String> = members.collect();
            let more = if members.len() > 4 { format!(" and {} more", members.len() - 4) } else { String::new() };
            format!("{} ({}{more})", own.name, members[..members.len().min(4)].join(", "))
        },
        |(_, other)| other.name.clone(),
    );
    member.map_or(name.clone(), |state| format!("{}: {name}", history.roster().state(state).name))
}

/// The first line of a table of scored forecasts.
pub(crate) const FORECASTS_HEAD: &str = "question,atop,cow,year,forecast,climatology,climatology_ten_years,outcome\n";

/// Every scored case as a line of CSV, so that it can be joined with other forecasts of the same cases.
fn forecast_table(history: &History, scored: &[(&str, Vec<Forecast>)]) -> String {
    let mut text = FORECASTS_HEAD.to_owned();
    for (question, of) in scored.iter().flat_map(|(question, all)| all.iter().map(move |of| (question, of))) {
        let (treaty, member, year) = of.key;
        let atop = history.roster().treaty(treaty).atop.map_or(String::new(), |atop| atop.to_string());
        let cow = member.and_then(|state| cow_number(history.roster(), state, Day::start_of_year(year)));
        let cow = cow.map_or(String::new(), |cow| cow.to_string());
        let Forecast { probability, climatology, recent, happened, .. } = of;
        let outcome = u8::from(*happened);
        text.push_str(&format!(
            "{question},{atop},{cow},{year},{probability:e},{climatology:e},{recent:e},{outcome}\n"
        ));
    }
    text
}

/// The COW number that a state has on a day, or else the last that it had.
fn cow_number(roster: &Roster, state: foedera_world::StateId, day: Day) -> Option<u16> {
    let spells = &roster.state(state).spells;
    let now = |days: &(Day, Option<Day>)| days.0 <= day && days.1.is_none_or(|until| day <= until);
    let own = spells.iter().find(|spell| spell.cow.is_some() && spell.cow_days.as_ref().is_some_and(now));
    own.or_else(|| spells.iter().rev().find(|spell| spell.cow.is_some())).and_then(|spell| spell.cow)
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
        for note in &read.notes {
            output::say(&format!("note: {}: {note}", path.display()));
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
fn references(history: &History, window: (Day, Day), patron: &Patron<'_>) -> Vec<ReferenceCount> {
    let effects = [Effect::INTERCEPT, Effect::DEFENSE_PACT, Effect::POLYARCHY_DISTANCE, Effect::LOG_MEMBERS];
    let sample = Sample::build(history, ProcessKind::Leave, &effects, window, patron);
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
    let mut groups: std::collections::BTreeMap<TreatyId, Vec<usize>> = std::collections::BTreeMap::new();
    for row in rows {
        groups.entry(sample.rows[*row].treaty).or_default().push(*row);
    }
    let count = |(treaty, rows): (TreatyId, Vec<usize>)| {
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

fn summary(model: &Model, scored: &[(&str, Vec<Forecast>)], path: &Path) -> String {
    let mut text = String::new();
    write_estimates(&mut text, model).expect("strings grow");
    write_scores(&mut text, model, scored).expect("strings grow");
    text.push_str(&format!("wrote {}\n", path.display()));
    text
}

/// What was fitted: counts and coefficients.
fn write_estimates(text: &mut String, model: &Model) -> std::fmt::Result {
    let card = &model.card;
    writeln!(
        text,
        "{}: {} events, {:.0} years at risk, {} treaties, {} intervals\nlog-likelihood {} (constant rate {}); {} after {} steps\n\n{:<28}{:>9}{:>9}{:>9}{:>11}",
        model.kind.name(),
        card.events,
        card.exposure_years,
        card.treaties,
        card.intervals,
        fixed(card.log_likelihood, 3),
        fixed(card.log_likelihood_constant, 3),
        if card.converged { "converged" } else { "NOT CONVERGED" },
        card.iterations,
        "effect",
        "estimate",
        "s.e.",
        "factor",
        "missing",
    )?;
    let mut row = |name: &str, estimate: f64, error: f64, missing: String| {
        let (told, factor) = (fixed(estimate, 3), foedera_process::factor(estimate));
        writeln!(text, "{name:<28}{told:>9}{error:>9.3}{factor:>9.2}{missing:>11}")
    };
    for effect in &model.effects {
        row(
            effect.effect.name(),
            effect.estimate,
            effect.standard_error,
            format!("{:.1} %", 100.0 * effect.scaling.missing),
        )?;
    }
    if let Some(frailty) = &model.frailty {
        row("frailty ln variance", frailty.log_variance, frailty.standard_error, String::new())?;
    }
    if let Some(level) = model.level {
        let (events, expected, factor) = (level.events, level.expected, level.factor());
        let memory = level.memory.words();
        writeln!(text, "level of {memory}: {events:.1} events, {expected:.1} expected, rates × {factor:.2}")?;
    }
    if let Some(correction) = model.correction {
        let Correction { half_life, weight, events, expected } = correction;
        let factor = correction.factor();
        writeln!(
            text,
            "correction by earlier forecasts: {events:.1} events, {expected:.1} expected, rates × {factor:.2} (half-life {half_life} years, weight {weight})"
        )?;
    }
    Ok(())
}

/// How it did out of sample, beside both references, and what was tried.
fn write_scores(text: &mut String, model: &Model, scored: &[(&str, Vec<Forecast>)]) -> std::fmt::Result {
    let card = &model.card;
    for (name, card) in &card.scores {
        let score = &card.score;
        writeln!(
            text,
            "{}: AUC {}, Brier skill {}{}, log score {:.5} against {:.5} of climatology ({} events, {} cases)",
            score_words(name),
            said(score.auc, |auc| format!("{auc:.3}")),
            said(score.brier_skill(), |skill| signed(skill, 4)),
            card.brier_skill.map_or(String::new(), |of| format!(
                " ({} to {}, {} drawn)",
                signed(of.interval.0, 4),
                signed(of.interval.1, 4),
                of.blocks.name()
            )),
            score.log_score,
            score.log_score_climatology,
            score.events,
            score.cases
        )?;
    }
    for (question, forecasts) in scored {
        let cases: Vec<Case> = forecasts.iter().map(Forecast::case).collect();
        let auc = said(auc_within(&cases, |case| case.year), |auc| format!("{auc:.3}"));
        write!(text, "{question}: AUC within the year {auc}")?;
        if let Some(of) = calibration_in_the_large(&inside(forecasts, (2007, 2019)), 0.9) {
            let (low, high) = (of.interval.0 * of.expected, of.interval.1 * of.expected);
            write!(text, "; 2007-2018 {:.1} forecast, {} happened", of.expected, of.observed)?;
            write!(text, " (90 % interval {low:.1} to {high:.1})")?;
        }
        writeln!(text)?;
    }
    for (name, log_score, brier, ships) in &card.tried {
        let mark = if *ships { "ships" } else { "" };
        writeln!(text, "tried: {name:<67} log {log_score:.5}  Brier {brier:.6}  {mark}")?;
    }
    for class in &model.references {
        writeln!(text, "{}: {} exits in {:.0} member-years", class.name, class.events, class.years)?;
    }
    Ok(())
}
