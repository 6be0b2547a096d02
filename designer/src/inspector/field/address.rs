//! An address of a contact or of ours.

use egui::Ui;

use super::text;
use crate::inspector::control::Control;
use crate::theme::Icon;

/// Shows it.
pub fn address_ui(ui: &mut Ui, control: &mut Control<'_>) {
    text::line_ui(ui, control, Some(Icon::AtSign));
}
