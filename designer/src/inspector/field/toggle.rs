//! On or off, or a variable that says so.

use centralita_engine::Value;
use centralita_engine::declare::{Flag, JsonAs};
use centralita_engine::flow::JsonKind;
use egui::{Checkbox, Ui};

use super::text;
use crate::inspector::control::{Change, Control, is_open};
use crate::theme::Icon;
use crate::ui;

/// Shows it, with its label.
pub fn toggle_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let stored = control.text();
    let wants_variable = control.id.with("variable");
    let is_variable = is_open(&stored)
        || (stored.is_empty() && ui.data(|data| data.get_temp(wants_variable)).unwrap_or(false));
    let texts = &control.model.texts;
    if is_variable {
        let label = ui.label(control.field.label.as_str());
        control.label = Some(label.id);
        text::line_ui(ui, control, None);
        if ui.small_button(texts.say("inspector-no-variable")).clicked() {
            ui.data_mut(|data| data.remove::<bool>(wants_variable));
            control.done = Some(Change::Clear(Vec::new()));
        }
        return;
    }
    let default = match &control.field.default {
        Value::Bool(value) => *value,
        other => other.as_text().is_some_and(Flag::means_yes),
    };
    let mut is_on = if stored.trim().is_empty() { default } else { Flag::means_yes(&stored) };
    ui.horizontal(|ui| {
        let checkbox = Checkbox::new(&mut is_on, control.field.label.as_str());
        if ui.add(checkbox.indeterminate(control.is_mixed)).changed() {
            control.done = Some(Change::whole(written(control, is_on)));
        }
        if control.field.templated && !control.is_mixed {
            let name = format!("{}: {}", control.field.label, texts.say("inspector-use-variable"));
            let colours = &control.model.tokens;
            if ui::icon_button(ui, colours, Icon::Braces, &name, true).clicked() {
                ui.data_mut(|data| data.insert_temp(wants_variable, true));
                if !stored.is_empty() {
                    control.done = Some(Change::Clear(Vec::new()));
                }
            }
        }
    });
}

/// On or off as the file holds it.
fn written(control: &Control<'_>, is_on: bool) -> Value {
    let is_text = match control.node.filter(|node| !node.is_null()) {
        Some(node) => node.kind() == JsonKind::Text,
        None => control.field.json == JsonAs::Text,
    };
    if is_text { Value::text(if is_on { "true" } else { "false" }) } else { Value::Bool(is_on) }
}
