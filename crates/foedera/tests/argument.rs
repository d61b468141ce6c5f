//! The argument answered, as a user asks: claims, ledger, hedging, order, comparison, explanation.

mod scratch;

use assert_cmd::Command;
use serde_json::Value;

use scratch::Scratch;

fn foedera(args: &[&str]) -> std::process::Output {
    // Away from any world.foedera.
    Command::cargo_bin("foedera").unwrap().args(args).current_dir(std::env::temp_dir()).output().unwrap()
}

fn text(args: &[&str]) -> String {
    let output = foedera(args);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    serde_json::from_str::<Value>(&text(&[args, &["--format", "json"]].concat())).unwrap()["answer"].take()
}

fn fails(args: &[&str], words: &[&str]) {
    let output = foedera(args);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    for word in words {
        assert!(told.contains(word), "`{word}` in {told}");
    }
}

impl Scratch {
    fn write(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn path(&self, name: &str) -> String {
        self.0.join(name).to_str().unwrap().to_owned()
    }
}

/// "Show me every claim with its verdict, and let me find the sentence that I hold beside."
#[test]
fn every_claim_of_the_commentary_stands_on_the_page_with_its_verdict_and_command() {
    let folder = Scratch::new("claims");
    let page = folder.path("claims.html");
    let answer = json(&["claims", "csto-2022", "--futures", "400", "--html", &page]);
    let html = std::fs::read_to_string(&page).unwrap();
    let claims = answer["claims"].as_array().unwrap();
    assert_eq!(claims.len(), 26);
    for claim in claims {
        let id = claim["id"].as_str().unwrap();
        assert!(html.contains(&format!("id=\"{id}\"")), "{id}");
        for test in claim["tests"].as_array().unwrap() {
            let command = test["finding"]["again"].as_str().unwrap();
            assert!(html.contains(command), "{id}: {command}");
        }
    }
    let passages = answer["passages"].as_array().unwrap();
    assert!(passages.iter().all(|passage| html.contains(passage["place"].as_str().unwrap())));
    assert!(!html.contains("http-equiv") && !html.contains("<script"), "one file, no request");
    let counted: u64 = answer["counts"].as_array().unwrap().iter().map(|count| count["claims"].as_u64().unwrap()).sum();
    assert_eq!(counted, 26);
}

/// "Run the commands that the page shows."
#[test]
fn the_commands_that_claims_show_are_commands() {
    let answer = json(&["claims", "csto-2022", "--futures", "80"]);
    let tests = answer["claims"].as_array().unwrap().iter().flat_map(|claim| claim["tests"].as_array().unwrap());
    let mut commands: Vec<&str> = tests.map(|test| test["finding"]["again"].as_str().unwrap()).collect();
    commands.sort_unstable();
    commands.dedup();
    for command in commands {
        // A fit needs datasets, a forecast of 10,000 futures time; the others are run as they stand.
        if command.contains(" fit ") {
            continue;
        }
        let mut args: Vec<&str> = command.split(' ').skip(1).collect();
        if ["claims", "compare", "explain", "hedge"].contains(&args[0]) {
            args.extend(["--futures", "40"]);
        }
        text(&args);
    }
}

/// "Make each number again by itself."
#[test]
fn each_claim_run_alone_makes_its_numbers_and_each_forecast_in_it_is_that_of_its_command() {
    // With few futures counting weighs in, by all that is asked in a run (docs/forecast.md).
    let futures = ["--futures", "800"];
    let answer = json(&[&["claims", "csto-2022"][..], &futures].concat());
    let close = |a: f64, b: f64| (a - b).abs() < 1e-9;
    let mut forecasts = 0;
    for claim in answer["claims"].as_array().unwrap() {
        let id = claim["id"].as_str().unwrap();
        let alone = json(&[&["claims", "csto-2022", "--claim", id][..], &futures].concat());
        assert_eq!(alone["claims"][0]["verdict"], claim["verdict"], "{id}");
        assert_eq!(alone["claims"][0]["tests"], claim["tests"], "{id}");
        for test in claim["tests"].as_array().unwrap() {
            let (command, value) = (test["finding"]["again"].as_str().unwrap(), test["finding"]["value"].as_f64());
            let mut args: Vec<&str> = command.split(' ').skip(1).collect();
            if args[0] == "explain" {
                args.extend(futures);
                let told = json(&args)["explanation"]["estimate"]["probability"].as_f64().unwrap();
                assert!(close(told, value.unwrap()), "{id}: {command}: {told} {value:?}");
                forecasts += 1;
            } else if args[0] == "compare" {
                args.extend(futures);
                let told = json(&args);
                let rows =
                    told["rows"].as_array().unwrap().iter().flat_map(|row| row["differences"].as_array().unwrap());
                let found = rows.filter_map(|own| own["difference"].as_f64().or(own["mean"].as_f64()));
                assert!(found.into_iter().any(|told| close(told, value.unwrap())), "{id}: {command}: {value:?}");
                forecasts += 1;
            }
        }
    }
    assert!(forecasts >= 5, "{forecasts}");
}

/// "My own claims, about my own alliance."
#[test]
fn a_user_has_claims_of_his_own_and_is_told_what_is_wrong_with_them() {
    let folder = Scratch::new("own");
    let good = "schema = 1\nid = \"mine\"\ntitle = \"Mine\"\ndate = \"2010-01-01\"\nnote = \"x\"\n\n[[claim]]\nid = \"A\"\nkind = \"fact\"\n\
        says = \"the Warsaw Pact had eight members\"\n\n[[claim.test]]\nid = \"then\"\nquery = \"members\"\ntreaty = \"WARSAW-PACT\"\n\
        at = \"1960-01-01\"\n\n[[claim.verdict]]\nis = \"borne_out\"\nif = \"then = 8\"\n";
    let file = folder.write("mine.toml", good);
    assert_eq!(json(&["claims", &file])["claims"][0]["verdict"], "borne_out");
    assert!(text(&["check", &file]).contains("1 claims"));
    let wrong = folder.write("wrong.toml", &good.replace("then = 8", "than = 8").replace("1960", "2015"));
    fails(
        &["claims", &wrong],
        &[
            "wrong.toml:12",
            "wrong.toml:20",
            "reads up to 2015-01-01",
            "wrong.toml",
            "reads a test `than`",
            "did you mean `then`?",
        ],
    );
    fails(&["check", &wrong], &["wrong.toml"]);
    fails(&["claims", "csto-2023"], &["did you mean `csto-2022`?"]);
    fails(&["claims", "csto-2022", "--claim", "C99"], &["there is no claim `C99`"]);
}

/// "What does Kyrgyzstan get, and what does it cost?"
#[test]
fn a_ledger_keeps_pledged_and_delivered_apart_and_says_what_is_private() {
    let answer = json(&["ledger", "CSTO", "--member", "KGZ", "--from", "2000"]);
    let lines = answer["lines"].as_array().unwrap();
    let of = |kind: &str| lines.iter().filter(|line| line["kind"] == kind && line["of"] == "KGZ").collect::<Vec<_>>();
    assert_eq!(of("arms_aid")[0]["given"], "pledged");
    assert!(of("debt_relief").iter().any(|line| line["given"] == "delivered"));
    assert!(of("remittances_gdp").iter().all(|line| line["side"] == "private"));
    assert_eq!(of("rent_given_up")[0]["side"], "cost");
    assert!(lines.iter().all(|line| !line["sources"].as_array().unwrap().is_empty()));
    let sheet = text(&["ledger", "CSTO", "--format", "csv"]);
    let rows: Vec<&str> = sheet.lines().collect();
    assert!(rows[0].starts_with("of,member,period,year,side,kind,what_it_is,value.low,value.high,unit,given"));
    assert!(rows.len() > 100);
    fails(&["ledger", "CSTO", "--member", "USA"], &["USA was never in CSTO", "members past and present"]);
}

/// "And what do I have for NATO, ECOWAS or the Gulf, of which nobody made a ledger?"
#[test]
fn yearly_series_join_the_ledger_of_any_treaty_with_ground_source_and_certainty() {
    for (treaty, some) in [("NATO", 32), ("ECOWAS", 14), ("GCC", 6)] {
        let answer = json(&["ledger", treaty, "--from", "2010", "--to", "2024-06-01"]);
        let lines = answer["lines"].as_array().unwrap();
        let series: Vec<&Value> = lines.iter().filter(|line| line["ground"] != "ledger").collect();
        let mut of: Vec<&str> = series.iter().map(|line| line["of"].as_str().unwrap()).collect();
        of.dedup();
        assert!(of.len() >= some, "{treaty}: {of:?}");
        for line in &series {
            assert!(!line["sources"].as_array().unwrap().is_empty(), "{line}");
            assert!(["medium", "computed", "high"].contains(&line["certainty"].as_str().unwrap()), "{line}");
            let year = line["year"].as_i64().unwrap();
            assert!((2010..2024).contains(&year), "known on the day: {line}");
        }
        for kind in ["military_expenditure", "public_debt", "external_debt"] {
            assert!(series.iter().any(|line| line["kind"] == kind), "{treaty}: {kind}");
        }
        let now = json(&["ledger", treaty, "--from", "2010", "--to", "2026-11-01"]);
        let lines = now["lines"].as_array().unwrap();
        let has = |kind: &str| lines.iter().any(|line| line["kind"] == kind && line["ground"] == "almanac");
        assert!(has("remittances_gdp"), "{treaty}: known from a later edition on");
        assert!(has("exports_to_patron") || treaty != "NATO", "{treaty}: {}", now["patron"]);
        assert!(!has("exports_to_patron") || !now["patron"].is_null(), "{treaty}: to whom?");
    }
}

/// "The price of gas means nothing without the price of the same quarter."
#[test]
fn a_price_of_gas_has_a_reference_of_the_same_quarter_or_says_that_none_is_known() {
    let answer = json(&["ledger", "CSTO"]);
    let prices =
        answer["lines"].as_array().unwrap().iter().filter(|line| line["kind"] == "gas_price").collect::<Vec<_>>();
    assert!(!prices.is_empty());
    let told = text(&["ledger", "CSTO", "--member", "BLR"]);
    assert!(told.contains("no reference price of the same quarter known"), "{told}");
}

/// "Where does each member lean, and not in one number."
#[test]
fn hedging_is_by_domain_and_direction_and_knows_nothing_later() {
    let answer = json(&["hedge", "CSTO", "--at", "2022-11-25", "--futures", "80"]);
    let members = answer["members"].as_array().unwrap();
    assert_eq!(members.len(), 5);
    let kazakhstan = members.iter().find(|member| member["state"] == "KAZ").unwrap();
    let lean = |domain: &str| {
        kazakhstan["domains"].as_array().unwrap().iter().find(|lean| lean["domain"] == domain).unwrap().clone()
    };
    // It takes its arms from Russia and abstains: no single number says both.
    assert!(lean("votes")["away"].as_u64().unwrap() > 0 && lean("votes")["toward"].as_u64().unwrap() > 0);
    let share = kazakhstan["measures"]
        .as_array()
        .unwrap()
        .iter()
        .find(|measure| measure["name"].as_str().unwrap().contains("arms delivered"))
        .unwrap();
    assert!(share["value"].as_f64().unwrap() > 85.0);
    let steps = members.iter().flat_map(|member| member["steps"].as_array().unwrap());
    assert!(steps.clone().all(|step| step["date"].as_str().unwrap() <= "2022-11-25"));
    let ahead = kazakhstan["ahead"].as_array().unwrap();
    assert_eq!(ahead.len(), 12, "three branches, four days");
    let one = json(&[
        "hedge",
        "CSTO",
        "--scenario",
        "csto-2022",
        "--branch",
        "russia-fails",
        "--member",
        "ARM",
        "--futures",
        "80",
    ]);
    assert_eq!(
        (one["members"].as_array().unwrap().len(), one["members"][0]["ahead"].as_array().unwrap().len()),
        (1, 4)
    );
    fails(&["hedge", "NATO", "--branch", "russia-fails"], &["there is no scenario with a branch"]);
    fails(&["hedge", "CSTO", "--at", "2023-01-01", "--scenario", "csto-2022"], &["stands on 2022-11-25"]);
}

/// "Who leads what?"
#[test]
fn the_order_of_eurasia_has_two_leaders_by_two_measures() {
    let answer = json(&["order", "eurasia-2022", "--futures", "80"]);
    let alliances = answer["alliances"].as_array().unwrap();
    let of = |key: &str| alliances.iter().find(|own| own["treaty"] == key).unwrap().clone();
    assert_eq!(of("CSTO")["by_force"]["state"], "RUS");
    assert_eq!(of("SCO")["by_force"]["state"], "CHN");
    assert_eq!(of("CSTO")["members"].as_array().unwrap().len(), 6);
    for ahead in answer["ahead"].as_array().unwrap() {
        let alive = ahead["alive"]["probability"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&alive) && ahead["participants"].as_f64().unwrap() <= 6.0);
    }
    let asked = answer["questions"].as_array().unwrap();
    assert_eq!(asked.len(), 3);
    assert!(asked[0]["question"]["resolution"].as_str().unwrap().contains("more usable force"));
    assert_eq!(asked[0]["base_rates"].as_array().unwrap().len(), 1);
    assert_eq!(answer["networks"].as_array().unwrap().len(), 4);
    let folder = Scratch::new("order");
    let file = folder.write("mine.toml", "schema = 1\nid = \"m\"\ntitle = \"M\"\ndate = \"1980-01-01\"\nstates = [\"USA\", \"GBR\", \"GBR\"]\nnote = \"x\"\n");
    fails(&["order", &file], &["GBR is named twice"]);
    let text =
        "schema = 1\nid = \"m\"\ntitle = \"M\"\ndate = \"2022-11-25\"\nstates = [\"RUS\", \"KAZ\"]\nnote = \"x\"\n";
    let file = folder.write("asks.toml", &format!("{text}questions = [\"russia-leads-by-force\"]\n"));
    fails(&["order", &file], &["none is named", "add `scenario`"]);
    let file = folder
        .write("wrong.toml", &format!("{text}scenario = \"csto-2022\"\nquestions = [\"russia-leads-by-forse\"]\n"));
    fails(&["check", &file], &["wrong.toml", "no question `russia-leads-by-forse`", "russia-leads-by-force"]);
}

