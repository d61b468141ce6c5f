use crate::{Style, fixture, terminal, words};

fn html(forecast: &foedera_lab::Forecast) -> String {
    crate::html(forecast, "id = \"invented\"\n", "{}")
}

fn plain(width: usize) -> String {
    terminal(&fixture::forecast(), Style { width, ..Style::default() })
}

#[test]
fn percentages_have_the_digits_they_deserve() {
    let cases = [
        (0.0, "0 %"),
        (1e-9, "<0.1 %"),
        (0.0009, "<0.1 %"),
        (0.004, "0.4 %"),
        (0.031, "3.1 %"),
        (0.0994, "9.9 %"),
        (0.0996, "10 %"),
        (0.371, "37 %"),
        (0.9949, "99 %"),
        (0.9961, "99.6 %"),
        (0.99999, ">99.9 %"),
        (1.0, "100 %"),
        (f64::NAN, "– %"),
    ];
    for (probability, expected) in cases {
        assert_eq!(words::percent(probability), expected, "{probability}");
    }
}

#[test]
fn numbers_in_words() {
    assert_eq!(words::interval(&fixture::around(0.031, 1)), "1.3–6.0 %");
    assert_eq!(words::rate(&fixture::around(0.0044, 1)), "0.44 % (0.18–0.88 %)");
    assert_eq!(words::count(12_000), "12,000");
    assert_eq!(words::count(999), "999");
    assert_eq!(words::sample(&[fixture::around(0.1, 0)]), "prior only");
    assert_eq!(words::sample(&[fixture::around(0.1, 3), fixture::around(0.1, 41)]), "n = 3–41");
    assert_eq!(words::factor(2.41), "×2.4");
    assert_eq!(words::factor(0.624), "×0.62");
    assert_eq!(words::wrap("a bb ccc dddddd", 4), ["a bb", "ccc", "dddd", "dd"]);
}

#[test]
fn a_terminal_without_colour_has_no_escapes_and_fits() {
    for width in [60, 80, 90, 110, 200] {
        let text = plain(width);
        assert!(!text.contains('\u{1b}'));
        for line in text.lines() {
            assert!(line.chars().count() <= width, "{} > {width}: {line}", line.chars().count());
        }
    }
}

#[test]
fn a_terminal_narrower_than_the_tables_is_taken_as_the_narrowest_legible() {
    assert_eq!(plain(20), plain(60));
    assert_eq!(plain(500), plain(200));
}

#[test]
fn colour_adds_escapes_and_nothing_else() {
    let mut colored = terminal(&fixture::forecast(), Style { color: true, ..Style::default() });
    assert!(colored.contains("\u{1b}[1m"));
    for escape in ["\u{1b}[1m", "\u{1b}[2m", "\u{1b}[0m"] {
        colored = colored.replace(escape, "");
    }
    assert_eq!(colored, plain(100));
}

#[test]
fn escapes_in_a_scenario_do_not_reach_the_terminal() {
    let mut forecast = fixture::forecast();
    forecast.members[0].name = "\u{1b}[31mred".to_owned();
    forecast.branches[0].name = "a\u{1b}[5mb".to_owned();
    forecast.scenario.note = "\u{7}\u{1b}]0;title\u{7}".to_owned();
    assert!(!terminal(&forecast, Style::default()).contains(['\u{1b}', '\u{7}']));
}

#[test]
fn the_terminal_names_every_member_horizon_and_branch() {
    let forecast = fixture::forecast();
    for width in [80, 110] {
        let text = plain(width);
        for member in &forecast.members {
            assert!(text.contains(words::shorten(&member.name, 9).trim_end_matches('…')), "{}", member.name);
        }
        for horizon in &forecast.horizons {
            assert!(text.contains(&horizon.to_string()));
        }
        for branch in &forecast.branches {
            assert!(text.contains(&branch.name));
        }
        assert!(text.contains(&forecast.provenance.command));
        assert!(text.contains("--html report.html") && text.contains("--format json"));
    }
}

#[test]
fn the_page_asks_for_nothing() {
    let page = html(&fixture::forecast());
    let links = page.replace("<a href=\"https://example.org/invented\" rel=\"noopener\">", "");
    assert_ne!(page, links, "the link to the source is there");
    for request in ["http://", "https://", "<script", "src=", "@import", "<link", "javascript:", "<iframe"] {
        assert!(!links.contains(request), "{request}");
    }
    assert!(!links.replace("url(#fig-timeline-hatch)", "").contains("url("));
}

#[test]
fn the_page_escapes_names() {
    let page = html(&fixture::forecast());
    assert!(!page.contains("<north>") && !page.contains("<last>"));
    assert!(page.contains("Aldland &lt;north&gt;") && page.contains("Bryn &amp; Isles"));
}

