//! Words for the sentences of problems: lists, and the name that was likely meant.

use std::collections::BTreeSet;

/// `a`, `a or b`, `a, b or c`.
pub(super) fn or_list<T: AsRef<str>>(words: &[T]) -> String {
    list(words, "or")
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn and_list<T: AsRef<str>>(words: &[T]) -> String {
    list(words, "and")
}

fn list<T: AsRef<str>>(words: &[T], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.as_ref().into(),
        [first @ .., end] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} {last} {}", first.join(", "), end.as_ref())
        }
    }
}

/// The one of `names` that `name` was most likely meant to be: the same but for case, or nearly.
pub(super) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let length = name.chars().count();
    if length == 0 {
        return None;
    }
    let most = match length {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    let seen: BTreeSet<&str> = names.collect();
    seen.into_iter()
        .filter(|other| *other != name)
        .filter_map(|other| {
            if other.eq_ignore_ascii_case(name) {
                return Some((0, other));
            }
            let far = distance(name, other, most)?;
            (far <= most).then_some((far, other))
        })
        .min()
        .map(|(_, other)| other)
}

/// How many letters must be changed, added or removed; none when it is surely more than `most`.
fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    let one: Vec<char> = one.chars().take(64).collect();
    let other: Vec<char> = other.chars().take(64).collect();
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (column, against) in other.iter().enumerate() {
            let changed = corner + usize::from(letter != against);
            corner = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(corner + 1);
        }
    }
    row.last().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_the_same_but_for_case_or_a_slip() {
        let names = ["Digits", "SpeechResult", "main_menu"];
        let near = |name| nearest(name, names.into_iter());
        assert_eq!(near("digits"), Some("Digits"));
        assert_eq!(near("SpeechResults"), Some("SpeechResult"));
        assert_eq!(near("mainmenu"), Some("main_menu"));
        assert_eq!(near("total"), None);
    }
}
