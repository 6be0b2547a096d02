//! What is wrong with a document, in words.

use super::order::check_order;
use super::shapes::{self, Shape, Words};
use super::value::Value;
use super::{Document, Element};
use crate::fault::Fault;
use crate::profile::Profile;

/// Where a document is read: it decides which verbs may stand in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A call that runs its own document.
    Call,
    /// What a caller hears who waits in a queue.
    QueueWait,
    /// What a participant hears whose conference has not begun.
    RoomWait,
    /// What a called party hears before it is joined with the caller.
    Whisper,
    /// The answer to a text message.
    Message,
}

impl Place {
    /// The verbs that may stand here; `None` where all may.
    fn verbs(self) -> Option<&'static [&'static str]> {
        match self {
            Place::Call | Place::Message => None,
            Place::QueueWait => {
                Some(&["Play", "Say", "Pause", "Hangup", "Redirect", "Leave", "Gather"])
            }
            Place::RoomWait => Some(&["Play", "Say", "Pause", "Redirect"]),
            Place::Whisper => Some(&["Play", "Say", "Pause", "Gather", "Hangup", "Redirect"]),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Place::Call => "a call",
            Place::QueueWait => "the document of a waiting queue",
            Place::RoomWait => "the document of a waiting conference",
            Place::Whisper => "the document a called party hears before the join",
            Place::Message => "the answer to a message",
        }
    }
}

/// Everything that is wrong with a document at this place, at a provider like this.
pub fn check(document: &Document, place: Place, profile: &Profile) -> Vec<Fault> {
    let mut faults = Vec::new();
    for verb in &document.verbs {
        if verb.name.is_empty() {
            faults.push(Fault::wrong(format!(
                "text stands outside every verb: {:?}",
                short(&verb.text)
            )));
            continue;
        }
        let shape = match place {
            Place::Message => shapes::message_verb(&verb.name),
            _ => shapes::verb(&verb.name),
        };
        let Some(shape) = shape else {
            let why = if shapes::verb(&verb.name).is_some() {
                format!("<{}> may not stand in {}", verb.name, place.name())
            } else {
                format!("<{}> is no verb", verb.name)
            };
            faults.push(Fault::coded(12200, why));
            continue;
        };
        if place.verbs().is_some_and(|verbs| !verbs.contains(&shape.name)) {
            faults.push(Fault::wrong(format!("<{}> may not stand in {}", verb.name, place.name())));
        }
        check_element(verb, shape, profile, &mut faults);
    }
    check_order(&document.verbs, place, &mut faults);
    faults
}

fn check_element(element: &Element, shape: &Shape, profile: &Profile, faults: &mut Vec<Fault>) {
    let name = &element.name;
    if profile.lacks(name) {
        faults.push(Fault::coded(12200, format!("{} has no <{name}>", profile.name)));
    }
    for (attribute, value) in &element.attributes {
        let known = shape.attributes.iter().find(|(known, _)| known == attribute);
        match known {
            // Marks in spoken text belong to another standard, with attributes of its own.
            None if shapes::MARKS.contains(&name.as_str()) => {}
            None => {
                faults.push(Fault::coded(12200, format!("<{name}> has no attribute {attribute:?}")))
            }
            Some((_, kind)) => {
                if let Some(wanted) = kind.complaint(value) {
                    faults.push(Fault::coded(
                        12200,
                        format!("{attribute}={:?} of <{name}> has to be {wanted}", short(value)),
                    ));
                }
            }
        }
    }
    check_words(element, shape, faults);
    for child in &element.children {
        let allowed = shape.children.contains(&child.name.as_str());
        match shapes::noun(name, &child.name).filter(|_| allowed) {
            Some(inner) => check_element(child, inner, profile, faults),
            None => faults
                .push(Fault::coded(12200, format!("<{}> may not stand in <{name}>", child.name))),
        }
    }
    check_whole(element, faults);
}

fn check_words(element: &Element, shape: &Shape, faults: &mut Vec<Fault>) {
    let (name, text) = (&element.name, &element.text);
    let too_long = |most: usize| {
        let count = text.chars().count();
        (count > most).then(|| {
            Fault::wrong(format!("the text of <{name}> has {count} characters, more than {most}"))
        })
    };
    let no_address = || {
        Value::Web.complaint(text).map(|wanted| {
            Fault::wrong(format!("the text of <{name}> has to be {wanted}: {:?}", short(text)))
        })
    };
    let fault = match shape.words {
        Words::No if element.has_own_text => {
            Some(Fault::wrong(format!("no text may stand in <{name}>: {:?}", short(text))))
        }
        Words::No => None,
        Words::Yes(_) if text.is_empty() => Some(Fault::wrong(format!("<{name}> is empty"))),
        Words::Yes(most) | Words::Maybe(most) => too_long(most),
        Words::AddressUnless(other) if element.attribute(other).is_some() && text.is_empty() => {
            None
        }
        Words::Address | Words::AddressUnless(_) => no_address(),
    };
    faults.extend(fault);
}

/// Rules about one element as a whole.
fn check_whole(element: &Element, faults: &mut Vec<Fault>) {
    let has = |name: &str| element.attribute(name).is_some();
    let mut wrong = |words: &str| faults.push(Fault::wrong(words));
    match element.name.as_str() {
        "Dial" => {
            let nouns = element.children.len();
            if nouns == 0 && element.text.is_empty() {
                wrong("<Dial> names nobody to ring");
            }
            if nouns > 0 && element.has_own_text {
                wrong("<Dial> has a number as text and nouns, one of both is meant");
            }
            if nouns > 10 {
                wrong("<Dial> rings more than 10 at once");
            }
            let alone = ["Conference", "Queue"];
            if nouns > 1 && element.children.iter().any(|noun| alone.contains(&noun.name.as_str()))
            {
                wrong("<Conference> and <Queue> stand alone in <Dial>");
            }
        }
        "Enqueue" => {
            if has("workflowSid") && element.has_own_text {
                wrong("<Enqueue> has a workflowSid and a name, one of both is meant");
            }
            if !has("workflowSid") && !element.has_own_text {
                wrong("<Enqueue> names no queue");
            }
            if !has("workflowSid") && !element.children.is_empty() {
                wrong("<Task> needs the workflowSid of its <Enqueue>");
            }
        }
        "Task" if serde_json::from_str::<serde_json::Value>(&element.text).is_err() => {
            wrong("the text of <Task> is not JSON");
        }
        "Message" => {
            let bodies = element.children.iter().filter(|child| child.name == "Body").count();
            if bodies + usize::from(element.has_own_text) > 1 {
                wrong("<Message> has more than one body");
            }
            if element.children.is_empty() && !element.has_own_text {
                wrong("<Message> is empty");
            }
        }
        "Connect" | "Start" | "Stop" if element.children.len() != 1 => {
            wrong(&format!("<{}> holds exactly one element", element.name));
        }
        "Parameter" | "Config" if !has("name") => {
            wrong(&format!("<{}> has no name", element.name));
        }
        "ConversationRelay" if !has("url") => wrong("<ConversationRelay> has no url"),
        "Client" if element.text.is_empty() => wrong("<Client> names nobody"),
        _ => {}
    }
}

/// The beginning of a text, for a message.
pub(crate) fn short(text: &str) -> String {
    let mut begin: String = text.chars().take(60).collect();
    if begin.len() < text.len() {
        begin.push('…');
    }
    begin
}
