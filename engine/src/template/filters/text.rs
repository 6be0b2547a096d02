//! Filters for text. Anything that is not a text is printed first.

use std::sync::Arc;

use super::{Arguments, Refusal, check_size, text_of, whole_number};
use crate::template::Scope;
use crate::template::lookup::character;
use crate::{Text, Value};

type Result = std::result::Result<Value, Refusal>;

pub(super) fn append(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    joined(&text_of(&value), &text_of(&arguments.first), scope)
}

pub(super) fn prepend(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    joined(&text_of(&arguments.first), &text_of(&value), scope)
}

fn joined(first: &str, second: &str, scope: &Scope<'_>) -> Result {
    check_size(first.len() + second.len(), scope)?;
    Ok(Value::from([first, second].concat()))
}

pub(super) fn upcase(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(Value::from(text_of(&value).to_uppercase()))
}

pub(super) fn downcase(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(Value::from(text_of(&value).to_lowercase()))
}

pub(super) fn capitalize(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    let text = text_of(&value);
    let mut characters = text.chars();
    let Some(first) = characters.next() else { return Ok(Value::Text(text)) };
    let mut out: String = first.to_uppercase().collect();
    out.push_str(&characters.as_str().to_lowercase());
    Ok(Value::from(out))
}

pub(super) fn strip(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(Value::from(text_of(&value).trim()))
}

pub(super) fn lstrip(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(Value::from(text_of(&value).trim_start()))
}

pub(super) fn rstrip(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(Value::from(text_of(&value).trim_end()))
}

pub(super) fn strip_newlines(value: Value, _: &Arguments, _: &Scope<'_>) -> Result {
    Ok(Value::from(text_of(&value).replace("\r\n", "").replace('\n', "")))
}

pub(super) fn newline_to_br(value: Value, _: &Arguments, scope: &Scope<'_>) -> Result {
    let text = text_of(&value).replace("\r\n", "\n");
    replaced(&text, "\n", "<br />\n", scope)
}

pub(super) fn replace(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    replaced(&text_of(&value), &text_of(&arguments.first), &text_of(&arguments.second), scope)
}

pub(super) fn remove(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    replaced(&text_of(&value), &text_of(&arguments.first), "", scope)
}

/// The size is known before anything is written.
fn replaced(text: &str, from: &str, to: &str, scope: &Scope<'_>) -> Result {
    let found = text.matches(from).count();
    check_size(
        (text.len() - found * from.len()).saturating_add(found.saturating_mul(to.len())),
        scope,
    )?;
    Ok(Value::from(text.replace(from, to)))
}

pub(super) fn replace_first(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let (text, from) = (text_of(&value), text_of(&arguments.first));
    at_once(&text, text.find(from.as_str()), from.len(), &text_of(&arguments.second), scope)
}

pub(super) fn remove_first(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let (text, from) = (text_of(&value), text_of(&arguments.first));
    at_once(&text, text.find(from.as_str()), from.len(), "", scope)
}

pub(super) fn replace_last(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let (text, from) = (text_of(&value), text_of(&arguments.first));
    at_once(&text, text.rfind(from.as_str()), from.len(), &text_of(&arguments.second), scope)
}

pub(super) fn remove_last(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let (text, from) = (text_of(&value), text_of(&arguments.first));
    at_once(&text, text.rfind(from.as_str()), from.len(), "", scope)
}

/// `text` with the `length` bytes at `place` turned into `to`.
fn at_once(
    text: &Text,
    place: Option<usize>,
    length: usize,
    to: &str,
    scope: &Scope<'_>,
) -> Result {
    let Some(place) = place else { return Ok(Value::Text(text.clone())) };
    check_size(text.len() + to.len(), scope)?;
    Ok(Value::from([&text[..place], to, &text[place + length..]].concat()))
}

pub(super) fn truncate(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    let text = text_of(&value);
    if value.is_null() {
        return Ok(Value::Text(text));
    }
    let most = match arguments.count {
        0 => 50,
        _ => whole_number(&arguments.first, "truncate")?,
    };
    let most = usize::try_from(most).unwrap_or(0);
    if text.chars().count() <= most {
        return Ok(Value::Text(text));
    }
    let end = ending(arguments);
    let kept = most.saturating_sub(end.chars().count());
    let mut out: String = text.chars().take(kept).collect();
    out.push_str(&end);
    Ok(Value::from(out))
}

pub(super) fn truncatewords(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    let text = text_of(&value);
    if value.is_null() {
        return Ok(Value::Text(text));
    }
    let most = match arguments.count {
        0 => 15,
        _ => whole_number(&arguments.first, "truncatewords")?.max(1),
    };
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut words = text.split_whitespace();
    let mut out = String::new();
    for word in words.by_ref().take(most) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    if words.next().is_none() {
        return Ok(Value::Text(text));
    }
    out.push_str(&ending(arguments));
    Ok(Value::from(out))
}

