//! The signs of a comparison: what is new, gone or otherwise. Each is a letter and a shape as well as
//! a colour, so that nobody needs to tell colours apart.

use egui::{
    Color32, CornerRadius, FontFamily, FontId, Pos2, Rect, Shape, Stroke, StrokeKind, vec2,
};

use super::detail::Detail;
use super::paint::Artist;
use super::shapes::Route;
use super::wires::flattened;
use crate::theme::{BOX_RADIUS, STRONG, Tokens};

/// What a comparison says of a box or a wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// It is new.
    Added,
    /// It is gone, and drawn where it was.
    Removed,
    /// It is otherwise.
    Changed,
}

impl Sign {
    /// The letter that stands for it.
    pub fn letter(self) -> &'static str {
        match self {
            Sign::Added => "+",
            Sign::Removed => "−",
            Sign::Changed => "~",
        }
    }

    /// Its colour.
    pub fn colour(self, tokens: &Tokens) -> Color32 {
        match self {
            Sign::Added => tokens.good,
            Sign::Removed => tokens.error,
            Sign::Changed => tokens.warning,
        }
    }
}

impl Artist<'_> {
    /// A wire with its sign; what is gone is dashed.
    pub fn signed_wire(&self, route: &Route, sign: Sign, is_chosen: bool) {
        let colour = sign.colour(self.tokens);
        let width = if is_chosen { 4.0 } else { 2.5 };
        let Some((first, last)) = route.points.first().zip(route.points.last()) else { return };
        let at = if sign == Sign::Removed {
            let points =
                if route.is_curve { flattened(&route.points) } else { route.points.clone() };
            let points: Vec<Pos2> = points.into_iter().map(|point| self.place(point)).collect();
            let stroke = Stroke::new((width * self.view.zoom.max(0.6)).max(1.0), colour);
            self.painter.extend(Shape::dashed_line(&points, stroke, 6.0, 5.0));
            *last - vec2(0.0, 22.0)
        } else {
            self.wire(route, colour, width);
            *first + vec2(0.0, 16.0)
        };
        if self.detail > Detail::Low {
            self.plate(self.place(at), sign);
        }
    }

    /// What a comparison says of a box, around and over it.
    pub fn signed_box(&self, rect: Rect, sign: Sign) {
        let colour = sign.colour(self.tokens);
        let ring = rect.expand(3.0);
        let stroke = Stroke::new(2.5, colour);
        if sign == Sign::Removed {
            self.hatched(rect, colour.gamma_multiply(0.3));
            let corners = [
                ring.left_top(),
                ring.right_top(),
                ring.right_bottom(),
                ring.left_bottom(),
                ring.left_top(),
            ];
            self.painter.extend(Shape::dashed_line(&corners, stroke, 8.0, 5.0));
        } else {
            let radius = self.long(f32::from(BOX_RADIUS)) + 3.0;
            let radius = CornerRadius::same(radius.clamp(3.0, 40.0) as u8);
            self.painter.rect_stroke(ring, radius, stroke, StrokeKind::Middle);
        }
        self.plate(ring.right_top(), sign);
    }

    /// The letter of a sign on its colour.
    fn plate(&self, at: Pos2, sign: Sign) {
        let side = self.long(20.0).clamp(12.0, 32.0);
        self.painter.circle_filled(at, side * 0.5, sign.colour(self.tokens));
        let font = FontId::new(side * 0.8, FontFamily::Name(STRONG.into()));
        let colour = self.tokens.on_accent;
        let galley = self.painter.layout_no_wrap(sign.letter().to_owned(), font, colour);
        self.painter.galley(at - galley.size() / 2.0, galley, colour);
    }

    /// A ring of dots around a box in which something was found.
    pub fn found_ring(&self, rect: Rect, is_at_hand: bool) {
        let ring = rect.expand(4.0);
        let width = if is_at_hand { 3.0 } else { 1.5 };
        let corners = [
            ring.left_top(),
            ring.right_top(),
            ring.right_bottom(),
            ring.left_bottom(),
            ring.left_top(),
        ];
        let stroke = Stroke::new(width, self.tokens.accent);
        self.painter.extend(Shape::dashed_line(&corners, stroke, 2.0, 4.0));
        let side = self.long(20.0).clamp(12.0, 32.0);
        self.painter.circle_filled(ring.right_top(), side * 0.5, self.tokens.accent);
        let icon = char::from(lucide_icons::Icon::Search);
        self.icon(icon, ring.right_top(), side * 0.6, self.tokens.on_accent);
    }
}
