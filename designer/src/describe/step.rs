//! One widget in sentences.

use centralita_engine::declare::{FieldKind, Spec};
use centralita_engine::flow::{FlowGraph, Transition, Widget};

use super::{Telling, said};
use crate::scene::exits;

/// One widget: what it does, with which settings, and where each exit leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its number in the order of a call, counted from 1.
    pub number: usize,
    /// Its name.
    pub name: String,
    /// What sort of widget it is.
    pub kind: String,
    /// What such a widget does.
    pub about: String,
    /// What the contact hears or reads, each with the name of its field.
    pub speech: Vec<(String, String)>,
    /// The settings that are not the usual ones: name and value.
    pub settings: Vec<(String, String)>,
    /// Where each exit leads.
    pub ways: Vec<Way>,
    /// Whether nobody here knows what it does.
    pub is_unknown: bool,
    /// Whether a call can come here.
    pub is_reached: bool,
}

/// An exit, and where it leads.
#[derive(Clone, Debug, PartialEq)]
pub struct Way {
    /// When it is taken.
    pub when: String,
    /// Where it leads.
    pub go: Go,
    /// Whether conditions decide on it.
    pub is_branch: bool,
}

/// Where an exit leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Go {
    /// On to a step.
    On(usize, String),
    /// Back to a step from which one came.
    Back(usize, String),
    /// To a widget that is not there.
    Missing(String),
    /// Nowhere: the flow ends here.
    End,
}

impl Step {
    /// What sort of widget it is, unless its name says so already.
    pub fn other_kind(&self) -> &str {
        if self.kind == self.name { "" } else { &self.kind }
    }

    /// A widget in sentences.
    pub fn of(telling: &Telling<'_>, place: usize, numbers: &[usize], graph: &FlowGraph) -> Step {
        let widget = &telling.flow.widgets()[place];
        let spec = telling.catalogue.spec(widget.kind.as_str());
        let (speech, settings) = spec.map(|spec| fields(telling, widget, spec)).unwrap_or_default();
        let mut step = Step {
            number: numbers[place],
            name: widget.name.to_string(),
            kind: spec.map_or_else(|| widget.kind.to_string(), |spec| spec.label.to_string()),
            about: spec.map(|spec| spec.summary().to_owned()).unwrap_or_default(),
            speech,
            settings,
            ways: Vec::new(),
            is_unknown: spec.is_none(),
            is_reached: true,
        };
        let before = graph.leading_to(vec![place]);
        let mut loose = Vec::new();
        for exit in exits(widget, spec) {
            let transition = exit.transition.and_then(|at| widget.transitions.get(at));
            let is_branch = transition.is_some_and(|one| !one.conditions.is_empty());
            let when = when(telling, widget, spec, &exit.label, transition, exit.event.as_str());
            let Some(next) = transition.and_then(|transition| transition.next.as_ref()) else {
                loose.push(when);
                continue;
            };
            let name = next.to_string();
            let go = match telling.flow.index_of(next.as_str()) {
                None => Go::Missing(name),
                // Whoever stands above and leads here again is gone back to.
                Some(to) if numbers[to] <= numbers[place] && (to == place || before[to]) => {
                    Go::Back(numbers[to], name)
                }
                Some(to) => Go::On(numbers[to], name),
            };
            step.ways.push(Way { when, go, is_branch });
        }
        // What is compared comes first, and then what happens otherwise.
        step.ways.sort_by_key(|way| !way.is_branch);
        if !loose.is_empty() {
            step.ways.push(Way { when: loose.join(", "), go: Go::End, is_branch: false });
        }
        step
    }
}

/// Settings as people read them: name and value.
type Settings = Vec<(String, String)>;

/// What the contact hears, and the other settings.
fn fields(telling: &Telling<'_>, widget: &Widget, spec: &Spec) -> (Settings, Settings) {
    let (mut speech, mut settings) = (Vec::new(), Vec::new());
    for field in &spec.fields {
        let names = std::iter::once(&field.name).chain(&field.aliases);
        let node = names.filter_map(|name| widget.property(name)).find(|node| !node.is_null());
        let Some(node) = node else { continue };
        let Some(value) = said::value(field, node, telling.texts) else { continue };
        let row = (field.label.to_string(), value);
        match field.kind {
            FieldKind::Speech => speech.push(row),
            // Which voice speaks stands once at the end; what only the vendor needs, nowhere.
            FieldKind::Voice | FieldKind::Language => {}
            _ if field.group == "Vendor" => {}
            _ => settings.push(row),
        }
    }
    (speech, settings)
}

/// When an exit is taken: its conditions as a sentence, else its name and what its type says of it.
fn when(
    telling: &Telling<'_>,
    widget: &Widget,
    spec: Option<&Spec>,
    label: &str,
    transition: Option<&Transition>,
    event: &str,
) -> String {
    if let Some(transition) = transition.filter(|transition| !transition.conditions.is_empty()) {
        return branch(telling, widget, spec, label, transition);
    }
    let help = spec.and_then(|spec| spec.exit(event)).map(|exit| exit.help.as_str());
    let help = help.unwrap_or_default().lines().next().unwrap_or_default();
    let help = help.trim().trim_end_matches('.');
    if help.is_empty() { label.to_owned() } else { format!("{label} ({})", inside(help)) }
}

/// A branch: its name, and its conditions as a sentence.
fn branch(
    telling: &Telling<'_>,
    widget: &Widget,
    spec: Option<&Spec>,
    label: &str,
    transition: &Transition,
) -> String {
    let texts = telling.texts;
    // What all branches compare stands among the settings, and need not be said again.
    let compares_one = spec
        .and_then(|spec| spec.fields.iter().find(|field| field.kind == FieldKind::Template))
        .and_then(|field| widget.property(&field.name)?.text_of())
        .is_some_and(|text| !text.trim().is_empty());
    let mut sentence = String::new();
    for (number, condition) in transition.conditions.iter().enumerate() {
        let argument = condition.arguments.first().map(|it| it.to_string()).unwrap_or_default();
        let argument = if compares_one { String::new() } else { said::words(&argument, texts) };
        let word = texts.say(if number == 0 { "inspector-if" } else { "inspector-and" });
        let operator = match texts.of("operator", &condition.operator) {
            "" => condition.operator.as_str(),
            said => said,
        };
        let value = said::words(&condition.value, texts);
        let parts = [word, argument.as_str(), operator, value.as_str()];
        for part in parts.into_iter().filter(|part| !part.is_empty()) {
            sentence.push_str(if sentence.is_empty() { "" } else { " " });
            sentence.push_str(part);
        }
    }
    let is_told = transition.conditions.iter().any(|condition| condition.value == label);
    if is_told || label.is_empty() { sentence } else { format!("{label} ({})", inside(&sentence)) }
}

/// A sentence as it stands in brackets: with a small letter first, unless it begins with a name.
fn inside(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let (first, second) = (letters.next(), letters.clone().next());
    match first {
        Some(first) if second.is_none_or(|second| !second.is_uppercase()) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}
