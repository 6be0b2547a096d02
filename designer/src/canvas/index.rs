//! Who is where: boxes and wires by the squares of the canvas that they touch.

use std::collections::BTreeMap;

use egui::{Pos2, Rect};

use super::shapes::{BoxIndex, Scene};

/// The side of a square.
const SQUARE: f32 = 512.0;
/// A shape that touches more squares than this is looked at every time.
const MOST_SQUARES: i64 = 256;

/// Boxes and wires by place.
#[derive(Clone, Debug, Default)]
pub struct Index {
    boxes: Layer,
    wires: Layer,
}

#[derive(Clone, Debug, Default)]
struct Layer {
    squares: BTreeMap<(i32, i32), Vec<u32>>,
    everywhere: Vec<u32>,
}

impl Index {
    /// The boxes of a scene, before its wires have their ways.
    pub fn of_boxes(scene: &Scene) -> Index {
        let mut index = Index::default();
        for (number, shape) in scene.boxes.iter().enumerate() {
            index.boxes.add(number, shape.rect);
        }
        index
    }

    /// Takes in the wires.
    pub fn add_wires(&mut self, scene: &Scene) {
        for (number, wire) in scene.wires.iter().enumerate() {
            if let Some(bounds) = wire.route.bounds {
                self.wires.add(number, bounds);
            }
        }
    }

    /// The boxes that may touch a rectangle, in the order in which they are drawn.
    pub fn boxes_in(&self, rect: Rect) -> Vec<BoxIndex> {
        self.boxes.find(rect)
    }

    /// The wires that may touch a rectangle.
    pub fn wires_in(&self, rect: Rect) -> Vec<usize> {
        self.wires.find(rect)
    }

    /// The topmost box at a place.
    pub fn box_at(&self, scene: &Scene, place: Pos2) -> Option<BoxIndex> {
        self.box_near(scene, place, 0.0)
    }

    /// The topmost box at most so far from a place.
    pub fn box_near(&self, scene: &Scene, place: Pos2, reach: f32) -> Option<BoxIndex> {
        let around = Rect::from_center_size(place, egui::Vec2::splat(2.0 * reach + 1.0));
        let near = |number: &BoxIndex| scene.boxes[*number].rect.expand(reach).contains(place);
        self.boxes_in(around).into_iter().rev().find(near)
    }
}

impl Layer {
    fn add(&mut self, number: usize, rect: Rect) {
        let number = number as u32;
        let ((left, top), (right, bottom)) = (square(rect.min), square(rect.max));
        let count = i64::from(right - left + 1) * i64::from(bottom - top + 1);
        if !rect.is_finite() || count > MOST_SQUARES {
            self.everywhere.push(number);
            return;
        }
        for x in left..=right {
            for y in top..=bottom {
                self.squares.entry((x, y)).or_default().push(number);
            }
        }
    }

    fn find(&self, rect: Rect) -> Vec<usize> {
        let ((left, top), (right, bottom)) = (square(rect.min), square(rect.max));
        let mut found: Vec<usize> = self.everywhere.iter().map(|one| *one as usize).collect();
        let across = i64::from(right) - i64::from(left) + 1;
        let down = i64::from(bottom) - i64::from(top) + 1;
        if across.saturating_mul(down) > self.squares.len() as i64 {
            // Far out, there are fewer squares with something in them than squares in sight.
            for ((x, y), numbers) in &self.squares {
                if (left..=right).contains(x) && (top..=bottom).contains(y) {
                    found.extend(numbers.iter().map(|one| *one as usize));
                }
            }
        } else {
            for x in left..=right {
                for numbers in self.squares.range((x, top)..=(x, bottom)).map(|(_, one)| one) {
                    found.extend(numbers.iter().map(|one| *one as usize));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn square(place: Pos2) -> (i32, i32) {
    let of = |value: f32| (value / SQUARE).floor().clamp(-1e8, 1e8) as i32;
    (of(place.x), of(place.y))
}
