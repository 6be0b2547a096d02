//! What hands do on the canvas, as a small machine: a pointer and keys go in, wishes come out.
//!
//! Nothing here draws, and nothing changes a document. A gesture that is under way shows itself by
//! [`Gesture`]; what it wishes comes out when it ends, once, so that one gesture is one thing to undo.

use std::collections::BTreeSet;

use egui::{Pos2, Rect, Vec2, pos2, vec2};

use super::guides::{self, Guide};
use super::index::Index;
use super::shapes::{BoxIndex, CHIP_HEIGHT, Scene};
use super::wires;

/// The pointer moves so far, in points of the screen, before it drags.
const DRAG: f32 = 4.0;
/// A wire finds a box at this distance, in points of the screen.
const MAGNET: f32 = 24.0;
/// A wire is hit at this distance, in points of the screen.
const WIRE_REACH: f32 = 7.0;
/// A box has to be held so long over a wire before it would be inserted, in seconds.
const HOLD: f64 = 0.3;

/// What the hands do at a moment.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hand {
    /// Where the pointer is on the canvas; none while it is elsewhere.
    pub place: Option<Pos2>,
    /// Whether the first button went down just now.
    pub is_pressed: bool,
    /// Whether the first button is down.
    pub is_down: bool,
    /// Whether the first button went up just now.
    pub is_released: bool,
    /// Whether this is the second click of two.
    pub is_double: bool,
    /// Whether the second button was clicked, or a finger rested.
    pub is_second: bool,
    /// Whether the canvas is being pushed by hand: the middle button, or the space bar held.
    pub is_pushing: bool,
    /// How far the pointer has come since the last moment, in points of the screen.
    pub delta: Vec2,
    /// Whether Shift is held.
    pub shift: bool,
    /// Whether Alt is held.
    pub alt: bool,
    /// Whether Ctrl is held, or Cmd.
    pub ctrl: bool,
    /// How many fingers touch the screen; 0 when it is a pointer.
    pub fingers: usize,
    /// Seconds since some moment.
    pub now: f64,
}

/// What is under the pointer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Hit {
    /// Nothing.
    #[default]
    Empty,
    /// A box.
    Box(BoxIndex),
    /// An exit of a box.
    Chip(BoxIndex, usize),
    /// A wire; near its end when so.
    Wire(usize, bool),
    /// A frame's title.
    Frame(usize),
    /// A note.
    Note(usize),
}

/// What the hands are doing.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Gesture {
    /// Nothing.
    #[default]
    Idle,
    /// The button is down and the pointer has not moved yet.
    Pressed { at: Pos2, hit: Hit },
    /// The canvas is pushed.
    Pan,
    /// A rectangle is drawn around what shall be selected.
    Marquee { from: Pos2, to: Pos2 },
    /// Boxes are moved.
    Boxes {
        grabbed: BoxIndex,
        boxes: Vec<BoxIndex>,
        from: Pos2,
        by: Vec2,
        guides: Vec<Guide>,
        over: Option<(usize, f64)>,
    },
    /// A note is moved.
    Note { note: usize, from: Pos2, by: Vec2 },
    /// A wire is led from an exit.
    Wire { from: BoxIndex, chip: usize, at: Pos2, over: Option<BoxIndex>, was: Option<usize> },
}

/// What the hands wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// To look elsewhere, by a distance on the screen.
    Pan(Vec2),
    /// To select just these.
    Select(BTreeSet<BoxIndex>),
    /// To select a wire.
    SelectWire(usize),
    /// To have an exit at hand, for keys.
    SelectExit(BoxIndex, usize),
    /// To move a note.
    MoveNote(usize, Vec2),
    /// To write in a note.
    EditNote(usize),
    /// To write a frame's title.
    EditFrame(usize),
    /// To move boxes.
    Move(Vec<BoxIndex>, Vec2),
    /// To move boxes, and out of the frames in which they stand.
    MoveOut(Vec<BoxIndex>, Vec2),
    /// To put a box onto a wire.
    Insert(BoxIndex, usize, Vec2),
    /// To lead an exit to a box.
    Connect(BoxIndex, usize, BoxIndex),
    /// To lead an exit nowhere.
    Disconnect(BoxIndex, usize),
    /// To add a box here, to which an exit leads.
    AddFrom(BoxIndex, usize, Pos2),
    /// To add a box here.
    AddAt(Pos2),
    /// To open what is in a box.
    Open(BoxIndex),
    /// To rename a box.
    Rename(BoxIndex),
    /// To see what can be done with what is here.
    Menu(Hit, Pos2),
}

