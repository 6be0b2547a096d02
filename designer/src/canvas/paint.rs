//! Drawing: boxes, wires and what the hands are doing, at the size at which they are seen.

use std::sync::Arc;

use centralita_engine::declare::Group;
use egui::text::{LayoutJob, TextWrapping};
use egui::{
    Color32, CornerRadius, FontFamily, FontId, Galley, Painter, Pos2, Rect, Shape, Stroke,
    StrokeKind, Vec2, pos2, vec2,
};

use super::detail::Detail;
use super::gesture::{Gesture, Selected};
use super::shapes::{BoxShape, HEAD_HEIGHT, Route, STRIPE, Scene};
use super::signs::Sign;
use super::view::View;
use super::wires::flattened;
use crate::theme::{BOX_RADIUS, ICONS, STRONG, Tokens, size};

/// What is known of a box apart from its drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Mark {
    /// The simulated call is here.
    pub is_active: bool,
    /// The simulated call has been here; the how manyth box it was.
    pub visited: Option<u32>,
    /// The simulated call stops here.
    pub is_breakpoint: bool,
    /// It is drawn faintly.
    pub is_dim: bool,
    /// So many calls are here now.
    pub here: u32,
    /// So many virtual callers gave up here.
    pub gave_up: u32,
    /// The exits that nobody took, each a bit by its number in the box.
    pub untaken: u64,
    /// What a comparison says of it.
    pub sign: Option<Sign>,
    /// Whether something that was looked for is in it, and whether it is the one at hand.
    pub found: Option<bool>,
    /// The exits behind which the simulated call stops, each a bit by its number in the box.
    pub stops: u64,
    /// One points at it elsewhere.
    pub is_pointed: bool,
}

/// Somebody who draws.
pub struct Artist<'a> {
    /// Where one draws.
    pub painter: &'a Painter,
    /// The place of the canvas on the screen.
    pub screen: Rect,
    /// What is seen.
    pub view: View,
    /// Colours.
    pub tokens: &'a Tokens,
    /// How much is drawn.
    pub detail: Detail,
}

/// No screen is wider or higher than this many dots of the grid.
const MOST_DOTS: f32 = 1_000.0;

