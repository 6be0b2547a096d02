//! How an execution begins with the first message of a conversation.

use centralita_engine::exec::{FlowRef, Trigger};
use centralita_engine::{Flow, Map, Text, Time};

use crate::channels::chat::{CONNECTION, Conversation, Message};
use crate::driver::Begins;
use crate::ids::TenantId;
use crate::line::record::Line;
use crate::line::session::Start;
use crate::store::{NewExecution, Store, StoreError};

/// By which exit of the trigger a conversation begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Conversation,
    /// A flow that was drawn for text messages alone answers chats as well.
    Message,
}

/// The way into a flow.
pub(super) async fn way(
    store: &dyn Store,
    tenant: TenantId,
    flow: &FlowRef,
) -> Result<Way, StoreError> {
    let revision = store.revision(tenant, &flow.name, Some(flow.revision)).await?;
    Ok(revision.map_or(Way::Conversation, |revision| way_into(&Flow::read(&revision.definition))))
}

fn way_into(flow: &Flow) -> Way {
    let trigger = flow.widgets().iter().find(|widget| widget.kind.as_str() == "trigger");
    let is_connected = |exit: &str| {
        trigger.is_some_and(|trigger| {
            let ways = &trigger.transitions;
            ways.iter().any(|way| way.event.as_str() == exit && way.next.is_some())
        })
    };
    match is_connected("incomingMessage") && !is_connected("incomingConversationMessage") {
        true => Way::Message,
        false => Way::Conversation,
    }
}

/// The execution that a message begins.
pub(super) fn with(
    conversation: &Conversation,
    message: &Message,
    params: Map,
    flow: FlowRef,
    way: Way,
    now: Time,
) -> Begins {
    let from = Text::from(conversation.contact());
    let to = Text::from(format!("chat:{}", conversation.inbox));
    let body = Text::from(message.text.as_str());
    let trigger = match way {
        Way::Conversation => Trigger::Conversation { from, to, body, params },
        Way::Message => Trigger::Message { from, to, body, params },
    };
    Begins {
        start: Start {
            flow: flow.clone(),
            trigger,
            line: Line { connection: CONNECTION.into(), ..Line::default() },
        },
        listed: NewExecution {
            flow,
            contact: conversation.contact(),
            channel: match way {
                Way::Conversation => "conversation".into(),
                Way::Message => "message".into(),
            },
            correlation: Some(super::correlation(&conversation.id)),
            started: now,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flow_for_text_messages_alone_answers_chats_as_well() {
        let flow = |ways: &str| {
            Flow::read(&format!(
                r#"{{"states":[{{"name":"Trigger","type":"trigger","transitions":[{ways}]}}],"initial_state":"Trigger"}}"#
            ))
        };
        let message = r#"{"event":"incomingMessage","next":"a"}"#;
        let chat = r#"{"event":"incomingConversationMessage","next":"a"}"#;
        assert_eq!(way_into(&flow(message)), Way::Message);
        assert_eq!(way_into(&flow(chat)), Way::Conversation);
        assert_eq!(way_into(&flow(&format!("{message},{chat}"))), Way::Conversation);
        assert_eq!(way_into(&flow("")), Way::Conversation);
    }
}
