//! Lists and maps that a script makes, and lists of the flow.

use centralita_engine::Value;
use rhai::{Array, Dynamic, Engine, EvalAltResult, FnPtr, Map, NativeCallContext};

use super::value::{items, value};
use crate::script::running::fail;
use crate::script::sandbox::charge;

type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// The engine's own limit looks at a list when a function is done; a list under construction is
/// looked at here.
const LONGEST: usize = 10_000;

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("len", |list: &mut Array| list.len() as i64)
        .register_fn("is_empty", |list: &mut Array| list.is_empty())
        .register_fn("push", |list: &mut Array, item: Dynamic| -> Fallible<()> {
            // The engine measures the whole list after each push.
            charge(1 + list.len() / 8)?;
            if list.len() >= LONGEST {
                return Err(fail("The list grows larger than is allowed here."));
            }
            list.push(item);
            Ok(())
        })
        .register_fn("pop", |list: &mut Array| list.pop().unwrap_or(Dynamic::UNIT))
        .register_fn("remove", |list: &mut Array, place: i64| -> Fallible<Dynamic> {
            charge(list.len() / 8)?;
            let place = usize::try_from(place).ok().filter(|place| *place < list.len());
            Ok(place.map_or(Dynamic::UNIT, |place| list.remove(place)))
        })
        .register_fn("contains", |list: &mut Array, wanted: Dynamic| -> Fallible<bool> {
            Ok(position(list, &wanted)?.is_some())
        })
        .register_fn("index_of", |list: Dynamic, wanted: Dynamic| -> Fallible<i64> {
            Ok(position(&items(&list)?, &wanted)?.map_or(-1, |place| place as i64))
        })
        .register_fn("slice", |list: Dynamic, start: i64, length: i64| -> Fallible<Array> {
            let list = items(&list)?;
            let start = if start < 0 { start + list.len() as i64 } else { start }.max(0);
            let count = |number: i64| usize::try_from(number.max(0)).unwrap_or(usize::MAX);
            Ok(list.into_iter().skip(count(start)).take(count(length)).collect())
        })
        .register_fn("reverse", |list: Dynamic| -> Fallible<Array> {
            let mut list = items(&list)?;
            list.reverse();
            Ok(list)
        })
        .register_fn("sort", |list: Dynamic| sorted(items(&list)?))
        .register_fn("sum", |list: Dynamic| -> Fallible<Dynamic> {
            let (mut whole, mut rest, mut is_whole) = (0_i64, 0.0_f64, true);
            for item in items(&list)? {
                match value(&item)? {
                    Value::Int(number) => {
                        whole = whole
                            .checked_add(number)
                            .ok_or_else(|| fail("The sum is too large."))?;
                    }
                    Value::Float(number) => {
                        rest += number;
                        is_whole = false;
                    }
                    other => return Err(fail(format!("A {} cannot be added up.", other.kind()))),
                }
            }
            Ok(if is_whole {
                Dynamic::from_int(whole)
            } else {
                Dynamic::from_float(whole as f64 + rest)
            })
        })
        .register_fn("map", |context: NativeCallContext, list: Dynamic, change: FnPtr| {
            each(&context, &list, &change, |_, result| Ok(Some(result))).map(Dynamic::from_array)
        })
        .register_fn("filter", |context: NativeCallContext, list: Dynamic, keep: FnPtr| {
            each(&context, &list, &keep, |item, result| Ok(truth(&result)?.then_some(item)))
                .map(Dynamic::from_array)
        })
        .register_fn("find", |context: NativeCallContext, list: Dynamic, wanted: FnPtr| {
            first(&context, &list, &wanted).map(|found| found.unwrap_or(Dynamic::UNIT))
        })
        .register_fn("any", |context: NativeCallContext, list: Dynamic, wanted: FnPtr| {
            first(&context, &list, &wanted).map(|found| found.is_some())
        })
        .register_fn(
            "all",
            |context: NativeCallContext, list: Dynamic, wanted: FnPtr| -> Fallible<bool> {
                for item in items(&list)? {
                    if !truth(&wanted.call_within_context::<Dynamic>(&context, (item,))?)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            },
        )
        .register_fn("len", |map: &mut Map| map.len() as i64)
        .register_fn("is_empty", |map: &mut Map| map.is_empty())
        .register_fn("contains", |map: &mut Map, key: &str| map.contains_key(key))
        .register_fn("remove", |map: &mut Map, key: &str| map.remove(key).unwrap_or(Dynamic::UNIT))
        .register_fn("keys", |map: &mut Map| -> Fallible<Array> {
            charge(map.len())?;
            Ok(map.keys().map(|key| key.as_str().into()).collect())
        })
        .register_fn("values", |map: &mut Map| -> Fallible<Array> {
            charge(map.len())?;
            Ok(map.values().cloned().collect())
        });
}

fn position(list: &[Dynamic], wanted: &Dynamic) -> Fallible<Option<usize>> {
    charge(list.len())?;
    let wanted = value(wanted)?;
    for (place, item) in list.iter().enumerate() {
        if value(item)? == wanted {
            return Ok(Some(place));
        }
    }
    Ok(None)
}

fn truth(value: &Dynamic) -> Fallible<bool> {
    value.as_bool().map_err(|_| fail("The function has to give true or false."))
}

fn each(
    context: &NativeCallContext,
    list: &Dynamic,
    function: &FnPtr,
    take: impl Fn(Dynamic, Dynamic) -> Fallible<Option<Dynamic>>,
) -> Fallible<Array> {
    let mut taken = Array::new();
    for item in items(list)? {
        let result = function.call_within_context::<Dynamic>(context, (item.clone(),))?;
        taken.extend(take(item, result)?);
    }
    Ok(taken)
}

fn first(context: &NativeCallContext, list: &Dynamic, wanted: &FnPtr) -> Fallible<Option<Dynamic>> {
    for item in items(list)? {
        if truth(&wanted.call_within_context::<Dynamic>(context, (item.clone(),))?)? {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

/// Numbers before texts; each kind in its own order.
fn sorted(list: Vec<Dynamic>) -> Fallible<Array> {
    let steps = list.len().max(1).ilog2() as usize + 1;
    charge(list.len().saturating_mul(steps))?;
    let mut pairs = Vec::with_capacity(list.len());
    for item in list {
        let key = match value(&item)? {
            Value::Int(number) => Key::Number(number as f64),
            Value::Float(number) => Key::Number(number),
            Value::Text(text) => {
                charge(text.len() * steps / 16)?;
                Key::Text(text)
            }
            other => return Err(fail(format!("A {} cannot be put in order.", other.kind()))),
        };
        pairs.push((key, item));
    }
    pairs.sort_by(|(one, _), (other, _)| one.compare(other));
    Ok(pairs.into_iter().map(|(_, item)| item).collect())
}

enum Key {
    Number(f64),
    Text(centralita_engine::Text),
}

impl Key {
    fn compare(&self, other: &Key) -> std::cmp::Ordering {
        match (self, other) {
            (Key::Number(one), Key::Number(other)) => one.total_cmp(other),
            (Key::Text(one), Key::Text(other)) => one.cmp(other),
            (Key::Number(_), Key::Text(_)) => std::cmp::Ordering::Less,
            (Key::Text(_), Key::Number(_)) => std::cmp::Ordering::Greater,
        }
    }
}
