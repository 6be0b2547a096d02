//! Numbers: from text, rounded, and by chance.

use rhai::{Dynamic, Engine, EvalAltResult};

use super::value::value;
use crate::script::running::{fail, with_host};
use crate::script::sandbox::{charge, charge_text};
use centralita_engine::Value;

type Fallible<T> = Result<T, Box<EvalAltResult>>;

fn whole(number: f64) -> Dynamic {
    if number.is_finite() && number.abs() < 9.2e18 {
        Dynamic::from_int(number as i64)
    } else {
        Dynamic::UNIT
    }
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("int", |number: i64| number)
        .register_fn("int", whole)
        .register_fn("int", |text: &str| -> Fallible<Dynamic> {
            charge_text(text.len())?;
            let text = text.trim();
            Ok(match text.parse::<i64>() {
                Ok(number) => Dynamic::from_int(number),
                Err(_) => text.parse::<f64>().map_or(Dynamic::UNIT, whole),
            })
        })
        .register_fn("int", |(): ()| Dynamic::UNIT)
        .register_fn("int", |flag: bool| i64::from(flag))
        .register_fn("number", |given: Dynamic| -> Fallible<Dynamic> {
            Ok(match value(&given)? {
                Value::Int(number) => Dynamic::from_int(number),
                Value::Float(number) => Dynamic::from_float(number),
                Value::Text(text) => {
                    let text = text.trim();
                    match text.parse::<i64>() {
                        Ok(number) => Dynamic::from_int(number),
                        Err(_) => text
                            .parse::<f64>()
                            .ok()
                            .filter(|number| number.is_finite())
                            .map_or(Dynamic::UNIT, Dynamic::from_float),
                    }
                }
                _ => Dynamic::UNIT,
            })
        })
        .register_fn("round", |number: i64| number)
        .register_fn("round", |number: f64| whole(number.round()))
        .register_fn("round", |number: f64, places: i64| {
            let scale = 10_f64.powi(places.clamp(0, 12) as i32);
            (number * scale).round() / scale
        })
        .register_fn("round", |number: i64, _: i64| number)
        .register_fn("floor", |number: i64| number)
        .register_fn("floor", |number: f64| whole(number.floor()))
        .register_fn("ceil", |number: i64| number)
        .register_fn("ceil", |number: f64| whole(number.ceil()))
        .register_fn("random", |bound: i64| {
            let bound = u64::try_from(bound)
                .ok()
                .filter(|bound| *bound > 0)
                .ok_or_else(|| fail("random needs a number above 0: random(6) gives 0 to 5."))?;
            with_host(|host| Ok((host.next_random() % bound) as i64))
        })
        .register_fn("pick", |list: Dynamic| -> Fallible<Dynamic> {
            let items = super::value::items(&list)?;
            charge(1)?;
            if items.is_empty() {
                return Ok(Dynamic::UNIT);
            }
            let place = with_host(|host| Ok(host.next_random() % items.len() as u64))?;
            Ok(items[place as usize].clone())
        });
}
