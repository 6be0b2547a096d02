//! Every text of a flow: where it stands, what the form calls it, and what sort of text it is.

use centralita_engine::declare::{Catalogue, Field, FieldKind};
use centralita_engine::flow::diff::WORDING;
use centralita_engine::flow::{JsonKind, Node, PathStep};
use centralita_engine::{Flow, Text, WidgetName};

use super::Sought;

/// No value is looked into deeper than this: files come from anywhere.
const DEEPEST: usize = 24;

/// Where a text stands in a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spot {
    /// In a property of a widget; whether the file has a number there.
    Property { widget: WidgetName, path: Vec<PathStep>, is_number: bool },
    /// In a condition of a wire.
    Condition { widget: WidgetName, transition: usize, condition: usize, part: Part },
    /// In what the flow says of itself.
    Description,
    /// In a note on the canvas.
    Note(usize),
    /// In the title of a frame.
    Frame(usize),
}

/// Which part of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the exit is called.
    Label,
    /// What is compared, by its place.
    Argument(usize),
    /// With what it is compared.
    Value,
}

impl Spot {
    /// The widget in which it is.
    pub fn widget(&self) -> Option<&WidgetName> {
        match self {
            Spot::Property { widget, .. } | Spot::Condition { widget, .. } => Some(widget),
            Spot::Description | Spot::Note(_) | Spot::Frame(_) => None,
        }
    }

    /// The field of the form in which it is.
    pub fn field(&self) -> Option<&Text> {
        match self {
            Spot::Property { path, .. } => path.first().and_then(|step| match step {
                PathStep::Key(key) => Some(key),
                PathStep::Index(_) => None,
            }),
            _ => None,
        }
    }
}

/// A text of a flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Where it stands.
    pub spot: Spot,
    /// What the form calls it; empty where no form has it.
    pub label: String,
    /// The text.
    pub text: String,
}

/// The texts of a flow of one sort. Secrets are not among them.
pub fn said(flow: &Flow, catalogue: &Catalogue, sought: Sought) -> Vec<Said> {
    let mut found = Vec::new();
    for widget in flow.widgets() {
        let spec = catalogue.spec(widget.kind.as_str());
        for (key, node) in widget.properties().members() {
            let field = spec.and_then(|spec| spec.field(&key.text));
            let is_secret = field.is_some_and(|field| field.kind == FieldKind::Secret);
            if &*key.text == "offset" || is_secret || !is_sought(sought, &key.text, field) {
                continue;
            }
            let name: Text = (*key.text).into();
            let label = field.map_or_else(|| name.to_string(), |field| field.label.to_string());
            leaves(&widget.name, vec![PathStep::Key(name)], node, &label, &mut found);
        }
        if sought != Sought::Anything {
            continue;
        }
        for (transition, wire) in widget.transitions.iter().enumerate() {
            for (condition, one) in wire.conditions.iter().enumerate() {
                let arguments = one.arguments.iter().enumerate();
                let arguments = arguments.map(|(place, text)| (Part::Argument(place), text));
                let parts = [(Part::Label, &one.friendly_name), (Part::Value, &one.value)];
                for (part, text) in parts.into_iter().chain(arguments) {
                    let widget = widget.name.clone();
                    found.push(Said {
                        spot: Spot::Condition { widget, transition, condition, part },
                        label: wire.event.to_string(),
                        text: text.to_string(),
                    });
                }
            }
        }
    }
    if sought == Sought::Anything {
        let own = |spot, text: &str| Said { spot, label: String::new(), text: text.to_owned() };
        found.extend(flow.description().map(|text| own(Spot::Description, text)));
        let notes = flow.own().notes.iter().enumerate();
        found.extend(notes.map(|(place, note)| own(Spot::Note(place), &note.text)));
        let frames = flow.own().groups.iter().enumerate();
        found.extend(frames.map(|(place, frame)| own(Spot::Frame(place), &frame.title)));
    }
    found.retain(|said| !said.text.is_empty());
    found
}

fn is_sought(sought: Sought, name: &str, field: Option<&Field>) -> bool {
    let kind = field.map(|field| &field.kind);
    match sought {
        Sought::Anything => true,
        Sought::Words => kind == Some(&FieldKind::Speech) || WORDING.contains(&name),
        Sought::Phones => matches!(kind, Some(FieldKind::Phone | FieldKind::Address)),
        Sought::Voices => kind == Some(&FieldKind::Voice),
        Sought::Languages => kind == Some(&FieldKind::Language),
        Sought::Addresses => {
            matches!(kind, Some(FieldKind::Address | FieldKind::Url | FieldKind::Audio))
        }
    }
}

/// The texts and numbers inside a value.
fn leaves(
    widget: &WidgetName,
    path: Vec<PathStep>,
    node: Node<'_>,
    label: &str,
    found: &mut Vec<Said>,
) {
    // A stack rather than recursion: flows come from anywhere.
    let mut stack = vec![(path, node)];
    while let Some((path, node)) = stack.pop() {
        let place = stack.len();
        match node.kind() {
            _ if path.len() > DEEPEST => {}
            JsonKind::Map => stack.extend(node.members().map(|(key, inner)| {
                let step = PathStep::Key((*key.text).into());
                (path.iter().cloned().chain([step]).collect(), inner)
            })),
            JsonKind::List => stack.extend(node.items().enumerate().map(|(place, inner)| {
                (path.iter().cloned().chain([PathStep::Index(place)]).collect(), inner)
            })),
            kind => {
                let is_number = kind == JsonKind::Number;
                let text = node.text_of().filter(|_| is_number || kind == JsonKind::Text);
                if let Some(text) = text {
                    let widget = widget.clone();
                    found.push(Said {
                        spot: Spot::Property { widget, path, is_number },
                        label: label.to_owned(),
                        text: text.into_owned(),
                    });
                }
            }
        }
        stack[place..].reverse();
    }
}
