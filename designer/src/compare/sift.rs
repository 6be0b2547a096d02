//! What the hands wish while a comparison is on the canvas: what is there is changed as ever, what is
//! gone can only be looked at.

use super::Picture;
use crate::canvas::{BoxIndex, Hit, Wish};

/// What comes of a wish.
#[derive(Clone, Debug, PartialEq)]
pub enum Sifted {
    /// It is of the flow itself.
    Wish(Wish),
    /// It is about a widget that is gone, by its name.
    Gone(String),
}

/// Tells wishes about the flow from those about what is gone.
pub fn sift(picture: &Picture, wishes: Vec<Wish>) -> Vec<Sifted> {
    wishes.into_iter().filter_map(|wish| sifted(picture, wish)).collect()
}

fn sifted(picture: &Picture, wish: Wish) -> Option<Sifted> {
    let is_own = |number: &BoxIndex| *number < picture.own_boxes;
    let gone = |number: BoxIndex| {
        let shape = picture.scene.boxes.get(number).filter(|_| !is_own(&number))?;
        Some(Sifted::Gone(shape.name.to_string()))
    };
    let is_own_wire = |wire: usize| wire < picture.own_wires;
    match wish {
        Wish::Select(boxes) => {
            if let [only] = boxes.iter().copied().collect::<Vec<_>>().as_slice()
                && !is_own(only)
            {
                return gone(*only);
            }
            Some(Sifted::Wish(Wish::Select(boxes.into_iter().filter(is_own).collect())))
        }
        Wish::Move(boxes, by) => {
            let boxes: Vec<BoxIndex> = boxes.into_iter().filter(is_own).collect();
            (!boxes.is_empty()).then_some(Sifted::Wish(Wish::Move(boxes, by)))
        }
        Wish::SelectWire(wire) | Wish::Menu(Hit::Wire(wire, _), _) if !is_own_wire(wire) => {
            // It is told by the box from which it came.
            gone(picture.scene.wires.get(wire)?.from)
        }
        Wish::Insert(number, wire, _) if !is_own(&number) || !is_own_wire(wire) => None,
        Wish::Connect(from, _, to) if !is_own(&from) || !is_own(&to) => None,
        Wish::Disconnect(number, _) | Wish::AddFrom(number, ..) if !is_own(&number) => None,
        Wish::Open(number)
        | Wish::Rename(number)
        | Wish::SelectExit(number, _)
        | Wish::Menu(Hit::Box(number) | Hit::Chip(number, _), _)
            if !is_own(&number) =>
        {
            gone(number)
        }
        other => Some(Sifted::Wish(other)),
    }
}
