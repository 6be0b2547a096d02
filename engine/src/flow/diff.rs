//! What changed between two flows, in the words of whoever drew them.
//!
//! Flows are compared by meaning: the order of widgets and keys, indentation, `null` beside
//! nothing, and `"5"` beside `5` are no changes. What only moved, what is only worded otherwise and
//! what behaves otherwise are told apart, and a widget with a new name is the same widget.

mod fields;
mod say;

use crate::check::Sentence;
use serde::Serialize;

use super::edit::{Edit, Spellings};
use super::names::WidgetName;
use super::pair::{Pairs, pair_wires};
use super::rename::{Rewriting, rename_in};
use super::widget::{Position, Transition, Widget};
use super::{Flow, OWN_KEY};
use crate::{Text, Value};
use fields::Fields;
use say::Told;
pub(super) use say::{difference, quoted_from};

/// One difference between two flows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Change {
    /// What kind of difference it is.
    pub kind: ChangeKind,
    /// Whether it concerns looks, words or behaviour.
    pub concern: Concern,
    /// The widget, by its name afterwards; by its name before when it is gone.
    pub widget: Option<WidgetName>,
    /// The property, exit or setting, as in `parameters[0].value`.
    pub field: Option<Text>,
    /// What was there.
    pub before: Option<Value>,
    /// What is there.
    pub after: Option<Value>,
    /// The difference in a sentence.
    pub sentence: Sentence,
}

/// The kinds of [`Change`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// A widget is new.
    Added,
    /// A widget is gone.
    Removed,
    /// A widget has another name.
    Renamed,
    /// A widget is of another kind.
    Kind,
    /// A property has another value, is new or is gone.
    Property,
    /// A wire is new.
    ExitAdded,
    /// A wire is gone.
    ExitRemoved,
    /// A wire leads elsewhere.
    Connection,
    /// The condition of a wire is another.
    Condition,
    /// Branches are tried in another order.
    ExitOrder,
    /// A box stands elsewhere.
    Moved,
    /// Executions begin elsewhere.
    Start,
    /// Something about the flow as a whole.
    Setting,
}

/// What a difference concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concern {
    /// What a caller or contact meets.
    Behaviour,
    /// What is said, or what the author calls things.
    Wording,
    /// Where boxes, frames and notes stand.
    Layout,
}

/// The properties that hold words for people where nobody who knows the kinds says otherwise.
pub const WORDING: [&str; 8] =
    ["say", "body", "text", "message", "prompt", "friendly_name", "description", "label"];

/// How two flows are compared.
#[derive(Clone, Copy)]
pub struct Comparing<'a> {
    /// Which spellings mean the same.
    pub spellings: &'a Spellings,
    /// Whether a property of a widget, by its name, holds words for people.
    pub is_wording: &'a dyn Fn(&Widget, &str) -> bool,
    /// How mentions of renamed widgets are recognised.
    pub rewriting: Rewriting<'a>,
}

/// What changed from `before` to `after`: by widget in the order of `after`, the flow itself last.
///
/// ```
/// use centralita_engine::flow::{Flow, diff};
/// let flow = |say: &str| Flow::read(&format!(
///     r#"{{"states":[{{"name":"hello","type":"say-play","properties":{{"say":"{say}"}}}}]}}"#));
/// let changes = diff(&flow("Hi"), &flow("Hello"));
/// assert_eq!(changes[0].sentence.en(), r#"hello: say is "Hello", it was "Hi"."#);
/// ```
pub fn diff(before: &Flow, after: &Flow) -> Vec<Change> {
    let comparing = Comparing {
        spellings: &Spellings::default(),
        is_wording: &|_, property| WORDING.contains(&property),
        rewriting: Rewriting::default(),
    };
    diff_with(before, after, &comparing)
}

/// Like [`diff`], by somebody who knows the kinds of widget.
pub fn diff_with(before: &Flow, after: &Flow, comparing: &Comparing<'_>) -> Vec<Change> {
    if before == after {
        return Vec::new();
    }
    let today = |flow: &Flow| {
        let convert = flow.shape().legacy || *comparing.spellings != Spellings::default();
        let modernize = || Edit::Modernize(comparing.spellings.clone()).apply(flow).ok();
        convert.then(modernize).flatten().unwrap_or_else(|| flow.clone())
    };
    let (before, after) = (today(before), today(after));
    let pairs = Pairs::of(&before, &after);
    let renamed: Vec<(WidgetName, WidgetName)> =
        pairs.renamed(&before, &after).map(|(old, new)| (old.clone(), new.clone())).collect();
    let mut told = Told::default();
    for (old, new) in &renamed {
        told.renamed(old, new);
    }
    // With the new names in the old flow, what still differs is no consequence of a name.
    let before = rename_in(&before, &renamed, &comparing.rewriting);
    let mut partners: Vec<Option<usize>> = vec![None; after.widgets().len()];
    for &(old, new) in &pairs.same {
        partners[new] = Some(old);
    }
    for (place, widget) in after.widgets().iter().enumerate() {
        match partners[place].and_then(|old| before.widgets().get(old)) {
            Some(old) => compare_widgets(old, widget, comparing, &mut told),
            None => told.added(widget),
        }
    }
    for &place in &pairs.removed {
        if let Some(widget) = before.widgets().get(place) {
            told.removed(widget);
        }
    }
    compare_flows(&before, &after, &mut told);
    told.changes
}

