//! One property: its label, its control, its help and what is wrong with it.

use centralita_engine::Value;
use centralita_engine::check::Problem;
use centralita_engine::declare::{Field, FieldKind, JsonAs};
use centralita_engine::flow::{Edit, Widget};
use egui::{Id, RichText, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::theme::Icon;
use crate::{ui, update};

/// Shows a field; gives the change that was made.
pub fn field_ui(
    ui: &mut Ui,
    model: &mut Model,
    widget: &Widget,
    field: &Field,
    wrong: &[Problem],
) -> Option<Command> {
    if matches!(field.json, JsonAs::Transitions) {
        return None;
    }
    let mut done = None;
    ui.add_space(6.0);
    let id = ui.make_persistent_id((widget.name.as_str(), field.name.as_str()));
    let node = widget.property(&field.name);
    let stored = node.and_then(|node| node.text_of().map(|text| text.into_owned()));
    let value = match &field.kind {
        FieldKind::Toggle => {
            let mut is_on = node
                .and_then(|node| node.bool_of())
                .unwrap_or(matches!(field.default, Value::Bool(true)));
            let response = ui.checkbox(&mut is_on, field.label.as_str());
            response.changed().then(|| written_flag(field, is_on))
        }
        FieldKind::Choice(choices) => {
            label_ui(ui, model, field);
            let now = stored.clone().unwrap_or_else(|| shown(&field.default));
            let name = choices
                .iter()
                .find(|choice| choice.value == now)
                .map(|choice| choice.label.to_string());
            let mut chosen = None;
            egui::ComboBox::from_id_salt(id)
                .width(ui.available_width())
                .selected_text(name.unwrap_or_else(|| now.clone()))
                .show_ui(ui, |ui| {
                    for choice in choices {
                        if ui.selectable_label(choice.value == now, choice.label.as_str()).clicked()
                        {
                            chosen = Some(Value::text(choice.value.clone()));
                        }
                    }
                });
            chosen
        }
        FieldKind::KeyValues | FieldKind::List | FieldKind::Hours | FieldKind::Conditions => {
            label_ui(ui, model, field);
            let raw = node.map(|node| node.raw().to_owned()).unwrap_or_default();
            typed_ui(ui, id, &raw, 3, true, "").and_then(|typed| {
                match serde_json::from_str::<Value>(&typed) {
                    Ok(value) => Some(value),
                    Err(_) if typed.trim().is_empty() => Some(Value::Null),
                    Err(error) => {
                        model.refuse(error.to_string());
                        None
                    }
                }
            })
        }
        kind => {
            label_ui(ui, model, field);
            let rows = match kind {
                FieldKind::Speech => 3,
                FieldKind::Script | FieldKind::Json => 6,
                _ => 1,
            };
            let is_code = matches!(kind, FieldKind::Script | FieldKind::Json);
            let now = stored.clone().unwrap_or_default();
            let hint = shown(&field.default);
            typed_ui(ui, id, &now, rows, is_code, &hint).map(|typed| written(field, &typed))
        }
    };
    if model
        .editor
        .as_ref()
        .is_some_and(|editor| editor.wants_field.as_deref() == Some(field.name.as_str()))
    {
        ui.scroll_to_cursor(Some(egui::Align::Center));
        ui.memory_mut(|memory| memory.request_focus(id.with("edit")));
        if let Some(editor) = &mut model.editor {
            editor.wants_field = None;
        }
    }
    if let Some(value) = value {
        let (widget, path) = (widget.name.clone(), update::path(&field.name));
        done = Some(Command::Change(if value.is_null() {
            Edit::ClearProperty { widget, path }
        } else {
            Edit::SetProperty { widget, path, value }
        }));
    }
    if !field.help.is_empty() {
        let help = field.help.lines().next().unwrap_or_default();
        ui.add(
            egui::Label::new(RichText::new(help).size(11.5).color(model.tokens.weak_text)).wrap(),
        );
    }
    for problem in wrong {
        problem_ui(ui, model, problem, &mut done);
    }
    done
}

/// What is wrong, with the button that mends it.
pub fn problem_ui(ui: &mut Ui, model: &Model, problem: &Problem, done: &mut Option<Command>) {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let (icon, colour) = match problem.severity {
        centralita_engine::check::Severity::Error => (Icon::OctagonAlert, tokens.error),
        centralita_engine::check::Severity::Warning => (Icon::TriangleAlert, tokens.warning),
    };
    ui.horizontal_top(|ui| {
        ui.label(ui::icon(icon, 13.0).color(colour));
        ui.vertical(|ui| {
            let text = RichText::new(texts.told(&problem.message)).size(12.0).color(colour);
            ui.add(egui::Label::new(text).wrap());
            if let Some(fix) = &problem.fix
                && ui.small_button(texts.told(&fix.label)).clicked()
            {
                *done = Some(Command::Change(fix.edit.clone()));
            }
        });
    });
}

fn label_ui(ui: &mut Ui, model: &Model, field: &Field) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(field.label.as_str()).size(12.5));
        if field.required {
            let required = RichText::new(model.texts.say("inspector-required")).size(11.0);
            ui.label(required.color(model.tokens.weak_text));
        }
    });
}

/// A text that is being written: what was written, once one has left it.
fn typed_ui(
    ui: &mut Ui,
    id: Id,
    now: &str,
    rows: usize,
    is_code: bool,
    hint: &str,
) -> Option<String> {
    let mut typed: String = ui.data(|data| data.get_temp(id)).unwrap_or_else(|| now.to_owned());
    let mut edit = if rows > 1 {
        egui::TextEdit::multiline(&mut typed).desired_rows(rows)
    } else {
        egui::TextEdit::singleline(&mut typed)
    };
    edit = edit.id(id.with("edit")).desired_width(f32::INFINITY).hint_text(hint);
    if is_code {
        edit = edit.code_editor();
    }
    let response = ui.add(edit);
    if response.changed() {
        ui.data_mut(|data| data.insert_temp(id, typed.clone()));
    }
    if !response.lost_focus() {
        return None;
    }
    ui.data_mut(|data| data.remove::<String>(id));
    (typed != now).then_some(typed)
}

/// A value as people read it.
fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.to_string(),
        other => other.to_json(),
    }
}

/// What was typed, as the file holds it.
fn written(field: &Field, typed: &str) -> Value {
    if typed.is_empty() {
        return Value::Null;
    }
    match field.json {
        JsonAs::Number => match typed.trim().parse::<i64>() {
            Ok(number) => Value::Int(number),
            Err(_) => Value::text(typed),
        },
        JsonAs::Map | JsonAs::List => {
            serde_json::from_str(typed).unwrap_or_else(|_| Value::text(typed))
        }
        _ => Value::text(typed),
    }
}

fn written_flag(field: &Field, is_on: bool) -> Value {
    match field.json {
        JsonAs::Text => Value::text(if is_on { "true" } else { "false" }),
        _ => Value::Bool(is_on),
    }
}