/// What stands for the part that was cut off.
fn ending(arguments: &Arguments) -> Text {
    if arguments.count < 2 { Text::new_static("...") } else { text_of(&arguments.second) }
}

pub(super) fn slice(value: Value, arguments: &Arguments, _: &Scope<'_>) -> Result {
    let start = whole_number(&arguments.first, "slice")?;
    let length =
        if arguments.second.is_null() { 1 } else { whole_number(&arguments.second, "slice")? };
    let length = usize::try_from(length).unwrap_or(0);
    if let Value::List(items) = &value {
        let Some(start) = from_end(start, items.len()) else { return Ok(Value::list([])) };
        return Ok(Value::list(items.iter().skip(start).take(length).cloned()));
    }
    let text = text_of(&value);
    let Some(start) = from_end(start, text.chars().count()) else { return Ok(Value::from("")) };
    let cut: String = text.chars().skip(start).take(length).collect();
    Ok(Value::from(cut))
}

/// A place that may count from the end; None when it lies before the beginning.
fn from_end(start: i64, length: usize) -> Option<usize> {
    let start = if start < 0 { start.checked_add(i64::try_from(length).ok()?)? } else { start };
    usize::try_from(start).ok()
}

pub(super) fn split(value: Value, arguments: &Arguments, scope: &Scope<'_>) -> Result {
    let text = text_of(&value);
    let by = text_of(&arguments.first);
    let piece = |piece: &str| Value::from(piece);
    let mut pieces: Vec<Value> = match by.as_str() {
        " " => text.split_whitespace().map(piece).collect(),
        "" => {
            check_size(text.len() * 8, scope)?;
            text.chars().map(character).collect()
        }
        by => {
            check_size(text.matches(by).count() * 8, scope)?;
            text.split(by).map(piece).collect()
        }
    };
    while matches!(pieces.last(), Some(Value::Text(last)) if last.is_empty()) {
        pieces.pop();
    }
    Ok(Value::List(Arc::new(pieces)))
}

#[cfg(test)]
mod tests {
    use crate::template::filters::testing::shows;

    #[test]
    fn letters() {
        assert_eq!(shows("{{ 'ñandú' | upcase }} {{ 'ÑA' | downcase }}"), "ÑANDÚ ña");
        assert_eq!(shows("{{ 'mY tEXT' | capitalize }}"), "My text");
        assert_eq!(
            shows("[{{ ' a ' | strip }}{{ ' a ' | lstrip }}{{ ' a ' | rstrip }}]"),
            "[aa  a]"
        );
        assert_eq!(shows("{{ 'a' | append: 'b' | prepend: 'c' }}"), "cab");
    }

    #[test]
    fn replacing_is_plain_text() {
        assert_eq!(shows("{{ '+1 555' | replace: '+', '%2B' }}"), "%2B1 555");
        assert_eq!(
            shows("{{ 'a.b.c' | replace_first: '.', '-' | replace_last: '.', '=' }}"),
            "a-b=c"
        );
        assert_eq!(
            shows("{{ 'a.b.c' | remove: '.' }} {{ 'a.b.c' | remove_first: '.' }}"),
            "abc ab.c"
        );
        assert_eq!(shows("{{ 'a.b.c' | remove_last: '.' }}"), "a.bc");
    }

    #[test]
    fn cutting_counts_characters() {
        assert_eq!(shows("{{ 'ñandú grande' | truncate: 8 }}"), "ñandú...");
        assert_eq!(shows("{{ 'one two three' | truncatewords: 2, '…' }}"), "one two…");
        assert_eq!(shows("{{ 'ñandú' | slice: -2, 2 }}{{ 'ñandú' | slice: 0 }}"), "dúñ");
        assert_eq!(shows("{{ 'a,b,,' | split: ',' | size }}"), "2");
        assert_eq!(shows("{% assign p = '5,6' | split: ',' %}{{ p[1] }}"), "6");
    }

    #[test]
    fn lines() {
        assert_eq!(shows("{{ \"a\nb\" | newline_to_br | strip_newlines }}"), "a<br />b");
    }

    #[test]
    fn a_text_cannot_double_for_ever() {
        let doubling = "{% assign x = x | append: x %}".repeat(30);
        let source = format!("{{% assign x = 'ab' %}}{doubling}{{{{ x }}}}");
        assert_eq!(shows(&source), "! This value grows beyond 256 KiB. Make it smaller.");
    }
}
