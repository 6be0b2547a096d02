//! From JSON to a flow: finds the definition in its wrapper and the widgets in the definition.

use super::fault::{ReadFault, ReadFaultKind};
use super::json::{Json, JsonKind, Node};
use super::locate::Found;
use super::names::{ExitName, KindName, WidgetName};
use super::own::{Own, position, text};
use super::shape::{Shape, StatesShape};
use super::widget::{Condition, Transition, Widget};
use super::{OWN_KEY, Read};
use crate::check::Sentence;
use crate::sentence;
use crate::{Span, Text};

/// The old export's kind of the widget in which executions begin.
pub(super) const LEGACY_TRIGGER: &str = "InitialState";

/// Today's kind of the widget in which executions begin.
pub(super) const TRIGGER: &str = "trigger";

/// Reads a flow from its file.
pub(super) fn read(outer: Json) -> Read {
    let Found { document, definition, nested, wrapper, mut faults } = Found::locate(&outer);
    let definition = document.node(definition);
    let mut reader = Reader { document: &document, faults: &mut faults, legacy: false };
    let (states, states_shape, mut widgets) = reader.widgets(definition);
    let legacy = reader.legacy;
    if legacy {
        resolve_sids(&mut widgets);
        reader.fault(
            ReadFaultKind::Legacy,
            None,
            None,
            Sentence::new(
                "This is the old format of Studio's exports. It is read and kept as it is; migrate it to write today's names.",
                "Este es el formato antiguo de las exportaciones de Studio. Se lee y se conserva como está; mígrelo para escribir los nombres de hoy.",
            ),
        );
    }
    let by_name = reader.names(&widgets);
    let mut read = Read {
        states: states.map(Node::index),
        shape: Shape {
            wrapper,
            definition_is_text: nested.is_some(),
            legacy,
            states: states_shape,
        },
        by_name,
        initial: None,
        initial_name: None,
        description: definition.get("description").and_then(text),
        allow_concurrent_calls: definition
            .get("flags")
            .and_then(|flags| flags.get_any(&["allow_concurrent_calls", "allowConcurrentCalls"]))
            .and_then(Node::bool_of),
        own: definition
            .get(OWN_KEY)
            .filter(|own| !own.is_null())
            .map(|own| Own::read(own, reader.faults))
            .unwrap_or_default(),
        definition: definition.index(),
        widgets,
        faults: Vec::new(),
        outer,
        nested,
        document: document.clone(),
    };
    find_initial(&mut read, definition, &mut faults);
    read.faults = faults;
    read
}

struct Reader<'a> {
    document: &'a Json,
    faults: &'a mut Vec<ReadFault>,
    legacy: bool,
}

impl<'a> Reader<'a> {
    fn fault(
        &mut self,
        kind: ReadFaultKind,
        span: Option<Span>,
        widget: Option<&WidgetName>,
        message: Sentence,
    ) {
        self.faults.push(ReadFault::new(kind, span, widget, message));
    }

    fn widgets(&mut self, definition: Node<'a>) -> (Option<Node<'a>>, StatesShape, Vec<Widget>) {
        let Some(states) = definition.get("states") else {
            if definition.kind() == JsonKind::Map {
                self.fault(
                    ReadFaultKind::NoStates,
                    Some(definition.span()),
                    None,
                    Sentence::new(
                        "This flow has no widgets: \"states\" is missing. Add a widget, or check that this is the right file.",
                        "Este flujo no tiene widgets: falta \"states\". Añada un widget o compruebe que este es el archivo correcto.",
                    ),
                );
            }
            return (None, StatesShape::Missing, Vec::new());
        };
        let shape = match states.kind() {
            JsonKind::List => StatesShape::List,
            JsonKind::Map => {
                self.fault(
                    ReadFaultKind::WrongKind,
                    Some(states.span()),
                    None,
                    Sentence::new(
                        "\"states\" is a map; each member is read as a widget. Studio wants a list.",
                        "\"states\" es un mapa; cada miembro se lee como un widget. Studio quiere una lista.",
                    ),
                );
                StatesShape::Map
            }
            other => {
                self.fault(
                    ReadFaultKind::NoStates,
                    Some(states.span()),
                    None,
                    Sentence::new(
format!(
                        "\"states\" is {} and should be a list of widgets; no widget is read.",
                        other.word()
                    ),
 format!(
"\"states\" es {} y debería ser una lista de widgets; no se lee ningún widget.",
other.word_es()
),
),
                );
                return (Some(states), StatesShape::Missing, Vec::new());
            }
        };
        let mut widgets = Vec::with_capacity(states.len().min(1 << 16));
        for (place, state) in states.children().enumerate() {
            if let Some(widget) = self.widget(state, place) {
                widgets.push(widget);
            }
        }
        (Some(states), shape, widgets)
    }

