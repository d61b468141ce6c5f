//! Attacks: mutated files through every reader, and runs in poor surroundings. `cargo xtask attack` makes a long run of it.
//!
//! `FOEDERA_ATTACK_FILES` says how many mutated files (default 2,000), `FOEDERA_ATTACK_SEED` which. The same seed gives
//! the same files. Everything is written to a temporary folder.

mod scratch;

#[path = "../../foedera-sources/tests/it/mutation.rs"]
mod mutation;

use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use foedera_atlas::Atlas;
use foedera_diagnostic::{Problems, Source};
use foedera_lab::Scenario;
use foedera_sources::{RawFile, read, read_folder, recognise, relational, tables};
use foedera_store::{WorldFile, encode_world};
use foedera_world::{read_history, write_history};
use mutation::{Dice, mutated};

use scratch::Scratch;

/// Reads bytes as one kind of file.
type Reader = fn(&Atlas, &[u8]) -> Result<(), Problems>;

/// A sound file and what reads it.
struct Seed {
    kind: &'static str,
    bytes: Vec<u8>,
    reader: Reader,
}

fn source(bytes: &[u8]) -> Source {
    Source::new("attack", String::from_utf8_lossy(bytes))
}

fn dataset(atlas: &Atlas, bytes: &[u8]) -> Result<(), Problems> {
    for table in tables(RawFile::new("attack.csv", bytes.to_vec()))? {
        if let Some(dataset) = recognise(&table)? {
            read(dataset, &table, atlas.roster())?;
        }
    }
    Ok(())
}

fn actors(_: &Atlas, bytes: &[u8]) -> Result<(), Problems> {
    relational::read_actors(&RawFile::new("actors.csv", bytes.to_vec()), "actors").map(|_| ())
}

/// A world file is read from disk, with all its columns.
fn world(_: &Atlas, bytes: &[u8]) -> Result<(), Problems> {
    let folder = Scratch::new("world");
    let path = folder.0.join("w.foedera");
    std::fs::write(&path, bytes).expect("a temporary folder can be written");
    let world = WorldFile::open(&path)?;
    world.history()?;
    for frame in world.frames() {
        world.frame(&frame.name, &[])?;
    }
    Ok(())
}

fn seeds(atlas: &Atlas) -> Vec<Seed> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let file = |name: &str| std::fs::read(root.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let seed = |kind, bytes, reader| Seed { kind, bytes, reader };
    let mut seeds = vec![
        seed("scenario", file("../../scenarios/csto-2022.toml"), |atlas, b| {
            Scenario::read(&source(b), atlas).map(|_| ())
        }),
        seed("model", file("../../models/ends.toml"), |_, b| foedera_process::read_model(&source(b)).map(|_| ())),
        seed("answer model", file("../../models/answers.toml"), |_, b| {
            foedera_process::read_answer_model(&source(b)).map(|_| ())
        }),
        seed("treaty", file("tests/fixtures/treaty.toml"), |_, b| Atlas::check(&source(b)).map(|_| ())),
        seed("summits", file("tests/fixtures/summits.toml"), |_, b| Atlas::check(&source(b)).map(|_| ())),
        seed("actors", b"label,floor,age,present\nann,1,20.5,TRUE\nbob,2,31,FALSE\n".to_vec(), actors),
    ];
    let folder = root.join("../foedera-sources/tests/fixtures/datasets");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("fixtures").map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "csv")) {
        seeds.push(seed("dataset", std::fs::read(path).expect("a fixture"), dataset));
    }
    let text = write_history(&atlas.history, &[]);
    let states: Vec<&str> = text.split_inclusive('\n').take(30).collect();
    seeds.push(seed("history", states.concat().into_bytes(), |_, b| {
        read_history(&source(b)).map(|(history, _)| drop(history.replay()))
    }));
    let small = read_history(&Source::new("small", states.concat())).map(|(history, _)| history);
    let bytes = encode_world(small.as_ref().unwrap_or(&atlas.history), &[], &[]);
    seeds.push(seed("world file", bytes, world));
    seeds
}

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name).ok().map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

