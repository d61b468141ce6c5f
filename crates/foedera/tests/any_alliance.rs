//! Any alliance with nothing but the program: each test is named as the sentence that a user would say.

mod scratch;

use std::process::{Command, Output};

use serde_json::Value;

use scratch::Scratch;

impl Scratch {
    fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).expect("a file");
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).expect("a file")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        command.args(arguments).current_dir(&self.0).output().expect("foedera runs")
    }

    fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// An answer with its envelope.
    fn whole(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.text(&[arguments, &["--format", "json"]].concat())).expect("JSON")
    }

    fn json(&self, arguments: &[&str]) -> Value {
        self.whole(arguments)["answer"].take()
    }

    fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        String::from_utf8(output.stderr).expect("UTF-8")
    }
}

const FEW: [&str; 2] = ["--futures", "200"];

fn forecast<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["forecast"], arguments, &FEW].concat()
}

#[test]
fn forecast_nato_without_any_file() {
    let folder = Scratch::new("nato");
    let whole = folder.whole(&forecast(&["NATO", "--at", "2026-11-01"]));
    let answer = &whole["answer"];
    assert_eq!(answer["scenario"]["treaty"], "NATO");
    assert_eq!(answer["scenario"]["patron"], "USA");
    assert_eq!(answer["scenario"]["members"].as_array().map(Vec::len), Some(32));
    let command = whole["provenance"]["again"].as_str().expect("a text");
    assert!(command.starts_with("foedera forecast NATO --at 2026-11-01 "), "{command}");
}

#[test]
fn write_me_a_scenario_that_i_can_edit_and_run() {
    let folder = Scratch::new("new");
    folder.text(&["scenario", "new", "CSTO", "--at", "2022-11-25", "-o", "own.toml"]);
    assert!(folder.text(&["check", "own.toml"]).contains("a scenario with 3 branches and 4 horizons"));
    let answer = folder.json(&forecast(&["own.toml"]));
    assert_eq!(answer["scenario"]["id"], "csto-2022");
    // What it holds is what the default holds.
    let default = folder.json(&forecast(&["CSTO", "--at", "2022-11-25"]));
    assert_eq!(answer["treaty"], default["treaty"]);
    // An edit is kept: the file is not written over.
    let edited = folder.read("own.toml").replace("As it is", "Left alone");
    folder.write("own.toml", &edited);
    let refused = folder.refusal(&["scenario", "new", "CSTO", "--at", "2022-11-25", "-o", "own.toml"]);
    assert!(refused.contains("may hold edits of yours") && folder.read("own.toml").contains("Left alone"), "{refused}");
    folder.text(&["scenario", "new", "CSTO", "--at", "2022-11-25", "-o", "own.toml", "--force"]);
}

#[test]
fn show_me_the_scenario_in_the_program() {
    let folder = Scratch::new("show");
    assert!(folder.text(&["scenario", "list"]).contains("csto-2022"));
    let shown = folder.text(&["scenario", "show", "csto-2022"]);
    folder.write("copy.toml", &shown);
    let (own, copy) = (folder.json(&forecast(&["csto-2022"])), folder.json(&forecast(&["copy.toml"])));
    assert_eq!(own["treaty"], copy["treaty"]);
    assert!(folder.refusal(&["scenario", "show", "csto-2023"]).contains("did you mean `csto-2022`?"));
}

#[test]
fn change_one_assumption_on_the_command_line() {
    let folder = Scratch::new("set");
    let plain = folder.whole(&forecast(&["csto-2022"]));
    let set = "branch.russia-fails.shock.factor=0.98..0.99";
    let changed = folder.whole(&forecast(&["csto-2022", "--set", set]));
    assert_eq!(plain["answer"]["treaty"][0], changed["answer"]["treaty"][0], "the reference branch has no shock");
    assert_ne!(plain["answer"]["treaty"][2], changed["answer"]["treaty"][2]);
    assert!(changed["provenance"]["again"].as_str().expect("a text").contains(set));
    assert_ne!(plain["provenance"]["scenario_sha256"], changed["provenance"]["scenario_sha256"]);
    let refused = folder.refusal(&forecast(&["csto-2022", "--set", "threshold=40"]));
    assert!(refused.contains("the threshold is 40, and the treaty has 6 members"), "{refused}");
    assert!(folder.refusal(&forecast(&["csto-2022", "--set", "treshold=3"])).contains("did you mean `threshold`?"));
    assert!(folder.refusal(&forecast(&["csto-2022", "--at", "2023-01-01"])).contains("--set date="));
}

