//! A list of texts.

use centralita_engine::Value;
use centralita_engine::flow::{JsonKind, Node, PathStep};
use egui::Ui;

use super::key_values::alike;
use crate::inspector::control::{Change, Control};
use crate::inspector::rows;
use crate::inspector::typed::{Height, Writing, notes_ui, typed_ui};

/// Shows it.
pub fn list_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let node = control.node.filter(|node| !node.is_null());
    let items: Vec<(String, JsonKind)> = node
        .map(|node| node.items().map(|item| (text(item), item.kind())).collect())
        .unwrap_or_default();
    let texts = &control.model.texts;
    for (place, (item, kind)) in items.iter().enumerate() {
        let path = vec![PathStep::Index(place)];
        let part = format!("{} {}", texts.say("inspector-row-entry"), place + 1);
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let writing = Writing {
                part: Some((&part, place)),
                width: Some(ui.available_width() - 32.0),
                variables: control.field.templated,
                height: Height::Growing,
                ..Writing::line(item, "")
            };
            typed_ui(ui, control, writing, &|_, typed| {
                Ok(Change::Set(vec![PathStep::Index(place)], alike(*kind, typed)))
            });
            rows::menu_ui(ui, control, Some(&[]), &path, (place, items.len()));
        });
        notes_ui(ui, control);
    }
    let is_writing = rows::is_adding(ui, control);
    if is_writing {
        let place = items.len();
        let part = format!("{} {}", texts.say("inspector-row-entry"), place + 1);
        let writing = Writing {
            part: Some((&part, place)),
            variables: control.field.templated,
            ..Writing::line("", "")
        };
        let is_first = node.is_none();
        let response = typed_ui(ui, control, writing, &|_, typed| {
            let item = Value::text(typed);
            Ok(match is_first {
                true => Change::Set(Vec::new(), Value::list([item])),
                false => Change::Set(vec![PathStep::Index(place)], item),
            })
        });
        if response.lost_focus() || control.done.is_some() {
            rows::end_adding(ui, control);
        } else if !response.has_focus() {
            response.request_focus();
        }
    }
    rows::add_ui(ui, control, is_writing);
}

fn text(item: Node<'_>) -> String {
    item.text_of().map(|text| text.into_owned()).unwrap_or_default()
}
