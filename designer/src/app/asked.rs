//! What is asked before something is lost, and what is told in passing.

use egui::{Frame, Margin, Ui, accesskit};

use crate::App;
use crate::command::Command;
use crate::model::Asked;
use crate::ui;

impl App {
    /// Asks what waits for an answer; gives the answer.
    pub(crate) fn asked_ui(&mut self, root: &mut Ui) -> Option<Command> {
        let asked = self.model.asked.as_ref()?;
        let (texts, tokens) = (&self.model.texts, &self.model.tokens);
        let (title, text, answers): (&str, String, Vec<(&str, Command)>) = match asked {
            Asked::Unsaved(command) => (
                texts.say("unsaved-title"),
                match (self.model.unsaved(), &**command) {
                    (names, Command::Quit) if names.len() > 1 => {
                        let names = names.join(", ");
                        texts.fill("unsaved-several", &[("names", (&names).into())])
                    }
                    _ => texts.say("unsaved-text").to_owned(),
                },
                vec![
                    ("command-save", Command::SaveFirst),
                    ("unsaved-discard", Command::Discard),
                    ("unsaved-keep", Command::KeepEditing),
                ],
            ),
            Asked::Rewrite(names) => {
                let list = names.join(", ");
                let things = [("count", names.len().into()), ("names", (&list).into())];
                (
                    texts.say("rewrite-title"),
                    texts.fill("rewrite-text", &things),
                    vec![
                        ("rewrite-do", crate::replace::Act::Confirmed.into()),
                        ("unsaved-keep", Command::KeepEditing),
                    ],
                )
            }
            Asked::Conflict { path, .. } => {
                let on_server = self.model.editor.as_ref().and_then(|one| one.server.as_ref());
                let is_there = on_server.is_some();
                let title = if is_there { "conflict-title-server" } else { "conflict-title" };
                let about = if is_there { "conflict-text-server" } else { "conflict-text" };
                let name = match (&self.model.editor, is_there) {
                    (Some(editor), true) => editor.name.clone(),
                    _ => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
                };
                (
                    texts.say(title),
                    texts.fill(about, &[("name", (&name).into())]),
                    vec![
                        ("conflict-mine", Command::KeepMine),
                        ("conflict-theirs", Command::TakeTheirs),
                        ("conflict-compare", Command::CompareTheirs),
                        ("command-save-as", Command::SaveAs),
                        ("unsaved-keep", Command::KeepEditing),
                    ],
                )
            }
            Asked::Scripts => {
                let names = self.model.scripts.changed().map(|desk| desk.file.as_str());
                let names = names.collect::<Vec<_>>().join(", ");
                (
                    texts.say("script-asked-title"),
                    texts.fill("script-asked-text", &[("names", (&names).into())]),
                    vec![
                        ("command-save", Command::SaveScripts),
                        ("unsaved-discard", Command::DropScripts),
                        ("unsaved-keep", Command::KeepEditing),
                    ],
                )
            }
            Asked::DropCopy(key) => {
                let copy = self.model.copies.iter().find(|copy| copy.key == *key);
                let name = copy.map_or("", |copy| copy.name.as_str());
                (
                    texts.say("copy-title"),
                    texts.fill("copy-text", &[("name", name.into())]),
                    vec![
                        ("copy-keep", Command::KeepEditing),
                        ("copy-drop", Command::DropCopy(key.clone())),
                    ],
                )
            }
        };
        let mut done = None;
        let mut is_open = true;
        ui::window(root, "asked", title, 480.0, &mut is_open, |ui| {
            ui.label(ui::strong(title).heading());
            ui.label(&text);
            ui.add_space(8.0);
            ui.horizontal_wrapped(|ui| {
                for (place, (name, command)) in answers.into_iter().enumerate() {
                    let text = texts.say(name);
                    let response = if place == 0 {
                        let response = ui::main_button(ui, tokens, text);
                        if ui.memory(|memory| memory.focused().is_none()) {
                            response.request_focus();
                        }
                        response
                    } else {
                        ui.button(text)
                    };
                    if response.clicked() {
                        done = Some(command);
                    }
                }
            });
        });
        if !is_open && done.is_none() {
            done = Some(Command::KeepEditing);
        }
        done
    }

    /// Tells what was done or refused just now, to the eyes for a while and to the ears once.
    pub(crate) fn told_ui(&mut self, ui: &Ui) {
        self.heard_ui(ui);
        let Some(told) = &mut self.model.told else { return };
        let tokens = &self.model.tokens;
        let colour = if told.is_refusal { tokens.error } else { tokens.text };
        let icon = if told.is_refusal {
            crate::theme::Icon::CircleAlert
        } else {
            crate::theme::Icon::Check
        };
        let width = (ui.ctx().content_rect().width() - 64.0).clamp(160.0, 560.0);
        egui::Area::new(egui::Id::unique("told"))
            .order(egui::Order::Tooltip)
            .anchor(egui::Align2::CENTER_BOTTOM, egui::vec2(0.0, -56.0))
            .interactable(false)
            .show(ui.ctx(), |ui| {
                Frame::popup(ui.style()).inner_margin(Margin::symmetric(14, 9)).show(ui, |ui| {
                    ui.set_max_width(width);
                    ui.horizontal(|ui| {
                        ui.label(ui::icon(icon, 15.0).color(colour));
                        let text = egui::RichText::new(&told.text).color(colour);
                        let label = ui.add(egui::Label::new(text).wrap());
                        ui.ctx().accesskit_node_builder(label.id, |node| {
                            node.set_live(accesskit::Live::Polite);
                        });
                    });
                });
            });
        let seconds = ui.input(|input| input.stable_dt).min(0.25);
        told.age += (seconds * 60.0).ceil() as u32;
        let longest = if told.is_refusal { 480 } else { 180 };
        if told.age > longest {
            self.model.told = None;
        }
        ui.ctx().request_repaint_after_secs(0.2);
    }

    /// What was done, for the ears alone: those who see have seen it.
    fn heard_ui(&self, ui: &Ui) {
        let id = egui::Id::unique("heard");
        let rect = egui::Rect::from_min_size(ui.max_rect().min, egui::Vec2::splat(1.0));
        let response = ui.interact(rect, id, egui::Sense::empty());
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &self.model.heard));
        ui.ctx().accesskit_node_builder(id, |node| node.set_live(accesskit::Live::Polite));
    }
}
