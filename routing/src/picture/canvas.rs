//! Where shapes and texts of a picture are written down, each text made harmless.

use std::fmt::Write;

use super::measure::{Font, Lines, cut, wrapped};

/// Shapes and texts, in the order in which they are painted.
#[derive(Default)]
pub(super) struct Canvas {
    out: String,
}

impl Canvas {
    /// What has been painted.
    pub fn finish(self) -> String {
        self.out
    }

    /// Paints what another canvas holds on top.
    pub fn add(&mut self, other: Canvas) {
        self.out.push_str(&other.out);
    }

    pub fn rectangle(
        &mut self,
        class: &str,
        (x, y): (i32, i32),
        (width, height): (i32, i32),
        round: i32,
    ) {
        let _ = writeln!(
            self.out,
            r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}" rx="{round}"/>"#
        );
    }

    pub fn circle(&mut self, class: &str, (x, y): (i32, i32), radius: i32) {
        let _ = writeln!(self.out, r#"<circle class="{class}" cx="{x}" cy="{y}" r="{radius}"/>"#);
    }

    /// A line, or a filled shape, in the terms of SVG.
    pub fn path(&mut self, class: &str, way: &str) {
        let _ = writeln!(self.out, r#"<path class="{class}" d="{way}"/>"#);
    }

    /// The tip of an arrow that points down to a place.
    pub fn tip(&mut self, class: &str, (x, y): (i32, i32)) {
        self.path(class, &format!("M{x} {y}l-5 -8h10z"));
    }

    /// A text as it is; `whole` is shown to who points at it.
    pub fn text(&mut self, class: &str, (x, y): (i32, i32), text: &str, whole: Option<&str>) {
        let _ = write!(self.out, r#"<text class="{class}" x="{x}" y="{y}">"#);
        if let Some(whole) = whole {
            let _ = write!(self.out, "<title>{}</title>", escaped(whole));
        }
        let _ = writeln!(self.out, "{}</text>", escaped(text));
    }

    /// A text with its middle at a place, in the style of a class.
    pub fn middle(&mut self, class: &str, at: (i32, i32), text: &str, whole: Option<&str>) {
        self.text(&format!("{class} middle"), at, text, whole);
    }

    /// A text on one line of `room` pixels, cut if it has to be.
    pub fn line(
        &mut self,
        class: &str,
        at: (i32, i32),
        text: &str,
        font: Font,
        size: i32,
        room: i32,
    ) {
        let (shown, is_cut) = cut(text, font, size, room);
        self.text(class, at, &shown, is_cut.then_some(text));
    }

    /// A text on lines of `room` pixels, at most so many; gives how many there are.
    pub fn lines(
        &mut self,
        class: &str,
        (x, y): (i32, i32),
        text: &str,
        font: Font,
        room: i32,
        most: usize,
    ) -> i32 {
        let Lines { lines, is_cut } = wrapped(text, font, LETTERS, room, most);
        let mut count = 0;
        for line in &lines {
            self.text(class, (x, y + count * LINE), line, is_cut.then_some(text));
            count += 1;
        }
        count
    }
}

/// The size of ordinary letters.
pub(super) const LETTERS: i32 = 12;
/// From one line of ordinary letters to the next.
pub(super) const LINE: i32 = 17;

/// A text that stands for itself in SVG, whatever is in it.
///
/// What no document may hold becomes a replacement character; marks that turn the direction of what
/// follows are left out, since they would reach beyond the text.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => {}
            '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => {
                out.push(char::REPLACEMENT_CHARACTER);
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_stands_for_itself_whatever_is_in_it() {
        assert_eq!(
            escaped("</text><script>\"'&\u{0}\u{202e}é\n"),
            "&lt;/text&gt;&lt;script&gt;&quot;&#39;&amp;\u{fffd}é "
        );
    }
}
