//! A small catalogue and a way to print problems, for the tests of the checks.

use crate::check::{CheckSettings, Problem, Sentence, Severity, check};
use crate::declare::{
    Catalogue, Channel, Choice, Compiled, ExitSpec, Field, FieldKind, FieldType, Group, JsonAs,
    Output, Pair, Part, Reading, Script, Setting, Spec, Visitor, WidgetType,
};
use crate::exec::{Failure, Outcome, Turning};
use crate::flow::Flow;
use crate::span::Span;
use crate::template::Template;
use crate::value::{Text, Value};
use std::sync::Arc;

/// A widget type made of nothing but its declaration; its texts are templates.
struct Toy {
    spec: Spec,
    /// Exits and the outputs that a visit ending there has not stored.
    unstored: &'static [(&'static str, &'static str)],
}

struct Placed {
    templates: Vec<(Text, Template)>,
    sets: Vec<Setting>,
    script: Option<Text>,
}

impl WidgetType for Toy {
    fn spec(&self) -> &Spec {
        &self.spec
    }

    fn compile(&self, reading: &Reading<'_>) -> Box<dyn Compiled> {
        let mut placed = Placed { templates: Vec::new(), sets: Vec::new(), script: None };
        for field in &self.spec.fields {
            match field.kind {
                FieldKind::KeyValues => {
                    for pair in <Vec<Pair> as FieldType>::read(reading, field) {
                        placed.templates.push((field.name.clone(), pair.value.clone()));
                        if self.spec.kind == "set" {
                            let (variable, value) = (pair.key, Some(pair.value));
                            placed.sets.push(Setting { variable, value });
                        }
                    }
                }
                FieldKind::Script => placed.script = reading.text(field),
                _ => {
                    if let Some(source) = reading.text(field) {
                        placed
                            .templates
                            .push((field.name.clone(), reading.template(field, source)));
                    }
                }
            }
        }
        Box::new(placed)
    }

    fn stores(&self, exit: &str, output: &str) -> bool {
        !self.unstored.contains(&(exit, output))
    }
}

impl Compiled for Placed {
    fn enter(&self, _: &mut Turning<'_>) -> Outcome<u16> {
        Err(Failure::new("A toy does not run."))
    }

    fn visit(&self, visitor: &mut dyn Visitor) {
        for (field, template) in &self.templates {
            visitor.part(field, Part::Template(template));
        }
        if let Some(script) = &self.script {
            visitor.part(&"script".into(), Part::Script(&ToyScript(script.clone())));
        }
    }

    fn sets(&self) -> Vec<Setting> {
        self.sets.clone()
    }
}

/// A script in a language of one word a line: `read PATH`, `set NAME`, anything else is a fault.
struct ToyScript(Text);

impl ToyScript {
    fn words(&self, word: &str) -> Vec<(Text, Span)> {
        let mut start = 0;
        let mut found = Vec::new();
        for line in self.0.split_inclusive('\n') {
            if let Some(rest) = line.strip_prefix(word) {
                let at = start + word.len() + (rest.len() - rest.trim_start().len());
                found.push((rest.trim().into(), Span::new(at, at + rest.trim().len())));
            }
            start += line.len();
        }
        found
    }
}

impl Script for ToyScript {
    fn source(&self) -> &str {
        &self.0
    }

    fn faults(&self) -> Vec<(Span, Sentence)> {
        self.words("oops")
            .into_iter()
            .map(|(_, span)| {
                let fault = Sentence::new(
                    "\"oops\" is no word here. Write read or set.",
                    "\"oops\" no es una palabra de aquí. Escriba read o set.",
                );
                (span, fault)
            })
            .collect()
    }

    fn mentions(&self) -> Vec<(Text, Span)> {
        self.words("read ")
    }

    fn sets(&self) -> Vec<Text> {
        self.words("set ").into_iter().map(|(name, _)| name).collect()
    }
}

fn spec(kind: &str, group: Group) -> Spec {
    let mut spec = Spec::new(kind);
    spec.group = group;
    spec
}

fn exit(event: &str, label: &str) -> ExitSpec {
    ExitSpec {
        event: event.into(),
        label: label.into(),
        help: label.into(),
        each: None,
        failure: false,
        old: false,
        channels: Vec::new(),
    }
}

fn failure(event: &str, label: &str) -> ExitSpec {
    ExitSpec { failure: true, ..exit(event, label) }
}

fn field(name: &str, kind: FieldKind, json: JsonAs) -> Field {
    Field::new(name, kind, json)
}

