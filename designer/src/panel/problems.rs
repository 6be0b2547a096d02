//! What is wrong with the flow.

use centralita_engine::check::Severity;
use egui::Ui;

use super::aside_ui;
use crate::command::Command;
use crate::model::Model;
use crate::theme::Icon;
use crate::ui;

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
        return aside_ui(ui, model).or(done);
    }
    let mut problems: Vec<_> = editor.problems.iter().collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        for problem in problems {
            let (icon, colour) = match problem.severity {
                Severity::Error => (Icon::OctagonAlert, tokens.error),
                Severity::Warning => (Icon::TriangleAlert, tokens.warning),
            };
            // The first line of the sentence stands as high as its icon; the button goes below when
            // the room is short.
            ui.horizontal_top(|ui| {
                ui.spacing_mut().interact_size.y = 20.0;
                ui.allocate_ui(egui::vec2(20.0, 20.0), |ui| {
                    ui.label(ui::icon(icon, 15.0).color(colour));
                });
                let fix = problem.fix.as_ref().map(|fix| texts.told(&fix.label));
                let is_wide = ui.available_width() > 560.0;
                let room = ui.available_width();
                let beside = if is_wide && fix.is_some() { (room * 0.4).min(280.0) } else { 0.0 };
                let mut press = |ui: &mut Ui| {
                    if let (Some(fix), Some(label)) = (&problem.fix, fix) {
                        let button = egui::Button::new(label).truncate();
                        if ui.add(button).on_hover_text(label).clicked() {
                            done = Some(Command::Change(fix.edit.clone()));
                        }
                    }
                };
                let (mut is_shown, mut sets_aside) = (false, false);
                ui.vertical(|ui| {
                    ui.set_width((room - beside - 16.0).max(120.0));
                    let sentence = texts.told(&problem.message);
                    let label = egui::Label::new(sentence).wrap().sense(egui::Sense::click());
                    let label = ui.add(label).on_hover_cursor(egui::CursorIcon::PointingHand);
                    is_shown = label.clicked();
                    if !is_wide {
                        press(ui);
                    }
                    let can = problem.severity == Severity::Warning;
                    if can && problem.place.widget.is_some() {
                        let text = egui::RichText::new(texts.say("aside-ask")).size(12.0);
                        let button = egui::Button::new(text.color(tokens.weak_text)).frame(false);
                        sets_aside = ui.add(button).clicked();
                    }
                });
                if beside > 0.0 {
                    ui.vertical(|ui| {
                        ui.set_width((beside - 8.0).max(40.0));
                        press(ui);
                    });
                }
                if is_shown {
                    done = Some(Command::ShowProblem(Box::new(problem.clone())));
                } else if sets_aside {
                    done = Some(Command::AskSetAside(Box::new(problem.clone())));
                }
            });
        }
        done = aside_ui(ui, model).or(done.take());
    });
    done
}
