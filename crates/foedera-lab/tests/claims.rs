//! The files of claims that come with the program.

use foedera_atlas::Atlas;
use foedera_diagnostic::{Problems, Source};
use foedera_lab::argument::claims::{Claims, ClaimsAnswer, Verdict, run};
use foedera_lab::argument::{embedded_claims, embedded_claims_file};
use foedera_lab::{Models, Scenario, Settings, embedded_scenario};

fn read(source: &Source, atlas: &Atlas, models: &Models) -> Result<Claims, Problems> {
    Claims::read(source, atlas, models, &|name| scenario(name, atlas))
}

fn scenario(name: &str, atlas: &Atlas) -> Result<Scenario, Problems> {
    Scenario::read(&embedded_scenario(name).expect("it ships"), atlas)
}

fn answer(name: &str, only: Option<&str>) -> ClaimsAnswer {
    let atlas = Atlas::embedded().unwrap_or_else(|problems| panic!("{problems}"));
    let models = Models::embedded().expect("the models");
    let source = embedded_claims_file(name).expect("it ships");
    let claims = read(&source, &atlas, &models).unwrap_or_else(|problems| panic!("{problems}"));
    let asked = claims.scenario.as_deref().map(|name| scenario(name, &atlas).expect("a scenario"));
    let settings = Settings { futures: 800, seed: 1 };
    run(&claims, name, &atlas, &models, asked.as_ref(), settings, only).unwrap_or_else(|problems| panic!("{problems}"))
}

fn problems(text: &str) -> String {
    let (atlas, models) = (Atlas::embedded().expect("the atlas"), Models::embedded().expect("the models"));
    read(&Source::new("my.toml", text), &atlas, &models).err().map_or(String::new(), |problems| problems.to_string())
}

#[test]
fn twenty_six_claims_have_a_verdict_each_and_every_number_a_command() {
    let answer = answer("csto-2022", None);
    assert_eq!(answer.claims.len(), 26);
    assert_eq!(answer.counts.iter().map(|(_, count)| count).sum::<u32>(), 26);
    for claim in &answer.claims {
        for test in &claim.tests {
            let finding = &test.finding;
            assert!(finding.command.starts_with("foedera "), "{} {}", claim.id, test.id);
            assert!(finding.value.is_some(), "{} {}: {}", claim.id, test.id, finding.words);
        }
    }
}

#[test]
fn what_came_after_the_text_moves_no_verdict() {
    let atlas = Atlas::embedded().expect("the atlas");
    let mut later = atlas.clone();
    let date = "2022-11-25".parse().expect("a day");
    later.hedges.retain(|step| step.when.latest() <= date);
    later.ties.retain(|tie| tie.when.latest() <= date);
    let late: Vec<_> = atlas.calls().iter().filter(|call| call.when.latest() > date).map(|call| call.id).collect();
    later.history = atlas
        .history
        .without(|event| event.when.day() > date || event.kind.call().is_some_and(|call| late.contains(&call)));
    let models = Models::embedded().expect("the models");
    let source = embedded_claims_file("csto-2022").expect("it ships");
    let claims = read(&source, &atlas, &models).expect("claims");
    let asked = scenario("csto-2022", &atlas).expect("a scenario");
    let settings = Settings { futures: 80, seed: 1 };
    let of = |atlas: &Atlas| {
        let answer = run(&claims, "csto-2022", atlas, &models, Some(&asked), settings, None).expect("an answer");
        answer.claims.into_iter().map(|claim| (claim.id, claim.verdict, claim.tests)).collect::<Vec<_>>()
    };
    for (now, then) in of(&atlas).into_iter().zip(of(&later)) {
        assert_eq!(now, then);
    }
}

#[test]
fn statements_attributed_to_nobody_are_tested_alike() {
    let answer = answer("nato-2024", None);
    assert_eq!((answer.attributed_to.clone(), answer.scenario.clone()), (None, None));
    let verdict = |id: &str| answer.claims.iter().find(|claim| claim.id == id).expect("a claim").verdict;
    assert_eq!(verdict("N1"), Verdict::BorneOut);
    assert_eq!(verdict("N10"), Verdict::Untestable);
}

