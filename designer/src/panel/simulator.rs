//! The telephone at the right: one hears the flow, presses keys, and sees what happened.

use centralita_engine::exec::{Action, HttpFailure, HttpReply, TaskState};
use centralita_engine::scenario::Waiting;
use egui::{Align, Key, Layout, RichText, Ui, vec2};

use crate::command::Command;
use crate::model::{Model, Selection};
use crate::simulator::{Row, Session};
use crate::text::Texts;
use crate::theme::{Icon, Tokens};
use crate::ui;

/// Shows it; gives what was chosen.
pub fn simulator_ui(ui: &mut Ui, model: &mut Model) -> Option<Command> {
    let (texts, tokens) = (&model.texts, &model.tokens);
    let editor = model.editor.as_mut()?;
    let session = editor.session.as_mut()?;
    let mut done = None;
    ui.horizontal(|ui| {
        ui.label(ui::strong(texts.say("simulator")).heading());
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui::icon_button(ui, tokens, Icon::X, texts.say("command-end-simulation"), true)
                .clicked()
            {
                done = Some(Command::EndSimulation);
            }
            if ui::icon_button(ui, tokens, Icon::RotateCcw, texts.say("simulator-restart"), true)
                .clicked()
            {
                done = Some(Command::Simulate);
            }
            let (count, at) = session.turns();
            if ui::icon_button(
                ui,
                tokens,
                Icon::SkipForward,
                texts.say("command-turn-forward"),
                at + 1 < count,
            )
            .clicked()
            {
                session.look_at(at + 1);
            }
            if ui::icon_button(ui, tokens, Icon::SkipBack, texts.say("command-turn-back"), at > 0)
                .clicked()
            {
                session.look_at(at.saturating_sub(1));
            }
        });
    });
    if session.is_stale {
        ui.horizontal_wrapped(|ui| {
            ui.label(RichText::new(texts.say("simulator-stale")).small().color(tokens.warning));
            if ui.small_button(texts.say("simulator-restart")).clicked() {
                done = Some(Command::Simulate);
            }
        });
    }
    let below = if session.is_call() { 300.0 } else { 150.0 };
    let height = (ui.available_height() - below).max(120.0);
    egui::ScrollArea::vertical().max_height(height).auto_shrink(false).stick_to_bottom(true).show(
        ui,
        |ui| {
            for row in session.rows() {
                if let Some(name) = row_ui(ui, tokens, &row) {
                    done = Some(Command::Select(Selection::of(name.as_str().into())));
                }
            }
        },
    );
    ui.separator();
    let (count, at) = session.turns();
    if at + 1 < count {
        let text =
            texts.fill("simulator-past", &[("turn", (at + 1).into()), ("count", count.into())]);
        ui.label(RichText::new(text).small().color(tokens.accent));
    }
    hand_ui(ui, session, texts, tokens);
    if let Some(refused) = &session.refused {
        ui.label(RichText::new(refused).small().color(tokens.error));
    }
    done
}

/// A line of the conversation; gives the name of the widget whose line was pressed.
fn row_ui(ui: &mut Ui, tokens: &Tokens, row: &Row) -> Option<String> {
    let bubble = |ui: &mut Ui, text: &str, fill, is_own: bool| {
        let layout = if is_own {
            Layout::right_to_left(Align::Min)
        } else {
            Layout::left_to_right(Align::Min)
        };
        ui.with_layout(layout, |ui| {
            egui::Frame::new().fill(fill).corner_radius(8).inner_margin(vec2(10.0, 6.0)).show(
                ui,
                |ui| {
                    ui.set_max_width(ui.available_width() * 0.86);
                    ui.add(egui::Label::new(RichText::new(text).size(13.0)).wrap());
                },
            );
        });
    };
    match row {
        Row::Theirs(text) => bubble(ui, text, tokens.hover, false),
        Row::Own(text) => bubble(ui, text, tokens.tint, true),
        Row::Visit(name) => {
            let text = RichText::new(format!("→ {name}")).size(11.5).color(tokens.weak_text);
            if ui.add(egui::Label::new(text).sense(egui::Sense::click())).clicked() {
                return Some(name.clone());
            }
        }
        Row::Aside(text) => {
            ui.add(egui::Label::new(RichText::new(text).size(11.5).color(tokens.weak_text)).wrap());
        }
        Row::Ended(text) => {
            ui.label(ui::strong(text).size(12.5).color(tokens.accent));
        }
    }
    None
}

