//! What is wrong with the flow, and what was done to it.

use centralita_engine::check::Severity;
use egui::Ui;

use crate::command::Command;
use crate::model::Model;
use crate::theme::Icon;
use crate::{ui, words};

/// Shows the problems; gives what was chosen.
pub fn problems_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    if editor.problems.is_empty() {
        ui.horizontal(|ui| {
            ui.label(ui::icon(Icon::CircleCheck, 16.0).color(tokens.good));
            ui.label(texts.say("problems-none"));
            if ui.button(texts.say("command-simulate")).clicked() {
                done = Some(Command::Simulate);
            }
        });
        return done;
    }
    let mut problems: Vec<_> = editor.problems.iter().collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for problem in problems {
            ui.horizontal(|ui| {
                let (icon, colour) = match problem.severity {
                    Severity::Error => (Icon::OctagonAlert, tokens.error),
                    Severity::Warning => (Icon::TriangleAlert, tokens.warning),
                };
                ui.label(ui::icon(icon, 15.0).color(colour));
                let sentence = texts.told(&problem.message);
                let width = ui.available_width() - 190.0;
                let label = egui::Label::new(sentence).wrap().sense(egui::Sense::click());
                let shown = ui.allocate_ui(egui::vec2(width.max(120.0), 0.0), |ui| {
                    ui.set_width(width.max(120.0));
                    ui.add(label)
                });
                if shown.inner.on_hover_cursor(egui::CursorIcon::PointingHand).clicked() {
                    done = Some(Command::ShowProblem(Box::new(problem.clone())));
                }
                if let Some(fix) = &problem.fix
                    && ui.button(texts.told(&fix.label)).clicked()
                {
                    done = Some(Command::Change(fix.edit.clone()));
                }
            });
        }
    });
    done
}

/// Shows what was done; gives what was chosen.
pub fn history_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    if editor.history.done().is_empty() && editor.history.undone().is_empty() {
        ui.label(egui::RichText::new(texts.say("history-none")).color(tokens.weak_text));
        return None;
    }
    egui::ScrollArea::vertical().auto_shrink(false).stick_to_bottom(true).show(ui, |ui| {
        for entry in editor.history.done() {
            ui.label(words::label(texts, &entry.label));
        }
        for entry in editor.history.undone().iter().rev() {
            let text = egui::RichText::new(words::label(texts, &entry.label));
            ui.label(text.color(tokens.weak_text).strikethrough());
        }
    });
    None
}
