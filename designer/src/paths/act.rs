//! What the commands about typed paths do.

use std::path::{Path, PathBuf};

use super::typed::{as_typed, halves, means_folder, meant};
use super::{Asking, Entry, Line, There, name_of};
use crate::command::Command;
use crate::model::Model;
use crate::request::Request;
use crate::update::update;

/// Something about asking for a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Asks for the path of a file to open, whether or not the system has a dialog.
    Open,
    /// Asks for the path under which the flow is saved, whether or not the system has a dialog.
    SaveAs,
    /// Something was typed.
    Type(String),
    /// What was typed is meant.
    Enter,
    /// A line of the list is taken.
    Take(Line),
    /// A folder was listed, or why it could not be.
    Listed { folder: PathBuf, entries: Result<Vec<Entry>, String> },
    /// A path was looked at.
    Looked { path: PathBuf, there: There },
    /// The file that is there is replaced.
    Replace,
    /// It stays; another name is typed.
    OtherName,
    /// Nothing is opened or saved.
    Cancel,
}

impl From<Act> for Command {
    fn from(act: Act) -> Command {
        Command::Path(act)
    }
}

/// Asks for a file as the system can: by its dialog, which the shell shows, or in our window.
pub fn ask(model: &mut Model, purpose: Request, requests: &mut Vec<Request>) {
    match &model.places {
        Some(places) if !places.has_dialogs => begin(model, purpose, requests),
        _ => requests.push(purpose),
    }
}

/// Asks in our window for a file to open.
pub fn open_typed(model: &mut Model, requests: &mut Vec<Request>) {
    model.exchange.offers_both = false;
    begin(model, Request::AskForFile, requests);
}

/// Asks in our window where the flow is saved.
pub fn save_typed(model: &mut Model, requests: &mut Vec<Request>) {
    if let Some(purpose) = crate::update::save_somewhere(model) {
        begin(model, purpose, requests);
    }
}

/// Opens the window, with a path that could be meant.
fn begin(model: &mut Model, purpose: Request, requests: &mut Vec<Request>) {
    let Some(places) = &model.places else { return };
    let of_flow = model.editor.as_ref().and_then(|editor| editor.path.as_deref());
    let lately = model.prefs.recent.first().map(|recent| Path::new(&recent.path));
    let beside = of_flow.or(lately).and_then(Path::parent).filter(|folder| folder.is_absolute());
    let folder = beside.unwrap_or(&places.documents).to_owned();
    let name = match &purpose {
        Request::AskWhereToWrite { name, .. }
        | Request::SaveCopy { name, .. }
        | Request::SavePicture { name, .. } => name.as_str(),
        _ => "",
    };
    let typed = as_typed(&folder) + name;
    requests.push(list(&folder, &purpose));
    model.asking_path = Some(Asking {
        purpose,
        typed,
        base: folder.clone(),
        folder,
        entries: None,
        chosen: None,
        looking: None,
        replaces: None,
        wrong: None,
        is_sent: false,
        selects_name: true,
    });
}

fn list(folder: &Path, purpose: &Request) -> Request {
    let ending = match purpose {
        Request::SaveCopy { name, .. } | Request::SavePicture { name, .. } => {
            name.rsplit('.').next().unwrap_or_default()
        }
        _ => "json",
    };
    Request::ListFolder { folder: folder.to_owned(), ending: ending.to_owned() }
}

/// Does something about asking for a path.
pub fn act(model: &mut Model, act: Act, requests: &mut Vec<Request>) {
    match act {
        Act::Open => open_typed(model, requests),
        Act::SaveAs => save_typed(model, requests),
        Act::Cancel => end(model, requests),
        act => {
            let Some(mut asking) = model.asking_path.take() else { return };
            let home = model.places.as_ref().map_or(Path::new(""), |places| &places.home);
            if let Some(name) = go_on(&mut asking, act, home, requests) {
                let path = asking.looking.take().unwrap_or_default();
                asking.wrong = Some(sentence(model, name, &path));
            }
            model.asking_path = Some(asking);
        }
    }
}

/// Goes on with what is asked; gives the name of the text that says what is wrong, of the path that is
/// looked at.
fn go_on(
    asking: &mut Asking,
    act: Act,
    home: &Path,
    requests: &mut Vec<Request>,
) -> Option<&'static str> {
    match act {
        Act::Type(typed) => {
            asking.typed = typed;
            asking.selects_name = false;
            type_on(asking, home, requests);
        }
        Act::Enter if asking.typed.trim().is_empty() => return Some("path-empty"),
        Act::Enter => {
            let path = meant(&asking.typed, &asking.base, home);
            if means_folder(&asking.typed) {
                go_into(asking, &path, requests);
                return None;
            }
            let path = if asking.saves() { with_ending(path, asking.ending()) } else { path };
            look_at(asking, path, requests);
        }
        Act::Take(line) => {
            let path = asking.path_of(&line);
            match line {
                Line::Entry(Entry { is_file: true, .. }) if asking.saves() => {
                    asking.typed = path.display().to_string();
                    asking.selects_name = true;
                    type_on(asking, home, requests);
                }
                Line::Entry(Entry { is_file: true, .. }) => {
                    asking.typed = path.display().to_string();
                    look_at(asking, path, requests);
                }
                _ => go_into(asking, &path, requests),
            }
        }
        Act::Listed { folder, entries } if folder == asking.folder => {
            asking.entries = Some(entries);
        }
        Act::Looked { path, there } if asking.looking.as_ref() == Some(&path) => {
            return looked(asking, path, there, requests);
        }
        Act::Replace => {
            if let Some(path) = asking.replaces.take() {
                send(asking, path, requests);
            }
        }
        Act::OtherName => {
            asking.replaces = None;
            asking.selects_name = true;
        }
        _ => {}
    }
    None
}

