//! An open flow: the document, what is selected, what is wrong with it, and how it is seen.

use std::path::PathBuf;

use centralita_engine::check::{Problem, Severity, check};
use centralita_engine::declare::Catalogue;
use centralita_engine::flow::{Edit, Refused};
use centralita_engine::{Flow, Time, WidgetName};

use super::{History, Selection};
use crate::calls::Calls;
use crate::canvas::{Canvas, Index, Scene, Selected, route_again};
use crate::compare::Comparison;
use crate::revisions::{Previewed, Revisions};
use crate::scene;
use crate::server::OnServer;
use crate::simulator::{Session, Trials};
use crate::surroundings::Surroundings;

/// An open flow.
pub struct Editor {
    /// What it is called.
    pub name: String,
    /// Its file, when it has one; a flow of the server has a path that only tells it from others.
    pub path: Option<PathBuf>,
    /// What is known of it on the server, when it stands there.
    pub server: Option<OnServer>,
    /// Which state of it the file has.
    pub saved: Saved,
    /// What can be undone.
    pub history: History,
    /// What is selected.
    pub selection: Selection,
    /// How it is seen.
    pub canvas: Canvas,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What stands around it.
    pub surroundings: Surroundings,
    /// A conversation with it, while one is held.
    pub session: Option<Session>,
    /// With what else it is tried.
    pub trials: Trials,
    /// The widget whose name is being written in its box, and the name so far.
    pub renaming: Option<(WidgetName, String)>,
    /// The note or title that is being written, and the text so far.
    pub writing: Option<(crate::command::Own, String)>,
    /// The exit that was taken at hand, by its widget and its place in the box.
    pub exit: Option<(WidgetName, usize)>,
    /// The widgets from which exits were followed, the latest last.
    pub trail: Vec<WidgetName>,
    /// The field with the problem to which one came last, and its widget.
    pub field_at_hand: Option<(WidgetName, String)>,
    /// The fingerprint of what the file says, as far as we know.
    pub on_disk: Option<u64>,
    /// The fingerprint of what was given to the shell to be written.
    pub asked_to_write: Option<u64>,
    /// Under which key a copy of it is kept while nobody saves it.
    pub copy_key: String,
    /// Which state of it that copy has, and since when.
    pub kept: Option<(u64, Time)>,
    /// The field that shall be focused at the next look.
    pub wants_field: Option<String>,
    /// Tells it from the other open flows.
    pub number: u64,
    /// The file of the flow from which it was opened.
    pub came_from: Option<PathBuf>,
    /// What it is compared with.
    pub comparison: Option<Comparison>,
    /// The state that is shown while one points at it.
    pub preview: Option<(Previewed, Box<Comparison>)>,
    /// What was kept of it.
    pub revisions: Revisions,
    /// The calls that it answered on the server.
    pub calls: Calls,
    flow: Flow,
    scene: Scene,
    index: Index,
}

/// Which state of a flow its file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// No file has it.
    Never,
    /// The state of this serial number.
    At(u64),
}

impl Editor {
    /// Opens a flow.
    pub fn new(name: String, path: Option<PathBuf>, flow: Flow, catalogue: &Catalogue) -> Editor {
        let saved = if path.is_some() { Saved::At(0) } else { Saved::Never };
        let on_disk = path.as_ref().map(|_| crate::keeping::fingerprint(flow.text()));
        let mut editor = Editor {
            name,
            path,
            server: None,
            saved,
            history: History::default(),
            selection: Selection::default(),
            canvas: Canvas::default(),
            problems: Vec::new(),
            surroundings: Surroundings::default(),
            session: None,
            trials: Trials::default(),
            renaming: None,
            writing: None,
            exit: None,
            trail: Vec::new(),
            field_at_hand: None,
            on_disk,
            asked_to_write: None,
            copy_key: String::new(),
            kept: None,
            wants_field: None,
            number: 0,
            came_from: None,
            comparison: None,
            preview: None,
            revisions: Revisions::default(),
            calls: Calls::default(),
            flow,
            scene: Scene::default(),
            index: Index::default(),
        };
        editor.look(catalogue);
        editor
    }

    /// The flow.
    pub fn flow(&self) -> &Flow {
        &self.flow
    }

    /// What the canvas shows.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Who is where on the canvas.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// Whether there is something that no file has.
    pub fn is_changed(&self) -> bool {
        match self.saved {
            Saved::Never => !self.history.done().is_empty(),
            Saved::At(serial) => serial != self.history.serial(),
        }
    }

