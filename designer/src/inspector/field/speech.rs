//! What a caller hears: text with variables, and how long it takes to say.

use egui::{RichText, Ui};

use super::text;
use crate::inspector::control::Control;
use crate::inspector::typed::Height;
use crate::theme::Icon;
use crate::ui;

/// Speech synthesisers say about so many letters in a second.
const LETTERS_A_SECOND: usize = 15;

/// Shows it.
pub fn speech_ui(ui: &mut Ui, control: &mut Control<'_>) {
    text::words_ui(ui, control, Height::Lines(3));
    let text = text::now(control);
    if text.trim().is_empty() {
        return;
    }
    let seconds = text.chars().count().div_ceil(LETTERS_A_SECOND);
    let (texts, tokens) = (&control.model.texts, &control.model.tokens);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        ui.label(ui::icon(Icon::Volume2, 12.0).color(tokens.weak_text));
        let told = texts.fill("inspector-speech-length", &[("seconds", seconds.into())]);
        ui.label(RichText::new(told).size(12.0).color(tokens.weak_text));
    });
}
