//! What every page has to look like, tested: the contrast of its colours, and labels that stand whole in their figures.

use std::collections::BTreeMap;

use crate::page::STYLE;
use crate::{fixture, html};

/// The colours of each scheme: light, dark (what it does not name stays as in light), print.
fn schemes() -> Vec<BTreeMap<String, String>> {
    let block = |from: &str| -> BTreeMap<String, String> {
        let block = from.split_once('{').expect("a block").1.split_once('}').expect("its end").0;
        let names = block.split(';').filter_map(|part| part.split_once(':'));
        let colors = names.map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()));
        colors.filter(|(_, value)| value.starts_with('#')).collect()
    };
    let found: Vec<_> = STYLE.split(":root").skip(1).map(block).collect();
    assert_eq!(found.len(), 3, "light, dark, print");
    assert!(found.iter().all(|colors| colors.keys().eq(found[0].keys())), "every scheme names every colour");
    found
}

/// The relative luminance of WCAG 2.
fn luminance(color: &str) -> f64 {
    let part =
        |at: usize| f64::from(u8::from_str_radix(&color[at..at + 2], 16).expect("six hexadecimal digits")) / 255.0;
    let linear = |c: f64| if c <= 0.03928 { c / 12.92 } else { libm::pow((c + 0.055) / 1.055, 2.4) };
    assert_eq!(color.len(), 7, "{color}");
    0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
}

fn contrast(a: &str, b: &str) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_colour_of_text_and_marks_has_a_contrast_of_at_least_four_and_a_half_on_every_ground() {
    for colors in schemes() {
        // Rules and grids carry nothing; a heat is a ground, from the paper to itself, and bears ink.
        let grounds = ["--paper", "--panel"];
        let drawn = colors.keys().filter(|name| !grounds.contains(&name.as_str()));
        for name in drawn.filter(|name| !["--rule", "--grid", "--heat"].contains(&name.as_str())) {
            for ground in grounds {
                let found = contrast(&colors[name], &colors[ground]);
                assert!(found >= 4.5, "{name} on {ground}: {found:.2}");
            }
        }
        let found = contrast(&colors["--ink"], &colors["--heat"]);
        assert!(found >= 4.5, "ink on heat: {found:.2}");
    }
    assert!(contrast("#777777", "#ffffff") < 4.5 && contrast("#000000", "#ffffff") > 20.9, "the measure itself");
}

#[test]
fn every_colour_that_the_style_uses_is_one_of_the_palette() {
    let colors = &schemes()[0];
    for used in STYLE.split("var(").skip(1).map(|rest| rest.split([')', ',']).next().expect("a name")) {
        assert!(used == "--c" || colors.contains_key(used), "{used}");
    }
}

/// An attribute of a tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// Labels that reach over the edge of their figure, taking each character as wide as common fonts have it.
fn clipped(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for figure in page.split("<svg role=\"img\"").skip(1).map(|rest| rest.split("</svg>").next().expect("its end")) {
        let view = attribute(figure, "viewBox").expect("a box");
        let size: Vec<f64> = view.split(' ').map(|part| part.parse().expect("a number")).collect();
        for text in figure.split("<text").skip(1) {
            let (tag, rest) = text.split_once('>').expect("its end");
            let words = rest.split("</text>").next().expect("its words");
            let letters = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").chars().count() as f64;
            let width = letters * if tag.contains("tick") { 6.4 } else { 7.0 };
            let number = |name: &str| attribute(tag, name).expect("a place").parse::<f64>().expect("a number");
            let (x, y) = (number("x"), number("y"));
            let from = match attribute(tag, "text-anchor") {
                Some("end") => x - width,
                Some("middle") => x - width / 2.0,
                _ => x,
            };
            if from < -1.0 || from + width > size[2] + 1.0 || y < 9.0 || y > size[3] {
                found.push(format!("`{words}` at {from:.0} to {:.0}, {y} in {view}", from + width));
            }
        }
    }
    found
}

#[test]
fn labels_stand_whole_in_their_figures_however_long_the_names_are() {
    let mut forecast = fixture::forecast();
    forecast.reference_classes[0].name =
        "members of multilateral pacts whose regime is very far from that of the patron".to_owned();
    forecast.branches[1].name = "Patronia prevails at last and keeps what it has taken for good".to_owned();
    forecast.members[0].name = "Democratic People's Republic of the Far Northern Isles".to_owned();
    forecast.timeline[0].name = forecast.members[0].name.clone();
    forecast.sensitivity[0].assumption =
        "share of the patron's usable force that is committed elsewhere for as long as the war lasts".to_owned();
    let page = html(&forecast, "", "{}");
    assert_eq!(clipped(&page), Vec::<String>::new());
    for whole in ["far from", "for good", "Far", "Isles"] {
        assert!(page.contains(whole), "{whole}");
    }
    let cut = "<svg role=\"img\" viewBox=\"0 0 100 50\"><text text-anchor=\"end\" x=\"20\" y=\"20\">longer than it</text></svg>";
    assert_eq!(clipped(cut).len(), 1, "the measure itself");
}
