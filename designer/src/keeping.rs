//! Keeping work: a copy of what nobody saved yet, each second; what a file said when it was read; and
//! what comes back after a start.
//!
//! Deliberately not here: files. The shell writes and reads them.

use std::path::PathBuf;

use centralita_engine::flow::{Edit, Label};
use centralita_engine::{Flow, Time};
use serde::{Deserialize, Serialize};

use crate::model::{Asked, Editor, Model, Saved};
use crate::request::Request;
use crate::server::{self, OnServer, ServerPath, is_same};

/// A change is kept no later than so many milliseconds after it.
const EVERY_MILLIS: i64 = 1_000;

/// A copy of a flow that nobody saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Tells it from other copies; also the name of its file.
    pub key: String,
    /// What the flow is called.
    pub name: String,
    /// The flow's file, when it has one.
    pub path: Option<PathBuf>,
    /// When it was kept, in milliseconds since 1970.
    pub at_millis: i64,
    /// The fingerprint of what the file said then; of a flow of the server, its revision's number.
    pub over: Option<u64>,
    /// The flow.
    pub text: String,
}

/// A number that tells one text from another (FNV-1a).
pub fn fingerprint(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Asks for a copy when there is something that nobody saved, and for its end when there is not any
/// more. Gives after how many milliseconds to look again.
pub fn tick(model: &mut Model, requests: &mut Vec<Request>) -> Option<i64> {
    let now = model.now;
    let draft = model.draft.as_ref();
    let at_hand = model.editor.iter_mut().map(|editor| (editor, draft));
    let others = model.others.iter_mut().map(|editor| (editor, None));
    at_hand.chain(others).filter_map(|(editor, draft)| keep(editor, draft, now, requests)).min()
}

/// The same for one flow; a draft is what is being written in a field of it.
fn keep(
    editor: &mut Editor,
    draft: Option<&Edit>,
    now: Time,
    requests: &mut Vec<Request>,
) -> Option<i64> {
    // States of the flow are counted; one with a draft is told by what the draft says.
    let state = match draft {
        None => editor.history.serial(),
        Some(draft) => fingerprint(&format!("{draft:?}")) | 1 << 63,
    };
    if !editor.is_changed() && draft.is_none() {
        if editor.kept.take().is_some() {
            requests.push(Request::DropCopy(editor.copy_key.clone()));
        }
        return None;
    }
    match editor.kept {
        Some((kept, _)) if kept == state => return None,
        Some((_, at)) if now.0 - at.0 < EVERY_MILLIS => return Some(EVERY_MILLIS - (now.0 - at.0)),
        _ => {}
    }
    if editor.copy_key.is_empty() {
        editor.copy_key = key(editor, now);
    }
    editor.kept = Some((state, now));
    let written = draft.and_then(|draft| draft.apply(editor.flow()).ok());
    let text = written.as_ref().unwrap_or(editor.flow()).text().to_owned();
    requests.push(Request::KeepCopy(Kept {
        key: editor.copy_key.clone(),
        name: editor.name.clone(),
        path: editor.path.clone(),
        at_millis: now.0,
        over: match &editor.server {
            Some(on) => Some(u64::from(on.newest)),
            None => editor.on_disk,
        },
        text,
    }));
    None
}

/// One key for a file; one for each flow that has none.
fn key(editor: &Editor, now: Time) -> String {
    let about = match &editor.path {
        Some(path) => path.display().to_string(),
        None => format!("{} {} {}", editor.name, now.0, editor.number),
    };
    format!("{:016x}", fingerprint(&about))
}

/// Lets the copy of the open flow go.
pub fn drop_copy(model: &mut Model, requests: &mut Vec<Request>) {
    if let Some(editor) = &mut model.editor {
        drop_copy_of(editor, &mut model.copies, requests);
    }
}

/// Lets the copies of all open flows go.
pub fn drop_all_copies(model: &mut Model, requests: &mut Vec<Request>) {
    for editor in model.editor.iter_mut().chain(&mut model.others) {
        drop_copy_of(editor, &mut model.copies, requests);
    }
}

fn drop_copy_of(editor: &mut Editor, copies: &mut Vec<Kept>, requests: &mut Vec<Request>) {
    if editor.kept.take().is_some() {
        copies.retain(|copy| copy.key != editor.copy_key);
        requests.push(Request::DropCopy(editor.copy_key.clone()));
    }
}

/// The flow has been written.
pub fn saved(model: &mut Model, path: PathBuf, serial: u64, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    editor.saved = Saved::At(serial);
    editor.on_disk = editor.asked_to_write.take().or(editor.on_disk);
    if let Some(stem) = path.file_stem() {
        editor.name = stem.to_string_lossy().into_owned();
    }
    model.prefs.remember(&path.display().to_string(), model.now.0);
    // What was on the server and is a file now, is a file.
    editor.server = None;
    if editor.path.as_ref() != Some(&path) {
        crate::trying::forget_files(editor);
        editor.revisions = crate::revisions::Revisions::default();
    }
    let is_moved = editor.path.as_ref() != Some(&path);
    editor.path = Some(path);
    if is_moved {
        crate::surroundings::ask(editor, requests);
    }
    if !editor.is_changed() {
        drop_copy(model, requests);
    }
    model.tell(model.texts.say("told-saved").to_owned());
}

/// Writes the file though somebody else changed it.
pub fn keep_mine(model: &mut Model, requests: &mut Vec<Request>) {
    let Some(Asked::Conflict { path, .. }) = model.asked.take() else { return };
    let Some(editor) = &mut model.editor else { return };
    if editor.server.is_some() {
        server::keep_mine(model, requests);
        return;
    }
    let text = editor.flow().text().to_owned();
    let serial = editor.history.serial();
    editor.asked_to_write = Some(fingerprint(&text));
    requests.push(Request::Write { path, text, serial, over: None });
}

/// Takes what the file says now, as a change that can be undone.
pub fn take_theirs(model: &mut Model) {
    let Some(Asked::Conflict { theirs, .. }) = model.asked.take() else { return };
    let Some(editor) = &mut model.editor else { return };
    if editor.server.is_some() {
        server::take_theirs(model, &theirs);
        return;
    }
    let label = Label::Named(model.texts.say("change-theirs").into());
    editor.replace(&theirs, label, &model.catalogue);
    editor.on_disk = Some(fingerprint(&theirs));
    editor.saved = Saved::At(editor.history.serial());
    model.tell(model.texts.say("told-theirs").to_owned());
}

/// Shows what the file says now beside what is drawn; saving asks again.
pub fn compare_theirs(model: &mut Model) {
    let Some(Asked::Conflict { theirs, .. }) = model.asked.take() else { return };
    let name = model.texts.say("conflict-their-name").to_owned();
    crate::compare::begin(model, name, &Flow::read(&theirs));
}

/// Opens a copy that nobody saved.
pub fn restore(model: &mut Model, key: &str) {
    let Some(place) = model.copies.iter().position(|copy| copy.key == key) else { return };
    let copy = model.copies.remove(place);
    let told = restored(model, &copy);
    let flow = Flow::read(&copy.text);
    let mut editor = Editor::new(copy.name, copy.path, flow, &model.catalogue);
    // No file has this.
    editor.saved = Saved::At(u64::MAX);
    match editor.path.as_deref().and_then(ServerPath::of) {
        Some(place) => editor.server = Some(OnServer::new(place.flow, base(copy.over), None)),
        None => editor.on_disk = copy.over,
    }
    editor.copy_key = copy.key;
    editor.kept = Some((editor.history.serial(), Time(copy.at_millis)));
    model.add_tab(editor);
    model.tell(told);
}

/// A file was opened of which a copy was kept: the copy is put over it, and undoing takes it away.
pub fn restore_over(model: &mut Model) {
    let Some(editor) = &mut model.editor else { return };
    let Some(path) = &editor.path else { return };
    let is_of = |copy: &Kept| copy.path.as_ref().is_some_and(|other| is_same(other, path));
    let found = model.copies.iter().position(is_of);
    let Some(copy) = found.map(|place| model.copies.remove(place)) else { return };
    editor.copy_key = copy.key.clone();
    if copy.text == editor.flow().text() {
        // What was kept has been saved after all; the next look lets the copy go.
        editor.kept = Some((u64::MAX, Time(copy.at_millis)));
        return;
    }
    let label = Label::Named(model.texts.say("change-restore").into());
    editor.replace(&copy.text, label, &model.catalogue);
    if let Some(on) = &mut editor.server {
        // It was drawn over that revision: one that somebody else made since is asked about.
        on.newest = base(copy.over);
    }
    editor.kept = Some((editor.history.serial(), Time(copy.at_millis)));
    let told = restored(model, &copy);
    model.tell(told);
}

/// The revision over which a copy was drawn; one of the server's counts from 1.
fn base(over: Option<u64>) -> u32 {
    over.and_then(|over| u32::try_from(over).ok()).unwrap_or_default()
}

fn restored(model: &Model, copy: &Kept) -> String {
    let minutes = ((model.now.0 - copy.at_millis) / 60_000).max(0);
    let things = [("name", (&copy.name).into()), ("minutes", (minutes as usize).into())];
    model.texts.fill("told-restored", &things)
}
