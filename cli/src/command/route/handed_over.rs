//! What the flows of a project hand over to a plan: the attributes that its conditions can ask for.

use std::path::Path;

use centralita_engine::declare::FieldKind;
use centralita_engine::flow::Widget;
use centralita_routing::expression::{Place, Vocabulary};
use centralita_routing::plan::{Plan, Written};
use centralita_routing::{Attributes, Code, Problem, Sentence, Severity, Span};
use serde_json::{Map, Value};

use crate::files;
use crate::project::Project;
use crate::words::Language;

/// What every hand-over of a call or message brings along, and what is told of the flow.
const ALWAYS: &str = r#"{
    "account_sid": "", "api_version": "", "call_sid": "", "call_status": "", "called": "", "caller": "",
    "caller_name": "", "direction": "", "forwarded_from": "", "from": "", "to": "",
    "called_city": "", "called_state": "", "called_zip": "", "called_country": "",
    "caller_city": "", "caller_state": "", "caller_zip": "", "caller_country": "",
    "from_city": "", "from_state": "", "from_zip": "", "from_country": "",
    "to_city": "", "to_state": "", "to_zip": "", "to_country": "",
    "message_sid": "", "sms_sid": "", "body": "", "num_media": "", "author": "", "conversation_sid": "",
    "conversations": { "conversation_id": "", "ivr_path": "", "ivr_time": 1, "language": "" }
}"#;

/// The attributes that the flows of its project hand over to the plan in the file `path`. None when
/// it stands in no project, when no flow hands over to it, or when a flow says only as it runs what
/// its attributes are called.
pub fn vocabulary(project: &Project, path: &Path, language: Language) -> Option<Vocabulary> {
    let root = project.root.as_ref()?;
    let whole = std::fs::canonicalize(path).ok()?;
    let is_it = |file: &Path| std::fs::canonicalize(file).is_ok_and(|file| file == whole);
    let (name, _) = project.plans.iter().find(|(_, file)| is_it(file))?;
    let flows = files::flows(std::slice::from_ref(root), true, language).ok()?;
    let mut found = Vec::new();
    for flow in flows {
        let Ok(flow) = files::read_flow(&flow) else { continue };
        for widget in flow.widgets() {
            let Some(spec) = project.catalogue.spec(widget.kind.as_str()) else { continue };
            let text = |kind: FieldKind| {
                let fields = spec.fields.iter().filter(move |field| field.kind == kind);
                fields.flat_map(|field| std::iter::once(&field.name).chain(&field.aliases))
            };
            let mut targets = text(FieldKind::Queue)
                .filter_map(|field| Some(widget.property(field)?.text_of()?.trim().to_owned()));
            let goes_there = targets.any(|target| {
                let named = project.settings.names.plan(&target.as_str().into()).to_string();
                named.to_lowercase() == name.to_lowercase() || target.contains("{{")
            });
            if !goes_there {
                continue;
            }
            let Some(field) = text(FieldKind::Json).find(|field| widget.property(field).is_some())
            else {
                continue;
            };
            found.push(attributes(widget, field)?);
        }
    }
    if found.is_empty() {
        return None;
    }
    found.extend(Attributes::read(ALWAYS).ok());
    Some(Vocabulary::of(&found))
}

/// The attributes that a widget sets: their names, and values of the shapes they have. None when its
/// text is JSON only once its variables are filled in.
fn attributes(widget: &Widget, field: &str) -> Option<Attributes> {
    let node = widget.property(field)?;
    let written = node.text_of().map_or_else(|| node.raw().to_owned(), |text| text.into_owned());
    if written.trim().is_empty() {
        return Some(Attributes::default());
    }
    match serde_json::from_str(&written) {
        Ok(Value::Object(map)) => Some(Attributes::from(map as Map<String, Value>)),
        _ => None,
    }
}

/// Adds a warning for every attribute of tasks that the plan asks for and no flow sets, but where
/// the checks have told of it already.
pub fn add_unset(plan: &Plan, tasks: &Vocabulary, problems: &mut Vec<Problem>) {
    let targets = plan.filters().iter().flat_map(|filter| &filter.targets);
    for target in targets.chain(plan.default_target()) {
        let Some(known) = &target.known_worker else { continue };
        let name = known.path.to_string();
        // Where it names nothing, the plan's own checks tell.
        if name.is_empty() {
            continue;
        }
        if tasks.shapes(&name).is_none() {
            let start = target.span.start as usize;
            problems.push(unset(&name, Span::new(start, start + 1)));
        }
    }
    let mut ask = |written: &Written, place: Place| {
        for path in written.expression.compile(place).task_paths() {
            let name = path.to_string();
            let first = name.split(['.', '[']).next().unwrap_or_default();
            let is_told = problems.iter().any(|one| {
                one.code.0 == "unknown_attribute"
                    && one.span.start >= written.span.start
                    && one.span.end <= written.span.end
            });
            if is_told || tasks.shapes(&name).is_some() || tasks.shapes(first).is_some() {
                continue;
            }
            problems.push(unset(&name, written.span));
        }
    };
    for filter in plan.filters() {
        if let Some(written) = &filter.expression {
            ask(written, Place::Filter);
        }
        for written in filter.targets.iter().filter_map(|target| target.expression.as_ref()) {
            ask(written, Place::Target);
        }
    }
    problems.sort_by_key(|problem| problem.span);
}

/// The warning about an attribute that no flow sets.
fn unset(name: &str, span: Span) -> Problem {
    let message = Sentence::new(
        format!(
            "No flow of this project sets {name}, for which this asks. Hand it over among the attributes, or correct the name."
        ),
        format!(
            "Ningún flujo de este proyecto asigna {name}, por lo que aquí se pregunta. Entréguelo entre los atributos o corrija el nombre."
        ),
    );
    Problem { code: Code("unset_attribute"), severity: Severity::Warning, span, message }
}
