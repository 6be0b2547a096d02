//! A whole number, with its bounds.

use centralita_engine::Value;
use centralita_engine::flow::JsonKind;
use egui::{RichText, Ui};

use super::text;
use crate::inspector::control::{Change, Control, is_open};
use crate::inspector::typed::{Writing, forget, id_of, typed_ui};
use crate::theme::Icon;
use crate::ui;

/// Shows it.
pub fn number_ui(ui: &mut Ui, control: &mut Control<'_>) {
    stepped_ui(ui, control, &read);
}

/// A number between two buttons that take it down and up.
pub fn stepped_ui(ui: &mut Ui, control: &mut Control<'_>, read: &dyn Fn(&str) -> Option<i64>) {
    let (now, hint) = (text::now(control), control.hint());
    let texts = &control.model.texts;
    let (less, more) = (texts.say("inspector-less"), texts.say("inspector-more"));
    let number = read(&now).or_else(|| read(&hint));
    let range = control.field.range.unwrap_or((i64::MIN, i64::MAX));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let down = number.filter(|number| *number > range.0);
        step_ui(ui, control, (Icon::Minus, less), down.map(|number| number - 1));
        ui.vertical(|ui| {
            let room = ui.available_width() - 32.0;
            let writing = Writing {
                variables: control.field.templated,
                width: Some(if is_open(&now) { room } else { 84.0 }),
                ..Writing::line(&now, &hint)
            };
            typed_ui(ui, control, writing, &|control, typed| change(control, typed, read));
        });
        let up = number.filter(|number| *number < range.1);
        step_ui(ui, control, (Icon::Plus, more), up.map(|number| number + 1));
        if control.field.range.is_some() && !is_open(&now) {
            let told = control.model.texts.fill(
                "inspector-range",
                &[
                    ("least", (&range.0.to_string()).into()),
                    ("most", (&range.1.to_string()).into()),
                ],
            );
            let colour = control.model.tokens.weak_text;
            ui.label(RichText::new(told).size(12.0).color(colour));
        }
    });
}

fn step_ui(ui: &mut Ui, control: &mut Control<'_>, (icon, name): (Icon, &str), to: Option<i64>) {
    let is_text = control.is_mixed || is_open(&control.text());
    let to = to.filter(|_| !is_text);
    let name = format!("{}: {name}", control.field.label);
    if ui::icon_button(ui, &control.model.tokens, icon, &name, to.is_some()).clicked()
        && let Some(to) = to
    {
        forget(ui, id_of(control, None));
        control.done = Some(Change::whole(written(control, to)));
    }
}

/// A number as the file holds it.
fn written(control: &Control<'_>, number: i64) -> Value {
    let is_text = match control.node.filter(|node| !node.is_null()) {
        Some(node) => node.kind() == JsonKind::Text,
        None => control.field.json == centralita_engine::declare::JsonAs::Text,
    };
    if is_text { Value::text(number.to_string()) } else { Value::Int(number) }
}

/// The change that a typed number makes, or why it cannot be.
fn change(
    control: &Control<'_>,
    typed: &str,
    read: &dyn Fn(&str) -> Option<i64>,
) -> Result<Change, String> {
    let texts = &control.model.texts;
    if typed.trim().is_empty() {
        return Ok(Change::whole(Value::Null));
    }
    if control.field.templated && is_open(typed) {
        return Ok(Change::whole(Value::text(typed)));
    }
    let Some(number) = read(typed) else {
        return Err(texts.fill("inspector-no-number", &[("typed", typed.into())]));
    };
    match control.field.range {
        Some((least, most)) if !(least..=most).contains(&number) => Err(texts.fill(
            "inspector-out-of-range",
            &[("least", (&least.to_string()).into()), ("most", (&most.to_string()).into())],
        )),
        _ => Ok(Change::whole(written(control, number))),
    }
}

fn read(typed: &str) -> Option<i64> {
    typed.trim().parse().ok()
}
