//! The flow's own data, which Studio does not know: one map under one key, absent until used.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::{ReadFault, ReadFaultKind};
use super::json::{Json, JsonKind, Node};
use super::names::WidgetName;
use super::widget::Position;
use crate::Text;

/// What a flow says under the key `centralita`. Members that are not known here stay in the file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    /// The version of this map's format; 1 today.
    pub version: Option<i64>,
    /// The time zone of opening hours and dates, such as `Europe/Madrid`.
    pub time_zone: Option<Text>,
    /// The languages callers may be served in, the first being the default.
    pub languages: Vec<Text>,
    /// Frames drawn around widgets.
    pub groups: Vec<Frame>,
    /// Notes on the canvas.
    pub notes: Vec<Note>,
    /// Warnings that somebody looked at and set aside, by widget.
    pub set_aside: BTreeMap<WidgetName, Vec<SetAside>>,
    /// Under which label the answer of a widget is shown to the person who takes over.
    pub labels: BTreeMap<WidgetName, Text>,
    /// The widgets whose answers must not be shown, logged or kept.
    pub sensitive: BTreeSet<WidgetName>,
    node: Option<(Json, u32)>,
}

/// A frame around widgets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Frame {
    /// Its title.
    pub title: Text,
    /// Who is inside.
    pub widgets: Vec<WidgetName>,
}

/// A note on the canvas.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Note {
    /// What it says.
    pub text: Text,
    /// Where it stands.
    pub position: Option<Position>,
    /// The widget it is about.
    pub widget: Option<WidgetName>,
}

/// A warning that somebody set aside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetAside {
    /// The code of the warning.
    pub code: Text,
    /// Why.
    pub reason: Option<Text>,
}

impl Own {
    /// The map itself, when the file has one.
    pub fn node(&self) -> Option<Node<'_>> {
        self.node.as_ref().map(|(json, index)| json.node(*index))
    }

    /// Whether the warning `code` about `widget` has been set aside.
    pub fn is_set_aside(&self, widget: &str, code: &str) -> bool {
        self.set_aside.get(widget).is_some_and(|aside| aside.iter().any(|one| one.code == code))
    }

    /// What the answer of `widget` is called on the agent's screen, when the author said so.
    pub fn label(&self, widget: &str) -> Option<&str> {
        self.labels.get(widget).map(Text::as_str)
    }

    /// Whether what `widget` hears may not be shown or logged in clear.
    pub fn is_sensitive(&self, widget: &str) -> bool {
        self.sensitive.contains(widget)
    }

    pub(super) fn read(node: Node<'_>, faults: &mut Vec<ReadFault>) -> Own {
        if node.kind() != JsonKind::Map {
            faults.push(ReadFault::new(
                ReadFaultKind::WrongKind,
                Some(node.span()),
                None,
                crate::check::Sentence::new(
                    format!(
                        "\"{}\" is {} and should be a map; it is not read.",
                        super::OWN_KEY,
                        node.kind().word()
                    ),
                    format!(
                        "\"{}\" es {} y debería ser un mapa; no se lee.",
                        super::OWN_KEY,
                        node.kind().word_es()
                    ),
                ),
            ));
            return Own::default();
        }
        let names =
            |node: Node<'_>| texts(node).into_iter().map(WidgetName::from).collect::<Vec<_>>();
        let children = |key: &str| node.get(key).into_iter().flat_map(Node::items);
        let members = |key: &str| node.get(key).into_iter().flat_map(Node::members);
        Own {
            version: node.get("version").and_then(Node::as_i64),
            time_zone: node.get("time_zone").and_then(text),
            languages: node.get("languages").map(texts).unwrap_or_default(),
            groups: children("groups")
                .map(|group| Frame {
                    title: group.get("title").and_then(text).unwrap_or_default(),
                    widgets: group.get("widgets").map(names).unwrap_or_default(),
                })
                .collect(),
            notes: children("notes")
                .map(|note| Note {
                    text: note.get("text").and_then(text).unwrap_or_default(),
                    position: note.get("offset").and_then(position),
                    widget: note.get("widget").and_then(text).map(WidgetName::from),
                })
                .collect(),
            set_aside: members("set_aside")
                .map(|(widget, codes)| {
                    (WidgetName::new(widget.text), codes.items().filter_map(set_aside).collect())
                })
                .collect(),
            labels: members("labels")
                .filter_map(|(widget, label)| Some((WidgetName::new(widget.text), text(label)?)))
                .collect(),
            sensitive: match node.get("sensitive") {
                Some(list) if list.kind() == JsonKind::List => names(list).into_iter().collect(),
                _ => members("sensitive")
                    .filter(|(_, is)| is.bool_of().unwrap_or(!is.is_null()))
                    .map(|(widget, _)| WidgetName::new(widget.text))
                    .collect(),
            },
            node: Some((node.json().clone(), node.index())),
        }
    }
}

fn set_aside(node: Node<'_>) -> Option<SetAside> {
    match text(node) {
        Some(code) => Some(SetAside { code, reason: None }),
        None => Some(SetAside {
            code: node.get("code").and_then(text)?,
            reason: node.get("reason").and_then(text),
        }),
    }
}

pub(super) fn text(node: Node<'_>) -> Option<Text> {
    node.text_of().map(Text::from)
}

fn texts(node: Node<'_>) -> Vec<Text> {
    match node.kind() {
        JsonKind::List => node.items().filter_map(text).collect(),
        _ => text(node).into_iter().collect(),
    }
}

/// A place on the canvas, when both numbers are there.
pub(super) fn position(node: Node<'_>) -> Option<Position> {
    Some(Position { x: node.get("x")?.number_of()?, y: node.get("y")?.number_of()? })
}