    fn widget(&mut self, state: Node<'a>, place: usize) -> Option<Widget> {
        if state.kind() != JsonKind::Map {
            self.fault(
                ReadFaultKind::NotAWidget,
                Some(state.span()),
                None,
                Sentence::new(
                    format!(
                        "Entry {} of \"states\" is {} and no widget; it is kept and not shown. Remove it.",
                        place + 1, state.kind().word()
                    ),
                    format!(
                        "La entrada {} de \"states\" es {} y no un widget; se conserva y no se muestra. Quítela.",
                        place + 1, state.kind().word_es()
                    ),
                ),
            );
            return None;
        }
        let mut parts = Parts::default();
        for (key, value) in state.members() {
            match key.text.as_ref() {
                "name" => parts.name = Some(value),
                "type" => parts.kind = Some(value),
                "transitions" => parts.transitions = Some(value),
                "properties" => parts.properties = Some(value),
                "sid" => parts.sid = Some(value),
                _ => {}
            }
        }
        let name = parts.name.and_then(text).filter(|name| !name.is_empty());
        let name = name.map(WidgetName::from).unwrap_or_else(|| self.unnamed(state, place));
        let kind = match parts.kind.and_then(text).filter(|kind| !kind.is_empty()) {
            Some(kind) => KindName::from(kind),
            None => {
                self.fault(
                    ReadFaultKind::NoKind,
                    Some(state.span()),
                    Some(&name),
                    sentence!(
                        "{name} has no type. Choose one.",
                        "{name} no tiene tipo. Elija uno."
                    ),
                );
                KindName::default()
            }
        };
        let sid = parts.sid.and_then(text);
        self.legacy |= sid.is_some() || kind == LEGACY_TRIGGER;
        let transitions = self.expect(parts.transitions, JsonKind::List, "transitions", &name);
        let transitions = match transitions {
            Some(list) => {
                let mut read = Vec::with_capacity(list.len());
                for transition in list.items() {
                    read.extend(self.transition(transition, &name));
                }
                read
            }
            None => Vec::new(),
        };
        let properties = self.expect(parts.properties, JsonKind::Map, "properties", &name);
        Some(Widget {
            position: properties.and_then(|own| own.get("offset")).and_then(position),
            properties: properties.map_or(0, Node::index),
            name,
            kind,
            transitions,
            sid,
            span: state.span(),
            document: self.document.clone(),
            node: state.index(),
        })
    }

    /// The name of a widget that says none: its key in a map of widgets, or one from its place.
    fn unnamed(&mut self, state: Node<'a>, place: usize) -> WidgetName {
        if let Some(key) = state.key().filter(|key| !key.text.is_empty()) {
            return WidgetName::new(key.text);
        }
        let name = WidgetName::from(format!("unnamed_{}", place + 1));
        self.fault(
            ReadFaultKind::NoName,
            Some(state.span()),
            Some(&name),
            sentence!(
                "Entry {} of \"states\" has no name; it is shown as {name}. Give it a name.",
                "La entrada {} de \"states\" no tiene nombre; se muestra como {name}. Dele un nombre.",
                place + 1
            ),
        );
        name
    }

