//! What hands do on the canvas, by pointer and keys alone: no window, no flow.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use centralita_designer::canvas::{
    BoxShape, Chip, Gesture, Hand, Index, Route, Scene, Selected, Wire, Wish, lay_out_chips,
    route_again, route_all,
};
use egui::{Pos2, Rect, Vec2, pos2, vec2};

/// Boxes at places, each with two exits; wires from first exits.
struct Table {
    scene: Scene,
    index: Index,
    selected: Selected,
    gesture: Gesture,
    now: f64,
    shift: bool,
    alt: bool,
}

fn table(places: &[(f32, f32)], wires: &[(usize, usize)]) -> Table {
    let mut scene = Scene::default();
    for (number, (x, y)) in places.iter().enumerate() {
        let (rects, size) = lay_out_chips(2);
        let chips = rects.into_iter().enumerate().map(|(chip, rect)| Chip {
            label: format!("exit {chip}").into(),
            rect,
            number: Some(chip),
            is_connected: chip == 0 && wires.iter().any(|(from, _)| *from == number),
            is_wrong: false,
            leads_to: "".into(),
        });
        scene.boxes.push(BoxShape {
            rect: Rect::from_min_size(pos2(*x, *y), size),
            name: format!("box_{number}").into(),
            kind: "Box".into(),
            summary: "".into(),
            icon: 'x',
            group: 0,
            chips: chips.collect(),
            has_entry: number != 0,
            errors: 0,
            warnings: 0,
            is_unknown: false,
        });
    }
    for (from, to) in wires {
        scene.wires.push(Wire { from: *from, chip: 0, to: *to, route: Route::default() });
    }
    let mut index = Index::of_boxes(&scene);
    route_all(&mut scene, &index);
    index.add_wires(&scene);
    Table {
        scene,
        index,
        selected: Selected::default(),
        gesture: Gesture::default(),
        now: 0.0,
        shift: false,
        alt: false,
    }
}

impl Table {
    fn step(&mut self, hand: Hand) -> Vec<Wish> {
        let hand = Hand { now: self.now, shift: self.shift, alt: self.alt, ..hand };
        let wishes = self.gesture.step(&hand, &self.scene, &self.index, &self.selected, 1.0);
        for wish in &wishes {
            match wish {
                Wish::Select(boxes) => {
                    self.selected = Selected { boxes: boxes.clone(), wire: None };
                }
                Wish::SelectWire(wire) => {
                    self.selected = Selected { boxes: BTreeSet::new(), wire: Some(*wire) };
                }
                _ => {}
            }
        }
        wishes
    }

    fn press(&mut self, at: Pos2) -> Vec<Wish> {
        self.step(Hand { place: Some(at), is_pressed: true, is_down: true, ..Hand::default() })
    }

    fn hold(&mut self, at: Pos2) -> Vec<Wish> {
        self.now += 0.1;
        self.step(Hand { place: Some(at), is_down: true, ..Hand::default() })
    }

    fn release(&mut self, at: Pos2) -> Vec<Wish> {
        self.step(Hand { place: Some(at), is_released: true, ..Hand::default() })
    }

    fn click(&mut self, at: Pos2) -> Vec<Wish> {
        let mut wishes = self.press(at);
        wishes.extend(self.release(at));
        wishes
    }

    fn drag(&mut self, from: Pos2, to: Pos2) -> Vec<Wish> {
        let mut wishes = self.press(from);
        for part in 1..=4 {
            wishes.extend(self.hold(from + (to - from) * (part as f32 / 4.0)));
        }
        wishes.extend(self.release(to));
        wishes
    }

    fn head(&self, number: usize) -> Pos2 {
        self.scene.boxes[number].rect.min + vec2(120.0, 20.0)
    }

    fn exit(&self, number: usize, chip: usize) -> Pos2 {
        self.scene.boxes[number].chip_rect(chip).center()
    }
}

fn select(boxes: &[usize]) -> Wish {
    Wish::Select(boxes.iter().copied().collect())
}

#[test]
fn a_click_selects_a_box_shift_adds_one_and_a_click_beside_selects_none() {
    let mut table = table(&[(0.0, 0.0), (400.0, 0.0)], &[]);
    assert_eq!(table.click(table.head(0)), [select(&[0])]);
    table.shift = true;
    assert_eq!(table.click(table.head(1)), [select(&[0, 1])]);
    assert_eq!(table.click(table.head(0)), [select(&[1])]);
    table.shift = false;
    assert_eq!(table.click(pos2(-300.0, -300.0)), [select(&[])]);
}

