//! Differences in sentences.

use super::super::json::Node;
use super::super::names::WidgetName;
use super::super::widget::{Position, Transition, Widget};
use super::{Change, ChangeKind, Concern};
use crate::check::Sentence;
use crate::sentence;
use crate::{Text, Value};

/// The most characters of a value that a sentence quotes.
const MAX_QUOTED: usize = 60;

/// How many letters of a difference are shown at least.
const SHOWN_OF_DIFFERENCE: usize = 20;

/// How many letters that are the same are shown before a difference.
const SHOWN_BEFORE_DIFFERENCE: usize = 20;

/// The differences told so far.
#[derive(Default)]
pub(super) struct Told {
    pub(super) changes: Vec<Change>,
}

impl Told {
    fn tell(
        &mut self,
        kind: ChangeKind,
        concern: Concern,
        widget: Option<&WidgetName>,
        sentence: Sentence,
    ) -> &mut Change {
        let change = Change {
            kind,
            concern,
            widget: widget.cloned(),
            field: None,
            before: None,
            after: None,
            sentence,
        };
        self.changes.push(change);
        let last = self.changes.len() - 1;
        &mut self.changes[last]
    }

    pub(super) fn renamed(&mut self, old: &WidgetName, new: &WidgetName) {
        let sentence = sentence!("{old} is called {new} now.", "{old} ahora se llama {new}.");
        let change = self.tell(ChangeKind::Renamed, Concern::Wording, Some(new), sentence);
        change.before = Some(Value::Text(old.text().clone()));
        change.after = Some(Value::Text(new.text().clone()));
    }

    pub(super) fn added(&mut self, widget: &Widget) {
        let sentence = sentence!("{} is new ({}).", "{} es nuevo ({}).", widget.name, widget.kind);
        let change = self.tell(ChangeKind::Added, Concern::Behaviour, Some(&widget.name), sentence);
        change.after = Some(widget.node().to_value());
    }

    pub(super) fn removed(&mut self, widget: &Widget) {
        let sentence =
            sentence!("{} is gone ({}).", "{} ya no está ({}).", widget.name, widget.kind);
        let change =
            self.tell(ChangeKind::Removed, Concern::Behaviour, Some(&widget.name), sentence);
        change.before = Some(widget.node().to_value());
    }

    pub(super) fn kind(&mut self, before: &Widget, after: &Widget) {
        let sentence = sentence!(
            "{} is a {}, it was a {}.",
            "{} es de tipo {}, era de tipo {}.",
            after.name,
            after.kind,
            before.kind
        );
        let change = self.tell(ChangeKind::Kind, Concern::Behaviour, Some(&after.name), sentence);
        change.before = Some(Value::Text(before.kind.text().clone()));
        change.after = Some(Value::Text(after.kind.text().clone()));
    }

    pub(super) fn moved(
        &mut self,
        name: &WidgetName,
        before: Option<Position>,
        after: Option<Position>,
    ) {
        let sentence = match (before, after) {
            (Some(_), Some(_)) => sentence!(
                "{name} stands elsewhere on the canvas.",
                "{name} está en otro lugar del lienzo."
            ),
            (None, _) => sentence!(
                "{name} has a place on the canvas.",
                "{name} tiene un lugar en el lienzo."
            ),
            (_, None) => sentence!(
                "{name} has no place on the canvas any more.",
                "{name} ya no tiene lugar en el lienzo."
            ),
        };
        let value = |position: Position| {
            Value::map([
                ("x".into(), Value::number(position.x)),
                ("y".into(), Value::number(position.y)),
            ])
        };
        let change = self.tell(ChangeKind::Moved, Concern::Layout, Some(name), sentence);
        change.field = Some(Text::new_static("offset"));
        change.before = before.map(value);
        change.after = after.map(value);
    }

