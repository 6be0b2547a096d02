//! Definitions: flows as client libraries send and read them, and what is wrong with one, as they read it.

use centralita_engine::Flow;
use centralita_engine::check::{Problem, Severity};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::http::State;
use crate::http::studio::Fault;

/// What the checks say of a definition.
pub(super) struct Judged {
    /// What cannot work.
    pub errors: Vec<Value>,
    /// What may not be meant so.
    pub warnings: Vec<Value>,
}

impl Judged {
    /// Judges a definition by the widget types of this server.
    ///
    /// # Errors
    /// When it cannot be asked which flows there are.
    pub async fn of(state: &State, definition: &str) -> Result<Judged, Fault> {
        let flow = Flow::read(definition);
        let problems = state.driver.flows.check(state.tenant, &flow, None).await?;
        Ok(Judged::by(&flow, &problems))
    }

    /// What these problems of a flow come to.
    pub fn by(flow: &Flow, problems: &[Problem]) -> Judged {
        let (errors, warnings): (Vec<_>, Vec<_>) =
            problems.iter().partition(|problem| problem.severity == Severity::Error);
        let told = |problems: Vec<&Problem>| {
            problems.into_iter().map(|problem| told(flow, problem)).collect()
        };
        Judged { errors: told(errors), warnings: told(warnings) }
    }

    /// Refuses a definition that would not work.
    pub fn hold(&self) -> Result<(), Fault> {
        if self.errors.is_empty() { Ok(()) } else { Err(Fault::definition(&self.errors)) }
    }
}

/// A problem as the vendor's validation tells one.
fn told(flow: &Flow, problem: &Problem) -> Value {
    json!({ "message": problem.message.en(), "property_path": path(flow, problem) })
}

/// Where a problem is: a JSON pointer into the definition, counted from 0.
fn path(flow: &Flow, problem: &Problem) -> String {
    let place = &problem.place;
    let Some(name) = &place.widget else { return "#".to_owned() };
    let has_span = |widget: &centralita_engine::Widget| {
        place.span.is_some_and(|at| widget.span.start <= at.start && at.end <= widget.span.end)
    };
    // Of several widgets with one name it is the one in whose text the problem stands.
    let named = || flow.widgets().iter().enumerate().filter(|(_, widget)| widget.name == *name);
    let index = named().find(|(_, widget)| has_span(widget)).or_else(|| named().next());
    let Some((index, _)) = index else { return "#/states".to_owned() };
    match (&place.field, place.transition) {
        (Some(field), _) => {
            format!("#/states/{index}/properties/{}", field.replace('~', "~0").replace('/', "~1"))
        }
        (None, Some(transition)) => format!("#/states/{index}/transitions/{transition}"),
        (None, None) => format!("#/states/{index}"),
    }
}

/// Reads a definition from a request: JSON, and a map.
pub(super) fn received(text: &str) -> Result<&str, Fault> {
    let is_map = serde_json::from_str::<&RawValue>(text)
        .is_ok_and(|json| json.get().trim_start().starts_with('{'));
    if is_map {
        return Ok(text);
    }
    let error = json!({ "message": "The definition is no JSON object", "property_path": "#" });
    Err(Fault::definition(&[error]))
}

/// A definition as it is answered: its own text, or its text in quotation marks when it is something
/// that only the editor reads, such as JSON with comments.
pub(super) fn shown(text: &str) -> Option<Box<RawValue>> {
    RawValue::from_string(text.to_owned())
        .ok()
        .or_else(|| serde_json::value::to_raw_value(text).ok())
}
