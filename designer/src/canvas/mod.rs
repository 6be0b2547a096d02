//! The canvas: boxes with exits, and wires between them.
//!
//! It knows no flow. A [`Scene`] goes in, a person's [`Wish`]es come out, and whoever shows the canvas
//! makes the one and obeys the other. What is drawn costs by what is in sight, not by what there is.
//!
//! Deliberately not here: documents, undoing, and the words in menus.

mod access;
mod detail;
mod gesture;
mod guides;
mod hands;
mod index;
mod minimap;
mod paint;
mod picture;
mod shapes;
mod signs;
mod view;
mod wires;

pub use detail::Detail;
pub(crate) use gesture::wire_under;
pub use gesture::{Gesture, Hand, Hit, Selected, Wish, hit};
pub use guides::GRID;
pub use index::Index;
pub use paint::{Mark, rounded};
pub use picture::{picture, picture_view};
pub use shapes::{
    BOX_WIDTH, BoxIndex, BoxShape, CHIP_HEIGHT, Chip, Frame, HEAD_HEIGHT, Note, Route, STRIPE,
    Scene, Wire, lay_out_chips,
};
pub use signs::Sign;
pub use view::{CLOSEST, FARTHEST, View};
pub use wires::{flattened, route_again, route_all};

use egui::{Pos2, Rect, Sense, Ui};

use crate::theme::Tokens;
use paint::Artist;

/// A canvas: what is looked at, and what the hands are doing.
#[derive(Clone, Debug, Default)]
pub struct Canvas {
    /// What is seen.
    pub view: View,
    /// What the hands are doing.
    pub gesture: Gesture,
    /// What is under the pointer.
    pub hovered: Hit,
    /// Whether everything shall come into sight at the next look.
    pub wants_fit: bool,
    /// Whether the keyboard was used last: only then it is shown what has the keys.
    pub is_keyed: bool,
    /// What shall come into sight at the next look.
    pub wants_reveal: Option<Rect>,
    /// Where it was shown last.
    pub screen: Option<Rect>,
    /// The build of the scene in which the gesture began.
    build: u64,
    /// The view of the last look.
    settled: Option<View>,
    /// How many boxes were drawn last, and in which detail.
    pub drawn: (usize, Detail),
}

/// What a canvas shows apart from its scene.
pub struct Shown<'a> {
    /// The scene, its wires on their ways.
    pub scene: &'a Scene,
    /// Who is where.
    pub index: &'a Index,
    /// What is selected.
    pub selected: &'a Selected,
    /// What is known of a box apart from its drawing.
    pub mark: &'a dyn Fn(BoxIndex) -> Mark,
    /// Whether the simulated call took a wire.
    pub is_taken: &'a dyn Fn(usize) -> bool,
    /// How many took a wire, of all of whom the most on one wire were the second number; none when
    /// nobody counted.
    pub counted: &'a dyn Fn(usize) -> Option<(u64, u64)>,
    /// What stands on a wire of which was counted how many took it.
    pub count_on: &'a dyn Fn(usize) -> Option<String>,
    /// Whether wires that the simulated call did not take are drawn faintly.
    pub dims_wires: bool,
    /// What a comparison says of a wire.
    pub sign: &'a dyn Fn(usize) -> Option<Sign>,
    /// Colours.
    pub tokens: &'a Tokens,
    /// The exit at hand, for keys.
    pub exit: Option<(BoxIndex, usize)>,
    /// What a screen reader says of a box, or of one of its exits.
    pub speak: &'a dyn Fn(BoxIndex, Option<usize>) -> String,
    /// What a screen reader says of the canvas.
    pub spoken: &'a str,
    /// What a button says that leads back to where boxes are.
    pub spoken_back: &'a str,
    /// What a screen reader says of the minimap.
    pub spoken_minimap: &'a str,
    /// Whether the wheel zooms rather than scrolls.
    pub wheel_zooms: bool,
    /// Whether the small picture of everything is shown.
    pub has_minimap: bool,
    /// By what the toolkit knows the canvas.
    pub id: egui::Id,
}

