//! How wide texts are, without a font at hand: rather too wide than too narrow.
//!
//! Widths are those of DejaVu, wider than what most systems show, so that nothing overflows.

use unicode_width_of::em_thousandths;

/// In which letters a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Font {
    /// Words.
    Plain,
    /// Names that stand out.
    Bold,
    /// Conditions.
    Code,
}

mod unicode_width_of {
    /// The width of a letter in thousandths of the letters' size.
    pub fn em_thousandths(letter: char) -> u32 {
        match letter {
            'i' | 'j' | 'l' | '\'' | '|' => 300,
            ' ' | '.' | ',' | ':' | ';' | '!' | 'I' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']'
            | '/' | '-' | '·' => 420,
            's' | 'c' | 'k' | 'v' | 'x' | 'y' | 'z' | 'J' | '"' | '*' | '?' | '_' => 600,
            'a'..='z' if letter != 'm' && letter != 'w' => 645,
            'm' | 'w' | 'M' | 'W' | '%' | '@' | '…' | '→' => 1000,
            'A'..='Z' => 790,
            '0'..='9' => 645,
            ' '..='~' => 850,
            '\u{a0}'..='\u{10ff}' => 850,
            // Letters of the East, signs and faces.
            _ => 1200,
        }
    }
}

/// How many pixels wide a text is, at most.
pub(super) fn width(text: &str, font: Font, size: i32) -> i32 {
    let thousandths: u64 = text.chars().map(|letter| u64::from(breadth(letter, font))).sum();
    let pixels = thousandths.saturating_mul(u64::from(size.unsigned_abs())).div_ceil(1000);
    i32::try_from(pixels).unwrap_or(i32::MAX)
}

fn breadth(letter: char, font: Font) -> u32 {
    match font {
        Font::Plain => em_thousandths(letter),
        Font::Bold => em_thousandths(letter) * 109 / 100,
        Font::Code if letter < '\u{1100}' => 610,
        Font::Code => 1220,
    }
}

/// A text in lines that fit.
pub(super) struct Lines {
    /// The lines.
    pub lines: Vec<String>,
    /// Whether something had to be left out at the end.
    pub is_cut: bool,
}

/// A text in at most so many lines of `room` pixels; what does not fit is left out with an ellipsis.
pub(super) fn wrapped(text: &str, font: Font, size: i32, room: i32, most: usize) -> Lines {
    let room = u64::from(room.max(0).unsigned_abs()) * 1000 / u64::from(size.max(1).unsigned_abs());
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut taken: u64 = 0;
    // Where the line could be broken: its length in bytes up to the last blank.
    let mut blank: Option<usize> = None;
    let mut letters = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).peekable();
    while let Some(letter) = letters.next() {
        if letter == ' ' {
            if line.is_empty() || line.ends_with(' ') {
                continue;
            }
            blank = Some(line.len());
        }
        let is_last_line = lines.len() + 1 == most;
        let needed = u64::from(breadth(letter, font));
        // On the last line there has to be room for the ellipsis, unless this is the end.
        let spare = match is_last_line && letters.peek().is_some() {
            true => u64::from(breadth('…', font)),
            false => 0,
        };
        if taken + needed + spare <= room || line.is_empty() {
            line.push(letter);
            taken += needed;
            continue;
        }
        if is_last_line {
            // What came over from the line before may leave no room for the ellipsis.
            let ellipsis = u64::from(breadth('…', font));
            while taken + ellipsis > room
                && let Some(last) = line.pop()
            {
                taken -= u64::from(breadth(last, font));
            }
            line.truncate(line.trim_end().len());
            line.push('…');
            lines.push(line);
            return Lines { lines, is_cut: true };
        }
        let rest = match blank {
            Some(at) if at < line.len() => line.split_off(at).trim_start().to_owned(),
            _ => String::new(),
        };
        line.truncate(line.trim_end().len());
        lines.push(std::mem::replace(&mut line, rest));
        if letter != ' ' {
            line.push(letter);
        }
        blank = None;
        taken = line.chars().map(|one| u64::from(breadth(one, font))).sum();
    }
    line.truncate(line.trim_end().len());
    if !line.is_empty() {
        lines.push(line);
    }
    Lines { lines, is_cut: false }
}

/// A text on one line; what does not fit is left out with an ellipsis.
pub(super) fn cut(text: &str, font: Font, size: i32, room: i32) -> (String, bool) {
    let Lines { mut lines, is_cut } = wrapped(text, font, size, room, 1);
    (if lines.is_empty() { String::new() } else { lines.swap_remove(0) }, is_cut)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_broken_at_blanks_and_cut_at_the_end() {
        let of = |text: &str, room, most| wrapped(text, Font::Code, 10, room, most).lines.join("|");
        assert_eq!(of("one two three", 100, 3), "one two three");
        assert_eq!(of("one two three", 55, 3), "one two|three");
        assert_eq!(of("one two three four", 55, 2), "one two|three f…");
        assert_eq!(of("unbreakableword", 40, 2), "unbrea|kabl…");
        assert_eq!(of("  \n  ", 40, 2), "");
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_its_room(text in "\\PC{0,200}", room in 30_i32..400, most in 1_usize..4) {
            for font in [Font::Plain, Font::Bold, Font::Code] {
                let found = wrapped(&text, font, 12, room, most);
                prop_assert!(found.lines.len() <= most);
                for line in &found.lines {
                    prop_assert!(width(line, font, 12) <= room, "{line}");
                }
            }
        }
    }
}
