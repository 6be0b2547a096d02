//! Variables: what templates of a widget can read, and who reads what a widget stores.
//!
//! An editor offers these while somebody writes. They are found as the checks find them, for all
//! widgets of a flow at once, and kept apart from the flow, so that they can be asked again and again.
//!
//! Deliberately not here: whether a variable is set on every way to a widget (a check tells when it is
//! not), and what a call that runs holds in it.

use std::collections::VecDeque;

use super::subject::{Channels, Subject};
use super::{CheckSettings, Sentence};
use crate::declare::{Catalogue, Channel};
use crate::flow::{Flow, WidgetName};
use crate::value::{Text, Value};

/// A variable that a template can read.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// How a template names it: `widgets.main_menu.Digits`.
    pub path: Text,
    /// What it holds, in a sentence; empty when nobody says.
    pub help: Sentence,
    /// An example of it; nothing when nobody gives one.
    pub sample: Value,
    /// Who makes it.
    pub origin: Origin,
    /// How many wires lie between who makes it and who reads it, on the shortest way.
    pub distance: usize,
    /// Whether only the beginning of the path is known: what comes below it shows at run time.
    pub goes_on: bool,
}

/// Who makes a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A widget stores it.
    Widget(WidgetName),
    /// It is there from the start.
    Start,
}

/// A place that reads what a widget stores.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reader {
    /// The widget that reads.
    pub widget: WidgetName,
    /// The property in which it does.
    pub field: Text,
}

/// The variables of a flow.
#[derive(Clone, Debug, Default)]
pub struct Variables {
    /// For each widget what it makes: outputs and flow variables.
    made: Vec<Vec<Variable>>,
    /// For each widget what is there from the start, by how it can be reached.
    channels: Vec<Channels>,
    /// For each widget the widgets from which a wire leads to it.
    before: Vec<Vec<usize>>,
    /// Who reads what, by the name of the widget that stores it.
    readers: Vec<(Text, Reader)>,
}

impl Variables {
    /// Finds the variables of a flow.
    pub fn of(flow: &Flow, catalogue: &Catalogue) -> Variables {
        let settings = CheckSettings::default();
        let subject = Subject::new(flow, catalogue, &settings);
        let mut variables = Variables { channels: subject.channels.clone(), ..Self::default() };
        for one in &subject.widgets {
            let name = &one.widget.name;
            let mut made = Vec::new();
            let outputs = one.spec().map(|spec| spec.outputs.as_slice()).unwrap_or_default();
            for output in outputs {
                let known = output.path.trim_end_matches('*').trim_end_matches('.');
                if known.is_empty() {
                    continue;
                }
                made.push(Variable {
                    path: format!("widgets.{name}.{known}").into(),
                    help: Sentence::from(output.help.lines().next().unwrap_or_default()),
                    sample: output.sample.clone(),
                    origin: Origin::Widget(name.clone()),
                    distance: 0,
                    goes_on: output.path.ends_with('*'),
                });
            }
            for setting in &one.sets {
                let literal = setting.value.as_ref().and_then(|value| value.as_literal());
                made.push(Variable {
                    path: format!("flow.variables.{}", setting.variable).into(),
                    help: Sentence::from(""),
                    sample: literal.map_or(Value::Null, Value::text),
                    origin: Origin::Widget(name.clone()),
                    distance: 0,
                    goes_on: false,
                });
            }
            variables.made.push(made);
            let before = subject.graph.arriving(one.index).map(|wire| wire.from);
            variables.before.push(before.collect());
            for read in one.reads() {
                if let Some((stores, _)) = read.of_widget() {
                    let reader = Reader { widget: name.clone(), field: read.field.clone() };
                    variables.readers.push((stores.clone(), reader));
                }
            }
        }
        variables.readers.sort();
        variables.readers.dedup();
        variables
    }

    /// What the widget at a place in the flow can read: what widgets before it make, nearest first,
    /// then what is there from the start. Of a flow variable that several set, the nearest is told.
    pub fn at(&self, index: usize) -> Vec<Variable> {
        let mut found: Vec<Variable> = Vec::new();
        let mut distances: Vec<Option<usize>> = vec![None; self.made.len()];
        let mut open: VecDeque<(usize, usize)> = VecDeque::new();
        if let Some(before) = self.before.get(index) {
            open.extend(before.iter().map(|one| (*one, 1)));
        }
        while let Some((one, distance)) = open.pop_front() {
            let Some(known) = distances.get_mut(one).filter(|known| known.is_none()) else {
                continue;
            };
            *known = Some(distance);
            for variable in &self.made[one] {
                if !found.iter().any(|known| known.path == variable.path) {
                    found.push(Variable { distance, ..variable.clone() });
                }
            }
            open.extend(self.before[one].iter().map(|one| (*one, distance + 1)));
        }
        let channels = self.channels.get(index).copied().unwrap_or(Channels::ALL);
        found.extend(from_the_start(channels));
        found
    }

