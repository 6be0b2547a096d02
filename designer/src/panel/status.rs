//! The line at the bottom: what is wrong, how close one looks, how much there is.

use centralita_engine::check::Severity;
use egui::{Align, Layout, Ui};

use crate::command::Command;
use crate::model::{Bottom, Editor, Model};
use crate::theme::Icon;
use crate::ui;

/// Shows it; gives what was chosen.
pub fn status_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    ui.horizontal_centered(|ui| {
        let (errors, warnings) = (editor.count(Severity::Error), editor.count(Severity::Warning));
        let text = if errors + warnings == 0 {
            texts.say("status-no-problems").to_owned()
        } else {
            let errors = texts.fill("status-errors", &[("count", errors.into())]);
            let warnings = texts.fill("status-warnings", &[("count", warnings.into())]);
            format!("{errors} · {warnings}")
        };
        let colour = match (errors, warnings) {
            (0, 0) => tokens.good,
            (0, _) => tokens.warning,
            _ => tokens.error,
        };
        let icon = if errors + warnings == 0 { Icon::CircleCheck } else { Icon::TriangleAlert };
        ui.label(ui::icon(icon, 14.0).color(colour));
        let is_open = model.bottom == Some(Bottom::Problems);
        let button =
            egui::Button::new(egui::RichText::new(text).small()).selected(is_open).frame(false);
        if ui.add(button).clicked() {
            done = Some(Command::Toggle(Bottom::Problems));
        }
        let is_open = model.bottom == Some(Bottom::History);
        let history = egui::RichText::new(texts.say("command-history")).small();
        if ui.add(egui::Button::new(history).selected(is_open).frame(false)).clicked() {
            done = Some(Command::Toggle(Bottom::History));
        }
        server_ui(ui, model, editor);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui::icon_button(ui, tokens, Icon::Keyboard, texts.say("command-keys"), true)
                .clicked()
            {
                done = Some(Command::Keys);
            }
            let count = editor.flow().widgets().len();
            ui.label(
                egui::RichText::new(texts.fill("status-widgets", &[("count", count.into())]))
                    .small(),
            );
            ui.separator();
            for (icon, name, command) in [
                (Icon::LayoutDashboard, "command-tidy", Command::Tidy),
                (Icon::Maximize, "command-fit", Command::Fit),
                (Icon::Plus, "command-zoom-in", Command::ZoomIn),
            ] {
                if ui::icon_button(ui, tokens, icon, texts.say(name), true).clicked() {
                    done = Some(command);
                }
            }
            let zoom = format!("{:.0} %", editor.canvas.view.zoom * 100.0);
            ui.add_sized([44.0, 20.0], egui::Label::new(egui::RichText::new(zoom).small()));
            if ui::icon_button(ui, tokens, Icon::Minus, texts.say("command-zoom-out"), true)
                .clicked()
            {
                done = Some(Command::ZoomOut);
            }
        });
    });
    done
}

/// What the server has of the flow, when it stands there.
fn server_ui(ui: &mut Ui, model: &Model, editor: &Editor) {
    let Some(on) = &editor.server else { return };
    let (texts, tokens) = (&model.texts, &model.tokens);
    let number = on.newest.to_string();
    let things = [("number", (&number).into())];
    let (icon, colour, text) = if on.waits.is_some() {
        (Icon::CloudOff, tokens.warning, texts.say("server-waits").to_owned())
    } else if editor.is_changed() || model.draft.is_some() {
        (Icon::Cloud, tokens.weak_text, texts.fill("server-changed", &things))
    } else if on.published == Some(on.newest) {
        (Icon::CloudCheck, tokens.good, texts.fill("server-published", &things))
    } else {
        (Icon::CloudCheck, tokens.good, texts.fill("server-saved", &things))
    };
    ui.separator();
    ui.label(ui::icon(icon, 14.0).color(colour));
    ui.label(egui::RichText::new(text).small());
}
