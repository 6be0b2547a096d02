//! Trying a script: what it is given, what it does, what comes back to it.

use centralita_engine::declare::FieldKind;
use centralita_engine::{Text, Value};
use centralita_widgets::script::{Back, Came, Decision, ScriptError, TestReport};
use egui::{Label, RichText, ScrollArea, Ui};

use crate::command::Command;
use crate::model::Model;
use crate::scripts::Bench;
use crate::text::Texts;
use crate::theme::{CODE, Icon, Tokens, size};
use crate::ui;

/// Shows it; gives what was chosen.
pub(super) fn bench_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let desk = model.scripts.desk.as_mut()?;
    let is_stale = desk.text != desk.bench.of;
    let bench = &mut desk.bench;
    let mut done = None;
    ScrollArea::vertical().id_salt("bench").auto_shrink(false).show(ui, |ui| {
        ui.set_max_width(ui.available_width() - 10.0);
        ui.spacing_mut().item_spacing.y = 4.0;
        let weak = |text: &str| RichText::new(text).size(12.0).color(tokens.weak_text);
        if bench.came.is_empty() && bench.tests.is_none() {
            ui.add(Label::new(weak(texts.say("script-bench-about"))).wrap());
        } else if is_stale {
            ui.add(Label::new(weak(texts.say("script-bench-stale"))).wrap());
        }
        if let Some(reports) = &bench.tests {
            done = tests_ui(ui, texts, tokens, reports).or(done.take());
        }
        for (number, came) in bench.came.iter().enumerate() {
            if number > 0 {
                ui.separator();
            }
            match came {
                Ok(came) => came_ui(ui, texts, tokens, came),
                Err(error) => error_ui(ui, texts, tokens, error),
            }
        }
        done = back_ui(ui, texts, bench).or(done.take());
        given_ui(ui, texts, tokens, bench);
    });
    done
}

/// What it is given: its fields, and the variables that it reads.
fn given_ui(ui: &mut Ui, texts: &Texts, tokens: &Tokens, bench: &mut Bench) {
    let Bench { declared, fields: values, variables, written, .. } = bench;
    let title = |ui: &mut Ui, name: &str| {
        ui.add_space(6.0);
        ui.label(ui::strong(texts.say(name)).size(12.5));
    };
    if !values.is_empty() {
        title(ui, "script-fields");
    }
    for field in declared.iter() {
        let Some(value) = values.get_mut(&field.name) else { continue };
        let label = ui.label(RichText::new(field.label.as_str()).small().color(tokens.weak_text));
        let is_changed = match &field.kind {
            FieldKind::Toggle => {
                let mut is_on = value == "true";
                let changed = ui.checkbox(&mut is_on, "").labelled_by(label.id).changed();
                *value = is_on.to_string();
                changed
            }
            FieldKind::Choice(choices) if !choices.is_empty() => {
                let before = value.clone();
                let chosen = choices.iter().find(|choice| choice.value.as_str() == value);
                let shown = chosen.map_or(value.as_str(), |choice| choice.label.as_str());
                let response = egui::ComboBox::from_id_salt(("bench", field.name.as_str()))
                    .selected_text(shown)
                    .width(ui.available_width() - 8.0)
                    .show_ui(ui, |ui| {
                        for choice in choices {
                            let text = choice.value.to_string();
                            ui.selectable_value(value, text, choice.label.as_str());
                        }
                    });
                response.response.labelled_by(label.id);
                *value != before
            }
            _ => line_ui(ui, value, label.id),
        };
        if is_changed {
            written.insert(field.name.clone());
        }
    }
    if !variables.is_empty() {
        title(ui, "script-variables");
    }
    for (path, value) in variables {
        let name = RichText::new(path.as_str()).font(egui::FontId::new(11.5, CODE));
        let label = ui.label(name.color(tokens.weak_text));
        if line_ui(ui, value, label.id) {
            written.insert(path.clone());
        }
    }
}

fn line_ui(ui: &mut Ui, value: &mut String, label: egui::Id) -> bool {
    let edit = egui::TextEdit::singleline(value).desired_width(f32::INFINITY);
    ui.add(edit).labelled_by(label).changed()
}

fn code(text: impl Into<String>) -> RichText {
    RichText::new(text).font(egui::FontId::new(size::SMALL, CODE))
}

fn pairs_ui<'v>(
    ui: &mut Ui,
    tokens: &Tokens,
    pairs: impl Iterator<Item = (&'v Text, &'v Value)>,
    before: &str,
) {
    for (name, value) in pairs {
        let text = code(format!("{before}{name} = {}", value.to_json())).color(tokens.text);
        ui.add(Label::new(text).wrap());
    }
}

