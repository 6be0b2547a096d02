//! Cards: what the flow asks of the outside world, and the answers one can give.

use centralita_engine::exec::{
    CallFunction, CallOutcome, CreateTask, Dial, DialTarget, HttpFailure, HttpRequest, TaskTarget,
};
use centralita_engine::scenario::function_name;
use centralita_engine::{Map, Value};
use egui::{Frame, Label, RichText, Stroke, TextEdit, Ui};

use super::Parts;
use super::hand::act;
use crate::command::Command;
use crate::simulator::Hands;
use crate::simulator::{Act, Answer, TaskWord};
use crate::theme::Icon;
use crate::ui;

pub(super) fn card<T>(
    ui: &mut Ui,
    parts: &Parts<'_>,
    icon: Icon,
    title: &str,
    content: impl FnOnce(&mut Ui) -> T,
) -> T {
    let tokens = parts.tokens;
    Frame::new()
        .fill(tokens.box_fill)
        .stroke(Stroke::new(1.0, tokens.border))
        .corner_radius(8)
        .inner_margin(10.0)
        .show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.spacing_mut().item_spacing.y = 6.0;
            ui.horizontal(|ui| {
                ui.label(ui::icon(icon, 15.0).color(tokens.accent));
                ui.add(Label::new(ui::strong(title)).wrap());
            });
            content(ui)
        })
        .inner
}

fn code(ui: &mut Ui, parts: &Parts<'_>, text: &str) {
    let text = RichText::new(text).monospace().size(12.0).color(parts.tokens.weak_text);
    ui.add(Label::new(text).wrap());
}

/// A row of answers: what each button says, and what it answers.
fn answers(ui: &mut Ui, hands: &Hands, choices: Vec<(String, Answer)>) -> Option<Command> {
    let mut done = None;
    ui.horizontal_wrapped(|ui| {
        for (said, answer) in choices {
            if ui.button(said).clicked() {
                done = act(Act::Answer { answer, is_remembered: hands.remembers });
            }
        }
    });
    done
}

fn remember_ui(ui: &mut Ui, parts: &Parts<'_>, hands: &mut Hands) {
    let said = parts.texts.say("simulator-remember");
    ui.checkbox(&mut hands.remembers, RichText::new(said).small());
}

/// An HTTP request waits for its answer.
pub fn request_ui(
    ui: &mut Ui,
    parts: &Parts<'_>,
    hands: &mut Hands,
    request: &HttpRequest,
) -> Option<Command> {
    let title = parts.texts.say("simulator-request");
    card(ui, parts, Icon::Globe, title, |ui| {
        code(ui, parts, &format!("{} {}", request.method, request.url));
        if !request.body.is_empty() {
            code(ui, parts, &request.body);
        }
        reply_ui(ui, parts, hands)
    })
}

/// A function waits for its answer.
pub fn function_ui(
    ui: &mut Ui,
    parts: &Parts<'_>,
    hands: &mut Hands,
    call: &CallFunction,
) -> Option<Command> {
    let name = function_name(&call.url);
    let title = parts.texts.fill("simulator-function", &[("name", name.into())]);
    card(ui, parts, Icon::SquareFunction, &title, |ui| {
        if !call.parameters.is_empty() {
            code(ui, parts, &Value::from(call.parameters.clone()).to_json());
        }
        reply_ui(ui, parts, hands)
    })
}

