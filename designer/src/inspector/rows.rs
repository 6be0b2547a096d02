//! Rows that can be added, moved and taken away: what lists, pairs and hours share.

use egui::Ui;

use super::control::{Change, Control};
use crate::theme::Icon;
use crate::ui;
use centralita_engine::flow::PathStep;

/// The menu of a row: up, down, away. `rows` is the way to the list; none when it has no order.
pub fn menu_ui(
    ui: &mut Ui,
    control: &mut Control<'_>,
    rows: Option<&[PathStep]>,
    row: &[PathStep],
    (place, count): (usize, usize),
) {
    let texts = &control.model.texts;
    let number = (place + 1).to_string();
    let name = texts.fill("inspector-row", &[("number", (&number).into())]);
    let spoken = format!("{}: {name}", control.field.label);
    let button = ui::icon_button(ui, &control.model.tokens, Icon::EllipsisVertical, &spoken, true);
    let mut done = None;
    egui::Popup::menu(&button).show(|ui| {
        if let Some(rows) = rows {
            if ui.add_enabled(place > 0, button_of(texts.say("inspector-row-up"))).clicked() {
                done = Some(Change::Move(rows.to_vec(), place, place - 1));
            }
            let can_fall = place + 1 < count;
            if ui.add_enabled(can_fall, button_of(texts.say("inspector-row-down"))).clicked() {
                done = Some(Change::Move(rows.to_vec(), place, place + 1));
            }
        }
        if ui.add(button_of(texts.say("inspector-row-remove"))).clicked() {
            done = Some(Change::Clear(row.to_vec()));
        }
    });
    if done.is_some() {
        control.done = done;
    }
}

fn button_of(text: &str) -> egui::Button<'static> {
    egui::Button::new(text.to_owned()).frame(false)
}

/// The button that begins a new row; gives whether one is being written.
pub fn add_ui(ui: &mut Ui, control: &Control<'_>, is_writing: bool) -> bool {
    let place = control.id.with("adds");
    if is_writing {
        return true;
    }
    let texts = &control.model.texts;
    let button = ui.button(texts.say("inspector-row-add"));
    let button = control.named(button, Some(texts.say("inspector-row-add")));
    if button.clicked() {
        ui.data_mut(|data| data.insert_temp(place, true));
        return true;
    }
    false
}

/// Whether a new row is being written.
pub fn is_adding(ui: &Ui, control: &Control<'_>) -> bool {
    ui.data(|data| data.get_temp(control.id.with("adds"))).unwrap_or(false)
}

/// A new row is written, or given up.
pub fn end_adding(ui: &Ui, control: &Control<'_>) {
    ui.data_mut(|data| data.remove::<bool>(control.id.with("adds")));
}
