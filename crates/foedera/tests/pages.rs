//! Every page as its readers meet it: it begins with its answer, lists its sources up to its day, carries its data, and its labels
//! stand whole.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

fn foedera(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_foedera")).args(arguments).output().expect("foedera runs")
}

/// A folder of this test's own.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("pages-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&path).expect("a folder");
    path
}

/// The pages: name, command, and the day after which they know nothing, where they say so.
const PAGES: [(&str, &str, Option<&str>); 15] = [
    ("treaty", "treaty CSTO --at 2022-11-25", Some("2022-11-25")),
    ("treaty of many", "treaty AU", None),
    ("forecast", "forecast csto-2022 --futures 400", Some("2022-11-25")),
    ("nato", "forecast NATO --at 2021-06-01 --futures 400", Some("2021-06-01")),
    ("aid", "aid ARM --treaty CSTO --at 2022-09-13 --by AZE --trigger attack --draws 100", None),
    ("credibility", "credibility CSTO --from 2010 --to 2015 --draws 100", None),
    ("threats", "threats NATO --at 2022-01-01", Some("2022-01-01")),
    ("summit", "summit yerevan-2022 --draws 200", Some("2022-11-23")),
    ("claims", "claims nato-2024 --futures 400", None),
    ("links", "links csto-2022 --futures 40", None),
    ("ledger", "ledger CSTO --to 2020-12-31", Some("2020-12-31")),
    ("hedge", "hedge CSTO --at 2022-11-25 --futures 400", Some("2022-11-25")),
    ("order", "order eurasia-2022 --futures 400", Some("2022-11-25")),
    ("compare", "compare csto-2022 --futures 400", Some("2022-11-25")),
    ("explain", "explain csto-2022 --question armenia-leaves --futures 400", Some("2022-11-25")),
];

/// All pages, made once: name, page, day.
fn pages() -> &'static [(&'static str, String, Option<&'static str>)] {
    static MADE: OnceLock<Vec<(&str, String, Option<&str>)>> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = folder("all");
        let make = |(name, command, day): (&'static str, &str, Option<&'static str>)| {
            let file = folder.join(format!("{name}.html"));
            let mut arguments: Vec<&str> = command.split(' ').collect();
            arguments.extend(["--html", file.to_str().expect("UTF-8")]);
            let output = foedera(&arguments);
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            (name, std::fs::read_to_string(&file).expect("a page"), day)
        };
        let mut made: Vec<_> = PAGES.into_iter().map(make).collect();
        for (name, day) in [("csto-2022", Some("2022-11-25")), ("nato-2026", None)] {
            let file = folder.join(format!("brief-{name}.html"));
            let output = foedera(&["brief", name, "--futures", "400", "-o", file.to_str().expect("UTF-8")]);
            assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
            made.push((name, std::fs::read_to_string(&file).expect("a page"), day));
        }
        std::fs::remove_dir_all(&folder).expect("it is ours");
        made
    })
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

#[test]
fn no_label_of_any_figure_is_cut() {
    for (name, page, _) in pages() {
        for figure in page.split("<svg role=\"img\"").skip(1).map(|rest| rest.split("</svg>").next().expect("its end"))
        {
            let view: Vec<f64> = attribute(figure, "viewBox")
                .expect("a box")
                .split(' ')
                .map(|part| part.parse().expect("a number"))
                .collect();
            for text in figure.split("<text").skip(1) {
                let (tag, rest) = text.split_once('>').expect("its end");
                let words = rest.split("</text>").next().expect("its words");
                let letters =
                    words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").chars().count() as f64;
                let width = letters * if tag.contains("tick") { 6.4 } else { 7.0 };
                let x: f64 = attribute(tag, "x").expect("a place").parse().expect("a number");
                let from = match attribute(tag, "text-anchor") {
                    Some("end") => x - width,
                    Some("middle") => x - width / 2.0,
                    _ => x,
                };
                assert!(from >= -1.0 && from + width <= view[2] + 1.0, "{name}: `{words}` at {from} of {view:?}");
            }
            assert!(!figure.contains("NaN"), "{name}");
        }
    }
}

