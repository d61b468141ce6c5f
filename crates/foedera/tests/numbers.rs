//! Numbers that stand in a text and in a model file, a scenario or another text are the same in both places.

use std::path::Path;
use std::process::Command;

use foedera_lab::Models;
use serde_json::Value;

/// What the program answers, away from any world file.
fn answer(line: &str) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
    command.args(line.split(' ')).args(["--format", "json"]).current_dir(std::env::temp_dir());
    let output = command.output().expect("foedera runs");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["answer"].take()
}

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The text of a page with single blanks.
fn prose(name: &str) -> String {
    page(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The cells of the rows of all tables of a page.
fn rows(name: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| {
        let line = line.trim().strip_prefix('|')?.strip_suffix('|')?;
        Some(line.split('|').map(|cell| cell.trim().replace(['*', '−'], "-").replace("--", "")).collect::<Vec<_>>())
    };
    page(name).lines().filter_map(cells).collect()
}

/// The rows that begin with these cells.
fn row<'a>(rows: &'a [Vec<String>], begins: &[&str]) -> &'a [String] {
    let found: Vec<_> = rows
        .iter()
        .filter(|row| row.len() > begins.len() && row.iter().zip(begins).all(|(cell, begin)| cell == begin))
        .collect();
    assert_eq!(found.len(), 1, "rows that begin with {begins:?}");
    &found[0][begins.len()..]
}

/// Whether a number in a text is the value, rounded as the text has it.
fn same(text: &str, value: f64) -> bool {
    let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len() as i32);
    text.replace(',', "").parse::<f64>().is_ok_and(|said| (said - value).abs() <= 0.500_001 * 10_f64.powi(-digits))
}

#[track_caller]
fn agree(what: &str, said: &[&str], values: &[f64]) {
    assert_eq!(said.len(), values.len(), "{what}: {said:?}");
    for (text, value) in said.iter().zip(values) {
        assert!(same(text, *value), "{what}: `{text}` in the text, {value} in the file, of {said:?} and {values:?}");
    }
}

#[test]
fn a_rounded_number_is_the_same_and_another_digit_is_not() {
    assert!(same(".0128", 0.012_842) && same("16,436", 16_435.7) && same("-.0002", -0.000_2) && same("+.013", 0.0127));
    assert!(!same(".0129", 0.012_842) && !same("16,435", 16_435.7) && !same("", 0.0) && !same("n", 1.0));
}

/// Each row of the table of scores of docs/models.md is a score of a card.
#[test]
fn the_scores_in_the_docs_are_those_of_the_cards() {
    let models = Models::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let rows = rows("docs/models.md");
    let of = |name: &str| match name {
        "leave" => &models.leave.card,
        "ends" => &models.ends.card,
        _ => &models.replaced.card,
    };
    for (process, test, card, key) in [
        ("leave", "one treaty held out", "leave", "leave_one_alliance_out"),
        ("leave", "rolling, one year", "leave", "rolling_origin"),
        ("leave", "rolling, five years", "leave", "five_years"),
        ("ends", "forty groups of treaties held out", "ends", "leave_one_alliance_out"),
        ("ends", "rolling, one year", "ends", "rolling_origin"),
        ("ends", "rolling, five years", "ends", "five_years"),
        ("replaced", "forty groups held out", "replaced", "leave_one_alliance_out"),
        ("replaced", "rolling, one year", "replaced", "rolling_origin"),
        ("replaced", "rolling, five years", "replaced", "five_years"),
        ("over or replaced", "rolling, one year", "ends", "over_or_replaced"),
        ("all ended memberships", "rolling, one year", "leave", "rolling_membership"),
    ] {
        let what = format!("{process}, {test}");
        let [auc, _, log, past, ten, skill, skill_ten, counts] = row(&rows, &[process, test]) else {
            panic!("{what}: eight cells")
        };
        let card = of(card);
        let found = card.score(key).unwrap_or_else(|| panic!("{what}: no {key}"));
        let score = &found.score;
        let (events, cases) = counts.split_once(" / ").expect("events / cases");
        agree(&what, &[events, cases], &[f64::from(score.events), f64::from(score.cases)]);
        agree(&what, &[auc, log, past], &[score.auc.expect("an AUC"), score.log_score, score.log_score_climatology]);
        let (mean, interval) = skill.split_once(" (").expect("skill (low to high)");
        let (low, high) = interval.trim_end_matches(')').split_once(" to ").expect("low to high");
        let (from, to) = found.brier_skill.as_ref().expect("an interval").interval;
        agree(&what, &[mean, low, high], &[score.brier_skill().expect("a skill"), from, to]);
        if !ten.is_empty() {
            let recent = &card.score(&format!("{key}_recent")).expect("the last ten years").score;
            agree(&what, &[ten, skill_ten], &[recent.log_score_climatology, recent.brier_skill().expect("a skill")]);
        }
    }
}

