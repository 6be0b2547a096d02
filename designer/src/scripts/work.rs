//! What the commands about scripts do. No drawing, no files.

use std::path::{Path, PathBuf};

use centralita_widgets::script::{can_be_named, new_widget};

use super::{Desk, News, Scripts, name_of, shipped};
use crate::command::{Command, ScriptOf};
use crate::focus::Wanted;
use crate::keeping::fingerprint;
use crate::layout::Part;
use crate::model::{Asked, Bottom, Model};
use crate::request::Request;
use crate::trying::renew;

/// Does a command about scripts; gives it back when it is about something else.
pub fn script_it(
    model: &mut Model,
    command: Command,
    requests: &mut Vec<Request>,
) -> Option<Command> {
    match command {
        Command::ScriptsRead { folders, files, unread } => {
            scripts_read(model, folders, files, &unread);
        }
        Command::OpenScript(which) => open(model, which),
        Command::NewScript => model.scripts.naming = Some(String::new()),
        Command::MakeScript(name) => make(model, name.trim(), requests),
        Command::CopyScript => copy(model, requests),
        Command::SaveScript => save(model, requests),
        Command::ScriptWritten { path, text } => written(model, &path, &text, requests),
        Command::ScriptConflict { path, theirs } => {
            let Scripts { desk, aside, .. } = &mut model.scripts;
            for desk in desk.iter_mut().chain(aside) {
                if desk.path.as_ref() == Some(&path) {
                    desk.theirs = Some(theirs.clone());
                }
            }
            model.bottom = Some(Bottom::Script);
        }
        Command::TakeTheirScript => {
            if let Some(desk) = &mut model.scripts.desk
                && let Some(theirs) = desk.theirs.take()
            {
                desk.put(&theirs);
            }
        }
        Command::KeepMyScript => {
            if let Some(desk) = &mut model.scripts.desk
                && let Some(theirs) = desk.theirs.take()
            {
                desk.saved = theirs;
                save(model, requests);
            }
        }
        Command::CloseScript => close(model),
        Command::TryScript => try_out(model),
        Command::AnswerScript(back) => {
            if let Some(desk) = &mut model.scripts.desk {
                desk.bench.come_back(&back);
            }
        }
        Command::TestScript => {
            if let Some(desk) = &mut model.scripts.desk
                && let Some(good) = desk.good().cloned()
            {
                let text = desk.text.clone();
                desk.bench.test(&good, &text);
            }
        }
        Command::ShowFault(number) => {
            if let Some(desk) = &mut model.scripts.desk {
                desk.show_fault(number);
            }
        }
        Command::GoToLine(line) => {
            if let Some(desk) = &mut model.scripts.desk {
                let before = desk.text.split_inclusive('\n').take(line.saturating_sub(1));
                let at = before.map(str::len).sum();
                (desk.wants_place, desk.wants_keys) = (Some(at..at), true);
            }
        }
        Command::NextProblem | Command::PreviousProblem if has_faults(model) => {
            let told = model.scripts.desk.as_mut().and_then(|desk| {
                desk.step_fault(command == Command::NextProblem).map(|fault| fault.told())
            });
            if let Some(told) = told {
                model.heard = model.texts.told(&told).to_owned();
            }
        }
        Command::Save if model.scripts.has_keys => save(model, requests),
        Command::Quit if model.scripts.is_changed() && model.asked.is_none() => {
            model.asked = Some(Asked::Scripts);
        }
        Command::SaveScripts => {
            model.asked = None;
            save_all(model, requests);
        }
        Command::DropScripts => {
            model.asked = None;
            model.scripts.aside.clear();
            model.scripts.desk = None;
            return Some(Command::Quit);
        }
        other => return Some(other),
    }
    None
}

/// Whether the script that is being written has the keys and has faults to go to.
pub fn has_faults(model: &Model) -> bool {
    let desk = model.scripts.desk.as_ref();
    model.scripts.has_keys && desk.is_some_and(|desk| !desk.faults().is_empty())
}

/// Asks the shell for the scripts beside the open flow, when that is another one than before.
pub fn look_beside(model: &mut Model, requests: &mut Vec<Request>) {
    let beside = model.editor.as_ref().and_then(|editor| editor.path.clone());
    if model.scripts.asked_beside.as_ref() != Some(&beside) {
        model.scripts.asked_beside = Some(beside.clone());
        requests.push(Request::LookForScripts { beside });
    }
}

