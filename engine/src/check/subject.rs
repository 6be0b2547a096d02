//! What the checks look at: a flow, read once by its catalogue, with all that several checks ask.

use std::sync::Arc;

use crate::check::words::{or_list, or_list_es};
use crate::check::{CheckSettings, Place, Problem};
use crate::declare::{
    Catalogue, Channel, Compiled, ExitOf, Group, Part, Reading, Reporter, Setting, Spec, WidgetType,
};
use crate::flow::{Flow, FlowGraph, Widget, Wire};
use crate::span::Span;
use crate::template::{Dialect, Segment, Template};
use crate::value::Text;

/// A flow under examination.
pub(super) struct Subject<'a> {
    pub flow: &'a Flow,
    pub catalogue: &'a Catalogue,
    pub settings: &'a CheckSettings,
    /// The wires that executions can take.
    pub graph: FlowGraph,
    pub reachable: Vec<bool>,
    /// By which channels each widget can be reached.
    pub channels: Vec<Channels>,
    /// From which widgets something can follow that the contact notices.
    pub leads_to_something: Vec<bool>,
    pub widgets: Vec<Examined<'a>>,
}

/// One widget of the flow.
pub(super) struct Examined<'a> {
    pub widget: &'a Widget,
    /// Its place in the flow.
    pub index: usize,
    /// Its type; none when nobody knows it.
    pub known: Option<Known<'a>>,
    pub templates: Vec<(Text, Template)>,
    pub scripts: Vec<ScriptSeen>,
    /// The flow variables it sets.
    pub sets: Vec<Setting>,
}

pub(super) struct Known<'a> {
    pub kind: &'a Arc<dyn WidgetType>,
    pub spec: &'a Spec,
    pub compiled: Box<dyn Compiled>,
    pub exits: Vec<ExitOf>,
}

/// A script as it was shown by its widget.
pub(super) struct ScriptSeen {
    pub field: Text,
    pub source: Text,
    pub faults: Vec<(Span, crate::check::Sentence)>,
    pub mentions: Vec<(Text, Span)>,
}

/// A place in a widget that reads a variable.
#[derive(Clone, Debug)]
pub(super) struct VariableRead<'a> {
    pub field: &'a Text,
    /// The template or script, and the place in it.
    pub source: &'a str,
    pub span: Span,
    pub path: Vec<Segment>,
    /// Whether an absent variable does no harm there.
    pub guarded: bool,
}

impl<'a> Subject<'a> {
    pub fn new(
        flow: &'a Flow,
        catalogue: &'a Catalogue,
        settings: &'a CheckSettings,
    ) -> Subject<'a> {
        let graph = FlowGraph::new(flow, catalogue);
        let widgets: Vec<Examined<'a>> = flow
            .widgets()
            .iter()
            .enumerate()
            .map(|(index, widget)| Examined::new(flow, catalogue, index, widget))
            .collect();
        let noticed = widgets.iter().filter(|one| one.is_noticed()).map(|one| one.index);
        let leads_to_something = graph.leading_to(noticed);
        let channels = channels(&graph, &widgets);
        let reachable = graph.reachable();
        Subject {
            flow,
            catalogue,
            settings,
            graph,
            reachable,
            channels,
            leads_to_something,
            widgets,
        }
    }

    /// The widgets that an execution can reach.
    pub fn reached(&self) -> impl Iterator<Item = &Examined<'a>> {
        self.widgets.iter().filter(|one| self.reachable[one.index])
    }

    /// The name of the widget at `index`.
    pub fn name(&self, index: usize) -> &str {
        &self.flow.widgets()[index].name
    }

    /// The wire at `wire` leaves by the exit with this name.
    pub fn event(&self, wire: Wire) -> &str {
        &self.flow.widgets()[wire.from].transitions[wire.transition].event
    }

    /// A way through the flow in words: `Trigger → menu (timeout) → route`.
    ///
    /// An exit is named where its widget has another one that is connected, or is not the only one.
    pub fn way_in_words(&self, way: &[Wire], to: usize) -> String {
        let mut words = String::new();
        // Of a long way, its beginning and end tell most.
        let left_out = if way.len() > 7 { 3..way.len() - 3 } else { 0..0 };
        for (step, &wire) in way.iter().enumerate() {
            if left_out.contains(&step) {
                if step == left_out.start {
                    words.push_str("… → ");
                }
                continue;
            }
            words.push_str(self.name(wire.from));
            if self.flow.widgets()[wire.from].transitions.len() > 1 {
                words.push_str(&format!(" ({})", self.event(wire)));
            }
            words.push_str(" → ");
        }
        words.push_str(self.name(to));
        words
    }
}

