//! The question sets in the program, tables of a user's own, and scores of made-up tournaments.

use foedera_atlas::Atlas;
use foedera_diagnostic::Source;
use foedera_sources::RawFile;
use foedera_sources::tournament::{read_forecasts, read_outcomes, read_questions};
use foedera_world::Day;

use super::*;

fn atlas() -> Atlas {
    Atlas::embedded().expect("the atlas")
}

fn day(text: &str) -> Day {
    text.parse().expect("a day")
}

fn file(text: &str) -> RawFile {
    RawFile::new("own.csv", text.as_bytes())
}

fn scored(forecasts: &str, outcomes: &str, reference: &Reference) -> Result<Standings, String> {
    let forecasts = read_forecasts(&file(forecasts)).map_err(|problems| problems.to_string())?;
    let outcomes = read_outcomes(&file(outcomes)).map_err(|problems| problems.to_string())?;
    standings(&forecasts, &outcomes, reference).map_err(|problems| problems.to_string())
}

#[test]
fn the_sets_in_the_program_have_a_hundred_questions_and_half_of_them_are_open() {
    let atlas = atlas();
    let sets = embedded_questions(&atlas).unwrap_or_else(|problems| panic!("{problems}"));
    let all = selected(&sets, "all").expect("all");
    let of = |outcome: Outcome| {
        all.iter().filter(|asked| asked.resolution(&atlas, day("2026-11-27")).outcome == outcome).count()
    };
    assert!(all.len() >= 100 && 2 * of(Outcome::Open) >= all.len(), "{} of {}", of(Outcome::Open), all.len());
    assert!(of(Outcome::Yes) >= 20 && of(Outcome::No) >= 40 && of(Outcome::Unresolved) >= 5);
    let mut ids: Vec<&str> = all.iter().map(|asked| asked.id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all.len(), "names stand once in all sets");
    for kind in ["exit", "join", "freeze", "thaw", "call", "answer", "summit", "signature", "end", "new treaty"] {
        assert!(all.iter().any(|asked| asked.kind == kind), "{kind}");
    }
    for alliance in
        ["CSTO", "NATO", "EU", "ECOWAS-COMMUNITY", "AES", "ARAB-PACT", "GCC", "SCO", "CIS", "AU", "OAS", "ASEAN"]
    {
        assert!(all.iter().filter(|asked| asked.alliance == alliance).count() >= 5, "{alliance}");
    }
    // What was decided has the source that shows it, or the reach of the atlas.
    for asked in &all {
        let found = asked.resolution(&atlas, day("2026-11-27"));
        assert!(found.outcome != Outcome::Yes || !found.source.is_empty(), "{}: {found:?}", asked.id);
        assert!(found.source.iter().all(|key| atlas.sources.contains_key(key)), "{}: {found:?}", asked.id);
        // On the day of its opening a question is open.
        assert_eq!(asked.resolution(&atlas, asked.opened).outcome, Outcome::Open, "{}", asked.id);
    }
}

#[test]
fn a_set_is_found_by_its_key_an_alliance_by_its_own() {
    let sets = embedded_questions(&atlas()).expect("they are read");
    assert_eq!(selected(&sets, "csto-2022").expect("a set").len(), 60);
    assert!(selected(&sets, "nato").expect("an alliance").iter().all(|asked| asked.alliance == "NATO"));
    let told = selected(&sets, "csto-2020").expect_err("there is none").to_string();
    assert!(told.contains("did you mean `csto-2022`?"), "{told}");
}

