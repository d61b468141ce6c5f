//! One figure of a page as a file of its own: SVG with its colours written out, so that programs without style variables draw it, too.

use crate::page::STYLE;

/// The start of a figure in a page.
const START: &str = "<svg role=\"img\" aria-labelledby=\"";

/// The figures that the page of each command may have; `*` stands for a place or a process. Commands that are not here have none.
const FIGURES: &[(&str, &[&str])] = &[
    (
        "forecast",
        &[
            "headline",
            "treaty",
            "timeline",
            "fans",
            "force",
            "stacked",
            "incidence-*",
            "sensitivity",
            "coefficients-*",
            "reliability-*",
        ],
    ),
    ("treaty", &["signatures", "network", "network-*", "map"]),
    ("explain", &["heat"]),
    ("links", &["links"]),
    ("aid", &["levels", "triggers"]),
    ("credibility", &["course"]),
    ("threats", &["threats", "nearness"]),
    ("summit", &["issue-*"]),
    ("order", &["network", "network-*", "map"]),
];

/// The figures that the page of a command may have.
pub(crate) fn of_command(command: &str) -> &'static [&'static str] {
    FIGURES.iter().find(|(own, _)| *own == command).map_or(&[], |(_, names)| names)
}

/// Whether the page of a command may have a figure of this name.
pub(crate) fn may_have(command: &str, name: &str) -> bool {
    of_command(command).iter().any(|own| match own.strip_suffix('*') {
        Some(start) => name.len() > start.len() && name.starts_with(start),
        None => *own == name,
    })
}

/// The figures of a page: name and title, in the order of the page.
pub(crate) fn names(page: &str) -> Vec<(String, String)> {
    let figure = |rest: &str| {
        let name = rest.split("-title").next()?.strip_prefix("fig-")?;
        let title = rest.split_once("<title")?.1.split_once('>')?.1.split("</title>").next()?;
        Some((name.to_owned(), title.to_owned()))
    };
    page.split(START).skip(1).filter_map(figure).collect()
}

/// The figure of a name as an SVG file; `None` if the page has none of it.
pub(crate) fn svg(page: &str, name: &str) -> Option<String> {
    let start = page.find(&format!("{START}fig-{name}-title"))?;
    let figure = page[start..].split("</svg>").next()?;
    let view = figure.split_once("viewBox=\"")?.1.split('"').next()?;
    let (width, height) = view.strip_prefix("0 0 ")?.split_once(' ')?;
    let (tag, content) = figure.split_once('>')?;
    let tag = tag.strip_prefix("<svg ")?;
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" {tag}><style>{}</style>\
         <rect width=\"{width}\" height=\"{height}\" fill=\"{}\"/>{content}</svg>\n",
        rules(),
        color("--paper")
    ))
}

/// A colour of the light scheme.
fn color(name: &str) -> String {
    let scheme = STYLE.split_once(":root {").and_then(|(_, rest)| rest.split('}').next()).unwrap_or_default();
    let of = |part: &str| {
        let (key, value) = part.split_once(':')?;
        (key.trim() == name).then(|| value.trim().to_owned())
    };
    scheme.split(';').find_map(of).unwrap_or_else(|| "#000000".to_owned())
}

/// The rules for figures, each variable in the light scheme's colour; what is drawn in the colour of its branch once for each.
fn rules() -> String {
    let mut out = String::from("svg{font:12.5px system-ui,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,sans-serif}");
    // Rules stand one or more to a line, those of other media after the last.
    let own = STYLE.split("@media print").next().unwrap_or_default();
    let lines = own.lines().filter(|line| line.starts_with("svg ") || line.starts_with('.'));
    for rule in lines.flat_map(|line| line.split_inclusive('}')) {
        let Some((selector, body)) = rule.trim().split_once(" {") else { continue };
        let selector = selector.strip_prefix("svg ").unwrap_or(selector);
        if body.contains("--c:") || selector.starts_with("svg") {
            continue;
        }
        if body.contains("var(--c)") {
            for (class, name) in CLASSES {
                out.push_str(&format!(".{class}{selector}{{{}", filled(&body.replace("var(--c)", &color(name)))));
            }
        } else {
            out.push_str(&format!("{selector}{{{}", filled(body)));
        }
    }
    out
}

/// Classes that give a colour.
const CLASSES: [(&str, &str); 7] = [
    ("a0", "--branch0"),
    ("a1", "--branch1"),
    ("a2", "--branch2"),
    ("a3", "--branch3"),
    ("a4", "--branch4"),
    ("a5", "--branch5"),
    ("base", "--base"),
];

/// The declarations of a rule with colours for its variables.
fn filled(body: &str) -> String {
    let mut parts = body.split("var(");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once(')').unwrap_or((part, ""));
        out.push_str(&color(name));
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{fixture, html};

    #[test]
    fn a_figure_stands_alone_with_its_colours_and_asks_for_nothing() {
        let page = html(&fixture::forecast(), "", "{}");
        let names: Vec<String> = names(&page).into_iter().map(|(name, _)| name).collect();
        assert!(
            ["headline", "treaty", "timeline", "incidence-0"].iter().all(|name| names.iter().any(|own| own == name)),
            "{names:?}"
        );
        for name in &names {
            let figure = svg(&page, name).expect("it is in the list");
            assert!(
                figure.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
                    && figure.ends_with("</svg>\n")
            );
            assert!(
                !figure.contains("var(") && figure.contains(".a1.mark{") && figure.contains(&color("--branch1")),
                "{figure}"
            );
            assert_eq!(figure.matches("http").count(), 1, "only the name of the format");
            assert_eq!(figure.matches("<svg").count(), figure.matches("</svg>").count());
        }
        assert_eq!(svg(&page, "no-such"), None);
    }
}
