//! Setting a warning aside, and what was set aside so far.

use egui::{Label, RichText, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::theme::Icon;
use crate::ui;

/// The window in which one says why a warning does not count.
pub fn set_aside_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut asking = model.setting_aside.clone()?;
    let mut done = None;
    let mut is_open = true;
    let title = texts.say("aside-title");
    ui::window(root, "set-aside", title, 460.0, &mut is_open, |ui| {
        ui.label(ui::strong(title).heading());
        ui.add(Label::new(texts.told(&asking.message)).wrap());
        ui.add_space(6.0);
        let label = ui.label(texts.say("aside-reason"));
        let edit = egui::TextEdit::singleline(&mut asking.reason)
            .hint_text(texts.say("aside-reason-hint"))
            .desired_width(f32::INFINITY);
        let response = ui.add(edit).labelled_by(label.id);
        if ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        let is_entered =
            response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        let can = !asking.reason.trim().is_empty();
        ui.add_space(6.0);
        ui.add_enabled_ui(can, |ui| {
            if ui::main_button(ui, tokens, texts.say("aside-do")).clicked() || is_entered && can {
                let (widget, code) = (asking.widget.clone(), asking.code.clone());
                done = Some(Command::SetAside { widget, code, reason: asking.reason.clone() });
            }
        });
    });
    model.setting_aside = is_open.then_some(asking);
    done
}

/// What was set aside, with the reasons; each can count again.
pub fn aside_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let all = &editor.flow().own().set_aside;
    let count: usize = all.values().map(Vec::len).sum();
    if count == 0 {
        return None;
    }
    let mut done = None;
    ui.add_space(6.0);
    ui.label(ui::strong(texts.fill("aside-count", &[("count", count.into())])).small());
    for (widget, items) in all {
        for item in items {
            ui.horizontal_wrapped(|ui| {
                ui.label(ui::icon(Icon::EyeOff, 14.0).color(tokens.weak_text));
                let code = item.code.replace('_', " ");
                let reason = item.reason.as_ref().map_or("", |reason| reason.as_str());
                let text = RichText::new(format!("{widget} · {code}")).size(12.5);
                ui.label(text.color(tokens.weak_text));
                ui.add(Label::new(RichText::new(format!("“{reason}”")).size(12.5)).wrap());
                if ui.small_button(texts.say("aside-back")).clicked() {
                    let code = item.code.to_string();
                    done = Some(Command::BringBack { widget: widget.clone(), code });
                }
            });
        }
    }
    done
}
