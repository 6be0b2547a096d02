//! Filters of arithmetic. A text that spells a number is that number; anything else counts as 0.

use super::super::decimal;
use super::super::print::Number;
use super::{Arguments, Refusal};
use crate::Value;
use crate::template::Scope;

type Result = std::result::Result<Value, Refusal>;

pub(super) fn plus(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    Ok(decimal::add(Number::or_zero(&value), Number::or_zero(&arguments.first)).into())
}

pub(super) fn minus(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    Ok(decimal::subtract(Number::or_zero(&value), Number::or_zero(&arguments.first)).into())
}

pub(super) fn times(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    Ok(decimal::multiply(Number::or_zero(&value), Number::or_zero(&arguments.first)).into())
}

pub(super) fn divided_by(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    match decimal::divide(Number::or_zero(&value), Number::or_zero(&arguments.first)) {
        Some(quotient) => Ok(quotient.into()),
        None => Err(Refusal::Zero),
    }
}

pub(super) fn modulo(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    match decimal::remainder(Number::or_zero(&value), Number::or_zero(&arguments.first)) {
        Some(rest) => Ok(rest.into()),
        None => Err(Refusal::Zero),
    }
}

pub(super) fn abs(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(match Number::or_zero(&value) {
        Number::Int(int) => int.checked_abs().map_or(Value::number(-(int as f64)), Value::Int),
        Number::Float(float) => Value::number(float.abs()),
    })
}

pub(super) fn ceil(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(whole(Number::or_zero(&value), f64::ceil))
}

pub(super) fn floor(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(whole(Number::or_zero(&value), f64::floor))
}

pub(super) fn round(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    let places = match Number::or_zero(&arguments.first) {
        Number::Int(int) => int,
        Number::Float(float) => float as i64,
    };
    Ok(decimal::round(Number::or_zero(&value), places).into())
}

pub(super) fn at_least(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    let (value, least) = (Number::or_zero(&value), Number::or_zero(&arguments.first));
    Ok(if value.as_f64() < least.as_f64() { least } else { value }.into())
}

pub(super) fn at_most(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    let (value, most) = (Number::or_zero(&value), Number::or_zero(&arguments.first));
    Ok(if value.as_f64() > most.as_f64() { most } else { value }.into())
}

/// A number made whole; too big a number stays as it is.
fn whole(number: Number, rounded: fn(f64) -> f64) -> Value {
    match number {
        Number::Int(int) => Value::Int(int),
        Number::Float(float) => {
            let float = rounded(float);
            let fits = float >= i64::MIN as f64 && float < i64::MAX as f64;
            if fits { Value::Int(float as i64) } else { Value::number(float) }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::template::Dialect;
    use crate::template::filters::testing::{rendered, shows};

    #[test]
    fn texts_that_spell_numbers_are_numbers_and_others_count_as_zero() {
        assert_eq!(shows("{{ '5' | plus: 1 }}"), "6");
        assert_eq!(shows("{{ 'five' | plus: 1 }}"), "1");
        assert_eq!(shows("{{ nothing | minus: '2.5' }}"), "-2.5");
        assert_eq!(shows("{{ '2' | times: '3' }}"), "6");
    }

    #[test]
    fn whole_numbers_divide_down() {
        assert_eq!(shows("{{ 9 | divided_by: 2 }} {{ -9 | divided_by: 2 }}"), "4 -5");
        assert_eq!(shows("{{ 9 | divided_by: 2.0 }}"), "4.5");
        assert_eq!(shows("{{ 9 | modulo: 4 }} {{ -9 | modulo: 4 }}"), "1 3");
    }

    #[test]
    fn dividing_by_zero_ends_a_standard_template_and_prints_in_studio() {
        assert_eq!(
            shows("{{ 1 | divided_by: 0 }}"),
            "! This divides by 0. Test the number first, such as with {% if n != 0 %}."
        );
        let studio = rendered("{{ 1 | divided_by: 0 }}!", "{}", Dialect::Studio);
        assert_eq!(studio, "Liquid error: divided by 0!");
    }

    #[test]
    fn rounding_and_bounds() {
        assert_eq!(shows("{{ 1.2 | ceil }} {{ 1.8 | floor }} {{ 2.5 | round }}"), "2 1 3");
        assert_eq!(shows("{{ 2.456 | round: 2 }} {{ -4 | abs }} {{ '-4.5' | abs }}"), "2.46 4 4.5");
        assert_eq!(shows("{{ 4 | at_least: 5 }} {{ 6 | at_most: 5 }}"), "5 5");
        assert_eq!(shows("{{ 9223372036854775807 | plus: 1 }}"), "9.223372036854776e+18");
    }
}