#[test]
fn what_is_wrong_with_a_file_of_questions_is_told_at_its_place() {
    let atlas = atlas();
    let head = "schema = 1\nid = \"x\"\ntitle = \"X\"\nnote = \"x\"\nopened = \"2022-11-25\"\n";
    for (body, told) in [
        (
            "[[question]]\nid = \"a\"\ntext = \"A?\"\nrule = \"CSTO: ARM departs by 2024-01-01\"",
            "is not what a rule may ask",
        ),
        (
            "[[question]]\nid = \"a\"\ntext = \"A?\"\nrule = \"CSTO: ARM leaves by 2022-01-01\"",
            "ask of a day after the opening",
        ),
        (
            "[[question]]\nid = \"a\"\ntext = \"A?\"\nrule = \"CSTO: GEO leaves by 2024-01-01\"",
            "GEO was no member of CSTO",
        ),
        (
            "[[question]]\nid = \"a\"\ntext = \"A?\"\nrule = \"CSTO: ARM joins by 2024-01-01\"",
            "ARM was a member of CSTO",
        ),
        ("[[question]]\nid = \"a\"\ntext = \"A?\"\nrule = \"CSTO: ARM thaws by 2024-01-01\"", "ARM was not frozen"),
        ("[[question]]\nid = \"a\"\ntext = \"A?\"\nrule = \"WARSAW-PACT: ends by 2024-01-01\"", "WARSAW-PACT was over"),
        (
            "[[question]]\nid = \"a\"\ntext = \"A?\"\nrule = \"CSTO: ARM leaves by 2024-01-01\"\nkind = \"exit\"",
            "`kind` follows from the rule",
        ),
        (
            "[[question]]\nid = \"a\"\ntext = \"A?\"\nalliance = \"CSTO\"\nkind = \"exodus\"\ncloses = \"2024-01-01\"",
            "is no kind of question",
        ),
        (
            "[[question]]\nid = \"a\"\ntext = \"A?\"\nalliance = \"CSTO\"\nkind = \"exit\"\ncloses = \"2024-01-01\"\noutcome = true\ndate = \"2023-05-01\"\nsource = [\"nobody\"]",
            "is no source of the atlas",
        ),
        (
            "[[question]]\nid = \"a\"\ntext = \"A?\"\nalliance = \"CSTO\"\nkind = \"exit\"\ncloses = \"2024-01-01\"\noutcome = true",
            "date",
        ),
    ] {
        let source = Source::new("own.toml", format!("{head}{body}\n"));
        let problems = QuestionSet::read(&source, &atlas).expect_err(body).to_string();
        assert!(problems.contains(told) && problems.contains("own.toml"), "{body}: {problems}");
    }
}

#[test]
fn rows_of_a_users_own_are_asked_by_rule_or_by_hand() {
    let atlas = atlas();
    let read = |text: &str| {
        let rows = read_questions(&file(text)).map_err(|problems| problems.to_string())?;
        of_rows(&rows, &atlas).map_err(|problems| problems.to_string())
    };
    let own = read(
        "question,opened,closes,rule,outcome,date,source\n\
         fin,2022-07-05,2023-12-31,NATO: FIN joins by 2023-12-31,,,\n\
         hand,2022-07-05,2023-12-31,,yes,2023-05-01,a; b\n\
         later,2022-07-05,2030-12-31,,open,,\n",
    )
    .expect("three questions");
    let of = |place: usize, as_of: &str| own[place].resolution(&atlas, day(as_of)).outcome;
    assert_eq!([of(0, "2023-04-03"), of(0, "2023-04-04")], [Outcome::Open, Outcome::Yes]);
    assert_eq!([of(1, "2023-04-30"), of(1, "2023-05-01")], [Outcome::Open, Outcome::Yes]);
    assert_eq!([of(2, "2030-12-30"), of(2, "2030-12-31")], [Outcome::Open, Outcome::Unresolved]);
    for (row, told) in [
        ("q,2022-07-05,2023-12-30,NATO: FIN joins by 2023-12-31,,,", "`closes` says 2023-12-30"),
        ("q,2022-07-05,2023-12-31,NATO: FIN enters by 2023-12-31,,,", "is not what a rule may ask"),
        ("q,2022-07-05,2023-12-31,,maybe,,", "`maybe` is no outcome"),
        ("q,2022-07-05,2023-12-31,,yes,2023-01-01,", "needs its day and its source"),
    ] {
        let told_by = read(&format!("question,opened,closes,rule,outcome,date,source\n{row}\n")).expect_err(row);
        assert!(told_by.contains(told) && told_by.contains("own.csv:2"), "{row}: {told_by}");
    }
    let twice = read("question,opened,closes\nq,2022-01-01,2023-01-01\nq,2022-01-01,2023-01-01\n").expect_err("twice");
    assert!(twice.contains("stands twice"), "{twice}");
}

const OUTCOMES: &str =
    "question,outcome,date,alliance\nA,yes,2024-01-11,X\nB,no,2024-01-11,X\nC,no,2024-01-11,Y\nD,open,,Y\n";

