//! "Nothing of the future is in a forecast; an interruption changes nothing; baselines are what they say."

use std::path::{Path, PathBuf};
use std::sync::Arc;

use foedera_backtest::{
    AnswersSubject, Case, Cases, Forecasts, Group, HazardSubject, Head, OwnModel, Report, Schedule, Scores, Store,
    StoreError, Subject, held_out, run, table,
};
use foedera_diagnostic::Source;
use foedera_math::{Draw, Stream, logistic};
use foedera_process::response::Responses;
use foedera_process::{Effect, ProcessKind};
use foedera_world::{Day, Event, EventKind, History, Subject as Of, read_history};

/// Cases drawn from a law that is known: log-odds −2.5 + x, a second column that says nothing and is missing in a third of them.
struct Drawn {
    cases: Cases,
}

fn at(option: u32, place: u32) -> f64 {
    Draw { seed: 7, future: option, stream: Stream::Test(1), option: place }.normal(0)
}

fn drawn(units: u32, change: impl Fn(&mut Case)) -> Drawn {
    let mut all = Vec::new();
    for year in 1950..=2000_i16 {
        for unit in 0..units {
            let place = year as u32 * 1000 + unit;
            let x = at(1, place);
            let p = logistic(x - 2.5);
            let uniform = Draw { seed: 7, future: 3, stream: Stream::Test(1), option: place }.uniform(0);
            let mut case = Case {
                key: vec![format!("u{unit:03}")],
                year,
                groups: [Some(format!("g{}", unit % 20)), None, None],
                class: if x > 0.0 { "high" } else { "low" }.to_owned(),
                related: vec![unit % 20],
                event: (uniform < p).then_some(year),
                values: vec![Some(x), (unit % 3 != 0).then(|| at(2, place))],
                source: all.len(),
            };
            change(&mut case);
            all.push(case);
        }
    }
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let head = Head {
        process: "drawn".to_owned(),
        unit: "unit-year".to_owned(),
        definition: "a draw".to_owned(),
        words: words(&["unit"]),
        columns: words(&["x", "noise"]),
        horizons: vec![1],
        classes: "x above its mean or not".to_owned(),
        relations: "units of one group".to_owned(),
        last: 2000,
    };
    Drawn { cases: Cases::new(head, all) }
}

impl Drawn {
    fn law(&self, case: usize) -> f64 {
        self.cases.all()[case].values[0].map_or(0.1, |x| logistic(x - 2.5))
    }
}

impl Subject for Drawn {
    fn cases(&self) -> &Cases {
        &self.cases
    }

    fn models(&self) -> Vec<OwnModel> {
        vec![OwnModel { name: "our_model", words: "the law itself" }]
    }

    fn own(&self, _: usize, schedule: &Schedule, origins: &[i16]) -> Vec<Vec<Vec<f64>>> {
        let within = |origin: i16, years: &i16| {
            schedule.ahead(&self.cases, origin, *years).into_iter().map(|case| self.law(case)).collect()
        };
        origins.iter().map(|origin| schedule.horizons.iter().map(|years| within(*origin, years)).collect()).collect()
    }

    fn held_out(&self, _: usize, _: &Schedule, _: Group, test: &[usize]) -> Option<Vec<f64>> {
        Some(test.iter().map(|case| self.law(*case)).collect())
    }
}

fn schedule(from: i16, to: i16, horizons: &[i16]) -> Schedule {
    Schedule { from, to, refit: 1, horizons: horizons.to_vec() }
}

/// A folder in that for temporary files, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("foedera-backtest-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a folder");
        Self(path)
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(&self.0).expect("a folder").flatten().map(|entry| entry.path()).collect();
        files.sort();
        files
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind in that for temporary files harms nobody.
        let _gone = std::fs::remove_dir_all(&self.0);
    }
}

/// The forecasts made at an origin, to the bit.
fn at_origin(forecasts: &Forecasts, cases: &Cases, origin: i16) -> Vec<(Vec<String>, i16, i16, Vec<u64>)> {
    let lines = forecasts.lines.iter().filter(|line| line.origin == origin);
    lines
        .map(|line| {
            let case = &cases.all()[line.case];
            let bits = line.probabilities.iter().map(|p| p.to_bits()).collect();
            (case.key.clone(), case.year, line.years, bits)
        })
        .collect()
}

