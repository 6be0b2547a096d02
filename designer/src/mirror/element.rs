//! What a thing of the window is as an element of a page.

use std::collections::BTreeMap;

use egui::accesskit::{Action, Live, Node, NodeId, Role, Toggled};

use super::Change;

/// What an element of the page is made of. The browser's own controls are taken where there are any:
/// readers know them best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// `button`
    Button,
    /// `input` that is ticked
    Checkbox,
    /// `input` of one line
    Field,
    /// `input` whose text is not shown
    Secret,
    /// `textarea`
    Area,
    /// `input` for a number
    Number,
    /// `h2`
    Heading,
    /// `span`
    Words,
    /// `div`
    Part,
}

/// An element, as far as it says something.
#[derive(Clone, Debug, PartialEq)]
pub struct Element {
    /// What it is made of.
    pub tag: Tag,
    attributes: BTreeMap<&'static str, String>,
    words: String,
    filled: Option<String>,
}

impl Element {
    /// An element that says nothing yet.
    pub fn empty(tag: Tag) -> Element {
        Element { tag, attributes: BTreeMap::new(), words: String::new(), filled: None }
    }

    /// Whether nothing in it is read by itself.
    pub fn is_leaf(node: &Node) -> bool {
        matches!(tag(node), Tag::Field | Tag::Secret | Tag::Area | Tag::Number)
    }

    /// Whether it says something, or only holds what does.
    pub fn says_something(node: &Node, all: &BTreeMap<NodeId, Node>) -> bool {
        let name = name(node, all);
        match node.role() {
            Role::GenericContainer | Role::Unknown | Role::Pane => !name.is_empty(),
            // A region that speaks has to be there before it says something.
            Role::Label => !name.is_empty() || node.live().is_some(),
            _ => true,
        }
    }

    /// The element of a thing.
    pub fn of(
        node: &Node,
        all: &BTreeMap<NodeId, Node>,
        children: &[NodeId],
        is_listed: bool,
    ) -> Element {
        let tag = tag(node);
        let mut element = Element::empty(tag);
        let name = name(node, all);
        let can_press = node.supports_action(Action::Click);
        let mut role = role(node, is_listed);
        match tag {
            Tag::Words | Tag::Heading => element.words = name,
            Tag::Button if children.is_empty() => element.words = name,
            Tag::Part if name.is_empty() => {}
            _ => {
                element.set("aria-label", name);
            }
        }
        if tag == Tag::Part {
            let holds_list = role.is_empty()
                && children.len() > 1
                && children
                    .iter()
                    .all(|id| all.get(id).is_some_and(|one| one.role() == Role::ListBoxOption));
            if holds_list {
                role = "listbox";
            } else if role.is_empty() && can_press {
                role = "button";
            } else if role.is_empty() {
                role = "group";
            }
            if can_press || node.supports_action(Action::Focus) {
                element.set("tabindex", "0".into());
            }
        }
        if !role.is_empty() {
            element.set("role", role.into());
        }
        match (tag, node.toggled()) {
            (_, None) => {}
            (Tag::Checkbox, Some(toggled)) => element.set("aria-checked", spoken(toggled).into()),
            (_, Some(toggled)) if is_listed => {
                element.set("aria-selected", spoken(toggled).into());
            }
            (_, Some(toggled)) => element.set("aria-pressed", spoken(toggled).into()),
        }
        if let Some(is_open) = node.is_expanded() {
            element.set("aria-expanded", is_open.to_string());
        }
        if node.is_disabled() {
            element.set("aria-disabled", "true".into());
        }
        if node.is_modal() {
            element.set("aria-modal", "true".into());
        }
        if let Some(text) = node.description() {
            element.set("aria-description", text.to_owned());
        }
        if let Some(text) = node.placeholder() {
            element.set("placeholder", text.to_owned());
        }
        match node.live() {
            Some(Live::Polite) => element.set("aria-live", "polite".into()),
            Some(Live::Assertive) => element.set("aria-live", "assertive".into()),
            _ => {}
        }
        if let Some(value) = node.numeric_value() {
            match tag {
                Tag::Number => element.filled = Some(plain(value)),
                _ => element.set("aria-valuenow", plain(value)),
            }
            for (attribute, value) in [
                ("aria-valuemin", node.min_numeric_value()),
                ("aria-valuemax", node.max_numeric_value()),
            ] {
                if let Some(value) = value {
                    element.set(attribute, plain(value));
                }
            }
        }
        if matches!(tag, Tag::Field | Tag::Area) {
            element.filled = Some(node.value().unwrap_or_default().to_owned());
        } else if node.role() == Role::ComboBox {
            element.set("aria-haspopup", "listbox".into());
            if let Some(value) = node.value() {
                element.set("aria-description", value.to_owned());
            }
        }
        element
    }