    pub(super) fn property(
        &mut self,
        name: &WidgetName,
        concern: Concern,
        path: &Text,
        before: Option<Node<'_>>,
        after: Option<Node<'_>>,
    ) {
        let sentence = sentence!("{name}: ", "{name}: ").then(&is_and_was(path, before, after));
        let change = self.tell(ChangeKind::Property, concern, Some(name), sentence);
        change.field = Some(path.clone());
        change.before = before.map(Node::to_value);
        change.after = after.map(Node::to_value);
    }

    pub(super) fn exit_added(&mut self, name: &WidgetName, wire: &Transition) {
        let event = &wire.event;
        let sentence = match &wire.next {
            Some(next) => sentence!(
                "{name} has a new way out on {event}, to {next}.",
                "{name} tiene una salida nueva por {event}, a {next}."
            ),
            None => sentence!(
                "{name} has a new way out on {event}.",
                "{name} tiene una salida nueva por {event}."
            ),
        };
        let change = self.tell(ChangeKind::ExitAdded, Concern::Behaviour, Some(name), sentence);
        change.field = Some(wire.event.text().clone());
        change.after = wire.next.as_ref().map(|next| Value::Text(next.text().clone()));
    }

    pub(super) fn exit_removed(&mut self, name: &WidgetName, wire: &Transition) {
        let event = &wire.event;
        let sentence = match &wire.next {
            Some(next) => sentence!(
                "{name} has one way out less on {event}, which led to {next}.",
                "{name} tiene una salida menos por {event}, que llevaba a {next}."
            ),
            None => sentence!(
                "{name} has one way out less on {event}.",
                "{name} tiene una salida menos por {event}."
            ),
        };
        let change = self.tell(ChangeKind::ExitRemoved, Concern::Behaviour, Some(name), sentence);
        change.field = Some(wire.event.text().clone());
        change.before = wire.next.as_ref().map(|next| Value::Text(next.text().clone()));
    }

    pub(super) fn exit_order(&mut self, name: &WidgetName, event: &str) {
        let sentence = sentence!(
            "{name} tries its ways out on {event} in another order.",
            "{name} prueba en otro orden sus salidas por {event}."
        );
        let change = self.tell(ChangeKind::ExitOrder, Concern::Behaviour, Some(name), sentence);
        change.field = Some(event.into());
    }

    pub(super) fn connection(
        &mut self,
        name: &WidgetName,
        wire: &Transition,
        before: Option<&WidgetName>,
    ) {
        let event = &wire.event;
        let sentence = match (before, &wire.next) {
            (Some(old), Some(new)) => sentence!(
                "{name} goes to {new} on {event}, it went to {old}.",
                "{name} va por {event} a {new}, iba a {old}."
            ),
            (None, Some(new)) => sentence!(
                "{name} goes to {new} on {event}, it went nowhere.",
                "{name} va por {event} a {new}, no iba a ninguna parte."
            ),
            (Some(old), None) => sentence!(
                "{name} goes nowhere on {event}, it went to {old}.",
                "{name} no va por {event} a ninguna parte, iba a {old}."
            ),
            (None, None) => return,
        };
        let change = self.tell(ChangeKind::Connection, Concern::Behaviour, Some(name), sentence);
        change.field = Some(event.text().clone());
        change.before = before.map(|old| Value::Text(old.text().clone()));
        change.after = wire.next.as_ref().map(|new| Value::Text(new.text().clone()));
    }

    pub(super) fn condition(
        &mut self,
        name: &WidgetName,
        concern: Concern,
        wire: &Transition,
        path: &Text,
        before: Option<Node<'_>>,
        after: Option<Node<'_>>,
    ) {
        // Nearly every wire has one condition, of which the place says nothing.
        let what = path.strip_prefix("conditions[0].").unwrap_or(path);
        let event = &wire.event;
        let way = match &wire.next {
            Some(next) => sentence!(
                "{name}, way out on {event} to {next}: ",
                "{name}, salida por {event} a {next}: "
            ),
            None => sentence!("{name}, way out on {event}: ", "{name}, salida por {event}: "),
        };
        let sentence = way.then(&is_and_was(what, before, after));
        let change = self.tell(ChangeKind::Condition, concern, Some(name), sentence);
        change.field = Some(path.clone());
        change.before = before.map(Node::to_value);
        change.after = after.map(Node::to_value);
    }

