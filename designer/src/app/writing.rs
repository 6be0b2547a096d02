//! What is written on the canvas itself: names, notes, titles.

use egui::{Key, Ui, vec2};

use crate::App;
use crate::command::{Command, Own};

impl App {
    /// The note or title that is being written where it stands.
    pub(crate) fn writing_ui(&mut self, ui: &mut Ui) {
        let Some(editor) = &mut self.model.editor else { return };
        let Some((what, mut typed)) = editor.writing.clone() else { return };
        let Some(screen) = editor.canvas.screen else { return };
        let scene = editor.scene();
        let rect = match what {
            Own::Note(number) => scene.notes.get(number).map(|note| note.rect),
            Own::Frame(number) => scene.frames.get(number).map(|frame| frame.rect),
        };
        let beside = || {
            let number = editor.selected().boxes.first().copied()?;
            Some(scene.boxes.get(number)?.rect.right_top() + vec2(24.0, 0.0))
        };
        let at = rect.map(|rect| rect.min).or_else(beside).unwrap_or(editor.canvas.view.middle);
        let at = editor.canvas.view.screen_from_canvas(screen, at);
        let name = match what {
            Own::Note(_) => self.model.texts.say("command-note"),
            Own::Frame(_) => self.model.texts.say("menu-title"),
        };
        let id = egui::Id::unique("writing");
        let area = egui::Area::new(id).fixed_pos(at).show(ui.ctx(), |ui| {
            let edit = match what {
                Own::Note(_) => egui::TextEdit::multiline(&mut typed).desired_rows(4),
                Own::Frame(_) => egui::TextEdit::singleline(&mut typed),
            };
            let response = ui.add(edit.id(id.with("edit")).desired_width(220.0));
            response.widget_info(|| egui::WidgetInfo::text_edit(true, &typed, &typed, name));
            response
        });
        let response = area.inner;
        if !response.has_focus() && !response.lost_focus() {
            response.request_focus();
        }
        let is_given_up = ui.input(|input| input.key_pressed(Key::Escape));
        let is_over = response.lost_focus()
            || ui.input_mut(|input| input.consume_key(egui::Modifiers::COMMAND, Key::Enter));
        editor.writing = if is_given_up { None } else { Some((what, typed.clone())) };
        if is_over && !is_given_up {
            self.do_it(Command::Written { what, text: typed });
        }
    }

    /// The name that is being written in its box.
    pub(crate) fn rename_ui(&mut self, ui: &mut Ui) {
        let Some(editor) = &mut self.model.editor else { return };
        let Some((widget, mut typed)) = editor.renaming.clone() else { return };
        let place = editor.flow().index_of(widget.as_str()).and_then(|one| {
            let screen = editor.canvas.screen?;
            Some(editor.canvas.view.screen_rect(screen, editor.scene().boxes[one].rect))
        });
        let Some(rect) = place else {
            editor.renaming = None;
            return;
        };
        let field = egui::Rect::from_min_size(
            rect.min + egui::vec2(4.0, 4.0),
            egui::vec2(rect.width().max(200.0) - 8.0, 30.0),
        );
        let id = egui::Id::unique("rename");
        let response = egui::Area::new(id)
            .fixed_pos(field.min)
            .show(ui.ctx(), |ui| {
                let edit = egui::TextEdit::singleline(&mut typed)
                    .id(id.with("edit"))
                    .desired_width(field.width());
                ui.add(edit)
            })
            .inner;
        if !response.has_focus() && !response.lost_focus() {
            response.request_focus();
        }
        let is_over = response.lost_focus();
        let is_given_up = ui.input(|input| input.key_pressed(Key::Escape));
        editor.renaming = if is_given_up { None } else { Some((widget.clone(), typed.clone())) };
        if is_over && !is_given_up {
            let command = Command::RenameTo { widget, name: typed };
            self.do_it(command);
            // A name that cannot be is told, and the old one stays.
            if let Some(editor) = &mut self.model.editor {
                editor.renaming = None;
            }
        }
    }
}