    /// What it is called.
    pub fn name(&self) -> &str {
        if self.words.is_empty() {
            self.attributes.get("aria-label").map_or("", String::as_str)
        } else {
            &self.words
        }
    }

    /// What has changed since it was another.
    pub fn since(&self, id: NodeId, old: &Element) -> Vec<Change> {
        let mut changes = Vec::new();
        for (name, value) in &self.attributes {
            if old.attributes.get(name) != Some(value) {
                changes.push(Change::Set(id, name, Some(value.clone())));
            }
        }
        for name in old.attributes.keys() {
            if !self.attributes.contains_key(name) {
                changes.push(Change::Set(id, name, None));
            }
        }
        if self.words != old.words {
            changes.push(Change::Words(id, self.words.clone()));
        }
        if let Some(filled) = &self.filled
            && self.filled != old.filled
        {
            changes.push(Change::Fill(id, filled.clone()));
        }
        changes
    }

    fn set(&mut self, name: &'static str, value: String) {
        self.attributes.insert(name, value);
    }
}

fn tag(node: &Node) -> Tag {
    match node.role() {
        Role::Button | Role::DefaultButton | Role::Link | Role::ComboBox | Role::Tab => Tag::Button,
        Role::RadioButton | Role::MenuItem | Role::ListBoxOption | Role::DisclosureTriangle => {
            Tag::Button
        }
        Role::ColorWell => Tag::Button,
        Role::CheckBox | Role::Switch => Tag::Checkbox,
        Role::TextInput | Role::SearchInput | Role::EditableComboBox => Tag::Field,
        Role::PasswordInput => Tag::Secret,
        Role::MultilineTextInput => Tag::Area,
        Role::SpinButton | Role::Slider => Tag::Number,
        Role::Heading => Tag::Heading,
        Role::Label | Role::Paragraph => Tag::Words,
        _ => Tag::Part,
    }
}

/// The role that a page has to be told, because the element does not say it by itself.
fn role(node: &Node, is_listed: bool) -> &'static str {
    match node.role() {
        Role::Link => "link",
        Role::ComboBox => "combobox",
        Role::Tab => "tab",
        Role::RadioButton => "radio",
        Role::MenuItem => "menuitem",
        Role::ListBoxOption if is_listed => "option",
        Role::Switch => "switch",
        Role::Menu => "menu",
        Role::Window | Role::Dialog => "dialog",
        Role::AlertDialog => "alertdialog",
        Role::Image => "img",
        Role::ProgressIndicator => "progressbar",
        Role::ScrollBar => "scrollbar",
        Role::Splitter => "separator",
        Role::List => "list",
        Role::ListItem => "listitem",
        Role::ListBox => "listbox",
        Role::Tree => "tree",
        Role::TreeItem => "treeitem",
        Role::Toolbar => "toolbar",
        Role::Navigation => "navigation",
        Role::Main => "main",
        Role::Status => "status",
        Role::Alert => "alert",
        _ => "",
    }
}

fn name(node: &Node, all: &BTreeMap<NodeId, Node>) -> String {
    if let Some(label) = node.label() {
        return label.to_owned();
    }
    if matches!(node.role(), Role::Label | Role::Paragraph | Role::Heading) {
        return node.value().unwrap_or_default().to_owned();
    }
    let words = node
        .labelled_by()
        .iter()
        .filter_map(|id| all.get(id))
        .filter_map(|one| one.label().or_else(|| one.value()).map(str::to_owned));
    words.collect::<Vec<_>>().join(" ")
}

fn spoken(toggled: Toggled) -> &'static str {
    match toggled {
        Toggled::True => "true",
        Toggled::False => "false",
        Toggled::Mixed => "mixed",
    }
}

fn plain(value: f64) -> String {
    // Six places are more than any control of ours has.
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
