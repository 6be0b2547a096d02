//! Values as text, and texts as numbers.

use std::fmt::Write;

use crate::{Text, Value};

/// Appends what a template prints for `value`: nothing for nothing, a list's items one after the
/// other, a map as JSON.
pub(super) fn print(value: &Value, out: &mut String) {
    match value {
        Value::Null => {}
        Value::Bool(true) => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Int(int) => print_int(*int, out),
        Value::Float(float) => print_float(*float, out),
        Value::Text(text) => out.push_str(text),
        Value::List(items) => items.iter().for_each(|item| print(item, out)),
        Value::Map(_) => value.write_json(out),
    }
}

/// What a template prints for `value`. A text costs no copy.
pub(super) fn text_of(value: &Value) -> Text {
    match value {
        Value::Null => Text::new_static(""),
        Value::Text(text) => text.clone(),
        other => {
            let mut out = String::new();
            print(other, &mut out);
            out.into()
        }
    }
}

/// Appends a whole number.
pub(super) fn print_int(int: i64, out: &mut String) {
    out.push_str(digits_of(int, &mut [0; 20]));
}

/// The digits of a whole number, written into `digits`.
pub(super) fn digits_of(int: i64, digits: &mut [u8; 20]) -> &str {
    let mut at = digits.len();
    let mut rest = int.unsigned_abs();
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    if int < 0 {
        at -= 1;
        digits[at] = b'-';
    }
    std::str::from_utf8(&digits[at..]).unwrap_or("")
}

/// Appends any other number the way Ruby does: `5.0`, `0.25`, `1.0e+16`.
pub(super) fn print_float(float: f64, out: &mut String) {
    let start = out.len();
    let _ = write!(out, "{float:?}");
    let Some(mark) = out[start..].find('e') else { return };
    let mark = start + mark;
    let power: i32 = out[mark + 1..].parse().unwrap_or(0);
    out.truncate(mark);
    if !out[start..].contains('.') {
        out.push_str(".0");
    }
    let _ = write!(out, "e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs());
}

/// A number as the filters of arithmetic understand it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Int(i64),
    Float(f64),
}

impl Number {
    /// The number that `value` is or, when it is a text, spells.
    pub fn of(value: &Value) -> Option<Number> {
        match value {
            Value::Int(int) => Some(Number::Int(*int)),
            Value::Float(float) => Some(Number::Float(*float)),
            Value::Text(text) => Number::spelled(text.trim()),
            _ => None,
        }
    }

    /// Like [`Number::of`]; everything else counts as 0.
    pub fn or_zero(value: &Value) -> Number {
        Number::of(value).unwrap_or(Number::Int(0))
    }

    fn spelled(text: &str) -> Option<Number> {
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (whole, fraction) = match digits.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (digits, None),
        };
        let all_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !fraction.is_none_or(all_digits) {
            return None;
        }
        match fraction {
            None => text.parse().map(Number::Int).or_else(|_| text.parse().map(Number::Float)).ok(),
            Some(_) => text.parse().map(Number::Float).ok(),
        }
    }

    /// The number as a double.
    pub fn as_f64(self) -> f64 {
        match self {
            Number::Int(int) => int as f64,
            Number::Float(float) => float,
        }
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Value {
        match number {
            Number::Int(int) => Value::Int(int),
            Number::Float(float) => Value::number(float),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(float: f64) -> String {
        let mut out = String::new();
        print_float(float, &mut out);
        out
    }

    #[test]
    fn numbers_print_as_liquid_prints_them() {
        assert_eq!(printed(5.0), "5.0");
        assert_eq!(printed(-0.25), "-0.25");
        assert_eq!(printed(1e16), "1.0e+16");
        assert_eq!(printed(1.5e-7), "1.5e-07");
        let mut out = String::new();
        print_int(i64::MIN, &mut out);
        assert_eq!(out, "-9223372036854775808");
    }

    #[test]
    fn only_plain_decimal_texts_are_numbers() {
        assert_eq!(Number::of(&Value::from(" 42 ")), Some(Number::Int(42)));
        assert_eq!(Number::of(&Value::from("-1.50")), Some(Number::Float(-1.5)));
        assert_eq!(Number::of(&Value::from("1e5")), None);
        assert_eq!(Number::of(&Value::from("12 people")), None);
        assert_eq!(Number::of(&Value::from("")), None);
        assert_eq!(Number::of(&Value::from("1.")), None);
    }
}
