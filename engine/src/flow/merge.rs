//! Bringing together what two people made of the same flow.
//!
//! The result is always a file that opens: where both changed the same thing differently, ours
//! stays and the conflict is listed; where only boxes were moved differently, ours stays silently.
//! Widgets that somebody renamed are followed, and new widgets of both that happen to have one name
//! are told apart.

mod names;
mod values;
mod widgets;

use crate::check::Sentence;
use std::collections::BTreeSet;

use super::edit::{Edit, Spellings};
use super::fault::ReadFaultKind;
use super::json::Patch;
use super::names::WidgetName;
use super::pair::by_key;
use super::rename::{Rewriting, rename_in};
use super::{Flow, OWN_KEY};
use crate::{Text, Value};
use names::Names;
use values::{At, Manner, Values};

/// What came of a merge.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The flow with the changes of both.
    pub flow: Flow,
    /// Where both changed the same thing; there the flow has ours.
    pub conflicts: Vec<Conflict>,
}

/// A thing that both changed differently.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The widget, by its name in the merged flow or, when it is gone there, in the others.
    pub widget: Option<WidgetName>,
    /// What it is about, as in `parameters[0].value`; empty for the widget as a whole.
    pub field: Text,
    /// What was there before either change.
    pub base: Option<Value>,
    /// What is there now.
    pub ours: Option<Value>,
    /// What they made of it.
    pub theirs: Option<Value>,
    /// The conflict and how it was settled, in a sentence.
    pub sentence: Sentence,
}

/// Brings the changes from `base` to `ours` and from `base` to `theirs` together, in our file.
///
/// ```
/// use centralita_engine::flow::{Flow, merge};
/// let flow = |say: &str, x: i32| Flow::read(&format!(
///     r#"{{"states":[{{"name":"a","type":"trigger","properties":{{"say":"{say}","loop":{x}}}}}]}}"#));
/// let merged = merge(&flow("Hi", 1), &flow("Hello", 1), &flow("Hi", 2));
/// assert_eq!(merged.flow, flow("Hello", 2));
/// assert!(merged.conflicts.is_empty());
/// ```
pub fn merge(base: &Flow, ours: &Flow, theirs: &Flow) -> Merged {
    merge_with(base, ours, theirs, &Spellings::default(), &Rewriting::default())
}

/// Like [`merge`], by somebody who knows which spellings mean the same and how scripts are renamed.
pub fn merge_with(
    base: &Flow,
    ours: &Flow,
    theirs: &Flow,
    spellings: &Spellings,
    rewriting: &Rewriting<'_>,
) -> Merged {
    let settled = |flow: &Flow| Merged { flow: flow.clone(), conflicts: Vec::new() };
    if theirs == base || theirs == ours {
        return settled(ours);
    }
    if ours == base {
        return settled(theirs);
    }
    if !is_flow(theirs) {
        return unreadable(
            ours,
            Sentence::new(
                "Their file holds no flow; ours is kept as it is.",
                "Su archivo no tiene ningún flujo; el nuestro queda como está.",
            ),
        );
    }
    if !is_flow(ours) {
        return unreadable(
            theirs,
            Sentence::new(
                "Our file holds no flow; theirs is taken as it is.",
                "Nuestro archivo no tiene ningún flujo; se toma el suyo como está.",
            ),
        );
    }
    let mixed = [ours, theirs].iter().any(|flow| flow.shape().legacy != base.shape().legacy);
    let alike = |flow: &Flow| {
        let modernize = || Edit::Modernize(spellings.clone()).apply(flow).ok();
        (mixed && flow.shape().legacy).then(modernize).flatten().unwrap_or_else(|| flow.clone())
    };
    let (base, ours, theirs) = (alike(base), alike(ours), alike(theirs));

    let mut conflicts = Vec::new();
    let names = Names::settle(&base, &ours, &theirs, &mut conflicts);
    let base = rename_in(&base, &names.base, rewriting);
    let ours = rename_in(&ours, &names.ours, rewriting);
    let theirs = rename_in(&theirs, &names.theirs, rewriting);
    let ours = widgets::with_their_order(&names, &base, &ours, &theirs, &mut conflicts);

    let mut keep = BTreeSet::new();
    loop {
        let mut found = conflicts.clone();
        let mut patch = Patch::new(ours.document());
        let mut values = Values { patch: &mut patch, conflicts: &mut found, widget: None };
        widgets::merge_widgets(&names, &base, &ours, &theirs, &keep, &mut values);
        merge_flow(&base, &ours, &theirs, &mut values);
        let flow = ours.patched(&patch);
        let missed = widgets::still_needed(&flow, &ours, &keep);
        if missed.is_empty() {
            let flow = widgets::without_loose_ends(flow, &ours, &theirs, &mut found);
            return Merged { flow, conflicts: found };
        }
        keep.extend(missed);
    }
}

fn is_flow(flow: &Flow) -> bool {
    !flow.faults().iter().any(|fault| fault.kind == ReadFaultKind::NotAFlow)
}

fn unreadable(kept: &Flow, sentence: Sentence) -> Merged {
    let conflict = Conflict {
        widget: None,
        field: Text::default(),
        base: None,
        ours: None,
        theirs: None,
        sentence,
    };
    Merged { flow: kept.clone(), conflicts: vec![conflict] }
}

/// Everything about the flow that is not its widgets.
fn merge_flow(base: &Flow, ours: &Flow, theirs: &Flow, values: &mut Values<'_, '_>) {
    let (base, ours, theirs) = (base.definition(), ours.definition(), theirs.definition());
    let [in_base, in_ours, in_theirs] = [base, ours, theirs].map(by_key);
    for key in values::keys(&[Some(base), Some(ours), Some(theirs)]) {
        if key == "states" {
            continue;
        }
        let manner = if key == OWN_KEY { Manner::Sets } else { Manner::Plain };
        let at = At::Member { map: ours, key: &key };
        let found = [&in_base, &in_ours, &in_theirs];
        let [base, ours, theirs] = found.map(|members| members.get(key.as_str()).copied());
        values.merge(at, &key, manner, base, ours, theirs);
    }
}
