//! What the commands about finding and replacing do.

use std::path::PathBuf;

use centralita_engine::Flow;

use super::{Neighbour, Place, Search, Stamp, Where, Wish, places, replacing};
use crate::command::Command;
use crate::keeping::fingerprint;
use crate::model::{Asked, Bottom, Model, Selection};
use crate::request::Request;
use crate::trying::renew;
use crate::update::update;
use crate::walk;

/// Something about finding and replacing.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Opens the panel, with the keys in it.
    Open,
    /// Looks for something else.
    Wish(Wish),
    /// The flows of the folder were read, those that are open too.
    FolderRead(Vec<(PathBuf, String)>),
    /// Spares a place, by its number, or does not.
    Spare { place: usize, is_spared: bool },
    /// Goes to a place, by its number.
    Show(usize),
    /// Goes to the next place.
    Next,
    /// Goes to the place before.
    Previous,
    /// Replaces at all places that are not spared; asks first when files are to be written.
    Replace,
    /// Replaces, files included.
    Confirmed,
    /// A file was written; its text before is kept in its history.
    Written(PathBuf),
    /// A file was not written, for somebody else had changed it since it was read.
    Changed(PathBuf),
}

impl From<Act> for Command {
    fn from(act: Act) -> Command {
        Command::Replace(act)
    }
}

/// Does something about finding and replacing.
pub fn act(model: &mut Model, act: Act, requests: &mut Vec<Request>) {
    match act {
        Act::Open => {
            model.bottom = Some(Bottom::Replace);
            let search = model.search.get_or_insert_default();
            search.wants_keys = true;
            if search.wish.in_folder {
                read_folder(model, requests);
            }
        }
        Act::Wish(wish) => {
            let search = model.search.get_or_insert_default();
            let asks = wish.in_folder && !search.wish.in_folder;
            search.wish = wish;
            if asks {
                read_folder(model, requests);
            }
        }
        Act::FolderRead(files) => {
            let open = model.open_files();
            let closed = files.into_iter().filter(|(path, _)| !open.contains(path));
            let flows = closed.map(|(path, text)| Neighbour { path, flow: Flow::read(&text) });
            let search = model.search.get_or_insert_default();
            search.neighbours = flows.filter(|one| !one.flow.widgets().is_empty()).collect();
            search.stamp = None;
        }
        Act::Spare { place, is_spared } => {
            let Some(search) = &mut model.search else { return };
            let Some(key) = search.places.get(place).map(Place::key) else { return };
            if is_spared {
                search.spared.insert(key);
            } else {
                search.spared.remove(&key);
            }
        }
        Act::Next | Act::Previous => {
            refresh(model);
            let Some(search) = &model.search else { return };
            let count = search.places.len();
            let next = match (search.at, act == Act::Next) {
                _ if count == 0 => return,
                (Some(at), true) => (at + 1) % count,
                (Some(at), false) => (at + count - 1) % count,
                (None, true) => 0,
                (None, false) => count - 1,
            };
            show(model, next, requests);
        }
        Act::Show(place) => show(model, place, requests),
        Act::Replace => {
            refresh(model);
            let files = files(model);
            if files.is_empty() {
                replace(model, requests);
            } else {
                model.asked = Some(Asked::Rewrite(files));
            }
        }
        Act::Confirmed => {
            model.asked = None;
            replace(model, requests);
        }
        Act::Written(path) => {
            let Some(search) = &mut model.search else { return };
            search.writing = search.writing.saturating_sub(1);
            search.written += 1;
            let done = (search.writing == 0).then_some(search.written);
            let name = name_of(&path);
            let text = match done {
                Some(count) => model.texts.fill("told-files-written", &[("count", count.into())]),
                None => model.texts.fill("told-file-written", &[("name", (&name).into())]),
            };
            model.tell(text);
            if done.is_some() {
                read_folder(model, requests);
            }
        }
        Act::Changed(path) => {
            if let Some(search) = &mut model.search {
                search.writing = search.writing.saturating_sub(1);
            }
            let name = name_of(&path);
            let text = model.texts.fill("told-file-changed", &[("name", (&name).into())]);
            model.refuse(text);
            read_folder(model, requests);
        }
    }
    refresh(model);
}