#[test]
fn no_mutated_file_makes_a_reader_panic_or_hang() {
    /// Longer than any reader takes for a file of some kilobytes, on a busy machine, too.
    const PATIENCE: Duration = Duration::from_secs(10);
    let (files, first) = (setting("FOEDERA_ATTACK_FILES", 2000), setting("FOEDERA_ATTACK_SEED", 0));
    let atlas = Atlas::embedded().expect("the atlas");
    let seeds = seeds(&atlas);
    let mut counts: std::collections::BTreeMap<&str, [u64; 2]> = std::collections::BTreeMap::new();
    for number in 0..files {
        let seed = &seeds[usize::try_from(number).expect("a small number") % seeds.len()];
        let mut dice = Dice(first.wrapping_mul(0x0001_0000_0000).wrapping_add(number));
        let other = &seeds[dice.below(seeds.len())].bytes;
        let bytes = mutated(&seed.bytes, other, &mut dice);
        let began = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| {
            let outcome = (seed.reader)(&atlas, &bytes);
            // A message must be tellable, too, and say nothing that the terminal obeys.
            if let Err(problems) = &outcome {
                assert!(!problems.is_empty(), "refused without a reason");
                for problem in problems.0.iter().take(5) {
                    let told = problem.render(false);
                    assert!(
                        !told.contains(|c: char| c.is_control() && c != '\n') && !told.contains('\u{202e}'),
                        "{told:?}"
                    );
                }
            }
            outcome.is_ok()
        }));
        let Some(is_read) = outcome.ok().filter(|_| began.elapsed() < PATIENCE) else {
            let path = std::env::temp_dir().join(format!("foedera-attack-{first}-{number}"));
            std::fs::write(&path, &bytes).expect("a temporary folder can be written");
            panic!("file {number} of seed {first} ({}) panics or takes too long: {}", seed.kind, path.display());
        };
        counts.entry(seed.kind).or_default()[usize::from(!is_read)] += 1;
    }
    println!("attack: {files} mutated files from seed {first}, of {} sound ones", seeds.len());
    for (kind, [read, refused]) in counts {
        println!("attack: {kind}: {read} read, {refused} refused, 0 panics");
    }
}

fn foedera() -> Command {
    Command::new(env!("CARGO_BIN_EXE_foedera"))
}

fn check(folder: &Path) -> Output {
    foedera().args(["data", "check"]).arg(folder).output().expect("the program runs")
}

#[test]
fn names_and_cells_with_escapes_do_not_reach_the_terminal() {
    let folder = Scratch::new("names");
    let camps = folder.0.join("camps.csv");
    std::fs::write(&camps, "name,size,A,B\n\u{1b}[31mA\u{202e},10,0,1\nB,5,1,0\n").expect("written");
    std::fs::write(folder.0.join("a\u{1b}[2J\u{202e}.csv"), "ccode,year,cinc\n2,x\u{7}\u{9b}31m,1\n").expect("written");
    let landscape = foedera().arg("landscape").arg(&camps).output().expect("the program runs");
    for output in [landscape, check(&folder.0)] {
        for bytes in [output.stdout, output.stderr] {
            let text = String::from_utf8(bytes).expect("UTF-8");
            assert!(!text.contains(|c: char| (c.is_control() && c != '\n') || c == '\u{202e}'), "{text:?}");
        }
    }
}

#[test]
fn a_file_above_the_ceiling_is_refused_and_the_ceiling_can_be_set() {
    let folder = Scratch::new("ceiling");
    std::fs::write(folder.0.join("big.csv"), "x,y\n".repeat(1000)).expect("written");
    let output = foedera().args(["data", "check"]).arg(&folder.0).env("FOEDERA_MOST_BYTES", "1000").output();
    let told = String::from_utf8(output.expect("the program runs").stderr).expect("UTF-8");
    assert!(told.contains("more than 1000 bytes") && told.contains("FOEDERA_MOST_BYTES"), "{told}");
    let found = read_folder(&folder.0, Atlas::embedded().expect("the atlas").roster()).expect("a folder");
    assert!(matches!(found[0].outcome, foedera_sources::Outcome::Unknown(_)), "below the usual ceiling it is read");
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_folder_is_skipped_with_a_word() {
    let folder = Scratch::new("pipe");
    let made = Command::new("mkfifo").arg(folder.0.join("a.csv")).status();
    if !made.is_ok_and(|status| status.success()) {
        println!("skipped: no mkfifo here");
        return;
    }
    let output = check(&folder.0);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains("it is no file but a folder, pipe, socket or device"), "{text}");
}

#[test]
fn sixteen_thousand_unknown_keys_are_told_in_a_moment() {
    let folder = Scratch::new("keys");
    let path = folder.0.join("scenario.toml");
    let keys: String = (0..16_000).map(|number| format!("{}{number} = 1\n", "k".repeat(200))).collect();
    std::fs::write(&path, format!("schema = 1\nhorizons = [1]\n{keys}")).expect("written");
    let began = Instant::now();
    let output = foedera().arg("check").arg(&path).output().expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(told.contains("more problems like these are not told") && told.matches("error[").count() <= 50);
    assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_or_closed_stderr_is_no_panic_and_a_full_stdout_is_a_coded_error() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let wrong = |stderr: Stdio| foedera().args(["check", "/nowhere"]).stderr(stderr).status().expect("it runs").code();
    assert_eq!(wrong(full().into()), Some(2));
    let closed = Command::new("sh").args(["-c", "\"$0\" check /nowhere 2>&-", env!("CARGO_BIN_EXE_foedera")]).status();
    assert_eq!(closed.expect("it runs").code(), Some(2));
    let output = foedera().args(["treaty", "--list"]).stdout(full()).output().expect("it runs");
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    let mut child =
        foedera().args(["treaty", "--list"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success() && output.stderr.is_empty(), "a reader that has gone away is no error");
    std::io::stdout().flush().expect("tests can print");
}
