//! The window before a flow is written for Studio: what Studio does not know, and what becomes of it.

use centralita_engine::WidgetName;
use centralita_engine::check::Sentence;
use egui::{Label, RichText, ScrollArea, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::theme::Icon;
use crate::ui;

/// Shows it while it is open; gives what was chosen.
pub fn export_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let outgoing = model.exchange.outgoing.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    let mut is_open = true;
    let title = texts.say("export-title");
    ui::padded_window(root, "export", title, 600.0, &mut is_open, |ui| {
        ui.label(ui::strong(title).heading());
        let weak = |text: &str| RichText::new(text).color(tokens.weak_text);
        ui.add(Label::new(weak(texts.say("export-about"))).wrap());
        ui.add_space(8.0);
        let high = (ui.ctx().content_rect().height() * 0.5).max(120.0);
        ScrollArea::vertical().max_height(high).auto_shrink([false, true]).show(ui, |ui| {
            if outgoing.is_all_known() {
                ui.horizontal_wrapped(|ui| {
                    ui.label(ui::icon(Icon::CircleCheck, 16.0).color(tokens.good));
                    ui.label(texts.say("export-all-known"));
                });
            }
            let list = |ui: &mut Ui, name: &str, icon: Icon, colour, rows: &[Row]| {
                if rows.is_empty() {
                    return;
                }
                let text = texts.fill(name, &[("count", rows.len().into())]);
                ui.label(ui::strong(text));
                for (widget, what) in rows {
                    ui.horizontal(|ui| {
                        ui.label(ui::icon(icon, 15.0).color(colour));
                        ui.vertical(|ui| {
                            ui.spacing_mut().item_spacing.y = 1.0;
                            ui.label(ui::strong(widget.as_str()).size(13.0));
                            ui.add(Label::new(weak(texts.told(what)).size(12.5)).wrap());
                        });
                    });
                }
                ui.add_space(8.0);
            };
            list(ui, "export-left", Icon::TriangleAlert, tokens.warning, &outgoing.left);
            list(ui, "export-done", Icon::ArrowRight, tokens.good, &outgoing.done);
            if !outgoing.own.is_empty() {
                ui.label(ui::strong(texts.say("export-own")));
                let own: Vec<&str> = outgoing.own.iter().map(|name| texts.say(name)).collect();
                ui.add(Label::new(weak(&own.join(" · ")).size(12.5)).wrap());
            }
        });
        ui.add_space(8.0);
        ui.horizontal_wrapped(|ui| {
            let save = ui::main_button(ui, tokens, texts.say("export-save"));
            if ui.memory(|memory| memory.focused().is_none()) {
                save.request_focus();
            }
            if save.clicked() {
                done = Some(Command::SaveForStudio);
            }
            if ui.button(texts.say("exchange-cancel")).clicked() {
                done = Some(Command::StepBack);
            }
        });
    });
    if !is_open && done.is_none() {
        done = Some(Command::StepBack);
    }
    done
}

/// A widget, and what is said of it.
type Row = (WidgetName, Sentence);
