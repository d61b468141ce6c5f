//! The list of sources of a page, with links. A page that knows nothing after a day lists no source dated after it.

use foedera_lab::{SourceCard, day_in_address, day_in_text};
use foedera_world::Day;
use maud::{Markup, html};

/// The earliest day on which a source can be dated by what its address names, else its title, else its key; the latest date of
/// each, a month or a year at its beginning. `None`: none of them names a date, as of a treaty's text.
pub(super) fn dated(card: &SourceCard) -> Option<Day> {
    let of_address = card.url.as_deref().and_then(day_in_address);
    of_address.or_else(|| day_in_text(&card.title)).or_else(|| day_in_address(&card.id))
}

/// Whether an address may become a link; nothing but the web may.
pub(crate) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}

/// A source by its title, as a link where it has an address.
pub(super) fn title(source: &SourceCard) -> Markup {
    html! {
        @match source.url.as_deref().filter(|url| is_web(url)) {
            Some(url) => a href=(url) rel="noopener" { (source.title) },
            None => (source.title),
        }
    }
}

/// The sources dated up to a day, and those after it; all are of the first kind if there is no day.
pub(crate) fn parted(sources: &[SourceCard], until: Option<Day>) -> (Vec<&SourceCard>, Vec<&SourceCard>) {
    let later = |source: &&SourceCard| until.is_some_and(|until| dated(source).is_some_and(|day| day > until));
    sources.iter().partition(|source| !later(source))
}

/// The list.
pub(crate) fn list(sources: &[SourceCard], until: Option<Day>) -> Markup {
    let (listed, later) = parted(sources, until);
    html! {
        @if listed.is_empty() { p { "None is named." } }
        ul.sources { @for source in listed { li id={ "source-" (source.id) } { code { (source.id) } " " (title(source)) } } }
        @if let Some(until) = until.filter(|_| !later.is_empty()) {
            p.quiet {
                "Not listed, since they were published after " (until) ": "
                @for (place, source) in later.iter().enumerate() { @if place > 0 { ", " } span id={ "source-" (source.id) } { (source.id) } }
                ". What is taken from them is of earlier days. " code { "foedera treaty" } " and " code { "foedera almanac" } " give their addresses."
            }
        }
    }
}

/// Keys of sources in brackets, leading to the list where it has them.
pub(crate) fn citations(keys: &[String], known: &[SourceCard]) -> Markup {
    html! {
        @if !keys.is_empty() {
            span.quiet.cites { "["
                @for (index, key) in keys.iter().enumerate() {
                    @if index > 0 { ", " }
                    @if known.iter().any(|source| source.id == *key) { a href={ "#source-" (key) } { (key) } } @else { (key) }
                }
            "]" }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(id: &str, title: &str, url: Option<&str>) -> SourceCard {
        SourceCard { id: id.to_owned(), title: title.to_owned(), url: url.map(str::to_owned) }
    }

    fn on(text: &str) -> Option<Day> {
        Some(text.parse().expect("a day"))
    }

    #[test]
    fn a_source_is_dated_by_its_address_then_its_title_then_its_key() {
        let cases = [
            (card("a", "said of 2030", Some("https://a.org/2022/01/13/x")), on("2022-01-13")),
            (card("a", "Asbarez, 8 Oct 2020: on 3 things", Some("http://a.org/197349/x")), on("2020-10-08")),
            (card("a", "Asbarez/Xinhua, June 2010", None), on("2010-06-01")),
            (card("a", "AP, 12 May", Some("https://a.org/news/1488064.html")), None),
            (card("inv_20220114", "no date", None), on("2022-01-14")),
            (card("a", "Data, 2017-2019", None), on("2019-01-01")),
            (card("a", "Charter", Some("https://a.org/c_2024-12-15.pdf")), on("2024-12-15")),
            (card("a", "Charter", None), None),
        ];
        for (card, expected) in cases {
            assert_eq!(dated(&card), expected, "{card:?}");
        }
    }

    #[test]
    fn a_source_dated_after_the_day_is_not_listed_and_named_as_left_out() {
        let known = [
            card("old", "Old, 3 May 2021", Some("https://a.org/old")),
            card("new", "New, 3 May 2024", Some("https://a.org/new")),
        ];
        let page = list(&known, on("2022-11-25")).into_string();
        assert!(page.contains("https://a.org/old") && !page.contains("https://a.org/new"), "{page}");
        assert!(page.contains("published after 2022-11-25"), "{page}");
        let page = list(&known, None).into_string();
        assert!(page.contains("https://a.org/new") && !page.contains("Not listed"), "{page}");
    }
}
