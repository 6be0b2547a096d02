//! The ways of wires, as a pure function of where the boxes stand.
//!
//! A wire that leads down and meets nobody is a soft curve. Every other one goes straight down, across
//! and down again, around the boxes in between; one that leads back up runs in a lane of its own to
//! the right of what it passes. Two wires never share a lane.

use std::collections::BTreeMap;

use egui::{Pos2, Rect, pos2};

use super::index::Index;
use super::shapes::{BoxIndex, Route, Scene, Wire};

/// A wire leaves and enters straight for so long.
const STRAIGHT: f32 = 24.0;
/// Between a box and a wire that passes it.
const CLEAR: f32 = 16.0;
/// Between two lanes.
const LANE: f32 = 12.0;
/// So many boxes in the way are looked at; more make the way no better.
const MOST_IN_THE_WAY: usize = 24;

/// More boxes than this that stand elsewhere, and everything is looked at anew.
const MOST_MOVED: usize = 64;

/// Gives every wire its way.
pub fn route_all(scene: &mut Scene, index: &Index) {
    route_again(scene, index, &Scene::default());
}

/// Gives every wire its way, exactly as [`route_all`] does; what is known from the scene as it was before a
/// change is not looked at again.
pub fn route_again(scene: &mut Scene, index: &Index, before: &Scene) {
    let known = Known::of(scene, before);
    if known.is_all(scene, before) {
        for (wire, was) in scene.wires.iter_mut().zip(&before.wires) {
            wire.route = was.route.clone();
        }
        return;
    }
    let mut lanes = Lanes::default();
    let mut order: Vec<usize> = (0..scene.wires.len()).collect();
    // Short ways first: who has far to go makes the larger bow.
    let length = |number: &usize| {
        let wire = &scene.wires[*number];
        let (from, to) = (scene.boxes[wire.from].exit(wire.chip), scene.boxes[wire.to].entry());
        (from.distance(to) * 8.0) as i64
    };
    order.sort_by_cached_key(|number| (length(number), *number));
    for number in order {
        let wire = &scene.wires[number];
        let was = known.way(scene, before, wire);
        let route = route(scene, index, wire, was, &mut lanes);
        scene.wires[number].route = route;
    }
}

/// What is known from a scene before a change.
struct Known {
    /// Where boxes stand or stood that do not stand there in both; none when they are too many.
    changed: Option<Vec<Rect>>,
    /// The wires of before, by their ends.
    wires: BTreeMap<(BoxIndex, usize, BoxIndex), usize>,
}

impl Known {
    fn of(scene: &Scene, before: &Scene) -> Known {
        let (now, was) = (&scene.boxes, &before.boxes);
        let same = now.len().min(was.len());
        let mut changed = Vec::new();
        for (now, was) in now.iter().zip(was) {
            if now.rect != was.rect {
                changed.extend([now.rect, was.rect]);
            }
            if changed.len() > MOST_MOVED {
                break;
            }
        }
        let rest = now[same..].iter().chain(&was[same..]);
        changed.extend(rest.take(MOST_MOVED + 1).map(|shape| shape.rect));
        let is_known = !before.wires.is_empty() && changed.len() <= MOST_MOVED;
        let ends = |(number, wire): (usize, &Wire)| ((wire.from, wire.chip, wire.to), number);
        Known {
            changed: is_known.then_some(changed),
            wires: if is_known {
                before.wires.iter().enumerate().map(ends).collect()
            } else {
                BTreeMap::new()
            },
        }
    }

    /// Whether nothing is different that any way depends on.
    fn is_all(&self, scene: &Scene, before: &Scene) -> bool {
        self.changed.as_ref().is_some_and(Vec::is_empty)
            && scene.wires.len() == before.wires.len()
            && scene.wires.iter().zip(&before.wires).all(|(now, was)| {
                (now.from, now.chip, now.to) == (was.from, was.chip, was.to)
                    && ends(scene, now) == ends(before, was)
            })
    }

    /// The way that a wire had, when nothing near its soft curve is different.
    fn way<'b>(&self, scene: &Scene, before: &'b Scene, wire: &Wire) -> Option<&'b Route> {
        let changed = self.changed.as_ref()?;
        let was = &before.wires[*self.wires.get(&(wire.from, wire.chip, wire.to))?];
        let (start, end) = ends(scene, wire);
        let hull = Rect::from_points(&curve(start, end)).expand(1.0);
        let is_same =
            ends(before, was) == (start, end) && changed.iter().all(|rect| !rect.intersects(hull));
        is_same.then_some(&was.route)
    }
}

