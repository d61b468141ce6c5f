//! The examples below every command's help; files that they name lie in `examples/`.

use clap::{Command, CommandFactory as _};

use super::Args;

/// A command's path below `foedera`, and its lines with what each does.
type Examples = (&'static [&'static str], &'static [(&'static str, &'static str)]);

const OF_FOEDERA: [(&str, &str); 3] = [
    ("foedera forecast csto-2022", "a first forecast"),
    ("foedera treaty CSTO --at 2022-11-25", "who is in, since when, by which article"),
    ("foedera aid ARM --treaty CSTO --trigger attack --by AZE --at 2022-09-13", "who would come to help"),
];

const EXAMPLES: &[Examples] = &[
    (
        &["treaty"],
        &[
            ("foedera treaty --list", "the treaties of the atlas"),
            ("foedera treaty CSTO --at 1996-01-01", "its members on a day"),
            ("foedera treaty \"Warsaw Pact\" --format json", "all that is known, for programs"),
        ],
    ),
    (
        &["state"],
        &[
            ("foedera state Armenia --at 2010-01-01", "what was known of it then"),
            ("foedera state UK", "today; common names, ISO, COW and Gleditsch-Ward codes are understood"),
        ],
    ),
    (
        &["dyad"],
        &[
            ("foedera dyad ARM AZE --at 1995-01-01", "alliances, disputes, trade, votes of two states"),
            ("foedera dyad \"North Korea\" ROK --format json", "the same for programs"),
        ],
    ),
    (
        &["almanac"],
        &[
            ("foedera almanac", "which figures there are, from where"),
            ("foedera almanac polyarchy --state Hungary", "a series with the day from which each value was known"),
            ("foedera almanac capability_index --at 2022-11-25 --format csv", "all states, as known on a day"),
        ],
    ),
    (
        &["data"],
        &[("foedera data list", "the datasets that are read"), ("foedera data check downloads", "what is in a folder")],
    ),
    (
        &["data", "list"],
        &[("foedera data list", "all"), ("foedera data list downloads", "and which of them lie in a folder")],
    ),
    (
        &["data", "fetch"],
        &[
            ("foedera data fetch cow-contiguity --into downloads", "one dataset"),
            ("foedera data fetch cow-contiguity cow-igo-dyad --into downloads --replace", "two, anew"),
        ],
    ),
    (
        &["data", "check"],
        &[
            ("foedera data check downloads", "rows, years, problems with their lines"),
            ("foedera data check downloads --format md", "as a table for a document"),
        ],
    ),
    (
        &["data", "export"],
        &[
            ("foedera data export nmc -o nmc.csv", "a dataset of world.foedera as CSV"),
            ("foedera data export nmc --world other.foedera -o nmc.dta", "of another world file, for Stata"),
        ],
    ),
    (
        &["import"],
        &[
            ("foedera import downloads -o world.foedera", "a folder of datasets"),
            ("foedera import atop atop5_1m.csv -o history.jsonl", "the history that processes are fitted to"),
        ],
    ),
    (
        &["panel"],
        &[
            ("foedera panel --list", "the variables"),
            (
                "foedera panel dyad-year --from 1950 --to 2012 --with defense,cinc,contiguity -o panel.csv",
                "pairs by year",
            ),
            (
                "foedera panel state-year --treaty NATO --with cinc,polyarchy -o nato.dta",
                "members of a treaty, for Stata",
            ),
        ],
    ),
    (
        &["fit"],
        &[
            (
                "foedera fit --events calls.csv --actors actors.csv --formula 'choice(calls ~ inertia + recip)'",
                "a model of any dated network",
            ),
            ("foedera fit spec.toml -o calls.toml", "the same from a file"),
            ("foedera fit leave --history history.jsonl -o leave.toml", "a process of the forecast"),
        ],
    ),
    (
        &["backtest"],
        &[
            (
                "foedera backtest ends --history alliances.jsonl --from 1995 --to 2005 --horizon 1y",
                "a made-up history: plain rates, a logit, trees and our model on the same cases",
            ),
            (
                "foedera backtest freeze-by-organisation --from 1990 --to 2020 --horizon 1y --csv cases.csv",
                "suspensions of the atlas, and every case with every forecast",
            ),
        ],
    ),
    (
        &["effects"],
        &[("foedera effects", "the catalogue"), ("foedera effects recip", "one effect: formula, paper, models, cost")],
    ),
    (
        &["diagnose"],
        &[
            ("foedera diagnose calls.toml", "whether to trust a fit"),
            ("foedera diagnose calls.toml --simulate 0", "without simulated histories: quick"),
            ("foedera diagnose leave", "a process of the forecast: first differences, inflation, scores"),
        ],
    ),
    (
        &["aid"],
        &[
            ("foedera aid ARM --treaty CSTO --trigger attack --by AZE --at 2022-09-13", "who comes with what"),
            ("foedera aid KAZ --treaty CSTO --trigger unrest --at 2022-01-05 --explain", "and what it rests on"),
        ],
    ),
    (
        &["credibility"],
        &[
            ("foedera credibility CSTO --from 2010", "what the patron's word is worth, by year"),
            ("foedera credibility CSTO --to 2023 --shock csto-2022", "and after a scenario's shocks"),
        ],
    ),
    (
        &["threats"],
        &[
            ("foedera threats CSTO --at 2022-11-25", "whose threat is whose partner"),
            ("foedera threats NATO --member Estonia", "the threats to one member, today"),
        ],
    ),
    (
        &["summit"],
        &[
            ("foedera summit --list", "the negotiations in the program"),
            ("foedera summit yerevan-2022 --amend assessment=60", "who signs an amended text"),
            (
                "foedera summit --actors negotiation.csv --rule consensus --reversion issue-1=0",
                "a negotiation of your own",
            ),
        ],
    ),
    (
        &["power"],
        &[
            ("foedera power NATO --rule qualified:0.7", "one vote a member"),
            ("foedera power --weights 4,4,4,2,2,1 --quota 12", "the Council of 1958"),
        ],
    ),
    (
        &["landscape"],
        &[
            ("foedera landscape camps.csv", "alignments of least frustration"),
            ("foedera landscape camps.csv --most 3 --format json", "the three best, for programs"),
        ],
    ),
    (
        &["invocations"],
        &[
            ("foedera invocations --trigger unrest", "calls for help against unrest at home"),
            ("foedera invocations --treaty CSTO --format csv", "one treaty's, for a spreadsheet"),
            ("foedera invocations --unrest", "unrest in members, and how much of it gave rise to a call"),
        ],
    ),
    (
        &["forecast"],
        &[
            ("foedera forecast csto-2022", "a scenario in the program"),
            ("foedera forecast world-2026 --states all --futures 1000", "every treaty in force, and all states"),
            ("foedera forecast my.toml --futures 100000 --seed 7 --html report.html", "your own, with its page"),
        ],
    ),
    (
        &["merge"],
        &[
            ("foedera merge part-1.json part-2.json", "the answer of the whole run"),
            ("foedera merge part-*.json --html report.html", "with its page"),
        ],
    ),
    (
        &["score"],
        &[
            ("foedera score forecasts.csv outcomes.csv", "against climatology"),
            (
                "foedera score forecasts.csv outcomes.csv --reference ann --html scores.html",
                "against a forecaster, as a page",
            ),
        ],
    ),
    (
        &["questions"],
        &[
            ("foedera questions list NATO", "those of an alliance, with what came of them"),
            ("foedera questions export open-2026 -o questions.csv", "a table to fill in"),
        ],
    ),
    (
        &["questions", "list"],
        &[
            ("foedera questions list", "all"),
            ("foedera questions list csto-2022 --as-of 2024-06-01", "as known on a day"),
        ],
    ),
    (
        &["questions", "export"],
        &[
            ("foedera questions export csto-2022 -o questions.csv", "a set"),
            ("foedera questions export all > questions.csv", "all, to the terminal or a pipe"),
        ],
    ),
    (
        &["questions", "forecast"],
        &[
            ("foedera questions forecast csto-2022 --at 2022-11-25 -o own.csv", "to be scored"),
            ("foedera questions forecast NATO", "today"),
        ],
    ),
    (
        &["resolve"],
        &[
            ("foedera resolve questions.csv --as-of 2026-11-26", "what came of them, by which event and source"),
            ("foedera resolve questions.csv -o resolved.csv", "today, as a table for `foedera score`"),
        ],
    ),
    (
        &["record"],
        &[
            ("foedera record", "questions, forecasts, outcomes and scores of the record in ./record"),
            ("foedera record --dir mine --as-of 2028-01-01 --full", "of another folder, on a day"),
        ],
    ),
    (
        &["record", "write"],
        &[
            ("foedera record write", "this month's forecasts, once"),
            ("foedera record write CSTO --dir mine", "of one alliance, into a record of your own"),
        ],
    ),
    (
        &["record", "add"],
        &[
            ("foedera record add ann.csv --forecaster ann --dir mine", "forecasts of today"),
            ("foedera record add ann.csv --forecaster ann --at 2026-12-01 --dir mine", "of another day"),
        ],
    ),
    (
        &["record", "check"],
        &[("foedera record check", "the chain in ./record"), ("foedera record check --dir mine", "of another folder")],
    ),
    (
        &["record", "log"],
        &[
            ("foedera record log", "what changed, by which event"),
            ("foedera record log --from 2027-01-01 --until 2027-12-31", "in a year"),
        ],
    ),
    (
        &["scenario"],
        &[
            ("foedera scenario list", "those in the program"),
            ("foedera scenario new ECOWAS -o ecowas.toml", "a filled one to edit"),
        ],
    ),
    (
        &["scenario", "list"],
        &[("foedera scenario list", "keys, dates, titles"), ("foedera --color never scenario list", "without colours")],
    ),
    (
        &["scenario", "show"],
        &[
            ("foedera scenario show csto-2022", "its file"),
            ("foedera scenario show csto-2022 --format csv", "what can be set, with paths, ranges and bounds"),
        ],
    ),
    (
        &["scenario", "new"],
        &[
            ("foedera scenario new ECOWAS -o ecowas.toml", "from today on"),
            ("foedera scenario new NATO --at 2022-02-24", "from another day, to the terminal"),
        ],
    ),
    (
        &["future"],
        &[
            ("foedera future csto-2022 --n 7", "one future as a dated story, with the odds of each event"),
            ("foedera future NATO --n 0..999 --format csv", "the events of a thousand futures as a table"),
        ],
    ),
    (
        &["play"],
        &[
            ("foedera play csto-2022 --seed 3 --log game.txt", "a game at the terminal; `help` lists the commands"),
            (
                "foedera play csto-2022 --seed 3 --n 4 --until 2028 --sides \"moscow=RUS,BLR;baku=AZE\" --assume declined-call-freezes=2..50 --script play-csto.commands",
                "by script, with sides",
            ),
            (
                "foedera play nato-2026 --n 7 --turn 1y --until 2032 --script play-nato.commands --format json",
                "the log of a game, for programs",
            ),
        ],
    ),
    (
        &["given"],
        &[
            (
                "foedera given csto-2022 --question treaty-over --event armenia-leaves --by 2024-11-25",
                "the treaty's end, given that Armenia leaves: selected, and made to happen",
            ),
            (
                "foedera given csto-2022 --question any-leaves --event armenia-leaves --by 2026-11-25 --weights status-quo=0.7,russia-fails=0.3",
                "branches weighted, and how an exit would move their weights",
            ),
            (
                "foedera given csto-2022 --question armenia-freezes --where freeze_rate=0.01..0.023 --event armenia-call-declined --by 2024-11-25",
                "an assumption within a range, and a call that brings no troops",
            ),
        ],
    ),
    (
        &["count"],
        &[
            ("foedera count csto-2022", "calls for help and calls answered with troops, by day"),
            (
                "foedera count csto-2022 --event armenia-call-declined --event any-coup --until 2032",
                "when the first is, how many, and what the plain rate of the past would say",
            ),
            (
                "foedera count csto-2022 --among ARM,KAZ,KGZ,TJK --least 3 --format json",
                "whether the treaty still joins three of these four, for programs",
            ),
        ],
    ),
    (
        &["brief"],
        &[
            ("foedera brief csto-2022 -o brief.html", "one page to hand on, print-ready"),
            ("foedera brief NATO --at 2026-11-01 -o nato.md", "of any treaty, as Markdown"),
        ],
    ),
    (
        &["claims"],
        &[
            ("foedera claims csto-2022", "the claims of a commentary, tested"),
            ("foedera claims csto-2022 --claim C8 --futures 1000", "one of them, quickly"),
            ("foedera claims claims.toml --html claims.html", "your own, with its page"),
        ],
    ),
    (
        &["links"],
        &[
            ("foedera links", "who moves whom: known, looked for and not found, assumed"),
            ("foedera links csto-2022 --full", "what is on in a scenario, and what each process brings"),
            ("foedera links --html links.html", "the same with a figure"),
        ],
    ),
    (
        &["ledger"],
        &[
            ("foedera ledger CSTO --member Armenia --to 2022-11-25", "what membership brings and costs"),
            ("foedera ledger CSTO --format csv", "one row a figure"),
        ],
    ),
    (
        &["hedge"],
        &[
            ("foedera hedge CSTO --at 2022-11-25", "where each member leans, and what may follow"),
            ("foedera hedge CSTO --member Kazakhstan", "one member, today"),
        ],
    ),
    (
        &["order"],
        &[
            ("foedera order eurasia-2022", "alliances of a set of states"),
            ("foedera order eurasia-2022 --format json", "for programs"),
        ],
    ),
    (
        &["compare"],
        &[
            ("foedera compare csto-2022 --question any-leaves", "branches held against the first"),
            ("foedera compare csto-2022 --branches status-quo,russia-fails --at 2030-01-01", "two of them, on a day"),
        ],
    ),
    (
        &["explain"],
        &[
            ("foedera explain csto-2022", "the questions that can be asked"),
            ("foedera explain csto-2022 --question armenia-leaves --branch russia-fails", "what makes an answer"),
            (
                "foedera explain csto-2022 --question any-leaves --set assumption.freeze_rate.range=0.01..0.02",
                "with another assumption",
            ),
        ],
    ),
    (
        &["check"],
        &[
            ("foedera check my.toml", "every error of a scenario"),
            ("foedera check history.jsonl", "of a history; models and atlas files, too"),
        ],
    ),
    (
        &["serve"],
        &[
            ("foedera serve --open", "the workbench, in the browser"),
            ("foedera serve --folder data", "with the world files, histories and records of a folder"),
            ("foedera serve --port 0", "on any port that is free; the address is printed"),
        ],
    ),
    (&["source"], &[("foedera source cow-nmc", "what it is, and what rests on it"), ("foedera source", "every key")]),
    (
        &["completions"],
        &[
            ("foedera completions bash > ~/.local/share/bash-completion/completions/foedera", "for bash"),
            ("foedera completions zsh > ~/.zfunc/_foedera", "for zsh"),
        ],
    ),
    (
        &["man"],
        &[
            ("foedera man -o ~/.local/share/man/man1", "all pages; then: man foedera-forecast"),
            ("foedera man", "the first page, as roff"),
        ],
    ),
];

