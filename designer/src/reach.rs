//! What the hands on the canvas wish, and what keys do there instead of them: connect, write notes,
//! draw frames, call menus.

use centralita_engine::WidgetName;
use centralita_engine::declare::JsonAs;
use centralita_engine::flow::Edit;
use egui::pos2;

use crate::canvas::{Hit, Wish};
use crate::command::{Command, Own};
use crate::connect::Connecting;
use crate::focus::Wanted;
use crate::layout::Part;
use crate::menu::Menu;
use crate::model::{Editor, Model, Selection};
use crate::request::Request;
use crate::update::{connected, inserted, make, moved, update};
use crate::{group, walk};

/// Does the commands of exits, notes, frames and menus.
pub fn reach(model: &mut Model, command: Command, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    match command {
        Command::Connect => {
            let only = editor.selection.only().cloned();
            let chip = editor.exit_at_hand().map(|(_, chip)| chip);
            model.connecting = only.map(|only| Connecting::new(only, chip));
        }
        Command::ConnectTo { widget, chip, to } => {
            let from = editor.flow().index_of(widget.as_str());
            let edit = from.and_then(|from| connected(editor, &model.catalogue, from, chip, &to));
            if let Some(edit) = edit
                && make(model, &edit)
                && let Some(editor) = &mut model.editor
            {
                editor.exit = Some((widget, chip));
                say_connected(model, chip, &to);
            }
        }
        Command::Disconnect => {
            if let Some((number, chip)) = editor.exit_at_hand() {
                obey(model, Wish::Disconnect(number, chip), requests);
            }
        }
        Command::TakeExit { widget, chip } => {
            editor.selection = Selection::of(widget.clone());
            editor.exit = Some((widget, chip));
        }
        Command::StepExit { is_next } => walk::step_exit(editor, is_next),
        Command::FollowExit => {
            let has_gone = walk::follow_exit(editor);
            if !has_gone {
                model.refuse(model.texts.say("told-leads-nowhere").to_owned());
            }
        }
        Command::FollowBack => {
            let has_gone = walk::follow_back(editor);
            if !has_gone {
                model.refuse(model.texts.say("told-comes-from-nowhere").to_owned());
            }
        }
        Command::AskPaste { keeps_wires } => {
            model.clipboard.keeps_wires = keeps_wires;
            requests.push(Request::Paste);
        }
        Command::Group => {
            if let Some((edit, frame)) = group::group(editor, &model.texts)
                && make(model, &edit)
            {
                write(model, Own::Frame(frame));
            }
        }
        Command::Ungroup => {
            let edit = group::ungroup(editor, &model.texts);
            make(model, &edit);
        }
        Command::Note => {
            let note = group::note_here(editor).unwrap_or(editor.flow().own().notes.len());
            write(model, Own::Note(note));
        }
        Command::Write(what) => write(model, what),
        Command::Written { what, text } => written(model, what, &text),
        Command::EditFields => edit_fields(model),
        Command::Menu => {
            let boxes = editor.selected().boxes;
            let (about, at) = match (editor.exit_at_hand(), boxes.first()) {
                (Some((number, chip)), _) => {
                    (Hit::Chip(number, chip), editor.scene().boxes[number].exit(chip))
                }
                (None, Some(number)) => {
                    (Hit::Box(*number), editor.scene().boxes[*number].rect.left_bottom())
                }
                (None, None) => (Hit::Empty, editor.canvas.view.middle),
            };
            model.menu = Some(Menu { about, at, is_shown: false });
        }
        _ => {}
    }
}

/// Begins to write in a note or a title.
fn write(model: &mut Model, what: Own) {
    if let Some(editor) = &mut model.editor {
        let now = group::text_of(editor, what).unwrap_or_default();
        editor.writing = Some((what, now));
    }
}

/// Ends writing in a note or a title.
fn written(model: &mut Model, what: Own, text: &str) {
    let Some(editor) = &mut model.editor else { return };
    editor.writing = None;
    match group::text_of(editor, what) {
        Some(now) if now == text => {}
        Some(_) => {
            let edit = group::write(what, text, &model.texts);
            make(model, &edit);
        }
        None if text.trim().is_empty() => {}
        None => {
            let middle = editor.canvas.view.middle;
            let at = pos2((middle.x / 10.0).round() * 10.0, (middle.y / 10.0).round() * 10.0);
            let edit = group::add_note(editor, at, text.trim(), &model.texts);
            make(model, &edit);
        }
    }
}

/// Sends the keys to the first field of the selected widget.
fn edit_fields(model: &mut Model) {
    let Some(editor) = &mut model.editor else { return };
    let only = editor.selection.only().and_then(|name| editor.flow().widget(name.as_str()));
    let spec = only.and_then(|widget| model.catalogue.spec(widget.kind.as_str()));
    let first = spec.and_then(|spec| {
        let is_own = |json: &JsonAs| !matches!(json, JsonAs::Transitions);
        spec.fields.iter().find(|field| is_own(&field.json)).map(|field| field.name.to_string())
    });
    let wrong = editor.field_at_hand.take();
    let wrong = wrong.filter(|(widget, _)| editor.selection.only() == Some(widget));
    let first = wrong.map(|(_, field)| field).or(first);
    if model.is_narrow {
        model.drawer = Some(Part::Right);
    }
    // The form itself knows best where its first field is; until it does, the column's first thing.
    model.wants_keys = Some(Wanted::Part(Part::Right));
    editor.wants_field = first;
}

