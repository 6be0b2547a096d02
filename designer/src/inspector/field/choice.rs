//! One of a few values, or a variable that names one.

use centralita_engine::declare::Choice;
use egui::Ui;

use super::text;
use crate::inspector::control::{Change, Control, is_open, shown};

/// Shows it.
pub fn choice_ui(ui: &mut Ui, control: &mut Control<'_>, choices: &[Choice]) {
    let stored = text::now(control);
    let wants_variable = control.id.with("variable");
    let is_variable = is_open(&stored)
        || (stored.is_empty() && ui.data(|data| data.get_temp(wants_variable)).unwrap_or(false));
    let texts = &control.model.texts;
    if is_variable {
        text::line_ui(ui, control, None);
        if ui.small_button(texts.say("inspector-no-variable")).clicked() {
            ui.data_mut(|data| data.remove::<bool>(wants_variable));
            control.done = Some(Change::Clear(Vec::new()));
        }
        return;
    }
    let named = |value: &str| {
        let choice = choices.iter().find(|choice| choice.value == value);
        choice.map_or_else(|| value.to_owned(), |choice| choice.label.to_string())
    };
    let default = named(&shown(&control.field.default));
    let now = if control.is_mixed {
        texts.say("inspector-mixed").to_owned()
    } else if stored.is_empty() {
        default.clone()
    } else {
        named(&stored)
    };
    let now = if now.is_empty() { texts.say("inspector-nothing-chosen").to_owned() } else { now };
    let mut done = None;
    let response = egui::ComboBox::from_id_salt(control.id)
        .height(420.0)
        .width(ui.available_width())
        .truncate()
        .selected_text(now)
        .show_ui(ui, |ui| {
            if !control.field.required && !stored.is_empty() {
                let usual = match default.is_empty() {
                    true => texts.say("inspector-nothing-chosen").to_owned(),
                    false => texts.fill("inspector-usual", &[("value", (&default).into())]),
                };
                if ui.selectable_label(false, usual).clicked() {
                    done = Some(Change::Clear(Vec::new()));
                }
            }
            for choice in choices {
                let is_it = choice.value == stored;
                if ui.selectable_label(is_it, choice.label.as_str()).clicked() && !is_it {
                    done = Some(Change::whole(control.written(&choice.value)));
                }
            }
            if control.field.templated
                && ui.selectable_label(false, texts.say("inspector-use-variable")).clicked()
            {
                ui.data_mut(|data| data.insert_temp(wants_variable, true));
                if !stored.is_empty() {
                    done = Some(Change::Clear(Vec::new()));
                }
            }
        })
        .response;
    control.named(response, None);
    if done.is_some() {
        control.done = done;
    }
}
