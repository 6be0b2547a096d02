//! Opening and saving.

use std::path::PathBuf;

use centralita_engine::Flow;

use crate::model::{Editor, Model};
use crate::request::Request;
use crate::server::{self, Act};
use crate::update::update;
use crate::{keeping, paths};

/// Opens a flow; whether it is one.
pub(super) fn open(model: &mut Model, name: String, path: Option<PathBuf>, text: String) -> bool {
    let flow = Flow::read(&text);
    if flow.widgets().is_empty() && !flow.faults().is_empty() {
        let fault =
            flow.faults().first().map(|fault| fault.message.to_string()).unwrap_or_default();
        model.refuse(
            model.texts.fill("told-no-flow", &[("name", (&name).into()), ("why", (&fault).into())]),
        );
        return false;
    }
    // An empty flow in which nothing was done is no loss; any other stays open beside the new one.
    let is_untouched = |editor: &Editor| {
        editor.path.is_none()
            && editor.history.all().next().is_none()
            && !editor.is_changed()
            && editor.flow().text() == super::EMPTY
    };
    if model.editor.as_ref().is_some_and(is_untouched) {
        model.editor = None;
    }
    let mut editor = Editor::new(name, path, flow, &model.catalogue);
    editor.came_from = model.coming_from.take();
    model.add_tab(editor);
    true
}

pub(super) fn save(model: &mut Model, requests: &mut Vec<Request>, wants_name: bool) {
    let Some(editor) = &mut model.editor else { return };
    let has_no_place = wants_name || editor.path.is_none();
    if has_no_place && model.server.is_there() {
        update(model, Act::AskName.into(), requests);
        return;
    }
    if editor.server.is_some() && !wants_name {
        server::save(model, requests);
        return;
    }
    match editor.path.clone().filter(|_| !wants_name) {
        Some(path) => {
            let (text, serial) = to_write(editor);
            requests.push(Request::Write { path, text, serial, over: editor.on_disk });
        }
        None => {
            if let Some(request) = save_somewhere(model) {
                paths::ask(model, request, requests);
            }
        }
    }
}

/// Asks for a file to write the flow into.
pub(crate) fn save_somewhere(model: &mut Model) -> Option<Request> {
    let editor = model.editor.as_mut()?;
    let (text, serial) = to_write(editor);
    Some(Request::AskWhereToWrite { name: format!("{}.json", editor.name), text, serial })
}

/// What is to be written, and of which state it is.
fn to_write(editor: &mut Editor) -> (String, u64) {
    let text = editor.flow().text().to_owned();
    editor.asked_to_write = Some(keeping::fingerprint(&text));
    (text, editor.history.serial())
}
