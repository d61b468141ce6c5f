//! References that are what the program says of itself: commands, datasets, variables of panels.

use std::path::Path;
use std::process::Command;

/// Options that every command has; they are told once.
const EVERYWHERE: [&str; 4] = ["--facts <FILE>", "--color <WHEN>", "--quiet", "-h, --help"];

/// Pages by their places in the book.
pub(super) fn pages(program: &Path) -> Result<Vec<(String, String)>, String> {
    let all = said(program, &["--help"])?;
    let mut pages = vec![("reference/commands.md".to_owned(), overview(&all))];
    for (name, _) in commands(&all) {
        pages.push((format!("reference/commands/{name}.md"), command(program, name)?));
    }
    let list = |words: &[&str]| said(program, &[words, &["--format", "md"]].concat());
    pages.push((
        "reference/datasets.md".to_owned(),
        format!(
            "# The datasets that are read\n\nMade by `foedera data list`; how they are got and what is taken from each: [datasets](../docs/datasets.md).\n\n{}",
            list(&["data", "list"])?
        ),
    ));
    pages.push((
        "reference/variables.md".to_owned(),
        format!(
            "# The variables of panels\n\nMade by `foedera panel --list`; how panels are made: [panels](../docs/panels.md).\n\n{}",
            list(&["panel", "--list"])?
        ),
    ));
    Ok(pages)
}

/// What the program prints.
fn said(program: &Path, words: &[&str]) -> Result<String, String> {
    let output = Command::new(program).args(words).env("COLUMNS", "100").output();
    let output = output.map_err(|error| format!("{} could not be started: {error}", program.display()))?;
    if !output.status.success() {
        return Err(format!("foedera {} failed: {}", words.join(" "), String::from_utf8_lossy(&output.stderr)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Names and first sentences of the commands in a help text.
fn commands(help: &str) -> Vec<(&str, &str)> {
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    lines
        .filter_map(|line| line.trim_start().split_once(' '))
        .map(|(name, what)| (name, what.trim()))
        .filter(|(name, _)| *name != "help")
        .collect()
}

fn overview(help: &str) -> String {
    let rows = commands(help).into_iter().map(|(name, what)| format!("| [`{name}`](commands/{name}.md) | {what} |\n"));
    let options = section(help, "Options:").trim_end();
    format!(
        "# Commands\n\nMade from the command line itself; `foedera COMMAND --help` says the same.\n\n| command | what |\n|---|---|\n{}\n## Options of every command\n\n```text\n{options}\n```\n",
        rows.collect::<String>()
    )
}

/// A page of one command with its subcommands.
fn command(program: &Path, name: &str) -> Result<String, String> {
    let help = said(program, &[name, "--help"])?;
    let mut page = format!("# `foedera {name}`\n\n{}", own(&help));
    for (inner, _) in commands(&help) {
        let help = said(program, &[name, inner, "--help"])?;
        page.push_str(&format!("\n## `foedera {name} {inner}`\n\n{}", own(&help)));
    }
    Ok(page)
}

/// A help text as Markdown, without the options of every command.
fn own(help: &str) -> String {
    let (what, rest) = help.split_once("\n\n").unwrap_or((help, ""));
    let (usage, examples) = rest.split_once("\nExamples:\n").unwrap_or((rest, ""));
    let mut kept = String::new();
    let mut leaving = false;
    for line in usage.lines() {
        let indent = line.len() - line.trim_start().len();
        if (1..8).contains(&indent) && line.trim_start().starts_with('-') {
            leaving = EVERYWHERE.iter().any(|option| line.trim_start().starts_with(option));
        } else if indent == 0 && !line.is_empty() {
            leaving = false;
        }
        if !leaving {
            kept.push_str(&(line.to_owned() + "\n"));
        }
    }
    let kept = kept.trim_end().trim_end_matches("Options:").trim_end();
    let mut page = format!("{}.\n\n```text\n{kept}\n```\n", what.trim_end_matches('.'));
    if !examples.is_empty() {
        page.push_str(&format!("\n**Examples**\n\n```text\n{}\n```\n", examples.trim_end()));
    }
    page
}

/// The lines below a heading of a help text, up to the next.
fn section<'a>(help: &'a str, heading: &str) -> &'a str {
    let Some((_, rest)) = help.split_once(&format!("\n{heading}\n")) else { return "" };
    rest.split_once("\nExamples:").map_or(rest, |(section, _)| section)
}

#[cfg(test)]
mod tests {
    use super::{commands, own};

    const HELP: &str = "Who comes\n\nUsage: foedera aid [OPTIONS]\n\nOptions:\n      --by <STATE>\n          The attacker\n\n      --quiet\n          No progress\n\n  -h, --help\n          Print help\n\nExamples:\n  foedera aid ARM\n      an example\n";

    #[test]
    fn options_of_every_command_are_left_out_and_its_own_are_not() {
        let page = own(HELP);
        assert!(page.contains("--by <STATE>") && page.contains("foedera aid ARM"), "{page}");
        assert!(!page.contains("--quiet") && !page.contains("Print help"), "{page}");
    }

    #[test]
    fn commands_are_read_with_what_they_do() {
        let help = "A laboratory\n\nCommands:\n  aid          Who comes\n  help         Print\n\nOptions:\n";
        assert_eq!(commands(help), [("aid", "Who comes")]);
    }
}
