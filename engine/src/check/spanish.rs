//! Sentences that are made in English, said in Spanish.
//!
//! What reads templates and scripts tells its faults in English, since it tells them while an
//! execution runs too, where every byte counts. A table has each of these sentences in both
//! languages, with `$0` to `$9` for what differs. Deliberately not here: the sentences of the checks,
//! which are written in both languages where they are told.

use super::Sentence;

impl Sentence {
    /// `english`, with the Spanish that the first fitting row of `rows` has for it.
    pub fn told(english: &str, rows: &[(&str, &str)]) -> Sentence {
        let found = rows.iter().find_map(|(en, es)| Some((filling(en, english)?, es)));
        match found {
            Some((values, es)) => Sentence::new(english, filled(es, &values)),
            None => english.into(),
        }
    }
}

/// A place for something that differs, or the text before the next one.
fn next_place(pattern: &str) -> Option<(usize, usize)> {
    let bytes = pattern.as_bytes();
    let at = (0..bytes.len().saturating_sub(1))
        .find(|&at| bytes[at] == b'$' && bytes[at + 1].is_ascii_digit())?;
    Some((at, usize::from(bytes[at + 1] - b'0')))
}

/// What stands at the places of `pattern` in `text`; none when `text` is no such sentence.
///
/// Each place takes as little as it can: no sentence of ours needs more.
fn filling<'t>(pattern: &str, text: &'t str) -> Option<[&'t str; 10]> {
    let mut values = [""; 10];
    let (mut pattern, mut text) = (pattern, text);
    while let Some((at, place)) = next_place(pattern) {
        text = text.strip_prefix(&pattern[..at])?;
        pattern = &pattern[at + 2..];
        let until = &pattern[..next_place(pattern).map_or(pattern.len(), |(at, _)| at)];
        let end = match until.len() == pattern.len() {
            // The last place takes all but the end.
            true => text.strip_suffix(until)?.len(),
            false => text.find(until)?,
        };
        values[place] = text.get(..end)?;
        text = &text[end..];
    }
    (pattern == text).then_some(values)
}

fn filled(pattern: &str, values: &[&str; 10]) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some((at, place)) = next_place(rest) {
        out.push_str(&rest[..at]);
        out.push_str(values[place]);
        rest = &rest[at + 2..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_finds_its_row_and_keeps_what_differs() {
        let rows =
            [("`$0` closes `$1`. Remove it.", "`$0` cierra `$1`. Quítelo."), ("$0: $1", "$1, $0")];
        let es = |english: &str| Sentence::told(english, &rows).es().to_owned();
        assert_eq!(es("`endif` closes `$1`. Remove it."), "`endif` cierra `$1`. Quítelo.");
        assert_eq!(es("a: b: c"), "b: c, a");
        assert!(!Sentence::told("unknown", &rows).has_es());
        assert!(!Sentence::told("`a` closes `b`. Keep it.", &rows[..1]).has_es());
        assert_eq!(es(": é"), "é, ");
    }
}
