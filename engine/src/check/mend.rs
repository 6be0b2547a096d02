//! The edits that mend problems, each with what its button says.

use crate::check::{Fix, Sentence};
use crate::flow::{Edit, NewTransition, PathStep, Widget, WidgetName};
use crate::span::Span;
use crate::value::Value;

/// Leads a wire to `to`.
pub(super) fn connect(widget: &Widget, transition: usize, to: &str) -> Fix {
    Fix {
        label: Sentence::new(format!("Connect to {to}"), format!("Conectar con {to}")),
        edit: Edit::Connect { widget: widget.name.clone(), transition, to: to.into() },
        takes_away: false,
    }
}

/// Leads a wire nowhere.
pub(super) fn disconnect(widget: &Widget, transition: usize) -> Fix {
    Fix {
        label: Sentence::new("End the call there", "Terminar ahí la llamada"),
        edit: Edit::Disconnect { widget: widget.name.clone(), transition },
        takes_away: false,
    }
}

/// Takes a wire away.
pub(super) fn remove_wire(widget: &Widget, transition: usize) -> Fix {
    Fix {
        label: Sentence::new("Remove this exit", "Quitar esta salida"),
        edit: Edit::RemoveTransition { widget: widget.name.clone(), transition },
        takes_away: true,
    }
}

/// Makes a wire start from another exit; none for a wire with conditions.
pub(super) fn rename_exit(widget: &Widget, transition: usize, to: &str) -> Option<Fix> {
    let wire = widget.transitions.get(transition).filter(|wire| wire.conditions.is_empty())?;
    let renamed =
        NewTransition { event: to.into(), next: wire.next.clone(), ..NewTransition::default() };
    let name = || widget.name.clone();
    let edits = vec![
        Edit::RemoveTransition { widget: name(), transition },
        Edit::AddTransition { widget: name(), at: transition, transition: renamed },
    ];
    let label = Sentence::new(format!("Call it {to}"), format!("Llamarlo {to}"));
    let edit = Edit::All(edits, crate::flow::Label::Named(label.en().into()));
    Some(Fix { label, edit, takes_away: false })
}

/// Takes widgets away.
pub(super) fn remove_widgets(names: Vec<WidgetName>) -> Fix {
    let label = match names.as_slice() {
        [one] => Sentence::new(format!("Remove {one}"), format!("Quitar {one}")),
        several => {
            let count = several.len();
            Sentence::new(format!("Remove {count} widgets"), format!("Quitar {count} widgets"))
        }
    };
    Fix { label, edit: Edit::RemoveWidgets(names), takes_away: true }
}

/// Sets a property.
pub(super) fn set(widget: &Widget, field: &str, value: Value, label: Sentence) -> Fix {
    let edit = Edit::SetProperty { widget: widget.name.clone(), path: vec![field.into()], value };
    Fix { label, edit, takes_away: false }
}

/// Sets a value inside a property.
pub(super) fn set_at(widget: &Widget, path: Vec<PathStep>, value: Value, label: Sentence) -> Fix {
    Fix {
        label,
        edit: Edit::SetProperty { widget: widget.name.clone(), path, value },
        takes_away: false,
    }
}

/// Gives a property its right name, with the value it has.
pub(super) fn rename_property(widget: &Widget, from: &str, to: &str) -> Option<Fix> {
    let value = widget.property(from)?.to_value();
    let name = || widget.name.clone();
    let label = Sentence::new(format!("Call it {to}"), format!("Llamarlo {to}"));
    let edits = vec![
        Edit::SetProperty { widget: name(), path: vec![to.into()], value },
        Edit::ClearProperty { widget: name(), path: vec![from.into()] },
    ];
    let edit = Edit::All(edits, crate::flow::Label::Named(label.en().into()));
    Some(Fix { label, edit, takes_away: false })
}

/// Writes `new` at `span` of the template in a property, when the property is that template and
/// nothing else.
pub(super) fn rewrite(
    widget: &Widget,
    field: &str,
    source: &str,
    span: Span,
    new: &str,
    label: Sentence,
) -> Option<Fix> {
    let node = widget.property(field)?;
    if !node.is_text(source) {
        return None;
    }
    let (before, after) = (source.get(..span.start as usize)?, source.get(span.end as usize..)?);
    Some(set(widget, field, Value::text(format!("{before}{new}{after}")), label))
}
