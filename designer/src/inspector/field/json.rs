//! JSON with variables inside its texts, and any value that looks otherwise than its control expects.

use centralita_engine::Value;
use centralita_engine::declare::JsonAs;
use centralita_engine::flow::JsonKind;
use egui::{RichText, Ui};

use crate::inspector::control::{Change, Control, is_open};
use crate::inspector::highlight::Look;
use crate::inspector::typed::{Height, Writing, typed_ui};

/// Shows it.
pub fn json_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let node = control.node.filter(|node| !node.is_null());
    let is_text = match node {
        Some(node) => node.kind() == JsonKind::Text,
        None => control.field.json == JsonAs::Text,
    };
    let now = match node {
        Some(_) if control.is_mixed => String::new(),
        Some(_) if is_text => control.text(),
        Some(node) => spaced(node.raw()),
        None => String::new(),
    };
    let hint = control.hint();
    let writing = Writing {
        look: Look::Json,
        height: Height::Lines(5),
        variables: control.field.templated,
        ..Writing::line(&now, &hint)
    };
    typed_ui(ui, control, writing, &move |control, typed| read(control, typed, is_text));
}

/// A value of an unusual shape, whole, as JSON.
pub fn odd_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let texts = &control.model.texts;
    let told = RichText::new(texts.say("inspector-odd")).size(12.0);
    ui.add(egui::Label::new(told.color(control.model.tokens.warning)).wrap());
    let now = match control.node {
        Some(node) if !control.is_mixed => spaced(node.raw()),
        _ => String::new(),
    };
    let hint = control.hint();
    let writing =
        Writing { look: Look::Json, height: Height::Lines(4), ..Writing::line(&now, &hint) };
    typed_ui(ui, control, writing, &|control, typed| read(control, typed, false));
}

/// The change that a typed JSON makes, or where it cannot be read.
fn read(control: &Control<'_>, typed: &str, is_text: bool) -> Result<Change, String> {
    if typed.trim().is_empty() {
        return Ok(Change::whole(Value::Null));
    }
    match serde_json::from_str::<Value>(typed) {
        Ok(_) if is_text => Ok(Change::Set(Vec::new(), Value::text(typed))),
        Ok(value) => Ok(Change::Set(Vec::new(), value)),
        // Some texts are JSON only once their variables are filled in.
        Err(_) if is_text && is_open(typed) => Ok(Change::Set(Vec::new(), Value::text(typed))),
        Err(error) => {
            let (line, column) = (error.line().to_string(), error.column().to_string());
            let things = [("line", (&line).into()), ("column", (&column).into())];
            Err(control.model.texts.fill("inspector-no-json", &things))
        }
    }
}

/// JSON on several lines, as one reads it; as it stands when it has lines of its own.
fn spaced(raw: &str) -> String {
    if raw.contains('\n') {
        return outdented(raw);
    }
    match serde_json::from_str::<serde_json::Value>(raw) {
        Ok(value) if raw.len() > 40 => {
            serde_json::to_string_pretty(&value).unwrap_or_else(|_| raw.to_owned())
        }
        _ => raw.to_owned(),
    }
}

/// Lines without the white space that all but the first begin with.
fn outdented(raw: &str) -> String {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let least = raw.lines().skip(1).filter(|line| !line.trim().is_empty()).map(indent).min();
    let least = least.unwrap_or(0);
    let lines = raw.lines().enumerate().map(|(place, line)| match place {
        0 => line,
        _ => line.get(least.min(indent(line))..).unwrap_or(line),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_inside_a_file_is_shown_from_the_left() {
        assert_eq!(outdented("{\n      \"a\": 1\n    }"), "{\n  \"a\": 1\n}");
        assert_eq!(spaced("[1]"), "[1]");
    }
}
