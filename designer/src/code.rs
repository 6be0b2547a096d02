//! A field in which code is written: colours, the numbers of lines, what is wrong where it is.
//!
//! It is the toolkit's own field with a layout of ours, so that undoing, selecting and what a screen
//! reader hears are as in any other.

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditOutput;
use egui::{
    Align2, EventFilter, FontFamily, FontId, Id, Key, Margin, Modifiers, Rect, TextEdit, Ui, pos2,
    vec2,
};

use crate::inspector::highlight::{Look, Wrong, laid_out};
use crate::theme::{CODE, ICONS, Icon, Tokens, size};

/// What a step to the right puts in.
const STEP: &str = "    ";

/// How wide the margin with the numbers is, for so many lines.
pub fn margin(lines: usize) -> Margin {
    let digits = lines.max(10).to_string().len();
    Margin { left: (18 + 8 * digits).min(90) as i8, right: 8, top: 4, bottom: 4 }
}

/// A field for a whole script.
pub fn code_ui(
    ui: &mut Ui,
    tokens: &Tokens,
    id: Id,
    text: &mut String,
    wrong: &[Wrong],
    (is_editable, rows): (bool, usize),
) -> TextEditOutput {
    let font = FontId::new(size::CODE, CODE);
    let has_keys = ui.memory(|memory| memory.has_focus(id));
    if has_keys && is_editable {
        indent(ui, id, text);
    }
    let mut layouter = |ui: &Ui, buffer: &dyn egui::TextBuffer, wrap: f32| {
        laid_out(ui, buffer.as_str(), (Look::Script, &font), wrap, tokens, wrong)
    };
    let margin = margin(text.lines().count());
    // Tab is a step to the right here; F6 and Escape lead out.
    let filter = EventFilter {
        tab: is_editable,
        escape: false,
        horizontal_arrows: true,
        vertical_arrows: true,
    };
    let mut shown: &str = text.as_str();
    let edit =
        if is_editable { TextEdit::multiline(text) } else { TextEdit::multiline(&mut shown) };
    let output = edit
        .id(id)
        .margin(margin)
        .desired_rows(rows)
        .desired_width(f32::INFINITY)
        .event_filter(filter)
        .layouter(&mut layouter)
        .show(ui);
    gutter(ui, &output, tokens, &lines_of(wrong, output.galley.text()));
    output
}

/// The lines, counted from 0, in which something is wrong; whether it is an error.
pub fn lines_of(wrong: &[Wrong], text: &str) -> Vec<(usize, bool)> {
    let lines = wrong.iter().map(|one| {
        let before = text.as_bytes().iter().take(one.place.start.min(text.len()));
        (before.filter(|byte| **byte == b'\n').count(), one.is_error)
    });
    lines.collect()
}

/// Paints the numbers of the lines into the margin, and marks the lines in which something is wrong.
pub fn gutter(ui: &Ui, output: &TextEditOutput, tokens: &Tokens, wrong: &[(usize, bool)]) {
    let clip = output.response.rect.intersect(ui.clip_rect());
    let painter = ui.painter().with_clip_rect(clip);
    let left = output.galley_pos.x;
    let edge = output.response.rect.left();
    let mut line = 0;
    let mut begins = true;
    for row in &output.galley.rows {
        let rect = row.rect().translate(output.galley_pos.to_vec2());
        let has_begun = std::mem::replace(&mut begins, row.ends_with_newline);
        let number = line;
        line += usize::from(row.ends_with_newline);
        if rect.bottom() < clip.top() || rect.top() > clip.bottom() {
            continue;
        }
        let fault = wrong.iter().filter(|(at, _)| *at == number).map(|(_, is_error)| *is_error);
        let fault = fault.reduce(|one, other| one || other);
        let colour = match fault {
            Some(true) => tokens.error,
            Some(false) => tokens.warning,
            None => tokens.weak_text,
        };
        if fault.is_some() {
            let whole = Rect::from_min_max(
                pos2(edge + 1.0, rect.top()),
                pos2(output.response.rect.right() - 1.0, rect.bottom()),
            );
            painter.rect_filled(whole, 0, colour.gamma_multiply(0.10));
        }
        if !has_begun {
            continue;
        }
        if fault.is_some() {
            let font = FontId::new(11.0, FontFamily::Name(ICONS.into()));
            let at = pos2(edge + 9.0, rect.center().y);
            painter.text(at, Align2::CENTER_CENTER, char::from(Icon::OctagonAlert), font, colour);
        }
        let font = FontId::new(size::CAPTION, CODE);
        let at = pos2(left - 8.0, rect.center().y);
        painter.text(at, Align2::RIGHT_CENTER, (number + 1).to_string(), font, colour);
    }
    let rule = egui::Stroke::new(1.0, tokens.divider);
    painter.vline(left - 4.0, clip.y_range(), rule);
}

/// Tab puts in a step, Enter begins a line as far to the right as the one before.
fn indent(ui: &Ui, id: Id, text: &str) {
    let (tab, enter) = ui.input_mut(|input| {
        let tab = input.consume_key(Modifiers::NONE, Key::Tab);
        let is_plain = input.modifiers.is_none();
        (tab, is_plain && input.consume_key(Modifiers::NONE, Key::Enter))
    });
    if tab {
        ui.input_mut(|input| input.events.push(egui::Event::Text(STEP.to_owned())));
    }
    if enter {
        let state = TextEdit::load_state(ui.ctx(), id);
        let at = state.and_then(|state| state.cursor.char_range());
        let at = at.map_or(0, |range| range.as_sorted_char_range().start.0);
        let before: String = text.chars().take(at).collect();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let mut space: String = line.chars().take_while(|letter| *letter == ' ').collect();
        if line.trim_end().ends_with(['{', '(', '[']) {
            space.push_str(STEP);
        }
        let put = format!("\n{space}");
        // Written as text, so that it is one thing to undo.
        ui.input_mut(|input| input.events.push(egui::Event::Paste(put)));
    }
}

/// Selects a part of the text, by bytes, and brings it into sight.
pub fn select(ui: &Ui, output: &TextEditOutput, text: &str, place: std::ops::Range<usize>) {
    let letters = |at: usize| {
        let mut at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.get(..at).map_or(0, |before| before.chars().count())
    };
    let range =
        CCursorRange::two(CCursor::new(letters(place.start)), CCursor::new(letters(place.end)));
    let mut state = output.state.clone();
    state.cursor.set_char_range(Some(range));
    state.store(ui.ctx(), output.response.id);
    let at = output.galley.pos_from_cursor(CCursor::new(letters(place.start)));
    let rect = at.translate(output.galley_pos.to_vec2()).expand2(vec2(0.0, 40.0));
    ui.scroll_to_rect(rect, None);
    ui.ctx().request_repaint();
}