#[test]
fn suppose_that_a_member_has_left() {
    let folder = Scratch::new("facts");
    folder.write(
        "my.toml",
        "schema = 1\n[[event]]\ndate = \"2026-09-01\"\ntreaty = \"CSTO\"\nstate = \"ARM\"\nwhat = \"leaves\"\n",
    );
    assert!(folder.text(&["check", "my.toml"]).contains("facts; with the atlas they tell"));
    assert!(
        folder
            .text(&["treaty", "CSTO", "--full", "--facts", "my.toml"])
            .contains("2026-09-01  ARM out (withdrawal) [my.toml]")
    );
    let answer = folder.whole(&forecast(&["CSTO", "--at", "2026-11-01", "--facts", "my.toml"]));
    assert_eq!(answer["answer"]["scenario"]["members"].as_array().map(Vec::len), Some(5));
    let plain = folder.whole(&forecast(&["CSTO", "--at", "2026-11-01"]));
    assert_eq!(plain["answer"]["scenario"]["members"].as_array().map(Vec::len), Some(6));
    assert_ne!(answer["provenance"]["atlas_sha256"], plain["provenance"]["atlas_sha256"]);
    for unused in [["effects", "--facts", "my.toml"], ["--facts", "my.toml", "effects"]] {
        assert!(folder.refusal(&unused).contains("--facts would change nothing"));
    }
    assert!(folder.refusal(&["treaty", "CSTO", "--facts", "none.toml"]).contains("none.toml"));
}

#[test]
fn an_alliance_that_does_not_exist() {
    let folder = Scratch::new("pact");
    folder.write(
        "pact.toml",
        "schema = 1\n[[treaty]]\nid = \"PACT\"\nname = \"The pact\"\nsigned = \"2001-05-01\"\nobligations = [\"defense\"]\n\
         members = [\"KAZ\", \"KGZ\"]\n",
    );
    let told = folder.text(&["treaty", "the pact", "--full", "--facts", "pact.toml"]);
    assert!(told.contains("KAZ") && told.contains("KGZ"), "{told}");
    let answer = folder.json(&forecast(&["PACT", "--at", "2022-11-25", "--facts", "pact.toml"]));
    assert_eq!(answer["scenario"]["members"].as_array().map(Vec::len), Some(2));
    assert!(folder.refusal(&["treaty", "PACT"]).contains("PACT"));
}

#[test]
fn the_scenarios_in_the_program_answer_in_an_empty_folder() {
    let folder = Scratch::new("shipped");
    let list = folder.text(&["scenario", "list"]);
    let names: Vec<&str> =
        list.lines().take_while(|line| !line.is_empty()).filter_map(|line| line.split(' ').next()).collect();
    assert!(names.len() >= 8, "{list}");
    for name in names {
        let answer = folder.json(&forecast(&[name]));
        let cautions = answer["scenario"]["cautions"].to_string();
        assert!(!cautions.contains("Few figures"), "{name}: {cautions}");
        // A figure of the almanac is not called the scenario's.
        let own = name == "csto-2022" || name == "warsaw-pact-1989" || name == "northern-pact";
        assert_eq!(cautions.contains("taken from the figures in Foedera"), !own, "{name}: {cautions}");
    }
}

#[test]
fn a_treaty_that_no_one_prepared_has_its_figures() {
    let folder = Scratch::new("unprepared");
    for treaty in ["NATO", "EU", "ECOWAS", "AES", "GCC", "SCO", "ARAB-LEAGUE", "AUKUS", "OAS"] {
        let answer = folder.json(&forecast(&[treaty, "--at", "2026-11-01"]));
        let cautions = answer["scenario"]["cautions"].to_string();
        // V-Dem has no index of the smallest states.
        let lacks = cautions.split("missing: ").nth(1).map(|rest| rest.split('.').next().unwrap_or_default());
        let lacks = lacks.unwrap_or_default();
        assert!(lacks.is_empty() || treaty == "OAS" && lacks.starts_with("polyarchy of"), "{treaty}: {cautions}");
        assert!(cautions.len() < 4000, "{treaty}: the cautions can be read: {cautions}");
    }
}

const ESTONIA: [&str; 8] = ["aid", "EST", "--treaty", "NATO", "--trigger", "attack", "--by", "RUS"];

fn estonia<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&ESTONIA[..], &["--at", "2026-11-01"], more].concat()
}

