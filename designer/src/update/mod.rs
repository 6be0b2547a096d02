//! What a command does: to the model, and what it asks of the shell. No drawing, no files.
//!
//! | module | holds |
//! |---|---|
//! | `file` | opening and saving |
//! | `edit` | what changes the open flow, and the one door through which it does |
//! | `widgets` | the changes that add, move, join and take out widgets |
//! | `clipboard` | copying and putting in |
//! | `preference` | what people prefer |

mod clipboard;
mod edit;
mod file;
mod preference;
mod widgets;

pub use crate::reach::obey;
pub(crate) use edit::make;
pub(crate) use file::save_somewhere;
pub use widgets::{connected, inserted, moved};

use crate::command::Command;
use crate::exchange::work::exchange_it;
use crate::finder::Finder;
use crate::focus::Wanted;
use crate::keeping;
use crate::layout::Part;
use crate::model::{Asked, Editor, Model};
use crate::request::Request;
use crate::scripts::work::script_it;
use crate::server::ServerPath;
use crate::trying::try_it;
use crate::{exchange, paths, surroundings};
use edit::edit;
use file::{open, save};
use preference::prefer;

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
    if paths::heard(model, &command) {
        return;
    }
    let Some(command) = script_it(model, command, requests) else { return };
    match command {
        Command::Simulate if model.is_narrow && model.drawer != Some(Part::Right) => {
            model.drawer = Some(Part::Right);
            update(model, command, requests);
        }
        Command::Opened { name, path, text }
            if exchange::work::waits(model, &name, path.as_ref(), &text) => {}
        Command::Close
            if model.editor.as_ref().is_some_and(Editor::is_changed) && model.asked.is_none() =>
        {
            model.asked = Some(Asked::Unsaved(Box::new(command)));
        }
        Command::Quit if !model.unsaved().is_empty() && model.asked.is_none() => {
            model.asked = Some(Asked::Unsaved(Box::new(command)));
        }
        Command::New => {
            open(model, model.texts.say("new-flow-name").to_owned(), None, EMPTY.to_owned());
        }
        Command::Open => {
            model.exchange.offers_both = false;
            paths::ask(model, Request::AskForFile, requests);
        }
        Command::OpenPath(path) => match model.tab_of(&path) {
            Some(tab) => model.show_tab(tab),
            None => requests.push(Request::Read(path)),
        },
        Command::Opened { name, path, text } => {
            update(model, Command::TakeIn { name, path, text, edit: None }, requests);
        }
        Command::TakeIn { name, path, text, edit } => {
            if let Some(tab) = path.as_ref().and_then(|path| model.tab_of(path)) {
                // It is open already, perhaps with changes that no file has.
                model.show_tab(tab);
                return;
            }
            let place = path.as_deref().and_then(ServerPath::of);
            if let Some(path) = path.as_ref().filter(|_| place.is_none()) {
                model.prefs.remember(&path.display().to_string(), model.now.0);
            }
            let on_server = place.map(|place| model.server.opened(&place));
            if open(model, name, path, text)
                && let Some(editor) = &mut model.editor
            {
                editor.server = on_server;
            }
            keeping::restore_over(model);
            if let Some(editor) = &model.editor {
                surroundings::ask(editor, requests);
            }
            if let Some(edit) = edit {
                make(model, &edit);
            }
        }
        Command::Close => {
            keeping::drop_copy(model, requests);
            model.drop_tab();
        }
        Command::Quit => {
            keeping::drop_all_copies(model, requests);
            requests.push(Request::Quit);
        }
        Command::QuitSaving if model.unsaved().is_empty() => {
            update(model, Command::Quit, requests);
        }
        Command::QuitSaving => save_first(model, Command::Quit, requests),
        Command::Discard => {
            if let Some(Asked::Unsaved(command)) = model.asked.take() {
                discard(model, *command, requests);
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
                save_first(model, *command, requests);
            }
        }
        Command::Calls(act) => crate::calls::act(model, act, requests),
        Command::Server(act) => crate::server::act(model, act, requests),
        Command::Path(act) => paths::act::act(model, act, requests),
        Command::StepBack if paths::escaped(model, requests) => {}
        Command::NotSaved => {
            model.with_writer(|model| {
                if let Some(editor) = &mut model.editor {
                    editor.asked_to_write = None;
                }
            });
            model.after_save = None;
        }
        Command::Saved { path, serial } => {
            model.with_writer(|model| keeping::saved(model, path, serial, requests));
            if let Some(command) = model.after_save.take() {
                update(model, *command, requests);
            }
        }
        Command::Conflict { path, theirs, serial } => {
            model.after_save = None;
            if let Some(tab) = model.tab_of(&path) {
                model.show_tab(tab);
            }
            model.asked = Some(Asked::Conflict { path, theirs, serial });
        }
        Command::KeepMine => keeping::keep_mine(model, requests),
        Command::TakeTheirs => keeping::take_theirs(model),
        Command::CompareTheirs => keeping::compare_theirs(model),
        Command::FoundCopies(copies) => model.copies = copies,
        Command::OpenElsewhere(name) => {
            let text = model.texts.fill("told-open-elsewhere", &[("name", (&name).into())]);
            model.refuse(text);
        }
        Command::Restore(key) => {
            keeping::restore(model, &key);
            if let Some(editor) = &model.editor {
                surroundings::ask(editor, requests);
            }
        }
        Command::ProjectRead(found) => surroundings::read(model, found),
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
            // The router tells its reasons in the language of the interface.
            if let Some(editor) = &model.editor {
                surroundings::ask(editor, requests);
            }
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
        Command::Prefer(preference) => prefer(model, preference),
        Command::AskDropCopy(key) => model.asked = Some(Asked::DropCopy(key)),
        Command::DropCopy(key) => {
            model.asked = None;
            model.copies.retain(|copy| copy.key != key);
            requests.push(Request::DropCopy(key));
        }
        Command::LetterKeys(has) => model.prefs.has_letter_keys = has,
        Command::Toggle(bottom) => {
            model.bottom = if model.bottom == Some(bottom) { None } else { Some(bottom) };
        }
        Command::Tab(act) => crate::tabs::act(model, act, requests),
        Command::Compare(act) => crate::compare::act(model, act, requests),
        Command::Replace(act) => crate::replace::act(model, act, requests),
        Command::Revision(act) => crate::revisions::act(model, act, requests),
        other => {
            let other = exchange_it(model, other, requests);
            if let Some(other) = other.and_then(|other| try_it(model, other, requests)) {
                edit(model, other, requests);
            }
        }
    }
}

/// Throws changes away and does what was asked: of the flow at hand, or of all when the window closes.
fn discard(model: &mut Model, command: Command, requests: &mut Vec<Request>) {
    if command == Command::Quit {
        keeping::drop_all_copies(model, requests);
        requests.push(Request::Quit);
        return;
    }
    keeping::drop_copy(model, requests);
    model.drop_tab();
    if command != Command::Close {
        update(model, command, requests);
    }
}

/// Saves the flow at hand, or the first that nobody saved when the window closes, and then does what
/// was asked. When more are to be saved, that is asked for anew and answered by itself.
fn save_first(model: &mut Model, command: Command, requests: &mut Vec<Request>) {
    let unsaved = model.tabs().position(Editor::is_changed);
    if let Some(tab) = unsaved.filter(|_| command == Command::Quit) {
        model.show_tab(tab);
    }
    save(model, requests, false);
    model.after_save = Some(Box::new(match command {
        Command::Quit => Command::QuitSaving,
        other => other,
    }));
}
