//! Trying a scripted widget by hand: what it is given, what it does, and how one answers it.
//!
//! It runs in the same sandbox as in a flow. What it asks for is told and never done; whoever tries
//! it says what comes back.

use centralita_engine::exec::{HttpFailure, HttpReply};
use centralita_engine::{Map, Text, Time, Value};
use jiff::tz::TimeZone;

use crate::script::conducting::{heard_value, outputs_of, reply_value};
use crate::script::running::{Entry, Returned, Surroundings};
use crate::script::{Decision, ScriptError, Scripted};

/// A scripted widget that is being tried, with what it is given.
#[derive(Clone, Debug)]
pub struct Tried {
    scripted: Scripted,
    /// The widget's properties, variables filled in.
    pub properties: Map,
    /// `flow`, `widgets`, `trigger` and `contact`.
    pub context: Map,
    now: Time,
    zone: TimeZone,
    kept: Value,
    seed: u64,
}

/// What came of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct Came {
    /// What the script decided; without a word it leaves by its usual exit.
    pub decision: Decision,
    /// Whether it named no exit and so leaves by the usual one.
    pub is_usual: bool,
    /// The flow variables that it set, in order.
    pub sets: Vec<(Text, Value)>,
    /// The notes that it left, and what is doubtful about it.
    pub notes: Vec<Text>,
    /// The operations that it spent.
    pub operations: u64,
    /// The operations that it may spend.
    pub allowed: u64,
}

/// What comes back to a script that asked for something.
#[derive(Clone, Debug, PartialEq)]
pub enum Back {
    /// Another system answers, with a status and a body.
    Replied(u16, Text),
    /// Another system cannot be reached.
    Unreachable,
    /// The caller presses keys.
    Pressed(Text),
    /// The caller says something.
    Said(Text),
    /// The caller does nothing.
    Silent,
    /// What was said has been heard.
    Played,
    /// The time is over.
    Fired,
}

