//! Finding and replacing what flows say: in the flow at hand, or in all flows beside it.
//!
//! | module | holds |
//! |---|---|
//! | `texts` | every text of a flow, and what sort of text it is |
//! | `places` | where in these texts something stands |
//! | `change` | the change that replaces it |
//! | `act` | what the commands about it do |
//!
//! Deliberately not here: files. The shell reads the folder, and writes what was confirmed.

mod act;
mod change;
mod places;
mod texts;

use std::collections::BTreeSet;
use std::path::PathBuf;

use centralita_engine::Flow;

use crate::model::Editor;

pub use act::{Act, act, refresh};
pub use change::{replaced, replacing};
pub use places::{Place, hits, places};
pub use texts::{Said, Spot, said};

/// What sort of text is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sought {
    /// Every text.
    #[default]
    Anything,
    /// What callers hear and contacts read.
    Words,
    /// Telephone numbers.
    Phones,
    /// Voices.
    Voices,
    /// Languages.
    Languages,
    /// Addresses of contacts and of the web.
    Addresses,
}

impl Sought {
    /// All sorts, in the order in which they are offered.
    pub const ALL: [Sought; 6] = [
        Sought::Anything,
        Sought::Words,
        Sought::Phones,
        Sought::Voices,
        Sought::Languages,
        Sought::Addresses,
    ];

    /// Its name among the texts, without `replace-`.
    pub fn name(self) -> &'static str {
        match self {
            Sought::Anything => "anything",
            Sought::Words => "words",
            Sought::Phones => "phones",
            Sought::Voices => "voices",
            Sought::Languages => "languages",
            Sought::Addresses => "addresses",
        }
    }
}

/// What is looked for, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// What is looked for.
    pub wanted: String,
    /// What it becomes.
    pub with: String,
    /// In which sort of text.
    pub sought: Sought,
    /// Whether all flows of the folder are looked through.
    pub in_folder: bool,
    /// Whether capital letters count.
    pub is_case: bool,
    /// Whether only whole words count.
    pub is_word: bool,
    /// Whether variables, written inside `{{ }}`, are looked through too.
    pub in_variables: bool,
}

/// Where a flow is that is looked through.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Where {
    /// It is open; the number tells it from other open ones.
    Open(u64),
    /// It is in a file that is not open.
    File(PathBuf),
}

/// A flow of the folder that is not open.
#[derive(Clone, Debug)]
pub struct Neighbour {
    /// Its file.
    pub path: PathBuf,
    /// What it says.
    pub flow: Flow,
}

/// What is looked for, and what was found.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// What is looked for.
    pub wish: Wish,
    /// Where it was found.
    pub places: Vec<Place>,
    /// The places that shall stay as they are.
    pub spared: BTreeSet<places::Key>,
    /// The place at hand.
    pub at: Option<usize>,
    /// The flows of the folder that are not open.
    pub neighbours: Vec<Neighbour>,
    /// Whether the field in which one writes what is looked for shall have the keys.
    pub wants_keys: bool,
    /// So many files were asked to be written and have not answered.
    pub writing: usize,
    /// So many files were written.
    pub written: usize,
    stamp: Option<Stamp>,
}

/// What was looked for when somebody looked last, in which states of which open flows, and in how many
/// others.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    wish: Wish,
    states: Vec<(u64, u64)>,
    neighbours: usize,
}

impl Search {
    /// The places that are to be changed.
    pub fn ticked(&self) -> impl Iterator<Item = &Place> {
        self.places.iter().filter(|place| !self.spared.contains(&place.key()))
    }

    /// For each widget of an open flow: whether something was found in it, and whether it is at hand.
    pub fn found(&self, editor: &Editor) -> Vec<Option<bool>> {
        let flow = editor.flow();
        let mut found = vec![None; flow.widgets().len()];
        for (number, place) in self.places.iter().enumerate() {
            if place.flow != Where::Open(editor.number) {
                continue;
            }
            let widget = place.spot.widget().and_then(|name| flow.index_of(name.as_str()));
            if let Some(mark) = widget.and_then(|widget| found.get_mut(widget)) {
                *mark = Some(*mark == Some(true) || self.at == Some(number));
            }
        }
        found
    }
}
