//! The widgets that are there, in the order of a call: the canvas for the ears.

use std::collections::BTreeSet;

use egui::Ui;

use crate::command::Command;
use crate::model::{Model, Selection};
use crate::scene;
use crate::theme::icon_of;
use crate::ui;

/// Shows it; gives what was chosen.
pub fn outline_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let flow = editor.flow();
    let mut done = None;
    let mut lines: Vec<(usize, usize, String)> = Vec::new();
    let mut told = BTreeSet::new();
    // A stack rather than recursion: flows come from anywhere.
    let mut stack: Vec<(usize, usize, String)> =
        flow.initial().map(|start| (start, 0, String::new())).into_iter().collect();
    let mut rest = (0..flow.widgets().len()).rev().collect::<Vec<_>>();
    loop {
        while let Some((number, depth, by)) = stack.pop() {
            let is_new = told.insert(number);
            lines.push((number, depth.min(12), if is_new { by } else { format!("↩ {by}") }));
            if !is_new {
                continue;
            }
            let widget = &flow.widgets()[number];
            let exits = scene::exits(widget, model.catalogue.spec(widget.kind.as_str()));
            for exit in exits.into_iter().rev() {
                let next =
                    exit.transition.and_then(|place| widget.transitions[place].next.as_ref());
                if let Some(to) = next.and_then(|next| flow.index_of(next.as_str())) {
                    stack.push((to, depth + 1, exit.label.to_string()));
                }
            }
        }
        match rest.pop() {
            Some(number) if told.contains(&number) => {}
            Some(number) => stack.push((number, 0, String::new())),
            None => break,
        }
    }
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (number, depth, by) in lines {
            let widget = &flow.widgets()[number];
            let spec = model.catalogue.spec(widget.kind.as_str());
            let icon = icon_of(spec.map_or("", |spec| spec.icon.as_str()));
            let is_chosen = editor.selection.widgets.contains(&widget.name);
            ui.horizontal(|ui| {
                ui.add_space(8.0 * depth as f32);
                let colour =
                    spec.map_or(model.tokens.weak_text, |spec| model.tokens.group(spec.group));
                let row = ui::coloured_row(
                    ui,
                    &model.tokens,
                    icon,
                    colour,
                    widget.name.as_str(),
                    &by,
                    is_chosen,
                );
                if row.clicked() {
                    done = Some(Command::Select(Selection::of(widget.name.clone())));
                }
            });
        }
    });
    done
}
