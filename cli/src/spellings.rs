//! What a property holds, as its declaration says.

use centralita_engine::declare::{Catalogue, FieldKind};
use centralita_engine::flow::Widget;
use centralita_engine::flow::rename::Rewriting;

/// Properties that hold words for people although their control does not say so.
const WORDING: [&str; 5] = ["body", "message", "text", "description", "label"];

/// Whether a property holds words for people, as its declaration says.
pub fn is_wording(catalogue: &Catalogue, widget: &Widget, property: &str) -> bool {
    let field = catalogue.spec(widget.kind.as_str()).and_then(|spec| spec.field(property));
    let name = field.map_or(property, |field| field.name.as_str());
    field.is_some_and(|field| field.kind == FieldKind::Speech) || WORDING.contains(&name)
}

/// Renaming inside scripts, by the declarations of `catalogue`; `is_script` has to live as long.
pub fn rewriting(is_script: &dyn Fn(&Widget, &str) -> bool) -> Rewriting<'_> {
    Rewriting { is_script, ..Rewriting::default() }
}

/// Whether a property holds a script, as its declaration says.
pub fn is_script(catalogue: &Catalogue, widget: &Widget, property: &str) -> bool {
    catalogue
        .spec(widget.kind.as_str())
        .and_then(|spec| spec.field(property))
        .is_some_and(|field| field.kind == FieldKind::Script)
}
