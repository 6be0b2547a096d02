//! Frames around widgets, and notes: what of our own stands on the canvas.

use std::collections::BTreeSet;

use centralita_engine::flow::{Edit, Label, PathStep, Position};
use centralita_engine::{Value, WidgetName};

use crate::command::Own;
use crate::model::Editor;
use crate::text::Texts;

fn step(key: &str) -> PathStep {
    PathStep::from(key)
}

fn named(edits: Vec<Edit>, label: &str) -> Edit {
    Edit::All(edits, Label::Named(label.into()))
}

/// The edit that draws a frame around what is selected, and the number the frame gets. A widget stands
/// in one frame only, and a frame without widgets goes.
pub fn group(editor: &Editor, texts: &Texts) -> Option<(Edit, usize)> {
    let chosen = &editor.selection.widgets;
    if chosen.is_empty() {
        return None;
    }
    let frames = &editor.flow().own().groups;
    let (mut edits, empty) = without_members(editor, chosen);
    let count = frames.len() - empty.len() + 1;
    let title = texts.fill("group-title", &[("number", count.into())]);
    let inside = Value::list(chosen.iter().map(|name| Value::text(name.as_str())));
    let frame = Value::map([("title".into(), Value::text(title)), ("widgets".into(), inside)]);
    let path = vec![step("groups"), PathStep::Index(frames.len())];
    edits.push(Edit::SetOwn { path, value: Some(frame) });
    edits.extend(empty.iter().rev().map(|number| without("groups", *number)));
    Some((named(edits, texts.say("change-group")), count - 1))
}

/// The edits that take widgets out of the frames in which they stand, and the frames in which nobody is
/// left then.
fn without_members(editor: &Editor, chosen: &BTreeSet<WidgetName>) -> (Vec<Edit>, Vec<usize>) {
    let mut edits = Vec::new();
    let mut empty = Vec::new();
    for (number, frame) in editor.flow().own().groups.iter().enumerate() {
        let rest = frame.widgets.iter().filter(|name| !chosen.contains(*name));
        let rest: Vec<Value> = rest.map(|name| Value::text(name.as_str())).collect();
        if rest.len() == frame.widgets.len() {
            continue;
        }
        if rest.is_empty() {
            empty.push(number);
        } else {
            let path = vec![step("groups"), PathStep::Index(number), step("widgets")];
            edits.push(Edit::SetOwn { path, value: Some(Value::list(rest)) });
        }
    }
    (edits, empty)
}

/// The edit that moves widgets and takes them out of the frames in which they stand.
pub fn move_out(
    editor: &Editor,
    moved: Edit,
    chosen: &BTreeSet<WidgetName>,
    texts: &Texts,
) -> Edit {
    let (out, empty) = without_members(editor, chosen);
    let mut edits = vec![moved];
    edits.extend(out);
    edits.extend(empty.iter().rev().map(|number| without("groups", *number)));
    named(edits, texts.say("change-move-out"))
}

/// The edit that takes away the frames in which something selected stands.
pub fn ungroup(editor: &Editor, texts: &Texts) -> Edit {
    let chosen = &editor.selection.widgets;
    let frames = editor.flow().own().groups.iter().enumerate().rev();
    let meant = frames.filter(|(_, frame)| frame.widgets.iter().any(|name| chosen.contains(name)));
    let edits = meant.map(|(number, _)| without("groups", number)).collect();
    named(edits, texts.say("change-ungroup"))
}

/// The note beside the selected widget, when it has one.
pub fn note_here(editor: &Editor) -> Option<usize> {
    let only = editor.selection.only()?;
    editor.flow().own().notes.iter().position(|note| note.widget.as_ref() == Some(only))
}

/// The edit that puts a note beside the selected widget, or at a place.
pub fn add_note(editor: &Editor, at: egui::Pos2, text: &str, texts: &Texts) -> Edit {
    let mut note = vec![("text".into(), Value::text(text))];
    match editor.selection.only() {
        Some(only) => note.push(("widget".into(), Value::text(only.as_str()))),
        None => note.push(("offset".into(), place(Position::new(at.x.into(), at.y.into())))),
    }
    let number = editor.flow().own().notes.len();
    let path = vec![step("notes"), PathStep::Index(number)];
    let edit = Edit::SetOwn { path, value: Some(Value::map(note)) };
    named(vec![edit], texts.say("change-note"))
}

/// The edit that moves a note.
pub fn move_note(editor: &Editor, number: usize, by: egui::Vec2, texts: &Texts) -> Option<Edit> {
    let at = editor.scene().notes.get(number)?.rect.min + by;
    let path = vec![step("notes"), PathStep::Index(number), step("offset")];
    let to = place(Position::new(at.x.into(), at.y.into()));
    Some(named(vec![Edit::SetOwn { path, value: Some(to) }], texts.say("change-move-note")))
}

/// What a note or a title says now.
pub fn text_of(editor: &Editor, what: Own) -> Option<String> {
    let own = editor.flow().own();
    Some(match what {
        Own::Note(number) => own.notes.get(number)?.text.to_string(),
        Own::Frame(number) => own.groups.get(number)?.title.to_string(),
    })
}

/// The edit that makes a note or a title say something else. A note that says nothing goes.
pub fn write(what: Own, text: &str, texts: &Texts) -> Edit {
    let (list, number, key, label) = match what {
        Own::Note(number) => ("notes", number, "text", "change-note"),
        Own::Frame(number) => ("groups", number, "title", "change-title"),
    };
    if text.trim().is_empty() && matches!(what, Own::Note(_)) {
        return named(vec![without(list, number)], texts.say("change-no-note"));
    }
    let path = vec![step(list), PathStep::Index(number), step(key)];
    let edit = Edit::SetOwn { path, value: Some(Value::text(text.trim())) };
    named(vec![edit], texts.say(label))
}

fn without(list: &str, number: usize) -> Edit {
    Edit::SetOwn { path: vec![step(list), PathStep::Index(number)], value: None }
}

fn place(at: Position) -> Value {
    Value::map([("x".into(), Value::Float(at.x.round())), ("y".into(), Value::Float(at.y.round()))])
}
