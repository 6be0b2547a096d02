//! Journals: a workspace is what its inputs make of it.

use serde::{Deserialize, Serialize};

use super::{Input, Refused, Workspace};
use crate::time::Time;

/// An input that was taken, and when. A journal is a list of these.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// When.
    pub at: Time,
    /// What.
    pub input: Input,
}

/// A journal is not one of a workspace: an entry was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("Entry {place} of the journal is refused, so this is not how it was written: {refused}")]
pub struct Diverged {
    /// The place of the entry, from 0.
    pub place: usize,
    /// Why it was refused.
    pub refused: Refused,
}

impl Workspace {
    /// The workspace that a journal makes: the same one, facts and all, that wrote it.
    ///
    /// # Errors
    /// When an entry is refused, which no entry of a journal was.
    pub fn replay<'a>(journal: impl IntoIterator<Item = &'a Entry>) -> Result<Workspace, Diverged> {
        let mut workspace = Workspace::new();
        for (place, entry) in journal.into_iter().enumerate() {
            workspace
                .handle(entry.input.clone(), entry.at)
                .map_err(|refused| Diverged { place, refused })?;
        }
        Ok(workspace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crew::Activity;

    #[test]
    fn a_journal_makes_the_workspace_that_wrote_it() {
        let activity = Activity { id: "a".into(), name: "A".into(), available: true };
        let journal = [
            Entry { at: Time(1), input: Input::DefineActivity(activity) },
            Entry { at: Time(2), input: Input::Tick },
        ];
        let text = serde_json::to_string(&journal).unwrap();
        let again: Vec<Entry> = serde_json::from_str(&text).unwrap();
        assert_eq!(again, journal);
        let workspace = Workspace::replay(&again).unwrap();
        assert_eq!(workspace, Workspace::replay(&journal).unwrap());
        let wrong = [Entry { at: Time(1), input: Input::RemoveActivity("a".into()) }];
        let diverged = Workspace::replay(&wrong).unwrap_err();
        assert!(diverged.to_string().contains("There is no activity a here"), "{diverged}");
    }
}