fn reply_ui(ui: &mut Ui, parts: &Parts<'_>, hands: &mut Hands) -> Option<Command> {
    let (texts, tokens) = (parts.texts, parts.tokens);
    let mut done = None;
    ui.horizontal(|ui| {
        let label = ui.label(RichText::new(texts.say("simulator-status")).small());
        ui.add(TextEdit::singleline(&mut hands.status).desired_width(48.0)).labelled_by(label.id);
    });
    let label = ui.label(RichText::new(texts.say("simulator-body")).small());
    egui::ScrollArea::vertical().id_salt("reply").max_height(96.0).show(ui, |ui| {
        ui.add(
            TextEdit::multiline(&mut hands.body)
                .code_editor()
                .desired_rows(3)
                .desired_width(f32::INFINITY),
        )
        .labelled_by(label.id);
    });
    let status = hands.status.trim().parse::<u16>().ok().filter(|one| (100..=599).contains(one));
    ui.horizontal_wrapped(|ui| {
        if ui::main_button(ui, tokens, texts.say("simulator-reply")).clicked()
            && let Some(status) = status
        {
            let answer = Answer::reply(status, &hands.body);
            done = act(Act::Answer { answer, is_remembered: hands.remembers });
        }
        for (name, answer) in [
            ("simulator-reply-fails", Answer::reply(500, "")),
            ("simulator-reply-late", Answer::Reply(Err(HttpFailure::TimedOut))),
            (
                "simulator-reply-unreachable",
                Answer::Reply(Err(HttpFailure::Unreachable("no route".into()))),
            ),
        ] {
            if ui.button(texts.say(name)).clicked() {
                done = act(Act::Answer { answer, is_remembered: hands.remembers });
            }
        }
    });
    if status.is_none() {
        let text = RichText::new(texts.say("simulator-status-bad")).small().color(tokens.error);
        ui.label(text);
    }
    remember_ui(ui, parts, hands);
    done
}

/// The flow calls somebody else.
pub fn dial_ui(ui: &mut Ui, parts: &Parts<'_>, hands: &mut Hands, dial: &Dial) -> Option<Command> {
    let texts = parts.texts;
    let whom = match &dial.to {
        DialTarget::Numbers(numbers) => numbers.join(", "),
        DialTarget::Client(name) | DialTarget::Sim(name) | DialTarget::Conference(name) => {
            name.to_string()
        }
        DialTarget::Sip { uri, .. } => uri.to_string(),
        _ => String::new(),
    };
    card(ui, parts, Icon::PhoneForwarded, texts.say("simulator-dial"), |ui| {
        code(ui, parts, &whom);
        let choices = ["completed", "busy", "no-answer", "failed"]
            .map(|status| (texts.of("simulator-dial", status).to_owned(), Answer::dialled(status)));
        let done = answers(ui, hands, choices.into());
        remember_ui(ui, parts, hands);
        done
    })
}

/// The flow calls the contact.
pub fn placed_ui(ui: &mut Ui, parts: &Parts<'_>, hands: &mut Hands, to: &str) -> Option<Command> {
    let texts = parts.texts;
    let by = |word: &str| Answer::Placed(CallOutcome::Answered(Some(word.into())));
    card(ui, parts, Icon::PhoneOutgoing, texts.say("simulator-placed"), |ui| {
        code(ui, parts, to);
        let choices = vec![
            (texts.say("simulator-placed-human").to_owned(), by("human")),
            (texts.say("simulator-placed-machine").to_owned(), by("machine_start")),
            (texts.say("simulator-dial-busy").to_owned(), Answer::Placed(CallOutcome::Busy)),
            (
                texts.say("simulator-dial-no-answer").to_owned(),
                Answer::Placed(CallOutcome::NoAnswer),
            ),
            (texts.say("simulator-dial-failed").to_owned(), Answer::Placed(CallOutcome::Failed)),
        ];
        let done = answers(ui, hands, choices);
        remember_ui(ui, parts, hands);
        done
    })
}

