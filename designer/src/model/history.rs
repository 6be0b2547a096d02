//! What was done, and what was there before it: whole flows, each kept as its difference from the next.
//!
//! Undoing inverts nothing. It brings back the text that was there, byte for byte, with what was
//! selected then. What an entry takes in memory is about what its edit touched.

use std::sync::Arc;

use centralita_engine::Flow;
use centralita_engine::flow::Label;

use super::Selection;
use super::difference::Difference;

/// No more than so many changes are kept.
const MOST_ENTRIES: usize = 500;

/// They take no more than so many bytes: the oldest go first, however few there are.
const MOST_BYTES: usize = 40 << 20;

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
    /// Shared with its neighbours, as long as the same is selected.
    selection_before: Arc<Selection>,
    serial_before: u64,
}

impl History {
    /// Remembers a change.
    pub fn add(&mut self, label: Label, before: &Flow, after: &Flow, selection: &Selection) {
        self.undone.clear();
        let selection_before = self.shared(selection);
        let difference = Difference::between(after.text(), before.text());
        self.done.push(Entry { label, difference, selection_before, serial_before: self.serial });
        let mut size = self.size();
        let forgotten = self.done.iter().enumerate().take_while(|(place, entry)| {
            let is_too_much = self.done.len() - place > MOST_ENTRIES || size > MOST_BYTES;
            size -= entry.difference.size();
            // The change just made can always be undone.
            is_too_much && place + 1 < self.done.len()
        });
        let forgotten = forgotten.count();
        self.done.drain(..forgotten);
        self.next_serial += 1;
        self.serial = self.next_serial;
    }

    fn shared(&self, selection: &Selection) -> Arc<Selection> {
        let last = self.done.last().map(|entry| &entry.selection_before);
        let same = last.filter(|last| ***last == *selection);
        same.map_or_else(|| Arc::new(selection.clone()), Arc::clone)
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
            selection_before: self.shared(selection),
            serial_before: self.serial,
        };
        self.serial = entry.serial_before;
        if is_back {
            self.undone.push(way_back);
        } else {
            self.done.push(way_back);
        }
        Some((other, entry.selection_before.as_ref().clone(), entry.label))
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
        self.done.iter().chain(&self.undone).map(|entry| entry.difference.size()).sum()
    }
}
