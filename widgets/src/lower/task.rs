//! A task for Studio: a hand-over, where the person who gets the task gets the conversation too.
//!
//! Studio makes a task in no other way, so a task beside a conversation that goes on, and a task for
//! a caller, stay as they are.

use centralita_engine::Value;
use centralita_engine::check::Sentence;
use centralita_engine::flow::{Flow, JsonKind, Node, Widget, WidgetName};

use super::Outcome;
use super::making::{change_kind, clear, is_read, is_template, next, set, wire, wires};
use super::standing::Standings;

/// Task channels that carry the conversation itself.
const WRITTEN: [&str; 9] = [
    "chat",
    "sms",
    "message",
    "messaging",
    "conversation",
    "conversations",
    "web",
    "webchat",
    "whatsapp",
];

/// The longest that Studio keeps a task, in seconds: two weeks.
const LONGEST_SECONDS: i64 = 1_209_600;

const BY_FUNCTION: [&str; 2] = [
    " Have a function make the task through the provider's interface, with these attributes.",
    " Haga que una función cree la tarea por la interfaz del proveedor, con estos atributos.",
];

pub(super) fn lower(flow: &Flow, widget: &Widget, standings: &Standings) -> Outcome {
    let text = |name: &str| -> String {
        widget.property(name).and_then(Node::text_of).unwrap_or_default().trim().to_owned()
    };
    let refused = |why: Sentence| {
        let [by_function, by_function_es] = BY_FUNCTION;
        Err(why.then(&Sentence::new(by_function, by_function_es)))
    };
    let standing = standings.at(&widget.name);
    if standing.callers || !standing.writers {
        return refused(Sentence::new(
            "Studio makes a task only by handing the contact over, and this caller stays with the flow.",
            "Studio solo crea una tarea entregando el contacto, y quien llama se queda con el flujo.",
        ));
    }
    let (channel, queue, plan) = (text("channel"), text("queue"), text("plan"));
    if !WRITTEN.contains(&channel.to_lowercase().as_str()) {
        return refused(Sentence::new(
            "Studio makes a task only by handing the conversation over, and this task is other work.",
            "Studio solo crea una tarea entregando la conversación, y esta tarea es otro trabajo.",
        ));
    }
    if !queue.is_empty() || plan.is_empty() {
        return refused(Sentence::new(
            "Studio sends a task by a routing plan only, and this one names a queue.",
            "Studio solo envía una tarea por un plan de enrutamiento, y esta indica una cola.",
        ));
    }
    let is_waiting = widget
        .property("wait")
        .is_some_and(|wait| wait.bool_of() == Some(true) || is_template(wait));
    if is_waiting || goes_on(flow, next(widget, "created")) {
        return refused(Sentence::new(
            "Behind a hand-over the conversation is the person's, and this flow goes on with it.",
            "Detrás de una entrega la conversación es de la persona, y este flujo sigue con ella.",
        ));
    }
    if is_read(flow, widget) {
        return refused(Sentence::new(
            "Other widgets read the task's id or state, which Studio does not store.",
            "Otros widgets leen el id o el estado de la tarea, que Studio no guarda.",
        ));
    }
    let failed = next(widget, "failed");
    let mut edits =
        vec![change_kind(widget, "send-to-flex"), set(widget, "workflow", Value::text(plan))];
    if let Some(attributes) =
        widget.property("attributes").filter(|node| node.kind() != JsonKind::Text)
    {
        edits.push(set(widget, "attributes", Value::text(attributes.raw())));
    }
    let mut what =
        Sentence::new("a hand-over of the conversation", "una entrega de la conversación");
    let priority = text("priority");
    edits.push(set(
        widget,
        "priority",
        Value::text(if priority.is_empty() { "0" } else { &priority }),
    ));
    let timeout = match text("timeout") {
        timeout if timeout.is_empty() => {
            what = what.then(&Sentence::new(
                "; the task is given up after two weeks",
                "; la tarea se abandona a las dos semanas",
            ));
            LONGEST_SECONDS.to_string()
        }
        timeout => timeout,
    };
    edits.push(set(widget, "timeout", Value::text(timeout)));
    let gone = ["queue", "plan", "wait"].into_iter();
    edits.extend(
        gone.filter(|name| widget.property(name).is_some()).map(|name| clear(widget, name)),
    );
    edits.extend(wires(
        widget,
        vec![
            wire("callComplete", next(widget, "created")),
            wire("failedToEnqueue", failed.clone()),
            wire("callFailure", failed),
        ],
    ));
    Ok((edits, what))
}

/// Whether anything but an end stands there.
fn goes_on(flow: &Flow, next: Option<WidgetName>) -> bool {
    next.and_then(|name| flow.widget(&name)).is_some_and(|widget| widget.kind != "centralita-end")
}
