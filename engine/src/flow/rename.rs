//! Giving a widget another name everywhere it is mentioned, by syntax.
//!
//! Mentions stand in wires, in `initial_state`, in our own data, and inside templates and scripts
//! in any property. Labels that people wrote (`friendly_name`) are words and stay.

use std::borrow::Cow;

use super::Flow;
use super::json::{Json, JsonKind, Node, Patch};
use super::names::WidgetName;
use super::script_names::script_with_widget_renamed;
use super::widget::Widget;
use crate::Value;
use crate::template::{Dialect, Template};

/// Takes a source text and two names; gives the text with the first renamed to the second, or none
/// when it does not mention the first.
pub type Rewriter<'a> = &'a dyn Fn(&str, &str, &str) -> Option<String>;

/// How mentions inside the texts of a flow are renamed.
#[derive(Clone, Copy)]
pub struct Rewriting<'a> {
    /// Renames inside a template.
    pub template: Rewriter<'a>,
    /// Renames inside a script.
    pub script: Rewriter<'a>,
    /// Whether a property of a widget, by its name, holds a script.
    pub is_script: &'a dyn Fn(&Widget, &str) -> bool,
}

impl Default for Rewriting<'_> {
    /// Templates by their own syntax, scripts by their words, and scripts where our own kinds have them.
    fn default() -> Self {
        Rewriting {
            template: &template_with_widget_renamed,
            script: &script_with_widget_renamed,
            is_script: &|widget, property| {
                property == "script" && widget.kind.starts_with("centralita-")
            },
        }
    }
}

/// `source`, a template, with the widget `from` called `to`; none when it is not mentioned.
fn template_with_widget_renamed(source: &str, from: &str, to: &str) -> Option<String> {
    // Most texts have no tag at all, and one that does not say `widgets` mentions none.
    let may_mention = source.contains("widgets") && source.contains('{');
    may_mention.then(|| Template::parse(source, Dialect::Studio).with_widget_renamed(from, to))?
}

/// Adds to `patch` what renames the widget `from` to `to` in the whole flow.
pub(super) fn rename(
    flow: &Flow,
    patch: &mut Patch<'_>,
    from: &WidgetName,
    to: &WidgetName,
    rewriting: &Rewriting<'_>,
) {
    let name = || Json::from_value(&Value::Text(to.text().clone()));
    if let Some(widget) = flow.widget(from) {
        match widget.node().get("name") {
            Some(old) => patch.set(old, name()),
            None => patch.set_key(widget.node(), to),
        }
    }
    let definition = flow.definition();
    for (key, value) in definition.members() {
        if matches!(&*key.text, "initial_state" | "initialState") && value.is_text(from) {
            patch.set(value, name());
        }
    }
    for widget in flow.widgets() {
        for wire in &widget.transitions {
            let wire = flow.document().node(wire.node);
            if let Some(next) = wire.get("next").filter(|next| next.is_text(from)) {
                patch.set(next, name());
            }
        }
        for (node, text) in texts(widget, rewriting, from, to) {
            patch.set(node, Json::from_value(&Value::from(text)));
        }
    }
    for mention in flow.own().node().map(own_mentions).unwrap_or_default() {
        if mention.name().is_some_and(|name| name == from.as_str()) {
            match mention {
                OwnMention::Key(node) => patch.set_key(node, to),
                OwnMention::Text(node) => patch.set(node, name()),
            }
        }
    }
}

/// `flow` with several widgets renamed at once, whatever their names become: for comparing, where
/// names may trade places and need not be good ones.
pub(super) fn rename_in(
    flow: &Flow,
    renamed: &[(WidgetName, WidgetName)],
    rewriting: &Rewriting<'_>,
) -> Flow {
    let mut result = flow.clone();
    let steps = renamed.iter().enumerate().map(|(place, (from, to))| {
        (from, to, WidgetName::from(format!("renamed_widget_number_{place}_")))
    });
    let steps: Vec<_> = steps.collect();
    // By way of names that nobody has, so that `a` to `b` and `b` to `c` do not run together.
    let towards = steps.iter().map(|(from, _, through)| (*from, through));
    let onwards = steps.iter().map(|(_, to, through)| (through, *to));
    for (from, to) in towards.chain(onwards) {
        let mut patch = Patch::new(result.document());
        rename(&result, &mut patch, from, to, rewriting);
        let renamed = result.patched(&patch);
        result = renamed;
    }
    result
}

/// The texts of `widget` that mention `from`, with what they become.
pub(super) fn texts<'a>(
    widget: &'a Widget,
    rewriting: &Rewriting<'_>,
    from: &str,
    to: &str,
) -> Vec<(Node<'a>, String)> {
    let mut changed = Vec::new();
    let mut look = |node: Node<'a>, rewriter: Rewriter<'_>| {
        if let Some(text) = node.as_str().filter(|text| text.contains(from)) {
            changed.extend(rewriter(&text, from, to).map(|text| (node, text)));
        }
    };
    for (key, value) in widget.properties().members() {
        let is_script = (rewriting.is_script)(widget, &key.text);
        let rewriter = if is_script { rewriting.script } else { rewriting.template };
        texts_inside(value).for_each(|text| look(text, rewriter));
    }
    for wire in widget.transitions.iter().filter(|wire| !wire.conditions.is_empty()) {
        let wire = widget.document.node(wire.node);
        for text in wire.get("conditions").into_iter().flat_map(texts_inside) {
            let is_label =
                text.key().is_some_and(|key| matches!(&*key.text, "friendly_name" | "type"));
            if !is_label {
                look(text, rewriting.template);
            }
        }
    }
    changed
}

/// Every text in `node`, itself included.
fn texts_inside<'a>(node: Node<'a>) -> impl Iterator<Item = Node<'a>> {
    node.all_inside().filter(|inside| inside.kind() == JsonKind::Text)
}

/// A place in our own data where a widget is mentioned.
#[derive(Clone, Copy)]
pub(super) enum OwnMention<'a> {
    /// As the key of a member.
    Key(Node<'a>),
    /// As a text.
    Text(Node<'a>),
}

impl<'a> OwnMention<'a> {
    /// The member or text.
    pub(super) fn node(self) -> Node<'a> {
        match self {
            OwnMention::Key(node) | OwnMention::Text(node) => node,
        }
    }

    /// The name that is mentioned.
    pub(super) fn name(self) -> Option<Cow<'a, str>> {
        match self {
            OwnMention::Key(node) => node.key().map(|key| key.text),
            OwnMention::Text(node) => node.as_str(),
        }
    }
}

/// Every place in our own data where a widget is mentioned.
pub(super) fn own_mentions(own: Node<'_>) -> Vec<OwnMention<'_>> {
    let mut mentions = Vec::new();
    for (key, value) in own.members() {
        match &*key.text {
            "set_aside" | "labels" => mentions.extend(value.children().map(OwnMention::Key)),
            "sensitive" if value.kind() == JsonKind::List => {
                mentions.extend(value.items().map(OwnMention::Text));
            }
            "sensitive" => mentions.extend(value.children().map(OwnMention::Key)),
            "groups" => {
                let lists = value.items().filter_map(|group| group.get("widgets"));
                mentions.extend(lists.flat_map(Node::items).map(OwnMention::Text));
            }
            "notes" => {
                let widgets = value.items().filter_map(|note| note.get("widget"));
                mentions.extend(widgets.map(OwnMention::Text));
            }
            _ => {}
        }
    }
    mentions
}
