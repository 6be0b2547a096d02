//! What is known while a flow is about to be published.

use centralita_engine::Flow;
use centralita_engine::declare::Catalogue;
use centralita_engine::flow::{Change, ChangeKind};

use crate::compare;

/// What is about to be published.
#[derive(Clone, Debug, Default)]
pub struct Publishing {
    /// What somebody notes.
    pub note: String,
    /// What the revision is called that was published last; none when there is none.
    pub since: Option<String>,
    /// What changed since then; none while that is not known yet.
    pub changes: Option<Vec<Change>>,
    /// Whether it was sent to the server and is not answered yet.
    pub is_sent: bool,
    /// Whether it is published also when a scenario does not come out as it says: somebody has seen that.
    pub despite_scenarios: bool,
    /// Why the server did not publish it.
    pub refused: Option<Refused>,
}

/// Why a server did not publish a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// The sentence.
    pub why: String,
    /// What it found wrong, each with whether that is an error.
    pub problems: Vec<(bool, String)>,
    /// Whether it is only scenarios, despite which a flow can be published.
    pub is_scenarios: bool,
}

/// What callers meet otherwise than before: everything but places. Nothing was before when nothing was
/// published.
pub fn what_changed(before: Option<&str>, flow: &Flow, catalogue: &Catalogue) -> Vec<Change> {
    let Some(before) = before else { return Vec::new() };
    let mut changes = compare::differences(&Flow::read(before), flow, catalogue);
    changes.retain(|change| change.kind != ChangeKind::Moved);
    changes
}