fn output(path: &str, sample: &str) -> Output {
    Output { path: path.into(), help: path.into(), sample: sample.into() }
}

/// A catalogue with one type of each sort that the checks tell apart.
pub(super) fn catalogue() -> Catalogue {
    let mut start = spec("start", Group::Start);
    start.starts = true;
    start.exits = vec![
        exit("incomingMessage", "Incoming message"),
        exit("incomingCall", "Incoming call"),
        exit("incomingRequest", "REST API"),
        exit("incomingParent", "Subflow"),
    ];

    let mut say = spec("say", Group::Voice);
    say.channels = vec![Channel::Call];
    say.waits = true;
    say.speaks = true;
    say.fields = vec![field("say", FieldKind::Speech, JsonAs::Text)];
    say.fields.push(Field {
        range: Some((1, 99)),
        default: Value::Int(1),
        ..field("loop", FieldKind::Number, JsonAs::Number)
    });
    say.exits = vec![exit("audioComplete", "Audio complete")];

    let mut ask = spec("ask", Group::Voice);
    ask.channels = vec![Channel::Call];
    ask.waits = true;
    ask.speaks = true;
    ask.fields = vec![
        Field { required: true, ..field("say", FieldKind::Speech, JsonAs::Text) },
        Field {
            range: Some((0, 30)),
            aliases: vec!["num_digits".into()],
            ..field("number_of_digits", FieldKind::Number, JsonAs::Number)
        },
        Field {
            default: Value::Bool(true),
            ..field("stop_gather", FieldKind::Toggle, JsonAs::Bool)
        },
    ];
    ask.exits = vec![
        exit("keypress", "User pressed keys"),
        exit("speech", "User said something"),
        exit("timeout", "No input"),
    ];
    ask.outputs = vec![output("Digits", "1"), output("SpeechResult", "sales")];

    let mut split = spec("split", Group::Logic);
    split.fields = vec![
        Field { required: true, ..field("input", FieldKind::Template, JsonAs::Text) },
        field("conditions", FieldKind::Conditions, JsonAs::Transitions),
    ];
    split.exits = vec![
        exit("noMatch", "No match"),
        ExitSpec { each: Some("conditions".into()), ..exit("match", "Condition matches") },
    ];

    let mut set = spec("set", Group::Logic);
    set.fields = vec![field("variables", FieldKind::KeyValues, JsonAs::List)];
    set.exits = vec![exit("next", "Variables set")];
    set.outputs = vec![output("*", "1")];

    let mut http = spec("http", Group::Connect);
    http.waits = true;
    let choices = ["GET", "POST"].map(|value| Choice { value: value.into(), label: value.into() });
    http.fields = vec![
        Field { required: true, ..field("url", FieldKind::Url, JsonAs::Text) },
        field("method", FieldKind::Choice(choices.into()), JsonAs::Text),
        field("parameters", FieldKind::KeyValues, JsonAs::List),
    ];
    http.exits = vec![exit("success", "Success"), failure("failed", "Failed")];
    http.outputs = vec![output("body", "{}"), output("parsed.*", "1")];

    let mut reply = spec("reply", Group::Message);
    reply.waits = true;
    reply.channels = vec![Channel::Message, Channel::Conversation, Channel::Request];
    reply.fields = vec![field("body", FieldKind::Template, JsonAs::Text)];
    reply.exits = vec![
        exit("incomingMessage", "Reply"),
        exit("timeout", "No reply"),
        failure("deliveryFailure", "Delivery fails"),
    ];
    reply.outputs = vec![output("inbound.Body", "yes"), output("outbound.Sid", "SM1")];

    let mut send = spec("send", Group::Message);
    send.fields = vec![field("body", FieldKind::Template, JsonAs::Text)];
    send.exits = vec![exit("sent", "Sent"), failure("failed", "Failed")];

    let mut queue = spec("queue", Group::People);
    queue.waits = true;
    queue.fields = vec![
        field("attributes", FieldKind::Json, JsonAs::Text),
        field("queue_name", FieldKind::Queue, JsonAs::Text),
    ];
    queue.exits =
        vec![exit("callComplete", "Done"), failure("failedToEnqueue", "Failed to create task")];

    let mut dial = spec("dial", Group::Voice);
    dial.waits = true;
    dial.fields = vec![Field { required: true, ..field("to", FieldKind::Address, JsonAs::Text) }];
    dial.exits =
        vec![exit("answered", "Answered"), exit("busy", "Busy"), failure("failed", "Failed")];

    let mut sub = spec("sub", Group::Start);
    sub.waits = true;
    sub.opens_flow = Some("flow_sid".into());
    sub.fields = vec![Field {
        required: true,
        templated: false,
        ..field("flow_sid", FieldKind::Flow, JsonAs::Text)
    }];
    sub.exits = vec![exit("completed", "Completed"), failure("failed", "Failed")];
    sub.outputs = vec![output("*", "1")];

    let mut chat = spec("chat", Group::Message);
    chat.channels = vec![Channel::Request];
    chat.exits = vec![exit("created", "Created"), failure("failed", "Failed")];

    let mut script = spec("script", Group::Script);
    script.fields = vec![field("script", FieldKind::Script, JsonAs::Text)];
    script.exits = vec![exit("next", "Done")];

    let heard: &'static [_] = &[
        ("speech", "Digits"),
        ("timeout", "Digits"),
        ("keypress", "SpeechResult"),
        ("timeout", "SpeechResult"),
    ];
    let unanswered: &'static [_] =
        &[("timeout", "inbound.Body"), ("deliveryFailure", "inbound.Body")];
    let mut catalogue = Catalogue::empty();
    for (spec, unstored) in [
        (start, [].as_slice()),
        (say, &[]),
        (ask, heard),
        (split, &[]),
        (set, &[]),
        (http, &[]),
        (reply, unanswered),
        (send, &[]),
        (queue, &[]),
        (dial, &[]),
        (sub, &[]),
        (chat, &[]),
        (script, &[]),
    ] {
        catalogue = catalogue.with_type(Arc::new(Toy { spec, unstored }));
    }
    catalogue
}

