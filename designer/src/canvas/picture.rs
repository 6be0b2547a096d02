//! A small picture of a scene, that shows and is not touched.

use egui::{Painter, Pos2, Rect, Stroke};

use super::detail::Detail;
use super::paint::{Artist, Mark};
use super::shapes::{BoxIndex, Scene};
use super::view::View;
use crate::theme::Tokens;

/// A picture is drawn no smaller and no larger than this.
const SIZES: std::ops::RangeInclusive<f32> = 0.15..=0.24;
/// Between what is shown and the edge of the room.
const MARGIN: f32 = 14.0;

/// How one looks at a scene in a room: all of it where it fits, else what is around a place, and never
/// farther than the scene goes.
pub fn picture_view(room: Rect, scene: &Scene, around: Pos2) -> View {
    let Some(all) = scene.bounds() else { return View::default() };
    let inner = room.shrink(MARGIN);
    let whole = (inner.width() / all.width()).min(inner.height() / all.height());
    let zoom = whole.clamp(*SIZES.start(), *SIZES.end());
    let half = inner.size() / zoom / 2.0;
    let within = |place: f32, least: f32, most: f32, half: f32| {
        if most - least <= 2.0 * half {
            (least + most) / 2.0
        } else {
            place.clamp(least + half, most - half)
        }
    };
    let middle = Pos2::new(
        within(around.x, all.min.x, all.max.x, half.x),
        within(around.y, all.min.y, all.max.y, half.y),
    );
    View { middle, zoom }
}

/// Draws a scene into a room: its boxes, those where a call is and was with rings, and its wires, those
/// that the call took more strongly.
pub fn picture(
    painter: &Painter,
    room: Rect,
    view: View,
    scene: &Scene,
    tokens: &Tokens,
    mark: &dyn Fn(BoxIndex) -> Mark,
    is_taken: &dyn Fn(usize) -> bool,
) {
    let painter = painter.with_clip_rect(room.intersect(painter.clip_rect()));
    let artist = Artist { painter: &painter, screen: room, view, tokens, detail: Detail::Low };
    for frame in &scene.frames {
        artist.frame(&frame.title, frame.rect);
    }
    for (number, wire) in scene.wires.iter().enumerate() {
        match is_taken(number) {
            true => artist.wire(&wire.route, tokens.visited, 3.0),
            false => artist.wire(&wire.route, tokens.wire.gamma_multiply(0.7), 1.4),
        }
    }
    for (number, shape) in scene.boxes.iter().enumerate() {
        artist.shape(shape, false, false, Mark::default());
        let mark = mark(number);
        let rect = view.screen_rect(room, shape.rect);
        // The canvas's own ring and badges would be larger than the box.
        if mark.is_active {
            let ring = Stroke::new(2.5, tokens.accent);
            painter.rect_stroke(rect.expand(3.0), 5, ring, egui::StrokeKind::Outside);
        } else if mark.visited.is_some() {
            let ring = Stroke::new(2.0, tokens.visited);
            painter.rect_stroke(rect.expand(0.5), 3, ring, egui::StrokeKind::Outside);
        }
    }
}
