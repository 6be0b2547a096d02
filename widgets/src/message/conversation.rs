//! What the two widgets that make conversations have in common.

use std::collections::BTreeSet;

use centralita_engine::check::Code;
use centralita_engine::declare::{Channel, Outputs, Reporter};
use centralita_engine::exec::{Action, Event, Failure, Service, Turning};
use centralita_engine::sentence;
use centralita_engine::{Map, Text, Value};

/// What is stored of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Outputs)]
pub struct Conversation {
    /// The conversation's id.
    #[output(wire = "conversation.sid", sample = "CH0123456789abcdef0123456789abcdef")]
    pub sid: Option<Text>,
    /// Whether it is `active`, `inactive` or `closed`.
    #[output(wire = "conversation.state", sample = "active")]
    pub state: Option<Text>,
    /// What people call it.
    #[output(wire = "conversation.friendly_name", sample = "Order 7")]
    pub friendly_name: Option<Text>,
    /// The first participant's id.
    #[output(
        wire = "conversation.participants[0].sid",
        sample = "MB0123456789abcdef0123456789abcdef"
    )]
    pub participant: Option<Text>,
    /// The id of the webhook that brings the conversation's messages here.
    #[output(wire = "webhook_sid", sample = "WH0123456789abcdef0123456789abcdef")]
    pub webhook_sid: Option<Text>,
    /// Whether the conversation is closed when the execution ends.
    #[output(wire = "close_channel_on_execution_end", sample = false)]
    pub close_channel_on_execution_end: Option<bool>,
}

/// Asks for a conversation.
pub(super) fn ask(
    kind: &str,
    label: &str,
    settings: Map,
    turn: &mut Turning<'_>,
) -> Result<(), Failure> {
    if turn.channel() != Channel::Request {
        return Err(Failure::new(format!(
            "{label} works only in executions that a program asked for, and this one was begun by a {}. Use a message widget here.",
            turn.channel().name()
        )));
    }
    turn.ask(Action::Conversation(Box::new(Service { kind: kind.into(), settings })));
    Ok(())
}

/// Stores what the service says; whether there is a conversation now.
pub(super) fn answered(event: &Event, turn: &mut Turning<'_>) -> Option<Result<(), Failure>> {
    let Event::Served { outcome, params, .. } = event else { return None };
    turn.store_params(params);
    if !matches!(outcome.as_str(), "success" | "created" | "resumed") {
        return Some(Err(Failure::new(match outcome.as_str() {
            "not-configured" => "Nothing is set up here that makes conversations.".into(),
            other => format!("There is no conversation: \"{other}\"."),
        })));
    }
    // Messages of this execution go into the conversation from now on.
    let mut channel = params.clone();
    if let Some(conversation) = params.get("conversation").and_then(Value::as_map) {
        for (from, to) in [
            ("sid", "sid"),
            ("state", "status"),
            ("chat_service_sid", "service_sid"),
            ("conversation_service_sid", "service_sid"),
        ] {
            if let Some(value) = conversation.get(from) {
                channel.insert(to, value.clone());
            }
        }
        channel.insert("type", "conversation");
    }
    turn.set_channel(&channel);
    Some(Ok(()))
}

/// Reports a way to the widget that does not begin with a program's request.
pub(super) fn check(label: &str, report: &mut Reporter<'_>) {
    let flow = report.flow;
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<&str> = flow
        .widgets()
        .iter()
        .filter(|widget| widget.kind.as_str() == "trigger")
        .flat_map(|widget| &widget.transitions)
        .filter(|way| !matches!(way.event.as_str(), "incomingRequest" | "incomingParent"))
        .filter_map(|way| way.next.as_ref().map(|next| next.as_str()))
        .collect();
    while let Some(name) = waiting.pop() {
        if let Some(place) = flow.index_of(name)
            && reached.insert(place)
            && let Some(widget) = flow.widgets().get(place)
        {
            waiting.extend(
                widget
                    .transitions
                    .iter()
                    .filter_map(|way| way.next.as_ref())
                    .map(|next| next.as_str()),
            );
        }
    }
    if flow.index_of(report.widget.name.as_str()).is_some_and(|place| reached.contains(&place)) {
        let message = sentence!(
            "{} can only be used in flows triggered by the REST API, and a call or a message can reach it too. Connect {label} behind the trigger's \"REST API\" exit only.",
            "{} solo se puede usar en flujos que inicia la API REST, y también le puede llegar una llamada o un mensaje. Conecte {label} solo detrás de la salida \"REST API\" del disparador.",
            report.widget.name
        );
        report.error(Code("wrong_channel"), "conversation_service_sid", message);
    }
}