#[test]
fn the_counts_in_the_docs_are_those_of_the_cards() {
    let models = Models::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let rows = rows("docs/models.md");
    for (name, model) in [("leave", &models.leave), ("ends", &models.ends), ("replaced", &models.replaced)] {
        let card = &model.card;
        let found = rows.iter().find(|row| row[0] == name && row.len() == 6 && row[3].parse::<u32>().is_ok());
        let [_, _, _, events, years, treaties] = &found.expect("a row of counts")[..] else { panic!("six cells") };
        let counted = [f64::from(card.events), card.exposure_years, f64::from(card.treaties)];
        agree(name, &[events, years, treaties], &counted);
        let large = rows.iter().find(|row| row[0] == name && row.len() == 7 && row[3].contains('–'));
        let large = large.expect("a row of 2007 to 2018");
        let total = card.totals.iter().find(|total| (total.0, total.1) == (2007, 2018)).expect("2007 to 2018");
        agree(name, &[&large[1], &large[2].replace('-', "")], &[total.2, f64::from(total.3)]);
    }
    let patron = prose("docs/patron.md");
    let card = &models.leave.card;
    assert!(patron.contains(&format!("({} events where", card.events)), "docs/patron.md: {}", card.events);
}

/// The paragraphs "How far to trust it" of the README.
#[test]
fn the_readme_says_of_the_forecasts_what_the_cards_say() {
    let models = Models::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let score = |card: &foedera_process::Card, key: &str| card.score(key).expect("a score").score;
    let (leave, ends) = (&models.leave.card, &models.ends.card);
    let (out, rolling) = (score(leave, "leave_one_alliance_out"), score(leave, "rolling_origin"));
    let (past, ten) = (score(ends, "rolling_origin"), score(ends, "rolling_origin_recent"));
    let total = |card: &foedera_process::Card| *card.totals.iter().find(|of| (of.0, of.1) == (2007, 2018)).expect("it");
    let (ended, replaced) = (total(ends), total(&models.replaced.card));
    let readme = prose("README.md");
    for said in [
        format!("the process *leave* rests on {} of them", leave.events),
        format!("(log score {:.4} against {:.4})", out.log_score, out.log_score_climatology),
        format!("({:.4} against {:.4})", rolling.log_score, rolling.log_score_climatology),
        format!("({:.4} against {:.4})", past.log_score, past.log_score_climatology),
        format!("of the last ten ({:.4})", ten.log_score_climatology),
        format!("too often ({:.0} for {})", ended.2 + replaced.2, ended.3 + replaced.3),
    ] {
        assert!(readme.contains(&said), "README.md does not say `{said}`");
    }
}

