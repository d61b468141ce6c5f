//! Links: of pages, before the book is made, and of the site, after it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

/// Where files that are no pages of the book are seen.
const REPOSITORY: &str = "https://github.com/foedera/foedera";
/// What mdBook's script would ask of a server of Rust's: code of ours is not run in the book.
const PLAYGROUND: &str = "https://play.rust-lang.org";
/// Names of formats, which are no addresses that anything is loaded from.
const NAMES: &str = "http://www.w3.org/";

/// The targets of the links of a page.
pub(super) fn targets(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    each_link(text, |target| {
        found.push(target.to_owned());
        None
    });
    found
}

/// A page with its links to files outside the book turned to the repository.
///
/// # Errors
/// Links that lead nowhere, with their page: no such file, or no such heading.
pub(super) fn outward(root: &Path, page: &str, text: &str, known: &BTreeSet<String>) -> Result<String, String> {
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    let mut broken = Vec::new();
    let turned = each_link(text, |target| {
        if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
            return None;
        }
        let (path, heading) = target.split_once('#').map_or((target, None), |(path, heading)| (path, Some(heading)));
        let place = if path.is_empty() { page.to_owned() } else { plain(&folder.join(path)) };
        if place.starts_with("reference/") {
            return None;
        }
        if !root.join(&place).exists() {
            broken.push(format!("{page}: `{target}` leads to no file"));
        } else if let Some(heading) = heading.filter(|_| place.ends_with(".md")) {
            let page_of = std::fs::read_to_string(root.join(&place)).unwrap_or_default();
            if !headings(&page_of).iter().any(|own| own == heading) {
                broken.push(format!("{page}: `{target}` leads to no heading"));
            }
        }
        let kind = if root.join(&place).is_dir() { "tree" } else { "blob" };
        if known.contains(&place) {
            return place.ends_with("README.md").then(|| in_book(target));
        }
        Some(format!("{REPOSITORY}/{kind}/main/{place}"))
    });
    if broken.is_empty() { Ok(turned) } else { Err(broken.join("\n")) }
}

/// The place of a page in the book: mdBook makes the first page of its folder of a README.
pub(super) fn in_book(place: &str) -> String {
    place.replace("README.md", "index.md")
}

/// A path without `.` and `..`, with slashes.
fn plain(path: &Path) -> String {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
            _ => {}
        }
    }
    parts.join("/")
}

/// The names by which the headings of a page are reached, as mdBook makes them.
fn headings(text: &str) -> Vec<String> {
    let mut seen = BTreeMap::new();
    let mut fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        let title = line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#') && !fenced);
        if let Some(title) = title {
            let letter = |letter: char| match letter {
                letter if letter.is_alphanumeric() || letter == '_' || letter == '-' => {
                    Some(letter.to_ascii_lowercase())
                }
                letter if letter.is_whitespace() => Some('-'),
                _ => None,
            };
            let name: String = title.trim().chars().filter_map(letter).collect();
            let count = seen.entry(name.clone()).and_modify(|count| *count += 1).or_insert(0);
            found.push(if *count == 0 { name } else { format!("{name}-{count}") });
        }
    }
    found
}

/// The text with each link's target asked for another; code is no link.
fn each_link(text: &str, mut other: impl FnMut(&str) -> Option<String>) -> String {
    let mut fenced = false;
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            out.push_str(line);
            continue;
        }
        let covered = without_code(line);
        let mut from = 0;
        while let Some(place) = covered[from..].find("](") {
            let start = from + place + 2;
            if covered[..start - 2].ends_with('\\') {
                out.push_str(&line[from..start]);
                from = start;
                continue;
            }
            let Some(length) = covered[start..].find([')', ' ']) else { break };
            out.push_str(&line[from..start]);
            let target = &line[start..start + length];
            out.push_str(&other(target).unwrap_or_else(|| target.to_owned()));
            from = start + length;
        }
        out.push_str(&line[from..]);
    }
    out
}

/// A line of the same length in which spans of code are blank.
fn without_code(line: &str) -> String {
    let mut bytes = line.as_bytes().to_vec();
    let mut from = 0;
    while let Some(open) = bytes[from..].iter().position(|byte| *byte == b'`').map(|place| from + place) {
        let ticks = bytes[open..].iter().take_while(|byte| **byte == b'`').count();
        let fence = vec![b'`'; ticks];
        let rest = open + ticks;
        let Some(close) = bytes[rest..].windows(ticks).position(|window| window == fence) else { break };
        let end = rest + close + ticks;
        bytes[open..end].fill(b'.');
        from = end;
    }
    String::from_utf8(bytes).unwrap_or_else(|_| line.to_owned())
}

/// Take out of the site's scripts what would ask another server.
pub(super) fn keep_home(site: &Path) -> Result<(), String> {
    for path in files(site)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "js")) {
        let text = std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        if text.contains(PLAYGROUND) {
            let kept = std::fs::write(&path, text.replace(PLAYGROUND, "about:blank"));
            kept.map_err(|error| format!("{}: {error}", path.display()))?;
        }
    }
    Ok(())
}