    /// Makes a change: the one door through which the flow is ever changed.
    ///
    /// # Errors
    /// When the change cannot be made; nothing has changed then.
    pub fn make(&mut self, edit: &Edit, catalogue: &Catalogue) -> Result<(), Refused> {
        let after = edit.apply(&self.flow)?;
        if after.text() == self.flow.text() {
            return Ok(());
        }
        self.history.add(edit.label(), &self.flow, &after, &self.selection);
        self.flow = after;
        if let Edit::RenameWidget { from, to } = edit
            && self.selection.widgets.remove(from)
        {
            self.selection.widgets.insert(to.clone());
        }
        if let Edit::RenameWidget { from, to } = edit {
            self.trials.breakpoints.rename(from, to);
        }
        self.look(catalogue);
        Ok(())
    }

    /// Puts another text in the flow's place, as a change that can be undone.
    pub fn replace(
        &mut self,
        text: &str,
        label: centralita_engine::flow::Label,
        catalogue: &Catalogue,
    ) {
        let after = Flow::read(text);
        self.history.add(label, &self.flow, &after, &self.selection);
        self.flow = after;
        self.look(catalogue);
    }

    /// Undoes the last change; gives its name.
    pub fn undo(&mut self, catalogue: &Catalogue) -> Option<centralita_engine::flow::Label> {
        let (flow, selection, label) = self.history.undo(&self.flow, &self.selection)?;
        self.flow = flow;
        self.selection = selection;
        self.look(catalogue);
        Some(label)
    }

    /// Makes the last undone change again; gives its name.
    pub fn redo(&mut self, catalogue: &Catalogue) -> Option<centralita_engine::flow::Label> {
        let (flow, selection, label) = self.history.redo(&self.flow, &self.selection)?;
        self.flow = flow;
        self.selection = selection;
        self.look(catalogue);
        Some(label)
    }

    /// Looks at the flow anew: what is drawn, what is selected, what is wrong.
    pub fn look(&mut self, catalogue: &Catalogue) {
        self.problems = check(&self.flow, catalogue, &self.surroundings.settings);
        let mut scene = scene::of(&self.flow, catalogue, &self.problems);
        let mut index = Index::of_boxes(&scene);
        route_again(&mut scene, &index, &self.scene);
        index.add_wires(&scene);
        self.scene = scene;
        self.index = index;
        self.selection.keep_to(&self.flow);
        self.preview = None;
        if let Some(mut comparison) = self.comparison.take() {
            comparison.look(&self.flow, &self.scene, catalogue);
            self.comparison = Some(comparison);
        }
    }

    /// Goes to the state in which so many changes were done; gives whether that is another one.
    pub fn go_to(&mut self, done: usize, catalogue: &Catalogue) -> bool {
        let Some((flow, selection)) = self.history.go(&self.flow, &self.selection, done) else {
            return false;
        };
        self.flow = flow;
        self.selection = selection;
        self.look(catalogue);
        true
    }

    /// What is compared on the canvas: what one points at, else what was asked for.
    pub fn compared(&self) -> Option<&Comparison> {
        self.preview.as_ref().map(|(_, comparison)| &**comparison).or(self.comparison.as_ref())
    }

    /// How many problems of a kind there are.
    pub fn count(&self, severity: Severity) -> usize {
        self.problems.iter().filter(|problem| problem.severity == severity).count()
    }

    /// The exit at hand, as box and exit: it counts only while its widget is the one selected.
    pub fn exit_at_hand(&self) -> Option<(usize, usize)> {
        let (name, chip) = self.exit.as_ref()?;
        let only = self.selection.only().filter(|only| *only == name)?;
        let number = self.flow.index_of(only.as_str())?;
        (*chip < self.scene.boxes.get(number)?.chips.len()).then_some((number, *chip))
    }

    /// What is selected, as the canvas knows it.
    pub fn selected(&self) -> Selected {
        let boxes =
            self.selection.widgets.iter().filter_map(|name| self.flow.index_of(name.as_str()));
        let wire = self.selection.wire.as_ref().and_then(|end| {
            let from = self.flow.index_of(end.widget.as_str())?;
            self.scene.wires.iter().position(|wire| {
                wire.from == from
                    && self.scene.boxes[from].chips[wire.chip].number == Some(end.transition)
            })
        });
        Selected { boxes: boxes.collect(), wire }
    }
}
