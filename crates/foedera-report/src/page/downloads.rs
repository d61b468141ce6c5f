//! Files inside a page: the answer as data and what it was made of, as `data:` addresses, so that nothing is fetched.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{Markup, html};

/// A file inside a page.
pub(crate) struct Download {
    /// The name under which it is saved.
    pub name: String,
    /// What it is.
    pub words: &'static str,
    media: &'static str,
    content: String,
}

impl Download {
    /// The whole answer as JSON, as the command itself prints it.
    pub(crate) fn json(name: &str, json: &str) -> Self {
        Self {
            name: format!("{}.json", slug(name)),
            words: "the whole answer (JSON)",
            media: "application/json",
            content: json.to_owned(),
        }
    }

    /// A table as CSV.
    pub(crate) fn csv(name: &str, content: String) -> Self {
        Self { name: format!("{}.csv", slug(name)), words: "its probabilities (CSV)", media: "text/csv", content }
    }

    /// A file that was read.
    pub(crate) fn file(name: &str, words: &'static str, content: &str) -> Self {
        Self { name: name.to_owned(), words, media: "text/plain", content: content.to_owned() }
    }
}

/// A name that any system takes for a file.
fn slug(name: &str) -> String {
    let words = name.split(|letter: char| !letter.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

/// The links.
pub(crate) fn links(files: &[Download]) -> Markup {
    html! {
        p.downloads.screen { "Inside this page, to save: "
            @for (place, file) in files.iter().enumerate() {
                @if place > 0 { " · " }
                a download=(file.name) href={ "data:" (file.media) ";charset=utf-8;base64," (BASE64_STANDARD.encode(&file.content)) } { (file.words) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_that_of_the_standard() {
        // RFC 4648, section 10.
        for (text, expected) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(BASE64_STANDARD.encode(text), expected);
        }
    }

    #[test]
    fn a_file_is_named_so_that_any_system_takes_it() {
        assert_eq!(slug("Armenia: has left?/2026"), "armenia-has-left-2026");
    }
}