    pub(super) fn start(&mut self, before: Option<&WidgetName>, after: Option<&WidgetName>) {
        let or = |name: Option<&WidgetName>, nowhere: &str| {
            name.map_or(nowhere, |name| name.as_str()).to_owned()
        };
        let sentence = Sentence::new(
            format!(
                "The flow begins at {}, it began at {}.",
                or(after, "nowhere"),
                or(before, "nowhere")
            ),
            format!(
                "El flujo empieza en {}, empezaba en {}.",
                or(after, "ninguna parte"),
                or(before, "ninguna parte")
            ),
        );
        let change = self.tell(ChangeKind::Start, Concern::Behaviour, after, sentence);
        change.before = before.map(|name| Value::Text(name.text().clone()));
        change.after = after.map(|name| Value::Text(name.text().clone()));
    }

    pub(super) fn setting(
        &mut self,
        concern: Concern,
        path: &Text,
        before: Option<Node<'_>>,
        after: Option<Node<'_>>,
    ) {
        let sentence =
            Sentence::new("The flow: ", "El flujo: ").then(&is_and_was(path, before, after));
        let change = self.tell(ChangeKind::Setting, concern, None, sentence);
        change.field = Some(path.clone());
        change.before = before.map(Node::to_value);
        change.after = after.map(Node::to_value);
    }
}

fn is_and_was(path: &str, before: Option<Node<'_>>, after: Option<Node<'_>>) -> Sentence {
    match (before, after) {
        (Some(old), Some(new)) => {
            let from = difference([new, old]);
            sentence!(
                "{path} is {}, it was {}.",
                "{path} es {}, era {}.",
                quoted_from(new, from),
                quoted_from(old, from)
            )
        }
        (None, Some(new)) => sentence!(
            "{path} is {}, it was not set.",
            "{path} es {}, no estaba puesto.",
            quoted(new)
        ),
        (Some(old), None) => sentence!(
            "{path} is not set any more, it was {}.",
            "{path} ya no está puesto, era {}.",
            quoted(old)
        ),
        (None, None) => Sentence::new("", ""),
    }
}

/// A value as short as a sentence can bear it.
fn quoted(node: Node<'_>) -> String {
    shortened(&node.to_value().to_json(), 0)
}

/// A value as short as a sentence can bear it, from about where it differs from others; see
/// [`difference`].
pub(in crate::flow) fn quoted_from(node: Node<'_>, from: usize) -> String {
    shortened(&node.to_value().to_json(), from)
}

/// From where on values that are too long to be quoted whole are quoted, so that the first difference
/// between them is seen.
pub(in crate::flow) fn difference<'n>(nodes: impl IntoIterator<Item = Node<'n>>) -> usize {
    let mut raw = nodes.into_iter().map(|node| node.to_value().to_json());
    let Some(first) = raw.next() else { return 0 };
    let same = |other: String| {
        first.chars().zip(other.chars()).take_while(|(one, other)| one == other).count()
    };
    match raw.map(same).min() {
        Some(same) if same + SHOWN_OF_DIFFERENCE > MAX_QUOTED => {
            same.saturating_sub(SHOWN_BEFORE_DIFFERENCE)
        }
        _ => 0,
    }
}

/// At most `MAX_QUOTED` letters of JSON; when they are too many, those after the first `skipped`.
fn shortened(raw: &str, skipped: usize) -> String {
    let length = raw.chars().count();
    if length <= MAX_QUOTED {
        return raw.into();
    }
    let quote = if raw.starts_with('"') { "\"" } else { "" };
    let skipped = skipped.min(length - MAX_QUOTED);
    let before = if skipped > 0 { format!("{quote}…") } else { String::new() };
    let shown: String = raw.chars().skip(skipped).take(MAX_QUOTED).collect();
    let after = if skipped + MAX_QUOTED < length { format!("…{quote}") } else { String::new() };
    format!("{before}{shown}{after}")
}