/// "My scenario asks who leads."
#[test]
fn a_scenario_names_its_questions_and_gets_them_answered() {
    let folder = Scratch::new("asked");
    let shown = foedera(&["scenario", "show", "csto-2022"]);
    let text = String::from_utf8(shown.stdout).expect("UTF-8");
    let with =
        |questions: &str| text.replacen("threshold = 4\n", &format!("threshold = 4\nquestions = [{questions}]\n"), 1);
    let file = folder.write("asks.toml", &with("\"russia-leads-by-force\", \"RUS-leads-by-answers\""));
    let answer = json(&["forecast", &file, "--futures", "80"]);
    let asked = answer["questions"].as_array().unwrap();
    assert_eq!((asked.len(), asked[0]["answers"].as_array().unwrap().len()), (2, 3), "two questions in three branches");
    assert!(
        !asked[0]["scores"].as_array().unwrap().is_empty() && !asked[1]["base_rates"].as_array().unwrap().is_empty()
    );
    let output = foedera(&["forecast", &file, "--futures", "80"]);
    let told = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(told.contains("Asked, by 2026-11-25") && told.contains("Russia leads by usable force"), "{told}");
    let file = folder.write("wrong.toml", &with("\"russia-leads\""));
    fails(&["check", &file], &["wrong.toml", "no question `russia-leads`"]);
    let file = folder.write("twice.toml", &with("\"treaty-over\", \"treaty-over\""));
    fails(&["check", &file], &["asked twice"]);
}

