//! What a command does: to the model, and what it asks of the shell. No drawing, no files.

use centralita_engine::flow::{
    Edit, Label, NewTransition, NewWidget, PathStep, Position, clipboard_text, tidy,
};
use centralita_engine::{Flow, Value, WidgetName};
use egui::{Pos2, pos2, vec2};

use crate::canvas::View;
use crate::command::{Command, Direction};
use crate::finder::Finder;
use crate::model::{Asked, Editor, Model, Saved, Selection};
use crate::quick_add::QuickAdd;
use crate::request::Request;
use crate::scene;
use crate::text::Thing;
use crate::trying::{forget_files, renew, try_it};
use crate::words;

/// The flow with which one begins.
const EMPTY: &str = include_str!("empty_flow.json");

/// Does what a command says.
pub fn update(model: &mut Model, command: Command, requests: &mut Vec<Request>) {
    // What somebody is just writing is in the document before anything else happens to it.
    if let Command::Change(edit) = &command
        && model.made.take_if(|made| made == edit).is_some()
    {
        return;
    }
    if let Some(draft) = model.draft.take()
        && command != Command::Change(draft.clone())
    {
        make(model, &draft);
        model.made = Some(draft);
    }
    match command {
        Command::New
        | Command::Close
        | Command::Opened { .. }
        | Command::Open
        | Command::OpenPath(_)
            if model.editor.as_ref().is_some_and(Editor::is_changed) && model.asked.is_none() =>
        {
            model.asked = Some(Asked::Unsaved(Box::new(command)));
        }
        Command::New => {
            open(model, model.texts.say("new-flow-name").to_owned(), None, EMPTY.to_owned())
        }
        Command::Open => requests.push(Request::AskForFile),
        Command::OpenPath(path) => requests.push(Request::Read(path)),
        Command::Opened { name, path, text } => {
            if let Some(path) = &path {
                model.prefs.remember(&path.display().to_string());
            }
            open(model, name, path, text);
        }
        Command::Close => model.editor = None,
        Command::Discard => {
            if let Some(Asked::Unsaved(command)) = model.asked.take() {
                model.editor = None;
                update(model, *command, requests);
            }
        }
        Command::KeepEditing => model.asked = None,
        Command::Save => save(model, requests, false),
        Command::SaveAs => save(model, requests, true),
        Command::Saved { path, serial } => {
            if let Some(editor) = &mut model.editor {
                editor.saved = Saved::At(serial);
                if let Some(stem) = path.file_stem() {
                    editor.name = stem.to_string_lossy().into_owned();
                }
                model.prefs.remember(&path.display().to_string());
                if editor.path.as_ref() != Some(&path) {
                    forget_files(editor);
                }
                editor.path = Some(path);
                model.tell(model.texts.say("told-saved").to_owned());
            }
        }
        Command::Failed(sentence) => model.refuse(sentence),
        Command::Keys => model.shows_keys = !model.shows_keys,
        Command::Find => model.finder = Some(Finder::default()),
        Command::Theme(theme) => {
            model.prefs.theme = theme;
            model.dress();
        }
        Command::Language(language) => {
            model.prefs.language = language;
            model.dress();
        }
        Command::Left(left) => model.left = left,
        Command::Toggle(bottom) => {
            model.bottom = if model.bottom == Some(bottom) { None } else { Some(bottom) };
        }
        other => {
            if let Some(other) = try_it(model, other, requests) {
                edit(model, other, requests);
            }
        }
    }
}

fn open(model: &mut Model, name: String, path: Option<std::path::PathBuf>, text: String) {
    let flow = Flow::read(&text);
    if flow.widgets().is_empty() && !flow.faults().is_empty() {
        let fault =
            flow.faults().first().map(|fault| fault.message.to_string()).unwrap_or_default();
        model.refuse(
            model.texts.fill("told-no-flow", &[("name", (&name).into()), ("why", (&fault).into())]),
        );
        return;
    }
    model.editor = Some(Editor::new(name, path, flow, &model.catalogue));
}

fn save(model: &mut Model, requests: &mut Vec<Request>, wants_name: bool) {
    let Some(editor) = &model.editor else { return };
    let text = editor.flow().text().to_owned();
    let serial = editor.history.serial();
    requests.push(match &editor.path {
        Some(path) if !wants_name => Request::Write { path: path.clone(), text, serial },
        _ => Request::AskWhereToWrite { name: format!("{}.json", editor.name), text, serial },
    });
}