#[test]
fn dragging_on_nothing_selects_what_the_rectangle_touches() {
    let mut table = table(&[(0.0, 0.0), (400.0, 0.0), (0.0, 900.0)], &[]);
    assert_eq!(table.drag(pos2(-50.0, -50.0), pos2(420.0, 40.0)), [select(&[0, 1])]);
    table.shift = true;
    assert_eq!(table.drag(pos2(-50.0, 850.0), pos2(20.0, 920.0)), [select(&[0, 1, 2])]);
    (table.shift, table.alt) = (false, true);
    assert_eq!(table.drag(pos2(-50.0, -50.0), pos2(20.0, 20.0)), [select(&[1, 2])]);
}

#[test]
fn a_box_that_is_dragged_settles_on_the_grid_and_is_moved_once() {
    let mut table = table(&[(0.0, 0.0), (4000.0, 4000.0)], &[]);
    let from = table.head(0);
    let wishes = table.drag(from, from + vec2(103.0, 48.0));
    assert_eq!(wishes, [select(&[0]), Wish::Move(vec![0], vec2(100.0, 50.0))]);
}

#[test]
fn a_dragged_box_falls_in_line_with_its_neighbour_and_alt_frees_it() {
    let mut table = table(&[(0.0, 0.0), (403.0, 300.0)], &[]);
    let from = table.head(0);
    let wishes = table.drag(from, from + vec2(400.0, 120.0));
    assert_eq!(wishes[1], Wish::Move(vec![0], vec2(403.0, 120.0)), "left edges in line");
    table.alt = true;
    let wishes = table.drag(from, from + vec2(401.0, 121.0));
    assert_eq!(wishes.last(), Some(&Wish::Move(vec![0], vec2(401.0, 121.0))));
}

#[test]
fn selected_boxes_are_dragged_together() {
    let mut table = table(&[(0.0, 0.0), (400.0, 0.0), (9000.0, 0.0)], &[]);
    table.selected.boxes = [0, 1].into();
    let from = table.head(1);
    assert_eq!(
        table.drag(from, from + vec2(0.0, 200.0)),
        [Wish::Move(vec![0, 1], vec2(0.0, 200.0))]
    );
}

#[test]
fn a_wire_from_an_exit_finds_a_box_that_is_near() {
    let mut table = table(&[(0.0, 0.0), (0.0, 300.0)], &[]);
    let from = table.exit(0, 1);
    assert_eq!(table.drag(from, table.head(1)), [Wish::Connect(0, 1, 1)]);
    let beside = table.scene.boxes[1].rect.left_center() - vec2(20.0, 0.0);
    assert_eq!(table.drag(from, beside), [Wish::Connect(0, 1, 1)], "24 points are near enough");
}

#[test]
fn a_wire_dropped_on_nothing_asks_what_shall_be_there() {
    let mut table = table(&[(0.0, 0.0)], &[]);
    let there = pos2(600.0, 600.0);
    assert_eq!(table.drag(table.exit(0, 1), there), [Wish::AddFrom(0, 1, there)]);
}

#[test]
fn no_wire_leads_into_the_start() {
    let mut table = table(&[(0.0, 0.0), (0.0, 300.0)], &[]);
    let there = table.head(0);
    assert_eq!(table.drag(table.exit(1, 1), there), [Wish::AddFrom(1, 1, there)]);
}

#[test]
fn escape_gives_up_a_wire_and_nothing_happened() {
    let mut table = table(&[(0.0, 0.0), (0.0, 300.0)], &[]);
    table.press(table.exit(0, 1));
    table.hold(table.head(1));
    table.gesture.cancel();
    assert_eq!(table.release(table.head(1)), []);
}

#[test]
fn the_end_of_a_wire_can_be_led_elsewhere_or_to_nothing() {
    let mut table = table(&[(0.0, 0.0), (0.0, 300.0), (500.0, 300.0)], &[(0, 1)]);
    let end = table.scene.boxes[1].entry() - vec2(0.0, 14.0);
    assert_eq!(table.drag(end, table.head(2)), [Wish::Connect(0, 0, 2)]);
    assert_eq!(table.drag(end, pos2(-500.0, 900.0)), [Wish::Disconnect(0, 0)]);
}

