//! A diagnostic as text.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::{Diagnostic, Place};

/// Longest snippet line shown whole; longer ones (wide CSV rows) are cut around the place.
const WIDTH: usize = 140;

/// The rendered message, without a final newline.
pub(crate) fn render(diagnostic: &Diagnostic, styled: bool) -> String {
    let renderer = if styled { Renderer::styled() } else { Renderer::plain() }.term_width(WIDTH);
    let title = Level::ERROR.primary_title(diagnostic.message.as_str()).id(diagnostic.code.as_str());
    let help = Level::HELP.message(diagnostic.remedy.as_str());
    let group = match &diagnostic.place {
        Place::Span(source, span) if !source.text().is_empty() => {
            let span = clamp(source.text(), span);
            title.element(
                Snippet::source(source.text())
                    .path(source.name())
                    .annotation(AnnotationKind::Primary.span(span).label(diagnostic.label.as_str())),
            )
        }
        Place::Span(source, _) => title.element(annotate_snippets::Origin::path(source.name())),
        Place::File(name) => title.element(annotate_snippets::Origin::path(name.as_str())),
        Place::CommandLine => Group::with_title(title),
    };
    let group = if diagnostic.remedy.is_empty() { group } else { group.element(help) };
    renderer.render(&[group])
}

/// A range inside the text, on character boundaries and within one line.
fn clamp(text: &str, span: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let boundary = |mut offset: usize| {
        offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    };
    let start = boundary(span.start);
    let line_end = text[start..].find('\n').map_or(text.len(), |length| start + length);
    start..boundary(span.end).clamp(start, line_end)
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
