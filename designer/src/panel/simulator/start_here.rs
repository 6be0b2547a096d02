//! The small form before a conversation starts at a widget: what shall be known there.

use egui::Ui;

use super::opening::known_ui;
use crate::command::Command;
use crate::model::Model;
use crate::simulator::Way;
use crate::ui;

/// Shows the form while it is open; gives the command when it shall start.
pub fn start_here_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let editor = model.editor.as_mut()?;
    let mut opening = editor.trials.start_here.take()?;
    let name = opening.start.as_ref().map(ToString::to_string).unwrap_or_default();
    let title = texts.fill("simulator-start-at", &[("name", (&name).into())]);
    let mut done = None;
    let mut is_open = true;
    ui::window(root, "start-here", &title, 460.0, &mut is_open, |ui| {
        ui.label(ui::strong(&title).heading());
        ui.horizontal_wrapped(|ui| {
            for way in Way::ALL {
                let text = texts.of("simulator-way", way.name());
                if ui.selectable_label(opening.way == way, text).clicked() {
                    opening.way = way;
                }
            }
        });
        known_ui(ui, texts, &mut opening);
        ui.add_space(8.0);
        if ui::main_button(ui, tokens, texts.say("command-start-here")).clicked() {
            done = Some(Command::Begin(Box::new(opening.clone())));
        }
    });
    if is_open && done.is_none() {
        editor.trials.start_here = Some(opening);
    }
    done
}
