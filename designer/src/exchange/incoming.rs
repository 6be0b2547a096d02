//! A file that is being taken in: what a person decides before it is opened.

use std::collections::BTreeMap;
use std::path::PathBuf;

use centralita_engine::declare::Catalogue;
use centralita_engine::flow::{Edit, Label};
use centralita_engine::{Flow, KindName, Text};

use super::Report;

/// A file that is being taken in.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// What the flow is called.
    pub name: String,
    /// Its file.
    pub path: Option<PathBuf>,
    /// The flow.
    pub flow: Flow,
    /// What there is to tell of it.
    pub report: Report,
    /// Whether today's names are written at once.
    pub modernizes: bool,
    /// The types that take the place of those nobody knows.
    pub replaced: BTreeMap<Text, KindName>,
}

impl Incoming {
    /// A file with a flow.
    pub fn new(name: String, path: Option<PathBuf>, flow: Flow, report: Report) -> Incoming {
        let modernizes = report.is_old;
        Incoming { name, path, flow, report, modernizes, replaced: BTreeMap::new() }
    }

    /// What the person has decided, as one change; none when the flow stays as it is.
    pub fn edit(&self, catalogue: &Catalogue, label: Label) -> Option<Edit> {
        let mut edits = Vec::new();
        if self.modernizes {
            edits.push(Edit::Modernize(catalogue.spellings()));
        }
        for unknown in &self.report.unknown {
            let Some(kind) = self.replaced.get(&unknown.kind) else { continue };
            let changes = unknown
                .widgets
                .iter()
                .map(|widget| Edit::ChangeKind { widget: widget.clone(), kind: kind.clone() });
            edits.extend(changes);
        }
        (!edits.is_empty()).then_some(Edit::All(edits, label))
    }
}