fn compare_widgets(before: &Widget, after: &Widget, comparing: &Comparing<'_>, told: &mut Told) {
    if before.node().raw() == after.node().raw() {
        return;
    }
    let name = &after.name;
    if before.kind != after.kind {
        told.kind(before, after);
    }
    compare_positions(name, before.position, after.position, told);
    let is_wording = |field: &str| (comparing.is_wording)(after, field);
    for (field, old, new) in Fields::of(before.properties().node(), after.properties().node()) {
        if field.root != "offset" {
            let concern =
                if is_wording(&field.root) { Concern::Wording } else { Concern::Behaviour };
            told.property(name, concern, &field.path, old, new);
        }
    }
    compare_wires(before, after, told);
    let known = ["name", "type", "transitions", "properties", "sid"];
    for (field, old, new) in Fields::of(Some(before.node()), Some(after.node())) {
        if !known.contains(&&*field.root) {
            told.property(name, Concern::Behaviour, &field.path, old, new);
        }
    }
}

fn compare_positions(
    name: &WidgetName,
    before: Option<Position>,
    after: Option<Position>,
    told: &mut Told,
) {
    if before != after {
        told.moved(name, before, after);
    }
}

fn compare_wires(before: &Widget, after: &Widget, told: &mut Told) {
    let name = &after.name;
    let pairs = pair_wires(&before.transitions, &after.transitions);
    for &(old, new) in &pairs {
        let old = old.and_then(|place| before.transitions.get(place));
        let new = new.and_then(|place| after.transitions.get(place));
        match (old, new) {
            (Some(old), Some(new)) => compare_wire(name, (before, old), (after, new), told),
            (Some(old), None) => told.exit_removed(name, old),
            (None, Some(new)) => told.exit_added(name, new),
            (None, None) => {}
        }
    }
    // Only among wires of one event does the order say which is tried first.
    let mut order: Vec<(&str, usize)> = Vec::new();
    for &(old, new) in &pairs {
        if let (Some(old), Some(new)) = (old, new) {
            order.push((&before.transitions[old].event, new));
        }
    }
    order.sort_by_key(|(event, _)| *event);
    let swapped = |pair: &[(&str, usize)]| pair[0].0 == pair[1].0 && pair[0].1 > pair[1].1;
    if let Some(pair) = order.windows(2).find(|pair| swapped(pair)) {
        told.exit_order(name, pair[0].0);
    }
}

fn compare_wire(
    name: &WidgetName,
    (old_widget, old): (&Widget, &Transition),
    (new_widget, new): (&Widget, &Transition),
    told: &mut Told,
) {
    if old.next != new.next {
        told.connection(name, new, old.next.as_ref());
    }
    let nodes = (old_widget.document.node(old.node), new_widget.document.node(new.node));
    for (field, old, new_value) in Fields::of(Some(nodes.0), Some(nodes.1)) {
        match &*field.root {
            "event" | "next" | "uuid" => {}
            _ => {
                let is_label = field.path.ends_with("friendly_name");
                let concern = if is_label { Concern::Wording } else { Concern::Behaviour };
                told.condition(name, concern, new, &field.path, old, new_value);
            }
        }
    }
}

fn compare_flows(before: &Flow, after: &Flow, told: &mut Told) {
    if before.initial_name() != after.initial_name() {
        told.start(before.initial_name(), after.initial_name());
    }
    for (field, old, new) in Fields::of(Some(before.definition()), Some(after.definition())) {
        let concern = match (&*field.root, field.second.as_deref()) {
            ("states" | "initial_state" | "initialState", _) => continue,
            ("description", _) => Concern::Wording,
            (OWN_KEY, Some("groups" | "notes")) => Concern::Layout,
            (OWN_KEY, Some("labels" | "set_aside")) => Concern::Wording,
            (OWN_KEY, Some("version")) => continue,
            _ => Concern::Behaviour,
        };
        told.setting(concern, &field.path, old, new);
    }
}
