//! What one can do now: the telephone, the chat, the cards of the outside world, and time.

use centralita_engine::exec::Action;
use centralita_engine::scenario::Waiting;
use egui::{Key, RichText, Ui, vec2};

use super::{Parts, cards, people};
use crate::command::Command;
use crate::simulator::Hands;
use crate::simulator::{Act, Session};
use crate::theme::Icon;
use crate::ui;

pub(super) fn act(act: Act) -> Option<Command> {
    Some(Command::Act(Box::new(act)))
}

/// Shows what can be done; gives what was chosen.
pub fn hand_ui(ui: &mut Ui, parts: &Parts<'_>, hands: &mut Hands) -> Option<Command> {
    let (session, texts, tokens) = (parts.session, parts.texts, parts.tokens);
    let mut done = None;
    match session.waiting() {
        Waiting::Input(gather) => {
            done = typed_ui(ui, parts, hands, "simulator-say").or(done);
            let wants = gather.digits.map_or(0, |digits| digits as usize);
            done = keypad_ui(ui, parts, hands, wants).or(done);
        }
        Waiting::Message(_) => {
            done = typed_ui(ui, parts, hands, "simulator-write").or(done);
        }
        Waiting::Recording(_) => done = cards::recording_ui(ui, parts).or(done),
        Waiting::Task(task) => done = cards::task_ui(ui, parts, task).or(done),
        Waiting::Dial(dial) => done = cards::dial_ui(ui, parts, hands, dial).or(done),
        Waiting::Redirect(_) => done = cards::redirect_ui(ui, parts).or(done),
        Waiting::Other(Action::Http(request)) => {
            done = cards::request_ui(ui, parts, hands, request).or(done);
        }
        Waiting::Other(Action::CallFunction(call)) => {
            done = cards::function_ui(ui, parts, hands, call).or(done);
        }
        Waiting::Other(Action::PlaceCall(call)) => {
            done = cards::placed_ui(ui, parts, hands, &call.to).or(done);
        }
        Waiting::Other(
            action @ (Action::Pay(_)
            | Action::VirtualAgent(_)
            | Action::Relay(_)
            | Action::Bot(_)
            | Action::Conversation(_)),
        ) => done = cards::service_ui(ui, parts, hands, action.name()).or(done),
        Waiting::Ended => {
            done = people::people_ui(ui, parts);
            ui.horizontal_wrapped(|ui| {
                ui.label(texts.say("simulator-ended"));
                if ui::main_button(ui, tokens, texts.say("simulator-restart")).clicked() {
                    done = Some(Command::Simulate);
                }
            });
            return done;
        }
        _ => {
            ui.label(texts.say("simulator-waits"));
        }
    }
    done = people::people_ui(ui, parts).or(done);
    ui.add_space(2.0);
    let waits_for_caller = matches!(session.waiting(), Waiting::Input(_));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(6.0, 6.0);
        ui.spacing_mut().button_padding = vec2(8.0, 3.0);
        if waits_for_caller && ui.button(texts.say("simulator-silent")).clicked() {
            done = act(Act::BeSilent);
        }
        if ui.button(texts.say("simulator-wait-5")).clicked() {
            done = act(Act::Wait(5));
        }
        if ui.button(texts.say("simulator-wait-60")).clicked() {
            done = act(Act::Wait(60));
        }
        let next = session.world().next_due();
        let skip = egui::Button::new(texts.say("simulator-skip"));
        let skip = ui.add_enabled(next.is_some(), skip);
        let skip = match next {
            Some(due) => skip.on_hover_text(texts.fill(
                "simulator-skip-to",
                &[(
                    "seconds",
                    ((due.millis_since(session.world().now).max(0) / 1000) as usize).into(),
                )],
            )),
            None => skip.on_disabled_hover_text(texts.say("simulator-skip-none")),
        };
        if skip.clicked() {
            done = act(Act::SkipAhead);
        }
        world_menu(ui, parts, &mut done);
        if session.is_call() && session.world().execution.call != CALL_GONE {
            let text = RichText::new(texts.say("simulator-hang-up")).color(tokens.error);
            if ui.button(text).clicked() {
                done = act(Act::HangUp);
            }
        }
    });
    done
}

const CALL_GONE: centralita_engine::exec::CallState = centralita_engine::exec::CallState::Gone;