#[test]
fn a_click_on_a_wire_selects_it() {
    let mut table = table(&[(0.0, 0.0), (0.0, 500.0)], &[(0, 1)]);
    let route = &table.scene.wires[0].route.points;
    let middle = route[0] + (route[route.len() - 1] - route[0]) * 0.5;
    assert_eq!(table.click(middle), [Wish::SelectWire(0)]);
}

#[test]
fn a_loose_box_held_over_a_wire_is_inserted_and_one_that_passes_is_not() {
    let places = [(0.0, 0.0), (0.0, 700.0), (900.0, 300.0)];
    let mut held = table(&places, &[(0, 1)]);
    let from = held.head(2);
    let onto = pos2(0.0, 340.0) - held.scene.boxes[2].rect.min.to_vec2() + from.to_vec2();
    held.press(from);
    for _ in 0..6 {
        held.hold(onto);
    }
    let wishes = held.release(onto);
    assert!(matches!(wishes[..], [Wish::Insert(2, 0, _)]), "{wishes:?}");
    let mut passed = table(&places, &[(0, 1)]);
    passed.press(from);
    passed.hold(onto);
    let wishes = passed.release(onto);
    assert!(matches!(wishes[..], [Wish::Move(..)]), "{wishes:?}");
}

#[test]
fn pushing_the_canvas_selects_nothing_even_when_the_space_bar_goes_first() {
    let mut table = table(&[(0.0, 0.0)], &[]);
    let at = pos2(-100.0, -100.0);
    let push = Hand {
        place: Some(at),
        is_down: true,
        is_pushing: true,
        delta: vec2(5.0, 6.0),
        ..Hand::default()
    };
    assert_eq!(table.step(push), [Wish::Pan(vec2(5.0, 6.0))]);
    assert_eq!(table.hold(at), []);
    assert_eq!(table.release(at), []);
    assert!(table.gesture.is_idle());
    assert_eq!(table.selected, Selected::default());
}

#[test]
fn double_clicks_add_on_nothing_and_open_a_box() {
    let mut table = table(&[(0.0, 0.0)], &[]);
    let double = |at| Hand { place: Some(at), is_double: true, ..Hand::default() };
    let at = pos2(700.0, 700.0);
    assert_eq!(table.step(double(at)), [Wish::AddAt(at)]);
    assert_eq!(table.step(double(table.head(0))), [Wish::Open(0)]);
}

#[test]
fn wires_go_around_boxes_and_back_wires_have_lanes_of_their_own() {
    // Two boxes lead back to the first; one stands between.
    let table =
        table(&[(0.0, 0.0), (0.0, 300.0), (0.0, 600.0), (0.0, 900.0)], &[(0, 3), (2, 1), (3, 1)]);
    let scene = &table.scene;
    for wire in &scene.wires {
        for (number, shape) in scene.boxes.iter().enumerate() {
            if number == wire.from || number == wire.to {
                continue;
            }
            let inner = shape.rect.shrink(2.0);
            for piece in wire.route.points.windows(2).filter(|_| !wire.route.is_curve) {
                let piece = Rect::from_two_pos(piece[0], piece[1]);
                assert!(!inner.intersects(piece), "wire {wire:?} crosses box {number}");
            }
        }
    }
    let lanes: Vec<f32> = scene.wires[1..]
        .iter()
        .map(|wire| wire.route.points.iter().map(|point| point.x).fold(f32::MIN, f32::max))
        .collect();
    assert!((lanes[0] - lanes[1]).abs() >= 11.0, "{lanes:?}");
}

#[test]
fn whatever_the_hands_do_nothing_breaks() {
    let mut table = table(&[(0.0, 0.0), (300.0, 50.0), (0.0, 400.0)], &[(0, 1), (1, 2), (2, 1)]);
    let mut number = 1_u64;
    let mut dice = |most: u64| {
        number ^= number << 13;
        number ^= number >> 7;
        number ^= number << 17;
        number % most
    };
    for _ in 0..20_000 {
        let hand = Hand {
            place: (dice(20) > 0).then(|| pos2(dice(900) as f32 - 200.0, dice(900) as f32 - 200.0)),
            is_pressed: dice(3) == 0,
            is_down: dice(2) == 0,
            is_released: dice(3) == 0,
            is_double: dice(9) == 0,
            is_second: dice(9) == 0,
            is_pushing: dice(9) == 0,
            delta: Vec2::splat(dice(9) as f32),
            ..Hand::default()
        };
        table.shift = dice(4) == 0;
        table.alt = dice(4) == 0;
        for wish in table.step(hand) {
            if let Wish::Connect(from, chip, to) = wish {
                assert!(from < 3 && to < 3 && chip < 2 && to != 0);
            }
        }
    }
}