#[test]
fn the_page_names_every_member_horizon_branch_and_fingerprint() {
    let forecast = fixture::forecast();
    let page = html(&forecast);
    for horizon in &forecast.horizons {
        assert!(page.contains(&format!("By {horizon}")));
    }
    for member in &forecast.members {
        assert!(page.contains(&maud::html! { (member.name) }.into_string()));
    }
    for branch in &forecast.branches {
        assert!(page.contains(&branch.name));
    }
    let run = &forecast.provenance;
    assert!(page.contains(&run.scenario_sha256) && page.contains(&run.atlas_sha256) && page.contains(&run.command));
    assert!(run.models.iter().all(|(_, print)| page.contains(print)));
}

#[test]
fn figures_have_names_and_coordinates() {
    let page = html(&fixture::forecast());
    let figures = page.matches("<svg role=\"img\"").count();
    let scored = fixture::forecast().processes.iter().filter(|process| !process.reliability.is_empty()).count();
    let fitted = fixture::forecast().processes.iter().filter(|process| !process.coefficients.is_empty()).count();
    assert_eq!(figures, 4 + 5 + 3 + scored + fitted);
    assert_eq!(page.matches("<desc id=").count(), figures);
    for id in ["fig-headline", "fig-treaty", "fig-timeline", "fig-sensitivity", "fig-incidence-0"] {
        assert_eq!(page.matches(&format!("<title id=\"{id}-title\"")).count(), 1, "{id}");
    }
    assert!(!page.contains("NaN") && !page.contains("\"inf"));
    assert_eq!(page, html(&fixture::forecast()), "the same bytes");
}

#[test]
fn an_branch_outside_the_data_says_so_beside_its_numbers() {
    let forecast = fixture::forecast();
    let told = "No case in the data: leave, patron's capability over five years (ALD CAR), reads -1.25 to -0.41 here; at events \
                it was -0.25 to 0.13. Up to 5.7 standard deviations outside, in 100 % of draws. Held at -0.51 (three \
                standard deviations) in 81 % of draws: a stronger shock moves the rate no further by this effect.";
    assert_eq!(crate::question::outside(&forecast.branches[2].outside[0]), told);
    let text = plain(110).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains(told) && text.contains("Patronia fails: no case in the data"), "{text}");
    let page = html(&forecast);
    assert!(page.contains(told) && page.contains("Patronia fails: no case in the data"));
    assert!(!text.contains("Patronia wins: no case"));
    assert!(serde_json::to_string(&forecast).expect("plain data").contains("\"draws_held\":0.81"));
}

#[test]
fn cautions_stand_before_the_first_number() {
    let caution = "Few figures: 12 of 18";
    for text in [plain(110), html(&fixture::forecast())] {
        let at = text.find(caution).expect("the caution");
        assert!(at < text.find("BRANCHES").or_else(|| text.find("id=\"headline\"")).expect("what follows"));
    }
}

#[test]
fn over_or_replaced_is_a_question_beside_the_two() {
    let page = html(&fixture::forecast());
    for question in ["The treaty ends", "The treaty is replaced", "Over: ended or replaced"] {
        assert!(plain(110).contains(question) && page.contains(question), "{question}");
    }
    assert!(serde_json::to_string(&fixture::forecast()).expect("plain data").contains("\"ended_or_replaced\""));
}

#[test]
fn both_counts_of_exits_are_shown() {
    assert!(plain(110).contains("120 exits (60 decisions) from 20 treaties in 61,000 member-years"));
    assert!(plain(110).contains("bootstrap of 20 treaties, 7 of them with exits"));
    assert!(html(&fixture::forecast()).contains("bootstrap of 20 treaties"));
}

#[test]
fn an_empty_forecast_is_no_panic() {
    let mut forecast = fixture::forecast();
    forecast.horizons.clear();
    forecast.branches.clear();
    forecast.members.clear();
    forecast.treaty.clear();
    forecast.reference_classes.clear();
    forecast.member_count.clear();
    forecast.timeline.clear();
    forecast.sensitivity.clear();
    forecast.processes.clear();
    forecast.precedents.clear();
    forecast.unknowns.clear();
    forecast.sources.clear();
    assert!(html(&forecast).contains("</html>"));
    assert!(terminal(&forecast, Style::default()).contains("AGAIN"));
}

/// `FOEDERA_REPORT_SAMPLE=/tmp/sample cargo test -p foedera-report sample` writes `/tmp/sample.html` and `.txt`.
#[test]
fn sample_to_look_at() {
    let Some(path) = std::env::var_os("FOEDERA_REPORT_SAMPLE") else { return };
    let forecast = fixture::forecast();
    let file = |kind: &str| std::path::Path::new(&path).with_extension(kind);
    std::fs::write(file("html"), html(&forecast)).expect("writes the page");
    std::fs::write(file("txt"), plain(100)).expect("writes the text");
}

#[test]
fn a_page_and_a_text_say_that_the_end_of_a_precedent_is_of_a_later_day() {
    let mut forecast = fixture::forecast();
    let told = "is of a later day";
    assert!(!html(&forecast).contains(told) && !plain(110).contains(told));
    forecast.precedents[0].outcome = None;
    let text = terminal(&forecast, Style { width: 110, ..Style::default() });
    assert!(html(&forecast).contains(told) && text.contains(told), "{text}");
}