#[test]
fn the_scores_of_answers_to_calls_are_those_of_the_card() {
    let card = foedera_lab::guarantee::answers::embedded_answers().expect("the answers are read").0.card;
    let rows = rows("docs/guarantee.md");
    for (begins, choice, by_time) in [
        (format!("an ally, 1,041 answers to {} calls", card.choices.ally.by_call.calls), &card.choices.ally, false),
        (format!("the same, {} calls from earlier ones", card.choices.ally.by_time.calls), &card.choices.ally, true),
        (format!("anyone, {} known calls", card.choices.anyone.by_call.calls), &card.choices.anyone, false),
        (
            format!("the same, {} calls from earlier ones", card.choices.anyone.by_time.calls),
            &card.choices.anyone,
            true,
        ),
    ] {
        let nested = if by_time { &choice.by_time } else { &choice.by_call };
        let cells = row(&rows, &[&begins]);
        let plain: Vec<String> = cells.iter().map(|cell| cell.replace('-', "")).collect();
        let said: Vec<&str> = plain[..6].iter().map(String::as_str).collect();
        agree(&begins, &said, &[&nested.candidates[..], &[nested.brier]].concat());
    }
    assert_eq!(card.choices.ally.cases, 1041, "docs/guarantee.md says 1,041");
    let (ally, anyone) = (&card.choices.ally, &card.choices.anyone);
    let readme = prose("README.md");
    let [_, kind, shrunk, model, _] = anyone.by_call.candidates;
    for said in [
        format!(
            "the model (Brier {:.3} with the choice nested; rate by kind of call {:.3}, shrunk rate {:.3})",
            ally.by_call.brier, ally.by_call.candidates[1], ally.by_call.candidates[2]
        ),
        format!("the shrunk rate ({shrunk:.3}; {kind:.3}, model {model:.3})"),
        format!("for an ally ({:.3} against {:.3})", ally.by_time.brier, ally.by_time.candidates[1]),
        format!("for anyone ({:.3} against {:.3})", anyone.by_time.brier, anyone.by_time.candidates[1]),
    ] {
        assert!(readme.contains(&said), "README.md does not say `{said}`");
    }
}

/// The benchmark of settlements stands in the README, rounded, and in docs/summit.md.
#[test]
fn the_readme_rounds_the_benchmark_of_the_summit_page() {
    let rows = rows("docs/summit.md");
    let cell = |name: &str| -> f64 {
        let found = rows.iter().find(|row| row[0].replace('-', "") == name.replace('-', "") && row.len() == 6);
        let cell = &found.unwrap_or_else(|| panic!("no {name}"))[1];
        cell.replace('-', "").parse().expect("a number")
    };
    let readme = prose("README.md");
    let after =
        |before: &str| readme.split(before).nth(1).and_then(|rest| rest.split([' ', ';']).next()).expect("said");
    for (before, name) in [
        ("not chosen by looking at them) errs by ", "pce-uniform"),
        ("the plain weighted mean by ", "mean"),
        ("one chosen on these issues errs by ", "ours, the choice left out too"),
    ] {
        let (said, value): (f64, f64) = (after(before).parse().expect("a number"), cell(name));
        // Both are rounded from one number.
        assert!((said - value).abs() < 0.0551, "README {said}, docs/summit.md {value}");
    }
}

/// The lesson shows a piece of the scenario.
#[test]
fn the_lesson_shows_the_prior_that_ships() {
    let (lesson, scenario) = (page("docs/lesson.md"), page("scenarios/csto-2022.toml"));
    let shown = lesson.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a block");
    assert!(scenario.contains(shown), "docs/lesson.md shows what scenarios/csto-2022.toml does not have:\n{shown}");
}

/// "5 borne out, 6 supported, …" stands in docs/claims.md.
#[test]
fn the_docs_count_the_verdicts_that_the_program_gives() {
    let found = answer("claims csto-2022");
    let claims = found["claims"].as_array().expect("claims");
    let count = |verdict: &str| claims.iter().filter(|claim| claim["verdict"] == verdict).count();
    let verdicts = ["borne_out", "supported", "undecided", "not_supported", "contradicted", "untestable"];
    let said: Vec<String> = verdicts.map(|of| format!("{} {}", count(of), of.replace('_', " "))).to_vec();
    let docs = prose("docs/claims.md");
    assert!(docs.contains(&said.join(", ")), "docs/claims.md does not say `{}`", said.join(", "));
    assert!(docs.contains(&format!("{} claims of a commentary", claims.len())), "{} claims", claims.len());
}

