//! Which queues have to be asked again when a worker's attributes change.
//!
//! Most queues ask whether an attribute is a certain text or has it among its items. Such a comparison
//! fails for whoever lacks the text, so a change concerns only those queues whose texts came or went.

use std::collections::{BTreeMap, BTreeSet};

use crate::attributes::Attributes;
use crate::expression::{Path, Program, Subject};
use crate::ids::Text;

/// The queues by what their expressions ask.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Listeners {
    paths: BTreeMap<Path, Listening>,
    /// Those that are for a worker of whom nothing is known.
    for_blank: BTreeSet<u32>,
}

/// The queues that ask for one attribute.
#[derive(Clone, Debug, Default, PartialEq)]
struct Listening {
    by_text: BTreeMap<Text, BTreeSet<u32>>,
    /// Those that have to be asked whenever it changes.
    by_change: BTreeSet<u32>,
}

impl Listeners {
    /// Knows what a queue asks from now on.
    pub fn add(&mut self, queue: u32, program: &Program) {
        for reading in program.readings() {
            let listening = self.paths.entry(reading.path).or_default();
            match reading.text {
                Some(text) => listening.by_text.entry(text).or_default().insert(queue),
                None => listening.by_change.insert(queue),
            };
        }
        if program.holds(&Subject::of_worker(&Attributes::default())) {
            self.for_blank.insert(queue);
        }
    }

    /// Forgets what a queue asked.
    pub fn remove(&mut self, queue: u32, program: &Program) {
        self.for_blank.remove(&queue);
        for reading in program.readings() {
            let Some(listening) = self.paths.get_mut(&reading.path) else { continue };
            listening.by_change.remove(&queue);
            if let Some(text) = reading.text
                && let Some(queues) = listening.by_text.get_mut(&text)
            {
                queues.remove(&queue);
                if queues.is_empty() {
                    listening.by_text.remove(&text);
                }
            }
            if listening.by_text.is_empty() && listening.by_change.is_empty() {
                self.paths.remove(&reading.path);
            }
        }
    }

    /// The queues whose answer about a worker may be another one after a change; before it nothing was
    /// known of a new worker.
    pub fn concerned(&self, before: Option<&Attributes>, after: &Attributes) -> BTreeSet<u32> {
        let blank = Attributes::default();
        let mut concerned = match before {
            Some(_) => BTreeSet::new(),
            None => self.for_blank.clone(),
        };
        let before = before.unwrap_or(&blank);
        for (path, listening) in &self.paths {
            let (was, is) = (path.find(before), path.find(after));
            if was == is {
                continue;
            }
            concerned.extend(&listening.by_change);
            let (had, has) = (path.texts(before), path.texts(after));
            let both_lists =
                was.is_some_and(|one| one.is_array()) && is.is_some_and(|one| one.is_array());
            let came = has.iter().filter(|text| !both_lists || !had.contains(text));
            let went = had.iter().filter(|text| !both_lists || !has.contains(text));
            for text in came.chain(went) {
                concerned.extend(listening.by_text.get(*text).into_iter().flatten());
            }
        }
        concerned
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::expression::{Expression, Place};

    #[test]
    fn a_change_concerns_the_queues_that_it_could_change() {
        let mut listeners = Listeners::default();
        let texts = [
            "skills HAS 'a'",
            "skills HAS 'b' OR team == 'x'",
            "level > 3",
            "1==1",
            "team != 'x'",
            "skills == 'a'",
        ];
        let programs = texts.map(|text| Expression::read(text).compile(Place::Queue));
        for (queue, program) in (0..).zip(&programs) {
            listeners.add(queue, program);
        }
        let read = |text: &str| Attributes::read(text).unwrap();
        let concerned = |before: Option<&str>, after: &str| -> Vec<u32> {
            let before = before.map(read);
            listeners.concerned(before.as_ref(), &read(after)).into_iter().collect()
        };
        let ann = r#"{"skills": ["a"], "level": 1}"#;
        assert_eq!(concerned(None, ann), [0, 2, 3, 4, 5]);
        assert_eq!(concerned(Some(ann), ann), [0; 0]);
        assert_eq!(concerned(Some(ann), r#"{"skills": ["c", "a"], "level": 1}"#), [0; 0]);
        assert_eq!(concerned(Some(ann), r#"{"skills": ["b"], "level": 2}"#), [0, 1, 2, 5]);
        assert_eq!(concerned(Some(ann), r#"{"skills": "a", "level": 1}"#), [0, 5]);
        assert_eq!(concerned(Some(ann), r#"{"team": "y", "level": 1}"#), [0, 4, 5]);
        for (queue, program) in (0..).zip(&programs) {
            listeners.remove(queue, program);
        }
        assert_eq!(listeners, Listeners::default());
    }
}