/// Commands that need an open flow.
fn edit(model: &mut Model, command: Command, requests: &mut Vec<Request>) {
    let Some(editor) = &mut model.editor else { return };
    match command {
        Command::Undo => {
            if let Some(label) = editor.undo(&model.catalogue) {
                renew(model);
                let label = words::label(&model.texts, &label);
                model.tell(model.texts.fill("told-undone", &[("what", (&label).into())]));
            }
        }
        Command::Redo => {
            if let Some(label) = editor.redo(&model.catalogue) {
                renew(model);
                let label = words::label(&model.texts, &label);
                model.tell(model.texts.fill("told-redone", &[("what", (&label).into())]));
            }
        }
        Command::Change(change) => {
            make(model, &change);
        }
        Command::Copy => copy(model, requests),
        Command::Cut => {
            copy(model, requests);
            remove(model);
        }
        Command::Paste { text, at } => paste(model, &text, at),
        Command::Duplicate => {
            let widgets: Vec<WidgetName> = editor.selection.widgets.iter().cloned().collect();
            make_and_select(model, &Edit::Duplicate { widgets, by: Position::new(40.0, 40.0) });
        }
        Command::Delete => remove(model),
        Command::DeleteAndJoin => remove_and_join(model),
        Command::SelectAll => {
            editor.selection =
                Selection::of_all(editor.flow().widgets().iter().map(|one| one.name.clone()));
        }
        Command::StepBack => step_back(model),
        Command::Select(selection) => editor.selection = selection,
        Command::SelectUpstream => along(editor, false),
        Command::SelectDownstream => along(editor, true),
        Command::Go(direction) => go(editor, direction),
        Command::Nudge { direction, by } => {
            let (x, y) = match direction {
                Direction::Up => (0.0, -by),
                Direction::Down => (0.0, by),
                Direction::Left => (-by, 0.0),
                Direction::Right => (by, 0.0),
            };
            let boxes: Vec<usize> = editor.selected().boxes.into_iter().collect();
            let edit = moved(editor, &boxes, x, y);
            make(model, &edit);
        }
        Command::Rename => {
            let only = editor.selection.only().cloned();
            editor.renaming = only.map(|name| (name.clone(), name.to_string()));
        }
        Command::RenameTo { widget, name } => {
            let name = name.trim().to_owned();
            if name.is_empty() || name == widget.as_str() {
                editor.renaming = None;
                return;
            }
            let edit = Edit::RenameWidget { from: widget, to: WidgetName::new(name) };
            if make(model, &edit)
                && let Some(editor) = &mut model.editor
            {
                editor.renaming = None;
            }
        }
        Command::QuickAdd { at, from } => {
            let at = at.or_else(|| {
                let screen = editor.canvas.screen?;
                Some(editor.canvas.view.canvas_from_screen(screen, screen.center()))
            });
            let at = at.unwrap_or(Pos2::ZERO);
            let from = from.or_else(|| next_loose_exit(editor, &model.catalogue));
            model.quick_add = Some(QuickAdd::new(at, from));
        }
        Command::Add { kind, at, from } => add(model, kind.as_str(), at, from),
        Command::Tidy => tidied(model),
        Command::Fit => editor.canvas.wants_fit = true,
        Command::FitSelection => {
            let boxes =
                editor.selected().boxes.into_iter().map(|one| editor.scene().boxes[one].rect);
            if let (Some(rect), Some(screen)) =
                (boxes.reduce(egui::Rect::union), editor.canvas.screen)
            {
                editor.canvas.view = View::of(screen, rect);
            }
        }
        Command::ZoomIn => editor.canvas.view.zoom_step(true),
        Command::ZoomOut => editor.canvas.view.zoom_step(false),
        Command::ZoomActual => editor.canvas.view.zoom = 1.0,
        Command::ShowProblem(problem) => show_problem(editor, &problem),
        Command::NextProblem => step_problem(editor, true),
        Command::PreviousProblem => step_problem(editor, false),
        _ => {}
    }
}

/// Changes the flow; says so when it cannot be. Gives whether it was.
fn make(model: &mut Model, edit: &Edit) -> bool {
    let Some(editor) = &mut model.editor else { return false };
    match editor.make(edit, &model.catalogue) {
        Ok(()) => {
            renew(model);
            true
        }
        Err(refused) => {
            let told = refused.told();
            model.refuse(model.texts.told(&told).to_owned());
            false
        }
    }
}

/// Changes the flow and selects the widgets that are new in it.
fn make_and_select(model: &mut Model, edit: &Edit) -> bool {
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
        reveal_selection(editor);
    }
    true
}

fn copy(model: &mut Model, requests: &mut Vec<Request>) {
    let Some(editor) = &model.editor else { return };
    let names: Vec<WidgetName> = editor.selection.widgets.iter().cloned().collect();
    requests.push(Request::Copy(clipboard_text(editor.flow(), &names)));
    let count = names.len();
    model.tell(model.texts.fill("told-copied", &[("count", count.into())]));
}

