//! One run of a script: what it sees, and what comes of it.
//!
//! Rhai's callbacks must live as long as its engine, so what a script may touch stands in a slot of
//! the thread while it runs. It is filled before and emptied after each run, and nothing else reads
//! it: two runs never see each other.

use std::cell::RefCell;

use centralita_engine::{Map, Text, Time, Value};
use jiff::tz::TimeZone;
use rhai::{Dynamic, EvalAltResult, Position};

use crate::script::api::value::{dynamic, value};
use crate::script::decision::Decision;
use crate::script::sandbox::{Sandbox, charge, close_budget, open_budget};
use crate::script::{CompiledScript, ScriptError, error};

type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// What a script sees while it runs.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    /// `flow`, `widgets`, `trigger` and `contact`.
    pub context: &'a Map,
    /// The widget's own properties, filled in.
    pub properties: &'a Map,
    /// What the script kept earlier on this visit.
    pub kept: &'a Value,
    /// The turn's moment.
    pub now: Time,
    /// The flow's time zone.
    pub zone: &'a TimeZone,
    /// The turn's chance.
    pub seed: u64,
    /// Secrets that the widget's properties name, and which a request may therefore name too.
    pub secrets: &'a [Text],
}

/// Where a run begins.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry<'a> {
    /// At the top of the script.
    Top,
    /// In the function with this name, which gets these values.
    Function(&'a str, Vec<Value>),
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Ran {
    /// What the script returned.
    pub result: Returned,
    /// The flow variables it set, in order.
    pub sets: Vec<(Text, Value)>,
    /// The notes it left.
    pub notes: Vec<Text>,
    /// What is doubtful about the run.
    pub warnings: Vec<Text>,
    /// What it wants to keep while it waits.
    pub keep: Option<Value>,
    /// What it spent.
    pub operations: u64,
}

/// What a script returned.
#[derive(Clone, Debug, PartialEq)]
pub enum Returned {
    /// A value; nothing when there is none.
    Value(Value),
    /// A decision: an exit or a question to the world.
    Decision(Decision),
}

/// What the functions of the API touch while a script runs.
pub(crate) struct Host {
    /// The values of the script's paths.
    values: Vec<Value>,
    /// The paths, to know which value a set changes.
    paths: std::sync::Arc<[Vec<Text>]>,
    pub now: Time,
    pub zone: TimeZone,
    pub random: u64,
    pub kept: Value,
    pub keep: Option<Value>,
    pub sets: Vec<(Text, Value)>,
    pub notes: Vec<Text>,
    /// Decisions made so far.
    pub decisions: u32,
    /// Secrets that the script may name.
    pub secrets: Vec<Text>,
    /// What a test has prepared, when the script runs in one.
    pub trial: Option<Box<crate::script::trial::Trial>>,
}

thread_local! {
    static HOST: RefCell<Option<Box<Host>>> = const { RefCell::new(None) };
}

/// Lets a function of the API touch what the running script may touch.
pub(crate) fn with_host<T>(touch: impl FnOnce(&mut Host) -> Fallible<T>) -> Fallible<T> {
    HOST.with_borrow_mut(|host| match host {
        Some(host) => touch(host),
        None => Err(outside()),
    })
}

#[cold]
fn outside() -> Box<EvalAltResult> {
    fail("This works only while a script runs.")
}

/// An error with this sentence, at the place of the call.
pub(crate) fn fail(message: impl Into<String>) -> Box<EvalAltResult> {
    EvalAltResult::ErrorRuntime(Dynamic::from(message.into()), Position::NONE).into()
}

/// What a free name means: the value of a path, or nothing of ours.
///
/// Looking costs an operation: Rhai counts none for a loop that only looks at a variable.
pub(crate) fn variable(name: &str) -> Fallible<Option<Dynamic>> {
    charge(1)?;
    let Some(slot) = super::source::slot(name) else { return Ok(None) };
    HOST.with_borrow(|host| {
        Ok(host
            .as_ref()
            .and_then(|host| host.values.get(slot))
            .map(dynamic)
            .or(Some(Dynamic::UNIT)))
    })
}

impl Host {
    /// Sets a flow variable and lets the rest of the script see it.
    pub fn set(&mut self, key: Text, value: Value) {
        for (path, held) in self.paths.iter().zip(&mut self.values) {
            let [root, rest @ ..] = path.as_slice() else { continue };
            if root != "flow" {
                continue;
            }
            match rest {
                [] => {
                    let mut flow = held.as_map().cloned().unwrap_or_default();
                    flow.map_mut("variables").insert(key.clone(), value.clone());
                    *held = Value::from(flow);
                }
                [variables] if variables == "variables" => {
                    let mut all = held.as_map().cloned().unwrap_or_default();
                    all.insert(key.clone(), value.clone());
                    *held = Value::from(all);
                }
                [variables, name, deeper @ ..] if variables == "variables" && *name == key => {
                    *held = walk(&value, deeper).cloned().unwrap_or_default();
                }
                _ => {}
            }
        }
        match self.sets.iter_mut().find(|(name, _)| *name == key) {
            Some((_, held)) => *held = value,
            None => self.sets.push((key, value)),
        }
    }

    /// The next random number.
    pub fn next_random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.random;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

fn walk<'a>(value: &'a Value, path: &[Text]) -> Option<&'a Value> {
    let mut value = value;
    for segment in path {
        value = value.get(segment)?;
    }
    Some(value)
}

