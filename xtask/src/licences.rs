//! Every package in the lock file must be usable under licences we allow.

use std::path::Path;

use serde_json::Value;

use crate::checkout;
use crate::expression::Expression;

/// Permissive licences only; MPL-2.0 and everything stronger is left out on purpose.
const ALLOWED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Checks the workspace and all that it depends on.
pub fn check(root: &Path) -> Result<(), String> {
    let output = checkout::cargo(root)
        .args(["metadata", "--format-version", "1", "--locked"])
        .stderr(std::process::Stdio::inherit())
        .output()
        .map_err(|error| format!("`cargo metadata` could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("`cargo metadata --locked` failed ({}); its message stands above", output.status));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("the answer of `cargo metadata` is no JSON: {error}"))?;
    let packages = metadata["packages"].as_array().ok_or("`cargo metadata` names no packages")?;
    let offenders: Vec<String> = packages.iter().filter_map(offence).collect();
    if offenders.is_empty() {
        eprintln!("xtask: licences of {} packages are allowed", packages.len());
        return Ok(());
    }
    Err(format!(
        "{} of {} packages have no allowed licence:\n  {}\nreplace the package, or argue for its licence in \
         xtask/src/licences.rs",
        offenders.len(),
        packages.len(),
        offenders.join("\n  ")
    ))
}

/// What is wrong with a package's licence, if anything.
fn offence(package: &Value) -> Option<String> {
    let problem = match package["license"].as_str() {
        None => "names no licence".to_owned(),
        Some(text) => match Expression::parse(text) {
            Err(fault) => format!("`{text}` cannot be read: {fault}"),
            Ok(expression) if expression.satisfied(&|name| ALLOWED.contains(&name)) => return None,
            Ok(_) => format!("`{text}` is not allowed"),
        },
    };
    let word = |key: &str| package[key].as_str().unwrap_or("?").to_owned();
    Some(format!("{} {}: {problem}", word("name"), word("version")))
}

#[cfg(test)]
mod tests {
    use super::offence;
    use serde_json::json;

    #[test]
    fn a_package_with_an_allowed_choice_is_no_offence() {
        let package = json!({"name": "r-efi", "version": "5.0.0", "license": "MIT OR Apache-2.0 OR LGPL-2.1-or-later"});
        assert_eq!(offence(&package), None);
    }

    #[test]
    fn a_package_without_licence_is_an_offence() {
        let package = json!({"name": "a", "version": "1.0.0", "license": null, "license_file": "LICENSE"});
        assert_eq!(offence(&package).as_deref(), Some("a 1.0.0: names no licence"));
    }

    #[test]
    fn mpl_is_not_allowed() {
        let package = json!({"name": "a", "version": "1.0.0", "license": "MPL-2.0"});
        assert_eq!(offence(&package).as_deref(), Some("a 1.0.0: `MPL-2.0` is not allowed"));
    }

    #[test]
    fn an_unreadable_licence_is_an_offence() {
        let package = json!({"name": "a", "version": "1.0.0", "license": "MIT OR"});
        let offence = offence(&package);
        assert_eq!(offence.as_deref(), Some("a 1.0.0: `MIT OR` cannot be read: a licence is missing at the end"));
    }
}
