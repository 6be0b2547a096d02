//! What a screen reader reads where the window's own tree is out of its reach: the same tree as elements
//! of a page.
//!
//! A browser shows the editor as one picture. The toolkit tells in each frame what is in the picture;
//! here this becomes a list of small changes to a page, so that nothing is built anew while somebody
//! reads it, and a frame in which nothing changed costs the page nothing.
//!
//! Deliberately not here: the page. The shell of the browser makes the [`Change`]s.

mod act;
mod element;

pub use act::{Act, events};
pub use element::{Element, Tag};

use std::collections::BTreeMap;

use egui::Rect;
use egui::accesskit::{Node, NodeId, Role, TreeUpdate};

/// A change to the page.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Makes an element, in no place yet.
    Make(NodeId, Tag),
    /// Gives an attribute of an element a value, or takes the attribute away.
    Set(NodeId, &'static str, Option<String>),
    /// Gives an element the words it shows.
    Words(NodeId, String),
    /// Gives a field what stands in it.
    Fill(NodeId, String),
    /// Puts elements into another one, or into the page, in this order; what else was in it is out.
    Hold(Option<NodeId>, Vec<NodeId>),
    /// Lays an element over what it stands for, in points of the toolkit.
    Lay(NodeId, Rect),
    /// Takes an element away.
    Drop(NodeId),
    /// The keys go to another thing.
    Focus(Option<NodeId>),
}

/// What the page shows.
#[derive(Default)]
pub struct Mirror {
    nodes: BTreeMap<NodeId, Node>,
    shown: BTreeMap<NodeId, Shown>,
    top: Vec<NodeId>,
    focus: Option<NodeId>,
}

struct Shown {
    element: Element,
    rect: Rect,
    children: Vec<NodeId>,
}

impl Mirror {
    /// What to change, now that the toolkit says what is in the picture.
    pub fn update(&mut self, update: TreeUpdate) -> Vec<Change> {
        let mut changes = Vec::new();
        let root = update.tree.as_ref().map(|tree| tree.root);
        let nodes: BTreeMap<NodeId, Node> = update.nodes.into_iter().collect();
        let is_same = nodes == self.nodes;
        self.nodes = nodes;
        if let Some(root) = root
            && !is_same
        {
            self.look(root, &mut changes);
        }
        let focus = Some(update.focus).filter(|focus| self.shown.contains_key(focus));
        if focus != self.focus {
            self.focus = focus;
            changes.push(Change::Focus(focus));
        }
        changes
    }

    /// What the toolkit said last of a thing.
    pub fn node(&self, id: NodeId) -> Option<&Node> {
        self.nodes.get(&id)
    }

    /// What has the keys.
    pub fn focus(&self) -> Option<NodeId> {
        self.focus
    }

    /// What is said of a thing when the keys come to it.
    pub fn name(&self, id: NodeId) -> &str {
        self.shown.get(&id).map_or("", |shown| shown.element.name())
    }

    fn look(&mut self, root: NodeId, changes: &mut Vec<Change>) {
        let held = self.held(root);
        let mut before = std::mem::take(&mut self.shown);
        let mut holds = Vec::new();
        for (id, children) in &held.kept {
            let Some(node) = self.nodes.get(id) else { continue };
            let is_listed = held.listed.contains(id);
            let element = Element::of(node, &self.nodes, children, is_listed);
            let rect = rect(node);
            let old = match before.remove(id) {
                Some(old) if old.element.tag == element.tag => old,
                old => {
                    if old.is_some() {
                        changes.push(Change::Drop(*id));
                    }
                    changes.push(Change::Make(*id, element.tag));
                    Shown {
                        element: Element::empty(element.tag),
                        rect: Rect::NOTHING,
                        children: Vec::new(),
                    }
                }
            };
            changes.extend(element.since(*id, &old.element));
            if rect != old.rect {
                changes.push(Change::Lay(*id, rect));
            }
            if *children != old.children {
                holds.push(Change::Hold(Some(*id), children.clone()));
            }
            self.shown.insert(*id, Shown { element, rect, children: children.clone() });
        }
        // An element that is made anew has to be put where its forerunner was.
        let made: Vec<NodeId> = changes
            .iter()
            .filter_map(|change| if let Change::Make(id, _) = change { Some(*id) } else { None })
            .collect();
        for (id, shown) in &self.shown {
            let is_held =
                holds.iter().any(|hold| matches!(hold, Change::Hold(at, _) if *at == Some(*id)));
            if !is_held && shown.children.iter().any(|child| made.contains(child)) {
                holds.push(Change::Hold(Some(*id), shown.children.clone()));
            }
        }
        if held.top != self.top || held.top.iter().any(|id| made.contains(id)) {
            self.top.clone_from(&held.top);
            holds.push(Change::Hold(None, held.top));
        }
        changes.extend(holds);
        changes.extend(before.into_keys().map(Change::Drop));
    }

