//! Rows of name and value. In the file they are a list of pairs, or a map.

use centralita_engine::flow::{JsonKind, Node, PathStep};
use centralita_engine::{Text, Value};
use egui::Ui;

use crate::inspector::control::{Change, Control};
use crate::inspector::rows;
use crate::inspector::typed::{Height, Writing, notes_ui, typed_ui};

/// A row as it is shown.
struct Row {
    /// The way to it.
    path: Vec<PathStep>,
    name: String,
    value: String,
    /// The kind of JSON its value has in the file.
    kind: JsonKind,
}

/// Shows it.
pub fn key_values_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let node = control.node.filter(|node| !node.is_null());
    let is_map = match node {
        Some(node) => node.kind() == JsonKind::Map,
        None => control.field.json == centralita_engine::declare::JsonAs::Map,
    };
    let rows = node.map(|node| rows_of(node)).unwrap_or_default();
    let count = rows.len();
    for (place, row) in rows.iter().enumerate() {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            name_ui(ui, control, place, row, is_map);
            value_ui(ui, control, place, row, is_map);
            let order: Option<&[PathStep]> = if is_map { None } else { Some(&[]) };
            rows::menu_ui(ui, control, order, &row.path, (place, count));
        });
        notes_ui(ui, control);
    }
    let is_writing = rows::is_adding(ui, control);
    if is_writing {
        new_ui(ui, control, count, is_map);
    }
    if rows::add_ui(ui, control, is_writing) && !is_writing {
        ui.ctx().request_repaint();
    }
}

fn rows_of(node: Node<'_>) -> Vec<Row> {
    let text = |node: Option<Node<'_>>| {
        let text = node.and_then(|node| node.text_of());
        text.map(|text| text.into_owned()).unwrap_or_default()
    };
    match node.kind() {
        JsonKind::Map => node
            .members()
            .map(|(key, value)| Row {
                path: vec![PathStep::Key(Text::from(key.text.clone()))],
                name: key.text.into_owned(),
                value: text(Some(value)),
                kind: value.kind(),
            })
            .collect(),
        _ => node
            .items()
            .enumerate()
            .map(|(place, item)| Row {
                path: vec![PathStep::Index(place)],
                name: text(item.get("key")),
                value: text(item.get("value")),
                kind: item.get("value").map_or(JsonKind::Null, Node::kind),
            })
            .collect(),
    }
}

fn name_ui(ui: &mut Ui, control: &mut Control<'_>, place: usize, row: &Row, is_map: bool) {
    let part = format!("{} {}", control.model.texts.say("inspector-row-name"), place + 1);
    let writing = Writing {
        part: Some((&part, place)),
        width: Some(width(ui)),
        ..Writing::line(&row.name, control.model.texts.say("inspector-row-name"))
    };
    let whole = control.node.map(|node| node.to_value()).unwrap_or_default();
    typed_ui(ui, control, writing, &|_, typed| {
        if !is_map {
            let mut path = row.path.clone();
            path.push("key".into());
            return Ok(Change::Set(path, Value::text(typed)));
        }
        // The names of a map are in order, and stay so.
        let entries = whole.as_map().map(|map| map.iter().collect::<Vec<_>>()).unwrap_or_default();
        let entries = entries.into_iter().enumerate().map(|(at, (key, value))| {
            (if at == place { typed.into() } else { key.clone() }, value.clone())
        });
        Ok(Change::Set(Vec::new(), Value::map(entries)))
    });
}

fn value_ui(ui: &mut Ui, control: &mut Control<'_>, place: usize, row: &Row, is_map: bool) {
    let part = format!("{} {}", control.model.texts.say("inspector-row-value"), place + 1);
    let writing = Writing {
        part: Some((&part, place)),
        width: Some(ui.available_width() - 32.0),
        variables: control.field.templated,
        height: Height::Growing,
        ..Writing::line(&row.value, control.model.texts.say("inspector-row-value"))
    };
    typed_ui(ui, control, writing, &|_, typed| {
        let mut path = row.path.clone();
        if !is_map {
            path.push("value".into());
        }
        Ok(Change::Set(path, alike(row.kind, typed)))
    });
}

/// A text as the kind of JSON that stood there, when it can be.
pub fn alike(kind: JsonKind, typed: &str) -> Value {
    let value = match kind {
        JsonKind::Number => typed.trim().parse::<i64>().ok().map(Value::Int),
        JsonKind::Bool => typed.trim().parse::<bool>().ok().map(Value::Bool),
        _ => None,
    };
    value.unwrap_or_else(|| Value::text(typed))
}

/// The row that is being added; the document has it once it has a name.
fn new_ui(ui: &mut Ui, control: &mut Control<'_>, place: usize, is_map: bool) {
    let texts = &control.model.texts;
    let part = format!("{} {}", texts.say("inspector-row-name"), place + 1);
    let writing = Writing {
        part: Some((&part, place)),
        ..Writing::line("", texts.say("inspector-row-name"))
    };
    let is_first = control.node.is_none_or(|node| node.is_null());
    let response = typed_ui(ui, control, writing, &|_, typed| {
        let name = Text::from(typed.trim());
        let empty = || Value::text("");
        Ok(if is_map && is_first {
            Change::Set(Vec::new(), Value::map([(name, empty())]))
        } else if is_map {
            Change::Set(vec![PathStep::Key(name)], empty())
        } else {
            let row = Value::map([("key".into(), Value::from(name)), ("value".into(), empty())]);
            if is_first {
                Change::Set(Vec::new(), Value::list([row]))
            } else {
                Change::Set(vec![PathStep::Index(place)], row)
            }
        })
    });
    if response.lost_focus() || control.done.is_some() {
        rows::end_adding(ui, control);
    } else if !response.has_focus() {
        response.request_focus();
    }
}

/// How wide the names are.
fn width(ui: &Ui) -> f32 {
    ((ui.available_width() - 40.0) * 0.42).max(60.0)
}