/// Another service is asked: a payment, a bot.
pub fn service_ui(
    ui: &mut Ui,
    parts: &Parts<'_>,
    hands: &mut Hands,
    name: &str,
) -> Option<Command> {
    let texts = parts.texts;
    let title = texts.fill("simulator-service", &[("name", name.into())]);
    let mut words = match name {
        "pay" => vec![
            "success",
            "max-failed-attempts",
            "caller-interrupted-with-star",
            "payment-connector-error",
        ],
        "conversation" => vec!["created", "failed"],
        "virtual-agent" => vec!["live-agent-handoff", "hangup", "failed"],
        _ => vec!["success", "failed"],
    };
    words.dedup();
    card(ui, parts, Icon::Plug, &title, |ui| {
        let label = ui.label(RichText::new(texts.say("simulator-body")).small());
        ui.add(
            TextEdit::multiline(&mut hands.body)
                .code_editor()
                .desired_rows(2)
                .desired_width(f32::INFINITY),
        )
        .labelled_by(label.id);
        let params = match Value::from_json(&hands.body) {
            Ok(Value::Map(map)) => (*map).clone(),
            _ => Map::new(),
        };
        let choices = words
            .into_iter()
            .map(|word| (word.to_owned(), Answer::Served(word.into(), params.clone())));
        let done = answers(ui, hands, choices.collect());
        remember_ui(ui, parts, hands);
        done
    })
}

/// Another program has the contact.
pub fn redirect_ui(ui: &mut Ui, parts: &Parts<'_>) -> Option<Command> {
    let texts = parts.texts;
    card(ui, parts, Icon::CornerUpRight, texts.say("simulator-redirect"), |ui| {
        let mut done = None;
        ui.horizontal_wrapped(|ui| {
            for name in ["return", "timeout", "fail"] {
                if ui.button(name).clicked() {
                    done = act(Act::ComeBack(name.into()));
                }
            }
        });
        done
    })
}

/// The caller is being recorded.
pub fn recording_ui(ui: &mut Ui, parts: &Parts<'_>) -> Option<Command> {
    let texts = parts.texts;
    card(ui, parts, Icon::CircleDot, texts.say("simulator-recording"), |ui| {
        let mut done = None;
        ui.horizontal_wrapped(|ui| {
            for (name, one) in [
                ("simulator-record", Act::Record(6)),
                ("simulator-record-key", Act::RecordUntilKey(6)),
                ("simulator-silent", Act::Record(0)),
            ] {
                if ui.button(texts.say(name)).clicked() {
                    done = act(one);
                }
            }
        });
        done
    })
}

/// A task waits for a person.
pub fn task_ui(ui: &mut Ui, parts: &Parts<'_>, task: &CreateTask) -> Option<Command> {
    let (texts, tokens) = (parts.texts, parts.tokens);
    let (kind, name) = match &task.to {
        TaskTarget::Queue(name) => ("simulator-task-queue", name),
        TaskTarget::Plan(name) => ("simulator-task-plan", name),
    };
    card(ui, parts, Icon::Headset, texts.say("simulator-task"), |ui| {
        ui.add(Label::new(texts.fill(kind, &[("name", name.as_str().into())])).wrap());
        let small = |ui: &mut Ui, text: String| {
            ui.add(Label::new(RichText::new(text).size(12.5).color(tokens.weak_text)).wrap());
        };
        let skills = task.hand_over.attributes.get("skills").and_then(Value::as_list);
        let skills: Vec<&str> =
            skills.unwrap_or_default().iter().filter_map(Value::as_text).collect();
        if !skills.is_empty() {
            let skills = skills.join(", ");
            small(ui, texts.fill("simulator-task-skills", &[("skills", (&skills).into())]));
        }
        for (key, value) in task.hand_over.attributes.iter().filter(|(key, _)| *key != "skills") {
            let value = value.as_text().map_or_else(|| value.to_json(), str::to_owned);
            small(ui, format!("{key}: {value}"));
        }
        for answer in &task.hand_over.collected {
            let value = if answer.secret {
                "••••".to_owned()
            } else {
                answer.value.as_text().map_or_else(|| answer.value.to_json(), str::to_owned)
            };
            small(ui, format!("{}: {value}", answer.label));
        }
        if parts.session.world().router().is_some() {
            return None;
        }
        let mut done = None;
        ui.horizontal_wrapped(|ui| {
            for (name, word) in [
                ("simulator-accept", TaskWord::Accepted),
                ("simulator-complete", TaskWord::Completed),
                ("simulator-cancel", TaskWord::Cancelled),
            ] {
                if ui.button(texts.say(name)).clicked() {
                    done = act(Act::Task(word));
                }
            }
        });
        done
    })
}
