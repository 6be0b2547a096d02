//! Where moved boxes settle: on the grid, or in line with a neighbour.

use egui::{Pos2, Rect, Vec2, vec2};

use super::index::Index;
use super::shapes::{BoxIndex, Scene};

/// Boxes stand on multiples of this.
pub const GRID: f32 = 10.0;
/// A box falls in line with a neighbour at this distance, in points of the screen.
const PULL: f32 = 6.0;
/// Neighbours are looked for so far away.
const NEIGHBOURHOOD: f32 = 900.0;

/// A line that shows with what a moved box is in line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Guide {
    /// One end.
    pub from: Pos2,
    /// The other.
    pub to: Pos2,
}

/// A distance in whole steps of the grid.
pub fn on_grid(way: Vec2) -> Vec2 {
    vec2((way.x / GRID).round() * GRID, (way.y / GRID).round() * GRID)
}

/// By how far boxes move when a hand has moved them by `wanted`, and the lines that tell why.
/// Freely when `is_free`.
pub fn settle(
    scene: &Scene,
    index: &Index,
    moved: &[BoxIndex],
    wanted: Vec2,
    is_free: bool,
    zoom: f32,
) -> (Vec2, Vec<Guide>) {
    let Some(bounds) = moved.iter().map(|one| scene.boxes[*one].rect).reduce(Rect::union) else {
        return (Vec2::ZERO, Vec::new());
    };
    if is_free {
        return (vec2(wanted.x.round(), wanted.y.round()), Vec::new());
    }
    let at = bounds.translate(wanted);
    let near = index.boxes_in(at.expand(NEIGHBOURHOOD));
    let pull = PULL / zoom;
    let mut across: Option<(f32, Rect)> = None;
    let mut down: Option<(f32, Rect)> = None;
    for number in near.into_iter().filter(|number| !moved.contains(number)) {
        let other = scene.boxes[number].rect;
        for (own, theirs) in [(at.min.x, other.min.x), (at.center().x, other.center().x)] {
            let off = theirs - own;
            if off.abs() <= pull && across.is_none_or(|(least, _)| off.abs() < least.abs()) {
                across = Some((off, other));
            }
        }
        for (own, theirs) in [(at.min.y, other.min.y), (at.center().y, other.center().y)] {
            let off = theirs - own;
            if off.abs() <= pull && down.is_none_or(|(least, _)| off.abs() < least.abs()) {
                down = Some((off, other));
            }
        }
    }
    let on_grid = |start: f32, by: f32| ((start + by) / GRID).round() * GRID - start;
    let by = vec2(
        across.map_or_else(|| on_grid(bounds.min.x, wanted.x), |(off, _)| wanted.x + off),
        down.map_or_else(|| on_grid(bounds.min.y, wanted.y), |(off, _)| wanted.y + off),
    );
    let settled = bounds.translate(by);
    let mut guides = Vec::new();
    if let Some((_, other)) = across {
        let both = settled.union(other);
        let x = if (settled.min.x - other.min.x).abs() < 0.5 {
            settled.min.x
        } else {
            settled.center().x
        };
        guides.push(Guide { from: Pos2::new(x, both.min.y), to: Pos2::new(x, both.max.y) });
    }
    if let Some((_, other)) = down {
        let both = settled.union(other);
        let y = if (settled.min.y - other.min.y).abs() < 0.5 {
            settled.min.y
        } else {
            settled.center().y
        };
        guides.push(Guide { from: Pos2::new(both.min.x, y), to: Pos2::new(both.max.x, y) });
    }
    (by, guides)
}
