//! The page of keys, made from the table of commands: which key does what, and another key for it.

use egui::{Key, Ui};

use crate::command::{Chapter, Command, Entry, Keymap, Preference, TABLE, pressed, shown};
use crate::model::{Model, Rekeying};
use crate::theme::Icon;
use crate::ui;

/// Shows it while it is open; gives what was chosen.
pub fn keys_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    if !model.shows_keys {
        return None;
    }
    let mut done = awaited(root, model);
    let mut is_open = true;
    let (texts, tokens) = (&model.texts, &model.tokens);
    ui::window(root, "keys", texts.say("command-keys"), 680.0, &mut is_open, |ui| {
        ui.horizontal(|ui| {
            ui.label(ui::strong(texts.say("command-keys")).heading());
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let all = egui::Button::new(texts.say("keys-reset-all"));
                if ui.add_enabled(!model.prefs.keys.is_as_usual(), all).clicked() {
                    done = Some(Command::Prefer(Preference::ResetAllKeys));
                }
            });
        });
        ui.label(egui::RichText::new(texts.say("keys-note")).small().color(tokens.weak_text));
        let high = (ui.ctx().content_rect().height() * 0.88 - 130.0).clamp(120.0, 560.0);
        egui::ScrollArea::vertical()
            .min_scrolled_height(high)
            .max_height(high)
            .auto_shrink([false, true])
            .show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 2.0;
                for chapter in Chapter::ALL {
                    ui.add_space(8.0);
                    ui.label(ui::strong(texts.of("keys-group", chapter.name())).size(13.0));
                    for entry in TABLE.iter().filter(|entry| entry.chapter == chapter) {
                        row_ui(ui, model, entry, &mut done);
                    }
                }
            });
    });
    if !is_open && model.rekeying.take().is_none() {
        model.shows_keys = false;
    }
    done
}

fn row_ui(ui: &mut Ui, model: &Model, entry: &Entry, done: &mut Option<Command>) {
    let (texts, tokens, keymap) = (&model.texts, &model.tokens, &model.prefs.keys);
    let name = texts.of("command", entry.name);
    ui.horizontal(|ui| {
        let keys_wide = 210.0_f32.min(ui.available_width() * 0.4);
        let width = (ui.available_width() - keys_wide - 76.0).max(100.0);
        cell_ui(ui, width, egui::Label::new(name).truncate());
        let keys = keymap.of(entry).iter().map(|key| shown(key, cfg!(target_os = "macos")));
        let keys = keys.collect::<Vec<_>>().join("   ");
        let colour = if keymap.is_changed(entry.name) { tokens.accent } else { tokens.text };
        let keys = egui::RichText::new(keys).monospace().color(colour);
        cell_ui(ui, keys_wide, egui::Label::new(keys).truncate());
        if Keymap::may_change(entry.name) {
            let things = [("name", name.into())];
            let said = texts.fill("keys-change", &things);
            if ui::icon_button(ui, tokens, Icon::PencilLine, &said, true).clicked() {
                *done = Some(Command::Prefer(Preference::AskKey(entry.name)));
            }
            if keymap.is_changed(entry.name) {
                let said = texts.fill("keys-reset", &things);
                if ui::icon_button(ui, tokens, Icon::Undo2, &said, true).clicked() {
                    *done = Some(Command::Prefer(Preference::ResetKeys(entry.name)));
                }
            }
        }
    });
    if let Some(rekeying) = model.rekeying.filter(|one| one.name == entry.name) {
        rekeying_ui(ui, model, rekeying, done);
    }
}

/// A cell of a row, so wide in every row.
fn cell_ui(ui: &mut Ui, width: f32, label: egui::Label) {
    let size = egui::vec2(width, 28.0);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_size(size);
        ui.add(label);
    });
}

/// What stands below a command while its new key is awaited.
fn rekeying_ui(ui: &mut Ui, model: &Model, rekeying: Rekeying, done: &mut Option<Command>) {
    let (texts, tokens, keymap) = (&model.texts, &model.tokens, &model.prefs.keys);
    let frame = egui::Frame::new().fill(tokens.tint).corner_radius(6).inner_margin(8);
    let response = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let text = match rekeying.wanted {
            None => texts.say("keys-press").to_owned(),
            Some(key) => {
                let written = shown(&key, cfg!(target_os = "macos"));
                match keymap.holder(&key).filter(|_| Keymap::can_be_given(&key)) {
                    Some(holder) => texts.fill(
                        "keys-taken",
                        &[
                            ("key", (&written).into()),
                            ("name", texts.of("command", holder.name).into()),
                        ],
                    ),
                    None => texts.fill("keys-refused", &[("key", (&written).into())]),
                }
            }
        };
        let label = ui.label(text);
        ui.ctx().accesskit_node_builder(label.id, |node| {
            node.set_live(egui::accesskit::Live::Polite);
        });
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            if let Some(key) = rekeying.wanted.filter(Keymap::can_be_given)
                && ui::main_button(ui, tokens, texts.say("keys-take")).clicked()
            {
                let name = rekeying.name;
                *done = Some(Command::Prefer(Preference::GiveKey { name, key }));
            }
            if ui.button(texts.say("keys-none")).clicked() {
                *done = Some(Command::Prefer(Preference::TakeKeys(rekeying.name)));
            }
            if ui.button(texts.say("keys-keep")).clicked() {
                *done = Some(Command::Prefer(Preference::KeepKey));
            }
        });
    });
    if rekeying.wanted.is_none() {
        response.response.scroll_to_me(None);
    }
}

/// The key that was pressed while one is awaited: given at once when it is free, asked about when not.
fn awaited(ui: &Ui, model: &mut Model) -> Option<Command> {
    let rekeying = model.rekeying?;
    let key = ui.input_mut(|input| {
        let mut found = None;
        input.events.retain(|event| match event {
            egui::Event::Key { key, pressed: is_down, modifiers, .. } => {
                let walks = matches!(key, Key::Tab | Key::Escape)
                    || (matches!(key, Key::Enter | Key::Space) && modifiers.is_none());
                if *is_down && !walks {
                    found = Some(pressed(*key, *modifiers));
                }
                walks
            }
            // These are the system's own; whoever wants them is told so.
            egui::Event::Copy => {
                found = Some(pressed(Key::C, egui::Modifiers::COMMAND));
                false
            }
            egui::Event::Cut => {
                found = Some(pressed(Key::X, egui::Modifiers::COMMAND));
                false
            }
            egui::Event::Paste(_) => {
                found = Some(pressed(Key::V, egui::Modifiers::COMMAND));
                false
            }
            egui::Event::Text(_) => false,
            _ => true,
        });
        found
    })?;
    let holder = model.prefs.keys.holder(&key).map(|holder| holder.name);
    let is_free = holder.is_none_or(|holder| holder == rekeying.name);
    if is_free && Keymap::can_be_given(&key) {
        return Some(Command::Prefer(Preference::GiveKey { name: rekeying.name, key }));
    }
    model.rekeying = Some(Rekeying { wanted: Some(key), ..rekeying });
    None
}
