//! Text as it may be shown: nothing in a file can move the cursor, colour the screen or turn the reading direction.

use std::borrow::Cow;

/// What stands in the place of a character that may not be shown.
const STAND_IN: char = '\u{FFFD}';

/// Whether a character shows nothing itself and changes how others are shown: control characters (C0, DEL, C1), marks
/// of direction (Unicode's Bidi_Control), separators of lines and paragraphs, the byte-order mark, tags, and what
/// stands in a line without width (zero-width space, word joiner). Joiners within words stay; scripts need them.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{061C}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

fn shown(text: &str, kept: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let letter = |letter: char| if is_hidden(letter) { kept(letter).unwrap_or(STAND_IN) } else { letter };
    Cow::Owned(text.chars().map(letter).collect())
}

/// Lines as they may be printed: ends of lines and tabs stay, other hidden characters become U+FFFD, one for one.
pub fn printable(text: &str) -> Cow<'_, str> {
    shown(text, |letter| matches!(letter, '\n' | '\t').then_some(letter))
}

/// One line, or a part of one, as it may be printed: ends of lines and tabs become blanks.
pub fn printable_line(text: &str) -> Cow<'_, str> {
    shown(text, |letter| matches!(letter, '\n' | '\r' | '\t').then_some(' '))
}

/// JSON that says the same and can be printed: hidden characters, which can only stand within its texts, as `\uXXXX`.
pub fn printable_json(json: String) -> String {
    let hidden = |letter: char| letter != '\n' && is_hidden(letter);
    if !json.contains(hidden) {
        return json;
    }
    let mut text = String::with_capacity(json.len() + 16);
    let mut units = [0; 2];
    for letter in json.chars() {
        if hidden(letter) {
            for unit in letter.encode_utf16(&mut units) {
                text.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            text.push(letter);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_marks_of_direction_are_not_shown_and_words_stay() {
        assert_eq!(printable("a\u{1b}[31mb\u{7}\r\u{9b}2J\u{202e}c\u{2066}\u{200f}"), "a�[31mb���2J�c��");
        assert_eq!(
            printable("Côte d’Ivoire\tČesko\nایران می\u{200c}خواهم\n"),
            "Côte d’Ivoire\tČesko\nایران می\u{200c}خواهم\n"
        );
        assert_eq!(printable_line("two\nlines\tand\rmore"), "two lines and more");
    }

    #[test]
    fn json_keeps_what_it_says() {
        let text = "a\u{202e}b\u{9b}\u{e0041}\u{7f}";
        let json = printable_json(serde_json::to_string(text).expect("a text"));
        assert_eq!(json, "\"a\\u202eb\\u009b\\udb40\\udc41\\u007f\"");
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), text);
    }
}
