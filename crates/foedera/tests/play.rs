//! "Let us play it": a game at the command line. Each test is named by the sentence that one of its users would say.

mod scratch;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use scratch::Scratch;

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");

/// The games of `examples/`: the words after `play`, and the file of what they give.
const GAMES: [(&str, &str); 2] = [
    (
        "csto-2022 --seed 3 --n 4 --until 2028 --turn 6m --sides moscow=RUS,BLR;baku=AZE --assume declined-call-freezes=2..50 --script play-csto.commands",
        "play-csto.txt",
    ),
    ("nato-2026 --n 7 --turn 1y --until 2032 --script play-nato.commands", "play-nato.txt"),
];

fn in_folder(folder: &Path, words: &[&str], input: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
    command.arg("play").args(words).current_dir(folder).env_remove("COLUMNS");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("foedera runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(input.unwrap_or("").as_bytes()).expect("it reads");
    drop(pipe);
    child.wait_with_output().expect("it ends")
}

fn text(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.as_ref().display()))
}

#[test]
fn the_games_in_the_examples_are_what_the_program_gives() {
    for (line, file) in GAMES {
        let words: Vec<&str> = line.split(' ').collect();
        let output = in_folder(Path::new(EXAMPLES), &words, None);
        let printed = String::from_utf8(output.stdout).expect("UTF-8");
        // A game shows what is refused, too; then the run ends with 1.
        assert_eq!(output.status.code(), Some(i32::from(printed.contains("\n! "))), "{line}");
        let path = format!("{EXAMPLES}/{file}");
        if std::env::var_os("FOEDERA_WRITE_DOCS").is_some() {
            std::fs::write(&path, &printed).expect("written");
        }
        assert!(printed == read(&path), "{file} is not what the program gives: FOEDERA_WRITE_DOCS=1 writes it anew");
    }
}

#[test]
fn i_follow_the_future_that_was_told() {
    let words = ["csto-2022", "--n", "9", "--seed", "3", "--format", "json"];
    let output = in_folder(Path::new(EXAMPLES), &words, Some(&"next\n".repeat(60)));
    let played: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let told = Command::new(env!("CARGO_BIN_EXE_foedera"))
        .args(["future", "csto-2022", "--n", "9", "--seed", "3", "--format", "json"])
        .output()
        .expect("foedera runs");
    let told: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    let told = told["answer"]["stories"][0]["events"].as_array().expect("events");
    let log = played["answer"]["log"].as_array().expect("a log");
    let events: Vec<&Value> = log.iter().flat_map(|entry| entry["events"].as_array().expect("events")).collect();
    assert_eq!(told.len(), events.len());
    for (told, own) in told.iter().zip(events) {
        for key in ["date", "what", "rate", "share", "process", "state", "participants"] {
            assert_eq!(told[key], own[key], "{key}");
        }
    }
}

#[test]
fn i_pipe_commands_and_see_them() {
    let output =
        in_folder(Path::new(EXAMPLES), &["csto-2022", "--n", "4"], Some("next\n\n# a note\nodds all\nquit\nnext\n"));
    let printed = text(&output);
    assert!(printed.starts_with("A game of Foedera: "), "{printed}");
    for line in ["> next\n", "> odds all\n", "> quit\n", "> # a note\n"] {
        assert!(printed.contains(line), "{line} in\n{printed}");
    }
    assert_eq!(printed.matches("> next\n").count(), 1, "nothing after quit is read");
}

#[test]
fn what_i_typed_wrongly_is_told_with_its_line() {
    let folder = Scratch::new("play-wrong");
    std::fs::write(folder.0.join("game.commands"), "next\ninject leav ARM\nturn\n").expect("written");
    let words = ["csto-2022", "--script", "game.commands"];
    let output = in_folder(&folder.0, &words, None);
    let printed = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(output.status.code(), Some(1));
    assert!(printed.contains("! there is no event `leav`") && printed.contains("did you mean `leave`?"), "{printed}");
    assert!(printed.contains("> turn"), "the game goes on");
    let output = in_folder(&folder.0, &[&words[..], &["--format", "json"]].concat(), None);
    let errors = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(errors.contains("game.commands:2") && errors.contains("inject leav ARM"), "{errors}");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(answer["answer"]["refused"][0]["line"], 2);
}

