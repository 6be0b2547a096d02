//! The bar at the top: the flow, what can be undone, the finder, and the simulator.

use egui::{Align, Layout, Ui};

use crate::command::{Command, entry};
use crate::model::Model;
use crate::theme::Icon;
use crate::ui;

/// Shows it; gives what was chosen.
pub fn bar_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let mut done = None;
    let texts = &model.texts;
    let tokens = &model.tokens;
    ui.horizontal_centered(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let menu = egui::containers::menu::MenuButton::new(ui::icon(Icon::Menu, 17.0))
            .ui(ui, |ui| menu_ui(ui, model));
        menu.0
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, texts.say("menu")));
        done = menu.1.and_then(|inner| inner.inner);
        let mut goes_back = false;
        let mut press = |ui: &mut Ui, name: &str, icon: Icon| {
            let Some(entry) = entry(name) else { return };
            let is_enabled = (entry.when)(model);
            let said = texts.of("command", name);
            let said = match model.prefs.keys.shown(name) {
                key if key.is_empty() => said.to_owned(),
                key => format!("{said} ({key})"),
            };
            if ui::icon_button(ui, tokens, icon, &said, is_enabled).clicked() && is_enabled {
                done = Some((entry.make)());
            }
        };
        if let Some(editor) = &model.editor {
            press(ui, "gallery", Icon::House);
            ui.add_space(4.0);
            if let Some(from) = editor.came_from.as_ref().and_then(|path| path.file_stem()) {
                let text = format!("{} ›", from.to_string_lossy());
                let back = ui.small_button(text);
                back.widget_info(|| {
                    let said = texts.say("command-back-to-flow");
                    egui::WidgetInfo::labeled(egui::Role::Button, true, said)
                });
                if back.on_hover_text(texts.say("command-back-to-flow")).clicked() {
                    goes_back = true;
                }
            }
            ui.label(ui::strong(&editor.name));
            let is_sending = editor.server.as_ref().is_some_and(|on| on.is_sending);
            let (state, colour) = if is_sending {
                (texts.say("state-saving"), tokens.weak_text)
            } else if editor.is_changed() || model.draft.is_some() {
                (texts.say("state-changed"), tokens.warning)
            } else if editor.path.is_some() {
                (texts.say("state-saved"), tokens.weak_text)
            } else {
                (texts.say("state-new"), tokens.weak_text)
            };
            ui.label(egui::RichText::new(state).small().color(colour));
            ui.add_space(8.0);
            press(ui, "undo", Icon::Undo2);
            press(ui, "redo", Icon::Redo2);
            press(ui, "save", Icon::Save);
        } else {
            ui.label(ui::strong("Centralita"));
        }
        if goes_back {
            done = Some(crate::tabs::Act::Back.into());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if model.editor.as_ref().is_some_and(|editor| editor.session.is_none()) {
                let name = texts.say("command-simulate");
                let response = ui::main_button(ui, tokens, &format!("▶  {name}"));
                // The sign is for the eyes alone.
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
                if response.clicked() {
                    done = Some(Command::Simulate);
                }
                ui.add_space(8.0);
            }
            let width = (ui.available_width() - 24.0).clamp(120.0, 320.0);
            let hint = match model.prefs.keys.shown("find") {
                key if key.is_empty() => texts.say("finder-hint").to_owned(),
                key => format!("{}  ({key})", texts.say("finder-hint")),
            };
            let hint = egui::RichText::new(hint).small().color(tokens.weak_text);
            let button =
                egui::Button::new(hint).min_size(egui::vec2(width, 28.0)).fill(tokens.field);
            if ui.add(button).clicked() {
                done = Some(Command::Find);
            }
        });
    });
    done
}

fn menu_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let texts = &model.texts;
    let mut done = None;
    ui.set_min_width(240.0);
    let mut row = |ui: &mut Ui, name: &str| {
        let Some(entry) = entry(name) else { return };
        let button = egui::Button::new(texts.of("command", name))
            .shortcut_text(model.prefs.keys.shown(name))
            .frame(false);
        if ui.add_enabled((entry.when)(model), button).clicked() {
            done = Some((entry.make)());
            ui.close();
        }
    };
    for name in [
        "new",
        "open",
        "save",
        "save-as",
        "keep-revision",
        "publish",
        "call-it",
        "close",
        "gallery",
    ] {
        row(ui, name);
    }
    ui.separator();
    for name in ["import", "export-studio", "describe", "picture-svg", "picture-png"] {
        row(ui, name);
    }
    ui.separator();
    for name in
        ["tidy", "fit", "outline", "palette", "problems", "history", "compare", "find-text", "keys"]
    {
        row(ui, name);
    }
    ui.separator();
    row(ui, "settings");
    done
}