#[test]
fn a_logit_comes_near_a_law_that_is_linear_and_every_baseline_beats_none_of_it() {
    let subject = drawn(40, |_| ());
    let forecasts = run(&subject, &schedule(1970, 2000, &[1]), None).expect("no store");
    let report = Report::new(subject.cases(), &forecasts, &held_out(&subject, &forecasts));
    let horizon = &report.horizons[0];
    // Three parameters of 800 cases cost 3 / (2 × 800) = 0.002 of a log score on average; twice that is allowed.
    in_order(&horizon.scores, 0.004);
    let log = |name: &str| log_of(&horizon.scores, name);
    assert!((log("persistence") - log("climatology")).abs() < 0.003, "nothing persists");
    let against = horizon.differences.iter().find(|of| of.against == "climatology").expect("a difference");
    assert!(against.log.high.is_some_and(|high| high < 0.0), "{against:?}");
    assert!((against.log.difference - (log("our_model") - log("climatology"))).abs() < 1e-12);
    let [held] = &report.held_out[..] else { panic!("treaties alone: {:?}", report.held_out) };
    assert_eq!((held.held_out, held.folds, held.cases), ("treaty", 20, 40 * 51));
    in_order(&held.scores, 0.004);
    assert!(held.scores.iter().all(|of| of.forecaster != "climatology_ten_years"));
}

fn log_of(scores: &[Scores], name: &str) -> f64 {
    scores.iter().find(|of| of.forecaster == name).expect("a forecaster").log
}

/// The law itself is best, the logit is near it, and the rate of a class of which x tells half lies between it and climatology.
fn in_order(scores: &[Scores], near: f64) {
    let log = |name: &str| log_of(scores, name);
    assert!(log("our_model") < log("logit") && log("logit") - log("our_model") < near, "{scores:?}");
    assert!(log("our_model") < log("trees") && log("trees") < log("reference_class"), "{scores:?}");
    assert!(log("reference_class") < log("climatology"), "{scores:?}");
}

#[test]
fn climatology_counts_only_what_is_over() {
    let subject = drawn(10, |case| case.event = (case.year % 10 == 0).then_some(case.year));
    let forecasts = run(&subject, &schedule(1991, 1991, &[1]), None).expect("no store");
    // 1950 to 1990: five years of which every unit has an event; the last ten years have one such.
    let place = |name: &str| forecasts.forecasters.iter().position(|named| named.name == name).expect("a forecaster");
    let said = |name: &str| forecasts.lines[0].probabilities[place(name)];
    assert!((said("climatology") - (50.0 + 0.5) / (410.0 + 1.0)).abs() < 1e-15);
    assert!((said("climatology_ten_years") - (10.0 + 0.5) / (100.0 + 1.0)).abs() < 1e-15);
}

#[test]
fn the_order_in_which_cases_are_given_changes_nothing() {
    let subject = drawn(12, |_| ());
    let mut turned: Vec<Case> = subject.cases.all().to_vec();
    turned.reverse();
    assert_eq!(Cases::new(subject.cases.head.clone(), turned), subject.cases);
}

/// Events and figures of all later cases are altered: whoever forecasts at an origin must say the same to the bit.
#[test]
fn a_poisoned_future_changes_no_baseline() {
    let origin = 1985;
    let schedule = schedule(1970, 2000, &[1]);
    let clean = drawn(25, |_| ());
    let poisoned = drawn(25, |case| {
        if case.year >= origin {
            case.event = if case.event.is_some() { None } else { Some(case.year) };
        }
        if case.year > origin {
            case.values = vec![None, Some(1e6)];
            case.class = "poison".to_owned();
        }
    });
    let [clean_said, poisoned_said] =
        [&clean, &poisoned].map(|subject| run(subject, &schedule, None).expect("no store"));
    for year in 1970..=origin {
        let (before, after) =
            (at_origin(&clean_said, &clean.cases, year), at_origin(&poisoned_said, &poisoned.cases, year));
        assert!(!before.is_empty() && before == after, "{year}");
    }
    let later = |said: &Forecasts, subject: &Drawn| at_origin(said, &subject.cases, origin + 2);
    assert_ne!(later(&clean_said, &clean), later(&poisoned_said, &poisoned), "the poison works");
}

