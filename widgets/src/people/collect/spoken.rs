//! Words and digits as people say and write them, in English and Spanish.

use centralita_engine::Text;

/// The language of our own words towards a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Also for every language we have no words in.
    English,
    /// Spanish.
    Spanish,
}

impl Language {
    /// The language of a tag such as `es-MX`.
    pub fn of_tag(tag: &str) -> Language {
        if primary(tag).eq_ignore_ascii_case("es") { Language::Spanish } else { Language::English }
    }
}

/// The first part of a language tag: `es` of `es-MX`.
pub fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or(tag)
}

/// The words of a text in small letters, without punctuation.
pub fn words(text: &str) -> Vec<String> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The words that name a digit.
pub const DIGIT_WORDS: [(&str, char); 24] = [
    ("zero", '0'),
    ("oh", '0'),
    ("o", '0'),
    ("cero", '0'),
    ("one", '1'),
    ("uno", '1'),
    ("una", '1'),
    ("un", '1'),
    ("two", '2'),
    ("dos", '2'),
    ("three", '3'),
    ("tres", '3'),
    ("four", '4'),
    ("cuatro", '4'),
    ("five", '5'),
    ("cinco", '5'),
    ("six", '6'),
    ("seis", '6'),
    ("seven", '7'),
    ("siete", '7'),
    ("eight", '8'),
    ("ocho", '8'),
    ("nine", '9'),
    ("nueve", '9'),
];

/// The digit that a word names.
pub fn digit_of_word(word: &str) -> Option<char> {
    DIGIT_WORDS.into_iter().find(|(known, _)| *known == word).map(|(_, digit)| digit)
}

/// The digits of a text that consists of digits, words for digits and punctuation only.
pub fn digits(text: &str) -> Option<String> {
    let mut digits = String::new();
    for word in words(text) {
        match digit_of_word(&word) {
            Some(digit) => digits.push(digit),
            None if word.bytes().all(|byte| byte.is_ascii_digit()) => digits.push_str(&word),
            None => return None,
        }
    }
    (!digits.is_empty()).then_some(digits)
}

/// Digits one by one, as a voice should say them: `1 2 3`.
pub fn one_by_one(digits: &str, language: Language) -> Text {
    let mut out = String::with_capacity(digits.len() * 2 + 4);
    for digit in digits.chars() {
        if !out.is_empty() {
            out.push(' ');
        }
        match (digit, language) {
            ('+', Language::English) => out.push_str("plus"),
            ('+', Language::Spanish) => out.push_str("más"),
            _ => out.push(digit),
        }
    }
    out.into()
}

/// Words that say yes.
pub const YES: [&str; 20] = [
    "yes",
    "yeah",
    "yep",
    "yup",
    "sure",
    "correct",
    "right",
    "exactly",
    "ok",
    "okay",
    "true",
    "sí",
    "si",
    "claro",
    "correcto",
    "correcta",
    "exacto",
    "vale",
    "afirmativo",
    "cierto",
];

/// Words that say no.
pub const NO: [&str; 12] = [
    "no",
    "nope",
    "nah",
    "not",
    "wrong",
    "incorrect",
    "false",
    "incorrecto",
    "incorrecta",
    "negativo",
    "mal",
    "falso",
];

/// Whether a text says yes or no: the keys 1 and 2, or words. Words for both say neither.
pub fn yes_or_no(text: &str) -> Option<bool> {
    let words = words(text);
    match words.as_slice() {
        [only] if ["1", "one", "uno", "y", "s"].contains(&only.as_str()) => return Some(true),
        [only] if ["2", "two", "dos", "n"].contains(&only.as_str()) => return Some(false),
        _ => {}
    }
    let says = |known: &[&str]| words.iter().any(|word| known.contains(&word.as_str()));
    match (says(&YES), says(&NO)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_read_from_keys_words_and_groups() {
        assert_eq!(digits("1234").as_deref(), Some("1234"));
        assert_eq!(digits("12-34 56.").as_deref(), Some("123456"));
        assert_eq!(digits("One, two, oh nine").as_deref(), Some("1209"));
        assert_eq!(digits("cero uno DOS").as_deref(), Some("012"));
        assert_eq!(digits("twelve"), None);
        assert_eq!(digits("*"), None);
    }

    #[test]
    fn yes_and_no_are_understood_in_both_languages() {
        for yes in ["1", "Yes.", "yeah, sure", "Sí", "si, claro", "That is correct!", "OK", "S"] {
            assert_eq!(yes_or_no(yes), Some(true), "{yes}");
        }
        for no in ["2", "No.", "nope", "eso está mal", "That's wrong"] {
            assert_eq!(yes_or_no(no), Some(false), "{no}");
        }
        for neither in ["", "3", "maybe", "no, that is right", "yesterday"] {
            assert_eq!(yes_or_no(neither), None, "{neither}");
        }
    }

    #[test]
    fn digits_are_said_one_by_one() {
        assert_eq!(one_by_one("+34", Language::English), "plus 3 4");
        assert_eq!(one_by_one("+34", Language::Spanish), "más 3 4");
    }
}