#[test]
fn suppose_that_the_united_states_has_less_force_to_send() {
    let folder = Scratch::new("shock");
    let plain = folder.json(&estonia(&[]));
    let shocked = folder.json(&estonia(&["--shock", "USA usable_force x0.3"]));
    let of = |answer: &Value, state: &str, field: &str| {
        let allies = answer["allies"].as_array().expect("allies");
        let ally = allies.iter().find(|ally| ally["state"] == state).unwrap_or_else(|| panic!("{state}"));
        ally[field]["probability"].as_f64()
    };
    let usa = |answer: &Value, field: &str| of(answer, "USA", field);
    assert!(usa(&shocked, "troops") < usa(&plain, "troops"), "less force, less help");
    assert_eq!(usa(&shocked, "without_shocks"), usa(&plain, "troops"), "the answer without it stands beside");
    assert_eq!(of(&shocked, "FIN", "troops"), of(&plain, "FIN", "troops"), "nobody else is touched");
    assert_eq!((usa(&plain, "without_shocks"), &plain["shocks"]), (None, &Value::Array(Vec::new())));
    let told = &shocked["shocks"][0];
    let (before, after) = (told["before"].as_f64().expect("known"), told["after"].as_f64().expect("known"));
    assert!((after - 0.3 * before).abs() < 1e-9 && told["field"] == "usable_force", "{told}");
    assert_eq!(shocked["anyone"], plain["anyone"], "a rate of calls, which no figure moves");
    let text = folder.text(&estonia(&["--shock", "USA usable_force x0.3", "--shock", "TUR-RUS imports_from =0"]));
    assert!(text.contains("Supposed: USA usable_force ×0.3") && text.contains("TUR–RUS imports_from = 0"), "{text}");
    folder.text(&estonia(&["--shock", "USA usable_force x0.3", "--html", "a.html"]));
    assert!(folder.read("a.html").contains("Supposed") && folder.read("a.html").contains("without the shock"));
}

#[test]
fn a_shock_that_nothing_reads_is_refused_with_what_is_read() {
    let folder = Scratch::new("unread");
    for (shock, part) in [
        ("RUS usable_force x0.3", "of RUS it reads ideal_point, milper"),
        ("CHN milper x2", "it reads nothing of CHN"),
        ("USA cinc x0.3", "of USA it reads"),
        ("USA usable_forc x0.3", "did you mean `usable_force`?"),
        ("Estoniaa milper x2", "did you mean `Estonia`"),
        ("USA polyarchy x3", "polyarchy lies between 0 and 1"),
        ("USA usable_force x0.3..0.7", "takes one number"),
        ("USA usable_force x0", "a factor lies between"),
        ("USA usable_force", "is no shock"),
    ] {
        let refused = folder.refusal(&estonia(&["--shock", shock]));
        assert!(refused.contains(part), "{shock}: {refused}");
    }
    let twice = estonia(&["--shock", "USA usable_force x0.3", "--shock", "USA usable_force x0.5"]);
    assert!(folder.refusal(&twice).contains("stated twice"));
    // Stated forces stand for personnel, which is then not read.
    let armenia = ["aid", "ARM", "--treaty", "CSTO", "--trigger", "unrest", "--at", "2023-01-01"];
    let refused = folder.refusal(&[&armenia[..], &["--shock", "RUS milper x0.5"]].concat());
    assert!(refused.contains("does not read `milper` of RUS") && refused.contains("usable_force"), "{refused}");
}

#[test]
fn a_shock_means_the_same_in_a_scenario_and_on_the_command_line() {
    let folder = Scratch::new("same");
    let asked = |shock: &str| {
        folder.json(&["credibility", "CSTO", "--from", "2022", "--to", "2023", "--shock", shock])["shocks"].clone()
    };
    let (scenario, own) = (asked("csto-2022"), asked("RUS usable_force x0.3..0.7"));
    let fails =
        scenario.as_array().expect("branches").iter().find(|row| row["branch"] == "Russia fails").expect("the branch");
    assert_eq!((&fails["patron"], &fails["shocks"]), (&own[0]["patron"], &own[0]["shocks"]));
    // A scenario whose only shock is to capability has none that the answer reads: capability is not usable force.
    let text = folder.text(&["scenario", "show", "csto-2022"]).replace("\"usable_force\"", "\"polyarchy\"");
    folder.write(
        "capability.toml",
        &text.replace("variable = \"polyarchy\"\nfactor", "variable = \"ideal_point\"\nfactor"),
    );
    let all = folder.json(&["credibility", "CSTO", "--to", "2023", "--from", "2022", "--shock", "capability.toml"]);
    assert_eq!(all["shocks"][2]["shocks"][0]["field"], "ideal_point", "each names its own field: {}", all["shocks"]);
}

