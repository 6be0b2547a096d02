//! Trials: the tests that stand in a script's own file.
//!
//! A test is a function whose name begins with `test_`. It prepares variables and the clock, lets
//! the script run from its top, answers what it asks for, and says what should have happened.

use centralita_engine::exec::{HttpFailure, HttpReply};
use centralita_engine::{Map, Text, Time, Value};
use jiff::tz::TimeZone;
use rhai::{Dynamic, Engine, EvalAltResult};

use crate::script::api::time::read;
use crate::script::api::value::{dynamic, map, shown, value};
use crate::script::conducting::{heard_value, outputs_of, reply_value};
use crate::script::running::{Entry, Ran, Returned, Surroundings, fail, with_host};
use crate::script::{CompiledScript, Scripted};

type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// How one test in a script's file went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestReport {
    /// The test's function.
    pub name: Text,
    /// Whether everything was as it should be.
    pub passed: bool,
    /// What was not; empty when it passed.
    pub message: Text,
    /// The line of what was not, or of the test.
    pub line: usize,
    /// The column of it.
    pub column: usize,
}

/// Runs the tests in the file of a scripted widget.
pub fn run_tests(scripted: &Scripted) -> Vec<TestReport> {
    let defaults = scripted
        .declaration()
        .fields
        .iter()
        .map(|field| (field.name.clone(), field.default.clone()))
        .collect();
    run_all(scripted.script(), &defaults, scripted.usual_exit())
}

/// Runs the tests in a script, with the values that its properties have unless a test says otherwise.
pub fn run_script_tests(script: &CompiledScript, properties: &Map) -> Vec<TestReport> {
    run_all(script, properties, "next")
}

fn run_all(script: &CompiledScript, properties: &Map, usual_exit: &str) -> Vec<TestReport> {
    let tests: Vec<_> = script.tests().cloned().collect();
    tests
        .into_iter()
        .map(|(name, span)| {
            let trial = Trial::new(script, properties, usual_exit);
            let (line, column) = span.line_and_column(script.source());
            let around = Surroundings {
                context: &Map::new(),
                properties,
                kept: &Value::Null,
                now: trial.now,
                zone: &trial.zone.clone(),
                seed: 1,
                secrets: &[],
            };
            let entry = Entry::Function(&name, Vec::new());
            match script.run_in(&entry, &around, Some(Box::new(trial))) {
                Ok(_) => TestReport {
                    name: name.clone(),
                    passed: true,
                    message: Text::default(),
                    line,
                    column,
                },
                Err(error) => TestReport {
                    name: name.clone(),
                    passed: false,
                    message: error.message,
                    line: error.line,
                    column: error.column,
                },
            }
        })
        .collect()
}

/// What a test has prepared so far.
#[derive(Clone)]
pub(crate) struct Trial {
    script: CompiledScript,
    context: Map,
    properties: Map,
    /// Where a script leaves that names no exit.
    usual_exit: Text,
    now: Time,
    zone: TimeZone,
    kept: Value,
    seed: u64,
}

impl Trial {
    fn new(script: &CompiledScript, properties: &Map, usual_exit: &str) -> Trial {
        Trial {
            script: script.clone(),
            context: Map::new(),
            properties: properties.clone(),
            usual_exit: usual_exit.into(),
            now: Time(1_767_607_200_000),
            zone: TimeZone::UTC,
            kept: Value::Null,
            seed: 1,
        }
    }
}

/// The trial of the test that runs.
fn with_trial<T>(touch: impl FnOnce(&mut Trial) -> Fallible<T>) -> Fallible<T> {
    with_host(|host| match &mut host.trial {
        Some(trial) => touch(trial),
        None => Err(fail("This works only in a test.")),
    })
}

/// Runs the script under test and tells what came of it.
fn conduct(entry: &Entry<'_>) -> Fallible<Dynamic> {
    let trial = with_trial(|trial| Ok(trial.clone()))?;
    let around = Surroundings {
        context: &trial.context,
        properties: &trial.properties,
        kept: &trial.kept,
        now: trial.now,
        zone: &trial.zone,
        seed: trial.seed,
        secrets: &[],
    };
    let ran = trial.script.run(entry, &around).map_err(|error| {
        fail(format!(
            "The script stopped at line {}, column {}: {}",
            error.line, error.column, error.message
        ))
    })?;
    let told = told(&ran, &trial.usual_exit);
    with_trial(|trial| {
        trial.seed = trial.seed.wrapping_add(1);
        for (key, value) in ran.sets {
            trial.context.map_mut("flow").map_mut("variables").insert(key, value);
        }
        if let Some(kept) = ran.keep {
            trial.kept = kept;
        }
        Ok(())
    })?;
    Ok(dynamic(&told))
}