impl Artist<'_> {
    pub(super) fn place(&self, place: Pos2) -> Pos2 {
        self.view.screen_from_canvas(self.screen, place)
    }

    fn rect(&self, rect: Rect) -> Rect {
        self.view.screen_rect(self.screen, rect)
    }

    pub(super) fn long(&self, length: f32) -> f32 {
        length * self.view.zoom
    }

    /// The dots of the grid; they fade out before they are too many.
    pub fn grid(&self) {
        self.painter.rect_filled(self.screen, 0, self.tokens.canvas);
        let visible = ((self.view.zoom - 0.4) / 0.2).clamp(0.0, 1.0);
        if visible <= 0.0 {
            return;
        }
        let step = if self.view.zoom < 0.75 { 40.0 } else { 20.0 };
        let sight = self.view.in_sight(self.screen);
        let colour = self.tokens.dots.gamma_multiply(visible);
        // Counted on the screen: far away, a step more may be the same place on the canvas.
        let gap = step * self.view.zoom;
        let across = |low: f32, high: f32, sight: f32| {
            let first = low - sight.rem_euclid(step) * self.view.zoom;
            let count = ((high - first) / gap).ceil().clamp(0.0, MOST_DOTS) as u16;
            (0..=count).map(move |number| first + f32::from(number) * gap)
        };
        let (mut mesh, side) = (egui::Mesh::default(), 1.0);
        for x in across(self.screen.min.x, self.screen.max.x, sight.min.x) {
            for y in across(self.screen.min.y, self.screen.max.y, sight.min.y) {
                mesh.add_colored_rect(
                    Rect::from_center_size(pos2(x, y), Vec2::splat(2.0 * side)),
                    colour,
                );
            }
        }
        self.painter.add(Shape::mesh(mesh));
    }

    /// A wire.
    pub fn wire(&self, route: &Route, colour: Color32, width: f32) {
        let width = (width * self.view.zoom.max(0.6)).max(0.8);
        let stroke = Stroke::new(width, colour);
        let Some(end) = route.points.last().copied() else { return };
        if self.view.zoom < 0.3 {
            let points: Vec<Pos2> = match route.points.as_slice() {
                [start, .., last] if route.is_curve => vec![self.place(*start), self.place(*last)],
                points => points.iter().map(|point| self.place(*point)).collect(),
            };
            self.painter.line(points, stroke);
            return;
        }
        let points = if route.is_curve { flattened(&route.points) } else { rounded(&route.points) };
        let mut points: Vec<Pos2> = points.into_iter().map(|point| self.place(point)).collect();
        let tip = self.place(end);
        if let Some(last) = points.last_mut() {
            *last = tip - vec2(0.0, self.long(6.0));
        }
        self.painter.line(points, stroke);
        let (half, high) = (self.long(4.5).max(3.0), self.long(8.0).max(5.0));
        let arrow = vec![tip, tip + vec2(-half, -high), tip + vec2(half, -high)];
        self.painter.add(Shape::convex_polygon(arrow, colour, Stroke::NONE));
    }

    /// A number on a wire, near where it leaves its box.
    pub fn number(&self, route: &Route, text: String) {
        if self.detail == Detail::Low {
            return;
        }
        let Some(start) = route.points.first() else { return };
        let at = self.place(*start + vec2(0.0, 16.0));
        let size = self.view.text_size(size::CAPTION).max(9.0);
        let font = FontId::new(size, FontFamily::Name(STRONG.into()));
        let galley = self.painter.layout_no_wrap(text, font, self.tokens.text);
        let plate = Rect::from_center_size(at, galley.size() + vec2(8.0, 2.0));
        let stroke = Stroke::new(1.0, self.tokens.visited);
        self.painter.rect(plate, 6, self.tokens.panel, stroke, StrokeKind::Inside);
        self.painter.galley(at - galley.size() / 2.0, galley, self.tokens.text);
    }

    /// A frame around boxes.
    pub fn frame(&self, title: &str, rect: Rect) {
        let rect = self.rect(rect);
        let tint = self.tokens.accent.gamma_multiply(0.08);
        self.painter.rect(
            rect,
            CornerRadius::same(BOX_RADIUS),
            tint,
            Stroke::new(1.0, self.tokens.border),
            StrokeKind::Inside,
        );
        if self.detail > Detail::Low {
            let job = self.line(title, STRONG, size::SMALL, self.tokens.weak_text, rect.width());
            self.painter.galley(
                rect.min + vec2(self.long(12.0), self.long(7.0)),
                job,
                self.tokens.weak_text,
            );
        }
    }

    /// A note.
    pub fn note(&self, text: &str, rect: Rect) {
        let rect = self.rect(rect);
        self.painter.rect(
            rect,
            CornerRadius::same(4),
            self.tokens.paper,
            Stroke::new(1.0, self.tokens.divider),
            StrokeKind::Inside,
        );
        if self.detail > Detail::Low {
            let pad = self.long(10.0);
            let size = self.view.text_size(size::BOX_SUMMARY);
            let mut job = LayoutJob::simple(
                text.to_owned(),
                FontId::new(size, FontFamily::Proportional),
                self.tokens.text,
                (rect.width() - 2.0 * pad).max(10.0),
            );
            job.wrap.max_rows = ((rect.height() - 2.0 * pad) / (size * 1.35)).max(1.0) as usize;
            let galley = self.painter.layout_job(job);
            self.painter.galley(rect.min + Vec2::splat(pad), galley, self.tokens.text);
        }
    }

    /// A box, with what is known of it.
    pub fn shape(&self, shape: &BoxShape, is_selected: bool, is_focused: bool, mark: Mark) {
        self.bare_shape(shape, is_selected, is_focused, mark);
        let rect = self.rect(shape.rect);
        if let Some(is_at_hand) = mark.found {
            self.found_ring(rect, is_at_hand);
        }
        if let Some(sign) = mark.sign {
            self.signed_box(rect, sign);
        }
    }

    fn bare_shape(&self, shape: &BoxShape, is_selected: bool, is_focused: bool, mark: Mark) {
        let tokens = self.tokens;
        let rect = self.rect(shape.rect);
        let fade = |colour: Color32| if mark.is_dim { colour.gamma_multiply(0.55) } else { colour };
        let radius =
            CornerRadius::same(self.long(f32::from(BOX_RADIUS)).round().clamp(0.0, 255.0) as u8);
        let stroke = if is_selected {
            Stroke::new(2.5, tokens.accent)
        } else {
            Stroke::new(1.0, fade(tokens.border))
        };
        if self.detail == Detail::Full && self.view.zoom >= 0.5 {
            let shade = rect.translate(vec2(0.0, self.long(1.5))).expand(0.5);
            self.painter.rect_filled(shade, radius, tokens.shadow);
        }
        self.painter.rect(rect, radius, fade(tokens.box_fill), stroke, StrokeKind::Inside);
        let group = fade(tokens.group(Group::ALL[usize::from(shape.group).min(6)]));
        let stripe = Rect::from_min_size(
            rect.min + Vec2::splat(stroke.width.min(1.0)),
            vec2(self.long(STRIPE).max(2.0), rect.height() - 2.0 * stroke.width.min(1.0)),
        );
        let left = CornerRadius { ne: 0, se: 0, ..radius };
        self.painter.rect_filled(stripe, left, group);
        if mark.is_active {
            // A ring around the box, so that it is seen beside a selected one, and without colours.
            let ring = rect.expand(5.0);
            let radius = CornerRadius::same(BOX_RADIUS + 4);
            let stroke = Stroke::new(2.5, tokens.accent);
            self.painter.rect_stroke(ring, radius, stroke, StrokeKind::Outside);
            let side = self.long(22.0).max(14.0);
            let at = ring.left_top() + vec2(side * 0.2, side * 0.1);
            self.painter.circle_filled(at, side * 0.5, tokens.accent);
            let icon = char::from(lucide_icons::Icon::Play);
            self.icon(icon, at, side * 0.6, tokens.on_accent);
        }
        if mark.is_pointed {
            let ring = rect.expand(3.0);
            let radius = CornerRadius::same(BOX_RADIUS + 3);
            let stroke = Stroke::new(2.0, tokens.accent);
            self.painter.rect_stroke(ring, radius, stroke, StrokeKind::Outside);
        }
        if is_focused {
            let ring = rect.expand(4.0);
            let corner = [
                ring.left_top(),
                ring.right_top(),
                ring.right_bottom(),
                ring.left_bottom(),
                ring.left_top(),
            ];
            self.painter.extend(Shape::dashed_line(
                &corner,
                Stroke::new(1.5, tokens.accent),
                5.0,
                4.0,
            ));
        }
        if self.detail == Detail::Low {
            let has_badge = shape.errors + shape.warnings > 0 || mark.visited.is_some();
            let side = self.long(52.0).clamp(7.0, 40.0).min(rect.height() * 0.6);
            // A badge has the right half, the icon the left.
            let aside = if has_badge { vec2(rect.width() * 0.22, 0.0) } else { Vec2::ZERO };
            self.icon(shape.icon, rect.center() - aside, side, group);
            self.badges(shape, rect, mark);
            return;
        }
        let pad = self.long(14.0);
        // From afar there is only the name, in the middle, and the icon beside it.
        let icon_y = if self.detail == Detail::Middle {
            rect.center().y
        } else {
            rect.min.y + self.long(20.0)
        };
        let at = pos2(rect.min.x + pad + self.long(9.0), icon_y);
        self.icon(shape.icon, at, self.long(17.0), group);
        let text_x = rect.min.x + pad + self.long(26.0);
        let mut room = rect.max.x - text_x - self.long(10.0);
        if shape.errors + shape.warnings > 0 || mark.visited.is_some() {
            room -= self.long(34.0);
        }
        self.badges(shape, rect, mark);
        if self.detail == Detail::Middle {
            // As large as it can be read.
            let font = FontId::new(
                self.view.text_size(size::BOX_NAME).max(10.5),
                FontFamily::Name(STRONG.into()),
            );
            let mut job = LayoutJob::simple(shape.name.to_string(), font, fade(tokens.text), room);
            job.wrap.max_rows = 2;
            job.wrap.break_anywhere = true;
            let name = self.painter.layout_job(job);
            let at = pos2(text_x, icon_y - name.size().y / 2.0);
            self.painter.galley(at, name, tokens.text);
            self.dots(shape);
            if shape.is_unknown {
                self.hatched(rect, tokens.warning.gamma_multiply(0.35));
            }
            return;
        }
        let name = self.line(&shape.name, STRONG, size::BOX_NAME, fade(tokens.text), room);
        self.painter.galley(pos2(text_x, rect.min.y + self.long(11.0)), name, tokens.text);
        if self.detail == Detail::Full {
            let said = if shape.summary.is_empty() { &shape.kind } else { &shape.summary };
            let room = rect.width() - pad - self.long(10.0);
            let line = self.line(said, "", size::BOX_SUMMARY, fade(tokens.weak_text), room);
            let at = pos2(rect.min.x + pad, rect.min.y + self.long(37.0));
            self.painter.galley(at, line, tokens.weak_text);
        }
        self.chips(shape, rect, mark);
        if shape.is_unknown {
            self.hatched(rect, tokens.warning.gamma_multiply(0.35));
        }
    }

    fn chips(&self, shape: &BoxShape, rect: Rect, mark: Mark) {
        let tokens = self.tokens;
        let line = Stroke::new(1.0, tokens.divider);
        let first = rect.min.y + self.long(HEAD_HEIGHT);
        self.painter.hline(rect.min.x + self.long(STRIPE)..=rect.max.x - 1.0, first, line);
        for (number, chip) in shape.chips.iter().enumerate() {
            let cell = self.rect(shape.chip_rect(number));
            if cell.min.y > first + 1.0 {
                self.painter.hline(cell.min.x..=cell.max.x - 1.0, cell.min.y, line);
            }
            if cell.min.x > rect.min.x + self.long(STRIPE) + 1.0 {
                self.painter.vline(cell.min.x, cell.min.y..=cell.max.y, line);
            }
            if let Some(passage) = shape.passage(number) {
                let colour = if chip.is_connected { tokens.wire } else { tokens.border };
                let stroke = Stroke::new(if chip.is_connected { 1.5 } else { 1.0 }, colour);
                self.painter.line_segment(passage.map(|place| self.place(place)), stroke);
            }
            if self.detail == Detail::Full {
                let colour = if chip.is_wrong { tokens.error } else { tokens.weak_text };
                let colour = if mark.is_dim { colour.gamma_multiply(0.55) } else { colour };
                let room = cell.width() - self.long(12.0);
                let text = self.line(&chip.label, "", size::CHIP, colour, room);
                let at = pos2(cell.center().x - text.size().x / 2.0, cell.min.y + self.long(6.0));
                self.painter.galley(at, text, colour);
            }
        }
        // Exits that nobody took are struck out, so that they are told without colours too.
        for number in (0..shape.chips.len().min(64)).filter(|one| mark.untaken >> one & 1 == 1) {
            let cell = self.rect(shape.chip_rect(number)).shrink(self.long(2.0));
            let stroke = Stroke::new(1.5, tokens.warning);
            self.painter.rect_stroke(cell, CornerRadius::same(3), stroke, StrokeKind::Inside);
            self.painter.line_segment([cell.left_bottom(), cell.right_top()], stroke);
        }
        for number in (0..shape.chips.len().min(64)).filter(|one| mark.stops >> one & 1 == 1) {
            let cell = self.rect(shape.chip_rect(number));
            let at = pos2(cell.min.x + self.long(8.0), cell.max.y - self.long(5.0));
            self.painter.circle_filled(at, self.long(5.0).max(2.5), tokens.error);
        }
        self.dots(shape);
    }

    /// The dots on the lower edge, where the wires leave.
    fn dots(&self, shape: &BoxShape) {
        let tokens = self.tokens;
        for (number, chip) in shape.chips.iter().enumerate() {
            let exit = self.place(shape.exit(number));
            let radius = self.long(4.5).max(2.0);
            if chip.is_connected {
                self.painter.circle(exit, radius, tokens.wire, Stroke::new(1.0, tokens.box_fill));
            } else {
                let colour = if chip.is_wrong { tokens.error } else { tokens.border };
                self.painter.circle(exit, radius, tokens.box_fill, Stroke::new(1.5, colour));
                if self.detail == Detail::Full && self.view.zoom > 0.75 {
                    let arm = radius * 0.5;
                    let stroke = Stroke::new(1.2, colour);
                    self.painter
                        .line_segment([exit - vec2(arm, 0.0), exit + vec2(arm, 0.0)], stroke);
                    self.painter
                        .line_segment([exit - vec2(0.0, arm), exit + vec2(0.0, arm)], stroke);
                }
            }
        }
    }

    /// The ring around the exit that is at hand for keys.
    pub fn exit_ring(&self, shape: &BoxShape, chip: usize) {
        let rect = self.rect(shape.chip_rect(chip)).shrink(1.5);
        let stroke = Stroke::new(2.0, self.tokens.accent);
        self.painter.rect_stroke(rect, CornerRadius::same(3), stroke, StrokeKind::Inside);
        let exit = self.place(shape.exit(chip));
        self.painter.circle_stroke(exit, self.long(6.5).max(4.0), stroke);
    }

    fn badges(&self, shape: &BoxShape, rect: Rect, mark: Mark) {
        let tokens = self.tokens;
        let size = self.view.text_size(size::CAPTION).max(7.0);
        let mut right = rect.max.x - self.long(10.0);
        let middle =
            if self.detail == Detail::Low { rect.center().y } else { rect.min.y + self.long(20.0) };
        let mut badge = |icon: char, text: String, colour: Color32| {
            let font = FontId::new(size, FontFamily::Name(STRONG.into()));
            let galley = self.painter.layout_no_wrap(text, font, colour);
            right -= galley.size().x;
            self.painter.galley(pos2(right, middle - galley.size().y / 2.0), galley, colour);
            right -= size * 0.75;
            self.icon(icon, pos2(right, middle), size * 1.2, colour);
            right -= size * 1.1;
        };
        if shape.errors > 0 {
            badge(
                char::from(lucide_icons::Icon::OctagonAlert),
                shape.errors.to_string(),
                tokens.error,
            );
        }
        if shape.warnings > 0 && shape.errors == 0 {
            badge(
                char::from(lucide_icons::Icon::TriangleAlert),
                shape.warnings.to_string(),
                tokens.warning,
            );
        }
        if mark.here > 0 {
            badge(char::from(lucide_icons::Icon::PhoneCall), mark.here.to_string(), tokens.good);
        }
        if mark.gave_up > 0 {
            let icon = char::from(lucide_icons::Icon::PhoneOff);
            badge(icon, mark.gave_up.to_string(), tokens.warning);
        }
        if mark.untaken != 0 {
            let icon = char::from(lucide_icons::Icon::CircleSlash);
            badge(icon, mark.untaken.count_ones().to_string(), tokens.warning);
        }
        if let Some(order) = mark.visited {
            badge(char::from(lucide_icons::Icon::Check), order.to_string(), tokens.visited);
        }
        if mark.is_breakpoint {
            let dot = pos2(rect.min.x + self.long(2.0), rect.min.y + self.long(20.0));
            self.painter.circle_filled(dot, self.long(6.0).max(3.0), tokens.error);
        }
    }

    pub(super) fn hatched(&self, rect: Rect, colour: Color32) {
        let stroke = Stroke::new(1.0, colour);
        let painter = self.painter.with_clip_rect(rect.intersect(self.screen));
        let mut x = rect.min.x - rect.height();
        while x < rect.max.x {
            painter
                .line_segment([pos2(x, rect.max.y), pos2(x + rect.height(), rect.min.y)], stroke);
            x += self.long(14.0).max(5.0);
        }
    }

    pub(super) fn icon(&self, icon: char, middle: Pos2, side: f32, colour: Color32) {
        let font = FontId::new((side * 2.0).round() / 2.0, FontFamily::Name(ICONS.into()));
        let galley = self.painter.layout_no_wrap(icon.to_string(), font, colour);
        self.painter.galley(middle - galley.size() / 2.0, galley, colour);
    }

    /// A line of text that ends in "…" where it is too long.
    fn line(&self, text: &str, family: &str, size: f32, colour: Color32, room: f32) -> Arc<Galley> {
        let family = if family.is_empty() {
            FontFamily::Proportional
        } else {
            FontFamily::Name(family.into())
        };
        let font = FontId::new(self.view.text_size(size).max(1.0), family);
        let mut job = LayoutJob::simple_singleline(text.to_owned(), font, colour);
        job.wrap = TextWrapping::truncate_at_width(room.max(8.0));
        self.painter.layout_job(job)
    }

    /// What the hands are doing.
    pub fn gesture(
        &self,
        gesture: &Gesture,
        scene: &Scene,
        selected: &Selected,
        would_insert: Option<usize>,
    ) {
        let tokens = self.tokens;
        match gesture {
            Gesture::Marquee { from, to } => {
                let rect = self.rect(Rect::from_two_pos(*from, *to));
                self.painter.rect(
                    rect,
                    0,
                    tokens.accent.gamma_multiply(0.10),
                    Stroke::new(1.0, tokens.accent),
                    StrokeKind::Inside,
                );
            }
            Gesture::Boxes { boxes, by, guides, .. } => {
                if let Some(wire) = would_insert {
                    self.wire(&scene.wires[wire].route, tokens.accent, 3.5);
                }
                for number in boxes {
                    let mut shape = scene.boxes[*number].clone();
                    shape.rect = shape.rect.translate(*by);
                    self.shape(&shape, selected.boxes.contains(number), false, Mark::default());
                }
                for guide in guides {
                    let ends = [self.place(guide.from), self.place(guide.to)];
                    self.painter.line_segment(ends, Stroke::new(1.0, tokens.accent));
                }
            }
            Gesture::Wire { from, chip, at, over, .. } => {
                let start = scene.boxes[*from].exit(*chip);
                let end = over.map_or(*at, |over| scene.boxes[over].entry());
                let reach = ((end.y - start.y).abs() / 2.0).clamp(24.0, 120.0);
                let points = vec![
                    start,
                    start + vec2(0.0, 12.0),
                    start + vec2(0.0, reach),
                    end - vec2(0.0, reach),
                    end - vec2(0.0, 12.0),
                    end,
                ];
                self.wire(&Route { points, is_curve: true, bounds: None }, tokens.accent, 2.0);
                if let Some(over) = over {
                    let rect = self.rect(scene.boxes[*over].rect).expand(3.0);
                    self.painter.rect_stroke(
                        rect,
                        CornerRadius::same(BOX_RADIUS + 2),
                        Stroke::new(2.0, tokens.accent),
                        StrokeKind::Outside,
                    );
                }
            }
            Gesture::Note { note, by, .. } => {
                if let Some(note) = scene.notes.get(*note) {
                    self.note(&note.text, note.rect.translate(*by));
                }
            }
            Gesture::Idle | Gesture::Pan | Gesture::Pressed { .. } => {}
        }
    }
}

/// Straight pieces with rounded corners.
pub fn rounded(points: &[Pos2]) -> Vec<Pos2> {
    let mut round = Vec::with_capacity(points.len() * 5);
    let Some((first, last)) = points.first().zip(points.last()) else { return round };
    round.push(*first);
    for corner in points.windows(3) {
        let [before, at, after] = corner else { continue };
        let (come, go) = ((*before - *at), (*after - *at));
        let radius = 8.0_f32.min(come.length() / 2.0).min(go.length() / 2.0);
        if radius < 0.5 {
            round.push(*at);
            continue;
        }
        let (start, end) = (*at + come.normalized() * radius, *at + go.normalized() * radius);
        for piece in 0..=4 {
            let t = piece as f32 / 4.0;
            let u = 1.0 - t;
            let along = (start.to_vec2() * (u * u))
                + (at.to_vec2() * (2.0 * u * t))
                + (end.to_vec2() * (t * t));
            round.push(along.to_pos2());
        }
    }
    round.push(*last);
    round
}
