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
    let apache = std::fs::read_to_string(root.join("LICENSE-APACHE"))
        .map_err(|error| format!("LICENSE-APACHE cannot be read: {error}"))?;
    let offenders: Vec<String> = packages.iter().filter_map(|package| offence(package, &apache)).collect();
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

/// The terms of a text of the Apache License 2.0, word by word, without what stands below them.
fn terms(text: &str) -> Option<Vec<&str>> {
    let (terms, _) = text.split_once("END OF TERMS AND CONDITIONS")?;
    Some(terms.split_whitespace().collect())
}

/// Whether a package that names no licence has one in a file, and the file has the terms of the Apache License 2.0 (`apache`).
fn has_apache_file(package: &Value, apache: &str) -> bool {
    let file = package["license_file"].as_str().zip(package["manifest_path"].as_str());
    let text = file.and_then(|(file, manifest)| std::fs::read_to_string(Path::new(manifest).parent()?.join(file)).ok());
    text.is_some_and(|text| terms(&text).is_some_and(|own| Some(own) == terms(apache)))
}

/// What is wrong with a package's licence, if anything; `apache` is the text of the Apache License 2.0.
fn offence(package: &Value, apache: &str) -> Option<String> {
    let problem = match package["license"].as_str() {
        None if has_apache_file(package, apache) => return None,
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

    const APACHE: &str = include_str!("../../LICENSE-APACHE");

    #[test]
    fn a_licence_in_a_file_counts_if_its_terms_are_those_of_the_apache_licence() {
        let folder = std::env::temp_dir().join(format!("foedera-licences-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let manifest = folder.join("Cargo.toml").display().to_string();
        let package = json!({"name": "a", "version": "1.0.0", "license": null, "license_file": "LICENSE", "manifest_path": manifest});
        let said = |text: &str| {
            std::fs::write(folder.join("LICENSE"), text).expect("written");
            offence(&package, APACHE)
        };
        assert_eq!(said(&APACHE.replace('\n', "\r\n ")), None, "as it is, however its lines are broken");
        assert!(
            said(&APACHE.replacen("perpetual", "revocable", 1)).is_some_and(|said| said.contains("names no licence"))
        );
        assert!(said("Apache License, Version 2.0").is_some());
        // A folder left behind in that for temporary files harms nobody.
        let _gone = std::fs::remove_dir_all(&folder);
    }

    #[test]
    fn a_package_with_an_allowed_choice_is_no_offence() {
        let package = json!({"name": "r-efi", "version": "5.0.0", "license": "MIT OR Apache-2.0 OR LGPL-2.1-or-later"});
        assert_eq!(offence(&package, APACHE), None);
    }

    #[test]
    fn a_package_without_licence_is_an_offence() {
        let package = json!({"name": "a", "version": "1.0.0", "license": null, "license_file": "LICENSE"});
        assert_eq!(offence(&package, APACHE).as_deref(), Some("a 1.0.0: names no licence"));
    }

    #[test]
    fn mpl_is_not_allowed() {
        let package = json!({"name": "a", "version": "1.0.0", "license": "MPL-2.0"});
        assert_eq!(offence(&package, APACHE).as_deref(), Some("a 1.0.0: `MPL-2.0` is not allowed"));
    }

    #[test]
    fn an_unreadable_licence_is_an_offence() {
        let package = json!({"name": "a", "version": "1.0.0", "license": "MIT OR"});
        let offence = offence(&package, APACHE);
        assert_eq!(offence.as_deref(), Some("a 1.0.0: `MIT OR` cannot be read: a licence is missing at the end"));
    }
}