/// "How much does it matter whether Russia fails, and are you sure?"
#[test]
fn branches_are_compared_draw_by_draw() {
    let args = ["compare", "csto-2022", "--branches", "russia-prevails,russia-fails", "--futures", "800"];
    let answer = json(&args);
    assert_eq!(answer["branches"].as_array().unwrap().len(), 2);
    let rows = answer["rows"].as_array().unwrap();
    let over = rows.iter().find(|row| row["question"]["id"] == "treaty-over" && row["date"] == "2032-11-25").unwrap();
    let (first, second) =
        (over["answers"][0]["probability"].as_f64().unwrap(), over["answers"][1]["probability"].as_f64().unwrap());
    let difference = &over["differences"][0];
    assert!((difference["difference"].as_f64().unwrap() - (second - first)).abs() < 1e-12);
    assert!(
        difference["interval"]["low"].as_f64().unwrap() > 0.0,
        "the treaty is likelier over where the patron fails"
    );
    let same = foedera(&[&args[..], &["--threads", "1"]].concat()).stdout;
    assert_eq!(same, foedera(&[&args[..], &["--threads", "2"]].concat()).stdout);
    // Files and people that say branch are understood.
    assert!(
        text(&[
            "compare",
            "csto-2022",
            "--branches",
            "status-quo,russia-fails",
            "--question",
            "any-leaves",
            "--futures",
            "80",
            "--full"
        ])
        .contains("Russia fails less the first")
    );
    fails(&["compare", "csto-2022", "--branches", "status-quo"], &["needs two branches"]);
    fails(&["compare", "csto-2022", "--branches", "status-quo,russia-fail"], &["did you mean `russia-fails`?"]);
}

