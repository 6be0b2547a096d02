//! Writing SVG.

use egui::Color32;

use crate::theme::Tokens;

/// SVG while it is written.
pub struct Mark<'a> {
    /// The colours.
    pub tokens: &'a Tokens,
    out: String,
}

impl<'a> Mark<'a> {
    /// Nothing yet.
    pub fn new(tokens: &'a Tokens) -> Mark<'a> {
        Mark { tokens, out: String::new() }
    }

    /// Writes an element on a line of its own.
    pub fn line(&mut self, element: &str) {
        self.out.push_str(element);
        self.out.push('\n');
    }

    /// Opens an element.
    pub fn open(&mut self, element: &str) {
        self.line(element);
    }

    /// Closes it.
    pub fn close(&mut self, element: &str) {
        self.line(element);
    }

    /// A colour as SVG has it.
    pub fn colour(&self, colour: Color32) -> String {
        format!("#{:02x}{:02x}{:02x}", colour.r(), colour.g(), colour.b())
    }

    /// A line of text that begins at a place, on its base line.
    pub fn text(
        &mut self,
        (x, y): (f32, f32),
        size: f32,
        is_strong: bool,
        colour: Color32,
        text: &str,
    ) {
        self.text_at((x, y), size, is_strong, colour, text, "start");
    }

    /// A line of text around a place.
    pub fn text_at(
        &mut self,
        (x, y): (f32, f32),
        size: f32,
        is_strong: bool,
        colour: Color32,
        text: &str,
        anchor: &str,
    ) {
        if text.is_empty() {
            return;
        }
        let weight = if is_strong { " font-weight=\"600\"" } else { "" };
        let anchor = match anchor {
            "start" => String::new(),
            other => format!(" text-anchor=\"{other}\""),
        };
        let (colour, text) = (self.colour(colour), escaped(text));
        self.line(&format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\"{weight}{anchor} fill=\"{colour}\">{text}</text>"
        ));
    }

    /// What was written.
    pub fn done(self) -> String {
        self.out
    }
}

/// A text as it can stand in SVG and HTML. Signs that no XML may hold are left out.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(letter),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => safe.push(letter),
        }
    }
    safe
}

/// How wide a letter is, as a share of the size. Which font there will be is not known, so this is
/// a little more than the usual ones take.
fn width_of(letter: char) -> f32 {
    match letter {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 0.29,
        'f' | 't' | 'r' | '(' | ')' | '[' | ']' | ' ' | '-' | '/' | '“' | '”' => 0.38,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 0.93,
        'A'..='Z' => 0.71,
        '_' => 0.52,
        letter if (letter as u32) >= 0x2e80 => 1.02,
        _ => 0.6,
    }
}

/// How wide a text is at most.
pub fn width(text: &str, size: f32, is_strong: bool) -> f32 {
    let share: f32 = text.chars().map(width_of).sum();
    share * size * if is_strong { 1.06 } else { 1.0 }
}

/// A text that ends in "…" where it is too long for the room.
pub fn fitted(text: &str, size: f32, is_strong: bool, room: f32) -> String {
    if width(text, size, is_strong) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        kept.push(letter);
        if width(&kept, size, is_strong) + width("…", size, is_strong) > room {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

/// A text in lines that fit the room; what is beyond so many lines is left out with "…".
pub fn lines(text: &str, size: f32, room: f32, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if width(&longer, size, false) > room && !line.is_empty() {
                lines.push(std::mem::replace(&mut line, word.to_owned()));
            } else {
                line = longer;
            }
        }
        lines.push(line);
    }
    let is_cut = lines.len() > most;
    lines.truncate(most.max(1));
    if let (true, Some(last)) = (is_cut, lines.last_mut()) {
        last.push('…');
    }
    lines.iter().map(|line| fitted(line, size, false, room)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_where_they_would_leave_their_room() {
        assert_eq!(fitted("short", 12.0, false, 200.0), "short");
        let cut = fitted(&"word ".repeat(40), 12.0, false, 100.0);
        assert!(cut.ends_with('…') && width(&cut, 12.0, false) <= 100.0, "{cut}");
        let lines = lines("one two three four five six", 12.0, 60.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines[1].ends_with('…'), "{lines:?}");
    }

    #[test]
    fn nothing_can_break_out_of_the_picture() {
        assert_eq!(escaped("a<b>&\"'\u{0}\u{1b}é"), "a&lt;b&gt;&amp;&quot;&#39;é");
    }
}