/// Where a wire begins and ends.
fn ends(scene: &Scene, wire: &Wire) -> (Pos2, Pos2) {
    (scene.boxes[wire.from].exit(wire.chip), scene.boxes[wire.to].entry())
}

/// Vertical stretches that wires take already, by columns as wide as a lane.
#[derive(Clone, Debug, Default)]
pub struct Lanes(BTreeMap<i32, Vec<(f32, f32, f32)>>);

impl Lanes {
    fn is_free(&self, x: f32, top: f32, bottom: f32) -> bool {
        let column = Lanes::column(x);
        self.0
            .range(column - 1..=column + 1)
            .flat_map(|(_, lanes)| lanes)
            .all(|(lane, from, to)| (lane - x).abs() >= LANE - 0.5 || *from > bottom || *to < top)
    }

    fn take(&mut self, x: f32, top: f32, bottom: f32) {
        self.0.entry(Lanes::column(x)).or_default().push((x, top, bottom));
    }

    fn column(x: f32) -> i32 {
        (x / LANE).floor().clamp(-1e8, 1e8) as i32
    }
}

/// The way of one wire; `was` is the one it had, when nothing near its soft curve is different since.
fn route(
    scene: &Scene,
    index: &Index,
    wire: &Wire,
    was: Option<&Route>,
    lanes: &mut Lanes,
) -> Route {
    let Wire { from, chip, to, .. } = *wire;
    let (start, end) = ends(scene, wire);
    if end.y >= start.y + 2.0 * STRAIGHT {
        match was {
            Some(was) if was.is_curve => return was.clone(),
            Some(_) => {}
            None => {
                let curve = curve(start, end);
                if !is_crossed(scene, index, &flattened(&curve), from, to) {
                    return with_bounds(curve, true);
                }
            }
        }
    }
    around(scene, index, from, chip, to, lanes)
}

/// The control points of a soft curve with straight ends.
fn curve(start: Pos2, end: Pos2) -> Vec<Pos2> {
    let (top, bottom) = (pos2(start.x, start.y + STRAIGHT / 2.0), pos2(end.x, end.y - STRAIGHT));
    let bow = ((bottom.y - top.y) / 2.0).clamp(8.0, 120.0);
    vec![start, top, pos2(top.x, top.y + bow), pos2(bottom.x, bottom.y - bow), bottom, end]
}

/// A curve as short straight pieces.
pub fn flattened(points: &[Pos2]) -> Vec<Pos2> {
    let [start, one, two, three, four, end] = points else { return points.to_vec() };
    let pieces = ((one.distance(*four) / 10.0) as usize).clamp(10, 60);
    let mut flat = Vec::with_capacity(pieces + 3);
    flat.push(*start);
    for piece in 0..=pieces {
        let t = piece as f32 / pieces as f32;
        let u = 1.0 - t;
        let (a, b, c, d) = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
        flat.push(pos2(
            a * one.x + b * two.x + c * three.x + d * four.x,
            a * one.y + b * two.y + c * three.y + d * four.y,
        ));
    }
    flat.push(*end);
    flat
}

