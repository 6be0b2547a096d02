//! Text in a field, laid out: variables stand out, code has its colours, what is wrong is underlined.

use std::ops::Range;
use std::sync::Arc;

use centralita_widgets::script::{Lexeme, lexed};
use egui::text::{LayoutJob, TextFormat};
use egui::{Color32, FontId, Galley, Stroke, Ui};

use crate::theme::Tokens;

/// How the text of a field is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Words, with variables in them.
    #[default]
    Words,
    /// JSON.
    Json,
    /// A script.
    Script,
}

/// A part of a text that is wrong, by bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Where.
    pub place: Range<usize>,
    /// Whether something cannot work.
    pub is_error: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Plain,
    Variable,
    Text,
    Comment,
    Word,
    Call,
}

/// Lays the text out.
pub fn laid_out(
    ui: &Ui,
    text: &str,
    (look, font): (Look, &FontId),
    wrap: f32,
    tokens: &Tokens,
    wrong: &[Wrong],
) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    job.wrap.max_width = wrap;
    job.keep_trailing_whitespace = true;
    for (range, part) in parts(text, look) {
        // What is wrong may begin and end inside a part.
        let mut cuts: Vec<usize> = vec![range.start, range.end];
        for one in wrong {
            cuts.extend(
                [one.place.start, one.place.end].map(|at| at.clamp(range.start, range.end)),
            );
        }
        cuts.retain(|at| text.is_char_boundary(*at));
        cuts.sort_unstable();
        cuts.dedup();
        for cut in cuts.windows(2) {
            let piece = cut[0]..cut[1];
            let fault =
                wrong.iter().find(|one| one.place.start < piece.end && piece.start < one.place.end);
            let mut format = format(part, font, tokens);
            if let Some(fault) = fault {
                let colour = if fault.is_error { tokens.error } else { tokens.warning };
                format.underline = Stroke::new(2.0, colour);
            }
            job.append(text.get(piece).unwrap_or_default(), 0.0, format);
        }
    }
    if text.is_empty() {
        job.append("", 0.0, format(Part::Plain, font, tokens));
    }
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

fn format(part: Part, font: &FontId, tokens: &Tokens) -> TextFormat {
    let color = match part {
        Part::Plain | Part::Variable => tokens.text,
        Part::Text => tokens.good,
        Part::Comment => tokens.weak_text,
        Part::Word => tokens.accent,
        Part::Call => tokens.call,
    };
    TextFormat {
        font_id: font.clone(),
        color,
        background: if part == Part::Variable { tokens.tint } else { Color32::TRANSPARENT },
        expand_bg: 0.0,
        italics: part == Part::Comment,
        ..TextFormat::default()
    }
}

/// How a part of a script looks.
fn part_of(lexeme: Lexeme) -> Part {
    match lexeme {
        Lexeme::Plain => Part::Plain,
        Lexeme::Word | Lexeme::Number | Lexeme::Key => Part::Word,
        Lexeme::Text => Part::Text,
        Lexeme::Comment => Part::Comment,
        Lexeme::Variable => Part::Variable,
        Lexeme::Call => Part::Call,
    }
}

/// The text in parts, without gaps.
fn parts(text: &str, look: Look) -> Vec<(Range<usize>, Part)> {
    if look == Look::Script {
        return lexed(text).into_iter().map(|(range, lexeme)| (range, part_of(lexeme))).collect();
    }
    let mut found: Vec<(Range<usize>, Part)> = Vec::new();
    let mut at = 0;
    let mut push = |range: Range<usize>, part: Part| {
        if range.is_empty() {
            return;
        }
        match found.last_mut() {
            Some((last, known)) if *known == part && part == Part::Plain => last.end = range.end,
            _ => found.push((range, part)),
        }
    };
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        let (length, part) = match look {
            Look::Words => words_part(rest),
            Look::Json => json_part(rest),
            // Scripts have been read above.
            Look::Script => (rest.len(), Part::Plain),
        };
        if look == Look::Json && part == Part::Text {
            // Variables stand inside texts.
            for (inner, part) in parts(rest.get(..length).unwrap_or_default(), Look::Words) {
                let part = if part == Part::Plain { Part::Text } else { part };
                push(at + inner.start..at + inner.end, part);
            }
        } else {
            push(at..at + length, part);
        }
        at += length.max(1);
    }
    found
}

/// A variable or tag from here on, when one begins here: how long it is.
fn variable(rest: &str) -> Option<usize> {
    let end = if rest.starts_with("{{") {
        "}}"
    } else if rest.starts_with("{%") {
        "%}"
    } else {
        return None;
    };
    rest.find(end).map(|at| at + 2)
}

fn letter(rest: &str) -> usize {
    rest.chars().next().map_or(1, char::len_utf8)
}

fn words_part(rest: &str) -> (usize, Part) {
    match variable(rest) {
        Some(length) => (length, Part::Variable),
        None => (letter(rest), Part::Plain),
    }
}

/// A quoted text from here on: how long it is, its quotes included.
fn quoted(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, letter) in rest.char_indices().skip(1) {
        if is_escaped {
            is_escaped = false;
        } else if letter == '\\' {
            is_escaped = true;
        } else if letter == quote {
            return at + letter.len_utf8();
        }
    }
    rest.len()
}

fn word(rest: &str) -> usize {
    let is_inside = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '.';
    rest.find(|letter| !is_inside(letter)).unwrap_or(rest.len())
}

fn json_part(rest: &str) -> (usize, Part) {
    if let Some(length) = variable(rest) {
        return (length, Part::Variable);
    }
    let first = rest.chars().next().unwrap_or(' ');
    if first == '"' {
        return (quoted(rest, '"'), Part::Text);
    }
    if first.is_alphanumeric() || first == '-' {
        let length = word(rest.get(first.len_utf8()..).unwrap_or_default()) + first.len_utf8();
        return (length, Part::Word);
    }
    (first.len_utf8(), Part::Plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, look: Look) -> Vec<(&str, Part)> {
        parts(text, look).into_iter().map(|(range, part)| (&text[range], part)).collect()
    }

    #[test]
    fn variables_stand_out_in_words() {
        assert_eq!(
            shown("Hi {{ñ}}!", Look::Words),
            [("Hi ", Part::Plain), ("{{ñ}}", Part::Variable), ("!", Part::Plain)]
        );
        assert_eq!(shown("{{open", Look::Words), [("{{open", Part::Plain)]);
    }

    #[test]
    fn a_script_has_words_texts_and_comments() {
        assert_eq!(
            shown("let x = \"a\"; // b", Look::Script),
            [
                ("let", Part::Word),
                (" x = ", Part::Plain),
                ("\"a\"", Part::Text),
                ("; ", Part::Plain),
                ("// b", Part::Comment)
            ]
        );
    }

    #[test]
    fn the_parts_of_any_text_make_the_text() {
        for text in ["", "\"", "{{", "{\"a\": \"{{b}} c\", \"d\": -1}", "/* é", "'", "—{{é}}—"]
        {
            for look in [Look::Words, Look::Json, Look::Script] {
                let whole: String = shown(text, look).iter().map(|(part, _)| *part).collect();
                assert_eq!(whole, text);
            }
        }
    }
}