#[test]
fn one_finger_on_nothing_looks_around_and_on_a_box_moves_it() {
    let mut table = table(&[(0.0, 0.0), (300.0, 200.0)], &[]);
    let finger = |at: Pos2, delta: Vec2| Hand {
        place: Some(at),
        is_down: true,
        delta,
        fingers: 1,
        ..Hand::default()
    };
    let empty = pos2(700.0, 700.0);
    table.step(Hand { is_pressed: true, ..finger(empty, Vec2::ZERO) });
    let wishes = table.step(finger(empty + vec2(30.0, 0.0), vec2(30.0, 0.0)));
    assert_eq!(wishes, [Wish::Pan(vec2(30.0, 0.0))]);
    let wishes = table.step(finger(empty + vec2(50.0, 10.0), vec2(20.0, 10.0)));
    assert_eq!(wishes, [Wish::Pan(vec2(20.0, 10.0))]);
    table.release(empty);
    assert!(table.gesture.is_idle());
    let inside = table.scene.boxes[1].rect.min + vec2(60.0, 20.0);
    table.step(Hand { is_pressed: true, ..finger(inside, Vec2::ZERO) });
    table.step(finger(inside + vec2(100.0, 0.0), vec2(100.0, 0.0)));
    let wishes = table.release(inside + vec2(100.0, 0.0));
    assert!(matches!(wishes.as_slice(), [Wish::Move(boxes, _)] if *boxes == [1]), "{wishes:?}");
}

#[test]
fn a_second_finger_gives_up_what_the_first_began() {
    let mut table = table(&[(0.0, 0.0), (300.0, 200.0)], &[]);
    let inside = table.scene.boxes[1].rect.min + vec2(60.0, 20.0);
    table.press(inside);
    table.hold(inside + vec2(40.0, 0.0));
    assert!(matches!(table.gesture, Gesture::Boxes { .. }));
    let two = Hand { place: Some(inside), is_down: true, fingers: 2, ..Hand::default() };
    assert_eq!(table.step(two), []);
    assert!(table.gesture.is_idle());
}

#[test]
fn ctrl_takes_what_is_dragged_out_of_its_frame() {
    let mut table = table(&[(0.0, 0.0), (300.0, 200.0)], &[]);
    let inside = table.scene.boxes[1].rect.min + vec2(60.0, 20.0);
    let to = inside + vec2(500.0, 0.0);
    table.press(inside);
    table.hold(to);
    let up = Hand { place: Some(to), is_released: true, ctrl: true, ..Hand::default() };
    let wishes = table.step(up);
    assert!(matches!(wishes.as_slice(), [Wish::MoveOut(boxes, _)] if *boxes == [1]), "{wishes:?}");
}

#[test]
fn ways_that_are_found_again_after_a_change_are_those_found_anew() {
    let mut number = 7_u64;
    let mut below = |most: u64| {
        number =
            number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (number >> 33) % most
    };
    let mut reused = 0;
    for _ in 0..60 {
        let count = 3 + below(30);
        let places: Vec<(f32, f32)> =
            (0..count).map(|_| (below(1600) as f32, below(3000) as f32)).collect();
        let mut wires: Vec<(usize, usize)> =
            (0..count).map(|from| (from as usize, below(count) as usize)).collect();
        wires.retain(|(from, to)| from != to);
        let before = table(&places, &wires).scene;
        let mut moved = places.clone();
        for _ in 0..below(3) {
            moved[below(count) as usize] = (below(1600) as f32, below(3000) as f32);
        }
        // Somebody adds a box and a wire, takes some away, or does neither.
        match below(4) {
            0 => {
                moved.push((below(1600) as f32, below(3000) as f32));
                wires.push((moved.len() - 1, 0));
            }
            1 => {
                wires.pop();
            }
            _ => {}
        }
        let anew = table(&moved, &wires).scene;
        let mut again = anew.clone();
        for wire in &mut again.wires {
            wire.route = Route::default();
        }
        let index = Index::of_boxes(&again);
        route_again(&mut again, &index, &before);
        assert_eq!(again.wires, anew.wires);
        let same = |(one, other): &(&Wire, &Wire)| one.route == other.route;
        reused += again.wires.iter().zip(&before.wires).filter(same).count();
    }
    assert!(reused > 300, "{reused}");
}
