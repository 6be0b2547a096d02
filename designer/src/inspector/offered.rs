//! A line with a list of values that are often meant; others can be written too.

use egui::{Ui, vec2};

use super::control::{Change, Control};
use super::typed::{Writing, forget, id_of, typed_ui};
use crate::theme::Icon;
use crate::ui;

/// Shows the line and, behind a button, the values: each with its name and a detail.
pub fn offered_ui(
    ui: &mut Ui,
    control: &mut Control<'_>,
    icon: Icon,
    offered: &[(String, String)],
) {
    let now = if control.is_mixed { String::new() } else { control.text() };
    let hint = control.hint();
    if offered.is_empty() {
        line_ui(ui, control, (icon, &now, &hint), None);
        return;
    }
    let mut chosen = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let room = ui.available_width() - 32.0;
        ui.vertical(|ui| {
            ui.set_width(room);
            line_ui(ui, control, (icon, &now, &hint), Some(room));
        });
        let name = control.model.texts.say("inspector-choose");
        let spoken = format!("{}: {name}", control.field.label);
        let button = ui::icon_button(ui, &control.model.tokens, Icon::ChevronDown, &spoken, true);
        egui::Popup::menu(&button).width(260.0).show(|ui| {
            egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                ui.spacing_mut().item_spacing = vec2(0.0, 2.0);
                for (value, detail) in offered {
                    let is_it = *value == now;
                    let tokens = &control.model.tokens;
                    if ui::list_row(ui, tokens, icon, value, detail, is_it).clicked() {
                        chosen = Some(value.clone());
                        ui.close();
                    }
                }
            });
        });
    });
    if let Some(chosen) = chosen {
        forget(ui, id_of(control, None));
        control.done = Some(Change::whole(control.written(&chosen)));
    }
}

fn line_ui(
    ui: &mut Ui,
    control: &mut Control<'_>,
    (icon, now, hint): (Icon, &str, &str),
    width: Option<f32>,
) {
    let variables = control.field.templated;
    let writing = Writing { icon: Some(icon), variables, width, ..Writing::line(now, hint) };
    typed_ui(ui, control, writing, &|control, typed| Ok(Change::whole(control.written(typed))));
}
