//! What the commands about imports and exports do. No drawing, no files.

use std::path::PathBuf;

use centralita_engine::Flow;
use centralita_engine::check::CheckSettings;
use centralita_engine::flow::{Edit, Label};

use super::{Incoming, Outgoing, Report};
use crate::command::{Command, Paper, Picture};
use crate::describe::{Description, Telling, letter, page};
use crate::model::{Editor, Model, Selection};
use crate::paths;
use crate::picture::{self, Heading};
use crate::request::Request;
use crate::update::{make, update};

/// Does a command about imports and exports; gives it back when it is about something else.
pub fn exchange_it(
    model: &mut Model,
    command: Command,
    requests: &mut Vec<Request>,
) -> Option<Command> {
    match command {
        Command::Dropped(path) => {
            model.exchange.offers_both = model.editor.is_some();
            requests.push(Request::Read(path));
        }
        Command::ImportInto => {
            model.exchange.offers_both = model.editor.is_some();
            paths::ask(model, Request::AskForFile, requests);
        }
        Command::StepBack if model.exchange.is_shown() => {
            model.exchange.close();
        }
        Command::ImportReport => report(model),
        Command::TakeInAsNew => take_in_as_new(model, requests),
        Command::TakeInHere => take_in_here(model),
        Command::Modernize => {
            make(model, &Edit::Modernize(model.catalogue.spellings()));
        }
        Command::ExportForStudio => {
            let editor = model.editor.as_ref()?;
            match Outgoing::of(editor.flow(), &model.catalogue) {
                Ok(outgoing) => model.exchange.outgoing = Some(outgoing),
                Err(refused) => {
                    let why = model.texts.told(&refused.told()).to_owned();
                    model.refuse(why);
                }
            }
        }
        Command::SaveForStudio => {
            let name = model.editor.as_ref().map(|editor| editor.name.clone())?;
            let outgoing = model.exchange.outgoing.take()?;
            let name = format!("{name}.studio.json");
            paths::ask(model, Request::SaveCopy { name, text: outgoing.text }, requests);
        }
        Command::CopySaved(path) => {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            model.tell(model.texts.fill("told-copy-saved", &[("name", (&name).into())]));
        }
        Command::Picture { kind, is_of_selection } => {
            let editor = model.editor.as_ref()?;
            let svg = picture_of(editor, is_of_selection);
            let name = &editor.name;
            let purpose = match kind {
                Picture::Svg => Request::SaveCopy { name: format!("{name}.svg"), text: svg },
                Picture::Png => Request::SavePicture { name: format!("{name}.png"), svg, scale: 2 },
            };
            paths::ask(model, purpose, requests);
        }
        Command::Describe(paper) => {
            let editor = model.editor.as_ref()?;
            let telling = Telling {
                flow: editor.flow(),
                scene: editor.scene(),
                catalogue: &model.catalogue,
                texts: &model.texts,
            };
            let description = Description::of(&title(&editor.name), &telling);
            let (name, text) = match paper {
                Paper::Page => {
                    let picture = picture::svg(editor.scene(), Heading::default(), None);
                    ("html", page::html(&description, &picture, &model.texts))
                }
                Paper::Markdown => ("md", letter::markdown(&description, &model.texts)),
            };
            let name = format!("{}.{name}", editor.name);
            paths::ask(model, Request::SaveCopy { name, text }, requests);
        }
        other => return Some(other),
    }
    None
}

/// The open flow as SVG, or what is selected in it.
fn picture_of(editor: &Editor, is_of_selection: bool) -> String {
    if is_of_selection {
        let boxes = editor.selected().boxes.into_iter().collect();
        return picture::svg(editor.scene(), Heading::default(), Some(&boxes));
    }
    let about = editor.flow().description().unwrap_or_default();
    picture::svg(editor.scene(), Heading { title: &title(&editor.name), about }, None)
}

/// A flow's name as a title: `welcome_menu` as `Welcome menu`.
fn title(name: &str) -> String {
    let words = name.replace(['_', '-'], " ");
    let mut letters = words.trim().chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// Whether a file that was read waits for a decision first: then it is shown what there is to tell.
pub fn waits(model: &mut Model, name: &str, path: Option<&PathBuf>, text: &str) -> bool {
    let offers_both = std::mem::take(&mut model.exchange.offers_both) && model.editor.is_some();
    let is_known = path.is_some_and(|path| {
        model.prefs.recent.iter().any(|recent| recent.path == path.display().to_string())
    });
    if is_known && !offers_both {
        return false;
    }
    let flow = Flow::read(text);
    if flow.widgets().is_empty() {
        return false;
    }
    let report = Report::of(&flow, &model.catalogue, &CheckSettings::default());
    if !report.has_to_tell() && !offers_both {
        return false;
    }
    let incoming = Incoming::new(name.to_owned(), path.cloned(), flow, report);
    model.exchange.incoming = Some(incoming);
    model.exchange.is_about_open = false;
    true
}

/// What there is to tell of the open flow's file, once more.
fn report(model: &mut Model) {
    let Some(editor) = &model.editor else { return };
    let report = Report::of(editor.flow(), &model.catalogue, &editor.surroundings.settings);
    let (name, path) = (editor.name.clone(), editor.path.clone());
    let mut incoming = Incoming::new(name, path, editor.flow().clone(), report);
    incoming.modernizes = false;
    model.exchange.incoming = Some(incoming);
    model.exchange.is_about_open = true;
}

fn take_in_as_new(model: &mut Model, requests: &mut Vec<Request>) {
    let Some(incoming) = model.exchange.incoming.take() else { return };
    let label = Label::Named(model.texts.say("change-import").into());
    let edit = incoming.edit(&model.catalogue, label);
    if std::mem::take(&mut model.exchange.is_about_open) {
        if let Some(edit) = edit {
            make(model, &edit);
        }
        return;
    }
    let Incoming { name, path, flow, .. } = incoming;
    let text = flow.text().to_owned();
    update(model, Command::TakeIn { name, path, text, edit: edit.map(Box::new) }, requests);
}

/// Puts the widgets of the file into the open flow, under names that nobody has there.
fn take_in_here(model: &mut Model) {
    let Some(incoming) = model.exchange.incoming.take() else { return };
    let label = Label::Named(model.texts.say("change-import").into());
    let edit = incoming.edit(&model.catalogue, label);
    let flow = match edit.map(|edit| edit.apply(&incoming.flow)) {
        Some(Ok(flow)) => flow,
        _ => incoming.flow,
    };
    let Some(editor) = &model.editor else { return };
    let below = editor.scene().bounds().map_or(0.0, |bounds| bounds.max.y + 120.0);
    let left = editor.scene().bounds().map_or(0.0, |bounds| bounds.min.x);
    let at = centralita_engine::flow::Position::new(
        f64::from((left / 10.0).round() * 10.0),
        f64::from((below / 10.0).round() * 10.0),
    );
    let before: Vec<_> = editor.flow().widgets().iter().map(|one| one.name.clone()).collect();
    if !make(model, &Edit::Paste { text: flow.text().into(), at: Some(at) }) {
        return;
    }
    let Some(editor) = &mut model.editor else { return };
    let new = editor.flow().widgets().iter().map(|one| one.name.clone());
    let new: Vec<_> = new.filter(|name| !before.contains(name)).collect();
    let count = new.len();
    editor.selection = Selection::of_all(new);
    crate::walk::reveal_selection(editor);
    model.tell(model.texts.fill("told-taken-in", &[("count", count.into())]));
}
