//! What a caller hears: text with variables, and how long it takes to say.

use centralita_engine::declare::FieldKind;
use egui::{RichText, Ui};

use super::text;
use crate::command::Command;
use crate::inspector::control::Control;
use crate::inspector::known;
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
        let name = texts.say("inspector-speak");
        if ui::icon_button(ui, tokens, Icon::Play, name, true).clicked() {
            let known =
                control.model.editor.as_ref().map(|editor| {
                    known::known(ui.ctx(), control.model, editor, &control.widget.name)
                });
            let said = known.and_then(|known| known::preview(control.model, &known, &text));
            let text = said.map_or_else(|| text.clone(), |(said, _)| said);
            let language = language(control);
            control.command = Some(Command::Speak { text, language });
        }
        let told = texts.fill("inspector-speech-length", &[("seconds", seconds.into())]);
        ui.label(RichText::new(told).size(12.0).color(tokens.weak_text));
    });
}

/// In which language it is said: the widget's own, else the flow's, else that of the interface.
fn language(control: &Control<'_>) -> String {
    let mut fields = control.spec.fields.iter();
    let own = fields.find(|field| field.kind == FieldKind::Language).and_then(|field| {
        let own = control.widget.property(&field.name)?.text_of()?;
        (!own.is_empty() && !own.contains("{{")).then(|| own.into_owned())
    });
    let flow = control
        .model
        .editor
        .as_ref()
        .and_then(|editor| editor.flow().own().languages.first().map(ToString::to_string));
    own.or(flow).unwrap_or_else(|| control.model.texts.language().tag().to_owned())
}
