//! What the commands about revisions do.

use std::path::PathBuf;

use centralita_engine::Flow;
use centralita_engine::flow::Label;

use super::{Publishing, Revision};
use crate::command::Command;
use crate::compare::{self, Comparison};
use crate::model::{Model, Saved};
use crate::request::Request;
use crate::trying::renew;
use crate::{moments, server, words};

/// Why a revision is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// To compare the open flow with it.
    Compare,
    /// To show it on the canvas while it is pointed at.
    Preview,
    /// To make it the flow again.
    BringBack,
    /// To tell what changed since it was published.
    Publish,
}

/// A state that is shown on the canvas while it is pointed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Previewed {
    /// A revision, by its key.
    Revision(String),
    /// The state of this session in which so many changes were done.
    State(usize),
}

/// Something about revisions.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Asks which there are.
    Look,
    /// They were listed, the latest first.
    Listed { path: PathBuf, list: Vec<Revision> },
    /// One was read.
    Read { path: PathBuf, key: String, text: String, why: Why },
    /// Shows a state on the canvas, or none any more.
    Preview(Option<Previewed>),
    /// Makes a revision the flow again.
    BringBack(String),
    /// Goes to the state of this session in which so many changes were done.
    GoTo(usize),
    /// Asks under which name to keep the flow as it is.
    AskName,
    /// Keeps the flow as it is, under a name and with a note.
    Keep { name: String, note: String },
    /// Does not keep it.
    DoNotKeep,
    /// A revision was kept.
    Kept { path: PathBuf, revision: Revision },
    /// Opens the window from which the flow is published.
    AskPublish,
    /// Publishes the flow as it is, with a note.
    Publish(String),
    /// Does not publish it.
    DoNotPublish,
}

impl From<Act> for Command {
    fn from(act: Act) -> Command {
        Command::Revision(act)
    }
}

/// Does something about revisions.
pub fn act(model: &mut Model, act: Act, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    match act {
        Act::Look => {
            if let Some(path) = &editor.path {
                // Asked once: whoever cannot list them says so once.
                editor.revisions.list.get_or_insert_default();
                requests.push(Request::ListRevisions(path.clone()));
            }
        }
        Act::Listed { path, list } => listed(model, &path, list, requests),
        Act::Read { path, key, text, why } => {
            if editor.path.as_ref() != Some(&path) {
                return;
            }
            editor.revisions.texts.insert(key.clone(), text);
            read(model, &key, why);
        }
        Act::Preview(what) => preview(model, what, requests),
        Act::BringBack(key) => with_text(model, key, Why::BringBack, requests),
        Act::GoTo(done) => {
            editor.preview = None;
            if editor.go_to(done, &model.catalogue) {
                renew(model);
                let text = model.texts.say("told-went-to-state").to_owned();
                model.tell(text);
            }
        }
        Act::AskName => {
            if has_file(model) {
                let naming = (String::new(), String::new());
                with_revisions(model, |revisions| revisions.naming = Some(naming));
            }
        }
        Act::DoNotKeep => editor.revisions.naming = None,
        Act::Keep { name, note } => {
            editor.revisions.naming = None;
            keep(model, Revision { name, note, ..Revision::default() }, requests);
        }
        Act::Kept { path, revision } => {
            if editor.path.as_ref() == Some(&path)
                && let Some(list) = &mut editor.revisions.list
            {
                list.retain(|one| one.key != revision.key);
                list.insert(0, revision.clone());
            }
            let name = called(&model.texts, &revision);
            let text = if revision.is_published { "told-published" } else { "told-kept" };
            let text = model.texts.fill(text, &[("name", (&name).into())]);
            model.tell(text);
        }
        Act::AskPublish => {
            if editor.path.is_none() && model.server.is_there() {
                // It gets its place first.
                crate::update::update(model, server::Act::AskName.into(), requests);
                model.after_save = Some(Box::new(Act::AskPublish.into()));
                return;
            }
            if !has_file(model) {
                return;
            }
            with_revisions(model, |one| one.publishing = Some(Publishing::default()));
            let Some(path) = model.editor.as_ref().and_then(|editor| editor.path.clone()) else {
                return;
            };
            requests.push(Request::ListRevisions(path));
            crate::trying::check_quietly(model, requests);
        }
        Act::DoNotPublish => editor.revisions.publishing = None,
        Act::Publish(note) => publish(model, note, requests),
    }
}

fn with_revisions(model: &mut Model, act: impl FnOnce(&mut super::Revisions)) {
    if let Some(editor) = &mut model.editor {
        act(&mut editor.revisions);
    }
}

/// Whether the flow has a file, beside which revisions are kept; says so when it has none.
fn has_file(model: &mut Model) -> bool {
    let has = model.editor.as_ref().is_some_and(|editor| editor.path.is_some());
    if !has {
        let text = model.texts.say("history-save-first").to_owned();
        model.refuse(text);
    }
    has
}

/// What a revision is called: by its name, else by when it was kept.
pub(crate) fn called(texts: &crate::text::Texts, revision: &Revision) -> String {
    if revision.name.is_empty() {
        moments::said(texts, revision.at_millis)
    } else {
        revision.name.clone()
    }
}

