//! Several open flows: one is at hand, the others stand aside as they are, each with its own history,
//! selection and view.

use std::path::{Path, PathBuf};

use crate::command::Command;
use crate::focus::Wanted;
use crate::layout::Part;
use crate::model::{Editor, Model};
use crate::request::Request;
use crate::server::{is_same, place_of};
use crate::update::update;

/// Something about the open flows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Shows the next one.
    Next,
    /// Shows the one before.
    Previous,
    /// Shows one, by its place.
    Show(usize),
    /// Closes one, by its place; asks when nobody saved it.
    Close(usize),
    /// Shows the gallery; the open flows stay open.
    Gallery,
    /// Opens the flow that the selected widget runs.
    OpenSubflow,
    /// Goes back to the flow from which this one was opened.
    Back,
}

impl From<Act> for Command {
    fn from(act: Act) -> Command {
        Command::Tab(act)
    }
}

impl Model {
    /// The open flows, in the order of their tabs.
    pub fn tabs(&self) -> impl Iterator<Item = &Editor> {
        let at = self.tab.min(self.others.len());
        self.others[..at].iter().chain(&self.editor).chain(&self.others[at..])
    }

    /// The open flow at a place.
    pub fn tab_at(&self, place: usize) -> Option<&Editor> {
        self.tabs().nth(place)
    }

    /// The place of the flow at hand; none while the gallery is shown.
    pub fn tab_at_hand(&self) -> Option<usize> {
        self.editor.as_ref().map(|_| self.tab.min(self.others.len()))
    }

    /// Whether the tabs are shown: one flow needs none, unless the gallery hides it.
    pub fn has_tabs(&self) -> bool {
        self.tabs().count() > usize::from(self.editor.is_some())
    }

    /// The open flow that is in a file.
    pub fn tab_of(&self, path: &Path) -> Option<usize> {
        self.tabs().position(|editor| editor.path.as_deref().is_some_and(|own| is_same(own, path)))
    }

    /// The files that are open.
    pub fn open_files(&self) -> Vec<PathBuf> {
        self.tabs().filter_map(|editor| editor.path.clone()).collect()
    }

    /// The names of the open flows that nobody saved.
    pub fn unsaved(&self) -> Vec<String> {
        self.tabs().filter(|editor| editor.is_changed()).map(|editor| editor.name.clone()).collect()
    }

    /// Puts the flow at hand aside.
    pub(crate) fn put_aside(&mut self) {
        let at = self.tab.min(self.others.len());
        if let Some(editor) = self.editor.take() {
            self.others.insert(at, editor);
        }
    }

    /// Takes an open flow at hand, by its place among all of them.
    pub fn show_tab(&mut self, place: usize) {
        if self.tab_at_hand() == Some(place) {
            return;
        }
        self.put_aside();
        if place < self.others.len() {
            self.editor = Some(self.others.remove(place));
            self.tab = place;
            if let Some(editor) = &self.editor {
                self.heard = editor.name.clone();
            }
        }
        // What hung from the other flow is of no use here.
        (self.menu, self.quick_add, self.connecting) = (None, None, None);
        self.wants_keys = Some(Wanted::Part(Part::Canvas));
    }

    /// Takes a flow at hand that is opened just now, in a tab after the others.
    pub(crate) fn add_tab(&mut self, mut editor: Editor) {
        self.put_aside();
        self.tabs_made += 1;
        editor.number = self.tabs_made;
        self.tab = self.others.len();
        self.editor = Some(editor);
        (self.menu, self.quick_add, self.connecting) = (None, None, None);
        self.wants_keys = Some(Wanted::Part(Part::Canvas));
    }

    /// The flow at hand is gone; its neighbour takes its place.
    pub(crate) fn drop_tab(&mut self) {
        self.editor = None;
        if !self.others.is_empty() {
            self.tab = self.tab.min(self.others.len() - 1);
            self.editor = Some(self.others.remove(self.tab));
        }
        self.wants_keys = Some(Wanted::Part(Part::Canvas));
    }

    /// Does something with the flow that gave a text to be written, when that is not the one at hand
    /// any more.
    pub(crate) fn with_writer(&mut self, act: impl FnOnce(&mut Model)) {
        let is_writing = |editor: &Editor| editor.asked_to_write.is_some();
        let here = self.tab_at_hand();
        let writer = self.tabs().position(is_writing);
        let is_here = self.editor.as_ref().is_some_and(is_writing);
        match writer.filter(|_| !is_here) {
            Some(writer) => {
                let keys = self.wants_keys;
                self.show_tab(writer);
                act(self);
                match here {
                    Some(here) => self.show_tab(here),
                    None => self.put_aside(),
                }
                self.wants_keys = keys;
            }
            None => act(self),
        }
    }
}

/// Does something about the open flows.
pub fn act(model: &mut Model, act: Act, requests: &mut Vec<Request>) {
    let count = model.tabs().count();
    match act {
        Act::Next | Act::Previous if count == 0 => {}
        Act::Next => model.show_tab(model.tab_at_hand().map_or(0, |at| (at + 1) % count)),
        Act::Previous => {
            model.show_tab(model.tab_at_hand().map_or(count - 1, |at| (at + count - 1) % count));
        }
        Act::Show(place) => model.show_tab(place),
        Act::Close(place) => {
            model.show_tab(place);
            update(model, Command::Close, requests);
        }
        Act::Gallery => {
            model.put_aside();
            model.tab = model.others.len();
            update(model, crate::server::Act::Look.into(), requests);
        }
        Act::OpenSubflow => open_subflow(model, requests),
        Act::Back => {
            let Some(path) = model.editor.as_ref().and_then(|editor| editor.came_from.clone())
            else {
                return;
            };
            match model.tab_of(&path) {
                Some(place) => model.show_tab(place),
                None => update(model, Command::OpenPath(path), requests),
            }
        }
    }
}

/// The file of the flow that a widget runs, when it names one that stands beside the open one.
pub fn subflow(model: &Model) -> Option<PathBuf> {
    let editor = model.editor.as_ref()?;
    let widget = editor.flow().widget(editor.selection.only()?.as_str())?;
    let field = model.catalogue.spec(widget.kind.as_str())?.opens_flow.as_ref()?;
    let name = widget.property(field)?.text_of()?.trim().to_owned();
    if editor.server.is_some() {
        return model.server.flow(&name).map(|flow| place_of(flow).path());
    }
    let is_plain = !name.is_empty() && !name.contains(['/', '\\', '{']) && !name.starts_with('.');
    is_plain
        .then(|| editor.path.as_ref().map(|path| path.with_file_name(format!("{name}.json"))))?
}

fn open_subflow(model: &mut Model, requests: &mut Vec<Request>) {
    let Some(path) = subflow(model) else {
        let text = model.texts.say("told-no-subflow").to_owned();
        model.refuse(text);
        return;
    };
    model.coming_from = model.editor.as_ref().and_then(|editor| editor.path.clone());
    update(model, Command::OpenPath(path), requests);
}