/// A way down, across, and down into the entry, perhaps with a stretch up in between.
fn around(
    scene: &Scene,
    index: &Index,
    from: BoxIndex,
    chip: usize,
    to: BoxIndex,
    lanes: &mut Lanes,
) -> Route {
    let start = scene.boxes[from].exit(chip);
    let end = scene.boxes[to].entry();
    let down = start.y + STRAIGHT * 0.75 + 4.0 * (chip % 4) as f32;
    let up = end.y - STRAIGHT;
    let (top, bottom) = (down.min(up), down.max(up));
    let is_back = up < down;
    let span = Rect::from_min_max(
        pos2(start.x.min(end.x) - CLEAR, top),
        pos2(start.x.max(end.x) + CLEAR, bottom),
    );
    let mut near = index.boxes_in(span.expand2(egui::vec2(400.0, 0.0)));
    near.retain(|number| {
        let rect = scene.boxes[*number].rect;
        rect.max.y > top - CLEAR && rect.min.y < bottom + CLEAR
    });
    let middle = (start.x + end.x) / 2.0;
    near.sort_by_key(|number| (scene.boxes[*number].rect.center().x - middle).abs() as i64);
    near.truncate(MOST_IN_THE_WAY);
    let mut columns = vec![start.x, end.x];
    for number in &near {
        let rect = scene.boxes[*number].rect;
        columns.push(rect.max.x + CLEAR);
        columns.push(rect.min.x - CLEAR);
    }
    let rightmost = near
        .iter()
        .map(|number| scene.boxes[*number].rect.max.x)
        .fold(start.x.max(end.x), f32::max);
    columns.push(rightmost + STRAIGHT);
    let mut best: Option<(f32, Vec<Pos2>, f32)> = None;
    for column in columns {
        // A lane that somebody has moves the wire away from the middle.
        let side = if column >= middle { 1.0 } else { -1.0 };
        let mut x = column;
        for _ in 0..24 {
            if lanes.is_free(x, top, bottom) {
                break;
            }
            x += side * LANE;
        }
        let points =
            vec![start, pos2(start.x, down), pos2(x, down), pos2(x, up), pos2(end.x, up), end];
        let is_crossed = is_crossed(scene, index, &points, from, to);
        let mut cost = (x - start.x).abs() + (end.x - x).abs() + (bottom - top);
        if is_crossed {
            cost += 100_000.0;
        }
        if is_back && x < middle {
            // Back wires keep to the right, where one learns to look for them.
            cost += 320.0;
        }
        if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
            best = Some((cost, points, x));
        }
    }
    let Some((_, points, x)) = best else { return with_bounds(curve(start, end), true) };
    if (x - start.x).abs() > 1.0 || (x - end.x).abs() > 1.0 {
        lanes.take(x, top, bottom);
    }
    with_bounds(simplified(points), false)
}

/// Whether a way leads through a box, apart from leaving its first and entering its last.
fn is_crossed(scene: &Scene, index: &Index, points: &[Pos2], from: BoxIndex, to: BoxIndex) -> bool {
    let last = points.len().saturating_sub(2);
    points.windows(2).enumerate().any(|(place, piece)| {
        let rect = Rect::from_two_pos(piece[0], piece[1]);
        index.boxes_in(rect).into_iter().any(|number| {
            let is_own = (number == from && place == 0) || (number == to && place == last);
            let shape = scene.boxes[number].rect.shrink(1.0);
            !is_own && shape.intersects(rect) && touches(shape, piece[0], piece[1])
        })
    })
}

/// Whether a straight piece touches a rectangle.
fn touches(rect: Rect, from: Pos2, to: Pos2) -> bool {
    let way = to - from;
    let (mut near, mut far) = (0.0_f32, 1.0_f32);
    for (start, step, low, high) in
        [(from.x, way.x, rect.min.x, rect.max.x), (from.y, way.y, rect.min.y, rect.max.y)]
    {
        if step.abs() < 1e-6 {
            if start < low || start > high {
                return false;
            }
            continue;
        }
        let (one, other) = ((low - start) / step, (high - start) / step);
        near = near.max(one.min(other));
        far = far.min(one.max(other));
    }
    near <= far
}

/// Without points that lie on the way anyway.
fn simplified(points: Vec<Pos2>) -> Vec<Pos2> {
    let mut kept: Vec<Pos2> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last().is_some_and(|last| last.distance(point) < 0.5) {
            continue;
        }
        if let [.., before, last] = kept[..] {
            let is_straight = ((before.x - last.x).abs() < 0.5 && (last.x - point.x).abs() < 0.5)
                || ((before.y - last.y).abs() < 0.5 && (last.y - point.y).abs() < 0.5);
            if is_straight {
                kept.pop();
            }
        }
        kept.push(point);
    }
    kept
}

fn with_bounds(points: Vec<Pos2>, is_curve: bool) -> Route {
    let bounds = Rect::from_points(&points).expand(CLEAR);
    Route { points, is_curve, bounds: Some(bounds) }
}

/// Whether a place is on a wire, or nearly.
pub fn is_near(route: &Route, place: Pos2, reach: f32) -> bool {
    if !route.bounds.is_some_and(|bounds| bounds.expand(reach).contains(place)) {
        return false;
    }
    let flat = if route.is_curve { flattened(&route.points) } else { route.points.clone() };
    flat.windows(2).any(|piece| distance(place, piece[0], piece[1]) <= reach)
}

fn distance(place: Pos2, from: Pos2, to: Pos2) -> f32 {
    let way = to - from;
    let length = way.length_sq();
    if length < 1e-6 {
        return place.distance(from);
    }
    let share = ((place - from).dot(way) / length).clamp(0.0, 1.0);
    place.distance(from + way * share)
}