    /// `node`, when it has the kind it should have; null and absent are silently nothing.
    fn expect(
        &mut self,
        node: Option<Node<'a>>,
        kind: JsonKind,
        member: &str,
        widget: &WidgetName,
    ) -> Option<Node<'a>> {
        let node = node.filter(|node| !node.is_null())?;
        if node.kind() == kind {
            return Some(node);
        }
        self.fault(
            ReadFaultKind::WrongKind,
            Some(node.span()),
            Some(widget),
            Sentence::new(
                format!(
                    "The {member} of {widget} are {} and should be {}; they are kept and not read.",
                    node.kind().word(),
                    kind.word()
                ),
                format!(
                    "En {widget}, \"{member}\" es {} y debería ser {}; se conserva y no se lee.",
                    node.kind().word_es(),
                    kind.word_es()
                ),
            ),
        );
        None
    }

    fn transition(&mut self, node: Node<'a>, widget: &WidgetName) -> Option<Transition> {
        if node.kind() != JsonKind::Map {
            self.fault(
                ReadFaultKind::WrongKind,
                Some(node.span()),
                Some(widget),
                Sentence::new(
                    format!(
                        "One of the transitions of {widget} is {} and should be a map; it is kept and not read.",
                        node.kind().word()
                    ),
                    format!(
                        "Una de las transiciones de {widget} es {} y debería ser un mapa; se conserva y no se lee.",
                        node.kind().word_es()
                    ),
                ),
            );
            return None;
        }
        let (mut event, mut next, mut conditions) = (None, None, None);
        for (key, value) in node.members() {
            match key.text.as_ref() {
                "event" => event = text(value),
                "next" => next = text(value),
                "conditions" => conditions = Some(value),
                _ => {}
            }
        }
        if event.as_ref().is_none_or(|event| event.is_empty()) {
            self.fault(
                ReadFaultKind::NoEvent,
                Some(node.span()),
                Some(widget),
                sentence!(
                    "One of the transitions of {widget} has no event and is never taken. Remove it, or name its event.",
                    "Una de las transiciones de {widget} no tiene evento y no se toma nunca. Quítela o nombre su evento.",
                ),
            );
        }
        let conditions = match conditions {
            Some(list) if list.kind() == JsonKind::List && list.is_empty() => Vec::new(),
            Some(list) if list.kind() == JsonKind::List => {
                list.items().map(|node| self.condition(node, widget)).collect()
            }
            Some(single) if single.kind() == JsonKind::Map => vec![self.condition(single, widget)],
            other => {
                self.expect(other, JsonKind::List, "conditions", widget);
                Vec::new()
            }
        };
        Some(Transition {
            event: ExitName::from(event.unwrap_or_default()),
            next: next.filter(|next| !next.is_empty()).map(WidgetName::from),
            conditions,
            span: node.span(),
            node: node.index(),
        })
    }

    fn condition(&mut self, node: Node<'a>, widget: &WidgetName) -> Condition {
        let span = node.span();
        let mut condition = Condition {
            friendly_name: Text::default(),
            arguments: Vec::new(),
            operator: Text::default(),
            value: Text::default(),
            span,
            value_span: span,
            argument_span: span,
        };
        if node.kind() != JsonKind::Map {
            self.fault(
                ReadFaultKind::WrongKind,
                Some(span),
                Some(widget),
                Sentence::new(
                    format!(
                        "A condition of {widget} is {} and should be a map with \"arguments\", \"type\" and \"value\". Build it anew.",
                        node.kind().word()
                    ),
                    format!(
                        "Una condición de {widget} es {} y debería ser un mapa con \"arguments\", \"type\" y \"value\". Hágala de nuevo.",
                        node.kind().word_es()
                    ),
                ),
            );
            return condition;
        }
        for (key, value) in node.members() {
            match key.text.as_ref() {
                "friendly_name" => condition.friendly_name = text(value).unwrap_or_default(),
                "type" => condition.operator = text(value).unwrap_or_default(),
                "value" => {
                    condition.value = text(value).unwrap_or_default();
                    condition.value_span = value.span();
                }
                "arguments" | "variable" => {
                    let first = match value.kind() {
                        JsonKind::List => value.at(0),
                        _ => Some(value),
                    };
                    let arguments: Vec<Text> = match value.kind() {
                        JsonKind::List => {
                            value.items().map(|one| text(one).unwrap_or_default()).collect()
                        }
                        _ => text(value).into_iter().collect(),
                    };
                    if condition.arguments.is_empty() {
                        condition.arguments = arguments;
                        condition.argument_span = first.map_or(span, Node::span);
                    }
                }
                _ => {}
            }
        }
        condition
    }

    /// The places of `widgets` sorted by name; says which names are used twice.
    fn names(&mut self, widgets: &[Widget]) -> Vec<u32> {
        let mut by_name: Vec<u32> = (0..widgets.len() as u32).collect();
        by_name.sort_by(|&left, &right| {
            widgets[left as usize].name.cmp(&widgets[right as usize].name)
        });
        for pair in by_name.windows(2) {
            let (first, second) = (&widgets[pair[0] as usize], &widgets[pair[1] as usize]);
            if first.name == second.name {
                self.fault(
                    ReadFaultKind::DuplicateName,
                    Some(second.span),
                    Some(&second.name),
                    sentence!(
                        "Two widgets are called {}. Wires lead to the first; give the other another name.",
                        "Dos widgets se llaman {}. Las conexiones llevan al primero; dele otro nombre al otro.",
                        second.name,
                    ),
                );
            }
        }
        by_name
    }
}