/// Check a site: every link leads to a file and a place in it, and nothing is loaded from elsewhere. Gives what was counted.
pub(super) fn site(site: &Path) -> Result<String, String> {
    let files = files(site)?;
    let mut pages = BTreeMap::new();
    let (mut broken, mut assets) = (Vec::new(), 0);
    for path in &files {
        let ending = path.extension().unwrap_or_default().to_string_lossy().into_owned();
        if !["html", "css", "js", "svg"].contains(&ending.as_str()) {
            continue;
        }
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        if ending == "html" {
            pages.insert(path.clone(), text);
        } else {
            assets += 1;
            broken.extend(elsewhere(&text).into_iter().map(|found| format!("{}: loads {found}", path.display())));
        }
    }
    let mut links = 0;
    for (path, text) in &pages {
        for (tag, target) in attributes(text) {
            links += 1;
            if let Some(problem) = wrong(site, path, tag, target, &pages) {
                broken.push(format!("{}: {problem}", path.strip_prefix(site).unwrap_or(path).display()));
            }
        }
    }
    if !broken.is_empty() {
        broken.dedup();
        return Err(format!("{} faults of the site:\n{}", broken.len(), broken.join("\n")));
    }
    Ok(format!("{links} links and {assets} assets checked"))
}

/// What is wrong with a link of a page.
fn wrong(site: &Path, page: &Path, tag: &str, target: &str, pages: &BTreeMap<PathBuf, String>) -> Option<String> {
    if target.contains("://") {
        return (tag != "a").then(|| format!("<{tag}> loads {target}"));
    }
    if target.starts_with("mailto:") || target.starts_with("data:") {
        return None;
    }
    let (path, place) = target.split_once('#').map_or((target, None), |(path, place)| (path, Some(place)));
    let path = path.split('?').next().unwrap_or(path);
    let folder = page.parent().unwrap_or(site);
    let file = if path.is_empty() { page.to_path_buf() } else { Path::new("/").join(plain(&folder.join(path))) };
    let file = if file.is_dir() { file.join("index.html") } else { file };
    if !file.is_file() {
        return Some(format!("`{target}` leads to no file"));
    }
    let place = place.filter(|place| !place.is_empty())?;
    let text = pages.get(&file)?;
    let name = place.replace("%C3%97", "×");
    (!text.contains(&format!("id=\"{name}\""))).then(|| format!("`{target}` leads to no place"))
}

/// The tags and targets of everything that a page links to or loads.
fn attributes(text: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    for tag in text.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or(tag);
        let name = tag.split_whitespace().next().unwrap_or_default();
        for attribute in [" href=\"", " src=\""] {
            if let Some((_, rest)) = tag.split_once(attribute) {
                found.push((name, rest.split('"').next().unwrap_or_default()));
            }
        }
    }
    found
}

/// Addresses of other servers in a style or a script: in quotes or in `url(…)`, which are loaded; those of remarks are not.
fn elsewhere(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for before in ["\"", "'", "`", "url("] {
        for scheme in ["http://", "https://", "//"] {
            for rest in text.split(&format!("{before}{scheme}")).skip(1) {
                let address: String = rest.chars().take_while(|own| !"\"'`)> \n".contains(*own)).collect();
                let address = format!("{scheme}{address}");
                if address.contains('.') && !address.starts_with(NAMES) {
                    found.push(address);
                }
            }
        }
    }
    found
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
        if path.is_dir() { found.extend(files(&path)?) } else { found.push(path) }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::{attributes, elsewhere, headings, plain, targets};
    use std::path::Path;

    #[test]
    fn code_has_no_links() {
        let text = "see [a](a.md#b) and `x[i](j)` and ``[c](`d`)``, [e](e.md)\n```\n[f](f.md)\n```\n[g](g.md \"title\") [h\\](h.md)\n";
        assert_eq!(targets(text), ["a.md#b", "e.md", "g.md"]);
    }

    #[test]
    fn headings_are_named_as_mdbook_names_them() {
        let text = "# The `world` file\n## Any bytes, 2×\n```\n# no heading\n```\n## Any bytes, 2×\n";
        assert_eq!(headings(text), ["the-world-file", "any-bytes-2", "any-bytes-2-1"]);
    }

    #[test]
    fn what_is_loaded_from_elsewhere_is_found_and_remarks_are_not() {
        assert_eq!(elsewhere("/* https://a.org */ @import \"https://b.org/c.css\"; d { x: url(//e.org/f) }").len(), 2);
        assert!(elsewhere("var x = \"http://www.w3.org/2000/svg\"").is_empty());
    }

    #[test]
    fn attributes_come_with_their_tag() {
        let page = "<a class=\"x\" href=\"y.html\">z</a><script src=\"s.js\"></script>";
        assert_eq!(attributes(page), [("a", "y.html"), ("script", "s.js")]);
        assert_eq!(plain(Path::new("docs/../examples/./a.md")), "examples/a.md");
    }
}
