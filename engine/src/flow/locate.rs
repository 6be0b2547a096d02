//! Finding the definition of a flow inside whatever the file wraps it in.

use super::fault::{ReadFault, ReadFaultKind};
use super::json::{Json, JsonKind, Node};
use super::own::text;
use super::shape::{Resource, Wrapper};
use crate::check::Sentence;

/// How many wrappers may stand around each other.
const MAX_WRAPPERS: usize = 6;

/// The keys under which wrappers keep a definition.
const DEFINITION_KEYS: [&str; 6] =
    ["definition", "Definition", "flow_definition", "flowDefinition", "flow", "Flow"];

/// The way from the file to the definition.
pub(super) struct Found {
    /// The text in which the definition stands.
    pub(super) document: Json,
    /// The definition's place in it.
    pub(super) definition: u32,
    /// The text value of the file that holds it, when it is not the file itself.
    pub(super) nested: Option<u32>,
    /// What stands around the definition.
    pub(super) wrapper: Wrapper,
    /// What was wrong on the way.
    pub(super) faults: Vec<ReadFault>,
}

impl Found {
    /// Follows the wrappers to the definition, however deep it is and whether map or text.
    pub(super) fn locate(outer: &Json) -> Found {
        let mut found = Found {
            document: outer.clone(),
            definition: 0,
            nested: None,
            wrapper: Wrapper::Bare,
            faults: Vec::new(),
        };
        found.follow(outer);
        found
    }

    fn follow(&mut self, outer: &Json) {
        self.json_faults(outer);
        let mut index = 0;
        for _ in 0..MAX_WRAPPERS {
            let document = self.document.clone();
            let node = document.node(index);
            index = match node.kind() {
                JsonKind::Map if node.get("states").is_some() => break,
                JsonKind::Map => {
                    let Some(inside) = node.get_any(&DEFINITION_KEYS) else { break };
                    let is_flow = matches!(inside.kind(), JsonKind::Map | JsonKind::List)
                        || inside.as_str().is_some_and(|text| text.trim_start().starts_with('{'));
                    if !is_flow {
                        break;
                    }
                    self.wrapper = Wrapper::Resource(resource(node));
                    inside.index()
                }
                JsonKind::List if node.len() == 1 => index + 1,
                JsonKind::Text if self.nested.is_none() => {
                    let Some(inner) =
                        node.as_str().filter(|text| text.trim_start().starts_with('{'))
                    else {
                        break;
                    };
                    self.nested = Some(index);
                    self.document = Json::parse(inner.as_ref());
                    let inner = self.document.clone();
                    self.json_faults(&inner);
                    0
                }
                _ => break,
            };
        }
        let definition = self.document.node(index);
        if definition.kind() != JsonKind::Map {
            self.faults.push(ReadFault::new(
                ReadFaultKind::NotAFlow,
                Some(definition.span()),
                None,
                Sentence::new(
format!(
                    "No flow was found: this is {}, and a flow is a map with \"states\" in it. Paste the text of Studio's \"Show Flow JSON\".",
                    definition.kind().word()
                ),
 format!(
"No se encontró ningún flujo: esto es {}, y un flujo es un mapa con \"states\". Pegue el texto de \"Show Flow JSON\" de Studio.",
definition.kind().word_es()
),
),
            ));
        }
        self.definition = index;
    }

    fn json_faults(&mut self, json: &Json) {
        self.faults.extend(json.faults().iter().map(|fault| {
            ReadFault::new(ReadFaultKind::NotJson, Some(fault.span), None, fault.message.clone())
        }));
    }
}

fn resource(node: Node<'_>) -> Resource {
    let field = |keys: &[&str]| node.get_any(keys).and_then(text);
    Resource {
        sid: field(&["sid", "Sid"]),
        friendly_name: field(&["friendly_name", "friendlyName", "FriendlyName"]),
        status: field(&["status", "Status"]),
        revision: node.get_any(&["revision", "Revision"]).and_then(Node::as_i64),
    }
}