/// What is selected, as the canvas knows it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selected {
    /// The boxes.
    pub boxes: BTreeSet<BoxIndex>,
    /// The wire.
    pub wire: Option<usize>,
}

impl Gesture {
    /// Whether something is under way.
    pub fn is_idle(&self) -> bool {
        *self == Gesture::Idle
    }

    /// Gives up what is under way, as the Escape key does.
    pub fn cancel(&mut self) {
        *self = Gesture::Idle;
    }

    /// Takes what the hands do at a moment.
    pub fn step(
        &mut self,
        hand: &Hand,
        scene: &Scene,
        index: &Index,
        selected: &Selected,
        zoom: f32,
    ) -> Vec<Wish> {
        let mut wishes = Vec::new();
        let Some(place) = hand.place else {
            if hand.is_released || !hand.is_down {
                self.cancel();
            }
            return wishes;
        };
        if hand.fingers > 1 {
            // Two fingers look around, whatever one of them began.
            self.cancel();
            return wishes;
        }
        if hand.is_pushing && matches!(self, Gesture::Idle | Gesture::Pressed { .. } | Gesture::Pan)
        {
            *self = Gesture::Pan;
            if hand.delta != Vec2::ZERO {
                wishes.push(Wish::Pan(hand.delta));
            }
            return wishes;
        }
        match self {
            Gesture::Pan => {
                if hand.fingers == 1 && hand.is_down && hand.delta != Vec2::ZERO {
                    wishes.push(Wish::Pan(hand.delta));
                }
                // The space bar may go up before the button: that begins no selection.
                if !hand.is_down {
                    self.cancel();
                }
            }
            Gesture::Idle => {
                if hand.is_second {
                    let hit = hit(scene, index, place, zoom);
                    if let Hit::Box(number) | Hit::Chip(number, _) = hit
                        && !selected.boxes.contains(&number)
                    {
                        wishes.push(Wish::Select([number].into()));
                    }
                    wishes.push(Wish::Menu(hit, place));
                } else if hand.is_double {
                    match hit(scene, index, place, zoom) {
                        Hit::Empty => wishes.push(Wish::AddAt(place)),
                        Hit::Frame(frame) => wishes.push(Wish::EditFrame(frame)),
                        Hit::Note(note) => wishes.push(Wish::EditNote(note)),
                        Hit::Box(number) => wishes.push(Wish::Open(number)),
                        Hit::Chip(..) | Hit::Wire(..) => {}
                    }
                } else if hand.is_pressed {
                    *self = Gesture::Pressed { at: place, hit: hit(scene, index, place, zoom) };
                }
            }
            Gesture::Pressed { at, hit } => {
                let (at, hit) = (*at, *hit);
                if hand.is_released || !hand.is_down {
                    wishes.extend(clicked(hit, at, hand, scene, selected));
                    self.cancel();
                } else if at.distance(place) * zoom >= DRAG {
                    *self = if hand.fingers == 1 && hit == Hit::Empty {
                        wishes.push(Wish::Pan((place - at) * zoom));
                        Gesture::Pan
                    } else {
                        dragged(hit, at, place, scene, selected, &mut wishes)
                    };
                }
            }
            Gesture::Marquee { from, to } => {
                *to = place;
                if !hand.is_down {
                    let area = Rect::from_two_pos(*from, *to);
                    let touched: BTreeSet<BoxIndex> = index
                        .boxes_in(area)
                        .into_iter()
                        .filter(|number| scene.boxes[*number].rect.intersects(area))
                        .collect();
                    let all = if hand.shift {
                        selected.boxes.union(&touched).copied().collect()
                    } else if hand.alt {
                        selected.boxes.difference(&touched).copied().collect()
                    } else {
                        touched
                    };
                    wishes.push(Wish::Select(all));
                    self.cancel();
                }
            }
            Gesture::Note { note, from, by } => {
                let way = place - *from;
                *by = if hand.alt { way } else { guides::on_grid(way) };
                if !hand.is_down {
                    if *by != Vec2::ZERO {
                        wishes.push(Wish::MoveNote(*note, *by));
                    }
                    self.cancel();
                }
            }
            Gesture::Boxes { grabbed, boxes, from, by, guides, over } => {
                (*by, *guides) = guides::settle(scene, index, boxes, place - *from, hand.alt, zoom);
                let moved = scene.boxes[*grabbed].rect.translate(*by);
                *over = match (boxes.as_slice(), wire_under(scene, index, moved, *grabbed)) {
                    ([one], Some(wire)) if is_loose(scene, *one) => match *over {
                        Some((same, since)) if same == wire => Some((wire, since)),
                        _ => Some((wire, hand.now)),
                    },
                    _ => None,
                };
                if !hand.is_down {
                    match over {
                        Some((wire, since)) if hand.now - *since >= HOLD => {
                            wishes.push(Wish::Insert(*grabbed, *wire, *by));
                        }
                        _ if *by == Vec2::ZERO => {}
                        _ if hand.ctrl => wishes.push(Wish::MoveOut(boxes.clone(), *by)),
                        _ => wishes.push(Wish::Move(boxes.clone(), *by)),
                    }
                    self.cancel();
                }
            }
            Gesture::Wire { from, chip, at, over, was } => {
                *at = place;
                *over = index
                    .box_near(scene, place, MAGNET / zoom)
                    .filter(|number| scene.boxes[*number].has_entry);
                if !hand.is_down {
                    match *over {
                        Some(to) => wishes.push(Wish::Connect(*from, *chip, to)),
                        None if was.is_some() => wishes.push(Wish::Disconnect(*from, *chip)),
                        None => wishes.push(Wish::AddFrom(*from, *chip, place)),
                    }
                    self.cancel();
                }
            }
        }
        wishes
    }

