//! Words for the sentences of problems: lists, and the name that was likely meant.

/// `a`, `a or b`, `a, b or c`.
pub(super) fn or_list<T: AsRef<str>>(words: &[T]) -> String {
    list(words, "or")
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn and_list<T: AsRef<str>>(words: &[T]) -> String {
    list(words, "and")
}

/// `a`, `a o b`, `a, b o c`.
pub(super) fn or_list_es<T: AsRef<str>>(words: &[T]) -> String {
    list(words, "o")
}

/// `a`, `a y b`, `a, b y c`.
pub(super) fn and_list_es<T: AsRef<str>>(words: &[T]) -> String {
    list(words, "y")
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
    let letters: Vec<char> = name.chars().take(LETTERS).collect();
    // Room for the letters of one name after another.
    let mut others = Vec::new();
    names
        .take(NAMES)
        .filter(|other| *other != name)
        .filter_map(|other| {
            if other.eq_ignore_ascii_case(name) {
                return Some((0, other));
            }
            // A letter has at most four bytes.
            if other.len() + most < length || other.len() > 4 * (length + most) {
                return None;
            }
            others.clear();
            others.extend(other.chars().take(LETTERS));
            Some((distance(&letters, &others, most)?, other))
        })
        .min()
        .map(|(_, other)| other)
}

/// Of longer names only so many letters are compared.
const LETTERS: usize = 64;

/// How many names are looked at: as many as a flow may have widgets.
const NAMES: usize = 2000;

/// How many letters must be changed, added or removed; none when it is more than `most`.
fn distance(one: &[char], other: &[char], most: usize) -> Option<usize> {
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut row = [0; LETTERS + 1];
    row.iter_mut().enumerate().for_each(|(at, cell)| *cell = at);
    for (at, letter) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        let mut least = row[0];
        for (column, against) in other.iter().enumerate() {
            let changed = corner + usize::from(letter != against);
            corner = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(corner + 1);
            least = least.min(row[column + 1]);
        }
        // It can only become more from here on.
        if least > most {
            return None;
        }
    }
    Some(row[other.len()]).filter(|far| *far <= most)
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