    /// Which things become elements, with the elements in each: what only holds others is left out.
    fn held(&self, root: NodeId) -> Held {
        let mut held = Held::default();
        // Each thing is met twice: on the way down, and when everything in it is known.
        let mut stack = vec![(root, false)];
        let mut met = std::collections::BTreeSet::new();
        let mut ready: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
        while let Some((id, is_known)) = stack.pop() {
            let Some(node) = self.nodes.get(&id) else { continue };
            if !is_known {
                if node.is_hidden() || node.role() == Role::TextRun || !met.insert(id) {
                    continue;
                }
                stack.push((id, true));
                if !Element::is_leaf(node) {
                    stack.extend(node.children().iter().rev().map(|child| (*child, false)));
                }
                continue;
            }
            let children: Vec<NodeId> = match Element::is_leaf(node) {
                true => Vec::new(),
                false => node
                    .children()
                    .iter()
                    .flat_map(|child| ready.remove(child).unwrap_or_default())
                    .collect(),
            };
            let is_option = |id: &NodeId| {
                self.nodes.get(id).is_some_and(|node| node.role() == Role::ListBoxOption)
            };
            let is_list = children.len() > 1 && children.iter().all(is_option);
            if is_list && id != root && node.role() == Role::GenericContainer {
                held.listed.extend(children.iter().copied());
            }
            let is_kept = id != root && (is_list || Element::says_something(node, &self.nodes));
            if is_kept {
                ready.insert(id, vec![id]);
                held.kept.push((id, children));
            } else {
                ready.insert(id, children);
            }
        }
        held.top = ready.remove(&root).unwrap_or_default();
        held
    }
}

#[derive(Default)]
struct Held {
    kept: Vec<(NodeId, Vec<NodeId>)>,
    listed: std::collections::BTreeSet<NodeId>,
    top: Vec<NodeId>,
}

fn rect(node: &Node) -> Rect {
    node.bounds().map_or(Rect::ZERO, |bounds| {
        Rect::from_min_max(
            egui::pos2(bounds.x0 as f32, bounds.y0 as f32),
            egui::pos2(bounds.x1 as f32, bounds.y1 as f32),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Window {
        context: egui::Context,
        mirror: Mirror,
        name: String,
        ticked: bool,
        pressed: usize,
    }

    impl Window {
        fn new() -> Window {
            let context = egui::Context::default();
            context.enable_accesskit();
            let (mirror, name) = (Mirror::default(), "menu".to_owned());
            Window { context, mirror, name, ticked: false, pressed: 0 }
        }

        fn frame(&mut self, events: Vec<egui::Event>) -> Vec<Change> {
            let input = egui::RawInput { events, focused: true, ..egui::RawInput::default() };
            let (name, ticked, pressed) = (&mut self.name, &mut self.ticked, &mut self.pressed);
            let mut output = self.context.run_ui(input, |ui| {
                let label = ui.label("Name");
                ui.text_edit_singleline(name).labelled_by(label.id);
                ui.horizontal(|ui| {
                    ui.checkbox(ticked, "Ready");
                    if ui.button("Save").clicked() {
                        *pressed += 1;
                    }
                });
                if *ticked {
                    ui.label("It is ready");
                }
            });
            // Nothing is painted here.
            output.textures_delta.clear();
            match output.platform_output.accesskit_update {
                Some(update) => self.mirror.update(update),
                None => Vec::new(),
            }
        }

        fn settle(&mut self) -> Vec<Change> {
            let mut all = self.frame(Vec::new());
            for _ in 0..3 {
                all.extend(self.frame(Vec::new()));
            }
            all
        }

        fn find(&self, tag: Tag, name: &str) -> NodeId {
            let found = self
                .mirror
                .shown
                .iter()
                .find(|(_, shown)| shown.element.tag == tag && shown.element.name() == name);
            *found.unwrap_or_else(|| panic!("no {tag:?} called {name}")).0
        }

        fn act(&mut self, act: Act, id: NodeId) -> Vec<Change> {
            let events = events(&self.mirror, id, act);
            self.frame(events)
        }
    }

    #[test]
    fn what_is_on_the_screen_is_in_the_page_by_role_and_name() {
        let mut window = Window::new();
        window.settle();
        window.find(Tag::Field, "Name");
        window.find(Tag::Checkbox, "Ready");
        window.find(Tag::Button, "Save");
        window.find(Tag::Words, "Name");
    }

    #[test]
    fn a_frame_in_which_nothing_changed_changes_nothing() {
        let mut window = Window::new();
        window.settle();
        assert_eq!(window.frame(Vec::new()), []);
    }

    #[test]
    fn what_comes_is_made_and_what_goes_is_taken_away_and_the_rest_stays() {
        let mut window = Window::new();
        window.settle();
        window.ticked = true;
        let changes = window.settle();
        let made: Vec<_> =
            changes.iter().filter(|change| matches!(change, Change::Make(..))).collect();
        assert_eq!(made.len(), 1);
        let label = window.find(Tag::Words, "It is ready");
        window.ticked = false;
        assert!(window.settle().contains(&Change::Drop(label)));
    }

    #[test]
    fn a_button_is_pressed_and_a_box_is_ticked_without_a_pointer() {
        let mut window = Window::new();
        window.settle();
        let save = window.find(Tag::Button, "Save");
        window.act(Act::Press, save);
        assert_eq!(window.pressed, 1);
        let ready = window.find(Tag::Checkbox, "Ready");
        window.act(Act::Press, ready);
        assert!(window.ticked);
    }

    #[test]
    fn a_field_takes_what_is_written_into_the_page() {
        let mut window = Window::new();
        window.settle();
        let name = window.find(Tag::Field, "Name");
        window.act(Act::Write("ñandú".into()), name);
        assert_eq!(window.name, "ñandú");
        assert_eq!(window.mirror.focus(), Some(name));
        window.settle();
        window.act(Act::Write(String::new()), name);
        assert_eq!(window.name, "");
        window.act(Act::Write("again".into()), name);
        assert_eq!(window.name, "again");
    }
}
