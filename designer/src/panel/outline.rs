//! The widgets that are there, in the order of a call: the canvas for the ears.
//!
//! A row takes the commands of the canvas for the widget it stands for: add, connect, rename, delete.

use std::collections::BTreeSet;

use egui::Ui;

use crate::canvas::Hit;
use crate::command::Command;
use crate::menu::Menu;
use crate::model::{Editor, Model, Selection};
use crate::theme::icon_of;
use crate::{focus, spoken, ui};

/// Rows are set in no farther than so many steps.
const DEEPEST: usize = 7;

/// A row: a widget, how deep it stands, by which exit one came, and whether it stands above already.
struct Row {
    number: usize,
    depth: usize,
    by: String,
    is_back: bool,
}

/// Shows it; gives what was chosen.
pub fn outline_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let rows = rows(editor);
    let mut done = None;
    let mut menu = None;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let high = crate::theme::HIT + 6.0;
    ui.spacing_mut().item_spacing.y = 0.0;
    egui::ScrollArea::vertical().auto_shrink(false).show_rows(ui, high, rows.len(), |ui, range| {
        for (place, row) in rows.iter().enumerate().skip(range.start).take(range.len()) {
            let widget = &editor.flow().widgets()[row.number];
            let shape = &editor.scene().boxes[row.number];
            let spec = model.catalogue.spec(widget.kind.as_str());
            let icon = icon_of(spec.map_or("", |spec| spec.icon.as_str()));
            let colour = spec.map_or(tokens.weak_text, |spec| tokens.group(spec.group));
            let is_chosen = !row.is_back && editor.selection.widgets.contains(&widget.name);
            let said = if row.is_back {
                texts.fill("spoken-back", &[("name", widget.name.as_str().into())])
            } else {
                spoken::of_box(texts, shape)
            };
            let name = if row.is_back { said.as_str() } else { widget.name.as_str() };
            let response = ui
                .push_id(place, |ui| {
                    ui.horizontal(|ui| {
                        ui.add_space(8.0 * row.depth as f32);
                        ui::coloured_row(ui, tokens, icon, colour, name, &row.by, is_chosen)
                    })
                    .inner
                })
                .inner;
            response.widget_info(|| {
                let said =
                    if row.by.is_empty() { said.clone() } else { format!("{}: {said}", row.by) };
                egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, is_chosen, said)
            });
            if response.has_focus() {
                focus::note_row(ui.ctx(), response.id);
            }
            if response.clicked() || (response.gained_focus() && !is_chosen) {
                done = Some(Command::Select(Selection::of(widget.name.clone())));
            }
            if response.secondary_clicked() {
                done = Some(Command::Select(Selection::of(widget.name.clone())));
                menu = response.interact_pointer_pos().map(|at| (row.number, at));
            }
        }
    });
    if let Some((number, at)) = menu
        && let Some(screen) = editor.canvas.screen
    {
        let at = editor.canvas.view.canvas_from_screen(screen, at);
        model.menu = Some(Menu { about: Hit::Box(number), at, is_shown: false });
    }
    done
}

/// The rows in the order of a call. What was told above is named once more and not followed again.
fn rows(editor: &Editor) -> Vec<Row> {
    let flow = editor.flow();
    let boxes = &editor.scene().boxes;
    let mut rows = Vec::new();
    let mut told = BTreeSet::new();
    // A stack rather than recursion: flows come from anywhere.
    let mut stack: Vec<(usize, usize, String)> =
        flow.initial().map(|start| (start, 0, String::new())).into_iter().collect();
    let mut rest = (0..flow.widgets().len()).rev().collect::<Vec<_>>();
    loop {
        while let Some((number, depth, by)) = stack.pop() {
            let is_new = told.insert(number);
            rows.push(Row { number, depth: depth.min(DEEPEST), by, is_back: !is_new });
            if !is_new {
                continue;
            }
            // What simply comes next stands below; only ways that part are set in.
            let ways = boxes[number].chips.iter().filter(|chip| chip.is_connected).count();
            let depth = if ways > 1 { depth + 1 } else { depth };
            for chip in boxes[number].chips.iter().rev() {
                if let Some(to) = flow.index_of(&chip.leads_to).filter(|_| chip.is_connected) {
                    stack.push((to, depth, chip.label.to_string()));
                }
            }
        }
        match rest.pop() {
            Some(number) if told.contains(&number) => {}
            Some(number) => stack.push((number, 0, String::new())),
            None => break,
        }
    }
    rows
}
