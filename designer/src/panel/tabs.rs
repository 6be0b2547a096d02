//! The tabs of the open flows.

use egui::{Align, Layout, RichText, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::tabs::Act;
use crate::theme::Icon;
use crate::ui;

/// Shows them; gives what was chosen.
pub fn tabs_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let here = model.tab_at_hand();
    let mut done = None;
    egui::ScrollArea::horizontal().auto_shrink(false).show(ui, |ui| {
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            for (place, editor) in model.tabs().enumerate() {
                let is_here = here == Some(place);
                let is_changed = editor.is_changed();
                let mut text = RichText::new(&editor.name).size(crate::theme::size::SMALL);
                if is_here {
                    text = text.family(egui::FontFamily::Name(crate::theme::STRONG.into()));
                }
                let tab = egui::Button::selectable(is_here, text).min_size(egui::vec2(48.0, 26.0));
                let response = ui.add(tab);
                let mark = if is_changed { texts.say("state-changed") } else { "" };
                let said = if is_changed {
                    format!("{}, {mark}", editor.name)
                } else {
                    editor.name.clone()
                };
                response.widget_info(|| {
                    egui::WidgetInfo::selected(egui::Role::Tab, true, is_here, &said)
                });
                if is_here {
                    response.scroll_to_me(None);
                }
                let path = editor.path.as_ref().map(|path| path.display().to_string());
                let response = match path {
                    Some(path) => response.on_hover_text(path),
                    None => response,
                };
                if response.clicked() {
                    done = Some(Act::Show(place).into());
                }
                if response.middle_clicked() {
                    done = Some(Act::Close(place).into());
                }
                if is_changed {
                    let dot = ui::icon(Icon::Dot, 18.0).color(tokens.warning);
                    ui.label(dot).on_hover_text(mark);
                }
                let close = texts.fill("tabs-close", &[("name", (&editor.name).into())]);
                if ui::icon_button(ui, tokens, Icon::X, &close, true).clicked() {
                    done = Some(Act::Close(place).into());
                }
                ui.separator();
            }
        });
    });
    done
}
