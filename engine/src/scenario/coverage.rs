//! Coverage: which widgets and exits have been visited.

use std::collections::{BTreeMap, BTreeSet};

use crate::declare::Catalogue;
use crate::exec::Step;
use crate::flow::{ExitName, Flow, WidgetName};
use crate::value::Text;

/// What steps have visited, by flow; the empty name is the flow that began.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    visits: BTreeMap<Text, Visits>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Visits {
    widgets: BTreeMap<WidgetName, u64>,
    /// By widget, transition and event; an exit without a transition has no place.
    exits: BTreeMap<(WidgetName, Option<u32>, ExitName), u64>,
}

/// One exit of a flow, and how often it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitSeen {
    /// The widget.
    pub widget: WidgetName,
    /// The event's name.
    pub event: ExitName,
    /// Its place in the widget's transitions.
    pub transition: Option<usize>,
    /// How often it was taken.
    pub count: u64,
}

impl Coverage {
    /// Adds the steps of an execution that began in the flow called `root`.
    pub fn add(&mut self, root: &Text, steps: &[Step]) {
        for step in steps {
            let visits =
                self.visits.entry(step.flow.clone().unwrap_or_else(|| root.clone())).or_default();
            match &step.exit {
                Some(exit) => {
                    *visits.widgets.entry(step.widget.clone()).or_default() += 1;
                    *visits
                        .exits
                        .entry((step.widget.clone(), exit.transition, exit.event.clone()))
                        .or_default() += 1;
                }
                None => {
                    visits.widgets.entry(step.widget.clone()).or_default();
                }
            }
        }
    }

    /// Joins what another has seen.
    pub fn join(&mut self, other: &Coverage) {
        for (flow, seen) in &other.visits {
            let visits = self.visits.entry(flow.clone()).or_default();
            for (widget, count) in &seen.widgets {
                *visits.widgets.entry(widget.clone()).or_default() += count;
            }
            for (exit, count) in &seen.exits {
                *visits.exits.entry(exit.clone()).or_default() += count;
            }
        }
    }

    /// The widgets of the flow called `name` that were visited.
    pub fn widgets(&self, name: &str) -> BTreeSet<&WidgetName> {
        self.visits.get(name).map(|visits| visits.widgets.keys().collect()).unwrap_or_default()
    }

    /// Every exit of `flow`, known under `name`, with how often it was taken. Exits that no
    /// transition mentions come too; exits that only old accounts ever took come only when they are
    /// written in the file.
    pub fn exits(&self, name: &str, flow: &Flow, catalogue: &Catalogue) -> Vec<ExitSeen> {
        let empty = Visits::default();
        let visits = self.visits.get(name).unwrap_or(&empty);
        let mut seen = Vec::new();
        for widget in flow.widgets() {
            let Some(spec) = catalogue.spec(widget.kind.as_str()) else { continue };
            for exit in spec.exits_of(widget) {
                let old = spec.exit(exit.event.as_str()).is_some_and(|declared| declared.old);
                if old && exit.transition.is_none() {
                    continue;
                }
                let place = exit.transition.and_then(|place| u32::try_from(place).ok());
                let key = (widget.name.clone(), place, exit.event.clone());
                seen.push(ExitSeen {
                    widget: widget.name.clone(),
                    event: exit.event,
                    transition: exit.transition,
                    count: visits.exits.get(&key).copied().unwrap_or(0),
                });
            }
        }
        seen
    }
}
