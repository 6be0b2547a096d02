//! Turning: what a widget may touch during a turn.

use std::borrow::Cow;

use jiff::tz::TimeZone;

use crate::declare::{Channel, Flag, JsonTemplate, JsonTree, Outputs, Pair, Whole};
use crate::exec::handover::{Collected, Customer, HandOver, How, Travelled};
use crate::exec::program::{Node, Program};
use crate::exec::{
    Action, CallState, Effect, EffectId, Ending, EndingKind, Execution, Frame, Library, Limits, Note, NoteKind, Pending,
    Step, execution,
};
use crate::flow::{Flow, WidgetName};
use crate::span::Span;
use crate::template::{Fault, Scope, Template};
use crate::time::Time;
use crate::value::{Map, Text, Value};

/// What a widget decides at the end of a visit or an event.
#[derive(Clone, Debug, PartialEq)]
pub enum Next<E> {
    /// Leave by this exit.
    Exit(E),
    /// Stay until the world answers what was asked for.
    Wait,
    /// End the whole execution; a live call is hung up.
    End(EndingKind, Text),
    /// The caller is gone and there is nothing left to do.
    Left,
    /// Run another flow; the widget goes on when it has ended.
    SubFlow(SubFlow),
}

impl<E> Next<E> {
    /// The same decision with the exit named differently.
    #[inline]
    pub fn map<F>(self, name: impl FnOnce(E) -> F) -> Next<F> {
        match self {
            Next::Exit(exit) => Next::Exit(name(exit)),
            Next::Wait => Next::Wait,
            Next::End(kind, reason) => Next::End(kind, reason),
            Next::Left => Next::Left,
            Next::SubFlow(sub_flow) => Next::SubFlow(sub_flow),
        }
    }
}

/// A flow to run inside another.
#[derive(Clone, Debug, PartialEq)]
pub struct SubFlow {
    /// The flow's name, or an id that the project maps to one.
    pub flow: Text,
    /// A revision's number, or `LatestPublished` or another word for the newest.
    pub revision: Text,
    /// What it finds under `trigger.parent.parameters`.
    pub parameters: Map,
}

/// What a widget's visit or event comes to.
pub type Outcome<E> = Result<Next<E>, Failure>;

/// Why a widget cannot do its work.
///
/// The widget's failure exit is taken when it has one; else the execution ends. The sentence stands
/// in the step either way.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure {
    /// The sentence.
    pub message: Text,
    /// Where in a template or script.
    pub span: Option<Span>,
}

impl Failure {
    /// A failure with this sentence.
    pub fn new(message: impl Into<Text>) -> Failure {
        Failure { message: message.into(), span: None }
    }
}

/// What a turn brings forth besides the new state.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// The steps taken, in order.
    pub steps: Vec<Step>,
    /// What is asked of the world, in order.
    pub effects: Vec<Effect>,
}

impl Trace {
    /// Forgets everything but keeps the room for the next turn.
    pub fn clear(&mut self) {
        self.steps.clear();
        self.effects.clear();
    }
}

/// What a widget may touch during a turn: its variables, the time, chance, and wishes to the world.
pub struct Turning<'t> {
    pub(crate) library: &'t Library,
    pub(crate) program: &'t Program,
    pub(crate) node: &'t Node,
    pub(crate) execution: &'t mut Execution,
    pub(crate) effects: &'t mut Vec<Effect>,
    pub(crate) now: Time,
    pub(crate) visit: &'t mut Visit,
}

/// What one visit to a widget collects until the widget is left.
#[derive(Clone, Debug, Default)]
pub(crate) struct Visit {
    pub(crate) notes: Vec<Note>,
    pub(crate) outputs: Map,
    pub(crate) stored: bool,
    pub(crate) warnings: Vec<Fault>,
}

