//! The page of keys, made from the table of commands.

use egui::Ui;

use crate::command::{TABLE, shown};
use crate::model::Model;
use crate::ui;

/// Shows it while it is open.
pub fn keys_ui(root: &mut Ui, model: &mut Model) {
    if !model.shows_keys {
        return;
    }
    let mut is_open = true;
    let texts = &model.texts;
    ui::window(root, "keys", texts.say("command-keys"), 620.0, &mut is_open, |ui| {
        ui.label(ui::strong(texts.say("command-keys")).heading());
        egui::ScrollArea::vertical().max_height(460.0).show(ui, |ui| {
            egui::Grid::new("keys").num_columns(2).spacing([24.0, 8.0]).striped(true).show(
                ui,
                |ui| {
                    for entry in TABLE.iter().filter(|entry| !entry.keys.is_empty()) {
                        ui.label(texts.of("command", entry.name));
                        let keys =
                            entry.keys.iter().map(|key| shown(key, cfg!(target_os = "macos")));
                        ui.label(
                            egui::RichText::new(keys.collect::<Vec<_>>().join("   ")).monospace(),
                        );
                        ui.end_row();
                    }
                },
            );
        });
    });
    model.shows_keys = is_open;
}