#[test]
fn every_page_begins_with_its_answer_and_ends_with_linked_sources_and_its_data() {
    for (name, page, _) in pages() {
        let answer = page.find("<p class=\"card-value").unwrap_or_else(|| panic!("{name} has no answer at its head"));
        let table = page.find("<table").unwrap_or(page.len());
        assert!(answer < table, "{name}: a table stands before the answer");
        let list = page.split_once("<ul class=\"sources\">").unwrap_or_else(|| panic!("{name} lists no sources")).1;
        let list = list.split("</ul>").next().expect("its end");
        assert!(list.contains("<a href=\"http"), "{name}: {list}");
        assert!(page.contains("href=\"data:application/json;charset=utf-8;base64,"), "{name} has no data inside");
        assert!(!page.contains("<script") && !page.contains(" src="), "{name}");
    }
}

#[test]
fn a_page_that_knows_nothing_after_a_day_links_no_address_of_a_later_year() {
    let mut left_out = 0;
    for (name, page, day) in pages() {
        let Some(day) = day else { continue };
        let year: i32 = day[..4].parse().expect("a year");
        let list =
            page.rsplit("<ul class=\"sources\">").next().expect("a list").split("</ul>").next().expect("its end");
        for entry in list.split("<li ").skip(1) {
            let text = entry.replace(|letter: char| !letter.is_ascii_alphanumeric(), " ");
            // A dated address is `/2024/`; a title may tell of what is to come.
            let address = entry.split("href=\"").nth(1).map_or("", |rest| rest.split('"').next().expect("its end"));
            let later =
                |part: &str| part.len() == 4 && part.parse::<i32>().is_ok_and(|found| found > year && found < 2030);
            assert!(!address.split('/').any(later), "{name} of {day}: {text}");
        }
        left_out += usize::from(page.contains("Not listed, since they were published after"));
    }
    assert!(left_out > 0, "the filter had something to leave out");
}

#[test]
fn a_brief_has_three_answers_with_interval_n_and_base_rate_before_anything_else() {
    for (name, page, _) in pages().iter().filter(|(name, ..)| ["csto-2022", "nato-2026"].contains(name)) {
        let first = page.split("<div class=\"sheet\">").next().expect("a first screen");
        assert_eq!(first.matches("<p class=\"card-odds\">").count(), 3, "{name}");
        assert_eq!(first.matches("90 %: ").count(), 3, "{name}");
        assert_eq!(first.matches("Base rate").count(), 3, "{name}");
        for part in
            ["What would change our mind", "What this does not know", "Precedents", "The record of such forecasts"]
        {
            assert!(page.contains(part), "{name}: {part}");
        }
        for file in ["data:text/csv", "data:text/plain", "data:application/json"] {
            assert!(page.contains(file), "{name}: {file}");
        }
    }
}

#[test]
fn a_brief_is_written_of_any_treaty_and_in_markdown() {
    for treaty in ["NATO", "CSTO", "OAS", "SHUSHA"] {
        let output = foedera(&["brief", treaty, "--at", "2024-01-01", "--futures", "200"]);
        assert!(output.status.success(), "{treaty}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(text.starts_with("<!-- A brief of Foedera "), "{text}");
        let rows = text.lines().filter(|line| line.starts_with("| ")).count();
        assert_eq!(rows, 4, "a head and three answers: {text}");
        assert!(text.contains(&format!("foedera brief {treaty} --at 2024-01-01")), "{text}");
    }
}

#[test]
fn a_brief_says_no_to_a_file_that_names_no_format_and_to_one_that_is_something_else() {
    let folder = folder("refused");
    let odd = folder.join("brief.docx");
    let output = foedera(&["brief", "csto-2022", "-o", odd.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stderr).contains("names no format"));
    let mine = folder.join("mine.md");
    std::fs::write(&mine, "my own notes").expect("writes");
    let output = foedera(&["brief", "csto-2022", "--futures", "200", "-o", mine.to_str().expect("UTF-8")]);
    assert!(!output.status.success() && std::fs::read_to_string(&mine).expect("still there") == "my own notes");
    std::fs::remove_dir_all(&folder).expect("it is ours");
}

#[test]
fn the_file_inside_a_page_is_what_the_command_prints_as_json() {
    let folder = folder("json");
    let file = folder.join("page.html");
    let path = file.to_str().expect("UTF-8");
    for command in ["order eurasia-2022 --futures 200", "threats NATO --at 2022-01-01"] {
        let arguments: Vec<&str> = command.split(' ').chain(["--format", "json", "--html", path]).collect();
        let output = foedera(&arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let page = std::fs::read_to_string(&file).expect("a page");
        let inside = page.split_once("data:application/json;charset=utf-8;base64,").expect("a file").1;
        let inside = decoded(inside.split('"').next().expect("its end"));
        assert_eq!(inside, String::from_utf8(output.stdout).expect("UTF-8"), "{command}");
        assert!(inside.contains("\"schema\": \"foedera/"), "it is the envelope");
    }
    std::fs::remove_dir_all(&folder).expect("it is ours");
}

/// The text of base 64 (RFC 4648).
fn decoded(text: &str) -> String {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in text.chars().filter(|letter| *letter != '=') {
        held = held << 6 | DIGITS.find(letter).expect("a digit of base 64") as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 255) as u8);
        }
    }
    String::from_utf8(bytes).expect("UTF-8")
}

