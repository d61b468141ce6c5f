//! "Can I run it on several machines?": a forecast run in parts and merged is that of one run, to the last byte.

mod scratch;

use std::process::Command;

use scratch::Scratch;

impl Scratch {
    fn run(&self, line: &str) -> (Option<i32>, String, String) {
        let words = line.split(' ').map(|word| word.replace('+', " "));
        let output = Command::new(env!("CARGO_BIN_EXE_foedera")).args(words).current_dir(&self.0).output();
        let output = output.expect("foedera runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn text(&self, line: &str) -> String {
        let (code, out, errors) = self.run(line);
        assert_eq!(code, Some(0), "{line}: {errors}");
        out
    }

    fn refused(&self, line: &str, words: &[&str]) {
        let (code, out, errors) = self.run(line);
        assert!(matches!(code, Some(1 | 2)) && out.is_empty(), "{line}: {code:?} {out}");
        words.iter().for_each(|word| assert!(errors.contains(word), "{word} in {errors}"));
    }

    /// Run all parts of a forecast; gives their files, the last first.
    fn parts(&self, line: &str, of: u32) -> String {
        let one = |number: u32| {
            self.text(&format!("forecast {line} --part {number}/{of} -o part-{number}.json"));
            format!("part-{number}.json")
        };
        let mut files: Vec<String> = (1..=of).map(one).collect();
        files.reverse();
        files.join(" ")
    }
}

#[test]
fn parts_merge_into_the_answer_of_the_whole_run_in_every_format() {
    let folder = Scratch::new("parts-whole");
    for (line, of) in [
        ("csto-2022 --futures 1600 --seed 3", 3),
        ("ANZUS --at 2005-01-01 --futures 700", 2),
        ("northern-pact --futures 600 --set threshold=2", 7),
    ] {
        let files = folder.parts(line, of);
        for format in ["--quiet", "--full", "--format json", "--format csv"] {
            let whole = folder.text(&format!("forecast {line} {format}"));
            assert_eq!(folder.text(&format!("merge {files} {format}")), whole, "{line} {format}");
        }
        folder.text(&format!("forecast {line} --html whole.html --force"));
        folder.text(&format!("merge {files} --html merged.html --force"));
        let page = |name: &str| std::fs::read_to_string(folder.0.join(name)).expect("a page");
        assert!(page("merged.html") == page("whole.html"), "{line}");
    }
}

#[test]
fn own_facts_and_models_of_the_parts_are_asked_for() {
    let folder = Scratch::new("parts-own");
    let models = concat!(env!("CARGO_MANIFEST_DIR"), "/../../models");
    std::fs::create_dir(folder.0.join("own")).expect("a folder");
    for name in ["leave", "ends", "replaced"] {
        let text = std::fs::read_to_string(format!("{models}/{name}.toml")).expect("a model");
        std::fs::write(folder.0.join(format!("own/{name}.toml")), text + "# ours\n").expect("written");
    }
    let files = folder.parts("csto-2022 --futures 300 --models own", 2);
    folder.refused(&format!("merge {files}"), &["not of the run that is asked for: models ", "--models"]);
    let whole = folder.text("forecast csto-2022 --futures 300 --models own --format json");
    assert_eq!(folder.text(&format!("merge {files} --models own --format json")), whole);
}

#[test]
fn missing_doubled_foreign_and_broken_parts_are_refused_by_name() {
    let folder = Scratch::new("parts-refused");
    folder.parts("csto-2022 --futures 1200", 3);
    folder.refused("merge part-1.json part-3.json", &["of 3 parts 2 came; missing: 2/3"]);
    folder.refused("merge part-1.json part-1.json", &["`part-1.json` is part 1/3, and so is `part-1.json`"]);
    folder.text("forecast csto-2022 --futures 1200 --seed 9 --part 2/3 -o other.json");
    folder.refused(
        "merge part-1.json other.json part-3.json",
        &["`other.json` is of another run than `part-1.json`: seed 9, not 1"],
    );
    folder.text("forecast nato-2026 --futures 1200 --part 2/3 -o nato.json");
    folder.refused("merge part-1.json nato.json part-3.json", &["`nato.json` is of another run", "scenario"]);
    let text = std::fs::read_to_string(folder.0.join("part-2.json")).expect("a part");
    std::fs::write(folder.0.join("short.json"), &text[..text.len() / 2]).expect("written");
    folder.refused("merge part-1.json short.json part-3.json", &["`short.json` is not whole"]);
    let answer = folder.text("forecast csto-2022 --futures 40 --format json");
    std::fs::write(folder.0.join("answer.json"), answer).expect("written");
    folder.refused("merge answer.json", &["`answer.json` is no part of a forecast"]);
    std::fs::write(folder.0.join("text.txt"), "nothing of ours").expect("written");
    folder.refused("merge text.txt", &["`text.txt` is no part of a forecast"]);
    folder.refused("merge none.json", &["none.json"]);
    folder.refused("merge", &["PART"]);
}

#[test]
fn a_part_needs_its_file_and_takes_no_option_that_would_change_nothing() {
    let folder = Scratch::new("parts-options");
    folder.refused("forecast csto-2022 --part 1/2", &["--output"]);
    folder.refused("forecast csto-2022 --part 3/2 -o x.json", &["no part 3 of 2"]);
    folder.refused("forecast csto-2022 --part half -o x.json", &["write the third of sixty-four as 3/64"]);
    for option in ["--html p.html", "--format json", "--full", "--figure incidence"] {
        folder.refused(&format!("forecast csto-2022 --part 1/2 -o x.json {option}"), &["cannot be used with"]);
    }
    std::fs::write(folder.0.join("mine.txt"), "mine").expect("written");
    folder.refused("forecast csto-2022 --futures 40 --part 1/1 -o mine.txt", &["mine.txt"]);
    assert!(!folder.0.join("x.json").exists());
}
