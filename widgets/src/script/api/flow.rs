//! The flow around a script: setting variables, leaving notes, and deciding what happens.

use centralita_engine::exec::HttpRequest;
use centralita_engine::{Map, Secs, Text, Value};
use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString};

use super::value::{dynamic, map, value};
use crate::script::decision::Decision;
use crate::script::running::{fail, with_host};
use crate::script::sandbox::charge_text;
use crate::script::source::secrets_in;

type Fallible<T> = Result<T, Box<EvalAltResult>>;

fn set(key: &str, value: Value) -> Fallible<()> {
    if key.is_empty() || key.len() > 200 {
        return Err(fail("A variable has a name of 1 to 200 characters."));
    }
    with_host(|host| {
        host.set(key.into(), value);
        Ok(())
    })
}

/// Counts a decision, so that one which nobody returns is noticed.
fn decided(decision: Decision) -> Fallible<Dynamic> {
    with_host(|host| {
        host.decisions += 1;
        Ok(Dynamic::from(decision))
    })
}

fn exit(name: &str, outputs: Map) -> Fallible<Dynamic> {
    decided(Decision::Exit { name: name.into(), outputs })
}

fn given(what: &str, given: &Dynamic) -> Fallible<Map> {
    map(given)?.ok_or_else(|| fail(format!("{what} needs a map: {what}(#{{ ... }}).")))
}

/// A request may name only secrets that the script or its properties name: what a caller says may not.
fn guarded(request: &HttpRequest) -> Fallible<()> {
    let headers = request.headers.values().filter_map(Value::as_text);
    for part in
        [request.url.as_str(), &request.body, &request.content_type].into_iter().chain(headers)
    {
        charge_text(part.len())?;
        for name in secrets_in(part) {
            if !with_host(|host| Ok(host.secrets.iter().any(|known| known == name)))? {
                return Err(fail(format!(
                    "The request names the secret \"{name}\", which neither the script nor a property of the widget names. Only the flow's author may name secrets."
                )));
            }
        }
    }
    Ok(())
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_type_with_name::<Decision>("decision")
        .register_fn("set", |key: &str, number: i64| set(key, Value::Int(number)))
        .register_fn("set", |key: &str, text: &str| set(key, Value::Text(Text::from(text))))
        .register_fn("set", |key: &str, flag: bool| set(key, Value::Bool(flag)))
        .register_fn("set", |key: &str, given: Dynamic| -> Fallible<()> {
            set(key, value(&given)?)
        })
        .register_fn("note", |text: &str| -> Fallible<()> {
            charge_text(text.len())?;
            with_host(|host| {
                if host.notes.len() >= 20 {
                    return Err(fail("A script leaves at most 20 notes on one visit."));
                }
                host.notes.push(text.into());
                Ok(())
            })
        })
        .register_fn("keep", |given: Dynamic| -> Fallible<()> {
            let kept = value(&given)?;
            with_host(|host| {
                host.kept = kept.clone();
                host.keep = Some(kept);
                Ok(())
            })
        })
        .register_fn("kept", || with_host(|host| Ok(dynamic(&host.kept))))
        .register_fn("exit", |name: &str| exit(name, Map::new()))
        .register_fn("exit", |name: &str, outputs: Dynamic| -> Fallible<Dynamic> {
            let outputs = map(&outputs)?.ok_or_else(|| {
                fail("What an exit stores is a map: exit(\"next\", #{ result: 1 }).")
            })?;
            exit(name, outputs)
        })
        .register_fn("wait", |seconds: i64| -> Fallible<Dynamic> {
            let seconds = u32::try_from(seconds)
                .map_err(|_| fail("wait needs a number of seconds: wait(5)."))?;
            decided(Decision::Wait(Secs(seconds)))
        })
        .register_fn("say", |text: ImmutableString| -> Fallible<Dynamic> {
            let given: Map = [("text", Value::from(text.as_str()))].into_iter().collect();
            decided(Decision::say(&given).map_err(fail)?)
        })
        .register_fn("say", |settings: Dynamic| -> Fallible<Dynamic> {
            decided(Decision::say(&given("say", &settings)?).map_err(fail)?)
        })
        .register_fn("gather", |settings: Dynamic| -> Fallible<Dynamic> {
            decided(Decision::gather(&given("gather", &settings)?).map_err(fail)?)
        })
        .register_fn("request", |settings: Dynamic| -> Fallible<Dynamic> {
            let decision = Decision::request(&given("request", &settings)?).map_err(fail)?;
            if let Decision::Request(request) = &decision {
                guarded(request)?;
            }
            decided(decision)
        });
}