#[test]
fn every_figure_of_every_page_can_be_asked_for_and_every_other_name_is_refused_before_the_run() {
    for (_, command, _) in PAGES {
        let arguments: Vec<&str> =
            command.split(' ').chain(["--figure", "no-such", "-o", "/nonexistent/x.svg"]).collect();
        let started = std::time::Instant::now();
        let output = foedera(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{command}: {said}");
        assert!(said.contains("there is no figure `no-such`"), "{command}: {said}");
        assert!(started.elapsed().as_secs() < 20 && !said.contains("nonexistent"), "{command}: {said}");
    }
    for (name, page, _) in pages() {
        let command = PAGES.iter().find(|(own, ..)| own == name).map(|(_, command, _)| *command);
        let Some(command) = command.and_then(|command| command.split(' ').next()) else { continue };
        let known = foedera_report::figures_of(command);
        for (figure, _) in foedera_report::figures(page) {
            assert!(foedera_report::may_have_figure(command, &figure), "{command}: {figure} is not among {known:?}");
        }
        for listed in known {
            let drawn = foedera_report::figures(page);
            let is = |(figure, _): &(String, String)| match listed.strip_suffix('*') {
                Some(start) => figure.starts_with(start),
                None => *figure == listed,
            };
            assert!(drawn.iter().any(is), "{command}: {listed} is in no page");
        }
    }
}

#[test]
fn a_figure_goes_into_a_file_of_its_own_and_an_unknown_one_is_refused_with_the_names() {
    let folder = folder("figure");
    let file = folder.join("members.svg");
    let path = file.to_str().expect("UTF-8");
    let ask = |figure: &[&str]| foedera(&[&["forecast", "csto-2022", "--futures", "200"], figure].concat());
    let said = |output: &Output| String::from_utf8_lossy(&output.stderr).into_owned();
    let output = ask(&["--figure", "fans", "-o", path]);
    assert!(output.status.success(), "{}", said(&output));
    let figure = std::fs::read_to_string(&file).expect("a figure");
    assert!(
        figure.starts_with("<svg xmlns=") && figure.contains("Russia fails") && !figure.contains("var("),
        "{figure}"
    );
    let again = ask(&["--figure", "timeline", "-o", path]);
    assert!(again.status.success(), "an earlier figure is replaced: {}", said(&again));
    let unknown = ask(&["--figure", "fan", "-o", path]);
    assert_eq!(unknown.status.code(), Some(2));
    for name in ["headline", "did you mean `fans`", "stacked", "reliability-*"] {
        assert!(said(&unknown).contains(name), "{}", said(&unknown));
    }
    assert!(said(&ask(&["--figure", "list"])).contains("stacked: What becomes of each member"));
    for refused in [&["--figure", "fans"][..], &["--figure", "fans", "-o", "fans.gif"], &["--force"]] {
        assert_eq!(ask(refused).status.code(), Some(2), "{refused:?}");
    }
    std::fs::remove_dir_all(&folder).expect("it is ours");
}