/// "The probability rises from about 2 % to about 19 %" stands in the lesson.
#[test]
fn the_lesson_tells_what_its_commands_answer() {
    let asked = "--question armenia-freezes --at 2026-11-25 --futures 2000";
    let chance = |scenario: &str| {
        answer(&format!("explain {scenario} {asked}"))["explanation"]["estimate"]["probability"].as_f64().expect("one")
    };
    let path = std::env::temp_dir().join(format!("foedera-lesson-{}.toml", std::process::id()));
    let text = page("scenarios/csto-2022.toml");
    let changed = text.replace("range = [0.0022, 0.023]", "range = [0.022, 0.23]");
    assert_ne!(text, changed, "the prior of the lesson");
    std::fs::write(&path, changed).expect("written");
    let (before, after) = (chance("csto-2022"), chance(path.to_str().expect("a plain path")));
    std::fs::remove_file(&path).expect("removed");
    let said = format!("from about {:.0} % to about {:.0} %", 100.0 * before, 100.0 * after);
    assert!(prose("docs/lesson.md").contains(&said), "docs/lesson.md does not say `{said}`");
}

#[test]
fn the_texts_count_the_summits_of_the_atlas() {
    let atlas = foedera_atlas::Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let summit = |event: &&foedera_world::Event| matches!(event.kind, foedera_world::EventKind::Summit { .. });
    let count = atlas.history.events().iter().filter(summit).count();
    for name in ["README.md", "CHANGELOG.md"] {
        assert!(prose(name).contains(&format!("{count} summits")), "{name} does not say `{count} summits`");
    }
}

/// The lower table of docs/guarantee.md: Brier scores of answers beside both rates.
#[test]
fn the_held_out_scores_of_answers_are_those_of_the_card() {
    let card = foedera_lab::guarantee::answers::embedded_answers().expect("the answers are read").0.card;
    let rows = rows("docs/guarantee.md");
    for begins in [
        "from an ally, one call left out",
        "from an ally, one treaty left out",
        "from anyone, one call left out",
        "from anyone, one treaty left out",
    ] {
        let [brier, all, kind, auc, counts] = row(&rows, &[begins]) else { panic!("{begins}: five cells") };
        let found = card.scores.iter().find(|(name, _)| *name == format!("troops {begins}"));
        let found = &found.unwrap_or_else(|| panic!("the card has no {begins}")).1;
        let score = &found.overall;
        let (events, cases) = counts.split_once(" / ").expect("events / cases");
        agree(begins, &[events, cases], &[f64::from(score.events), f64::from(score.cases)]);
        let values = [score.brier, score.brier_climatology, found.brier_by_trigger, score.auc.expect("an AUC")];
        agree(begins, &[brier, all, kind, auc], &values);
    }
}

/// "As they ship" in docs/models.md is the forecast with a thousand futures.
#[test]
fn the_headline_in_the_docs_is_that_of_the_forecast() {
    let found = answer("forecast csto-2022 --futures 1000");
    let horizon = |day: &str| {
        let days = found["horizons"].as_array().expect("days");
        days.iter().position(|own| own == day).expect("a horizon")
    };
    let branch = |id: &str| {
        let branches = found["branches"].as_array().expect("branches");
        branches.iter().position(|branch| branch["id"] == id).expect("a branch")
    };
    let rows = rows("docs/models.md");
    let cells = row(&rows, &["as they ship"]);
    let asked = [
        ("status-quo", "at_least_one_left", "2026-11-25"),
        ("russia-fails", "at_least_one_left", "2026-11-25"),
        ("status-quo", "ended_or_replaced", "2032-11-25"),
        ("russia-fails", "ended_or_replaced", "2032-11-25"),
    ];
    assert_eq!(cells.len(), asked.len(), "{cells:?}");
    for (cell, (id, question, day)) in cells.iter().zip(asked) {
        let estimate = &found["treaty"][branch(id)][question][horizon(day)];
        let percent = |value: &Value| 100.0 * value.as_f64().unwrap_or_else(|| panic!("{question}: {estimate}"));
        let (mean, interval) = cell.split_once(" (").expect("mean (low–high)");
        let (low, high) = interval.trim_end_matches(')').split_once('–').expect("low–high");
        let interval = &estimate["interval"];
        let values = [percent(&estimate["probability"]), percent(&interval["low"]), percent(&interval["high"])];
        agree(&format!("{question} {day} {id}"), &[mean, low, high], &values);
    }
}
