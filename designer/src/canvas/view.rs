//! Where one looks: the way from places on the canvas to places on the screen and back.

use egui::{Pos2, Rect, Vec2};

/// Nobody zooms out farther.
pub const FARTHEST: f32 = 0.1;
/// Nobody zooms in closer.
pub const CLOSEST: f32 = 2.0;
/// From here on everything in a box can be read.
const READABLE: f32 = 0.75;
/// How far one gets away from everything, in screens.
const FEW_SCREENS: f32 = 4.0;
/// A zoom by gestures lands on these when it comes near.
const STEPS: [f32; 4] = [0.25, 0.5, 0.75, 1.0];

/// A view of the canvas.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// The place of the canvas in the middle of the screen.
    pub middle: Pos2,
    /// How large things are; 1 is their own size.
    pub zoom: f32,
}

impl Default for View {
    fn default() -> View {
        View { middle: Pos2::ZERO, zoom: 1.0 }
    }
}

impl View {
    /// The place on the screen of a place on the canvas.
    pub fn screen_from_canvas(&self, screen: Rect, place: Pos2) -> Pos2 {
        screen.center() + (place - self.middle) * self.zoom
    }

    /// The place on the canvas of a place on the screen.
    pub fn canvas_from_screen(&self, screen: Rect, place: Pos2) -> Pos2 {
        self.middle + (place - screen.center()) / self.zoom
    }

    /// A rectangle of the canvas on the screen.
    pub fn screen_rect(&self, screen: Rect, rect: Rect) -> Rect {
        Rect::from_min_max(
            self.screen_from_canvas(screen, rect.min),
            self.screen_from_canvas(screen, rect.max),
        )
    }

    /// What of the canvas is in sight.
    pub fn in_sight(&self, screen: Rect) -> Rect {
        Rect::from_min_max(
            self.canvas_from_screen(screen, screen.min),
            self.canvas_from_screen(screen, screen.max),
        )
    }

    /// Moves what is seen by a distance on the screen.
    pub fn pan(&mut self, by: Vec2) {
        self.middle -= by / self.zoom;
    }

    /// Zooms by a factor; what is at a place on the screen stays there.
    pub fn zoom_at(&mut self, screen: Rect, at: Pos2, factor: f32) {
        let fixed = self.canvas_from_screen(screen, at);
        self.zoom = (self.zoom * factor).clamp(FARTHEST, CLOSEST);
        self.middle = fixed - (at - screen.center()) / self.zoom;
    }

    /// The next step closer or farther.
    pub fn zoom_step(&mut self, is_closer: bool) {
        let all = [FARTHEST, 0.25, 0.5, 0.75, 1.0, 1.5, CLOSEST];
        let next = if is_closer {
            all.into_iter().find(|step| *step > self.zoom + 0.01)
        } else {
            all.into_iter().rev().find(|step| *step < self.zoom - 0.01)
        };
        if let Some(next) = next {
            self.zoom = next;
        }
    }

    /// Lands on a step that is near, at the end of a gesture.
    pub fn land(&mut self) {
        if let Some(step) = STEPS.into_iter().find(|step| (self.zoom / step - 1.0).abs() < 0.04) {
            self.zoom = step;
        }
    }

    /// A view of a whole rectangle, with some room around it; never closer than its own size.
    pub fn of(screen: Rect, rect: Rect) -> View {
        if !rect.is_finite() || rect.area() <= 0.0 || screen.area() <= 0.0 {
            return View { middle: Pos2::ZERO, zoom: 1.0 };
        }
        let room = (screen.size() - Vec2::splat(96.0)).max(Vec2::splat(40.0));
        let zoom = (room.x / rect.width()).min(room.y / rect.height());
        View { middle: rect.center(), zoom: zoom.clamp(FARTHEST, 1.0) }
    }

    /// The first view of a flow: all of it when it can be read so, else where it begins.
    pub fn first(screen: Rect, all: Rect, start: Option<Rect>) -> View {
        let whole = View::of(screen, all);
        match start {
            Some(start) if whole.zoom < READABLE => {
                let down = screen.height() / READABLE / 2.0 - 60.0;
                View { middle: start.center_top() + Vec2::new(0.0, down), zoom: READABLE }
            }
            _ => whole,
        }
    }

