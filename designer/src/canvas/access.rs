//! What a screen reader hears of the canvas, and what it can do there.
//!
//! The canvas takes the keys as one thing. The box or exit at hand is its active descendant, so that a
//! reader says it, and the Tab key needs no walk through every box.

use egui::accesskit::Action;
use egui::{Id, Rect, Response, Role, Sense, Ui, WidgetInfo};

use super::shapes::{BoxIndex, BoxShape};
use super::view::View;
use super::{Detail, Shown, Wish};

/// By what the toolkit knows a box.
fn box_id(shape: &BoxShape) -> Id {
    Id::unique(("box", &*shape.name))
}

/// By what the toolkit knows an exit.
fn chip_id(shape: &BoxShape, chip: usize) -> Id {
    Id::unique(("exit", &*shape.name, chip))
}

/// Announces the boxes in sight; tells which were pressed without a pointer.
pub fn boxes_ui(
    ui: &mut Ui,
    view: View,
    screen: Rect,
    shown: &Shown<'_>,
    boxes: &[BoxIndex],
    canvas: &Response,
) -> Vec<Wish> {
    let mut wishes = Vec::new();
    // Nobody listens: nothing is said.
    if ui.ctx().accesskit_node_builder(canvas.id, |_| ()).is_none() {
        return wishes;
    }
    let has_exits = Detail::of(view.zoom, boxes.len(), Detail::Low) > Detail::Low;
    let mut at_hand = None;
    for number in boxes {
        let shape = &shown.scene.boxes[*number];
        let rect = view.screen_rect(screen, shape.rect).intersect(screen);
        if !rect.is_positive() {
            continue;
        }
        let id = box_id(shape);
        let is_selected = shown.selected.boxes.contains(number);
        if is_selected {
            at_hand = Some(id);
        }
        let info = || {
            WidgetInfo::selected(
                Role::ListBoxOption,
                true,
                is_selected,
                (shown.speak)(*number, None),
            )
        };
        if said(ui, id, rect, &info) {
            wishes.push(Wish::Select([*number].into()));
            canvas.request_focus();
        }
        if !has_exits {
            continue;
        }
        for chip in 0..shape.chips.len() {
            let rect = view.screen_rect(screen, shape.chip_rect(chip)).intersect(screen);
            if !rect.is_positive() {
                continue;
            }
            let id = chip_id(shape, chip);
            if shown.exit == Some((*number, chip)) {
                at_hand = Some(id);
            }
            let info =
                || WidgetInfo::labeled(Role::Button, true, (shown.speak)(*number, Some(chip)));
            if said(ui, id, rect, &info) {
                wishes.push(Wish::SelectExit(*number, chip));
                canvas.request_focus();
            }
        }
    }
    for (number, note) in shown.scene.notes.iter().enumerate() {
        let rect = view.screen_rect(screen, note.rect).intersect(screen);
        let info = || WidgetInfo::labeled(Role::Button, true, &*note.text);
        if rect.is_positive() && said(ui, Id::unique(("note", number)), rect, &info) {
            wishes.push(Wish::EditNote(number));
        }
    }
    if let Some(at_hand) =
        at_hand.filter(|_| shown.exit.is_some() || shown.selected.boxes.len() == 1)
    {
        ui.ctx().accesskit_node_builder(canvas.id, |node| {
            node.set_active_descendant(at_hand.accesskit_id());
        });
    }
    wishes
}

/// Says a thing; whether it was pressed or focused without a pointer.
fn said(ui: &Ui, id: Id, rect: Rect, info: &dyn Fn() -> WidgetInfo) -> bool {
    // It senses nothing: the hands are read by the canvas itself.
    let response = ui.interact(rect, id, Sense::empty());
    response.widget_info(info);
    ui.ctx().accesskit_node_builder(id, |node| {
        node.add_action(Action::Click);
        node.add_action(Action::Focus);
    });
    ui.input(|input| {
        input.has_accesskit_action_request(id, Action::Click)
            || input.has_accesskit_action_request(id, Action::Focus)
    })
}
