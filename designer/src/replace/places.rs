//! Where something that is looked for stands.

use std::ops::Range;

use centralita_engine::Flow;
use centralita_engine::declare::Catalogue;

use super::{Said, Spot, Where, Wish, said};

/// A place at which something was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// In which flow.
    pub flow: Where,
    /// What the flow is called.
    pub name: String,
    /// In which of its texts.
    pub spot: Spot,
    /// What the form calls that text.
    pub label: String,
    /// The text.
    pub text: String,
    /// Where in the text, in bytes.
    pub range: Range<usize>,
}

/// What tells a place from others: its flow, its spot and where in the text it begins.
pub type Key = (Where, String, usize);

impl Place {
    /// What tells it from others.
    pub fn key(&self) -> Key {
        (self.flow.clone(), format!("{:?}", self.spot), self.range.start)
    }

    /// Some letters before it, the letters that were found, and some after it.
    pub fn excerpt(&self) -> (String, &str, String) {
        const AROUND: usize = 28;
        let before = self.text.get(..self.range.start).unwrap_or_default();
        let after = self.text.get(self.range.end..).unwrap_or_default();
        let found = self.text.get(self.range.clone()).unwrap_or_default();
        let skipped = before.chars().count().saturating_sub(AROUND);
        let mut head: String = before.chars().skip(skipped).collect();
        if skipped > 0 {
            head.insert(0, '…');
        }
        let mut tail: String = after.chars().take(AROUND).collect();
        if after.chars().count() > AROUND {
            tail.push('…');
        }
        (head.replace('\n', " "), found, tail.replace('\n', " "))
    }
}

/// The places of a flow at which something stands.
pub fn places(
    flow: &Flow,
    at: &Where,
    name: &str,
    wish: &Wish,
    catalogue: &Catalogue,
) -> Vec<Place> {
    if wish.wanted.is_empty() {
        return Vec::new();
    }
    let mut places = Vec::new();
    for Said { spot, label, text } in said(flow, catalogue, wish.sought) {
        for range in hits(&text, wish) {
            places.push(Place {
                flow: at.clone(),
                name: name.to_owned(),
                spot: spot.clone(),
                label: label.clone(),
                text: text.clone(),
                range,
            });
        }
    }
    places
}

/// Where in a text something stands; places do not overlap.
pub fn hits(text: &str, wish: &Wish) -> Vec<Range<usize>> {
    let wanted: Vec<char> = wish.wanted.chars().collect();
    let letters: Vec<(usize, char)> = text.char_indices().collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let inside = if wish.in_variables { Vec::new() } else { variables(text) };
    let same = |one: char, other: char| {
        one == other || (!wish.is_case && one.to_lowercase().eq(other.to_lowercase()))
    };
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut place = 0;
    while place + wanted.len() <= letters.len() {
        let here = &letters[place..place + wanted.len()];
        let is_here = here.iter().zip(&wanted).all(|((_, one), other)| same(*one, *other));
        let end = letters.get(place + wanted.len()).map_or(text.len(), |(end, _)| *end);
        let range = here[0].0..end;
        let touches = |other: &Range<usize>| range.start < other.end && other.start < range.end;
        let stands_alone = !wish.is_word
            || (!text[..range.start].chars().next_back().is_some_and(is_word)
                && !text[range.end..].chars().next().is_some_and(is_word));
        if is_here && stands_alone && !inside.iter().any(touches) {
            place += wanted.len();
            found.push(range);
        } else {
            place += 1;
        }
    }
    found
}

/// The parts of a text that are variables or tags: `{{ … }}` and `{% … %}`, marks included.
fn variables(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("{{").into_iter().chain(text[from..].find("{%")).min()
    {
        let start = from + start;
        let close = if text[start..].starts_with("{{") { "}}" } else { "%}" };
        let end = text[start..].find(close).map_or(text.len(), |end| start + end + close.len());
        found.push(start..end);
        from = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, wish: &Wish) -> Vec<String> {
        hits(text, wish).into_iter().map(|range| text[range].to_owned()).collect()
    }

    fn wish(wanted: &str) -> Wish {
        Wish { wanted: wanted.into(), ..Wish::default() }
    }

    #[test]
    fn letters_are_found_whatever_their_size_unless_that_counts() {
        let text = "Ñandú, ñandú y NIÑO";
        assert_eq!(found(text, &wish("ñANDÚ")), ["Ñandú", "ñandú"]);
        assert_eq!(found(text, &Wish { is_case: true, ..wish("ñandú") }), ["ñandú"]);
        assert_eq!(found("aaa", &wish("aa")), ["aa"], "places do not overlap");
        assert_eq!(found("", &wish("a")), [""; 0]);
    }

    #[test]
    fn whole_words_stand_alone() {
        let whole = Wish { is_word: true, ..wish("sale") };
        assert_eq!(found("sale, sales; on-sale sale_2", &whole).len(), 2);
    }

    #[test]
    fn variables_are_not_torn_apart_unless_that_is_wanted() {
        let text = "Digits: {{widgets.menu.Digits}} {% if Digits %}Digits{% endif %} {{Digits";
        assert_eq!(hits(text, &wish("Digits")).len(), 2);
        assert_eq!(hits(text, &wish(": {{wid")).len(), 0, "not at their edge either");
        assert_eq!(hits(text, &Wish { in_variables: true, ..wish("Digits") }).len(), 5);
    }
}
