//! What is selected: widgets by name, or one wire.

use std::collections::BTreeSet;

use centralita_engine::{Flow, WidgetName};

/// What is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Widgets.
    pub widgets: BTreeSet<WidgetName>,
    /// A wire; no widget is selected then.
    pub wire: Option<WireEnd>,
}

/// Where a wire begins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct WireEnd {
    /// The widget.
    pub widget: WidgetName,
    /// The place of the wire among those of the widget.
    pub transition: usize,
}

impl Selection {
    /// Just one widget.
    pub fn of(name: WidgetName) -> Selection {
        Selection { widgets: [name].into(), wire: None }
    }

    /// Several widgets.
    pub fn of_all(names: impl IntoIterator<Item = WidgetName>) -> Selection {
        Selection { widgets: names.into_iter().collect(), wire: None }
    }

    /// A wire.
    pub fn of_wire(widget: WidgetName, transition: usize) -> Selection {
        Selection { widgets: BTreeSet::new(), wire: Some(WireEnd { widget, transition }) }
    }

    /// Whether nothing is selected.
    pub fn is_empty(&self) -> bool {
        self.widgets.is_empty() && self.wire.is_none()
    }

    /// The one selected widget, when it is one.
    pub fn only(&self) -> Option<&WidgetName> {
        self.widgets.first().filter(|_| self.widgets.len() == 1)
    }

    /// Forgets what is not there any more.
    pub fn keep_to(&mut self, flow: &Flow) {
        self.widgets.retain(|name| flow.widget(name.as_str()).is_some());
        let is_there = |end: &WireEnd| {
            flow.widget(end.widget.as_str())
                .and_then(|widget| widget.transitions.get(end.transition))
                .is_some_and(|transition| transition.next.is_some())
        };
        self.wire = self.wire.take().filter(is_there);
    }
}
