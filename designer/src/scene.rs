//! From a flow to what the canvas shows: the only place that knows both.
//!
//! The box of a widget has the widget's place in the flow as its number.

use std::collections::BTreeMap;
use std::sync::Arc;

use centralita_engine::check::{Problem, Severity};
use centralita_engine::declare::{Catalogue, FieldKind, Group, Spec};
use centralita_engine::flow::{Condition, ExitName, Widget};
use centralita_engine::{Flow, WidgetName};
use egui::{Pos2, Rect, Vec2, pos2, vec2};

use crate::canvas::{BOX_WIDTH, BoxShape, Chip, Frame, Note, Route, Scene, Wire, lay_out_chips};
use crate::theme::icon_of;

/// An exit of a widget, as a box shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// The event's name.
    pub event: ExitName,
    /// What the box calls it.
    pub label: Arc<str>,
    /// Its place in the widget's transitions, when it has one.
    pub transition: Option<usize>,
}

/// The exits of a widget, in the order of its box: those its type declares, and those that only this
/// file has.
pub fn exits(widget: &Widget, spec: Option<&Spec>) -> Vec<Exit> {
    let mut exits: Vec<Exit> = Vec::new();
    let mut told = vec![false; widget.transitions.len()];
    for exit in spec.map(|spec| spec.exits_of(widget)).unwrap_or_default() {
        let declared =
            spec.and_then(|spec| spec.exit(exit.event.as_str()).or_else(|| spec.exit("*")));
        let transition = exit.transition.and_then(|place| widget.transitions.get(place));
        let is_connected = transition.is_some_and(|transition| transition.next.is_some());
        if declared.is_some_and(|declared| declared.old) && !is_connected {
            if let Some(place) = exit.transition {
                told[place] = true;
            }
            continue;
        }
        let condition = transition.and_then(|transition| transition.conditions.first());
        let label: Arc<str> = match (condition, declared) {
            (Some(condition), _) if !condition.friendly_name.is_empty() => {
                short_name(condition).as_str().into()
            }
            (Some(condition), _) if !condition.value.is_empty() => condition.value.as_str().into(),
            (_, Some(declared)) if declared.event.as_str() != "*" => declared.label.as_str().into(),
            _ => exit.event.as_str().into(),
        };
        if let Some(place) = exit.transition {
            told[place] = true;
        }
        exits.push(Exit { event: exit.event, label, transition: exit.transition });
    }
    for (place, transition) in widget.transitions.iter().enumerate() {
        if !told[place] {
            exits.push(Exit {
                event: transition.event.clone(),
                label: transition.event.as_str().into(),
                transition: Some(place),
            });
        }
    }
    exits
}

/// A condition's name, as short as it can be told. Studio names a condition that nobody names
/// "If value equal_to sales"; of that, what differs between two exits is the end.
fn short_name(condition: &Condition) -> String {
    let name = condition.friendly_name.as_str();
    let Some(made) = name.strip_prefix("If value ") else { return name.to_owned() };
    let value = condition.value.as_str();
    match made.split_once(' ') {
        Some(("equal_to" | "matches_any_of", rest)) if rest.trim() == value.trim() => {
            rest.trim().to_owned()
        }
        Some((test, rest)) => format!("{} {rest}", test.replace('_', " ")),
        None => made.replace('_', " "),
    }
}

/// What the canvas shows of a flow. The wires have no ways yet.
pub fn of(flow: &Flow, catalogue: &Catalogue, problems: &[Problem]) -> Scene {
    let mut scene = Scene::default();
    let mut wrong: BTreeMap<&WidgetName, (u32, u32, Vec<usize>)> = BTreeMap::new();
    for problem in problems {
        let Some(widget) = &problem.place.widget else { continue };
        let (errors, warnings, exits) = wrong.entry(widget).or_default();
        match problem.severity {
            Severity::Error => *errors += 1,
            Severity::Warning => *warnings += 1,
        }
        exits.extend(problem.place.transition);
    }
    let places: BTreeMap<&str, usize> = flow
        .widgets()
        .iter()
        .enumerate()
        .rev()
        .map(|(place, widget)| (widget.name.as_str(), place))
        .collect();
    let mut unplaced = flow
        .widgets()
        .iter()
        .filter_map(|widget| widget.position)
        .map(|place| place.y as f32)
        .fold(0.0_f32, f32::max);
    for (number, widget) in flow.widgets().iter().enumerate() {
        let spec = catalogue.spec(widget.kind.as_str());
        let (errors, warnings, wrong_exits) = wrong.get(&widget.name).cloned().unwrap_or_default();
        let at = match widget.position {
            Some(place) => pos2(place.x as f32, place.y as f32),
            None => {
                // Whoever has no place stands below all others, in the order of the file.
                unplaced += 220.0;
                pos2(0.0, unplaced)
            }
        };
        let (shape, wires) =
            box_of(number, widget, spec, at, &wrong_exits, (errors, warnings), &places);
        scene.boxes.push(shape);
        scene.wires.extend(wires);
    }
    scene.frames = frames(flow, &scene, &places);
    scene.notes = notes(flow, &scene, &places);
    scene
}