/// What came of a run.
fn came_ui(ui: &mut Ui, texts: &Texts, tokens: &Tokens, came: &Came) {
    let said = |ui: &mut Ui, icon: Icon, text: String| {
        ui.horizontal_top(|ui| {
            ui.label(ui::icon(icon, 14.0).color(tokens.accent));
            ui.add(Label::new(ui::strong(text).size(13.0)).wrap());
        });
    };
    let one = |name: &str, what: &str| texts.fill(name, &[("what", what.into())]);
    for note in &came.notes {
        ui.horizontal_top(|ui| {
            ui.label(ui::icon(Icon::StickyNote, 13.0).color(tokens.weak_text));
            ui.add(Label::new(RichText::new(note.as_str()).size(12.5)).wrap());
        });
    }
    pairs_ui(ui, tokens, came.sets.iter().map(|(name, value)| (name, value)), "flow.variables.");
    match &came.decision {
        Decision::Exit { name, outputs } => {
            let text = match came.is_usual {
                true => one("script-leaves-usual", name),
                false => one("script-leaves", name),
            };
            said(ui, Icon::LogOut, text);
            pairs_ui(ui, tokens, outputs.iter(), "");
        }
        Decision::Request(request) => {
            let what = format!("{} {}", request.method, request.url);
            said(ui, Icon::Globe, one("script-asks-request", &what));
            if !request.body.is_empty() {
                ui.add(Label::new(code(request.body.as_str())).wrap());
            }
        }
        Decision::Wait(seconds) => {
            said(ui, Icon::Clock, one("script-asks-wait", &seconds.0.to_string()));
        }
        Decision::Say(say) => said(ui, Icon::Volume2, one("script-asks-say", &say.text)),
        Decision::Gather(_) => {
            let told = came.decision.to_value();
            let text = told.get("text").and_then(Value::as_text).unwrap_or_default().to_owned();
            said(ui, Icon::Grid3x3, one("script-asks-gather", &text));
        }
    }
    let things = [
        ("spent", usize::try_from(came.operations).unwrap_or(usize::MAX).into()),
        ("allowed", usize::try_from(came.allowed).unwrap_or(usize::MAX).into()),
    ];
    let text = RichText::new(texts.fill("script-spent", &things)).small();
    ui.label(text.color(tokens.weak_text));
}

fn error_ui(ui: &mut Ui, texts: &Texts, tokens: &Tokens, error: &ScriptError) {
    let told = error.told();
    let (line, why) = (error.line.to_string(), texts.told(&told));
    let text = texts.fill("script-fault", &[("line", (&line).into()), ("why", why.into())]);
    ui.horizontal_top(|ui| {
        ui.label(ui::icon(Icon::OctagonAlert, 14.0).color(tokens.error));
        ui.add(Label::new(RichText::new(text).size(12.5).color(tokens.error)).wrap());
    });
}

/// What comes back to a script that asked for something.
fn back_ui(ui: &mut Ui, texts: &Texts, bench: &mut Bench) -> Option<Command> {
    let asks = bench.asks()?;
    let mut done = None;
    let mut answer = |ui: &mut Ui, name: &str, back: Back| {
        if ui.button(texts.say(name)).clicked() {
            done = Some(Command::AnswerScript(Box::new(back)));
        }
    };
    match asks {
        "request" => {
            ui.horizontal(|ui| {
                let label = ui.label(texts.say("script-status"));
                let edit = egui::TextEdit::singleline(&mut bench.status).desired_width(48.0);
                ui.add(edit).labelled_by(label.id);
            });
            let edit = egui::TextEdit::multiline(&mut bench.answer)
                .desired_rows(2)
                .desired_width(f32::INFINITY)
                .code_editor()
                .lock_focus(false);
            ui.add(edit).accessible_name(texts.say("script-body"));
            ui.horizontal_wrapped(|ui| {
                let status = bench.status.trim().parse().unwrap_or(200);
                answer(ui, "script-replies", Back::Replied(status, bench.answer.as_str().into()));
                answer(ui, "script-unreachable", Back::Unreachable);
            });
        }
        "gather" => {
            let edit = egui::TextEdit::singleline(&mut bench.answer).desired_width(f32::INFINITY);
            ui.add(edit).accessible_name(texts.say("script-answer"));
            ui.horizontal_wrapped(|ui| {
                let typed: Text = bench.answer.as_str().into();
                answer(ui, "script-presses", Back::Pressed(typed.clone()));
                answer(ui, "script-says", Back::Said(typed));
                answer(ui, "script-silent", Back::Silent);
            });
        }
        "say" => answer(ui, "script-played", Back::Played),
        _ => answer(ui, "script-fired", Back::Fired),
    }
    done
}

/// How the tests in the script's own file went.
fn tests_ui(
    ui: &mut Ui,
    texts: &Texts,
    tokens: &Tokens,
    reports: &[TestReport],
) -> Option<Command> {
    let passed = reports.iter().filter(|report| report.passed).count();
    if reports.is_empty() {
        let text = RichText::new(texts.say("script-no-tests")).size(12.5);
        ui.add(Label::new(text.color(tokens.weak_text)).wrap());
        return None;
    }
    let things = [("passed", passed.into()), ("count", reports.len().into())];
    ui.label(ui::strong(texts.fill("script-passed", &things)).size(13.0));
    let mut done = None;
    for report in reports {
        ui.horizontal_top(|ui| {
            let (icon, colour) = match report.passed {
                true => (Icon::CircleCheck, tokens.good),
                false => (Icon::CircleX, tokens.error),
            };
            ui.label(ui::icon(icon, 14.0).color(colour));
            let name = report.name.trim_start_matches("test_").replace('_', " ");
            let label = Label::new(RichText::new(name).size(12.5)).wrap();
            if ui.add(label.sense(egui::Sense::click())).clicked() {
                done = Some(Command::GoToLine(report.line));
            }
        });
        if !report.passed {
            let line = report.line.to_string();
            let things = [("line", (&line).into()), ("why", report.message.as_str().into())];
            let text = RichText::new(texts.fill("script-fault", &things)).size(12.0);
            ui.indent(report.name.as_str(), |ui| {
                ui.add(Label::new(text.color(tokens.error)).wrap());
            });
        }
    }
    done
}
