//! Text: looking into it, cutting it and putting it together.

use rhai::{Dynamic, Engine, EvalAltResult, ImmutableString};

use super::value::shown;
use crate::script::running::fail;
use crate::script::sandbox::{charge, charge_text};

type Fallible<T> = Result<T, Box<EvalAltResult>>;

/// A result may not be longer than this before the engine's own limit looks at it.
const LONGEST: usize = 1 << 20;

fn changed(text: &str, change: impl FnOnce(&str) -> String) -> Fallible<String> {
    charge_text(text.len())?;
    Ok(change(text))
}

pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("len", |text: &str| -> Fallible<i64> {
            charge_text(text.len())?;
            Ok(text.chars().count() as i64)
        })
        .register_fn("is_empty", |text: &str| text.is_empty())
        .register_fn("is_empty", |(): ()| true)
        .register_fn("len", |(): ()| 0_i64)
        .register_fn("to_upper", |text: &str| changed(text, str::to_uppercase))
        .register_fn("to_lower", |text: &str| changed(text, str::to_lowercase))
        .register_fn("trim", |text: &str| changed(text, |text| text.trim().to_owned()))
        .register_fn("contains", |text: &str, part: &str| -> Fallible<bool> {
            charge_text(text.len())?;
            Ok(text.contains(part))
        })
        .register_fn("contains", |(): (), _: Dynamic| false)
        .register_fn("starts_with", |text: &str, part: &str| text.starts_with(part))
        .register_fn("ends_with", |text: &str, part: &str| text.ends_with(part))
        .register_fn("index_of", |text: &str, part: &str| -> Fallible<i64> {
            charge_text(text.len())?;
            Ok(text.find(part).map_or(-1, |at| text[..at].chars().count() as i64))
        })
        .register_fn("sub_text", |text: &str, start: i64| sub_text(text, start, i64::MAX))
        .register_fn("sub_text", sub_text)
        .register_fn("replace", |text: &str, part: &str, with: &str| -> Fallible<String> {
            charge_text(text.len())?;
            let found = if part.is_empty() { text.len() + 1 } else { text.matches(part).count() };
            let length = text.len().saturating_add(found.saturating_mul(with.len()));
            if length > LONGEST {
                return Err(fail("The text grows larger than is allowed here."));
            }
            charge_text(length)?;
            Ok(text.replace(part, with))
        })
        .register_fn("split", |text: &str, separator: &str| -> Fallible<rhai::Array> {
            charge_text(text.len())?;
            if separator.is_empty() {
                charge(text.len())?;
                return Ok(text.chars().map(|letter| letter.to_string().into()).collect());
            }
            charge(text.matches(separator).count())?;
            Ok(text.split(separator).map(Into::into).collect())
        })
        .register_fn("pad_left", |text: &str, length: i64, with: &str| {
            padding(text, length, with).map(|padding: String| format!("{padding}{text}"))
        })
        .register_fn("pad_right", |text: &str, length: i64, with: &str| {
            padding(text, length, with).map(|padding| format!("{text}{padding}"))
        })
        .register_fn("digits", |text: &str| {
            changed(text, |text| text.chars().filter(char::is_ascii_digit).collect())
        })
        .register_fn("digits", |(): ()| String::new())
        .register_fn("spell", |text: &str| -> Fallible<String> {
            charge(text.len() / 4)?;
            let mut spelled = String::with_capacity(text.len() * 2);
            for letter in text.chars().filter(|letter| !letter.is_whitespace()) {
                if !spelled.is_empty() {
                    spelled.push(' ');
                }
                spelled.push(letter);
            }
            Ok(spelled)
        })
        .register_fn("url_encode", |text: &str| -> Fallible<String> {
            charge_text(text.len())?;
            let mut encoded = String::with_capacity(text.len());
            crate::script::decision::percent(text, &mut encoded);
            Ok(encoded)
        })
        .register_fn("join", |list: Dynamic, separator: &str| -> Fallible<String> {
            let mut joined = String::new();
            for (place, item) in super::value::items(&list)?.iter().enumerate() {
                if place > 0 {
                    joined.push_str(separator);
                }
                let item = shown(item)?;
                charge_text(item.len() + separator.len())?;
                joined.push_str(&item);
                if joined.len() > LONGEST {
                    return Err(fail("The text grows larger than is allowed here."));
                }
            }
            Ok(joined)
        })
        .register_fn("+", |text: ImmutableString, other: Dynamic| joined(&text, &shown(&other)?))
        .register_fn("+", |one: Dynamic, text: ImmutableString| joined(&shown(&one)?, &text));
}

fn joined(one: &str, other: &str) -> Fallible<String> {
    charge_text(one.len() + other.len())?;
    Ok(format!("{one}{other}"))
}

/// The part of a text that begins at `start` (from the end when negative) and has `length` characters.
fn sub_text(text: &str, start: i64, length: i64) -> Fallible<String> {
    charge_text(text.len())?;
    let count = text.chars().count() as i64;
    let start = if start < 0 { (count.saturating_add(start)).max(0) } else { start };
    let take = |number: i64| usize::try_from(number.max(0)).unwrap_or(usize::MAX);
    Ok(text.chars().skip(take(start)).take(take(length)).collect())
}

fn padding(text: &str, length: i64, with: &str) -> Fallible<String> {
    charge_text(text.len())?;
    let missing = length.saturating_sub(text.chars().count() as i64).max(0);
    let missing = usize::try_from(missing).unwrap_or(usize::MAX);
    if missing > 10_000 {
        return Err(fail("A text is padded to at most 10000 characters."));
    }
    charge(missing / 4)?;
    Ok(with.chars().cycle().take(missing).collect())
}