/// Something else stands in the field: what was told of the old is gone, and its folder is listed.
fn type_on(asking: &mut Asking, home: &Path, requests: &mut Vec<Request>) {
    let (folder, _) = halves(&asking.typed);
    let folder = if asking.typed.trim() == "~" { "~" } else { folder };
    let folder = meant(folder, &asking.base, home);
    show(asking, folder, requests);
}

fn show(asking: &mut Asking, folder: PathBuf, requests: &mut Vec<Request>) {
    (asking.chosen, asking.looking, asking.replaces, asking.wrong) = (None, None, None, None);
    if folder != asking.folder {
        requests.push(list(&folder, &asking.purpose));
        asking.folder = folder;
        asking.entries = None;
    }
}

fn go_into(asking: &mut Asking, folder: &Path, requests: &mut Vec<Request>) {
    let (_, name) = halves(&asking.typed);
    let keeps_name = asking.saves() && name.ends_with(&format!(".{}", asking.ending()));
    let name = if keeps_name { name.to_owned() } else { String::new() };
    asking.typed = as_typed(folder) + name.as_str();
    asking.selects_name = true;
    show(asking, folder.to_owned(), requests);
}

fn look_at(asking: &mut Asking, path: PathBuf, requests: &mut Vec<Request>) {
    (asking.replaces, asking.wrong) = (None, None);
    asking.looking = Some(path.clone());
    requests.push(Request::LookAtPath(path));
}

/// A path that does not say how it ends gets an ending.
fn with_ending(mut path: PathBuf, ending: &str) -> PathBuf {
    if path.extension().is_none() {
        path.set_extension(ending);
    }
    path
}

fn looked(
    asking: &mut Asking,
    path: PathBuf,
    there: There,
    requests: &mut Vec<Request>,
) -> Option<&'static str> {
    let longer = with_ending(path.clone(), asking.ending());
    match there {
        There::Folder => go_into(asking, &path, requests),
        There::File if asking.saves() => {
            asking.looking = None;
            asking.replaces = Some(path);
        }
        There::Nothing if asking.saves() => send(asking, path, requests),
        There::File => send(asking, path, requests),
        // Whoever leaves the ending out means the file that has one.
        There::Nothing if longer != path => look_at(asking, longer, requests),
        There::Nothing => match &asking.lines(3)[..] {
            // So does whoever types until only one is left.
            [Line::Above, one @ Line::Entry(_)] | [one @ Line::Entry(_)]
                if asking.path_of(one) != path =>
            {
                let path = asking.path_of(one);
                look_at(asking, path, requests);
            }
            _ => return Some("path-no-file"),
        },
        There::NoFolder => return Some("path-no-folder"),
    }
    None
}

/// The shell is asked to do it; the window stays until it has.
fn send(asking: &mut Asking, path: PathBuf, requests: &mut Vec<Request>) {
    asking.looking = None;
    asking.is_sent = true;
    requests.extend(with_path(asking.purpose.clone(), path));
}

/// What is asked of the shell when a path is chosen for what asks for one.
pub fn with_path(purpose: Request, path: PathBuf) -> Option<Request> {
    Some(match purpose {
        Request::AskForFile => Request::Read(path),
        Request::AskForFileToCompare => {
            let name = name_of(&path);
            Request::ReadToCompare { path, name }
        }
        Request::AskWhereToWrite { text, serial, .. } => {
            Request::Write { path, text, serial, over: None }
        }
        Request::SaveCopy { text, .. } => Request::WriteCopy { path, text },
        Request::SavePicture { svg, scale, .. } => Request::WritePicture { path, svg, scale },
        _ => return None,
    })
}

fn sentence(model: &Model, name: &str, path: &Path) -> String {
    let folder = path.parent().unwrap_or(path).display().to_string();
    let file = name_of(path);
    model.texts.fill(name, &[("name", (&file).into()), ("folder", (&folder).into())])
}

/// What the shell tells of what it was asked to do with a path; gives whether that is all there is to
/// do about it.
pub fn heard(model: &mut Model, command: &Command) -> bool {
    let Some(asking) = model.asking_path.as_mut().filter(|asking| asking.is_sent) else {
        return false;
    };
    match command {
        // The window stays, and says why.
        Command::Failed(why) => {
            asking.is_sent = false;
            asking.wrong = Some(why.clone());
            true
        }
        Command::NotSaved => true,
        Command::Saved { .. }
        | Command::CopySaved(_)
        | Command::Opened { .. }
        | Command::Compare(_) => {
            model.asking_path = None;
            false
        }
        _ => false,
    }
}

/// Closes the window; nothing was opened or saved.
pub fn end(model: &mut Model, requests: &mut Vec<Request>) {
    let Some(asking) = model.asking_path.take() else { return };
    if matches!(asking.purpose, Request::AskWhereToWrite { .. }) {
        update(model, Command::NotSaved, requests);
    }
}

/// Steps back out of the window: first out of the question in it. Gives whether there was any.
pub fn escaped(model: &mut Model, requests: &mut Vec<Request>) -> bool {
    let Some(asking) = &mut model.asking_path else { return false };
    if asking.replaces.take().is_some() {
        asking.selects_name = true;
    } else {
        end(model, requests);
    }
    true
}