fn listed(model: &mut Model, path: &PathBuf, list: Vec<Revision>, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    if editor.path.as_ref() != Some(path) {
        return;
    }
    editor.revisions.list = Some(list);
    let published = editor.revisions.published().map(|revision| revision.key.clone());
    if editor.revisions.publishing.is_none() {
        return;
    }
    match published {
        Some(key) => with_text(model, key, Why::Publish, requests),
        None => read(model, "", Why::Publish),
    }
}

/// Reads a revision, or does at once what it is read for when it was read before.
pub(crate) fn with_text(model: &mut Model, key: String, why: Why, requests: &mut Vec<Request>) {
    let Some(editor) = &model.editor else { return };
    if editor.revisions.texts.contains_key(&key) {
        read(model, &key, why);
    } else if let Some(path) = editor.path.clone() {
        requests.push(Request::ReadRevision { path, key, why });
    }
}

fn read(model: &mut Model, key: &str, why: Why) {
    let Some(editor) = &mut model.editor else { return };
    let text = editor.revisions.texts.get(key).cloned();
    let revision = editor.revisions.find(key).cloned().unwrap_or_default();
    let name = called(&model.texts, &revision);
    match (why, text) {
        (Why::Compare, Some(text)) => compare::begin(model, name, &Flow::read(&text)),
        (Why::Preview, Some(text)) => {
            show(model, Previewed::Revision(key.to_owned()), name, &Flow::read(&text));
        }
        (Why::BringBack, Some(text)) => {
            editor.preview = None;
            if text == editor.flow().text() {
                let text = model.texts.say("told-is-this-already").to_owned();
                model.tell(text);
                return;
            }
            let label = model.texts.fill("change-revision-back", &[("name", (&name).into())]);
            editor.replace(&text, Label::Named(label.into()), &model.catalogue);
            renew(model);
            let text = model.texts.fill("told-brought-back", &[("name", (&name).into())]);
            model.tell(text);
        }
        (Why::Publish, text) => {
            let changes = super::what_changed(text.as_deref(), editor.flow(), &model.catalogue);
            let was = text.map(|_| name);
            if let Some(publishing) = &mut editor.revisions.publishing {
                publishing.changes = Some(changes);
                publishing.since = was;
            }
        }
        (_, None) => {}
    }
}

fn preview(model: &mut Model, what: Option<Previewed>, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    if editor.preview.as_ref().map(|(shown, _)| shown) == what.as_ref() {
        return;
    }
    match what {
        None => editor.preview = None,
        Some(Previewed::Revision(key)) => with_text(model, key, Why::Preview, requests),
        Some(Previewed::State(done)) => {
            let flow = Flow::read(&editor.history.text_at(editor.flow(), done));
            let name = match done.checked_sub(1).and_then(|last| editor.history.all().nth(last)) {
                Some(entry) => words::label(&model.texts, &entry.label),
                None => model.texts.say("history-opened").to_owned(),
            };
            show(model, Previewed::State(done), name, &flow);
        }
    }
}

fn show(model: &mut Model, what: Previewed, name: String, with: &Flow) {
    let Some(editor) = &mut model.editor else { return };
    let catalogue = &model.catalogue;
    let mut comparison =
        Comparison::new(name, with.clone(), editor.flow(), editor.scene(), catalogue);
    // What one points at is shown whole: moving boxes is what many changes do.
    comparison.shows_moves = true;
    comparison.redraw(editor.flow(), editor.scene(), catalogue);
    editor.preview = Some((what, Box::new(comparison)));
}

fn keep(model: &mut Model, mut revision: Revision, requests: &mut Vec<Request>) {
    requests.push(Request::LookAtClock);
    let Some(editor) = &model.editor else { return };
    if editor.server.is_some() {
        let (name, note) = (revision.name.trim(), revision.note.trim());
        let both = [name, note].into_iter().filter(|text| !text.is_empty());
        let note = both.collect::<Vec<_>>().join("\n");
        server::keep_named(model, note, requests);
        return;
    }
    let Some(path) = editor.path.clone() else { return };
    revision.name = revision.name.trim().to_owned();
    revision.note = revision.note.trim().to_owned();
    requests.push(Request::KeepRevision { path, text: editor.flow().text().to_owned(), revision });
}

/// Publishes the flow as it is: its file says the same, and the revision is marked.
fn publish(model: &mut Model, note: String, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    if editor.count(centralita_engine::check::Severity::Error) > 0 {
        let text = model.texts.say("publish-stopped").to_owned();
        model.refuse(text);
        return;
    }
    if editor.server.is_some() {
        server::publish(model, note, requests);
        return;
    }
    editor.revisions.publishing = None;
    let is_saved = matches!(editor.saved, Saved::At(_)) && !editor.is_changed();
    let revision = Revision { note, is_published: true, ..Revision::default() };
    if is_saved {
        keep(model, revision, requests);
    } else {
        // What is published is what the file says; a file that somebody else changed is asked about.
        model.after_save = Some(Box::new(Command::Revision(Act::Publish(revision.note))));
        crate::update::update(model, Command::Save, requests);
    }
}