    /// The wire onto which the moved box would go if it were dropped now.
    pub fn would_insert(&self, now: f64) -> Option<usize> {
        match self {
            Gesture::Boxes { over: Some((wire, since)), .. } if now - since >= HOLD => Some(*wire),
            _ => None,
        }
    }
}

fn clicked(hit: Hit, at: Pos2, hand: &Hand, scene: &Scene, selected: &Selected) -> Option<Wish> {
    Some(match hit {
        Hit::Box(number) if hand.shift => {
            let mut boxes = selected.boxes.clone();
            if !boxes.remove(&number) {
                boxes.insert(number);
            }
            Wish::Select(boxes)
        }
        Hit::Box(number) => Wish::Select([number].into()),
        Hit::Chip(number, chip) => {
            let shape = &scene.boxes[number];
            if shape.chips.get(chip).is_some_and(|chip| !chip.is_connected) && !hand.shift {
                let below = pos2(shape.exit(chip).x, shape.rect.max.y + 80.0);
                Wish::AddFrom(number, chip, below)
            } else {
                Wish::Select([number].into())
            }
        }
        Hit::Wire(wire, _) => Wish::SelectWire(wire),
        Hit::Frame(frame) => Wish::Select(scene.frames[frame].boxes.iter().copied().collect()),
        Hit::Note(_) => return None,
        Hit::Empty if hand.shift || hand.alt => return None,
        Hit::Empty => {
            let _ = at;
            Wish::Select(BTreeSet::new())
        }
    })
}

