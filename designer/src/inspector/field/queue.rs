//! A queue or routing plan, by its name.

use centralita_engine::declare::FieldKind;
use egui::Ui;

use crate::inspector::control::{Control, is_open};
use crate::inspector::offered::offered_ui;
use crate::theme::Icon;

/// Shows it; offers the queues and plans of the project, and those that other widgets of the flow name.
pub fn queue_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let own = control.model.editor.iter().flat_map(|editor| editor.surroundings.targets());
    let offered = told(control, own.collect(), used(control, &control.field.kind));
    offered_ui(ui, control, Icon::Users, &offered);
}

/// What the project has, each with that word beside it, and then what else is used.
pub fn told(
    control: &Control<'_>,
    of_project: Vec<String>,
    used: Vec<String>,
) -> Vec<(String, String)> {
    let detail = control.model.texts.say("project-offered");
    let used = used.into_iter().filter(|name| !of_project.contains(name));
    let used: Vec<(String, String)> = used.map(|name| (name, String::new())).collect();
    of_project.into_iter().map(|name| (name, detail.to_owned())).chain(used).collect()
}

/// What the widgets of the flow have in fields of this kind, each once, in the order of the flow.
pub fn used(control: &Control<'_>, kind: &FieldKind) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let widgets = control.model.editor.iter().flat_map(|editor| editor.flow().widgets());
    for widget in widgets {
        let Some(spec) = control.model.catalogue.spec(widget.kind.as_str()) else { continue };
        for field in spec.fields.iter().filter(|field| field.kind == *kind) {
            let name = widget.property(&field.name).and_then(|node| node.text_of());
            let name = name.map(|name| name.trim().to_owned()).unwrap_or_default();
            if !name.is_empty() && !is_open(&name) && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}
