//! The changes that add, move, join and take out widgets.

use centralita_engine::declare::Spec;
use centralita_engine::flow::{Edit, Label, NewTransition, NewWidget, Position, tidy};
use centralita_engine::{Flow, Value, WidgetName};
use egui::{Pos2, pos2, vec2};

use super::make;
use crate::model::{Editor, Model, Selection};
use crate::{scene, walk, words};

/// Changes the flow and selects the widgets that are new in it.
pub(super) fn make_and_select(model: &mut Model, edit: &Edit) -> bool {
    let names = |model: &Model| -> Vec<WidgetName> {
        let widgets = model.editor.iter().flat_map(|editor| editor.flow().widgets());
        widgets.map(|widget| widget.name.clone()).collect()
    };
    let before = names(model);
    if !make(model, edit) {
        return false;
    }
    let added: Vec<WidgetName> =
        names(model).into_iter().filter(|name| !before.contains(name)).collect();
    if let Some(editor) = &mut model.editor
        && !added.is_empty()
    {
        editor.selection = Selection::of_all(added);
        walk::reveal_selection(editor);
    }
    true
}

pub(super) fn remove(model: &mut Model) {
    let Some(editor) = &model.editor else { return };
    if let Some(end) = editor.selection.wire.clone() {
        make(model, &Edit::Disconnect { widget: end.widget, transition: end.transition });
        return;
    }
    let names: Vec<WidgetName> = editor.selection.widgets.iter().cloned().collect();
    if !names.is_empty() {
        make(model, &Edit::RemoveWidgets(names));
    }
}

/// Takes widgets out and leads what came into each to where its first connected exit led.
pub(super) fn remove_and_join(model: &mut Model) {
    let Some(editor) = &model.editor else { return };
    let flow = editor.flow();
    let names: Vec<WidgetName> = editor.selection.widgets.iter().cloned().collect();
    let mut edits = Vec::new();
    for name in &names {
        // Past all that are taken out too.
        let mut onward = Some(name.clone());
        for _ in 0..=names.len() {
            let next =
                onward.as_ref().and_then(|name| flow.widget(name.as_str())).and_then(|widget| {
                    widget.transitions.iter().find_map(|transition| transition.next.clone())
                });
            onward = next;
            if onward.as_ref().is_none_or(|name| !names.contains(name)) {
                break;
            }
        }
        let Some(onward) = onward.filter(|onward| !names.contains(onward)) else { continue };
        for widget in flow.widgets().iter().filter(|widget| !names.contains(&widget.name)) {
            for (place, transition) in widget.transitions.iter().enumerate() {
                if transition.next.as_ref() == Some(name) {
                    edits.push(Edit::Connect {
                        widget: widget.name.clone(),
                        transition: place,
                        to: onward.clone(),
                    });
                }
            }
        }
    }
    edits.push(Edit::RemoveWidgets(names.clone()));
    make(model, &Edit::All(edits, Label::Remove(names)));
}

/// The edit that moves boxes by a distance.
pub fn moved(editor: &Editor, boxes: &[usize], x: f32, y: f32) -> Edit {
    let moves = boxes.iter().filter_map(|one| {
        let widget = editor.flow().widgets().get(*one)?;
        let at = widget.position.unwrap_or_else(|| {
            let drawn = editor.scene().boxes[*one].rect.min;
            Position::new(f64::from(drawn.x), f64::from(drawn.y))
        });
        let to = Position::new(at.x + f64::from(x), at.y + f64::from(y));
        Some((widget.name.clone(), to))
    });
    Edit::MoveWidgets(moves.collect())
}

/// The edit that leads an exit of a box to a widget.
pub fn connected(
    editor: &Editor,
    model_catalogue: &centralita_engine::declare::Catalogue,
    from: usize,
    chip: usize,
    to: &WidgetName,
) -> Option<Edit> {
    let widget = editor.flow().widgets().get(from)?;
    let exit =
        scene::exits(widget, model_catalogue.spec(widget.kind.as_str())).into_iter().nth(chip)?;
    Some(match exit.transition {
        Some(transition) => {
            Edit::Connect { widget: widget.name.clone(), transition, to: to.clone() }
        }
        None => Edit::AddTransition {
            widget: widget.name.clone(),
            at: usize::MAX,
            transition: NewTransition {
                event: exit.event,
                next: Some(to.clone()),
                conditions: Vec::new(),
            },
        },
    })
}

/// Adds a widget of a kind at a free place, connected when it was asked for.
pub(super) fn add(model: &mut Model, kind: &str, at: Pos2, from: Option<(WidgetName, usize)>) {
    let Some(editor) = &model.editor else { return };
    let Some(spec) = model.catalogue.spec(kind) else { return };
    let mut new = new_widget(editor.flow(), spec);
    let name = new.name.clone();
    let start = match &from {
        Some((name, chip)) => editor
            .flow()
            .index_of(name.as_str())
            .and_then(|one| editor.scene().boxes.get(one))
            .filter(|shape| (at.y - shape.rect.max.y).abs() > 400.0)
            .map_or(at, |shape| pos2(shape.exit(*chip).x - 130.0, shape.rect.max.y + 80.0)),
        None => at,
    };
    let place = scene::free_place(editor.scene(), start, vec2(260.0, 92.0));
    new.position = Some(Position::new(f64::from(place.x), f64::from(place.y)));
    let mut edits = vec![Edit::AddWidget(new)];
    if let Some((widget, chip)) = &from
        && let Some(index) = editor.flow().index_of(widget.as_str())
        && !spec.starts
    {
        edits.extend(connected(editor, &model.catalogue, index, *chip, &name));
    }
    let edit = if edits.len() == 1 { edits.remove(0) } else { Edit::All(edits, Label::Add(name)) };
    make_and_select(model, &edit);
}