    /// Who reads what the widget of this name stores.
    pub fn readers_of<'v>(&'v self, name: &'v str) -> impl Iterator<Item = &'v Reader> {
        let readers = self.readers.iter();
        readers.filter(move |(stores, _)| stores == name).map(|(_, reader)| reader)
    }
}

/// What every execution that comes by one of these channels begins with.
fn from_the_start(channels: Channels) -> impl Iterator<Item = Variable> {
    const KNOWN: [(Option<Channel>, &str, &str, &str, &str); 14] = [
        (
            None,
            "contact.channel.address",
            "+15550100",
            "The contact's address.",
            "La dirección del contacto.",
        ),
        (
            None,
            "flow.channel.address",
            "+15550199",
            "Our own address.",
            "Nuestra propia dirección.",
        ),
        (Some(Channel::Call), "trigger.call.From", "+15550100", "Who calls.", "Quién llama."),
        (
            Some(Channel::Call),
            "trigger.call.To",
            "+15550199",
            "The number called.",
            "El número al que se llama.",
        ),
        (
            Some(Channel::Call),
            "trigger.call.CallSid",
            "CA1",
            "The call's id.",
            "El identificador de la llamada.",
        ),
        (
            Some(Channel::Message),
            "trigger.message.Body",
            "Hello",
            "The first message.",
            "El primer mensaje.",
        ),
        (
            Some(Channel::Message),
            "trigger.message.From",
            "+15550100",
            "Who writes.",
            "Quién escribe.",
        ),
        (
            Some(Channel::Message),
            "trigger.message.To",
            "+15550199",
            "Whom it is for.",
            "Para quién es.",
        ),
        (
            Some(Channel::Conversation),
            "trigger.conversation.Body",
            "Hello",
            "The first message.",
            "El primer mensaje.",
        ),
        (
            Some(Channel::Conversation),
            "trigger.conversation.From",
            "ana",
            "Who writes.",
            "Quién escribe.",
        ),
        (
            Some(Channel::Request),
            "flow.data",
            "",
            "What the program gave.",
            "Lo que dio el programa.",
        ),
        (
            Some(Channel::Request),
            "trigger.request.to",
            "+15550100",
            "Whom the program names.",
            "A quién nombra el programa.",
        ),
        (None, "flow.flow_sid", "flow", "The id of this flow.", "El identificador de este flujo."),
        (
            None,
            "flow.sid",
            "FN1",
            "The id of this execution.",
            "El identificador de esta ejecución.",
        ),
    ];
    let is_there = move |channel: Option<Channel>| {
        channel.is_none_or(|channel| channels.is_empty() || channels.has(channel))
    };
    KNOWN.into_iter().filter(move |(channel, ..)| is_there(*channel)).map(
        |(_, path, sample, en, es)| Variable {
            path: path.into(),
            help: Sentence::new(en, es),
            sample: if sample.is_empty() { Value::Null } else { Value::text(sample) },
            origin: Origin::Start,
            distance: usize::MAX,
            goes_on: path == "flow.data",
        },
    )
}

#[cfg(test)]
mod tests {
    use super::super::testing::{call_flow, catalogue};
    use super::*;

    #[test]
    fn a_widget_can_read_what_was_made_before_it_nearest_first() {
        let flow = Flow::read(&call_flow(&[
            r#"{"name":"far","type":"ask","transitions":[{"event":"keypress","next":"near"}],"properties":{}}"#,
            r#"{"name":"near","type":"ask","transitions":[{"event":"keypress","next":"told"}],"properties":{}}"#,
            r#"{"name":"told","type":"say","transitions":[],"properties":{"say":"{{widgets.near.Digits}}"}}"#,
            r#"{"name":"apart","type":"ask","transitions":[],"properties":{}}"#,
        ]));
        let variables = Variables::of(&flow, &catalogue());
        let told = variables.at(flow.index_of("told").unwrap());
        let place = |path: &str| told.iter().position(|one| one.path == path);
        assert!(place("widgets.near.Digits") < place("widgets.far.Digits"), "{told:#?}");
        assert!(place("widgets.near.Digits").is_some());
        assert_eq!(place("widgets.apart.Digits"), None);
        assert!(place("trigger.call.From").is_some());
        assert_eq!(place("trigger.message.Body"), None, "the flow is reached by calls only");
        let readers: Vec<&Reader> = variables.readers_of("near").collect();
        assert_eq!(readers, [&Reader { widget: "told".into(), field: "say".into() }]);
    }
}
