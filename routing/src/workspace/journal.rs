//! Journals: a workspace is what its inputs make of it.
//!
//! An entry keeps an input that was taken, its moment, and a digest of the facts that followed. Replaying
//! the entries in order makes the workspace that wrote them; the first one whose facts come out
//! otherwise is named, as happens when another release of the router decides otherwise.
//!
//! The digest is FNV-1a over the facts, each written as JSON and ended by a line break: what is told is
//! covered, whole and in order, and the sum is the same on every platform. It is no seal: whoever wants
//! to forge a journal can.
//!
//! A replay costs what the inputs cost when they came first, and the digests: it grows with the journal,
//! and there is no stored form of a workspace to begin one from. Whoever runs for years begins a new
//! journal now and then: with the crew and the plans as they are, and the tasks that live made anew
//! with their `virtual_start`. [`Workspace::number_after`] gives no id twice then.
//!
//! ```
//! use centralita_routing::crew::Crew;
//! use centralita_routing::workspace::{Entry, Input, Workspace};
//! use centralita_routing::{Refused, Time};
//!
//! /// Every input goes through here: taken, and written down with what it led to.
//! fn keep(
//!     workspace: &mut Workspace,
//!     journal: &mut Vec<Entry>,
//!     input: Input,
//!     now: Time,
//! ) -> Result<(), Refused> {
//!     let facts = workspace.handle(input.clone(), now)?;
//!     // A server stores the entry before it does anything about the facts.
//!     journal.push(Entry::new(now, input, &facts));
//!     Ok(())
//! }
//!
//! let crew = Crew::read("[[activity]]\nname = 'Available'\navailable = true\n")?;
//! let (mut workspace, mut journal) = (Workspace::new(), Vec::new());
//! for input in crew.inputs() {
//!     keep(&mut workspace, &mut journal, input, Time(0))?;
//! }
//! // Wake it when it says so, before anything else is handed in.
//! while let Some(due) = workspace.next_deadline() {
//!     keep(&mut workspace, &mut journal, Input::Tick, due)?;
//! }
//! assert_eq!(Workspace::replay(&journal)?, workspace);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is deliberately not here: files, and a stored form of a workspace.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Fact, Input, Refused, Workspace};
use crate::time::Time;

/// An input that was taken, when, and what it led to. A journal is a list of these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// When.
    pub at: Time,
    /// What.
    pub input: Input,
    /// The digest of the facts that followed; an entry without one is taken as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub facts: Option<Digest>,
}

impl Entry {
    /// The entry for an input that was taken at a moment and led to these facts.
    pub fn new(at: Time, input: Input, facts: &[Fact]) -> Entry {
        Entry { at, input, facts: Some(Digest::of(facts)) }
    }
}

/// A sum over facts; written as 16 hexadecimal digits, which no reader of JSON rounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digest(pub u64);

impl Digest {
    /// The digest of these facts, in this order.
    pub fn of(facts: &[Fact]) -> Digest {
        const PRIME: u64 = 0x0100_0000_01b3;
        let mut sum = 0xcbf2_9ce4_8422_2325;
        for fact in facts {
            // A fact is made of texts and numbers under plain names, which can always be written.
            let told = serde_json::to_string(fact).unwrap_or_default();
            debug_assert!(!told.is_empty(), "facts can be written as JSON: {fact:?}");
            for byte in told.bytes().chain([b'\n']) {
                sum = (sum ^ u64::from(byte)).wrapping_mul(PRIME);
            }
        }
        Digest(sum)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
        let text = String::deserialize(deserializer)?;
        u64::from_str_radix(&text, 16).map(Digest).map_err(serde::de::Error::custom)
    }
}

/// A journal is not one of a workspace as this release makes it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Diverged {
    /// An entry was refused, which no entry of a journal was.
    #[error(
        "Entry {place} of the journal is refused, so this is not how it was written: {refused}"
    )]
    Refused {
        /// The place of the entry, from 0.
        place: usize,
        /// Why it was refused.
        refused: Refused,
    },
    /// An entry led to other facts than it did when it was written.
    #[error(
        "Entry {place} of the journal leads to other facts than it did then: their digest is {now}, \
         and was {then}. Replay it with the release that wrote it, or tell where they differ by replaying \
         the entries before it with both."
    )]
    Otherwise {
        /// The place of the entry, from 0.
        place: usize,
        /// The digest that the entry keeps.
        then: Digest,
        /// The digest of the facts that it leads to now.
        now: Digest,
    },
}

impl Workspace {
    /// The workspace that a journal makes: the same one, facts and all, that wrote it.
    ///
    /// # Errors
    /// At the first entry that is refused, or whose facts are not those it keeps the digest of.
    pub fn replay<'a>(journal: impl IntoIterator<Item = &'a Entry>) -> Result<Workspace, Diverged> {
        let mut workspace = Workspace::new();
        for (place, entry) in journal.into_iter().enumerate() {
            let facts = workspace
                .handle(entry.input.clone(), entry.at)
                .map_err(|refused| Diverged::Refused { place, refused })?;
            let Some(then) = entry.facts else { continue };
            let now = Digest::of(&facts);
            if now != then {
                return Err(Diverged::Otherwise { place, then, now });
            }
        }
        Ok(workspace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crew::Activity;

    fn two_entries() -> [Entry; 2] {
        let activity = Activity { id: "a".into(), name: "A".into(), available: true };
        let mut workspace = Workspace::new();
        [(Time(1), Input::DefineActivity(activity)), (Time(2), Input::Tick)].map(|(at, input)| {
            let facts = workspace.handle(input.clone(), at).unwrap();
            Entry::new(at, input, &facts)
        })
    }

    #[test]
    fn a_journal_makes_the_workspace_that_wrote_it() {
        let journal = two_entries();
        let text = serde_json::to_string(&journal).unwrap();
        let again: Vec<Entry> = serde_json::from_str(&text).unwrap();
        assert_eq!(again, journal);
        let workspace = Workspace::replay(&again).unwrap();
        assert_eq!(workspace, Workspace::replay(&journal).unwrap());
        let wrong = [Entry::new(Time(1), Input::RemoveActivity("a".into()), &[])];
        let diverged = Workspace::replay(&wrong).unwrap_err();
        assert!(diverged.to_string().contains("There is no activity a here"), "{diverged}");
    }

    #[test]
    fn a_replay_that_comes_to_other_facts_names_the_entry_and_both_digests() {
        let mut journal = two_entries();
        journal[1].facts = Some(Digest(7));
        let told = Workspace::replay(&journal).unwrap_err().to_string();
        assert!(told.starts_with("Entry 1 of the journal leads to other facts"), "{told}");
        assert!(
            told.contains("is cbf29ce484222325, and was 0000000000000007"),
            "both are named: {told}"
        );
    }

    #[test]
    fn an_entry_without_a_digest_is_taken_as_it_is() {
        let text = r#"[{"at": 1, "input": "Tick"}]"#;
        let tick = serde_json::to_value(Input::Tick).unwrap();
        let text = text.replace("\"Tick\"", &tick.to_string());
        let journal: Vec<Entry> = serde_json::from_str(&text).unwrap();
        assert_eq!(journal[0].facts, None);
        assert!(Workspace::replay(&journal).is_ok());
    }

    /// Journals of earlier releases hold such digests: these may not change.
    #[test]
    fn a_digest_is_the_same_everywhere_and_for_ever() {
        assert_eq!(
            two_entries().map(|entry| entry.facts.unwrap().to_string()),
            ["c50bff086c3e77aa", "cbf29ce484222325"]
        );
    }
}
