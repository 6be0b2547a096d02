//! The script that is being written.

use std::ops::Range;
use std::path::PathBuf;

use centralita_widgets::script::{ScriptError, Scripted};

use super::Bench;

/// A script while it is written.
#[derive(Clone, Debug)]
pub struct Desk {
    /// Its file; none for one that comes with the house, which can only be read and copied.
    pub path: Option<PathBuf>,
    /// Its name.
    pub file: String,
    /// What it says.
    pub text: String,
    /// What its file said when we knew it last.
    pub saved: String,
    /// What its file says now, when somebody else changed it while it was written here.
    pub theirs: Option<String>,
    /// What is tried with it.
    pub bench: Bench,
    /// What shall be selected in the field at the next look.
    pub wants_place: Option<Range<usize>>,
    /// Whether the field shall have the keys at the next look.
    pub wants_keys: bool,
    checked: String,
    good: Option<Scripted>,
    faults: Vec<ScriptError>,
    fault_at: Option<usize>,
}

impl Desk {
    /// Begins to write a script.
    pub fn new(path: Option<PathBuf>, file: String, text: String) -> Desk {
        let mut desk = Desk {
            path,
            file,
            saved: text.clone(),
            text,
            theirs: None,
            bench: Bench::default(),
            wants_place: None,
            wants_keys: true,
            checked: String::new(),
            good: None,
            faults: Vec::new(),
            fault_at: None,
        };
        desk.read();
        desk
    }

    /// Whether there is something that its file has not.
    pub fn is_changed(&self) -> bool {
        self.path.is_some() && self.text != self.saved
    }

    /// Looks at what is written, when that has changed.
    pub fn check(&mut self) {
        if self.checked != self.text {
            self.read();
        }
    }

    fn read(&mut self) {
        self.checked.clone_from(&self.text);
        self.fault_at = None;
        match Scripted::read(&self.file, &self.text) {
            Ok(scripted) => {
                self.bench.fit(&scripted);
                self.good = Some(scripted);
                self.faults.clear();
            }
            Err(mut faults) => {
                faults.sort_by_key(|fault| (fault.line, fault.column));
                self.good = None;
                self.faults = faults;
            }
        }
    }

    /// The widget type that it makes as it is written now.
    pub fn good(&self) -> Option<&Scripted> {
        self.good.as_ref()
    }

    /// What is wrong with what is written now, from top to bottom.
    pub fn faults(&self) -> &[ScriptError] {
        &self.faults
    }

    /// Goes to the next or the previous fault, round and round.
    pub fn step_fault(&mut self, is_next: bool) -> Option<&ScriptError> {
        let count = self.faults.len();
        if count == 0 {
            return None;
        }
        let at = match (self.fault_at, is_next) {
            (None, true) => 0,
            (None, false) => count - 1,
            (Some(at), true) => (at + 1) % count,
            (Some(at), false) => (at + count - 1) % count,
        };
        self.show_fault(at);
        self.faults.get(at)
    }

    /// Goes to a fault.
    pub fn show_fault(&mut self, number: usize) {
        if let Some(fault) = self.faults.get(number) {
            self.fault_at = Some(number);
            self.wants_place = Some(fault.span.range());
            self.wants_keys = true;
        }
    }

    /// Its file says something: it is taken, or told when it would write over what is here.
    pub fn file_says(&mut self, text: &str) {
        if text == self.saved {
            return;
        }
        if text == self.text {
            text.clone_into(&mut self.saved);
            self.theirs = None;
        } else if self.is_changed() {
            self.theirs = Some(text.to_owned());
        } else {
            self.put(text);
        }
    }

    /// Takes what its file says.
    pub fn put(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        text.clone_into(&mut self.saved);
        self.theirs = None;
        self.check();
    }
}
