//! A long run of the attacks on readers and commands: `cargo xtask attack`.

use std::path::Path;

use crate::{checkout, options};

/// Mutated files, unless `--files` says otherwise.
const FILES: u64 = 100_000;

/// Run the attacks; the words are `--files N`, `--seed S` and `--seconds T` (for the binary formats) in any order.
pub fn run(root: &Path, words: &[&str]) -> Result<(), String> {
    let (mut files, mut seed, mut seconds) = (FILES, 0, 60);
    options::numbers(words, &mut [("--files", &mut files), ("--seed", &mut seed), ("--seconds", &mut seconds)])?;
    let settings = [
        ("FOEDERA_ATTACK_FILES", files.to_string()),
        ("FOEDERA_ATTACK_SEED", seed.to_string()),
        ("FOEDERA_FUZZ_SECONDS", seconds.to_string()),
        ("FOEDERA_FUZZ_START", seed.to_string()),
    ];
    let tests: [&[&str]; 2] = [
        &["test", "-p", "foedera", "--test", "attack", "--all-features", "--", "--nocapture"],
        &["test", "-p", "foedera-sources", "--test", "it", "--all-features", "--", "--nocapture", "fuzz"],
    ];
    for arguments in tests {
        let mut command = checkout::cargo(root);
        command.args(arguments).envs(settings.iter().cloned());
        let status = command.status().map_err(|error| format!("cargo could not be started: {error}"))?;
        if !status.success() {
            return Err(format!("`cargo {}` ended with {status}", arguments.join(" ")));
        }
    }
    Ok(())
}