impl Tried {
    /// A trial that begins at a moment; `zone` is a time zone's name, and UTC stands in for one that
    /// nobody knows.
    pub fn new(scripted: Scripted, now: Time, zone: &str) -> Tried {
        Tried {
            scripted,
            properties: Map::new(),
            context: Map::new(),
            now,
            zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC),
            kept: Value::Null,
            seed: 1,
        }
    }

    /// Sets a variable by its path, such as `flow.variables.tier`.
    pub fn give(&mut self, path: &str, value: Value) {
        let mut parts: Vec<&str> = path.split('.').take(16).collect();
        let last = parts.pop().unwrap_or_default();
        let mut inside = &mut self.context;
        for part in parts {
            inside = inside.map_mut(part);
        }
        inside.insert(last, value);
    }

    /// Runs the script from its top, as when a call comes to the widget.
    ///
    /// # Errors
    /// When the script stops with an error: where, and why.
    pub fn enter(&mut self) -> Result<Came, ScriptError> {
        self.kept = Value::Null;
        self.run(&Entry::Top)
    }

    /// Lets the script go on with what comes back to it.
    ///
    /// # Errors
    /// As [`Tried::enter`].
    pub fn come_back(&mut self, back: &Back) -> Result<Came, ScriptError> {
        let heard = |how, keys: &str, speech: &str, confidence| {
            Entry::Function("heard", vec![heard_value(how, keys, speech, confidence, &Map::new())])
        };
        let entry = match back {
            Back::Replied(status, body) => {
                let is_json = Value::from_json(body).is_ok();
                let content_type = if is_json { "application/json" } else { "text/plain" };
                let reply = HttpReply {
                    status: *status,
                    content_type: content_type.into(),
                    body: body.clone(),
                    headers: Map::new(),
                };
                Entry::Function("replied", vec![reply_value(&Ok(reply))])
            }
            Back::Unreachable => {
                let reply = Err(HttpFailure::Unreachable("nobody answers".into()));
                Entry::Function("replied", vec![reply_value(&reply)])
            }
            Back::Pressed(keys) => heard("keys", keys, "", ""),
            Back::Said(speech) => heard("speech", "", speech, "0.9"),
            Back::Silent => heard("silence", "", "", ""),
            Back::Played => Entry::Function("played", Vec::new()),
            Back::Fired => Entry::Function("fired", Vec::new()),
        };
        self.run(&entry)
    }

    fn run(&mut self, entry: &Entry<'_>) -> Result<Came, ScriptError> {
        let around = Surroundings {
            context: &self.context,
            properties: &self.properties,
            kept: &self.kept,
            now: self.now,
            zone: &self.zone,
            seed: self.seed,
            secrets: &[],
        };
        let script = self.scripted.script();
        let ran = script.run(entry, &around)?;
        let (decision, is_usual) = match ran.result {
            Returned::Decision(decision) => (decision, false),
            Returned::Value(value) => {
                let name = self.scripted.usual_exit().into();
                (Decision::Exit { name, outputs: outputs_of(value) }, true)
            }
        };
        if let Decision::Exit { name, .. } = &decision
            && self.scripted.declaration().exit(name).is_none()
        {
            let message = format!("There is no exit \"{name}\". Declare it as [exit.{name}].");
            return Err(ScriptError::new(
                script.file(),
                script.source(),
                Default::default(),
                message,
            ));
        }
        self.seed = self.seed.wrapping_add(1);
        for (key, value) in &ran.sets {
            self.context.map_mut("flow").map_mut("variables").insert(key.clone(), value.clone());
        }
        if let Some(kept) = ran.keep {
            self.kept = kept;
        }
        let mut notes = ran.notes;
        notes.extend(ran.warnings);
        let allowed = script.allowed();
        Ok(Came { decision, is_usual, sets: ran.sets, notes, operations: ran.operations, allowed })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ASK: &str = r##"/*---
help = "Asks."
[field.url]
[exit.found]
[exit.failed]
failure = true
---*/
note("tier " + flow.variables.tier);
set("asked", true);
keep(#{ tries: 1 });
return request(#{ url: properties.url });
fn replied(reply) { exit(if reply.ok { "found" } else { "failed" }, #{ name: reply.json?.name }) }
"##;

    fn tried() -> Tried {
        let mut tried = Tried::new(Scripted::read("ask.rhai", ASK).unwrap(), Time(0), "UTC");
        tried.properties.insert("url", "https://example.com/x");
        tried.give("flow.variables.tier", "gold".into());
        tried
    }

    #[test]
    fn one_sees_what_it_asks_for_and_says_what_comes_back() {
        let mut tried = tried();
        let came = tried.enter().unwrap();
        assert_eq!(came.decision.name(), "request");
        assert_eq!(came.notes, ["tier gold"]);
        assert_eq!(came.sets, [("asked".into(), Value::Bool(true))]);
        assert!(came.operations > 0 && came.operations < came.allowed);
        let came = tried.come_back(&Back::Replied(200, "{\"name\": \"Ana\"}".into())).unwrap();
        let Decision::Exit { name, outputs } = came.decision else { panic!() };
        assert_eq!((name.as_str(), outputs.get("name")), ("found", Some(&"Ana".into())));
        let came = tried.come_back(&Back::Unreachable).unwrap();
        let Decision::Exit { name, .. } = came.decision else { panic!() };
        assert_eq!(name, "failed");
    }

    #[test]
    fn a_script_that_runs_away_is_stopped_with_a_sentence() {
        let source = "/*---\nhelp = \"Loops.\"\n---*/\nloop { }";
        let mut tried = Tried::new(Scripted::read("loop.rhai", source).unwrap(), Time(0), "Mars");
        let error = tried.enter().unwrap_err();
        assert!(error.message.contains("more than is allowed"), "{error}");
    }
}