    /// Moves as little as needed so that a rectangle is in sight.
    pub fn reveal(&mut self, screen: Rect, rect: Rect) {
        let sight = self.in_sight(screen).shrink(40.0 / self.zoom);
        let shift = |low: f32, high: f32, from: f32, to: f32| {
            if low < from {
                low - from
            } else if high > to {
                (high - to).min(low - from)
            } else {
                0.0
            }
        };
        self.middle.x += shift(rect.min.x, rect.max.x, sight.min.x, sight.max.x);
        self.middle.y += shift(rect.min.y, rect.max.y, sight.min.y, sight.max.y);
    }

    /// Comes back as far as needed that what there is stays near: within a few screens, however somebody
    /// got away from it.
    pub fn stay_near(&mut self, screen: Rect, all: Rect) {
        let all = if all.is_finite() { all } else { Rect::from_pos(Pos2::ZERO) };
        let near = all.expand2(screen.size() * (FEW_SCREENS / self.zoom));
        // Nobody is nowhere.
        let middle = if self.middle.is_finite() { self.middle } else { all.center() };
        self.middle = near.clamp(middle);
    }

    /// A size of text on the screen: in steps of half a point, so that few sizes are ever drawn.
    pub fn text_size(&self, size: f32) -> f32 {
        (size * self.zoom * 2.0).round() / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::{pos2, vec2};

    fn screen() -> Rect {
        Rect::from_min_size(pos2(240.0, 48.0), vec2(900.0, 700.0))
    }

    #[test]
    fn there_and_back_is_the_same_place() {
        let view = View { middle: pos2(120.0, -40.0), zoom: 0.7 };
        let place = pos2(33.0, 210.0);
        let back = view.canvas_from_screen(screen(), view.screen_from_canvas(screen(), place));
        assert!(back.distance(place) < 1e-3);
    }

    #[test]
    fn nobody_gets_lost() {
        let all = Rect::from_min_size(pos2(0.0, 0.0), vec2(300.0, 200.0));
        let near = View { middle: pos2(-800.0, 300.0), zoom: 1.0 };
        for middle in [pos2(1e30, -1e30), pos2(f32::NAN, 0.0), pos2(f32::INFINITY, 5.0)] {
            let mut view = View { middle, zoom: 1.0 };
            view.stay_near(screen(), all);
            assert!(view.middle.distance(all.center()) < 5_000.0, "{middle} became {view:?}");
        }
        let mut view = near;
        view.stay_near(screen(), all);
        assert_eq!(view, near);
    }

    #[test]
    fn what_is_under_the_pointer_stays_there_while_zooming() {
        let mut view = View { middle: pos2(5.0, 6.0), zoom: 1.0 };
        let pointer = pos2(400.0, 200.0);
        let before = view.canvas_from_screen(screen(), pointer);
        for factor in [1.3, 0.2, 9.0, 0.01] {
            view.zoom_at(screen(), pointer, factor);
            assert!(view.canvas_from_screen(screen(), pointer).distance(before) < 1e-2);
            assert!((FARTHEST..=CLOSEST).contains(&view.zoom));
        }
    }

    #[test]
    fn a_whole_flow_fits_and_a_small_one_is_not_blown_up() {
        let large = Rect::from_min_size(pos2(0.0, 0.0), vec2(4000.0, 5000.0));
        assert!(View::of(screen(), large).in_sight(screen()).contains_rect(large));
        let small = Rect::from_min_size(pos2(0.0, 0.0), vec2(100.0, 50.0));
        assert_eq!(View::of(screen(), small).zoom, 1.0);
    }

    #[test]
    fn what_is_revealed_is_in_sight_and_what_was_stays_put() {
        let mut view = View::default();
        let far = Rect::from_min_size(pos2(3000.0, -900.0), vec2(260.0, 92.0));
        view.reveal(screen(), far);
        assert!(view.in_sight(screen()).contains_rect(far));
        let before = view;
        view.reveal(screen(), far);
        assert_eq!(view, before);
    }
}
