//! Each edit as changes to the document's JSON.

use super::super::fault::ReadFaultKind;
use super::super::json::{Json, JsonKind, Node, Patch};
use super::super::names::WidgetName;
use super::super::rename::{self, Rewriting};
use super::super::shape::StatesShape;
use super::super::widget::{Position, Transition, Widget};
use super::super::{Flow, OWN_KEY};
use super::{Edit, NewCondition, NewTransition, NewWidget, PathStep, Refused};
use super::{modernize, number, offset, paste, place, text};
use crate::Value;

/// Adds what `edit` changes to `patch`.
pub(super) fn apply(
    edit: &Edit,
    flow: &Flow,
    patch: &mut Patch<'_>,
    rewriting: &Rewriting<'_>,
) -> Result<(), Refused> {
    if flow.faults().iter().any(|fault| fault.kind == ReadFaultKind::NotAFlow) {
        return Err(Refused::NotAFlow);
    }
    if flow.shape().legacy && edit.needs_modern() {
        return Err(Refused::OldFormat);
    }
    match edit {
        Edit::AddWidget(widget) => add_widget(flow, patch, widget),
        Edit::RemoveWidgets(names) => remove_widgets(flow, patch, names),
        Edit::RenameWidget { from, to } => {
            find(flow, from)?;
            if from == to {
                return Ok(());
            }
            WidgetName::parse(to)?;
            ensure_free(flow, to)?;
            rename::rename(flow, patch, from, to, rewriting);
            Ok(())
        }
        Edit::NameWidget { index, name } => {
            WidgetName::parse(name)?;
            ensure_free(flow, name)?;
            let widget = flow.widgets().get(*index);
            let widget = widget
                .ok_or_else(|| Refused::NoSuchWidget(format!("number {}", index + 1).into()))?;
            put_first(patch, widget.node(), "name", text(name));
            if flow.shape().states == StatesShape::Map {
                patch.set_key(widget.node(), name);
            }
            Ok(())
        }
        Edit::ChangeKind { widget, kind } => {
            patch.put(find(flow, widget)?.node(), "type", text(kind));
            // A start that is only known by its kind must be written down before the kind changes.
            let definition = flow.definition();
            let is_start = flow.index_of(widget) == flow.initial();
            if is_start && definition.get_any(&["initial_state", "initialState"]).is_none() {
                patch.put(definition, "initial_state", text(widget));
            }
            Ok(())
        }
        Edit::SetProperty { widget, path, value } => {
            place::set(patch, find(flow, widget)?.node(), "properties", path, value)
        }
        Edit::ClearProperty { widget, path } => {
            let properties = find(flow, widget)?.properties().node();
            if let Some(node) = properties.and_then(|node| place::find(node, path)) {
                remove(patch, node);
            }
            Ok(())
        }
        Edit::MoveItem { widget, path, from, to } => {
            let properties = find(flow, widget)?.properties().node();
            let list = properties.and_then(|node| place::find(node, path));
            match list.filter(|list| list.kind() == JsonKind::List && *from < list.len()) {
                Some(list) => {
                    patch.reorder(list, &moved(list.len(), *from, *to));
                    Ok(())
                }
                None => Err(Refused::NoSuchPlace {
                    place: place::in_words(path),
                    step: format!("[{from}]"),
                }),
            }
        }
        Edit::Connect { widget, transition, to } => {
            let target = find(flow, to)?;
            let (_, wire) = wire(flow, widget, *transition)?;
            if wire.next.as_ref() != Some(to) {
                lead_to(patch, flow.document().node(wire.node), target, flow.shape().legacy);
            }
            Ok(())
        }
        Edit::Disconnect { widget, transition } => {
            let (_, wire) = wire(flow, widget, *transition)?;
            disconnect(flow, patch, wire);
            Ok(())
        }
        Edit::AddTransition { widget, at, transition } => {
            add_transition(flow, patch, find(flow, widget)?, *at, transition)
        }
        Edit::RemoveTransition { widget, transition } => {
            let (_, wire) = wire(flow, widget, *transition)?;
            patch.remove(flow.document().node(wire.node));
            Ok(())
        }
        Edit::MoveTransition { widget, from, to } => {
            let (owner, wire) = wire(flow, widget, *from)?;
            let target = owner.transitions.get(*to).or(owner.transitions.last()).unwrap_or(wire);
            let node = flow.document().node(wire.node);
            if let Some(list) = node.parent() {
                let place = |node: u32| list.children().position(|child| child.index() == node);
                let (from, to) = (place(wire.node).unwrap_or(0), place(target.node).unwrap_or(0));
                patch.reorder(list, &moved(list.len(), from, to));
            }
            Ok(())
        }
        Edit::SetConditions { widget, transition, conditions } => {
            let (_, wire) = wire(flow, widget, *transition)?;
            set_conditions(patch, flow.document().node(wire.node), conditions);
            Ok(())
        }
        Edit::MoveWidgets(moves) => {
            for (name, position) in moves {
                move_widget(patch, find(flow, name)?, *position);
            }
            Ok(())
        }
        Edit::SetDescription(description) => {
            let definition = flow.definition();
            match definition.get("description") {
                Some(old) if old.is_text(description) => {}
                Some(old) => patch.set(old, text(description)),
                None => patch.insert_member(definition, 0, "description", text(description)),
            }
            Ok(())
        }
        Edit::SetInitial(name) => {
            find(flow, name)?;
            let definition = flow.definition();
            let spelling = if definition.get("initial_state").is_none()
                && definition.get("initialState").is_some()
            {
                "initialState"
            } else {
                "initial_state"
            };
            patch.put(definition, spelling, text(name));
            Ok(())
        }
        Edit::SetConcurrentCalls(allowed) => {
            let path = [PathStep::from("allow_concurrent_calls")];
            place::set(patch, flow.definition(), "flags", &path, &Value::Bool(*allowed))
        }
        Edit::SetOwn { path, value } => set_own(flow, patch, path, value.as_ref()),
        Edit::Duplicate { widgets, by } => paste::duplicate(flow, patch, widgets, *by, rewriting),
        Edit::Paste { text, at } => paste::paste(flow, patch, text, *at, rewriting),
        Edit::Modernize(spellings) => {
            modernize::modernize(flow, patch, spellings);
            Ok(())
        }
        // `apply_with` takes these apart before coming here.
        Edit::All(..) => Ok(()),
    }
}

