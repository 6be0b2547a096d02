//! The form at the right: what the selected widget is, made from its declaration alone.

mod exits;
mod field;
mod flow;

use centralita_engine::declare::Spec;
use centralita_engine::flow::Widget;
use egui::{RichText, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::theme::icon_of;
use crate::ui;

/// Shows it; gives what was chosen.
pub fn inspector_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let count = editor.selection.widgets.len();
    match editor.selection.only().and_then(|name| editor.flow().widget(name.as_str())).cloned() {
        Some(widget) => {
            let spec = model.catalogue.spec(widget.kind.as_str()).cloned();
            egui::ScrollArea::vertical()
                .id_salt(("inspector", widget.name.as_str()))
                .auto_shrink(false)
                .show(ui, |ui| widget_ui(ui, model, &widget, spec.as_ref()))
                .inner
        }
        None if count > 1 => several_ui(ui, model, count),
        None => flow::flow_ui(ui, model),
    }
}

fn widget_ui(
    ui: &mut Ui,
    model: &mut Model,
    widget: &Widget,
    spec: Option<&Spec>,
) -> Option<Command> {
    let mut done = None;
    ui.horizontal(|ui| {
        let colour = spec.map_or(model.tokens.weak_text, |spec| model.tokens.group(spec.group));
        let icon = icon_of(spec.map_or("", |spec| spec.icon.as_str()));
        ui.label(ui::icon(icon, 20.0).color(colour));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            done = name_ui(ui, model, widget);
            let label = spec.map_or(widget.kind.as_str(), |spec| spec.label.as_str());
            ui.label(RichText::new(label).small().color(model.tokens.weak_text));
        });
    });
    let Some(spec) = spec else {
        ui.add_space(8.0);
        ui.label(model.texts.say("inspector-unknown"));
        return done;
    };
    let own: Vec<_> = model
        .editor
        .iter()
        .flat_map(|editor| &editor.problems)
        .filter(|problem| problem.place.widget.as_ref() == Some(&widget.name))
        .cloned()
        .collect();
    for problem in own.iter().filter(|problem| problem.place.field.is_none()) {
        field::problem_ui(ui, model, problem, &mut done);
    }
    let mut group = None;
    for declared in &spec.fields {
        if group != Some(&declared.group) {
            group = Some(&declared.group);
            ui.add_space(12.0);
            let title = if declared.group.is_empty() {
                model.texts.say("inspector-settings")
            } else {
                &declared.group
            };
            ui.label(ui::strong(title).size(13.0));
            ui.separator();
        }
        let wrong: Vec<_> = own
            .iter()
            .filter(|problem| problem.place.field.as_deref() == Some(declared.name.as_str()))
            .cloned()
            .collect();
        if let Some(command) = field::field_ui(ui, model, widget, declared, &wrong) {
            done = Some(command);
        }
    }
    ui.add_space(12.0);
    ui.label(ui::strong(model.texts.say("inspector-exits")).size(13.0));
    ui.separator();
    if let Some(command) = exits::exits_ui(ui, model, widget, spec) {
        done = Some(command);
    }
    ui.add_space(24.0);
    done
}

/// The name, which can be changed.
fn name_ui(ui: &mut Ui, model: &mut Model, widget: &Widget) -> Option<Command> {
    let id = ui.make_persistent_id(("name", widget.name.as_str()));
    let mut typed: String =
        ui.data(|data| data.get_temp(id)).unwrap_or_else(|| widget.name.to_string());
    let edit = egui::TextEdit::singleline(&mut typed)
        .font(egui::FontId::new(15.0, egui::FontFamily::Name(crate::theme::STRONG.into())))
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    response.widget_info(|| {
        egui::WidgetInfo::text_edit(
            true,
            widget.name.as_str(),
            &typed,
            model.texts.say("inspector-name"),
        )
    });
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, typed.clone()));
    }
    if response.lost_focus() {
        ui.data_mut(|data| data.remove::<String>(id));
        if typed.trim() != widget.name.as_str() {
            return Some(Command::RenameTo { widget: widget.name.clone(), name: typed });
        }
    }
    None
}

fn several_ui(ui: &mut Ui, model: &Model, count: usize) -> Option<Command> {
    let texts = &model.texts;
    let mut done = None;
    ui.label(ui::strong(texts.fill("inspector-several", &[("count", count.into())])).heading());
    ui.add_space(8.0);
    for name in ["tidy", "duplicate", "copy", "delete"] {
        let command = crate::command::entry(name).map(|entry| (entry.make)());
        if ui.button(texts.of("command", name)).clicked() {
            done = command;
        }
    }
    done
}
