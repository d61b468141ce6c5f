//! `foedera fit`.

use std::path::Path;
use std::sync::Arc;

use foedera_atlas::Atlas;
use foedera_diagnostic::{Code, Diagnostic, ExitCode, Place, Problems};
use foedera_guarantee::answers;
use foedera_process::{
    Card, Case, Effect, Model, ProcessKind, ReferenceCount, Rolling, Sample, Specification, against_both,
    auc_within_year, leave_one_out, membership_cases, over_cases, totals, write_model,
};
use foedera_sources::{RawFile, Read, capabilities, democracy, ideal_points, read_file};
use foedera_store::WorldFile;
use foedera_world::{Day, Event, History, Provenance, Roster, read_history};

use crate::args::FitArgs;
use crate::output;

type Reader = fn(&RawFile, &Roster) -> Result<Read<Vec<Event>>, Problems>;

pub(crate) fn run(args: &FitArgs) -> Result<ExitCode, Problems> {
    if let Some(formula) = &args.formula {
        return super::relational::fit(args, super::relational::Spec::of_arguments(&args.network, formula)?);
    }
    let process = args.process.as_deref().unwrap_or_default();
    if Path::new(process).extension().is_some_and(|ending| ending == "toml") {
        let mut spec =
            super::relational::Spec::read(&output::read_source(Path::new(process))?, args.history.as_deref())?;
        spec.limit(args.from, args.until);
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
    output::write_file(output, answers::write_answer_model(&model))?;
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
fn window(args: &FitArgs) -> (Day, Day) {
    let (first, last) = (Day::start_of_year(1946), Day::start_of_year(2019).plus_days(-1));
    (args.from.unwrap_or(first), args.until.unwrap_or(last))
}

fn fit_process(args: &FitArgs, process: ProcessKind, history: &Path, output: &Path) -> Result<ExitCode, Problems> {
    let (from, until) = window(args);
    if until <= from {
        let message = format!("the window ends on {until}, not after it begins on {from}");
        let remedy = "give --from a day before --until";
        return Err(Diagnostic::new(Code::Usage, Place::CommandLine, message, remedy).into());
    }
    let (history, datasets) = load(args, history)?;
    let atlas = Atlas::embedded()?;
    let tried = Tried::run(&history, process, from, until);
    if tried.sample.events() == 0 {
        let message = format!("there is no event of `{}` in the window", process.name());
        let remedy = "widen --from and --until, or state a prior in the scenario";
        return Err(Diagnostic::new(Code::Estimation, Place::CommandLine, message, remedy).into());
    }
    let named: Vec<u32> = atlas.roster().treaties().filter_map(|(_, treaty)| treaty.atop).collect();
    let shipped = tried.rolling.shipped();
    // The level that ships is that of the ten years before the first day after the window.
    let origin = until.plus_days(1).year();
    let mut model = Model::estimate(&tried.sample, shipped, origin, history.roster(), &named);
    model.card.datasets = datasets;
    model.card.window = (from.to_string(), until.to_string());
    model.card.leave_one_alliance_out = Some(leave_one_out(&tried.sample, shipped));
    tried.score(&mut model.card, &history, &atlas);
    let mut cases = vec![("one_year", tried.rolling.cases(None, 1)), ("five_years", tried.rolling.cases(None, 5))];
    match process {
        ProcessKind::Leave => {
            let others = [ProcessKind::Ends, ProcessKind::Replaced].map(|kind| Tried::run(&history, kind, from, until));
            let members = Sample::build(&history, ProcessKind::AnyEnd, &[Effect::Intercept], from, until);
            let all = membership_cases(&[&tried.rolling, &others[0].rolling, &others[1].rolling], &members);
            let [past, recent] = against_both(&all);
            model.card.rolling_membership = Some(past);
            model.card.more.push(("rolling_membership_recent".to_owned(), recent));
            model.references = references(&history, args);
            cases.push(("membership", all));
        }
        _ => {
            let ends = Tried::run(&history, ProcessKind::Ends, from, until);
            let replaced = Tried::run(&history, ProcessKind::Replaced, from, until);
            let all = over_cases(&ends.rolling, &replaced.rolling, [&ends.sample, &replaced.sample]);
            let [past, recent] = against_both(&all);
            model
                .card
                .more
                .extend([("over_or_replaced".to_owned(), past), ("over_or_replaced_recent".to_owned(), recent)]);
            cases.push(("over_or_replaced", all));
        }
    }
    if let Some(path) = &args.forecasts {
        output::write_file(path, forecasts(&history, &cases))?;
    }
    output::write_file(output, write_model(&model))?;
    output::print(&summary(&model, &cases, output))?;
    Ok(if model.card.converged { ExitCode::Success } else { ExitCode::NegativeFinding })
}

/// A process's sample with the forecasts of all candidates at all origins.
struct Tried {
    sample: Sample,
    rolling: Rolling,
}

impl Tried {
    fn run(history: &History, kind: ProcessKind, from: Day, until: Day) -> Self {
        let sample = Sample::build(history, kind, &Effect::many(kind), from, until);
        let rolling = Rolling::run(&sample);
        Self { sample, rolling }
    }

    /// What the harness says on a card: scores, totals by decade and of 2007 to 2018, the ten worst misses, what was tried.
    fn score(&self, card: &mut Card, history: &History, atlas: &Atlas) {
        let cases = self.rolling.cases(None, 1);
        let [past, recent] = against_both(&cases);
        card.rolling_origin = Some(past);
        let [five, five_recent] = against_both(&self.rolling.cases(None, 5));
        let more = [("rolling_origin_recent", recent), ("five_years", five), ("five_years_recent", five_recent)];
        card.more = more.map(|(name, score)| (name.to_owned(), score)).to_vec();
        let spans = [(1965, 1970), (1970, 1980), (1980, 1990), (1990, 2000), (2000, 2010), (2010, 2019), (2007, 2019)];
        let scored = |span: &(i16, i16)| cases.iter().any(|case| (span.0..span.1).contains(&case.key.2));
        let total = |(from, until)| {
            let (forecast, happened) = totals(&cases, from, until);
            (from, until - 1, forecast, happened)
        };
        card.totals = spans.into_iter().filter(scored).map(total).collect();
        let mut missed: Vec<_> = cases.iter().filter(|case| case.outcome).collect();
        missed.sort_by(|a, b| a.forecast.total_cmp(&b.forecast));
        let miss = |case: &&Case| (named_case(case, history, atlas), case.key.2, case.forecast);
        card.misses = missed.iter().take(10).map(miss).collect();
        let shipped = self.rolling.chosen(self.rolling.origins.len());
        let tried = |(index, candidate): (usize, &Specification)| {
            let [score, _] = against_both(&self.rolling.cases(Some(index), 1));
            (candidate.words(), score.log_score, score.brier, index == shipped)
        };
        card.tried = self.rolling.candidates.iter().enumerate().map(tried).collect();
    }
}

/// The treaty of a case by its name in the atlas or its number with its members, and the member that it is about.
fn named_case(case: &Case, history: &History, atlas: &Atlas) -> String {
    let (treaty, member, year) = case.key;
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

/// Every scored case as a line of CSV, so that it can be joined with other forecasts of the same cases.
fn forecasts(history: &History, cases: &[(&str, Vec<Case>)]) -> String {
    let mut text = "question,atop,cow,year,forecast,climatology,climatology_ten_years,outcome\n".to_owned();
    for (question, case) in cases.iter().flat_map(|(question, cases)| cases.iter().map(move |case| (question, case))) {
        let (treaty, member, year) = case.key;
        let atop = history.roster().treaty(treaty).atop.map_or(String::new(), |atop| atop.to_string());
        let cow = member.and_then(|state| cow_number(history.roster(), state, Day::start_of_year(year)));
        let cow = cow.map_or(String::new(), |cow| cow.to_string());
        let Case { forecast, climatology, recent, outcome, .. } = case;
        let outcome = u8::from(*outcome);
        text.push_str(&format!("{question},{atop},{cow},{year},{forecast:e},{climatology:e},{recent:e},{outcome}\n"));
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
            anstream::eprintln!("{}\n", refused.render(true));
        }
        if !read.refused.is_empty() || !read.unknown.is_empty() {
            let unknown: Vec<String> = read.unknown.iter().map(|(code, rows)| format!("{code} ({rows})")).collect();
            eprintln!(
                "{}: {} rows read, {} refused; COW numbers unknown to the history (rows): {}",
                read.provenance.dataset,
                read.rows,
                read.refused.len(),
                if unknown.is_empty() { "none".to_owned() } else { unknown.join(", ") }
            );
        }
        events.extend(read.value);
        datasets.push(read.provenance);
    }
    Ok((History::new(Arc::clone(history.roster()), events), datasets))
}

/// Exits and member-years of the reference classes that the same data give.
fn references(history: &History, args: &FitArgs) -> Vec<ReferenceCount> {
    let effects = [Effect::Intercept, Effect::DefensePact, Effect::PolyarchyDistance, Effect::LogMembers];
    let (from, until) = window(args);
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

fn openings(history: &History) -> std::collections::BTreeMap<String, Day> {
    let mut first = std::collections::BTreeMap::new();
    for event in history.events() {
        if let foedera_world::EventKind::TreatyOpens { treaty } = event.kind {
            first.entry(history.roster().treaty(treaty).key.clone()).or_insert(event.when.day());
        }
    }
    first
}

fn summary(model: &Model, cases: &[(&str, Vec<Case>)], path: &Path) -> String {
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
    if let Some(level) = model.level {
        let (events, expected, factor) = (level.events, level.expected, level.factor());
        writeln!(text, "level of ten years: {events} events, {expected:.1} expected, rates × {factor:.2}")
            .expect("strings grow");
    }
    let scores = [
        ("one alliance held out", &card.leave_one_alliance_out),
        ("rolling origin from 1965", &card.rolling_origin),
        ("all ended memberships", &card.rolling_membership),
    ];
    let more = card.more.iter().map(|(name, score)| (name.as_str(), score));
    for (name, score) in scores.into_iter().filter_map(|(name, score)| Some((name, score.as_ref()?))).chain(more) {
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
    for (question, cases) in cases {
        let (forecast, happened) = totals(cases, 2007, 2019);
        let auc = auc_within_year(cases);
        writeln!(
            text,
            "{question}: AUC within the year {auc:.3}; 2007-2018 {forecast:.1} forecast, {happened} happened"
        )
        .expect("strings grow");
    }
    for (name, log_score, brier, ships) in &card.tried {
        let mark = if *ships { "ships" } else { "" };
        writeln!(text, "tried: {name:<52} log {log_score:.5}  Brier {brier:.6}  {mark}").expect("strings grow");
    }
    for class in &model.references {
        writeln!(text, "{}: {} exits in {:.0} member-years", class.name, class.events, class.years)
            .expect("strings grow");
    }
    writeln!(text, "wrote {}", path.display()).expect("strings grow");
    text
}
