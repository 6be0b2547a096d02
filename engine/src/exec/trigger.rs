//! Triggers: what begins an execution, and the variables it begins with.

use serde::{Deserialize, Serialize};

use crate::declare::Channel;
use crate::exec::{ExecutionId, FlowRef};
use crate::value::{Map, Text, Value};

/// What begins an execution.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "trigger", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Trigger {
    /// A call came in.
    Call {
        /// The caller's address.
        from: Text,
        /// Our address.
        to: Text,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A message came in and no execution was waiting for it.
    Message {
        /// The sender's address.
        from: Text,
        /// Our address.
        to: Text,
        /// The text.
        body: Text,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A message came in a chat conversation.
    Conversation {
        /// The sender's address or identity.
        from: Text,
        /// Our address.
        to: Text,
        /// The text.
        body: Text,
        /// The raw parameters of the request.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        params: Map,
    },
    /// A program asked for it.
    Request {
        /// Our address.
        from: Text,
        /// The contact's address.
        to: Text,
        /// What the flow finds under `flow.data`.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        parameters: Map,
    },
    /// Any of the others, with variables that are known from the start, such as what a customer
    /// database says about the contact.
    Knowing {
        /// The variables, laid over those of the trigger: `{"contact": {"tier": "gold"}}`.
        given: Map,
        /// What began the execution.
        begun_by: Box<Trigger>,
    },
}

impl Trigger {
    /// The channel on which the execution begins.
    pub fn channel(&self) -> Channel {
        match self {
            Trigger::Call { .. } => Channel::Call,
            Trigger::Message { .. } => Channel::Message,
            Trigger::Conversation { .. } => Channel::Conversation,
            Trigger::Request { .. } => Channel::Request,
            Trigger::Knowing { begun_by, .. } => begun_by.channel(),
        }
    }

    /// The variables an execution begins with.
    pub(crate) fn context(self, id: &ExecutionId, flow: &FlowRef) -> Map {
        let (branch, contact, ours, values, data) = match self {
            Trigger::Knowing { given, begun_by } => {
                let mut context = begun_by.context(id, flow);
                lay_over(&mut context, &given);
                return context;
            }
            Trigger::Call { from, to, params } => {
                let values = with_defaults(params, [("From", &from), ("To", &to)]);
                ("call", from, to, values, Map::new())
            }
            Trigger::Message { from, to, body, params } => {
                let values = with_defaults(params, [("From", &from), ("To", &to), ("Body", &body)]);
                ("message", from, to, values, Map::new())
            }
            Trigger::Conversation { from, to, body, params } => {
                let values = with_defaults(params, [("From", &from), ("To", &to), ("Body", &body)]);
                ("conversation", from, to, values, Map::new())
            }
            Trigger::Request { from, to, parameters } => {
                let mut values = Map::with_capacity(3);
                values.insert("from", from.clone());
                values.insert("to", to.clone());
                let parameters = Value::from(parameters);
                values.insert("parameters", parameters.clone());
                let data = parameters.as_map().cloned().unwrap_or_default();
                ("request", to, from, values, data)
            }
        };
        let address = |address: Text| {
            let mut map = Map::with_capacity(1);
            map.insert("address", address);
            map
        };
        let mut flow_values = Map::with_capacity(5);
        flow_values.insert("sid", id.0.clone());
        flow_values.insert("flow_sid", flow.name.clone());
        flow_values.insert("channel", address(ours));
        flow_values.insert("data", data);
        flow_values.insert("variables", Map::new());
        let mut contact_values = Map::with_capacity(1);
        contact_values.insert("channel", address(contact));
        let mut trigger = Map::with_capacity(1);
        trigger.insert(branch, values);
        let mut context = Map::with_capacity(4);
        context.insert("flow", flow_values);
        context.insert("trigger", trigger);
        context.insert("contact", contact_values);
        context.insert("widgets", Map::new());
        context
    }
}

/// Puts `given` over `context`; maps are joined, everything else replaces what was there.
fn lay_over(context: &mut Map, given: &Map) {
    for (key, value) in given.iter() {
        match value {
            Value::Map(inner) => lay_over(context.map_mut(key), inner),
            _ => {
                context.insert(key.clone(), value.clone());
            }
        }
    }
}

fn with_defaults<const N: usize>(mut params: Map, defaults: [(&str, &Text); N]) -> Map {
    for (name, value) in defaults {
        if !params.contains(name) {
            params.insert(name, value.clone());
        }
    }
    params
}