pub(super) fn find<'a>(flow: &'a Flow, name: &WidgetName) -> Result<&'a Widget, Refused> {
    flow.widget(name).ok_or_else(|| Refused::NoSuchWidget(name.clone()))
}

fn ensure_free(flow: &Flow, name: &WidgetName) -> Result<(), Refused> {
    match flow.widget(name) {
        Some(_) => Err(Refused::NameTaken(name.clone())),
        None => Ok(()),
    }
}

fn wire<'a>(
    flow: &'a Flow,
    name: &WidgetName,
    transition: usize,
) -> Result<(&'a Widget, &'a Transition), Refused> {
    let widget = find(flow, name)?;
    let count = widget.transitions.len();
    let wire = widget.transitions.get(transition);
    let missing = || Refused::NoSuchTransition { widget: name.clone(), transition, count };
    Ok((widget, wire.ok_or_else(missing)?))
}

fn add_widget(flow: &Flow, patch: &mut Patch<'_>, widget: &NewWidget) -> Result<(), Refused> {
    WidgetName::parse(&widget.name)?;
    ensure_free(flow, &widget.name)?;
    let mut properties = widget.properties.as_map().cloned().unwrap_or_default();
    if let Some(position) = widget.position {
        properties.insert("offset", offset(position));
    }
    let state = Value::map([
        ("name".into(), Value::Text(widget.name.text().clone())),
        ("type".into(), Value::Text(widget.kind.text().clone())),
        ("transitions".into(), Value::list(widget.transitions.iter().map(transition_value))),
        ("properties".into(), Value::from(properties)),
    ]);
    add_state(flow, patch, &widget.name, Json::from_value(&state));
    Ok(())
}

/// Puts a state at the end of the flow's states, whatever holds them.
pub(super) fn add_state(flow: &Flow, patch: &mut Patch<'_>, name: &str, state: Json) {
    add_state_after(flow, patch, None, name, state);
}

