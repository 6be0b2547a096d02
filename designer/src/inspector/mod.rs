//! The form at the right: what the selected widgets are, made from their declarations alone.
//!
//! A text that is being written is not in the document before one leaves its field; until then it is
//! kept as the model's draft, which any command makes first, so that nothing written is ever lost.

mod control;
mod differences;
mod exits;
mod field;
mod flow;
mod form;
pub(crate) mod highlight;
mod known;
mod offered;
mod rows;
mod suggest;
mod typed;
mod used_by;

use centralita_engine::declare::Spec;
use centralita_engine::flow::Widget;
use egui::{RichText, Ui};

use crate::command::{Command, ScriptOf};
use crate::model::Model;
use crate::theme::icon_of;
use crate::ui;

pub use suggest::is_open as lists_variables;

/// Shows it; gives what was chosen.
pub fn inspector_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    (model.draft, model.made) = (None, None);
    let compared = differences::differences_ui(ui, model);
    form_of_selection_ui(ui, model).or(compared)
}

fn form_of_selection_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let names = editor.selection.widgets.iter();
    let widgets: Vec<Widget> =
        names.filter_map(|name| editor.flow().widget(name.as_str())).cloned().collect();
    match widgets.as_slice() {
        [] => flow::flow_ui(ui, model),
        [widget] => {
            let spec = model.catalogue.spec(widget.kind.as_str()).cloned();
            egui::ScrollArea::vertical()
                .id_salt(("inspector", widget.name.as_str()))
                .auto_shrink(false)
                .show(ui, |ui| {
                    // Room for the bar, which lies over what is scrolled.
                    ui.set_max_width(ui.available_width() - 8.0);
                    widget_ui(ui, model, widget, spec)
                })
                .inner
        }
        _ => {
            egui::ScrollArea::vertical()
                .id_salt("inspector-several")
                .auto_shrink(false)
                .show(ui, |ui| several_ui(ui, model, widgets))
                .inner
        }
    }
}

fn widget_ui(
    ui: &mut Ui,
    model: &mut Model,
    widget: &Widget,
    spec: Option<Spec>,
) -> Option<Command> {
    let mut done = None;
    ui.horizontal(|ui| {
        let colour =
            spec.as_ref().map_or(model.tokens.weak_text, |spec| model.tokens.group(spec.group));
        let icon = icon_of(spec.as_ref().map_or("", |spec| spec.icon.as_str()));
        ui.label(ui::icon(icon, 20.0).color(colour));
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            done = name_ui(ui, model, widget);
            let label = spec.as_ref().map_or(widget.kind.as_str(), |spec| spec.label.as_str());
            ui.label(RichText::new(label).small().color(model.tokens.weak_text));
        });
    });
    let own: Vec<_> = model
        .editor
        .iter()
        .flat_map(|editor| &editor.problems)
        .filter(|problem| problem.place.widget.as_ref() == Some(&widget.name))
        .cloned()
        .collect();
    for problem in own.iter().filter(|problem| problem.place.field.is_none()) {
        form::problem_ui(ui, model, problem, &mut done);
    }
    let Some(spec) = spec else {
        ui.add_space(8.0);
        ui.label(model.texts.say("inspector-unknown"));
        return done.or(used_by::used_by_ui(ui, model, widget));
    };
    if model.scripts.makes(spec.kind.as_str()) {
        ui.add_space(6.0);
        let text = model.texts.say("command-open-script");
        if ui.button(text).clicked() {
            done = Some(Command::OpenScript(ScriptOf::Selected));
        }
    }
    let pair = [(widget.clone(), spec)];
    let outcome = form::form_ui(ui, model, &pair, &own);
    model.draft = outcome.draft;
    done = outcome.done.or(done);
    let [(_, spec)] = &pair;
    done = exits::exits_ui(ui, model, widget, spec).or(done);
    done = used_by::used_by_ui(ui, model, widget).or(done);
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
    let response = ui.add(edit).accessible_name(model.texts.say("inspector-name"));
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

/// Several widgets: what can be done with them, and the fields that all of them have.
fn several_ui(ui: &mut Ui, model: &mut Model, widgets: Vec<Widget>) -> Option<Command> {
    let texts = &model.texts;
    let mut done = None;
    let count = widgets.len();
    ui.label(ui::strong(texts.fill("inspector-several", &[("count", count.into())])).heading());
    ui.horizontal_wrapped(|ui| {
        for name in ["tidy", "duplicate", "copy", "delete"] {
            let command = crate::command::entry(name).map(|entry| (entry.make)());
            if ui.button(texts.of("command", name)).clicked() {
                done = command;
            }
        }
    });
    let known: Option<Vec<(Widget, Spec)>> = widgets
        .into_iter()
        .map(|widget| {
            let spec = model.catalogue.spec(widget.kind.as_str())?.clone();
            Some((widget, spec))
        })
        .collect();
    let Some(known) = known else { return done };
    let outcome = form::form_ui(ui, model, &known, &[]);
    model.draft = outcome.draft;
    outcome.done.or(done)
}
