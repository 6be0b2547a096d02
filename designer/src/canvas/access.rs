//! What a screen reader hears of the canvas, and what it can do there: one thing to press a box.

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo};

use super::shapes::{BoxIndex, BoxShape};
use super::view::View;
use super::{Shown, Wish};

/// By what the toolkit knows a box.
pub fn box_id(ui: &Ui, shape: &BoxShape) -> Id {
    ui.make_persistent_id(("box", &*shape.name))
}

/// Announces the boxes in sight; tells which were pressed without a pointer.
pub fn boxes_ui(
    ui: &mut Ui,
    view: View,
    screen: Rect,
    shown: &Shown<'_>,
    boxes: &[BoxIndex],
) -> Vec<Wish> {
    let mut wishes = Vec::new();
    for number in boxes {
        let shape = &shown.scene.boxes[*number];
        let rect = view.screen_rect(screen, shape.rect).intersect(screen);
        if !rect.is_positive() {
            continue;
        }
        // It senses no drag: the hands are read by the canvas itself.
        let response = ui.interact(rect, box_id(ui, shape), Sense::focusable_noninteractive());
        let is_selected = shown.selected.boxes.contains(number);
        response.widget_info(|| {
            WidgetInfo::selected(Role::ListBoxOption, true, is_selected, &*shape.spoken)
        });
        let is_asked = ui.input(|input| {
            input.has_accesskit_action_request(response.id, egui::accesskit::Action::Click)
        });
        if is_asked {
            wishes.push(Wish::Select([*number].into()));
        }
        if response.gained_focus() && !is_selected {
            wishes.push(Wish::Select([*number].into()));
        }
    }
    wishes
}