/// The command line with its examples.
pub(crate) fn command() -> Command {
    let command = Args::command().after_help(words(&OF_FOEDERA));
    EXAMPLES.iter().fold(command, |command, (path, lines)| below(command, path, lines))
}

fn below(command: Command, path: &[&'static str], lines: &[(&str, &str)]) -> Command {
    match path {
        [] => command.after_help(words(lines)),
        [first, rest @ ..] => command.mut_subcommand(first, |own| below(own, rest, lines)),
    }
}

fn words(lines: &[(&str, &str)]) -> String {
    let lines: Vec<String> = lines.iter().map(|(line, what)| format!("  {line}\n      {what}")).collect();
    format!("Examples:\n{}", lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use clap::FromArgMatches as _;

    use super::*;

    /// Every command below `command` with its path.
    fn all(command: &Command, path: &[String], found: &mut Vec<(Vec<String>, Command)>) {
        for own in command.get_subcommands().filter(|own| own.get_name() != "help") {
            let path = [path, &[own.get_name().to_owned()]].concat();
            found.push((path.clone(), own.clone()));
            all(own, &path, found);
        }
    }

    /// The words of a line as a shell takes them: quotes, and nothing after a redirection.
    fn split(line: &str) -> Vec<String> {
        let (mut words, mut word, mut quote) = (Vec::new(), String::new(), None);
        for letter in line.split(" > ").next().unwrap_or("").chars() {
            match (letter, quote) {
                ('"' | '\'', None) => quote = Some(letter),
                (mark, Some(open)) if mark == open => quote = None,
                (' ', None) => words.push(std::mem::take(&mut word)),
                _ => word.push(letter),
            }
        }
        words.push(word);
        words
    }

    #[test]
    fn every_command_has_two_or_three_examples_and_each_parses() {
        let root = command();
        let mut found = vec![(Vec::new(), root.clone())];
        all(&root, &[], &mut found);
        assert_eq!(found.len(), EXAMPLES.len() + 1, "examples of commands that are not there");
        for (path, own) in found {
            let help = own.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.starts_with("Examples:\n"), "{path:?} has no examples");
            let lines: Vec<&str> = help.lines().filter_map(|line| line.strip_prefix("  foedera ")).collect();
            assert!((2..=3).contains(&lines.len()), "{path:?} has {} examples", lines.len());
            for line in lines {
                let words = split(&format!("foedera {line}"));
                let begins = words.iter().filter(|word| path.contains(word)).count() >= path.len();
                assert!(begins, "`{line}` is no example of {path:?}");
                let matches = command().try_get_matches_from(&words).unwrap_or_else(|error| panic!("{line}: {error}"));
                assert!(Args::from_arg_matches(&matches).is_ok(), "{line}");
            }
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        command().debug_assert();
    }
}
