//! Every command that the README, the docs and `examples/` show is run as it stands, in a folder with the examples.
//!
//! A fenced block of commands is marked `sh`; one marked `sh data` needs datasets that a user downloads or the network, so its lines are
//! counted and listed, not run. Runs are shortened where only their length is meant (`--futures`, `--draws`).
#![cfg(unix)]

mod scratch;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use scratch::Scratch;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

impl Scratch {
    /// A folder with what lies in `examples/`.
    fn filled(name: &str) -> Self {
        let scratch = Self::new(name);
        for entry in std::fs::read_dir(root().join("examples")).expect("examples/").flatten() {
            std::fs::copy(entry.path(), scratch.0.join(entry.file_name())).expect("copied");
        }
        scratch
    }
}

/// The pages, each with its blocks of commands: the mark, and the lines, continued ones joined.
fn pages() -> BTreeMap<String, Vec<(String, Vec<String>)>> {
    let mut pages = BTreeMap::new();
    let folders = ["docs", "book", "book/tutorials"].map(|folder| std::fs::read_dir(root().join(folder)));
    let files = folders.into_iter().flat_map(|folder| folder.expect("a folder").flatten().map(|entry| entry.path()));
    let of_docs = files.filter(|path| path.extension().is_some_and(|end| end == "md"));
    for path in of_docs.chain(["README.md", "examples/README.md", "r/README.md"].map(|page| root().join(page))) {
        let text = std::fs::read_to_string(&path).expect("a text");
        let name = path.strip_prefix(root()).expect("below the root").display().to_string();
        pages.insert(name, blocks(&text));
    }
    pages
}

fn blocks(text: &str) -> Vec<(String, Vec<String>)> {
    let mut blocks: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), inside.take()) {
            (Some(mark), None) => inside = Some((mark.to_owned(), String::new())),
            (Some(_), Some((mark, body))) => {
                let body = body.replace("\\\n", " ");
                let commands = body.lines().filter(|line| line.starts_with("foedera ")).map(str::to_owned).collect();
                blocks.push((mark, commands));
            }
            (None, Some((mark, body))) => inside = Some((mark, body + line + "\n")),
            (None, None) => {}
        }
    }
    blocks
}

/// The command with fewer futures and draws.
fn shortened(line: &str) -> String {
    let command = line.split(" #").next().unwrap_or(line).trim();
    let mut words: Vec<String> = command.split(' ').map(str::to_owned).collect();
    for (option, of, few) in [
        (
            "--futures",
            ["forecast", "claims", "explain", "compare", "given", "count", "hedge", "order"].as_slice(),
            "80",
        ),
        ("--draws", ["aid", "credibility", "summit"].as_slice(), "40"),
    ] {
        match words.iter().position(|word| word == option) {
            Some(place) => few.clone_into(&mut words[place + 1]),
            None if of.contains(&words[1].as_str()) && !words.iter().any(|word| word == "--list") => {
                let end = words.iter().position(|word| word == ">").unwrap_or(words.len());
                words.splice(end..end, [option.to_owned(), few.to_owned()]);
            }
            None => {}
        }
    }
    words.join(" ")
}

/// Run a line as a shell does; what it said if it failed.
fn run(folder: &Path, line: &str) -> Result<(), String> {
    let program = Path::new(env!("CARGO_BIN_EXE_foedera"));
    let folders = format!("{}:/usr/bin:/bin", program.parent().expect("a folder").display());
    let output = Command::new("sh").arg("-c").arg(line).current_dir(folder).env("PATH", folders).output();
    let output = output.expect("a shell");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() && !output.stdout.contains(&0) { Ok(()) } else { Err(format!("{line}\n{said}")) }
}

#[test]
fn every_command_of_the_readme_and_the_docs_runs() {
    let (mut ran, mut left, mut failed) = (0, Vec::new(), Vec::new());
    for (page, blocks) in pages() {
        let folder = Scratch::filled(&page.replace('/', "-"));
        for (mark, commands) in blocks {
            match mark.as_str() {
                "sh" => {
                    ran += commands.len();
                    let faults = commands.iter().filter_map(|line| run(&folder.0, &shortened(line)).err());
                    failed.extend(faults.map(|fault| format!("{page}: {fault}")));
                }
                "sh data" => left.extend(commands.into_iter().map(|line| format!("{page}: {line}"))),
                _ => assert!(commands.is_empty(), "{page}: mark the block of {commands:?} `sh` or `sh data`"),
            }
        }
    }
    println!("ran {ran}; skipped, for want of datasets or a network, {}:\n{}", left.len(), left.join("\n"));
    assert!(failed.is_empty(), "{} of {ran} failed:\n{}", failed.len(), failed.join("\n"));
    assert!(ran > 60, "{ran} commands");
    assert!(left.len() < ran / 2, "more is skipped than is right: {}", left.len());
}

