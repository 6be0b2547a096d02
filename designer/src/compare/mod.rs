//! Comparing the open flow with another by meaning: the differences in sentences, a picture in which
//! they are seen, and for each the change that takes it back.
//!
//! | module | holds |
//! |---|---|
//! | `act` | what the commands about comparing do |
//! | `back` | the change that takes a difference back |
//! | `picture` | the boxes and wires of both flows, with signs |
//! | `sift` | what hands wish of what is gone |

mod act;
mod back;
mod picture;
mod sift;

use centralita_engine::declare::{Catalogue, FieldKind};
use centralita_engine::flow::rename::Rewriting;
use centralita_engine::flow::{Change, ChangeKind, Comparing, Spellings, Widget, diff_with};
use centralita_engine::{Flow, WidgetName};

pub(crate) use act::begin;
pub use act::{Act, Against, act};
pub use back::take_back;
pub use picture::{Picture, Pictures, pictures};
pub use sift::{Sifted, sift};

use crate::canvas::{Canvas, Scene, Sign};

/// A comparison of the open flow with another that is looked at.
#[derive(Clone)]
pub struct Comparison {
    /// What the flow is compared with, in words.
    pub name: String,
    /// The flow with which it is compared: what was before.
    pub with: Flow,
    /// The difference at hand, by its place among the changes.
    pub at: Option<usize>,
    /// Whether boxes that only moved count.
    pub shows_moves: bool,
    /// Whether both flows stand side by side.
    pub is_beside: bool,
    /// How the other flow is seen when both stand side by side.
    pub canvas: Canvas,
    changes: Vec<Change>,
    pictures: Pictures,
}

impl Comparison {
    /// Compares a flow, as a scene shows it, with another.
    pub fn new(
        name: String,
        with: Flow,
        flow: &Flow,
        scene: &Scene,
        catalogue: &Catalogue,
    ) -> Comparison {
        let mut comparison = Comparison {
            name,
            with,
            at: None,
            shows_moves: false,
            is_beside: false,
            canvas: Canvas::default(),
            changes: Vec::new(),
            pictures: Pictures::default(),
        };
        comparison.look(flow, scene, catalogue);
        comparison
    }

    /// Compares anew: the flow is another now.
    pub fn look(&mut self, flow: &Flow, scene: &Scene, catalogue: &Catalogue) {
        let at_hand = self.at_hand().cloned();
        self.changes = differences(&self.with, flow, catalogue);
        // The same difference stays at hand, else the one that stands in its place now.
        let same = at_hand.and_then(|at| {
            self.changes.iter().position(|one| {
                (one.kind, &one.widget, &one.field) == (at.kind, &at.widget, &at.field)
            })
        });
        self.at = same.or(self.at.filter(|at| *at < self.changes.len()));
        self.redraw(flow, scene, catalogue);
    }

    /// Draws the pictures anew.
    pub fn redraw(&mut self, flow: &Flow, scene: &Scene, catalogue: &Catalogue) {
        let changes: Vec<&Change> = self.shown().map(|(_, change)| change).collect();
        self.pictures = pictures(&self.with, flow, scene, &changes, catalogue);
    }

    /// All differences, those of place too.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The differences that count, by their places.
    pub fn shown(&self) -> impl Iterator<Item = (usize, &Change)> {
        let counts = |change: &Change| self.shows_moves || change.kind != ChangeKind::Moved;
        self.changes.iter().enumerate().filter(move |(_, change)| counts(change))
    }

    /// How many boxes only moved.
    pub fn moves(&self) -> usize {
        self.changes.iter().filter(|change| change.kind == ChangeKind::Moved).count()
    }

    /// The difference at hand.
    pub fn at_hand(&self) -> Option<&Change> {
        self.changes.get(self.at?)
    }

    /// What both flows look like over one another.
    pub fn overlay(&self) -> &Picture {
        &self.pictures.overlay
    }

    /// What the other flow looks like.
    pub fn before(&self) -> &Picture {
        &self.pictures.before
    }

    /// The widget that is gone and at hand, as the other flow has it.
    pub fn gone(&self) -> Option<&Widget> {
        let change = self.at_hand().filter(|change| change.kind == ChangeKind::Removed)?;
        let name = self.old_name(change.widget.as_ref()?);
        self.with.widget(name.as_str())
    }

    /// What a widget of the open flow was called in the other.
    pub fn old_name(&self, name: &WidgetName) -> WidgetName {
        old_name(&self.changes, name)
    }

    /// What a widget of the other flow is called in the open one.
    pub fn new_name(&self, old: &WidgetName) -> WidgetName {
        let found = renames(&self.changes).find(|(name, _)| *name == old.as_str());
        found.map_or_else(|| old.clone(), |(_, new)| new.clone())
    }

    /// The differences of one widget, by their places.
    pub fn of_widget<'a>(
        &'a self,
        name: &'a WidgetName,
    ) -> impl Iterator<Item = (usize, &'a Change)> {
        let changes = self.changes.iter().enumerate();
        changes.filter(move |(_, change)| change.widget.as_ref() == Some(name))
    }
}

/// What changed from one flow to another, by somebody who knows the kinds of widget.
pub fn differences(before: &Flow, after: &Flow, catalogue: &Catalogue) -> Vec<Change> {
    let spoken = |widget: &Widget, property: &str| {
        let field = catalogue.spec(widget.kind.as_str()).and_then(|spec| spec.field(property));
        field.is_some_and(|field| field.kind == FieldKind::Speech)
    };
    let is_script = |widget: &Widget, property: &str| {
        let field = catalogue.spec(widget.kind.as_str()).and_then(|spec| spec.field(property));
        field.is_some_and(|field| field.kind == FieldKind::Script)
    };
    let comparing = Comparing {
        spellings: &Spellings::default(),
        is_wording: &spoken,
        rewriting: Rewriting { is_script: &is_script, ..Rewriting::default() },
    };
    diff_with(before, after, &comparing)
}

/// The sign with which a difference is listed.
pub fn sign_of(change: &Change) -> Sign {
    match change.kind {
        ChangeKind::Added | ChangeKind::ExitAdded => Sign::Added,
        ChangeKind::Removed | ChangeKind::ExitRemoved => Sign::Removed,
        _ => Sign::Changed,
    }
}

fn renames(changes: &[Change]) -> impl Iterator<Item = (&str, &WidgetName)> {
    let renamed = changes.iter().filter(|change| change.kind == ChangeKind::Renamed);
    renamed.filter_map(|change| Some((change.before.as_ref()?.as_text()?, change.widget.as_ref()?)))
}

fn old_name(changes: &[Change], name: &WidgetName) -> WidgetName {
    let old = renames(changes).find(|(_, new)| *new == name);
    old.map_or_else(|| name.clone(), |(old, _)| WidgetName::new(old))
}
