//! A small picture of a whole scene, that shows and is not touched.

use egui::{Painter, Rect, Stroke};

use super::detail::Detail;
use super::paint::{Artist, Mark};
use super::shapes::{BoxIndex, Scene};
use super::view::View;
use crate::theme::Tokens;

/// A picture is never drawn larger than this.
const LARGEST: f32 = 0.5;

/// Draws all of a scene into a room: its boxes with their marks, and its wires, those that a call took
/// more strongly.
pub fn picture(
    painter: &Painter,
    room: Rect,
    scene: &Scene,
    tokens: &Tokens,
    mark: &dyn Fn(BoxIndex) -> Mark,
    is_taken: &dyn Fn(usize) -> bool,
) {
    let Some(all) = scene.bounds() else { return };
    let inner = room.shrink(10.0);
    let zoom = (inner.width() / all.width()).min(inner.height() / all.height()).min(LARGEST);
    let view = View { middle: all.center(), zoom, ..View::default() };
    let painter = painter.with_clip_rect(room.intersect(painter.clip_rect()));
    let artist = Artist { painter: &painter, screen: room, view, tokens, detail: Detail::Low };
    for frame in &scene.frames {
        artist.frame(&frame.title, frame.rect);
    }
    for (number, wire) in scene.wires.iter().enumerate() {
        match is_taken(number) {
            true => artist.wire(&wire.route, tokens.visited, 3.0),
            false => artist.wire(&wire.route, tokens.wire.gamma_multiply(0.7), 1.0),
        }
    }
    for (number, shape) in scene.boxes.iter().enumerate() {
        let mark = mark(number);
        // The ring of the widget where the call is; the canvas's own would be larger than the box.
        artist.shape(shape, false, false, Mark { is_active: false, ..mark });
        if mark.is_active {
            let rect = view.screen_rect(room, shape.rect).expand(3.0);
            let ring = Stroke::new(2.0, tokens.accent);
            painter.rect_stroke(rect, 4, ring, egui::StrokeKind::Outside);
        }
    }
}
