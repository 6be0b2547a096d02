//! What the commands about comparing do.

use std::path::PathBuf;

use centralita_engine::Flow;
use centralita_engine::flow::ChangeKind;

use super::{Comparison, take_back};
use crate::command::Command;
use crate::model::{Bottom, Model, Selection};
use crate::request::Request;
use crate::update::make;
use crate::{paths, revisions};

/// With what the open flow is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Against {
    /// With what its file says.
    File,
    /// With a revision that was kept.
    Revision(String),
    /// With another open flow, by its place among the tabs.
    Tab(usize),
    /// With another file, which the person chooses.
    AnotherFile,
}

/// Something about comparing.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Compares with something.
    With(Against),
    /// The text to compare with was read: what it is called, and what it says.
    Read { name: String, text: String },
    /// Ends comparing.
    End,
    /// Goes to the next difference.
    Next,
    /// Goes to the difference before.
    Previous,
    /// Goes to a difference.
    Show(usize),
    /// Whether boxes that only moved count.
    Moves(bool),
    /// Whether both flows stand side by side.
    Beside(bool),
    /// Takes a difference back.
    TakeBack(usize),
    /// Takes the difference at hand back.
    TakeBackAtHand,
}

/// Does something about comparing.
pub fn act(model: &mut Model, act: Act, requests: &mut Vec<Request>) {
    let catalogue = &model.catalogue;
    let Some(editor) = &mut model.editor else { return };
    match act {
        Act::With(against) => with(model, against, requests),
        Act::Read { name, text } => begin(model, name, &Flow::read(&text)),
        Act::End => editor.comparison = None,
        Act::Next => step(model, true),
        Act::Previous => step(model, false),
        Act::Show(place) => show(model, place),
        Act::Moves(shows) => {
            if let Some(mut comparison) = editor.comparison.take() {
                comparison.shows_moves = shows;
                comparison.redraw(editor.flow(), editor.scene(), catalogue);
                editor.comparison = Some(comparison);
            }
        }
        Act::Beside(is_beside) => {
            if let Some(comparison) = &mut editor.comparison {
                comparison.is_beside = is_beside;
            }
        }
        Act::TakeBack(_) | Act::TakeBackAtHand => {
            let Some(comparison) = &editor.comparison else { return };
            let place = match act {
                Act::TakeBack(place) => place,
                _ => comparison.at.unwrap_or(usize::MAX),
            };
            let Some(edit) = take_back(comparison, editor.flow(), place, &model.texts) else {
                let text = model.texts.say("told-not-taken-back").to_owned();
                model.refuse(text);
                return;
            };
            if make(model, &edit) {
                let text = model.texts.say("told-taken-back").to_owned();
                model.tell(text);
            }
        }
    }
}

fn with(model: &mut Model, against: Against, requests: &mut Vec<Request>) {
    let Some(editor) = &model.editor else { return };
    let path: Option<PathBuf> = editor.path.clone();
    match (against, path) {
        (Against::AnotherFile, _) => paths::ask(model, Request::AskForFileToCompare, requests),
        (Against::Tab(tab), _) => {
            let Some(other) = model.tab_at(tab) else { return };
            let (name, flow) = (other.name.clone(), other.flow().clone());
            begin(model, name, &flow);
        }
        (Against::File, Some(path)) => {
            let name = model.texts.say("compare-file-now").to_owned();
            requests.push(Request::ReadToCompare { path, name });
        }
        (Against::Revision(key), Some(_)) => {
            revisions::with_text(model, key, revisions::Why::Compare, requests);
        }
        (Against::File | Against::Revision(_), None) => {
            let text = model.texts.say("history-save-first").to_owned();
            model.refuse(text);
        }
    }
}

/// Compares the open flow with another.
pub(crate) fn begin(model: &mut Model, name: String, with: &Flow) {
    let Some(editor) = &mut model.editor else { return };
    if with.widgets().is_empty() && !with.faults().is_empty() {
        let why = with.faults().first().map(|fault| fault.message.to_string()).unwrap_or_default();
        let things = [("name", (&name).into()), ("why", (&why).into())];
        let text = model.texts.fill("told-no-flow", &things);
        model.refuse(text);
        return;
    }
    let catalogue = &model.catalogue;
    let comparison =
        Comparison::new(name.clone(), with.clone(), editor.flow(), editor.scene(), catalogue);
    let count = comparison.shown().count();
    editor.preview = None;
    editor.comparison = Some(comparison);
    model.bottom = Some(Bottom::Compare);
    let things = [("name", (&name).into()), ("count", count.into())];
    model.heard = model.texts.fill("compare-heard", &things);
}

fn step(model: &mut Model, is_next: bool) {
    let Some(comparison) = model.editor.as_ref().and_then(|one| one.comparison.as_ref()) else {
        return;
    };
    let shown: Vec<usize> = comparison.shown().map(|(place, _)| place).collect();
    let next = match (comparison.at, is_next) {
        (Some(at), true) => shown.iter().find(|place| **place > at).or(shown.first()),
        (Some(at), false) => shown.iter().rev().find(|place| **place < at).or(shown.last()),
        (None, true) => shown.first(),
        (None, false) => shown.last(),
    };
    if let Some(next) = next.copied() {
        show(model, next);
    }
}

/// Goes to a difference: its box is selected and comes into sight; what is gone comes into sight.
fn show(model: &mut Model, place: usize) {
    let Some(editor) = &mut model.editor else { return };
    let Some(mut comparison) = editor.comparison.take() else { return };
    if let Some(change) = comparison.changes().get(place) {
        model.heard = model.texts.told(&change.sentence).to_owned();
        let widget = change.widget.clone();
        let is_gone = change.kind == ChangeKind::Removed;
        editor.exit = None;
        editor.selection = match &widget {
            Some(name) if !is_gone => Selection::of(name.clone()),
            _ => Selection::default(),
        };
        let picture = comparison.overlay();
        let number = widget.and_then(|name| {
            let mut found = picture.scene.boxes.iter().enumerate();
            found.position(|(number, shape)| {
                *shape.name == *name.as_str() && (number >= picture.own_boxes) == is_gone
            })
        });
        if let Some(number) = number {
            editor.canvas.wants_reveal = Some(picture.scene.boxes[number].rect.expand(24.0));
        }
        comparison.at = Some(place);
    }
    editor.comparison = Some(comparison);
}

impl From<Act> for Command {
    fn from(act: Act) -> Command {
        Command::Compare(act)
    }
}