fn dragged(
    hit: Hit,
    at: Pos2,
    place: Pos2,
    scene: &Scene,
    selected: &Selected,
    wishes: &mut Vec<Wish>,
) -> Gesture {
    let boxes = |grabbed: BoxIndex, all: Vec<BoxIndex>| Gesture::Boxes {
        grabbed,
        boxes: all,
        from: at,
        by: place - at,
        guides: Vec::new(),
        over: None,
    };
    match hit {
        Hit::Empty => Gesture::Marquee { from: at, to: place },
        Hit::Note(note) => Gesture::Note { note, from: at, by: place - at },
        Hit::Box(number) if selected.boxes.contains(&number) => {
            boxes(number, selected.boxes.iter().copied().collect())
        }
        Hit::Box(number) => {
            wishes.push(Wish::Select([number].into()));
            boxes(number, vec![number])
        }
        Hit::Chip(from, chip) => Gesture::Wire { from, chip, at: place, over: None, was: None },
        Hit::Wire(wire, true) => {
            let one = &scene.wires[wire];
            Gesture::Wire { from: one.from, chip: one.chip, at: place, over: None, was: Some(wire) }
        }
        Hit::Wire(wire, false) => {
            wishes.push(Wish::SelectWire(wire));
            Gesture::Marquee { from: at, to: place }
        }
        Hit::Frame(frame) => {
            let inside = scene.frames[frame].boxes.clone();
            wishes.push(Wish::Select(inside.iter().copied().collect()));
            match inside.first() {
                Some(first) => boxes(*first, inside),
                None => Gesture::Idle,
            }
        }
    }
}

/// What is at a place: exits before boxes, boxes before wires, wires before frames.
pub fn hit(scene: &Scene, index: &Index, place: Pos2, zoom: f32) -> Hit {
    if let Some(number) = index.box_at(scene, place) {
        let shape = &scene.boxes[number];
        // An exit's dot reaches a little below the box.
        let chip = (0..shape.chips.len()).find(|chip| shape.chip_rect(*chip).contains(place));
        return chip.map_or(Hit::Box(number), |chip| Hit::Chip(number, chip));
    }
    let around = Rect::from_center_size(place, vec2(1.0, CHIP_HEIGHT));
    for number in index.boxes_in(around).into_iter().rev() {
        let shape = &scene.boxes[number];
        let near = |chip: &usize| shape.exit(*chip).distance(place) <= 10.0;
        if let Some(chip) = (0..shape.chips.len()).find(near) {
            return Hit::Chip(number, chip);
        }
    }
    if let Some(note) = scene.notes.iter().rposition(|note| note.rect.contains(place)) {
        return Hit::Note(note);
    }
    let reach = WIRE_REACH / zoom;
    let area = Rect::from_center_size(place, Vec2::splat(2.0 * reach));
    for wire in index.wires_in(area).into_iter().rev() {
        if wires::is_near(&scene.wires[wire].route, place, reach) {
            let end = scene.boxes[scene.wires[wire].to].entry();
            return Hit::Wire(wire, end.distance(place) <= 28.0);
        }
    }
    let title = |rect: Rect| Rect::from_min_size(rect.min, vec2(rect.width(), 28.0));
    match scene.frames.iter().rposition(|frame| title(frame.rect).contains(place)) {
        Some(frame) => Hit::Frame(frame),
        None => Hit::Empty,
    }
}

/// The wire that runs through a box that is being moved, apart from its own.
pub(crate) fn wire_under(scene: &Scene, index: &Index, rect: Rect, own: BoxIndex) -> Option<usize> {
    let middle = rect.center();
    let near = Rect::from_center_size(middle, vec2(rect.width() * 0.5, rect.height() * 0.5));
    index.wires_in(near).into_iter().find(|wire| {
        let one = &scene.wires[*wire];
        one.from != own && one.to != own && wires::is_near(&one.route, middle, 48.0)
    })
}

/// Whether no wire leads to a box or from it.
fn is_loose(scene: &Scene, number: BoxIndex) -> bool {
    scene.boxes[number].has_entry
        && scene.wires.iter().all(|wire| wire.from != number && wire.to != number)
}