fn paste(model: &mut Model, text: &str, at: Option<Pos2>) {
    let Some(editor) = &model.editor else { return };
    let at = at.or_else(|| {
        let screen = editor.canvas.screen?;
        Some(editor.canvas.view.canvas_from_screen(screen, screen.center()))
    });
    let at = at.map(|at| {
        let free = scene::free_place(editor.scene(), at, vec2(260.0, 92.0));
        Position::new(f64::from(free.x), f64::from(free.y))
    });
    make_and_select(model, &Edit::Paste { text: text.into(), at });
}

fn remove(model: &mut Model) {
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
fn remove_and_join(model: &mut Model) {
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

fn step_back(model: &mut Model) {
    if model.finder.take().is_some() || model.quick_add.take().is_some() {
        return;
    }
    if std::mem::take(&mut model.shows_keys) {
        return;
    }
    let Some(editor) = &mut model.editor else { return };
    if editor.renaming.take().is_none() {
        editor.selection = Selection::default();
    }
}

fn along(editor: &mut Editor, is_down: bool) {
    let graph = centralita_engine::flow::FlowGraph::drawn(editor.flow());
    let from: Vec<usize> = editor.selected().boxes.into_iter().collect();
    let found = if is_down { graph.reachable_from(from) } else { graph.leading_to(from) };
    let widgets = editor.flow().widgets().iter().zip(found);
    let names: Vec<WidgetName> =
        widgets.filter(|(_, found)| *found).map(|(widget, _)| widget.name.clone()).collect();
    editor.selection = Selection::of_all(names);
}

/// Selects the nearest box in a direction; the start, when nothing is selected.
fn go(editor: &mut Editor, direction: Direction) {
    let scene = editor.scene();
    let Some(from) = editor.selected().boxes.last().copied() else {
        let start = editor.flow().initial_name().cloned();
        editor.selection = start.map(Selection::of).unwrap_or_default();
        reveal_selection(editor);
        return;
    };
    let middle = scene.boxes[from].rect.center();
    let nearest = (0..scene.boxes.len())
        .filter(|other| *other != from)
        .filter_map(|other| {
            let way = scene.boxes[other].rect.center() - middle;
            let (along, aside) = match direction {
                Direction::Up => (-way.y, way.x),
                Direction::Down => (way.y, way.x),
                Direction::Left => (-way.x, way.y),
                Direction::Right => (way.x, way.y),
            };
            (along > 8.0).then_some((other, along + 2.0 * aside.abs()))
        })
        .min_by(|one, other| one.1.total_cmp(&other.1));
    if let Some((other, _)) = nearest {
        let name = editor.flow().widgets()[other].name.clone();
        editor.selection = Selection::of(name);
        reveal_selection(editor);
    }
}

fn reveal_selection(editor: &mut Editor) {
    let boxes = editor.selected().boxes;
    let rects = boxes.into_iter().map(|one| editor.scene().boxes[one].rect);
    editor.canvas.wants_reveal = rects.reduce(egui::Rect::union);
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

/// The first exit of the selected widget that leads nowhere.
fn next_loose_exit(
    editor: &Editor,
    catalogue: &centralita_engine::declare::Catalogue,
) -> Option<(WidgetName, usize)> {
    let name = editor.selection.only()?;
    let widget = editor.flow().widget(name.as_str())?;
    let exits = scene::exits(widget, catalogue.spec(widget.kind.as_str()));
    let loose = |exit: &scene::Exit| {
        exit.transition.and_then(|place| widget.transitions[place].next.as_ref()).is_none()
    };
    Some((name.clone(), exits.iter().position(loose)?))
}

/// Adds a widget of a kind at a free place, connected when it was asked for.
fn add(model: &mut Model, kind: &str, at: Pos2, from: Option<(WidgetName, usize)>) {
    let Some(editor) = &model.editor else { return };
    let Some(spec) = model.catalogue.spec(kind) else { return };
    let name = free_name(editor.flow(), &words::base_name(spec));
    let transitions = spec.exits.iter().filter(|exit| exit.each.is_none() && !exit.old);
    let transitions = transitions
        .map(|exit| NewTransition { event: exit.event.clone(), ..NewTransition::default() });
    let properties = spec.fields.iter().filter(|field| !field.default.is_null());
    let properties = properties.filter(|field| field.required);
    let properties =
        Value::map(properties.map(|field| (field.name.clone(), field.default.clone())));
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
    let new = NewWidget {
        name: name.clone(),
        kind: spec.kind.clone(),
        transitions: transitions.collect(),
        properties,
        position: Some(Position::new(f64::from(place.x), f64::from(place.y))),
    };
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
    // What is below makes room.
    let rect = scene.boxes[number].rect.translate(by);
    let short = rect.max.y + 80.0 - scene.boxes[wire.to].rect.min.y;
    if short > 0.0 {
        let top = scene.boxes[wire.to].rect.min.y;
        let graph = centralita_engine::flow::FlowGraph::drawn(flow);
        let below: Vec<usize> = graph
            .reachable_from([wire.to])
            .into_iter()
            .enumerate()
            .filter(|(one, is_found)| {
                *is_found && *one != number && scene.boxes[*one].rect.min.y >= top
            })
            .map(|(one, _)| one)
            .collect();
        edits.push(moved(editor, &below, 0.0, (short / 10.0).ceil() * 10.0));
    }
    Some(Edit::All(edits, Label::Connect(own, onward)))
}

fn tidied(model: &mut Model) {
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

fn show_problem(editor: &mut Editor, problem: &centralita_engine::check::Problem) {
    let Some(widget) = &problem.place.widget else {
        editor.selection = Selection::default();
        return;
    };
    editor.selection = Selection::of(widget.clone());
    editor.wants_field = problem.place.field.as_ref().map(|field| field.to_string());
    reveal_selection(editor);
}

fn step_problem(editor: &mut Editor, is_next: bool) {
    let own = editor.selection.only();
    let at = editor
        .problems
        .iter()
        .position(|problem| problem.place.widget.as_ref() == own && own.is_some());
    let count = editor.problems.len();
    if count == 0 {
        return;
    }
    let last = editor
        .problems
        .iter()
        .rposition(|problem| problem.place.widget.as_ref() == own && own.is_some());
    let next = match (at, last, is_next) {
        (_, Some(last), true) => (last + 1) % count,
        (Some(first), _, false) => (first + count - 1) % count,
        (_, _, true) => 0,
        (_, _, false) => count - 1,
    };
    let problem = editor.problems[next].clone();
    show_problem(editor, &problem);
}

/// Takes what the canvas wishes.
pub fn obey(model: &mut Model, wish: crate::canvas::Wish, requests: &mut Vec<Request>) {
    use crate::canvas::Wish;
    let Some(editor) = &mut model.editor else { return };
    let name = |editor: &Editor, one: usize| editor.flow().widgets()[one].name.clone();
    match wish {
        Wish::Pan(_) => {}
        Wish::Select(boxes) => {
            editor.selection = Selection::of_all(boxes.into_iter().map(|one| name(editor, one)));
        }
        Wish::SelectWire(wire) => {
            let one = &editor.scene().wires[wire];
            if let Some(transition) = editor.scene().boxes[one.from].chips[one.chip].number {
                editor.selection = Selection::of_wire(name(editor, one.from), transition);
            }
        }
        Wish::Move(boxes, by) => {
            let edit = moved(editor, &boxes, by.x, by.y);
            make(model, &edit);
        }
        Wish::Insert(number, wire, by) => {
            if let Some(edit) = inserted(model, number, wire, by) {
                make(model, &edit);
            }
        }
        Wish::Connect(from, chip, to) => {
            let to = name(editor, to);
            if let Some(edit) = connected(editor, &model.catalogue, from, chip, &to) {
                make(model, &edit);
            }
        }
        Wish::Disconnect(from, chip) => {
            let widget = name(editor, from);
            if let Some(transition) = editor.scene().boxes[from].chips[chip].number
                && make(model, &Edit::Disconnect { widget, transition })
            {
                model.tell(model.texts.say("told-disconnected").to_owned());
            }
        }
        Wish::AddFrom(from, chip, at) => {
            let from = Some((name(editor, from), chip));
            let at = pos2(at.x - 130.0, at.y);
            update(model, Command::QuickAdd { at: Some(at), from }, requests);
        }
        Wish::AddAt(at) => {
            editor.selection = Selection::default();
            update(model, Command::QuickAdd { at: Some(at), from: None }, requests);
        }
        Wish::Open(number) => {
            editor.selection = Selection::of(name(editor, number));
            update(model, Command::Rename, requests);
        }
        Wish::Rename(number) => {
            editor.selection = Selection::of(name(editor, number));
            update(model, Command::Rename, requests);
        }
        Wish::Menu(..) => {}
    }
}

/// Where a value is among a widget's properties.
pub fn path(field: &str) -> Vec<PathStep> {
    vec![PathStep::from(field)]
}

/// A count for a text.
pub fn count(number: usize) -> Thing<'static> {
    Thing::Count(number)
}