#[test]
fn a_day_that_is_not_given_is_today_and_the_answer_says_so() {
    let folder = Scratch::new("today");
    for arguments in [
        &ESTONIA[..],
        &["threats", "NATO"],
        &["state", "EST"],
        &["dyad", "EST", "RUS"],
        &["hedge", "NATO"],
        &["ledger", "CSTO"],
        &["power", "NATO"],
        &["forecast", "NATO", "--futures", "40"],
    ] {
        let text = folder.text(arguments);
        assert!(text.starts_with("As of today, 2"), "{arguments:?}: {}", text.lines().next().unwrap_or_default());
    }
    assert!(!folder.text(&estonia(&[])).contains("As of today"));
    assert!(folder.text(&["credibility", "AUKUS"]).starts_with("To 2"));
}

/// The treaties that a user may ask of, and for each a member, a reason and an attacker.
const NINE: [(&str, &str, &str, &str); 9] = [
    ("NATO", "EST", "attack", "RUS"),
    ("EU", "FIN", "attack", "RUS"),
    ("ECOWAS", "SLE", "unrest", ""),
    ("AES", "MLI", "unrest", ""),
    ("GCC", "KWT", "attack", "IRQ"),
    ("SCO", "KGZ", "attack", "TJK"),
    ("ARAB-LEAGUE", "SYR", "attack", "ISR"),
    ("AUKUS", "AUS", "attack", "CHN"),
    ("OAS", "COL", "attack", "VEN"),
];
const DAY: &str = "2026-11-01";

fn field_grounds(figures: &Value) -> Vec<(String, usize, usize)> {
    let number = |field: &Value, key: &str| field[key].as_u64().expect("a number") as usize;
    let fields = figures["fields"].as_array().expect("fields");
    let name = |field: &Value| field["field"].as_str().expect("a name").to_owned();
    fields.iter().map(|field| (name(field), number(field, "asked"), number(field, "missing"))).collect()
}

/// Of each field, what an answer lacks is at most what the almanac lacks of the states that the answer is about.
#[test]
fn four_answers_on_nine_treaties_lack_no_figure_that_the_almanac_holds() {
    let folder = Scratch::new("nine");
    let atlas = foedera_atlas::Atlas::embedded().expect("the atlas");
    let (roster, at) = (atlas.roster(), DAY.parse().expect("a day"));
    let almanac = foedera_almanac::Almanac::embedded(roster);
    let lacks = |field: &str, of: foedera_almanac::Subject| {
        let found = almanac
            .field(field, of, at)
            .filter(|found| found.figure.year.is_none_or(|year| year >= 2026 - foedera_almanac::carried_years(field)));
        found.is_none()
    };
    let mut asked = 0;
    for (treaty, member, reason, attacker) in NINE {
        let mut aid = vec!["aid", member, "--treaty", treaty, "--trigger", reason, "--at", DAY];
        if !attacker.is_empty() {
            aid.extend(["--by", attacker]);
        }
        let answers = [
            folder.json(&aid)["figures"].clone(),
            folder.json(&["threats", treaty, "--at", DAY, "--from", "2025"])["figures"].clone(),
            folder.json(&["credibility", treaty, "--from", "2026", "--to", "2026"])["figures"].clone(),
            folder.json(&["forecast", treaty, "--at", DAY, "--futures", "40"])["scenario"]["figures"].clone(),
        ];
        let world = atlas.history.world_at(at).world;
        let id = roster.find_treaty(treaty).expect("a treaty");
        let members: Vec<_> = world.treaty(id).member_states().collect();
        for (place, figures) in answers.iter().enumerate() {
            for (field, of, missing) in field_grounds(figures) {
                asked += of;
                // Capability of one measure for all; alliances are no figure of the almanac.
                let field = if field == "cinc" { "capability_index" } else { &field };
                let subjects = |state| foedera_almanac::Subject::State(state);
                let states = || roster.states().map(|(id, _)| id);
                let is_state =
                    |name: &str| foedera_almanac::find_variable(name).map(|v| v.of) != Some(foedera_almanac::Of::Pair);
                let lacking = if ["alliance", "rivalry_tss", "mid_hostility"].contains(&field) {
                    of
                } else if ["imports_from", "shared_igos", "contiguity", "capital_distance"].contains(&field)
                    || !is_state(field)
                {
                    members
                        .iter()
                        .flat_map(|a| states().flat_map(move |b| [(*a, b), (b, *a)]))
                        .filter(|(a, b)| lacks(field, foedera_almanac::Subject::Pair(*a, *b)))
                        .count()
                } else {
                    let attacker = roster.find_state(attacker);
                    members.iter().copied().chain(attacker).filter(|state| lacks(field, subjects(*state))).count()
                };
                // Threats of a member may be any state.
                let lacking = if place == 1 || place == 2 {
                    lacking.max(states().filter(|s| lacks(field, subjects(*s))).count())
                } else {
                    lacking
                };
                assert!(
                    missing <= lacking,
                    "{treaty}, answer {place}: {field} lacks {missing} of {of}, the almanac {lacking}"
                );
            }
        }
    }
    assert!(asked > 5000, "{asked}");
}