#[derive(Default)]
struct Parts<'a> {
    name: Option<Node<'a>>,
    kind: Option<Node<'a>>,
    transitions: Option<Node<'a>>,
    properties: Option<Node<'a>>,
    sid: Option<Node<'a>>,
}

/// Turns the ids by which old exports draw wires into names.
fn resolve_sids(widgets: &mut [Widget]) {
    let mut sids: Vec<(Text, WidgetName)> = widgets
        .iter()
        .filter_map(|widget| Some((widget.sid.clone()?, widget.name.clone())))
        .collect();
    sids.sort();
    for transition in widgets.iter_mut().flat_map(|widget| &mut widget.transitions) {
        let Some(next) = &mut transition.next else { continue };
        if let Ok(found) = sids.binary_search_by(|(sid, _)| sid.as_str().cmp(next.as_str())) {
            *next = sids[found].1.clone();
        }
    }
}

/// Finds where executions begin: where the file says, else in the only trigger.
fn find_initial(read: &mut Read, definition: Node<'_>, faults: &mut Vec<ReadFault>) {
    let written = definition.get_any(&["initial_state", "initialState"]);
    let named = written.and_then(text).filter(|name| !name.is_empty()).map(WidgetName::from);
    let index_of = |name: &WidgetName| read.widgets.iter().position(|widget| widget.name == *name);
    let by_sid = |name: &WidgetName| {
        read.widgets.iter().position(|widget| widget.sid.as_deref() == Some(name.as_str()))
    };
    if let Some(name) = &named {
        read.initial = index_of(name).or_else(|| by_sid(name));
    }
    if read.initial.is_some() || read.widgets.is_empty() {
        read.initial_name = read.initial.map(|index| read.widgets[index].name.clone()).or(named);
        return;
    }
    let is_trigger = |kind: &str| kind == TRIGGER || kind == LEGACY_TRIGGER;
    let mut triggers =
        read.widgets.iter().enumerate().filter(|(_, widget)| is_trigger(&widget.kind));
    let only = match (triggers.next(), triggers.next()) {
        (Some((index, _)), None) => Some(index),
        _ => None,
    };
    let span = Some(written.map_or(definition.span(), Node::span));
    match (&named, only) {
        (None, Some(_)) if read.shape.legacy => {}
        (None, Some(index)) => faults.push(ReadFault::new(
            ReadFaultKind::NoInitial,
            span,
            None,
            sentence!(
"The file does not say where the flow begins; {} is taken, its only trigger.",
"El archivo no dice dónde empieza el flujo; se toma {}, su único disparador.",
read.widgets[index].name
),
        )),
        (Some(name), Some(index)) => faults.push(ReadFault::new(
            ReadFaultKind::NoInitial,
            span,
            None,
            sentence!(
"The flow is said to begin at {name}, which does not exist; {} is taken, its only trigger.",
"Se dice que el flujo empieza en {name}, que no existe; se toma {}, su único disparador.",
read.widgets[index].name
),
        )),
        (_, None) => faults.push(ReadFault::new(
            ReadFaultKind::NoInitial,
            span,
            None,
            Sentence::new("The file does not say where the flow begins. Choose the widget in which it starts.", "El archivo no dice dónde empieza el flujo. Elija el widget en el que empieza."),
        )),
    }
    read.initial = only;
    read.initial_name = only.map(|index| read.widgets[index].name.clone()).or(named);
}