impl Canvas {
    /// Shows the canvas in the room there is.
    pub fn show(&mut self, ui: &mut Ui, shown: &Shown<'_>) -> Vec<Wish> {
        let screen = ui.available_rect_before_wrap();
        let response = ui.interact(screen, shown.id, Sense::click_and_drag());
        ui.advance_cursor_after_rect(screen);
        response.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::GenericContainer, true, shown.spoken)
        });
        if self.wants_fit {
            if let Some(all) = shown.scene.bounds() {
                self.view = View::of(screen, all);
            }
            self.wants_fit = false;
        } else if self.screen.is_none()
            && let Some(all) = shown.scene.bounds()
        {
            self.view = View::first(screen, all, shown.scene.boxes.first().map(|one| one.rect));
        }
        if let Some(rect) = self.wants_reveal.take() {
            self.view.reveal(screen, rect);
        }
        self.screen = Some(screen);
        self.is_keyed = ui.input(|input| {
            let has_key = input.events.iter().any(|event| matches!(event, egui::Event::Key { .. }));
            !input.pointer.any_pressed() && (has_key || self.is_keyed)
        });
        self.look_around(ui, screen, shown.wheel_zooms);
        let sight = self.view.in_sight(screen);
        let boxes = shown.index.boxes_in(sight);
        let mut wishes = access::boxes_ui(ui, self.view, screen, shown, &boxes, &response);
        // Arrows and Escape are commands here; only Tab goes elsewhere.
        let own = egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
            ..egui::EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(shown.id, own));
        let hand = hands::hand(ui, &response, self.view, screen);
        if ui.input(|input| input.key_pressed(egui::Key::Escape)) && !self.gesture.is_idle() {
            self.gesture.cancel();
        }
        // What the hands hold is known by its place among the others: when these are not the same any
        // more, because something was undone or taken out meanwhile, the hands hold nothing.
        if !self.gesture.is_idle() && self.build != shown.scene.build() {
            self.gesture.cancel();
        }
        let was_idle = self.gesture.is_idle();
        wishes.extend(self.gesture.step(
            &hand,
            shown.scene,
            shown.index,
            shown.selected,
            self.view.zoom,
        ));
        if was_idle && !self.gesture.is_idle() {
            self.build = shown.scene.build();
        }
        wishes.retain(|wish| match wish {
            Wish::Pan(by) => {
                self.view.pan(*by);
                false
            }
            _ => true,
        });
        self.hovered = match hand.place {
            Some(place) if self.gesture.is_idle() => {
                hit(shown.scene, shown.index, place, self.view.zoom)
            }
            _ => Hit::Empty,
        };
        // Long names are cut in a box; here they are whole, with both ends of the wire.
        let exit = match self.hovered {
            Hit::Chip(number, chip) => Some((number, chip)),
            Hit::Wire(wire, _) => shown.scene.wires.get(wire).map(|wire| (wire.from, wire.chip)),
            _ => None,
        };
        if let Some((number, chip)) = exit {
            response.clone().on_hover_text_at_pointer((shown.speak)(number, Some(chip)));
        }
        hands::cursor(ui, &self.gesture, self.hovered, hand.is_pushing);
        hands::scroll_at_the_edge(ui, &self.gesture, &mut self.view, screen);
        // What there is, is asked only when somebody looked elsewhere: there may be much.
        if self.settled != Some(self.view) {
            let all = shown.scene.bounds().unwrap_or(Rect::from_pos(Pos2::ZERO));
            self.view.stay_near(screen, all);
            self.settled = Some(self.view);
        }
        self.paint(ui, screen, shown, &boxes, hand.now);
        self.back_ui(ui, screen, shown);
        if shown.has_minimap {
            let spoken = shown.spoken_minimap;
            minimap::minimap_ui(ui, screen, shown.scene, &mut self.view, shown.tokens, spoken);
        }
        if matches!(self.gesture, Gesture::Boxes { over: Some(_), .. }) {
            // The wire lights up when the box has been held over it for a while.
            ui.ctx().request_repaint_after_secs(0.05);
        }
        wishes
    }

    /// Shows what would come of dropping something new here: its box, and the wire onto which it goes.
    pub fn ghost(&self, ui: &Ui, shown: &Shown<'_>, rect: Rect, wire: Option<usize>) {
        let Some(screen) = self.screen else { return };
        let painter = ui.painter_at(screen);
        let (view, tokens, detail) = (self.view, shown.tokens, self.drawn.1);
        let artist = Artist { painter: &painter, screen, view, tokens, detail };
        if let Some(wire) = wire.and_then(|wire| shown.scene.wires.get(wire)) {
            artist.wire(&wire.route, tokens.accent, 3.5);
        }
        let rect = view.screen_rect(screen, rect);
        let stroke = egui::Stroke::new(1.5, tokens.accent);
        let fill = tokens.accent.gamma_multiply(0.12);
        painter.rect(rect, crate::theme::BOX_RADIUS, fill, stroke, egui::StrokeKind::Inside);
    }

    /// When no box is in sight: an arrow at the edge that points to the nearest and leads there.
    fn back_ui(&mut self, ui: &Ui, screen: Rect, shown: &Shown<'_>) {
        let sight = self.view.in_sight(screen);
        if !shown.index.boxes_in(sight).is_empty() {
            return;
        }
        let middle = sight.center();
        let far = |rect: &Rect| (rect.center() - middle).length() as i64;
        let rects = shown.scene.boxes.iter().map(|shape| shape.rect);
        let Some(nearest) = rects.min_by_key(far) else { return };
        let way = (nearest.center() - middle).normalized();
        let room = screen.shrink(40.0).size() / 2.0;
        let reach =
            |room: f32, way: f32| if way.abs() < 1e-3 { f32::MAX } else { room / way.abs() };
        let at = screen.center() + way * reach(room.x, way.x).min(reach(room.y, way.y));
        let rect = Rect::from_center_size(at, egui::Vec2::splat(44.0));
        let response = ui.interact(rect, shown.id.with("back"), Sense::click());
        response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, shown.spoken_back));
        let painter = ui.painter_at(screen);
        let fill = if response.hovered() { shown.tokens.accent } else { shown.tokens.panel };
        let ink = if response.hovered() { shown.tokens.on_accent } else { shown.tokens.accent };
        painter.circle(at, 18.0, fill, egui::Stroke::new(1.5, shown.tokens.accent));
        let side = way.rot90();
        let points = vec![at + way * 9.0, at - way * 6.0 + side * 7.0, at - way * 6.0 - side * 7.0];
        painter.add(egui::Shape::convex_polygon(points, ink, egui::Stroke::NONE));
        if response.on_hover_text(shown.spoken_back).clicked() {
            self.view.reveal(screen, nearest);
            ui.ctx().request_repaint();
        }
    }

    fn look_around(&mut self, ui: &Ui, screen: Rect, wheel_zooms: bool) {
        if let Some(touch) = ui.input(|input| input.multi_touch()) {
            if screen.contains(touch.center_pos) {
                self.view.pan(touch.translation_delta);
                self.view.zoom_at(screen, touch.center_pos, touch.zoom_delta);
            }
            return;
        }
        let Some(pointer) = ui.input(|input| input.pointer.hover_pos()) else { return };
        if !screen.contains(pointer)
            || ui.ctx().layer_id_at(pointer).is_some_and(|layer| layer != ui.layer_id())
        {
            return;
        }
        let (zoom, scroll) = ui.input(|input| (input.zoom_delta(), input.smooth_scroll_delta()));
        if zoom != 1.0 {
            self.view.zoom_at(screen, pointer, zoom);
        } else if wheel_zooms && scroll.y != 0.0 {
            self.view.zoom_at(screen, pointer, (scroll.y / 240.0).exp());
        } else if scroll != egui::Vec2::ZERO {
            self.view.pan(scroll);
        }
    }

    fn paint(&mut self, ui: &Ui, screen: Rect, shown: &Shown<'_>, boxes: &[BoxIndex], now: f64) {
        let detail = Detail::of(self.view.zoom, boxes.len(), self.drawn.1);
        self.drawn = (boxes.len(), detail);
        let painter = ui.painter_at(screen);
        let artist =
            Artist { painter: &painter, screen, view: self.view, tokens: shown.tokens, detail };
        artist.grid();
        let (scene, tokens) = (shown.scene, shown.tokens);
        for frame in &scene.frames {
            artist.frame(&frame.title, frame.rect);
        }
        for note in &scene.notes {
            artist.note(&note.text, note.rect);
        }
        let lifted = |wire: &Wire, number: usize| match self.hovered {
            Hit::Wire(over, _) => over == number,
            Hit::Chip(from, chip) => wire.from == from && wire.chip == chip,
            _ => false,
        };
        let is_selected = |wire: &Wire, number: usize| {
            shown.selected.wire == Some(number)
                || shown.selected.boxes.contains(&wire.from)
                || shown.selected.boxes.contains(&wire.to)
        };
        let led = match self.gesture {
            Gesture::Wire { was, .. } => was,
            _ => None,
        };
        let moved: &[BoxIndex] = match &self.gesture {
            Gesture::Boxes { boxes, .. } => boxes,
            _ => &[],
        };
        let wires = shown.index.wires_in(self.view.in_sight(screen));
        let mut above = Vec::new();
        let mut numbers = Vec::new();
        let mut signed = Vec::new();
        for number in wires {
            let wire = &scene.wires[number];
            if led == Some(number) {
                continue;
            }
            if (shown.sign)(number).is_some() {
                signed.push(number);
                continue;
            }
            let counted = (shown.counted)(number);
            if counted.is_some() {
                numbers.push(number);
            }
            if lifted(wire, number) || is_selected(wire, number) {
                above.push(number);
            } else if let Some((count, most)) = counted {
                // By the root, since the first wires carry everybody and the last ones a few.
                let share = (count as f32 / most.max(1) as f32).sqrt();
                let colour = if count > 0 { tokens.visited } else { tokens.warning };
                artist.wire(&wire.route, colour, 1.0 + 7.0 * share);
            } else if (shown.is_taken)(number) {
                artist.wire(&wire.route, tokens.visited, 3.5);
            } else if shown.dims_wires {
                artist.wire(&wire.route, tokens.wire.gamma_multiply(0.5), 1.5);
            } else {
                artist.wire(&wire.route, tokens.wire, 1.5);
            }
        }
        for number in above {
            let wire = &scene.wires[number];
            let width = if shown.selected.wire == Some(number) || lifted(wire, number) {
                2.5
            } else {
                1.75
            };
            artist.wire(&wire.route, tokens.accent, width);
        }
        // What is gone lies below what is there.
        signed.sort_by_key(|number| (shown.sign)(*number) != Some(Sign::Removed));
        for number in signed {
            let wire = &scene.wires[number];
            if let Some(sign) = (shown.sign)(number) {
                let is_chosen = shown.selected.wire == Some(number) || lifted(wire, number);
                artist.signed_wire(&wire.route, sign, is_chosen);
            }
        }
        let has_keys = self.is_keyed && ui.memory(|memory| memory.has_focus(shown.id));
        if has_keys && shown.selected.boxes.is_empty() {
            let ring = egui::Stroke::new(1.5, tokens.accent);
            painter.rect_stroke(screen.shrink(2.0), 2, ring, egui::StrokeKind::Inside);
        }
        for number in boxes.iter().filter(|number| !moved.contains(number)) {
            let is_selected = shown.selected.boxes.contains(number);
            let is_focused = has_keys && is_selected && shown.exit.is_none();
            artist.shape(&scene.boxes[*number], is_selected, is_focused, (shown.mark)(*number));
        }
        if let Some((number, chip)) = shown.exit {
            artist.exit_ring(&scene.boxes[number], chip);
        }
        for number in numbers {
            if let Some(count) = (shown.count_on)(number) {
                artist.number(&scene.wires[number].route, count);
            }
        }
        artist.gesture(&self.gesture, scene, shown.selected, self.gesture.would_insert(now));
    }
}