/// "Why so low, and what would have to be different?"
#[test]
fn an_answer_is_explained_by_parts_that_sum_and_a_flip_point() {
    let answer =
        json(&["explain", "csto-2022", "--question", "armenia-leaves", "--at", "2026-11-25", "--futures", "400"]);
    let rate = &answer["explanation"]["rates"][0];
    let sum: f64 = rate["parts"].as_array().unwrap().iter().map(|part| part["adds"].as_f64().unwrap()).sum();
    assert!((sum - rate["log_rate"].as_f64().unwrap()).abs() < 1e-12);
    let flips = answer["explanation"]["flips"].as_array().unwrap();
    assert!(flips[0]["at"].as_f64().unwrap() > 10.0, "the fitted rate would have to be many times as high");
    assert_eq!(answer["odds"], "remote chance");
    assert!(answer["base_rates"].as_array().unwrap().len() >= 6);
    assert!(text(&["explain", "csto-2022"]).contains("kyrgyzstan-leaves-first"));
    fails(&["explain", "csto-2022", "--question", "armenia-leave"], &["did you mean `armenia-leaves`?"]);
    fails(
        &["explain", "csto-2022", "--question", "armenia-leaves", "--at", "2020-01-01"],
        &["is not after 2022-11-25"],
    );
}
