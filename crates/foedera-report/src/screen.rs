//! The first screen of an answer.

use crate::{Style, fitted};

/// The most lines of a first screen, and one for the line above it that names a day that was not asked for.
pub const SCREEN: usize = 24;
const OWN: usize = SCREEN - 1;

const DIM: &str = "\u{1b}[2m";
const RESET: &str = "\u{1b}[0m";

/// What a first screen leaves out, in words, and whether there is a page that has it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Rest<'a> {
    /// What is left out, as a list in words; empty if that is lines only.
    pub what: &'a str,
    /// Whether the command writes a page.
    pub page: bool,
}

impl Rest<'_> {
    /// The last lines of a first screen after which so many lines and columns do not stand; none if nothing is left out.
    fn closing(self, lines: usize, columns: usize, style: Style) -> Vec<String> {
        let count = |count: usize, of: &str| match count {
            0 => None,
            1 => Some(format!("1 more {of}")),
            _ => Some(format!("{count} more {of}s")),
        };
        let what = (!self.what.is_empty()).then(|| self.what.to_owned());
        let left: Vec<String> = [count(lines, "line"), count(columns, "column"), what].into_iter().flatten().collect();
        if left.is_empty() {
            return Vec::new();
        }
        let page = if self.page { ", or --html FILE" } else { "" };
        fitted(&format!("{}: --full{page}", left.join("; ")), style).lines().map(str::to_owned).collect()
    }
}

/// How many lines of a first screen are left below `text` and above its closing lines; no end of them where all is told.
pub(crate) fn room(text: &str, style: Style) -> usize {
    const CLOSING: usize = 2;
    if style.is_screen() { (OWN - CLOSING).saturating_sub(text.lines().count()) } else { usize::MAX }
}

/// A text as its first screen: where it has more than [`SCREEN`] lines and neither all sections nor a pipe are asked for, its first lines;
/// the last line says what is left out and where it is. `columns` of its tables are left out already.
pub fn first_screen(text: &str, columns: usize, rest: Rest<'_>, style: Style) -> String {
    if style.full {
        return text.to_owned();
    }
    let mut kept: Vec<&str> = text.lines().collect();
    let all = kept.len();
    let mut closing = rest.closing(0, columns, style);
    if style.is_screen() && all + closing.len() > OWN {
        let most = OWN - rest.closing(all, columns, style).len();
        kept.truncate(most);
        trim(&mut kept);
        closing = rest.closing(all - kept.len(), columns, style);
    }
    let dim = |line: &String| if style.color { format!("{DIM}{line}{RESET}") } else { line.clone() };
    let lines = kept.into_iter().map(str::to_owned).chain(closing.iter().map(dim));
    lines.map(|line| line + "\n").collect()
}

/// Leave no empty line, and no head without what it is the head of, at the end.
fn trim(kept: &mut Vec<&str>) {
    loop {
        match kept[..] {
            [.., ""] => _ = kept.pop(),
            [.., "", _] => kept.truncate(kept.len() - 2),
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Style = Style { color: false, width: 80, full: false };

    #[test]
    fn no_first_screen_is_longer_and_its_last_lines_count_what_is_left_out() {
        for (lines, what, page) in
            (0..60).flat_map(|lines| [(lines, "", false), (lines, "the rest of a long list of things", true)])
        {
            // Blocks of four lines below each other.
            let all: Vec<String> =
                (0..lines).map(|line| if line % 5 == 4 { String::new() } else { format!("line {line}") }).collect();
            let text: String = all.iter().map(|line| format!("{line}\n")).collect();
            let told = first_screen(&text, 0, Rest { what, page }, FIRST);
            assert!(told.lines().count() < SCREEN, "{told}");
            let kept = told.lines().zip(&all).take_while(|(told, line)| told == line).count();
            if kept < lines {
                assert!(told.contains(&format!("{} more line", lines - kept)) && told.contains("--full"), "{told}");
            }
            assert!(what.is_empty() || told.contains(what), "{told}");
        }
    }

    #[test]
    fn a_head_does_not_stand_alone_at_the_end() {
        let mut kept = vec!["a", "", "HEAD"];
        trim(&mut kept);
        assert_eq!(kept, ["a"]);
    }

    #[test]
    fn a_pipe_and_all_sections_have_every_line() {
        let text = "a\n".repeat(40);
        assert_eq!(first_screen(&text, 0, Rest::default(), Style { width: usize::MAX, ..FIRST }), text);
        assert_eq!(first_screen(&text, 0, Rest { what: "more", page: true }, Style { full: true, ..FIRST }), text);
    }
}
