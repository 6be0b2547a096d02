//! One line of plain text.

use egui::Ui;

use crate::inspector::control::{Change, Control};
use crate::inspector::typed::{Height, Writing, typed_ui};
use crate::theme::Icon;

/// Shows it.
pub fn text_ui(ui: &mut Ui, control: &mut Control<'_>) {
    line_ui(ui, control, None);
}

/// A line with an icon at its beginning; variables can stand in it when the field is rendered.
pub fn line_ui(ui: &mut Ui, control: &mut Control<'_>, icon: Option<Icon>) {
    let (now, hint) = (now(control), control.hint());
    let variables = control.field.templated;
    let writing = Writing { icon, variables, ..Writing::line(&now, &hint) };
    typed_ui(ui, control, writing, &|control, typed| Ok(Change::whole(control.written(typed))));
}

/// What is written there; nothing while several widgets have different values.
pub fn now(control: &Control<'_>) -> String {
    if control.is_mixed { String::new() } else { control.text() }
}

/// Words that grow with what is written.
pub fn words_ui(ui: &mut Ui, control: &mut Control<'_>, height: Height) {
    let (now, hint) = (now(control), control.hint());
    let variables = control.field.templated;
    let writing = Writing { height, variables, ..Writing::line(&now, &hint) };
    typed_ui(ui, control, writing, &|control, typed| Ok(Change::whole(control.written(typed))));
}
