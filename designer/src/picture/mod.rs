//! A flow as a picture that stands alone: SVG, for browsers, printers and letters.
//!
//! | module | holds |
//! |---|---|
//! | [`mark`] | writing SVG: escaping, numbers, text that fits |
//! | `shapes` | boxes, wires, frames, notes and the shapes of the groups |
//!
//! It is made from the scene, so it shows what the canvas shows, always in the light look. Text stays
//! text: it can be searched and read aloud.

pub mod mark;
mod shapes;

use std::collections::BTreeSet;

use egui::Rect;

use crate::canvas::Scene;
use crate::theme::Tokens;
use mark::{Mark, escaped, fitted};

/// Around everything.
const MARGIN: f32 = 32.0;
/// For the title above everything.
const TITLE: f32 = 56.0;
/// The families of text, the first that is there.
pub const FAMILIES: &str =
    "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif";

/// What a picture says above the boxes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Heading<'a> {
    /// What the flow is called.
    pub title: &'a str,
    /// What it is for, in a line.
    pub about: &'a str,
}

/// A scene as SVG: all of it, or the boxes of these numbers with the wires between them.
pub fn svg(scene: &Scene, heading: Heading<'_>, only: Option<&BTreeSet<usize>>) -> String {
    let is_shown = |number: usize| only.is_none_or(|only| only.contains(&number));
    let tokens = Tokens::light();
    let bounds = bounds(scene, &is_shown, only.is_none());
    let top = if heading.title.is_empty() { 0.0 } else { TITLE };
    let (width, height) = (bounds.width() + 2.0 * MARGIN, bounds.height() + 2.0 * MARGIN + top);
    let (left, above) = (bounds.min.x - MARGIN, bounds.min.y - MARGIN - top);
    let mut mark = Mark::new(&tokens);
    mark.open(&format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left:.0} {above:.0} {width:.0} {height:.0}\" \
         width=\"{width:.0}\" height=\"{height:.0}\" role=\"img\" aria-label=\"{}\" font-family=\"{FAMILIES}\">",
        escaped(heading.title)
    ));
    mark.line(&format!("<title>{}</title>", escaped(heading.title)));
    shapes::defs(&mut mark);
    let fill = mark.colour(tokens.canvas);
    mark.line(&format!(
        "<rect x=\"{left:.0}\" y=\"{above:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" fill=\"{fill}\"/>"
    ));
    if top > 0.0 {
        let room = width - 2.0 * MARGIN;
        let (x, y) = (bounds.min.x, above + MARGIN + 16.0);
        mark.text((x, y), 20.0, true, tokens.text, &fitted(heading.title, 20.0, true, room));
        let about = fitted(heading.about, 12.5, false, room);
        mark.text((x, y + 22.0), 12.5, false, tokens.weak_text, &about);
    }
    for frame in &scene.frames {
        if frame.boxes.iter().all(|number| is_shown(*number)) {
            shapes::frame(&mut mark, frame);
        }
    }
    for wire in scene.wires.iter().filter(|wire| is_shown(wire.from) && is_shown(wire.to)) {
        shapes::wire(&mut mark, &wire.route);
    }
    for note in scene.notes.iter().filter(|note| only.is_none() || bounds.contains_rect(note.rect))
    {
        shapes::note(&mut mark, note);
    }
    for (_, shape) in scene.boxes.iter().enumerate().filter(|(number, _)| is_shown(*number)) {
        shapes::shape(&mut mark, shape);
    }
    mark.close("</svg>");
    mark.done()
}

/// What is shown takes; wires may lead around the boxes.
fn bounds(scene: &Scene, is_shown: &dyn Fn(usize) -> bool, is_all: bool) -> Rect {
    let boxes = scene.boxes.iter().enumerate().filter(|(number, _)| is_shown(*number));
    let boxes = boxes.map(|(_, shape)| shape.rect);
    let wires = scene.wires.iter().filter(|wire| is_shown(wire.from) && is_shown(wire.to));
    let wires = wires.filter_map(|wire| wire.route.bounds);
    let frames = scene.frames.iter().filter(|frame| frame.boxes.iter().all(|one| is_shown(*one)));
    let frames = frames.map(|frame| frame.rect);
    let notes = scene.notes.iter().filter(|_| is_all).map(|note| note.rect);
    let all = boxes.chain(wires).chain(frames).chain(notes).reduce(Rect::union);
    all.unwrap_or(Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(320.0, 120.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_nothing_is_still_a_picture() {
        let picture = svg(&Scene::default(), Heading { title: "A & <b>", about: "" }, None);
        assert!(picture.starts_with("<svg xmlns="));
        assert!(picture.contains("A &amp; &lt;b&gt;"), "{picture}");
        assert!(!picture.contains("<b>"));
    }
}