/// Puts a state behind that of `after`, or at the end of the flow's states, whatever holds them.
pub(in crate::flow) fn add_state_after(
    flow: &Flow,
    patch: &mut Patch<'_>,
    after: Option<&Widget>,
    name: &str,
    state: Json,
) {
    let states = flow.0.states.map(|index| flow.document().node(index));
    let place = |states: Node<'_>| {
        let earlier = |after: &Widget| states.children().position(|one| one.index() == after.node);
        after.and_then(earlier).map_or(states.len(), |place| place + 1)
    };
    match states.map(|states| (states, states.kind())) {
        Some((states, JsonKind::List)) => patch.insert_item(states, place(states), state),
        Some((states, JsonKind::Map)) => patch.insert_member(states, place(states), name, state),
        _ => patch.put(flow.definition(), "states", Json::parse(format!("[{}]", state.text()))),
    }
}

fn transition_value(transition: &NewTransition) -> Value {
    let mut members = vec![("event".into(), Value::Text(transition.event.text().clone()))];
    if let Some(next) = &transition.next {
        members.push(("next".into(), Value::Text(next.text().clone())));
    }
    if !transition.conditions.is_empty() {
        let conditions = transition.conditions.iter().map(condition_value);
        members.push(("conditions".into(), Value::list(conditions)));
    }
    Value::map(members)
}

fn condition_value(condition: &NewCondition) -> Value {
    Value::map([
        ("friendly_name".into(), Value::Text(condition.friendly_name.clone())),
        ("arguments".into(), Value::list(condition.arguments.iter().cloned().map(Value::Text))),
        ("type".into(), Value::Text(condition.operator.clone())),
        ("value".into(), Value::Text(condition.value.clone())),
    ])
}

fn add_transition(
    flow: &Flow,
    patch: &mut Patch<'_>,
    widget: &Widget,
    at: usize,
    transition: &NewTransition,
) -> Result<(), Refused> {
    let mut transition = transition.clone();
    if let Some(next) = &transition.next {
        let target = find(flow, next)?;
        if let (true, Some(sid)) = (flow.shape().legacy, &target.sid) {
            transition.next = Some(sid.clone().into());
        }
    }
    let value = Json::from_value(&transition_value(&transition));
    match widget.node().get("transitions") {
        Some(list) if list.kind() == JsonKind::List => {
            let before = widget.transitions.get(at).map(|wire| wire.node);
            let place = list.items().position(|item| Some(item.index()) == before);
            patch.insert_item(list, place.unwrap_or(list.len()), value);
        }
        _ => patch.put(widget.node(), "transitions", Json::parse(format!("[{}]", value.text()))),
    }
    Ok(())
}

/// Writes `target` as the end of the wire `node`.
fn lead_to(patch: &mut Patch<'_>, node: Node<'_>, target: &Widget, legacy: bool) {
    let name = match &target.sid {
        Some(sid) if legacy => sid.as_str(),
        _ => target.name.as_str(),
    };
    if node.get("next").is_some() {
        return patch.put(node, "next", text(name));
    }
    let event = node.members().position(|(key, _)| key.text == "event");
    patch.insert_member(node, event.map_or(node.len(), |at| at + 1), "next", text(name));
}

/// Takes the end of a wire away: the member goes, or becomes null in the old format.
fn disconnect(flow: &Flow, patch: &mut Patch<'_>, wire: &Transition) {
    if wire.next.is_none() {
        return;
    }
    let nexts = flow.document().node(wire.node).members();
    for (_, next) in nexts.filter(|(key, _)| key.text == "next") {
        if flow.shape().legacy {
            patch.set(next, Value::Null);
        } else {
            patch.remove(next);
        }
    }
}

fn remove_widgets(flow: &Flow, patch: &mut Patch<'_>, names: &[WidgetName]) -> Result<(), Refused> {
    for name in names {
        let widget = find(flow, name)?;
        if flow.index_of(name) == flow.initial() {
            return Err(Refused::IsStart(name.clone()));
        }
        patch.remove(widget.node());
    }
    let goes = |name: &str| names.iter().any(|gone| *gone == *name);
    // Of two widgets with one name the first goes, and wires then lead to the second.
    let still_there =
        |name: &str| flow.widgets().iter().filter(|widget| *widget.name == *name).nth(1).is_some();
    for wire in flow.widgets().iter().flat_map(|widget| &widget.transitions) {
        if wire.next.as_ref().is_some_and(|next| goes(next) && !still_there(next)) {
            disconnect(flow, patch, wire);
        }
    }
    let Some(own) = flow.own().node() else { return Ok(()) };
    for mention in rename::own_mentions(own) {
        if mention.name().is_some_and(|name| goes(&name) && !still_there(&name)) {
            patch.remove(mention.node());
        }
    }
    Ok(())
}