fn name_of(path: &std::path::Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn read_folder(model: &Model, requests: &mut Vec<Request>) {
    if let Some(path) = model.editor.as_ref().and_then(|editor| editor.path.clone()) {
        requests.push(Request::ReadFolder { beside: path });
    }
}

/// Looks again when what is looked for or what is looked through is another.
pub fn refresh(model: &mut Model) {
    let Some(mut search) = model.search.take() else { return };
    let here = model.editor.as_ref().map(|editor| editor.number);
    let beside = model.editor.as_ref().and_then(|editor| editor.path.as_deref()?.parent());
    let is_seen = |editor: &&crate::model::Editor| {
        let parent = editor.path.as_deref().and_then(std::path::Path::parent);
        Some(editor.number) == here
            || (search.wish.in_folder && beside.is_some() && parent == beside)
    };
    let seen: Vec<_> = model.editor.iter().chain(&model.others).filter(is_seen).collect();
    let states = seen.iter().map(|editor| (editor.number, editor.history.serial())).collect();
    let neighbours = search.neighbours.len();
    let stamp = Stamp { wish: search.wish.clone(), states, neighbours };
    if search.stamp.as_ref() == Some(&stamp) {
        model.search = Some(search);
        return;
    }
    let is_same_wish = search.stamp.as_ref().is_some_and(|before| {
        (&before.wish.wanted, before.wish.sought) == (&stamp.wish.wanted, stamp.wish.sought)
    });
    let mut found = Vec::new();
    for editor in seen {
        let at = Where::Open(editor.number);
        found.extend(places(editor.flow(), &at, &editor.name, &search.wish, &model.catalogue));
    }
    if search.wish.in_folder {
        let open = model.open_files();
        for one in search.neighbours.iter().filter(|one| !open.contains(&one.path)) {
            let at = Where::File(one.path.clone());
            let name = name_of(&one.path);
            found.extend(places(&one.flow, &at, &name, &search.wish, &model.catalogue));
        }
    }
    search.places = found;
    if !is_same_wish {
        search.spared.clear();
        search.at = None;
    }
    search.at = search.at.filter(|at| *at < search.places.len());
    search.stamp = Some(stamp);
    model.search = Some(search);
}

/// Goes to a place: its flow is shown, its widget selected, its field brought into sight.
fn show(model: &mut Model, number: usize, requests: &mut Vec<Request>) {
    let Some(search) = &mut model.search else { return };
    let Some(place) = search.places.get(number).cloned() else { return };
    search.at = Some(number);
    match &place.flow {
        Where::Open(flow) => {
            let tab = model.tabs().position(|editor| editor.number == *flow);
            if let Some(tab) = tab {
                model.show_tab(tab);
            }
        }
        Where::File(path) => {
            update(model, Command::OpenPath(path.clone()), requests);
            return;
        }
    }
    let (head, found, tail) = place.excerpt();
    let whose = place.spot.widget().map_or(place.name.as_str(), |name| name.as_str());
    let text = format!("{head}{found}{tail}");
    let things =
        [("name", whose.into()), ("field", (&place.label).into()), ("text", (&text).into())];
    model.heard = model.texts.fill("replace-heard", &things);
    let Some(editor) = &mut model.editor else { return };
    editor.exit = None;
    editor.selection = place.spot.widget().cloned().map(Selection::of).unwrap_or_default();
    if editor.selection.only().is_some() {
        walk::reveal_selection(editor);
    }
}

/// The names of the files that would be written.
fn files(model: &Model) -> Vec<String> {
    let ticked = model.search.iter().flat_map(Search::ticked);
    let mut names: Vec<String> = ticked
        .filter_map(|place| match &place.flow {
            Where::File(path) => Some(name_of(path)),
            Where::Open(_) => None,
        })
        .collect();
    names.dedup();
    names
}

/// Replaces: open flows by a change each, which can be undone; files through the shell.
fn replace(model: &mut Model, requests: &mut Vec<Request>) {
    let Some(search) = &mut model.search else { return };
    (search.writing, search.written) = (0, 0);
    let search = search.clone();
    let (wanted, with) = (&search.wish.wanted, &search.wish.with);
    let ticked: Vec<&Place> = search.ticked().collect();
    let here = model.tab_at_hand();
    let mut count = 0;
    for group in ticked.chunk_by(|one, other| one.flow == other.flow) {
        let Some(first) = group.first() else { continue };
        match &first.flow {
            Where::Open(number) => {
                let Some(tab) = model.tabs().position(|editor| editor.number == *number) else {
                    continue;
                };
                model.show_tab(tab);
                let Some(editor) = &mut model.editor else { continue };
                let edit = replacing(editor.flow(), group, wanted, with, &model.texts);
                if edit.is_some_and(|edit| editor.make(&edit, &model.catalogue).is_ok()) {
                    count += group.len();
                    renew(model);
                }
            }
            Where::File(path) => {
                let Some(one) = search.neighbours.iter().find(|one| one.path == *path) else {
                    continue;
                };
                let edit = replacing(&one.flow, group, wanted, with, &model.texts);
                let after = edit.and_then(|edit| edit.apply(&one.flow).ok());
                let Some(after) = after else { continue };
                count += group.len();
                if let Some(search) = &mut model.search {
                    search.writing += 1;
                }
                requests.push(Request::Rewrite {
                    path: path.clone(),
                    before: one.flow.text().to_owned(),
                    over: fingerprint(one.flow.text()),
                    text: after.text().to_owned(),
                });
            }
        }
    }
    if let Some(here) = here {
        model.show_tab(here);
    }
    let text = model.texts.fill("told-replaced", &[("count", count.into())]);
    model.heard = text.clone();
    model.tell(text);
}
