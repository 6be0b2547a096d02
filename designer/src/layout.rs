//! Where the parts of the window stand. The parts are shown in the order in which the Tab key walks
//! them: bar, left, canvas, right, bottom.
//!
//! Deliberately not here: what is in the parts.

use egui::{Rect, pos2};
use serde::{Deserialize, Serialize};

/// How high the bar at the top is.
const BAR: f32 = 48.0;
/// How high the line at the bottom is.
const STATUS: f32 = 34.0;
/// How high the strip of tabs is.
const TABS: f32 = 34.0;
/// How high the strip is that says what is wrong with the server.
const BANNER: f32 = 36.0;
/// A window narrower than this has no column at the left; it comes as a drawer.
pub const NARROW: f32 = 900.0;
/// A window narrower than this has no column at the right either.
pub const NARROWER: f32 = 700.0;
/// The columns at the sides are at least and at most so wide.
const COLUMN: std::ops::RangeInclusive<f32> = 200.0..=560.0;

/// A part of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The bar at the top.
    Bar,
    /// What is wrong with the server, below the bar.
    Banner,
    /// The tabs of the open flows.
    Tabs,
    /// The column at the left.
    Left,
    /// The canvas.
    Canvas,
    /// The column at the right.
    Right,
    /// What shows below the canvas.
    Bottom,
    /// The line at the bottom.
    Status,
}

/// How large people made the parts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sizes {
    /// How wide the column at the left is.
    pub left: f32,
    /// How wide the column at the right is.
    pub right: f32,
    /// How high the part below the canvas is.
    pub bottom: f32,
    /// How high it is while a script is written in it.
    pub script: f32,
}

impl Default for Sizes {
    fn default() -> Sizes {
        Sizes { left: 240.0, right: 340.0, bottom: 180.0, script: 320.0 }
    }
}

/// What stands below the canvas, as far as its room goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Below {
    /// A list.
    List,
    /// A script, which needs more.
    Script,
}

/// Where each part stands; those that are not shown have no place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rooms {
    /// The bar at the top.
    pub bar: Rect,
    /// What is wrong with the server, below the bar.
    pub banner: Option<Rect>,
    /// The tabs of the open flows.
    pub tabs: Option<Rect>,
    /// The column at the left.
    pub left: Option<Rect>,
    /// The canvas.
    pub canvas: Rect,
    /// The column at the right.
    pub right: Option<Rect>,
    /// What shows below the canvas.
    pub bottom: Option<Rect>,
    /// The line at the bottom.
    pub status: Rect,
    /// Whether a column lies over the canvas rather than beside it.
    pub left_floats: bool,
    /// The same of the column at the right.
    pub right_floats: bool,
}

impl Rooms {
    /// Shares a window out. A drawer that is open lies over the canvas.
    pub fn of(window: Rect, sizes: &Sizes, below: Option<Below>, drawer: Option<Part>) -> Rooms {
        let bar = Rect::from_min_max(window.min, pos2(window.max.x, window.min.y + BAR));
        let status = Rect::from_min_max(pos2(window.min.x, window.max.y - STATUS), window.max);
        let mut canvas = Rect::from_min_max(bar.left_bottom(), status.right_top());
        let (is_narrow, is_narrower) = (window.width() < NARROW, window.width() < NARROWER);
        let widest = (window.width() - 64.0).max(*COLUMN.start());
        let left_width = sizes.left.clamp(*COLUMN.start(), *COLUMN.end()).min(widest);
        let right_width = sizes.right.clamp(*COLUMN.start(), *COLUMN.end()).min(widest);
        let whole = canvas;
        let mut left = Rect::from_min_max(whole.min, pos2(whole.min.x + left_width, whole.max.y));
        let mut right = Rect::from_min_max(pos2(whole.max.x - right_width, whole.min.y), whole.max);
        if !is_narrow {
            canvas.min.x = left.max.x;
        }
        if !is_narrower {
            canvas.max.x = right.min.x;
        }
        let bottom = below.map(|below| {
            let (share, high) = match below {
                Below::List => (0.4, sizes.bottom),
                Below::Script => (0.66, sizes.script),
            };
            let most = (window.height() * share).max(80.0);
            let high = high.clamp(80.0, most);
            let bottom = Rect::from_min_max(pos2(canvas.min.x, canvas.max.y - high), canvas.max);
            canvas.max.y = bottom.min.y;
            bottom
        });
        if is_narrow {
            left.max.x = left.max.x.min(whole.max.x);
        }
        if is_narrower {
            right.min.x = right.min.x.max(whole.min.x);
        }
        Rooms {
            bar,
            banner: None,
            tabs: None,
            left: (!is_narrow || drawer == Some(Part::Left)).then_some(left),
            canvas,
            right: (!is_narrower || drawer == Some(Part::Right)).then_some(right),
            bottom,
            status,
            left_floats: is_narrow,
            right_floats: is_narrower,
        }
    }

    /// The same with a strip of tabs below the bar, for which the others make room.
    pub fn with_tabs(mut self) -> Rooms {
        self.tabs = Some(self.strip(TABS));
        self
    }

    /// The same with a strip below the bar that says what is wrong with the server.
    pub fn with_banner(mut self) -> Rooms {
        self.banner = Some(self.strip(BANNER));
        self
    }

    /// A strip at the top of what is below the bar, for which the others make room.
    fn strip(&mut self, high: f32) -> Rect {
        let above = self.banner.unwrap_or(self.bar);
        let top = above.max.y + high;
        let strip = Rect::from_min_max(above.left_bottom(), pos2(self.bar.max.x, top));
        self.canvas.min.y = top;
        for column in [&mut self.left, &mut self.right].into_iter().flatten() {
            column.min.y = top;
        }
        strip
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{Pos2, vec2};

    fn window(width: f32) -> Rect {
        Rect::from_min_size(Pos2::ZERO, vec2(width, 800.0))
    }

    #[test]
    fn a_wide_window_has_both_columns_beside_the_canvas() {
        let rooms = Rooms::of(window(1280.0), &Sizes::default(), Some(Below::List), None);
        assert_eq!(rooms.canvas.width(), 1280.0 - 240.0 - 340.0);
        assert_eq!(rooms.bottom.unwrap().top(), rooms.canvas.bottom());
        assert!(!rooms.left_floats && !rooms.right_floats);
    }

    #[test]
    fn a_narrow_window_gives_the_canvas_the_room_of_the_left_column() {
        let rooms = Rooms::of(window(800.0), &Sizes::default(), None, None);
        assert_eq!((rooms.left, rooms.canvas.min.x), (None, 0.0));
        let rooms = Rooms::of(window(800.0), &Sizes::default(), None, Some(Part::Left));
        assert!(rooms.left.unwrap().intersects(rooms.canvas), "a drawer lies over the canvas");
        let rooms = Rooms::of(window(500.0), &Sizes::default(), None, None);
        assert_eq!((rooms.left, rooms.right, rooms.canvas.width()), (None, None, 500.0));
    }

    #[test]
    fn sizes_from_anywhere_leave_room_for_everything() {
        for size in [0.0, -50.0, 9e9] {
            let sizes = Sizes { left: size, right: size, bottom: size, script: size };
            for width in [300.0, 700.0, 1300.0] {
                let rooms = Rooms::of(window(width), &sizes, Some(Below::Script), Some(Part::Left));
                assert!(rooms.canvas.width() > 100.0 && rooms.canvas.height() > 100.0, "{rooms:?}");
            }
        }
    }
}
