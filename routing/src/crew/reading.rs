//! What the reader of TOML says, in both languages and in words for people.
//!
//! It speaks English, and of some things in a programmer's words. What it says of words and values that a
//! file does not know is said anew piece by piece; of the rest, which is about TOML itself, the place is
//! told and its own words stay.

use crate::sentence::{Sentence, sentence};

/// A shape that a value can have, in English and Spanish; said by readers of our own as what they expect.
pub(crate) type Shape = [&'static str; 2];

pub(super) const CAPACITY: Shape = [
    "a whole number from 0 to 50, or { capacity = 3, available = false }",
    "un número entero de 0 a 50, o { capacity = 3, available = false }",
];
pub(super) const HOLIDAY: Shape = [
    "a holiday such as \"12-25\", { name, date }, or { name, from, to }, with open for hours of its own",
    "un festivo como \"12-25\", { name, date } o { name, from, to }, con open para un horario propio",
];
pub(super) const OPENING: Shape = [
    "hours such as \"09:00-14:00\", or a list of such",
    "un horario como \"09:00-14:00\", o una lista de ellos",
];
pub(crate) const PER_HOUR: Shape = [
    "a number, or a table of times of day such as { \"08:00\" = 40, \"12:30\" = 90 }",
    "un número, o una tabla de horas del día como { \"08:00\" = 40, \"12:30\" = 90 }",
];
pub(crate) const CHOICES: Shape = [
    "a table of weights such as { en = 3, es = 1 }, or a list such as [{ value = true, weight = 1 }]",
    "una tabla de pesos como { en = 3, es = 1 }, o una lista como [{ value = true, weight = 1 }]",
];
const SHAPES: [Shape; 5] = [CAPACITY, HOLIDAY, OPENING, PER_HOUR, CHOICES];

/// What the reader said, on one line.
pub(crate) fn sentence_of(message: &str) -> Sentence {
    let message = message.trim().replace('\n', "; ");
    if let Some((what, wanted)) = value_and_wanted(&message, "invalid type: ") {
        return sentence!(
            "this is {}, and {} is wanted", "esto es {}, y hace falta {}";
            found(what), shape(wanted)
        );
    }
    if let Some((what, wanted)) = value_and_wanted(&message, "invalid value: ") {
        return sentence!(
            "{} does not fit here: {} is wanted", "{} no cabe aquí: hace falta {}";
            found(what), shape(wanted)
        );
    }
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
    if message == "duplicate key" {
        return Some("esta clave está dos veces".to_owned());
    }
    const OWN: [(&str, &str); 2] = [
        (" is no time of day. Write it like ", " no es una hora del día. Escríbala como "),
        (" is no stretch of the day. Write it like ", " no es un tramo del día. Escríbalo como "),
    ];
    OWN.iter().find(|(en, _)| message.contains(en)).map(|(en, es)| message.replace(en, es))
}

/// What stands after `beginning`, and what is expected instead.
fn cut<'m>(message: &'m str, beginning: &str) -> Option<(&'m str, String)> {
    let (what, known) = value_and_wanted(message, beginning)?;
    let known = known.strip_prefix("one of ").unwrap_or(known);
    Some((what, known.replace("` or `", "` y `").replace(" in ", " en ")))
}

fn value_and_wanted<'m>(message: &'m str, beginning: &str) -> Option<(&'m str, &'m str)> {
    message.strip_prefix(beginning)?.rsplit_once(", expected ")
}

/// The words for a value that stands there.
fn found(english: &str) -> Sentence {
    const THINGS: [(&str, &str, &str); 4] = [
        ("map", "a table", "una tabla"),
        ("sequence", "a list", "una lista"),
        ("unit", "nothing", "nada"),
        ("unit value", "nothing", "nada"),
    ];
    const BEGINNINGS: [(&str, &str, &str); 4] = [
        ("integer ", "the number ", "el número "),
        ("floating point ", "the number ", "el número "),
        ("string ", "the text ", "el texto "),
        ("boolean ", "", ""),
    ];
    if let Some((_, en, es)) = THINGS.iter().find(|(word, ..)| *word == english) {
        return Sentence::new(*en, *es);
    }
    let begun = BEGINNINGS.iter().find_map(|(word, en, es)| {
        let rest = english.strip_prefix(word)?;
        Some(Sentence::new(format!("{en}{rest}"), format!("{es}{rest}")))
    });
    begun.unwrap_or_else(|| Sentence::same(english))
}

/// The words for what could stand there.
fn shape(english: &str) -> Sentence {
    if let Some([en, es]) = SHAPES.iter().find(|[en, _]| *en == english) {
        return Sentence::new(*en, *es);
    }
    let most = match english {
        "u8" => u64::from(u8::MAX),
        "u16" => u64::from(u16::MAX),
        "u32" => u64::from(u32::MAX),
        "u64" | "usize" => i64::MAX as u64,
        "a string" => return sentence!("a text", "un texto"),
        "a map" => return sentence!("a table", "una tabla"),
        "a sequence" => return sentence!("a list", "una lista"),
        "a boolean" => return sentence!("true or false", "true o false"),
        "f32" | "f64" => return sentence!("a number", "un número"),
        "i8" | "i16" | "i32" | "i64" => return sentence!("a whole number", "un número entero"),
        _ if english.starts_with("struct ") => return sentence!("a table", "una tabla"),
        _ => return Sentence::same(english),
    };
    let most = most.to_string();
    sentence!("a whole number from 0 to {}", "un número entero de 0 a {}"; most)
}

/// The sentence with its place.
pub(crate) fn placed(line: usize, column: usize, message: &Sentence) -> Sentence {
    sentence!("line {}, column {}: {}", "línea {}, columna {}: {}"; line, column, message)
}
