//! What a command does: to the model, and what it asks of the shell. No drawing, no files.
//!
//! | module | holds |
//! |---|---|
//! | `file` | opening and saving |
//! | `edit` | what changes the open flow, and the one door through which it does |
//! | `widgets` | the changes that add, move, join and take out widgets |
//! | `clipboard` | copying and putting in |

mod clipboard;
mod edit;
mod file;
mod widgets;

pub use crate::reach::obey;
pub(crate) use edit::make;
pub use widgets::{connected, inserted, moved};

use crate::command::Command;
use crate::finder::Finder;
use crate::focus::Wanted;
use crate::keeping;
use crate::layout::Part;
use crate::model::{Asked, Editor, Model};
use crate::request::Request;
use crate::trying::try_it;
use edit::edit;
use file::{open, save};

/// The flow with which one begins.
const EMPTY: &str = include_str!("../empty_flow.json");

/// Does what a command says.
pub fn update(model: &mut Model, command: Command, requests: &mut Vec<Request>) {
    // What somebody is just writing is in the document before anything else happens to it.
    if let Command::Change(edit) = &command
        && model.made.take_if(|made| made == edit).is_some()
    {
        return;
    }
    if let Some(draft) = model.draft.take()
        && command != Command::Change(draft.clone())
    {
        make(model, &draft);
        model.made = Some(draft);
    }
    match command {
        Command::Simulate if model.is_narrow && model.drawer != Some(Part::Right) => {
            model.drawer = Some(Part::Right);
            update(model, command, requests);
        }
        Command::New
        | Command::Close
        | Command::Opened { .. }
        | Command::Open
        | Command::OpenPath(_)
        | Command::Quit
            if model.editor.as_ref().is_some_and(Editor::is_changed) && model.asked.is_none() =>
        {
            model.asked = Some(Asked::Unsaved(Box::new(command)));
        }
        Command::New => {
            open(model, model.texts.say("new-flow-name").to_owned(), None, EMPTY.to_owned())
        }
        Command::Open => requests.push(Request::AskForFile),
        Command::OpenPath(path) => requests.push(Request::Read(path)),
        Command::Opened { name, path, text } => {
            if let Some(path) = &path {
                model.prefs.remember(&path.display().to_string());
            }
            open(model, name, path, text);
            keeping::restore_over(model);
        }
        Command::Close => {
            keeping::drop_copy(model, requests);
            model.editor = None;
        }
        Command::Quit => {
            keeping::drop_copy(model, requests);
            requests.push(Request::Quit);
        }
        Command::Discard => {
            if let Some(Asked::Unsaved(command)) = model.asked.take() {
                keeping::drop_copy(model, requests);
                model.editor = None;
                update(model, *command, requests);
            }
        }
        Command::KeepEditing => model.asked = None,
        Command::Save => save(model, requests, false),
        Command::SaveAs => {
            model.asked = None;
            save(model, requests, true);
        }
        Command::SaveFirst => {
            if let Some(Asked::Unsaved(command)) = model.asked.take() {
                save(model, requests, false);
                model.after_save = Some(command);
            }
        }
        Command::NotSaved => model.after_save = None,
        Command::Saved { path, serial } => {
            keeping::saved(model, path, serial, requests);
            if let Some(command) = model.after_save.take() {
                update(model, *command, requests);
            }
        }
        Command::Conflict { path, theirs, serial } => {
            model.after_save = None;
            model.asked = Some(Asked::Conflict { path, theirs, serial });
        }
        Command::KeepMine => keeping::keep_mine(model, requests),
        Command::TakeTheirs => keeping::take_theirs(model),
        Command::FoundCopies(copies) => model.copies = copies,
        Command::Restore(key) => keeping::restore(model, &key),
        Command::Failed(sentence) => model.refuse(sentence),
        Command::Keys => model.shows_keys = !model.shows_keys,
        Command::Find => model.finder = Some(Finder::default()),
        Command::Theme(theme) => {
            model.prefs.theme = theme;
            model.dress();
        }
        Command::Language(language) => {
            model.prefs.language = language;
            model.dress();
        }
        Command::Left(left) => {
            model.left = left;
            if model.is_narrow {
                model.drawer = Some(Part::Left);
            }
            model.wants_keys = Some(Wanted::Part(Part::Left));
        }
        Command::Minimap => model.has_minimap = !model.has_minimap,
        Command::Focus(wanted) => model.wants_keys = Some(wanted),
        Command::Drawer(part) => {
            model.drawer = if model.drawer == Some(part) { None } else { Some(part) };
        }
        Command::LetterKeys(has) => model.prefs.has_letter_keys = has,
        Command::Toggle(bottom) => {
            model.bottom = if model.bottom == Some(bottom) { None } else { Some(bottom) };
        }
        other => {
            if let Some(other) = try_it(model, other, requests) {
                edit(model, other, requests);
            }
        }
    }
}
