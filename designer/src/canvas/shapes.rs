//! What a canvas shows: boxes with exits, wires between them, frames and notes. No flow is known here.

use std::sync::Arc;

use egui::{Pos2, Rect, Vec2};

/// How wide a box is.
pub const BOX_WIDTH: f32 = 260.0;
/// From the top of a box to its exits.
pub const HEAD_HEIGHT: f32 = 62.0;
/// How high a row of exits is.
pub const CHIP_HEIGHT: f32 = 30.0;

/// How wide the stripe at the left of a box is.
pub const STRIPE: f32 = 4.0;

/// The number of a box in its scene.
pub type BoxIndex = usize;

/// Everything on a canvas.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The boxes, in the order in which they are drawn.
    pub boxes: Vec<BoxShape>,
    /// The wires.
    pub wires: Vec<Wire>,
    /// Frames around boxes.
    pub frames: Vec<Frame>,
    /// Notes.
    pub notes: Vec<Note>,
}

/// A box.
#[derive(Clone, Debug, PartialEq)]
pub struct BoxShape {
    /// Where it stands.
    pub rect: Rect,
    /// Its name.
    pub name: Arc<str>,
    /// What sort of box it is, in words.
    pub kind: Arc<str>,
    /// What it does, in a line.
    pub summary: Arc<str>,
    /// The icon of its sort, a letter of the font of icons.
    pub icon: char,
    /// Which of the palette's groups it belongs to.
    pub group: u8,
    /// Its exits, in order.
    pub chips: Vec<Chip>,
    /// Whether wires can come in.
    pub has_entry: bool,
    /// How much is wrong with it.
    pub errors: u32,
    /// How much could go wrong with it.
    pub warnings: u32,
    /// Whether nobody here knows what it does.
    pub is_unknown: bool,
}

/// An exit of a box.
#[derive(Clone, Debug, PartialEq)]
pub struct Chip {
    /// What it is called.
    pub label: Arc<str>,
    /// Where it is, from the top left of its box.
    pub rect: Rect,
    /// The number by which the document knows its wire; none while it has none.
    pub number: Option<usize>,
    /// Whether a wire leaves it.
    pub is_connected: bool,
    /// Whether something is wrong with it.
    pub is_wrong: bool,
    /// The name of what it leads to; empty while it leads nowhere.
    pub leads_to: Arc<str>,
}

/// A wire from an exit to a box.
#[derive(Clone, Debug, PartialEq)]
pub struct Wire {
    /// The box from which it comes.
    pub from: BoxIndex,
    /// Which of its exits.
    pub chip: usize,
    /// The box to which it leads.
    pub to: BoxIndex,
    /// Its way.
    pub route: Route,
}

/// The way of a wire.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Route {
    /// Its points, from the exit to the entry.
    pub points: Vec<Pos2>,
    /// Whether it bends softly; else it goes along the points, with rounded corners.
    pub is_curve: bool,
    /// What it touches.
    pub bounds: Option<Rect>,
}

/// A frame around boxes.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// Its title.
    pub title: Arc<str>,
    /// Where it is.
    pub rect: Rect,
    /// The boxes in it.
    pub boxes: Vec<BoxIndex>,
}

/// A note.
#[derive(Clone, Debug, PartialEq)]
pub struct Note {
    /// What it says.
    pub text: Arc<str>,
    /// Where it is.
    pub rect: Rect,
}

impl BoxShape {
    /// The place into which wires lead.
    pub fn entry(&self) -> Pos2 {
        self.rect.center_top()
    }

    /// Where an exit is on the canvas.
    pub fn chip_rect(&self, chip: usize) -> Rect {
        let rect = self.chips.get(chip).map_or(Rect::NOTHING, |chip| chip.rect);
        rect.translate(self.rect.min.to_vec2())
    }

    /// The place from which the wire of an exit leaves the box: the middle of the lowest exit of a
    /// column, and for those above it the passage that is left for them at the side.
    pub fn exit(&self, chip: usize) -> Pos2 {
        let rect = self.chip_rect(chip);
        let stairs = Stairs::of(self.chips.len());
        let x = if stairs.is_lowest(chip) {
            rect.center().x
        } else {
            rect.min.x + stairs.passage / 2.0
        };
        Pos2::new(x, self.rect.max.y)
    }

    /// The passage from an exit above others down to the edge of the box; none for the lowest.
    pub fn passage(&self, chip: usize) -> Option<[Pos2; 2]> {
        let below = self.exit(chip);
        let from = Pos2::new(below.x, self.chip_rect(chip).max.y);
        (!Stairs::of(self.chips.len()).is_lowest(chip)).then_some([from, below])
    }
}

/// How exits stand in a box: in columns, each exit a little narrower than the one above it, so that
/// the wires of those above pass at its side and all leave the box below, in order.
#[derive(Clone, Copy, Debug)]
struct Stairs {
    count: usize,
    columns: usize,
    rows: usize,
    /// How wide the passage beside an exit is.
    passage: f32,
}

