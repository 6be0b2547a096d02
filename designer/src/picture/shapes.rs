//! The shapes of a picture: boxes, wires, frames, notes, and the sign of each group.

use centralita_engine::declare::Group;
use egui::{Pos2, Rect, vec2};

use super::mark::{Mark, fitted, lines};
use crate::canvas::{BoxShape, Frame, HEAD_HEIGHT, Note, Route, STRIPE, flattened, rounded};
use crate::theme::size;

/// What is used several times.
pub fn defs(mark: &mut Mark<'_>) {
    let colour = mark.colour(mark.tokens.warning);
    mark.line(&format!(
        "<defs><pattern id=\"hatch\" width=\"10\" height=\"10\" patternUnits=\"userSpaceOnUse\" \
         patternTransform=\"rotate(45)\"><line x1=\"0\" y1=\"0\" x2=\"0\" y2=\"10\" stroke=\"{colour}\" \
         stroke-opacity=\"0.3\" stroke-width=\"2\"/></pattern></defs>"
    ));
}

fn rect(mark: &mut Mark<'_>, rect: Rect, radius: f32, rest: &str) {
    mark.line(&format!(
        "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" rx=\"{radius}\" {rest}/>",
        rect.min.x,
        rect.min.y,
        rect.width(),
        rect.height()
    ));
}

/// A frame around boxes.
pub fn frame(mark: &mut Mark<'_>, frame: &Frame) {
    let tokens = mark.tokens;
    let (accent, border) = (mark.colour(tokens.accent), mark.colour(tokens.border));
    let look = format!("fill=\"{accent}\" fill-opacity=\"0.06\" stroke=\"{border}\"");
    rect(mark, frame.rect, 8.0, &look);
    let at = (frame.rect.min.x + 12.0, frame.rect.min.y + 20.0);
    let title = fitted(&frame.title, size::SMALL, true, frame.rect.width() - 24.0);
    mark.text(at, size::SMALL, true, tokens.weak_text, &title);
}

/// A note.
pub fn note(mark: &mut Mark<'_>, note: &Note) {
    let tokens = mark.tokens;
    let (paper, line) = (mark.colour(tokens.paper), mark.colour(tokens.divider));
    rect(mark, note.rect, 4.0, &format!("fill=\"{paper}\" stroke=\"{line}\""));
    let high = 16.0;
    let most = ((note.rect.height() - 16.0) / high).max(1.0) as usize;
    let all = lines(&note.text, size::BOX_SUMMARY, note.rect.width() - 20.0, most);
    for (place, line) in all.iter().enumerate() {
        let at = (note.rect.min.x + 10.0, note.rect.min.y + 20.0 + high * place as f32);
        mark.text(at, size::BOX_SUMMARY, false, tokens.text, line);
    }
}

/// A wire with its arrow.
pub fn wire(mark: &mut Mark<'_>, route: &Route) {
    let Some(tip) = route.points.last().copied() else { return };
    let mut points = if route.is_curve { flattened(&route.points) } else { rounded(&route.points) };
    if let Some(last) = points.last_mut() {
        *last = tip - vec2(0.0, 6.0);
    }
    let colour = mark.colour(mark.tokens.wire);
    let way = path(&points);
    mark.line(&format!(
        "<path d=\"{way}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\" stroke-linejoin=\"round\"/>"
    ));
    let arrow = path(&[tip, tip + vec2(-4.5, -8.0), tip + vec2(4.5, -8.0)]);
    mark.line(&format!("<path d=\"{arrow}Z\" fill=\"{colour}\"/>"));
}

fn path(points: &[Pos2]) -> String {
    let mut way = String::new();
    for (place, point) in points.iter().enumerate() {
        let step = if place == 0 { 'M' } else { 'L' };
        way.push_str(&format!("{step}{:.1} {:.1}", point.x, point.y));
    }
    way
}

/// A box with its exits.
pub fn shape(mark: &mut Mark<'_>, shape: &BoxShape) {
    let tokens = mark.tokens;
    let at = shape.rect;
    mark.open("<g>");
    let (fill, border) = (mark.colour(tokens.box_fill), mark.colour(tokens.border));
    rect(mark, at, 8.0, &format!("fill=\"{fill}\" stroke=\"{border}\""));
    if shape.is_unknown {
        rect(mark, at, 8.0, "fill=\"url(#hatch)\"");
    }
    let group = Group::ALL[usize::from(shape.group).min(6)];
    let colour = mark.colour(tokens.group(group));
    // The stripe follows the rounded corners at the left: they are 1.07 deep where it ends.
    let (x, top, bottom) = (at.min.x, at.min.y, at.max.y);
    mark.line(&format!(
        "<path d=\"M{:.1} {:.2}V{:.2}A8 8 0 0 1 {x:.1} {:.1}V{:.1}A8 8 0 0 1 {:.1} {:.2}Z\" fill=\"{colour}\"/>",
        x + 4.0,
        top + 1.07,
        bottom - 1.07,
        bottom - 8.0,
        top + 8.0,
        x + 4.0,
        top + 1.07
    ));
    sign(mark, group, (x + 22.0, top + 20.0), &colour);
    let room = at.width() - 48.0;
    let name = fitted(&shape.name, size::BOX_NAME, true, room);
    mark.text((x + 38.0, top + 25.0), size::BOX_NAME, true, tokens.text, &name);
    let summary = fitted(&shape.summary, size::BOX_SUMMARY, false, at.width() - 26.0);
    mark.text((x + 14.0, top + 48.0), size::BOX_SUMMARY, false, tokens.weak_text, &summary);
    exits(mark, shape);
    mark.close("</g>");
}