/// The table of `examples/README.md`.
#[test]
fn every_file_of_the_examples_is_listed_with_a_command_that_runs() {
    let folder = Scratch::filled("listed");
    let list = std::fs::read_to_string(root().join("examples/README.md")).expect("a text");
    for entry in std::fs::read_dir(root().join("examples")).expect("examples/").flatten() {
        let name = entry.file_name().into_string().expect("a plain name");
        assert!(name == "README.md" || list.contains(&format!("`{name}`")), "{name} is not listed");
    }
    let commands: Vec<&str> = list.split('`').filter(|piece| piece.starts_with("foedera ")).collect();
    assert!(commands.len() >= 7, "{commands:?}");
    for line in commands {
        run(&folder.0, &shortened(line)).unwrap_or_else(|fault| panic!("{fault}"));
    }
}

#[test]
fn completions_and_manual_pages_know_every_command() {
    let folder = Scratch::filled("tool");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        run(&folder.0, &format!("foedera completions {shell} > {shell}.txt")).expect("a script");
        let script = std::fs::read_to_string(folder.0.join(format!("{shell}.txt"))).expect("a text");
        assert!(["forecast", "completions", "facts"].iter().all(|word| script.contains(word)), "{shell}");
    }
    run(&folder.0, "foedera man -o pages && foedera man -o pages").expect("pages, and again over themselves");
    let page = std::fs::read_to_string(folder.0.join("pages/foedera-scenario-new.1")).expect("a page");
    assert!(page.contains(".TH") && page.contains("Examples"), "{page}");
    run(&folder.0, "foedera man | grep -q 'SH NAME'").expect("the first page");
    std::fs::write(folder.0.join("pages/foedera-aid.1"), "mine").expect("written");
    run(&folder.0, "foedera man -o pages").expect_err("a file of the user's own stays");
}

#[test]
fn colours_are_as_asked_and_progress_is_silent_on_a_pipe() {
    let folder = Scratch::filled("colour");
    run(&folder.0, "foedera --color always state XYZ 2> told; grep -q \"$(printf '\\033')\" told").expect("colours");
    run(&folder.0, "foedera --color never state XYZ 2> told; ! grep -q \"$(printf '\\033')\" told").expect("none");
    run(&folder.0, "CLICOLOR_FORCE=1 foedera state XYZ 2> told; grep -q \"$(printf '\\033')\" told").expect("forced");
    run(&folder.0, "NO_COLOR=1 foedera state XYZ 2> told; ! grep -q \"$(printf '\\033')\" told").expect("forbidden");
    run(&folder.0, "foedera --color always help 2>&1 | grep -q \"$(printf '\\033')\"").expect("of help, too");
    run(&folder.0, "foedera forecast csto-2022 --futures 40 2> told > /dev/null && ! [ -s told ]")
        .expect("no progress");
}

/// Counts of what is in the program, where the README and the docs give them (those of the atlas: `foedera-atlas/tests/audit.rs`).
#[test]
fn texts_count_as_the_program_does() {
    let card = foedera_lab::guarantee::answers::embedded_answers().expect("the answers are read").0.card;
    let answers: u32 = card.answers.iter().sum();
    let thousands = format!("{},{:03}", answers / 1000, answers % 1000);
    assert_eq!(foedera_summit::Model::ALL.len(), 13, "then the texts say another number than thirteen");
    let said = [
        ("README.md", format!("the {} datasets that are read", foedera_sources::DATASETS.len())),
        ("README.md", format!("rests on {thousands} answers to {} calls", card.calls.0)),
        ("README.md", "Settlements come from thirteen models".to_owned()),
        ("docs/summit.md", "all thirteen models".to_owned()),
        (
            "docs/relational.md",
            format!("`foedera effects` lists {} of networks", foedera_process::relational::catalogue::EFFECTS.len()),
        ),
    ];
    for (name, text) in said {
        let page = std::fs::read_to_string(root().join(name)).expect("a text");
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(page.contains(&text), "{name} does not say `{text}`");
    }
}