#[test]
fn each_day_carries_the_last_forecast_and_a_question_counts_once() {
    // By hand: A stands at 0.5 for two days and 0.9 for eight; B and C at 0.1 and 0.2 all the time.
    let text = "question,date,probability\nA,2024-01-03,0.9\nA,2024-01-01,0.5\nB,2024-01-01,0.1\nC,2024-01-06,0.2\nD,2024-01-01,0.3\n";
    let found = scored(text, OUTCOMES, &Reference::Uniform).expect("scores");
    let own = &found.forecasters[0];
    let brier = (0.2 * 0.25 + 0.8 * 0.01 + 0.01 + 0.04) / 3.0;
    let log = -(0.2 * 0.5_f64.ln() + 0.8 * 0.9_f64.ln() + 0.9_f64.ln() + 0.8_f64.ln()) / 3.0;
    let (log_own, brier_own) = (own.log.expect("a score"), own.brier.expect("a score"));
    assert!((brier_own.score - brier).abs() < 1e-12 && (log_own.score - log).abs() < 1e-12);
    assert!((log_own.skill.expect("a skill") - (1.0 - log / 2_f64.ln())).abs() < 1e-12);
    assert_eq!((found.questions, found.yes, found.not_scored, own.questions), (3, 1, 1, 3));
    // In any order, and all days told one by one, it is the same.
    let daily: String = (1..=10).map(|k| format!("A,2024-01-{k:02},{}\n", if k < 3 { 0.5 } else { 0.9 })).collect();
    let again = scored(
        &format!("question,date,probability\nC,2024-01-06,0.2\n{daily}B,2024-01-01,0.1\n"),
        OUTCOMES,
        &Reference::Uniform,
    );
    assert!((again.expect("scores").forecasters[0].brier.expect("a score").score - brier).abs() < 1e-12);
}

#[test]
fn forecasters_are_compared_on_the_days_that_both_answered() {
    let text = "question,date,probability,forecaster\nA,2024-01-01,0.5,ann\nA,2024-01-06,0.8,ann\nA,2024-01-06,0.6,ben\n\
                B,2024-01-01,0.1,ann\nC,2024-01-01,0.4,ben\n";
    let found = scored(text, OUTCOMES, &Reference::Forecaster("ben".to_owned())).expect("scores");
    let log = found.pairs.iter().find(|pair| pair.score == "log").expect("a pair");
    let sign = if log.first == "ann" { 1.0 } else { -1.0 };
    assert_eq!(log.questions, 1);
    assert!((sign * log.difference - (-(0.8_f64.ln()) + 0.6_f64.ln())).abs() < 1e-12);
    let ann = found.forecasters.iter().find(|own| own.forecaster == "ann").expect("ann");
    assert_eq!((ann.questions, ann.beside_reference), (2, 1));
    assert!(
        ann.log
            .and_then(|log| log.skill)
            .is_some_and(|skill| (skill - (1.0 - 0.8_f64.ln() / 0.6_f64.ln())).abs() < 1e-12)
    );
}

#[test]
fn climatology_is_of_what_was_decided_before_the_forecast() {
    let outcomes = "question,outcome,date\nA,yes,2010-01-01\nB,yes,2020-01-01\nC,no,2021-01-01\nD,no,2023-01-01\n";
    let text = "question,date,probability\nD,2022-01-01,0.25\n";
    let reference = |which: &Reference| {
        scored(text, outcomes, which).expect("scores").forecasters[0].brier.expect("one").reference_score
    };
    let square = |p: f64| Some(p * p);
    assert_eq!(reference(&Reference::Climatology), square(2.5 / 4.0));
    assert_eq!(reference(&Reference::LastTen), square(1.5 / 3.0));
    // Without days: of all other questions.
    let undated =
        scored("question,probability\nA,0.5\n", "question,outcome\nA,yes\nB,no\nC,no\n", &Reference::Climatology);
    let own = undated.expect("scores").forecasters[0].brier.expect("one");
    assert!((own.reference_score.expect("one") - (1.0 - 0.5 / 3.0) * (1.0 - 0.5 / 3.0)).abs() < 1e-12);
}

#[test]
fn numbers_are_scored_by_quantiles_and_samples() {
    let text = "question,forecaster,quantile,value,sample\nN,q,0.05,1,\nN,q,0.5,3,\nN,q,0.95,8,\nN,s,,,2\nN,s,,,4\nZ,s,,,0\nZ,s,,,2\n";
    let found = scored(text, "question,outcome\nN,4.5\nZ,0\n", &Reference::Climatology).expect("scores");
    let of = |name: &str| {
        found.forecasters.iter().find(|own| own.forecaster == name).and_then(|own| own.numbers).expect("numbers")
    };
    assert!((of("q").score - 0.733_333_333_333_333_4).abs() < 1e-12);
    // Mean distance 1.5 less half of the mean distance of pairs, 0.5; and 1 less 0.5.
    assert!((of("s").score - (1.0 + 0.5) / 2.0).abs() < 1e-12);
    assert_eq!((of("s").non_zero, of("s").score_non_zero), (1, Some(1.0)));
    assert_eq!(found.pairs.iter().map(|pair| (pair.score, pair.questions)).collect::<Vec<_>>(), [("number", 1)]);
}

