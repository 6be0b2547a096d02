//! What a change is called, in a form that can be said in any language.

use std::fmt;

use super::super::names::WidgetName;
use super::Edit;
use crate::Text;

/// The name of a change. `Display` says it in English; a screen translates by the variant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Label {
    /// A widget is added.
    Add(WidgetName),
    /// Widgets are removed.
    Remove(Vec<WidgetName>),
    /// A widget gets another name.
    Rename(WidgetName, WidgetName),
    /// A widget gets another kind.
    ChangeKind(WidgetName, Text),
    /// A property changes.
    Change(WidgetName, Text),
    /// A property is taken away.
    Clear(WidgetName, Text),
    /// A wire is led to a widget.
    Connect(WidgetName, WidgetName),
    /// A wire is led nowhere.
    Disconnect(WidgetName),
    /// A wire is added.
    AddExit(WidgetName, Text),
    /// A wire is removed.
    RemoveExit(WidgetName),
    /// The order of wires changes.
    OrderExits(WidgetName),
    /// Conditions change.
    ChangeConditions(WidgetName),
    /// Boxes move.
    Move(Vec<WidgetName>),
    /// The description changes.
    Describe,
    /// Executions begin elsewhere.
    ChangeStart(WidgetName),
    /// The switch for several calls of one caller changes.
    ConcurrentCalls(bool),
    /// A setting of the flow changes.
    ChangeSetting(Text),
    /// Widgets are copied beside themselves.
    Duplicate(Vec<WidgetName>),
    /// Copied widgets are put in.
    Paste,
    /// Older names and formats give way to today's.
    Modernize,
    /// A name that whoever made the edit gave it.
    Named(Text),
}

impl Label {
    pub(super) fn of(edit: &Edit) -> Label {
        match edit {
            Edit::AddWidget(widget) => Label::Add(widget.name.clone()),
            Edit::RemoveWidgets(names) => Label::Remove(names.clone()),
            Edit::RenameWidget { from, to } => Label::Rename(from.clone(), to.clone()),
            Edit::NameWidget { name, .. } => Label::Named(format!("Name a widget {name}").into()),
            Edit::ChangeKind { widget, kind } => {
                Label::ChangeKind(widget.clone(), kind.text().clone())
            }
            Edit::SetProperty { widget, path, .. } | Edit::MoveItem { widget, path, .. } => {
                Label::Change(widget.clone(), super::place::first_key(path))
            }
            Edit::ClearProperty { widget, path } => {
                Label::Clear(widget.clone(), super::place::first_key(path))
            }
            Edit::Connect { widget, to, .. } => Label::Connect(widget.clone(), to.clone()),
            Edit::Disconnect { widget, .. } => Label::Disconnect(widget.clone()),
            Edit::AddTransition { widget, transition, .. } => {
                Label::AddExit(widget.clone(), transition.event.text().clone())
            }
            Edit::RemoveTransition { widget, .. } => Label::RemoveExit(widget.clone()),
            Edit::MoveTransition { widget, .. } => Label::OrderExits(widget.clone()),
            Edit::SetConditions { widget, .. } => Label::ChangeConditions(widget.clone()),
            Edit::MoveWidgets(moves) => {
                Label::Move(moves.iter().map(|(name, _)| name.clone()).collect())
            }
            Edit::SetDescription(_) => Label::Describe,
            Edit::SetInitial(name) => Label::ChangeStart(name.clone()),
            Edit::SetConcurrentCalls(allowed) => Label::ConcurrentCalls(*allowed),
            Edit::SetOwn { path, .. } => Label::ChangeSetting(super::place::first_key(path)),
            Edit::Duplicate { widgets, .. } => Label::Duplicate(widgets.clone()),
            Edit::Paste { .. } => Label::Paste,
            Edit::Modernize(_) => Label::Modernize,
            Edit::All(_, label) => label.clone(),
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Label::Add(name) => write!(out, "Add {name}"),
            Label::Remove(names) => write!(out, "Remove {}", Several(names)),
            Label::Rename(from, to) => write!(out, "Rename {from} to {to}"),
            Label::ChangeKind(name, kind) => write!(out, "Make {name} a {kind}"),
            Label::Change(name, property) => write!(out, "Change {property} of {name}"),
            Label::Clear(name, property) => write!(out, "Clear {property} of {name}"),
            Label::Connect(from, to) => write!(out, "Connect {from} to {to}"),
            Label::Disconnect(name) => write!(out, "Disconnect a way out of {name}"),
            Label::AddExit(name, event) => write!(out, "Add way out {event} to {name}"),
            Label::RemoveExit(name) => write!(out, "Remove a way out of {name}"),
            Label::OrderExits(name) => write!(out, "Reorder the ways out of {name}"),
            Label::ChangeConditions(name) => write!(out, "Change a condition of {name}"),
            Label::Move(names) => write!(out, "Move {}", Several(names)),
            Label::Describe => write!(out, "Change the description"),
            Label::ChangeStart(name) => write!(out, "Start at {name}"),
            Label::ConcurrentCalls(true) => write!(out, "Allow several calls of one caller"),
            Label::ConcurrentCalls(false) => write!(out, "Allow one call of one caller"),
            Label::ChangeSetting(name) => write!(out, "Change {name} of the flow"),
            Label::Duplicate(names) => write!(out, "Duplicate {}", Several(names)),
            Label::Paste => write!(out, "Paste"),
            Label::Modernize => write!(out, "Convert to today's format"),
            Label::Named(name) => out.write_str(name),
        }
    }
}

/// One name, or how many there are.
struct Several<'a>(&'a [WidgetName]);

impl fmt::Display for Several<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            [one] => write!(out, "{one}"),
            many => write!(out, "{} widgets", many.len()),
        }
    }
}