fn scripts_read(
    model: &mut Model,
    folders: Vec<PathBuf>,
    files: Vec<(PathBuf, String)>,
    unread: &[(PathBuf, String)],
) {
    let is_first = folders != model.scripts.folders;
    let Scripts { desk, aside, .. } = &mut model.scripts;
    for desk in desk.iter_mut().chain(aside) {
        let own = files.iter().find(|(path, _)| desk.path.as_ref() == Some(path));
        if let Some((_, text)) = own {
            desk.file_says(text);
        }
    }
    let news = model.scripts.take(folders, files);
    model.know(model.scripts.catalogue());
    renew(model);
    tell(model, &news, is_first);
    if let Some((path, why)) = unread.first() {
        let name = name_of(path);
        let things = [("name", (&name).into()), ("why", why.into())];
        let text = model.texts.fill("script-unread", &things);
        model.refuse(text);
    }
}

/// Tells what has changed, the worst last: only one thing is told at a time.
fn tell(model: &mut Model, news: &News, is_first: bool) {
    let label = |model: &Model, path: &Path| {
        let mut files = model.scripts.files();
        let good = files.find(|(one, _)| *one == path).and_then(|(_, file)| file.good.as_ref());
        good.map_or_else(|| name_of(path), |good| good.declaration().label.to_string())
    };
    if !is_first {
        for (paths, text) in [(&news.came, "script-came"), (&news.changed, "script-changed")] {
            if let Some(path) = paths.last() {
                let name = label(model, path);
                let things = [("name", (&name).into())];
                let text = model.texts.fill(text, &things);
                model.heard = text.clone();
                model.tell(text);
            }
        }
        for (path, kind) in &news.gone {
            let used = model.editor.iter().flat_map(|editor| editor.flow().widgets());
            let is_its = |widget: &&centralita_engine::Widget| Some(&widget.kind) == kind.as_ref();
            let count = used.filter(is_its).count();
            let still =
                kind.as_ref().is_some_and(|kind| model.catalogue.get(kind.as_str()).is_some());
            if count > 0 && !still {
                let name = name_of(path);
                let things = [("name", (&name).into()), ("count", count.into())];
                let text = model.texts.fill("script-gone", &things);
                model.refuse(text);
            }
        }
    }
    let broken = model.scripts.files().find(|(path, _)| news.broken.iter().any(|one| one == path));
    if let Some((path, file)) = broken
        && let Some(fault) = file.faults.first()
    {
        let told = fault.told();
        let (line, name) = (fault.line.to_string(), name_of(path));
        let why = model.texts.told(&told);
        let things = [("name", (&name).into()), ("line", (&line).into()), ("why", why.into())];
        let text = match file.good {
            Some(_) => model.texts.fill("script-broken-kept", &things),
            None => model.texts.fill("script-broken", &things),
        };
        // Whoever is just writing it sees it where it is.
        let is_written = model.scripts.desk.as_ref().is_some_and(|desk| {
            desk.path.as_deref() == Some(path) && model.bottom == Some(Bottom::Script)
        });
        if !is_written {
            model.refuse(text);
        }
    }
}

/// Which script is meant, when there is one.
pub fn script_at_hand(model: &Model) -> Option<String> {
    let editor = model.editor.as_ref()?;
    let only = editor.flow().widget(editor.selection.only()?.as_str())?;
    let kind = only.kind.as_str();
    let is_known = model.catalogue.get(kind).is_some() && model.scripts.makes(kind);
    is_known.then(|| kind.to_owned())
}

fn open(model: &mut Model, which: ScriptOf) {
    let path = match which {
        ScriptOf::Selected => match script_at_hand(model) {
            Some(kind) => return open(model, ScriptOf::Kind(kind.into())),
            None => return,
        },
        ScriptOf::Kind(kind) => match model.scripts.file_of(kind.as_str()) {
            Some(path) => path.to_owned(),
            None => {
                if let Some((file, text)) = shipped(kind.as_str()) {
                    put_on_desk(model, Desk::new(None, file.to_owned(), text.to_owned()));
                }
                return;
            }
        },
        ScriptOf::File(path) => path,
    };
    let is_open = |desk: &Desk| desk.path.as_ref() == Some(&path);
    if model.scripts.desk.as_ref().is_some_and(is_open) {
        show(model);
        return;
    }
    let aside = model.scripts.aside.iter().position(is_open);
    let desk = match aside {
        Some(place) => model.scripts.aside.remove(place),
        None => {
            let Some(file) = model.scripts.file(&path) else { return };
            Desk::new(Some(path.clone()), name_of(&path), file.text.clone())
        }
    };
    put_on_desk(model, desk);
}

