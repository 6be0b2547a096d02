//! The page of keys, made from the table of commands.

use egui::Ui;

use crate::command::{Chapter, TABLE, shown};
use crate::model::Model;
use crate::ui;

/// Shows it while it is open.
pub fn keys_ui(root: &mut Ui, model: &mut Model) {
    if !model.shows_keys {
        return;
    }
    let mut is_open = true;
    let (texts, tokens) = (&model.texts, &model.tokens);
    ui::window(root, "keys", texts.say("command-keys"), 640.0, &mut is_open, |ui| {
        ui.label(ui::strong(texts.say("command-keys")).heading());
        ui.label(egui::RichText::new(texts.say("keys-note")).small().color(tokens.weak_text));
        let high = (ui.ctx().content_rect().height() * 0.6).min(520.0);
        egui::ScrollArea::vertical().max_height(high).auto_shrink([false, true]).show(ui, |ui| {
            for chapter in Chapter::ALL {
                let mut entries = TABLE
                    .iter()
                    .filter(|entry| !entry.keys.is_empty() && entry.chapter == chapter)
                    .peekable();
                if entries.peek().is_none() {
                    continue;
                }
                ui.add_space(8.0);
                ui.label(ui::strong(texts.of("keys-group", chapter.name())).size(13.0));
                for entry in entries {
                    ui.horizontal(|ui| {
                        let text = egui::Label::new(texts.of("command", entry.name)).truncate();
                        let width = (ui.available_width() - 200.0).max(160.0);
                        ui.allocate_ui(egui::vec2(width, 20.0), |ui| {
                            ui.set_width(width);
                            ui.add(text);
                        });
                        let keys =
                            entry.keys.iter().map(|key| shown(key, cfg!(target_os = "macos")));
                        let keys = keys.collect::<Vec<_>>().join("   ");
                        ui.label(egui::RichText::new(keys).monospace());
                    });
                }
            }
        });
    });
    model.shows_keys = is_open;
}