fn say_connected(model: &mut Model, chip: usize, to: &WidgetName) {
    let Some(editor) = &model.editor else { return };
    let label = editor
        .exit_at_hand()
        .and_then(|(number, _)| editor.scene().boxes[number].chips.get(chip))
        .map(|chip| chip.label.to_string())
        .unwrap_or_default();
    let things = [("exit", (&label).into()), ("to", to.as_str().into())];
    let told = model.texts.fill("told-connected", &things);
    model.heard = told.clone();
    model.tell(told);
}

/// Takes what the canvas wishes.
pub fn obey(model: &mut Model, wish: Wish, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    let name = |editor: &Editor, one: usize| editor.flow().widgets()[one].name.clone();
    match wish {
        Wish::Pan(_) => {}
        Wish::Select(boxes) => {
            editor.exit = None;
            editor.selection = Selection::of_all(boxes.into_iter().map(|one| name(editor, one)));
        }
        Wish::SelectWire(wire) => {
            let one = &editor.scene().wires[wire];
            if let Some(transition) = editor.scene().boxes[one.from].chips[one.chip].number {
                editor.selection = Selection::of_wire(name(editor, one.from), transition);
            }
        }
        Wish::Move(boxes, by) => {
            let edit = moved(editor, &boxes, by.x, by.y);
            make(model, &edit);
        }
        Wish::MoveOut(boxes, by) => {
            let chosen = boxes.iter().map(|one| name(editor, *one)).collect();
            let edit = moved(editor, &boxes, by.x, by.y);
            let edit = group::move_out(editor, edit, &chosen, &model.texts);
            make(model, &edit);
        }
        Wish::Insert(number, wire, by) => {
            if let Some(edit) = inserted(model, number, wire, by) {
                make(model, &edit);
            }
        }
        Wish::Connect(from, chip, to) => {
            let to = name(editor, to);
            let widget = name(editor, from);
            if let Some(edit) = connected(editor, &model.catalogue, from, chip, &to)
                && make(model, &edit)
            {
                update(model, Command::TakeExit { widget, chip }, requests);
                say_connected(model, chip, &to);
            }
        }
        Wish::Disconnect(from, chip) => {
            let widget = name(editor, from);
            if let Some(transition) = editor.scene().boxes[from].chips[chip].number
                && make(model, &Edit::Disconnect { widget, transition })
            {
                let key = crate::command::entry("undo").and_then(|entry| entry.keys.first());
                let key = key.map(|key| crate::command::shown(key, cfg!(target_os = "macos")));
                let key = key.unwrap_or_default();
                let told = model.texts.fill("told-disconnected", &[("key", (&key).into())]);
                model.tell(told);
            }
        }
        Wish::AddFrom(from, chip, at) => {
            let from = Some((name(editor, from), chip));
            let at = pos2(at.x - 130.0, at.y);
            update(model, Command::QuickAdd { at: Some(at), from }, requests);
        }
        Wish::AddAt(at) => {
            editor.selection = Selection::default();
            update(model, Command::QuickAdd { at: Some(at), from: None }, requests);
        }
        Wish::Open(number) => {
            editor.selection = Selection::of(name(editor, number));
            let opens = crate::tabs::subflow(model).is_some();
            let command =
                if opens { crate::tabs::Act::OpenSubflow.into() } else { Command::Rename };
            update(model, command, requests);
        }
        Wish::Rename(number) => {
            editor.selection = Selection::of(name(editor, number));
            update(model, Command::Rename, requests);
        }
        Wish::SelectExit(number, chip) => {
            editor.selection = Selection::of(name(editor, number));
            editor.exit = Some((name(editor, number), chip));
        }
        Wish::MoveNote(note, by) => {
            if let Some(edit) = group::move_note(editor, note, by, &model.texts) {
                make(model, &edit);
            }
        }
        Wish::EditNote(note) => write(model, Own::Note(note)),
        Wish::EditFrame(frame) => write(model, Own::Frame(frame)),
        Wish::Menu(about, at) => {
            match about {
                Hit::Chip(number, chip) => {
                    editor.selection = Selection::of(name(editor, number));
                    editor.exit = Some((name(editor, number), chip));
                }
                Hit::Box(_) => editor.exit = None,
                Hit::Wire(wire, _) => {
                    obey(model, Wish::SelectWire(wire), requests);
                }
                Hit::Frame(frame) => {
                    let boxes = editor.scene().frames[frame].boxes.clone();
                    let names = boxes.into_iter().map(|one| name(editor, one));
                    editor.selection = Selection::of_all(names);
                }
                _ => {}
            }
            model.menu = Some(Menu { about, at, is_shown: false });
        }
    }
}