#[test]
fn a_certain_forecast_that_fails_is_capped_and_told() {
    let found =
        scored("question,probability\nA,0\nB,1\nC,0.2\n", "question,outcome\nA,yes\nB,no\nC,no\n", &Reference::Uniform);
    let found = found.expect("scores");
    assert_eq!(found.forecasters[0].certain, 2);
    assert!((found.by_question[0].score - 13.815_510_557_964_274).abs() < 1e-9);
    assert!(found.notes[0].contains("costs 13.8"), "{:?}", found.notes);
}

#[test]
fn what_cannot_be_scored_is_refused_with_its_line() {
    for (forecasts, outcomes, told) in [
        ("question,probability\nX,0.5\n", OUTCOMES, "no question `X` among the outcomes"),
        ("question,probability,date\nA,0.5,2024-01-11\n", OUTCOMES, "was decided on 2024-01-11"),
        ("question,probability,date\nA,0.5,2024-02-11\n", OUTCOMES, "leave out forecasts of the day of the outcome"),
        ("question,probability\nA,0.5\nA,0.6\n", OUTCOMES, "has two forecasts without a day"),
        (
            "question,probability,date\nA,0.5,2024-01-01\nA,0.6,2024-01-01\n",
            OUTCOMES,
            "has two forecasts of 2024-01-01",
        ),
        ("question,probability,date\nA,0.5,2024-01-01\nA,0.6,\n", OUTCOMES, "has no day, and others"),
        (
            "question,probability,date\nA,0.5,2024-01-01\nA,0.6,2024-01-02\n",
            "question,outcome\nA,yes\n",
            "no day until which they hold",
        ),
        ("question,probability\nA,0.5\n", "question,outcome\nA,7\n", "the outcome of `A` is the number 7"),
        ("question,sample\nA,3\n", OUTCOMES, "the outcome of `A` is yes"),
        ("question,quantile,value\nA,0.1,3\nA,0.1,4\n", "question,outcome\nA,7\n", "stands twice"),
        ("question,quantile,value\nA,0.1,3\nA,0.9,2\n", "question,outcome\nA,7\n", "lies below"),
        ("question,quantile,value,sample\nA,0.1,3,\nA,,,2\n", "question,outcome\nA,7\n", "of two kinds"),
        ("question,probability\nD,0.5\n", OUTCOMES, "nothing to score"),
        ("question,probability\nA,0.5\n", "question,outcome\nA,yes\nA,no\n", "stands twice"),
        ("question,probability\nA,0.5\n", "question,outcome\nA,\nB,no\n", "is empty"),
        ("question,probability\nA,0.5\n", "question,outcome\nA,perhaps\n", "`perhaps` is no outcome"),
    ] {
        let told_by = scored(forecasts, outcomes, &Reference::Uniform).expect_err(forecasts);
        assert!(told_by.contains(told) && told_by.contains("own.csv:"), "{forecasts}: {told_by}");
    }
    let other =
        scored("question,probability,forecaster\nA,0.5,ann\n", OUTCOMES, &Reference::Forecaster("anne".to_owned()));
    assert!(other.expect_err("nobody").contains("did you mean `ann`?"));
}

#[test]
fn an_interval_needs_five_alliances_however_many_questions_there_are() {
    let of = |alliances: usize| {
        let rows = 0..40_usize;
        let outcomes: String = rows
            .clone()
            .map(|k| format!("q{k},{},2020-01-01,A{}\n", if k % 3 == 0 { "yes" } else { "no" }, k % alliances))
            .collect();
        let forecasts: String = rows.map(|k| format!("q{k},0.{},ann\nq{k},0.5,ben\n", 2 + k % 3)).collect();
        let (head, text) = ("question,outcome,date,alliance\n", "question,probability,forecaster\n");
        scored(&format!("{text}{forecasts}"), &format!("{head}{outcomes}"), &Reference::Uniform).expect("scores")
    };
    let (few, many) = (of(4), of(5));
    assert!(few.pairs.iter().all(|pair| pair.interval.is_none() && pair.better.is_none()));
    assert!(few.forecasters.iter().all(|own| own.log.is_some_and(|log| log.interval.is_none())));
    assert!(many.pairs.iter().all(|pair| pair.interval.is_some() && pair.drawn == Some("alliances")));
    let ann = |of: &Standings| {
        of.forecasters.iter().find(|own| own.forecaster == "ann").and_then(|own| own.log).expect("a score")
    };
    assert_eq!(ann(&few).skill, ann(&many).skill);
    assert!(ann(&many).interval.is_some());
}
