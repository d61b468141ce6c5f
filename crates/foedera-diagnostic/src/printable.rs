//! Text that is safe to print: nothing in it moves the cursor, sets a title or turns the direction of reading.

/// Text with control and bidirectional characters written as `\\uXXXX`, which JSON reads back as what they were. Line
/// ends and tabs stay; colours (`ESC [ … m`) stay where `colors` says that they are ours.
pub fn printable(text: &str, colors: bool) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        let length = if colors { color(rest) } else { 0 };
        if length > 0 {
            safe.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        if is_unsafe(character) {
            safe.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            safe.push(character);
        }
        rest = &rest[character.len_utf8()..];
    }
    safe
}

/// The length of the colour sequence at the start, or 0.
fn color(text: &str) -> usize {
    let Some(inside) = text.strip_prefix("\u{1b}[") else { return 0 };
    let length = inside.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b';').count();
    if inside.as_bytes().get(length) == Some(&b'm') { length + 3 } else { 0 }
}

fn is_unsafe(character: char) -> bool {
    (character.is_control() && character != '\n' && character != '\t')
        || matches!(character, '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn names_cannot_drive_the_terminal() {
        assert_eq!(printable("x\u{1b}]0;PWN\u{7}.csv\n", true), "x\\u001b]0;PWN\\u0007.csv\n");
        assert_eq!(printable("\u{202e}A\té", false), "\\u202eA\té");
        assert_eq!(printable("\u{1b}[31mA", false), "\\u001b[31mA");
    }

    #[test]
    fn our_colours_stay() {
        assert_eq!(printable("\u{1b}[1;31mA\u{1b}[0m", true), "\u{1b}[1;31mA\u{1b}[0m");
        assert_eq!(printable("\u{1b}[2J", true), "\\u001b[2J");
    }
}
