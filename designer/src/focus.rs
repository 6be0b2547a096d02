//! Which part of the window the keys go to, and how they get from one to the next.

use egui::{Context, Id, Rect};

use crate::layout::Part;

/// Where the keys shall go at the end of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// To a part.
    Part(Part),
    /// To the part after the one that has them.
    Next,
    /// To the part before the one that has them.
    Previous,
}

/// What holds the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// The canvas, or nothing at all.
    Canvas,
    /// A row of the outline: it takes the commands of the canvas, and walks by arrows itself.
    Row,
    /// A button or the like.
    Control,
    /// A field in which one writes.
    Text,
}

/// What holds the keys now.
pub fn holder(context: &Context) -> Holder {
    let Some(id) = context.memory(|memory| memory.focused()) else { return Holder::Canvas };
    if context.text_edit_focused() {
        return Holder::Text;
    }
    if id == canvas_id() {
        return Holder::Canvas;
    }
    match context.data(|data| data.get_temp::<Id>(row_key())) {
        Some(row) if row == id => Holder::Row,
        _ => Holder::Control,
    }
}

/// Whether nothing but the canvas has the keys, so that a window that opens can take them.
pub fn is_free(context: &Context) -> bool {
    context.memory(|memory| memory.focused().is_none_or(|id| id == canvas_id()))
}

/// By what the toolkit knows the canvas.
pub fn canvas_id() -> Id {
    Id::unique("the canvas")
}

fn row_key() -> Id {
    Id::unique("the row of the outline that has the keys")
}

/// Notes that a row of the outline has the keys.
pub fn note_row(context: &Context, row: Id) {
    context.data_mut(|data| data.insert_temp(row_key(), row));
}

/// Sends the keys where they are wanted, when all parts have been shown. Gives whether they went: a
/// part that is shown for the first time cannot take them yet.
pub fn send(context: &Context, wanted: Wanted, parts: &[(Part, Rect)]) -> bool {
    let part = match wanted {
        Wanted::Part(part) => Some(part),
        Wanted::Next => beside(context, parts, 1),
        Wanted::Previous => beside(context, parts, parts.len().saturating_sub(1)),
    };
    match part {
        Some(Part::Canvas) => {
            context.memory_mut(|memory| memory.request_focus(canvas_id()));
            true
        }
        Some(part) => {
            let rect = parts.iter().find(|(one, _)| *one == part).map(|(_, rect)| *rect);
            let first = rect.and_then(|rect| first_in(context, rect));
            if let Some(first) = first {
                context.memory_mut(|memory| memory.request_focus(first));
            }
            first.is_some()
        }
        None => true,
    }
}

/// The part so many after the one that has the keys; the canvas has them when nothing does.
fn beside(context: &Context, parts: &[(Part, Rect)], by: usize) -> Option<Part> {
    let focused = context.memory(|memory| memory.focused());
    let at = focused
        .filter(|id| *id != canvas_id())
        .and_then(|id| context.viewport(|view| view.this_pass.widgets.get(id).map(|one| one.rect)))
        .and_then(|rect| parts.iter().position(|(_, part)| part.contains(rect.center())))
        .or_else(|| parts.iter().position(|(part, _)| *part == Part::Canvas))?;
    // A part in which nothing can take the keys is passed over.
    let step = if by == 1 { 1 } else { parts.len() - 1 };
    (1..=parts.len()).map(|count| parts[(at + step * count) % parts.len()]).find_map(
        |(part, rect)| (part == Part::Canvas || first_in(context, rect).is_some()).then_some(part),
    )
}

/// The first thing in a rectangle that takes the keys.
fn first_in(context: &Context, rect: Rect) -> Option<Id> {
    context.viewport(|view| {
        let widgets = &view.this_pass.widgets;
        widgets
            .layers()
            .flat_map(|(_, layer)| layer.iter())
            .filter(|one| one.enabled && one.sense.is_focusable() && one.id != canvas_id())
            .find(|one| one.rect.is_positive() && rect.contains(one.rect.center()))
            .map(|one| one.id)
    })
}