impl<'a> Examined<'a> {
    fn new(
        flow: &'a Flow,
        catalogue: &'a Catalogue,
        index: usize,
        widget: &'a Widget,
    ) -> Examined<'a> {
        let mut templates = Vec::new();
        let mut scripts = Vec::new();
        let mut sets = Vec::new();
        let known = catalogue.get(&widget.kind).map(|kind| {
            let spec = kind.spec();
            let compiled = kind.compile(&Reading { flow, widget, spec, dialect: Dialect::Studio });
            compiled.visit(&mut |field: &Text, part: Part<'_>| match part {
                Part::Template(template) => templates.push((field.clone(), template.clone())),
                Part::Script(script) => {
                    let set = |variable| Setting { variable, value: None };
                    sets.extend(script.sets().into_iter().map(set));
                    scripts.push(ScriptSeen {
                        field: field.clone(),
                        source: script.source().into(),
                        faults: script.faults(),
                        mentions: script.mentions(),
                    });
                }
            });
            sets.extend(compiled.sets());
            Known { kind, spec, compiled, exits: spec.exits_of(widget) }
        });
        Examined { widget, index, known, templates, scripts, sets }
    }

    /// What its type declares, when somebody knows the type.
    pub fn spec(&self) -> Option<&'a Spec> {
        self.known.as_ref().map(|known| known.spec)
    }

    /// Whether the contact notices that an execution is here.
    pub fn is_noticed(&self) -> bool {
        self.spec()
            .is_some_and(|spec| spec.speaks || matches!(spec.group, Group::Message | Group::People))
    }

    /// Whether it asks the contact something and waits for the answer.
    pub fn asks(&self) -> bool {
        self.spec().is_some_and(|spec| {
            spec.waits
                && match spec.group {
                    Group::Message => true,
                    _ => spec.speaks,
                }
        })
    }

    /// Whether the wire at this place of its transitions leads to a widget that is there.
    pub fn is_connected(&self, flow: &Flow, transition: Option<usize>) -> bool {
        transition
            .and_then(|place| self.widget.transitions.get(place))
            .and_then(|transition| transition.next.as_deref())
            .is_some_and(|next| flow.index_of(next).is_some())
    }

    /// Every place that reads a variable.
    pub fn reads(&self) -> impl Iterator<Item = VariableRead<'_>> {
        let templates = self.templates.iter().flat_map(|(field, template)| {
            template.mentions().iter().map(move |mention| VariableRead {
                field,
                source: template.source(),
                span: mention.span,
                path: mention.path.clone(),
                guarded: mention.guarded,
            })
        });
        let scripts = self.scripts.iter().flat_map(|script| {
            script.mentions.iter().map(move |(path, span)| VariableRead {
                field: &script.field,
                source: &script.source,
                span: *span,
                path: path.split('.').map(|step| Segment::Key(step.into())).collect(),
                // A script can test what it reads, and mostly does; that is not followed here.
                guarded: true,
            })
        });
        templates.chain(scripts)
    }

    /// What its own type finds wrong with it.
    pub fn own_problems(&self, flow: &Flow) -> Vec<Problem> {
        let mut problems = Vec::new();
        if let Some(known) = &self.known {
            known.compiled.check(&mut Reporter::new(flow, self.widget, &mut problems));
        }
        problems
    }
}