fn alliances() -> History {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/alliances.jsonl");
    let text = std::fs::read_to_string(&path).expect("an example");
    read_history(&Source::new("alliances.jsonl", text)).expect("a history").0
}

fn hazard(history: History, kind: ProcessKind) -> HazardSubject {
    let window = (Day::start_of_year(1946), Day::start_of_year(2019).plus_days(-1));
    HazardSubject::new(history, kind, window, &|_, _, _| None)
}

/// The history with all after a day altered: endings and exits are gone or come, and figures are others.
fn poisoned(history: &History, after: Day) -> History {
    let mut events: Vec<Event> = history.events().iter().filter(|event| event.when.day() <= after).cloned().collect();
    let later = history.events().iter().filter(|event| event.when.day() > after);
    for event in later.cloned() {
        match event.kind {
            EventKind::Figure { of: Of::State(state), field, .. } => {
                events.push(Event::on(event.when.day(), EventKind::figure(state, field, Some(0.99))));
            }
            EventKind::TreatyEnds { .. } | EventKind::Leaves { .. } => {}
            _ => events.push(event),
        }
    }
    let open = history.world_at(after).world;
    for (place, (treaty, _)) in history.roster().treaties().enumerate() {
        if open.treaty(treaty).is_open() && place % 3 == 0 {
            let cause = foedera_world::Cause::TreatyEnded;
            events.push(Event::on(after.plus_days(100), EventKind::TreatyEnds { treaty, cause }));
        }
    }
    History::new(Arc::clone(history.roster()), events)
}

#[test]
fn a_poisoned_future_changes_no_forecast_of_our_models() {
    let origin = 1985;
    let schedule = schedule(1975, 1990, &[1, 5]);
    for kind in [ProcessKind::Ends, ProcessKind::Leave] {
        let history = alliances();
        let altered = poisoned(&history, Day::start_of_year(origin));
        let [clean, poisoned] = [history, altered].map(|history| hazard(history, kind));
        let [clean_said, poisoned_said] =
            [&clean, &poisoned].map(|subject| run(subject, &schedule, None).expect("no store"));
        let mut seen = 0;
        for year in 1975..=origin {
            let before = at_origin(&clean_said, clean.cases(), year);
            assert_eq!(before, at_origin(&poisoned_said, poisoned.cases(), year), "{kind:?} {year}");
            seen += before.len();
        }
        assert!(seen > 100, "{kind:?}: {seen} forecasts");
        let later = origin + 3;
        assert_ne!(at_origin(&clean_said, clean.cases(), later), at_origin(&poisoned_said, poisoned.cases(), later));
    }
}

/// Answers of eight allies to three calls a year, drawn; those of calls from a year on are others.
fn answers(other_from: i16) -> AnswersSubject {
    let (mut responses, mut years) = (Responses::default(), Vec::new());
    for call in 0..60_u32 {
        let year = 1960 + i16::try_from(call / 3).expect("small");
        let treaty = responses.group(0, &format!("t{}", call % 4));
        let of_call = responses.group(2, &format!("c{call}"));
        for ally in 0..8_u32 {
            let place = call * 8 + ally;
            let of_ally = responses.group(1, &format!("a{ally}"));
            let x = at(5, place);
            let other = if year >= other_from { 2.0 } else { 0.0 };
            responses
                .values
                .extend(Effect::ANSWERS.iter().map(|effect| if *effect == Effect::COVERED { x + other } else { 0.0 }));
            responses.places.push([Some(treaty), Some(of_ally), Some(of_call)]);
            responses.allies.push(format!("a{ally}"));
            let sent = (x + at(6, place) > 0.8) != (year >= other_from);
            responses.levels.push(if sent { (3, 3) } else { (0, 0) });
            responses.unrest.push(call % 2 == 0);
            years.push(year);
        }
    }
    AnswersSubject::new(responses, years)
}