fn move_widget(patch: &mut Patch<'_>, widget: &Widget, position: Position) {
    if widget.position == Some(position) {
        return;
    }
    let Some(properties) = widget.properties().node() else {
        let properties = Value::map([("offset".into(), offset(position))]);
        return patch.put(widget.node(), "properties", properties);
    };
    match properties.get("offset").filter(|offset| offset.kind() == JsonKind::Map) {
        Some(old) => {
            for (axis, value) in [("x", position.x), ("y", position.y)] {
                if old.get(axis).and_then(Node::number_of) != Some(value) {
                    patch.put(old, axis, number(value));
                }
            }
        }
        None => patch.put(properties, "offset", offset(position)),
    }
}

fn set_conditions(patch: &mut Patch<'_>, wire: Node<'_>, conditions: &[NewCondition]) {
    let old = wire.get("conditions").filter(|list| list.kind() == JsonKind::List);
    let Some(list) = old else {
        let all = Value::list(conditions.iter().map(condition_value));
        return patch.put(wire, "conditions", all);
    };
    for (at, condition) in conditions.iter().enumerate() {
        let value = condition_value(condition);
        let Some(node) = list.at(at) else {
            patch.insert_item(list, at, value);
            continue;
        };
        match value.as_map().filter(|_| node.kind() == JsonKind::Map) {
            Some(members) => {
                for (key, value) in members.iter() {
                    if node.get(key).is_none_or(|old| old.to_value() != *value) {
                        patch.put(node, key, value);
                    }
                }
            }
            None => patch.set(node, value),
        }
    }
    list.items().skip(conditions.len()).for_each(|node| patch.remove(node));
}

fn set_own(
    flow: &Flow,
    patch: &mut Patch<'_>,
    path: &[PathStep],
    value: Option<&Value>,
) -> Result<(), Refused> {
    let own = flow.own().node();
    match (value, own) {
        (Some(value), Some(_)) => place::set(patch, flow.definition(), OWN_KEY, path, value),
        (Some(value), None) => {
            let mut whole = match path {
                [] => value.as_map().cloned().unwrap_or_default(),
                path => {
                    let mut inner = value.clone();
                    for step in path.iter().rev() {
                        inner = match step {
                            PathStep::Key(key) => Value::map([(key.clone(), inner)]),
                            PathStep::Index(_) => Value::list([inner]),
                        };
                    }
                    inner.as_map().cloned().unwrap_or_default()
                }
            };
            if !whole.contains("version") {
                let members = whole.iter().map(|(key, value)| (key.clone(), value.clone()));
                whole = std::iter::once(("version".into(), Value::Int(1))).chain(members).collect();
            }
            patch.put(flow.definition(), OWN_KEY, Value::from(whole));
            Ok(())
        }
        (None, Some(own)) => {
            if let Some(node) = place::find(own, path) {
                remove(patch, node);
            }
            Ok(())
        }
        (None, None) => Ok(()),
    }
}

/// Takes a value out; a member together with earlier ones of the same name, which would take its place.
fn remove(patch: &mut Patch<'_>, node: Node<'_>) {
    let (Some(key), Some(parent)) = (node.key(), node.parent()) else { return patch.remove(node) };
    let same = parent.members().filter(|(other, _)| other.text == key.text);
    same.for_each(|(_, member)| patch.remove(member));
}

/// Sets a member, or puts it before all others.
fn put_first(patch: &mut Patch<'_>, map: Node<'_>, key: &str, value: Json) {
    match map.get(key) {
        Some(old) => patch.set(old, value),
        None => patch.insert_member(map, 0, key, value),
    }
}

/// The order of `count` things after one of them has moved.
fn moved(count: usize, from: usize, to: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let one = order.remove(from);
    order.insert(to.min(count - 1), one);
    order
}