#[test]
fn i_save_it_go_on_with_it_and_ask_for_a_forecast_from_there() {
    let folder = Scratch::new("play-save");
    let switched = ["csto-2022", "--seed", "8", "--until", "2030", "--assume", "declined-call-freezes=2..50"];
    let commands = "next\ninject call ARM by AZE war answers RUS=none\nturn\n";
    let rest = "choose 1\nnext\nlog\n";
    text(&in_folder(&folder.0, &switched, Some(&format!("{commands}save game.toml\n"))));
    let whole = text(&in_folder(&folder.0, &switched, Some(&format!("{commands}{rest}"))));
    let resumed = text(&in_folder(&folder.0, &["game.toml"], Some(rest)));
    let tail = |text: &str| text.split_once("> choose 1\n").expect("the choice").1.to_owned();
    assert_eq!(tail(&whole), tail(&resumed));
    // Saved again it is the same file; and a file of its own is replaced, what is not one is not.
    let first = read(folder.0.join("game.toml"));
    text(&in_folder(&folder.0, &["game.toml"], Some("save again.toml\n")));
    assert_eq!(first, read(folder.0.join("again.toml")));
    text(&in_folder(&folder.0, &["game.toml"], Some("turn\nsave again.toml\n")));
    assert_ne!(first, read(folder.0.join("again.toml")));
    std::fs::write(folder.0.join("mine.toml"), "threshold = 4\n").expect("written");
    let output = in_folder(&folder.0, &["game.toml"], Some("save mine.toml\n"));
    assert_eq!((output.status.code(), read(folder.0.join("mine.toml")).as_str()), (Some(1), "threshold = 4\n"));
    // What the file says is not said twice.
    let output = in_folder(&folder.0, &["game.toml", "--seed", "9"], None);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--seed would change nothing"));
    for words in [
        "check again.toml",
        "forecast game.toml --futures 80",
        "future game.toml --n 3",
        "compare game.toml --futures 80",
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_foedera"))
            .args(words.split(' '))
            .current_dir(&folder.0)
            .output()
            .expect("it runs");
        assert_eq!(output.status.code(), Some(0), "{words}: {}", String::from_utf8_lossy(&output.stderr));
    }
    let changed = first.replacen("seed = 8", "seed = 9", 1);
    std::fs::write(folder.0.join("changed.toml"), changed).expect("written");
    let output = in_folder(&folder.0, &["changed.toml"], None);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && errors.contains("changed.toml:"), "{errors}");
}

#[test]
fn the_log_is_there_when_the_input_ends_and_when_i_press_ctrl_c() {
    let folder = Scratch::new("play-log");
    text(&in_folder(&folder.0, &["csto-2022", "--log", "game.txt"], Some("next\nturn\n")));
    let log = read(folder.0.join("game.txt"));
    assert!(
        log.starts_with("A game of Foedera: ") && log.contains("1 (turn 1) next\n") && log.contains(" turn\n"),
        "{log}"
    );
    // An earlier log is replaced, another file is not.
    text(&in_folder(&folder.0, &["csto-2022", "--log", "game.txt"], Some("turn\n")));
    assert!(!read(folder.0.join("game.txt")).contains(" next\n"));
    std::fs::write(folder.0.join("notes.txt"), "my notes").expect("written");
    let output = in_folder(&folder.0, &["csto-2022", "--log", "notes.txt"], Some("turn\n"));
    assert_eq!((output.status.code(), read(folder.0.join("notes.txt")).as_str()), (Some(2), "my notes"));
    #[cfg(unix)]
    interrupted(&folder);
}

#[cfg(unix)]
fn interrupted(folder: &Scratch) {
    use std::io::{BufRead as _, BufReader};
    let mut child = Command::new(env!("CARGO_BIN_EXE_foedera"))
        .args(["play", "csto-2022", "--log", "stopped.txt"])
        .current_dir(&folder.0)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("foedera runs");
    let mut pipe = child.stdin.take().expect("a pipe");
    pipe.write_all(b"next\nhelp\n").expect("it reads");
    let mut shown = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let _help = shown.find(|line| line.as_ref().is_ok_and(|line| line.contains("> help"))).expect("it answers");
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(stopped.success());
    assert_eq!(child.wait().expect("it ends").code(), Some(130));
    let log = read(folder.0.join("stopped.txt"));
    assert!(log.contains("1 (turn 1) next\n"), "{log}");
}
