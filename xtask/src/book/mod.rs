//! The book: the pages of `docs/` and `book/`, and references made from the program and its models, as one searchable site.

mod cards;
mod links;
mod reference;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::checkout;

/// mdBook and the version that the site is made with: it is run, never linked, so its licence (MPL-2.0) binds nothing of ours.
const TOOL: (&str, &str) = ("mdbook", "0.5.4");
/// Folders of pages, below the root; in the book they have the same places, so links between them hold.
const FOLDERS: [&str; 3] = ["docs", "book", "book/tutorials"];
/// Pages elsewhere.
const PAGES: [&str; 4] = ["examples/README.md", "r/README.md", "python/README.md", "CHANGELOG.md"];
/// The list of the book's chapters.
const SUMMARY: &str = "book/SUMMARY.md";
/// Where a chapter of the list is replaced by those that are made: the line, and the folder that it stands for.
const MADE: [&str; 2] = ["reference/commands", "reference/models"];

/// Make the site in `target/book`.
pub fn make(root: &Path) -> Result<(), String> {
    let pages = pages(root)?;
    let tool = tool(root)?;
    let program = checkout::program(root)?;
    let (source, site) = (root.join("target/book-source"), root.join("target/book"));
    for folder in [&source, &site] {
        if folder.exists() {
            std::fs::remove_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
    }
    let mut made = reference::pages(&program)?;
    made.extend(cards::pages(root)?);
    for (place, text) in &made {
        write(&source.join("src").join(place), text)?;
    }
    let known: BTreeSet<String> = pages.iter().cloned().chain(made.iter().map(|(place, _)| place.clone())).collect();
    for place in &pages {
        let text = read(&root.join(place))?;
        let turned = links::outward(root, place, &text, &known)?;
        write(&source.join("src").join(links::in_book(place)), &turned)?;
    }
    write(&source.join("src/SUMMARY.md"), &summary(root, &made)?)?;
    write(&source.join("book.toml"), &read(&root.join("book/book.toml"))?)?;
    write(&source.join("foedera.css"), &read(&root.join("book/foedera.css"))?)?;
    let built = Command::new(tool).arg("build").arg(&source).arg("--dest-dir").arg(&site).output();
    let output = built.map_err(|error| format!("mdbook could not be started: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() || said.contains("ERROR") || said.contains("WARN") {
        return Err(format!("mdbook is not content:\n{said}"));
    }
    links::keep_home(&site)?;
    let checked = links::site(&site)?;
    println!("book: {} pages, {checked}: {}", known.len(), site.join("index.html").display());
    Ok(())
}

/// What needs no tool: every page is a chapter, every link of a page leads somewhere.
pub fn check(root: &Path) -> Result<(), String> {
    let pages = pages(root)?;
    let listed = chapters(&read(&root.join(SUMMARY))?);
    let absent: Vec<&String> = pages.iter().filter(|page| !listed.contains(page)).collect();
    if !absent.is_empty() {
        return Err(format!("pages that {SUMMARY} does not list: {absent:?}"));
    }
    let known: BTreeSet<String> = pages.iter().cloned().collect();
    let mut broken = Vec::new();
    for page in &pages {
        let text = read(&root.join(page))?;
        broken.extend(links::outward(root, page, &text, &known).err());
    }
    if broken.is_empty() { Ok(()) } else { Err(broken.join("\n")) }
}

/// The pages of the book that are written, by their places below the root.
fn pages(root: &Path) -> Result<Vec<String>, String> {
    let mut pages: Vec<String> =
        PAGES.iter().filter(|page| root.join(page).is_file()).map(|page| (*page).to_owned()).collect();
    for folder in FOLDERS {
        let entries = std::fs::read_dir(root.join(folder)).map_err(|error| format!("{folder}: {error}"))?;
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        pages.extend(
            names
                .filter(|name| name.ends_with(".md"))
                .map(|name| format!("{folder}/{name}"))
                .filter(|page| page != SUMMARY),
        );
    }
    pages.sort();
    Ok(pages)
}

/// The list of chapters as mdBook reads it: from its own folder, with the chapters that are made.
fn summary(root: &Path, made: &[(String, String)]) -> Result<String, String> {
    let mut text = String::new();
    for line in read(&root.join(SUMMARY))?.lines() {
        match MADE.iter().find(|folder| line.trim() == format!("<!-- {folder} -->")) {
            Some(folder) => {
                let indent = &line[..line.len() - line.trim_start().len()];
                let own = made.iter().filter(|(place, _)| place.starts_with(&format!("{folder}/")));
                text.extend(own.map(|(place, page)| format!("{indent}- [{}]({place})\n", title(page))));
            }
            // A page of another part of the project that is not there yet is no chapter.
            None if PAGES.iter().any(|page| line.contains(page) && !root.join(page).is_file()) => {}
            None => text.push_str(&(line.replace("](../", "](").replace("](tutorials/", "](book/tutorials/") + "\n")),
        }
    }
    Ok(links::in_book(&text.replace("](index.md)", "](book/index.md)")))
}

/// The first heading of a page.
fn title(page: &str) -> &str {
    page.lines().find_map(|line| line.strip_prefix("# ")).unwrap_or("without a title")
}

/// The pages that a list of chapters names, by their places below the root.
fn chapters(summary: &str) -> Vec<String> {
    links::targets(summary)
        .into_iter()
        .filter(|target| !target.is_empty())
        .map(|target| target.strip_prefix("../").map_or(format!("book/{target}"), str::to_owned))
        .collect()
}

/// mdBook, installed into `target/` if it is not there in the right version.
fn tool(root: &Path) -> Result<PathBuf, String> {
    let (name, version) = TOOL;
    let folder = root.join("target/tools");
    let program = folder.join("bin").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    let there = Command::new(&program).arg("--version").output();
    if there.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).trim().ends_with(version)) {
        return Ok(program);
    }
    let place = folder.display().to_string();
    let exact = format!("={version}");
    let features = ["--no-default-features", "--features", "search"];
    let mut command = checkout::cargo(root);
    // Built in a third of the time, and fast enough for a hundred pages.
    command.args(["install", "--debug", "--locked", "--root", &place, "--version", &exact]).args(features).arg(name);
    command.env("CARGO_PROFILE_DEV_DEBUG", "0");
    match command.status() {
        Ok(status) if status.success() => Ok(program),
        _ => Err(format!("{name} {version} could not be installed: is crates.io reached?")),
    }
}

fn read(path: &Path) -> Result<String, String> {
    std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(path, text))
        .map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{chapters, title};

    #[test]
    fn chapters_are_named_from_the_root() {
        let summary = "# Summary\n\n- [How](../docs/forecast.md)\n  - [R](tutorials/r.md)\n- [Part]()\n";
        assert_eq!(chapters(summary), ["docs/forecast.md", "book/tutorials/r.md"]);
    }

    #[test]
    fn a_page_is_called_by_its_first_heading() {
        assert_eq!(title("\n# `foedera aid`\n\n## Options"), "`foedera aid`");
    }
}
