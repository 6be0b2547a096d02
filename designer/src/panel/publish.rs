//! The window from which a flow is published: what changed, what is wrong, what the scenarios say.

use centralita_engine::check::Severity;
use egui::{Label, RichText, Ui};

use crate::command::Command;
use crate::compare::sign_of;
use crate::model::{Editor, Model};
use crate::revisions::{Act, Publishing};
use crate::text::Texts;
use crate::theme::{Icon, Tokens};
use crate::ui;

/// Shows it; gives what was chosen.
pub fn publish_ui(root: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let editor = model.editor.as_mut()?;
    let mut publishing = editor.revisions.publishing.clone()?;
    let (mut done, mut is_open) = (None, true);
    let title = texts.fill("publish-title", &[("name", (&editor.name).into())]);
    let errors = editor.count(Severity::Error);
    let seen: &Editor = editor;
    ui::window(root, "publish", &title, 560.0, &mut is_open, |ui| {
        ui.label(ui::strong(&title).heading());
        let lead = match seen.server {
            Some(_) => "publish-lead-server",
            None => "publish-lead",
        };
        ui.add(Label::new(RichText::new(texts.say(lead)).color(tokens.weak_text)).wrap());
        ui.add_space(4.0);
        let high = (ui.ctx().content_rect().height() * 0.4).max(140.0);
        egui::ScrollArea::vertical().max_height(high).show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 4.0;
            changes_ui(ui, texts, tokens, &publishing);
            ui.add_space(6.0);
            problems_ui(ui, texts, tokens, seen);
            ui.add_space(6.0);
            scenarios_ui(ui, texts, tokens, seen);
        });
        refused_ui(ui, tokens, &publishing);
        ui.add_space(4.0);
        let label = ui.label(RichText::new(texts.say("publish-note")).small());
        let field = ui
            .add(
                egui::TextEdit::multiline(&mut publishing.note)
                    .desired_rows(2)
                    .desired_width(f32::INFINITY),
            )
            .labelled_by(label.id);
        if crate::focus::is_free(ui.ctx()) {
            field.request_focus();
        }
        ui.add_space(6.0);
        ui.horizontal(|ui| {
            ui.add_enabled_ui(errors == 0 && !publishing.is_sent, |ui| {
                let name = if publishing.is_sent { "publish-sent" } else { "publish-do" };
                if ui::main_button(ui, tokens, texts.say(name)).clicked() {
                    done = Some(Act::Publish(publishing.note.clone()).into());
                }
            });
            if publishing.refused.as_ref().is_some_and(|refused| refused.is_scenarios)
                && ui.button(texts.say("publish-despite")).clicked()
            {
                publishing.despite_scenarios = true;
                done = Some(Act::Publish(publishing.note.clone()).into());
            }
            if ui.button(texts.say("unsaved-keep")).clicked() {
                done = Some(Act::DoNotPublish.into());
            }
            if errors > 0 {
                let text = RichText::new(texts.say("publish-stopped")).color(tokens.error);
                ui.add(Label::new(text).wrap());
            }
        });
    });
    editor.revisions.publishing = is_open.then_some(publishing);
    done
}

/// Why the server did not publish it.
fn refused_ui(ui: &mut Ui, tokens: &Tokens, publishing: &Publishing) {
    let Some(refused) = &publishing.refused else { return };
    ui.add_space(4.0);
    line(ui, Icon::CircleAlert, tokens.error, &refused.why);
    for (is_error, problem) in &refused.problems {
        let (icon, colour) = match is_error {
            true => (Icon::OctagonAlert, tokens.error),
            false => (Icon::TriangleAlert, tokens.warning),
        };
        line(ui, icon, colour, problem);
    }
}

fn changes_ui(ui: &mut Ui, texts: &Texts, tokens: &Tokens, publishing: &Publishing) {
    let title = match &publishing.since {
        Some(name) => texts.fill("publish-changes", &[("name", name.into())]),
        None => texts.say("publish-first").to_owned(),
    };
    ui.label(ui::strong(title));
    let Some(changes) = &publishing.changes else { return };
    if changes.is_empty() && publishing.since.is_some() {
        ui.label(RichText::new(texts.say("publish-no-changes")).color(tokens.weak_text));
    }
    for change in changes {
        ui.horizontal_top(|ui| {
            let sign = sign_of(change);
            ui.label(ui::strong(sign.letter()).color(sign.colour(tokens)));
            ui.add(Label::new(texts.told(&change.sentence)).wrap());
        });
    }
}

fn problems_ui(ui: &mut Ui, texts: &Texts, tokens: &Tokens, editor: &Editor) {
    ui.label(ui::strong(texts.say("command-problems")));
    if editor.problems.is_empty() {
        line(ui, Icon::CircleCheck, tokens.good, texts.say("publish-no-problems"));
    }
    let mut problems: Vec<_> = editor.problems.iter().collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity));
    for problem in problems {
        let (icon, colour) = match problem.severity {
            Severity::Error => (Icon::OctagonAlert, tokens.error),
            Severity::Warning => (Icon::TriangleAlert, tokens.warning),
        };
        line(ui, icon, colour, texts.told(&problem.message));
    }
}

fn scenarios_ui(ui: &mut Ui, texts: &Texts, tokens: &Tokens, editor: &Editor) {
    ui.label(ui::strong(texts.say("publish-scenarios")));
    let checks = editor.trials.checks.as_ref();
    let Some(checks) = checks.filter(|checks| !checks.results.is_empty()) else {
        let text = RichText::new(texts.say("publish-no-scenarios")).color(tokens.weak_text);
        ui.add(Label::new(text).wrap());
        return;
    };
    let count = checks.results.len();
    let passed = checks.passed();
    let text =
        texts.fill("simulator-passed", &[("passed", passed.into()), ("count", count.into())]);
    let (icon, colour) = if passed == count {
        (Icon::CircleCheck, tokens.good)
    } else {
        (Icon::CircleX, tokens.warning)
    };
    line(ui, icon, colour, &text);
    for result in checks.results.iter().filter(|result| result.failed.is_some()) {
        let why = result.failed.as_ref().map(|(_, _, message)| message.as_str());
        line(ui, Icon::CircleX, tokens.error, &format!("{}: {}", result.title, why.unwrap_or("")));
    }
}

fn line(ui: &mut Ui, icon: Icon, colour: egui::Color32, text: &str) {
    ui.horizontal_top(|ui| {
        ui.label(ui::icon(icon, 15.0).color(colour));
        ui.add(Label::new(text).wrap());
    });
}
