//! Text with variables in it.

use egui::Ui;

use super::text;
use crate::inspector::control::Control;
use crate::inspector::typed::Height;

/// Shows it.
pub fn template_ui(ui: &mut Ui, control: &mut Control<'_>) {
    text::words_ui(ui, control, Height::Growing);
}
