//! What the widgets that create tasks say about their attributes.

use centralita_engine::check::Code;
use centralita_engine::declare::{JsonTemplate, JsonTree, Reporter};
use centralita_engine::exec::RESERVED_ATTRIBUTES;
use centralita_engine::sentence;
use centralita_engine::{Text, Value};

/// Reports attributes that are no JSON before their variables are filled in, and such that are no
/// named values.
pub(super) fn check(attributes: &JsonTemplate, field: &str, report: &mut Reporter<'_>) {
    let name = report.widget.name.clone();
    match attributes {
        JsonTemplate::Absent
        | JsonTemplate::Parsed(JsonTree::Map(_) | JsonTree::Fixed(Value::Map(_))) => {}
        JsonTemplate::Raw(_) => {
            let message = sentence!(
                "{name} has attributes that become JSON only when variables are filled in. Write JSON with the variables inside its texts: {{\"name\": \"{{{{contact.channel.address}}}}\"}}.",
                "{name} tiene atributos que solo son JSON cuando se rellenan las variables. Escriba JSON con las variables dentro de sus textos: {{\"name\": \"{{{{contact.channel.address}}}}\"}}."
            );
            report.warning(Code("bad_property"), field, message);
        }
        JsonTemplate::Parsed(_) => {
            let message = sentence!(
                "{name} has attributes without names. Write named values: {{\"reason\": \"billing\"}}.",
                "{name} tiene atributos sin nombre. Escriba valores con nombre: {{\"reason\": \"billing\"}}."
            );
            report.error(Code("bad_property"), field, message);
        }
    }
}

/// Reports attributes whose names the provider needs for the control of a call.
pub(super) fn check_reserved(attributes: &JsonTemplate, field: &str, report: &mut Reporter<'_>) {
    let names: Vec<&Text> = match attributes {
        JsonTemplate::Parsed(JsonTree::Map(items)) => items.iter().map(|(name, _)| name).collect(),
        JsonTemplate::Parsed(JsonTree::Fixed(Value::Map(map))) => map.keys().collect(),
        _ => Vec::new(),
    };
    for name in names.into_iter().filter(|name| RESERVED_ATTRIBUTES.contains(&name.as_str())) {
        let message = sentence!(
            "{} sets the attribute \"{name}\", which the provider needs for the control of the call. Call it something else.",
            "{} asigna el atributo \"{name}\", que el proveedor necesita para controlar la llamada. Dele otro nombre.",
            report.widget.name
        );
        report.warning(Code("bad_property"), field, message);
    }
}