/// What goes wrong in the outside world from now on.
fn world_menu(ui: &mut Ui, parts: &Parts<'_>, done: &mut Option<Command>) {
    let (session, texts) = (parts.session, parts.texts);
    let around = &session.turn().around;
    ui.menu_button(texts.say("simulator-world"), |ui| {
        let mut fail = around.messages_fail;
        if ui.checkbox(&mut fail, texts.say("simulator-messages-fail")).changed() {
            *done = act(Act::MessagesFail(fail));
        }
        let mut fail = around.tasks_fail;
        if ui.checkbox(&mut fail, texts.say("simulator-tasks-fail")).changed() {
            *done = act(Act::TasksFail(fail));
        }
        ui.separator();
        for status in ["delivered", "undelivered"] {
            if ui.button(texts.of("simulator-delivery", status)).clicked() {
                *done = act(Act::Deliver(status.into()));
                ui.close();
            }
        }
        if !around.remembered.is_empty() {
            ui.separator();
            ui.label(RichText::new(texts.say("simulator-remembered")).small());
            for asked in around.remembered.keys() {
                ui.label(RichText::new(asked).small().monospace());
            }
        }
    });
}

fn typed_ui(ui: &mut Ui, parts: &Parts<'_>, hands: &mut Hands, hint: &str) -> Option<Command> {
    let hint = parts.texts.say(hint);
    let edit = egui::TextEdit::singleline(&mut hands.typed)
        .id(egui::Id::unique("simulator-typed"))
        .hint_text(hint)
        .desired_width(f32::INFINITY);
    let response = ui.add(edit);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, hint));
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        response.request_focus();
        let typed = std::mem::take(&mut hands.typed);
        return said(parts.session, typed.trim());
    }
    None
}

/// What is typed on a call is keys when it is nothing else.
fn said(session: &Session, typed: &str) -> Option<Command> {
    if typed.is_empty() {
        return None;
    }
    let is_keys = typed.chars().all(|key| key.is_ascii_digit() || matches!(key, '*' | '#'));
    act(match session.waiting() {
        Waiting::Message(_) => Act::Write(typed.to_owned()),
        _ if is_keys => Act::Press(typed.to_owned()),
        _ => Act::Say(typed.to_owned()),
    })
}

/// A key of the telephone: several are gathered until the flow has enough.
pub(super) fn key(session: &Session, hands: &mut Hands, key: char) -> Option<Command> {
    let Waiting::Input(gather) = session.waiting() else { return None };
    hands.keys.push(key);
    let is_enough = gather.digits.is_some_and(|most| hands.keys.chars().count() >= most as usize);
    let is_finished = gather.finish_on_key.starts_with(key);
    if is_enough || is_finished { send_keys(hands) } else { None }
}

pub(super) fn send_keys(hands: &mut Hands) -> Option<Command> {
    let keys = std::mem::take(&mut hands.keys);
    if keys.is_empty() { None } else { act(Act::Press(keys)) }
}

fn keypad_ui(ui: &mut Ui, parts: &Parts<'_>, hands: &mut Hands, wants: usize) -> Option<Command> {
    let (texts, tokens) = (parts.texts, parts.tokens);
    let mut done = None;
    if !hands.keys.is_empty() {
        ui.horizontal(|ui| {
            ui.label(ui::strong(&hands.keys).size(18.0));
            if wants > 0 {
                let left = format!("{} / {wants}", hands.keys.chars().count());
                ui.label(RichText::new(left).small().color(tokens.weak_text));
            }
            if ui::main_button(ui, tokens, texts.say("simulator-send-keys")).clicked() {
                done = send_keys(hands);
            }
            if ui::icon_button(ui, tokens, Icon::Delete, texts.say("simulator-undo-key"), true)
                .clicked()
            {
                hands.keys.pop();
            }
        });
    }
    ui.vertical_centered(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        for row in ["123", "456", "789", "*0#"] {
            ui.horizontal(|ui| {
                ui.add_space((ui.available_width() - 3.0 * 64.0 - 16.0).max(0.0) / 2.0);
                for one in row.chars() {
                    let text = ui::strong(one.to_string()).size(17.0);
                    let button = egui::Button::new(text).corner_radius(18);
                    let button = ui.add_sized([64.0, 34.0], button);
                    button.widget_info(|| {
                        let name =
                            texts.fill("simulator-key", &[("key", (&one.to_string()).into())]);
                        egui::WidgetInfo::labeled(egui::Role::Button, true, name)
                    });
                    if button.clicked() {
                        done = key(parts.session, hands, one);
                    }
                }
            });
        }
    });
    done
}
