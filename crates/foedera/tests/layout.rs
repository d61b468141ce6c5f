//! "It fits my screen, and the first screen is the answer."

use std::process::Command;

/// Texts with tables: the command, and the most lines of its first screen (0: all sections are always told).
const TEXTS: &[(&str, usize)] = &[
    ("aid ARM --treaty CSTO --trigger attack --by AZE --at 2022-09-13 --draws 40", 28),
    ("aid EST --treaty NATO --trigger attack --by RUS --at 2026-11-01 --draws 40", 30),
    ("almanac", 0),
    ("almanac --state ARM", 0),
    ("claims csto-2022 --futures 40", 24),
    ("compare csto-2022 --futures 40", 32),
    ("credibility CSTO --shock csto-2022 --from 2010 --draws 40", 30),
    ("data list", 0),
    ("dyad ARM AZE --at 2020-09-27", 24),
    ("effects", 0),
    ("explain csto-2022 --futures 40", 0),
    ("explain csto-2022 --futures 40 --question armenia-leaves", 34),
    ("forecast csto-2022 --futures 40", 24),
    ("forecast NATO --at 2026-11-01 --futures 40", 24),
    ("future csto-2022 --n 0..99", 24),
    ("future csto-2022 --n 7", 24),
    ("given csto-2022 --futures 400 --question any-leaves --event armenia-leaves --by 2031-11-25", 24),
    ("hedge CSTO --futures 40", 24),
    ("invocations", 0),
    ("invocations --unrest", 0),
    ("ledger CSTO", 24),
    ("ledger NATO", 24),
    ("order eurasia-2022 --futures 40", 40),
    ("panel --list", 0),
    ("power --weights 4,4,2,2,1", 24),
    ("scenario list", 24),
    ("state ARM --at 2020-01-01", 24),
    ("state USA", 24),
    ("summit --list", 24),
    ("summit yerevan-2022 --draws 40", 40),
    ("threats CSTO", 24),
    ("threats NATO --at 2022-01-01", 24),
    ("treaty --list", 0),
    ("treaty CSTO", 30),
];

/// What it prints at a width (as COLUMNS tells it), or into a pipe.
fn text(line: &str, columns: Option<usize>) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_foedera"));
    command.args(line.split(' ')).current_dir(std::env::temp_dir()).env_remove("COLUMNS");
    if let Some(columns) = columns {
        command.env("COLUMNS", columns.to_string());
    }
    let output = command.output().expect("foedera runs");
    assert!(output.status.success(), "{line}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for (line, _) in TEXTS {
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
    for (line, _) in TEXTS {
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
    for (line, _) in TEXTS {
        let piped = text(line, None);
        assert_eq!(piped, text(&format!("{line} --wide"), Some(60)), "{line}");
        assert!(!piped.contains('…') || text(&format!("{line} --format json"), None).contains('…'), "{line}");
        // A narrow text has the same words, broken over more lines.
        assert!(text(line, Some(60)).lines().count() >= piped.lines().count(), "{line}");
    }
}

#[test]
fn the_first_screen_is_the_answer() {
    for (line, most) in TEXTS.iter().filter(|(_, most)| *most > 0) {
        let printed = text(line, Some(120));
        assert!(printed.lines().count() <= *most, "{line}: {} lines\n{printed}", printed.lines().count());
    }
    let forecast = text("forecast csto-2022 --futures 400", Some(100));
    for word in ["At least one member leaves", "n = 28", "Base rates", "Score of leave", "--full"] {
        assert!(forecast.contains(word), "{word} in\n{forecast}");
    }
    assert!(text("forecast csto-2022 --futures 400 --full", Some(100)).contains("WHAT THIS DOES NOT KNOW"));
}

/// What the README shows is what the program prints.
#[test]
fn the_block_of_the_readme_is_the_first_screen_of_its_forecast() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../README.md")).expect("README.md");
    let block = readme.split("forecast csto-2022\n\n").nth(1).and_then(|rest| rest.split("\n```").next());
    let printed = text("forecast csto-2022", Some(120));
    assert_eq!(block.expect("the block"), printed.trim_end(), "put this into README.md:\n{printed}");
}