#[test]
fn one_claim_can_be_run_alone_and_has_the_same_numbers() {
    let (all, one) = (answer("csto-2022", None), answer("csto-2022", Some("c8")));
    let of = |answer: &ClaimsAnswer| answer.claims.iter().find(|claim| claim.id == "C8").expect("a claim").clone();
    assert_eq!(one.claims.len(), 1);
    assert_eq!(of(&all), of(&one));
}

#[test]
fn all_files_in_the_program_are_read() {
    assert!(embedded_claims().count() >= 2);
    for name in embedded_claims() {
        assert!(!answer(name, None).claims.is_empty());
    }
}

#[test]
fn every_testable_claim_has_a_rule_by_which_a_number_would_tell_against_it() {
    for name in embedded_claims() {
        let source = embedded_claims_file(name).expect("it ships");
        for part in source.text().split("[[claim]]").skip(1) {
            let id = part.split("id = \"").nth(1).and_then(|rest| rest.split('"').next()).expect("an id");
            let against = ["contradicted", "not_supported"].iter().any(|is| part.contains(&format!("is = \"{is}\"")));
            assert!(against || part.contains("\nuntestable = "), "{name} {id}");
        }
    }
}

const HEAD: &str = "schema = 1\nid = \"x\"\ntitle = \"x\"\ndate = \"2000-01-01\"\nnote = \"x\"\n";

#[test]
fn a_claim_that_is_wrong_is_refused_at_its_place_with_what_to_do() {
    let claim = |body: &str| problems(&format!("{HEAD}[[claim]]\nid = \"A\"\nkind = \"fact\"\nsays = \"x\"\n{body}"));
    let test = "[[claim.test]]\nid = \"t\"\nquery = \"members\"\ntreaty = \"NATO\"\nat = \"1990-01-01\"\n";
    let rule = "[[claim.verdict]]\nis = \"borne_out\"\nif = \"t = 16\"\n";
    assert_eq!(claim(&format!("{test}{rule}")), "");
    let told = [
        (String::new(), "neither a test nor a reason"),
        (test.to_owned(), "has tests and no rule"),
        (format!("{test}{}", rule.replace("t = 16", "u = 16")), "reads a test `u` that is not there"),
        (format!("{test}{}", rule.replace("t = 16", "t is 16")), "compares nothing"),
        (format!("{test}{}", rule.replace("borne_out", "true")), "`true` is no verdict"),
        (format!("{}{rule}", test.replace("NATO", "NATTO")), "did you mean `NATO`?"),
        (format!("{}{rule}", test.replace("members", "member")), "did you mean `members`?"),
        (format!("{}{rule}", test.replace("1990", "2010")), "nothing after 2000-01-01 is known"),
        (format!("{test}colour = 1\n{rule}"), "unknown key `colour`"),
        (format!("untestable = \"x\"\n{test}{rule}"), "has no rules for a verdict"),
        ("untestable = \"x\"\n[[claim.since]]\nwhat = \"x\"\n".to_owned(), "`sources` is missing"),
        (
            format!("{test}{rule}[[claim.test]]\nid = \"v\"\nquery = \"signed\"\ntreaty = \"NATO\"\n"),
            "no rule reads the test `v`",
        ),
        (
            test.replace("members", "question").replace("treaty = \"NATO\"\nat", "question = \"any-leaves\"\nby")
                + rule,
            "needs a scenario",
        ),
    ];
    for (body, message) in told {
        let found = claim(&body);
        assert!(found.contains(message), "{message}: {found}");
        assert!(found.contains("my.toml:"), "{found}");
    }
}

#[test]
fn a_claim_is_told_once_and_no_passage_names_what_is_not_there() {
    let claim = "[[claim]]\nid = \"A\"\nkind = \"fact\"\nsays = \"x\"\nuntestable = \"x\"\n";
    assert!(problems(&format!("{HEAD}{claim}{claim}")).contains("claim `A` stands twice"));
    let passage = "[[passage]]\nplace = \"1\"\nsays = \"x\"\nclaims = [\"B\"]\n";
    let found = problems(&format!("{HEAD}{claim}{passage}"));
    assert!(found.contains("unknown claim `B`") && found.contains("no passage holds the claim `A`"), "{found}");
    assert!(
        problems(&format!("{HEAD}{claim}[[passage]]\nplace = \"1\"\nsays = \"x\"\n"))
            .contains("holds claims or is an aside")
    );
}
