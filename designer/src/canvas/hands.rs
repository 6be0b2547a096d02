//! From the toolkit's input to hands, and what the pointer looks like.

use egui::{CursorIcon, Key, PointerButton, Rect, Response, Ui, Vec2, vec2};

use super::gesture::{Gesture, Hand, Hit};
use super::view::View;

/// Near the edge by so much, what is dragged makes the canvas scroll.
const EDGE: f32 = 36.0;

/// What the hands do at this moment.
pub fn hand(ui: &Ui, canvas: &Response, view: View, screen: Rect) -> Hand {
    let is_own = canvas.contains_pointer() || canvas.is_pointer_button_down_on();
    let is_here = is_own || canvas.dragged() || canvas.drag_stopped();
    // Asked before the input is looked at: a response looks at the input itself.
    let is_double = canvas.double_clicked();
    let is_second = canvas.secondary_clicked() || canvas.long_touched();
    ui.input(|input| {
        let pointer = &input.pointer;
        let is_down = pointer.primary_down();
        let at = if is_down || pointer.primary_released() {
            pointer.interact_pos()
        } else {
            pointer.hover_pos()
        };
        Hand {
            place: at.filter(|_| is_here).map(|at| view.canvas_from_screen(screen, at)),
            is_pressed: pointer.primary_pressed() && is_own,
            is_down,
            is_released: pointer.primary_released(),
            is_double,
            is_second,
            is_pushing: pointer.button_down(PointerButton::Middle)
                || (is_down && input.key_down(Key::Space)),
            delta: pointer.delta(),
            shift: input.modifiers.shift,
            alt: input.modifiers.alt,
            ctrl: input.modifiers.command,
            fingers: match input.multi_touch() {
                Some(touch) => touch.num_touches,
                None => usize::from(input.any_touches()),
            },
            now: input.time,
        }
    })
}

/// Shows what the pointer would do.
pub fn cursor(ui: &Ui, gesture: &Gesture, hovered: Hit, is_pushing: bool) {
    let icon = match (gesture, hovered) {
        _ if is_pushing => CursorIcon::Grabbing,
        (Gesture::Pan, _) => CursorIcon::Grabbing,
        (Gesture::Boxes { .. } | Gesture::Note { .. }, _) => CursorIcon::Move,
        (Gesture::Wire { .. }, _) => CursorIcon::Crosshair,
        (Gesture::Idle, Hit::Chip(..)) => CursorIcon::Crosshair,
        (Gesture::Idle, Hit::Wire(_, true)) => CursorIcon::Grab,
        (Gesture::Idle, Hit::Wire(..)) => CursorIcon::PointingHand,
        (Gesture::Idle, Hit::Box(_) | Hit::Frame(_) | Hit::Note(_)) => CursorIcon::PointingHand,
        _ => return,
    };
    ui.ctx().set_cursor_icon(icon);
}

/// Scrolls while something is dragged near the edge, faster nearer.
pub fn scroll_at_the_edge(ui: &Ui, gesture: &Gesture, view: &mut View, screen: Rect) {
    if !matches!(gesture, Gesture::Marquee { .. } | Gesture::Boxes { .. } | Gesture::Wire { .. }) {
        return;
    }
    let Some(at) = ui.input(|input| input.pointer.hover_pos()) else { return };
    let inner = screen.shrink(EDGE);
    let past = |low: f32, high: f32, at: f32| (low - at).max(0.0) - (at - high).max(0.0);
    let push = vec2(past(inner.min.x, inner.max.x, at.x), past(inner.min.y, inner.max.y, at.y));
    if push != Vec2::ZERO {
        let seconds = ui.input(|input| input.stable_dt).min(0.05);
        view.pan(push.clamp(Vec2::splat(-EDGE), Vec2::splat(EDGE)) * 18.0 * seconds);
        ui.ctx().request_repaint();
    }
}
