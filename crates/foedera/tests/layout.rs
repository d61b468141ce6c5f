//! "It fits my screen, and the first screen is the answer."

use std::process::Command;

/// Answers as text, of every command that gives one; files are those of `examples/`.
const TEXTS: &[&str] = &[
    "aid ARM --treaty CSTO --trigger attack --by AZE --at 2022-09-13 --draws 40",
    "aid EST --treaty NATO --trigger attack --by RUS --at 2026-11-01 --draws 40",
    "aid KAZ --treaty CSTO --trigger unrest --at 2022-01-05 --explain --draws 40",
    "almanac",
    "almanac --state ARM",
    "almanac polyarchy --state Hungary",
    "almanac capability_index --at 2022-11-25",
    "backtest replaced --history alliances.jsonl --from 1995 --to 1996 --horizon 1y,5y",
    "check scenario.toml",
    "claims csto-2022 --futures 40",
    "compare csto-2022 --futures 40",
    "compare csto-2022 --futures 40 --question any-leaves",
    "credibility CSTO --shock csto-2022 --from 2010 --draws 40",
    "count csto-2022 --futures 400",
    "count csto-2022 --futures 400 --event any-coup --among ARM,KAZ,KGZ",
    "data check .",
    "data list",
    "diagnose answers",
    "diagnose leave",
    "dyad ARM AZE --at 2020-09-27",
    "dyad DEU FRA",
    "effects",
    "effects recip",
    "explain csto-2022 --futures 40",
    "explain csto-2022 --futures 40 --question armenia-leaves",
    "fit spec.toml",
    "forecast csto-2022 --futures 40",
    "forecast NATO --at 2026-11-01 --futures 40",
    "forecast world-2001 --states all --futures 40 --until 2002",
    "future csto-2022 --n 0..99",
    "future csto-2022 --n 7",
    "given csto-2022 --futures 400 --question any-leaves --event armenia-leaves --by 2031-11-25",
    "given csto-2022 --futures 400 --question any-leaves --event armenia-leaves --by 2026-11-25 --weights status-quo=0.7,russia-fails=0.3",
    "hedge CSTO --futures 40",
    "hedge CSTO --member Kazakhstan --futures 40",
    "invocations",
    "invocations --unrest",
    "landscape camps.csv",
    "links",
    "links csto-2022 --futures 40",
    "ledger CSTO",
    "ledger CSTO --member Armenia --to 2022-11-25",
    "ledger NATO",
    "order eurasia-2022 --futures 40",
    "panel --list",
    "power --weights 4,4,2,2,1",
    "power EU",
    "questions forecast csto-2022 --at 2022-11-25 --futures 40",
    "questions list",
    "record --dir ../record",
    "record check --dir ../record",
    "record log --dir ../record",
    "resolve questions.csv --as-of 2026-11-27",
    "scenario list",
    "score forecasts.csv outcomes.csv",
    "source",
    "source sipri_arms",
    "state ARM --at 2020-01-01",
    "state USA",
    "summit --list",
    "summit yerevan-2022 --draws 40",
    "threats CSTO",
    "threats NATO --at 2022-01-01",
    "treaty --list",
    "treaty CSTO",
    "treaty NATO",
];

/// Commands that write files or print no answer as text; `merge`, which reads what a run of this program wrote and prints what `forecast`
/// does, line by line (tests/parts.rs); and `play`, a conversation (tests/play.rs).
const NO_ANSWER: [&str; 7] = ["brief", "completions", "import", "man", "merge", "play", "serve"];

/// The most lines of a first screen.
const SCREEN: usize = 24;

/// What it prints at a width (as COLUMNS tells it), or into a pipe.
fn text(line: &str, columns: Option<usize>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples");
    command.args(line.split(' ')).current_dir(examples).env_remove("COLUMNS");
    if let Some(columns) = columns {
        command.env("COLUMNS", columns.to_string());
    }
    let output = command.output().expect("foedera runs");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for line in TEXTS {
        for (columns, full) in [(60, ""), (60, " --full"), (80, " --full"), (120, ""), (200, " --full")] {
            let printed = text(&format!("{line}{full}"), Some(columns));
            let wide = printed.lines().find(|line| line.chars().count() > columns);
            assert!(wide.is_none(), "{line}{full} at {columns}: {wide:?}");
        }
    }
}

/// A number, an interval or a share ends before the next cell begins.
#[test]
fn no_two_cells_touch() {
    for line in TEXTS {
        for columns in [Some(60), Some(120), None] {
            let printed = text(&format!("{line} --full"), columns);
            for told in printed.lines() {
                let letters: Vec<char> = told.chars().collect();
                let touch = |pair: &[char]| ['%', ')'].contains(&pair[0]) && pair[1].is_alphanumeric();
                assert!(!letters.windows(2).any(touch), "{line} at {columns:?}: {told}");
            }
        }
    }
}

/// A pipe has no width: one row a line and nothing cut, as with `--wide`.
#[test]
fn a_pipe_gets_every_row_on_one_line_and_whole() {
    for line in TEXTS {
        let piped = text(line, None);
        assert_eq!(piped, text(&format!("{line} --wide"), Some(60)), "{line}");
        assert!(!piped.contains('…') || text(&format!("{line} --format json"), None).contains('…'), "{line}");
        // Lines are cut to a screen where there is one.
        assert!(!piped.contains(" more line"), "{line}");
    }
}

#[test]
fn the_first_screen_is_the_answer() {
    for line in TEXTS {
        for columns in [80, 100, 120] {
            let printed = text(line, Some(columns));
            assert!(
                printed.lines().count() <= SCREEN,
                "{line} at {columns}: {} lines\n{printed}",
                printed.lines().count()
            );
            // What is left out is told in the last lines, and is there with all sections.
            let full = text(&format!("{line} --full"), Some(columns));
            let more = full.lines().count() > printed.lines().count();
            let last: Vec<&str> = printed.lines().rev().take(3).collect();
            assert!(!more || last.iter().any(|line| line.contains("--full")), "{line} at {columns}:\n{printed}");
        }
    }
    let forecast = text("forecast csto-2022 --futures 400", Some(100));
    for word in ["At least one member leaves", "n = 28", "Base rates", "Score of leave", "--full"] {
        assert!(forecast.contains(word), "{word} in\n{forecast}");
    }
    assert!(text("forecast csto-2022 --futures 400 --full", Some(100)).contains("WHAT THIS DOES NOT KNOW"));
}

/// A new command is held to the first screen, too.
#[test]
fn every_command_that_answers_is_among_them() {
    let help = text("--help", None);
    let commands = help.split("Commands:\n").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("the commands");
    let named = commands.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next());
    let mut found = 0;
    for command in named.filter(|command| !command.is_empty() && *command != "help") {
        let answers = TEXTS.iter().any(|line| line.split(' ').next() == Some(command));
        assert!(answers != NO_ANSWER.contains(&command), "{command}: put a line of it into TEXTS");
        found += 1;
    }
    assert!(found > 25, "{help}");
}

/// What the README shows is what the program prints.
#[test]
fn the_block_of_the_readme_is_the_first_screen_of_its_forecast() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).expect("README.md");
    let block = readme.split("forecast csto-2022\n\n").nth(1).and_then(|rest| rest.split("\n```").next());
    let printed = text("forecast csto-2022", Some(120));
    assert_eq!(block.expect("the block"), printed.trim_end(), "put this into README.md:\n{printed}");
}