impl Stairs {
    /// Few columns, so that names can be read, and more only where the box would grow too high.
    fn of(count: usize) -> Stairs {
        let columns = match count {
            0..=3 => count.max(1),
            4 => 2,
            5..=12 => 3,
            _ => 4,
        };
        let rows = count.div_ceil(columns).max(1);
        // Half of the width stays for the lowest.
        let passage = (BOX_WIDTH / columns as f32 / 2.0 / rows as f32).min(14.0);
        Stairs { count, columns, rows, passage }
    }

    fn is_lowest(&self, chip: usize) -> bool {
        (chip + 1).is_multiple_of(self.rows) || chip + 1 >= self.count
    }

    fn rect(&self, chip: usize) -> Rect {
        let (column, row) = (chip / self.rows, chip % self.rows);
        let width = (BOX_WIDTH - STRIPE) / self.columns as f32;
        let left = STRIPE + width * column as f32;
        let top = HEAD_HEIGHT + CHIP_HEIGHT * row as f32;
        // The last of all has what room is left below it.
        let rows = if self.is_lowest(chip) { self.rows } else { row + 1 };
        Rect::from_min_max(
            Pos2::new(left + self.passage * row as f32, top),
            Pos2::new(left + width, HEAD_HEIGHT + CHIP_HEIGHT * rows as f32),
        )
    }
}

/// The exits of a box that starts at the origin, and the size of the box.
pub fn lay_out_chips(count: usize) -> (Vec<Rect>, Vec2) {
    let stairs = Stairs::of(count);
    let rects = (0..count).map(|chip| stairs.rect(chip)).collect();
    let rows = if count == 0 { 0 } else { stairs.rows };
    (rects, Vec2::new(BOX_WIDTH, HEAD_HEIGHT + CHIP_HEIGHT * rows as f32))
}

impl Scene {
    /// Tells scenes apart in which a place among the boxes, exits or wires means something else.
    pub fn build(&self) -> u64 {
        let boxes = self.boxes.iter().map(|shape| shape.chips.len());
        let wires = self.wires.iter().flat_map(|wire| [wire.from, wire.chip, wire.to]);
        let counts = [self.boxes.len(), self.wires.len(), self.frames.len(), self.notes.len()];
        counts.into_iter().chain(boxes).chain(wires).fold(0xcbf2_9ce4_8422_2325, |sum, part| {
            (sum ^ part as u64).wrapping_mul(0x0100_0000_01b3)
        })
    }

    /// What all of it takes.
    pub fn bounds(&self) -> Option<Rect> {
        let rects = self.boxes.iter().map(|one| one.rect);
        let frames = self.frames.iter().map(|frame| frame.rect);
        let notes = self.notes.iter().map(|note| note.rect);
        rects.chain(frames).chain(notes).reduce(Rect::union)
    }

    /// The box of a name.
    pub fn find(&self, name: &str) -> Option<BoxIndex> {
        self.boxes.iter().position(|one| &*one.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exits_fill_the_width_and_the_box_grows_with_them() {
        let (rects, size) = lay_out_chips(3);
        assert_eq!(size, Vec2::new(260.0, 92.0));
        assert_eq!(rects.len(), 3);
        assert!((rects[2].max.x - BOX_WIDTH).abs() < 0.01);
        let (rects, size) = lay_out_chips(10);
        assert_eq!(size.y, HEAD_HEIGHT + 4.0 * CHIP_HEIGHT);
        assert!(rects[3].min.x > rects[0].min.x, "the lower is the narrower");
        assert!(rects[3].width() > 30.0, "its name can still be read");
        assert!(size.y < 220.0, "ten exits fit between two rows of an imported flow");
        assert_eq!(lay_out_chips(0).1.y, HEAD_HEIGHT);
    }

    #[test]
    fn wires_leave_a_box_in_the_order_of_its_exits_and_apart() {
        for count in 1..=40 {
            let (rects, size) = lay_out_chips(count);
            let chips = rects.into_iter().map(|rect| Chip {
                label: "".into(),
                rect,
                number: None,
                is_connected: false,
                is_wrong: false,
                leads_to: "".into(),
            });
            let shape = BoxShape {
                rect: Rect::from_min_size(Pos2::ZERO, size),
                name: "".into(),
                kind: "".into(),
                summary: "".into(),
                icon: ' ',
                group: 0,
                chips: chips.collect(),
                has_entry: true,
                errors: 0,
                warnings: 0,
                is_unknown: false,
            };
            let exits: Vec<f32> = (0..count).map(|chip| shape.exit(chip).x).collect();
            for pair in exits.windows(2) {
                assert!(pair[1] - pair[0] >= 3.0, "{count} exits: {exits:?}");
            }
        }
    }
}