/// Every problem of a flow, a line each: severity, code, widget, field or transition, message.
pub(super) fn problems(flow: &str) -> String {
    problems_with(flow, &CheckSettings::default())
}

/// The problems under other settings, each of which has to be told in Spanish too.
pub(super) fn problems_with(flow: &str, settings: &CheckSettings) -> String {
    let flow = Flow::read(flow);
    let problems = check(&flow, &catalogue(), settings);
    for problem in &problems {
        assert!(problem.message.has_es(), "there is no Spanish for: {}", problem.message);
        if let Some(fix) = &problem.fix {
            assert!(fix.label.has_es(), "there is no Spanish for: {}", fix.label);
        }
    }
    problems.iter().map(line).collect()
}

fn line(problem: &Problem) -> String {
    let mut line = match problem.severity {
        Severity::Error => String::from("error "),
        Severity::Warning => String::from("warning "),
    };
    line.push_str(problem.code.0);
    let place = &problem.place;
    if let Some(widget) = &place.widget {
        line.push_str(&format!(" {widget}"));
    }
    if let Some(field) = &place.field {
        line.push_str(&format!(" {field}"));
    }
    if let Some(transition) = place.transition {
        line.push_str(&format!(" #{transition}"));
    }
    if let Some(inside) = &place.inside {
        line.push_str(&format!(" `{}`", inside.span.of(&inside.source)));
    }
    line.push_str(&format!(": {}\n", problem.message));
    if let Some(fix) = &problem.fix {
        line.push_str(&format!("    fix: {}\n", fix.label));
    }
    line
}

/// The problems of a flow with these states after a trigger whose calls go to the first of them.
pub(super) fn in_call(states: &[&str]) -> String {
    problems(&call_flow(states))
}

/// A flow with these states after a trigger whose calls go to the first of them.
pub(super) fn call_flow(states: &[&str]) -> String {
    arriving("incomingCall", states)
}

/// A flow with these states after a trigger whose exit `event` leads to the first of them.
pub(super) fn arriving(event: &str, states: &[&str]) -> String {
    let first = Flow::read(&format!(r#"{{"states":[{}]}}"#, states[0]));
    format!(
        r#"{{"initial_state":"Trigger","states":[{{"name":"Trigger","type":"start","transitions":[{{"event":"{event}","next":"{}"}}]}},{}]}}"#,
        first.widgets()[0].name,
        states.join(",")
    )
}

/// The problems of a flow after its problems' first fix was applied.
pub(super) fn mended(flow: &str) -> String {
    let mut flow = Flow::read(flow);
    let fix = check(&flow, &catalogue(), &CheckSettings::default())
        .into_iter()
        .find_map(|problem| problem.fix);
    if let Some(fix) = fix {
        flow = fix.edit.apply(&flow).unwrap();
    }
    problems(flow.text())
}
