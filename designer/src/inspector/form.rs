//! The form of one widget or of several: groups of fields, as the types declare them.

use centralita_engine::Text;
use centralita_engine::check::{Problem, Severity};
use centralita_engine::declare::{Field, FieldKind, JsonAs, Spec};
use centralita_engine::flow::{Edit, Label, Node, Widget};
use egui::collapsing_header::CollapsingState;
use egui::{Id, RichText, Ui};

use super::control::{Change, Control};
use super::{field, typed};
use crate::command::Command;
use crate::model::Model;
use crate::text::Texts;
use crate::theme::Icon;
use crate::ui;

/// What came of showing a form.
#[derive(Default)]
pub struct Outcome {
    /// What was chosen.
    pub done: Option<Command>,
    /// The change that is being written, to be made when anything else is done first.
    pub draft: Option<Edit>,
}

/// A field as several widgets have it: each with the name under which its file holds it.
struct Shared<'a> {
    field: &'a Field,
    keys: Vec<Text>,
    is_mixed: bool,
}

/// Shows the fields that all these widgets have, under the groups of the first.
pub fn form_ui(
    ui: &mut Ui,
    model: &mut Model,
    widgets: &[(Widget, Spec)],
    problems: &[Problem],
) -> Outcome {
    let mut outcome = Outcome::default();
    ui.spacing_mut().item_spacing.y = 5.0;
    let Some((first, spec)) = widgets.first() else { return outcome };
    let fields = shared(widgets);
    let mut groups: Vec<(&Text, Vec<Shared<'_>>)> = Vec::new();
    for one in fields {
        match groups.iter_mut().find(|(name, _)| **name == one.field.group) {
            Some((_, fields)) => fields.push(one),
            None => groups.push((&one.field.group, vec![one])),
        }
    }
    let wanted = model.editor.as_ref().and_then(|editor| editor.wants_field.clone());
    for (place, (name, fields)) in groups.iter().enumerate() {
        let is_first = place == 0;
        let is_used = fields.iter().any(|one| one.is_mixed || is_used(first, one));
        let is_wrong = fields.iter().any(|one| !wrong(problems, one.field).is_empty());
        let id = Id::unique(("group", first.name.as_str(), name.as_str()));
        let mut state =
            CollapsingState::load_with_default_open(ui.ctx(), id, is_first || is_used || is_wrong);
        if wanted.as_ref().is_some_and(|wanted| fields.iter().any(|one| one.field.name == *wanted))
        {
            state.set_open(true);
        }
        let title = match name.as_str() {
            "" if is_first => model.texts.say("inspector-settings"),
            "" => model.texts.say("inspector-more-settings"),
            name => name,
        };
        ui.add_space(12.0);
        header_ui(ui, model, &mut state, title);
        state.store(ui.ctx());
        if !state.is_open() {
            continue;
        }
        for one in fields {
            let wrong = if widgets.len() == 1 { wrong(problems, one.field) } else { Vec::new() };
            field_ui(ui, model, widgets, spec, one, &wrong, &mut outcome);
        }
    }
    outcome
}

/// The title of a group, which opens and closes it.
fn header_ui(ui: &mut Ui, model: &Model, state: &mut CollapsingState, title: &str) {
    let tokens = &model.tokens;
    let size = egui::vec2(ui.available_width(), 24.0);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    let is_open = state.is_open();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, is_open, title));
    if response.clicked() {
        state.set_open(!is_open);
    }
    let painter = ui.painter();
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, 4, tokens.hover);
    }
    let icon = if is_open { Icon::ChevronDown } else { Icon::ChevronRight };
    let middle = rect.center().y;
    painter.text(
        egui::pos2(rect.min.x + 8.0, middle),
        egui::Align2::CENTER_CENTER,
        char::from(icon),
        egui::FontId::new(14.0, egui::FontFamily::Name(crate::theme::ICONS.into())),
        tokens.weak_text,
    );
    painter.text(
        egui::pos2(rect.min.x + 20.0, middle),
        egui::Align2::LEFT_CENTER,
        title,
        egui::FontId::new(13.0, egui::FontFamily::Name(crate::theme::STRONG.into())),
        tokens.text,
    );
    painter.hline(rect.x_range(), rect.max.y, egui::Stroke::new(1.0, tokens.divider));
}

/// The fields that all widgets have alike.
fn shared(widgets: &[(Widget, Spec)]) -> Vec<Shared<'_>> {
    let Some(((first, spec), others)) = widgets.split_first() else { return Vec::new() };
    let is_shown = |field: &&Field| {
        field.json != JsonAs::Transitions
            || (others.is_empty() && field.kind == FieldKind::Conditions)
    };
    spec.fields
        .iter()
        .filter(is_shown)
        .filter_map(|field| {
            let mut keys = vec![key_of(first, field)];
            let raw = |widget: &Widget, key: &Text| {
                let node = widget.property(key);
                node.filter(|node| !node.is_null()).map(|node| node.raw().to_owned())
            };
            let own = raw(first, &keys[0]);
            let mut is_mixed = false;
            for (widget, spec) in others {
                let other = spec.fields.iter().find(|other| {
                    other.name == field.name && other.kind == field.kind && other.json == field.json
                })?;
                let key = key_of(widget, other);
                is_mixed |= raw(widget, &key) != own;
                keys.push(key);
            }
            Some(Shared { field, keys, is_mixed })
        })
        .collect()
}

