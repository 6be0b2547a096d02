//! What was done, and what was there before it: whole flows, each kept as its difference from the next.
//!
//! Undoing inverts nothing. It brings back the text that was there, byte for byte, with what was
//! selected then. What an entry takes in memory is about what its edit touched.

use centralita_engine::Flow;
use centralita_engine::flow::Label;

use super::Selection;

/// No more than so many changes are kept.
const MOST_ENTRIES: usize = 500;

/// Changes that can be undone and redone.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Entry>,
    undone: Vec<Entry>,
    /// How many changes were ever made and not undone; tells one state of the flow from another.
    serial: u64,
    next_serial: u64,
}

/// A change.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it was.
    pub label: Label,
    difference: Difference,
    selection_before: Selection,
    serial_before: u64,
}

/// One text out of another: both begin and end the same, and have this in between.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Difference {
    start: usize,
    /// What stands there in the text at hand.
    here: Box<str>,
    /// What stands there in the other.
    there: Box<str>,
}

impl History {
    /// Remembers a change.
    pub fn add(&mut self, label: Label, before: &Flow, after: &Flow, selection: &Selection) {
        self.undone.clear();
        if self.done.len() == MOST_ENTRIES {
            self.done.remove(0);
        }
        self.done.push(Entry {
            label,
            difference: Difference::between(after.text(), before.text()),
            selection_before: selection.clone(),
            serial_before: self.serial,
        });
        self.next_serial += 1;
        self.serial = self.next_serial;
    }

    /// The flow and the selection before the last change, and what the change was.
    pub fn undo(&mut self, flow: &Flow, selection: &Selection) -> Option<(Flow, Selection, Label)> {
        let (text, selection, label) = self.step(true, flow.text(), selection)?;
        Some((Flow::read(&text), selection, label))
    }

    /// The flow and the selection after the change that was undone last.
    pub fn redo(&mut self, flow: &Flow, selection: &Selection) -> Option<(Flow, Selection, Label)> {
        let (text, selection, label) = self.step(false, flow.text(), selection)?;
        Some((Flow::read(&text), selection, label))
    }

    /// The flow and the selection when so many changes are done; none when so many are done now.
    pub fn go(
        &mut self,
        flow: &Flow,
        selection: &Selection,
        done: usize,
    ) -> Option<(Flow, Selection)> {
        let mut there: Option<(String, Selection)> = None;
        while self.done.len() != done {
            let is_back = self.done.len() > done;
            let (text, chosen) = match &there {
                Some((text, chosen)) => (text.as_str(), chosen),
                None => (flow.text(), selection),
            };
            let Some((text, chosen, _)) = self.step(is_back, text, chosen) else { break };
            there = Some((text, chosen));
        }
        there.map(|(text, selection)| (Flow::read(&text), selection))
    }

    /// The text of the flow when so many changes are done; nothing is undone by asking.
    pub fn text_at(&self, flow: &Flow, done: usize) -> String {
        let back = self.done.iter().skip(done).rev();
        let forth = self.undone.iter().rev().take(done.saturating_sub(self.done.len()));
        let ways = back.chain(forth);
        ways.fold(flow.text().to_owned(), |text, entry| entry.difference.other(&text))
    }

    /// All changes, done and undone, the first first.
    pub fn all(&self) -> impl Iterator<Item = &Entry> {
        self.done.iter().chain(self.undone.iter().rev())
    }

    fn step(
        &mut self,
        is_back: bool,
        text: &str,
        selection: &Selection,
    ) -> Option<(String, Selection, Label)> {
        let entry = if is_back { self.done.pop()? } else { self.undone.pop()? };
        let other = entry.difference.other(text);
        let way_back = Entry {
            label: entry.label.clone(),
            difference: entry.difference.reversed(),
            selection_before: selection.clone(),
            serial_before: self.serial,
        };
        self.serial = entry.serial_before;
        if is_back {
            self.undone.push(way_back);
        } else {
            self.done.push(way_back);
        }
        Some((other, entry.selection_before, entry.label))
    }

    /// The changes that can be undone, the latest last.
    pub fn done(&self) -> &[Entry] {
        &self.done
    }

    /// The changes that can be redone, the next last.
    pub fn undone(&self) -> &[Entry] {
        &self.undone
    }

    /// Tells one state of the flow from all others.
    pub fn serial(&self) -> u64 {
        self.serial
    }

    /// What all of it takes, in bytes, apart from names.
    pub fn size(&self) -> usize {
        let size = |entry: &Entry| entry.difference.here.len() + entry.difference.there.len();
        self.done.iter().chain(&self.undone).map(size).sum()
    }
}

impl Difference {
    fn between(here: &str, there: &str) -> Difference {
        let pairs = here.as_bytes().iter().zip(there.as_bytes());
        let mut start = pairs.take_while(|(one, other)| one == other).count();
        while !here.is_char_boundary(start) || !there.is_char_boundary(start) {
            start -= 1;
        }
        let (rest_here, rest_there) = (&here[start..], &there[start..]);
        let pairs = rest_here.bytes().rev().zip(rest_there.bytes().rev());
        let mut end = pairs.take_while(|(one, other)| one == other).count();
        while !rest_here.is_char_boundary(rest_here.len() - end)
            || !rest_there.is_char_boundary(rest_there.len() - end)
        {
            end -= 1;
        }
        Difference {
            start,
            here: rest_here[..rest_here.len() - end].into(),
            there: rest_there[..rest_there.len() - end].into(),
        }
    }

    fn other(&self, here: &str) -> String {
        let mut other = String::with_capacity(here.len() + self.there.len());
        other.push_str(here.get(..self.start).unwrap_or_default());
        other.push_str(&self.there);
        other.push_str(here.get(self.start + self.here.len()..).unwrap_or_default());
        other
    }

    fn reversed(&self) -> Difference {
        Difference { start: self.start, here: self.there.clone(), there: self.here.clone() }
    }
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
        ] {
            let difference = Difference::between(here, there);
            assert_eq!(difference.other(here), there);
            assert_eq!(difference.reversed().other(there), here);
        }
    }
}