impl<'t> Turning<'t> {
    /// The moment of the event.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The time zone of the flow.
    pub fn zone(&self) -> &'t TimeZone {
        &self.program.zone
    }

    /// The limits in force.
    pub fn limits(&self) -> &'t Limits {
        &self.library.settings.limits
    }

    /// The flow that is running.
    pub fn flow(&self) -> &'t Flow {
        &self.program.flow
    }

    /// The widget's name.
    pub fn widget(&self) -> &'t WidgetName {
        &self.node.name
    }

    /// What began the execution.
    pub fn channel(&self) -> Channel {
        self.execution.channel
    }

    /// Whether the current flow runs inside another.
    pub fn is_sub_flow(&self) -> bool {
        self.execution.frames.len() > 1
    }

    /// The state of the call.
    pub fn call(&self) -> CallState {
        self.execution.call
    }

    /// The execution's name.
    pub fn execution_id(&self) -> &str {
        &self.execution.id.0
    }

    /// All variables.
    pub fn context(&self) -> &Map {
        self.execution.context()
    }

    /// The value at `path`, e.g. `widgets.menu.Digits`.
    pub fn variable(&self, path: &str) -> Option<&Value> {
        self.execution.variable(path)
    }

    /// The value at `path` as text; nothing is the empty text.
    pub fn variable_text(&self, path: &str) -> Text {
        match self.variable(path) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Null) | None => Text::default(),
            Some(other) => other.to_json().into(),
        }
    }

    /// A random number below `bound`, from the execution's own seed; 0 when `bound` is 0.
    pub fn random_below(&mut self, bound: u64) -> u64 {
        let random = next_random(&mut self.execution.random);
        if bound == 0 { 0 } else { random % bound }
    }

    /// Renders a template over the variables.
    ///
    /// # Errors
    /// When the template has a fault, or a limit is reached.
    pub fn render(&mut self, template: &Template) -> Result<Text, Failure> {
        if let Some(text) = template.as_literal() {
            return Ok(Text::from(text));
        }
        let scope = self.program.scope(self.execution.context(), self.now);
        let rendered = template.render(&scope, &mut self.visit.warnings);
        self.after_render(template, rendered)
    }

    fn after_render<T>(&mut self, template: &Template, rendered: Result<T, Fault>) -> Result<T, Failure> {
        for warning in self.visit.warnings.drain(..) {
            self.visit.notes.push(Note {
                kind: NoteKind::Warning,
                message: warning.message.into(),
                span: Some(warning.span),
            });
        }
        rendered.map_err(|fault| Failure {
            message: format!("{} Template: {}", fault.message, excerpt(template.source())).into(),
            span: Some(fault.span),
        })
    }

    /// Renders a template that may be absent; absent renders to the empty text.
    ///
    /// # Errors
    /// As for [`Turning::render`].
    pub fn render_or_empty(&mut self, template: &Option<Template>) -> Result<Text, Failure> {
        template.as_ref().map_or(Ok(Text::default()), |template| self.render(template))
    }

    /// Renders a template; one that is exactly one output keeps the value's type.
    ///
    /// # Errors
    /// As for [`Turning::render`].
    pub fn value(&mut self, template: &Template) -> Result<Value, Failure> {
        let scope = self.program.scope(self.execution.context(), self.now);
        let rendered = template.value(&scope, &mut self.visit.warnings);
        self.after_render(template, rendered)
    }

    /// Renders a template in which `{{secrets.NAME}}` may stand. The reference is carried on as it
    /// is written; whoever performs the effect puts the secret in.
    ///
    /// # Errors
    /// As for [`Turning::render`], and when a value brings a reference of its own: a caller may not
    /// name our secrets.
    pub fn render_with_secrets(&mut self, template: &Template) -> Result<Text, Failure> {
        let secrets: Map = template
            .mentions()
            .iter()
            .filter_map(|mention| mention.dotted().strip_prefix("secrets.").map(str::to_owned))
            .map(|name| (Text::from(name.as_str()), Value::from(format!("{{{{secrets.{name}}}}}"))))
            .collect();
        if secrets.is_empty() {
            let text = self.render(template)?;
            return refuse_foreign_secrets(&text).map(|()| text);
        }
        refuse_foreign_secrets(&self.render(template)?)?;
        let mut context = self.execution.context().clone();
        context.insert("secrets", secrets);
        let scope = self.program.scope(&context, self.now);
        let rendered = template.render(&scope, &mut self.visit.warnings);
        self.after_render(template, rendered)
    }

    /// The number a property holds.
    ///
    /// # Errors
    /// As for [`Turning::render`]. Text that is no number gives the default and a warning.
    pub fn whole(&mut self, whole: &Whole) -> Result<i64, Failure> {
        match whole {
            Whole::Fixed(number) => Ok(*number),
            Whole::Rendered(template, default) => {
                let text = self.render(template)?;
                match text.trim().parse::<f64>() {
                    Ok(number) if number.is_finite() => Ok(number as i64),
                    _ => {
                        self.warn(format!("\"{text}\" is no number; {default} is used instead."));
                        Ok(*default)
                    }
                }
            }
        }
    }

    /// The number of seconds or such that a property holds; negative counts as 0.
    ///
    /// # Errors
    /// As for [`Turning::whole`].
    pub fn count(&mut self, whole: &Whole) -> Result<u32, Failure> {
        Ok(u32::try_from(self.whole(whole)?.max(0)).unwrap_or(u32::MAX))
    }

    /// Whether a property says yes.
    ///
    /// # Errors
    /// As for [`Turning::render`].
    pub fn flag(&mut self, flag: &Flag) -> Result<bool, Failure> {
        match flag {
            Flag::Fixed(value) => Ok(*value),
            Flag::Rendered(template) => Ok(Flag::means_yes(&self.render(template)?)),
        }
    }

    /// Rows of names and values, rendered. Rows marked as JSON become values; text that is no JSON
    /// stays text, with a warning.
    ///
    /// # Errors
    /// As for [`Turning::render`].
    pub fn pairs(&mut self, pairs: &[Pair]) -> Result<Map, Failure> {
        let mut map = Map::with_capacity(pairs.len());
        for pair in pairs {
            let text = self.render(&pair.value)?;
            let value = if pair.json {
                match Value::from_json(&text) {
                    Ok(value) => value,
                    Err(error) => {
                        self.warn(format!("The value of \"{}\" is not JSON ({error}); it stays text.", pair.key));
                        Value::Text(text)
                    }
                }
            } else {
                Value::Text(text)
            };
            map.insert(pair.key.clone(), value);
        }
        Ok(map)
    }

    /// JSON with variables inside, rendered.
    ///
    /// # Errors
    /// As for [`Turning::render`], and when text that becomes JSON only by rendering does not.
    pub fn json(&mut self, json: &JsonTemplate) -> Result<Value, Failure> {
        match json {
            JsonTemplate::Absent => Ok(Value::Null),
            JsonTemplate::Parsed(tree) => self.tree(tree),
            JsonTemplate::Raw(template) => {
                let scope = self.program.scope(self.execution.context(), self.now);
                let rendered = template.render_json(&scope, &mut self.visit.warnings);
                let text = self.after_render(template, rendered)?;
                Value::from_json(&text).map_err(|error| {
                    Failure::new(format!(
                        "The text is not JSON once its variables are filled in ({error}): {}",
                        excerpt(&text)
                    ))
                })
            }
        }
    }

    fn tree(&mut self, tree: &JsonTree) -> Result<Value, Failure> {
        Ok(match tree {
            JsonTree::Fixed(value) => value.clone(),
            JsonTree::Text(template) => Value::Text(self.render(template)?),
            JsonTree::List(items) => {
                Value::list(items.iter().map(|item| self.tree(item)).collect::<Result<Vec<_>, _>>()?)
            }
            JsonTree::Map(items) => {
                let mut map = Map::with_capacity(items.len());
                for (key, item) in items {
                    map.insert(key.clone(), self.tree(item)?);
                }
                Value::from(map)
            }
        })
    }

    /// Asks the world for something; the answer comes as an event that names the id.
    pub fn ask(&mut self, action: Action) -> EffectId {
        let id = EffectId(self.execution.next_effect);
        self.execution.next_effect = self.execution.next_effect.saturating_add(1);
        if let Some(awaits) = action.awaits() {
            self.execution.pending.push(Pending { effect: id, awaits });
        }
        if self.node.speaks && self.execution.call == CallState::Ringing {
            self.execution.call = CallState::Live;
        }
        self.effects.push(Effect { id, action });
        id
    }

    /// Sets a timer that fires `secs` from now.
    pub fn set_timer(&mut self, secs: crate::time::Secs) -> EffectId {
        let due = self.now.after(secs);
        self.ask(Action::SetTimer { due })
    }

    /// Puts variables under `widgets.NAME`, to be seen once the widget is left.
    pub fn store(&mut self, outputs: impl Outputs) {
        self.visit.stored = true;
        outputs.store(&mut self.visit.outputs);
    }

    /// Puts every raw parameter of an event under `widgets.NAME`.
    pub fn store_params(&mut self, params: &Map) {
        self.visit.stored = true;
        for (key, value) in params.iter() {
            self.visit.outputs.insert(key.clone(), value.clone());
        }
    }

    /// Puts one value under `widgets.NAME`.
    pub fn store_value(&mut self, key: impl Into<Text>, value: impl Into<Value>) {
        self.visit.stored = true;
        self.visit.outputs.insert(key, value);
    }

    /// What the widget stored on an earlier visit.
    pub fn stored_before(&self) -> Option<&Map> {
        self.context().get("widgets")?.get(self.node.name.as_str())?.as_map()
    }

    /// Sets `flow.variables.KEY`, at once.
    pub fn set_variable(&mut self, key: impl Into<Text>, value: impl Into<Value>) {
        let value = value.into();
        self.execution.bytes = self.execution.bytes.saturating_add(u32::try_from(value.size()).unwrap_or(u32::MAX));
        if let Some(frame) = self.execution.frames.last_mut() {
            frame.context.map_mut("flow").map_mut("variables").insert(key, value);
        }
    }

    /// Sets `flow.channel`, for widgets that make the channel.
    pub fn set_channel(&mut self, channel: &Map) {
        if let Some(frame) = self.execution.frames.last_mut() {
            let into = frame.context.map_mut("flow").map_mut("channel");
            for (key, value) in channel.iter() {
                into.insert(key.clone(), value.clone());
            }
        }
    }

    /// A call that the flow placed was answered: from now on there is a live call.
    pub fn call_is_live(&mut self) {
        self.execution.call = CallState::Live;
    }

    /// The call is over: nothing can be said on it any more.
    pub fn call_is_gone(&mut self) {
        self.execution.call = CallState::Gone;
    }

    /// What the widget kept for itself on this visit.
    pub fn kept(&self) -> &Value {
        self.execution.frames.last().map_or(&Value::Null, |frame| &frame.local)
    }

    /// Keeps something for the rest of this visit.
    pub fn keep(&mut self, value: impl Into<Value>) {
        if let Some(frame) = self.execution.frames.last_mut() {
            frame.local = value.into();
        }
    }

    /// Notes something good to know in the step.
    pub fn note(&mut self, message: impl Into<Text>) {
        self.visit.notes.push(Note { kind: NoteKind::Info, message: message.into(), span: None });
    }

    /// Notes that something is not as the author probably meant it.
    pub fn warn(&mut self, message: impl Into<Text>) {
        self.visit.notes.push(Note { kind: NoteKind::Warning, message: message.into(), span: None });
    }

    /// Files an answer of the contact for the agent; an earlier answer to the same widget is
    /// replaced and counts as an attempt.
    pub fn collect(&mut self, value: impl Into<Value>, how: How, confidence: Option<Text>) {
        let own = self.program.flow.own();
        let name = &self.node.name;
        let label = own.label(name.as_str()).map_or_else(|| words(name.as_str()), Text::from);
        let secret = own.is_sensitive(name.as_str());
        self.file(Collected { step: name.clone(), label, value: value.into(), how, confidence, attempts: 1, secret });
    }

    /// Files an answer as it is; an earlier answer to the same widget is replaced.
    pub fn file(&mut self, mut answer: Collected) {
        let collected = &mut self.execution.collected;
        match collected.iter_mut().find(|earlier| earlier.step == answer.step) {
            Some(earlier) => {
                answer.attempts = answer.attempts.saturating_add(earlier.attempts);
                *earlier = answer;
            }
            None => collected.push(answer),
        }
    }

    /// The hand-over document with the author's `attributes`.
    ///
    /// # Errors
    /// When the attributes are no map, or larger than allowed.
    pub fn hand_over(&mut self, attributes: Value) -> Result<HandOver, Failure> {
        let attributes = match attributes {
            Value::Null => Map::new(),
            Value::Map(map) => std::sync::Arc::unwrap_or_clone(map),
            other => {
                return Err(Failure::new(format!(
                    "{} hands over a {} where named values are needed. Write the attributes as {{\"name\": \"value\"}}.",
                    self.node.name,
                    other.kind()
                )));
            }
        };
        let size = attributes.iter().map(|(key, value)| key.len() + value.size() + 4).sum::<usize>();
        if size > self.limits().task_attributes_bytes {
            return Err(Failure::new(format!(
                "The attributes are {size} bytes long; at most {} are allowed. Hand over less, or raise the limit.",
                self.limits().task_attributes_bytes
            )));
        }
        let context = self.execution.context();
        let language = execution::variable(context, "flow.variables.language").and_then(Value::as_text).map(Text::from);
        let trigger = match self.execution.channel {
            Channel::Call => "trigger.call",
            Channel::Message => "trigger.message",
            Channel::Conversation => "trigger.conversation",
            _ => "trigger.request",
        };
        let mut vendor = Map::new();
        if self.execution.channel != Channel::Request
            && let Some(params) = execution::variable(context, trigger).and_then(Value::as_map)
        {
            for (key, value) in params.iter().filter(|(_, value)| !matches!(value, Value::Map(_) | Value::List(_))) {
                vendor.insert(snake(key), value.clone());
            }
        }
        Ok(HandOver {
            schema: 1,
            channel: match self.execution.channel {
                Channel::Call => "voice".into(),
                other if self.execution.call != CallState::None => {
                    let _ = other;
                    "voice".into()
                }
                other => other.name().into(),
            },
            direction: if self.execution.channel == Channel::Request { "outbound" } else { "inbound" }.into(),
            customer: Customer {
                address: self.execution.contact_address().into(),
                name: None,
                language,
                verified: execution::variable(context, "flow.variables.verified") == Some(&Value::Bool(true)),
            },
            flow: Travelled {
                id: self.program.at.name.clone(),
                revision: self.program.at.revision,
                execution: self.execution.id.0.clone(),
                reason: self.node.name.as_str().into(),
                seconds: self.now.millis_since(self.execution.started) / 1000,
                path: self.execution.path.clone(),
            },
            collected: self.execution.collected.clone(),
            attributes,
            vendor,
        })
    }

    /// The frame of the current flow.
    pub fn frame(&self) -> Option<&Frame> {
        self.execution.frames.last()
    }

    /// An ending of this execution at this moment.
    pub fn ending(&self, kind: EndingKind, reason: impl Into<Text>) -> Ending {
        Ending { kind, reason: reason.into(), at: self.now }
    }

    /// A scope for templates over the current variables.
    pub fn scope(&self) -> Scope<'_> {
        self.program.scope(self.execution.context(), self.now)
    }
}