fn put_on_desk(model: &mut Model, desk: Desk) {
    if let Some(before) = model.scripts.desk.replace(desk)
        && before.is_changed()
    {
        model.scripts.aside.push(before);
    }
    show(model);
}

/// Shows the part in which scripts are written, and sends the keys there.
fn show(model: &mut Model) {
    model.bottom = Some(Bottom::Script);
    model.wants_keys = Some(Wanted::Part(Part::Bottom));
    if let Some(desk) = &mut model.scripts.desk {
        desk.wants_keys = true;
        if desk.wants_place.is_none() {
            let at = desk.faults().first().map_or(0..0, |fault| fault.span.range());
            desk.wants_place = Some(at);
        }
    }
}

fn make(model: &mut Model, name: &str, requests: &mut Vec<Request>) {
    if !can_be_named(name) {
        model.refuse(model.texts.say("script-bad-name").to_owned());
        return;
    }
    write_new(model, &format!("{name}.rhai"), new_widget(name), requests);
}

/// Makes one of one's own from a script that comes with the house.
fn copy(model: &mut Model, requests: &mut Vec<Request>) {
    if let Some(desk) = &model.scripts.desk
        && desk.path.is_none()
    {
        let (file, text) = (desk.file.clone(), desk.text.clone());
        write_new(model, &file, text, requests);
    }
}

fn write_new(model: &mut Model, file: &str, text: String, requests: &mut Vec<Request>) {
    let Some(folder) = model.scripts.folders.first() else {
        model.refuse(model.texts.say("script-no-folder").to_owned());
        return;
    };
    let path = folder.join(file);
    if model.scripts.file(&path).is_some() {
        let text = model.texts.fill("script-exists", &[("name", file.into())]);
        model.refuse(text);
        return;
    }
    model.scripts.naming = None;
    requests.push(Request::WriteScript { path, text, over: None });
}

fn save(model: &mut Model, requests: &mut Vec<Request>) {
    let Some(desk) = &model.scripts.desk else { return };
    match &desk.path {
        Some(path) => requests.push(Request::WriteScript {
            path: path.clone(),
            text: desk.text.clone(),
            over: Some(fingerprint(&desk.saved)),
        }),
        None => copy(model, requests),
    }
}

fn save_all(model: &mut Model, requests: &mut Vec<Request>) {
    for desk in model.scripts.changed() {
        if let Some(path) = &desk.path {
            requests.push(Request::WriteScript {
                path: path.clone(),
                text: desk.text.clone(),
                over: Some(fingerprint(&desk.saved)),
            });
        }
    }
}

/// A script has been written. One that is new is opened.
fn written(model: &mut Model, path: &Path, text: &str, requests: &mut Vec<Request>) {
    let mut is_known = false;
    let Scripts { desk, aside, .. } = &mut model.scripts;
    for desk in desk.iter_mut().chain(aside) {
        if desk.path.as_deref() == Some(path) {
            text.clone_into(&mut desk.saved);
            desk.theirs = None;
            is_known = true;
        }
    }
    model.scripts.aside.retain(Desk::is_changed);
    if !is_known {
        let desk = Desk::new(Some(path.to_owned()), name_of(path), text.to_owned());
        put_on_desk(model, desk);
    }
    let text = model.texts.fill("script-saved", &[("name", (&name_of(path)).into())]);
    model.tell(text);
    // What it holds now counts at once, whether or not the system tells of changes.
    let beside = model.scripts.asked_beside.clone().flatten();
    requests.push(Request::LookForScripts { beside });
}

fn close(model: &mut Model) {
    if let Some(desk) = model.scripts.desk.take()
        && desk.is_changed()
    {
        model.scripts.aside.push(desk);
    }
    if model.bottom == Some(Bottom::Script) {
        model.bottom = None;
    }
    model.wants_keys = Some(Wanted::Part(Part::Canvas));
}

fn try_out(model: &mut Model) {
    let now = model.now;
    let Some(desk) = &mut model.scripts.desk else { return };
    let Some(good) = desk.good().cloned() else {
        desk.step_fault(true);
        return;
    };
    let zone = model.editor.as_ref().and_then(|editor| editor.flow().own().time_zone.clone());
    let text = desk.text.clone();
    if let Some(session) = model.editor.as_ref().and_then(|editor| editor.session.as_ref()) {
        let world = session.world();
        desk.bench.know(&|path| world.execution.variable(path).cloned());
    }
    desk.bench.enter(&good, &text, now, zone.as_deref().unwrap_or("UTC"));
}
