//! The widgets that can be added, in groups. One is added by a click, or dragged to its place.

use centralita_engine::declare::Group;
use egui::Ui;

use crate::command::{Command, ScriptOf};
use crate::matching;
use crate::model::Model;
use crate::quick_add::kinds;
use crate::scripts::name_of;
use crate::theme::{Icon, group_icon, icon_of};
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
            let is_own = group == Group::Script && typed.is_empty();
            if kinds.is_empty() && !is_own {
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
                if model.scripts.makes(spec.kind.as_str()) && open_ui(ui, model, &row, &name) {
                    done = Some(Command::OpenScript(ScriptOf::Kind(spec.kind.clone())));
                }
                if row.clicked() {
                    done = Some(place(model, &spec.kind));
                }
                if row.dragged() {
                    row.dnd_set_drag_payload(spec.kind.clone());
                }
                row.on_hover_text(spec.summary());
            }
            if is_own {
                done = own_ui(ui, model).or(done.take());
            }
        }
        ui.add_space(16.0);
    });
    done
}

/// The button at the end of a scripted widget's row that opens its script; gives whether it was
/// pressed.
fn open_ui(ui: &mut Ui, model: &Model, row: &egui::Response, name: &str) -> bool {
    let place = egui::Rect::from_center_size(
        egui::pos2(row.rect.max.x - 16.0, row.rect.center().y),
        egui::vec2(26.0, 26.0),
    );
    let text = model.texts.fill("palette-open-script", &[("name", name.into())]);
    let response = ui.interact(place, row.id.with("script"), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &text));
    let is_seen = response.hovered() || response.has_focus() || row.contains_pointer();
    if is_seen {
        let colour = if response.hovered() || response.has_focus() {
            model.tokens.accent
        } else {
            model.tokens.weak_text
        };
        ui.painter().text(
            place.center(),
            egui::Align2::CENTER_CENTER,
            char::from(Icon::Braces),
            egui::FontId::new(14.0, egui::FontFamily::Name(crate::theme::ICONS.into())),
            colour,
        );
    }
    response.on_hover_text(model.texts.say("command-open-script")).clicked()
}

/// Scripts that cannot be used as they are, and the row that makes a new one.
fn own_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    for (path, file) in model.scripts.files() {
        let Some(fault) = file.faults.first() else { continue };
        let (name, line) = (name_of(path), fault.line.to_string());
        let text = match file.good {
            Some(_) => "palette-script-old",
            None => "palette-script-fault",
        };
        let text = texts.fill(text, &[("name", (&name).into()), ("line", (&line).into())]);
        let colour = tokens.error;
        let row = ui::coloured_row(ui, tokens, Icon::OctagonAlert, colour, &text, "", false);
        let told = fault.told();
        if row.on_hover_text(texts.told(&told)).clicked() {
            done = Some(Command::OpenScript(ScriptOf::File(path.to_owned())));
        }
    }
    let text = texts.say("command-new-script");
    if ui::list_row(ui, tokens, Icon::Plus, text, "", false).clicked() {
        done = Some(Command::NewScript);
    }
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
