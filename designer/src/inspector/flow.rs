//! What is said of the flow as a whole, while nothing is selected.

use centralita_engine::flow::Edit;
use egui::{RichText, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::ui;

/// Shows it; gives what was chosen.
pub fn flow_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let texts = &model.texts;
    let mut done = None;
    ui.label(ui::strong(&editor.name).heading());
    ui.add_space(8.0);
    let label = ui.label(RichText::new(texts.say("inspector-description")).small());
    let id = ui.make_persistent_id("description");
    let known = editor.flow().description().unwrap_or_default().to_owned();
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| known.clone());
    let response = ui
        .add(egui::TextEdit::multiline(&mut typed).desired_rows(4).desired_width(f32::INFINITY))
        .labelled_by(label.id);
    if response.has_focus() && typed != known {
        model.draft = Some(Edit::SetDescription(typed.as_str().into()));
    }
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, typed.clone()));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        if typed != known {
            done = Some(Command::Change(Edit::SetDescription(typed.into())));
        }
    }
    ui.add_space(16.0);
    ui.label(RichText::new(texts.say("inspector-nothing")).color(model.tokens.weak_text));
    done
}
