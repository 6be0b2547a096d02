//! Where conversations stop: at widgets, and behind exits.

use std::collections::BTreeSet;

use centralita_engine::exec::Step;
use centralita_engine::{Flow, WidgetName};

/// Where conversations stop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakpoints {
    /// When one of these widgets is entered.
    pub widgets: BTreeSet<WidgetName>,
    /// When one of these exits is taken, each by its widget and its place in the transitions.
    pub exits: BTreeSet<(WidgetName, usize)>,
}

impl Breakpoints {
    /// Lets conversations stop at a widget, or no longer.
    pub fn toggle_widget(&mut self, name: WidgetName) {
        if !self.widgets.remove(&name) {
            self.widgets.insert(name);
        }
    }

    /// Lets conversations stop behind an exit, or no longer.
    pub fn toggle_exit(&mut self, exit: (WidgetName, usize)) {
        if !self.exits.remove(&exit) {
            self.exits.insert(exit);
        }
    }

    /// Follows a widget that gets another name.
    pub fn rename(&mut self, from: &WidgetName, to: &WidgetName) {
        if self.widgets.remove(from) {
            self.widgets.insert(to.clone());
        }
        let renamed = std::mem::take(&mut self.exits).into_iter();
        self.exits = renamed
            .map(|(name, place)| (if name == *from { to.clone() } else { name }, place))
            .collect();
    }

    /// Forgets what is no longer in the flow.
    pub fn keep_to(&mut self, flow: &Flow) {
        self.widgets.retain(|name| flow.widget(name.as_str()).is_some());
        self.exits.retain(|(name, place)| {
            flow.widget(name.as_str()).is_some_and(|widget| *place < widget.transitions.len())
        });
    }

    /// Whether a step enters such a widget.
    pub fn stops_at(&self, step: &Step) -> bool {
        step.depth == 0 && self.widgets.contains(&step.widget)
    }

    /// Whether a step takes such an exit.
    pub fn stops_behind(&self, step: &Step) -> bool {
        let taken = step.exit.as_ref().and_then(|exit| exit.transition);
        step.depth == 0
            && taken.is_some_and(|taken| {
                self.exits
                    .iter()
                    .any(|(name, place)| *name == step.widget && u32::try_from(*place) == Ok(taken))
            })
    }
}