/// What one can do now.
fn hand_ui(ui: &mut Ui, session: &mut Session, texts: &Texts, tokens: &Tokens) {
    enum Need {
        Input,
        Recording,
        Message,
        Task,
        Dial,
        Request(String),
        Time,
        Nothing,
        Ended,
    }
    let need = match session.waiting() {
        Waiting::Input(_) => Need::Input,
        Waiting::Recording(_) => Need::Recording,
        Waiting::Message(_) => Need::Message,
        Waiting::Task(_) => Need::Task,
        Waiting::Dial(_) => Need::Dial,
        Waiting::Timer(_) => Need::Time,
        Waiting::Ended => Need::Ended,
        Waiting::Other(Action::Http(request)) => {
            Need::Request(format!("{} {}", request.method, request.url))
        }
        Waiting::Other(Action::CallFunction(call)) => Need::Request(call.url.to_string()),
        _ => Need::Nothing,
    };
    match need {
        Need::Input => {
            typed_ui(ui, session, texts.say("simulator-say"));
            keypad_ui(ui, session);
        }
        Need::Message => typed_ui(ui, session, texts.say("simulator-write")),
        Need::Recording => {
            ui.label(texts.say("simulator-recording"));
            ui.horizontal(|ui| {
                if ui.button(texts.say("simulator-record")).clicked() {
                    session.record(6);
                }
                if ui.button(texts.say("simulator-silent")).clicked() {
                    session.be_silent();
                }
            });
        }
        Need::Task => {
            ui.label(texts.say("simulator-task"));
            ui.horizontal_wrapped(|ui| {
                for (name, state) in [
                    ("simulator-accept", TaskState::Accepted),
                    ("simulator-complete", TaskState::Completed),
                    ("simulator-cancel", TaskState::Cancelled),
                ] {
                    if ui.button(texts.say(name)).clicked() {
                        session.task(state);
                    }
                }
            });
        }
        Need::Dial => {
            ui.label(texts.say("simulator-dial"));
            ui.horizontal_wrapped(|ui| {
                for status in ["completed", "busy", "no-answer", "failed"] {
                    if ui.button(texts.of("simulator-dial", status)).clicked() {
                        session.dialled(status);
                    }
                }
            });
        }
        Need::Request(what) => request_ui(ui, session, &what, texts, tokens),
        Need::Ended => {
            ui.label(texts.say("simulator-ended"));
            return;
        }
        Need::Time | Need::Nothing => {
            ui.label(texts.say("simulator-waits"));
        }
    }
    ui.add_space(4.0);
    ui.horizontal_wrapped(|ui| {
        if matches!(session.waiting(), Waiting::Input(_))
            && ui.button(texts.say("simulator-silent")).clicked()
        {
            session.be_silent();
        }
        if ui.button(texts.say("simulator-wait-10")).clicked() {
            session.wait(10);
        }
        if ui.button(texts.say("simulator-wait-60")).clicked() {
            session.wait(60);
        }
        if session.is_call()
            && ui
                .button(RichText::new(texts.say("simulator-hang-up")).color(tokens.error))
                .clicked()
        {
            session.hang_up();
        }
    });
}

fn typed_ui(ui: &mut Ui, session: &mut Session, hint: &str) {
    let edit =
        egui::TextEdit::singleline(&mut session.typed).hint_text(hint).desired_width(f32::INFINITY);
    let response = ui.add(edit);
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        let typed = std::mem::take(&mut session.typed);
        let is_keys = session.is_call()
            && !typed.is_empty()
            && typed.chars().all(|key| key.is_ascii_digit() || matches!(key, '*' | '#'));
        if is_keys {
            session.press(&typed);
        } else if !typed.trim().is_empty() {
            session.say(&typed);
        }
        response.request_focus();
    }
}

fn keypad_ui(ui: &mut Ui, session: &mut Session) {
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        for row in ["123", "456", "789", "*0#"] {
            ui.horizontal(|ui| {
                ui.add_space((ui.available_width() - 3.0 * 60.0 - 16.0).max(0.0) / 2.0);
                for key in row.chars() {
                    let text = ui::strong(key.to_string()).size(17.0);
                    if ui.add_sized([60.0, 36.0], egui::Button::new(text)).clicked() {
                        session.press(&key.to_string());
                    }
                }
            });
        }
    });
}

fn request_ui(ui: &mut Ui, session: &mut Session, what: &str, texts: &Texts, tokens: &Tokens) {
    ui.label(ui::strong(texts.say("simulator-request")));
    ui.add(
        egui::Label::new(RichText::new(what).monospace().size(12.0).color(tokens.weak_text))
            .truncate(),
    );
    ui.add(
        egui::TextEdit::multiline(&mut session.answer)
            .code_editor()
            .desired_rows(3)
            .desired_width(f32::INFINITY),
    );
    ui.horizontal_wrapped(|ui| {
        if ui.button(texts.say("simulator-reply")).clicked() {
            session.reply(Ok(HttpReply {
                status: 200,
                content_type: "application/json".into(),
                body: session.answer.as_str().into(),
                headers: centralita_engine::Map::new(),
            }));
        }
        if ui.button(texts.say("simulator-reply-fails")).clicked() {
            session.reply(Ok(HttpReply {
                status: 500,
                content_type: "text/plain".into(),
                body: "".into(),
                headers: centralita_engine::Map::new(),
            }));
        }
        if ui.button(texts.say("simulator-reply-late")).clicked() {
            session.reply(Err(HttpFailure::TimedOut));
        }
    });
}
