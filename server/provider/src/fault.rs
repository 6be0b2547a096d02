//! What whoever answers the webhooks does wrong, in words.

use std::fmt;

/// How bad a [`Fault`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Allowed, but the description of the protocol warns of it: it rarely does what was meant.
    Trap,
    /// Against the protocol.
    Wrong,
}

/// One thing that is wrong with a document, an answer or a request, in words for a developer.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// How bad it is.
    pub weight: Weight,
    /// The vendor's number for it, as fallback requests carry it; `None` where there is none.
    pub code: Option<u32>,
    /// What is wrong, and where.
    pub words: String,
}

impl Fault {
    /// Something against the protocol.
    pub fn wrong(words: impl Into<String>) -> Fault {
        Fault { weight: Weight::Wrong, code: None, words: words.into() }
    }

    /// Something against the protocol for which the vendor has a number.
    pub fn coded(code: u32, words: impl Into<String>) -> Fault {
        Fault { weight: Weight::Wrong, code: Some(code), words: words.into() }
    }

    /// Something that is allowed and rarely meant.
    pub fn trap(words: impl Into<String>) -> Fault {
        Fault { weight: Weight::Trap, code: None, words: words.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.code {
            Some(code) => write!(f, "{} ({code})", self.words),
            None => f.write_str(&self.words),
        }
    }
}