fn exits(mark: &mut Mark<'_>, shape: &BoxShape) {
    let tokens = mark.tokens;
    let at = shape.rect;
    let line = mark.colour(tokens.divider);
    let (wire, border) = (mark.colour(tokens.wire), mark.colour(tokens.border));
    let mut straight = |from: Pos2, to: Pos2, colour: &str, width: f32| {
        let way = path(&[from, to]);
        mark.line(&format!("<path d=\"{way}\" stroke=\"{colour}\" stroke-width=\"{width}\"/>"));
    };
    let first = at.min.y + HEAD_HEIGHT;
    straight(egui::pos2(at.min.x + STRIPE, first), egui::pos2(at.max.x - 1.0, first), &line, 1.0);
    for (number, chip) in shape.chips.iter().enumerate() {
        let cell = shape.chip_rect(number);
        if cell.min.y > first + 1.0 {
            straight(cell.left_top(), egui::pos2(cell.max.x - 1.0, cell.min.y), &line, 1.0);
        }
        if cell.min.x > at.min.x + STRIPE + 1.0 {
            straight(cell.left_top(), cell.left_bottom(), &line, 1.0);
        }
        if let Some([from, to]) = shape.passage(number) {
            let (colour, width) = if chip.is_connected { (&wire, 1.5) } else { (&border, 1.0) };
            straight(from, to, colour, width);
        }
    }
    for (number, chip) in shape.chips.iter().enumerate() {
        let cell = shape.chip_rect(number);
        let label = fitted(&chip.label, size::CHIP, false, cell.width() - 10.0);
        let middle = (cell.center().x, cell.min.y + 17.0);
        mark.text_at(middle, size::CHIP, false, tokens.weak_text, &label, "middle");
    }
    let fill = mark.colour(tokens.box_fill);
    for (number, chip) in shape.chips.iter().enumerate() {
        let exit = shape.exit(number);
        let look = match chip.is_connected {
            true => format!("fill=\"{wire}\" stroke=\"{fill}\""),
            false => format!("fill=\"{fill}\" stroke=\"{border}\" stroke-width=\"1.5\""),
        };
        mark.line(&format!("<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"4.5\" {look}/>", exit.x, exit.y));
    }
}

/// The sign of a group: each a shape of its own, so that it is told without colours.
fn sign(mark: &mut Mark<'_>, group: Group, (x, y): (f32, f32), colour: &str) {
    let line = format!(
        "fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.8\" stroke-linecap=\"round\" stroke-linejoin=\"round\""
    );
    let shape = match group {
        Group::Start => format!("<circle r=\"6\" {line}/><circle r=\"2\" fill=\"{colour}\"/>"),
        // A handset.
        Group::Voice => format!(
            "<path d=\"M-6 -4.5C-6 2 -1 7 5.5 7L7 3.5L3 1.5L1.2 3.2C-0.6 2.3 -2.2 0.7 -3 -1.1L-1.3 -2.8L-3 -6.8L-5.6 -5.9Z\" {line}/>"
        ),
        Group::Message => format!("<path d=\"M-7 -5.5H7V3.5H-2L-5 7V3.5H-7Z\" {line}/>"),
        Group::Logic => format!("<path d=\"M0 -7L7 0L0 7L-7 0Z\" {line}/>"),
        Group::People => format!(
            "<circle cy=\"-3\" r=\"3.4\" {line}/><path d=\"M-6 7C-6 2.6 6 2.6 6 7\" {line}/>"
        ),
        Group::Connect => format!(
            "<path d=\"M-3 -7V-3M3 -7V-3M-5.5 -3H5.5V0A5.5 4.5 0 0 1 -5.5 0ZM0 4.5V7.5\" {line}/>"
        ),
        _ => format!(
            "<path d=\"M-2 -7C-6 -7 -3 -1 -6.5 0C-3 1 -6 7 -2 7M2 -7C6 -7 3 -1 6.5 0C3 1 6 7 2 7\" {line}/>"
        ),
    };
    mark.line(&format!("<g transform=\"translate({x:.1} {y:.1})\">{shape}</g>"));
}