fn box_of(
    number: usize,
    widget: &Widget,
    spec: Option<&Spec>,
    at: Pos2,
    wrong_exits: &[usize],
    (errors, warnings): (u32, u32),
    places: &BTreeMap<&str, usize>,
) -> (BoxShape, Vec<Wire>) {
    let exits = exits(widget, spec);
    let (rects, size) = lay_out_chips(exits.len());
    let mut wires = Vec::new();
    let mut chips = Vec::with_capacity(exits.len());
    for (chip, (exit, rect)) in exits.into_iter().zip(rects).enumerate() {
        let transition = exit.transition.and_then(|place| widget.transitions.get(place));
        let next = transition.and_then(|transition| transition.next.as_ref());
        let to = next.and_then(|next| places.get(next.as_str()).copied());
        if let Some(to) = to {
            wires.push(Wire { from: number, chip, to, route: Route::default() });
        }
        chips.push(Chip {
            is_wrong: exit.transition.is_some_and(|place| wrong_exits.contains(&place)),
            is_connected: to.is_some(),
            number: exit.transition,
            leads_to: next.map_or("", |next| next.as_str()).into(),
            label: exit.label,
            rect,
        });
    }
    let kind: Arc<str> =
        spec.map_or_else(|| widget.kind.as_str().into(), |spec| spec.label.as_str().into());
    let group = spec.map_or(Group::Script, |spec| spec.group);
    let shape = BoxShape {
        rect: Rect::from_min_size(at, size),
        name: widget.name.as_str().into(),
        kind,
        summary: spec.map(|spec| summary(widget, spec)).unwrap_or_default().into(),
        icon: char::from(icon_of(spec.map_or("", |spec| spec.icon.as_str()))),
        group: Group::ALL.iter().position(|one| *one == group).unwrap_or(6) as u8,
        chips,
        has_entry: !spec.is_some_and(|spec| spec.starts),
        errors,
        warnings,
        is_unknown: spec.is_none(),
    };
    (shape, wires)
}

/// What a widget does, in a line: what it says, or its first setting.
pub fn summary(widget: &Widget, spec: &Spec) -> String {
    let text = |kinds: &dyn Fn(&FieldKind) -> bool| {
        spec.fields.iter().filter(|field| kinds(&field.kind)).find_map(|field| {
            let value = widget.property(&field.name)?.text_of()?;
            let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
            (!line.is_empty()).then_some(line)
        })
    };
    if let Some(said) = text(&|kind| matches!(kind, FieldKind::Speech)) {
        return format!("“{}”", shortened(&said));
    }
    let telling = |kind: &FieldKind| {
        matches!(
            kind,
            FieldKind::Template
                | FieldKind::Url
                | FieldKind::Queue
                | FieldKind::Flow
                | FieldKind::Phone
                | FieldKind::Address
                | FieldKind::Audio
        )
    };
    if let Some(line) = text(&telling) {
        return shortened(&line);
    }
    let rows = spec.fields.iter().find(|field| matches!(field.kind, FieldKind::KeyValues));
    if let Some(list) = rows.and_then(|field| widget.property(&field.name)) {
        let names: Vec<String> =
            list.items().filter_map(|row| Some(row.get("key")?.text_of()?.into_owned())).collect();
        if !names.is_empty() {
            return shortened(&names.join(", "));
        }
    }
    if spec.starts {
        let first = spec.help.split_inclusive(['.', '\n']).next().unwrap_or_default();
        return first.trim().trim_end_matches('.').to_owned();
    }
    spec.label.to_string()
}

/// No longer than a box could ever show.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn frames(flow: &Flow, scene: &Scene, places: &BTreeMap<&str, usize>) -> Vec<Frame> {
    let groups = flow.own().groups.iter();
    groups
        .filter_map(|group| {
            let boxes: Vec<usize> = group
                .widgets
                .iter()
                .filter_map(|name| places.get(name.as_str()).copied())
                .collect();
            let inside = boxes.iter().map(|one| scene.boxes[*one].rect).reduce(Rect::union)?;
            let rect =
                Rect::from_min_max(inside.min - vec2(20.0, 44.0), inside.max + vec2(20.0, 24.0));
            Some(Frame { title: group.title.as_str().into(), rect, boxes })
        })
        .collect()
}

fn notes(flow: &Flow, scene: &Scene, places: &BTreeMap<&str, usize>) -> Vec<Note> {
    let notes = flow.own().notes.iter();
    notes
        .map(|note| {
            let beside = note
                .widget
                .as_ref()
                .and_then(|name| places.get(name.as_str()))
                .map(|place| scene.boxes[*place].rect.right_top() + vec2(24.0, 0.0));
            let own = note.position.map(|place| pos2(place.x as f32, place.y as f32));
            let lines = note.text.chars().count() as f32 / 28.0;
            let size = vec2(220.0, (44.0 + 17.0 * lines.ceil()).clamp(60.0, 240.0));
            Note {
                text: note.text.as_str().into(),
                rect: Rect::from_min_size(own.or(beside).unwrap_or(Pos2::ZERO), size),
            }
        })
        .collect()
}

/// How large the box of a widget is.
pub fn size_of(widget: &Widget, catalogue: &Catalogue) -> Vec2 {
    let count = exits(widget, catalogue.spec(widget.kind.as_str())).len();
    let (_, size) = lay_out_chips(count);
    vec2(BOX_WIDTH, size.y)
}

/// The place nearest to one that is wanted at which a box of this size touches no other.
pub fn free_place(scene: &Scene, wanted: Pos2, size: Vec2) -> Pos2 {
    let on_grid =
        |place: Pos2| pos2((place.x / 10.0).round() * 10.0, (place.y / 10.0).round() * 10.0);
    let is_free = |place: Pos2| {
        let rect = Rect::from_min_size(place, size).expand(18.0);
        scene.boxes.iter().all(|other| !other.rect.intersects(rect))
    };
    let wanted = on_grid(wanted);
    // Farther and farther, first to the right, then to the left, then below.
    for ring in 0..40 {
        let (x, y) = (ring as f32 * 150.0, ring as f32 * 60.0);
        for by in [vec2(x, 0.0), vec2(-x, 0.0), vec2(0.0, y), vec2(x, y), vec2(-x, y)] {
            if is_free(wanted + by) {
                return on_grid(wanted + by);
            }
        }
    }
    wanted
}
