//! What was understood of a flow's file, what was not, and what happens to it.

use std::collections::BTreeMap;

use centralita_engine::check::{CheckSettings, Sentence, Severity, check};
use centralita_engine::declare::Catalogue;
use centralita_engine::flow::{ReadFault, ReadFaultKind, Wrapper};
use centralita_engine::{Flow, Lines, Text, WidgetName};

/// What there is to tell of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// How many widgets it has.
    pub widgets: usize,
    /// How many wires lead from one to another.
    pub wires: usize,
    /// How many different types of widget are known here.
    pub kinds: usize,
    /// The types that nobody here knows.
    pub unknown: Vec<Unknown>,
    /// What reading had to repair or could not understand.
    pub repairs: Vec<Sentence>,
    /// Whether it has the old format of Studio's exports.
    pub is_old: bool,
    /// Names of types and properties that are written otherwise today.
    pub names: Vec<OldName>,
    /// What stands around the flow in the file, when something does.
    pub around: Option<Text>,
    /// How many errors the checks find.
    pub errors: usize,
    /// How many warnings.
    pub warnings: usize,
    /// Whether the flow has data of ours, so that it comes from here.
    pub is_ours: bool,
}

/// A type of widget that nobody here knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Its name in the file.
    pub kind: Text,
    /// The widgets of this type.
    pub widgets: Vec<WidgetName>,
    /// A type that is known and called nearly so.
    pub meant: Option<Text>,
}

/// A name that is written otherwise today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OldName {
    /// What the file says.
    pub written: Text,
    /// What is written today; empty when it is written no more.
    pub today: Text,
    /// How often the file says it.
    pub count: usize,
}

impl Report {
    /// What there is to tell of a flow.
    pub fn of(flow: &Flow, catalogue: &Catalogue, settings: &CheckSettings) -> Report {
        let problems = check(flow, catalogue, settings);
        let count = |severity| problems.iter().filter(|one| one.severity == severity).count();
        let mut kinds: Vec<&str> = flow.widgets().iter().map(|one| one.kind.as_str()).collect();
        kinds.sort_unstable();
        kinds.dedup();
        let names = |name: &WidgetName| flow.widget(name.as_str()).is_some();
        let lines = Lines::of(flow.document().text());
        let repairs = flow.faults().iter().filter(|fault| !fault.kind.is_note());
        Report {
            widgets: flow.widgets().len(),
            wires: flow
                .widgets()
                .iter()
                .flat_map(|widget| &widget.transitions)
                .filter(|wire| wire.next.as_ref().is_some_and(names))
                .count(),
            kinds: kinds.iter().filter(|kind| catalogue.spec(kind).is_some()).count(),
            unknown: unknown(flow, catalogue),
            repairs: ReadFault::told_once(repairs, &lines)
                .into_iter()
                .map(|fault| fault.message)
                .collect(),
            is_old: flow.faults().iter().any(|fault| fault.kind == ReadFaultKind::Legacy),
            names: old_names(flow, catalogue),
            around: match &flow.shape().wrapper {
                Wrapper::Bare => None,
                Wrapper::Resource(resource) => {
                    Some(resource.friendly_name.clone().unwrap_or_default())
                }
            },
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            is_ours: flow.own().node().is_some(),
        }
    }

    /// Whether a person should see it before the flow is opened.
    pub fn has_to_tell(&self) -> bool {
        let is_odd = !self.unknown.is_empty() || !self.repairs.is_empty();
        self.widgets > 0 && !self.is_ours && (is_odd || self.is_old || !self.names.is_empty())
    }
}

fn unknown(flow: &Flow, catalogue: &Catalogue) -> Vec<Unknown> {
    let mut unknown: Vec<Unknown> = Vec::new();
    let problems = check(flow, catalogue, &CheckSettings::default());
    for widget in flow.widgets() {
        let kind = widget.kind.text();
        if kind.is_empty() || catalogue.spec(kind).is_some() {
            continue;
        }
        if let Some(one) = unknown.iter_mut().find(|one| one.kind == *kind) {
            one.widgets.push(widget.name.clone());
            continue;
        }
        // The check knows which type may be meant.
        let fix = problems
            .iter()
            .filter(|one| one.code.0 == "unknown_kind")
            .filter(|one| one.place.widget.as_ref() == Some(&widget.name))
            .find_map(|one| one.fix.as_ref());
        let meant = fix.and_then(|fix| match &fix.edit {
            centralita_engine::flow::Edit::ChangeKind { kind, .. } => Some(kind.text().clone()),
            _ => None,
        });
        unknown.push(Unknown { kind: kind.clone(), widgets: vec![widget.name.clone()], meant });
    }
    unknown
}

/// The names that would be written otherwise today, the most frequent first.
fn old_names(flow: &Flow, catalogue: &Catalogue) -> Vec<OldName> {
    let spellings = catalogue.spellings();
    let mut counts: BTreeMap<(Text, Text), usize> = BTreeMap::new();
    for widget in flow.widgets() {
        let written = widget.kind.text();
        let today = spellings.kinds.get(written);
        if let Some(today) = today {
            *counts.entry((written.clone(), today.clone())).or_default() += 1;
        }
        let Some(renamed) = spellings.properties.get(today.unwrap_or(written)) else { continue };
        let Some(properties) = widget.properties().node() else { continue };
        for (key, _) in properties.members() {
            if let Some(today) = renamed.get(&*key.text) {
                let written = Text::from(&*key.text);
                *counts.entry((written, today.clone())).or_default() += 1;
            }
        }
    }
    let mut names: Vec<OldName> = counts
        .into_iter()
        .map(|((written, today), count)| OldName { written, today, count })
        .collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.count));
    names
}
