//! Another flow, by its name.

use std::path::Path;

use egui::Ui;

use crate::inspector::control::Control;
use crate::inspector::offered::offered_ui;
use crate::theme::Icon;

/// Shows it; offers the flows beside this one, those that were open lately and those that this flow
/// runs elsewhere.
pub fn flow_ui(ui: &mut Ui, control: &mut Control<'_>) {
    let mut names = super::queue::used(control, &control.field.kind);
    for path in control.model.prefs.recent.iter().map(|one| &one.path) {
        let stem = Path::new(path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        names.extend(stem.filter(|stem| !names.contains(stem)));
    }
    let editor = control.model.editor.iter();
    let own = editor.flat_map(|editor| editor.surroundings.other_flows(&editor.name));
    let offered = super::queue::told(control, own.collect(), names);
    offered_ui(ui, control, Icon::Workflow, &offered);
}
