//! Copying and putting in.

use centralita_engine::WidgetName;
use centralita_engine::flow::{Edit, Position, clipboard_text};
use egui::{Pos2, vec2};

use super::widgets::make_and_select;
use crate::model::{Clipboard, Model};
use crate::request::Request;
use crate::scene;

pub(super) fn copy(model: &mut Model, requests: &mut Vec<Request>) {
    let Some(editor) = &model.editor else { return };
    let names: Vec<WidgetName> = editor.selection.widgets.iter().cloned().collect();
    let text = clipboard_text(editor.flow(), &names);
    model.clipboard = Clipboard::of(editor.flow(), &names, text.clone());
    requests.push(Request::Copy(text));
    let count = names.len();
    model.tell(model.texts.fill("told-copied", &[("count", count.into())]));
}

pub(super) fn paste(model: &mut Model, text: &str, at: Option<Pos2>) {
    let Some(editor) = &model.editor else { return };
    let at = at.or_else(|| {
        let screen = editor.canvas.screen?;
        Some(editor.canvas.view.canvas_from_screen(screen, screen.center()))
    });
    let at = at.map(|at| {
        let free = scene::free_place(editor.scene(), at, vec2(260.0, 92.0));
        Position::new(f64::from(free.x), f64::from(free.y))
    });
    let mut edit = Edit::Paste { text: text.into(), at };
    if std::mem::take(&mut model.clipboard.keeps_wires) {
        edit = model.clipboard.with_wires(editor.flow(), edit);
    }
    make_and_select(model, &edit);
}