/// A run as a test sees it: the decision, what was set, and the notes.
fn told(ran: &Ran, usual_exit: &Text) -> Value {
    let mut map = match &ran.result {
        Returned::Decision(decision) => match decision.to_value() {
            Value::Map(map) => std::sync::Arc::unwrap_or_clone(map),
            _ => Map::new(),
        },
        Returned::Value(value) => {
            let mut map = Map::new();
            map.insert("decision", "exit");
            map.insert("exit", usual_exit.clone());
            map.insert("outputs", outputs_of(value.clone()));
            map
        }
    };
    map.insert("set", ran.sets.iter().cloned().collect::<Map>());
    map.insert("notes", Value::list(ran.notes.iter().cloned().map(Value::Text)));
    Value::from(map)
}

fn enter(properties: Option<Map>) -> Fallible<Dynamic> {
    with_trial(|trial| {
        trial.kept = Value::Null;
        trial.properties.extend(properties.unwrap_or_default());
        Ok(())
    })?;
    conduct(&Entry::Top)
}

fn given(path: &str, value: Value) -> Fallible<()> {
    let mut parts: Vec<&str> = path.split('.').collect();
    let last = parts.pop().unwrap_or_default();
    let known =
        parts.first().is_some_and(|root| ["flow", "widgets", "trigger", "contact"].contains(root));
    if !known || parts.len() > 16 {
        return Err(fail(
            "given needs a variable's path: given(\"flow.variables.tier\", \"gold\").",
        ));
    }
    with_trial(|trial| {
        let mut inside = &mut trial.context;
        for part in parts {
            inside = inside.map_mut(part);
        }
        inside.insert(last, value);
        Ok(())
    })
}

fn replied(given: &Map) -> Value {
    if let Some(error) = given.get("error") {
        let why = crate::script::conducting::shown(error);
        return reply_value(&Err(HttpFailure::Unreachable(why)));
    }
    let body = match (given.get("json"), given.get("body")) {
        (Some(json), _) => json.to_json().into(),
        (None, Some(body)) => crate::script::conducting::shown(body),
        (None, None) => Text::default(),
    };
    let status = match given.get("status") {
        Some(Value::Int(status)) => u16::try_from(*status).unwrap_or(500),
        _ => 200,
    };
    let content_type = if given.contains("json") { "application/json" } else { "text/plain" };
    reply_value(&Ok(HttpReply {
        status,
        content_type: content_type.into(),
        body,
        headers: Map::new(),
    }))
}

fn same(found: &Dynamic, wanted: &Dynamic) -> Fallible<()> {
    if value(found)? == value(wanted)? {
        return Ok(());
    }
    let show = |given: &Dynamic| -> Fallible<String> { Ok(value(given)?.to_json()) };
    Err(fail(format!("It is {}, and should be {}.", show(found)?, show(wanted)?)))
}

/// Gives an engine the functions of tests.
pub(crate) fn register(engine: &mut Engine) {
    engine
        .register_fn("at", |moment: &str| {
            with_trial(|trial| {
                trial.now = read(moment, &trial.zone).ok_or_else(|| {
                    fail(format!("\"{moment}\" is no moment. Write it like \"2026-11-22 10:30\"."))
                })?;
                Ok(())
            })
        })
        .register_fn("zone", |name: &str| {
            with_trial(|trial| {
                trial.zone = TimeZone::get(name).map_err(|_| {
                    fail(format!(
                        "There is no time zone \"{name}\". Write it like \"Europe/Madrid\"."
                    ))
                })?;
                Ok(())
            })
        })
        .register_fn("given", |path: &str, given: Dynamic| -> Fallible<()> {
            self::given(path, value(&given)?)
        })
        .register_fn("enter", || enter(None))
        .register_fn("enter", |properties: Dynamic| enter(map(&properties)?))
        .register_fn("then_replied", |reply: Dynamic| {
            let reply = replied(&map(&reply)?.unwrap_or_default());
            conduct(&Entry::Function("replied", vec![reply]))
        })
        .register_fn("then_fired", || conduct(&Entry::Function("fired", Vec::new())))
        .register_fn("then_played", || conduct(&Entry::Function("played", Vec::new())))
        .register_fn("then_left", || conduct(&Entry::Function("left", Vec::new())))
        .register_fn("then_pressed", |keys: &str| {
            conduct(&Entry::Function("heard", vec![heard_value("keys", keys, "", "", &Map::new())]))
        })
        .register_fn("then_said", |speech: &str| {
            let heard = heard_value("speech", "", speech, "0.9", &Map::new());
            conduct(&Entry::Function("heard", vec![heard]))
        })
        .register_fn("then_silent", || {
            conduct(&Entry::Function(
                "heard",
                vec![heard_value("silence", "", "", "", &Map::new())],
            ))
        })
        .register_fn("assert", |holds: bool| match holds {
            true => Ok(()),
            false => Err(fail("This does not hold.")),
        })
        .register_fn("assert", |holds: bool, message: &str| match holds {
            true => Ok(()),
            false => Err(fail(message)),
        })
        .register_fn("assert_eq", |found: Dynamic, wanted: Dynamic| same(&found, &wanted))
        .register_fn("assert_contains", |text: Dynamic, part: &str| -> Fallible<()> {
            let text = shown(&text)?;
            match text.contains(part) {
                true => Ok(()),
                false => Err(fail(format!("It is \"{text}\", and should contain \"{part}\"."))),
            }
        });
}
