//! The scenarios of the flow: which hold, which do not and why, and which exits none of them takes.

use egui::{Label, RichText, Sense, Ui};

use crate::command::Command;
use crate::model::{Model, Selection};
use crate::simulator::keeping;
use crate::theme::Icon;
use crate::trying::not_kept;
use crate::ui;

/// Shows them; gives what was chosen.
pub fn scenarios_ui(ui: &mut Ui, model: &Model) -> Option<Command> {
    let editor = model.editor.as_ref()?;
    let (texts, tokens) = (&model.texts, &model.tokens);
    let mut done = None;
    let checks = editor.trials.checks.as_ref();
    let weak = |text: &str| RichText::new(text).color(tokens.weak_text);
    ui.horizontal_wrapped(|ui| {
        if ui::main_button(ui, tokens, texts.say("command-run-scenarios")).clicked() {
            done = Some(Command::RunChecks);
        }
        if let Some(checks) = checks.filter(|checks| !checks.results.is_empty()) {
            let passed = checks.passed();
            ui.label(texts.fill(
                "simulator-passed",
                &[("passed", passed.into()), ("count", checks.results.len().into())],
            ));
            let mut shows = checks.shows_coverage;
            let text = texts.fill(
                "simulator-coverage",
                &[("taken", checks.taken().into()), ("count", checks.exits.len().into())],
            );
            if ui.checkbox(&mut shows, text).changed() {
                done = Some(Command::ShowCoverage(shows));
            }
        }
    });
    let Some(checks) = checks else { return done };
    if editor.path.is_none() {
        ui.label(weak(texts.say("simulator-save-first")));
        return done;
    }
    if checks.results.is_empty() {
        ui.label(weak(texts.say("simulator-no-scenarios")));
        if editor.session.is_some() && ui.button(texts.say("command-keep-scenario")).clicked() {
            done = Some(Command::KeepScenario);
        }
    }
    egui::ScrollArea::vertical().id_salt("scenarios").auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        for (line, message) in &checks.faults {
            ui.horizontal_wrapped(|ui| {
                ui.label(ui::icon(Icon::TriangleAlert, 15.0).color(tokens.warning));
                let line = texts.fill("simulator-line", &[("line", (*line).into())]);
                ui.label(format!("{line}: {message}"));
            });
        }
        for result in &checks.results {
            ui.horizontal(|ui| {
                let (icon, colour, said) = match result.failed {
                    None => (Icon::CircleCheck, tokens.good, "simulator-holds"),
                    Some(_) => (Icon::CircleX, tokens.error, "simulator-fails"),
                };
                ui.label(ui::icon(icon, 15.0).color(colour)).on_hover_text(texts.say(said));
                ui.add(Label::new(&result.title).truncate());
            });
            if let Some((line, sentence, message)) = &result.failed {
                let line = texts.fill("simulator-line", &[("line", (*line).into())]);
                ui.indent(line.clone(), |ui| {
                    let text = format!("{line}: {sentence}");
                    ui.add(Label::new(RichText::new(text).monospace().size(12.0)).wrap());
                    ui.add(
                        Label::new(RichText::new(message).size(12.5).color(tokens.error)).wrap(),
                    );
                });
            }
        }
        let untaken = checks.exits.iter().filter(|exit| exit.count == 0);
        for (place, exit) in untaken.enumerate() {
            if place == 0 {
                ui.add_space(6.0);
                ui.label(ui::strong(texts.say("simulator-untaken")));
            }
            let text = format!("{} · {}", exit.widget, exit.event);
            let label = Label::new(weak(&text)).truncate().sense(Sense::click());
            if ui.add(label).clicked() {
                done = Some(Command::Select(Selection::of(exit.widget.clone())));
            }
        }
    });
    done
}

/// The window in which a conversation is given a title and kept as a scenario.
pub fn keep_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let editor = model.editor.as_mut()?;
    let has_file = editor.path.is_some();
    let session = editor.session.as_mut()?;
    let mut title = session.hands.keeping.clone()?;
    let mut done = None;
    let mut is_open = true;
    let written = keeping::scenario(session, &title);
    ui::window(
        root,
        "keep-scenario",
        texts.say("command-keep-scenario"),
        560.0,
        &mut is_open,
        |ui| {
            ui.label(ui::strong(texts.say("command-keep-scenario")).heading());
            let label = ui.label(RichText::new(texts.say("simulator-title")).small());
            ui.add(egui::TextEdit::singleline(&mut title).desired_width(f32::INFINITY))
                .labelled_by(label.id);
            match &written {
                Ok(text) => {
                    egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                        let text = text.split_once('\n').map_or("", |(_, rest)| rest);
                        let text = RichText::new(text.trim_end()).monospace().size(12.0);
                        ui.add(Label::new(text).wrap());
                    });
                }
                Err(why) => {
                    let text = RichText::new(not_kept(texts, why)).color(tokens.error);
                    ui.add(Label::new(text).wrap());
                }
            }
            if !has_file {
                ui.label(RichText::new(texts.say("simulator-save-first")).color(tokens.warning));
            }
            ui.add_space(6.0);
            ui.horizontal(|ui| {
                let can = written.is_ok() && has_file && !title.trim().is_empty();
                ui.add_enabled_ui(can, |ui| {
                    if ui::main_button(ui, tokens, texts.say("simulator-keep")).clicked() {
                        done = Some(Command::WriteScenario(title.trim().to_owned()));
                    }
                });
                if let Ok(text) = &written
                    && ui.button(texts.say("command-copy")).clicked()
                {
                    ui.ctx().copy_text(text.clone());
                }
            });
        },
    );
    session.hands.keeping = is_open.then_some(title);
    done
}
