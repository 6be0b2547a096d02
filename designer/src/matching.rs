//! Finding by a few letters, as one types them.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// A name is at the head of a line, what it says comes after.
const HEAD: usize = 24;

/// The best of some things for what was typed, best first; all of them, in order, when nothing was.
pub fn best<T>(typed: &str, things: Vec<(String, T)>, most: usize) -> Vec<(String, T)> {
    let things = things.into_iter().map(|(name, thing)| (name, None, thing)).collect();
    best_by_names(typed, things, most)
}

/// The same for things that some people know by another name.
pub fn best_by_names<T>(
    typed: &str,
    things: Vec<(String, Option<String>, T)>,
    most: usize,
) -> Vec<(String, T)> {
    if typed.trim().is_empty() {
        return things.into_iter().take(most).map(|(name, _, thing)| (name, thing)).collect();
    }
    let pattern = Pattern::parse(typed, CaseMatching::Ignore, Normalization::Smart);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut letters = Vec::new();
    let wanted = typed.trim().to_lowercase();
    let mut found: Vec<_> = things
        .into_iter()
        .enumerate()
        .filter_map(|(place, (name, other, thing))| {
            let mut score =
                |name: &str| pattern.score(Utf32Str::new(name, &mut letters), &mut matcher);
            let score = score(&name).max(other.as_deref().and_then(&mut score))?;
            // What is in the name as it was typed goes before letters found here and there.
            let is_whole =
                name.to_lowercase().find(&wanted).map_or(0, |at| if at < HEAD { 2 } else { 1 });
            Some(((is_whole, score), place, (name, thing)))
        })
        .collect();
    found.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    found.into_iter().take(most).map(|(.., thing)| thing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_letters_find_it_accents_or_not() {
        let things = || vec![("Gather input".to_owned(), 1), ("Menú en español".to_owned(), 2)];
        assert_eq!(best("gath", things(), 5)[0].1, 1);
        assert_eq!(best("menu", things(), 5)[0].1, 2);
        assert!(best("xyz", things(), 5).is_empty());
        assert_eq!(best(" ", things(), 5).len(), 2);
    }

    #[test]
    fn a_name_that_has_it_goes_before_a_sentence_that_has_it() {
        let things = || {
            vec![
                ("main_menu  For all of our opening hours or for sales, press 1".to_owned(), 1),
                ("choose_sales  department".to_owned(), 2),
            ]
        };
        assert_eq!(best("sales", things(), 5)[0].1, 2);
    }

    #[test]
    fn a_thing_is_found_by_its_other_name_too() {
        let things = || {
            vec![
                ("Preguntar".to_owned(), Some("Gather input".to_owned()), 1),
                ("Fin".into(), None, 2),
            ]
        };
        assert_eq!(best_by_names("gather", things(), 5), [("Preguntar".to_owned(), 1)]);
        assert_eq!(best_by_names("pregun", things(), 5), [("Preguntar".to_owned(), 1)]);
    }
}
