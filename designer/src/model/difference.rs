//! One text out of another, kept in about as many bytes as differ.

/// Both texts are the same but for these places, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    places: Box<[Place]>,
    /// What stands at the places in the text at hand, one after the other.
    here: Box<str>,
    /// What stands there in the other.
    there: Box<str>,
}

/// A place at which two texts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place {
    /// How many bytes are the same before it, counted from the place before.
    same: usize,
    /// How many bytes of the text at hand stand at it.
    here: usize,
    /// How many of the other.
    there: usize,
}

impl Difference {
    /// What makes `there` out of `here`.
    pub fn between(here: &str, there: &str) -> Difference {
        let start = same_start(here, there);
        let (rest_here, rest_there) = (&here[start..], &there[start..]);
        let end = same_end(rest_here, rest_there);
        let middle_here = &rest_here[..rest_here.len() - end];
        let middle_there = &rest_there[..rest_there.len() - end];
        let mut found = Found { same: start, ..Found::default() };
        // Many boxes that moved differ in many numbers and in nothing between them: when as many lines
        // and members stand in both texts, each is compared with its own.
        if pieces(middle_here).count() == pieces(middle_there).count() {
            for (here, there) in pieces(middle_here).zip(pieces(middle_there)) {
                found.piece(here, there);
            }
        } else {
            found.place(middle_here, middle_there);
        }
        let Found { places, here, there, .. } = found;
        Difference { places: places.into(), here: here.into(), there: there.into() }
    }

    /// The other text, out of the one at hand.
    pub fn other(&self, here: &str) -> String {
        let mut other = String::with_capacity(here.len() + self.there.len());
        let (mut at, mut taken) = (0, 0);
        for place in &self.places {
            other.push_str(here.get(at..at + place.same).unwrap_or_default());
            other.push_str(self.there.get(taken..taken + place.there).unwrap_or_default());
            at += place.same + place.here;
            taken += place.there;
        }
        other.push_str(here.get(at..).unwrap_or_default());
        other
    }

    /// The way back.
    pub fn reversed(&self) -> Difference {
        let back = |place: &Place| Place { same: place.same, here: place.there, there: place.here };
        Difference {
            places: self.places.iter().map(back).collect(),
            here: self.there.clone(),
            there: self.here.clone(),
        }
    }

    /// What it takes, in bytes.
    pub fn size(&self) -> usize {
        size_of_val(&*self.places) + self.here.len() + self.there.len()
    }
}

/// The places that were found so far.
#[derive(Default)]
struct Found {
    places: Vec<Place>,
    here: String,
    there: String,
    /// How many bytes are the same since the last of them.
    same: usize,
}

impl Found {
    /// Two pieces that belong together.
    fn piece(&mut self, here: &str, there: &str) {
        let start = same_start(here, there);
        self.same += start;
        let (here, there) = (&here[start..], &there[start..]);
        if here.is_empty() && there.is_empty() {
            return;
        }
        let end = same_end(here, there);
        self.place(&here[..here.len() - end], &there[..there.len() - end]);
        self.same = end;
    }

    fn place(&mut self, here: &str, there: &str) {
        self.places.push(Place { same: self.same, here: here.len(), there: there.len() });
        self.here += here;
        self.there += there;
        self.same = 0;
    }
}

/// A text in lines and members.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(['\n', ','])
}

/// How many bytes of both texts are the same from the start, in whole letters.
fn same_start(here: &str, there: &str) -> usize {
    let pairs = here.as_bytes().iter().zip(there.as_bytes());
    let mut start = pairs.take_while(|(one, other)| one == other).count();
    while !here.is_char_boundary(start) || !there.is_char_boundary(start) {
        start -= 1;
    }
    start
}

/// The same from the end.
fn same_end(here: &str, there: &str) -> usize {
    let pairs = here.bytes().rev().zip(there.bytes().rev());
    let mut end = pairs.take_while(|(one, other)| one == other).count();
    while !here.is_char_boundary(here.len() - end) || !there.is_char_boundary(there.len() - end) {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_gives_the_other_text_back_whatever_the_letters() {
        for (here, there) in [
            ("", ""),
            ("abc", "abc"),
            ("abc", "abxc"),
            ("aaa", "aa"),
            ("niña", "nińa"),
            ("😀", "😁"),
            ("x😀y", "xy"),
            ("a,b,c,d", "a,x,c,y"),
            ("1,22,333,", "1,2,33,"),
            ("one\ntwo\nthree\n", "one\n2\n3\nfour\n"),
            (",,,", ",é,,"),
            ("é,ñ,ó", "é,n,ú"),
        ] {
            let difference = Difference::between(here, there);
            assert_eq!(difference.other(here), there, "{here} {difference:?}");
            assert_eq!(difference.reversed().other(there), here, "{here} {difference:?}");
        }
    }

    #[test]
    fn numbers_that_differ_far_apart_take_little() {
        let text = |x: usize| {
            let boxes = (0..1_000).map(|place| format!("{{\"name\": \"w{place}\", \"x\": {x}}}"));
            boxes.collect::<Vec<_>>().join(",\n")
        };
        let (here, there) = (text(100), text(110));
        let difference = Difference::between(&here, &there);
        assert_eq!(difference.other(&here), there);
        assert!(difference.size() < 30_000, "{}", difference.size());
    }
}