fn refuse_foreign_secrets(text: &str) -> Result<(), Failure> {
    if text.contains("{{secrets.") || text.contains("{{ secrets.") {
        return Err(Failure::new(
            "A value that was filled in holds a reference to a secret. Only the flow itself may name secrets, so nothing was sent.",
        ));
    }
    Ok(())
}

/// The first 80 characters of a text, on one line.
pub(crate) fn excerpt(text: &str) -> Cow<'_, str> {
    let short = match text.char_indices().nth(80) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    };
    if short.contains('\n') { Cow::Owned(short.replace('\n', " ")) } else { short }
}

/// `get_account` as `Get account`.
pub(crate) fn words(name: &str) -> Text {
    let mut out = String::with_capacity(name.len());
    for (index, letter) in name.chars().enumerate() {
        match letter {
            '_' | '-' => out.push(' '),
            _ if index == 0 => out.extend(letter.to_uppercase()),
            _ => out.push(letter),
        }
    }
    out.into()
}

/// `FromCity` as `from_city`.
fn snake(name: &str) -> Text {
    let mut out = String::with_capacity(name.len() + 4);
    let mut previous_lower = false;
    for letter in name.chars() {
        if letter.is_uppercase() {
            if previous_lower {
                out.push('_');
            }
            out.extend(letter.to_lowercase());
            previous_lower = false;
        } else {
            out.push(letter);
            previous_lower = letter.is_lowercase() || letter.is_ascii_digit();
        }
    }
    out.into()
}

/// SplitMix64: small, well known, and the same on every platform.
pub(crate) fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_turn_into_words_and_vendor_keys() {
        assert_eq!(words("get_account"), "Get account");
        assert_eq!(snake("FromCity"), "from_city");
        assert_eq!(snake("CallSid"), "call_sid");
        assert_eq!(snake("ApiVersion"), "api_version");
    }

    #[test]
    fn a_caller_cannot_name_our_secrets() {
        assert!(refuse_foreign_secrets("hello").is_ok());
        assert!(refuse_foreign_secrets("{{secrets.KEY}}").is_err());
    }
}
