//! Putting in copies of widgets: beside themselves, or from what somebody copied elsewhere.

use super::super::Flow;
use super::super::json::{Json, JsonKind, Patch};
use super::super::names::WidgetName;
use super::super::read::{LEGACY_TRIGGER, TRIGGER};
use super::super::rename::{self, Rewriting};
use super::super::widget::{Position, Widget};
use super::apply::{add_state, find};
use super::{Edit, Refused, Spellings, number, offset, text};
use crate::Value;

/// The JSON that [`Edit::Paste`] takes, with the named widgets in the order of the file.
///
/// The widget in which executions begin is left out, since a flow has one.
pub fn clipboard_text(flow: &Flow, names: &[WidgetName]) -> String {
    let chosen = flow.widgets().iter().filter(|widget| names.contains(&widget.name));
    let states: Vec<&str> =
        chosen.filter(|widget| !is_trigger(widget)).map(|widget| widget.node().raw()).collect();
    super::super::json::canonical(&Json::parse(format!("{{\"states\":[{}]}}", states.join(","))))
}

fn is_trigger(widget: &Widget) -> bool {
    widget.kind == TRIGGER || widget.kind == LEGACY_TRIGGER
}

pub(super) fn duplicate(
    flow: &Flow,
    patch: &mut Patch<'_>,
    names: &[WidgetName],
    by: Position,
    rewriting: &Rewriting<'_>,
) -> Result<(), Refused> {
    let mut copied = Vec::new();
    for name in names {
        let widget = find(flow, name)?;
        if !is_trigger(widget) {
            copied.push(widget);
        }
    }
    let names = unique_names(flow, &copied, true);
    put_in(flow, patch, &copied, &names, by, rewriting);
    Ok(())
}

pub(super) fn paste(
    flow: &Flow,
    patch: &mut Patch<'_>,
    clipboard: &str,
    at: Option<Position>,
    rewriting: &Rewriting<'_>,
) -> Result<(), Refused> {
    let copied = read_clipboard(clipboard);
    let widgets: Vec<&Widget> =
        copied.widgets().iter().filter(|widget| !is_trigger(widget)).collect();
    if widgets.is_empty() {
        return Err(Refused::NothingToPaste);
    }
    let positions = || widgets.iter().filter_map(|widget| widget.position);
    let by = match at {
        Some(at) if positions().next().is_some() => Position {
            x: at.x - positions().map(|position| position.x).fold(f64::INFINITY, f64::min),
            y: at.y - positions().map(|position| position.y).fold(f64::INFINITY, f64::min),
        },
        _ => Position::default(),
    };
    let names = unique_names(flow, &widgets, false);
    put_in(flow, patch, &widgets, &names, by, rewriting);
    Ok(())
}

/// What was copied, as a flow in today's format: a flow, a list of states, or one state.
fn read_clipboard(clipboard: &str) -> Flow {
    let json = Json::parse(clipboard);
    let root = json.root();
    let json = if json.faults().is_empty() { json.clone() } else { Json::from(root.to_value()) };
    let root = json.root();
    let is_state = |kind: JsonKind| kind == JsonKind::Map && root.get("states").is_none();
    let flow = match root.kind() {
        JsonKind::List if root.items().all(|item| item.get("type").is_some()) => {
            Flow::read(&format!("{{\"states\":{}}}", root.raw()))
        }
        kind if is_state(kind) && root.get("type").is_some() => {
            Flow::read(&format!("{{\"states\":[{}]}}", root.raw()))
        }
        _ => Flow::read(json.text()),
    };
    if !flow.shape().legacy {
        return flow;
    }
    Edit::Modernize(Spellings::default()).apply(&flow).unwrap_or(flow)
}

/// The names the copies get: their own where that is free, else `Copy_of_` them, numbered if need be.
fn unique_names(flow: &Flow, widgets: &[&Widget], always_copy: bool) -> Vec<WidgetName> {
    let mut names: Vec<WidgetName> = Vec::with_capacity(widgets.len());
    for widget in widgets {
        let own = &widget.name;
        let copy = format!("Copy_of_{own}");
        let numbered = (2..).map(|number| format!("{copy}_{number}"));
        let own = (!always_copy).then(|| own.to_string());
        let mut candidates = own.into_iter().chain([copy.clone()]).chain(numbered);
        let free = candidates.find(|name| {
            flow.widget(name).is_none() && !names.iter().any(|taken| *taken == **name)
        });
        names.push(WidgetName::from(free.unwrap_or(copy)));
    }
    names
}

fn put_in(
    flow: &Flow,
    patch: &mut Patch<'_>,
    widgets: &[&Widget],
    names: &[WidgetName],
    by: Position,
    rewriting: &Rewriting<'_>,
) {
    for (widget, name) in widgets.iter().zip(names) {
        let state = copy_of(flow, widget, name, widgets, names, by, rewriting);
        add_state(flow, patch, name, state);
    }
}

/// The JSON of `widget` under a new name, with wires and mentions among the copies led to copies.
fn copy_of(
    flow: &Flow,
    widget: &Widget,
    name: &WidgetName,
    widgets: &[&Widget],
    names: &[WidgetName],
    by: Position,
    rewriting: &Rewriting<'_>,
) -> Json {
    // The copy is worked out on a text of its own, in which places are counted anew.
    let alone = Flow::read(&format!("{{\"states\":[{}]}}", widget.node().raw()));
    let Some(copy) = alone.widgets().first() else { return Json::from(widget.node()) };
    let mut patch = Patch::new(alone.document());
    patch.put(copy.node(), "name", text(name));
    for wire in &copy.transitions {
        let node = alone.document().node(wire.node);
        let Some(next) = &wire.next else { continue };
        match widgets.iter().position(|other| other.name == *next) {
            Some(place) => patch.put(node, "next", text(&names[place])),
            None if flow.widget(next).is_none() => {
                let ends = node.members().filter(|(key, _)| key.text == "next");
                ends.for_each(|(_, end)| patch.remove(end));
            }
            None => {}
        }
    }
    if let (Some(position), Some(properties)) = (copy.position, copy.properties().node()) {
        match properties.get("offset") {
            Some(old) => {
                patch.put(old, "x", number(position.x + by.x));
                patch.put(old, "y", number(position.y + by.y));
            }
            None => patch.put(properties, "offset", offset(position)),
        }
    }
    let mut copied = alone.patched(&patch);
    for (other, other_name) in widgets.iter().zip(names) {
        let mut patch = Patch::new(copied.document());
        if let Some(copy) = copied.widgets().first().filter(|_| other.name != *other_name) {
            for (node, renamed) in rename::texts(copy, rewriting, &other.name, other_name) {
                patch.set(node, Json::from(Value::from(renamed)));
            }
        }
        let changed = copied.patched(&patch);
        copied = changed;
    }
    match copied.widgets().first() {
        Some(copy) => Json::from(copy.node()),
        None => Json::from(widget.node()),
    }
}