impl VariableRead<'_> {
    /// The place for a problem about this read.
    pub fn place(&self, flow: &Flow, widget: &Widget) -> Place {
        Place::field(flow, widget, self.field).inside(self.source, self.span)
    }

    /// The steps of the path that are names, up to the first that is not.
    pub fn keys(&self) -> Vec<&Text> {
        self.path
            .iter()
            .map_while(|step| match step {
                Segment::Key(key) => Some(key),
                _ => None,
            })
            .collect()
    }

    /// The name of the widget and the path below it, when this reads what a widget stored.
    pub fn of_widget(&self) -> Option<(&Text, Vec<&Text>)> {
        match self.keys().as_slice() {
            [first, name, rest @ ..] if *first == "widgets" => Some((name, rest.to_vec())),
            _ => None,
        }
    }

    /// The name of the flow variable that this reads.
    pub fn flow_variable(&self) -> Option<&Text> {
        match self.keys().as_slice() {
            [first, second, name, ..] if *first == "flow" && *second == "variables" => Some(name),
            _ => None,
        }
    }
}

/// A set of channels, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Channels(u8);

impl Channels {
    /// Every channel: who runs a sub-flow may have come by any.
    pub const ALL: Channels = Channels(0b1111);

    fn bit(channel: Channel) -> u8 {
        match channel {
            Channel::Call => 1,
            Channel::Message => 2,
            Channel::Conversation => 4,
            Channel::Request => 8,
        }
    }

    pub fn of(channels: &[Channel]) -> Channels {
        Channels(channels.iter().fold(0, |bits, &channel| bits | Channels::bit(channel)))
    }

    pub fn has(self, channel: Channel) -> bool {
        self.0 & Channels::bit(channel) != 0
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn and(self, other: Channels) -> Channels {
        Channels(self.0 & other.0)
    }

    pub fn or(self, other: Channels) -> Channels {
        Channels(self.0 | other.0)
    }

    pub fn without(self, other: Channels) -> Channels {
        Channels(self.0 & !other.0)
    }

    /// The channels in Spanish: `una llamada o un mensaje`.
    pub fn words_es(self) -> String {
        let words: Vec<&str> = [
            (Channel::Call, "una llamada"),
            (Channel::Message, "un mensaje"),
            (Channel::Conversation, "una conversación de chat"),
            (Channel::Request, "una petición por la API"),
        ]
        .into_iter()
        .filter(|(channel, _)| self.has(*channel))
        .map(|(_, words)| words)
        .collect();
        or_list_es(&words)
    }

    /// The channels in words: `a call or a message`.
    pub fn words(self) -> String {
        let words: Vec<&str> = [
            (Channel::Call, "a call"),
            (Channel::Message, "a message"),
            (Channel::Conversation, "a chat conversation"),
            (Channel::Request, "a request through the API"),
        ]
        .into_iter()
        .filter(|(channel, _)| self.has(*channel))
        .map(|(_, words)| words)
        .collect();
        or_list(&words)
    }
}

/// By which channels an execution leaves the start through this exit. These are the names that flow
/// files have, whatever widget type stands at the start.
pub(super) fn arrivals(event: &str) -> Channels {
    match event {
        "incomingCall" => Channels::of(&[Channel::Call]),
        "incomingMessage" => Channels::of(&[Channel::Message]),
        "incomingConversationMessage" => Channels::of(&[Channel::Conversation]),
        "incomingRequest" => Channels::of(&[Channel::Request]),
        _ => Channels::ALL,
    }
}

/// What an exit does to the channel: after an outgoing call is answered there is a live call.
///
/// A type that is about calls and needs none itself places one, and says `answered` when it stands.
fn opens_call(one: &Examined<'_>, event: &str) -> bool {
    event == "answered"
        && one.spec().is_some_and(|spec| spec.group == Group::Voice && !spec.needs_call())
}

fn channels(graph: &FlowGraph, widgets: &[Examined<'_>]) -> Vec<Channels> {
    let mut channels = vec![Channels::default(); widgets.len()];
    let Some(start) = graph.start() else { return channels };
    channels[start] = Channels::ALL;
    let mut open = vec![start];
    while let Some(at) = open.pop() {
        for &wire in graph.leaving(at) {
            let event = widgets[at].widget.transitions[wire.transition].event.as_str();
            let arriving = match at == start {
                true => arrivals(event),
                false if opens_call(&widgets[at], event) => {
                    channels[at].or(Channels::of(&[Channel::Call]))
                }
                false => channels[at],
            };
            let together = channels[wire.to].or(arriving);
            if wire.to != start && together != channels[wire.to] {
                channels[wire.to] = together;
                open.push(wire.to);
            }
        }
    }
    channels
}