/// The name under which a widget's file holds a property: its own, or another spelling of it.
fn key_of(widget: &Widget, field: &Field) -> Text {
    let names = std::iter::once(&field.name).chain(&field.aliases);
    let mut held = names.filter(|name| widget.property(name).is_some());
    held.next().unwrap_or(&field.name).clone()
}

/// Whether the file holds anything but the usual value.
fn is_used(widget: &Widget, one: &Shared<'_>) -> bool {
    let node = one.keys.first().and_then(|key| widget.property(key));
    let Some(node) = node.filter(|node| !node.is_null()) else { return false };
    match node.text_of() {
        Some(text) => !text.is_empty() && *text != *super::control::shown(&one.field.default),
        None => !node.is_empty(),
    }
}

/// What is wrong with a field.
fn wrong(problems: &[Problem], field: &Field) -> Vec<Problem> {
    let is_its = |name: &Text| *name == field.name || field.aliases.contains(name);
    let own = problems.iter().filter(|problem| problem.place.field.as_ref().is_some_and(is_its));
    own.cloned().collect()
}

/// Shows a field: its label, its control, its help and what is wrong with it.
fn field_ui(
    ui: &mut Ui,
    model: &mut Model,
    widgets: &[(Widget, Spec)],
    spec: &Spec,
    one: &Shared<'_>,
    wrong: &[Problem],
    outcome: &mut Outcome,
) {
    let Some((widget, _)) = widgets.first() else { return };
    let field = one.field;
    ui.add_space(6.0);
    let node: Option<Node<'_>> = one.keys.first().and_then(|key| widget.property(key));
    let id = Id::unique(("field", widget.name.as_str(), widgets.len(), field.name.as_str()));
    let mut control = Control {
        model,
        widget,
        spec,
        field,
        node,
        id,
        label: None,
        is_mixed: one.is_mixed,
        done: None,
        draft: None,
        command: None,
        notes: Vec::new(),
    };
    if field.kind != FieldKind::Toggle {
        control.label = Some(label_ui(ui, control.model, field));
    }
    field::control_ui(ui, &mut control);
    typed::notes_ui(ui, &mut control);
    let Control { done, draft, command, .. } = control;
    if let Some(change) = done {
        outcome.done = edit(&model.texts, widgets, one, &change).map(Command::Change);
    }
    if let Some(change) = draft {
        outcome.draft = edit(&model.texts, widgets, one, &change);
    }
    if command.is_some() {
        outcome.done = command;
    }
    if let Some(editor) = &mut model.editor
        && editor.wants_field.as_deref().is_some_and(|wanted| {
            wanted == field.name.as_str() || field.aliases.iter().any(|alias| alias == wanted)
        })
    {
        editor.wants_field = None;
        ui.scroll_to_cursor(Some(egui::Align::Center));
        ui.memory_mut(|memory| memory.request_focus(id.with("edit")));
    }
    let help = first_sentence(&field.help);
    if !help.is_empty() {
        // What docs set as code is read as it is.
        let help = RichText::new(help.replace('`', "")).size(11.5).color(model.tokens.weak_text);
        ui.add(egui::Label::new(help).wrap());
    }
    for problem in wrong {
        problem_ui(ui, model, problem, &mut outcome.done);
    }
}

/// The edit that makes a change in all widgets.
fn edit(
    texts: &Texts,
    widgets: &[(Widget, Spec)],
    one: &Shared<'_>,
    change: &Change,
) -> Option<Edit> {
    let pairs = widgets.iter().zip(&one.keys);
    let mut edits: Vec<Edit> =
        pairs.map(|((widget, _), key)| change.edit(&widget.name, key)).collect();
    if edits.len() == 1 {
        return edits.pop();
    }
    // To take away what one of them does not have would be refused.
    if let Change::Clear(_) = change {
        edits = widgets
            .iter()
            .zip(&one.keys)
            .filter(|((widget, _), key)| widget.property(key).is_some())
            .map(|((widget, _), key)| change.edit(&widget.name, key))
            .collect();
    }
    let things = [("field", one.field.label.as_str().into()), ("count", widgets.len().into())];
    let label = texts.fill("inspector-change-several", &things);
    Some(Edit::All(edits, Label::Named(label.into())))
}

/// The first sentence of a text, which stands under a field.
fn first_sentence(help: &str) -> &str {
    let line = help.lines().next().unwrap_or_default();
    match line.find(". ") {
        // A sentence as short as "E.g. " is none.
        Some(end) if end > 8 => line.get(..=end).unwrap_or(line),
        _ => line,
    }
}

fn label_ui(ui: &mut Ui, model: &Model, field: &Field) -> Id {
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new(field.label.as_str()).size(12.5));
        if field.required {
            let required = RichText::new(model.texts.say("inspector-required")).size(11.0);
            ui.label(required.color(model.tokens.weak_text));
        }
        label.id
    })
    .inner
}

/// What is wrong, with the button that mends it.
pub fn problem_ui(ui: &mut Ui, model: &Model, problem: &Problem, done: &mut Option<Command>) {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let (icon, colour) = match problem.severity {
        Severity::Error => (Icon::OctagonAlert, tokens.error),
        Severity::Warning => (Icon::TriangleAlert, tokens.warning),
    };
    ui.horizontal_top(|ui| {
        ui.label(ui::icon(icon, 13.0).color(colour));
        ui.vertical(|ui| {
            let text = RichText::new(texts.told(&problem.message)).size(12.0).color(colour);
            ui.add(egui::Label::new(text).wrap());
            if let Some(fix) = &problem.fix
                && ui.small_button(texts.told(&fix.label)).clicked()
            {
                *done = Some(Command::Change(fix.edit.clone()));
            }
        });
    });
}
