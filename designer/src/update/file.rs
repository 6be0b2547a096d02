//! Opening and saving.

use std::path::PathBuf;

use centralita_engine::Flow;

use crate::focus::Wanted;
use crate::keeping;
use crate::layout::Part;
use crate::model::{Editor, Model};
use crate::request::Request;

pub(super) fn open(model: &mut Model, name: String, path: Option<PathBuf>, text: String) {
    let flow = Flow::read(&text);
    if flow.widgets().is_empty() && !flow.faults().is_empty() {
        let fault =
            flow.faults().first().map(|fault| fault.message.to_string()).unwrap_or_default();
        model.refuse(
            model.texts.fill("told-no-flow", &[("name", (&name).into()), ("why", (&fault).into())]),
        );
        return;
    }
    model.editor = Some(Editor::new(name, path, flow, &model.catalogue));
    model.wants_keys = Some(Wanted::Part(Part::Canvas));
}

pub(super) fn save(model: &mut Model, requests: &mut Vec<Request>, wants_name: bool) {
    let Some(editor) = &mut model.editor else { return };
    let text = editor.flow().text().to_owned();
    let serial = editor.history.serial();
    editor.asked_to_write = Some(keeping::fingerprint(&text));
    let over = editor.on_disk;
    requests.push(match &editor.path {
        Some(path) if !wants_name => Request::Write { path: path.clone(), text, serial, over },
        _ => Request::AskWhereToWrite { name: format!("{}.json", editor.name), text, serial },
    });
}
