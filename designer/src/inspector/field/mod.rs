//! The controls, one file for each kind of field.

mod address;
mod audio;
mod choice;
mod conditions;
mod flow;
mod hours;
mod json;
mod key_values;
mod language;
mod list;
mod number;
mod phone;
mod queue;
mod script;
mod seconds;
mod secret;
mod speech;
mod template;
mod text;
mod toggle;
mod url;
mod voice;

use centralita_engine::declare::FieldKind;
use egui::Ui;

use super::control::{Control, is_odd};

pub use conditions::tells_exits;
pub use hours::is_odd as hours_are_odd;

/// Shows the control of a field.
pub fn control_ui(ui: &mut Ui, control: &mut Control<'_>) {
    if control.node.is_some_and(|node| is_odd(control.field, node)) {
        json::odd_ui(ui, control);
        return;
    }
    if control.is_mixed && has_rows(&control.field.kind) {
        ui.label(control.model.texts.say("inspector-mixed-rows"));
        return;
    }
    match &control.field.kind {
        FieldKind::Text => text::text_ui(ui, control),
        FieldKind::Template => template::template_ui(ui, control),
        FieldKind::Speech => speech::speech_ui(ui, control),
        FieldKind::Number => number::number_ui(ui, control),
        FieldKind::Seconds => seconds::seconds_ui(ui, control),
        FieldKind::Toggle => toggle::toggle_ui(ui, control),
        FieldKind::Choice(choices) => choice::choice_ui(ui, control, choices),
        FieldKind::Phone => phone::phone_ui(ui, control),
        FieldKind::Address => address::address_ui(ui, control),
        FieldKind::Url => url::url_ui(ui, control),
        FieldKind::Audio => audio::audio_ui(ui, control),
        FieldKind::Language => language::language_ui(ui, control),
        FieldKind::Voice => voice::voice_ui(ui, control),
        FieldKind::KeyValues => key_values::key_values_ui(ui, control),
        FieldKind::Conditions => conditions::conditions_ui(ui, control),
        FieldKind::Flow => flow::flow_ui(ui, control),
        FieldKind::Queue => queue::queue_ui(ui, control),
        FieldKind::Json => json::json_ui(ui, control),
        FieldKind::Script => script::script_ui(ui, control),
        FieldKind::Secret => secret::secret_ui(ui, control),
        FieldKind::List => list::list_ui(ui, control),
        FieldKind::Hours => hours::hours_ui(ui, control),
        // A kind that this editor does not know yet can still be written.
        _ => text::text_ui(ui, control),
    }
}

/// Whether the control has rows, so that values which differ cannot be shown at once.
fn has_rows(kind: &FieldKind) -> bool {
    matches!(kind, FieldKind::KeyValues | FieldKind::List | FieldKind::Hours)
}