#[test]
fn the_first_lines_of_every_answer_name_the_ground_of_its_figures() {
    let folder = Scratch::new("ground");
    for arguments in [
        &estonia(&[])[..],
        &["threats", "NATO", "--at", DAY],
        &["credibility", "AUKUS"],
        &["forecast", "NATO", "--at", DAY, "--futures", "40"],
        &["state", "EST"],
        &["dyad", "EST", "RUS"],
    ] {
        let text = folder.text(arguments);
        let head: Vec<&str> = text.lines().take(14).collect();
        let line = head.iter().find(|line| line.starts_with("Figures: "));
        let line = line.unwrap_or_else(|| panic!("{arguments:?}: {head:#?}"));
        assert!(line.contains("almanac") && line.contains("missing"), "{arguments:?}: {line}");
    }
}

#[test]
fn where_the_order_of_allies_surprises_the_answer_says_why() {
    let folder = Scratch::new("order");
    let answer = folder.json(&estonia(&[]));
    let allies: Vec<&str> = answer["allies"]
        .as_array()
        .expect("allies")
        .iter()
        .map(|ally| ally["state"].as_str().expect("a key"))
        .collect();
    let notes: Vec<&str> =
        answer["order_notes"].as_array().expect("notes").iter().map(|note| note.as_str().expect("a text")).collect();
    // A neighbour far down has a note with the terms that put it there.
    let place = allies.iter().position(|ally| *ally == "LVA").expect("Latvia");
    if place >= allies.len() / 4 {
        let note =
            notes.iter().find(|note| note.starts_with("LVA, a neighbour")).unwrap_or_else(|| panic!("{notes:#?}"));
        assert!(
            note.contains(&format!("stands {} of {}", place + 1, allies.len())) && note.contains("below"),
            "{note}"
        );
    }
    assert!(notes.last().expect("notes").contains("capitals"), "{notes:#?}");
    let thin = folder.json(&["aid", "AUS", "--treaty", "AUKUS", "--trigger", "attack", "--by", "CHN", "--at", DAY]);
    assert!(thin["own_record"].as_str().expect("a text").starts_with("No call under AUKUS"), "{}", thin["own_record"]);
    assert_eq!(thin["order_notes"], Value::Array(Vec::new()), "two allies have no order to speak of");
}

/// "From nothing to a page for a treaty that no one here prepared: a dozen lines changed."
#[test]
fn from_nothing_to_a_page_within_a_minute_and_a_dozen_changed_lines() {
    let folder = Scratch::new("page");
    let start = std::time::Instant::now();
    folder.text(&["scenario", "new", "ASEAN", "--at", "2026-11-01", "-o", "own.toml"]);
    let before = folder.read("own.toml");
    let after = before
        .replace("title = \"ASEAN from 2026-11-01\"", "title = \"ASEAN after a war in the strait\"")
        .replace("description = \"Nothing in the figures changes.\"", "description = \"Peace holds.\"")
        .replace(
            "distribution = \"uniform\"\nrange = [1.00, 4.00]",
            "distribution = \"uniform\"\nrange = [1.00, 2.00]",
        );
    let changed = before.lines().zip(after.lines()).filter(|(a, b)| a != b).count();
    assert_eq!(before.lines().count(), after.lines().count());
    assert!((1..=12).contains(&changed), "{changed} lines");
    folder.write("own.toml", &after);
    folder.text(&["forecast", "own.toml", "--html", "page.html"]);
    let seconds = start.elapsed().as_secs_f64();
    println!("{changed} lines changed, {seconds:.1} s");
    let page = folder.read("page.html");
    assert!(page.contains("ASEAN after a war in the strait") && page.len() > 20_000, "{} bytes", page.len());
    assert!(seconds < 60.0, "{seconds:.1} s");
}
