//! What the reader of TOML says, in both languages.
//!
//! It speaks English only. What it says of words that a crew does not know is said in Spanish piece by
//! piece; of the rest, which is about TOML itself, the place is told and its own words stay.

use crate::sentence::{Sentence, sentence};

/// What the reader said, on one line.
pub(super) fn sentence_of(message: &str) -> Sentence {
    let message = message.trim().replace('\n', "; ");
    let spanish = spanish(&message).unwrap_or_else(|| format!("esto no es TOML ({message})"));
    Sentence::new(message, spanish)
}

fn spanish(message: &str) -> Option<String> {
    if let Some((what, known)) = cut(message, "unknown field ") {
        return Some(format!("{what} no es una palabra que se conozca aquí; se conocen {known}"));
    }
    if let Some((what, known)) = cut(message, "unknown variant ") {
        return Some(format!("{what} no es un valor que se conozca aquí; se conocen {known}"));
    }
    if let Some(what) = message.strip_prefix("missing field ") {
        return Some(format!("falta {what}"));
    }
    if let Some((what, wanted)) = cut(message, "invalid type: ") {
        return Some(format!("esto es {}, y hace falta {}", thing(what), thing(&wanted)));
    }
    if let Some((what, _)) = cut(message, "invalid value: ") {
        return Some(format!("{} no cabe aquí", thing(what)));
    }
    if message == "duplicate key" {
        return Some("esta clave está dos veces".to_owned());
    }
    message
        .starts_with("data did not match any variant")
        .then(|| "esto no tiene ninguna de las formas posibles".to_owned())
}

/// What stands after `beginning`, and what is expected instead.
fn cut<'m>(message: &'m str, beginning: &str) -> Option<(&'m str, String)> {
    let (what, known) = message.strip_prefix(beginning)?.split_once(", expected ")?;
    let known = known.strip_prefix("one of ").unwrap_or(known);
    Some((what, known.replace("` or `", "` y `").replace(" in ", " en ")))
}

fn thing(english: &str) -> String {
    const THINGS: [(&str, &str); 7] = [
        ("a string", "un texto"),
        ("a map", "una tabla"),
        ("a sequence", "una lista"),
        ("a boolean", "true o false"),
        ("map", "una tabla"),
        ("sequence", "una lista"),
        ("unit", "nada"),
    ];
    const BEGINNINGS: [(&str, &str); 5] = [
        ("integer ", "el número "),
        ("floating point ", "el número "),
        ("string ", "el texto "),
        ("boolean ", ""),
        ("struct ", "una tabla de "),
    ];
    if let Some((_, es)) = THINGS.iter().find(|(en, _)| *en == english) {
        return (*es).to_owned();
    }
    let begun = BEGINNINGS.iter().find_map(|(en, es)| Some((english.strip_prefix(en)?, es)));
    begun.map_or_else(|| english.to_owned(), |(rest, es)| format!("{es}{rest}"))
}

/// The sentence with its place.
pub(super) fn placed(line: usize, column: usize, message: &Sentence) -> Sentence {
    sentence!("line {}, column {}: {}", "línea {}, columna {}: {}"; line, column, message)
}
