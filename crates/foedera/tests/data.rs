//! Datasets, the world file and panels on the command line: each test is named as the sentence that a user would say.

mod scratch;

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

use scratch::Scratch;

impl Scratch {
    /// A folder `data` with these fixtures of foedera-sources in it.
    fn with_data(name: &str, keys: &[&str]) -> Self {
        let scratch = Self::new(name);
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../foedera-sources/tests/fixtures/datasets");
        let data = scratch.0.join("data");
        std::fs::create_dir_all(&data).expect("a folder");
        for key in keys {
            std::fs::copy(fixtures.join(format!("{key}.csv")), data.join(format!("{key}.csv"))).expect("a fixture");
        }
        scratch
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        command.args(arguments).current_dir(&self.0).output().expect("foedera runs")
    }

    /// What it prints when all goes well.
    fn text(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Exit code and messages when it does not.
    fn refusal(&self, arguments: &[&str]) -> (i32, String) {
        let output = self.run(arguments);
        let errors = String::from_utf8(output.stderr).expect("UTF-8");
        assert!(!errors.contains("panicked"), "{errors}");
        (output.status.code().expect("it ends by itself"), errors)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).expect("a written file")
    }

    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(&self.0).expect("a folder");
        let mut names: Vec<String> =
            entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8")).collect();
        names.sort();
        names
    }
}

const SOME: [&str; 6] = ["atop-alliance", "contiguity", "democracy", "mid-b", "nmc", "ucdp-acd"];

/// The world of these fixtures.
fn world(name: &str) -> Scratch {
    let scratch = Scratch::with_data(name, &SOME);
    scratch.text(&["import", "data", "-o", "world.foedera"]);
    scratch
}

/// "Which pairs had a trade agreement in force?"
#[test]
fn trade_agreements_by_iso_numbers_become_a_variable_of_pairs() {
    let scratch = Scratch::with_data("desta", &["desta"]);
    scratch.text(&["import", "data", "-o", "world.foedera"]);
    let years = ["--from", "2013", "--to", "2020"];
    let panel = ["panel", "dyad-year", "--with", "trade_agreement", "--world", "world.foedera", "-o", "panel.csv"];
    scratch.text(&[&panel[..], &years].concat());
    let panel = scratch.read("panel.csv");
    let value = |pair: &str, year: i32| {
        let line =
            panel.lines().find(|line| line.starts_with(&format!("{pair},{year},"))).expect("a pair of that year");
        line.rsplit(',').next().expect("a cell").to_owned()
    };
    let (russia_armenia, russia_belarus, korea_india) = ("365,371", "365,370", "732,750");
    assert_eq!(value(russia_armenia, 2013), "0");
    assert_eq!(value(russia_armenia, 2016), "1", "by an accession");
    assert_eq!(value(russia_belarus, 2020), "1");
    assert_eq!(value("370,371", 2014), "1", "of an accession without a year of its own the year of the accession");
    assert_eq!(value(korea_india, 2017), "0");
    assert_eq!(value(korea_india, 2019), "", "signed, and nobody says since when it is in force");
    assert!(scratch.read("panel.codebook.md").contains("Baccini"));
}