/// A widget of a type as it begins, without a place.
fn new_widget(flow: &Flow, spec: &Spec) -> NewWidget {
    let transitions = spec.exits.iter().filter(|exit| exit.each.is_none() && !exit.old);
    let transitions = transitions
        .map(|exit| NewTransition { event: exit.event.clone(), ..NewTransition::default() });
    let properties = spec.fields.iter().filter(|field| !field.default.is_null());
    let properties = properties.filter(|field| field.required);
    let properties =
        Value::map(properties.map(|field| (field.name.clone(), field.default.clone())));
    NewWidget {
        name: free_name(flow, &words::base_name(spec)),
        kind: spec.kind.clone(),
        transitions: transitions.collect(),
        properties,
        position: None,
    }
}

/// Adds a widget of a kind onto the wire that leaves an exit: what led on leads to it, and it leads on
/// by its first exit.
pub(super) fn add_onto(model: &mut Model, kind: &str, at: Pos2, from: WidgetName, chip: usize) {
    let Some(editor) = &model.editor else { return };
    let Some(spec) = model.catalogue.spec(kind) else { return };
    let flow = editor.flow();
    let scene = editor.scene();
    let wire = flow.index_of(from.as_str()).and_then(|number| {
        scene.wires.iter().find(|wire| wire.from == number && wire.chip == chip)
    });
    let mut new = new_widget(flow, spec);
    let onward = wire.and_then(|wire| Some((wire, flow.widgets().get(wire.to)?.name.clone())));
    let (Some((wire, onward)), Some(first)) = (onward, new.transitions.first_mut()) else {
        add(model, kind, at, None);
        return;
    };
    first.next = Some(onward.clone());
    let on_grid = |value: f32| f64::from((value / 10.0).round() * 10.0);
    new.position = Some(Position::new(on_grid(at.x), on_grid(at.y)));
    let name = new.name.clone();
    let mut edits = vec![Edit::AddWidget(new)];
    edits.extend(connected(editor, &model.catalogue, wire.from, chip, &name));
    let rect = egui::Rect::from_min_size(at, vec2(260.0, 110.0));
    edits.extend(room_below(editor, rect, wire.to, None));
    make_and_select(model, &Edit::All(edits, Label::Add(name)));
}

/// The edit by which a box and all that follows it make room for one above.
fn room_below(editor: &Editor, rect: egui::Rect, to: usize, apart: Option<usize>) -> Option<Edit> {
    let scene = editor.scene();
    let top = scene.boxes[to].rect.min.y;
    let short = rect.max.y + 80.0 - top;
    if short <= 0.0 {
        return None;
    }
    let graph = centralita_engine::flow::FlowGraph::drawn(editor.flow());
    let reachable = graph.reachable_from([to]).into_iter().enumerate();
    let below = reachable.filter(|(one, is_found)| {
        *is_found && Some(*one) != apart && scene.boxes[*one].rect.min.y >= top
    });
    let below: Vec<usize> = below.map(|(one, _)| one).collect();
    Some(moved(editor, &below, 0.0, (short / 10.0).ceil() * 10.0))
}

/// A name that nobody in the flow has.
fn free_name(flow: &Flow, base: &str) -> WidgetName {
    let mut name = base.to_owned();
    let mut number = 2;
    while flow.widget(&name).is_some() {
        name = format!("{base}_{number}");
        number += 1;
    }
    WidgetName::new(name)
}

/// The edit that puts a box onto a wire: what led on leads to it, and it leads on by its first exit.
pub fn inserted(model: &Model, number: usize, wire: usize, by: egui::Vec2) -> Option<Edit> {
    let editor = model.editor.as_ref()?;
    let flow = editor.flow();
    let scene = editor.scene();
    let wire = scene.wires.get(wire)?;
    let own = flow.widgets().get(number)?.name.clone();
    let onward = flow.widgets().get(wire.to)?.name.clone();
    let mut edits = vec![moved(editor, &[number], by.x, by.y)];
    edits.push(connected(editor, &model.catalogue, wire.from, wire.chip, &own)?);
    edits.extend(connected(editor, &model.catalogue, number, 0, &onward));
    let rect = scene.boxes[number].rect.translate(by);
    edits.extend(room_below(editor, rect, wire.to, Some(number)));
    Some(Edit::All(edits, Label::Connect(own, onward)))
}

pub(super) fn tidied(model: &mut Model) {
    let Some(editor) = &model.editor else { return };
    let catalogue = &model.catalogue;
    let places = tidy(editor.flow(), |widget| {
        let size = scene::size_of(widget, catalogue);
        centralita_engine::flow::Size { width: f64::from(size.x), height: f64::from(size.y) }
    });
    let chosen = &editor.selection.widgets;
    let mut places = places;
    if chosen.len() > 1 {
        // Only these move, and stay where they are as a whole.
        places.retain(|(name, _)| chosen.contains(name));
        let old =
            |name: &WidgetName| editor.flow().widget(name.as_str()).and_then(|one| one.position);
        let corner = |all: &mut dyn Iterator<Item = Position>| {
            all.fold((f64::MAX, f64::MAX), |(x, y), one| (x.min(one.x), y.min(one.y)))
        };
        let before = corner(&mut chosen.iter().filter_map(old));
        let after = corner(&mut places.iter().map(|(_, place)| *place));
        for (_, place) in &mut places {
            *place = Position::new(place.x - after.0 + before.0, place.y - after.1 + before.1);
        }
    }
    let is_all = chosen.len() <= 1;
    if make(model, &Edit::MoveWidgets(places))
        && is_all
        && let Some(editor) = &mut model.editor
    {
        editor.canvas.wants_fit = true;
    }
}
