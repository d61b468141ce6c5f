//! A diagnostic as text.

use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::printable::{printable, printable_line};
use crate::{Diagnostic, Place};

/// Longest snippet line shown whole; longer ones (wide CSV rows) are cut around the place.
const WIDTH: usize = 140;

/// The rendered message, without a final newline. What files hold is made printable here, before colours are added.
pub(crate) fn render(diagnostic: &Diagnostic, styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let (message, remedy) = (printable(&diagnostic.message), printable(&diagnostic.remedy));
    let label = printable(&diagnostic.label);
    let path = diagnostic.place.file().map(printable_line).unwrap_or_default();
    let line = match &diagnostic.place {
        Place::Span(source, span) if !source.text().is_empty() => Some(Line::of(source.text(), span)),
        _ => None,
    };
    let title = Level::ERROR.primary_title(&*message).id(diagnostic.code.as_str());
    let group = match (&line, &diagnostic.place) {
        (Some(line), _) => title.element(
            Snippet::source(line.text.as_str())
                .line_start(line.number)
                .path(&*path)
                .annotation(AnnotationKind::Primary.span(line.span.clone()).label(&*label)),
        ),
        (None, Place::CommandLine) => Group::with_title(title),
        (None, _) => title.element(annotate_snippets::Origin::path(&*path)),
    };
    let group = if remedy.is_empty() { group } else { group.element(Level::HELP.message(&*remedy)) };
    renderer.render(&[group])
}

/// The line of a place, cut where it is very long, and the place in it.
struct Line {
    number: usize,
    text: String,
    span: Range<usize>,
}

/// The most bytes of a line before and after the place that are laid out.
const BESIDE: usize = 2000;

impl Line {
    fn of(text: &str, span: &Range<usize>) -> Self {
        let boundary = |mut offset: usize| {
            offset = offset.min(text.len());
            while !text.is_char_boundary(offset) {
                offset -= 1;
            }
            offset
        };
        let start = boundary(span.start);
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |length| start + length);
        let end = boundary(span.end).clamp(start, line_end);
        // The column in the title counts from the start of the line, so a cut is at the end only, unless the place is far.
        let from = if start - line_start > BESIDE { boundary(start - BESIDE) } else { line_start };
        let to = boundary(end.min(start + BESIDE) + BESIDE).clamp(start, line_end);
        let (before, within) = (printable_line(&text[from..start]), printable_line(&text[start..end.min(to)]));
        let span = before.len()..before.len() + within.len();
        let after = printable_line(&text[end.min(to)..to]);
        let number = text.as_bytes()[..line_start].iter().filter(|byte| **byte == b'\n').count() + 1;
        Self { number, text: format!("{before}{within}{after}"), span }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Code, Diagnostic, Place, Source};

    #[test]
    fn a_message_shows_code_place_snippet_and_remedy() {
        let source = Source::new("scenario.toml", "date = \"2022-11-31\"\n");
        let text = Diagnostic::new(
            Code::InvalidValue,
            Place::Span(source, 7..19),
            "`2022-11-31` is not a date",
            "write a date as YYYY-MM-DD",
        )
        .label("November has 30 days")
        .render(false);
        assert_eq!(
            text,
            "error[F0206]: `2022-11-31` is not a date\n \
             --> scenario.toml:1:8\n  \
             |\n\
             1 | date = \"2022-11-31\"\n  \
             |        ^^^^^^^^^^^^ November has 30 days\n  \
             |\n  \
             = help: write a date as YYYY-MM-DD"
        );
    }

    #[test]
    fn what_a_file_holds_cannot_write_to_the_terminal() {
        let source = Source::new("a\u{1b}[2Jb\n.csv", "x,\u{1b}]0;PWN\u{7}\u{202e},y\n");
        let diagnostic =
            Diagnostic::new(Code::BadRow, Place::Span(source, 2..8), "m\u{9b}31m", "r\u{7}").label("l\u{2066}");
        let plain = diagnostic.render(false);
        assert!(!plain.contains(|letter: char| letter != '\n' && letter.is_control()), "{plain:?}");
        assert!(!plain.contains(['\u{202e}', '\u{2066}']), "{plain:?}");
        let styled = diagnostic.render(true);
        assert!(
            styled.contains("\u{1b}[") && !styled.contains("\u{1b}]") && !styled.contains("\u{1b}[2J"),
            "{styled:?}"
        );
    }

    #[test]
    fn a_place_in_a_line_of_a_megabyte_is_told_in_a_few_words() {
        let text = format!("a\n{}here{}", "é".repeat(500_000), "y".repeat(500_000));
        let at = text.find("here").expect("there");
        let place = Place::Span(Source::new("x", text), at..at + 4);
        let shown = Diagnostic::new(Code::Syntax, place, "m", "r").render(false);
        assert!(shown.len() < 2000 && shown.contains("here") && shown.contains("x:2:"), "{}", shown.len());
    }

    #[test]
    fn places_outside_the_text_do_not_panic() {
        let source = Source::new("x", "é");
        for span in [0..1, 1..2, 5..9, 0..0] {
            let place = Place::Span(source.clone(), span);
            assert!(Diagnostic::new(Code::Syntax, place, "m", "r").render(false).contains("F0201"));
        }
        let empty = Place::Span(Source::new("empty.csv", ""), 0..0);
        assert!(Diagnostic::new(Code::Syntax, empty, "m", "r").render(false).contains("empty.csv"));
    }
}