#[test]
fn a_poisoned_future_changes_no_forecast_of_answers() {
    let schedule = schedule(1968, 1979, &[1]);
    let [clean, altered] = [answers(3000), answers(1975)];
    let [said, altered_said] = [&clean, &altered].map(|subject| run(subject, &schedule, None).expect("no store"));
    for year in 1968..1975 {
        let before = at_origin(&said, clean.cases(), year);
        assert!(before.len() == 24 && before == at_origin(&altered_said, altered.cases(), year), "{year}");
    }
    assert_ne!(at_origin(&said, clean.cases(), 1977), at_origin(&altered_said, altered.cases(), 1977));
}

#[test]
fn an_interrupted_run_that_goes_on_gives_the_same_bytes() {
    let subject = hazard(alliances(), ProcessKind::Ends);
    let schedule = schedule(1980, 1992, &[1, 5]);
    let whole = table(subject.cases(), &run(&subject, &schedule, None).expect("no store"));
    let folder = Folder::new("resumed");
    let store = Store::new(&folder.0).expect("a folder");
    run(&subject, &schedule, Some(&store)).expect("kept");
    let files = folder.files();
    assert!(files.len() > 80, "one a forecaster and origin: {}", files.len());
    for stop in [1, 7, files.len() / 2] {
        // What an interruption leaves: some files, and one that was begun.
        for path in &folder.files()[stop..] {
            std::fs::remove_file(path).expect("removed");
        }
        std::fs::write(folder.0.join("ends-1990-logit.txt.1"), "# forec").expect("written");
        let again = table(subject.cases(), &run(&subject, &schedule, Some(&store)).expect("kept"));
        assert!(again == whole, "after {stop} files");
    }
    let before: Vec<_> =
        folder.files().iter().map(|path| std::fs::metadata(path).expect("there").modified().ok()).collect();
    run(&subject, &schedule, Some(&store)).expect("kept");
    let after: Vec<_> =
        folder.files().iter().map(|path| std::fs::metadata(path).expect("there").modified().ok()).collect();
    assert_eq!(before, after, "nothing is made twice");
}

#[test]
fn what_was_made_from_other_data_or_is_broken_is_refused() {
    let folder = Folder::new("refused");
    let store = Store::new(&folder.0).expect("a folder");
    run(&drawn(10, |_| ()), &schedule(1990, 1995, &[1]), Some(&store)).expect("kept");
    let other = drawn(10, |case| {
        if case.year == 1960 {
            case.values[0] = Some(0.25);
        }
    });
    let refused = run(&other, &schedule(1990, 1995, &[1]), Some(&store)).expect_err("other data");
    assert!(matches!(refused, StoreError::Other(_)), "{refused:?}");
    let refused = run(&drawn(10, |_| ()), &schedule(1990, 1996, &[1]), Some(&store)).expect_err("another schedule");
    assert!(matches!(refused, StoreError::Other(_)), "{refused:?}");
    let one = &folder.files()[3];
    let text = std::fs::read_to_string(one).expect("a text");
    for broken in [text.replace("# end\n", ""), text.replacen("e-", "e+9", 1), "x".to_owned()] {
        std::fs::write(one, broken).expect("written");
        let refused = run(&drawn(10, |_| ()), &schedule(1990, 1995, &[1]), Some(&store)).expect_err("a broken file");
        assert!(matches!(refused, StoreError::Damaged(_)), "{refused:?}");
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let schedule = schedule(1985, 1992, &[1, 3]);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
        pool.install(|| {
            // A subject of its own, so that nothing is kept in it.
            let subject = hazard(alliances(), ProcessKind::Replaced);
            table(subject.cases(), &run(&subject, &schedule, None).expect("no store"))
        })
    };
    let one = with(1);
    assert!(one == with(4) && one.lines().count() > 100);
    assert!(one.starts_with(foedera_backtest::TABLE_HEAD));
}