#[test]
fn it_lists_what_it_reads_and_where_to_get_it() {
    let scratch = Scratch::new("list");
    let text = scratch.text(&["data", "list"]);
    for word in ["atop-member", "mid-b", "ucdp-acd", "sipri-arms", "https://correlatesofwar.org"] {
        assert!(text.contains(word), "{word}");
    }
    let json: Value =
        serde_json::from_str::<Value>(&scratch.text(&["data", "list", "--format", "json"])).expect("JSON");
    assert_eq!(json["schema"], "foedera/data-list/1");
    let json = &json["answer"];
    let datasets = json["datasets"].as_array().expect("a list");
    assert!(datasets.len() >= 50, "{}", datasets.len());
    for dataset in datasets {
        for key in ["citation", "bibtex", "terms", "home", "keys", "unit"] {
            assert!(dataset[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {dataset}");
        }
    }
}

#[test]
fn it_says_which_of_them_are_in_my_folder() {
    let scratch = Scratch::with_data("found", &["nmc"]);
    let text = scratch.text(&["data", "list", "data"]);
    assert!(text.lines().any(|line| line.starts_with("nmc ") && line.contains("found: nmc.csv")), "{text}");
    assert!(text.lines().any(|line| line.starts_with("coups ") && line.contains("not found")), "{text}");
}

#[test]
fn every_row_is_accounted_for_and_a_bad_one_is_told_with_its_line() {
    let scratch = Scratch::with_data("check", &["atop-member", "nmc"]);
    let output = scratch.run(&["data", "check", "data"]);
    assert_eq!(output.status.code(), Some(1), "refused rows are a finding");
    let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let row = text.lines().find(|line| line.starts_with("atop-member")).expect("a line for ATOP");
    assert!(row.split_whitespace().skip(1).take(4).eq(["6", "4", "1", "1"]), "{row}");
    assert!(errors.contains("atop-member.csv:7:"), "{errors}");
    let json = scratch.run(&["data", "check", "data", "--format", "json"]).stdout;
    let json: Value = serde_json::from_slice::<Value>(&json).expect("JSON")["answer"].take();
    for file in json["files"].as_array().expect("a list") {
        let count = |key: &str| file[key].as_u64().expect("a count");
        assert_eq!(count("rows"), count("kept") + count("refused") + count("left_out"), "{file}");
    }
}

#[test]
fn an_empty_folder_and_a_missing_one_are_told() {
    let scratch = Scratch::new("empty");
    std::fs::create_dir_all(scratch.0.join("data")).expect("a folder");
    for action in [&["data", "check", "data"][..], &["import", "data", "-o", "w.foedera"]] {
        let (code, errors) = scratch.refusal(action);
        assert_eq!(code, 2);
        assert!(errors.contains("holds no dataset"), "{errors}");
    }
    let (code, errors) = scratch.refusal(&["import", "nowhere", "-o", "w.foedera"]);
    assert_eq!(code, 2);
    assert!(errors.contains("is not a folder"), "{errors}");
    assert_eq!(scratch.files(), ["data"]);
}

#[test]
fn a_broken_file_does_not_stop_the_import_unless_i_am_strict() {
    let scratch = Scratch::with_data("broken", &["nmc"]);
    std::fs::write(scratch.0.join("data/mid.zip"), b"PK\x03\x04 not an archive").expect("written");
    let (code, errors) = scratch.refusal(&["import", "data", "--strict", "-o", "world.foedera"]);
    assert_eq!(code, 2);
    assert!(errors.contains("mid.zip") && errors.contains("nothing was written"), "{errors}");
    assert_eq!(scratch.files(), ["data"]);
    let output = scratch.run(&["import", "data", "-o", "world.foedera"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stderr).contains("skipped mid.zip"));
}

#[test]
fn a_dataset_can_be_had_back_as_a_table() {
    let scratch = Scratch::with_data("export", &["nmc", "icews"]);
    scratch.text(&["import", "data", "-o", "world.foedera"]);
    for name in ["events.csv", "events.dta"] {
        scratch.text(&["data", "export", "icews", "-o", name]);
        assert!(scratch.read(&name.replace(".csv", ".codebook.md").replace(".dta", ".codebook.md")).contains("ICEWS"));
    }
    assert!(scratch.read("events.csv").starts_with("date,date_precision,source,relation,target\n"));
    let (_, errors) = scratch.refusal(&["data", "export", "icew", "-o", "x.csv"]);
    assert!(errors.contains("did you mean `icews`"), "{errors}");
}

#[test]
fn a_panel_can_be_of_some_states_with_their_names_and_says_when_it_is_empty() {
    let scratch = Scratch::with_data("some", &["nmc"]);
    scratch.text(&["import", "data", "-o", "world.foedera"]);
    let panel = ["panel", "state-year", "--with", "cinc", "--from", "2018", "--to", "2018", "-o", "p.csv"];
    let output = scratch.run(&[&panel[..], &["--states", "Armenia,Russia", "--names"]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let text = scratch.read("p.csv");
    assert!(text.starts_with("ccode,year,cinc,name\n365,2018,") && text.contains(",Russia\n371,2018,"), "{text}");
    assert!(told.contains("warning: `cinc` is missing in every row"), "{told}");
}

#[test]
fn a_file_that_is_no_dataset_is_skipped_and_told() {
    let scratch = Scratch::with_data("notes", &["nmc"]);
    std::fs::write(scratch.0.join("data/notes.csv"), "who,what\nme,nothing\n").expect("written");
    let output = scratch.run(&["import", "data", "-o", "world.foedera"]);
    assert_eq!(output.status.code(), Some(0));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("skipped notes.csv"), "{errors}");
}

#[test]
fn the_same_files_give_the_same_world_on_any_number_of_threads() {
    let scratch = world("threads");
    let one = std::fs::read(scratch.0.join("world.foedera")).expect("a world");
    let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
    command.args(["import", "data", "-o", "again.foedera"]).env("RAYON_NUM_THREADS", "1").current_dir(&scratch.0);
    assert!(command.output().expect("foedera runs").status.success());
    assert!(one == std::fs::read(scratch.0.join("again.foedera")).expect("a world"), "other bytes");
}

#[test]
fn an_import_says_which_world_it_replaces_and_which_tables_are_gone() {
    let scratch = world("replaces");
    let again = scratch.run(&["import", "data", "-o", "world.foedera"]);
    let told = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(again.status.success() && told.contains("replaces world.foedera: "), "{told}");
    assert!(!told.contains("no longer in it"), "{told}");
    let first = std::fs::read_dir(scratch.0.join("data")).expect("a folder").flatten().next().expect("a file").path();
    std::fs::remove_file(first).expect("one dataset less");
    let fewer = scratch.run(&["import", "data", "-o", "world.foedera"]);
    let told = String::from_utf8_lossy(&fewer.stderr).into_owned();
    assert!(told.contains("no longer in it: "), "{told}");
    std::fs::write(scratch.0.join("notes.foedera"), "my notes").expect("written");
    let (code, errors) = scratch.refusal(&["import", "data", "-o", "notes.foedera"]);
    assert!(code == 2 && errors.contains("is not a world file"), "{code}: {errors}");
}

#[test]
fn a_panel_does_not_replace_my_bibliography_or_my_table() {
    let scratch = world("mine");
    let panel = |name: &str| {
        let years = ["panel", "state-year", "--from", "1950", "--to", "1950", "--with", "cinc", "-o", name];
        scratch.run(&years)
    };
    std::fs::write(scratch.0.join("thesis.bib"), "@book{me}").expect("written");
    std::fs::write(scratch.0.join("mine.csv"), "a,b").expect("written");
    for (name, kept) in [("thesis.csv", "thesis.bib"), ("mine.csv", "mine.csv")] {
        let refused = panel(name);
        let errors = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(2) && errors.contains(kept) && errors.contains("--force"), "{errors}");
    }
    assert_eq!(scratch.read("thesis.bib"), "@book{me}");
    for _ in 0..2 {
        assert!(panel("panel.csv").status.success(), "its own panel may be made again");
    }
}

#[test]
fn a_panel_comes_with_its_codebook_and_citations() {
    let scratch = world("panel");
    let with = "cinc,polity2,contiguity,mid_onset";
    scratch.text(&["panel", "dyad-year", "--from", "1949", "--to", "1951", "--with", with, "-o", "panel.csv"]);
    let panel = scratch.read("panel.csv");
    let mut lines = panel.lines();
    assert_eq!(lines.next(), Some("ccode1,ccode2,year,cinc1,cinc2,polity21,polity22,contiguity,mid_onset"));
    // The fixture has values for 1950, a border from 1920 and no dispute after 1913: nothing of that is 0.
    assert_eq!(panel.lines().find(|line| line.starts_with("2,200,1950,")), Some("2,200,1950,0.2842,0.0633,10,,0,"));
    assert_eq!(panel.lines().find(|line| line.starts_with("2,20,1950,")), Some("2,20,1950,0.2842,,10,,1,"));
    assert_eq!(panel.lines().find(|line| line.starts_with("2,200,1949,")), Some("2,200,1949,,,,,0,"));
    let codebook = scratch.read("panel.codebook.md");
    for word in ["cinc1, cinc2", "1950-1950", "nmc.csv", "Singer (1987)", "SHA-256"] {
        assert!(codebook.contains(word), "{word} in {codebook}");
    }
    assert!(!codebook.contains("ucdp"), "only what was used");
    let bibliography = scratch.read("panel.bib");
    assert!(bibliography.contains("@article{singer1987nmc") && !bibliography.contains("gleditsch2002armed"));
}

#[test]
fn stata_reads_what_csv_has() {
    let scratch = world("stata");
    let arguments = ["panel", "state-year", "--from", "1950", "--to", "1950", "--with", "cinc,polity2", "-o"];
    scratch.text(&[&arguments[..], &["p.csv"]].concat());
    scratch.text(&[&arguments[..], &["p.dta"]].concat());
    // Our own reader takes it back: it is a table by state and year like any other.
    let folder = scratch.0.join("back");
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::rename(scratch.0.join("p.dta"), folder.join("p.dta")).expect("moved");
    let json = scratch.run(&["data", "check", "back", "--format", "json"]).stdout;
    let json: Value = serde_json::from_slice::<Value>(&json).expect("JSON")["answer"].take();
    assert_eq!(json["files"][0]["dataset"], "nmc", "{json}");
    assert_eq!(json["files"][0]["rows"], scratch.read("p.csv").lines().count() - 1);
}

/// "I work in Stata: was the panel read right?"
#[test]
fn a_stata_panel_has_labels_and_a_do_file_that_asserts_its_numbers() {
    let scratch = world("do-file");
    let arguments =
        ["panel", "dyad-year", "--from", "1949", "--to", "1951", "--with", "cinc,contiguity,mid_onset", "-o"];
    let said = scratch.text(&[&arguments[..], &["p$1.dta"]].concat());
    assert!(said.contains("wrote p$1.do"), "{said}");
    scratch.text(&[&arguments[..], &["p.csv"]].concat());
    let script = scratch.read("p$1.do");
    let panel = scratch.read("p.csv");
    let names: Vec<&str> = panel.lines().next().expect("a head").split(',').collect();
    let rows: Vec<Vec<&str>> = panel.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let has = |line: &str| assert!(script.lines().any(|own| own == line), "{line} in:\n{script}");
    has("use `\"p\\$1.dta\"', clear");
    has("isid ccode1 ccode2 year");
    has("xtset dyad year, yearly");
    has(&format!("assert _N == {}", rows.len()));
    let cinc = names.iter().position(|name| *name == "cinc1").expect("the column");
    let values: Vec<f64> = rows.iter().filter_map(|row| row[cinc].parse().ok()).collect();
    assert!(!values.is_empty() && values.len() < rows.len(), "some are missing");
    let line = script.lines().skip_while(|line| *line != "quietly summarize cinc1").nth(1).expect("an assertion");
    assert!(line.starts_with(&format!("assert r(N) == {} & reldif(r(mean), 0.", values.len())), "{line}");
    // A column that is missing in every row is asserted to be.
    has("assert missing(mid_onset)");
    let bytes = std::fs::read(scratch.0.join("p$1.dta")).expect("the panel");
    for text in ["land or river border", "yes_no", "United States", "dyad"] {
        assert!(bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
    // Made again it is the same to the byte; a do-file of the user's own stays.
    scratch.text(&[&arguments[..], &["p$1.dta"]].concat());
    assert_eq!(std::fs::read(scratch.0.join("p$1.dta")).expect("the panel"), bytes);
    std::fs::write(scratch.0.join("q.do"), "regress y x").expect("written");
    let (code, errors) = scratch.refusal(&[&arguments[..], &["q.dta"]].concat());
    assert!(code == 2 && errors.contains("q.do"), "{errors}");
}

/// "Only the units, I have my own variables."
#[test]
fn a_panel_without_variables_has_its_units() {
    let scratch = world("units");
    scratch.text(&["panel", "state-year", "--from", "1950", "--to", "1950", "-o", "p.csv"]);
    let panel = scratch.read("p.csv");
    assert!(panel.starts_with("ccode,year\n2,1950\n"), "{panel}");
}

#[test]
fn a_misspelt_variable_gets_the_nearest_name_and_one_without_data_the_dataset() {
    let scratch = world("misspelt");
    let panel = |kind: &str, with: &str| scratch.refusal(&["panel", kind, "--with", with, "-o", "p.csv"]);
    let (code, errors) = panel("state-year", "cnic");
    assert_eq!(code, 2);
    assert!(errors.contains("did you mean `cinc`?"), "{errors}");
    let (code, errors) = panel("state-year", "coups");
    assert_eq!(code, 2);
    assert!(errors.contains("lacks the data for `coups`: coups"), "{errors}");
    let (code, errors) = panel("state-year", "contiguity");
    assert_eq!(code, 2);
    assert!(errors.contains("no variable of a state-year panel"), "{errors}");
    let (code, errors) = scratch.refusal(&["panel", "state-year", "--with", "cinc", "-o", "p.xls"]);
    assert_eq!(code, 2);
    assert!(errors.contains(".csv, .dta or .parquet"), "{errors}");
    assert!(scratch.files().iter().all(|name| !name.starts_with("p.")), "nothing is written");
}

#[test]
fn a_world_file_is_looked_for_here_and_never_above() {
    let scratch = world("above");
    let below = scratch.0.join("deep/er");
    std::fs::create_dir_all(&below).expect("a folder");
    let asked = ["state", "200", "--at", "1950-06-01"];
    let told = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
        let output = command.args(args).current_dir(&below).output().expect("it runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let (here, below) = (scratch.text(&asked), told(&asked));
    assert!(here.contains("United Kingdom (GBR) on 1950-06-01") && here.contains("0.0633"), "{here}");
    assert!(below.contains("United Kingdom (GBR) on 1950-06-01") && !below.contains("0.0633"), "{below}");
    let named = told(&[&asked[..], &["--world", "../../world.foedera"]].concat());
    assert!(named.contains("0.0633"), "{named}");
    let (code, errors) = scratch.refusal(&["state", "200", "--world", "nothing.foedera"]);
    assert_eq!(code, 2);
    assert!(errors.contains("foedera import DIR -o world.foedera"), "{errors}");
}

#[test]
fn a_state_answers_to_its_id_its_numbers_and_its_names() {
    let scratch = Scratch::new("names");
    for name in ["CIV", "437", "Ivory Coast", "Côte d’Ivoire", "cote divoire"] {
        let text = scratch.text(&["state", name, "--at", "2000-01-01"]);
        assert!(text.contains("(CIV) on 2000-01-01"), "{name}: {text}");
    }
    // The same number and the same name by date.
    for (name, day, id) in
        [("Germany", "1930-01-01", "DEU"), ("345", "1950-01-01", "YUG"), ("345", "2010-01-01", "SRB")]
    {
        let text = scratch.text(&["state", name, "--at", day]);
        assert!(text.contains(&format!("({id}) on {day}")), "{name}: {text}");
    }
    let (code, errors) = scratch.refusal(&["state", "Armania"]);
    assert_eq!(code, 2);
    assert!(errors.contains("`Armenia`"), "{errors}");
}

#[test]
fn armenia_and_azerbaijan_were_in_one_defence_pact_and_the_atlas_says_what_to_make_of_it() {
    let scratch = Scratch::new("trap");
    let text = scratch.text(&["dyad", "ARM", "AZE", "--at", "1995-01-01"]);
    assert!(text.contains("CSTO") && text.contains("at war with each other"), "{text}");
    let json = scratch.text(&["dyad", "ARM", "AZE", "--at", "1995-01-01", "--format", "json"]);
    let json: Value = serde_json::from_str::<Value>(&json).expect("JSON")["answer"].take();
    assert_eq!(json["remarks"][0]["excluded_from"][0], "aid");
    let later = scratch.text(&["dyad", "ARM", "AZE", "--at", "2010-01-01"]);
    assert!(!later.contains("note on CSTO"), "{later}");
}

#[test]
fn fetching_names_the_dataset_that_has_no_address() {
    let scratch = Scratch::new("fetch");
    let (code, errors) = scratch.refusal(&["data", "fetch", "gsdb"]);
    assert_eq!(code, 2);
    assert!(errors.contains("https://www.globalsanctionsdatabase.com"), "{errors}");
    let (code, errors) = scratch.refusal(&["data", "fetch", "gdsb"]);
    assert_eq!(code, 2);
    assert!(errors.contains("did you mean `gsdb`?"), "{errors}");
    assert!(scratch.files().is_empty());
}

#[test]
#[cfg(all(feature = "fetch", feature = "parquet"))]
fn the_docs_tell_the_rows_of_the_files_that_it_is_tested_with() {
    let Some(folder) = std::env::var_os("FOEDERA_DATA") else {
        println!("skipped: FOEDERA_DATA is not set");
        return;
    };
    let folder = folder.into_string().expect("a plain path");
    let output = Scratch::new("docs").run(&["data", "check", &folder, "--format", "md"]);
    let table = String::from_utf8(output.stdout).expect("UTF-8");
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/datasets.md");
    let docs = std::fs::read_to_string(docs).expect("the page");
    assert!(docs.ends_with(&table), "docs/datasets.md is not what `foedera data check DIR --format md` prints");
}

/// The bytes of a file as its SHA-256.
fn fingerprint(path: &Path) -> String {
    use sha2::Digest as _;
    let hash = sha2::Sha256::digest(std::fs::read(path).expect("a written file"));
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_panel_is_the_same_bytes_as_ever_on_any_number_of_threads() {
    let scratch = world("bytes");
    let years = ["panel", "directed-dyad-year", "--from", "1948", "--to", "1952"];
    let known = [
        ("panel.csv", "21d66c8e6c073908591b84f1f4b647820d68deff4cb87be330044c483f3e4846"),
        ("panel.dta", "6ef566fc956c1e020c5fcd0fd19e27689f66cca50d0cc8700ff58541aec05978"),
        #[cfg(feature = "parquet")]
        ("panel.parquet", "4d223136453f55a0ef1841a872eeb4ce43e23ad24fcef8533987c10180c5196d"),
    ];
    for (name, expected) in known {
        for threads in ["1", "2"] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
            command.args(years).args(["--with", "cinc,polity2,contiguity,mid_onset", "--force", "-o", name]);
            let output = command.env("RAYON_NUM_THREADS", threads).current_dir(&scratch.0).output().expect("it runs");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            // A change here is a change of every user's files: say so in the changelog. Parquet names the version of its writer.
            assert_eq!(fingerprint(&scratch.0.join(name)), expected, "{name} on {threads} threads");
        }
    }
}