fn resolve(around: &Surroundings<'_>, path: &[Text]) -> Value {
    let Some((root, rest)) = path.split_first() else { return Value::Null };
    if root == "properties" {
        return match rest.split_first() {
            Some((first, rest)) => around
                .properties
                .get(first)
                .and_then(|value| walk(value, rest))
                .cloned()
                .unwrap_or_default(),
            None => Value::from(around.properties.clone()),
        };
    }
    around.context.get(root).and_then(|value| walk(value, rest)).cloned().unwrap_or_default()
}

/// Takes the slot of the thread back, also when a run is left in a panic.
struct Slot {
    outer: Option<Box<Host>>,
    counts: (u64, u64),
    closed: bool,
}

impl Slot {
    fn fill(host: Box<Host>, operations: u64) -> Slot {
        Slot { outer: HOST.replace(Some(host)), counts: open_budget(operations), closed: false }
    }

    fn empty(mut self) -> (Option<Box<Host>>, u64) {
        self.closed = true;
        (HOST.replace(self.outer.take()), close_budget(self.counts))
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if !self.closed {
            HOST.set(self.outer.take());
            close_budget(self.counts);
        }
    }
}

impl CompiledScript {
    /// Runs the script.
    ///
    /// # Errors
    /// When the script has a fault, throws, or spends more than it may: the place and a sentence.
    pub fn run(&self, entry: &Entry<'_>, around: &Surroundings<'_>) -> Result<Ran, ScriptError> {
        self.run_in(entry, around, None).map(|(ran, _)| ran)
    }

    pub(crate) fn run_in(
        &self,
        entry: &Entry<'_>,
        around: &Surroundings<'_>,
        trial: Option<Box<crate::script::trial::Trial>>,
    ) -> Result<(Ran, Option<Box<crate::script::trial::Trial>>), ScriptError> {
        let Some(ast) = &self.ast else {
            return Err(self.faults.first().cloned().unwrap_or_else(|| {
                ScriptError::new(
                    &self.file,
                    &self.source,
                    Default::default(),
                    "The script is empty.",
                )
            }));
        };
        let sandbox: &Sandbox = &self.sandbox;
        let engine = if trial.is_some() { sandbox.testing() } else { sandbox.engine() };
        let host = Box::new(Host {
            values: self.paths.iter().map(|path| resolve(around, path)).collect(),
            paths: self.paths.clone(),
            now: around.now,
            zone: around.zone.clone(),
            random: around.seed,
            kept: around.kept.clone(),
            keep: None,
            sets: Vec::new(),
            notes: Vec::new(),
            decisions: 0,
            secrets: self.scan.secrets.iter().chain(around.secrets).cloned().collect(),
            trial,
        });
        let operations = sandbox.limits().operations;
        let slot = Slot::fill(host, operations);
        let mut scope = rhai::Scope::new();
        let result: Fallible<Dynamic> = match entry {
            Entry::Top => engine.eval_ast_with_scope(&mut scope, ast),
            Entry::Function(name, given) => {
                let given: Vec<Dynamic> = given.iter().map(dynamic).collect();
                let options = rhai::CallFnOptions::new().eval_ast(false);
                engine.call_fn_with_options(options, &mut scope, ast, name, given)
            }
        };
        let result = result.and_then(returned);
        let (host, spent) = slot.empty();
        let Some(host) = host else {
            return Err(self.error_at(Position::NONE, "The script lost its place. Run it again."));
        };
        let result = result.map_err(|error| {
            let (message, position) = error::run_message(&error, operations);
            self.error_at(position, message)
        })?;
        let mut warnings = Vec::new();
        match (&result, host.decisions) {
            (Returned::Value(_), 1..) => {
                return Err(self.error_at(
                    Position::NONE,
                    "A decision was made and then dropped. Write `return exit(...)`, or make it the last line.",
                ));
            }
            (Returned::Decision(_), 2..) => warnings.push(
                "More than one decision was made, and the last is taken. Write `return` before each."
                    .into(),
            ),
            _ => {}
        }
        let ran = Ran {
            result,
            sets: host.sets,
            notes: host.notes,
            warnings,
            keep: host.keep,
            operations: spent,
        };
        Ok((ran, host.trial))
    }
}

fn returned(result: Dynamic) -> Fallible<Returned> {
    if result.is_unit() {
        return Ok(Returned::Value(Value::Null));
    }
    match result.try_cast_result::<Decision>() {
        Ok(decision) => Ok(Returned::Decision(decision)),
        Err(result) => value(&result).map(Returned::Value),
    }
}
