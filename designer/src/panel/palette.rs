//! The widgets that can be added, in groups. One is added by a click, or dragged to its place.

use centralita_engine::declare::Group;
use egui::Ui;

use crate::command::Command;
use crate::matching;
use crate::model::Model;
use crate::quick_add::kinds;
use crate::theme::{group_icon, icon_of};
use crate::ui;

/// Shows it; gives what was chosen.
pub fn palette_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let texts = &model.texts;
    let mut done = None;
    let id = ui.make_persistent_id("palette-typed");
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let edit = egui::TextEdit::singleline(&mut typed)
        .hint_text(texts.say("palette-hint"))
        .desired_width(f32::INFINITY);
    if ui.add(edit).changed() {
        ui.data_mut(|data| data.insert_temp(id, typed.clone()));
    }
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for group in Group::ALL {
            let kinds = kinds(model, |spec| spec.group == group && !spec.discontinued);
            let kinds = matching::best_by_names(&typed, kinds, 100);
            if kinds.is_empty() {
                continue;
            }
            ui.add_space(8.0);
            ui.horizontal(|ui| {
                ui.add_space(8.0);
                ui.label(ui::icon(group_icon(group), 12.0).color(model.tokens.group(group)));
                let name = texts.of("group", group.name());
                ui.label(ui::strong(name).small().color(model.tokens.weak_text));
            });
            ui.add_space(2.0);
            for (name, spec) in kinds {
                let colour = model.tokens.group(group);
                let icon = icon_of(&spec.icon);
                let row = ui::coloured_row(ui, &model.tokens, icon, colour, &name, "", false);
                if row.clicked() {
                    done = Some(place(model, &spec.kind));
                }
                if row.dragged() {
                    row.dnd_set_drag_payload(spec.kind.clone());
                }
                row.on_hover_text(spec.summary());
            }
        }
        ui.add_space(16.0);
    });
    done
}

/// A widget of this kind in the middle of what is seen.
fn place(model: &Model, kind: &centralita_engine::KindName) -> Command {
    let at = model.editor.as_ref().and_then(|editor| {
        let screen = editor.canvas.screen?;
        Some(editor.canvas.view.canvas_from_screen(screen, screen.center()))
    });
    Command::Add { kind: kind.clone(), at: at.unwrap_or_default(), from: None }
}
